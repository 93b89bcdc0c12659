"""What the publisher put around the telegram: labels and values, title, tags, notices, stamps, a custodian's record.

One module a wrapper. The page's values are kept apart from the telegram's; where both speak, the telegram wins.
"""

from __future__ import annotations

from reftel.diagnostics import Diagnostic, diagnostic
from reftel.reading.wrapper.aad import read_aad
from reftel.reading.wrapper.foia import read_foia
from reftel.reading.wrapper.labels import read_archive_page, read_mirror, read_publisher_page
from reftel.reading.wrapper.printed import read_printed, read_printed_number
from reftel.reading.wrapper.row import read_row
from reftel.reading.wrapper.stamps import read_american_day, read_archives_day, read_created
from reftel.records import Source, Wrapper
from reftel.spans import Span

__all__ = ["read_american_day", "read_archives_day", "read_created", "read_printed_number", "read_wrapper"]

_READERS = {
    "archive_page": read_archive_page,
    "publisher_page": read_publisher_page,
    "mirror": read_mirror,
    "dump_row": read_row,
    "aad": read_aad,
    "foia_page": read_foia,
    "frus_tei": read_printed,
    "frus_text": read_printed,
}


def read_wrapper(source: Source) -> tuple[Wrapper, list[Diagnostic]]:
    """The wrapper of a record, by its layout, and what was remarkable about it."""
    reader = _READERS.get(source.layout)
    wrapper, notes = reader(source.text) if reader else (Wrapper(body=Span(0, len(source.text))), [])
    if source.swallowed:
        count = source.swallowed
        rows = "A further row" if count == 1 else f"{count} further rows"
        end = "and stands as a record of its own" if count == 1 else "and stand as records of their own"
        notes.append(diagnostic("REC-SWALLOWED-ROWS", f"{rows} had run into this record {end}."))
    if source.others_follow:
        notes.append(diagnostic("REC-FIRST-ALONE"))
    return wrapper, notes
