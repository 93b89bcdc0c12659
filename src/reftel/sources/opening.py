"""From a file to its records, or a clear word why not.

A heap is hostile: empty files, pictures named `.txt`, two hundred megabytes on one line, pipes that never end, files
that are gone by the time they are read. `open_file` reads a bounded number of bytes of a regular file and nothing
else, and ends in one of two ways: the records it holds, or `SourceRefused` (with its kind `NotACable`) carrying a code
from docs/reference/ledger-codes.md, a sentence and the next step.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import starmap
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from reftel.errors import SourceRefused
from reftel.records import Breakpoint, Layout, Provenance, Source
from reftel.sources.decoding import Decoded, decode, encode
from reftel.sources.frus import read_edition
from reftel.sources.layouts import ROW_BYTES, detect
from reftel.sources.publisher_page import read_publisher
from reftel.sources.refusals import (
    LOOK,
    refuse_binary,
    refuse_os_error,
    refuse_special,
    refuse_unreadable,
)
from reftel.sources.signs import ENOUGH, find_signs, weigh
from reftel.sources.taking import Record, take_records
from reftel.sources.telling import choose

LIMIT: Final = 4 * 1024 * 1024
"""The largest record that is read, in bytes. The longest telegrams known run to some hundred thousand characters; what
is larger than this is a whole collection in one file, or none."""

HEAP_LIMIT: Final = 32 * 1024 * 1024
"""The largest file of many records that is read at once: a volume of telegrams, a day's traffic. A table of rows has no
limit: it is read in parts (`read_parts`)."""

# What the layout itself says of how a text came to be readable.
_STATED: Final[dict[Layout, Provenance]] = {
    "aad": Provenance(kind="released", publisher="National Archives"),
    "foia_page": Provenance(kind="foia", publisher="Department of State"),
    "frus_tei": Provenance(kind="printed", publisher="Foreign Relations of the United States"),
    "frus_text": Provenance(kind="printed", publisher="Foreign Relations of the United States"),
}
_UNKNOWN: Final = Provenance()


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read: its bytes, their sha256 and number, the records it holds, in their order, and how many
    others of what kind were passed over because they are no telegrams."""

    data: bytes
    sha256: str
    size: int
    sources: tuple[Source, ...]
    passed_over: tuple[tuple[str, int], ...] = ()


def source(data: bytes | str, *, name: str = "", ordinal: int = 0, provenance: Provenance | None = None) -> Source:
    """The first record of a text, telegram or not, with the way back to its bytes. Never fails.

    Bytes are decoded (UTF-8 with or without its mark, UTF-16 with its mark, else Windows-1252); characters are taken
    as UTF-8. What a container wrote in its own way (HTML, rows, TEI) is set down as lines. `name` is where it was
    found, `provenance` what the user says of it; without that only a page or a layout that names its publisher has any.
    """
    taken = _records(data, name, provenance, ordinal)
    first = next(taken)
    return first if next(taken, None) is None else msgspec.structs.replace(first, others_follow=True)


def records(data: bytes | str | Source, *, name: str = "", provenance: Provenance | None = None) -> Iterator[Source]:
    """Every record of a text, or of a source that holds several, cut where a boundary is seen. Never fails.

    `docs/reference/layouts.md` lists the boundaries. A text without any is one record.
    """
    if not isinstance(data, Source):
        return _records(data, name, provenance, 0)
    whole = Decoded(data.text, data.encoding, data.replaced, [(at.text, at.origin) for at in data.origin] or [(0, 0)])
    taken = list(take_records(whole, detect(data.text), Counter()))
    if len(taken) < 2:
        return iter((data,))
    return iter(_sources(taken, data.sha256, data.name, data.provenance, data.ordinal))


def _records(data: bytes | str, name: str, provenance: Provenance | None, ordinal: int) -> Iterator[Source]:
    if isinstance(data, str):
        original, decoded = encode(data)
    else:
        original, decoded = data, decode(data)
    sha256 = hashlib.sha256(original).hexdigest()
    layout = detect(decoded.text)
    stated = _stated(decoded, layout) if provenance is None else provenance
    found = False
    try:
        for place, record in enumerate(take_records(decoded, layout, Counter())):
            found = True
            yield _source(record, sha256, name, ordinal + place, stated)
    except SourceRefused:
        pass
    if not found:  # a volume without a telegram, or XML that is not safe to read: the text as it stands
        yield _source(Record(decoded, "bare"), sha256, name, ordinal, stated)


def _sources(
    taken: Iterable[Record], sha256: str, name: str, provenance: Provenance, first: int = 0
) -> tuple[Source, ...]:
    return tuple(_source(record, sha256, name, place, provenance) for place, record in enumerate(taken, start=first))


def _source(record: Record, sha256: str, name: str, ordinal: int, provenance: Provenance) -> Source:
    decoded = record.text
    return Source(
        text=decoded.text,
        layout=record.layout,
        sha256=sha256,
        name=name,
        ordinal=ordinal,
        encoding=decoded.encoding,
        replaced=decoded.replaced,
        origin=tuple(starmap(Breakpoint, decoded.breaks)),
        provenance=provenance,
        swallowed=record.swallowed,
    )


def _stated(decoded: Decoded, layout: Layout) -> Provenance:
    """What the file says itself of how its text came to be readable."""
    if layout == "publisher_page":
        return read_publisher(decoded.text)
    stated = _STATED.get(layout, _UNKNOWN)
    return msgspec.structs.replace(stated, edition=read_edition(decoded.text)) if layout == "frus_tei" else stated


def byte_offset(source: Source, offset: int) -> int:
    """The byte of the original file at which the character at `offset` of the text begins; `len(text)` for the end."""
    low, high = 0, len(source.origin)
    while low < high:
        middle = (low + high) // 2
        if source.origin[middle].text <= offset:
            low = middle + 1
        else:
            high = middle
    at = source.origin[low - 1]
    return at.origin + offset - at.text


def open_file(path: Path, *, name: str = "", provenance: Provenance | None = None) -> Opened:
    """Read one file and take out its records; `name` is what the ledger calls it (else the path as given).

    SourceRefused (EMPTY, BINARY, TOO-LARGE, NOT-TEXT, VANISHED, NO-PERMISSION, SPECIAL, UNREADABLE) or NotACable
    (NOT-A-CABLE, LAYOUT-LATER), each with what to do.
    """
    shown = name or path.as_posix()
    return open_bytes(read_bytes(path), name=shown, provenance=provenance)


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file of at most `LIMIT` bytes, or `HEAP_LIMIT` where it begins like a heap of records;
    SourceRefused for everything else, read no further than needed to say why. Pipes and devices are never waited
    for."""
    return b"".join(read_parts(path, whole=True))


def read_parts(path: Path, *, whole: bool = False) -> Iterator[bytes]:
    """The bytes of a file as they are read and kept: in one piece, but for a table of rows larger than `LIMIT`, which
    comes in parts of about that size, each beginning with a row (unless `whole`). SourceRefused as in `read_bytes`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:
            state = os.fstat(descriptor)
            if not stat.S_ISREG(state.st_mode):
                raise refuse_special(state.st_mode)
            beginning = file.read(LOOK)
            limit = LIMIT
            if state.st_size > LIMIT:
                refuse_binary(beginning, whole=False)
                head = decode(beginning).text
                layout = detect(head)
                if layout == "dump_row" and not whole:
                    yield from _parts(file, beginning, state.st_size)
                    return
                if layout != "bare" or weigh(find_signs(head)) >= ENOUGH:
                    limit = HEAP_LIMIT
                if state.st_size > limit:
                    raise _too_large(state.st_size, limit)
            data = beginning + file.read(limit + 1 - len(beginning))
    except OSError as error:
        raise refuse_os_error(error) from error
    if len(data) > limit:  # it grew while it was read
        raise _too_large(len(data), limit)
    yield data


def _parts(file: BinaryIO, beginning: bytes, size: int) -> Iterator[bytes]:
    """A table in parts, each of whole rows."""
    held = beginning
    while more := file.read(LIMIT):
        held += more
        rows = [row.start() for row in ROW_BYTES.finditer(held) if row.start()]
        if rows:
            yield held[: rows[-1]]
            held = held[rows[-1] :]
        elif len(held) > 2 * LIMIT:
            raise _too_large(size, LIMIT)
    if held:
        yield held


def open_bytes(data: bytes, *, name: str = "", provenance: Provenance | None = None) -> Opened:
    """The records in the bytes of one file; SourceRefused or NotACable where there are none."""
    refuse_binary(data)
    decoded = decode(data)
    refuse_unreadable(decoded)
    sha256 = hashlib.sha256(data).hexdigest()
    passed_over: Counter[str] = Counter()
    layout = detect(decoded.text)
    taken = list(take_records(decoded, layout, passed_over))
    if any(len(record.text.text) > LIMIT for record in taken):
        raise _too_large(len(data), LIMIT)
    sources = _sources(taken, sha256, name, _stated(decoded, layout) if provenance is None else provenance)
    sources = choose(sources, passed_over)
    return Opened(data=data, sha256=sha256, size=len(data), sources=sources, passed_over=tuple(passed_over.items()))


def _too_large(size: int, limit: int) -> SourceRefused:
    return SourceRefused(
        "TOO-LARGE",
        f"It is {size / 1_000_000:,.1f} MB large; no telegram is. The limit is {limit // 1_048_576} MB.",
        remedy="If it is a collection, split it into one file for each telegram and add the folder.",
    )
