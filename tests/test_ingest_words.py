"""A vocabulary of one's own goes into the archive before the heap is read, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from reftel.archive import Archive
from reftel.errors import ArchiveBusy, VocabularyError
from reftel.ingest import add, adopt_vocabulary
from reftel.views import Reader

ME = Reader(shelf="full")
TELEGRAM = "R 061848Z MAR 07\nFM AMEMBASSY QUXVILLE\nUNCLAS QUXVILLE 000412\n\nSUBJECT: LAMPS\n\n1. They burn.\nROE\n"


@pytest.fixture
def words(tmp_path: Path) -> Path:
    folder = tmp_path / "words"
    folder.mkdir()
    (folder / "posts.csv").write_text("code,name,mission_type,source\nQUXVILLE,Quxville-on-Sea,embassy,invented\n")
    return folder


def test_what_is_read_afterwards_is_read_with_it(tmp_path: Path, words: Path) -> None:
    (tmp_path / "heap").mkdir()
    (tmp_path / "heap" / "one.txt").write_text(TELEGRAM)
    place = tmp_path / "my.reftel"
    assert adopt_vocabulary(place, words) == ("posts.csv",)
    with Archive.open(place, mode="write") as archive:
        add(archive, [tmp_path / "heap"])
        view = archive.get("07QUXVILLE412", reader=ME)
    assert view.line.post_name == "Quxville-on-Sea"
    assert "ID-STATION-UNKNOWN" not in {d.code for d in view.cable.diagnostics}


def test_a_file_of_the_same_name_is_replaced_and_others_stay(tmp_path: Path, words: Path) -> None:
    place = tmp_path / "my.reftel"
    adopt_vocabulary(place, words)
    (words / "posts.csv").rename(words / "tags.csv")
    (words / "tags.csv").write_text("code,kind,meaning,source\nQZ,geo,Quxland,invented\n")
    assert adopt_vocabulary(place, words) == ("tags.csv",)
    assert sorted(file.name for file in (place / "vocabulary").iterdir()) == ["posts.csv", "tags.csv"]
    with Archive.open(place) as archive:
        assert archive.vocabulary.post("QUXVILLE")
        assert archive.vocabulary.tag("QZ")


def test_nothing_is_copied_unless_all_of_it_can_be_read(tmp_path: Path, words: Path) -> None:
    (words / "tags.csv").write_text("code,colour,source\nQZ,green,invented\n")
    place = tmp_path / "my.reftel"
    with pytest.raises(VocabularyError, match=r"tags\.csv"):
        adopt_vocabulary(place, words)
    assert not place.exists()


def test_a_folder_without_vocabulary_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(VocabularyError, match="holds no vocabulary file"):
        adopt_vocabulary(tmp_path / "my.reftel", tmp_path / "empty")


def test_it_waits_for_nobody_who_writes(tmp_path: Path, words: Path) -> None:
    place = tmp_path / "my.reftel"
    with Archive.open(place, mode="create"), pytest.raises(ArchiveBusy):
        adopt_vocabulary(place, words)
    assert not (place / "vocabulary" / "posts.csv").exists()
