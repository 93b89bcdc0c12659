"""Laws of the reader: no text makes it raise, and every reading points at its characters.

What changes no reading (line ends, layouts, page turns, a heap around it) has laws in files of its own.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.generate import GeneratedCable, cables
from benchmarks.hostile import HOSTILE
from benchmarks.telegram import LAYOUTS
from hypothesis import given, settings
from hypothesis import strategies as st

import reftel
from reftel.records import Source
from reftel.sources import open_file
from tests.span_law import broken, same_values

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
GENERATED = {layout: tuple(cables(60, seed=11, layout=layout)) for layout in LAYOUTS}
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


DAMAGES = ("cut", "double", "noise", "case", "blanks", "redact", "move", "word", "join", "returns")
# what is a sign to some reader: labels, numbers, marks, brackets, page lines, quotations, the parts of hostile texts
WORDS = tuple(dict.fromkeys(filling for _, filling in HOSTILE.values()))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A generated cable with runs cut out, doubled, moved, respelt, or noise put in: characters, lines, or the words
    that mean something to a reader, at a line's start or anywhere."""
    made = draw(st.sampled_from(EVERY))
    text = made.text[-7000:] if made.layout == "html" and draw(st.booleans()) else made.text[:6000]
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        upto = min(len(text), at + draw(st.integers(0, 400)))
        kind = draw(st.sampled_from(DAMAGES))
        if draw(st.booleans()):  # whole lines
            at = text.rfind("\n", 0, at) + 1
            upto = text.find("\n", upto) + 1 or len(text)
        run = text[at:upto]
        if kind == "cut":
            text = text[:at] + text[upto:]
        elif kind == "word":
            text = text[:at] + draw(st.sampled_from(WORDS)) + text[at:]
        elif kind == "join":
            text = text[:at] + run.replace("\n", " ") + text[upto:]
        elif kind == "returns":
            text = text[:at] + run.replace("\n", draw(st.sampled_from(["\r", "\r\n", "\n\n", "\f"]))) + text[upto:]
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


@settings(max_examples=max(80, settings().max_examples))
@given(damaged(), damaged())
def test_damaged_heaps_never_raise_and_keep_the_law(one: str, other: str) -> None:
    for cable in reftel.parse_heap(f"{one}\nNNNN\n{other}"):
        assert broken(cable) == []


@settings(max_examples=max(150, settings().max_examples))
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25), st.sampled_from(["", "\n", " ", "\n\n"]))
def test_any_signs_in_a_row_are_read(words: list[str], between: str) -> None:
    assert broken(reftel.parse(between.join(words))) == []


@settings(max_examples=max(300, settings().max_examples))
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    assert broken(reftel.parse(text)) == []


@settings(max_examples=max(150, settings().max_examples))
@given(st.binary(max_size=400))
def test_any_bytes_are_read(data: bytes) -> None:
    assert broken(reftel.parse(data)) == []


def test_reading_is_the_same_every_time() -> None:
    for made in EVERY[:20]:
        assert reftel.parse(made.text) == reftel.parse(made.text)


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


def test_a_source_is_read_as_the_text_it_holds() -> None:
    text = "UNCLAS LIMA 000412\n\nSUBJECT: RICE\n\n1. Prices rose.\nROE\n"
    assert same_values(reftel.parse(Source(text=text)), reftel.parse(text))
    assert same_values(reftel.parse(text.encode()), reftel.parse(text))
