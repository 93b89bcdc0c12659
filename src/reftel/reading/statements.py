"""The post's own statements, told apart from report: sentences in which the words say so.

    2. (C) The Minister said that rice was dear. We believe he is right.
                                                 ^ an assessment, as `Post recommends` and `In our view` are

Facts. A telegram mostly reports what others said; what the post itself thinks stands in its comment, and in sentences
that begin with words of its own: `We believe`, `Embassy assesses`, `In our view`. Nothing is guessed: a sentence
without such words belongs to the report, and the same words inside quotation marks, or in a text given word for word,
are somebody else's.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from reftel.reading.sheet import Sheet
from reftel.records import Passage, PassageKind

_VERBS: Final = (
    "(?:BELIEVE|ASSESS(?:E)?|RECOMMEND|JUDGE|EXPECT|ANTICIPATE|DOUBT|SUSPECT|ESTIMATE|CONSIDER|THINK|ASSUME|CONCLUDE"
    "|SURMISE|PROPOSE|ENDORSE|CONCUR|AGREE|SUGGEST|URGE|REGARD)"
)
_ADVERBS: Final = (
    r"(?:(?:CONTINUE TO|STRONGLY|THEREFORE|ALSO|FULLY|STILL|DO NOT|DO|WOULD|HAVE REASON TO|CANNOT|SINCERELY)\s+)?"
)
_OWN: Final = (
    rf"(?:WE\s+{_ADVERBS}{_VERBS}\b"
    rf"|(?:THE\s+)?(?:EMBASSY|POST|MISSION|CONSULATE|CONSULATE\s+GENERAL|USINT|USLO)\s+{_ADVERBS}{_VERBS}E?S\b"
    r"|IN\s+(?:OUR|POST'S|POST’S|EMBASSY'S|EMBASSY’S|THE\s+EMBASSY'S|THE\s+EMBASSY’S)\s+(?:VIEW|JUDGE?MENT|OPINION|ASSESSMENT|ESTIMATION|ESTIMATE)\b"
    r"|(?:OUR|POST'S|POST’S|EMBASSY'S|EMBASSY’S)\s+(?:OWN\s+)?(?:VIEW|ASSESSMENT|JUDGE?MENT|OPINION|READING|ESTIMATE|IMPRESSION)\s+"
    r"(?:IS|REMAINS|HERE\s+IS)\b"
    r"|IT\s+IS\s+OUR\s+(?:VIEW|ASSESSMENT|JUDGE?MENT|OPINION|IMPRESSION)\b)"
)
# a sentence that begins with them, after a full stop; and one that opens a paragraph or a passage
_BEGINNING: Final = r"(?=WE\s|THE\s|EMB|POS|MIS|CON|US[IL]|IN\s|OUR|IT\s)"
_AFTER_STOP: Final = re.compile(rf"\.[\"'”’)\]]*+\s++{_BEGINNING}(?P<own>{_OWN})")
_OPENING: Final = re.compile(rf"(?:[-•*]+\s*)?{_BEGINNING}(?P<own>{_OWN})")
_FIRST: Final = frozenset("WTEPMCUIO-•*")  # what they begin with
_SENTENCE_END: Final = re.compile(r"[.?!][\"'”’)\]]*(?=\s|\Z)")
_NO_END: Final = re.compile(r"(?:\b[A-Z]|\.[A-Z]|\b(?:MR|MRS|MS|DR|AMB|GEN|COL|LT|SEN|REP|ST|GOV|MIN|NO|VS|JR))\Z")
_LONGEST: Final = 1200  # a sentence is no longer
_WORD_FOR_WORD: Final = "quotation"


def read_statements(
    sheet: Sheet, runs: list[tuple[int, int]], extents: list[tuple[int, int, PassageKind]], start: int, end: int
) -> list[Passage]:
    """The sentences between two offsets of a sheet that are the post's own by their words; `extents` are the passages
    that have a label."""
    upper = sheet.upper
    places = {match.start(1) for match in _AFTER_STOP.finditer(upper, start, end)}
    begins = [run for run in runs if upper[run[0] : run[0] + 1] in _FIRST]
    begins += [(at, stop) for at, stop, _ in extents if upper[at] in _FIRST]
    for at, stop in begins:
        if match := _OPENING.match(upper, at, stop):
            places.add(match.start("own"))
    if not places:
        return []
    quoted = sorted((at, stop) for at, stop, kind in extents if kind == _WORD_FOR_WORD)
    found: list[Passage] = []
    place, counted, balance, next_quoted, quoted_to = -1, 0, _Quotes(0, 0), 0, -1
    for at in sorted(places):
        while next_quoted < len(quoted) and quoted[next_quoted][0] <= at:
            quoted_to = max(quoted_to, quoted[next_quoted][1])
            next_quoted += 1
        before = place
        while place + 1 < len(runs) and runs[place + 1][0] <= at:
            place += 1
        if place != before:
            counted, balance = runs[place][0], _Quotes(0, 0)
        balance = balance.upto(sheet.text, counted, at)
        counted = at
        if place < 0 or at >= runs[place][1] or at < quoted_to or balance.is_open:
            continue
        stop = _sentence_end(upper, at, runs[place][1])
        found.append(Passage(kind="assessment", spans=sheet.spans(at, stop), paragraphs=(place,)))
    return found


class _Quotes(NamedTuple):
    """Quotation marks since a paragraph's start: straight ones, and opening curly ones less closing ones."""

    straight: int
    curly: int

    def upto(self, text: str, start: int, end: int) -> _Quotes:
        """With those between two offsets."""
        curly = text.count("“", start, end) - text.count("”", start, end)
        return _Quotes(self.straight + text.count('"', start, end), self.curly + curly)

    @property
    def is_open(self) -> bool:
        """Whether a quotation is open: what stands there is somebody else's."""
        return self.straight % 2 == 1 or self.curly > 0


def _sentence_end(upper: str, start: int, end: int) -> int:
    """Where the sentence ends that begins at `start`: no full stop of an abbreviation (`U.S.`, `Amb.`) ends it."""
    for stop in _SENTENCE_END.finditer(upper, start, min(end, start + _LONGEST)):
        if upper[stop.start()] != "." or not _NO_END.search(upper, max(start, stop.start() - 5), stop.start()):
            return stop.end()
    return min(end, start + _LONGEST) if end - start > _LONGEST else end
