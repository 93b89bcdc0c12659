"""A row of the publisher's table, as `reftel.sources.dump` sets it down: six columns on six lines, then the text."""

from __future__ import annotations

from reftel.diagnostics import Diagnostic, diagnostic
from reftel.reading.wrapper.cells import attribute, line_end, marking_of, stripped
from reftel.reading.wrapper.labels import read_notices
from reftel.reading.wrapper.stamps import read_created
from reftel.records import Wrapper
from reftel.spans import Found, Span

_COLUMNS = ("number", "created", "identifier", "origin", "classification", "references")


def read_row(text: str) -> tuple[Wrapper, list[Diagnostic]]:
    """The columns above the text; the references are kept as the row has them, with bars between."""
    values: dict[str, Found[str]] = {}
    at = 0
    for column in _COLUMNS:
        end = line_end(text, at)
        if found := stripped(text, at, end):
            values[column] = found
        at = min(end + 1, len(text))
    at, notices, notes = read_notices(text, at)
    printed = values.get("created")
    created = read_created(printed.value) if printed else None
    if "identifier" not in values:
        notes.append(diagnostic("REC-LABELS", "The row has no id in its third column."))
    return Wrapper(
        identifier=values.get("identifier"),
        created=Found(created, printed.spans, "wrapper") if printed and created else None,
        classification=marking_of(values.get("classification")),
        origin=values.get("origin"),
        notices=notices,
        attributes=(
            *attribute("row_number", values.get("number")),
            *attribute("references", values.get("references")),
        ),
        body=Span(at, len(text)),
    ), notes
