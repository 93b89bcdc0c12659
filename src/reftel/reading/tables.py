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
from typing import Final

from reftel.reading.sheet import Sheet
from reftel.records import Passage

_GAP: Final = re.compile(r"\S(?P<gap>[ \t]{3,})(?=\S)|\S(?P<tab>\t+)(?=\S)")
_LEAST_LINES: Final = 3
_SPACED: Final = "   "
_NEAR: Final = 2  # columns are typed, not set: a piece may stand so many places off


def find_tables(sheet: Sheet, runs: list[tuple[int, int]], start: int, end: int) -> list[Passage]:
    """The blocks of lines between two offsets of a sheet that are a table."""
    text = sheet.text
    lines = _spaced_lines(text, start, end)
    found: list[Passage] = []
    block: list[tuple[int, int, frozenset[int]]] = []
    begins: list[int] | None = None
    for line in (*lines, None):
        if line is not None and (not block or _below(text, block[-1], line)):
            block.append(line)
            continue
        if len(block) >= _LEAST_LINES and _aligned(block):
            begins = begins or [run[0] for run in runs]
            first = max(bisect_right(begins, block[0][1] - 1) - 1, 0)
            last = max(bisect_right(begins, block[-1][0]) - 1, first)
            places = tuple(range(first, last + 1)) if runs else ()
            begin = max(block[0][0], runs[first][0]) if runs else block[0][0]
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
        columns = frozenset(gap.end() - line for gap in _GAP.finditer(text, line, last))
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
    kept = 0
    for above, line in zip(block, block[1:], strict=False):
        if any(abs(one - other) <= _NEAR + 3 for one in above[2] for other in line[2]):
            kept += 1
    return kept * 3 >= (len(block) - 1) * 2
