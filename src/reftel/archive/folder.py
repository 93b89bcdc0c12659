"""The folder that an archive is, when it is made: nothing is put into a folder that holds something else."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from reftel.archive import index, originals, schema
from reftel.archive.lock import NAME, WriterLock
from reftel.errors import ArchiveError, ArchiveReadOnly

VOCABULARY: Final = "vocabulary"
"""Where the user's own posts, TAGS and people stand."""

_KNOWN: Final = {
    schema.DATABASE,
    f"{schema.DATABASE}-wal",
    f"{schema.DATABASE}-shm",
    index.FOLDER,
    originals.FOLDER,
    VOCABULARY,
    NAME,
    "shelves",
}


def create(folder: Path) -> WriterLock:
    """Make the folder and an empty archive in it, unless there is one; the writer's lock comes back, held."""
    database = folder / schema.DATABASE
    if folder.exists() and not folder.is_dir():
        raise ArchiveError(
            f"{folder} is a file; an archive is a folder.", remedy="Name a folder that does not exist yet."
        )
    if folder.is_dir() and not database.exists() and any(each.name not in _KNOWN for each in folder.iterdir()):
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
            (folder / VOCABULARY).mkdir(exist_ok=True)
    except BaseException:
        lock.release()
        raise
    return lock


def lock_for_writing(folder: Path) -> WriterLock:
    """The lock of the one writer; ArchiveBusy names who has it, ArchiveReadOnly says that this user may not write."""
    if not schema.may_write(folder):
        raise ArchiveReadOnly(
            f"{folder} cannot be written by this user or on this disk.",
            remedy="Open it for reading only, or ask its owner for write permission.",
        )
    return WriterLock(folder, "")
