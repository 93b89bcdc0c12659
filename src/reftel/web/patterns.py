"""Invented cables for `/-/patterns`: each part of a cable's page in each state it can be in.

Nothing here is of a real telegram; the page is where a change to the look is judged, and what the accessibility checks
walk over.
"""

from __future__ import annotations

from msgspec.structs import replace

from reftel.records import Provenance
from reftel.render.page import (
    CablePage,
    Explained,
    Fact,
    Mentioned,
    PageDiagnostic,
    PageParagraph,
    PageReference,
    Signed,
    provenance_words,
)
from reftel.render.setting import Block, Run
from reftel.views import CableLine, VersionLine

_DISCLOSED = Provenance(kind="disclosed", publisher="The Invented Press", edition="edition of 1 May 2012")
_RELEASED = Provenance(kind="released", publisher="Invented National Archives", edition="released 20 Mar 2014")


def _line(name: str, subject: str) -> CableLine:
    return CableLine(
        name=name,
        date="2003-11-21",
        post="PORTSELDON",
        post_name="Port Seldon",
        subject=subject,
        provenance=_RELEASED,
        mrn=name.replace("PORTSELDON", " PORT SELDON "),
    )


def _prose(*runs: Run) -> Block:
    return Block(kind="prose", runs=runs)


def _whole() -> CablePage:
    held = _line("03PORTSELDON1412", "THE FIRST CHART")
    return CablePage(
        name="04PORTSELDON565",
        mrn="04 PORT SELDON 565",
        title="RESCUE IN THE NARROWS: THE CHART WITH TWO COLOURS",
        titled=True,
        title_runs=(
            Run(text="RESCUE", matched=True),
            Run(text=" IN THE NARROWS: THE CHART WITH TWO COLOURS"),
        ),
        route="Embassy Port Seldon to the Department",
        date_words="27 April 2004, 06:14Z",
        date="2004-04-27T06:14Z",
        precedence="Routine",
        marking="SECRET//NOFORN",
        marking_words="originally SECRET // NOFORN",
        level="SECRET",
        status=provenance_words(_DISCLOSED),
        status_note="Invented, to show how this is said.",
        provenance="disclosed",
        tags=(
            Explained(code="PREL", meaning="External political relations"),
            Explained(code="VK", raw="VL", meaning="Vollmark"),
            Explained(code="ZZZX"),
        ),
        offices=(Explained(code="MAR/R", meaning="Office of Rescue at Sea"), Explained(code="INX")),
        captions=(Explained(code="SIPDIS", meaning="copied to a shared base"),),
        references=(
            PageReference(
                anchor="ref-1",
                printed="HALMERE 24380",
                letter="A",
                name="04HALMERE24380",
                mrn="04 HALMERE 24380",
                confidence=0.8,
                reason="numbers up to 24,000 were reached by March of that year",
                inferred=True,
                others=(("03HALMERE24380", 0.2, "the year before"),),
                mentions=(Mentioned(label="¶ 1", anchor="p1"),),
            ),
            PageReference(
                anchor="ref-2",
                printed="03 PORT SELDON 1412",
                letter="B",
                name=held.name,
                mrn="03 PORT SELDON 1412",
                held=held,
                confidence=1.0,
                reason="the year is printed",
            ),
            PageReference(anchor="ref-3", printed="WRENFIELD-HASK EMAIL OF 4/2", letter="C", kind="email"),
        ),
        cited_by=(_line("04PORTSELDON702", "THE CHART AGAIN"),),
        paragraphs=(
            PageParagraph(
                place=0,
                anchor="p1",
                number="1",
                mark="S-N/F",
                portion="S/NF",
                level="SECRET",
                blocks=(
                    _prose(
                        Run(text="Summary: "),
                        Run(text="Reftel A", voice="summary", target=("04HALMERE24380",)),
                        Run(text=" gave Post an opening to finish an old conversation about a ", voice="summary"),
                        Run(text="long-term watch", voice="summary", matched=True),
                        Run(text=", with a part for the ", voice="summary"),
                        Run(text="DAO", voice="summary", acronym="Defense Attaché Office"),
                        Run(text=".", voice="summary"),
                        Run(text=" End Summary."),
                    ),
                ),
            ),
            PageParagraph(
                place=1,
                anchor="p2",
                number="2",
                mark="C",
                portion="C",
                level="CONFIDENTIAL",
                heading="A CALL AT THE RESIDENCE",
                blocks=(
                    _prose(
                        Run(
                            text="The Ambassador called on November 18, alone and on foot, with a chart under his arm "
                            "and no clerk behind him (Comment: "
                        ),
                        Run(
                            text="he had told the DCM more than once that he thought little of charts, of clerks, and "
                            "of calling on foot.",
                            voice="comment",
                        ),
                        Run(text=" End Comment) on which every red mark had a blue one within a mile. He listed:"),
                    ),
                    Block(kind="item", label="--", runs=(Run(text="a common watch on one frequency;"),)),
                    Block(
                        kind="item",
                        label="--",
                        runs=(
                            Run(text="a shared list of boats, see "),
                            Run(text="ref B", target=("03PORTSELDON1412",), held=True),
                            Run(text="."),
                        ),
                    ),
                ),
            ),
            PageParagraph(
                place=2,
                anchor="p3",
                number="3",
                mark="TS",
                portion="TS",
                level="TOP SECRET",
                blocks=(
                    _prose(Run(text="Boats reported, by month:")),
                    Block(
                        kind="layout",
                        runs=(
                            Run(text="Month       Red     Blue\nMarch         4        6\nApril        11       12"),
                        ),
                    ),
                ),
            ),
            PageParagraph(
                place=3,
                anchor="p4",
                number="4",
                mark="U",
                portion="U",
                level="UNCLASSIFIED",
                blocks=(
                    _prose(
                        Run(text="XXXXXXXXXXXX", voice="quotation", redacted=True),
                        Run(text=" said that nobody at sea reads a flag at night.", voice="quotation"),
                    ),
                    _prose(Run(text="The Department is asked for its views by Friday.", voice="action")),
                    _prose(Run(text="A drafter’s aside.", voice="note")),
                    Block(
                        kind="inset",
                        runs=(
                            Run(text="["),
                            Run(text="04 HALMERE 24371", target=("04HALMERE24371",)),
                            Run(text=" is repeated here]"),
                        ),
                    ),
                ),
            ),
            PageParagraph(
                place=4,
                anchor="p5",
                number="5",
                blocks=(
                    _prose(
                        Run(text="Comment: "),
                        Run(text="A paragraph that is all comment has its rule at the edge.", voice="comment"),
                    ),
                ),
            ),
            PageParagraph(
                place=5,
                anchor="p6",
                number="6",
                inferred="C",
                level="CONFIDENTIAL",
                blocks=(
                    _prose(
                        Run(text="Harbour master Ansel Wray ("),
                        Run(text="strictly protect", protected=True),
                        Run(text=") sees it otherwise. "),
                        Run(text="We believe that he is right.", voice="assessment"),
                    ),
                    Block(
                        kind="layout",
                        runs=(
                            Run(text="Boats held     4\n", voice="comment"),
                            Run(text="Boats let go   9", voice="comment"),
                        ),
                    ),
                ),
            ),
        ),
        signed=(Signed(printed="DU MAURE", words="Oda du Maure, Ambassador 2003–2006: in office on that date."),),
        facts=(
            Fact(label="Classified by", value="Tobias Wrenfield, DCM"),
            Fact(label="Repeats", value="04 HALMERE 24371", why="A cable of its own.", target="04HALMERE24371"),
            Fact(label="Declassify on", value="26 April 2024", why="A passed date is no proof of release."),
            Fact(
                label="Sent over the name of", value="DU MAURE", why="Oda du Maure, Ambassador: in office on that date."
            ),
        ),
        record=(Fact(label="Film number", value="D040117-0565"), Fact(label="Exemptions", value="B1 1.4(D); B6")),
        versions=(
            VersionLine(
                handle="x0",
                name="heap/1.txt",
                layout="mirror",
                added="2026-11-23",
                provenance=_DISCLOSED,
                shown=True,
                redactions=1,
            ),
            VersionLine(
                handle="x1",
                name="heap/2.txt",
                layout="bare",
                added="2026-11-23",
                corrected=True,
                inside="04PORTSELDON702",
            ),
        ),
        diagnostics=(
            PageDiagnostic(code="TAG-UNKNOWN", severity="note", message="ZZZX is not in the register."),
            PageDiagnostic(
                code="PM-HIGHER",
                severity="warning",
                message="Paragraph 3 is marked higher than the whole.",
                advice="Protect the whole as the portion asks.",
            ),
        ),
        extent="The text is likely whole, without its transmission header.",
        earlier=_line("04PORTSELDON561", ""),
        later=_line("04PORTSELDON570", ""),
        citation="Embassy Port Seldon, telegram 565, “Rescue in the Narrows”, 27 April 2004.",
    )


def pages() -> tuple[tuple[str, CablePage], ...]:
    """Each state, with what it is called."""
    whole = _whole()
    short = whole.paragraphs[4:]

    def state(provenance: Provenance, level: str, **changes: object) -> CablePage:
        return replace(
            whole,
            status=provenance_words(provenance),
            provenance=provenance.kind,
            level=level,
            marking=level,
            marking_words=f"originally {level}" if level else "no classification in this copy",
            paragraphs=short,
            record=(),
            references=(),
            cited_by=(),
            versions=(),
            diagnostics=(),
            tags=(),
            captions=(),
            offices=(),
            **changes,
        )

    return (
        ("Everything at once", whole),
        ("Released, the marking struck through", state(_RELEASED, "CONFIDENTIAL", declassified=True)),
        ("Unclassified, own papers", state(Provenance(kind="own"), "UNCLASSIFIED")),
        ("Top secret, printed in an edition", state(Provenance(kind="printed", publisher="FRIS"), "TOP SECRET")),
        (
            "Nothing known",
            state(
                Provenance(),
                "",
                titled=False,
                title="No subject line",
                title_runs=(Run(text="No subject line"),),
                route="Sender not known · addressees not in this copy",
                date="",
                date_words="date not known",
                precedence="",
                signed=(),
                facts=(),
                earlier=None,
                later=None,
            ),
        ),
    )
