"""A telegram as *Foreign Relations of the United States* prints it: head, dateline and source note around the text.

    15. Telegram From the Mission in Example to the Department of State
    Example, August 1, 1973, 0031Z.
    Source: National Archives, RG 59, Central Foreign Policy File, [no film number]. Confidential; Priority; Nodis.
    Repeated to Lima. Drafted by Roe; cleared by Doe; and approved by Poe.

Facts. The edition leaves the transmission part out. The head names sender and addressee in words, the dateline the
place and time: `0031Z` is Greenwich, hours without it are local and say no more than the day. The source note gives
where the paper lies, then its markings between semicolons, then who drafted, cleared and approved it.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.diagnostics import Diagnostic
from reftel.reading.wrapper.cells import attribute, line_end, marking_of, stripped
from reftel.reading.wrapper.stamps import read_created
from reftel.records import Attribute, Wrapper
from reftel.spans import Found, Span
from reftel.times import Date
from reftel.vocab import Vocabulary

_NUMBER: Final = re.compile(r"\s*(?P<number>\d{1,4})\.\s+")
_FROM: Final = re.compile(r"\b[Ff]rom (?:the )?")
_HEADED_SERIAL: Final = re.compile(r"(?:[A-Z][a-z]+ ){0,3}?Telegram (?P<serial>\d{1,6}) From\b")
_TO: Final = re.compile(r" [Tt]o (?:the )?")
# "the Mission to the United Nations": this "to" belongs to the name
_OFFICES_TO: Final = ("Mission", "Delegation", "Representative", "Ambassador", "Observer", "Adviser", "Assistant")
_NOTE_MARK: Final = re.compile(r"(?:Source|\d{1,2}|\*)\s*$")  # where plain text kept the mark of a note
_DEPARTMENT: Final = "Department of State"
_DATE: Final = re.compile(
    r"[A-Z][a-z]{2,8} \d{1,2}, (?:19|20)\d\d(?:, \d{4}Z|, [^.\n]{0,24}?(?:[ap]\.m\.|noon|midnight))?"
)
_SERIAL: Final = re.compile(r"(?P<series>[A-Z][A-Za-z]+[ -])?(?P<serial>\d{1,6})(?:\.\s*)?$")
_SOURCE: Final = re.compile(r"(?:[*\d][ \t]*)?Source:[ \t]*")
_RULE: Final = re.compile(r"^[ \t]*\*(?:[ \t]*\*){2,}[ \t\r]*$", re.MULTILINE)
# a full stop that ends a sentence: not behind an initial (`J. Roe`) or a title (`Gen. Roe`)
_STOP: Final = re.compile(r"(?<!\b[A-Z])(?<!\bNo)(?<!\bDr)(?<!\bJr)(?<!\bMr)(?<!\bMrs)(?<!\bGen)(?<!\bVol)\.(?=\s|\Z)")
_LEVEL: Final = re.compile(
    r"\s*(?:Top Secret|Secret|Confidential|Limited Official Use|Official Use Only|Unclassified)\b", re.I
)
_PRECEDENCES: Final = frozenset(
    ("flash", "niact", "niact immediate", "immediate", "priority", "routine", "operational immediate")
)
_DRAFTING: Final = re.compile(
    r"(?P<what>[Dd]rafted|[Cc]leared|[Aa]pproved|[Rr]epeated|[Ss]ent for information|[Cc]oncurred)"
    r"(?: (?:also|in draft|in substance|for information))*(?: in by| by| to| with)(?: telephone by)? "
    r"(?P<who>[^;]*?)(?=;|,? (?:and )?(?:cleared|approved|concurred|repeated)\b|\Z)"
)
_NAMES: Final = {"drafted": "drafted", "cleared": "cleared", "approved": "approved", "repeated": "repeated_to",
                 "sent for information": "repeated_to", "concurred": "cleared"}  # fmt: skip


def read_printed(text: str) -> tuple[Wrapper, list[Diagnostic]]:
    """Head, dateline, serial and source note, and where the text stands."""
    at = 0
    lines: list[Span] = []
    serial: re.Match[str] | None = None
    while at < len(text) and len(lines) < 6:
        end = line_end(text, at)
        if text[at:end].strip():
            if lines and (serial := _SERIAL.match(text, at, end)):
                at = min(end + 1, len(text))
                break
            if len(lines) > 1 and not _SOURCE.match(text, at, end):
                break
            lines.append(Span(at, end))
        at = min(end + 1, len(text))
    rule = _RULE.search(text, at)
    body = Span(at, rule.start() if rule else len(text))
    attributes: list[Attribute] = []
    created = None
    if lines:
        attributes += _head(text, lines[0])
    for line in lines[1:]:
        if source := _SOURCE.match(text, line.start, line.end):
            attributes += _source(text, source.end(), line.end)
        else:
            dateline, created = _dateline(text, line)
            attributes += dateline
    if serial:
        attributes += attribute("serial", stripped(text, serial.start(), serial.end("serial")))
    if rule and (source := _source_below(text, rule.end())):
        attributes += _source(text, source.end(), line_end(text, source.end()))
    values = {each.name: each.value for each in attributes}
    return Wrapper(
        created=created,
        classification=marking_of(values.get("classification")),
        origin=values.get("from"),
        attributes=tuple(attributes),
        body=body,
    ), []


def read_printed_number(wrapper: Wrapper, vocabulary: Vocabulary) -> tuple[str, int, tuple[Span, ...]] | None:
    """Station and serial of a printed telegram, with their places: the serial above the text, the post at the place of
    the dateline; `Secto 12` is a number of the series SECTO."""
    serial, place = wrapper.attribute("serial"), wrapper.attribute("place")
    found = _SERIAL.match(serial.value.value) if serial else None
    if serial is None or found is None:
        return None
    number, spans = int(found["serial"]), serial.value.spans
    if found["series"]:
        return found["series"].strip(" -").upper(), number, spans
    sender = wrapper.attribute("from")
    if sender and sender.value.value.startswith(_DEPARTMENT):
        start = sender.value.spans[0].start
        return "STATE", number, (Span(start + len("Department of "), start + len(_DEPARTMENT)), *spans)
    if place is None:
        return None
    name = place.value.value.upper()
    mission = sender and ("Mission" in sender.value.value or "United Nations" in sender.value.value)
    station = (vocabulary.station(f"US{'UN ' if 'NEW YORK' in name else ''}{name}") if mission else None) or (
        vocabulary.station(name)
    )
    return (station.code, number, (*place.value.spans, *spans)) if station else None


def _head(text: str, line: Span) -> list[Attribute]:
    """The number of the document, and who telegraphed to whom."""
    attributes: list[Attribute] = []
    start, end = line.start, line.end
    if mark := _NOTE_MARK.search(text, start, end):
        end = mark.start()
    if number := _NUMBER.match(text, start, end):
        attributes += attribute("document", stripped(text, *number.span("number")))
        start = number.end()
    attributes += attribute("head", stripped(text, start, end))
    if serial := _HEADED_SERIAL.match(text, start, end):  # Telegram 56001 From the Department …
        attributes += attribute("serial", stripped(text, *serial.span("serial")))
    if sender := _FROM.search(text, start, end):
        for to in _TO.finditer(text, sender.end(), end):
            if not text.endswith(_OFFICES_TO, sender.end(), to.start()):
                attributes += attribute("from", stripped(text, sender.end(), to.start()))
                attributes += attribute("to", stripped(text, to.end(), end))
                break
    return attributes


def _dateline(text: str, line: Span) -> tuple[list[Attribute], Found[Date] | None]:
    date = _DATE.search(text, line.start, line.end)
    if date is None:
        return [*attribute("place", stripped(text, line.start, line.end))], None
    place = stripped(text, line.start, max(text.rfind(",", line.start, date.start()), line.start))
    printed = Found(date.group(), (Span(*date.span()),), "wrapper")
    when = read_created(printed.value)
    created = Found(when, printed.spans, "wrapper") if when else None
    return [*attribute("place", place), *attribute("date", printed, when)], created


def _source_below(text: str, at: int) -> re.Match[str] | None:
    """The source note where plain text has it: below a rule of asterisks, the first of the notes."""
    while at < len(text):
        end = line_end(text, at)
        if text[at:end].strip():
            return _SOURCE.match(text, at, end)
        at = end + 1
    return None


def _source(text: str, start: int, end: int) -> list[Attribute]:
    """The source note in parts: archive, markings, drafting."""
    attributes = [*attribute("source_note", stripped(text, start, end))]
    stops = [stop.start() for stop in _STOP.finditer(text, start, end)]
    for place, (first, last) in enumerate(zip([start, *(stop + 1 for stop in stops)], [*stops, end], strict=True)):
        if place == 0:
            attributes += attribute("archive", stripped(text, first, last))
        elif _LEVEL.match(text, first, last) or text[first:last].strip() == "No classification marking":
            attributes += _markings(text, first, last)
        else:
            for found in _DRAFTING.finditer(text, first, last):  # the end of the sentence is its \Z
                attributes += attribute(_NAMES[found["what"].lower()], _without_and(text, *found.span("who")))
    once = {each.name: each for each in reversed(attributes)}
    return [each for each in attributes if each.name == "caption" or once[each.name] is each]


def _without_and(text: str, start: int, end: int) -> Found[str] | None:
    """Names without the word that leads to the next: `cleared by Doe; and approved by …`."""
    found = stripped(text, start, end)
    if found and found.value.endswith((" and", ", and")):
        return stripped(text, start, start + text[start:end].rstrip().rfind(" and")) or found
    return found


def _markings(text: str, start: int, end: int) -> list[Attribute]:
    """`Secret; Niact; Limit Distribution`: the level, then precedence and captions between semicolons."""
    attributes: list[Attribute] = []
    at = start
    for place, piece in enumerate(text[start:end].split(";")):
        if found := stripped(text, at, at + len(piece)):
            if place == 0:
                attributes += attribute("classification", found)
            elif found.value.lower() in _PRECEDENCES:
                attributes += attribute("precedence", found)
            else:
                attributes += attribute("caption", found)
        at += len(piece) + 1
    return attributes
