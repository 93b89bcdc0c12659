"""What the writer of an unknown code may have meant: the nearest codes of the vocabulary."""

from __future__ import annotations

import difflib

from reftel.diagnostics import Diagnostic
from reftel.records import Cable
from reftel.vocab import Vocabulary

_MOST = 3
_ALIKE = 0.7
_LONGEST = 24


def suggestion(one: Diagnostic, cable: Cable, words: Vocabulary) -> str:
    """`PREL is near: …` for a TAG or an office that nobody knows; the official code for another spelling."""
    if one.code == "TAG-UNKNOWN" and one.spans:
        typed = cable.text_of(one.spans).strip(" ,\n\r").upper()
        return _said(near_tags(typed, words))
    if one.code == "DRAFT-OFFICE-UNKNOWN" and one.spans:
        typed = cable.text_of(one.spans).strip().upper()
        return _said(tuple(_close(typed, words.offices_known)))
    if one.code == "TAG-ALIAS" and one.spans:
        tag = words.tag(cable.text_of(one.spans).strip().upper())
        return f"Write {tag.canonical}." if tag and tag.canonical else ""
    return ""


def near_tags(typed: str, words: Vocabulary) -> tuple[str, ...]:
    """Official TAGS that differ from `typed` by a letter or two, each with its meaning, the nearest first."""
    known = [code for code in words.tags_known if (tag := words.tag(code)) and tag.meaning and not tag.canonical]
    return tuple(f"{code} ({tag.meaning})" for code in _close(typed, known) if (tag := words.tag(code)))


def _close(typed: str, known: list[str] | frozenset[str]) -> list[str]:
    """The nearest of the known codes: those with the same letters first, then those alike in their order."""
    if not typed or len(typed) > _LONGEST:
        return []
    twisted = [code for code in known if sorted(code) == sorted(typed)]
    return [*dict.fromkeys([*sorted(twisted), *difflib.get_close_matches(typed, known, n=_MOST, cutoff=_ALIKE)])][
        :_MOST
    ]


def _said(near: tuple[str, ...]) -> str:
    return f"Perhaps {' or '.join(near)}." if near else ""
