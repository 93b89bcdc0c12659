"""Taking records out of a container: one text for each, set down as lines, with its way back to the bytes.

A page of the publisher, rows of its table, a TEI volume, a heap of texts poured together: whatever the container, what
comes out is a text per record and the layout that its wrapper is read by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from reftel.records import Layout
from reftel.sources.decoding import Decoded
from reftel.sources.dump import rebuild_row, rebuild_rows, without_line_backslashes
from reftel.sources.frus import rebuild_documents, rebuild_printed
from reftel.sources.heap import Start, find_records
from reftel.sources.layouts import detect
from reftel.sources.publisher_page import rebuild_all
from reftel.sources.rebuilding import part_of


class Record(NamedTuple):
    """One record: its text, its layout, and how many rows had run into it."""

    text: Decoded
    layout: Layout
    swallowed: int = 0


def take_records(whole: Decoded, layout: Layout, passed_over: Counter[str]) -> Iterator[Record]:
    """Every record of a text of this layout, in order; the whole of it where no boundary is seen. Documents of an
    edition that are no telegrams are counted by what they call themselves."""
    if layout == "publisher_page" and (pages := list(rebuild_all(whole))):
        for page in pages:
            yield from _cut(page, layout)
    elif layout == "dump_row":
        for row in rebuild_rows(whole):
            yield from _cut(row, layout)
    elif layout == "frus_tei":
        for document in rebuild_documents(whole, passed_over):
            yield Record(document, layout)
    else:
        yield from _cut(whole, layout)


def _cut(whole: Decoded, layout: Layout) -> Iterator[Record]:
    """The records that stand one behind the other in one text."""
    starts = find_records(whole.text, layout)
    if not starts:
        yield _set_down(whole, layout)
        return
    ends = [start.end for start in starts] + [len(whole.text)]
    swallowed = _rows_behind(starts)
    yield _set_down(part_of(whole, 0, ends[0]), layout, swallowed[0])
    for place, (start, end) in enumerate(zip(starts, ends[1:], strict=True)):
        if start.kind == "row":
            yield Record(without_line_backslashes(rebuild_row(whole, start.at, end)), "dump_row")
        else:
            part = part_of(whole, start.at, end)
            yield _set_down(part, detect(part.text), swallowed[place + 1])


def _rows_behind(starts: list[Start]) -> list[int]:
    """For the first record and each further one, how many rows follow it directly."""
    counts = [0]
    last = 0
    for start in starts:
        counts.append(0)
        if start.kind in ("row", "wire"):
            counts[last] += 1
        else:
            last = len(counts) - 1
    return counts


def _set_down(record: Decoded, layout: Layout, swallowed: int = 0) -> Record:
    record = without_line_backslashes(record)
    return Record(rebuild_printed(record) if layout == "frus_text" else record, layout, swallowed)
