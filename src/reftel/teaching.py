"""Pages that teach: a diagnostic with its example as it is really read, and telegrams of the manual with their carets.

What the manual shows of the program is made by the program: an example is read (or checked, where it is about drafts)
each time, so that it cannot say what is not so.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reftel import reading
from reftel.diagnostics import Diagnostic
from reftel.drafting import check
from reftel.explanations import Explanation, explanations
from reftel.render.annotated import Annotated, Spot, annotate
from reftel.render.annotated_sheet import draw, set_drawn
from reftel.render.carets import Drawn, Piece, plain
from reftel.sources import source
from reftel.vocab import Vocabulary

if TYPE_CHECKING:
    from rich.console import Console

MEASURE: Final = 80

_DRAFT_WORDS: Final = {
    "fault": "A fault of a draft",
    "advice": "Advice for a draft, a fault under --strict",
    "none": "No matter of a draft",
}


@cache
def noticed_in(told: Explanation) -> tuple[Diagnostic, ...]:
    """What of this code is noticed in its own example."""
    return _shown(told)[1]


def _shown(told: Explanation) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of the example, or of the telegram inside it that shows the code, and what was noticed there."""
    record = source(told.example, name=told.name)
    if told.code.startswith("DRAFT-"):
        faults = [one for one in check(record).faults if one.code == told.code]
        return record.text, tuple(
            Diagnostic(code=one.code, severity=told.severity, message=one.message, spans=one.spans) for one in faults
        )
    for cable in reading.read_all(record, vocabulary=Vocabulary.shipped()):
        if noticed := tuple(one for one in cable.diagnostics if one.code == told.code):
            return cable.source.text, noticed
    return record.text, ()


def example_of(told: Explanation, *, width: int = MEASURE) -> list[Drawn]:
    """The example with carets where the code was given, and its sentence beside them."""
    text, noticed = _shown(told)
    spots = tuple(
        Spot(
            one.spans,
            one.message,
            "warned" if one.severity != "note" else "noticed",
            beginning=any("\n" in span.of(text) for span in one.spans[:1]),
        )
        for one in noticed
        if one.spans
    )
    drawn = list(draw(Annotated(text, "", spots, ()), width=width, whole=True, parts=False))
    if told.name:
        drawn.insert(0, (Piece(f"{told.name}:", "quiet"),))
    drawn += [(Piece(f"Of the whole: {one.message}", "noticed"),) for one in noticed if not one.spans]
    return drawn


def set_explanation(console: Console, told: Explanation) -> None:
    """One code on a console."""
    width = max(40, min(console.width, MEASURE))

    def say(words: str, role: str = "") -> Iterator[Drawn]:
        for line in textwrap.wrap(words, width):
            yield (Piece(line, "part" if role == "part" else "plain"),)

    lines: list[Drawn] = [*say(f"{told.code} · {told.severity}", "part"), *say(told.meaning), ()]
    if told.why:
        lines += [*say("Why it matters", "part"), *say(told.why), ()]
    if told.example:
        lines += [*say("An example", "part"), *example_of(told, width=width), ()]
    lines += [*say("What to do", "part"), *say(told.advice), ()]
    lines += [*say(_DRAFT_WORDS[told.draft], "part"), *say(told.mend), ()]
    set_drawn(console, lines)


def set_list(console: Console, every: tuple[Explanation, ...], *, searched: str = "") -> None:
    """Codes with what was seen, area by area."""
    width = max(40, min(console.width, 100))
    column = max(len(told.code) for told in every) + 2
    lines: list[Drawn] = []
    area = ""
    for told in every:
        if told.code.partition("-")[0] != area and lines and not searched:
            lines.append(())
        area = told.code.partition("-")[0]
        words = textwrap.wrap(told.meaning, max(20, width - column))
        lines.append((Piece(f"{told.code:<{column}}", "part"), Piece(words[0])))
        lines += [(Piece(" " * column), Piece(line)) for line in words[1:]]
    about = f" that speak of {searched}" if searched else ""
    lines += [(), (Piece(f"{len(every)} codes{about}. `reftel explain CODE` explains one.", "quiet"),)]
    set_drawn(console, lines)


# -- pages of the manual -----------------------------------------------------------------------------------------------


def diagnostic_page(told: Explanation) -> str:
    """The page of one code, in Markdown."""
    parts = [f"# {told.code}", f"*{told.severity}*. {told.meaning}"]
    if told.why:
        parts += ["## Why it matters", _sentences(told.why)]
    if told.example:
        parts += ["## An example", f"```text\n{plain(example_of(told))}```"]
    parts += ["## What to do", _sentences(told.advice)]
    parts += [f"## {_DRAFT_WORDS[told.draft].replace('--strict', '`--strict`')}", _sentences(told.mend)]
    return "\n\n".join(part for part in parts if part) + "\n"


def index_page() -> str:
    """The index of the codes, area by area."""
    head = (
        "# Diagnostics\n\n"
        "What the reader of telegrams noticed, code by code.\n"
        "A diagnostic never changes a text and never stops a reading.\n"
        "`reftel explain CODE` says the same as these pages.\n"
        "They are made by `make manual` from the table in `reftel.diagnostics` and from `explanations.toml` beside it; "
        "the examples are really read.\n"
    )
    rows = ["| code | | seen |", "|---|---|---|"]
    rows += [f"| [{told.code}]({told.code}.md) | {told.severity} | {told.meaning} |" for told in explanations()]
    return head + "\n" + "\n".join(rows) + "\n"


def draft_page() -> str:
    """What counts as a fault of a draft and what speaks of an old copy, with the reasons."""
    head = (
        "# What `reftel check` counts\n\n"
        "The same reader reads an old copy and a draft; what it notices does not mean the same in both.\n"
        "A *fault* is to be mended before a draft goes out; *advice* is worth a second look and a fault under "
        "`--strict`; the rest speaks of a copy, of its publisher or of the past, and is not shown.\n"
        "This page is made from `explanations.toml` by `make manual`.\n"
    )
    groups: list[str] = []
    for draft, title in (("fault", "Faults"), ("advice", "Advice"), ("none", "Not shown")):
        told = [each for each in explanations() if each.draft == draft]
        column = "why not" if draft == "none" else "what to do"
        rows = "\n".join(f"| [{e.code}](diagnostics/{e.code}.md) | {e.meaning} | {e.mend} |" for e in told)
        groups.append(f"## {title}\n\n| code | seen | {column} |\n|---|---|---|\n{rows}\n")
    return head + "\n" + "\n".join(groups)


def _sentences(words: str) -> str:
    """One sentence a line, as the manual has it."""
    return re.sub(r"(?<=[a-z)][.?!]) (?=[A-Z`])", "\n", words)


_TELEGRAM: Final = re.compile(r"^```telegram\n(?P<telegram>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINES: Final = re.compile(
    r"^```text lines=(?P<first>\d+)-(?P<last>\d+)\n(?P<shown>.*?)^```$", re.MULTILINE | re.DOTALL
)


def with_readings(page: str, vocabulary: Vocabulary) -> str:
    """A page of the manual with its telegram as the program reads it: each fence `text lines=3-7` is given those lines
    of the annotated view of the fence `telegram` above it."""
    telegrams = [(found.end(), _view(found["telegram"], vocabulary)) for found in _TELEGRAM.finditer(page)]

    def shown(found: re.Match[str]) -> str:
        first, last = int(found["first"]), int(found["last"])
        view = next((view for at, view in reversed(telegrams) if at <= found.start()), {})
        lines = "".join(line for number in range(first, last + 1) for line in view.get(number, ()))
        return f"```text lines={first}-{last}\n{lines}```"

    return _LINES.sub(shown, page)


def _view(telegram: str, vocabulary: Vocabulary) -> dict[int, list[str]]:
    """The annotated view of a telegram: under the number of each line that line and what stands below it."""
    annotated = annotate(reading.read(source(telegram), vocabulary=vocabulary), vocabulary)
    lines: dict[int, list[str]] = {}
    number = 0
    for line in plain(draw(annotated, width=MEASURE, whole=True, parts=False)).splitlines(keepends=True):
        lead = line.partition("│")[0].strip()
        number = int(lead) if lead.isdigit() else number
        lines.setdefault(number, []).append(line)
    return lines


def pages_of(docs: Path) -> dict[Path, str]:
    """The made pages of the manual below `docs`, each with the text that it should have."""
    pages = {docs / "reference/diagnostics" / f"{told.code}.md": diagnostic_page(told) for told in explanations()}
    pages[docs / "reference/diagnostics/index.md"] = index_page()
    pages[docs / "reference/checks.md"] = draft_page()
    vocabulary = Vocabulary.load(docs.parent / "demo/vocabulary")
    for page in sorted((docs / "explanation").glob("*.md")):
        if "```telegram" in (text := page.read_text("utf-8")):
            pages[page] = with_readings(text, vocabulary)
    return pages


def write_manual(docs: Path) -> list[Path]:
    """Write the made pages; the paths of those that changed. A page of a code that went is taken away."""
    pages = pages_of(docs)
    changed = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[path], "utf-8")
    gone = [path for path in (docs / "reference/diagnostics").glob("*.md") if path not in pages]
    for path in gone:
        path.unlink()
    return changed + gone


if __name__ == "__main__":
    for written_page in write_manual(Path("docs")):
        print(written_page)
