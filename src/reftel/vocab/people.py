"""Chiefs of mission: whose name a telegram goes out over.

The last line of a telegram is the surname of the head of the mission (or of whoever acts for him). It proves neither
who wrote it nor who was there: it is the name the telegram was *sent over*. The register of the Office of the
Historian says who held which mission when; it was kept up until January 2024, and about later dates this module says
nothing at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from reftel.vocab.tables import Row, first_day, is_valid, last_day, may_be_valid

REGISTER_ENDS: Final = "2024-01"
"""The last month the register knows."""


class Holder(msgspec.Struct, frozen=True):
    """Somebody who held a mission: from the register, with its dates, and whether the date asked for lies in them."""

    person_id: str
    surname: str
    forename: str
    generation: str | None
    role: str
    territory: str
    appointed: str | None
    started: str | None
    ended: str | None
    certain: bool
    note: str | None
    source: str

    @property
    def name(self) -> str:
        """The name in full, forename first: forenames less what the register has in brackets."""
        forename = " ".join(re.sub(r"\([^)]*\)", " ", self.forename).split())
        name = f"{forename} {self.surname}".strip()
        if not self.generation:
            return name
        return f"{name}, {self.generation}" if self.generation in ("Jr.", "Sr.") else f"{name} {self.generation}"

    @property
    def valid_from(self) -> str | None:
        """When the term began."""
        return self.started

    @property
    def valid_to(self) -> str | None:
        """When the term ended."""
        return self.ended


def read_holder(row: Row) -> Holder:
    """A row of chiefs_of_mission.csv; `certain` is decided when a date is asked for."""
    territory, surname, forename, generation, role, person_id, appointed, started, ended, note, source = row
    return Holder(
        person_id=person_id,
        surname=surname,
        forename=forename,
        generation=generation or None,
        role=role,
        territory=territory,
        appointed=appointed or None,
        started=started or None,
        ended=ended or None,
        certain=False,
        note=note or None,
        source=source,
    )


def register_knows(on: str | None) -> bool:
    """Whether the register can say who held what on that date: not after January 2024, nor without a date."""
    return on is not None and first_day(on) <= last_day(REGISTER_ENDS)


def find_holders(
    terms: Sequence[Holder], *, on: str | None, named: Sequence[Holder] | None = None
) -> tuple[Holder, ...]:
    """Who of one territory's holders can be meant, the certain ones first, then by the date they began; `named` are
    those of them whose name it can be."""
    if on is not None and not register_knows(on):
        return ()
    found: list[Holder] = []
    for term in terms if named is None else named:
        fit = _fit(term, terms, on)
        if fit is not None:
            found.append(msgspec.structs.replace(term, certain=fit))
    return tuple(sorted(found, key=lambda each: (not each.certain, each.started or "", each.person_id)))


def by_signature(terms: Iterable[Holder]) -> dict[str, tuple[Holder, ...]]:
    """The holders under every way in which each can sign."""
    found: dict[str, list[Holder]] = {}
    for term in terms:
        for name in _signed(term.forename, term.surname):
            found.setdefault(name, []).append(term)
    return {name: tuple(holders) for name, holders in found.items()}


def _fit(term: Holder, terms: Iterable[Holder], on: str | None) -> bool | None:
    """True when the term surely covers the date, False when it may, None when it does not."""
    if on is None:
        return False
    if term.started is None:
        # Begun at an unknown time after the appointment.
        begun = term.appointed is None or first_day(term.appointed) <= last_day(on)
        return False if begun and term.ended is not None and last_day(term.ended) >= first_day(on) else None
    if not may_be_valid(term, on):
        # named, but not yet arrived
        if term.appointed and first_day(term.appointed) <= last_day(on) and first_day(term.started) > last_day(on):
            return False
        return None
    if term.ended is not None:
        return is_valid(term, on)
    # No end in the register: some are still there, some left nobody knows when, and some never went (they have the
    # same day for both dates). Whoever came after closes the term.
    if any(each.started and last_day(term.started) < first_day(each.started) <= last_day(on) for each in terms):
        return None
    return is_valid(term, on) and term.started != term.appointed


_GENERATIONS: Final = frozenset({"JR", "SR", "II", "III", "IV"})


def _letters(name: str) -> list[str]:
    """The words of a name in plain capitals: Strausz-Hupé is STRAUSZ, HUPE; O’Donohue is ODONOHUE."""
    if name.isalpha() and name.isascii():
        return [name.upper()]
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark))
    return re.findall(r"[A-Z]+", re.sub(r"['’‘`]", "", re.sub(r"\([^)]*\)", " ", plain.upper())))


@lru_cache(maxsize=1 << 12)
def printed_surname(printed: str) -> str:
    """A printed name in plain capitals, without blanks and without what tells generations apart."""
    words = _letters(printed)
    while len(words) > 1 and words[-1] in _GENERATIONS:
        words.pop()
    return "".join(words)


def known_surnames(terms: Iterable[Holder]) -> frozenset[str]:
    """The surnames of the register, in plain capitals without blanks."""
    return frozenset("".join(_letters(surname)) for surname in {term.surname for term in terms})


@lru_cache(maxsize=1 << 14)
def _signed(forename: str, surname: str) -> frozenset[str]:
    """Every way the name can be signed: its last word, its last two words, and so on to the name in full."""
    words = [*_letters(forename), *_letters(surname)]
    return frozenset("".join(words[place:]) for place in range(len(words)))
