"""Invented cables, made by hand: the readings that the tests of the archive store and search."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from reftel.ids import CableId
from reftel.markings import Marking
from reftel.records import (
    Addressee,
    Cable,
    Candidate,
    Extent,
    Layout,
    Paragraph,
    Provenance,
    ProvenanceKind,
    Reading,
    Reference,
    Signature,
    Source,
    Tag,
    Transmission,
)
from reftel.spans import Found, Span
from reftel.times import Date
from reftel.views import Reader

FULL = Reader("full")


def cable(
    name: str | None = "04MAPUTO565",
    *paragraphs: str | Sequence[str],
    date: str | None = "2004-04-26",
    subject: str | None = "FISH LANDINGS AT THE NEW QUAY",
    tags: Sequence[str | tuple[str, str]] = ("PTER", "PREL"),
    marking: str | None = "SECRET//NOFORN",
    provenance: ProvenanceKind = "released",
    publisher: str = "Office of Invented Papers",
    references: Sequence[str] = (),
    signature: str | None = "MARLOWE",
    header: bool = False,
    layout: Layout = "bare",
    sha256: str | None = None,
    salt: str = "",
    ordinal: int = 0,
    file_name: str = "",
    sender: str | None = None,
) -> Cable:
    """A cable whose text is written out and whose spans are true of it.

    A paragraph is its text, or the pieces that a page line cut it into. `salt` makes the bytes, and so the hash,
    differ.
    """
    # the publisher's own line, so that two copies of a telegram differ in their bytes
    text = f"({provenance} {date} {salt})\n\n"

    def put(words: str, end: str = "\n") -> Span:
        nonlocal text
        span = Span(len(text), len(text) + len(words))
        text += words + end
        return span

    def found(words: str, end: str = "\n") -> Found[str]:
        return Found(words, (put(words, end),))

    cable_id = None
    if name is not None:
        held = CableId.parse(name)
        cable_id = Found(held, (put(f"{held.station} {held.serial:06d}"),))
    from_line = found(sender) if sender is not None else None
    to_line = (Addressee(name=found("SECSTATE WASHDC")),) if header else ()
    mark = None if marking is None else Found(Marking.parse(marking), (put(marking.replace("//", " ")),))
    put("TAGS: ", "")
    tag_list = tuple(
        Found(
            Tag(raw=each, value=each, kind="subject") if isinstance(each, str) else Tag(raw=each[0], value=each[1]),
            (put(each if isinstance(each, str) else each[0], " "),),
        )
        for each in tags
    )
    put("")
    put("SUBJECT: ", "")
    subject_line = found(subject) if subject is not None else None
    put("")
    citations = tuple(
        Reference(
            printed=found(f"REF {each}"),
            candidates=(Candidate(id=CableId.parse(each), confidence=1, reason="printed"),),
        )
        for each in references
    )
    body: list[Paragraph] = []
    furniture: list[Span] = []
    for number, pieces in enumerate(paragraphs or ("Nothing is to be reported from the quay today.",), start=1):
        label = put(f"{number}.", " ")
        spans: list[Span] = []
        for place, piece in enumerate([pieces] if isinstance(pieces, str) else pieces):
            if place:
                furniture.append(put("MAPUTO 00000565  002 OF 003"))
            spans.append(put(piece))
        body.append(Paragraph(spans=tuple(spans), number=Found(number, (label,))))
        put("")
    signatures = (Signature(name=found(signature)),) if signature is not None else ()
    source = Source(
        text=text,
        layout=layout,
        sha256=sha256 if sha256 is not None else hashlib.sha256(text.encode()).hexdigest(),
        name=file_name or f"{name or 'nameless'}.txt",
        ordinal=ordinal,
        provenance=Provenance(provenance, publisher),
    )
    return Cable(
        source=source,
        id=cable_id,
        transmission=Transmission(sender=from_line, action=to_line),
        date=None if date is None else Found(Date.parse(date)),
        marking=mark,
        tags=tag_list,
        subject=subject_line,
        references=citations,
        furniture=tuple(furniture),
        paragraphs=tuple(body),
        redactions=tuple(Found(run.group(), (Span(*run.span()),)) for run in re.finditer(r"X{6,}", text)),
        signatures=signatures,
        extent=Extent(header="present" if header else "missing", body="likely whole"),
    )


def reading(made: Cable) -> Reading:
    """The cable with its source, as an archive takes it."""
    return Reading(made.source, made)
