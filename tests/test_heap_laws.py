"""A telegram in a heap reads as it does alone, at each boundary that can be seen (docs/reference/layouts.md)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from benchmarks.generate import GeneratedCable, cables
from hypothesis import given, settings
from hypothesis import strategies as st

import reftel
from reftel.reading.sameness import differences

COUNT = 90
HEAPS = {layout: tuple(cables(COUNT, seed=47, layout=layout)) for layout in ("plain", "archive", "mirror", "html")}
# What ends a telegram where no wrapper begins the next; the name below its text does, too.
ENDS = {"name": "\n", "nnnn": "\nNNNN\n\n", "form-feed": "\n\f\n", "rule": "\n==========\n"}


def faults(heap: str, made: Sequence[GeneratedCable]) -> list[str]:
    """Where the cables of the heap are others than these, or read otherwise than alone."""
    found = list(reftel.parse_heap(heap))
    if len(found) != len(made):
        return [f"{len(found)} cables instead of {len(made)}: {[str(each.id and each.id.value) for each in found]}"]
    return [
        f"{one.id} {path}: {ours!r} alone, {theirs!r} in the heap"
        for one, cable in zip(made, found, strict=True)
        for path, ours, theirs in differences(reftel.parse(one.text), cable)
    ]


def threes(layout: str, *, old: bool | None = None) -> list[tuple[GeneratedCable, ...]]:
    """Threes of cables of different numbers."""
    heap = [made for made in HEAPS[layout] if old is None or (made.sent.year < 1980) == old]
    return [tuple(heap[at : at + 3]) for at in range(0, len(heap) - 2, 3)]


@pytest.mark.parametrize("layout", ["archive", "mirror", "html"])
def test_wrapped_records_in_a_row_read_as_alone(layout: str) -> None:
    """The next wrapper is the boundary; nothing need stand before it."""
    for made in threes(layout)[:10]:
        assert faults("\n".join(one.text for one in made), made) == [], layout


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("old", [True, False], ids=["of-1973-79", "of-2003-10"])
def test_telegrams_in_a_row_read_as_alone(old: bool, end: str) -> None:
    """Below what ends a telegram the transmission header of the next is the boundary."""
    for made in threes("plain", old=old)[:10]:
        if all(one.signature for one in made):
            assert faults(ENDS[end].join(one.text.rstrip("\n") for one in made) + "\n", made) == []


@settings(max_examples=max(40, settings().max_examples // 3))
@given(st.lists(st.tuples(st.sampled_from(["archive", "mirror"]), st.integers(0, COUNT - 1)), min_size=1, max_size=5))
def test_wrapped_records_of_both_kinds_read_as_alone(chosen: list[tuple[str, int]]) -> None:
    made = [HEAPS[layout][place] for layout, place in chosen]
    numbers = [one.id for one in made]
    if all(one != other for one, other in itertools.pairwise(numbers)):
        assert faults("\n\n".join(one.text for one in made), made) == []


def test_one_alone_is_a_heap_of_one() -> None:
    for layout, heap in HEAPS.items():
        for made in heap[:20]:
            assert faults(made.text, [made]) == [], layout
