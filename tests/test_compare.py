"""Two versions held against each other: what was gained, lost and changed, field by field."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from benchmarks import compare
from benchmarks.compare import as_lines, held_together

ROOT = Path(__file__).resolve().parents[1]


def test_gained_lost_and_changed_are_counted_by_field() -> None:
    before = {"one": [{"subject": "RICE", "tags.0.raw": "PREL", "tags.1.raw": "PE"}], "two": [{"level": "SECRET"}]}
    after = {"one": [{"subject": "RICE PRICES", "tags.0.raw": "PREL", "date": "2004"}], "two": [{"level": "SECRET"}]}
    changes, count = held_together(before, after)
    assert {path: (change.gained, change.lost, change.changed) for path, change in changes.items()} == {
        "subject": (0, 0, 1),
        "tags.raw": (0, 1, 0),
        "date": (1, 0, 0),
    }
    assert (count["texts"], count["touched"]) == (2, 1)
    said = "\n".join(as_lines(changes, count, ("v1", "v2"), 3))
    assert "2 texts, 2 cables before and 2 after, 1 texts read otherwise" in said
    assert '"RICE"  →  "RICE PRICES"' in said
    assert '"PE"  →  nothing' in said


def test_a_cable_more_is_a_reading_gained() -> None:
    changes, count = held_together({"heap": [{"id": "04LIMA1"}]}, {"heap": [{"id": "04LIMA1"}, {"id": "04LIMA2"}]})
    assert changes["id"].gained == 1
    assert (count["cables before"], count["cables after"]) == (1, 2)


needs_git = pytest.mark.skipif(
    not (ROOT / ".git").exists() or shutil.which("git") is None, reason="no git, or not a checkout: no revisions here"
)


@needs_git
def test_a_version_reads_as_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert compare.main(["HEAD", "HEAD", "--only", "demo/heap", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["texts"] > 10
    assert (found["touched"], found["fields"]) == (0, {})


@needs_git
def test_a_revision_that_is_none_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        compare.main(["no-such-revision", "--only", "demo/heap/mirror"])
    assert ended.value.code == 4
    assert "git has no no-such-revision" in capsys.readouterr().err
