"""Where the numbered paragraphs begin.

    1. (S-N/F) Summary: …
    ¶2. (C) …                      the pilcrow is the publisher's
    (C) 3. …                       the mark before the number
    XXXXXXXXXXXX4. (C) …           glued to blacked-out words

Facts. A paragraph's number is known by its place in the sequence, not by the sign before it: publishers put a pilcrow
before every line that begins with a number, a year at a line's start among them. Numbers may be missing, doubled or
begin again; each printed one counts. `1)` lists, lettered items and figures in a table are none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reftel.reading.headings import is_rule
from reftel.reading.portions import LATE_MARK, MARK, MARK_SIGNS, Item, looks_like_a_mark, marking_of

# A line that begins with a number. The line end before it is the literal that the search jumps to.
_NUMBER: Final = (
    r"[ \t]*+(?P<sign>[¶\ufffd])?+[ \t]*+(?:(?P<before>\([A-Za-z/ \-]{1,16}\))[ \t]*+)?+"
    r"(?P<number>\d{1,3})[ \t]?(?P<stop>\.\)|\.(?!\d)|\)(?=[ \t]*\([A-Z]))"
)
# what stands behind it is looked at and not passed over: it may be a mark
_BEHIND: Final = rf"(?:(?={MARK_SIGNS}))?"
_LINE: Final = re.compile(r"\n(?![A-Za-z\n])" + _NUMBER + _BEHIND)
_FIRST: Final = re.compile(_NUMBER + _BEHIND)
# the mark of an item, and what may stand before it on its line: `A.`, `--`, `2)`, or nothing
_ITEM_MARK: Final = re.compile(r"\((?:TS|SBU|LOU|FOUO|[SCU])[/\-]{0,2}[A-Z/]{0,8}\)")
_ITEM_HEAD: Final = re.compile(r"[ \t]*[¶\ufffd]?[ \t]*(?:\(?[A-Za-z](?:\.\)|[.)])|[-*•]{1,3}|\d{1,2}\))?[ \t]*")
_GLUED: Final = re.compile(
    r"(?:(?<=[Xx.¶\ufffd])|(?<=[.!?\"”][ ])|(?<=[.!?\"”][ ]{2}))(?P<number>\d{1,3})\.[ \t]+"
    r"(?P<mark>\([A-Z/\-]{1,8}\))?(?=[ ]*[A-Z(])"
)
_FEW: Final = 2  # marks: more of them are the rule in a text
_DEEPER: Final = 2  # places further right: a list inside a paragraph
_LIST: Final = 40  # items of such a list, at most
_FAR: Final = 4  # numbers further apart are two parts of a text, or no numbers of it
_FIGURES: Final = 50  # beyond so many places it is a text full of figures, and no number is missing


class Start(Struct, frozen=True, gc=False):
    """Where a paragraph begins, or may begin if its number fits: its line, its number, its mark, its text."""

    line: int
    number: int
    number_at: tuple[int, int]
    mark: tuple[int, int] | None
    text: int
    signed: bool = False
    """Whether a pilcrow stands before the number."""
    unread: tuple[int, int] | None = None
    """Brackets in the mark's place that look like a mark and are none."""

    @property
    def indent(self) -> int:
        """How far from its line's start the number stands."""
        return self.number_at[0] - self.line


def find_starts(text: str, start: int, end: int) -> list[Start]:
    """The paragraphs that are numbered, by sequence, in order."""
    candidates: list[Start] = []
    if (start == 0 or text[start - 1] == "\n") and (first := _FIRST.match(text, start, end)):
        _propose(text, first, start, candidates)
    for found in _LINE.finditer(text, start, end):
        _propose(text, found, found.start() + 1, candidates)
    if not candidates:
        return []
    marked = sum(1 for candidate in candidates if candidate.mark)
    expected = _first_number([candidate.number for candidate in candidates])
    # most telegrams count without a gap, and have a mark at each number, or at none
    if (marked == len(candidates) or marked <= _FEW) and all(
        candidate.number == number for number, candidate in enumerate(candidates, expected)
    ):
        starts = [one if one.mark else _start(text, one, marked) for one in candidates]
    else:
        starts = _between_all(text, _by_sequence(text, start, candidates, marked, expected))
    return _with_glued(text, starts, end)


def _propose(text: str, found: re.Match[str], line: int, candidates: list[Start]) -> None:
    """One line that begins with a number, as a candidate."""
    sign, before, printed, stop, behind = found.groups()
    mark: tuple[int, int] | None = None
    at = found.end()
    if behind and marking_of(behind):
        mark = found.span(5)
        at = mark[1]
    elif before and marking_of(before):
        mark = found.span(2)
    if stop != ")" or mark is not None:
        candidates.append(Start(line, int(printed), found.span(3), mark, at, sign is not None))


_ITEM_INDENT: Final = 100
"""No marked item stands further from the start of its line."""


_FIRST_ITEM: Final = 16
"""The mark of an item on the line of its paragraph's number stands no further from the line's start."""


def _behind_number(text: str, starts: list[Start], line: int) -> int:
    """Where the words of the paragraph whose number stands on this line begin; -1 where none does, or with a mark."""
    place = bisect_left(starts, line, key=lambda one: one.line)
    if place == len(starts) or starts[place].line != line or starts[place].mark:
        return -1
    at = starts[place].text
    return at + len(text[at : at + _FIRST_ITEM]) - len(text[at : at + _FIRST_ITEM].lstrip(" \t"))


def find_items(text: str, start: int, end: int, starts: list[Start]) -> list[Item]:
    """The lines that begin with a marked item and with no paragraph's number, in order."""
    taken = {one.mark[0] for one in starts if one.mark}
    items: list[Item] = []
    at = text.find("(", start, end)
    while at >= 0:
        if at not in taken and (mark := _ITEM_MARK.match(text, at, end)) and marking_of(mark.group()):
            floor = max(start, at - _ITEM_INDENT)
            line = max(text.rfind("\n", floor, at) + 1, floor)
            if (line == start or text[line - 1] == "\n") and _ITEM_HEAD.fullmatch(text, line, at):
                items.append(Item(line, mark.span(), mark.end()))
            elif (
                # the first item stands on the line of the number: `2. A. (C) One lamp;`
                at - line < _FIRST_ITEM
                and line < (begin := _behind_number(text, starts, line)) < at
                and _ITEM_HEAD.fullmatch(text, begin, at)
            ):
                items.append(Item(begin, mark.span(), mark.end()))
        at = text.find("(", at + 1, end)
    return items


def _by_sequence(text: str, start: int, candidates: list[Start], marked: int, expected: int) -> list[Start]:
    """Those of the candidates whose numbers go on with the count, which begins at `expected`."""
    numbers = [candidate.number for candidate in candidates]
    # where the count comes to a number with a mark, or one further left, that is the paragraph, and no item of a list
    better = {candidate.number: place for place, candidate in enumerate(candidates) if candidate.mark}
    # one mark for the entire text marks no single paragraph
    plain = all(candidate.mark is None or "ENTIRE" in text[slice(*candidate.mark)].upper() for candidate in candidates)
    accepted: list[Start] = []
    skip_to = 0
    for place, candidate in enumerate(candidates):
        if place < skip_to:
            continue
        number, mark = candidate.number, candidate.mark
        fits, skips = number == expected or (not accepted and number <= 3), False
        if not fits and accepted:
            last = accepted[-1].number
            if mark:
                fits = number == last or last < number <= last + _FAR or number == 1
            elif number == 1:
                if plain and _after_blank_line(text, candidate.line, start):
                    run = _inner_list(numbers, place, last)
                    skip_to = place + run
                    fits = not run
            elif number == last or last + 2 <= number <= last + _FAR:
                skips = fits = (
                    candidate.indent < accepted[-1].indent + _DEEPER
                    and _after_blank_line(text, candidate.line, start)
                    and not (place and numbers[place - 1] == number - 1 != last)
                    and not (marked and _comes_later(better, place, last, number))
                )
        if fits and not skips and not mark and not candidate.signed and marked > _FEW:
            # an unmarked number among marked paragraphs must be the very next, and begin a block of its own
            fits = number == expected and not _inside_a_block(text, candidate.line, start)
        if (
            fits
            and accepted
            and not mark
            and not candidate.signed
            and _is_item(candidates, place, accepted[-1], better)
        ):
            fits = False
        if fits:
            accepted.append(_start(text, candidate, marked))
            expected = number + 1
    return accepted


def _comes_later(better: dict[int, int], place: int, last: int, number: int) -> bool:
    """Whether one of the numbers that follow the last paragraph, up to this one, stands further down with a mark."""
    return any(better.get(each, -1) > place for each in range(last + 1, number + 1))


def _is_item(candidates: list[Start], place: int, above: Start, better: dict[int, int]) -> bool:
    """Whether a number that would fit is an item of the list that the paragraph above holds: further right than that
    paragraph's own number, or without a mark where a later one has it."""
    candidate = candidates[place]
    indented = candidate.indent >= above.indent + _DEEPER
    later = candidates[place + 1 : place + _LIST]
    again = any(
        other.number == candidate.number and (other.mark or other.indent + _DEEPER <= candidate.indent)
        for other in later
    )
    return (again and (indented or better.get(candidate.number, -1) > place)) or (indented and candidate.number == 1)


def _inner_list(numbers: list[int], place: int, last: int) -> int:
    """How many of the numbers from `place` on are a list of its own inside paragraph `last`: it counts from 1, and
    then the count of the paragraphs goes on where it stood."""
    run = 1
    while place + run < len(numbers) and numbers[place + run] == run + 1:
        if run + 1 == last + 1:
            return 0  # it counts past the paragraphs: the text has begun again
        run += 1
    goes_on = place + run < len(numbers) and numbers[place + run] == last + 1
    return run if goes_on and run > 1 else 0


def _start(text: str, candidate: Start, marked: int) -> Start:
    """A paragraph that begins without a mark: it may stand behind a label, or be one that cannot be read."""
    if candidate.mark is None:
        if (late := LATE_MARK.match(text, candidate.text)) and marking_of(late["mark"]):
            return replace(candidate, mark=late.span("mark"))
        if marked and (odd := MARK.match(text, candidate.text)) and looks_like_a_mark(odd["mark"]):
            at = odd.span("mark")
            return replace(candidate, mark=at, unread=at, text=at[1])
    return candidate


def _first_number(numbers: list[int]) -> int:
    """The number the text begins with: 1, unless it is a later section, whose paragraphs go on with the count."""
    if numbers and min(numbers) > 3:
        known = frozenset(numbers)
        return next((number for number in numbers if number + 1 in known), 1)
    return 1


def _line_before(text: str, line: int, start: int) -> str:
    return text[text.rfind("\n", start, max(start, line - 1)) + 1 : line].strip()


def _after_blank_line(text: str, line: int, start: int) -> bool:
    return not _line_before(text, line, start)


def _inside_a_block(text: str, line: int, start: int) -> bool:
    """Whether the line follows its neighbour without a blank one between: a list inside a text."""
    previous = _line_before(text, line, start)
    return bool(previous) and not is_rule(previous)


def _between_all(text: str, starts: list[Start]) -> list[Start]:
    """With the numbers glued to a redaction or to the sentence before, `XXXXXX¶4. (C)`, where one is missing between
    two neighbours."""
    if not starts:
        return starts
    any_marked = any(one.mark for one in starts)
    out: list[Start] = []
    for one, other in pairwise(starts):
        out.append(one)
        if 1 < other.number - one.number <= _FAR:
            out += _between(text, one, other, any_marked=any_marked)
    out.append(starts[-1])
    return out


def _with_glued(text: str, out: list[Start], end: int) -> list[Start]:
    """With the numbers glued to the words before them behind the last one."""
    if not out:
        return out
    while True:  # behind the last only a marked number is one
        last = out[-1]
        match = _find_glued(text, last.number + 1, last.text, end)
        if match is None or match["mark"] is None or marking_of(match["mark"]) is None:
            return out
        out.append(_glued_start(match))


def _between(text: str, one: Start, other: Start, *, any_marked: bool) -> list[Start]:
    """The numbers missing between two paragraphs that stand glued to the words before them."""
    found: list[Start] = []
    before = one
    for number in range(one.number + 1, other.number):
        match = _find_glued(text, number, before.text, other.line)
        if match is None:
            continue
        marked = match["mark"] is not None and marking_of(match["mark"]) is not None
        # without a mark only the very number that is missing will do
        if marked or (not any_marked and number == before.number + 1 and number == other.number - 1):
            before = _glued_start(match)
            found.append(before)
    return found


def _glued_start(match: re.Match[str]) -> Start:
    marked = match["mark"] is not None and marking_of(match["mark"]) is not None
    mark = match.span("mark") if marked else None
    return Start(
        match.start("number"), int(match["number"]), match.span("number"), mark, mark[1] if mark else match.end()
    )


def _find_glued(text: str, number: int, start: int, end: int) -> re.Match[str] | None:
    """The first place where this number stands glued to the words before it."""
    printed = f"{number}."
    at = text.find(printed, start, end)
    for _ in range(_FIGURES):
        if at < 0:
            return None
        if match := _GLUED.match(text, at, end):
            return match
        at = text.find(printed, at + 1, end)
    return None
