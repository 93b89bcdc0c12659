"""The page of one cable: its words, its setting, and the telegram's lines behind it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reftel
from reftel.markings import Marking
from reftel.records import (
    Addressee,
    Cable,
    DeclassificationRule,
    Paragraph,
    Passage,
    Provenance,
    Signature,
    Source,
    Transmission,
)
from reftel.render.course import course
from reftel.render.page import (
    CablePage,
    cable_page,
    date_words,
    declassification_words,
    iso_words,
    marking_words,
    provenance_words,
)
from reftel.render.setting import Block, Overlay, Run, set_text, typed_width
from reftel.render.telegram import readings_of, telegram_lines
from reftel.spans import Found, Span
from reftel.times import Date
from reftel.views import CableLine, CableView
from reftel.vocab import Vocabulary


@pytest.fixture(scope="module")
def factory() -> ModuleType:
    place = Path(__file__).parent / "web" / "factory.py"
    spec = importlib.util.spec_from_file_location("render_page_factory", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page(factory: ModuleType) -> CablePage:
    made: CablePage = cable_page(factory.view(), factory.Words())
    return made


def changed(factory: ModuleType, **fields: Any) -> CablePage:
    """The page of the factory's cable with these fields of the cable replaced."""
    made: CablePage = cable_page(
        factory.view(msgspec.structs.replace(factory.cable(), **fields)),
        factory.Words(),
    )
    return made


# -- words ------------------------------------------------------------------------------------------------------------


def test_the_heading_says_who_when_and_what(page: CablePage) -> None:
    assert page.mrn == "04 PORT SELDON 565"
    assert page.title == "RESCUE IN THE NARROWS: THE CHART WITH TWO COLOURS"
    assert page.subject_mark == "C"
    assert page.date_words == "27 April 2004, 06:14Z"
    assert page.marking_words == "originally SECRET // NOFORN"
    assert page.status == "Disclosed without authority, The Invented Press, edition of 1 May 2012"


def test_addressees_that_are_not_in_this_copy_are_not_made_up(page: CablePage) -> None:
    assert page.route == "Embassy Port Seldon · addressees not in this copy"


@pytest.mark.parametrize(
    ("names", "route"),
    [
        (["SECSTATE WASHDC"], "Embassy Port Seldon to the Department"),
        (["SECSTATE WASHDC", "AMEMBASSY GRATHEN"], "Embassy Port Seldon to the Department and Embassy Grathen"),
        (["SECSTATE WASHDC", "SECSTATE WASHDC PRIORITY"], "Embassy Port Seldon to the Department"),
        (["AMCONSUL A", "AMCONSUL B", "AMCONSUL C"], "Embassy Port Seldon to Consulate A and 2 others"),
    ],
)
def test_the_route_names_the_addressees(factory: ModuleType, names: list[str], route: str) -> None:
    action = tuple(Addressee(name=Found(name)) for name in names)
    assert changed(factory, transmission=Transmission(action=action)).route == route


def test_information_addressees_alone_are_said_to_be_that(factory: ModuleType) -> None:
    sent = Transmission(info=(Addressee(name=Found("AMEMBASSY GRATHEN")),))
    assert changed(factory, transmission=sent).route == "Embassy Port Seldon, for information only"


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("1974", "1974"),
        ("1999-05", "May 1999"),
        ("2004-04-06", "6 April 2004"),
        ("2004-04-27T06:14Z", "27 April 2004, 06:14Z"),
        ("sometime", "sometime"),
        ("", ""),
    ],
)
def test_a_date_is_said_no_more_precisely_than_it_is_known(iso: str, words: str) -> None:
    assert iso_words(iso) == words


@pytest.mark.parametrize(
    ("marking", "words"),
    [
        (Marking("SECRET", ["NOFORN"]), "originally SECRET // NOFORN"),
        ("UNCLASSIFIED//SBU", "originally UNCLASSIFIED // SBU"),
        ("something else", "originally something else"),
        (None, "no classification in this copy"),
        ("", "no classification in this copy"),
    ],
)
def test_a_marking_is_always_the_originals(marking: Any, words: str) -> None:
    assert marking_words(marking) == words


@pytest.mark.parametrize(
    ("provenance", "words"),
    [
        (Provenance(), "Provenance not stated"),
        (Provenance(kind="released", publisher="NARA"), "Released by the government, NARA"),
        (Provenance(kind="foia", edition="case 7"), "Released on request, case 7"),
        (Provenance(kind="printed", publisher="FRIS", edition="vol. 2"), "Printed in FRIS, vol. 2"),
        (Provenance(kind="own"), "Own papers"),
    ],
)
def test_provenance_is_said_in_words(provenance: Provenance, words: str) -> None:
    assert provenance_words(provenance) == words


def test_a_marking_is_struck_only_where_it_no_longer_holds(factory: ModuleType, page: CablePage) -> None:
    assert not page.declassified

    def released(kind: Any) -> bool:
        view = factory.view()
        lines = tuple(msgspec.structs.replace(v, provenance=Provenance(kind=kind)) for v in view.versions)
        return cable_page(msgspec.structs.replace(view, versions=lines), factory.Words()).declassified

    assert [kind for kind in ("released", "printed", "foia", "own", "unknown", "disclosed") if released(kind)] == [
        "released",
        "printed",
    ]
    rule = Found(DeclassificationRule(kind="declassified", printed="x"))
    assert changed(factory, declassify=rule).declassified


def test_a_passed_date_is_no_proof_of_release(page: CablePage) -> None:
    due = next(f for f in page.facts if f.label == "Declassify on")
    assert (due.value, due.why) == ("26 April 2024", "A passed date is no proof of release.")


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (DeclassificationRule(kind="review", printed="RDS", date=Date(1999, 6, 5)), "review on 5 June 1999"),
        (DeclassificationRule(kind="originator", printed="OADR"), "when the originator decides (OADR)"),
        (DeclassificationRule(kind="exempt", printed="X1", codes=("X1",)), "exempt X1"),
        (DeclassificationRule(kind="schedule", printed="GDS"), "GDS"),
        (DeclassificationRule(kind="event", printed="END OF TALKS"), "END OF TALKS"),
        (DeclassificationRule(kind="manual", printed="MR"), "on manual review (MR)"),
        (DeclassificationRule(kind="none", printed="N/A"), "nothing to declassify"),
        (DeclassificationRule(kind="declassified", printed="x", date=Date(2006, 5, 4)), "declassified 4 May 2006"),
        (DeclassificationRule(kind="unread", printed="DECL ???"), "DECL ???"),
    ],
)
def test_each_rule_is_said_and_qualified(rule: DeclassificationRule, value: str) -> None:
    words, why = declassification_words(rule)
    assert words == value
    assert why.endswith(".")


def test_a_precedence_is_said_in_a_word_and_explained(factory: ModuleType) -> None:
    sent = Transmission(precedence=(Found("P"), Found("R")))
    view = factory.view(msgspec.structs.replace(factory.cable(), transmission=sent))
    made = cable_page(view, Vocabulary.shipped())
    assert made.precedence == "Priority, Routine"
    assert [(p.code, p.meaning, p.raw) for p in made.precedences] == [
        ("Priority", "the fourth in urgency", "P"),
        ("Routine", "the least urgent", "R"),
    ]


def test_codes_are_explained_and_none_is_guessed(page: CablePage) -> None:
    assert [(t.code, t.words) for t in page.tags] == [
        ("PREL", "External political relations"),
        ("PHSA", "High seas affairs"),
        ("ZZZX", "meaning not known to this archive"),
        ("VK", "Vollmark"),
    ]
    assert [(o.code, o.words) for o in page.offices][2] == ("INR", "meaning not known to this archive")
    assert [r.meaning for r in page.reasons] == ["foreign government information", "foreign relations"]


def test_the_name_at_the_end_proves_neither_authorship_nor_presence(factory: ModuleType, page: CablePage) -> None:
    (signed,) = page.signed
    assert signed.printed == "DU MAURE"
    assert signed.words.startswith("Oda du Maure, Ambassador 2003–2006: in office on that date")
    assert signed.words.endswith("It proves neither authorship nor presence at post.")
    assert [f.label for f in page.facts if f.value == "DU MAURE"] == ["Sent over the name of"]
    unknown = changed(factory, signatures=(Signature(name=Found("DOE")),))
    assert "Not in the register" in unknown.signed[0].words


def test_a_reference_says_what_is_held_and_how_sure(page: CablePage) -> None:
    first, second = page.references
    assert (first.name, first.mrn, first.held, first.sure, first.inferred) == (
        "04HALMERE24380",
        "04 HALMERE 24380",
        None,
        "likely",
        True,
    )
    assert [other[0] for other in first.others] == ["03HALMERE24380"]
    assert [(m.label, m.anchor) for m in first.mentions] == [("¶ 1", "p1")]
    assert second.held is not None
    assert (second.sure, second.inferred) == ("sure", False)
    # the paragraph meant, though two have the number 4
    assert [m.anchor for m in second.mentions] == ["p4-2"]


def test_the_citation_keeps_message_and_copy_apart(page: CablePage) -> None:
    assert page.citation == (
        "Embassy Port Seldon, telegram 565, “RESCUE IN THE NARROWS: THE CHART WITH TWO COLOURS”, 27 April 2004, "
        "06:14Z. Originally Secret; Noforn. Not released by the government; text as published by The Invented "
        "Press, edition of 1 May 2012, text fingerprint 5e1d5e1d."
    )


def test_the_citation_names_whom_it_was_for(factory: ModuleType) -> None:
    action = (Addressee(name=Found("SECSTATE WASHDC")), Addressee(name=Found("SECSTATE HALMERE")))
    made = changed(factory, transmission=Transmission(action=action))
    assert "telegram 565 to the Department of State, the Department, “" in made.citation


def test_a_cable_without_anything_has_a_page(factory: ModuleType) -> None:
    made = cable_page(factory.bare(""), factory.Words())
    assert made.title == "No subject line"
    assert not made.titled
    assert made.mrn == "xabababab00"
    assert made.date_words == "date not known"
    assert made.paragraphs == ()


# -- paragraphs -------------------------------------------------------------------------------------------------------


def test_each_paragraph_has_an_anchor_of_its_own(factory: ModuleType, page: CablePage) -> None:
    assert [p.anchor for p in page.paragraphs] == ["p1", "p2", "p3", "p4", "p4-2"]
    bare = factory.bare("one")
    twice = msgspec.structs.replace(bare.cable, paragraphs=bare.cable.paragraphs * 2)
    made = cable_page(msgspec.structs.replace(bare, cable=twice), factory.Words())
    assert [p.anchor for p in made.paragraphs] == ["u1", "u2"]


def test_marks_are_given_as_printed_and_in_their_normal_form(page: CablePage) -> None:
    assert [(p.number, p.mark, p.portion, p.level) for p in page.paragraphs] == [
        ("1", "S-N/F", "S/NF", "SECRET"),
        ("2", "C", "C", "CONFIDENTIAL"),
        ("3", "S/NF", "S/NF", "SECRET"),
        ("4", "", "", ""),
        ("4", "U", "U", "UNCLASSIFIED"),
    ]


def test_wrapped_lines_are_joined_and_a_hyphen_holds_its_word_together(page: CablePage) -> None:
    assert page.paragraphs[0].text == (
        "Summary: Reftel A gave Post an opening to finish an old conversation with the Vollmark Embassy about a "
        "long-term watch. We envision a part for TERN and the DAO. End Summary."
    )


def test_a_page_line_does_not_break_a_sentence(page: CablePage) -> None:
    assert "every red mark had a blue one within a mile" in page.paragraphs[1].text


def test_items_and_tables_stay_what_they_are(page: CablePage) -> None:
    assert [(b.kind, b.label) for b in page.paragraphs[1].blocks] == [("prose", ""), ("item", "--"), ("item", "--")]
    prose, table = page.paragraphs[2].blocks
    assert (prose.kind, table.kind) == ("prose", "layout")
    assert table.runs[0].text.split("\n")[2] == "March         4        6"
    assert not page.paragraphs[2].preformatted


def test_voices_mentions_and_acronyms_lie_over_the_words(page: CablePage) -> None:
    comment = [r.text for r in page.paragraphs[1].runs if r.voice == "comment"]
    assert "".join(comment) == "he had told the DCM that he thought little of charts."
    assert page.paragraphs[0].blocks[0].voice == "summary"
    assert page.paragraphs[1].blocks[0].voice == ""
    absent = next(r for r in page.paragraphs[0].runs if r.target)
    held = next(r for r in page.paragraphs[4].runs if r.target)
    assert (absent.text, absent.target, absent.held) == ("Reftel A", ("04HALMERE24380",), False)
    assert (held.text, held.target, held.held) == ("ref B", ("03PORTSELDON1412",), True)
    spelt = [(r.text, r.acronym) for p in page.paragraphs for r in p.runs if r.acronym]
    assert spelt == [("DAO", "Defense Attaché Office"), ("DCM", "Deputy Chief of Mission")]
    assert [r.text for p in page.paragraphs for r in p.runs if r.redacted] == ["XXXXXXXXXXXX"]


def test_a_match_is_marked_where_it_stands_also_in_the_subject_and_over_a_line_end(factory: ModuleType) -> None:
    view = factory.view()
    text = view.cable.source.text
    wanted = ("NARROWS", "an\nold conversation")
    marked = [(text.index(words), text.index(words) + len(words)) for words in wanted]
    made = cable_page(view, factory.Words(), marked=marked)
    assert [r.text for r in made.title_runs if r.matched] == ["NARROWS"]
    assert "".join(r.text for r in made.title_runs) == made.title
    assert [r.text for p in made.paragraphs for r in p.runs if r.matched] == ["an old conversation"]
    assert made.matches == 2


def test_the_innermost_voice_speaks_and_a_summary_stays_one(factory: ModuleType) -> None:
    text = "It rained. We doubt it. It stopped."
    comment = Passage(kind="comment", spans=(Span(11, 23),))
    summary = Passage(kind="summary", spans=(Span(0, len(text)),))
    bare = factory.bare(text)
    for passages in ((comment, summary), (summary, comment)):
        cable = msgspec.structs.replace(bare.cable, passages=passages)
        (paragraph,) = cable_page(msgspec.structs.replace(bare, cable=cable), factory.Words()).paragraphs
        assert [(r.text, r.voice) for r in paragraph.runs] == [
            ("It rained. ", "summary"),
            ("We doubt it.", "comment"),
            (" It stopped.", "summary"),
        ]
        assert paragraph.blocks[0].voice == "summary"


def test_an_acronym_is_spelt_out_once_and_only_where_it_is_sure(factory: ModuleType) -> None:
    made = cable_page(factory.bare("The DCM met the DCM and the TERN."), factory.Words())
    assert [r.text for r in made.paragraphs[0].runs if r.acronym] == ["DCM"]

    class Unsure(factory.Words):  # type: ignore[name-defined, misc]
        def acronym(self, word: str, *, on: object = None) -> Any:
            row = super().acronym(word)
            if row is not None:
                row.certainty = "likely"
            return row

    made = cable_page(factory.bare("The DCM met nobody."), Unsure())
    assert [r for r in made.paragraphs[0].runs if r.acronym] == []


def test_text_typed_in_capitals_has_no_acronyms(factory: ModuleType) -> None:
    made = cable_page(factory.bare("THE DCM AND THE DAO WERE NOT AT HOME."), factory.Words())
    assert made.capitals
    assert [r.acronym for p in made.paragraphs for r in p.runs if r.acronym] == []


def set_all(text: str, width: int | None = None) -> tuple[Block, ...]:
    spans = (Span(0, len(text)),)
    return set_text(text, spans, Overlay(()), width=width or typed_width(text, spans))


def words_of(blocks: tuple[Block, ...]) -> list[tuple[str, str, str]]:
    return [(b.kind, b.label, "".join(r.text for r in b.runs)) for b in blocks]


def test_a_name_at_the_start_of_a_line_is_no_item() -> None:
    text = "The letter that came to the chancery on Monday was signed by Mr.\nA. Hask, and nobody has answered it."
    assert [b.kind for b in set_all(text)] == ["prose"]


def test_lettered_items_are_told_apart() -> None:
    text = (
        "Two things:\nA. The first of them goes on for quite a while and wraps at\nthe edge of the page.\n"
        "B. The second."
    )
    assert words_of(set_all(text, 62)) == [
        ("prose", "", "Two things:"),
        ("item", "A.", "The first of them goes on for quite a while and wraps at the edge of the page."),
        ("item", "B.", "The second."),
    ]


def test_short_lines_that_were_ended_on_purpose_stay() -> None:
    text = "The Invented Press\n12 Harbour Street\nPort Seldon\nVollmark"
    assert words_of(set_all(text, 65)) == [("layout", "", text)]


def test_columns_make_a_table_also_without_a_rule() -> None:
    text = "Month of the year, with its boats     Red     Blue\nMarch, in which it mostly rained       4        6"
    assert [b.kind for b in set_all(text, 65)] == ["layout"]


def test_a_page_break_between_blank_lines_leaves_the_sentence_whole() -> None:
    text = "They went on to\n\nPAGE 02\n\nthe harbour."
    spans = (Span(0, 17), Span(25, len(text)))
    assert words_of(set_text(text, spans, Overlay(()), width=65))[0][2] == "They went on to the harbour."


def test_a_suspended_hyphen_keeps_its_blank() -> None:
    text = "They spoke at some length of mid-\nand long-term matters, and of a non-\nbinding text."
    assert words_of(set_all(text))[0][2] == (
        "They spoke at some length of mid- and long-term matters, and of a non-binding text."
    )


def test_unwrapped_lines_are_paragraphs_each() -> None:
    line = "One long line that nobody wrapped by hand. " * 5
    assert [b.kind for b in set_all(f"{line}\n{line}")] == ["prose", "prose"]


def test_control_signs_are_shown_and_not_obeyed() -> None:
    assert words_of(set_all("a\x1b[31m b\u202ec"))[0][2] == "a␛[31m b\ufffdc"


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(list("ab -.\n\t1A)x(:\r\u00a0é\x00")) | st.characters(codec="utf-8"), max_size=400
    ),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=4),
)
def test_setting_loses_and_adds_nothing_but_white_space(text: str, marks: list[tuple[int, int]]) -> None:
    spans = (Span(0, len(text)),)
    overlay = Overlay((start, end, "matched", True) for start, end in marks)
    blocks = set_text(text, spans, overlay, width=typed_width(text, spans))
    said = "".join(f"{b.label}{''.join(r.text for r in b.runs)}" for b in blocks)

    def kept(words: str) -> int:
        return len("".join(words.split()))

    assert kept(said) == kept(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=500))
def test_any_text_has_a_page(text: str) -> None:
    cable = reftel.parse(text)
    view = CableView(name="x0000000000", cable=cable, line=CableLine(name="x0000000000"))
    page = cable_page(view, Vocabulary.shipped())
    course(view, page)
    lines = telegram_lines(view)
    assert "".join(s.text for line in lines for s in line.segments).count("\n") == 0
    assert len(lines) == cable.source.text.count("\n") + 1


# -- the telegram -----------------------------------------------------------------------------------------------------


def test_the_telegram_is_whole_line_for_line(factory: ModuleType) -> None:
    view = factory.view()
    lines = telegram_lines(view)
    assert "\n".join("".join(s.text for s in line.segments) for line in lines) == view.cable.source.text
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    at = 0
    for line in lines:
        assert line.start == at
        at += sum(len(s.text) for s in line.segments) + 1


def test_every_reading_is_found_again_at_its_own_characters(factory: ModuleType) -> None:
    cable = factory.cable()
    covered: dict[str, str] = {}
    for line in telegram_lines(factory.view()):
        for segment in line.segments:
            for name in segment.readings:
                covered[name] = covered.get(name, "") + segment.text
    for reading in readings_of(cable):
        wanted = "".join(s.of(cable.source.text) for s in reading.spans).replace("\n", "")
        assert covered[reading.id] == wanted, reading.id
    assert {"tags-2", "declassify", "signatures-0-name", "attention-0-offices-1"} <= covered.keys()


def test_page_lines_are_pale_and_the_publishers_page_is_apart(factory: ModuleType) -> None:
    lines = telegram_lines(factory.view())
    pale = ["".join(s.text for s in line.segments) for line in lines if any(s.dim for s in line.segments)]
    assert pale == ["PORT SELD 00000565  002 OF 002"]
    assert [line.number for line in lines if line.wrapper] == [1, 2, 3, 4, 5]


def test_a_repeated_heading_is_pale_and_still_tied(factory: ModuleType) -> None:
    text = "TAGS: PREL\nTAGS: PREL\n"
    cable = Cable(source=Source(text=text), subject=Found("PREL", (Span(17, 21),), also=(Span(6, 10),)))
    view = CableView(name="x0", cable=cable, line=CableLine(name="x0"))
    first, second, _ = telegram_lines(view)
    assert [(s.text, s.readings, s.dim) for s in first.segments] == [
        ("TAGS: ", (), False),
        ("PREL", ("subject",), True),
    ]
    assert second.segments[1].dim is False


def test_line_ends_of_either_kind_and_spans_beyond_the_text_do_no_harm() -> None:
    cable = Cable(
        source=Source(text="UNCLAS\r\nLIMA"), subject=Found("x", (Span(8, 99),)), level=Found("U", (Span(0, 6),))
    )
    lines = telegram_lines(CableView(name="x0", cable=cable, line=CableLine(name="x0")))
    assert [[(s.text, s.readings) for s in line.segments] for line in lines] == [
        [("UNCLAS", ("level",))],
        [("LIMA", ())],
    ]


def test_a_diagnostic_shows_where_it_speaks_of(factory: ModuleType) -> None:
    found = [s.text for line in telegram_lines(factory.view()) for s in line.segments if 2 in s.diagnostics]
    assert found == ["ZZZX"]


# -- what a reader sees of the finer readings --------------------------------------------------------------------------

_FINE = """C O N F I D E N T I A L LIMA 0412

CORRECTED COPY (PARA 2)

E.O. 11652: GDS
TAGS: EFIS, PE
SUBJECT: LANDINGS

1. HARBOR MASTER OSWIN TARRANT (STRICTLY PROTECT) COUNTED NINE BOATS. WE BELIEVE THAT HE IS RIGHT.

2. XXXXXXXXXXXX COUNTED TEN.

3. LANDINGS BY PORT, IN TONS:

     PORT            1973      1974
     CALLAO           120       140

     TOTAL            120       140
ROE
"""


@pytest.fixture(scope="module")
def fine() -> CablePage:
    read = reftel.parse(Source(text=_FINE, name="75LIMA412.txt"))
    return cable_page(CableView(name="75LIMA412", cable=read, line=CableLine(name="75LIMA412")), Vocabulary.shipped())


def test_words_that_protect_a_source_are_lit_and_the_post_s_own_view_is_told_apart(fine: CablePage) -> None:
    first = fine.paragraphs[0]
    assert [run.text for run in first.runs if run.protected] == ["STRICTLY PROTECT"]
    assert "".join(run.text for run in first.runs if run.voice == "assessment") == "WE BELIEVE THAT HE IS RIGHT."
    assert [run.text for run in fine.paragraphs[1].runs if run.redacted] == ["XXXXXXXXXXXX"]


def test_a_table_is_kept_as_it_was_laid_out_over_its_blank_lines(fine: CablePage) -> None:
    (table,) = (block for block in fine.paragraphs[2].blocks if block.kind == "layout")
    assert table.runs[0].text.splitlines() == [
        "PORT            1973      1974",
        "CALLAO           120       140",
        "",
        "TOTAL            120       140",
    ]


def test_what_the_order_foresaw_is_not_said_as_a_release(fine: CablePage) -> None:
    (foreseen,) = (fact for fact in fine.facts if fact.label == "What the order foresaw")
    assert foreseen.value == "to be declassified 31 December 1981"
    assert foreseen.why == "The schedule of E.O. 11652 section 5(A): when it was due, not that it was done."


def test_an_inferred_marking_is_never_shown_as_a_printed_one() -> None:
    text = "C O N F I D E N T I A L LIMA 000412\n\n1. (C) ENTIRE TEXT.\n\n2. THE OIL IS LOW.\nROE\n"
    read = reftel.parse(text)
    made = cable_page(CableView(name="x0", cable=read, line=CableLine(name="x0")), Vocabulary.shipped())
    second = made.paragraphs[1]
    assert (second.mark, second.portion, second.inferred, second.level) == ("", "", "C", "CONFIDENTIAL")


def test_what_a_custodian_says_stands_apart_in_the_record_s_own_words() -> None:
    record = reftel.parse(
        "Message Text\n\nUNCLAS LIMA 412\nTAGS: PE\nSUBJECT: RICE\n1. RICE ROSE.\nROE\n\n"
        "Message Attributes\n\nAutomatic Decaptioning: X\nCapture Date: 01 JAN 1994\nConcepts: RICE\n"
        "Document Number: 1975LIMA00412\nDraft Date: 06 MAR 1975\nFrom: LIMA\nLocator: TEXT ON-LINE\n"
    )
    made = cable_page(CableView(name="75LIMA412", cable=record, line=CableLine(name="75LIMA412")), Vocabulary.shipped())
    assert ("Draft date", "06 MAR 1975") in [(fact.label, fact.value) for fact in made.record]
    assert not {"Draft date", "Concepts"} & {fact.label for fact in made.facts}


# -- the course -------------------------------------------------------------------------------------------------------


def test_the_course_goes_through_the_form_in_its_order(factory: ModuleType, page: CablePage) -> None:
    steps = course(factory.view(), page)
    assert [s.label for s in steps] == [
        "The transmission header",
        "Classification and number",
        "Captions",
        "For whom",
        "The E.O. line",
        "TAGS",
        "Subject",
        "References",
        "Classified by",
        "Paragraphs",
        "Who speaks",
        "Words taken out",
        "The name at the end",
    ]
    by_label = {s.label: s for s in steps}
    assert "does not have them" in " ".join(by_label["The transmission header"].words)
    assert by_label["TAGS"].printed == "TAGS: PREL PHSA ZZZX VK"
    assert [e.words for e in by_label["TAGS"].explained][2] == "meaning not known to this archive"


def test_paragraphs_that_overlap_the_end_of_the_text_do_no_harm(factory: ModuleType) -> None:
    cable = Cable(source=Source(text="short"), paragraphs=(Paragraph(spans=(Span(0, 50),)),))
    view = CableView(name="x0", cable=cable, line=CableLine(name="x0"))
    made = cable_page(view, factory.Words())
    assert made.paragraphs[0].text == "short"


def test_a_run_is_a_plain_record() -> None:
    assert msgspec.json.encode(Run(text="a", held=True)) == b'{"text":"a","held":true}'


def test_dates_are_said_in_full() -> None:
    assert date_words(Date(1975, 12, 1, 7, 5, 30)) == "1 December 1975, 07:05Z"
