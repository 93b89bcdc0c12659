"""One reading from the first line to the last: the readers of the single fields called in the order of the page.

Here values are weighed against each other: the telegram's own against the page's, the second copy of a doubled heading
against the first, a date-time group against a page's date. What loses is kept beside what won, with a diagnostic.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from msgspec import structs

from reftel.diagnostics import diagnostic
from reftel.ids import CableId
from reftel.markings import Marking, read_marking
from reftel.reading.body import read_body
from reftel.reading.captions import CORRECTED, CORRECTED_LINE, Captions, read_captions
from reftel.reading.classifier import read_classifier
from reftel.reading.closing import read_closing, resolve
from reftel.reading.declassification import ORDER, read_rule
from reftel.reading.envelope import read_envelope, read_security
from reftel.reading.furniture import find_furniture
from reftel.reading.heading import (
    Field,
    Heading,
    find_first_paragraph,
    read_heading,
    read_subject,
    read_subject_mark,
)
from reftel.reading.level import LevelLine, find_bare_level, find_level_lines, find_quoted, read_level, read_section
from reftel.reading.references import read_references
from reftel.reading.sheet import Sheet, folded
from reftel.reading.tags import read_tags
from reftel.reading.wrapper import read_wrapper
from reftel.records import (
    Cable,
    Classifier,
    DeclassificationRule,
    Extent,
    Mention,
    Paragraph,
    Reference,
    Section,
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
# captions, and words of the classification line, that are controls
_CONTROLS: Final = {
    "SENSITIVE": "SBU",
    "SENSITIVE BUT UNCLASSIFIED": "SBU",
    "FOR OFFICIAL USE ONLY": "FOUO",
    **{control: control for control in ("NOFORN", "SBU", "FOUO", "LOU", "ORCON")},
}
_CONTROL_WORDS: Final = re.compile("|".join(_CONTROLS))
_REDACTED: Final = re.compile(r"[Xx]{6,}")
# a header's last line and a caption, glued where the classification line is lost: `… COLLECTIVESIPDIS`
_GLUED_CAPTION: Final = re.compile(r"(?<=[A-Z])(?:SIPDIS|NOFORN)[ \t\r]*$", re.MULTILINE)
_LINE: Final = re.compile(r"[^\r\n]+")
_CLASSIFIED_IN_TEXT: Final = re.compile(
    r"[ \t]*[¶\ufffd]?[ \t]*1\.[ \t]*(?:\([A-Z \-/]{1,20}\)[ \t.]*)?(?:[A-Z ]{4,22}-+ ?ENTIRE TEXT\.?\s+)?"
    r"CLASSIFIED BY\b:?[ \t]*(?P<value>(?:[^\n]|\n(?![ \t]*\r?\n|[ \t]*2\.)){3,300})",
    re.IGNORECASE,
)
_NAME_ID: Final = re.compile(r"(?:19|20)?\d{2}[A-Z]{2,25}\d{1,7}(?:_[a-z])?")


def read(source: Source, *, vocabulary: Vocabulary | None = None) -> Cable:
    """Read one telegram: a `Cable` whose every value points at characters of `source.text`.

    `vocabulary` is the shipped one unless given. Never raises for any text; `diagnostics` say what was odd.
    """
    vocabulary = vocabulary or Vocabulary.shipped()
    wrapper, notes = read_wrapper(source)
    body = Span(0, len(source.text)) if wrapper.body is None else wrapper.body  # an empty span is not true
    furniture = find_furniture(source.text, body.start, body.end)
    sheet = Sheet(source, vocabulary, furniture, body.start, body.end)
    sheet.diagnostics += notes
    if source.replaced:
        sheet.diagnostics.append(diagnostic("TXT-ENCODING", f"{source.replaced} characters could not be read."))
    return _Reading(sheet, wrapper, furniture).cable()


class _Standing(NamedTuple):
    """Where things stand in a telegram, in offsets of its sheet.

    `first` is the classification line, `canonical` the one nearest to the text where the heading is doubled, `numbers`
    those of them that name the telegram; `quoted` is where a telegram begins that this one repeats.
    """

    first: LevelLine | None
    canonical: LevelLine | None
    numbers: list[LevelLine]
    quoted: int | None
    heading: Heading
    doubled: Heading | None
    envelope_end: int
    first_paragraph: int | None


class _Reading:
    """One reading in progress: the sheet, and what is known so far."""

    def __init__(self, sheet: Sheet, wrapper: Wrapper, furniture: tuple[Span, ...]) -> None:
        self.sheet = sheet
        self.wrapper = wrapper
        self.furniture = furniture

    def cable(self) -> Cable:
        """Read everything, in the order in which one thing needs another."""
        sheet, wrapper = self.sheet, self.wrapper
        place = self._standing()
        heading, doubled, first_paragraph = place.heading, place.doubled, place.first_paragraph
        transmission = read_envelope(sheet, place.envelope_end)
        dates = self._date(transmission)
        identity = self._id(place.numbers, dates, transmission)
        if dates is None and identity is not None:
            message = f"The year {identity.value.year} is that of the telegram's number."
            sheet.diagnostics.append(diagnostic("DATE-FROM-NAME", message))
            dates = Found(Date(identity.value.year), (), "name" if identity.where == "name" else "inferred")
        on = dates.value if dates else None
        own = identity.value if identity else None
        runs = [*heading.between, *self._before_body(heading, first_paragraph)]
        if place.quoted is not None:  # what stands below is the quoted telegram's
            runs = [(at, min(stop, place.quoted)) for at, stop in runs if at < place.quoted]
        captions = read_captions(sheet, runs, on)
        captions_first = read_captions(sheet, list(doubled.between), on) if doubled else None
        self._beside(captions, captions_first)
        level, section, marking = self._marking(place.first, place.canonical, captions, transmission)
        order, rule = self._rule(heading, doubled, on)
        tags = self._tags(heading, doubled, on)
        subject, subject_mark = self._subject(heading, doubled)
        references: tuple[Reference, ...] = ()
        if field := heading.first("ref"):
            references = read_references(sheet, field.start, field.end, own=own, citing=on)
        classified_by, reasons = self._classifier(heading, first_paragraph, on)
        body_start = self._body_start(heading, captions, first_paragraph)
        closing = read_closing(sheet, body_start, len(sheet.text), station=own.station if own else None, on=on)
        body = read_body(sheet, body_start, closing.body_end, references)
        references = _with_mentions(references, body.mentions, body.paragraphs)
        signatures = self._signatures(closing.names, own, dates)
        heading_spans = self._heading_spans(place.first, heading)
        extent = self._extent(transmission, body.paragraphs, closing.names)
        self._check(body.paragraphs, marking)
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
            corrected=captions.corrected or self._corrected(),
            attention=tuple(captions.attention),
            order=order,
            declassify=rule,
            tags=tags,
            subject=subject,
            subject_mark=subject_mark,
            references=references,
            classified_by=classified_by,
            reasons=reasons,
            heading=heading_spans,
            furniture=self.furniture,
            paragraphs=body.paragraphs,
            passages=body.passages,
            mentions=body.mentions,
            signatures=signatures,
            extent=extent,
            diagnostics=tuple(sheet.diagnostics),
        )

    # --- where things stand -------------------------------------------------------------------------------------

    def _standing(self) -> _Standing:
        """Find the classification line, its repetition, a quoted telegram, the heading."""
        sheet = self.sheet
        lines, first_paragraph = self._level_lines()
        stop = first_paragraph if first_paragraph is not None else len(sheet.text)
        if not lines:
            end = self._envelope_end()
            return _Standing(None, None, [], None, read_heading(sheet, end, stop), None, end, first_paragraph)
        first = lines[0]
        if quoted := find_quoted(sheet, first.end):
            sheet.note("EMB-TELEGRAM", "", quoted.start, quoted.end)
        above = [other for other in lines[1:] if quoted is None or other.start < quoted.start]
        repeats = [other for other in above if self._repeats(first, other)]
        # the copy of the heading that touches the text is the one to read; the first is shown beside it
        canonical = repeats[-1] if repeats else first
        heading = read_heading(sheet, canonical.end, stop)
        doubled: Heading | None = None
        if repeats:
            doubled = read_heading(sheet, first.end, repeats[0].start)
            heading = self._fuller(doubled, heading, first, repeats[0])
        numbers = [line for line in (first, *repeats) if line.mrn[0] >= 0]
        quoted_at = quoted.start if quoted else None
        return _Standing(first, canonical, numbers, quoted_at, heading, doubled, first.start, first_paragraph)

    def _level_lines(self) -> tuple[list[LevelLine], int | None]:
        """The classification lines above the text, and where paragraph 1 begins."""
        sheet = self.sheet
        lines = find_level_lines(sheet, len(sheet.text))
        first = lines[0].end if lines else 0
        paragraph = find_first_paragraph(sheet, first)
        if not lines:
            bare = find_bare_level(sheet, paragraph if paragraph is not None else min(len(sheet.text), 4000))
            lines = [bare] if bare else []
        if paragraph is not None:
            lines = [line for line in lines if line.start < paragraph] or lines[:1]
        if lines and lines[0].glued:
            sheet.note("REC-GLUED-START", "", *lines[0].level)
        return lines, paragraph

    def _envelope_end(self) -> int:
        """Without a classification line: where the heading's first label, or the text, begins."""
        sheet, text = self.sheet, self.sheet.text
        heading = read_heading(sheet, 0, len(text))
        at = heading.fields[0].label if heading.fields else 0
        while at > 0:  # captions stand above the first label
            line = text.rfind("\n", 0, at - 1) + 1
            words = text[line:at].strip()
            if glued := _GLUED_CAPTION.search(text, line, at):
                return glued.start()
            if words and sheet.vocabulary.caption(words) is None:
                break
            at = line
        return at

    def _repeats(self, first: LevelLine, other: LevelLine) -> bool:
        return first.serial == other.serial and folded(first.station.upper()) == folded(other.station.upper())

    def _before_body(self, heading: Heading, first_paragraph: int | None) -> list[tuple[int, int]]:
        """Handling lines may stand below the last field: `SENSITIVE BUT UNCLASSIFIED`, `SIPDIS`."""
        text = self.sheet.text
        at = heading.body
        limit = first_paragraph if first_paragraph is not None else at
        runs: list[tuple[int, int]] = []
        while at < limit:
            stop = text.find("\n", at, limit)
            stop = limit if stop < 0 else stop
            words = text[at:stop].strip()
            if words and self.sheet.vocabulary.caption(words) is None:
                break
            if words:
                runs.append((at, stop))
            at = stop + 1
        return runs

    def _body_start(self, heading: Heading, captions: Captions, first_paragraph: int | None) -> int:
        start = heading.body
        for caption in captions.captions:
            for span in (*caption.spans, *caption.also):
                if self.sheet.clean.at(start) <= span.start and first_paragraph is not None:
                    offset = span.end - self.sheet.clean.at(start) + start
                    if offset <= first_paragraph:
                        start = offset
        return start

    def _heading_spans(self, level_line: LevelLine | None, heading: Heading) -> tuple[Span, ...]:
        start = level_line.start if level_line else (heading.fields[0].label if heading.fields else 0)
        return self.sheet.spans(*self.sheet.trimmed(start, heading.body))

    def _fuller(self, doubled: Heading, heading: Heading, first: LevelLine, second: LevelLine) -> Heading:
        """The second copy, completed field by field from the first where that one is fuller."""
        sheet, text = self.sheet, self.sheet.text
        differing: list[str] = []
        fields: list[Field] = []
        for field in heading.fields:
            other = doubled.first(field.kind)
            ours = folded(text[field.start : field.end])
            theirs = folded(text[other.start : other.end]) if other else ours
            if ours != theirs:
                differing.append(field.kind)
            fields.append(other if other and ours != theirs and len(theirs) > len(ours) else field)
        kinds = {field.kind for field in heading.fields}
        for other in doubled.fields:
            if other.kind not in kinds:
                differing.append(other.kind)
                fields.append(other)
        run = (first.start, second.start)
        if differing:
            sheet.note("HDR-DUP-DIFFERS", f"The two headings differ in {', '.join(differing)}.", *run)
        else:
            sheet.note("HDR-DUPLICATED", "", *run)
        return Heading(tuple(fields), heading.between, heading.body)

    def _corrected(self) -> Found[str] | None:
        """A status line that a page turn carried into the text; a caption in the heading was read already."""
        source = self.sheet.source.text
        for cut in self.furniture:
            if found := CORRECTED.search(source, cut.start, cut.end):
                return Found(folded(found.group()), (Span(*found.span()),))
        if "C O R R E C T" in source and (found := CORRECTED_LINE.search(source, self.sheet.clean.at(0))):
            return Found(folded(found["status"]), (Span(*found.span("status")),))
        return None

    # --- identity and date --------------------------------------------------------------------------------------

    def _date(self, transmission: Transmission) -> Found[Date] | None:
        """The date-time group; else the page's date, without minutes that are only the hour said again."""
        if transmission.dtg:
            return transmission.dtg
        created = self.wrapper.created
        if created is None:
            return None
        date = created.value
        if date.hour is not None and date.minute in (date.hour, date.hour % 12, date.hour % 12 or 12):
            self.sheet.diagnostics.append(diagnostic("DATE-MINUTES-SUSPECT", spans=created.spans))
            date = date.to_day()
        self.sheet.diagnostics.append(diagnostic("DATE-FROM-WRAPPER", spans=created.spans))
        return Found(date, created.spans, "wrapper")

    def _id(
        self, numbers: list[LevelLine], dates: Found[Date] | None, transmission: Transmission
    ) -> Found[CableId] | None:
        """Year, station, serial: from the page's identifier, from the number and the date-time group, from the
        file's name."""
        sheet = self.sheet
        vocabulary = sheet.vocabulary
        also = tuple(span for line in numbers for span in sheet.spans(*line.mrn))
        station = self._station(numbers[0].station) if numbers else None
        if (printed := self.wrapper.identifier) and (cable_id := read_identifier(printed.value, vocabulary)):
            if numbers and station and (station, numbers[0].serial) != (cable_id.station, cable_id.serial):
                message = f"The page says {printed.value}, the text {station} {numbers[0].serial}."
                sheet.note("ID-DIFFERS", message, *numbers[0].mrn)
                also = ()
            return Found(cable_id, printed.spans, "wrapper", also)
        named = self._named()
        if numbers and station:
            dtg = transmission.dtg
            if dtg is not None:
                year = dtg.spans[-1]
                spans = (Span(year.end - 2, year.end), *sheet.spans(*numbers[0].mrn))
                return Found(CableId(dtg.value.year, station, numbers[0].serial), spans, "text", also[len(spans) - 1 :])
            if dates is not None:
                return Found(CableId(dates.value.year, station, numbers[0].serial), dates.spans + also[:1], "wrapper")
            if named and named.serial == numbers[0].serial:
                sheet.diagnostics.append(diagnostic("NAME-FROM-FILE", f"The year is the file name's, {named.year}."))
                return Found(named, (), "name", also)
        if named:
            message = f"The id {named} is the file's name."
            sheet.diagnostics.append(diagnostic("NAME-FROM-FILE", message))
            return Found(named, (), "name", also)
        what = "no year stands in the text" if numbers and station else "no number stands in the text"
        sheet.note("ID-MISSING", f"There is no id: {what}.", *(numbers[0].mrn if numbers else (0, 0)))
        return None

    def _station(self, printed: str) -> str | None:
        known = self.sheet.vocabulary.station(printed, short=True)
        if known:
            return known.code
        letters = re.sub(r"[^A-Z]", "", printed.upper())
        if 2 <= len(letters) <= 25:
            self.sheet.note("ID-STATION-UNKNOWN", f"No vocabulary knows a station {printed}.")
            return letters
        return None

    def _named(self) -> CableId | None:
        """The id that the file's name is, if it is one: `1975ANKARA01774.txt`."""
        stem = re.split(r"[/\\]", self.sheet.source.name)[-1].split(".")[0].upper()
        return read_identifier(stem, self.sheet.vocabulary) if _NAME_ID.fullmatch(stem) else None

    # --- the heading's values -----------------------------------------------------------------------------------

    def _marking(
        self, line: LevelLine | None, canonical: LevelLine | None, captions: Captions, transmission: Transmission
    ) -> tuple[Found[str] | None, Found[Section] | None, Found[Marking] | None]:
        """Level, section and the marking of the whole; where the classification line is lost the page's label stands
        in, and without a page the security line."""
        if canonical is None or line is None:
            return self._stand_in(captions, transmission)
        sheet, text = self.sheet, self.sheet.text
        level_word = read_level(text[slice(*canonical.level)])
        if level_word is None:
            return None, None, None
        level = sheet.found(
            level_word, *canonical.level, also=sheet.spans(*line.level) if canonical is not line else ()
        )
        section: Found[Section] | None = None
        if canonical.section and (numbers := read_section(text[slice(*canonical.section)])):
            section = sheet.found(Section(*numbers), *canonical.section)
        beside = [(word.group(), sheet.spans(*word.span())) for word in _controls_beside(text, canonical)]
        marking = _whole(text[slice(*canonical.level)], level_word, level.spans, beside, captions)
        page = self.wrapper.classification
        only_page = page is not None and "NOFORN" in page.value.controls and "NOFORN" not in marking.value.controls
        if page and (page.value.level != level_word or only_page):
            message = f"The page says {page.value}, the text {marking.value}."
            sheet.note("CLS-PAGE-MISMATCH", message, *canonical.level)
        if transmission.security and (said := read_security(transmission.security.value)) and said != level_word:
            sheet.note("CLS-ZNY-MISMATCH", f"{transmission.security.value} says {said}.", *canonical.level)
        return level, section, structs.replace(marking, also=page.spans if page else ())

    def _stand_in(
        self, captions: Captions, transmission: Transmission
    ) -> tuple[Found[str] | None, None, Found[Marking] | None]:
        """Level and marking where there is no classification line."""
        self.sheet.note("CLS-MISSING")
        if page := self.wrapper.classification:
            return Found(page.value.level, page.spans, "wrapper"), None, page
        if (security := transmission.security) and (level_word := read_security(security.value)):
            marking = _whole("", level_word, security.spans, [], captions)
            return Found(level_word, security.spans), None, marking
        return None, None, None

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

    def _also(self, doubled: Heading | None, field: Field) -> tuple[Span, ...]:
        other = doubled.first(field.kind) if doubled else None
        if other is None or other.start == field.start:
            return ()
        return self.sheet.spans(*self.sheet.trimmed(other.start, other.end))

    def _rule(
        self, heading: Heading, doubled: Heading | None, on: Date | None
    ) -> tuple[Found[str] | None, Found[DeclassificationRule] | None]:
        sheet, text = self.sheet, self.sheet.text
        field = heading.first("eo")
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
        if run[0] == run[1]:
            sheet.note("EO-DATE-FORM", "Nothing stands behind the number of the order.", *number.span())
            return order, None
        rule = read_rule(text[slice(*run)], on)
        if rule.kind == "unread" and any(c.isdigit() for c in rule.printed):
            sheet.note("EO-DATE-FORM", f"{rule.printed} is no date.", *run)
        return order, sheet.found(rule, *run, also=self._also(doubled, field))

    def _tags(self, heading: Heading, doubled: Heading | None, on: Date | None) -> tuple[Found[Tag], ...]:
        field = heading.first("tags") or self._unlabelled_tags(heading)
        if field is None:
            self.sheet.note("TAG-MISSING")
            return ()
        tags = read_tags(self.sheet, field.start, field.end, on)
        other = doubled.first("tags") if doubled else None
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

    def _subject(self, heading: Heading, doubled: Heading | None) -> tuple[Found[str] | None, Found[str] | None]:
        sheet, text = self.sheet, self.sheet.text
        field = heading.first("subject")
        if field is None:
            sheet.note("SUBJ-MISSING")
            return None, None
        start, end = sheet.trimmed(field.start, field.end)
        value = read_subject(text[start:end])
        if not value:
            sheet.note("SUBJ-MISSING", "The SUBJECT line is empty.")
            return None, None
        also = self._also(doubled, field)
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

    def _check(self, paragraphs: tuple[Paragraph, ...], marking: Found[Marking] | None) -> None:
        """Portions marked higher than the whole, and words blacked out."""
        text = self.sheet.source.text
        if marking is not None:
            for paragraph in paragraphs:
                if paragraph.marking and paragraph.mark and paragraph.marking.rank > marking.value.rank:
                    number = paragraph.number.value if paragraph.number else "?"
                    message = f"Paragraph {number} is {paragraph.marking}, the whole {marking.value}."
                    self.sheet.diagnostics.append(diagnostic("PM-HIGHER", message, spans=paragraph.mark.spans))
        if "XXXXXX" in text or "xxxxxx" in text:
            spans = tuple(Span(*found.span()) for found in _REDACTED.finditer(text))
            self.sheet.diagnostics.append(
                diagnostic("TXT-REDACTED", f"{len(spans)} passages are blacked out.", spans=spans)
            )
        if "\ufffd" in text and not self.sheet.source.replaced:
            self.sheet.note("TXT-ENCODING")


def _controls_beside(text: str, line: LevelLine) -> list[re.Match[str]]:
    """The words between level and number that are controls: `UNCLAS SENSITIVE LIMA 000412`."""
    return list(_CONTROL_WORDS.finditer(text, *line.extra)) if line.extra else []


def _whole(
    printed: str, level: str, spans: tuple[Span, ...], beside: list[tuple[str, tuple[Span, ...]]], captions: Captions
) -> Found[Marking]:
    """The marking of the whole: the level with its controls, from the words beside it and from the captions."""
    marking = read_marking(printed) or Marking(level)
    controls = list(marking.controls)
    for word, at in (*beside, *((caption.value, caption.spans) for caption in captions.captions)):
        control = _CONTROLS.get(word)
        # SENSITIVE on classified text is a caption, without being SBU
        if control is None or control in controls or (control == "SBU" and level != "UNCLASSIFIED"):
            continue
        controls.append(control)
        spans += at
    return Found(Marking(level, controls), spans)


def read_identifier(printed: str, vocabulary: Vocabulary) -> CableId | None:
    """A published id: `04MAPUTO565`, a NARA document number (station cut to six letters), a malformed one that the
    vocabulary knows; None when it is none."""
    squeezed = printed.strip().upper().replace(" ", "")
    repaired = vocabulary.malformed_id(squeezed)
    try:
        found = CableId.parse(repaired or squeezed)
    except ValueError:
        return None
    if len(squeezed) > 4 and squeezed[:2] in ("19", "20") and squeezed[:4].isdigit():
        # a NARA number: the station is the first six characters of its name
        station = vocabulary.station(found.station, short=True)
        if station:
            return CableId(found.year, station.code, found.serial)
    return found


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
