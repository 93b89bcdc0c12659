"""The original bytes, as they were given: kept once, under the name of their hash, compressed.

Whatever is read from a file, the file itself can be had back to the byte. `files/ab/cd…` is named by the SHA-256 of
the bytes before compression (zlib); a file is written aside and moved into place, so that none is ever half there.
"""

from __future__ import annotations

import hashlib
import os
import threading
import zlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from reftel.errors import ArchiveError

FOLDER: Final = "files"

_FAST: Final = 6


class Originals:
    """The folder `files/` of an archive."""

    def __init__(self, archive: Path) -> None:
        self._folder = archive / FOLDER
        self._made: set[str] = set()
        self._keepers: ThreadPoolExecutor | None = None

    def path(self, sha256: str) -> Path:
        """Where the bytes of this hash are kept."""
        return self._folder / sha256[:2] / sha256[2:]

    def keep(self, sha256: str, content: bytes) -> None:
        """Keep these bytes, unless they are kept already; ArchiveError when they are not the bytes of that hash."""
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ArchiveError(
                "The bytes handed over for safe keeping are not those of their hash.",
                remedy="This is a fault of the program that reads the file; please report it.",
            )
        target = self.path(sha256)
        if target.exists():
            return
        if sha256[:2] not in self._made:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(sha256[:2])
        aside = target.with_name(f"{target.name}.{os.getpid()}-{threading.get_ident()}.part")
        aside.write_bytes(zlib.compress(content, _FAST))
        aside.replace(target)

    def keep_meanwhile(self, sha256: str, content: bytes) -> Future[None]:
        """Keep these bytes beside the work on the database: compressing them, and making a file, may take long."""
        if self._keepers is None:
            self._keepers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="reftel-originals")
        return self._keepers.submit(self.keep, sha256, content)

    def close(self) -> None:
        """Wait until everything handed over is kept."""
        if self._keepers is not None:
            self._keepers.shutdown()

    def read(self, sha256: str) -> bytes:
        """The bytes again; ArchiveError when they are missing or no longer the same."""
        target = self.path(sha256)
        try:
            content = zlib.decompress(target.read_bytes())
        except FileNotFoundError:
            raise ArchiveError(
                f"The original bytes of {sha256[:16]}… are not in the archive.",
                remedy="They were not kept, or files/ is incomplete: restore it from a backup, or add the file again.",
            ) from None
        except zlib.error as problem:
            raise ArchiveError(
                f"{target} is damaged: {problem}.", remedy="Restore it from a backup, or add the file again."
            ) from problem
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ArchiveError(
                f"{target} no longer holds the bytes it is named after.",
                remedy="Restore it from a backup, or add the file again.",
            )
        return content

    def held(self) -> Iterator[str]:
        """The hashes of everything that is kept; files left aside by a killed writer are passed over."""
        if not self._folder.is_dir():
            return
        for shelf in sorted(self._folder.iterdir()):
            if shelf.is_dir():
                for kept in sorted(shelf.iterdir()):
                    if kept.suffix != ".part":
                        yield shelf.name + kept.name
