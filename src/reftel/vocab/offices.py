"""Offices and abbreviations: who is meant by `DEPARTMENT FOR D, S/CT, EUR` and what DCM stands for.

A symbol names a bureau or office of the Department, or another agency, in attention lines and in the distribution
block (`INFO OCT-01 EUR-12 SCA-01`). Symbols were used again: SCA is Security and Consular Affairs in 1974, South and
Central Asian Affairs from 2006. Some symbols and abbreviations are known to exist and no more; those have no meaning
here, and ORCA never gets one.
"""

from __future__ import annotations

import msgspec

from reftel.vocab.tables import Row


class Office(msgspec.Struct, frozen=True):
    """An office's symbol as it was between two dates; the meaning is empty where it is not verified."""

    symbol: str
    kind: str
    meaning: str
    valid_from: str | None
    valid_to: str | None
    note: str | None
    source: str


class Acronym(msgspec.Struct, frozen=True):
    """An abbreviation and how sure its expansion is; an uncertain one has none."""

    acronym: str
    meaning: str
    kind: str
    certainty: str
    """sure, likely, uncertain."""
    valid_from: str | None
    valid_to: str | None
    note: str | None
    source: str


def read_office(row: Row) -> Office:
    """A row of offices.csv."""
    symbol, kind, meaning, valid_from, valid_to, note, source = row
    return Office(symbol, kind, meaning, valid_from or None, valid_to or None, note or None, source)


def read_acronym(row: Row) -> Acronym:
    """A row of acronyms.csv."""
    acronym, meaning, kind, certainty, valid_from, valid_to, note, source = row
    return Acronym(
        acronym=acronym,
        meaning=meaning if certainty != "uncertain" else "",
        kind=kind,
        certainty=certainty,
        valid_from=valid_from or None,
        valid_to=valid_to or None,
        note=note or None,
        source=source,
    )


def symbol_key(printed: str) -> str:
    """`INR / B` and `inr/b` are one symbol."""
    return "".join(printed.upper().split())


def word_key(printed: str) -> str:
    """`Reftel`, `REFTEL.` and `sep  tel`: capitals, single blanks, no full stop behind."""
    return " ".join(printed.upper().split()).rstrip(".")
