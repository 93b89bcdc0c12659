"""The number of a telegram as another one prints it: year, station, serial, in every style a drafter chose.

    LIMA 412    07 LIMA 412    2007 LIMA 412    '07 LIMA 412    (07) LIMA 412    07LIMA0412    07-LIMA-412
    LIMA 412 (07)    LIMA 00412/07    LIMA 412-07    LIMA 00412 07    STATE (01) 201265
    412 LIMA    LIMA, 412    LIMA #412    LIMA (C)0412    LIMA O412    O7 LIMA 412    LIMA TELEGRAM 412
    LIMA 412 AND 415, 418/419             further numbers of that station, and of that year where one is printed

Facts. Only the vocabulary can tell a station from other capitals before a number (`PAGE 02`, `REASONS 1`); the longest
name wins. A number with a colon, a slash or a full stop behind it is a time, a date or a section. The capitals of a
station that nobody knows are still a telegram's number where nothing else stands in the item.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from reftel.ids import FIRST_YEAR, LAST_YEAR, full_year
from reftel.reading.sheet import Sheet, folded

_NUMBER: Final = re.compile(
    r"""
    (?:(?P<year>['’`]?\d{2}(?!\d)|['’`]?O\d(?=[ \-A-Z])|\((?:19|20)?\d{2}\)|(?:19|20)\d\d|0\d\d(?=[ ]))
      [ \t\r\n]{0,40}-?[ ]{0,4})?
    (?P<station>0?[A-Za-z][A-Za-z.'’‘`\-]{0,30}(?:0[A-Za-z]{1,20}){0,3}(?:[ \t\r\n]{1,40}[A-Za-z.'’\-]{1,30}){0,4}?)
    [ \t\r\n]{0,40}(?:[,\-][ \t\r\n]{0,40})?
    (?:(?:CABLES?|TELEGRAMS?|TELS?|MESSAGE|MSG|NUMBER|NO\.?|NR\.?)[ ]+)?
    (?:\((?:[CSU]|SBU|(?P<middle>(?:19|20)?\d\d))\)[ ]*)?\#?
    (?P<serial>\d{1,7}|(?<=[ ])O\d{1,6})(?![\dA-Za-z]|:\d|/\d{1,2}/|\.\d|[ ]?-[ ]?\d{1,2}[ ](?:THRU|TO)\b)
    (?![ ]+(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*\b)
    (?P<after>[ ]?\(['’]?(?:\d\d|(?:[A-Za-z]{3,9}[. ][ ]?(?:\d\d?,?[ ])?)?(?:19|20)\d\d)\)
      |[ ](?:of|OF|in|IN)[ ](?:19|20)\d\d(?!\d)
      |[ ,]{1,2}(?:of|OF|dated|DATED|DTD)[ ](?:[A-Za-z]{3,9}[. ][ ]?\d\d?,?|\d\d?[ ][A-Za-z]{3,9})[ ]
        (?:19|20)\d\d(?!\d)|-\d\d(?![\d])|/(?:0\d|10|9\d)(?!\d)
      |[ ](?:9\d|0\d)(?=[ \t]*(?:[,;]|$|\n|AND\b|and\b)))?
    """,
    re.VERBOSE,
)
# the last word is no single letter, as in A-125 or TD CA 3400
_PLAIN: Final = re.compile(r"(?:(\d\d) )?([A-Za-z]+(?: [A-Za-z]+){0,3}(?<=[A-Za-z]{3})) (\d{2,7})")
_STARTS: Final = re.compile(r"(?<![A-Za-z0-9'’`(])[('’`]?[A-Za-z0-9]")
_SWAPPED: Final = re.compile(r"(?P<serial>\d{3,6})[ ]+(?P<station>[A-Za-z][A-Za-z.'\- ]{2,24})\s*\Z")
# what stands between one number of an item and the next: a bracketed remark, then signs or AND
_JOINT: Final = re.compile(r"(?:[ \t\r\n]*\((?!\d\d\)|\d{4}\))[^()]{1,80}\))?(?:[\s,;/&]+|\bAND\b|\band\b)*")
_FURTHER: Final = re.compile(r"(?P<serial>\d{2,7})(?![\d\-A-Za-z:]|/\d{1,2}(?!\d)|\.\d)")
_BARE: Final = re.compile(r"#?(?P<serial>\d{2,7})(?![\d\-A-Za-z:/]|\.\d)")
# a second number of the same message, in the series of the Secretary's journey: `STATE 255577/TOSEC 140323`
_SERIES: Final = re.compile(r"[ \t/,(]*\b(?:TOSEC|SECTO)[ ]*\d{1,7}\)?")
_NOTE: Final = re.compile(r"\([^()]*\)")
_DTG: Final = re.compile(r"(?<!\d)\d{6}Z\b", re.IGNORECASE)
_NOT_STATIONS: Final = frozenset(
    "IIR TD CA FAM OSC A PARA PAGE MAY JUNE JULY MARCH APRIL AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER JANUARY "
    "FEBRUARY NO NR NUMBER SECTION CIRCULAR DTG MSG".split()
)
# the words of an item that may stand before the station without being its name
_LEADING: Final = frozenset(
    "SEE ALSO AND BY FROM IN THE CABLE CABLES TELEGRAM UNCLAS UNCLASS CONFIDENTIAL SECRET".split()
)
_MOST: Final = 200
"""No item names more telegrams than this; a text that seems to is not a list of references."""


class Number(NamedTuple):
    """A telegram's number found in a text: where, whose, and how its station and year were known."""

    start: int
    end: int
    station: str
    printed_station: str
    how: str
    """How the station was known: exact, alias, prefix, typo; *unknown* where no vocabulary knows it."""
    serial: int
    year: int | None
    carried: bool = False
    """The year is that of the number before."""
    doubtful_year: bool = False
    """The year is printed with three digits: `094 QUITO 841`."""
    inherited: bool = False
    """The station is that of the item before."""


def number_at(sheet: Sheet, start: int, end: int) -> Number | None:
    """The number that begins at `start`, of a station that the vocabulary knows."""
    found = _NUMBER.match(sheet.text, start, end)
    return _known(sheet, found) if found else None


def plain_number(sheet: Sheet, start: int, end: int) -> Number | None:
    """The number in a run that holds nothing else, in its usual form: `LIMA 412`, `07 RIO DE JANEIRO 412`."""
    found = _PLAIN.fullmatch(sheet.text, start, end)
    if found is None:
        return None
    year, name, serial = found.groups()
    station = sheet.vocabulary.station(name, short=True)
    if station is None or name.upper() in _NOT_STATIONS:
        return None
    return Number(
        start, end, station.code, name, station.how, int(serial), full_year(int(year)) if year is not None else None
    )


def find_number(sheet: Sheet, start: int, end: int) -> tuple[Number, bool] | None:
    """The first number in a run, and whether only words like SEE ALSO stand before it."""
    if number := number_at(sheet, start, end):
        return number, not sheet.text[start : number.start].strip(" ") or _only_leading(
            sheet.text[start : number.start]
        )
    text = sheet.text
    at = start
    while place := _STARTS.search(text, at, end):
        found = _NUMBER.match(text, place.start(), end)
        if found is None:
            at = _next_word(text, place.end(), end)
            continue
        if number := _known(sheet, found):
            return number, _only_leading(text[start : number.start])
        at = max(found.end("station"), place.end())
    return None


def looks_like_number(text: str, start: int, end: int) -> bool:
    """Whether station and serial seem to stand at `start`; the vocabulary is not asked."""
    return _NUMBER.match(text, start, end) is not None


def further_numbers(sheet: Sheet, first: Number, end: int) -> list[Number]:
    """`first` and the telegrams joined to it by comma, stroke, AND or a blank: further numbers of its station, with its
    year where one is printed, and numbers of other stations."""
    text = sheet.text
    numbers = [first]
    at = first.end
    while len(numbers) < _MOST:
        if series := _SERIES.match(text, at, end):
            at = series.end()
        last = numbers[-1]
        joint = _JOINT.match(text, at, end)
        place = joint.end() if joint else at
        if place >= end:
            break
        joined = text[at:place].strip()
        if other := number_at(sheet, place, end):  # before the next: `AND 08 LIMA 3` is no number 8
            found = other
        elif joined and joined[-1] != ")" and (more := _FURTHER.match(text, place, end)):
            carried = last.year is not None
            found = last._replace(start=place, end=more.end(), serial=int(more["serial"]), carried=carried)
        else:
            break
        numbers.append(found)
        at = found.end
    return numbers


def bare_number(sheet: Sheet, start: int, end: int, before: Number) -> Number | None:
    """`B. 2962 AND PREVIOUS` below `A. MANILA 2969`: a number of the station before."""
    found = _BARE.match(sheet.text, start, end)
    if found is None:
        return None
    serial = int(found["serial"])
    if len(found["serial"]) == 4 and FIRST_YEAR <= serial <= LAST_YEAR:
        return None  # it may as well be a year
    rest = sheet.text[found.end() : end].strip(" \t\r\n.,;")
    if rest and not rest.startswith(("(", "AND ", "and ", "/", "&")):
        return None
    return before._replace(start=start, end=found.end(), serial=serial, year=None, carried=False, inherited=True)


def swapped_number(sheet: Sheet, start: int, end: int) -> Number | None:
    """`313 KATHMANDU`: the number before its station."""
    swapped = _SWAPPED.match(sheet.text, start, end)
    station = sheet.vocabulary.station(swapped["station"], short=True) if swapped else None
    if swapped is None or station is None:
        return None
    return Number(start, end, station.code, swapped["station"], station.how, int(swapped["serial"]), None)


def unknown_number(raw: str, start: int, end: int) -> Number | None:
    """`QUX HARBOR 1179 (NOTAL)`: the form of a telegram's number in capitals, of a station that nobody knows."""
    if _DTG.search(raw):
        return None
    found = _NUMBER.fullmatch(_NOTE.sub("", raw).strip(" ,;."))
    if found is None or not found["station"].isupper() or len(found["serial"]) < 2:
        return None
    words = found["station"].split()
    letters = re.sub(r"[^A-Z]", "", found["station"])
    if not 4 <= len(letters) <= 20 or len(words) > 3 or any(word in _NOT_STATIONS for word in words):
        return None
    if len(words[-1].strip(".-")) < 2 or words[-1].endswith("-"):  # A-125, CA-3400: airgrams and documents
        return None
    year, doubtful = _year(found)
    serial = int(found["serial"].replace("O", "0"))
    return Number(start, end, letters, folded(found["station"]), "unknown", serial, year, doubtful_year=doubtful)


def _known(sheet: Sheet, found: re.Match[str]) -> Number | None:
    """The number a match stands for, if its words, or the last of them, name a station."""
    printed = found["station"]
    words = printed.split()
    begin = found.start("station")
    for skip in range(len(words)):
        if skip:
            begin = sheet.text.index(words[skip], begin + len(words[skip - 1]))
        name = printed if len(words) == 1 else " ".join(words[skip:])
        if name.upper() in _NOT_STATIONS:
            continue
        station = sheet.vocabulary.station(name, short=True)
        if station is not None:
            year, doubtful = _year(found, before=not skip)
            serial = int(found["serial"].upper().replace("O", "0"))
            start = begin if skip else found.start()
            return Number(start, found.end(), station.code, name, station.how, serial, year, doubtful_year=doubtful)
    return None


def _year(found: re.Match[str], *, before: bool = True) -> tuple[int | None, bool]:
    """The printed year, and whether it is doubtful (`094`)."""
    ahead, middle, after = found.group("year", "middle", "after")
    if ahead is None and middle is None and after is None:
        return None, False
    for printed in (ahead if before else None, middle, after):
        if printed is None:
            continue
        digits = "".join(c for c in printed.replace("O", "0") if c.isdigit())
        if len(digits) >= 4:
            return int(digits[-4:]), False
        if len(digits) in (2, 3):
            return full_year(int(digits[:2])), len(digits) == 3
    return None, False


def _only_leading(words: str) -> bool:
    return all(word.strip(",:").upper() in _LEADING for word in words.split())


def _next_word(text: str, at: int, end: int) -> int:
    """Past the word in which `at` lies."""
    while at < end and text[at].isalnum():
        at += 1
    return at
