"""The Department's part of a header of the 1970s to 1990s: who got copies, who drafted, cleared and approved.

    ORIGIN EUR-12                               outgoing; an incoming telegram has ACTION
    INFO OCT-01 SS-15 NSC-05 /033 R             offices with their copies; the total is a checksum
    DRAFTED BY EUR/RPM:ACROE:GW                 office, initials and surname, the typist's initials
    2/14/74 EXT. 21627                          day of drafting, telephone extension
    APPROVED BY EUR:JDOE
    L:BPOE (SUBS)                               below: who cleared
    S/S - MR. MOE
    DESIRED DISTRIBUTION                        none of them

Names stand as typed, initials glued to the surname: they are not taken apart.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.reading.declassification import read_rule_date
from reftel.reading.sheet import folded
from reftel.records import Copies, Distribution, Officer
from reftel.times import Date

COPIES: Final = re.compile(r"([A-Z]{1,6})-(\d\d)(?!\d)")
TOTAL: Final = re.compile(r"(?:/[ ]?|\(?TOTAL COPIES[: ]+)(\d{3})(?!\d)")
_DATE_LINE: Final = re.compile(r"(?:[ \t\n]|^)(\d{1,2}[/\-]\d{1,2}[/\-]\d{2,4})(?=[ \t\n,]|$)")
_EXTENSION: Final = re.compile(r"(?:\b(?:EXT|EX|X)[.:]?[ \t]*|(?<=[: \t\n]))(\d{5}|\d{1,3}-\d{4})(?=[ \t\n]|$)")
_REMARK: Final = re.compile(r"[ \t]*\(([^()\n]{1,40})\)[ \t]*$")
_TITLE: Final = ("MR.", "MS.", "MRS.", "AMB.", "GEN.", "DR.", "MISS ", "MR ", "MS ", "MRS ")
_OFFICE_WORD: Final = re.compile(r"[A-Z][A-Z0-9]{0,7}(?:[ ]?[/\-][ ]?[A-Z0-9&]{1,8}){0,4}")
_INITIALS: Final = re.compile(r"[A-Z]{2,4}")
_APART: Final = re.compile(r"[ \t]{3,}")
_EARLIEST: Final = Date(1945)  # for the century of a day of drafting
_SHORT: Final = 3  # an office of so few letters needs no sign between it and the name: `EUR JROE`


def read_distribution(text: str) -> Distribution:
    """The block from ACTION or ORIGIN to the total; an office stands under INFO from that word on."""
    at = text.find("INFO")
    action, info = (text, "") if at < 0 else (text[:at], text[at:])
    total = None
    for found in TOTAL.finditer(text):
        total = int(found[1])
    return Distribution(
        action=tuple(Copies(office, int(copies)) for office, copies in COPIES.findall(action)),
        info=tuple(Copies(office, int(copies)) for office, copies in COPIES.findall(info)),
        total=total,
    )


def adds_up(distribution: Distribution) -> bool:
    """Whether the copies make the total; an office that stands under both words may have been counted once."""
    every = (*distribution.action, *distribution.info)
    counted_once = {each.office: each.copies for each in every}
    return distribution.total in (None, sum(each.copies for each in every), sum(counted_once.values()))


def read_officer(text: str) -> Officer:
    """One entry of the drafting block: office, name, the typist's initials, date, extension, a remark in brackets."""
    printed = folded(text)
    rest = text.strip()
    date = extension = remark = None
    if found := _DATE_LINE.search(rest):
        date = read_rule_date(found[1], _EARLIEST)
        if date is not None:
            rest = rest[: found.start()] + " " + rest[found.end() :]
    if found := _EXTENSION.search(rest):
        extension = found[1]
        rest = rest[: found.start()] + " " + rest[found.end() :]
    if found := _REMARK.search(rest):
        remark = folded(found[1])
        rest = rest[: found.start()]
    # in the 1990s a double dash, date, extension and a file's name followed
    office, name, initials = _who(folded(rest).partition(" --")[0].strip(" :,-"))
    return Officer(
        printed=printed,
        office=office,
        name=name,
        initials=initials,
        date=date,
        extension=extension,
        remark=remark,
    )


def _who(words: str) -> tuple[str | None, str | None, str | None]:
    """Office, name and initials: `EUR:ACROE:GW`, `S/S- O KROE`, `C - HROE`, `S/S - MR. MOE`, `NEA:IWG:MROE`."""
    initials: str | None = None
    if ":" in words:
        parts = [part.strip() for part in words.split(":")]
        if len(parts) > 2 and _INITIALS.fullmatch(parts[-1]) and len(parts[-1]) < len(parts[-2]):
            initials = parts.pop()
        elif not parts[-1]:
            parts.pop()
        if len(parts) > 1:
            return _office(":".join(parts[:-1])), parts[-1] or None, initials
        words = parts[0]
    if " - " in words:
        office, _, name = words.partition(" - ")
        if _OFFICE_WORD.fullmatch(office.strip()):
            return _office(office), name.strip(), initials
    if found := _OFFICE_WORD.match(words):
        end = found.end()
        name = words[end:].strip()
        symbol = found.group()
        if name and words[end] == " " and ("/" in symbol or len(symbol) <= _SHORT or name.startswith(_TITLE)):
            return _office(symbol), name, initials
    return None, words or None, initials


def _office(printed: str) -> str:
    """The symbol without the blanks that a machine put beside its strokes: `S/ S- O` is S/S-O."""
    return printed.replace(" ", "")


def officer_runs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The entries that share one line, set apart by three blanks and more."""
    runs: list[tuple[int, int]] = []
    at = start
    for gap in _APART.finditer(text, start, end):
        if gap.start() > at:
            runs.append((at, gap.start()))
        at = gap.end()
    if at < end:
        runs.append((at, end))
    return runs


def is_officer(line: str) -> bool:
    """Whether a line below APPROVED BY names somebody: it has an office and a name, and is no number."""
    if line[0].isdigit():
        return False
    return ":" in line or " - " in line or "/" in line.split(" ", 1)[0] or line.startswith(_TITLE)
