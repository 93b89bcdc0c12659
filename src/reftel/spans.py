"""Where a reading came from: spans of characters, and text that was cut without losing the map.

A span is half-open and counts code points of `Source.text`, the text of one record as it was decoded. Nothing in
reftel alters that text; page lines that cut a sentence in two are *skipped*, and `CleanText` keeps the way back.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection
from typing import Generic, Literal, TypeVar

import msgspec

T = TypeVar("T")

Where = Literal["text", "wrapper", "name", "inferred"]
"""Where a value stands: in the telegram's `text`, in the publisher's `wrapper` around it, in the file's `name`, or
nowhere (`inferred`). The last two have no spans, and a diagnostic always says why they were taken."""


class Span(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """A run of characters of a source's text, half-open, in code points. JSON `[start, end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters themselves."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        """A span is there even where it is empty: `span or other` asks whether there is one, not how long it is."""
        return True

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


class Found(msgspec.Struct, Generic[T], frozen=True, omit_defaults=True):
    """One reading of a telegram, tied to the characters it came from.

    `value` is what was read. `spans` are the pieces that make this one reading, in the order they are read (several
    when a page line cuts it in two). `also` are other places that say the same: the second copy of a doubled header,
    the title of the page around it. `where` tells text, wrapper, file name and inference apart.

    The law: the slices, joined by line ends and read again by the function that read them, give the value.
    """

    value: T
    spans: tuple[Span, ...] = ()
    where: Where = "text"
    also: tuple[Span, ...] = ()

    def slices(self, text: str) -> str:
        """The pieces as they stand in `text`, joined by line ends."""
        return "\n".join(text[s.start : s.end] for s in self.spans)


class CleanText:
    """A text with some runs cut out, and the way back from each of its characters to the text it was cut from.

    Page lines, repeated banners and a publisher's stamps are not part of what was said; a subject or a sentence may be
    broken by one. `text` is the raw text without them; `raw(start, end)` gives the spans of the raw text that a run
    of it came from, in order, several when a cut lies inside.
    """

    __slots__ = ("_clean", "_shift", "raw", "text")

    raw: Callable[[int, int], tuple[Span, ...]]
    """The spans of the raw text behind `text[start:end]`, in order; empty for an empty run."""

    def __init__(self, raw: str, cuts: Collection[Span], *, start: int = 0, end: int | None = None) -> None:
        """Cut `cuts` (sorted, not touching each other needed) out of `raw[start:end]`."""
        stop = len(raw) if end is None else end
        if not cuts and start <= stop:
            self._clean = [0]
            self._shift = [start]
            self.text = raw[start:stop]
            self.raw = _way_back(self._clean, self._shift, [stop], stop - start)
            return
        kept: list[tuple[int, int]] = []
        at = start
        for cut in cuts:
            if cut.end <= at or cut.start >= stop:
                continue
            if cut.start > at:
                kept.append((at, cut.start))
            at = max(at, cut.end)
        if at < stop or not kept:
            kept.append((at, max(at, stop)))
        clean: list[int] = []
        length = 0
        for piece_start, piece_end in kept:
            clean.append(length)
            length += piece_end - piece_start
        self._clean = clean
        self._shift = [k[0] - c for k, c in zip(kept, clean, strict=True)]
        self.text = (
            raw[start:stop] if len(kept) == 1 and kept[0] == (start, stop) else "".join(raw[a:b] for a, b in kept)
        )
        self.raw = _way_back(clean, self._shift, [k[1] for k in kept], kept[0][1] - kept[0][0])

    def at(self, offset: int) -> int:
        """The offset in the raw text of the character at `offset` of the clean text."""
        return offset + self._shift[bisect_right(self._clean, offset) - 1]


def _way_back(
    clean: list[int], shifts: list[int], stops: list[int], plain: int
) -> Callable[[int, int], tuple[Span, ...]]:
    """The way back from runs of a clean text, whose pieces begin at `clean`. Most telegrams have no page line, and few
    one above their text: the piece before the first cut, of `plain` characters, is asked most."""
    ahead = shifts[0]

    def raw(start: int, end: int) -> tuple[Span, ...]:
        if start < end <= plain and start >= 0:
            return (Span(start + ahead, end + ahead),)
        if end <= start:
            return ()
        first = bisect_right(clean, start) - 1
        shift = shifts[first]
        if end + shift <= stops[first]:
            return (Span(start + shift, end + shift),)
        pieces: list[Span] = []
        at = start
        for piece in range(first, len(clean)):
            shift, stop = shifts[piece], stops[piece]
            upto = min(end, stop - shift)
            if upto > at:
                pieces.append(Span(at + shift, upto + shift))
                at = upto
            if at >= end:
                break
        return tuple(pieces)

    return raw
