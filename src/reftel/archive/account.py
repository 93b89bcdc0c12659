"""The archive's account of itself: every run, what became of every input, and the whole in one look."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec

from reftel.ledger import LedgerLine
from reftel.records import Provenance
from reftel.views import ArchiveSummary


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run of `reftel add`: when (UTC), by which command, what it did; `ended` is None when it was cut short."""

    id: int
    started: str
    ended: str | None
    command: str
    made_by: str
    read: int
    partly_read: int
    passed_over: int
    refused: int
    known: int
    new_cables: int
    new_versions: int


def runs(connection: sqlite3.Connection) -> tuple[Run, ...]:
    """Every run that wrote to this archive, the newest first."""
    names = ", ".join(Run.__struct_fields__)
    return tuple(
        Run(**dict(zip(Run.__struct_fields__, row, strict=True)))
        for row in connection.execute(f"SELECT {names} FROM run ORDER BY id DESC")
    )


def ledger(
    connection: sqlite3.Connection, *, outcome: str | None, run: int | None, limit: int | None
) -> Iterator[LedgerLine]:
    """What became of every input, the newest first; of one outcome or one run where that is asked."""
    conditions = [f"{name} = ?" for name, value in (("outcome", outcome), ("run", run)) if value is not None]
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    found = connection.execute(
        "SELECT run, at, name, outcome, size, code, reason, remedy, cables FROM ledger "
        f"{where} ORDER BY id DESC LIMIT ?",
        (*(value for value in (outcome, run) if value is not None), -1 if limit is None else max(0, limit)),
    )
    while batch := found.fetchmany(500):
        for row in batch:
            yield LedgerLine(
                run=row[0],
                when=row[1],
                name=row[2],
                outcome=row[3],
                size=row[4],
                code=row[5],
                reason=row[6],
                remedy=row[7],
                cables=tuple(msgspec.json.decode(row[8])),
            )


def summary(connection: sqlite3.Connection) -> ArchiveSummary:
    """The archive in one look."""
    cables, posts = connection.execute("SELECT count(*), count(DISTINCT post) FROM cable").fetchone()
    (versions,) = connection.execute("SELECT count(*) FROM version").fetchone()
    (absent,) = connection.execute(
        "SELECT count(DISTINCT best_id) FROM reference JOIN cable ON cable.shown_version = reference.version "
        "WHERE best_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cable AS held WHERE held.name = best_id)"
    ).fetchone()
    by_year = tuple(
        (int(year), count)
        for year, count in connection.execute(
            "SELECT substr(date, 1, 4), count(*) FROM cable WHERE date IS NOT NULL GROUP BY 1 ORDER BY 1"
        )
    )
    provenance = tuple(
        (Provenance(kind, publisher, edition), count)
        for kind, publisher, edition, count in connection.execute(
            "SELECT provenance_kind, publisher, edition, count(*) FROM cable GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3"
        )
    )
    return ArchiveSummary(
        cables=cables,
        versions=versions,
        posts=posts,
        first_year=by_year[0][0] if by_year else None,
        last_year=by_year[-1][0] if by_year else None,
        cited_not_held=absent,
        by_year=by_year,
        provenance=provenance,
    )
