"""A cable, a search and a report set in a terminal: nothing lost, nothing wider than the terminal, nothing by colour
alone, nothing of a file's control characters."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import msgspec
import pytest
from rich.cells import cell_len
from rich.console import Console

from reftel import parse
from reftel.ledger import AddReport, LedgerLine
from reftel.records import Provenance
from reftel.render.course import course
from reftel.render.page import CablePage, cable_page
from reftel.render.plain import printable
from reftel.render.terminal import (
    MEASURE,
    set_cable,
    set_course,
    set_ledger_line,
    set_report,
    set_results,
    set_telegram,
)
from reftel.views import CableLine, CableView, Facet, FacetValue, Hit, Piece, ReferenceView, Results, VersionLine
from reftel.vocab import Vocabulary

TELEGRAM = """\
S E C R E T LIMA 900412

SIPDIS
NOFORN
DEPARTMENT FOR WHA, INR
E.O. 12958: DECL: 05/03/2016
TAGS: PREL ECON PE
SUBJECT: HARBOUR PILOTS ASK FOR A SECOND TUG

REF: A. LIMA 900398 B. QUITO 900077

Classified By: ECONOFF Ines Marlow for reasons 1.4 (b and d)

1. (S/NF) Summary: Reftel said that the pilots would wait for the
minister. They did not, and asked in the open for a second tug
before the winter swell. End summary.

2. (C) The head of the guild met Econoff on May 2 and laid out the
three demands of ref A, none of them new. (Comment: He had told us
the week before that one demand was enough for him. End comment.)
The ministry has answered none of them so far.

3. (U) The tide tables are public.
MARLOW
"""
HELD = CableLine(
    name="06QUITO900077",
    mrn="06 QUITO 900077",
    date="2006-04-11",
    post="QUITO",
    subject="TUGS FOR HIRE",
    marking="UNCLASSIFIED",
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.shipped()


def view(text: str = TELEGRAM, *, kind: str = "own") -> CableView:
    cable = parse(text)
    name = str(cable.id.value) if cable.id else "x0123456789"
    provenance = msgspec.convert({"kind": kind, "publisher": "Harbour Museum", "edition": "2011"}, Provenance)
    return CableView(
        name=name,
        cable=cable,
        line=CableLine(name=name),
        references=tuple(
            ReferenceView(reference=r, held=HELD if "QUITO" in r.printed.value else None) for r in cable.references
        ),
        cited_by=(
            CableLine(
                name="06LIMA900431", mrn="06 LIMA 900431", date="2006-05-20T10:00Z", subject="PILOTS: THE TUG IS HERE"
            ),
        ),
        versions=tuple(
            VersionLine(
                handle="x0123456789", name=n, layout="bare", added="", shown=n == "a.txt", provenance=provenance
            )
            for n in ("a.txt", "b.txt")
        ),
    )


def page(vocabulary: Vocabulary, text: str = TELEGRAM, *, kind: str = "own") -> CablePage:
    return cable_page(view(text, kind=kind), vocabulary)


def setting(sets: Callable[[Console], None], *, width: int = 80, colour: bool = False) -> str:
    out = io.StringIO()
    sets(
        Console(
            file=out,
            width=width,
            force_terminal=colour,
            color_system="truecolor" if colour else None,
            highlight=False,
            markup=False,
            no_color=False,
        )
    )
    return out.getvalue()


RESULTS = Results(
    query="tug from:LIMA",
    words="Cables with *tug*, from Lima",
    total=12,
    held=12408,
    hits=(
        Hit(
            line=CableLine(
                name="06LIMA900412",
                mrn="06 LIMA 900412",
                date="2006-05-03T14:10Z",
                post="LIMA",
                post_name="Embassy Lima",
                subject="HARBOUR PILOTS ASK FOR A SECOND TUG",
                marking="SECRET//NOFORN",
                provenance=Provenance(kind="own"),
            ),
            snippet=(
                Piece("asked in the open for a second ", False),
                Piece("tug", True),
                Piece(" before winter", False),
            ),
            paragraph=0,
            number=1,
        ),
    ),
    facets=(
        Facet(field="from", label="Post", values=(FacetValue(value="LIMA", label="Embassy Lima", count=12),)),
        Facet(
            field="tag",
            label="TAGS",
            values=tuple(FacetValue(value=f"T{n:03}", label=f"T{n:03}", count=40 - n) for n in range(30)),
        ),
    ),
    after="cursor-1",
)
REPORT = AddReport(
    run=3,
    read=10,
    partly_read=2,
    passed_over=4,
    refused=1,
    known=5,
    new_cables=9,
    new_versions=12,
    seconds=1.25,
    not_read=(
        *(
            LedgerLine(
                run=3,
                when="",
                name=f"heap/notes-{n}.txt",
                outcome="passed over",
                code="NOT-A-CABLE",
                reason="Nothing in it looks like a telegram.",
            )
            for n in range(4)
        ),
        LedgerLine(
            run=3,
            when="",
            name="heap/picture.bin",
            outcome="refused",
            code="BINARY",
            reason="These bytes are no text.",
            remedy="Give the file that it was made from.",
        ),
    ),
)


def every_setting(vocabulary: Vocabulary) -> dict[str, Callable[[Console], None]]:
    seen = view()
    paged = page(vocabulary)
    return {
        "cable": lambda console: set_cable(console, paged),
        "explained": lambda console: set_cable(console, paged, explain=True),
        "course": lambda console: set_course(console, paged, course(seen, paged)),
        "telegram": lambda console: set_telegram(console, seen, paged),
        "telegram explained": lambda console: set_telegram(console, seen, paged, explain=True),
        "results": lambda console: set_results(console, RESULTS, more="reftel search tug --after cursor-1"),
        "report": lambda console: set_report(console, REPORT, archive="my.reftel", naming=("--archive", "a b")),
    }


@pytest.mark.parametrize("width", [40, 47, 59, 60, 61, 72, 80, 132])
@pytest.mark.parametrize(
    "what", ["cable", "explained", "course", "telegram", "telegram explained", "results", "report"]
)
def test_no_line_is_wider_than_the_terminal(vocabulary: Vocabulary, what: str, width: int) -> None:
    said = setting(every_setting(vocabulary)[what], width=width)
    assert said.strip()
    # a command to be typed is never broken: it would be wrong when copied
    lines = [line for line in said.splitlines() if "  reftel " not in line and ": reftel " not in line]
    assert max(cell_len(line) for line in lines) <= width


@pytest.mark.parametrize("width", [40, 80, 132])
def test_every_word_of_the_text_stands_on_the_page_in_its_order(vocabulary: Vocabulary, width: int) -> None:
    paged = page(vocabulary)
    margin = 11 if width < 60 else 14
    lines = setting(lambda console: set_cable(console, paged), width=width).splitlines()
    start = next(n for n, line in enumerate(lines) if "S/NF" in line)
    # on a narrow sheet the name of a voice stands in the column, on a line of its own
    column = " ".join(
        line[margin:] for line in lines[start:] if line.split() not in (["┃", "comment"], ["┃", "summary"])
    )
    for paragraph in paged.paragraphs:
        words = " ".join(paragraph.text.split())
        assert words in " ".join(column.split()), paragraph.number


def test_the_text_is_set_at_a_measure_that_reads_well(vocabulary: Vocabulary) -> None:
    said = setting(lambda console: set_cable(console, page(vocabulary)), width=200)
    text = [line for line in said.splitlines() if line.startswith(" " * 12)]
    assert text
    assert max(len(line) for line in text) <= 14 + MEASURE


def test_mark_and_number_stand_in_the_margin_with_the_first_line(vocabulary: Vocabulary) -> None:
    lines = setting(lambda console: set_cable(console, page(vocabulary))).splitlines()
    firsts = [line for line in lines if re.match(r"^ *▌\S+ +\d+ [ ┃]", line)]
    assert [line[:12].split() for line in firsts] == [["▌S/NF", "1"], ["▌C", "2"], ["▌U", "3"]]
    assert firsts[1][14:].startswith("The head of the guild")


def test_a_voice_has_its_rule_and_its_name_and_the_report_around_it_has_neither(vocabulary: Vocabulary) -> None:
    lines = setting(lambda console: set_cable(console, page(vocabulary))).splitlines()
    ruled = [line for line in lines if line[12:13] == "┃"]
    assert {word for line in lines if (word := line[:12].strip()) in ("summary", "comment")} == {"summary", "comment"}
    assert any("one demand was enough" in line for line in ruled)
    assert not any("The head of the guild" in line or "tide tables" in line for line in ruled)


def test_a_voice_of_one_line_is_named_too(vocabulary: Vocabulary) -> None:
    text = TELEGRAM.replace("3. (U) The tide tables are public.", "3. (U) Comment: The tide turns. End comment.")
    lines = setting(lambda console: set_cable(console, page(vocabulary, text))).splitlines()
    at = next(n for n, line in enumerate(lines) if "The tide turns" in line)
    assert lines[at + 1].split() == ["comment", "┃"]


def test_a_tag_stands_as_it_was_typed_and_its_official_code_is_explained(vocabulary: Vocabulary) -> None:
    russian = view(TELEGRAM.replace("TAGS: PREL ECON PE", "TAGS: PREL RU"))
    made = cable_page(russian, vocabulary)
    said = setting(lambda console: set_cable(console, made))
    assert re.search(r"^ *PREL RU · for", said, re.M)
    assert not re.search(r"\bRS\b", said)
    explained = " ".join(setting(lambda console: set_cable(console, made, explain=True)).split())
    assert "RU Russia; RU is written for RS" in explained
    # the precedence is a word of its own: nothing is written for it
    assert "is written for" not in setting(lambda console: set_cable(console, page(vocabulary), explain=True))


def test_references_are_held_or_not_held_here_with_the_reason_for_the_year(vocabulary: Vocabulary) -> None:
    said = " ".join(setting(lambda console: set_cable(console, page(vocabulary))).split())
    assert "A. LIMA 900398" in said
    assert "not held here" in said.split("LIMA 900398")[1].split("QUITO")[0]
    assert "06 QUITO 900077 · 11 April 2006 · TUGS FOR HIRE" in said
    assert "not held here" not in said.split("TUGS FOR HIRE")[1]
    assert "spoken of in ¶ 2" in said
    assert "06 LIMA 900431 · 20 May 2006" in said


def test_what_the_text_says_of_a_reference_is_set_off(vocabulary: Vocabulary) -> None:
    for letter, look in (("A", "3m"), ("B", "3;36m")):
        text = TELEGRAM.replace("demands of ref A", f"demands of ref {letter}").replace("A. LIMA", "A. 06 LIMA")
        said = setting(lambda console, text=text: set_cable(console, page(vocabulary, text)), width=120, colour=True)  # type: ignore[misc]
        assert re.search(rf"\x1b\[{look}ref\b", said), letter


def test_a_marking_is_said_to_be_the_originals_at_top_and_bottom_and_struck_only_when_declassified(
    vocabulary: Vocabulary,
) -> None:
    for kind, struck in (("own", False), ("released", True), ("disclosed", False)):
        said = setting(lambda console, kind=kind: set_cable(console, page(vocabulary, kind=kind)), colour=True)  # type: ignore[misc]
        bands = [line for line in said.splitlines() if "originally SECRET // NOFORN" in line]
        assert len(bands) == 2
        assert all(("\x1b[1;9m" in band) is struck for band in bands)


def test_disclosed_text_says_what_that_means_without_being_asked(vocabulary: Vocabulary) -> None:
    disclosed = setting(lambda console: set_cable(console, page(vocabulary, kind="disclosed")))
    own = setting(lambda console: set_cable(console, page(vocabulary)))
    assert "Disclosure did not change its classification" in " ".join(disclosed.split())
    assert "Disclosure" not in own


def test_codes_are_put_into_words_only_on_request(vocabulary: Vocabulary) -> None:
    meaning = "External political relations"
    assert meaning not in setting(lambda console: set_cable(console, page(vocabulary)))
    assert meaning in setting(lambda console: set_cable(console, page(vocabulary), explain=True))


def test_versions_say_which_is_shown(vocabulary: Vocabulary) -> None:
    said = setting(lambda console: set_cable(console, page(vocabulary)))
    assert re.search(r"Versions \(2\) +Own papers.* · a\.txt · shown here", said)
    assert "b.txt\n" in said


def test_off_a_terminal_there_is_no_colour_and_on_one_only_the_sixteen(vocabulary: Vocabulary) -> None:
    for sets in every_setting(vocabulary).values():
        assert "\x1b" not in setting(sets)
        coloured = setting(sets, colour=True)
        assert not re.search(r"\x1b\[[0-9;]*(?:38|48);", coloured)
        # whatever colour says is said in words as well: the same characters without it
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == setting(sets)


def test_control_characters_of_a_file_never_reach_the_terminal(vocabulary: Vocabulary) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202eback\x9b31m"
    text = TELEGRAM.replace("TUG\n", f"TUG {evil}\n").replace("tide tables", f"tide {evil} tables")
    text = text.replace("REF: A. LIMA", f"REF: A. {evil} LIMA")
    seen = view(text)
    line = CableLine(name="06LIMA900412", subject=evil, post_name=evil)
    results = msgspec.structs.replace(
        RESULTS,
        words=evil,
        hits=(Hit(line=line, snippet=(Piece(evil, True),)),),
        jump=(line,),
        emptied_by=evil,
        total=0,
    )
    entry = LedgerLine(run=1, when="", name=evil, outcome="refused", reason=evil, remedy=evil)
    paged = cable_page(seen, vocabulary)
    for sets in (
        lambda console: set_cable(console, paged, explain=True),
        lambda console: set_course(console, paged, course(seen, paged)),
        lambda console: set_telegram(console, seen, paged, explain=True),
        lambda console: set_results(console, results),
        lambda console: set_report(console, AddReport(run=1, refused=1, not_read=(entry,)), archive="my.reftel"),
        lambda console: set_ledger_line(console, entry),
    ):
        said = setting(sets)
        assert "␛]0;owned" in said.replace("\n", "")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)


def test_printable_keeps_every_offset() -> None:
    text = "a\x1bb\u202ec\ud800d\te\nf é\x7f"
    assert printable(text) == "a␛b\ufffdc\ufffdd\te\nf é␡"
    assert printable("plain é\n\tword") == "plain é\n\tword"


def test_the_telegram_is_shown_line_for_line_with_its_readings_underlined(vocabulary: Vocabulary) -> None:
    paged = page(vocabulary)
    said = setting(lambda console: set_telegram(console, view(), paged))
    shown = dict(re.findall(r"^ *(\d+) │ ?(.*)$", said, re.M))
    assert [shown[str(n)] for n, _ in enumerate(TELEGRAM.splitlines(), start=1)] == TELEGRAM.splitlines()
    # it is never shown as if its marking were a live one
    assert said.count("originally SECRET // NOFORN") == 2
    coloured = setting(lambda console: set_telegram(console, view(), paged), colour=True)
    assert "\x1b[4mHARBOUR PILOTS ASK FOR A SECOND TUG\x1b[0m" in coloured
    assert "\x1b[4mThe ministry" not in coloured
    named = setting(lambda console: set_telegram(console, view(), paged, explain=True))
    assert "= Subject: HARBOUR PILOTS" in named
    assert "= Subject:" not in said


def test_a_search_says_how_many_of_how_many_and_shows_the_match_without_colour() -> None:
    said = setting(lambda console: set_results(console, RESULTS, more="reftel search tug --after cursor-1"))
    assert "Cables with tug, from Lima\n12 of the 12,408 cables held here\n" in said
    assert "06 LIMA 900412 · Embassy Lima · 3 May 2006, 14:10Z" in said
    assert "originally SECRET // NOFORN · Own papers" in said
    assert "¶ 1  asked in the open for a second tug before winter" in said
    assert "reftel search tug --after cursor-1" in said
    coloured = setting(lambda console: set_results(console, RESULTS), colour=True)
    assert "\x1b[1;4mtug\x1b[0m" in coloured


def test_a_match_in_the_subject_alone_is_shown_there_and_not_twice() -> None:
    line = CableLine(name="06LIMA900412", subject="A SECOND TUG")
    hit = Hit(line=line, snippet=(Piece("A SECOND ", False), Piece("TUG", True)))
    said = setting(lambda console: set_results(console, msgspec.structs.replace(RESULTS, hits=(hit,))), colour=True)
    assert said.count("A SECOND") == 1
    assert "\x1b[1;4mTUG\x1b[0m" in said


def test_counts_take_one_line_each_and_say_how_many_values_are_left_out() -> None:
    said = setting(lambda console: set_results(console, RESULTS))
    tags = next(line for line in said.splitlines() if line.startswith("TAGS"))
    shown = len(re.findall(r"T\d{3}", tags))
    assert re.search(rf"and {30 - shown} more$", tags)
    assert "from:LIMA" in said
    assert "TAGS" not in setting(lambda console: set_results(console, RESULTS, counts=False))


def test_nothing_found_says_which_part_of_the_query_emptied_it() -> None:
    none = Results(query="tug zebra", words="Cables with *tug* and *zebra*", total=0, held=7, emptied_by="with *zebra*")
    said = setting(lambda console: set_results(console, none))
    assert "0 of the 7 cables held here" in said
    assert "Leave out “with zebra” and something is found." in said
    assert "Try:" not in said
    said = setting(lambda console: set_results(console, none, instead="reftel search tug"))
    assert "\nTry: reftel search tug\n" in said


def test_the_name_of_a_cable_leads_to_it_and_several_are_a_choice() -> None:
    one = msgspec.structs.replace(RESULTS, jump=(HELD,), total=0, hits=(), emptied_by="with *565*")
    several = msgspec.structs.replace(RESULTS, jump=(HELD, CableLine(name="05QUITO900077")))
    said = setting(lambda console: set_results(console, one))
    assert "\n  reftel show 06QUITO900077\n" in said
    # its name is not looked for among its words: that they are not there is no news
    assert "0 of" not in said
    assert "Leave out" not in said
    assert "any of 2 cables" in setting(lambda console: set_results(console, several))


def test_a_report_says_what_was_not_read_and_why_in_groups() -> None:
    said = " ".join(setting(lambda console: set_report(console, REPORT, archive="my.reftel")).split())
    assert "12 files read in 1.2 s, 2 of them in part; 5 files were held already" in said
    assert "9 new cables in my.reftel, and 3 further versions of cables" in said
    assert re.search(r"4 passed over +Nothing in it looks like a telegram", said)
    assert "heap/notes-0.txt, heap/notes-1.txt, heap/notes-2.txt and 1 more" in said
    assert re.search(r"1 refused +These bytes are no text. Give the file that it was made from.", said)
    assert "All of them: reftel ledger --run 3 Next: reftel search WORDS reftel serve" in said
    named = setting(lambda console: set_report(console, REPORT, archive="a b", naming=("--archive", "a b")))
    assert "All of them: reftel ledger --run 3 --archive 'a b'\n" in named
    assert "Next: reftel search WORDS --archive 'a b'\n      reftel serve --archive 'a b'\n" in named


def test_a_run_that_read_everything_has_nothing_to_excuse() -> None:
    said = setting(
        lambda console: set_report(console, AddReport(run=1, read=1, new_cables=1, new_versions=1), archive="a")
    )
    assert said == "1 file read\n1 new cable in a\n\nNext: reftel search WORDS\n      reftel serve\n"


def test_a_table_in_the_text_keeps_its_columns(vocabulary: Vocabulary) -> None:
    table = "3. (U) The tolls by month:\n\n   May      12    300\n   June      9    280\n   July     14    310\n"
    text = TELEGRAM.replace("3. (U) The tide tables are public.\n", table)
    said = setting(lambda console: set_cable(console, page(vocabulary, text)))
    assert re.search(r"^ +May      12    300$", said, re.M)


def test_a_cable_without_a_name_subject_or_text_is_set_all_the_same(vocabulary: Vocabulary) -> None:
    for text in ("", "x", "1. Only a line.", "(" * 400, "a" * 5000):
        said = setting(lambda console, text=text: set_cable(console, page(vocabulary, text)), width=40)  # type: ignore[misc]
        assert "no classification in this copy" in said
