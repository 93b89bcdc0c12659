"""Tables: lines whose words stand in columns, kept as they were laid out.

    Year      Tons      Price
    1998      1,200       14
    1999      1,350       15

Facts. A table has no label and no rule that it must keep; it is known by lines in a row, each with gaps of three blanks
or more between its pieces, that stand below each other. Its blanks are its meaning: they are never folded away.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import Final

from reftel.reading.sheet import Sheet
from reftel.records import Paragraph, Passage

_GAP: Final = re.compile(r"\S(?P<gap>[ \t]{3,})(?=\S)|\S(?P<tab>\t+)(?=\S)")
# the number or dash of a list with the blanks behind it: no column
_LIST_SIGN: Final = re.compile(r"[ \t]*[¶\ufffd]?(?:\(?[A-Za-z0-9]{1,3}[.)]|[-*•]+)[ \t]*")
_LEAST_LINES: Final = 3
_SPACED: Final = "   "
_NEAR: Final = 5  # columns are typed, not set, and figures align at their other end


def find_tables(
    sheet: Sheet, runs: list[tuple[int, int]], paragraphs: list[Paragraph], start: int, end: int
) -> list[Passage]:
    """The blocks of lines between two offsets of a sheet that are a table."""
    text = sheet.text
    lines = _spaced_lines(text, start, end)
    found: list[Passage] = []
    block: list[tuple[int, int, frozenset[int]]] = []
    begins = [run[0] for run in runs] if lines else []
    numbered_to = max((place for place, each in enumerate(paragraphs) if each.number), default=-1) if lines else -1
    for line in (*lines, None):
        if line is not None and (not block or _below(text, block[-1], line)):
            block.append(line)
            continue
        if len(block) >= _LEAST_LINES and _aligned(block):
            place = max(bisect_right(begins, block[0][1] - 1) - 1, 0)
            # a block that reaches over the beginning of a paragraph is a list, and one outside all of them a heading
            if runs and runs[place][0] < block[-1][1] <= runs[place][1]:
                begin = max(block[0][0], runs[place][0])
                found.append(Passage(kind="table", spans=sheet.spans(begin, block[-1][1]), paragraphs=(place,)))
            elif runs and place >= numbered_to:
                last = bisect_right(begins, block[-1][0]) - 1
                begin = max(block[0][0], runs[place][0])
                if begin < block[-1][1] <= runs[last][1]:
                    places = tuple(range(place, last + 1))
                    found.append(Passage(kind="table", spans=sheet.spans(begin, block[-1][1]), paragraphs=places))
        block = [line] if line is not None else []
    return found


def _spaced_lines(text: str, start: int, end: int) -> list[tuple[int, int, frozenset[int]]]:
    """The lines with a wide gap between words: where each begins and ends, and where its pieces begin in it."""
    lines: list[tuple[int, int, frozenset[int]]] = []
    done = start
    tabbed = text.find("\t", start, end)
    at = text.find(_SPACED, start, end)
    while at >= 0 or tabbed >= 0:
        near = min(place for place in (at, tabbed) if place >= 0)
        line = max(text.rfind("\n", done, near) + 1, done)
        stop = text.find("\n", near, end)
        stop = end if stop < 0 else stop
        last = line + len(text[line:stop].rstrip())
        begin = sign.end() if (sign := _LIST_SIGN.match(text, line, last)) else line
        columns = frozenset(gap.end() - line for gap in _GAP.finditer(text, begin, last))
        if columns:
            lines.append((line, last, columns))
        done = stop
        at = text.find(_SPACED, stop, end)
        tabbed = text.find("\t", stop, end) if tabbed >= 0 else -1
    return lines


def _below(text: str, above: tuple[int, int, frozenset[int]], line: tuple[int, int, frozenset[int]]) -> bool:
    """Whether a line follows another at once, or with an empty line or a rule of dashes between them."""
    between = text[above[1] : line[0]]
    return len(between) < 160 and between.count("\n") <= 3 and not between.strip(" \t\r\n-=_")


def _aligned(block: list[tuple[int, int, frozenset[int]]]) -> bool:
    """Whether the pieces of most lines stand below those of their neighbours (figures align at their other end)."""
    kept = sum(1 for above, line in pairwise(block) if _near(above[2], line[2]))
    return kept * 3 >= (len(block) - 1) * 2


def _near(above: frozenset[int], line: frozenset[int]) -> bool:
    ours, theirs = sorted(line), sorted(above)
    place = 0
    for column in ours:
        while place < len(theirs) and theirs[place] < column - _NEAR:
            place += 1
        if place < len(theirs) and theirs[place] <= column + _NEAR:
            return True
    return False
