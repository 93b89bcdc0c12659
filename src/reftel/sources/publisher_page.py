"""The page on which the publisher of 2010 showed a telegram, turned back into lines.

The page is HTML: a table (Reference ID, Created, Released, Classification, Origin), then one or two preformatted
blocks, the transmission header and the text, with line ends written `&#x000A;`, paragraph signs put in as links and
codes of the TAGS line made into links. `rebuild` undoes that and gives plain lines of exactly this form:

    Reference ID          the labels of the table, one a line, as many as the page has of these five
    Created
    Released
    Classification
    Origin
    09EXAMPLE1            their values, one a line, in the same order
    2009-01-20 05:05
    2010-12-02 21:09
    SECRET
    Embassy Example
    VZCZC…                the first block (the transmission header, or the notice of a partial extract), its own lines
    S E C R E T …         the last block, the text, beginning on a line of its own

Nothing of the telegram is dropped or added: a tag that a page of text can have (`<a>`, `<b>`, `<br>`) is undone, any
other `<…>` is left as it stands. Every character keeps its way back to a byte: an entity to its `&`, a line end made
by markup to a line end of the page between the two places or, where it has none, to the tag that made it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from reftel.records import Provenance
from reftel.sources.decoding import Decoded
from reftel.sources.layouts import PUBLISHER_LABELS, find_cable_table, find_next_table
from reftel.sources.rebuilding import Lines

# Each alternative stops at the next "<" or after a few characters: linear, whatever the page holds.
_MARKUP: Final = re.compile(
    r"</?(?P<tag>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])[^<>]*>"
    r"|&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_UNDONE: Final = frozenset(
    ("a", "abbr", "b", "br", "code", "div", "em", "font", "i", "p", "pre", "small", "span", "strong", "tt", "u", "wbr")
)
_LINE_END: Final = "&#x000A;"
_WORDS: Final = re.compile(r"[^\r\n]+")
_CELL: Final = re.compile(r"<(?P<kind>t[hd])\b[^<>]*>", re.IGNORECASE)
_PRE: Final = re.compile(r"<pre\b[^<>]*>", re.IGNORECASE)

# What the page says of itself in its masthead; the telegrams there were disclosed without authority.
_MASTHEADS: Final = {"alt='WikiLeaks logo'": Provenance(kind="disclosed", publisher="WikiLeaks")}


def read_publisher(page: str) -> Provenance:
    """The publisher, where the masthead of the page names it; otherwise an unknown provenance, never a guess."""
    head = page[:8192].replace('"', "'")
    for masthead, provenance in _MASTHEADS.items():
        if masthead in head:
            return provenance
    return Provenance()


def rebuild(page: Decoded) -> Decoded | None:
    """The first telegram of a page as lines (see above) with the way back to its bytes; None when the page has no such
    table."""
    return next(rebuild_all(page), None)


def rebuild_all(pages: Decoded) -> Iterator[Decoded]:
    """Every telegram of a page, or of pages one behind the other: each table and the blocks below it."""
    text = pages.text
    found = find_cable_table(text)
    while found is not None:
        table_end = text.find("</table>", found.end())
        table_end = len(text) if table_end < 0 else table_end
        following = find_next_table(text, table_end)
        lines = Lines(pages)
        for start, end in _read_cells(text, found.end(), table_end):
            lines.end_line(start)
            _take_cell(lines, text, start, end)
        lines.taken = table_end
        limit = following.start() if following else len(text)
        at = table_end
        while (block := _PRE.search(text, at, limit)) is not None:
            stop = text.find("</pre>", block.end(), limit)
            stop = limit if stop < 0 else stop
            lines.end_line(block.start())
            _take(lines, text, block.end(), stop)
            at = stop
        yield lines.finish()
        found = following


def _read_cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the known labels of the table, and then as many values, stand; the links to articles further down are
    left."""
    labels: list[tuple[int, int]] = []
    values: list[tuple[int, int]] = []
    cells = list(_CELL.finditer(text, start, end))
    for place, cell in enumerate(cells):
        stop = cells[place + 1].start() if place + 1 < len(cells) else end
        closing = text.find("</t", cell.end(), stop)
        where = (cell.end(), stop if closing < 0 else closing)
        if cell["kind"].lower() == "th":
            if not values and text[slice(*where)].strip() in PUBLISHER_LABELS:
                labels.append(where)
        elif len(values) < len(labels):
            values.append(where)
    return labels + values


def _take(lines: Lines, text: str, start: int, end: int) -> None:
    """Set down a block, markup undone. Nearly all of it is line ends, so it is taken line by line."""
    lines.take_lines(start, text[start:end].split(_LINE_END), len(_LINE_END), partial(_take_marked, lines, text))


def _take_marked(lines: Lines, text: str, start: int, end: int) -> None:
    """Set down a line that holds tags or entities."""
    at = start
    for mark in _MARKUP.finditer(text, start, end):
        place = mark.start()
        if text[place] == "<":
            tag = mark["tag"].lower()
            if tag not in _UNDONE:
                continue
            lines.take(at, place)
            if tag == "br":
                lines.stand_in("\n", place)
        else:
            entity = mark[0]
            character = html.unescape(entity)
            if character == entity:
                continue
            lines.take(at, place)
            if not character or (character == "\ufffd" and entity.lower() not in ("&#xfffd;", "&#65533;")):
                character = "\ufffd"
                lines.replaced += 1
            lines.stand_in(character, place)
        at = mark.end()
    lines.take(at, end)


def _take_cell(lines: Lines, text: str, start: int, end: int) -> None:
    """Set down one cell of the table as one line: its words without the page's line ends around them."""
    marks = [mark.span() for mark in _MARKUP.finditer(text, start, end) if mark["tag"] is not None]
    pieces = [
        (a, b)
        for a, b in zip([start, *(m[1] for m in marks)], [*(m[0] for m in marks), end], strict=True)
        if text[a:b].strip()
    ]
    for a, b in pieces:
        piece = text[a:b]
        first = a + len(piece) - len(piece.lstrip())
        last = a + len(piece.rstrip())
        for line in _WORDS.finditer(text, first, last):
            _take(lines, text, *line.span())
    lines.taken = end
