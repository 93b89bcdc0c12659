"""Captions and status lines: what stands between the classification line and the E.O. line.

    SIPDIS                                   a caption: how the telegram may be handled or distributed
    EXDIS (DISTRIBUTE AS NODIS)              one caption; NODIS governs
    STADIS//////////
    SENSITIVE SIPDIS                         two on one line
    C O R R E C T E D  C O P Y (PARA 3)      a status: this text replaces an earlier one
    DEPARTMENT FOR P, WHA/AND AND INR        an instruction (see `attention`)

A caption stands on a line of its own and is one the vocabulary knows. What only looks like one is noted, not taken.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from reftel.reading.attention import find_attention, is_instruction, opens_another
from reftel.reading.sheet import Sheet, folded
from reftel.records import Attention
from reftel.spans import Found, Span
from reftel.times import Date
from reftel.vocab import Vocabulary

CORRECTED: Final = re.compile(r"C ?O ?R ?R ?E ?C ?T ?E ?D\s{1,3}C ?O ?P ?Y\b[^\n]*")
CORRECTED_LINE: Final = re.compile(r"^[ \t]*(?P<status>C O R R E C T E D[ ]{1,3}C ?O ?P ?Y\b[^\n]*)", re.MULTILINE)
_SPACED: Final = re.compile(r"(?:[A-Z] )+[A-Z]")
_APART: Final = re.compile(r"[A-Za-z]+")
_PIECES: Final = re.compile(r"[A-Za-z](?:[A-Za-z()]| (?=[A-Za-z(]))*")  # set apart by two blanks, a comma, a slash
# the form of handling words: NODIS and its kin, a channel, slashes that fill the line
_HANDLING: Final = re.compile(r"[A-Z]{2,8}DIS|[A-Z]{2,12}(?: [A-Z]{2,12})? CHANNEL|[A-Z]{4,12}/{4,}")
_RULE: Final = re.compile(r"(?:- ?){10,}")  # above and below a reviewer's remark
_ORDER: Final = re.compile(r"[ \t]*E[.,]? ?[O0]\b")
_ORDER_LINE: Final = re.compile(r"\n[ \t]*E[.,]? ?[O0]\b")
_NO_CAPTIONS: Final = frozenset({"ref note", "wire prosign", "note", "status"})
_UNFINISHED: Final = (",", ";", "&", "/", " AND", " and")
_QUOTES: Final = frozenset("\"'“‘")  # a quoted remark is no part of an instruction
_LONGEST: Final = 64  # characters of a line that may be nothing but captions
_MOST_WORDS: Final = 4  # words of the longest caption


@lru_cache(maxsize=1 << 10)
def read_caption(text: str) -> str:
    """A caption in its usual form: spaced letters closed up, slashes behind it dropped; the words SENSITIVE BUT
    UNCLASSIFIED are the caption SENSITIVE written out."""
    words = folded(text.upper()).rstrip("/ ")
    if _SPACED.fullmatch(words):
        words = words.replace(" ", "")
    return "SENSITIVE" if words == "SENSITIVE BUT UNCLASSIFIED" else words


class Captions:
    """What the lines between classification line and E.O. line hold."""

    __slots__ = ("attention", "captions", "corrected")

    def __init__(self) -> None:
        self.captions: list[Found[str]] = []
        self.attention: list[Attention] = []
        self.corrected: Found[str] | None = None


def read_captions(sheet: Sheet, runs: list[tuple[int, int]], on: Date | None) -> Captions:
    """Read captions, status and attention lines from these runs of the heading (each from line start to line end).

    Instructions stand above the E.O. line; what has their form below it is text.
    """
    reader = _Reader(sheet, on)
    text = sheet.text
    last: int | None = None
    for start, end in runs:
        if last is not None and not reader.below_order:
            # the fields between two runs: a label stands where a run ends, or at a line's start
            passed = _ORDER.match(text, last) or _ORDER_LINE.search(text, last, start)
            reader.below_order = passed is not None
        reader.run(start, end)
        last = end
    return reader.close()


class _Reader:
    """One pass over the lines."""

    __slots__ = ("again", "below_order", "framed", "into", "on", "pending", "seen", "sheet")

    def __init__(self, sheet: Sheet, on: Date | None) -> None:
        self.sheet = sheet
        self.on = on
        self.into = Captions()
        self.seen: dict[str, int] = {}
        self.again: dict[int, list[Span]] = {}
        self.pending: tuple[int, int] | None = None  # an instruction that may go on
        self.below_order = False
        self.framed = False  # in a remark between two rules

    def run(self, start: int, end: int) -> None:
        """The lines of one run."""
        at = start
        for raw in self.sheet.text[start:end].split("\n"):
            line = raw.strip()
            if line:
                begin = at if raw[0] == line[0] else at + raw.index(line[0])
                self._line(line, begin, begin + len(line))
            elif self.pending and not self._unfinished(self.pending):
                self._close()
            at += len(raw) + 1
        self._close()

    def _line(self, line: str, start: int, end: int) -> None:
        if (
            not self.framed
            and self.pending is None
            and len(line) <= _LONGEST
            and is_caption(line, self.sheet.vocabulary)
        ):
            self._add(read_caption(line), start, end)
            return
        if ("O R R E C T" in line or "ORRECTED" in line) and (found := CORRECTED.search(line)):
            self._close()
            if self.into.corrected is None:
                status = (start + found.start(), start + found.end())
                self.into.corrected = self.sheet.found(folded(found.group()), *status)
            return
        captions = self._captions(line) if len(line) <= _LONGEST else []
        if captions and not (self.pending and self._unfinished(self.pending)):
            self._close()
            for value, first, last in captions:
                self._add(value, start + first, start + last)
        elif (
            self.pending
            and line[0] not in _QUOTES
            and not opens_another(line, finished=not self._unfinished(self.pending))
        ):
            self.pending = (self.pending[0], end)
        elif not self.below_order and not self.framed and is_instruction(line):
            self._close()
            self.pending = (start, end)
        else:
            self._close()
            if line[0] == "-" and _RULE.fullmatch(line):
                self.framed = not self.framed
            elif not captions and _HANDLING.fullmatch(line):
                self.sheet.note("CAP-UNKNOWN", f"{folded(line).rstrip('/')} is no caption known here.", start, end)

    def _unfinished(self, run: tuple[int, int]) -> bool:
        return self.sheet.text.endswith(_UNFINISHED, *run)

    def _close(self) -> None:
        if self.pending is not None:
            self.into.attention.append(find_attention(self.sheet, *self.pending, self.on))
            self.pending = None

    def _captions(self, line: str) -> list[tuple[str, int, int]]:
        """The captions a line consists of, each with where it stands in the line."""
        vocabulary = self.sheet.vocabulary
        if is_caption(line, vocabulary):
            return [(read_caption(line), 0, len(line))]
        pieces = [piece.span() for piece in _PIECES.finditer(line)]
        if len(pieces) > 1 and all(is_caption(line[first:last], vocabulary) for first, last in pieces):
            return [(read_caption(line[first:last]), first, last) for first, last in pieces]
        words = [word.span() for word in _APART.finditer(line)]
        if (
            not 1 < len(words) <= 2 * _MOST_WORDS
            or not line.replace(" ", "").replace(",", "").replace("/", "").isalpha()
        ):
            return []
        found: list[tuple[str, int, int]] = []
        place = 0
        while place < len(words):
            for count in range(min(_MOST_WORDS, len(words) - place), 0, -1):
                first, last = words[place][0], words[place + count - 1][1]
                if is_caption(line[first:last], vocabulary):
                    found.append((read_caption(line[first:last]), first, last))
                    place += count
                    break
            else:
                return []
        return found

    def _add(self, value: str, start: int, end: int) -> None:
        if value in self.seen:
            self.again.setdefault(self.seen[value], []).extend(self.sheet.spans(start, end))
            return
        self.seen[value] = len(self.into.captions)
        self.into.captions.append(self.sheet.found(value, start, end))

    def close(self) -> Captions:
        """All that was read; captions that stand again are given once, with the other places beside them."""
        captions = self.into.captions
        for place, spans in self.again.items():
            first = captions[place]
            captions[place] = Found(first.value, first.spans, first.where, tuple(spans))
        return self.into


def is_caption(words: str, vocabulary: Vocabulary) -> bool:
    """Whether these words are one caption that says how the telegram may be handled."""
    known = vocabulary.caption(words)
    return known is not None and known.kind not in _NO_CAPTIONS
