"""`reftel check`: what of a draft is to be mended, where, and how."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from reftel.cli import reftel as program
from reftel.drafting import check
from reftel.testing import Telegram, drafts, telegram
from reftel.times import Date

CLEAN = telegram(subject="(U) OIL", references=("QUITO 900190",), paragraphs=("Summary: Reftel asked. End Summary.",))


def run(*words: str, given_in: str | None = None) -> Result:
    return CliRunner().invoke(program, ["check", *words], input=given_in)


def codes(made: Telegram | str, *, strict: bool = False) -> list[str]:
    return [fault.code for fault in check(made if isinstance(made, str) else made.text).wrong(strict=strict)]


def test_a_telegram_in_order_has_no_faults_even_when_strict() -> None:
    assert codes(CLEAN, strict=True) == []
    done = run("--strict", given_in=CLEAN.text)
    assert done.exit_code == 0
    assert "No fault found" in done.stdout


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (telegram(paragraphs=(("C/NF", "Oil."),)), "DRAFT-NOFORN-CAPTION"),
        (telegram(paragraphs=(("S", "Oil."),)), "PM-HIGHER"),
        (telegram(paragraphs=(("C", "Oil."), ("", "Rope."))), "DRAFT-UNMARKED"),
        (telegram(tags=("PRLE", "PE")), "TAG-UNKNOWN"),
        (telegram(tags=("PREL", "RU")), "TAG-ALIAS"),
        (telegram(declassify="DECL: 03/05/1997"), "DRAFT-DECL-PAST"),
        (telegram(declassify="DECL: 03/05/2047"), "DRAFT-DECL-FAR"),
        (telegram(declassify="N/A"), "DRAFT-DECL-NONE"),
        (telegram(classified_by="", reasons=()), "DRAFT-CLB-MISSING"),
        (telegram(order=""), "EO-MISSING"),
        (telegram(tags=()), "TAG-MISSING"),
        (telegram(subject=""), "SUBJ-MISSING"),
        (telegram(signature=""), "SIG-MISSING"),
        (telegram(references=("QUITO 900190", "QUITO 900191"), paragraphs=("As ref C said.",)), "REF-MENTION-OPEN"),
        (telegram(paragraphs=("As reftel said.",)), "DRAFT-REF-MISSING"),
        (telegram(paragraphs=("Summary: Oil.", "Rope.")), "SUM-NO-CLOSE"),
        (telegram(paragraphs=("Oil. (Comment: Rope.", "Oil.")), "COM-NO-CLOSE"),
        (telegram().text.replace("2. (C)", "5. (C)"), "PARA-GAP"),
        (telegram().text.replace("3. (C)", "2. (C)"), "PARA-DUP"),
        (telegram().text.replace("061848Z MAR", "311848Z FEB"), "HDR-DTG-BAD"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isupper() and len(value) < 30 else "",
)  # fmt: skip
def test_a_fault_is_found(made: Telegram | str, code: str) -> None:
    assert code in codes(made)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (telegram(), "DRAFT-SUBJECT-MARK"),
        (telegram(level="SECRET", paragraphs=(("C", "Oil."),)), "DRAFT-LEVEL-HIGH"),
        (telegram(references=("QUITO 900190",)), "DRAFT-REF-UNUSED"),
        (telegram(attention=("DEPARTMENT FOR WHA/AND AND WAH/CEN",)), "DRAFT-OFFICE-UNKNOWN"),
        (telegram(references=("QUITO 1",), paragraphs=("Reftel and 07 BOGOTA 188 say oil.",)), "DRAFT-REF-UNLISTED"),
        (telegram(paragraphs=("Oil.",) * 6), "DRAFT-NO-SUMMARY"),
        (telegram().text.replace("Comment: We", f"Comment: We {'who have seen the lamp ' * 4}"), "DRAFT-LINE-LONG"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)  # fmt: skip
def test_advice_counts_only_when_strict(made: Telegram | str, code: str) -> None:
    assert code not in codes(made)
    assert code in codes(made, strict=True)


def test_what_speaks_of_an_old_copy_is_no_fault_of_a_draft() -> None:
    bare = telegram(header=False, references=("QUITO 900190",))
    assert not {"HDR-MISSING", "ID-MISSING", "REF-YEAR-INFERRED"} & set(codes(bare, strict=True))


def test_a_septel_is_no_missing_reference() -> None:
    assert "DRAFT-REF-MISSING" not in codes(telegram(paragraphs=("Oil septel.",)))


def test_a_draft_has_no_number_yet() -> None:
    unnumbered = telegram(header=False).text.replace("LIMA 900412", "LIMA")
    checked = check(unnumbered)
    assert "CLS-MISSING" not in [fault.code for fault in checked.faults]
    assert checked.cable.level is not None
    assert checked.cable.source.text == unnumbered
    higher = unnumbered.replace("2. (C)", "2. (S)")
    assert "PM-HIGHER" in codes(higher)


def test_a_draft_without_a_date_is_held_against_the_day_it_is_sent() -> None:
    bare = telegram(header=False, declassify="DECL: 03/05/2017").text
    found = check(bare, on=Date(2020, 1, 1)).faults
    assert "DRAFT-DECL-PAST" in [fault.code for fault in found]
    assert "DRAFT-DECL-PAST" not in [fault.code for fault in check(bare).faults]
    assert run("--date", "2020-01-01", given_in=bare).stdout.count("DRAFT-DECL-PAST") == 1
    assert run("--date", "soon", given_in=bare).exit_code == 2


def test_an_order_that_is_no_longer_in_force_is_a_fault_on_the_day_it_is_sent() -> None:
    bare = telegram(header=False, order="12958").text
    assert "EO-DATE-MISMATCH" in [fault.code for fault in check(bare, on=Date(2020, 1, 1)).faults]
    assert "EO-DATE-MISMATCH" not in [fault.code for fault in check(bare, on=Date(2005, 1, 1)).faults]


def test_near_tags_and_the_official_code_are_named() -> None:
    found = {fault.code: fault.remedy for fault in check(telegram(tags=("PRLE", "RU")).text).faults}
    assert "PREL" in found["TAG-UNKNOWN"]
    assert "RS" in found["TAG-ALIAS"]


@given(drafts())
def test_the_place_is_line_and_column_of_the_span(made: Telegram) -> None:
    lines = made.text.split("\n")
    for fault in check(made.text).faults:
        assert fault.remedy
        if fault.spans:
            start = sum(len(line) + 1 for line in lines[: fault.line - 1]) + fault.column - 1
            assert start == fault.spans[0].start


@given(st.text(max_size=300))
def test_any_text_can_be_checked(text: str) -> None:
    check(text)


def test_the_command_says_file_line_column_and_ends_with_one(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(telegram(tags=("PRLE",), subject="(U) OIL").text, "utf-8")
    done = run(str(path))
    assert done.exit_code == 1
    assert f"{path}:9:7: fault TAG-UNKNOWN" in done.stdout
    lines = done.stdout.splitlines()
    shown = next(n for n, line in enumerate(lines) if "TAGS: PRLE" in line)
    assert lines[shown].index("PRLE") == lines[shown + 1].index("^^^^")
    told = json.loads(run(str(path), "--json").stdout)
    assert (told["reftel"], told["kind"], told["wrong"]) == (1, "check", 1)
    assert told["faults"][0]["line"] == 9
    assert run("--json", given_in="milk\n").exit_code == 1


def test_what_is_no_text_at_all_is_refused() -> None:
    done = CliRunner().invoke(program, ["check"], input=b"\x89PNG\r\n\x1a\n\x00\x00")
    assert done.exit_code == 3
