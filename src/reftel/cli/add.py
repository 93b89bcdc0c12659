"""`reftel add`: read files and folders into an archive, and say what became of every one of them."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click
from click.core import ParameterSource

from reftel.cli.place import NAME, archive_option, json_option, nearest
from reftel.cli.speech import Interrupted, give, paper, program, remark
from reftel.errors import EXIT_DONE, EXIT_SOME_REFUSED
from reftel.records import ProvenanceKind

if TYPE_CHECKING:
    from reftel.records import Provenance


@click.command("add")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True))
@archive_option
@click.option(
    "--provenance",
    "kind",
    type=click.Choice(get_args(ProvenanceKind)),
    help="How these texts came to be readable; without it, what their layout proves, else unknown.",
)
@click.option("--publisher", metavar="NAME", default="", help="Whose copy is read: NARA, a FOIA reading room, …")
@click.option("--edition", metavar="TEXT", default="", help="Which edition of it: a release, a volume, a date.")
@click.option(
    "--vocabulary",
    "words",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Posts, TAGS and people of your own, put into the archive before anything is read.",
)
@click.option(
    "--jobs", metavar="N", type=click.IntRange(min=1), help="How many processes read at once; without it, one per core."
)
@click.option("--follow-links", is_flag=True, help="Go through symbolic links inside folders, too.")
@json_option
@click.pass_context
def add_command(
    ctx: click.Context,
    paths: tuple[str, ...],
    archive: str | None,
    kind: ProvenanceKind | None,
    publisher: str,
    edition: str,
    words: Path | None,
    jobs: int | None,
    follow_links: bool,
    as_json: bool,
) -> int:
    """Read files and folders into an archive.

    The archive is made when there is none yet. Every file ends in the ledger: read, partly read, passed over or
    refused, with the reason. Adding the same bytes again changes nothing but the provenance, where another one is said;
    so a run that was stopped goes on where it stopped.

    \b
    reftel add cables/
    reftel add cables/ --vocabulary my-words/
    reftel add release/ --provenance foia --publisher "State FOIA"
    """
    from reftel.archive import Archive
    from reftel.cli.progress import Running
    from reftel.ingest import add, adopt_vocabulary

    place = Path(archive) if archive else nearest()
    if place is None:
        place = Path(NAME)
        remark(f"Making an archive here: {place.resolve()}")
    if words is not None:
        adopt_vocabulary(place, words)
    with Archive.open(place, mode="create") as opened, Running() as running:
        try:
            report = add(
                opened,
                [Path(path) for path in paths],
                provenance=_provenance(kind, publisher, edition),
                command=shlex.join(["reftel", *sys.argv[1:]]),
                jobs=jobs,
                follow_links=follow_links,
                progress=running,
            )
        except KeyboardInterrupt as stopped:
            raise Interrupted(
                f"interrupted after {running.so_far}; what was read until then is kept.",
                remedy="Run the same command again to go on from there.",
            ) from stopped
    if as_json:
        from reftel.documents import document

        give(document("added", report))
    else:
        from reftel.render.terminal import set_report

        named = ctx.get_parameter_source("archive") is ParameterSource.COMMANDLINE
        naming = ("--archive", str(place)) if named else ()
        set_report(paper(), report, archive=str(place), program=program(), naming=naming)
    return EXIT_SOME_REFUSED if report.refused else EXIT_DONE


def _provenance(kind: ProvenanceKind | None, publisher: str, edition: str) -> Provenance | None:
    from reftel.records import Provenance

    if kind is None and not publisher and not edition:
        return None
    return Provenance(kind=kind or "unknown", publisher=publisher, edition=edition)
