"""The sentence that matched, with every match marked in it.

What is marked is found by the rules the index itself uses, in the text of archive.db: for a phrase the phrase and no
stray word of it, for a word each of its forms. A hit that has nothing of the words it must have means that the index
is not this archive's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from reftel.archive import wording
from reftel.archive.nodes import Words
from reftel.records import Cable
from reftel.views import Piece

_LONGEST: Final = 320
_BEFORE: Final = 80
_SENTENCE_END: Final = re.compile(r"[.!?][\"'”’)\]]*\s+|\n[ \t\r]*\n")
_BLANKS: Final = re.compile(r"\s+")


class Match(NamedTuple):
    """A place where something that was searched for stands: which of the sought words, from where to where."""

    sought: int
    start: int
    end: int


class Snippet(NamedTuple):
    """A run of text in pieces, and where it stands: the paragraph's place (from 0) and printed number."""

    pieces: tuple[Piece, ...]
    paragraph: int | None
    number: int | None


def matches(text: str, sought: Sequence[Words]) -> list[Match]:
    """Every place of `text` where one of the sought words stands, in order of their start."""
    found: list[Match] = []
    for stemmed in (True, False):
        wanted = [(place, each.words) for place, each in enumerate(sought) if each.stemmed is stemmed]
        if not wanted:
            continue
        starts: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for place, words in wanted:
            starts.setdefault(words[0], []).append((place, words))
        told = wording.words_with_places(text, stemmed=stemmed)
        for at, word in enumerate(told):
            for place, words in starts.get(word.text, ()):
                last = at + len(words)
                if last <= len(told) and all(told[at + n].text == wanted_word for n, wanted_word in enumerate(words)):
                    found.append(Match(place, word.start, told[last - 1].end))
    found.sort(key=lambda match: (match.start, match.end))
    return found


def best(cable: Cable, sought: Sequence[Words]) -> Snippet | None:
    """The sentence that shows most of what was sought, the first of several; None where nothing of it stands here.

    A sentence of a paragraph goes before one of the heading or the subject, which the line of the hit shows anyway.
    Without words to look for, it is the beginning of the first paragraph.
    """
    if not sought:
        return _opening(cable)
    chosen: tuple[tuple[int, bool], wording.Piece, list[Match], tuple[int, int]] | None = None
    for piece in wording.pieces(cable):
        found = matches(piece.text, sought)
        if not found:
            continue
        for start, end in _sentences(piece.text):
            inside = [match for match in found if start <= match.start < end]
            if not inside:
                continue
            # a phrase may run on into the next sentence
            end = max(end, inside[-1].end)
            kinds = len({match.sought for match in inside})
            weight = (kinds, piece.paragraph is not None)
            if chosen is None or weight > chosen[0]:
                chosen = (weight, piece, inside, (start, end))
        if chosen is not None and chosen[0] == (len(sought), True):
            break
    if chosen is None:
        return None
    _, piece, inside, (start, end) = chosen
    return Snippet(_shown(piece.text, start, end, inside), piece.paragraph, piece.number)


def _opening(cable: Cable) -> Snippet | None:
    for piece in wording.pieces(cable):
        if piece.paragraph is not None and len(piece.text) > _BEFORE:
            start, end = next(_sentences(piece.text))
            return Snippet(_shown(piece.text, start, end, []), piece.paragraph, piece.number)
    return None


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in _SENTENCE_END.finditer(text):
        yield start, end.end()
        start = end.end()
    if start < len(text):
        yield start, len(text)


def _shown(text: str, start: int, end: int, found: list[Match]) -> tuple[Piece, ...]:
    """The run cut to a length that can be shown, at blanks, with its matches marked and its blanks made single."""
    cut_before = cut_after = False
    if end - start > _LONGEST:
        wanted = max(start, found[0].start - _BEFORE) if found else start
        if wanted > start:
            blank = text.find(" ", wanted, found[0].start)
            start, cut_before = (blank + 1 if blank >= 0 else found[0].start), True
        if end - start > _LONGEST:
            least = found[0].end if found else start
            blank = text.rfind(" ", max(least, start), start + _LONGEST)
            end, cut_after = (blank if blank >= least and blank > start else max(least, start + _LONGEST)), True
    pieces: list[tuple[str, bool]] = [("… ", False)] if cut_before else []
    at = start
    for match in found:
        if match.end > end or match.end <= at:
            continue
        begun = max(match.start, at)
        pieces += [(text[at:begun], False), (text[begun : match.end], True)]
        at = match.end
    pieces.append((text[at:end], False))
    if cut_after:
        pieces.append((" …", False))
    return _single_blanks(pieces)


def _single_blanks(pieces: list[tuple[str, bool]]) -> tuple[Piece, ...]:
    joined: list[tuple[str, bool]] = []
    for text, matched in pieces:
        plain = _BLANKS.sub(" ", text)
        if joined and joined[-1][0].endswith(" "):
            plain = plain.lstrip(" ")
        if not plain:
            continue
        if joined and joined[-1][1] == matched:
            joined[-1] = (joined[-1][0] + plain, matched)
        else:
            joined.append((plain, matched))
    if joined:
        joined[0] = (joined[0][0].lstrip(), joined[0][1])
        joined[-1] = (joined[-1][0].rstrip(), joined[-1][1])
    return tuple(Piece(text, matched) for text, matched in joined if text)
