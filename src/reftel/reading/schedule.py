"""What an executive order itself says about the end of secrecy, where the E.O. line leaves it to the order.

    E.O. 11652 section 5(A)   GDS: downgraded step by step, declassified on 31 December after the tenth (Top Secret),
                              eighth (Secret) or sixth (Confidential) full calendar year following the year of origin
    E.O. 12065 section 1-401  no more than six years, unless an official with Top Secret authority set another date
    E.O. 12958 section 1.6(b) ten years from the decision where no date or event was set (1.5(b) as amended in 2003)
    E.O. 13526 section 1.5(b) the same

E.O. 12356 had no schedule: without a date the originator decides. E.O. 10501 had groups, and their marks stand before
the signature. Exemptions, reviews and events imply no date.
"""

from __future__ import annotations

from typing import Final

from reftel.records import DeclassificationRule, Downgrade, Implied
from reftel.times import Date

# E.O. 11652 section 5(A): after how many full calendar years a telegram of this level goes down, and to what
_GENERAL_SCHEDULE: Final = {
    "TOP SECRET": ((2, "SECRET"), (4, "CONFIDENTIAL"), (10, "UNCLASSIFIED")),
    "SECRET": ((2, "CONFIDENTIAL"), (8, "UNCLASSIFIED")),
    "CONFIDENTIAL": ((6, "UNCLASSIFIED"),),
}
_SIX_YEARS: Final = 6
_TEN_YEARS: Final = 10


def implied_by(rule: DeclassificationRule | None, order: str, level: str, on: Date) -> Implied | None:
    """What `order` (its right number) implies for a telegram of `level` sent `on` that date, under the `rule` of its
    E.O. line; None where a date, an event or an exemption is printed, and for an order without a schedule."""
    if level not in _GENERAL_SCHEDULE:
        return None
    general = rule is not None and rule.kind == "schedule" and "ADS" not in rule.codes
    if order == "11652" and general:
        *steps, last = (Downgrade(Date(on.year + years, 12, 31), lower) for years, lower in _GENERAL_SCHEDULE[level])
        return Implied(date=last.date, basis="E.O. 11652 section 5(A)", steps=tuple(steps))
    if order == "12065" and general:
        return _years_later(on, _SIX_YEARS, "E.O. 12065 section 1-401")
    if rule is None and order in ("12958", "13526"):
        section = "1.5(b)" if order == "13526" or on.year > 2003 else "1.6(b)"
        return _years_later(on, _TEN_YEARS, f"E.O. {order} section {section}")
    return None


def _years_later(on: Date, years: int, basis: str) -> Implied:
    """The same day that many years on; 29 February becomes 28."""
    day = on.day
    if on.month == 2 and day == 29:
        day = 28
    return Implied(date=Date(on.year + years, on.month, day), basis=basis)
