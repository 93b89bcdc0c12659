"""Page lines, banners and stamps: what a printer or a reviewer put between the lines of a telegram.

Facts. Messages were printed in pages; each turn left a line of its own, wherever it fell: between paragraphs, inside
a sentence, a subject, a list of references. 2006-10: `LIMA 00000412  002 OF 003` (station, serial padded to eight,
part of parts). 1973-2002: level line, `PAGE 02  LIMA  00412  061515Z` (station cut to six letters, and on the first
page the Department's time of receipt, which is not the date-time group). Reviewers stamped `Declassified/Released …`
at the foot of pages. None of it was said by anyone: it is skipped, and its spans are kept.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.spans import Span

LEVEL_WORDS: Final = (
    r"UNCLASSIFIED|CONFIDENTIAL|SECRET|TOP SECRET|LIMITED OFFICIAL USE|UNCLAS|NOFORN|EXDIS|NODIS|LIMDIS"
)

_PAGE_LINE: Final = re.compile(
    r"""^[ \t]*(?:
        [A-Z][A-Z .'\-]{1,24}[ ]+\d{6,9}[ ]+\d{3}(?:\.\d)?[ ]OF[ ]\d{3}[ \t]*\r?(?:\n|\Z)   # LIMA 00000412  002 OF 003
        (?:[ \t]*+\r?\n)*+
        (?:[ \t]*+(?:SIPDIS|C\ O\ R\ R\ E\ C\ T\ E\ D[ ]+C\ O\ P\ Y[^\n]*)[ \t]*\r?\n(?=[ \t]*\r?\n))?
      | (?:(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|TOP\ SECRET|LIMITED\ OFFICIAL\ USE)[ \t]*+\r?\n
          (?:[ \t]*+\r?\n)*+[ \t]*+)*
        PAGE[ ]\d\d(?:[ ]OF[ ]\d\d)?(?:[ \t]+(?P<post>[A-Z][A-Z ]{2,9}?)[ \t]+(?P<serial>\d{4,6})(?P<rest>[^\n]*)
          |[ \t]*\r?\n[A-Z]{3,6}[ ]\d{5,6}[ \t]*(?=\r?\n)|[ \t]*(?=\r?\n))
        \r?(?:\n|\Z)
      | [^\n]*(?:Declassified/Released\ [^\n]{0,60}|EO\ Systematic\ Review\ \d)[^\n]*\r?(?:\n|\Z)
      | >?[ ]*@@@OASYS@@@[^\n]*(?:\n|\Z)
      | >?[ ]*\d{4}[A-Z]{3,6}\d{5}[ ]-[ ](?:Classification:[ ])?(?:UNCLASSIFIED|CONFIDENTIAL|SECRET)[ \t]*\r?(?:\n|\Z)
    )""",
    re.MULTILINE | re.VERBOSE,
)
# One of these stands in every kind of page line. They are looked for first, and the pattern is tried at their lines
# alone: tried at every line it costs as much as three bare passes over the text.
_SIGNS: Final = (" OF 0", "PAGE ", "Systematic Review", "Declassified/", "@@@OASYS", " - UNCLASSIFIED",
                 " - CONFIDENTIAL", " - SECRET", " - Classification")  # fmt: skip
_BANNERS: Final = frozenset({"", *LEVEL_WORDS.split("|")})

_SENTENCE_ENDS: Final = frozenset(".?!:\"')”")


def find_furniture(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The page lines, banners and stamps of a telegram, in order, each with the blank lines around it.

    Where the words before and after belong to one sentence the whole gap is furniture, so that they join by a line
    end; where a paragraph ended there, its blank line is left standing.
    """
    cuts: list[Span] = []
    for line in _signed_lines(text, start, end):
        if cuts and line < cuts[-1].end:
            continue
        if found := _PAGE_LINE.match(text, line, end):
            cuts.append(with_gap(text, found.start(), found.end(), start, end))
    return tuple(cuts)


def _signed_lines(text: str, start: int, end: int) -> list[int]:
    """Where the lines begin that may be page lines, in order; for `PAGE nn` the banners above it are tried first."""
    lines: set[int] = set()
    for sign in _SIGNS:
        at = text.find(sign, start, end)
        while at >= 0:
            line = max(text.rfind("\n", start, at) + 1, start)
            lines.add(line)
            if sign == "PAGE ":
                lines.update(_banners_above(text, start, line))
            stop = text.find("\n", at, end)
            at = text.find(sign, stop, end) if stop >= 0 else -1
    return sorted(lines)


def _banners_above(text: str, start: int, line: int) -> list[int]:
    """The lines above that hold a level word alone, or nothing: at most eight, as many as two page turns leave."""
    found: list[int] = []
    while line > start and len(found) < 8:
        above = max(text.rfind("\n", start, line - 1) + 1, start)
        if text[above:line].strip() not in _BANNERS:
            break
        found.append(above)
        line = above
    return found


def with_gap(text: str, first: int, last: int, start: int, end: int) -> Span:
    """The page line at `[first, last)` with the blank lines around it, one of them spared after a full stop."""
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
        return Span(first, last)  # glued to the words before it: only the line itself goes
    keep = break_at + 1
    ended = text[gap - 1] in _SENTENCE_ENDS and after < end and not text[after].islower()
    if ended and (blank := text.find("\n", keep, first)) >= 0:
        return Span(blank + 1, line)
    if ended and (blank := text.find("\n", last, line)) >= 0:
        return Span(keep, text.rfind("\n", last, blank) + 1 or last)
    return Span(keep, line)


_RECEIPT: Final = re.compile(
    r"^PAGE 01[ \t]+[A-Z][A-Z ]{2,9}?[ \t]+\d{4,6}(?:[ \t]+\d\d OF \d\d)?[ \t]+(?P<time>\d{6}Z)", re.MULTILINE
)


def find_receipt(text: str) -> re.Match[str] | None:
    """The time of receipt on the first page line, `PAGE 01 LONDON 19154 261904Z`: the Department's, not the sender's
    (FRUS orders incoming telegrams by it)."""
    return _RECEIPT.search(text, 0, 4000) if "PAGE 01" in text else None
