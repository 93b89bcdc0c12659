"""The Classified By line: who classified the telegram, and for which reasons.

    Classified By: DCM Jane Roe for Reasons 1.4 (b and d)          title, then name
    CLASSIFIED BY: Jane Roe, DCM, Embassy Lima; REASON: 1.4(B)     name, then title
    Classified by Economic Counselor J. Roe, reasons 1.4 (b/d).

Facts. The section is 1.4 since 22 September 2003 and was 1.5 before; the letters mean the same. In the comma form
everything between name and REASON is the title. Line ends break words at the margin. One entry per letter, lower
case, in printed order.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.diagnostics import diagnostic
from reftel.reading.sheet import Sheet, folded
from reftel.records import Classifier
from reftel.spans import Found
from reftel.times import Date

_SECTION: Final = re.compile(r"\b(?P<section>1\.[24568])[. ]*(?=[\s(,A-Ha-h]|$)")
_LETTERS: Final = re.compile(
    r"[\s,]*(?:SECTIONS?|REASONS?)?[\s,]*[(\[]?\s*(?P<letters>[A-Ha-h](?:[\s,/&+.;()\[\]\-]*(?:(?:AND|and|And|or|OR)\b[\s,(]*)?[A-Ha-h](?![A-Za-z]))*)(?![A-Za-z])\s*[)\]]?"
)
_REASON_WORD: Final = re.compile(
    r"[\s,;.:()\-]*(?:\b(?:for|per|under|pursuant\s+to|based\s+(?:up)?on|in\s+accordance\s+with|due\s+to|by|f\s*or)\s+)?"
    r"(?:the\s+(?:following\s+)?)?(?:E\.?O\.?\s*\d{4,5}[\s,;:]*)?"
    r"\b(?:rea\s*sons?|reason\(s\)|section|sec\.?|derived|1\.[24568])\b",
    re.IGNORECASE,
)
_LEADS_TO_REASON: Final = (" for", " per", " under", " pursuant to", " based on", " based upon")
_STOPS: Final = " \t\r\n,;.:(-"
# the label said twice, and a classification guide cited before the person
_DOUBLED: Final = re.compile(
    r"\A[\s:]*(?:1\.\s*)?(?:\([A-Z/]{1,6}\)\s*)?(?:classified\s+by\s*:?\s*)?"
    r"(?:[^,;.]{0,40}?\bclassification\s+guide\s+(?:and\s+)?by\s+)?",
    re.IGNORECASE,
)
# Titles stand before the name, without a comma. The first words that are not of a title begin the name.
_TITLE_WORDS: Final = frozenset(
    """ambassador amb ambassadors a/ambassador charge chargé charge' d'affaires daffaires d'affaire affaires affaire ad
    interim a.i ai a/dcm adcm dcm acting deputy chief of mission consul general principal officer political pol
    poloff polcouns polchief polcounselor pol/econ econ economic econoff polecon pol-econ econ/pol counselor
    counsellor couns minister minister-counselor section head director office assistant secretary under
    undersecretary the for and to a/s das pdas a/das s executive commercial consular public affairs defense
    attache attaché legal adviser advisor attorney regional security officer rso management team leader labor
    science environment ecopol scitech environmental agricultural treasury coordinator special representative
    envoy senior civilian us u.s united states mission nato unvie usun vice cda cg dpo po iao provincial
    reconstruction ao bureau mc eap eur nea af wha sca pm isn io inr drl oes p d m cdr internal external unit
    multilateral trade financial finance energy chief, humanitarian refugee permanent delegate delegation
    embassy poloffs polmil pol-mil pol/mil military g/tip e/p p/e pao ipo country""".split()
)
_BUREAU: Final = re.compile(r"[A-Z]{1,5}(?:/[A-Z]{1,6})+")
_COMPOUND: Final = re.compile(r"(?:pol|econ|polecon|pol/econ|polmil|con|mgt|pa|pd)(?:off|couns?|counselor|chief)s?")
# title words that behind a name are initials: `Jane M. Roe`
_INITIALS: Final = frozenset("sdmp")
_JOINT: Final = re.compile(r"\s+(?:AND|and|And|&)\s+")


def read_reason(text: str) -> str:
    """A reason from its section and its letter: `1.4` and `b` give 1.4(b)."""
    section, _, letter = text.partition("\n")
    return f"{section.strip()}({letter.strip().lower()})"


def read_name(text: str) -> str:
    """A person's name as printed, white space folded."""
    return folded(text).strip(" ,;:")


def read_classifier(
    sheet: Sheet, start: int, end: int, on: Date | None = None
) -> tuple[tuple[Classifier, ...], tuple[Found[str], ...]]:
    """The classifiers (none when nobody is named) and the reasons of a Classified By value; `on` is the telegram's
    date, by which the section's number is judged."""
    text = sheet.text
    value = text[start:end]
    label = _DOUBLED.match(value)
    if label:
        start += label.end()
        value = text[start:end]
    reasons: list[Found[str]] = []
    for section in _SECTION.finditer(value):
        letters = _LETTERS.match(value, section.end())
        if not letters:
            continue
        printed = section["section"]
        for letter in re.finditer(r"(?<![A-Za-z])[A-Ha-h](?![A-Za-z])", letters["letters"]):
            at = letters.start("letters") + letter.start()
            spans = (
                *sheet.spans(start + section.start("section"), start + section.end("section")),
                *sheet.spans(start + at, start + at + 1),
            )
            reason = f"{printed}({letter.group().lower()})"
            if all(reason != found.value for found in reasons):
                reasons.append(Found(reason, spans))
    person_end = len(value)
    if word := _REASON_WORD.search(value):
        person_end = word.start()
    people = _people(sheet, start, start + _without_tail(value[:person_end]))
    if not people:
        sheet.note("CLB-NO-NAME", "", start, end)
    if not reasons:
        sheet.note("CLB-REASON-MISSING", "", start, end)
    _check_section(sheet, reasons, on)
    return people, tuple(reasons)


def _without_tail(value: str) -> int:
    """How much of the value names the person: stops and a word that leads to the reasons are left off its end."""
    kept = value.rstrip(_STOPS)
    for word in _LEADS_TO_REASON:
        if kept.lower().endswith(word):
            kept = kept[: -len(word)].rstrip(_STOPS)
            break
    return len(kept)


def _check_section(sheet: Sheet, reasons: list[Found[str]], on: Date | None) -> None:
    """Note a reason whose section was not in force on that day, though it was at another time."""
    if on is None:
        return
    vocabulary, day = sheet.vocabulary, on.first_day
    for reason in reasons:
        if vocabulary.reason(reason.value, on=day) is None and vocabulary.known_at_other_dates("reason", reason.value):
            message = f"{reason.value} was not the section's number on {on.to_day()}."
            sheet.diagnostics.append(diagnostic("CLB-OLD-SECTION", message, spans=reason.spans))
            return


def _people(sheet: Sheet, start: int, end: int) -> tuple[Classifier, ...]:
    """The person or, joined by AND and each with a title first, the two people between two offsets."""
    text = sheet.text
    for joint in _JOINT.finditer(text, start, end):
        title, name = _title_and_name(text[joint.end() : end])
        if title and 2 <= len(name) <= 3 and len(_title_and_name(text[start : joint.start()])[1]) > 1:
            return _person(sheet, start, joint.start()) + _person(sheet, joint.end(), end)
    return _person(sheet, start, end)


def _title_and_name(words: str) -> tuple[list[str], list[str]]:
    """The words of a title, and those after it."""
    split = words.split()
    titles = next((place for place, word in enumerate(split) if not _is_title_word(word)), len(split))
    return split[:titles], split[titles:]


def _person(sheet: Sheet, start: int, end: int) -> tuple[Classifier, ...]:
    """The person between two offsets: title then name, name then title (behind a comma or not), or one of them."""
    start, end = sheet.trimmed(start, end)
    text = sheet.text
    words = [found.span() for found in re.finditer(r"\S+", text[start:end])]
    if not any(c.isalpha() for c in text[start:end]):
        return ()
    titles = [_is_title_word(text[start + a : start + b]) for a, b in words]
    before = titles.index(False) if False in titles else len(words)
    if before == len(words):
        return (_classifier(sheet, None, (start, end), stops=" ,;:."),)
    if before:
        name_at = start + words[before][0]
        comma = text.find(",", name_at, end)  # `Ambassador Jane Roe, Embassy Lima`: the rest is not part of the name
        name = (name_at, comma if comma >= 0 else end)
        return (_classifier(sheet, name, (start, start + words[before - 1][1])),)
    if (comma := text.find(",", start, end)) >= 0:
        return (_classifier(sheet, (start, comma), (comma + 1, end), stops=" ,;:."),)
    for (a, b), is_title in list(zip(words, titles, strict=True))[2:]:
        if is_title and text[start + a : start + b].lower().strip(".,") not in _INITIALS:
            return (_classifier(sheet, (start, start + a), (start + a, end)),)
    return (_classifier(sheet, (start, end), None),)


def _classifier(
    sheet: Sheet, name: tuple[int, int] | None, title: tuple[int, int] | None, *, stops: str = " ,;:"
) -> Classifier:
    """A classifier from where name and title stand; stops at the end of a title are left out."""
    text = sheet.text
    found_name: Found[str] | None = None
    found_title: Found[str] | None = None
    if name:
        name = sheet.trimmed(*name)
        found_name = sheet.found(read_name(text[slice(*name)]), *name)
    if title:
        first, last = sheet.trimmed(*title)
        last = first + len(text[first:last].rstrip(stops))
        if printed := folded(text[first:last]):
            found_title = sheet.found(printed, first, last)
    return Classifier(name=found_name, title=found_title)


def _is_title_word(word: str) -> bool:
    bare = word.strip(",;:()").lower()
    return (
        bare.rstrip(".") in _TITLE_WORDS
        or bare in _TITLE_WORDS
        or bool(_BUREAU.fullmatch(word.strip(",;:.()")))
        or bool(_COMPOUND.fullmatch(bare))
    )
