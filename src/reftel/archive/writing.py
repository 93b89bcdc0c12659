"""Taking inputs into an archive: in batches, each with its line in the ledger, none reported before it is safe.

Truth first, index second: one transaction writes the cables of a batch and notes which are to be indexed; the index
commits; a second transaction strikes the notes. Only then is an input reported as added, so that a run that is killed
loses nothing that was reported, and may be repeated.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from reftel.archive import rows, schema
from reftel.archive.indexing import Indexing
from reftel.archive.originals import Originals
from reftel.archive.state import read_state, set_meta
from reftel.archive.statements import in_words
from reftel.archive.versions import Versions
from reftel.errors import ArchiveError, IndexUnusable
from reftel.ledger import AddReport, Entry, LedgerLine
from reftel.records import Cable, Provenance
from reftel.vocab import Vocabulary

_BATCH_ENTRIES: Final = 2_000
_BATCH_BYTES: Final = 64_000_000
_BATCH_SECONDS: Final = 2.0
_FIRST_BATCH_SECONDS: Final = 0.3

OnEntry: TypeAlias = Callable[[Entry, tuple[str, ...]], None]
"""Told each entry, with the names of its cables, once it is safely stored."""


class _Batch:
    """What is written but not yet committed: lines of the ledger, entries not yet reported, originals being kept."""

    def __init__(self, *, first: bool) -> None:
        self.ledger: list[rows.Row] = []
        self.entries: list[tuple[Entry, tuple[str, ...]]] = []
        self.kept: list[Future[None]] = []
        self.size = 0
        self.until = time.monotonic() + (_FIRST_BATCH_SECONDS if first else _BATCH_SECONDS)

    @property
    def full(self) -> bool:
        return len(self.entries) >= _BATCH_ENTRIES or self.size >= _BATCH_BYTES or time.monotonic() >= self.until


class Intake:
    """One run that takes inputs in. `turn` is the archive's own lock among threads."""

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        *,
        indexing: Indexing,
        originals: Originals,
        vocabulary: Vocabulary,
        read_by: str,
        turn: contextlib.AbstractContextManager[Any],
    ) -> None:
        self._path = path
        self._connection = connection
        self._indexing = indexing
        self._originals = originals
        self._read_by = read_by
        self._versions = Versions(connection, indexing, vocabulary, self._read_by)
        self._turn = turn
        self._run = 0
        self._batch = _Batch(first=True)
        self._counts = dict.fromkeys(
            ("read", "partly_read", "passed_over", "refused", "known", "new_cables", "new_versions"), 0
        )
        self._restated = 0
        self._not_read: list[LedgerLine] = []

    def take_in(self, entries: Iterable[Entry], *, command: str, on_entry: OnEntry | None) -> AddReport:
        """Take in all of them, and say what was done."""
        begun = time.monotonic()
        with self._turn:
            self._indexing.bring_up_to_date()
            self._run = self._begin_run(command)
        self._batch = _Batch(first=True)
        try:
            self._take_in_all(entries, on_entry)
        except BaseException as problem:
            with self._turn:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                with contextlib.suppress(IndexUnusable):
                    self._indexing.rollback()
            if isinstance(problem, sqlite3.Error):
                raise ArchiveError(
                    f"{self._path} could not be written: {problem}.",
                    remedy="Make room on the disk or mend what is said, and run the command again: nothing that was "
                    "reported as added is lost.",
                ) from problem
            raise
        self._connection.execute("UPDATE run SET ended = ? WHERE id = ?", (schema.now(), self._run))
        return AddReport(
            run=self._run,
            restated=self._restated,
            seconds=time.monotonic() - begun,
            not_read=tuple(self._not_read),
            **self._counts,
        )

    def _begin_run(self, command: str) -> int:
        self._connection.execute("UPDATE meta SET value = ? WHERE key = 'written_by'", (schema.made_by(),))
        done = self._connection.execute(
            "INSERT INTO run (started, command, made_by) VALUES (?, ?, ?)",
            (schema.now(), schema.storable(command), schema.made_by()),
        )
        return int(done.lastrowid or 0)

    def _take_in_all(self, entries: Iterable[Entry], on_entry: OnEntry | None) -> None:
        inputs = iter(entries)
        while True:
            # The turn is given up while the next input is awaited: who prepares it may ask `holds_bytes`.
            try:
                entry = next(inputs, None)
            except BaseException:
                # the fault is the giver's: what was taken in so far is kept
                with self._turn:
                    self._commit(on_entry)
                raise
            with self._turn:
                if entry is None:
                    self._commit(on_entry)
                    return
                if not self._connection.in_transaction:
                    self._connection.execute("BEGIN IMMEDIATE")
                self._take_in(entry)
                if self._batch.full:
                    self._commit(on_entry)
                    self._batch = _Batch(first=False)

    def _take_in(self, entry: Entry) -> None:
        """One input, into the open transaction."""
        given = entry
        names: tuple[str, ...] = ()
        if entry.outcome in ("read", "partly read"):
            known = self._known(entry)
            if known is not None:
                names = known
                entry = self._settle_known(entry)
            elif (readings := _encoded(entry)) is not None:
                self._keep_original(entry)
                names = self._store(readings, entry.provenance)
                if entry.original is not None:
                    self._versions.leave_out(entry.sha256, {cable.source.ordinal for cable, _ in readings})
            else:
                entry = msgspec.structs.replace(
                    entry,
                    outcome="refused",
                    code="TXT-ENCODING",
                    reason="The text holds halves of characters, which no file can hold.",
                    remedy="Read the file's bytes with reftel, which replaces them and says so.",
                )
            self._counts["known" if known is not None else entry.outcome.replace(" ", "_")] += 1
        else:
            self._counts[entry.outcome.replace(" ", "_")] += 1
        line = LedgerLine(
            run=self._run,
            when=schema.now(),
            name=schema.storable(entry.name),
            outcome=entry.outcome,
            size=entry.size,
            code=entry.code,
            reason=schema.storable(entry.reason),
            remedy=schema.storable(entry.remedy),
            cables=names,
        )
        self._batch.ledger.append(_ledger_row(line, entry.sha256, self._read_by))
        if entry.outcome not in ("read", "partly read"):
            self._not_read.append(line)
        self._batch.entries.append((given, names))
        self._batch.size += entry.size

    def _store(self, readings: list[tuple[Cable, str]], said: Provenance | None) -> tuple[str, ...]:
        stored = [self._versions.store(cable, reading, self._run, said=said) for cable, reading in readings]
        self._counts["new_cables"] += sum(each.new_cable for each in stored)
        self._counts["new_versions"] += sum(each.new_version for each in stored)
        return tuple(dict.fromkeys(each.name for each in stored))

    def _settle_known(self, entry: Entry) -> Entry:
        """The entry of bytes that are held, with what is said of it in the ledger."""
        hashes = {rows.hash_of(reading.cable) for reading in entry.readings} or {entry.sha256}
        changes = [change for sha256 in sorted(hashes) for change in self._versions.restate(sha256, entry.provenance)]
        if not changes:
            reason = entry.reason or "These very bytes were read before."
            return msgspec.structs.replace(entry, code=entry.code or "KNOWN", reason=reason)
        self._restated += 1
        was, now = ("; ".join(dict.fromkeys(map(in_words, each))) for each in zip(*changes, strict=True))
        return msgspec.structs.replace(
            entry,
            code="PROVENANCE-RESTATED",
            reason=f"These very bytes were read before. Their provenance was: {was}. It is now: {now}.",
            remedy="",
        )

    def _known(self, entry: Entry) -> tuple[str, ...] | None:
        """The names of the cables that this entry's bytes gave before; None when they are new."""
        if entry.readings:
            names = [self._versions.known(reading.cable) for reading in entry.readings]
            return tuple(dict.fromkeys(name for name in names if name is not None)) if None not in names else None
        return known_cables(self._connection, entry.sha256, self._read_by) if entry.sha256 else None

    def _keep_original(self, entry: Entry) -> None:
        if entry.original is None or not entry.sha256:
            return
        self._batch.kept.append(self._originals.keep_meanwhile(entry.sha256, entry.original))
        self._connection.execute(
            "INSERT OR IGNORE INTO original VALUES (?, ?, ?)",
            (entry.sha256, len(entry.original), schema.storable(entry.name)),
        )

    def _commit(self, on_entry: OnEntry | None) -> None:
        """Truth first: the batch and the notes of what is to be indexed; then the index; then the notes are struck."""
        connection, batch, versions = self._connection, self._batch, self._versions
        if not batch.entries:
            return
        for kept in batch.kept:
            kept.result()
        versions.put_down()
        connection.executemany(
            "INSERT INTO ledger (run, at, name, outcome, size, code, reason, remedy, cables, sha256, read_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            batch.ledger,
        )
        counts = ", ".join(f"{name} = ?" for name in self._counts)
        connection.execute(f"UPDATE run SET {counts} WHERE id = ?", (*self._counts.values(), self._run))
        dirty = versions.dirty
        generation = read_state(connection).generation + bool(dirty)
        if dirty:
            connection.executemany(
                "INSERT OR REPLACE INTO to_index VALUES (?, ?)", [(cable, generation) for cable in dirty]
            )
            set_meta(connection, generation=generation)
            connection.execute(
                "UPDATE meta SET value = CAST(CAST(value AS INTEGER) + ? AS TEXT) WHERE key = 'cables'",
                (versions.cables_change,),
            )
        connection.execute("COMMIT")
        if dirty:
            self._indexing.commit(generation)
        versions.begin()
        if on_entry is not None:
            for entry, names in batch.entries:
                on_entry(entry, names)


def read_by(vocabulary: Vocabulary) -> str:
    """Who read: this version of reftel, with this vocabulary. Bytes read by another are read again."""
    return f"{schema.made_by()} {vocabulary.fingerprint[:16]}"


def known_cables(connection: sqlite3.Connection, sha256: str, by: str) -> tuple[str, ...] | None:
    """The cables that these very bytes gave when they were read `by` the same; None where they were not."""
    found = connection.execute(
        "SELECT cables FROM ledger WHERE sha256 = ? AND read_by = ? AND outcome IN ('read', 'partly read')"
        " AND cables <> '[]' ORDER BY id DESC LIMIT 1",
        (sha256, by),
    ).fetchone()
    return None if found is None else tuple(msgspec.json.decode(found[0]))


def _encoded(entry: Entry) -> list[tuple[Cable, str]] | None:
    """The entry's cables, each with its reading as JSON; None where a text is none: it has half a surrogate pair."""
    try:
        for reading in entry.readings:
            reading.cable.source.text.encode()
        return [(reading.cable, rows.without_text(reading.cable)) for reading in entry.readings]
    except (UnicodeEncodeError, msgspec.EncodeError):
        return None


def _ledger_row(line: LedgerLine, sha256: str, by: str) -> rows.Row:
    cables = msgspec.json.encode(line.cables).decode()
    said = (line.run, line.when, line.name, line.outcome, line.size, line.code, line.reason, line.remedy)
    return (*said, cables, sha256, by)
