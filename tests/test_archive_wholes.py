"""Several texts of one telegram out of one file, and telegrams within telegrams: what an archive makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from reftel.archive import Archive
from reftel.ingest import add
from reftel.ledger import AddReport
from reftel.reading import read
from reftel.render.page import cable_page
from reftel.views import CableView, Reader
from reftel.vocab import Vocabulary

FULL = Reader("full")

_KEEPERS = """R 061848Z MAR 07
FM AMEMBASSY LIMA
TO SECSTATE WASHDC
C O N F I D E N T I A L LIMA 000412

{status}TAGS: PREL, PE
SUBJECT: THE LIGHTHOUSE KEEPERS

1. (C) {first} keepers keep on.

{more}{last}. (C) The oil is low.
ROE
"""
_FIRST = _KEEPERS.format(status="", first="Twelve", more="2. (C) The lamp is trimmed at dusk.\n\n", last=3)
_CORRECTED = _KEEPERS.format(status="C O R R E C T E D  C O P Y (PARA 1)\n\n", first="Eleven", more="", last=2)

_QUITO = """C O N F I D E N T I A L QUITO 000088

E.O. 11652: GDS
TAGS: EC
SUBJECT: THE SILVERFIN QUOTA

1. THE QUOTA STANDS AT NINE BOATS.

2. THE MINISTER HOPES FOR TEN.
COSTA
"""
_OUTER = f"""R 061848Z MAR 75
FM AMEMBASSY LIMA
TO AMCONSUL GUAYAQUIL
C O N F I D E N T I A L LIMA 000412

E.O. 11652: GDS
TAGS: EC, PE
SUBJECT: REPEAT OF QUITO 88

1. FOLLOWING IS REPEAT OF QUITO 88 FOR YOUR INFORMATION:
QUOTE:
{_QUITO}UNQUOTE

2. PLEASE COMMENT.
ROE
"""


def taken_in(tmp_path: Path, **texts: str) -> tuple[Path, AddReport]:
    """An archive of these texts, a file to each."""
    heap = tmp_path / "heap"
    heap.mkdir()
    for name, text in texts.items():
        (heap / f"{name}.txt").write_text(text)
    with Archive.open(tmp_path / "my.reftel", mode="create") as archive:
        return archive.path, add(archive, [heap], jobs=1)


def seen(path: Path, name: str) -> CableView:
    with Archive.open(path) as archive:
        return archive.get(name, reader=FULL)


@pytest.mark.parametrize("joined", [_CORRECTED + "\n" + _FIRST, _FIRST + "\n" + _CORRECTED])
def test_two_copies_in_one_file_are_versions_of_one_cable_and_the_corrected_one_speaks(
    tmp_path: Path, joined: str
) -> None:
    path, report = taken_in(tmp_path, both=joined)
    assert (report.read, report.new_cables, report.new_versions) == (1, 1, 2)
    view = seen(path, "07LIMA412")
    assert view.cable.corrected is not None
    assert len(view.cable.paragraphs) == 2
    assert [(each.shown, each.corrected) for each in view.versions] == [(True, True), (False, False)]


def test_a_corrected_copy_speaks_also_where_each_copy_has_a_file_of_its_own(tmp_path: Path) -> None:
    path, report = taken_in(tmp_path, one=_FIRST, two=_CORRECTED)
    assert (report.read, report.new_cables, report.new_versions) == (2, 1, 2)
    assert seen(path, "07LIMA412").cable.corrected is not None


def test_words_taken_out_of_another_copy_are_not_put_back_by_a_corrected_one(tmp_path: Path) -> None:
    black = _FIRST.replace("Twelve keepers", "XXXXXXXXXXXX")
    path, _ = taken_in(tmp_path, one=black, two=_CORRECTED)
    view = seen(path, "07LIMA412")
    assert view.cable.corrected is None
    assert [each.redactions for each in view.versions] == [1, 0]


def test_a_repeated_telegram_is_a_cable_and_says_where_it_was_found(tmp_path: Path) -> None:
    path, report = taken_in(tmp_path, outer=_OUTER)
    assert (report.read, report.new_cables, report.new_versions) == (1, 2, 2)
    view = seen(path, "75QUITO88")
    assert view.versions[0].inside == "75LIMA412"
    assert len(view.cable.paragraphs) == 2
    assert [str(each.id) for each in seen(path, "75LIMA412").cable.repeats] == ["75QUITO88"]


def test_the_post_s_own_text_speaks_before_one_that_another_telegram_repeated(tmp_path: Path) -> None:
    own = _QUITO.split("2. THE MINISTER", maxsplit=1)[0] + "COSTA\n"
    path, report = taken_in(tmp_path, outer=_OUTER, **{"75QUITO88": own})
    assert (report.new_cables, report.new_versions) == (2, 3)
    view = seen(path, "75QUITO88")
    assert view.cable.source.outer is None
    assert [each.inside for each in view.versions] == [None, "75LIMA412"]


def test_a_telegram_that_repeats_its_own_number_is_not_displaced_by_what_it_quotes(tmp_path: Path) -> None:
    quoted = _QUITO.replace("QUITO 000088", "LIMA 000412").replace("COSTA\n", "3. NO.\n\n4. NOTHING.\nCOSTA\n")
    path, _ = taken_in(tmp_path, outer=_OUTER.replace(_QUITO, quoted))
    view = seen(path, "75LIMA412")
    assert view.cable.source.outer is None
    assert view.cable.subject is not None
    assert view.cable.subject.value == "REPEAT OF QUITO 88"
    page = cable_page(view, Vocabulary.shipped())
    assert not any(fact.label == "As repeated in" for fact in page.facts)
    # no other page would show it: it is read where it stands, and found there
    assert "NINE BOATS" in " ".join(paragraph.text for paragraph in page.paragraphs)
    with Archive.open(path) as archive:
        assert archive.search('"nine boats"', reader=FULL).total == 1


def test_words_of_a_repeated_telegram_are_found_in_that_telegram_alone(tmp_path: Path) -> None:
    path, _ = taken_in(tmp_path, outer=_OUTER)
    with Archive.open(path) as archive:
        assert [hit.line.name for hit in archive.search('"nine boats"', reader=FULL).hits] == ["75QUITO88"]
        assert [hit.line.name for hit in archive.search('"please comment"', reader=FULL).hits] == ["75LIMA412"]
    page = cable_page(seen(path, "75LIMA412"), Vocabulary.shipped())
    (inset,) = (block for paragraph in page.paragraphs for block in paragraph.blocks if block.kind == "inset")
    assert "".join(run.text for run in inset.runs) == "[75 QUITO 88 is repeated here]"
    assert [(f.value, f.target) for f in page.facts if f.label == "Repeats"] == [("75 QUITO 88", "75QUITO88")]
    inner = cable_page(seen(path, "75QUITO88"), Vocabulary.shipped())
    assert [(f.value, f.target) for f in inner.facts if f.label == "As repeated in"] == [("75 LIMA 412", "75LIMA412")]
    assert inner.citation.startswith("Embassy Quito, telegram 88, “THE SILVERFIN QUOTA”")
    assert ", as repeated in 75 LIMA 412, text fingerprint" in inner.citation


def test_words_that_only_the_superseded_copy_has_are_not_found(tmp_path: Path) -> None:
    path, _ = taken_in(tmp_path, both=_CORRECTED + "\n" + _FIRST)
    with Archive.open(path) as archive:
        assert archive.search("eleven", reader=FULL).total == 1
        assert archive.search("twelve", reader=FULL).total == 0


def test_what_a_later_reader_no_longer_finds_in_a_file_is_struck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = taken_in(tmp_path, outer=_OUTER, other=_FIRST)
    monkeypatch.setattr("reftel.ingest.shards.read_all", lambda source, *, vocabulary: (read(source),))
    monkeypatch.setattr("reftel.archive.archive.read_by", lambda vocabulary: "a later reftel")
    with Archive.open(path, mode="write") as archive:
        report = add(archive, [tmp_path / "heap"], jobs=1)
        assert (report.read, report.new_cables, report.new_versions) == (2, 0, 0)
        assert sorted(line.name for line in archive.cables(reader=FULL)) == ["07LIMA412", "75LIMA412"]
        assert archive.search("silverfin", reader=FULL).total == 0
        assert all(found.weight in ("well", "note") for found in archive.check())
