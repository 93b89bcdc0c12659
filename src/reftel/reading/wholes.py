"""Where one telegram ends and another begins within one text: sections, copies sent again, telegrams repeated.

    C O N F I D E N T I A L SECTION 02 OF 02 LIMA 000412     the second part of a message: its heading is no text
    C O R R E C T E D  C O P Y … SECTION 01 OF 02 LIMA 000412     the same message again: another version of it
    FOLLOWING REPEAT QUITO 88 … QUOTE … UNQUOTE              a telegram within the telegram: a cable of its own

Facts. A message too long for one transmission went out in sections, each with transmission part, classification line
and often the whole heading; a sentence may run from one into the next. A corrected copy bears the number of the text
it replaces; both may stand in one file. A telegram repeated to a post that had not received it keeps its heading. The
work here is done only for texts with a second classification line, or with the word QUOTE.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import Final, NamedTuple

from reftel.reading.captions import CORRECTED
from reftel.reading.furniture import LEVEL_WORDS, with_gap
from reftel.reading.heading import find_first_paragraph
from reftel.reading.level import LevelLine, find_quoted, read_section, same_number
from reftel.reading.sheet import Sheet, folded
from reftel.records import Cable
from reftel.spans import Span

# The lines of a transmission part, a page turn or an end of message, as they stand above a later section's heading.
_WIRE: Final = re.compile(
    rf"""[ \t]*(?:
        VZCZC | (?:[ZOPR]{{2}}[ ])?R[UH][A-Z]{{3,6}}\b | DE[ ]R[UH] | ZN[YR][ ] | BT\b | N{{3,4}}\s*\Z | \#\d{{4}}\s*\Z
      | [ZOPR](?:[ ][ZOPR])?[ ]\d{{6}}[ ]?Z\b | FM[ ] | TO[ ] | INFO[ ] | XMT\b | -{{6,}} | PAGE[ ]\d\d
      | (?:ACTION|ORIGIN)[ ]+[A-Z]{{1,5}}-\d\d | [A-Z]{{1,5}}-\d\d[ ] | \d\d\s*\Z | [A-Z]{{3}}\d{{4}}\s*\Z
      | \*{{3}} | (?:{LEVEL_WORDS})\s*\Z
      | (?:AMEMBASSY|AMCONSUL|USMISSION|USLO|USINT|USDEL|SECSTATE|SECDEF|[A-Z/ ]+COLLECTIVE)\b
    )""",
    re.VERBOSE,
)
_OPENING: Final = re.compile(
    r"[ \t]*(?:VZCZC|DE R[UH]|ZN[YR] |[ZOPR](?: [ZOPR])? \d{6} ?Z\b|FM |TO [A-Z]|INFO [A-Z]|PAGE \d\d|-{6,})"
)
_ADDRESSEE: Final = re.compile(r"[ \t]*[A-Z][A-Z0-9 /'&()-]{3,50}[ \t\r]*")
_LABEL: Final = re.compile(r"[ \t]*(?:E\.? ?O\.? ?1\d{4}|TAGS?\b|SUBJ(?:ECT)?\b|REFS?\b|CLASSIFIED BY)", re.IGNORECASE)
_DATE_TIME_GROUP: Final = re.compile(r"^[ \t]*[ZOPR](?:[ ][ZOPR])?[ ]\d{6}[ ]?Z\b[^\n]*", re.MULTILINE)
_QUOTE: Final = re.compile(r"(?P<un>UN|END OF |END )?QUOTE\b")
_PAGE_SECTION: Final = re.compile(r" 0(\d\d)(?:\.\d)? OF 0\d\d")
_HEAD_LINES: Final = 120
"""No section's transmission part is longer than this many lines: the longest address lists have about a hundred."""


class Wholes(NamedTuple):
    """What stands in a text beside the one telegram to be read, in offsets of the sheet it was found on.

    `heads` are the headings of later sections, `sections` the numbers of the sections there are, `leading` says that
    the first of the heads is all the heading there is (that of the first section is lost); `copies` the runs of other
    copies of the same message, `repeated` the runs of telegrams between QUOTE and UNQUOTE.
    """

    heads: tuple[tuple[int, int], ...] = ()
    sections: tuple[int, ...] = ()
    leading: bool = False
    copies: tuple[tuple[int, int], ...] = ()
    repeated: tuple[tuple[int, int], ...] = ()


def find_wholes(sheet: Sheet, lines: list[LevelLine]) -> Wholes:
    """Look at the classification `lines` below the first paragraph, and at what is quoted."""
    repeated = _find_repeated(sheet, lines) if "QUOTE" in sheet.text else ()
    if not lines:
        return Wholes(repeated=repeated)
    own = _outside(lines, repeated)
    if not own:
        return Wholes(repeated=repeated)
    first = own[0]
    text_at = find_first_paragraph(sheet, 0)
    if _number(sheet.text, first) > 1 and text_at is not None and text_at < first.start:
        # the first section has lost its heading: the text before the second one's is its text
        return _structure(sheet, None, own, text_at)._replace(repeated=repeated)
    text_at = find_first_paragraph(sheet, first.end)
    later = [
        line
        for line in own[1:]
        if same_number(line, first)
        and (_number(sheet.text, line) > 1 or (text_at is not None and line.start > text_at))
    ]
    if not later:
        return Wholes(repeated=repeated)
    return _structure(sheet, first, later, text_at)._replace(repeated=repeated)


def _outside(lines: list[LevelLine], repeated: tuple[tuple[int, int], ...]) -> list[LevelLine]:
    """The classification lines that stand in none of the telegrams repeated; both are in their order."""
    starts = [start for start, _ in repeated]
    outside: list[LevelLine] = []
    for line in lines:
        place = bisect_right(starts, line.start) - 1
        if place < 0 or line.start >= repeated[place][1]:
            outside.append(line)
    return outside


class _Paragraphs:
    """Where paragraph 1 next begins; asked for offsets that rise, it goes over the text once."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._asked: int | None = None
        self._found: int | None = None

    def after(self, at: int) -> int | None:
        known = self._asked is not None and self._asked <= at and (self._found is None or at <= self._found)
        if not known:
            self._asked, self._found = at, find_first_paragraph(self._sheet, at)
        return self._found


def _structure(sheet: Sheet, first: LevelLine | None, later: list[LevelLine], text_at: int | None) -> Wholes:
    """Tell the sections of one message from its copies."""
    text = sheet.text
    header = _header_lines(text, min(text_at or later[0].start, later[0].start) if first else 0)
    paragraphs = _Paragraphs(sheet)
    starts = [0]
    runs: list[list[LevelLine]] = [[first or later[0]]]
    for line in later if first else later[1:]:
        if _begins_again(text, paragraphs, runs[-1][-1], line):
            starts.append(_head_start(text, line.start, runs[-1][-1].end, header))
            runs.append([line])
        else:
            runs[-1].append(line)
    extents = list(pairwise([*starts, len(text)]))
    chosen = next((place for place, run in enumerate(extents) if _is_corrected(text, run, runs[place][0])), 0)
    floor, limit = extents[chosen]
    below = runs[chosen][1 if first else 0 :]
    # none reaches beyond the classification line above it, or the one below
    floors = [floor, *(line.end for line in below)]
    limits = [*(line.start for line in below[1:]), limit]
    heads = tuple(
        (_head_start(text, line.start, above, header), _head_end(sheet, line.end, beneath, header))
        for line, above, beneath in zip(below, floors, limits, strict=False)
    )
    numbers = [_number(text, line) for line in runs[chosen]]
    return Wholes(
        heads=heads,
        sections=tuple(number for number in ([1, *numbers] if first is None else numbers) if number),
        leading=first is None,
        copies=tuple(run for place, run in enumerate(extents) if place != chosen),
    )


def heads_of(sheet: Sheet, wholes: Wholes) -> tuple[Span, ...]:
    """The headings of later sections with the blank lines around them, in spans of the source."""
    text = sheet.text
    spans: list[Span] = []
    for start, end in wholes.heads:
        gap = with_gap(text, start, end, 0, len(text))
        spans += sheet.spans(gap.start, gap.end)
    return tuple(spans)


def missing_sections(cable: Cable, present: tuple[int, ...]) -> tuple[int, ...]:
    """The sections that the telegram counts and this text lacks, as far as the text shows it.

    `present` are those whose classification lines stand in the text; later page lines (`LIMA 00000412  002 OF 003`)
    name the section they stand in. A text that begins with paragraph 1 and has a name at its end is whole.
    """
    if cable.section is None or cable.section.value.total < 2:
        return ()
    section = cable.section.value
    numbers = [paragraph.number.value for paragraph in cable.paragraphs if paragraph.number]
    if section.number == 1 and cable.signatures and numbers[:1] in ([], [1]):
        return ()
    text = cable.source.text
    seen = {section.number, *present}
    for cut in cable.furniture:
        seen.update(int(number) for number in _PAGE_SECTION.findall(text, cut.start, cut.end))
    return tuple(number for number in range(1, min(section.total, 99) + 1) if number not in seen)


def _number(text: str, line: LevelLine) -> int:
    """The number in SECTION nn OF mm; 0 where there is none."""
    numbers = read_section(text[slice(*line.section)]) if line.section else None
    return numbers[0] if numbers else 0


def _begins_again(text: str, paragraphs: _Paragraphs, before: LevelLine, line: LevelLine) -> bool:
    """Whether a classification line opens the same message once more, rather than its next section."""
    number, last = _number(text, line), _number(text, before)
    if number == last == 1:
        # the heading of one section may itself stand twice; a copy comes after that section's text
        paragraph = paragraphs.after(before.end)
        return paragraph is not None and paragraph < line.start
    if number and last:
        return number < last
    if number or last:
        return number == 1
    return paragraphs.after(line.end) is not None


def _is_corrected(text: str, run: tuple[int, int], line: LevelLine) -> bool:
    """Whether the copy says of itself, above or below its classification line, that it replaces another."""
    below = text.find("\n", min(line.end + 400, run[1]))
    stop = below if below >= 0 else run[1]
    if CORRECTED.search(text, run[0], stop):
        return True
    group = _DATE_TIME_GROUP.search(text, run[0], line.start)
    return group is not None and "ZDK" in group.group()


def _header_lines(text: str, text_at: int) -> frozenset[str]:
    """The lines of the first section's transmission part and heading, white space folded."""
    return frozenset(folded(line) for line in text[:text_at].split("\n")) | {""}


def _head_start(text: str, at: int, floor: int, header: frozenset[str]) -> int:
    """Where the transmission part above a later classification line begins: at that line, or above it."""
    start = text.rfind("\n", floor, at) + 1 or at
    line_start = start
    sure = True  # no line so far that only looks like an addressee's
    for _ in range(_HEAD_LINES):
        if line_start <= floor:
            break
        above = text.rfind("\n", floor, line_start - 1) + 1 or floor
        line = text[above : line_start - 1]
        if folded(line) in header or _WIRE.match(line):
            # above unknown addressees only the lines that open a transmission part show that they are some
            if line.strip() and (sure or _OPENING.match(line)):
                start, sure = above, True
        elif _ADDRESSEE.fullmatch(line):
            sure = False
        else:
            break
        line_start = above
    return start


def _head_end(sheet: Sheet, at: int, limit: int, header: frozenset[str]) -> int:
    """Where the heading below a later classification line ends and the text goes on."""
    text = sheet.text
    end = text.find("\n", at, limit)
    if end < 0:
        return limit
    end += 1
    line_start = end
    while line_start < limit:
        stop = text.find("\n", line_start, limit)
        stop = limit if stop < 0 else stop
        line = text[line_start:stop]
        words = folded(line)
        if words not in header and not _LABEL.match(line) and sheet.vocabulary.caption(words) is None:
            break
        line_start = min(stop + 1, limit)
        if words:
            end = line_start
    return end


def _find_repeated(sheet: Sheet, lines: list[LevelLine]) -> tuple[tuple[int, int], ...]:
    """The telegrams that stand, heading and all, between QUOTE and UNQUOTE."""
    text = sheet.text
    found: list[tuple[int, int]] = []
    waiting = iter(lines)
    line = next(waiting, None)
    quoted: LevelLine | None = None
    is_any = True  # whether another telegram is quoted further on
    at = lines[0].end if lines else 0
    while quote := _QUOTE.search(text, at):
        at = quote.end()
        if quote["un"]:
            continue
        if is_any and (quoted is None or quoted.start < at):
            quoted = find_quoted(sheet, quote.start())
            is_any = quoted is not None
        while line is not None and line.start < at:
            line = next(waiting, None)
        head: LevelLine | None = None
        if quoted is not None and not text[at : quoted.start].strip(" \t\r\n.:"):
            head = quoted
        elif line is not None and _is_wire(text, at, line.start):
            head = line
        if head is None:
            if quoted is None and line is None:
                break
            continue
        end = _end_of_quotation(text, head.end)
        found.append(sheet.trimmed(_line_after(text, at), end))
        at = end
    return tuple(found)


def _line_after(text: str, at: int) -> int:
    """Behind the word QUOTE and its stop."""
    while text[at : at + 1] in (":", ".", ",", " "):
        at += 1
    return at


def _is_wire(text: str, start: int, end: int) -> bool:
    """Whether nothing but the lines of a transmission part stands between two offsets."""
    if end - start > _HEAD_LINES * 40:
        return False
    lines = text[start:end].lstrip(":. ").split("\n")
    return all(not line.strip() or _WIRE.match(line) for line in lines)


def _end_of_quotation(text: str, at: int) -> int:
    """Where the UNQUOTE that answers stands; the end of the text where there is none."""
    depth = 1
    for word in _QUOTE.finditer(text, at):
        depth += -1 if word["un"] else 1
        if not depth:
            return word.start()
    return len(text)
