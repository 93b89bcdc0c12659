"""What the documentation tells a reader to type is typed, in order, in an empty folder beside the demo's heap."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import reftel

ROOT = Path(__file__).resolve().parents[1]
FENCE = re.compile(r"^```(?P<kind>sh|python)\n(?P<body>.*?)^```$", re.M | re.S)
TYPED = [ROOT / "README.md", *sorted((ROOT / "docs").glob("[tg]u*/*.md"))]  # the tutorial and the guides


def fences(page: Path, kind: str) -> list[str]:
    return [found["body"] for found in FENCE.finditer(page.read_text("utf-8")) if found["kind"] == kind]


@pytest.mark.parametrize("page", TYPED, ids=lambda page: page.stem)
def test_commands_run_as_written(page: Path, tmp_path: Path) -> None:
    """Each command ends in 0, or in 3 where an input was refused; `make` and the server are tested elsewhere."""
    (tmp_path / "demo").symlink_to(ROOT / "demo")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1"}
    environment.pop("REFTEL_ARCHIVE", None)
    ran = 0
    for body in fences(page, "sh"):
        for line in body.splitlines():
            if not line.strip() or line.startswith(("#", "make", "reftel serve")):
                continue
            done = subprocess.run(
                ["bash", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
            if "search" in line:
                assert "No cable" not in done.stdout, f"{line} finds nothing: {done.stdout}"
            ran += 1
    assert ran


@pytest.mark.parametrize(
    "page",
    [page for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))] if fences(page, "python")],
    ids=lambda page: page.stem,
)
def test_python_in_the_documentation_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "demo").symlink_to(ROOT / "demo")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for body in fences(page, "python"):
        exec(compile(body, str(page), "exec"), names)  # noqa: S102 (the documentation's own examples)


def test_links_between_pages_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}, which is not there"


def test_every_public_name_is_in_the_manual() -> None:
    manual = (ROOT / "docs/reference/python.md").read_text("utf-8")
    for name in reftel.__all__:
        assert f"`reftel.{name}" in manual
    from reftel.archive import Archive

    for name in vars(Archive):
        if not name.startswith("_") and callable(getattr(Archive, name)):
            assert f".{name}(" in manual, f"Archive.{name} is not in docs/reference/python.md"
