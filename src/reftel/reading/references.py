"""The REF line: the telegrams, letters and talks that this one builds on.

    REF: A. LIMA 412
         B. 08 QUITO 990 (NOTAL)
         C. STATE 41252 AND 44603          two telegrams under one letter
         D. IIR 7 001 0002 09              a report, no telegram
         E. DOE-ROE E-MAIL OF 3/4/09
         F. LIMA A-125                     an airgram, sent by pouch

Facts. A bare reference has no year: the citing telegram's is meant unless the serial is too high for the months gone
by (early January cites the year before). Only what has a station and a serial is a telegram; everything else keeps its
words and its kind. Nothing here knows what an archive holds: `candidates` are proposals with reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import structs

from reftel.ids import FIRST_YEAR, CableId
from reftel.reading.reference_list import Item, find_items
from reftel.reading.sheet import Sheet, folded
from reftel.reading.telegram_numbers import (
    Number,
    bare_number,
    find_number,
    further_numbers,
    plain_number,
    swapped_number,
    unknown_number,
)
from reftel.records import Candidate, Reference, ReferenceKind, YearSource
from reftel.times import Date

_NOTE: Final = re.compile(r"\(((?:[A-Z ]*NOTAL[A-Z ]*)|CIRCULAR|EXDIS|NODIS|LIMDIS)\)", re.IGNORECASE)
# Words that tell what an item without a number is; the first that stands in it decides.
_KIND: Final = re.compile(
    r"\b(?:(?P<email>E[- ]?MAILS?)|(?P<memo>MEMO(?:RAND(?:UM|A)|CON)?S?)"
    r"|(?P<phone>TELCONS?|PHONE|PHONECONS?|PHONCONS?|TELEPHONE|TELECONS?|TELCALLS?)"
    r"|(?P<report>IIR|(?:SPOT)?REPORTS?|SPOTREPS?|TDX?|CIR|INCSR|DAILY|OSC|FBIS|SITREPS?|[A-Z]{3}20\d{9,13}))(?![A-Za-z])",
    re.IGNORECASE,
)
_AIRGRAM: Final = re.compile(r"\b(?:C?A[- ]?-?[ ]?\d{1,5}\b|AIRGRAM)")
# what is understood though it is no telegram and of no kind of its own
_OTHER: Final = re.compile(
    r"(?<!\d)\d{6}Z\b|\b(?:S?DVC|S?VTC|VIDEO|CONFERENCE|MEETING|LETTER|NOTES?|FAM|FAH|DEMARCHE|PAPER|POINTS|POC|MSG"
    r"|CABLES?|TELEGRAMS?|STATEMENT|DOCUMENT|NON-?PAPER|ALDAC|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST"
    r"|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER|\d{1,2}/\d{1,2}(?:/\d{2,4})?)\b",
    re.IGNORECASE,
)
_JOINING: Final = " \t\r\n,;/&"
_STOPS: Final = ";,./&- \t\r\n"
_JOINTS: Final = (" AND", " and", "\nAND", " REF", "\nREF", "\nRef", " Ref")  # of four characters each
_NOTHING: Final = frozenset({"", "AND PREVIOUS", "AND NOTAL", "PREVIOUS", "NOTAL", "N/A", "NONE", "AND", "REF", "NA"})
# What a number is worth whose station nobody knows: it may be a report's or a case's as well.
_UNKNOWN_STATION: Final = 0.6
_CARRIED: Final = 0.95
_DOUBTFUL_YEAR: Final = 0.7
_FUTURE_YEAR: Final = 0.3
_OF_YEAR_BEFORE: Final = 0.6
_NEXT: Final = 10
"""Telegrams drafted together may cite each other though their numbers follow."""


def read_reference(text: str) -> str:
    """An item of the REF line as printed, white space folded, stops and signs at its ends dropped."""
    return folded(text).strip(" ;,.")


def read_references(
    sheet: Sheet, start: int, end: int, *, own: CableId | None, citing: Date | None
) -> tuple[Reference, ...]:
    """The items of a REF value; `own` is the citing telegram's id, `citing` its date."""
    reader = _Reader(sheet, own, citing)
    if number := plain_number(sheet, *sheet.trimmed(start, end)):  # `REF: LIMA 412`, and no more
        reader.add_cable(None, number, number.start, number.end)
        return tuple(reader.references)
    for item in find_items(sheet, start, end):
        reader.read(item)
    return tuple(reader.references)


class _Reader:
    """One REF list being read: the items so far, and the last telegram, whose station a bare number may inherit."""

    __slots__ = ("_citing", "_last", "_own", "_seen", "_sheet", "references")

    def __init__(self, sheet: Sheet, own: CableId | None, citing: Date | None) -> None:
        self._sheet = sheet
        self._own = own
        self._citing = citing
        self._last: Number | None = None
        self._seen: set[tuple[str, int, str, int]] = set()
        self.references: list[Reference] = []

    def read(self, item: Item) -> None:
        """Add what one item names."""
        sheet, text = self._sheet, self._sheet.text
        start, end = item.start, item.end
        while start < end and text[start] in _STOPS:
            start += 1
        if text.startswith(("AND ", "and "), start):
            start += 4
        end = start + len(_without_joint(text[start:end]))
        raw = text[start:end]
        if number := plain_number(sheet, start, end):
            self._last = number
            self.add_cable(item.letter, number, start, end)
            return
        if raw.strip(" ()¶[]:").upper() in _NOTHING:
            return
        found = find_number(sheet, start, end)
        said = None if found and found[1] else _KIND.search(raw)
        if said is not None:
            self._other(item, start, end, said.lastgroup)  # type: ignore[arg-type]
            return
        if _AIRGRAM.search(raw):
            sheet.note("REF-NONCABLE", f"{folded(raw)} is an airgram, sent by pouch: no telegram.", start, end)
            self._add(Reference(printed=sheet.read(read_reference, start, end), kind="other", letter=item.letter))
            return
        number = found[0] if found else swapped_number(sheet, start, end)
        if number is None and self._last:
            number = bare_number(sheet, start, end, self._last)
        if number is None and (number := unknown_number(raw, start, end)):
            sheet.note("REF-STATION-UNKNOWN", f"No vocabulary knows a station {number.printed_station}.", start, end)
        if number is None:
            self._unread(item, start, end)
            return
        numbers = further_numbers(sheet, number, end)
        self._last = numbers[-1]
        for each, first, last in _printed_runs(text, numbers, start, end):
            self.add_cable(item.letter, each, first, last)

    def _unread(self, item: Item, start: int, end: int) -> None:
        """An item without a number: a station that lost its serial, or something else."""
        sheet = self._sheet
        raw = sheet.text[start:end]
        if any(c.isdigit() for c in raw):
            if not _OTHER.search(raw):
                sheet.note(
                    "REF-UNPARSED", f"{folded(raw)} has digits, but what it names was not understood.", start, end
                )
        elif sheet.vocabulary.station(raw, short=True):
            sheet.note("REF-TRUNCATED", f"{folded(raw)} has no serial.", start, end)
        self._other(item, start, end, "other")

    def _other(self, item: Item, start: int, end: int, kind: ReferenceKind) -> None:
        printed = self._sheet.read(read_reference, start, end)
        raw = printed.value
        self._sheet.note("REF-NONCABLE", f"{raw} is no telegram.", start, end)
        self._add(Reference(printed=printed, kind=kind, letter=item.letter, note=_note(raw)))

    def _add(self, reference: Reference) -> None:
        self.references.append(reference)

    def add_cable(self, letter: str | None, number: Number, start: int, end: int) -> None:
        """Add a telegram with its year, or with the years it may be of."""
        sheet, citing = self._sheet, self._citing
        printed = sheet.read(read_reference, start, end)
        raw = printed.value
        if number.how not in ("exact", "unknown"):
            message = f"{folded(number.printed_station)} was read as {number.station}."
            sheet.note("REF-STATION-ALIAS", message, start, end)
        canonical: CableId | None = None
        candidates: tuple[Candidate, ...] = ()
        if number.year is not None:
            canonical = CableId(number.year, number.station, number.serial)
            candidates = self._with_year(number, canonical, raw, start, end)
        elif citing is not None:
            canonical = CableId(citing.year, number.station, number.serial)
            candidates = self._inferred(number, canonical, citing)
            sheet.note("REF-YEAR-INFERRED", f"{raw}: {candidates[0].reason}.", start, end)
        if number.how == "unknown":
            candidates = _less_sure(candidates, _UNKNOWN_STATION, "no vocabulary knows the station")
        elif number.inherited:
            candidates = _less_sure(candidates, _CARRIED, "the station is that of the item before")
        if canonical is not None:
            if number.year is None and canonical == self._own:
                sheet.note("REF-SELF", f"{raw} is this telegram.", start, end)
                return
            if letter is not None:
                named = (letter, canonical.year, canonical.station, canonical.serial)
                if named in self._seen:
                    return  # the list stands twice
                self._seen.add(named)
        self._add(
            Reference(
                printed=printed,
                kind="cable",
                letter=letter,
                canonical=canonical,
                candidates=candidates,
                note=_note(raw) if "(" in raw else None,
            )
        )

    def _with_year(self, number: Number, canonical: CableId, raw: str, start: int, end: int) -> tuple[Candidate, ...]:
        """The id with its printed year, or the year of the number before it."""
        source: YearSource = "carried" if number.carried else "printed"
        reason = "the year is carried from the item before" if number.carried else "the year is printed"
        confidence = _CARRIED if number.carried else 1.0
        citing = self._citing
        if number.doubtful_year:
            confidence, reason = _DOUBTFUL_YEAR, "the year is printed with a digit too many"
            self._sheet.note("REF-YEAR-INFERRED", f"{raw}: {reason}.", start, end)
        if citing is not None and canonical.year > citing.year:
            self._sheet.note("REF-YEAR-FUTURE", f"{raw} names a year after {citing.year}.", start, end)
            confidence = _FUTURE_YEAR
            reason = f"the year is printed, but lies after the telegram's own ({citing.year})"
        return (Candidate(id=canonical, confidence=confidence, reason=reason, year_source=source),)

    def _is_later(self, number: Number, citing: Date) -> bool:
        """Whether it is a number that the citing telegram's own station had not reached."""
        own = self._own
        if own is None or (own.year, own.station) != (citing.year, number.station) or own.year <= FIRST_YEAR:
            return False
        return number.serial > own.serial + _NEXT

    def _inferred(self, number: Number, canonical: CableId, citing: Date) -> tuple[Candidate, ...]:
        """The id as printed (of the citing telegram's year); before it what the serial calendar prefers, if it does."""
        guess = self._sheet.vocabulary.year_of(
            number.station, number.serial, citing=(citing.year, citing.month or 12, citing.day or 31)
        )
        source: YearSource = "calendar" if guess.observations else "citing"
        if guess.year == citing.year and self._is_later(number, citing):
            return _later_than_itself(number, canonical)
        if guess.year == citing.year:
            return (Candidate(id=canonical, confidence=guess.confidence, reason=guess.reason, year_source=source),)
        other = CableId(guess.year, number.station, number.serial)
        as_printed = Candidate(
            id=canonical,
            confidence=round(max(0.0, 1 - guess.confidence), 2),
            reason=f"as printed: no year, so the telegram's own, {citing.year}",
            year_source="citing",
        )
        return (
            Candidate(id=other, confidence=guess.confidence, reason=guess.reason, year_source="calendar"),
            as_printed,
        )


def _later_than_itself(number: Number, canonical: CableId) -> tuple[Candidate, ...]:
    """A telegram cannot cite a number that its own station had not reached: the year before, most likely."""
    reason = f"{number.serial} is later than this telegram's own number: of the year before"
    before = CableId(canonical.year - 1, canonical.station, canonical.serial)
    return (
        Candidate(id=before, confidence=_OF_YEAR_BEFORE, reason=reason, year_source="calendar"),
        Candidate(
            id=canonical,
            confidence=round(1 - _OF_YEAR_BEFORE, 2),
            reason=f"as printed: no year, so the telegram's own, {canonical.year}",
            year_source="citing",
        ),
    )


def _less_sure(candidates: tuple[Candidate, ...], weight: float, why: str) -> tuple[Candidate, ...]:
    return tuple(
        structs.replace(each, confidence=round(each.confidence * weight, 2), reason=f"{each.reason}; {why}")
        for each in candidates
    )


def _without_joint(raw: str) -> str:
    """An item without what joins it to the next: signs, AND, REF."""
    raw = raw.rstrip(_STOPS)
    if raw.endswith(("(", "[")):
        raw = raw[:-1].rstrip(_STOPS)
    if raw.endswith(_JOINTS):
        return raw[:-4].rstrip(_STOPS)
    return raw


def _printed_runs(text: str, numbers: list[Number], start: int, end: int) -> Iterator[tuple[Number, int, int]]:
    """Each telegram of an item with the words it is printed in: up to the next one, the item's end for the last."""
    for place, number in enumerate(numbers):
        first = number.start if place else start
        if place + 1 == len(numbers):
            yield number, first, end
            break
        printed = text[first : numbers[place + 1].start].rstrip(_JOINING)
        if printed.upper().endswith((" AND", "\nAND")):
            printed = printed[:-4].rstrip(_JOINING)
        yield number, first, first + len(printed)


def _note(raw: str) -> str | None:
    found = _NOTE.search(raw)
    return folded(found[1].upper()) if found else None
