"""A query put to the index: what matches, in which order, counted how.

Counts are exact. The order is total: cables that score alike, or were sent at the same minute, stand in order of
their names, so that every page of a result follows from the one before.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias

import msgspec
import tantivy

from reftel.archive.index import SCHEMA, day_number
from reftel.archive.nodes import All, Either, Node, Not, Property, Words
from reftel.errors import QueryError
from reftel.markings import LEVELS

Order: TypeAlias = Literal["relevance", "date", "-date"]
ORDERS: Final[tuple[Order, ...]] = ("relevance", "date", "-date")

_MOST_BUCKETS: Final = 60_000
"""More values than this are not counted by the index (it allows 65,000 counters at once)."""

_SUBJECT_WEIGHT: Final = 2.0

FACET_FIELDS: Final = {"from": "post", "year": "year", "class": "class", "tag": "tag_value", "provenance": "provenance"}
"""The name of each facet in a query, and in the index."""

EVERYTHING: Final = tantivy.Query.all_query()


def compiled(asks: Node | None) -> tantivy.Query:
    """A query as the index takes it, its score included."""
    if asks is None:
        return EVERYTHING
    return _compiled(asks)


def _compiled(part: Node) -> tantivy.Query:
    match part:
        case Words():
            return _words(part)
        case Property():
            return tantivy.Query.const_score_query(_property(part), 0.0)
        case Not(inner):
            return _all([inner], negated=True)
        case Either(parts):
            return tantivy.Query.boolean_query([(tantivy.Occur.Should, _compiled(each)) for each in parts])
        case All(parts):
            return _all(parts)


def _all(parts: Iterable[Node], *, negated: bool = False) -> tantivy.Query:
    clauses: list[tuple[tantivy.Occur, tantivy.Query]] = []
    for part in parts:
        if isinstance(part, Not):
            clauses.append((tantivy.Occur.MustNot, _compiled(part.part)))
        elif negated:
            clauses.append((tantivy.Occur.MustNot, _compiled(part)))
        else:
            clauses.append((tantivy.Occur.Must, _compiled(part)))
    if all(occur == tantivy.Occur.MustNot for occur, _ in clauses):
        clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(EVERYTHING, 0.0)))
    return tantivy.Query.boolean_query(clauses)


def _words(part: Words) -> tantivy.Query:
    field = "forms" if part.stemmed else "literal"
    found = _side_by_side(field, part.words)
    if not part.stemmed:
        return found
    # a word of the subject weighs more; it stands in the text as well, so that this adds no cable
    subject = tantivy.Query.boost_query(_side_by_side("subject", part.words), _SUBJECT_WEIGHT)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, found), (tantivy.Occur.Should, subject)])


def _side_by_side(field: str, words: tuple[str, ...]) -> tantivy.Query:
    if len(words) == 1:
        return tantivy.Query.term_query(SCHEMA, field, words[0])
    return tantivy.Query.phrase_query(SCHEMA, field, list(words))


def _property(part: Property) -> tantivy.Query:
    match part.name:
        case "from":
            return _any("post", part.values)
        case "tag":
            return _any("tag", part.values)
        case "provenance":
            return _any("provenance", part.values)
        case "year":
            return tantivy.Query.term_query(SCHEMA, "year", part.year)
        case "class":
            return _class(part)
        case _:
            return _date(part)


def _any(field: str, values: tuple[str, ...]) -> tantivy.Query:
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Should, tantivy.Query.term_query(SCHEMA, field, value)) for value in values]
    )


def _class(part: Property) -> tantivy.Query:
    clauses: list[tuple[tantivy.Occur, tantivy.Query]] = []
    if part.level is not None:
        levels = LEVELS[LEVELS.index(part.level) :] if part.at_least else (part.level,)
        clauses.append((tantivy.Occur.Must, _any("class", levels)))
    clauses += [(tantivy.Occur.Must, tantivy.Query.term_query(SCHEMA, "control", control)) for control in part.controls]
    return tantivy.Query.boolean_query(clauses)


def _date(part: Property) -> tantivy.Query:
    """A cable whose date is known to the month only lies on any day of it: it is found when one of them would be."""
    assert part.date is not None  # noqa: S101 -- the reader of queries gives after and before a date
    day = day_number(part.date.first_day)
    if part.name == "after":
        return tantivy.Query.range_query(SCHEMA, "last_day", tantivy.FieldType.Integer, lower_bound=day)
    return tantivy.Query.range_query(
        SCHEMA, "first_day", tantivy.FieldType.Integer, upper_bound=day, include_upper=False
    )


# ---------------------------------------------------------------------------------------------------------------------
# order and pages


class Place(msgspec.Struct, frozen=True, array_like=True):
    """The end of a page: which search it belongs to, how many cables were shown, and the last one's key and name."""

    search: str
    shown: int
    key: float
    name: str

    def cursor(self) -> str:
        """The place as a word for an address."""
        return base64.urlsafe_b64encode(msgspec.json.encode(self)).decode().rstrip("=")


def search_mark(asks: Node | None, order: Order) -> str:
    """A short word for a search, so that a cursor is not used for another one."""
    return hashlib.sha256(f"{order} {asks!r}".encode()).hexdigest()[:12]


def read_cursor(cursor: str, mark: str) -> Place:
    """Read a cursor; QueryError where it is none, or another search's."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        place = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=Place)
    except (UnicodeEncodeError, binascii.Error, msgspec.DecodeError, ValueError):
        place = None
    if place is None or place.search != mark or place.shown < 0:
        raise QueryError(
            "The place in the list of results cannot be read, or belongs to another search.",
            remedy="Begin again at the first page.",
        )
    return place


class Ranked(msgspec.Struct, frozen=True):
    """A cable in its place: its key in this order, its name, its row."""

    key: float
    name: str
    number: int


Names: TypeAlias = Callable[[list[int]], Mapping[int, str]]


def page(
    searcher: tantivy.Searcher, found: tantivy.Query, order: Order, *, after: Place | None, limit: int, names: Names
) -> tuple[list[Ranked], bool, int]:
    """One page: its cables, whether there are more, and how many stand before its end.

    The page after a cursor begins behind the cable that the cursor names. Where the index has changed and that cable
    moved, it begins behind the place where that cable would stand.
    """
    begun = after.shown if after is not None else 0
    ranked = _ranked(searcher, found, order, begun, begun + limit + 1, names)
    if after is not None:
        last = ranked[begun - 1] if 0 < begun <= len(ranked) else None
        if last is None or last.name != after.name:
            ranked = _ranked(searcher, found, order, 0, begun + limit + 1, names)
            begun = _behind(ranked, after, order)
    shown = ranked[begun : begun + limit]
    return shown, len(ranked) > begun + limit, begun + len(shown)


def _behind(ranked: list[Ranked], after: Place, order: Order) -> int:
    for place, each in enumerate(ranked):
        if each.name == after.name:
            return place + 1
    sign = 1 if order == "date" else -1
    wanted = (sign * after.key, after.name)
    return sum(1 for each in ranked if (sign * each.key, each.name) <= wanted)


def _ranked(
    searcher: tantivy.Searcher, found: tantivy.Query, order: Order, begun: int, upto: int, names: Names
) -> list[Ranked]:
    """The first `upto` cables (or a few more), in their total order; names of those before `begun` may be left out.

    The index breaks ties by where a cable happens to lie, so the last tie is fetched whole before it is cut.
    """
    everything = searcher.num_docs
    limit = upto + 1
    while True:
        limit = max(1, min(limit, everything))
        if order == "relevance":
            result = searcher.search(found, limit, count=False)
        else:
            result = searcher.search(
                found,
                limit,
                count=False,
                order_by_field="oldest" if order == "date" else "newest",
                order=tantivy.Order.Asc if order == "date" else tantivy.Order.Desc,
            )
        hits = result.hits
        if len(hits) < limit or limit >= everything or hits[-1][0] != hits[upto - 1][0]:
            break
        limit *= 4
    numbers = searcher.fast_field_values("cable", [address for _, address in hits])
    # names are wanted from the tie that the page begins in (and the cable before it) to the end of its last tie
    first = max(0, begun - 1)
    while 0 < first < len(hits) and hits[first - 1][0] == hits[first][0]:
        first -= 1
    stop = len(hits)
    while stop > upto and hits[stop - 1][0] != hits[upto - 1][0]:
        stop -= 1
    rows = [int(number or 0) for number in numbers]
    called = names(rows[first:stop])
    ranked = [
        Ranked(float(hit[0] or 0), called.get(number, ""), number)
        for hit, number in zip(hits[:stop], rows[:stop], strict=True)
    ]
    sign = 1 if order == "date" else -1
    ranked[first:] = sorted(ranked[first:], key=lambda each: (sign * each.key, each.name))
    return ranked


def numbers_found(searcher: tantivy.Searcher, found: tantivy.Query) -> list[int]:
    """Every cable that matches, in no order."""
    hits = searcher.search(found, max(1, searcher.num_docs), count=False).hits
    return [int(number or 0) for number in searcher.fast_field_values("cable", [address for _, address in hits])]


def count(searcher: tantivy.Searcher, found: tantivy.Query) -> int:
    """How many cables match."""
    total: int = searcher.search(found, 1, count=True).count  # type: ignore[attr-defined]
    return total


# ---------------------------------------------------------------------------------------------------------------------
# counts


def facet_counts(searcher: tantivy.Searcher, found: tantivy.Query) -> dict[str, dict[str, int] | None]:
    """For each facet its values and their counts; None where the index could not count them all exactly."""
    wanted = {
        facet: {"terms": {"field": field, "size": _MOST_BUCKETS, "segment_size": _MOST_BUCKETS}}
        for facet, field in FACET_FIELDS.items()
    }
    try:
        counted = searcher.aggregate(found, wanted)
    except ValueError:  # more values than the index counts at once
        return dict.fromkeys(FACET_FIELDS)
    return {facet: _exact(counted[facet]) for facet in FACET_FIELDS}


def _exact(counted: dict[str, Any]) -> dict[str, int] | None:
    if counted.get("sum_other_doc_count") or counted.get("doc_count_error_upper_bound"):
        return None
    return {
        str(int(each["key"])) if isinstance(each["key"], int | float) else str(each["key"]): int(each["doc_count"])
        for each in counted["buckets"]
    }
