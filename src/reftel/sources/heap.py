"""Where one record ends and the next begins, in a text that holds many.

Heaps are poured together: pages one behind the other, a day's traffic as the printer gave it, rows of a table of which
one ran into the next. A text is cut only where a boundary can be *seen* (docs/reference/layouts.md lists them):

- a publisher's wrapper begins: the archive page's labels, the publisher's table, the mirror's five lines, the markers
  of an AAD record, a row of the dump, a document of a printed edition;
- a telegram begins (VZCZC, PAGE 01, a date-time group above FM, a classification line with its number) whose number
  is not that of the telegram before it, below something that ends one: NNNN or NNN, a form feed, a rule of equals
  signs, a name in capitals alone on its line.

Sections, doubled headings, corrected copies and page turns carry the number of the telegram they belong to; a quoted
telegram stands below no end: none of them is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from reftel.records import Layout
from reftel.sources.layouts import PRINTED, detect, find_mirrors
from reftel.sources.signs import CLASSIFICATION_LINE

Kind = Literal["wrapper", "row", "telegram"]


Name = tuple[str, int]
"""The number of a telegram: its station's letters and its serial."""


class Start(NamedTuple):
    """A place where another record begins, and where the text before it ended; what lies between belongs to neither."""

    at: int
    end: int
    kind: Kind


# 121752 <tab> 2007-09-06 13:53 <tab> 07EXAMPLE990 <tab>: a row of the publisher's table, read as if it were text
ROW: Final = re.compile(
    r"^\"?\d{1,7}\"?[ ]*[\t,][ ]*\"?\d{1,4}[/-]\d{1,2}[/-]\d{1,4} \d{1,2}:\d\d(?::\d\d)?(?: [AP]M)?\"?[ ]*[\t,][ ]*"
    r"\"?\d\d[A-Z][A-Z0-9]{2,45}\"?[ ]*[\t,]",
    re.MULTILINE,
)
_AAD: Final = re.compile(r"^[ \t]*Message (Text|Attributes)[ \t]*:?[ \t]*\r?$", re.MULTILINE)
_LABELS: Final = (("\nIdentifier", "archive_page"), ("\nReference ID", "publisher_page"))
_PRINTED_LINE: Final = re.compile(r"^" + PRINTED, re.MULTILINE)

# the lines that a telegram can begin with
_OPENING: Final = re.compile(
    r"^[ \t\f]*(?:(?P<vzczc>V?ZCZC[A-Z0-9])"
    r"|PAGE 01[ \t]+(?P<post>[A-Z][A-Z ]{1,9}?)[ \t]+(?P<number>\d{4,6})\b"
    r"|(?P<dtg>(?:[ZOPRY]{1,2}[ ]){1,3}\d{6}Z[ ][A-Z]{3}[ ]\d\d)[^\n]{0,20}\n(?:[ \t]*\r?\n)?[ \t]*FM[ ]"
    rf"|{CLASSIFICATION_LINE})",
    re.MULTILINE,
)
_TERMINATOR: Final = re.compile(r"N ?N ?N(?: ?N)?")
_RULE: Final = re.compile(r"={5,}")
_SURNAME: Final = re.compile(r"[A-Z][A-Z'’.\- ]{1,24}")
_BANNERS: Final = frozenset(
    (
        "UNCLASSIFIED",
        "UNCLAS",
        "CONFIDENTIAL",
        "SECRET",
        "TOP SECRET",
        "LIMITED OFFICIAL USE",
        "NOFORN",
        "EXDIS",
        "NODIS",
    )
)
_NO_NAMES: Final = frozenset(
    ("SIPDIS", "LIMDIS", "STADIS", "SENSITIVE", "QUOTE", "UNQUOTE", "COMMENT", "SUMMARY", "BT")
)
_ADDRESSES: Final = ("FM ", "TO ", "INFO ", "XMT ", "ACTION ", "ORIGIN ")
_STAMPS: Final = ("Systematic Review", "Declassified/Released", "*** Current ")

_LINES_ABOVE: Final = 12
"""How many lines above a telegram's first line are looked at for what ended the one before."""


def find_records(text: str, layout: Layout) -> list[Start]:
    """Where the second and every further record of a text begins, in order; `layout` is that of the first."""
    wrapped = sorted(_find_wrappers(text, layout))
    starts: list[Start] = []
    at, kind = 0, layout
    for start in (*wrapped, None):
        end = len(text) if start is None else start.end
        starts += _find_telegrams(text, at, end, rows_only=kind != "bare")
        if start is None:
            break
        starts.append(start)
        at, kind = start.at, "dump_row" if start.kind == "row" else "archive_page"
    return starts


# --- wrappers -------------------------------------------------------------------------------------------------------


def _find_wrappers(text: str, layout: Layout) -> Iterator[Start]:
    """Where a publisher's wrapper begins below the first record. Each is looked for by a plain search first."""
    for label, kind in _LABELS:
        at = text.find(label, 1)
        while at >= 0:
            if detect(text[at + 1 : at + 600]) == kind:
                yield Start(at + 1, _above(text, at + 1), "wrapper")
            at = text.find(label, at + 1)
    if "\n" in text and (" +0" in text or " -0" in text or " UTC " in text):
        for at in find_mirrors(text, 1):
            yield Start(at, _above(text, at), "wrapper")
    if "Message Text" in text or "Message Attributes" in text:
        yield from _find_aad(text)
    if "\t" in text or '","' in text:
        for row in ROW.finditer(text, 1):
            yield Start(row.start(), _above(text, row.start()), "row")
    if layout == "frus_text":
        for document in _PRINTED_LINE.finditer(text, 1):
            yield Start(document.start(), _above(text, document.start()), "wrapper")


def _find_aad(text: str) -> Iterator[Start]:
    """Each record has both markers once, text first or attributes first, and all of a heap in the same order; one
    without a text has the other alone."""
    markers = list(_AAD.finditer(text))
    for place, marker in enumerate(markers):
        above = _above(text, marker.start())
        # the first stands below lines of the archives' own page, if any, or below a rule that ends something else
        begins = marker[1] in (markers[0][1], markers[place - 1][1]) if place else 0 < above < marker.start()
        if begins:
            yield Start(marker.start(), above, "wrapper")


def _above(text: str, at: int) -> int:
    """Where the record above `at` ends: before a rule or a form feed that parts the two."""
    line = at
    while line > 0:
        above = text.rfind("\n", 0, line - 1) + 1
        words = text[above:line].strip(" \t\r\n")
        if words.strip("\f") and not _RULE.fullmatch(words.strip("\f")):
            return line
        if words:
            return above
        if at - above > 400:
            break
        line = above
    return at


# --- telegrams ------------------------------------------------------------------------------------------------------


def _find_telegrams(text: str, start: int, end: int, *, rows_only: bool) -> list[Start]:
    """Where further telegrams begin in a record; under a wrapper, only those that a row brought with it, which begin
    with a transmission of their own."""
    if rows_only:
        wire = text.rfind("VZCZC", start, end)
        if wire < 0 or not any(text.find(label, start, wire) >= 0 for label in ("E.O.", "TAGS:", "SUBJ")):
            return []  # the telegram's own first line, above its heading
    elif not _may_hold_more(text, start, end):
        return []
    openings = list(_OPENING.finditer(text, start, end))
    names = _names_of(openings)
    quotes = _Quotes(text, start)
    starts: list[Start] = []
    own: Name | None = names[0] if names else None
    passed = -1  # the place of the last opening that was passed by
    for place, opening in enumerate(openings[1:], start=1):
        name = names[place]
        if name is None or (own is not None and _is_same(own, name)):
            continue
        if passed == place - 1 and name == names[passed] and openings[passed]["station"] is None:
            passed = place  # the classification line below a header that was passed by
            continue
        carries_wire = opening["vzczc"] is not None
        ending = _ending_above(text, start, opening.start(), quoted=quotes.are_open(opening.start()))
        if ending is None and own is None:
            own = name
        elif (ending is None and not carries_wire) or (rows_only and not (ending and carries_wire)):
            passed = place
        else:
            ending = ending or (opening.start(), opening.start())
            starts.append(Start(*ending, "row" if rows_only else "telegram"))
            own, start = name, ending[0]
            quotes = _Quotes(text, start)
    return starts


class _Quotes:
    """How many quotations are open: a telegram may repeat another between QUOTE and UNQUOTE, its name at the end
    and all."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._at = start
        self._open = 0

    def are_open(self, at: int) -> bool:
        """Whether one is open at `at`, which lies below what was asked before."""
        closed = self._text.count("UNQUOTE", self._at, at) + self._text.count("END QUOTE", self._at, at)
        self._open += self._text.count("QUOTE", self._at, at) - 2 * closed
        self._at = at
        return self._open > 0


def _may_hold_more(text: str, start: int, end: int) -> bool:
    """Whether a text shows anything twice that a telegram has once: told by plain searches."""
    for sign in ("TAGS", "SUBJ", "ZCZC", "PAGE 01", "\nFM "):
        first = text.find(sign, start, end)
        if first >= 0 and text.find(sign, first + len(sign), end) >= 0:
            return True
    return any(text.find(sign, start, end) >= 0 for sign in ("\f", "\nNNN", "====="))


def _names_of(openings: list[re.Match[str]]) -> list[Name | None]:
    """The number each opening belongs to: its own, or that of the line that carries on with the same heading."""
    names: list[Name | None] = []
    below: re.Match[str] | None = None
    for opening in reversed(openings):
        station, serial = opening["post"] or opening["station"], opening["number"] or opening["serial"]
        if station is not None:
            names.append(("".join(filter(str.isalpha, station)).upper(), int(serial)))
        elif below is None or below["vzczc"] is not None or (opening["dtg"] is not None and below["dtg"] is not None):
            names.append(None)
        else:
            names.append(names[-1])
        below = opening
    return names[::-1]


def _is_same(one: Name, other: Name) -> bool:
    """Whether two numbers name one telegram; page lines cut the station to six characters."""
    return one[1] == other[1] and (one[0].startswith(other[0][:4]) or other[0].startswith(one[0][:4]))


def _ending_above(text: str, start: int, at: int, *, quoted: bool) -> tuple[int, int] | None:
    """Where the telegram that begins at `at` really begins (with a banner above it), and where the one above ended;
    None where nothing above it ends one. In an open quotation a name ends only the quoted telegram."""
    first = at
    while text[first] in " \t\f":
        first += 1
    if "\f" in text[at:first]:
        return first, at
    line = begins = at
    for _ in range(_LINES_ABOVE):
        if line <= start:
            return None
        above = max(text.rfind("\n", start, line - 1) + 1, start)
        printed = text[above:line]
        words = printed.strip(" \t\r\n\f*+#")
        if "\f" in printed:
            return line if not words else begins, above + printed.index("\f")
        if _RULE.fullmatch(words):
            return line, above
        if _TERMINATOR.fullmatch(words):
            return line, line
        if words in _BANNERS:
            begins = above if begins == at else begins
        elif words and not any(stamp in words for stamp in _STAMPS):
            return (begins, begins) if not quoted and _is_name(words) else None
        elif words and begins == at:
            begins = line  # a stamp is the foot of the page above
        line = above
    return None


def _is_name(words: str) -> bool:
    """Whether a line is the name a telegram is sent over: capitals alone, and no address, caption or label."""
    return _SURNAME.fullmatch(words) is not None and words not in _NO_NAMES and not words.startswith(_ADDRESSES)
