"""The times of the transmission part: date-time group, time of filing, time of receipt.

    R 061848Z MAR 07                            precedence, day, hour and minute, zone Z, month, year
    O P 292205Z OCT 75 ZDK                      two precedences (TO, INFO), service prosigns
    ------------------040858 121347Z /41        the communications centre's number, its time of filing, copies
    PAGE 01 LONDON 19154 261904Z                the Department's time of receipt

Facts. Only the date-time group names month and year (ACP 121); the other two lend them from it. Some of the 1970s have
a blank before the Z. Behind the dashes stood one group until December 1976, then two, in either order, the one with the
Z being the time; some groups of later years are hexadecimal.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.ids import FIRST_YEAR, LAST_YEAR
from reftel.records import Filing
from reftel.times import MONTHS, Date

_GROUP: Final = (
    r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)[ ]?[Zz][ \t]+"
    r"(?P<month>[A-Za-z]{3})[A-Za-z]{0,6}\.?[ \t]+"
    r"(?P<year>\d\d(?:\d\d)?)(?!\d)"
)
DTG: Final = re.compile(_GROUP)
DTG_LINE: Final = re.compile(rf"(?P<prec>(?:[ZOPR0][ \t]+){{0,3}}){_GROUP}(?P<service>(?:[ \t]+Z[A-Z]{{2}}\d?(?!\w))*)")
# the same without sense: digits and a zone where the group should stand
DTG_DAMAGED: Final = re.compile(r"(?:[ZOPR][ \t]+){1,3}(?P<group>\d{4,7}[ ]?Z\b[^\n]{0,14})")
_WORDS: Final = {"Z": "FLASH", "O": "IMMEDIATE", "0": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}
_CENTURY: Final = 45  # telegrams of 1945 on have date-time groups of this form; published ones end in 2010
_FILING: Final = re.compile(
    r"-{6,}[ \t]*(?P<first>[0-9A-F]{6})(?P<z1>Z)?(?:[ \t]+(?P<second>[0-9A-F]{6})(?P<z2>Z)?)?"
    r"(?:[ \t]*/[ ]?(?P<copies>\d{1,3})\b)?"
)


def read_dtg(text: str) -> Date | None:
    """The date in a date-time group, to the minute, UTC; None when there is no such day."""
    found = DTG.search(text)
    return date_of(found) if found else None


def date_of(group: re.Match[str]) -> Date | None:
    """The date of a date-time group that was matched."""
    day, hour, minute, name, year = group.group("day", "hour", "minute", "month", "year")
    month = MONTHS.get(name.upper())
    number = int(year)
    if number < 100:
        number += 1900 if number >= _CENTURY else 2000
    if month is None or not FIRST_YEAR <= number <= LAST_YEAR:
        return None
    try:
        return Date(number, month, int(day), int(hour), int(minute))
    except ValueError:
        return None


def read_precedence(text: str) -> str:
    """The word behind a precedence prosign: R is ROUTINE."""
    return _WORDS[text.strip()]


def read_received(text: str) -> Date | None:
    """The time of receipt from its `ddhhmmZ` and the date-time group, which lends it month and year."""
    first, _, rest = text.partition("\n")
    sent = read_dtg(rest)
    return at_or_after(sent, first) if sent else None


def read_filing(text: str) -> Filing | None:
    """The line of dashes from its first line, the date-time group that lends it month and year from the rest."""
    first, _, rest = text.partition("\n")
    found = _FILING.match(first)
    if found is None:
        return None
    groups = ((found["first"], found["z1"]), (found["second"], found["z2"]))
    sent = read_dtg(rest) if rest else None
    time = next((group for group, zone in groups if zone and group.isdigit()), None)
    return Filing(
        number=next((group for group, zone in groups if group and not zone), None),
        time=at_or_after(sent, time) if sent and time else None,
        copies=int(found["copies"]) if found["copies"] else None,
    )


def find_filing(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the line of dashes that begins at `start` says something."""
    found = _FILING.match(text, start, end)
    return found.span() if found else None


def at_or_after(sent: Date, printed: str) -> Date | None:
    """`ddhhmm` as a date: on or after the day of the date-time group, in that month or the next."""
    day, hour, minute = int(printed[:2]), int(printed[2:4]), int(printed[4:6])
    month, year = sent.month or 1, sent.year
    if sent.day is not None and day < sent.day:  # in the month after
        month, year = (1, year + 1) if month == 12 else (month + 1, year)
    try:
        return Date(year, month, day, hour, minute)
    except ValueError:
        return None
