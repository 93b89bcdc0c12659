"""The versions of a cable: one text for each source, one reading of it, and which of them speaks.

A cable is a name under which versions are filed: the number of the telegram or, without one, the handle of its source.
The same bytes read again, by a later reftel or with another vocabulary, take the place of what was read before and may
be filed under another name. Everything here is written into the caller's open transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from typing import NamedTuple

from reftel.archive import rows, schema, speaking
from reftel.archive.indexing import Indexing
from reftel.archive.statements import counts_now
from reftel.ids import handle
from reftel.records import Cable, Provenance
from reftel.vocab import Vocabulary


class Stored(NamedTuple):
    """What became of one version: the name it is filed under, whether cable and version are new."""

    name: str
    new_cable: bool
    new_version: bool


class Versions:
    """Writes versions; holds what is not put down until the end of a batch."""

    dirty: set[int]
    """The cables whose words the index has to learn."""
    cables_change: int
    """How many cables there are more than before."""

    def __init__(
        self, connection: sqlite3.Connection, indexing: Indexing, vocabulary: Vocabulary, read_by: str
    ) -> None:
        self._connection = connection
        self._indexing = indexing
        self._vocabulary = vocabulary
        self._read_by = read_by
        self._parts: dict[str, list[rows.Row]] = {table: [] for table in schema.PARTS}
        self.begin()

    def begin(self) -> None:
        """A new batch."""
        self.dirty = set()
        self.cables_change = 0

    def known(self, cable: Cable) -> str | None:
        """The name under which this very source is filed, read by the same rules; None where it is not held."""
        held = self._connection.execute(
            "SELECT cable.name FROM source JOIN version ON version.source = source.id "
            "JOIN cable ON cable.id = version.cable "
            "WHERE source.sha256 = ? AND source.ordinal = ? AND version.read_by = ?",
            (rows.hash_of(cable), cable.source.ordinal, self._read_by),
        ).fetchone()
        return None if held is None else str(held[0])

    def store(self, cable: Cable, reading: str, run: int, *, said: Provenance | None) -> Stored:
        """One version of a telegram, with its reading as JSON. `said` is what the user says of its provenance."""
        connection = self._connection
        sha256 = rows.hash_of(cable)
        seen = connection.execute(
            "SELECT source.id, source.handle, version.id, version.cable, version.added, source.provenance_kind, "
            "source.publisher, source.edition FROM source "
            "LEFT JOIN version ON version.source = source.id WHERE sha256 = ? AND ordinal = ?",
            (sha256, cable.source.ordinal),
        ).fetchone()
        if seen is not None and (held := Provenance(*seen[5:])) != Provenance():
            # read again, it loses nothing of what was said of it before
            cable = rows.with_provenance(cable, counts_now(held, said))
            reading = rows.without_text(cable)
        source = cable.source
        columns = (
            schema.storable(source.name),
            source.layout,
            source.provenance.kind,
            schema.storable(source.provenance.publisher),
            schema.storable(source.provenance.edition),
            source.encoding,
            source.replaced,
            source.text,
        )
        if seen is None:
            handle_ = self._free_handle(sha256, source.ordinal)
            source_id = connection.execute(
                "INSERT INTO source (handle, sha256, ordinal, name, layout, provenance_kind, publisher, edition, "
                "encoding, replaced, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (handle_, sha256, source.ordinal, *columns),
            ).lastrowid
            old_version = old_cable = added = None
        else:
            source_id, handle_, old_version, old_cable, added = seen[:5]
            connection.execute(
                "UPDATE source SET name = ?, layout = ?, provenance_kind = ?, publisher = ?, edition = ?, "
                "encoding = ?, replaced = ?, text = ? WHERE id = ?",
                (*columns, source_id),
            )
        name = str(cable.id.value) if cable.id is not None else handle_
        cable_id, is_new = self._file_under(name)
        if old_version is not None:
            self._strike(old_version)
        version = connection.execute(
            "INSERT INTO version (cable, source, run, added, read_by, redactions, header, paragraphs, reading) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                cable_id,
                source_id,
                run,
                added or schema.now(),
                self._read_by,
                len(cable.redactions),
                int(cable.extent.header == "present"),
                len(cable.paragraphs),
                reading,
            ),
        ).lastrowid
        assert version is not None  # noqa: S101 -- an INSERT always has one
        for table, found in rows.part_rows(version, cable).items():
            self._parts[table] += found
        self._show(cable_id, at_hand={version: cable}, new=is_new)
        if old_cable is not None and old_cable != cable_id:
            self._show(old_cable, at_hand={}, new=False)
        return Stored(name, new_cable=is_new, new_version=seen is None)

    def leave_out(self, sha256: str, ordinals: Collection[int]) -> None:
        """Strike what an earlier reader found in these bytes and this one no longer does: all but `ordinals`."""
        connection = self._connection
        found = connection.execute(
            "SELECT source.id, ordinal, version.id, version.cable FROM source "
            "JOIN version ON version.source = source.id WHERE sha256 = ? AND version.read_by <> ?",
            (sha256, self._read_by),
        ).fetchall()
        for source, ordinal, version, cable_id in found:
            if ordinal not in ordinals:
                self._strike(version)
                connection.execute("DELETE FROM source WHERE id = ?", (source,))
                self._show(cable_id, at_hand={}, new=False)

    def _strike(self, version: int) -> None:
        # rows of this very batch are still in memory; put them down before they are replaced
        self.put_down()
        for table in schema.PARTS:
            self._connection.execute(f"DELETE FROM {table} WHERE version = ?", (version,))
        self._connection.execute("DELETE FROM version WHERE id = ?", (version,))

    def restate(self, sha256: str, said: Provenance | None) -> list[tuple[Provenance, Provenance]]:
        """Let a later statement count for every text that these bytes gave; what was and what is, where they differ."""
        connection = self._connection
        found = connection.execute(
            "SELECT source.id, version.id, version.cable, provenance_kind, publisher, edition FROM source "
            "JOIN version ON version.source = source.id WHERE sha256 = ? ORDER BY ordinal",
            (sha256,),
        ).fetchall()
        if said is not None:
            said = Provenance(said.kind, schema.storable(said.publisher), schema.storable(said.edition))
        changes: list[tuple[Provenance, Provenance]] = []
        for source, version, cable_id, *columns in found:
            was = Provenance(*columns)
            counts = counts_now(was, said)
            if counts == was:
                continue
            changes.append((was, counts))
            connection.execute(
                "UPDATE source SET provenance_kind = ?, publisher = ?, edition = ? WHERE id = ?",
                (counts.kind, counts.publisher, counts.edition, source),
            )
            cable = rows.with_provenance(rows.read_cable(connection, version), counts)
            connection.execute("UPDATE version SET reading = ? WHERE id = ?", (rows.without_text(cable), version))
            # another version may speak now
            self._show(cable_id, at_hand={version: cable}, new=False)
        return changes

    def _free_handle(self, sha256: str, ordinal: int) -> str:
        """The source's handle; where another source has it already (forty bits), the next in a fixed row of others."""
        attempt = ordinal
        while True:
            wanted = handle(sha256, attempt)
            if self._connection.execute("SELECT 1 FROM source WHERE handle = ?", (wanted,)).fetchone() is None:
                return wanted
            attempt += 1_000_000_007

    def _file_under(self, name: str) -> tuple[int, bool]:
        """The row of the cable of that name, and whether it was made just now."""
        held = self._connection.execute("SELECT id FROM cable WHERE name = ?", (name,)).fetchone()
        if held is not None:
            return int(held[0]), False
        self.cables_change += 1
        return int(self._connection.execute("INSERT INTO cable (name) VALUES (?)", (name,)).lastrowid or 0), True

    def _show(self, cable_id: int, *, at_hand: Mapping[int, Cable], new: bool) -> None:
        """Decide which version of a cable speaks, and give its words to the index; a cable without one goes."""
        connection = self._connection
        versions = connection.execute(
            f"SELECT version.id, {speaking.COLUMNS} FROM version "
            "JOIN source ON source.id = version.source WHERE version.cable = ?",
            (cable_id,),
        ).fetchall()
        self.dirty.add(cable_id)
        if not versions:
            connection.execute("DELETE FROM cable WHERE id = ?", (cable_id,))
            self.cables_change -= 1
            self._indexing.remove(cable_id)
            return
        shown = min(versions, key=lambda row: speaking.weigh(*row[1:]))[0]
        cable = at_hand.get(shown) or rows.read_cable(connection, shown)
        columns = rows.cable_row(cable, self._vocabulary)
        connection.execute(
            "UPDATE cable SET year = ?, station = ?, serial = ?, post = ?, date = ?, date_precision = ?, level = ?, "
            "controls = ?, subject = ?, provenance_kind = ?, publisher = ?, edition = ?, shown_version = ? "
            "WHERE id = ?",
            (*columns, shown, cable_id),
        )
        self._indexing.give(cable_id, cable, columns, new=new)

    def put_down(self) -> None:
        """Write the rows of the parts, which are kept in memory until there are many of them."""
        for table, found in self._parts.items():
            if found:
                marks = ", ".join("?" * len(found[0]))
                self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
                found.clear()
