"""Searching: exact counts, marks on what matched and on nothing else, pages without gap or double, honest dates."""

from __future__ import annotations

import random
import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reftel.archive import Archive, Order, finding, parse_query, wording
from reftel.archive.nodes import sought
from reftel.errors import QueryError, UsageError
from reftel.markings import LEVELS
from reftel.records import Cable, ProvenanceKind
from reftel.views import Hit, Results
from tests.archive_factory import FULL, cable, reading
from tests.test_query import PARTS

WORDS = (
    *("harbour fish rice tea minister quay ferry port of call the a wharf levy tariff São café naïve S/CT".split()),
    *("cooperation cooperating cooperates cooperative Moçambique minister’s minister's counter-terrorism".split()),
    "port of call",
)
POSTS = ("MAPUTO", "LAGOS", "CAPETOWN", "ZEMBLAPORT")
TAGS: tuple[str | tuple[str, str], ...] = ("PTER", "PREL", "ECON", ("RU", "RS"), "RS", "EFIS", "MZ")
MARKINGS = ("UNCLASSIFIED", "UNCLASSIFIED//SBU", "CONFIDENTIAL", "SECRET", "SECRET//NOFORN", None)
DATES = (
    "1975-04-06",
    "2004",
    "2004-04",
    "2004-04-05",
    "2004-04-06T10:12Z",
    "2004-04-06",
    "2004-04-07",
    "2005-12-31",
    None,
)
KINDS: tuple[ProvenanceKind, ...] = ("released", "disclosed", "foia")


def invented(count: int, *, seed: int = 1) -> list[Cable]:
    """Cables of few words, posts, TAGS and dates, so that everything comes together often."""
    draw = random.Random(seed)  # noqa: S311 -- nothing is to be kept secret here
    made = []
    for serial in range(1, count + 1):
        paragraphs = [
            " ".join(draw.choice(WORDS) for _ in range(draw.randint(1, 12))) + "." for _ in range(draw.randint(1, 3))
        ]
        made.append(
            cable(
                f"04{draw.choice(POSTS)}{serial}" if draw.random() > 0.1 else None,
                *paragraphs,
                date=draw.choice(DATES),
                tags=draw.sample(TAGS, draw.randint(0, 3)),
                marking=draw.choice(MARKINGS),
                provenance=draw.choice(KINDS),
                subject=" ".join(draw.choice(WORDS) for _ in range(3)).upper() if draw.random() > 0.2 else None,
                signature=None,
                salt=f"serial {serial}",
            )
        )
    return made


HEAP = invented(150)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("search") / "a.reftel"
    with Archive.open(path, mode="create") as writing:
        writing.add(map(reading, HEAP))
    with Archive.open(path) as opened:
        yield opened


def every_hit(archive: Archive, query: str, *, order: Order = "relevance", limit: int = 7) -> list[Hit]:
    """All pages of a search, one after the other."""
    hits: list[Hit] = []
    after: str | None = None
    while True:
        page = archive.search(query, reader=FULL, limit=limit, after=after, order=order, facets=False)
        assert len(page.hits) <= limit
        hits += page.hits
        after = page.after
        if after is None:
            return hits
        assert len(page.hits) == limit


def names(results: Results) -> list[str]:
    return [hit.line.name for hit in results.hits]


def stored(folder: Path, *cables: Cable) -> Archive:
    archive = Archive.open(folder / "a.reftel", mode="create")
    archive.add(map(reading, cables))
    return archive


# -- a second opinion: the same questions put to the readings themselves -----------------------------------------------


def plain(text: str) -> list[str]:
    """The words of a text by rules of this test's own: letters and digits, no accents, no case."""
    bare = "".join(each for each in unicodedata.normalize("NFD", text) if unicodedata.category(each) != "Mn")
    return re.findall(r"[^\W_]+", bare.casefold())


def has_phrase(made: Cable, phrase: str) -> bool:
    wanted = plain(phrase)

    def inside(words: list[str]) -> bool:
        return any(words[at : at + len(wanted)] == wanted for at in range(len(words)))

    texts = [made.text_of(paragraph.spans) for paragraph in made.paragraphs]
    texts += [made.subject.value] if made.subject else []
    told = {span for paragraph in made.paragraphs for span in paragraph.spans}
    rest = made.source.text
    for span in sorted(told | set(made.subject.spans if made.subject else ()), reverse=True):
        rest = f"{rest[: span.start]}\n\n{rest[span.end :]}"
    return any(inside(plain(text)) for text in [*texts, *re.split(r"\n\s*\n", rest)])


def level(made: Cable) -> str | None:
    return made.marking.value.level if made.marking else None


def post(made: Cable) -> str | None:
    return made.id.value.station if made.id else None


def first(made: Cable) -> str:
    return made.date.value.first_day if made.date else ""


def last(made: Cable) -> str:
    return made.date.value.last_day if made.date else ""


def spelt(made: Cable) -> set[str]:
    return {spelling for tag in made.tags for spelling in (tag.value.raw, tag.value.value)}


QUESTIONS: list[tuple[str, Callable[[Cable], bool]]] = [
    ("", lambda _: True),
    ('"harbour"', lambda made: has_phrase(made, "harbour")),
    ('"port of call"', lambda made: has_phrase(made, "port of call")),
    ('"the port"', lambda made: has_phrase(made, "the port")),
    ('"Mocambique"', lambda made: has_phrase(made, "mocambique")),
    ('"minister\'s"', lambda made: has_phrase(made, "minister's")),
    ('"cooperation"', lambda made: has_phrase(made, "cooperation")),
    (
        "cooperation",
        lambda made: any(has_phrase(made, f"cooperat{end}") for end in ("ion", "ing", "es", "ive")),
    ),
    ("counter-terrorism", lambda made: has_phrase(made, "counter terrorism")),
    ("s/ct", lambda made: has_phrase(made, "s ct")),
    ('"rice" "tea"', lambda made: has_phrase(made, "rice") and has_phrase(made, "tea")),
    ('"rice" OR "tea"', lambda made: has_phrase(made, "rice") or has_phrase(made, "tea")),
    ('"rice" -"tea"', lambda made: has_phrase(made, "rice") and not has_phrase(made, "tea")),
    ('NOT "rice"', lambda made: not has_phrase(made, "rice")),
    (
        '("rice" OR "tea") NOT ("fish" "quay")',
        lambda made: (
            (has_phrase(made, "rice") or has_phrase(made, "tea"))
            and not (has_phrase(made, "fish") and has_phrase(made, "quay"))
        ),
    ),
    ("from:MAPUTO", lambda made: post(made) == "MAPUTO"),
    ('from:"cape town"', lambda made: post(made) == "CAPETOWN"),
    ("from:zemblaport", lambda made: post(made) == "ZEMBLAPORT"),
    ("from:MAPUTO from:LAGOS", lambda made: post(made) in ("MAPUTO", "LAGOS")),
    ("-from:MAPUTO", lambda made: post(made) != "MAPUTO"),
    ("tag:PTER", lambda made: "PTER" in spelt(made)),
    ("tag:RU", lambda made: bool({"RU", "RS"} & spelt(made))),
    ("tag:RS", lambda made: "RS" in spelt(made)),
    ("tag:PTER tag:PREL", lambda made: bool({"PTER", "PREL"} & spelt(made))),
    ("tag:PTER AND tag:PREL", lambda made: {"PTER", "PREL"} <= spelt(made)),
    ("tag:PTER tag:PREL from:MAPUTO", lambda made: bool({"PTER", "PREL"} & spelt(made)) and post(made) == "MAPUTO"),
    ("class:SECRET", lambda made: level(made) == "SECRET"),
    ("class:>=C", lambda made: level(made) in LEVELS[1:]),
    ("class:>=TS", lambda made: level(made) == "TOP SECRET"),
    ("class:S//NF", lambda made: level(made) == "SECRET" and "NOFORN" in made.marking.value.controls),  # type: ignore[union-attr]
    ("class:NOFORN", lambda made: made.marking is not None and "NOFORN" in made.marking.value.controls),
    ("class:SBU", lambda made: made.marking is not None and "SBU" in made.marking.value.controls),
    ("after:2004-04-06", lambda made: last(made) >= "2004-04-06"),
    ("after:2004-04-07", lambda made: last(made) >= "2004-04-07"),
    ("after:2004", lambda made: last(made) >= "2004-01-01"),
    ("before:2004-04-06", lambda made: "" < first(made) < "2004-04-06"),
    ("before:2004-04-07", lambda made: "" < first(made) < "2004-04-07"),
    ("before:2004", lambda made: "" < first(made) < "2004-01-01"),
    ("after:2004-04 before:2004-05", lambda made: last(made) >= "2004-04-01" and "" < first(made) < "2004-05-01"),
    ("year:2004", lambda made: first(made).startswith("2004")),
    ("year:2004 year:1975", lambda made: first(made)[:4] in ("2004", "1975")),
    ("provenance:foia", lambda made: made.source.provenance.kind == "foia"),
    (
        '"fish" from:MAPUTO class:>=C after:2004',
        lambda made: (
            has_phrase(made, "fish") and post(made) == "MAPUTO" and level(made) in LEVELS[1:] and last(made) >= "2004"
        ),
    ),
]


@pytest.mark.parametrize(("query", "holds"), QUESTIONS, ids=[query for query, _ in QUESTIONS])
def test_a_search_finds_exactly_what_the_readings_say(
    archive: Archive, query: str, holds: Callable[[Cable], bool]
) -> None:
    expected = {made.source.sha256 for made in HEAP if holds(made)}
    assert query in ("class:>=TS",) or len(expected) > 0
    results = archive.search(query, reader=FULL, limit=200)
    found = {archive.get(name, reader=FULL).cable.source.sha256 for name in names(results)}
    assert found == expected
    assert results.total == len(expected) == len(results.hits)
    assert results.held == len(HEAP)
    # the counts beside the result, against plain counting
    matching = [made for made in HEAP if holds(made)]
    counted: dict[str, Counter[str | None]] = {
        "from": Counter(post(made) for made in matching),
        "year": Counter[str | None](first(made)[:4] for made in matching),
        "class": Counter(level(made) for made in matching),
        "tag": Counter[str | None](tag for made in matching for tag in {tag.value.value for tag in made.tags}),
        "provenance": Counter[str | None](made.source.provenance.kind for made in matching),
    }
    for facet in results.facets:
        wanted = {value: count for value, count in counted.pop(facet.field).items() if value}
        assert {each.value: each.count for each in facet.values} == wanted
        assert all(each.label for each in facet.values)
    assert counted == {}


def test_facets_agree_with_the_tables_and_with_the_search_they_stand_for(archive: Archive) -> None:
    database = sqlite3.connect(archive.path / "archive.db")
    results = archive.search("", reader=FULL)
    facets = {facet.field: facet.values for facet in results.facets}
    for field, column in (("from", "post"), ("class", "level"), ("provenance", "provenance_kind")):
        rows = dict(database.execute(f"SELECT {column}, count(*) FROM cable WHERE {column} IS NOT NULL GROUP BY 1"))
        assert {each.value: each.count for each in facets[field]} == rows
    database.close()
    for field, values in facets.items():
        for each in values:
            # a cable printed RU is counted under RS, its official code, and found by both
            assert archive.search(f'{field}:"{each.value}"', reader=FULL).total == each.count
    assert [each.value for each in facets["year"]] == sorted(each.value for each in facets["year"])
    counts = [each.count for each in facets["tag"]]
    assert counts == sorted(counts, reverse=True)


def test_facets_are_exact_where_the_index_cannot_count_them(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    by_index = archive.search("fish", reader=FULL).facets
    monkeypatch.setattr(finding, "facet_counts", lambda *_: dict.fromkeys(finding.FACET_FIELDS))
    assert archive.search("fish", reader=FULL).facets == by_index


def test_a_count_that_is_not_exact_is_not_taken(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    by_index = archive.search("fish", reader=FULL).facets
    monkeypatch.setattr(finding, "_MOST_BUCKETS", 1)
    assert archive.search("fish", reader=FULL).facets == by_index


# -- what is shown -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", [query for query, _ in QUESTIONS if sought(parse_query(query).asks)])
def test_what_is_marked_is_what_was_sought(archive: Archive, query: str) -> None:
    wanted = sought(parse_query(query).asks)
    for hit in archive.search(query, reader=FULL, limit=200).hits:
        marked = [piece.text for piece in hit.snippet if piece.matched]
        assert marked, "a hit must show why it is one"
        for text in marked:
            assert any(wording.words_of(text, stemmed=each.stemmed) == each.words for each in wanted)
        shown = "".join(piece.text for piece in hit.snippet)
        # every place of a sought phrase in the shown sentence is marked, not only the first
        for each in wanted:
            if not each.stemmed and len(wanted) == 1:
                words = plain(shown)
                places = sum(words[at : at + len(each.words)] == list(each.words) for at in range(len(words)))
                assert len(marked) == places
        view = archive.get(hit.line.name, reader=FULL)
        text = view.cable.source.text
        if hit.paragraph is not None:
            paragraph = view.cable.paragraphs[hit.paragraph]
            assert paragraph.number is not None
            assert hit.number == paragraph.number.value
            text = view.cable.text_of(paragraph.spans)
        assert " ".join(shown.replace("…", " ").split()) in " ".join(text.split())


def snippet(archive: Archive, query: str) -> list[tuple[str, bool]]:
    (hit,) = archive.search(query, reader=FULL).hits
    return [(piece.text, piece.matched) for piece in hit.snippet]


def test_a_phrase_is_marked_and_no_stray_word_of_it(tmp_path: Path) -> None:
    with stored(tmp_path, cable("04LAGOS1", "The port was full. A port of call is not a port.")) as archive:
        assert snippet(archive, '"port of call"') == [
            ("A ", False),
            ("port of call", True),
            (" is not a port.", False),
        ]


def test_word_forms_are_marked_in_all_their_forms(tmp_path: Path) -> None:
    with stored(tmp_path, cable("04LAGOS1", "Cooperation continues; both sides cooperated.")) as archive:
        assert snippet(archive, "cooperate") == [
            ("Cooperation", True),
            (" continues; both sides ", False),
            ("cooperated", True),
            (".", False),
        ]
        assert archive.search('"cooperate"', reader=FULL).total == 0


def test_the_sentence_with_most_of_the_words_is_shown(tmp_path: Path) -> None:
    made = cable("04LAGOS1", "Rice was scarce.", "Tea came. Rice and tea were sold on the quay.", subject="RICE")
    with stored(tmp_path, made) as archive:
        (hit,) = archive.search("tea rice", reader=FULL).hits
        assert "".join(piece.text for piece in hit.snippet) == "Rice and tea were sold on the quay."
        assert (hit.paragraph, hit.number) == (1, 2)
        (hit,) = archive.search("rice", reader=FULL).hits
        assert "".join(piece.text for piece in hit.snippet) == "Rice was scarce."


def test_a_phrase_that_runs_over_the_end_of_a_sentence_is_marked_whole(tmp_path: Path) -> None:
    with stored(tmp_path, cable("04LAGOS1", "The boat sank. Then it rained. Nobody came.")) as archive:
        assert snippet(archive, '"sank then"')[1] == ("sank. Then", True)


def test_a_tag_is_found_as_it_was_printed_whatever_the_vocabulary_knows(tmp_path: Path) -> None:
    with stored(tmp_path, cable("04LAGOS1", tags=[("QQZZ", "PGOV")]), cable("04LAGOS2", tags=["PGOV"])) as archive:
        assert names(archive.search("tag:qqzz", reader=FULL)) == ["04LAGOS1"]
        assert archive.search("tag:PGOV", reader=FULL).total == 2


def test_a_long_sentence_is_cut_around_the_match(tmp_path: Path) -> None:
    text = " ".join(["before"] * 200 + ["lighthouse"] + ["after"] * 200)
    with stored(tmp_path, cable("04LAGOS1", text)) as archive:
        pieces = snippet(archive, "lighthouse")
        assert ("lighthouse", True) in pieces
        shown = "".join(text for text, _ in pieces)
        assert shown.startswith("… before")
        assert shown.endswith("after …")
        assert len(shown) < 400


def test_a_sentence_without_blanks_is_cut_all_the_same(tmp_path: Path) -> None:
    with stored(tmp_path, cable("04LAGOS1", "x" * 5000 + "-lighthouse-" + "y" * 5000)) as archive:
        pieces = snippet(archive, "lighthouse")
        assert ("lighthouse", True) in pieces
        assert len("".join(text for text, _ in pieces)) < 500


def test_marks_stand_on_the_original_characters(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Moçambique")
    text = f"To {decomposed} by co\u00adoperation; İstanbul, Straße and 𝒜 came; the minister’s boat."
    with stored(tmp_path, cable("04LAGOS1", text)) as archive:
        for query, marked in (
            ("mocambique", decomposed),
            ('"MOÇAMBIQUE"', decomposed),
            ("cooperation", "co\u00adoperation"),
            ("istanbul", "İstanbul"),
            ("strasse", "Straße"),
            ("straße", "Straße"),
            ('"minister\'s boat"', "minister’s boat"),
            ("minister’s", "minister’s"),
        ):
            assert (marked, True) in snippet(archive, query), query


def test_a_search_without_words_shows_how_the_text_begins(tmp_path: Path) -> None:
    text = "The harbour of Port Seldon was closed for eleven days after the storm that took the pier. More followed."
    with stored(tmp_path, cable("04LAGOS1", "Hello.", text)) as archive:
        (hit,) = archive.search("from:LAGOS", reader=FULL).hits
        assert [piece.matched for piece in hit.snippet] == [False]
        assert hit.snippet[0].text.endswith("took the pier.")
        assert hit.number == 2


def test_no_phrase_reaches_from_one_paragraph_into_the_next(tmp_path: Path) -> None:
    made = cable(
        "04LAGOS1", "It ended with rice", "tea came first", ["cut by a page", "line here"], subject="SUGAR AND SALT"
    )
    with stored(tmp_path, made) as archive:
        assert archive.search('"rice tea"', reader=FULL).total == 0
        assert archive.search('"salt it ended"', reader=FULL).total == 0
        assert archive.search("rice-tea", reader=FULL).total == 0
        assert archive.search('"subject sugar"', reader=FULL).total == 0
        # a page line is no border, and not part of the text
        assert archive.search('"page line"', reader=FULL).total == 1
        assert archive.search('"002 OF 003"', reader=FULL).total == 0


def test_every_part_of_what_was_sent_is_found(tmp_path: Path) -> None:
    made = cable("04LAGOS1", "Body.", subject="ABOUT SALT", signature="MARLOWE", header=True, references=["04LIMA9"])
    with stored(tmp_path, made) as archive:
        for query in ("marlowe", "salt", "body", '"secstate washdc"', "04LIMA9", "PTER"):
            (hit,) = archive.search(query, reader=FULL).hits
            assert any(piece.matched for piece in hit.snippet), query


# -- order and pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["relevance", "date", "-date"])
@pytest.mark.parametrize("query", ["", "fish", "from:MAPUTO", '"rice" OR "tea"'])
@pytest.mark.parametrize("limit", [1, 7, 149])
def test_pages_give_each_hit_once_and_in_one_order(archive: Archive, query: str, order: Order, limit: int) -> None:
    whole = archive.search(query, reader=FULL, limit=1000, order=order)
    paged = every_hit(archive, query, order=order, limit=limit)
    assert [hit.line.name for hit in paged] == names(whole)
    assert len(set(names(whole))) == whole.total == len(paged)
    assert whole.after is None


def test_order_by_date_is_by_date_then_name_and_undated_ones_come_last(archive: Archive) -> None:
    def when(hit: Hit) -> str:
        return f"{hit.line.date:<17}".replace("T", "-")

    for order in ("date", "-date"):
        hits = archive.search("", reader=FULL, limit=1000, order=order).hits
        dated = [hit for hit in hits if hit.line.date]
        assert all(not hit.line.date for hit in hits[len(dated) :])
        assert len(dated) < len(hits)
        days = [hit.line.date for hit in dated]
        assert days == sorted(days, reverse=order == "-date")
        by_day: dict[str, list[str]] = {}
        for hit in hits:
            by_day.setdefault(hit.line.date, []).append(hit.line.name)
        assert all(held == sorted(held) for held in by_day.values())


def test_order_by_relevance_sets_the_subject_first(tmp_path: Path) -> None:
    with stored(
        tmp_path,
        cable("04LAGOS1", "Salt was dear, and more salt came."),
        cable("04LAGOS2", "It was dear, and nothing else is known of it as yet.", subject="SALT"),
    ) as archive:
        assert names(archive.search("salt", reader=FULL)) == ["04LAGOS2", "04LAGOS1"]


def test_cables_that_score_alike_stand_by_name(tmp_path: Path) -> None:
    made = [cable(f"04LAGOS{serial}", "Salt.", tags=()) for serial in (5, 3, 9, 1, 7)]
    with stored(tmp_path, *made[:3]) as archive:
        archive.add(map(reading, made[3:]))
        found = [hit.line.name for hit in every_hit(archive, '"salt"', limit=2)]
        assert found == sorted(found)


def test_a_page_follows_when_cables_came_meanwhile(tmp_path: Path) -> None:
    made = [cable(f"04LAGOS{serial}", "Salt.", date=f"2004-01-{serial - 10:02d}") for serial in range(11, 19)]
    with stored(tmp_path, *made[::2]) as archive:
        first = archive.search("salt", reader=FULL, limit=2, order="date")
        archive.add(map(reading, made[1::2]))
        assert names(first) == ["04LAGOS11", "04LAGOS13"]
        then = archive.search("salt", reader=FULL, limit=20, order="date", after=first.after)
        assert names(then) == [f"04LAGOS{serial}" for serial in range(14, 19)]


@pytest.mark.parametrize("cursor", ["", "x", "a" * 500, "é", "W10", "ey4"])
def test_a_cursor_that_cannot_be_read_is_refused(archive: Archive, cursor: str) -> None:
    with pytest.raises(QueryError, match="first page") as caught:
        archive.search("fish", reader=FULL, after=cursor)
    assert "first page" in caught.value.remedy


def test_a_cursor_belongs_to_its_search(archive: Archive) -> None:
    cursor = archive.search("fish", reader=FULL, limit=1).after
    assert cursor is not None
    archive.search("fish", reader=FULL, limit=50, after=cursor)
    with pytest.raises(QueryError, match="another search"):
        archive.search("rice", reader=FULL, after=cursor)
    with pytest.raises(QueryError, match="another search"):
        archive.search("fish", reader=FULL, after=cursor, order="date")


def test_a_page_has_a_length_and_an_order(archive: Archive) -> None:
    for limit in (0, -1, 10_001):
        with pytest.raises(UsageError):
            archive.search("fish", reader=FULL, limit=limit)
    with pytest.raises(UsageError, match="orders are"):
        archive.search("fish", reader=FULL, order="random")  # type: ignore[arg-type]


# -- the rest of the answer --------------------------------------------------------------------------------------------


def test_an_id_alone_goes_to_the_cable(tmp_path: Path) -> None:
    made = [cable("04MAPUTO565"), cable("05MAPUTO565", date="2005-01-01"), cable(None, "Nameless.")]
    with stored(tmp_path, *made) as archive:

        def jump(query: str) -> list[str]:
            return [line.name for line in archive.search(query, reader=FULL).jump]

        for spelling in ("04MAPUTO565", "04 MAPUTO 565", "2004MAPUTO00565", '"04 maputo 565"', "04MAPUTO565_a"):
            assert jump(spelling) == ["04MAPUTO565"], spelling
        assert jump("Maputo 565") == ["04MAPUTO565", "05MAPUTO565"]
        handle = f"x{made[2].source.sha256[:10]}"
        assert jump(handle) == [handle]
        for other in ("fish", "MAPUTO 566", "fish 565", "", "from:MAPUTO", "04MAPUTO565 fish"):
            assert jump(other) == [], other


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("fish from:RIODEJANEIRO", "from Rio de Janeiro"),
        ("fish zzzz", "with *zzzz*"),
        ("zzzz", None),
        ("fish -fish after:2004", "with *fish*"),
        ("zzzz yyyy", None),
        ("fish", None),
    ],
)
def test_an_empty_result_says_what_emptied_it(archive: Archive, query: str, part: str | None) -> None:
    assert archive.search(query, reader=FULL).emptied_by == part


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("fish from:RIODEJANEIRO", "fish"),
        ("zzzz fish", "fish"),
        ('fish "zzzz yyyy"', "fish"),
        ("fish AND zzzz", "fish"),
        ("zzzz AND fish", "fish"),
        ("fish AND zzzz AND after:2004", "fish AND after:2004"),
        ("after:2004 zzzz AND after:2003", "after:2004 AND after:2003"),
        ("(zzzz AND fish)", "(fish)"),
        ("(fish AND zzzz)", "(fish)"),
        ("fish -fish after:2004", "-fish after:2004"),
        ("after:2004 NOT (fish OR -fish) fish", "after:2004 fish"),
        ("fish from:NOWHERE after:2004 from:ELSEWHERE", "fish after:2004"),
        ("fish (zzzz OR yyyy)", "fish"),
        ("(fish zzzz)", "(fish)"),
        ("zzzz", None),
        ("zzzz yyyy", None),
        ("fish", None),
    ],
)
def test_an_empty_result_gives_the_query_without_that_part(archive: Archive, query: str, left: str | None) -> None:
    assert archive.search(query, reader=FULL).emptied_query == left
    if left is not None:
        assert archive.search(left, reader=FULL).total


def test_a_query_that_was_read_before_can_be_asked(archive: Archive) -> None:
    asked = parse_query("fish from:MAPUTO")
    assert archive.search(asked, reader=FULL) == archive.search("fish from:MAPUTO", reader=FULL)
    assert archive.search(asked, reader=FULL).words == "Cables with *fish*, from Maputo"


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from([*PARTS, *WORDS]), max_size=15).map("".join)))
def test_no_query_breaks_the_search(archive: Archive, query: str) -> None:
    try:
        results = archive.search(query, reader=FULL)
    except QueryError:
        return
    assert len(results.hits) == min(20, results.total)
    wanted = sought(parse_query(query).asks)
    if wanted:
        either = " OR " in query or "NOT" in query or "-" in query
        assert all(either or any(piece.matched for piece in hit.snippet) for hit in results.hits)


def test_a_thousand_words_are_searched_for(archive: Archive) -> None:
    assert archive.search(" OR ".join(["fish"] * 500), reader=FULL).total > 0
    assert archive.search('"' + "fish " * 1_900 + '"', reader=FULL).total == 0


def test_the_same_cables_in_another_order_give_the_same_answer(tmp_path: Path) -> None:
    made = invented(40, seed=3)
    answers = []
    for name, order in (("a", made), ("b", made[::-1])):
        (tmp_path / name).mkdir()
        with stored(tmp_path / name, *order) as archive:
            answers.append([archive.search(query, reader=FULL, order="date") for query in ("", "fish", '"rice"')])
    assert answers[0] == answers[1]
