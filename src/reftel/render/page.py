"""The page of one cable, free of any medium: what stands where, in which words, and on what evidence.

The web and the terminal set this same page, so that both say the same and neither reads a telegram for itself. Its
parts are made by subject: the text (`body`), the codes with their meaning (`codes`), sender and addressees
(`correspondents`), the margin (`facts`), how it is cited (`citation`); the words the page says of its own are in
`phrases`. What this copy does not hold is said to be missing, never made up. Spans are code points of `Source.text`,
half-open; dates are UTC.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from reftel.diagnostics import CODES
from reftel.records import Cable, Provenance
from reftel.render.body import Body, name_of
from reftel.render.citation import citation
from reftel.render.codes import Codes
from reftel.render.correspondents import Correspondents
from reftel.render.facts import Facts
from reftel.render.parts import (
    Explained,
    Fact,
    Mentioned,
    PageDiagnostic,
    PageParagraph,
    PageReference,
    Signed,
)
from reftel.render.phrases import (
    PROVENANCE_NOTES,
    PROVENANCE_WORDS,
    date_words,
    declassification_words,
    in_capitals,
    iso_words,
    marking_words,
    provenance_words,
    signature_words,
)
from reftel.render.plain import printable
from reftel.render.setting import Block, Overlay, Run, set_text
from reftel.render.telegram import said
from reftel.times import Date
from reftel.views import CableLine, CableView, VersionLine

if TYPE_CHECKING:
    from reftel.vocab import Vocabulary


class CablePage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The page of one cable. Every string is ready to be shown; "" means that there is nothing to show there."""

    name: str
    mrn: str
    title: str
    titled: bool
    """Whether the title is the telegram's own SUBJECT line; else it says that there is none."""
    title_runs: tuple[Run, ...]
    subject_mark: str = ""
    route: str
    date_words: str
    date: str = ""
    """The date in ISO 8601 at its precision."""
    precedence: str = ""
    marking: str = ""
    marking_words: str
    level: str = ""
    declassified: bool = False
    """Whether the marking may be struck through: the text was released or declassified by authority."""
    status: str
    status_note: str = ""
    provenance: str = "unknown"
    tags: tuple[Explained, ...] = ()
    captions: tuple[Explained, ...] = ()
    offices: tuple[Explained, ...] = ()
    attention: tuple[str, ...] = ()
    order: Explained | None = None
    reasons: tuple[Explained, ...] = ()
    precedences: tuple[Explained, ...] = ()
    references: tuple[PageReference, ...] = ()
    cited_by: tuple[CableLine, ...] = ()
    paragraphs: tuple[PageParagraph, ...] = ()
    capitals: bool = False
    """Whether the text was typed in capitals all through, as the machines of the 1970s did."""
    signed: tuple[Signed, ...] = ()
    facts: tuple[Fact, ...] = ()
    record: tuple[Fact, ...] = ()
    """What the custodian's record says beside the telegram, in its own words."""
    diagnostics: tuple[PageDiagnostic, ...] = ()
    versions: tuple[VersionLine, ...] = ()
    extent: str = ""
    earlier: CableLine | None = None
    later: CableLine | None = None
    citation: str = ""

    @property
    def matches(self) -> int:
        """How many runs of the subject, the headings and the text are marked as found."""
        runs = [*self.title_runs, *(r for p in self.paragraphs for r in (*p.heading_runs, *p.runs))]
        return sum(1 for run in runs if run.matched)


def cable_page(view: CableView, vocabulary: Vocabulary, *, marked: Sequence[tuple[int, int]] = ()) -> CablePage:
    """The page of `view`; `marked` are runs of the source (start, end) that a search found."""
    return _Page(view, vocabulary, marked).made()


class _Page:
    """The desk on which one page is put together."""

    def __init__(self, view: CableView, vocabulary: Vocabulary, marked: Sequence[tuple[int, int]]) -> None:
        self.view = view
        self.cable: Cable = view.cable
        self.text = view.cable.source.text
        self.words = vocabulary
        self.marked = marked
        self.date: Date | None = view.cable.date.value if view.cable.date else None
        self.correspondents = Correspondents(view, vocabulary)
        self.codes = Codes(view.cable, vocabulary)

    def made(self) -> CablePage:
        cable = self.cable
        provenance = self._provenance()
        marking = cable.marking.value if cable.marking else None
        titled = cable.subject is not None
        paragraphs = Body(self.view, self.words, self.marked).paragraphs()
        title_runs = self._title()
        title = "".join(run.text for run in title_runs)
        precedences = self.codes.precedences()
        signed = self._signed()
        facts = Facts(
            cable,
            self.words,
            correspondents=self.correspondents,
            codes=self.codes,
            paragraphs=paragraphs,
            signed=signed,
        )
        return CablePage(
            name=self.view.name,
            mrn=self.words.mrn(cable.id.value if cable.id else self.view.name),
            title=title,
            titled=titled,
            title_runs=title_runs,
            subject_mark=printable(cable.subject_mark.value) if cable.subject_mark else "",
            route=self.correspondents.route(),
            date_words=date_words(self.date) if self.date else "date not known",
            date=str(self.date) if self.date else "",
            precedence=", ".join(dict.fromkeys(p.code for p in precedences)),
            precedences=precedences,
            marking=str(marking) if marking else "",
            marking_words=marking_words(marking),
            level=marking.level if marking else "",
            declassified=self._declassified(provenance),
            status=provenance_words(provenance),
            status_note=PROVENANCE_NOTES[provenance.kind],
            provenance=provenance.kind,
            tags=self.codes.tags(),
            captions=self.codes.captions(),
            offices=self.codes.offices(),
            attention=tuple(printable(a.line.value) for a in cable.attention),
            order=self.codes.order(),
            reasons=self.codes.reasons(),
            references=self._references(paragraphs),
            cited_by=self.view.cited_by,
            paragraphs=paragraphs,
            capitals=in_capitals("".join(p.text for p in paragraphs)),
            signed=signed,
            facts=tuple(facts.of_the_telegram()),
            record=tuple(facts.of_the_record()),
            diagnostics=tuple(
                PageDiagnostic(
                    code=d.code,
                    severity=d.severity,
                    message=printable(d.message),
                    advice=CODES[d.code].advice if d.code in CODES else "",
                    spans=d.spans,
                )
                for d in cable.diagnostics
            ),
            versions=self.view.versions,
            extent=self._extent(),
            earlier=self.view.earlier,
            later=self.view.later,
            citation=citation(self.view, provenance, correspondents=self.correspondents, title=title if titled else ""),
        )

    def _title(self) -> tuple[Run, ...]:
        found = self.cable.subject
        if found is None:
            return (Run(text="No subject line"),)
        title = " ".join(printable(found.value).split())
        mark = self.cable.subject_mark
        if mark is not None and (lead := re.match(r"\([^()]{1,24}\)\s*", title)):
            title = title[lead.end() :]
        if self.marked and found.spans:
            # the same words set from their spans, so that a hit in the subject shows
            overlay = Overlay((start, end, "matched", True) for start, end in self.marked)
            blocks = set_text(self.text, found.spans, overlay, width=65)
            runs = tuple(run for block in blocks for run in block.runs)
            if "".join(run.text for run in runs) == title:
                return runs
        return (Run(text=title or "No subject line"),)

    def _provenance(self) -> Provenance:
        for line in self.view.versions:
            if line.shown:
                return line.provenance
        given = self.view.line.provenance
        return given if given.kind != "unknown" or given.publisher else self.cable.source.provenance

    def _declassified(self, provenance: Provenance) -> bool:
        rule = self.cable.declassify
        return provenance.kind in ("released", "printed") or (rule is not None and rule.value.kind == "declassified")

    def _references(self, paragraphs: tuple[PageParagraph, ...]) -> tuple[PageReference, ...]:
        listed: list[PageReference] = []
        for place, seen in enumerate(self.view.references):
            reference = seen.reference
            likeliest = reference.candidates[0] if reference.candidates else None
            speaking = [
                paragraphs[m.paragraph]
                for m in self.cable.mentions
                if place in m.references and m.paragraph is not None and m.paragraph < len(paragraphs)
            ]
            listed.append(
                PageReference(
                    anchor=f"ref-{place + 1}",
                    printed=" ".join(printable(reference.printed.value).split()),
                    letter=reference.letter or "",
                    name=name_of(seen),
                    mrn=self.words.mrn(name_of(seen)),
                    held=seen.held,
                    kind=reference.kind,
                    confidence=likeliest.confidence if likeliest else None,
                    reason=likeliest.reason if likeliest else "",
                    inferred=likeliest is not None and likeliest.year_source != "printed",
                    others=tuple((str(c.id), c.confidence, c.reason) for c in reference.candidates[1:]),
                    mentions=tuple(
                        Mentioned(label=f"¶ {p.number}" if p.number else "¶", anchor=p.anchor)
                        for p in dict.fromkeys(speaking)
                    ),
                    spans=reference.printed.spans,
                    reading=f"references-{place}-printed",
                )
            )
        return tuple(listed)

    def _signed(self) -> tuple[Signed, ...]:
        return tuple(
            Signed(
                printed=printable(signature.name.value),
                words=signature_words(signature),
                certainty=signature.certainty,
                spans=signature.name.spans,
                reading=f"signatures-{place}-name",
            )
            for place, signature in enumerate(self.cable.signatures)
        )

    def _extent(self) -> str:
        extent = self.cable.extent
        header = "with its transmission header" if extent.header == "present" else "without its transmission header"
        body = {
            "likely whole": "The text is likely whole",
            "cut": "The text is cut",
            "none": "None of the text is here",
            "unknown": "Whether the text is whole cannot be told",
        }[extent.body]
        return f"{body}, {header}."


__all__ = [
    "PROVENANCE_NOTES",
    "PROVENANCE_WORDS",
    "Block",
    "CablePage",
    "Explained",
    "Fact",
    "Mentioned",
    "PageDiagnostic",
    "PageParagraph",
    "PageReference",
    "Run",
    "Signed",
    "cable_page",
    "date_words",
    "declassification_words",
    "in_capitals",
    "iso_words",
    "marking_words",
    "provenance_words",
    "said",
]
