"""The shipped tables themselves: each file fits its layout, every row has its source, nothing maps in a circle."""

from __future__ import annotations

import csv
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from reftel.ids import CableId
from reftel.vocab import Vocabulary
from reftel.vocab.posts import WITH_CHIEF
from reftel.vocab.tables import LAYOUTS, Row, first_day, last_day, pieces, read_additions, shipped_bytes, shipped_rows

DATA = resources.files("reftel.vocab").joinpath("data")
NAMES = sorted(LAYOUTS)


def column(name: str, wanted: str) -> list[str]:
    """One column of a shipped file."""
    place = LAYOUTS[name].columns.index(wanted)
    return [row[place] for row in shipped_rows(LAYOUTS[name])]


def test_every_file_is_known_and_every_known_file_is_there() -> None:
    assert sorted(each.name for each in DATA.iterdir()) == [LAYOUTS[name].file for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_file_passes_the_check_for_a_users_file(name: str) -> None:
    layout = LAYOUTS[name]
    additions = read_additions(Path(layout.file), shipped_bytes(layout))
    assert additions.columns == frozenset(layout.columns)
    assert additions.rows == shipped_rows(layout)


@pytest.mark.parametrize("name", NAMES)
def test_the_columns_stand_in_order_and_cells_are_trimmed(name: str) -> None:
    text = shipped_bytes(LAYOUTS[name]).decode("utf-8")
    header, *rows = csv.reader(text.splitlines())
    assert tuple(header) == LAYOUTS[name].columns
    assert all(cell == cell.strip() for row in rows for cell in row)
    assert "\r" not in text
    assert text.endswith("\n")


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_a_key_of_the_sources(name: str) -> None:
    known = Vocabulary.shipped().sources
    assert {key for cell in column(name, "source") for key in cell.split(";")} <= set(known)


def test_every_source_is_used_and_says_where_it_is_kept() -> None:
    used = {key for name in NAMES for cell in column(name, "source") for key in cell.split(";")}
    sources = Vocabulary.shipped().sources
    assert used == set(sources)
    assert all(entry.title and entry.date and entry.licence and entry.kept for entry in sources.values())
    assert list(sources) == sorted(sources)


def sorting(name: str, row: Row) -> Row:
    """What a file is sorted by: its key, then the date; a register by territory and date, a calendar by station."""
    layout = LAYOUTS[name]
    start = layout.columns.index("valid_from")
    if name == "chiefs_of_mission":
        return (row[0], row[start])
    return (*row[: len(layout.key)], row[start])


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_sorted(name: str) -> None:
    keys = [sorting(name, row) for row in shipped_rows(LAYOUTS[name])]
    assert keys == sorted(keys)


@pytest.mark.parametrize("name", NAMES)
def test_no_row_stands_twice(name: str) -> None:
    layout = LAYOUTS[name]
    place = layout.columns.index("valid_from")
    keys = Counter((*row[: len(layout.key)], row[place]) for row in shipped_rows(layout))
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("name", ["posts", "tags", "offices", "classification_reasons", "executive_orders"])
def test_rows_of_one_key_do_not_overlap_in_time(name: str) -> None:
    layout = LAYOUTS[name]
    start, end = layout.columns.index("valid_from"), layout.columns.index("valid_to")
    earlier: dict[Row, Row] = {}
    for row in shipped_rows(layout):
        key = row[: len(layout.key)]
        if key in earlier:
            assert earlier[key][end], f"{key}: the earlier row has no end"
            assert row[start], f"{key}: the later row has no beginning"
            assert first_day(row[start]) > last_day(earlier[key][end]) or row[start] == earlier[key][end], key
        earlier[key] = row


def test_aliases_end_at_a_post_and_are_none_themselves() -> None:
    posts = set(column("posts", "code"))
    aliases = set(column("station_aliases", "alias"))
    canonical = {cell for cell in column("station_aliases", "canonical") if cell}
    assert canonical <= posts
    assert not aliases & posts
    assert not aliases & canonical


def test_an_alias_without_a_post_is_a_word_that_is_none() -> None:
    for alias, canonical, kind, *_rest in shipped_rows(LAYOUTS["station_aliases"]):
        assert (kind == "never") == (canonical == ""), alias
        assert (kind == "short") == (len(alias) <= 3), alias


def test_no_word_is_listed_that_the_rules_would_not_reach() -> None:
    """A row `never` that does nothing is taken out; without it the word must be some station's misspelling."""
    from reftel.vocab.posts import Stations

    rows = shipped_rows(LAYOUTS["station_aliases"])
    bare = Stations(Vocabulary.shipped().posts, [row for row in rows if row[2] != "never"])
    idle = [row[0] for row in rows if row[2] == "never" and bare.find(row[0], True, True) is None]
    assert idle == []


def test_tags_stand_for_tags_that_stand_for_themselves() -> None:
    rows = shipped_rows(LAYOUTS["tags"])
    plain = {row[0] for row in rows if not row[3]}
    assert {row[3] for row in rows if row[3]} <= plain


def test_a_tag_that_is_not_vouched_for_says_no_meaning() -> None:
    assert [row[0] for row in shipped_rows(LAYOUTS["tags"]) if row[5] == "no" and row[2]] == []


def test_no_meaning_is_a_remark_in_brackets() -> None:
    for name in ("tags", "offices", "acronyms", "captions"):
        assert [cell for cell in column(name, "meaning") if cell.startswith("(") or "verified" in cell] == [], name


def test_posts_lie_in_territories_of_the_register() -> None:
    territories = set(column("chiefs_of_mission", "territory"))
    roles = set(column("chiefs_of_mission", "role"))
    for cell in column("posts", "territory"):
        for piece in pieces(cell):
            name, _, role = piece.partition("/")
            assert name in territories
            assert not role or role in roles


def test_every_embassy_has_a_territory() -> None:
    for post in Vocabulary.shipped().posts.values():
        if post.mission_type in WITH_CHIEF - {"multilateral mission"}:
            assert post.territories, post.code


def test_a_station_name_without_blanks_is_the_code_or_leads_to_it() -> None:
    vocabulary = Vocabulary.shipped()
    for post in vocabulary.posts.values():
        found = vocabulary.station(post.station)
        assert found is not None
        assert found.code == post.code


def test_malformed_ids_lead_to_ids_of_posts() -> None:
    posts = set(column("posts", "code"))
    for published, canonical in zip(
        column("malformed_ids", "published"), column("malformed_ids", "canonical"), strict=True
    ):
        assert CableId.parse(canonical).station in posts
        assert published != canonical


def test_same_places_are_posts() -> None:
    posts = set(column("posts", "code"))
    assert set(column("same_places", "code")) | set(column("same_places", "other")) <= posts


def test_serials_belong_to_posts_and_rise_within_their_row() -> None:
    posts = set(column("posts", "code"))
    for row in shipped_rows(LAYOUTS["serial_months"]):
        assert row[0] in posts
        low, p05, median, p95, high = map(int, row[2:7])
        assert low <= p05 <= median <= p95 <= high
        assert row[7] == row[8]
        assert len(row[7]) == len("2004-03")


def test_orders_are_superseded_by_orders() -> None:
    rows = shipped_rows(LAYOUTS["executive_orders"])
    numbers = {row[0] for row in rows}
    assert {row[4] for row in rows if row[4]} <= numbers
    assert {row[3] for row in rows if row[3]} <= numbers


def test_nothing_in_the_data_speaks_of_where_it_was_made() -> None:
    for name in NAMES:
        text = shipped_bytes(LAYOUTS[name]).decode("utf-8").lower()
        assert "/work" not in text
        assert "../" not in text
        assert "our own" not in text
