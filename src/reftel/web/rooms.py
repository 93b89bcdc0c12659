"""The addresses of the reading room, and what stands at each.

Every answer is made from what one `reader` may know, and what is withheld looks like what is not there. Nothing is
written. A page needs no script; scripts add keys and light.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from reftel.documents import view_document
from reftel.errors import CableNotFound, IndexUnusable, QueryError, ReftelError, UsageError
from reftel.records import Provenance
from reftel.render.course import course
from reftel.render.page import (
    PROVENANCE_NOTES,
    PROVENANCE_WORDS,
    CablePage,
    cable_page,
    in_capitals,
    iso_words,
    marking_words,
    provenance_words,
)
from reftel.render.telegram import ReadingMark, readings_of, telegram_lines
from reftel.views import ArchiveSummary, CableView, Facet, Reader
from reftel.web.assets import Assets
from reftel.web.charts import histogram, share
from reftel.web.guard import HEADERS, LOOPBACK, Guard
from reftel.web.hits import beside_the_text, hits_in
from reftel.web.inline import VOICES, Setter, query_value

if TYPE_CHECKING:
    from reftel.archive import Archive

log = logging.getLogger(__name__)

PER_PAGE: Final = 20
_LONGEST_QUERY: Final = 2000
ORDERS: Final = (("relevance", "best first"), ("date", "oldest first"), ("-date", "newest first"))
VIEWS: Final = (("reading", "Reading"), ("telegram", "Telegram"), ("how", "How"))
# a subject's own portion mark, which a list leaves to the cable's page
_SUBJECT_MARK: Final = re.compile(r"^\((?:U|C|S|TS|SBU|FOUO|LOU)(?:[/-]+[A-Z/]{1,8})?\)\s*")
_LEVELS: Final = {"UNCLASSIFIED": "u", "CONFIDENTIAL": "c", "SECRET": "s", "TOP SECRET": "ts"}


def create_app(
    archive: Archive,
    *,
    reader_for: Callable[[Request], Reader],
    allowed_hosts: Iterable[str] = (),
) -> Starlette:
    """The reading room over `archive`, which stays the caller's to close.

    `reader_for` says who a request reads as; `allowed_hosts` are names that the room answers to besides the loopback
    ones. Pages are made on threads; the archive sees for itself to being read from several, and to what is added.
    """
    rooms = Rooms(archive, reader_for)
    app = Starlette(
        routes=rooms.routes(),
        middleware=[Middleware(Guard, allowed_hosts=tuple(allowed_hosts))],
        exception_handlers={HTTPException: rooms.refused, ReftelError: rooms.failed, Exception: rooms.broken},
    )
    # an address is one address: none is completed with a slash
    app.router.redirect_slashes = False
    return app


class Rooms:
    """The pages, and what they share."""

    def __init__(self, archive: Archive, reader_for: Callable[[Request], Reader]) -> None:
        self.archive = archive
        self.vocabulary = archive.vocabulary
        self.reader_for = reader_for
        self.assets = Assets()
        self.pages = Environment(
            loader=PackageLoader("reftel.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.pages.globals.update(
            static=self.assets.prefix,
            views=VIEWS,
            orders=ORDERS,
            share=share,
            histogram=histogram,
            provenance_notes=PROVENANCE_NOTES,
            provenance_kinds=PROVENANCE_WORDS,
            voices=VOICES,
            year_link=lambda year: search_path(f"after:{year} before:{year + 1}", order="date"),
            link=partial(_cable_link, "04PORTSELDON565", ""),
            q="",
        )
        self.pages.filters.update(
            date_words=iso_words,
            marking_words=marking_words,
            provenance_words=provenance_words,
            provenance_short=lambda provenance: PROVENANCE_WORDS[provenance.kind],
            level=_level_letter,
            numeral=lambda number: f"{number:,}",
            mrn=self.vocabulary.mrn,
            number=lambda line: line.mrn or line.name,
            cable_path=cable_path,
            subject=lambda line: _SUBJECT_MARK.sub("", line.subject, count=1) or "No subject line",
            emphasis=_emphasis,
            last_parts=lambda name: "/".join(name.replace("\\", "/").split("/")[-2:]),
            place=lambda line: line.post_name.split(" (")[0] or line.post or "Sender not known",
            in_capitals=lambda snippet: in_capitals("".join(piece.text for piece in snippet)),
            few=lambda chart: "few" if chart.width < 80 else "some" if chart.width < 250 else "many",
            capitalize_first=lambda text: text[:1].upper() + text[1:],
        )

    def routes(self) -> list[Route]:
        """Every address."""
        get = ["GET"]
        return [
            Route("/", self.front, methods=get),
            Route("/search", self.search, methods=get),
            Route("/cable/{name:path}", self.cable, methods=get),
            Route("/about", self.about, methods=get),
            Route("/-/static/{fingerprint}/{name:path}", self.assets.respond, methods=get),
            Route("/-/patterns", self.patterns, methods=get),
            Route("/favicon.ico", lambda _request: RedirectResponse(f"{self.assets.prefix}mark.svg"), methods=get),
        ]

    def html(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page set with a template."""
        return Response(
            self.pages.get_template(template).render(**values),
            status_code=status,
            media_type="text/html",
        )

    # -- the pages -----------------------------------------------------------------------------------------------

    def front(self, request: Request) -> Response:
        """`/`: the archive in one look."""
        summary = self.archive.summary(reader=self.reader_for(request))
        return self.html("front.html", summary=summary, kinds=_by_kind(summary))

    def about(self, request: Request) -> Response:
        """`/about`: what this archive is and is not."""
        summary = self.archive.summary(reader=self.reader_for(request))
        return self.html("about.html", summary=summary, kinds=_by_kind(summary))

    def search(self, request: Request) -> Response:
        """`/search`: one column of cables, or straight to the one that was named."""
        asked = request.query_params
        query = " ".join(asked.get("q", "").split())
        order = asked.get("order", "")
        order = order if order in dict(ORDERS) else ("relevance" if query else "-date")
        if len(query) > _LONGEST_QUERY:
            raise QueryError(f"A query may be {_LONGEST_QUERY:,} characters long; this one has {len(query):,}.")
        ask = partial(
            self.archive.search,
            query,
            reader=self.reader_for(request),
            limit=PER_PAGE,
            after=asked.get("after") or None,
            order=order,  # type: ignore[arg-type]
        )
        try:
            # a page does not wait for the index while cables are added: it answers from the last whole state
            results = ask(on_stale="last")
        except IndexUnusable:
            # there is no such state yet: the first reader after a change of program or vocabulary waits for one
            results = ask(on_stale="index")
        if len(results.jump) == 1:
            return RedirectResponse(cable_path(results.jump[0].name), status_code=303)
        years = next((f for f in results.facets if f.field == "year"), None)
        return self.html(
            "search.html",
            q=query,
            order=order,
            first_page=not asked.get("after"),
            results=results,
            by_year=[(int(v.value), v.count) for v in years.values if v.value.isdigit()] if years else [],
            facets=_facets(results.facets, query, order),
            without=search_path(results.emptied_query or "", order=order),
            here=lambda **changes: search_path(query, **{"order": order, **changes}),
            year_link=lambda year: search_path(f"{query} after:{year} before:{year + 1}".strip(), order=order),
        )

    def cable(self, request: Request) -> Response:
        """`/cable/NAME`: one cable, in three views or as data; any spelling leads to the one address."""
        asked = request.path_params["name"]
        reader = self.reader_for(request)
        as_data = asked.endswith(".json")
        spelling = asked.removesuffix(".json")
        found = self.archive.find(spelling, reader=reader) if len(spelling) <= 200 else ()
        if not found:
            raise CableNotFound(f"{spelling[:80]} is not held here.")
        if len(found) > 1:
            return self.html("choice.html", spelling=spelling, found=found)
        name = found[0].name
        if name != spelling:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(cable_path(name) + (".json" if as_data else "") + query, status_code=301)
        view = self.archive.get(name, reader=reader)
        if as_data:
            return Response(view_document(view), media_type="application/json")
        words = " ".join(request.query_params.get("q", "").split())[:_LONGEST_QUERY]
        shown = request.query_params.get("view", "reading")
        marked = hits_in(view.cable, words, self.vocabulary) if words else ()
        return self.cable_view(view, shown=shown, q=words, marked=marked)

    def cable_view(
        self, view: CableView, *, shown: str = "reading", q: str = "", marked: tuple[tuple[int, int], ...] = ()
    ) -> Response:
        """The page of a view, as one of `VIEWS`."""
        page = cable_page(view, self.vocabulary, marked=marked)
        values: dict[str, Any] = {"view": view, "page": page, "set": Setter(page), "q": q, "shown": shown}
        if shown == "telegram":
            lines = telegram_lines(view, marked=marked)
            marks = readings_of(view.cable)
            values |= {"lines": lines, "legend": _legend(marks), "anchors": _anchors(marks, page)}
            # a passage is long: it lights up, but its every line is not underlined
            values["passages"] = frozenset(m.id for m in marks if m.id.startswith(("passages-", "repeats-")))
        elif shown == "how":
            values["steps"] = course(view, page)
        elif shown != "reading":
            raise HTTPException(404)
        values["link"] = partial(_cable_link, page.name, q)
        typed = [s for line in values.get("lines", ()) for s in line.segments if s.matched]
        values["hits"] = len(typed) if shown == "telegram" else page.matches if shown == "reading" else 0
        # a search also finds what the Reading view leaves to the margin: addressees, offices, the name at the end
        values["beyond"] = (
            beside_the_text(view.cable, marked) if shown == "reading" else len(marked) if shown == "how" else 0
        )
        return self.html(f"{shown}.html", **values)

    def patterns(self, request: Request) -> Response:
        """`/-/patterns`: every component and state on one page, set with invented cables."""
        from reftel.web.patterns import pages

        return self.html("patterns.html", made=[(title, page, Setter(page)) for title, page in pages()])

    # -- what goes wrong -----------------------------------------------------------------------------------------

    async def refused(self, request: Request, error: Exception) -> Response:
        """An address that leads nowhere."""
        status = error.status_code if isinstance(error, HTTPException) else 404
        if status == 404:
            return self.html("absent.html", status=404, what="This page")
        return self.html("broken.html", status=status, message="The request cannot be answered.", remedy="")

    async def failed(self, request: Request, error: Exception) -> Response:
        """Something reftel itself cannot do, in its own words."""
        if isinstance(error, CableNotFound):
            # withheld and absent look alike: nothing here depends on which it was
            return self.html("absent.html", status=404, what="That cable")
        if isinstance(error, QueryError):
            query = " ".join(request.query_params.get("q", "").split())
            return self.html("query.html", status=400, q=query, error=error, parts=_marked_place(query, error.span))
        if isinstance(error, UsageError):
            return self.html("broken.html", status=400, message=error.message, remedy=error.remedy)
        # messages name folders of this machine: only who sits at it is told
        log.warning("%s", error)
        here = request.client is not None and request.client.host in LOOPBACK
        message, remedy = getattr(error, "message", ""), getattr(error, "remedy", "")
        return self.html(
            "broken.html",
            status=503,
            message=message if here else "This archive cannot be read just now.",
            remedy=remedy if here else "Whoever keeps it has been told why.",
        )

    async def broken(self, request: Request, error: Exception) -> Response:
        """A fault of ours."""
        answer = self.html(
            "broken.html",
            status=500,
            message="Something went wrong in this program.",
            remedy="The archive is not touched. The terminal that runs the reading room shows what happened.",
        )
        # this answer is made outside the guard
        answer.headers.update(HEADERS)
        return answer


def _emphasis(words: str) -> Markup:
    """A query in plain words: what stands between stars is the searcher's own."""
    parts = re.split(r"\*([^*]+)\*", words)
    said = (Markup("<em>{}</em>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts))
    return Markup("").join(said)


def cable_path(name: str) -> str:
    """The one address of a cable."""
    return f"/cable/{quote(name, safe='')}"


def search_path(query: str, **params: str | None) -> str:
    """A search's address; what is None or usual is left out."""
    given = {"q": query, **{key: value for key, value in params.items() if value}}
    if given.get("order") == "relevance":
        del given["order"]
    return f"/search?{urlencode(given)}"


def _cable_link(name: str, q: str, shown: str, fragment: str = "") -> str:
    params = {key: value for key, value in (("q", q), ("view", shown if shown != "reading" else "")) if value}
    return cable_path(name) + (f"?{urlencode(params)}" if params else "") + (f"#{fragment}" if fragment else "")


def _level_letter(marking: Any) -> str:
    return _LEVELS.get(str(marking or "").split("//")[0], "none")


def _by_kind(summary: ArchiveSummary) -> list[tuple[str, str, list[tuple[Provenance, int]], int]]:
    """Cables by kind of provenance, in a fixed order: kind, its words, its publishers, how many."""
    listed = []
    for kind, words in PROVENANCE_WORDS.items():
        rows = [(p, n) for p, n in summary.provenance if p.kind == kind]
        if rows:
            listed.append((kind, words, rows, sum(n for _, n in rows)))
    return listed


def _facets(facets: tuple[Facet, ...], query: str, order: str) -> list[dict[str, Any]]:
    """The facets with the address that each value leads to, which adds it to the query or takes it out."""
    listed = []
    for facet in facets:
        most = max((v.count for v in facet.values), default=0)
        values = []
        for value in facet.values:
            token = f"{facet.field}:{query_value(value.value)}"
            parts = _tokens(query)
            chosen = token in parts
            wanted = " ".join(p for p in parts if p != token) if chosen else f"{query} {token}".strip()
            values.append(
                {
                    "label": value.label or value.value,
                    "count": value.count,
                    "share": share(value.count, most),
                    "chosen": chosen,
                    "href": search_path(wanted, order=order),
                }
            )
        if values:
            listed.append({"field": facet.field, "label": facet.label, "values": values})
    return listed


def _tokens(query: str) -> list[str]:
    """A query's parts, cut at blanks outside quotation marks."""
    parts: list[str] = []
    quoted = False
    part = ""
    for char in query:
        quoted ^= char == '"'
        if char == " " and not quoted:
            parts.append(part)
            part = ""
        else:
            part += char
    return [p for p in (*parts, part) if p]


def _marked_place(query: str, span: tuple[int, int] | None) -> tuple[str, str, str]:
    if span is None:
        return query, "", ""
    start, end = max(0, span[0]), min(len(query), max(span[1], span[0] + 1))
    return query[:start], query[start:end], query[end:]


def _legend(marks: tuple[ReadingMark, ...]) -> list[tuple[str, list[ReadingMark]]]:
    """The readings under one word each, in the order in which each word first stands in the telegram."""
    groups: dict[str, list[ReadingMark]] = {}
    for mark in marks:
        groups.setdefault(mark.words, []).append(mark)
    return list(groups.items())


def _anchors(marks: tuple[ReadingMark, ...], page: CablePage) -> frozenset[int]:
    """The offsets that something on a page links to: where a reading or what a diagnostic speaks of begins."""
    spans = [s for mark in marks for s in mark.spans[:1]]
    spans += [s for d in page.diagnostics for s in d.spans[:1]]
    spans += [s for fact in page.facts for s in fact.spans[:1]]
    return frozenset(s.start for s in spans)


__all__ = ["Rooms", "cable_path", "create_app", "search_path"]
