"""A cable on one line, for lists: the columns of `cable` that a line is made of, and their words."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from reftel.records import Provenance
from reftel.views import CableLine
from reftel.vocab import Vocabulary

LINE: Final = (
    "cable.id, cable.name, cable.date, cable.post, cable.level, cable.controls, cable.subject, cable.provenance_kind, "
    "cable.publisher, cable.edition"
)
"""The columns of a line: the row's number first, then the cable's name."""

Row: TypeAlias = tuple[Any, ...]


def line(row: Row, vocabulary: Vocabulary) -> CableLine:
    """A line from the columns `LINE`."""
    _, name, date, post, level, controls, subject, kind, publisher, edition = row
    marking = level or ""
    if controls:
        marking += f"//{controls}"
    return CableLine(
        name=name,
        date=date or "",
        post=post or "",
        post_name=post_name(post, vocabulary),
        subject=subject or "",
        marking=marking,
        provenance=Provenance(kind, publisher, edition),
        mrn=vocabulary.mrn(name),
    )


def post_name(code: str | None, vocabulary: Vocabulary) -> str:
    """The name of a post in ordinary letters; of one that no vocabulary knows, its code so written."""
    if not code:
        return ""
    post = vocabulary.post(code)
    return post.name if post is not None else code.title()
