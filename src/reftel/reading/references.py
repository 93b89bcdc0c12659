"""The REF line: the telegrams, letters and talks that this one builds on.

    REF: A. LIMA 412
         B. 08 QUITO 990 (NOTAL)
         C. STATE 41252 AND 44603          two telegrams under one letter
         D. IIR 7 001 0002 09              a report, no telegram
         E. DOE-ROE E-MAIL OF 3/4/09

Facts. A bare reference has no year: the citing telegram's is meant unless the serial is too high for the months gone
by (early January cites the year before). Letters may be doubled (`A. A)`), small, bracketed or missing; one line may
hold several items. Only what has a station the vocabulary knows and a serial is a telegram; everything else keeps its
words and its kind. Nothing here knows what an archive holds: `candidates` are proposals with reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec import structs

from reftel.ids import CableId, full_year
from reftel.reading.level import find_repeat
from reftel.reading.sheet import Sheet, folded
from reftel.records import Candidate, Reference, ReferenceKind, YearSource
from reftel.times import Date

# A letter that opens an item: `A.`, `B)`, `(C)`, `d.)`, `[E]`, `F:`; the publisher's pilcrow may stand before it. In
# `KUWAIT (C)02293` it is a portion mark.
_LETTER: Final = re.compile(
    r"(?:(?<=^)|(?<=[\s;,.)(¶\ufffd]))[¶\ufffd]?[(\[]?([A-Za-z])(?:\.\)|[.)\]:])+(?!\d{3,7}\b)(?=\s*\S)"
)
_SPLIT: Final = re.compile(
    r"[ \t]*(?:;|\n|,(?=[ \t\n]*(?:[('’]?\d{2,4}[)]?[ -])?[A-Za-z])|&|\bAND\b(?=\s*[A-Z'(\d]))[ \t]*", re.I
)
_CABLE: Final = re.compile(
    r"""(?:(?<=^)|(?<=[\s,;&/("]))
    (?:(?P<year>['’]?\d{2}(?!\d)|\(\d{2}\)|(?:19|20)\d\d)[ -]*)?
    (?P<station>[A-Za-z][A-Za-z.'’\-]*(?:[ \r\n]+[A-Za-z.'’\-]+){0,4}?)
    [ \t\r\n]*[,\-]?[ \t\r\n]*(?:\([CSU]\)[ ]*)?\#?
    (?P<serial>\d{1,7}|(?<=[ ])O\d{1,6})(?![\dA-Za-z:]|/\d{1,2}/|\.\d)
    (?P<after>[ ]?\((?:\d\d|\d{4})\)|-\d\d(?!\d)|/(?:0\d|9\d)(?!\d)|[ ](?:9\d|0\d)(?=[,;\s]|$))?""",
    re.VERBOSE,
)
_SWAPPED: Final = re.compile(r"(?P<serial>\d{1,6})[ ]+(?P<station>[A-Za-z][A-Za-z.'\- ]{2,24})\s*\Z")
_MORE: Final = re.compile(r"\s*(?:,|/|&|\bAND\b)\s*(?P<serial>\d{2,7})(?![\d\-]|/\d{1,2}(?!\d)|\.\d)", re.I)
_JOINING: Final = " \t\r\n,;/&"
_NOTE: Final = re.compile(r"\((NOTAL|CIRCULAR|[A-Z ]*NOTAL[A-Z ]*|EXDIS|NODIS|LIMDIS)\)", re.I)
_DTG: Final = re.compile(r"\b\d{6}Z\b", re.I)
# Words that tell what an item without station and serial is; the first that stands in it decides.
_KINDS: Final[tuple[tuple[re.Pattern[str], ReferenceKind], ...]] = (
    (re.compile(r"\bE-?MAILS?\b", re.I), "email"),
    (re.compile(r"\b(?:MEMO|MEMORANDUM|MEMCON)S?\b", re.I), "memo"),
    (re.compile(r"\b(?:TELCONS?|PHONE|PHONECON|TELEPHONE|TELECONS?|TELCALL)\b", re.I), "phone"),
    (re.compile(r"\b(?:IIR|REPORTS?|TD|INCSR|DAILY|OSC|FBIS|SPOT REPORT|SITREP)\b", re.I), "report"),
)
_NOT_STATIONS: Final = frozenset(
    "IIR TD CA FAM OSC A PARA PAGE MAY JUNE JULY MARCH APRIL AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER JANUARY "
    "FEBRUARY NO NR NUMBER SECTION CIRCULAR DTG MSG".split()
)
_LETTER_CAP: Final = 40
_DOUBLED: Final = 8  # how far apart a letter and its double may stand, `A.  A)`
_LINE: Final = 300  # as much of what follows a line end as can tell whether an item begins there
# What a number is worth whose station nobody knows: it may be a report's or a case's as well.
_UNKNOWN_STATION: Final = 0.6


class _Item(NamedTuple):
    start: int
    end: int
    letter: str | None


def read_reference(text: str) -> str:
    """An item of the REF line as printed, white space folded, stops at its ends dropped."""
    return folded(text).strip(" ;,.")


def read_references(
    sheet: Sheet, start: int, end: int, *, own: CableId | None, citing: Date | None
) -> tuple[Reference, ...]:
    """The items of a REF value; `own` is the citing telegram's id, `citing` its date."""
    out: list[Reference] = []
    for item in _items(sheet.text, start, end):
        out += _read_item(sheet, item, own, citing)
    return tuple(out)


def _items(text: str, start: int, end: int) -> list[_Item]:
    letters = _letters(text, start, end)
    if not letters:
        return [_Item(a, b, None) for a, b in _split(text, start, end)]
    items: list[_Item] = []
    head_start, head_end = start, letters[0][0]
    if text[head_start:head_end].strip(" \t\n:;,."):
        items += [_Item(a, b, None) for a, b in _split(text, head_start, head_end)]
    for place, (_, after, letter) in enumerate(letters):
        stop = letters[place + 1][0] if place + 1 < len(letters) else end
        items.append(_Item(after, stop, letter))
    return items


def _letters(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The letters that open items, in rising order; a letter out of its order opens none (`J. Doe`)."""
    found: list[tuple[int, int, str]] = []
    expected = 0
    for match in _LETTER.finditer(text, start, end):
        if len(found) >= _LETTER_CAP:
            break
        letter = match[1].upper()
        place = ord(letter) - ord("A")
        near = found and letter == found[-1][2] and match.start() - found[-1][1] <= _DOUBLED
        if near and not text[found[-1][1] : match.start()].strip():
            found[-1] = (found[-1][0], match.end(), letter)  # `A. A)`: said twice
        elif place == expected or (found and expected < place <= expected + 2) or (not found and place <= 1):
            found.append((match.start(), match.end(), letter))
            expected = place + 1
        elif found and letter == found[-1][2] and text[match.start() - 1] == "\n":
            found.append((match.start(), match.end(), letter))  # the letter repeated for another item
    return found


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    at = start
    counted, depth = start, 0  # brackets opened and not closed since the last piece began
    for match in _SPLIT.finditer(text, start, end):
        depth += text.count("(", counted, match.start()) - text.count(")", counted, match.start())
        counted = match.start()
        if depth > 0:
            continue
        before = text[max(at, match.start() - _LINE) : match.start()]
        if "\n" in match.group() and not _complete(before, text[match.end() : min(end, match.end() + _LINE)]):
            continue
        pieces.append((at, match.start()))
        at = counted = match.end()
        depth = 0
    pieces.append((at, end))
    return [(a, b) for a, b in pieces if text[a:b].strip(" \t\n;,.")]


def _complete(before: str, after: str) -> bool:
    """Whether a line end between these two ends an item: it does when each side can be one."""
    line = after.lstrip().split("\n", 1)[0]
    return bool(_CABLE.search(before)) and bool(_CABLE.search(line) or not before.rstrip().endswith((",", "-", "/")))


def _read_item(sheet: Sheet, item: _Item, own: CableId | None, citing: Date | None) -> list[Reference]:
    text = sheet.text
    start, end = sheet.trimmed(item.start, item.end)
    if repeat := find_repeat(text, start, end):
        # the classification line again, in the middle of the list: the item ends above it
        sheet.note("REF-SELF", "The classification line stands in the list of references.", *repeat)
        end = max(start, repeat[0])
    while end > start and text[end - 1] in ";,. \t\r\n":
        end -= 1
    raw = text[start:end]
    if not raw or raw.strip(" ()¶").upper() in {"AND PREVIOUS", "AND NOTAL", "PREVIOUS", "NOTAL", "N/A", "NONE", "AND"}:
        return []
    if kind := _kind(raw):
        return [_other(sheet, item, start, end, kind)]
    match = None if _DTG.search(raw) else _find_cable(sheet, start, end)
    if match is None:
        return _odd(sheet, item, start, end, own, citing)
    return [
        reference
        for cable, first, stop in _printed_runs(text, _all_cables(sheet, match, end), start, end)
        for reference in _cable(sheet, item.letter, cable, first, stop, own, citing)
    ]


def _all_cables(sheet: Sheet, first: _Match, end: int) -> list[_Match]:
    """The telegrams of one item: further numbers of the first's station (`STATE 41252 AND 44603`, year and station
    carried), and other stations (`SECSTATE 8185 & USUN 36`)."""
    found = [first]
    while True:
        last = found[-1]
        if more := _MORE.match(sheet.text, last.end, end):
            serial = int(more["serial"])
            found.append(last._replace(start=more.start("serial"), end=more.end(), serial=serial, carried=True))
        elif other := _find_cable(sheet, last.end, end):
            found.append(other)
        else:
            return found


def _printed_runs(text: str, cables: list[_Match], start: int, end: int) -> Iterator[tuple[_Match, int, int]]:
    """Each telegram of an item with the words it is printed in: up to the next one, the item's end for the last."""
    for place, cable in enumerate(cables):
        first = cable.start if place else start
        if place + 1 == len(cables):
            yield cable, first, end
            break
        printed = text[first : cables[place + 1].start].rstrip(_JOINING)
        if printed.upper().endswith(" AND"):
            printed = printed[:-4].rstrip(_JOINING)
        yield cable, first, first + len(printed)


class _Match(NamedTuple):
    start: int
    end: int
    station: str
    printed_station: str
    how: str
    serial: int
    year: int | None
    carried: bool


def _find_cable(sheet: Sheet, start: int, end: int) -> _Match | None:
    text = sheet.text
    at = start
    while found := _CABLE.search(text, at, end):
        words = re.split(r"[ \r\n]+", found["station"])
        offset = found.start("station")
        # the longest tail of the words that names a station: `SEE ALSO LIMA 12`
        for skip in range(len(words)):
            name = " ".join(words[skip:])
            if name.upper() in _NOT_STATIONS:
                continue
            station = sheet.vocabulary.station(name, short=True)
            if station is not None:
                begin = found.start() if skip == 0 else offset
                year = _year(found["year"], found["after"]) if skip == 0 else _year(None, found["after"])
                serial = int(found["serial"].upper().replace("O", "0"))
                return _Match(begin, found.end(), station.code, name, station.how, serial, year, False)
            offset = found.start("station") + found["station"].index(words[skip], offset - found.start("station"))
            offset += len(words[skip])
        at = max(found.end(), at + 1)
    return None


def _year(before: str | None, after: str | None) -> int | None:
    for printed in (before, after):
        digits = re.sub(r"\D", "", printed or "")
        if len(digits) == 4:
            return int(digits)
        if len(digits) == 2:
            return full_year(int(digits))
    return None


def _kind(raw: str) -> ReferenceKind | None:
    for pattern, kind in _KINDS:
        if pattern.search(raw):
            return kind
    return None


def _note(raw: str) -> str | None:
    found = _NOTE.search(raw)
    return folded(found[1].upper()) if found else None


def _odd(sheet: Sheet, item: _Item, start: int, end: int, own: CableId | None, citing: Date | None) -> list[Reference]:
    """An item that names no known station: number before station, a station nobody knows, or something else."""
    text = sheet.text
    raw = text[start:end]
    if (swapped := _SWAPPED.match(raw)) and (station := sheet.vocabulary.station(swapped["station"], short=True)):
        cable = _Match(start, end, station.code, swapped["station"], station.how, int(swapped["serial"]), None, False)
        return _cable(sheet, item.letter, cable, start, end, own, citing)
    if odd := _of_unknown_station(raw, start, end):
        sheet.note("REF-STATION-UNKNOWN", f"No vocabulary knows a station {odd.printed_station}.", start, end)
        return _cable(sheet, item.letter, odd, start, end, own, citing)
    if sheet.vocabulary.station(raw, short=True):
        sheet.note("REF-TRUNCATED", f"{folded(raw)} has no serial.", start, end)
    return [_other(sheet, item, start, end, "other")]


def _of_unknown_station(raw: str, start: int, end: int) -> _Match | None:
    """`TARN HARBOR 1179 (NOTAL)`: the form of a telegram's number in capitals, of a station that nobody knows."""
    bare = _NOTE.sub("", raw).strip(" ,;.")
    found = None if _DTG.search(raw) else _CABLE.fullmatch(bare)
    if found is None or not found["station"].isupper() or len(found["serial"]) < 2:
        return None
    words = found["station"].split()
    letters = re.sub(r"[^A-Z]", "", found["station"])
    if not 4 <= len(letters) <= 20 or len(words) > 3 or any(word in _NOT_STATIONS for word in words):
        return None
    serial = int(found["serial"].replace("O", "0"))
    return _Match(
        start, end, letters, folded(found["station"]), "unknown", serial, _year(found["year"], found["after"]), False
    )


def _other(sheet: Sheet, item: _Item, start: int, end: int, kind: ReferenceKind) -> Reference:
    raw = read_reference(sheet.text[start:end])
    sheet.note("REF-NONCABLE", f"{raw} is no telegram.", start, end)
    return Reference(printed=sheet.found(raw, start, end), kind=kind, letter=item.letter, note=_note(raw))


def _cable(
    sheet: Sheet, letter: str | None, cable: _Match, start: int, end: int, own: CableId | None, citing: Date | None
) -> list[Reference]:
    raw = read_reference(sheet.text[start:end])
    printed = sheet.found(raw, start, end)
    if cable.how not in ("exact", "unknown"):
        message = f"{folded(cable.printed_station)} was read as {cable.station}."
        sheet.note("REF-STATION-ALIAS", message, start, end)
    canonical: CableId | None = None
    candidates: tuple[Candidate, ...] = ()
    if cable.year is not None:
        canonical = CableId(cable.year, cable.station, cable.serial)
        source: YearSource = "carried" if cable.carried else "printed"
        reason = "the year is carried from the item before" if cable.carried else "the year is printed"
        confidence = 0.95 if cable.carried else 1.0
        if citing is not None and cable.year > citing.year:
            message = f"{raw} names a year after {citing.year}."
            sheet.note("REF-YEAR-FUTURE", message, start, end)
            confidence = 0.3
            reason = f"the year is printed, but lies after the telegram's own ({citing.year})"
        candidates = (Candidate(id=canonical, confidence=confidence, reason=reason, year_source=source),)
    elif citing is not None:
        canonical = CableId(citing.year, cable.station, cable.serial)
        candidates = _inferred(sheet, cable, canonical, citing)
        sheet.note("REF-YEAR-INFERRED", f"{raw}: {candidates[0].reason}.", start, end)
    if cable.how == "unknown":
        candidates = tuple(
            structs.replace(
                candidate,
                confidence=round(candidate.confidence * _UNKNOWN_STATION, 2),
                reason=f"{candidate.reason}; no vocabulary knows the station",
            )
            for candidate in candidates
        )
    if own is not None and canonical == own and cable.year is None:
        sheet.note("REF-SELF", f"{raw} is this telegram.", start, end)
        return []
    return [
        Reference(
            printed=printed, kind="cable", letter=letter, canonical=canonical, candidates=candidates, note=_note(raw)
        )
    ]


def _inferred(sheet: Sheet, cable: _Match, canonical: CableId, citing: Date) -> tuple[Candidate, ...]:
    """The id as printed (the citing telegram's year) and, where the serial calendar prefers another year, that one."""
    guess = sheet.vocabulary.year_of(
        cable.station, cable.serial, citing=(citing.year, citing.month or 12, citing.day or 31)
    )
    source: YearSource = "calendar" if guess.observations else "citing"
    if guess.year == citing.year:
        return (Candidate(id=canonical, confidence=guess.confidence, reason=guess.reason, year_source=source),)
    other = CableId(guess.year, cable.station, cable.serial)
    as_printed = Candidate(
        id=canonical,
        confidence=round(max(0.0, 1 - guess.confidence), 2),
        reason=f"as printed: no year, so the telegram's own, {citing.year}",
        year_source="citing",
    )
    return (Candidate(id=other, confidence=guess.confidence, reason=guess.reason, year_source="calendar"), as_printed)
