"""The annotated view set at a width: lines as typed, rows of carets below them, the parts of the form announced.

What there is to say comes from `annotated`; this module decides what stands on which line, what is folded, and how it
looks on a terminal.
"""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from reftel.render.annotated import Annotated
from reftel.render.carets import Drawn, Piece, Role, Under, columns, draw_under
from reftel.render.plain import printable

if TYPE_CHECKING:
    from rich.console import Console

_WORD: Final = re.compile(r"\S+")

# the parts of a record in their order, each with what somebody who sees it for the first time wants to know
_PARTS: Final = {
    "page": (
        "The record around it",
        "What a publisher or an archive put around the telegram. It is not part of what was sent.",
    ),
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
    "text unmarked": ("The text", "Numbered paragraphs, none with a portion mark of its own."),
    "text unnumbered": ("The text", "What the sender had to say. Its paragraphs have no numbers."),
    "end": ("The end", "The name it was sent over, and what the machine added."),
    "after": ("Below the telegram", "What a publisher put after it."),
}


class _Placed(NamedTuple):
    """What is to be said of a run of one line: characters, half-open, the part it plays, the words."""

    start: int
    end: int
    role: Role
    words: str


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


def _by_line(annotated: Annotated, lines: list[str]) -> dict[int, list[_Placed]]:
    """What is to be said of each line."""
    starts: list[int] = []
    at = 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    placed: dict[int, list[_Placed]] = {}
    for spot in annotated.spots:
        words, last = spot.words, -1
        for span in spot.spans[:1] if spot.beginning else spot.spans:
            number = max(0, bisect_right(starts, span.start) - 1)
            while number < len(lines) and starts[number] < span.end:
                start = max(span.start - starts[number], 0)
                end = min(span.end - starts[number], len(lines[number]))
                kept = lines[number][start:end]
                start += len(kept) - len(kept.lstrip())
                end = start + len(kept.strip())
                if start < end:
                    if spot.beginning and spot.role == "words" and (word := _WORD.search(lines[number], start, end)):
                        end = word.end()
                    if last >= 0:
                        words = spot.short if number > last + 1 else ""
                    placed.setdefault(number, []).append(_Placed(start, end, spot.role, words))
                    last = number
                    if spot.beginning:
                        break
                number += 1
    return placed


def _chunks(line: str, placed: list[_Placed], room: int) -> Iterator[tuple[str, list[Under]]]:
    """A line in pieces no wider than the room, each with what stands under it."""
    shown, places = columns(line)
    marks: list[Under] = []
    same: dict[tuple[int, int, Role], list[str]] = {}
    for start, end, role, words in placed:
        if places is not None:
            start, end = places[start], places[end]
        same.setdefault((start, end, role), []).append(words)
    for (start, end, role), all_words in same.items():
        sign = "^" if role == "words" else "·" if role == "quiet" else "~"
        said = "; ".join(dict.fromkeys(word for word in all_words if word.strip()))
        marks.append(Under(start, end, said, role, sign))
    if len(shown) <= room:
        yield shown, marks
        return
    marks.sort()
    open_marks: list[Under] = []
    at = coming = 0
    while at < len(shown):
        stop = at + room
        if stop < len(shown) and (blank := shown.rfind(" ", at + room // 2, stop)) > 0:
            stop = blank + 1
        while coming < len(marks) and marks[coming].start < stop:
            open_marks.append(marks[coming])
            coming += 1
        here: list[Under] = []
        for mark in open_marks:
            start, end = max(mark.start, at), min(mark.end, stop)
            if start < end:
                words = mark.words if mark.start >= at else ""
                here.append(mark._replace(start=start - at, end=end - at, words=words))
        open_marks = [mark for mark in open_marks if mark.end > stop]
        yield shown[at:stop], here
        at = stop


def _folded(lines: list[str], under: dict[int, list[_Placed]], parts: set[int]) -> set[int]:
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
