"""An archive keeps what it was given and gives it back: text, reading, neighbours, versions, ledger, originals."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from importlib import resources
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reftel.archive import Archive
from reftel.errors import ArchiveError, CableNotFound
from reftel.ledger import AddReport, Entry
from reftel.records import Cable, ProvenanceKind
from reftel.views import Reader
from reftel.vocab import Vocabulary
from tests.archive_factory import FULL, cable, reading


def stored(folder: Path, *cables: Cable) -> Archive:
    """A new archive with these cables, opened for writing."""
    archive = Archive.open(folder / "a.reftel", mode="create")
    archive.add(map(reading, cables))
    return archive


def test_what_is_stored_comes_back_as_it_was(tmp_path: Path) -> None:
    given_cables = [
        cable("04MAPUTO565", ["The quay", "was cut in two."], "Second.", references=["04LAGOS1"], header=True),
        cable("75STATE71826", "Text with the pilcrow ¶, 𝒜 and a NUL \0.", date="1975-03", marking=None),
        cable(None, "No number at all.", date=None, subject=None, tags=(), signature=None),
        cable("10OTTAWA57", "Tagged twice.", tags=[("RU", "RS"), "PREL", "PREL"], marking="UNCLASSIFIED//SBU"),
    ]
    with stored(tmp_path, *given_cables) as archive:
        held = {view.cable.source.sha256: view.cable for view in archive.cables(reader=FULL)}
        assert [held[each.source.sha256] for each in given_cables] == given_cables


def test_text_is_stored_once_and_the_reading_holds_none_of_it(tmp_path: Path) -> None:
    with stored(tmp_path, cable("04MAPUTO565", "Halcyon weather over the harbour.")) as archive:
        database = sqlite3.connect(archive.path / "archive.db")
        (stored_reading,) = database.execute("SELECT reading FROM version").fetchone()
        assert "Halcyon" not in stored_reading
        database.close()


def test_the_tables_say_what_the_reading_says(tmp_path: Path) -> None:
    made = cable("04MAPUTO565", ["The quay", "was cut in two."], references=["04LAGOS1"], header=True)
    with stored(tmp_path, made) as archive:
        database = sqlite3.connect(archive.path / "archive.db")
        assert database.execute("SELECT number, text FROM paragraph_text").fetchall() == [
            (1, "The quay\nwas cut in two.")
        ]
        assert database.execute("SELECT raw FROM tag ORDER BY place").fetchall() == [("PTER",), ("PREL",)]
        assert database.execute("SELECT role, name FROM addressee").fetchall() == [("TO", "SECSTATE WASHDC")]
        assert database.execute("SELECT best_id, reason FROM reference").fetchall() == [("04LAGOS1", "printed")]
        assert database.execute("SELECT post, level, controls, date, date_precision FROM cable").fetchall() == [
            ("MAPUTO", "SECRET", "NOFORN", "2004-04-26", "day")
        ]
        database.close()


def test_a_cable_comes_with_what_it_cites_and_what_cites_it(tmp_path: Path) -> None:
    with stored(
        tmp_path,
        cable("04MAPUTO565", references=["04LAGOS1", "04LAGOS999"]),
        cable("04LAGOS1", references=["04LAGOS1"]),
        cable("05ROME7", references=["04LAGOS1"], date="2005-01-01"),
    ) as archive:
        view = archive.get("04MAPUTO565", reader=FULL)
        assert [each.held.name if each.held else None for each in view.references] == ["04LAGOS1", None]
        cited = archive.get("04LAGOS1", reader=FULL)
        assert [each.name for each in cited.cited_by] == ["04MAPUTO565", "05ROME7"]
        assert archive.summary(reader=FULL).cited_not_held == 1


def test_citations_of_versions_that_do_not_speak_do_not_count(tmp_path: Path) -> None:
    with stored(
        tmp_path,
        cable("04LAGOS1"),
        cable("05ROME7", "Shown.", date="2005-01-01", provenance="released"),
        cable("05ROME7", "Not shown.", date="2005-01-01", provenance="disclosed", references=["04LAGOS1", "04LIMA3"]),
    ) as archive:
        assert archive.get("04LAGOS1", reader=FULL).cited_by == ()
        assert archive.summary(reader=FULL).cited_not_held == 0


def test_neighbours_are_of_the_same_post_in_order_of_day_and_serial(tmp_path: Path) -> None:
    with stored(
        tmp_path,
        cable("04MAPUTO10", date="2004-04-26"),
        cable("04MAPUTO9", date="2004-04-26"),
        cable("04MAPUTO100", date="2004-04-25"),
        cable("04LAGOS11", date="2004-04-26"),
        cable("03MAPUTO2000", date="2003-12-31T10:00Z"),
        cable("04MAPUTO11", date=None),
    ) as archive:
        chain = ["03MAPUTO2000", "04MAPUTO100", "04MAPUTO9", "04MAPUTO10"]
        for place, name in enumerate(chain):
            view = archive.get(name, reader=FULL)
            assert (view.earlier.name if view.earlier else None) == (chain[place - 1] if place else None)
            assert (view.later.name if view.later else None) == (chain[place + 1] if place + 1 < len(chain) else None)
        undated = archive.get("04MAPUTO11", reader=FULL)
        assert undated.earlier is None
        assert undated.later is None


def test_cables_are_given_in_order_of_time(tmp_path: Path) -> None:
    with stored(
        tmp_path,
        cable("05LAGOS2", date="2005-01-01"),
        cable("04MAPUTO9", date=None),
        cable("04MAPUTO8", date="2004-04-26T10:00Z"),
        cable("04MAPUTO10", date="2004-04-26T09:00Z"),
        cable("05LAGOS1", date="2005-01-01"),
    ) as archive:
        names = [view.name for view in archive.cables(reader=FULL)]
        assert names == ["04MAPUTO10", "04MAPUTO8", "05LAGOS1", "05LAGOS2", "04MAPUTO9"]


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelling",
    [
        "04MAPUTO565",
        "04 MAPUTO 565",
        "04 Maputo 000565",
        "maputo 565",
        "MAPUTO565",
        "2004MAPUTO00565",
        "04MAPUTO565_a",
        " 04-MAPUTO-565 ",
        "AMEMBASSY MAPUTO 565",
    ],
)
def test_any_spelling_of_an_id_names_the_cable(tmp_path: Path, spelling: str) -> None:
    with stored(tmp_path, cable("04MAPUTO565"), cable("04MAPUTO56"), cable("04LAGOS565")) as archive:
        assert [line.name for line in archive.find(spelling, reader=FULL)] == ["04MAPUTO565"]
        assert archive.get(spelling, reader=FULL).name == "04MAPUTO565"


def test_a_spelling_without_its_year_names_every_year(tmp_path: Path) -> None:
    with stored(tmp_path, cable("05MAPUTO565", date="2005-01-01"), cable("04MAPUTO565")) as archive:
        assert [line.name for line in archive.find("MAPUTO 565", reader=FULL)] == ["04MAPUTO565", "05MAPUTO565"]
        with pytest.raises(CableNotFound, match="04MAPUTO565, 05MAPUTO565"):
            archive.get("MAPUTO 565", reader=FULL)


def test_the_national_archives_cut_stations_to_six_characters(tmp_path: Path) -> None:
    with stored(
        tmp_path, cable("75BUENOSAIRES2481", date="1975-04-01"), cable("75ZEMBLAPORT12", date="1975")
    ) as archive:
        assert archive.get("1975BUENOS02481", reader=FULL).name == "75BUENOSAIRES2481"
        # a post in no vocabulary is found among those held
        assert archive.get("1975ZEMBLA00012", reader=FULL).name == "75ZEMBLAPORT12"
        assert archive.find("75ZEMBLA12", reader=FULL) == ()


def test_two_names_of_one_place_are_both_offered(tmp_path: Path) -> None:
    pair = next(
        (code, *others) for code in ("KYIV", "CHENNAI", "TAIPEI") if (others := Vocabulary.shipped().same_places(code))
    )
    names = [f"04{code}12" for code in pair[:2]]
    with stored(tmp_path, *(cable(name) for name in names)) as archive:
        assert {line.name for line in archive.find(f"{pair[0]} 12", reader=FULL)} == set(names)


@pytest.mark.parametrize(
    "spelling", ["", "x", "MAPUTO", "565", "99 MAPUTO 565", "?'; DROP TABLE cable; --", "\ud800 1"]
)
def test_what_names_nothing_is_not_found(tmp_path: Path, spelling: str) -> None:
    with stored(tmp_path, cable("04MAPUTO565")) as archive:
        assert archive.find(spelling, reader=FULL) == ()
        with pytest.raises(CableNotFound):
            archive.get(spelling, reader=FULL)


def test_a_cable_without_a_number_is_filed_under_its_handle(tmp_path: Path) -> None:
    made = cable(None, "Nameless.", sender="AMEMBASSY MAPUTO")
    with stored(tmp_path, made) as archive:
        name = "x" + made.source.sha256[:10]
        view = archive.get(name, reader=FULL)
        assert (view.name, view.line.post) == (name, "MAPUTO")
        assert archive.find(name.upper(), reader=FULL) == (view.line,)


def test_the_handle_of_a_version_names_its_cable(tmp_path: Path) -> None:
    with stored(tmp_path, cable("04MAPUTO565")) as archive:
        (version,) = archive.get("04MAPUTO565", reader=FULL).versions
        assert archive.get(version.handle, reader=FULL).name == "04MAPUTO565"


def test_sources_whose_handles_fall_together_stay_apart(tmp_path: Path) -> None:
    hashes = ["ab" * 8 + f"{place:048d}" for place in range(3)]
    made = [cable(None, f"Nameless {place}.", sha256=sha256) for place, sha256 in enumerate(hashes)]
    with stored(tmp_path, *made) as archive:
        texts = {view.cable.source.text for view in archive.cables(reader=FULL)}
        assert texts == {each.source.text for each in made}


# -- versions ----------------------------------------------------------------------------------------------------------


VERSIONS = [
    cable("04MAPUTO565", "Said by XXXXXXXXXXXX of the harbour.", provenance="disclosed"),
    cable("04MAPUTO565", "Said by somebody of the harbour.", provenance="released"),
    cable("04MAPUTO565", "Said by somebody of the harbour.", provenance="printed"),
    cable("04MAPUTO565", "Said by somebody of the harbour.", provenance="disclosed", header=True),
    cable("04MAPUTO565", "Said by somebody.", "Of the harbour.", provenance="disclosed"),
    cable("04MAPUTO565", "Said by somebody of the harbour.", provenance="disclosed", salt="a"),
    cable("04MAPUTO565", "Said by somebody of the harbour.", provenance="disclosed", salt="b"),
]
# the last two differ in nothing but their bytes: the hash decides
LAST = sorted(VERSIONS[5:], key=lambda each: each.source.sha256)
IN_ORDER = [*VERSIONS[:5], *LAST]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(len(VERSIONS))), st.integers(0, len(VERSIONS)))
def test_the_most_protective_version_speaks_whatever_came_first(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], pause: int
) -> None:
    folder = tmp_path_factory.mktemp("versions")
    with stored(folder, *(VERSIONS[place] for place in order[:pause])) as archive:
        archive.add(reading(VERSIONS[place]) for place in order[pause:])
        view = archive.get("04MAPUTO565", reader=FULL)
        assert view.cable == IN_ORDER[0]
        assert [version.shown for version in view.versions] == [True] + [False] * 6
        handles = [f"x{each.source.sha256[:10]}" for each in IN_ORDER]
        assert [version.handle for version in view.versions] == handles
        assert archive.summary(reader=FULL).versions == len(VERSIONS)
        # the index needs no mending: what a version replaced was taken out
        assert archive.search("harbour", reader=FULL, on_stale="last").total == 1
        # the words of the versions that do not speak are not found
        assert archive.search("somebody", reader=FULL).total == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [("released", "printed"), ("printed", "foia"), ("foia", "own"), ("own", "unknown"), ("unknown", "disclosed")],
)
def test_kinds_of_publication_have_their_order(tmp_path: Path, first: ProvenanceKind, second: ProvenanceKind) -> None:
    with stored(
        tmp_path, cable(provenance=second, header=True), cable(provenance=first, salt="a"), cable(provenance=second)
    ) as archive:
        assert archive.get("04MAPUTO565", reader=FULL).line.provenance.kind == first


# -- the ledger --------------------------------------------------------------------------------------------------------


def entry(made: Cable, content: bytes | None = None) -> Entry:
    data = content if content is not None else made.source.text.encode()
    return Entry(
        name=made.source.name,
        outcome="read",
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        original=data,
        readings=(reading(made),),
    )


def test_every_input_ends_in_the_ledger(tmp_path: Path) -> None:
    refused = Entry(name="b.bin", outcome="refused", code="BINARY", reason="It is no text.", remedy="Leave it out.")
    passed = Entry(name="LICENSE", outcome="passed over", code="NOT-A-CABLE", reason="A licence.")
    partly = msgspec.structs.replace(entry(cable("04LAGOS1")), outcome="partly read", code="CUT", reason="Cut short.")
    seen: list[tuple[str, tuple[str, ...]]] = []
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        report = archive.write(
            [entry(cable()), refused, passed, partly],
            command="reftel add heap",
            on_entry=lambda each, names: seen.append((each.name, names)),
        )
        assert seen == [
            ("04MAPUTO565.txt", ("04MAPUTO565",)),
            ("b.bin", ()),
            ("LICENSE", ()),
            ("04LAGOS1.txt", ("04LAGOS1",)),
        ]
        counts = (report.read, report.partly_read, report.passed_over, report.refused, report.known)
        assert counts == (1, 1, 1, 1, 0)
        assert [(line.name, line.code) for line in report.not_read] == [("b.bin", "BINARY"), ("LICENSE", "NOT-A-CABLE")]
        lines = {line.name: line for line in archive.ledger()}
        assert {name: line.outcome for name, line in lines.items()} == {
            "04MAPUTO565.txt": "read",
            "b.bin": "refused",
            "LICENSE": "passed over",
            "04LAGOS1.txt": "partly read",
        }
        assert lines["04MAPUTO565.txt"].cables == ("04MAPUTO565",)
        assert lines["b.bin"].remedy == "Leave it out."
        assert [line.name for line in archive.ledger(outcome="refused")] == ["b.bin"]
        assert [line.name for line in archive.ledger(limit=1)] == ["04LAGOS1.txt"]
        assert list(archive.ledger(run=report.run + 1)) == []
        (run,) = archive.runs()
        assert (run.command, run.read, run.refused, run.new_cables) == ("reftel add heap", 1, 1, 2)
        assert run.ended is not None


def test_bytes_seen_before_are_known_and_not_stored_again(tmp_path: Path) -> None:
    made = entry(cable())
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        assert not archive.holds_bytes(made.sha256)
        archive.write([made])
        assert archive.holds_bytes(made.sha256)
        again = archive.write([made, Entry(name="copy.txt", outcome="read", sha256=made.sha256)])
        assert (again.known, again.read, again.new_cables, again.new_versions) == (2, 0, 0, 0)
        lines = list(archive.ledger(run=again.run))
        assert [(line.name, line.code, line.cables) for line in lines] == [
            ("copy.txt", "KNOWN", ("04MAPUTO565",)),
            ("04MAPUTO565.txt", "KNOWN", ("04MAPUTO565",)),
        ]
        assert archive.summary(reader=FULL).versions == 1


def test_a_closed_archive_leaves_nothing_running(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        archive.write([entry(cable())])
        assert any(thread.name.startswith("reftel-originals") for thread in threading.enumerate())
    assert not any(thread.name.startswith("reftel-originals") for thread in threading.enumerate())


def test_the_same_bytes_twice_in_one_run_are_one_version(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        report = archive.write([entry(cable()), entry(cable())])
        assert (report.read, report.known, report.new_versions) == (1, 1, 1)


def test_another_vocabulary_allows_reading_again_and_replaces_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.reftel"
    made = cable("04MAPUTO565", "About rice.")
    with Archive.open(path, mode="create") as archive:
        archive.add([reading(made), reading(cable("04LAGOS1"))])
    own = path / "vocabulary" / "tags.csv"
    shipped = resources.files("reftel.vocab") / "data" / "tags.csv"
    header, first, *_ = shipped.read_text().splitlines()
    own.write_text(f"{header}\n{first}\n")
    better = msgspec.structs.replace(made, id=cable("05MAPUTO565").id, tags=())
    with Archive.open(path, mode="write") as archive:
        assert not archive.holds_bytes(made.source.sha256)
        report = archive.add([reading(better)])
        assert (report.known, report.new_versions, report.new_cables) == (0, 0, 1)
        assert [view.name for view in archive.cables(reader=FULL)] == ["04LAGOS1", "05MAPUTO565"]
        assert archive.get("05MAPUTO565", reader=FULL).cable == better
        found = archive.search("rice", reader=FULL)
        assert [hit.line.name for hit in found.hits] == ["05MAPUTO565"]
        assert found.held == 2
        assert archive.search("tag:PTER", reader=FULL).total == 1
        assert all(finding.weight in ("well", "note") for finding in archive.check())


def test_a_heap_in_one_file_gives_several_cables(tmp_path: Path) -> None:
    whole = hashlib.sha256(b"heap").hexdigest()
    parts = [cable(name, f"Of {name}.", sha256=whole, ordinal=n) for n, name in enumerate(("04LIMA1", "04LIMA2"))]
    heap = Entry(name="heap.txt", outcome="read", sha256=whole, original=b"heap", readings=tuple(map(reading, parts)))
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        report = archive.write([heap, heap])
        assert (report.read, report.known, report.new_cables) == (1, 1, 2)
        handles = [view.versions[0].handle for view in archive.cables(reader=FULL)]
        assert len(set(handles)) == 2
        assert {archive.original(each, reader=FULL) for each in handles} == {b"heap"}


def test_one_source_read_twice_in_one_entry_leaves_no_loose_rows(tmp_path: Path) -> None:
    made = cable()
    twice = Entry(name="a.txt", outcome="read", sha256="", readings=(reading(made), reading(made)))
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        archive.write([twice])
        assert archive.summary(reader=FULL).versions == 1
        assert all(finding.weight in ("well", "note") for finding in archive.check())
        assert archive.search("fish", reader=FULL, on_stale="last").total == 1


def test_original_bytes_come_back_to_the_byte(tmp_path: Path) -> None:
    content = bytes(range(256)) * 3
    made = entry(cable("04MAPUTO565", sha256=hashlib.sha256(content).hexdigest()), content)
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        archive.write([made])
        (version,) = archive.get("04MAPUTO565", reader=FULL).versions
        assert archive.original(version.handle, reader=FULL) == content
        with pytest.raises(CableNotFound):
            archive.original("x0000000000", reader=FULL)
        kept = next(path for path in (archive.path / "files").rglob("*") if path.is_file())
        kept.write_bytes(b"something else")
        with pytest.raises(ArchiveError, match="damaged"):
            archive.original(version.handle, reader=FULL)
        kept.unlink()
        with pytest.raises(ArchiveError, match="not in the archive"):
            archive.original(version.handle, reader=FULL)


def test_bytes_under_a_wrong_hash_are_not_kept(tmp_path: Path) -> None:
    wrong = msgspec.structs.replace(entry(cable()), original=b"other bytes")
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        with pytest.raises(ArchiveError, match="not those of their hash"):
            archive.write([wrong])
        assert archive.summary(reader=FULL).cables == 0


def test_halves_of_characters_are_refused_and_the_run_goes_on(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        broken = cable("04LAGOS1", "Half a \ud83d character.", sha256="00" * 32)
        report = archive.add([reading(broken), reading(cable())])
        assert (report.read, report.refused) == (1, 1)
        assert [line.code for line in archive.ledger(outcome="refused")] == ["TXT-ENCODING"]


def test_a_file_name_that_is_no_text_is_kept_readably(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        archive.write([Entry(name="caf\udce9.txt", outcome="refused", code="BINARY")])
        assert [line.name for line in archive.ledger()] == ["caf\\udce9.txt"]


def test_whoever_gives_the_entries_may_fail_and_nothing_is_lost(tmp_path: Path) -> None:
    class Interrupted(Exception):
        pass

    def entries() -> object:
        yield entry(cable("04LAGOS1"))
        yield entry(cable("04LAGOS2"))
        raise Interrupted

    seen: list[str] = []
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        with pytest.raises(Interrupted):
            archive.write(entries(), on_entry=lambda each, _: seen.append(each.name))  # type: ignore[arg-type]
        assert seen == ["04LAGOS1.txt", "04LAGOS2.txt"]
        assert archive.search("", reader=FULL).total == 2
        report: AddReport = archive.write([entry(cable("04LAGOS2")), entry(cable("04LAGOS3"))])
        assert (report.known, report.read) == (1, 1)


def test_whoever_prepares_the_entries_may_ask_what_is_held(tmp_path: Path) -> None:
    answers: list[bool] = []
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        made = entry(cable())

        def entries() -> object:
            answers.append(archive.holds_bytes(made.sha256))
            yield made
            # a batch is not committed yet; what is in it is known all the same once it was committed
            yield entry(cable("04LAGOS1"))

        archive.write(entries())  # type: ignore[arg-type]
        answers.append(archive.holds_bytes(made.sha256))
    assert answers == [False, True]


# -- the reader --------------------------------------------------------------------------------------------------------


def test_only_the_full_shelf_is_there_and_a_reader_must_be_named(tmp_path: Path) -> None:
    stranger = Reader("public")
    with stored(tmp_path, cable()) as archive:
        for call in (
            lambda: archive.get("04MAPUTO565", reader=stranger),
            lambda: archive.find("04MAPUTO565", reader=stranger),
            lambda: archive.search("fish", reader=stranger),
            lambda: archive.summary(reader=stranger),
            lambda: archive.original("x0000000000", reader=stranger),
            lambda: list(archive.cables(reader=stranger)),
        ):
            with pytest.raises(ArchiveError, match="no shelf public"):
                call()
        with pytest.raises(TypeError):
            archive.get("04MAPUTO565")  # type: ignore[call-arg]


def test_the_summary_counts(tmp_path: Path) -> None:
    with stored(
        tmp_path,
        cable("04MAPUTO565"),
        cable("04MAPUTO565", "Another copy.", provenance="disclosed"),
        cable("75LAGOS1", date="1975-04", provenance="foia"),
        cable(None, date=None),
    ) as archive:
        summary = archive.summary(reader=FULL)
        assert (summary.cables, summary.versions, summary.posts) == (3, 4, 2)
        assert (summary.first_year, summary.last_year) == (1975, 2004)
        assert summary.by_year == ((1975, 1), (2004, 1))
        assert {provenance.kind: count for provenance, count in summary.provenance} == {"released": 2, "foia": 1}
