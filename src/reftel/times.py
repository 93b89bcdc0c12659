"""Dates with honest precision.

A telegram gives a minute (its date-time group), a page a day, a declassification line sometimes a month only. A date
here keeps what was printed and no more: written as ISO 8601 cut at its precision (`2004`, `2004-04`, `2004-04-26`,
`2004-04-27T06:14Z`). All times are UTC: the Z of a date-time group.
"""

from __future__ import annotations

import calendar
import datetime
import re
from functools import total_ordering
from typing import Final, Literal

Precision = Literal["year", "month", "day", "minute", "second"]

_MONTH_NAMES: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
MONTHS: Final = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
"""The months as a date-time group abbreviates them."""

_ISO: Final = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?Z?)?)?)?",
)


@total_ordering
class Date:
    """A date as precise as its source: year, month, day, minute or second; missing parts are None."""

    __slots__ = ("day", "hour", "minute", "month", "second", "year")

    def __init__(
        self,
        year: int,
        month: int | None = None,
        day: int | None = None,
        hour: int | None = None,
        minute: int | None = None,
        second: int | None = None,
    ) -> None:
        """Build a date from its parts; ValueError when there is no such day or time."""
        if hour is not None and (minute is None or day is None):
            raise ValueError("an hour wants its minute and its day")
        # the calendar checks what is there, with the first of everything that is not
        datetime.datetime(year, month or 1, day or 1, hour or 0, minute or 0, second or 0, tzinfo=datetime.UTC)
        self.year = year
        self.month = month
        self.day = day if month is not None else None
        self.hour = hour
        self.minute = minute
        self.second = second

    @classmethod
    def parse(cls, text: str) -> Date:
        """Read ISO 8601 at any precision down to the second; ValueError otherwise."""
        found = _ISO.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"not a date: {text!r} (write 2004, 2004-04, 2004-04-06 or 2004-04-06T06:14Z)")
        return cls(*(int(part) if part is not None else None for part in found.groups()))  # type: ignore[arg-type]

    @property
    def precision(self) -> Precision:
        """How much of the date is known."""
        if self.month is None:
            return "year"
        if self.day is None:
            return "month"
        if self.hour is None:
            return "day"
        return "minute" if self.second is None else "second"

    @property
    def first_day(self) -> str:
        """The first day it can be, ISO."""
        return f"{self.year:04d}-{self.month or 1:02d}-{self.day or 1:02d}"

    @property
    def last_day(self) -> str:
        """The last day it can be, ISO: 1999-05 may be as late as 1999-05-31."""
        month = self.month or 12
        return f"{self.year:04d}-{month:02d}-{self.day or calendar.monthrange(self.year, month)[1]:02d}"

    @property
    def iso_day(self) -> str:
        """The same without its time of day, ISO, as precise as it is: 2004-04-06, 2004-04."""
        return str(self) if self.day is None else f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def to_day(self) -> Date:
        """The same date without its time of day."""
        return self if self.hour is None else Date(self.year, self.month, self.day)

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month is None:
            return text
        text += f"-{self.month:02d}"
        if self.day is None:
            return text
        text += f"-{self.day:02d}"
        if self.hour is None:
            return text
        text += f"T{self.hour:02d}:{self.minute:02d}"
        return text + ("Z" if self.second is None else f":{self.second:02d}Z")

    def __repr__(self) -> str:
        return f"Date({str(self)!r})"

    def _key(self) -> tuple[int, int, int, int, int, int]:
        def part(value: int | None) -> int:
            return -1 if value is None else value

        return (self.year, part(self.month), part(self.day), part(self.hour), part(self.minute), part(self.second))

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Date) else NotImplemented

    def __lt__(self, other: Date) -> bool:
        return self._key() < other._key()

    def __hash__(self) -> int:
        return hash(self._key())
