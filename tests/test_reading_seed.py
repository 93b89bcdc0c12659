"""Every value of the record this project began from, field by field, with the characters it came from.

The record itself is not part of the project: an invented one of the same shape stands in for it, and the record is
read as well where it lies beside the checkout. Both are held to one table of what a reading must say.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import reftel
from reftel.records import Cable
from reftel.spans import Found
from reftel.vocab import Vocabulary
from tests.span_law import broken

SHARED = Path(__file__).resolve().parents[2] / "shared"

# An archive-site page: labels and values in two runs, a cut title, the partial-extract notice, the heading twice.
PAGE = """Identifier
Created
Classification
Origin
07LAPAZ412
2007-03-06 09:41:00
SECRET//NOFORN
Embassy La Paz
Cable title:\x20\x20

JOINT SURVEY OF LAKE FERRIES WITH THE NEIGHBOURS IN

Tags:  ETRN EWWT PREL BL RU\x20
pdf how-to read a cable
This record is a partial extract of the original cable. The full text of the original cable is not available.
S E C R E T LA PAZ 000412\x20

SIPDIS
NOFORN
DEPARTMENT FOR P, WHA/AND, INR AND S/CT
E.O. 12958: DECL: 03/05/2027
TAGS: ETRN EWWT PREL BL RU
SUBJECT: JOINT SURVEY OF LAKE FERRIES WITH THE NEIGHBOURS IN
COPACABANA

REF: STATE 28511

Classified By: DCM Ada Quill for Reasons 1.4 (b and d)

S E C R E T LA PAZ 000412

SIPDIS
NOFORN
DEPARTMENT FOR P, WHA/AND, INR AND S/CT
E.O. 12958: DECL: 03/05/2027
TAGS: ETRN EWWT PREL BL RU
SUBJECT: JOINT SURVEY OF LAKE FERRIES WITH THE NEIGHBOURS IN
COPACABANA

REF: STATE 28511

Classified By: DCM Ada Quill for Reasons 1.4 (b and d)


1. (S-N/F) Summary: Reftel let us take up the ferries again.
The harbour office would count hulls, we would lend the
measuring boat. End Summary


2. (S-N/F) The harbour master liked the plan and asked who
would pay for the paint.


3. (S-N/F) After REFTEL came, DCM called on the deputy, who had
not heard of it (Comment: His chief had told us not to expect
otherwise. End Comment) but agreed at once.


4. (S-N/F) We suggested that both sides meet each quarter. An
answer has not come.
VAN OORT
"""


def slices(cable: Cable, found: Found[Any] | None) -> str:
    assert found is not None
    return found.slices(cable.source.text)


@pytest.fixture(scope="module")
def cable() -> Cable:
    return reftel.parse(PAGE)


def test_id(cable: Cable) -> None:
    assert cable.id is not None
    assert str(cable.id.value) == "07LAPAZ412"
    assert Vocabulary.shipped().mrn(cable.id.value) == "07 LA PAZ 412"
    assert cable.id.value.long == "2007LAPAZ00412"
    assert cable.id.where == "wrapper"
    assert slices(cable, cable.id) == "07LAPAZ412"
    # the number on both classification lines says the same
    assert [span.of(cable.source.text) for span in cable.id.also] == ["LA PAZ 000412", "LA PAZ 000412"]


def test_date_is_the_page_s_where_there_is_no_date_time_group(cable: Cable) -> None:
    assert cable.date is not None
    assert str(cable.date.value) == "2007-03-06T09:41:00Z"
    assert slices(cable, cable.date) == "2007-03-06 09:41:00"
    assert cable.date.where == "wrapper"


def test_level_and_marking(cable: Cable) -> None:
    assert cable.level is not None
    assert cable.level.value == "SECRET"
    assert slices(cable, cable.level) == "S E C R E T"
    assert cable.marking is not None
    assert str(cable.marking.value) == "SECRET//NOFORN"
    assert slices(cable, cable.marking) == "S E C R E T\nNOFORN"


def test_captions_each_once_in_order_the_first_copy_beside_the_second(cable: Cable) -> None:
    assert [caption.value for caption in cable.captions] == ["SIPDIS", "NOFORN"]
    for caption in cable.captions:
        assert slices(cable, caption) == caption.value
        assert [span.of(cable.source.text) for span in caption.also] == [caption.value]
        assert caption.also[0].start < caption.spans[0].start


def test_attention_line_and_its_offices(cable: Cable) -> None:
    (attention,) = cable.attention
    assert attention.line.value == "DEPARTMENT FOR P, WHA/AND, INR AND S/CT"
    assert slices(cable, attention.line) == attention.line.value
    assert [office.value for office in attention.offices] == ["P", "WHA/AND", "INR", "S/CT"]
    assert [slices(cable, office) for office in attention.offices] == ["P", "WHA/AND", "INR", "S/CT"]


def test_executive_order_and_declassification(cable: Cable) -> None:
    assert cable.order is not None
    assert cable.order.value == slices(cable, cable.order) == "12958"
    assert cable.declassify is not None
    assert cable.declassify.value.kind == "date"
    assert str(cable.declassify.value.date) == "2027-03-05"
    assert slices(cable, cable.declassify).endswith("03/05/2027")


def test_tags_printed_and_official(cable: Cable) -> None:
    assert [tag.value.raw for tag in cable.tags] == ["ETRN", "EWWT", "PREL", "BL", "RU"]
    assert [tag.value.value for tag in cable.tags] == ["ETRN", "EWWT", "PREL", "BL", "RS"]
    assert [slices(cable, tag) for tag in cable.tags] == ["ETRN", "EWWT", "PREL", "BL", "RU"]


def test_subject_completes_the_cut_title(cable: Cable) -> None:
    assert cable.subject is not None
    assert cable.subject.value == "JOINT SURVEY OF LAKE FERRIES WITH THE NEIGHBOURS IN COPACABANA"
    assert slices(cable, cable.subject) == "JOINT SURVEY OF LAKE FERRIES WITH THE NEIGHBOURS IN\nCOPACABANA"
    assert cable.wrapper.title is not None
    assert cable.wrapper.title.value == "JOINT SURVEY OF LAKE FERRIES WITH THE NEIGHBOURS IN"
    assert cable.wrapper.title.spans[0] in cable.subject.also


def test_reference_with_its_year_inferred_and_its_mentions(cable: Cable) -> None:
    (reference,) = cable.references
    assert reference.printed.value == slices(cable, reference.printed) == "STATE 28511"
    assert str(reference.canonical) == "07STATE28511"
    assert reference.letter is None
    assert reference.mentions == (1, 3)
    best = reference.candidates[0]
    assert str(best.id) == "07STATE28511"
    assert best.year_source in ("calendar", "citing")
    assert best.confidence < 1
    assert best.reason
    assert [mention.printed.value for mention in cable.mentions] == ["Reftel", "REFTEL"]
    assert [mention.references for mention in cable.mentions] == [(0,), (0,)]
    assert [slices(cable, mention.printed) for mention in cable.mentions] == ["Reftel", "REFTEL"]


def test_classifier_and_reasons(cable: Cable) -> None:
    (classifier,) = cable.classified_by
    assert classifier.name is not None
    assert classifier.name.value == slices(cable, classifier.name) == "Ada Quill"
    assert classifier.title is not None
    assert classifier.title.value == slices(cable, classifier.title) == "DCM"
    assert [reason.value for reason in cable.reasons] == ["1.4(b)", "1.4(d)"]
    assert [slices(cable, reason) for reason in cable.reasons] == ["1.4\nb", "1.4\nd"]


def test_paragraphs_with_their_marks(cable: Cable) -> None:
    assert [p.number.value for p in cable.paragraphs if p.number] == [1, 2, 3, 4]
    assert [p.mark.value for p in cable.paragraphs if p.mark] == ["S-N/F"] * 4
    assert [str(p.marking) for p in cable.paragraphs] == ["SECRET//NOFORN"] * 4
    texts = [cable.text_of(p.spans) for p in cable.paragraphs]
    assert texts[0].startswith("Summary: Reftel let us")
    assert texts[0].endswith("End Summary")
    assert texts[1].endswith("pay for the paint.")
    assert texts[3].endswith("An\nanswer has not come.")


def test_summary_and_comment(cable: Cable) -> None:
    summary, comment = cable.passages
    assert (summary.kind, summary.paragraphs) == ("summary", (0,))
    assert cable.text_of(summary.spans).startswith("Reftel let us")
    assert cable.text_of(summary.spans).endswith("measuring boat.")
    assert (comment.kind, comment.paragraphs) == ("comment", (2,))
    assert cable.text_of(comment.spans) == "His chief had told us not to expect\notherwise."


def test_name_at_the_end(cable: Cable) -> None:
    (signature,) = cable.signatures
    assert signature.name.value == slices(cable, signature.name) == "VAN OORT"
    assert signature.certainty == "unknown"
    assert signature.candidates == ()


def test_wrapper_values_are_kept_apart(cable: Cable) -> None:
    wrapper = cable.wrapper
    assert wrapper.identifier is not None
    assert wrapper.identifier.value == "07LAPAZ412"
    assert wrapper.origin is not None
    assert wrapper.origin.value == slices(cable, wrapper.origin) == "Embassy La Paz"
    assert wrapper.classification is not None
    assert str(wrapper.classification.value) == "SECRET//NOFORN"
    assert [tag.value for tag in wrapper.tags] == ["ETRN", "EWWT", "PREL", "BL", "RU"]
    assert [notice.value[:30] for notice in wrapper.notices] == ["This record is a partial extra"]
    assert cable.telegram.startswith("S E C R E T LA PAZ 000412") or cable.telegram.lstrip().startswith("S E C R E T")


def test_extent_is_judged_from_the_text_not_from_the_notice(cable: Cable) -> None:
    assert cable.extent.header == "missing"
    assert cable.extent.body == "likely whole"


def test_diagnostics(cable: Cable) -> None:
    codes = {diagnostic.code for diagnostic in cable.diagnostics}
    assert {
        "REC-PARTIAL-NOTICE", "HDR-DUPLICATED", "HDR-MISSING", "TITLE-COMPLETED", "TAG-ALIAS", "REF-YEAR-INFERRED",
    } <= codes  # fmt: skip


def test_the_law_of_spans(cable: Cable) -> None:
    assert broken(cable) == []


@pytest.fixture(scope="module")
def seed() -> Cable:
    files = sorted((SHARED / "seeds").glob("*.txt")) if SHARED.is_dir() else []
    if not files:
        pytest.skip("the record this project began from does not lie beside the checkout")
    return reftel.parse(files[0].read_bytes())


def test_seed_by_section_21(seed: Cable) -> None:
    assert seed.id is not None
    assert seed.date is not None
    assert seed.marking is not None
    assert seed.declassify is not None
    assert seed.subject is not None
    assert (str(seed.id.value), str(seed.date.value)) == ("04MAPUTO565", "2004-04-27T06:14:00Z")
    assert str(seed.marking.value) == "SECRET//NOFORN"
    assert [caption.value for caption in seed.captions] == ["SIPDIS", "NOFORN"]
    assert [o.value for a in seed.attention for o in a.offices] == ["D", "S/CT", "EUR", "INR", "AF"]
    assert seed.order is not None
    assert (seed.order.value, str(seed.declassify.value.date)) == ("12958", "2024-04-26")
    assert [(t.value.raw, t.value.value) for t in seed.tags][-1] == ("RU", "RS")
    assert len(seed.tags) == 5
    assert len(seed.subject.value.split()) == 6
    (reference,) = seed.references
    assert (str(reference.best), reference.mentions) == ("04STATE71826", (1, 3))
    assert "4 observations" in reference.candidates[0].reason
    assert reference.candidates[0].confidence < 0.9
    assert [c.title.value for c in seed.classified_by if c.title] == ["DCM"]
    assert [reason.value for reason in seed.reasons] == ["1.4(b)", "1.4(d)"]
    assert [p.number.value for p in seed.paragraphs if p.number] == [1, 2, 3, 4]
    assert {p.mark.value for p in seed.paragraphs if p.mark} == {"S-N/F"}
    assert [(p.kind, p.paragraphs) for p in seed.passages] == [("summary", (0,)), ("comment", (2,))]
    (signature,) = seed.signatures
    assert signature.certainty == "certain"
    assert [c.person for c in signature.candidates] == ["la-lime-helen-r-meagher"]
    codes = {diagnostic.code for diagnostic in seed.diagnostics}
    assert {
        "REC-PARTIAL-NOTICE", "HDR-DUPLICATED", "HDR-MISSING", "TITLE-COMPLETED", "TAG-ALIAS", "REF-YEAR-INFERRED",
        "SIG-RESOLVED",
    } <= codes  # fmt: skip
    assert broken(seed) == []
