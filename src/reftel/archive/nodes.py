"""What a query asks for, as a tree: words and properties, joined by all, either and not."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from reftel.times import Date


class Words(msgspec.Struct, frozen=True):
    """Words to be found: `words` as they are looked up, side by side; `stemmed` for all their forms."""

    text: str
    words: tuple[str, ...]
    stemmed: bool
    closed: bool = True
    """Whether the closing quotation mark is there."""


class Property(msgspec.Struct, frozen=True):
    """`name:value`. `values` are the spellings that count, any of them; `said` is the value in plain words.

    For `class`, `level` and `controls` must hold together, and `at_least` counts every higher level too. For `after`
    and `before`, `date` is the day (or month, or year) as typed.
    """

    name: str
    said: str
    values: tuple[str, ...] = ()
    level: str | None = None
    controls: tuple[str, ...] = ()
    at_least: bool = False
    date: Date | None = None
    year: int | None = None


class All(msgspec.Struct, frozen=True):
    """Every part must hold."""

    parts: tuple[Node, ...]


class Either(msgspec.Struct, frozen=True):
    """One part must hold."""

    parts: tuple[Node, ...]


class Not(msgspec.Struct, frozen=True):
    """The part must not hold."""

    part: Node


Node: TypeAlias = Words | Property | All | Either | Not


def joined(kind: type[All] | type[Either], parts: list[Node]) -> Node | None:
    """The parts as one node: none of none, a part alone as it is."""
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def top_parts(asks: Node | None) -> tuple[Node, ...]:
    """The parts that must all hold."""
    if asks is None:
        return ()
    return asks.parts if isinstance(asks, All) else (asks,)


def without(asks: Node, place: int) -> Node | None:
    """The query less one of its top parts."""
    parts = top_parts(asks)
    return joined(All, [part for number, part in enumerate(parts) if number != place])


def sought(asks: Node | None) -> tuple[Words, ...]:
    """The words that a cable found may show: all but those that must not be there."""
    match asks:
        case Words():
            return (asks,)
        case All(parts) | Either(parts):
            return tuple(dict.fromkeys(word for part in parts for word in sought(part)))
        case _:
            return ()
