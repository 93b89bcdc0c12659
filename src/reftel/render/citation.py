"""How a cable is cited: the message, then the copy of it that was read."""

from __future__ import annotations

from reftel.records import Provenance
from reftel.render.correspondents import Correspondents
from reftel.render.phrases import citable, date_words
from reftel.render.plain import printable
from reftel.views import CableView


def citation(view: CableView, provenance: Provenance, *, correspondents: Correspondents, title: str) -> str:
    """The message, then the copy that was read: two things, never mixed (a record's own series is not known)."""
    cable = view.cable
    sender = correspondents.sender().replace("The Department", "Department of State")
    number = f"telegram {cable.id.value.serial}" if cable.id else f"telegram without a number ({view.name})"
    to = ", ".join(
        dict.fromkeys(
            "the Department of State" if a.post == "STATE" or "WASHDC" in a.name.value else correspondents.addressee(a)
            for a in cable.transmission.action
            if not a.excluded
        )
    )
    parts = [f"{sender}, {number}{f' to {to}' if to else ''}"]
    if title:
        parts.append(f"“{title}”")
    if cable.date:
        parts.append(date_words(cable.date.value))
    message = ", ".join(parts) + "."
    marking = cable.marking.value if cable.marking else None
    if marking:
        message += f" Originally {'; '.join(citable(w) for w in (marking.level, *marking.controls))}."
    copy = {
        "released": "Released by the government",
        "printed": "Printed",
        "foia": "Released under the Freedom of Information Act",
        "disclosed": "Not released by the government",
        "own": "Own papers",
        "unknown": "Provenance not stated",
    }[provenance.kind]
    edition = ", ".join(p for p in (provenance.publisher, provenance.edition) if p)
    copy += f"; text as published by {edition}" if edition else ""
    outer = cable.source.outer
    if outer is not None and outer.id is not None and (cable.id is None or outer.id != cable.id.value):
        copy += f", as repeated in {correspondents.words.mrn(outer.id)}"
    mark = cable.source.sha256[:8]
    copy += f", text fingerprint {mark}" if mark else ""
    return printable(f"{message} {copy}.")
