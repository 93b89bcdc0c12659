"""How an archive is: what `reftel doctor` looks at, each thing with what to do about it."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, TypeAlias

import msgspec

from reftel.archive import schema
from reftel.archive.index import FOLDER, SearchIndex, damaged_files, folder_of_links, label
from reftel.archive.lock import is_held, last_writer
from reftel.archive.originals import Originals
from reftel.errors import IndexUnusable

Weight: TypeAlias = Literal["well", "note", "warning", "error"]

_LITTLE_ROOM: Final = 200_000_000


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at: how it stands, in a sentence, and what to do (empty where nothing is to be done).

    `weight` is *well*, *note* (worth knowing), *warning* (works, and wants attention) or *error* (does not work).
    """

    what: str
    weight: Weight
    message: str
    remedy: str = ""


def examine(path: Path, fingerprint: str) -> tuple[Finding, ...]:
    """Look at everything; nothing is changed."""
    connection = schema.connect(path, write=False)
    try:
        found = [*_database(path, connection)]
        if not any(each.weight == "error" for each in found):
            found += [*_index(path, connection, fingerprint), *_originals(path, connection)]
        return (*found, *_folder(path))
    finally:
        connection.close()


def _database(path: Path, connection: sqlite3.Connection) -> Iterator[Finding]:
    try:
        (form,) = connection.execute("SELECT value FROM meta WHERE key = 'form'").fetchone()
        faults = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
        loose = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as problem:
        faults, loose, form = [str(problem)], [], "?"
    if faults != ["ok"] or loose:
        what = "; ".join(faults) if faults != ["ok"] else f"{len(loose)} rows point at nothing"
        yield Finding(
            what="database",
            weight="error",
            message=f"{schema.DATABASE} is damaged: {what}.",
            remedy="Restore it from a backup. files/ still holds the original bytes: they can be added to a new "
            "archive.",
        )
        return
    (cables,) = connection.execute("SELECT count(*) FROM cable").fetchone()
    yield Finding(
        what="database", weight="well", message=f"{schema.DATABASE} is whole (form {form}, {cables:,} cables)."
    )
    unfinished = connection.execute("SELECT count(*) FROM run WHERE ended IS NULL").fetchone()[0]
    if unfinished and not is_held(path):
        yield Finding(
            what="runs",
            weight="note",
            message=f"{unfinished} run(s) were cut short. What they reported as added is here.",
            remedy="Repeat the same `reftel add`: it goes on where it stopped.",
        )


def _index(path: Path, connection: sqlite3.Connection, fingerprint: str) -> Iterator[Finding]:
    meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    (outstanding,) = connection.execute("SELECT count(*) FROM to_index").fetchone()
    (cables,) = connection.execute("SELECT count(*) FROM cable").fetchone()
    folder = path / FOLDER
    rebuild = f"reftel index --rebuild --archive {path}"
    said = label(folder)
    faults: list[str] = []
    if said is None:
        faults.append("it is missing")
    elif said.build != meta["index_build"] or said.generation < int(meta["indexed_generation"]):
        faults.append("it is not the one that was built for this archive")
    elif meta["index_fingerprint"] != fingerprint:
        faults.append("it was built by an older reftel, or with another vocabulary")
    elif damaged := _damaged(folder):
        faults.append(f"these files are damaged: {', '.join(damaged)}")
    elif not outstanding and (held := _held(folder)) != cables:
        faults.append(f"it holds {held:,} cables of {cables:,}")
    if faults:
        yield Finding(
            what="index", weight="error", message=f"The search index cannot be used: {faults[0]}.", remedy=rebuild
        )
    elif outstanding:
        yield Finding(
            what="index",
            weight="warning",
            message=f"{outstanding:,} cables are not in the search index yet.",
            remedy=f"reftel index --archive {path} (the next search does it by itself)",
        )
    else:
        yield Finding(what="index", weight="well", message="The search index is whole.")


def _damaged(folder: Path) -> list[str]:
    try:
        return list(damaged_files(folder))
    except OSError as problem:
        return [str(problem)]


def _held(folder: Path) -> int:
    with contextlib.suppress(IndexUnusable), folder_of_links() as through:
        return int(SearchIndex(folder, through=Path(through)).searcher().num_docs)
    return -1


def _originals(path: Path, connection: sqlite3.Connection) -> Iterator[Finding]:
    known = {row[0] for row in connection.execute("SELECT sha256 FROM original")}
    held = set(Originals(path).held())
    missing, orphans = known - held, held - known
    if missing:
        yield Finding(
            what="originals",
            weight="error",
            message=f"The original bytes of {len(missing):,} files are missing from files/.",
            remedy="Restore files/ from a backup, or add the files again.",
        )
    if orphans:
        yield Finding(
            what="originals",
            weight="note",
            message=f"{len(orphans):,} files in files/ belong to no cable: a run was cut short.",
            remedy="Nothing needs doing; repeating that run puts them to use.",
        )
    if not missing and not orphans:
        yield Finding(what="originals", weight="well", message=f"All {len(known):,} original files are here.")


def _folder(path: Path) -> Iterator[Finding]:
    writer = last_writer(path)
    if is_held(path):
        who = f"process {writer.process} ({writer.command}), since {writer.started}" if writer else "another process"
        yield Finding(what="writer", weight="note", message=f"The archive is being written by {who}.")
    elif writer is not None:
        yield Finding(
            what="writer",
            weight="note",
            message=f"Process {writer.process} ({writer.command}) was stopped while it wrote, begun {writer.started}. "
            "It holds no lock any more.",
            remedy="Nothing needs doing; the next writer goes on.",
        )
    if not schema.may_write(path):
        yield Finding(
            what="disk",
            weight="note",
            message=f"{path} cannot be written by this user or on this disk; reading works.",
        )
        return
    room = shutil.disk_usage(path).free
    if room < _LITTLE_ROOM:
        yield Finding(
            what="disk",
            weight="warning",
            message=f"Only {room // 1_000_000:,} MB are free on this disk.",
            remedy="Make room before you add more.",
        )
