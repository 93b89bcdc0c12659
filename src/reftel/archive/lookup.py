"""Looking a cable up: by any spelling of its name, and with what stands around it.

Around a cable stand the telegrams that it refers to (where they are held), those that cite it, its neighbours of the
same post in time, and its versions. Only the version that speaks is read and only its references count. Every function
reads within the caller's moment of the database.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from reftel.archive import rows, schema, speaking
from reftel.archive.lines import LINE, Row, line
from reftel.archive.spelling import read_spelling, squeezed
from reftel.errors import CableNotFound
from reftel.ids import CableId, is_handle
from reftel.records import Provenance
from reftel.views import CableLine, CableView, ReferenceView, VersionLine
from reftel.vocab import Vocabulary


def the_one(connection: sqlite3.Connection, spelling: str, vocabulary: Vocabulary) -> Row:
    """The line of the one cable that this spelling names; CableNotFound where it names none, or several."""
    found = find(connection, spelling, vocabulary)
    if not found:
        raise CableNotFound(
            f"No cable {spelling} is held here.",
            remedy="Check the number (post, serial, and the year where it is known), or search for its words.",
        )
    if len(found) > 1:
        shown = ", ".join(row[1] for row in found[:10])
        more = f" and {len(found) - 10} more" if len(found) > 10 else ""
        raise CableNotFound(
            f"{spelling} may be one of {len(found)} cables: {shown}{more}.", remedy="Say which, with its year."
        )
    return found[0]


def find(connection: sqlite3.Connection, spelling: str, vocabulary: Vocabulary) -> list[Row]:
    """The lines of every cable that this spelling may name, the oldest first."""
    text = " ".join(schema.storable(spelling).split())
    exact = connection.execute(f"SELECT {LINE} FROM cable WHERE name = ?", (text,)).fetchall()
    if exact:
        return exact
    if is_handle(text.lower()):
        return connection.execute(
            f"SELECT {LINE} FROM cable JOIN version ON version.cable = cable.id "
            "JOIN source ON source.id = version.source WHERE source.handle = ?",
            (text.lower(),),
        ).fetchall()
    meant = read_spelling(text)
    if meant is None or meant.serial >= 1 << 60:
        return []
    codes = {squeezed(meant.station)}
    if (mended := vocabulary.malformed_id(text.upper().replace(" ", ""))) is not None:
        with contextlib.suppress(ValueError):
            right = CableId.parse(mended)
            found = connection.execute(f"SELECT {LINE} FROM cable WHERE name = ?", (str(right),)).fetchall()
            if found:
                return found
    station = vocabulary.station(meant.station, short=True, typo=False)
    if station is not None:
        codes.add(station.code)
    for code in tuple(codes):
        codes.update(vocabulary.same_places(code))
    found = _named(connection, codes, meant.serial, meant.year)
    cut = squeezed(meant.station)
    if not found and meant.long and 3 <= len(cut) <= 6:
        # the National Archives cut stations to six characters, blanks included
        found = connection.execute(
            f"SELECT {LINE} FROM cable WHERE substr(station, 1, ?) = ? AND serial = ? AND year = ? ORDER BY date, name",
            (len(cut), cut, meant.serial, meant.year),
        ).fetchall()
    return found


def _named(connection: sqlite3.Connection, codes: set[str], serial: int, year: int | None) -> list[Row]:
    wanted = sorted(code for code in codes if code)
    marks = ", ".join("?" * len(wanted))
    of_year = "" if year is None else "AND year = ?"
    return connection.execute(
        f"SELECT {LINE} FROM cable WHERE serial = ? AND (station IN ({marks}) OR post IN ({marks})) {of_year} "
        "ORDER BY year, date, name",
        (serial, *wanted, *wanted, *(() if year is None else (year,))),
    ).fetchall()


def view(connection: sqlite3.Connection, row: Row, vocabulary: Vocabulary) -> CableView:
    """The cable of that line, with what stands around it."""
    cable_id, name = row[0], row[1]
    versions = connection.execute(
        "SELECT version.id, handle, source.name, layout, added, source.provenance_kind, source.publisher, "
        "source.edition, json_extract(reading, '$.source.outer.id'), "
        f"{speaking.COLUMNS} FROM version "
        "JOIN source ON source.id = version.source WHERE version.cable = ?",
        (cable_id,),
    ).fetchall()
    versions.sort(key=lambda each: speaking.weigh(*each[9:]))
    cable = rows.read_cable(connection, versions[0][0])
    references = tuple(
        ReferenceView(
            reference=each,
            held=_line_of(connection, str(each.best), vocabulary) if each.best is not None else None,
        )
        for each in cable.references
    )
    cited_by = connection.execute(
        f"SELECT {LINE} FROM cable WHERE shown_version IN (SELECT version FROM reference WHERE best_id = ?) "
        "AND id <> ? ORDER BY date, name",
        (name, cable_id),
    ).fetchall()
    return CableView(
        name=name,
        cable=cable,
        line=line(row, vocabulary),
        references=references,
        cited_by=tuple(line(each, vocabulary) for each in cited_by),
        earlier=_neighbour(connection, cable_id, vocabulary, later=False),
        later=_neighbour(connection, cable_id, vocabulary, later=True),
        versions=tuple(
            VersionLine(
                handle=each[1],
                name=each[2],
                layout=each[3],
                added=each[4],
                provenance=Provenance(each[5], each[6], each[7]),
                shown=place == 0,
                redactions=each[9],
                corrected=bool(each[11]),
                inside=(each[8] or "") if each[12] else None,
            )
            for place, each in enumerate(versions)
        ),
    )


def _line_of(connection: sqlite3.Connection, name: str, vocabulary: Vocabulary) -> CableLine | None:
    row = connection.execute(f"SELECT {LINE} FROM cable WHERE name = ?", (name,)).fetchone()
    return None if row is None else line(row, vocabulary)


def _neighbour(
    connection: sqlite3.Connection, cable_id: int, vocabulary: Vocabulary, *, later: bool
) -> CableLine | None:
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
        f"SELECT {LINE} FROM cable WHERE post = ? AND substr(date, 1, 10) {sign}= ? "
        f"AND (substr(date, 1, 10), coalesce(serial, 0), name) {sign} (?, ?, ?) "
        f"ORDER BY substr(date, 1, 10) {way}, coalesce(serial, 0) {way}, name {way} LIMIT 1",
        (*here[:2], *here[1:]),
    ).fetchone()
    return None if row is None else line(row, vocabulary)


def all_lines(connection: sqlite3.Connection) -> Iterator[Row]:
    """The line of every cable, the oldest first, undated ones last."""
    found = connection.execute(f"SELECT {LINE} FROM cable ORDER BY cable.date IS NULL, cable.date, cable.name")
    while batch := found.fetchmany(500):
        yield from batch


def hash_of_version(connection: sqlite3.Connection, handle: str) -> str:
    """The hash of the bytes that a version was read from, by its handle; CableNotFound where there is none."""
    row = connection.execute("SELECT sha256 FROM source WHERE handle = ?", (schema.storable(handle),)).fetchone()
    if row is None:
        raise CableNotFound(
            f"No version {handle} is held here.", remedy="A cable's versions are listed with the cable."
        )
    return str(row[0])
