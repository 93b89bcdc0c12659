"""`reftel index`: bring the search index up to the archive, or make it anew."""

from __future__ import annotations

import click

from reftel.cli.place import archive_option, existing, json_option
from reftel.cli.speech import give
from reftel.errors import EXIT_DONE


@click.command("index")
@archive_option
@click.option("--rebuild", is_flag=True, help="Throw the index away and make it from the archive.")
@json_option
def index_command(archive: str | None, rebuild: bool, as_json: bool) -> int:
    """Bring the search index up to date.

    The index is made from the archive and may be thrown away at any time; `reftel add` keeps it. This is for an index
    that was lost or damaged, or for a vocabulary that was changed.
    """
    from reftel.archive import Archive
    from reftel.cli.progress import Running

    place = existing(archive)
    with Archive.open(place, mode="write") as opened, Running("Indexing", "cable") as running:
        indexed = opened.index(rebuild=rebuild, progress=running.reach)
    if as_json:
        from reftel.documents import document

        give(document("indexed", {"archive": str(place), "cables": indexed}))
    else:
        click.echo(
            f"{indexed:,} {'cable' if indexed == 1 else 'cables'} indexed in {place}"
            if indexed
            else f"The index of {place} is up to date."
        )
    return EXIT_DONE
