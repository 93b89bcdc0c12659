"""A telegram in its canonical form: the parts in their order, 72 columns, one way of writing each.

A `Draft` holds what is printed, part by part; it is made in code or taken from a reading. `format_telegram` writes it;
`settle` takes any text to the form and as far on as it takes for reading and writing to change nothing more, so that
setting a telegram twice is setting it once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

import msgspec

from reftel.drafting.lines import WIDTH, block, wrapped
from reftel.drafting.reading_drafts import read_draft
from reftel.reading.level import read_mrn
from reftel.records import Addressee, Cable, Paragraph, Source, Transmission
from reftel.sources import source
from reftel.spans import Found, Span
from reftel.times import MONTHS, Date
from reftel.vocab import Vocabulary

_MONTH: Final = {number: name for name, number in MONTHS.items()}
_LEVEL_LINE: Final = {
    "UNCLASSIFIED": "UNCLAS",
    "CONFIDENTIAL": "C O N F I D E N T I A L",
    "SECRET": "S E C R E T",
    "TOP SECRET": "T O P  S E C R E T",
}
_PROSIGNS: Final = {"FLASH": "Z", "NIACT IMMEDIATE": "O", "IMMEDIATE": "O", "PRIORITY": "P", "ROUTINE": "R"}
_ROUNDS: Final = 12
# behind these an attention line is sure to go on; anywhere else the next line could begin one of its own
_GOES_ON: Final = (",", ";", "/", "&", " AND")
_LINE: Final = re.compile(r"[^\n]*")


class DraftParagraph(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A paragraph as it is typed: its words with their labels (`Summary: … End Summary.`), number, mark without its
    brackets, and a heading above it."""

    text: str
    number: int | None = None
    mark: str = ""
    heading: str = ""


class DraftAddressee(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line behind TO or INFO: `RUEHC/SECSTATE WASHDC PRIORITY 4696`."""

    name: str
    route: str = ""
    precedence: str = ""
    number: int | None = None
    excluded: bool = False


class DraftHeader(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The transmission header: security line, precedence words for TO and INFO, date-time group with the service signs
    behind it, from, to, info. Distribution and drafting lines are not part of the form: each machine had its own."""

    security: str = ""
    service: tuple[str, ...] = ()
    sender: str = ""
    sent: Date | None = None
    precedence: tuple[str, ...] = ()
    action: tuple[DraftAddressee, ...] = ()
    info: tuple[DraftAddressee, ...] = ()


class Draft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is printed in a telegram, part by part, in the order of the page. Parts that are empty are left out."""

    header: DraftHeader | None = None
    level: str = ""
    post: str = ""
    serial: int | None = None
    section: tuple[int, int] | None = None
    captions: tuple[str, ...] = ()
    corrected: str = ""
    attention: tuple[str, ...] = ()
    order: str = ""
    declassify: str = ""
    tags: tuple[str, ...] = ()
    subject: str = ""
    references: tuple[tuple[str, str], ...] = ()
    """Letter (or "") and the item as it is printed."""
    classified_by: tuple[str, ...] = ()
    """Each person: name, then title and organisation, with commas."""
    reasons: tuple[str, ...] = ()
    paragraphs: tuple[DraftParagraph, ...] = ()
    signatures: tuple[str, ...] = ()


def format_telegram(draft: Draft, *, header: bool = True) -> str:
    """`draft` in the canonical form; without its transmission header where that is not wanted."""
    parts: list[str] = []
    top: list[str] = _header_lines(draft) if header and draft.header else []
    if draft.level:
        top.append(_level_line(draft))
    if top:
        parts.append("\n".join(top))
    groups = (
        [*draft.captions, *([draft.corrected] if draft.corrected else [])],
        [line for attention in draft.attention for line in wrapped(attention, behind=_GOES_ON)],
        _field_lines(draft),
        _reference_lines(draft),
        _classifier_lines(draft),
    )
    parts += ["\n".join(group) for group in groups]
    parts += [_paragraph(each) for each in draft.paragraphs]
    text = "\n\n".join(part for part in parts if part)
    if draft.signatures:
        text += ("\n" if draft.paragraphs else "\n\n") + "\n".join(draft.signatures)
    return f"{text}\n" if text else ""


def _header_lines(draft: Draft) -> list[str]:
    head = draft.header
    if head is None:
        return []
    lines: list[str] = []
    if head.sent is not None and head.sent.day is not None and head.sent.month is not None:
        signs = " ".join(_PROSIGNS.get(word, "R") for word in head.precedence[:2]) or "R"
        group = f"{head.sent.day:02}{head.sent.hour or 0:02}{head.sent.minute or 0:02}Z"
        if head.security:
            lines.append(f"{head.security} ZZH")
        lines.append(" ".join((signs, group, _MONTH[head.sent.month], f"{head.sent.year % 100:02}", *head.service)))
    if head.sender:
        lines.append(f"FM {head.sender}")
    for label, addressees in (("TO", head.action), ("INFO", head.info)):
        typed = list(map(_addressee_words, addressees))
        lines += [f"{label} {words}" if place == 0 else words for place, words in enumerate(typed)]
    return lines


def _addressee_words(one: DraftAddressee) -> str:
    name = f"XMT {one.name}" if one.excluded else f"{one.route}/{one.name}" if one.route else one.name
    number = f"{one.number:04}" if one.number is not None else ""
    return " ".join(word for word in (name, one.precedence, number) if word)


def _level_line(draft: Draft) -> str:
    words = [_LEVEL_LINE.get(draft.level, draft.level)]
    if draft.section:
        words.append("SECTION {:02} OF {:02}".format(*draft.section))
    if draft.post:
        words.append(draft.post)
        if draft.serial is not None:
            words.append(f"{draft.serial:06}")
    return " ".join(word for word in words if word)


def _field_lines(draft: Draft) -> list[str]:
    lines: list[str] = []
    if draft.order:
        lines.append(f"E.O. {draft.order}: {draft.declassify}".rstrip(": "))
    if draft.tags:
        lines += wrapped("TAGS: " + ", ".join(draft.tags))
    if draft.subject:
        lines += wrapped(f"SUBJECT: {draft.subject}")
    return lines


def _reference_lines(draft: Draft) -> list[str]:
    """One item a line, lettered where the list is."""
    lines: list[str] = []
    for letter, printed in draft.references:
        item = f"{letter}. {printed}" if letter else printed
        lines.extend(wrapped(item if lines else f"REF: {item}"))
    return lines


def _classifier_lines(draft: Draft) -> list[str]:
    if not draft.classified_by and not draft.reasons:
        return []
    words = "Classified By: " + " and ".join(draft.classified_by)
    if draft.reasons:
        section = draft.reasons[0].partition("(")[0]
        letters = [f"({reason.partition('(')[2]}" for reason in draft.reasons]
        words += f"{';' if draft.classified_by else ''} Reason: {section} {', '.join(letters)}"
    return wrapped(words)


def _paragraph(paragraph: DraftParagraph) -> str:
    lead = f"{paragraph.number}. " if paragraph.number is not None else ""
    if paragraph.mark:
        lead += f"({paragraph.mark}) "
    above = ""
    if heading := paragraph.heading:
        # one that ends as a sentence does is known as a heading by its rules alone
        rule = f"{'-' * min(len(heading), WIDTH)}\n" if heading.endswith((".", "?", "!", '"', "'", "”")) else ""
        above = f"{rule}{heading}\n{rule}\n"
    return above + block(paragraph.text, lead)


# -- from a reading ----------------------------------------------------------------------------------------------------


def draft_of(cable: Cable, vocabulary: Vocabulary | None = None) -> Draft:
    """What is printed in the telegram behind a reading; what a publisher or a page turn put there is left out."""
    words = vocabulary or Vocabulary.shipped()
    post, serial = _number(cable, words)
    runs = _runs_of_text(cable)
    rule = cable.declassify.value if cable.declassify else None
    section = cable.section.value if cable.section else None
    return Draft(
        header=_header_of(cable.transmission),
        level=_level_of(cable),
        post=post,
        serial=serial,
        section=(section.number, section.total) if section and section.total > 1 else None,
        captions=_captions_of(cable, runs),
        corrected=cable.corrected.value if cable.corrected and _above(runs, cable.corrected) else "",
        attention=tuple(_one_line(each.line.value) for each in cable.attention if _above(runs, each.line)),
        order=cable.order.value if cable.order else "",
        declassify=_rule_of(cable) if rule else "",
        tags=tuple(f"({t.value.raw})" if "," in t.value.raw else t.value.raw for t in cable.tags),
        subject=cable.subject.value if cable.subject else "",
        references=tuple((one.letter or "", _one_line(one.printed.value)) for one in cable.references),
        classified_by=tuple(
            ", ".join(found.value for found in (one.name, one.title, one.organisation) if found is not None)
            for one in cable.classified_by
        ),
        reasons=tuple(reason.value for reason in cable.reasons),
        paragraphs=tuple(_paragraph_of(cable, each) for each in cable.paragraphs),
        signatures=tuple(signature.name.value for signature in cable.signatures),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _rule_of(cable: Cable) -> str:
    """What stands behind the number of the order: since E.O. 12356 a label, DECL, then when."""
    if cable.declassify is None:
        return ""
    rule = cable.declassify.value
    printed = _one_line(rule.printed).lstrip(": ")
    labelled = rule.kind in ("date", "event", "originator") or (rule.kind == "exempt" and "GDS" not in printed.upper())
    is_old = cable.order is not None and cable.order.value.startswith(("10", "116", "120"))
    if not labelled or is_old or printed.upper().startswith("DECL"):
        return printed
    return f"DECL: {printed}"


def _level_of(cable: Cable) -> str:
    if cable.level is None:
        return ""
    if cable.marking and "LOU" in cable.marking.value.controls:
        return "LIMITED OFFICIAL USE"
    return cable.level.value


def _number(cable: Cable, words: Vocabulary) -> tuple[str, int | None]:
    """Station and serial as the classification line has them; else of the id."""
    if cable.level and cable.level.spans and cable.level.where == "text":
        text = cable.source.text
        rest = _LINE.match(text, cable.level.spans[-1].end)
        if cable.id and cable.id.spans and cable.id.where == "text":
            rest = _LINE.match(text, cable.id.spans[-1].start)
        if rest and words.station(_one_line(rest.group())) is not None:
            return _one_line(rest.group()), None  # a draft has no number yet
        if rest and (mrn := read_mrn(rest.group().strip())):
            named = _one_line(mrn[1]).split(" ")
            # what stands between level and post is a control, and written as a caption: UNCLAS SENSITIVE LIMA 000412
            while len(named) > 1 and words.caption(named[0]) is not None:
                named.pop(0)
            return " ".join(named), mrn[2]
    if cable.id is not None:
        station = words.mrn(str(cable.id.value)).split(" ", 1)[-1].rsplit(" ", 1)[0]
        return station, cable.id.value.serial
    return "", None


def _runs_of_text(cable: Cable) -> list[Span]:
    """Where paragraphs, their headings and addressees stand, in order: what is written as it is."""
    sent = cable.transmission
    runs = [span for each in cable.paragraphs for span in each.spans]
    runs += [span for each in cable.paragraphs if each.heading for span in each.heading.spans]
    runs += [span for one in (*sent.action, *sent.info) for span in one.name.spans]
    return sorted(runs)


def _above(runs: list[Span], found: Found[str]) -> bool:
    """Whether a handling line stands outside these runs. What stands inside one is written there."""
    for span in found.spans:
        place = bisect_right(runs, span.start, key=lambda run: run.start) - 1
        if place >= 0 and runs[place].covers(span):
            return False
    return True


def _captions_of(cable: Cable, runs: list[Span]) -> tuple[str, ...]:
    """The captions, and a control that stood beside the level as a caption of its own."""
    above = [_one_line(caption.value) for caption in cable.captions if _above(runs, caption)]
    captions = list(dict.fromkeys(above))
    below = {caption.value for caption in cable.captions}
    controls = cable.marking.value.controls if cable.marking else ()
    controls = tuple(each for each in controls if each not in below and not (each == "SBU" and "SENSITIVE" in below))
    if "NOFORN" in controls and "NOFORN" not in captions:
        captions.append("NOFORN")
    if "SBU" in controls and not any(caption.startswith(("SENSITIVE", "SBU")) for caption in captions):
        captions.append("SENSITIVE")
    return tuple(captions)


def _header_of(sent: Transmission) -> DraftHeader | None:
    if sent.dtg is None and sent.sender is None and not sent.action and not sent.info:
        return None
    return DraftHeader(
        security=_one_line(sent.security.value) if sent.security else "",
        service=tuple(_one_line(sign.value) for sign in sent.service),
        sender=_one_line(sent.sender.value) if sent.sender else "",
        sent=sent.dtg.value if sent.dtg else None,
        precedence=tuple(found.value for found in sent.precedence),
        action=tuple(map(_addressee_of, sent.action)),
        info=tuple(map(_addressee_of, sent.info)),
    )


def _addressee_of(one: Addressee) -> DraftAddressee:
    return DraftAddressee(
        name=_one_line(one.name.value),
        route=one.route or "",
        precedence=one.precedence or "",
        number=one.number,
        excluded=one.excluded,
    )


def _paragraph_of(cable: Cable, paragraph: Paragraph) -> DraftParagraph:
    return DraftParagraph(
        text=_text_of(cable, paragraph),
        number=paragraph.number.value if paragraph.number else None,
        mark=paragraph.mark.value if paragraph.mark else "",
        heading=_one_line(paragraph.heading.value) if paragraph.heading else "",
    )


def _text_of(cable: Cable, paragraph: Paragraph) -> str:
    """The words of a paragraph; where a page turn cut a sentence in two, it goes on."""
    text = ""
    for span in paragraph.spans:
        piece = span.of(cable.source.text)
        if text and not text.rstrip().endswith((".", "!", "?", ":", ")", '"')):
            text = f"{text.rstrip()}\n{piece.lstrip()}"
        else:
            text += f"\n{piece}" if text else piece
    return text


def settle(text: str | Source | Cable, *, vocabulary: Vocabulary | None = None, header: bool = True) -> str:
    """Any telegram in the canonical form, such that setting it again changes nothing.

    What is written is read again and written again until nothing changes; where two forms lead to each other for ever,
    the first of them in the order of letters is taken.
    """
    words = vocabulary or Vocabulary.shipped()
    if isinstance(text, Cable):
        cable = text
    else:
        cable = read_draft(text if isinstance(text, Source) else source(text), words)
    name = cable.source.name
    seen: list[str] = []
    written = format_telegram(draft_of(cable, words), header=header)
    while written not in seen and len(seen) < _ROUNDS:
        seen.append(written)
        again = read_draft(source(written, name=name), words)
        written = format_telegram(draft_of(again, words), header=header)
    if written in seen:
        return min(seen[seen.index(written) :])
    return written
