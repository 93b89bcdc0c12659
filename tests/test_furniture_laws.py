"""Page lines, banners and stamps change no reading, wherever a page ended: between paragraphs, inside a sentence, a
subject, a list of references."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from benchmarks.generate import GeneratedCable, cables
from hypothesis import given, settings
from hypothesis import strategies as st

import reftel
from reftel.reading.sameness import differences
from reftel.records import Cable

MADE = tuple(made for made in cables(120, seed=23) if made.paragraphs > 1)

# What a page turn left: each kind in the form it has on paper, the station and number of the telegram put in.
TURNS: dict[str, str] = {
    "of-2006": "{station} {serial:08}  002 OF 003 \n",
    "of-2006-with-caption": "{station} {serial:08}  002 OF 003 \n\nSIPDIS\n",
    "of-2006-with-a-part": "{station} {serial:08}  002.2 OF 003 \n",
    "of-1973": "PAGE 02  {six}  {serial:05}  061515Z\n",
    "of-1973-with-banner": "CONFIDENTIAL\nPAGE 02  {six}  {serial:05}  061515Z\n",
    "of-1973-with-two-banners": "CONFIDENTIAL\nCONFIDENTIAL\nPAGE 02  {six}  {serial:05}  061515Z\n",
    "of-the-archives": "CONFIDENTIAL\n\n\n\nCONFIDENTIAL\n\nPAGE 02  {six}  {serial:05}  061515Z\n",
    "page-of": "PAGE 02 OF 03  {six}  {serial:05}  061515Z\n",
    "of-1973-beside-its-banner": "CONFIDENTIAL        PAGE 02        {six}  {serial:05}  061515Z\n",
    "handling": "*** Current Handling Restrictions *** n/a\n*** Current Classification *** UNCLASSIFIED\n",
    "stamp": "Declassified/Released US Department of State EO Systematic Review 20 MAR 2014\n",
}


def filled(turn: str, made: GeneratedCable) -> str:
    parts = re.fullmatch(r"\d\d([A-Z]+)(\d+)", made.id)
    assert parts is not None
    return turn.format(station=parts[1][:12], six=parts[1][:6], serial=int(parts[2]))


def is_caption(turn: str) -> bool:
    """Whether the turn carries a caption over, which only cables with that caption do: with blank lines around it."""
    return turn.endswith("SIPDIS\n")


def is_turn_of(turn: str, made: GeneratedCable) -> bool:
    return not is_caption(turn) or "SIPDIS" in made.captions


def turned(made: GeneratedCable, at: int, turn: str, *, blanks: bool) -> str:
    """The cable with a page turned behind the line that ends at `at`; with blank lines around it or without."""
    gap = "\n" if blanks or is_caption(turn) else ""
    return made.text[: at + 1] + gap + turn + gap + made.text[at + 1 :]


def line_ends(text: str, start: int, end: int) -> list[int]:
    """The line ends between two lines with words: a page is turned between lines, wherever those belong together."""
    found = [at.start() for at in re.finditer(r"(?<=[^\n ])\n(?=[^\n])", text[start:end])]
    return [start + at for at in found]


@cache
def places(made: GeneratedCable) -> dict[str, list[int]]:
    """Where a page can be turned in each part of a cable."""
    cable = read(made)
    text = made.text
    paragraphs = [p for p in cable.paragraphs if p.number]
    first, last = paragraphs[0].spans[0].start, paragraphs[-1].spans[-1].end
    blank = [at.start() + 1 for at in re.finditer(r"\n\n", text[first:last])]
    subject = cable.subject
    references = cable.references
    found = {
        "sentence": line_ends(text, first, last),
        "paragraphs": [first + at for at in blank],
        # of a subject in small letters nobody can tell whether it goes on below a page line with blank lines around it
        "subject": line_ends(text, subject.spans[0].start, subject.spans[0].end)
        if subject and subject.value.isupper()
        else [],
        "references": line_ends(text, references[0].printed.spans[0].start, references[-1].printed.spans[-1].end)
        if references
        else [],
    }
    own = cable.furniture  # where a page was turned already none is turned
    return {
        part: [at for at in spots if not any(cut.start <= at + 1 <= cut.end for cut in own)]
        for part, spots in found.items()
    }


@cache
def read(made: GeneratedCable) -> Cable:
    return reftel.parse(made.text)


PARTS = ("sentence", "paragraphs", "subject", "references")


def unlike(made: GeneratedCable, text: str) -> list[tuple[str, Any, Any]]:
    return list(differences(read(made), reftel.parse(text)))


@pytest.mark.parametrize("kind", TURNS)
@pytest.mark.parametrize("part", PARTS)
def test_a_page_turned_changes_no_reading(part: str, kind: str) -> None:
    """One cable of each kind and part, always the same ones."""
    chosen = [made for made in MADE if places(made)[part] and is_turn_of(TURNS[kind], made)][
        :: 1 if part in ("subject", "references") else 12
    ][:6]
    assert chosen
    for number, made in enumerate(chosen):
        spots = places(made)[part]
        text = turned(made, spots[number * 7 % len(spots)], filled(TURNS[kind], made), blanks=bool(number % 2))
        assert unlike(made, text) == [], (made.id, spots[number * 7 % len(spots)])


@st.composite
def turned_cables(draw: st.DrawFn) -> tuple[GeneratedCable, str]:
    """A cable with up to three pages turned, of any kinds and anywhere."""
    made = draw(st.sampled_from(MADE))
    spots = sorted({at for part in PARTS for at in places(made)[part]})
    chosen = draw(st.lists(st.sampled_from(spots), min_size=1, max_size=3, unique=True))
    text = made.text
    for at in sorted(chosen, reverse=True):
        turn = filled(draw(st.sampled_from([turn for turn in TURNS.values() if is_turn_of(turn, made)])), made)
        gap = "\n" if draw(st.booleans()) or is_caption(turn) else ""
        text = text[: at + 1] + gap + turn + gap + text[at + 1 :]
    return made, text


@settings(max_examples=max(60, settings().max_examples // 2))
@given(turned_cables())
def test_pages_turned_anywhere_change_no_reading(case: tuple[GeneratedCable, str]) -> None:
    made, text = case
    assert unlike(made, text) == []
