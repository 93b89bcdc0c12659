"""FM, TO and INFO: who sent the telegram and who got it.

    FM AMEMBASSY LIMA
    TO RUEHC/SECSTATE WASHDC IMMEDIATE 4696     routing indicator/name, precedence, continuity number
    INFO RUEHZK/ECOWAS COLLECTIVE PRIORITY      one name for many posts
    XMT AMEMBASSY LAGOS                         a post left out of that one; goes on over the lines below
    AMEMBASSY SUVA BY POUCH                     the 1970s: no routing indicators, a line to a post

Facts. The continuity number counts messages per addressee and is no part of its name; digits inside a name (`DET 1
39LG ANKARA TU`) are. Long names wrap. A lost line end merges two addressees (`AMEMBASSY LA PAZ FEB LIMA 4783`): such a
line is kept as printed, since what stood there cannot be known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from reftel.reading.sheet import Sheet, folded
from reftel.records import Addressee
from reftel.spans import Found
from reftel.vocab import Vocabulary

ROUTE: Final = re.compile(r"[ \t]*(R[A-Z]{3,7})[ ]?/[ ]?(?=[A-Z0-9])")
_BY: Final = re.compile(r"[ \t]+BY[ \t]+(POUCH|MAIL|COURIER)\b[ \t.]*\Z")
_XMT: Final = re.compile(r"XMT\b[ \t/:]*")
_SECOND: Final = re.compile(r"(?<=[A-Z0-9)] )(?:AM(?:EMBASSY|CONSUL)|R[A-Z]{4,7}/)")
# a line that ends so is not finished: the name goes on below
_UNFINISHED: Final = (",", "-", "/", " OF", " AND", " FOR", " THE", "&")
_TAIL: Final = re.compile(r"(?:(?:NIACT )?[A-Z]{5,9})?[ \t]*(?:\d{4})?")

_DIGITS: Final = 4  # of a continuity number; a precedence word has more letters
_BEGIN_TAILS: Final = frozenset("CFINPR0123456789")  # precedence words, however misspelt behind their first letter
_LONGEST: Final = 160  # characters of an address over two lines

Run = tuple[int, int]


def read_sender(text: str) -> str:
    """The FM line without its routing indicator: `FM RUEHLM/AMEMBASSY LIMA` is from AMEMBASSY LIMA."""
    route = ROUTE.match(text)
    return folded(text[route.end() :] if route else text)


class Addressees:
    """The addressees of TO or of INFO as they are read, line by line."""

    __slots__ = ("_above", "_collective", "_excluding", "_last", "found", "sheet")

    def __init__(self, sheet: Sheet, above: Addressees | None = None) -> None:
        """`above` is the list before this one: INFO may begin with posts left out of a collective of TO."""
        self.sheet = sheet
        self.found: list[Addressee] = []
        self._above = above
        self._excluding = False
        self._collective: int | None = None
        self._last: Run | None = None

    def label(self) -> None:
        """The word TO or INFO stands here: nothing goes on over it."""
        self._last = None
        self._excluding = False

    def line(self, start: int, end: int) -> None:
        """One line of the list, blanks around it left out."""
        text = self.sheet.text
        line = text[start:end]
        printed = self._read(line, excluded=False) if line[0] == "R" else None
        if printed is not None and printed[0].route:
            self._excluding = False
            if printed[0].glued_exclusion:
                self.sheet.note("HDR-XMT-ODD", "", start, end)
        elif line.startswith("XMT") and (sign := _XMT.match(line)):
            self._exclusion(start, start + sign.end(), end)
            return
        elif (last := self._last) and self._goes_on(last, start, end):
            start = last[0]
            printed = None
            self.found.pop()
        elif self._excluding:
            printed = None
            if _is_many(line):
                self._excluding = False
        self._last = (start, end)
        self._add(start, end, printed or self._read(text[start:end], excluded=self._excluding))

    def _exclusion(self, start: int, name: int, end: int) -> None:
        """`XMT AMEMBASSY LIMA`, `XMT/AMEMBASSY LIMA`; with nothing to leave a post out of, it is odd, and is kept as
        printed."""
        above = self._above is not None and self._above._collective is not None
        if name >= end or (self._collective is None and not above):
            self.sheet.note("HDR-XMT-ODD", "", start, end)
        self._excluding = True
        if name < end:
            self._last = (name, end)
            self._add(name, end, self._read(self.sheet.text[name:end], excluded=True))

    def _goes_on(self, last: Run, start: int, end: int) -> bool:
        """Whether this line is the rest of the one before: that one is unfinished, or this is a precedence alone."""
        text = self.sheet.text
        if not self.found or end - last[0] > _LONGEST:
            return False
        if text.endswith(_UNFINISHED, *last):
            return not text.endswith("//", *last)
        if text[start] not in _BEGIN_TAILS or _TAIL.fullmatch(text, start, end) is None:
            return False
        words = text[start:end].rstrip("0123456789 \t")
        return not words or self.sheet.vocabulary.precedence(words) is not None

    def _read(self, line: str, *, excluded: bool) -> Printed:
        """What a line says, and its number."""
        vocabulary = self.sheet.vocabulary
        digits = line[-_DIGITS:]
        if digits.isdigit() and digits.isascii() and line[-_DIGITS - 1 : -_DIGITS].isspace():
            entry = _entry(line[:-_DIGITS] + "0000", excluded, vocabulary)
            if entry.number is not None:
                return entry, int(digits)
        entry = _entry(line, excluded, vocabulary)
        return entry, entry.number

    def _add(self, start: int, end: int, printed: Printed) -> None:
        sheet = self.sheet
        entry, number = printed
        excluded = self._excluding
        if entry.collective:
            self._collective = len(self.found)
        elif entry.merged:
            sheet.note("HDR-ADDR-GARBLE", "", start, end)
        spans = sheet.spans(start + entry.first, start + entry.last)
        name = Found(entry.name, spans)
        if len(spans) > 1:  # a page line stood inside the name
            name = Found(folded(name.slices(sheet.source.text)), spans)
        if excluded or entry.collective or entry.means:
            self.found.append(
                Addressee(
                    name=name,
                    route=entry.route,
                    precedence=entry.precedence,
                    number=number,
                    post=entry.post,
                    excluded=excluded,
                    collective=entry.collective,
                    left_out_of=self._collective if excluded else None,
                    means=entry.means,
                )
            )
            return
        self.found.append(
            Addressee(name=name, route=entry.route, precedence=entry.precedence, number=number, post=entry.post)
        )


class _Entry(NamedTuple):
    """What a line of an address says, as it is printed time and again; the name stands at `[first, last)` of it."""

    name: str
    first: int
    last: int
    route: str | None
    precedence: str | None
    number: int | None
    post: str | None
    means: str | None
    collective: bool
    merged: bool
    """Two addressees seem to share the line."""
    glued_exclusion: bool
    """XMT stands behind the routing indicator."""


Printed = tuple[_Entry, int | None]
"""A line of an address, and its number, which is another each time."""


@lru_cache(maxsize=4096)
def _entry(line: str, excluded: bool, vocabulary: Vocabulary) -> _Entry:
    route = ROUTE.match(line) if line[0] == "R" else None
    first = route.end() if route else 0
    rest, number = _number(line[first:])
    rest, precedence = _precedence(rest, vocabulary)
    if number is None and precedence:
        rest, number = _number(rest)
    means: str | None = None
    if " BY " in rest and (found := _BY.search(rest)):
        means = found[1]
        rest = rest[: found.start()]
    name = rest if rest.isprintable() and "  " not in rest else folded(rest)
    collective = not excluded and _is_many(name)
    known = None if collective else vocabulary.station(name, typo=False)
    return _Entry(
        name=name,
        first=first,
        last=first + len(rest),
        route=route[1] if route else None,
        precedence=precedence,
        number=number,
        post=known.code if known else None,
        means=means,
        collective=collective,
        merged=not collective and known is None and _is_merged(name, vocabulary),
        glued_exclusion=line.startswith("XMT", first) and route is not None,
    )


def _is_merged(name: str, vocabulary: Vocabulary) -> bool:
    """Whether two addressees seem to share a line: two labels stand in it, or a post and then the name of another."""
    if name.startswith("XMT"):
        return False
    if _SECOND.search(name):
        return True
    if not name.startswith(("AMEMBASSY ", "AMCONSUL ")):
        return False
    words = name.split(" ")[1:7]
    first = next((n for n in range(len(words) - 1, 0, -1) if vocabulary.station(" ".join(words[:n]), typo=False)), None)
    return first is not None and any(
        vocabulary.station(" ".join(words[at:]), typo=False) for at in range(first, len(words)) if len(words[at]) > 2
    )


def _is_many(name: str) -> bool:
    """Whether a name stands for many posts."""
    return "COLLECTIVE" in name or "ALL " in name or " POSTS" in name or " CAPITALS" in name


def _number(line: str) -> tuple[str, int | None]:
    """The line without the continuity number at its end: four digits, a word before them."""
    if line[-1] in " \t.,":
        line = line.rstrip(" \t.,")
    digits = line[-_DIGITS:]
    if digits.isdigit() and digits.isascii() and line[-_DIGITS - 1 : -_DIGITS].isspace():
        return line[:-_DIGITS].rstrip(), int(digits)
    return line, None


def _precedence(line: str, vocabulary: Vocabulary) -> tuple[str, str | None]:
    """The line without the precedence at its end, and that precedence in its usual spelling."""
    bare = line.removesuffix(" PRECEDENCE")
    at = bare.rfind(" ")
    if "\n" in bare:
        at = max(at, bare.rfind("\n"))
    if at <= 0 or len(bare) - at - 1 <= _DIGITS or bare[at + 1] not in _BEGIN_TAILS:
        return line, None
    word = bare[at + 1 :]
    known = vocabulary.precedence(word)
    if known is None:
        return line, None
    before = bare[:at].rstrip()
    if word == "IMMEDIATE" and before.endswith("NIACT"):
        return before[:-5].rstrip(), "NIACT IMMEDIATE"
    return before, known.word
