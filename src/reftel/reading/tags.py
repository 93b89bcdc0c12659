"""The TAGS line: Traffic Analysis by Geography and Subject.

`TAGS: PTER ASEC PREL MZ RU`: tokens between blanks, commas or both. Two letters are geography, four beginning with K a
programme, others subjects, organisations, free terms (`HUMAN RIGHTS`) or persons (`OVIP (DOE, JANE)`). Where tokens are
glued together the register of TAGS splits them, and only if it covers every letter. Printed order and spelling are
kept; the official code stands beside it (RU is printed, RS is Russia's code).
"""

from __future__ import annotations

import re
from typing import Final

from reftel.reading.sheet import Sheet, folded
from reftel.records import Tag
from reftel.spans import Found
from reftel.times import Date

# a bracketed name belongs to the token before it and may hold a comma
_TERM: Final = re.compile(r"(?:\([^()\n]*\)|[^,;()\n]|\n(?![ \t]*\n))+")
_TOKEN: Final = re.compile(r"\([^()]*\)|[^\s,;()]+")
_CODE: Final = re.compile(r"[A-Z][A-Z0-9/\-]{1,9}|-[A-Z]")
_LONGEST_CODE: Final = 4
_STRAY: Final = frozenset({"SIPDIS", "TAGS", "TAGS:", "NOFORN"})


def read_tag(raw: str) -> str:
    """A tag as printed: capitals, white space folded, the brackets around a person's name taken off."""
    value = folded(raw.upper()).strip(" .")
    if value.startswith("(") and value.endswith(")"):
        value = value[1:-1].strip()
    return value


def read_tags(sheet: Sheet, start: int, end: int, on: Date | None) -> tuple[Found[Tag], ...]:
    """The tags between two offsets of a sheet, in printed order."""
    text = sheet.text
    when = str(on.to_day()) if on else None
    found: list[Found[Tag]] = []
    for term in _TERM.finditer(text, start, end):
        tokens = [(m.start(), m.end()) for m in _TOKEN.finditer(text, *term.span())]
        tokens = [t for t in tokens if text[slice(*t)].upper().strip(".") not in _STRAY]
        if not tokens:
            continue
        found += _term(sheet, tokens, when)
    return tuple(found)


def _term(sheet: Sheet, tokens: list[tuple[int, int]], when: str | None) -> list[Found[Tag]]:
    """One run between commas: several codes, one term of several words, or a person."""
    text = sheet.text
    words = [text[a:b].upper().strip(".") for a, b in tokens]
    known = [sheet.vocabulary.tag(word) is not None for word in words]
    out: list[Found[Tag]] = []
    place = 0
    while place < len(words):
        a, b = tokens[place]
        word = words[place]
        if text[a] == "(":
            out.append(_tag(sheet, a, b, when))
            place += 1
            continue
        if known[place]:
            # a known code, unless a longer term begins here (HUMAN RIGHTS, CHILD LABOR)
            stop = _longest_term(sheet, words, place)
            out.append(_tag(sheet, a, tokens[stop - 1][1], when))
            place = stop
            continue
        stop = _longest_term(sheet, words, place)
        if stop > place + 1:
            out.append(_tag(sheet, a, tokens[stop - 1][1], when))
            place = stop
            continue
        if len(word) > 5 and word.isalpha() and (parts := sheet.vocabulary.split_tags(word)):
            sheet.note("TAG-SPLIT", f"{word} was split into {', '.join(parts)}.", a, b)
            at = a
            for part in parts:
                out.append(_tag(sheet, at, at + len(part), when))
                at += len(part)
            place += 1
            continue
        # words in a row that are no codes are one free term, printed between commas: CHILD LABOR
        stop = place + 1
        if len(word) > _LONGEST_CODE or _CODE.fullmatch(word) is None:
            while stop < len(words) and text[tokens[stop][0]] != "(" and _goes_on(words[stop], known[stop]):
                stop += 1
        out.append(_tag(sheet, a, tokens[stop - 1][1], when))
        place = stop
    return out


def _goes_on(word: str, known: bool) -> bool:
    """Whether a word behind an unknown one belongs to the same free term: codes of two and four letters do not."""
    return len(word) > _LONGEST_CODE if known else len(word) > 2


def _longest_term(sheet: Sheet, words: list[str], place: int) -> int:
    for stop in range(min(len(words), place + 4), place + 1, -1):
        term = " ".join(words[place:stop])
        if sheet.vocabulary.tag(term) is not None:
            return stop
    return place + 1


def _tag(sheet: Sheet, start: int, end: int, when: str | None) -> Found[Tag]:
    raw = read_tag(sheet.text[start:end])
    entry = sheet.vocabulary.tag(raw, on=when) or sheet.vocabulary.tag(raw)
    if entry is None:
        kind = "person" if "," in raw else ""
        if not kind:
            sheet.note("TAG-UNKNOWN", f"{raw} is not in the register of TAGS.", start, end)
        return sheet.found(Tag(raw=raw, value=raw, kind=kind), start, end)
    value = entry.canonical or raw
    if value != raw:
        sheet.note("TAG-ALIAS", f"{raw} is written for {value}.", start, end)
    return sheet.found(Tag(raw=raw, value=value, kind=entry.kind), start, end)
