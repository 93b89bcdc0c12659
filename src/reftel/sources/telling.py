"""Which records of a file are telegrams, and what the others are.

A known wrapper is evidence enough; a bare text must show signs of a telegram. What is in order and no telegram is
passed over with a word for what it is.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from reftel.errors import NotACable
from reftel.records import Source
from reftel.sources.frus import is_telegram
from reftel.sources.layouts import printed_kind
from reftel.sources.refusals import LOOK
from reftel.sources.signs import ENOUGH, HEADING_SIGNS, find_signs, weigh

_JSON: Final = re.compile(r"\{\s*[\"}]|\[\s*(?:[\"{\]]|\[\s*[\"{\[\d])")
_HTML: Final = re.compile(r"<(?:!DOCTYPE html|html|head|body)\b", re.IGNORECASE)


def _later(what: str) -> NotACable:
    return NotACable(
        "LAYOUT-LATER",
        f"It is {what}, a layout this version of reftel does not read.",
        remedy="Keep the file: a later version will read it. Until then add the telegram's text as a .txt file.",
    )


def choose(sources: tuple[Source, ...], passed_over: Counter[str]) -> tuple[Source, ...]:
    """The telegrams among the records of a file; what else there is is counted in `passed_over`. NotACable where there
    is no telegram at all."""
    reasons = [why_not(record) for record in sources]
    if len(sources) == 1 and reasons[0]:
        raise reasons[0]
    chosen = tuple(record for record, reason in zip(sources, reasons, strict=True) if reason is None)
    passed_over.update(what_it_is(record) for record, reason in zip(sources, reasons, strict=True) if reason)
    if not chosen:
        what = in_words(tuple(passed_over.items())) or "no document"
        raise NotACable(
            "NOT-A-CABLE",
            f"It holds {what}, and no telegram.",
            remedy="Nothing needs to be done; documents of other kinds are not read yet.",
        )
    return chosen


def in_words(passed_over: tuple[tuple[str, int], ...]) -> str:
    """`61 × Memorandum of Conversation, 2 × Letter`."""
    return ", ".join(f"{count:,} × {kind}" for kind, count in passed_over)


def what_it_is(record: Source) -> str:
    """A word for a record that is no telegram."""
    return (printed_kind(record.text) if record.layout == "frus_text" else None) or "other text"


def why_not(record: Source) -> NotACable | None:
    """Why a record is not read as a telegram; None for a telegram."""
    if record.layout not in ("bare", "foia_page", "frus_text"):
        return None
    head = record.text[: 2 * LOOK].lstrip("\ufeff \t\r\n")
    if record.layout == "frus_text":
        kind = printed_kind(head) or ""
        if not is_telegram(kind):
            return _not_a_cable(f"a {kind.lower()} as printed in Foreign Relations of the United States")
        return None
    if head.startswith("<"):
        return _not_a_cable("a page of HTML, but not one reftel knows" if _HTML.search(head[:2000]) else "XML")
    if _JSON.match(head):
        if _holds_telegrams(head[:LOOK].replace("\\n", "\n")):
            return _later("JSON that holds telegrams")
        return _not_a_cable("JSON")
    if _is_table(head):
        if _holds_telegrams(re.sub(r'[,;\t]"?', "\n", head[:LOOK])):
            return _later("a table whose cells hold telegrams")
        return _not_a_cable("a table")
    signs = find_signs(record.text, name=record.name)
    if weigh(signs) < ENOUGH:
        return _not_a_cable("a text", signs)
    return None


def _holds_telegrams(cells: str) -> bool:
    """Whether the fields of a container show telegrams: by the lines of their headings, not by capitals or numbers."""
    return weigh(tuple(sign for sign in find_signs(cells) if sign in HEADING_SIGNS)) >= ENOUGH


def _is_table(head: str) -> bool:
    """Whether a text opens like a table: a first line of three or more short fields, and a second that has as many."""
    first, _, rest = head[:LOOK].partition("\n")
    first = first.rstrip("\r")
    for comma in ("\t", ";", ","):
        fields = [field.strip(' "') for field in first.split(comma)]
        if len(fields) >= 3 and all(0 < len(field) <= 40 and not field.endswith(".") for field in fields):
            second = rest.partition("\n")[0]
            return second.count(comma) >= len(fields) - 1
    return False


def _not_a_cable(what: str, signs: tuple[str, ...] = ()) -> NotACable:
    seen = f" It shows too little of one: {', '.join(signs)}." if signs else ""
    return NotACable(
        "NOT-A-CABLE",
        f"It is {what}, and no telegram.{seen}",
        remedy="If it is one after all, save its text as a .txt file named for its id, such as 04EXAMPLE565.txt.",
    )
