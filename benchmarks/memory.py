"""How much memory reading takes: one cable, and a run of thousands.

Measured in processes of their own, started for it: a process that has made the cables knows nothing of what reading
costs. The run's figure is the system's (the most the process ever held); what one cable takes is counted by Python.
"""

import statistics
import sys
import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from msgspec import Struct

from benchmarks.pairs import read_by_name
from benchmarks.rounds import new_files
from benchmarks.telegram import Layout

COUNTED = 200  # cables whose memory is counted one by one


class Memory(Struct, frozen=True):
    """Bytes. None where the system does not say what a process held."""

    layout: str
    cables: int
    bytes_read: int
    one_cable: int  # the most that reading one cable took, in the median
    largest_cable: int
    kept: int  # what a cable takes that is kept, its text included, in the median
    started: int | None  # the process when it had read its first cable: Python, reftel and the vocabulary
    run: int | None  # the most it held while it read all of them, each dropped at once


def held() -> int | None:
    """The most this process has held so far."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def read_run(paths: list[Path]) -> tuple[int | None, int | None]:
    """Read all, dropping each; what the process held after the first, and at most."""
    read_by_name(paths[0])
    started = held()
    for path in paths:
        read_by_name(path)
    return started, held()


def count_each(paths: list[Path]) -> tuple[list[int], list[int]]:
    """For each file: the most that reading it took, and what stays while its cable is kept."""
    for path in paths[:20]:
        read_by_name(path)
    most: list[int] = []
    kept: list[int] = []
    tracemalloc.start()
    for path in paths:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        cable = read_by_name(path)
        after, peak = tracemalloc.get_traced_memory()
        most.append(peak - before)
        kept.append(after - before)
        del cable
    tracemalloc.stop()
    return most, kept


def weigh(*, layout: Layout, count: int, seed: int) -> Memory:
    """What reading `count` cables takes, and one of them."""
    with new_files(layout, count=count, seed=seed) as (paths, total):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            started, run = pool.submit(read_run, paths).result()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            most, kept = pool.submit(count_each, paths[:COUNTED]).result()
    return Memory(
        layout=layout,
        cables=count,
        bytes_read=total,
        one_cable=round(statistics.median(most)),
        largest_cable=max(most),
        kept=round(statistics.median(kept)),
        started=started,
        run=run,
    )
