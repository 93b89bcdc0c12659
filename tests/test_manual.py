"""The made pages of the manual are current; each code of a diagnostic is explained, with an example that shows it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reftel.cli import reftel as program
from reftel.diagnostics import CODES
from reftel.explanations import explanation, explanations, written
from reftel.teaching import noticed_in, pages_of

DOCS = Path(__file__).parents[1] / "docs"

# their examples would have to name people who were ambassadors
WITHOUT_EXAMPLE = {"SIG-RESOLVED", "SIG-CANDIDATES", "SIG-SPLIT"}


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code: str) -> None:
    told = explanation(code)
    assert told is not None
    assert code in written(), f"{code} wants an entry in src/reftel/explanations.toml (why, draft, mend, example)"
    for words in (told.why, told.mend):
        assert words.endswith((".", "…")), f"{code}: {words!r} is no sentence"
    if code not in WITHOUT_EXAMPLE:
        assert told.example, f"{code} wants an example in src/reftel/explanations.toml"
        assert noticed_in(told), f"the example of {code} does not show it"


def test_no_explanation_is_left_of_a_code_that_went() -> None:
    assert set(written()) <= set(CODES)


def test_made_pages_are_current() -> None:
    pages = pages_of(DOCS)
    stale = [
        str(path.relative_to(DOCS))
        for path, text in pages.items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    assert stale == [], "`make manual` makes them anew"
    assert set((DOCS / "reference/diagnostics").glob("*.md")) <= set(pages)


def run(*words: str) -> Result:
    return CliRunner().invoke(program, ["explain", *words])


def test_one_code_is_explained_with_its_place_marked() -> None:
    done = run("pm-higher")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "PM-HIGHER · warning"
    marked = next(n for n, line in enumerate(lines) if "2. (S)" in line)
    assert lines[marked].index("(S)") == lines[marked + 1].index("~~~")
    assert "What to do" in lines


def test_all_are_listed_and_a_word_finds_some() -> None:
    done = run()
    assert all(code in done.stdout for code in CODES)
    found = run("noforn")
    assert "DRAFT-NOFORN-CAPTION" in found.stdout
    assert "REC-LABELS" not in found.stdout
    assert len(explanations("portion mark")) < len(explanations("portion"))


def test_what_nothing_speaks_of_is_not_found_and_near_codes_are_named() -> None:
    done = run("PM-HIGHR")
    assert done.exit_code == 5
    assert "PM-HIGHER" in done.stderr


def test_explanations_as_data() -> None:
    (told,) = [json.loads(line) for line in run("TAG-UNKNOWN", "--json").stdout.splitlines()]
    assert (told["reftel"], told["kind"], told["code"]) == (1, "explanation", "TAG-UNKNOWN")
    assert told["why"]
    assert told["example"]
