"""Golden cases: a telegram, and how it is read, in one file that a person can review without counting.

A case is a Markdown file in `tests/cases/<area>/`. Its first paragraph says in a sentence why it exists. A fence
`cable` holds the telegram (words after `cable` set its surroundings: `layout=archive_page`, `name=1975LIMA00412.txt`);
the fence `reading` that follows shows the lines that were read, with carets under the very characters of each reading
and its field and value beside them. `only=` on the reading fence keeps to some fields (`only=tags,TAG` to the tags and
to the diagnostics whose code begins with TAG). A bare telegram takes its year from `name=`.

`make accept` rewrites the reading fences, and only those; a case without one is given one and then fails, so that it
is looked at. A fence is never edited by hand.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from reftel.reading import read
from reftel.records import Cable, Source
from reftel.render.telegram import readings_of
from reftel.spans import Span
from reftel.vocab import Vocabulary

CASES = Path(__file__).parent / "cases"

_FENCE = re.compile(
    r"^```cable(?P<cable_words>[^\n]*)\n(?P<cable>.*?)^```\n"
    r"(?:\s*^```reading(?P<words>[^\n]*)\n(?P<reading>.*?)^```\n)?",
    re.MULTILINE | re.DOTALL,
)


class Case(NamedTuple):
    """One telegram of a case file: its text, the words of its two fences, and the expected reading (None: not yet)."""

    text: str
    cable_words: dict[str, str]
    reading_words: dict[str, str]
    expected: str | None
    start: int
    end: int


def words_of(fence: str) -> dict[str, str]:
    """`layout=mirror only=tags,subject` as a dictionary."""
    return dict(word.split("=", 1) for word in fence.split() if "=" in word)


def cases_in(path: Path) -> tuple[Case, ...]:
    """The telegrams of one case file, in order."""
    text = path.read_text(encoding="utf-8")
    return tuple(
        Case(
            found["cable"].removesuffix("\n"),
            words_of(found["cable_words"]),
            words_of(found["words"] or ""),
            found["reading"],
            found.start(),
            found.end(),
        )
        for found in _FENCE.finditer(text)
    )


def read_case(case: Case, *, text: str | None = None) -> Cable:
    """Read a case's telegram as it stands (or `text` in its place)."""
    layout = case.cable_words.get("layout", "bare")
    source = Source(text=case.text if text is None else text, layout=layout, name=case.cable_words.get("name", ""))  # type: ignore[arg-type]
    return read(source, vocabulary=Vocabulary.shipped())


def annotated(case: Case) -> str:
    """The reading of a case as its fence shows it."""
    cable = read_case(case)
    text = cable.source.text
    only = tuple(case.reading_words["only"].split(",")) if "only" in case.reading_words else ()
    marks: list[tuple[tuple[Span, ...], str]] = []
    without: list[str] = []
    for reading in readings_of(cable):
        field = re.sub(r"-\d+", "", reading.id)
        if only and not field.startswith(only):
            continue
        label = f"{reading.id} {reading.value or reading.words.lower()}".rstrip() + _more(cable, reading.id)
        if reading.where != "text":
            label += f" [{reading.where}]"
        if reading.spans:
            marks.append((reading.spans, label))
        else:
            without.append(label)
    if not only or "paragraphs" in only:
        marks += [(p.spans, f"text of {p.number.value if p.number else '-'}") for p in cable.paragraphs]
    for reference in cable.references if not only or "references" in only else ():
        for candidate in reference.candidates:
            label = f"candidate {candidate.id} ({candidate.year_source}, {candidate.confidence:.2f})"
            marks.append((reference.printed.spans, label))
    for diagnostic in cable.diagnostics:
        if only and not diagnostic.code.startswith(only):
            continue
        if diagnostic.spans:
            marks.append((diagnostic.spans, f"{diagnostic.code} {diagnostic.message}"))
        else:
            without.append(f"{diagnostic.code} {diagnostic.message}")
    return _drawn(text, marks) + "".join(f"(nowhere) {label}\n" for label in sorted(without))


def _more(cable: Cable, reading: str) -> str:
    """What a reading holds beside its printed value: kind, code, date, paragraphs."""
    field, _, rest = reading.partition("-")
    place = int(digits[0]) if (digits := re.findall(r"\d+", rest)) else 0
    said: list[object] = []
    if field == "wrapper" and rest.startswith("attributes"):
        said = [cable.wrapper.attributes[place].name, cable.wrapper.attributes[place].date]
    elif field == "declassify" and cable.declassify:
        rule = cable.declassify.value
        said = [rule.kind, rule.date, *rule.codes, rule.classifier, rule.suffix]
        if cable.implied:
            steps = "".join(f", {step.level} on {step.date}" for step in cable.implied.steps)
            said.append(f"implied {cable.implied.date}{steps}: {cable.implied.basis}")
    elif field == "tags":
        tag = cable.tags[place].value
        said = [tag.kind or "no meaning", f"printed {tag.raw}" if tag.raw != tag.value else None]
    elif reading.startswith(("transmission-action", "transmission-info")):
        to = getattr(cable.transmission, rest.split("-")[0])[place]
        said = [to.route, to.precedence, to.number, to.post]
        if to.excluded:
            of = "" if to.left_out_of is None else f" of {to.left_out_of}"
            said.append(f"left out{of}")
        said += ["collective" if to.collective else None, to.means and f"by {to.means}"]
    elif reading.startswith(("transmission-drafted", "transmission-approved", "transmission-cleared")):
        found = getattr(cable.transmission, rest.split("-")[0])
        officer = (found[place] if isinstance(found, tuple) else found).value
        said = [officer.office, officer.name, officer.initials, officer.date, officer.extension, officer.remark]
    elif field == "attention" and "-persons-" in reading:
        attention = cable.attention[place]
        person = attention.persons[int(digits[1])]
        said = ["of " + " and ".join(attention.offices[office].value for office in person.offices)]
    elif reading == "transmission-station_line" and cable.transmission.station_line:
        line = cable.transmission.station_line.value
        said = [line.route, line.serial, line.section, f"day {line.day}", line.time]
    elif reading == "transmission-routing" and cable.transmission.routing:
        said = [cable.transmission.routing.value.precedence]
    elif reading.endswith("-printed") and field == "references":
        reference = cable.references[place]
        spoken = "paragraph " + " and ".join(map(str, reference.mentions)) if reference.mentions else None
        said = [reference.kind, reference.letter, reference.note, spoken]
    elif reading.endswith("-printed") and field == "mentions":
        said = [cable.references[item].printed.value for item in cable.mentions[place].references] or ["no item"]
    elif field == "paragraphs" and "-portions-" in reading:
        said = [cable.paragraphs[place].portions[int(re.findall(r"\d+", rest)[1])].marking]
    elif reading.endswith("-mark"):
        said = [cable.paragraphs[place].marking]
    elif field == "paragraphs" and reading.endswith("-number") and (inferred := cable.paragraphs[place].inferred):
        said = [f"under {inferred} by inference"]
    elif field == "passages":
        passage = cable.passages[place]
        numbers = [n.value if (n := cable.paragraphs[item].number) else "-" for item in passage.paragraphs]
        said = [f"of {' and '.join(map(str, numbers))}", None if passage.closed else "not closed"]
    elif field == "signatures":
        signature = cable.signatures[place]
        said = [signature.certainty, *(signer.name for signer in signature.candidates)]
    return f" ({', '.join(str(each) for each in said if each is not None)})" if any(said) else ""


def _drawn(text: str, marks: list[tuple[tuple[Span, ...], str]]) -> str:
    drawn: list[str] = []
    at = 0
    for line in text.split("\n"):
        under: list[str] = []
        for spans, label in marks:
            for place, span in enumerate(spans):
                start, end = max(span.start, at), min(span.end, at + len(line))
                if start >= end:
                    continue
                carets = " " * (start - at) + "^" * (end - start)
                first = place == 0 and span.start >= at
                under.append(f"{carets} {label}" if first else f"{carets} …")
        if under:
            drawn.append(line)
            drawn += sorted(set(under), key=under.index)
        at += len(line) + 1
    return "".join(line.rstrip() + "\n" for line in drawn)


def accept(path: Path) -> bool:
    """Rewrite the reading fences of a case file; whether anything changed."""
    text = path.read_text(encoding="utf-8")
    pieces: list[str] = []
    at = 0
    for case, found in zip(cases_in(path), _FENCE.finditer(text), strict=True):
        words = " ".join(f"{key}={value}" for key, value in case.reading_words.items())
        cable_words = found["cable_words"]
        fence = f"```cable{cable_words}\n{found['cable']}```\n"
        pieces.append(text[at : case.start] + fence + f"```reading {words}".rstrip() + f"\n{annotated(case)}```\n")
        at = case.end
    accepted = "".join(pieces) + text[at:]
    if accepted == text:
        return False
    path.write_text(accepted, encoding="utf-8")
    return True
