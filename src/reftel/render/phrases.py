"""What the page says in words of its own, carefully: dates, markings, provenance, the end of secrecy, signatures.

A marking is always *originally* so; a date is no more precise than it is known; one that has passed proves no release;
a name at the end proves neither authorship nor presence.
"""

from __future__ import annotations

from typing import Final

from reftel.markings import Marking, read_marking
from reftel.records import DeclassificationRule, Implied, Officer, Provenance, Signature, Signer
from reftel.render.plain import printable
from reftel.times import Date

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


# How a text came to be readable, and what that means for its marking.
PROVENANCE_WORDS: Final = {
    "released": "Released by the government",
    "printed": "Printed in a documentary edition",
    "foia": "Released on request",
    "disclosed": "Disclosed without authority",
    "own": "Own papers",
    "unknown": "Provenance not stated",
}
PROVENANCE_NOTES: Final = {
    "released": "The government released this text in a series.",
    "printed": "The text was cleared for a documentary edition; passages the editors left out are not here.",
    "foia": "The text was released under the Freedom of Information Act; portions may be withheld.",
    "disclosed": "Disclosure did not change its classification (E.O. 13526, section 1.1(c)); persons bound by "
    "clearance rules should use what was released.",
    "own": "Somebody's own papers, as given to this archive.",
    "unknown": "Neither the file nor whoever added it says how the text came to be readable; nothing is assumed.",
}


# the register's names for the roles that most chiefs of mission have
_ROLES: Final = {
    "ambassador-e-p": "Ambassador",
    "charge-daffaires": "Chargé d’affaires",
    "charge-daffaires-ad-interim": "Chargé d’affaires ad interim",
    "envoy-extraordinary-minister-plenipotentiary": "Envoy and minister",
    "representative-to-un": "Representative to the UN",
}


def signature_words(signature: Signature) -> str:
    """Who the name at the end may be. It proves neither authorship nor presence at post."""
    if not signature.candidates:
        return "Not in the register of chiefs of mission for this post and date."

    def said_of(person: Signer) -> str:
        years = "–".join(part[:4] for part in (person.started, person.ended or "") if part)
        role = _ROLES.get(person.role) or person.role.replace("-", " ").capitalize()
        return f"{person.name}, {role}{f' {years}' if years else ''}"

    listed = " or ".join(said_of(person) for person in signature.candidates)
    sure = {
        "certain": "in office on that date, by the register",
        "likely": "likely, by the register; the dates leave it open",
        "unknown": "a possibility only",
    }[signature.certainty]
    return printable(f"{listed}: {sure}. It proves neither authorship nor presence at post.")


def date_words(date: Date) -> str:
    """A date as it is said, no more precise than it is: `27 April 2004, 06:14Z`, `May 1999`, `1974`."""
    if date.month is None:
        return str(date.year)
    words = f"{_MONTHS[date.month - 1]} {date.year}"
    if date.day is not None:
        words = f"{date.day} {words}"
    if date.hour is not None:
        words += f", {date.hour:02d}:{date.minute:02d}Z"
    return words


def iso_words(iso: str) -> str:
    """The same for a date in ISO 8601; whatever is none is given back as it is."""
    try:
        return date_words(Date.parse(iso))
    except ValueError:
        return iso


def marking_words(marking: Marking | str | None) -> str:
    """A marking as what it was: `originally SECRET // NOFORN`."""
    found = read_marking(marking) if isinstance(marking, str) else marking
    if found is None:
        return f"originally {marking}" if marking else "no classification in this copy"
    return f"originally {' // '.join((found.level, *found.controls))}"


def provenance_words(provenance: Provenance) -> str:
    """How a text came to be readable, whose copy it is: `Disclosed without authority, example.org, edition of 2011`."""
    words = PROVENANCE_WORDS[provenance.kind]
    if provenance.kind == "printed" and provenance.publisher:
        words = "Printed in"
        return f"{words} {printable(', '.join(p for p in (provenance.publisher, provenance.edition) if p))}"
    return ", ".join((words, *(printable(p) for p in (provenance.publisher, provenance.edition) if p)))


def declassification_words(rule: DeclassificationRule) -> tuple[str, str]:
    """What the E.O. line says about the end of secrecy, and what that does and does not mean."""
    date = date_words(rule.date) if rule.date is not None else ""
    codes = ", ".join(rule.codes)
    printed = printable(rule.printed)
    match rule.kind:
        case "date":
            return date or printed, "A passed date is no proof of release."
        case "event":
            return printed, "An event, not a date: open until somebody records that it happened."
        case "review":
            return f"review on {date or printed}", "A review date: the text stayed classified until it was reviewed."
        case "schedule":
            return printed, "Runs to the end of a calendar year, counted from the year of origin."
        case "exempt":
            return f"exempt {codes}".strip() + (f", {date}" if date else ""), "Exempt from the automatic schedule."
        case "originator":
            return "when the originator decides (OADR)", "No date was set."
        case "manual":
            return "on manual review (MR)", "Not an authorised instruction; no date follows from it."
        case "declassified":
            return f"declassified {date}".strip(), "As the line itself says."
        case "none":
            return "nothing to declassify", "Marked not applicable: the text was not classified."
        case _:
            return printed, "The line cannot be read; kept as printed."


def urgency(meaning: str, rank: int) -> str:
    """What a precedence asks for: its rank among the precedences, and what the vocabulary says besides."""
    if rank <= 1:
        return meaning
    order = {2: "the second in urgency", 3: "the third in urgency", 4: "the fourth in urgency"}
    place = order.get(rank, "the least urgent")
    return f"{place}: {meaning}" if " " in meaning else place


def citable(word: str) -> str:
    """A marking in the case of a citation, `Secret; Noforn`; initials stay (`SBU`)."""
    return word if len(word) <= 4 or word.startswith("REL TO") else word.capitalize()


def in_capitals(text: str) -> bool:
    """Whether nearly every letter is a capital (a few small ones are a publisher's or a reader's)."""
    small = sum(map(str.islower, text))
    return small * 12 < sum(map(str.isupper, text))


def implied_words(implied: Implied) -> tuple[str, str]:
    """What the order itself foresaw, step by step; its schedule, which is not what came of it."""
    steps = [f"{step.level.lower()} from {date_words(step.date)}" for step in implied.steps]
    words = "; ".join((*steps, f"to be declassified {date_words(implied.date)}"))
    return words, f"The schedule of {implied.basis}: when it was due, not that it was done."


def officer_words(officer: Officer) -> str:
    """A person of the drafting block and the office: `ACROE, EUR/RPM (subs)`."""
    words = ", ".join(printable(part) for part in (officer.name, officer.office) if part) or printable(officer.printed)
    return f"{words} ({printable(officer.remark).lower()})" if officer.remark else words


def many(count: int, one: str, more: str) -> str:
    """`1 passage`, `3 passages`."""
    return f"{count:,} {one if count == 1 else more}"
