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
from typing import Final

from reftel.reading.sheet import Sheet, folded
from reftel.records import Addressee
from reftel.vocab import Vocabulary

ROUTE: Final = re.compile(r"[ \t]*(R[A-Z]{3,7})[ ]?/[ ]?(?=[A-Z0-9])")
_CONTINUITY: Final = re.compile(r"\s+(\d{4})[ \t.,]*\Z")
_LAST_WORD: Final = re.compile(r"\s+([A-Z]{5,10})[ \t.,]*\Z")
_BY: Final = re.compile(r"[ \t]+BY[ \t]+(POUCH|MAIL|COURIER)\b[ \t.]*\Z")
_XMT: Final = re.compile(r"[ \t]*XMT\b[ \t/:]*")
_SECOND: Final = re.compile(r"(?<=[A-Z0-9)] )(?:AM(?:EMBASSY|CONSUL)|R[A-Z]{4,7}/)")
_MANY: Final = ("COLLECTIVE", "ALL ", " POSTS", " CAPITALS")
# a line that ends so is not finished: the name goes on below
_UNFINISHED: Final = (",", "-", "/", " OF", " AND", " FOR", " THE", "&")
_TAIL: Final = re.compile(r"(?:(?:NIACT )?[A-Z]{5,9})?[ \t]*(?:\d{4})?")

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
        if (last := self._last) and self._goes_on(last, start, end):
            start = last[0]
            self.found.pop()
        self._last = (start, end)
        if "XMT" in text[start : min(end, start + 16)] and self._exclusion(start, end):
            return
        routed = text[start] == "R" and ROUTE.match(text, start, end) is not None
        if self._excluding and (routed or self._many(start, end)):
            self._excluding = False
        self._add(start, end)

    def _exclusion(self, start: int, end: int) -> bool:
        """`XMT AMEMBASSY LIMA`, `XMT/AMEMBASSY LIMA`; with a routing indicator before it, or with nothing to leave a
        post out of, it is odd, and is kept as printed."""
        text = self.sheet.text
        if (route := ROUTE.match(text, start, end)) and _XMT.match(text, route.end(), end):
            self.sheet.note("HDR-XMT-ODD", "", start, end)
            return False
        sign = _XMT.match(text, start, end)
        if sign is None:
            return False
        above = self._above is not None and self._above._collective is not None
        if sign.end() >= end or (self._collective is None and not above):
            self.sheet.note("HDR-XMT-ODD", "", start, end)
        self._excluding = True
        if sign.end() < end:
            self._add(sign.end(), end)
        return True

    def _goes_on(self, last: Run, start: int, end: int) -> bool:
        """Whether this line is the rest of the one before: that one is unfinished, or this is a precedence alone."""
        text = self.sheet.text
        if not self.found:
            return False
        if text[start:end].startswith("XMT") or ROUTE.match(text, start, end):
            return False
        if text[slice(*last)].rstrip().endswith(_UNFINISHED):
            return not text.endswith("//", *last)
        tail = _TAIL.fullmatch(text, start, end)
        if tail is None:
            return False
        words = text[start:end].rstrip("0123456789 \t")
        return not words or self.sheet.vocabulary.precedence(words) is not None

    def _many(self, start: int, end: int) -> bool:
        line = self.sheet.text[start:end]
        return any(word in line for word in _MANY)

    def _add(self, start: int, end: int) -> None:
        sheet = self.sheet
        text = sheet.text
        whole = (start, end)
        route: str | None = None
        if text[start] == "R" and (found := ROUTE.match(text, start, end)):
            route = found[1]
            start = found.end()
        line = text[start:end]
        number: int | None = None
        precedence: str | None = None
        means: str | None = None
        if line[-1].isdigit() and (found := _CONTINUITY.search(line)) and found.start() > 0:
            number = int(found[1])
            line = line[: found.start()]
        if found := _LAST_WORD.search(line):
            line, precedence = _precedence(line, found, sheet.vocabulary)
        if number is None and precedence and (found := _CONTINUITY.search(line)) and found.start() > 0:
            number = int(found[1])
            line = line[: found.start()]
        if line.endswith(("POUCH", "MAIL", "COURIER")) and (found := _BY.search(line)):
            means = found[1]
            line = line[: found.start()]
        name = folded(line)
        if not name:  # nothing but a precedence
            name, line, precedence, number = folded(text[start:end]), text[start:end], None, None
        collective = not self._excluding and any(word in name for word in _MANY)
        post: str | None = None
        if not collective:
            known = sheet.vocabulary.station(name, typo=False)
            post = known.code if known else None
            if post is None:
                self._merged(name, *whole)
        if collective:
            self._collective = len(self.found)
        self.found.append(
            Addressee(
                name=sheet.found(name, start, start + len(line)),
                route=route,
                precedence=precedence,
                number=number,
                post=post,
                excluded=self._excluding,
                collective=collective,
                left_out_of=self._collective if self._excluding else None,
                means=means,
            )
        )

    def _merged(self, name: str, start: int, end: int) -> None:
        """Note a line that two addressees seem to share: two labels in it, or a post and then the name of another."""
        if _SECOND.search(name):
            self.sheet.note("HDR-ADDR-GARBLE", "", start, end)
            return
        if not name.startswith(("AMEMBASSY ", "AMCONSUL ")):
            return
        words = name.split(" ")[1:7]
        vocabulary = self.sheet.vocabulary
        first = next(
            (n for n in range(len(words) - 1, 0, -1) if vocabulary.station(" ".join(words[:n]), typo=False)), None
        )
        if first and any(
            vocabulary.station(" ".join(words[at:]), typo=False)
            for at in range(first, len(words))
            if len(words[at]) > 2
        ):
            self.sheet.note("HDR-ADDR-GARBLE", "", start, end)


def _precedence(line: str, found: re.Match[str], vocabulary: Vocabulary) -> tuple[str, str | None]:
    """The line without the precedence at its end, and that precedence in its usual spelling."""
    word = found[1]
    at = found.start()
    if word == "PRECEDENCE" and (before := _LAST_WORD.search(line[:at])):
        word, at = before[1], before.start()
    known = vocabulary.precedence(word)
    if known is None:
        return line, None
    if word == "IMMEDIATE" and line[:at].rstrip().endswith(" NIACT"):
        at = line[:at].rstrip().rfind(" NIACT")
        known = vocabulary.precedence("NIACT IMMEDIATE") or known
    return line[:at].rstrip(), known.word
