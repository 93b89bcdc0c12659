"""Texts made to be slow to read, from 10 KB to 10 MB: the time for each byte must stay flat.

A reader that looks back over what it has read, or tries every split of a run of blanks, shows here as time per byte
that grows with the size. No text is read twice, so nothing remembered can help.
"""

import gc
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import count

from msgspec import Struct

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
GROWTH = 3.0  # times the least time per byte at any smaller size: more is called growth
TRIES, TRIED_AGAIN = 5, 100_000  # texts up to this size are read so often, and the best counts
PATIENCE = 60.0  # seconds one text may be expected to take; a text that would take longer is not begun

CLASSIFICATION_LINE = "UNCLAS LIMA 000412\n\n"
HEADING = CLASSIFICATION_LINE + "E.O. 12958: N/A\nTAGS: PREL PE\nSUBJECT: RICE PRICES\n\n"

# Of each text: what stands at its top, and what fills the rest.
HOSTILE: dict[str, tuple[str, str]] = {
    "open-brackets": ("", "("),
    "open-brackets-in-a-paragraph": (HEADING + "1. ", "("),
    "endless-ref": (HEADING + "REF: ", "A. LIMA 1; B. QUITO 22; C. 08 LA PAZ 333; "),
    "endless-ref-lines": (HEADING + "REF: ", "A. LIMA 1\n     B. QUITO 22\n     "),
    "ref-without-any": (HEADING + "REF: ", "LA PAZ "),
    "blank-lines": ("", "\n"),
    "blank-lines-in-a-paragraph": (HEADING + "1. (U) Text\n", "\n"),
    "one-long-tag": (CLASSIFICATION_LINE + "E.O. 12958: N/A\nTAGS: ", "PRELPGOV"),
    "tag-lines": (CLASSIFICATION_LINE + "E.O. 12958: N/A\nTAGS: ", "PREL, PGOV,\n"),
    "spaced-level": ("", "S E C R E T "),
    "spaced-level-lines": ("", "S E C R E T LIMA\n"),
    "nearly-paragraphs": (HEADING, "1. (\n1 .(C)\n1.( S\n12\n"),
    "nearly-paragraphs-on-one-line": (HEADING, "1. ( 1 .(C) "),
    "paragraphs": (HEADING, "1. (C) Text\n"),
    "summaries-never-ended": (HEADING, "1. (C) SUMMARY: Text\n"),
    "spaces": ("", " "),
    "spaces-after-subject": (CLASSIFICATION_LINE + "SUBJECT:", " "),
    "endless-subject": (CLASSIFICATION_LINE + "SUBJECT: ", "RICE PRICES\n"),
    "one-line": ("", "the minister said that "),
    "page-lines": (HEADING + "1. (C) Text\n", "LIMA 00000412  002 OF 003\n"),
    "addressees": ("R 010000Z JAN 08\nFM AMEMBASSY LIMA\nTO ", "RUEHC/SECSTATE WASHDC 1234\n"),
    "headings": ("", HEADING),
}


class Ordeal(Struct, frozen=True):
    """One text of one size. `nanoseconds_per_byte` is None when the text was not begun, being hopeless."""

    kind: str
    bytes: int
    nanoseconds_per_byte: float | None
    grows: bool


def hostile_text(kind: str, size: int) -> str:
    """Exactly `size` characters of that kind, all ASCII."""
    above, repeated = HOSTILE[kind]
    return (above + repeated * (1 + (size - len(above)) // len(repeated)))[:size]


def ordeals(
    parse: Callable[[str], object], *, kinds: Iterable[str] = tuple(HOSTILE), sizes: Iterable[int] = SIZES
) -> Iterator[Ordeal]:
    """Every kind at every size, the sizes rising. No text is read twice: each is a character longer than the last."""
    longer = count()
    for kind in kinds:
        done: list[float] = []
        for size in sorted(sizes):
            if is_hopeless(done, size):
                yield Ordeal(kind, size, None, grows=True)
                continue
            best = clocked(parse, hostile_text(kind, size + next(longer)))
            # A first reading above a second is no accident: more of them would only cost time.
            if size <= TRIED_AGAIN and best * size < 1e9:
                best = min(best, *(clocked(parse, hostile_text(kind, size + next(longer))) for _ in range(TRIES - 1)))
            grows = any(best > GROWTH * smaller for smaller in done)
            done.append(best)
            yield Ordeal(kind, size, best, grows=grows)


def is_hopeless(done: list[float], size: int) -> bool:
    """True when the last growth, going on, would try our patience."""
    if not done:
        return False
    growth = max(1.0, done[-1] / done[-2]) if len(done) > 1 else 1.0
    return done[-1] * growth * size > PATIENCE * 1e9


def clocked(parse: Callable[[str], object], text: str) -> float:
    """Nanoseconds per byte of one reading; the collector waits outside."""
    gc.collect()
    gc.disable()
    try:
        started = time.perf_counter_ns()
        parse(text)
        return (time.perf_counter_ns() - started) / len(text)
    finally:
        gc.enable()
