"""The ledger: what became of every input, so that nothing is dropped in silence.

Every file given to reftel ends in one line: *read*; *partly read* (and why); *passed over* (in order, but no telegram:
a licence, a register); *refused* (why, and what to do). A line names the file as the user gave it, and the run.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from reftel.records import Provenance, Reading

Outcome = Literal["read", "partly read", "passed over", "refused"]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One input and what became of it, on its way into an archive: the readings it gave, its original bytes.

    `code` is a word such as `EMPTY`, `BINARY`, `NOT-A-CABLE` for what was not (wholly) read; `reason` and `remedy` are
    sentences. `sha256` is empty where the bytes could not be read at all. `provenance` is what the user said of these
    texts; None where nothing was said, whatever a page may say of itself.
    """

    name: str
    outcome: Outcome
    sha256: str = ""
    size: int = 0
    code: str = ""
    reason: str = ""
    remedy: str = ""
    original: bytes | None = None
    readings: tuple[Reading, ...] = ()
    provenance: Provenance | None = None


class LedgerLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the ledger as it is kept: which run, when (UTC), which input, what became of it, which cables."""

    run: int
    when: str
    name: str
    outcome: Outcome
    size: int = 0
    code: str = ""
    reason: str = ""
    remedy: str = ""
    cables: tuple[str, ...] = ()


class AddReport(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of `reftel add` did: inputs by outcome, cables and versions that are new, and how long it took.

    `known` counts inputs whose very bytes the archive held already; they were not read again. Of those, `restated` are
    the ones of which another provenance was said than before, which now counts.
    """

    run: int
    read: int = 0
    partly_read: int = 0
    passed_over: int = 0
    refused: int = 0
    known: int = 0
    new_cables: int = 0
    new_versions: int = 0
    restated: int = 0
    seconds: float = 0.0
    not_read: tuple[LedgerLine, ...] = ()
