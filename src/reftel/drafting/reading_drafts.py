"""A draft read as a telegram, though it has no number yet.

The classification line of a telegram is known by the number behind it, `CONFIDENTIAL LIMA 000412`. The number is given
when the text is sent, so a draft's line ends with the post. Then the post is read as blanks, and the level alone makes
the line; every character keeps its place.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from reftel import reading
from reftel.records import Cable, Source
from reftel.vocab import Vocabulary

# CONFIDENTIAL LIMA, S E C R E T LA PAZ
_UNNUMBERED: Final = re.compile(
    r"^[ \t]*(?:UNCLAS(?:SIFIED)?|CONFIDENTIAL|SECRET|C O N F I D E N T I A L|S E C R E T|T O P  ?S E C R E T)"
    r"(?P<post>[ \t]+[A-Z][A-Z .'-]{1,30})\r?$",
    re.MULTILINE,
)
_TOP: Final = 20_000
"""How many characters are looked at: no heading is longer."""


def read_draft(record: Source, words: Vocabulary) -> Cable:
    """The draft as it is read; a classification line without a number is one."""
    cable = reading.read(record, vocabulary=words)
    found = _UNNUMBERED.search(record.text, 0, _TOP) if cable.level is None else None
    if found is None or words.station(found["post"].strip()) is None:
        return cable
    start, end = found.span("post")
    blanked = f"{record.text[:start]}{' ' * (end - start)}{record.text[end:]}"
    unnumbered = reading.read(msgspec.structs.replace(record, text=blanked), vocabulary=words)
    return msgspec.structs.replace(unnumbered, source=record) if unnumbered.level else cable
