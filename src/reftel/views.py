"""What a reader is given: a cable with its surroundings, the results of a search.

Every call that gives out one of these takes the `reader` and opens that reader's shelf and nothing else; what the
reader may not know is not in it, and looks as if it were not there.
"""

from __future__ import annotations

import msgspec

from reftel.records import Cable, Provenance, Reference


class Reader(msgspec.Struct, frozen=True):
    """Who reads: the shelf whose store is opened, and a name for the log. The shelf `full` is the archive itself."""

    shelf: str
    name: str | None = None


class CableLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One cable on one line, for lists: `name` is its id or, without one, its handle; `mrn` the same as it is said,
    `04 RIO DE JANEIRO 871`; `date` ISO at its precision; `post` the station's code; `marking` the original's, as
    sent."""

    name: str
    date: str = ""
    post: str = ""
    post_name: str = ""
    subject: str = ""
    marking: str = ""
    provenance: Provenance = Provenance()
    mrn: str = ""


class VersionLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One publisher's text of the cable: where it was found, in which layout, when it was added (UTC), and whether it
    is the one shown. `corrected` is on a copy that replaces another; `inside` names the telegram in whose text this
    one was found ("" for one without a number), None for a text that stands by itself."""

    handle: str
    name: str
    layout: str
    added: str
    provenance: Provenance = Provenance()
    shown: bool = False
    redactions: int = 0
    corrected: bool = False
    inside: str | None = None


class ReferenceView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A reference and, where the archive holds the telegram it means, that telegram."""

    reference: Reference
    held: CableLine | None = None


class CableView(msgspec.Struct, frozen=True, kw_only=True):
    """A cable as a reader gets it: the reading, what it refers to, what cites it, its neighbours in time, its
    versions. `name` is its id, or its handle."""

    name: str
    cable: Cable
    line: CableLine
    references: tuple[ReferenceView, ...] = ()
    cited_by: tuple[CableLine, ...] = ()
    earlier: CableLine | None = None
    later: CableLine | None = None
    versions: tuple[VersionLine, ...] = ()


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """A run of a snippet's text, and whether the search matched it."""

    text: str
    matched: bool


class Hit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One cable found, with the sentence that matched and the paragraph (counted from 0) it stands in."""

    line: CableLine
    snippet: tuple[Piece, ...] = ()
    paragraph: int | None = None
    number: int | None = None
    """The printed number of that paragraph."""


class FacetValue(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One value of a facet: how it is searched for, how it is said, how many cables of this result have it."""

    value: str
    label: str
    count: int


class Facet(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of a result by one property: `field` is its name in a query (`from`, `tag`, `class`, `year`,
    `provenance`). Counts are exact; `values` are all there are, the most frequent first (years in their order)."""

    field: str
    label: str
    values: tuple[FacetValue, ...]


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found.

    `words` is the query said in plain words; `total` the exact number of cables found out of `held`; `jump` the cables
    that the query names, when it is the id of a telegram in any spelling (one: go there; several: choose). `after` is
    the cursor of the next page, None on the last. `emptied_by` names the part of the query without which something
    would have been found, and `emptied_query` is the query without it, where something is left of it. `stale` says
    that the index was behind and this is the last whole state.
    """

    query: str
    words: str
    total: int
    held: int
    hits: tuple[Hit, ...] = ()
    facets: tuple[Facet, ...] = ()
    jump: tuple[CableLine, ...] = ()
    after: str | None = None
    emptied_by: str | None = None
    emptied_query: str | None = None
    stale: bool = False


class ArchiveSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The archive in one look: cables held, posts, the years they span, cited but not held, kinds of provenance."""

    cables: int = 0
    versions: int = 0
    posts: int = 0
    first_year: int | None = None
    last_year: int | None = None
    cited_not_held: int = 0
    by_year: tuple[tuple[int, int], ...] = ()
    provenance: tuple[tuple[Provenance, int], ...] = ()
