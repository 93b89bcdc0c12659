"""The classification line: level, section, station and serial; the line that names the telegram.

    S E C R E T SECTION 01 OF 02 LIMA 000412
    UNCLAS LIMA 000412            UNCLAS E F T O LIMA 000412
    CONFIDENTIAL LIMA 00412       (1970s: serial padded to five)
    S E C R E T STATE 181062 TOSEC 190010       a second number, of traffic to the Secretary travelling

Facts. Letters are spaced or not; the serial is padded to six (five in the 1970s). Captions may stand between level and
number. The line may be glued to the last line of the transmission part (`… WASHDC 3182C O N F I D E N T I A L SECTION
01 OF 02`), its letters may be lost or in the wrong case, SECTION is mangled (`SECTIO01OF02`, `SECTION 01 GF 02`), and
it may stand twice, with the whole heading, before the first paragraph.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from reftel.markings import Marking, read_marking
from reftel.reading.sheet import Sheet, folded
from reftel.vocab import Vocabulary

_LEVEL: Final = re.compile(
    r"(?:U N C L A S(?: S(?: I F I E D)?)?|UNCLASSIFIED|UNCLASS?|C O N F I D E N T I A L|CONFIDENTIAL"
    r"|(?:T O P[ ]{1,3}|TOP )?(?:S E C R E T|SECRET)"
    r"|L I M I T E D[ ]{1,3}O F F I C I A L[ ]{1,3}U S E|LIMITED[ ]{1,2}OFFICIAL[ ]{1,2}USE|LIM OFF(?:ICIAL)? USE|LOU)"
    r"(?![A-Za-z])"
)
# How the levels above begin: looked for at the starts of lines, and, glued to a header's last line, by plain search.
_BEGINNING: Final = re.compile(
    r"\n[ \t]*(?=U(?:NC| N C)|C(?:ONF| O N F)|S(?:ECR| E C R)|T(?:OP S| O P)|L(?:IMI| I M I|IM OFF|OU ))"
)
_SIGNS: Final = ("UNCLAS", "U N C L A S", "CONFIDENTIAL", "C O N F I D E N", "SECRET", "S E C R E T", "L I M I T E D",
                 "LIMITED ", "LIM OFF", "LOU ")  # fmt: skip
_TOP: Final = ("TOP ", "T O P ", "T O P  ", "T O P   ")
_CORRECTED: Final = re.compile(r"[ \t]*C ?O ?R ?R ?E ?C ?T ?E ?D[ \t]{1,3}C ?O ?P ?Y\b(?:[ \t]*\([^()\n]{0,40}\))?")
_DIGITS: Final = re.compile(r"\d+")
_PARTS: Final = re.compile(r"(?P<number>\d\d?)[ \t]*(?:[O0G][FI]|[OF])[ \t]*(?P<total>\d\d?)(?!\d)")
_SECTION_WORD: Final = re.compile(r"[ \t]*\b[A-Z]{0,2}(?:SEC|ECT|CTI|TIO|SE|SQC)[A-Z]{1,5}[ \t]*\Z")
_STATION: Final = re.compile(r"[A-Z][A-Z .'\-]{1,24}")
_PAGE: Final = re.compile(r"[ \t]+\d{3}(?:\.\d)?[ ]OF")  # a page line has the parts behind the serial
_SECOND: Final = re.compile(r"[ \t]+(?P<series>[A-Z]{4,6})[ \t]+\d{1,6}\b")
# A level line that lost its number, or never had one: only worth something above the E.O. line. A post may stand alone.
_BARE: Final = re.compile(
    rf"^[ \t]*(?P<level>{_LEVEL.pattern})(?P<extra>(?:[ \t]+(?:E F T O|EFTO|SENSITIVE|NOFORN|NODIS|EXDIS|LIMDIS))*)"
    r"(?:[ \t]+SECTION[ \t]+(?P<number>\d\d?)[ \t]+OF[ \t]+(?P<total>\d\d?))?"
    r"(?:[ \t]+(?P<station>[A-Z][A-Z .'\-]{1,24}))?[ \t\r]*$",
    re.MULTILINE,
)
# A telegram that repeats another one: `FOLLOWING REPEAT LIMA 371 … QUOTE`, and then that one's classification line.
_QUOTED: Final = re.compile(r"\bQUOTE\b[:.]?\s{1,4}")
_SECTION: Final = re.compile(r"(\d\d?)[ \t]*(?:[O0G][FI]|[OF])[ \t]*(\d\d?)", re.IGNORECASE)
_MRN: Final = re.compile(
    r"(?:(?P<year>\d\d(?:\d\d)?)\s+)?(?P<station>[A-Z][A-Z .'\-]{1,24}?)\s+(?P<serial>\d{1,7})", re.I
)
_WIDEST: Final = 110  # a line of a telegram has 69 characters; some copies run two together
_DEEPEST: Final = 6000  # a damaged line is looked for no further down: the text begins earlier
_WORDS: Final = ("UNCLASSIFIED", "UNCLAS", "CONFIDENTIAL", "SECRET", "TOPSECRET", "LIMITEDOFFICIALUSE", "LIMOFFUSE")
_LEAST_DAMAGED: Final = 6  # letters of the shortest word that is known with one of them lost


class LevelLine(NamedTuple):
    """One classification line found, in offsets of the sheet; `extra` are the words between level and number (NOFORN,
    SENSITIVE); `mrn` is (-1, -1) where it names no telegram; `also` is a second number behind it."""

    start: int
    end: int
    level: tuple[int, int]
    extra: tuple[int, int] | None
    section: tuple[int, int] | None
    mrn: tuple[int, int]
    station: str
    serial: int
    glued: bool
    also: tuple[int, int] | None = None


def read_level(text: str) -> str | None:
    """The level word of a classification line: `S E C R E T` is SECRET, LIMITED OFFICIAL USE is UNCLASSIFIED."""
    marking = read_level_marking(text)
    return marking.level if marking else None


def read_level_marking(text: str) -> Marking | None:
    """The level of a classification line with the controls that are part of its words (LIMITED OFFICIAL USE), also
    where a letter of it is lost or wrong."""
    marking = read_marking(text)
    if marking is None and (word := _damaged_word(text.upper())):
        return read_marking(word[0])
    return marking


def read_section(text: str) -> tuple[int, int] | None:
    """`01 OF 03` as (1, 3)."""
    found = _SECTION.search(text)
    return (int(found[1]), int(found[2])) if found else None


def read_mrn(text: str) -> tuple[int | None, str, int] | None:
    """Year (if printed), station as printed and serial of a message reference number: `04 LIMA 000412`."""
    found = _MRN.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    return (int(found["year"]) if found["year"] else None, found["station"], int(found["serial"]))


def find_level_lines(sheet: Sheet, end: int) -> list[LevelLine]:
    """The classification lines in the first `end` characters: more than one where the heading is doubled, a section's
    heading is repeated, or a second telegram is quoted. Stations not in the vocabulary are taken as they stand."""
    text, vocabulary = sheet.text, sheet.vocabulary
    beginnings = [len(text) - len(text.lstrip(" \t")), *[place.end() for place in _BEGINNING.finditer(text, 0, end)]]
    found = [line for beginning in beginnings if (line := _line(text, beginning, vocabulary))]
    limit = found[0].start if found else end
    header = text.find("FM ", 0, limit)
    if limit and (not found or header >= 0 or text.find("TO ", 0, limit) >= 0):
        # glued to the header's last line, the first one would be missed
        for place in _places(text, limit):
            before = text[place - 1 : place]
            if before in ("", "\n"):
                continue
            level_line = _line(text, place, vocabulary, glued=True)
            # set apart by a blank it may be a sentence's word: then the header stands before, the number is padded
            if level_line and before in " \t" and not (0 <= header < place and _is_padded(text, level_line)):
                continue
            if level_line and vocabulary.station(level_line.station, typo=False):
                found.insert(0, level_line)
                break
    if not found and (damaged := _find_damaged(sheet, min(end, _DEEPEST))):
        sheet.note("CLS-CASE", "", *damaged.level)
        found.append(damaged)
    return found


def same_number(line: LevelLine, other: LevelLine) -> bool:
    """Whether two classification lines name the same telegram, however they space and case its station."""
    return line.serial == other.serial and folded(line.station.upper()) == folded(other.station.upper())


def find_quoted(sheet: Sheet, start: int) -> LevelLine | None:
    """The classification line of a telegram that is quoted in this one, after `start`."""
    text = sheet.text
    at = text.find("QUOTE", start)
    while at >= 0:
        if (
            (quote := _QUOTED.match(text, at))
            and not text[at - 1 : at].isalnum()
            and _LEVEL.match(text, quote.end())
            and (found := _line(text, quote.end(), sheet.vocabulary))
        ):
            return found
        at = text.find("QUOTE", at + 5)
    return None


def find_repeat(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a classification line stands again, in whatever case, between two offsets."""
    piece = text[start:end]
    squeezed = piece.upper().replace(" ", "")
    if "UNCLAS" not in squeezed and "CONFIDENTIAL" not in squeezed and "SECRET" not in squeezed:
        return None
    upper = piece.upper()
    if len(upper) != len(piece):
        return None
    at = 0
    while at < len(upper):
        stop = upper.find("\n", at)
        stop = len(upper) if stop < 0 else stop
        first = at + len(upper[at:stop]) - len(upper[at:stop].lstrip())
        if _LEVEL.match(upper, first) and (found := _line(upper, first, None)):
            return start + found.start, start + found.end
        at = stop + 1
    return None


def find_bare_level(sheet: Sheet, end: int) -> LevelLine | None:
    """A line with a level alone, or with a post that is known and no number, in the first `end` characters."""
    station = sheet.vocabulary.station
    for match in _BARE.finditer(sheet.text, 0, end):
        if match["station"] is None or station(match["station"].rstrip(), typo=False):
            return _without_number(match)
    return None


def _without_number(match: re.Match[str]) -> LevelLine:
    return LevelLine(
        match.start("level"),
        match.end(),
        match.span("level"),
        match.span("extra") if match["extra"] else None,
        (match.start("number"), match.end("total")) if match["number"] else None,
        (-1, -1),
        "",
        0,
        False,
    )


def _is_padded(text: str, line: LevelLine) -> bool:
    """Whether the serial is written with zeros before it, as on the classification line alone."""
    return text.startswith("0", text.rfind(" ", line.mrn[0], line.mrn[1]) + 1)


def _places(text: str, end: int) -> list[int]:
    """Where level words stand, in order; TOP SECRET where its first word does."""
    places: list[int] = []
    for sign in _SIGNS:
        at = text.find(sign, 0, end)
        while at >= 0:
            place = at
            if text[at] == "S":
                place -= next((len(top) for top in _TOP if text.endswith(top, 0, at)), 0)
            places.append(place)
            at = text.find(sign, at + len(sign), end)
    if len(places) > 1:
        places.sort()
    return places


def _line(text: str, at: int, vocabulary: Vocabulary | None, *, glued: bool = False) -> LevelLine | None:
    """The classification line whose level stands at `at`; None where no number follows."""
    level = _LEVEL.match(text, at)
    if level is None:
        return None
    stop = text.find("\n", level.end(), level.end() + _WIDEST)
    whole = level.end() + _WIDEST if stop < 0 else stop
    if found := _number(text, level.span(), whole, vocabulary, glued=glued):
        return found
    if stop < 0 or vocabulary is None:
        return None
    # the line may be broken before the number
    below = text.find("\n", stop + 1, stop + _WIDEST)
    found = _number(text, level.span(), len(text) if below < 0 else below, vocabulary, glued=glued)
    if found and vocabulary.station(" ".join(found.station.split()), typo=False):
        return found._replace(station=" ".join(found.station.split()))
    return None


def _number(
    text: str, level: tuple[int, int], stop: int, vocabulary: Vocabulary | None, *, glued: bool
) -> LevelLine | None:
    """What stands behind the level, up to `stop`: captions, the section, station and serial."""
    begin = front = level[1]
    digits = _DIGITS.search(text, begin, stop)
    if digits is None:
        return None
    section: tuple[int, int] | None = None
    if len(digits.group()) <= 2:
        parts = _PARTS.match(text, digits.start(), stop)
        word = _SECTION_WORD.search(text[begin : digits.start()]) if parts else None
        if parts is None or word is None:
            return None
        section = parts.span()
        front = begin + word.start()
        begin = parts.end()
        digits = _DIGITS.search(text, begin, stop)
        if digits is None:
            return None
    if not 3 <= len(digits.group()) <= 7 or _PAGE.match(text, digits.end()):
        return None
    corrected = _CORRECTED.match(text, begin, digits.start())
    station = _station(text, corrected.end() if corrected else begin, digits.start(), vocabulary)
    if station is None:
        return None
    name = text[station : digits.start()].strip()
    also: tuple[int, int] | None = None
    if (
        vocabulary is not None
        and (second := _SECOND.match(text, digits.end(), stop))
        and (series := vocabulary.caption(second["series"]))
        and series.kind == "series"
    ):
        also = (second.start("series"), second.end())
    extra: tuple[int, int] | None = None
    if text[level[1] : front].strip(" /\t\n"):
        extra = (level[1], front)
    elif text[begin:station].strip(" /\t\n"):
        extra = (begin, station)
    return LevelLine(
        level[0],
        also[1] if also else digits.end(),
        level,
        extra,
        section,
        (station, digits.end()),
        name,
        int(digits.group()),
        glued,
        also,
    )


def _station(text: str, begin: int, end: int, vocabulary: Vocabulary | None) -> int | None:
    """Where the station's name begins between level and serial, captions before it left out: `E F T O LIMA`."""
    while begin < end and text[begin] in " \t/\n":
        begin += 1
    if begin >= end or text[end - 1] not in " \t":
        return None
    words = text[begin:end].rstrip()
    if "\n" in words:  # the line is broken before the number: no captions stand there
        return begin if _STATION.fullmatch(" ".join(words.split())) else None
    if vocabulary is not None and not vocabulary.station(words, typo=False):
        for _ in range(4):
            taken = _leading_caption(words, vocabulary)
            if not taken:
                break
            begin += taken
            words = words[taken:]
    return begin if _STATION.fullmatch(words) else None


def _leading_caption(words: str, vocabulary: Vocabulary) -> int:
    """How many characters of caption, and of the blanks behind it, stand first; a station must be left."""
    ends = [place for place, letter in enumerate(words) if letter in " /\n"][:8]
    for end in reversed(ends):
        if words[end - 1 : end] not in (" ", "/") and vocabulary.caption(words[:end]):
            return end + len(words[end:]) - len(words[end:].lstrip(" /\t\n"))
    return 0


def _find_damaged(sheet: Sheet, end: int) -> LevelLine | None:
    """A line whose level is in the wrong case, or lost or changed a letter: only with a station that is known."""
    upper, vocabulary = sheet.upper, sheet.vocabulary
    at = 0
    while at < end:
        stop = upper.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = upper[at : min(stop, at + _WIDEST)]
        if (digits := _DIGITS.search(line)) and digits.start() > _LEAST_DAMAGED and (word := _damaged_word(line)):
            first = len(line) - len(line.lstrip())
            level = (at + first, at + word[1])
            found = _number(upper, level, stop, vocabulary, glued=False)
            if found and vocabulary.station(found.station, typo=False):
                return found
        at = stop + 1
    return None


def _damaged_word(line: str) -> tuple[str, int] | None:
    """The level word that a line of capitals begins with, blanks left out and one letter wrong, and where it ends."""
    places = [place for place, letter in enumerate(line[:48]) if letter.isalpha()]
    letters = "".join(line[place] for place in places)
    for word in _WORDS:
        for length in (len(word), len(word) - 1, len(word) + 1):
            if length > len(places):
                continue
            end = places[length - 1] + 1
            if line[end : end + 1].isalpha():
                continue
            if letters[:length] == word or (len(word) >= _LEAST_DAMAGED and _one_wrong(letters[:length], word)):
                return word if word != "UNCLAS" else "UNCLASSIFIED", end
    return None


def _one_wrong(letters: str, word: str) -> bool:
    """Whether one letter was lost, doubled or changed, or two exchanged."""
    place = next(
        (n for n, (a, b) in enumerate(zip(letters, word, strict=False)) if a != b), min(map(len, (letters, word)))
    )
    if len(letters) == len(word) and letters[place : place + 2] == word[place : place + 2][::-1]:
        return letters[place + 2 :] == word[place + 2 :]
    if len(letters) == len(word):
        return letters[place + 1 :] == word[place + 1 :]
    if len(letters) < len(word):
        return letters[place:] == word[place + 1 :]
    return letters[place + 1 :] == word[place:]
