"""An archive: a folder that holds cables, finds them, and says what became of every file it was given.

Truth first, index second, always as a pair. One transaction writes cables and notes which are to be indexed; the index
commits; a second transaction strikes the notes and says how far the index has come. A search takes a moment of the
database and a searcher that belong together, or answers from the last such pair and says so, or refuses.

This is the door; behind it, `writing` takes inputs in, `versions` files them, `indexing` keeps the index abreast,
`moments` sees that a call reads all of one time, `lookup` and `searching` find, `account` says what was done.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, TypeAlias

from reftel.archive import account, folder, lookup, rows, schema, searching
from reftel.archive.account import Run
from reftel.archive.finding import Order
from reftel.archive.health import Finding, examine
from reftel.archive.index import fingerprint
from reftel.archive.indexing import Indexing
from reftel.archive.lines import line
from reftel.archive.lock import WriterLock
from reftel.archive.moments import Moments, OnStale, stream
from reftel.archive.originals import Originals
from reftel.archive.query import Query
from reftel.archive.writing import Intake, OnEntry, known_cables, read_by
from reftel.errors import ArchiveError, ArchiveReadOnly, IndexUnusable
from reftel.ids import CableId
from reftel.ledger import AddReport, Entry, LedgerLine
from reftel.records import Reading
from reftel.views import ArchiveSummary, CableLine, CableView, Reader, Results
from reftel.vocab import Vocabulary

Mode: TypeAlias = Literal["read", "write", "create"]

FULL: Final = "full"
"""The shelf that is the archive itself."""


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
        self._read_by = read_by(vocabulary)
        self._write: sqlite3.Connection | None = None
        self._indexing: Indexing | None = None
        self._closed = False
        self._moments = Moments(path, fingerprint(vocabulary), writes=lock is not None)
        if lock is not None:
            try:
                self._write = schema.connect(path, write=True)
                self._indexing = Indexing(path, self._write, vocabulary)
            except BaseException:
                self._moments.close()
                raise

    @classmethod
    def open(cls, path: str | Path, *, mode: Mode = "read", vocabulary: Vocabulary | None = None) -> Archive:
        """Open the archive in the folder `path`.

        `read` creates nothing and needs no permission to write; `write` takes the lock of the one writer (ArchiveBusy
        names who holds it); `create` makes the archive first if there is none. `vocabulary` stands in place of the
        shipped one with the user's own rows (the folder `vocabulary` of the archive).
        """
        here = Path(path)
        lock = folder.create(here) if mode == "create" else None
        try:
            schema.look(here)
            if mode == "write":
                lock = folder.lock_for_writing(here)
            own = here / folder.VOCABULARY
            words = vocabulary if vocabulary is not None else Vocabulary.load(own if own.is_dir() else None)
            archive = cls(here, words, lock=lock)
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
            self._originals.close()
            if self._indexing is not None:
                with contextlib.suppress(IndexUnusable):
                    self._indexing.close()
            self._moments.close()
            if self._write is not None:
                self._write.close()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- writing -------------------------------------------------------------------------------------------------------

    def write(self, entries: Iterable[Entry], *, command: str = "", on_entry: OnEntry | None = None) -> AddReport:
        """Take in these inputs, and keep a line in the ledger for each.

        An entry whose bytes the archive has read already, by this version of reftel and this vocabulary, is *known*:
        it gets its line and is not stored again (it may come without readings, see `holds_bytes`); but what it says of
        the provenance counts from now on, and the ledger says what it was before. `on_entry` is
        called for each entry, with the names of its cables, once it is safely stored. A run that is killed loses
        nothing that was so reported, and may be repeated.
        """
        if self._write is None or self._indexing is None:
            raise ArchiveReadOnly(
                f"{self.path} was opened for reading only.", remedy='Open it with mode="write" to add to it.'
            )
        intake = Intake(
            self.path,
            self._write,
            indexing=self._indexing,
            originals=self._originals,
            vocabulary=self.vocabulary,
            read_by=self._read_by,
            turn=self._turn,
        )
        return intake.take_in(entries, command=command, on_entry=on_entry)

    def add(self, readings: Iterable[Reading]) -> AddReport:
        """Take in readings that come without files: the library's short form of `write`."""
        return self.write(
            (
                Entry(
                    name=reading.cable.source.name or "(no file)",
                    outcome="read",
                    sha256=rows.hash_of(reading.cable),
                    size=len(reading.cable.source.text),
                    readings=(reading,),
                    provenance=reading.cable.source.provenance,
                )
                for reading in readings
            ),
            command="Archive.add",
        )

    def holds_bytes(self, sha256: str) -> bool:
        """Whether these very bytes were read before, by this version of reftel and with this vocabulary."""
        with self._turn:
            connection = self._write or self._moments.newest
            return known_cables(connection, sha256, self._read_by) is not None

    def index(self, *, rebuild: bool = False, progress: Callable[[int, int], None] | None = None) -> int:
        """Bring the index up to date and say how many cables were indexed; `rebuild` makes it anew.

        An index that is missing, damaged, of an older form or of another vocabulary is made anew in any case.
        `progress` is called with the cables done and to do. Opened for reading, the archive is opened for writing
        meanwhile: ArchiveBusy or ArchiveReadOnly where that cannot be.
        """
        if self._indexing is None:
            with Archive.open(self.path, mode="write", vocabulary=self.vocabulary) as writing:
                return writing.index(rebuild=rebuild, progress=progress)
        with self._turn:
            return self._indexing.bring_up_to_date(rebuild=rebuild, progress=progress)

    # -- reading -------------------------------------------------------------------------------------------------------

    def _admit(self, reader: Reader) -> None:
        if reader.shelf != FULL:
            raise ArchiveError(
                f"There is no shelf {reader.shelf} here.",
                remedy=f"The shelves of this archive: {FULL}.",
            )

    def _look_again(self) -> None:
        """Before each call: the archive is open, and its files are those that were opened."""
        if self._closed:
            raise ArchiveError(f"{self.path} was closed.", remedy="Open it again.")
        self._moments.look_again()

    @contextlib.contextmanager
    def _moment(self) -> Iterator[sqlite3.Connection]:
        with self._turn:
            self._look_again()
            with self._moments.moment() as connection:
                yield connection

    def get(self, name: CableId | str, *, reader: Reader) -> CableView:
        """A cable with what it refers to, what cites it, its neighbours in time and its versions.

        `name` may be any spelling of its id (`04 MAPUTO 565`) or a handle. CableNotFound where none is held, or where
        a spelling without its year may name several: then it lists them.
        """
        self._admit(reader)
        with self._moment() as connection:
            row = lookup.the_one(connection, str(name), self.vocabulary)
            return lookup.view(connection, row, self.vocabulary)

    def find(self, spelling: str, *, reader: Reader) -> tuple[CableLine, ...]:
        """Every held cable that this spelling of an id may name, the oldest first; none where it names none."""
        self._admit(reader)
        with self._moment() as connection:
            found = lookup.find(connection, spelling, self.vocabulary)
            return tuple(line(row, self.vocabulary) for row in found)

    def cables(self, *, reader: Reader) -> Iterator[CableView]:
        """Every cable, the oldest first (undated ones last), one after the other; all of one moment."""
        self._admit(reader)
        with stream(self.path) as connection:
            for row in lookup.all_lines(connection):
                yield lookup.view(connection, row, self.vocabulary)

    def original(self, handle: str, *, reader: Reader) -> bytes:
        """The bytes that a version was read from, by the version's handle; CableNotFound where there is none."""
        self._admit(reader)
        with self._moment() as connection:
            sha256 = lookup.hash_of_version(connection, handle)
        return self._originals.read(sha256)

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
        asked = searching.understand(query, vocabulary=self.vocabulary, order=order, limit=limit, after=after)
        with self._turn:
            self._look_again()
            try:
                pair, stale = self._moments.pair(on_stale, lambda anew: self.index(rebuild=anew))
                return searching.answer(pair, asked, self.vocabulary, counted=facets, stale=stale)
            except sqlite3.DatabaseError as problem:
                raise schema.damaged(self.path, problem) from problem

    # -- its account of itself -----------------------------------------------------------------------------------------

    def ledger(
        self, *, outcome: str | None = None, run: int | None = None, limit: int | None = None
    ) -> Iterator[LedgerLine]:
        """What became of every input, the newest first; of one outcome or one run where that is asked."""
        with stream(self.path) as connection:
            yield from account.ledger(connection, outcome=outcome, run=run, limit=limit)

    def runs(self) -> tuple[Run, ...]:
        """Every run that wrote to this archive, the newest first."""
        with self._moment() as connection:
            return account.runs(connection)

    def summary(self, *, reader: Reader) -> ArchiveSummary:
        """The archive in one look."""
        self._admit(reader)
        with self._moment() as connection:
            return account.summary(connection)

    def check(self) -> tuple[Finding, ...]:
        """What is wrong with the archive, or only worth knowing, each with what to do: for `reftel doctor`."""
        return examine(self.path, fingerprint(self.vocabulary))


__all__ = ["Archive", "Mode", "OnStale", "Run"]
