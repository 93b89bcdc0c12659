"""Where the archive is read: a few threads, each with an archive of its own.

An open archive belongs to one thread, and reading it takes time that the event loop must not lose. So there are a few
long-lived threads; each opens the same archive once, at its first request, and keeps it. Every call into an archive
looks for itself whether something was added meanwhile, so no desk grows stale.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from reftel.archive import Archive

T = TypeVar("T")

DESKS: Final = 4


class Desks:
    """Runs work on an archive, each piece on a thread whose archive is open already."""

    def __init__(self, open_archive: Callable[[], Archive], *, desks: int = DESKS) -> None:
        self._open = open_archive
        self._here = threading.local()
        self._opened: list[Archive] = []
        self._threads = ThreadPoolExecutor(desks, thread_name_prefix="desk")

    async def read(self, work: Callable[[Archive], T]) -> T:
        """What `work` gives for the archive of a free desk."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._at_desk, work)

    def _at_desk(self, work: Callable[[Archive], T]) -> T:
        archive: Archive | None = getattr(self._here, "archive", None)
        if archive is None:
            archive = self._here.archive = self._open()
            self._opened.append(archive)
        return work(archive)

    def close(self) -> None:
        """Finish what is being read, and close every archive that was opened here."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        while self._opened:
            self._opened.pop().close()
