"""The page of one cable, free of any medium: what stands where, in which words, and on what evidence.

The web and the terminal set this same page, so that both say the same and neither reads a telegram for itself. What the
page says in words of its own (route, date, status, signature) is made here, carefully: a marking is always *originally*
so, a name at the end is one the cable was *sent over*, a date that has passed proves no release, and what this copy
does not hold is said to be missing, never made up. Spans are code points of `Source.text`, half-open; dates are UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec

from reftel.diagnostics import CODES
from reftel.markings import Marking, read_marking
from reftel.records import VOICES, Addressee, Cable, DeclassificationRule, Provenance, Signature, Signer
from reftel.render.plain import printable
from reftel.render.setting import Block, Overlay, Run, set_text, typed_width
from reftel.render.telegram import said
from reftel.spans import Found, Span
from reftel.times import Date
from reftel.views import CableLine, CableView, ReferenceView, VersionLine

if TYPE_CHECKING:
    from reftel.vocab import Vocabulary

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class PageParagraph(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A paragraph on the page.

    `place` counts from 0; `number` is the printed one ("" for none); `mark` the portion mark as printed (`S-N/F`),
    `portion` its normal form (`S/NF`), `level` its level in full; `anchor` is its own on this page also where numbers
    begin again (`p3`, then `p3-2`; `u1` for the first one without a number). `spans` are where its text stands.
    """

    place: int
    anchor: str
    blocks: tuple[Block, ...]
    number: str = ""
    mark: str = ""
    portion: str = ""
    level: str = ""
    heading: str = ""
    heading_runs: tuple[Run, ...] = ()
    spans: tuple[Span, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """The text in one row of runs; a blank line stands between blocks, a list's label before its item."""
        runs: list[Run] = []
        for block in self.blocks:
            if runs:
                runs.append(Run(text="\n\n"))
            if block.label:
                runs.append(Run(text=f"{block.label} "))
            runs += block.runs
        return tuple(runs)

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)

    @property
    def preformatted(self) -> bool:
        """Whether all of it is a table or the like, whose line ends and blanks mean something."""
        return bool(self.blocks) and all(block.kind == "layout" for block in self.blocks)


class Explained(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A code of the trade and what it means: a TAG, a caption, an office, a precedence, an order, a reason.

    `meaning` is "" where it is not known to this archive; nothing is guessed. `raw` is the code as printed, where it
    differs. `spans` are where it stands.
    """

    code: str
    meaning: str = ""
    kind: str = ""
    note: str = ""
    raw: str = ""
    spans: tuple[Span, ...] = ()
    reading: str = ""

    @property
    def words(self) -> str:
        """The meaning, or that it is not known."""
        return self.meaning or "meaning not known to this archive"


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the margin: what it is, what it says, why (one sentence), the characters that show it; `target` is a
    cable it leads to, `readings` the ids of the readings behind it (as in `render.telegram`)."""

    label: str
    value: str
    why: str = ""
    spans: tuple[Span, ...] = ()
    target: str = ""
    readings: tuple[str, ...] = ()


class Mentioned(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph that speaks of a reference: its number in words (`¶ 3`), its anchor."""

    label: str
    anchor: str


class PageReference(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item of the REF line on the page: `name` is the likeliest telegram, `held` that telegram where it is held;
    `sure` says in a word how sure that is, `reason` why; `others` are less likely telegrams with their reasons."""

    anchor: str
    printed: str
    letter: str = ""
    name: str = ""
    mrn: str = ""
    held: CableLine | None = None
    kind: str = "cable"
    confidence: float | None = None
    reason: str = ""
    inferred: bool = False
    others: tuple[tuple[str, float, str], ...] = ()
    mentions: tuple[Mentioned, ...] = ()
    spans: tuple[Span, ...] = ()
    reading: str = ""

    @property
    def sure(self) -> str:
        """How sure the link is, in a word."""
        if self.confidence is None:
            return ""
        return "sure" if self.confidence >= 0.95 else "likely" if self.confidence >= 0.6 else "doubtful"


class Signed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The name at the end: `printed`, and in `words` who that may be and how sure it is."""

    printed: str
    words: str
    certainty: str = "unknown"
    spans: tuple[Span, ...] = ()
    reading: str = ""


class PageDiagnostic(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that was noticed: its code, the sentence about this telegram, what to do, and where."""

    code: str
    severity: str
    message: str
    advice: str = ""
    spans: tuple[Span, ...] = ()


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


# How a text came to be readable, and what that means for its marking.
PROVENANCE_WORDS: Final = {
    "released": "Released by the government",
    "printed": "Printed in a documentary edition",
    "foia": "Released on request",
    "disclosed": "Disclosed without authority",
    "own": "Own papers",
    "unknown": "Provenance not stated",
}
PROVENANCE_NOTES: Final = {
    "released": "The government released this text in a series.",
    "printed": "The text was cleared for a documentary edition; passages the editors left out are not here.",
    "foia": "The text was released under the Freedom of Information Act; portions may be withheld.",
    "disclosed": "Disclosure did not change its classification (E.O. 13526, section 1.1(c)); persons bound by "
    "clearance rules should use what was released.",
    "own": "Somebody's own papers, as given to this archive.",
    "unknown": "Neither the file nor whoever added it says how the text came to be readable; nothing is assumed.",
}


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
        self.on: str | None = self.date.first_day if self.date else None

    def made(self) -> CablePage:
        cable = self.cable
        provenance = self._provenance()
        marking = cable.marking.value if cable.marking else None
        titled = cable.subject is not None
        paragraphs = self._paragraphs()
        title_runs = self._title()
        return CablePage(
            name=self.view.name,
            mrn=self.words.mrn(cable.id.value if cable.id else self.view.name),
            title="".join(run.text for run in title_runs),
            titled=titled,
            title_runs=title_runs,
            subject_mark=printable(cable.subject_mark.value) if cable.subject_mark else "",
            route=self._route(),
            date_words=date_words(self.date) if self.date else "date not known",
            date=str(self.date) if self.date else "",
            precedence=", ".join(dict.fromkeys(p.code for p in self._precedences())),
            precedences=self._precedences(),
            marking=str(marking) if marking else "",
            marking_words=marking_words(marking),
            level=marking.level if marking else "",
            declassified=self._declassified(provenance),
            status=provenance_words(provenance),
            status_note=PROVENANCE_NOTES[provenance.kind],
            provenance=provenance.kind,
            tags=self._tags(),
            captions=self._captions(),
            offices=self._offices(),
            attention=tuple(printable(a.line.value) for a in cable.attention),
            order=self._order(),
            reasons=self._reasons(),
            references=self._references(paragraphs),
            cited_by=self.view.cited_by,
            paragraphs=paragraphs,
            capitals=in_capitals("".join(p.text for p in paragraphs)),
            signed=self._signed(),
            facts=tuple(self._facts()),
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
            citation=self._citation(provenance),
        )

    # -- the heading ---------------------------------------------------------------------------------------------

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

    def _sender(self) -> str:
        cable = self.cable
        if cable.id is not None and (named := self._post_words(cable.id.value.station)):
            return named
        if cable.wrapper.origin is not None:
            return _sentence(printable(cable.wrapper.origin.value))
        if cable.transmission.sender is not None:
            return _sentence(printable(cable.transmission.sender.value))
        if self.view.line.post_name:
            return self.view.line.post_name
        return cable.id.value.station.title() if cable.id else "Sender not known"

    def _post_words(self, code: str, *, short: bool = False) -> str:
        """`Embassy Maputo` for MAPUTO, `the Department` for STATE; "" for a station that no vocabulary knows."""
        if code in ("STATE", "SECSTATE"):
            return "the Department" if short else "The Department"
        row = self.words.post(code, on=self.on) or self.words.post(code)
        if row is None:
            return ""
        name = row.name.split(" (")[0]
        mission = row.mission_type.split(",")[0]
        known = mission in (
            "embassy",
            "consulate",
            "consulate general",
            "mission",
            "liaison office",
            "interests section",
        )
        if not known or name.lower().startswith(("embassy", "mission", "us ", "consulate", "the ")):
            return name
        return f"{mission.capitalize()} {name}"

    def _addressee(self, addressee: Addressee) -> str:
        if addressee.post and (named := self._post_words(addressee.post, short=True)):
            return named
        name = printable(addressee.name.value)
        return "the Department" if name.upper().startswith("SECSTATE") else _sentence(name)

    def _route(self) -> str:
        sender = self._sender()
        action = [self._addressee(a) for a in self.cable.transmission.action if not a.excluded]
        if self.cable.transmission.action or self.cable.transmission.info:
            action = list(dict.fromkeys(action))
            if not action:
                return f"{sender}, for information only"
            if len(action) > 2:
                return f"{sender} to {action[0]} and {len(action) - 1} others"
            return f"{sender} to {' and '.join(action)}"
        return f"{sender} · addressees not in this copy"

    def _precedences(self) -> tuple[Explained, ...]:
        listed: list[Explained] = []
        for place, found in enumerate(self.cable.transmission.precedence):
            row = self.words.precedence(found.value)
            listed.append(
                Explained(
                    code=(row.word if row else printable(found.value)).capitalize(),
                    meaning=_urgency(row.meaning, row.rank) if row else "",
                    kind="precedence",
                    raw=printable(found.value) if row and row.word != found.value else "",
                    spans=found.spans,
                    reading=f"transmission-precedence-{place}",
                )
            )
        return tuple(listed)

    def _tags(self) -> tuple[Explained, ...]:
        return tuple(
            _explained(
                self.words.tag(found.value.value, on=self.on),
                found.value.value,
                raw=found.value.raw if found.value.raw != found.value.value else "",
                kind=found.value.kind,
                spans=found.spans,
                reading=f"tags-{place}",
            )
            for place, found in enumerate(self.cable.tags)
        )

    def _captions(self) -> tuple[Explained, ...]:
        return tuple(
            _explained(self.words.caption(f.value), f.value, spans=f.spans, reading=f"captions-{place}")
            for place, f in enumerate(self.cable.captions)
        )

    def _offices(self) -> tuple[Explained, ...]:
        seen: dict[str, Explained] = {}
        for line, attention in enumerate(self.cable.attention):
            for place, found in enumerate(attention.offices):
                seen.setdefault(
                    found.value,
                    _explained(
                        self.words.office(found.value, on=self.on),
                        found.value,
                        spans=found.spans,
                        reading=f"attention-{line}-offices-{place}",
                    ),
                )
        return tuple(seen.values())

    def _order(self) -> Explained | None:
        found = self.cable.order
        if found is None:
            return None
        row = self.words.executive_order(found.value)
        if row is not None and row.canonical:
            meant = self.words.executive_order(row.canonical)
            note = f"a misprint of {row.canonical}"
            row = meant or row
        else:
            note = ""
        signed = f"signed {iso_words(row.signed)}; " if row and row.signed else ""
        rule = row.default_declassification if row else ""
        meaning = f"executive order on classification, {signed}{rule}".rstrip("; ,") if row else ""
        return Explained(code=found.value, meaning=meaning, kind="order", note=note, spans=found.spans, reading="order")

    def _reasons(self) -> tuple[Explained, ...]:
        return tuple(
            _explained(self.words.reason(f.value, on=self.on), f.value, spans=f.spans, reading=f"reasons-{place}")
            for place, f in enumerate(self.cable.reasons)
        )

    # -- the text ------------------------------------------------------------------------------------------------

    def _paragraphs(self) -> tuple[PageParagraph, ...]:
        cable = self.cable
        body = tuple(p.spans for p in cable.paragraphs) or (self._rest(),)
        every = tuple(span for spans in body for span in spans)
        width = typed_width(self.text, every)
        overlay = self._overlay(every)
        if not cable.paragraphs:
            blocks = set_text(self.text, body[0], overlay, width=width)
            return (PageParagraph(place=0, anchor="u1", blocks=blocks, spans=body[0]),) if blocks else ()
        made: list[PageParagraph] = []
        used: dict[str, int] = {}
        for place, paragraph in enumerate(cable.paragraphs):
            number = str(paragraph.number.value) if paragraph.number else ""
            stem = f"p{number}" if number else "u"
            used[stem] = used.get(stem, 0) + 1
            anchor = f"{stem}{used[stem]}" if stem == "u" else stem + (f"-{used[stem]}" if used[stem] > 1 else "")
            above = set_text(self.text, paragraph.heading.spans, overlay, width=width) if paragraph.heading else ()
            heading_runs = tuple(run for block in above for run in block.runs)
            made.append(
                PageParagraph(
                    place=place,
                    anchor=anchor,
                    number=number,
                    mark=printable(paragraph.mark.value) if paragraph.mark else "",
                    portion=paragraph.marking.portion if paragraph.marking else "",
                    level=paragraph.marking.level if paragraph.marking else "",
                    heading="".join(run.text for run in heading_runs),
                    heading_runs=heading_runs,
                    blocks=set_text(self.text, paragraph.spans, overlay, width=width),
                    spans=paragraph.spans,
                )
            )
        return tuple(made)

    def _rest(self) -> tuple[Span, ...]:
        """Where the text stands when no paragraph was found: after the heading, before the name at the end."""
        cable = self.cable
        body = cable.wrapper.body or Span(0, len(self.text))
        start = max((s.end for s in cable.heading), default=body.start)
        end = min((s.start for g in cable.signatures for s in g.name.spans if s.start > start), default=body.end)
        spans: list[Span] = []
        for line in cable.furniture:
            if start <= line.start and line.end <= end:
                spans.append(Span(start, line.start))
                start = line.end
        spans.append(Span(start, end))
        return tuple(s for s in spans if s.start < s.end)

    def _overlay(self, every: tuple[Span, ...]) -> Overlay:
        cable = self.cable
        marks: list[tuple[int, int, str, object]] = []
        # the longest passage first: what nests inside it is laid over it
        for passage in sorted(cable.passages, key=lambda p: -sum(len(s) for s in p.spans)):
            if passage.kind in VOICES:
                marks += [(s.start, s.end, "voice", passage.kind) for s in passage.spans]
        for mention in cable.mentions:
            meant = [self.view.references[r] for r in mention.references if r < len(self.view.references)]
            names = tuple(name for r in meant if (name := _name(r)))
            if names:
                held = any(r.held is not None for r in meant)
                for s in mention.printed.spans:
                    marks += [(s.start, s.end, "target", names), (s.start, s.end, "held", held)]
        marks += [(start, end, "matched", True) for start, end in self.marked]
        for noticed in cable.diagnostics:
            if noticed.code == "TXT-REDACTED":
                marks += [(s.start, s.end, "redacted", True) for s in noticed.spans]
        marks += [(start, end, "redacted", True) for start, end in _blacked_out(self.text, every)]
        marks += [(start, end, "acronym", meaning) for start, end, meaning in self._acronyms(every)]
        return Overlay(marks)

    def _acronyms(self, every: tuple[Span, ...]) -> Iterator[tuple[int, int, str]]:
        """Each acronym of the text that the vocabulary is sure of, where it first stands. Text typed in capitals all
        through has none: there every word looks like one."""
        if in_capitals("".join(s.of(self.text) for s in every)):
            return
        seen: set[str] = set()
        for span in every:
            for found in _CAPITALS.finditer(self.text, span.start, span.end):
                word = found.group()
                if word in seen:
                    continue
                seen.add(word)
                row = self.words.acronym(word)
                if row is not None and row.meaning and row.certainty == "sure":
                    yield found.start(), found.end(), row.meaning

    # -- the margin ----------------------------------------------------------------------------------------------

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
                    name=_name(seen),
                    mrn=self.words.mrn(_name(seen)),
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
                words=_signature_words(signature),
                certainty=signature.certainty,
                spans=signature.name.spans,
                reading=f"signatures-{place}-name",
            )
            for place, signature in enumerate(self.cable.signatures)
        )

    def _facts(self) -> Iterator[Fact]:
        """The margin's lines, in the order in which they stand in the telegram."""
        cable = self.cable
        sent = cable.transmission
        if cable.id is not None:
            yield self._fact(
                "Number",
                self.words.mrn(cable.id.value),
                cable.id,
                "id",
                why="" if cable.id.where == "text" else f"Not from the telegram itself: {_WHERE[cable.id.where]}.",
            )
        if sent.dtg is not None:
            yield self._fact("Date-time group", date_words(sent.dtg.value), sent.dtg, "transmission-dtg")
        elif cable.date is not None:
            yield self._fact(
                "Date",
                date_words(cable.date.value),
                cable.date,
                "date",
                why="No date-time group in this copy; the date is the publisher's page's."
                if cable.date.where == "wrapper"
                else "",
            )
        if sent.received is not None:
            yield self._fact(
                "Received",
                date_words(sent.received.value),
                sent.received,
                "transmission-received",
                why="The Department's time of processing, not the time of sending.",
            )
        for label, field, addressees in (("To", "action", sent.action), ("Info", "info", sent.info)):
            if addressees:
                yield Fact(
                    label=label,
                    value="; ".join(_addressee_words(a, self._addressee(a)) for a in addressees),
                    spans=tuple(s for a in addressees for s in a.name.spans),
                    readings=tuple(f"transmission-{field}-{n}-name" for n in range(len(addressees))),
                )
        if cable.section is not None and cable.section.value.total > 1:
            part = cable.section.value
            yield self._fact("Section", f"{part.number} of {part.total}", cable.section, "section")
        if cable.corrected is not None:
            yield self._fact(
                "Corrected copy",
                printable(cable.corrected.value),
                cable.corrected,
                "corrected",
                why="An earlier text was sent under the same number.",
            )
        for label, one in (("Drafted by", sent.drafted), ("Approved by", sent.approved)):
            if one is not None:
                yield self._fact(
                    label,
                    printable(one.value.printed),
                    one,
                    f"transmission-{'drafted' if one is sent.drafted else 'approved'}",
                )
        if sent.cleared:
            yield Fact(
                label="Cleared by",
                value="; ".join(printable(f.value.printed) for f in sent.cleared),
                spans=tuple(s for f in sent.cleared for s in f.spans),
                readings=tuple(f"transmission-cleared-{n}" for n in range(len(sent.cleared))),
            )
        for place, classifier in enumerate(cable.classified_by):
            parts = [
                (field, found)
                for field in ("name", "title", "organisation")
                if (found := getattr(classifier, field)) is not None
            ]
            if parts:
                yield Fact(
                    label="Classified by",
                    value=", ".join(printable(found.value) for _, found in parts),
                    spans=tuple(s for _, found in parts for s in found.spans),
                    readings=tuple(f"classified_by-{place}-{field}" for field, _ in parts),
                )
        if cable.reasons:
            yield Fact(
                label="Reasons",
                value="; ".join(f"{r.code} {r.meaning}".strip() for r in self._reasons()),
                spans=tuple(s for f in cable.reasons for s in f.spans),
                readings=tuple(f"reasons-{n}" for n in range(len(cable.reasons))),
            )
        if cable.declassify is not None:
            words, why = declassification_words(cable.declassify.value)
            yield self._fact("Declassify on", words, cable.declassify, "declassify", why=why)
        if cable.implied is not None:
            steps = "".join(f"; {step.level.lower()} from {date_words(step.date)}" for step in cable.implied.steps)
            yield Fact(
                label="The order implies",
                value=f"{date_words(cable.implied.date)}{steps}",
                why=f"Reckoned by {cable.implied.basis}; a passed date is no proof of release.",
                spans=cable.order.spans if cable.order is not None else (),
                readings=("order",),
            )
        for signed in self._signed():
            yield Fact(
                label="Sent over the name of",
                value=signed.printed,
                why=signed.words,
                spans=signed.spans,
                readings=(signed.reading,),
            )

    def _fact(self, label: str, value: str, found: Found[Any], reading: str, *, why: str = "") -> Fact:
        return Fact(label=label, value=value, why=why, spans=found.spans, readings=(reading,))

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

    def _citation(self, provenance: Provenance) -> str:
        """The message, then the copy that was read: two things, never mixed (a record's own series is not known)."""
        cable = self.cable
        sender = self._sender().replace("The Department", "Department of State")
        number = f"telegram {cable.id.value.serial}" if cable.id else f"telegram without a number ({self.view.name})"
        to = ", ".join(
            dict.fromkeys(
                "the Department of State" if a.post == "STATE" or "WASHDC" in a.name.value else self._addressee(a)
                for a in cable.transmission.action
                if not a.excluded
            )
        )
        title = "".join(run.text for run in self._title()) if cable.subject else ""
        parts = [f"{sender}, {number}{f' to {to}' if to else ''}"]
        if title:
            parts.append(f"“{title}”")
        if self.date:
            parts.append(date_words(self.date))
        message = ", ".join(parts) + "."
        marking = cable.marking.value if cable.marking else None
        if marking:
            message += f" Originally {'; '.join(_citable(w) for w in (marking.level, *marking.controls))}."
        copy = {
            "released": "Released by the government",
            "printed": "Printed",
            "foia": "Released under the Freedom of Information Act",
            "disclosed": "Not released by the government",
            "own": "Own papers",
            "unknown": "Provenance not stated",
        }[provenance.kind]
        edition = ", ".join(p for p in (provenance.publisher, provenance.edition) if p)
        copy += f"; text as published by {edition}" if edition else ""
        mark = cable.source.sha256[:8]
        copy += f", text fingerprint {mark}" if mark else ""
        return printable(f"{message} {copy}.")


_WHERE: Final = {
    "text": "it stands in the telegram",
    "wrapper": "it stands on the publisher's page",
    "name": "it was taken from the file's name",
    "inferred": "it was inferred",
}
# letters, and the signs that stand inside acronyms (S/CT, AF/S, POL-MIL); at least two, at most a dozen
_CAPITALS: Final = re.compile(r"(?<![A-Za-z0-9/&-])[A-Z][A-Z0-9]*(?:[/&-][A-Z0-9]+){0,2}(?![A-Za-z0-9/&-])(?<=\w\w)")
_BLACK: Final = re.compile(r"X{5,}(?:[ \n]X{5,})*|\u2588+|\[(?:REDACTED|redacted|\.\.\.)\]")


def in_capitals(text: str) -> bool:
    """Whether nearly every letter is a capital (a few small ones are a publisher's or a reader's)."""
    small = sum(map(str.islower, text))
    return small * 12 < sum(map(str.isupper, text))


def _blacked_out(text: str, every: tuple[Span, ...]) -> Iterator[tuple[int, int]]:
    for span in every:
        for found in _BLACK.finditer(text, span.start, span.end):
            yield found.span()


def _name(seen: ReferenceView) -> str:
    """The cable that a reference leads to: the one held, else the likeliest."""
    if seen.held is not None:
        return seen.held.name
    best = seen.reference.best
    return str(best) if best is not None else ""


def _urgency(meaning: str, rank: int) -> str:
    """What a precedence asks for: its rank among the precedences, and what the vocabulary says besides."""
    if rank <= 1:
        return meaning
    order = {2: "the second in urgency", 3: "the third in urgency", 4: "the fourth in urgency"}
    place = order.get(rank, "the least urgent")
    return f"{place}: {meaning}" if " " in meaning else place


class _Coded(Protocol):
    """A row of any vocabulary that says what a code means."""

    @property
    def meaning(self) -> str: ...


def _explained(
    row: _Coded | None, code: str, *, raw: str = "", kind: str = "", spans: tuple[Span, ...] = (), reading: str = ""
) -> Explained:
    return Explained(
        code=printable(code),
        raw=printable(raw),
        meaning=row.meaning if row is not None else "",
        kind=kind,
        spans=spans,
        reading=reading,
    )


# what a telegram writes before the name of a place
_MISSIONS: Final = (
    (re.compile(r"(?:AM|US)?EMBASSY\s+(?=\w)"), "Embassy "),
    (re.compile(r"(?:AM)?CONSUL(?:ATE)?\s+(?=\w)"), "Consulate "),
    (re.compile(r"(?:US|AM)?MISSION\s+(?=\w)"), "Mission "),
    (re.compile(r"USLO\s+(?=\w)"), "Liaison Office "),
    (re.compile(r"USINT\s+(?=\w)"), "Interests Section "),
)


def _sentence(name: str) -> str:
    """A mission as it is said, `AMEMBASSY PORT SELDON` to `Embassy Port Seldon`; any other name as it was typed."""
    for typed, said_so in _MISSIONS:
        if found := typed.match(name):
            place = name[found.end() :]
            return said_so + (place.title() if place.isupper() else place)
    return name


def _citable(word: str) -> str:
    """A marking in the case of a citation, `Secret; Noforn`; initials stay (`SBU`)."""
    return word if len(word) <= 4 or word.startswith("REL TO") else word.capitalize()


def _addressee_words(addressee: Addressee, name: str) -> str:
    name = name[:1].upper() + name[1:]
    words = f"not {name}" if addressee.excluded else name
    return f"{words} ({addressee.precedence.capitalize()})" if addressee.precedence else words


# the register's names for the roles that most chiefs of mission have
_ROLES: Final = {
    "ambassador-e-p": "Ambassador",
    "charge-daffaires": "Chargé d’affaires",
    "charge-daffaires-ad-interim": "Chargé d’affaires ad interim",
    "envoy-extraordinary-minister-plenipotentiary": "Envoy and minister",
    "representative-to-un": "Representative to the UN",
}


def _signature_words(signature: Signature) -> str:
    """Who the name at the end may be. It proves neither authorship nor presence at post."""
    if not signature.candidates:
        return "Not in the register of chiefs of mission for this post and date."

    def said_of(person: Signer) -> str:
        years = "–".join(part[:4] for part in (person.started, person.ended or "") if part)
        role = _ROLES.get(person.role) or person.role.replace("-", " ").capitalize()
        return f"{person.name}, {role}{f' {years}' if years else ''}"

    listed = " or ".join(said_of(person) for person in signature.candidates)
    sure = {
        "certain": "in office on that date, by the register",
        "likely": "likely, by the register; the dates leave it open",
        "unknown": "a possibility only",
    }[signature.certainty]
    return printable(f"{listed}: {sure}. It proves neither authorship nor presence at post.")


def date_words(date: Date) -> str:
    """A date as it is said, no more precise than it is: `27 April 2004, 06:14Z`, `May 1999`, `1974`."""
    if date.month is None:
        return str(date.year)
    words = f"{_MONTHS[date.month - 1]} {date.year}"
    if date.day is not None:
        words = f"{date.day} {words}"
    if date.hour is not None:
        words += f", {date.hour:02d}:{date.minute:02d}Z"
    return words


def iso_words(iso: str) -> str:
    """The same for a date in ISO 8601; whatever is none is given back as it is."""
    try:
        return date_words(Date.parse(iso))
    except ValueError:
        return iso


def marking_words(marking: Marking | str | None) -> str:
    """A marking as what it was: `originally SECRET // NOFORN`."""
    found = read_marking(marking) if isinstance(marking, str) else marking
    if found is None:
        return f"originally {marking}" if marking else "no classification in this copy"
    return f"originally {' // '.join((found.level, *found.controls))}"


def provenance_words(provenance: Provenance) -> str:
    """How a text came to be readable, whose copy it is: `Disclosed without authority, example.org, edition of 2011`."""
    words = PROVENANCE_WORDS[provenance.kind]
    if provenance.kind == "printed" and provenance.publisher:
        words = "Printed in"
        return f"{words} {printable(', '.join(p for p in (provenance.publisher, provenance.edition) if p))}"
    return ", ".join((words, *(printable(p) for p in (provenance.publisher, provenance.edition) if p)))


def declassification_words(rule: DeclassificationRule) -> tuple[str, str]:
    """What the E.O. line says about the end of secrecy, and what that does and does not mean."""
    date = date_words(rule.date) if rule.date is not None else ""
    codes = ", ".join(rule.codes)
    printed = printable(rule.printed)
    match rule.kind:
        case "date":
            return date or printed, "A passed date is no proof of release."
        case "event":
            return printed, "An event, not a date: open until somebody records that it happened."
        case "review":
            return f"review on {date or printed}", "A review date: the text stayed classified until it was reviewed."
        case "schedule":
            return printed, "Runs to the end of a calendar year, counted from the year of origin."
        case "exempt":
            return f"exempt {codes}".strip() + (f", {date}" if date else ""), "Exempt from the automatic schedule."
        case "originator":
            return "when the originator decides (OADR)", "No date was set."
        case "manual":
            return "on manual review (MR)", "Not an authorised instruction; no date follows from it."
        case "declassified":
            return f"declassified {date}".strip(), "As the line itself says."
        case "none":
            return "nothing to declassify", "Marked not applicable: the text was not classified."
        case _:
            return printed, "The line cannot be read; kept as printed."


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
