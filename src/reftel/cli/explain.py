"""`reftel explain`: what a diagnostic's code means, why it matters, an example, what to do."""

from __future__ import annotations

import click

from reftel.cli.papers import width_option
from reftel.cli.place import json_option
from reftel.cli.speech import give, paper
from reftel.errors import EXIT_DONE, NotFound


@click.command("explain")
@click.argument("words", metavar="[CODE]...", nargs=-1)
@width_option
@json_option
def explain_command(words: tuple[str, ...], width: int | None, as_json: bool) -> int:
    """Explain the code of a diagnostic.

    What was seen, why it matters, an example with the place marked, what to do. Without a CODE, all of them are
    listed; with a word instead, those that speak of it.

    \b
    reftel explain PM-HIGHER
    reftel explain portion
    """
    from reftel.explanations import explanation, explanations, nearest

    exact = [told for word in words if (told := explanation(word)) is not None]
    if words and len(exact) == len(words):
        found = tuple(exact)
    else:
        found = explanations(" ".join(words))
        if not found:
            near = nearest(words[0])
            raise NotFound(
                f"No code {' '.join(words)}, and none that speaks of it",
                remedy=f"Perhaps {' or '.join(near)}." if near else "`reftel explain` lists all of them.",
            )
    if as_json:
        from reftel.documents import document

        for told in found:
            give(document("explanation", told))
        return EXIT_DONE
    from reftel.teaching import set_explanation, set_list

    sheet = paper(width=width)
    if exact and len(exact) == len(found):
        for told in found:
            set_explanation(sheet, told)
    elif len(found) == 1:
        set_explanation(sheet, found[0])
    else:
        set_list(sheet, found, searched=" ".join(words))
    return EXIT_DONE
