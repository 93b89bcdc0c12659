"""The small values everyone shares: spans and cut texts, ids, dates, markings, and their JSON form."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reftel
from reftel import documents
from reftel.diagnostics import CODES, diagnostic
from reftel.ids import CableId, full_year, handle, is_handle
from reftel.markings import LEVELS, Marking, read_marking
from reftel.records import Cable, Source
from reftel.spans import CleanText, Found, Span
from reftel.times import Date

# -- spans -------------------------------------------------------------------------------------------------------------


@st.composite
def cut_texts(draw: st.DrawFn) -> tuple[str, list[Span], int, int]:
    text = draw(st.text(min_size=1, max_size=60))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start, len(text)))
    points = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    cuts = [Span(a, b) for a, b in itertools.pairwise(points)][::2]
    return text, cuts, start, end


@given(cut_texts(), st.data())
def test_cut_text_keeps_the_way_back(made: tuple[str, list[Span], int, int], data: st.DataObject) -> None:
    text, cuts, start, end = made
    clean = CleanText(text, cuts, start=start, end=end)
    kept = [i for i in range(start, end) if not any(cut.start <= i < cut.end for cut in cuts)]
    assert clean.text == "".join(text[i] for i in kept)
    a = data.draw(st.integers(0, len(kept)))
    b = data.draw(st.integers(a, len(kept)))
    spans = clean.raw(a, b)
    assert "".join(span.of(text) for span in spans) == clean.text[a:b]
    assert [i for span in spans for i in range(span.start, span.end)] == kept[a:b]
    for offset in range(a, b):
        assert clean.at(offset) == kept[offset]


def test_uncut_text_is_not_copied() -> None:
    text = "UNCLAS LIMA 000412"
    assert CleanText(text, ()).text is text
    assert CleanText(text, ()).raw(7, 18) == (Span(7, 18),)


def test_an_empty_span_is_a_span() -> None:
    assert Span(3, 3)
    assert len(Span(3, 3)) == 0


def test_pieces_are_joined_by_line_ends() -> None:
    assert Found("x", (Span(0, 2), Span(3, 5))).slices("ab-cd") == "ab\ncd"


# -- ids ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "short", "long"),
    [
        ("07LIMA412", "07LIMA412", "2007LIMA00412"),
        ("2007LIMA00412", "07LIMA412", "2007LIMA00412"),
        ("1975LIMA00412_b", "75LIMA412", "1975LIMA00412"),
        ("66LIMA3", "66LIMA3", "1966LIMA00003"),
        ("65LIMA3", "65LIMA3", "2065LIMA00003"),
        ("09LIMA0561", "09LIMA561", "2009LIMA00561"),
        ("04STATE419544", "04STATE419544", "2004STATE419544"),
    ],
)
def test_spellings_of_an_id(written: str, short: str, long: str) -> None:
    cable_id = CableId.parse(written)
    assert (str(cable_id), cable_id.long) == (short, long)
    assert CableId.parse(str(cable_id)) == CableId.parse(cable_id.long) == cable_id


@pytest.mark.parametrize(
    "text", ["", "LIMA412", "07LIMA", "7LIMA412", "07lima412", "07LIMA12345678", "07 LIMA 412", "07L412"]
)
def test_what_is_no_id(text: str) -> None:
    with pytest.raises(ValueError, match="not a cable id"):
        CableId.parse(text)


def test_ids_sort_by_year_station_serial() -> None:
    order = ["75LIMA9", "04LIMA12", "04QUITO2", "07LIMA1"]
    assert [str(i) for i in sorted(map(CableId.parse, reversed(order)))] == order


def test_full_year() -> None:
    assert (full_year(66), full_year(99), full_year(0), full_year(65)) == (1966, 1999, 2000, 2065)


def test_handles_are_stable_and_told_apart() -> None:
    assert handle("ab" * 32) == "xababababab"
    assert is_handle(handle("ab" * 32))
    assert len({handle("ab" * 32, ordinal) for ordinal in range(5)}) == 5
    assert not is_handle("07LIMA412")


# -- dates -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2004", "year", "2004-01-01", "2004-12-31"),
        ("2004-02", "month", "2004-02-01", "2004-02-29"),
        ("2004-04-06", "day", "2004-04-06", "2004-04-06"),
        ("2004-04-06T06:14Z", "minute", "2004-04-06", "2004-04-06"),
        ("2004-04-06T06:14:09Z", "second", "2004-04-06", "2004-04-06"),
    ],
)
def test_dates_keep_their_precision(text: str, precision: str, first: str, last: str) -> None:
    date = Date.parse(text)
    assert (str(date), date.precision, date.first_day, date.last_day) == (text, precision, first, last)


@pytest.mark.parametrize(
    "text", ["", "04", "2004-13", "2003-02-29", "2004-04-06T24:00Z", "April 2004", "2004-04-06T06"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Date.parse(text)


def test_dates_sort_the_less_precise_first() -> None:
    order = ["2003-12-31", "2004", "2004-04", "2004-04-06", "2004-04-06T06:14Z", "2004-04-07"]
    assert [str(d) for d in sorted(Date.parse(t) for t in reversed(order))] == order


# -- markings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "marking"),
    [
        ("S E C R E T", "SECRET"),
        ("C O N F I D E N T I A L", "CONFIDENTIAL"),
        ("UNCLAS", "UNCLASSIFIED"),
        ("T O P  S E C R E T", "TOP SECRET"),
        ("(S-N/F)", "SECRET//NOFORN"),
        ("S//NF", "SECRET//NOFORN"),
        ("S/NF", "SECRET//NOFORN"),
        ("SNF", "SECRET//NOFORN"),
        ("(C)", "CONFIDENTIAL"),
        ("(SBU/N)", "UNCLASSIFIED//NOFORN//SBU"),
        ("SBU/NF", "UNCLASSIFIED//NOFORN//SBU"),
        ("(U)", "UNCLASSIFIED"),
        ("LOU", "UNCLASSIFIED//LOU"),
        ("LIMITED OFFICIAL USE", "UNCLASSIFIED//LOU"),
        ("UNCLASSIFIED//FOR OFFICIAL USE ONLY", "UNCLASSIFIED//FOUO"),
        ("SECRET//NOFORN", "SECRET//NOFORN"),
        ("(C - ENTIRE TEXT)", "CONFIDENTIAL"),
        ("SECRET//REL TO USA, GBR", "SECRET//REL TO USA, GBR"),
        ("S//REL TO GBR, USA//NF", "SECRET//NOFORN"),
    ],
)
def test_markings_as_they_are_printed(printed: str, marking: str) -> None:
    found = read_marking(printed)
    assert str(found) == marking
    assert Marking.parse(marking) == found


@pytest.mark.parametrize("printed", ["", "A", "PRICES", "C/PRICES", "(7)", "REF A", "S E C", "NF"])
def test_what_is_no_marking(printed: str) -> None:
    assert read_marking(printed) is None


MARKINGS = st.builds(
    Marking,
    st.sampled_from(LEVELS),
    st.lists(st.sampled_from(["NOFORN", "SBU", "ORCON", "REL TO USA, GBR", "REL TO USA, FRA, GBR"]), max_size=3).map(
        lambda controls: [c for i, c in enumerate(controls) if not (c.startswith("REL") and any(
            d.startswith("REL") for d in controls[:i]))]
    ),
)  # fmt: skip


@given(MARKINGS, MARKINGS, MARKINGS)
def test_join_is_one_marking_whatever_the_order(a: Marking, b: Marking, c: Marking) -> None:
    assert Marking.join([a, b]) == Marking.join([b, a])
    assert Marking.join([Marking.join([a, b]), c]) == Marking.join([a, Marking.join([b, c])])


@given(MARKINGS, MARKINGS)
def test_a_whole_protects_at_least_as_its_portions(a: Marking, b: Marking) -> None:
    whole = Marking.join([a, b])
    assert whole.rank == max(a.rank, b.rank)
    assert whole >= a
    assert whole >= b
    assert ("NOFORN" in whole.controls) == ("NOFORN" in a.controls or "NOFORN" in b.controls)


def test_sbu_is_a_control_of_unclassified_text_and_no_rank() -> None:
    sbu, confidential = Marking.parse("SBU"), Marking.parse("C")
    assert sbu.level == "UNCLASSIFIED"
    assert Marking.join([sbu, confidential]) == confidential
    assert Marking.join([sbu, Marking.parse("U")]) == sbu
    assert Marking.join([]) == Marking("UNCLASSIFIED")


def test_portion_forms() -> None:
    assert [Marking.parse(t).portion for t in ("S-N/F", "C", "U", "SBU", "SBU/NF", "TS")] == [
        "S/NF", "C", "U", "SBU", "SBU/NF", "TS",
    ]  # fmt: skip


# -- diagnostics and JSON ----------------------------------------------------------------------------------------------


def test_every_code_is_told_and_none_is_a_stub() -> None:
    for code, kind in CODES.items():
        assert code == code.upper()
        assert "-" in code
        assert kind.severity in ("note", "warning", "error")
        assert kind.meaning.endswith(".")
        assert kind.advice.endswith(".")
    assert diagnostic("TAG-MISSING").message == CODES["TAG-MISSING"].meaning


def test_every_code_is_given_by_some_reader() -> None:
    """A code in the manual that nothing gives would promise a look that nobody takes."""
    package = Path(reftel.__file__).parent
    readers = "".join(file.read_text("utf-8") for file in package.rglob("*.py") if file.name != "diagnostics.py")
    assert [code for code in CODES if f'"{code}"' not in readers] == []


def test_unknown_codes_are_refused() -> None:
    with pytest.raises(KeyError):
        diagnostic("NO-SUCH-CODE")


@given(st.text(max_size=40))
def test_json_of_a_cable_round_trips(text: str) -> None:
    cable = reftel.parse("UNCLAS LIMA 000412\n\nTAGS: ECON, PE\nSUBJECT: " + text + "\n\n1. (SBU) Prices rose.\nROE\n")
    assert documents.decode(Cable, documents.encode(cable)) == cable


def test_json_forms() -> None:
    cable = Cable(
        source=Source(text="x"),
        id=Found(CableId.parse("04LIMA565"), (Span(0, 1),)),
        marking=Found(Marking.parse("S/NF"), (Span(0, 1),)),
        date=Found(Date.parse("2004-04"), (Span(0, 1),), "wrapper"),
    )
    body = msgspec.json.decode(documents.cable_document(cable))
    assert (body["reftel"], body["kind"]) == (1, "cable")
    assert body["id"] == {"value": "04LIMA565", "spans": [[0, 1]]}
    assert body["marking"]["value"] == "SECRET//NOFORN"
    assert body["date"] == {"value": "2004-04", "spans": [[0, 1]], "where": "wrapper"}
    assert "text" not in body["source"]
    assert msgspec.json.decode(documents.cable_document(cable, with_text=True))["source"]["text"] == "x"


def test_json_that_does_not_fit_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        documents.decode(Cable, b'{"source": {"text": 3}}')
    with pytest.raises(msgspec.ValidationError):
        documents.decode(Cable, b'{"source": {"text": "x"}, "id": {"value": "no id"}}')
