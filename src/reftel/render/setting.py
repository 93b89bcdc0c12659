"""How the text of a paragraph is set for reading: wrapped lines joined, lists and tables left as they were typed.

A telegram's lines are broken near column 65 because a teletype was that wide; the breaks mean nothing in prose and
everything in a table. This module tells the two apart by what every typist did: a line that ends although the next word
would have fitted was ended on purpose. Nothing is added to the words or taken from them; only white space is set anew,
and each character keeps the way back to its place in the source, so that voices, mentions and search hits can be laid
over it. Offsets are code points of `Source.text`, half-open.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final, Literal, NamedTuple

import msgspec

from reftel.render.plain import printable
from reftel.spans import Span

BlockKind = Literal["prose", "item", "layout", "inset"]

# A teletype line: the manuals ask for 69 characters at most; published texts run to 72. Longer lines were not wrapped
# by hand at all, and each is a paragraph of its own.
_LONGEST_TYPED: Final = 100
_SHORTEST_WIDTH: Final = 50
# how many columns a line must fall short, after the next word is counted in, to have been ended on purpose
_SLACK: Final = 10

_ITEM: Final = re.compile(
    r"(?P<label>--+|[-*•·–—]|\([A-Za-z0-9]{1,3}\)|[A-Za-z][.)]|\d{1,2}\)|[ivx]{2,4}[.)])[ \t]+(?=\S)",
)
_RULE: Final = re.compile(r"[-=_*. \t]{5,}")
_COLUMNS: Final = re.compile(r"\S {3,}\S|\t\S")
_WORDS: Final = re.compile(r"\S+(?: \S+)*")
_ENDS_SENTENCE: Final = re.compile(r"[.!?:;\"')\]]$")
# "mid- and long-term": the hyphen hangs, and the blank after it belongs there
_HANGING: Final = re.compile(r"(?:and|or|to|nor)\b", re.I)
# `Summary:`, `(Begin comment)`, `End Summary and Comment.`: the label that a passage stands behind is outside it
_VOICE_LABEL: Final = re.compile(
    r"\W{0,9}(?:(?:begin|end)\s+)?(?:summary|comment|note|introduction|action(?:\s+request(?:ed)?)?|quote|unquote)?"
    r"(?:\s+and\s+(?:comment|summary|action\s+request(?:ed)?))?\W{0,9}",
    re.I,
)


class Run(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A run of a paragraph's text that is the same all through.

    `voice` is the passage it belongs to (summary, comment, note, action, quotation, introduction; the innermost one),
    or *assessment* for the post's own statement where no label says so;
    `target` the names of the cables that a mention points to and `held` whether the first of them is held here,
    `matched` whether the search found it, `redacted` whether the publisher blacked it out, `protected` whether it asks
    to keep a source secret, `acronym` what it stands for, given once in a cable.
    """

    text: str
    voice: str = ""
    target: tuple[str, ...] = ()
    held: bool = False
    matched: bool = False
    redacted: bool = False
    protected: bool = False
    acronym: str = ""


class Block(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sub-paragraph: *prose* (set anew), an *item* of a list (set anew behind its `label`), a *layout* whose line
    ends and blanks mean something (kept as typed, line ends as `\\n` in the text), or an *inset*, a note of the page's
    own where something was set apart."""

    kind: BlockKind
    runs: tuple[Run, ...]
    label: str = ""

    @property
    def voice(self) -> str:
        """The voice of the whole block (its printed label is not counted), or "" where it has several or none.

        A summary that holds a comment or a request is still a summary, if nothing in the block stands outside it.
        """
        voices = [run.voice for run in self.runs if run.text.strip() and not _VOICE_LABEL.fullmatch(run.text)]
        if len(set(voices)) == 1 or (voices and all(voices) and voices[0] in ("summary", "introduction")):
            return voices[0]
        return ""


class Overlay:
    """What is laid over the source: for each property, which runs of characters have which value."""

    _KEYS: Final = ("voice", "target", "held", "matched", "redacted", "protected", "acronym")

    def __init__(self, marks: Iterable[tuple[int, int, str, object]]) -> None:
        """`marks` are (start, end, property, value); of two that overlap in one property the later one wins."""
        listed = [mark for mark in marks if mark[0] < mark[1]]
        edges = sorted({edge for start, end, _, _ in listed for edge in (start, end)})
        cells: list[dict[str, object]] = [{} for _ in edges]
        for start, end, key, value in listed:
            for cell in range(bisect_left(edges, start), bisect_left(edges, end)):
                cells[cell][key] = value
        self._edges = edges
        self._cells = cells

    def at(self, offset: int) -> dict[str, object]:
        """What lies over one character."""
        cell = bisect_right(self._edges, offset) - 1
        return self._cells[cell] if cell >= 0 else {}

    def cut(self, start: int, end: int) -> Iterable[tuple[int, int, dict[str, object]]]:
        """`start` to `end` cut wherever something begins or stops."""
        at = start
        cell = bisect_right(self._edges, start)
        while at < end:
            stop = min(end, self._edges[cell]) if cell < len(self._edges) else end
            yield at, stop, (self._cells[cell - 1] if cell else {})
            at = stop
            cell += 1


class _Line(NamedTuple):
    """A typed line without the blanks at its ends; `indent` is how many there were in front, `joint` whether a page
    line was taken out just above it."""

    start: int
    end: int
    indent: int
    joint: bool

    @property
    def length(self) -> int:
        return self.indent + self.end - self.start


def typed_width(text: str, spans: Sequence[Span]) -> int:
    """The column at which this telegram's typist, or machine, went on to the next line (50 to 100)."""
    lengths = sorted(
        len(line.rstrip()) for span in spans for line in span.of(text).split("\n") if 30 <= len(line) <= _LONGEST_TYPED
    )
    if not lengths:
        return 65
    return max(_SHORTEST_WIDTH, lengths[int(len(lengths) * 0.95)])


def set_text(
    text: str, spans: Sequence[Span], overlay: Overlay, *, width: int, tables: Sequence[Span] = ()
) -> tuple[Block, ...]:
    """Set the text of one paragraph, which stands at `spans`, in blocks; `width` is the telegram's `typed_width`.

    Lines that begin within one of `tables` are kept as they were typed, whatever they look like.
    """
    blocks: list[Block] = []
    for table, lines in _apart(_lines(text, spans), tables):
        if table:
            blocks.append(Block(kind="layout", runs=_kept(text, lines, overlay)))
            continue
        for chunk in _chunks(text, lines, width):
            if _is_layout(text, chunk, width):
                blocks.append(Block(kind="layout", runs=_kept(text, chunk, overlay)))
                continue
            for label, item in _items(text, chunk, width):
                runs = _joined(text, item, overlay)
                if runs:
                    blocks.append(Block(kind="item" if label else "prose", runs=runs, label=label))
    return tuple(blocks)


def _apart(lines: list[_Line], tables: Sequence[Span]) -> Iterator[tuple[bool, list[_Line]]]:
    """The lines cut where a table begins or ends; blank lines at a table's edges are no part of it."""
    if not tables:
        yield False, lines
        return
    listed = sorted(tables)
    starts = [span.start for span in listed]

    def inside(line: _Line) -> bool:
        place = bisect_right(starts, line.start) - 1
        return place >= 0 and line.start < listed[place].end

    for table, run in groupby(lines, key=inside):
        piece = list(run)
        if table:
            while piece and piece[-1].start == piece[-1].end:
                piece.pop()
            while piece and piece[0].start == piece[0].end:
                piece.pop(0)
        if piece:
            yield table, piece


def _lines(text: str, spans: Sequence[Span]) -> list[_Line]:
    lines: list[_Line] = []
    for place, span in enumerate(spans):
        at = span.start
        first = place > 0
        for raw in span.of(text).split("\n"):
            stripped = raw.strip()
            indent = len(raw) - len(raw.lstrip())
            start = at + indent
            # the blank line that a page line leaves behind is the page's, not the writer's
            if stripped or not first:
                lines.append(_Line(start, start + len(stripped), indent, first and bool(stripped)))
            first = first and not stripped
            at += len(raw) + 1
        while lines and lines[-1].start == lines[-1].end and place + 1 < len(spans):
            lines.pop()
    return lines


def _ended_early(text: str, line: _Line, after: _Line, width: int) -> bool:
    """Whether the next line's first word, and some more, would have fitted on this one."""
    word = text[after.start : after.end].split(" ", 1)[0]
    return line.length + 1 + len(word) + _SLACK <= width


def _chunks(text: str, lines: list[_Line], width: int) -> Iterable[list[_Line]]:
    """The lines between blank lines; a sentence that a page break cut goes on in the same chunk."""
    chunk: list[_Line] = []
    blank = False
    for line in lines:
        if line.start == line.end:
            blank = True
            continue
        if chunk:
            last = chunk[-1]
            sentence = bool(_ENDS_SENTENCE.search(text[last.start : last.end]))
            goes_on = not sentence and text[line.start].islower() and not _ended_early(text, last, line, width)
            if blank:
                ends = not goes_on
            elif line.joint:
                ends = sentence and _ended_early(text, last, line, width)
            else:
                ends = last.length > _LONGEST_TYPED or line.length > _LONGEST_TYPED
            if ends:
                yield chunk
                chunk = []
        blank = False
        chunk.append(line)
    if chunk:
        yield chunk


def _is_layout(text: str, chunk: list[_Line], width: int) -> bool:
    """Whether these lines are a table, a letterhead, a verse: anything whose line ends and blanks were meant."""
    if len(chunk) < 2 or any(line.length > _LONGEST_TYPED for line in chunk):
        return False
    if any(_RULE.fullmatch(text, line.start, line.end) for line in chunk):
        return True
    aligned = sum(1 for line in chunk if _COLUMNS.search(text, line.start, line.end))
    if aligned >= 2 and aligned * 2 >= len(chunk):
        return True
    items = sum(1 for line in chunk if _ITEM.match(text, line.start, line.end))
    if len(chunk) < 3 or items * 2 >= len(chunk):
        return False
    early = sum(1 for line, after in pairwise(chunk) if _ended_early(text, line, after, width))
    return early * 3 >= (len(chunk) - 1) * 2


def _items(text: str, chunk: list[_Line], width: int) -> Iterable[tuple[str, list[_Line]]]:
    """The chunk cut where an item of a list begins; the label of each, "" for prose before the first."""
    label = ""
    lines: list[_Line] = []
    for line in chunk:
        found = _ITEM.match(text, line.start, line.end)
        if found and lines:
            # "Mr." / "J. Smith" and a dash that wrapped to the next line open no item: an item follows a line that
            # was ended on purpose
            last = lines[-1]
            ended = _ended_early(text, last, line, width) or text[last.end - 1] in ":;"
            if not ended and not (label and text[last.end - 1] in ".,"):
                found = None
        if found:
            if lines:
                yield label, lines
            label = found["label"]
            lines = [_Line(found.end(), line.end, line.indent + found.end() - line.start, False)]
        else:
            lines.append(line)
    if lines:
        yield label, lines


def _joined(text: str, lines: list[_Line], overlay: Overlay) -> tuple[Run, ...]:
    runs: list[Run] = []
    before: _Line | None = None
    for line in lines:
        if before is not None and not _hyphen_joins(text, before, line):
            _add(runs, " ", overlay.at(before.end))
        at = None
        for words in _WORDS.finditer(text, line.start, line.end):
            if at is not None:
                _add(runs, " ", overlay.at(at))
            for start, end, over in overlay.cut(words.start(), words.end()):
                _add(runs, text[start:end], over)
            at = words.end()
        before = line
    return tuple(runs)


def _hyphen_joins(text: str, before: _Line, line: _Line) -> bool:
    """`long-` / `term` is one word; `mid-` / `and long-term` and a dash are not."""
    end = text[max(before.start, before.end - 2) : before.end]
    return (
        len(end) == 2
        and end[1] == "-"
        and end[0].isalpha()
        and text[line.start].isalpha()
        and not _HANGING.match(text, line.start, line.end)
    )


def _kept(text: str, lines: list[_Line], overlay: Overlay) -> tuple[Run, ...]:
    runs: list[Run] = []
    margin = min((line.indent for line in lines if line.start < line.end), default=0)
    for place, line in enumerate(lines):
        if place:
            _add(runs, "\n", overlay.at(lines[place - 1].end))
        # leading blanks take the line's own colour, so that a hit never begins with white space
        _add(runs, " " * max(0, line.indent - margin), {})
        for start, end, over in overlay.cut(line.start, line.end):
            _add(runs, text[start:end], over)
    return tuple(runs)


def _add(runs: list[Run], text: str, over: dict[str, object]) -> None:
    if not text:
        return
    run = msgspec.convert({"text": printable(text), **over}, Run)
    if runs:
        last = runs[-1]
        if msgspec.structs.replace(run, text=last.text) == last:
            runs[-1] = msgspec.structs.replace(last, text=last.text + text)
            return
    runs.append(run)
