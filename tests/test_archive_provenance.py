"""A provenance may be said late: what is said last counts, on the cable, among its versions, in the search."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import msgspec
import pytest

from reftel.archive import Archive
from reftel.archive.statements import counts_now
from reftel.ingest import add
from reftel.ledger import AddReport, Entry
from reftel.records import Cable, Provenance
from tests.archive_factory import FULL, cable, reading

RELEASED = Provenance("released", "Office of Invented Papers", "first")


def entry(made: Cable, said: Provenance | None = None, *, read: bool = True) -> Entry:
    """As `reftel add` makes it: with its reading the first time, without it when the bytes are known."""
    return Entry(
        name=made.source.name,
        outcome="read",
        sha256=made.source.sha256,
        code="" if read else "KNOWN",
        readings=(reading(made),) if read else (),
        provenance=said,
    )


def kinds(archive: Archive) -> dict[str, int]:
    """The facet of provenance, without any mending of the index."""
    (facet,) = (f for f in archive.search("", reader=FULL, on_stale="last").facets if f.field == "provenance")
    return {value.value: value.count for value in facet.values}


def codes(archive: Archive, report: AddReport) -> list[str]:
    return [line.code for line in archive.ledger(run=report.run)]


@pytest.mark.parametrize("read", [False, True])
def test_a_provenance_said_later_counts(tmp_path: Path, read: bool) -> None:
    made = cable("04MAPUTO565", "About rice.", provenance="unknown", publisher="")
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        archive.write([entry(made), entry(cable("04LAGOS1", provenance="foia"))])
        assert kinds(archive) == {"unknown": 1, "foia": 1}
        said = Provenance("disclosed", "The Invented Press", "May 2012")
        report = archive.write([entry(made, said, read=read)])
        assert (report.known, report.restated, report.read, report.new_versions) == (1, 1, 0, 0)
        (line,) = archive.ledger(run=report.run)
        assert (line.code, line.outcome, line.cables) == ("PROVENANCE-RESTATED", "read", ("04MAPUTO565",))
        assert "was: not stated. It is now: disclosed, The Invented Press, May 2012." in line.reason
        view = archive.get("04MAPUTO565", reader=FULL)
        assert view.line.provenance == view.versions[0].provenance == view.cable.source.provenance == said
        assert kinds(archive) == {"disclosed": 1, "foia": 1}
        assert archive.search("provenance:disclosed rice", reader=FULL, on_stale="last").total == 1
        assert archive.search("provenance:unknown", reader=FULL, on_stale="last").total == 0
        assert (said, 1) in archive.summary(reader=FULL).provenance


def test_the_same_statement_again_and_none_at_all_change_nothing(tmp_path: Path) -> None:
    made = cable(provenance="unknown", publisher="")
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        archive.write([entry(made)])
        archive.write([entry(made, RELEASED, read=False)])
        before = archive.get("04MAPUTO565", reader=FULL)
        for said in (RELEASED, None, Provenance(), Provenance("released"), Provenance(edition="first")):
            report = archive.write([entry(made, said, read=False)])
            assert (codes(archive, report), report.known, report.restated) == (["KNOWN"], 1, 0)
            assert archive.get("04MAPUTO565", reader=FULL) == before


def test_within_one_run_the_later_statement_counts(tmp_path: Path) -> None:
    made = cable(provenance="unknown", publisher="")
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        report = archive.write([entry(made), entry(made, RELEASED)])
        assert (report.read, report.known, report.restated) == (1, 1, 1)
        assert archive.get("04MAPUTO565", reader=FULL).line.provenance == RELEASED
        assert kinds(archive) == {"released": 1}


def test_another_version_speaks_when_its_publication_comes_first(tmp_path: Path) -> None:
    first = cable("04MAPUTO565", "About rice.", provenance="foia")
    second = cable("04MAPUTO565", "About tea.", provenance="disclosed")
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        archive.write([entry(first), entry(second)])
        assert archive.search("rice", reader=FULL, on_stale="last").total == 1
        archive.write([entry(second, RELEASED, read=False)])
        assert archive.search("rice", reader=FULL, on_stale="last").total == 0
        assert archive.search("tea provenance:released", reader=FULL, on_stale="last").total == 1
        assert [v.provenance.kind for v in archive.get("04MAPUTO565", reader=FULL).versions] == ["released", "foia"]


def test_every_telegram_of_a_heap_in_one_file_is_meant(tmp_path: Path) -> None:
    parts = [
        cable(name, sha256="ab" * 32, ordinal=n, provenance="unknown", publisher="")
        for n, name in enumerate(("04LIMA1", "04LIMA2"))
    ]
    heap = Entry(name="heap.txt", outcome="read", sha256="ab" * 32, readings=tuple(map(reading, parts)))
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        archive.write([heap])
        report = archive.write([msgspec.structs.replace(heap, readings=(), provenance=RELEASED)])
        assert (report.known, report.restated) == (1, 1)
        assert kinds(archive) == {"released": 2}


def test_read_again_by_others_a_text_keeps_what_was_said_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.reftel"
    made = cable(provenance="unknown", publisher="")
    with Archive.open(path, mode="create") as archive:
        archive.write([entry(made, RELEASED), entry(made, RELEASED)])
    shipped = resources.files("reftel.vocab") / "data" / "tags.csv"
    (path / "vocabulary" / "tags.csv").write_text("".join(shipped.read_text().splitlines(keepends=True)[:2]))
    with Archive.open(path, mode="write") as archive:
        report = archive.write([entry(made)])
        assert (report.read, report.known) == (1, 0)
        assert archive.get("04MAPUTO565", reader=FULL).cable.source.provenance == RELEASED


def test_a_publisher_that_no_file_can_hold_is_kept_readable(tmp_path: Path) -> None:
    made = cable(provenance="unknown", publisher="")
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        archive.write([entry(made)])
        for restated in (1, 0):
            report = archive.write([entry(made, Provenance("own", "Caf\udce9"), read=False)])
            assert report.restated == restated
        assert archive.get("04MAPUTO565", reader=FULL).line.provenance.publisher == "Caf\\udce9"


def test_readings_that_come_without_files_say_it_themselves(tmp_path: Path) -> None:
    made = cable(sha256="ab" * 32, provenance="unknown", publisher="")
    said = cable(sha256="ab" * 32, provenance="foia")
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        archive.add([reading(made)])
        assert archive.add([reading(said)]).restated == 1
        assert archive.get("04MAPUTO565", reader=FULL).line.provenance == said.source.provenance
        assert archive.add([reading(made)]).restated == 0


def test_the_command_s_statement_reaches_known_bytes(tmp_path: Path) -> None:
    file = tmp_path / "04LIMA412.txt"
    file.write_text("UNCLAS LIMA 000412\n\nTAGS: ECON, PE\nSUBJECT: RICE\n\n1. Prices rose.\nROE\n")
    with Archive.open(tmp_path / "a.reftel", mode="create") as archive:
        add(archive, [file])
        report = add(archive, [file], provenance=RELEASED)
        assert (codes(archive, report), report.restated) == (["PROVENANCE-RESTATED"], 1)
        assert archive.get("04LIMA412", reader=FULL).line.provenance == RELEASED
        assert codes(archive, add(archive, [file])) == ["KNOWN"]


@pytest.mark.parametrize(
    ("held", "said", "now"),
    [
        (Provenance(), Provenance("foia"), Provenance("foia")),
        (RELEASED, None, RELEASED),
        (RELEASED, Provenance("foia"), Provenance("foia")),
        (RELEASED, Provenance("released", edition="second"), Provenance("released", RELEASED.publisher, "second")),
        (RELEASED, Provenance(publisher="Another"), Provenance("released", "Another")),
        (RELEASED, Provenance("foia", "Another", "third"), Provenance("foia", "Another", "third")),
    ],
)
def test_what_is_left_open_stays_as_far_as_it_can_be_true(
    held: Provenance, said: Provenance | None, now: Provenance
) -> None:
    assert counts_now(held, said) == now
    assert counts_now(now, said) == now
