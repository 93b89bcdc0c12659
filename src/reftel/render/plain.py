"""Text that came from a file, made safe to print in a terminal.

A telegram is data. A file that was made to look like one may hold escape sequences that would move the cursor, set
the window's title or hide a line, and marks that turn the order of letters round. None of that is part of what was
said, so a terminal is shown the picture of the character instead of being given the character itself.
"""

from __future__ import annotations

from typing import Final

# C0 and DEL have pictures of their own in Unicode (U+2400 and on); C1 and the marks that reorder text have none and
# become the replacement sign. Tab and line end are left: they are layout. All are one code point for one code point, so
# spans stay true.
_PICTURES: Final = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"},
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
    **dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD),
    **dict.fromkeys(range(0xD800, 0xE000), 0xFFFD),
}


def printable(text: str) -> str:
    """`text` with every control character as a visible sign: same length, so that offsets still fit."""
    return text if text.isascii() and text.isprintable() else text.translate(_PICTURES)
