"""The TAGS line: Traffic Analysis by Geography and Subject.

`TAGS: PTER ASEC PREL MZ RU`: tokens between blanks, commas or both. Two letters are geography, four beginning with K a
programme, others subjects, organisations, free terms (`HUMAN RIGHTS`) or, behind OVIP, persons (`OVIP (DOE, JANE)`,
`OVIP DOE JANE`). Where tokens are glued together the register of TAGS splits them, and only if it covers every letter.
Printed order and spelling are kept, and what is printed twice stands twice; the official code stands beside it (RU is
printed, RS is Russia's code).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from reftel.diagnostics import diagnostic
from reftel.reading.heading import Field, Heading
from reftel.reading.sheet import Sheet, folded
from reftel.reading.standing import Standing
from reftel.records import Tag
from reftel.spans import Found
from reftel.times import Date
from reftel.vocab import Tag as Entry

# a token, a bracketed name (which may hold a comma), or what parts one run of tokens from the next
_TOKEN: Final = re.compile(r"\([^()]*\)|[^\s,;()]+|[,;]|\n(?=[ \t\r]*\n)")
_LINE: Final = re.compile(r"[^\r\n]+")
_LONGEST_CODE: Final = 4
_PARTING: Final = frozenset(",;\n")
_STRAY: Final = frozenset({"SIPDIS", "TAGS", "NOFORN", "SENSITIVE", "AND", "N/A", "NONE"})
_LEVELS: Final = r"(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE)"
# a page line that lost its line ends: `UNCLASSIFIED PAGE 02 LIMA 00283 01 OF 05 021700Z`, `LIMA 00000283 001.2 OF 003`
_FURNITURE: Final = re.compile(
    rf"(?:{_LEVELS}[ \t\r\n]+)?PAGE[ ]\d\d[ \t]+[A-Z][A-Z ]{{2,9}}?[ \t]+\d{{4,6}}(?:[ \t]+\d\d[ ]OF[ ]\d\d)?"
    r"(?:[ \t]+\d{6}Z)?|\b[A-Z][A-Z .'\-]{1,24}[ ]+\d{6,9}[ ]+\d{3}(?:\.\d)?[ ]OF[ ]\d{3}\b"
)
_VISITOR: Final = "OVIP"
_LEAST_NAME: Final = 3
_LONGEST_TERM: Final = 4

Token = tuple[int, int, str]
"""A token: where it stands, and its capitals without a stop behind."""


def read_tag(raw: str) -> str:
    """A tag as printed: capitals, white space folded, the brackets around a person's name taken off."""
    value = folded(raw.upper()).strip(" .:")
    if value.startswith("(") and value.endswith(")"):
        value = value[1:-1].strip()
    return value


def read_tags(sheet: Sheet, start: int, end: int, on: Date | None) -> tuple[Found[Tag], ...]:
    """The tags between two offsets of a sheet, in printed order."""
    text = sheet.text
    when = on.iso_day if on else None
    if found := _all_known(sheet, start, end, when):
        return found
    line = _Line(sheet, when)
    at = start
    if text.find("PAGE ", start, end) >= 0 or text.find(" OF 0", start, end) >= 0:
        for page_line in _FURNITURE.finditer(text, start, end):
            sheet.note("TAG-FURNITURE", "", *page_line.span())
            line.read(at, page_line.start())
            at = page_line.end()
    line.read(at, end)
    line.check()
    return tuple(line.found)


def _all_known(sheet: Sheet, start: int, end: int, when: str | None) -> tuple[Found[Tag], ...]:
    """The tags of a line that holds nothing but codes which the register knows, each once and in its usual form, as
    most do; nothing for any other line."""
    text, vocabulary = sheet.text, sheet.vocabulary
    words = text[start:end].replace(",", " ").split()
    lasting = vocabulary.lasting_tags
    spans = sheet.spans
    found: list[Found[Tag]] = []
    at = start
    for word in words:
        if (entry := lasting.get(word)) is None and word.isalpha() and word not in vocabulary.term_openings:
            entry = vocabulary.tag(word, on=when)
        if entry is None or entry.code != word or entry.canonical not in (None, word) or word in _STRAY:
            return ()
        at = text.find(word, at, end)
        stop = at + len(word)
        found.append(Found(Tag(raw=word, value=word, kind=entry.kind), spans(at, stop)))
        at = stop
    if _VISITOR in words or len(set(words)) < len(words):
        return ()
    return tuple(found)


def find_tags(sheet: Sheet, place: Standing, on: Date | None) -> tuple[Found[Tag], ...]:
    """The tags of a heading, with where the first copy of a doubled heading has the same."""
    field = place.heading.first("tags") or _unlabelled(sheet, place.heading)
    if field is None:
        if not sheet.printed_in_a_book:
            sheet.note("TAG-MISSING")
        return ()
    tags = read_tags(sheet, field.start, field.end, on)
    other = place.doubled.first("tags") if place.doubled else None
    if other is None or other.start == field.start:
        return tags
    before = len(sheet.diagnostics)
    first = {tag.value.raw: tag.spans for tag in read_tags(sheet, other.start, other.end, on)}
    del sheet.diagnostics[before:]
    return tuple(Found(tag.value, tag.spans, tag.where, first.get(tag.value.raw, ())) for tag in tags)


def _unlabelled(sheet: Sheet, heading: Heading) -> Field | None:
    """A line of the heading that holds nothing but TAGS: their label is lost."""
    known = sheet.vocabulary.tags_known
    for run in heading.between:
        for line in _LINE.finditer(sheet.text, *run):
            words = line.group().replace(",", " ").split()
            if len(words) > 1 and all(word in known for word in words) and any(len(word) == 4 for word in words):
                sheet.note("TAG-LABEL-TYPO", "The label of the TAGS is lost.", *line.span())
                return Field("tags", line.start(), line.start(), line.end())
    return None


class _Line:
    """The tags of one line, as far as they are read."""

    __slots__ = ("_behind_visitor", "_raws", "_sheet", "_when", "found")

    def __init__(self, sheet: Sheet, when: str | None) -> None:
        self._sheet = sheet
        self._when = when
        self._behind_visitor = False
        self._raws: set[str] = set()
        self.found: list[Found[Tag]] = []

    def read(self, start: int, end: int) -> None:
        """Add the tags of a run: a known code as it comes, other tokens gathered up to the next comma."""
        text = self._sheet.text
        vocabulary = self._sheet.vocabulary
        openings = vocabulary.term_openings
        tokens: list[Token] = []
        parted = visitor = False  # whether a comma stands before the token; whether the tokens stand right behind OVIP
        for match in _TOKEN.finditer(text, start, end):
            word = match.group()
            if word in _PARTING:
                parted = True
                if tokens and not (visitor and self._name_goes_on(tokens, match.end(), end)):
                    self._run(tokens)
                    tokens = []
                continue
            if not word.isupper():
                word = word.upper()
            if word.isalpha():
                if not tokens and word not in openings and not self._behind_visitor and word not in _STRAY:
                    entry = vocabulary.tag(word, on=self._when)
                    if entry is not None:
                        self._found(word, entry, *match.span())
                        parted = False
                        continue
            else:
                word = word.strip(".:")
                if not any(map(str.isalnum, word)):
                    continue
            if word not in _STRAY:
                if not tokens:
                    visitor = (self._behind_visitor and not parted) or word in openings
                tokens.append((*match.span(), word))
                parted = False
        if tokens:
            self._run(tokens)

    def check(self) -> None:
        """Note tags that stand more than once; they are kept."""
        if len(self._raws) < len(self.found):
            raws = [tag.value.raw for tag in self.found]
            twice = {raw for raw, times in Counter(raws).items() if times > 1}
            spans = tuple(span for tag in self.found if tag.value.raw in twice for span in tag.spans)
            message = f"{', '.join(sorted(twice))}: more than once."
            self._sheet.diagnostics.append(diagnostic("TAG-DUP", message, spans=spans))

    def _name_goes_on(self, tokens: list[Token], at: int, end: int) -> bool:
        """Whether a comma stands inside a name: `OVIP DOE, JANE`, or one that the register knows."""
        last = tokens[-1][2]
        if (
            len(last) < _LEAST_NAME
            or not last.isalpha()
            or (following := _TOKEN.search(self._sheet.text, at, end)) is None
        ):
            return False
        name = following.group().upper().strip(".")
        if self._sheet.vocabulary.tag(f"{last}, {name}") is not None:
            return True
        if not self._behind_visitor or len(tokens) > 1 or len(name) < _LEAST_NAME or not name.isalpha():
            return False
        return not self._known(last) and not self._known(name)

    def _known(self, word: str) -> bool:
        return self._sheet.vocabulary.tag(word) is not None

    def _run(self, tokens: list[Token]) -> None:
        """One run between commas: several codes, one term of several words, or a person."""
        place = 0
        while place < len(tokens):
            if len(tokens) == 1 and not self._behind_visitor:
                stop = 1 if self._known(tokens[0][2]) else 0
            else:
                stop = self._name(tokens, place) or self._term(tokens, place)
            stop = stop or self._unknown(tokens, place)
            if stop:
                self._add(tokens[place][0], tokens[stop - 1][1])
                place = stop
            else:  # glued together
                self._glued(tokens[place])
                place += 1

    def _name(self, tokens: list[Token], place: int) -> int:
        """Where a visitor's name of two words ends that stands behind OVIP without brackets; 0 where none does."""
        if not self._behind_visitor or place + 2 > len(tokens):
            return 0
        words = [token[2] for token in tokens[place : place + 3]]
        if any(len(word) < _LEAST_NAME or not word.isalpha() for word in words[:2]) or self._known(words[1]):
            return 0
        alone = len(words) == 2  # `OVIP DOE JANE,`: a name even where its first word is a code as well
        if self._known(words[0]) and not alone:
            return 0
        # a third word that is no code belongs to it: `ROE JANE ANN`
        third = len(words) == 3 and len(words[2]) > _LONGEST_CODE and words[2].isalpha() and not self._known(words[2])
        return place + (3 if third else 2)

    def _term(self, tokens: list[Token], place: int) -> int:
        """Where a known code, or the longest known term of several words, ends; 0 where none begins here."""
        if self._sheet.text[tokens[place][0]] == "(":
            return place + 1
        for stop in range(min(len(tokens), place + _LONGEST_TERM), place + 1, -1):
            if self._known(" ".join(token[2] for token in tokens[place:stop])):
                return stop
        return place + 1 if self._known(tokens[place][2]) else 0

    def _unknown(self, tokens: list[Token], place: int) -> int:
        """Where a term ends that the register does not know; 0 for codes run together."""
        word = tokens[place][2]
        text = self._sheet.text
        if text[tokens[place][0]] == "(":
            return place + 1
        if 5 < len(word) <= 200 and word.isalpha() and self._sheet.vocabulary.split_tags(word):
            return 0
        stop = place + 1
        if len(word) > _LONGEST_CODE and word.isalpha():
            while stop < len(tokens) and text[tokens[stop][0]] != "(" and self._goes_on(tokens[stop][2]):
                stop += 1
        return stop

    def _goes_on(self, word: str) -> bool:
        """Whether a word behind an unknown one belongs to the same free term: codes of two and four letters do not."""
        return len(word) > (_LONGEST_CODE if self._known(word) else 2)

    def _glued(self, token: Token) -> None:
        start, end, word = token
        parts = self._sheet.vocabulary.split_tags(word) or (word,)
        self._sheet.note("TAG-SPLIT", f"{word} was split into {', '.join(parts)}.", start, end)
        for part in parts:
            self._add(start, start + len(part))
            start += len(part)

    def _add(self, start: int, end: int) -> None:
        sheet = self._sheet
        raw = sheet.text[start:end]
        if not raw.isalpha() or not raw.isupper():
            raw = read_tag(raw)
        vocabulary = sheet.vocabulary
        entry = vocabulary.tag(raw, on=self._when) or (vocabulary.tag(raw) if self._when else None)
        if entry is not None:
            self._found(raw, entry, start, end)
            return
        value, kind = raw, ""
        if "," in raw:
            kind = "person"
        elif self._behind_visitor and " " in raw and raw.replace(" ", "").isalpha():
            surname, _, forename = raw.partition(" ")
            value, kind = f"{surname}, {forename}", "person"
            if known := vocabulary.tag(value):
                value = known.canonical or value
        else:
            sheet.note("TAG-UNKNOWN", f"{raw} is not in the register of TAGS.", start, end)
        self._keep(Tag(raw=raw, value=value, kind=kind), start, end)

    def _found(self, raw: str, entry: Entry, start: int, end: int) -> None:
        """Add a tag that the register knows."""
        value = entry.canonical or raw
        if value != raw:
            self._sheet.note("TAG-ALIAS", f"{raw} is written for {value}.", start, end)
        self._keep(Tag(raw=raw, value=value, kind=entry.kind), start, end)

    def _keep(self, tag: Tag, start: int, end: int) -> None:
        spans = self._sheet.spans(start, end)
        if len(spans) > 1:  # a page's line inside it: in its pieces it is printed in two
            tag = Tag(raw=read_tag(self._sheet.slices(start, end)), value=tag.value, kind=tag.kind)
        self._behind_visitor = tag.raw == _VISITOR
        self._raws.add(tag.raw)
        self.found.append(Found(tag, spans))
