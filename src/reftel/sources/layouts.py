"""What kind of record a text is, told from its first lines.

A publisher puts a wrapper of its own around the telegram: four labels and their values, a plain-text mirror's five
lines, a page of HTML. This module knows the outside of each wrapper and nothing of telegrams. It looks at the first
few thousand characters and is never wrong in a way that loses text: `bare`, a text without a wrapper, is always a safe
answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from reftel.capitals import WHOLE, capitals, sign
from reftel.records import Layout

HEAD: Final = 4096
"""How many characters of a text are looked at. A page of HTML is the exception: its table stands behind its menus."""

_LINES: Final = 40
_ARCHIVE_LABELS: Final = ("Identifier", "Created", "Classification", "Origin")
PUBLISHER_LABELS: Final = ("Reference ID", "Created", "Released", "Classification", "Origin")

# 09ASTANA95; ids that a faulty script made (08ECTION01OF02MANAMA492) are ids all the same.
_IDENTIFIER: Final = re.compile(r"(?:19|20)?\d\d[A-Z][A-Z0-9]{2,45}(?:_[a-z])?")
# Fri Jan 09 08:08:00 +0100 2009: how Ruby writes a time; the mirror was made with it.
_RUBY_STAMP: Final = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?:[+-]\d{4}|[A-Z]{3,4}) \d{4}")
_STAMP_LINE: Final = re.compile(r"\n(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) " + _RUBY_STAMP.pattern[len("[A-Z][a-z]{2} ") :])
_LEVEL: Final = re.compile(r"(?:UNCLAS|CONFIDENTIAL|SECRET|TOP SECRET|LIMITED OFFICIAL USE)")

_CABLE_CLASS: Final = re.compile(r"class=['\"]cable['\"]")
_CABLE_TABLE: Final = re.compile(
    r"<table\b(?=[^<>]*+>)[^<>]*\bclass=(?:'cable'|\"cable\"|cable\b)[^<>]*>", re.IGNORECASE
)
_TEI: Final = re.compile(r"<TEI\b|http://www\.tei-c\.org/ns/1\.0|<div\b[^<>]*\btype=\"document\"[^<>]*\bxml:id=")
_AAD: Final = re.compile(r"^[ \t]*Message (?:Text|Attributes)[ \t]*:?[ \t]*\r?$", re.MULTILINE)
# "51143","2/25/2006 13:05","06…": number, when, id; the dump escapes quotes with a backslash.
_DUMP_ROW: Final = re.compile(
    r'"?\d{1,7}"?\s*,\s*"?\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d(?::\d\d)?(?: [AP]M)?"?\s*,\s*"?\d\d[A-Z]'
)
ROW_BYTES: Final = re.compile(
    rb'^"?\d{1,7}"?[ ]*,[ ]*"?\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d(?::\d\d)?(?: [AP]M)?"?[ ]*,[ ]*"?\d\d[A-Z]',
    re.MULTILINE,
)
# 283. Telegram From the Embassy in …, then an empty line: how a document opens in Foreign Relations
PRINTED: Final = (
    r"[ \t]*\d{1,4}\. (?P<kind>(?:[A-Z][a-z]+ ){0,3}?"
    r"(?:Telegram|Airgram|Memorandum|Letter|Message|Note|Paper|Report|Minutes|Study|Summary|Instruction|Despatch))\b"
    r"[^\n]{0,120}\b(?:[Ff]rom|[Oo]f|[Tt]o|[Bb]y|[Pp]repared)\b[^\n]{0,200}\n[ \t]*\r?\n"
)
_PRINTED: Final = re.compile(PRINTED)
_FOIA: Final = re.compile(
    r"U\.S\. Department of State Case No\.|\bCase No\.? ?(?:F|FL|M)-\d{4}-\d{5}|^[ \t]*RELEASED IN (?:FULL|PART)\b"
    r"|\bDoc No\. ?C\d{8}",
    re.MULTILINE,
)
_FOIA_SIGNS: Final = tuple((sign(words), words) for words in ("Case No", "RELEASED IN", "Doc No."))
_MARKERS: Final = ("Message Text", "Message Attributes")


def detect(text: str) -> Layout:
    """The layout of one record; `bare` when no wrapper is known around it. Quick, and never fails."""
    head = text[:HEAD].lstrip("\ufeff \t\r\n")
    if head.startswith("<"):
        if find_cable_table(text) is not None:
            return "publisher_page"
        return "frus_tei" if _TEI.search(head) else "bare"
    # a wrapper opens with a label or with a number; a telegram's own first line hardly ever does
    opening = head.lstrip()
    is_labelled = opening.startswith((_ARCHIVE_LABELS[0], PUBLISHER_LABELS[0]))
    is_numbered = head[:1].isdigit() or head[:1] == '"'
    lines = [line.strip() for line in _first_lines(head)] if is_labelled or is_numbered else []
    if is_labelled:
        if _has_labels(lines, _ARCHIVE_LABELS):
            return "archive_page"
        if _has_labels(lines, PUBLISHER_LABELS):
            return "publisher_page"
    # the mirror's five lines are told by their places alone, so nothing, not even a blank line, may stand before them
    if (
        len(lines) >= 4
        and text.startswith(lines[0])
        and _IDENTIFIER.fullmatch(lines[0])
        and _RUBY_STAMP.fullmatch(lines[2])
        and _LEVEL.match(lines[3])
    ):
        return "mirror"
    if is_numbered and _DUMP_ROW.match(head):
        return "dump_row"
    if opening[:1].isdigit() and printed_kind(opening):
        return "frus_text"
    # the words are looked for before the patterns: a search costs a pass of its own over the text
    signs = capitals(text if len(text) <= WHOLE else head)
    if may_have_markers(head) and _AAD.search(head):
        return "aad"
    for seen, words in _FOIA_SIGNS:
        if seen in signs and words in head and _FOIA.search(head):
            return "foia_page"
    return "bare"


def may_have_markers(text: str) -> bool:
    """Whether a marker of an AAD record stands in a text."""
    return _MARKERS[0] in text or _MARKERS[1] in text


def _first_lines(head: str) -> list[str]:
    """As many lines as the longest wrapper has at the top."""
    if "\r" in head:
        return head.splitlines()[:_LINES]
    return head.split("\n", _LINES)[:_LINES]


def printed_kind(text: str) -> str | None:
    """What a document of a printed edition calls itself (`Telegram`, `Circular Telegram`, `Memorandum`)."""
    found = _PRINTED.match(text[:1000])
    return found["kind"] if found else None


def find_mirrors(text: str, start: int) -> Iterator[int]:
    """Where the five lines of the plain mirror stand further down in a text: told by the stamp on the third."""
    for stamp in _STAMP_LINE.finditer(text, start):
        title = text.rfind("\n", 0, stamp.start())
        first = text.rfind("\n", 0, title) + 1 if title > 0 else -1
        if first < start or stamp.start() - first > 2000:
            continue
        level = text[stamp.end() : stamp.end() + 60].lstrip("\r\n")
        if _IDENTIFIER.fullmatch(text[first:title].strip()) and _LEVEL.match(level):
            yield first + len(text[first:title]) - len(text[first:title].lstrip())


def find_cable_table(text: str) -> re.Match[str] | None:
    """The opening tag of the 2010 publisher's table in a page of HTML (`class='cable'`), behind any menus."""
    return find_next_table(text, 0) or _CABLE_TABLE.search(text)


def find_next_table(text: str, start: int) -> re.Match[str] | None:
    """The next such table as the publisher writes it: looked for by its class, which no menu has."""
    for found in _CABLE_CLASS.finditer(text, start):
        at = found.start()
        if table := _CABLE_TABLE.match(text, text.rfind("<", max(start, at - 200), at)):
            return table
    return None


def _has_labels(lines: list[str], labels: tuple[str, ...]) -> bool:
    """Whether a text opens with these labels: each on a line, all on one line with tabs, or label and value in turn."""
    filled = [line for line in lines if line]
    if not filled or not filled[0].startswith(labels[0]):
        return False
    across = [cell.strip() for cell in filled[0].split("\t") if cell.strip()]
    if tuple(across[: len(labels)]) == labels:
        return True
    # in turn: `Identifier` / value / `Created` / value …, or label, tab, value on one line
    firsts = [line.partition("\t")[0].strip().rstrip(":") for line in filled[: 2 * len(labels)]]
    try:
        places = [firsts.index(label) for label in labels]
    except ValueError:
        return False
    return places == sorted(places)
