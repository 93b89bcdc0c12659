"""Laws of the reader: no text makes it raise, every reading points at its characters, line ends change nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from benchmarks.generate import GeneratedCable, cables
from hypothesis import given, settings
from hypothesis import strategies as st

import reftel
from reftel.records import Source
from reftel.sources import open_file
from tests.span_law import broken, same_values

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
GENERATED = {layout: tuple(cables(60, seed=11, layout=layout)) for layout in ("plain", "archive", "mirror")}
EVERY = [cable for made in GENERATED.values() for cable in made]
DEMO = sorted((ROOT / "demo" / "heap").rglob("*.txt"))


@pytest.mark.parametrize("made", EVERY, ids=lambda made: f"{made.layout}-{made.id}")
def test_generated_cables_are_read_as_they_were_made(made: GeneratedCable) -> None:
    cable = reftel.parse(made.text)
    assert cable.id is not None
    assert str(cable.id.value) == made.id
    assert cable.level is not None
    assert cable.level.value == made.level
    assert [tag.value.raw for tag in cable.tags] == list(made.tags)
    assert cable.subject is not None
    assert cable.subject.value == made.subject
    numbered = [p for p in cable.paragraphs if p.number]
    assert len(numbered) == made.paragraphs
    assert [p.mark.value if p.mark else None for p in numbered] == list(made.portion_marks)
    assert [str(r.canonical) for r in cable.references if r.canonical] or not made.references
    assert [s.name.value for s in cable.signatures] == ([made.signature] if made.signature else [])
    assert broken(cable) == []


@pytest.mark.parametrize("path", DEMO, ids=lambda p: p.stem)
def test_demo_cables_keep_the_law_of_spans(path: Path) -> None:
    cable = reftel.parse(path.read_bytes())
    assert broken(cable) == []


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A generated cable with runs cut out, doubled, moved, respelt, or noise put in."""
    text = draw(st.sampled_from(EVERY)).text[:6000]
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(text)))
        upto = min(len(text), at + draw(st.integers(0, 400)))
        kind = draw(st.sampled_from(["cut", "double", "noise", "case", "blanks", "redact", "move"]))
        run = text[at:upto]
        if kind == "cut":
            text = text[:at] + text[upto:]
        elif kind == "double":
            text = text[:upto] + run + text[upto:]
        elif kind == "noise":
            text = text[:at] + draw(st.text(max_size=40)) + text[at:]
        elif kind == "case":
            text = text[:at] + run.swapcase() + text[upto:]
        elif kind == "blanks":
            text = text[:at] + run.replace(" ", "\n") + text[upto:]
        elif kind == "redact":
            text = text[:at] + "X" * len(run) + text[upto:]
        else:
            text = run + text[:at] + text[upto:]
    return text


@pytest.mark.parametrize(
    "text",
    [
        # a year that no telegram can be of, in the date-time group and on the page
        "R 210731Z JUL 9584\nFM AMEMBASSY LIMA\nUNCLAS LIMA 000087\n\n1. Prices rose.\nROE\n",
        "Identifier\nCreated\nClassification\nOrigin\n\n0007-03-06 09:41:00\nSECRET\nLima\nUNCLAS LIMA 000087\n",
        # an E.O. line that ends with the order's number
        "UNCLAS LIMA 000087\nE.O. 11652\nSUBJECT: RICE\n\n1. Prices rose.\nROE\n",
    ],
)
def test_what_once_broke_the_law(text: str) -> None:
    assert broken(reftel.parse(text)) == []


@settings(max_examples=max(300, settings().max_examples))
@given(damaged())
def test_damaged_cables_never_raise_and_keep_the_law(text: str) -> None:
    assert broken(reftel.parse(text)) == []


@settings(max_examples=max(300, settings().max_examples))
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    assert broken(reftel.parse(text)) == []


@settings(max_examples=max(150, settings().max_examples))
@given(st.binary(max_size=400))
def test_any_bytes_are_read(data: bytes) -> None:
    assert broken(reftel.parse(data)) == []


@pytest.mark.parametrize("made", GENERATED["plain"], ids=lambda made: made.id)
def test_line_ends_and_trailing_blanks_change_no_value(made: GeneratedCable) -> None:
    plain = reftel.parse(made.text)
    assert same_values(reftel.parse(made.text.replace("\n", "\r\n")), plain)
    assert same_values(reftel.parse(made.text.replace("\n", "  \n")), plain)


def test_reading_is_the_same_every_time() -> None:
    for made in EVERY[:20]:
        assert reftel.parse(made.text) == reftel.parse(made.text)


def test_page_lines_change_no_reading() -> None:
    """A page line put between any two lines of a text leaves its paragraphs, marks and passages as they were."""
    dice = random.Random(5)  # noqa: S311 (a place in a text, the same every time)
    for made in GENERATED["plain"][:30]:
        plain = reftel.parse(made.text)
        if not plain.paragraphs or not plain.paragraphs[0].number:
            continue
        start = plain.paragraphs[0].number.spans[0].start
        line_ends = [i for i in range(start, len(made.text) - 200) if made.text[i] == "\n" and made.text[i - 1] != "\n"]
        line_ends = [i for i in line_ends if made.text[i + 1] != "\n"]
        at = dice.choice(line_ends)
        page = "\n\nLIMA 00000412  002 OF 003 \n\n"
        turned = reftel.parse(made.text[:at] + page + made.text[at:])
        assert [p.number and p.number.value for p in turned.paragraphs] == [
            p.number and p.number.value for p in plain.paragraphs
        ]
        assert [" ".join(turned.text_of(p.spans).split()) for p in turned.paragraphs] == [
            " ".join(plain.text_of(p.spans).split()) for p in plain.paragraphs
        ]


@pytest.fixture(scope="module")
def samples() -> list[Path]:
    folder = SHARED / "samples"
    if not folder.is_dir():
        pytest.skip("no real telegrams lie beside the checkout")
    return [
        *sorted(folder.glob("published_2003_2010/*/*.txt")),
        *sorted(folder.glob("published_2003_2010/*/*.html")),
        *sorted(folder.glob("nara_1973_79_*/*.txt")),
    ]


def test_samples_keep_the_law_and_have_an_id_and_paragraphs(samples: list[Path]) -> None:
    assert len(samples) > 100
    for path in samples:
        (source,) = open_file(path).sources
        cable = reftel.parse(source)
        assert broken(cable) == [], path.name
        assert cable.id is not None, path.name
        assert cable.signatures or cable.paragraphs, path.name


def test_the_layout_changes_no_reading_of_the_samples(samples: list[Path]) -> None:
    """The same cable on the archive page, in the mirror and on the publisher's page reads alike."""
    by_name: dict[str, list[Path]] = {}
    for path in samples:
        if path.parent.parent.name == "published_2003_2010":
            by_name.setdefault(path.stem, []).append(path)
    assert by_name
    for name, paths in by_name.items():
        readings = [reftel.parse(open_file(path).sources[0]) for path in paths]
        for other in readings[1:]:
            for field in ("id", "level", "marking", "section", "subject", "order", "declassify", "subject_mark"):
                one, two = getattr(readings[0], field), getattr(other, field)
                assert (one and one.value) == (two and two.value), (name, field)
            for field in ("captions", "tags", "reasons"):
                assert [f.value for f in getattr(readings[0], field)] == [f.value for f in getattr(other, field)], name
            assert [str(r.best) for r in readings[0].references] == [str(r.best) for r in other.references], name
            assert [p.number and p.number.value for p in readings[0].paragraphs] == [
                p.number and p.number.value for p in other.paragraphs
            ], name


def test_a_source_is_read_as_the_text_it_holds() -> None:
    text = "UNCLAS LIMA 000412\n\nSUBJECT: RICE\n\n1. Prices rose.\nROE\n"
    assert same_values(reftel.parse(Source(text=text)), reftel.parse(text))
    assert same_values(reftel.parse(text.encode()), reftel.parse(text))
