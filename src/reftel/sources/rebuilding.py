"""A record set down anew as lines, without losing the way back to its bytes.

A container writes a telegram in its own way: line ends as entities, quotation marks with a backslash, words between
tags. What undoes that takes pieces of the page as they stand and puts single characters in the place of markup;
`Lines` keeps for each of them the byte it came from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from operator import itemgetter

from reftel.sources.decoding import Break, Decoded, byte_at


class Lines:
    """A text being put together from pieces of a page, taken in their order, with the byte of every piece."""

    def __init__(self, page: Decoded) -> None:
        self._page = page
        self._text = page.text
        self._parts: list[str] = []
        self._breaks: list[Break] = []
        # the stretch of the page we are in, between two of its breaks: how far its bytes are ahead of its characters
        self._from = self._until = self._shift = self._inner = 0
        self._step()
        self._behind = -1  # bytes ahead of the characters of the new text, after its last break
        self._length = 0
        self.replaced = page.replaced
        self.taken = 0
        """How far into the page we are."""

    def __len__(self) -> int:
        """How many characters were set down."""
        return self._length

    def take(self, start: int, end: int, then: str = "") -> None:
        """Set down `page[start:end]` as it stands; `then` is a character that stands for what the page has at `end`."""
        if end < start or (end == start and not then):
            return
        if not self._from <= start < self._until:
            self._go_to(start)
        behind = start + self._shift - self._length
        if behind != self._behind or not self._breaks:
            self._mark(start + self._shift)
        self._parts.append(self._text[start:end] + then)
        if self._until < end:
            before = self._length - start
            while self._until < end:
                self._step()
                self._length = before + self._from
                self._mark(self._from + self._shift)
            self._length = before + end + len(then)
        else:
            self._length += end - start + len(then)
        self.taken = end

    def take_lines(self, start: int, lines: list[str], gap: int, marked: Callable[[int, int], None]) -> None:
        """Set down lines between which the page has `gap` characters for a line end; `marked` sets down those that
        hold markup. What nearly all of a page is, and therefore done here and not with `take`."""
        at = start
        parts, breaks = self._parts, self._breaks
        final = len(lines) - 1
        for place, line in enumerate(lines):
            stop = at + len(line)
            ending = "\n" if place < final else ""
            if "<" in line or "&" in line:
                marked(at, stop)
                self.take(stop, stop, ending)
            elif self._from <= at and stop < self._until and breaks and breaks[-1][0] < self._length:
                origin = at + self._shift
                if origin - self._length != self._behind:
                    breaks.append((self._length, origin))
                    self._behind = origin - self._length
                parts.append(line)
                parts.append(ending)
                self._length += stop - at + len(ending)
            else:
                self.take(at, stop, ending)
            at = stop + gap
        self.taken = at - gap

    def stand_in(self, characters: str, at: int) -> None:
        """Set down characters that stand for what the page has at `at`: an entity, a tag, an end of a field."""
        self._go_to(at)
        origin = at + self._shift
        for character in characters:
            self._mark(origin)
            self._parts.append(character)
            self._length += 1

    def end_line(self, upto: int) -> None:
        """Begin a new line; its line end is one of the page's own, between here and `upto`, where there is one."""
        if self._parts:
            own = self._text.find("\n", self.taken, upto)
            self.stand_in("\n", own if own >= 0 else self.taken)
        self.taken = max(self.taken, upto)

    def finish(self) -> Decoded:
        """The text as it stands now, and where it ends in the page."""
        self._mark(byte_at(self._page.breaks, self.taken))
        return Decoded("".join(self._parts), self._page.encoding, self.replaced, self._breaks or [(0, 0)])

    def _go_to(self, at: int) -> None:
        """Be in the stretch of the page that `at` lies in; almost always the one we are in, or the next."""
        if self._until <= at:
            self._step()
        if not self._from <= at < self._until:
            self._inner = bisect_right(self._page.breaks, at, key=itemgetter(0)) - 1
            self._step()

    def _step(self) -> None:
        breaks = self._page.breaks
        self._from, origin = breaks[self._inner]
        self._shift = origin - self._from
        self._inner += 1
        self._until = breaks[self._inner][0] if self._inner < len(breaks) else len(self._text) + 1

    def _mark(self, origin: int) -> None:
        """Say that the next character comes from this byte, unless that follows from the one before."""
        behind = origin - self._length
        if behind == self._behind and self._breaks:
            return
        if self._breaks and self._breaks[-1][0] == self._length:
            self._breaks.pop()
        self._breaks.append((self._length, origin))
        self._behind = behind


def part_of(whole: Decoded, start: int, end: int) -> Decoded:
    """The characters `[start, end)` of a text, with their way back to the same bytes."""
    if start == 0 and end == len(whole.text):
        return whole
    lines = Lines(whole)
    lines.take(start, end)
    return lines.finish()
