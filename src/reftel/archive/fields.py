"""The fields of a query, `name:value`: which there are, and how the value of each is read.

What cannot be read raises QueryError with its place in the query, what was wrong and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from reftel.archive.nodes import Node, Property
from reftel.archive.saying import say_date
from reftel.archive.spelling import squeezed
from reftel.errors import QueryError
from reftel.markings import LEVELS, Marking, read_marking
from reftel.times import Date
from reftel.vocab import Vocabulary

FIELDS: Final = {
    "from": "the post that sent it",
    "tag": "one of its TAGS",
    "class": "its classification",
    "after": "sent on that day or later",
    "before": "sent before that day",
    "year": "the year it was sent",
    "provenance": "how it became readable",
}

PROVENANCE: Final = {
    "released": "released by the government",
    "printed": "printed in a documentary edition",
    "foia": "released on request (FOIA)",
    "disclosed": "disclosed without authority",
    "own": "from the user's own papers",
    "unknown": "of unknown provenance",
}

_MARKING: Final = re.compile(r"[A-Za-z][A-Za-z/, \-]*")


def read_field(name: str, value: str, span: tuple[int, int], vocabulary: Vocabulary) -> Node:
    """What `name:value` asks for; `span` is where it stands in the query."""
    known = name.lower()
    if known not in FIELDS:
        raise QueryError(
            f"There is no field {name}: in a search.",
            remedy=f"The fields are {', '.join(f'{each}:' for each in FIELDS)}. To search for the text itself, put it "
            'in quotation marks, "…".',
            span=span,
        )
    if not value.strip():
        raise QueryError(
            f"{known}: wants a value right behind the colon.",
            remedy=_EXAMPLES[known],
            span=span,
        )
    return _READERS[known](" ".join(value.split()), span, vocabulary)


_EXAMPLES: Final = {
    "from": 'For instance from:MAPUTO or from:"cape town".',
    "tag": "For instance tag:PTER.",
    "class": "For instance class:SECRET, class:SECRET//NOFORN or class:>=C.",
    "after": "For instance after:2004, after:2004-04 or after:2004-04-06.",
    "before": "For instance before:2004, before:2004-04 or before:2004-04-06.",
    "year": "For instance year:2004.",
    "provenance": f"One of {', '.join(PROVENANCE)}.",
}


def _read_from(value: str, span: tuple[int, int], vocabulary: Vocabulary) -> Node:
    station = vocabulary.station(value, short=True, typo=False)
    code = station.code if station is not None else squeezed(value)
    if not code:
        raise QueryError(f"{value} is not the name of a post.", remedy=_EXAMPLES["from"], span=span)
    post = vocabulary.post(code)
    return Property("from", post.name if post is not None else value, (code,))


def _read_tag(value: str, span: tuple[int, int], vocabulary: Vocabulary) -> Node:
    code = value.upper().encode("utf-8", "replace").decode()
    tag = vocabulary.tag(code)
    values = [code]
    meaning = ""
    if tag is not None:
        meaning = tag.meaning
        if tag.canonical:
            values.append(tag.canonical)
            official = vocabulary.tag(tag.canonical)
            meaning = official.meaning if official is not None else meaning
    return Property("tag", f"{code} ({meaning})" if meaning else code, tuple(values))


def _read_class(value: str, span: tuple[int, int], _: Vocabulary) -> Node:
    at_least = value.startswith(">=")
    printed = value.removeprefix(">=").strip()
    marking: Marking | None = read_marking(printed) if _MARKING.fullmatch(printed) else None
    if marking is not None and not (at_least and marking.controls):
        controls = marking.controls
        said = marking.level
        if controls:
            said += f" with {' and '.join(controls)}"
        if at_least and marking.level != LEVELS[-1]:
            said += " or higher"
        return Property("class", said, level=marking.level, controls=controls, at_least=at_least)
    alone = read_marking(f"SECRET//{printed}") if _MARKING.fullmatch(printed) else None
    if not at_least and alone is not None and len(alone.controls) == 1:
        return Property("class", alone.controls[0], controls=alone.controls)
    raise QueryError(
        f"{value} is no classification that can be searched for.",
        remedy=f"{_EXAMPLES['class']} The levels are {', '.join(LEVELS)} (or U, C, S, TS).",
        span=span,
    )


def _read_date(name: str) -> Callable[[str, tuple[int, int], Vocabulary], Node]:
    def read(value: str, span: tuple[int, int], _: Vocabulary) -> Node:
        try:
            if not value.isascii():
                raise ValueError
            date = Date.parse(value)
            if date.year == 0:
                raise ValueError
        except ValueError:
            date = None
        if date is None or date.hour is not None:
            raise QueryError(
                f"{value} is no date that can be searched for.",
                remedy=f"Dates are written 2004, 2004-04 or 2004-04-06. {_EXAMPLES[name]}",
                span=span,
            )
        return Property(name, say_date(date), date=date)

    return read


def _read_year(value: str, span: tuple[int, int], _: Vocabulary) -> Node:
    if not re.fullmatch(r"[0-9]{4}", value) or value == "0000":
        raise QueryError(f"{value} is no year.", remedy=_EXAMPLES["year"], span=span)
    return Property("year", value, year=int(value))


def _read_provenance(value: str, span: tuple[int, int], _: Vocabulary) -> Node:
    kind = value.lower()
    if kind not in PROVENANCE:
        raise QueryError(
            f"{value} is no kind of provenance.",
            remedy=_EXAMPLES["provenance"],
            span=span,
        )
    return Property("provenance", PROVENANCE[kind], (kind,))


_READERS: Final[dict[str, Callable[[str, tuple[int, int], Vocabulary], Node]]] = {
    "from": _read_from,
    "tag": _read_tag,
    "class": _read_class,
    "after": _read_date("after"),
    "before": _read_date("before"),
    "year": _read_year,
    "provenance": _read_provenance,
}
