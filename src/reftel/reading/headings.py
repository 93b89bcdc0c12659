"""Headings between paragraphs: short lines, often with a rule of dashes below them, above, or both.

    PRICES
    ------

    2. (C) The minister …

Facts. A heading belongs to the paragraph below it and is no part of the one above. Publishers that join the lines of
a paragraph join the next heading to it, too: `… what they pay. Wicks and Mirrors`, and the rule, on a line of its own
or on the same one. A paragraph ends with a full stop; a heading rarely has one.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.reading.sheet import Sheet, folded
from reftel.spans import Found

_RULE_SIGNS: Final = "-=_‐–—"
_RULE_ENDS: Final = frozenset("-=_‐–—*#~")
_RULE: Final = re.compile(r"[ \t]*[-=_‐–—*#~]{3,}[-=_‐–—*#~ \t]*")
_BLANK: Final = re.compile(r"\n(?:[ \t]*+\r?+\n)++")  # begins at a line end: no run of blanks is tried twice
# the lines of a table or a list are no heading: `1998.   12`, `- oil`, `B) LIMA 412`
# to whom and from whom, above the text: `FOR AMBASSADOR FROM THE SECRETARY`
_FOR_FROM: Final = re.compile(r"FOR [A-Z][^\n]{0,60} FROM [A-Z]")
_LIST_LINE: Final = re.compile(
    r"(?:[-*•]{1,3}[ \t]+|\(?\d{1,4}[.)][ \t]+|\(?[A-Z]\)[ \t]+)(?=[\w\"(])|[A-Z]\.[ \t][^\n]*\d{3}"
)
# A heading glued to the last sentence, or lost: `… what they pay. Wicks and Mirrors`, and the rule.
_GLUED: Final = re.compile(
    r"(?:(?<=[a-z\d)][.?!])[ \t]+(?P<line>[A-Z][^\r\n.?!:;]{2,70}))?"
    r"[ \t]*(?:\r?\n[ \t]*|[ \t])[-=_‐–—]{3,}[-=_‐–— \t]*\Z"
)
# capitals behind the last sentence, and the rule on the same line: `… agreed. END NOTE. WICKS AND MIRRORS -----`
_GLUED_CAPITALS: Final = re.compile(
    r"(?:(?<=[.?!])|(?<=[.?!][)\"”]))[ \t]+(?P<line>[A-Z][A-Z0-9 ,'’&/\-]{2,90}[A-Z0-9)])[ \t]*(?:\r?\n[ \t]*|[ \t])"
    r"[-=_‐–—]{3,}[-=_‐–— \t]*\Z"
)
_RULE_BEHIND: Final = re.compile(r"[ \t]+[-=_‐–—]{4,}[-=_‐–— \t]*\Z")
_END_RULE: Final = re.compile(r"[ \t\r\n]+[-=_‐–—]{5,}[-=_‐–— \t]*\Z")
# a heading with a portion mark: `(C) SUMMARY`, and no item of a list of references, `(C) LIMA 412`
_MARKED: Final = re.compile(r"\((?:TS|SBU|LOU|[SCU])(?:/{1,2}NF)?\)[ \t]+[A-Za-z][^\r\n\d.?!]{2,70}")
# a heading that stands above the next number with no blank line before it
_BARE_LABEL: Final = re.compile(
    r"(?i:(?:EXECUTIVE |POST |EMBASSY )?"
    r"(?:SUMMARY|COMMENT|BACKGROUND|CONCLUSION|INTRODUCTION|ACTION REQUEST(?:ED)?))[ \t]*:?"
)
# a heading that has a full stop, and none that a sentence could end with
_STOPPED: Final = re.compile(r"[ \t]*(?:COMMENT|Comment|SUMMARY|Summary|BACKGROUND|Background)\.?[ \t]*")
# END TALKING POINTS on a line of its own closes what stands above it
_CLOSING: Final = re.compile(r"(?i:\(?END (?!OF THE\b)|UNQUOTE)")
_STOPPED_LINE: Final = 15  # characters of a line that is such a heading, with its line end
_RULES: Final = frozenset(4 * sign for sign in _RULE_SIGNS)
_LINES: Final = 6  # a heading has no more, with the rules above and below it
_NEAR: Final = 300
_LEAST, _MOST = 4, 72  # characters of a heading that only its rule sets off
_LONGEST_END: Final = 24
_NO_HEADING_ENDS: Final = frozenset('.?!;,"')
_SENTENCE_ENDS: Final = frozenset(".?!\"”')")


def read_heading_line(text: str) -> str:
    """A heading: its lines joined by a blank, rules of dashes left out."""
    return folded(text)


def is_rule(line: str) -> bool:
    """Whether a line is a rule of dashes, or of equals signs."""
    line = line.strip()
    return line[-1:] in _RULE_ENDS and _RULE.fullmatch(line) is not None


def blocks(sheet: Sheet, start: int, end: int) -> list[tuple[int, int]]:
    """The runs of lines between blank lines."""
    text = sheet.text
    found: list[tuple[int, int]] = []
    at = start
    for blank in _BLANK.finditer(text, start, end):
        run = sheet.trimmed(at, blank.start())
        if run[0] < run[1]:
            found.append(run)
        at = blank.end()
    run = sheet.trimmed(at, end)
    if run[0] < run[1]:
        found.append(run)
    return found


def heading_before(sheet: Sheet, start: int, end: int) -> tuple[int, Found[str] | None]:
    """Where the paragraph that begins at `start` ends before `end`, and the heading lines after it, if any."""
    text = sheet.text
    stop = end
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    if stop == start:
        return stop, None
    last = text[stop - 1]
    # most paragraphs end with a sentence
    if last in ".\"'" and not _ends_with_a_stopped_heading(text, start, stop):
        return stop, None
    ruled = last in _RULE_SIGNS
    if ruled and (plain := _plain(sheet, start, stop)) is not None:
        return plain
    if ruled and (under := _underlined(text, start, stop)) is not None:
        return without_rule(sheet, start, under[0]), as_heading(sheet, *under)
    pieces: list[tuple[int, int]] = []
    at = stop
    for _ in range(3):  # a heading may be set off from its rules by blank lines
        if at > start and text[at - 1] in _NO_HEADING_ENDS and not _ends_with_a_stopped_heading(text, start, at):
            break
        block = _last_block(text, start, at)
        if block is None or not _is_heading(text[block[1] : at]):
            break
        pieces.insert(0, (block[1], at))
        at = block[0]
    if pieces and (title := as_heading(sheet, pieces[0][0], pieces[-1][1])):
        return without_rule(sheet, start, at), title
    if (label := _bare_label(text, start, stop)) is not None:
        return start + len(text[start:label].rstrip()), as_heading(sheet, label, stop)
    if ruled:
        near = max(start, stop - _NEAR)
        glued = _GLUED_CAPITALS.search(text, near, stop) or _GLUED.search(text, near, stop)
        if glued:
            title = as_heading(sheet, *glued.span("line")) if glued["line"] else None
            return sheet.trimmed(start, glued.start())[1], title
        if rule := _END_RULE.search(text, near, stop):
            return sheet.trimmed(start, rule.start())[1], None
    return stop, None


def _plain(sheet: Sheet, start: int, stop: int) -> tuple[int, Found[str]] | None:
    """A heading as most are: a blank line, a line of words, a rule of dashes; and above it the end of a sentence."""
    text = sheet.text
    rule = text.rfind("\n", start, stop)
    line = text.rfind("\n", start, rule) if rule > start else -1
    if line < 0 or not is_rule(text[rule + 1 : stop]):
        return None
    words = text[line + 1 : rule].strip()
    at = line
    while at > start and text[at - 1].isspace():
        at -= 1
    if (
        not words
        or words[0] in _RULE_ENDS
        or words[-1] in _RULE_ENDS
        or len(words) > _NEAR
        or at == start
        or text.find("\n", at, line) < 0
        or text[at - 1] not in _NO_HEADING_ENDS
        or _ends_with_a_stopped_heading(text, start, at)
        or _CLOSING.match(words)
        or (_LIST_LINE.match(words) and not _MARKED.fullmatch(words))
    ):
        return None
    return at, Found(folded(words), sheet.spans(*sheet.trimmed(line + 1, rule)))


def _underlined(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """A short line and a rule of dashes that follow a sentence with no blank line before them."""
    rule = text.rfind("\n", start, stop)
    line = text.rfind("\n", start, rule) if rule > start else -1
    if line < 0 or not is_rule(text[rule + 1 : stop]):
        return None
    words = text[line + 1 : rule].strip()
    if not _LEAST <= len(words) <= _MOST or words[-1] in ".?!,;" or words[0] in "-=":
        return None
    above = text.rfind("\n", start, line)
    if above >= 0 and is_rule(text[above + 1 : line]):
        return line + 1, rule  # between two rules
    before = text[max(start, line - _LONGEST_END) : line].rstrip(" \t\r")
    ends = before[-1:] in _SENTENCE_ENDS or before.upper().endswith(("END SUMMARY", "END COMMENT", "END NOTE"))
    return (line + 1, rule) if before and ends else None


def _bare_label(text: str, start: int, stop: int) -> int | None:
    """Where a line begins that is a heading though no blank line stands before it: a bare label, or a short line in
    capitals below a sentence in small letters."""
    line = text.rfind("\n", start, stop)
    if line < 0 or stop - line > _MOST:
        return None
    words = text[line + 1 : stop].strip()
    before = text[max(start, line - _LONGEST_END) : line].rstrip(" \t\r")
    if before[-1:] not in _SENTENCE_ENDS or not words or _CLOSING.match(words):
        return None
    capitals = words.isupper() and len(words) > _LEAST and not before.isupper() and any(c.islower() for c in before)
    plain = (
        not any(c.isdigit() for c in words)
        and "XXXX" not in words
        and words[-1] not in _SENTENCE_ENDS
        and _LIST_LINE.match(words) is None
    )
    return line + 1 if _BARE_LABEL.fullmatch(words) or (capitals and plain) else None


def without_rule(sheet: Sheet, start: int, end: int) -> int:
    """Where a paragraph ends whose last line is a rule of dashes."""
    text = sheet.text
    stop = sheet.trimmed(start, end)[1]
    if (
        stop > start
        and text[stop - 1] in _RULE_SIGNS
        and (rule := _END_RULE.search(text, max(start, stop - 200), stop))
    ):
        return sheet.trimmed(start, rule.start())[1]
    return stop


def _ends_with_a_stopped_heading(text: str, start: int, stop: int) -> bool:
    line = text.rfind("\n", max(start, stop - _STOPPED_LINE), stop)
    return line >= 0 and _STOPPED.fullmatch(text, line + 1, stop) is not None


def _last_block(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the words before the last blank line end, and where the lines after it begin; None when the lines before
    `end` are too many for a heading."""
    at = end
    for _ in range(_LINES):
        line = text.rfind("\n", start, at)
        if line < 0:
            return None
        before = text.rfind("\n", start, line)
        if before < 0:
            before = start - 1
        if not text[before + 1 : line].strip():
            stop = before
            while stop > start and text[stop - 1] in " \t\r\n":
                stop -= 1
            return stop, line + 1
        at = line
    return None


def _is_heading(block: str) -> bool:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    if not lines or _CLOSING.match(lines[0]) or _FOR_FROM.match(lines[-1]):
        return False
    if any(_LIST_LINE.match(line) and not _MARKED.fullmatch(line) for line in lines):
        return False
    words = [line for line in lines if not is_rule(line)]
    if len(words) < len(lines):  # set off by a rule of dashes
        return len(words) <= 4 and sum(len(w) for w in words) <= _NEAR
    if len(words) > 3 or sum(len(w) for w in words) > 150:
        return False
    last = words[-1]
    return last[-1] not in _NO_HEADING_ENDS or _STOPPED.fullmatch(last) is not None


def as_heading(sheet: Sheet, start: int, end: int) -> Found[str] | None:
    """The heading that a run of lines is, rules left out; None where they are none."""
    block = sheet.text[start:end]
    if not _is_heading(block):
        return None
    lines: list[tuple[int, int]] = []
    at = start
    for line in block.split("\n"):
        words = line.strip()
        if words and not is_rule(words):
            lines.append(_between_rules(sheet, at, at + len(line)))
        at += len(line) + 1
    if not lines:
        return None
    spans = tuple(span for run in lines for span in sheet.spans(*run))
    return Found(" ".join(folded(sheet.slices(a, b)) for a, b in lines), spans)


def _between_rules(sheet: Sheet, start: int, end: int) -> tuple[int, int]:
    """The words of a heading's line, a rule on the same line left out."""
    start, end = sheet.trimmed(start, end)
    words = sheet.text[start:end]
    if words[:4] in _RULES:
        start += len(words) - len(words.lstrip(_RULE_SIGNS + " \t"))
    if rule := _RULE_BEHIND.search(words):
        end -= len(words) - rule.start()
    return start, max(start, end)
