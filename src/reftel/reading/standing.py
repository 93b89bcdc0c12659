"""Where things stand in a telegram: its classification line, the heading's copies, the text.

A heading may stand twice above the text (the publisher kept the page's copy beside the message's), or again inside a
list of references. The copy that touches the text is the one to read, completed from the other where that is fuller.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from reftel.reading.captions import is_caption
from reftel.reading.heading import Field, Heading, find_first_paragraph, read_heading
from reftel.reading.heading_values import list_goes_on
from reftel.reading.level import LevelLine, find_bare_level, same_number
from reftel.reading.sheet import Sheet, folded
from reftel.spans import Span

# a header's last line and a caption, glued where the classification line is lost: `… COLLECTIVESIPDIS`
_GLUED_CAPTION: Final = re.compile(r"(?<=[A-Z])(?:SIPDIS|NOFORN)[ \t\r]*$", re.MULTILINE)


class Standing(NamedTuple):
    """Where things stand in a telegram, in offsets of its sheet.

    `first` is the classification line, `canonical` the one nearest to the text where the heading is doubled, `numbers`
    those of them that name the telegram; `doubled` the first copy of the heading.
    """

    first: LevelLine | None
    canonical: LevelLine | None
    numbers: list[LevelLine]
    heading: Heading
    doubled: Heading | None
    envelope_end: int
    first_paragraph: int | None

    def also(self, sheet: Sheet, field: Field) -> tuple[Span, ...]:
        """Where the first copy of a doubled heading has the same field."""
        other = self.doubled.first(field.kind) if self.doubled else None
        if other is None or other.start == field.start:
            return ()
        return sheet.spans(*sheet.trimmed(other.start, other.end))

    def handling_runs(self, sheet: Sheet) -> tuple[list[tuple[int, int]], int]:
        """The runs that may hold captions and instructions, and where the text begins behind them: what stands between
        the heading's fields, and handling lines below the last of them (`SENSITIVE BUT UNCLASSIFIED`, `SIPDIS`)."""
        heading, text = self.heading, sheet.text
        at = body = heading.body
        limit = len(text) if self.first_paragraph is None else self.first_paragraph
        runs = list(heading.between)
        while at < limit:
            stop = text.find("\n", at, limit)
            if stop < 0:
                stop = limit
            words = text[at:stop].strip()
            if words:
                if sheet.vocabulary.caption(words) is None:
                    break
                runs.append((at, stop))
                if is_caption(words, sheet.vocabulary):
                    body = stop
            at = stop + 1
        return runs, body

    def heading_spans(self, sheet: Sheet) -> tuple[Span, ...]:
        """The lines from the classification line to the last line before the text."""
        fields = self.heading.fields
        start = self.first.start if self.first else (fields[0].label if fields else 0)
        return sheet.spans(*sheet.trimmed(start, self.heading.body))


def find_standing(sheet: Sheet, lines: list[LevelLine]) -> Standing:
    """Find where things stand; `lines` are the classification lines of the sheet."""
    lines, first_paragraph = _above_the_text(sheet, lines)
    stop = first_paragraph if first_paragraph is not None else len(sheet.text)
    if not lines:
        end = _envelope_end(sheet)
        return Standing(None, None, [], read_heading(sheet, end, stop), None, end, first_paragraph)
    first = lines[0]
    repeats = [other for other in lines[1:] if same_number(first, other)]
    # the copy of the heading that touches the text is the one to read; the first is shown beside it
    canonical = repeats[-1] if repeats else first
    heading = read_heading(sheet, canonical.end, stop)
    doubled: Heading | None = None
    if repeats:
        doubled = read_heading(sheet, first.end, repeats[0].start)
        heading = _fuller(sheet, doubled, heading, first, repeats[0])
    numbers = [line for line in (first, *repeats) if line.mrn[0] >= 0]
    return Standing(first, canonical, numbers, heading, doubled, first.start, first_paragraph)


def _above_the_text(sheet: Sheet, lines: list[LevelLine]) -> tuple[list[LevelLine], int | None]:
    """The classification lines above the text, and where paragraph 1 begins."""
    paragraph = find_first_paragraph(sheet, lines[0].end if lines else 0)
    if not lines:
        bare = find_bare_level(sheet, paragraph if paragraph is not None else min(len(sheet.text), 4000))
        lines = [bare] if bare else []
    if paragraph is not None:
        lines = [line for line in lines if line.start < paragraph] or lines[:1]
    if lines and lines[0].glued:
        sheet.note("REC-GLUED-START", "", *lines[0].level)
    return lines, paragraph


def _envelope_end(sheet: Sheet) -> int:
    """Without a classification line: where the heading's first label, or the text, begins."""
    text = sheet.text
    heading = read_heading(sheet, 0, len(text))
    at = heading.fields[0].label if heading.fields else 0
    while at > 0:  # captions stand above the first label
        line = text.rfind("\n", 0, at - 1) + 1
        words = text[line:at].strip()
        if glued := _GLUED_CAPTION.search(text, line, at):
            return glued.start()
        if words and sheet.vocabulary.caption(words) is None:
            break
        at = line
    return at


def _fuller(sheet: Sheet, doubled: Heading, heading: Heading, first: LevelLine, second: LevelLine) -> Heading:
    """The second copy, completed field by field from the first where that one is fuller."""
    text = sheet.text
    differing: list[str] = []
    fields: list[Field] = []
    for field in heading.fields:
        other = doubled.first(field.kind)
        ours = folded(text[field.start : field.end])
        theirs = folded(text[other.start : other.end]) if other else ours
        if ours != theirs:
            differing.append(field.kind)
        if field.kind == "ref" and other and list_goes_on(theirs, ours):
            fields.append(field._replace(label=other.label, start=other.start))  # a list on both sides of the second
            continue
        fields.append(other if other and ours != theirs and len(theirs) > len(ours) else field)
    kinds = {field.kind for field in heading.fields}
    for other in doubled.fields:
        if other.kind not in kinds:
            differing.append(other.kind)
            fields.append(other)
    run = (first.start, second.start)
    if differing:
        sheet.note("HDR-DUP-DIFFERS", f"The two headings differ in {', '.join(differing)}.", *run)
    else:
        sheet.note("HDR-DUPLICATED", "", *run)
    return Heading(tuple(fields), heading.between, heading.body)
