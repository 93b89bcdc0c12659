"""The text: numbered paragraphs, their portion marks, and the headings between them.

    1. (S-N/F) Summary: Rice prices rose … End Summary
    PRICES                                     a heading
    2. (C) … (Comment: We doubt it. End Comment) …

Facts. A paragraph's number is known by its place in the sequence, not by the sign before it: publishers put a pilcrow
before every line that begins with a number, a year at a line's start among them. Numbers may be missing, doubled or
begin again; each printed one counts. A mark stands in the first brackets beside the number.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, NamedTuple

from reftel.markings import read_marking
from reftel.reading.sheet import Sheet, folded
from reftel.reading.voices import read_voices
from reftel.records import Mention, Paragraph, Passage, Reference
from reftel.spans import Found

_NUMBER: Final = re.compile(
    r"""^[ \t]*+(?P<sign>[¶\ufffd])?+[ \t]*+
        (?:(?P<before>\([A-Za-z/ \-]{1,16}\))[ \t]*+)?
        (?P<number>\d{1,3})[ \t]?(?P<stop>\.\)|\.(?!\d)|\)(?=[ \t]*\([A-Z]))[ \t]*
        (?:\n[ \t]*(?=\([A-Z]))?
        (?P<mark>\([^()\n]{1,24}\)|[A-Z/\-]{1,6}\)(?=[ ]))?""",
    re.MULTILINE | re.VERBOSE,
)
_GLUED_NUMBER: Final = re.compile(
    r"(?:(?<=[Xx.¶\ufffd])|(?<=[.!?\"”][ ])|(?<=[.!?\"”][ ]{2}))(?P<number>\d{1,3})\.[ \t]+"
    r"(?P<mark>\([A-Z/\-]{1,8}\))?(?=[ ]*[A-Z(])"
)
# A mark after the label: `1. Summary: (SBU) Prices rose`.
_LATE_MARK: Final = re.compile(
    r"[ \t]*(?:Summary|SUMMARY|Comment|COMMENT|Action Request|ACTION REQUEST)[ .:\-]*(?P<mark>\([A-Z/\-]{1,8}\))"
)
_BLANK: Final = re.compile(r"\n(?:[ \t]*+\r?+\n)++")  # begins at a line end: no run of blanks is tried twice
_RULE_SIGNS: Final = frozenset("-=_‐–—")
_RULE_LINE: Final = re.compile(r"[ \t]*[-=_‐–—*#~]{3,}[-=_‐–—*#~ \t]*")
# the lines of a table or a list are no heading: `1998.   12`, `- oil`, `B) LIMA 412`
_LIST_LINE: Final = re.compile(
    r"(?:[-*•]{1,3}[ \t]+|\(?\d{1,4}[.)][ \t]+|\(?[A-Z]\)[ \t]+)(?=[\w\"(])|[A-Z]\.[ \t][^\n]*\d{3}"
)
_UNDERLINED: Final = re.compile(
    r"(?<=[.?!\"”')])[ \t]*\r?\n(?P<line>[ \t]*(?![-=])[^\r\n]{2,70}[^\r\n.?!,;])[ \t]*\r?\n[ \t]*[-=_‐–—]{3,}[ \t]*\Z"
)
# The same, the line glued to the last sentence, or lost: `… what they pay. Wicks and Mirrors`, and the rule.
_GLUED_HEADING: Final = re.compile(
    r"(?:(?<=[a-z\d)][.?!])[ \t]+(?P<line>[A-Z][^\r\n.?!:;]{2,70}))?[ \t]*\r?\n[ \t]*[-=_‐–—]{3,}[ \t]*\Z"
)


class _Start(NamedTuple):
    """Where a paragraph begins: its line, its number (None: unnumbered), its mark, its text."""

    line: int
    number: int | None
    number_at: tuple[int, int]
    mark: tuple[int, int] | None
    text: int


class Body(NamedTuple):
    """What the text holds."""

    paragraphs: tuple[Paragraph, ...]
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]


def read_number(text: str) -> int:
    """A paragraph's number."""
    return int(text)


def read_mark(text: str) -> str:
    """A portion mark as printed, in capitals, without its brackets."""
    return folded(text.upper()).strip("() ")


def read_body(sheet: Sheet, start: int, end: int, references: tuple[Reference, ...]) -> Body:
    """Read the text between two offsets of the sheet (from after the heading to before the name at the end)."""
    starts = _starts(sheet, start, end)
    runs: list[tuple[int, int]] = []  # the text of each paragraph, in offsets of the sheet
    paragraphs: list[Paragraph] = []
    lead_end = starts[0].line if starts else end
    heading: Found[str] | None = None
    lead, heading = _lead(sheet, start, lead_end, numbered=bool(starts))
    for run in lead:
        runs.append(run)
        paragraphs.append(Paragraph(spans=sheet.spans(*run)))
    previous: int | None = None
    for place, begin in enumerate(starts):
        stop = starts[place + 1].line if place + 1 < len(starts) else end
        next_heading: Found[str] | None = None
        if place + 1 < len(starts):
            stop, next_heading = _heading_before(sheet, begin.text, stop)
        else:
            stop, _ = sheet.trimmed(begin.text, stop)[1], None
        run = sheet.trimmed(begin.text, stop)
        runs.append(run)
        paragraphs.append(_paragraph(sheet, begin, run, heading))
        heading = next_heading
        if previous is not None and begin.number is not None:
            if begin.number == previous:
                sheet.note("PARA-DUP", f"Paragraph {begin.number} stands twice.", *begin.number_at)
            elif begin.number > previous + 1:
                sheet.note("PARA-GAP", f"Paragraph {previous} is followed by {begin.number}.", *begin.number_at)
        previous = begin.number
    if not starts and paragraphs:
        sheet.note("PARA-NONE")
    passages, mentions = read_voices(sheet, runs, paragraphs, references, start, end)
    return Body(tuple(paragraphs), tuple(passages), tuple(mentions))


def _starts(sheet: Sheet, start: int, end: int) -> list[_Start]:
    """The paragraphs that are numbered, by sequence."""
    text = sheet.text
    candidates: list[tuple[int, re.Match[str], tuple[int, int] | None]] = []
    for match in _NUMBER.finditer(text, start, end):
        mark: tuple[int, int] | None = None
        for group in ("mark", "before"):
            if match[group] and _is_mark(match[group]):
                mark = match.span(group)
                break
        candidates.append((int(match["number"]), match, mark))
    marked = sum(1 for _, _, mark in candidates if mark)
    accepted: list[_Start] = []
    expected = _first_number([number for number, _, _ in candidates])
    for number, match, mark in candidates:
        if match["stop"] == ")" and not mark:
            continue
        fits = number == expected or (not accepted and number <= 3)
        if not fits and accepted and mark:
            last = accepted[-1].number or 0
            fits = number == last or last < number <= last + 4 or number == 1
        elif not fits and accepted and not marked:
            last = accepted[-1].number or 0
            line_before = text.rfind("\n", start, max(start, match.start() - 1))
            blank_before = not text[line_before + 1 : match.start()].strip()
            fits = blank_before and (number == last or last < number <= last + 2 or number == 1)
        if fits and not mark and marked > 2 and match["sign"] is None and number != expected:
            fits = False
        if fits and not mark and marked >= 3 and _starts_list_item(text, match, start):
            fits = False
        if not fits:
            continue
        text_at = match.end("mark") if mark and mark == match.span("mark") else match.end("stop")
        if mark is None and (late := _LATE_MARK.match(text, match.end("stop"))) and _is_mark(late["mark"]):
            mark = late.span("mark")
        accepted.append(_Start(match.start(), number, match.span("number"), mark, text_at))
        expected = number + 1
    return _with_glued(sheet, accepted, start, end)


def _first_number(numbers: list[int]) -> int:
    """The number the text begins with: 1, unless it is a later section, whose paragraphs go on with the count."""
    if all(number > 3 for number in numbers):
        return next((number for place, number in enumerate(numbers) if number + 1 in numbers[place:]), 1)
    return 1


def _starts_list_item(text: str, match: re.Match[str], start: int) -> bool:
    """An unmarked number among marked paragraphs that follows its line without a blank one: a list inside a text."""
    line_before = text.rfind("\n", start, max(start, match.start() - 1))
    previous = text[line_before + 1 : match.start()].strip()
    return bool(previous) and not _RULE_LINE.fullmatch(previous) and match["sign"] is None


def _with_glued(sheet: Sheet, starts: list[_Start], start: int, end: int) -> list[_Start]:
    """Numbers glued to a redaction or to the sentence before: `XXXXXX¶4. (C)`, where that one is missing."""
    numbers = [s.number or 0 for s in starts]
    gaps = {number for a, b in pairwise(numbers) if a < b <= a + 4 for number in range(a + 1, b)}
    if numbers:
        gaps.add(numbers[-1] + 1)
    if not gaps:
        return starts
    out = list(starts)
    text = sheet.text
    waiting = sorted(gaps)
    while waiting:
        number = waiting.pop(0)
        match = _find_glued(text, number, start, end)
        if match is None:
            continue
        marked = match["mark"] is not None and _is_mark(match["mark"])
        if not marked and any(s.mark for s in starts):
            continue
        before = max((s for s in out if s.line < match.start()), default=None, key=lambda s: s.line)
        after = min((s for s in out if s.line > match.start()), default=None, key=lambda s: s.line)
        # without a mark only the very number that is missing will do
        near = 4 if marked else 1
        if before is None or not 0 < number - (before.number or 0) <= near:
            continue
        if (0 < (after.number or 0) - number <= near) if after else marked:
            mark = match.span("mark") if marked else None
            text_at = match.end("mark") if marked else match.end()
            out.append(_Start(match.start("number"), number, match.span("number"), mark, text_at))
            if after is None:
                waiting.append(number + 1)
    out.sort(key=lambda s: s.line)
    return out


def _find_glued(text: str, number: int, start: int, end: int) -> re.Match[str] | None:
    """The first place where this number stands glued to the words before it."""
    printed = f"{number}."
    at = text.find(printed, start, end)
    for _ in range(50):  # beyond that it is a text full of figures, and no number is missing
        if at < 0:
            return None
        if match := _GLUED_NUMBER.match(text, at, end):
            return match
        at = text.find(printed, at + 1, end)
    return None


def _is_mark(printed: str) -> bool:
    words = printed.strip("() ").upper()
    return read_marking(words) is not None and "BUT" not in words


def _paragraph(sheet: Sheet, begin: _Start, run: tuple[int, int], heading: Found[str] | None) -> Paragraph:
    number = sheet.found(begin.number, *begin.number_at) if begin.number is not None else None
    mark: Found[str] | None = None
    marking = None
    if begin.mark:
        printed = sheet.text[slice(*begin.mark)]
        mark = sheet.found(read_mark(printed), *begin.mark)
        marking = read_marking(mark.value)
        if not printed.startswith("("):
            sheet.note("PM-MISSING-BRACKET", f"The mark {printed} lost a bracket.", *begin.mark)
        if "ENTIRE" in mark.value:
            sheet.note("PM-ENTIRE-TEXT", "", *begin.mark)
    return Paragraph(spans=sheet.spans(*run), number=number, mark=mark, marking=marking, heading=heading)


def _lead(sheet: Sheet, start: int, end: int, *, numbered: bool) -> tuple[list[tuple[int, int]], Found[str] | None]:
    """The blocks before the first numbered paragraph: unnumbered paragraphs, and the heading of the first one."""
    blocks = _blocks(sheet, start, end)
    heading: Found[str] | None = None
    if numbered and blocks and (title := _as_heading(sheet, *blocks[-1])):
        heading = title
        blocks.pop()
    kept = [run for run in blocks if not _RULE_LINE.fullmatch(sheet.text[slice(*run)])]
    return kept, heading


def _blocks(sheet: Sheet, start: int, end: int) -> list[tuple[int, int]]:
    text = sheet.text
    blocks: list[tuple[int, int]] = []
    at = start
    for blank in _BLANK.finditer(text, start, end):
        run = sheet.trimmed(at, blank.start())
        if run[0] < run[1]:
            blocks.append(run)
        at = blank.end()
    run = sheet.trimmed(at, end)
    if run[0] < run[1]:
        blocks.append(run)
    return blocks


def _heading_before(sheet: Sheet, start: int, end: int) -> tuple[int, Found[str] | None]:
    """Where the paragraph that begins at `start` ends before `end`, and the heading lines after it, if any."""
    text = sheet.text
    stop = sheet.trimmed(start, end)[1]
    ruled = stop > start and text[stop - 1] in _RULE_SIGNS
    if ruled and (under := _UNDERLINED.search(text, max(start, stop - 300), stop)):
        # a short line and a rule of dashes, with no blank line before them
        return sheet.trimmed(start, under.start())[1], _as_heading(sheet, *under.span("line"))
    pieces: list[tuple[int, int]] = []
    at = stop
    for _ in range(3):  # a heading may be set off from its rules by blank lines
        block = _last_block(text, start, at)
        if block is None or not _is_heading(text[block[1] : at]):
            break
        pieces.insert(0, (block[1], at))
        at = block[0]
    if pieces and (title := _as_heading(sheet, pieces[0][0], pieces[-1][1])):
        return at, title
    if ruled and (glued := _GLUED_HEADING.search(text, max(start, stop - 300), stop)):
        title = _as_heading(sheet, *glued.span("line")) if glued["line"] else None
        return sheet.trimmed(start, glued.start())[1], title
    return stop, None


def _last_block(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the words before the last blank line end, and where the lines after it begin; None when the lines before
    `end` are too many for a heading."""
    at = end
    for _ in range(6):
        line = text.rfind("\n", start, at)
        if line < 0:
            return None
        before = text.rfind("\n", start, line)
        if before < 0:
            before = start - 1
        if not text[before + 1 : line].strip():
            stop = before
            while stop > start and text[stop - 1] in " \t\r\n":
                stop -= 1
            return stop, line + 1
        at = line
    return None


def _is_heading(block: str) -> bool:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    if any(_LIST_LINE.match(line) for line in lines):
        return False
    words = [line for line in lines if not _RULE_LINE.fullmatch(line)]
    if len(words) < len(lines):  # set off by a rule of dashes
        return len(words) <= 4 and sum(len(w) for w in words) <= 300
    if not words or len(words) > 3 or sum(len(w) for w in words) > 150:
        return False
    last = words[-1]
    return last[-1] not in '.?!;,"' or bool(re.fullmatch(r"(?:COMMENT|Comment|SUMMARY|Summary)\.?", last))


def _as_heading(sheet: Sheet, start: int, end: int) -> Found[str] | None:
    block = sheet.text[start:end]
    if not _is_heading(block):
        return None
    lines: list[tuple[int, int]] = []
    at = start
    for line in block.split("\n"):
        if line.strip() and not _RULE_LINE.fullmatch(line.strip()):
            left = at + len(line) - len(line.lstrip())
            lines.append((left, left + len(line.strip())))
        at += len(line) + 1
    if not lines:
        return None
    spans = tuple(span for run in lines for span in sheet.spans(*run))
    return Found(" ".join(folded(sheet.text[a:b]) for a, b in lines), spans)


def read_heading_line(text: str) -> str:
    """A heading: its lines joined by a blank, rules of dashes left out."""
    return folded(text)
