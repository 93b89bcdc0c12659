"""The capitals of a text: what is left of it without small letters, for seeing quickly that a word is not there.

Nearly all the words that mean something to a reader of telegrams are in capitals (`PAGE 02`, `NNNN`, `SUBJ`), and of
most telegrams since the 1990s three letters in four are small. A word that does not stand among the capitals does not
stand in the text, and that is asked at a quarter of the cost; a word that does may stand there, and is looked for.
"""

from __future__ import annotations

from typing import Final

_LEFT_OUT: Final = b"abcdefghijklmnopqrstuvwxyz ,'()123456789"

WHOLE: Final = 1 << 16
"""Characters of the longest text whose capitals are kept until those of another are asked for."""

_last: tuple[str, bytes] = ("", b"")


def capitals(text: str) -> bytes:
    """A text without its small letters, blanks, commas, brackets and digits (but for 0); what is beyond Latin-1 is a
    question mark. The same text asked for again costs nothing."""
    global _last
    kept, found = _last
    if kept is text:
        return found
    found = text.encode("latin-1", "replace").translate(None, _LEFT_OUT)
    if len(text) <= WHOLE:
        _last = (text, found)
    return found


def sign(words: str) -> bytes:
    """How words look among the capitals of a text: `PAGE 01` as PAGE0."""
    return words.encode("latin-1").translate(None, _LEFT_OUT)
