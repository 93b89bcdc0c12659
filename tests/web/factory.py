"""Invented cables for the pages' tests: a telegram as text, and the readings tied to it by the words they stand at.

The readings are made here by hand and not by `reftel.reading`, so that a page is tested against what it is given. Every
name, number and sentence is made up.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any, ClassVar, TypeVar

import msgspec

from reftel.diagnostics import diagnostic
from reftel.errors import CableNotFound, QueryError
from reftel.ids import CableId
from reftel.markings import read_marking
from reftel.records import (
    Attention,
    Cable,
    Candidate,
    Classifier,
    DeclassificationRule,
    Extent,
    Mention,
    Paragraph,
    Passage,
    Provenance,
    Reference,
    Signature,
    Signer,
    Source,
    Tag,
    Wrapper,
)
from reftel.spans import Found, Span
from reftel.times import Date
from reftel.views import (
    ArchiveSummary,
    CableLine,
    CableView,
    Facet,
    FacetValue,
    Hit,
    Piece,
    Reader,
    ReferenceView,
    Results,
    VersionLine,
)
from reftel.vocab import Vocabulary

T = TypeVar("T")

TELEGRAM = """\
S E C R E T PORT SELDON 000565

SIPDIS
NOFORN
DEPARTMENT FOR MAR/R, LAN/N AND INR
E.O. 12958: DECL: 04/26/2024
TAGS: PREL PHSA ZZZX VK
SUBJECT: (C) RESCUE IN THE NARROWS: THE CHART WITH TWO
COLOURS

REF: A. HALMERE 24380
     B. 03 PORT SELDON 1412

Classified By: DCM Tobias Wrenfield for reasons 1.4 (b and d)


1. (S-N/F) Summary: Reftel A gave Post an opening to finish an
old conversation with the Vollmark Embassy about a long-
term watch. We envision a part for TERN and the DAO. End Summary.

2. (C) The Ambassador called on November 18, alone and on foot,
carrying a chart (Comment: he had told the DCM that he thought
little of charts. End Comment) on which every red mark had a blue
PORT SELD 00000565  002 OF 002
one within a mile. He then listed what he called plain matters:

-- a common watch, so that a call heard by one flag's radio room
reaches the other's;

-- a shared list of boats.

3. (S/NF) Boats reported, by month:

   Month       Red     Blue
   ---------------------------
   March         4        6
   April        11       12

4. XXXXXXXXXXXX said on April 22 that he had his ministry's
leave to begin.

4. (U) Comment: A number twice, as it was sent. See ref B.
DU MAURE
"""
PAGE = "Identifier\n04PORTSELDON565\n2004-04-27 06:14:00\nSECRET//NOFORN\nEmbassy Port Seldon\n"


class Words:
    """A vocabulary of a dozen invented rows, with the calls that a page makes."""

    TAGS: ClassVar = {"PREL": "External political relations", "PHSA": "High seas affairs", "VK": "Vollmark"}
    CAPTIONS: ClassVar = {"SIPDIS": "copied to a shared base", "NOFORN": "not releasable to foreign nationals"}
    OFFICES: ClassVar = {"MAR/R": "Office of Rescue at Sea", "LAN/N": "Office of Northern Lands"}
    ACRONYMS: ClassVar = {"DAO": "Defense Attaché Office", "DCM": "Deputy Chief of Mission"}
    POSTS: ClassVar = {
        "PORTSELDON": ("Port Seldon", "embassy"),
        "GRATHEN": ("Grathen", "embassy"),
        "STATE": ("", "department"),
    }

    @staticmethod
    def _row(table: dict[str, str], code: str) -> Any:
        return SimpleNamespace(meaning=table[code], certainty="sure") if code in table else None

    def tag(self, code: str, *, on: object = None) -> Any:
        return self._row(self.TAGS, code)

    def caption(self, code: str, *, on: object = None) -> Any:
        return self._row(self.CAPTIONS, code)

    def office(self, symbol: str, *, on: object = None) -> Any:
        return self._row(self.OFFICES, symbol)

    def acronym(self, word: str, *, on: object = None) -> Any:
        return self._row(self.ACRONYMS, word)

    def post(self, code: str, *, on: object = None) -> Any:
        if code not in self.POSTS:
            return None
        name, mission = self.POSTS[code]
        return SimpleNamespace(name=name, mission_type=mission, station=name.upper())

    mrn = Vocabulary.mrn

    def precedence(self, word: str) -> Any:
        return SimpleNamespace(word="ROUTINE", rank=5, meaning="to be dealt with in the ordinary course")

    def executive_order(self, number: str) -> Any:
        return SimpleNamespace(canonical=None, note=None, signed="1995-04-17", default_declassification="ten years")

    def reason(self, code: str, *, on: object = None) -> Any:
        return self._row({"1.4(b)": "foreign government information", "1.4(d)": "foreign relations"}, code)


class Finder:
    """Finds words in a text and ties a value to them."""

    def __init__(self, text: str) -> None:
        self.text = text

    def span(self, words: str, nth: int = 0) -> Span:
        at = -1
        for _ in range(nth + 1):
            at = self.text.index(words, at + 1)
        return Span(at, at + len(words))

    def found(self, words: str, value: T, nth: int = 0) -> Found[T]:
        return Found(value, (self.span(words, nth),))

    def said(self, words: str, nth: int = 0) -> Found[str]:
        return self.found(words, words, nth)

    def between(self, start: str, end: str, nth: int = 0) -> Span:
        """From the first character of `start` to the last of `end`."""
        first = self.span(start, nth)
        stop = self.text.index(end, first.start) + len(end)
        return Span(first.start, stop)


def line(name: str, *, subject: str = "", kind: str = "released", marking: str = "CONFIDENTIAL") -> CableLine:
    made = CableId.parse(name)
    return CableLine(
        name=name,
        date=f"{made.year}-04-06",
        post=made.station,
        post_name="Embassy Port Seldon",
        subject=subject or f"INVENTED CABLE {made.serial}",
        marking=marking,
        provenance=Provenance(kind=kind, publisher="The Invented Press"),  # type: ignore[arg-type]
        mrn=Words().mrn(name),  # type: ignore[misc]
    )


def cable(text: str = PAGE + TELEGRAM) -> Cable:
    """The cable of `TELEGRAM`, read by hand."""
    f = Finder(text)
    page_line = f.span("PORT SELD 00000565  002 OF 002\n")
    second = f.between("The Ambassador called", "shared list of boats.")
    signed = f.found("DU MAURE", "DU MAURE")
    return Cable(
        source=Source(
            text=text,
            layout="archive_page",
            sha256="5e1d" * 16,
            name="heap/page_565.txt",
            provenance=Provenance(kind="disclosed", publisher="The Invented Press", edition="edition of 1 May 2012"),
        ),
        wrapper=Wrapper(
            identifier=f.said("04PORTSELDON565"),
            origin=f.said("Embassy Port Seldon"),
            body=Span(text.index("S E C R E T"), len(text)),
        ),
        id=f.found("PORT SELDON 000565", CableId(2004, "PORTSELDON", 565)),
        date=Found(Date(2004, 4, 27, 6, 14), (f.span("2004-04-27 06:14"),), where="wrapper"),
        level=f.found("S E C R E T", "SECRET"),
        marking=Found(_marking("SECRET//NOFORN"), (f.span("S E C R E T"), f.span("NOFORN", 1))),
        captions=(f.said("SIPDIS"), f.said("NOFORN", 1)),
        attention=(
            Attention(
                line=f.said("DEPARTMENT FOR MAR/R, LAN/N AND INR"),
                offices=(f.said("MAR/R"), f.said("LAN/N"), f.said("INR")),
            ),
        ),
        order=f.said("12958"),
        declassify=f.found(
            "DECL: 04/26/2024", DeclassificationRule(kind="date", printed="DECL: 04/26/2024", date=Date(2024, 4, 26))
        ),
        tags=(
            f.found("PREL", Tag(raw="PREL", value="PREL", kind="subject")),
            f.found("PHSA", Tag(raw="PHSA", value="PHSA", kind="subject")),
            f.found("ZZZX", Tag(raw="ZZZX", value="ZZZX")),
            f.found("VK", Tag(raw="VK", value="VK", kind="geo")),
        ),
        subject=f.found(
            "(C) RESCUE IN THE NARROWS: THE CHART WITH TWO\nCOLOURS",
            "(C) RESCUE IN THE NARROWS: THE CHART WITH TWO COLOURS",
        ),
        subject_mark=f.found("(C)", "C"),
        references=_references(f),
        classified_by=(Classifier(name=f.said("Tobias Wrenfield"), title=f.said("DCM")),),
        reasons=(f.found("1.4 (b", "1.4(b)"), f.found("d)", "1.4(d)")),
        heading=(f.between("S E C R E T", "(b and d)"),),
        furniture=(page_line,),
        paragraphs=(
            _paragraph(f, "1. (S-N/F) ", 1, "S-N/F", (f.between("Summary: Reftel", "End Summary."),)),
            _paragraph(
                f,
                "2. (C) ",
                2,
                "C",
                (Span(second.start, page_line.start), Span(page_line.end, second.end)),
            ),
            _paragraph(f, "3. (S/NF) ", 3, "S/NF", (f.between("Boats reported", "12\n"),)),
            _paragraph(f, "4. ", 4, "", (f.between("XXXXXXXXXXXX said", "leave to begin."),)),
            _paragraph(f, "4. (U) ", 4, "U", (f.between("Comment: A number", "See ref B."),)),
        ),
        passages=(
            Passage(kind="summary", spans=(f.between("Reftel A gave", "the DAO."),), paragraphs=(0,)),
            Passage(kind="comment", spans=(f.between("he had told", "of charts."),), paragraphs=(1,)),
            Passage(kind="comment", spans=(f.between("A number twice", "ref B."),), paragraphs=(4,), closed=False),
        ),
        mentions=(
            Mention(printed=f.said("Reftel A"), references=(0,), paragraph=0),
            Mention(printed=f.said("ref B"), references=(1,), paragraph=4),
        ),
        redactions=(f.said("XXXXXXXXXXXX"),),
        signatures=(
            Signature(
                name=signed,
                certainty="certain",
                candidates=(
                    Signer(
                        person="du-maure-oda",
                        name="Oda du Maure",
                        role="Ambassador",
                        started="2003-09-03",
                        ended="2006-07-30",
                    ),
                ),
            ),
        ),
        extent=Extent(header="missing", body="likely whole"),
        diagnostics=(
            diagnostic("HDR-MISSING"),
            diagnostic("PARA-DUP", "Paragraph 4 stands twice.", spans=(f.span("4. (U)"),)),
            diagnostic("TAG-UNKNOWN", "ZZZX is not in the register.", spans=(f.span("ZZZX"),)),
        ),
    )


def _marking(words: str) -> Any:
    return read_marking(words)


def _paragraph(f: Finder, label: str, number: int, mark: str, spans: tuple[Span, ...]) -> Paragraph:
    at = f.text.index(label)
    start = at + label.index("(") + 1 if mark else at
    return Paragraph(
        spans=spans,
        number=Found(number, (Span(at, at + len(re.match(r"\d+", label)[0])),)),  # type: ignore[index]
        mark=Found(mark, (Span(start, start + len(mark)),)) if mark else None,
        marking=read_marking(mark) if mark else None,
    )


def _references(f: Finder) -> tuple[Reference, ...]:
    return (
        Reference(
            printed=f.said("HALMERE 24380"),
            letter="A",
            canonical=CableId(2004, "HALMERE", 24380),
            candidates=(
                Candidate(
                    id=CableId(2004, "HALMERE", 24380),
                    confidence=0.8,
                    reason="numbers up to 24,000 were reached by March of that year",
                    year_source="calendar",
                ),
                Candidate(
                    id=CableId(2003, "HALMERE", 24380), confidence=0.2, reason="the year before", year_source="citing"
                ),
            ),
            mentions=(1,),
        ),
        Reference(
            printed=f.said("03 PORT SELDON 1412"),
            letter="B",
            canonical=CableId(2003, "PORTSELDON", 1412),
            candidates=(Candidate(id=CableId(2003, "PORTSELDON", 1412), confidence=1.0, reason="the year is printed"),),
            mentions=(4,),
        ),
    )


def view(made: Cable | None = None, *, name: str = "04PORTSELDON565", **changes: Any) -> CableView:
    """A view of the cable with everything around it; `changes` replace fields of the view."""
    read = made or cable()
    whole = CableView(
        name=name,
        cable=read,
        line=CableLine(
            name=name,
            date="2004-04-27T06:14Z",
            post="PORTSELDON",
            post_name="Embassy Port Seldon",
            subject=read.subject.value if read.subject else "",
            marking=str(read.marking.value) if read.marking else "",
            provenance=read.source.provenance,
        ),
        references=tuple(
            ReferenceView(
                reference=r, held=line("03PORTSELDON1412", subject="THE FIRST CHART") if r.letter == "B" else None
            )
            for r in read.references
        ),
        cited_by=(line("04PORTSELDON702"), line("04GRATHEN88")),
        earlier=line("04PORTSELDON561"),
        later=line("04PORTSELDON570"),
        versions=(
            VersionLine(
                handle="x0123456789",
                name="heap/page_565.txt",
                layout="archive_page",
                added="2026-11-23",
                provenance=read.source.provenance,
                shown=True,
                redactions=1,
            ),
            VersionLine(
                handle="xabcdef0123",
                name="heap/doc_12.txt",
                layout="mirror",
                added="2026-11-23",
                provenance=Provenance(kind="disclosed", publisher="A Mirror"),
            ),
        ),
    )
    return msgspec.structs.replace(whole, **changes) if changes else whole


def bare(text: str, *, title: str | None = None) -> CableView:
    """The least a cable can be: a text, and at most a subject."""
    made = Cable(
        source=Source(text=text, sha256="ab" * 32),
        subject=Found(title, where="inferred") if title is not None else None,
        paragraphs=(Paragraph(spans=(Span(0, len(text)),)),) if text else (),
    )
    return CableView(name="xabababab00", cable=made, line=CableLine(name="xabababab00"))


class FakeArchive:
    """An archive that holds `views`, with the calls that the reading room makes and no files."""

    def __init__(self, views: tuple[CableView, ...] = (), **summary: Any) -> None:
        self.views = {v.name: v for v in views}
        self.vocabulary = Words()
        self.results: Results | None = None
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.given = summary

    def find(self, spelling: str, *, reader: Reader) -> tuple[CableLine, ...]:
        squeezed = spelling.replace(" ", "").upper()
        return tuple(
            v.line for v in self.views.values() if v.name.upper() == squeezed or v.name[2:].upper() == squeezed
        )

    def get(self, name: str, *, reader: Reader) -> CableView:
        if name not in self.views:
            raise CableNotFound(f"{name} is not held.")
        return self.views[name]

    def search(self, query: str, **options: Any) -> Results:
        self.asked.append((query, options))
        if "(" in query and ")" not in query:
            at = query.index("(")
            raise QueryError("A parenthesis is not closed.", remedy="Close it.", span=(at, at + 1))
        if self.results is not None:
            return self.results
        hits = tuple(
            Hit(
                line=v.line,
                snippet=(Piece("on which every red ", False), Piece("mark", True), Piece(" had a blue one", False)),
                paragraph=1,
                number=2,
            )
            for v in self.views.values()
        )
        return Results(
            query=query,
            words=f"Cables with {query}" if query else "All cables",
            total=len(hits),
            held=len(self.views),
            hits=hits,
            facets=(
                Facet(
                    field="from",
                    label="Post",
                    values=tuple(FacetValue(value=f"POST{n}", label=f"Post {n}", count=40 - n) for n in range(11)),
                ),
                Facet(
                    field="year",
                    label="Year",
                    values=(
                        FacetValue(value="2003", label="2003", count=3),
                        FacetValue(value="2004", label="2004", count=9),
                    ),
                ),
                Facet(field="tag", label="TAGS", values=(FacetValue(value="KFLO LO", label="KFLO LO", count=2),)),
            ),
            after="next-page",
        )

    def summary(self, *, reader: Reader) -> ArchiveSummary:
        given: dict[str, Any] = {
            "cables": 12408,
            "versions": 13001,
            "posts": 214,
            "first_year": 1973,
            "last_year": 2010,
            "cited_not_held": 9100,
            "by_year": ((1973, 400), (1974, 2400), (1979, 2608), (2004, 3000), (2009, 4000)),
            "provenance": (
                (Provenance(kind="released", publisher="Invented National Archives"), 5408),
                (Provenance(kind="disclosed", publisher="The Invented Press", edition="edition of 1 May 2012"), 7000),
            ),
            **self.given,
        }
        return ArchiveSummary(**given)


def archive() -> FakeArchive:
    """A reading room's worth of invented cables."""
    hostile = bare(
        '<script>alert("1")</script> & "quoted"\n\n<img src=x onerror=alert(1)>', title='<script>x</script>"'
    )
    return FakeArchive((view(), hostile))
