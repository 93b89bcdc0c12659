"""Cells of a publisher's page: a piece of it without the blanks around, with its place."""

from __future__ import annotations

from reftel.markings import Marking, read_marking
from reftel.records import Attribute
from reftel.spans import Found, Span
from reftel.times import Date


def line_end(text: str, at: int) -> int:
    """Where the line that `at` lies in ends."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def stripped(text: str, start: int, end: int) -> Found[str] | None:
    """What stands at `[start, end)` without the blanks around it; None where there is nothing else."""
    piece = text[start:end]
    value = piece.strip()
    if not value:
        return None
    start += len(piece) - len(piece.lstrip())
    return Found(value, (Span(start, start + len(value)),), "wrapper")


def attribute(name: str, value: Found[str] | None, date: Date | None = None) -> tuple[Attribute, ...]:
    """The attribute, or none where there is no value."""
    if value is None:
        return ()
    folded = " ".join(value.value.split())
    if folded != value.value:
        value = Found(folded, value.spans, value.where)
    return (Attribute(name=name, value=value, date=date),)


def marking_of(printed: Found[str] | None) -> Found[Marking] | None:
    """The marking that a label of the page says, where it is one."""
    if printed and (marking := read_marking(printed.value)):
        return Found(marking, printed.spans, "wrapper")
    return None


def words_of(text: str, found: Found[str] | None, separators: str = ",; ") -> tuple[Found[str], ...]:
    """The words of a value, each with its place."""
    words: list[Found[str]] = []
    for span in found.spans if found else ():
        at = span.start
        for place in range(span.start, span.end + 1):
            if place == span.end or text[place] in separators or text[place].isspace():
                if place > at:
                    words.append(Found(text[at:place], (Span(at, place),), "wrapper"))
                at = place + 1
    return tuple(words)
