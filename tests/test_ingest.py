"""From a heap into the ledger: every input ends there, in order, once, in one process or in several."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest

from reftel.ingest import Progress, add, adding, outcomes, shards
from reftel.ledger import AddReport, Entry
from reftel.reading import read_all
from reftel.records import Provenance
from reftel.sources import FileFound
from reftel.vocab import Vocabulary

if TYPE_CHECKING:
    from reftel.archive import Archive

HEAPS = Path(__file__).parent / "heaps"
TELEGRAM = (HEAPS / "mixed" / "bare.txt").read_bytes()


class Shelf:
    """Stands in for an archive: keeps the entries it is given, as `Archive.write` does, equal bytes once."""

    vocabulary = Vocabulary.shipped()

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.held: set[str] = set()
        self.command = ""
        self.stop_after: int | None = None

    def holds_bytes(self, sha256: str) -> bool:
        return sha256 in self.held

    def write(
        self,
        entries: Iterable[Entry],
        *,
        command: str = "",
        on_entry: Callable[[Entry, tuple[str, ...]], None] | None = None,
    ) -> AddReport:
        self.command = command
        for entry in entries:
            if self.stop_after == len(self.entries):
                raise KeyboardInterrupt
            if entry.readings and entry.sha256 in self.held:
                held = outcomes.known(entry.name, entry.sha256, entry.size)
                entry = msgspec.structs.replace(held, provenance=entry.provenance)
            self.entries.append(entry)
            if entry.readings:
                self.held.add(entry.sha256)
            if on_entry is not None:
                on_entry(entry, ())
        return AddReport(run=1, read=sum(entry.outcome == "read" for entry in self.entries))


def as_archive(shelf: Shelf) -> Archive:
    return cast("Archive", shelf)


def into(shelf: Shelf, *paths: Path, **options: Any) -> dict[str, Entry]:
    before = len(shelf.entries)
    add(as_archive(shelf), paths, **options)
    return {entry.name: entry for entry in shelf.entries[before:]}


@pytest.fixture
def heap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("heap").mkdir()
    return Path("heap")


# --- every input ends in the ledger -------------------------------------------------------------------------------


def test_a_mixed_heap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HEAPS)
    found = into(Shelf(), Path("mixed"))
    assert {name: (entry.outcome, entry.code) for name, entry in found.items()} == {
        "mixed/07MAPUTO990019.txt": ("read", ""),
        "mixed/archive-page.txt": ("read", ""),
        "mixed/bare.txt": ("read", ""),
        "mixed/bom-and-crlf.txt": ("read", ""),
        "mixed/broken/blanks.txt": ("refused", "EMPTY"),
        "mixed/broken/cyrillic.txt": ("refused", "NOT-TEXT"),
        "mixed/broken/empty.txt": ("refused", "EMPTY"),
        "mixed/broken/picture-named-text.txt": ("refused", "BINARY"),
        "mixed/broken/program-without-a-name.txt": ("refused", "BINARY"),
        "mixed/broken/release.zip": ("refused", "BINARY"),
        "mixed/broken/scan.pdf": ("refused", "BINARY"),
        "mixed/broken/utf-16-without-its-mark.txt": ("refused", "NOT-TEXT"),
        "mixed/bytes-lost-from-utf-8.txt": ("partly read", "DAMAGED"),
        "mixed/later/cables.json": ("passed over", "LAYOUT-LATER"),
        "mixed/mirror-without-a-body.txt": ("partly read", "REC-NO-BODY"),
        "mixed/mirror.txt": ("read", ""),
        "mixed/nuls-in-a-line.txt": ("read", ""),
        "mixed/other/guide.md": ("passed over", "NOT-A-CABLE"),
        "mixed/other/labels.json": ("passed over", "NOT-A-CABLE"),
        "mixed/other/letter.txt": ("passed over", "NOT-A-CABLE"),
        "mixed/other/licence.txt": ("passed over", "NOT-A-CABLE"),
        "mixed/other/page.html": ("passed over", "NOT-A-CABLE"),
        "mixed/other/posts.csv": ("passed over", "NOT-A-CABLE"),
        "mixed/other/register.xml": ("passed over", "NOT-A-CABLE"),
        "mixed/pilcrow-in-latin-1.txt": ("read", ""),
        "mixed/publisher-page-of-an-extract.html": ("read", ""),
        "mixed/publisher-page.html": ("read", ""),
        "mixed/twin-one.txt": ("read", ""),
        "mixed/twin-two.txt": ("read", "KNOWN"),
        "mixed/utf-16-from-an-editor.txt": ("read", ""),
    }
    for entry in found.values():
        assert bool(entry.readings) == (entry.outcome in ("read", "partly read") and entry.code != "KNOWN")
        assert entry.original == (Path(entry.name).read_bytes() if entry.readings else None)
        assert bool(entry.reason) == bool(entry.code)
        if entry.outcome in ("refused", "passed over"):
            assert entry.remedy.endswith("."), entry.name
        if entry.code != "EMPTY":
            assert len(entry.sha256) == 64
    cables = {name: entry.readings[0].cable for name, entry in found.items() if entry.readings}
    ids = {name: str(cable.id.value) for name, cable in cables.items() if cable.id}
    assert ids["mixed/07MAPUTO990019.txt"] == "07MAPUTO990019"
    assert ids["mixed/archive-page.txt"] == "07MAPUTO990018"
    assert ids["mixed/mirror.txt"] == "07PRETORIA990004"
    assert ids["mixed/mirror-without-a-body.txt"] == "07PRETORIA990005"
    assert ids["mixed/publisher-page.html"] == "07MAPUTO990033"


def test_the_same_file_twice(heap: Path) -> None:
    (heap / "one.txt").write_bytes(TELEGRAM)
    shelf = Shelf()
    add(as_archive(shelf), [heap / "one.txt", heap / "one.txt"])
    assert [(entry.name, entry.code, len(entry.readings)) for entry in shelf.entries] == [
        ("heap/one.txt", "", 1),
        ("heap/one.txt", "KNOWN", 0),
    ]


def test_one_bytes_under_two_names_and_a_second_run(heap: Path) -> None:
    (heap / "one.txt").write_bytes(TELEGRAM)
    (heap / "two.txt").write_bytes(TELEGRAM)
    (heap / "not.txt").write_text("no telegram\n")
    shelf = Shelf()
    assert [entry.code for entry in into(shelf, heap).values()] == ["NOT-A-CABLE", "", "KNOWN"]
    second = into(shelf, heap)
    assert [entry.code for entry in second.values()] == ["NOT-A-CABLE", "KNOWN", "KNOWN"]
    assert second["heap/one.txt"].original is None, "nothing is stored again"


def test_known_bytes_are_not_read(heap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (heap / "one.txt").write_bytes(TELEGRAM)
    shelf = Shelf()
    into(shelf, heap)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr("reftel.ingest.shards.read_all", never)
    assert into(shelf, heap)["heap/one.txt"].code == "KNOWN"


def test_a_file_that_vanishes_while_the_heap_is_read(heap: Path) -> None:
    for name in ("1.txt", "2.txt", "3.txt"):
        (heap / name).write_bytes(TELEGRAM + name.encode())

    class Forgetful(Shelf):
        def holds_bytes(self, sha256: str) -> bool:
            (heap / "2.txt").unlink(missing_ok=True)  # while 1.txt is read
            return False

    found = into(Forgetful(), heap)
    assert [entry.code for entry in found.values()] == ["", "VANISHED", ""]
    assert "add it again" in found["heap/2.txt"].remedy


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_what_is_no_file_is_in_the_ledger(heap: Path) -> None:
    os.mkfifo(heap / "pipe")
    (heap / "up").symlink_to("..", target_is_directory=True)
    (heap / ".hidden").write_bytes(TELEGRAM)
    (heap / "my.reftel").mkdir()
    (heap / "my.reftel" / "archive.db").write_bytes(b"SQLite format 3\x00")
    (heap / "my.reftel" / "cable.txt").write_bytes(TELEGRAM)
    found = into(Shelf(), heap, Path("typo"))
    assert {name: (entry.outcome, entry.code) for name, entry in found.items()} == {
        "heap/.hidden": ("passed over", "HIDDEN"),
        "heap/my.reftel": ("passed over", "ARCHIVE"),
        "heap/pipe": ("refused", "SPECIAL"),
        "heap/up": ("passed over", "LINK-LOOP"),
        "typo": ("refused", "NOT-FOUND"),
    }


def test_a_file_too_large_to_be_a_telegram(heap: Path) -> None:
    with (heap / "one-line.txt").open("wb") as file:
        file.write(b"A line without an end " * 3000)
        file.truncate(200_000_000)
    entry = into(Shelf(), heap)["heap/one-line.txt"]
    assert (entry.outcome, entry.code) == ("refused", "TOO-LARGE")
    assert "split it" in entry.remedy


def test_a_fault_of_the_reader_costs_one_file(heap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (heap / "1.txt").write_bytes(TELEGRAM)
    (heap / "2.txt").write_bytes(TELEGRAM + b"\n")
    honest = read_all

    def faulty(source: Any, **options: Any) -> Any:
        if source.name.endswith("1.txt"):
            raise ZeroDivisionError("an invented fault")
        return honest(source, **options)

    monkeypatch.setattr("reftel.ingest.shards.read_all", faulty)
    found = into(Shelf(), heap)
    assert [(entry.outcome, entry.code) for entry in found.values()] == [("refused", "READER-FAULT"), ("read", "")]
    assert "ZeroDivisionError: an invented fault" in found["heap/1.txt"].reason
    assert "report it" in found["heap/1.txt"].remedy


def test_nothing_of_a_telegram_found_in_it(heap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (heap / "1.txt").write_bytes(TELEGRAM)
    monkeypatch.setattr(outcomes, "is_telegram", lambda cable: False)
    entry = into(Shelf(), heap)["heap/1.txt"]
    assert (entry.outcome, entry.code, entry.readings) == ("passed over", "NOT-A-CABLE", ())


# --- what is passed on --------------------------------------------------------------------------------------------


def test_provenance_and_command_are_passed_on(heap: Path) -> None:
    (heap / "1.txt").write_bytes(TELEGRAM)
    said = Provenance(kind="foia", publisher="an office")
    shelf = Shelf()
    entry = into(shelf, heap, provenance=said, command="reftel add heap")["heap/1.txt"]
    assert entry.readings[0].source.provenance == said
    assert entry.readings[0].source.name == "heap/1.txt"
    assert shelf.command == "reftel add heap"


def test_progress_is_told_after_each_input(heap: Path) -> None:
    for number in range(4):
        (heap / f"{number}.txt").write_bytes(TELEGRAM + b"\n" * number)
    (heap / "4.txt").write_bytes(b"")
    told: list[Progress] = []
    into(Shelf(), heap, progress=told.append)
    assert [(p.done, p.total, p.name, p.outcome) for p in told] == [
        (1, 5, "heap/0.txt", "read"),
        (2, 5, "heap/1.txt", "read"),
        (3, 5, "heap/2.txt", "read"),
        (4, 5, "heap/3.txt", "read"),
        (5, 5, "heap/4.txt", "refused"),
    ]
    assert all(p.rate > 0 for p in told)


def test_entries_stream_and_do_not_wait_for_each_other(heap: Path) -> None:
    for number in range(400):
        (heap / f"{number:03}.txt").write_bytes(TELEGRAM + b"\n" * number)
    shelf = Shelf()
    shelf.stop_after = 3
    with pytest.raises(KeyboardInterrupt):
        add(as_archive(shelf), [heap])
    assert len(shelf.entries) == 3
    shelf.stop_after = None
    codes = Counter(entry.code for entry in into(shelf, heap).values())
    assert codes == {"KNOWN": 3, "": 397}, "the next run goes on where it stopped"


def test_no_more_of_a_heap_is_walked_than_is_needed(heap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (heap / "1.txt").write_bytes(TELEGRAM)
    shelf = Shelf()

    def endless(*_: object, **__: object) -> Iterator[FileFound]:
        for number in count():
            assert number <= adding.FEW, "walked on before the first file was written"
            yield FileFound(heap / "1.txt", "heap/1.txt")

    monkeypatch.setattr("reftel.ingest.adding.walk", endless)
    shelf.stop_after = 1
    with pytest.raises(KeyboardInterrupt):
        add(as_archive(shelf), [heap])


# --- several processes --------------------------------------------------------------------------------------------


def test_the_same_in_one_process_and_in_two(heap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "FEW", 2)
    monkeypatch.setattr(shards, "FILES", 5)
    for path in sorted((HEAPS / "mixed").rglob("*.*")):
        target = heap / path.relative_to(HEAPS / "mixed")
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    (heap / "zz-twin.txt").write_bytes(TELEGRAM)
    said = Provenance(kind="own")
    alone, together = Shelf(), Shelf()
    assert alone.vocabulary.posts, "worked-out tables must not hinder it from travelling"
    into(alone, heap, provenance=said)
    into(together, heap, provenance=said, jobs=2)
    assert together.entries == alone.entries
    assert len(alone.entries) > 30
    assert alone.entries[-1].code == "KNOWN"


def test_stopping_lets_the_processes_go(heap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "FEW", 2)
    monkeypatch.setattr(shards, "FILES", 2)
    for number in range(30):
        (heap / f"{number:03}.txt").write_bytes(TELEGRAM + b"\n" * number)
    shelf = Shelf()
    shelf.stop_after = 5
    with pytest.raises(KeyboardInterrupt):
        add(as_archive(shelf), [heap], jobs=2)
    assert [entry.name for entry in shelf.entries] == [f"heap/{number:03}.txt" for number in range(5)]


def test_every_code_is_documented() -> None:
    root = Path(__file__).parents[1]
    manual = (root / "docs" / "reference" / "ledger-codes.md").read_text(encoding="utf-8")
    documented = {line.split("`")[1] for line in manual.splitlines() if line.startswith("## `")}
    written: set[str] = set()
    for folder in ("sources", "ingest", "archive"):
        for path in (root / "src" / "reftel" / folder).glob("*.py"):
            text = path.read_text(encoding="utf-8")
            written |= set(re.findall(r"(?:SourceRefused|NotACable)\(\s*\"([A-Z-]+)\"", text))
            written |= set(re.findall(r"code=\"([A-Z-]+)\"", text))
            written |= set(re.findall(r"\"partly read\",\s*\"([A-Z-]+)\"", text))
    assert documented == written
