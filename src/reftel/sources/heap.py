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

from reftel.capitals import capitals, sign
from reftel.records import Layout
from reftel.sources.layouts import PRINTED, detect, find_mirrors, may_have_markers
from reftel.sources.signs import CLASSIFICATION_LINE

Kind = Literal["wrapper", "row", "wire", "telegram"]


class Heading(NamedTuple):
    """What tells one telegram from another: its number (the station's letters and the serial), and its date-time
    group."""

    number: tuple[str, int] | None = None
    time: str | None = None


class Start(NamedTuple):
    """A place where another record begins, and where the text before it ended; what lies between belongs to neither.

    It begins with a *wrapper*, as a *row* of the publisher's table, as a transmission (*wire*) that a row brought into
    the record above, or as a *telegram*.
    """

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
_LABELS: Final = (("Identifier", "archive_page"), ("Reference ID", "publisher_page"))
_LABELLED: Final = frozenset(kind for _, kind in _LABELS)
_IN_ALL: Final = "Classification"  # a label that every such page has
_PRINTED_LINE: Final = re.compile(r"^" + PRINTED, re.MULTILINE)

# the lines that a telegram can begin with
_OPENING: Final = re.compile(
    r"^[ \t\f]*(?:(?P<vzczc>V?ZCZC[A-Z0-9])|(?P<notice>This record is a partial extract)"
    r"|PAGE 01(?:[ \t]+|[ \t]*\r?\n)(?P<post>[A-Z][A-Z ]{1,9}?)[ \t]+(?P<number>\d{4,6})\b"
    r"|(?P<dtg>(?:[ZOPRY]{1,2}[ ]){1,3}\d{6}Z[ ][A-Z]{3}[ ]\d\d)[^\n]{0,20}\n(?:[ \t]*\r?\n)?[ \t]*FM[ ]"
    rf"|{CLASSIFICATION_LINE})",
    re.MULTILINE,
)
_GLUED: Final = re.compile(rf"(?<=\S){CLASSIFICATION_LINE}")
_TERMINATOR: Final = re.compile(r"N ?N ?N(?: ?N)?|#\d{4}")  # and above NNNN the number of the transmission, #0412
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
_ENDS: Final = tuple((sign(words)[:1], sign(words), words) for words in ("\f", "\nNNN", "====="))
# what a telegram has once, among the capitals of a text
_ONCE: Final = tuple((sign(words), words) for words in ("SUBJ", "TAGS", "\nFM "))
_FIRST_PAGE: Final = sign("PAGE 01")
_WIRE: Final = sign("VZCZC")
_CELLS: Final = sign('","')
_EAST, _WEST, _GREENWICH = sign(" +0"), sign(" -0500"), sign(" UTC ")
_ADDRESSES: Final = ("FM ", "TO ", "INFO ", "XMT ", "ACTION ", "ORIGIN ")
_STAMPS: Final = ("Systematic Review", "Declassified/Released", "*** Current ")

_SHORTEST: Final = 6
"""Characters that a telegram begins with at least: `VZCZCA`."""

_HEADER: Final = 8_000
"""So far below a transmission's first line its classification line is looked for: lists of addressees are long."""

_TOP: Final = 1_000
"""The first page line stands no further below the first line of its telegram."""

_LINES_ABOVE: Final = 12
"""How many lines above a telegram's first line are looked at for what ended the one before."""


def find_records(text: str, layout: Layout) -> list[Start]:
    """Where the second and every further record of a text begins, in order; `layout` is that of the first."""
    signs = capitals(text)
    wrapped = sorted(_find_wrappers(text, layout, signs))
    starts: list[Start] = []
    at, kind = 0, layout
    for start in (*wrapped, None):
        end = len(text) if start is None else start.end
        inside = capitals(text[at:end]) if wrapped else signs
        starts += _find_telegrams(text, at, end, inside, rows_only=kind != "bare")
        if start is None:
            break
        starts.append(start)
        at, kind = start.at, "dump_row" if start.kind == "row" else "archive_page"
    return starts


# --- wrappers -------------------------------------------------------------------------------------------------------


def _find_wrappers(text: str, layout: Layout, signs: bytes) -> Iterator[Start]:
    """Where a publisher's wrapper begins below the first record. Each is looked for by a plain search first, what has
    capitals among these (`signs`)."""
    label_of_all = text.find(_IN_ALL)
    if label_of_all >= 0 and layout in _LABELLED:
        label_of_all = text.find(_IN_ALL, label_of_all + 1)
    for label, kind in _LABELS if label_of_all >= 0 else ():
        at = text.find(label, 1)
        while at >= 0:
            if text[at - 1] in "\n\f" and detect(text[at : at + 600]) == kind:
                yield Start(at, _above(text, at), "wrapper")
            at = text.find(label, at + 1)
    # a mirror writes the zone it was made in, once for each telegram
    if ("+" in text and signs.count(_EAST) > (layout == "mirror")) or (
        layout == "mirror" and (_GREENWICH in signs or (_WEST in signs and " -0" in text))
    ):
        for at in find_mirrors(text, 1):
            yield Start(at, _above(text, at), "wrapper")
    if may_have_markers(text):
        yield from _find_aad(text)
    if "\t" in text or (_CELLS in signs and '","' in text):
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


def _find_telegrams(text: str, start: int, end: int, signs: bytes, *, rows_only: bool) -> list[Start]:
    """Where further telegrams begin in a record, whose capitals `signs` are; under a wrapper, only those that a row
    brought with it, which begin with a transmission of their own."""
    if rows_only:
        wire = text.rfind("VZCZC", start, end) if _WIRE in signs else -1
        is_own = wire < 0 or not any(text.find(label, start, wire) >= 0 for label in ("E.O.", "TAGS:", "SUBJ"))
        if is_own and not _shows_an_end(text, start, end, signs):
            return []
    elif not _may_hold_more(text, start, end, signs):
        return []
    openings = list(_OPENING.finditer(text, start, end))
    headings = _headings(text, openings, end)
    quotes = _Quotes(text, start)
    starts: list[Start] = []
    own = headings[0] if headings else Heading()
    passed = -1  # the place of the last opening that was passed by
    for place, opening in enumerate(openings[1:], start=1):
        heading = headings[place]
        if _is_same(own, heading):
            own = Heading(own.number or heading.number, own.time or heading.time)
            continue
        if passed == place - 1 and heading.number == headings[passed].number and openings[passed]["station"] is None:
            passed = place  # the classification line below a header that was passed by
            continue
        carries_wire = opening["vzczc"] is not None
        ending = _ending_above(text, start, opening.start(), quoted=quotes.are_open(opening.start()))
        is_hard = ending is not None and _is_hard(text, ending)
        if not (is_hard or (carries_wire and (ending or not rows_only)) or (ending and not rows_only)):
            passed = place
        else:
            ending = ending or (opening.start(), opening.start())
            starts.append(Start(*ending, "wire" if rows_only and not is_hard else "telegram"))
            own, start = heading, ending[0]
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


def _may_hold_more(text: str, start: int, end: int, signs: bytes) -> bool:
    """Whether a text shows anything twice that a telegram has once, or what ends one: told by plain searches."""
    if _shows_an_end(text, start, end, signs):
        return True
    for once, words in _ONCE:
        if signs.count(once) > 1 and _stands_twice(text, words, start, end, end):
            return True
    return signs.count(_FIRST_PAGE) > 1 and _stands_twice(text, "PAGE 01", start, min(start + _TOP, end), end)


def _shows_an_end(text: str, start: int, end: int, signs: bytes) -> bool:
    """Whether a form feed, a line NNN or a rule of equals signs stands in a text, and something below it."""
    for first, ending, words in _ENDS:
        if first in signs and ending in signs:
            at = text.find(words, start, end)
            if at >= 0 and len(text[at:end].strip("\f\r\n\t N=")) >= _SHORTEST:
                return True
    return False


def _stands_twice(text: str, words: str, start: int, top: int, end: int) -> bool:
    """Whether words stand above `top` and again below that."""
    first = text.find(words, start, top)
    return first >= 0 and text.find(words, first + len(words), end) >= 0


def _is_hard(text: str, ending: tuple[int, int]) -> bool:
    """Whether what ended the telegram above is a mark made to end it, and no name."""
    at, end = ending
    above = text.rfind("\n", 0, max(end - 1, 0)) + 1
    return end < at or _TERMINATOR.fullmatch(text[above:end].strip()) is not None


def _headings(text: str, openings: list[re.Match[str]], end: int) -> list[Heading]:
    """The heading that each opening begins: its own number and time, or those of the lines that carry on with it. In
    some layouts the classification line is glued to the last of the header (`… WASHDC 3182C O N F I D E N T I A L`)."""
    headings: list[Heading] = []
    below: re.Match[str] | None = None
    for opening in reversed(openings):
        carried = headings[-1] if below and _carries_on(opening, below) else Heading()
        station, serial = opening["post"] or opening["station"], opening["number"] or opening["serial"]
        if station is None:
            stop = min(below.start() if below else end, opening.end() + _HEADER)
            if glued := _GLUED.search(text, opening.end(), stop):
                station, serial = glued["station"], glued["serial"]
        number = ("".join(filter(str.isalpha, station)).upper(), int(serial)) if station else carried.number
        headings.append(Heading(number, opening["dtg"] or carried.time))
        below = opening
    return headings[::-1]


def _carries_on(opening: re.Match[str], below: re.Match[str]) -> bool:
    """Whether the line below belongs to the same heading: no new transmission, no second date-time group."""
    is_new = below["vzczc"] is not None or below["notice"] is not None
    return not is_new and (opening["dtg"] is None or below["dtg"] is None) and below.start() - opening.end() < _HEADER


def _is_same(own: Heading, other: Heading) -> bool:
    """Whether two headings are of one telegram, or nothing tells them apart; page lines cut the station to six
    characters."""
    if own.number and other.number:
        (one, serial), (two, number) = own.number, other.number
        return serial == number and (one.startswith(two[:4]) or two.startswith(one[:4]))
    return not own.time or not other.time or own.time == other.time


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
        words = printed.strip(" \t\r\n\f*+")
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
