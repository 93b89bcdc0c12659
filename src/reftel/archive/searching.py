"""A search answered from one pair of database and index: the page of cables, their snippets, the counts.

The index says which cables match and in which order; everything shown comes from the database. Where the two do not
agree about what was found, the index is not believed: IndexUnusable.
"""

from __future__ import annotations

import sqlite3
from typing import Final

import msgspec
import tantivy

from reftel.archive import finding, lookup, rows, snippets
from reftel.archive.facets import facets
from reftel.archive.finding import Order, Place
from reftel.archive.index import guarded, unusable
from reftel.archive.lines import LINE, Row, line
from reftel.archive.moments import Pair
from reftel.archive.nodes import sought, top_parts, without
from reftel.archive.query import Query, less_one_part, parse_query
from reftel.archive.saying import clause
from reftel.archive.spelling import read_spelling
from reftel.errors import UsageError
from reftel.ids import is_handle
from reftel.views import Hit, Results
from reftel.vocab import Vocabulary

MOST_HITS: Final = 10_000
"""The longest page of results."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A search, understood: the query, the order (by date where the query has no words to rank by), which page."""

    query: Query
    order: Order
    limit: int
    mark: str
    """A short word for query and order, so that a cursor is not used for another search."""
    place: Place | None
    """Where the page before ended; None for the first."""


def understand(query: str | Query, *, vocabulary: Vocabulary, order: Order, limit: int, after: str | None) -> Asked:
    """Read what is asked; QueryError for a query or a cursor that cannot be read, UsageError for the rest."""
    if order not in finding.ORDERS:
        raise UsageError(f"There is no order {order}.", remedy=f"The orders are {', '.join(finding.ORDERS)}.")
    if not 1 <= limit <= MOST_HITS:
        raise UsageError(f"A page of {limit} results cannot be.", remedy=f"Ask for 1 to {MOST_HITS:,}.")
    asked = query if isinstance(query, Query) else parse_query(query, vocabulary=vocabulary)
    ordered: Order = "-date" if order == "relevance" and not sought(asked.asks) else order
    mark = finding.search_mark(asked.asks, ordered)
    place = finding.read_cursor(after, mark) if after is not None else None
    return Asked(query=asked, order=ordered, limit=limit, mark=mark, place=place)


def answer(pair: Pair, asked: Asked, vocabulary: Vocabulary, *, counted: bool, stale: bool) -> Results:
    """The page that is asked for; `counted` with the counts by property."""
    connection, searcher, query = pair.connection, pair.searcher, asked.query
    with guarded(pair.folder):
        compiled = finding.compiled(query.asks)
        total = finding.count(searcher, compiled)
        ranked, more, shown = finding.page(
            searcher,
            compiled,
            asked.order,
            after=asked.place,
            limit=asked.limit,
            names=lambda numbers: _names(connection, numbers),
        )
        counts = facets(connection, searcher, compiled, vocabulary) if counted else ()
        emptied = _emptied_by(searcher, query) if total == 0 else None
        part = top_parts(query.asks)[emptied] if emptied is not None else None
    hits = tuple(_hit(pair, each.number, query, vocabulary) for each in ranked)
    last = ranked[-1] if ranked else None
    after = Place(asked.mark, shown, last.key, last.name).cursor() if more and last is not None else None
    jump = () if asked.place is not None else _jump(connection, query.text, vocabulary)
    return Results(
        query=query.text,
        words=query.words,
        total=total,
        held=pair.cables,
        hits=hits,
        facets=counts,
        jump=tuple(line(row, vocabulary) for row in jump),
        after=after,
        emptied_by=clause(part) if part is not None else None,
        emptied_query=less_one_part(query, emptied, vocabulary) if emptied is not None else None,
        stale=stale,
    )


def _names(connection: sqlite3.Connection, numbers: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for begun in range(0, len(numbers), 500):
        some = numbers[begun : begun + 500]
        marks = ", ".join("?" * len(some))
        found.update(connection.execute(f"SELECT id, name FROM cable WHERE id IN ({marks})", some))
    return found


def _jump(connection: sqlite3.Connection, text: str, vocabulary: Vocabulary) -> list[Row] | tuple[()]:
    """The cables that a query names, when it is a name in any spelling."""
    plain = text.strip().strip('"“”')
    return lookup.find(connection, plain, vocabulary) if is_handle(plain.lower()) or read_spelling(plain) else ()


def _hit(pair: Pair, number: int, asked: Query, vocabulary: Vocabulary) -> Hit:
    row = pair.connection.execute(f"SELECT {LINE}, shown_version FROM cable WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise unusable(pair.folder, "it names a cable that the archive does not hold")
    cable = rows.read_cable(pair.connection, row[-1])
    wanted = sought(asked.asks)
    snippet = snippets.best(cable, wanted)
    if snippet is None and wanted:
        if any(part in wanted for part in top_parts(asked.asks)):
            raise unusable(pair.folder, "it finds cables that do not have the words searched for")
        # found by another side of an OR, by a property
        snippet = snippets.best(cable, ())
    said = line(row[:-1], vocabulary)
    if snippet is None:
        return Hit(line=said)
    return Hit(line=said, snippet=snippet.pieces, paragraph=snippet.paragraph, number=snippet.number)


def _emptied_by(searcher: tantivy.Searcher, asked: Query) -> int | None:
    """The place of the first part of the query without which something would have been found; None where the query has
    one part alone, since leaving that out asks for nothing."""
    if asked.asks is None:
        return None
    parts = top_parts(asked.asks)
    if not 1 < len(parts) <= 50:
        return None
    for place in range(len(parts)):
        rest = without(asked.asks, place)
        if finding.count(searcher, finding.compiled(rest)):
            return place
    return None
