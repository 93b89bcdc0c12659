"""One reading from the first line to the last: the readers of the single fields called in the order of the page.

Here values are weighed against each other: the telegram's own against the page's, the second copy of a doubled heading
against the first. What loses is kept beside what won, with a diagnostic. What stands in a text beside the telegram
itself (a copy of it sent again, a telegram it repeats) becomes a cable of its own.
"""

from __future__ import annotations

from typing import Final

from msgspec import structs

from reftel.diagnostics import Diagnostic, diagnostic
from reftel.ids import CableId
from reftel.reading.body import read_body
from reftel.reading.captions import CORRECTED, CORRECTED_LINE, Captions, read_captions
from reftel.reading.classifier import find_classifier
from reftel.reading.closing import read_closing
from reftel.reading.envelope import read_envelope
from reftel.reading.furniture import find_furniture
from reftel.reading.identity import read_corrects, read_date, read_id
from reftel.reading.level import LevelLine, find_level_lines
from reftel.reading.marking import check_portions, read_whole_marking
from reftel.reading.order import find_implied, find_order
from reftel.reading.protection import find_redactions
from reftel.reading.references import read_references
from reftel.reading.sheet import Sheet, folded
from reftel.reading.signers import resolve
from reftel.reading.standing import find_standing
from reftel.reading.subject import find_subject
from reftel.reading.tags import find_tags
from reftel.reading.wholes import Wholes, find_wholes, heads_of, missing_sections
from reftel.reading.wrapper import read_wrapper
from reftel.records import (
    Cable,
    Extent,
    Mention,
    Outer,
    Paragraph,
    Reference,
    Repeated,
    Signature,
    Source,
    Transmission,
    Wrapper,
)
from reftel.spans import Found, Span
from reftel.times import Date
from reftel.vocab import Vocabulary

_NESTED: Final = 3
"""Telegrams in telegrams are read so deep; nobody is known to have gone beyond two."""
_PART: Final = 1_000_000


def read(source: Source, *, vocabulary: Vocabulary | None = None) -> Cable:
    """Read one telegram: a `Cable` whose every value points at characters of `source.text`.

    Where the text holds more (the same message sent again, a telegram repeated inside), this is the one it is about:
    the corrected copy, the outer telegram; `read_all` gives all. `vocabulary` is the shipped one unless given. Never
    raises for any text; `diagnostics` say what was odd.
    """
    return _read(source, vocabulary or Vocabulary.shipped(), 1)[0]


def read_all(source: Source, *, vocabulary: Vocabulary | None = None) -> tuple[Cable, ...]:
    """Read a record with all that stands in it: the telegram, then other copies of it and the telegrams it repeats.

    Each of these has a source of its own, a part of the record's text with its way back to the same bytes, numbered in
    millions beside the record's own ordinal: the second one found inside the record in place 7 of its file is
    2,000,007.
    """
    main, *others = _read(source, vocabulary or Vocabulary.shipped(), _NESTED)
    return (
        main,
        *(
            structs.replace(other, source=structs.replace(other.source, ordinal=place * _PART + source.ordinal))
            for place, other in enumerate(others, start=1)
        ),
    )


def _read(source: Source, vocabulary: Vocabulary, depth: int) -> list[Cable]:
    """The telegram, and what was found in it down to `depth`."""
    wrapper, notes = read_wrapper(source)
    body = Span(0, len(source.text)) if wrapper.body is None else wrapper.body  # an empty span is not true
    furniture = find_furniture(source.text, body.start, body.end)
    if wrapper.stamps:
        furniture = tuple(sorted({*furniture, *wrapper.stamps}))
    sheet = Sheet(source, vocabulary, furniture, body.start, body.end)
    lines = find_level_lines(sheet, len(sheet.text))
    wholes = Wholes()
    apart: list[Span] = []
    heads: tuple[Span, ...] = ()
    head: Sheet | None = None
    if len(lines) > 1 or "QUOTE" in sheet.text or (lines and lines[0].section):
        wholes = find_wholes(sheet, lines)
        apart = [_stretch(sheet, run) for run in (*wholes.copies, *wholes.repeated)]
        if wholes.heads or apart:
            heads = heads_of(sheet, wholes)
            if wholes.leading:
                run = _stretch(sheet, wholes.heads[0])
                head = Sheet(source, vocabulary, furniture, run.start, run.end)
            cuts = tuple(sorted({*furniture, *heads, *apart}))
            furniture = _outside(cuts, sorted(apart))
            sheet = Sheet(source, vocabulary, cuts, body.start, body.end)
            lines = find_level_lines(sheet, len(sheet.text))
    sheet.diagnostics += notes
    if source.replaced:
        sheet.diagnostics.append(diagnostic("TXT-ENCODING", f"{source.replaced} characters could not be read."))
    cable = _Reading(sheet, wrapper, furniture).cable(lines, head)
    cable = _with_sections(cable, heads, wholes.sections)
    return _with_parts(cable, wholes, apart, vocabulary, depth) if apart else [cable]


def _outside(cuts: tuple[Span, ...], apart: list[Span]) -> tuple[Span, ...]:
    """The cuts that lie in none of the runs set apart; both are in order."""
    outside: list[Span] = []
    place = reach = 0
    for cut in cuts:
        while place < len(apart) and apart[place].start <= cut.start:
            reach = max(reach, apart[place].end)
            place += 1
        if cut.end > reach:
            outside.append(cut)
    return tuple(outside)


def _stretch(sheet: Sheet, run: tuple[int, int]) -> Span:
    """The run of the source, page lines and all, behind a run of the sheet."""
    pieces = sheet.spans(*run)
    return Span(pieces[0].start, pieces[-1].end)


def _with_sections(cable: Cable, heads: tuple[Span, ...], present: tuple[int, ...]) -> Cable:
    """The telegram with what is to be said of its sections."""
    if cable.section is None and not heads:
        return cable
    notes: list[Diagnostic] = []
    if heads:
        numbers = " and ".join(str(number) for number in present) or "one and the next"
        notes.append(diagnostic("SEC-MERGED", f"Sections {numbers} were joined.", spans=heads))
    if missing := missing_sections(cable, present):
        named = ", ".join(str(number) for number in missing)
        message = f"Of {cable.section.value.total if cable.section else 0} sections this text lacks: {named}."
        notes.append(diagnostic("SEC-MISSING", message, spans=cable.section.spans if cable.section else ()))
    return structs.replace(cable, diagnostics=(*cable.diagnostics, *notes)) if notes else cable


def _with_parts(cable: Cable, wholes: Wholes, apart: list[Span], vocabulary: Vocabulary, depth: int) -> list[Cable]:
    """The telegram with what is to be said of its copies and of what it repeats; then these, cables of their own."""
    source = cable.source
    notes = list(cable.diagnostics)
    outer = Outer(id=cable.id.value if cable.id else None, date=cable.date.value if cable.date else None)
    copies = apart[: len(wholes.copies)]
    if copies:
        notes.append(diagnostic("VER-CORRECTED" if cable.corrected else "VER-MULTIPLE", spans=tuple(copies)))
    parts: list[Cable] = []
    repeats: list[Repeated] = []
    for place, run in enumerate(apart):
        inside: list[Cable] = []
        if depth:
            inside = _read(source.part(run.start, run.end, ordinal=source.ordinal, outer=outer), vocabulary, depth - 1)
            parts += inside
        if place >= len(copies):
            notes.append(diagnostic("EMB-TELEGRAM", spans=(run,)))
            repeats.append(Repeated(spans=(run,), id=inside[0].id.value if inside and inside[0].id else None))
    return [structs.replace(cable, repeats=tuple(repeats), diagnostics=tuple(notes)), *parts]


class _Reading:
    """One reading in progress: the sheet, and what is known so far."""

    def __init__(self, sheet: Sheet, wrapper: Wrapper, furniture: tuple[Span, ...]) -> None:
        self.sheet = sheet
        self.wrapper = wrapper
        self.furniture = furniture

    def cable(self, lines: list[LevelLine], later: Sheet | None = None) -> Cable:
        """Read everything, in the order in which one thing needs another. `later` is the heading of a later section,
        where the first section's is lost: number, level and captions are then its."""
        sheet, wrapper = self.sheet, self.wrapper
        place = find_standing(sheet, lines)
        heading, doubled = place.heading, place.doubled
        head, headed = sheet, place
        if later is not None and place.first is None and (own := find_level_lines(later, len(later.text))):
            later.diagnostics = sheet.diagnostics
            head = later
            headed = place._replace(first=own[0], canonical=own[0], numbers=own[:1], envelope_end=own[0].start)
        serial = headed.numbers[0].serial if headed.numbers else None
        transmission = read_envelope(head, headed.envelope_end, serial)
        dates = read_date(sheet, wrapper, transmission)
        identity = read_id(head, wrapper, headed.numbers, dates, transmission)
        if dates is None and identity is not None:
            message = f"The year {identity.value.year} is that of the telegram's number."
            sheet.diagnostics.append(diagnostic("DATE-FROM-NAME", message))
            dates = Found(Date(identity.value.year), (), "name" if identity.where == "name" else "inferred")
        on = dates.value if dates else None
        number = identity.value if identity else None
        runs, body_start = place.handling_runs(sheet)
        if head is not sheet:
            runs, body_start = [(headed.numbers[0].end, len(head.text))], heading.body
        captions = read_captions(head, runs, on)
        captions_first = read_captions(sheet, list(doubled.between), on) if doubled else None
        self._beside(captions, captions_first)
        level, section, marking = read_whole_marking(head, wrapper, headed, captions, transmission)
        corrected = captions.corrected or self._corrected()
        second = headed.canonical.also if headed.canonical else None
        order, rule = find_order(sheet, place, on)
        implied = find_implied(sheet, order, rule, level, on)
        tags = find_tags(sheet, place, on)
        subject, subject_mark = find_subject(sheet, place, wrapper.title)
        references: tuple[Reference, ...] = ()
        if field := heading.first("ref"):
            references = read_references(sheet, field.start, field.end, own=number, citing=on)
        classified_by, reasons = find_classifier(sheet, place, on)
        closing = read_closing(sheet, body_start, len(sheet.text), station=number.station if number else None, on=on)
        if closing.drafted and transmission.drafted is None:
            transmission = structs.replace(transmission, drafted=closing.drafted)
        body = read_body(sheet, body_start, closing.body_end, references, own=number, on=on)
        references = _with_mentions(references, body.mentions, body.paragraphs)
        signatures = self._signatures(closing.names, number, dates)
        extent = self._extent(transmission, body.paragraphs, closing.names)
        check_portions(sheet, body.paragraphs, marking)
        self._check_text()
        return Cable(
            source=sheet.source,
            wrapper=wrapper,
            id=identity,
            transmission=transmission,
            date=dates,
            level=level,
            section=section,
            marking=marking,
            captions=tuple(captions.captions),
            corrected=corrected,
            corrects=read_corrects(corrected.value, number, sheet.vocabulary) if corrected else None,
            attention=tuple(captions.attention),
            order=order,
            declassify=rule,
            implied=implied,
            also_number=head.found(folded(head.text[slice(*second)]), *second) if second else None,
            tags=tags,
            subject=subject,
            subject_mark=subject_mark,
            references=references,
            classified_by=classified_by,
            reasons=reasons,
            heading=place.heading_spans(sheet),
            furniture=tuple(sorted((*self.furniture, *closing.furniture))) if closing.furniture else self.furniture,
            paragraphs=body.paragraphs,
            passages=body.passages,
            mentions=body.mentions,
            protected=body.protected,
            redactions=find_redactions(sheet),
            signatures=signatures,
            extent=extent,
            diagnostics=tuple(sheet.diagnostics),
        )

    def _corrected(self) -> Found[str] | None:
        """A status line that a page turn carried into the text; a caption in the heading was read already."""
        source, sheet = self.sheet.source.text, self.sheet
        for cut in self.furniture:
            if found := CORRECTED.search(source, cut.start, cut.end):
                return Found(folded(found.group()), (Span(*found.span()),))
        if "C O R R E C T" in sheet.text and (found := CORRECTED_LINE.search(sheet.text)):
            return sheet.found(folded(found["status"]), *found.span("status"))
        return None

    # --- the heading's values -----------------------------------------------------------------------------------

    def _beside(self, captions: Captions, first: Captions | None) -> None:
        """Put the first copy's captions beside the second's, and add what only the first copy has."""
        if first is None:
            return
        by_value = {caption.value: place for place, caption in enumerate(captions.captions)}
        for caption in first.captions:
            place = by_value.get(caption.value)
            if place is None:
                captions.captions.append(caption)
            else:
                ours = captions.captions[place]
                captions.captions[place] = Found(ours.value, ours.spans, ours.where, ours.also + caption.spans)
        ours_lines = {attention.line.value for attention in captions.attention}
        captions.attention += [a for a in first.attention if a.line.value not in ours_lines]
        captions.corrected = captions.corrected or first.corrected

    # --- the end ------------------------------------------------------------------------------------------------

    def _signatures(
        self, names: tuple[Found[str], ...], own: CableId | None, dates: Found[Date] | None
    ) -> tuple[Signature, ...]:
        if not names:
            self.sheet.note("SIG-MISSING")
        station = own.station if own else None
        on = dates.value if dates else None
        return tuple(resolve(self.sheet, name, station, on) for name in names)

    def _extent(
        self, transmission: Transmission, paragraphs: tuple[Paragraph, ...], names: tuple[Found[str], ...]
    ) -> Extent:
        present = transmission.dtg is not None or transmission.sender is not None
        if not present and not self.sheet.printed_in_a_book:
            self.sheet.note("HDR-MISSING")
        if not paragraphs:
            if not self.sheet.text.strip():
                self.sheet.diagnostics.append(diagnostic("REC-NO-BODY"))
            return Extent(header="present" if present else "missing", body="none")
        numbers = [p.number.value for p in paragraphs if p.number]
        whole = bool(numbers) and numbers[0] == 1 and numbers == list(range(1, len(numbers) + 1)) and bool(names)
        return Extent(header="present" if present else "missing", body="likely whole" if whole else "unknown")

    def _check_text(self) -> None:
        """Note characters that could not be read."""
        text = self.sheet.text
        if "\ufffd" in text and not self.sheet.source.replaced:
            self.sheet.note("TXT-ENCODING")


def _with_mentions(
    references: tuple[Reference, ...],
    mentions: tuple[Mention, ...],
    paragraphs: tuple[Paragraph, ...],
) -> tuple[Reference, ...]:
    """Each reference with the numbers of the paragraphs that speak of it."""
    if not references or not mentions:
        return references
    numbers: list[list[int]] = [[] for _ in references]
    for mention in mentions:
        if mention.paragraph is None:
            continue
        number = paragraphs[mention.paragraph].number
        if number is None:
            continue
        for place in mention.references:
            if number.value not in numbers[place]:
                numbers[place].append(number.value)
    return tuple(
        structs.replace(reference, mentions=tuple(sorted(found)))
        for reference, found in zip(references, numbers, strict=True)
    )
