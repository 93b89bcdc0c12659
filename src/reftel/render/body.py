"""The text of a telegram as the page sets it: its paragraphs, and what is laid over their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from reftel.records import VOICES, Cable
from reftel.render.parts import PageParagraph
from reftel.render.phrases import in_capitals
from reftel.render.plain import printable
from reftel.render.setting import Block, Overlay, Run, set_text, typed_width
from reftel.spans import Span
from reftel.views import CableView, ReferenceView

if TYPE_CHECKING:
    from reftel.vocab import Vocabulary

# letters, and the signs that stand inside acronyms (S/CT, AF/S, POL-MIL); at least two, at most a dozen
_CAPITALS: Final = re.compile(r"(?<![A-Za-z0-9/&-])[A-Z][A-Z0-9]*(?:[/&-][A-Z0-9]+){0,2}(?![A-Za-z0-9/&-])(?<=\w\w)")


class Body:
    """The text of one telegram; `marked` are runs of the source that a search found."""

    def __init__(self, view: CableView, vocabulary: Vocabulary, marked: Sequence[tuple[int, int]]) -> None:
        self.view = view
        self.cable: Cable = view.cable
        self.text = view.cable.source.text
        self.words = vocabulary
        self.marked = marked

    def paragraphs(self) -> tuple[PageParagraph, ...]:
        cable = self.cable
        body = tuple(p.spans for p in cable.paragraphs) or (self._rest(),)
        every = tuple(span for spans in body for span in spans)
        width = typed_width(self.text, every)
        overlay = self._overlay(every)
        tables = tuple(s for p in cable.passages if p.kind == "table" for s in p.spans)
        if not cable.paragraphs:
            blocks = set_text(self.text, body[0], overlay, width=width, tables=tables)
            return (PageParagraph(place=0, anchor="u1", blocks=blocks, spans=body[0]),) if blocks else ()
        made: list[PageParagraph] = []
        used: dict[str, int] = {}
        for place, paragraph in enumerate(cable.paragraphs):
            number = str(paragraph.number.value) if paragraph.number else ""
            stem = f"p{number}" if number else "u"
            used[stem] = used.get(stem, 0) + 1
            anchor = f"{stem}{used[stem]}" if stem == "u" else stem + (f"-{used[stem]}" if used[stem] > 1 else "")
            above = set_text(self.text, paragraph.heading.spans, overlay, width=width) if paragraph.heading else ()
            heading_runs = tuple(run for block in above for run in block.runs)
            made.append(
                PageParagraph(
                    place=place,
                    anchor=anchor,
                    number=number,
                    mark=printable(paragraph.mark.value) if paragraph.mark else "",
                    portion=paragraph.marking.portion if paragraph.marking else "",
                    level=paragraph.effective.level if paragraph.effective else "",
                    inferred=paragraph.inferred.portion if paragraph.inferred and not paragraph.marking else "",
                    heading="".join(run.text for run in heading_runs),
                    heading_runs=heading_runs,
                    blocks=self._blocks(place, overlay, width, tables),
                    spans=paragraph.spans,
                )
            )
        return tuple(made)

    def _blocks(self, place: int, overlay: Overlay, width: int, tables: tuple[Span, ...]) -> tuple[Block, ...]:
        """The text of the paragraph at `place`, with a note wherever a telegram repeated in it was set apart."""
        cable = self.cable
        spans = cable.paragraphs[place].spans
        if not cable.repeats or not spans:
            return set_text(self.text, spans, overlay, width=width, tables=tables)
        after = (p.spans[0].start for p in cable.paragraphs[place + 1 : place + 2] if p.spans)
        until = next(after, len(self.text))
        blocks: list[Block] = []
        rest = spans
        in_place = cable.repeats_in_place
        for repeated in cable.repeats:
            at = repeated.spans[0].start
            if spans[0].start <= at < until:
                above = tuple(s for s in rest if s.end <= at)
                blocks += set_text(self.text, above, overlay, width=width, tables=tables)
                rest = rest[len(above) :]
                if repeated in in_place or repeated.id is None:
                    blocks += set_text(self.text, repeated.spans, overlay, width=width, tables=repeated.spans)
                    continue
                number = Run(text=self.words.mrn(repeated.id), target=(str(repeated.id),))
                blocks.append(Block(kind="inset", runs=(Run(text="["), number, Run(text=" is repeated here]"))))
        blocks += set_text(self.text, rest, overlay, width=width, tables=tables)
        return tuple(blocks)

    def _rest(self) -> tuple[Span, ...]:
        """Where the text stands when no paragraph was found: after the heading, before the name at the end."""
        cable = self.cable
        body = cable.wrapper.body or Span(0, len(self.text))
        start = max((s.end for s in cable.heading), default=body.start)
        end = min((s.start for g in cable.signatures for s in g.name.spans if s.start > start), default=body.end)
        spans: list[Span] = []
        for line in cable.furniture:
            if start <= line.start and line.end <= end:
                spans.append(Span(start, line.start))
                start = line.end
        spans.append(Span(start, end))
        return tuple(s for s in spans if s.start < s.end)

    def _overlay(self, every: tuple[Span, ...]) -> Overlay:
        cable = self.cable
        marks: list[tuple[int, int, str, object]] = []
        # the longest passage first: what nests inside it is laid over it. Sentences in which the post speaks for
        # itself lie under all that has a label: within a comment they are nothing new
        views = frozenset(p.spans[0].start for p in cable.passages if p.kind == "assessment" and p.spans)
        for passage in sorted(cable.passages, key=lambda p: (p.kind != "assessment", -sum(len(s) for s in p.spans))):
            if passage.kind in VOICES:
                marks += [(s.start, s.end, "voice", passage.kind) for s in passage.spans]
            elif passage.kind == "assessment":
                marks += [(s.start, self._joined(s.end, views), "voice", passage.kind) for s in passage.spans]
        for repeated in cable.repeats_in_place:
            marks += [(s.start, s.end, "voice", "quotation") for s in repeated.spans]
        for mention in cable.mentions:
            meant = [self.view.references[r] for r in mention.references if r < len(self.view.references)]
            names = tuple(name for r in meant if (name := name_of(r)))
            if names:
                held = any(r.held is not None for r in meant)
                for s in mention.printed.spans:
                    marks += [(s.start, s.end, "target", names), (s.start, s.end, "held", held)]
        marks += [(start, end, "matched", True) for start, end in self.marked]
        for words in cable.redactions:
            marks += [(s.start, s.end, "redacted", True) for s in words.spans]
        for asked in cable.protected:
            marks += [(s.start, s.end, "protected", True) for s in asked.words.spans]
        marks += [(start, end, "acronym", meaning) for start, end, meaning in self._acronyms(every)]
        return Overlay(marks)

    def _joined(self, end: int, starts: frozenset[int]) -> int:
        """The end of a sentence, the blanks behind it with it where the next one goes on in the same voice."""
        after = end
        while after < len(self.text) and after - end < 4 and self.text[after] in " \r\n":
            after += 1
        return after if after in starts else end

    def _acronyms(self, every: tuple[Span, ...]) -> Iterator[tuple[int, int, str]]:
        """Each acronym of the text that the vocabulary is sure of, where it first stands. Text typed in capitals all
        through has none: there every word looks like one."""
        if in_capitals("".join(s.of(self.text) for s in every)):
            return
        seen: set[str] = set()
        for span in every:
            for found in _CAPITALS.finditer(self.text, span.start, span.end):
                word = found.group()
                if word in seen:
                    continue
                seen.add(word)
                row = self.words.acronym(word)
                if row is not None and row.meaning and row.certainty == "sure":
                    yield found.start(), found.end(), row.meaning


def name_of(seen: ReferenceView) -> str:
    """The cable that a reference leads to: the one held, else the likeliest."""
    if seen.held is not None:
        return seen.held.name
    best = seen.reference.best
    return str(best) if best is not None else ""
