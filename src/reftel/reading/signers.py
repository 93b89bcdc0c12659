"""Whose name a telegram was sent over: the name at its end resolved through the register of chiefs of mission.

Facts. By post and date a surname becomes a person, or several that it may be; the Secretary signs for the Department.
Whoever acts for a chief is in no register: the name is then *unknown*, and stays a name. Two signers are sometimes run
together on one line; they are taken apart where the register knows both halves as names and the whole as none.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.diagnostics import diagnostic
from reftel.reading.sheet import Sheet
from reftel.records import Certainty, Signature, Signer
from reftel.spans import Found
from reftel.times import Date
from reftel.vocab.people import Holder

_JOINED: Final = re.compile(r"(?P<first>[A-Z][A-Z'’\-]{2,24})(?: ?/ ?| AND )(?P<second>[A-Z][A-Z'’\-]{2,24})")
_LEAST_HALF: Final = 4
_LEAST_GLUED: Final = 9
_SURE: Final = 12
"""From so many letters on, two known names stand for themselves; a shorter one (STEINHARDT) wants the register to know
one of them at that post on that day."""


def holders_of(sheet: Sheet, name: str, station: str | None, on: Date | None) -> tuple[Holder, ...]:
    """Who of that name headed the mission on that day, by the register."""
    if station is None or on is None or not sheet.vocabulary.is_chiefs_name(name, station):
        return ()
    return sheet.vocabulary.chiefs_of_mission(station, on=on.iso_day, surname=name)


def split_glued(sheet: Sheet, printed: str, station: str | None, on: Date | None) -> tuple[int, int] | None:
    """Where the first of two names ends and the second begins in what is printed as one; None for one name."""
    if joined := _JOINED.fullmatch(printed):
        return joined.end("first"), joined.start("second")
    if len(printed) < _LEAST_GLUED or not printed.isalpha() or not printed.isupper():
        return None
    known = sheet.vocabulary.surnames
    if printed in known:
        return None
    cuts = [
        at
        for at in range(_LEAST_HALF, len(printed) - _LEAST_HALF + 1)
        if printed[:at] in known and printed[at:] in known
    ]
    if len(cuts) != 1:
        return None
    at = cuts[0]
    here = any(_signs_here(sheet, half, station, on) for half in (printed[:at], printed[at:]))
    return (at, at) if here or len(printed) >= _SURE else None


def _signs_here(sheet: Sheet, name: str, station: str | None, on: Date | None) -> bool:
    if station is not None and sheet.vocabulary.signs_at(name, station):
        return True
    return bool(holders_of(sheet, name, station, on))


def resolve(sheet: Sheet, name: Found[str], station: str | None, on: Date | None) -> Signature:
    """The office-holders of that station on that date whose surname the name is, from the register.

    One holder inside his or her printed dates is *certain*; open dates or several holders are *likely*; a name the
    register does not know at that post, or a date later than the register reaches, is *unknown*.
    """
    holders = holders_of(sheet, name.value, station, on)
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
        code, message = "SIG-RESOLVED", f"{name.value} is {holders[0].name}, {holders[0].role}, by post and date."
    else:
        code, message = "SIG-CANDIDATES", f"{name.value} may be {', '.join(h.name for h in holders)}."
    sheet.diagnostics.append(diagnostic(code, message, spans=name.spans))
    return Signature(name=name, certainty=certainty, candidates=candidates)
