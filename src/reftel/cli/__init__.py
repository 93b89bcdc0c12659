"""The command line: one command for each thing the library does, and no logic of its own.

Every command that gives results has `--json`; results go to stdout, all else to stderr. Rooms are imported when a
command is run, so that `reftel --help` answers at once.
"""

from __future__ import annotations

import click

from reftel.cli.add import add_command
from reftel.cli.check import check_command
from reftel.cli.doctor import doctor_command
from reftel.cli.explain import explain_command
from reftel.cli.format import format_command
from reftel.cli.index import index_command
from reftel.cli.ledger import ledger_command
from reftel.cli.read import read_command
from reftel.cli.search import search_command
from reftel.cli.serve import serve_command
from reftel.cli.show import show_command
from reftel.cli.speech import Commands

__all__ = ["main", "reftel"]


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"reftel {version('reftel')}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Say the version."
)
def reftel() -> None:
    """Turn a heap of diplomatic cables into a reading room.

    \b
    Begin with:
      reftel read FILE           see how one telegram is read
      reftel add FOLDER          read what is in it into an archive
      reftel search WORDS        find cables
      reftel show 04SANILVAR566  read one
      reftel serve               the reading room, in your browser
    """


for _command in (
    read_command,
    explain_command,
    check_command,
    format_command,
    add_command,
    search_command,
    show_command,
    serve_command,
    ledger_command,
    index_command,
    doctor_command,
):
    reftel.add_command(_command)


def main() -> None:
    """The program `reftel`."""
    reftel.main()
