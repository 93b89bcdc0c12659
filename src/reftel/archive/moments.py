"""Moments of an archive: what one call reads is all of one time, whoever writes meanwhile.

A call that needs the database alone reads in one transaction. A search needs the database and the index as a *pair*: a
moment of the database, held open, and the searcher that belongs to it. A pair is taken only when nothing is outstanding
and the rules of the index are those in force; else the index is brought up to date, or the last pair answers and says
that it is the last.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

import tantivy

from reftel.archive import schema
from reftel.archive.index import FOLDER, SearchIndex, folder_of_links, label, unusable
from reftel.archive.lock import busy, is_held
from reftel.archive.state import State, read_state
from reftel.errors import ArchiveBusy, ArchiveReadOnly, IndexUnusable

OnStale: TypeAlias = Literal["index", "last"]

_PATIENCE: Final = 3.0
"""How long, in seconds, a search waits for the moment in which a writer's database and index agree."""


class Pair(NamedTuple):
    """A moment of the database, held open, and the searcher that belongs to it."""

    connection: sqlite3.Connection
    searcher: tantivy.Searcher
    generation: int
    build: str
    cables: int
    folder: Path
    """Where the index lies, for what is said when it cannot be used."""


class Moments:
    """The reading side of an opened archive. Its calls come one at a time: the archive sees to that."""

    links: tempfile.TemporaryDirectory[str] | None
    """Where an index that may not be written is opened through."""

    def __init__(self, path: Path, fingerprint: str, *, writes: bool) -> None:
        """`writes` is whether this very process holds the writer's lock, and so has no other writer to wait for."""
        self._path = path
        self._folder = path / FOLDER
        self._fingerprint = fingerprint
        self._writes = writes
        self._pair: Pair | None = None
        self._index: tuple[str, SearchIndex] | None = None
        self.links = None
        self._stamp = None if schema.may_write_both(path) else schema.stamp(path)
        self.newest = schema.connect(path, write=False)
        try:
            schema.look_inside(self.newest, path)
        except BaseException:
            self.newest.close()
            raise

    def close(self) -> None:
        """Let go of the files."""
        self._drop_pair()
        self._index = None
        self.newest.close()
        if self.links is not None:
            self.links.cleanup()

    def look_again(self) -> None:
        """Where SQLite cannot say that the owner of the archive changed it, see for ourselves."""
        if self._stamp is not None and (now := schema.stamp(self._path)) != self._stamp:
            self._drop_pair()
            self._index = None
            self.newest.close()
            self.newest = schema.connect(self._path, write=False)
            self._stamp = now

    @contextlib.contextmanager
    def moment(self) -> Iterator[sqlite3.Connection]:
        """One moment of the database, for one call."""
        try:
            self.newest.execute("BEGIN")
            try:
                yield self.newest
            finally:
                self.newest.execute("ROLLBACK")
        except sqlite3.DatabaseError as problem:
            raise schema.damaged(self._path, problem) from problem

    def pair(self, on_stale: OnStale, mend: Callable[[bool], object]) -> tuple[Pair, bool]:
        """A pair, and whether it is the last whole one and no longer the newest.

        Where the index is behind, `on_stale` says what to do; `mend` brings it up to date, or makes it anew when it
        is called with True.
        """
        until = time.monotonic() + _PATIENCE
        mended = False
        while True:
            state = read_state(self.newest)
            is_whole = state.is_whole(self._fingerprint)
            pair = self._pair
            if pair is not None and is_whole and (pair.generation, pair.build) == (state.generation, state.build):
                return pair, False
            why = "it is behind the archive"
            if is_whole:
                try:
                    if self._take_pair():
                        continue
                    why = "it does not hold what the archive holds"
                except IndexUnusable as problem:
                    why = problem.message.partition("cannot be used: ")[2].rstrip(".") or why
            if not self._writes and is_held(self._path) and time.monotonic() < until:
                time.sleep(0.02)
                continue
            if on_stale == "index" and not mended:
                mended = True
                with contextlib.suppress(ArchiveBusy, ArchiveReadOnly):
                    mend(is_whole)
                    continue
            if self._pair is not None:
                return self._pair, True
            if not self._writes and is_held(self._path):
                raise busy(self._path)
            raise unusable(self._folder, why)

    def _take_pair(self) -> bool:
        """Take a new pair in place of the last; False when database and index do not belong together."""
        connection = schema.connect(self._path, write=False)
        kept = False
        try:
            for _ in range(20):
                connection.execute("BEGIN")
                state = read_state(connection)
                if not state.is_whole(self._fingerprint):
                    return False
                said = label(self._folder)
                searcher = self._open_index(state).searcher()
                # The database's moment was taken first. If it is still the newest now, nothing was committed between,
                # and so the index, which always commits later than the database, has nothing newer in it either.
                now = read_state(self.newest)
                if now == state:
                    if said is None or (said.build, said.generation) != (state.build, state.indexed):
                        return False
                    if searcher.num_docs != state.cables:
                        return False
                    self._drop_pair()
                    self._pair = Pair(connection, searcher, state.generation, state.build, state.cables, self._folder)
                    kept = True
                    return True
                connection.execute("ROLLBACK")
            return False
        finally:
            if not kept:
                connection.close()

    def _open_index(self, state: State) -> SearchIndex:
        if self._index is not None and self._index[0] == state.build:
            return self._index[1]
        through: Path | None = None
        if not (schema.may_write(self._path) and (not self._folder.exists() or schema.may_write(self._folder))):
            if self.links is not None:
                self.links.cleanup()
            self.links = folder_of_links()
            through = Path(self.links.name)
        index = SearchIndex(self._folder, through=through)
        self._index = (state.build, index)
        return index

    def _drop_pair(self) -> None:
        pair, self._pair = self._pair, None
        if pair is not None:
            pair.connection.close()


@contextlib.contextmanager
def stream(path: Path) -> Iterator[sqlite3.Connection]:
    """One moment of the database for an answer that is given out bit by bit, on a connection of its own."""
    connection = schema.connect(path, write=False)
    try:
        connection.execute("BEGIN")
        yield connection
    except sqlite3.DatabaseError as problem:
        raise schema.damaged(path, problem) from problem
    finally:
        connection.close()
