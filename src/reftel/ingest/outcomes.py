"""What became of one file: read, partly read, passed over or refused, with the words for it.

The ledger promises that nothing is dropped in silence. This module turns what opening and reading a file gave into one
`Entry`, the same whichever process did the work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from reftel.errors import NotACable, SourceRefused
from reftel.ledger import Entry, Outcome
from reftel.records import Cable, Provenance, Reading, Source
from reftel.sources import Opened, in_words, open_bytes

Reader = Callable[[Source], tuple[Cable, ...]]
"""What reads a record: `reftel.reading.read_all` with a vocabulary."""

_DAMAGED: Final = 100
"""More than one character in so many replaced makes a record partly read."""


def refused(name: str, error: SourceRefused, *, data: bytes | None = None) -> Entry:
    """The entry of a file that was not read: passed over when it is in order and no telegram, else refused."""
    return Entry(
        name=name,
        outcome="passed over" if isinstance(error, NotACable) else "refused",
        sha256="" if data is None else hashlib.sha256(data).hexdigest(),
        size=0 if data is None else len(data),
        code=error.code,
        reason=error.message,
        remedy=error.remedy,
    )


def known(name: str, sha256: str, size: int) -> Entry:
    """The entry of a file whose very bytes the archive holds already: it is not read again, nothing is stored."""
    return Entry(
        name=name,
        outcome="read",
        sha256=sha256,
        size=size,
        code="KNOWN",
        reason="These very bytes were read before.",
    )


def read_file(name: str, data: bytes, provenance: Provenance | None, read: Reader) -> Entry:
    """Open the bytes of one file, read every record in it, and say what became of it."""
    try:
        opened = open_bytes(data, name=name, provenance=provenance)
        cables = tuple(cable for record in opened.sources for cable in read(record))
    except SourceRefused as error:
        return refused(name, error, data=data)
    except Exception as error:  # a fault of ours must cost one file and be named, never the run of a whole night
        return refused(name, _fault(error), data=data)
    telegrams = tuple(cable for cable in cables if is_telegram(cable))
    if not telegrams:
        return refused(name, _nothing_found(), data=data)
    outcome, code, reason, remedy = _judge(telegrams, opened)
    return Entry(
        name=name,
        outcome=outcome,
        sha256=opened.sha256,
        size=opened.size,
        code=code,
        reason=reason,
        remedy=remedy,
        original=data,
        readings=tuple(Reading(cable.source, cable) for cable in telegrams),
    )


def is_telegram(cable: Cable) -> bool:
    """Whether reading found anything that only a telegram has: an id on its page or in its text, a sender, a
    classification line, a subject, TAGS, or paragraphs."""
    named = cable.id is not None and cable.id.where in ("text", "wrapper")
    return bool(
        named
        or cable.wrapper.identifier is not None
        or cable.level is not None
        or cable.subject is not None
        or cable.transmission.sender is not None
        or cable.tags
        or cable.paragraphs
    )


def _judge(cables: tuple[Cable, ...], opened: Opened) -> tuple[Outcome, str, str, str]:
    """What is to be said of a file that was read: the gravest thing, of the first telegram it is true of."""
    for cable in cables:
        # what another telegram repeats of one is no record of it
        if cable.extent.body == "none" and cable.source.outer is None:
            return (
                "partly read",
                "REC-NO-BODY",
                "The record names a telegram but holds none of its text.",
                "Look for another copy and add that too: both are kept under one id.",
            )
    for cable in cables:
        source = cable.source
        if source.replaced * _DAMAGED > len(source.text):
            return (
                "partly read",
                "DAMAGED",
                f"{source.replaced:,} of its {len(source.text):,} characters could not be read and stand as U+FFFD.",
                "Fetch the file again, or convert it to UTF-8 from the encoding it is in.",
            )
    if opened.passed_over:
        return (
            "partly read",
            "OTHER-DOCUMENTS",
            f"Beside {len(opened.sources):,} × telegram it holds {in_words(opened.passed_over)}.",
            "Nothing needs to be done; documents of other kinds are not read yet.",
        )
    return "read", "", "", ""


def _nothing_found() -> NotACable:
    return NotACable(
        "NOT-A-CABLE",
        "Nothing of a telegram was found in it.",
        remedy="If it is one after all, see that its first lines are whole, then add it again.",
    )


def _fault(error: Exception) -> SourceRefused:
    return SourceRefused(
        "READER-FAULT",
        f"reftel failed on this file ({type(error).__name__}: {error}). The file is not to blame.",
        remedy="Please report it, with the file if it may be shown.",
    )
