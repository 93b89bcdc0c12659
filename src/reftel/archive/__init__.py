"""The archive: a folder that holds cables and finds them.

`archive.db` (SQLite) is the truth, `index` (Tantivy) is derived from it, `files` keeps the original bytes. Nothing
here reads a telegram: readings come in as records, and go out as views for a reader.
"""

from __future__ import annotations

from reftel.archive.archive import Archive, Mode, OnStale, Run
from reftel.archive.finding import Order
from reftel.archive.health import Finding
from reftel.archive.query import Query, parse_query

__all__ = ["Archive", "Finding", "Mode", "OnStale", "Order", "Query", "Run", "parse_query"]
