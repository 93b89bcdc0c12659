"""How fast the reader is, measured so that the figure can be believed and repeated.

    python -m benchmarks.bench                                       everything below, in one report
    python -m benchmarks.bench read --rounds 31 --layout mirror      the reader against the floor on one core
    python -m benchmarks.bench pairs                                 the same in two processes, and what they gain
    python -m benchmarks.bench memory                                what a cable takes, and a run of thousands
    python -m benchmarks.bench hostile --largest 1000000             texts made to be slow: time per byte by size
    python -m benchmarks.bench floor                                 the floor alone, without a reader

A new benchmark is a function from the command line to its part of the report, with an entry in `BENCHES`.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from benchmarks.hostile import GROWTH, HOSTILE, SIZES, Ordeal, ordeals
from benchmarks.memory import COUNTED, Memory, weigh
from benchmarks.pairs import PROCESSES, Pair, play_pairs
from benchmarks.rounds import Standing, play, standing
from benchmarks.stations import Missing
from benchmarks.telegram import LAYOUTS

T = TypeVar("T")

LEAST_ROUNDS = 15  # fewer do not make a median worth quoting
PAIRED = 2  # a round of two processes for so many on one core: each costs twice the files
A_RUN = 3_000  # cables read one after the other, for the memory of a run


class Machine(Struct, frozen=True):
    """Where the figures were taken: without it they mean nothing."""

    python: str
    system: str
    processor: str
    cores: int
    load: float


class Report(Struct, frozen=True):
    """What one run found; only the part that was asked for is filled."""

    reftel: int
    kind: str
    machine: Machine
    standings: tuple[Standing, ...] = ()
    pairs: tuple[Pair, ...] = ()
    memories: tuple[Memory, ...] = ()
    ordeals: tuple[Ordeal, ...] = ()


class NoReader(Exception):
    """There is nothing to measure."""


def machine() -> Machine:
    return Machine(
        python=platform.python_version(),
        system=f"{platform.system()} {platform.machine()}",
        processor=processor(),
        cores=os.cpu_count() or 1,
        load=round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else -1.0,
    )


def processor() -> str:
    """The processor's name as Linux gives it; elsewhere what Python knows."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "unknown processor")


def reader() -> Callable[[str], object]:
    """`reftel.parse`, looked up only now: the benchmarks must load in a tree where it is not written yet."""
    try:
        parse: object = import_module("reftel").parse
    except (ImportError, AttributeError) as error:
        raise NoReader(f"reftel.parse is not there, so there is no reader to measure ({error})") from error
    if not callable(parse):
        raise NoReader("reftel.parse is not a function")
    return parse


def bench_read(asked: argparse.Namespace) -> Report:
    parse = reader()
    standings = (
        standing(layout, play(parse, layout=layout, rounds=asked.rounds, count=asked.cables, seed=asked.seed))
        for layout in told(asked.layout or LAYOUTS)
    )
    return Report(1, "bench-read", machine(), standings=tuple(standings))


def bench_floor(asked: argparse.Namespace) -> Report:
    """The floor, with a reader that does no more than decode."""
    standings = (
        standing(layout, play(len, layout=layout, rounds=asked.rounds, count=asked.cables, seed=asked.seed))
        for layout in asked.layout or LAYOUTS
    )
    return Report(1, "bench-floor", machine(), standings=tuple(standings))


def bench_pairs(asked: argparse.Namespace) -> Report:
    reader()
    rounds = max(1, asked.rounds // PAIRED)
    pairs = (
        play_pairs(layout=layout, rounds=rounds, count=asked.cables, seed=asked.seed)
        for layout in told(asked.layout or LAYOUTS)
    )
    return Report(1, "bench-pairs", machine(), pairs=tuple(pairs))


def bench_memory(asked: argparse.Namespace) -> Report:
    reader()
    memories = (
        weigh(layout=layout, count=max(asked.cables, A_RUN), seed=asked.seed)
        for layout in told(asked.layout or LAYOUTS[:1])
    )
    return Report(1, "bench-memory", machine(), memories=tuple(memories))


def bench_hostile(asked: argparse.Namespace) -> Report:
    """Kind by kind, two at a time: what is looked for is growth, and a text of 10 MB takes seconds."""
    reader()
    kinds = asked.kind or tuple(HOSTILE)
    sizes = tuple(size for size in SIZES if size <= asked.largest)
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        begun = [pool.submit(ordeals_of, kind, sizes) for kind in kinds]
        found = tuple(ordeal for place, _ in enumerate(told(kinds)) for ordeal in begun[place].result())
    return Report(1, "bench-hostile", machine(), ordeals=found)


def ordeals_of(kind: str, sizes: tuple[int, ...]) -> list[Ordeal]:
    """One kind of hostile text at every size; it happens in a process of its own."""
    return list(ordeals(reader(), kinds=[kind], sizes=sizes))


def bench_all(asked: argparse.Namespace) -> Report:
    whole = Report(1, "bench", machine())
    for bench in (bench_read, bench_pairs, bench_memory, bench_hostile):
        part = bench(asked)
        whole = replace(
            whole,
            standings=whole.standings + part.standings,
            pairs=whole.pairs + part.pairs,
            memories=whole.memories + part.memories,
            ordeals=whole.ordeals + part.ordeals,
        )
    return whole


def told(what: Sequence[T]) -> Iterator[T]:
    """What is measured, one after the other, said on a terminal while it is: some of it takes minutes."""
    is_shown = sys.stderr.isatty()
    for place, each in enumerate(what, 1):
        if is_shown:
            print(f"\r\033[Kmeasuring {each} ({place} of {len(what)}) …", end="", file=sys.stderr, flush=True)
        yield each
    if is_shown:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


BENCHES: dict[str, Callable[[argparse.Namespace], Report]] = {
    "all": bench_all,
    "read": bench_read,
    "pairs": bench_pairs,
    "memory": bench_memory,
    "hostile": bench_hostile,
    "floor": bench_floor,
}


def as_lines(report: Report) -> list[str]:
    on = report.machine
    lines = [f"Python {on.python}, {on.system}, {on.processor}, {on.cores} cores, load {on.load}"]
    if report.standings:
        lines += ["", *standing_table(report.standings, with_reader=report.kind != "bench-floor")]
    if report.pairs:
        lines += ["", *pair_table(report.pairs)]
    if report.memories:
        lines += ["", *memory_lines(report.memories)]
    if report.ordeals:
        lines += ["", *ordeal_table(report.ordeals)]
    return lines


def standing_table(found: tuple[Standing, ...], *, with_reader: bool) -> list[str]:
    """One line a layout: floor, reader, and the reader's speed as a part of the floor's."""
    first = found[0]
    what = "The reader against the floor" if with_reader else "The floor"
    lines = [f"{what}, one core: {first.rounds} paired rounds of {first.cables_a_round:,} new cables, medians"]
    head = f"  {'layout':8}{'bytes a cable':>14}{'floor µs':>10}"
    lines.append(head + (f"{'reader µs':>11}{'cables/s':>10}{'ratio':>9}{'quartiles':>17}" if with_reader else ""))
    for entry in found:
        line = f"  {entry.layout:8}{entry.bytes_a_round / entry.cables_a_round:14,.0f}{entry.floor_microseconds:10,.1f}"
        if with_reader:
            quartiles = f"{entry.ratio_lower_quartile:.4f}–{entry.ratio_upper_quartile:.4f}"
            line += f"{entry.reader_microseconds:11,.1f}{entry.reader_cables_per_second:10,.0f}{entry.ratio:9.4f}"
            line += f"{quartiles:>17}  1/{1 / entry.ratio:.1f} of the floor"
        lines.append(line)
    return lines


def pair_table(found: tuple[Pair, ...]) -> list[str]:
    lines = [f"In {PROCESSES} processes: {found[0].rounds} rounds, medians; gain is over one of them alone"]
    lines.append(f"  {'layout':8}{'cables/s':>10}{'gain':>8}{'floor gain':>12}{'ratio':>9}")
    for pair in found:
        line = f"  {pair.layout:8}{pair.cables_per_second:10,.0f}{pair.gain:7.2f}×{pair.floor_gain:11.2f}×"
        lines.append(f"{line}{pair.ratio:9.4f}  1/{1 / pair.ratio:.1f} of the floor")
    return lines


def memory_lines(found: tuple[Memory, ...]) -> list[str]:
    lines = ["Memory"]
    for entry in found:
        size = entry.bytes_read / entry.cables
        lines += [
            (
                f"  {entry.layout}: one cable of {size:,.0f} bytes takes {kilobytes(entry.one_cable)} while it is read "
                f"(the largest of {COUNTED}: {kilobytes(entry.largest_cable)}), {kilobytes(entry.kept)} when it is kept"
            ),
            (
                f"  {entry.layout}: a run of {entry.cables:,} cables holds {kilobytes(entry.run)} at most, "
                f"{kilobytes(entry.started)} of it before the second cable"
            ),
        ]
    return lines


def kilobytes(size: int | None) -> str:
    return (
        "an unknown amount"
        if size is None
        else f"{size / 1024:,.0f} KB"
        if size < 1 << 20
        else f"{size / (1 << 20):,.1f} MB"
    )


def ordeal_table(found: tuple[Ordeal, ...]) -> list[str]:
    """One line a kind, one column a size, in nanoseconds per byte; last the largest size against the best smaller."""
    sizes = sorted({ordeal.bytes for ordeal in found})
    lines = ["Hostile texts: nanoseconds per byte"]
    lines.append(f"  {'':32}" + "".join(f"{size:>12,}" for size in sizes) + f"{'largest/least':>15}")
    for kind in dict.fromkeys(ordeal.kind for ordeal in found):
        row = [ordeal for ordeal in found if ordeal.kind == kind]
        times = [ordeal.nanoseconds_per_byte for ordeal in row]
        cells = "".join(f"{'not begun':>12}" if spent is None else f"{spent:12,.1f}" for spent in times)
        last, least = times[-1], min(spent for spent in times if spent is not None)
        ratio = f"{'':15}" if last is None else f"{last / least:15.2f}"
        lines.append(f"  {kind:32}{cells}{ratio}{'  GROWS' if any(ordeal.grows for ordeal in row) else ''}")
    growing = len({ordeal.kind for ordeal in found if ordeal.grows})
    kinds = len({ordeal.kind for ordeal in found})
    lines.append(
        f"  {growing} of {kinds} kinds grow to more than {GROWTH:g} times the least time per byte at a smaller size"
    )
    return lines


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__.splitlines()[0])
    parser.add_argument("bench", nargs="?", choices=tuple(BENCHES), default="all")
    parser.add_argument("--rounds", type=int, default=LEAST_ROUNDS, help="paired rounds for each layout (default 15)")
    parser.add_argument("--cables", type=int, default=300, help="cables in a round (default 300)")
    parser.add_argument("--layout", action="append", choices=LAYOUTS, help="only this layout; may be repeated")
    parser.add_argument("--kind", action="append", choices=tuple(HOSTILE), help="only these hostile texts")
    parser.add_argument("--largest", type=int, default=max(SIZES), help="of the hostile texts, in bytes")
    parser.add_argument("--seed", type=int, default=1, help="of the first round; each round has its own")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    asked = parser.parse_args(arguments)
    if asked.rounds < 1 or asked.cables < 1 or asked.largest < min(SIZES):
        parser.error(f"--rounds and --cables are 1 or more, --largest at least {min(SIZES)}")
    try:
        report = BENCHES[asked.bench](asked)
    except (NoReader, Missing) as lacking:
        parser.exit(4, f"{lacking}\n")
    print(msgspec.json.encode(report).decode() if asked.json else "\n".join(as_lines(report)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
