"""From a file to its records, or a clear word why not.

A heap is hostile: empty files, pictures named `.txt`, two hundred megabytes on one line, pipes that never end, files
that are gone by the time they are read. `open_file` reads a bounded number of bytes of a regular file and nothing
else, and ends in one of two ways: the records it holds, or `SourceRefused` (with its kind `NotACable`) carrying a code
from docs/reference/ledger-codes.md, a sentence and the next step.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from pathlib import Path
from typing import Final

import msgspec

from reftel.errors import NotACable, SourceRefused
from reftel.records import Breakpoint, Provenance, Source
from reftel.sources.decoding import Break, Decoded, decode, encode
from reftel.sources.layouts import detect
from reftel.sources.publisher_page import read_publisher, rebuild
from reftel.sources.signs import ENOUGH, HEADING_SIGNS, find_signs, is_printed_edition, weigh

LIMIT: Final = 4 * 1024 * 1024
"""The largest record that is read, in bytes. The longest telegrams known run to some hundred thousand characters; what
is larger than this is a whole collection in one file, or none."""

_LOOK: Final = 65_536
"""How many bytes of a file are looked at before the rest is read."""

_UNKNOWN: Final = Provenance()

# The first bytes of what a heap holds beside text, and what to do with it.
_MAGIC: Final = (
    (b"%PDF-", "a PDF document", "reftel does not read PDF yet. Extract its text into a .txt file and add that."),
    (b"PK\x03\x04", "a zip archive", "Unpack it and add the folder."),
    (b"PK\x05\x06", "an empty zip archive", "There is nothing in it to add."),
    (b"\x1f\x8b", "a gzip file", "Unpack it (gunzip, or tar -xzf) and add what is in it."),
    (b"BZh", "a bzip2 file", "Unpack it and add what is in it."),
    (b"\xfd7zXZ\x00", "an xz file", "Unpack it and add what is in it."),
    (b"7z\xbc\xaf'\x1c", "a 7-Zip archive", "Unpack it and add the folder."),
    (b"Rar!\x1a\x07", "a RAR archive", "Unpack it and add the folder."),
    (b"SQLite format 3\x00", "an SQLite database", "If it is a reftel archive, name its folder with --archive."),
    (b"\x89PNG\r\n", "a picture (PNG)", "reftel does not read pictures yet. Add the text of the page."),
    (b"\xff\xd8\xff", "a picture (JPEG)", "reftel does not read pictures yet. Add the text of the page."),
    (b"GIF8", "a picture (GIF)", "reftel does not read pictures yet. Add the text of the page."),
    (b"II*\x00", "a picture (TIFF)", "reftel does not read pictures yet. Add the text of the page."),
    (b"MM\x00*", "a picture (TIFF)", "reftel does not read pictures yet. Add the text of the page."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", "Save it as plain text and add that."),
    (b"{\\rtf", "a rich-text document", "Save it as plain text and add that."),
    (b"\x7fELF", "a program", "Leave it out of the heap."),
    (b"MZ\x90\x00", "a program", "Leave it out of the heap."),
)
# Bell to form feed, Ctrl-Z (the end of a file under DOS) and escape are found in honest teletype text.
_CONTROL: Final = bytes((*range(0x07), *range(0x0E, 0x1A), *range(0x1C, 0x20), 0x7F))
_NO_LETTERS: Final = bytes(byte for byte in range(256) if not (chr(byte).isalpha() and byte < 0x80))
_NUL_ODD: Final = re.compile(rb"[^\x00]\x00")
_UNPRINTED: Final = re.compile("[\x80-\x9f\ufffd]")
_FOREIGN: Final = re.compile("[\xa1-\xff]")
_JSON: Final = re.compile(r"\{\s*[\"}]|\[\s*(?:[\"{\]]|\[\s*[\"{\[\d])")
_HTML: Final = re.compile(r"<(?:!DOCTYPE html|html|head|body)\b", re.IGNORECASE)


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read: its bytes, their sha256 and number, and the records it holds, in their order."""

    data: bytes
    sha256: str
    size: int
    sources: tuple[Source, ...]


def source(data: bytes | str, *, name: str = "", ordinal: int = 0, provenance: Provenance | None = None) -> Source:
    """One record, telegram or not, as text with the way back to its bytes. Never fails.

    Bytes are decoded (UTF-8 with or without its mark, UTF-16 with its mark, else Windows-1252); characters are taken
    as UTF-8. The page of the 2010 publisher is turned into lines (see `publisher_page`). `name` is where it was found,
    `provenance` what the user says of it; without that only a page that names its publisher has any.
    """
    if isinstance(data, str):
        original, decoded = encode(data)
    else:
        original, decoded = data, decode(data)
    return _source(decoded, hashlib.sha256(original).hexdigest(), name, ordinal, provenance)


def _source(decoded: Decoded, sha256: str, name: str, ordinal: int, provenance: Provenance | None) -> Source:
    layout = detect(decoded.text)
    stated = _UNKNOWN
    if layout == "publisher_page":
        stated = read_publisher(decoded.text)
        decoded = rebuild(decoded) or decoded
    return Source(
        text=decoded.text,
        layout=layout,
        sha256=sha256,
        name=name,
        ordinal=ordinal,
        encoding=decoded.encoding,
        replaced=decoded.replaced,
        origin=tuple(Breakpoint(at, origin) for at, origin in decoded.breaks),
        provenance=stated if provenance is None else provenance,
    )


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
    """The bytes of a regular file of at most `LIMIT` bytes; SourceRefused for everything else, read no further than
    needed to say why. Pipes and devices are never waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:
            state = os.fstat(descriptor)
            if not stat.S_ISREG(state.st_mode):
                raise refuse_special(state.st_mode)
            beginning = file.read(_LOOK)
            if state.st_size > LIMIT:
                raise _too_large(beginning, state.st_size)
            data = beginning + file.read(LIMIT + 1 - len(beginning))
    except OSError as error:
        raise refuse_os_error(error) from error
    if len(data) > LIMIT:  # it grew while it was read
        raise _too_large(beginning, len(data))
    return data


def open_bytes(data: bytes, *, name: str = "", provenance: Provenance | None = None) -> Opened:
    """The records in the bytes of one file; SourceRefused or NotACable where there are none."""
    _refuse_binary(data)
    decoded = decode(data)
    _refuse_unreadable(decoded)
    sha256 = hashlib.sha256(data).hexdigest()
    record = _source(decoded, sha256, name, 0, provenance)
    _pass_over(decoded.text, record)
    return Opened(data=data, sha256=sha256, size=len(data), sources=(record,))


def refuse_os_error(error: OSError) -> SourceRefused:
    """What the system said about a file, in words and with the next step."""
    if isinstance(error, FileNotFoundError):
        return SourceRefused(
            "VANISHED", "The file was gone when it came to be read.", remedy="Put it back and add it again."
        )
    if isinstance(error, PermissionError):
        return SourceRefused(
            "NO-PERMISSION",
            "You have no permission to read it.",
            remedy="Change its permissions (chmod u+r, on folders u+rx), or run as a user who may read it.",
        )
    if error.errno == errno.ELOOP:
        return SourceRefused(
            "LINK-LOOP", "A link that leads back to itself.", remedy="Add what it was meant to point to."
        )
    return SourceRefused(
        "UNREADABLE",
        f"The system could not read it: {error.strerror or type(error).__name__}.",
        remedy="Check the disk or the network it is on, then add it again.",
    )


def refuse_special(mode: int) -> SourceRefused:
    """A thing in a folder that is no file: opening it could wait for ever."""
    kinds = ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISDIR, "a folder"))
    kind = next((words for test, words in kinds if test(mode)), "a device")
    return SourceRefused(
        "SPECIAL", f"It is {kind}, not a file.", remedy="Leave it out, or save what it gives as a file."
    )


def _too_large(beginning: bytes, size: int) -> SourceRefused:
    """The reason for not reading a large file: what it is, if its first bytes tell, else its size."""
    _refuse_binary(beginning, whole=False)
    layout = detect(decode(beginning).text)
    if layout in _LATER:
        return _later(_LATER[layout])
    return SourceRefused(
        "TOO-LARGE",
        f"It is {size / 1_000_000:,.1f} MB large; no telegram is. The limit is {LIMIT // 1_048_576} MB.",
        remedy="If it is a collection, split it into one file for each telegram and add the folder.",
    )


def _refuse_binary(data: bytes, *, whole: bool = True) -> None:
    if whole and not data.strip(b" \t\r\n\x00\xef\xbb\xbf\x1a\x0c"):
        kind = "has no bytes" if not data else "holds nothing but blanks"
        raise SourceRefused("EMPTY", f"The file {kind}.", remedy="Fetch it again from where it came from.")
    for magic, kind, remedy in _MAGIC:
        if data.startswith(magic):
            raise SourceRefused("BINARY", f"It is {kind}, not text.", remedy=remedy)
    head = data[:_LOOK]
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise _not_text("It is in UTF-32", "UTF-32")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return  # UTF-16: its NULs are halves of letters
    controls = len(head) - len(head.translate(None, _CONTROL))
    if controls * 20 > len(head):  # more than one byte in twenty
        nuls = head.count(0)
        if nuls * 5 > len(head) * 2 and max(len(_NUL_ODD.findall(head)), 1) * 3 > nuls * 2:
            raise _not_text("It looks like UTF-16 without its byte order mark", "UTF-16")
        raise SourceRefused(
            "BINARY",
            f"It is not text: {controls} of its first {len(head)} bytes are control codes.",
            remedy="If it is a document, save it as plain text and add that.",
        )


def _not_text(what: str, encoding: str) -> SourceRefused:
    return SourceRefused(
        "NOT-TEXT", f"{what}.", remedy=f"Convert it to UTF-8 (for example: iconv -f {encoding} -t UTF-8) and add that."
    )


def _refuse_unreadable(decoded: Decoded) -> None:
    """Text in an alphabet or code page that is none of ours: more strange signs than Latin letters."""
    head = decoded.text[:_LOOK]
    if head.isascii():
        return
    strange = len(_UNPRINTED.findall(head))
    if decoded.encoding == "cp1252":
        strange += len(_FOREIGN.findall(head))
    if strange > len(head.encode("ascii", "ignore").translate(None, _NO_LETTERS)):
        raise _not_text("It is no UTF-8, and read as Windows-1252 it has more signs than letters", "ITS-ENCODING")


_LATER: Final = {
    "frus_tei": "a document of Foreign Relations of the United States in TEI",
    "dump_row": "rows of a database dump",
    "aad": "an AAD record of the National Archives",
}


def _later(what: str) -> NotACable:
    return NotACable(
        "LAYOUT-LATER",
        f"It is {what}, a layout this version of reftel does not read.",
        remedy="Keep the file: a later version will read it. Until then add the telegram's text as a .txt file.",
    )


def _pass_over(text: str, record: Source) -> None:
    """Tell telegrams from the rest. A known wrapper is evidence enough; a bare text must show signs of a telegram."""
    if record.layout in _LATER:
        raise _later(_LATER[record.layout])
    if record.layout in ("archive_page", "publisher_page", "mirror"):
        return
    head = text.lstrip("\ufeff \t\r\n")
    if is_printed_edition(head):
        raise _later("a document as printed in Foreign Relations of the United States")
    if head.startswith("<"):
        raise _not_a_cable("a page of HTML, but not one reftel knows" if _HTML.search(head[:2000]) else "XML")
    if _JSON.match(head):
        if _holds_telegrams(head[:_LOOK].replace("\\n", "\n")):
            raise _later("JSON that holds telegrams")
        raise _not_a_cable("JSON")
    if _is_table(head):
        if _holds_telegrams(re.sub(r'[,;\t]"?', "\n", head[:_LOOK])):
            raise _later("a table whose cells hold telegrams")
        raise _not_a_cable("a table")
    signs = find_signs(text, name=record.name)
    if weigh(signs) < ENOUGH:
        raise _not_a_cable("a text", signs)


def _holds_telegrams(cells: str) -> bool:
    """Whether the fields of a container show telegrams: by the lines of their headings, not by capitals or numbers."""
    return weigh(tuple(sign for sign in find_signs(cells) if sign in HEADING_SIGNS)) >= ENOUGH


def _is_table(head: str) -> bool:
    """Whether a text opens like a table: a first line of three or more short fields, and a second that has as many."""
    first, _, rest = head[:_LOOK].partition("\n")
    first = first.rstrip("\r")
    for comma in ("\t", ";", ","):
        fields = [field.strip(' "') for field in first.split(comma)]
        if len(fields) >= 3 and all(0 < len(field) <= 40 and not field.endswith(".") for field in fields):
            second = rest.partition("\n")[0]
            return second.count(comma) >= len(fields) - 1
    return False


def _not_a_cable(what: str, signs: tuple[str, ...] = ()) -> NotACable:
    seen = f" It shows too little of one: {', '.join(signs)}." if signs else ""
    return NotACable(
        "NOT-A-CABLE",
        f"It is {what}, and no telegram.{seen}",
        remedy="If it is one after all, save its text as a .txt file named for its id, such as 04EXAMPLE565.txt.",
    )


__all__ = [
    "LIMIT",
    "Break",
    "Opened",
    "byte_offset",
    "open_bytes",
    "open_file",
    "read_bytes",
    "refuse_os_error",
    "refuse_special",
    "source",
]
