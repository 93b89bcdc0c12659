"""From a heap of files into an archive: every file read once, every file accounted for.

This package joins the rooms below it: `sources` finds and opens files, `reading` reads the telegrams, the archive
keeps them. What becomes of each file is written in the ledger; `docs/reference/ledger-codes.md` lists the words.
"""

from reftel.ingest.adding import Progress, add
from reftel.ingest.words import adopt_vocabulary

__all__ = ["Progress", "add", "adopt_vocabulary"]
