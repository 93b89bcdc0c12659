"""One reading from the first line to the last: the readers of the single fields called in the order of the page.

Here values are weighed against each other: the telegram's own against the page's, the second copy of a doubled heading
against the first. What loses is kept beside what won, with a diagnostic. What stands in a text beside the telegram
itself (a copy of it sent again, a telegram it repeats) becomes a cable of its own.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import structs

from reftel.diagnostics import Diagnostic, diagnostic
from reftel.ids import CableId
from reftel.reading.body import read_body
from reftel.reading.captions import CORRECTED, CORRECTED_LINE, Captions, read_captions
from reftel.reading.classifier import read_classifier
from reftel.reading.closing import read_closing
from reftel.reading.declassification import ORDER, read_rule
from reftel.reading.envelope import read_envelope
from reftel.reading.furniture import find_furniture
from reftel.reading.heading import Field, Heading, read_subject, read_subject_mark
from reftel.reading.identity import read_corrects, read_date, read_id
from reftel.reading.level import LevelLine, find_level_lines
from reftel.reading.marking import check_portions, read_whole_marking
from reftel.reading.protection import find_redactions
from reftel.reading.references import read_references
from reftel.reading.schedule import implied_by
from reftel.reading.sheet import Sheet, folded
from reftel.reading.signers import resolve
from reftel.reading.standing import Standing, find_standing
from reftel.reading.tags import read_tags
from reftel.reading.wholes import Wholes, find_wholes, heads_of, missing_sections
from reftel.reading.wrapper import read_wrapper
from reftel.records import (
    Cable,
    Classifier,
    DeclassificationRule,
    Extent,
    Implied,
    Mention,
    Outer,
    Paragraph,
    Reference,
    Repeated,
    Signature,
    Source,
    Tag,
    Transmission,
    Wrapper,
)
from reftel.spans import Found, Span
from reftel.times import Date
from reftel.vocab import Vocabulary

_MARKED_SUBJECT: Final = re.compile(
    r"[ \t\n]*(?P<mark>\((?:TS|S|C|U|SBU|LOU|FOUO)(?:[/\-]{1,2}[A-Z/]{1,10})?\))[ \t]*", re.I
)
_LINE: Final = re.compile(r"[^\r\n]+")
_CLASSIFIED_IN_TEXT: Final = re.compile(
    r"[ \t]*[¶\ufffd]?[ \t]*1\.[ \t]*(?:\([A-Z \-/]{1,20}\)[ \t.]*)?(?:[A-Z ]{4,22}-+ ?ENTIRE TEXT\.?\s+)?"
    r"CLASSIFIED BY\b:?[ \t]*(?P<value>(?:[^\n]|\n(?![ \t]*\r?\n|[ \t]*2\.)){3,300})",
    re.IGNORECASE,
)
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
        apart = [_stretch(sheet, run) for run in (*wholes.copies, *(each.run for each in wholes.repeated))]
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
        heading, doubled, first_paragraph = place.heading, place.doubled, place.first_paragraph
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
        runs = place.handling_runs(sheet) if head is sheet else [(headed.numbers[0].end, len(head.text))]
        captions = read_captions(head, runs, on)
        captions_first = read_captions(sheet, list(doubled.between), on) if doubled else None
        self._beside(captions, captions_first)
        level, section, marking = read_whole_marking(head, wrapper, headed, captions, transmission)
        corrected = captions.corrected or self._corrected()
        second = headed.canonical.also if headed.canonical else None
        order, rule = self._rule(place, on)
        implied = self._implied(order, rule, level, on)
        tags = self._tags(place, on)
        subject, subject_mark = self._subject(place)
        references: tuple[Reference, ...] = ()
        if field := heading.first("ref"):
            references = read_references(sheet, field.start, field.end, own=number, citing=on)
        classified_by, reasons = self._classifier(heading, first_paragraph, on)
        body_start = self._body_start(heading, captions, first_paragraph)
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

    def _body_start(self, heading: Heading, captions: Captions, first_paragraph: int | None) -> int:
        start = heading.body
        for caption in captions.captions:
            for span in (*caption.spans, *caption.also):
                if self.sheet.clean.at(start) <= span.start and first_paragraph is not None:
                    offset = span.end - self.sheet.clean.at(start) + start
                    if offset <= first_paragraph:
                        start = offset
        return start

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

    def _rule(self, place: Standing, on: Date | None) -> tuple[Found[str] | None, Found[DeclassificationRule] | None]:
        sheet, text = self.sheet, self.sheet.text
        field = place.heading.first("eo")
        if field is None:
            sheet.note("EO-MISSING")
            return None, None
        number = ORDER.match(text, field.start, field.end)
        if number is None:
            return None, None
        order = sheet.found(number.group(), *number.span())
        known = sheet.vocabulary.executive_order(number.group())
        if known and known.canonical:
            sheet.note("EO-TYPO", f"{number.group()} is written for {known.canonical}.", *number.span())
        elif known and on and not _in_force(known.valid_from, known.valid_to, on):
            message = f"E.O. {number.group()} was in force from {known.valid_from or '?'} to {known.valid_to or '?'}."
            sheet.note("EO-DATE-MISMATCH", message, *number.span())
        run = sheet.trimmed(number.end(), field.end)
        if not text[slice(*run)].strip(" :;.,"):
            sheet.note("EO-DATE-FORM", "Nothing stands behind the number of the order.", *number.span())
            return order, None
        rule = read_rule(sheet.slices(*run), on)
        if rule.kind == "unread" and any(c.isdigit() for c in rule.printed):
            sheet.note("EO-DATE-FORM", f"{rule.printed} is no date.", *run)
        return order, sheet.found(rule, *run, also=place.also(sheet, field))

    def _implied(
        self,
        order: Found[str] | None,
        rule: Found[DeclassificationRule] | None,
        level: Found[str] | None,
        on: Date | None,
    ) -> Implied | None:
        """What the order itself says of the end of secrecy; a misprinted order is the one that is meant."""
        if order is None or level is None or on is None:
            return None
        known = self.sheet.vocabulary.executive_order(order.value)
        number = known.canonical if known and known.canonical else order.value
        return implied_by(rule.value if rule else None, number, level.value, on)

    def _tags(self, place: Standing, on: Date | None) -> tuple[Found[Tag], ...]:
        field = place.heading.first("tags") or self._unlabelled_tags(place.heading)
        if field is None:
            self.sheet.note("TAG-MISSING")
            return ()
        tags = read_tags(self.sheet, field.start, field.end, on)
        other = place.doubled.first("tags") if place.doubled else None
        if other and other.start != field.start:
            before = len(self.sheet.diagnostics)
            first = {tag.value.raw: tag for tag in read_tags(self.sheet, other.start, other.end, on)}
            del self.sheet.diagnostics[before:]
            tags = tuple(
                Found(tag.value, tag.spans, tag.where, first[tag.value.raw].spans) if tag.value.raw in first else tag
                for tag in tags
            )
        return tags

    def _unlabelled_tags(self, heading: Heading) -> Field | None:
        """A line of the heading that holds nothing but TAGS: their label is lost."""
        sheet = self.sheet
        known = sheet.vocabulary.tags_known
        for run in heading.between:
            for line in _LINE.finditer(sheet.text, *run):
                words = line.group().replace(",", " ").split()
                if len(words) > 1 and all(word in known for word in words) and any(len(word) == 4 for word in words):
                    sheet.note("TAG-LABEL-TYPO", "The label of the TAGS is lost.", *line.span())
                    return Field("tags", line.start(), line.start(), line.end())
        return None

    def _classifier(
        self, heading: Heading, first_paragraph: int | None, on: Date | None
    ) -> tuple[tuple[Classifier, ...], tuple[Found[str], ...]]:
        """The Classified By line; in the 1990s it stands in paragraph 1, behind the mark of the whole."""
        if field := heading.first("by"):
            return read_classifier(self.sheet, field.start, field.end, on)
        if first_paragraph is not None and (found := _CLASSIFIED_IN_TEXT.match(self.sheet.text, first_paragraph)):
            return read_classifier(self.sheet, *found.span("value"), on)
        return (), ()

    def _subject(self, place: Standing) -> tuple[Found[str] | None, Found[str] | None]:
        sheet, text = self.sheet, self.sheet.text
        field = place.heading.first("subject")
        if field is None:
            sheet.note("SUBJ-MISSING")
            return None, None
        start, end = sheet.trimmed(field.start, field.end)
        value = read_subject(sheet.slices(start, end))
        if not value:
            sheet.note("SUBJ-MISSING", "The SUBJECT line is empty.")
            return None, None
        also = place.also(sheet, field)
        mark: Found[str] | None = None
        if (found := _MARKED_SUBJECT.match(text, start, end)) and found.end() < end:
            mark = sheet.found(read_subject_mark(found["mark"]), *found.span("mark"))
        if value.endswith(("...", "…")):
            sheet.note("SUBJ-ELLIPSIS", "", start, end)
        title = self.wrapper.title
        if title:
            squeezed = folded(title.value).upper()
            whole = folded(value).upper()
            if whole != squeezed and whole.startswith(squeezed.rstrip(". …")):
                sheet.diagnostics.append(diagnostic("TITLE-COMPLETED", spans=title.spans + sheet.spans(start, end)))
            elif whole != squeezed and folded(_MARKED_SUBJECT.sub("", value, count=1)).upper() != squeezed:
                sheet.diagnostics.append(diagnostic("TITLE-DAMAGED", spans=title.spans))
            also += title.spans
        return sheet.found(value, start, end, also=also), mark

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
        if not present:
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


def _in_force(valid_from: str | None, valid_to: str | None, on: Date) -> bool:
    day = on.first_day
    return (not valid_from or valid_from <= on.last_day) and (not valid_to or day <= valid_to)


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
