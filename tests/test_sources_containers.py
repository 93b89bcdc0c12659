"""What comes out of files that hold records in a form of their own: rows, TEI, AAD, printed pages, released pages."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

import reftel
from reftel.archive import Archive
from reftel.errors import NotACable, SourceRefused
from reftel.ingest import add
from reftel.records import Cable
from reftel.sources import LIMIT, byte_offset, open_bytes, open_file, read_parts, source
from reftel.views import Reader
from tests.span_law import broken

HEAP = Path(__file__).parent / "heaps" / "containers"


def cables(name: str) -> list[Cable]:
    return list(reftel.parse_heap((HEAP / name).read_bytes()))


def attributes(cable: Cable) -> dict[str, str]:
    return {each.name: each.value.value for each in cable.wrapper.attributes}


def test_rows() -> None:
    first, second = cables("dump.csv")
    assert [str(each.id.value) for each in (first, second) if each.id] == ["07MAPUTO990030", "07PRETORIA990041"]
    assert first.subject
    assert first.subject.value == 'THE "GOOD" SCALE'
    assert first.transmission.dtg
    assert str(first.transmission.dtg.value) == "2007-03-06T18:48Z"
    assert attributes(first)["references"] == "07STATE990001|07MAPUTO990018"
    assert "\\" not in first.source.text
    assert [len(each.paragraphs) for each in (first, second)] == [2, 1]
    assert [each.signatures[0].name.value for each in (first, second)] == ["ROE", "DOE"]
    assert (first.source.ordinal, second.source.ordinal) == (0, 1)


@pytest.mark.parametrize("name", ["dump.csv", "volume.xml", "aad.txt", "printed.txt", "released.txt"])
def test_every_letter_comes_from_its_byte(name: str) -> None:
    data = (HEAP / name).read_bytes()
    for record in open_bytes(data, name=name).sources:
        for offset, character in enumerate(record.text):
            if character.isalnum():
                at = byte_offset(record, offset)
                assert data[at:].startswith(character.encode()), (offset, record.text[offset - 20 : offset + 5])


def test_a_large_table_is_read_in_parts(tmp_path: Path) -> None:
    row = (HEAP / "dump.csv").read_bytes()
    table = tmp_path / "dump.csv"
    table.write_bytes(row * (2 * LIMIT // len(row) + 1))
    parts = list(read_parts(table))
    assert len(parts) == 3
    assert b"".join(parts) == table.read_bytes()
    assert all(part.startswith((b'"1",', b'"2",')) for part in parts)
    assert len(open_bytes(parts[2]).sources) == parts[2].count(b"Embassy")


def test_a_row_that_is_never_closed_ends_with_the_next() -> None:
    text = (HEAP / "dump.csv").read_text().replace('ROE"', "ROE")
    assert [str(each.id and each.id.value) for each in reftel.parse_heap(text)] == [
        "07MAPUTO990030",
        "07PRETORIA990041",
    ]


def test_a_volume() -> None:
    opened = open_file(HEAP / "volume.xml")
    assert opened.passed_over == (("Memorandum", 1),)
    first, second = (reftel.parse(record) for record in opened.sources)
    assert first.source.text == (
        "12. Telegram From the Embassy in Mozambique to the Department of State\n"
        "Maputo, March 6, 1976, 1700Z.\n"
        "Source: National Archives, RG 59, Central Foreign Policy File, D760080–0412. Confidential; Priority; Limdis. "
        "Repeated to Pretoria. Drafted by Roe; cleared by J. Doe; and approved by Poe.\n"
        "\n90032.\nSubj: A scale for the growers. Ref: Maputo 90018.\n"
        "\n1. Growers of three districts ask again for a scale & a weight.\n"
        "\n2. Embassy has none.\n"
        "\nRoe"
    )
    assert first.id
    assert str(first.id.value) == "76MAPUTO90032"
    assert second.id
    assert str(second.id.value) == "76STATE56001"
    assert first.date
    assert str(first.date.value) == "1976-03-06T17:00Z"
    assert attributes(first) | {"head": "", "source_note": ""} == {
        "document": "12",
        "head": "",
        "from": "Embassy in Mozambique",
        "to": "Department of State",
        "place": "Maputo",
        "date": "March 6, 1976, 1700Z",
        "source_note": "",
        "archive": "National Archives, RG 59, Central Foreign Policy File, D760080–0412",
        "classification": "Confidential",
        "precedence": "Priority",
        "caption": "Limdis",
        "repeated_to": "Pretoria",
        "drafted": "Roe",
        "cleared": "J. Doe",
        "approved": "Poe",
        "serial": "90032",
    }
    stated = first.source.provenance
    assert (stated.kind, stated.edition) == ("printed", "An invented volume")


def test_a_serial_in_the_head_and_an_attachment() -> None:
    text = (
        (HEAP / "volume.xml")
        .read_text()
        .replace("14. Telegram From", "14. Telegram 56001 From")
        .replace("56001. For", "For")
    )
    text = text.replace(
        "<closer><signed>Poe", "<frus:attachment><head>Note</head><p>Not sent.</p></frus:attachment><closer><signed>Poe"
    )
    cable = list(reftel.parse_heap(text))[1]
    assert str(cable.id and cable.id.value) == "76STATE56001"
    assert "Not sent" not in cable.source.text
    assert cable.signatures[0].name.value == "Poe"


def test_xml_is_read_with_nothing_switched_on() -> None:
    with pytest.raises(SourceRefused) as refusal:
        open_file(HEAP / "entities.xml")
    assert refusal.value.code == "UNSAFE-XML"
    assert reftel.parse((HEAP / "entities.xml").read_bytes()).source.layout == "bare", "never raises"


def test_a_volume_that_breaks_off() -> None:
    whole = (HEAP / "volume.xml").read_bytes()
    cut = open_bytes(whole[: whole.index(b"56001")])
    assert [record.ordinal for record in cut.sources] == [0]
    with pytest.raises(SourceRefused) as refusal:
        open_bytes(whole[: whole.index(b"90032")])
    assert refusal.value.code == "DAMAGED-XML"


def test_a_volume_without_a_telegram_names_what_it_holds() -> None:
    whole = (HEAP / "volume.xml").read_bytes().replace(b"Telegram From", b"Letter From")
    with pytest.raises(NotACable, match=r"2 × Letter, 1 × Memorandum"):
        open_bytes(whole)


def test_a_printed_page() -> None:
    (cable,) = cables("printed.txt")
    assert cable.id
    assert str(cable.id.value) == "76MAPUTO90032"
    assert cable.date
    assert str(cable.date.value) == "1976-03-06", "seven in the evening there is not seven in Greenwich"
    said = attributes(cable)
    assert (said["serial"], said["drafted"], said["cleared"]) == ("90032", "Roe", "J. Doe")
    assert (said["precedence"], said["caption"], said["repeated_to"]) == ("Priority", "Limdis", "Pretoria")
    assert cable.telegram.strip().endswith("Roe")
    with pytest.raises(NotACable, match="a letter as printed"):
        open_file(HEAP / "letter.txt")


def test_a_record_of_the_national_archives() -> None:
    (cable,) = cables("aad.txt")
    said = attributes(cable)
    assert cable.id
    assert str(cable.id.value) == "76MAPUTO90031"
    assert (said["film_number"], said["review_authority"], said["office"]) == ("D760080-0412", "roejx", "ACTION AF")
    assert said["review_markings"] == "US Department of State EO Systematic Review 04 MAY 2006"
    assert not {"control_number", "errors", "handling_restrictions", "previous_classification"} & set(said)
    dates = {each.name: str(each.date) for each in cable.wrapper.attributes if each.date}
    assert dates == {"capture_date": "1994-01-01", "draft_date": "1976-03-06", "review_date": "2004-05-28"}
    assert cable.date
    assert str(cable.date.value) == "1976-03-06T18:48Z", "the date-time group, not the draft date"
    assert cable.signatures[0].name.value == "ROE"
    assert "Current" not in "".join(cable.text_of(each.spans) for each in cable.paragraphs)


def test_attributes_may_stand_above_the_text() -> None:
    text, _, said = (HEAP / "aad.txt").read_text().partition("Message Attributes")
    turned = reftel.parse("Message Attributes" + said + "\n" + text)
    assert attributes(turned) == attributes(cables("aad.txt")[0])
    assert turned.paragraphs
    assert turned.signatures[0].name.value == "ROE"


def test_a_record_without_its_text() -> None:
    text = (HEAP / "aad.txt").read_text()
    _, _, said = text.partition("Message Attributes")
    film = "Message Text\n\nTHE TEXT IS ON FILM.\n\nMessage Attributes" + said.replace("TEXT ON-LINE, ", "")
    cable = reftel.parse(film)
    assert cable.id
    assert str(cable.id.value) == "76MAPUTO90031"
    assert cable.extent.body == "none"
    assert [notice.value for notice in cable.wrapper.notices] == ["THE TEXT IS ON FILM."]
    assert cable.date
    assert (str(cable.date.value), cable.date.where) == ("1976-03-06", "wrapper")
    assert "DATE-FROM-WRAPPER" in {noted.code for noted in cable.diagnostics}


def test_a_released_page() -> None:
    (cable,) = cables("released.txt")
    assert cable.source.layout == "foia_page"
    assert attributes(cable) == {
        "case_number": "F-2014-00412",
        "document_number": "C00000412",
        "release_date": "07/31/2015",
        "release": "RELEASED IN PART",
        "review_authority": "Jane Doe, Senior Reviewer",
    }
    found = [(each.code.value, each.authority and each.authority.value) for each in cable.wrapper.exemptions]
    assert found == [("B1", "1.4(D)"), ("B6", None), ("1.4(D)", None), ("B6", None)]
    assert cable.source.provenance.kind == "foia"
    assert [each.number.value for each in cable.paragraphs if each.number] == [1, 2]
    assert "Case No" not in cable.text_of(tuple(s for each in cable.paragraphs for s in each.spans))
    assert (
        cable.text_of(cable.paragraphs[0].spans).split()
        == "THE GROWERS OF THREE DISTRICTS ASK AGAIN FOR A SCALE.".split()
    )


@pytest.mark.parametrize(
    ("printed", "code", "authority"),
    [
        ("B3 50 USC 3024(i)(1)", "B3", "50 USC 3024(i)(1)"),
        ("B3 INA 222(f)", "B3", "INA 222(f)"),
        ("(b)(1) 1.4(B)", "(b)(1)", "1.4(B)"),
        ("B7(C)", "B7(C)", None),
    ],
)
def test_exemptions(printed: str, code: str, authority: str | None) -> None:
    cable = reftel.parse((HEAP / "released.txt").read_text().replace("B1, 1.4(D), B6", printed))
    first = cable.wrapper.exemptions[0]
    assert (first.code.value, first.authority and first.authority.value) == (code, authority)


def test_the_first_record_is_what_parse_reads() -> None:
    assert reftel.parse((HEAP / "volume.xml").read_bytes()).source == source((HEAP / "volume.xml").read_bytes())


@pytest.mark.parametrize("path", sorted(HEAP.glob("*.*")), ids=lambda path: path.name)
def test_every_reading_points_at_its_source(path: Path) -> None:
    for cable in cables(path.name):
        assert broken(cable) == []


def test_into_an_archive(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "heap.reftel", mode="create") as archive:
        report = add(archive, [HEAP])
        assert {line.name.rpartition("/")[2]: line.code for line in report.not_read} == {
            "entities.xml": "UNSAFE-XML",
            "letter.txt": "NOT-A-CABLE",
        }
        assert (report.read, report.partly_read, report.new_cables) == (4, 2, 7)  # two files print the same telegram
        for name, place in (("07PRETORIA990041", 1), ("76STATE56001", 1), ("76MAPUTO90031", 0)):
            view = archive.get(name, reader=Reader("full"))
            assert view.cable.source.ordinal == place
        again = add(archive, [HEAP])
        assert (again.known, again.new_versions) == (6, 0)


def test_a_short_column_stays_on_its_line() -> None:
    text = (HEAP / "dump.csv").read_text().replace("Embassy Maputo", 'Embassy\\\nMaputo \\"Old\\"', 1)
    first, _ = reftel.parse_heap(text)
    assert first.wrapper.origin
    assert first.wrapper.origin.value == 'Embassy Maputo "Old"'
    assert first.id


BITS = (
    "\n",
    "\\",
    '"',
    "\t",
    "<",
    "</div>",
    "<p>",
    "&",
    "’",
    "Message Text\n",
    "   B6",
    "\f",
    "NNNN\n",
    "Source:",
    "12.",
    "'",
)


@pytest.mark.parametrize("path", sorted(HEAP.glob("*.*")), ids=lambda path: path.name)
def test_damaged_containers_never_raise_and_keep_the_law(path: Path) -> None:
    text = path.read_text()
    dice = Random(7)  # noqa: S311  # damage, no secret
    for _ in range(60):
        damaged = text
        for _ in range(dice.randint(1, 5)):
            at = dice.randrange(len(damaged) + 1)
            damaged = damaged[:at] + dice.choice(BITS) + damaged[at + dice.choice((0, 0, dice.randint(1, 80))) :]
        for cable in reftel.parse_heap(damaged.encode()):
            assert [fault for fault in broken(cable) if fault.startswith("wrapper")] == []
