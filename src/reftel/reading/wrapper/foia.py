"""Pages released under the Freedom of Information Act: stamps at head and foot, codes in the margin.

    UNCLASSIFIED U.S. Department of State Case No. F-2014-00412 Doc No. C00000412 Date: 07/31/2015
    RELEASED IN PART
    B1 1.4(D)                                  which exemption, and which section of the order behind it
    REVIEW AUTHORITY: Jane Doe, Senior Reviewer

Facts. The stamps repeat on every page, between any two lines of the telegram; none of them is the telegram's. B1 is
national security, with the section of the executive order; B3 another statute, which is named; B6 privacy. The text is
read by machine from paper: letters and blanks are often wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from reftel.diagnostics import Diagnostic
from reftel.reading.wrapper.stamps import read_american_day, read_archives_day
from reftel.records import Attribute, Exemption, Wrapper
from reftel.spans import Found, Span
from reftel.times import Date

_LINE: Final = re.compile(r"[^\n]+")
# One of these words stands on every stamped line: they are looked for before the patterns are tried.
_SIGNS: Final = ("CASE", "DOC N", "RELEASE", "REVIEW AUTH", "DENIED", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "1.4",
                 "(B)(", "DEPARTMENT OF STATE", "CLASSIFICATION EXT", "DATE:", "1.5")  # fmt: skip

_CASE: Final = re.compile(r"Case (?:No|Number|ID)\b\.?:? ?(?P<case_number>[A-Z]{1,3}-? ?\d{4} ?- ?\d{4,6}|\d{9})", re.I)
_DOCUMENT: Final = re.compile(r"\bDoc(?:ument)? ?No\b\.?:? ?(?P<document_number>[CO0]\d{7,8})", re.I)
_DATE: Final = re.compile(r"\bDate:? ?(?P<release_date>\d{1,2}/\d{1,2}/\d{4})", re.I)
_RELEASE: Final = re.compile(
    r"[ \t]*(?:[A-Z]{2,8} )?(?P<release>(?:RELEASED?|DENIED) IN (?:FULL|PART))\b(?P<rest>[^\n]{0,60})", re.I
)
_AUTHORITY: Final = re.compile(r"[ \t]*REVIEW AUTHORITY[ \t]*:[ \t]*(?P<review_authority>[^\n]{2,80})", re.I)
_DEPARTMENT: Final = re.compile(
    r"[ \t]*(?:UNCLASSIFIED[ \t]+)?(?:U\.? ?S\.?|UNITED STATES) DEPARTMENT OF STATE[ \t\r]*$", re.I
)
_DATE_CASE: Final = re.compile(
    r"[ \t]*DATE/CASE ID:? ?(?P<release_date>\d{1,2} [A-Z]{3} \d{4})[ \t]+(?P<case_number>\d{9})", re.I
)
_EXTENDED: Final = re.compile(
    r"[ \t]*Classification Extended on\b|[ \t]*Declassify on: ?\d|[ \t]*Class(?:ification)?: [A-Z]+ ~", re.I
)
_ALONE_DATE: Final = re.compile(r"[ \t]*Date:? ?\d{1,2}/\d{1,2}/\d{4}[ \t\r]*$", re.I)

_SECTION: Final = r"1\.[45] ?\([A-H]\)"
_STATUTE: Final = (
    r"(?:\d{1,2} ?U\.?S\.?C\.?[^\n,;]{1,30}|[A-Z]{2,4} ?\d{3}\([a-z]\)|[A-Z]{2,4} ACT[^\n,;]{0,20}|CIA [A-Z/]{3,12})"
)
_CODE: Final = re.compile(
    rf"(?<![A-Z0-9])(?P<code>\(b\)\([1-9]\)(?:\([A-F]\))?|B[1-9](?!\d)(?:\([A-F]\))?|{_SECTION})"
    rf"(?:[ ]*[,;]?[ ]*(?P<authority>{_SECTION}|{_STATUTE}))?",
    re.I,
)
_MARGIN: Final = re.compile(
    rf"[ \t]*(?:{_CODE.pattern.replace('?P<code>', '?:').replace('?P<authority>', '?:')}[ \t,;]*)+\r?", re.I
)
_GAP: Final = re.compile(r"[ \t]{3,}(?=\(b\)|B[1-9]|1\.[45])", re.I)


def read_day(value: str) -> Date | None:
    """The day of a release: `07/31/2015`, or on older stamps `26 JAN 2007`."""
    return read_american_day(value) or read_archives_day(value)


def read_foia(text: str) -> tuple[Wrapper, list[Diagnostic]]:
    """Case, document, release and reviewer, the exemptions in their order, and the stamps to be left out."""
    page = _Page(text)
    upper = text.upper() if len(text.upper()) == len(text) else text
    for line in _LINE.finditer(text):
        start, end = line.span()
        if any(upper.find(sign, start, end) >= 0 for sign in _SIGNS):
            page.read_line(start, end)
    return Wrapper(
        attributes=tuple(page.attributes()),
        exemptions=tuple(page.exemptions),
        stamps=tuple(page.stamps),
        body=Span(0, len(text)),
    ), []


class _Page:
    """What the stamps said so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._said: dict[str, list[Span]] = {}
        self.exemptions: list[Exemption] = []
        self.stamps: list[Span] = []

    def read_line(self, start: int, end: int) -> None:
        """Read one line that may be a stamp, or end in a code of the margin."""
        text = self.text
        stamped = False
        for pattern in (_CASE, _DOCUMENT):
            if found := pattern.search(text, start, end):
                stamped = self._keep(found)
        if stamped and (found := _DATE.search(text, start, end)):
            self._keep(found)
        for pattern in (_RELEASE, _AUTHORITY, _DATE_CASE):
            if found := pattern.match(text, start, end):
                stamped = self._keep(found)
                if pattern is _RELEASE:
                    self._exempt(*found.span("rest"))
        if not stamped and any(p.match(text, start, end) for p in (_DEPARTMENT, _EXTENDED, _ALONE_DATE)):
            stamped = True
        if not stamped and _MARGIN.fullmatch(text, start, end):
            self._exempt(start, end)
            stamped = True
        if stamped:
            self.stamps.append(Span(start, min(end + 1, len(text))))
        elif (gap := _GAP.search(text, start, end)) and _MARGIN.fullmatch(text, gap.end(), end):
            self._exempt(gap.end(), end)
            self.stamps.append(Span(gap.start(), end - text.endswith("\r", start, end)))

    def _keep(self, found: re.Match[str]) -> bool:
        for name, value in found.groupdict().items():
            if value is None or name == "rest":
                continue
            start = found.start(name)
            span = Span(start, start + len(value.rstrip()))
            said = self._said.setdefault(name, [span])
            if said[0] is not span and span.of(self.text) == said[0].of(self.text):
                said.append(span)
        return True

    def attributes(self) -> Iterator[Attribute]:
        """What the stamps say, each once, with every place that says it."""
        for name, (first, *others) in self._said.items():
            value = " ".join(first.of(self.text).split())
            date = read_day(value) if name == "release_date" else None
            yield Attribute(name=name, value=Found(value, (first,), "wrapper", tuple(others)), date=date)

    def _exempt(self, start: int, end: int) -> None:
        for found in _CODE.finditer(self.text, start, end):
            authority = None
            if found["authority"]:
                words = found["authority"].rstrip()
                first = found.start("authority")
                authority = Found(words, (Span(first, first + len(words)),), "wrapper")
            self.exemptions.append(
                Exemption(code=Found(found["code"], (Span(*found.span("code")),), "wrapper"), authority=authority)
            )
