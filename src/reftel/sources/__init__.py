"""From files to records: the one room that opens files.

A *source* is one record as text, with its layout, its bytes' hash and the way back from every character to a byte.
This package undoes what the publisher's container did (encoding, HTML) and nothing else; what the text says is the
business of `reftel.reading`. Containers of many records (dumps, TEI, AAD) are recognised and named, not yet read.
"""

from reftel.sources.layouts import detect
from reftel.sources.opening import (
    LIMIT,
    Opened,
    byte_offset,
    open_bytes,
    open_file,
    read_bytes,
    source,
)
from reftel.sources.walking import FileFound, NotFollowed, walk

__all__ = [
    "LIMIT",
    "FileFound",
    "NotFollowed",
    "Opened",
    "byte_offset",
    "detect",
    "open_bytes",
    "open_file",
    "read_bytes",
    "source",
    "walk",
]
