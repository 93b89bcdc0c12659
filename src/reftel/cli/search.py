"""`reftel search`: find cables by words, fields, dates, markings, or by any spelling of their name."""

from __future__ import annotations

import shlex
from typing import Literal, get_args

import click
from click.core import ParameterSource

from reftel.cli.place import archive_option, existing, json_option, reader_option
from reftel.cli.speech import Unreadable, give, paper, program
from reftel.errors import EXIT_DONE, QueryError

Order = Literal["relevance", "date", "-date"]


# a query may hold `-word`, which must not be taken for an option; `--word` is one all the same
@click.command("search", context_settings={"ignore_unknown_options": True})
@click.argument("query", metavar="QUERY...", nargs=-1, required=True)
@archive_option
@click.option("--limit", metavar="N", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many.")
@click.option(
    "--order",
    type=click.Choice(get_args(Order)),
    default="relevance",
    show_default=True,
    help="The best first, the oldest first (date) or the newest first (-date).",
)
@click.option("--after", metavar="CURSOR", help="Go on after this place: the cursor that the page before ended with.")
@click.option("--counts/--no-counts", default=True, help="With or without counts by post, year, marking, TAGS, source.")
@reader_option
@json_option
@click.pass_context
def search_command(
    ctx: click.Context,
    query: tuple[str, ...],
    archive: str | None,
    limit: int,
    order: Order,
    after: str | None,
    counts: bool,
    shelf: str,
    as_json: bool,
) -> int:
    """Find cables.

    Words side by side must all be there; OR, NOT or -word, parentheses and "a phrase" (in quotes of its own for the
    shell: '"a phrase"') do what they say. A field is name:value, such as from:PARIS tag:PREL class:SECRET
    after:2004-04 before:2005. The name of a cable, in any spelling, leads to it.

    With --json: one line of kind results, then one line of kind hit for each cable.

    \b
    reftel search fisheries agreement
    reftel search 'from:PARIS "joint commission" after:2004'
    """
    from reftel.archive import Archive
    from reftel.views import Reader

    for word in query:
        if word.startswith("--") and len(word) > 2:
            raise click.NoSuchOption(word.split("=", 1)[0], ctx=ctx)
    asked = " ".join(query)
    with Archive.open(existing(archive), mode="read") as opened:
        try:
            results = opened.search(asked, reader=Reader(shelf), limit=limit, after=after, order=order)
        except QueryError as error:
            raise Unreadable(error, asked) from error
    if as_json:
        from reftel.documents import builtins, document

        head = builtins(results)
        hits = head.pop("hits", [])
        if not counts:
            head.pop("facets", None)
        give(document("results", head))
        for hit in hits:
            give(document("hit", hit))
    else:
        from reftel.render.terminal import set_results

        set_results(
            paper(),
            results,
            counts=counts,
            more=_next_page(ctx, query, results.after),
            instead=_without_what_emptied_it(ctx, results.emptied_query),
        )
    return EXIT_DONE


def _next_page(ctx: click.Context, query: tuple[str, ...], after: str | None) -> str:
    """The command that shows the next page: this one as it was asked, going on after the last cable shown."""
    if after is None:
        return ""
    return shlex.join([program(), "search", *query, *_as_given(ctx), "--after", after])


def _without_what_emptied_it(ctx: click.Context, query: str | None) -> str:
    """The command that searches without the part that nothing has."""
    if not query:
        return ""
    # what begins with a stroke would be taken for options
    guard = ["--"] if query.startswith("-") else []
    return shlex.join([program(), "search", *_as_given(ctx), *guard, query])


def _as_given(ctx: click.Context) -> list[str]:
    words: list[str] = []
    for name in ("archive", "limit", "order", "shelf"):
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            words += ["--as" if name == "shelf" else f"--{name}", str(ctx.params[name])]
    return words
