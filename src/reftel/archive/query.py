"""The query language: what a reader may type, what is understood, and how it is said back in plain words.

Words beside each other must all be there; `"…"` is literal text, other words are found in all their forms; `OR`, `NOT`
or `-x`, and parentheses join them; `name:value` asks for a property. `docs/reference/query-language.md` is the
manual. A query that cannot be read raises QueryError with the place, what was wrong and what to write instead; nothing
else is ever raised, and no text takes longer than its length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeAlias

import msgspec

from reftel.archive import wording
from reftel.errors import QueryError
from reftel.ids import full_year, is_handle
from reftel.markings import LEVELS, Marking, read_marking
from reftel.times import Date
from reftel.vocab import Vocabulary

LONGEST: Final = 10_000
MOST_PARTS: Final = 1_000
DEEPEST: Final = 40

FIELDS: Final = {
    "from": "the post that sent it",
    "tag": "one of its TAGS",
    "class": "its classification",
    "after": "sent on that day or later",
    "before": "sent before that day",
    "year": "the year it was sent",
    "provenance": "how it became readable",
}

PROVENANCE: Final = {
    "released": "released by the government",
    "printed": "printed in a documentary edition",
    "foia": "released on request (FOIA)",
    "disclosed": "disclosed without authority",
    "own": "from the user's own papers",
    "unknown": "of unknown provenance",
}


class Words(msgspec.Struct, frozen=True):
    """Words to be found: `words` as they are looked up, side by side; `stemmed` for all their forms."""

    text: str
    words: tuple[str, ...]
    stemmed: bool
    closed: bool = True
    """Whether the closing quotation mark is there."""


class Property(msgspec.Struct, frozen=True):
    """`name:value`. `values` are the spellings that count, any of them; `said` is the value in plain words.

    For `class`, `level` and `controls` must hold together, and `at_least` counts every higher level too. For `after`
    and `before`, `date` is the day (or month, or year) as typed.
    """

    name: str
    said: str
    values: tuple[str, ...] = ()
    level: str | None = None
    controls: tuple[str, ...] = ()
    at_least: bool = False
    date: Date | None = None
    year: int | None = None


class All(msgspec.Struct, frozen=True):
    """Every part must hold."""

    parts: tuple[Node, ...]


class Either(msgspec.Struct, frozen=True):
    """One part must hold."""

    parts: tuple[Node, ...]


class Not(msgspec.Struct, frozen=True):
    """The part must not hold."""

    part: Node


Node: TypeAlias = Words | Property | All | Either | Not


class Spelling(NamedTuple):
    """The name of a telegram as somebody writes it: year where there is one, station as written, serial."""

    year: int | None
    station: str
    serial: int
    long: bool
    """Whether the year has four digits, as in the National Archives' numbers, whose stations may be cut short."""


class Query(msgspec.Struct, frozen=True):
    """A query that was understood: its text, and what it asks for (nothing at all: every cable)."""

    text: str
    asks: Node | None = None

    @property
    def words(self) -> str:
        """The query in plain words."""
        return say(self.asks)


# ---------------------------------------------------------------------------------------------------------------------
# names of telegrams

_SPELLING: Final = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d|\d\d)[ \-]?)?(?P<station>[^\W\d_](?:[^\W\d_]|[ '’.\-]){1,39}?)[ \-#]*"
    r"(?P<serial>\d{1,8})(?:_[a-z])?"
)


def read_spelling(text: str) -> Spelling | None:
    """Read a name of a telegram in any of its spellings: `04MAPUTO565`, `2004MAPUTO00565`, `04 MAPUTO 000565`,
    `Maputo 565`, `10-OTTAWA-57`. None when the text is nothing of the kind."""
    if len(text) > 80:
        return None
    plain = " ".join(text.split())
    found = _SPELLING.fullmatch(plain)
    if found is None:
        return None
    year = found["year"]
    return Spelling(
        None if year is None else int(year) if len(year) == 4 else full_year(int(year)),
        found["station"],
        int(found["serial"]),
        year is not None and len(year) == 4,
    )


def squeezed(station: str) -> str:
    """A station's name as ids have it: capitals, without blanks, accents and points."""
    plain = unicodedata.normalize("NFKD", station).upper()
    return "".join(letter for letter in plain if "A" <= letter <= "Z")


# ---------------------------------------------------------------------------------------------------------------------
# reading


class _Token(NamedTuple):
    kind: str
    """`(`, `)`, `or`, `not`, `and`, or `part`."""
    start: int
    end: int
    node: Node | None = None


_QUOTES: Final = '"“”„«»'
_BREAK: Final = re.compile(rf"[\s(){_QUOTES}]")
_CLOSING: Final = re.compile(f"[{_QUOTES}]")
_FIELD: Final = re.compile(r"([^\W\d_]+):")
_MARKING: Final = re.compile(r"[A-Za-z][A-Za-z/, \-]*")
_NEAR: Final = re.compile(r"(?:NEAR|W)/\d+", re.I)


def parse_query(text: str, *, vocabulary: Vocabulary | None = None) -> Query:
    """Read a query; QueryError says what cannot be read, where, and what to write instead."""
    if len(text) > LONGEST:
        raise QueryError(
            f"The query has {len(text):,} characters; {LONGEST:,} is the most.",
            remedy="Search for a few words of it.",
            span=(LONGEST, len(text)),
        )
    if is_handle(text.strip()):
        return Query(text, _loose(text.strip()))
    tokens = list(_tokens(text, vocabulary if vocabulary is not None else Vocabulary.shipped()))
    if len(tokens) > MOST_PARTS:
        raise QueryError(
            f"The query has {len(tokens):,} parts; {MOST_PARTS:,} is the most.",
            remedy="Search for fewer words.",
            span=(tokens[MOST_PARTS].start, len(text)),
        )
    asks = _Parser(tokens, len(text)).read()
    if asks is None and tokens:
        raise QueryError(
            "There is nothing to search for in this query: it has no letters and no digits.",
            remedy="Type a word, or leave the query empty to see every cable.",
            span=(0, len(text)),
        )
    return Query(text, asks)


def _tokens(text: str, vocabulary: Vocabulary) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        letter = text[at]
        if letter.isspace():
            at += 1
        elif letter in "()":
            yield _Token(letter, at, at + 1)
            at += 1
        elif letter in _QUOTES:
            phrase, end, closed = _quoted(text, at)
            yield _Token("part", at, end, _literal(phrase, closed=closed))
            at = end
        elif letter == "-" and at + 1 < len(text) and not text[at + 1].isspace() and text[at + 1] not in "-)":
            yield _Token("not", at, at + 1)
            at += 1
        else:
            found = _BREAK.search(text, at)
            end = found.start() if found else len(text)
            word = text[at:end]
            if named := _FIELD.match(word):
                token = _field(text, at, end, named[1], vocabulary)
                yield token
                at = token.end
                continue
            if word in ("OR", "NOT", "AND"):
                yield _Token(word.lower(), at, end)
            else:
                _not_yet(text, word, at, end)
                yield _Token("part", at, end, _loose(word))
            at = end


def _quoted(text: str, at: int) -> tuple[str, int, bool]:
    """What stands between the quotation mark at `at` and the next, or the end of the query."""
    found = _CLOSING.search(text, at + 1)
    if found is None:
        return text[at + 1 :], len(text), False
    return text[at + 1 : found.start()], found.end(), True


def _loose(word: str) -> Node | None:
    words = wording.words_of(word, stemmed=True)
    return Words(_bare(word), words, stemmed=True) if words else None


def _bare(word: str) -> str:
    """The word without what stands before its first and behind its last letter or digit: `fish,` is fish."""
    places = [place for place, letter in enumerate(word) if letter.isalnum()]
    return word[places[0] : places[-1] + 1] if places else word


def _literal(phrase: str, *, closed: bool) -> Node | None:
    words = wording.words_of(phrase, stemmed=False)
    return Words(" ".join(phrase.split()), words, stemmed=False, closed=closed) if words else None


def _not_yet(text: str, word: str, at: int, end: int) -> None:
    """Refuse what looks like an operator that this version does not have, rather than search for something else."""
    what = ""
    if _NEAR.fullmatch(word):
        what = f"{word} (words near each other) is"
    elif word == "PARA" and text[end : end + 1] == "(":
        what = "PARA(…) (words in one paragraph) is"
    elif len(word) > 1 and word.endswith("*") and word[-2].isalnum():
        what = f"{word} (the beginning of a word) is"
    if what:
        raise QueryError(
            f"{what} not yet possible in a search.",
            remedy='Word forms are found without it; put text that is meant literally in quotation marks, "…".',
            span=(at, end),
        )


def _field(text: str, at: int, end: int, name: str, vocabulary: Vocabulary) -> _Token:
    known = name.lower()
    value_at = at + len(name) + 1
    value = text[value_at:end]
    if not value and end < len(text) and text[end] in _QUOTES:
        value, end, _ = _quoted(text, end)
    span = (at, end)
    if known not in FIELDS:
        raise QueryError(
            f"There is no field {name}: in a search.",
            remedy=f"The fields are {', '.join(f'{each}:' for each in FIELDS)}. To search for the text itself, put it "
            'in quotation marks, "…".',
            span=span,
        )
    if not value.strip():
        raise QueryError(
            f"{known}: wants a value right behind the colon.",
            remedy=_EXAMPLES[known],
            span=span,
        )
    return _Token("part", at, end, _READERS[known](" ".join(value.split()), span, vocabulary))


_EXAMPLES: Final = {
    "from": 'For instance from:MAPUTO or from:"cape town".',
    "tag": "For instance tag:PTER.",
    "class": "For instance class:SECRET, class:SECRET//NOFORN or class:>=C.",
    "after": "For instance after:2004, after:2004-04 or after:2004-04-06.",
    "before": "For instance before:2004, before:2004-04 or before:2004-04-06.",
    "year": "For instance year:2004.",
    "provenance": f"One of {', '.join(PROVENANCE)}.",
}


def _read_from(value: str, span: tuple[int, int], vocabulary: Vocabulary) -> Node:
    station = vocabulary.station(value, short=True, typo=False)
    code = station.code if station is not None else squeezed(value)
    if not code:
        raise QueryError(f"{value} is not the name of a post.", remedy=_EXAMPLES["from"], span=span)
    post = vocabulary.post(code)
    return Property("from", post.name if post is not None else value, (code,))


def _read_tag(value: str, span: tuple[int, int], vocabulary: Vocabulary) -> Node:
    code = value.upper().encode("utf-8", "replace").decode()
    tag = vocabulary.tag(code)
    values = [code]
    meaning = ""
    if tag is not None:
        meaning = tag.meaning
        if tag.canonical:
            values.append(tag.canonical)
            official = vocabulary.tag(tag.canonical)
            meaning = official.meaning if official is not None else meaning
    return Property("tag", f"{code} ({meaning})" if meaning else code, tuple(values))


def _read_class(value: str, span: tuple[int, int], _: Vocabulary) -> Node:
    at_least = value.startswith(">=")
    printed = value.removeprefix(">=").strip()
    marking: Marking | None = read_marking(printed) if _MARKING.fullmatch(printed) else None
    if marking is not None and not (at_least and marking.controls):
        controls = marking.controls
        said = marking.level
        if controls:
            said += f" with {' and '.join(controls)}"
        if at_least and marking.level != LEVELS[-1]:
            said += " or higher"
        return Property("class", said, level=marking.level, controls=controls, at_least=at_least)
    alone = read_marking(f"SECRET//{printed}") if _MARKING.fullmatch(printed) else None
    if not at_least and alone is not None and len(alone.controls) == 1:
        return Property("class", alone.controls[0], controls=alone.controls)
    raise QueryError(
        f"{value} is no classification that can be searched for.",
        remedy=f"{_EXAMPLES['class']} The levels are {', '.join(LEVELS)} (or U, C, S, TS).",
        span=span,
    )


def _read_date(name: str) -> Callable[[str, tuple[int, int], Vocabulary], Node]:
    def read(value: str, span: tuple[int, int], _: Vocabulary) -> Node:
        try:
            if not value.isascii():
                raise ValueError
            date = Date.parse(value)
            if date.year == 0:
                raise ValueError
        except ValueError:
            date = None
        if date is None or date.hour is not None:
            raise QueryError(
                f"{value} is no date that can be searched for.",
                remedy=f"Dates are written 2004, 2004-04 or 2004-04-06. {_EXAMPLES[name]}",
                span=span,
            )
        return Property(name, _say_date(date), date=date)

    return read


def _read_year(value: str, span: tuple[int, int], _: Vocabulary) -> Node:
    if not re.fullmatch(r"[0-9]{4}", value) or value == "0000":
        raise QueryError(f"{value} is no year.", remedy=_EXAMPLES["year"], span=span)
    return Property("year", value, year=int(value))


def _read_provenance(value: str, span: tuple[int, int], _: Vocabulary) -> Node:
    kind = value.lower()
    if kind not in PROVENANCE:
        raise QueryError(
            f"{value} is no kind of provenance.",
            remedy=_EXAMPLES["provenance"],
            span=span,
        )
    return Property("provenance", PROVENANCE[kind], (kind,))


_READERS: Final[dict[str, Callable[[str, tuple[int, int], Vocabulary], Node]]] = {
    "from": _read_from,
    "tag": _read_tag,
    "class": _read_class,
    "after": _read_date("after"),
    "before": _read_date("before"),
    "year": _read_year,
    "provenance": _read_provenance,
}


class _Parser:
    """Recursive descent: either = all {OR all}; all = one {one}; one = NOT one | ( either ) | part.

    A part without a word in it (`--`, `&`) counts as not written; so does a group of nothing but such parts.
    """

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self._tokens = tokens
        self._at = 0
        self._length = length
        self._depth = 0

    def read(self) -> Node | None:
        asks = self._either()
        if self._at < len(self._tokens):
            token = self._tokens[self._at]
            raise QueryError(
                "A closing parenthesis has no opening one.",
                remedy='Take it out, or put text that is meant literally in quotation marks, "…".',
                span=(token.start, token.end),
            )
        return asks

    def _kind(self) -> str | None:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _either(self) -> Node | None:
        parts: list[Node] = []
        operator: _Token | None = None
        while True:
            begun = self._at
            part = self._all()
            if self._at == begun and (operator is not None or self._kind() == "or"):
                wanted = operator if operator is not None else self._tokens[self._at]
                raise QueryError(
                    "OR wants something on both sides.",
                    remedy='For instance: fish OR shrimp. The word itself is searched for with "or".',
                    span=(wanted.start, wanted.end),
                )
            if part is not None:
                parts.append(part)
            if self._kind() != "or":
                break
            operator = self._tokens[self._at]
            self._at += 1
        return _joined(Either, parts)

    def _all(self) -> Node | None:
        groups: list[Node] = []
        parts: list[Node] = []
        while (kind := self._kind()) is not None and kind not in ("or", ")"):
            if kind == "and":
                # said outright, AND keeps a field that is repeated from being an alternative
                groups += _repeated_fields(parts)
                parts = []
                self._at += 1
            elif (one := self._one()) is not None:
                parts.append(one)
        return _joined(All, groups + _repeated_fields(parts))

    def _one(self) -> Node | None:
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "part":
            return token.node
        if token.kind == "not":
            if self._kind() in (None, "or", ")", "and"):
                raise QueryError(
                    "NOT (or -) wants something behind it.",
                    remedy='For instance: fish NOT shrimp. The word itself is searched for with "not".',
                    span=(token.start, token.end),
                )
            self._go_deeper(token)
            part = self._one()
            self._depth -= 1
            return None if part is None else Not(part)
        self._go_deeper(token)
        inside = self._either()
        if self._kind() != ")":
            raise QueryError(
                "A parenthesis is not closed.",
                remedy='Close it, or put text that is meant literally in quotation marks, "…".',
                span=(token.start, self._length),
            )
        self._at += 1
        self._depth -= 1
        # a group is one thing: a field in it is no repetition of one outside
        return All((inside,)) if isinstance(inside, Property) else inside

    def _go_deeper(self, token: _Token) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise QueryError(
                f"Parentheses and NOT stand more than {DEEPEST} deep.",
                remedy="Write the query with fewer of them.",
                span=(token.start, token.end),
            )


def _joined(kind: type[All] | type[Either], parts: list[Node]) -> Node | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _repeated_fields(parts: list[Node]) -> list[Node]:
    """A field that is repeated is OR within itself: gather each at its first place."""
    gathered: dict[str, list[Property]] = {}
    for part in parts:
        if isinstance(part, Property):
            gathered.setdefault(part.name, []).append(part)
    placed: list[Node] = []
    for part in parts:
        if not isinstance(part, Property):
            placed.append(part)
        elif part is gathered[part.name][0]:
            same = gathered[part.name]
            placed.append(part if len(same) == 1 else Either(tuple(same)))
    return placed


# ---------------------------------------------------------------------------------------------------------------------
# saying it back

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _say_date(date: Date) -> str:
    if date.month is None:
        return str(date.year)
    month = f"{_MONTHS[date.month - 1]} {date.year}"
    return month if date.day is None else f"{date.day} {month}"


_BEFORE: Final = {"from": "from", "tag": "tagged", "class": "marked", "year": "sent in", "before": "sent before"}


def _say_property(part: Property, said: str) -> str:
    if part.name == "after":
        on = "on" if part.date is not None and part.date.day is not None else "in"
        return f"sent {on} {said} or later"
    if part.name == "provenance":
        return said
    return f"{_BEFORE[part.name]} {said}"


def _say_words(part: Words) -> str:
    if part.stemmed:
        return f"*{part.text}*"
    return f'"{part.text}"' + ("" if part.closed else " (read to the end: its closing quotation mark is missing)")


def clause(part: Node) -> str:
    """One part of a query in words that can stand behind «Cables»."""
    match part:
        case Words():
            return f"with {_say_words(part)}"
        case Property():
            return _say_property(part, part.said)
        case Not(inner):
            if isinstance(inner, Words):
                return f"without {_say_words(inner)}"
            return f"not {clause(inner)}" if isinstance(inner, Property) else f"not ({clause(inner)})"
        case Either(parts):
            if all(isinstance(each, Words) for each in parts):
                return f"with {' or '.join(_say_words(each) for each in parts if isinstance(each, Words))}"
            first = parts[0]
            if isinstance(first, Property) and all(
                isinstance(each, Property) and each.name == first.name for each in parts
            ):
                if first.name in _BEFORE:
                    said = " or ".join(each.said for each in parts if isinstance(each, Property))
                    return _say_property(first, said)
                return " or ".join(clause(each) for each in parts)
            return "either " + " or ".join(_grouped(each) for each in parts)
        case All(parts):
            return _say_all(parts)


def _grouped(part: Node) -> str:
    return f"({clause(part)})" if isinstance(part, All | Either) else clause(part)


def _say_all(parts: tuple[Node, ...]) -> str:
    words = [_say_words(part) for part in parts if isinstance(part, Words)]
    clauses = [f"with {' and '.join(words)}"] if words else []
    clauses += [clause(part) for part in parts if not isinstance(part, Words)]
    return ", ".join(clauses)


def say(asks: Node | None) -> str:
    """A query in plain words."""
    return "All cables" if asks is None else f"Cables {clause(asks)}"


def top_parts(asks: Node | None) -> tuple[Node, ...]:
    """The parts that must all hold."""
    if asks is None:
        return ()
    return asks.parts if isinstance(asks, All) else (asks,)


def without(asks: Node, place: int) -> Node | None:
    """The query less one of its top parts."""
    parts = top_parts(asks)
    return _joined(All, [part for number, part in enumerate(parts) if number != place])


def sought(asks: Node | None) -> tuple[Words, ...]:
    """The words that a cable found may show: all but those that must not be there."""
    match asks:
        case Words():
            return (asks,)
        case All(parts) | Either(parts):
            return tuple(dict.fromkeys(word for part in parts for word in sought(part)))
        case _:
            return ()
