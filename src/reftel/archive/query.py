"""The query language: what a reader may type, and what is understood.

Words beside each other must all be there; `"…"` is literal text, other words are found in all their forms; `OR`, `NOT`
or `-x`, and parentheses join them; `name:value` asks for a property. `docs/reference/query-language.md` is the
manual. A query that cannot be read raises QueryError with the place, what was wrong and what to write instead; nothing
else is ever raised, and no text takes longer than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from reftel.archive import wording
from reftel.archive.fields import read_field
from reftel.archive.nodes import All, Either, Node, Not, Property, Words, joined, top_parts, without
from reftel.archive.saying import say
from reftel.errors import QueryError
from reftel.ids import is_handle
from reftel.vocab import Vocabulary

LONGEST: Final = 10_000
MOST_PARTS: Final = 1_000
DEEPEST: Final = 40


class Query(msgspec.Struct, frozen=True):
    """A query that was understood: its text, and what it asks for (nothing at all: every cable).

    `places` are where each part that must hold stands in the text: several places for a field that is repeated.
    """

    text: str
    asks: Node | None = None
    places: tuple[tuple[tuple[int, int], ...], ...] = ()

    @property
    def words(self) -> str:
        """The query in plain words."""
        return say(self.asks)


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
_ENDS_IN_AND: Final = re.compile(r"(?:^|[\s)])AND$")
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
    parser = _Parser(tokens, len(text))
    asks = parser.read()
    if asks is None and tokens:
        raise QueryError(
            "There is nothing to search for in this query: it has no letters and no digits.",
            remedy="Type a word, or leave the query empty to see every cable.",
            span=(0, len(text)),
        )
    return Query(text, asks, tuple(parser.places(part) for part in top_parts(asks)))


def less_one_part(query: Query, number: int, vocabulary: Vocabulary) -> str | None:
    """The query's text without one of the parts that must hold; None where the rest cannot be written that way."""
    if query.asks is None or number >= len(query.places):
        return None
    left = query.text
    for start, end in sorted(query.places[number], reverse=True):
        before, after = left[:start].rstrip(), left[end:].lstrip()
        # an AND that now joins nothing goes as well; one that still does keeps a repeated field from being OR
        if _ENDS_IN_AND.search(before) and (not after or after.startswith((")", "AND "))):
            before = before[:-3].rstrip()
        elif after.startswith("AND ") and (not before or before.endswith("(")):
            after = after[4:].lstrip()
        blank = "" if not before or not after or before.endswith("(") or after.startswith(")") else " "
        left = before + blank + after
    rest = without(query.asks, number)
    try:
        is_meant = rest is not None and parse_query(left, vocabulary=vocabulary).asks == rest
    except QueryError:
        return None
    return left if is_meant else None


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
    value = text[at + len(name) + 1 : end]
    if not value and end < len(text) and text[end] in _QUOTES:
        value, end, _ = _quoted(text, end)
    return _Token("part", at, end, read_field(name, value, (at, end), vocabulary))


class _Parser:
    """Recursive descent: either = all {OR all}; all = one {one}; one = NOT one | ( either ) | part.

    A part without a word in it (`--`, `&`) counts as not written; so does a group of nothing but such parts.
    """

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self._tokens = tokens
        self._at = 0
        self._length = length
        self._depth = 0
        self._stands: dict[int, tuple[int, int]] = {}
        """Where each part stands, by the identity of its node; every node lives as long as the parser does."""

    def places(self, part: Node) -> tuple[tuple[int, int], ...]:
        """Where in the text this part stands: in several places where it was gathered from them."""
        if id(part) in self._stands:
            return (self._stands[id(part)],)
        return tuple(place for each in part.parts for place in self.places(each)) if isinstance(part, Either) else ()

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
        return joined(Either, parts)

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
        return joined(All, groups + _repeated_fields(parts))

    def _one(self) -> Node | None:
        begun = self._at
        part = self._one_of_its_kind()
        if part is not None:
            self._stands[id(part)] = (self._tokens[begun].start, self._tokens[self._at - 1].end)
        return part

    def _one_of_its_kind(self) -> Node | None:
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
