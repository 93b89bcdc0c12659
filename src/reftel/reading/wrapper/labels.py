"""What the publisher put around the telegram: labels and values, title, tags, notices.

Three pages are known. The archive site's page (the labels Identifier, Created, Classification, Origin, then their
values, title, tags, a furniture line, sometimes a notice). The publisher's page of 2010, which `sources` sets down as
label and value lines of the same kind. The plain mirror (id, title, stamp, level, origin on five lines, then the
text). The page's values are kept apart from the telegram's; where both speak, the telegram wins.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.diagnostics import Diagnostic, diagnostic
from reftel.reading.wrapper.cells import line_end, marking_of, stripped
from reftel.reading.wrapper.stamps import read_created
from reftel.records import Wrapper
from reftel.spans import Found, Span
from reftel.times import Date

_FIELD: Final = {
    "identifier": "identifier",
    "reference id": "identifier",
    "created": "created",
    "released": "released",
    "classification": "classification",
    "origin": "origin",
}
# One line of boilerplate; in some mirrors the text is glued to its last full stop.
_NOTICE: Final = re.compile(
    r"This record is a partial extract of the original cable\. The full text of the original cable is not available\."
)
_TITLE_LABEL: Final = re.compile(r"Cable title:[ \t]*")
_TAGS_LABEL: Final = re.compile(r"Tags:[ \t]*")
_FURNITURE: Final = re.compile(r"[^\n]*how-to read a cable[^\n]*\n?", re.IGNORECASE)


def read_archive_page(text: str) -> tuple[Wrapper, list[Diagnostic]]:
    """The archive site's page."""
    values, notes, at = _labels(text)
    title: Found[str] | None = None
    tags: tuple[Found[str], ...] = ()
    if label := _TITLE_LABEL.search(text, at):
        start = label.end()
        stop = _TAGS_LABEL.search(text, start)
        end = stop.start() if stop else text.find("\n", start)
        title = stripped(text, start, end if end >= 0 else len(text))
        at = max(start, end)
    if (label := _TAGS_LABEL.search(text, at)) and label.start() - at < 200:
        end = line_end(text, label.end())
        tags = tuple(
            Found(word.group(), (Span(label.end() + word.start(), label.end() + word.end()),), "wrapper")
            for word in re.finditer(r"[^\s,]+", text[label.end() : end])
        )
        at = end
    if (furniture := _FURNITURE.search(text, at)) and furniture.start() - at < 200:
        at = furniture.end()
    at, notices, more = read_notices(text, at)
    return _assemble(text, values, at, title, tags, notices), notes + more


def read_publisher_page(text: str) -> tuple[Wrapper, list[Diagnostic]]:
    """The publisher's table, set down as lines."""
    values, notes, at = _labels(text)
    at, notices, more = read_notices(text, at)
    return _assemble(text, values, at, None, (), notices), notes + more


def read_mirror(text: str) -> tuple[Wrapper, list[Diagnostic]]:
    """The mirror's five lines."""
    lines: list[Span] = []
    at = 0
    for _ in range(5):
        end = line_end(text, at)
        lines.append(Span(at, end))
        at = min(end + 1, len(text))
    names = ("identifier", "title", "created", "classification", "origin")
    values = {name: found for name, line in zip(names, lines, strict=True) if (found := stripped(text, *_ends(line)))}
    title = values.pop("title", None)
    at, notices, notes = read_notices(text, at)
    return _assemble(text, values, at, title, (), notices), notes


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _labels(text: str) -> tuple[dict[str, Found[str]], list[Diagnostic], int]:
    """Pair labels with values: two runs of lines, one line of each with tabs, or label and value in turn."""
    cells: list[Found[str]] = []
    at = 0
    names: list[str] = []
    values: list[Found[str]] = []
    while at < len(text) and len(cells) < 16:
        end = line_end(text, at)
        line = text[at:end]
        if line.startswith(("Cable title:", "Tags:")) or "how-to read" in line:
            break
        start = at
        for part in line.split("\t"):
            if found := stripped(text, start, start + len(part)):
                cells.append(found)
                label = _FIELD.get(found.value.rstrip(":").lower())
                if label is not None and label not in names:
                    names.append(label)
                else:
                    values.append(found)
            start += len(part) + 1
        at = end + 1
        if names and len(values) >= len(names):
            break
    notes: list[Diagnostic] = []
    if len(names) != len(values):
        spans = tuple(span for found in cells for span in found.spans)
        notes.append(diagnostic("REC-LABELS", f"{len(names)} labels, {len(values)} values.", spans=spans))
    return dict(zip(names, values, strict=False)), notes, min(at, len(text))


def read_notices(text: str, at: int) -> tuple[int, tuple[Found[str], ...], list[Diagnostic]]:
    """The publisher's notice above the text, and where the text begins."""
    notice = _NOTICE.search(text, at, at + 600)
    if notice is None or text[at : notice.start()].strip():
        return at, (), []
    found = Found(notice.group(), (Span(notice.start(), notice.end()),), "wrapper")
    notes = [diagnostic("REC-PARTIAL-NOTICE", spans=found.spans)]
    at = notice.end()
    if at < len(text) and not text[at : line_end(text, at)].isspace() and text[at] not in "\r\n":
        notes.append(diagnostic("REC-GLUED-START", "The telegram begins on the notice's line.", spans=found.spans))
    return at, (found,), notes


def _assemble(
    text: str,
    values: dict[str, Found[str]],
    at: int,
    title: Found[str] | None,
    tags: tuple[Found[str], ...],
    notices: tuple[Found[str], ...],
) -> Wrapper:
    created: Found[Date] | None = None
    if (printed := values.get("created")) and (date := read_created(printed.value)):
        created = Found(date, printed.spans, "wrapper")
    return Wrapper(
        identifier=values.get("identifier"),
        created=created,
        classification=marking_of(values.get("classification")),
        origin=values.get("origin"),
        title=title,
        tags=tags,
        notices=notices,
        body=Span(at, len(text)),
    )
