"""Telegrams made to order, for people who test tools of their own.

`telegram()` gives an invented telegram, text and expected values together; every part can be chosen by a keyword. With
hypothesis installed, `drafts()` is a strategy that draws many different ones. Nothing here is a real telegram: the
people and the subjects are invented, the serials lie beyond those that any post has reached.

>>> made = telegram(subject="RICE", tags=("ECON", "PE"))
>>> made.cable.subject.value
'RICE'
>>> "TAGS: ECON, PE" in made.text
True
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from reftel import reading
from reftel.drafting.form import (
    Draft,
    DraftAddressee,
    DraftHeader,
    DraftParagraph,
    format_telegram,
)
from reftel.markings import Marking
from reftel.records import Cable, Source
from reftel.times import Date
from reftel.vocab import Vocabulary

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["Telegram", "drafts", "telegram"]

_SENT: Final = Date(2007, 3, 6, 18, 48)
_TEXT: Final = (
    "Summary: The keepers of the north light asked for oil before the winter. End Summary.",
    "They said that the last barrel was opened on Sunday.",
    "Comment: We believe them. End Comment.",
)


class Telegram:
    """An invented telegram: `draft`, what is printed in it part by part; `text`, the telegram as typed; `cable`, what
    reading it gives. `values` is what a tool should find, field by field, as plain values."""

    def __init__(self, draft: Draft, *, header: bool = True) -> None:
        self.draft = draft
        self.header = header

    @cached_property
    def text(self) -> str:
        """The telegram in its canonical form."""
        return format_telegram(self.draft, header=self.header)

    @cached_property
    def cable(self) -> Cable:
        """The telegram as reftel reads it."""
        return reading.read(Source(text=self.text), vocabulary=Vocabulary.shipped())

    @property
    def values(self) -> dict[str, Any]:
        """The expected values: those that the draft was made of, not those that were read."""
        draft, head = self.draft, self.draft.header if self.header else None
        year = head.sent.year if head and head.sent else None
        return {
            "id": f"{year % 100:02}{draft.post.replace(' ', '')}{draft.serial}" if year is not None else None,
            "date": str(head.sent) if head and head.sent else None,
            "level": draft.level,
            "captions": list(draft.captions),
            "attention": list(draft.attention),
            "order": draft.order or None,
            "tags": list(draft.tags),
            "subject": draft.subject or None,
            "references": [printed for _, printed in draft.references],
            "reasons": list(draft.reasons),
            "paragraphs": [(one.number, one.mark or None, " ".join(one.text.split())) for one in draft.paragraphs],
            "signatures": list(draft.signatures),
        }


def telegram(
    *,
    post: str = "LIMA",
    serial: int = 900412,
    sent: Date | None = _SENT,
    level: str = "CONFIDENTIAL",
    captions: tuple[str, ...] = ("SIPDIS",),
    attention: tuple[str, ...] = (),
    order: str = "12958",
    declassify: str | None = None,
    tags: tuple[str, ...] = ("PREL", "ECON", "PE"),
    subject: str = "THE KEEPERS OF THE NORTH LIGHT ASK FOR OIL",
    references: tuple[str, ...] = (),
    classified_by: str | None = None,
    reasons: tuple[str, ...] = ("1.4(b)", "1.4(d)"),
    paragraphs: tuple[str | tuple[str, str], ...] = _TEXT,
    signature: str = "MARLOW",
    to: tuple[str, ...] = ("SECSTATE WASHDC",),
    info: tuple[str, ...] = (),
    header: bool = True,
) -> Telegram:
    """An invented telegram with these parts.

    `paragraphs` are their words, each with a mark of its own where it is given as `("C", "words")`; else they share the
    mark of the level. References are lettered where there are several. What a level does not have (a classifier, a date
    of declassification) is left out of an unclassified telegram unless it is asked for.
    """
    classified = level != "UNCLASSIFIED"
    mark = Marking(level).portion if classified else ""
    pairs = [(mark, each) if isinstance(each, str) else each for each in paragraphs]
    letters = [chr(ord("A") + place) if len(references) > 1 else "" for place in range(len(references))]
    if declassify is None:
        declassify = "DECL: 03/05/2017" if classified else "N/A"
    if classified_by is None:
        classified_by = "Ines Marlow, DCM" if classified else ""
    return Telegram(
        Draft(
            header=DraftHeader(
                sender=f"AMEMBASSY {post}",
                sent=sent,
                precedence=("ROUTINE",),
                action=tuple(DraftAddressee(name=name) for name in to),
                info=tuple(DraftAddressee(name=name) for name in info),
            ),
            level=level,
            post=post,
            serial=serial,
            captions=captions,
            attention=attention,
            order=order,
            declassify=declassify,
            tags=tags,
            subject=subject,
            references=tuple(zip(letters, references, strict=True)),
            classified_by=(classified_by,) if classified_by else (),
            reasons=reasons if classified else (),
            paragraphs=tuple(
                DraftParagraph(text=words, number=number, mark=own)
                for number, (own, words) in enumerate(pairs, start=1)
            ),
            signatures=(signature,) if signature else (),
        ),
        header=header,
    )


_WORDS: Final = (
    "the keepers of the north light asked for oil and rope before the winter swell while two pilots waited in the "
    "harbor with a lantern that nobody had ever mended since Tuesday although the minister spoke of it often"
).split()
_NAMES: Final = ("MARLOW", "DUNWICH", "QUILLER", "ASHGROVE", "DE LA MARE", "O'DARRAGH")
_SUBJECTS: Final = ("OIL", "ROPE", "THE NORTH LIGHT", "HARBOR PILOTS", "A LANTERN", "FISH")


def drafts() -> SearchStrategy[Telegram]:
    """A hypothesis strategy of telegrams; it wants hypothesis installed, which reftel itself does not need."""
    from hypothesis import strategies as st

    sentence = st.lists(st.sampled_from(_WORDS), min_size=3, max_size=24).map(
        lambda words: f"{' '.join(words).capitalize()}."
    )
    words = st.lists(sentence, min_size=1, max_size=4).map(" ".join)
    labelled: list[Callable[[str], str]] = [
        lambda said: said,
        lambda said: f"Comment: {said} End Comment.",
        lambda said: f"{said} (Note: {said} End Note.)",
    ]
    body = st.builds(lambda said, label: label(said), words, st.sampled_from(labelled))
    summary = words.map(lambda said: f"Summary: {said} End Summary.")
    marked = st.tuples(st.sampled_from(["U", "C", "C/NF"]), body)
    references = st.lists(
        st.builds("{} {}".format, st.sampled_from(["QUITO", "BOGOTA", "STATE"]), st.integers(100, 9000)),
        max_size=3,
        unique=True,
    )
    subject = st.lists(st.sampled_from(_SUBJECTS), min_size=1, max_size=9).map(" AND ".join)
    common = {
        "post": st.sampled_from(["LIMA", "QUITO", "LA PAZ", "PORT MORESBY"]),
        "serial": st.integers(900001, 999999),
        "sent": st.builds(
            Date,
            st.integers(2004, 2009),
            st.integers(1, 12),
            st.integers(1, 28),
            st.integers(0, 23),
            st.integers(0, 59),
        ),
        "captions": st.lists(st.sampled_from(["SIPDIS", "NOFORN", "SENSITIVE"]), max_size=3, unique=True).map(tuple),
        "attention": st.lists(
            st.sampled_from(["DEPARTMENT FOR WHA/AND AND INR", "QUITO FOR POL", "STATE PASS TO USTR"]),
            max_size=2,
            unique=True,
        ).map(tuple),
        "tags": st.lists(st.sampled_from(["PREL", "ECON", "PGOV", "EFIS", "PE"]), min_size=1, unique=True).map(tuple),
        "subject": subject,
        "references": references.map(tuple),
        "signature": st.sampled_from(_NAMES),
    }
    unclassified = st.builds(
        telegram,
        level=st.just("UNCLASSIFIED"),
        paragraphs=st.builds(lambda first, rest: (first, *rest), summary, st.lists(body, max_size=4)),
        **common,
    )
    classified = st.builds(
        telegram,
        level=st.sampled_from(["CONFIDENTIAL", "SECRET"]),
        paragraphs=st.builds(lambda first, rest: (("U", first), *rest), summary, st.lists(marked, max_size=4)),
        **common,
    )
    return st.one_of(unclassified, classified)
