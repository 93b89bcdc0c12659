"""`reftel doctor`: whether the program and the archive are whole, and what to do where they are not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click
import msgspec

from reftel.cli.place import archive_option, json_option, nearest
from reftel.cli.speech import give, paper
from reftel.errors import EXIT_ARCHIVE, EXIT_DONE, ReftelError

Health = Literal["fine", "note", "wrong"]

# the archive's tables use STRICT, which came with this SQLite
_SQLITE = (3, 37, 0)


class Check(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that was looked at: how it is, and what to do about it."""

    name: str
    health: Health
    said: str
    remedy: str = ""


@click.command("doctor")
@archive_option
@json_option
def doctor_command(archive: str | None, as_json: bool) -> int:
    """Look the program and the archive over.

    Says what was looked at, what is wrong and what to do. The exit code is 4 when something is wrong.
    """
    checks = [*_program(), *_archive(Path(archive) if archive else nearest(), named=archive is not None)]
    wrong = sum(check.health == "wrong" for check in checks)
    if as_json:
        from reftel.documents import document

        give(document("doctor", {"wrong": wrong, "checks": checks}))
    else:
        from rich.text import Text

        from reftel.render.plain import printable

        sheet = paper()
        for check in checks:
            line = Text.assemble((f"{check.health:<6}", "bold" if check.health == "wrong" else "dim"))
            line.append(f"{check.name:<9} {printable(check.said)}")
            sheet.print(line, soft_wrap=True)
            if check.remedy:
                sheet.print(Text(f"{'':<16}{printable(check.remedy)}"), soft_wrap=True)
        sheet.print()
        sheet.print("All is well." if not wrong else f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong.")
    return EXIT_ARCHIVE if wrong else EXIT_DONE


def _program() -> list[Check]:
    """The parts of the program that come from elsewhere."""
    import sqlite3
    from importlib.metadata import PackageNotFoundError, version

    checks = [Check(name="python", health="fine", said=f"{sys.version.split()[0]}, {sys.executable}")]
    old = sqlite3.sqlite_version_info < _SQLITE
    checks.append(
        Check(
            name="sqlite",
            health="wrong" if old else "fine",
            said=sqlite3.sqlite_version,
            remedy="reftel wants 3.37 or later: use a newer Python, which brings its own." if old else "",
        )
    )
    for package, module, lost in (
        ("tantivy", "tantivy", "searching"),
        ("font-source-serif-pro", "font_source_serif_pro", "the reading room's serif type"),
        ("font-source-sans-pro", "font_source_sans_pro", "the reading room's sans-serif type"),
    ):
        try:
            __import__(module)
            checks.append(Check(name=_short(package), health="fine", said=f"{package} {version(package)}"))
        except (ImportError, PackageNotFoundError) as error:
            checks.append(
                Check(
                    name=_short(package),
                    health="wrong",
                    said=f"{package} cannot be loaded, which {lost} needs: {error}",
                    remedy=f"Install it again: python -m pip install --force-reinstall {package}",
                )
            )
    return checks


def _short(package: str) -> str:
    return "font" if package.startswith("font-") else package


def _archive(place: Path | None, *, named: bool) -> list[Check]:
    """The archive: whether it opens, and what it finds when it looks itself over."""
    from reftel.archive import Archive

    if place is None and not named:
        return [
            Check(
                name="archive",
                health="note",
                said="none here, nor in a folder above",
                remedy="Name one with --archive DIR, or make one: reftel add FOLDER",
            )
        ]
    assert place is not None  # noqa: S101 - named means that there is a place
    try:
        with Archive.open(place, mode="read") as opened:
            found = opened.check()
    except ReftelError as error:
        return [Check(name="archive", health="wrong", said=error.message, remedy=error.remedy)]
    return [
        Check(name="archive", health="wrong", said=finding.message, remedy=finding.remedy) for finding in found
    ] or [Check(name="archive", health="fine", said=str(place))]
