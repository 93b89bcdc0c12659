"""The Classified By line: who classified the telegram, and for which reasons.

    Classified By: DCM Jane Roe for Reasons 1.4 (b and d)          title, then name
    CLASSIFIED BY: Jane Roe, DCM, Embassy Lima; REASON: 1.4(B)     name, then title
    Classified by Economic Counselor J. Roe, reasons 1.4 (b/d).

Facts. The section is 1.4 since 22 September 2003 and was 1.5 before; the letters mean the same. In the comma form
everything between name and REASON is the title. Line ends break words at the margin, and a line can dissolve into
noise. One entry per letter, lower case, in printed order; where the section is lost, the letter alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from reftel.diagnostics import diagnostic
from reftel.reading.sheet import Sheet
from reftel.reading.standing import Standing
from reftel.reading.titled import find_people
from reftel.records import Classifier
from reftel.spans import Found
from reftel.times import Date

_SECTION: Final = re.compile(
    r"(?<![\d./])(?P<section>1\s{0,3}\.\s?[24568]|1[45](?=[ ]?\([A-Ha-h]))[. ]*(?=[\s(\[,'A-Ha-h]|$)"
)
# letters joined by any signs, AND, OR, THROUGH; `a` at a margin before `nd` is half of AND
_LETTERS: Final = re.compile(
    r"[\s,]{0,40}(?:(?:SECTIONS?|REASONS?)[\s,]{0,40})?[(\[']?\s{0,20}(?P<letters>[A-Ha-h](?!\s+nd\b)"
    r"(?:[\s,/&+.;:()\[\]'\-]{0,12}\s*+(?:(?:a\s{0,2}n\s{0,2}d|or|through|thru|to)(?![a-z])\s*+[\s,(\['/]{0,6})?"
    r"[A-Ha-h](?![A-Za-z'’]|\s+nd\b))*)(?![A-Za-z])\s*[)\]]?",
    re.IGNORECASE,
)
_LETTER: Final = re.compile(r"(?<![A-Za-z])[A-Ha-h](?![A-Za-z])")
# Where the reasons begin. `Section` is a word of titles as well (Section Chief): it counts before a number only.
_REASON_WORD: Final = re.compile(
    r"\b(?:r\s?e\s?a\s*s\s?o\s?n\s?s?|reason\(s\)|reas|derived)(?![A-Za-z])|\bsec(?:tions?|\.)?\s*(?=1\.)"
    r"|(?<![\d./])1\.[ ]?[24568](?=\s*[\s(.,A-Ha-h\[']|$)|\bE\.?O\.?[ ]?\d{5}\b",
    re.IGNORECASE,
)
_ORDER: Final = re.compile(r"\be\.?o\.? ?\d{5}")
# What leads to them, at the end of what stands before: `for`, broken at the margin too
_LEADS: Final = re.compile(
    r"[\s,;:(\-–]+(?:(?:for|f\s+or|fo\s+r|per|under|by|due\s+to|pursuant\s+to|based\s+(?:up)?on|in\s+accordance\s+with"
    r"|according\s+to|as\s+per|the|the\s+following|following|and|E\.?O\.?\s*\d{4,5})\b[\s,;:(\-–]*)?\Z",
    re.IGNORECASE,
)
_LEADS_WIDTH: Final = 40
# Without a number, letters in brackets alone: `for reasons (b) and (d)`, where the section was lost
_LOST_SECTION: Final = re.compile(r"[\s:;,.]*(?:o?ns?\b)?[\s:;,.]*(?=\([A-Ha-h]\)|\([A-Ha-h][ ,/])")
# the label said twice, and a classification guide cited before the person
_DOUBLED: Final = re.compile(
    r"[\s:]*(?:1\.\s*)?(?:\([A-Z/]{1,6}\)\s*)?(?:(?:this\s+\w+\s+(?:is\s+|was\s+)?)?classified\s+by\s*:?\s*)?"
    r"(?:[^,;.]{0,40}?\bclassification\s+guide\s+(?:and\s+)?by\s+|derived\s+from\s[^;]{0,60}?\bby\s+)?",
    re.IGNORECASE,
)
_CUT_INITIAL: Final = re.compile(r"(?:\b(?:[A-Za-z]|Jr|Sr|Amb)|\ba\.[ ]?i)\Z", re.IGNORECASE)
_NOISE: Final = re.compile(
    r"(?<!\S)(?=\S*[^\w\s.,'’‘`\"()/&:;\-–])\S+|(?<!\S)(?=\S*[A-Za-z]\d|\S*\d[A-Za-z])(?!\S*0)\S+"
)
# in the 1990s it stands in paragraph 1, behind the mark of the whole: `1. CONFIDENTIAL - ENTIRE TEXT. CLASSIFIED BY …`
_IN_TEXT: Final = re.compile(
    r"[ \t]*[¶\ufffd]?[ \t]*1\.[ \t]*(?:\([A-Z \-/]{1,20}\)[ \t.]*)?(?:[A-Z ]{4,22}-+ ?ENTIRE TEXT\.?\s+)?"
    r"(?:THIS (?:CABLE|MESSAGE|TELEGRAM) (?:IS|WAS|HAS BEEN)\s+)?"
    r"CLASSIFIED\s+BY\b:?[ \t]*(?P<value>(?:[^\n]|\n(?![ \t]*\r?\n|[ \t]*2\.)){3,300})",
    re.IGNORECASE,
)
_IN_TEXT_WITHIN: Final = 120
_MOST_NAMED: Final = 600
"""As much of a value as can name people; a value that has no end is none."""
_LONGEST: Final = 4000
_REMEMBERED: Final = 120


def read_reason(text: str) -> str:
    """A reason from its section and its letter: `1.4` and `b` give 1.4(b); the letter alone gives (b)."""
    section, _, letter = text.rpartition("\n")
    return f"{''.join(section.split())}({letter.strip().lower()})"


def find_classifier(
    sheet: Sheet, place: Standing, on: Date | None
) -> tuple[tuple[Classifier, ...], tuple[Found[str], ...]]:
    """The classifiers and the reasons of a telegram, from its heading or from its first paragraph."""
    if field := place.heading.first("by"):
        return read_classifier(sheet, field.start, field.end, on)
    first = place.first_paragraph
    if first is None or "CLASSIFIED" not in sheet.text[first : first + _IN_TEXT_WITHIN].upper():
        return (), ()
    found = _IN_TEXT.match(sheet.text, first)
    return read_classifier(sheet, *found.span("value"), on) if found else ((), ())


def read_classifier(
    sheet: Sheet, start: int, end: int, on: Date | None = None
) -> tuple[tuple[Classifier, ...], tuple[Found[str], ...]]:
    """The classifiers (none when nobody is named) and the reasons of a Classified By value; `on` is the telegram's
    date, by which the section's number is judged."""
    text = sheet.text
    end = min(end, start + _LONGEST)
    small = text[start : min(end, start + _MOST_NAMED)].lower()
    if ("classif" in small or "derived" in small or small[:1] in "1(") and (
        doubled := _DOUBLED.match(text, start, end)
    ):
        start = doubled.end()
        small = text[start : min(end, start + _MOST_NAMED)].lower()
    word = _reason_word(text, small, start, min(end, start + _MOST_NAMED))
    person_end = _without_lead(text, start, word[0]) if word else _without_noise(sheet, start, end)
    reasons = _reasons(sheet, word[0], end) if word else []
    reasons = reasons or _reasons(sheet, start, end) or (_lone_letters(sheet, word[1], end) if word else [])
    people = find_people(sheet, start, min(person_end, start + _MOST_NAMED))
    if not people:
        sheet.note("CLB-NO-NAME", "", start, end)
    if not reasons:
        sheet.note("CLB-REASON-MISSING", "", start, end)
    elif on is not None:
        _check_section(sheet, reasons, on)
    return people, tuple(reasons)


def _reason_word(text: str, small: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the reasons begin, and where what introduces them ends; `small` is the run in small letters."""
    at = small.find("reason")
    if at >= 0 and len(small) == end - start:
        before = small[:at]
        # nothing that introduces reasons as well stands before the plain word
        if "1." not in before and "sec" not in before and "deriv" not in before and not _ORDER.search(before):
            return start + at, start + at + (7 if small[at + 6 : at + 7] == "s" else 6)
    found = _REASON_WORD.search(text, start, end)
    return found.span() if found else None


# --- reasons ----------------------------------------------------------------------------------------------------------


def _reasons(sheet: Sheet, start: int, end: int) -> list[Found[str]]:
    """The reasons of a run, each with where its section and its letter stand."""
    spans = sheet.spans
    read = _remembered_reasons if end - start <= _REMEMBERED else _printed_reasons
    return [
        Found(reason, (*spans(start + first, start + last), *spans(start + at, start + at + 1)))
        for reason, first, last, at in read(sheet.text[start:end])
    ]


def _printed_reasons(text: str) -> tuple[tuple[str, int, int, int], ...]:
    """The reasons in a text, each once, with the two ends of its section and the place of its letter; the same few
    lines stand in thousands of telegrams."""
    reasons: dict[str, tuple[str, int, int, int]] = {}
    for section in _SECTION.finditer(text):
        letters = _LETTERS.match(text, section.end())
        if letters is None:
            continue
        printed = "".join(section["section"].split())
        for letter in _LETTER.finditer(text, *letters.span("letters")):
            reason = f"{printed}({letter.group().lower()})"
            reasons.setdefault(reason, (reason, *section.span("section"), letter.start()))
    return tuple(reasons.values())


_remembered_reasons: Final = lru_cache(maxsize=1 << 10)(_printed_reasons)


def _lone_letters(sheet: Sheet, start: int, end: int) -> list[Found[str]]:
    """`for reasons (b) and (d)`: the section is lost, the letters are there."""
    text = sheet.text
    lost = _LOST_SECTION.match(text, start, end)
    letters = _LETTERS.match(text, lost.end(), end) if lost else None
    if letters is None:
        return []
    reasons: list[Found[str]] = []
    for letter in _LETTER.finditer(text, *letters.span("letters")):
        reason = f"({letter.group().lower()})"
        if all(reason != found.value for found in reasons):
            reasons.append(sheet.found(reason, *letter.span()))
    sheet.note("CLB-SECTION-LOST", "", *letters.span("letters"))
    return reasons


def _check_section(sheet: Sheet, reasons: list[Found[str]], on: Date) -> None:
    """Note a reason whose section was not in force on that day, though it was at another time."""
    vocabulary, day = sheet.vocabulary, on.iso_day
    section: str | None = None
    for reason in reasons:
        if section and reason.value.startswith(section):
            continue  # the letters of one section came with it
        if vocabulary.reason(reason.value, on=day) is not None:
            section = reason.value.partition("(")[0]
        elif vocabulary.known_at_other_dates("reason", reason.value):
            message = f"{reason.value} was not the section's number on {day}."
            sheet.diagnostics.append(diagnostic("CLB-OLD-SECTION", message, spans=reason.spans))
            return


# --- where the person ends --------------------------------------------------------------------------------------------


def _without_lead(text: str, start: int, end: int) -> int:
    """Where the person ends before the reasons: words that lead to them and stops are left out, a stop that belongs to
    an initial, to Jr. or to a.i. is not."""
    while True:
        while end > start and text[end - 1] in " \t\r\n":
            end -= 1
        if end > start and text[end - 1] == ".":
            if _CUT_INITIAL.search(text, max(start, end - 8), end - 1):
                return end
            end -= 1
            continue
        found = _LEADS.search(text, max(start, end - _LEADS_WIDTH), end)
        if found is None:
            return end
        end = found.start()


def _without_noise(sheet: Sheet, start: int, end: int) -> int:
    """Where the person ends when no reason follows: at noise, if the line dissolves into it."""
    text = sheet.text
    end = min(end, start + _MOST_NAMED)
    if (noise := _NOISE.search(text, start, end)) and any(c.isalpha() for c in text[start : noise.start()]):
        sheet.note("TXT-GARBLE", "", noise.start(), end)
        end = noise.start()
    return _without_lead(text, start, end)
