"""The files of a heap, in one order for ever.

A person gives files and folders; a folder is walked to its end, by name. Everything met on the way has an outcome: a
file to be read, or a refusal that says why not. What the system keeps for itself (`.git`, `.DS_Store`, `Thumbs.db`) and
archives of reftel that lie in the heap are passed over as one line each; links are not followed unless asked for, and
never in a circle; pipes, sockets and devices are never opened. Two walks over the same folder give the same list.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from reftel.errors import NotACable, SourceRefused
from reftel.sources.refusals import refuse_os_error, refuse_special

_KEPT_BY_SYSTEMS: Final = frozenset(("thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx", "$recycle.bin", "icon\r"))
_STORES: Final = ("archive.db", "shelf.db")


class FileFound(msgspec.Struct, frozen=True):
    """A regular file to be read. `name` is its path as the user gave it, with `/` and in characters that can be
    written down (a name that is no UTF-8 has U+FFFD in it); `path` opens it."""

    path: Path
    name: str


class NotFollowed(msgspec.Struct, frozen=True):
    """A thing met on the way that is not read, and why; `error` is a NotACable where it is merely passed over."""

    name: str
    error: SourceRefused


def walk(paths: Iterable[Path], *, follow_links: bool = False) -> Iterator[FileFound | NotFollowed]:
    """Every file under `paths`, in the order given and by name within a folder; never fails.

    What the user names himself is taken at his word: a hidden folder or a link given as a path is walked.
    """
    for path in paths:
        try:
            state = os.stat(path)
        except FileNotFoundError:
            yield NotFollowed(written(path), _missing())
        except OSError as error:
            yield NotFollowed(written(path), refuse_os_error(error))
        else:
            if stat.S_ISDIR(state.st_mode):
                yield from _walk_folder(path, follow_links)
            elif stat.S_ISREG(state.st_mode):
                yield FileFound(path, written(path))
            else:
                yield NotFollowed(written(path), refuse_special(state.st_mode))


def written(path: Path) -> str:
    """A path as it is written in the ledger: as given, with `/`, and without what is no character."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _walk_folder(top: Path, follow_links: bool) -> Iterator[FileFound | NotFollowed]:
    # What was found waits on a stack, the next in order on top, each with the folders above it: a heap may be deeper
    # than Python's recursion, and a link back to one of those above is a circle.
    waiting: list[tuple[Path, os.DirEntry[str] | None, frozenset[tuple[int, int]]]] = [(top, None, frozenset())]
    while waiting:
        path, entry, above = waiting.pop()
        if entry is not None:
            outcome = _judge(path, entry, follow_links)
            if outcome is not None:
                yield outcome
                continue
        try:
            state = os.stat(path)
            here = (state.st_dev, state.st_ino)
            if here in above:
                yield NotFollowed(written(path), _circle())
                continue
            with os.scandir(path) as listing:
                entries = sorted(listing, key=lambda one: os.fsencode(one.name), reverse=True)
        except OSError as error:
            yield NotFollowed(written(path), refuse_os_error(error))
            continue
        if any(one.name in _STORES for one in entries):
            yield NotFollowed(written(path), _archive())
            continue
        inside = above | {here}
        waiting.extend((path / one.name, one, inside) for one in entries)


def _judge(path: Path, entry: os.DirEntry[str], follow_links: bool) -> FileFound | NotFollowed | None:
    """What becomes of one entry of a folder; None for a folder that is to be walked."""
    name = written(path)
    if entry.name.startswith(".") or entry.name.lower() in _KEPT_BY_SYSTEMS:
        return NotFollowed(name, _hidden())
    try:
        if entry.is_symlink() and not follow_links:
            return NotFollowed(name, _link(path))
        state = entry.stat()
    except OSError as error:
        return NotFollowed(name, refuse_os_error(error))
    if stat.S_ISDIR(state.st_mode):
        return None
    if stat.S_ISREG(state.st_mode):
        return FileFound(path, name)
    return NotFollowed(name, refuse_special(state.st_mode))


def _missing() -> SourceRefused:
    return SourceRefused(
        "NOT-FOUND", "There is no file or folder of that name.", remedy="Check the spelling and where you are."
    )


def _hidden() -> NotACable:
    return NotACable(
        "HIDDEN",
        "A hidden file or folder, or one the system keeps for itself.",
        remedy="If there are telegrams in it, name it yourself: reftel add PATH.",
    )


def _archive() -> NotACable:
    return NotACable(
        "ARCHIVE",
        "A reftel archive lies here; its files are not a heap.",
        remedy="Keep archives outside the folders you add; to read this one, give it as --archive.",
    )


def _circle() -> NotACable:
    return NotACable(
        "LINK-LOOP",
        "A link to a folder that it lies in; following it would never end.",
        remedy="Nothing to do: the folder it points to is read where it stands.",
    )


def _link(path: Path) -> SourceRefused:
    try:
        target = os.path.realpath(path, strict=True)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            return SourceRefused(
                "VANISHED", "A link to something that is no longer there.", remedy="Mend the link, or remove it."
            )
        return refuse_os_error(error)
    if os.path.isdir(target) and os.path.commonpath((target, os.path.realpath(path.parent))) == target:
        return _circle()
    return NotACable(
        "LINK", "A link; links in a folder are not followed.", remedy="Add what it points to by its own path."
    )
