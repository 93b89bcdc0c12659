"""What a change does to readings: gained, lost and changed, on every text at hand, between two versions.

    python -m benchmarks.compare BASE             the working tree against the revision BASE
    python -m benchmarks.compare BASE REV         two revisions
    make compare BASE=v0.1.0

The texts are the heap of demo/, those of tests/cases, some generated ones in every layout, and, where they lie beside
the checkout, the real telegrams of ../shared/samples. Each version reads them all in a process of its own, from a copy
of its sources in a temporary folder; then value is held against value, field by field. Places are not compared.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from benchmarks.generate import cables
from benchmarks.telegram import LAYOUTS

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT.parent / "shared" / "samples"
FENCE = re.compile(r"^```cable\n(.*?)^```", re.MULTILINE | re.DOTALL)
GENERATED = 40  # of each layout
SHOWN = 3  # examples of each kind of difference in each field
WIDTH = 60
Readings = Mapping[str, Sequence[Mapping[str, object]]]  # of each text its cables, of each cable its values by path
PLACE = re.compile(r"\.\d+(?=\.|$)")

# Runs in each version: nothing of this package may be needed there. A value is compared as JSON says it.
READ = r"""
import json, sys
import reftel
from reftel import documents
from reftel.sources import open_bytes

LEFT_OUT = {"source", "spans", "also", "where", "furniture", "heading", "body"}
FOUND = {"value", "spans", "where", "also"}
KEPT = ("passages", "paragraphs")

def values(cable):
    text = cable.source.text
    def words(spans):
        return " ".join(" ".join(text[a:b] for a, b in spans).replace("\u00b6", " ").split())
    def walk(value, path):
        if isinstance(value, dict):
            if "value" in value and FOUND.issuperset(value):
                yield from walk(value["value"], path)
                return
            if "spans" in value and path.partition(".")[0] in KEPT:
                yield path + ".words", words(value["spans"])
            for name, inner in value.items():
                if name not in LEFT_OUT:
                    yield from walk(inner, f"{path}.{name}" if path else name)
        elif isinstance(value, (list, tuple)):
            for place, inner in enumerate(value):
                yield from walk(inner, f"{path}.{place}")
        elif value is not None:
            yield path, value
    whole = documents.builtins(cable)
    diagnostics = whole.pop("diagnostics", [])
    found = dict(walk(whole, ""))
    for diagnostic in diagnostics:
        key = "diagnostics." + diagnostic["code"]
        found[key] = found.get(key, 0) + 1
    return found

for line in sys.stdin:
    name, path = json.loads(line)
    with open(path, "rb") as file:
        data = file.read()
    try:
        sources = open_bytes(data, name=name).sources
    except Exception:
        sources = ()
    try:
        read = [values(reftel.parse(source)) for source in sources] or [values(reftel.parse(data))]
    except Exception as error:
        read = [{"raised": f"{type(error).__name__}: {error}"}]
    print(json.dumps([name, read], ensure_ascii=False, default=str))
"""


class Change(Struct):
    """What became of one field."""

    gained: int = 0
    lost: int = 0
    changed: int = 0
    examples: list[tuple[str, str, object, object]] = field(default_factory=list)


class Unknown(Exception):
    """A revision that git does not know."""


def texts(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every text at hand with its name; those that are not files of their own are written to `folder`."""
    for path in sorted((ROOT / "demo" / "heap").rglob("*")):
        if path.is_file():
            yield str(path.relative_to(ROOT)), path
    for path in sorted((ROOT / "tests" / "cases").rglob("*.md")):
        for number, fence in enumerate(FENCE.findall(path.read_text(encoding="utf-8"))):
            name = f"{path.relative_to(ROOT).with_suffix('')}" + (f"-{number}" if number else "")
            yield name, written(folder, name, fence)
    for layout in LAYOUTS:
        for made in cables(GENERATED, seed=3, layout=layout):
            name = f"generated/{layout}/{made.id}"
            yield name, written(folder, name, made.text)
    if SAMPLES.is_dir():
        for path in sorted(SAMPLES.rglob("*")):
            if path.suffix in (".txt", ".html", ".xml", ".csv") and path.is_file():
                yield f"samples/{path.relative_to(SAMPLES)}", path


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def unpack(revision: str, folder: Path) -> Path:
    """The sources of a revision, and nothing that git would have to know of afterwards."""
    folder.mkdir()
    archive = folder / "revision.tar"
    made = subprocess.run(
        ["git", "-C", str(ROOT), "archive", "--output", str(archive), revision, "src"],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise Unknown(f"git has no {revision} ({made.stderr.strip()})")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "src"


def readings(source: Path, listed: str) -> Readings:
    """What the version whose packages lie in `source` reads in the texts listed."""
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", READ], input=listed, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise Unknown(f"The version in {source} does not run:\n{done.stderr[-2000:]}")
    return dict(json.loads(line) for line in done.stdout.splitlines())


def held_together(before: Readings, after: Readings) -> tuple[dict[str, Change], Counter[str]]:
    """Field by field, what was gained, lost and changed; and in how many texts anything was."""
    changes: dict[str, Change] = {}
    count: Counter[str] = Counter()
    for name, news in after.items():
        olds = before[name]
        count["texts"] += 1
        count["cables before"] += len(olds)
        count["cables after"] += len(news)
        touched = False
        for place in range(max(len(olds), len(news))):
            old = olds[place] if place < len(olds) else {}
            new = news[place] if place < len(news) else {}
            for path in dict.fromkeys((*old, *new)):
                was, now = old.get(path), new.get(path)
                if was == now:
                    continue
                touched = True
                change = changes.setdefault(PLACE.sub("", path), Change())
                if was is None:
                    change.gained += 1
                elif now is None:
                    change.lost += 1
                else:
                    change.changed += 1
                change.examples.append((name, path, was, now))
        count["touched"] += touched
    return changes, count


def shown(value: object) -> str:
    """A value on one line, cut in the middle where it is long."""
    said = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return said if len(said) <= WIDTH else f"{said[: WIDTH // 2]} … {said[-WIDTH // 2 + 3 :]}"


def as_lines(changes: dict[str, Change], count: Counter[str], versions: tuple[str, str], examples: int) -> list[str]:
    lines = [
        (
            f"{versions[0]} against {versions[1]}: {count['texts']} texts, {count['cables before']} cables before and "
            f"{count['cables after']} after, {count['touched']} texts read otherwise"
        )
    ]
    if not changes:
        return [*lines, "No reading was gained, lost or changed."]
    lines += ["", f"  {'field':36}{'gained':>8}{'lost':>8}{'changed':>9}"]
    by_name = sorted(changes.items())
    for path, change in by_name:
        lines.append(f"  {path:36}{change.gained:8}{change.lost:8}{change.changed:9}")
    for path, change in by_name if examples else ():
        lines += ["", f"  {path}"]
        for name, where, was, now in spread(change.examples, examples):
            lines += [f"    {name} ({where})", f"      {shown(was)}  →  {shown(now)}"]
    return lines


def spread(
    examples: Sequence[tuple[str, str, object, object]], wanted: int
) -> Sequence[tuple[str, str, object, object]]:
    """So many of the examples, from all over the texts."""
    return (
        [examples[place * len(examples) // wanted] for place in range(wanted)] if len(examples) > wanted else examples
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__.splitlines()[0])
    parser.add_argument("base", help="a revision: a tag, a branch, a commit")
    parser.add_argument("revision", nargs="?", help="the version held against it (the working tree unless named)")
    parser.add_argument("--only", help="only texts with this in their names")
    parser.add_argument("--examples", type=int, default=SHOWN, help="of each field (default 3)")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="reftel-compare-") as folder:
        found = [entry for entry in texts(Path(folder, "texts")) if not asked.only or asked.only in entry[0]]
        listed = "".join(json.dumps([name, str(path)]) + "\n" for name, path in found)
        try:
            base = unpack(asked.base, Path(folder, "base"))
            other = unpack(asked.revision, Path(folder, "other")) if asked.revision else ROOT / "src"
            changes, count = held_together(readings(base, listed), readings(other, listed))
        except Unknown as unknown:
            parser.exit(4, f"{unknown}\n")
    versions = (asked.base, asked.revision or "the working tree")
    if asked.json:
        fields = {path: [change.gained, change.lost, change.changed] for path, change in sorted(changes.items())}
        print(json.dumps({"reftel": 1, "kind": "compare", "versions": versions, **count, "fields": fields}))
    else:
        print("\n".join(as_lines(changes, count, versions, asked.examples)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
