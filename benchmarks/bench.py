"""How fast the reader is, measured so that the figure can be believed and repeated.

    python -m benchmarks.bench                                       the reader against the floor, in every layout
    python -m benchmarks.bench read --rounds 31 --layout mirror      the same, one layout, more rounds
    python -m benchmarks.bench floor                                 the floor alone, without a reader
    python -m benchmarks.bench hostile --largest 1000000             texts made to be slow: time per byte by size

A new benchmark is a function from the command line to a report, with an entry in `BENCHES`.
"""

import argparse
import os
import platform
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks.hostile import GROWTH, HOSTILE, SIZES, Ordeal, ordeals
from benchmarks.rounds import Standing, play, standing
from benchmarks.stations import Missing
from benchmarks.telegram import LAYOUTS

LEAST_ROUNDS = 15  # fewer do not make a median worth quoting


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
        for layout in asked.layout or LAYOUTS
    )
    return Report(1, "bench-read", machine(), standings=tuple(standings))


def bench_floor(asked: argparse.Namespace) -> Report:
    """The floor, with a reader that does no more than decode."""
    standings = (
        standing(layout, play(len, layout=layout, rounds=asked.rounds, count=asked.cables, seed=asked.seed))
        for layout in asked.layout or LAYOUTS
    )
    return Report(1, "bench-floor", machine(), standings=tuple(standings))


def bench_hostile(asked: argparse.Namespace) -> Report:
    sizes = tuple(size for size in SIZES if size <= asked.largest)
    found = tuple(ordeals(reader(), kinds=asked.kind or tuple(HOSTILE), sizes=sizes))
    return Report(1, "bench-hostile", machine(), ordeals=found)


BENCHES: dict[str, Callable[[argparse.Namespace], Report]] = {
    "read": bench_read,
    "floor": bench_floor,
    "hostile": bench_hostile,
}


def as_lines(report: Report) -> list[str]:
    on = report.machine
    lines = [f"Python {on.python}, {on.system}, {on.processor}, {on.cores} cores, load {on.load}"]
    for entry in report.standings:
        rounds = (
            f"{entry.rounds} paired rounds of {entry.cables_a_round:,} cables, {entry.bytes_a_round:,} bytes a round"
        )
        lines += ["", f"{entry.layout}: {rounds}"]
        lines.append(side("floor", entry.floor_cables_per_second, entry.floor_microseconds))
        if report.kind == "bench-floor":
            continue
        lines.append(side("reader", entry.reader_cables_per_second, entry.reader_microseconds))
        quartiles = f"{entry.ratio_lower_quartile:.4f} to {entry.ratio_upper_quartile:.4f}"
        said = f"the reader runs at 1/{1 / entry.ratio:.1f} of the floor"
        lines.append(f"  ratio   {entry.ratio:.4f}, quartiles {quartiles}: {said}")
    if report.ordeals:
        lines += ["", *ordeal_table(report.ordeals)]
    return lines


def side(name: str, rate: float, microseconds: float) -> str:
    return f"  {name:8}{rate:10,.0f} cables/s  {microseconds:8,.1f} µs a cable"


def ordeal_table(found: tuple[Ordeal, ...]) -> list[str]:
    """One line a kind, one column a size, in nanoseconds per byte."""
    sizes = sorted({ordeal.bytes for ordeal in found})
    lines = [f"{'ns per byte':32}" + "".join(f"{size:>12,}" for size in sizes)]
    for kind in dict.fromkeys(ordeal.kind for ordeal in found):
        row = [ordeal for ordeal in found if ordeal.kind == kind]
        times = (ordeal.nanoseconds_per_byte for ordeal in row)
        cells = "".join(f"{'not begun':>12}" if spent is None else f"{spent:12,.1f}" for spent in times)
        lines.append(f"{kind:32}{cells}{'  GROWS' if any(ordeal.grows for ordeal in row) else ''}")
    growing = len({ordeal.kind for ordeal in found if ordeal.grows})
    lines.append(f"{growing} kinds grow to more than {GROWTH:g} times the least time per byte of a smaller size")
    return lines


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__.splitlines()[0])
    parser.add_argument("bench", nargs="?", choices=tuple(BENCHES), default="read")
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
