"""The items of a REF list, whatever its style: letters in every sign, or none; one line or many; broken in the middle.

    REF: A. LIMA 412          REF: a) lima 412 b) quito 9       REF: (A) LIMA 412, (B) QUITO 9
         B. QUITO 9           REF: A. A) LIMA 412               REF A: LIMA 412
    REF: LIMA 412; QUITO 9    REF: LIMA 412, QUITO 9 AND ROE-DOE E-MAIL OF 3/4/09

Facts. A letter opens an item where it comes next in the alphabet or stands at its line's start; one out of order is an
initial (`J. Doe`). The classification line, or the whole heading, may be printed again in the middle of a list: what
was printed of the list before goes on behind it, or the list stands there once more.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from reftel.reading.level import find_repeat
from reftel.reading.sheet import Sheet
from reftel.reading.telegram_numbers import looks_like_number

# A letter that opens an item: `A.`, `B)`, `(C)`, `d.)`, `[E]`, `F:`; the publisher's pilcrow, or REF once more, may
# stand before it. In `KUWAIT (C)02293` it is a portion mark.
_LETTER: Final = re.compile(
    r"(?<![^\s;,.)(¶\ufffd:\d])(?:R(?:EF|ef)[ \t]+)?[¶\ufffd]?[(\[]?"
    r"([A-Za-z])[ ]?(?:\.\)|[.)\]:])+(?!\d{3,7}\b)(?=\s*\S)"
)
_BARE_LETTER: Final = re.compile(r"(?<![^\s;,])([A-Z])(?:[ \t]*[\-–/,][ \t]*|[ \t]+)(?=(?:\d\d[ ])?[A-Z][A-Za-z])")
_NUMERAL: Final = re.compile(r"(?<![^\s;,])\(?(\d)[.)]+[ \t]+(?=['(\d]{0,4}[ ]?[A-Za-z])")
# each way begins with a letter or a sign of its own, so that the search runs from one such to the next
_DIVIDER: Final = re.compile(r"(?:;|\n|,|/(?=[ ])|&|A(?<=\bA)ND\b|a(?<=\ba)nd\b)[ \t]*")
# a page line that lost its line end: `PORT AU PR 00002230 001.2 OF 002`
_PAGE_TAIL: Final = re.compile(r"\b[A-Z][A-Z .'\-]{1,24}[ ]+\d{6,9}[ ]+\d{3}(?:\.\d)?[ ]OF[ ]\d{3}\b[ \t]*")
_OPENS: Final = re.compile(r"[('’]?(?:\d{2}(?:\d\d)?)?\)?[ \-]?[A-Za-z]")
_TALK: Final = re.compile(
    r"\b(?:E-?MAILS?|MEMO\w*|MEMCONS?|TELCONS?|PHONE\w*|TELEPHONE|IIR|REPORTS?|DAILY|INCSR|OSC|FBIS|S?DVC|S?VTC)\b",
    re.I,
)
_AGAIN: Final = re.compile(r"REF(?:S|TEL)?[ \t]*:[ \t]*", re.IGNORECASE)
# the classification line, in whatever case, in the middle of a line
_LEVEL_INSIDE: Final = re.compile(
    r"(?:C O N F I D E N T I A L|S E C R E T|U N C L A S|UNCLAS|CONFIDENTIAL|SECRET)[ \t]+"
    r"(?:SECTION[ ]\d\d[ ]OF[ ]\d\d[ ]+)?[A-Z][A-Z .'\-]{1,24}?[ \t]+\d{5,7}\b",
    re.IGNORECASE,
)
_LEVEL_BEGINS: Final = re.compile(r"S(?:ECRET| E C R)|C(?:ONFID| O N F)|U(?:NCLAS| N C L)")
_SHORTEST_HEADING: Final = 20
_MARKS: Final = frozenset("CSU")
_LETTER_CAP: Final = 40
_MOST_REPEATS: Final = 20
_HEADING: Final = 2000  # as long as a heading printed once more can be
_DOUBLED: Final = 14  # how far apart a letter and its double may stand, `A.  A)`, `A. REF A:`
_LINE: Final = 300  # as much of what follows a line end as can tell whether an item begins there
_SIGNS: Final = " \t\r\n;,.:&/"


class Item(NamedTuple):
    """One item of the list: where its words stand, and its letter."""

    start: int
    end: int
    letter: str | None


def find_items(sheet: Sheet, start: int, end: int) -> list[Item]:
    """The items of a REF value, in order."""
    items: list[Item] = []
    for first, last, below_heading in _runs(sheet, start, end):
        found = _lettered(sheet.text, first, last, items[-1].letter if items else None)
        items += [item for item in found if item.letter] if below_heading else found
    return items


def _runs(sheet: Sheet, start: int, end: int) -> list[tuple[int, int, bool]]:
    """The parts of the value that hold the list: without repeated headings and page lines that lost their line end;
    and whether what is left of a repeated heading stands before the part's first letter."""
    text = sheet.text
    capitals = text[start:end].upper()
    runs: list[tuple[int, int, bool]] = []
    at, below = start, False
    if len(capitals) >= _SHORTEST_HEADING and _LEVEL_BEGINS.search(capitals):
        for repeat in _repeats(text, start, end):
            if repeat[0] < at:
                continue
            sheet.note("REF-SELF", "The classification line stands in the list of references.", *repeat)
            runs.append((at, max(at, repeat[0]), below))
            at, below = repeat[1], True
            if again := _AGAIN.search(text, at, min(end, at + _HEADING)):  # the whole heading: its list is the list
                at, below = again.end(), False
    runs.append((at, end, below))
    if " OF " not in capitals:
        return runs
    cut: list[tuple[int, int, bool]] = []
    for first, last, below in runs:
        at = first
        for tail in _PAGE_TAIL.finditer(text, first, last):
            cut.append((at, tail.start(), below))
            at = tail.end()
        cut.append((at, last, below))
    return cut


def _repeats(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the classification line stands again: on a line of its own, or in the middle of one."""
    repeats: list[tuple[int, int]] = []
    at = start
    while len(repeats) < _MOST_REPEATS and (repeat := find_repeat(text, at, end)):
        repeats.append(repeat)
        at = repeat[1]
    for count, inside in enumerate(_LEVEL_INSIDE.finditer(text, start, end)):
        if count == _MOST_REPEATS:
            break
        repeats.append(inside.span())
    return sorted(repeats)


def _lettered(text: str, start: int, end: int, before: str | None) -> list[Item]:
    letters = _letters(text, start, end, before)
    if not letters:
        return [Item(a, b, None) for a, b in _split(text, *_numeral(text, start, end))]
    items: list[Item] = []
    head_end = letters[0][0]
    head = text[start:head_end].strip(" \t\n\r:;,.()[]")
    if head and head.upper() not in ("REF", "REFS", "REFTEL", "REFTELS"):
        items += [Item(a, b, None) for a, b in _split(text, start, head_end)]
    for place, (_, after, letter) in enumerate(letters):
        stop = letters[place + 1][0] if place + 1 < len(letters) else end
        items.append(Item(after, stop, letter or None))
    return items


def _letters(text: str, start: int, end: int, before: str | None) -> list[tuple[int, int, str]]:
    """The letters that open items, in rising order; a letter out of its order opens none (`J. Doe`)."""
    found: list[tuple[int, int, str]] = []
    value = text[start:end]
    if "." not in value and ")" not in value and ":" not in value and "]" not in value:
        return _bare_letters(text, start, end)
    expected = ord(before) - 64 if before else 0
    for match in _LETTER.finditer(text, start, end):
        if len(found) >= _LETTER_CAP:
            break
        letter = match[1].upper()
        place = ord(letter) - 65
        first = match.start()
        if found and letter == found[-1][2] and first - found[-1][1] <= _DOUBLED:
            between = text[found[-1][1] : first].strip(" \t\r\n.:)").upper()
            if between in ("", "REF", "REFTEL"):
                found[-1] = (found[-1][0], match.end(), letter)  # `A. A)`: said twice
                continue
        if letter in _MARKS and text[match.start(1) - 1] == "(" and place != expected:
            continue  # the portion mark of an item: `A. (C) LIMA 412`
        at_line = _opens_line(text, first)
        if place == expected or (found and expected < place <= expected + 2) or (not found and place <= 1):
            found.append((first, match.end(), letter))
            expected = place + 1
        elif found and at_line and letter == found[-1][2]:
            found.append((first, match.end(), letter))  # the letter repeated for another item
        elif found and at_line and place > expected and looks_like_item(text, match.end(), end):
            found.append((first, match.end(), letter))  # a list that lost some of its letters
            expected = place + 1
    if not found:
        return _bare_letters(text, start, end) or _numerals(text, start, end)
    return found


def _opens_line(text: str, at: int) -> bool:
    """Whether nothing but blanks stands before an offset on its line."""
    while at and text[at - 1] in " \t\r":
        at -= 1
    return not at or text[at - 1] == "\n"


def looks_like_item(text: str, start: int, end: int) -> bool:
    """Whether what follows a letter out of order can be an item: a station's name, a number, a talk."""
    while start < end and text[start] in " \t":
        start += 1
    return text[start:end][:1].isupper() or text[start:end][:1].isdigit()


def _bare_letters(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """`A LIMA 412 B QUITO 9`: letters without a sign, two of them at least."""
    found: list[tuple[int, int, str]] = []
    if text.find("A", start, end) < 0 or text.find("B", start, end) < 0:
        return found
    for match in _BARE_LETTER.finditer(text, start, end):
        if ord(match[1]) - 65 == len(found) and looks_like_number(text, match.end(), end):
            found.append((match.start(), match.end(), match[1]))
    return found if len(found) > 1 and not text[start : found[0][0]].strip(" (") else []


def _numerals(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """`1) LIMA 412 2) QUITO 9`: numerals in place of letters, two of them at least; the items have no letter."""
    found: list[tuple[int, int, str]] = []
    if text.find("1)", start, end) < 0 and text.find("1.", start, end) < 0:
        return found
    for match in _NUMERAL.finditer(text, start, end):
        if int(match[1]) == len(found) + 1:
            found.append((match.start(), match.end(), ""))
    return found if len(found) > 1 and not text[start : found[0][0]].strip(" (") else []


def _numeral(text: str, start: int, end: int) -> tuple[int, int]:
    """`1) LIMA 412`: a numeral before the first item is no part of it."""
    if (
        text[start : start + 2].strip("(")[:1] == "1"
        and (first := _NUMERAL.match(text, start, end))
        and first[1] == "1"
    ):
        return first.end(), end
    return start, end


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The items of a run without letters."""
    pieces: list[tuple[int, int]] = []
    at = start
    counted, depth = start, 0  # brackets opened and not closed since the last piece began
    for match in _DIVIDER.finditer(text, start, end):
        depth += text.count("(", counted, match.start()) - text.count(")", counted, match.start())
        counted = match.start()
        if depth > 0 or match.start() < at:
            continue
        after = match.end()
        if (numeral := _NUMERAL.match(text, after, end)) and text[match.start() : after].strip(" ") in ("\n", ";", ""):
            after = numeral.end()
        if ";" not in match.group() and not _divides(text, max(at, match.start() - _LINE), match, after, end):
            continue
        pieces.append((at, match.start()))
        at = counted = after
        depth = 0
    pieces.append((at, end))
    return [(a, b) for a, b in pieces if text[a:b].strip(_SIGNS)]


def _divides(text: str, at: int, sign: re.Match[str], after: int, end: int) -> bool:
    """Whether a comma, AND or a line end stands between two items: each side can be one."""
    if not _OPENS.match(text, after, end):
        return False  # further numbers of the station before, or the rest of a report's number
    before = text[at : sign.start()]
    if not any(c.isdigit() for c in before) and not _TALK.search(before):
        return False
    if looks_like_number(text, after, min(end, after + _LINE)):
        return True
    line_end = text.find("\n", after, end)
    return bool(_TALK.search(text, after, min(end if line_end < 0 else line_end, after + _LINE)))
