"""The annotated view: a record line by line as it was typed, and under each reading carets and what was read, in words.

It is made for somebody who has never seen a telegram. Each part of the form is announced with a sentence that says what
it is for; codes are spelt out; what was noticed stands under the characters that it is about, with its code, which
`reftel explain` knows. Running text is not careted: its number, its marks and what it mentions are. Whatever is said
here is said of a reading or of a row of the vocabulary; what was concluded and stands nowhere is listed at the end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

from reftel.markings import read_marking
from reftel.records import Cable, Passage
from reftel.render.carets import Role
from reftel.render.page import CablePage, cable_page, date_words
from reftel.render.plain import printable
from reftel.render.telegram import ReadingMark, readings_of
from reftel.spans import Span
from reftel.times import Date
from reftel.views import CableLine, CableView, ReferenceView
from reftel.vocab import Vocabulary

_PLACES: Final = re.compile(r"-\d+")
_SILENT: Final = " "
"""Carets without words: what there is to say stands beside the next."""
# what a field is for, where its name does not say so to a newcomer
_FOR: Final = {
    "transmission-transmission_id": "the machines' own name for this message",
    "transmission-routing": "the stations it passes",
    "transmission-station_line": "who sends it, its number, day of the year and time",
    "transmission-security": "over which lines it may go",
    "transmission-service": "what is odd about this transmission",
    "attention-line": "who should read it",
    "corrected": "sent again under the same number, with something mended",
}
_MOST_PLACES: Final = 3
_SEVERITY: Final = {"note": "Noticed", "warning": "Look here", "error": "Wrong"}


class Spot(NamedTuple):
    """Something to say about characters: where, in words, the part it plays. Of what runs over many lines only the
    `beginning` is shown: of something noticed the first line, of a passage the first word, since a summary of forty
    lines has no use for forty lines of carets."""

    spans: tuple[Span, ...]
    words: str
    role: Role = "words"
    beginning: bool = False
    short: str = ""
    """What stands beside a piece of it that is found further below, where the words themselves are out of sight."""


class Annotated(NamedTuple):
    """A cable with all that there is to say about its characters, before it is set at any width."""

    text: str
    title: str
    spots: tuple[Spot, ...]
    parts: tuple[tuple[int, str], ...]
    """Offsets at which a part of the form begins, with the part."""
    concluded: tuple[str, ...] = ()
    noticed: tuple[str, ...] = ()
    extent: str = ""


def annotate(cable: Cable, vocabulary: Vocabulary) -> Annotated:
    """Gather what there is to say about `cable`, in words of `vocabulary`."""
    view = CableView(
        name=str(cable.id.value) if cable.id else "",
        cable=cable,
        line=CableLine(name=str(cable.id.value) if cable.id else ""),
        references=tuple(ReferenceView(reference=reference) for reference in cable.references),
    )
    page = cable_page(view, vocabulary)
    text = cable.source.text
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    words = _Words(cable, page)
    spots: list[Spot] = []
    concluded: list[str] = []
    for reading in readings_of(cable):
        if reading.id.startswith("passages-"):
            passage = cable.passages[int(reading.id.removeprefix("passages-"))]
            spots.append(Spot(reading.spans, _passage_words(reading, passage, starts), beginning=True))
        elif reading.id.startswith("repeats-"):
            spots.append(Spot(reading.spans, f"{reading.words}: {reading.value}".rstrip(": "), beginning=True))
        elif (said := words.of(reading)) and reading.spans:
            *before, last = reading.spans
            if reading.id == "id" and before:
                # year and number stand on two lines: in the date-time group, and behind the level
                spots += [Spot(tuple(before), "The year of its number"), Spot((last,), said)]
            elif reading.id.startswith("reasons-") and before:
                # one section, several letters: what a letter says belongs beside the letter
                spots += [Spot(tuple(before), _SILENT), Spot((last,), said)]
            else:
                spots.append(Spot(reading.spans, said))
            if reading.also:
                spots.append(Spot(reading.also, f"{reading.words}: the same again"))
        elif said:
            concluded.append(said)
    spots += [Spot((cut,), "Page line: not part of the text", "quiet") for cut in cable.furniture]
    noticed: list[str] = []
    for one in cable.diagnostics:
        said = f"{_SEVERITY[one.severity]}: {printable(one.message).strip()} [{one.code}]"
        role: Role = "noticed" if one.severity == "note" else "warned"
        if one.spans:
            lines = sum(text.count("\n", span.start, span.end) + 1 for span in one.spans[:1])
            # of many places the first is shown; the sentence says how many there are
            places = one.spans if len(one.spans) <= _MOST_PLACES else one.spans[:1]
            spots.append(Spot(places, said, role, lines > 2, f"[{one.code}]"))
        else:
            noticed.append(said.removeprefix(f"{_SEVERITY['note']}: "))
    return Annotated(
        text, _title(cable, page), tuple(spots), _parts(cable), tuple(concluded), tuple(noticed), page.extent
    )


def _title(cable: Cable, page: CablePage) -> str:
    marking = str(cable.marking.value) if cable.marking else "no classification"
    subject = " ".join(printable(cable.subject.value).split()) if cable.subject else "no subject"
    inside = ""
    if outer := cable.source.outer:
        own = cable.id is not None and outer.id == cable.id.value
        inside = "another copy" if own else f"repeated in {outer.id}" if outer.id else "repeated in another telegram"
    return " · ".join(part for part in (page.mrn, inside, page.date_words, marking, subject) if part)


def _parts(cable: Cable) -> tuple[tuple[int, str], ...]:
    """Where the parts of the form begin: page, header, heading, text, end, what follows."""
    text = cable.source.text
    body = cable.wrapper.body or Span(0, len(text))
    body_start, body_end = body.start, body.end
    text_starts = [
        found.spans[0].start
        for p in cable.paragraphs
        for found in (p.heading, p.number, p.mark)
        if found is not None and found.spans
    ] + [p.spans[0].start for p in cable.paragraphs if p.spans]
    first = min(text_starts, default=None)
    last = max((span.end for p in cable.paragraphs for span in p.spans), default=None)
    heading = min((span.start for span in cable.heading), default=None)
    ends = [s.start for signed in cable.signatures for s in signed.name.spans]
    marks: list[tuple[int, str]] = []
    if text[:body_start].strip():
        marks.append((0, "page"))
    if heading is not None:
        if text[body_start:heading].strip():
            marks.append((body_start, "header"))
        marks.append((heading, "heading"))
    if first is not None:
        numbered = any(p.number for p in cable.paragraphs)
        marked = any(p.mark for p in cable.paragraphs)
        marks.append((first, "text" if marked else "text unmarked" if numbered else "text unnumbered"))
    if last is not None and ends and min(ends) >= last - 1:
        marks.append((min(ends), "end"))
    if text[body_end:].strip():
        marks.append((body_end, "after"))
    at_lines = {text.rfind("\n", 0, at) + 1: part for at, part in reversed(marks)}
    return tuple(sorted(at_lines.items()))


def _passage_words(reading: ReadingMark, passage: Passage, starts: list[int]) -> str:
    first = bisect_right(starts, passage.spans[0].start) if passage.spans else 0
    last = bisect_right(starts, passage.spans[-1].end - 1) if passage.spans else 0
    where = "on this line" if last == first else f"to line {last}"
    return f"{reading.words} begins, {where}" + ("" if passage.closed else "; its end is not printed")


class _Words:
    """What a reading says, in words for somebody who does not know the codes."""

    def __init__(self, cable: Cable, page: CablePage) -> None:
        self.cable = cable
        self.meanings = {
            each.reading: each
            for group in (page.tags, page.captions, page.offices, page.reasons, page.precedences)
            for each in group
        }
        if page.order:
            self.meanings["order"] = page.order
        self.facts = {name: fact for fact in page.facts for name in fact.readings}
        self.references = {each.reading: each for each in page.references}

    def of(self, reading: ReadingMark) -> str:
        """The words for one reading; none where another says the same of the same characters."""
        field = _PLACES.sub("", reading.id)
        cable, value = self.cable, " ".join(reading.value.split())
        if field == "date" and cable.transmission.dtg is not None:
            return ""
        if field == "marking" and cable.level and cable.marking and not cable.marking.value.controls:
            return ""
        if field in ("references-printed", "mentions-printed"):
            return self._reference(reading) if field.startswith("ref") else self._mention(reading)
        if field in ("paragraphs-mark", "paragraphs-number"):
            return self._paragraph(_place(reading.id), field.endswith("mark"))
        if field == "wrapper-attributes-value":
            return f"Record: {cable.wrapper.attributes[_place(reading.id)].name.replace('_', ' ')}"
        if field == "transmission-distribution":
            return "Distribution in the Department: offices, each with its number of copies"
        if field == "subject_mark" and (marking := read_marking(value)):
            return f"{reading.words}: {marking}"
        if field in ("transmission-dtg", "date", "wrapper-created", "transmission-received"):
            found = self._date(field)
            value = date_words(found) if found else value
        if field.startswith(("transmission-action", "transmission-info")):
            return f"{reading.words}: {self._addressee(reading)}"
        if field == "signatures-name":
            told = any(one.code.startswith("SIG-") and one.spans == reading.spans for one in cable.diagnostics)
            return reading.words if told else f"{reading.words}. {self.facts[reading.id].why}"
        if field == "declassify" and reading.id in self.facts:
            fact = self.facts[reading.id]
            said = f"{reading.words}: {fact.value}. {fact.why}"
            if (implied := cable.implied) is not None:
                said += f" That is {date_words(implied.date)}, by {implied.basis}."
            return said
        if known := self.meanings.get(reading.id):
            written = f"{known.raw}, written for {known.code}: " if known.raw and field == "tags" else ""
            if field == "order":
                return f"No. {known.code}: {known.words}"
            code = f" {known.code}" if field in ("reasons", "transmission-precedence") else ""
            return f"{reading.words}{code}: {written}{known.words}"
        typed = " ".join(printable(cable.text_of(reading.spans)).split())
        if field in _FOR:
            return f"{reading.words}: {_FOR[field]}"
        return reading.words if value.casefold() == typed.casefold() or not value else f"{reading.words}: {value}"

    def _date(self, field: str) -> Date | None:
        found = {
            "transmission-dtg": self.cable.transmission.dtg,
            "transmission-received": self.cable.transmission.received,
            "wrapper-created": self.cable.wrapper.created,
            "date": self.cable.date,
        }[field]
        return found.value if found else None

    def _addressee(self, reading: ReadingMark) -> str:
        listed = self.cable.transmission.action if "-action-" in reading.id else self.cable.transmission.info
        one = listed[_place(reading.id)]
        words = [printable(one.name.value)]
        if one.excluded:
            words.append("left out of the collective above")
        if one.route:
            words.append(f"routing indicator {one.route}")
        if one.precedence:
            words.append(f"precedence {one.precedence}")
        if one.number is not None:
            words.append(f"number {one.number} in their own count")
        return ", ".join(words)

    def _reference(self, reading: ReadingMark) -> str:
        one = self.references[reading.id]
        label = f"Reference {one.letter}" if one.letter else "Reference"
        if one.kind != "cable":
            return f"{label}: no telegram ({one.kind})"
        words = f"{label}: telegram {one.mrn}" if one.mrn else f"{label}: a telegram whose number cannot be read"
        return f"{words} (no year is printed; {one.sure})" if one.inferred and one.sure else words

    def _paragraph(self, place: int, of_mark: bool) -> str:
        """Number and mark stand side by side: what is said of both is said beside the second."""
        paragraph = self.cable.paragraphs[place]
        if not of_mark and paragraph.mark is not None and _side_by_side(self.cable, place):
            return _SILENT
        number = f"Paragraph {paragraph.number.value}" if paragraph.number else "Paragraph without a number"
        if not of_mark:
            return number
        marking = f"portion mark: {paragraph.marking}" if paragraph.marking else "a portion mark that is not understood"
        return f"{number}, {marking}" if _side_by_side(self.cable, place) else marking.capitalize()

    def _mention(self, reading: ReadingMark) -> str:
        mention = self.cable.mentions[_place(reading.id)]
        meant = [self.cable.references[place] for place in mention.references]
        names = [r.letter or " ".join(printable(r.printed.value).split()) for r in meant]
        return f"Speaks of reference {' and '.join(names)}" if names else "Speaks of another telegram, not listed above"


def _side_by_side(cable: Cable, place: int) -> bool:
    """Whether number and mark of a paragraph stand on one line, the number first."""
    number, mark = cable.paragraphs[place].number, cable.paragraphs[place].mark
    if number is None or mark is None or not (number.spans and mark.spans):
        return False
    return 0 <= mark.spans[0].start - number.spans[-1].end < 12


def _place(name: str) -> int:
    """The first number in the id of a reading: its place in the list."""
    return int(next(part for part in name.split("-") if part.isdigit()))
