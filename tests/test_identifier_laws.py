"""Canonical ids are fixed points: written out and read again, in an id, in a file's name, in a REF line, they stay."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import reftel
from reftel.ids import FIRST_YEAR, LAST_YEAR, CableId
from reftel.records import Source
from reftel.vocab import Vocabulary

VOCABULARY = Vocabulary.shipped()
STATIONS = sorted(VOCABULARY.posts)


def known_ids() -> st.SearchStrategy[CableId]:
    """Ids of posts that are known, of the years telegrams have numbers in."""
    return st.builds(CableId, st.integers(1966, 2064), st.sampled_from(STATIONS), st.integers(1, 299_999))


@given(st.integers(1966, 2065), st.from_regex(r"[A-Z]{2,25}", fullmatch=True), st.integers(0, 9_999_999))
def test_an_id_written_is_the_id_read(year: int, station: str, serial: int) -> None:
    cable = CableId(year, station, serial)
    assert CableId.parse(str(cable)) == cable
    assert str(CableId.parse(str(cable))) == str(cable)


@given(st.integers(FIRST_YEAR, LAST_YEAR), st.from_regex(r"[A-Z]{2,25}", fullmatch=True), st.integers(0, 99_999))
def test_a_long_id_written_is_the_id_read(year: int, station: str, serial: int) -> None:
    cable = CableId(year, station, serial)
    assert CableId.parse(cable.long).long == cable.long


@given(known_ids())
def test_a_files_name_that_is_an_id_is_that_id(cable: CableId) -> None:
    text = "SUBJECT: RICE\n\n1. Prices rose.\nROE\n"
    found = reftel.parse(Source(text=text, name=f"heap/{cable}.txt"))
    assert found.id is not None
    assert found.id.value == cable


@given(known_ids())
def test_the_number_as_it_is_said_is_the_id_cited(cable: CableId) -> None:
    """`04 RIO DE JANEIRO 871` in a REF line is 04RIODEJANEIRO871, and said again it is the same words."""
    said = VOCABULARY.mrn(cable)
    text = f"R 010000Z JAN 10\nFM AMEMBASSY LIMA\n\nUNCLAS LIMA 000412\n\nSUBJECT: RICE\nREF: {said}\n\n1. Text\nROE\n"
    (reference,) = reftel.parse(text).references
    assert reference.canonical == cable
    assert VOCABULARY.mrn(reference.canonical) == said


@given(st.sampled_from(STATIONS))
def test_a_stations_code_and_its_printed_name_are_one_station(code: str) -> None:
    printed = VOCABULARY.posts[code].station
    for name in (code, printed, printed.upper(), printed.title()):
        found = VOCABULARY.station(name, short=True)
        assert found is not None
        assert found.code == code
