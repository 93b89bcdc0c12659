"""The same telegram reads alike whatever it is held in: line ends, blanks, a publisher's page, a heap of three."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from benchmarks.generate import GeneratedCable, cables
from hypothesis import given, settings
from hypothesis import strategies as st

import reftel
from reftel.reading.sameness import differences
from reftel.records import Cable
from reftel.sources import open_file

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT.parent / "shared" / "samples" / "published_2003_2010"
COUNT = 60
HEAPS = {layout: tuple(cables(COUNT, seed=31, layout=layout)) for layout in ("plain", "archive", "mirror", "html")}
VERSIONS = tuple(zip(*HEAPS.values(), strict=True))
EVERY = tuple(made for heap in HEAPS.values() for made in heap)

# The wrapped records of these years have lost their transmission header, and with it the minute they were sent.
LOST_HEADERS = (2003, 2004, 2005)
OF_THE_HEADER = ("transmission", "date", "extent")


def unlike(one: Cable, other: Cable, *, without: tuple[str, ...] = ()) -> list[str]:
    found = differences(one, other)
    return [f"{path}: {ours!r} / {theirs!r}" for path, ours, theirs in found if not path.startswith(without or "\n")]


# --- line ends and blanks ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", EVERY[::3], ids=lambda made: f"{made.layout}-{made.id}")
def test_line_ends_and_trailing_blanks_change_no_reading(made: GeneratedCable) -> None:
    plain = reftel.parse(made.text)
    for end in ("\r\n", "  \n", " \r\n", "\t\n"):
        assert unlike(plain, reftel.parse(made.text.replace("\n", end))) == [], repr(end)


@settings(max_examples=max(100, settings().max_examples))
@given(st.sampled_from(EVERY), st.randoms(use_true_random=False))
def test_line_ends_of_both_kinds_in_one_text_change_no_reading(made: GeneratedCable, dice: Random) -> None:
    lines = made.text.split("\n")
    mixed = "".join(line + dice.choice(("\n", "\r\n", " \n", "   \r\n")) for line in lines[:-1]) + lines[-1]
    assert unlike(reftel.parse(made.text), reftel.parse(mixed)) == []


# --- layouts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("versions", VERSIONS, ids=lambda versions: versions[0].id)
def test_every_layout_reads_alike(versions: tuple[GeneratedCable, ...]) -> None:
    """On the archive's page, in the mirror, on the publisher's page of HTML: as the telegram alone."""
    plain, *wrapped = versions
    alone = reftel.parse(plain.text)
    without = OF_THE_HEADER if plain.sent.year in LOST_HEADERS else ()
    for made in wrapped:
        assert unlike(alone, reftel.parse(made.text), without=without) == [], made.layout


@pytest.mark.parametrize("versions", VERSIONS[::4], ids=lambda versions: versions[0].id)
def test_wrapped_records_read_alike_with_each_other(versions: tuple[GeneratedCable, ...]) -> None:
    archive, *others = (reftel.parse(made.text) for made in versions[1:])
    for other in others:
        # the mirror prints the hour for the minutes: where no date-time group is left, the day is what they share
        without = ("date",) if versions[0].sent.year in LOST_HEADERS else ()
        assert unlike(archive, other, without=without) == []


def samples() -> dict[str, list[Path]]:
    by_name: dict[str, list[Path]] = {}
    for path in sorted(SAMPLES.glob("*/*")):
        if path.suffix in (".txt", ".html"):
            by_name.setdefault(path.stem, []).append(path)
    return {name: paths for name, paths in by_name.items() if len(paths) > 1}


def test_real_telegrams_read_alike_in_every_layout() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("no real telegrams lie beside the checkout")
    found = samples()
    assert len(found) > 10
    faults: list[str] = []
    for name, paths in found.items():
        first, *others = (reftel.parse(open_file(path).sources[0]) for path in paths)
        # of a real telegram nothing is shown but where the readings part
        faults += [f"{name}: {path}" for other in others for path, _, _ in differences(first, other)]
    assert faults == []
