"""The reader against the floor, in paired rounds over cables nobody has read before.

The floor is the least any reader must do: read the file, decode it, split it into lines and find, in one pass, the
lines that could be labels or paragraphs. Reader and floor get the same new files in the same round and take turns in
going first, so neither a cache nor a busy machine favours one of them.
"""

import gc
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from benchmarks.generate import cables
from benchmarks.telegram import Layout

# Fixed: a figure "1/x of the floor" means this pattern. Changing it makes all earlier figures incomparable.
FLOOR = re.compile(
    r"^(?:(?:E\.?O\.?|TAGS|SUBJECT|SUBJ|REFS?|Classified By)\b.*|\d{1,3}\. ?\(?.*)$",
    re.MULTILINE,
)


class Round(Struct, frozen=True):
    """One round: nanoseconds spent by each side on the same files."""

    cables: int
    bytes: int
    reader: int
    floor: int

    @property
    def ratio(self) -> float:
        """The reader's speed as a part of the floor's."""
        return self.floor / self.reader


class Standing(Struct, frozen=True):
    """What all rounds in one layout come to. `ratio` is paired: the median of the rounds' own ratios."""

    layout: str
    rounds: int
    cables_a_round: int
    bytes_a_round: int
    reader_cables_per_second: float
    floor_cables_per_second: float
    reader_microseconds: float
    floor_microseconds: float
    ratio: float
    ratio_lower_quartile: float
    ratio_upper_quartile: float


def read_floor(path: Path) -> int:
    text = path.read_bytes().decode()
    return len(text.splitlines()) + len(FLOOR.findall(text))


def clocked(read: Callable[[Path], object], paths: Sequence[Path]) -> int:
    """Nanoseconds to read all of them, each result dropped at once; the collector waits outside."""
    gc.collect()
    gc.disable()
    try:
        started = time.perf_counter_ns()
        for path in paths:
            read(path)
        return time.perf_counter_ns() - started
    finally:
        gc.enable()


@contextmanager
def new_files(layout: Layout, *, count: int, seed: int) -> Iterator[tuple[list[Path], int]]:
    """`count` cables nobody has read, a file each, and their bytes in all."""
    with tempfile.TemporaryDirectory(prefix="reftel-bench-") as name:
        paths: list[Path] = []
        total = 0
        for place, cable in enumerate(cables(count, seed=seed, layout=layout)):
            path = Path(name, f"{place}.txt")
            total += path.write_bytes(cable.text.encode())
            paths.append(path)
        yield paths, total


def play(parse: Callable[[str], object], *, layout: Layout, rounds: int, count: int, seed: int) -> list[Round]:
    """All rounds in one layout, each over `count` cables of a seed of its own. A first, short round is not counted."""

    def read_cable(path: Path) -> object:
        return parse(path.read_bytes().decode())

    played: list[Round] = []
    for number in range(rounds + 1):
        size = count if number else min(count, 50)
        with new_files(layout, count=size, seed=seed + number) as (paths, total):
            if number % 2:
                floor = clocked(read_floor, paths)
                reader = clocked(read_cable, paths)
            else:
                reader = clocked(read_cable, paths)
                floor = clocked(read_floor, paths)
            if number:
                played.append(Round(size, total, reader, floor))
    return played


def standing(layout: Layout, played: Sequence[Round]) -> Standing:
    ratios = [entry.ratio for entry in played]
    lower, _, upper = statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
    reader = statistics.median(entry.reader / entry.cables for entry in played)
    floor = statistics.median(entry.floor / entry.cables for entry in played)
    return Standing(
        layout=layout,
        rounds=len(played),
        cables_a_round=played[0].cables,
        bytes_a_round=round(statistics.median(entry.bytes for entry in played)),
        reader_cables_per_second=1e9 / reader,
        floor_cables_per_second=1e9 / floor,
        reader_microseconds=reader / 1e3,
        floor_microseconds=floor / 1e3,
        ratio=statistics.median(ratios),
        ratio_lower_quartile=lower,
        ratio_upper_quartile=upper,
    )
