"""Which archive a command works on: the one named, the one of the environment, the one found here or in a folder above.

Looking upwards means that a reader may stand anywhere inside a project and still mean its archive, as with git.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from reftel.errors import ArchiveMissing

NAME: Final = "my.reftel"

F = TypeVar("F", bound=Callable[..., Any])


def archive_option(command: F) -> F:
    """`--archive DIR`, which every command that works on an archive has."""
    return click.option(
        "--archive",
        metavar="DIR",
        envvar="REFTEL_ARCHIVE",
        show_envvar=True,
        help=f"The archive's folder; without it, {NAME} here or in a folder above.",
    )(command)


def reader_option(command: F) -> F:
    """`--as SHELF`, which every command that gives out text or counts has."""
    return click.option(
        "--as",
        "shelf",
        metavar="SHELF",
        default="full",
        show_default=True,
        help="Whose shelf to read from.",
    )(command)


def json_option(command: F) -> F:
    """`--json`, which every command that gives results has."""
    return click.option(
        "--json", "as_json", is_flag=True, help="For machines: JSON, or JSON Lines where it is a list."
    )(command)


def nearest() -> Path | None:
    """The archive in this folder or in the nearest folder above it, if there is one.

    The way up ends at a folder into which anybody may write, such as /tmp: what lies there may be a stranger's, and
    nobody's papers are to end in it by mistake.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if folder != here and folder.stat().st_mode & stat.S_IWOTH:
            return None
        if (folder / NAME).is_dir():
            return folder / NAME
    return None


def existing(archive: str | None) -> Path:
    """The archive that is meant; ArchiveMissing where none is named and none is found."""
    if archive:
        return Path(archive)
    if (found := nearest()) is not None:
        return found
    raise ArchiveMissing(
        f"There is no archive here ({NAME}), nor in a folder above",
        remedy="Name one with --archive DIR, or make one: reftel add FOLDER",
    )
