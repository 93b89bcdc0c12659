"""The marking of the whole: the level, and the controls that stand beside it or among the captions.

    S E C R E T NOFORN LIMA 000412      SECRET//NOFORN
    UNCLAS LIMA 000412 / SENSITIVE      UNCLASSIFIED//SBU; SENSITIVE on classified text is a caption, without being SBU

Where the classification line is lost, the page's label stands in, and without a page the security line (ZNY CCCCC).
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import structs

from reftel.diagnostics import diagnostic
from reftel.markings import Marking
from reftel.reading.captions import Captions
from reftel.reading.envelope import read_security
from reftel.reading.level import LevelLine, read_level, read_level_marking, read_section
from reftel.reading.sheet import Sheet
from reftel.reading.standing import Standing
from reftel.records import Paragraph, Section, Transmission, Wrapper
from reftel.spans import Found, Span

# captions, and words of the classification line, that are controls
_CONTROLS: Final = {
    "SENSITIVE": "SBU",
    "SENSITIVE BUT UNCLASSIFIED": "SBU",
    "FOR OFFICIAL USE ONLY": "FOUO",
    **{control: control for control in ("NOFORN", "SBU", "FOUO", "LOU", "ORCON")},
}
_CONTROL_WORDS: Final = re.compile("|".join(_CONTROLS))


def read_whole_marking(
    sheet: Sheet, wrapper: Wrapper, standing: Standing, captions: Captions, transmission: Transmission
) -> tuple[Found[str] | None, Found[Section] | None, Found[Marking] | None]:
    """Level, section, and the marking of the whole."""
    line, canonical = standing.first, standing.canonical
    if canonical is None or line is None:
        return _stand_in(sheet, wrapper, captions, transmission)
    text = sheet.text
    level_word = read_level(text[slice(*canonical.level)])
    if level_word is None:
        return None, None, None
    level = sheet.found(level_word, *canonical.level, also=sheet.spans(*line.level) if canonical is not line else ())
    section: Found[Section] | None = None
    if canonical.section and (numbers := read_section(text[slice(*canonical.section)])):
        section = sheet.found(Section(*numbers), *canonical.section)
    beside = [(word.group(), sheet.spans(*word.span())) for word in _controls_beside(text, canonical)]
    marking = _whole(text[slice(*canonical.level)], level_word, level.spans, beside, captions)
    page = wrapper.classification
    only_page = page is not None and "NOFORN" in page.value.controls and "NOFORN" not in marking.value.controls
    if page and (page.value.level != level_word or only_page):
        message = f"The page says {page.value}, the text {marking.value}."
        sheet.note("CLS-PAGE-MISMATCH", message, *canonical.level)
    if transmission.security and (said := read_security(transmission.security.value)) and said != level_word:
        sheet.note("CLS-ZNY-MISMATCH", f"{transmission.security.value} says {said}.", *canonical.level)
    return level, section, structs.replace(marking, also=page.spans) if page else marking


def check_portions(sheet: Sheet, paragraphs: tuple[Paragraph, ...], marking: Found[Marking] | None) -> None:
    """Note the portions that are marked higher than the whole."""
    if marking is None:
        return
    rank = marking.value.rank
    for paragraph in paragraphs:
        if paragraph.marking and paragraph.mark and paragraph.marking.rank > rank:
            number = paragraph.number.value if paragraph.number else "?"
            message = f"Paragraph {number} is {paragraph.marking}, the whole {marking.value}."
            sheet.diagnostics.append(diagnostic("PM-HIGHER", message, spans=paragraph.mark.spans))


def _stand_in(
    sheet: Sheet, wrapper: Wrapper, captions: Captions, transmission: Transmission
) -> tuple[Found[str] | None, None, Found[Marking] | None]:
    """Level and marking where there is no classification line."""
    if not sheet.printed_in_a_book:
        sheet.note("CLS-MISSING")
    if page := wrapper.classification:
        return Found(page.value.level, page.spans, "wrapper"), None, page
    if (security := transmission.security) and (level_word := read_security(security.value)):
        marking = _whole("", level_word, security.spans, [], captions)
        return Found(level_word, security.spans), None, marking
    return None, None, None


def _controls_beside(text: str, line: LevelLine) -> list[re.Match[str]]:
    """The words between level and number that are controls: `UNCLAS SENSITIVE LIMA 000412`."""
    return list(_CONTROL_WORDS.finditer(text, *line.extra)) if line.extra else []


def _whole(
    printed: str, level: str, spans: tuple[Span, ...], beside: list[tuple[str, tuple[Span, ...]]], captions: Captions
) -> Found[Marking]:
    """The level with its controls, from the words beside it and from the captions."""
    marking = read_level_marking(printed) or Marking(level)
    controls = list(marking.controls)
    for word, at in (*beside, *((caption.value, caption.spans) for caption in captions.captions)):
        control = _CONTROLS.get(word)
        if control is None or control in controls or (control == "SBU" and level != "UNCLASSIFIED"):
            continue
        controls.append(control)
        spans += at
    return Found(Marking(level, controls), spans)
