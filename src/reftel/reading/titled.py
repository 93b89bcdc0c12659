"""A person with a title: which words say what somebody is, and which are the name.

    DCM Jane Roe                      title, then name
    Jane Roe, DCM, Embassy Lima       name, then title: all behind the comma
    ISN - Jane Roe                    an office's symbol in the place of the title
    Ambassador Jane Roe and DCM John Doe

Facts. A comma parts the two but may as well stand inside a title; so may a dash or a bracket. Two people are told apart
at AND only where both have a title and a whole name. A line end can break a name at the margin.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.reading.sheet import Sheet, folded
from reftel.reading.titles import is_place, is_suffix, is_title_word, title_length
from reftel.records import Classifier
from reftel.spans import Found

# A comma typed for an apostrophe, `Charge d,Affaires`, parts nothing; a dash between blanks does, and a bracket.
_PARTING: Final = re.compile(r"(?<![dD]),(?!s\b)|(?<=[dD]),(?![ ]?[aA]ff)|;|[ \t\r\n]+[-–]+[ \t\r\n]+|:[ \t\r\n]+|[()]")
_NO_PARTING: Final = re.compile(r"[^,;:()\-–]*")
_ONLY_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z.]*(?: [A-Za-z][A-Za-z.]*){1,11}")
_JOINT: Final = re.compile(r"[\s,;]+(?:AND|and|And|&)\s+|;\s+")
# a line end before small letters that no name begins with
_BROKEN_NAME: Final = re.compile(
    r"(?<=[A-Za-z])[ \t\r]*\n[ \t\r\n]*(?!(?:d[aeiou]s?|del|d?e?l?la|los|van|von|de[rn]|bin|ibn|al|el|e|y|zu|te[rn])\b)"
    r"(?=[a-z]{1,12}(?![A-Za-z.]))"
)


def read_name(text: str) -> str:
    """A person's name as printed, white space folded; one that the margin broke is whole again (`Ro`, `e`)."""
    if "\n" in text:
        text = _BROKEN_NAME.sub("", text)
    return folded(text).strip(" ,;:")


def find_people(sheet: Sheet, start: int, end: int) -> tuple[Classifier, ...]:
    """The person, or the people joined by AND, between two offsets."""
    text = sheet.text
    if plain := _title_then_name(sheet, start, end):
        return (plain,)
    for joint in _JOINT.finditer(text, start, end) if _may_join(text[start:end]) else ():
        second = _person(sheet, joint.end(), end)
        if second is None or not _is_whole(second):
            continue
        first = _person(sheet, start, joint.start())
        if first is not None and _is_whole(first):
            return (first, second)
    person = _person(sheet, start, end)
    return (person,) if person else ()


def _title_then_name(sheet: Sheet, start: int, end: int) -> Classifier | None:
    """The usual line, words of a title and then a name, without a sign between them: `Political Counselor Jane Roe`."""
    start, end = sheet.trimmed(start, end)
    if _ONLY_WORDS.fullmatch(sheet.text, start, end) is None:
        return None
    words = sheet.text[start:end].split(" ")
    titles = title_length(sheet.vocabulary, words) if is_title_word(words[0]) else 0
    if not 0 < titles < len(words) or "and" in words or "AND" in words or "And" in words:
        return None
    stop = start + len(" ".join(words[:titles]))
    return Classifier(name=sheet.read(read_name, stop + 1, end), title=sheet.read(folded, start, stop))


def _may_join(named: str) -> bool:
    return "and" in named or "AND" in named or "And" in named or "&" in named or ";" in named


def _is_whole(person: Classifier) -> bool:
    """Whether title and a name of two words or three are there."""
    return person.title is not None and person.name is not None and 2 <= len(person.name.value.split()) <= 4


def _person(sheet: Sheet, start: int, end: int) -> Classifier | None:
    """The person between two offsets: title then name, name then title (behind a comma or not), or one of them."""
    text = sheet.text
    parts = _parts(sheet, start, end)
    if not parts:
        return None
    words = text[parts[0][0] : parts[0][1]].split()
    titles = title_length(sheet.vocabulary, words)
    if not titles and len(parts) > 1 and _is_symbol(sheet, words) and not _all_title(sheet, parts[1]):
        titles = 1  # `ISN - Jane Roe`
    if not titles:
        return _name_first(sheet, parts, len(words), end)
    if titles < len(words):
        first = next((place for place, word in enumerate(words) if is_title_word(word)), 0)
        if first >= 2 and is_place(sheet.vocabulary, words[titles:]):
            return _name_first(sheet, parts, first, end)  # `Jane Roe DCM Lima`
        name = _words(sheet, parts[0], titles, len(words))
        return _classifier(sheet, _with_suffix(sheet, name, parts, 1), (start, _words(sheet, parts[0], 0, titles)[1]))
    before = next((place for place, word in enumerate(words) if is_title_word(word)), 0)
    if words[0].lower() == "the":
        before = 0
    if before >= 2 or (before == 1 and len(parts) == 1 and len(words) > 1 and not _is_symbol(sheet, words[:1])):
        return _name_first(sheet, parts, before, end)  # `Jane Roe DCM`
    if before == 1 and len(words) == 2 and len(parts) > 1 and _all_title(sheet, parts[1]):
        return _name_first(sheet, parts, 2, end)  # `Jane Press, DCM`: a surname that is a word of titles as well
    plain = next((place for place, word in enumerate(words) if place and _is_plain(word)), 0)
    if plain and plain == len(words) - 2 and len(parts) == 1:  # `Ambassador Jane Press`
        return _classifier(sheet, _words(sheet, parts[0], plain, len(words)), _words(sheet, parts[0], 0, plain))
    # the whole of the first part is title: the name is in a later one, if it can in one without a word of title
    later: list[tuple[int, int, int]] = []
    for place in range(1, len(parts)):
        part = text[slice(*parts[place])].split()
        titles = title_length(sheet.vocabulary, part)
        if titles < len(part):
            later.append((place, titles, len(part)))
    if later:
        place, titles, size = min(later, key=lambda part: part[1] > 0 or part[2] < 2)
        name = _words(sheet, parts[place], titles, size)
        until = _words(sheet, parts[place], 0, titles)[1] if titles else parts[place - 1][1]
        return _classifier(sheet, _with_suffix(sheet, name, parts, place + 1), (start, until))
    return _classifier(sheet, None, (start, end))


def _name_first(sheet: Sheet, parts: list[tuple[int, int]], words: int, end: int) -> Classifier:
    """`Jane Roe, DCM, DOS`: all behind the name is the title."""
    name = _words(sheet, parts[0], 0, words)
    whole = _with_suffix(sheet, name, parts, 1) if name[1] == parts[0][1] else name
    return _classifier(sheet, whole, (whole[1], end) if whole[1] < end else None)


def _with_suffix(sheet: Sheet, name: tuple[int, int], parts: list[tuple[int, int]], following: int) -> tuple[int, int]:
    """The name with the `Jr.` behind its comma."""
    if following < len(parts) and is_suffix(sheet.text[slice(*parts[following])]):
        return name[0], parts[following][1]
    return name


def _parts(sheet: Sheet, start: int, end: int) -> list[tuple[int, int]]:
    """The runs between commas, dashes and brackets that hold letters."""
    text = sheet.text
    parts: list[tuple[int, int]] = []
    at = start
    if not _NO_PARTING.fullmatch(text, start, end):
        for sign in _PARTING.finditer(text, start, end):
            parts.append((at, sign.start()))
            at = sign.end()
    parts.append((at, end))
    trimmed = [sheet.trimmed(a, b) for a, b in parts]
    return [(a, b) for a, b in trimmed if (a < b and text[a].isalpha()) or any(map(str.isalpha, text[a:b]))]


def _words(sheet: Sheet, part: tuple[int, int], first: int, last: int) -> tuple[int, int]:
    """Where the words from `first` up to `last` of a part stand."""
    text = sheet.text
    begin, stop = part
    words = text[begin:stop].split(None, last)
    for word in words[:first]:
        begin = text.index(word, begin) + len(word)
    begin = stop = text.index(words[first], begin)
    for word in words[first:last]:
        stop = text.index(word, stop) + len(word)
    return begin, stop


def _is_symbol(sheet: Sheet, words: list[str]) -> bool:
    """Whether the words are an office's symbol alone."""
    if len(words) != 1 or not words[0].isupper():
        return False
    vocabulary = sheet.vocabulary
    return vocabulary.office(words[0]) is not None or bool(vocabulary.known_at_other_dates("office", words[0]))


def _is_plain(word: str) -> bool:
    """Whether a word can be a forename: a capital and small letters, or capitals, and no word of titles."""
    return word[:1].isupper() and word.isalpha() and len(word) > 2 and not is_title_word(word)


def _all_title(sheet: Sheet, part: tuple[int, int]) -> bool:
    words = sheet.text[slice(*part)].split()
    return title_length(sheet.vocabulary, words) == len(words)


def _classifier(sheet: Sheet, name: tuple[int, int] | None, title: tuple[int, int] | None) -> Classifier:
    """A classifier from where name and title stand; signs at the ends are left out."""
    text = sheet.text
    found_name: Found[str] | None = None
    found_title: Found[str] | None = None
    if name:
        name = sheet.trimmed(*name)
        found_name = sheet.read(read_name, *name)
    if title:
        first, last = sheet.trimmed(*title)
        while first < last and text[first] in " \t\r\n,;:-–()":
            first += 1
        last = first + len(text[first:last].rstrip(" \t\r\n,;:-–()"))
        if first < last:
            found_title = sheet.read(folded, first, last)
    return Classifier(name=found_name, title=found_title)
