"""Walking a heap: one order, every thing met has an outcome, no circle, nothing opened that could wait."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from reftel.errors import NotACable
from reftel.sources import FileFound, NotFollowed, walk

posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes as on POSIX")


@pytest.fixture
def heap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = Path("heap")
    for name in ("b.txt", "a/2.txt", "a/10.txt", "c/deep/er/x.txt", "Z.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    return folder


def names(*paths: Path, follow_links: bool = False) -> list[str]:
    return [item.name for item in walk(paths, follow_links=follow_links) if isinstance(item, FileFound)]


def outcomes(*paths: Path, follow_links: bool = False) -> dict[str, str]:
    return {
        item.name: item.error.code for item in walk(paths, follow_links=follow_links) if isinstance(item, NotFollowed)
    }


def test_order_and_names_as_given(heap: Path) -> None:
    expected = ["heap/Z.txt", "heap/a/10.txt", "heap/a/2.txt", "heap/b.txt", "heap/c/deep/er/x.txt"]
    assert names(heap) == expected
    assert names(heap) == expected, "the same again"
    assert names(heap / "b.txt", heap / "a") == ["heap/b.txt", "heap/a/10.txt", "heap/a/2.txt"]
    assert names(heap.resolve()) == [(Path.cwd() / name).as_posix() for name in expected]


def test_what_is_not_there(heap: Path) -> None:
    (missing,) = walk([heap / "typo.txt"])
    assert isinstance(missing, NotFollowed)
    assert missing.error.code == "NOT-FOUND"
    assert "spelling" in missing.error.remedy


def test_hidden_things_are_one_line_each(heap: Path) -> None:
    for name in (".git/config", ".git/objects/1", ".DS_Store", "a/Thumbs.db", "a/desktop.ini"):
        (heap / name).parent.mkdir(parents=True, exist_ok=True)
        (heap / name).write_text("x")
    assert outcomes(heap) == dict.fromkeys(
        ("heap/.DS_Store", "heap/.git", "heap/a/Thumbs.db", "heap/a/desktop.ini"), "HIDDEN"
    )
    assert len(names(heap)) == 5
    assert names(heap / ".git") == ["heap/.git/config", "heap/.git/objects/1"], "named by the user, it is walked"


def test_an_archive_in_the_heap_is_no_heap(heap: Path) -> None:
    for name in ("my.reftel/archive.db", "my.reftel/files/ab/abcd", "edition/shelf.db", "edition/index/meta.json"):
        (heap / name).parent.mkdir(parents=True, exist_ok=True)
        (heap / name).write_text("x")
    assert outcomes(heap) == {"heap/my.reftel": "ARCHIVE", "heap/edition": "ARCHIVE"}
    assert outcomes(heap / "my.reftel") == {"heap/my.reftel": "ARCHIVE"}
    assert not any("reftel" in name or "edition" in name for name in names(heap))


@posix
def test_a_folder_that_links_to_its_parent(heap: Path) -> None:
    (heap / "a" / "up").symlink_to("..", target_is_directory=True)
    for follow in (False, True):
        found = outcomes(heap, follow_links=follow)
        assert found == {"heap/a/up": "LINK-LOOP"}
        assert len(names(heap, follow_links=follow)) == 5


@posix
def test_links_are_followed_only_when_asked(heap: Path) -> None:
    (heap / "link.txt").symlink_to("b.txt")
    Path("elsewhere").mkdir()
    Path("elsewhere/e.txt").write_text("x")
    (heap / "side").symlink_to(Path.cwd() / "elsewhere")
    assert outcomes(heap) == {"heap/link.txt": "LINK", "heap/side": "LINK"}
    assert names(heap, follow_links=True)[-2:] == ["heap/link.txt", "heap/side/e.txt"]
    assert names(heap / "link.txt") == ["heap/link.txt"], "named by the user, it is followed"


@posix
def test_links_to_nothing_and_to_themselves(heap: Path) -> None:
    (heap / "dangling.txt").symlink_to("nowhere.txt")
    (heap / "self").symlink_to("self")
    for follow in (False, True):
        assert outcomes(heap, follow_links=follow) == {"heap/dangling.txt": "VANISHED", "heap/self": "LINK-LOOP"}


@posix
def test_pipes_and_sockets_are_never_opened(heap: Path) -> None:
    os.mkfifo(heap / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(heap / "socket"))
        assert outcomes(heap, Path("/dev/null")) == {
            "heap/pipe": "SPECIAL",
            "heap/socket": "SPECIAL",
            "/dev/null": "SPECIAL",
        }
        assert outcomes(heap / "pipe") == {"heap/pipe": "SPECIAL"}


def test_a_folder_that_may_not_be_read(heap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied")
        if Path(path).name == "deep":
            raise FileNotFoundError(2, "gone")
        return honest(path)

    monkeypatch.setattr("reftel.sources.walking.os.scandir", scandir)
    assert outcomes(heap) == {"heap/a": "NO-PERMISSION", "heap/c/deep": "VANISHED"}
    assert names(heap) == ["heap/Z.txt", "heap/b.txt"], "the rest is read"


@posix
def test_a_name_that_is_no_text(heap: Path) -> None:
    raw = os.fsencode(heap) + b"/caf\xe9.txt"
    with open(raw, "wb") as file:
        file.write(b"x")
    (found,) = [item for item in walk([heap]) if item.name.startswith("heap/caf")]
    assert found.name == "heap/caf\ufffd.txt"
    assert isinstance(found, FileFound)
    assert found.path.read_bytes() == b"x"


def test_deeper_than_pythons_recursion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(1200):
        os.mkdir("d")
        os.chdir("d")
    Path("x.txt").write_text("x")
    os.chdir(tmp_path)
    try:
        assert len(names(Path("d"))) == 1
    finally:  # from the inside out: removing it in one go may be too deep for others too
        for _ in range(1200):
            os.chdir("d")
        Path("x.txt").unlink()
        for _ in range(1200):
            os.chdir("..")
            os.rmdir("d")


def test_passing_over_and_refusing_are_told_apart(heap: Path) -> None:
    (heap / ".hidden").write_text("x")
    (item,) = [item for item in walk([heap, heap / "typo"]) if item.name == "heap/.hidden"]
    assert isinstance(item, NotFollowed)
    assert isinstance(item.error, NotACable)
