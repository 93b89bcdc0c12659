"""Adding a heap to an archive, as one stream from the files to the ledger.

Files are walked in order, opened, read and written as they come; nothing waits for the whole heap to be known. Bytes
that the archive holds are not read again, so a run that was stopped is gone on with by running it again. Stopping it
(Ctrl-C) loses nothing that was reported.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from reftel.errors import SourceRefused
from reftel.ingest.outcomes import known, refused
from reftel.ingest.shards import Pending, read_in_shards, read_in_turn
from reftel.ledger import AddReport, Entry, LedgerLine, Outcome
from reftel.records import Provenance
from reftel.sources import FileFound, NotFollowed, read_parts, walk

if TYPE_CHECKING:
    from reftel.archive import Archive

FEW: Final = 200
"""Up to so many files are read in this process: starting others would take longer than reading."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run has come, told after each input is settled for good.

    `done` of `total` inputs (None while nobody knows), the last one's name and outcome, and inputs per second since
    the start.
    """

    done: int
    total: int | None
    name: str
    outcome: Outcome
    rate: float


def add(
    archive: Archive,
    paths: Sequence[Path],
    *,
    provenance: Provenance | None = None,
    command: str = "",
    jobs: int | None = 1,
    follow_links: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> AddReport:
    """Read every file under `paths` into `archive`, and say what became of each.

    `provenance` is said of every text of this run, also of those that are held already, where it counts in place of
    what was said before; without it, only a page that names its publisher has any. `command` is what the user typed,
    for the lock and the ledger. `jobs` processes read at once (None: one for each core). Links inside folders are
    passed over unless `follow_links`. `progress` is called after each input.

    KeyboardInterrupt is let through: what was reported stays, and the same call goes on from there. Errors of the
    archive itself are ArchiveError; a bad file never raises.
    """
    total = sum(1 for _ in walk(paths, follow_links=follow_links)) if progress is not None else None
    watch = _Watch(total, progress)
    found = walk(paths, follow_links=follow_links)
    beginning = list(islice(found, FEW))
    if jobs is None:
        jobs = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    opened = _open_all(chain(beginning, found), archive)
    if jobs > 1 and len(beginning) == FEW:
        entries = read_in_shards(opened, provenance=provenance, vocabulary=archive.vocabulary, jobs=jobs)
    else:
        entries = read_in_turn(opened, provenance=provenance, vocabulary=archive.vocabulary)
    if provenance is not None:
        entries = (msgspec.structs.replace(entry, provenance=provenance) for entry in entries)
    return archive.write(entries, command=command, on_entry=watch.settled)


def _open_all(found: Iterable[FileFound | NotFollowed], archive: Archive) -> Iterator[Entry | Pending]:
    """Read the bytes of each file; what cannot be read, and what is held already, is settled here.

    The second of two equal files in one heap may come before the first is stored: it is then read like any other, and
    the archive knows it again when it is written.
    """
    for item in found:
        if isinstance(item, NotFollowed):
            yield refused(item.name, item.error)
            continue
        try:
            for place, data in enumerate(read_parts(item.path)):
                # a table too large to be read at once is one input a part, each kept under its own hash
                name = f"{item.name}#{place + 1}" if place else item.name
                sha256 = hashlib.sha256(data).hexdigest()
                if archive.holds_bytes(sha256):
                    yield known(name, sha256, len(data))
                else:
                    yield Pending(name, data, sha256)
        except SourceRefused as error:
            yield refused(item.name, error)


class _Watch:
    """Counts what is settled and tells whoever asked."""

    def __init__(self, total: int | None, tell: Callable[[Progress], None] | None) -> None:
        self._total = total
        self._tell = tell
        self._done = 0
        self._start = time.monotonic()

    def settled(self, entry: Entry | LedgerLine, _names: tuple[str, ...] = ()) -> None:
        self._done += 1
        if self._tell is None:
            return
        seconds = time.monotonic() - self._start
        # a heap can grow while it is read; the total then never says less than what is done
        total = None if self._total is None else max(self._total, self._done)
        self._tell(
            Progress(
                done=self._done,
                total=total,
                name=entry.name,
                outcome=entry.outcome,
                rate=self._done / seconds if seconds > 0 else 0.0,
            )
        )
