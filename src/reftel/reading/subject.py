"""The SUBJECT of a heading: its words, the portion mark before them, and the page's title beside it.

    SUBJECT: RICE PRICES RISING              one line
    SUBJ: (C) RICE PRICES                    wrapped lines are joined by one blank; the mark stays in the subject
    RISING AGAIN                             and is given again, without its brackets

Facts. The publisher made the title of its page from this line and often cut or damaged it: the subject is what counts.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.diagnostics import diagnostic
from reftel.reading.sheet import Sheet, folded
from reftel.reading.standing import Standing
from reftel.spans import Found

_MARKED: Final = re.compile(
    r"[ \t\n]*(?P<mark>\((?:TS|S|C|U|SBU|LOU|FOUO)(?:[/\-]{1,2}[A-Z/]{1,10})?\))[ \t]*", re.IGNORECASE
)


def read_subject(text: str) -> str:
    """The subject: wrapped lines joined by one blank, inner double blanks of a line kept as printed."""
    if "\n" not in text:
        return text.strip()
    return " ".join(line.strip() for line in text.split("\n") if line.strip())


def read_subject_mark(text: str) -> str:
    """The portion mark before a subject, without its brackets, in capitals."""
    return folded(text.upper()).strip("() ")


def find_subject(
    sheet: Sheet, place: Standing, title: Found[str] | None
) -> tuple[Found[str] | None, Found[str] | None]:
    """The subject and its mark; `title` is that of the publisher's page."""
    field = place.heading.first("subject")
    if field is None:
        sheet.note("SUBJ-MISSING")
        return None, None
    start, end = sheet.trimmed(field.start, field.end)
    value = read_subject(sheet.slices(start, end))
    if not value:
        sheet.note("SUBJ-MISSING", "The SUBJECT line is empty.")
        return None, None
    also = place.also(sheet, field)
    mark: Found[str] | None = None
    if value[0] == "(" and (found := _MARKED.match(sheet.text, start, end)) and found.end() < end:
        mark = sheet.read(read_subject_mark, *found.span("mark"))
    if value.endswith(("...", "…")):
        sheet.note("SUBJ-ELLIPSIS", "", start, end)
    if title:
        _compare(sheet, value, (start, end), title)
        also += title.spans
    return sheet.found(value, start, end, also=also), mark


def _compare(sheet: Sheet, value: str, run: tuple[int, int], title: Found[str]) -> None:
    """Note a title of the page that is cut or damaged."""
    squeezed = folded(title.value).upper()
    whole = folded(value).upper()
    if whole == squeezed:
        return
    if whole.startswith(squeezed.rstrip(". …")):
        sheet.diagnostics.append(diagnostic("TITLE-COMPLETED", spans=title.spans + sheet.spans(*run)))
    elif folded(_MARKED.sub("", value, count=1)).upper() != squeezed:
        sheet.diagnostics.append(diagnostic("TITLE-DAMAGED", spans=title.spans))
