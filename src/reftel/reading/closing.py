"""The end of a telegram: the name it was sent over, and what follows it.

The name is the surname of the chief of mission or whoever was in charge, in capitals on a line of its own, sometimes
at the end of the last sentence (`… we will report. DE LA CRUZ`). It proves neither authorship nor presence. Level
words, NNNN, stamps and service notes may follow. `LA LIME` is one name; two signers stand on two lines.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from reftel.diagnostics import Diagnostic, diagnostic
from reftel.reading.sheet import Sheet, folded
from reftel.records import Certainty, Signature, Signer
from reftel.spans import Found
from reftel.times import Date

_TERMINATOR: Final = re.compile(
    r"(?:N{3,4}|B ?T|#\d{4}|[#.\-=_*<>/ \t]+|YYY|WP|GP-\d|UNCLASSIFIED|CONFIDENTIAL|SECRET|TOP SECRET"
    r"|LIMITED OFFICIAL USE|UNCLAS|NOFORN|EXDIS|NODIS|LIMDIS|SIPDIS|REGARDS[.,]?|UNQUOTE|END (?:OF )?(?:TEXT|MESSAGE|CABLE|SECTION)\.?"
    r"|MINIMIZE CONSIDERED\.?|NOTE(?: BY OC/T)?:[^\n]*|\*\*\*[^\n]*|_+ *[\d ]*|PTQ\d+|\d{4}[A-Z]{3,6}\d{5} - [A-Z]+)"
)
_PARTICLES: Final = r"(?:LA|LE|DE|DEL|DI|DA|DU|VAN|VON|DER|DEN|EL|AL|MC|MAC|ST\.?|SAN|TEN|O')"
_SURNAME: Final = r"[A-Z][A-Za-z'’\-]{1,24}"
_NAME_LINE: Final = re.compile(
    rf"(?:{_PARTICLES}[ ])*{_SURNAME}(?:[ ](?:JR|SR|III|II|IV)\.?|[ ]{_SURNAME}|[ ][A-Z]\.?){{0,2}}(?:##?|\.|,)?",
    re.IGNORECASE,
)
_GLUED: Final = re.compile(
    rf"(?<=[.?!)\"”'])[ \t]+(?P<name>(?:{_PARTICLES} )*[A-Z][A-Z'’\-]{{2,24}}(?: (?:JR|SR|II|III)\.?)?)(?:##?|\.)?\Z"
)
_NOT_NAMES: Final = frozenset(
    """COMMENT SUMMARY END TEXT NOTE CONFIDENTIAL SECRET UNCLASSIFIED UNCLAS NOFORN SIPDIS SENSITIVE BT UNQUOTE QUOTE
    MESSAGE PAGE SECTION CABLE REGARDS BACKGROUND CONCLUSION NNNN CLASSIFIED SUBJECT REDACTED XXXXXXXXXXXX
    DECLASSIFIED""".split()
)
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


def read_closing(sheet: Sheet, start: int, end: int) -> Closing:
    """Find the names after `start` (the beginning of the text), reading the lines from the end backwards."""
    text = sheet.text
    names: list[Found[str]] = []
    at = end
    body_end = end
    looked = 0
    while at > start and looked < 14:
        looked += 1
        line_start = text.rfind("\n", start, at) + 1
        line_start = max(line_start, start)
        run = sheet.trimmed(line_start, at)
        line = text[slice(*run)]
        at = max(start, line_start - 1) if line_start > start else start
        if not line:
            if names:
                break
            continue
        if not names and _TERMINATOR.fullmatch(line):
            body_end = run[0]
            continue
        if (
            _is_name(line)
            and len(names) < 2
            and (_alone(text, run[0], start) if names else _after_stop(text, run[0], start))
        ):
            if names and not line.isupper():
                break
            stop = run[1] - (len(line) - len(line.rstrip("#.,")))
            names.insert(0, sheet.found(read_signature(line), run[0], stop))
            body_end = run[0]
            continue
        if not names and (glued := _GLUED.search(line)) and _is_name(glued["name"]):
            name_at = run[0] + glued.start("name")
            sheet.note("SIG-GLUED", "", name_at, name_at + len(glued["name"]))
            names.append(
                sheet.found(read_signature(glued["name"]), name_at, name_at + len(glued["name"].rstrip("#.,")))
            )
            body_end = name_at
        break
    return Closing(body_end, tuple(names))


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
    blank = text.count("\n", start + len(before), at) > 1
    return blank or not before or before[-1] in ".?!:)\"'”’#-=_Xx"


def _alone(text: str, at: int, start: int) -> bool:
    """Whether a blank line, or nothing, stands before the line at `at`: the second name of two."""
    before = text[start:at].rstrip(" \t")
    return before.endswith("\n\n") or not before.strip()


def resolve(sheet: Sheet, name: Found[str], station: str | None, on: Date | None) -> Signature:
    """The office-holders of that station on that date whose surname the name is, from the register.

    One holder inside his or her printed dates is *certain*; open dates or several holders are *likely*; a name the
    register does not know at that post, or a date later than the register reaches, is *unknown*.
    """
    if station is None or on is None:
        return Signature(name=name)
    when = str(on.to_day())
    holders = sheet.vocabulary.chiefs_of_mission(station, on=when, surname=name.value)
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
