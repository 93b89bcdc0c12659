"""The record of the National Archives' Access to Archival Databases (AAD): the telegrams of 1973 to 1979.

    Message Text                      the text as it came from the Department's system, page lines and all
    …
    Message Attributes                what that system knew of it, `Key: value`, a value going on in further lines
    Document Number: 1975LIMA00412
    Draft Date: 06 MAR 1975           midnight of an administrative day: the date-time group is the telegram's date
    Film Number: D750080-0412
    Locator: TEXT ON-LINE, ON MICROFILM

Facts. Either block may come first. `Locator` says whether there is a text at all: withdrawal cards and telegrams that
exist on film alone (reels D, P and N) are records too. `N/A` stands for nothing. Keys and values come from NARA's own
files; the meaning of the values is the Department's of 1973.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.diagnostics import Diagnostic, diagnostic
from reftel.reading.wrapper.cells import line_end, marking_of, words_of
from reftel.reading.wrapper.stamps import read_archives_day
from reftel.records import Attribute, Wrapper
from reftel.spans import Found, Span
from reftel.times import Date

_MARKER: Final = re.compile(r"^[ \t]*Message (?P<what>Text|Attributes)[ \t]*:?[ \t]*\r?$", re.MULTILINE)
_KEY: Final = re.compile(r"(?P<key>[A-Z][A-Za-z]*(?: [A-Za-z]+){0,4})[ \t]*:(?=\s|$)")
# *** Current Handling Restrictions n/a ***: put under the text by the archives
_STAMP: Final = re.compile(r"^[ \t]*\*\*\* [^\n]{0,120}\*\*\*[ \t\r]*(?:\n|\Z)", re.MULTILINE)
# what an export in YAML put around a value: ! 'text', '2', |
_OPENING: Final = re.compile(r"[ \t]*(?:![ \t]*)?(?:\|[+-]?(?=\s|$))?[ \t]*'?[ \t]*")
_NOTHING: Final = frozenset(("", "N/A", "NA", "NONE", "''"))

KEYS: Final = frozenset(
    """Automatic Decaptioning|Capture Date|Channel Indicators|Concepts|Control Number|Copy|Current Classification
    |Current Handling Restrictions|Decaption Date|Decaption Note|Disposition Action|Disposition Approved on Date
    |Disposition Authority|Disposition Case Number|Disposition Comment|Disposition Date|Disposition Event
    |Disposition History|Disposition Reason|Disposition Remarks|Document Number|Document Source|Document Unique ID
    |Draft Date|Drafter|Enclosure|Errors|Executive Order|Film Number|Format|From|Handling Restrictions|Image Path
    |ISecure|Legacy Key|Line Count|Litigation Code IDs|Litigation Codes|Litigation History|Locator|Markings|Message ID
    |Office|Original Classification|Original Handling Restrictions|Original Previous Classification
    |Original Previous Handling Restrictions|Page Count|Previous Channel Indicators|Previous Classification
    |Previous Handling Restrictions|Reference|Retention|Review Action|Review Authority|Review Comment
    |Review Content Flags|Review Date|Review Event|Review Exemptions|Review History|Review Markings
    |Review Media Identifier|Review Referrals|Review Release Date|Review Release Event|Review Transfer Date
    |Review Withdrawn Fields|SAS ID|Secure|Status|Subject|TAGS|To|Type""".replace("\n    ", "").split("|")
)
"""The keys of NARA's records. Any other line with a colon belongs to the value above it when that can go on."""

_REMARK: Final = 10
"""What stands in the place of a text that is not on line has at most so many lines."""

_GOING_ON: Final = frozenset(
    ("concepts", "subject", "tags", "markings", "review_markings", "review_history", "review_comment", "errors", "to",
     "disposition_history", "disposition_remarks", "litigation_history", "reference", "office")
)  # fmt: skip


def read_aad(text: str) -> tuple[Wrapper, list[Diagnostic]]:
    """The attributes, and where the text stands."""
    notes: list[Diagnostic] = []
    blocks: dict[str, tuple[int, int]] = {}
    markers = list(_MARKER.finditer(text))
    for place, marker in enumerate(markers):
        end = markers[place + 1].start() if place + 1 < len(markers) else len(text)
        blocks.setdefault(marker["what"], (min(marker.end() + 1, end), end))
    attributes = _attributes(text, *blocks.get("Attributes", (0, 0)))
    values = {each.name: each.value for each in attributes}
    body, notices = _body(text, blocks.get("Text"), values)
    if "Attributes" not in blocks:
        notes.append(diagnostic("REC-LABELS", "The record has no block of attributes."))
    return Wrapper(
        identifier=_first_line(values.get("document_number")),
        classification=marking_of(values.get("original_classification")),
        origin=_first_line(values.get("from")),
        title=values.get("subject"),
        tags=words_of(text, values.get("tags")),
        notices=notices,
        attributes=attributes,
        stamps=tuple(Span(*stamp.span()) for stamp in _STAMP.finditer(text, body.start, body.end)),
        body=body,
    ), notes


def _body(
    text: str, block: tuple[int, int] | None, values: dict[str, Found[str]]
) -> tuple[Span, tuple[Found[str], ...]]:
    """Where the telegram stands; nowhere when the record says that its text is not on line, what stands in its place
    being a remark."""
    start, end = block or (len(text), len(text))
    locator = values.get("locator")
    if locator is None or "TEXT ON-LINE" in " ".join(locator.value.upper().split()):
        return Span(start, end), ()
    lines = [
        Span(line.start() + start, line.end() + start) for line in re.finditer(r"\S[^\n]*(?<=\S)", text[start:end])
    ]
    if len(lines) > _REMARK:  # the text is there, whatever the locator says
        return Span(start, end), ()
    words = Found(" ".join(" ".join(line.of(text).split()) for line in lines), tuple(lines), "wrapper")
    return Span(end, end), (words,) if lines else ()


def _first_line(found: Found[str] | None) -> Found[str] | None:
    """A value that is never longer than its line."""
    if found is None or len(found.spans) == 1:
        return found
    first = found.spans[0]
    return Found(found.value[: len(first)], (first,), found.where)


def _attributes(text: str, start: int, end: int) -> tuple[Attribute, ...]:
    """The keys with their values; keys without one are left out."""
    found: list[tuple[str, list[Span]]] = []
    at = start
    while at < end:
        stop = min(line_end(text, at), end)
        key = _KEY.match(text, at, stop)
        if key and (key["key"] in KEYS or not found or found[-1][0] not in _GOING_ON):
            found.append((key["key"].lower().replace(" ", "_"), []))
            at = key.end()
            goes_on = True
        else:  # the value above goes on in an indented line; that of some keys in any line
            goes_on = text[at] in " \t" or (bool(found) and found[-1][0] in _GOING_ON)
        if found and goes_on:
            opening = _OPENING.match(text, at, stop)
            begin = opening.end() if opening else at
            last = stop
            while last > begin and text[last - 1] in " \t\r'":
                last -= 1
            if last > begin and text[begin:last].upper() not in _NOTHING:
                found[-1][1].append(Span(begin, last))
        at = stop + 1
    return tuple(
        Attribute(name=name, value=Found(value, tuple(spans), "wrapper"), date=read_day_of(name, value))
        for name, spans in found
        if (value := " ".join(" ".join(span.of(text).split()) for span in spans)).upper() not in _NOTHING
    )


def read_day_of(name: str, value: str) -> Date | None:
    """The day of an attribute that is a date."""
    return read_archives_day(value) if name.endswith("date") else None
