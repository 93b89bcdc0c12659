"""The working paper of one reading: the telegram's text without page lines, and the way back to the source.

The readers of the single fields look at `Sheet.text`, a text in which no page line interrupts anything, and hand back
offsets in it; the sheet turns them into spans of the source. It also collects the diagnostics.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from reftel.diagnostics import Diagnostic, Repair, diagnostic
from reftel.records import Source
from reftel.spans import CleanText, Found, Span, Where
from reftel.vocab import Vocabulary

T = TypeVar("T")

_STRETCH: Final = 256
_BOOKS: Final = frozenset(("frus_tei", "frus_text"))


class Sheet:
    """The telegram within `[start, end)` of the source's text, `cuts` left out."""

    __slots__ = ("_upper", "clean", "diagnostics", "source", "spans", "text", "vocabulary")

    spans: Callable[[int, int], tuple[Span, ...]]
    """The spans of the source behind `text[start:end]`."""

    def __init__(self, source: Source, vocabulary: Vocabulary, cuts: tuple[Span, ...], start: int, end: int) -> None:
        self.source = source
        self.vocabulary = vocabulary
        self.clean = CleanText(source.text, cuts, start=start, end=end)
        self.spans = self.clean.raw
        self.text = self.clean.text
        self.diagnostics: list[Diagnostic] = []
        self._upper: str | None = None

    @property
    def upper(self) -> str:
        """The text in capitals, of equal length: for finding words by plain search."""
        if self._upper is None:
            upper = self.text.upper()
            if len(upper) != len(self.text):  # ß, ligatures: capitals that are longer keep their small letter
                upper = "".join(c if len(u := c.upper()) != 1 else u for c in self.text)
            self._upper = upper
        return self._upper

    @property
    def printed_in_a_book(self) -> bool:
        """Whether this is a telegram as a documentary series prints it: without header and labelled lines."""
        return self.source.layout in _BOOKS

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """The same run without blanks at either end."""
        text = self.text
        if start < end <= len(text):
            if not text[start].isspace() and not text[end - 1].isspace():
                return start, end
            if end - start <= _STRETCH:
                piece = text[start:end].lstrip()
                start = end - len(piece)
                return start, start + len(piece.rstrip())
        # a stretch at a time, so that a long run costs what its blanks cost and not its length
        stop = min(end, len(text))
        while start < stop and not (piece := text[start : min(start + _STRETCH, stop)].lstrip()):
            start += _STRETCH
        if start >= stop:
            return min(start, stop), min(start, stop)
        start = min(start + _STRETCH, stop) - len(piece)
        while not (piece := text[max(start, stop - _STRETCH) : stop].rstrip()):
            stop -= _STRETCH
        return start, max(start, stop - _STRETCH) + len(piece)

    def slices(self, start: int, end: int) -> str:
        """The same run as a `Found` of it joins its pieces: a line end wherever a page line inside a line was cut."""
        spans = self.spans(start, end)
        return self.text[start:end] if len(spans) < 2 else "\n".join(span.of(self.source.text) for span in spans)

    def found(self, value: T, start: int, end: int, *, also: tuple[Span, ...] = (), where: Where = "text") -> Found[T]:
        """A reading of `text[start:end]`."""
        return Found(value, self.spans(start, end), where, also)

    def read(self, reader: Callable[[str], T], start: int, end: int) -> Found[T]:
        """What a reader makes of `text[start:end]`, as it will make it again of the joined pieces."""
        spans = self.spans(start, end)
        if len(spans) < 2:
            return Found(reader(self.text[start:end]), spans)
        return Found(reader("\n".join(span.of(self.source.text) for span in spans)), spans)

    def note(self, code: str, message: str = "", start: int = 0, end: int = 0, *, repair: Repair | None = None) -> None:
        """Add a diagnostic about `text[start:end]` (nowhere in particular when empty)."""
        self.diagnostics.append(diagnostic(code, message, spans=self.spans(start, end), repair=repair))


def folded(text: str) -> str:
    """White space as values are compared: every run of blanks and line ends is one blank."""
    return " ".join(text.split())
