"""Captions and precedence: who may have a telegram, and how fast it goes.

A caption is a word on a line of its own under the classification (SIPDIS, EXDIS, NODIS, ROGER CHANNEL): some restrict
who may read, SIPDIS widens it, others say what the message is. Precedence is how quickly it is carried (FLASH to
ROUTINE), written as a word beside an addressee or as a letter in the date-time line. Both come spaced (`E X D I S`),
with slashes behind, and misspelt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

import msgspec

from reftel.vocab.tables import Row, pieces


class Caption(msgspec.Struct, frozen=True):
    """A handling word: what it says, what sort it is, and where it stands."""

    code: str
    kind: str
    meaning: str
    effective: str | None
    """The caption that governs, where this one says so: EXDIS (DISTRIBUTE AS NODIS) is handled as NODIS."""
    variants: tuple[str, ...]
    position: str | None
    valid_from: str | None
    valid_to: str | None
    note: str | None
    source: str


class Precedence(msgspec.Struct, frozen=True):
    """A speed of transmission; the lower the rank, the faster."""

    word: str
    prosigns: tuple[str, ...]
    rank: int
    meaning: str
    variants: tuple[str, ...]
    valid_from: str | None
    valid_to: str | None
    note: str | None
    source: str


def read_caption(row: Row) -> Caption:
    """A row of captions.csv."""
    code, kind, meaning, effective, variants, position, valid_from, valid_to, note, source = row
    return Caption(
        code=code,
        kind=kind,
        meaning=meaning,
        effective=effective or None,
        variants=pieces(variants),
        position=position or None,
        valid_from=valid_from or None,
        valid_to=valid_to or None,
        note=note or None,
        source=source,
    )


def read_precedence(row: Row) -> Precedence:
    """A row of precedence.csv."""
    word, prosigns, rank, meaning, variants, valid_from, valid_to, note, source = row
    return Precedence(
        word=word,
        prosigns=pieces(prosigns),
        rank=int(rank),
        meaning=meaning,
        variants=pieces(variants),
        valid_from=valid_from or None,
        valid_to=valid_to or None,
        note=note or None,
        source=source,
    )


# A remark behind the words: `C O R R E C T E D  C O P Y (TAGS ADDED)`, `CORRECTED COPY //SUBJECT LINE////`
_REMARK: Final = re.compile(r"(?<=\S)(?:\(.*\)?|//.*)$", re.DOTALL)


def caption_key(printed: str) -> str:
    """A caption without its blanks: E X D I S and EXDIS are one, EYES ONLY and EYESONLY too."""
    folded = "".join(unicodedata.normalize("NFKC", printed).upper().split())
    folded = folded.strip("/*. ")
    if folded.startswith("(") and folded.endswith(")"):
        folded = folded[1:-1]
    return folded


def find_caption(printed: str, captions: dict[str, Caption]) -> Caption | None:
    """The caption of a line, whole or less a remark behind it."""
    key = caption_key(printed)
    return captions.get(key) or captions.get(_REMARK.sub("", key))


def gather_captions(captions: Iterable[Caption]) -> dict[str, Caption]:
    """Captions under every way they are written; the first of two wins."""
    gathered: dict[str, Caption] = {}
    for caption in captions:
        for written in (caption.code, *caption.variants):
            gathered.setdefault(caption_key(written), caption)
    return gathered


def gather_precedences(precedences: Iterable[Precedence]) -> dict[str, Precedence]:
    """Precedences under word, letters and misspellings; the first of two wins."""
    gathered: dict[str, Precedence] = {}
    for precedence in precedences:
        for written in (precedence.word, *precedence.prosigns, *precedence.variants):
            gathered.setdefault(written, precedence)
    return gathered
