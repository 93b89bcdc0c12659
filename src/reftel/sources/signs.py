"""Whether a text is a telegram at all: a small table of signs, each with its weight.

A heap holds licences, lists, notes and registers beside its telegrams. A text without a wrapper is taken for a
telegram when the signs it shows weigh `ENOUGH` together. No one sign is needed, since any line of a telegram may be
lost; none is enough that a licence or a list could show by chance. What is passed over by mistake is named in the
ledger with what was missed, and giving the file its cable id as its name is an answer to that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from reftel.ids import CableId

ENOUGH: Final = 3
"""The weight of signs from which on a text is read as a telegram."""

LOOKED_AT: Final = 65_536
"""How many characters from the beginning are looked at (and the last two thousand, for the name at the end)."""

_TAIL: Final = 2_000


class Sign(NamedTuple):
    """One sign: what a person would call it, how much it weighs, and how it is seen in a beginning and an end."""

    name: str
    weight: int
    seen: Callable[[str, str], bool]


def _line(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> Callable[[str, str], bool]:
    """A sign that stands at the beginning of a line."""
    compiled = re.compile(r"^[ \t]*(?:" + pattern + ")", re.MULTILINE | flags)
    return lambda beginning, end: compiled.search(beginning) is not None


_LEVEL: Final = (
    r"U N C L A S(?: S I F I E D)?|C O N F I D E N T I A L|S E C R E T|T O P {1,3}S E C R E T"
    r"|L I M I T E D {1,3}O F F I C I A L {1,3}U S E"
    r"|UNCLAS(?:SIFIED)?|CONFIDENTIAL|(?:TOP )?SECRET|LIMITED OFFICIAL USE|LIMDIS|NODIS|EXDIS"
)

# A whole classification line that names a telegram: level, words of handling, section, station and serial.
CLASSIFICATION_LINE: Final = (
    rf"(?:{_LEVEL})(?:(?:[ \t]+|//)(?:E F T O|EFTO|NOFORN|NODIS|EXDIS|LIMDIS|SENSITIVE|FOR OFFICIAL USE ONLY|SIPDIS))*"
    r"(?:[ \t]+SE?C?TION[ \t]+\d\d?[ \t]+(?:OF|GF)[ \t]+\d\d?)?"
    r"(?:[ \t]+(?:C O R R E C T E D[ ]+C O P Y|CORRECTED COPY))?"
    r"[ \t]+(?P<station>[A-Z][A-Z .'\-]{1,24}?)[ \t]+(?P<serial>\d{3,8})(?!\d|[ \t]+\d{3}(?:\.\d)? OF)"
)


def _in_capitals(beginning: str, end: str) -> bool:
    """Teletype knew capitals only: nine letters in ten, of at least two hundred."""
    letters = sum(map(str.isalpha, beginning))
    return letters >= 200 and sum(map(str.isupper, beginning)) * 10 >= letters * 9


_SURNAME: Final = re.compile(r"[A-Z][A-Z'’ -]{1,24}\d?")


def _ends_with_surname(beginning: str, end: str) -> bool:
    """The telegram goes out over a surname in capitals, alone on a line near the end (marks may follow it)."""
    lines = [line.strip() for line in end.splitlines() if line.strip()][-6:]
    return len(lines) > 1 and any(_SURNAME.fullmatch(line) for line in lines)


SIGNS: Final = (
    # S E C R E T SECTION 01 OF 03 ASTANA 000095: the level, and the station with its serial of five or six digits
    Sign(
        "classification line with its number",
        3,
        _line(rf"(?:{_LEVEL})\b[^\n]{{0,80}}?\b[A-Z][A-Z .]{{1,30}} +\d{{4,7}}\b", re.IGNORECASE),
    ),
    # R 170240Z FEB 74: 5 FAH-1, the date-time group with its precedence
    Sign("date-time group", 3, _line(r"(?:[ZOPR]{1,2} ){1,2}\d{6}Z [A-Z]{3} \d\d\b")),
    Sign("transmission lines", 2, _line(r"(?:ZN[YR] [A-Z]{5} ZZH|VZCZC\w+|DE RU[A-Z]+ #\d+)")),
    Sign("page line of the 1970s", 2, _line(r"PAGE \d\d +[A-Z]{2,10}[A-Z ]* \d{5,6}\b")),
    Sign("FM line", 2, _line(r"FM [A-Z]{3}")),
    Sign("E.O. line", 2, _line(r"E\.? ?[Oo]\.? ?(?:10501|11652|12065|12356|12958|13526)\b")),
    Sign("TAGS line", 2, _line(r"TAGS?[:;, ] {0,4}[A-Z]{2,5}\b")),
    Sign("SUBJECT line", 1, _line(r"SUBJ(?:ECT)?[:.]")),
    Sign("REF line", 1, _line(r"(?:REFS?|REFTELS?|REF\(S\))[:.]", re.IGNORECASE)),
    Sign("Classified By line", 1, _line(r"CLASSIFIED BY:?", re.IGNORECASE)),
    Sign("caption", 1, _line(r"(?:SIPDIS|NOFORN|EXDIS|NODIS|LIMDIS|STADIS)[ \t]*\r?$")),
    # 1. (C) or ¶1. (SBU/NF): a number with a portion mark
    Sign(
        "marked paragraph",
        2,
        _line(r"[¶\ufffd]?\d{1,2}[.)] {0,3}\((?:U|C|S|TS|SBU|LOU)(?:[-/][^()\n]{1,12}| - ENTIRE TEXT)?\)"),
    ),
    Sign("numbered paragraph", 1, _line(r"[¶\ufffd]?1\. {0,3}[A-Z(]")),
    Sign("nothing but capitals", 1, _in_capitals),
    Sign("a surname at the end", 1, _ends_with_surname),
)

HEADING_SIGNS: Final = frozenset(
    ("classification line with its number", "date-time group", "transmission lines", "E.O. line", "TAGS line")
)
"""The signs that only the top of a telegram shows; capitals, numbers and names stand in any table."""

# A guide to telegrams quotes every line of one. It is told by what no telegram has.
_MANUAL: Final = re.compile(r"^(?:#{1,6} \S|```|~~~|\|[ :]?-{2,}|\.\. [a-z-]+::)", re.MULTILINE)


def find_signs(text: str, *, name: str = "") -> tuple[str, ...]:
    """The names of the signs that `text` shows, `name` being that of its file; empty for a manual in Markdown."""
    beginning, end = text[:LOOKED_AT], text[-_TAIL:]
    named = ("a cable id for its name",) if is_named_for_a_cable(name) else ()
    if len(_MANUAL.findall(beginning)) > 1:
        return ()
    return named + tuple(sign.name for sign in SIGNS if sign.seen(beginning, end))


def weigh(signs: tuple[str, ...]) -> int:
    """What these signs weigh together, to be held against `ENOUGH`."""
    weights = {sign.name: sign.weight for sign in SIGNS} | {"a cable id for its name": 2}
    return sum(weights[sign] for sign in signs)


def is_named_for_a_cable(name: str) -> bool:
    """Whether a file's name is the id of a telegram: 04EXAMPLE565.txt, 1975EXAMPL01774.txt."""
    stem = PurePosixPath(name).name.partition(".")[0]
    try:
        CableId.parse(stem)
    except ValueError:
        return False
    return True
