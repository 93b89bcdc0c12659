"""Where a search found a cable, in the cable's own text: by the rules of the index, so that a page marks what the
search counted. Spans are code points of `Source.text`."""

from __future__ import annotations

from collections.abc import Iterator

from reftel.archive.nodes import sought
from reftel.archive.query import parse_query
from reftel.archive.snippets import matches
from reftel.errors import UsageError
from reftel.records import Cable
from reftel.spans import Span
from reftel.vocab import Vocabulary


def hits_in(cable: Cable, query: str, vocabulary: Vocabulary) -> tuple[tuple[int, int], ...]:
    """Every place in `cable` that `query` matches, in order; none for a query that cannot be read."""
    try:
        words = sought(parse_query(query, vocabulary=vocabulary).asks)
    except UsageError:
        return ()
    if not words:
        return ()
    found: set[tuple[int, int]] = set()
    for spans in _pieces(cable):
        for match in matches(cable.text_of(spans), words):
            found.update((s.start, s.end) for s in _back(spans, match.start, match.end))
    return tuple(sorted(found))


def beside_the_text(cable: Cable, marked: tuple[tuple[int, int], ...]) -> int:
    """How many of `marked` stand neither in the subject nor in a paragraph: in addressees, offices, the name."""
    read = [s for p in cable.paragraphs for s in (*(p.heading.spans if p.heading else ()), *p.spans)]
    read += [s for repeated in cable.repeats_in_place for s in repeated.spans]
    read += cable.subject.spans if cable.subject is not None else ()
    return sum(1 for start, end in marked if not any(s.start <= start and end <= s.end for s in read))


def _pieces(cable: Cable) -> Iterator[tuple[Span, ...]]:
    """The runs that are searched one by one: subject, paragraphs with their headings, the heading, the name."""
    if cable.subject is not None:
        yield cable.subject.spans
    for paragraph in cable.paragraphs:
        if paragraph.heading is not None:
            yield paragraph.heading.spans
        yield paragraph.spans
    yield from ((span,) for span in cable.heading)
    for repeated in cable.repeats_in_place:
        yield repeated.spans
    for signature in cable.signatures:
        yield signature.name.spans


def _back(spans: tuple[Span, ...], start: int, end: int) -> Iterator[Span]:
    """The run from `start` to `end` of the spans' joined text, in the source: a piece from each span it touches."""
    at = 0
    for span in spans:
        first, last = max(start - at, 0), min(end - at, len(span))
        if first < last:
            yield Span(span.start + first, span.start + last)
        at += len(span) + 1
