"""What becomes of each bad file: its code, whether it is refused or passed over, and the next step."""

from __future__ import annotations

import os
import resource
import tracemalloc
from pathlib import Path

import pytest

from reftel.errors import NotACable, SourceRefused
from reftel.sources import LIMIT, open_bytes, open_file

HEAP = Path(__file__).parent / "heaps" / "mixed"
TELEGRAM = (HEAP / "bare.txt").read_bytes()

REFUSED = {
    "broken/empty.txt": ("EMPTY", "no bytes", "Fetch it again"),
    "broken/blanks.txt": ("EMPTY", "nothing but blanks", "Fetch it again"),
    "broken/picture-named-text.txt": ("BINARY", "picture", "text of the page"),
    "broken/scan.pdf": ("BINARY", "PDF", "reftel does not read PDF yet"),
    "broken/release.zip": ("BINARY", "zip", "Unpack it"),
    "broken/program-without-a-name.txt": ("BINARY", "control codes", "plain text"),
    "broken/utf-16-without-its-mark.txt": ("NOT-TEXT", "UTF-16", "Convert it to UTF-8"),
    "broken/cyrillic.txt": ("NOT-TEXT", "Windows-1252", "Convert it to UTF-8"),
}
PASSED_OVER = {
    "other/licence.txt": ("NOT-A-CABLE", "a text"),
    "other/guide.md": ("NOT-A-CABLE", "a text"),
    "other/letter.txt": ("NOT-A-CABLE", "a text"),
    "other/register.xml": ("NOT-A-CABLE", "XML"),
    "other/labels.json": ("NOT-A-CABLE", "JSON"),
    "other/posts.csv": ("NOT-A-CABLE", "a table"),
    "other/page.html": ("NOT-A-CABLE", "HTML"),
    "later/cables.json": ("LAYOUT-LATER", "JSON"),
}


def test_every_fixture_that_is_no_telegram_is_spoken_of() -> None:
    there = {
        path.relative_to(HEAP).as_posix()
        for folder in ("broken", "other", "later")
        for path in (HEAP / folder).iterdir()
    }
    assert there == {*REFUSED, *PASSED_OVER}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    code, what, remedy = REFUSED[name]
    with pytest.raises(SourceRefused) as refusal:
        open_file(HEAP / name)
    assert refusal.value.code == code
    assert not isinstance(refusal.value, NotACable)
    assert what in refusal.value.message
    assert remedy in refusal.value.remedy


@pytest.mark.parametrize("name", PASSED_OVER)
def test_passed_over(name: str) -> None:
    code, what = PASSED_OVER[name]
    with pytest.raises(NotACable) as refusal:
        open_file(HEAP / name)
    assert refusal.value.code == code
    assert what in refusal.value.message
    assert refusal.value.remedy.endswith(".")


@pytest.mark.parametrize("path", sorted(HEAP.glob("*.*")), ids=lambda path: path.name)
def test_telegrams_are_opened(path: Path) -> None:
    opened = open_file(path)
    assert opened.data == path.read_bytes()
    assert opened.size == len(opened.data)
    (record,) = opened.sources
    assert record.sha256 == opened.sha256
    assert record.name == path.as_posix()


def test_the_files_name_alone_can_tell() -> None:
    body = b"1. GROWERS SAY SCALE IS SLOW. SEE REFTEL.\n"
    assert open_bytes(body, name="heap/07MAPUTO990019.txt").sources[0].layout == "bare"
    assert open_bytes(body, name="heap/1976MAPUTO09901.txt").sources
    with pytest.raises(NotACable) as refusal:
        open_bytes(body, name="heap/growers.txt")
    assert "numbered paragraph" in refusal.value.message, "what was seen is said"
    assert "04EXAMPLE565.txt" in refusal.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "1. First the scale is bought.\n2. Then it is used.\n\nINVENTED\n",
        "SUBJECT: Scales\nREF: your letter\nDear Sir,\n",
        "FM 99.9 MAPUTO\nThe music of the coast.\n",
        "SECRET\nThis recipe has been in our family since 1970.\n",
    ],
)
def test_one_or_two_slight_signs_are_not_enough(text: str) -> None:
    with pytest.raises(NotACable):
        open_bytes(text.encode())


def test_a_body_of_the_1970s_without_header_or_name() -> None:
    body = "1. " + "GROWERS OF THREE DISTRICTS CALLED ON THE EMBASSY. " * 6 + "\n\nINVENTED\n"
    assert open_bytes(body.encode()).sources
    with pytest.raises(NotACable):
        open_bytes(body.lower().encode())


@pytest.mark.parametrize(
    "text",
    [
        "R 061848Z MAR 07\nThe scale came.\n",
        "FM AMEMBASSY MAPUTO\nSUBJECT: Scale\n",
        "PAGE 02 MAPUTO 90018 061904Z\n1. The scale came.\n",
        "ZNY CCCCC ZZH\nNOFORN\n",
        "TAGS: ECON, MZ\nREF: PRETORIA 990004\n",
        "E.O. 11652: GDS\nClassified By: Econ Officer\n",
        "S E C R E T SECTION 01 OF 02 MAPUTO 990018\n",
        "S e c r e t maputo 990018\nSubject: scale\n",
        "UNCLAS MAPUTO 990018\nSUBJECT: X\n",
        "E.O. 12958: N/A\nTAGS: ECON, MZ\nSUBJECT: X\n",
        "PAGE 01 MAPUTO 90018 061904Z\n46\nACTION AF-10\nFM AMEMBASSY MAPUTO\n",
        "¶1. (C/NF) The scale came.\n¶2. (U) It works.\n\nINVENTED\n",
    ],
)
def test_a_part_of_a_telegram_is_enough(text: str) -> None:
    assert open_bytes(text.encode()).sources


def test_a_large_file_is_refused_by_its_size(tmp_path: Path) -> None:
    large = tmp_path / "one-line.txt"
    with large.open("wb") as file:
        file.write(b"A line without an end " * 3000)
        file.truncate(200_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tracemalloc.start()
    try:
        with pytest.raises(SourceRefused) as refusal:
            open_file(large)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refusal.value.code == "TOO-LARGE"
    assert "200.0 MB" in refusal.value.message
    assert "split it" in refusal.value.remedy
    assert peak < 2_000_000, "looked at, not read"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_large_file_is_called_what_it_is(tmp_path: Path) -> None:
    for beginning, code in ((b"%PDF-1.7\n", "BINARY"), (b"scales ", "TOO-LARGE")):
        large = tmp_path / code
        with large.open("wb") as file:
            file.write(beginning + b"scales " * 10_000)
            file.truncate(LIMIT + 1)
        with pytest.raises(SourceRefused) as refusal:
            open_file(large)
        assert refusal.value.code == code


def test_the_largest_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(TELEGRAM + b"\n" * (LIMIT - len(TELEGRAM)))
    assert open_file(path).size == LIMIT
    with path.open("ab") as file:
        file.write(b"\n")
    with pytest.raises(SourceRefused, match=r"4\.2 MB"):
        open_file(path)


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "growing.txt"
    path.write_bytes(b"x" * (LIMIT + 10))
    honest = os.fstat

    def small(descriptor: int) -> os.stat_result:
        values = list(honest(descriptor))
        values[6] = 10
        return os.stat_result(values)

    monkeypatch.setattr("reftel.sources.opening.os.fstat", small)
    with pytest.raises(SourceRefused) as refusal:
        open_file(path)
    assert refusal.value.code == "TOO-LARGE"


def test_gone_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused) as refusal:
        open_file(tmp_path / "gone.txt")
    assert refusal.value.code == "VANISHED"
    assert "add it again" in refusal.value.remedy


@pytest.mark.parametrize(
    ("error", "code", "remedy"),
    [
        (PermissionError(13, "Permission denied"), "NO-PERMISSION", "chmod"),
        (FileNotFoundError(2, "No such file"), "VANISHED", "add it again"),
        (OSError(5, "Input/output error"), "UNREADABLE", "Check the disk"),
        (OSError(40, "Too many levels of symbolic links"), "LINK-LOOP", "point to"),
    ],
)
def test_what_the_system_says(
    error: OSError, code: str, remedy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr("reftel.sources.opening.os.open", fail)
    with pytest.raises(SourceRefused) as refusal:
        open_file(tmp_path / "file.txt")
    assert refusal.value.code == code
    assert remedy in refusal.value.remedy


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_bytes(TELEGRAM)
    path.chmod(0)
    with pytest.raises(SourceRefused) as refusal:
        open_file(path)
    assert refusal.value.code == "NO-PERMISSION"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with pytest.raises(SourceRefused) as refusal:
        open_file(pipe)  # would never come back if it were read
    assert refusal.value.code == "SPECIAL"
    assert "a pipe" in refusal.value.message


def test_a_few_nuls_are_no_reason(tmp_path: Path) -> None:
    opened = open_file(HEAP / "nuls-in-a-line.txt")
    assert opened.sources[0].replaced == 2
