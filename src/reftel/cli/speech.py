"""How the command line speaks: results on stdout, everything else on stderr, in words or in JSON.

An error is one sentence and the next step, never a traceback: `reftel: <what>. <remedy>`. With `--json` it is a
document of kind `error` on stderr instead. Whoever reads our output may stop whenever they like: a closed pipe is no
error.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reftel.errors import (
    EXIT_DONE,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
    ArchiveError,
    CableNotFound,
    QueryError,
    ReftelError,
    UsageError,
)
from reftel.render.plain import printable

if TYPE_CHECKING:
    from rich.console import Console

    from reftel.views import CableLine


class Ambiguous(CableNotFound):
    """A name that several cables answer to; `choices` are what to type instead."""

    def __init__(self, message: str, *, remedy: str, choices: Sequence[CableLine]) -> None:
        super().__init__(message, remedy=remedy)
        self.choices = tuple(choices)


class Interrupted(ReftelError):
    """Somebody pressed Ctrl-C; the message says what was kept."""

    exit_code = EXIT_INTERRUPTED


class Unreadable(QueryError):
    """A query that cannot be read, with the query, so that the place can be shown."""

    def __init__(self, error: QueryError, query: str) -> None:
        super().__init__(error.message, remedy=error.remedy, span=error.span)
        self.query = query


def remark(text: str = "") -> None:
    """A line for the person at the terminal, on stderr: it is not part of the result."""
    click.echo(printable(text), err=True)


def give(document: bytes) -> None:
    """One line of JSON, on stdout."""
    click.echo(document.decode())


def program() -> str:
    """What to type for this program: `reftel`, or the path it was called by where the shell does not know that name
    (a virtual environment that is not activated)."""
    called = Path(sys.argv[0])
    if shutil.which("reftel") is None and called.stem == "reftel" and called.is_file():
        here = Path.cwd()
        return str(called.relative_to(here) if called.is_relative_to(here) else called)
    return "reftel"


def paper(*, width: int | None = None, err: bool = False) -> Console:
    """Where words are set for people: stdout with its width and its colours, none of them where it is no terminal."""
    from rich.console import Console

    class Paper(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Paper(width=width, stderr=err, highlight=False, markup=False, emoji=False)


def sentence(message: str, remedy: str = "") -> str:
    """What was wrong, as a sentence, then what to do about it."""
    message = message.strip()
    if message and message[-1] not in ".!?:…":
        message += "."
    return f"{message} {remedy.strip()}".strip()


def complain(error: ReftelError, *, as_json: bool) -> None:
    """Say on stderr what cannot be done and what to do next."""
    if as_json:
        click.echo(_error_document(error).decode(), err=True)
        return
    remark(f"reftel: {sentence(error.message, error.remedy)}")
    if isinstance(error, Unreadable) and error.span is not None and "\n" not in error.query:
        start, end = error.span
        remark(f"  {error.query}")
        remark("  " + " " * start + "^" * max(1, min(end, len(error.query)) - start))
    if isinstance(error, Ambiguous):
        for line in error.choices:
            said = " · ".join(part for part in (line.date[:10], line.post_name or line.post, line.subject) if part)
            remark(f"  reftel show {line.name}    {said}")


def _error_document(error: ReftelError) -> bytes:
    from reftel.documents import builtins, document

    fields: dict[str, Any] = {
        # the name a program may rely on is that of the library's error, not of the command line's variety of it
        "error": next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "reftel.errors"),
        "message": error.message,
        "remedy": error.remedy,
        "exit": error.exit_code,
    }
    if isinstance(error, QueryError) and error.span is not None:
        fields["span"] = list(error.span)
    if isinstance(error, Ambiguous):
        fields["choices"] = [builtins(line) for line in error.choices]
    return document("error", fields)


class Commands(click.Group):
    """The commands of reftel, with its exit codes: 0 done, 2 usage, 3 some inputs refused, 4 archive or index not
    usable, 5 not found, 130 interrupted."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command that `args` name and leave with its exit code."""
        words = list(sys.argv[1:] if args is None else args)
        as_json = "--json" in words
        for stream in (sys.stdout, sys.stderr):
            # a terminal that cannot show a character shows a question mark; it is no reason to stop
            if (reconfigure := getattr(stream, "reconfigure", None)) is not None:
                reconfigure(errors="replace")
        try:
            code = super().main(words, prog_name or "reftel", complete_var, standalone_mode=False, **extra)
        except ReftelError as error:
            complain(error, as_json=as_json)
            code = error.exit_code
        except click.UsageError as error:
            where = error.ctx.command_path if error.ctx is not None else "reftel"
            complain(
                UsageError(error.format_message(), remedy=f"`{where} --help` says what there is."),
                as_json=as_json,
            )
            code = EXIT_USAGE
        except click.ClickException as error:
            complain(UsageError(error.format_message()), as_json=as_json)
            code = EXIT_USAGE
        except click.Abort:
            complain(Interrupted("interrupted; nothing that was kept before is lost."), as_json=as_json)
            code = EXIT_INTERRUPTED
        if standalone_mode:
            sys.exit(code or EXIT_DONE)
        return code

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader who has seen enough ends it quietly."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
            return code
        except BrokenPipeError:
            # what is still in the buffer goes nowhere, or Python would complain of it on the way out
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return EXIT_DONE
        except OSError as error:
            what = error.strerror or str(error)
            raise ArchiveError(
                f"{what}: {error.filename}" if error.filename else what,
                remedy="Nothing that was reported as added is lost: mend that and run the command again.",
            ) from error
