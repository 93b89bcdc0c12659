"""The places in the text that speak of another telegram.

    REF A reported the harvest; see also septel.
    As we said (Lima 412 and refs B and C), …

Facts. `reftel` means the one reference there is; `ref B` the one with that letter, or the second where the list has no
letters; a septel is another telegram, sent separately, and is tied to none. A telegram cited by its number is tied to
the item of the REF line that has that number; one that is not there stays a citation of the text, with the telegrams
it may mean, and adds no reference.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

from reftel.ids import CableId, full_year
from reftel.reading.landmarks import Landmarks
from reftel.reading.sheet import Sheet, folded
from reftel.records import Candidate, Mention, Reference
from reftel.times import Date

_SEPTEL: Final = re.compile(r"SEPTELS?\b")
_ONE: Final = r"(?:\([A-Z]\)|[A-Z](?![A-Z]|['’](?!S\b))|[1-9](?![\d.]))"
_AND: Final = r"\s*(?:,\s*AND\b|,(?!\s*I\s)|AND\b|&|THROUGH\b|TO\b|-|/)\s*"
_MENTION: Final = re.compile(
    r"REF(?:(?P<what>ERENCES?(?=[ ]\(?[A-Z]\b)|(?:[ ]?TEL|AIR|LTR|MEMO|TELCON)?S?)\b"
    # on the same line or the next one: a number behind a blank line is a paragraph's
    rf"(?P<items>(?:[.:]?[ \t]+\n?[ \t]*|[.:]?\n[ \t]*|[ \t]*-|(?=\())"
    rf"(?:\([A-Z](?:{_AND}[A-Z])+\)|{_ONE}(?:{_AND}{_ONE})*))?"
    r"|(?P<glued>[A-H])\b)"
)
_ITEM: Final = re.compile(r"(?<![A-Z])[A-Z](?![A-Z])|\d")
_RANGE: Final = re.compile(r"THROUGH|TO\b|[A-Z]\)?\s*-\s*\(?[A-Z]\s*\)?\Z")
_WORD_AFTER: Final = re.compile(r"\s+[a-z]")

# a number with a capitalised word before it: `Lima 412`, `STATE 041252`, `04 LIMA 412`
# The text's shape, a byte for each character: letters are `a`, digits `0`, blanks a blank, and what parts a number
# from one that cites (`12%`, `12:30`, `1,200`) stays apart. Most figures are left by a look at it.
_SHAPE: Final = bytes(
    ord("0")
    if chr(code).isdigit() and code < 128
    else ord(" ")
    if chr(code) in " \n"
    else ord("%")
    if chr(code) in "%:-"
    else ord(".")
    if chr(code) in ".,"
    else ord("a")
    if chr(code).isalpha() or chr(code) == "?"
    else 0
    for code in range(256)
)
_NUMBER: Final = re.compile(rb"0(?<=a 0)0{1,5}+(?!0|%|\.0)")
_YEAR: Final = re.compile(r"(?:\A|(?<=[\s(\[]))(?P<year>(?:19|20)?\d\d)[ ]\Z")
_OPENING: Final = "([\"'“/"
_MOST_WORDS: Final = 4  # of a station's name: RIO DE JANEIRO, and what stands before it
_NOT_STATIONS: Final = frozenset(
    """JAN FEB MAR APR MAY JUN JUL AUG SEP SEPT OCT NOV DEC JANUARY FEBRUARY MARCH APRIL JUNE JULY AUGUST SEPTEMBER
    OCTOBER NOVEMBER DECEMBER PARA PARAS PARAGRAPH PARAGRAPHS ARTICLE SECTION RESOLUTION UNSCR""".split()
)
_LOOK_BACK: Final = 44
_MOST: Final = 100  # `refs` means all of them, of any list that a telegram has
_YEARS: Final = range(1900, 2051)
# what stands around a telegram's number in a sentence, and not around the people in a town: `see Lima 412`
_CITING: Final = re.compile(
    r"(?:\b(?:SEE|SEE ALSO|PER|CABLE|TELEGRAM|CF\.?|ALSO|OUR|AND|IN|OF|BY|FROM)\s+|[(\[;,]\s?)\Z"
)
_CITED: Final = re.compile(r"\s?[).;,\]]|\s+(?:\(|AND\b|PARAS?\b|REPORT|DESCRIB|DISCUSS|DETAIL|REFERS?\b)|\s*\Z")


def read_mention(text: str) -> str:
    """A mention as printed, white space folded."""
    return folded(text)


def read_mentions(
    sheet: Sheet,
    runs: list[tuple[int, int]],
    references: tuple[Reference, ...],
    marks: Landmarks,
    start: int,
    end: int,
    *,
    own: CableId | None,
    on: Date | None,
) -> list[Mention]:
    """The mentions between two offsets of a sheet, in order; `runs` are the paragraphs' texts, in its offsets, and
    `marks` the landmarks there."""
    upper = sheet.upper
    begins = [run[0] for run in runs]
    listed = _ref_list(references)
    found = [
        (at, _mention(sheet, match, listed, _place(begins, at)))
        for at in marks.references
        if (match := _MENTION.match(upper, at, end))
    ]
    for at in marks.septels:
        if match := _SEPTEL.match(upper, at, end):
            printed = sheet.found(read_mention(sheet.text[at : match.end()]), at, match.end())
            found.append((at, Mention(printed=printed, paragraph=_place(begins, at))))
    _cited(sheet, begins, listed, start, end, own, on, found)
    if len(found) > 1:
        found.sort(key=lambda each: each[0])
    return [mention for _, mention in found]


def _place(begins: list[int], at: int) -> int | None:
    """The paragraph that `at` stands in."""
    place = bisect_right(begins, at) - 1
    return place if place >= 0 else None


class _RefList(NamedTuple):
    """The REF list as mentions need it: places by letter and by number, and those that a bare `reftel` can mean."""

    length: int
    lettered: dict[str, list[int]]
    numbered: dict[tuple[str, int], int]
    whole: list[int]


def _ref_list(references: tuple[Reference, ...]) -> _RefList:
    lettered: dict[str, list[int]] = {}
    numbered: dict[tuple[str, int], int] = {}
    whole: list[int] = []
    for place, reference in enumerate(references):
        if reference.letter:
            lettered.setdefault(reference.letter, []).append(place)
        for candidate in reference.candidates:
            numbered.setdefault((candidate.id.station, candidate.id.serial), place)
        # a piece of a broken list, `2008`, is no second reference
        if reference.kind != "other" or any(sign.isalpha() for sign in reference.printed.value):
            whole.append(place)
    return _RefList(len(references), lettered, numbered, whole)


def _mention(sheet: Sheet, found: re.Match[str], listed: _RefList, place: int | None) -> Mention:
    stop = found.end()
    what, behind, glued = found.groups()
    printed_items: str = behind or glued or ""
    items: list[str] = _ITEM.findall(printed_items) if printed_items else []
    if behind and _is_article(sheet.text, found):
        items, stop = [], found.start("items")
    printed = sheet.found(read_mention(sheet.text[found.start() : stop]), found.start(), stop)
    targets: list[int] = []
    if items:
        if _RANGE.search(printed_items) and items[0] < items[-1]:
            items = [chr(code) for code in range(ord(items[0]), ord(items[-1]) + 1)]
        for item in items:
            if item.isdigit() or not listed.lettered:
                at = int(item) - 1 if item.isdigit() else ord(item) - ord("A")
                targets += [at] if 0 <= at < listed.length else []
            else:
                targets += listed.lettered.get(item, ())
    elif what and what[-1] == "S":
        targets = list(range(min(listed.length, _MOST)))
    elif len(listed.whole) == 1:
        targets = listed.whole
    if not targets and listed.length:
        sheet.note("REF-MENTION-OPEN", f"{printed.value}: there are {listed.length} references.", *found.span())
    return Mention(printed=printed, references=tuple(dict.fromkeys(targets)), paragraph=place)


def _is_article(text: str, found: re.Match[str]) -> bool:
    """Whether the letter behind the word is none: `the reftel a number of`, `REFTEL. A new`."""
    items = found["items"]
    letter = text[found.start("items") : found.end("items")].strip()
    if items.startswith((".", ":")) and found["what"]:
        return True
    return letter in ("a", "i", "I") and bool(found["what"]) and _WORD_AFTER.match(text, found.end()) is not None


def _cited(
    sheet: Sheet,
    begins: list[int],
    listed: _RefList,
    start: int,
    end: int,
    own: CableId | None,
    on: Date | None,
    found: list[tuple[int, Mention]],
) -> None:
    """Telegrams cited by their number."""
    text = sheet.text
    # characters that one byte does not hold become `?`, one for one
    shape = text[start:end].encode("latin-1", "replace").translate(_SHAPE)
    for number in _NUMBER.finditer(shape):
        at = start + number.start() - 1
        # a capitalised word before it that is no month: all other figures are left at once
        if not text[at - 1].isalpha():
            continue
        words = _words_before(text, max(start, at - _LOOK_BACK), at)
        if not words or text[words[-1] : at].upper() in _NOT_STATIONS:
            continue
        if (mention := _citation(sheet, words, at, start + number.end(), begins, listed, own, on)) is not None:
            found.append((at, mention))


def _words_before(text: str, start: int, end: int) -> list[int]:
    """Where the capitalised words begin that stand directly before `end`, four at most."""
    words: list[int] = []
    stop = end
    while len(words) < _MOST_WORDS and stop > start:
        begin = max(text.rfind(" ", start, stop), text.rfind("\n", start, stop), start - 1) + 1
        word = text[begin:stop].lstrip(_OPENING)
        if len(word) < 2 or not word[0].isupper() or word[-1] in ",;:":
            break
        words.insert(0, stop - len(word))
        if stop - begin > len(word):
            break
        stop = begin - 1
    return words


def _citation(
    sheet: Sheet,
    words: list[int],
    end: int,
    stop: int,
    begins: list[int],
    listed: _RefList,
    own: CableId | None,
    on: Date | None,
) -> Mention | None:
    """The telegram that a station's name, which ends at `end`, and the number up to `stop` cite; None for none."""
    text = sheet.text
    serial = int(text[end + 1 : stop])
    station = None
    for start in words:
        name = folded(text[start:end])
        if (station := sheet.vocabulary.station(name, typo=False)) is not None:
            break
    if station is None:
        return None
    before = _YEAR.search(text, max(0, start - 5), start)
    year = _full(before["year"]) if before else None
    begin = before.start("year") if before else start
    tied = listed.numbered.get((station.code, serial))
    candidates: tuple[Candidate, ...] = ()
    if tied is None:
        if year is None and not _is_cited(sheet, start, end, stop):
            return None
        candidates = _candidates(sheet, station.code, serial, year, on)
        if not candidates or (own is not None and candidates[0].id == own):
            return None
    return Mention(
        printed=sheet.found(read_mention(sheet.text[begin:stop]), begin, stop),
        references=() if tied is None else (tied,),
        paragraph=_place(begins, begin),
        candidates=candidates,
    )


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else full_year(int(year))


def _is_cited(sheet: Sheet, start: int, end: int, stop: int) -> bool:
    """Whether a station and a number stand as a telegram's: `(Lima 412)`, `see STATE 41252`, and not `Lima 1998`."""
    upper, text = sheet.upper, sheet.text
    around = _CITING.search(upper, max(0, start - 12), start) is not None
    around = around and _CITED.match(upper, stop, stop + 12) is not None
    name, digits = folded(text[start:end]), text[end + 1 : stop]
    if not digits.startswith("0") and (len(digits) < 3 or int(digits) in _YEARS):
        # a year, or a small number: only where nothing else can be meant
        return around and text[start - 1] in "([" and text[stop : stop + 1] in (")", "]", ";")
    near = text[max(0, start - 60) : stop + 60]
    return around or (name.isupper() and not near.isupper()) or (name == "STATE" and len(digits) > 3)


def _candidates(sheet: Sheet, station: str, serial: int, year: int | None, on: Date | None) -> tuple[Candidate, ...]:
    """The telegrams that a number may mean: of the year printed, else of the year the serial calendar prefers."""
    if serial == 0:
        return ()
    if year is not None:
        return (Candidate(id=CableId(year, station, serial), confidence=1.0, reason="the year is printed"),)
    if on is None:
        return ()
    guess = sheet.vocabulary.year_of(station, serial, citing=(on.year, on.month or 12, on.day or 31))
    return (
        Candidate(
            id=CableId(guess.year, station, serial),
            confidence=guess.confidence,
            reason=guess.reason,
            year_source="calendar" if guess.observations else "citing",
        ),
    )
