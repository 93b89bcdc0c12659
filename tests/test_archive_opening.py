"""Opening an archive: what is refused and with which next step, who may write, and what a killed writer leaves."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tantivy

from reftel.archive import Archive, index, schema, wording
from reftel.archive import moments as archive_moments
from reftel.errors import (
    EXIT_ARCHIVE,
    ArchiveBusy,
    ArchiveError,
    ArchiveMissing,
    ArchiveNewer,
    ArchiveReadOnly,
    IndexUnusable,
)
from reftel.ledger import Entry
from reftel.records import Cable
from tests.archive_factory import FULL, cable, reading

ROOT = Path(__file__).parent.parent


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """An archive with two cables, closed."""
    path = tmp_path / "a.reftel"
    with Archive.open(path, mode="create") as archive:
        archive.add([reading(cable("04MAPUTO565")), reading(cable("04LAGOS1", "About rice."))])
    return path


def everything(path: Path) -> dict[str, bytes]:
    return {str(each.relative_to(path)): each.read_bytes() for each in sorted(path.rglob("*")) if each.is_file()}


@pytest.mark.parametrize("mode", ["read", "write"])
def test_where_there_is_nothing_nothing_is_made(tmp_path: Path, mode: str) -> None:
    with pytest.raises(ArchiveMissing, match="no archive at") as caught:
        Archive.open(tmp_path / "none.reftel", mode=mode)  # type: ignore[arg-type]
    assert "reftel add" in caught.value.remedy
    assert caught.value.exit_code == EXIT_ARCHIVE
    with pytest.raises(ArchiveMissing, match=r"no archive\.db"):
        Archive.open(tmp_path, mode=mode)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", ["read", "write", "create"])
def test_a_file_is_no_archive(tmp_path: Path, mode: str) -> None:
    file = tmp_path / "heap.txt"
    file.write_text("a telegram")
    with pytest.raises(ArchiveError, match="is a file") as caught:
        Archive.open(file, mode=mode)  # type: ignore[arg-type]
    assert caught.value.remedy
    assert file.read_text() == "a telegram"


@pytest.mark.parametrize("mode", ["read", "write", "create"])
def test_another_programs_database_is_left_alone(tmp_path: Path, mode: str) -> None:
    other = sqlite3.connect(tmp_path / "archive.db")
    other.execute("CREATE TABLE mine (x)")
    other.commit()
    other.close()
    before = (tmp_path / "archive.db").read_bytes()
    with pytest.raises(ArchiveError, match="not one that reftel made"):
        Archive.open(tmp_path, mode=mode)  # type: ignore[arg-type]
    assert (tmp_path / "archive.db").read_bytes() == before


def test_a_folder_with_other_things_in_it_is_not_made_an_archive(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    with pytest.raises(ArchiveError, match="other things in it"):
        Archive.open(tmp_path, mode="create")
    assert [each.name for each in tmp_path.iterdir()] == ["letters"]


def test_a_prepared_vocabulary_is_kept_and_used(tmp_path: Path) -> None:
    own = tmp_path / "a.reftel" / "vocabulary"
    own.mkdir(parents=True)
    header = (Path(schema.__file__).parents[1] / "vocab" / "data" / "posts.csv").read_text().splitlines()[0]
    row = dict.fromkeys(header.split(","), "")
    row |= {"code": "PORTSELDON", "name": "Port Seldon", "station": "PORT SELDON", "source": "invented"}
    (own / "posts.csv").write_text(f"{header}\n{','.join(row.values())}\n")
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        archive.add([reading(cable("04PORTSELDON7"))])
        found = archive.search('from:"port seldon"', reader=FULL)
        assert found.words == "Cables from Port Seldon"
        assert [hit.line.post_name for hit in found.hits] == ["Port Seldon"]


def test_a_newer_archive_is_named_with_what_made_it(held: Path) -> None:
    database = sqlite3.connect(held / "archive.db")
    database.execute("UPDATE meta SET value = '99' WHERE key = 'form'")
    database.execute("UPDATE meta SET value = 'reftel 7.1' WHERE key = 'written_by'")
    database.commit()
    database.close()
    for mode in ("read", "write", "create"):
        with pytest.raises(ArchiveNewer, match=r"reftel 7\.1") as caught:
            Archive.open(held, mode=mode)
        assert "upgrade" in caught.value.remedy


@pytest.mark.parametrize("damage", ["no header", "cut short", "pages", "meta"])
def test_a_damaged_archive_is_named(held: Path, damage: str) -> None:
    database = held / "archive.db"
    content = bytearray(database.read_bytes())
    if damage == "no header":
        content[:16] = bytes(16)
    elif damage == "cut short":
        del content[4096:]
    elif damage == "pages":
        content[4096:] = b"\xff" * (len(content) - 4096)
    if damage == "meta":
        opened = sqlite3.connect(database)
        opened.execute("DELETE FROM meta WHERE key = 'form'")
        opened.commit()
        opened.close()
    else:
        database.write_bytes(content)
    with pytest.raises(ArchiveError, match="damaged") as caught:
        Archive.open(held)
    assert "backup" in caught.value.remedy


def test_damage_met_later_is_named_too(held: Path) -> None:
    with Archive.open(held) as archive:
        content = bytearray((held / "archive.db").read_bytes())
        content[8192:] = b"\xff" * (len(content) - 8192)
        (held / "archive.db").write_bytes(content)
        with pytest.raises(ArchiveError, match="is damaged"):
            [archive.get(name, reader=FULL) for name in ("04MAPUTO565", "04LAGOS1")]


@pytest.mark.parametrize("left", [b"", None])
def test_a_creation_killed_half_way_is_begun_again(tmp_path: Path, left: bytes | None) -> None:
    path = tmp_path / "a.reftel"
    path.mkdir()
    (path / "writer.lock").write_bytes(b"")
    if left is not None:
        (path / "archive.db").write_bytes(left)
    else:
        with contextlib.closing(sqlite3.connect(path / "archive.db")) as database:
            database.execute("PRAGMA journal_mode = WAL").close()
    with Archive.open(path, mode="create") as archive:
        assert archive.add([reading(cable())]).new_cables == 1


def test_create_opens_what_is_there(held: Path) -> None:
    with Archive.open(held, mode="create") as archive:
        assert archive.summary(reader=FULL).cables == 2


def test_reading_leaves_every_byte_as_it_was(held: Path) -> None:
    before = everything(held)
    with Archive.open(held) as archive:
        assert archive.search("rice", reader=FULL).total == 1
        assert archive.get("04MAPUTO565", reader=FULL).name == "04MAPUTO565"
        assert {finding.weight for finding in archive.check()} == {"well"}
    assert everything(held) == before


def test_who_opened_for_reading_does_not_write(held: Path) -> None:
    with Archive.open(held) as archive, pytest.raises(ArchiveReadOnly, match="for reading only"):
        archive.add([reading(cable("04LAGOS2"))])


def test_a_closed_archive_says_so(held: Path) -> None:
    archive = Archive.open(held)
    archive.close()
    archive.close()
    with pytest.raises(ArchiveError, match="was closed"):
        archive.get("04MAPUTO565", reader=FULL)
    with pytest.raises(ArchiveError, match="was closed"):
        archive.search("rice", reader=FULL)


# -- read-only ---------------------------------------------------------------------------------------------------------


def forbid_writing(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Take the permission to write away; root needs to be told that it has none."""
    for each in [path, *path.rglob("*")]:
        each.chmod(0o555 if each.is_dir() else 0o444)
    if os.geteuid() == 0:
        monkeypatch.setattr(schema, "may_write", lambda each: not Path(each).is_relative_to(path))


def test_who_may_not_write_may_read_and_search(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(held)
    forbid_writing(monkeypatch, held)
    try:
        with Archive.open(held) as archive:
            assert archive.get("04MAPUTO565", reader=FULL).name == "04MAPUTO565"
            assert archive.search("rice", reader=FULL).total == 1
            assert [view.name for view in archive.cables(reader=FULL)] == ["04LAGOS1", "04MAPUTO565"]
            findings = {finding.what: finding for finding in archive.check()}
            assert findings["disk"].weight == "note"
            assert findings["index"].weight == "well"
            assert archive._moments.links is not None
            links = Path(archive._moments.links.name)
            assert links.exists()
        assert not links.exists()
        for mode in ("write", "create"):
            with pytest.raises(ArchiveReadOnly, match="cannot be written"):
                Archive.open(held, mode=mode)
    finally:
        for each in [held, *held.rglob("*")]:
            each.chmod(0o755)
    assert everything(held) == before


def test_on_a_read_only_disk_the_database_is_taken_as_immutable(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What SQLite says where it cannot make its side files; root can always make them, so it is said for it."""
    forbid_writing(monkeypatch, held)
    asked: list[str] = []
    plain = schema._plain

    def refuse(database: Path, options: str, *first: str) -> sqlite3.Connection:
        asked.append(options)
        if options != "immutable=1":
            raise sqlite3.OperationalError("unable to open database file")
        return plain(database, options, *first)

    monkeypatch.setattr(schema, "_plain", refuse)
    with Archive.open(held) as archive:
        assert archive.search("rice", reader=FULL).total == 1
    assert set(asked) == {"immutable=1"}
    # changes that SQLite has not yet put into the file would be left out: that is refused
    (held / "archive.db-wal").write_bytes(b"something")
    with pytest.raises(ArchiveReadOnly, match="not yet part of"):
        Archive.open(held)


def test_who_may_only_read_sees_what_the_owner_adds(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as other_user:
        other_user.setattr(schema, "may_write", lambda _: False)
        reader = Archive.open(held)
        assert reader.search("rice", reader=FULL).total == 1
    with Archive.open(held, mode="write") as owner:
        owner.add([reading(cable("04LAGOS3", "More rice."))])
    with monkeypatch.context() as other_user, reader:
        other_user.setattr(schema, "may_write", lambda _: False)
        assert reader.search("rice", reader=FULL).total == 2
        assert reader.get("04LAGOS3", reader=FULL).name == "04LAGOS3"


def test_a_stale_index_on_a_read_only_disk_is_refused(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(held / "index")
    forbid_writing(monkeypatch, held)
    with Archive.open(held) as archive, pytest.raises(IndexUnusable, match="missing") as caught:
        archive.search("rice", reader=FULL)
    assert "reftel index --rebuild" in caught.value.remedy


# -- the one writer ----------------------------------------------------------------------------------------------------

WRITER = """
import sys, time
sys.path.insert(0, {root!r})
from tests.archive_factory import cable, reading
from reftel.archive import Archive, writing as module
from reftel.ledger import Entry
module._FIRST_BATCH_SECONDS = module._BATCH_SECONDS = {seconds}

def entries():
    for serial in range({first}, {last}):
        made = cable(f"04LAGOS{{serial}}", f"Bale number {{serial}} of rice.")
        data = made.source.text.encode()
        yield Entry(name=made.source.name, outcome="read", sha256=made.source.sha256, size=len(data), original=data,
                    readings=(reading(made),))

def told(entry, names):
    print(*names, flush=True)

with Archive.open(sys.argv[1], mode="write") as archive:
    print("open", flush=True)
    archive.write(entries(), command="a long run", on_entry=told)
    if {linger}:
        print("done", flush=True)
        sys.stdin.read()
"""


def writing(path: Path, *, first: int, last: int, seconds: float = 0.02, linger: bool = False) -> subprocess.Popen[str]:
    script = WRITER.format(root=str(ROOT), first=first, last=last, seconds=seconds, linger=linger)
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_the_second_writer_is_told_who_the_first_is(held: Path) -> None:
    with writing(held, first=10, last=11, linger=True) as other:
        assert other.stdout is not None
        while other.stdout.readline() != "done\n":
            pass
        with pytest.raises(ArchiveBusy, match=f"process {other.pid}") as caught:
            Archive.open(held, mode="write")
        assert "since 20" in caught.value.message
        with Archive.open(held) as archive:
            assert archive.search("bale", reader=FULL).total == 1
            findings = {finding.what: finding.message for finding in archive.check()}
            assert f"process {other.pid}" in findings["writer"]
        other.communicate("")
    with Archive.open(held, mode="write") as archive:
        assert archive.index() == 0


def test_two_writers_in_one_process_exclude_each_other(held: Path) -> None:
    with Archive.open(held, mode="write"), pytest.raises(ArchiveBusy, match=f"process {os.getpid()}"):
        Archive.open(held, mode="write")


def test_a_long_lived_reader_sees_what_another_process_adds(held: Path) -> None:
    with Archive.open(held) as archive:
        assert archive.search("bale", reader=FULL).total == 0
        with writing(held, first=10, last=60) as other:
            counts = []
            while other.poll() is None:
                found = archive.search("bale", reader=FULL, on_stale="last")
                # never a hit that the tables do not hold, never a count from another moment than the hits
                assert found.held - 2 == found.total
                assert len(found.hits) == min(20, found.total)
                counts.append(found.total)
            other.communicate()
        assert counts == sorted(counts)
        assert archive.search("bale", reader=FULL).total == 50
        assert not archive.search("bale", reader=FULL).stale
        assert archive.get("04LAGOS59", reader=FULL).name == "04LAGOS59"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_killed_run_loses_nothing_it_reported_and_goes_on_without_duplicates(held: Path) -> None:
    reported: set[str] = set()
    for _ in range(3):
        before = len(reported)
        with writing(held, first=1000, last=1600) as other:
            assert other.stdout is not None
            for line in other.stdout:
                reported.update(line.split("open")[0].split()[:1])
                if len(reported) > before + 20:
                    other.send_signal(signal.SIGKILL)
                    break
            rest = other.stdout.read()  # what was reported before the kill arrived counts too
            reported.update(line for line in rest.splitlines() if line.startswith("04LAGOS") and line[-1].isdigit())
            other.wait()
        assert before < len(reported) < 600, "the run was over before it could be killed"
        with Archive.open(held) as archive:
            names = {view.name for view in archive.cables(reader=FULL)}
            assert reported <= names
            # the search brings the index up to date first, or it is so already
            found = archive.search("bale", reader=FULL, limit=1000)
            assert {hit.line.name for hit in found.hits} == names - {"04MAPUTO565", "04LAGOS1"}
            assert [finding for finding in archive.check() if finding.weight in ("warning", "error")] == []
    with writing(held, first=1000, last=1600) as other:
        other.communicate()
    with Archive.open(held) as archive:
        assert archive.summary(reader=FULL).cables == archive.summary(reader=FULL).versions == 602
        assert archive.search("bale", reader=FULL).total == 600
        assert [run.ended is None for run in archive.runs()] == [False, True, True, True, False]


def test_a_stopped_writer_is_named_by_the_doctor(held: Path) -> None:
    with writing(held, first=10, last=11, linger=True) as other:
        assert other.stdout is not None
        while other.stdout.readline() != "done\n":
            pass
        other.kill()
        other.wait()
    with Archive.open(held) as archive:
        findings = {finding.what: finding.message for finding in archive.check()}
        assert f"Process {other.pid}" in findings["writer"]
        assert "holds no lock" in findings["writer"]


# -- truth and index, as a pair ----------------------------------------------------------------------------------------


def spoil(path: Path, how: str) -> None:
    folder = path / "index"
    if how == "gone":
        shutil.rmtree(folder)
    elif how == "emptied":
        for each in folder.iterdir():
            each.unlink()
    elif how == "list broken":
        (folder / "meta.json").write_text('{"segments": [}')
    elif how == "segments cut":
        for each in folder.iterdir():
            if each.suffix in (".term", ".idx", ".pos", ".fast"):
                each.write_bytes(each.read_bytes()[:10])
    elif how == "label gone":
        (folder / "reftel.json").unlink()
    else:
        database = sqlite3.connect(path / "archive.db")
        if how == "older rules":
            database.execute("UPDATE meta SET value = 'older' WHERE key = 'index_fingerprint'")
        elif how == "cable outstanding":
            database.execute("INSERT INTO to_index SELECT id, 1 FROM cable")
        database.commit()
        database.close()


SPOILT = ["gone", "emptied", "list broken", "segments cut", "label gone", "older rules", "cable outstanding"]


@pytest.mark.parametrize("how", SPOILT)
def test_an_index_that_does_not_fit_is_mended_or_refused_and_never_answers_wrongly(held: Path, how: str) -> None:
    spoil(held, how)
    with Archive.open(held) as archive:
        assert any(finding.weight in ("warning", "error") for finding in archive.check() if finding.what == "index")
        with pytest.raises(IndexUnusable) as caught:
            archive.search("rice", reader=FULL, on_stale="last")
        assert "reftel index" in caught.value.remedy
        # the cables themselves can be read all the while
        assert archive.get("04LAGOS1", reader=FULL).name == "04LAGOS1"
        assert archive.search("rice", reader=FULL, on_stale="index").total == 1
        assert not archive.search("rice", reader=FULL, on_stale="last").stale
        assert {finding.weight for finding in archive.check()} == {"well"}


# Bytes cut out of a file that a server has mapped into its memory are nobody's to answer for.
@pytest.mark.parametrize("how", [how for how in SPOILT if how != "segments cut"])
def test_a_server_answers_from_the_last_whole_state_and_says_so(held: Path, how: str) -> None:
    with Archive.open(held) as archive:
        assert archive.search("rice", reader=FULL, on_stale="last").total == 1
        with Archive.open(held, mode="write") as writer:
            writer.add([reading(cable("04LAGOS3", "More rice."))])
        spoil(held, how)
        found = archive.search("rice", reader=FULL, on_stale="last")
        assert (found.total, found.held, found.stale) == (1, 2, True)
        assert [hit.line.name for hit in found.hits] == ["04LAGOS1"]
        assert archive.index(rebuild=how != "cable outstanding") == 3
        found = archive.search("rice", reader=FULL, on_stale="last")
        assert (found.total, found.held, found.stale) == (2, 3, False)


def test_an_older_index_put_back_is_not_used(held: Path, tmp_path: Path) -> None:
    shutil.copytree(held / "index", tmp_path / "older")
    with Archive.open(held, mode="write") as archive:
        archive.add([reading(cable("04LAGOS1", "About tea.", provenance="printed", header=True, salt="XXXXXXXX"))])
    shutil.rmtree(held / "index")
    shutil.copytree(tmp_path / "older", held / "index")
    with Archive.open(held) as archive:
        with pytest.raises(IndexUnusable):
            archive.search("rice", reader=FULL, on_stale="last")
        assert archive.search("rice", reader=FULL).total == 0
        assert archive.search("tea", reader=FULL).total == 1


def test_another_archives_index_is_not_used(held: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.reftel"
    with Archive.open(other, mode="create") as archive:
        archive.add([reading(cable("04LIMA1", "About rice.")), reading(cable("04LIMA2"))])
    shutil.rmtree(held / "index")
    shutil.copytree(other / "index", held / "index")
    with Archive.open(held) as archive, pytest.raises(IndexUnusable):
        archive.search("rice", reader=FULL, on_stale="last")


def test_bytes_changed_inside_the_index_are_found_by_the_doctor(held: Path) -> None:
    segment = next(each for each in (held / "index").iterdir() if each.suffix == ".idx")
    content = bytearray(segment.read_bytes())
    content[len(content) // 4] ^= 0xFF
    segment.write_bytes(content)
    with Archive.open(held) as archive:
        (found,) = [finding for finding in archive.check() if finding.what == "index"]
        assert found.weight == "error"
        assert segment.name in found.message


def test_a_search_waits_for_a_writer_between_its_two_steps(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Database written, index not yet: the moment lasts as long as the index takes, and a search outlasts it."""
    slow = index.IndexWriter.commit
    import threading

    begun = threading.Event()

    def slowly(self: index.IndexWriter, generation: int) -> None:
        begun.set()
        time.sleep(0.3)
        slow(self, generation)

    with Archive.open(held, mode="write") as writer, Archive.open(held) as archive:
        monkeypatch.setattr(index.IndexWriter, "commit", slowly)
        adding = threading.Thread(target=lambda: writer.add([reading(cable("04LAGOS3", "More rice."))]))
        adding.start()
        begun.wait()
        found = archive.search("rice", reader=FULL, on_stale="last")
        adding.join()
        assert (found.total, found.held, found.stale) == (2, 3, False)


def test_what_is_committed_between_the_two_looks_of_a_search_is_noticed(
    held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database's moment is taken; then another version replaces a text; then the index is opened."""
    opened = index.SearchIndex.searcher
    better = cable("04LAGOS1", "About tea, said XXXXXXXX.")
    came: list[Cable] = []

    def late(self: index.SearchIndex) -> tantivy.Searcher:
        if not came:
            came.append(better)
            with Archive.open(held, mode="write") as writer:
                writer.add([reading(better)])
        return opened(self)

    with Archive.open(held) as archive:
        monkeypatch.setattr(index.SearchIndex, "searcher", late)
        found = archive.search("tea", reader=FULL, on_stale="last")
        assert came
        assert [piece.text for piece in found.hits[0].snippet if piece.matched] == ["tea"]
        assert archive.search("rice", reader=FULL, on_stale="last").total == 0


def test_an_index_that_lost_a_cable_is_not_used(held: Path) -> None:
    opened = tantivy.Index.open(str(held / "index"))
    opened.register_tokenizer("reftel_forms", wording.forms())
    opened.register_tokenizer("reftel_literal", wording.literal())
    writer = opened.writer(20_000_000, 1)
    writer.delete_documents_by_term("cable", 2)
    writer.commit()
    writer.wait_merging_threads()
    with Archive.open(held) as archive:
        with pytest.raises(IndexUnusable, match="does not hold what the archive holds"):
            archive.search("rice", reader=FULL, on_stale="last")
        assert archive.search("rice", reader=FULL).total == 1


def test_the_originals_are_looked_after(held: Path) -> None:
    with writing(held, first=10, last=12) as other:
        other.communicate()
    stray = held / "files" / "ab" / ("c" * 62)
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"left by a killed run")
    with Archive.open(held) as archive:
        (found,) = [finding for finding in archive.check() if finding.what == "originals"]
        assert found.weight == "note"
        assert "1 files" in found.message
    stray.unlink()
    for kept in list((held / "files").rglob("*")):
        if kept.is_file():
            kept.unlink()
            break
    with Archive.open(held) as archive:
        (found,) = [finding for finding in archive.check() if finding.what == "originals"]
        assert found.weight == "error"


def test_the_doctor_names_a_damaged_database(held: Path) -> None:
    database = sqlite3.connect(held / "archive.db")
    database.execute("PRAGMA foreign_keys = 0")
    database.execute("DELETE FROM source")
    database.commit()
    database.close()
    with Archive.open(held) as archive:
        (found,) = [finding for finding in archive.check() if finding.what == "database"]
        assert found.weight == "error"
        assert "backup" in found.remedy


def test_an_index_that_finds_what_is_not_there_is_not_believed(held: Path) -> None:
    """The text shown comes from the database: a hit without the words it must have gives the index away."""
    database = sqlite3.connect(held / "archive.db")
    (first, other) = [row[0] for row in database.execute("SELECT shown_version FROM cable ORDER BY id")]
    database.execute("UPDATE cable SET shown_version = ? WHERE shown_version = ?", (first, other))
    database.commit()
    database.close()
    with Archive.open(held) as archive, pytest.raises(IndexUnusable, match="do not have the words"):
        archive.search("rice", reader=FULL)


def test_a_full_disk_is_said_and_loses_nothing(held: Path) -> None:
    with Archive.open(held, mode="write") as archive:
        assert archive._write is not None
        (pages,) = archive._write.execute("PRAGMA page_count").fetchone()
        archive._write.execute(f"PRAGMA max_page_count = {pages + 8}")
        seen: list[str] = []
        with pytest.raises(ArchiveError, match=r"could not be written: .*full") as caught:
            archive.write(
                (
                    Entry(
                        name=str(serial), outcome="read", readings=(reading(cable(f"04LIMA{serial}", "Ice. " * 500)),)
                    )
                    for serial in range(60)
                ),
                on_entry=lambda entry, _: seen.append(entry.name),
            )
        assert "run the command again" in caught.value.remedy
        assert len(seen) < 60
        archive._write.execute("PRAGMA max_page_count = 1000000")
        assert archive.search("ice", reader=FULL, on_stale="last").total == len(seen)
        assert archive.add([reading(cable("04LIMA99", "Ice."))]).new_cables == 1
        assert archive.search("ice", reader=FULL, on_stale="last").total == len(seen) + 1


def test_a_search_while_an_index_is_being_made_is_told_who_makes_it(
    held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(held, "gone")
    monkeypatch.setattr(archive_moments, "_PATIENCE", 0.05)
    writing = Archive.open(held, mode="write")
    with writing, Archive.open(held) as archive, pytest.raises(ArchiveBusy, match=f"process {os.getpid()}"):
        archive.search("rice", reader=FULL)
