"""From files to records: the one room that opens files.

A *source* is one record as text, with its layout, its bytes' hash and the way back from every character to a byte.
This package undoes what the publisher's container did (encoding, HTML, rows, TEI), cuts a heap into its records where
a boundary is seen, and nothing else; what the text says is the business of `reftel.reading`.
"""

from reftel.sources.layouts import detect
from reftel.sources.opening import (
    HEAP_LIMIT,
    LIMIT,
    Opened,
    byte_offset,
    open_bytes,
    open_file,
    read_bytes,
    read_parts,
    records,
    source,
)
from reftel.sources.telling import in_words
from reftel.sources.walking import FileFound, NotFollowed, walk

__all__ = [
    "HEAP_LIMIT",
    "LIMIT",
    "FileFound",
    "NotFollowed",
    "Opened",
    "byte_offset",
    "detect",
    "in_words",
    "open_bytes",
    "open_file",
    "read_bytes",
    "read_parts",
    "records",
    "source",
    "walk",
]
