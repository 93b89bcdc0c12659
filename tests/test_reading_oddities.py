"""Oddities that a picture with carets does not show: what is made of a whole record, of an id, of a page."""

from __future__ import annotations

import pytest

import reftel
from reftel.reading.identity import read_identifier
from reftel.vocab import Vocabulary

PAGE = """Identifier
Created
Classification
Origin
{identifier}
2007-03-06 18:48:00
{marking}
Embassy Lima
Cable title:

LAMP OIL

Tags: ECON PE
pdf how-to read a cable
This record is a partial extract of the original cable. The full text of the original cable is not available.
UNCLAS LIMA 000412

SIPDIS
SENSITIVE

E.O. 12958: N/A
TAGS: ECON, PE
SUBJECT: LAMP OIL

1. (SBU) Lamp oil is dear.

2. (SBU) Eleven lamps are lit.
ROE
"""
WHOLE = PAGE.format(identifier="07LIMA412", marking="UNCLASSIFIED//FOR OFFICIAL USE ONLY")


def test_a_notice_of_a_partial_extract_is_weighed_against_the_text() -> None:
    """Oddity 3: paragraphs from 1 on without a gap, and a name: only the header is missing."""
    cable = reftel.parse(WHOLE)
    assert "REC-PARTIAL-NOTICE" in {found.code for found in cable.diagnostics}
    assert (cable.extent.header, cable.extent.body) == ("missing", "likely whole")


def test_labels_and_values_in_two_runs_are_paired() -> None:
    """Oddity 4."""
    wrapper = reftel.parse(WHOLE).wrapper
    assert wrapper.identifier is not None
    assert wrapper.identifier.value == "07LIMA412"
    assert wrapper.origin is not None
    assert wrapper.origin.value == "Embassy Lima"
    assert wrapper.created is not None
    assert str(wrapper.created.value) == "2007-03-06T18:48:00Z"


@pytest.mark.parametrize("marking", ["UNCLASSIFIED//FOR OFFICIAL USE ONLY", "UNCLASSIFIED"])
def test_sensitive_and_for_official_use_only_are_the_same_thing(marking: str) -> None:
    """Oddity 32: the page's words for SENSITIVE do not differ from the telegram's."""
    cable = reftel.parse(PAGE.format(identifier="07LIMA412", marking=marking))
    assert cable.marking is not None
    assert cable.marking.value.level == "UNCLASSIFIED"
    assert "CLS-PAGE-MISMATCH" not in {found.code for found in cable.diagnostics}


def test_an_identifier_without_a_serial_is_completed_from_the_text() -> None:
    """Oddity 16: the page names no number, the classification line does."""
    cable = reftel.parse(PAGE.format(identifier="07LIMA", marking="UNCLASSIFIED"))
    assert cable.id is not None
    assert str(cable.id.value) == "07LIMA412"


def test_a_backslash_at_each_line_end_is_none_of_the_telegrams() -> None:
    """Oddity 11: the dump's escape was left standing."""
    escaped = WHOLE.replace("\n", " \\\n")
    start = WHOLE.index("UNCLAS LIMA")
    cable = reftel.parse(WHOLE[:start] + escaped[escaped.index("UNCLAS LIMA") :])
    assert cable.subject is not None
    assert cable.subject.value == "LAMP OIL"
    assert [s.name.value for s in cable.signatures] == ["ROE"]
    assert all("\\" not in cable.text_of(paragraph.spans) for paragraph in cable.paragraphs)


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("09SECTION01OF02LIMA412", "09LIMA412"),
        ("09ECTION01OF02LIMA412", "09LIMA412"),
        ("90STATE412TOSEC140001", "90STATE412"),
        ("09EFTOLIMA412", "09LIMA412"),
        ("85NOFORNLIMA412", "85LIMA412"),
        ("7575LIMA412", "75LIMA412"),
    ],
)
def test_what_a_script_swallowed_into_an_id_is_taken_out(printed: str, meant: str) -> None:
    """Oddities 118 and 119: a section line, a second number, a caption, a doubled year."""
    found = read_identifier(printed, Vocabulary.shipped())
    assert found is not None
    assert str(found) == meant


def test_a_travelling_number_is_no_date() -> None:
    """Oddity 121: before 2008 the numbers of PARTO are plain, later month, day and message; both are numbers."""
    for printed, serial in (("03PARTO12", 12), ("08PARTO30412", 30412)):
        found = read_identifier(printed, Vocabulary.shipped())
        assert found is not None
        assert (found.station, found.serial) == ("PARTO", serial)


def test_two_counters_of_one_place_stay_two_ids() -> None:
    """Oddity 120: AITTAIPEI and TAIPEI are equivalent posts; neither is rewritten into the other."""
    vocabulary = Vocabulary.shipped()
    ids = {str(read_identifier(printed, vocabulary)) for printed in ("07TAIPEI412", "07AITTAIPEI412")}
    assert ids == {"07TAIPEI412", "07AITTAIPEI412"}
    assert "AITTAIPEI" in vocabulary.same_places("TAIPEI")
