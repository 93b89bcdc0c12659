"""What a cable's page is made of: paragraphs, codes with their meaning, facts of the margin, references, notices.

Every string is ready to be shown; "" means that there is nothing to show there. Spans are code points of
`Source.text`, half-open.
"""

from __future__ import annotations

import msgspec

from reftel.render.setting import Block, Run
from reftel.spans import Span
from reftel.views import CableLine


class PageParagraph(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A paragraph on the page.

    `place` counts from 0; `number` is the printed one ("" for none); `mark` the portion mark as printed (`S-N/F`),
    `portion` its normal form (`S/NF`), `level` its level in full; `inferred` is what covers a paragraph without a mark
    (the marks of its items, or the one of the entire text), never shown as if it were printed; `anchor` is its own on
    this page also where numbers begin again (`p3`, then `p3-2`; `u1` for the first one without a number). `spans` are
    where its text stands.
    """

    place: int
    anchor: str
    blocks: tuple[Block, ...]
    number: str = ""
    mark: str = ""
    portion: str = ""
    inferred: str = ""
    level: str = ""
    heading: str = ""
    heading_runs: tuple[Run, ...] = ()
    spans: tuple[Span, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """The text in one row of runs; a blank line stands between blocks, a list's label before its item."""
        runs: list[Run] = []
        for block in self.blocks:
            if runs:
                runs.append(Run(text="\n\n"))
            if block.label:
                runs.append(Run(text=f"{block.label} "))
            runs += block.runs
        return tuple(runs)

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)

    @property
    def preformatted(self) -> bool:
        """Whether all of it is a table or the like, whose line ends and blanks mean something."""
        return bool(self.blocks) and all(block.kind == "layout" for block in self.blocks)


class Explained(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A code of the trade and what it means: a TAG, a caption, an office, a precedence, an order, a reason.

    `meaning` is "" where it is not known to this archive; nothing is guessed. `raw` is the code as printed, where it
    differs. `spans` are where it stands.
    """

    code: str
    meaning: str = ""
    kind: str = ""
    note: str = ""
    raw: str = ""
    spans: tuple[Span, ...] = ()
    reading: str = ""

    @property
    def words(self) -> str:
        """The meaning, or that it is not known."""
        return self.meaning or "meaning not known to this archive"


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the margin: what it is, what it says, why (one sentence), the characters that show it; `target` is a
    cable it leads to, `readings` the ids of the readings behind it (as in `render.telegram`)."""

    label: str
    value: str
    why: str = ""
    spans: tuple[Span, ...] = ()
    target: str = ""
    readings: tuple[str, ...] = ()


class Mentioned(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph that speaks of a reference: its number in words (`¶ 3`), its anchor."""

    label: str
    anchor: str


class PageReference(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item of the REF line on the page: `name` is the likeliest telegram, `held` that telegram where it is held;
    `sure` says in a word how sure that is, `reason` why; `others` are less likely telegrams with their reasons."""

    anchor: str
    printed: str
    letter: str = ""
    name: str = ""
    mrn: str = ""
    held: CableLine | None = None
    kind: str = "cable"
    confidence: float | None = None
    reason: str = ""
    inferred: bool = False
    others: tuple[tuple[str, float, str], ...] = ()
    mentions: tuple[Mentioned, ...] = ()
    spans: tuple[Span, ...] = ()
    reading: str = ""

    @property
    def sure(self) -> str:
        """How sure the link is, in a word."""
        if self.confidence is None:
            return ""
        return "sure" if self.confidence >= 0.95 else "likely" if self.confidence >= 0.6 else "doubtful"


class Signed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The name at the end: `printed`, and in `words` who that may be and how sure it is."""

    printed: str
    words: str
    certainty: str = "unknown"
    spans: tuple[Span, ...] = ()
    reading: str = ""


class PageDiagnostic(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that was noticed: its code, the sentence about this telegram, what to do, and where."""

    code: str
    severity: str
    message: str
    advice: str = ""
    spans: tuple[Span, ...] = ()
