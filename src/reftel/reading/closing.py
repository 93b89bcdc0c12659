"""The end of a telegram: the name it was sent over, and what follows it.

The name is the surname of the chief of mission or whoever was in charge, in capitals on a line of its own, sometimes
at the end of the last sentence (`… we will report. DE LA CRUZ`). It proves neither authorship nor presence. Level
words, NNNN, stamps and service notes may follow. `VAN OORT` is one name; two signers stand on two lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from reftel.reading.distribution import read_officer
from reftel.reading.sheet import Sheet, folded
from reftel.reading.signers import holders_of, split_glued
from reftel.records import Officer
from reftel.spans import Found, Span
from reftel.times import Date

_TERMINATOR: Final = re.compile(
    r"(?:N{3,4}|B ?T|#\d{4}|[#.\-=_*<>/ \t]+|YYY|WP|GP-\d|EXEMPT|UNCLASSIFIED|CONFIDENTIAL|SECRET|TOP SECRET"
    r"|LIMITED OFFICIAL USE|UNCLAS|NOFORN|EXDIS|NODIS|LIMDIS|SIPDIS|REGARDS[.,]?|UNQUOTE\.?"
    r"|END (?:OF )?(?:TEXT|MESSAGE|CABLE|SECTION|TRANSMISSION)\.?|[A-Z]{0,6}V?ZCZ[A-Z]{0,4}"
    r"|MINIMIZE CONSIDERED\.?|NOTE(?: BY OC/T)?:[^\n]*|\*\*\*[^\n]*"
    r"|[=\-*#> ]*(?:CABLE|TEXT|MESSAGE) ENDS[=\-*#< ]*|[A-Z ]{6,24} SECTION \d\d OF \d\d"
    r"|_+ *[\d ]*|\d(?: +\d+)+|PTQ\d+|\d{4}[A-Z]{3,6}\d{5} - [A-Z]+)"
)
# What may stand between the text and the name: a rule, the group of the declassification schedule.
_ABOVE: Final = re.compile(r"YYY|WP|GP-\d|EXEMPT|[#.\-=_* \t]+")
_ABOVE_BEGINS: Final = frozenset("YWGE#.-=_*(Dd")  # they, and the drafter's line
# who drafted it, above the name or below it: `DRAFTED BY: POL:JROE`, `(Drafted: JRoe)`
_DRAFTER: Final = re.compile(
    r"\(?(?:DRAFTED|Drafted|DRAFTER|Drafter|DRAFTING OFFICER|Drafting officer)(?: (?:BY|By|by))?[ ]*[:\-][ \t]*"
    r"(?P<who>[^\n()]{2,80}?)\)?\.?"
)
# text below the name: a note on the distribution, footnotes, an address; each begins with one of these
_BELOW: Final = re.compile(
    r"(?:(?P<label>NOTES?\b|N\.B\.|DISTRIBUTION\b|DIST:|FOOTNOTES?\b|ENDNOTES?\b)|\*|[(\[]\d{1,2}[)\]]"
    r"|\d{1,2}[.)]?[ ]{1,3}(?=[A-Z])"
    r"|CC:|DRAFTED|CLEARED|APPROVED|ATTACHMENT|ENCLOSURE|MINIMIZE|PASSED\b|PLEASE PASS|VISIT\b|HTTPS?:)",
    re.IGNORECASE,
)
_PARTICLES: Final = r"(?:LA|LE|LOS|LAS|DE|DEL|DI|DA|DU|DOS|VAN|VON|DER|DEN|TER|EL|AL|MC|MAC|ST\.?|SAN|TEN|O'|BEN|BIN)"
_SMALL_PARTICLES: Final = frozenset("de la le del di da du dos van von der den ter ten al el bin ben".split())
_SURNAME: Final = r"[A-Z][A-Za-z'’\-]{1,24}"
_NAME_LINE: Final = re.compile(
    rf"(?:[A-Z]\.[ ]?){{0,2}}(?:{_PARTICLES}[ ])*{_SURNAME}"
    rf"(?:,?[ ](?:JR|SR|III|II|IV)\.?|[ ]{{1,3}}{_SURNAME}|[ ][A-Z]\.?){{0,2}}(?:##?|\.|,)?",
    re.IGNORECASE,
)
# what decorates a name on its line, before it and behind it: `//ROE//`, `/s/ ROE`, `ROE NNNN`, `ROE (ACTING)`
_DECORATED: Final = re.compile(
    r"[/(*\-\"' ]*(?:/?[sS]/|SIGNED:?|SGD:?)?[ ]*(?P<name>[A-Za-z][A-Za-z'’.\- ]*?[A-Za-z.])"
    r"(?:[ ]+(?:NNNN|BT|UNQUOTE|UNCLASSIFIED|CONFIDENTIAL|SECRET)"
    r"|,?[ ]*\(?(?:ACTING|CHARGE|CHARG[EÉ] D'AFFAIRES|CDA|A\.I\.)\)?)?[/)*\-\"'# ]*"
)
_GLUED: Final = re.compile(
    rf"(?:(?:(?<=[.?!)\"”'])|(?<=UNQUOTE)|(?<=REGARDS,)"
    r"|(?<=END COMMENT)|(?<=END SUMMARY)|(?<=END NOTE)|(?<=END TEXT)|(?<=XXXX)|(?<=xxxx))[ \t]+|(?<=[a-z][.)]))"
    rf"(?P<name>(?:{_PARTICLES} )*[A-Z][A-Z'’\-]{{2,24}}(?:,? (?:JR|SR|II|III)\.?)?)(?:##?|\.)?(?:[ ]+NNNN)?\Z"
)
_STOPS: Final = tuple(".?!)\"”'")
# the particles of a name whose last word was wrapped onto the next line
_PARTICLES_ALONE: Final = re.compile(rf"(?<!\S)(?P<name>{_PARTICLES}(?: {_PARTICLES})*)\Z")
_GLUED_SMALL: Final = re.compile(r"(?<=[.?!)\"”'])[ \t]+(?P<name>[A-Z][a-z'’\-]{2,24})\Z")
# what a copied page leaves behind its last line
_MARKUP: Final = re.compile(r"(?:</?[a-z]{1,8}>[ \t]*)+")
_NOT_NAMES: Final = frozenset(
    """COMMENT SUMMARY END TEXT NOTE CONFIDENTIAL SECRET UNCLASSIFIED UNCLAS NOFORN SIPDIS SENSITIVE BT UNQUOTE QUOTE
    MESSAGE PAGE SECTION CABLE REGARDS SINCERELY THANKS BEST BACKGROUND CONCLUSION NNNN CLASSIFIED SUBJECT REDACTED
    XXXXXXXXXXXX THE OF TO FOR WITH IN ON BY FROM AT OR IS ARE WAS NOT THIS THAT ABOVE ADDRESSEE ADDRESSEES
    DECLASSIFIED EXEMPT MINIMIZE CONSIDERED DISTRIBUTION ATTACHMENT NONE TOTAL POINTS BIO""".split()
)
_TWO_ON_A_LINE: Final = re.compile(r"[A-Z][A-Z'’\-]{2,24}(?: ?/ ?| AND )[A-Z][A-Z'’\-]{2,24}")
_LOOK_BACK: Final = 14
_NEAR: Final = 3  # lines above the last one that hold a second signer and what stands above the names
_ENDED: Final = re.compile(r"\bEND (?:OF )?(?:[A-Z]+ ){0,3}[A-Z]+\)?\Z", re.IGNORECASE)  # END COMMENT without a stop
_REGARDS: Final = re.compile(r"\b(?:REGARDS|SINCERELY|RESPECTFULLY)\W*\Z", re.IGNORECASE)
_TAIL: Final = 300  # of the last line, as much as a name glued to its end can need
_NO_NAMES: Final = ("NNNN", " BT", " UNQUOTE", "FIED", "TIAL", " SECRET")
_LONGEST_NAME: Final = 48
_REDACTED: Final = re.compile(r"[Xx]{6,}")


class Closing(NamedTuple):
    """Where the text ends, the names below it, who drafted it, and what stands around the names that is not text."""

    body_end: int
    names: tuple[Found[str], ...]
    drafted: Found[Officer] | None = None
    furniture: tuple[Span, ...] = ()


def read_signature(text: str) -> str:
    """A name as printed, white space folded, hash signs and stops at its end dropped."""
    if text.isalpha():
        return text
    words = folded(text).rstrip("#.,").split(" ")
    half = len(words) // 2
    if len(words) > 1 and len(words) % 2 == 0 and words[:half] == words[half:]:
        words = words[:half]  # printed twice, given once
    return " ".join(words)


def read_closing(sheet: Sheet, start: int, end: int, *, station: str | None = None, on: Date | None = None) -> Closing:
    """Find the names after `start` (the beginning of the text), reading the lines from the end backwards.

    A name in small letters at the end of a sentence wants the register of that station's chiefs to vouch for it.
    """
    text = sheet.text
    reader = _last_lines(text, start, end)
    around: list[tuple[int, int]] = []
    lines: list[tuple[int, int]] = []
    body_end = end
    for line in reader:
        if not _ends(text, line):
            lines.append(line)
            break
        around.append(line)
        body_end = line[0]
    if not lines:
        return Closing(body_end, (), furniture=_spans(sheet, around))
    lines += islice(reader, _NEAR)
    if _drafter_at(text, lines[0]) and len(lines) > 1:
        around.append(lines[0])  # the drafter below the name
        body_end = lines.pop(0)[0]
    names = _names_below(text, lines, start)
    if not names:
        lines += reader
        if below := _above_a_note(text, lines, start):
            around += lines[:below]
            lines = lines[below:]
            names = _names_below(text, lines, start)
    if not names and (glued := _glued(sheet, lines[0], station, on)):
        names = [glued]
        sheet.note("SIG-GLUED", "", *glued)
    if len(names) == 2 and _PARTICLES_ALONE.fullmatch(text, *names[0]):
        names = [(names[0][0], names[1][1])]  # `VAN DER`, and `OORT` below
    if not names and (broken := _broken(text, lines, start)):
        names = [broken]
        sheet.note("SIG-GLUED", "", *broken)
    if not names and (_vouched_for(sheet, lines[0], station, on) or _stands_out(text, lines)):
        names = [lines[0]]
    if len(names) == 1 and _is_place(sheet, text[slice(*names[0])]):
        names = []
    if not names:
        return Closing(body_end, (), furniture=_spans(sheet, around))
    above, body_end = _above(text, lines, names)
    around += above
    drafted = next((found for line in around if (found := _drafter(sheet, line))), None)
    return Closing(body_end, _found(sheet, names, station, on), drafted, _spans(sheet, around))


def _ends(text: str, line: tuple[int, int]) -> bool:
    """Whether a line is no text, and stands below the name: a level, NNNN, a rule, what is left of a page."""
    start, end = line
    if end - start <= _LONGEST_NAME:
        return _is_terminator(text[start:end])  # the same few names and words in thousands of telegrams
    return _TERMINATOR.fullmatch(text, start, end) is not None or _MARKUP.fullmatch(text, start, end) is not None


@lru_cache(maxsize=1 << 12)
def _is_terminator(line: str) -> bool:
    return _TERMINATOR.fullmatch(line) is not None or _MARKUP.fullmatch(line) is not None


def _vouched_for(sheet: Sheet, line: tuple[int, int], station: str | None, on: Date | None) -> bool:
    """Whether a last line below a sentence without its full stop is a name after all: in capitals, and the register
    knows such a chief of that mission on that day."""
    printed = sheet.text[slice(*line)]
    return printed.isupper() and _is_name(printed) and bool(holders_of(sheet, printed, station, on))


def _stands_out(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether the last line is one name in capitals below a text in small letters whose last line lacks its stop (a web
    address, an item of a list): that line is clearly shorter than the one above it, so the text did end there."""
    if len(lines) < 3 or text.count("\n", lines[1][1], lines[0][0]) > 2:
        return False
    name, above = text[slice(*lines[0])], text[slice(*lines[1])]
    if not (len(name) > 3 and name.isalpha() and name.isupper() and _is_name(name)):
        return False
    return any(c.islower() for c in above) and len(above) * 2 < lines[2][1] - lines[2][0]


def _is_place(sheet: Sheet, printed: str) -> bool:
    """Whether a last line is the name of a station that is nobody's surname."""
    station = sheet.vocabulary.station(printed, typo=False) if printed.isupper() else None
    return station is not None and station.how == "exact" and printed not in sheet.vocabulary.surnames


def _spans(sheet: Sheet, lines: list[tuple[int, int]]) -> tuple[Span, ...]:
    return tuple(sorted(span for line in lines for span in sheet.spans(*line)))


def _last_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The last lines that hold something, the very last first, blanks at their ends left out."""
    at = end
    for _ in range(_LOOK_BACK):
        if at <= start:
            return
        left, right = max(start, text.rfind("\n", start, at) + 1), at
        at = left - 1
        if left == right:
            continue
        if text[right - 1].isspace() or text[left].isspace():
            line = text[left:right]
            right = left + len(line.rstrip())
            left += len(line) - len(line.lstrip())
            if left >= right:
                continue
        yield left, right


def _drafter_at(text: str, line: tuple[int, int]) -> re.Match[str] | None:
    return _DRAFTER.fullmatch(text, *line) if text[line[0]] in "(Dd" else None


def _drafter(sheet: Sheet, line: tuple[int, int]) -> Found[Officer] | None:
    found = _drafter_at(sheet.text, line)
    return sheet.found(read_officer(found["who"]), *found.span("who")) if found else None


def _names_below(text: str, lines: list[tuple[int, int]], start: int) -> list[tuple[int, int]]:
    """The lines that are names, from the last one up: one, or two signers on two lines. A third is a list."""
    names: list[tuple[int, int]] = []
    for run in lines:
        line = text[slice(*run)]
        # a name before UNQUOTE, above another, is that of the telegram repeated
        second = names and (not line.isupper() or line.endswith(" UNQUOTE") or _TERMINATOR.fullmatch(line))
        if second or not _is_name(line):
            break
        names.insert(0, run)
        if len(names) > 2:
            break
    if len(names) == 2 and _after_stop(text, names[0][0], start):
        return names
    return names[-1:] if names and _after_stop(text, names[-1][0], start) else []


def _above_a_note(text: str, lines: list[tuple[int, int]], start: int) -> int:
    """How many lines below a name are a note, a distribution or footnotes; 0 where no name stands above such lines."""
    for place, line in enumerate(lines):
        if not place or not _is_name(text[slice(*line)]):
            continue
        apart = text.count("\n", line[1], lines[place - 1][0]) > 1
        first = place - 1
        while first > 0 and _ABOVE.fullmatch(text, *lines[first]):
            first -= 1  # a rule parts footnotes from what stands above them
        if (apart or text[slice(*line)].isupper()) and (note := _BELOW.match(text, *lines[first])):
            labelled = note["label"] is not None
            return place if (apart or labelled or place == 1) and _after_stop(text, line[0], start) else 0
    return 0


def _glued(sheet: Sheet, line: tuple[int, int], station: str | None, on: Date | None) -> tuple[int, int] | None:
    """A name at the end of the last sentence."""
    text = sheet.text
    near = max(line[0], line[1] - _TAIL)
    found = _GLUED.search(text, near, line[1])
    if found is None and (small := _GLUED_SMALL.search(text, near, line[1])):
        found = small if holders_of(sheet, small["name"], station, on) else None
    return found.span("name") if found and _is_name(found["name"]) else None


def _broken(text: str, lines: list[tuple[int, int]], start: int) -> tuple[int, int] | None:
    """A name broken over the last two lines behind its particles: `… if there is one. DE LA`, and `CRUZ` below."""
    if len(lines) < 2 or not text[lines[0][0] : lines[0][1]].isupper() or not _is_name(text[slice(*lines[0])]):
        return None
    above = lines[1]
    if text.count("\n", above[1], lines[0][0]) > 1:
        return None
    near = max(above[0], above[1] - _TAIL)
    if (found := _PARTICLES_ALONE.search(text, near, above[1])) is None:
        return None
    at = found.start("name")
    ended = _after_stop(text, at, start) if at == above[0] else text[max(near, at - 8) : at].rstrip()[-1:] in _STOPS
    return (at, lines[0][1]) if ended else None


def _above(text: str, lines: list[tuple[int, int]], names: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], int]:
    """The lines between the text and the names that are not text, and where the text ends."""
    above: list[tuple[int, int]] = []
    body_end = names[0][0]
    for run in lines[lines.index(names[0]) + 1 :] if names[0] in lines else ():
        if text[run[0]] not in _ABOVE_BEGINS or not (_ABOVE.fullmatch(text, *run) or _drafter_at(text, run)):
            break
        above.append(run)
        body_end = run[0]
    return above, body_end


def _found(sheet: Sheet, names: list[tuple[int, int]], station: str | None, on: Date | None) -> tuple[Found[str], ...]:
    """The names as readings, each person once; two that were run together taken apart."""
    text = sheet.text
    found: list[Found[str]] = []
    for start, end in names:
        bare = _bare(text[start:end])
        start, end = start + bare[0], start + bare[1]
        printed = text[start:end]
        pieces = [(start, end)]
        if len(names) == 1 and (at := split_glued(sheet, printed, station, on)):
            pieces = [(start, start + at[0]), (start + at[1], end)]
            first, second = text[start : start + at[0]], text[start + at[1] : end]
            if at[0] == at[1]:
                sheet.note("SIG-SPLIT", f"{printed} was read as {first} and {second}.", start, end)
        for piece in pieces:
            spans = sheet.spans(*piece)
            # a page line may have stood inside the name
            printed = (
                text[slice(*piece)] if len(spans) == 1 else "\n".join(span.of(sheet.source.text) for span in spans)
            )
            value = read_signature(printed)
            if not found or all(value != other.value for other in found):
                found.append(Found(value, spans))
    return tuple(found)


def _bare(line: str) -> tuple[int, int]:
    """Where the name stands in its line, decoration and trailing marks left out."""
    if line.isalpha():
        return 0, len(line)
    if decorated := _DECORATED.fullmatch(line):
        start, end = decorated.span("name")
    else:
        start, end = 0, len(line)
    return start, start + len(line[start:end].rstrip("#.,"))


def _is_name(line: str) -> bool:
    return len(line) <= _LONGEST_NAME and line[-1] not in ";:,?" and _is_short_name(line)


@lru_cache(maxsize=1 << 12)
def _is_short_name(line: str) -> bool:
    if line.endswith(_NO_NAMES) or not _NAME_LINE.fullmatch(line):
        decorated = _DECORATED.fullmatch(line) if len(line) < 40 else None
        if decorated is not None and _NAME_LINE.fullmatch(decorated["name"]):
            line = decorated["name"]
        elif not _TWO_ON_A_LINE.fullmatch(line):
            return False
    if _REDACTED.search(line):
        return False
    words = [w.strip(".,#") for w in line.upper().split()]
    if any(word in _NOT_NAMES for word in words):
        return False
    if line.isupper():
        return True
    names = [word for word in line.split() if word not in _SMALL_PARTICLES]
    return 0 < len(names) <= 2 and all(name[0].isupper() for name in names)


def _after_stop(text: str, at: int, start: int) -> bool:
    """Whether the line before ends a sentence, or is blank: a last line that goes on with a sentence is no name."""
    near = max(start, at - 2 * _TAIL)
    before = text[near:at].rstrip(" \t\r\n")
    if not before or text.count("\n", near + len(before), at) > 1:
        return True
    last_line = before[max(0, before.rfind("\n") + 1, len(before) - _TAIL) :].strip()
    return (
        before[-1] in ".?!:)\"'”’#-=_Xx"
        or bool(_TERMINATOR.fullmatch(last_line))
        or bool(_DRAFTER.fullmatch(last_line))
        or last_line.endswith("UNQUOTE")
        or _ENDED.search(last_line) is not None
        or _REGARDS.search(last_line) is not None
        or "://" in last_line
    )
