"""Captions, status lines and attention lines: what stands between the classification line and the E.O. line.

    SIPDIS                                   a caption: how the telegram may be handled or distributed
    SENSITIVE
    C O R R E C T E D  C O P Y (PARA 3)      a status: this text replaces an earlier one
    DEPARTMENT FOR P, WHA/AND AND INR        an instruction: who is to read it

A caption stands on a line of its own and is one the vocabulary knows. An attention line has the form `X FOR Y`,
`X PASS TO Y` or `FOR Y - PLEASE PASS`; it may wrap.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.reading.sheet import Sheet, folded
from reftel.records import Attention
from reftel.spans import Found, Span
from reftel.times import Date

CORRECTED: Final = re.compile(r"C ?O ?R ?R ?E ?C ?T ?E ?D\s{1,3}C ?O ?P ?Y\b[^\n]*")
CORRECTED_LINE: Final = re.compile(r"^[ \t]*(?P<status>C O R R E C T E D[ ]{1,3}C ?O ?P ?Y\b[^\n]*)", re.MULTILINE)
_ATTENTION: Final = re.compile(
    r"(?:[A-Z0-9][A-Za-z0-9/.&'\- ]{0,40}?[ ,]+)?"
    r"(?:(?:PLEASE |PLS |ALSO )?(?:PASS(?:ED)?(?: TO)?|REPEAT TO|INFORM)(?: ALSO)?(?: FOR)?|FOR)[ :]+\S",
)
_OPENS: Final = re.compile(r"[A-Z0-9][A-Z0-9/.&'\- ]{0,30} (?:(?:PLEASE |PLS )?PASS(?: TO)? |FOR )")
_PLEASE: Final = re.compile(r"(?:PLEASE|PLS)\b.{0,40}?\bPASS")
_CAPTION_WORDS: Final = re.compile(r"[A-Z][A-Z/ ]*")
_OFFICE: Final = re.compile(
    r"(?<![A-Z0-9])[A-Z][A-Z0-9]{0,7}(?:[/\-][A-Z0-9&]{1,8}){0,4}(?![A-Z0-9]|\. ?[A-Z][A-Za-z])"
)
_BRACKETED: Final = re.compile(r"\([^()]*\)")
_JOINING: Final = frozenset({"AND", "FOR", "TO", "PASS", "PLEASE", "ALSO", "THE", "FROM", "OF", "PLS", "ONLY", "A"})


def read_caption(text: str) -> str:
    """A caption in its usual form: spaced letters closed up, slashes and a remark in brackets dropped."""
    words = folded(text.upper())
    words = words.rstrip("/ ").strip()
    if re.fullmatch(r"(?:[A-Z] )+[A-Z]", words):
        words = words.replace(" ", "")
    return words


def read_attention(text: str) -> str:
    """An instruction line, wrapped lines joined by a blank, a comma or semicolon at the end dropped."""
    return folded(text).rstrip(",; ")


class Captions:
    """What the lines between `start` and `end` of a sheet hold."""

    __slots__ = ("attention", "captions", "corrected", "rest")

    def __init__(self) -> None:
        self.captions: list[Found[str]] = []
        self.attention: list[Attention] = []
        self.corrected: Found[str] | None = None
        self.rest: list[Span] = []


def read_captions(sheet: Sheet, runs: list[tuple[int, int]], on: Date | None) -> Captions:
    """Read captions, status and attention lines from these runs of the heading (each from line start to line end)."""
    into = Captions()
    text = sheet.text
    seen: dict[str, int] = {}
    pending: tuple[int, int] | None = None  # an attention line that may go on

    def close() -> None:
        nonlocal pending
        if pending is not None:
            into.attention.append(_attention(sheet, *pending, on))
            pending = None

    for run_start, run_end in runs:
        at = run_start
        while at < run_end:
            stop = text.find("\n", at, run_end)
            stop = run_end if stop < 0 else stop
            start, end = sheet.trimmed(at, stop)
            at = stop + 1
            if start >= end:
                if (
                    pending
                    and text[pending[1] - 1] not in ",;&/"
                    and not text[pending[0] : pending[1]].endswith(" AND")
                ):
                    close()
                continue
            line = text[start:end]
            if found := CORRECTED.search(line):
                close()
                if into.corrected is None:
                    into.corrected = sheet.found(folded(found.group()), start + found.start(), start + found.end())
                continue
            value = read_caption(line)
            known = [value] if sheet.vocabulary.caption(value) else _several(sheet, value)
            if known and not (pending and text[pending[1] - 1] in ",;&/"):
                close()
                _add_captions(sheet, into, seen, known, start, end)
                continue
            if pending and not _OPENS.match(line):
                pending = (pending[0], end)
                continue
            if _ATTENTION.match(line) or _PLEASE.search(line):
                close()
                pending = (start, end)
                continue
            close()
            into.rest.extend(sheet.spans(start, end))
        close()
    return into


def _several(sheet: Sheet, value: str) -> list[str]:
    """Captions that share a line: `SIPDIS SIPDIS`, `NOFORN SIPDIS`, `SENSITIVE SIPDIS`."""
    words = value.split(" ")
    if 1 < len(words) <= 4 and all(_CAPTION_WORDS.fullmatch(w) and sheet.vocabulary.caption(w) for w in words):
        return words
    return []


def _add_captions(sheet: Sheet, into: Captions, seen: dict[str, int], values: list[str], start: int, end: int) -> None:
    line = sheet.text[start:end].upper()
    at = 0
    for value in values:
        place = line.find(value, at) if len(values) > 1 else 0
        at = place + len(value)
        span = (start + place, start + at) if len(values) > 1 else (start, end)
        if value in seen:
            first = into.captions[seen[value]]
            into.captions[seen[value]] = Found(first.value, first.spans, first.where, first.also + sheet.spans(*span))
            continue
        seen[value] = len(into.captions)
        into.captions.append(sheet.found(value, *span))


def _attention(sheet: Sheet, start: int, end: int, on: Date | None) -> Attention:
    text = sheet.text
    while end > start and text[end - 1] in ",; \t\n":
        end -= 1
    line = text[start:end]
    bare = _BRACKETED.sub(lambda m: " " * len(m.group()), line)
    when = str(on.to_day()) if on else None
    offices = [
        sheet.found(word.group(), start + word.start(), start + word.end())
        for word in _OFFICE.finditer(bare)
        if word.group() not in _JOINING
        and not (word.group() == "S" and line[: word.start()].endswith(","))  # a comma for an apostrophe: ROE,S
        and sheet.vocabulary.office(word.group(), on=when)
    ]
    return Attention(line=sheet.found(read_attention(line), start, end), offices=tuple(offices))
