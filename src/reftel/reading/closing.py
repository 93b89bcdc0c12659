"""The end of a telegram: the name it was sent over, and what follows it.

The name is the surname of the chief of mission or whoever was in charge, in capitals on a line of its own, sometimes
at the end of the last sentence (`… we will report. DE LA CRUZ`). It proves neither authorship nor presence. Level
words, NNNN, stamps and service notes may follow. `VAN OORT` is one name; two signers stand on two lines.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from reftel.diagnostics import Diagnostic, diagnostic
from reftel.reading.sheet import Sheet, folded
from reftel.records import Certainty, Signature, Signer
from reftel.spans import Found
from reftel.times import Date
from reftel.vocab.people import Holder

_TERMINATOR: Final = re.compile(
    r"(?:N{3,4}|B ?T|#\d{4}|[#.\-=_*<>/ \t]+|YYY|WP|GP-\d|EXEMPT|UNCLASSIFIED|CONFIDENTIAL|SECRET|TOP SECRET"
    r"|LIMITED OFFICIAL USE|UNCLAS|NOFORN|EXDIS|NODIS|LIMDIS|SIPDIS|REGARDS[.,]?|UNQUOTE"
    r"|END (?:OF )?(?:TEXT|MESSAGE|CABLE|SECTION)\.?|[A-Z]{0,6}V?ZCZ[A-Z]{0,4}"
    r"|MINIMIZE CONSIDERED\.?|NOTE(?: BY OC/T)?:[^\n]*|\*\*\*[^\n]*"
    r"|_+ *[\d ]*|\d(?: +\d+)+|PTQ\d+|\d{4}[A-Z]{3,6}\d{5} - [A-Z]+)"
)
# What may stand between the text and the name: a rule, the group of the declassification schedule.
_ABOVE: Final = re.compile(r"YYY|WP|GP-\d|EXEMPT|[#.\-=_* \t]+")
_PARTICLES: Final = r"(?:LA|LE|DE|DEL|DI|DA|DU|VAN|VON|DER|DEN|EL|AL|MC|MAC|ST\.?|SAN|TEN|O')"
_SURNAME: Final = r"[A-Z][A-Za-z'’\-]{1,24}"
_NAME_LINE: Final = re.compile(
    rf"(?:{_PARTICLES}[ ])*{_SURNAME}(?:[ ](?:JR|SR|III|II|IV)\.?|[ ]{_SURNAME}|[ ][A-Z]\.?){{0,2}}(?:##?|\.|,)?",
    re.IGNORECASE,
)
_GLUED: Final = re.compile(
    rf"(?:(?<=[.?!)\"”'])|(?<=UNQUOTE))[ \t]+"
    rf"(?P<name>(?:{_PARTICLES} )*[A-Z][A-Z'’\-]{{2,24}}(?: (?:JR|SR|II|III)\.?)?)(?:##?|\.)?\Z"
)
_GLUED_SMALL: Final = re.compile(r"(?<=[.?!)\"”'])[ \t]+(?P<name>[A-Z][a-z'’\-]{2,24})\Z")
# what a copied page leaves behind its last line
_MARKUP: Final = re.compile(r"(?:</?[a-z]{1,8}>[ \t]*)+")
_NOT_NAMES: Final = frozenset(
    """COMMENT SUMMARY END TEXT NOTE CONFIDENTIAL SECRET UNCLASSIFIED UNCLAS NOFORN SIPDIS SENSITIVE BT UNQUOTE QUOTE
    MESSAGE PAGE SECTION CABLE REGARDS BACKGROUND CONCLUSION NNNN CLASSIFIED SUBJECT REDACTED XXXXXXXXXXXX
    DECLASSIFIED EXEMPT""".split()
)
_LOOK_BACK: Final = 14
_REDACTED: Final = re.compile(r"[Xx]{6,}")


class Closing(NamedTuple):
    """Where the text ends, and the names below it."""

    body_end: int
    names: tuple[Found[str], ...]


def read_signature(text: str) -> str:
    """A name as printed, white space folded, hash signs and stops at its end dropped."""
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
    lines = _last_lines(text, start, end)
    body_end = end
    while lines and (_TERMINATOR.fullmatch(text, *lines[0]) or _MARKUP.fullmatch(text, *lines[0])):
        body_end = lines.pop(0)[0]
    if not lines:
        return Closing(body_end, ())
    names = _names_below(text, lines, start)
    if not names:
        glued = _GLUED.search(text, *lines[0])
        if glued is None and (small := _GLUED_SMALL.search(text, *lines[0])):
            glued = small if _holders(sheet, small["name"], station, on) else None
        if glued and _is_name(glued["name"]):
            names = [glued.span("name")]
            sheet.note("SIG-GLUED", "", *names[0])
    if not names:
        return Closing(body_end, ())
    found: list[Found[str]] = []
    for name_start, name_end in names:
        printed = text[name_start:name_end].rstrip("#.,")
        value = read_signature(printed)
        if all(value != other.value for other in found):
            found.append(sheet.found(value, name_start, name_start + len(printed)))
    body_end = names[0][0]
    for run in lines[lines.index(names[0]) + 1 :] if names[0] in lines else ():
        if not _ABOVE.fullmatch(text, *run):
            break
        body_end = run[0]
    return Closing(body_end, tuple(found))


def _last_lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The last lines that hold something, the very last first, blanks at their ends left out."""
    lines: list[tuple[int, int]] = []
    at = end
    for _ in range(_LOOK_BACK):
        if at <= start:
            break
        line_start = max(start, text.rfind("\n", start, at) + 1)
        line = text[line_start:at]
        if inner := line.strip():
            left = line_start + len(line) - len(line.lstrip())
            lines.append((left, left + len(inner)))
        at = line_start - 1
    return lines


def _names_below(text: str, lines: list[tuple[int, int]], start: int) -> list[tuple[int, int]]:
    """The lines that are names, from the last one up: one, or two signers on two lines. A third is a list."""
    names: list[tuple[int, int]] = []
    for run in lines:
        line = text[slice(*run)]
        if not _is_name(line) or (names and (not line.isupper() or _TERMINATOR.fullmatch(line))):
            break
        names.insert(0, run)
        if len(names) > 2:
            break
    if len(names) == 2 and _after_stop(text, names[0][0], start):
        return names
    return names[-1:] if names and _after_stop(text, names[-1][0], start) else []


def _is_name(line: str) -> bool:
    if len(line) > 40 or not _NAME_LINE.fullmatch(line) or _REDACTED.search(line):
        return False
    words = [w.strip(".,#") for w in line.upper().split()]
    if any(word in _NOT_NAMES for word in words):
        return False
    return line.isupper() or (len(words) <= 2 and all(w[0].isupper() for w in line.split()))


def _after_stop(text: str, at: int, start: int) -> bool:
    """Whether the line before ends a sentence, or is blank: a last line that goes on with a sentence is no name."""
    before = text[start:at].rstrip(" \t\r\n")
    if not before or text.count("\n", start + len(before), at) > 1:
        return True
    last_line = before.rsplit("\n", 1)[-1].strip()
    return (
        before[-1] in ".?!:)\"'”’#-=_Xx"
        or bool(_TERMINATOR.fullmatch(last_line))
        or last_line.endswith("UNQUOTE")
        or "://" in last_line
    )


def _holders(sheet: Sheet, name: str, station: str | None, on: Date | None) -> tuple[Holder, ...]:
    """Who of that name headed the mission on that day, by the register."""
    if station is None or on is None:
        return ()
    return sheet.vocabulary.chiefs_of_mission(station, on=str(on.to_day()), surname=name)


def resolve(sheet: Sheet, name: Found[str], station: str | None, on: Date | None) -> Signature:
    """The office-holders of that station on that date whose surname the name is, from the register.

    One holder inside his or her printed dates is *certain*; open dates or several holders are *likely*; a name the
    register does not know at that post, or a date later than the register reaches, is *unknown*.
    """
    holders = _holders(sheet, name.value, station, on)
    if not holders:
        return Signature(name=name)
    candidates = tuple(
        Signer(
            person=h.person_id, name=h.name, role=h.role, started=h.started or "", ended=h.ended or "", source=h.source
        )
        for h in holders
    )
    certainty: Certainty = "certain" if len({h.person_id for h in holders}) == 1 and holders[0].certain else "likely"
    if certainty == "certain":
        message = f"{name.value} is {holders[0].name}, {holders[0].role}, by post and date."
        sheet.diagnostics.append(_note("SIG-RESOLVED", message, name))
    else:
        message = f"{name.value} may be {', '.join(h.name for h in holders)}."
        sheet.diagnostics.append(_note("SIG-CANDIDATES", message, name))
    return Signature(name=name, certainty=certainty, candidates=candidates)


def _note(code: str, message: str, name: Found[str]) -> Diagnostic:
    return diagnostic(code, message, spans=name.spans)
