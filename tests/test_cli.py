"""The command line as a person and as a program meet it: results, exit codes, sentences, JSON."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from reftel.cli import reftel
from reftel.cli.progress import EVERY, Running
from reftel.errors import EXIT_ARCHIVE, EXIT_INTERRUPTED, EXIT_NOT_FOUND, EXIT_SOME_REFUSED, EXIT_USAGE

TELEGRAM = """\
C O N F I D E N T I A L {post} {serial:06}

SIPDIS
E.O. 12958: DECL: 05/03/2016
TAGS: PREL ECON {tag}
SUBJECT: {subject}

REF: {ref}

Classified By: ECONOFF Ines Marlow for reasons 1.4 (b)

1. (C) Summary: Reftel said that the pilots would wait. They asked for
a second {word} before the winter swell. End summary.

2. (U) The tide tables are public.
MARLOW
"""
# Serials beyond any that those posts reached: no telegram of these numbers was ever sent.
HEAP = {
    "06LIMA900412.txt": ("LIMA", 900412, "PE", "HARBOUR PILOTS ASK FOR A SECOND TUG", "QUITO 900077", "tug"),
    "06QUITO900077.txt": ("QUITO", 900077, "EC", "TUGS FOR HIRE", "LIMA 900001", "tug"),
    "07QUITO900077.txt": ("QUITO", 900077, "EC", "A LIGHTHOUSE IS SOLD", "QUITO 900001", "keeper"),
}


def write_heap(folder: Path) -> Path:
    folder.mkdir()
    for name, (post, serial, tag, subject, ref, word) in HEAP.items():
        text = TELEGRAM.format(post=post, serial=serial, tag=tag, subject=subject, ref=ref, word=word)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "shopping.txt").write_text("milk, bread, two candles\n", encoding="utf-8")
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(reftel, list(words))


def program(*words: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program itself, in a process of its own."""
    clean = {name: value for name, value in os.environ.items() if name not in ("REFTEL_ARCHIVE", "COLUMNS")}
    return subprocess.run(
        [sys.executable, "-m", "reftel", *words],
        cwd=cwd,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def documents(out: str) -> list[dict[str, Any]]:
    listed = [json.loads(line) for line in out.splitlines()]
    assert all(list(one)[:2] == ["reftel", "kind"] and one["reftel"] == 1 for one in listed)
    return listed


@pytest.fixture(scope="module")
def heap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_heap(tmp_path_factory.mktemp("given") / "heap")


@pytest.fixture(scope="module")
def archive(heap: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    place = tmp_path_factory.mktemp("kept") / "my.reftel"
    assert run("add", str(heap), "--archive", str(place), "--jobs", "1").exit_code == 0
    return str(place)


@pytest.fixture(autouse=True)
def _no_archive_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REFTEL_ARCHIVE", raising=False)


# -- add ---------------------------------------------------------------------------------------------------------------


def test_add_makes_an_archive_here_says_so_and_says_what_was_not_read(heap: Path, tmp_path: Path) -> None:
    done = program("add", str(heap), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Making an archive here" in done.stderr
    assert str(tmp_path / "my.reftel") in done.stderr
    assert (tmp_path / "my.reftel" / "archive.db").is_file()
    assert "3 new cables" in done.stdout
    assert "passed over" in done.stdout
    assert "shopping.txt" in done.stdout
    assert "reftel ledger" in done.stdout
    again = program("add", str(heap), cwd=tmp_path)
    assert again.returncode == 0
    assert "Making" not in again.stderr
    assert "0 new cables" in again.stdout
    assert "held already" in again.stdout
    assert "provenance" not in again.stdout
    said = program("add", str(heap), "--provenance", "own", cwd=tmp_path)
    assert "for 3 of them the provenance is now what you say" in " ".join(said.stdout.split())


def test_add_uses_the_archive_of_a_folder_above(heap: Path, tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    program("add", str(heap), cwd=tmp_path)
    done = program("add", str(heap), cwd=below)
    assert "held already" in done.stdout
    assert not (below / "my.reftel").exists()


@pytest.mark.skipif(os.name == "nt", reason="folders have no such permissions there")
def test_an_archive_in_a_folder_that_anybody_may_write_to_is_not_taken_from_below(heap: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    (shared / "mine").mkdir(parents=True)
    program("add", str(heap), cwd=shared)
    shared.chmod(0o777)
    assert program("search", "tug", cwd=shared / "mine").returncode == EXIT_ARCHIVE
    assert program("search", "tug", cwd=shared).returncode == 0


def test_add_as_json_is_one_document(heap: Path, tmp_path: Path) -> None:
    done = run("add", str(heap), "--archive", str(tmp_path / "a.reftel"), "--json")
    (added,) = documents(done.stdout)
    assert added["kind"] == "added"
    assert (added["read"], added["passed_over"], added["new_cables"]) == (3, 1, 3)


def test_add_keeps_the_provenance_that_is_given(heap: Path, tmp_path: Path) -> None:
    place = str(tmp_path / "a.reftel")
    run("add", str(heap), "--archive", place, "--provenance", "own", "--publisher", "Harbour Museum", "--edition", "2")
    shown = run("show", "06LIMA900412", "--archive", place)
    assert "Own papers, Harbour Museum, 2" in shown.stdout


def test_a_refused_input_gives_exit_code_3(heap: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 this is no archive at all")
    done = run("add", str(heap), str(tmp_path / "bad.zip"), "--archive", str(tmp_path / "a.reftel"))
    assert done.exit_code == EXIT_SOME_REFUSED, done.output
    assert "refused" in done.stdout
    assert "bad.zip" in done.stdout


def test_a_path_that_is_not_there_is_usage_and_nothing_is_made(tmp_path: Path) -> None:
    done = program("add", "nowhere", cwd=tmp_path)
    assert done.returncode == EXIT_USAGE
    assert done.stderr.startswith("reftel: ")
    assert "nowhere" in done.stderr
    assert not (tmp_path / "my.reftel").exists()


def test_an_interrupted_run_keeps_what_it_read_and_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "heap"
    folder.mkdir()
    for serial in range(900_000, 901_500):
        text = TELEGRAM.format(post="LIMA", serial=serial, tag="PE", subject="TUG", ref="QUITO 900001", word="tug")
        (folder / f"06LIMA{serial}.txt").write_text(text, encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "-m", "reftel", "add", "heap", "--jobs", "1"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 30
    while not (tmp_path / "my.reftel" / "archive.db").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    if running.returncode == 0:
        pytest.skip("the run was done before it could be interrupted")
    assert running.returncode == EXIT_INTERRUPTED, said
    assert "Traceback" not in said
    assert "is kept" in said
    done = program("add", "heap", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with contextlib.closing(sqlite3.connect(tmp_path / "my.reftel" / "archive.db")) as database:
        assert database.execute("SELECT count(*) FROM cable").fetchone() == (1500,)


def test_off_a_terminal_progress_is_a_plain_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    class Step:
        total, name = 2000, "heap/a\x1b.txt"

        def __init__(self, done: int) -> None:
            self.done = done

    now = iter([0.0, 1.0, EVERY, EVERY + 1])
    with Running(clock=lambda: next(now)) as running:
        for done in (10, 1000, 1100):
            running(Step(done))
    assert capsys.readouterr().err == "Reading: 1,000 of 2,000 files, 200 a second\n"
    assert running.so_far == "1,100 of 2,000 files"


# -- search ------------------------------------------------------------------------------------------------------------


def test_search_finds_and_counts(archive: str) -> None:
    done = run("search", "tug", "--archive", archive)
    assert done.exit_code == 0, done.output
    assert "2 of the 3 cables held here" in done.stdout
    assert "06 LIMA 900412" in done.stdout
    assert "HARBOUR PILOTS ASK FOR A SECOND TUG" in done.stdout
    assert "lighthouse" not in done.stdout.lower()


def test_words_may_come_in_one_argument_or_in_several_and_a_minus_word_is_no_option(archive: str) -> None:
    several = run("search", "second", "tug", "--archive", archive).stdout
    assert several == run("search", "second tug", "--archive", archive).stdout
    without = run("search", "second", "-keeper", "--archive", archive)
    assert without.exit_code == 0, without.output
    assert "2 of the 3 cables" in without.stdout


def test_search_as_json_is_a_head_and_a_line_for_each_cable(archive: str) -> None:
    done = run("search", "second", "--order", "-date", "--limit", "2", "--json", "--archive", archive)
    head, *hits = documents(done.stdout)
    assert head["kind"] == "results"
    assert (head["total"], head["held"]) == (3, 3)
    assert head["facets"]
    assert [hit["kind"] for hit in hits] == ["hit", "hit"]
    rest = run(
        "search", "second", "--order", "-date", "--limit", "2", "--json", "--archive", archive, "--after", head["after"]
    )
    _, *others = documents(rest.stdout)
    assert sorted(hit["line"]["name"] for hit in (*hits, *others)) == sorted(name[:-4] for name in HEAP)
    bare, *_ = documents(run("search", "second", "--no-counts", "--json", "--archive", archive).stdout)
    assert "facets" not in bare


def test_a_search_that_finds_nothing_ends_in_one_that_does(archive: str) -> None:
    done = run("search", "-zebra", "tug", "from:BUENOSAIRES", "--archive", archive).stdout
    (more,) = [line for line in done.splitlines() if line.startswith("Try: ")]
    words = shlex.split(more.removeprefix("Try: reftel "))
    assert words[-2:] == ["--", "-zebra tug"]
    found = run(*words)
    assert found.exit_code == 0
    assert "06 LIMA 900412" in found.stdout


def test_the_next_page_is_a_command_that_works(archive: str) -> None:
    first = run("search", "second", "--limit", "2", "--archive", archive).stdout
    (more,) = [line for line in first.splitlines() if line.startswith("More: ")]
    words = more.removeprefix("More: reftel ").split()
    second = run(*words)
    assert second.exit_code == 0, second.output
    assert sum(name[:-4][2:] in (first + second.stdout).replace(" ", "") for name in HEAP) == 3


def test_a_query_that_cannot_be_read_shows_where(archive: str) -> None:
    done = run("search", "tug frm:LIMA", "--archive", archive)
    assert done.exit_code == EXIT_USAGE
    assert done.stdout == ""
    said, query, carets = done.stderr.splitlines()
    assert said.startswith("reftel: ")
    assert query == "  tug frm:LIMA"
    assert query[carets.index("^") :].startswith("frm")
    (error,) = documents(run("search", "tug frm:LIMA", "--json", "--archive", archive).stderr)
    assert (error["kind"], error["error"], error["exit"]) == ("error", "QueryError", EXIT_USAGE)
    assert error["span"][0] == 4


def test_an_option_that_does_not_exist_is_not_searched_for(archive: str) -> None:
    done = run("search", "tug", "--limt", "3", "--archive", archive)
    assert done.exit_code == EXIT_USAGE
    assert "--limt" in done.stderr


# -- show --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelling", [("06LIMA900412",), ("06", "LIMA", "900412"), ("LIMA 900412",), ("2006LIMA900412",)]
)
def test_show_takes_any_spelling(archive: str, spelling: tuple[str, ...]) -> None:
    done = run("show", *spelling, "--archive", archive)
    assert done.exit_code == 0, done.output
    assert "06 LIMA 900412" in done.stdout
    assert "The tide tables are public." in done.stdout
    assert "06 QUITO 900077 · " in done.stdout  # the reference is held, and leads there


def test_a_name_that_may_be_several_cables_gives_a_choice_to_type(archive: str) -> None:
    done = run("show", "QUITO 900077", "--archive", archive)
    assert done.exit_code == EXIT_NOT_FOUND
    assert done.stdout == ""
    assert "reftel show 06QUITO900077" in done.stderr
    assert "reftel show 07QUITO900077" in done.stderr
    (error,) = documents(run("show", "QUITO 900077", "--json", "--archive", archive).stderr)
    assert [choice["name"] for choice in error["choices"]] == ["06QUITO900077", "07QUITO900077"]


@pytest.mark.parametrize("words", [["show", "06LIMA1"], ["show", "no such thing"], ["show", "x0123456789"]])
def test_a_cable_that_is_not_held(archive: str, words: list[str]) -> None:
    done = run(*words, "--archive", archive)
    assert done.exit_code == EXIT_NOT_FOUND
    assert done.stderr.startswith("reftel: ")
    (error,) = documents(run(*words, "--json", "--archive", archive).stderr)
    assert (error["error"], error["exit"]) == ("CableNotFound", EXIT_NOT_FOUND)


def test_show_in_its_other_forms(archive: str, heap: Path) -> None:
    name = "06LIMA900412"
    assert "External political relations" in run("show", name, "--explain", "--archive", archive).stdout
    assert " 1 │ C O N F I D E N T I A L LIMA 900412" in run("show", name, "--telegram", "--archive", archive).stdout
    assert (
        "Paragraphs are numbered so that they can be cited" in run("show", name, "--how", "--archive", archive).stdout
    )
    original = run("show", name, "--original", "--archive", archive)
    assert original.stdout_bytes == (heap / f"{name}.txt").read_bytes()
    assert max(map(len, run("show", name, "--width", "40", "--archive", archive).stdout.splitlines())) <= 40


def test_show_as_json_leaves_the_text_out_unless_asked(archive: str) -> None:
    (bare,) = documents(run("show", "06LIMA900412", "--json", "--archive", archive).stdout)
    (whole,) = documents(run("show", "06LIMA900412", "--json", "--with-text", "--archive", archive).stdout)
    assert bare["kind"] == whole["kind"] == "cable"
    assert bare["id"]["value"] == "06LIMA900412"
    assert "text" not in bare["source"]
    assert list(bare)[-6:] == ["name", "cited_by", "versions", "earlier", "later", "references_held"]
    assert bare["name"] == "06LIMA900412"
    assert [version["shown"] for version in bare["versions"]] == [True]
    assert len(bare["references_held"]) == len(bare["references"])
    text = whole["source"]["text"]
    start, end = whole["subject"]["spans"][0]
    assert text[start:end] == "HARBOUR PILOTS ASK FOR A SECOND TUG"


def test_two_forms_at_once_are_usage(archive: str) -> None:
    done = run("show", "06LIMA900412", "--telegram", "--json", "--archive", archive)
    assert done.exit_code == EXIT_USAGE
    assert run("show", "06LIMA900412", "--with-text", "--archive", archive).exit_code == EXIT_USAGE


# -- ledger, index, doctor ---------------------------------------------------------------------------------------------


def test_the_ledger_names_every_input(archive: str) -> None:
    lines = documents(run("ledger", "--json", "--archive", archive).stdout)
    assert {Path(line["name"]).name for line in lines} == {*HEAP, "shopping.txt"}
    (passed,) = documents(run("ledger", "--outcome", "passed over", "--json", "--archive", archive).stdout)
    assert Path(passed["name"]).name == "shopping.txt"
    assert passed["reason"]
    said = run("ledger", "--archive", archive).stdout
    assert all(name in said for name in (*HEAP, "shopping.txt"))
    assert run("ledger", "--run", "99", "--archive", archive).stdout == ""


def test_index_is_made_anew(archive: str) -> None:
    done = run("index", "--rebuild", "--archive", archive)
    assert done.exit_code == 0, done.output
    assert "3 cables indexed" in done.stdout
    assert "2 of the 3 cables" in run("search", "tug", "--archive", archive).stdout


def test_doctor_finds_all_well_or_says_what_to_do(archive: str, tmp_path: Path) -> None:
    well = run("doctor", "--archive", archive)
    assert well.exit_code == 0, well.output
    assert "All is well." in well.stdout
    for name in ("python", "sqlite", "tantivy", "font", "archive"):
        assert name in well.stdout
    broken = run("doctor", "--archive", str(tmp_path / "none.reftel"), "--json")
    assert broken.exit_code == EXIT_ARCHIVE
    (said,) = documents(broken.stdout)
    assert said["wrong"] == 1
    (wrong,) = [finding for finding in said["findings"] if finding["weight"] == "error"]
    assert wrong["remedy"]


def test_doctor_without_an_archive_looks_the_program_over(tmp_path: Path) -> None:
    done = program("doctor", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "None here" in done.stdout


# -- archives that cannot be used --------------------------------------------------------------------------------------

READING = [["search", "tug"], ["show", "06LIMA900412"], ["ledger"], ["index"], ["serve"]]


@pytest.mark.parametrize("words", READING, ids=lambda words: words[0])
def test_a_missing_archive_is_named_with_what_to_do(words: list[str], tmp_path: Path) -> None:
    done = program(*words, "--archive", str(tmp_path / "none.reftel"), cwd=tmp_path)
    assert done.returncode == EXIT_ARCHIVE
    assert done.stderr.startswith("reftel: ")
    assert "none.reftel" in done.stderr
    assert "reftel add" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "none.reftel").exists()


def test_no_archive_at_all(tmp_path: Path) -> None:
    done = program("search", "tug", cwd=tmp_path)
    assert done.returncode == EXIT_ARCHIVE
    assert "my.reftel" in done.stderr
    assert "reftel add FOLDER" in done.stderr


@pytest.mark.parametrize("words", [*READING, ["add", "."]], ids=lambda words: words[0])
def test_a_file_where_an_archive_should_be(words: list[str], tmp_path: Path) -> None:
    place = tmp_path / "notes.txt"
    place.write_text("not an archive", encoding="utf-8")
    done = program(*words, "--archive", str(place), cwd=tmp_path)
    assert done.returncode == EXIT_ARCHIVE, done.stderr
    assert done.stderr.startswith("reftel: ")
    assert "notes.txt" in done.stderr
    assert "Traceback" not in done.stderr
    assert place.read_text("utf-8") == "not an archive"


def test_an_archive_of_a_later_reftel_is_left_alone(heap: Path, tmp_path: Path) -> None:
    place = tmp_path / "new.reftel"
    run("add", str(heap), "--archive", str(place))
    with sqlite3.connect(place / "archive.db") as connection:
        connection.execute("UPDATE meta SET value = 999999 WHERE key = 'form'")
    connection.close()
    for words in (["search", "tug"], ["add", str(heap)]):
        done = run(*words, "--archive", str(place))
        assert done.exit_code == EXIT_ARCHIVE
        assert "later" in done.stderr or "newer" in done.stderr
    (error,) = documents(run("search", "tug", "--json", "--archive", str(place)).stderr)
    assert error["error"] == "ArchiveNewer"


def test_the_second_writer_is_told_of_the_first(heap: Path, tmp_path: Path) -> None:
    from reftel.archive import Archive

    place = tmp_path / "busy.reftel"
    run("add", str(heap), "--archive", str(place))
    with Archive.open(place, mode="write"):
        done = program("add", str(heap), "--archive", str(place))
        assert done.returncode == EXIT_ARCHIVE, done.stdout
        assert str(os.getpid()) in done.stderr
        # reading goes on meanwhile
        assert program("search", "tug", "--archive", str(place)).returncode == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_an_archive_that_may_only_be_read(heap: Path, tmp_path: Path) -> None:
    place = tmp_path / "kept.reftel"
    run("add", str(heap), "--archive", str(place))
    folders = [place, *(path for path in place.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        done = run("add", str(heap), "--archive", str(place))
        assert done.exit_code == EXIT_ARCHIVE
        assert run("search", "tug", "--archive", str(place)).exit_code == 0
    finally:
        for folder in folders:
            folder.chmod(0o755)


# -- serve -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        yield busy.getsockname()[1]


def test_a_port_in_use_is_named_with_another_to_try(archive: str, taken: int) -> None:
    done = program("serve", "--archive", archive, "--port", str(taken))
    assert done.returncode == EXIT_ARCHIVE
    assert str(taken) in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_prints_one_line_to_click_and_ctrl_c_closes_it(archive: str) -> None:
    import urllib.request

    serving = subprocess.Popen(
        [sys.executable, "-m", "reftel", "serve", "--archive", archive, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert serving.stdout is not None
        line = serving.stdout.readline()
        address = next(word for word in line.split() if word.startswith("http://"))
        with urllib.request.urlopen(address, timeout=20) as answer:
            assert answer.status == 200
    finally:
        serving.send_signal(signal.SIGINT)
        _, said = serving.communicate(timeout=20)
    assert serving.returncode == 0, said
    assert "Traceback" not in said


# -- manners -----------------------------------------------------------------------------------------------------------


def test_a_reader_that_stops_listening_ends_it_quietly(archive: str) -> None:
    words = [sys.executable, "-m", "reftel", "show", "06LIMA900412", "--json", "--with-text", "--archive", archive]
    for form in (words, [*words[:5], "--archive", archive]):
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(form, stdout=write, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
        os.close(write)
        assert (done.returncode, done.stderr) == (0, "")


def test_no_colour_off_a_terminal_and_none_where_it_is_not_wanted(archive: str) -> None:
    assert "\x1b" not in program("show", "06LIMA900412", "--archive", archive).stdout
    wanted = program("show", "06LIMA900412", "--archive", archive, FORCE_COLOR="1", TERM="xterm").stdout
    assert "\x1b[3" in wanted
    refused = program("show", "06LIMA900412", "--archive", archive, FORCE_COLOR="1", TERM="xterm", NO_COLOR="1").stdout
    assert "\x1b[31m" not in refused


def test_the_width_of_the_terminal_is_respected(archive: str) -> None:
    for width in (40, 64):
        done = program("show", "06LIMA900412", "--archive", archive, COLUMNS=str(width))
        assert max(map(len, done.stdout.splitlines())) <= width


def test_a_terminal_that_cannot_show_a_character_is_no_reason_to_stop(archive: str) -> None:
    done = program("show", "06LIMA900412", "--archive", archive, PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr


def test_the_archive_may_be_named_in_the_environment(archive: str, tmp_path: Path) -> None:
    assert program("search", "tug", cwd=tmp_path, REFTEL_ARCHIVE=archive).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="the script has another name there")
def test_what_to_type_next_can_be_typed_where_the_program_is_not_on_the_path(heap: Path, tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("reftel")
    if not script.is_file():
        pytest.skip("reftel is not installed beside this Python")
    words = [str(script), "add", str(heap), "--archive", str(tmp_path / "a.reftel")]
    for path, typed in (("/nowhere", str(script)), (str(script.parent), "reftel")):
        done = subprocess.run(
            words, cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True
        )
        assert f" {typed} ledger --run" in done.stdout


def test_usage_is_one_sentence_and_in_json_a_document() -> None:
    done = run("show")
    assert done.exit_code == EXIT_USAGE
    assert done.stderr.startswith("reftel: ")
    assert "reftel show --help" in done.stderr
    (error,) = documents(run("show", "--json").stderr)
    assert (error["error"], error["exit"]) == ("UsageError", EXIT_USAGE)


def test_version_and_help() -> None:
    from reftel import __version__

    assert run("--version").stdout == f"reftel {__version__}\n"
    assert "Begin with" in run("--help").stdout


def test_help_starts_without_the_rooms() -> None:
    """`reftel --help` answers at once: no search engine, no web server, no terminal library is loaded for it."""
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, reftel.cli; print(*sorted({m.split('.')[0] for m in sys.modules} | set(sys.modules)))",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    heavy = {"rich", "tantivy", "starlette", "uvicorn", "sqlite3", "jinja2", "reftel.archive", "reftel.reading"}
    assert not heavy & set(loaded)
