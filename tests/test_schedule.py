"""What an executive order implies where the E.O. line leaves the end of secrecy to it."""

from __future__ import annotations

import pytest

from reftel.reading.declassification import read_rule
from reftel.reading.schedule import implied_by
from reftel.records import DeclassificationRule
from reftel.times import Date


@pytest.mark.parametrize(
    ("line", "order", "level", "on", "implied"),
    [
        ("GDS", "11652", "CONFIDENTIAL", Date(1975, 1, 1), "1981-12-31"),
        ("GDS", "11652", "SECRET", Date(1975, 12, 31), "1983-12-31"),
        ("GDS", "11652", "TOP SECRET", Date(1975), "1985-12-31"),
        ("GDS", "11652", "UNCLASSIFIED", Date(1975), None),
        ("XGDS-2", "11652", "SECRET", Date(1975), None),
        ("ADS", "11652", "SECRET", Date(1975), None),
        ("GDS", "12065", "SECRET", Date(1980, 2, 29), "1986-02-28"),
        ("GDS 2/28/85", "12065", "SECRET", Date(1979, 2, 28), None),
        ("RDS-3 2/28/99", "12065", "SECRET", Date(1979, 2, 28), None),
        ("OADR", "12356", "SECRET", Date(1990, 2, 28), None),
        (None, "12356", "SECRET", Date(1990, 2, 28), None),
        (None, "12958", "SECRET", Date(1997, 5, 6), "2007-05-06"),
        (None, "13526", "CONFIDENTIAL", Date(2011, 5), "2021-05"),
        ("DECL: X1", "12958", "SECRET", Date(1997, 5, 6), None),
        ("DECL: UPON CLOSURE OF THE LIGHTHOUSES", "12958", "SECRET", Date(1997, 5, 6), None),
    ],
)
def test_what_the_order_implies(line: str | None, order: str, level: str, on: Date, implied: str | None) -> None:
    rule: DeclassificationRule | None = read_rule(line, on) if line else None
    found = implied_by(rule, order, level, on)
    assert (str(found.date) if found else None) == implied


def test_the_general_schedule_goes_down_by_steps() -> None:
    found = implied_by(read_rule("GDS"), "11652", "TOP SECRET", Date(1974, 5, 6))
    assert found is not None
    assert [(str(step.date), step.level) for step in found.steps] == [
        ("1976-12-31", "SECRET"),
        ("1978-12-31", "CONFIDENTIAL"),
    ]
    assert "11652" in found.basis


def test_the_section_is_that_of_the_order_as_it_stood() -> None:
    early = implied_by(None, "12958", "SECRET", Date(1997, 5, 6))
    late = implied_by(None, "12958", "SECRET", Date(2008, 5, 6))
    assert early is not None
    assert late is not None
    assert ("1.6(b)" in early.basis, "1.5(b)" in late.basis) == (True, True)
