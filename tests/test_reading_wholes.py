"""What stands in one text beside the telegram it is about: copies of it, telegrams it repeats, telegrams in those."""

from __future__ import annotations

from reftel.reading import differences, read, read_all, same_reading
from reftel.sources import byte_offset, source

QUITO = """UNCLAS QUITO 00088

E.O. 11652: N/A
TAGS: EWWT, EC
SUBJECT: HARBOR LAMPS

1. ELEVEN LAMPS ARE LIT.

2. THE TWELFTH IS NOT.
QUILL
"""
LIMA = f"""R 082210Z MAR 75
FM AMEMBASSY LIMA
TO AMEMBASSY LA PAZ

UNCLAS LIMA 00412

E.O. 11652: N/A
TAGS: EWWT, PE
SUBJECT: LAMPS AGAIN

1. FOLLOWING REPEAT QUITO 88 SENT ACTION DEPARTMENT 6 MAR.
QUOTE: {QUITO}UNQUOTE

2. WE HAVE NOTHING TO ADD.
OSTERKAMP
"""
ORIGINAL = """R 082210Z MAR 75
FM AMEMBASSY LIMA
TO SECSTATE WASHDC 4411
UNCLAS LIMA 00412
TAGS: EWWT, PE
SUBJECT: HARBOR LAMPS

1. ELEVEN LAMPS ARE LIT.
QUILL
"""
CORRECTED = (
    ORIGINAL.replace("MAR 75", "MAR 75 ZDK")
    .replace("00412\n", "00412\nC O R R E C T E D  C O P Y\n")
    .replace("ELEVEN", "TWELVE")
)


def test_a_repeated_telegram_is_a_cable_of_its_own() -> None:
    outer, inner = read_all(source(LIMA))
    assert outer.id is not None
    assert inner.id is not None
    assert (str(outer.id.value), str(inner.id.value)) == ("75LIMA412", "75QUITO88")
    assert outer.repeats[0].id == inner.id.value
    assert outer.text_of(outer.repeats[0].spans).startswith("UNCLAS QUITO 00088")
    assert [p.number.value for p in outer.paragraphs if p.number] == [1, 2]
    assert [p.number.value for p in inner.paragraphs if p.number] == [1, 2]
    assert [s.name.value for s in outer.signatures] == ["OSTERKAMP"]
    assert [s.name.value for s in inner.signatures] == ["QUILL"]
    assert inner.subject is not None
    assert inner.subject.value == "HARBOR LAMPS"


def test_a_repeated_telegram_reads_as_it_does_alone() -> None:
    inner = read_all(source(LIMA))[1]
    alone = read(source("\n".join(("R 061515Z MAR 75", "FM AMEMBASSY QUITO", QUITO))))
    # alone it has its own date-time group; inside, the year of the telegram around it
    assert {path.split(".")[0] for path, _, _ in differences(inner, alone)} == {"date", "transmission", "extent"}


def test_a_part_leads_back_to_the_bytes_of_the_whole() -> None:
    whole = "«Ü» " + LIMA
    inner = read_all(source(whole.encode()))[1]
    assert inner.subject is not None
    start = byte_offset(inner.source, inner.subject.spans[0].start)
    assert whole.encode()[start:].startswith(b"HARBOR LAMPS")


def test_a_telegram_in_a_repeated_telegram() -> None:
    deeper = LIMA.replace("SUBJECT: LAMPS AGAIN", "SUBJECT: LAMPS ONCE MORE").replace(
        f"QUOTE: {QUITO}UNQUOTE", f"QUOTE\n{LIMA}UNQUOTE"
    )
    cables = read_all(source(deeper))
    assert [cable.subject.value for cable in cables if cable.subject] == [
        "LAMPS ONCE MORE",
        "LAMPS AGAIN",
        "HARBOR LAMPS",
    ]
    assert [cable.source.ordinal for cable in cables] == [0, 1_000_000, 2_000_000]


def test_the_corrected_copy_is_read_and_the_original_kept() -> None:
    for text in (CORRECTED + "\n" + ORIGINAL, ORIGINAL + "\n" + CORRECTED):
        chosen, other = read_all(source(text))
        assert same_reading(chosen, read(source(CORRECTED)))
        assert same_reading(other, read(source(ORIGINAL)))
        assert "VER-CORRECTED" in {found.code for found in chosen.diagnostics}
        assert [p.number.value for p in read(source(text)).paragraphs if p.number] == [1]


def test_the_first_of_two_equal_copies_is_read() -> None:
    first, second = read_all(source(ORIGINAL + "\n" + ORIGINAL))
    assert same_reading(first, second)
    assert "VER-MULTIPLE" in {found.code for found in first.diagnostics}


def test_quotations_without_end_and_without_number_take_their_time() -> None:
    depth = 400
    nested = "UNCLAS LIMA 00412\n1. X\n" + "QUOTE\nUNCLAS QUITO 00088\n1. Y\n" * depth
    assert len(read_all(source(nested))) == 4  # deeper than three nobody reads
    many = "UNCLAS LIMA 00412\n1. X\n" + "QUOTE\nUNCLAS QUITO 00088\n1. Y\nUNQUOTE\n" * depth
    assert len(read_all(source(many))) == depth + 1
    copies = read_all(source((ORIGINAL + "\n") * depth))
    assert len(copies) == depth


def test_a_corrected_copy_names_the_telegram_it_replaces() -> None:
    """Oddity 117."""
    status = "C O R R E C T E D COPY OF LIMA 398 - TEXT\n\nTAGS"
    cable = read(source(ORIGINAL.replace("TAGS", status)))
    assert str(cable.corrects) == "75LIMA398"
    assert read(source(CORRECTED)).corrects is None
