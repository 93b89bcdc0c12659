"""Characters and the way back to their bytes: encodings, damage, and the law of the origin map."""

from __future__ import annotations

import codecs
import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reftel.records import Source
from reftel.sources import byte_offset, source

BODY = "1. (C) The scale is slow.\r\n"


def check_origin(data: bytes, read: Source) -> None:
    """The law: for every k, the bytes at the mapped offset decode to text[k]; the breaks are sorted and needed."""
    codec = {"utf-8-sig": "utf-8"}.get(read.encoding, read.encoding)
    for k, character in enumerate(read.text):
        at = byte_offset(read, k)
        if character == "\ufffd":
            continue
        if codec == "cp1252" and 0x80 <= ord(character) <= 0x9F:
            assert data[at] == ord(character)
            continue
        expected = character.encode(codec)
        assert data[at : at + len(expected)] == expected, (k, character, at)
    assert byte_offset(read, len(read.text)) == len(data)
    pairs = [(point.text, point.origin) for point in read.origin]
    assert pairs == sorted(pairs)
    assert all(b[0] - a[0] != b[1] - a[1] for a, b in pairwise(pairs)), "a break that says nothing"


def test_plain_ascii_needs_one_break() -> None:
    read = source(BODY.encode())
    assert [(p.text, p.origin) for p in read.origin] == [(0, 0)]
    assert read.text == BODY, "line ends stay as they are"
    assert (read.encoding, read.replaced) == ("utf-8", 0)
    assert read.sha256 == hashlib.sha256(BODY.encode()).hexdigest()


def test_utf8_mark_is_skipped_and_counted() -> None:
    data = codecs.BOM_UTF8 + BODY.encode()
    read = source(data)
    assert read.text == BODY
    assert read.encoding == "utf-8-sig"
    assert byte_offset(read, 0) == 3
    check_origin(data, read)


def test_the_pilcrow_of_the_old_code_page() -> None:
    data = b"\xb61. (C) The scale\x92s keeper, \x81.\n"
    read = source(data)
    assert read.text == "¶1. (C) The scale’s keeper, \x81.\n"
    assert read.encoding == "cp1252"
    assert [(p.text, p.origin) for p in read.origin] == [(0, 0)]


def test_damage_in_utf8_does_not_make_it_another_code_page() -> None:
    data = "“Déjà vu,” said Señor Inventado.".encode() + b"\xff\xb6 end"
    read = source(data)
    assert read.encoding == "utf-8"
    assert read.text.endswith("\ufffd\ufffd end")
    assert read.replaced == 2
    check_origin(data, read)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_with_its_mark(encoding: str) -> None:
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else codecs.BOM_UTF16_BE
    data = mark + ("¶" + BODY + "𝄞 end").encode(encoding)
    read = source(data)
    assert read.text == "¶" + BODY + "𝄞 end"
    assert read.encoding == encoding
    check_origin(data, read)


def test_half_a_character_at_the_end_of_utf16() -> None:
    data = codecs.BOM_UTF16_LE + "end".encode("utf-16-le") + b"x"
    read = source(data)
    assert read.text == "end\ufffd"
    assert read.replaced == 1
    assert byte_offset(read, 3) == 8


def test_what_is_no_character_is_replaced_and_counted() -> None:
    read = source("nul \x00, half a pair \ud83d, ¶ end")
    assert read.text == "nul \ufffd, half a pair \ufffd, ¶ end"
    assert read.replaced == 2
    data = "nul \x00, half a pair \ud83d, ¶ end".encode("utf-8", "surrogatepass")
    check_origin(data, read)
    assert read.sha256 == hashlib.sha256(data).hexdigest()


def test_a_nul_in_bytes_is_one_byte() -> None:
    data = b"never\x00\x00open"
    read = source(data)
    assert (read.text, read.replaced) == ("never\ufffd\ufffdopen", 2)
    assert byte_offset(read, 7) == 7


def test_nothing_at_all() -> None:
    for empty in (b"", "", codecs.BOM_UTF8, codecs.BOM_UTF16_LE):
        read = source(empty)
        assert read.text == ""
        assert read.layout == "bare"


TEXTS = st.text(
    st.one_of(
        st.characters(max_codepoint=0x7F, exclude_characters="\x00"),
        st.sampled_from("¶’“é\ufeff𝄞\u2028"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufffd"),
    ),
    max_size=60,
)


@given(TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "str"]))
def test_law_of_the_origin(text: str, encoding: str) -> None:
    if encoding == "str":
        read = source(text)
        check_origin(text.encode(), read)
        assert read.text == text
        return
    data = codecs.BOM_UTF16_BE + text.encode("utf-16-be") if encoding == "utf-16-be" else text.encode(encoding)
    read = source(data)
    check_origin(data, read)
    if encoding != "utf-8" or not text.startswith("\ufeff"):
        assert read.text == text


@given(st.binary(max_size=80))
def test_any_bytes_give_a_text_with_a_way_back(data: bytes) -> None:
    read = source(data)
    check_origin(data, read)
    assert "\x00" not in read.text
    assert not any("\ud800" <= c <= "\udfff" for c in read.text)
    assert read.replaced <= read.text.count("\ufffd")
