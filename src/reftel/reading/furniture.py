"""Page lines, banners and stamps: what a printer or a reviewer put between the lines of a telegram.

Facts. Messages were printed in pages; each turn left a line of its own, wherever it fell: between paragraphs, inside
a sentence, a subject, a list of references. 2006-10: `LIMA 00000412  002 OF 003` (station, serial padded to eight,
part of parts), with one blank line above and two below it, and one more where a paragraph ends there. 1973-2002: level
line, `PAGE 02  LIMA  00412  061515Z` (station cut to six letters, and on the first page the Department's time of
receipt, which is not the date-time group). Reviewers stamped `Declassified/Released …` at the foot of pages; record
systems added `@@@OASYS@@@`, `2000LIMA00412 - UNCLASSIFIED`, `*** Current Classification ***`, a terminal's code behind
the level. None of it was said by anyone: it is skipped, and its spans are kept.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.capitals import WHOLE, capitals, sign
from reftel.spans import Span

LEVEL_WORDS: Final = (
    r"UNCLASSIFIED|CONFIDENTIAL|SECRET|TOP SECRET|LIMITED OFFICIAL USE|UNCLAS|NOFORN|EXDIS|NODIS|LIMDIS"
)
_LEVELS: Final = r"(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|TOP\ SECRET|LIMITED\ OFFICIAL\ USE)"
_BANNERS: Final = frozenset({"", *LEVEL_WORDS.split("|")})
_LEVELS_ALONE: Final = _BANNERS - {"", "NOFORN", "EXDIS", "NODIS", "LIMDIS"}

# LIMA 00000412  002 OF 003, also with the line broken before the parts
_TURN: Final = re.compile(
    r"(?P<station>[A-Z][A-Z .'\-]{1,24}?)[ ]+\d{6,9}(?:[ ]+|[ ]*\r?\n[ ]*)"
    r"\d{3}(?:\.\d)?[ ]OF[ ]\d{3}(?!\d)[ \t]*\r?(?P<end>\n|\Z)?"
)
# what such a line may carry over to the next page: a caption or a status line of its own
_CARRIED: Final = re.compile(
    r"(?:[ \t]*+\r?\n)*+[ \t]*+(?:SIPDIS|C O R R E C T E D[ ]+C O P Y[^\n]*)[ \t]*\r?\n(?=[ \t]*\r?\n)"
)
_PAGE: Final = re.compile(
    r"""[ \t]*(?:UNCLASSIFIED[ \t]+|CONFIDENTIAL[ \t]+|SECRET[ \t]+|LIMITED\ OFFICIAL\ USE[ \t]+)?
        PAGE[ ](?P<page>\d\d)(?:[ ]OF[ ]\d\d)?
        (?:[ \t]+[A-Z][A-Z .'\-]{2,9}?[ \t]+\d{4,6}(?!\d)[^\n]*
          |[ \t]*\r?\n[A-Z]{3,6}[ ]\d{5,6}[ \t]*(?=\r?\n)|[ \t]*(?=\r?\n))
        \r?(?:\n|\Z)""",
    re.VERBOSE,
)
_BANNER_BELOW: Final = re.compile(rf"(?:[ \t]*+\r?\n){{0,2}}[ \t]*+{_LEVELS}[ \t]*+\r?(?:\n|\Z)")
# Glued into a line: `… PREL UNCLASSIFIED PAGE 02 LIMA 00412 01 OF 05 021700Z PHUM`
_PAGE_INSIDE: Final = re.compile(
    rf"(?:{_LEVELS}[ ]+)PAGE[ ]\d\d[ ]+[A-Z][A-Z .'\-]{{2,9}}?[ ]+\d{{4,6}}(?:[ ]+\d\d[ ]OF[ ]\d\d)?"
    r"(?:[ ]+\d{6}Z)?[ ]?"
)
_STAMP: Final = re.compile(
    r"(?:[A-Z][a-z]{1,20}[ ](?:[A-Z]\.?[ ])?[A-Z][a-z]{1,20}[ ]+)?(?:Declassified/Released[ ][^\n]{0,60}|EO[ ])"
    r"Systematic[ ]Review[^\n]{0,20}"
)
_SYSTEM: Final = re.compile(
    rf"""[ \t]*(?:>?[ ]*@@@OASYS@@@[^\n]*
      |>?[ ]*\d{{4}}[A-Z]{{3,6}}\d{{5}}[ ]-[ ](?:Classification:[ ])?{_LEVELS}[ \t]*
      |\*\*\*[ ]?Current[ ](?:Handling[ ]Restrictions|Classification)[^\n]*
      |{_LEVELS}[ \t]+[A-Z]{{3}}\d{{4}}[ \t]*)\r?(?:\n|\Z)""",
    re.VERBOSE,
)
_CENTRED: Final = re.compile(rf"[ \t]{{12,}}{_LEVELS}[ \t]*\r?(?:\n|\Z)", re.VERBOSE)
# How the lines above begin; what does not stand at the start of a line has a sign of its own.
_BEGINNING: Final = re.compile(
    r"\n(?:[ \t]*(?:PAGE \d|(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE)[ \t]+[A-Z]{3}|>|\*\*\* ?Current"
    r"|(?:19|20)\d\d[A-Z]{3,6}\d{5} - )|[ \t]{12,}(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|TOP SECRET|LIMITED OFF))"
)
_SENTENCE_ENDS: Final = frozenset(".?!:\"')”")
_TURN_ABOVE, _TURN_BELOW = 1, 2  # blank lines that a page turn of 2006-10 brings with it
_SYSTEM_SIGNS: Final = (" - UNCLASSIFIED", " - CONFIDENTIAL", " - SECRET")
_TERMINAL: Final = "  PTQ"  # the terminal of the code behind the level: `CONFIDENTIAL        PTQ5647`
_TERMINAL_SIGN: Final = sign(_TERMINAL)
_PARTS_SIGN, _PAGE_SIGN, _REVIEW_SIGN = sign(" OF 0"), sign("PAGE 0"), sign("Systematic Review")
_EDGE: Final = 400  # characters at the top and the bottom of a record where a system put its number
_BEFORE: Final = 110  # characters of a line before the sign by which it was found; stamps are the longest


def find_furniture(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The page lines, banners and stamps of a telegram, in order, each with the blank lines around it.

    Where the words before and after belong to one sentence the whole gap is furniture, so that they join by a line
    end; where a paragraph ended there, its blank line is left standing.
    """
    lines = _page_lines(text, start, end)
    if not lines:
        return ()
    lines.sort()
    cuts: list[Span] = []
    for first, last, turn in lines:
        if cuts and first < cuts[-1].end:
            if last <= cuts[-1].end:
                continue
            first = cuts[-1].end
        cuts.append(with_gap(text, first, last, start, end, turn=turn))
    return tuple(cuts)


def _page_lines(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """All that is furniture, in no order: where it begins and ends, and whether it is a page turn of 2006-10."""
    signs = capitals(text)
    found = _turns(text, start, end) if _PARTS_SIGN in signs else []
    paged = _PAGE_SIGN in signs and text.find("PAGE 0", start, end) >= 0  # the first page of a section is 01
    if paged or _has_system_lines(text, start, end, signs):
        found += _at_line_starts(text, start, end)
    if paged:
        found += _inside(text, start, end)
    return found + _stamps(text, start, end) if _REVIEW_SIGN in signs else found


def _has_system_lines(text: str, start: int, end: int, signs: bytes) -> bool:
    """Whether a record system may have left a line: signs that telegrams seldom have, and a number with the level at
    the top or the bottom."""
    if text.find(">", start, end) >= 0 or text.find("*", start, end) >= 0:
        return True
    if b"Q" in signs and _TERMINAL_SIGN in signs and text.find(_TERMINAL, start, end) >= 0:
        return True
    ends = ((start, min(start + _EDGE, end)), (max(end - _EDGE, start), end))
    return any(
        text.find(" - ", *edge) >= 0 and any(text.find(words, *edge) >= 0 for words in _SYSTEM_SIGNS) for edge in ends
    )


def _at_line_starts(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Lines that say by their beginning what they are."""
    found: list[tuple[int, int, bool]] = []
    subject: int | None = None
    for place in [start, *[beginning.start() + 1 for beginning in _BEGINNING.finditer(text, start, end)]]:
        if line := _line(text, place, start, end):
            found.append((*line, False))
        elif centred := _CENTRED.match(text, place, end):
            # a level word alone in the middle of a line; above the heading it may be all the classification there is
            if subject is None:
                subject = text.find("SUBJ", start, end)
            if 0 <= subject < place:
                found.append((*centred.span(), False))
    return found


def _inside(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Page lines of the older kind that lost their line ends."""
    found: list[tuple[int, int, bool]] = []
    at = text.find("PAGE 0", start, end)
    while at >= 0:
        inside = None
        if text[max(at - 1, start)] == " ":
            inside = _PAGE_INSIDE.search(text, max(at - 24, start), min(at + 70, end))
        if inside and text[max(inside.start() - 1, start)] != "\n":  # at the start of a line it was found there
            found.append((*inside.span(), False))
        at = text.find("PAGE 0", at + 6, end)
    return found


def _stamps(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """The reviewers' stamps, on a line of their own or behind the last words of a page."""
    found: list[tuple[int, int, bool]] = []
    at = text.find("Systematic Review", start, end)
    while at >= 0:
        line = max(text.rfind("\n", max(start, at - _BEFORE), at) + 1, at - _BEFORE, start)
        if stamp := _STAMP.search(text, line, min(at + 40, end)):
            alone = not text[line : stamp.start()].strip()
            stop = text.find("\n", stamp.end(), min(stamp.end() + _BEFORE, end))
            ended = stop >= 0 and not text[stamp.end() : stop].strip()
            found.append((line if alone else stamp.start(), stop + 1 if ended and alone else stamp.end(), False))
        at = text.find("Systematic Review", at + 17, end)
    return found


def _line(text: str, line: int, start: int, end: int) -> tuple[int, int] | None:
    """The furniture that the line at `line` is, banners above and below a page line with it."""
    if page := _PAGE.match(text, line, end):
        last = page.end()
        if page["page"] != "01" and (below := _BANNER_BELOW.match(text, last, end)):
            last = below.end()
        return _banners_above(text, start, line), last
    system = _SYSTEM.match(text, line, end)
    return system.span() if system else None


def _turns(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Page turns of 2006-10; where a line end is lost, inside a line."""
    found: list[tuple[int, int, bool]] = []
    seen: set[str] = set()
    at = text.find(" OF 0", start, end)
    while at >= 0:
        # three digits before it, or a digit behind a point: `SECTION 01 OF 02` has two
        if text[at - 1].isdigit() and text[at - 3].isdigit() and (turn := _turn(text, at, start, end, seen)):
            found.append(turn)
        at = text.find(" OF 0", at + 5, end)
    return found


def _turn(text: str, at: int, start: int, end: int, seen: set[str]) -> tuple[int, int, bool] | None:
    """The page turn whose parts stand around `at`; `seen` gathers the stations of those on lines of their own."""
    edge = max(start, at - _BEFORE)
    line = max(text.rfind("\n", edge, at) + 1, edge)
    above = line
    if line > edge and text[line].isdigit():  # the line is broken before the parts
        above = max(text.rfind("\n", edge, line - 1) + 1, edge)
    first = above
    while first < at and text[first] in " \t":
        first += 1
    limit = min(at + _BEFORE, end)
    turn = _TURN.match(text, first, limit) or _TURN.search(text, above, limit)
    if turn is None or not turn.start() < at < turn.end():
        return None
    alone = turn.start() == first or not text[line if turn.start() >= line else above : turn.start()].strip()
    if alone and turn["end"] is not None:
        seen.add(turn["station"])
        carried = _CARRIED.match(text, turn.end(), end)
        if carried and "SIPDIS" in carried.group() and text.find("SIPDIS", start, turn.start()) < 0:
            carried = None  # the first one is the telegram's own caption
        return turn.start(), carried.end() if carried else turn.end(), True
    first = turn.start() if alone else _station_inside(text, turn, seen)
    return first, turn.end() - len(turn["end"] or ""), False


def _station_inside(text: str, turn: re.Match[str], seen: set[str]) -> int:
    """Where the station of a page turn inside a line begins: words of the text in capitals may stand before it."""
    words = turn["station"].split(" ")
    for count in range(len(words)):
        if " ".join(words[count:]) in seen:
            return turn.start() + len(" ".join(words[:count])) + (count > 0)
    before = text[: turn.start()].rstrip(" ")[-1:]
    return turn.start() if not before.isupper() else turn.end("station") - len(words[-1])


def _banners_above(text: str, start: int, line: int) -> int:
    """Where the lines above begin that hold a level word alone, or nothing: at most eight, as two page turns leave; a
    caption (`SECRET`, `NODIS`) belongs to them below a level word, else it is the heading's."""
    first = line
    for _ in range(8):
        if line <= start:
            break
        above = max(text.rfind("\n", start, line - 1) + 1, start)
        words = text[above:line].strip()
        if words in _LEVELS_ALONE or (words and _SYSTEM.match(text, above)):
            first = above
        elif words not in _BANNERS:
            break
        line = above
    return first


def with_gap(text: str, first: int, last: int, start: int, end: int, *, turn: bool = False) -> Span:
    """The page line at `[first, last)` with the blank lines around it, one of them spared where a paragraph ends: after
    a page turn of 2006-10 (`turn`) their number tells, else the full stop before them."""
    gap = first
    while gap > start and text[gap - 1] in " \t\r\n":
        gap -= 1
    after = last
    while after < end and text[after] in " \t\r\n":
        after += 1
    line = text.rfind("\n", last, after) + 1 or last  # where the next line with words begins
    if gap == start:
        return Span(start, line)
    break_at = text.find("\n", gap, first)
    if break_at < 0:
        # glued to the words before it: only the line itself goes, its line end parts what stands around it
        return Span(first, last - 1 if first < last - 1 and text[last - 1] == "\n" else last)
    keep = break_at + 1
    if after >= end or text[after].islower():
        return Span(keep, line)
    if turn:
        blank = text.count("\n", keep, first) + text.count("\n", last, line)
        ended = blank == 1 or blank > _TURN_ABOVE + _TURN_BELOW
    else:
        ended = text[gap - 1] in _SENTENCE_ENDS
    if ended and (blank_at := text.find("\n", keep, first)) >= 0:
        return Span(blank_at + 1, line)
    if ended and (blank_at := text.find("\n", last, line)) >= 0:
        return Span(keep, text.rfind("\n", last, blank_at) + 1 or last)
    return Span(keep, line)


_RECEIVED_WITHIN: Final = 4_000  # characters of a record that its first page line stands in
_RECEIPT: Final = re.compile(
    r"^PAGE 01[ \t]+[A-Z][A-Z ]{2,9}?[ \t]+\d{4,6}(?:[ \t]+\d\d OF \d\d)?[ \t]+(?P<time>\d{6}Z)", re.MULTILINE
)


def find_receipt(text: str) -> re.Match[str] | None:
    """The time of receipt on the first page line, `PAGE 01 LONDON 19154 261904Z`: the Department's, not the sender's
    (FRUS orders incoming telegrams by it)."""
    if (len(text) <= WHOLE and _PAGE_SIGN not in capitals(text)) or text.find("PAGE 01", 0, _RECEIVED_WITHIN) < 0:
        return None
    return _RECEIPT.search(text, 0, _RECEIVED_WITHIN)
