"""Who sends a telegram and to whom, as it is said: `Embassy Port Seldon to the Department`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reftel.records import Addressee
from reftel.render.plain import printable
from reftel.views import CableView

if TYPE_CHECKING:
    from reftel.vocab import Vocabulary


class Correspondents:
    """The stations of one telegram, named as they were on its day."""

    def __init__(self, view: CableView, vocabulary: Vocabulary) -> None:
        self.view = view
        self.cable = view.cable
        self.words = vocabulary
        self.on = view.cable.date.value.first_day if view.cable.date else None

    def sender(self) -> str:
        cable = self.cable
        if cable.id is not None and (named := self._post_words(cable.id.value.station)):
            return named
        if cable.wrapper.origin is not None:
            return _sentence(printable(cable.wrapper.origin.value))
        if cable.transmission.sender is not None:
            return _sentence(printable(cable.transmission.sender.value))
        if self.view.line.post_name:
            return self.view.line.post_name
        return cable.id.value.station.title() if cable.id else "Sender not known"

    def _post_words(self, code: str, *, short: bool = False) -> str:
        """`Embassy Maputo` for MAPUTO, `the Department` for STATE; "" for a station that no vocabulary knows."""
        if code in ("STATE", "SECSTATE"):
            return "the Department" if short else "The Department"
        row = self.words.post(code, on=self.on) or self.words.post(code)
        if row is None:
            return ""
        name = row.name.split(" (")[0]
        mission = row.mission_type.split(",")[0]
        known = mission in (
            "embassy",
            "consulate",
            "consulate general",
            "mission",
            "liaison office",
            "interests section",
        )
        if not known or name.lower().startswith(("embassy", "mission", "us ", "consulate", "the ")):
            return name
        return f"{mission.capitalize()} {name}"

    def addressee(self, addressee: Addressee) -> str:
        if addressee.post and (named := self._post_words(addressee.post, short=True)):
            return named
        name = printable(addressee.name.value)
        return "the Department" if name.upper().startswith("SECSTATE") else _sentence(name)

    def route(self) -> str:
        sender = self.sender()
        action = [self.addressee(a) for a in self.cable.transmission.action if not a.excluded]
        if self.cable.transmission.action or self.cable.transmission.info:
            action = list(dict.fromkeys(action))
            if not action:
                return f"{sender}, for information only"
            if len(action) > 2:
                return f"{sender} to {action[0]} and {len(action) - 1} others"
            return f"{sender} to {' and '.join(action)}"
        return f"{sender} · addressees not in this copy"


# what a telegram writes before the name of a place
_MISSIONS: Final = (
    (re.compile(r"(?:AM|US)?EMBASSY\s+(?=\w)"), "Embassy "),
    (re.compile(r"(?:AM)?CONSUL(?:ATE)?\s+(?=\w)"), "Consulate "),
    (re.compile(r"(?:US|AM)?MISSION\s+(?=\w)"), "Mission "),
    (re.compile(r"USLO\s+(?=\w)"), "Liaison Office "),
    (re.compile(r"USINT\s+(?=\w)"), "Interests Section "),
)


def _sentence(name: str) -> str:
    """A mission as it is said, `AMEMBASSY PORT SELDON` to `Embassy Port Seldon`; any other name as it was typed."""
    for typed, said_so in _MISSIONS:
        if found := typed.match(name):
            place = name[found.end() :]
            return said_so + (place.title() if place.isupper() else place)
    return name


def addressee_words(addressee: Addressee, name: str) -> str:
    name = name[:1].upper() + name[1:]
    words = f"not {name}" if addressee.excluded else name
    return f"{words} ({addressee.precedence.capitalize()})" if addressee.precedence else words
