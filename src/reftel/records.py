"""The shapes everyone shares: a source, and the telegram read from it.

A *record* is what a publisher gives; a *cable* is what was sent; a *version* is one publisher's text of it. Everything
here is frozen: a reading is never edited. Spans are half-open, in code points of `Source.text`; dates are UTC.
`docs/reference/json.md` documents the JSON form of each shape.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, Literal

import msgspec

from reftel.diagnostics import Diagnostic
from reftel.ids import CableId
from reftel.markings import Marking
from reftel.spans import Found, Span
from reftel.times import Date

Layout = Literal[
    "archive_page", "publisher_page", "mirror", "dump_row", "aad", "frus_tei", "frus_text", "foia_page", "bare"
]
ProvenanceKind = Literal["released", "printed", "foia", "disclosed", "own", "unknown"]


class Provenance(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a text came to be readable, and whose copy it is; never guessed beyond what the user or the layout says.

    `kind` is *released* (by the government, in a series), *printed* (in a documentary edition such as FRUS), *foia*
    (released on request), *disclosed* (without authority, which declassifies nothing: E.O. 13526 section 1.1(c)),
    *own* (the user's own papers), or *unknown*. `publisher` and `edition` name the copy read.
    """

    kind: ProvenanceKind = "unknown"
    publisher: str = ""
    edition: str = ""


class Breakpoint(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """From text offset `text` on, one character is one byte from byte `origin` of the original on (until the next)."""

    text: int
    origin: int


class Outer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The telegram in which this one stands: repeated between QUOTE and UNQUOTE to a post that had not received it."""

    id: CableId | None = None
    date: Date | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One record as text, as `reftel.sources` took it out of its container.

    `text` is what was decoded, unaltered but for U+FFFD in place of what is no character (`replaced` counts them).
    `origin` is the way back from text offsets to bytes of the original file. `sha256` is that of the original bytes;
    `name` the path it was found under, `ordinal` its place where one file holds several records. `outer` is the
    telegram that repeats this one, where it was found inside another.
    """

    text: str
    layout: Layout = "bare"
    sha256: str = ""
    name: str = ""
    ordinal: int = 0
    encoding: str = "utf-8"
    replaced: int = 0
    origin: tuple[Breakpoint, ...] = ()
    provenance: Provenance = Provenance()
    outer: Outer | None = None
    swallowed: int = 0
    """How many rows of the publisher's table had run into this one; each was cut off and is a source of its own."""
    others_follow: bool = False
    """Whether other records stand behind this one in its text, which were left since only the first was asked for."""

    def part(self, start: int, end: int, *, ordinal: int, outer: Outer | None = None) -> Source:
        """The record that stands at `text[start:end]`, as a source of its own with its way back to the same bytes."""
        first = max(bisect_right(self.origin, start, key=lambda at: at.text) - 1, 0)
        last = bisect_right(self.origin, end, key=lambda at: at.text)
        origin = tuple(
            Breakpoint(max(at.text - start, 0), at.origin + max(start - at.text, 0)) for at in self.origin[first:last]
        )
        return msgspec.structs.replace(
            self, text=self.text[start:end], layout="bare", ordinal=ordinal, origin=origin, outer=outer
        )


class Attribute(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing a custodian's record says beside the fields that all records have: the film number, the draft date,
    the review. `name` is its canonical name (`film_number`), `date` the day where the value is one."""

    name: str
    value: Found[str]
    date: Date | None = None


class Exemption(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A mark in the margin of a released page that says why words were withheld there.

    `code` is the exemption of the Freedom of Information Act (`B1`, `B6`); `authority` the section of the executive
    order behind a B1 (`1.4(D)`), or the statute behind a B3, where it is printed.
    """

    code: Found[str]
    authority: Found[str] | None = None


class Wrapper(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the publisher's page says about the telegram, kept apart from what the telegram says of itself.

    `identifier` is as printed there; `created` the page's date; `classification`, `origin` (the post in words) and
    `title` are the page's; `notices` are its remarks on the text ("partial extract"); `attributes` are what only this
    custodian says, `exemptions` the marks of a release. `stamps` are the custodian's own lines within the telegram.
    """

    identifier: Found[str] | None = None
    created: Found[Date] | None = None
    classification: Found[Marking] | None = None
    origin: Found[str] | None = None
    title: Found[str] | None = None
    tags: tuple[Found[str], ...] = ()
    notices: tuple[Found[str], ...] = ()
    attributes: tuple[Attribute, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    stamps: tuple[Span, ...] = ()
    body: Span | None = None
    """Where the telegram itself begins and ends in the page."""

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of this canonical name, if the record has it."""
        return next((each for each in self.attributes if each.name == name), None)


class Addressee(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of FM, TO or INFO: routing indicator, name, precedence word, message continuity number.

    `TO RUEHC/SECSTATE WASHDC IMMEDIATE 4696` is route RUEHC, name SECSTATE WASHDC, precedence IMMEDIATE, number 4696.
    `post` is the station's code where the vocabulary knows it. `collective` marks an address that stands for many
    (`AFRICAN UNION COLLECTIVE`, `ALL DIPLOMATIC POSTS`). `excluded` marks an XMT line, a post left out of a collective;
    `left_out_of` is that one's place, counted from 0, in the same list. `means` is said where the copy did not go by
    wire: POUCH.
    """

    name: Found[str]
    route: str | None = None
    precedence: str | None = None
    number: int | None = None
    post: str | None = None
    excluded: bool = False
    collective: bool = False
    left_out_of: int | None = None
    means: str | None = None


class Routing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The routing line: how fast (`RR` is ROUTINE), and the indicators of the stations it is relayed to."""

    printed: str
    precedence: str | None = None
    indicators: tuple[str, ...] = ()


class StationLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The DE line, `DE RUEHLM #0412/01 0651848`: who transmits, serial, section, day of the year and time (hhmm)."""

    printed: str
    route: str
    serial: int
    section: int | None = None
    day: int
    time: str


class Filing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the communications centre wrote behind the line of dashes: a number of its own, the time of filing (from
    December 1976; month and year are the date-time group's), and a number of copies."""

    number: str | None = None
    time: Date | None = None
    copies: int | None = None


class Copies(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How many copies an office got: `EUR-12`."""

    office: str
    copies: int


class Distribution(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The Department's own distribution above a telegram: who acts on it (or, on an outgoing one, who sends it:
    ORIGIN), who else gets copies, and the total behind the slash (`/041 W`), which is a checksum."""

    action: tuple[Copies, ...] = ()
    info: tuple[Copies, ...] = ()
    total: int | None = None

    @property
    def printed(self) -> str:
        """The same in a line: `EUR-12; OCT-01 SS-15 /028`."""
        lists = "; ".join(" ".join(f"{c.office}-{c.copies:02d}" for c in each) for each in (self.action, self.info))
        return lists.strip("; ") + (f" /{self.total:03d}" if self.total is not None else "")


class Officer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person of the drafting block, as printed: `EUR/RPM:ACROE:GW 2/14/74 EXT. 21627`.

    `name` keeps the case and the glued initials (`ACROE`); `initials` are the typist's; `date` is the day of drafting;
    `remark` stands in brackets behind (SUBS, DRAFT, INFO).
    """

    printed: str
    office: str | None = None
    name: str | None = None
    initials: str | None = None
    date: Date | None = None
    extension: str | None = None
    remark: str | None = None


class Transmission(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The transmission part above the classification line; all of it missing from many published copies.

    `dtg` is the date-time group (`R 061848Z MAR 07`); `precedence` the words behind its prosigns, for TO and for INFO;
    `received` the Department's time of receipt on a 1970s page line, which is not the date-time group; `filing` what
    stands behind the line of dashes.
    """

    transmission_id: Found[str] | None = None
    routing: Found[Routing] | None = None
    station_line: Found[StationLine] | None = None
    security: Found[str] | None = None
    dtg: Found[Date] | None = None
    precedence: tuple[Found[str], ...] = ()
    service: tuple[Found[str], ...] = ()
    received: Found[Date] | None = None
    sender: Found[str] | None = None
    action: tuple[Addressee, ...] = ()
    info: tuple[Addressee, ...] = ()
    distribution: Found[Distribution] | None = None
    filing: Found[Filing] | None = None
    drafted: Found[Officer] | None = None
    approved: Found[Officer] | None = None
    cleared: tuple[Found[Officer], ...] = ()


class Section(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """SECTION nn OF mm: one part of a message that was too long for one transmission."""

    number: int
    total: int


class AttentionPerson(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody named behind an office in an instruction line; `offices` are the places, counted from 0, of the offices
    the name belongs to."""

    name: Found[str]
    offices: tuple[int, ...] = ()


class Attention(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One instruction line: `DEPARTMENT FOR P, WHA/AND AND INR (ROE)`, with the office symbols and the people of them
    that it names."""

    line: Found[str]
    offices: tuple[Found[str], ...] = ()
    persons: tuple[AttentionPerson, ...] = ()


RuleKind = Literal[
    "date", "event", "review", "schedule", "exempt", "originator", "manual", "declassified", "none", "unread"
]


class DeclassificationRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the E.O. line says about the end of secrecy, as printed, with what kind of rule that is.

    *date* (`DECL: 04/26/2024`), *event*, *review* (RDS: a review date, not a declassification), *schedule* (GDS),
    *exempt* (XGDS, X1, 25X1), *originator* (OADR), *manual* (MR), *declassified* (by whom and when), *none* (N/A:
    nothing to declassify), *unread*. A passed date is no proof of release.
    """

    kind: RuleKind
    printed: str
    date: Date | None = None
    codes: tuple[str, ...] = ()
    classifier: str | None = None
    suffix: str | None = None
    """The letters behind a rule of 1978-82, `OR-P`; on telegrams from posts, probably the section it came from."""


class Implied(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When the order itself ends the secrecy, where the E.O. line leaves that to it: the date, which rule of which
    order says so, and the steps down before it. A passed date is no proof of release."""

    date: Date
    basis: str
    steps: tuple[Downgrade, ...] = ()


class Downgrade(msgspec.Struct, frozen=True, array_like=True):
    """From this date on a lower level."""

    date: Date
    level: str


class Tag(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of the TAGS (Traffic Analysis by Geography and Subject): `raw` as printed, `value` the official code.

    RU is printed for Russia, RS is its code: both are kept. `kind` is geo, subject, program, org, term or person;
    empty where the code is not in the register, and no meaning is ever guessed.
    """

    raw: str
    value: str
    kind: str = ""


ReferenceKind = Literal["cable", "email", "memo", "phone", "report", "other"]
YearSource = Literal["printed", "carried", "calendar", "citing"]


class Candidate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A telegram that a reference may mean: its id, how sure (0 to 1), why, and where its year comes from."""

    id: CableId
    confidence: float
    reason: str
    year_source: YearSource = "printed"


class Reference(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item of the REF line.

    `printed` is the item without its letter, with its note. `candidates` are the telegrams it may mean, the id *as
    printed* (its own year, else the citing telegram's) among them, the likeliest first; links follow the first.
    `mentions` are the numbers of the paragraphs that speak of it.
    """

    printed: Found[str]
    kind: ReferenceKind = "cable"
    letter: str | None = None
    canonical: CableId | None = None
    candidates: tuple[Candidate, ...] = ()
    mentions: tuple[int, ...] = ()
    note: str | None = None

    @property
    def best(self) -> CableId | None:
        """The likeliest telegram, or None for what is no telegram."""
        return self.candidates[0].id if self.candidates else None


class Classifier(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who classified the telegram, as the Classified By line names the person and the title."""

    name: Found[str] | None = None
    title: Found[str] | None = None
    organisation: Found[str] | None = None


class Portion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The mark of an item inside a paragraph, `A. (S/NF) …` or `(C) …` at a line's start: the item's, not the
    paragraph's. `spans` cover the item's text."""

    mark: Found[str]
    marking: Marking
    spans: tuple[Span, ...] = ()


class Paragraph(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paragraph: its printed number (None for an unnumbered one), its portion mark, and where its text stands.

    `mark` is the mark as printed (`S-N/F`); `marking` what it says, None where none is printed. `spans` cover the
    text after number and mark, page lines left out. `heading` is a heading line that stands above it. `portions` are
    the marks of its items. `inferred` is what covers a paragraph without a mark of its own: the marks of its items
    together, or the mark that speaks for the entire text.
    """

    spans: tuple[Span, ...]
    number: Found[int] | None = None
    mark: Found[str] | None = None
    marking: Marking | None = None
    heading: Found[str] | None = None
    portions: tuple[Portion, ...] = ()
    inferred: Marking | None = None

    @property
    def effective(self) -> Marking | None:
        """The marking that its text is to be read under: its own, or else the inferred one."""
        return self.marking or self.inferred


VOICES: Final = ("summary", "comment", "note", "action", "quotation", "introduction")
"""The kinds of passages that have a label; an assessment is known by its words, a table by its columns."""

PassageKind = Literal["summary", "comment", "note", "action", "quotation", "introduction", "assessment", "table"]


class Passage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A run of text with a voice of its own: summary, comment, note, action request, quoted text; an *assessment*,
    sentences in which the post says that it speaks for itself (`We believe`); or a *table*, whose lines are columns.

    `spans` begin with the first word after the label and end before the closing label; passages may nest.
    `paragraphs` are the places (counted from 0) of the paragraphs it touches; `closed` says whether its end is
    printed.
    """

    kind: PassageKind
    spans: tuple[Span, ...]
    paragraphs: tuple[int, ...] = ()
    closed: bool = True


class Protected(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Words that ask to keep a source secret, `(strictly protect)`, and the name they stand behind, if one stands
    directly before them."""

    words: Found[str]
    name: Found[str] | None = None
    paragraph: int | None = None
    """The place, counted from 0, of the paragraph it stands in."""


class Mention(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place in the text that speaks of another telegram: `ref B`, `reftel`, `septel`, or its number (`Lima 412`).

    `references` are the places (counted from 0) in the REF list it is tied to, none for a septel. A number that is
    not in the list has `candidates` of its own; it is no reference of the telegram.
    """

    printed: Found[str]
    references: tuple[int, ...] = ()
    paragraph: int | None = None
    """The place, counted from 0, of the paragraph it stands in."""
    candidates: tuple[Candidate, ...] = ()


class Repeated(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A telegram that this one repeats between QUOTE and UNQUOTE, heading and all: where it stands, and what it is
    called. It is a cable of its own; its words are not this one's."""

    spans: tuple[Span, ...]
    id: CableId | None = None


Certainty = Literal["certain", "likely", "unknown"]


class Signer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person whom the name at the end may be, from the register of chiefs of mission, with the register's dates."""

    person: str
    name: str
    role: str
    started: str = ""
    ended: str = ""
    source: str = ""


class Signature(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The name the telegram was sent over. It proves neither authorship nor presence at post.

    `candidates` are office-holders of that post on that date with that surname; `certainty` is *certain* for one
    candidate inside his or her dates, *likely* where dates are open or there are several, else *unknown*.
    """

    name: Found[str]
    certainty: Certainty = "unknown"
    candidates: tuple[Signer, ...] = ()


class Extent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How much of the telegram this copy holds, judged from the text and not from the publisher's notice."""

    header: Literal["present", "missing"] = "missing"
    body: Literal["likely whole", "cut", "none", "unknown"] = "unknown"


class Cable(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One telegram as read from one source: a field for each thing a telegram has, in the order it stands on the page.

    A field that is None, or an empty tuple, was not found; `diagnostics` say why wherever that is remarkable.
    """

    source: Source
    wrapper: Wrapper = Wrapper()
    id: Found[CableId] | None = None
    transmission: Transmission = Transmission()
    date: Found[Date] | None = None
    """When it was sent: the date-time group; else the page's date, to the precision that can be trusted."""
    level: Found[str] | None = None
    section: Found[Section] | None = None
    marking: Found[Marking] | None = None
    """Level with its controls (NOFORN and its like), from the classification line and the captions."""
    also_number: Found[str] | None = None
    """A second number behind the telegram's own: `TOSEC 190010`, of traffic to the Secretary travelling."""
    captions: tuple[Found[str], ...] = ()
    corrected: Found[str] | None = None
    corrects: CableId | None = None
    """The telegram of another number that this one replaces, where the status line names it."""
    attention: tuple[Attention, ...] = ()
    order: Found[str] | None = None
    declassify: Found[DeclassificationRule] | None = None
    implied: Implied | None = None
    """What the order's own schedule says, where the E.O. line has no date of its own."""
    tags: tuple[Found[Tag], ...] = ()
    subject: Found[str] | None = None
    subject_mark: Found[str] | None = None
    references: tuple[Reference, ...] = ()
    classified_by: tuple[Classifier, ...] = ()
    reasons: tuple[Found[str], ...] = ()
    heading: tuple[Span, ...] = ()
    """The lines from the classification line to the last line before the text."""
    furniture: tuple[Span, ...] = ()
    """Page lines, banners and stamps that were skipped."""
    paragraphs: tuple[Paragraph, ...] = ()
    passages: tuple[Passage, ...] = ()
    mentions: tuple[Mention, ...] = ()
    protected: tuple[Protected, ...] = ()
    redactions: tuple[Found[str], ...] = ()
    """Words that a publisher or reviewer took out, by what stands in their place: `XXXXXXXXXXXX`, `[name removed]`."""
    repeats: tuple[Repeated, ...] = ()
    """The telegrams that stand inside this one."""
    signatures: tuple[Signature, ...] = ()
    extent: Extent = Extent()
    diagnostics: tuple[Diagnostic, ...] = ()

    def text_of(self, spans: tuple[Span, ...]) -> str:
        """The characters of these spans, pieces joined by line ends."""
        text = self.source.text
        return "\n".join(text[s.start : s.end] for s in spans)

    @property
    def repeats_in_place(self) -> tuple[Repeated, ...]:
        """The telegrams repeated here that no other number leads to: of this one's own number (sent again to another
        post), or of none. They are read where they stand."""
        own = self.id.value if self.id is not None else None
        return tuple(each for each in self.repeats if each.id is None or each.id == own)

    @property
    def telegram(self) -> str:
        """The text of the telegram itself, the publisher's page around it left out."""
        body = self.wrapper.body
        return self.source.text if body is None else self.source.text[body.start : body.end]


class Reading(msgspec.Struct, frozen=True):
    """A source and the cable read from it: what an archive stores."""

    source: Source
    cable: Cable
