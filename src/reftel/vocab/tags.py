"""TAGS: the subject index of a telegram (Traffic Analysis by Geography and Subject), what each code means and when.

`TAGS: PTER ASEC PREL MZ RU`: two letters are a country, four a subject, K and three a program; organizations and free
terms follow. The countries are FIPS codes and not ISO ones (RS is Russia, CH is China), and some changed hands: GE is
East Germany in 1974. A code may be known to exist while its meaning is not: then the meaning is empty, and such a code
never takes part in splitting a run-together line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from reftel.vocab.tables import Row


class Tag(msgspec.Struct, frozen=True):
    """One TAG as it was between two dates; `canonical` is the code it stands for when it is another spelling."""

    code: str
    kind: str
    """subject, program, geo, org, term, person, marker (a prefix of subjects, no TAG), misspelling."""
    meaning: str
    """In words; empty where it is not known to this archive."""
    verified: bool
    """Whether the code is vouched for. One that is not is shown without a meaning and never silences TAG-UNKNOWN."""
    canonical: str | None
    country_iso2: str | None
    valid_from: str | None
    valid_to: str | None
    note: str | None
    source: str


def read_tag(row: Row) -> Tag:
    """A row of tags.csv."""
    code, kind, meaning, canonical, country, verified, valid_from, valid_to, note, source = row
    vouched = verified != "no"
    return Tag(
        code=code,
        kind=kind,
        meaning=meaning if vouched else "",
        verified=vouched,
        canonical=canonical or None,
        country_iso2=country or None,
        valid_from=valid_from or None,
        valid_to=valid_to or None,
        note=note or None,
        source=source,
    )


_GLUED_KINDS: Final = frozenset({"subject", "program", "org"})
_USUAL: Final = 4
_LEAST: Final = 3
_LONGEST: Final = 200
"""No line of TAGS is longer than this without a blank; what is, is damage and not worth the search."""


class Splitter:
    """Takes run-together TAGS apart: ETRDEINVECINPGOVCS is ETRD EINV ECIN PGOV CS."""

    def __init__(self, tags: Mapping[str, tuple[Tag, ...]]) -> None:
        self._known = tags
        words: set[str] = set()
        countries: set[str] = set()
        for code, entries in tags.items():
            if not (code.isascii() and code.isalpha()):
                continue
            for tag in entries:
                if tag.verified and tag.kind == "geo" and len(code) == 2:
                    countries.add(code)
                elif tag.verified and tag.kind in _GLUED_KINDS and len(code) >= _LEAST:
                    words.add(code)
        self._words = frozenset(words)
        self._countries = frozenset(countries)
        # words of four letters first, then the longest, then those of three
        lengths = sorted({len(word) for word in words}, reverse=True)
        self._lengths = tuple(sorted(lengths, key=lambda length: (length != _USUAL, -length)))

    def split(self, glued: str) -> tuple[str, ...] | None:
        """The TAGS of a string without blanks, all of it used up; None where that cannot be done, or need not."""
        glued = glued.strip().upper()
        if len(glued) > _LONGEST or len(glued) < _LEAST + 2 or glued in self._known:
            return None
        # a country glued to one subject, an echo seen in the telegrams of 2002-03: ITPHUM, VTPREL
        if len(glued) == _USUAL + 2 and glued[:2] in self._countries and glued[2:] in self._words:
            return (glued[:2], glued[2:])
        # from the end, so that each place is decided once: ahead[i] is how the rest from i on is taken apart
        size = len(glued)
        ahead: list[tuple[str, ...] | None] = [None] * size + [()]
        if glued[-2:] in self._countries:
            ahead[size - 2] = (glued[-2:],)
        for place in range(size - _LEAST, -1, -1):
            for length in self._lengths:
                if place + length > size or glued[place : place + length] not in self._words:
                    continue
                rest = ahead[place + length]
                if rest is not None:
                    ahead[place] = (glued[place : place + length], *rest)
                    break
        parts = ahead[0]
        return parts if parts is not None and len(parts) > 1 else None
