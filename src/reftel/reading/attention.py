"""Attention lines: who is to read the telegram, between the classification line and the E.O. line.

    DEPARTMENT FOR P, WHA/AND AND INR (ROE, DOE)    offices, and people of them in brackets
    STATE PASS TO USAID FOR LAC/SAM                 somebody else's copy
    FOR H - PLEASE PASS TO CODEL ROE
    EYES ONLY FOR THE AMBASSADOR FROM DOE

Each instruction of the form `X FOR Y`, `X PASS TO Y` or `FOR Y - PLEASE PASS` is one entry; it may wrap, and the next
`X FOR` opens the next one. Two instructions on one line stay together, since they were typed so.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.reading.sheet import Sheet, folded
from reftel.records import Attention, AttentionPerson
from reftel.times import Date

_INSTRUCTION: Final = re.compile(
    r"(?:[A-Z0-9][A-Z0-9/.&'(\- ]{0,40}?[ ,:)]+)?"
    r"(?:(?:PLEASE |PLS |ALSO )?(?:PASS(?:ED)?(?: TO)?|REPEAT TO|INFORM)(?: ALSO)?(?: FOR)?|FOR)[ :.]+\S",
)
_OPENS: Final = re.compile(r"[A-Z0-9][A-Z0-9/.&'\- ]{0,30}:? (?:(?:PLEASE |PLS |ALSO )?PASS(?: TO)? |FOR )")
# `LIMA, QUITO FOR CONS`: several posts or offices, in capitals as printed
_LIST: Final = re.compile(
    r"[A-Z][A-Z0-9/.&'\-]*(?:(?:, ?| AND | & | )[A-Z][A-Z0-9/.&'\-]*){0,7}?,? "
    r"(?:(?:PLEASE |PLS |ALSO )?PASS(?: TO)?|FOR) [A-Z0-9]"
)
_PLEASE: Final = re.compile(r"(?:PLEASE|PLS)\b[^\n]{0,40}?\bPASS")
_OFFICE: Final = re.compile(
    r"(?<![A-Z0-9])[A-Z][A-Z0-9]{0,7}(?:[/\-][A-Z0-9&]{1,8}){0,4}(?![A-Z0-9]|\. ?[A-Z][A-Za-z])"
)
_BRACKETED: Final = re.compile(r"\(([^()]*)\)")
_BEHIND: Final = re.compile(
    r"[ \t]?(?:-[ \t]|:[ \t]?)(?P<name>[A-Z][A-Za-z.' ]{2,24}?)(?=[ \t]*(?:[,;]|$|\bAND\b|\bFOR\b))"
)
_NAMES: Final = re.compile(r"[^,;/&]+?(?=[,;/&]|\bAND\b|$)")
_TOGETHER: Final = re.compile(r"(?:[ \t\n]*(?:AND|&)[ \t\n]+)")
_JOINING: Final = frozenset({"AND", "FOR", "TO", "PASS", "PLEASE", "ALSO", "THE", "FROM", "OF", "PLS", "ONLY", "A"})
_LEAST_NAME: Final = 4  # letters: what is shorter in brackets is an office of the office before it


def read_attention(text: str) -> str:
    """An instruction line, wrapped lines joined by a blank, a comma or semicolon at the end dropped."""
    return folded(text).rstrip(",; ")


def is_instruction(line: str) -> bool:
    """Whether a line has the form of an instruction, in any case."""
    upper = line.upper()
    if "FOR" not in upper and "PASS" not in upper and "INFORM" not in upper and "REPEAT" not in upper:
        return False
    return _INSTRUCTION.match(upper) is not None or _LIST.match(line) is not None or _PLEASE.search(upper) is not None


def opens_another(line: str, *, finished: bool = True) -> bool:
    """Whether a line below an instruction opens the next one; a list of posts (`LIMA, QUITO FOR CONS`) only does where
    the line above is finished, and does not end in a comma or AND."""
    upper = line.upper()
    if "FOR " not in upper and "PASS" not in upper:
        return False
    if finished and _LIST.match(line) is not None:
        return True
    return _OPENS.match(upper) is not None or (upper.startswith("FOR ") and _PLEASE.search(upper) is not None)


def find_attention(sheet: Sheet, start: int, end: int, on: Date | None) -> Attention:
    """The instruction at `text[start:end]` with the offices and people it names."""
    text = sheet.text
    while end > start and text[end - 1] in ",; \t\r\n":
        end -= 1
    line = text[start:end]
    brackets = list(_BRACKETED.finditer(line)) if "(" in line else []
    bare = line
    for bracket in brackets:
        bare = bare[: bracket.start()] + " " * len(bracket.group()) + bare[bracket.end() :]
    when = on.iso_day if on else None
    office = sheet.vocabulary.office
    words: list[tuple[int, int]] = []
    for word in _OFFICE.finditer(bare):
        symbol = word.group()
        if symbol in _JOINING or (symbol == "S" and line[word.start() - 1 : word.start()] == ","):
            continue  # `ROE,S PARTY`: a comma for an apostrophe
        if office(symbol, on=when):
            words.append(word.span())
    persons = (
        _persons(sheet, start, line, brackets, words, when)
        if words and (brackets or "-" in bare or ":" in bare)
        else ()
    )
    return Attention(
        line=sheet.found(read_attention(line), start, end),
        offices=tuple(sheet.found(line[a:b], start + a, start + b) for a, b in words),
        persons=persons,
    )


def _persons(
    sheet: Sheet, start: int, line: str, brackets: list[re.Match[str]], offices: list[tuple[int, int]], when: str | None
) -> tuple[AttentionPerson, ...]:
    """The people in brackets behind an office, and those behind it after a dash or a colon."""
    found: list[AttentionPerson] = []
    for bracket in brackets:
        of = _offices_before(line, offices, bracket.start())
        if not of:
            continue
        for name in _NAMES.finditer(line, *bracket.span(1)):
            found += _person(sheet, start, line, name.span(), of, when)
    for place, (_, end) in enumerate(offices):
        if behind := _BEHIND.match(line, end):
            found += _person(sheet, start, line, behind.span("name"), (place,), when)
    return tuple(sorted(found, key=lambda person: person.name.spans[0].start))


def _offices_before(line: str, offices: list[tuple[int, int]], at: int) -> tuple[int, ...]:
    """The places of the offices that a bracket at `at` belongs to: the one before it, and those joined to it by AND."""
    place = next((n for n in range(len(offices) - 1, -1, -1) if offices[n][1] <= at), None)
    if place is None or line[offices[place][1] : at].strip():
        return ()
    first = place
    while first > 0 and _TOGETHER.fullmatch(line, offices[first - 1][1], offices[first][0]):
        first -= 1
    return tuple(range(first, place + 1))


def _person(
    sheet: Sheet, start: int, line: str, run: tuple[int, int], of: tuple[int, ...], when: str | None
) -> list[AttentionPerson]:
    name = line[slice(*run)]
    for joint in ("AND ", "and "):
        if name.lstrip().startswith(joint):
            run = (run[0] + name.index(joint) + len(joint), run[1])
            name = line[slice(*run)]
    at, stop = sheet.trimmed(start + run[0], start + run[1])
    value = folded(sheet.text[at:stop])
    letters = sum(letter.isalpha() for letter in value)
    if letters < _LEAST_NAME or any(letter.isdigit() for letter in value) or sheet.vocabulary.office(value, on=when):
        return []
    if any(word in _JOINING for word in value.upper().split()):
        return []
    return [AttentionPerson(name=sheet.found(value, at, stop), offices=of)]
