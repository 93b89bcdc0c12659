"""Layouts told from their outside, and the 2010 publisher's page turned back into lines."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from reftel.records import Layout, Provenance
from reftel.sources import byte_offset, detect, source

HEAP = Path(__file__).parent / "heaps" / "mixed"
VALUES = ("07MAPUTO990018", "2007-03-07 09:14:00", "SECRET//NOFORN", "Embassy Maputo")
LABELS = ("Identifier", "Created", "Classification", "Origin")
PAGE = "Cable title:  \n\nA SCALE\n\nTags:  MZ \npdf how-to read a cable\nUNCLAS MAPUTO 990018\n"

EXAMPLES: dict[str, tuple[Layout, str]] = {
    "labels on lines": ("archive_page", "\n".join(LABELS + VALUES) + "\n" + PAGE),
    "labels on lines, CRLF": ("archive_page", "\r\n".join(LABELS + VALUES) + "\r\n" + PAGE),
    "labels with tabs": ("archive_page", "\t".join(LABELS) + "\n" + "\t".join(VALUES) + "\n" + PAGE),
    "labels and values in turn": (
        "archive_page",
        "\n".join(f"{a}\n{b}" for a, b in zip(LABELS, VALUES, strict=True)) + "\n" + PAGE,
    ),
    "labels and values in turn with tabs": (
        "archive_page",
        "\n".join(f"{a}\t{b}" for a, b in zip(LABELS, VALUES, strict=True)) + "\n" + PAGE,
    ),
    "labels in another order": ("bare", "\n".join(LABELS[::-1] + VALUES) + "\n" + PAGE),
    "labels in another order behind the first": (
        "bare",
        "\n".join((LABELS[0], *LABELS[:0:-1], *VALUES)) + "\n" + PAGE,
    ),
    "only three labels": ("bare", "\n".join(LABELS[:3] + VALUES[:3]) + "\n" + PAGE),
    "mirror": ("mirror", "07MAPUTO990018\nA SCALE\nFri Jan 09 08:08:00 +0100 2009\nSECRET//NOFORN\nEmbassy Maputo\nFM"),
    "mirror without a title": (
        "mirror",
        "07MAPUTO990018\n\nFri Jan 09 08:08:00 +0100 2009\nUNCLASSIFIED//FOR OFFICIAL USE ONLY\nEmbassy Maputo\n",
    ),
    "mirror's lines, moved down": (
        "bare",
        "\n07MAPUTO990018\nA SCALE\nFri Jan 09 08:08:00 +0100 2009\nSECRET\nEmbassy Maputo\nFM",
    ),
    "an id and a stamp, no level": (
        "bare",
        "07MAPUTO990018\nA SCALE\nFri Jan 09 08:08:00 +0100 2009\nScales\nEmbassy Maputo\n",
    ),
    "an id and a date, no stamp": ("bare", "07MAPUTO990018\nA SCALE\n2009-01-09\nSECRET\nEmbassy Maputo\n"),
    "publisher's page": ("publisher_page", (HEAP / "publisher-page.html").read_text(encoding="utf-8")),
    "publisher's page behind long menus": (
        "publisher_page",
        (HEAP / "publisher-page.html").read_text(encoding="utf-8").replace("<body>", "<body>" + "<p>menu</p>\n" * 3000),
    ),
    "other HTML": ("bare", "<html><body><table class='results'><tr><th>Origin</th></tr></table></body></html>"),
    "TEI": ("frus_tei", (HEAP.parent / "containers" / "volume.xml").read_text()),
    "TEI, one document cut out": ("frus_tei", '<div type="document" n="1" xml:id="d1"><head>1. Telegram</head></div>'),
    "AAD": ("aad", (HEAP.parent / "containers" / "aad.txt").read_text()),
    "dump": ("dump_row", (HEAP.parent / "containers" / "dump.csv").read_text()),
    "FOIA": (
        "foia_page",
        "UNCLASSIFIED U.S. Department of State Case No. F-2099-99999 Doc No. C09999999\nRELEASED IN PART\nFM AMEMBASSY",
    ),
    "telegram": ("bare", (HEAP / "bare.txt").read_text()),
    "nothing": ("bare", ""),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_detect(name: str) -> None:
    layout, text = EXAMPLES[name]
    assert detect(text) == layout
    assert source(text).layout == layout


def test_the_publishers_page_becomes_lines() -> None:
    data = (HEAP / "publisher-page.html").read_bytes()
    read = source(data)
    assert read.text == (
        "Reference ID\nCreated\nReleased\nClassification\nOrigin\n"
        "07MAPUTO990033\n2007-03-06 18:06\n2010-12-07 21:09\nCONFIDENTIAL//NOFORN\nEmbassy Maputo\n"
        "R 061848Z MAR 07\nFM AMEMBASSY MAPUTO\nTO RUEHC/SECSTATE WASHDC 9998\n"
        "C O N F I D E N T I A L MAPUTO 990033\n\nNOFORN\n\nE.O. 12958: DECL: 03/06/2017\nTAGS: ECON MZ\n"
        "SUBJECT: NUTS & SCALES\n\n¶1. (C/NF) “Slow,” said the keeper <of the station>, R&D in hand.\n\nINVENTED"
    )
    assert detect(read.text) == "publisher_page", "the lines are known again when they are saved and read"
    assert source(read.text).text == read.text


@pytest.mark.parametrize("name", ["publisher-page.html", "publisher-page-of-an-extract.html"])
def test_every_character_of_the_page_leads_back_to_its_bytes(name: str) -> None:
    data = (HEAP / name).read_bytes()
    read = source(data)
    for k, character in enumerate(read.text):
        at = byte_offset(read, k)
        there = data[at : at + 8].decode("utf-8", "ignore")
        if there.startswith("&") and character != "&":
            assert html.unescape(there).startswith(character)
        else:
            assert there.startswith(character), (k, character, there)
    pairs = [(point.text, point.origin) for point in read.origin]
    assert pairs == sorted(pairs)


def test_markup_that_no_page_of_text_has_is_left_alone() -> None:
    page = '<table class="cable"><tr><th>Origin</th></tr><tr><td>Embassy X</td></tr></table><pre>a <b>b</b><br/>c '
    read = source(page + "<john@example.org> <name removed> x < y &unknown; &#0; &#xD800; d</pre>")
    assert read.text == "Origin\nEmbassy X\na b\nc <john@example.org> <name removed> x < y &unknown; \ufffd \ufffd d"
    assert read.replaced == 2


def test_links_below_the_table_are_no_values() -> None:
    page = (HEAP / "publisher-page.html").read_text(encoding="utf-8")
    with_articles = page.replace("</table>", "<tr><td colspan='5'>Appears in these articles:</td></tr></table>")
    assert source(with_articles).text == source(page).text


def test_a_page_cut_off_in_the_text_keeps_what_is_there() -> None:
    page = (HEAP / "publisher-page.html").read_text(encoding="utf-8")
    read = source(page[: page.index("said the keeper")])
    assert read.text.endswith("1. (C/NF) “Slow,” ")


def test_provenance_is_what_the_user_or_the_masthead_says() -> None:
    page = (HEAP / "publisher-page.html").read_bytes()
    assert source(page).provenance == Provenance(kind="disclosed", publisher="WikiLeaks")
    mine = Provenance(kind="own", publisher="a desk")
    assert source(page, provenance=mine).provenance == mine
    assert source((HEAP / "publisher-page-of-an-extract.html").read_bytes()).provenance == Provenance()
    assert source((HEAP / "archive-page.txt").read_bytes()).provenance == Provenance()


def test_hostile_markup_is_read_in_a_moment() -> None:
    # quadratic scanning would take hours; the test would be killed rather than fail by a clock
    for hostile in ("<" * 400_000, "<table " * 60_000, "<table class='cable'>" + "<th>" * 100_000, "&#" * 200_000):
        source(hostile)
    source("<table class='cable'></table>" + "<pre>" * 80_000)
    source("<table class='cable'></table><pre>" + "<a " * 100_000)
