"""Runs of a paragraph as HTML. All text goes through `escape`; nothing else in the package writes cable text itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count, groupby
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape

from reftel.render.page import CablePage, Explained
from reftel.render.setting import Block, Run

VOICES: Final = {
    "summary": "summary",
    "comment": "comment",
    "note": "note",
    "action": "action",
    "quotation": "quotation",
    "introduction": "opening",
    "assessment": "own view",
}


class Setter:
    """Sets the runs of one page; it numbers the hits, so that keys can step through them, and the explanations."""

    def __init__(self, page: CablePage) -> None:
        self._hit = count(1)
        self._gloss = count(1)
        self._held = {r.name for r in page.references if r.held is not None}
        self._anchors = {r.name: r.anchor for r in page.references if r.name}

    def block(self, block: Block) -> Markup:
        """The inside of one block; a voice that is not the whole block's gets a rule and a label of its own."""
        whole = block.voice
        parts: list[Markup] = []
        for voice, runs in groupby(block.runs, key=lambda run: run.voice):
            inside = self.runs(runs)
            if voice and voice != whole:
                label = Markup('<span class="voice-label" aria-hidden="true">{}</span>').format(
                    VOICES.get(voice, voice)
                )
                inside = Markup('<span class="voice voice-{}">{}{}</span>').format(voice, label, inside)
            parts.append(inside)
        return Markup("").join(parts)

    def runs(self, runs: Iterable[Run]) -> Markup:
        """Runs side by side, with nothing between them."""
        return Markup("").join(self._run(run) for run in runs)

    def _run(self, run: Run) -> Markup:
        text = escape(run.text)
        if run.acronym:
            text = self.explain(run.text, run.acronym)
        if run.redacted:
            text = Markup('<span class="redacted">{}<span class="aside"> (blacked out)</span></span>').format(text)
        if run.protected:
            text = Markup(
                '<span class="protect">{}<span class="aside"> (asks to protect a source)</span></span>'
            ).format(text)
        if run.matched:
            text = self.found(text)
        if run.target:
            name = run.target[0]
            if name in self._held:
                text = Markup('<a class="mention" href="/cable/{}">{}</a>').format(name, text)
            elif name in self._anchors:
                text = Markup('<a class="mention absent" href="#{}">{}</a>').format(self._anchors[name], text)
        return text

    def inset(self, block: Block) -> Markup:
        """The page's own note of a telegram that was set apart, with the way to it."""
        parts = [
            Markup('<a href="/cable/{}">{}</a>').format(run.target[0], run.text) if run.target else escape(run.text)
            for run in block.runs
        ]
        return Markup("").join(parts)

    def found(self, text: str) -> Markup:
        """What a search found, with the next number."""
        return Markup('<mark id="hit-{}">{}</mark>').format(next(self._hit), text)

    def explain(self, code: str, meaning: str, *, search: str = "") -> Markup:
        """A code with its meaning, shown at the pointer and at the keyboard's focus, without script."""
        place = f"gloss-{next(self._gloss)}"
        more = Markup(' <a href="/search?q={}">find</a>').format(_quoted(search)) if search else Markup("")
        return Markup(
            '<span class="ex"><button type="button" class="code" aria-describedby="{0}">{1}</button>'
            '<span class="gloss" id="{0}">{2}{3}</span></span>'
        ).format(place, code, meaning, more)

    def codes(self, listed: Sequence[Explained], field: str = "", *, between: str = " ") -> Markup:
        """A row of codes, each explained; as printed, with the official form in the explanation."""
        parts = []
        for item in listed:
            search = f"{field}:{query_value(item.code)}" if field else ""
            if item.kind == "precedence":
                # R in the date-time group is said Routine
                parts.append(self.explain(item.code, item.words))
                continue
            official = f" (printed {item.raw}, official code {item.code})" if item.raw else ""
            parts.append(self.explain(item.raw or item.code, f"{item.words}{official}", search=search))
        return escape(between).join(parts)


def query_value(value: str) -> str:
    """A value as it is written behind a field's name in a query."""
    return f'"{value}"' if any(c.isspace() or c in '():"' for c in value) else value


def _quoted(query: str) -> str:
    return quote(query, safe="")
