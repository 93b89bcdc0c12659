"""Every golden case reads as it says, alone and with its lines ended otherwise."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.case_files import CASES, accept, annotated, cases_in, read_case
from tests.span_law import same_values

FILES = sorted(CASES.glob("*/*.md"))


def test_there_are_cases() -> None:
    assert len(FILES) >= 20


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_case(path: Path) -> None:
    cases = cases_in(path)
    assert cases, f"{path} holds no telegram: write one between ```cable and ```"
    missing = [case for case in cases if case.expected is None]
    if missing or os.environ.get("REFTEL_ACCEPT"):
        accept(path)
    if missing:
        pytest.fail(f"{path.name} had no reading: one was written. Review it, then run again.")
    for case in cases_in(path):
        assert annotated(case) == case.expected, f"{path.name} reads otherwise; `make accept`, then review the diff"


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_line_ends_and_trailing_blanks_change_no_value(path: Path) -> None:
    for case in cases_in(path):
        plain = read_case(case)
        assert same_values(read_case(case, text=case.text.replace("\n", "\r\n")), plain)
        assert same_values(read_case(case, text=case.text.replace("\n", " \n")), plain)


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_case_says_why_it_exists(path: Path) -> None:
    first = path.read_text(encoding="utf-8").split("```", 1)[0].strip()
    assert len(first.split()) >= 6, f"{path.name} opens without a sentence on why it exists"
