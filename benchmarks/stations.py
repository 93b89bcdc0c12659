"""The posts and TAGS that invented cables use: real ones, from the package's own vocabulary.

Post names and TAGS are the form itself, not anybody's text. Which 270 posts and 600 TAGS are taken, and how often each
turns up, follows from the vocabulary's rows alone; a new row in the vocabulary can therefore change every cable.
"""

import csv
import io
import re
from functools import cache
from importlib import resources
from random import Random

from msgspec import Struct

POSTS = 270
TAGS = 600
HAND = 4_096  # entries in a dealt table: each post or tag as often as its weight deserves

# Most wanted first: the vocabulary's mission type, how its telegrams sign on, what an archive calls it.
MISSIONS = (
    ("embassy", "AMEMBASSY", "Embassy"),
    ("consulate general", "AMCONSUL", "Consulate"),
    ("consulate", "AMCONSUL", "Consulate"),
    ("multilateral mission", "USMISSION", "Mission"),
    ("regional embassy office", "REO", "REO"),
    ("interests section", "USINT", "US Interests Section"),
    ("liaison office", "USLO", "US Liaison Office"),
    ("institute", "AIT", "American Institute"),
)
SUBJECTS = ("subject", "program", "org", "geo")  # kinds of TAGS; persons, markers and misspellings are left out
COMMON_TAGS = "PREL PGOV ECON PTER PHUM ASEC MARR SNAR ETRD EFIN KDEM EINV ENRG KCRM PARM PINR MOPS KPAO SOCI OVIP"


class Post(Struct, frozen=True):
    """A place that sends telegrams. `code` makes the id, `printed` stands in the text, `sender` in the FM line."""

    code: str
    printed: str
    sender: str
    origin: str
    routing: str

    @property
    def prefix(self) -> str:
        """The post as page lines cut it: six characters, blanks counted."""
        return self.printed[:6].rstrip()


class Missing(Exception):
    """The vocabulary of the package is not there."""


def rows(name: str) -> list[dict[str, str]]:
    """All rows of one vocabulary file of the package."""
    try:
        text = (resources.files("reftel.vocab") / "data" / name).read_text(encoding="utf-8")
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise Missing(f"reftel.vocab has no data/{name} yet: the cables take their posts and TAGS from it") from error
    return list(csv.DictReader(io.StringIO(text, newline="")))


@cache
def posts() -> tuple[Post, ...]:
    """The posts, the Department first, then in order of their codes; none that was closed for good before 2010."""
    signs = {mission: (rank, sign_on, label) for rank, (mission, sign_on, label) in enumerate(MISSIONS)}
    wanted: dict[str, tuple[int, Post]] = {}
    for row in rows("posts.csv"):
        code, station = row["code"], row["station"]
        sign = signs.get(row["mission_type"])
        # A post whose printed name does not spell its code cannot be held to its id.
        if sign is None or row["valid_to"] or station.replace(" ", "") != code or not re.fullmatch("[A-Z]{4,20}", code):
            continue
        rank, sign_on, label = sign
        routing = row["routing_indicator"] or f"RUEH{code[0]}{code[2]}"
        post = Post(code, station, f"{sign_on} {station}", f"{label} {station.title()}", routing)
        wanted.setdefault(code, (rank, post))
    best = sorted(wanted, key=lambda code: (wanted[code][0], code))[: POSTS - 1]
    department = Post("STATE", "STATE", "SECSTATE WASHDC", "Secretary of State", "RUEHC")
    return (department, *(wanted[code][1] for code in sorted(best)))


@cache
def tags() -> tuple[str, ...]:
    """The TAGS other than geography, the commonest first."""
    return tuple(code for code in chosen_tags() if len(code) > 2)


@cache
def places() -> tuple[str, ...]:
    """The two-letter geographic TAGS."""
    return tuple(code for code in chosen_tags() if len(code) == 2)


@cache
def chosen_tags() -> tuple[str, ...]:
    trust = {"yes": 0, "partly": 1}
    known = {
        row["code"]: (trust.get(row["verified"], 2), row["code"])
        for row in rows("tags.csv")
        if row["kind"] in SUBJECTS
        and not row["canonical"]
        and not row["valid_to"]
        # What is printed and what it means should be one thing here: no alias, nothing with a slash or a blank.
        and re.fullmatch(r"[A-Z]{2}|[A-Z]{4,6}", row["code"])
    }
    best = sorted(known, key=lambda code: known[code])[:TAGS]
    common = [code for code in COMMON_TAGS.split() if code in best]
    return (*common, *sorted(set(best).difference(common)))


def dealt(count: int, seed: int, *, settled: int) -> tuple[int, ...]:
    """Positions 0..count-1, each at least once, by a flattened Zipf law.

    The first `settled` positions are the commonest, in their order; the others are ranked by the seed.
    """
    rng = Random(seed)
    order = [*range(settled), *sorted(range(settled, count), key=lambda _: rng.random())]
    weights = [10**9 // (rank + 6) for rank in range(count)]
    spare, total, carried = HAND - count, sum(weights), 0
    hand: list[int] = []
    for position, weight in zip(order, weights, strict=True):
        carried += weight * spare
        more, carried = divmod(carried, total)
        hand.extend([position] * (1 + more))
    return tuple(hand)
