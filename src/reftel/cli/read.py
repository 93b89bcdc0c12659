"""`reftel read`: a telegram line by line, with carets under each reading and words beside them."""

from __future__ import annotations

from pathlib import Path

import click

from reftel.cli.papers import cables_in, vocabulary_of, vocabulary_option, width_option
from reftel.cli.place import json_option
from reftel.cli.speech import give, paper
from reftel.errors import EXIT_DONE, EXIT_SOME_REFUSED


@click.command("read")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path())
@click.option("--whole", is_flag=True, help="Every line; without it, runs of plain text are folded.")
@width_option
@vocabulary_option
@click.option("--with-text", is_flag=True, help="With --json: the text of the source, too.")
@json_option
def read_command(
    files: tuple[str, ...], whole: bool, width: int | None, words: Path | None, with_text: bool, as_json: bool
) -> int:
    """Show how a telegram is read.

    The text as it was typed, carets under the characters of each reading, and beside them in plain words what was
    read: it teaches the form to somebody who has never seen a telegram. No archive is needed. Without a FILE, or with
    -, standard input is read. An input that is no telegram is named with the reason; then the exit code is 3.

    \b
    reftel read cable.txt
    reftel read cable.txt --json --with-text
    """
    if with_text and not as_json:
        raise click.UsageError("--with-text belongs to --json.")
    vocabulary = vocabulary_of(words)
    refused: list[str] = []
    for cable in cables_in(files, vocabulary, refused):
        if as_json:
            from reftel.documents import cable_document

            give(cable_document(cable, with_text=with_text))
        else:
            from reftel.render.annotated import annotate
            from reftel.render.annotated_sheet import set_annotated

            set_annotated(
                paper(width=width), annotate(cable, vocabulary), whole=whole, name=Path(cable.source.name).name
            )
    return EXIT_SOME_REFUSED if refused else EXIT_DONE
