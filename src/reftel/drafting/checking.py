"""A draft held against the form: the same reading as of any telegram, and what of it its writer should mend.

What a reader notices in an old copy is not always a fault of a text that is being written: a page's false minutes are a
publisher's affair, an unknown TAG is not. Which is which stands with its reason in `explanations.toml`, code by code.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import Final, Literal

import msgspec

from reftel.diagnostics import CODES, Diagnostic
from reftel.drafting.faults import find_faults
from reftel.drafting.nearby import suggestion
from reftel.drafting.reading_drafts import read_draft
from reftel.explanations import explanation
from reftel.records import Cable, Source
from reftel.sources import source
from reftel.spans import Span
from reftel.times import Date
from reftel.vocab import Vocabulary

_MOST_SUGGESTED: Final = 40

Weight = Literal["fault", "advice"]


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something to mend: where (`line` and `column` from 1; 0 where it is about the whole), what it is in this text,
    what to do. An `advice` is worth a second look and a fault only where the check is strict."""

    code: str
    weight: Weight
    line: int = 0
    column: int = 0
    message: str = ""
    remedy: str = ""
    spans: tuple[Span, ...] = ()


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A draft that was checked: how it was read, and what was found, in the order of the text."""

    cable: Cable
    faults: tuple[Fault, ...] = ()

    def wrong(self, *, strict: bool = False) -> tuple[Fault, ...]:
        """The faults that count: all of them where the check is `strict`."""
        return tuple(fault for fault in self.faults if strict or fault.weight == "fault")


def check(draft: str | bytes | Source, *, vocabulary: Vocabulary | None = None, on: Date | None = None) -> Checked:
    """Hold a draft against the form. Never raises for any text.

    `on` is the day on which it will be sent, where it has no date-time group yet; without either, what depends on the
    date is left open.
    """
    words = vocabulary or Vocabulary.shipped()
    record = draft if isinstance(draft, Source) else source(draft)
    cable = read_draft(record, words)
    day = cable.transmission.dtg.value if cable.transmission.dtg else on
    starts = [0]
    for line in record.text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    noticed = [*cable.diagnostics, *find_faults(cable, words, day)]
    told = Counter[str]()
    found: list[Fault] = []
    for one in noticed:
        told[one.code] += 1
        # looking for near codes takes its time, and after so many of a kind nobody reads on
        if fault := _fault(one, cable, words, starts, near=told[one.code] <= _MOST_SUGGESTED):
            found.append(fault)
    found.sort(key=lambda fault: (not fault.line, fault.line, fault.column, fault.code))
    return Checked(cable=cable, faults=tuple(found))


def _fault(one: Diagnostic, cable: Cable, words: Vocabulary, starts: list[int], *, near: bool) -> Fault | None:
    told = explanation(one.code) if one.code in CODES else None
    if told is None or told.draft == "none" or _in_order(one, cable):
        return None
    line = column = 0
    if one.spans:
        line = bisect_right(starts, one.spans[0].start)
        column = one.spans[0].start - starts[line - 1] + 1
    remedy = (suggestion(one, cable, words) if near else "") or told.mend or told.advice
    return Fault(
        code=one.code,
        weight=told.draft,
        line=line,
        column=column,
        message=" ".join(one.message.split()),
        remedy=remedy,
        spans=one.spans,
    )


def _in_order(one: Diagnostic, cable: Cable) -> bool:
    """What the form allows after all: a short telegram needs no paragraph numbers (the handbook's own rule)."""
    return one.code == "PARA-NONE" and len(cable.paragraphs) == 1
