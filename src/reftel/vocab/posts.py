"""Posts: which station a printed name means, where it is, and what kind of mission it was when.

A telegram names a station in many ways: MAPUTO, AMEMBASSY MAPUTO, Rio de Jan, HCMC, VATICA (the National Archives cut
names to six characters, blanks included), COTON0U (a zero for the letter), MANAUGUA. All mean one canonical code, the
letters in ids. This module answers with the code and how sure the way to it was; it never guesses between two.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal

import msgspec

from reftel.vocab.spelling import one_edit
from reftel.vocab.tables import Row, pieces

How = Literal["exact", "alias", "prefix", "typo"]


class Post(msgspec.Struct, frozen=True):
    """A station: an embassy, a consulate, a delegation, the Department itself, as it was between two dates."""

    code: str
    name: str
    station: str
    """The station name with its blanks, as a telegram prints it: `RIO DE JANEIRO`."""
    mission_type: str
    country_iso2: str | None
    territories: tuple[str, ...]
    """Where the register of chiefs of mission keeps its heads, in that register's names; `china/chief` is the heads of
    that role only (Peking's liaison office, where the ambassadors were at Taipei)."""
    tags_geo: tuple[str, ...]
    """The geographic TAGS of its country; several where a code followed another at a date not known."""
    latitude: float | None
    longitude: float | None
    routing_indicator: str | None
    published_count: int | None
    first_year: int | None
    last_year: int | None
    valid_from: str | None
    valid_to: str | None
    note: str | None
    source: str


class Station(msgspec.Struct, frozen=True):
    """The station a printed name means: its code, by which way it was found, and the source of the row used."""

    code: str
    how: How
    source: str


WITH_CHIEF: Final = frozenset(
    {
        "embassy",
        "embassy office",
        "embassy, then consulate general",
        "interests section",
        "liaison office",
        "mission",
        "multilateral mission",
        "US office",
        "department",
        "",  # a post of the user's own whose kind is not said
    }
)
"""The kinds of mission whose head is a chief of mission (of the Department: the Secretary)."""

# Names of agencies, number series and parties on the road stand in full or not at all: their cut and misspelt forms
# are ordinary words (WHITE, PARTY, STATES). The Department's misspellings are many and all in the table of aliases.
_NOT_PLACES: Final = frozenset(
    {
        "agency",
        "department",
        "domestic office",
        "domestic service office",
        "other",
        "series label",
        "travelling delegation",
        "uncertain",
    }
)

OTHER_COUNTERS: Final = frozenset({"series label", "travelling delegation", "other"})
"""Kinds whose numbers are coded by date or begin anew with each journey: no calendar of serials fits them."""

_SIX: Final = 6
_LEAST_CUT: Final = 7
"""Shorter than this, a cut name is taken only where it is the six characters of the archives' rule."""
_LEAST_TYPO: Final = 5
_SHORT: Final = 3

# What a telegram writes before the name of a place. THE is one of them only as a word of its own: THEHAGUE is a name.
_BEFORE_NAMES: Final = ("AMEMBASSY", "AMCONSUL", "EMBASSY", "USMISSION", "USINT", "USLO")


def read_post(row: Row) -> Post:
    """A row of posts.csv."""
    (
        code,
        name,
        station,
        mission_type,
        country,
        territory,
        tags_geo,
        lat,
        lon,
        routing,
        count,
        first_year,
        last_year,
        valid_from,
        valid_to,
        note,
        source,
    ) = row
    return Post(
        code=code,
        name=name or code.title(),
        station=station or code,
        mission_type=mission_type,
        country_iso2=country or None,
        territories=pieces(territory),
        tags_geo=pieces(tags_geo),
        latitude=float(lat) if lat else None,
        longitude=float(lon) if lon else None,
        routing_indicator=routing or None,
        published_count=int(count) if count else None,
        first_year=int(first_year) if first_year else None,
        last_year=int(last_year) if last_year else None,
        valid_from=valid_from or None,
        valid_to=valid_to or None,
        note=note or None,
        source=source,
    )


class Stations:
    """Finds the station a printed name means; built once per vocabulary, and remembers what it was asked."""

    def __init__(self, posts: Mapping[str, Post], aliases: Sequence[Row]) -> None:
        self._posts = posts
        self._aliases = {row[0]: (row[1], row[-1]) for row in reversed(aliases)}
        for post in posts.values():
            squeezed = post.station.replace(" ", "")
            if squeezed not in posts:
                self._aliases.setdefault(squeezed, (post.code, post.source))
        places = sorted(code for code, post in posts.items() if post.mission_type not in _NOT_PLACES)
        self._places = frozenset(places)
        self._sorted = places
        six: dict[str, set[str]] = {}
        for code in places:
            six.setdefault(posts[code].station[:_SIX].replace(" ", ""), set()).add(code)
        self._six = {cut: codes.pop() for cut, codes in six.items() if len(codes) == 1}
        self._near: dict[str, tuple[str, ...]] | None = None
        self.find = lru_cache(maxsize=1 << 16)(self._find)
        """`find(printed, short, typo)`; the same words come by the thousand in prose."""

    def _find(self, printed: str, short: bool, typo: bool) -> Station | None:
        words = _fold(printed)
        if words is None:
            return None
        # a zero for the letter O, inside a name: COTON0U, 0TTAWA
        mended = words.replace("0", "O")
        squeezed = mended.translate(_NOT_LETTERS)
        if not (squeezed.isascii() and squeezed.isalpha()):
            return None
        found = self._known(squeezed, short)
        if found is None and squeezed in self._aliases:
            return None  # a short alias outside a list of references, or a word that is never a station
        name = squeezed
        if found is None:
            name = _without_what_stands_before(mended, squeezed)
            found = self._known(name, short) if name != squeezed else None
        found = found or self._cut(name) or (self._mistyped(name) if typo else None)
        if found is not None and found.how == "exact" and mended != words:
            return Station(found.code, "alias", found.source)
        return found

    def _known(self, name: str, short: bool) -> Station | None:
        if name in self._posts:
            return Station(name, "exact", self._posts[name].source)
        if name in self._aliases and (short or len(name) > _SHORT):
            code, source = self._aliases[name]
            return Station(code, "alias", source) if code else None
        return None

    def _cut(self, name: str) -> Station | None:
        code = self._six.get(name)
        if code is None and len(name) >= _LEAST_CUT:
            place = bisect_left(self._sorted, name)
            beginning = [each for each in self._sorted[place : place + 2] if each.startswith(name)]
            code = beginning[0] if len(beginning) == 1 else None
        return None if code is None else Station(code, "prefix", self._posts[code].source)

    def _mistyped(self, name: str) -> Station | None:
        if len(name) < _LEAST_TYPO:
            return None
        if self._near is None:
            self._near = _deletions(code for code in self._posts if len(code) >= _LEAST_TYPO)
        near = {code for cut in _shortened(name) for code in self._near.get(cut, ()) if one_edit(name, code)}
        if len(near) != 1 or not near <= self._places:
            return None
        code = near.pop()
        return Station(code, "typo", self._posts[code].source)


_NOT_LETTERS: Final = {ord(mark): None for mark in " .'’‘`-‐‑–\t\n"}


def _fold(printed: str) -> str | None:
    """Capitals without accents, trimmed; None where there is nothing to look up."""
    if not printed.isascii():
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", printed))
        printed = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return printed.strip().upper() or None


def _without_what_stands_before(words: str, squeezed: str) -> str:
    if words.startswith("THE "):
        squeezed = squeezed[3:]
    for before in _BEFORE_NAMES:
        if squeezed.startswith(before) and len(squeezed) > len(before) + _SHORT:
            return squeezed[len(before) :]
    return squeezed


def _shortened(name: str) -> set[str]:
    return {name, *(name[:place] + name[place + 1 :] for place in range(len(name)))}


def _deletions(codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Every code under itself and under itself less one letter: two names one edit apart always share such a form."""
    near: dict[str, tuple[str, ...]] = {}
    for code in codes:
        for cut in _shortened(code):
            near[cut] = (*near.get(cut, ()), code)
    return near
