"""Carets under a line of text, with words beside them: how a reading is shown at its very characters.

Several readings stand on one line of a telegram. Those that do not overlap share one row of carets; the words of the
last stand beside it, those of the others below, each at its own place, the nearest to the end first:

    TAGS: PREL ECON PE
          ^^^^ ^^^^ ^^ TAG: Peru
          │    ╰ TAG: Economic conditions
          ╰ TAG: External political relations

This module knows columns and words, and nothing of telegrams. What is drawn is lines made of pieces, each with a part
that it plays; a terminal gives the parts their looks, plain text leaves them out.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from rich.cells import cell_len

Role = Literal["typed", "quiet", "caret", "words", "noticed", "warned", "part", "plain"]


class Piece(NamedTuple):
    """A run of a drawn line and the part it plays."""

    text: str
    role: Role = "plain"


Drawn = tuple[Piece, ...]


class Under(NamedTuple):
    """What stands under a run of a line: columns, half-open, the words beside, and the part they play."""

    start: int
    end: int
    words: str
    role: Role = "words"
    sign: str = "^"


_ROOM: Final = 26
"""Words beside carets want this many columns, or they are set further to the left."""


def columns(line: str) -> tuple[str, list[int] | None]:
    """A line as it is shown, tabs filled with blanks, and the column at which each of its characters stands (and one
    for the end); None where columns are characters."""
    if line.isascii() and "\t" not in line:
        return line, None
    shown: list[str] = []
    places: list[int] = []
    at = 0
    for character in line:
        places.append(at)
        if character == "\t":
            character = " " * (8 - at % 8)
        shown.append(character)
        at += cell_len(character)
    places.append(at)
    return "".join(shown), places


def draw_under(marks: Iterable[Under], width: int) -> list[Drawn]:
    """The rows under one line: as few rows of carets as the overlaps allow, no row wider than `width`."""
    drawn: list[Drawn] = []
    for layer in _layers(sorted(marks, key=lambda mark: (mark.role != "words", mark.start, -mark.end))):
        drawn += _rows(layer, width)
    return drawn


def _layers(marks: Sequence[Under]) -> list[list[Under]]:
    """Marks sorted into rows in which none touches another; what was read and what was noticed are kept apart."""
    layers: list[list[Under]] = []
    for mark in marks:
        for layer in layers:
            if layer[-1].end < mark.start and (layer[-1].role == "words") == (mark.role == "words"):
                layer.append(mark)
                break
        else:
            layers.append([mark])
    return layers


def _rows(layer: list[Under], width: int) -> list[Drawn]:
    """One row of carets and the words that belong to it."""
    carets: list[Piece] = []
    at = 0
    for mark in layer:
        carets += [Piece(" " * (mark.start - at)), Piece(mark.sign * (mark.end - mark.start), _caret(mark))]
        at = mark.end
    rows: list[Drawn] = []
    # what is said of one after another is said once, beside the last
    told = [
        mark
        for mark, after in zip(layer, (*layer[1:], None), strict=True)
        if mark.words and (after is None or after.words != mark.words)
    ]
    if told and told[-1] is layer[-1] and _beside(layer[-1], width):
        last = told.pop()
        beside = _wrap(last.words, width - at - 1)
        rows.append((*carets, Piece(" "), Piece(beside[0], last.role)))
        rows += [(*_pending(told, at + 1), Piece(line, last.role)) for line in beside[1:]]
    else:
        rows.append(tuple(carets))
    while told:
        mark = told.pop()
        start = min(mark.start, max(0, width - max(_ROOM, min(len(mark.words), width // 2)) - 2))
        lines = _wrap(mark.words, max(8, width - start - 2))
        hook = Piece("╰ " if start == mark.start else "· ", "quiet")
        rows.append((*_pending(told, start), hook, Piece(lines[0], mark.role)))
        rows += [(*_pending(told, start + 2), Piece(line, mark.role)) for line in lines[1:]]
    return rows


def _wrap(words: str, width: int) -> list[str]:
    return textwrap.wrap(words, width, break_on_hyphens=False) or [""]


def _beside(mark: Under, width: int) -> bool:
    """Whether the words of the last mark of a row have room beside it."""
    room = width - mark.end - 1
    return room >= len(mark.words) or room >= max(_ROOM, len(mark.words) // 3)


def _pending(told: list[Under], upto: int) -> list[Piece]:
    """Strokes below the carets whose words are still to come, then blanks as far as `upto`."""
    pieces: list[Piece] = []
    at = 0
    for mark in told:
        if mark.start >= upto:
            break
        pieces += [Piece(" " * (mark.start - at)), Piece("│", "quiet")]
        at = mark.start + 1
    return [*pieces, Piece(" " * (upto - at))]


def _caret(mark: Under) -> Role:
    return "caret" if mark.role == "words" else mark.role


def plain(lines: Iterable[Drawn]) -> str:
    """Drawn lines as plain text."""
    return "".join("".join(piece.text for piece in line).rstrip() + "\n" for line in lines)
