"""Which of a cable's versions speaks: the text that a reader is shown first and that a search finds.

Of one telegram there may be many texts: publishers' copies, a corrected copy, the words that another telegram repeated
from it. What protects comes first: where somebody took words out, the fuller text does not put them back. Then comes
what the telegram itself says of its texts, and last how much of it a text holds. The order of arrival decides nothing.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_PUBLICATIONS: Final = ("released", "printed", "foia", "own", "unknown", "disclosed")
"""Kinds of publication, the one that speaks first before the one that speaks last."""

COLUMNS: Final = (
    "redactions, source.provenance_kind, json_extract(reading, '$.corrected') IS NOT NULL, "
    "json_extract(reading, '$.source.outer') IS NOT NULL, header, paragraphs, sha256, ordinal"
)
"""What is asked of `version` joined with its `source`, in the order in which `weigh` takes it."""


class Weight(NamedTuple):
    """What decides which version speaks; the least comes first.

    The most redacted, then the kind of publication; then a corrected copy before the text that it replaces, a text that
    stands by itself before one found inside another; then the one with its transmission header, the one with more
    paragraphs; the hash settles what is left.
    """

    redactions: int
    publication: int
    corrected: int
    inside: int
    header: int
    paragraphs: int
    sha256: str
    ordinal: int


def weigh(
    redacted: int,
    provenance_kind: str,
    corrected: int,
    inside: int,
    header: int,
    paragraphs: int,
    sha256: str,
    ordinal: int,
) -> Weight:
    """The weight of a version, from its `COLUMNS`."""
    publication = _PUBLICATIONS.index(provenance_kind) if provenance_kind in _PUBLICATIONS else len(_PUBLICATIONS)
    return Weight(-redacted, publication, -corrected, inside, -header, -paragraphs, sha256, ordinal)
