"""Writing telegrams: a text held against the form while it is being written, and a telegram set in its canonical form.

`check` reads a draft as any telegram is read and says which of the things that were noticed are faults of a draft;
`format_telegram` writes a `Draft`, made in code or taken from a reading, as it would go out.
"""

from reftel.drafting.checking import Checked, Fault, check
from reftel.drafting.form import (
    Draft,
    DraftAddressee,
    DraftHeader,
    DraftParagraph,
    draft_of,
    format_telegram,
    settle,
)

__all__ = [
    "Checked",
    "Draft",
    "DraftAddressee",
    "DraftHeader",
    "DraftParagraph",
    "Fault",
    "check",
    "draft_of",
    "format_telegram",
    "settle",
]
