"""The name of a telegram: year, originating station, serial.

Each station counts its telegrams from 1 every January; year + station + serial name one message for ever. Everything
else is spelling: `04MAPUTO565` (published sets), `2004MAPUTO00565` (the NARA document number, station cut to six
characters), `04 MAPUTO 000565` (the message reference number, MRN, in text). This module knows the grammar; which
letters name which station is the vocabulary's business.
"""

from __future__ import annotations

import hashlib
import re
from functools import total_ordering
from typing import Final

# Published ids and NARA document numbers. The station is matched shortest-first and the serial may not begin inside
# it: 09CAIRO0561 is CAIRO 561. A letter after an underscore (`_b`) is a mirror's collection mark and is dropped.
_SHORT: Final = re.compile(r"(?P<year>\d{2})(?P<station>[A-Z]{2,25}?)(?P<serial>\d{1,7})(?:_[a-z])?")
_LONG: Final = re.compile(r"(?P<year>19\d\d|20\d\d)(?P<station>[A-Z]{2,25}?)(?P<serial>\d{1,7})(?:_[a-z])?")
_HANDLE: Final = re.compile(r"x[0-9a-f]{10}")

# The earliest telegram in the published set is of 1966 (66BUENOSAIRES2481): two-digit years from 66 on are 19yy.
PIVOT: Final = 66

# No telegram is named for a year outside these: a four-digit number that says so is a misprint or something else.
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2099


def full_year(two_digits: int) -> int:
    """The four-digit year behind two digits of a telegram's id: 66 to 99 are 19yy, 00 to 65 are 20yy."""
    return two_digits + (1900 if two_digits >= PIVOT else 2000)


@total_ordering
class CableId:
    """The id of one telegram, written `04MAPUTO565`: two-digit year, station in capitals, serial without zeros."""

    __slots__ = ("serial", "station", "year")

    def __init__(self, year: int, station: str, serial: int) -> None:
        named = station.isascii() and station.isalpha() and station.isupper()
        if not (FIRST_YEAR <= year <= LAST_YEAR and serial >= 0 and named):
            raise ValueError(f"not a cable id: {year} {station!r} {serial}")
        self.year = year
        self.station = station
        self.serial = serial

    @classmethod
    def parse(cls, text: str) -> CableId:
        """Read `04MAPUTO565` or `2004MAPUTO00565` (also with a mirror's `_a`); ValueError when it is neither."""
        squeezed = text.strip()
        if found := _LONG.fullmatch(squeezed):
            return cls(int(found["year"]), found["station"], int(found["serial"]))
        if found := _SHORT.fullmatch(squeezed):
            return cls(full_year(int(found["year"])), found["station"], int(found["serial"]))
        raise ValueError(f"not a cable id: {text!r}")

    @property
    def long(self) -> str:
        """The sortable long form, `2004MAPUTO00565`."""
        return f"{self.year}{self.station}{self.serial:05d}"

    def __str__(self) -> str:
        if full_year(self.year % 100) != self.year:  # two digits would say another century
            return self.long
        return f"{self.year % 100:02d}{self.station}{self.serial}"

    def __repr__(self) -> str:
        return f"CableId({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CableId):
            return NotImplemented
        return (self.year, self.station, self.serial) == (other.year, other.station, other.serial)

    def __lt__(self, other: CableId) -> bool:
        return (self.year, self.station, self.serial) < (other.year, other.station, other.serial)

    def __hash__(self) -> int:
        return hash((self.year, self.station, self.serial))


def handle(sha256: str, ordinal: int = 0) -> str:
    """The stable handle of a record without an id: `x` and ten hexadecimal digits of its source's hash.

    `ordinal` tells records of one source apart (a heap in one file); the first keeps the plain hash.
    """
    if ordinal:
        sha256 = hashlib.sha256(f"{sha256}/{ordinal}".encode()).hexdigest()
    return "x" + sha256[:10]


def is_handle(text: str) -> bool:
    """Whether `text` is such a handle."""
    return _HANDLE.fullmatch(text) is not None
