"""The heading: the labelled lines between the classification line and the text.

    E.O. 12958: DECL: 04/26/2024
    TAGS: PTER, PREL, PE
    SUBJECT: RICE PRICES RISING
    REF: LIMA 412
    Classified By: DCM Jane Roe for reasons 1.4 (b) and (d)

Facts. The labels come in any order, misspelt, without their colon, in any case, glued to the line before; none is
mandatory. A value runs to the next label; the last one ends where the text begins. Everything else between the
classification line and the text is captions, attention lines and status lines.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from reftel.reading.sheet import Sheet, folded

# Labels seen, with what damage left of them: AGS, TAS, TABS, TGS; UBJECT; Classfied By; a single
# letter before item A of the references; the O of E.O. typed as zero. A label needs its line's start; glued ones are
# found by _GLUED below.
_LABEL: Final = re.compile(
    r"""^[ \t]*(?:
        (?P<eo>E[.,]?[ ]?[O0][.,]?,?:?[ \t]*(?=1\d{3,4}\b))
      | (?P<tags>(?:TAGS?|TAGES|TAS|TABS|TGS|AGS)(?:[ \t]*[:;,.]|(?=[ \t]+[A-Z]{2,5}\b[, \n]))[ \t]*)
      | (?P<subject>(?:SUBJECT|SUBJ|UBJECT|SUBJCT|SUBJET|SUBJEC|Subject|Subj)[ \t]*[:.;]+[ \t]*)
      | (?P<ref>(?:REF(?:\(S\)|S|TELS?|TEL\(S\)|ERENCES?)?|Ref(?:\(s\)|s|tels?|erences?)?|PROGRAM[ ]REF
          |[B-Z](?=:[ \t]+\(?A[.)][ \t]+[A-Z]{3}))
          (?:[ \t]*[:.;]+|(?=[ \t]+\(?[A-Z][.):]))[ \t]*(?:(?:REFS?|Refs?)[ \t]*[:.]+[ \t]*)?)
      | (?P<by>(?:CLASSIFIED|Classified|Classfied|CLASSFIED|classified)[ \t]+(?:BY|By|by)\b[ \t]*:?[ \t]*)
    )""",
    re.MULTILINE | re.VERBOSE,
)
# A label glued to the value before it, or on its line: `… EGYPTREF: A.`, `… CAIROClassified By:`, `N/A TAGS: PREL`.
_GLUED: Final = re.compile(
    r"(?P<tags>(?<=[\s\d/])A?GS:|TAGS:)[ \t]*|(?P<subject>\bSUBJ(?:ECT)?:)[ \t]*|(?P<ref>REFS?:)[ \t]*"
    r"|(?P<by>C(?:lassified By|LASSIFIED BY):)[ \t]*"
)
# Where the text begins at the latest: the first numbered paragraph, or a rule of dashes.
_FIRST_PARAGRAPH: Final = re.compile(
    r"^[ \t]*+[¶\ufffd]?+[ \t]*+(?:\([A-Za-z/ \-]{1,14}\)[ \t]*+)?1[ \t]?(?:\.\)|\.(?!\d)|\)(?=[ \t]*\())[ \t]*(?=\S)",
    re.MULTILINE,
)
_RULE: Final = re.compile(r"^[ \t]*[-=_‐–—*#]{3,}[-=_‐–—*# \t\r]*$", re.MULTILINE)
_BLANK: Final = re.compile(r"\n[ \t]*\r?\n")
_LIST_GOES_ON: Final = re.compile(r"[ \t\r\n]*[¶\ufffd]?[(\[]?[A-Za-z](?:\.\)|[.)\]:])[ \t]*\S")
_REASON_GOES_ON: Final = re.compile(r"[ \t\r\n]*(?:(?:for )?reasons?:?[ ]*)?1\.[2456] ?\(?[A-Ha-h]\b", re.IGNORECASE)
_SECTION_WORDS: Final = re.compile(r"[ \t]*(?:SUMMARY|Summary|INTRODUCTION|Introduction|BEGIN SUMMARY|COMMENT)\b")
_SENSITIVE: Final = re.compile(
    r"^[ \t]*(?:(?:THIS (?:CABLE|MESSAGE)|\(?U\)? THIS)[^\n]*|SENSITIVE BUT UNCLASSIFIED[^\n]*|SENSITIVE[ \t]*"
    r"|NOFORN[ \t]*|SIPDIS[ \t]*|ENTIRE TEXT[^\n]*|PLEASE (?:PROTECT|HANDLE)[^\n]*)$",
    re.MULTILINE,
)
_INSTRUCTION: Final = re.compile(
    r"[ \t]*(?:EYES ONLY\b|FOR (?:THE )?[A-Z/.\- ]+ FROM |(?:DEPT|DEPARTMENT|STATE) (?:FOR|PASS) )"
)
_TAG_LINE: Final = re.compile(r"[A-Z0-9,/()\- \t.']+")


class Field(NamedTuple):
    """A labelled value of the heading: which label, where the label stands, where the value runs."""

    kind: str
    label: int
    start: int
    end: int


class Heading(NamedTuple):
    """The fields of one heading in their order, the runs between them, and where the text begins."""

    fields: tuple[Field, ...]
    between: tuple[tuple[int, int], ...]
    body: int

    def first(self, kind: str) -> Field | None:
        """The first field of this kind."""
        return next((field for field in self.fields if field.kind == kind), None)


def find_first_paragraph(sheet: Sheet, start: int) -> int | None:
    """Where paragraph 1 begins, at or after `start`."""
    found = _FIRST_PARAGRAPH.search(sheet.text, start)
    return found.start() if found else None


def read_heading(sheet: Sheet, start: int, stop: int) -> Heading:
    """Find the labelled lines between `start` (after the classification line) and `stop` (the first paragraph, or the
    end of the text)."""
    text = sheet.text
    labels: list[tuple[str, int, int]] = []
    seen: set[str] = set()
    limit = stop
    at = start
    while match := _LABEL.search(text, at, limit):
        kind = match.lastgroup or ""
        if kind in seen and kind != "ref":
            break  # a second SUBJECT is text, or another heading
        if kind == "ref" and kind in seen:
            at = match.end()
            continue
        if labels and _too_far(text, labels[-1], match.start()):
            break
        labels.append((kind, match.start(kind), match.end()))
        seen.add(kind)
        at = match.end()
    labels = _with_glued(sheet, labels, seen, start, limit)
    fields: list[Field] = []
    for place, (kind, label, value) in enumerate(labels):
        edge = labels[place + 1][1] if place + 1 < len(labels) else limit
        fields.append(Field(kind, label, value, _value_end(text, kind, value, edge)))
    between: list[tuple[int, int]] = []
    at = start
    for field in fields:
        if field.label > at:
            between.append((at, field.label))
        at = field.end
    body = at if fields else start
    return Heading(tuple(fields), tuple(between), body)


def _too_far(text: str, last: tuple[str, int, int], label: int) -> bool:
    """A label long after the last one, with text between them, belongs to the text (`Classified by` in a sentence)."""
    gap = text[last[2] : label]
    return len(gap) > 6000 or gap.count("\n\n") > 12


def _with_glued(
    sheet: Sheet, labels: list[tuple[str, int, int]], seen: set[str], start: int, limit: int
) -> list[tuple[str, int, int]]:
    """Add labels that stand inside a line of the heading, glued to the value before them."""
    text = sheet.text
    if not labels:
        return labels
    missing = {"tags", "subject", "ref", "by"} - seen
    if not missing:
        return labels
    out = list(labels)
    for place, (kind, _, value) in enumerate(labels):
        edge = labels[place + 1][1] if place + 1 < len(labels) else min(limit, value + 1200)
        edge = _value_end(text, kind, value, edge)
        for match in _GLUED.finditer(text, value, edge):
            glued = match.lastgroup or ""
            if glued not in missing:
                continue
            missing.discard(glued)
            out.append((glued, match.start(), match.end()))
            if kind == "subject":
                sheet.note("SUBJ-GLUED", "", match.start(), match.end())
            if match.group().startswith("AGS"):
                sheet.note("TAG-LABEL-TYPO", "", match.start(), match.end())
    out.sort(key=lambda label: label[1])
    return out


def _value_end(text: str, kind: str, start: int, edge: int) -> int:
    """Where the value that begins at `start` ends, no later than `edge` (the next label, or the text)."""
    if kind == "eo":
        end = text.find("\n", start, edge)
        return edge if end < 0 else end
    if kind == "tags":
        return _tags_end(text, start, edge)
    # SUBJECT alone on its line: the text stands after a blank line
    begin = start
    while begin < edge and text[begin] in " \t\r\n":
        begin += 1
    if begin >= edge:
        return edge
    end = edge
    at = begin
    while blank := _BLANK.search(text, at, end):
        if kind == "by" and _REASON_GOES_ON.match(text, blank.end(), edge):
            line_end = text.find("\n", blank.end(), edge)
            end = edge if line_end < 0 else line_end
            break
        if kind == "ref" and _LIST_GOES_ON.match(text, blank.end(), edge):
            at = blank.end()
            continue
        if (
            kind == "ref"
            and (line := text[blank.end() : edge].lstrip())
            and _broken_reference(text[begin : blank.start()], line)
        ):
            at = blank.end()
            continue
        end = blank.start()
        break
    for pattern in (_RULE, _SENSITIVE):
        if (found := pattern.search(text, begin, end)) and found.start() > begin:
            end = found.start()
    if kind in ("ref", "by") and (first := _FIRST_PARAGRAPH.search(text, begin + 1, end)):
        end = first.start()
    return _by_lines(text, kind, begin, end)


def _by_lines(text: str, kind: str, begin: int, end: int) -> int:
    """Where no blank line ends a value (the 1970s had none), the look of the next line does."""
    at = begin
    brackets = (
        0  # opened and not closed so far; counted line by line, so that a long list costs no more than its length
    )
    while (line_end := text.find("\n", at, end)) >= 0:
        brackets += text.count("(", at, line_end) - text.count(")", at, line_end)
        if _SECTION_WORDS.match(text, line_end + 1, end):
            return line_end
        next_end = text.find("\n", line_end + 1, end)
        following = text[line_end + 1 : end if next_end < 0 else next_end]
        if kind == "subject" and _INSTRUCTION.match(following):
            return line_end
        if kind == "ref" and not _reference_goes_on(brackets > 0, text[at:line_end], following):
            return line_end
        at = line_end + 1
    return end


def _reference_goes_on(in_brackets: bool, line: str, following: str) -> bool:
    """Whether the line after this one belongs to the REF list: it opens or holds an item, or this one is unfinished."""
    if in_brackets or _LIST_GOES_ON.match(following):
        return True
    line = line.rstrip()
    if line.endswith((",", ";", "&", "/", "-", "(")) or line.upper().endswith((" AND", " OF", " AT", " FROM")):
        return True
    if not any(c.isdigit() for c in line) or re.match(r"[ \t]*(?:NOTAL|\(NOTAL|\d{2,7}\b)", following):
        return True
    return len(following.strip()) < 60 and bool(re.search(r"[A-Za-z][ #]+0?\d{2,7}\b(?!-)", following))


def _broken_reference(before: str, line: str) -> bool:
    """A reference broken by a blank line: `C) RIO`, blank, `DE JANEIRO 1291`."""
    last = before.rsplit("\n", 1)[-1].strip()
    return (
        bool(last)
        and not any(c.isdigit() for c in last)
        and len(last) < 30
        and bool(re.match(r"[A-Z][A-Z ]{1,20} \d{1,6}\b", line))
    )


def _tags_end(text: str, start: int, edge: int) -> int:
    """TAGS go on to the next line after a comma, or when the line looks like TAGS throughout."""
    end = text.find("\n", start, edge)
    if end < 0:
        return edge
    last = start  # where the line before begins
    while end < edge:
        line_end = text.find("\n", end + 1, edge)
        line_end = edge if line_end < 0 else line_end
        line = text[end + 1 : line_end].strip()
        if not line:
            break
        before = text[last:end].rstrip()
        short = all(len(word) <= 5 for word in re.split(r"[ ,]+", line))
        if not (
            before.endswith(",")
            or not before
            or ("," in line and _TAG_LINE.fullmatch(line))
            or (short and _TAG_LINE.fullmatch(line))
        ):
            break
        if not _TAG_LINE.fullmatch(line.upper()) or line.startswith(("1.", "-", "=")):
            break
        last, end = end + 1, line_end
    return end


def read_subject(text: str) -> str:
    """The subject: wrapped lines joined by one blank, inner double blanks of a line kept as printed."""
    return " ".join(line.strip() for line in text.split("\n") if line.strip())


def read_subject_mark(text: str) -> str:
    """The portion mark before a subject, without its brackets, in capitals."""
    return folded(text.upper()).strip("() ")
