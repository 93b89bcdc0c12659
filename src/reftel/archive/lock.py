"""The lock of an archive's one writer: a file that says who writes, held by the operating system.

The system lets go of the lock when the process ends, however it ends, so that a killed writer leaves no lock behind.
The words in the file (process, command, start) are for the second writer, who is told them, and for `reftel doctor`.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
from pathlib import Path
from typing import Final

import msgspec

from reftel.errors import ArchiveBusy

NAME: Final = "writer.lock"

# The locked byte lies far behind the words: Windows forbids reading what is locked.
_BYTE: Final = 1 << 30


class Writer(msgspec.Struct, frozen=True):
    """Who holds the lock, or held it last: process id, command line, start (UTC)."""

    process: int
    command: str
    started: str


class WriterLock:
    """The held lock; `release` gives it back."""

    def __init__(self, folder: Path, command: str) -> None:
        self._file = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o644)
        if not _lock(self._file):
            os.close(self._file)
            raise busy(folder)
        now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        words = msgspec.json.encode(Writer(os.getpid(), command or " ".join(sys.argv), now))
        os.ftruncate(self._file, 0)
        os.lseek(self._file, 0, os.SEEK_SET)
        os.write(self._file, words)

    def release(self) -> None:
        """Let others write. The file stays, empty: taking it away would race with a writer who just opened it."""
        if self._file < 0:
            return
        with contextlib.suppress(OSError):
            os.ftruncate(self._file, 0)
        os.close(self._file)
        self._file = -1


def busy(folder: Path) -> ArchiveBusy:
    """What the second writer is told."""
    writer = last_writer(folder)
    who = (
        f"process {writer.process} ({writer.command}), since {writer.started}"
        if writer is not None
        else "another process"
    )
    return ArchiveBusy(
        f"{folder} is being written by {who}.",
        remedy="Wait until it is done, or stop it; what it has reported as added stays.",
    )


def last_writer(folder: Path) -> Writer | None:
    """Who is named in the lock file: who writes now or, where nobody holds the lock, who was stopped in the act."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=Writer)
    except (OSError, msgspec.DecodeError):
        return None


def is_held(folder: Path) -> bool:
    """Whether somebody writes to the archive at this moment. Creates nothing."""
    try:
        opened = os.open(folder / NAME, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:
        return False  # a folder that cannot be written has no writer of ours to wait for
    try:
        return not _lock(opened)
    finally:
        os.close(opened)


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _lock(opened: int) -> bool:
        os.lseek(opened, _BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(opened, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(opened: int) -> bool:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
