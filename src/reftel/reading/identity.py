"""What a telegram is called, and when it was sent: year, station and serial; the date-time group.

    page       04LIMA565                      a publisher's identifier
    text       R 061848Z MAR 04 … S E C R E T LIMA 000565
    file       1975LIMA00412.txt              a NARA document number, the station cut to six letters

Facts. The number on the classification line has no year: the date-time group gives it, else the page, else the file's
name, else the telegram around this one. The minutes on one publisher's pages are the hour said again; the date-time
group wins whenever there is one.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.diagnostics import diagnostic
from reftel.ids import CableId
from reftel.reading.level import LevelLine
from reftel.reading.sheet import Sheet
from reftel.reading.wrapper import read_printed_number
from reftel.records import Transmission, Wrapper
from reftel.spans import Found, Span
from reftel.times import Date
from reftel.vocab import Vocabulary

_CORRECTS: Final = re.compile(
    r"C ?O ?P ?Y\s+OF\s+(?:MSG\s+)?(?P<station>[A-Z][A-Z .'\-]{2,24}?)\s+(?P<serial>\d{1,7})\b"
)
# a section line (09SECTION01OF02…), a caption, a unit's word, a second number (…TOSEC140001), the year twice
_SWALLOWED: Final = re.compile(
    r"(?P<year>\d\d)(?P<doubled>(?P=year))?"
    r"(?P<before>(?:S?E?C?TIO?N?\d\d(?:OF|GF|F)\d\d|EFTO|NOFORN|SIPDIS|AMEMBASSY|AMCONSUL)*)"
    r"(?P<station>[A-Z]{3,25}?)(?P<serial>\d{1,7})(?P<behind>(?:TOSEC|SECTO)\d+|Z[A-Z]{2}\d*)?"
)
_NAME_ID: Final = re.compile(r"(?:19|20)?\d{2}[A-Z]{2,25}\d{1,7}(?:_[a-z])?")


def read_date(sheet: Sheet, wrapper: Wrapper, transmission: Transmission) -> Found[Date] | None:
    """The date-time group; else the page's date, without minutes that are only the hour said again."""
    if transmission.dtg:
        return transmission.dtg
    created = wrapper.created
    if created is None:
        draft = wrapper.attribute("draft_date")
        if draft is None or draft.date is None:
            return None
        message = "The telegram shows no date-time group; the date is the record's draft date."
        sheet.diagnostics.append(diagnostic("DATE-FROM-WRAPPER", message, spans=draft.value.spans))
        return Found(draft.date, draft.value.spans, "wrapper")
    date = created.value
    if date.hour is not None and date.minute in (date.hour, date.hour % 12, date.hour % 12 or 12):
        sheet.diagnostics.append(diagnostic("DATE-MINUTES-SUSPECT", spans=created.spans))
        date = date.to_day()
    sheet.diagnostics.append(diagnostic("DATE-FROM-WRAPPER", spans=created.spans))
    return Found(date, created.spans, "wrapper")


def read_id(
    sheet: Sheet, wrapper: Wrapper, numbers: list[LevelLine], dates: Found[Date] | None, transmission: Transmission
) -> Found[CableId] | None:
    """Year, station, serial: from the page's identifier; from the number on the classification lines (`numbers`) and a
    date; from the file's name."""
    vocabulary = sheet.vocabulary
    also = tuple(span for line in numbers for span in sheet.spans(*line.mrn))
    station = _station(sheet, numbers[0].station) if numbers else None
    if (printed := wrapper.identifier) and (cable_id := read_identifier(printed.value, vocabulary)):
        if numbers and station and (station, numbers[0].serial) != (cable_id.station, cable_id.serial):
            message = f"The page says {printed.value}, the text {station} {numbers[0].serial}."
            sheet.note("ID-DIFFERS", message, *numbers[0].mrn)
            also = ()
        return Found(cable_id, printed.spans, "wrapper", also)
    if (dates is not None) and (number := read_printed_number(wrapper, vocabulary)):
        place, serial, spans = number
        return Found(CableId(dates.value.year, place, serial), (*dates.spans, *spans), "wrapper")
    if numbers and station:
        serial = numbers[0].serial
        dtg = transmission.dtg
        if dtg is not None:
            year = dtg.spans[-1]
            spans = (Span(year.end - 2, year.end), *sheet.spans(*numbers[0].mrn))
            return Found(CableId(dtg.value.year, station, serial), spans, "text", also[len(spans) - 1 :])
        if dates is not None:
            return Found(CableId(dates.value.year, station, serial), dates.spans + also[:1], "wrapper")
    named = _named(sheet)
    if numbers and station:
        if named and named.serial == serial:
            sheet.diagnostics.append(diagnostic("NAME-FROM-FILE", f"The year is the file name's, {named.year}."))
            return Found(named, (), "name", also)
        if (outer := sheet.source.outer) and (around := outer.date or outer.id):
            message = f"The year is that of the telegram it was found in, {around.year}."
            sheet.note("ID-FROM-OUTER", message, *numbers[0].mrn)
            return Found(CableId(around.year, station, serial), (), "inferred", also)
    if named and not sheet.source.ordinal:
        sheet.diagnostics.append(diagnostic("NAME-FROM-FILE", f"The id {named} is the file's name."))
        return Found(named, (), "name", also)
    what = "no year stands in the text" if numbers and station else "no number stands in the text"
    sheet.note("ID-MISSING", f"There is no id: {what}.", *(numbers[0].mrn if numbers else (0, 0)))
    return None


def read_identifier(printed: str, vocabulary: Vocabulary) -> CableId | None:
    """A published id: `04MAPUTO565`, a NARA document number (station cut to six letters), a malformed one that the
    vocabulary knows; None when it is none."""
    squeezed = printed.strip().upper().replace(" ", "")
    repaired = vocabulary.malformed_id(squeezed) or _without_swallowed(squeezed, vocabulary)
    try:
        found = CableId.parse(repaired or squeezed)
    except ValueError:
        return None
    if len(squeezed) > 4 and squeezed[:2] in ("19", "20") and squeezed[:4].isdigit():
        # a NARA number: the station is the first six characters of its name
        station = vocabulary.station(found.station, short=True)
        if station:
            return CableId(found.year, station.code, found.serial)
    return found


def read_corrects(status: str, own: CableId | None, vocabulary: Vocabulary) -> CableId | None:
    """The telegram that a status line says it replaces: `CORRECTED COPY OF LIMA 1957 - TEXT`, of the same year."""
    found = _CORRECTS.search(status) if own else None
    if found is None or own is None:
        return None
    station = vocabulary.station(found["station"], short=True)
    if station is None or (station.code, int(found["serial"])) == (own.station, own.serial):
        return None
    return CableId(own.year, station.code, int(found["serial"]))


def _without_swallowed(printed: str, vocabulary: Vocabulary) -> str | None:
    """A published id without what a script swallowed into it, where the rest names a station that is known."""
    found = _SWALLOWED.fullmatch(printed)
    if found is None or not (found["doubled"] or found["before"] or found["behind"]):
        return None
    station = vocabulary.station(found["station"], typo=False)
    return f"{found['year']}{station.code}{int(found['serial'])}" if station else None


def _station(sheet: Sheet, printed: str) -> str | None:
    known = sheet.vocabulary.station(printed, short=True)
    if known:
        return known.code
    letters = re.sub(r"[^A-Z]", "", printed.upper())
    if 2 <= len(letters) <= 25:
        sheet.note("ID-STATION-UNKNOWN", f"No vocabulary knows a station {printed}.")
        return letters
    return None


def _named(sheet: Sheet) -> CableId | None:
    """The id that the file's name is, if it is one: `1975ANKARA01774.txt`; a telegram found in another has no file."""
    if sheet.source.outer is not None:
        return None
    stem = re.split(r"[/\\]", sheet.source.name)[-1].split(".")[0].upper()
    return read_identifier(stem, sheet.vocabulary) if _NAME_ID.fullmatch(stem) else None
