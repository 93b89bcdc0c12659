"""How a telegram is read: a course of one page, in the order in which the eye meets the form.

Each step shows lines of this very telegram as they were typed, says what that part of the form is for, and spells out
every code in it. What this copy does not have is said to be missing. Nothing here depends on a pointer or a script.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from reftel.records import VOICES, Cable
from reftel.render.page import CablePage, Explained
from reftel.render.plain import printable
from reftel.spans import Span
from reftel.views import CableView


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step: the part of the form, its lines as typed, what it is for, its codes spelt out."""

    label: str
    words: tuple[str, ...]
    printed: str = ""
    explained: tuple[Explained, ...] = ()
    spans: tuple[Span, ...] = ()


def course(view: CableView, page: CablePage) -> tuple[Step, ...]:
    """The steps through `view`, with the words of its `page`."""
    return tuple(_steps(view.cable, page))


def _steps(cable: Cable, page: CablePage) -> Iterator[Step]:
    sent = cable.transmission
    every = (sent.dtg, sent.sender, *(a.name for a in (*sent.action, *sent.info)))
    header = [span for found in every if found is not None for span in found.spans]
    if header:
        yield _step(
            cable,
            "The transmission header",
            "The line with the date-time group opens with the precedence: how fast the telegram had to be handled, not "
            "how much it matters. Day, hour and minute are in Zulu time, that is UTC.",
            "FM is the sender, TO the posts that must act, INFO those that should know. The letters before a stroke "
            "are routing indicators, addresses for machines.",
            spans=header,
            explained=page.precedences,
            most=8,
        )
    else:
        yield Step(
            label="The transmission header",
            words=(
                "Precedence, date-time group, sender and addressees stand here in a telegram as it came over the wire.",
                "This copy does not have them; nothing is made up in their place.",
            ),
        )
    if cable.id is not None and cable.id.spans:
        yield _step(
            cable,
            "Classification and number",
            f"{page.marking_words[:1].upper()}{page.marking_words[1:]}: the level as the sender set it, often spelt "
            "with blanks so that it cannot be overlooked.",
            f"{page.mrn} names this one message for ever: each station counts its telegrams from 1 every January.",
            spans=(*(cable.level.spans if cable.level else ()), *cable.id.spans),
        )
    yield from _wholes(cable, page)
    if page.captions:
        yield _step(
            cable,
            "Captions",
            "Words on lines of their own say how a telegram may be handled and who may see it. Some restrict; SIPDIS "
            "does the opposite.",
            spans=[s for c in page.captions for s in c.spans],
            explained=page.captions,
        )
    if cable.attention:
        yield _step(
            cable,
            "For whom",
            "The sender names the offices that should read it. Letters before the stroke are the bureau, after it the "
            "office.",
            spans=[s for a in cable.attention for s in a.line.spans],
            explained=page.offices,
        )
    if page.order is not None:
        due = next((f for f in page.facts if f.label == "Declassify on"), None)
        foreseen = next((f for f in page.facts if f.label == "What the order foresaw"), None)
        yield _step(
            cable,
            "The E.O. line",
            "It names the executive order under which the telegram was classified, and when that should end.",
            *((f"Declassify on: {due.value}. {due.why}",) if due else ()),
            *((f"{foreseen.label}: {foreseen.value}. {foreseen.why}",) if foreseen else ()),
            spans=[*page.order.spans, *(due.spans if due else ())],
            explained=(page.order,),
        )
    if page.tags:
        yield _step(
            cable,
            "TAGS",
            "Traffic Analysis by Geography and Subject: how the Department files its telegrams. Four letters are "
            "mostly a subject, two a country or a place.",
            spans=[s for t in page.tags for s in t.spans],
            explained=page.tags,
        )
    if cable.subject is not None:
        mark = f" It has a portion mark of its own, ({page.subject_mark})." if page.subject_mark else ""
        yield _step(cable, "Subject", f"One line in capitals, for the register.{mark}", spans=cable.subject.spans)
    if page.references:
        missing = sum(1 for r in page.references if r.kind == "cable" and r.held is None)
        words = [
            "Earlier messages that this one takes as read.",
            "In the text, reftel is the one listed here, ref B the one behind that letter; septel comes separately.",
        ]
        if any(r.inferred for r in page.references):
            words.append("A number without a year is of the sender's own year, mostly; the reason stands beside each.")
        if missing:
            words.append(f"Of these, {missing} {'is' if missing == 1 else 'are'} not held here.")
        yield _step(cable, "References", *words, spans=[s for r in page.references for s in r.spans])
    if cable.classified_by or cable.reasons:
        yield _step(
            cable,
            "Classified by",
            "Who classified the text, and on which grounds of the order. That is not always who wrote it.",
            spans=[
                *(s for c in cable.classified_by for f in (c.name, c.title, c.organisation) if f for s in f.spans),
                *(s for f in cable.reasons for s in f.spans),
            ],
            explained=page.reasons,
        )
    if page.paragraphs:
        numbered = [p for p in cable.paragraphs if p.number is not None]
        marked = [p for p in cable.paragraphs if p.mark is not None]
        words = ["Paragraphs are numbered so that they can be cited."]
        if marked:
            words.append("The letters in brackets are the portion mark: how this paragraph alone was classified.")
        elif cable.paragraphs:
            words.append("None has a portion mark here.")
        if any(paragraph.inferred for paragraph in page.paragraphs):
            words.append(
                "A mark in square brackets is not printed: it is inferred from the marks of the paragraph's items, or "
                "from the one that speaks for the entire text."
            )
        first = (marked or numbered)[:1]
        yield _step(
            cable,
            "Paragraphs",
            *words,
            spans=[s for p in first for f in (p.number, p.mark) if f for s in f.spans],
        )
    spoken = [passage for passage in cable.passages if passage.kind in VOICES]
    voices = list(dict.fromkeys(passage.kind for passage in spoken))
    if voices:
        said = {
            "summary": "A summary repeats what follows: do not count it as a second report.",
            "comment": "A comment is the post's own judgement; outside it, the text mostly reports what others said.",
            "note": "A note is the drafter's aside.",
            "action": "An action request says what the post wants of the Department.",
            "quotation": "A quotation is somebody else's words.",
            "introduction": "An introduction sets the scene.",
        }
        yield _step(
            cable,
            "Who speaks",
            *(said[voice] for voice in voices),
            spans=[passage.spans[0] for passage in spoken[:1] if passage.spans],
            most=2,
        )
    views = [passage for passage in cable.passages if passage.kind == "assessment"]
    if views:
        yield _step(
            cable,
            "The post's own view",
            "Words such as we believe or post recommends say that the post speaks for itself, also outside a comment.",
            spans=[passage.spans[0] for passage in views[:2] if passage.spans],
            most=4,
        )
    if cable.protected:
        yield _step(
            cable,
            "Sources to be protected",
            "These words ask that whoever is named beside them be kept secret. They change no marking.",
            spans=[span for asked in cable.protected[:2] for span in asked.words.spans],
            most=3,
        )
    if cable.redactions:
        yield _step(
            cable,
            "Words taken out",
            "Somebody took words out before this copy was published, and left these signs in their place. Neither how "
            "much nor what is missing can be told from them.",
            spans=[span for words in cable.redactions[:2] for span in words.spans],
            most=3,
        )
    for signed in page.signed:
        yield _step(
            cable,
            "The name at the end",
            "Telegrams go out over the name of the chief of mission, or of whoever is in charge that day.",
            signed.words,
            spans=signed.spans,
        )


def _wholes(cable: Cable, page: CablePage) -> Iterator[Step]:
    """What this text is to other texts: a correction, a telegram repeated, one that repeats others."""
    facts = [f for f in page.facts if f.label in ("Corrected copy", "Corrects", "As repeated in", "Repeats")]
    if facts:
        yield _step(
            cable,
            "Other texts",
            *(f"{f.label}: {f.value}. {f.why}".strip() for f in facts),
            spans=[s for f in facts for s in f.spans[:1]],
            most=3,
        )


def _step(
    cable: Cable,
    label: str,
    *words: str,
    spans: Iterable[Span],
    explained: tuple[Explained, ...] = (),
    most: int = 6,
) -> Step:
    where = tuple(spans)
    return Step(
        label=label, words=words, printed=_lines(cable.source.text, where, most), explained=explained, spans=where
    )


def _lines(text: str, spans: tuple[Span, ...], most: int) -> str:
    """The whole lines on which `spans` stand, as typed; at most `most` of them, then an ellipsis."""
    starts: dict[int, int] = {}
    for span in sorted(spans):
        at = text.rfind("\n", 0, span.start) + 1
        while at < span.end:
            stop = text.find("\n", at)
            stop = len(text) if stop < 0 else stop
            starts[at] = stop
            at = stop + 1
    lines = [printable(text[start:stop].rstrip()) for start, stop in sorted(starts.items())]
    lines = [line for line in lines if line]
    return "\n".join((*lines[:most], "…")) if len(lines) > most else "\n".join(lines)
