"""Names at the end that want the register of chiefs of mission, read with the vocabulary of the demo (all invented)."""

from __future__ import annotations

from pathlib import Path

import pytest

from reftel.reading import read
from reftel.records import Cable, Source
from reftel.vocab import Vocabulary

DEMO = Path(__file__).resolve().parents[1] / "demo" / "vocabulary"


def signed(last_line: str, *, dtg: str = "R 061848Z MAR 06") -> Cable:
    text = f"{dtg}\nFM AMEMBASSY SAN ILVAR\nUNCLAS SAN ILVAR 000412\n\nSUBJECT: LAMPS\n\n1. {last_line}\n"
    return read(Source(text=text), vocabulary=Vocabulary.load(DEMO))


def test_a_chief_in_small_letters_at_the_end_of_a_sentence_is_the_name() -> None:
    cable = signed("They burn, and that was up to him. Saltmarsh")
    (signature,) = cable.signatures
    assert (signature.name.value, signature.certainty) == ("Saltmarsh", "certain")
    assert [signer.name for signer in signature.candidates] == ["Corin Saltmarsh"]
    assert cable.text_of(cable.paragraphs[0].spans) == "They burn, and that was up to him."


@pytest.mark.parametrize(
    ("last_line", "dtg"),
    [
        ("They burn, and that was up to him. Saltmarsh", "R 061848Z MAR 99"),  # not yet there
        ("They burn, and that was up to him. Lamps", "R 061848Z MAR 06"),
        ("They burn, and that was up to Saltmarsh", "R 061848Z MAR 06"),
    ],
)
def test_any_other_word_is_text(last_line: str, dtg: str) -> None:
    cable = signed(last_line, dtg=dtg)
    assert cable.signatures == ()
    assert cable.text_of(cable.paragraphs[0].spans) == last_line


def test_a_chief_below_a_sentence_without_its_full_stop_is_the_name() -> None:
    assert [signature.name.value for signature in signed("They burn, and that was up to\nSALTMARSH").signatures] == [
        "SALTMARSH"
    ]
    assert signed("They burn, and that was up to\nLAMPS").signatures == ()


def test_names_run_together_are_told_apart_by_the_archives_own_signers(tmp_path: Path) -> None:
    text = "R 061848Z MAR 06\nFM AMEMBASSY LIMA\nUNCLAS LIMA 000412\n\nSUBJECT: LAMPS\n\n1. They burn.\nLAMPWICKER\n"
    (tmp_path / "signers.csv").write_text("surname,code,source\nLAMP,LIMA,own\nWICKER,LIMA,own\n", encoding="utf-8")
    own = Vocabulary.load(tmp_path)
    assert [signature.name.value for signature in read(Source(text=text), vocabulary=own).signatures] == [
        "LAMP",
        "WICKER",
    ]
    assert [signature.name.value for signature in read(Source(text=text)).signatures] == ["LAMPWICKER"]
