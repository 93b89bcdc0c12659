"""The vocabulary of telegrams: posts, TAGS, captions, offices, orders, serials, and who held which mission when.

Facts stand in tables with a source to every row and, where they are known, dates; this package looks them up. It
reads a table when it is first asked for one, and nothing at import. A lookup by date answers None when the key is
known but not for that date, or when the date does not decide; `known_at_other_dates` then says what there is.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from reftel.errors import VocabularyError
from reftel.ids import CableId
from reftel.vocab.classification import (
    ExecutiveOrder,
    Level,
    Reason,
    order_key,
    read_executive_order,
    read_level,
    read_reason,
    reason_key,
)
from reftel.vocab.handling import (
    Caption,
    Precedence,
    find_caption,
    gather_captions,
    gather_precedences,
    read_caption,
    read_precedence,
)
from reftel.vocab.offices import Acronym, Office, read_acronym, read_office, symbol_key, word_key
from reftel.vocab.people import (
    REGISTER_ENDS,
    Holder,
    by_signature,
    find_holders,
    known_surnames,
    printed_surname,
    read_holder,
    register_knows,
)
from reftel.vocab.posts import OTHER_COUNTERS, WITH_CHIEF, Post, Station, Stations, read_post
from reftel.vocab.serials import NO_CALENDAR, Calendar, SerialMonth, YearGuess, guess_year, read_month
from reftel.vocab.tables import (
    LAYOUTS,
    Additions,
    Dated,
    Row,
    by_key,
    choose,
    join_rows,
    last_day,
    may_be_valid,
    read_additions,
    shipped_bytes,
    shipped_rows,
)
from reftel.vocab.tags import Splitter, Tag, read_tag

__all__ = [
    "REGISTER_ENDS",
    "Acronym",
    "Caption",
    "ExecutiveOrder",
    "Holder",
    "Level",
    "Office",
    "Post",
    "Precedence",
    "Reason",
    "SerialMonth",
    "SourceEntry",
    "Station",
    "Tag",
    "Vocabulary",
    "YearGuess",
]


_LONGEST_NAME: Final = 80
"""What is asked is remembered, and a page without blanks must not be: no name and no caption is so long."""
_REMEMBERED: Final = 1 << 12


class SourceEntry(msgspec.Struct, frozen=True):
    """Where rows come from: an entry of SOURCES.toml."""

    title: str
    date: str
    licence: str
    kept: str


def _territories(posts: Iterable[Post]) -> dict[str, None]:
    """The territories whose chiefs of mission sign at these stations, each once, in order."""
    return dict.fromkeys(
        territory for post in posts if post.mission_type in WITH_CHIEF for territory in post.territories
    )


class Vocabulary:
    """All tables together, the shipped ones and the user's own; made by `shipped()` or `load(folder)`."""

    def __init__(self, additions: Mapping[str, Additions], own: Mapping[str, bytes]) -> None:
        self._additions = additions
        self._own = own
        self._check_own()

    @classmethod
    @cache
    def shipped(cls) -> Vocabulary:
        """The vocabulary as reftel ships it; the same object every time."""
        return cls({}, {})

    @classmethod
    def load(cls, folder: Path | None) -> Vocabulary:
        """The shipped vocabulary with the rows of the user's folder before it; None adds nothing.

        The folder holds files of the shipped names (`posts.csv`, `tags.csv`, ...). VocabularyError names the file,
        the line and the column of the first row that does not fit, and what to do.
        """
        if folder is None:
            return cls.shipped()
        if not folder.is_dir():
            raise VocabularyError(f"{folder} is not a folder.", remedy="Make it, or name the folder that is meant.")
        additions: dict[str, Additions] = {}
        own: dict[str, bytes] = {}
        for path in sorted(folder.glob("*.csv")):
            try:
                data = path.read_bytes()
            except OSError as error:
                raise VocabularyError(f"{path} cannot be read ({error}).", remedy="Check its permissions.") from error
            additions[path.stem] = read_additions(path, data)
            own[path.name] = data
        return cls(additions, own)

    def __reduce__(self) -> tuple[type[Vocabulary], tuple[Mapping[str, Additions], Mapping[str, bytes]]]:
        """A vocabulary goes to another process as the user's rows alone; the shipped tables are there already."""
        return (Vocabulary, (self._additions, self._own))

    def _check_own(self) -> None:
        """What one of the user's files says about another table must stand there."""
        if added := self._additions.get("station_aliases"):
            for row in added.rows:
                if row[0] in self.posts:
                    message = f"station_aliases.csv: {row[0]} is a post itself."
                    raise VocabularyError(message, remedy="Take the line out: a post is found by its own name.")
                if row[1] and row[1] not in self.posts:
                    message = f"station_aliases.csv: {row[0]} stands for {row[1]}, which is no post."
                    raise VocabularyError(message, remedy="Add that post to posts.csv in the same folder.")
        if added := self._additions.get("tags"):
            for row in added.rows:
                canonical = row[3]
                if canonical and all(tag.canonical for tag in self._tags.get(canonical, ())):
                    message = f"tags.csv: {row[0]} stands for {canonical}, which is no TAG of its own."
                    raise VocabularyError(
                        message, remedy="Write the TAG it stands for, or add it in a line of its own."
                    )

    @cached_property
    def fingerprint(self) -> str:
        """A SHA-256 over every byte that can change how a telegram is read: shipped files, then the user's."""
        whole = hashlib.sha256()
        for origin, files in (
            ("shipped", {layout.file: shipped_bytes(layout) for layout in LAYOUTS.values()}),
            ("own", self._own),
        ):
            for name in sorted(files):
                whole.update(f"{origin}/{name} {len(files[name])}\n".encode())
                whole.update(files[name])
        return whole.hexdigest()

    @cached_property
    def sources(self) -> Mapping[str, SourceEntry]:
        """What the keys in the column `source` mean; a user's source is free text and stands for itself."""
        text = resources.files(__package__).joinpath("SOURCES.toml").read_text(encoding="utf-8")
        return MappingProxyType(msgspec.convert(tomllib.loads(text), dict[str, SourceEntry]))

    def _rows(self, name: str) -> tuple[Row, ...]:
        layout = LAYOUTS[name]
        return join_rows(layout, shipped_rows(layout), self._additions.get(name))

    # -- posts -----------------------------------------------------------------------------------------------------

    @cached_property
    def _posts(self) -> dict[str, tuple[Post, ...]]:
        return by_key((post.code, post) for post in map(read_post, self._rows("posts")))

    @cached_property
    def posts(self) -> Mapping[str, Post]:
        """Every station by its code, as it was last: after BERLIN moved, and before it closed."""
        return MappingProxyType({code: _latest(entries) for code, entries in self._posts.items()})

    def post(self, code: str, *, on: str | None = None) -> Post | None:
        """The station of a canonical code (`MAPUTO`), as it was on a date, or as it was last."""
        if on is None:
            return self.posts.get(code)
        return choose(self._posts.get(code, ()), on)

    def mrn(self, cable: CableId | str) -> str:
        """The message reference number as it is said, with the post's name as it prints it: `04 RIO DE JANEIRO 871`.

        A station that is in no table stands as its code; a handle, of a telegram without a number, stays a handle.
        """
        try:
            cable = CableId.parse(str(cable))
        except ValueError:
            return str(cable)
        post = self.post(cable.station)
        return f"{cable.year % 100:02d} {post.station.upper() if post else cable.station} {cable.serial}"

    @cached_property
    def _stations(self) -> Stations:
        return Stations(self.posts, self._rows("station_aliases"))

    def station(self, printed: str, *, short: bool = False, typo: bool = True) -> Station | None:
        """The station a printed name means: `Rio de Jan`, `AMEMBASSY MAPUTO`, `VATICA`, `COTON0U`; None if none.

        Aliases of three letters and less (RIO, HK, BA) count with `short`, inside a list of references only.
        `typo=False` leaves out names one letter away from a station's.
        """
        return self._stations.find(printed, short, typo) if len(printed) <= _LONGEST_NAME else None

    @cached_property
    def _routes(self) -> dict[str, Post]:
        routes: dict[str, Post] = {}
        # one indicator can serve several stations of one place: the busier one is meant
        for post in sorted(self.posts.values(), key=lambda post: (-(post.published_count or 0), post.code)):
            if post.routing_indicator:
                routes.setdefault(post.routing_indicator, post)
        return routes

    def route(self, routing_indicator: str) -> Post | None:
        """The station behind a routing indicator of the wire header: RUEHTO is MAPUTO."""
        return self._routes.get(routing_indicator.strip().upper())

    @cached_property
    def _same_places(self) -> dict[str, tuple[str, ...]]:
        linked: dict[str, set[str]] = {}
        for row in self._rows("same_places"):
            together = linked.get(row[0], {row[0]}) | linked.get(row[1], {row[1]})
            for code in together:
                linked[code] = together
        return {code: tuple(sorted(together - {code})) for code, together in linked.items()}

    def same_places(self, code: str) -> tuple[str, ...]:
        """Other codes of the same place or mission (KIEV, KYIV): counters of their own, linked, never rewritten."""
        return self._same_places.get(code, ())

    @cached_property
    def _malformed_ids(self) -> dict[str, str]:
        # backwards, so that the user's rows, which stand first, win
        return {row[0]: row[1] for row in reversed(self._rows("malformed_ids"))}

    def malformed_id(self, published: str) -> str | None:
        """The id a damaged published one stands for: `10EFTOKABUL668` has a caption swallowed."""
        return self._malformed_ids.get(published)

    # -- TAGS ------------------------------------------------------------------------------------------------------

    @cached_property
    def _tags(self) -> dict[str, tuple[Tag, ...]]:
        return by_key((tag.code, tag) for tag in map(read_tag, self._rows("tags")))

    def tag(self, code: str, *, on: str | None = None) -> Tag | None:
        """A TAG as it was on a date: GE is East Germany in 1974 and nothing known in 2004."""
        return choose(self._tags.get(code) or self._tags.get(" ".join(code.upper().split()), ()), on)

    @cached_property
    def tags_known(self) -> frozenset[str]:
        """The codes vouched for, at whatever date, misspellings left out."""
        return frozenset(
            code
            for code, entries in self._tags.items()
            if any(tag.verified and tag.kind not in ("misspelling", "marker") for tag in entries)
        )

    @cached_property
    def term_openings(self) -> frozenset[str]:
        """The first words of the terms of several words among the TAGS: HUMAN, MEDIA, CHILD."""
        return frozenset(code.split(" ", 1)[0].rstrip(",") for code in self._tags if " " in code)

    @cached_property
    def lasting_tags(self) -> Mapping[str, Tag]:
        """The codes that mean one thing at all times, stand for themselves and open no longer term: PGOV, KNNP."""
        return MappingProxyType(
            {
                code: entries[0]
                for code, entries in self._tags.items()
                if len(entries) == 1
                and entries[0].canonical in (None, code)
                and not entries[0].valid_from
                and not entries[0].valid_to
                and code.isalpha()
                and code not in self.term_openings
            }
        )

    @cached_property
    def country_names(self) -> frozenset[str]:
        """What the geographic TAGS mean, in capitals: PERU, SOUTH AFRICA."""
        return frozenset(
            tag.meaning.upper()
            for entries in self._tags.values()
            for tag in entries
            if tag.kind == "geo" and tag.meaning
        )

    @cached_property
    def _splitter(self) -> Splitter:
        return Splitter(self._tags)

    def split_tags(self, glued: str) -> tuple[str, ...] | None:
        """The TAGS run together in one string, when verified ones use up all of it; None otherwise."""
        return self._splitter.split(glued)

    # -- handling --------------------------------------------------------------------------------------------------

    @cached_property
    def _captions(self) -> dict[str, Caption]:
        return gather_captions(map(read_caption, self._rows("captions")))

    @cached_property
    def _find_caption(self) -> Callable[[str], Caption | None]:
        captions = self._captions
        return lru_cache(maxsize=_REMEMBERED)(lambda printed: find_caption(printed, captions))

    def caption(self, printed: str) -> Caption | None:
        """The caption a line says, spaced or slashed: `E X D I S`, `STADIS//////`."""
        return self._find_caption(printed) if len(printed) <= _LONGEST_NAME else find_caption(printed, self._captions)

    @cached_property
    def _precedences(self) -> dict[str, Precedence]:
        return gather_precedences(map(read_precedence, self._rows("precedence")))

    def precedence(self, code_or_word: str) -> Precedence | None:
        """The precedence of a letter, a word or a misspelt word: O, OO, IMMEDIATE, PRIOITY."""
        known = self._precedences
        return known.get(code_or_word) or known.get(" ".join(code_or_word.upper().split()))

    # -- offices ---------------------------------------------------------------------------------------------------

    @cached_property
    def _offices(self) -> dict[str, tuple[Office, ...]]:
        return by_key((symbol_key(office.symbol), office) for office in map(read_office, self._rows("offices")))

    @cached_property
    def offices_known(self) -> frozenset[str]:
        """The symbols of offices whose meaning is known, of whatever date."""
        return frozenset(symbol for symbol, entries in self._offices.items() if any(each.meaning for each in entries))

    def office(self, symbol: str, *, on: str | None = None) -> Office | None:
        """The office of a symbol on a date: SCA is one bureau in 1974 and another in 2008."""
        return choose(self._offices.get(symbol) or self._offices.get(symbol_key(symbol), ()), on)

    @cached_property
    def _acronyms(self) -> dict[str, Acronym]:
        acronyms = map(read_acronym, reversed(self._rows("acronyms")))
        return {word_key(acronym.acronym): acronym for acronym in acronyms}

    def acronym(self, word: str) -> Acronym | None:
        """What an abbreviation stands for, with its certainty; ORCA is known and has no meaning."""
        return self._acronyms.get(word_key(word))

    # -- classification --------------------------------------------------------------------------------------------

    @cached_property
    def levels(self) -> Mapping[str, Level]:
        """The words of the classification line and their portion marks."""
        levels = map(read_level, reversed(self._rows("classification_levels")))
        return MappingProxyType({level.code: level for level in levels})

    @cached_property
    def _orders(self) -> dict[str, ExecutiveOrder]:
        return {order.number: order for order in map(read_executive_order, reversed(self._rows("executive_orders")))}

    def executive_order(self, number: str | int) -> ExecutiveOrder | None:
        """The order of a number; of a misprint, a row whose `canonical` is the order meant (1295 is 12958)."""
        return self._orders.get(order_key(number))

    @cached_property
    def _reasons(self) -> dict[str, tuple[Reason, ...]]:
        reasons = map(read_reason, self._rows("classification_reasons"))
        return by_key((reason_key(reason.code), reason) for reason in reasons)

    def reason(self, code: str, *, on: str | None = None) -> Reason | None:
        """A ground of classification on a date: `1.4(b)`, `1.5 (D)`, `X1`, `25X1`, `B1`."""
        return choose(self._reasons.get(reason_key(code), ()), on)

    # -- people ----------------------------------------------------------------------------------------------------

    @cached_property
    def _terms(self) -> dict[str, tuple[Holder, ...]]:
        return by_key((term.territory, term) for term in map(read_holder, self._rows("chiefs_of_mission")))

    def _terms_of(self, territory: str) -> tuple[Holder, ...]:
        name, _, role = territory.partition("/")
        terms = self._terms.get(name, ())
        return tuple(term for term in terms if term.role == role) if role else terms

    def chiefs_of_mission(
        self, post_code: str, *, on: str | None = None, surname: str | None = None
    ) -> tuple[Holder, ...]:
        """Who headed a mission on a date, and whose name a signature can be; certain ones first.

        Consulates have no chief of mission; STATE has the Secretary. Several may fit: a mission handed over that
        day, a date known only to the year, a name held twice.
        """
        name = None if surname is None else printed_surname(surname)
        if name is not None and name not in self._names_at(post_code):
            return ()
        posts = self._posts.get(post_code, ())
        if on is not None:
            posts = tuple(post for post in posts if may_be_valid(post, on))
        found: list[Holder] = []
        for territory in _territories(posts):
            named = None if name is None else self._named(territory).get(name, ())
            found += find_holders(self._terms_of(territory), on=on, named=named)
        return tuple(sorted(found, key=lambda holder: not holder.certain))

    @cached_property
    def _by_territory(self) -> dict[str, dict[str, tuple[Holder, ...]]]:
        return {}

    def _named(self, territory: str) -> dict[str, tuple[Holder, ...]]:
        """A territory's chiefs under every way in which each can sign; made when first asked for."""
        named = self._by_territory.get(territory)
        if named is None:
            named = self._by_territory[territory] = by_signature(self._terms_of(territory))
        return named

    @cached_property
    def _by_station(self) -> dict[str, frozenset[str]]:
        return {}

    def _names_at(self, code: str) -> frozenset[str]:
        """Every way in which some chief of that mission can sign, of all times; made when first asked for."""
        names = self._by_station.get(code)
        if names is None:
            names = frozenset(
                name for territory in _territories(self._posts.get(code, ())) for name in self._named(territory)
            )
            if code in self._posts:
                self._by_station[code] = names
        return names

    def is_chiefs_name(self, surname: str, code: str) -> bool:
        """Whether some chief of that mission, of whatever time, can sign so."""
        return printed_surname(surname) in self._names_at(code)

    @cached_property
    def surnames(self) -> frozenset[str]:
        """The surnames of the register and of other signers, in plain capitals without blanks: what two names run
        together are made of."""
        return frozenset(
            known_surnames(term for terms in self._terms.values() for term in terms) | self._signers.keys()
        )

    @cached_property
    def _signers(self) -> dict[str, frozenset[str]]:
        signers: dict[str, set[str]] = {}
        for row in self._rows("signers"):
            signers.setdefault(row[0], set()).add(row[1])
        return {surname: frozenset(codes) for surname, codes in signers.items()}

    def signs_at(self, surname: str, code: str) -> bool:
        """Whether somebody of that name, who is in no register, is known to sign at a station."""
        return code in self._signers.get(surname, ())

    def register_knows(self, on: str | None) -> bool:
        """Whether the register of chiefs of mission reaches to that date: it stops in January 2024."""
        return register_knows(on)

    # -- serials ---------------------------------------------------------------------------------------------------

    @cached_property
    def _serials(self) -> dict[tuple[str, int], list[Row]]:
        layout = LAYOUTS["serial_months"]
        start = layout.columns.index("valid_from")
        months: dict[tuple[str, int], list[Row]] = {}
        for row in self._rows(layout.name):
            months.setdefault((row[0], int(row[start][:4])), []).append(row)
        return months

    @cached_property
    def _calendars(self) -> dict[tuple[str, int], tuple[SerialMonth, ...]]:
        """The rows of `_serials` that were asked for, as months in their order."""
        return {}

    @cached_property
    def _drawn(self) -> dict[tuple[str, int], Calendar]:
        """The calendars that a number's year was looked up in."""
        return {}

    def serials(self, code: str, year: int) -> tuple[SerialMonth, ...]:
        """How far a station's counter is known to have come in each month of a year."""
        known = self._calendars.get((code, year))
        if known is None:
            rows = self._serials.get((code, year))
            if rows is None:
                return ()
            known = tuple(sorted(map(read_month, rows), key=lambda each: each.month))
            self._calendars[code, year] = known
        return known

    def _calendar(self, code: str, year: int) -> Calendar | None:
        known = self._drawn.get((code, year))
        if known is None and (months := self.serials(code, year)):
            known = self._drawn[code, year] = Calendar(months)
        return known

    def year_of(self, code: str, serial: int, *, citing: tuple[int, int, int]) -> YearGuess:
        """The year of a number cited without one, on the day (year, month, day) of the telegram that cites it."""
        post = self.posts.get(code)
        if post is not None and post.mission_type in OTHER_COUNTERS:
            reason = f"{code} numbers do not count through the year: the citing year"
            return YearGuess(citing[0], NO_CALENDAR, reason, 0)
        return guess_year(
            code,
            serial,
            citing=citing,
            this_year=self._calendar(code, citing[0]),
            year_before=self._calendar(code, citing[0] - 1),
        )

    # -- what else is known ----------------------------------------------------------------------------------------

    def known_at_other_dates(self, kind: str, key: str) -> tuple[Dated, ...]:
        """All entries of a key whatever their dates, for a page that says "not known for 1974".

        `kind` is post, tag, office, reason, caption, acronym, precedence, executive_order or chief_of_mission (by
        post).
        """
        if kind not in self._WHATEVER_DATE:
            raise ValueError(f"not a kind of entry: {kind!r} (write one of: {', '.join(self._WHATEVER_DATE)})")
        return self._WHATEVER_DATE[kind](self, key)

    _WHATEVER_DATE: Final[Mapping[str, Callable[[Vocabulary, str], tuple[Dated, ...]]]] = {
        "post": lambda self, key: self._posts.get(key, ()),
        "tag": lambda self, key: self._tags.get(" ".join(key.upper().split()), ()),
        "office": lambda self, key: self._offices.get(symbol_key(key), ()),
        "reason": lambda self, key: self._reasons.get(reason_key(key), ()),
        "caption": lambda self, key: _one(self.caption(key)),
        "acronym": lambda self, key: _one(self.acronym(key)),
        "precedence": lambda self, key: _one(self.precedence(key)),
        "executive_order": lambda self, key: _one(self.executive_order(key)),
        "chief_of_mission": lambda self, key: self.chiefs_of_mission(key),
    }


def _one(entry: Dated | None) -> tuple[Dated, ...]:
    return () if entry is None else (entry,)


def _latest(entries: tuple[Post, ...]) -> Post:
    """The entry that is valid last; of two without an end the first, which is the user's."""
    return max(entries, key=lambda post: last_day(post.valid_to) if post.valid_to else "9999")
