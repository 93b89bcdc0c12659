"""The codes of a telegram and what they mean: precedences, TAGS, captions, offices, the order, its reasons.

What the vocabulary does not know is shown as printed; nothing is guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from reftel.records import Cable
from reftel.render.parts import Explained
from reftel.render.phrases import iso_words, urgency
from reftel.render.plain import printable
from reftel.spans import Span

if TYPE_CHECKING:
    from reftel.vocab import Vocabulary


class Codes:
    """The codes of one telegram, explained as they were meant on its day."""

    def __init__(self, cable: Cable, vocabulary: Vocabulary) -> None:
        self.cable = cable
        self.words = vocabulary
        self.on = cable.date.value.first_day if cable.date else None

    def precedences(self) -> tuple[Explained, ...]:
        listed: list[Explained] = []
        for place, found in enumerate(self.cable.transmission.precedence):
            row = self.words.precedence(found.value)
            listed.append(
                Explained(
                    code=(row.word if row else printable(found.value)).capitalize(),
                    meaning=urgency(row.meaning, row.rank) if row else "",
                    kind="precedence",
                    raw=printable(found.value) if row and row.word != found.value else "",
                    spans=found.spans,
                    reading=f"transmission-precedence-{place}",
                )
            )
        return tuple(listed)

    def tags(self) -> tuple[Explained, ...]:
        return tuple(
            _explained(
                self.words.tag(found.value.value, on=self.on),
                found.value.value,
                raw=found.value.raw if found.value.raw != found.value.value else "",
                kind=found.value.kind,
                spans=found.spans,
                reading=f"tags-{place}",
            )
            for place, found in enumerate(self.cable.tags)
        )

    def captions(self) -> tuple[Explained, ...]:
        return tuple(
            _explained(self.words.caption(f.value), f.value, spans=f.spans, reading=f"captions-{place}")
            for place, f in enumerate(self.cable.captions)
        )

    def offices(self) -> tuple[Explained, ...]:
        seen: dict[str, Explained] = {}
        for line, attention in enumerate(self.cable.attention):
            for place, found in enumerate(attention.offices):
                seen.setdefault(
                    found.value,
                    _explained(
                        self.words.office(found.value, on=self.on),
                        found.value,
                        spans=found.spans,
                        reading=f"attention-{line}-offices-{place}",
                    ),
                )
        return tuple(seen.values())

    def order(self) -> Explained | None:
        found = self.cable.order
        if found is None:
            return None
        row = self.words.executive_order(found.value)
        if row is not None and row.canonical:
            meant = self.words.executive_order(row.canonical)
            note = f"a misprint of {row.canonical}"
            row = meant or row
        else:
            note = ""
        signed = f"signed {iso_words(row.signed)}; " if row and row.signed else ""
        rule = row.default_declassification if row else ""
        meaning = f"executive order on classification, {signed}{rule}".rstrip("; ,") if row else ""
        return Explained(code=found.value, meaning=meaning, kind="order", note=note, spans=found.spans, reading="order")

    def reasons(self) -> tuple[Explained, ...]:
        return tuple(
            _explained(self.words.reason(f.value, on=self.on), f.value, spans=f.spans, reading=f"reasons-{place}")
            for place, f in enumerate(self.cable.reasons)
        )


class _Coded(Protocol):
    """A row of any vocabulary that says what a code means."""

    @property
    def meaning(self) -> str: ...


def _explained(
    row: _Coded | None, code: str, *, raw: str = "", kind: str = "", spans: tuple[Span, ...] = (), reading: str = ""
) -> Explained:
    return Explained(
        code=printable(code),
        raw=printable(raw),
        meaning=row.meaning if row is not None else "",
        kind=kind,
        spans=spans,
        reading=reading,
    )
