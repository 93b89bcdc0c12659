"""`reftel format`: a telegram in its canonical form."""

from __future__ import annotations

from pathlib import Path

import click

from reftel.cli.papers import records_in, vocabulary_of, vocabulary_option
from reftel.cli.place import json_option
from reftel.cli.speech import give
from reftel.errors import EXIT_DONE, EXIT_SOME_REFUSED


@click.command("format")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path())
@click.option("--header/--no-header", default=True, help="With or without the transmission header.")
@vocabulary_option
@json_option
def format_command(files: tuple[str, ...], header: bool, words: Path | None, as_json: bool) -> int:
    """Write a telegram in its canonical form, to stdout.

    The parts in their order, 72 columns, the level spaced, TAGS with commas, references one to a line, paragraphs
    numbered and marked as they are. What is read stays as it was typed; what a publisher or a page turn put between is
    left out. Formatting twice changes nothing. Without FILE, or with -, standard input is read.

    \b
    reftel format draft.txt
    reftel format page.html --no-header
    """
    from reftel.drafting import settle

    vocabulary = vocabulary_of(words)
    refused: list[str] = []
    for place, record in enumerate(records_in(files, refused)):
        text = settle(record, vocabulary=vocabulary, header=header)
        if as_json:
            from reftel.documents import document

            give(document("formatted", {"name": record.name, "text": text}))
        else:
            click.echo(("\n" if place else "") + text, nl=False)
    return EXIT_SOME_REFUSED if refused else EXIT_DONE
