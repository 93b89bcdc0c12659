"""Texts made to be slow to read, from 10 KB to 10 MB: the time for each byte must stay flat.

A reader that looks back over what it has read, or tries every split of a run of blanks, shows here as time per byte
that grows with the size. No text is read twice, so nothing remembered can help.
"""

import gc
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import count

from msgspec import Struct

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
GROWTH = 3.0  # times the least time per byte at any smaller size: more is called growth
TRIES, TRIED_AGAIN = 5, 100_000  # texts up to this size are read so often, and the best counts
PATIENCE = 40.0  # seconds one text may be expected to take; a text that would take longer is not begun

CLASSIFICATION_LINE = "UNCLAS LIMA 000412\n\n"
HEADING = CLASSIFICATION_LINE + "E.O. 12958: N/A\nTAGS: PREL PE\nSUBJECT: RICE PRICES\n\n"

# Under a heading, where labels are looked for; in the text; and above the classification line.
BELOW_LEVEL = CLASSIFICATION_LINE + "E.O. 12958: N/A\n"
TEXT = HEADING + "1. (C) Text\n"
WIRE = "R 010000Z JAN 08\n"
COUNTED = "".join(f"{number}. (C) Text\n" for number in range(1, 100))
PAGE = "<html><head></head><body>\n"
TABLE = (
    "<table class='cable'><tr><th>Reference ID</th><th>Created</th></tr>"
    "<tr><td>08LIMA412</td><td>2008-01-01 00:00</td></tr></table><pre>"
)

# Of each text: what stands at its top, and what fills the rest.
HOSTILE: dict[str, tuple[str, str]] = {
    # nothing but blanks, brackets, letters
    "open-brackets": ("", "("),
    "open-brackets-in-a-paragraph": (HEADING + "1. ", "("),
    "brackets-in-a-subject": (CLASSIFICATION_LINE + "SUBJECT: ", "(C"),
    "brackets-in-tags": (CLASSIFICATION_LINE + "TAGS: ", "(("),
    "blank-lines": ("", "\n"),
    "blank-lines-in-a-paragraph": (HEADING + "1. (U) Text\n", "\n"),
    "blank-lines-of-two-signs": (HEADING + "1. (U) Text\n", "\r\n"),
    "carriage-returns": (HEADING, "\r"),
    "spaces": ("", " "),
    "spaces-after-subject": (CLASSIFICATION_LINE + "SUBJECT:", " "),
    "spaces-at-line-ends": (TEXT, "Text" + " " * 60 + "\n"),
    "tabs-and-blanks": (TEXT, " \t"),
    "one-line": ("", "the minister said that "),
    "capitals-on-one-line": (HEADING + "1. ", "THE MINISTER SAID THAT "),
    "one-word": ("", "A"),
    "digits": (HEADING, "1"),
    "paragraph-signs": (HEADING, "¶"),
    "dashes": (TEXT, "-"),
    "quotation-marks": (TEXT, '"'),
    "redactions": (TEXT, "XXXXXXXXXX "),
    # labels, and what nearly is one
    "headings": ("", HEADING),
    "labels": (CLASSIFICATION_LINE, "E.O. 12958: N/A\nTAGS: PREL\nSUBJECT: RICE\nREF: LIMA 1\n"),
    "nearly-orders": (CLASSIFICATION_LINE, "E.O 1295\nEO:\nE. O. 129\n"),
    "nearly-tags": (BELOW_LEVEL, "TAG PREL\nTAGSS: PE\nTAG S\n"),
    "nearly-subjects": (BELOW_LEVEL, "SUBJEC RICE\nSUBJ\nSUBJECTS OF\n"),
    "nearly-refs": (BELOW_LEVEL + "SUBJECT: RICE\n", "REFTEL\nRE F\nREFS A\n"),
    "nearly-classifiers": (HEADING, "CLASSIFIED B\nClassified Bye\nCLASSIFIEDBY\n"),
    "classifiers": (HEADING, "Classified By: DCM Jane Doe for reasons 1.4 (b) and (d).\n"),
    "endless-classifier": (HEADING + "Classified By: ", "DCM Jane Doe, reason 1.4 (b), "),
    "reasons": (HEADING + "Classified By: DCM Jane Doe, reasons 1.4 ", "(B), (D) AND "),
    "orders-on-one-line": (CLASSIFICATION_LINE + "E.O. 12958: ", "DECL: 01/01/2019 "),
    # TAGS, SUBJECT, REF
    "one-long-tag": (BELOW_LEVEL + "TAGS: ", "PRELPGOV"),
    "tag-lines": (BELOW_LEVEL + "TAGS: ", "PREL, PGOV,\n"),
    "tags-without-commas": (BELOW_LEVEL + "TAGS: ", "PREL PGOV HUMAN "),
    "people-in-tags": (BELOW_LEVEL + "TAGS: ", "OVIP (DOE, JANE), "),
    "endless-subject": (CLASSIFICATION_LINE + "SUBJECT: ", "RICE PRICES\n"),
    "endless-ref": (HEADING + "REF: ", "A. LIMA 1; B. QUITO 22; C. 08 LA PAZ 333; "),
    "endless-ref-lines": (HEADING + "REF: ", "A. LIMA 1\n     B. QUITO 22\n     "),
    "ref-without-any": (HEADING + "REF: ", "LA PAZ "),
    "stations-with-digits": (HEADING + "REF: ", "L1MA QU1TO 2, COT0N0U A1 33, "),
    "stations-in-prose": (TEXT, "LIMA 1 QUITO 22 (08 LA PAZ 333) "),
    "unknown-stations": (HEADING + "REF: ", "XYLOPH 12, YZZYXA 7, "),
    "serials": (HEADING + "REF: LIMA ", "412, 413 AND "),
    "mentions": (HEADING + "REF: A. LIMA 1\n     B. QUITO 2\n\n1. (C) ", "Reftel A, ref B and reftels. "),
    # classification lines, sections, page lines
    "spaced-level": ("", "S E C R E T "),
    "spaced-level-lines": ("", "S E C R E T LIMA\n"),
    "nearly-spaced-levels": ("", "C O N F I D E N T I A\nU N C L A\n"),
    "level-lines": ("", "UNCLAS LIMA 000412\n"),
    "level-lines-in-the-text": (TEXT, "UNCLAS LIMA 000412\n\n"),
    "level-words": (CLASSIFICATION_LINE, "CONFIDENTIAL\nNOFORN\n"),
    "section-lines": ("", "UNCLAS SECTION 01 OF 02 LIMA 000412\n\n"),
    "section-lines-in-the-text": (TEXT, "C O N F I D E N T I A L SECTION 02 OF 03 LIMA 000412\n\n"),
    "captions": (CLASSIFICATION_LINE, "SIPDIS\nEXDIS\n"),
    "attention-lines": (CLASSIFICATION_LINE, "DEPT FOR EUR/SE AND AF/E, NSC FOR DOE\n"),
    "page-lines": (TEXT, "LIMA 00000412  002 OF 003\n"),
    "page-lines-between": (TEXT, "Text\n\nLIMA 00000412  002 OF 003\n\n"),
    "old-page-lines": (TEXT, "CONFIDENTIAL\nCONFIDENTIAL\n\nPAGE 02  LIMA  00412  061515Z\n"),
    "nearly-page-lines": (TEXT, "PAGE 02 OF\nLIMA 00000412  002 OF 0\n"),
    "page-lines-on-one-line": (TEXT, "LIMA 00000412  002 OF 003 PAGE 02 "),
    "banners": (TEXT, "CONFIDENTIAL\n\n"),
    "stamps": (TEXT, "Declassified/Released EO Systematic Review 2\n"),
    "nearly-stamps": (TEXT, "Declassified/Released " * 4 + "\n"),
    "stamps-on-one-line": (TEXT, "Declassified/Systematic Review "),
    # the transmission header
    "addressees": (WIRE + "FM AMEMBASSY LIMA\nTO ", "RUEHC/SECSTATE WASHDC 1234\n"),
    "from-lines": (WIRE, "FM AMEMBASSY LIMA\n"),
    "to-lines": (WIRE + "FM AMEMBASSY LIMA\n", "TO SECSTATE WASHDC\nINFO AMEMBASSY QUITO\n"),
    "left-out-lines": (WIRE + "FM AMEMBASSY LIMA\nTO ALL POSTS\n", "XMT AMEMBASSY QUITO\n"),
    "date-time-lines": ("", WIRE),
    "nearly-date-times": ("", "R 01000Z JAN\nP 010000 JAN 08\n"),
    "distribution": (WIRE, "INFO OCT-01 EUR-12 ISO-00 "),
    "drafted-by": (WIRE, "DRAFTED BY: EUR/SE:JDOE:XX\nAPPROVED BY: EUR - J DOE\n"),
    # the text and its end
    "nearly-paragraphs": (HEADING, "1. (\n1 .(C)\n1.( S\n12\n"),
    "nearly-paragraphs-on-one-line": (HEADING, "1. ( 1 .(C) "),
    "paragraphs": (HEADING, "1. (C) Text\n"),
    "paragraphs-that-count": (HEADING, COUNTED),
    "paragraph-numbers": (HEADING, "1.\n"),
    "lettered-paragraphs": (TEXT, "A. Text\n(B) Text\n"),
    "headed-paragraphs": (HEADING, "Rice\n----\n\n1. (C) Text\n\n"),
    "headings-without-text": (TEXT, "Rice\n----\n\n"),
    "summaries-never-ended": (HEADING, "1. (C) SUMMARY: Text\n"),
    "summaries-ended": (HEADING + "1. (C) ", "Summary: Text End Summary. "),
    "comments-never-ended": (TEXT, "(Comment: "),
    "comments-in-brackets": (TEXT, "(Comment: Text. End Comment.) "),
    "ends-of-comments": (TEXT, "END COMMENT.\n"),
    "quote": (TEXT, "QUOTE "),
    "quote-lines": (TEXT, "QUOTE\n"),
    "quoted-telegrams": (TEXT, "QUOTE\nUNCLAS LIMA 000412\nSUBJECT: RICE\nUNQUOTE\n"),
    "begin-quote-never-ended": (TEXT, "BEGIN QUOTE: Text\n"),
    "begin-text": (TEXT, "BEGIN TEXT:\n"),
    "notes": (TEXT, "(Note: Text "),
    "signatures": (TEXT, "ROE\n"),
    "signatures-and-ends": (TEXT, "ROE\nBT\n#0412\n\nNNNN\n"),
    "terminators": (TEXT, "BT\nNNNN\n"),
    "protect": (TEXT, "STRICTLY PROTECT "),
    "tables": (TEXT, "RICE     12.5     13.5\n"),
    # pages of HTML
    "tables-of-html": (PAGE, "<table class='cables'>"),
    "table-that-never-ends": (PAGE + "<table ", "class='cable' "),
    "opening-brackets-of-html": (PAGE, "<"),
    "cells": (PAGE + TABLE[: TABLE.index("</tr>")], "<th>Created</th>"),
    "blocks": (PAGE + TABLE, "</pre><pre>"),
    "entities": (PAGE + TABLE + CLASSIFICATION_LINE, "&#x000A;"),
    "nearly-entities": (PAGE + TABLE + CLASSIFICATION_LINE, "&#x00"),
    "links": (PAGE + TABLE + HEADING, "<a id='par1' href='#par1'>¶</a>1. (C) Text &#x000A;"),
    "tags-never-closed": (PAGE + TABLE, "<a href="),
}


class Ordeal(Struct, frozen=True):
    """One text of one size. `nanoseconds_per_byte` is None when it was not begun: it would have taken too long."""

    kind: str
    bytes: int
    nanoseconds_per_byte: float | None
    grows: bool


def hostile_text(kind: str, size: int) -> str:
    """`size` bytes of that kind in UTF-8, or a few less where the last character would be cut."""
    above, repeated = HOSTILE[kind]
    ours = above.encode()
    filling = repeated.encode()
    return (ours + filling * (1 + max(0, size - len(ours)) // len(filling)))[:size].decode(errors="ignore")


def ordeals(
    parse: Callable[[str], object], *, kinds: Iterable[str] = tuple(HOSTILE), sizes: Iterable[int] = SIZES
) -> Iterator[Ordeal]:
    """Every kind at every size, the sizes rising. No text is read twice: each is a character longer than the last."""
    longer = count()
    for kind in kinds:
        done: list[float] = []
        for size in sorted(sizes):
            if is_hopeless(done, size):
                yield Ordeal(kind, size, None, grows=done[-1] > GROWTH * min(done))
                continue
            best = clocked(parse, hostile_text(kind, size + next(longer)))
            # A first reading above a second is no accident: more of them would only cost time.
            if size <= TRIED_AGAIN and best * size < 1e9:
                best = min(best, *(clocked(parse, hostile_text(kind, size + next(longer))) for _ in range(TRIES - 1)))
            grows = any(best > GROWTH * smaller for smaller in done)
            done.append(best)
            yield Ordeal(kind, size, best, grows=grows)


def is_hopeless(done: list[float], size: int) -> bool:
    """True when the last growth, going on, would try our patience."""
    if not done:
        return False
    growth = max(1.0, done[-1] / done[-2]) if len(done) > 1 else 1.0
    return done[-1] * growth * size > PATIENCE * 1e9


def clocked(parse: Callable[[str], object], text: str) -> float:
    """Nanoseconds per byte of one reading; the collector waits outside."""
    size = len(text) if text.isascii() else len(text.encode())
    gc.collect()
    gc.disable()
    try:
        started = time.perf_counter_ns()
        parse(text)
        return (time.perf_counter_ns() - started) / size
    finally:
        gc.enable()
