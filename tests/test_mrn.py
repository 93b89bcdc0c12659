"""A cable is called the same wherever it is named: its number with the post's printed name, `04 RIO DE JANEIRO 871`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import httpx
import pytest
from rich.console import Console

from reftel.archive import Archive
from reftel.ids import CableId
from reftel.render.page import cable_page
from reftel.render.terminal import set_cable, set_results
from reftel.vocab import Vocabulary
from reftel.web import create_app
from tests.archive_factory import FULL, cable, reading

SAID = "04 RIO DE JANEIRO 871"
RUN_TOGETHER = re.compile(r"\d\d RIODEJANEIRO")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    made = [
        cable("04RIODEJANEIRO870", "The day before.", date="2004-04-25"),
        cable("04RIODEJANEIRO871", "About a quay.", references=["04RIODEJANEIRO870", "04RIODEJANEIRO12"]),
        cable("04RIODEJANEIRO872", "The day after.", date="2004-04-27", references=["04RIODEJANEIRO871"]),
        cable(None, "No number at all.", subject="A NOTE"),
    ]
    with Archive.open(tmp_path_factory.mktemp("mrn") / "a.reftel", mode="create") as opened:
        opened.add(map(reading, made))
        yield opened


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("04RIODEJANEIRO871", SAID),
        ("04ATLANTIS3", "04 ATLANTIS 3"),
        ("x0123456789", "x0123456789"),
        (CableId.parse("1975BUENOSAIRES00412"), "75 BUENOS AIRES 412"),
    ],
)
def test_a_name_is_said_with_the_post_s_own_blanks(name: CableId | str, said: str) -> None:
    assert Vocabulary.shipped().mrn(name) == said


def test_every_line_says_it(archive: Archive) -> None:
    (found,) = archive.find("04RIODEJANEIRO871", reader=FULL)
    view = archive.get("04RIODEJANEIRO871", reader=FULL)
    results = archive.search("quay", reader=FULL)
    (nameless,) = archive.search("number", reader=FULL).hits
    assert found.mrn == view.line.mrn == results.hits[0].line.mrn == SAID
    assert archive.search("rio de janeiro 871", reader=FULL).jump[0].mrn == SAID
    around = [view.references[0].held, *view.cited_by, view.earlier, view.later]
    assert [line and line.mrn[-3:] for line in around] == ["870", "872", "870", "872"]
    assert all(line is not None and line.mrn.startswith("04 RIO DE JANEIRO ") for line in around)
    assert nameless.line.mrn == nameless.line.name


def printed(set_it: Any) -> str:
    out = StringIO()
    set_it(Console(file=out, width=100, highlight=False))
    return out.getvalue()


def test_the_terminal_says_it_everywhere(archive: Archive) -> None:
    page = cable_page(archive.get("04RIODEJANEIRO871", reader=FULL), archive.vocabulary)
    shown = printed(lambda console: set_cable(console, page, explain=True))
    found = printed(lambda console: set_results(console, archive.search("quay", reader=FULL)))
    assert shown.count("04 RIO DE JANEIRO") >= 6
    assert SAID in found
    assert not RUN_TOGETHER.search(shown + found)


@pytest.mark.parametrize("address", ["/cable/04RIODEJANEIRO871", "/search?q=day", "/search?q=rio+de+janeiro+871"])
def test_the_web_says_it_everywhere(archive: Archive, address: str) -> None:
    app = create_app(archive, reader_for=lambda _request: FULL)

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as client:
            return await client.get(address, follow_redirects=True)

    said = asyncio.run(asked()).text
    assert "04 RIO DE JANEIRO 87" in said
    assert not RUN_TOGETHER.search(said)
