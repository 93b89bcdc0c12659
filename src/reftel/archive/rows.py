"""A reading as rows: what of a telegram stands in which table.

The rows of the parts (TAGS, addressees, references …) are there for people and for other programs; the whole reading
stands beside them as JSON, its text left out, and is what comes back. The text is stored once, in `source`.
"""

from __future__ import annotations

import hashlib
import sqlite3

import msgspec

from reftel.documents import decode, encode
from reftel.markings import Marking, read_marking
from reftel.records import Cable, Provenance
from reftel.vocab import Vocabulary

Row = tuple[object, ...]


def without_text(cable: Cable) -> str:
    """The reading as JSON, the text of its source left out: it stands in the table `source`."""
    source = msgspec.structs.replace(cable.source, text="")
    return encode(msgspec.structs.replace(cable, source=source)).decode()


def with_text(reading: str, text: str) -> Cable:
    """The reading as it was stored, its text put back."""
    cable = decode(Cable, reading)
    return msgspec.structs.replace(cable, source=msgspec.structs.replace(cable.source, text=text))


def with_provenance(cable: Cable, provenance: Provenance) -> Cable:
    """The reading, of a source of that provenance."""
    return msgspec.structs.replace(cable, source=msgspec.structs.replace(cable.source, provenance=provenance))


def read_cable(connection: sqlite3.Connection, version: int) -> Cable:
    """The reading of one version, by the number of its row, with its text."""
    reading, text = connection.execute(
        "SELECT reading, text FROM version JOIN source ON source.id = version.source WHERE version.id = ?",
        (version,),
    ).fetchone()
    return with_text(reading, text)


def hash_of(cable: Cable) -> str:
    """The hash of the bytes the source was read from; of its text where it came without bytes."""
    source = cable.source
    return source.sha256 or hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()


def marking_of(cable: Cable) -> Marking | None:
    """The marking of the whole: the telegram's own, else its level word alone, else the publisher's page."""
    if cable.marking is not None:
        return cable.marking.value
    if cable.level is not None and (read := read_marking(cable.level.value)) is not None:
        return read
    return cable.wrapper.classification.value if cable.wrapper.classification is not None else None


def post_of(cable: Cable, vocabulary: Vocabulary) -> str | None:
    """The code of the station that sent the telegram: by its number; without one by the FM line or by the page."""
    if cable.id is not None:
        station = cable.id.value.station
        known = vocabulary.station(station, typo=False)
        return known.code if known is not None else station
    for found in (cable.transmission.sender, cable.wrapper.origin):
        if found is not None and (known := vocabulary.station(found.value, typo=False)) is not None:
            return known.code
    return None


def cable_row(cable: Cable, vocabulary: Vocabulary) -> Row:
    """The columns of `cable` that the shown version decides, from `year` to `edition`."""
    name = cable.id.value if cable.id is not None else None
    date = cable.date.value if cable.date is not None else None
    marking = marking_of(cable)
    provenance = cable.source.provenance
    return (
        name.year if name is not None else None,
        name.station if name is not None else None,
        name.serial if name is not None else None,
        post_of(cable, vocabulary),
        str(date) if date is not None else None,
        date.precision if date is not None else None,
        marking.level if marking is not None else None,
        "//".join(marking.controls) if marking is not None else None,
        cable.subject.value if cable.subject is not None else None,
        provenance.kind,
        provenance.publisher,
        provenance.edition,
    )


def part_rows(version: int, cable: Cable) -> dict[str, list[Row]]:
    """The rows of each part of the reading, by table."""
    paragraphs: list[Row] = []
    for place, paragraph in enumerate(cable.paragraphs):
        spans = paragraph.spans
        paragraphs.append(
            (
                version,
                place,
                paragraph.number.value if paragraph.number is not None else None,
                paragraph.mark.value if paragraph.mark is not None else None,
                str(paragraph.marking) if paragraph.marking is not None else None,
                paragraph.heading.value if paragraph.heading is not None else None,
                spans[0].start if spans else 0,
                spans[-1].end if spans else 0,
                encode(spans).decode() if len(spans) > 1 else None,
            )
        )
    offices = [(each.line.value, office.value) for each in cable.attention for office in each.offices]
    addressees = [("TO", each) for each in cable.transmission.action]
    addressees += [("INFO", each) for each in cable.transmission.info]
    mentions = [
        (each.printed.value, each.paragraph, reference)
        for each in cable.mentions
        for reference in (each.references or (None,))
    ]
    return {
        "paragraph": paragraphs,
        "tag": [
            (version, place, tag.value.raw, tag.value.value, tag.value.kind) for place, tag in enumerate(cable.tags)
        ],
        "caption": [(version, place, caption.value) for place, caption in enumerate(cable.captions)],
        "office": [(version, place, *row) for place, row in enumerate(offices)],
        "addressee": [
            (
                version,
                place,
                role,
                each.name.value,
                each.route,
                each.precedence,
                each.number,
                each.post,
                int(each.excluded),
            )
            for place, (role, each) in enumerate(addressees)
        ],
        "reference": [
            (
                version,
                place,
                each.printed.value,
                each.letter,
                each.kind,
                str(each.candidates[0].id) if each.candidates else None,
                each.candidates[0].confidence if each.candidates else None,
                each.candidates[0].reason if each.candidates else None,
            )
            for place, each in enumerate(cable.references)
        ],
        "mention": [(version, place, *row) for place, row in enumerate(mentions)],
        "signature": [
            (
                version,
                place,
                each.name.value,
                each.certainty,
                each.candidates[0].name if len(each.candidates) == 1 else None,
            )
            for place, each in enumerate(cable.signatures)
        ],
        "diagnostic": [
            (
                version,
                place,
                each.code,
                each.severity,
                each.message,
                each.spans[0].start if each.spans else None,
                each.spans[-1].end if each.spans else None,
            )
            for place, each in enumerate(cable.diagnostics)
        ],
    }
