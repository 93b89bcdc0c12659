"""How far an archive's truth has come, and how far its index: a few words in the table `meta`, read as one moment.

Each batch that changes cables raises the *generation*; the index says up to which generation it has come, in which
*build* it was made, and by which rules (the *fingerprint* of analyser, fields and vocabulary).
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

import msgspec


class State(NamedTuple):
    """How far truth and index have come, at one moment."""

    generation: int
    indexed: int
    build: str
    fingerprint: str
    cables: int
    outstanding: bool
    """Whether cables are noted that are not in the index yet."""

    def is_whole(self, fingerprint: str) -> bool:
        """Whether the index, as archive.db tells, holds everything, made by the rules in force."""
        return not self.outstanding and self.indexed == self.generation and self.fingerprint == fingerprint


def read_state(connection: sqlite3.Connection) -> State:
    """The state of the archive, as this connection sees it."""
    # one statement, so that it is one moment
    (meta, outstanding) = connection.execute(
        "SELECT (SELECT json_group_object(key, value) FROM meta), EXISTS (SELECT 1 FROM to_index)"
    ).fetchone()
    said: dict[str, str] = msgspec.json.decode(meta)
    return State(
        int(said["generation"]),
        int(said["indexed_generation"]),
        said["index_build"],
        said["index_fingerprint"],
        int(said["cables"]),
        bool(outstanding),
    )


def set_meta(connection: sqlite3.Connection, **values: int | str) -> None:
    """Write words of `meta`, within the caller's transaction."""
    connection.executemany(
        "UPDATE meta SET value = ? WHERE key = ?", [(str(value), key) for key, value in values.items()]
    )
