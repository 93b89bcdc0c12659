"""Words that ask to keep a source secret, and what was blacked out to do so.

    Minister Roe (strictly protect) told us …       the words, and the name they stand behind
    XXXXXXXXXXXX said that …                        taken out by a publisher
    [name removed]    (b)(1)                        by a reviewer

Facts. `Please protect` is said of the person named directly before it, or of the whole text, where no name stands.
What was blacked out stays in its place: the reading keeps where, and never what.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from reftel.diagnostics import diagnostic
from reftel.reading.landmarks import Landmarks
from reftel.reading.sheet import Sheet, folded
from reftel.records import Protected
from reftel.spans import Found

_BEFORE: Final = re.compile(r"(?:\b(?:STRICTLY|PLEASE|PLS|FULLY|CAREFULLY|AND)\s+){1,3}\Z")
_AFTER: Final = re.compile(
    r"PROTECT(?![A-Z])(?:\s+(?:STRICTLY|THROUGHOUT|SOURCES?|IDENTIT(?:Y|IES)|AS\s+SOURCE|ACCORDINGLY|CLOSELY|FULLY"
    r"|NAMES?|THE\s+(?:SOURCE|IDENTITY)(?:\s+OF)?))*"
)
_NOT_FOR: Final = re.compile(r"NOT\s+FOR\s+(?:FURTHER\s+)?ATTRIBUTION\b")
# `Minister Roe (`: capitalised words before the bracket
_NAME: Final = re.compile(
    r"(?P<name>(?:[A-Z][\w.'’\-]*[ \n])*(?:(?:al|el|de|van|von|bin|da|di|la)[ \-])*[A-Z][\w'’\-]+)"
    r"(?:[ \n,]*[(\[][ \t]*|,[ \n])\Z"
)
_NAME_BACK: Final = 60
_WORDS_BACK: Final = 32

_REDACTED: Final = re.compile(r"XXXXX*+")
_REMOVED: Final = re.compile(
    r"\[[ ]?(?:(?:NAMES?|WORDS?|TEXT|SOURCES?|PLACES?|DETAILS?|LESS THAN [^\]\n]{1,30}|\d[^\]\n]{0,30}|\.{3})[ ]?)?"
    r"(?:REMOVED|REDACTED|EXCISED|DELETED|WITHHELD|NOT DECLASSIFIED|OMITTED|SANITIZED)[^\]\n]{0,40}\]"
)
# the exemption that a reviewer wrote into the gap: (b)(1), (b) (6), B1 alone in brackets
_EXEMPTION: Final = re.compile(r"\(B\)[ ]?\(\d\)(?:[ ]?\([A-F]\))?")
# letters, figures and signs run together as no word is: `Q#8$UQ8`
_GARBLE: Final = re.compile(r"[A-Za-z0-9#$%&@^~{}_\"?*+=<>|]{4,40}")
_GARBLE_SIGNS: Final = "#$&@^~{}"


def read_protected(
    sheet: Sheet, runs: list[tuple[int, int]], marks: Landmarks, start: int, end: int
) -> tuple[Protected, ...]:
    """The words between two offsets of a sheet that ask to protect a source, in order; `marks`: the landmarks there."""
    if not marks.protects and not marks.attributed:
        return ()
    upper = sheet.upper
    begins = [run[0] for run in runs]
    found = [_protected(sheet, begins, *words) for at in marks.protects if (words := _protect_words(upper, at, end))]
    at = upper.find("NOT FOR ", start, end) if marks.attributed else -1
    while at >= 0:
        if match := _NOT_FOR.match(upper, at, end):
            found.append(_protected(sheet, begins, at, match.end()))
        at = upper.find("NOT FOR ", at + 8, end)
    found.sort(key=lambda each: each.words.spans)
    return tuple(found)


def _protect_words(upper: str, at: int, end: int) -> tuple[int, int] | None:
    """The whole of the wording around PROTECT, or None where somebody protects something in a sentence."""
    after = _AFTER.match(upper, at, end)
    if after is None or (at and upper[at - 1].isalnum()):
        return None
    before = _BEFORE.search(upper, max(0, at - _WORDS_BACK), at)
    begin = before.start() if before else at
    said = upper[begin:at]
    behind = upper[after.end() : after.end() + 1]
    alone = upper[max(0, begin - 1) : begin] in ("(", "[") and behind in tuple(")],;- ")
    if "STRICTLY" in said or "PLEASE" in said or "PLS" in said:
        return begin, after.end()
    source = alone and ("SOURCE" in after.group() or "IDENTIT" in after.group())
    closed = alone and (behind in (")", "]") or "STRICTLY" in after.group())
    return (begin, after.end()) if closed or source else None


def _protected(sheet: Sheet, begins: list[int], start: int, end: int) -> Protected:
    name: Found[str] | None = None
    near = sheet.text[max(0, start - _NAME_BACK) : start]
    parted = near.rstrip(" \t").endswith(("(", "[")) or near[-2:] in (", ", ",\n")
    if parted and (before := _NAME.search(sheet.text, max(0, start - _NAME_BACK), start)):
        at = before.span("name")
        if not _REDACTED.fullmatch(sheet.text[slice(*at)].upper()):
            name = sheet.found(folded(before["name"]), *at)
    place = bisect_right(begins, start) - 1
    words = sheet.found(folded(sheet.text[start:end]), start, end)
    return Protected(words=words, name=name, paragraph=place if place >= 0 else None)


def find_redactions(sheet: Sheet) -> tuple[Found[str], ...]:
    """What stands in the place of words that were taken out, in the whole telegram, in order."""
    upper = sheet.upper
    found: list[tuple[int, int]] = []
    at = upper.find("X")  # a rare letter: its places are few
    while at >= 0:
        stop = at + 1
        if upper.startswith("XXXX", at) and (run := _REDACTED.match(upper, at)):
            stop = run.end()
            # five or more, or four on their own: XXXX is no Roman number
            if stop - at > 4 or not upper[max(0, at - 1) : at].isalnum():
                found.append((at, stop))
        at = upper.find("X", stop)
    if "[" in upper:
        found += map(re.Match.span, _REMOVED.finditer(upper))
    found += map(re.Match.span, _EXEMPTION.finditer(upper))
    if not found:
        return ()
    found.sort()
    redactions = tuple(sheet.found(folded(sheet.text[slice(*run)]), *run) for run in found)
    spans = tuple(span for redaction in redactions for span in redaction.spans)
    message = f"{len(found)} passages are blacked out." if len(found) > 1 else "One passage is blacked out."
    sheet.diagnostics.append(diagnostic("TXT-REDACTED", message, spans=spans))
    return redactions


def note_garble(sheet: Sheet, start: int, end: int) -> None:
    """Note the runs of signs that are left where bytes were lost on the way: `reQ#8$UQ8ML#C may`."""
    text = sheet.text
    found: list[tuple[int, int]] = []
    for sign in _GARBLE_SIGNS:
        at = text.find(sign, start, end)
        while at >= 0:
            first = at
            while first > start and at - first < 40 and not text[first - 1].isspace():
                first -= 1
            run = _GARBLE.match(text, first, end)
            if run and run.end() > at and _is_garble(run.group()):
                found.append(run.span())
            at = text.find(sign, max(at + 1, run.end() if run else 0), end)
    if found:
        spans = tuple(span for run in sorted(set(found)) for span in sheet.spans(*run))
        sheet.diagnostics.append(diagnostic("TXT-GARBLE", spans=spans))


def _is_garble(run: str) -> bool:
    """Two such signs among letters: neither `AT&T`, nor `$400`, nor `#1`."""
    signs = sum(1 for sign in run if sign in _GARBLE_SIGNS)
    return signs >= 2 and any(sign.isalpha() for sign in run) and len(set(run)) > 3 and "http" not in run
