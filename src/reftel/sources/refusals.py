"""What is not opened as text, and the words for it: pictures, packed archives, pipes, alphabets that are none of ours.

Each refusal carries a code from docs/reference/ledger-codes.md, a sentence about this very file and the next step.
"""

from __future__ import annotations

import errno
import re
import stat
from typing import Final

from reftel.errors import SourceRefused
from reftel.sources.decoding import Decoded

LOOK: Final = 65_536
"""How many bytes of a file are looked at to tell what it is."""

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


def refuse_binary(data: bytes, *, whole: bool = True) -> None:
    if whole and not data.strip(b" \t\r\n\x00\xef\xbb\xbf\x1a\x0c"):
        kind = "has no bytes" if not data else "holds nothing but blanks"
        raise SourceRefused("EMPTY", f"The file {kind}.", remedy="Fetch it again from where it came from.")
    for magic, kind, remedy in _MAGIC:
        if data.startswith(magic):
            raise SourceRefused("BINARY", f"It is {kind}, not text.", remedy=remedy)
    head = data[:LOOK]
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


def refuse_unreadable(decoded: Decoded) -> None:
    """Text in an alphabet or code page that is none of ours: more strange signs than Latin letters."""
    head = decoded.text[:LOOK]
    if head.isascii():
        return
    strange = len(_UNPRINTED.findall(head))
    if decoded.encoding == "cp1252":
        strange += len(_FOREIGN.findall(head))
    if strange > len(head.encode("ascii", "ignore").translate(None, _NO_LETTERS)):
        raise _not_text("It is no UTF-8, and read as Windows-1252 it has more signs than letters", "ITS-ENCODING")
