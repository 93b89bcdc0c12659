"""Reading in several processes, with the same result in the same order as in one.

Files are put together in shards of some dozens, so that a process is spoken to seldom; a worker opens and reads, and
answers in encoded rows (the JSON of the cable), which cross between processes far quicker than objects. Only a few
shards are under way at a time: memory does not grow with the heap.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cached_property
from typing import Any, Final

import msgspec

from reftel import documents
from reftel.errors import ReftelError
from reftel.ingest.outcomes import Reader, read_file
from reftel.ledger import Entry, Outcome
from reftel.reading import read_all
from reftel.records import Cable, Provenance, Reading, Source
from reftel.vocab import Vocabulary

FILES: Final = 48
"""How many files make a shard."""

BYTES: Final = 2_000_000
"""How many bytes make a shard full before that."""


class Pending(msgspec.Struct, frozen=True):
    """A file whose bytes are at hand and that is still to be read."""

    name: str
    data: bytes
    sha256: str


class _Row(msgspec.Struct, frozen=True, array_like=True):
    """An entry as it travels back from a worker: without the original bytes, which never left, and with its cables
    encoded."""

    outcome: Outcome
    sha256: str
    size: int
    code: str
    reason: str
    remedy: str
    cables: list[bytes]


def read_in_turn(
    items: Iterable[Entry | Pending], *, provenance: Provenance | None, vocabulary: Vocabulary
) -> Iterator[Entry]:
    """Read each pending file here and now; entries that are settled already pass through in their places."""
    reader = _reader(vocabulary)
    for item in items:
        yield item if isinstance(item, Entry) else read_file(item.name, item.data, provenance, reader)


def read_in_shards(
    items: Iterable[Entry | Pending], *, provenance: Provenance | None, vocabulary: Vocabulary, jobs: int
) -> Iterator[Entry]:
    """As `read_in_turn`, in `jobs` processes, in the same order. ReftelError when a process is killed from outside."""
    # spawned, not forked: the parent has a database and an index open, which a fork would share
    pool = ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(_packed(vocabulary), provenance),
    )
    under_way: deque[tuple[list[Entry | Pending], Future[bytes]]] = deque()
    try:
        for shard in _shards(items):
            under_way.append((shard, pool.submit(_work, [(i.name, i.data) for i in shard if isinstance(i, Pending)])))
            if len(under_way) > 2 * jobs:
                yield from _settle(*under_way.popleft())
        while under_way:
            yield from _settle(*under_way.popleft())
    except BrokenProcessPool as error:
        raise ReftelError(
            "A reading process ended before its work was done (killed, or out of memory).",
            remedy="Run the same command again with --jobs 1; what was added stays.",
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _shards(items: Iterable[Entry | Pending]) -> Iterator[list[Entry | Pending]]:
    shard: list[Entry | Pending] = []
    weight = 0
    for item in items:
        shard.append(item)
        weight += len(item.data) if isinstance(item, Pending) else 0
        if len(shard) >= FILES or weight >= BYTES:
            yield shard
            shard, weight = [], 0
    if shard:
        yield shard


def _settle(shard: list[Entry | Pending], answer: Future[bytes]) -> Iterator[Entry]:
    rows = iter(msgspec.msgpack.decode(answer.result(), type=list[_Row]))
    for item in shard:
        if isinstance(item, Entry):
            yield item
            continue
        row = next(rows)
        cables = [documents.decode(Cable, encoded) for encoded in row.cables]
        yield Entry(
            name=item.name,
            outcome=row.outcome,
            sha256=row.sha256,
            size=row.size,
            code=row.code,
            reason=row.reason,
            remedy=row.remedy,
            original=item.data if cables else None,
            readings=tuple(Reading(cable.source, cable) for cable in cables),
        )


def _reader(vocabulary: Vocabulary) -> Reader:
    def read_record(source: Source) -> tuple[Cable, ...]:
        return read_all(source, vocabulary=vocabulary)

    return read_record


# What a worker process was started with; the parent never sets these.
_worker: dict[str, tuple[Reader, Provenance | None]] = {}


def _packed(vocabulary: Vocabulary) -> dict[str, Any]:
    """What a vocabulary was made from. The tables it has worked out since are left behind: they do not travel, and a
    worker works out its own."""
    return {name: value for name, value in vars(vocabulary).items() if not _is_worked_out(name)}


def _is_worked_out(name: str) -> bool:
    return isinstance(getattr(Vocabulary, name, None), cached_property)


def _start(made_from: dict[str, Any], provenance: Provenance | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the parent, which lets the workers go
    vocabulary = Vocabulary.__new__(Vocabulary)
    vars(vocabulary).update(made_from)
    _worker["reader"] = (_reader(vocabulary), provenance)


def _work(files: list[tuple[str, bytes]]) -> bytes:
    reader, provenance = _worker["reader"]
    rows = []
    for name, data in files:
        entry = read_file(name, data, provenance, reader)
        cables = [documents.encode(reading.cable) for reading in entry.readings]
        rows.append(_Row(entry.outcome, entry.sha256, entry.size, entry.code, entry.reason, entry.remedy, cables))
    return msgspec.msgpack.encode(rows)
