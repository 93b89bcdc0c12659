"""Charts as numbers: bars in whole thousandths of the highest, for an SVG that the server draws beside its table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

# A bar for one cable among thousands is still a bar
_LEAST: Final = 12
_HEIGHT: Final = 1000
_WIDE: Final = 10
_GAP: Final = 3


class Bar(msgspec.Struct, frozen=True):
    """One year: where its bar stands, how high it is (0 to 1000), and what it counts."""

    x: int
    y: int
    height: int
    year: int
    count: int


class Histogram(msgspec.Struct, frozen=True):
    """Cables by year, each year between the first and the last with a place of its own, empty ones too."""

    bars: tuple[Bar, ...]
    width: int
    bar: int
    first: int
    last: int
    most: int
    total: int
    fullest: int


def histogram(counts: Sequence[tuple[int, int]]) -> Histogram | None:
    """The bars for (year, cables) pairs; None where there is nothing to draw."""
    by_year = {year: count for year, count in counts if count > 0}
    if not by_year:
        return None
    first, last, most = min(by_year), max(by_year), max(by_year.values())
    bars = []
    for year in range(first, last + 1):
        if count := by_year.get(year, 0):
            height = max(_LEAST, count * _HEIGHT // most)
            bars.append(Bar((year - first) * (_WIDE + _GAP), _HEIGHT - height, height, year, count))
    width = (last - first + 1) * (_WIDE + _GAP) - _GAP
    fullest = max(by_year, key=lambda year: (by_year[year], -year))
    return Histogram(tuple(bars), width, _WIDE, first, last, most, sum(by_year.values()), fullest)


def share(count: int, most: int) -> int:
    """How long a hairline bar is, of 1000."""
    return max(_LEAST, count * _HEIGHT // most) if most else 0
