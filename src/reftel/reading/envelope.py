"""The transmission part: everything above the classification line.

    VZCZCXRO7703                                transmission id
    RR RUEHBC RUEHDE                            routing: precedence, the stations it is relayed to
    DE RUEHLM #0412/01 0651848                  station, serial/section, day of the year and time
    ZNY CCCCC ZZH                               security: U, C, S
    R 061848Z MAR 07                            precedence, date-time group
    FM AMEMBASSY LIMA
    TO RUEHC/SECSTATE WASHDC IMMEDIATE 4696     route/name, precedence, continuity number
    INFO RUEHBO/AMEMBASSY BOGOTA 0123

Facts. Each line says by its first word what it is; lists go on over the lines below. In the 1970s the first page line,
the distribution (`ACTION EUR-12`, `INFO OCT-01 … /041 W`), DRAFTED BY and APPROVED BY stand above, and a line of
dashes. The serial of the DE line is the telegram's own, cut to four digits, and its day that of the date-time group.
"""

from __future__ import annotations

import datetime
import re
from typing import Final

from msgspec import structs

from reftel.diagnostics import diagnostic
from reftel.reading.addressees import Addressees, read_sender
from reftel.reading.distribution import (
    COPIES,
    TOTAL,
    adds_up,
    is_officer,
    officer_runs,
    read_distribution,
    read_officer,
)
from reftel.reading.furniture import find_receipt
from reftel.reading.sheet import Sheet, folded
from reftel.reading.timegroup import (
    DTG,
    DTG_DAMAGED,
    DTG_LINE,
    at_or_after,
    date_of,
    find_filing,
    read_filing,
    read_precedence,
)
from reftel.records import Distribution, Filing, Officer, Routing, StationLine, Transmission
from reftel.spans import Found, Span
from reftel.times import Date

_WORD: Final = re.compile(
    r"(?P<to>TO)(?=[ \t:]|$)[ \t:]*"
    r"|(?P<info>INFO)(?=[ \t:]|$)[ \t:]*"
    r"|(?P<fm>FM)(?=[ \t:])[ \t:]*"
    r"|(?P<tid>VZCZC[A-Z]*\d+)"
    r"|(?P<sec>ZN[YR] [A-Z]{5})\b"
    r"|(?P<de>DE[ \t]+R[A-Z]{3,7}[ \t]*#?(?=[ \t]?\d))"
    r"|(?P<drafted>DRAFTED[ ]?BY)[ \t:]*"
    r"|(?P<approved>APPROVED[ ]?BY)[ \t:]*"
    r"|(?P<cleared>CLEARED[ ]?BY)[ \t:]*"
    r"|(?P<desired>DESIRED[ ]DISTRIBUTION)"
    r"|(?P<dist>(?:ACTION|ORIGIN)[ \t]+(?=[A-Z]+-\d\d))"
    r"|(?P<dash>-{6,})"
    r"|(?P<stop>BT[ \t]*$|(?:[A-Z]{2,12} )?GRNC\b)"
)
# A publisher's date below the last addressee, or glued to it: `… WASHDCTuesday, 12 May 2009, 08:51`
_WRITTEN_DATE: Final = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{1,2} [A-Z][a-z]{2,8} \d{4}(?:, ?\d\d:\d\d)?[ \t]*$"
)
# the letters with which the words above, routing lines and date-time groups begin: most addressees begin with others
_FIRST: Final = frozenset("VZDFTIACO-BPRG0S")
_POSTS: Final = ("AMEMBASSY", "AMCONSUL")  # how most addressees begin that have no routing indicator
_DE: Final = re.compile(
    r"DE[ \t]+(?P<route>R[A-Z]{3,7})[ \t]*#?[ \t]?(?P<serial>\d{1,6})(?:/(?P<section>\d{1,2}))?[ \t]+"
    r"(?P<day>[0-3]\d\d)(?P<time>[0-2]\d[0-5]\d)(?!\d)"
)
_ROUTING: Final = re.compile(r"(?P<prec>ZZ|OO|PP|RR)(?:[ \t]+(?=R)|$)")
_RELAYED: Final = re.compile(r"R[A-Z]{3,7}(?:[ \t]+R[A-Z]{3,7})*")
# A page turn right behind TO or INFO: `TO PAGE 02  STATE 000412 061849Z`
_PAGE_WORDS: Final = re.compile(r"PAGE \d\d(?:[ \t]+[A-Z][A-Z ]{2,12}[ \t]+\d{4,6}\b|[ \t]*$)")
_SERVICE_PROSIGN: Final = re.compile(r"Z[A-Z]{2}\d?")
_PRECEDENCES: Final = {"ZZ": "FLASH", "OO": "IMMEDIATE", "PP": "PRIORITY", "RR": "ROUTINE"}
_NONE: Final = Transmission()
_FEWEST: Final = 8  # characters of the shortest line that says something
_DAYS_APART: Final = 1  # a telegram filed at night is sent on the next day


def read_security(text: str) -> str | None:
    """The level behind the security line: ZNY CCCCC is CONFIDENTIAL, ZNR UUUUU UNCLASSIFIED."""
    letter = text.split()[-1][:1]
    return {"U": "UNCLASSIFIED", "C": "CONFIDENTIAL", "S": "SECRET", "T": "TOP SECRET"}.get(letter)


def read_routing(text: str) -> Routing:
    """The routing line with its continuations: `RR RUEHBC RUEHDE`."""
    words = text.split()
    precedence = _PRECEDENCES.get(words[0])
    return Routing(printed=" ".join(words), precedence=precedence, indicators=tuple(words[1:] if precedence else words))


def read_station_line(text: str) -> StationLine | None:
    """The DE line: `DE RUEHLM #0412/01 0651848`."""
    found = _DE.match(text)
    if found is None:
        return None
    return StationLine(
        printed=folded(found.group()),
        route=found["route"],
        serial=int(found["serial"]),
        section=int(found["section"]) if found["section"] else None,
        day=int(found["day"]),
        time=found["time"],
    )


def read_envelope(sheet: Sheet, end: int, serial: int | None = None) -> Transmission:
    """The transmission part of the telegram: `sheet.text[:end]`, where `end` is the classification line; `serial` is
    that line's, to check the DE line by."""
    if end < _FEWEST:
        return _NONE
    envelope = _Envelope(sheet, end)
    envelope.read()
    return envelope.transmission(serial)


class _Envelope:
    """The lines of one transmission part, each put where its first word says."""

    dtg: Found[Date] | None = None
    precedence: tuple[Found[str], ...] = ()
    service: tuple[Found[str], ...] = ()
    routing: tuple[int, int] | None = None
    station_line: Found[StationLine] | None = None
    dashes: tuple[int, int] | None = None
    distribution: tuple[int, int] | None = None
    drafted: tuple[int, int] | None = None
    approved: tuple[int, int] | None = None
    began = False

    def __init__(self, sheet: Sheet, end: int) -> None:
        self.sheet = sheet
        self.end = end
        self.first: dict[str, Found[str]] = {}
        self.cleared: list[tuple[int, int]] = []
        self.action = Addressees(sheet)
        self.info = Addressees(sheet, self.action)

    def read(self) -> None:
        """Go through the lines; what a line without a word of its own belongs to, the one above says."""
        text = self.sheet.text
        addressees = {"to": self.action, "info": self.info}
        kind = ""
        at = 0
        for raw in text[: self.end].split("\n"):
            start = at
            at += len(raw) + 1
            line = raw.strip()
            if not line:
                continue
            if line[0] != raw[0]:
                start += raw.index(line[0])
            if "day, " in line and (written := _WRITTEN_DATE.search(line)):
                line = line[: written.start()].rstrip()
                if not line:
                    continue
            stop = start + len(line)
            if kind in addressees and (line[0] == "R" or line.startswith(_POSTS)):
                addressees[kind].line(start, stop)
                continue
            if line[0] in _FIRST:
                if found := _WORD.match(line):
                    kind = self._word(found, start, stop)
                    continue
                if self.dtg is None and line[0] in "ZOPR0" and self._dtg(start, stop):
                    kind = ""
                    continue
                if self.routing is None and not self.began and _ROUTING.match(line):
                    self.routing = (start, stop)
                    kind = "routing"
                    continue
            if kind:
                self._below(kind, line, start, stop)

    def _word(self, found: re.Match[str], start: int, stop: int) -> str:
        """A line with a word of its own; what the lines below it are, by default."""
        sheet, text = self.sheet, self.sheet.text
        kind = found.lastgroup or ""
        value = start + found.end()
        if kind == "info" and not self.began and COPIES.match(text, value, stop):
            kind, value = "dist", start  # the Department's own INFO: the word tells its offices from the first ones
        if kind in ("tid", "sec"):
            self.first.setdefault(kind, sheet.found(found.group(), start, value))
            return ""
        if kind == "de":
            if self.station_line is None and (line := read_station_line(text[start:stop])):
                self.station_line = sheet.found(line, start, stop)
            return ""
        if kind == "dist":
            if self.distribution is None or not self.began:
                self.distribution = (self.distribution[0] if self.distribution else start, stop)
            return "dist"
        if kind == "dash":
            if self.dashes is None:
                self.dashes = find_filing(text, start, stop)
            return ""
        if kind == "fm":
            self.began = True
            if "fm" not in self.first and value < stop:
                self.first["fm"] = sheet.found(read_sender(text[value:stop]), value, stop)
            return ""
        if kind in ("to", "info"):
            if not self.began:
                return ""
            (self.action if kind == "to" else self.info).label()
            if value < stop:
                self._below(kind, text[value:stop], value, stop)
            return kind
        if kind in ("drafted", "approved", "cleared") and value < stop:
            self._officer(kind, value, stop)
        return kind if kind in ("drafted", "approved", "cleared", "desired") else ""

    def _below(self, kind: str, line: str, start: int, stop: int) -> None:
        """A line below one with a word."""
        if kind in ("to", "info"):
            if not (line.startswith("PAGE ") and _PAGE_WORDS.match(line)):
                (self.action if kind == "to" else self.info).line(start, stop)
        elif kind == "routing":
            if self.routing and _RELAYED.fullmatch(line):
                self.routing = (self.routing[0], stop)
        elif kind == "dist":
            if self.distribution and (COPIES.search(line) or TOTAL.match(line)):
                self.distribution = (self.distribution[0], stop)
        elif kind in ("drafted", "approved", "cleared"):
            self._officer(kind, start, stop)

    def _officer(self, kind: str, start: int, stop: int) -> None:
        line = self.sheet.text[start:stop]
        if kind == "drafted":
            if self.drafted is None:
                self.drafted = (start, stop)
            elif line[0].isdigit() or line.startswith("EXT"):
                self.drafted = (self.drafted[0], stop)
        elif kind == "approved" and self.approved is None:
            self.approved = (start, stop)
        else:
            for run in officer_runs(self.sheet.text, start, stop):
                if is_officer(self.sheet.text[slice(*run)]):
                    self.cleared.append(run)

    def _dtg(self, start: int, stop: int) -> bool:
        """The date-time group with the precedence prosigns before it and the service prosigns behind it."""
        sheet, text = self.sheet, self.sheet.text
        group = DTG_LINE.match(text, start, stop)
        if group is None:
            if damaged := DTG_DAMAGED.match(text, start, stop):
                message = f"No date-time group: {folded(damaged['group'])}."
                sheet.note("HDR-DTG-BAD", message, *damaged.span("group"))
                return True
            return False
        if date := date_of(group):
            self.dtg = sheet.found(date, group.start("day"), group.end("year"))
        else:
            sheet.note("HDR-DTG-BAD", f"No such date: {folded(group.group())}.", group.start("day"), group.end())
        first, last = group.span("prec")
        self.precedence = tuple(
            [sheet.found(read_precedence(text[n]), n, n + 1) for n in range(first, last) if text[n] in "ZOPR0"]
        )
        if group["service"]:
            self.service = tuple(
                sheet.found(sign.group(), *sign.span())
                for sign in _SERVICE_PROSIGN.finditer(text, *group.span("service"))
            )
        return True

    def transmission(self, serial: int | None) -> Transmission:
        """What was found, with the times that lend their month from the date-time group."""
        sheet, first = self.sheet, self.first
        if self.dtg is None and (group := DTG.search(sheet.text, 0, self.end)) and (date := date_of(group)):
            self.dtg = sheet.found(date, *group.span())  # glued to something, or without precedence
        if self.began and not self.action.found:
            sheet.note("HDR-NO-TO")
        if self.station_line is not None:
            self._check_station_line(self.station_line, serial)
        wire = Transmission(
            transmission_id=first.get("tid"),
            routing=self._routing(),
            station_line=self.station_line,
            security=first.get("sec"),
            dtg=self.dtg,
            precedence=self.precedence,
            service=self.service,
            received=self._received(),
            sender=first.get("fm"),
            action=tuple(self.action.found),
            info=tuple(self.info.found),
        )
        if not (self.distribution or self.dashes or self.drafted or self.approved or self.cleared):
            return wire
        return structs.replace(
            wire,
            distribution=self._distribution(),
            filing=self._filing(),
            drafted=self._person(self.drafted),
            approved=self._person(self.approved),
            cleared=tuple(officer for run in self.cleared if (officer := self._person(run))),
        )

    def _routing(self) -> Found[Routing] | None:
        return (
            self.sheet.found(read_routing(self.sheet.text[slice(*self.routing)]), *self.routing)
            if self.routing
            else None
        )

    def _person(self, run: tuple[int, int] | None) -> Found[Officer] | None:
        return self.sheet.found(read_officer(self.sheet.text[slice(*run)]), *run) if run else None

    def _distribution(self) -> Found[Distribution] | None:
        if self.distribution is None:
            return None
        value = read_distribution(self.sheet.text[slice(*self.distribution)])
        if not adds_up(value):
            copies = sum(each.copies for each in (*value.action, *value.info))
            message = f"The copies make {copies}, the total says {value.total}."
            self.sheet.note("HDR-COPIES-SUM", message, *self.distribution)
        return self.sheet.found(value, *self.distribution)

    def _received(self) -> Found[Date] | None:
        receipt = find_receipt(self.sheet.source.text)  # the first page line was cut out of the sheet
        if receipt and self.dtg and (when := at_or_after(self.dtg.value, receipt["time"])):
            return Found(when, (Span(receipt.start("time"), receipt.end("time")), *self.dtg.spans))
        return None

    def _filing(self) -> Found[Filing] | None:
        if self.dashes is None:
            return None
        spans = self.sheet.spans(*self.dashes)
        if self.dtg is not None:
            spans += self.dtg.spans
        value = read_filing("\n".join(self.sheet.source.text[s.start : s.end] for s in spans))
        return Found(value, spans) if value else None

    def _check_station_line(self, line: Found[StationLine], serial: int | None) -> None:
        """The DE line says the telegram's number and day again."""
        odd: list[str] = []
        said = line.value
        if serial is not None and said.serial % 10_000 != serial % 10_000:
            odd.append(f"number {said.serial} (the classification line: {serial})")
        if self.dtg is not None and self.dtg.value.day is not None:
            sent = self.dtg.value
            day = datetime.date(sent.year, sent.month or 1, sent.day or 1).timetuple().tm_yday
            if not (0 <= said.day - day <= _DAYS_APART or (day >= 365 and said.day == 1)):
                odd.append(f"day {said.day} of the year (the date-time group: {day})")
        if odd:
            message = f"The line of the station says {' and '.join(odd)}."
            self.sheet.diagnostics.append(diagnostic("HDR-DE-DIFFERS", message, spans=line.spans))
