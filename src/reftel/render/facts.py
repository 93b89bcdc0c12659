"""The margin of a cable's page: what is known of it, one line a fact, with why, and the characters that show it.

The lines stand in the order in which they stand in the telegram. What the custodian's record says stands apart, in the
record's own words: it is somebody else's statement, made later.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from reftel.records import Cable, Officer
from reftel.render.codes import Codes
from reftel.render.correspondents import Correspondents, addressee_words
from reftel.render.parts import Fact, PageParagraph, Signed
from reftel.render.phrases import date_words, declassification_words, implied_words, many, officer_words
from reftel.render.plain import printable
from reftel.spans import Found

if TYPE_CHECKING:
    from reftel.vocab import Vocabulary

_WHERE: Final = {
    "text": "it stands in the telegram",
    "wrapper": "it stands on the publisher's page",
    "name": "it was taken from the file's name",
    "inferred": "it was inferred",
}


class Facts:
    """The facts of one telegram."""

    def __init__(
        self,
        cable: Cable,
        vocabulary: Vocabulary,
        *,
        correspondents: Correspondents,
        codes: Codes,
        paragraphs: tuple[PageParagraph, ...],
        signed: tuple[Signed, ...],
    ) -> None:
        self.cable = cable
        self.words = vocabulary
        self.correspondents = correspondents
        self.codes = codes
        self.paragraphs = paragraphs
        self.signed = signed

    def of_the_telegram(self) -> Iterator[Fact]:
        """The margin's lines, in the order in which they stand in the telegram."""
        yield from self._identity()
        yield from self._transmission()
        yield from self._people()
        yield from self._secrecy()
        yield from self._text()
        for signed in self.signed:
            yield Fact(
                label="Sent over the name of",
                value=signed.printed,
                why=signed.words,
                spans=signed.spans,
                readings=(signed.reading,),
            )

    def of_the_record(self) -> Iterator[Fact]:
        """What the custodian's record says beside it: attributes in its own words, exemptions of a release."""
        wrapper = self.cable.wrapper
        for place, attribute in enumerate(wrapper.attributes):
            yield Fact(
                label=printable(attribute.name).replace("_", " ").capitalize(),
                value=" ".join(printable(attribute.value.value).split()),
                spans=attribute.value.spans,
                readings=(f"wrapper-attributes-{place}-value",),
            )
        marks: dict[str, list[int]] = {}
        for place, exemption in enumerate(wrapper.exemptions):
            authority = f" {exemption.authority.value}" if exemption.authority else ""
            marks.setdefault(printable(f"{exemption.code.value}{authority}"), []).append(place)
        if marks:
            yield Fact(
                label="Exemptions",
                value="; ".join(f"{code} ×{len(at)}" if len(at) > 1 else code for code, at in marks.items()),
                why="Marks of the release that say why words were withheld beside them.",
                spans=tuple(s for e in wrapper.exemptions for s in e.code.spans),
                readings=tuple(f"wrapper-exemptions-{n}-code" for n in range(len(wrapper.exemptions))),
            )

    # -- each subject --------------------------------------------------------------------------------------------

    def _identity(self) -> Iterator[Fact]:
        cable = self.cable
        if cable.id is not None:
            where = cable.id.where
            why = "" if where == "text" else f"Not from the telegram itself: {_WHERE[where]}."
            if where == "inferred" and cable.source.outer is not None:
                why = "The year is that of the telegram which repeats this one."
            yield _fact("Number", self.words.mrn(cable.id.value), cable.id, "id", why=why)
        if cable.also_number is not None:
            yield _fact(
                "Second number",
                printable(cable.also_number.value),
                cable.also_number,
                "also_number",
                why="Of a series of its own, beside the station's number.",
            )
        outer = cable.source.outer
        own = cable.id.value if cable.id is not None else None
        if outer is not None and (outer.id is None or outer.id != own):
            yield Fact(
                label="As repeated in",
                value=self.words.mrn(outer.id) if outer.id else "a telegram without a number",
                why="This text was not found by itself: another telegram repeats it.",
                target=str(outer.id) if outer.id else "",
            )
        for place, repeated in enumerate(cable.repeats):
            if repeated.id is None:
                value, why = "a telegram without a number", "It stands within this one, heading and all."
            elif repeated.id == own:
                value, why = "its own number", "The same message, sent before to others, stands within this one."
            else:
                value = self.words.mrn(repeated.id)
                why = "It stands within this one, heading and all, and is a cable of its own."
            yield Fact(
                label="Repeats",
                value=value,
                why=why,
                target=str(repeated.id) if repeated.id and repeated.id != own else "",
                spans=repeated.spans,
                readings=(f"repeats-{place}",),
            )
        if cable.section is not None and cable.section.value.total > 1:
            part = cable.section.value
            yield _fact("Section", f"{part.number} of {part.total}", cable.section, "section")
        if cable.corrected is not None:
            yield _fact(
                "Corrected copy",
                printable(cable.corrected.value),
                cable.corrected,
                "corrected",
                why="" if cable.corrects else "An earlier text was sent under the same number.",
            )
        if cable.corrects is not None:
            yield Fact(
                label="Corrects",
                value=self.words.mrn(cable.corrects),
                why="The status line names it: a telegram of another number, which this one replaces.",
                target=str(cable.corrects),
                spans=cable.corrected.spans if cable.corrected is not None else (),
                readings=("corrected",),
            )

    def _transmission(self) -> Iterator[Fact]:
        cable, sent = self.cable, self.cable.transmission
        if sent.dtg is not None:
            yield _fact("Date-time group", date_words(sent.dtg.value), sent.dtg, "transmission-dtg")
        elif cable.date is not None:
            yield _fact(
                "Date",
                date_words(cable.date.value),
                cable.date,
                "date",
                why="No date-time group in this copy; the date is the publisher's page's."
                if cable.date.where == "wrapper"
                else "",
            )
        if sent.received is not None:
            yield _fact(
                "Received",
                date_words(sent.received.value),
                sent.received,
                "transmission-received",
                why="The Department's time of processing, not the time of sending.",
            )
        for label, field, addressees in (("To", "action", sent.action), ("Info", "info", sent.info)):
            if addressees:
                yield Fact(
                    label=label,
                    value="; ".join(addressee_words(a, self.correspondents.addressee(a)) for a in addressees),
                    spans=tuple(s for a in addressees for s in a.name.spans),
                    readings=tuple(f"transmission-{field}-{n}-name" for n in range(len(addressees))),
                )

    def _people(self) -> Iterator[Fact]:
        cable, sent = self.cable, self.cable.transmission
        for label, field, one in (("Drafted by", "drafted", sent.drafted), ("Approved by", "approved", sent.approved)):
            if one is not None:
                drawn = f" on {date_words(one.value.date)}" if one.value.date and one is sent.drafted else ""
                yield _fact(
                    label,
                    officer_words(one.value) + drawn,
                    one,
                    f"transmission-{field}",
                    why=self._office(one.value),
                )
        if sent.cleared:
            yield Fact(
                label="Cleared by",
                value="; ".join(officer_words(f.value) for f in sent.cleared),
                spans=tuple(s for f in sent.cleared for s in f.spans),
                readings=tuple(f"transmission-cleared-{n}" for n in range(len(sent.cleared))),
            )
        for place, classifier in enumerate(cable.classified_by):
            parts = [
                (field, found)
                for field in ("name", "title", "organisation")
                if (found := getattr(classifier, field)) is not None
            ]
            if parts:
                yield Fact(
                    label="Classified by",
                    value=", ".join(printable(found.value) for _, found in parts),
                    spans=tuple(s for _, found in parts for s in found.spans),
                    readings=tuple(f"classified_by-{place}-{field}" for field, _ in parts),
                )

    def _office(self, officer: Officer) -> str:
        """What the officer's office is called, where the vocabulary knows it."""
        on = self.cable.date.value.first_day if self.cable.date else None
        row = self.words.office(officer.office, on=on) if officer.office else None
        return f"{officer.office}: {row.meaning}." if row is not None and row.meaning else ""

    def _secrecy(self) -> Iterator[Fact]:
        cable = self.cable
        if cable.reasons:
            yield Fact(
                label="Reasons",
                value="; ".join(f"{r.code} {r.meaning}".strip() for r in self.codes.reasons()),
                spans=tuple(s for f in cable.reasons for s in f.spans),
                readings=tuple(f"reasons-{n}" for n in range(len(cable.reasons))),
            )
        if cable.declassify is not None:
            words, why = declassification_words(cable.declassify.value)
            yield _fact("Declassify on", words, cable.declassify, "declassify", why=why)
        if cable.implied is not None:
            words, why = implied_words(cable.implied)
            yield Fact(
                label="What the order foresaw",
                value=words,
                why=why,
                spans=cable.order.spans if cable.order is not None else (),
                readings=("order",),
            )

    def _text(self) -> Iterator[Fact]:
        cable = self.cable
        if cable.protected:
            spoken = dict.fromkeys(
                self.paragraphs[p.paragraph].number
                for p in cable.protected
                if p.paragraph is not None and p.paragraph < len(self.paragraphs)
            )
            where = ", ".join(f"¶ {number}" for number in spoken if number)
            yield Fact(
                label="Sources to be protected",
                value=where or many(len(cable.protected), "place in the text", "places in the text"),
                why="The drafter asks that whoever is named there be kept secret.",
                spans=tuple(s for p in cable.protected for s in p.words.spans),
                readings=tuple(f"protected-{n}-words" for n in range(len(cable.protected))),
            )
        if cable.redactions:
            count = len(cable.redactions)
            yield Fact(
                label="Blacked out",
                value=many(count, "passage", "passages"),
                why="Words were taken out of this copy before it was published.",
                spans=tuple(s for f in cable.redactions for s in f.spans),
                readings=tuple(f"redactions-{n}" for n in range(count)),
            )


def _fact(label: str, value: str, found: Found[Any], reading: str, *, why: str = "") -> Fact:
    return Fact(label=label, value=value, why=why, spans=found.spans, readings=(reading,))
