"""Portion marks: the level in brackets beside a paragraph's number, and the marks of the items inside it.

    1. (S-N/F) Summary: …          the paragraph's own
    2. Comment: (SBU) …            behind the label
    3. C) The minister …           with a bracket lost
       A. (U) One lamp;            an item's, not the paragraph's
    4. (C - ENTIRE TEXT) …         for every paragraph without a mark, as an inference

Facts. The mark is the text in the first brackets beside the number, as printed; `(U.S.)` and `(Comment:` are none.
What stands in its place and is spelt with a mark's letters, `(SUB)`, is a mark that cannot be read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from msgspec import structs

from reftel.markings import Marking, read_marking
from reftel.reading.sheet import Sheet, folded
from reftel.records import Paragraph, Portion

MARK_SIGNS: Final = (
    r"[ \t]*+(?:\n[ \t]*+(?=\([A-Z]))?"
    r"(?P<mark>\([^()\n]{1,24}\)|[\[{(][A-Z/\-]{1,9}[\]})]|[A-Z/\-]{1,6}\)(?=[ ])"
    r"|\((?:SBU|LOU|[SC]/NF|[CSU])(?=[ ]{1,2}[A-Z][a-z]))"
)
"""What may be a mark, behind a number and its full stop, as a pattern."""
MARK: Final = re.compile(MARK_SIGNS)
LATE_MARK: Final = re.compile(
    r"[ \t]*(?:BEGIN |Begin )?(?:Summary|SUMMARY|Comment|COMMENT|Action Request|ACTION REQUEST)[ .:\-]*"
    r"(?P<mark>\([A-Za-z/\-]{1,8}\))"
)
"""A mark behind the label: `1. Summary: (SBU) Prices rose`."""
# a mark that was mistyped: `(SUB)`, `(SNB)`, `(CU)`; none of the words that are set in brackets there is spelt so
_LIKE_A_MARK: Final = re.compile(
    r"\((?:[SBUCNF/\-]{2,7}"
    r"|(?:TS|SBU|[SCU])[ ]?[/\-,;]{1,2}[ ]?(?:REL|N[O/]?F|NOF|ORC|PROP|EX|NOD|LIM|EYES|FGI|SENS)[A-Z/ ,\-]{0,20})\)"
)
_ENTIRE: Final = re.compile(
    r"\(?[ \t]*(?P<level>TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED|LIMITED OFFICIAL USE|SBU|LOU|TS|[SCU])"
    r"[ \t]*[-‐–—,:]{1,3}[ \t]*ENTIRE[ \t]+TEXT",
    re.IGNORECASE,
)
_ENTIRE_BEHIND: Final = re.compile(r"[-‐–— ]*ENTIRE[ \t]+TEXT\b", re.IGNORECASE)  # `1. (C) ENTIRE TEXT.`
_NEAR: Final = 200  # characters that the level and blanks before those words fill at most
_FIRST_LINES: Final = 2  # the paragraphs among which a mark for the entire text stands


class Item(NamedTuple):
    """A marked item: where its line begins, its mark, where its text begins."""

    line: int
    mark: tuple[int, int]
    text: int


@lru_cache(maxsize=1 << 10)
def marking_of(printed: str) -> Marking | None:
    """What a printed mark says, None for brackets that hold no marking."""
    words = printed.strip("()[]{} ").upper()
    return read_marking(words) if "BUT" not in words else None


@lru_cache(maxsize=1 << 10)
def read_mark(text: str) -> str:
    """A portion mark as printed, in capitals, without its brackets."""
    return folded(text.upper()).strip("()[]{} ")


@lru_cache(maxsize=1 << 10)
def is_plain(printed: str) -> bool:
    """Whether a mark has both of its brackets, and speaks for its paragraph alone."""
    return printed[0] == "(" and printed[-1] == ")" and "ENTIRE" not in printed.upper()


def looks_like_a_mark(printed: str) -> bool:
    """Whether brackets in the mark's place are spelt with a mark's letters, without being one."""
    return _LIKE_A_MARK.fullmatch(printed.upper()) is not None


def says_entire_text(block: str) -> bool:
    """Whether a block of lines is the classification paragraph, `CONFIDENTIAL - ENTIRE TEXT`: no heading."""
    return "ENTIRE" in block.upper() and _ENTIRE.match(block) is not None


def portions_of(sheet: Sheet, items: list[Item], end: int) -> tuple[Portion, ...]:
    """The items of one paragraph that ends at `end`, each with its text."""
    out: list[Portion] = []
    for place, item in enumerate(items):
        printed = sheet.text[item.mark[0] : item.mark[1]]
        marking = marking_of(printed)
        if marking is not None:
            stop = items[place + 1].line if place + 1 < len(items) else end
            run = sheet.trimmed(item.text, stop)
            out.append(
                Portion(mark=sheet.found(read_mark(printed), *item.mark), marking=marking, spans=sheet.spans(*run))
            )
    return tuple(out)


def with_inferred(sheet: Sheet, paragraphs: list[Paragraph], runs: list[tuple[int, int]]) -> None:
    """Say what covers the paragraphs without a mark: their items' marks together, or the mark of the entire text."""
    entire = _entire_text(sheet, paragraphs, runs)
    if entire is None and not any(paragraph.portions for paragraph in paragraphs):
        return
    for place, paragraph in enumerate(paragraphs):
        if paragraph.marking is not None:
            continue
        if paragraph.portions:
            together = Marking.join(portion.marking for portion in paragraph.portions)
            paragraphs[place] = structs.replace(paragraph, inferred=together)
        elif entire is not None:
            paragraphs[place] = structs.replace(paragraph, inferred=entire)


def _entire_text(sheet: Sheet, paragraphs: list[Paragraph], runs: list[tuple[int, int]]) -> Marking | None:
    """The marking of the entire text, as a mark or as the first words of one of the first paragraphs say it."""
    upper = sheet.upper
    for paragraph, run in zip(paragraphs[:_FIRST_LINES], runs[:_FIRST_LINES], strict=True):
        if paragraph.mark is not None:
            if "ENTIRE" in paragraph.mark.value or _ENTIRE_BEHIND.match(sheet.text, *run):
                return paragraph.marking
        elif upper.find("ENTIRE", run[0], min(run[1], run[0] + _NEAR)) >= 0 and (
            found := _ENTIRE.match(sheet.text, *run)
        ):
            sheet.note("PM-ENTIRE-TEXT", "", *found.span())
            return read_marking(found["level"])
    return None
