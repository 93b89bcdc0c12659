"""The law of spans: the joined slices, read again by the function that read them, give the value.

The table says which function that is for each field of a cable. A field that is not in the table fails the test, so
that a new field cannot be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from reftel.ids import CableId
from reftel.markings import Marking, read_marking
from reftel.reading.addressees import read_sender
from reftel.reading.attention import read_attention
from reftel.reading.body import read_number
from reftel.reading.captions import read_caption
from reftel.reading.classifier import read_reason
from reftel.reading.closing import read_signature
from reftel.reading.declassification import read_rule
from reftel.reading.distribution import read_distribution, read_officer
from reftel.reading.envelope import read_routing, read_security, read_station_line
from reftel.reading.headings import read_heading_line
from reftel.reading.identity import read_identifier
from reftel.reading.level import read_level, read_level_marking, read_mrn, read_section
from reftel.reading.mentions import read_mention
from reftel.reading.portions import read_mark
from reftel.reading.references import read_reference
from reftel.reading.sheet import folded
from reftel.reading.subject import read_subject, read_subject_mark
from reftel.reading.tags import read_tag
from reftel.reading.timegroup import read_dtg, read_filing, read_precedence, read_received
from reftel.reading.titled import read_name
from reftel.reading.wrapper import read_archives_day, read_created
from reftel.records import Cable
from reftel.spans import Found
from reftel.times import Date
from reftel.vocab import Vocabulary

Again = Callable[[str, Any, Cable], bool]


def _equal(reader: Callable[[str], object]) -> Again:
    return lambda slices, value, cable: reader(slices) == value


def _date(slices: str, value: Date, cable: Cable) -> bool:
    page = read_created(slices)
    return value in (read_dtg(slices), page, page.to_day() if page else None, read_archives_day(slices))


def _id(slices: str, value: CableId, cable: Cable) -> bool:
    vocabulary = Vocabulary.shipped()
    if read_identifier(slices, vocabulary) == value:
        return True
    # the year's digits or the page's date, then the number: "07\nLIMA 000412", "2007-03-06 …\nLIMA 000412"
    first, _, number = slices.partition("\n")
    mrn = read_mrn(number)
    if mrn is None:
        return False
    station = vocabulary.station(mrn[1], short=True)
    code = station.code if station else re.sub(r"[^A-Z]", "", mrn[1])
    year = page.year if (page := read_created(first)) else int(first[-2:])
    return (value.year % 100, value.station, value.serial) == (year % 100, code, mrn[2])


def _by_level(slices: str) -> Marking | None:
    """The marking of a classification line that lost a letter, the controls below it."""
    first, _, controls = slices.partition("\n")
    level = read_level_marking(first)
    return read_marking(f"{level}\n{controls}" if controls else str(level)) if level else None


def _by_security(slices: str) -> Marking | None:
    """The marking where the security line stands in for a lost classification line, captions below it."""
    first, _, controls = slices.partition("\n")
    level = read_security(first)
    return read_marking(f"{level}\n{controls}" if controls else level) if level else None


def _rule(slices: str, value: Any, cable: Cable) -> bool:
    return bool(read_rule(slices, cable.date.value if cable.date else None) == value)


READ_AGAIN: dict[str, Again] = {
    "wrapper.identifier": lambda slices, value, cable: folded(slices) == folded(value),
    "wrapper.created": _equal(read_created),
    "wrapper.classification": _equal(read_marking),
    "wrapper.origin": lambda slices, value, cable: folded(slices) == folded(value),
    "wrapper.title": lambda slices, value, cable: folded(slices) == folded(value),
    "wrapper.tags": _equal(str),
    "wrapper.notices": _equal(folded),
    "wrapper.attributes.value": _equal(folded),
    "wrapper.exemptions.code": _equal(str),
    "wrapper.exemptions.authority": _equal(str),
    "id": _id,
    "transmission.transmission_id": _equal(str),
    "transmission.security": _equal(str),
    "transmission.dtg": _equal(read_dtg),
    "transmission.precedence": _equal(read_precedence),
    "transmission.service": _equal(str),
    "transmission.received": _equal(read_received),
    "transmission.sender": _equal(read_sender),
    "transmission.action.name": _equal(folded),
    "transmission.info.name": _equal(folded),
    "transmission.routing": _equal(read_routing),
    "transmission.station_line": _equal(read_station_line),
    "transmission.distribution": _equal(read_distribution),
    "transmission.filing": _equal(read_filing),
    "transmission.drafted": _equal(read_officer),
    "transmission.approved": _equal(read_officer),
    "transmission.cleared": _equal(read_officer),
    "date": _date,
    # where the classification line is lost, the security line stands in for it
    "level": lambda slices, value, cable: value in (read_level(slices), read_security(slices)),
    "section": lambda slices, value, cable: read_section(slices) == (value.number, value.total),
    "marking": lambda slices, value, cable: value in (read_marking(slices), _by_level(slices), _by_security(slices)),
    "captions": _equal(read_caption),
    "corrected": _equal(folded),
    "attention.line": _equal(read_attention),
    "attention.offices": _equal(str),
    "attention.persons.name": _equal(folded),
    "also_number": _equal(folded),
    "order": _equal(str),
    "declassify": _rule,
    "tags": lambda slices, value, cable: read_tag(slices) == value.raw,
    "subject": _equal(read_subject),
    "subject_mark": _equal(read_subject_mark),
    "references.printed": _equal(read_reference),
    "classified_by.name": _equal(read_name),
    "classified_by.title": _equal(folded),
    "classified_by.organisation": _equal(folded),
    "reasons": _equal(read_reason),
    "paragraphs.number": _equal(read_number),
    "paragraphs.mark": _equal(read_mark),
    "paragraphs.heading": _equal(read_heading_line),
    "paragraphs.portions.mark": _equal(read_mark),
    "mentions.printed": _equal(read_mention),
    "protected.words": _equal(folded),
    "protected.name": _equal(folded),
    "redactions": _equal(folded),
    "signatures.name": _equal(read_signature),
}


def found_in(value: object, path: str = "") -> Iterator[tuple[str, Found[Any]]]:
    """Every reading of a cable with the path of its field, places left out."""
    if isinstance(value, Found):
        yield path, value
    elif isinstance(value, tuple):
        for item in value:
            yield from found_in(item, path)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name != "source":
                yield from found_in(getattr(value, name), f"{path}.{name}" if path else name)


def broken(cable: Cable) -> list[str]:
    """The readings of a cable that break the law, in words."""
    text = cable.source.text
    faults: list[str] = []
    for path, found in found_in(cable):
        spans = (*found.spans, *found.also)
        if any(not 0 <= span.start < span.end <= len(text) for span in spans):
            faults.append(f"{path}: spans {spans} outside the text of {len(text)} characters")
            continue
        if found.where in ("name", "inferred"):
            if found.spans:
                faults.append(f"{path}: taken from the {found.where}, yet it has spans")
            continue
        if not found.spans:
            faults.append(f"{path}: no spans")
            continue
        if not READ_AGAIN[path](found.slices(text), found.value, cable):
            faults.append(f"{path}: {found.slices(text)!r} does not give {found.value!r}")
    if any(found.where in ("name", "inferred") for _, found in found_in(cable)) and not cable.diagnostics:
        faults.append("something was inferred, and no diagnostic says so")
    pointing = [("paragraph", p.spans) for p in cable.paragraphs]
    pointing += [(p.kind, p.spans) for p in cable.passages]
    pointing += [(d.code, d.spans) for d in cable.diagnostics]
    faults += [
        f"{what}: {span} outside the text"
        for what, spans in pointing
        for span in spans
        if not 0 <= span.start < span.end <= len(text)
    ]
    return faults


def values_of(cable: Cable) -> list[tuple[str, object]]:
    """What was read, without where: values folded, the texts of paragraphs and passages with blanks folded."""
    out: list[tuple[str, object]] = [
        (path, folded(found.value) if isinstance(found.value, str) else found.value) for path, found in found_in(cable)
    ]
    out += [("paragraph", folded(cable.text_of(p.spans))) for p in cable.paragraphs]
    out += [(p.kind, folded(cable.text_of(p.spans))) for p in cable.passages]
    out += [("reference", (r.kind, r.letter, r.candidates, r.mentions)) for r in cable.references]
    return out


def same_values(one: Cable, other: Cable) -> bool:
    """Whether two readings say the same, wherever they say it."""
    return values_of(one) == values_of(other)
