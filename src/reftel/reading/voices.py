"""Who speaks in a text: summary, comment, note, action request, quoted text.

    1. (C) Summary: Rice prices rose. End Summary
    … he thought little of it (Comment: So do we. End Comment) …
    3. BEGIN TALKING POINTS: … END TALKING POINTS.

Facts. A passage opens with a label (at the paragraph's start, in brackets, after a stop) and closes with END and the
label, or with its paragraph; passages nest. A heading COMMENT speaks for the paragraphs below it, up to the next
heading. What stands between BEGIN and END is given word for word: a text, its translation, talking points.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

from msgspec import Struct

from reftel.reading.landmarks import Landmarks
from reftel.reading.sheet import Sheet
from reftel.records import Paragraph, Passage, PassageKind

# what is given word for word between BEGIN and END: `BEGIN INFORMAL TRANSLATION OF LETTER:`, `END TALKING POINTS`
_GIVEN: Final = (
    r"(?:[A-Z\-/]+\s+){0,4}?(?:TEXT|QUOTE|TALKING\s+POINTS|POINTS|NON-?PAPER|TRANSLATION|TRANSCRIPT|EXCERPTS?|STATEMENT"
    r"|LETTER|AIDE[ -]MEMOIRE|ARTICLE|DEMARCHE)(?:\s+OF\s+[A-Z]+(?:\s+[A-Z]+){0,3})?"
)
_LABEL: Final = re.compile(
    r"(?P<what>SUMMARY(?:\s*(?:AND|/|&)\s*(?:COMMENT|INTRODUCTION|ACTION\s+REQUEST|TABLE\s+OF\s+CONTENTS|BACKGROUND"
    r"|RECOMMENDATIONS?|OVERVIEW|ANALYSIS|CONCLUSIONS?))?|SUMMAY"
    r"|COMMENTS?(?:\s*(?:AND|/|&)\s*(?:ACTION\s+REQUEST(?:ED)?|RECOMMENDATIONS?|CONCLUSIONS?))?|NOTE"
    rf"|ACTION\s+REQUEST(?:ED)?|QUOTE|(?:BEGIN|END)\s+(?:OF\s+)?(?:{_GIVEN}|FYI))\b"
)
_BEFORE_LABEL: Final = re.compile(
    r"(?P<end>\bEND\s+(?:OF\s+)?|\bBEGIN\s+)?(?:\b(?:EMBASSY|POST|CONSULATE|MISSION|POLOFF)(?:'S)?\s+)?"
    r"(?:\b(?:NOTE|INTRODUCTION|BACKGROUND|OVERVIEW)\s+AND\s+|\b(?:EXECUTIVE|BRIEF)\s+)?\Z"
)
_LAST_BEFORE: Final = tuple("DFNTYESK")  # END, OF, BEGIN, POST, EMBASSY, CONSULATE, EMBASSY'S: the letters they end in
_LABELLED: Final = re.compile(
    r"[ \t]*,?[ \t]*(?:\(?(?:CONTINUED|CONT(?:\.|'D|INUED)?)\)?)?[ \t]*[:.\-–—]{1,3}\s*|\s*\Z"
    # alone on its line, as a heading is that stands behind the number: a rule of dashes below it
    r"|[ \t\r]*\n[ \t]*[-=_‐–—]{4,}[-=_‐–— \t\r]*\n\s*"
)
_LABELLED_IN_BRACKETS: Final = re.compile(r"[ \t]*[)\]][ \t]*:?\s*")
_LATE_MARK: Final = re.compile(r"\s*\([A-Z/\-]{1,8}\)\s*")
_BARE_MARK: Final = re.compile(r"\([A-Za-z/ \-]{1,16}\)")
_HEADING: Final = re.compile(
    r"(?P<summary>(?:(?:INTRODUCTION|BACKGROUND|OVERVIEW)\s+(?:AND|/|&)\s+|EXECUTIVE\s+|BRIEF\s+)?(?:SUMMARY\b|SUMMAY))"
    r"|(?P<comment>(?:(?!NO\b|PRESS\b|EDITORIAL\b|PUBLIC\b)[A-Z.'’]+\s+){0,3}?COMMENTS?\s*(?:\Z|[:.\-–—/&(]|AND\b|CONT))"
    r"|(?P<action>ACTION REQUEST(?:ED)?)|(?P<introduction>INTRODUCTION)"
)
_END: Final = re.compile("END ")
_HEADING_WORDS: Final = ("SUMMA", "COMMENT", "ACTION REQUEST", "INTRODUCTION")
# A passage that is not closed within so many paragraphs was never closed.
_REACH: Final = 12
_BLANK: Final = (" ", "\n")
_BRACKET: Final = re.compile(r"[()\[\]]")
_FIRST: Final = 2  # places of the paragraphs that a summary without its opening label may end in
_LOOK_BACK: Final = 48
_LONGEST_HEADING: Final = 60
_FYI: Final = 4000  # a remark between FYI and END FYI is no longer
_NESTED: Final = 8  # passages in passages
_FAR: Final = 1 << 62
_NOT_CLOSED: Final[dict[PassageKind, str]] = {"summary": "SUM-NO-CLOSE", "comment": "COM-NO-CLOSE"}
# whose comment it is, at the paragraph's start: `ARMA COMMENT:`, `AMBASSADOR'S COMMENT:`; NO COMMENT: is none
_WHOSE: Final = re.compile(
    r"(?:\([A-Z/ \-]{1,16}\)\s*)?(?!(?:NO|END|PRESS|EDITORIAL|MEDIA|PUBLIC|PRIVATE)\b)"
    r"[A-Z][A-Z.'’/]*(?:\s+[A-Z][A-Z.'’/]*)?"
)


class Voices(NamedTuple):
    """The passages of a text, in order, and where each kind of them stands in the sheet, as they were closed."""

    passages: list[Passage]
    extents: list[tuple[int, int, PassageKind]]


def read_voices(
    sheet: Sheet, runs: list[tuple[int, int]], paragraphs: list[Paragraph], marks: Landmarks, start: int, end: int
) -> Voices:
    """The passages between two offsets of a sheet; `runs` are the paragraphs' texts, in its offsets, and `marks` the
    landmarks between the two offsets."""
    voices = _Voices(sheet, runs, paragraphs)
    upper = sheet.upper
    place, last = -1, len(runs) - 1
    said_to = start
    for at in _places(upper, marks, start, end):
        while place < last and runs[place + 1][0] <= at:
            place += 1
        # a word inside a label, `SUMMARY AND COMMENT:`, is none of its own
        if place >= 0 and at >= said_to and (found := _LABEL.match(upper, at, end)):
            voices.label(found, place)
            said_to = found.end()
    voices.finish()
    return Voices(voices.passages, voices.extents)


def _places(upper: str, marks: Landmarks, start: int, end: int) -> list[int]:
    """Where the words stand that may open or close something, in order."""
    if not marks.closes:
        return marks.labels
    closing = [
        at
        for found in _END.finditer(upper, start, end)
        if ((at := found.start()) == start or not upper[at - 1].isalnum()) and _LABEL.match(upper, at, end)
    ]
    if not closing:
        return marks.labels
    # without an end nothing says how far a text given word for word reaches
    return sorted((*marks.labels, *closing, *marks.begins))


class _Opened(Struct, frozen=True, gc=False):
    """A passage not closed yet: where its words begin, its paragraph, the bracket before its label, and whether it
    goes on with the one opened before it."""

    start: int
    place: int
    bracket: int | None
    goes_on: bool


class _Voices:
    """The passages of one text, while they are being read."""

    def __init__(self, sheet: Sheet, runs: list[tuple[int, int]], paragraphs: list[Paragraph]) -> None:
        self.sheet = sheet
        self.runs = runs
        self.paragraphs = paragraphs
        self.passages: list[Passage] = []
        self.extents: list[tuple[int, int, PassageKind]] = []  # of the passages, in offsets of the sheet
        self._closed: list[tuple[int, int]] = []  # those that were closed, in order, once the text is read
        self._open: dict[PassageKind, list[_Opened]] = {}
        self._brackets: dict[int, dict[int, int]] = {}  # of each paragraph, once one is asked for

    def label(self, found: re.Match[str], place: int) -> None:
        """A label at its place: it opens a passage, closes one, or is a word among others."""
        upper = self.sheet.upper
        at = found.start()
        if upper.startswith("END ", at - 4) and upper[at - 5] in " \n." and at - 5 >= self.runs[place][0]:
            self._close(_kind(found["what"]), at - 4, place, found)  # as most of them close
            return
        if at == self.runs[place][0] and upper[found.end() : found.end() + 1] == ":" and self._first(found, place):
            return
        look = max(self.runs[place][0], at - _LOOK_BACK)
        # most labels have nothing before them that belongs to them
        near = upper[look:at].rstrip()
        before = _before_label(upper, look, at) if near.endswith(_LAST_BEFORE) else None
        prefix = (before["end"] or "") if before else ""
        word = found["what"]
        kind = _kind(word)
        closes = prefix.startswith("END") or word.startswith("END")
        if word == "QUOTE" and upper[at - 2 : at] == "UN":
            closes, at, before = True, at - 2, None
        label_at = before.start() if before and not word.startswith(("END", "BEGIN")) else at
        if closes:
            self._close(kind, label_at, place, found)
        elif at >= self.runs[place][1]:
            return  # in a heading, which speaks for itself
        elif self._opens(found, label_at, place, begin=prefix.startswith("BEGIN") or word.startswith("BEGIN")):
            text = self.sheet.text
            label = _LABELLED.match(upper, found.end())
            own = None if label else _LABELLED_IN_BRACKETS.match(upper, found.end())
            text_at = label.end() if label else own.end() if own else found.end()
            if mark := _LATE_MARK.match(text, text_at):
                text_at = mark.end()
            before_label = text[max(0, label_at - 4) : label_at].rstrip()
            bracket: int | None = max(0, label_at - 4) + len(before_label) - 1
            if own or not before_label.endswith(("(", "[")):  # `(Begin comment)`: a bracket for the label alone
                bracket = None
            stack = self._open.setdefault(kind, [])
            goes_on = False
            if label and "CONT" in label.group() and bracket is None:
                goes_on = bool(stack) and stack[-1].bracket is None
                if not goes_on and kind in ("summary", "comment") and self._below_heading(kind, place) is not None:
                    return  # the heading speaks for both
            stack.append(_Opened(text_at, place, bracket, goes_on))

    def _first(self, found: re.Match[str], place: int) -> bool:
        """Open a passage as most are opened, `1. (C) Summary: …`: by the first word of a paragraph and a colon. False
        for what is no such label."""
        kind = _kind(found["what"])
        text, at = self.sheet.text, found.end() + 1
        if kind == "quotation" or text[at : at + 1] not in _BLANK or text[found.start() - 1] in "([":
            return False
        at += 1
        while text[at : at + 1] in _BLANK:
            at += 1
        if text[at : at + 1] == "(" and (mark := _LATE_MARK.match(text, at)):
            at = mark.end()
        self._open.setdefault(kind, []).append(_Opened(at, place, None, False))
        return True

    def _opens(self, found: re.Match[str], at: int, place: int, *, begin: bool) -> bool:
        """Whether the word is a label: followed by a colon, a stop, a dash or nothing, and at the paragraph's start, in
        brackets, or after a sentence."""
        text = self.sheet.text
        run_start, run_end = self.runs[place]
        what, stop = found["what"], max(found.end(), run_end)
        if what.endswith("QUOTE") and text[found.start() : found.end()] == what:
            return True  # in capitals it is a telegram's sign of quotation, and counts where UNQUOTE answers it
        label = _LABELLED.match(self.sheet.upper, found.end(), stop)
        if label is None and begin:
            label = _LABELLED_IN_BRACKETS.match(text, found.end(), stop)
        if label is None:
            return False
        look = max(run_start, at - _LOOK_BACK)
        before = text[look:at].rstrip()
        first = look == run_start and (not before or _BARE_MARK.fullmatch(before) is not None)
        if _kind(found["what"]) == "quotation":
            return begin or (first and found["what"] == "QUOTE")
        if first or begin or before.endswith(("(", "[")):
            return True
        whose = found["what"] == "COMMENT" and look == run_start and ":" in label.group()
        if whose and _WHOSE.fullmatch(before.upper()):
            return True
        # after a sentence a label is written as one: `… prices. COMMENT: …`
        capital = text[found.start()].isupper()
        return bool(before) and before[-1] in '.?!")]' and capital and text[found.end() : found.end() + 1] == ":"

    def _close(self, kind: PassageKind, at: int, place: int, found: re.Match[str]) -> None:
        stack = self._open.get(kind)
        while stack:
            opened = stack.pop()
            while opened.goes_on and stack:
                opened = stack.pop()  # what was continued closes as one
            if opened.bracket is not None and opened.place != place:
                self._close_by_bracket(kind, opened)  # what stands in brackets ends with them
            elif place - opened.place <= _REACH:
                self._add(kind, opened.start, self._before_bracket(at), opened.place, place, closed=True)
                return
        if kind == "note" and found["what"].endswith("FYI"):
            # FYI is no rare word: it is looked for only where END FYI closes it
            start = self.runs[place][0]
            begin = self.sheet.upper.rfind("FYI", max(start, at - _FYI), at)
            if begin >= 0 and (label := _LABELLED.match(self.sheet.upper, begin + 3)):
                self._add(kind, label.end(), at, place, place, closed=True)
        if kind in ("summary", "comment"):
            heading = self._below_heading(kind, place)
            if kind == "summary" and heading is None:
                self.sheet.note("SUM-NO-OPEN", "", *found.span())
            first = place if heading is None else heading
            if kind == "summary" and heading is None and place <= _FIRST:
                first = 0  # a summary stands first
            self._add(kind, self.runs[first][0], at, first, place, closed=True)

    def _close_by_bracket(self, kind: PassageKind, opened: _Opened) -> bool:
        """Close a passage in brackets at the bracket that answers its own; whether there is one."""
        pairs = self._brackets.get(opened.place)
        if pairs is None:
            pairs = self._brackets[opened.place] = _pairs(self.sheet.text, *self.runs[opened.place])
        stop = pairs.get(-1 if opened.bracket is None else opened.bracket)
        if stop is None or stop < opened.start:
            return False
        self._add(kind, opened.start, stop, opened.place, opened.place, closed=True)
        return True

    def _below_heading(self, kind: PassageKind, place: int) -> int | None:
        """The paragraph at or before `place` above which a heading of this kind stands, no other between them."""
        for first in range(place, max(-1, place - _REACH), -1):
            if heading := self.paragraphs[first].heading:
                return first if _heading_kind(heading.value) == kind else None
        return None

    def finish(self) -> None:
        """Close what was never closed with its paragraph, and let the headings speak for what no label said."""
        if any(self._open.values()):
            self._closed = sorted((start, end) for start, end, _ in self.extents)
        for kind, stack in self._open.items():
            for opened in stack:
                if opened.bracket is not None and kind != "quotation" and self._close_by_bracket(kind, opened):
                    continue
                if kind in ("note", "quotation"):
                    continue  # without an end nothing says how far it reaches
                at, place = opened.start, opened.place
                if kind in _NOT_CLOSED:
                    self.sheet.note(_NOT_CLOSED[kind], "", at, at + 1)
                self._add(kind, at, self._end_around(at, place), place, place, closed=False)
        self._by_heading()

    def _end_around(self, at: int, place: int) -> int:
        """Where what was never closed ends: with the passage it stands in, or else with its paragraph."""
        near = bisect_right(self._closed, (at, _FAR))
        around = [end for start, end in self._closed[max(0, near - _NESTED) : near] if start <= at < end]
        return min(around, default=self.runs[place][1])

    def _by_heading(self) -> None:
        """Paragraphs below a heading SUMMARY or COMMENT, up to the next heading, where no label said it already."""
        headed = [(place, each.heading.value) for place, each in enumerate(self.paragraphs) if each.heading is not None]
        said: set[tuple[PassageKind, int]] | None = None
        for index, (first, heading) in enumerate(headed):
            kind = _heading_kind(heading) if len(heading) < _LONGEST_HEADING else None
            if kind is None:
                continue
            if said is None:
                said = {(passage.kind, place) for passage in self.passages for place in passage.paragraphs}
            next_one = headed[index + 1][0] if index + 1 < len(headed) else len(self.paragraphs)
            # a label below that closes before the next heading closes for the heading, too
            stop = next((under for under in range(first, next_one) if (kind, under) in said), next_one)
            if stop > first:
                self._add(kind, self.runs[first][0], self.runs[stop - 1][1], first, stop - 1, closed=True)

    def _before_bracket(self, at: int) -> int:
        """The end of a passage whose closing label stands in brackets of its own."""
        text = self.sheet.text
        while at > 0 and text[at - 1] in " \t\n([":
            at -= 1
        return at

    def _add(self, kind: PassageKind, start: int, end: int, first: int, last: int, *, closed: bool) -> None:
        start, end = self.sheet.trimmed(start, end)
        if start < end:
            runs = self.runs
            if first == last and runs[first][0] <= start and end <= runs[first][1]:
                inside: tuple[int, ...] = (first,)
            else:
                inside = tuple(
                    place for place in range(first, last + 1) if runs[place][0] < end and runs[place][1] > start
                )
            self.extents.append((start, end, kind))
            spans = self.sheet.spans(start, end)
            self.passages.append(Passage(kind=kind, spans=spans, paragraphs=inside, closed=closed))


def _before_label(upper: str, look: int, at: int) -> re.Match[str] | None:
    """The words before a label that belong to it: END, or whose it is."""
    for word in ("END", "BEGIN"):
        begin = upper.rfind(word, look, at)
        if begin >= 0 and (found := _BEFORE_LABEL.match(upper, begin, at)) and found.end() > begin:
            return found
    return _BEFORE_LABEL.search(upper, look, at)


def _pairs(text: str, start: int, end: int) -> dict[int, int]:
    """Where each bracket between two offsets is closed."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for bracket in _BRACKET.finditer(text, start, end):
        if bracket.group() in "([":
            opened.append(bracket.start())
        elif opened:
            pairs[opened.pop()] = bracket.start()
    return pairs


def _kind(word: str) -> PassageKind:
    if word.startswith("SUMM"):
        return "summary"
    if word.startswith("COMMENT"):
        return "comment"
    if word.startswith("NOTE") or word.endswith("FYI"):
        return "note"
    return "action" if word.startswith("ACTION") else "quotation"


def _heading_kind(heading: str) -> PassageKind | None:
    words = heading.upper()
    if not any(word in words for word in _HEADING_WORDS):
        return None
    if words.startswith("(") and (mark := _BARE_MARK.match(words)):
        words = words[mark.end() :].lstrip()
    found = _HEADING.match(words)
    if found is None:
        return None
    if found["summary"]:
        return "summary"
    if found["comment"]:
        return "comment"
    return "action" if found["action"] else "introduction"
