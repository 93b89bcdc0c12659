"""The classification line: level, section, station and serial; the line that names the telegram.

    S E C R E T SECTION 01 OF 02 LIMA 000412
    UNCLAS LIMA 000412            UNCLAS E F T O LIMA 000412
    CONFIDENTIAL LIMA 00412       (1970s: serial padded to five)

Facts. Letters are spaced or not; the serial is padded to six (five in the 1970s). The line may be glued to the last
line of the transmission part (`… WASHDC 3182C O N F I D E N T I A L SECTION 01 OF 02`), its letters may be in the wrong
case, and it may stand twice, with the whole heading, before the first paragraph.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from reftel.markings import read_marking
from reftel.reading.sheet import Sheet

_LEVEL: Final = (
    r"U N C L A S(?: S I F I E D)?|UNCLAS(?:SIFIED|S)?|C O N F I D E N T I A L|CONFIDENTIAL|S E C R E T|SECRET"
    r"|T O P  ?S E C R E T|TOP SECRET|L I M I T E D  ?O F F I C I A L  ?U S E|LIMITED OFFICIAL USE"
    r"|LIM OFF(?:ICIAL)? USE"
)
_REST: Final = (
    r"(?P<extra>(?:(?:[ \t]+|//)(?:E F T O|EFTO|NOFORN|NODIS|EXDIS|LIMDIS|SENSITIVE|FOR OFFICIAL USE ONLY|SIPDIS))*)"
    r"(?:[ \t]+SE?C?TION[ \t]+(?P<number>\d\d?)[ \t]+(?:OF|GF)[ \t]+(?P<total>\d\d?))?"
    r"(?:[ \t]+(?:C O R R E C T E D[ ]+C O P Y|CORRECTED COPY))?"
    r"[ \t]+(?P<mrn>(?P<station>[A-Z][A-Z .'\-]{1,24}?)[ \t]+(?P<serial>\d{3,7}))(?!\d|[ \t]+\d{3}(?:\.\d)? OF)"
)
_ANCHORED: Final = re.compile(rf"^[ \t]*(?P<level>{_LEVEL}){_REST}", re.MULTILINE)
_GLUED: Final = re.compile(rf"(?<=\S)(?P<level>{_LEVEL}){_REST}")
_ANY_CASE: Final = re.compile(rf"^[ \t]*(?P<level>{_LEVEL}){_REST}", re.MULTILINE | re.IGNORECASE)
# A level line that lost its number, or never had one: only worth something above the E.O. line.
_BARE: Final = re.compile(rf"^[ \t]*(?P<level>{_LEVEL})(?P<extra>[ \t]+(?:E F T O|EFTO))?[ \t\r]*$", re.MULTILINE)
# A telegram that repeats another one: `FOLLOWING REPEAT LIMA 371 … QUOTE`, and then that one's classification line.
_QUOTED: Final = re.compile(rf"\bQUOTE\b[:.]?\s{{1,4}}(?P<level>{_LEVEL}){_REST}")
_SECTION: Final = re.compile(r"(\d\d?)[ \t]+(?:OF|GF)[ \t]+(\d\d?)", re.IGNORECASE)
_MRN: Final = re.compile(
    r"(?:(?P<year>\d\d(?:\d\d)?)\s+)?(?P<station>[A-Z][A-Z .'\-]{1,24}?)\s+(?P<serial>\d{1,7})", re.I
)


class LevelLine(NamedTuple):
    """One classification line found, in offsets of the sheet; `extra` are the words between level and number (NOFORN,
    SENSITIVE); `mrn` is (-1, -1) where it names no telegram."""

    start: int
    end: int
    level: tuple[int, int]
    extra: tuple[int, int] | None
    section: tuple[int, int] | None
    mrn: tuple[int, int]
    station: str
    serial: int
    glued: bool


def read_level(text: str) -> str | None:
    """The level word of a classification line: `S E C R E T` is SECRET, LIMITED OFFICIAL USE is UNCLASSIFIED."""
    marking = read_marking(text)
    return marking.level if marking else None


def read_section(text: str) -> tuple[int, int] | None:
    """`01 OF 03` as (1, 3)."""
    found = _SECTION.search(text)
    return (int(found[1]), int(found[2])) if found else None


def find_level_lines(sheet: Sheet, end: int) -> list[LevelLine]:
    """The classification lines in the first `end` characters: more than one where the heading is doubled, a section's
    heading is repeated, or a second telegram is quoted. Stations not in the vocabulary are taken as they stand."""
    text = sheet.text
    found = [_line(sheet, match, glued=False) for match in _ANCHORED.finditer(text, 0, end)]
    if not found or any(word in text[: found[0].start] for word in ("FM ", "TO ")):
        # glued to the header's last line, the first one would be missed
        limit = found[0].start if found else end
        for match in _GLUED.finditer(text, 0, limit):
            line = _line(sheet, match, glued=True)
            if sheet.vocabulary.station(line.station, typo=False):
                found.insert(0, line)
                break
    if not found and (damaged := _ANY_CASE.search(text, 0, min(end, 6000))):
        line = _line(sheet, damaged, glued=False)
        if sheet.vocabulary.station(line.station, typo=False):
            sheet.note("CLS-CASE", "", *line.level)
            found.append(line)
    return found


def find_quoted(sheet: Sheet, start: int) -> LevelLine | None:
    """The classification line of a telegram that is quoted in this one, after `start`."""
    if "QUOTE" not in sheet.text:
        return None
    found = _QUOTED.search(sheet.text, start)
    return _line(sheet, found, glued=False) if found else None


def find_repeat(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a classification line stands again, in whatever case, between two offsets."""
    found = _ANY_CASE.search(text, start, end)
    return found.span() if found else None


def find_bare_level(sheet: Sheet, end: int) -> LevelLine | None:
    """A line with a level alone, in the first `end` characters."""
    match = _BARE.search(sheet.text, 0, end)
    if match is None:
        return None
    return LevelLine(match.start("level"), match.end(), match.span("level"), None, None, (-1, -1), "", 0, False)


def _line(sheet: Sheet, match: re.Match[str], *, glued: bool) -> LevelLine:
    section = (match.start("number"), match.end("total")) if match["number"] else None
    return LevelLine(
        match.start("level"),
        match.end(),
        match.span("level"),
        match.span("extra") if match["extra"] else None,
        section,
        match.span("mrn"),
        match["station"].strip(),
        int(match["serial"]),
        glued,
    )


def read_mrn(text: str) -> tuple[int | None, str, int] | None:
    """Year (if printed), station as printed and serial of a message reference number: `04 LIMA 000412`."""
    found = _MRN.fullmatch(text.strip())
    if found is None:
        return None
    return (int(found["year"]) if found["year"] else None, found["station"], int(found["serial"]))
