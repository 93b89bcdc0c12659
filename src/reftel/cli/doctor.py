"""`reftel doctor`: whether the program and the archive are whole, and what to do where they are not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from reftel.cli.place import archive_option, json_option, nearest
from reftel.cli.speech import give, paper
from reftel.errors import EXIT_ARCHIVE, EXIT_DONE, ReftelError

if TYPE_CHECKING:
    from reftel.archive import Finding

# the archive's tables are STRICT, which came with this SQLite
_SQLITE: Final = (3, 37, 0)
_PACKAGES: Final = (
    ("tantivy", "tantivy", "searching"),
    ("font-source-serif-pro", "font_source_serif_pro", "the reading room's serif type"),
    ("font-source-sans-pro", "font_source_sans_pro", "the reading room's sans-serif type"),
)
# what a finding's weight is called here: the eye runs down this column
_SAID: Final = {"well": "well", "note": "note", "warning": "look", "error": "WRONG"}


@click.command("doctor")
@archive_option
@json_option
def doctor_command(archive: str | None, as_json: bool) -> int:
    """Look the program and the archive over.

    Says what was looked at, what is wrong and what to do. The exit code is 4 when something is wrong.
    """
    from reftel.archive import Finding

    findings = [*_program(Finding), *_archive(Finding, Path(archive) if archive else nearest())]
    wrong = sum(finding.weight == "error" for finding in findings)
    if as_json:
        from reftel.documents import document

        give(document("doctor", {"wrong": wrong, "findings": findings}))
    else:
        from rich.text import Text

        from reftel.render.plain import printable

        sheet = paper()
        for finding in findings:
            line = Text.assemble((f"{_SAID[finding.weight]:<6}", "bold" if finding.weight == "error" else "dim"))
            line.append(f"{finding.what:<10} {printable(finding.message)}")
            sheet.print(line, soft_wrap=True)
            if finding.remedy:
                sheet.print(Text(f"{'':<17}{printable(finding.remedy)}"), soft_wrap=True)
        sheet.print()
        sheet.print("All is well." if not wrong else f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong.")
    return EXIT_ARCHIVE if wrong else EXIT_DONE


def _program(finding: type[Finding]) -> Iterator[Finding]:
    """The parts of the program that come from elsewhere."""
    import sqlite3
    from importlib.metadata import PackageNotFoundError, version

    yield finding(what="python", weight="well", message=f"{sys.version.split()[0]}, {sys.executable}")
    old = sqlite3.sqlite_version_info < _SQLITE
    yield finding(
        what="sqlite",
        weight="error" if old else "well",
        message=sqlite3.sqlite_version,
        remedy="reftel wants 3.37 or later: use a newer Python, which brings its own." if old else "",
    )
    for package, module, need in _PACKAGES:
        what = "font" if package.startswith("font-") else package
        try:
            __import__(module)
            yield finding(what=what, weight="well", message=f"{package} {version(package)}")
        except (ImportError, PackageNotFoundError) as error:
            yield finding(
                what=what,
                weight="error",
                message=f"{package} cannot be loaded, which {need} needs: {error}",
                remedy=f"Install it again: {sys.executable} -m pip install --force-reinstall {package}",
            )


def _archive(finding: type[Finding], place: Path | None) -> Iterator[Finding]:
    """The archive: whether it opens, and what it finds when it looks itself over."""
    from reftel.archive import Archive

    if place is None:
        yield finding(
            what="archive",
            weight="note",
            message="None here, nor in a folder above.",
            remedy="Name one with --archive DIR, or make one: reftel add FOLDER",
        )
        return
    try:
        with Archive.open(place, mode="read") as opened:
            found = opened.check()
    except ReftelError as error:
        yield finding(what="archive", weight="error", message=error.message, remedy=error.remedy)
        return
    yield finding(what="archive", weight="well", message=str(place))
    yield from found
