"""The file archive.db: its tables, what marks it as reftel's, and how it is opened without harm.

One SQLite file holds the truth: the text of every source once, the readings over it, the ledger of every run. The
tables are plain, so that any SQLite browser shows a telegram's TAGS, addressees and references as rows; paragraphs are
spans of the source's text, and the view `paragraph_text` cuts them out for people. A file that is damaged, is
something else, or was written by a later reftel is named and left alone. Opening for reading creates nothing.
"""

from __future__ import annotations

import datetime
import os
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final
from urllib.parse import quote

from reftel.errors import ArchiveError, ArchiveMissing, ArchiveNewer, ArchiveReadOnly

FORM: Final = 1
"""The number of the schema. It is raised when a table changes its meaning; a later reftel migrates what is older."""

APPLICATION: Final = 0x72667465
"""`rfte`, in the header of the file: what `file archive.db` and SQLite's own tools show."""

DATABASE: Final = "archive.db"

_MAGIC: Final = b"SQLite format 3\0"

TABLES: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE run (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT, command TEXT NOT NULL, made_by TEXT NOT NULL,
    read INTEGER NOT NULL DEFAULT 0, partly_read INTEGER NOT NULL DEFAULT 0, passed_over INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0, known INTEGER NOT NULL DEFAULT 0, new_cables INTEGER NOT NULL DEFAULT 0,
    new_versions INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE ledger (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, at TEXT NOT NULL, name TEXT NOT NULL,
    outcome TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL,
    remedy TEXT NOT NULL, read_by TEXT NOT NULL, cables TEXT NOT NULL
);
CREATE INDEX ledger_sha256 ON ledger (sha256);
CREATE INDEX ledger_run ON ledger (run, id);

CREATE TABLE original (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, name TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE source (
    id INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, name TEXT NOT NULL,
    ordinal INTEGER NOT NULL, layout TEXT NOT NULL, provenance_kind TEXT NOT NULL, publisher TEXT NOT NULL,
    edition TEXT NOT NULL, encoding TEXT NOT NULL, replaced INTEGER NOT NULL, text TEXT NOT NULL,
    UNIQUE (sha256, ordinal)
);
CREATE TABLE cable (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, year INTEGER, station TEXT, serial INTEGER,
    post TEXT, date TEXT, date_precision TEXT, level TEXT, controls TEXT, subject TEXT, provenance_kind TEXT,
    publisher TEXT, edition TEXT, shown_version INTEGER REFERENCES version
);
CREATE INDEX cable_station ON cable (station, serial, year);
CREATE INDEX cable_post ON cable (post, substr(date, 1, 10), coalesce(serial, 0), name);
CREATE INDEX cable_date ON cable (date, name);
CREATE INDEX cable_shown ON cable (shown_version);

CREATE TABLE version (
    id INTEGER PRIMARY KEY, cable INTEGER NOT NULL REFERENCES cable, source INTEGER NOT NULL UNIQUE REFERENCES source,
    run INTEGER NOT NULL REFERENCES run, added TEXT NOT NULL, read_by TEXT NOT NULL, redactions INTEGER NOT NULL,
    header INTEGER NOT NULL, paragraphs INTEGER NOT NULL, reading TEXT NOT NULL
);
CREATE INDEX version_cable ON version (cable);

CREATE TABLE paragraph (
    version INTEGER NOT NULL REFERENCES version, place INTEGER NOT NULL, number INTEGER, mark TEXT, marking TEXT,
    heading TEXT, start INTEGER NOT NULL, "end" INTEGER NOT NULL, pieces TEXT, PRIMARY KEY (version, place)
) WITHOUT ROWID;
CREATE TABLE tag (
    version INTEGER NOT NULL REFERENCES version, place INTEGER NOT NULL, raw TEXT NOT NULL, value TEXT NOT NULL,
    kind TEXT NOT NULL, PRIMARY KEY (version, place)
) WITHOUT ROWID;
CREATE TABLE caption (
    version INTEGER NOT NULL REFERENCES version, place INTEGER NOT NULL, caption TEXT NOT NULL,
    PRIMARY KEY (version, place)
) WITHOUT ROWID;
CREATE TABLE office (
    version INTEGER NOT NULL REFERENCES version, place INTEGER NOT NULL, line TEXT NOT NULL, office TEXT NOT NULL,
    PRIMARY KEY (version, place)
) WITHOUT ROWID;
CREATE TABLE addressee (
    version INTEGER NOT NULL REFERENCES version, place INTEGER NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL,
    route TEXT, precedence TEXT, number INTEGER, post TEXT, excluded INTEGER NOT NULL, PRIMARY KEY (version, place)
) WITHOUT ROWID;
CREATE TABLE reference (
    version INTEGER NOT NULL REFERENCES version, place INTEGER NOT NULL, printed TEXT NOT NULL, letter TEXT,
    kind TEXT NOT NULL, best_id TEXT, confidence REAL, reason TEXT, PRIMARY KEY (version, place)
) WITHOUT ROWID;
CREATE INDEX reference_best ON reference (best_id) WHERE best_id IS NOT NULL;
CREATE TABLE mention (
    version INTEGER NOT NULL REFERENCES version, place INTEGER NOT NULL, printed TEXT NOT NULL, paragraph INTEGER,
    reference INTEGER, PRIMARY KEY (version, place)
) WITHOUT ROWID;
CREATE TABLE signature (
    version INTEGER NOT NULL REFERENCES version, place INTEGER NOT NULL, name TEXT NOT NULL, certainty TEXT NOT NULL,
    person TEXT, PRIMARY KEY (version, place)
) WITHOUT ROWID;
CREATE TABLE diagnostic (
    version INTEGER NOT NULL REFERENCES version, place INTEGER NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL,
    message TEXT NOT NULL, start INTEGER, "end" INTEGER, PRIMARY KEY (version, place)
) WITHOUT ROWID;
CREATE INDEX diagnostic_code ON diagnostic (code);

CREATE TABLE to_index (cable INTEGER PRIMARY KEY, generation INTEGER NOT NULL);

CREATE VIEW paragraph_text AS
SELECT cable.name AS cable, source.handle AS version, paragraph.place, paragraph.number, paragraph.mark,
    paragraph.heading,
    CASE WHEN paragraph.pieces IS NULL
        THEN substr(source.text, paragraph.start + 1, paragraph."end" - paragraph.start)
        ELSE (SELECT group_concat(
                substr(source.text, json_extract(value, '$[0]') + 1,
                       json_extract(value, '$[1]') - json_extract(value, '$[0]')), char(10))
              FROM json_each(paragraph.pieces))
    END AS text
FROM paragraph
JOIN version ON version.id = paragraph.version
JOIN source ON source.id = version.source
JOIN cable ON cable.id = version.cable;
"""

PARTS: Final = (
    "paragraph", "tag", "caption", "office", "addressee", "reference", "mention", "signature", "diagnostic",
)  # fmt: skip
"""The tables that hold the parts of a reading, each keyed by version and place."""


def made_by() -> str:
    """This program's name and version, for the archive's own record of who wrote it."""
    try:
        return f"reftel {version('reftel')}"
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "reftel"


def now() -> str:
    """The time, as the tables have it: UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def storable(text: str) -> str:
    """The text as SQLite can hold it: a file name may have bytes that are no characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text


def may_write(path: Path) -> bool:
    """Whether this user may write there, as far as the system says before it is tried."""
    return os.access(path, os.W_OK)


def create(path: Path) -> None:
    """Make a new, empty archive.db in the folder `path`, in one transaction."""
    connection = sqlite3.connect(path / DATABASE, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        for statement in TABLES.split(";\n"):
            if statement.strip():
                connection.execute(statement)
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [
                ("form", str(FORM)),
                ("made_by", made_by()),
                ("written_by", made_by()),
                ("archive", os.urandom(16).hex()),
                ("cables", "0"),
                ("generation", "0"),
                ("index_build", ""),
                ("index_fingerprint", ""),
                ("indexed_generation", "0"),
            ],
        )
        connection.execute("COMMIT")
    finally:
        connection.close()


def is_blank(database: Path) -> bool:
    """Whether the file is what a creation killed half-way leaves: a database without a table, or nothing at all."""
    if database.stat().st_size == 0:
        return True
    try:
        connection = sqlite3.connect(_address(database, "mode=ro"), uri=True)
        try:
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return bool(tables == 0)
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return False


def _address(database: Path, options: str) -> str:
    return f"file:{quote(str(database.resolve()))}?{options}"


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """Open `path`/archive.db, for a writer or a reader.

    A reader that may write to the folder opens as SQLite likes best (so that its side files go away again) but with
    every change forbidden; one that may not opens read-only beside a writer, and as immutable where there is none
    (SQLite could not make its side files there).
    """
    database = path / DATABASE
    if write and not may_write_both(path):
        raise ArchiveReadOnly(
            f"{path} cannot be written by this user or on this disk.",
            remedy="Open it for reading only, or ask its owner for write permission.",
        )
    try:
        if write:
            return _plain(database, "mode=rw", "PRAGMA synchronous = NORMAL")
        if may_write_both(path):
            return _plain(database, "mode=rw", "PRAGMA query_only = 1")
        return _read_only(database)
    except sqlite3.DatabaseError as problem:
        raise damaged(path, problem) from problem


def _read_only(database: Path) -> sqlite3.Connection:
    left = database.with_name(DATABASE + "-wal")
    if not left.exists() or not left.stat().st_size:
        return _plain(database, "immutable=1")
    try:
        return _plain(database, "mode=ro", "SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        raise ArchiveReadOnly(
            f"{database.parent} has changes that are not yet part of {DATABASE} (in {left.name}), and this user "
            "cannot write there.",
            remedy="Let its owner open it once, for instance with: reftel doctor",
        ) from None


def may_write_both(path: Path) -> bool:
    """Whether this user may write to the archive's folder and to its database."""
    return may_write(path) and may_write(path / DATABASE)


def stamp(path: Path) -> tuple[int, int, int]:
    """What tells a reader who may not write, and whom SQLite tells nothing, that the database was changed."""
    database = path / DATABASE
    left = database.with_name(DATABASE + "-wal")
    state = database.stat()
    return state.st_mtime_ns, state.st_size, left.stat().st_size if left.exists() else 0


def damaged(path: Path, problem: Exception) -> ArchiveError:
    """The database cannot be read, and what can be done."""
    return ArchiveError(
        f"{path / DATABASE} is damaged: {problem}.",
        remedy="Restore it from a backup, or save what can be read with SQLite's own .recover; files/ still holds "
        "the original bytes.",
    )


def _plain(database: Path, options: str, *first: str) -> sqlite3.Connection:
    """A connection on which the statements `first` have been executed; closed again where one of them fails."""
    connection = sqlite3.connect(
        _address(database, options), uri=True, isolation_level=None, check_same_thread=False, timeout=30
    )
    try:
        for statement in ("PRAGMA cache_size = -32000", *first):
            connection.execute(statement).fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def look(path: Path) -> None:
    """Raise what is wrong with `path` as an archive; nothing is created or changed by looking."""
    database = path / DATABASE
    if not path.exists():
        raise ArchiveMissing(
            f"There is no archive at {path}.",
            remedy=f"Check the path, or make one with: reftel add FILES --archive {path}",
        )
    if not path.is_dir():
        raise ArchiveError(
            f"{path} is a file; an archive is a folder with a file {DATABASE} in it.",
            remedy="Name the folder instead.",
        )
    if not database.is_file():
        raise ArchiveMissing(
            f"The folder {path} holds no archive: there is no {DATABASE} in it.",
            remedy="Check the path; an archive's folder has archive.db, files and index in it.",
        )
    try:
        with database.open("rb") as opened:
            header = opened.read(100)
    except OSError as problem:
        raise ArchiveError(
            f"{database} cannot be read: {problem.strerror or problem}.",
            remedy="Ask its owner for read permission.",
        ) from problem
    if not header.startswith(_MAGIC):
        raise ArchiveError(
            f"{database} is damaged, or no archive: it is not an SQLite database.",
            remedy="Restore it from a backup; files/ still holds the original bytes, and `reftel add` reads them anew.",
        )
    if len(header) < 100 or int.from_bytes(header[68:72], "big") != APPLICATION:
        raise ArchiveError(
            f"{database} is a database, but not one that reftel made.",
            remedy="Name the folder of a reftel archive.",
        )


def look_inside(connection: sqlite3.Connection, path: Path) -> None:
    """Raise when the tables are damaged, or of a form this program does not know."""
    try:
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        form = int(meta["form"])
        connection.execute("SELECT 1 FROM cable LIMIT 1").fetchone()
        connection.execute("SELECT 1 FROM source LIMIT 1").fetchone()
    except (sqlite3.DatabaseError, KeyError, ValueError) as problem:
        raise damaged(path, problem) from problem
    if form > FORM:
        raise ArchiveNewer(
            f"{path} was written by {meta.get('written_by', 'a later reftel')}, in a form ({form}) that this program "
            f"({made_by()}, form {FORM}) does not know.",
            remedy="Update reftel, for instance with: pip install --upgrade reftel",
        )
