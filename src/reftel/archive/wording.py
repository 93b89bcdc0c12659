"""How the words of a telegram are told apart, for finding and for showing what was found.

A word is a run of letters and digits. Case, accents, kinds of apostrophe and invisible marks do not count:
Moçambique, MOCAMBIQUE and `Moc,ambique` written with a combining cedilla are one word. A word is looked up in two ways:
*literal* (so folded) and as *forms* (besides, by its English stem: cooperation, cooperating). Searching and marking
use the very same analysers, so that what is marked is what matched.

A telegram is searched piece by piece: its subject, each paragraph, and every other run of its text (heading,
addressees, the name at the end). No phrase reaches from one piece into the next.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

import tantivy

from reftel.records import Cable
from reftel.spans import Span

ANALYSER: Final = "1"
"""The number of these rules: an index made by others is made anew."""


class _Folding(dict[int, str | None]):
    """One character to what it counts as: é to e; combining and invisible marks to nothing. Filled as it is asked."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        category = unicodedata.category(character)
        folded: str | None
        if category == "Mn" or (category == "Cf" and code != 0x200B):
            folded = None
        elif category == "Cs":
            folded = "\ufffd"  # half a surrogate pair is no character and can be looked up nowhere
        else:
            parts = unicodedata.normalize("NFD", character)
            plain = "".join(part for part in parts if unicodedata.category(part) != "Mn")
            # never more than one character, so that places stay easy to tell
            folded = plain if len(plain) == 1 else character
        self[code] = folded
        return folded


_FOLDING: Final = _Folding()


def fold(text: str) -> str:
    """The text without accents and invisible marks; plain ASCII comes back as it is."""
    return text if text.isascii() else text.translate(_FOLDING)


def fold_with_places(text: str) -> tuple[str, list[int] | None]:
    """The folded text and, where its characters moved, the place of each in `text` (and its length at the end)."""
    folded = fold(text)
    if len(folded) == len(text):
        # nothing fell out, and one character never becomes several: every place is the same
        return folded, None
    places = [place for place, character in enumerate(text) for _ in _FOLDING[ord(character)] or ""]
    return folded, [*places, len(text)]


@cache
def literal() -> tantivy.TextAnalyzer:
    """Words as they are written, folded."""
    return _builder().build()


@cache
def forms() -> tantivy.TextAnalyzer:
    """Words by their English stems, folded."""
    return _builder().filter(tantivy.Filter.stemmer("english")).build()


def _builder() -> tantivy.TextAnalyzerBuilder:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.lowercase())
    )


def words_of(text: str, *, stemmed: bool) -> tuple[str, ...]:
    """The words of a text, as they are looked up."""
    return tuple((forms() if stemmed else literal()).analyze(fold(text)))


class Word(NamedTuple):
    """A word of a text and where it stands in it, in code points."""

    text: str
    start: int
    end: int


def words_with_places(text: str, *, stemmed: bool) -> list[Word]:
    """The words of a text with their places."""
    folded, places = fold_with_places(text)
    tokens = (forms() if stemmed else literal()).pre_tokenize(folded).tokens
    if places is None:
        return [Word(token.text, token.char_offset_from, token.char_offset_to) for token in tokens]
    return [
        Word(token.text, places[token.char_offset_from], places[token.char_offset_to - 1] + 1)
        for token in tokens
        if token.char_offset_to > token.char_offset_from
    ]


class Piece(NamedTuple):
    """A run of a telegram's text that is searched by itself; `paragraph` is its place, counted from 0, if it is one."""

    text: str
    paragraph: int | None = None
    number: int | None = None


_BLANK_LINE: Final = re.compile(r"\n[ \t\r]*\n")


def pieces(cable: Cable) -> Iterator[Piece]:
    """The text of a telegram in searchable pieces: subject, paragraphs, then everything else that was sent."""
    told: list[Span] = list(cable.furniture)
    # what is a cable of its own, or another version of this one, is found there
    in_place = cable.repeats_in_place
    told += [span for each in cable.repeats if each not in in_place for span in each.spans]
    told += [span for d in cable.diagnostics if d.code in ("VER-CORRECTED", "VER-MULTIPLE") for span in d.spans]
    if cable.subject is not None:
        yield Piece(cable.subject.value)
        told += cable.subject.spans
    elif cable.wrapper.title is not None:
        yield Piece(cable.wrapper.title.value)
    for place, paragraph in enumerate(cable.paragraphs):
        number = paragraph.number.value if paragraph.number is not None else None
        if paragraph.heading is not None:
            yield Piece(paragraph.heading.value, place, number)
            told += paragraph.heading.spans
        if paragraph.spans:
            yield Piece(cable.text_of(paragraph.spans), place, number)
            told += paragraph.spans
    yield from _rest(cable, told)


def _rest(cable: Cable, told: list[Span]) -> Iterator[Piece]:
    """What no paragraph holds, between the runs that are `told`: heading, addressees, name at the end."""
    text = cable.source.text
    body = cable.wrapper.body
    at, stop = (0, len(text)) if body is None else (body.start, body.end)
    for span in sorted(told):
        if span.start > at:
            yield from _lines(text[at : min(span.start, stop)])
        at = max(at, span.end)
        if at >= stop:
            return
    yield from _lines(text[at:stop])


def _lines(text: str) -> Iterator[Piece]:
    for run in _BLANK_LINE.split(text):
        if run and not run.isspace():
            yield Piece(run)
