"""Rows of the table that the publisher's telegrams were kept in, each set down as lines.

A row has eight columns: number, created (`M/D/YYYY H:MM`), id, origin, classification, references (with bars between
them), transmission header, text. It comes as CSV whose escape is the backslash (`\\"`, and a backslash before a line
end that belongs to the field), or with tabs, where a program that misread it let rows run into the text before them.
`rebuild_rows` gives each row as

    51143                     the first six columns, one a line, an empty one as an empty line
    2/25/2006 13:05
    06EXAMPLE517
    Embassy Example
    UNCLASSIFIED
    06STATE1|06EXAMPLE2
    VZCZC…                    the header, its own lines
    UNCLAS EXAMPLE 000517     the text, beginning on a line of its own

with escapes undone; every character keeps its way back to a byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from reftel.sources.decoding import Decoded
from reftel.sources.heap import ROW
from reftel.sources.rebuilding import Lines

COLUMNS: Final = 8

# possessive: a field that is never closed is tried once
_QUOTED: Final = re.compile(r'"(?P<field>(?:[^"\\]++|\\.|"")*+)"', re.DOTALL)
_ESCAPE: Final = re.compile(r'\\(?:\r?\n|[\s\S])|""|\r?\n')
_MEANT: Final = {"n": "\n", "r": "\r", "t": "\t"}


class _Field(NamedTuple):
    start: int
    end: int
    quoted: bool


def find_rows(text: str) -> list[int]:
    """Where rows begin: at a line that opens with number, date and id."""
    return [row.start() for row in ROW.finditer(text)]


def rebuild_rows(table: Decoded) -> Iterator[Decoded]:
    """Every row of a table, as lines."""
    starts = find_rows(table.text) or [0]
    for start, end in zip(starts, [*starts[1:], len(table.text)], strict=True):
        yield rebuild_row(table, start, end)


def rebuild_row(table: Decoded, start: int, end: int) -> Decoded:
    """The row at `[start, end)`, as lines."""
    text = table.text
    lines = Lines(table)
    for place, field in enumerate(_fields(text, start, end)):
        if place:
            lines.stand_in("\n", field.start)
        _take(lines, text, field, short=place < COLUMNS - 2)
    return lines.finish()


def _fields(text: str, start: int, end: int) -> list[_Field]:
    """Where the columns of a row stand; a row with too many gives what is left to the last."""
    first = text.find("\t", start, end)
    comma = text.find(",", start, end)
    between = "\t" if 0 <= first < comma or comma < 0 else ","
    fields: list[_Field] = []
    at = start
    while len(fields) < COLUMNS:
        quoted = _QUOTED.match(text, at, end)
        if quoted and (quoted.end() >= end or text[quoted.end()] in (between, "\r", "\n")):
            fields.append(_Field(quoted.start("field"), quoted.end("field"), True))
            at = quoted.end()
        elif len(fields) == COLUMNS - 1 or text.startswith('"', at):
            # the last column, or one whose quotation mark is never closed: all that is left of the row
            opening = text.startswith('"', at)
            fields.append(_Field(at + opening, _without_tail(text, at + opening, end), opening))
            break
        else:
            stop = text.find(between, at, end)
            stop = _without_tail(text, at, end) if stop < 0 else stop
            fields.append(_Field(at, stop, False))
            at = stop
        if at >= end or text[at] != between:
            break
        at += 1
    return fields


def _without_tail(text: str, start: int, end: int) -> int:
    """The end of a field without the line end that ends the row."""
    while end > start and text[end - 1] in "\r\n":
        end -= 1
    return end


def _take(lines: Lines, text: str, field: _Field, *, short: bool) -> None:
    """Set down one field, escapes undone; a `short` one stays on its line."""
    at = field.start
    for escape in _ESCAPE.finditer(text, field.start, field.end):
        printed = escape[0]
        if printed == '""':
            meant = '"' if field.quoted else printed
        elif printed[0] == "\\":
            meant = _MEANT.get(printed[1:], printed[1:])
        else:
            meant = printed
        if short and meant.strip("\r\n") != meant:
            meant = " "
        if meant != printed:
            lines.take(at, escape.start())
            lines.stand_in(meant, escape.start())
            at = escape.end()
    lines.take(at, field.end - text.endswith("\\", at, field.end))  # one that escapes nothing


def without_line_backslashes(record: Decoded) -> Decoded:
    """A text whose every line ends in a backslash, the escape of a line end that nobody undid, without them."""
    text = record.text
    if "\\" not in text:
        return record
    marks = list(_AT_LINE_END.finditer(text))
    if len(marks) < 3 or len(marks) * 2 < text.count("\n", marks[0].start(), marks[-1].end()):
        return record
    lines = Lines(record)
    at = 0
    for mark in marks:
        lines.take(at, mark.start())
        at = mark.end()
    lines.take(at, len(text))
    return lines.finish()


_AT_LINE_END: Final = re.compile(r"\\(?=\r?\n|\Z)")
