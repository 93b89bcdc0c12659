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
from bisect import bisect_right
from typing import Final

from reftel.reading.sheet import Sheet
from reftel.records import Passage

_VERBS: Final = (
    "(?:BELIEVE|ASSESS(?:E)?|RECOMMEND|JUDGE|EXPECT|ANTICIPATE|DOUBT|SUSPECT|ESTIMATE|CONSIDER|THINK|ASSUME|CONCLUDE"
    "|SURMISE|PROPOSE|ENDORSE|CONCUR|AGREE|SUGGEST|URGE|REGARD)"
)
_ADVERBS: Final = r"(?:(?:CONTINUE TO|STRONGLY|THEREFORE|ALSO|FULLY|STILL|DO NOT|DO|WOULD|HAVE REASON TO|CANNOT|SINCERELY)\s+)?"
_OWN: Final = (
    rf"(?:WE\s+{_ADVERBS}{_VERBS}\b"
    rf"|(?:THE\s+)?(?:EMBASSY|POST|MISSION|CONSULATE|CONSULATE\s+GENERAL|USINT|USLO)\s+{_ADVERBS}{_VERBS}E?S\b"
    r"|IN\s+(?:OUR|POST'S|POST’S|EMBASSY'S|EMBASSY’S|THE\s+EMBASSY'S|THE\s+EMBASSY’S)\s+(?:VIEW|JUDGE?MENT|OPINION|ASSESSMENT|ESTIMATION|ESTIMATE)\b"
    r"|(?:OUR|POST'S|POST’S|EMBASSY'S|EMBASSY’S)\s+(?:OWN\s+)?(?:VIEW|ASSESSMENT|JUDGE?MENT|OPINION|READING|ESTIMATE|IMPRESSION)\s+"
    r"(?:IS|REMAINS|HERE\s+IS)\b"
    r"|IT\s+IS\s+OUR\s+(?:VIEW|ASSESSMENT|JUDGE?MENT|OPINION|IMPRESSION)\b)"
)
# a sentence that begins with them, after a full stop; and one that opens a paragraph or a passage
_AFTER_STOP: Final = re.compile(rf"\.[\"'”’)\]]*\s+(?P<own>{_OWN})")
_OPENING: Final = re.compile(rf"(?:[-•*]+\s*)?(?P<own>{_OWN})")
_SENTENCE_END: Final = re.compile(r"[.?!][\"'”’)\]]*(?=\s|\Z)")
_NO_END: Final = re.compile(r"(?:\b[A-Z]|\.[A-Z]|\b(?:MR|MRS|MS|DR|AMB|GEN|COL|LT|SEN|REP|ST|GOV|MIN|NO|VS|JR))\Z")
_LONGEST: Final = 1200  # a sentence is no longer
_WORD_FOR_WORD: Final = "quotation"


def read_statements(
    sheet: Sheet, runs: list[tuple[int, int]], passages: list[Passage], start: int, end: int
) -> list[Passage]:
    """The sentences between two offsets of a sheet that are the post's own by their words."""
    upper = sheet.upper
    found: list[Passage] = []
    begins = [run[0] for run in runs]
    places = {match.start("own") for match in _AFTER_STOP.finditer(upper, start, end)}
    places.update(match.start("own") for run in runs if (match := _OPENING.match(upper, *run)))
    if not places and not passages:
        return found
    at_label = {span.start for passage in passages for span in passage.spans[:1]}
    if at_label:
        base = sheet.clean
        for run in runs:
            first, last = base.at(run[0]), base.at(run[1] - 1) if run[1] > run[0] else base.at(run[0])
            for place in at_label:
                if first < place <= last and (match := _OPENING.match(upper, run[0] + place - first, run[1])):
                    places.add(match.start("own"))
    quoted = [passage.spans for passage in passages if passage.kind == _WORD_FOR_WORD]
    for at in sorted(places):
        place = bisect_right(begins, at) - 1
        if place < 0 or at >= runs[place][1] or _in_quotes(sheet.text, runs[place][0], at):
            continue
        stop = _sentence_end(upper, at, runs[place][1])
        spans = sheet.spans(at, stop)
        if any(spans[0].start >= each[0].start and spans[-1].end <= each[-1].end for each in quoted):
            continue
        found.append(Passage(kind="assessment", spans=spans, paragraphs=(place,)))
    return found


def _in_quotes(text: str, start: int, at: int) -> bool:
    """Whether a quotation is open at `at`, counted from its paragraph's start."""
    return text.count('"', start, at) % 2 == 1 or text.count("“", start, at) > text.count("”", start, at)


def _sentence_end(upper: str, start: int, end: int) -> int:
    """Where the sentence ends that begins at `start`: no full stop of an abbreviation (`U.S.`, `Amb.`) ends it."""
    for stop in _SENTENCE_END.finditer(upper, start, min(end, start + _LONGEST)):
        if upper[stop.start()] != "." or not _NO_END.search(upper, max(start, stop.start() - 5), stop.start()):
            return stop.end()
    return min(end, start + _LONGEST) if end - start > _LONGEST else end
