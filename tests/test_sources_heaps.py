"""Where a heap is cut into its records, and where it is not."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from reftel.reading import read
from reftel.records import Source
from reftel.sources import byte_offset, records, source
from tests.span_law import same_values

HEAP = Path(__file__).parent / "heaps" / "mixed"

LIMA = """\
VZCZCXYZ0412
PP RUEHC
DE RUEHPE #0412 0651848
ZNY CCCCC ZZH
P 061848Z MAR 07
FM AMEMBASSY LIMA
TO RUEHC/SECSTATE WASHDC 4696
BT
C O N F I D E N T I A L LIMA 000412

SIPDIS

E.O. 12958: DECL: 03/06/2017
TAGS: ECON, PE
SUBJECT: RICE PRICES

1. (C) The minister called the prices of rice a passing thing.

2. (U) The growers did not.
ROE
"""
QUITO = LIMA.replace("LIMA", "QUITO").replace("412", "077").replace("061848Z", "071210Z")
BOGOTA = LIMA.replace("LIMA", "BOGOTA").replace("412", "999").replace("RICE", "SUGAR")
TEXTS = tuple(text[text.index("C O N F") :] for text in (LIMA, QUITO, BOGOTA))

PRINTED = """\
UNCLASSIFIED

PAGE 01        LIMA  00412  061904Z

46
ACTION ARA-10
INFO  OCT-01 ISO-00 /011 W
                     --------------------- 054819
R 061848Z MAR 75
FM AMEMBASSY LIMA
TO SECSTATE WASHDC 1234
UNCLAS SECTION 1 OF 2 LIMA 0412
E.O. 11652: N/A
TAGS: ECON, PE
SUBJ: RICE PRICES
1. THE MINISTER CALLED
UNCLASSIFIED

UNCLASSIFIED

PAGE 02        LIMA  00412  061904Z

THE PRICES OF RICE A PASSING THING.
ROE
UNCLASSIFIED

NNN
"""
ARCHIVED = """\
Identifier
Created
Classification
Origin
07{station}{serial}
2007-03-06 18:48:00
CONFIDENTIAL
Embassy {origin}
Cable title:

RICE PRICES

Tags: ECON PE
pdf how-to read a cable
"""
MIRRORED = "07{station}{serial}\nRICE PRICES\nTue Mar 06 00:00:00 +0100 2007\nCONFIDENTIAL\nEmbassy {origin}\n"
AAD = (
    "Message Text\n\n{text}\n\nMessage Attributes\n\n"
    "Document Number: 1975{station}{serial:0>5}\nLocator: TEXT ON-LINE\n"
)
ROW = '"{serial}","3/6/2007 18:48","07{station}{serial}","Embassy {origin}","CONFIDENTIAL","","","{text}"\n'
POSTS = (
    {"station": "LIMA", "serial": "412"},
    {"station": "QUITO", "serial": "77"},
    {"station": "BOGOTA", "serial": "999"},
)


def wrapped(form: str) -> tuple[str, ...]:
    return tuple(
        (form if "{text}" in form else form + "{text}").format(text=text, origin=post["station"].title(), **post)
        for text, post in zip(TEXTS, POSTS, strict=True)
    )


HEAPS = {
    "transmissions one behind the other": ((LIMA, QUITO, BOGOTA), ""),
    "transmissions after a terminator": ((LIMA, QUITO, BOGOTA), "NNNN\n"),
    "texts below a name": (TEXTS, ""),
    "texts below a name and blank lines": (TEXTS, "\n\n"),
    "texts after a terminator": (TEXTS, "\nNNNN\n\n"),
    "texts after a form feed": (TEXTS, "\f"),
    "texts after a form feed on its line": (TEXTS, "\f\n"),
    "texts after a rule": (TEXTS, "\n==========\n\n"),
    "pages of a printer": ((PRINTED, PRINTED.replace("LIMA", "QUITO").replace("412", "777"), PRINTED), ""),
    "archive pages": (wrapped(ARCHIVED), "\n"),
    "archive pages after a rule": (wrapped(ARCHIVED), "\n=====\n"),
    "mirrors": (wrapped(MIRRORED), "\n"),
    "AAD records": (wrapped(AAD), "\n"),
    "rows": (wrapped(ROW), ""),
    "a page, a mirror, a telegram": ((wrapped(ARCHIVED)[0], wrapped(MIRRORED)[1], BOGOTA), "\n"),
}


@pytest.mark.parametrize("heap", HEAPS)
def test_alone_or_in_a_heap(heap: str) -> None:
    texts, between = HEAPS[heap]
    alone = [read(source(text)) for text in texts]
    together = [read(record) for record in records(between.join(texts))]
    assert [str(cable.id and cable.id.value) for cable in together] == [
        str(cable.id and cable.id.value) for cable in alone
    ]
    for one, other in zip(alone, together, strict=True):
        assert same_values(one, other)


@pytest.mark.parametrize("heap", HEAPS)
def test_every_record_keeps_its_way_back(heap: str) -> None:
    texts, between = HEAPS[heap]
    data = between.join(texts).encode()
    found = list(records(data))
    assert [record.ordinal for record in found] == [0, 1, 2]
    for record in found:
        for offset, character in enumerate(record.text):
            if character.strip():
                at = byte_offset(record, offset)
                assert data[at : at + 1] == character.encode()


QUOTING = (
    "C O N F I D E N T I A L LIMA 000500\nTAGS: ECON, PE\nSUBJECT: REPEAT\n\n"
    "1. FOLLOWING SENT STATE IS REPEATED TO YOU:\nQUOTE:\n" + QUITO + "UNQUOTE\nDOE\n"
)
WHOLE = {
    "one telegram": LIMA,
    "a heading that stands twice": TEXTS[0][: TEXTS[0].index("1. (C)")] + TEXTS[0],
    "sections": LIMA.replace("L LIMA", "L SECTION 01 OF 02 LIMA")
    + "\n"
    + LIMA.replace("L LIMA", "L SECTION 02 OF 02 LIMA"),
    "a corrected copy above the first": LIMA.replace("000412", "000412 ") + "NNNN\n" + LIMA,
    "a page turn": PRINTED,
    "a telegram quoted": QUOTING.replace("VZCZCXYZ0077\n", ""),
    "a classification line in a list of references": TEXTS[0].replace(
        "SIPDIS\n", "REF: A. QUITO 77\nCONFIDENTIAL QUITO 000077\n"
    ),
    "a rule between paragraphs": TEXTS[0].replace("2. (U)", "=====\n2. (U)"),
}


@pytest.mark.parametrize("text", WHOLE)
def test_what_is_not_cut(text: str) -> None:
    assert [record.text for record in records(WHOLE[text])] == [WHOLE[text]]


def test_what_follows_a_quoted_telegram_is_cut() -> None:
    assert [r.text for r in records(WHOLE["a telegram quoted"] + BOGOTA)] == [WHOLE["a telegram quoted"], BOGOTA]


def test_the_first_record_alone_says_that_others_follow() -> None:
    alone, first = source(LIMA + "NNNN\n"), source(LIMA + "NNNN\n" + QUITO)
    assert (alone.others_follow, first.others_follow) == (False, True)
    assert "REC-FIRST-ALONE" not in {noted.code for noted in read(alone).diagnostics}
    assert "REC-FIRST-ALONE" in {noted.code for noted in read(first).diagnostics}
    assert not any(record.others_follow for record in records(LIMA + "NNNN\n" + QUITO))


def test_a_row_that_ran_into_the_text_before() -> None:
    row = "121752\t9/6/2007 13:53\t07QUITO77\tEmbassy Quito\tCONFIDENTIAL\t07STATE1|07LIMA2\t\t" + TEXTS[1]
    for form in (ARCHIVED, MIRRORED):
        first = wrapped(form)[0]
        bern, tbilisi = records(first + row)
        assert (bern.text, bern.swallowed, bern.layout) == (first, 1, source(first).layout)
        assert (tbilisi.layout, tbilisi.ordinal) == ("dump_row", 1)
        assert "REC-SWALLOWED-ROWS" in {noted.code for noted in read(bern).diagnostics}
        cable = read(tbilisi)
        assert str(cable.id.value) == "07QUITO77" if cable.id else False
        assert "QUITO" not in bern.text


def test_a_second_transmission_in_one_text() -> None:
    first, second = records(wrapped(MIRRORED)[0] + QUITO)
    assert (first.swallowed, second.text) == (1, QUITO)


def test_backslashes_at_line_ends_are_left_out() -> None:
    text = wrapped(MIRRORED)[0]
    escaped = text.replace("\n", " \\\n", 40)
    assert same_values(read(source(escaped)), read(source(text))) or "\\" not in source(escaped).text
    assert source("A \\\nB\n").text == "A \\\nB\n", "one is the telegram's own"


def test_a_source_can_be_cut_too() -> None:
    heap = Source(text=LIMA + QUITO, name="heap.txt")
    assert [record.text for record in records(heap)] == [LIMA, QUITO]
    assert [record.name for record in records(heap)] == ["heap.txt"] * 2
    assert list(records(Source(text=LIMA))) == [Source(text=LIMA)]


@pytest.mark.parametrize(
    "pair", list(combinations((LIMA, QUOTING, PRINTED.replace("412", "555"), *wrapped(AAD)[:1]), 2)), ids=lambda _: ""
)
def test_a_rule_always_parts(pair: tuple[str, str]) -> None:
    assert len(list(records("\n=====\n".join(pair)))) >= 2


def test_a_row_that_ran_into_a_page_of_html() -> None:
    page = (HEAP / "publisher-page.html").read_text()
    row = "&#x000A;121752\t9/6/2007 13:53\t07QUITO77\tEmbassy Quito\tCONFIDENTIAL\t\t\t" + TEXTS[1].replace(
        "\n", " \\&#x000A;"
    )
    first, second = records(page[::-1].replace("</pre>"[::-1], (row + "</pre>")[::-1], 1)[::-1])
    assert first.text.rstrip() == source(page).text.rstrip()
    assert (first.layout, first.swallowed, second.layout) == ("publisher_page", 1, "dump_row")
    assert second.text.rstrip().endswith(TEXTS[1].replace("\n", " \n").rstrip())


def test_pages_of_html_one_behind_the_other() -> None:
    pages = [(HEAP / name).read_text() for name in ("publisher-page.html", "publisher-page-of-an-extract.html")]
    assert [r.text for r in records("\n".join(pages))] == [source(page).text for page in pages]
