"""What can go wrong that is not the telegram's fault.

Bad text never raises: a damaged telegram yields a reading with diagnostics. The exceptions here are for misuse and
machinery, each says what to do next, and each knows the exit code the command line gives for it.
"""

from __future__ import annotations

EXIT_DONE = 0
EXIT_FAULTS = 1
EXIT_USAGE = 2
EXIT_SOME_REFUSED = 3
EXIT_ARCHIVE = 4
EXIT_NOT_FOUND = 5
EXIT_INTERRUPTED = 130


class ReftelError(Exception):
    """Something reftel cannot do, with what to do about it.

    `message` says what was wrong and where; `remedy` says the next step, as a sentence a newcomer can follow.
    """

    exit_code = EXIT_ARCHIVE

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class UsageError(ReftelError):
    """What was asked cannot be meant: an unknown field in a query, a date that is none."""

    exit_code = EXIT_USAGE


class QueryError(UsageError):
    """A search that cannot be read; `span` is the place in the query, in characters."""

    def __init__(self, message: str, *, remedy: str = "", span: tuple[int, int] | None = None) -> None:
        super().__init__(message, remedy=remedy)
        self.span = span


class VocabularyError(UsageError):
    """A row of a vocabulary file that does not fit: the message names the file, the line and the column."""


class ArchiveError(ReftelError):
    """The archive cannot be used as it stands: damaged, newer than this program, or not an archive at all."""


class ArchiveMissing(ArchiveError):
    """There is no archive where one was looked for."""


class ArchiveNewer(ArchiveError):
    """The archive was written by a later reftel; this one leaves it alone."""


class ArchiveBusy(ArchiveError):
    """Another program is writing to the archive; the message names its process, command and start."""


class ArchiveReadOnly(ArchiveError):
    """The archive may be read but not written, by this user or on this disk."""


class IndexUnusable(ArchiveError):
    """The search index is missing, stale or damaged; the archive itself is whole."""


class CableNotFound(ReftelError):
    """No cable of that name is held (or may be read) here: the two look alike on purpose."""

    exit_code = EXIT_NOT_FOUND


class NotFound(ReftelError):
    """Nothing here has that name: a code that no table has."""

    exit_code = EXIT_NOT_FOUND


class SourceRefused(ReftelError):
    """A file that is not read, and why: it ends in the ledger, and the run goes on."""

    def __init__(self, code: str, message: str, *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.code = code


class NotACable(SourceRefused):
    """A file that is in order but is no telegram (a licence, a register): passed over, not refused."""
