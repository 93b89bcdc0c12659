"""`reftel read`: the annotated view, and the carets under it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import reftel
from reftel.cli import reftel as program
from reftel.render.annotated import annotate
from reftel.render.annotated_sheet import draw, draw_all
from reftel.render.carets import Under, draw_under, plain
from reftel.vocab import Vocabulary

TELEGRAM = """\
R 061848Z MAR 07
FM AMEMBASSY LIMA
TO SECSTATE WASHDC PRIORITY 1234
C O N F I D E N T I A L LIMA 900412

SIPDIS

DEPARTMENT FOR WHA/AND

E.O. 12958: DECL: 03/05/2017
TAGS: PREL ECON PE
SUBJECT: HARBOUR PILOTS ASK FOR
A SECOND TUG

REF: QUITO 900077

Classified By: ECONOFF Ines Marlow for reasons 1.4 (b)

1. (C) Summary: Reftel said that the pilots would wait. They asked
for a second tug before the winter swell. End summary.

2. (U) The tide tables are public.
MARLOW
"""


def run(*words: str, given_in: str | None = None) -> Result:
    return CliRunner().invoke(program, ["read", *words], input=given_in)


def drawn(text: str, width: int = 80, *, whole: bool = False) -> str:
    return plain(draw_all(annotate(reftel.parse(text), Vocabulary.shipped()), width=width, whole=whole))


def test_each_reading_has_its_carets_and_its_words() -> None:
    lines = drawn(TELEGRAM).splitlines()
    tags = next(n for n, line in enumerate(lines) if "TAGS:" in line)
    assert lines[tags].index("PREL") == lines[tags + 1].index("^^^^")
    assert "TAG: Peru" in lines[tags + 1]
    assert "External political relations" in lines[tags + 3]
    subject = next(n for n, line in enumerate(lines) if "SUBJECT:" in line)
    assert lines[subject + 1].rstrip().endswith("^ Subject")
    assert set(lines[subject + 3].split("│ ")[1].strip()) == {"^"}, "a wrapped subject has its words once"
    assert any("Paragraph 2, portion mark: UNCLASSIFIED" in line for line in lines)
    assert any("Summary begins" in line for line in lines)
    assert any("[REF-YEAR-INFERRED]" in line for line in lines)


def test_parts_of_the_form_are_announced_in_order() -> None:
    lines = drawn(TELEGRAM).splitlines()
    announced = [line.split(" ─")[0] for line in lines if "──" in line]
    assert announced == ["The transmission header", "The heading", "The text", "The end"]


def test_plain_text_is_folded_unless_the_whole_is_wanted() -> None:
    long = TELEGRAM.replace("2. (U) The tide", "2. (U) " + "The pilots waited.\n" * 20 + "The tide")
    assert "more lines of text" in drawn(long)
    assert drawn(long).count("The pilots waited.") < 6
    assert drawn(long, whole=True).count("The pilots waited.") == 20


@pytest.mark.parametrize("width", [40, 56, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    wide = TELEGRAM.replace("The tide tables", "The tide tables of all ports from the north to the south " * 6)
    assert max(len(line) for line in drawn(wide, width).splitlines()) <= width


@given(st.text(max_size=200), st.integers(40, 120))
def test_any_text_can_be_drawn(text: str, width: int) -> None:
    cable = reftel.parse("TAGS: PREL\n" + text)
    assert plain(draw(annotate(cable, Vocabulary.shipped()), width=width))


def test_tabs_and_wide_letters_have_their_carets_below_them() -> None:
    line = drawn("UNCLAS LIMA 000412\nTAGS:\tPREL\nSUBJECT: 東京 RICE\n\n1. Rice.\n").splitlines()
    tags = next(n for n, each in enumerate(line) if "TAGS:" in each)
    assert line[tags].index("PREL") == line[tags + 1].index("^^^^")
    subject = next(n for n, each in enumerate(line) if "SUBJECT:" in each)
    assert line[subject + 1].count("^") == len("東京 RICE") + 2, "two columns for each wide letter"


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20), st.text("ab ", max_size=90)), max_size=8),
    st.integers(40, 90),
)
def test_rows_under_a_line_never_leave_the_room(marks: list[tuple[int, int, str]], width: int) -> None:
    under = [Under(start % 30, min(start % 30 + length, 38), words) for start, length, words in marks]
    for row in plain(draw_under(under, width)).splitlines():
        assert len(row) <= width


def test_what_the_file_says_to_the_terminal_is_only_shown() -> None:
    assert "\x1b" not in drawn(TELEGRAM.replace("A SECOND", "A \x1b[2JSECOND"))


def test_several_files_standard_input_and_json(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(TELEGRAM, "utf-8")
    (tmp_path / "two.txt").write_text(TELEGRAM.replace("900412", "900413"), "utf-8")
    done = run(str(tmp_path / "one.txt"), str(tmp_path / "two.txt"), "--json")
    assert done.exit_code == 0
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["reftel"], each["kind"], each["id"]["value"]) for each in documents] == [
        (1, "cable", "07LIMA900412"),
        (1, "cable", "07LIMA900413"),
    ]
    assert "text" not in documents[0]["source"]
    for words in ((), ("-",)):
        done = run(*words, given_in=TELEGRAM)
        assert done.exit_code == 0
        assert "07 LIMA 900412" in done.stdout


def test_what_is_no_telegram_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(TELEGRAM, "utf-8")
    (tmp_path / "shopping.txt").write_text("milk, bread, two candles\n", "utf-8")
    done = run(str(tmp_path / "shopping.txt"), str(tmp_path / "one.txt"))
    assert done.exit_code == 3
    assert "shopping.txt: It is a text, and no telegram" in done.stderr
    assert "07 LIMA 900412" in done.stdout
    done = run("--json", given_in="milk, bread\n")
    assert done.exit_code == 3
    assert json.loads(done.stderr)["exit"] == 3


def test_a_file_that_is_not_there_is_a_matter_of_usage() -> None:
    done = run("nowhere.txt")
    assert done.exit_code == 2
    assert "There is no file nowhere.txt" in done.stderr


def test_every_field_that_is_explained_is_a_field_that_is_read() -> None:
    from reftel.render import annotated, telegram

    assert {field.replace("-", ".") for field in annotated._FOR} <= set(telegram._WORDS)
