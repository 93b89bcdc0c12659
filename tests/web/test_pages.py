"""What stands at each address, by its structure."""

from __future__ import annotations

import json
from itertools import pairwise
from types import ModuleType
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from reftel.errors import IndexUnusable
from reftel.records import Provenance
from reftel.views import CableLine, Results

CABLE = "/cable/04PORTSELDON565"


def page(room: Any, path: str, status: int = 200) -> HTMLParser:
    answer = room.get(path)
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return HTMLParser(answer.text)


def first(tree: HTMLParser | Node, selector: str) -> Node:
    found = tree.css_first(selector)
    assert found is not None, selector
    return found


def one(tree: HTMLParser, selector: str) -> Node:
    (found,) = tree.css(selector)
    return found


def said(node: Node) -> str:
    return " ".join(node.text().split())


# -- every page -------------------------------------------------------------------------------------------------------

PAGES = (
    "/",
    "/about",
    "/search",
    "/search?q=mark",
    CABLE,
    f"{CABLE}?view=telegram",
    f"{CABLE}?view=how",
    "/-/patterns",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_landmarks_and_its_headings_in_order(room: Any, path: str) -> None:
    tree = page(room, path)
    assert one(tree, "html").attributes["lang"] == "en"
    assert one(tree, "main").attributes["id"] == "main"
    assert first(tree, "body > a").attributes["href"] == "#main"
    assert one(tree, "header form[role=search]").attributes["action"] == "/search"
    assert "reftel" in first(tree, "title").text()
    levels = [int(str(h.tag)[1]) for h in tree.css("h1, h2, h3")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    if path != "/-/patterns":  # the same cable stands there in several states
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_no_style_or_script_stands_in_a_page(room: Any, path: str) -> None:
    tree = page(room, path)
    assert tree.css("style") == []
    assert tree.css("[style]") == []
    assert [s.text() for s in tree.css("script")] == [""]
    for node in tree.css("*"):
        assert not any(name.startswith("on") for name in node.attributes), node.html


@pytest.mark.parametrize("path", PAGES)
def test_nothing_comes_from_elsewhere(room: Any, path: str) -> None:
    for node in page(room, path).css("[src], link[href]"):
        address = node.attributes.get("src") or node.attributes.get("href") or ""
        assert address.startswith("/-/static/")
        assert room.get(address).status_code == 200


# -- the front --------------------------------------------------------------------------------------------------------


def test_the_front_says_what_is_here_and_by_whom(room: Any) -> None:
    tree = page(room, "/")
    assert said(one(tree, "h1")) == "12,408 cables from 214 posts, 1973 to 2010"
    assert "9,100 more are cited by them, but not held here" in said(one(tree, "main"))
    rows = [[said(cell) for cell in row.css("th, td")] for row in tree.css(".publishers tbody tr")]
    assert rows == [
        ["Released by the government", "Invented National Archives", "5,408"],
        ["Disclosed without authority", "The Invented Press, edition of 1 May 2012", "7,000"],
    ]


def test_the_chart_and_its_table_say_the_same(room: Any) -> None:
    tree = page(room, "/")
    assert len(tree.css("svg .bar")) == 5
    rows = [(said(first(row, "th")), said(first(row, "td"))) for row in tree.css(".years tbody tr")]
    assert rows == [("1973", "400"), ("1974", "2,400"), ("1979", "2,608"), ("2004", "3,000"), ("2009", "4,000")]
    heights = [int(bar.attributes["height"] or 0) for bar in tree.css("svg .bar")]
    assert heights == [100, 600, 652, 750, 1000]


def test_one_cable_among_thousands_is_still_a_bar(room: Any, archive: Any) -> None:
    archive.given = {"by_year": ((2003, 1), (2004, 90_000))}
    assert [int(bar.attributes["height"] or 0) for bar in page(room, "/").css("svg .bar")] == [12, 1000]


def test_disclosed_records_are_announced_calmly_and_only_where_they_are(room: Any, archive: Any) -> None:
    assert "disclosed without authority" in said(one(page(room, "/"), ".calm"))
    archive.given = {"provenance": ((Provenance(kind="released"), 3),)}
    assert page(room, "/").css(".calm") == []


def test_an_empty_archive_says_how_to_fill_it(room: Any, archive: Any) -> None:
    archive.given = {"cables": 0, "by_year": (), "provenance": ()}
    assert "reftel add" in said(one(page(room, "/"), "main"))


def test_about_names_each_kind_of_provenance(room: Any) -> None:
    words = said(one(page(room, "/about"), "main"))
    assert "E.O. 13526" in words
    assert "A declassification date that has passed is no proof of release." in words


# -- search -----------------------------------------------------------------------------------------------------------


def test_a_result_says_the_query_and_each_hit_its_provenance(room: Any) -> None:
    tree = page(room, "/search?q=mark")
    assert said(one(tree, "h1")) == "Cables with mark"
    hit = tree.css(".results > li")[0]
    assert said(first(hit, ".slug")) == (
        "Embassy Port Seldon · 27 April 2004, 06:14Z · Disclosed without authority, The Invented Press, "
        "edition of 1 May 2012"
    )
    assert said(first(hit, "h3")) == "RESCUE IN THE NARROWS: THE CHART WITH TWO COLOURS"
    assert first(hit, "h3 a").attributes["href"] == f"{CABLE}?q=mark#at1"
    assert [said(m) for m in hit.css("mark")] == ["mark"]
    assert "originally SECRET // NOFORN" in said(hit)
    assert "Provenance not stated" in said(tree.css(".results > li")[1])


def test_the_words_of_the_query_are_set_apart(room: Any, archive: Any) -> None:
    archive.results = Results(query="x", words="Cables with *<b>x</b>* near *y*", total=0, held=2)
    tree = page(room, "/search?q=x")
    assert [said(em) for em in tree.css("h1 em")] == ["<b>x</b>", "y"]


def test_facets_add_to_the_query_and_take_out_of_it(room: Any) -> None:
    tree = page(room, "/search?q=mark")
    links = {said(first(a, "span")): a.attributes["href"] for a in tree.css(".facets a")}
    assert links["Post 3"] == "/search?q=mark+from%3APOST3"
    assert links["KFLO LO"] == "/search?q=mark+tag%3A%22KFLO+LO%22"
    chosen = one(page(room, "/search?q=mark+from:POST3"), ".facets a[aria-current]")
    assert chosen.attributes["href"] == "/search?q=mark"
    assert len(tree.css(".facets details li")) == 3


def test_pages_and_orders_keep_the_query(room: Any, archive: Any) -> None:
    tree = page(room, "/search?q=mark&order=date")
    assert one(tree, "a[rel=next]").attributes["href"] == "/search?q=mark&order=date&after=next-page"
    room.get("/search?q=mark&order=date&after=next-page")
    query, options = archive.asked[-1]
    assert (query, options["after"], options["order"]) == ("mark", "next-page", "date")
    assert options["on_stale"] == "last"
    room.get("/search?order=sideways")
    assert archive.asked[-1][1]["order"] == "-date"


def test_an_empty_result_says_which_part_emptied_it(room: Any, archive: Any) -> None:
    archive.results = Results(query="a b", words="Cables with *a* and *b*", total=0, held=9, emptied_by="with *b*")
    words = said(one(page(room, "/search?q=a+b"), "main"))
    assert "None of the 9 cables held" in words
    assert "Without the part “with b” there would be some." in words
    assert "Search without it" not in words
    archive.results = msgspec.structs.replace(archive.results, emptied_query='from:"cape town" a')
    (link,) = [a for a in page(room, "/search?q=a+b&order=date").css("main a") if a.text() == "Search without it"]
    assert link.attributes["href"] == "/search?q=from%3A%22cape+town%22+a&order=date"


def test_a_stale_index_is_said(room: Any, archive: Any) -> None:
    archive.results = Results(query="a", words="x", total=0, held=9, stale=True)
    assert "the last whole state" in said(one(page(room, "/search?q=a"), "main"))


def test_a_number_leads_to_its_cable_and_an_open_one_to_a_choice(room: Any, archive: Any) -> None:
    line = CableLine(name="04PORTSELDON565", subject="A CHART")
    archive.results = Results(query="x", words="x", total=0, held=9, jump=(line,))
    answer = room.get("/search?q=PORT+SELDON+565")
    assert (answer.status_code, answer.headers["location"]) == (303, CABLE)
    archive.results = Results(query="x", words="x", total=0, held=9, jump=(line, line))
    assert [a.attributes["href"] for a in page(room, "/search?q=x").css(".jump a")] == [CABLE, CABLE]


def test_a_query_that_cannot_be_read_is_shown_with_its_fault(room: Any) -> None:
    tree = page(room, f"/search?q={quote('from:(<b>')}", 400)
    assert said(one(tree, ".faulty code")) == "from:(<b>"
    assert said(one(tree, ".faulty em")) == "("
    assert "A parenthesis is not closed. Close it." in said(one(tree, "main"))


def test_an_unusable_index_says_the_next_step(room: Any, archive: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def unusable(*_: Any, **__: Any) -> None:
        raise IndexUnusable("The index is missing.", remedy="reftel index makes it again.")

    monkeypatch.setattr(archive, "search", unusable)
    assert "reftel index makes it again." in said(one(page(room, "/search?q=a", 503), "main"))
    # who reads from another machine is not told the folders of this one
    room.client = ("192.0.2.7", 1)
    elsewhere = said(one(page(room, "/search?q=a", 503), "main"))
    assert "reftel index" not in elsewhere
    assert "The index is missing" not in elsewhere


def test_an_index_that_has_no_whole_state_yet_is_made(room: Any, archive: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    search = archive.search

    def behind(query: str, **options: Any) -> Results:
        asked.append(options["on_stale"])
        if options["on_stale"] == "last":
            raise IndexUnusable("It is behind.")
        found: Results = search(query, **options)
        return found

    monkeypatch.setattr(archive, "search", behind)
    page(room, "/search?q=mark")
    assert asked == ["last", "index"]


# -- the cable --------------------------------------------------------------------------------------------------------


def test_the_cable_stands_between_two_bands_that_say_originally(room: Any) -> None:
    tree = page(room, CABLE)
    bands = tree.css(".band")
    assert len(bands) == 2
    for band in bands:
        assert said(first(band, "p")) == (
            "originally SECRET // NOFORN · Disclosed without authority, The Invented Press, edition of 1 May 2012"
        )
        assert "s" in (band.attributes["class"] or "").split()


def test_a_marking_that_no_longer_holds_is_struck(room: Any, factory: ModuleType, archive: Any) -> None:
    view = factory.view()
    from msgspec.structs import replace

    lines = tuple(replace(v, provenance=Provenance(kind="released")) for v in view.versions)
    archive.views[view.name] = replace(view, versions=lines)
    assert [said(s) for s in page(room, CABLE).css(".band s")] == ["SECRET // NOFORN"] * 2


def test_the_heading_has_route_date_provenance_subject_and_codes(room: Any) -> None:
    heading = one(page(room, CABLE), ".heading")
    assert said(first(heading, ".route")) == "Embassy Port Seldon · addressees not in this copy"
    assert said(first(heading, ".when")) == "27 April 2004, 06:14Z · Disclosed without authority"
    assert first(heading, "time").attributes["datetime"] == "2004-04-27T06:14Z"
    assert said(first(heading, "h1")) == "RESCUE IN THE NARROWS: THE CHART WITH TWO COLOURS"
    explained = {
        said(first(ex, ".code")): (first(ex, ".code").attributes["aria-describedby"], first(ex, ".gloss"))
        for ex in heading.css(".ex")
    }
    assert list(explained) == ["PREL", "PHSA", "ZZZX", "VK", "MAR/R", "LAN/N", "INR", "SIPDIS", "NOFORN"]
    for target, gloss in explained.values():
        assert gloss.attributes["id"] == target
    assert said(explained["PREL"][1]) == "External political relations find"
    assert said(explained["ZZZX"][1]).startswith("meaning not known to this archive")


def test_paragraphs_have_permalinks_marks_and_places(room: Any) -> None:
    paragraphs = page(room, CABLE).css(".para")
    assert [p.attributes["id"] for p in paragraphs] == ["p1", "p2", "p3", "p4", "p4-2"]
    assert [first(p, ".number").attributes["href"] for p in paragraphs] == ["#p1", "#p2", "#p3", "#p4", "#p4-2"]
    assert [first(p, ".marks").attributes["id"] for p in paragraphs] == ["at0", "at1", "at2", "at3", "at4"]
    portions = [said(m) for p in paragraphs for m in p.css(".portion")]
    assert portions == [
        "originally marked S/NF",
        "originally marked C",
        "originally marked S/NF",
        "originally marked U",
    ]


def test_voices_are_labelled_and_mentions_lead_on(room: Any) -> None:
    tree = page(room, CABLE)
    assert [said(v) for v in tree.css(".voice-label")] == ["summary", "comment", "comment"]
    mentions = [(said(a), a.attributes["href"]) for a in tree.css("a.mention")]
    assert mentions == [("Reftel A", "#ref-1"), ("ref B", "/cable/03PORTSELDON1412")]


def test_the_margin_says_what_is_held_and_why_a_year_was_inferred(room: Any) -> None:
    tree = page(room, CABLE)
    absent, held = tree.css(".margin .refs")[0].css("li[id]")
    assert "04 HALMERE 24380 not held" in said(absent)
    assert "year inferred · why" in said(first(absent, "summary"))
    assert "Numbers up to 24,000" in said(first(absent, "details"))
    assert first(held, "a").attributes["href"] == "/cable/03PORTSELDON1412"
    facts = {said(first(f, "dt")): said(first(f, "dd")) for f in tree.css(".facts > div")}
    assert facts["Declassify on"] == "26 April 2024A passed date is no proof of release."
    assert facts["This copy"].startswith("The text is likely whole")
    assert "proves neither authorship nor presence" in facts["Sent over the name of"]


def test_every_fact_leads_to_its_characters(room: Any) -> None:
    telegram = page(room, f"{CABLE}?view=telegram")
    ids = {node.attributes["id"] for node in telegram.css(".typescript [id]")}
    links = [a.attributes["href"] or "" for a in page(room, CABLE).css(".facts dt a, .noticed-all a")]
    assert len(links) >= 7
    for link in links:
        address, _, fragment = link.partition("#")
        assert address == f"{CABLE}?view=telegram"
        assert fragment in ids, link
    for reading in telegram.css(".legend a"):
        assert (reading.attributes["href"] or "").lstrip("#") in ids


def test_the_telegram_is_whole_and_line_for_line(room: Any, factory: ModuleType) -> None:
    tree = page(room, f"{CABLE}?view=telegram")
    assert one(tree, ".typescript").text() == factory.PAGE + factory.TELEGRAM + "\n"
    assert len(tree.css(".typescript .line")) == (factory.PAGE + factory.TELEGRAM).count("\n") + 1


def test_how_spells_out_what_the_page_only_hints_at(room: Any) -> None:
    words = said(one(page(room, f"{CABLE}?view=how"), ".course"))
    glosses = [said(g).removesuffix(" find") for g in page(room, CABLE).css(".gloss")]
    assert len(glosses) == 11
    for gloss in glosses:
        assert gloss in words


def test_matches_are_marked_in_place_and_lead_back(room: Any) -> None:
    tree = page(room, f"{CABLE}?q=boats")
    assert [said(m).lower() for m in tree.css("mark")] == ["boats", "boats"]
    assert [m.attributes["id"] for m in tree.css("mark")] == ["hit-1", "hit-2"]
    assert first(tree, ".matches a[href='/search?q=boats']").text() == "back to the result"
    # the views keep the query
    assert tree.css(".views a")[1].attributes["href"] == f"{CABLE}?q=boats&view=telegram"
    assert len(page(room, f"{CABLE}?q=boats&view=telegram").css("mark")) == 2
    assert page(room, f"{CABLE}?q=boats&view=telegram").css("#hit-2") != []
    assert "No match" in said(one(page(room, f"{CABLE}?q=zeppelin"), ".matches"))
    beside = one(page(room, f"{CABLE}?q=wrenfield"), ".matches")
    assert "wrenfield is found beside the text · 1 in the telegram" in said(beside)
    assert page(room, f"{CABLE}?q=%28").css("mark") == []


def test_any_spelling_leads_to_the_one_address(room: Any) -> None:
    for spelling in ("04 port seldon 565", "PORT SELDON 565"):
        answer = room.get(f"/cable/{quote(spelling)}?view=how")
        assert (answer.status_code, answer.headers["location"]) == (301, f"{CABLE}?view=how")
    assert room.get("/cable/PORT%20SELDON%20565.json").headers["location"] == f"{CABLE}.json"


def test_an_open_spelling_leads_to_a_choice(room: Any, archive: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = tuple(v.line for v in archive.views.values())
    monkeypatch.setattr(archive, "find", lambda *_, **__: lines)
    links = [a.attributes["href"] for a in page(room, "/cable/565").css(".cables a")]
    assert links == [CABLE, "/cable/xabababab00"]


def test_a_cable_without_a_number_has_an_address(room: Any) -> None:
    assert said(one(page(room, "/cable/xabababab00"), ".mrn")) == "xabababab00"


def test_a_cable_as_data(room: Any) -> None:
    answer = room.get(f"{CABLE}.json")
    assert answer.headers["content-type"] == "application/json"
    document = json.loads(answer.content)
    assert (document["reftel"], document["kind"], document["name"]) == (1, "cable", "04PORTSELDON565")
    assert document["id"]["value"] == "04PORTSELDON565"
    assert [v["handle"] for v in document["versions"]] == ["x0123456789", "xabcdef0123"]
    assert "text" not in document["source"]
    assert [line["name"] for line in document["cited_by"]]
    assert (document["earlier"]["name"], document["later"]["name"]) == ("04PORTSELDON561", "04PORTSELDON570")
    assert len(document["references_held"]) == len(document["references"])
    assert document["references_held"][0] is None
    assert document["references_held"][1] == "03PORTSELDON1412"


def test_neighbours_and_the_citation_stand_below(room: Any) -> None:
    foot = one(page(room, CABLE), ".neighbours")
    assert first(foot, "a[rel=prev]").attributes["href"] == "/cable/04PORTSELDON561"
    assert first(foot, "a[rel=next]").attributes["href"] == "/cable/04PORTSELDON570"
    assert "telegram 565" in said(first(foot, ".cite"))


# -- what is not there ------------------------------------------------------------------------------------------------


def test_what_is_absent_looks_like_any_other_absence(room: Any) -> None:
    first = room.get("/cable/04PORTSELDON1")
    second = room.get("/cable/99NOWHERE999999.json")
    third = room.get("/cable/" + "x" * 5000)
    assert first.status_code == second.status_code == third.status_code == 404
    assert first.content == second.content == third.content
    assert "Not held here" in first.text


def test_other_addresses_are_not_held_either(room: Any) -> None:
    for path in ("/nothing", f"{CABLE}?view=sideways", "/-/static/000000000000/room.css", "/-/static/x/../../rooms.py"):
        assert "Not held here" in said(one(page(room, path, 404), "h1"))


def test_a_fault_of_ours_says_so_and_tells_nothing(room: Any, archive: Any, monkeypatch: Any) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(archive, "get", broken)
    answer = room.get(CABLE)
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Something went wrong in this program." in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
