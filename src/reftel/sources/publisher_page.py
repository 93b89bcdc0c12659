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
from typing import Final

from reftel.records import Provenance
from reftel.sources.decoding import Break, Decoded, byte_at
from reftel.sources.layouts import PUBLISHER_LABELS, find_cable_table

# Each alternative stops at the next "<" or after a few characters: linear, whatever the page holds.
_MARKUP: Final = re.compile(
    r"</?(?P<tag>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])[^<>]*>"
    r"|&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_UNDONE: Final = frozenset(
    ("a", "abbr", "b", "br", "code", "div", "em", "font", "i", "p", "pre", "small", "span", "strong", "tt", "u", "wbr")
)
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
    """The page as lines (see above) with the way back to its bytes, or None when it has no such table."""
    found = find_cable_table(page.text)
    if found is None:
        return None
    lines = _Lines(page)
    text = page.text
    table_end = text.find("</table>", found.end())
    table_end = len(text) if table_end < 0 else table_end
    labels, values = _read_cells(text, found.end(), table_end)
    for cell in labels + values:
        lines.end_line(cell[0])
        lines.take_cell(*cell)
    at = table_end
    while (block := _PRE.search(text, at)) is not None:
        stop = text.find("</pre>", block.end())
        stop = len(text) if stop < 0 else stop
        lines.end_line(block.start())
        lines.take(block.end(), stop)
        at = stop
    return lines.finish()


def _read_cells(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where the known labels of the table and as many values stand; the links to articles further down are left."""
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
    return labels, values


class _Lines:
    """A text being put together from pieces of a page, with the byte of every piece."""

    def __init__(self, page: Decoded) -> None:
        self._page = page
        self._parts: list[str] = []
        self._breaks: list[Break] = []
        self._inner = 1  # the first break of the page that may lie beyond what was taken
        self._length = 0
        self._taken = 0  # how far into the page we are
        self._replaced = page.replaced

    def take(self, start: int, end: int) -> None:
        """Take over `page[start:end]`, markup undone."""
        text = self._page.text
        at = start
        for mark in _MARKUP.finditer(text, start, end):
            tag = mark["tag"]
            if tag is not None:
                if tag.lower() not in _UNDONE:
                    continue
                self._verbatim(at, mark.start())
                if tag.lower() == "br":
                    self._stand_in("\n", mark.start())
            else:
                character = html.unescape(mark[0])
                if character == mark[0]:
                    continue
                self._verbatim(at, mark.start())
                if not character or (character == "\ufffd" and mark[0].lower() not in ("&#xfffd;", "&#65533;")):
                    character = "\ufffd"
                    self._replaced += 1
                self._stand_in(character, mark.start())
            at = mark.end()
        self._verbatim(at, end)
        self._taken = end

    def take_cell(self, start: int, end: int) -> None:
        """Take over one cell of the table as one line: its words without the page's line ends around them."""
        text = self._page.text
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
            for line in re.finditer(r"[^\r\n]+", text[first:last]):
                self.take(first + line.start(), first + line.end())
        self._taken = end

    def end_line(self, upto: int) -> None:
        """Begin a new line; its line end is one of the page's own, between here and `upto`, where there is one."""
        if not self._parts:
            self._taken = upto
            return
        own = self._page.text.find("\n", self._taken, upto)
        self._stand_in("\n", own if own >= 0 else self._taken)

    def finish(self) -> Decoded:
        """The text as it stands now, and where it ends in the page."""
        self._break(self._length, byte_at(self._page.breaks, self._taken))
        text = "".join(self._parts)
        return Decoded(text, self._page.encoding, self._replaced, self._breaks or [(0, 0)])

    def _verbatim(self, start: int, end: int) -> None:
        if end <= start:
            return
        breaks = self._page.breaks
        self._break(self._length, byte_at(breaks, start))
        while self._inner < len(breaks) and breaks[self._inner][0] <= start:
            self._inner += 1
        while self._inner < len(breaks) and breaks[self._inner][0] < end:
            at, origin = breaks[self._inner]
            self._break(self._length + at - start, origin)
            self._inner += 1
        self._parts.append(self._page.text[start:end])
        self._length += end - start

    def _stand_in(self, characters: str, at: int) -> None:
        origin = byte_at(self._page.breaks, at)
        for character in characters:
            self._break(self._length, origin)
            self._parts.append(character)
            self._length += 1

    def _break(self, at: int, origin: int) -> None:
        if self._breaks:
            last_at, last_origin = self._breaks[-1]
            if at == last_at:
                self._breaks.pop()
                self._break(at, origin)
                return
            if at - last_at == origin - last_origin:
                return
        self._breaks.append((at, origin))
