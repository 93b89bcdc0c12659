"""Keeping the index abreast of the database: what is outstanding is indexed, or the whole index is made anew.

The database is written first and notes what is to be indexed; the index commits; then the notes are struck. Cut short
at any point, the same is simply done again.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from reftel.archive import rows
from reftel.archive.index import FOLDER, IndexWriter, SearchIndex, document, fingerprint, label
from reftel.archive.state import State, read_state, set_meta
from reftel.errors import IndexUnusable
from reftel.records import Cable
from reftel.vocab import Vocabulary

Progress: TypeAlias = Callable[[int, int], None]
"""Told the cables done, and those to do."""


class Indexing:
    """The writing side of the index, under the archive's lock; the index is opened when something is written to it."""

    def __init__(self, path: Path, connection: sqlite3.Connection, vocabulary: Vocabulary) -> None:
        self._folder = path / FOLDER
        self._connection = connection
        self._vocabulary = vocabulary
        self._fingerprint = fingerprint(vocabulary)
        self._opened: IndexWriter | None = None

    def close(self) -> None:
        """Wait until the library has put its segments together, and let go."""
        writer, self._opened = self._opened, None
        if writer is not None:
            writer.close()

    # -- as cables are written -----------------------------------------------------------------------------------------

    def give(self, cable_id: int, cable: Cable, columns: rows.Row, *, new: bool) -> None:
        """Put a cable in, with the columns of its row; `new` where the index cannot have it yet."""
        post, level, controls = (
            None if value is None else str(value) for value in (columns[3], columns[6], columns[7])
        )
        self._writer().add(cable_id, document(cable_id, cable, post=post, level=level, controls=controls), new=new)

    def remove(self, cable_id: int) -> None:
        """Take a cable out."""
        self._writer().remove(cable_id)

    def commit(self, generation: int) -> None:
        """Make what was given findable, then strike the notes up to this generation."""
        self._writer().commit(generation)
        self._strike(generation)

    def _strike(self, generation: int) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("DELETE FROM to_index WHERE generation <= ?", (generation,))
        set_meta(self._connection, indexed_generation=generation, index_fingerprint=self._fingerprint)
        self._connection.execute("COMMIT")

    def rollback(self) -> None:
        """Forget what was given since the last commit."""
        if self._opened is not None:
            self._opened.rollback()

    def _writer(self) -> IndexWriter:
        if self._opened is None:
            self._opened = IndexWriter(self._folder, build=read_state(self._connection).build, anew=False)
        return self._opened

    # -- when it is behind ---------------------------------------------------------------------------------------------

    def bring_up_to_date(self, *, rebuild: bool = False, progress: Progress | None = None) -> int:
        """Index what is outstanding, or everything where what is there cannot be built upon; how many it were."""
        state = read_state(self._connection)
        if not rebuild and self._continues(state):
            if not state.outstanding:
                return 0
            try:
                done = self._index_outstanding(state, progress)
            except IndexUnusable:
                done = None
            if done is not None:
                return done
        return self._index_all(progress)

    def _continues(self, state: State) -> bool:
        """Whether what is in the index folder can be built upon."""
        said = label(self._folder)
        if said is None or said.build != state.build or said.generation < state.indexed:
            return False
        if state.fingerprint != self._fingerprint:
            return False
        return state.outstanding or self._held() == state.cables

    def _held(self) -> int | None:
        try:
            return int(SearchIndex(self._folder).searcher().num_docs)
        except IndexUnusable:
            return None

    def _index_outstanding(self, state: State, progress: Progress | None) -> int | None:
        """Index what is noted; None when the index then does not hold what it should."""
        noted = [row[0] for row in self._connection.execute("SELECT cable FROM to_index ORDER BY cable")]
        for done, cable_id in enumerate(noted, start=1):
            self._index_one(cable_id)
            if progress is not None:
                progress(done, len(noted))
        self._writer().commit(state.generation)
        if SearchIndex(self._folder).searcher().num_docs != state.cables:
            return None
        self._strike(state.generation)
        return len(noted)

    def _index_one(self, cable_id: int) -> None:
        shown = self._connection.execute("SELECT shown_version FROM cable WHERE id = ?", (cable_id,)).fetchone()
        if shown is None or shown[0] is None:
            self.remove(cable_id)
            return
        cable = rows.read_cable(self._connection, shown[0])
        self.give(cable_id, cable, rows.cable_row(cable, self._vocabulary), new=False)

    def _index_all(self, progress: Progress | None) -> int:
        """Make the index anew. Until it is whole, archive.db says that it is not."""
        connection = self._connection
        with contextlib.suppress(IndexUnusable):
            self.close()
        build = os.urandom(8).hex()
        connection.execute("BEGIN IMMEDIATE")
        set_meta(connection, index_build=build, indexed_generation=-1)
        connection.execute("COMMIT")
        self._opened = IndexWriter(self._folder, build=build, anew=True)
        state = read_state(connection)
        numbers = [row[0] for row in connection.execute("SELECT id FROM cable ORDER BY name")]
        posts: list[tuple[object, int]] = []
        for done, cable_id in enumerate(numbers, start=1):
            shown, post = connection.execute(
                "SELECT shown_version, post FROM cable WHERE id = ?", (cable_id,)
            ).fetchone()
            cable = rows.read_cable(connection, shown)
            columns = rows.cable_row(cable, self._vocabulary)
            if columns[3] != post:
                posts.append((columns[3], cable_id))
            self.give(cable_id, cable, columns, new=True)
            if progress is not None:
                progress(done, len(numbers))
        if posts:
            # a post that the vocabulary has come to know since: the tables say the same as the index
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("UPDATE cable SET post = ? WHERE id = ?", posts)
            connection.execute("COMMIT")
        self.commit(state.generation)
        return len(numbers)
