"""Files and standard input as the telegrams in them, for the commands that need no archive."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from reftel.cli.speech import complain, remark
from reftel.errors import EXIT_SOME_REFUSED, SourceRefused, UsageError

if TYPE_CHECKING:
    from reftel.records import Cable, Source
    from reftel.vocab import Vocabulary


class Refused(SourceRefused):
    """An input without a telegram in it; the command goes on with the others."""

    exit_code = EXIT_SOME_REFUSED


STDIN: Final = "-"
_STDIN_NAME: Final = "standard input"

F = TypeVar("F", bound=Callable[..., Any])


def vocabulary_option(command: F) -> F:
    """`--vocabulary DIR`, which every command that reads a text has."""
    return click.option(
        "--vocabulary",
        "words",
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Posts, TAGS, offices and people of your own, beside the shipped ones.",
    )(command)


def width_option(command: F) -> F:
    """`--width N`, for a page on a terminal."""
    return click.option(
        "--width", metavar="N", type=click.IntRange(40, 400), help="Set it this wide; else your terminal's."
    )(command)


def vocabulary_of(words: Path | None) -> Vocabulary:
    """The shipped vocabulary, with the user's beside it."""
    from reftel.vocab import Vocabulary

    return Vocabulary.load(words)


def bytes_of(file: str) -> tuple[str, bytes]:
    """The name and the bytes of one input; SourceRefused for what is no readable file, UsageError for what is not
    there at all."""
    from reftel import sources

    if file == STDIN:
        if sys.stdin.isatty():
            remark("reftel: reading from the keyboard; end with Ctrl-D on a line of its own.")
        data = sys.stdin.buffer.read(sources.HEAP_LIMIT + 1)
        if len(data) > sources.HEAP_LIMIT:
            raise SourceRefused(
                "TOO-LARGE",
                f"There is more than {sources.HEAP_LIMIT // 1_048_576} MB on standard input, "
                "which is more than is read at once.",
                remedy="If it is a collection, split it, or add it to an archive with `reftel add`.",
            )
        return _STDIN_NAME, data
    if not Path(file).exists():
        raise UsageError(f"There is no file {file}", remedy="Look at the spelling, and at the folder you are in.")
    return file, sources.read_bytes(Path(file))


def sources_in(file: str) -> tuple[Source, ...]:
    """The records of one input; SourceRefused where there are none."""
    from reftel import sources

    name, data = bytes_of(file)
    return sources.open_bytes(data, name=name).sources


def cables_in(files: tuple[str, ...], vocabulary: Vocabulary, refused: list[str]) -> Iterator[Cable]:
    """Every telegram of these inputs, in their order, with those that stand inside another one."""
    from reftel import reading

    for record in records_in(files, refused):
        yield from reading.read_all(record, vocabulary=vocabulary)


def records_in(files: tuple[str, ...], refused: list[str]) -> Iterator[Source]:
    """Every record of these inputs, in their order. An input without any is complained of, put into `refused`, and
    passed by."""
    for file in files or (STDIN,):
        try:
            yield from sources_in(file)
        except SourceRefused as error:
            refused.append(file)
            complain(refusal(file, error), as_json=_as_json())


def refusal(file: str, error: SourceRefused) -> Refused:
    """Why an input is not read, with its name."""
    named = _STDIN_NAME if file == STDIN else file
    return Refused(error.code, f"{named}: {error.message}", remedy=error.remedy)


def _as_json() -> bool:
    context = click.get_current_context(silent=True)
    return bool(context and context.params.get("as_json"))
