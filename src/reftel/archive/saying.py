"""A query said back in plain words, so that whoever asked can see what was understood."""

from __future__ import annotations

from typing import Final

from reftel.archive.nodes import All, Either, Node, Not, Property, Words
from reftel.times import Date

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def say_date(date: Date) -> str:
    """A date as it is said: `26 April 2004`, `April 2004`, `2004`."""
    if date.month is None:
        return str(date.year)
    month = f"{_MONTHS[date.month - 1]} {date.year}"
    return month if date.day is None else f"{date.day} {month}"


_BEFORE: Final = {"from": "from", "tag": "tagged", "class": "marked", "year": "sent in", "before": "sent before"}


def _say_property(part: Property, said: str) -> str:
    if part.name == "after":
        on = "on" if part.date is not None and part.date.day is not None else "in"
        return f"sent {on} {said} or later"
    if part.name == "provenance":
        return said
    return f"{_BEFORE[part.name]} {said}"


def _say_words(part: Words) -> str:
    if part.stemmed:
        return f"*{part.text}*"
    return f'"{part.text}"' + ("" if part.closed else " (read to the end: its closing quotation mark is missing)")


def clause(part: Node) -> str:
    """One part of a query in words that can stand behind «Cables»."""
    match part:
        case Words():
            return f"with {_say_words(part)}"
        case Property():
            return _say_property(part, part.said)
        case Not(inner):
            if isinstance(inner, Words):
                return f"without {_say_words(inner)}"
            return f"not {clause(inner)}" if isinstance(inner, Property) else f"not ({clause(inner)})"
        case Either(parts):
            if all(isinstance(each, Words) for each in parts):
                return f"with {' or '.join(_say_words(each) for each in parts if isinstance(each, Words))}"
            first = parts[0]
            if isinstance(first, Property) and all(
                isinstance(each, Property) and each.name == first.name for each in parts
            ):
                if first.name in _BEFORE:
                    said = " or ".join(each.said for each in parts if isinstance(each, Property))
                    return _say_property(first, said)
                return " or ".join(clause(each) for each in parts)
            return "either " + " or ".join(_grouped(each) for each in parts)
        case All(parts):
            return _say_all(parts)


def _grouped(part: Node) -> str:
    return f"({clause(part)})" if isinstance(part, All | Either) else clause(part)


def _say_all(parts: tuple[Node, ...]) -> str:
    words = [_say_words(part) for part in parts if isinstance(part, Words)]
    clauses = [f"with {' and '.join(words)}"] if words else []
    clauses += [clause(part) for part in parts if not isinstance(part, Words)]
    return ", ".join(clauses)


def say(asks: Node | None) -> str:
    """A query in plain words."""
    return "All cables" if asks is None else f"Cables {clause(asks)}"
