"""From bytes to characters, without losing the way back.

Telegrams come in the encodings of forty years of office machines: UTF-8 with or without its mark, UTF-16 saved by an
editor, and Windows code page 1252 (or Latin-1), where the publishers' pilcrow is the byte 0xB6. This module knows
which of them a file is in, and promises that every file gives a text: what is no character becomes U+FFFD and is
counted, nothing else is changed (line ends stay as they are), and `breaks` lead from every character to its byte.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from typing import Final, NamedTuple

# WHATWG windows-1252: the five bytes the code page leaves open are the C1 controls they are in Latin-1, so that no
# byte is without a character and one byte is always one character.
_CP1252: Final = "".join(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in range(256))

_BEYOND_ASCII: Final = re.compile("[^\x00-\x7f]")
_STRETCH: Final = 128
"""So many characters are asked at once whether all are ASCII: in a telegram only its paragraph signs are not."""
_PARAGRAPH: Final = "¶"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

Break = tuple[int, int]
"""From this text offset on, one character is one byte, from this byte on (until the next break)."""


class Decoded(NamedTuple):
    """A text, the encoding it was in, how many characters had to be replaced, and the way back to the bytes."""

    text: str
    encoding: str
    replaced: int
    breaks: list[Break]


def decode(data: bytes) -> Decoded:
    """The characters of `data`. Never fails; U+FFFD stands where there was a NUL or no character at all."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_utf16(data)
    mark = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    body = data[mark:] if mark else data
    name = "utf-8-sig" if mark else "utf-8"
    if body.isascii():
        return _replace(body.decode("ascii"), name, [(0, mark)], valid=True)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return _replace(text, name, _breaks(text, mark, len(body)), valid=True)
    # Not wholly UTF-8. A few bad bytes among good sequences are damage; a file whose high bytes hardly ever make a
    # sequence is in the old code page, where a lone 0xB6 is a paragraph sign.
    text = body.decode("utf-8", "surrogateescape")
    bad = len(_SURROGATE.findall(text))
    good = len(_BEYOND_ASCII.findall(text)) - bad
    if mark or good > bad:
        return _replace(text, name, _breaks(text, mark, 0, escaped=True))
    return _replace(codecs.charmap_decode(body, "strict", _CP1252)[0], "cp1252", [(0, 0)])


def encode(text: str) -> tuple[bytes, Decoded]:
    """The UTF-8 bytes of a text that was never a file, and that text decoded again: so both have one way back."""
    if text.isascii():
        return text.encode(), _replace(text, "utf-8", [(0, 0)], valid=True)
    data = text.encode("utf-8", "surrogatepass")
    return data, _replace(text, "utf-8", _breaks(text, 0, len(data)))


def byte_at(breaks: list[Break], offset: int) -> int:
    """The byte at which the character at `offset` begins."""
    at, origin = breaks[bisect_right(breaks, (offset, 1 << 62)) - 1]
    return origin + offset - at


def _breaks(text: str, mark: int, size: int, *, escaped: bool = False) -> list[Break]:
    """A break after each character that took more than one byte of UTF-8, of `size` bytes in all; `escaped` bytes
    stand as lone surrogates."""
    breaks: list[Break] = [(0, mark)]
    ahead = mark  # how many bytes the bytes are ahead of the characters
    if text.count(_PARAGRAPH) == size - len(text):  # nothing else took more than one
        at = text.find(_PARAGRAPH)
        while at >= 0:
            at += 1
            ahead += 1
            breaks.append((at, at + ahead))
            at = text.find(_PARAGRAPH, at)
        return breaks
    for start in range(0, len(text), _STRETCH):
        if text[start : start + _STRETCH].isascii():
            continue
        for found in _BEYOND_ASCII.finditer(text, start, start + _STRETCH):
            code = ord(found[0])
            if code < 0x800:
                ahead += 1
            elif code >= 0x10000:
                ahead += 3
            elif escaped and 0xDC80 <= code <= 0xDCFF:
                continue
            else:
                ahead += 2
            after = found.end()
            breaks.append((after, after + ahead))
    return breaks


def _decode_utf16(data: bytes) -> Decoded:
    """UTF-16 with its byte order mark: two bytes a character (four for a pair), so a break after every one."""
    encoding = "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    whole = len(data) - len(data) % 2
    text = data[2:whole].decode(encoding, "surrogatepass")
    breaks: list[Break] = []
    at = 2
    for offset, character in enumerate(text):
        breaks.append((offset, at))
        at += 4 if character > "\uffff" else 2
    breaks.append((len(text), at))
    if whole < len(data):  # half a character at the very end
        text += "\ud800"
        breaks.append((len(text), len(data)))
    return _replace(text, encoding, _needed(breaks))


def _needed(breaks: list[Break]) -> list[Break]:
    """Leave out every break that follows from the one before it."""
    kept = breaks[:1]
    for at, origin in breaks[1:]:
        last_at, last_origin = kept[-1]
        if at == last_at:
            kept[-1] = (at, origin)
        elif at - last_at != origin - last_origin:
            kept.append((at, origin))
    return kept


def _replace(text: str, encoding: str, breaks: list[Break], *, valid: bool = False) -> Decoded:
    """Put U+FFFD for NULs and, in a text that is not known to be `valid`, for lone surrogates: msgspec and sqlite3 take
    neither."""
    replaced = 0
    if "\x00" in text:
        replaced = text.count("\x00")
        text = text.replace("\x00", "\ufffd")
    if not valid and not _is_utf8(text):
        text, lone = _SURROGATE.subn("\ufffd", text)
        replaced += lone
    return Decoded(text, encoding, replaced, breaks)


def _is_utf8(text: str) -> bool:
    """Whether a text can be written in UTF-8: whether no half of a surrogate pair stands in it."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
