"""`reftel show`: one cable as a page, as the telegram that was sent, or as data."""

from __future__ import annotations

import sys

import click

from reftel.cli.place import archive_option, existing, json_option, reader_option
from reftel.cli.speech import Ambiguous, give, paper
from reftel.errors import EXIT_DONE, CableNotFound


@click.command("show")
@click.argument("spelling", metavar="ID...", nargs=-1, required=True)
@archive_option
@click.option("--telegram", is_flag=True, help="The text as sent, line for line, each reading underlined.")
@click.option("--how", is_flag=True, help="The form explained in place, in the order the eye meets it.")
@click.option("--explain", is_flag=True, help="TAGS, captions and markings in words.")
@click.option("--original", is_flag=True, help="The bytes of the file it was read from, to stdout.")
@click.option(
    "--width", metavar="N", type=click.IntRange(40, 400), help="Set the page this wide; else your terminal's."
)
@click.option("--with-text", is_flag=True, help="With --json: the text of the source, too.")
@reader_option
@json_option
def show_command(
    spelling: tuple[str, ...],
    archive: str | None,
    telegram: bool,
    how: bool,
    explain: bool,
    original: bool,
    width: int | None,
    with_text: bool,
    shelf: str,
    as_json: bool,
) -> int:
    """Read one cable, named in any spelling.

    Where the name means several cables, they are listed with what to type, and the exit code is 5.

    \b
    reftel show 04SANILVAR566
    reftel show 04 SAN ILVAR 566 --explain
    """
    from reftel.archive import Archive
    from reftel.views import Reader

    asked = {"--telegram": telegram, "--how": how, "--original": original, "--json": as_json}
    forms = [name for name, wanted in asked.items() if wanted]
    if len(forms) > 1:
        raise click.UsageError(f"{' and '.join(forms)} are different forms of the same cable: ask for one.")
    if with_text and not as_json:
        raise click.UsageError("--with-text belongs to --json.")
    name = " ".join(spelling)
    reader = Reader(shelf)
    with Archive.open(existing(archive), mode="read") as opened:
        found = opened.find(name, reader=reader)
        if not found:
            raise CableNotFound(
                f"No cable {name} is held here",
                remedy="`reftel search` finds cables by their words; an archive may lack any cable that was sent.",
            )
        if len(found) > 1:
            raise Ambiguous(f"{name} may be any of {len(found)} cables", remedy="Say which:", choices=found)
        if original:
            version = next(v for v in opened.get(found[0].name, reader=reader).versions if v.shown)
            sys.stdout.buffer.write(opened.original(version.handle, reader=reader))
            return EXIT_DONE
        view = opened.get(found[0].name, reader=reader)
        if as_json:
            from reftel.documents import view_document

            give(view_document(view, with_text=with_text))
            return EXIT_DONE
        from reftel.render.course import course
        from reftel.render.page import cable_page
        from reftel.render.terminal import set_cable, set_course, set_telegram

        sheet = paper(width=width)
        page = cable_page(view, opened.vocabulary)
        if telegram:
            set_telegram(sheet, view, page, explain=explain)
        elif how:
            set_course(sheet, page, course(view, page))
        else:
            set_cable(sheet, page, explain=explain)
    return EXIT_DONE
