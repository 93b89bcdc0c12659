"""`reftel check`: a text that somebody is writing, held against the form."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reftel.cli.papers import bytes_of, refusal, vocabulary_of, vocabulary_option
from reftel.cli.place import json_option
from reftel.cli.speech import give, paper
from reftel.errors import EXIT_DONE, EXIT_FAULTS, NotACable, SourceRefused, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from reftel.drafting import Checked
    from reftel.times import Date
    from reftel.vocab import Vocabulary


@click.command("check")
@click.argument("draft", metavar="[DRAFT]", required=False, default="-", type=click.Path())
@click.option("--strict", is_flag=True, help="Advice counts as a fault, too.")
@click.option(
    "--date", "on", metavar="DATE", help="The day it will be sent, if it has no date-time group; today without it."
)
@vocabulary_option
@json_option
def check_command(draft: str, strict: bool, on: str | None, words: Path | None, as_json: bool) -> int:
    """Hold a draft against the form.

    Faults with their line, column and what to do: a missing caption, a portion above the whole, an unknown TAG with
    those that are near, an impossible date, a gap in the numbering. Without DRAFT, or with -, standard input is read.
    The exit code is 0 when nothing is to be mended and 1 when something is; advice alone is 0, unless --strict.

    \b
    reftel check draft.txt
    reftel check draft.txt --strict --json
    """
    name, checked = _checked(draft, _day(on), vocabulary_of(words))
    wrong = checked.wrong(strict=strict)
    if as_json:
        from reftel.documents import document

        give(document("check", {"name": name, "wrong": len(wrong), "faults": checked.faults}))
    else:
        _say(name, checked, len(wrong))
    return EXIT_FAULTS if wrong else EXIT_DONE


def _day(on: str | None) -> Date:
    from reftel.times import Date

    if on is None:
        today = datetime.datetime.now(datetime.UTC).date()
        return Date(today.year, today.month, today.day)
    try:
        return Date.parse(on)
    except ValueError as error:
        raise UsageError(f"{on} is no date", remedy="Write it as 2012-03-06.") from error


def _checked(draft: str, day: Date, vocabulary: Vocabulary) -> tuple[str, Checked]:
    from reftel import sources
    from reftel.drafting import check

    try:
        name, data = bytes_of(draft)
        record = sources.open_bytes(data, name=name).sources[0]
    except NotACable:
        # too little of a telegram to be read as one is what a draft is at first
        record = sources.source(data, name=name)
    except SourceRefused as error:
        raise refusal(draft, error) from error
    return name, check(record, vocabulary=vocabulary, on=day)


def _say(name: str, checked: Checked, wrong: int) -> None:
    from rich.text import Text

    from reftel.render.plain import printable

    sheet = paper()
    width = max(40, min(sheet.width, 100))
    lines = checked.cable.source.text.split("\n")
    for fault in checked.faults:
        place = f"{name}:{fault.line}:{fault.column}" if fault.line else name
        head = Text.assemble(
            f"{printable(place)}: ", ("fault" if fault.weight == "fault" else "advice", "bold"), f" {fault.code}"
        )
        sheet.print(head, soft_wrap=True)
        if fault.line:
            _show(sheet, lines[fault.line - 1], fault.column - 1, fault.spans[0].end - fault.spans[0].start, width)
        for words in (fault.message, fault.remedy):
            for line in Text(printable(words)).wrap(sheet, width - 4):
                line.rstrip()
                sheet.print(Text.assemble("    ", line), soft_wrap=True)
    advice = len(checked.faults) - sum(fault.weight == "fault" for fault in checked.faults)
    faults = len(checked.faults) - advice
    if checked.faults:
        sheet.print()
    said = (
        f"{faults} {'fault' if faults == 1 else 'faults'}, {advice} of advice" if checked.faults else "No fault found"
    )
    more = "" if not checked.faults else ". `reftel explain CODE` says more of each"
    sheet.print(f"{said}{more}.", soft_wrap=True)


def _show(sheet: Console, line: str, start: int, length: int, width: int) -> None:
    """The line with carets under the place, or the part of it that fits."""
    from rich.text import Text

    from reftel.render.carets import columns
    from reftel.render.plain import printable

    shown, places = columns(printable(line.rstrip("\r")))
    stop = min(start + max(1, length), len(line))
    first, last = (places[start], places[stop]) if places is not None else (start, stop)
    room = width - 4
    cut = max(0, min(first - room // 3, len(shown) - room)) if len(shown) > room else 0
    sheet.print(Text(f"    {shown[cut : cut + room]}"), soft_wrap=True)
    carets = "^" * max(1, min(last, cut + room) - first)
    sheet.print(Text(f"    {' ' * (first - cut)}{carets}", style="cyan"), soft_wrap=True)
