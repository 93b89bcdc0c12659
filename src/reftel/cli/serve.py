"""`reftel serve`: the archive as a reading room in the browser."""

from __future__ import annotations

import contextlib

import click

from reftel.cli.place import archive_option, existing, reader_option
from reftel.errors import EXIT_DONE


@click.command("serve")
@archive_option
@click.option("--host", metavar="NAME", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=8765, show_default=True, help="The port.")
@click.option(
    "--allow-host",
    "allowed",
    metavar="NAME",
    multiple=True,
    help="A further name under which others reach it; may be given several times.",
)
@reader_option
def serve_command(archive: str | None, host: str, port: int, allowed: tuple[str, ...], shelf: str) -> int:
    """Open the reading room in the browser, until Ctrl-C.

    Cables that are added meanwhile are there at the next click.
    """
    from reftel.views import Reader
    from reftel.web.serve import serve

    # Ctrl-C is how a reading room is closed: nothing was cut short
    with contextlib.suppress(KeyboardInterrupt):
        serve(existing(archive), host=host, port=port, allowed_hosts=allowed, reader=Reader(shelf))
    return EXIT_DONE
