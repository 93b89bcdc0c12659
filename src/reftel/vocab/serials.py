"""Serials: how high each station's counter stood in each month, and so in which year a bare number was sent.

`REF: STATE 71826` names a telegram without its year. Each station counts from 1 every January; where published ids
show how far the counter had come, the number itself tells the time of year it was sent, and so whether it can be of
the year of the telegram that cites it. Some months rest on a single id: the answer says on how many it rests.
"""

from __future__ import annotations

import calendar
import itertools
from collections.abc import Sequence
from typing import Final

import msgspec

from reftel.vocab.tables import Row


class SerialMonth(msgspec.Struct, frozen=True):
    """What the published ids of one station show for one month: how many there are, and where they lie."""

    month: int
    n: int
    min_serial: int
    p05: int
    median: int
    p95: int
    max_serial: int
    source: str


class YearGuess(msgspec.Struct, frozen=True):
    """The year a bare number was sent, how sure that is, why, and on how many published ids it rests."""

    year: int
    confidence: float
    reason: str
    observations: int


def read_month(row: Row) -> SerialMonth:
    """A row of serial_months.csv; its year and month are what it is valid from."""
    _code, n, low, p05, median, p95, high, valid_from, _valid_to, _note, source = row
    return SerialMonth(int(valid_from[5:7]), int(n), int(low), int(p05), int(median), int(p95), int(high), source)


_MONTH_NAMES: Final = (
    "",  # so that January is 1
    *"January February March April May June July August September October November December".split(),
)
NO_CALENDAR: Final = 0.5
NEITHER: Final = 0.3
_SURE: Final = 0.9
_CORRECTED: Final = 0.7
_HALFWAY: Final = 4
"""With this many observations, confidence stands half-way between knowing nothing and the most a calendar can give."""
_MANY: Final = 20
"""From this many on, a month's edges are its 5th and 95th percentile: single ids are misdated (STATE, Sept. 2007)."""


class Calendar:
    """How far a station's counter had come when, in one year: its months in order, and the line through them."""

    __slots__ = ("edges", "months", "points")

    def __init__(self, months: Sequence[SerialMonth]) -> None:
        self.months = tuple(sorted(months, key=lambda month: month.month))
        self.edges = tuple(map(_edges, self.months))
        # when, in months since New Year, the counter stood where: edges and middle of each month, never going back
        self.points = points = [(0.0, 0)]
        for each, (low, high) in zip(self.months, self.edges, strict=True):
            # of n numbers scattered over a month the first is to be expected after 1/(n+1) of it
            margin = 0.05 if each.n >= _MANY else 1 / (each.n + 1)
            for when, serial in (
                (each.month - 1 + margin, low),
                (each.month - 0.5, each.median),
                (each.month - margin, high),
            ):
                if when > points[-1][0] and serial > points[-1][1]:
                    points.append((when, serial))


def guess_year(
    code: str,
    serial: int,
    *,
    citing: tuple[int, int, int],
    this_year: Calendar | None,
    year_before: Calendar | None,
) -> YearGuess:
    """The year of a number cited on a day, from the calendars of that year and the year before."""
    year, month, day = citing
    if this_year is None:
        return YearGuess(year, NO_CALENDAR, f"no calendar of serials for {code} in {year}: the citing year", 0)
    now = month - 1 + (day - 1) / calendar.monthrange(year, month)[1]
    sent, observations, where = _place(serial, this_year, year)
    cited = f"cited on {day} {_MONTH_NAMES[month]} {year}"
    rests = f"rests on {observations} observation{'s' if observations != 1 else ''}"
    if sent <= now + _slack(observations) or serial <= _reached(now, this_year.points) + max(30, 0.03 * serial):
        confidence = _weigh(_SURE, observations)
        if sent > now:
            confidence = round((confidence + NO_CALENDAR) / 2, 2)
        return YearGuess(year, confidence, f"{where}; {cited}; {rests}", observations)
    early, earlier_observations, earlier_where = _place(serial, year_before, year - 1) if year_before else (99.0, 0, "")
    if early <= 12 + _slack(earlier_observations):
        rests = f"rests on {observations + earlier_observations} observations"
        reason = f"{where}, too high for a number {cited}; {earlier_where}; {rests}"
        weight = _weigh(_CORRECTED, min(observations, earlier_observations))
        return YearGuess(year - 1, weight, reason, observations + earlier_observations)
    before = earlier_where or f"no calendar of serials for {code} in {year - 1}"
    return YearGuess(year, NEITHER, f"{where}, too high for a number {cited}; {before}; {rests}", observations)


def _weigh(most: float, observations: int) -> float:
    return round(NO_CALENDAR + (most - NO_CALENDAR) * observations / (observations + _HALFWAY), 2)


def _slack(observations: int) -> float:
    """In months: a week where the calendar is thick, a month where it rests on a few ids."""
    return 0.25 + min(0.75, 3 / max(1, observations))


def _edges(each: SerialMonth) -> tuple[int, int]:
    return (each.p05, each.p95) if each.n >= _MANY else (each.min_serial, each.max_serial)


def _when(serial: int, points: Sequence[tuple[float, int]]) -> float:
    for (t0, n0), (t1, n1) in itertools.pairwise(points):
        if serial <= n1:
            return t0 + (t1 - t0) * (serial - n0) / (n1 - n0)
    t_last, n_last = points[-1]
    return serial * t_last / n_last if n_last else 0.0


def _reached(now: float, points: Sequence[tuple[float, int]]) -> float:
    """How far the counter had come at a time of the year, between the months that are known."""
    for (t0, n0), (t1, n1) in itertools.pairwise(points):
        if now <= t1:
            return n0 + (n1 - n0) * (now - t0) / (t1 - t0)
    t_last, n_last = points[-1]
    return n_last * now / t_last if t_last else 0.0


def _place(serial: int, known: Calendar, year: int) -> tuple[float, int, str]:
    """When in that year the number was sent, on how many ids that rests, and what they show, in words."""
    when = _when(serial, known.points)
    below: SerialMonth | None = None
    for each, (low, high) in zip(known.months, known.edges, strict=True):
        if serial < low:
            shown = f"{_MONTH_NAMES[each.month]} {year} begins at {low}"
            if below is None:
                return when, each.n, f"{serial} lies below all known of {year}: {shown}"
            last = f"{_MONTH_NAMES[below.month]} {year} reaches {_edges(below)[1]}"
            return when, below.n + each.n, f"{serial} lies between two months: {last}, {shown}"
        if serial <= high:
            return when, each.n, f"{serial} lies within {_MONTH_NAMES[each.month]} {year} ({low} to {high})"
        below = each
    if below is None:  # pragma: no cover - callers pass a calendar that has months
        return when, 0, f"nothing is known of {year}"
    last = f"{_MONTH_NAMES[below.month]} {year} reaches {_edges(below)[1]}"
    return when, below.n, f"{serial} lies above all known of {year}: {last}"
