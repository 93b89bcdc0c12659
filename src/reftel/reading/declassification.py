"""The E.O. line: under which executive order the telegram was classified, and when that ends.

    E.O. 12958: DECL: 04/26/2024       a date; also `MAY 1999`, `(9-2-99)`, `2020/02/23`
    E.O. 12356: DECL: OADR             the originating agency's determination required
    E.O. 12958: DECL: X1, X5           exempt (1995-2003); 25X1, 50X1-HUM later
    E.O. 12065: GDS 8/12/85 (DOE, J.)  date and classifier; RDS is a *review* date
    E.O. 11652: GDS                    the order's own schedule; XGDS: exempt from it; N/A: not classified

Two-digit years lie after the telegram's date: a 2000 telegram's 4/24/05 is 2005. The month stands before the day unless
there is no such month. The number is kept as printed, typing errors included; a date passed is no proof of release.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from reftel.reading.sheet import folded
from reftel.records import DeclassificationRule, RuleKind
from reftel.times import MONTHS, Date

ORDER: Final = re.compile(r"\d{4,6}")
_DIGIT: Final = re.compile(r"\d")
_PLAIN: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)")
_NUMERIC: Final = re.compile(r"(?<!\d)(\d{1,4})[ ]?[/\-.][ ]?(\d{1,2})[ ]?[/\-.][ ]?(\d{2,4})(?!\d)")
_COMPACT: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
_MONTH_AND_YEAR: Final = re.compile(r"\(?(\d{1,2})[/\-]((?:19|20)\d\d)\)?")
_YEAR_ALONE: Final = re.compile(r"\(?(?:19|20)\d\d\)?")
_MONTH_YEAR: Final = re.compile(
    r"(?:(\d{1,2})(?:ST|ND|RD|TH)?[ ,]+)?\b(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}\.?[ ,]+"
    r"(?:(\d{1,2})(?:ST|ND|RD|TH)?,? +)?(\d{2,4})\b"
)
_CODES: Final = re.compile(
    r"\b(?:(?:25|50|75)X\d?(?:-?(?:HUM(?:AN)?|WMD))?|(?:1\.[56])?X-?[1-8]|(?:XGDS|RDS|ADS|GDS)(?:[- ][1-4](?![\d/]))?"
    r"|OADR|MR)\b"
)
_BRACKETS: Final = re.compile(r"\(([^)\n]{2,40})(?:\)|$)")
_SUFFIX: Final = re.compile(r"(?:\)|\d|[A-Z])[ ,]+(OR[ -][A-Z]{1,2})\b")
_WORDS: Final = re.compile(r"[A-Z]{3,}")
_NONE: Final = re.compile(r"N\s*/?\s*A\b\.?", re.IGNORECASE)
_LABEL: Final = re.compile(
    r"\s*[:;,.]?\s*(?:(?:DECL(?:AS(?:SIFY)?)?(?:\s+ON)?|DELC|DEC)\b\.?\s*[:;,]?\s*)*", re.IGNORECASE
)

_MONTHS_OF_A_YEAR: Final = 12
_SCHEDULES: Final = Date(1972)


def read_rule(text: str, after: Date | None = None) -> DeclassificationRule:
    """What the value of an E.O. line (after the order's number) says; `after` is the telegram's date, for centuries."""
    if _DIGIT.search(text) is None:
        return _in_words(text)
    return _read(text, after)


@lru_cache(maxsize=1 << 8)
def _in_words(text: str) -> DeclassificationRule:
    """A rule without a number, whose meaning depends on no day: `GDS`, `N/A`, `OADR`."""
    return _read(text, None)


def _read(text: str, after: Date | None) -> DeclassificationRule:
    label = _LABEL.match(text)
    printed = folded(text[label.end() if label else 0 :]).strip(" .,;:")
    if (plain := _PLAIN.fullmatch(printed)) and (date := _american(plain[1], plain[2], plain[3], after)):
        return DeclassificationRule(kind="date", printed=printed, date=date)
    if _NONE.fullmatch(printed):
        return DeclassificationRule(kind="none", printed=printed)
    upper = printed.upper()
    classifier: str | None = None
    if (found := _BRACKETS.search(printed)) and found[1][0].isalpha() and not found[1].upper().startswith("DECL"):
        classifier = found[1].strip()
    codes = tuple(dict.fromkeys(m.group() for m in _CODES.finditer(upper)))
    if after is None and any("DS" in code for code in codes):
        after = _SCHEDULES  # GDS, XGDS, ADS, RDS are of two orders only
    date = read_rule_date(upper, after)
    kind: RuleKind
    if not printed:
        kind = "unread"
    elif _NONE.match(printed):
        kind, date = "none", None
    elif upper.startswith("DECLASSIFIED"):
        kind = "declassified"
    elif any(code.startswith("RDS") for code in codes):
        kind = "review"
    elif any(code.startswith("XGDS") for code in codes):
        kind = "exempt"
    elif "OADR" in codes:
        kind = "originator"
    elif any("X" in code for code in codes):
        kind = "exempt"
    elif date is not None:
        kind = "date"
    elif "ADS" in codes and len(_WORDS.findall(upper)) > 1:
        kind = "event"  # the advanced schedule names what ends the secrecy before the general one does
    elif any(code.startswith(("GDS", "ADS")) for code in codes):
        kind = "schedule"
    elif "MR" in codes:
        kind = "manual"
    elif not any(c.isdigit() for c in printed) or len(_WORDS.findall(upper)) > 1:
        kind = "event" if any(c.isalpha() for c in printed) else "unread"
    else:
        kind = "unread"
    suffix = found[1] if kind not in ("none", "unread") and (found := _SUFFIX.search(upper)) else None
    return DeclassificationRule(
        kind=kind, printed=printed, date=date, codes=codes, classifier=classifier, suffix=suffix
    )


def read_rule_date(text: str, after: Date | None = None) -> Date | None:
    """The first date in the text, month before day as American telegrams have it; None when there is none."""
    upper = text.upper()
    if found := _NUMERIC.search(upper):
        first, second, third = found.groups()
        if len(first) == 4:
            return _date(first, int(second), int(third), after)
        return _american(first, second, third, after) if len(first) <= 2 else None
    if found := _COMPACT.search(upper):
        return _date(found[1], int(found[2]), int(found[3]), after)
    if found := _MONTH_YEAR.search(upper):
        day = found[1] or found[3]
        return _date(found[4], MONTHS[found[2]], int(day) if day else None, after)
    if found := _MONTH_AND_YEAR.fullmatch(upper.strip()):
        return _date(found[2], int(found[1]), None, after)
    if _YEAR_ALONE.fullmatch(upper.strip()):
        return _date(upper.strip(" ()"), None, None, after)
    return None


def _american(month: str, day: str, year: str, after: Date | None) -> Date | None:
    """Month before day; the other way round where there is no such month."""
    first, second = int(month), int(day)
    if first > _MONTHS_OF_A_YEAR >= second:
        first, second = second, first
    return _date(year, first, second, after)


def _date(year: str, month: int | None, day: int | None, after: Date | None) -> Date | None:
    number = int(year)
    if len(year) == 2:
        base = after.year if after else 2000
        number += base - base % 100
        if number < base:
            number += 100
    elif len(year) != 4:
        return None
    try:
        return Date(number, month, day)
    except ValueError:
        return None
