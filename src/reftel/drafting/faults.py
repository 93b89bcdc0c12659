"""What a drafter is told that a reader is not: the rules of the form that an old telegram may break and a new one not.

Each rule looks at what was read and yields diagnostics; the words for them are in the one table of codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from reftel.diagnostics import Diagnostic, diagnostic
from reftel.markings import Marking
from reftel.records import Cable
from reftel.spans import Span
from reftel.times import Date
from reftel.vocab import Vocabulary

WIDTH: Final = 72
"""The columns of a telegram's line."""

_LONG_TEXT: Final = 6
"""From this many paragraphs on a telegram wants a summary."""

_YEARS: Final = 25
"""How far ahead the orders since E.O. 12958 let an original classifier set the end of secrecy."""

# what looks like the symbol of an office in an attention line: WHA/AND, S/CT, EUR, NA-24
_SYMBOL: Final = re.compile(r"[A-Z]{1,6}(?:[/-][A-Z0-9]{1,6}){0,3}")
_LIST: Final = re.compile(r"[,;]|\bAND\b")
_DEPARTMENT: Final = re.compile(r"(?:DEPT|DEPARTMENT|STATE|SECSTATE)\b", re.IGNORECASE)
_FOR: Final = re.compile(r"\b(?:FOR|TO)\b")


def find_faults(cable: Cable, words: Vocabulary, on: Date | None) -> Iterator[Diagnostic]:
    """Every fault of a draft that the reader itself does not notice; `on` is the day on which it is sent."""
    if cable.date is None and on is not None:
        yield from _order(cable, words, on)
    whole = cable.marking.value if cable.marking else None
    if whole is not None and whole.rank > 0:
        yield from _portions(cable, whole)
        yield from _secrecy(cable, on)
    yield from _noforn(cable)
    yield from _references(cable)
    yield from _offices(cable, words, on)
    if len(cable.paragraphs) >= _LONG_TEXT and not any(passage.kind == "summary" for passage in cable.passages):
        yield diagnostic("DRAFT-NO-SUMMARY", f"{len(cable.paragraphs)} paragraphs and no summary.")
    yield from _lines(cable)


def _portions(cable: Cable, whole: Marking) -> Iterator[Diagnostic]:
    """Unmarked paragraphs and subject, and a whole above all of its parts."""
    for paragraph in cable.paragraphs:
        if paragraph.mark is None and paragraph.spans:
            where = paragraph.number.spans if paragraph.number else paragraph.spans[:1]
            named = f"Paragraph {paragraph.number.value}" if paragraph.number else "A paragraph without a number"
            yield diagnostic("DRAFT-UNMARKED", f"{named} has no portion mark.", spans=where)
    if cable.subject and not cable.subject_mark:
        yield diagnostic("DRAFT-SUBJECT-MARK", spans=cable.subject.spans[:1])
    marked = [paragraph.marking for paragraph in cable.paragraphs if paragraph.marking]
    if marked and len(marked) == len(cable.paragraphs):
        highest = Marking.join(marked)
        if highest.rank < whole.rank and cable.level:
            message = f"The whole is {whole.level}, its highest portion {highest.level}."
            yield diagnostic("DRAFT-LEVEL-HIGH", message, spans=cable.level.spans)


def _order(cable: Cable, words: Vocabulary, on: Date) -> Iterator[Diagnostic]:
    """An order that is not in force on the day the draft is sent; a telegram with a date is told so by the reader."""
    known = words.executive_order(cable.order.value) if cable.order else None
    if known is None or known.canonical or cable.order is None:
        return
    if (known.valid_from and on.last_day < known.valid_from) or (known.valid_to and on.first_day > known.valid_to):
        message = f"E.O. {cable.order.value} was in force from {known.valid_from or '?'} to {known.valid_to or '?'}."
        yield diagnostic("EO-DATE-MISMATCH", message, spans=cable.order.spans)


def _secrecy(cable: Cable, on: Date | None) -> Iterator[Diagnostic]:
    """The end of the secrecy and who answers for it."""
    if not cable.classified_by and not cable.reasons:
        yield diagnostic("DRAFT-CLB-MISSING")
    if cable.declassify is None:
        return
    rule, spans = cable.declassify.value, cable.declassify.spans
    if rule.kind == "none":
        yield diagnostic("DRAFT-DECL-NONE", spans=spans)
    elif rule.kind == "date" and rule.date is not None and on is not None:
        if rule.date.last_day < on.first_day:
            message = f"{rule.date} is before the telegram's own date, {on.to_day()}."
            yield diagnostic("DRAFT-DECL-PAST", message, spans=spans)
        elif rule.date.first_day > f"{on.year + _YEARS}{on.last_day[4:]}":
            message = f"{rule.date} is more than {_YEARS} years after {on.to_day()}."
            yield diagnostic("DRAFT-DECL-FAR", message, spans=spans)


def _noforn(cable: Cable) -> Iterator[Diagnostic]:
    if any(caption.value == "NOFORN" for caption in cable.captions):
        return
    if cable.marking and "NOFORN" in cable.marking.value.controls and cable.marking.where == "text":
        return
    marked = [p for p in cable.paragraphs if p.marking and p.mark and "NOFORN" in p.marking.controls]
    if marked:
        numbers = [str(p.number.value) for p in marked if p.number]
        several = f"Paragraphs {', '.join(numbers)} are" if len(numbers) > 1 else f"Paragraph {''.join(numbers)} is"
        spans = tuple(span for p in marked if p.mark for span in p.mark.spans)
        yield diagnostic("DRAFT-NOFORN-CAPTION", f"{several} marked NOFORN and the caption is missing.", spans=spans)


def _references(cable: Cable) -> Iterator[Diagnostic]:
    """References that nothing in the text leans on, and what the text leans on that is not listed. (A letter that the
    list has not is noticed by the reader itself.)"""
    for mention in cable.mentions:
        if mention.candidates:
            message = f"{' '.join(mention.printed.value.split())} is cited in the text and not in the REF line."
            yield diagnostic("DRAFT-REF-UNLISTED", message, spans=mention.printed.spans)
        elif not cable.references and not mention.printed.value.upper().startswith("SEP"):
            message = f"The text says {' '.join(mention.printed.value.split())} and there is no REF line."
            yield diagnostic("DRAFT-REF-MISSING", message, spans=mention.printed.spans)
    for reference in cable.references:
        if reference.kind == "cable" and not reference.mentions:
            named = f"Reference {reference.letter}" if reference.letter else "The reference"
            message = f"{named} is never mentioned in the text."
            yield diagnostic("DRAFT-REF-UNUSED", message, spans=reference.printed.spans)


def _offices(cable: Cable, words: Vocabulary, on: Date | None) -> Iterator[Diagnostic]:
    """Symbols in the attention lines to the Department that no office has. Others have symbols of their own, and below
    a bureau that is known the list of offices is too thin to call one wrong."""
    when = str(on.to_day()) if on else None
    for attention in cable.attention:
        text = cable.source.text
        for span in attention.line.spans:
            behind = _FOR.search(text, span.start, span.end)
            if behind is None or not _DEPARTMENT.match(text, span.start):
                continue
            at = behind.end()
            while at < span.end:
                cut = _LIST.search(text, at, span.end)
                stop = cut.start() if cut else span.end
                symbol = _SYMBOL.search(text, at, stop)
                if symbol and text[at:stop].strip() == symbol.group() and not _known(symbol.group(), words, when):
                    message = f"{symbol.group()} is not in the vocabulary of offices."
                    yield diagnostic("DRAFT-OFFICE-UNKNOWN", message, spans=(Span(*symbol.span()),))
                at = cut.end() if cut else span.end


def _known(symbol: str, words: Vocabulary, when: str | None) -> bool:
    bureau = symbol.partition("/")[0].partition("-")[0]
    return any(
        words.office(each, on=when) or words.known_at_other_dates("office", each) for each in (symbol, bureau)
    ) or bool(words.station(symbol))


def _lines(cable: Cable) -> Iterator[Diagnostic]:
    """The first line that is too long; the others are named by their number."""
    long: list[Span] = []
    at = 0
    for line in cable.source.text.split("\n"):
        if len(line.rstrip()) > WIDTH:
            long.append(Span(at + WIDTH, at + len(line.rstrip())))
        at += len(line) + 1
    if long:
        more = f"; so are {len(long) - 1} others" if len(long) > 1 else ""
        message = f"The line is longer than {WIDTH} columns{more}."
        yield diagnostic("DRAFT-LINE-LONG", message, spans=tuple(long))
