"""Classification: levels, executive orders, and the reasons and exemptions they allow.

`E.O. 12958: DECL: 04/26/2024` names the order under which a telegram was classified; `REASONS 1.4 (B) AND (D)` the
grounds. Each order numbered its grounds anew: foreign relations is 1.5(d) from October 1995 and 1.4(d) from 22
September 2003, so a reason is looked up by date.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

from reftel.vocab.tables import Row, pieces


class Level(msgspec.Struct, frozen=True):
    """A word of the classification line: a level, or a control (SBU, LOU) on unclassified text."""

    code: str
    level: str
    control: str | None
    line_forms: tuple[str, ...]
    portion_forms: tuple[str, ...]
    page_label: str | None
    valid_from: str | None
    valid_to: str | None
    note: str | None
    source: str


class ExecutiveOrder(msgspec.Struct, frozen=True):
    """An order on classification, an amendment to one, or a misprint of its number (then `canonical` is meant)."""

    number: str
    kind: str
    signed: str | None
    canonical: str | None
    superseded_by: str | None
    default_declassification: str
    markings: tuple[str, ...]
    valid_from: str | None
    valid_to: str | None
    note: str | None
    source: str


class Reason(msgspec.Struct, frozen=True):
    """A ground for classifying, or for keeping a text classified, under one order: `1.4(b)`, `X1`, `25X1`, `B1`."""

    code: str
    meaning: str
    scheme: str
    valid_from: str | None
    valid_to: str | None
    note: str | None
    source: str


def read_level(row: Row) -> Level:
    """A row of classification_levels.csv."""
    code, level, control, line_forms, portion_forms, page_label, valid_from, valid_to, note, source = row
    return Level(
        code=code,
        level=level,
        control=control or None,
        line_forms=pieces(line_forms),
        portion_forms=pieces(portion_forms),
        page_label=page_label or None,
        valid_from=valid_from or None,
        valid_to=valid_to or None,
        note=note or None,
        source=source,
    )


def read_executive_order(row: Row) -> ExecutiveOrder:
    """A row of executive_orders.csv."""
    number, kind, signed, canonical, superseded_by, default, markings, valid_from, valid_to, note, source = row
    return ExecutiveOrder(
        number=number,
        kind=kind,
        signed=signed or None,
        canonical=canonical or None,
        superseded_by=superseded_by or None,
        default_declassification=default,
        markings=pieces(markings),
        valid_from=valid_from or None,
        valid_to=valid_to or None,
        note=note or None,
        source=source,
    )


def read_reason(row: Row) -> Reason:
    """A row of classification_reasons.csv."""
    code, meaning, scheme, valid_from, valid_to, note, source = row
    return Reason(code, meaning, scheme, valid_from or None, valid_to or None, note or None, source)


_SECTION: Final = re.compile(r"(\d\.\d)\(?([A-Z])\)?")
_EXEMPTION: Final = re.compile(r"1\.6\(?(X\d)\)?")


@lru_cache(maxsize=1 << 10)
def reason_key(printed: str) -> str:
    """`1.4 (B)`, `1.4b` and `1.4(b)` are one reason; `1.6X1` is X1."""
    squeezed = "".join(printed.upper().split())
    if found := _EXEMPTION.fullmatch(squeezed):
        return found[1]
    if found := _SECTION.fullmatch(squeezed):
        return f"{found[1]}({found[2].lower()})"
    return squeezed


_NOT_DIGITS: Final = re.compile(r"[^0-9]+")


@lru_cache(maxsize=1 << 10)
def order_key(printed: str | int) -> str:
    """The digits of `E.O. 12958`."""
    return _NOT_DIGITS.sub("", str(printed))
