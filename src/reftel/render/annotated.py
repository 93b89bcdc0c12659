"""The annotated view: a record line by line as it was typed, and under each reading carets and what was read, in words.

It is made for somebody who has never seen a telegram. Each part of the form is announced with a sentence that says what
it is for; codes are spelt out; what was noticed stands under the characters that it is about, with its code, which
`reftel explain` knows. Running text is not careted: its number, its marks and what it mentions are. Whatever is said
here is said of a reading or of a row of the vocabulary; what was concluded and stands nowhere is listed at the end.
"""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from reftel.records import Cable, Passage
from reftel.render.carets import Drawn, Piece, Role, Under, columns, draw_under
from reftel.render.page import CablePage, cable_page, date_words
from reftel.render.plain import printable
from reftel.render.telegram import ReadingMark, readings_of
from reftel.spans import Span
from reftel.times import Date
from reftel.views import CableLine, CableView, ReferenceView
from reftel.vocab import Vocabulary

if TYPE_CHECKING:
    from rich.console import Console

_PLACES: Final = re.compile(r"-\d+")
_WORD: Final = re.compile(r"\S+")
_SILENT: Final = " "
"""Carets without words: what there is to say stands beside the next."""
_SEVERITY: Final = {"note": "Noticed", "warning": "Look here", "error": "Wrong"}

# the parts of a record in their order, each with what somebody who sees it for the first time wants to know
_PARTS: Final = {
    "page": ("The publisher's page", "What a publisher put around the telegram. It is not part of what was sent."),
    "header": (
        "The transmission header",
        "How the telegram went over the wire: how fast, when (Z is Greenwich time), from whom, to whom.",
    ),
    "heading": (
        "The heading",
        "How secret it is, its number, who may see it, until when; what it is about, and what came before.",
    ),
    "text": (
        "The text",
        "Numbered paragraphs. The letters in brackets are the portion mark: how this paragraph alone is classified.",
    ),
    "end": ("The end", "The name it was sent over, and what the machine added."),
    "after": ("Below the telegram", "What a publisher put after it."),
}


class Spot(NamedTuple):
    """Something to say about characters: where, in words, the part it plays, and whether only its beginning is shown
    (a summary of forty lines has no use for forty lines of carets)."""

    spans: tuple[Span, ...]
    words: str
    role: Role = "words"
    beginning: bool = False


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
        elif (said := words.of(reading)) and reading.spans:
            # the number's year stands in the date-time group: its words belong beside the number itself
            spots.append(Spot(reading.spans[::-1] if reading.id == "id" else reading.spans, said))
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
            spots.append(Spot(one.spans, said, role, beginning=lines > 2))
        else:
            noticed.append(said)
    return Annotated(
        text, _title(cable, page), tuple(spots), _parts(cable), tuple(concluded), tuple(noticed), page.extent
    )


def _title(cable: Cable, page: CablePage) -> str:
    marking = str(cable.marking.value) if cable.marking else "no classification"
    subject = " ".join(printable(cable.subject.value).split()) if cable.subject else "no subject"
    return " · ".join(part for part in (page.mrn, page.date_words, marking, subject) if part)


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
        marks.append((first, "text"))
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
            return f"{reading.words}: {fact.value}. {fact.why}"
        if known := self.meanings.get(reading.id):
            written = f"{known.raw}, written for {known.code}: " if known.raw and field == "tags" else ""
            if field == "order":
                return f"No. {known.code}: {known.words}"
            code = f" {known.code}" if field in ("reasons", "transmission-precedence") else ""
            return f"{reading.words}{code}: {written}{known.words}"
        typed = " ".join(printable(cable.text_of(reading.spans)).split())
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
            words.append(f"their number {one.number}")
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


# -- set at a width ----------------------------------------------------------------------------------------------------


def draw(annotated: Annotated, *, width: int, whole: bool = False, parts: bool = True) -> Iterator[Drawn]:
    """The view in lines of at most `width` columns. Runs of text about which there is nothing to say are folded unless
    the `whole` is wanted; `parts` announces the parts of the form."""
    text = annotated.text
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    digits = len(str(len(lines)))
    gutter, blank = digits + 3, Piece(" " * digits + " │ ", "quiet")
    room = max(20, width - gutter)
    under = _by_line(annotated, lines)
    coming = list(annotated.parts) if parts else []
    folded = set() if whole else _folded(lines, under, {at for at, _ in coming})
    at = 0
    for number, raw in enumerate(lines):
        if coming and coming[0][0] <= at:
            yield from _announced(coming.pop(0)[1], width, first=number == 0)
        if number in folded:
            if number - 1 not in folded:
                more = next(n for n in range(number, len(lines) + 1) if n not in folded) - number
                yield (Piece(" " * digits + " ⋮ ", "quiet"), Piece(f"{more} more lines of text", "quiet"))
        else:
            lead = Piece(f"{number + 1:>{digits}} │ ", "quiet")
            for typed, marks in _chunks(printable(raw.rstrip("\r")), under.get(number, []), room):
                yield (lead, Piece(typed, "typed"))
                for row in draw_under(marks, room):
                    yield (blank, *row)
                lead = blank
        at += len(raw) + 1


def draw_all(annotated: Annotated, *, width: int, whole: bool = False) -> Iterator[Drawn]:
    """The whole view: the record with its carets, then what stands nowhere in it."""
    yield from draw(annotated, width=width, whole=whole)
    groups = (
        ("Concluded, printed nowhere", annotated.concluded, "words"),
        ("Noticed about the whole", annotated.noticed, "noticed"),
        ("This copy", (annotated.extent,) if annotated.extent else (), "words"),
    )
    for label, said, role in groups:
        if said:
            yield ()
            yield (Piece(label, "part"),)
            for one in said:
                yield from _wrapped(one, width, role)  # type: ignore[arg-type]


def _wrapped(words: str, width: int, role: Role) -> Iterator[Drawn]:
    for line in textwrap.wrap(words, min(width, 100), initial_indent="  ", subsequent_indent="  "):
        yield (Piece(line, role),)


def _announced(part: str, width: int, *, first: bool) -> Iterator[Drawn]:
    label, words = _PARTS[part]
    if not first:
        yield ()
    yield (Piece(label, "part"), Piece(" " + "─" * max(0, min(width, 100) - len(label) - 1), "quiet"))
    yield from _wrapped(words, width, "quiet")
    yield ()


def _by_line(annotated: Annotated, lines: list[str]) -> dict[int, list[tuple[int, int, Spot, bool]]]:
    """What is to be said of each line: columns in characters, half-open, and whether the words stand here."""
    starts: list[int] = []
    at = 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    placed: dict[int, list[tuple[int, int, Spot, bool]]] = {}
    for spot in annotated.spots:
        told = False
        for span in spot.spans[:1] if spot.beginning else spot.spans:
            number = max(0, bisect_right(starts, span.start) - 1)
            while number < len(lines) and starts[number] < span.end:
                start = max(span.start - starts[number], 0)
                end = min(span.end - starts[number], len(lines[number]))
                kept = lines[number][start:end]
                start += len(kept) - len(kept.lstrip())
                end = start + len(kept.strip())
                if start < end:
                    if spot.beginning and (word := _WORD.search(lines[number], start, end)):
                        end = word.end()
                    placed.setdefault(number, []).append((start, end, spot, not told))
                    told = True
                    if spot.beginning:
                        break
                number += 1
    return placed


def _chunks(line: str, placed: list[tuple[int, int, Spot, bool]], room: int) -> Iterator[tuple[str, list[Under]]]:
    """A line in pieces no wider than the room, each with what stands under it."""
    shown, places = columns(line)
    marks: list[Under] = []
    same: dict[tuple[int, int, Role], list[str]] = {}
    for start, end, spot, told in placed:
        if places is not None:
            start, end = places[start], places[end]
        words = spot.words if told else ""
        same.setdefault((start, end, spot.role), []).append(words)
    for (start, end, role), all_words in same.items():
        sign = "^" if role == "words" else "·" if role == "quiet" else "~"
        said = "; ".join(dict.fromkeys(word for word in all_words if word.strip()))
        marks.append(Under(start, end, said, role, sign))
    if len(shown) <= room:
        yield shown, marks
        return
    at = 0
    while at < len(shown):
        stop = at + room
        if stop < len(shown) and (blank := shown.rfind(" ", at + room // 2, stop)) > 0:
            stop = blank + 1
        here: list[Under] = []
        for mark in marks:
            start, end = max(mark.start, at), min(mark.end, stop)
            if start < end:
                words = mark.words if mark.start >= at else ""
                here.append(mark._replace(start=start - at, end=end - at, words=words))
        yield shown[at:stop], here
        at = stop


def _folded(lines: list[str], under: dict[int, list[tuple[int, int, Spot, bool]]], parts: set[int]) -> set[int]:
    """The lines that are left out: of a run of more than six lines about which there is nothing to say, all but the
    first two and the last."""
    folded: set[int] = set()
    run: list[int] = []
    at = 0
    for number in range(len(lines) + 1):
        if number < len(lines) and number not in under and at not in parts:
            run.append(number)
        else:
            if len(run) > 6:
                folded.update(run[2:-1])
            run = []
            if number < len(lines) and at in parts and number not in under:
                run = [number]
        at += len(lines[number]) + 1 if number < len(lines) else 0
    return folded


_LOOKS: Final = {
    "typed": "",
    "plain": "",
    "quiet": "dim",
    "caret": "cyan",
    "words": "",
    "noticed": "italic",
    "warned": "bold",
    "part": "bold",
}


def set_annotated(console: Console, annotated: Annotated, *, whole: bool = False, name: str = "") -> None:
    """Set the view on a console, below its title; `name` is that of the file, where there are several."""
    from rich.text import Text

    width = max(40, min(console.width, 140))
    for line in textwrap.wrap(" · ".join(part for part in (name, annotated.title) if part), width):
        console.print(Text(line, style="bold"), soft_wrap=True)
    console.print()
    set_drawn(console, draw_all(annotated, width=width, whole=whole))
    console.print()


def set_drawn(console: Console, lines: Iterable[Drawn]) -> None:
    """Set drawn lines on a console, each piece in the look of its part."""
    from rich.text import Text

    for drawn in lines:
        text = Text.assemble(*((piece.text, _LOOKS[piece.role]) for piece in drawn))
        text.rstrip()
        console.print(text, soft_wrap=True)
