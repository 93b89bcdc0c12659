"""The query language: what is understood, how it is said back, and what is refused with which words."""

from __future__ import annotations

import contextlib
import re
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reftel.archive import parse_query
from reftel.archive.fields import FIELDS, PROVENANCE
from reftel.archive.nodes import sought, top_parts, without
from reftel.archive.query import DEEPEST, LONGEST, MOST_PARTS, less_one_part
from reftel.archive.spelling import Spelling, read_spelling
from reftel.errors import EXIT_USAGE, QueryError
from reftel.vocab import Vocabulary


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "All cables"),
        ("   \n", "All cables"),
        ("fish", "Cables with *fish*"),
        ("fish shrimp", "Cables with *fish* and *shrimp*"),
        ("fish AND shrimp", "Cables with *fish* and *shrimp*"),
        ("fish OR shrimp", "Cables with *fish* or *shrimp*"),
        ("fish shrimp OR rice", "Cables either (with *fish* and *shrimp*) or with *rice*"),
        ("fish (shrimp OR rice)", "Cables with *fish*, with *shrimp* or *rice*"),
        ("fish -shrimp", "Cables with *fish*, without *shrimp*"),
        ("NOT shrimp", "Cables without *shrimp*"),
        ("fish NOT (shrimp rice)", "Cables with *fish*, not (with *shrimp* and *rice*)"),
        ("-from:MAPUTO", "Cables not from Maputo"),
        ('"port of call"', 'Cables with "port of call"'),
        ("“port of call”", 'Cables with "port of call"'),
        ('"port  of\ncall"', 'Cables with "port of call"'),
        ('"port', 'Cables with "port" (read to the end: its closing quotation mark is missing)'),
        ("counter-terrorism", "Cables with *counter-terrorism*"),
        ("- fish, --", "Cables with *fish*"),
        ("--fish", "Cables with *fish*"),
        ("fish & chips", "Cables with *fish* and *chips*"),
        ("(fish)", "Cables with *fish*"),
        ("from:MAPUTO", "Cables from Maputo"),
        ("From:maputo", "Cables from Maputo"),
        ('from:"cape town"', "Cables from Cape Town"),
        ("from:“cape town”", "Cables from Cape Town"),
        ("from:MAPUTO from:LAGOS", "Cables from Maputo or Lagos"),
        ("from:MAPUTO fish from:LAGOS", "Cables with *fish*, from Maputo or Lagos"),
        ("from:XANADU", "Cables from XANADU"),
        ("tag:pter", "Cables tagged PTER (Terrorists and terrorism)"),
        ("tag:RU", "Cables tagged RU (Russia)"),
        ("tag:QQQQ", "Cables tagged QQQQ"),
        ("class:S", "Cables marked SECRET"),
        ("class:>=C", "Cables marked CONFIDENTIAL or higher"),
        ("class:SECRET//NOFORN", "Cables marked SECRET with NOFORN"),
        ("class:SBU", "Cables marked UNCLASSIFIED with SBU"),
        ("class:NOFORN", "Cables marked NOFORN"),
        ('class:"top secret"', "Cables marked TOP SECRET"),
        ("after:2004", "Cables sent in 2004 or later"),
        ("after:2004-04", "Cables sent in April 2004 or later"),
        ("after:2004-04-06", "Cables sent on 6 April 2004 or later"),
        ("before:2004-04-06", "Cables sent before 6 April 2004"),
        ("year:2004 year:2005", "Cables sent in 2004 or 2005"),
        ("provenance:FOIA", "Cables released on request (FOIA)"),
        (
            "counterterrorism cooperation from:MAPUTO tag:PTER after:2004",
            "Cables with *counterterrorism* and *cooperation*, from Maputo, "  # noqa: ISC004
            "tagged PTER (Terrorists and terrorism), sent in 2004 or later",
        ),
        ("fish OR from:MAPUTO", "Cables either with *fish* or from Maputo"),
    ],
)
def test_a_query_is_said_back_in_plain_words(query: str, words: str) -> None:
    assert parse_query(query).words == words


def test_a_repeated_field_is_or_within_itself_unless_and_is_said() -> None:
    assert parse_query("tag:PTER tag:PREL").asks == parse_query("tag:PTER OR tag:PREL").asks
    both = parse_query("tag:PTER AND tag:PREL")
    assert both.asks != parse_query("tag:PTER tag:PREL").asks
    assert both.words == parse_query("(tag:PTER) (tag:PREL)").words
    assert both.words.endswith("tagged PTER (Terrorists and terrorism), tagged PREL (External political relations)")


def test_the_words_that_may_be_shown_leave_out_what_must_not_be_there() -> None:
    asks = parse_query('fish "port of" (rice OR tea) -shrimp NOT (a b) from:MAPUTO').asks
    assert [word.text for word in sought(asks)] == ["fish", "port of", "rice", "tea"]


@pytest.mark.parametrize(
    ("query", "message", "span"),
    [
        ("fish colour:red", "no field colour:", (5, 15)),
        ("http://example.org", "no field http:", (0, 18)),
        ("fish from:", "from: wants a value", (5, 10)),
        ('fish from:" "', "from: wants a value", (5, 13)),
        ("from: MAPUTO", "from: wants a value", (0, 5)),
        ("from:---", "not the name of a post", (0, 8)),
        ("after:april", "april is no date", (0, 11)),
        ("after:2004-13", "2004-13 is no date", (0, 13)),
        ("before:2003-02-29", "2003-02-29 is no date", (0, 17)),
        ("after:٢٠٠٤", "is no date", (0, 10)),
        ("after:2004-04-06T10:00Z", "is no date", (0, 23)),
        ("year:04", "04 is no year", (0, 7)),
        ("class:cosmic", "cosmic is no classification", (0, 12)),
        ("class:>=SBU", "is no classification", (0, 11)),
        ("class:>S", "is no classification", (0, 8)),
        ("provenance:leaked", "leaked is no kind", (0, 17)),
        ("fish OR", "OR wants something", (5, 7)),
        ("OR fish", "OR wants something", (0, 2)),
        ("fish OR OR rice", "OR wants something", (5, 7)),
        ("(OR fish)", "OR wants something", (1, 3)),
        ("fish NOT", "NOT (or -) wants something", (5, 8)),
        ("NOT OR fish", "NOT (or -) wants something", (0, 3)),
        ("(fish", "not closed", (0, 5)),
        ("fish)", "no opening one", (4, 5)),
        ("fish NEAR/3 rice", "NEAR/3", (5, 11)),
        ("fish w/2 rice", "w/2", (5, 8)),
        ("PARA(fish rice)", "PARA", (0, 4)),
        ("terror*", "not yet possible", (0, 7)),
        ("— … !", "nothing to search for", (0, 5)),
        ('""', "nothing to search for", (0, 2)),
        ("()", "nothing to search for", (0, 2)),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place_and_a_next_step(
    query: str, message: str, span: tuple[int, int]
) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(query)
    assert message in caught.value.message
    assert caught.value.span == span
    assert caught.value.remedy
    assert caught.value.exit_code == EXIT_USAGE


PIECES = st.sampled_from(
    ["fish", '"red tide"', "-fish", "NOT shrimp", "from:LIMA", "from:LAGOS", "(a OR b)", "(c -d)", "AND", "OR", "--",
     'tag:"PREL"', "(from:ROME)", "after:2004", "OR,", "  ", "((e))"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=7).map(" ".join), st.integers(0, 6))
def test_a_query_less_one_of_its_parts_asks_for_the_rest(text: str, number: int) -> None:
    try:
        query = parse_query(text)
    except QueryError:
        return
    assert len(query.places) == len(top_parts(query.asks))
    left = less_one_part(query, number, Vocabulary.shipped())
    if left is not None:
        assert query.asks is not None
        assert parse_query(left).asks == without(query.asks, number)
        assert "AND" not in (left.split()[:1] + left.split()[-1:]) or "AND" in (text.split()[:1] + text.split()[-1:])


def test_an_unknown_field_is_told_the_known_ones() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("colour:red")
    assert all(f"{name}:" in caught.value.remedy for name in FIELDS)


@pytest.mark.parametrize(
    "query",
    [
        "fish" * LONGEST,
        "a " * (MOST_PARTS + 1),
        "(" * 5000,
        "(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1),
        "NOT " * 2000 + "a",
    ],
)
def test_what_is_too_long_or_too_deep_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        parse_query(query)


@pytest.mark.parametrize(
    ("spelling", "read"),
    [
        ("04MAPUTO565", Spelling(2004, "MAPUTO", 565, False)),
        ("04 MAPUTO 000565", Spelling(2004, "MAPUTO", 565, False)),
        ("2004MAPUTO00565", Spelling(2004, "MAPUTO", 565, True)),
        ("1975BONN00621_b", Spelling(1975, "BONN", 621, True)),
        ("10-OTTAWA-57", Spelling(2010, "OTTAWA", 57, False)),
        ("la  paz 88", Spelling(None, "la paz", 88, False)),
        ("75 ST. PETERSBURG 3", Spelling(1975, "ST. PETERSBURG", 3, False)),
        ("N'DJAMENA 12", Spelling(None, "N'DJAMENA", 12, False)),
        ("fish", None),
        ("565", None),
        ("04 565", None),
        ("MAPUTO 565 and more", None),
        ("MAPUTO 123456789", None),
    ],
)
def test_names_of_telegrams_are_read_in_their_spellings(spelling: str, read: Spelling | None) -> None:
    assert read_spelling(spelling) == read


MANUAL = Path(__file__).parent.parent / "docs" / "reference" / "query-language.md"
EXAMPLES = re.findall(r"^\| `(.+?)` \| (Cables .+?) \|$", MANUAL.read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize(("query", "words"), EXAMPLES)
def test_the_manual_says_what_the_program_says(query: str, words: str) -> None:
    assert parse_query(query).words == words


def test_the_manual_names_every_field_and_limit() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    assert len(EXAMPLES) > 20
    assert all(f"`{name}:" in text for name in FIELDS)
    assert all(f"`{kind}`" in text for kind in PROVENANCE)
    assert f"{LONGEST:,} characters and {MOST_PARTS:,} parts, and parentheses at most {DEEPEST} deep" in text


PARTS = [
    "fish", "OR", "NOT", "AND", "-", "(", ")", '"', "“", "from:", "tag:", "class:", "class:>=", "after:", "before:",
    "year:", "provenance:", "2004", "2004-04-31", "MAPUTO", "\ud800", "\0", "\u0301", "\u200b", "ß", "İ", "ﬁ", "𝒜",
    "*", ":", "NEAR/3", "PARA", " ", " ", " ", "\n", "x:", "~", "[", "{", "\\", "^", "ي", "中文", "9999999999999999",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PARTS), max_size=25).map("".join)))
@example("year:٢٠٠٤")
@example("year:0000 after:0000")
@example("-\u0301")
@example("(\u0301) OR fish")
def test_any_text_is_understood_or_refused_as_a_query(query: str) -> None:
    refused: QueryError | None = None
    try:
        assert parse_query(query).words
    except QueryError as error:
        refused = error
    if refused is not None:
        assert refused.span is not None
        assert 0 <= refused.span[0] <= refused.span[1] <= len(query)
        assert refused.message
        assert refused.remedy


@pytest.mark.parametrize(
    "piece",
    ["a ", '"', '"a" ', "-a ", "(a) ", "a OR ", "from:", "from:x ", "a-", "-", "(", "a:", "aa", '"a ', "\u0301", ": "],
)
def test_no_query_takes_longer_than_its_length(piece: str) -> None:
    """Twice the length may take twice the steps and a little more; steps are calls, which no other load on the machine
    changes."""

    def steps(length: int) -> int:
        text = f"a{(piece * length)[: length - 2]}a"
        calls = 0

        def count(*_: object) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(count)
        try:
            with contextlib.suppress(QueryError):
                parse_query(text)
        finally:
            sys.setprofile(None)
        return calls

    assert steps(9_600) < 3 * steps(4_800) + 200
