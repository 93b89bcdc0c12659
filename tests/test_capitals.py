"""The capitals of a text: a word that stands in the text stands among them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reftel.capitals import capitals, sign

WORDS = ("PAGE 01", "\nFM ", "VZCZC", "Case No", "\nNNN", '","', " +0", "Systematic Review", " OF 0", "\f")


@given(st.text(max_size=60), st.sampled_from(WORDS), st.text(max_size=60))
def test_what_stands_in_a_text_stands_among_its_capitals(before: str, words: str, after: str) -> None:
    assert sign(words) in capitals(f"{before}{words}{after}")


def test_the_capitals_asked_for_last_are_not_another_texts() -> None:
    one, other = "PAGE 01 of Lima", "Quito, 0100Z"
    assert capitals(one) == capitals(one) == b"PAGE0L"
    assert capitals(other) == b"Q000Z"
    assert capitals(one) == b"PAGE0L"
