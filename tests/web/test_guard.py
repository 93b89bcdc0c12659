"""Hostile text, hostile names, hostile pages: what the reading room does not do."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from reftel.views import CableLine, Hit, Piece, Results
from reftel.web.guard import host_of


def first(tree: HTMLParser | Node, selector: str) -> Node:
    found = tree.css_first(selector)
    assert found is not None, selector
    return found


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'&"


def test_every_answer_forbids_what_is_not_our_own(room: Any) -> None:
    for path in (
        "/",
        "/search?q=x",
        "/cable/04PORTSELDON565",
        "/cable/04PORTSELDON565.json",
        "/nothing",
        "/search?q=(",
    ):
        headers = room.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.split("; ") == [
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cache-control"] == "private, no-cache"
        assert "server" not in headers


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8765", "[::1]:8765", "LOCALHOST", "archive.example:80"])
def test_it_answers_to_its_own_names(room: Any, host: str) -> None:
    assert room.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "", "archive.example.x"])
def test_it_does_not_answer_to_another_name(room: Any, host: str) -> None:
    answer = room.get("/cable/04PORTSELDON565", headers={"host": host})
    assert answer.status_code == 421
    assert "PORT SELDON" not in answer.text


@pytest.mark.parametrize(
    ("header", "name"),
    [("a:1", "a"), ("[::1]:1", "::1"), ("[::1]", "::1"), ("::1", "::1"), ("A", "a"), ("a:b:c", "a:b:c")],
)
def test_the_port_is_no_part_of_a_name(header: str, name: str) -> None:
    assert host_of(header) == name


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_is_written_through_the_web(room: Any, method: str) -> None:
    answer = room.request(method, "/cable/04PORTSELDON565")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert room.request(method, "/", headers={"origin": "http://127.0.0.1:8765"}).status_code == 405


def test_another_site_may_not_even_try(room: Any) -> None:
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert room.request("POST", "/search", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999", "host": "127.0.0.1:8765"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"},
    ],
)
def test_another_site_may_not_read_either(room: Any, headers: dict[str, str]) -> None:
    answer = room.get("/cable/04PORTSELDON565", headers=headers)
    assert answer.status_code == 403
    assert "SELDON" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
        {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"},
        {"sec-fetch-site": "none", "sec-fetch-mode": "navigate"},
        {"origin": "http://127.0.0.1:8765", "host": "127.0.0.1:8765"},
    ],
)
def test_a_link_from_elsewhere_and_our_own_pages_may(room: Any, headers: dict[str, str]) -> None:
    assert room.get("/cable/04PORTSELDON565", headers=headers).status_code == 200


def test_only_the_head_is_given_when_asked(room: Any) -> None:
    answer = room.request("HEAD", "/cable/04PORTSELDON565")
    assert (answer.status_code, answer.content) == (200, b"")


def test_what_is_asked_for_is_said_back_as_text(room: Any) -> None:
    for path in ("/search", "/cable/04PORTSELDON565", "/cable/04PORTSELDON565?view=telegram"):
        tree = HTMLParser(room.get(path, params={"q": HOSTILE}).text)
        assert first(tree, "#q").attributes["value"] == HOSTILE
        assert tree.css("img") == []
        assert [s.attributes.get("type") for s in tree.css("script")] == ["module"]


@pytest.mark.parametrize("shown", ["reading", "telegram", "how"])
def test_cable_text_is_only_ever_text(room: Any, factory: ModuleType, archive: Any, shown: str) -> None:
    text = factory.PAGE + factory.TELEGRAM
    for innocent in ("Tobias Wrenfield", "TERN", "SIPDIS", "ZZZX", "MAR/R", "DU MAURE", "THE CHART", "SECRET//NOFORN"):
        assert innocent in text
    hostile = factory.bare(f"1. {HOSTILE}\n\n   a   {HOSTILE}\n   b   {HOSTILE}\n   c   d\n", title=HOSTILE)
    archive.views[hostile.name] = hostile
    answer = room.get(f"/cable/{hostile.name}?view={shown}&q=alert")
    tree = HTMLParser(answer.text)
    assert answer.status_code == 200
    assert tree.css("img") == []
    assert len(tree.css("script")) == 1
    assert tree.css("[onerror]") == []
    assert first(tree, "h1").text() == HOSTILE


def test_a_hit_is_only_ever_text(room: Any, archive: Any) -> None:
    line = CableLine(name="javascript:alert(1)", subject=HOSTILE, post_name=HOSTILE, date=HOSTILE, marking=HOSTILE)
    archive.results = Results(
        query="x", words=HOSTILE, total=1, held=1, hits=(Hit(line=line, snippet=(Piece(HOSTILE, True),)),)
    )
    tree = HTMLParser(room.get("/search?q=x").text)
    assert tree.css("img") == []
    assert len(tree.css("script")) == 1
    assert first(tree, "h3 a").attributes["href"] == "/cable/javascript%3Aalert%281%29?q=x"
    assert first(tree, "mark").text() == HOSTILE


@pytest.mark.parametrize("name", ["javascript:alert(1)", "//evil.example", "..%2F..%2Fetc%2Fpasswd", "%00", "a/b/c"])
def test_an_odd_name_leads_nowhere(room: Any, name: str) -> None:
    answer = room.get(f"/cable/{name}")
    assert answer.status_code == 404
    assert "location" not in answer.headers


def test_the_static_files_are_immutable_and_nothing_else_is_served(room: Any) -> None:
    tree = HTMLParser(room.get("/").text)
    style = first(tree, "link[rel=stylesheet]").attributes["href"] or ""
    answer = room.get(style)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    folder = style.rpartition("/")[0]
    assert room.get(f"{folder}/fonts/SourceSerifPro-Regular.otf").headers["content-type"] == "font/otf"
    for name in ("../guard.py", "%2e%2e/guard.py", "..%2fguard.py", "fonts/", ""):
        assert room.get(f"{folder}/{name}").status_code == 404
