"""The dates that publishers print on their pages, each in its own form."""

from __future__ import annotations

import re
from typing import Final

from reftel.times import MONTHS, Date

_STAMP: Final = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?")
# Ruby's Time#to_s, as the mirror has it: Fri Jan 09 08:08:00 +0100 2009. The offset is the mirror's own zone and the
# minutes are the publisher's false ones, so only the day counts.
_RUBY_STAMP: Final = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) \d\d:\d\d:\d\d [+-]\d{4} ((?:19|20)\d\d)")
# a row of the publisher's table: 2/25/2006 13:05
_ROW_STAMP: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d\d)(?: ([AP])M)?")
# a printed edition: August 1, 1973, 0031Z. An hour without its Z is the sender's local time and is left out.
_DATELINE: Final = re.compile(r"([A-Z][a-z]{2,8}) (\d{1,2}), ((?:19|20)\d\d)(?:, (\d\d)(\d\d)Z)?")
# the National Archives: 26 NOV 1976, 28-May-2004 12:00:00 am, 28/05/2004. Midnights are no times.
_ARCHIVES_DAY: Final = re.compile(r"(\d{1,2})[ \-/]([A-Za-z]{3,9}|\d{1,2})[ \-/](\d{4})\b")
# the Department's stamps: 07/31/2015
_AMERICAN_DAY: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def read_created(text: str) -> Date | None:
    """The page's date: `2004-04-27 06:14:00`; the mirror's stamp, of which only the day is to be trusted; a row's
    `2/25/2006 13:05`; a printed edition's dateline."""
    try:
        if found := _STAMP.match(text):
            return Date(*(int(part) if part is not None else None for part in found.groups()))  # type: ignore[arg-type]
        if found := _RUBY_STAMP.match(text):
            return _date(found[3], found[1], found[2])
        if found := _ROW_STAMP.match(text):
            hour = int(found[4]) % 12 + 12 * (found[6] == "P") if found[6] else int(found[4])
            return Date(int(found[3]), int(found[1]), int(found[2]), hour, int(found[5]))
        if found := _DATELINE.match(text):
            date = _date(found[3], found[1], found[2])
            if date is None or found[4] is None:
                return date
            return Date(date.year, date.month, date.day, int(found[4]), int(found[5]))
    except ValueError:
        return None
    return None


def read_archives_day(text: str) -> Date | None:
    """A day as the records of the National Archives write it, day before month; a midnight behind it is no time."""
    found = _ARCHIVES_DAY.match(text)
    return _date(found[3], found[2], found[1]) if found else None


def read_american_day(text: str) -> Date | None:
    """A day as the Department stamps it, month before day."""
    found = _AMERICAN_DAY.match(text)
    return _date(found[3], found[1], found[2]) if found else None


def _date(year: str, month: str, day: str) -> Date | None:
    number = int(month) if month.isdigit() else MONTHS.get(month[:3].upper())
    try:
        return Date(int(year), number, int(day)) if number else None
    except ValueError:
        return None
