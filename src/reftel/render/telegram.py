"""The telegram as it was typed, line for line, with every reading tied to its own characters.

This is the proof sheet of the page: each value that the page shows is found here again, at the characters it was read
from. The readings are gathered from the cable's own fields, whatever they are, so that a field added to the cable shows
up here by itself. Offsets are code points of `Source.text`, half-open; lines count from 1.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec

from reftel.documents import builtins
from reftel.records import Cable, Source
from reftel.render.plain import printable
from reftel.spans import Found, Span, Where
from reftel.views import CableView

_WORDS: Final = {
    "wrapper.identifier": "Page: identifier",
    "wrapper.created": "Page: created",
    "wrapper.classification": "Page: classification",
    "wrapper.origin": "Page: origin",
    "wrapper.title": "Page: title",
    "wrapper.tags": "Page: tag",
    "wrapper.notices": "Page: notice",
    "wrapper.attributes.value": "Record: attribute",
    "wrapper.exemptions.code": "Release: exemption",
    "wrapper.exemptions.authority": "Release: authority of the exemption",
    "id": "Number (MRN)",
    "transmission.transmission_id": "Transmission line",
    "transmission.routing": "Routing",
    "transmission.station_line": "Line of the station",
    "transmission.security": "Security line",
    "transmission.dtg": "Date-time group",
    "transmission.precedence": "Precedence",
    "transmission.service": "Service line",
    "transmission.received": "Received in the Department",
    "transmission.sender": "From",
    "transmission.action.name": "To",
    "transmission.info.name": "Info",
    "transmission.distribution": "Distribution",
    "transmission.filing": "Filed",
    "transmission.drafted": "Drafted by",
    "transmission.approved": "Approved by",
    "transmission.cleared": "Cleared by",
    "date": "Date",
    "level": "Classification level",
    "section": "Section",
    "marking": "Marking of the whole",
    "captions": "Caption",
    "corrected": "Corrected copy",
    "attention.line": "Attention line",
    "attention.offices": "Office",
    "attention.persons.name": "Person",
    "also_number": "Second number",
    "order": "Executive order",
    "declassify": "Declassify on",
    "tags": "TAG",
    "subject": "Subject",
    "subject_mark": "Portion mark of the subject",
    "references.printed": "Reference",
    "classified_by.name": "Classified by",
    "classified_by.title": "Classifier's title",
    "classified_by.organisation": "Classifier's organisation",
    "reasons": "Reason",
    "paragraphs.number": "Paragraph number",
    "paragraphs.mark": "Portion mark",
    "paragraphs.heading": "Heading in the text",
    "passages": "Passage",
    "paragraphs.portions.mark": "Portion mark of an item",
    "mentions.printed": "Mention of a reference",
    "protected.words": "Source to be protected",
    "protected.name": "Name to be protected",
    "redactions": "Blacked out",
    "signatures.name": "Name at the end",
}
_PASSAGES: Final = {
    "summary": "Summary",
    "comment": "Comment",
    "note": "Note",
    "action": "Action request",
    "quotation": "Quotation",
    "introduction": "Introduction",
    "assessment": "The post's own statement",
    "table": "Table",
}


class ReadingMark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One reading of the cable: `id` (its field path with dashes, `tags-2`), what it is in `words`, its `value` in
    words, and where it stands; `also` are other places that say the same."""

    id: str
    words: str
    value: str
    spans: tuple[Span, ...] = ()
    also: tuple[Span, ...] = ()
    where: Where = "text"


class Segment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A run of a line that the same readings cover: their ids, and whether it is only repeated (`also`), only page
    furniture (`dim`), found by the search, or spoken of by a diagnostic (their places, counted from 0)."""

    text: str
    readings: tuple[str, ...] = ()
    dim: bool = False
    matched: bool = False
    diagnostics: tuple[int, ...] = ()


class TelegramLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line as typed: its number in the source (from 1), the offset of its first character, its segments, and
    whether it belongs to the publisher's page (`wrapper`) or the telegram."""

    number: int
    start: int
    segments: tuple[Segment, ...] = ()
    wrapper: bool = False


def readings_of(cable: Cable) -> tuple[ReadingMark, ...]:
    """Every reading of `cable`, in the order in which they stand in the record; those found nowhere come last."""
    found = [*_walk(cable, "", "")]
    for place, passage in enumerate(cable.passages):
        words = _PASSAGES.get(passage.kind, passage.kind)
        found.append(ReadingMark(id=f"passages-{place}", words=words, value="", spans=passage.spans))
    for place, repeated in enumerate(cable.repeats):
        named = str(repeated.id) if repeated.id else ""
        found.append(
            ReadingMark(id=f"repeats-{place}", words="Telegram repeated here", value=named, spans=repeated.spans)
        )
    return tuple(sorted(found, key=lambda r: (not r.spans, r.spans[0].start if r.spans else 0, r.id)))


def _walk(value: Any, path: str, name: str) -> Iterator[ReadingMark]:
    if isinstance(value, Found):
        yield ReadingMark(
            id=path,
            words=_WORDS.get(name, name.replace("_", " ").replace(".", ", ").capitalize()),
            value=printable(said(value.value)),
            spans=value.spans,
            also=value.also,
            where=value.where,
        )
    elif isinstance(value, msgspec.Struct) and not isinstance(value, Source):
        for field in value.__struct_fields__:
            yield from _walk(getattr(value, field), f"{path}-{field}".lstrip("-"), f"{name}.{field}".lstrip("."))
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from _walk(item, f"{path}-{place}", name)


def said(value: Any) -> str:
    """A read value in words, whatever its shape."""
    if isinstance(value, msgspec.Struct):
        for field in ("printed", "value"):
            if isinstance(text := getattr(value, field, None), str):
                return text
        plain = builtins(value)
        if isinstance(plain, dict):
            return ", ".join(f"{key} {said(part)}" for key, part in plain.items() if part not in (None, "", [], ()))
        if isinstance(plain, list):
            return " of ".join(str(part) for part in plain)
    return str(value)


def telegram_lines(view: CableView, *, marked: Sequence[tuple[int, int]] = ()) -> tuple[TelegramLine, ...]:
    """The whole record line by line, each line cut into segments by the readings that cover it."""
    cable = view.cable
    text = cable.source.text
    body = cable.wrapper.body or Span(0, len(text))

    # what covers what: (start, end, kind, name)
    covers: list[tuple[int, int, str, str]] = []
    for reading in readings_of(cable):
        covers += [(s.start, s.end, "reading", reading.id) for s in reading.spans]
        covers += [(s.start, s.end, "also", reading.id) for s in reading.also]
    covers += [(s.start, s.end, "dim", "") for s in cable.furniture]
    covers += [(start, end, "matched", "") for start, end in marked]
    for place, noticed in enumerate(cable.diagnostics):
        covers += [(s.start, s.end, "diagnostic", str(place)) for s in noticed.spans]
    covers = [c for c in covers if 0 <= c[0] < c[1] <= len(text)]
    covers.sort()
    edges = sorted({edge for start, end, _, _ in covers for edge in (start, end)})

    lines: list[TelegramLine] = []
    open_covers: list[tuple[int, int, str, str]] = []
    coming = 0
    at = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.rstrip("\r")
        stop = at + len(line)
        cuts = [at, *edges[bisect_right(edges, at) : bisect_left(edges, stop)], stop]
        segments: list[Segment] = []
        for start, end in pairwise(cuts):
            if start == end:
                continue
            while coming < len(covers) and covers[coming][0] <= start:
                open_covers.append(covers[coming])
                coming += 1
            open_covers = [c for c in open_covers if c[1] > start]
            kinds = {c[2] for c in open_covers}
            segments.append(
                Segment(
                    text=printable(line[start - at : end - at]),
                    readings=tuple(dict.fromkeys(c[3] for c in open_covers if c[2] in ("reading", "also"))),
                    dim="dim" in kinds or ("also" in kinds and "reading" not in kinds),
                    matched="matched" in kinds,
                    diagnostics=tuple(sorted({int(c[3]) for c in open_covers if c[2] == "diagnostic"})),
                )
            )
        outside = stop <= body.start or (at >= body.end and bool(line))
        lines.append(TelegramLine(number=number, start=at, segments=tuple(segments), wrapper=outside))
        at += len(raw) + 1
    return tuple(lines)
