"""The invented cables of the benchmarks: the same every time, of the promised size, and true to their own facts."""

import html
import json
import re
import sys
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))  # the benchmarks are no part of the installed package

from benchmarks import bench, generate, hostile, lexicon, stations
from benchmarks.generate import GeneratedCable, cables
from benchmarks.hostile import HOSTILE, hostile_text, ordeals
from benchmarks.rounds import Round, play, standing
from benchmarks.telegram import LAYOUTS, Layout

from reftel.sources import source

COUNT = 400
PINNED = ("Thopo", "thadraed", "seandshiojiontation", "GRODPLA")
MARK = re.compile(r"^(?:¶)?(\d{1,2})\. {1,2}(?:\(([A-Z/]+)\) )?", re.MULTILINE)


@pytest.fixture(scope="module")
def heaps() -> dict[Layout, tuple[GeneratedCable, ...]]:
    return {layout: tuple(cables(COUNT, seed=7, layout=layout)) for layout in LAYOUTS}


@pytest.fixture(scope="module")
def plain(heaps: dict[Layout, tuple[GeneratedCable, ...]]) -> tuple[GeneratedCable, ...]:
    return heaps["plain"]


def joined(text: str) -> str:
    return " ".join(text.split())


def in_lines(cable: GeneratedCable) -> str:
    """The text of a cable in lines, the markup of a page of HTML undone."""
    if cable.layout != "html":
        return cable.text
    return html.unescape(re.sub(r"<[^<>]*>", "", cable.text[cable.text.index("<pre>") :]))


def test_the_same_seed_gives_the_same_cables(plain: tuple[GeneratedCable, ...]) -> None:
    assert tuple(cables(COUNT, seed=7)) == plain


def test_another_seed_gives_other_cables(plain: tuple[GeneratedCable, ...]) -> None:
    texts = {cable.text for cable in plain}
    assert not any(cable.text in texts for cable in cables(50, seed=8))


def test_the_words_do_not_change() -> None:
    """Figures taken on different days speak of the same words: change these only on purpose."""
    forms = lexicon.word_forms()
    assert len(forms) == len(set(forms)) == lexicon.WORD_FORMS
    assert forms[:4] == ("the", "of", "to", "and")
    assert (forms[500], forms[40_000], forms[-1], lexicon.surnames()[0]) == PINNED


def test_words_are_drawn_by_zipfs_law() -> None:
    table = lexicon.draw_table()
    assert len(table) == lexicon.DRAW
    assert set(table) == set(lexicon.word_forms())
    assert 2.2 < table.count("the") / table.count(lexicon.word_forms()[6]) < 4  # (6+3)/(0+3)


def test_posts_and_tags_come_from_the_vocabulary() -> None:
    assert len(stations.posts()) == stations.POSTS
    assert len(stations.chosen_tags()) == stations.TAGS
    known = {row["code"] for row in stations.rows("posts.csv")}
    assert {post.code for post in stations.posts()} <= known | {"STATE"}
    for post in stations.posts():
        assert post.printed.replace(" ", "") == post.code


def test_cables_are_about_five_kilobytes(plain: tuple[GeneratedCable, ...]) -> None:
    sizes = sorted(len(cable.text) for cable in plain)
    assert 4_700 < sum(sizes) / len(sizes) < 5_300
    assert sizes[0] > 1_000
    assert sizes[-1] < 22_000
    assert sizes[len(sizes) // 2] < sum(sizes) / len(sizes)  # the long ones are few


def test_many_different_words_occur(plain: tuple[GeneratedCable, ...]) -> None:
    words = {word.casefold() for cable in plain for word in re.findall(r"[A-Za-z]+", cable.text)}
    assert len(words) > 35_000


def test_ids_are_unique_and_well_formed(plain: tuple[GeneratedCable, ...]) -> None:
    assert len({cable.id for cable in plain}) == COUNT
    for cable in plain:
        assert re.fullmatch(r"\d\d[A-Z]{4,20}[1-9]\d{0,5}", cable.id)
        assert cable.id.startswith(f"{cable.sent.year % 100:02}")


def test_serials_rise_with_the_date(plain: tuple[GeneratedCable, ...]) -> None:
    assert all(earlier.sent <= later.sent for earlier, later in pairwise(plain))
    last: dict[str, int] = {}
    for cable in plain:
        counter = cable.id.rstrip("0123456789")
        serial = int(cable.id.removeprefix(counter))
        assert serial > last.get(counter, 0)
        last[counter] = serial


def test_references_point_back_or_nowhere(plain: tuple[GeneratedCable, ...]) -> None:
    held = {cable.id for cable in plain}
    cited = absent = 0
    seen: set[str] = set()
    for cable in plain:
        cited += len(cable.references)
        absent += len(cable.absent_references)
        assert held.isdisjoint(cable.absent_references)
        assert set(cable.references).difference(cable.absent_references) <= seen
        assert len(set(cable.references)) == len(cable.references)
        seen.add(cable.id)
    assert cited > COUNT / 2
    assert 0.08 < absent / cited < 0.22


def test_levels_are_mixed_as_promised(plain: tuple[GeneratedCable, ...]) -> None:
    def part(level: str) -> float:
        return sum(cable.level == level for cable in plain) / COUNT

    assert 0.43 < part("UNCLASSIFIED") < 0.57
    assert 0.33 < part("CONFIDENTIAL") < 0.47
    assert 0.05 < part("SECRET") < 0.15
    marked = sum(bool(cable.controls) for cable in plain if cable.level == "UNCLASSIFIED")
    assert 0.4 < marked / (part("UNCLASSIFIED") * COUNT) < 0.6
    assert sum(cable.sent.year < 1980 for cable in plain) == COUNT // 10


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_facts_stand_in_the_text(heaps: dict[Layout, tuple[GeneratedCable, ...]], layout: Layout) -> None:
    for cable in heaps[layout]:
        lines = in_lines(cable)
        text = joined(lines)
        assert f"SUBJECT: {cable.subject} " in text or f"SUBJ: {cable.subject} " in text
        tags = re.search(r"^TAGS: ((?:[A-Z]+,?\s+)+?)SUBJ", lines, re.MULTILINE)
        assert tags is not None
        assert tuple(re.findall("[A-Z]+", tags[1])) == cable.tags
        assert all(caption in lines.split() for caption in cable.captions)
        if cable.subject_mark:
            assert cable.subject.startswith(f"({cable.subject_mark}) ")
        if cable.signature:
            assert re.search(rf"^{cable.signature} ?$", lines, re.MULTILINE)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_paragraphs_and_marks_are_as_stated(heaps: dict[Layout, tuple[GeneratedCable, ...]], layout: Layout) -> None:
    for cable in heaps[layout]:
        found = MARK.findall(in_lines(cable))
        assert [int(number) for number, _ in found] == list(range(1, cable.paragraphs + 1))
        assert tuple(mark or None for _, mark in found) == cable.portion_marks


def test_cited_ids_are_printed_with_their_year_when_it_is_another(plain: tuple[GeneratedCable, ...]) -> None:
    printed = {post.code: post.printed for post in stations.posts()}
    for cable in plain:
        text = joined(cable.text)
        for reference in cable.references:
            parts = re.fullmatch(r"(\d\d)([A-Z]+)(\d+)", reference)
            assert parts is not None
            place = f"{printed[parts[2]]} {parts[3]}"
            assert place in text
            if parts[1] != cable.id[:2]:
                assert f"{parts[1]} {place}" in text


def test_all_layouts_hold_the_same_telegrams(heaps: dict[Layout, tuple[GeneratedCable, ...]]) -> None:
    for versions in zip(*heaps.values(), strict=True):
        facts = {
            (cable.id, cable.sent, cable.level, cable.subject, cable.portion_marks, cable.references, cable.signature)
            for cable in versions
        }
        assert len(facts) == 1


def test_archive_pages_and_mirror_records_open_as_theirs_do(heaps: dict[Layout, tuple[GeneratedCable, ...]]) -> None:
    for cable in heaps["archive"]:
        lines = cable.text.splitlines()
        assert lines[:5] == ["Identifier", "Created", "Classification", "Origin", cable.id]
        assert lines[5] == cable.sent.strftime("%Y-%m-%d %H:%M:00")
        assert cable.subject.startswith(lines[10])
    for cable in heaps["mirror"]:
        lines = cable.text.splitlines()
        assert lines[0] == cable.id
        assert cable.subject.startswith(lines[1])


def test_a_page_of_html_is_told_and_rebuilt_as_one(heaps: dict[Layout, tuple[GeneratedCable, ...]]) -> None:
    for cable, mirror in zip(heaps["html"][:40], heaps["mirror"], strict=False):
        found = source(cable.text)
        assert found.layout == "publisher_page"
        lines = found.text.splitlines()
        assert lines[5] == cable.id
        assert mirror.text.split()[-60:] == found.text.split()[-60:]


def test_cables_come_one_at_a_time() -> None:
    heap = cables(10**9, seed=1)
    assert isinstance(heap, Iterator)
    assert len(list(islice(heap, 3))) == 3


def test_no_cables_are_no_cables() -> None:
    assert list(cables(0)) == []
    assert len(list(cables(1))) == 1


def test_a_dump_is_json_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dump = tmp_path / "heap.jsonl"
    assert generate.main(["--count", "20", "--out", str(dump), "--seed", "3"]) == 0
    rows = [json.loads(line) for line in dump.read_text(encoding="utf-8").splitlines()]
    assert rows == [{"id": cable.id, "text": cable.text} for cable in cables(20, seed=3)]
    assert "20 cables" in capsys.readouterr().err


def test_loose_files_are_named_for_their_cables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "A_FOLDER", 8)
    assert generate.main(["--count", "20", "--out", str(tmp_path), "--loose", "--layout", "mirror"]) == 0
    files = sorted(tmp_path.rglob("*.txt"))
    assert {file.stem for file in files} == {cable.id for cable in cables(20)}
    assert sorted({file.parent.name for file in files}) == ["0000", "0001", "0002"]
    assert all(file.read_text(encoding="utf-8").startswith(file.stem) for file in files)


def test_rounds_give_both_sides_the_same_new_files() -> None:
    seen: list[str] = []
    played = play(seen.append, layout="mirror", rounds=3, count=4, seed=1)
    assert [entry.cables for entry in played] == [4, 4, 4]
    assert len(set(seen)) == len(seen) == 4 * 4  # and one round that is not counted


def test_the_ratio_is_that_of_the_pairs() -> None:
    played = [Round(10, 50_000, reader, floor) for reader, floor in ((4_000, 1_000), (2_000, 1_000), (8_000, 1_000))]
    found = standing("plain", played)
    assert found.ratio == 0.25
    assert found.reader_microseconds == 0.4
    assert (found.ratio_lower_quartile, found.ratio_upper_quartile) == (0.1875, 0.375)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_texts_have_the_size_they_say(kind: str) -> None:
    text = hostile_text(kind, 10_000)
    assert 10_000 - len(text.encode()) in range(4)  # less a character that would be cut
    assert text.startswith(hostile_text(kind, 9_000))


def test_growth_is_flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "clocked", lambda parse, text: 1.0 if len(text) < 50_000 else 3.5)
    slow = list(ordeals(len, kinds=["spaces"], sizes=(10_000, 40_000, 100_000)))
    assert [ordeal.grows for ordeal in slow] == [False, False, True]


def test_a_hopeless_text_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "clocked", lambda parse, text: float(len(text)))
    slow = list(ordeals(len, kinds=["spaces"], sizes=(1_000, 10_000, 100_000, 1_000_000)))
    assert [ordeal.nanoseconds_per_byte is None for ordeal in slow] == [False, False, False, True]
    assert slow[-1].grows


def test_without_a_reader_the_bench_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "import_module", lambda name: object())
    with pytest.raises(SystemExit) as ended:
        bench.main(["read", "--rounds", "1", "--cables", "1"])
    assert ended.value.code == 4
    assert "reftel.parse is not there" in capsys.readouterr().err


def test_the_whole_report_is_readable(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(bench, "A_RUN", 4)
    asked = ["--rounds", "2", "--cables", "3", "--layout", "plain", "--layout", "html", "--kind", "blank-lines"]
    assert bench.main([*asked, "--largest", "10000"]) == 0
    report = capsys.readouterr().out
    for part in ("The reader against the floor", "In 2 processes", "Memory", "Hostile texts"):
        assert part in report
    assert report.count("of the floor") == 4


def test_a_report_is_one_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["floor", "--rounds", "2", "--cables", "2", "--layout", "archive", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["reftel"], report["kind"]) == (1, "bench-floor")
    assert [entry["layout"] for entry in report["standings"]] == ["archive"]
