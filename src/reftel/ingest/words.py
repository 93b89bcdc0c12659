"""The user's own words, put where the archive looks for them before the heap is read.

Posts, TAGS, offices and people that no shipped table knows (an imaginary world's, a ministry's own) stand in the folder
`vocabulary` of the archive. They count from the next opening on: what is read then is read with them, and files read
before are read again when they are added again, since the vocabulary is part of what a reading rests on.
"""

from __future__ import annotations

from pathlib import Path

from reftel.archive import Archive
from reftel.errors import VocabularyError
from reftel.vocab import Vocabulary


def adopt_vocabulary(archive: Path, words: Path) -> tuple[str, ...]:
    """Copy the vocabulary files of the folder `words` into the archive at `archive`, which is made if there is none.

    Gives the names of the files. A file of the same name is replaced; others stay. Nothing is copied unless all of it
    can be read: VocabularyError names the file, the line and the column of the first row that does not fit, or says
    that the folder holds no vocabulary file. ArchiveBusy when somebody else is writing.
    """
    Vocabulary.load(words)
    files = sorted(words.glob("*.csv"))
    if not files:
        raise VocabularyError(
            f"{words} holds no vocabulary file.",
            remedy="Files such as posts.csv, tags.csv or chiefs_of_mission.csv are looked for there.",
        )
    with Archive.open(archive, mode="create"):  # holds the lock of the one writer
        own = archive / "vocabulary"
        own.mkdir(exist_ok=True)
        for file in files:
            (own / file.name).write_bytes(file.read_bytes())
    return tuple(file.name for file in files)
