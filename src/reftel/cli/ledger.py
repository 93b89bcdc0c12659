"""`reftel ledger`: what became of every file that was ever given to the archive."""

from __future__ import annotations

from typing import get_args

import click

from reftel.cli.place import archive_option, existing, json_option
from reftel.cli.speech import give, paper
from reftel.errors import EXIT_DONE
from reftel.ledger import Outcome


@click.command("ledger")
@archive_option
@click.option("--outcome", type=click.Choice(get_args(Outcome)), help="Only the files that ended so.")
@click.option("--run", metavar="N", type=click.IntRange(min=1), help="Only the files of this run of `reftel add`.")
@json_option
def ledger_command(archive: str | None, outcome: Outcome | None, run: int | None, as_json: bool) -> int:
    """Say what became of every file: read, partly read, passed over or refused, and why.

    \b
    reftel ledger --outcome refused
    """
    from reftel.archive import Archive

    with Archive.open(existing(archive), mode="read") as opened:
        lines = opened.ledger(outcome=outcome, run=run)
        if as_json:
            from reftel.documents import document

            for line in lines:
                give(document("ledger", line))
        else:
            from reftel.render.terminal import set_ledger_line

            sheet = paper()
            for line in lines:
                set_ledger_line(sheet, line)
    return EXIT_DONE
