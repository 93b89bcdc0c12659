"""Opening the reading room on this machine."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from reftel.archive import Archive
from reftel.errors import ReftelError, UsageError
from reftel.web.serve import announce, is_loopback, listen


def test_a_taken_port_is_named_with_the_next_step() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ReftelError) as caught:
            listen("127.0.0.1", port)
    assert f"Port {port} on 127.0.0.1 is taken" in caught.value.message
    assert f"--port {port + 1}" in caught.value.remedy


def test_an_address_of_another_machine_is_refused_in_words() -> None:
    with pytest.raises(UsageError) as caught:
        listen("192.0.2.1", 0)
    assert "192.0.2.1" in caught.value.message


@pytest.mark.parametrize(("host", "loopback"), [("127.0.0.1", True), ("::1", True), ("localhost", True)])
def test_what_only_this_machine_reaches(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
    assert is_loopback("0.0.0.0") is False  # noqa: S104
    assert is_loopback("archive.example") is False


def test_one_line_to_click_and_a_word_on_who_may_read(capsys: pytest.CaptureFixture[str]) -> None:
    announce("127.0.0.1", 8765)
    assert capsys.readouterr() == ("Reading room: http://127.0.0.1:8765/  (Ctrl-C to stop)\n", "")
    announce("0.0.0.0", 80)  # noqa: S104
    out, err = capsys.readouterr()
    assert out == "Reading room: http://127.0.0.1:80/  (Ctrl-C to stop)\n"
    assert "can now read this archive" in err


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_a_room_opens_answers_and_closes(tmp_path: Path) -> None:
    Archive.open(tmp_path / "my.reftel", mode="create").close()
    code = f"from reftel.web.serve import serve; serve({str(tmp_path / 'my.reftel')!r}, port=0)"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    ) as room:
        assert room.stdout is not None
        line = room.stdout.readline()
        found = re.fullmatch(r"Reading room: (http://127\.0\.0\.1:\d+/)  \(Ctrl-C to stop\)\n", line)
        assert found, line
        with urllib.request.urlopen(found[1], timeout=10) as answer:
            assert b"An empty reading room" in answer.read()
        room.send_signal(signal.SIGINT)
        room.wait(10)
        assert room.stderr is not None
        assert "Traceback" not in room.stderr.read()
