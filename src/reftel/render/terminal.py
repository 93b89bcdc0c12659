"""Cables set in a terminal, with the manners of the page: a calm heading, marks in the margin, the text at a measure
that reads well.

Nothing here depends on colour: a marking is always in words, a match is bold and underlined, a voice has its rule and
its label. Colours are the sixteen that every terminal has and its owner chose, and only ever colour a bar beside the
words, so that they hold on a light ground and on a dark one. Whatever came from a file has been made `printable`
first. Widths are columns; the page is never wider than the console it is set on.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.style import Style
from rich.text import Text

from reftel.ledger import AddReport, LedgerLine
from reftel.markings import read_marking
from reftel.render.course import Step
from reftel.render.page import (
    CablePage,
    Explained,
    Fact,
    PageParagraph,
    PageReference,
    Run,
    iso_words,
    marking_words,
    provenance_words,
)
from reftel.render.plain import printable
from reftel.render.telegram import readings_of, telegram_lines
from reftel.views import CableLine, CableView, Facet, Hit, Results, VersionLine

MEASURE: Final = 66
"""The width of the text in columns: the middle of the 62 to 68 that are read without losing the line."""

_MARGIN: Final = 14
_NARROW: Final = 60
_NARROW_MARGIN: Final = 11

# the trade's cover-sheet colours, as near as sixteen colours come to them: orange is yellow here
_LEVEL_COLOUR: Final = {"UNCLASSIFIED": "green", "CONFIDENTIAL": "blue", "SECRET": "red", "TOP SECRET": "yellow"}
_VOICES: Final = {"introduction": "intro", "action": "action", "assessment": "own view"}
_QUIET: Final = "dim"
_ASKED: Final = re.compile(r"\*([^*]+)\*")


_Part = Text | str | tuple[str, str]
"""A piece of a line: as it is, plain, or with a style of its own."""


class _Sheet:
    """One sheet of a console: a margin for marks and labels, a column for the text, and lines set one after another."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = console.width
        self.narrow = self.width < _NARROW
        self.margin = _NARROW_MARGIN if self.narrow else _MARGIN
        self.measure = max(16, min(MEASURE, self.width - self.margin))

    def line(self, *parts: _Part) -> None:
        """One line made of parts, as wide as they are; each part keeps its own look."""
        line = Text.assemble(*parts)
        line.rstrip()
        self.console.print(line, soft_wrap=True)

    def say(self, text: Text | str, *, lead: _Part = "", after: _Part | None = None, width: int | None = None) -> None:
        """`text` in as many lines as it takes, `lead` before the first, `after` (blanks as wide) before the others."""
        first = Text.assemble(lead)
        rest = Text.assemble(" " * first.cell_len if after is None else after)
        said = Text(text) if isinstance(text, str) else text
        for place, line in enumerate(self.wrapped(said, min(width or self.width, self.width - first.cell_len))):
            self.line(rest if place else first, line)

    def wrapped(self, text: Text, width: int) -> list[Text]:
        """`text` in lines of at most `width` columns."""
        lines = text.wrap(self.console, max(8, width), tab_size=8)
        for line in lines:
            line.rstrip()
        return list(lines)

    def column(self, text: Text | str, style: str = "") -> None:
        """Text in the text's column."""
        said = Text(text, style=style) if isinstance(text, str) else text
        if self.narrow:
            self.say(said, lead="  ")
        else:
            self.say(said, lead=" " * self.margin, width=self.measure)

    def row(self, label: str, values: Iterable[Text | str]) -> None:
        """A label in the margin and what it says beside it; on a narrow sheet, above it."""
        column: list[Text] = []
        width = self.width - 2 if self.narrow else self.measure
        for value in values:
            said = Text(value) if isinstance(value, str) else value
            # what stands indented goes on indented
            lead = len(said.plain) - len(said.plain.lstrip(" "))
            column += [Text.assemble(" " * lead, line) for line in self.wrapped(said[lead:], width - lead)]
        if not column:
            return
        if self.narrow:
            if label:
                self.line((label, _QUIET))
            for value in column:
                self.line("  ", value)
            return
        labels = self.wrapped(Text(label, style=_QUIET), self.margin - 1)
        for place in range(max(len(labels), len(column))):
            named = labels[place] if place < len(labels) else Text()
            self.line(named, " " * (self.margin - named.cell_len), column[place] if place < len(column) else "")

    def band(self, marking: str, words: str, *, struck: bool, beside: str) -> None:
        """The marking as what it was, with its status: a bar in the level's colour, then the words."""
        said = Text.assemble((words, "bold strike" if struck else "bold"), f" · {beside}" if beside else "")
        self.beside(marking, said)

    def beside(self, marking: str, text: Text) -> None:
        """Text beside a bar in the colour of the marking's level."""
        lead = Text.assemble(_bar(marking), " ")
        self.say(text, lead=lead, after=lead)

    def rule(self) -> None:
        """A thin line across the text's column."""
        indent = 0 if self.narrow else self.margin
        self.line(" " * indent, ("─" * (self.width if self.narrow else self.measure), _QUIET))


def _bar(marking: str) -> Text:
    found = read_marking(marking) if marking else None
    return Text("▌", style=_LEVEL_COLOUR.get(found.level, "") if found else _QUIET)


# -- one cable ---------------------------------------------------------------------------------------------------------


def set_cable(console: Console, page: CablePage, *, explain: bool = False) -> None:
    """Set one cable as a page; `explain` puts its TAGS, captions, offices and reasons into words as well."""
    sheet = _Sheet(console)
    sheet.line()
    _top(sheet, page, note=explain or page.provenance == "disclosed")
    title = Text(f"({page.subject_mark.strip('()')}) " if page.subject_mark else "")
    sheet.column(Text.assemble(title, _runs(page.title_runs, "bold" if page.titled else "italic")))
    sheet.column(_codes(page))
    sheet.line()
    if explain:
        _explain(sheet, page)
        sheet.line()
    for paragraph in page.paragraphs:
        _paragraph(sheet, paragraph)
        sheet.line()
    if not page.paragraphs:
        sheet.column("None of the text is in this copy.", "italic")
        sheet.line()
    sheet.rule()
    _around(sheet, page, everything=explain)
    sheet.line()
    sheet.band(page.marking, page.marking_words, struck=page.declassified, beside="")
    sheet.line()


def _top(sheet: _Sheet, page: CablePage, *, note: bool) -> None:
    """The band, then number, route and date."""
    sheet.band(page.marking, page.marking_words, struck=page.declassified, beside=page.status)
    if note and page.status_note:
        sheet.beside(page.marking, Text(page.status_note, style=_QUIET))
    sheet.line()
    sheet.column(Text(page.mrn, style="bold"))
    sheet.column(page.route)
    sheet.column(" · ".join(part for part in (page.date_words, page.precedence) if part))
    sheet.line()


def _codes(page: CablePage) -> Text:
    """TAGS, whom it is for, captions: one line of codes."""
    # a TAG stands as it was typed: whoever quotes the page must not quote what the program put there
    parts = [" ".join(tag.raw or tag.code for tag in page.tags)]
    if page.offices:
        parts.append("for " + ", ".join(office.code for office in page.offices))
    parts.append(" ".join(caption.code for caption in page.captions))
    return Text(" · ".join(part for part in parts if part))


def _explain(sheet: _Sheet, page: CablePage) -> None:
    groups: tuple[tuple[str, Sequence[Explained]], ...] = (
        ("Precedence", page.precedences),
        ("TAGS", page.tags),
        ("For", page.offices),
        ("Captions", page.captions),
        ("Order", (page.order,) if page.order else ()),
        ("Reasons", page.reasons),
    )
    for label, explained in groups:
        sheet.row(label, [_explained(one) for one in explained])
    acronyms = [
        Text.assemble((run.text, "bold"), "  ", run.acronym)
        for paragraph in page.paragraphs
        for run in paragraph.runs
        if run.acronym
    ]
    sheet.row("In the text", acronyms)


def _explained(one: Explained) -> Text:
    is_word = one.kind == "precedence"  # R in the date-time group is said Routine
    said = Text.assemble((one.code if is_word else one.raw or one.code, "bold"))
    if one.raw and is_word:
        said.append(f" (printed {one.raw})")
    said.append("  ")
    meaning = one.meaning or one.note
    said.append(meaning or one.words, style="" if meaning else "italic")
    if one.raw and not is_word:
        said.append(f"; {one.raw} is written for {one.code}")
    return said


def _paragraph(sheet: _Sheet, paragraph: PageParagraph) -> None:
    if paragraph.heading:
        sheet.column(Text(paragraph.heading, style="bold"))
    # an inferred marking stands in brackets, as editors set what they supply
    supplied = f"[{paragraph.inferred}]" if paragraph.inferred else ""
    mark, number = paragraph.portion or paragraph.mark or supplied, paragraph.number
    room = sheet.margin - 2
    numbered = f"{number:>3} "
    if len(mark) + 2 + len(numbered) > room:
        # a mark such as S//REL TO USA, GBR needs a line of its own
        sheet.line(_marked(mark))
        mark = ""
    indent = "" if sheet.narrow else "  "
    margin = Text.assemble(indent, _marked(mark, width=room - len(numbered) - len(indent)), numbered)
    waiting: list[str] = []
    last = ""
    for text, first in _text_lines(sheet, paragraph):
        voices = [voice for span in text.spans if isinstance(span.style, Style) and (voice := _voice(span.style))]
        started = [voice for voice in dict.fromkeys(voices) if voice != last]
        if voices:
            last = voices[-1]
        elif text.plain:
            last = ""
        if sheet.narrow:
            for voice in started:
                sheet.line(" " * room, (f"┃ {_label(voice)}", _QUIET))
        else:
            waiting += started
        if not first and waiting:
            margin = Text(f"{_label(waiting.pop(0)):>{room - 1}} ", style=_QUIET)
        sheet.line(margin, ("┃ " if voices else "  ", _QUIET), text)
        margin = Text(" " * room)
    for voice in waiting:
        sheet.line((f"{_label(voice):>{room - 1}} ┃", _QUIET))


def _text_lines(sheet: _Sheet, paragraph: PageParagraph) -> Iterator[tuple[Text, bool]]:
    """The lines of a paragraph at the measure, and whether each is its very first."""
    first = True
    for place, block in enumerate(paragraph.blocks):
        if place and not (block.label and paragraph.blocks[place - 1].label):
            yield Text(), False
        label = f"{block.label} " if block.label else ""
        for number, line in enumerate(sheet.wrapped(_runs(block.runs), sheet.measure - len(label))):
            yield Text.assemble(" " * len(label) if number else label, line), first
            first = False


def _runs(runs: Iterable[Run], style: str = "") -> Text:
    said = Text()
    for run in runs:
        look = Style.parse(style or "none")
        if run.target:
            # what is held can be opened from here; what is not held is only named
            look += Style(italic=True, color="cyan" if run.held else None)
        if run.matched:
            look += Style(bold=True, underline=True)
        if run.redacted:
            look += Style(reverse=True)
        if run.protected:
            look += Style(underline=True)
        if run.voice:
            look += Style(meta={"voice": run.voice})
        said.append(run.text, style=look)
    return said


def _voice(style: Style) -> str:
    return str(style.meta.get("voice", "")) if style.meta else ""


def _label(voice: str) -> str:
    return _VOICES.get(voice, voice)


def _marked(mark: str, *, width: int = 0) -> Text:
    if not mark:
        return Text(" " * width)
    return Text.assemble(_bar(mark), (mark, "bold"), " " * max(0, width - len(mark) - 1))


def _around(sheet: _Sheet, page: CablePage, *, everything: bool) -> None:
    """What surrounds the text, in groups: references, facts, this copy, neighbours, how to cite it."""
    facts: list[tuple[str, list[Text | str]]] = [
        # the number stands in the heading already
        (fact.label, [fact.value, Text(fact.why, style=_QUIET)] if fact.why else [fact.value])
        for fact in page.facts
        if fact.label != "Number" or fact.why
    ]
    noticed = [one for one in page.diagnostics if everything or one.severity != "note"]
    said = [Text.assemble((one.code, "bold"), f"  {one.message}") for one in noticed]
    if quiet := len(page.diagnostics) - len(noticed):
        said.append(Text(f"{quiet} {'note' if quiet == 1 else 'notes'}: --explain shows them", style=_QUIET))
    versions = [_version(version) for version in page.versions] if len(page.versions) > 1 else []
    groups: tuple[Sequence[tuple[str, Sequence[Text | str]]], ...] = (
        (
            ("Refers to", [said for reference in page.references for said in _reference(reference)]),
            ("Cited by", [_named(line) for line in page.cited_by]),
        ),
        facts,
        (
            ("Record", _record(page.record, everything=everything)),
            (f"Versions ({len(versions)})", versions),
            ("This copy", [page.extent] if page.extent else []),
            ("Noticed", said),
        ),
        (
            ("Earlier", [_named(page.earlier)] if page.earlier else []),
            ("Later", [_named(page.later)] if page.later else []),
        ),
        (("Cite as", [page.citation] if page.citation else []),),
    )
    for place, group in enumerate([rows for rows in groups if any(values for _, values in rows)]):
        if place:
            sheet.line()
        for label, values in group:
            sheet.row(label, values)


def _record(facts: Sequence[Fact], *, everything: bool) -> list[Text]:
    """What the record adds to the telegram, in its own words; only counted unless everything is asked for."""
    if everything:
        return [Text.assemble((f"{fact.label}: ", _QUIET), fact.value) for fact in facts]
    return [Text(f"{_many(len(facts), 'line', 'lines')} more: --explain shows them", style=_QUIET)] if facts else []


def _version(version: VersionLine) -> Text:
    said = f"{provenance_words(version.provenance)} · {printable(version.name)}"
    if version.corrected:
        said += " · corrected copy"
    if version.inside is not None:
        said += f" · found in the text of {version.inside or 'another telegram'}"
    if version.redactions:
        said += f" · {version.redactions} blacked out"
    return Text.assemble((said, "bold" if version.shown else ""), " · shown here" if version.shown else "")


def _reference(reference: PageReference) -> Iterator[Text]:
    said = Text(f"{reference.letter}. " if reference.letter else "")
    if reference.held is not None:
        said.append_text(_named(reference.held))
    else:
        said.append(reference.printed)
        if reference.kind == "cable":
            if reference.mrn and reference.mrn != reference.printed:
                said.append(f" · {reference.mrn}")
            said.append(" · not held here")
    yield said
    if reference.inferred and reference.reason:
        yield Text(f"   year inferred, {reference.sure}: {printable(reference.reason)}", style=_QUIET)
    if reference.mentions:
        yield Text("   spoken of in " + ", ".join(one.label for one in reference.mentions), style=_QUIET)


def _named(line: CableLine) -> Text:
    """A cable on one line: its number, its day, its subject."""
    return Text.assemble(
        (line.mrn or line.name, "bold"),
        "".join(f" · {part}" for part in (iso_words(line.date[:10]), printable(line.subject)) if part),
    )


# -- the form, explained in place --------------------------------------------------------------------------------------


def set_course(console: Console, page: CablePage, steps: Iterable[Step]) -> None:
    """Set the course of one page: each part of the form with its own lines as typed, what it is for, its codes."""
    sheet = _Sheet(console)
    sheet.line()
    _top(sheet, page, note=True)
    for number, step in enumerate(steps, start=1):
        label = Text(step.label, style="bold underline")
        if sheet.narrow:
            sheet.line(f"{number} ", label)
        else:
            sheet.row(f"{number:>{sheet.margin - 2}}", [label])
        indent = " " * (2 if sheet.narrow else sheet.margin)
        for typed in step.printed.splitlines():
            ruled = Text.assemble(indent, ("┃ ", _QUIET))
            sheet.say(typed, lead=ruled, after=ruled)
        for words in step.words:
            sheet.column(words)
        for one in step.explained:
            sheet.row("", [Text.assemble("  ", _explained(one))])
        sheet.line()
    sheet.band(page.marking, page.marking_words, struck=page.declassified, beside="")
    sheet.line()


# -- the telegram as sent ----------------------------------------------------------------------------------------------


def set_telegram(console: Console, view: CableView, page: CablePage, *, explain: bool = False) -> None:
    """Set the record line for line as it was typed, numbered, with each reading underlined at its own characters.

    The band of the page stands above it and below it: a telegram is never shown as if its marking were a live one.

    Lines of the publisher's page and page lines are dim. What was noticed stands under the line that it is about;
    with `explain`, so does what was read there.
    """
    sheet = _Sheet(console)
    named = {reading.id: reading for reading in readings_of(view.cable)}
    lines = telegram_lines(view)
    digits = len(str(len(lines)))
    told: set[str] = set()
    noticed: set[int] = set()
    sheet.line()
    sheet.band(page.marking, page.marking_words, struck=page.declassified, beside=page.status)
    sheet.line()
    for typed in lines:
        text = Text(style=_QUIET if typed.wrapper else "")
        for segment in typed.segments:
            # a passage is the text itself: a line under all of it would drown the others
            read_here = any(not name.startswith(("passages-", "repeats-")) for name in segment.readings)
            look = Style(underline=read_here, bold=segment.matched, dim=segment.dim)
            text.append(segment.text, style=look)
        sheet.say(text, lead=(f"{typed.number:>{digits}} │ ", _QUIET), after=(f"{'':>{digits}} │ ", _QUIET))
        for segment in typed.segments:
            for place in segment.diagnostics:
                if place not in noticed:
                    noticed.add(place)
                    one = view.cable.diagnostics[place]
                    _under(sheet, digits, f"! {one.code}: {printable(one.message)}")
            if explain:
                for name in segment.readings:
                    if name not in told and name in named:
                        told.add(name)
                        reading = named[name]
                        _under(sheet, digits, f"= {reading.words}" + (f": {reading.value}" if reading.value else ""))
    read = sum(1 for reading in named.values() if reading.spans and not reading.id.startswith("passages-"))
    elsewhere = [one for place, one in enumerate(view.cable.diagnostics) if place not in noticed]
    sheet.line()
    sheet.say(Text(f"Underlined: {read} readings{'' if explain else ' (--explain names them)'}.", style=_QUIET))
    for one in elsewhere:
        sheet.say(Text(f"{one.code}: {printable(one.message)}", style=_QUIET), lead=("! ", _QUIET))
    sheet.line()
    sheet.band(page.marking, page.marking_words, struck=page.declassified, beside="")
    sheet.line()


def _under(sheet: _Sheet, digits: int, said: str) -> None:
    margin = f"{'':>{digits}} · "
    sheet.say(
        Text(said, style="italic"), lead=(margin, _QUIET), after=(f"{margin}  ", _QUIET), width=sheet.width - digits - 5
    )


# -- what a search found -----------------------------------------------------------------------------------------------


def set_results(console: Console, results: Results, *, counts: bool = True, more: str = "", instead: str = "") -> None:
    """Set what a search found: the query in words with the exact number and of how many, the cables, the counts.

    `more` is the command that shows the next page, `instead` the one that searches without what emptied the result.
    """
    sheet = _Sheet(console)
    sheet.line()
    sheet.say(_emphasised(results.words))
    if results.total or not results.jump:
        held = (
            f"{results.total:,} of the {results.held:,} cables held here" if results.held else "No cable is held here."
        )
        sheet.say(held)
    if results.stale:
        sheet.say("The index is behind the archive; this is its last whole state. `reftel index` brings it up to date.")
    if results.jump:
        sheet.line()
        one = len(results.jump) == 1
        sheet.say("This is the name of a cable:" if one else f"This may be any of {len(results.jump)} cables:")
        for jump in results.jump:
            sheet.say(_named(jump), lead="  ")
            sheet.line(f"  reftel show {jump.name}")
    elif not results.total and results.emptied_by:
        sheet.say(Text.assemble("Leave out “", _emphasised(results.emptied_by), "” and something is found."))
        if instead:
            sheet.line(f"Try: {printable(instead)}")
    for hit in results.hits:
        sheet.line()
        _hit(sheet, hit)
    if counts and results.total > 1:
        _counts(sheet, results.facets)
    sheet.line()
    if results.after and more:
        # a command is never broken: it would be wrong when copied
        sheet.line((f"More: {more}", _QUIET))
        sheet.line()


def _emphasised(words: str) -> Text:
    """A query in words, with the words that were asked for set off: `Cables with *tug*`."""
    said = Text()
    for place, part in enumerate(_ASKED.split(printable(words))):
        said.append(part, style="bold" if place % 2 else "")
    return said


def _hit(sheet: _Sheet, hit: Hit) -> None:
    line = hit.line
    head = Text.assemble((line.mrn or line.name, "bold"))
    for part in (printable(line.post_name).split(" (")[0], iso_words(line.date)):
        if part:
            head.append(f" · {part}")
    sheet.say(head)
    beside = provenance_words(line.provenance)
    sheet.beside(line.marking, Text(f"{marking_words(line.marking or None)} · {beside}", style=_QUIET))
    sentence = Text()
    for piece in hit.snippet:
        sentence.append(printable(piece.text).replace("\n", " "), style="bold underline" if piece.matched else "")
    subject = Text(printable(line.subject) or "No subject line")
    if hit.paragraph is None and sentence.plain.strip() == subject.plain.strip():
        # it matched in the subject alone: the match is shown there, and nothing is said twice
        subject, sentence = sentence, Text()
    sheet.say(subject, lead="  ", width=MEASURE + 6)
    if sentence.plain:
        where = f"¶ {hit.number}" if hit.number is not None else "¶" if hit.paragraph is not None else ""
        sheet.say(sentence, lead=(f"{where:>6}  ", _QUIET), width=MEASURE)


def _counts(sheet: _Sheet, facets: Sequence[Facet]) -> None:
    """The counts of the result, one line for each property, the most frequent first."""
    shown = [facet for facet in facets if facet.values]
    if not shown:
        return
    sheet.line()
    labels = max(len(facet.label) for facet in shown) + 2
    for facet in shown:
        room = sheet.width - labels
        said = Text()
        left = len(facet.values)
        for one in facet.values:
            # PREL (External political relations) is PREL here: the line is short, and the page explains it
            name = printable(one.label).split(" (")[0]
            piece = f"{name} {one.count:,}"
            rest = f" · and {left:,} more"
            if said.cell_len + len(piece) + 3 + (len(rest) if left > 1 else 0) > room and said.plain:
                break
            said.append(f"{' · ' if said.plain else ''}{name} ")
            said.append(f"{one.count:,}", style="bold")
            left -= 1
        if left:
            said.append(f" · and {left:,} more")
        sheet.say(said, lead=(f"{facet.label:<{labels}}", _QUIET))
    first = shown[0]
    value = first.values[0].value
    quoted = f'"{value}"' if " " in value else value
    sheet.say(Text(f"narrow it with words such as {first.field}:{quoted}", style=_QUIET), lead=" " * labels)


# -- what became of the files ------------------------------------------------------------------------------------------

_NAMES_SHOWN: Final = 3


def set_report(
    console: Console, report: AddReport, *, archive: str, program: str = "reftel", naming: Sequence[str] = ()
) -> None:
    """Set what one run of `reftel add` did, and what it did not read and why, grouped by reason.

    `program` is what to type for reftel; `naming` are the words by which a command that follows names this archive,
    none where it is found by itself.
    """
    sheet = _Sheet(console)
    read = report.read + report.partly_read
    took = f" in {report.seconds:.1f} s" if report.seconds else ""
    said = f"{_many(read, 'file', 'files')} read{took}"
    if report.partly_read:
        said += f", {report.partly_read:,} of them in part"
    if report.known:
        said += f"; {_many(report.known, 'file was', 'files were')} held already, byte for byte"
    if report.restated:
        said += f"; for {report.restated:,} of them the provenance is now what you say"
    sheet.say(said)
    again = report.new_versions - report.new_cables
    said = f"{_many(report.new_cables, 'new cable', 'new cables')} in {printable(archive)}"
    if again > 0:
        said += f", and {_many(again, 'further version', 'further versions')} of cables"
    sheet.say(Text(said, style="bold"))
    if report.not_read:
        sheet.line()
        sheet.say("Not read, or not wholly:")
        groups: dict[tuple[str, str, str], list[LedgerLine]] = {}
        for line in report.not_read:
            groups.setdefault((line.outcome, line.code, line.remedy), []).append(line)
        for (outcome, code, remedy), lines in sorted(groups.items(), key=lambda group: (group[0][0], -len(group[1]))):
            _reason(sheet, outcome, code, remedy, lines)
        sheet.line(f"All of them: {shlex.join([program, 'ledger', '--run', str(report.run), *naming])}")
    if report.new_cables:
        sheet.line()
        sheet.line(f"Next: {shlex.join([program, 'search', 'WORDS', *naming])}")
        sheet.line(f"      {shlex.join([program, 'serve', *naming])}")


def _reason(sheet: _Sheet, outcome: str, code: str, remedy: str, lines: Sequence[LedgerLine]) -> None:
    reasons = {line.reason for line in lines}
    reason = printable(lines[0].reason) if len(reasons) == 1 else f"for example: {printable(lines[0].reason)}"
    lead = f"{len(lines):>5,} {outcome:<12}  "
    indent = " " * (8 if sheet.narrow else len(lead))
    if sheet.narrow:
        sheet.line(lead)
        lead = indent
    sheet.say(f"{reason} {printable(remedy)}".strip() or code, lead=lead)
    names = ", ".join(_short(printable(line.name)) for line in lines[:_NAMES_SHOWN])
    more = f" and {len(lines) - _NAMES_SHOWN:,} more" if len(lines) > _NAMES_SHOWN else ""
    sheet.say(Text(names + more, style=_QUIET), lead=indent)


def set_ledger_line(console: Console, line: LedgerLine) -> None:
    """Set one line of the ledger: run, outcome, file, then the cables it gave or why it was not read."""
    sheet = _Sheet(console)
    cables = "  " + " ".join(line.cables[:6]) if line.cables else ""
    more = f" and {len(line.cables) - 6:,} more" if len(line.cables) > 6 else ""
    sheet.line(f"{line.run:>4}  {line.outcome:<12}  ", (printable(line.name), "bold"), cables, more)
    why = " ".join(part for part in (printable(line.reason), printable(line.remedy)) if part)
    if why:
        sheet.say(
            Text(f"{line.code}: {why}" if line.code else why, style=_QUIET), lead=" " * (8 if sheet.narrow else 20)
        )


def _short(path: str, most: int = 40) -> str:
    """A path by its end, whole names only: `…/heap/notes.txt`."""
    kept = path
    while len(kept) > most and "/" in kept.removeprefix("…/"):
        kept = "…/" + kept.removeprefix("…/").split("/", 1)[1]
    return kept


def _many(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"
