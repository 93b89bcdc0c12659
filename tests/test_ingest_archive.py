"""A heap and a real archive: the report, a second run, a run that was stopped, an archive in its own heap."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from reftel.archive import Archive
from reftel.ingest import Progress, add, adding, shards
from reftel.sources import read_parts
from reftel.views import Reader

HEAPS = Path(__file__).parent / "heaps"
FULL = Reader("full")


@pytest.fixture
def heap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(HEAPS / "mixed", "heap")
    return Path("heap")


@pytest.fixture
def archive(heap: Path) -> Iterator[Archive]:
    with Archive.open("my.reftel", mode="create") as opened:
        yield opened


def test_the_report_counts_every_input(archive: Archive, heap: Path) -> None:
    told: list[Progress] = []
    report = add(archive, [heap], command="reftel add heap", progress=told.append)
    inputs = sum(1 for path in heap.rglob("*") if path.is_file())
    assert len(told) == inputs
    assert told[-1].done == told[-1].total == inputs
    counts = (report.read, report.partly_read, report.passed_over, report.refused, report.known)
    assert counts == (11, 2, 8, 8, 1)
    assert sum(counts) == inputs
    assert report.new_versions == 13
    assert {line.code for line in report.not_read} >= {"EMPTY", "BINARY", "NOT-TEXT", "NOT-A-CABLE", "LAYOUT-LATER"}
    assert all(line.remedy for line in report.not_read if line.outcome in ("refused", "passed over"))
    assert archive.get("07MAPUTO990033", reader=FULL).cable.source.layout == "publisher_page"


def test_a_second_run_reads_nothing_again(archive: Archive, heap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = add(archive, [heap])

    def never(*_: object, **__: object) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr("reftel.ingest.shards.read_all", never)
    second = add(archive, [heap])
    assert (second.read, second.partly_read, second.new_versions) == (0, 0, 0)
    assert second.known == first.read + first.partly_read + first.known
    assert (second.passed_over, second.refused) == (first.passed_over, first.refused)


def test_a_stopped_run_goes_on_where_it_stopped(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram = (HEAPS / "mixed" / "bare.txt").read_bytes()
    many = tmp_path / "many"
    many.mkdir()
    for number in range(60):
        (many / f"{number:02}.txt").write_bytes(telegram.replace(b"990017", b"9901%02d" % number))
    honest = read_parts

    def stopped(path: Path) -> Iterator[bytes]:
        if path.name == "40.txt":
            raise KeyboardInterrupt
        return honest(path)

    reported: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr("reftel.ingest.adding.read_parts", stopped)
        with pytest.raises(KeyboardInterrupt):
            add(archive, [many], progress=lambda step: reported.append(step.name))
    report = add(archive, [many])
    assert report.known >= len(reported), "what was reported is kept"
    assert report.known + report.read == 60
    assert report.new_versions == report.read, "and nothing is read twice"


def test_an_archive_within_its_own_heap(heap: Path) -> None:
    with Archive.open(heap / "my.reftel", mode="create") as archive:
        report = add(archive, [heap])
        assert report.new_versions == 13
        again = add(archive, [heap])
    assert again.new_versions == 0
    passed = [line for line in again.not_read if "my.reftel" in line.name]
    assert [(line.name, line.code) for line in passed] == [("heap/my.reftel", "ARCHIVE")]


def test_two_processes_write_the_same_ledger(heap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "FEW", 2)
    monkeypatch.setattr(shards, "FILES", 4)
    lines: list[object] = []
    for jobs in (1, 2):
        with Archive.open(f"{jobs}.reftel", mode="create") as archive:
            report = add(archive, [heap], jobs=jobs)
            lines.append([(line.name, line.outcome, line.code, line.cables) for line in report.not_read])
            lines.append([report.read, report.partly_read, report.known, report.new_cables, report.new_versions])
    assert lines[:2] == lines[2:]
