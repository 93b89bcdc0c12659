"""The heading: the labelled lines between the classification line and the text.

    E.O. 12958: DECL: 04/26/2024
    TAGS: PTER, PREL, PE
    SUBJECT: RICE PRICES RISING
    REF: LIMA 412
    Classified By: DCM Jane Roe for reasons 1.4 (b) and (d)

Facts. The labels come in any order, misspelt, without their colon, in any case, glued to the line before, or all on one
line; none is mandatory. A value runs to the next label; the last one ends where the text begins. Everything else
between the classification line and the text is captions, attention lines and status lines.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from reftel.reading.heading_values import value_end
from reftel.reading.sheet import Sheet
from reftel.reading.telegram_numbers import number_at
from reftel.vocab.spelling import one_edit

# Labels at a line's start, with what damage left of them: AGS, TAS, TABS, TGS; UBJECT; a single letter before item A of
# the references; the O of E.O. typed as zero. Each is tried only where a line begins with one of its letters.
_EO: Final = re.compile(
    r"(?:E[.,]{0,2}[ ]?[O0o][.,;:]{0,3}|EXECUTIVE[ ]ORDER)[ \t\-]*(?:N[Oo]\.?[ ])?(?=1\d{3,5}\b)", re.IGNORECASE
)
_TAGS: Final = re.compile(
    r"(?:T ?A ?G ?S?|TAGES|TAS|TABS|TGS|AGS|Tags?)(?:[ \t]*[:;,.]+|(?=[ \t]+[A-Z]{2,5}\b[, \r\n]))[ \t]*|tags:[ \t]*"
)
_SUBJECT: Final = re.compile(
    r"(?:SUBJECT|SUBJ|UBJECT|Subject|Subj|subject|subj)(?:[ \t]*[:.;]+|(?=[ \t]+[A-Z(][A-Z]+[ ]))[ \t]*"
    r"(?:SUBJ(?:ECT)?:[ \t]*)?"
)
_REF: Final = re.compile(
    r"""(?:REF(?:\(S\)|S|TELS?|TEL\(S\)|ERENCES?)?|Ref(?:\(s\)|s|tels?|erences?)?|PROGRAM[ ]REF|refs?(?=:))
        (?:[ \t]*[:.;]+|(?=[ \t]+\(?[A-Z][.):])|(?=[ \t]+(?:\d\d[ ])?[A-Z][A-Z .'\-]{2,24}[ ]\d{2,7}\b))
        [ \t]*(?:(?:REFS?|Refs?)[ \t]*[:.]+[ \t]*)?
      | [B-Z](?=:[ \t]+\(?A[.)][ \t]+[A-Z]{3}):[ \t]*""",
    re.VERBOSE,
)
# a portion mark may stand before it, where it is a paragraph without a number
_BY: Final = re.compile(
    r"(?:\([A-Z/]{1,6}\)[ \t]{0,3})?(?P<word>C[LSA][A-Z]{4,10})[ \t\r\n\-]{0,4}\bBY\b[ \t]*[:;]*[ \t]*", re.IGNORECASE
)
_AT_LINE: Final = {
    "E": (("eo", _EO),),
    "e": (("eo", _EO),),
    "T": (("tags", _TAGS),),
    "t": (("tags", _TAGS),),
    "A": (("tags", _TAGS),),
    "S": (("subject", _SUBJECT),),
    "s": (("subject", _SUBJECT),),
    "U": (("subject", _SUBJECT),),
    "C": (("by", _BY),),
    "(": (("by", _BY),),
    "c": (("by", _BY),),
    "R": (("ref", _REF),),
    "r": (("ref", _REF),),
}
# the labels in their usual forms, as nearly all are, by their first five characters: these need no pattern
_USUAL: Final = {
    "E.O. ": ("eo", "E.O. ", 5),
    "TAGS:": ("tags", "TAGS: ", 6),
    "SUBJE": ("subject", "SUBJECT: ", 9),
    "SUBJ:": ("subject", "SUBJ: ", 6),
    "REF: ": ("ref", "REF: ", 5),
    "Class": ("by", "Classified By: ", 15),
    "CLASS": ("by", "CLASSIFIED BY: ", 15),
}
# what a line with a label of another form begins with, unless a colon stands near
_MAY_OPEN: Final = frozenset((*_AT_LINE, *"PBU"))
_LABELS_AGAIN: Final = ("SUBJ", "REF", "Ref")
# A label one letter away from its spelling: `SUJBECT:`, `TAGD:`, `RFE:`, before a sign.
_SPELLINGS: Final = (("subject", "SUBJECT"), ("tags", "TAGS"), ("ref", "REF"), ("ref", "REFERENCE"), ("ref", "REFTEL"))
_WORD: Final = re.compile(r"[A-Za-z ]{2,10}(?=[:;])")
# A label glued to the value before it, or on its line: `… EGYPTREF: A.`, `… CAIROClassified By:`, `N/A TAGS: PREL`.
_GLUED: Final = {
    "eo": (("E.O. 1", re.compile(r"E\.O\. (?=1\d{3,4}:)")), ("EO 1", re.compile(r"\bEO (?=1\d{3,4}\b)"))),
    "tags": (("TAGS", re.compile(r"TAGS:[ \t]*")), ("AGS:", re.compile(r"(?<=[\s\d/])A?GS:[ \t]*"))),
    "subject": (("SUBJ", re.compile(r"SUBJ(?:ECT)?:[ \t]*")),),
    "ref": (("REF", re.compile(r"REF(?:S|TEL|\(S\))?:[ \t]*")), ("Ref: ", re.compile(r"Ref:[ \t]*"))),
    "by": (
        ("lassified By", re.compile(r"lassified By:?[ \t]*")),
        ("LASSIFIED BY", re.compile(r"LASSIFIED BY:?[ \t]*")),
    ),
}
# Where the text begins at the latest: the first numbered paragraph.
_FIRST_PARAGRAPH: Final = re.compile(
    r"[ \t]*[¶\ufffd]?[ \t]*(?:\([A-Za-z/ \-]{1,14}\)[ \t]*)?1[ \t]?(?:\.\)|\.(?!\d)|\)(?=[ \t]*\())[ \t]*(?=\S)"
)
_BEFORE_NUMBER: Final = 24
"""As much as can stand on its line before the number of paragraph 1: blanks, a pilcrow, a mark."""
_BEHIND_ONE: Final = frozenset(". \t)")
_LOST_LABEL: Final = re.compile(r"[(\[]?[A-H](?:\.\)|[.)\]:])[ \t]*(?=\S)")
_AGAIN: Final = "again"
_NEARLY: Final = 4
_LONGEST_WORD: Final = 11
_FAR: Final = 6000
_GAPS: Final = 12
_BEFORE_FIRST: Final = 20_000
_LATE: Final = 1500


class Field(NamedTuple):
    """A labelled value of the heading: which label, where the label stands, where the value runs."""

    kind: str
    label: int
    start: int
    end: int


class Heading(NamedTuple):
    """The fields of one heading in their order, the runs between them that hold words, and where the text begins."""

    fields: tuple[Field, ...]
    between: tuple[tuple[int, int], ...]
    body: int

    def first(self, kind: str) -> Field | None:
        """The first field of this kind."""
        for field in self.fields:
            if field.kind == kind:
                return field
        return None


def find_first_paragraph(sheet: Sheet, start: int) -> int | None:
    """Where paragraph 1 begins, at or after `start`."""
    text = sheet.text
    size = len(text)
    at = text.find("1", start)
    while 0 <= at < size - 1:
        if text[at + 1] in _BEHIND_ONE:
            line = text.rfind("\n", max(start, at - _BEFORE_NUMBER), at) + 1
            if line or at < _BEFORE_NUMBER:
                found = _FIRST_PARAGRAPH.match(text, max(line, start))
                if found and found.end() > at:
                    return max(line, start)
        at = text.find("1", at + 1)
    return None


def read_heading(sheet: Sheet, start: int, stop: int) -> Heading:
    """Find the labelled lines between `start` (after the classification line) and `stop` (the first paragraph, or the
    end of the text)."""
    labels, seen = _line_labels(sheet, start, stop)
    if len(seen) < len(_GLUED):
        labels = _with_glued(sheet, labels, seen, start, stop)
    text = sheet.text
    fields: list[Field] = []
    last = len(labels) - 1
    for place, (kind, label, value) in enumerate(labels):
        edge = labels[place + 1][1] if place < last else stop
        if kind == _AGAIN:
            continue
        # nearly all values are one line with the next label below
        end = text.find("\n", value, edge)
        if not (value < end >= edge - _NEARLY and text[end:edge].isspace() and not text[value].isspace()):
            end = value_end(sheet, kind, value, edge)
        fields.append(Field(kind, label, value, end))
    if fields and "ref" not in seen and (lost := _unlabelled_references(sheet, fields, stop)):
        fields.append(lost)
        fields.sort(key=lambda field: field.label)
    between: list[tuple[int, int]] = []
    at = start
    for field in fields:
        if field.label > at and not text[at : field.label].isspace():
            between.append((at, field.label))
        at = field.end
    return Heading(tuple(fields), tuple(between), at)


def _line_labels(sheet: Sheet, start: int, limit: int) -> tuple[list[tuple[str, int, int]], set[str]]:
    """The labels at the starts of lines, with where their values begin; and their kinds."""
    text = sheet.text
    labels: list[tuple[str, int, int]] = []
    seen: set[str] = set()
    gaps = resume = 0
    far = start + _BEFORE_FIRST
    following = start
    for line in text[start : min(limit, far + len(_GLUED) * _FAR)].split("\n"):
        at = following
        if at >= far:
            break
        line_end = at + len(line)
        following = line_end + 1
        if not line or line.isspace():
            gaps += 1
            if gaps > _GAPS and labels:
                break  # a label long after the last one belongs to the text (`Classified by` in a sentence)
            continue
        if at < resume:
            continue
        if line[0] in " \t\r":
            at = line_end - len(line.lstrip(" \t\r"))
        kind = ""
        if usual := _USUAL.get(text[at : at + 5]):
            usually, words, length = usual
            value = at + length
            if text.startswith(words, at) and value < line_end and text[value].isalnum():
                # a value stands right behind the label, and no second label
                if usually == "eo":
                    if text[value + 5 : value + 6] == ":" and text[value : value + 5].isdigit() and text[value] == "1":
                        kind = usually
                elif not text.startswith(_LABELS_AGAIN, value):
                    kind = usually
        if not kind and (text[at] in _MAY_OPEN or ":" in text[at : at + _LONGEST_WORD]):
            kind, value = _label_at(sheet, at, line_end, limit, seen) or ("", at)
        if kind:
            if kind in seen:
                if kind in ("subject", "by"):
                    break  # a second SUBJECT is text, or another heading
                if kind != "ref" and labels[-1][0] != kind:
                    labels.append((_AGAIN, at, value))  # E.O. or TAGS once more: no field, but the value before ends
            else:
                labels.append((kind, at, value))
                seen.add(kind)
                gaps = 0
                far = value + _FAR
                resume = value
    return labels, seen


def _label_at(sheet: Sheet, at: int, line_end: int, limit: int, seen: set[str]) -> tuple[str, int] | None:
    """The kind of the label at a line's first letter, and where its value begins."""
    text = sheet.text
    sign = text[at]
    for kind, pattern in _AT_LINE.get(sign, ()):
        if (found := pattern.match(text, at, limit)) and (kind != "by" or _is_classified(sheet, found)):
            return kind, found.end()
    opening = text[at : at + _LONGEST_WORD]
    if ":" not in opening and ";" not in opening and sign != "P":
        return None
    if sign in "BDFGHIJKLMNOPQUVWXYZ" and "ref" not in seen and (found := _REF.match(text, at, limit)):
        return "ref", found.end()
    if sign in "SUBTARE" and (found := _WORD.match(text, at, line_end)):
        return _misspelt(sheet, found, line_end, seen)
    return None


def _is_classified(sheet: Sheet, found: re.Match[str]) -> bool:
    word = found["word"].upper()
    return word == "CLASSIFIED" or one_edit(word, "CLASSIFIED")


def _misspelt(sheet: Sheet, found: re.Match[str], line_end: int, seen: set[str]) -> tuple[str, int] | None:
    """`SUJBECT:`, `TAGD:`, `S UBJECT:`: a word one letter, or a blank, away from a label that has not come yet."""
    word = found.group().replace(" ", "").upper()
    value = found.end() + 1
    for kind, label in _SPELLINGS:
        if kind in seen or not (word == label or one_edit(word, label)):
            continue
        if kind == "ref" and not any(c.isdigit() for c in sheet.text[value:line_end]):
            continue
        if kind != "ref":
            sheet.note("SUBJ-LABEL-TYPO" if kind == "subject" else "TAG-LABEL-TYPO", "", *found.span())
        return kind, value
    return None


def _with_glued(
    sheet: Sheet, labels: list[tuple[str, int, int]], seen: set[str], start: int, limit: int
) -> list[tuple[str, int, int]]:
    """Add labels that stand inside a line of the heading, glued to the value before them."""
    text = sheet.text
    late = min(limit, (labels[-1][2] if labels else start) + _LATE)
    hits: list[tuple[int, str, int]] = []
    for kind, words in _GLUED.items():
        if kind in seen:
            continue
        for word, pattern in words:
            at = text.find(word, start, late)
            while at >= 0:
                # the first letter of Classified may be lost, or glued: `CAIROClassified By`
                begin = at - 1 if kind == "by" and at > start and text[at - 1] in "Cc" else at
                declassified = kind == "by" and text[max(at - 3, 0) : at].upper() == "DEC"  # of the E.O. line
                if not declassified and (found := pattern.match(text, at, late)):
                    hits.append((begin, kind, found.end()))
                    break
                at = text.find(word, at + 1, late)
    if not hits:
        return labels
    hits.sort()
    for at, kind, value in hits:
        if kind in seen:
            continue
        place = sum(1 for label in labels if label[2] <= at)
        if place:
            owner, _, begin = labels[place - 1]
            edge = labels[place][1] if place < len(labels) else late
            if at > value_end(sheet, owner, begin, edge):
                continue
            if owner == "subject" and kind == "ref" and text.count("(", begin, at) > text.count(")", begin, at):
                continue  # `RICE PRICES (REF: LIMA 9) RISING`
        labels = [*labels[:place], (kind, at, value), *labels[place:]]
        seen.add(kind)
        if (place and labels[place - 1][0] == "subject") or kind == "subject":
            sheet.note("SUBJ-GLUED", "", at, value)
        if text.startswith(("AGS", "GS"), at):
            sheet.note("TAG-LABEL-TYPO", "", at, value)
    return labels


def _unlabelled_references(sheet: Sheet, fields: list[Field], stop: int) -> Field | None:
    """A list of references whose label is lost: it opens with the letter of an item, or is nothing but the number of a
    telegram, below a field of the heading."""
    text = sheet.text
    for place, field in enumerate(fields):
        if field.kind not in ("subject", "tags", "eo"):
            continue
        edge = fields[place + 1].label if place + 1 < len(fields) else stop
        at = field.end
        while at < edge and text[at] in " \t\r\n":
            at += 1
        if at >= edge:
            continue
        line_end = text.find("\n", at, edge)
        if line_end < 0:
            line_end = edge
        if line_end - at > 400:
            continue
        lettered = _LOST_LABEL.match(text, at, line_end)
        number = number_at(sheet, lettered.end() if lettered else at, line_end)
        if number is None or not (lettered or not text[number.end : line_end].strip(" \t\r.,;")):
            continue
        sheet.note("REF-LABEL-LOST", "", at, line_end)
        return Field("ref", at, at, value_end(sheet, "ref", at, edge))
    return None
