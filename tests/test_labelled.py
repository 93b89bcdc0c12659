"""Seventy-six invented telegrams, read and held against labels that somebody made by reading alone, field by field."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from reftel import reading, sources
from reftel.records import Cable

LABELLED: Final = Path(__file__).parent / "labelled"
LABELS: Final[dict[str, dict[str, Any]]] = json.loads((LABELLED / "labels.json").read_text("utf-8"))

MISSES: Final[dict[tuple[str, str], str]] = {}
"""What the reader does not get right today: (file, field), and why. One that it gets right must go from here."""

_OPENING: Final = 20
"""How many characters of a summary's beginning are compared."""


def _folded(value: Any) -> Any:
    """White space within a value is the line's, not the value's."""
    if isinstance(value, str):
        return " ".join(value.split())
    return [_folded(each) for each in value] if isinstance(value, list | tuple) else value


def _read_by_rule(cable: Cable) -> str | None:
    """The date of the E.O. line, else what is printed there."""
    rule = cable.declassify
    return None if rule is None else str(rule.value.date) if rule.value.date else rule.value.printed


def _passages(cable: Cable, kind: str) -> list[Any]:
    return [passage for passage in cable.passages if passage.kind == kind]


def _numbers(cable: Cable, kind: str) -> list[int]:
    """The numbers of the paragraphs that passages of this kind touch."""
    touched = (cable.paragraphs[place] for passage in _passages(cable, kind) for place in passage.paragraphs)
    return sorted({paragraph.number.value for paragraph in touched if paragraph.number})


def _classifier(cable: Cable, part: str) -> str | None:
    found = getattr(cable.classified_by[0], part) if cable.classified_by else None
    return found.value if found else None


def _summary(cable: Cable) -> str | None:
    found = _passages(cable, "summary")
    return _folded(cable.text_of(found[0].spans))[:_OPENING] if found else None


FIELDS: Final[dict[str, Callable[[Cable], Any]]] = {
    "id": lambda c: str(c.id.value) if c.id else None,
    "date": lambda c: str(c.wrapper.created.value)[:10] if c.wrapper.created else None,
    "dtg": lambda c: str(c.transmission.dtg.value) if c.transmission.dtg else None,
    "classification": lambda c: c.level.value if c.level else None,
    "captions": lambda c: [caption.value for caption in c.captions],
    "origin": lambda c: c.wrapper.origin.value if c.wrapper.origin else None,
    "from": lambda c: c.transmission.sender.value if c.transmission.sender else None,
    "subject": lambda c: c.subject.value if c.subject else None,
    "subject_mark": lambda c: c.subject_mark.value if c.subject_mark else None,
    "tags": lambda c: [tag.value.raw for tag in c.tags],
    "eo_line": lambda c: {"order": c.order.value, "decl": _read_by_rule(c)} if c.order else None,
    "classified_by.name": lambda c: _classifier(c, "name"),
    "classified_by.title": lambda c: _classifier(c, "title"),
    "reasons": lambda c: [reason.value for reason in c.reasons],
    "paragraphs": lambda c: sum(1 for paragraph in c.paragraphs if paragraph.number),
    "portion_marks": lambda c: [p.mark.value if p.mark else None for p in c.paragraphs if p.number],
    "summary_present": lambda c: bool(_passages(c, "summary")),
    "summary_text_start": _summary,
    "comment_present": lambda c: bool(_passages(c, "comment")),
    "comment_paragraphs": lambda c: _numbers(c, "comment"),
    "signature": lambda c: c.signatures[0].name.value if c.signatures else None,
    "sections": lambda c: c.section.value.total if c.section else 1,
    "attention": lambda c: [attention.line.value for attention in c.attention],
    "corrected": lambda c: c.corrected is not None,
}
"""How each label is read from a cable; the references are compared item by item, below."""

_REFERENCE: Final[dict[str, Callable[[Any], Any]]] = {
    "letter": lambda r: r.letter,
    "raw": lambda r: r.printed.value,
    "canonical": lambda r: str(r.canonical) if r.canonical else None,
    "kind": lambda r: r.kind,
    "mentions": lambda r: list(r.mentions),
}


def read(name: str) -> Cable:
    path = LABELLED / f"{name}.txt"
    return reading.read(sources.source(path.read_bytes(), name=path.name))


def wanted(label: dict[str, Any]) -> dict[str, Any]:
    """What the label says, by the names of `FIELDS`; what it leaves open is not in it."""
    said = dict(label)
    classifier = said.pop("classified_by") or {}
    if classifier == "ambiguous":
        said |= dict.fromkeys(("classified_by.name", "classified_by.title", "reasons"), "ambiguous")
    else:
        said |= {f"classified_by.{part}": classifier.get(part) for part in ("name", "title")}
        said["reasons"] = classifier.get("reasons") or []
    if said["summary_text_start"]:
        said["summary_text_start"] = _folded(said["summary_text_start"])[:_OPENING]
    unsure = set(label.get("ambiguous") or ())
    if "classified_by" in unsure:
        unsure |= {"classified_by.name", "classified_by.title", "reasons"}
    return {field: _folded(said[field]) for field in FIELDS if field not in unsure and said[field] != "ambiguous"}


def differences(name: str) -> dict[str, str]:
    """Each field that is read otherwise than it is labelled: what was got, what is wanted."""
    cable, label = read(name), LABELS[name]
    found: dict[str, str] = {}
    for field, want in wanted(label).items():
        if (got := _folded(FIELDS[field](cable))) != want:
            found[field] = f"got  {got!r}\n want {want!r}"
    unsure = set(label.get("ambiguous") or ())
    if "refs" in unsure or label["refs"] == "ambiguous":
        return found
    if len(cable.references) != len(label["refs"]):
        got = [reference.printed.value for reference in cable.references]
        found["refs"] = f"got  {got!r}\n want {[each['raw'] for each in label['refs']]!r}"
        return found
    for place, (reference, item) in enumerate(zip(cable.references, label["refs"], strict=True)):
        for part, of in _REFERENCE.items():
            field = f"refs[{place}].{part}"
            want, got = _folded(item[part]), _folded(of(reference))
            if field not in unsure and want != "ambiguous" and got != want:
                found[field] = f"got  {got!r}\n want {want!r}"
    return found


@pytest.mark.parametrize("name", sorted(LABELS))
def test_a_telegram_reads_as_it_is_labelled(name: str) -> None:
    found = differences(name)
    known = {field for miss, field in MISSES if miss == name}
    wrong = [f"{field}:\n {said}" for field, said in found.items() if field not in known]
    assert not wrong, f"{name} is read otherwise than it is labelled.\n" + "\n".join(wrong)
    mended = sorted(known - set(found))
    assert not mended, f"{name}: read as labelled now; take it from MISSES: {', '.join(mended)}"


def test_each_text_has_a_label_and_each_label_a_text() -> None:
    assert sorted(LABELS) == sorted(path.stem for path in LABELLED.glob("*.txt"))
