"""A telegram written in its form is read again as what it was made of, and written again as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

import reftel
from reftel.cli import reftel as program
from reftel.drafting import draft_of, format_telegram, settle
from reftel.reading import differences
from reftel.records import Cable
from reftel.testing import Telegram, drafts, telegram
from tests.case_files import CASES, cases_in


def read_values(cable: Cable) -> dict[str, object]:
    return {
        "id": str(cable.id.value) if cable.id else None,
        "date": str(cable.date.value) if cable.date else None,
        "level": cable.level.value if cable.level else None,
        "captions": [caption.value for caption in cable.captions],
        "attention": [each.line.value for each in cable.attention],
        "order": cable.order.value if cable.order else None,
        "tags": [tag.value.raw for tag in cable.tags],
        "subject": cable.subject.value if cable.subject else None,
        "references": [each.printed.value for each in cable.references],
        "reasons": [reason.value for reason in cable.reasons],
        "paragraphs": [
            (
                p.number.value if p.number else None,
                p.mark.value if p.mark else None,
                " ".join(cable.text_of(p.spans).split()),
            )
            for p in cable.paragraphs
        ],
        "signatures": [signed.name.value for signed in cable.signatures],
    }


@given(drafts())
def test_a_built_telegram_is_read_as_it_was_built(made: Telegram) -> None:
    assert read_values(made.cable) == made.values
    assert max(map(len, made.text.splitlines())) <= 72


@given(drafts())
def test_format_then_read_gives_the_same_reading(made: Telegram) -> None:
    again = reftel.parse(format_telegram(draft_of(made.cable)))
    assert list(differences(made.cable, again)) == []
    assert settle(made.text) == made.text


@given(st.text(max_size=300))
@example("1. A\n2. B\n\n\x0c")
def test_formatting_twice_is_formatting_once_whatever_the_text(text: str) -> None:
    once = settle(text)
    assert settle(once) == once


_PIECES = [
    "UNCLAS LIMA 000412", "C O N F I D E N T I A L LIMA 000412", "SIPDIS", "TAGS: PREL, PE",
    "TAGS: OVIP (ROE, JANE)", "SUBJECT: RICE", "SUBJ: (C) RICE\nAND BEANS", "REF: QUITO 12",
    "REF: A. QUITO 12\nB. STATE 4", "E.O. 12958: N/A", "E.O. 12958: DECL: 1/2/2013", "E.O. 11652: GDS",
    "Classified By: DCM Ines Marlow for reasons 1.4 (b)", "1. Rice.", "2. (C) Summary: Rice. End Summary.",
    "Summary", "COMMENT", "3. A. Rice\nB. Beans", "  rice     12    13\n  beans    1     2", "END SUMMARY",
    "MARLOW", "ROE DOE", "NNNN", "LIMA 00000412  002 OF 003", "R 061848Z MAR 07", "FM AMEMBASSY LIMA",
    "TO SECSTATE WASHDC 1234", "-- rice", "(U) Rice", "¶4. Rice", "5) Rice", "since\n1998. Exports", "QUOTE",
    "UNQUOTE", "", "DEPARTMENT FOR WHA/AND\nQUITO FOR POL", "XXXXXXXXXXXX", "_____", "BEGIN TEXT:", "END TEXT",
    "(Comment: Rice.", "\f",
]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(_PIECES), max_size=14), st.sampled_from(["\n", "\n\n", "\r\n", " "]))
def test_formatting_twice_is_formatting_once_for_pieces_of_telegrams(pieces: list[str], between: str) -> None:
    once = settle(between.join(pieces))
    assert settle(once) == once


@pytest.mark.parametrize("path", sorted(CASES.glob("*/*.md")), ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_formatting_twice_is_formatting_once_for_every_golden_case(path: Path) -> None:
    for case in cases_in(path):
        once = settle(case.text)
        assert settle(once) == once


def test_the_form() -> None:
    made = telegram(references=("QUITO 900190", "STATE 904413"), attention=("DEPARTMENT FOR WHA/AND",))
    assert made.text == (Path(__file__).parent / "data/canonical.txt").read_text("utf-8")


def test_parts_that_are_not_asked_for_are_not_there() -> None:
    made = telegram(level="UNCLASSIFIED", references=(), captions=(), header=False, signature="")
    assert "REF" not in made.text
    assert "Classified By" not in made.text
    assert made.text.startswith("UNCLAS LIMA 900412\n")


def test_a_draft_without_a_number_keeps_its_classification_line() -> None:
    unnumbered = telegram(header=False).text.replace("LIMA 900412", "LIMA")
    assert settle(unnumbered) == unnumbered


def test_the_command_writes_to_stdout_and_names_what_is_no_telegram(tmp_path: Path) -> None:
    made = telegram()
    (tmp_path / "one.txt").write_text(made.text.replace("\n", " \r\n"), "utf-8", newline="")
    (tmp_path / "shopping.txt").write_text("milk, bread\n", "utf-8")
    done = CliRunner().invoke(program, ["format", str(tmp_path / "one.txt")])
    assert done.exit_code == 0
    assert done.stdout == made.text
    done = CliRunner().invoke(program, ["format", str(tmp_path / "one.txt"), str(tmp_path / "shopping.txt")])
    assert done.exit_code == 3
    assert done.stdout == made.text
    bare = CliRunner().invoke(program, ["format", "--no-header"], input=made.text)
    assert bare.stdout == telegram(header=False).text
