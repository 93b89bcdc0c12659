"""The text: its paragraphs with their numbers, marks and headings, and who speaks in them.

    1. (S-N/F) Summary: Rice prices rose … End Summary
    PRICES                                     a heading
    2. (C) … (Comment: We doubt it. End Comment) …

Facts. A text is a row of paragraphs, numbered or not: an unnumbered summary above paragraph 1, and no number in a
telegram of one paragraph, were prescribed. A heading stands between two paragraphs and belongs to the second.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final, NamedTuple

from reftel.ids import CableId
from reftel.reading.headings import as_heading, blocks, heading_before, is_rule, without_rule
from reftel.reading.landmarks import find_landmarks
from reftel.reading.mentions import read_mentions
from reftel.reading.paragraphs import Start, find_items, find_starts
from reftel.reading.portions import Item, is_plain, marking_of, portions_of, read_mark, says_entire_text, with_inferred
from reftel.reading.protection import note_garble, read_protected
from reftel.reading.sheet import Sheet
from reftel.reading.statements import read_statements
from reftel.reading.tables import find_tables
from reftel.reading.voices import read_voices
from reftel.records import Mention, Paragraph, Passage, Protected, Reference
from reftel.spans import Found
from reftel.times import Date

_BLANKS: Final = frozenset(" \t\r\n\f\v\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u3000")


class Body(NamedTuple):
    """What the text holds."""

    paragraphs: tuple[Paragraph, ...]
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]
    protected: tuple[Protected, ...]


def read_number(text: str) -> int:
    """A paragraph's number."""
    return int(text)


def read_body(
    sheet: Sheet,
    start: int,
    end: int,
    references: tuple[Reference, ...],
    *,
    own: CableId | None = None,
    on: Date | None = None,
) -> Body:
    """Read the text between two offsets of the sheet (from after the heading to before the name at the end); `own` is
    the telegram's id and `on` its date, for the numbers of other telegrams that it cites."""
    paragraphs, runs = _paragraphs(sheet, start, end)
    marks = find_landmarks(sheet.upper, start, end)
    passages, extents = read_voices(sheet, runs, paragraphs, marks, start, end)
    passages += read_statements(sheet, runs, extents, start, end)
    passages += find_tables(sheet, runs, paragraphs, start, end)
    passages.sort(key=_order)
    note_garble(sheet, start, end)
    mentions = read_mentions(sheet, runs, references, marks, start, end, own=own, on=on)
    return Body(tuple(paragraphs), tuple(passages), tuple(mentions), read_protected(sheet, runs, marks, start, end))


def _order(passage: Passage) -> tuple[int, int]:
    return passage.spans[0].start, -passage.spans[-1].end


def _paragraphs(sheet: Sheet, start: int, end: int) -> tuple[list[Paragraph], list[tuple[int, int]]]:
    """The paragraphs in order, and where the text of each stands in the sheet."""
    text = sheet.text
    starts = find_starts(text, start, end)
    items = find_items(text, start, end, starts)
    paragraphs: list[Paragraph] = []
    runs: list[tuple[int, int]] = []
    opening, heading = _opening(sheet, start, starts[0].line if starts else end, numbered=bool(starts))
    for run in opening:
        mark, inside = _leading_mark(items, run)
        text_run = sheet.trimmed(mark[1], run[1]) if mark else run
        runs.append(text_run)
        paragraphs.append(_paragraph(sheet, None, mark, text_run, None, inside))
    last = len(starts) - 1
    for place, begin in enumerate(starts):
        next_heading: Found[str] | None = None
        if place < last:
            stop, next_heading = heading_before(sheet, begin.text, starts[place + 1].line)
        else:
            stop = without_rule(sheet, begin.text, end)
        at = begin.text
        while at < stop and text[at] in _BLANKS:
            at += 1
        run = (at, max(at, stop))
        runs.append(run)
        paragraphs.append(_paragraph(sheet, begin, begin.mark, run, heading, _items_in(items, run) if items else []))
        heading = next_heading
    if starts:
        _check_numbers(sheet, starts)
    elif paragraphs:
        sheet.note("PARA-NONE")
    with_inferred(sheet, paragraphs, runs)
    return paragraphs, runs


def _items_in(items: list[Item], run: tuple[int, int]) -> list[Item]:
    """The marked items whose lines stand inside a paragraph."""
    first = bisect_left(items, run[0], key=lambda item: item.line)
    stop = bisect_left(items, run[1], first, key=lambda item: item.line)
    return items[first:stop]


def _leading_mark(items: list[Item], run: tuple[int, int]) -> tuple[tuple[int, int] | None, list[Item]]:
    """The mark with which an unnumbered paragraph begins, and the items after it."""
    inside = _items_in(items, run) if items else []
    if inside and inside[0].mark[0] == run[0]:
        return inside[0].mark, inside[1:]
    return None, inside


def _paragraph(
    sheet: Sheet,
    begin: Start | None,
    mark_at: tuple[int, int] | None,
    run: tuple[int, int],
    heading: Found[str] | None,
    items: list[Item],
) -> Paragraph:
    number: Found[int] | None = None
    spans = sheet.spans
    if begin is not None:
        number = Found(begin.number, spans(*begin.number_at))
    mark: Found[str] | None = None
    marking = None
    if mark_at:
        printed = sheet.text[mark_at[0] : mark_at[1]]
        mark = Found(read_mark(printed), spans(*mark_at))
        marking = marking_of(printed)
        if not is_plain(printed):
            if printed[0] != "(" or printed[-1] != ")":
                sheet.note("PM-MISSING-BRACKET", f"The mark {printed} lost a bracket.", *mark_at)
            if "ENTIRE" in mark.value:
                sheet.note("PM-ENTIRE-TEXT", "", *mark_at)
        if begin is not None and begin.unread is not None:
            sheet.note("PM-UNKNOWN", f"{printed} stands where a mark stands and is none.", *mark_at)
    return Paragraph(
        spans=spans(*run),
        number=number,
        mark=mark,
        marking=marking,
        heading=heading,
        portions=portions_of(sheet, items, run[1]) if items else (),
    )


def _check_numbers(sheet: Sheet, starts: list[Start]) -> None:
    """Numbers that stand twice, and numbers that are missing."""
    previous = starts[0].number
    for begin in starts[1:]:
        if begin.number == previous:
            sheet.note("PARA-DUP", f"Paragraph {begin.number} stands twice.", *begin.number_at)
        elif begin.number > previous + 1:
            sheet.note("PARA-GAP", f"Paragraph {previous} is followed by {begin.number}.", *begin.number_at)
        previous = begin.number


def _opening(sheet: Sheet, start: int, end: int, *, numbered: bool) -> tuple[list[tuple[int, int]], Found[str] | None]:
    """The blocks before the first numbered paragraph: unnumbered paragraphs, and the heading of the first one."""
    text = sheet.text
    if start >= end or not text[start:end].strip():
        return [], None
    found = blocks(sheet, start, end)
    heading: Found[str] | None = None
    if (
        numbered
        and found
        and not says_entire_text(text[slice(*found[-1])])
        and (title := as_heading(sheet, *found[-1]))
    ):
        heading = title
        found.pop()
    return [run for run in found if not is_rule(text[run[0] : run[1]])], heading
