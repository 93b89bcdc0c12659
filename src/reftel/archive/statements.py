"""What a user says of the provenance of texts that are held already, and what then counts.

A statement can come late: a heap is added, and only afterwards does somebody say whose copy it is. What is said last
counts; what is left open stays as it was, as far as it still can be true.
"""

from __future__ import annotations

from reftel.records import Provenance


def counts_now(held: Provenance, said: Provenance | None) -> Provenance:
    """The provenance after this statement; the same where nothing is said.

    Of a publication of another kind, the publisher is another one unless it is said again; of another publisher, so is
    the edition.
    """
    if said is None or said == Provenance():
        return held
    kind = said.kind if said.kind != "unknown" else held.kind
    publisher = said.publisher or (held.publisher if kind == held.kind else "")
    edition = said.edition or (held.edition if (kind, publisher) == (held.kind, held.publisher) else "")
    return Provenance(kind, publisher, edition)


def in_words(provenance: Provenance) -> str:
    """A provenance in a sentence of the ledger: `released, National Archives`."""
    kind = "not stated" if provenance == Provenance() else provenance.kind
    return ", ".join(part for part in (kind, provenance.publisher, provenance.edition) if part)
