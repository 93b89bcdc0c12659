"""The reading room over an archive on disk: what is added is there at the next click, for several readers at once."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

import reftel
from reftel.archive import Archive
from reftel.records import Provenance, Reading, Source
from reftel.render.page import cable_page
from reftel.views import CableLine, CableView, Reader
from reftel.web import create_app


def reading(text: str, name: str) -> Reading:
    made = Source(
        text=text,
        name=name,
        sha256=sha256(text.encode()).hexdigest(),
        provenance=Provenance(kind="own", publisher="Me"),
    )
    return Reading(made, reftel.parse(made))


def telegram(serial: int, words: str, ref: str = "") -> str:
    reference = f"REF: {ref}\n" if ref else ""
    return (
        f"C O N F I D E N T I A L LIMA {serial:06d}\n\nSIPDIS\n\nE.O. 12958: DECL: 01/02/2015\nTAGS: ECON, PE\n"
        f"SUBJECT: INVENTED HARVEST {serial}\n\n{reference}\n1. (C) {words}\n\n2. (U) Nothing else.\nROE\n"
    )


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "my.reftel"
    with Archive.open(folder, mode="create") as archive:
        archive.add(
            [
                reading(
                    "R 021200Z JAN 05\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC\n" + telegram(11, "Beans rose."), "a.txt"
                ),
                reading(
                    "R 031200Z JAN 05\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC\n"
                    + telegram(12, "Reftel on beans was early.", "LIMA 11"),
                    "b.txt",
                ),
            ]
        )
    return folder


def ask(app: Any, *paths: str) -> list[httpx.Response]:
    async def asked() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return list(await asyncio.gather(*(client.get(path) for path in paths)))

    return asyncio.run(asked())


def test_a_cable_is_found_opened_and_followed(place: Path, factory: ModuleType) -> None:
    with Archive.open(place) as archive:
        app = create_app(archive, reader_for=lambda _: Reader("full"))
        front, found, cable, spelt = ask(
            app, "/", "/search?q=early+beans", "/cable/05LIMA12?q=beans", "/cable/lima%2012"
        )
    assert "2 cables from 1 post, 2005" in LexborHTMLParser(front.text).text(separator=" ")
    hits = LexborHTMLParser(found.text).css(".results h3 a")
    assert [hit.attributes["href"] for hit in hits] == ["/cable/05LIMA12?q=early%20beans#at0"]
    tree = LexborHTMLParser(cable.text)
    assert [mark.text() for mark in tree.css("mark")] == ["beans"]
    assert "Own papers, Me" in tree.text()
    assert [a.attributes["href"] for a in tree.css(".refs a")][:1] == ["/cable/05LIMA11"]
    assert (spelt.status_code, spelt.headers["location"]) == (301, "/cable/05LIMA12")


def test_what_is_added_meanwhile_is_there_at_the_next_click(place: Path) -> None:
    with Archive.open(place) as archive:
        app = create_app(archive, reader_for=lambda _: Reader("full"))
        before, none = ask(app, "/search?q=zeppelin", "/cable/05LIMA13")
        assert none.status_code == 404
        with Archive.open(place, mode="write") as writer:
            header = "R 041200Z JAN 05\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC\n"
            writer.add([reading(header + telegram(13, "A zeppelin came."), "c.txt")])
        after, now = ask(app, "/search?q=zeppelin", "/cable/05LIMA13")
    assert LexborHTMLParser(before.text).css(".results li") == []
    assert len(LexborHTMLParser(after.text).css(".results > li")) == 1
    assert now.status_code == 200


def test_many_readers_at_once_are_all_answered(place: Path) -> None:
    with Archive.open(place) as archive:
        app = create_app(archive, reader_for=lambda _: Reader("full"))
        answers = ask(app, *("/search?q=beans", "/cable/05LIMA11", "/", "/cable/05LIMA12?view=telegram") * 10)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 4


def test_who_reads_is_asked_for_every_request(place: Path) -> None:
    asked: list[str] = []

    def reader_for(request: Any) -> Reader:
        asked.append(request.url.path)
        return Reader("full")

    paths = ("/", "/search", "/cable/05LIMA11", "/cable/05LIMA11.json", "/about")
    with Archive.open(place) as archive:
        ask(create_app(archive, reader_for=reader_for), *paths)
    assert sorted(asked) == sorted(paths)


def test_a_match_is_marked_wherever_it_was_found() -> None:
    from reftel.vocab import Vocabulary
    from reftel.web.hits import hits_in

    text = telegram(14, "Beans.").replace("2. (U) Nothing", "BEANS AGAIN\n\n2. (U) Nothing").replace("HARVEST", "BEANS")
    cable = reftel.parse(text)
    assert cable.paragraphs[1].heading is not None
    found = [cable.source.text[start:end] for start, end in hits_in(cable, "beans", Vocabulary.shipped())]
    assert found == ["BEANS", "Beans", "BEANS"]
    view = CableView(name="05LIMA14", cable=cable, line=CableLine(name="05LIMA14"))
    shown = cable_page(view, Vocabulary.shipped(), marked=hits_in(cable, "beans", Vocabulary.shipped()))
    assert (shown.matches, shown.paragraphs[1].heading) == (3, "BEANS AGAIN")
    assert hits_in(cable, "(", Vocabulary.shipped()) == ()
    assert hits_in(cable, "-beans", Vocabulary.shipped()) == ()
