"""Counts of a result by post, year, classification, TAGS and provenance: exact, and in words."""

from __future__ import annotations

import sqlite3
from typing import Final

import msgspec
import tantivy

from reftel.archive import finding
from reftel.archive.fields import PROVENANCE
from reftel.archive.lines import post_name
from reftel.markings import LEVELS
from reftel.views import Facet, FacetValue
from reftel.vocab import Vocabulary

_LABELS: Final = {
    "from": "Post",
    "year": "Year",
    "class": "Classification",
    "tag": "TAGS",
    "provenance": "Provenance",
}
_COLUMNS: Final = {
    "from": "post",
    "year": "substr(date, 1, 4)",
    "class": "level",
    "provenance": "provenance_kind",
    "tag": "tag.value",
}


def facets(
    connection: sqlite3.Connection, searcher: tantivy.Searcher, found: tantivy.Query, vocabulary: Vocabulary
) -> tuple[Facet, ...]:
    """Every facet of what the query `found` matches."""
    counts = finding.facet_counts(searcher, found)
    exact = {
        name: counted if counted is not None else _count_in_tables(connection, searcher, found, name)
        for name, counted in counts.items()
    }
    return tuple(
        Facet(field=name, label=_LABELS[name], values=_values(name, counted, vocabulary))
        for name, counted in exact.items()
    )


def _count_in_tables(
    connection: sqlite3.Connection, searcher: tantivy.Searcher, found: tantivy.Query, name: str
) -> dict[str, int]:
    """The counts of one facet from the tables, for more values than the index can count at once."""
    listed = msgspec.json.encode(finding.numbers_found(searcher, found)).decode()
    column = _COLUMNS[name]
    tables = "cable" if name != "tag" else "cable JOIN tag ON tag.version = cable.shown_version"
    counted = connection.execute(
        f"SELECT {column}, count(DISTINCT cable.id) FROM {tables} "
        f"WHERE cable.id IN (SELECT value FROM json_each(?)) AND {column} IS NOT NULL GROUP BY 1",
        (listed,),
    )
    return dict(counted.fetchall())


def _values(name: str, counts: dict[str, int], vocabulary: Vocabulary) -> tuple[FacetValue, ...]:
    values = [
        FacetValue(value=value, label=_label(name, value, vocabulary), count=count) for value, count in counts.items()
    ]
    if name == "year":
        return tuple(sorted(values, key=lambda each: each.value))
    if name == "class":
        return tuple(sorted(values, key=lambda each: (-each.count, LEVELS.index(each.value))))
    return tuple(sorted(values, key=lambda each: (-each.count, each.value)))


def _label(name: str, value: str, vocabulary: Vocabulary) -> str:
    if name == "from":
        return post_name(value, vocabulary)
    if name == "tag":
        tag = vocabulary.tag(value)
        return f"{value} ({tag.meaning})" if tag is not None and tag.meaning else value
    if name == "provenance":
        return PROVENANCE.get(value, value)
    return value
