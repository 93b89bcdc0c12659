"""The reader in two processes at once: what a second core gives, and how it stands to the floor there.

A heap is read by several processes, each with files of its own. Here two workers that are already started, and have
read a few cables, share one round's files; the clock runs from handing out the paths until both have answered, for the
reader and for the floor alike, and the same files are read by one of the two alone.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from msgspec import Struct

from benchmarks.rounds import clocked, new_files, read_floor
from benchmarks.telegram import Layout

PROCESSES = 2
LEAST_WARM = 50


class Pair(Struct, frozen=True):
    """What all rounds of two processes come to in one layout.

    `ratio` is the reader's speed as a part of the floor's, both in two processes; `gain` how many times more cables
    two processes read in the same time than one of them alone.
    """

    layout: str
    rounds: int
    cables_per_second: float
    ratio: float
    gain: float
    floor_gain: float


def read_by_name(path: Path) -> object:
    """One file read by `reftel.parse`; looked up here, for it happens in the worker."""
    from reftel import parse

    return parse(path.read_bytes().decode())


def spent(pool: ProcessPoolExecutor, read: Callable[[Path], object], shares: Sequence[Sequence[Path]]) -> int:
    """Nanoseconds until every share was read, each in a process of its own."""
    started = time.perf_counter_ns()
    for done in [pool.submit(clocked, read, share) for share in shares]:
        done.result()
    return time.perf_counter_ns() - started


def play_pairs(*, layout: Layout, rounds: int, count: int, seed: int) -> Pair:
    """All rounds in one layout, each over `count` new cables for each process, and as many in all for one alone."""
    count *= PROCESSES
    ratios: list[float] = []
    gains: list[float] = []
    floor_gains: list[float] = []
    rates: list[float] = []
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        run = partial(spent, pool)
        for number in range(rounds + 1):
            size = count if number else LEAST_WARM
            with (
                new_files(layout, count=size, seed=seed + 2 * number) as (paths, _),
                new_files(layout, count=size, seed=seed + 2 * number + 1) as (others, _),
            ):
                shares = [paths[start::PROCESSES] for start in range(PROCESSES)]
                reader, floor = run(read_by_name, shares), run(read_floor, shares)
                alone, floor_alone = run(read_by_name, [others]), run(read_floor, [others])
            if number:
                rates.append(size * 1e9 / reader)
                ratios.append(floor / reader)
                gains.append(alone / reader)
                floor_gains.append(floor_alone / floor)
    median = statistics.median
    return Pair(layout, rounds, median(rates), median(ratios), median(gains), median(floor_gains))
