"""An archive: a folder that holds cables, finds them, and says what became of every file it was given.

Truth first, index second, always as a pair. One transaction writes cables and notes which are to be indexed; the index
commits; a second transaction strikes the notes and says how far the index has come. A search takes a moment of the
database and a searcher that belong together, or answers from the last such pair and says so, or refuses.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import msgspec
import tantivy

from reftel.archive import finding, rows, schema, snippets
from reftel.archive.finding import Order, Place
from reftel.archive.health import Finding, examine
from reftel.archive.index import (
    FOLDER,
    IndexWriter,
    SearchIndex,
    document,
    fingerprint,
    folder_of_links,
    guarded,
    label,
    unusable,
)
from reftel.archive.lock import WriterLock, busy, is_held
from reftel.archive.originals import Originals
from reftel.archive.query import (
    PROVENANCE,
    Query,
    clause,
    parse_query,
    read_spelling,
    sought,
    squeezed,
    top_parts,
    without,
)
from reftel.errors import (
    ArchiveBusy,
    ArchiveError,
    ArchiveReadOnly,
    CableNotFound,
    IndexUnusable,
    QueryError,
    UsageError,
)
from reftel.ids import CableId, handle, is_handle
from reftel.ledger import AddReport, Entry, LedgerLine, Outcome
from reftel.markings import LEVELS
from reftel.records import Cable, Provenance, Reading
from reftel.views import (
    ArchiveSummary,
    CableLine,
    CableView,
    Facet,
    FacetValue,
    Hit,
    Reader,
    ReferenceView,
    Results,
    VersionLine,
)
from reftel.vocab import Vocabulary

Mode: TypeAlias = Literal["read", "write", "create"]
OnStale: TypeAlias = Literal["index", "last"]

FULL: Final = "full"
"""The shelf that is the archive itself."""

MOST_HITS: Final = 10_000
"""The longest page of results."""

_BATCH_ENTRIES: Final = 2_000
_BATCH_BYTES: Final = 64_000_000
_BATCH_SECONDS: Final = 2.0
_FIRST_BATCH_SECONDS: Final = 0.3
_PATIENCE: Final = 3.0
"""How long, in seconds, a search waits for the moment in which a writer's database and index agree."""

_LINE: Final = (
    "cable.id, cable.name, cable.date, cable.post, cable.level, cable.controls, cable.subject, cable.provenance_kind, "
    "cable.publisher, cable.edition"
)
_FACET_LABELS: Final = {
    "from": "Post",
    "year": "Year",
    "class": "Classification",
    "tag": "TAGS",
    "provenance": "Provenance",
}


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


class _State(NamedTuple):
    """How far truth and index have come, at one moment."""

    generation: int
    indexed: int
    build: str
    fingerprint: str
    cables: int
    outstanding: bool


class _Pair(NamedTuple):
    """A moment of the database, held open, and the searcher that belongs to it."""

    connection: sqlite3.Connection
    searcher: tantivy.Searcher
    generation: int
    build: str
    cables: int


class _Batch:
    """What is written but not yet committed: rows by table, entries not yet reported."""

    def __init__(self, *, first: bool) -> None:
        self.parts: dict[str, list[rows.Row]] = {table: [] for table in schema.PARTS}
        self.ledger: list[rows.Row] = []
        self.entries: list[tuple[Entry, tuple[str, ...]]] = []
        self.kept: list[Future[None]] = []
        self.dirty: set[int] = set()
        self.size = 0
        self.cables_change = 0
        self.until = time.monotonic() + (_FIRST_BATCH_SECONDS if first else _BATCH_SECONDS)

    @property
    def full(self) -> bool:
        return len(self.entries) >= _BATCH_ENTRIES or self.size >= _BATCH_BYTES or time.monotonic() >= self.until


class _Tally:
    """The counts of one run."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(
            ("read", "partly_read", "passed_over", "refused", "known", "new_cables", "new_versions"), 0
        )
        self.not_read: list[LedgerLine] = []


class Archive:
    """An opened archive; a context manager.

    Calls that give out text or counts take the `reader`; the one shelf in this version is `full`. An Archive may be
    used from several threads; a long-lived one sees what other processes add.
    """

    path: Path
    vocabulary: Vocabulary

    def __init__(self, path: Path, vocabulary: Vocabulary, *, lock: WriterLock | None) -> None:
        """Not called directly: `Archive.open` opens."""
        self.path = path
        self.vocabulary = vocabulary
        self._lock = lock
        self._turn = threading.RLock()
        self._originals = Originals(path)
        self._fingerprint = fingerprint(vocabulary)
        self._read_by = f"{schema.made_by()} {vocabulary.fingerprint[:16]}"
        self._pair: _Pair | None = None
        self._index: tuple[str, SearchIndex] | None = None
        self._links: tempfile.TemporaryDirectory[str] | None = None
        self._writer: IndexWriter | None = None
        self._write: sqlite3.Connection | None = None
        self._keepers: ThreadPoolExecutor | None = None
        self._closed = False
        self._stamp = None if schema.may_write_both(path) else schema.stamp(path)
        self._read = schema.connect(path, write=False)
        try:
            schema.look_inside(self._read, path)
            if lock is not None:
                self._write = schema.connect(path, write=True)
        except BaseException:
            self._read.close()
            raise

    @classmethod
    def open(cls, path: str | Path, *, mode: Mode = "read", vocabulary: Vocabulary | None = None) -> Archive:
        """Open the archive in the folder `path`.

        `read` creates nothing and needs no permission to write; `write` takes the lock of the one writer (ArchiveBusy
        names who holds it); `create` makes the archive first if there is none. `vocabulary` stands in place of the
        shipped one with the user's own rows (the folder `vocabulary` of the archive).
        """
        folder = Path(path)
        lock: WriterLock | None = None
        if mode == "create":
            lock = _create(folder)
        try:
            schema.look(folder)
            if mode == "write":
                if not schema.may_write(folder):
                    raise ArchiveReadOnly(
                        f"{folder} cannot be written by this user or on this disk.",
                        remedy="Open it for reading only, or ask its owner for write permission.",
                    )
                lock = WriterLock(folder, "")
            own = folder / "vocabulary"
            words = vocabulary if vocabulary is not None else Vocabulary.load(own if own.is_dir() else None)
            archive = cls(folder, words, lock=lock)
            if mode == "create":
                archive.index()
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        return archive

    def close(self) -> None:
        """Let go of the files, and of the writer's lock. Closing twice does no harm."""
        with self._turn:
            if self._closed:
                return
            self._closed = True
            if self._keepers is not None:
                self._keepers.shutdown()
            with contextlib.suppress(IndexUnusable):
                self._let_go_of_index_writer()
            self._drop_pair()
            self._index = None
            self._read.close()
            if self._write is not None:
                self._write.close()
            if self._lock is not None:
                self._lock.release()
            if self._links is not None:
                self._links.cleanup()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- writing -------------------------------------------------------------------------------------------------------

    def write(
        self,
        entries: Iterable[Entry],
        *,
        command: str = "",
        on_entry: Callable[[Entry, tuple[str, ...]], None] | None = None,
    ) -> AddReport:
        """Take in these inputs, and keep a line in the ledger for each.

        An entry whose bytes the archive has read already, by this version of reftel and this vocabulary, is *known*:
        it gets its line and is not stored again (it may come without readings, see `holds_bytes`). `on_entry` is
        called for each entry, with the names of its cables, once it is safely stored. A run that is killed loses
        nothing that was so reported, and may be repeated.
        """
        connection = self._for_writing()
        begun = time.monotonic()
        self.index()
        tally = _Tally()
        run = self._begin_run(connection, command)
        batch = _Batch(first=True)
        inputs = iter(entries)
        writer = self._index_writer()
        try:
            while True:
                # The turn is given up while the next input is awaited: who prepares it may ask `holds_bytes`.
                try:
                    entry = next(inputs, None)
                except BaseException:
                    # the fault is the giver's: what was taken in so far is kept
                    with self._turn:
                        self._commit(connection, writer, batch, run, tally, on_entry)
                    raise
                with self._turn:
                    if entry is None:
                        self._commit(connection, writer, batch, run, tally, on_entry)
                        break
                    if not connection.in_transaction:
                        connection.execute("BEGIN IMMEDIATE")
                    self._take_in(connection, writer, entry, run, batch, tally)
                    if batch.full:
                        self._commit(connection, writer, batch, run, tally, on_entry)
                        batch = _Batch(first=False)
        except BaseException as problem:
            with self._turn:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                with contextlib.suppress(IndexUnusable):
                    writer.rollback()
            if isinstance(problem, sqlite3.Error):
                raise ArchiveError(
                    f"{self.path} could not be written: {problem}.",
                    remedy="Make room on the disk or mend what is said, and run the command again: nothing that was "
                    "reported as added is lost.",
                ) from problem
            raise
        connection.execute("UPDATE run SET ended = ? WHERE id = ?", (_now(), run))
        return AddReport(run=run, seconds=time.monotonic() - begun, not_read=tuple(tally.not_read), **tally.counts)

    def add(self, readings: Iterable[Reading]) -> AddReport:
        """Take in readings that come without files: the library's short form of `write`."""
        return self.write(
            (
                Entry(
                    name=reading.cable.source.name or "(no file)",
                    outcome="read",
                    sha256=_sha256(reading.cable),
                    size=len(reading.cable.source.text),
                    readings=(reading,),
                )
                for reading in readings
            ),
            command="Archive.add",
        )

    def holds_bytes(self, sha256: str) -> bool:
        """Whether these very bytes were read before, by this version of reftel and with this vocabulary."""
        with self._turn:
            return self._known_entry(self._write or self._read, sha256) is not None

    def _known_entry(self, connection: sqlite3.Connection, sha256: str) -> tuple[str, str] | None:
        found: tuple[str, str] | None = connection.execute(
            "SELECT outcome, cables FROM ledger WHERE sha256 = ? AND read_by = ? AND outcome IN ('read', 'partly read')"
            " AND cables <> '[]' ORDER BY id DESC LIMIT 1",
            (sha256, self._read_by),
        ).fetchone()
        return found

    def _for_writing(self) -> sqlite3.Connection:
        if self._write is None:
            raise ArchiveReadOnly(
                f"{self.path} was opened for reading only.", remedy='Open it with mode="write" to add to it.'
            )
        return self._write

    def _keeper(self) -> ThreadPoolExecutor:
        """Compresses and writes originals beside the work on the database; making a file may take long."""
        if self._keepers is None:
            self._keepers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="reftel-originals")
        return self._keepers

    def _begin_run(self, connection: sqlite3.Connection, command: str) -> int:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'written_by'", (schema.made_by(),))
        done = connection.execute(
            "INSERT INTO run (started, command, made_by) VALUES (?, ?, ?)",
            (_now(), _storable(command), schema.made_by()),
        )
        return int(done.lastrowid or 0)

    def _take_in(
        self,
        connection: sqlite3.Connection,
        writer: IndexWriter,
        entry: Entry,
        run: int,
        batch: _Batch,
        tally: _Tally,
    ) -> None:
        """One input, into the open transaction."""
        outcome: Outcome = entry.outcome
        code, reason, remedy = entry.code, entry.reason, entry.remedy
        names: tuple[str, ...] = ()
        is_read = outcome in ("read", "partly read")
        known = self._known(connection, entry) if is_read else None
        if known is not None:
            tally.counts["known"] += 1
            code, names = code or "KNOWN", known
            reason = reason or "These very bytes were read before."
        else:
            try:
                prepared = [(reading.cable, rows.without_text(reading.cable)) for reading in entry.readings]
                for cable, _ in prepared:
                    cable.source.text.encode()
            except (UnicodeEncodeError, msgspec.EncodeError):
                prepared = []
                is_read, outcome, code = False, "refused", "TXT-ENCODING"
                reason = "The text holds halves of characters, which no file can hold."
                remedy = "Read the file's bytes with reftel, which replaces them and says so."
            tally.counts[outcome.replace(" ", "_")] += 1
            if is_read and entry.original is not None and entry.sha256:
                batch.kept.append(self._keeper().submit(self._originals.keep, entry.sha256, entry.original))
                connection.execute(
                    "INSERT OR IGNORE INTO original VALUES (?, ?, ?)",
                    (entry.sha256, len(entry.original), _storable(entry.name)),
                )
            names = tuple(
                dict.fromkeys(
                    self._store(connection, writer, cable, text, run, batch, tally) for cable, text in prepared
                )
            )
        when = _now()
        batch.ledger.append(
            (
                run,
                when,
                _storable(entry.name),
                outcome,
                entry.sha256,
                entry.size,
                code,
                _storable(reason),
                _storable(remedy),
                self._read_by,
                msgspec.json.encode(names).decode(),
            )
        )
        if not is_read:
            tally.not_read.append(
                LedgerLine(
                    run=run,
                    when=when,
                    name=_storable(entry.name),
                    outcome=outcome,
                    size=entry.size,
                    code=code,
                    reason=_storable(reason),
                    remedy=_storable(remedy),
                )
            )
        batch.entries.append((entry, names))
        batch.size += entry.size

    def _known(self, connection: sqlite3.Connection, entry: Entry) -> tuple[str, ...] | None:
        """The names of the cables that this entry's bytes gave before; None when they are new."""
        if entry.readings:
            names: list[str] = []
            for reading in entry.readings:
                held = connection.execute(
                    "SELECT cable.name FROM source JOIN version ON version.source = source.id "
                    "JOIN cable ON cable.id = version.cable "
                    "WHERE source.sha256 = ? AND source.ordinal = ? AND version.read_by = ?",
                    (_sha256(reading.cable), reading.cable.source.ordinal, self._read_by),
                ).fetchone()
                if held is None:
                    return None
                names.append(held[0])
            return tuple(dict.fromkeys(names))
        if not entry.sha256:
            return None
        found = self._known_entry(connection, entry.sha256)
        return None if found is None else tuple(msgspec.json.decode(found[1]))

    def _store(
        self,
        connection: sqlite3.Connection,
        writer: IndexWriter,
        cable: Cable,
        reading: str,
        run: int,
        batch: _Batch,
        tally: _Tally,
    ) -> str:
        """One version of a telegram, into the open transaction; the name it is filed under comes back."""
        source = cable.source
        sha256 = _sha256(cable)
        seen = connection.execute(
            "SELECT source.id, source.handle, version.id, version.cable, version.added FROM source "
            "LEFT JOIN version ON version.source = source.id WHERE sha256 = ? AND ordinal = ?",
            (sha256, source.ordinal),
        ).fetchone()
        columns = (
            _storable(source.name),
            source.layout,
            source.provenance.kind,
            _storable(source.provenance.publisher),
            _storable(source.provenance.edition),
            source.encoding,
            source.replaced,
            source.text,
        )
        if seen is None:
            handle_ = self._free_handle(connection, sha256, source.ordinal)
            source_id = connection.execute(
                "INSERT INTO source (handle, sha256, ordinal, name, layout, provenance_kind, publisher, edition, "
                "encoding, replaced, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (handle_, sha256, source.ordinal, *columns),
            ).lastrowid
            tally.counts["new_versions"] += 1
            old_version = old_cable = added = None
        else:
            source_id, handle_, old_version, old_cable, added = seen
            connection.execute(
                "UPDATE source SET name = ?, layout = ?, provenance_kind = ?, publisher = ?, edition = ?, "
                "encoding = ?, replaced = ?, text = ? WHERE id = ?",
                (*columns, source_id),
            )
        name = str(cable.id.value) if cable.id is not None else handle_
        cable_id, is_new = self._file_under(connection, name)
        if is_new:
            tally.counts["new_cables"] += 1
            batch.cables_change += 1
        if old_version is not None:
            # rows of this very batch are still in memory; put them down before they are replaced
            self._put_parts(connection, batch)
            for table in schema.PARTS:
                connection.execute(f"DELETE FROM {table} WHERE version = ?", (old_version,))
            connection.execute("DELETE FROM version WHERE id = ?", (old_version,))
        version = connection.execute(
            "INSERT INTO version (cable, source, run, added, read_by, redactions, header, paragraphs, reading) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                cable_id,
                source_id,
                run,
                added or _now(),
                self._read_by,
                rows.redactions(cable),
                int(cable.extent.header == "present"),
                len(cable.paragraphs),
                reading,
            ),
        ).lastrowid
        assert version is not None  # noqa: S101 -- an INSERT always has one
        for table, found in rows.part_rows(version, cable).items():
            batch.parts[table] += found
        self._show(connection, writer, cable_id, batch, at_hand={version: cable}, new=is_new)
        if old_cable is not None and old_cable != cable_id:
            self._show(connection, writer, old_cable, batch, at_hand={}, new=False)
        return name

    @staticmethod
    def _free_handle(connection: sqlite3.Connection, sha256: str, ordinal: int) -> str:
        """The source's handle; where another source has it already (forty bits), the next in a fixed row of others."""
        attempt = ordinal
        while True:
            wanted = handle(sha256, attempt)
            if connection.execute("SELECT 1 FROM source WHERE handle = ?", (wanted,)).fetchone() is None:
                return wanted
            attempt += 1_000_000_007

    @staticmethod
    def _file_under(connection: sqlite3.Connection, name: str) -> tuple[int, bool]:
        """The row of the cable of that name, and whether it was made just now."""
        held = connection.execute("SELECT id FROM cable WHERE name = ?", (name,)).fetchone()
        if held is not None:
            return int(held[0]), False
        return int(connection.execute("INSERT INTO cable (name) VALUES (?)", (name,)).lastrowid or 0), True

    def _show(
        self,
        connection: sqlite3.Connection,
        writer: IndexWriter,
        cable_id: int,
        batch: _Batch,
        *,
        at_hand: Mapping[int, Cable],
        new: bool,
    ) -> None:
        """Decide which version of a cable speaks, and give its words to the index; a cable without one goes."""
        versions = connection.execute(
            "SELECT version.id, redactions, provenance_kind, header, paragraphs, sha256, ordinal FROM version "
            "JOIN source ON source.id = version.source WHERE version.cable = ?",
            (cable_id,),
        ).fetchall()
        batch.dirty.add(cable_id)
        if not versions:
            connection.execute("DELETE FROM cable WHERE id = ?", (cable_id,))
            batch.cables_change -= 1
            writer.remove(cable_id)
            return
        shown = min(versions, key=lambda row: rows.weigh(*row[1:]))[0]
        cable = at_hand.get(shown) or self._cable(connection, shown)
        columns = rows.cable_row(cable, self.vocabulary)
        connection.execute(
            "UPDATE cable SET year = ?, station = ?, serial = ?, post = ?, date = ?, date_precision = ?, level = ?, "
            "controls = ?, subject = ?, provenance_kind = ?, publisher = ?, edition = ?, shown_version = ? "
            "WHERE id = ?",
            (*columns, shown, cable_id),
        )
        self._give_to_index(writer, cable_id, cable, columns, new=new)

    @staticmethod
    def _give_to_index(writer: IndexWriter, cable_id: int, cable: Cable, columns: rows.Row, *, new: bool) -> None:
        post, level, controls = (
            None if value is None else str(value) for value in (columns[3], columns[6], columns[7])
        )
        writer.add(cable_id, document(cable_id, cable, post=post, level=level, controls=controls), new=new)

    @staticmethod
    def _put_parts(connection: sqlite3.Connection, batch: _Batch) -> None:
        for table, found in batch.parts.items():
            if found:
                marks = ", ".join("?" * len(found[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
                found.clear()

    def _commit(
        self,
        connection: sqlite3.Connection,
        writer: IndexWriter,
        batch: _Batch,
        run: int,
        tally: _Tally,
        on_entry: Callable[[Entry, tuple[str, ...]], None] | None,
    ) -> None:
        """Truth first: the batch and the notes of what is to be indexed; then the index; then the notes are struck."""
        if not batch.entries:
            return
        for kept in batch.kept:
            kept.result()
        self._put_parts(connection, batch)
        connection.executemany(
            "INSERT INTO ledger (run, at, name, outcome, sha256, size, code, reason, remedy, read_by, cables) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            batch.ledger,
        )
        counts = ", ".join(f"{name} = ?" for name in tally.counts)
        connection.execute(f"UPDATE run SET {counts} WHERE id = ?", (*tally.counts.values(), run))
        generation = self._state(connection).generation + bool(batch.dirty)
        if batch.dirty:
            connection.executemany(
                "INSERT OR REPLACE INTO to_index VALUES (?, ?)", [(cable, generation) for cable in batch.dirty]
            )
            _set_meta(connection, generation=generation)
            connection.execute(
                "UPDATE meta SET value = CAST(CAST(value AS INTEGER) + ? AS TEXT) WHERE key = 'cables'",
                (batch.cables_change,),
            )
        connection.execute("COMMIT")
        if batch.dirty:
            writer.commit(generation)
            self._indexed(connection, generation)
        if on_entry is not None:
            for entry, names in batch.entries:
                on_entry(entry, names)

    def _indexed(self, connection: sqlite3.Connection, generation: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM to_index WHERE generation <= ?", (generation,))
        _set_meta(connection, indexed_generation=generation, index_fingerprint=self._fingerprint)
        connection.execute("COMMIT")

    # -- the index -----------------------------------------------------------------------------------------------------

    def index(self, *, rebuild: bool = False, progress: Callable[[int, int], None] | None = None) -> int:
        """Bring the index up to date and say how many cables were indexed; `rebuild` makes it anew.

        An index that is missing, damaged, of an older form or of another vocabulary is made anew in any case.
        `progress` is called with the cables done and to do. Opened for reading, the archive is opened for writing
        meanwhile: ArchiveBusy or ArchiveReadOnly where that cannot be.
        """
        if self._write is None:
            with Archive.open(self.path, mode="write", vocabulary=self.vocabulary) as writing:
                return writing.index(rebuild=rebuild, progress=progress)
        with self._turn:
            state = self._state(self._write)
            if not rebuild and self._continues(state):
                if not state.outstanding:
                    return 0
                try:
                    done = self._index_outstanding(self._write, state, progress)
                except IndexUnusable:
                    done = None
                if done is not None:
                    return done
            return self._index_all(self._write, progress)

    def _continues(self, state: _State) -> bool:
        """Whether what is in the index folder can be built upon."""
        said = label(self.path / FOLDER)
        if said is None or said.build != state.build or said.generation < state.indexed:
            return False
        if state.fingerprint != self._fingerprint:
            return False
        if state.outstanding:
            return True
        try:
            return SearchIndex(self.path / FOLDER).searcher().num_docs == state.cables
        except IndexUnusable:
            return False

    def _index_writer(self) -> IndexWriter:
        if self._writer is None:
            assert self._write is not None  # noqa: S101 -- asked for by writers only
            self._writer = IndexWriter(self.path / FOLDER, build=self._state(self._write).build, anew=False)
        return self._writer

    def _let_go_of_index_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def _index_outstanding(
        self, connection: sqlite3.Connection, state: _State, progress: Callable[[int, int], None] | None
    ) -> int | None:
        """Index what is noted; None when the index then does not hold what it should."""
        writer = self._index_writer()
        noted = [row[0] for row in connection.execute("SELECT cable FROM to_index ORDER BY cable")]
        for done, cable_id in enumerate(noted, start=1):
            self._index_one(connection, writer, cable_id, new=False)
            if progress is not None:
                progress(done, len(noted))
        writer.commit(state.generation)
        if SearchIndex(self.path / FOLDER).searcher().num_docs != state.cables:
            return None
        self._indexed(connection, state.generation)
        return len(noted)

    def _index_one(self, connection: sqlite3.Connection, writer: IndexWriter, cable_id: int, *, new: bool) -> None:
        shown = connection.execute("SELECT shown_version FROM cable WHERE id = ?", (cable_id,)).fetchone()
        if shown is None or shown[0] is None:
            writer.remove(cable_id)
            return
        cable = self._cable(connection, shown[0])
        self._give_to_index(writer, cable_id, cable, rows.cable_row(cable, self.vocabulary), new=new)

    def _index_all(self, connection: sqlite3.Connection, progress: Callable[[int, int], None] | None) -> int:
        """Make the index anew. Until it is whole, archive.db says that it is not."""
        with contextlib.suppress(IndexUnusable):
            self._let_go_of_index_writer()
        build = os.urandom(8).hex()
        connection.execute("BEGIN IMMEDIATE")
        _set_meta(connection, index_build=build, indexed_generation=-1)
        connection.execute("COMMIT")
        self._writer = writer = IndexWriter(self.path / FOLDER, build=build, anew=True)
        state = self._state(connection)
        numbers = [row[0] for row in connection.execute("SELECT id FROM cable ORDER BY name")]
        posts: list[tuple[object, int]] = []
        for done, cable_id in enumerate(numbers, start=1):
            shown, post = connection.execute(
                "SELECT shown_version, post FROM cable WHERE id = ?", (cable_id,)
            ).fetchone()
            cable = self._cable(connection, shown)
            columns = rows.cable_row(cable, self.vocabulary)
            if columns[3] != post:
                posts.append((columns[3], cable_id))
            self._give_to_index(writer, cable_id, cable, columns, new=True)
            if progress is not None:
                progress(done, len(numbers))
        if posts:
            # a post that the vocabulary has come to know since: the tables say the same as the index
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("UPDATE cable SET post = ? WHERE id = ?", posts)
            connection.execute("COMMIT")
        writer.commit(state.generation)
        self._indexed(connection, state.generation)
        return len(numbers)

    @staticmethod
    def _state(connection: sqlite3.Connection) -> _State:
        # one statement, so that it is one moment
        (meta, outstanding) = connection.execute(
            "SELECT (SELECT json_group_object(key, value) FROM meta), EXISTS (SELECT 1 FROM to_index)"
        ).fetchone()
        said: dict[str, str] = msgspec.json.decode(meta)
        return _State(
            int(said["generation"]),
            int(said["indexed_generation"]),
            said["index_build"],
            said["index_fingerprint"],
            int(said["cables"]),
            bool(outstanding),
        )

    def _is_whole(self, state: _State) -> bool:
        """Whether the index, as archive.db tells, holds everything, made by the rules in force."""
        return not state.outstanding and state.indexed == state.generation and state.fingerprint == self._fingerprint

    def _pair_for(self, on_stale: OnStale) -> tuple[_Pair, bool]:
        """A moment of the database with its searcher, and whether it is the last whole one and no longer the newest."""
        until = time.monotonic() + _PATIENCE
        indexed = False
        while True:
            state = self._state(self._read)
            pair = self._pair
            if (
                pair is not None
                and self._is_whole(state)
                and (pair.generation, pair.build) == (state.generation, state.build)
            ):
                return pair, False
            why = "it is behind the archive"
            if self._is_whole(state):
                try:
                    if self._take_pair():
                        continue
                    why = "it does not hold what the archive holds"
                except IndexUnusable as problem:
                    why = problem.message.partition("cannot be used: ")[2].rstrip(".") or why
            if self._lock is None and is_held(self.path) and time.monotonic() < until:
                time.sleep(0.02)
                continue
            if on_stale == "index" and not indexed:
                indexed = True
                with contextlib.suppress(ArchiveBusy, ArchiveReadOnly):
                    if self._is_whole(state):
                        self._drop_index()
                    self.index(rebuild=self._is_whole(state))
                    continue
            if self._pair is not None:
                return self._pair, True
            if self._lock is None and is_held(self.path):
                raise busy(self.path)
            raise unusable(self.path / FOLDER, why)

    def _take_pair(self) -> bool:
        """Take a new pair in place of the last; False when database and index do not belong together."""
        connection = schema.connect(self.path, write=False)
        kept = False
        try:
            for _ in range(20):
                connection.execute("BEGIN")
                state = self._state(connection)
                if not self._is_whole(state):
                    return False
                said = label(self.path / FOLDER)
                index = self._open_index(state.build)
                searcher = index.searcher()
                # The database's moment was taken first. If it is still the newest now, nothing was committed between,
                # and so the index, which always commits later than the database, has nothing newer in it either.
                now = self._state(self._read)
                if now == state:
                    if said is None or (said.build, said.generation) != (state.build, state.indexed):
                        return False
                    if searcher.num_docs != state.cables:
                        return False
                    self._drop_pair()
                    self._pair = _Pair(connection, searcher, state.generation, state.build, state.cables)
                    kept = True
                    return True
                connection.execute("ROLLBACK")
            return False
        finally:
            if not kept:
                connection.close()

    def _open_index(self, build: str) -> SearchIndex:
        if self._index is not None and self._index[0] == build:
            return self._index[1]
        folder = self.path / FOLDER
        through: Path | None = None
        if not (schema.may_write(self.path) and (not folder.exists() or schema.may_write(folder))):
            if self._links is not None:
                self._links.cleanup()
            self._links = folder_of_links()
            through = Path(self._links.name)
        index = SearchIndex(folder, through=through)
        self._index = (build, index)
        return index

    def _drop_index(self) -> None:
        self._index = None

    def _drop_pair(self) -> None:
        pair, self._pair = self._pair, None
        if pair is not None:
            pair.connection.close()

    # -- reading -------------------------------------------------------------------------------------------------------

    def _admit(self, reader: Reader) -> None:
        if reader.shelf != FULL:
            raise ArchiveError(
                f"There is no shelf {reader.shelf} here.",
                remedy=f"The shelves of this archive: {FULL}.",
            )

    def _look_again(self) -> None:
        """Before each call: the archive is open, and where SQLite cannot say that its owner changed it, we look."""
        if self._closed:
            raise ArchiveError(f"{self.path} was closed.", remedy="Open it again.")
        if self._stamp is not None and (now := schema.stamp(self.path)) != self._stamp:
            self._drop_pair()
            self._drop_index()
            self._read.close()
            self._read = schema.connect(self.path, write=False)
            self._stamp = now

    @contextlib.contextmanager
    def _moment(self) -> Iterator[sqlite3.Connection]:
        """One moment of the database, for one call."""
        with self._turn:
            self._look_again()
            try:
                self._read.execute("BEGIN")
                try:
                    yield self._read
                finally:
                    self._read.execute("ROLLBACK")
            except sqlite3.DatabaseError as problem:
                raise schema.damaged(self.path, problem) from problem

    @contextlib.contextmanager
    def _stream(self) -> Iterator[sqlite3.Connection]:
        """One moment of the database for an answer that is given out bit by bit, on a connection of its own."""
        connection = schema.connect(self.path, write=False)
        try:
            connection.execute("BEGIN")
            yield connection
        except sqlite3.DatabaseError as problem:
            raise schema.damaged(self.path, problem) from problem
        finally:
            connection.close()

    @staticmethod
    def _cable(connection: sqlite3.Connection, version: int) -> Cable:
        reading, text = connection.execute(
            "SELECT reading, text FROM version JOIN source ON source.id = version.source WHERE version.id = ?",
            (version,),
        ).fetchone()
        return rows.with_text(reading, text)

    def _line(self, row: tuple[Any, ...]) -> CableLine:
        """A line from the columns `_LINE`."""
        _, name, date, post, level, controls, subject, kind, publisher, edition = row
        marking = level or ""
        if controls:
            marking += f"//{controls}"
        return CableLine(
            name=name,
            date=date or "",
            post=post or "",
            post_name=self._post_name(post),
            subject=subject or "",
            marking=marking,
            provenance=Provenance(kind, publisher, edition),
        )

    def _post_name(self, code: str | None) -> str:
        if not code:
            return ""
        post = self.vocabulary.post(code)
        return post.name if post is not None else code.title()

    def get(self, name: CableId | str, *, reader: Reader) -> CableView:
        """A cable with what it refers to, what cites it, its neighbours in time and its versions.

        `name` may be any spelling of its id (`04 MAPUTO 565`) or a handle. CableNotFound where none is held, or where
        a spelling without its year may name several: then it lists them.
        """
        self._admit(reader)
        with self._moment() as connection:
            found = self._find(connection, str(name))
            if not found:
                raise CableNotFound(
                    f"No cable {name} is held here.",
                    remedy="Check the number (post, serial, and the year where it is known), or search for its words.",
                )
            if len(found) > 1:
                shown = ", ".join(row[1] for row in found[:10])
                more = f" and {len(found) - 10} more" if len(found) > 10 else ""
                raise CableNotFound(
                    f"{name} may be one of {len(found)} cables: {shown}{more}.", remedy="Say which, with its year."
                )
            return self._view(connection, found[0])

    def find(self, spelling: str, *, reader: Reader) -> tuple[CableLine, ...]:
        """Every held cable that this spelling of an id may name, the oldest first; none where it names none."""
        self._admit(reader)
        with self._moment() as connection:
            return tuple(self._line(row) for row in self._find(connection, spelling))

    def _find(self, connection: sqlite3.Connection, spelling: str) -> list[tuple[Any, ...]]:
        text = " ".join(_storable(spelling).split())
        exact = connection.execute(f"SELECT {_LINE} FROM cable WHERE name = ?", (text,)).fetchall()
        if exact:
            return exact
        if is_handle(text.lower()):
            return connection.execute(
                f"SELECT {_LINE} FROM cable JOIN version ON version.cable = cable.id "
                "JOIN source ON source.id = version.source WHERE source.handle = ?",
                (text.lower(),),
            ).fetchall()
        meant = read_spelling(text)
        if meant is None or meant.serial >= 1 << 60:
            return []
        codes = {squeezed(meant.station)}
        if (mended := self.vocabulary.malformed_id(text.upper().replace(" ", ""))) is not None:
            with contextlib.suppress(ValueError):
                right = CableId.parse(mended)
                found = connection.execute(f"SELECT {_LINE} FROM cable WHERE name = ?", (str(right),)).fetchall()
                if found:
                    return found
        station = self.vocabulary.station(meant.station, short=True, typo=False)
        if station is not None:
            codes.add(station.code)
        for code in tuple(codes):
            codes.update(self.vocabulary.same_places(code))
        found = self._named(connection, codes, meant.serial, meant.year)
        cut = squeezed(meant.station)
        if not found and meant.long and 3 <= len(cut) <= 6:
            # the National Archives cut stations to six characters, blanks included
            found = connection.execute(
                f"SELECT {_LINE} FROM cable WHERE substr(station, 1, ?) = ? AND serial = ? AND year = ? "
                "ORDER BY date, name",
                (len(cut), cut, meant.serial, meant.year),
            ).fetchall()
        return found

    @staticmethod
    def _named(connection: sqlite3.Connection, codes: set[str], serial: int, year: int | None) -> list[tuple[Any, ...]]:
        wanted = sorted(code for code in codes if code)
        marks = ", ".join("?" * len(wanted))
        of_year = "" if year is None else "AND year = ?"
        return connection.execute(
            f"SELECT {_LINE} FROM cable WHERE serial = ? AND (station IN ({marks}) OR post IN ({marks})) {of_year} "
            "ORDER BY year, date, name",
            (serial, *wanted, *wanted, *(() if year is None else (year,))),
        ).fetchall()

    def _view(self, connection: sqlite3.Connection, row: tuple[Any, ...]) -> CableView:
        cable_id, name = row[0], row[1]
        versions = connection.execute(
            "SELECT version.id, handle, source.name, layout, added, source.provenance_kind, source.publisher, "
            "source.edition, redactions, header, paragraphs, sha256, ordinal FROM version "
            "JOIN source ON source.id = version.source WHERE version.cable = ?",
            (cable_id,),
        ).fetchall()
        versions.sort(key=lambda each: rows.weigh(each[8], each[5], *each[9:]))
        cable = self._cable(connection, versions[0][0])
        references = tuple(
            ReferenceView(
                reference=each,
                held=self._line_of(connection, str(each.best)) if each.best is not None else None,
            )
            for each in cable.references
        )
        cited_by = connection.execute(
            f"SELECT {_LINE} FROM cable WHERE shown_version IN (SELECT version FROM reference WHERE best_id = ?) "
            "AND id <> ? ORDER BY date, name",
            (name, cable_id),
        ).fetchall()
        return CableView(
            name=name,
            cable=cable,
            line=self._line(row),
            references=references,
            cited_by=tuple(self._line(each) for each in cited_by),
            earlier=self._neighbour(connection, cable_id, later=False),
            later=self._neighbour(connection, cable_id, later=True),
            versions=tuple(
                VersionLine(
                    handle=each[1],
                    name=each[2],
                    layout=each[3],
                    added=each[4],
                    provenance=Provenance(each[5], each[6], each[7]),
                    shown=place == 0,
                    redactions=each[8],
                )
                for place, each in enumerate(versions)
            ),
        )

    def _line_of(self, connection: sqlite3.Connection, name: str) -> CableLine | None:
        row = connection.execute(f"SELECT {_LINE} FROM cable WHERE name = ?", (name,)).fetchone()
        return None if row is None else self._line(row)

    def _neighbour(self, connection: sqlite3.Connection, cable_id: int, *, later: bool) -> CableLine | None:
        """The cable of the same post before or after this one, by day and serial, among those held."""
        here = connection.execute(
            "SELECT post, substr(date, 1, 10), coalesce(serial, 0), name FROM cable WHERE id = ? AND date IS NOT NULL",
            (cable_id,),
        ).fetchone()
        if here is None:
            return None
        sign, way = (">", "ASC") if later else ("<", "DESC")
        row = connection.execute(
            # the first condition follows from the second, and lets the database begin in the right place
            f"SELECT {_LINE} FROM cable WHERE post = ? AND substr(date, 1, 10) {sign}= ? "
            f"AND (substr(date, 1, 10), coalesce(serial, 0), name) {sign} (?, ?, ?) "
            f"ORDER BY substr(date, 1, 10) {way}, coalesce(serial, 0) {way}, name {way} LIMIT 1",
            (*here[:2], *here[1:]),
        ).fetchone()
        return None if row is None else self._line(row)

    def cables(self, *, reader: Reader) -> Iterator[CableView]:
        """Every cable, the oldest first (undated ones last), one after the other; all of one moment."""
        self._admit(reader)
        with self._stream() as connection:
            rows_ = connection.execute(f"SELECT {_LINE} FROM cable ORDER BY cable.date IS NULL, cable.date, cable.name")
            while batch := rows_.fetchmany(500):
                for row in batch:
                    yield self._view(connection, row)

    def original(self, handle: str, *, reader: Reader) -> bytes:
        """The bytes that a version was read from, by the version's handle; CableNotFound where there is none."""
        self._admit(reader)
        with self._moment() as connection:
            row = connection.execute("SELECT sha256 FROM source WHERE handle = ?", (_storable(handle),)).fetchone()
        if row is None:
            raise CableNotFound(
                f"No version {handle} is held here.", remedy="A cable's versions are listed with the cable."
            )
        return self._originals.read(row[0])

    def ledger(
        self, *, outcome: str | None = None, run: int | None = None, limit: int | None = None
    ) -> Iterator[LedgerLine]:
        """What became of every input, the newest first; of one outcome or one run where that is asked."""
        conditions = [f"{name} = ?" for name, value in (("outcome", outcome), ("run", run)) if value is not None]
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        with self._stream() as connection:
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

    def runs(self) -> tuple[Run, ...]:
        """Every run that wrote to this archive, the newest first."""
        with self._moment() as connection:
            names = ", ".join(Run.__struct_fields__)
            return tuple(
                Run(**dict(zip(Run.__struct_fields__, row, strict=True)))
                for row in connection.execute(f"SELECT {names} FROM run ORDER BY id DESC")
            )

    def summary(self, *, reader: Reader) -> ArchiveSummary:
        """The archive in one look."""
        self._admit(reader)
        with self._moment() as connection:
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
                    "SELECT provenance_kind, publisher, edition, count(*) FROM cable GROUP BY 1, 2, 3 "
                    "ORDER BY 4 DESC, 1, 2, 3"
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

    def check(self) -> tuple[Finding, ...]:
        """What is wrong with the archive, or only worth knowing, each with what to do: for `reftel doctor`."""
        return examine(self.path, self._fingerprint)

    # -- searching -----------------------------------------------------------------------------------------------------

    def search(
        self,
        query: str | Query,
        *,
        reader: Reader,
        limit: int = 20,
        after: str | None = None,
        order: Order = "relevance",
        facets: bool = True,
        on_stale: OnStale = "index",
    ) -> Results:
        """Search the cables; QueryError where the query cannot be read.

        `limit` is the length of a page, `after` the cursor of the page before. `order` is by relevance (newest first
        where the query has no words), or by date. Where the index is behind, `on_stale` says what to do: `index`
        brings it up to date first; `last` answers from the last whole state and says so (`Results.stale`).
        IndexUnusable where neither can be.
        """
        self._admit(reader)
        if order not in finding.ORDERS:
            raise UsageError(f"There is no order {order}.", remedy=f"The orders are {', '.join(finding.ORDERS)}.")
        if not 1 <= limit <= MOST_HITS:
            raise UsageError(f"A page of {limit} results cannot be.", remedy=f"Ask for 1 to {MOST_HITS:,}.")
        asked = query if isinstance(query, Query) else parse_query(query, vocabulary=self.vocabulary)
        wanted = sought(asked.asks)
        ordered: Order = "-date" if order == "relevance" and not wanted else order
        mark = finding.search_mark(asked.asks, ordered)
        place = finding.read_cursor(after, mark) if after is not None else None
        with self._turn:
            self._look_again()
            try:
                pair, stale = self._pair_for(on_stale)
                return self._answer(pair, asked, ordered, mark, place, limit, facets=facets, stale=stale)
            except sqlite3.DatabaseError as problem:
                raise schema.damaged(self.path, problem) from problem

    def _answer(
        self,
        pair: _Pair,
        asked: Query,
        order: Order,
        mark: str,
        place: Place | None,
        limit: int,
        *,
        facets: bool,
        stale: bool,
    ) -> Results:
        connection, searcher = pair.connection, pair.searcher

        def names(numbers: list[int]) -> dict[int, str]:
            found: dict[int, str] = {}
            for begun in range(0, len(numbers), 500):
                some = numbers[begun : begun + 500]
                marks = ", ".join("?" * len(some))
                found.update(connection.execute(f"SELECT id, name FROM cable WHERE id IN ({marks})", some))
            return found

        with guarded(self.path / FOLDER):
            compiled = finding.compiled(asked.asks)
            total = finding.count(searcher, compiled)
            ranked, more, shown = finding.page(searcher, compiled, order, after=place, limit=limit, names=names)
            counted = self._facets(pair, compiled) if facets else ()
            emptied = self._emptied_by(searcher, asked) if total == 0 else None
        hits = tuple(self._hit(connection, each.number, asked) for each in ranked)
        last = ranked[-1] if ranked else None
        after = Place(mark, shown, last.key, last.name).cursor() if more and last is not None else None
        jump = () if place is not None else tuple(self._line(row) for row in self._jump(connection, asked.text))
        return Results(
            query=asked.text,
            words=asked.words,
            total=total,
            held=pair.cables,
            hits=hits,
            facets=counted,
            jump=jump,
            after=after,
            emptied_by=emptied,
            stale=stale,
        )

    def _jump(self, connection: sqlite3.Connection, text: str) -> list[tuple[Any, ...]]:
        plain = text.strip().strip('"“”')
        return self._find(connection, plain) if is_handle(plain.lower()) or read_spelling(plain) else []

    def _hit(self, connection: sqlite3.Connection, number: int, asked: Query) -> Hit:
        row = connection.execute(f"SELECT {_LINE}, shown_version FROM cable WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise unusable(self.path / FOLDER, "it names a cable that the archive does not hold")
        cable = self._cable(connection, row[-1])
        wanted = sought(asked.asks)
        snippet = snippets.best(cable, wanted)
        if snippet is None and wanted:
            if any(part in wanted for part in top_parts(asked.asks)):
                raise unusable(self.path / FOLDER, "it finds cables that do not have the words searched for")
            # found by another side of an OR, by a property
            snippet = snippets.best(cable, ())
        line = self._line(row[:-1])
        if snippet is None:
            return Hit(line=line)
        return Hit(line=line, snippet=snippet.pieces, paragraph=snippet.paragraph, number=snippet.number)

    def _emptied_by(self, searcher: tantivy.Searcher, asked: Query) -> str | None:
        """The first part of the query without which something would have been found."""
        if asked.asks is None:
            return None
        parts = top_parts(asked.asks)
        if len(parts) > 50:
            return None
        for place, part in enumerate(parts):
            rest = without(asked.asks, place)
            if finding.count(searcher, finding.compiled(rest)):
                return clause(part)
        return None

    def _facets(self, pair: _Pair, compiled: tantivy.Query) -> tuple[Facet, ...]:
        counts = finding.facet_counts(pair.searcher, compiled)
        exact = {
            name: found if found is not None else self._count_in_tables(pair, compiled, name)
            for name, found in counts.items()
        }
        return tuple(
            Facet(field=name, label=_FACET_LABELS[name], values=self._facet_values(name, found))
            for name, found in exact.items()
        )

    @staticmethod
    def _count_in_tables(pair: _Pair, compiled: tantivy.Query, name: str) -> dict[str, int]:
        """The counts of one facet from the tables, for more values than the index can count at once."""
        numbers = finding.numbers_found(pair.searcher, compiled)
        listed = msgspec.json.encode(numbers).decode()
        column = {
            "from": "post",
            "year": "substr(date, 1, 4)",
            "class": "level",
            "provenance": "provenance_kind",
            "tag": "tag.value",
        }[name]
        tables = "cable" if name != "tag" else "cable JOIN tag ON tag.version = cable.shown_version"
        found = pair.connection.execute(
            f"SELECT {column}, count(DISTINCT cable.id) FROM {tables} "
            f"WHERE cable.id IN (SELECT value FROM json_each(?)) AND {column} IS NOT NULL GROUP BY 1",
            (listed,),
        )
        return dict(found.fetchall())

    def _facet_values(self, name: str, counts: dict[str, int]) -> tuple[FacetValue, ...]:
        values = [FacetValue(value=value, label=self._label(name, value), count=n) for value, n in counts.items()]
        if name == "year":
            return tuple(sorted(values, key=lambda each: each.value))
        if name == "class":
            return tuple(sorted(values, key=lambda each: (-each.count, LEVELS.index(each.value))))
        return tuple(sorted(values, key=lambda each: (-each.count, each.value)))

    def _label(self, name: str, value: str) -> str:
        if name == "from":
            return self._post_name(value)
        if name == "tag":
            tag = self.vocabulary.tag(value)
            return f"{value} ({tag.meaning})" if tag is not None and tag.meaning else value
        if name == "provenance":
            return PROVENANCE.get(value, value)
        return value


def _create(folder: Path) -> WriterLock:
    """Make the folder and an empty archive in it, unless there is one; the writer's lock comes back, held."""
    database = folder / schema.DATABASE
    known = {schema.DATABASE, f"{schema.DATABASE}-wal", f"{schema.DATABASE}-shm", FOLDER, "files", "vocabulary"}
    known |= {"writer.lock", "shelves"}
    if folder.exists() and not folder.is_dir():
        raise ArchiveError(
            f"{folder} is a file; an archive is a folder.", remedy="Name a folder that does not exist yet."
        )
    if folder.is_dir() and not database.exists() and any(each.name not in known for each in folder.iterdir()):
        raise ArchiveError(
            f"{folder} is a folder with other things in it, and no archive.",
            remedy="Name a folder that does not exist yet, or an empty one.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not schema.may_write(folder):
            raise PermissionError
        lock = WriterLock(folder, "")
    except OSError as problem:
        raise ArchiveReadOnly(
            f"{folder} cannot be written: {problem.strerror or 'permission denied'}.",
            remedy="Choose a folder of your own, or ask for write permission.",
        ) from problem
    try:
        if not database.exists() or schema.is_blank(database):
            schema.create(folder)
            (folder / "vocabulary").mkdir(exist_ok=True)
    except BaseException:
        lock.release()
        raise
    return lock


def _set_meta(connection: sqlite3.Connection, **values: int | str) -> None:
    connection.executemany(
        "UPDATE meta SET value = ? WHERE key = ?", [(str(value), key) for key, value in values.items()]
    )


def _sha256(cable: Cable) -> str:
    """The hash of the bytes the source was read from; of its text where it came without bytes."""
    source = cable.source
    return source.sha256 or hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()


def _storable(text: str) -> str:
    """The text as SQLite can hold it: a file name may have bytes that are no characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


__all__ = ["Archive", "Mode", "OnStale", "QueryError", "Run"]
