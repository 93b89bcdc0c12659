"""The words that the readers of a text look for, found once for all of them.

Facts. SUMMARY, COMMENT, NOTE, `reftel`, `septel`, `protect`: most telegrams have two or three of them, and few places
where they could stand. The text is gone through once for each letter that is rare in English and stands in several of
the words, instead of once for each word.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

# each begins with a letter that few words have, so that it is tried at few places
_WITH_M: Final = re.compile(r"MM(?:A(?<=SUMMA)|ENT(?<=COMMENT))")
_WITH_P: Final = re.compile(r"P(?:TEL(?<=SEPTEL)|ROTECT)")
_WITH_B: Final = re.compile(r"B(?:EGIN |UTION(?<=ATTRIBUTION))")
_WITH_F: Final = re.compile(r"F(?:YI|(?<=REF))")
_NOTE: Final = re.compile("NOTE")
_start: Final = re.Match.start
_ACTION: Final = "ACTION RE"  # and the Q


class Landmarks(Struct, frozen=True, gc=False):
    """Where words stand in a text of capitals, each in order; a word counts from its beginning on, except QUOTE, which
    may end one (UNQUOTE)."""

    labels: list[int]
    """SUMMARY, COMMENT, NOTE, ACTION REQUEST and QUOTE."""
    begins: list[int]
    """BEGIN."""
    closes: bool
    """Whether there is anything but those labels that END could close: BEGIN, QUOTE, or FYI."""
    references: list[int]
    """REF, and whatever begins so."""
    septels: list[int]
    protects: list[int]
    attributed: bool
    """Whether there is the word ATTRIBUTION."""


def find_landmarks(upper: str, start: int, end: int) -> Landmarks:
    """The landmarks between two offsets of a text of capitals."""
    labels = [at - 2 for at in map(_start, _WITH_M.finditer(upper, start, end))]
    labels += map(_start, _NOTE.finditer(upper, start, end))
    labels = [at for at in labels if at == start or (at > start and not upper[at - 1].isalnum())]
    closes = False
    at = upper.find("Q", start, end)
    while at >= 0:
        if upper.startswith("QUOTE", at, end):
            labels.append(at)
            closes = True
        elif (
            at - 9 >= start and upper.startswith(_ACTION, at - 9) and (at - 9 == start or not upper[at - 10].isalnum())
        ):
            labels.append(at - 9)
        at = upper.find("Q", at + 1, end)
    labels.sort()
    septels: list[int] = []
    protects: list[int] = []
    for at in map(_start, _WITH_P.finditer(upper, start, end)):
        if upper[at + 1] == "R":
            protects.append(at)
        elif at - 2 == start or (at - 2 > start and not upper[at - 3].isalnum()):
            septels.append(at - 2)
    begins: list[int] = []
    attributed = False
    for at in map(_start, _WITH_B.finditer(upper, start, end)):
        if upper[at + 1] == "U":
            attributed = True
        elif at == start or not upper[at - 1].isalnum():
            begins.append(at)
            closes = True
    references: list[int] = []
    for at in map(_start, _WITH_F.finditer(upper, start, end)):
        if upper.startswith("YI", at + 1):
            closes = True
        elif at - 2 == start or (at - 2 > start and not upper[at - 3].isalnum()):
            references.append(at - 2)
    return Landmarks(labels, begins, closes, references, septels, protects, attributed)
