"""The transmission part: everything above the classification line.

    VZCZCXRO7703                                transmission id
    RR RUEHBC RUEHDE                            routing
    DE RUEHLM #0412/01 0651848                  station, serial/section, day of the year and time
    ZNY CCCCC ZZH                               security: U, C, S
    R 061848Z MAR 07                            precedence, date-time group
    FM AMEMBASSY LIMA
    TO RUEHC/SECSTATE WASHDC IMMEDIATE 4696     route/name, precedence, continuity number
    INFO RUEHBO/AMEMBASSY BOGOTA 0123

Facts. The continuity number counts messages per addressee and is no part of its name; digits inside a name (`DET 1
39LG ANKARA TU`) are. XMT lists posts left out of the collective before it. In the 1970s the first page line, the
distribution (`ACTION EUR-12`, `INFO OCT-01 … /041 W`), DRAFTED BY and APPROVED BY stand above, and a line of dashes.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.ids import FIRST_YEAR, LAST_YEAR
from reftel.reading.furniture import find_receipt
from reftel.reading.sheet import Sheet, folded
from reftel.records import Addressee, Transmission
from reftel.spans import Found, Span
from reftel.times import MONTHS, Date

# ACP 121: day, hour and minute, zone Z, month, year; precedence prosigns before it (first TO, second INFO), service
# prosigns after it (ZDK: repeated on request). Some 1970s lines have a blank before the Z.
DTG: Final = re.compile(
    r"(?P<prec>(?:[ZOPR][ \t]+){0,3})(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)[ ]?Z[ \t]+"
    r"(?P<month>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}[ \t]+(?P<year>\d\d(?:\d\d)?)"
    r"(?P<service>(?:[ \t]+Z[A-Z]{2}\d?)*)"
)
_LINE: Final = re.compile(
    r"^[ \t]*(?:(?P<tid>VZCZC[A-Z]*\d+)"
    r"|(?P<sec>ZN[YR] [A-Z]{5})\b"
    r"|(?P<fm>FM)[ \t]+"
    r"|(?P<to>TO)[ \t]+"
    r"|(?P<info>INFO)[ \t]+"
    r"|(?P<xmt>XMT)[ \t/]+"
    r"|(?P<drafted>DRAFTED BY)[ :]*"
    r"|(?P<approved>APPROVED BY)[ :]*"
    r"|(?P<cleared>CLEARED BY)[ :]*"
    r"|(?P<dist>(?:ACTION|ORIGIN)[ ]+[A-Z]+-\d\d)"
    r"|(?P<dash>-{6,})"
    r"|(?P<stop>DE [A-Z]{4,8} #|BT\b|PAGE \d\d|(?:[A-Z]{2,12} )?GRNC\b))",
    re.MULTILINE,
)
_PRECEDENCE_WORD: Final = re.compile(
    r"[ \t]+(NIACT IMMEDIATE|IMMEDIATE|IMMED|FLASH|PRIORITY|PRIORTY|PRIOITY|PIORITY|RPIROITY|ROUTINE)\b"
    r"(?:[ \t]+PRECEDENCE)?"
)
_CONTINUITY: Final = re.compile(r"[ \t]+(\d{4})[ \t]*\Z")
_ROUTE: Final = re.compile(r"([A-Z]{4,8})[ ]?/[ ]?(?=[A-Z0-9])")
_DISTRIBUTION_ITEM: Final = re.compile(r"[A-Z]{1,5}-\d\d\b")
# A page turn right behind TO or INFO: `TO PAGE 02  STATE 000412 061849Z`
_PAGE_WORDS: Final = re.compile(r"PAGE \d\d[ \t]+[A-Z ]{3,10}[ \t]+\d{4,6}\b")
_PROSIGN: Final = re.compile(r"[ZOPR]")
_SERVICE_PROSIGN: Final = re.compile(r"Z[A-Z]{2}\d?")
_WORDS: Final = {"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}


def read_dtg(text: str) -> Date | None:
    """The date in a date-time group, to the minute, UTC; None when there is no such day."""
    found = DTG.search(text)
    if found is None:
        return None
    year = int(found["year"])
    if year < 100:
        year += 1900 if year >= 45 else 2000
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return Date(year, MONTHS[found["month"]], int(found["day"]), int(found["hour"]), int(found["minute"]))
    except ValueError:
        return None


def read_precedence(text: str) -> str:
    """The word behind a precedence prosign: R is ROUTINE."""
    return _WORDS[text.strip()]


def read_security(text: str) -> str | None:
    """The level behind the security line: ZNY CCCCC is CONFIDENTIAL, ZNR UUUUU UNCLASSIFIED."""
    letter = text.split()[-1][:1]
    return {"U": "UNCLASSIFIED", "C": "CONFIDENTIAL", "S": "SECRET", "T": "TOP SECRET"}.get(letter)


def read_envelope(sheet: Sheet, end: int) -> Transmission:
    """The transmission part of the telegram: `sheet.text[:end]`, where `end` is the classification line."""
    text = sheet.text
    if end < 8:
        return Transmission()
    dtg, precedence, service = _dtg_line(sheet, end)
    marks = list(_LINE.finditer(text, 0, end))
    first: dict[str, Found[str]] = {}
    action: list[Addressee] = []
    info: list[Addressee] = []
    distribution: list[Found[str]] = []
    cleared: list[Found[str]] = []
    began = False
    for place, mark in enumerate(marks):
        kind = mark.lastgroup or ""
        stop = marks[place + 1].start() if place + 1 < len(marks) else end
        start = mark.end()
        if kind in ("tid", "sec"):
            first.setdefault(kind, sheet.found(mark[kind], mark.start(kind), mark.end(kind)))
        elif kind == "dist" or (kind == "info" and not began and _DISTRIBUTION_ITEM.match(text, start)):
            start = mark.start("dist") if kind == "dist" else start
            items = _DISTRIBUTION_ITEM.finditer(text, start, stop)
            distribution += [sheet.found(item.group(), *item.span()) for item in items]
        elif kind in ("drafted", "approved", "cleared"):
            lines = _lines(text, start, stop)
            if lines and (kind not in first):
                first[kind] = sheet.found(folded(text[slice(*lines[0])]), *lines[0])
            if kind != "drafted":
                cleared += [
                    sheet.found(folded(text[slice(*run)]), *run) for run in lines[1:] if _is_clearance(text, run)
                ]
        elif kind == "fm":
            began = True
            if "fm" not in first and (lines := _lines(text, start, stop)):
                run = lines[0]
                first["fm"] = sheet.found(read_sender(text[slice(*run)]), *run)
        elif kind in ("to", "info", "xmt") and began:
            into = action if kind == "to" or (kind == "xmt" and not info) else info
            runs = [run for run in _lines(text, start, stop) if not _PAGE_WORDS.match(text, *run)]
            into += [_addressee(sheet, run, excluded=kind == "xmt") for run in runs]
    receipt = find_receipt(sheet.source.text)  # the first page line was cut out of the sheet
    received: Found[Date] | None = None
    if receipt and dtg and (when := _receipt_date(receipt["time"], dtg.value)):
        received = Found(when, (Span(receipt.start("time"), receipt.end("time")), *dtg.spans))
    if began and not action:
        sheet.note("HDR-NO-TO")
    return Transmission(
        transmission_id=first.get("tid"),
        security=first.get("sec"),
        dtg=dtg,
        precedence=precedence,
        service=service,
        received=received,
        sender=first.get("fm"),
        action=tuple(action),
        info=tuple(info),
        distribution=tuple(distribution),
        drafted=first.get("drafted"),
        approved=first.get("approved"),
        cleared=tuple(cleared),
    )


def _dtg_line(sheet: Sheet, end: int) -> tuple[Found[Date] | None, tuple[Found[str], ...], tuple[Found[str], ...]]:
    """The date-time group with the precedence prosigns before it and the service prosigns behind it."""
    group = DTG.search(sheet.text, 0, end)
    if group is None:
        return None, (), ()
    dtg: Found[Date] | None = None
    if date := read_dtg(group.group()):
        dtg = sheet.found(date, group.start("day"), group.end("year"))
    else:
        sheet.note("HDR-DTG-BAD", f"No such date: {folded(group.group())}.", group.start("day"), group.end())
    precedence = tuple(
        sheet.found(_WORDS[sign.group()], *sign.span()) for sign in _PROSIGN.finditer(sheet.text, *group.span("prec"))
    )
    service = tuple(
        sheet.found(sign.group(), *sign.span())
        for sign in _SERVICE_PROSIGN.finditer(sheet.text, *group.span("service"))
    )
    return dtg, precedence, service


def read_sender(text: str) -> str:
    """The FM line without its routing indicator: `FM RUEHLM/AMEMBASSY LIMA` is from AMEMBASSY LIMA."""
    route = _ROUTE.match(text)
    return folded(text[route.end() :] if route else text)


def read_received(text: str) -> Date | None:
    """The time of receipt from its `ddhhmmZ` and the date-time group, which lends it month and year."""
    first, _, rest = text.partition("\n")
    sent = read_dtg(rest)
    return _receipt_date(first, sent) if sent else None


def _receipt_date(printed: str, sent: Date) -> Date | None:
    day, hour, minute = int(printed[:2]), int(printed[2:4]), int(printed[4:6])
    month, year = sent.month or 1, sent.year
    if sent.day is not None and day < sent.day:  # received in the month after
        month, year = (1, year + 1) if month == 12 else (month + 1, year)
    try:
        return Date(year, month, day, hour, minute)
    except ValueError:
        return None


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The lines between `start` and `end` that hold something, without the blanks around them."""
    runs: list[tuple[int, int]] = []
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop]
        if inner := line.strip():
            left = at + len(line) - len(line.lstrip())
            runs.append((left, left + len(inner)))
        at = stop + 1
    return runs


def _is_clearance(text: str, run: tuple[int, int]) -> bool:
    line = text[slice(*run)]
    return any(c.isalpha() for c in line) and not line.startswith(("DESIRED", "EXT", "---")) and not line[0].isdigit()


def _addressee(sheet: Sheet, run: tuple[int, int], *, excluded: bool) -> Addressee:
    start, end = run
    text = sheet.text
    route: str | None = None
    if found := _ROUTE.match(text, start, end):
        route = found[1]
        start = found.end()
    number: int | None = None
    precedence: str | None = None
    line = text[start:end]
    if (found := _CONTINUITY.search(line)) and found.start() > 0:
        number = int(found[1])
        end = start + found.start()
        line = text[start:end]
    for found in _PRECEDENCE_WORD.finditer(line):
        known = sheet.vocabulary.precedence(found[1])
        precedence = known.word if known else found[1]
        if found.end() == len(line):
            end = start + found.start()
    name = folded(text[start:end])
    station = sheet.vocabulary.station(name, typo=False) if "COLLECTIVE" not in name else None
    return Addressee(
        name=sheet.found(name, start, end),
        route=route,
        precedence=precedence,
        number=number,
        post=station.code if station else None,
        excluded=excluded,
    )
