"""An invented language for invented cables: 80,000 word forms, drawn by Zipf's law.

The top ranks are the function words and stock words of the trade, so that phrases ("said that the") turn up as
they do in real telegrams; all other words are built from syllables and mean nothing. The forms, their ranks and
the order of the draw are the same on every machine: no hash order, no libm, no float that is summed.
"""

import sys
from array import array
from functools import cache
from random import Random

WORD_FORMS = 80_000

# By rank. Numerals are left out on purpose: "4." at the start of a line is a paragraph.
STOCK_WORDS = (
    "the of to and in that a is for on with be as was by he would said are not it from has his have had will an at "
    "which government this were they been their but who or its also minister that we more could should than if "
    "no there all other one some our during after any such new these can both only over under she two "
    "political economic president meeting ministry support security officials police parliament party foreign "
    "embassy ambassador visit told noted added asked between against before about while because however since "
    "until through most many much very into when what where may must might being made did does so do out up "
    "country region border election campaign law reform process issue position policy trade agreement report "
    "continue remain believe expect poloff econoff post mission host local international national public "
    "percent million year week last next first second former current recent likely strong clear key"
)

# What a syllable is built of, each entry equally likely; "-" is nothing.
ONSETS = "b c d f g h j k l m n p r s t v z b d f k l m n p r s t v br cr dr fl gr pl pr sh st tr th"
VOWELS = "a a a a e e e e i i i o o o u u ai ea ia io ou"
CODAS = "- - - - - - - - l m n r s t d nd nt st"
ENDINGS = "- s ed ing er ers al ally ation ness ment ity"
NAME_ENDINGS = "- - - i o a ov ez son enko"

NAMES = 9_000
DRAW = 1 << 20  # one entry of the draw for each unit of likelihood: the rarest word still has one

# No invented word may be one of these: they would be read as a label, a level or an address.
RESERVED = (
    "secret confidential unclas unclassified sensitive sipdis noforn tags subject subj ref refs reftel summary comment "
    "end action info origin page section classified reason reasons from note text begin quote unquote nnnn"
)


@cache
def sounds(listed: str) -> tuple[str, ...]:
    return tuple("" if sound == "-" else sound for sound in listed.split())


def pick(listed: str, rng: Random) -> str:
    choice = sounds(listed)
    return choice[int(rng.random() * len(choice))]


def syllable(rng: Random) -> str:
    return pick(ONSETS, rng) + pick(VOWELS, rng) + pick(CODAS, rng)


@cache
def word_forms() -> tuple[str, ...]:
    """All word forms, the commonest first."""
    rng = Random(1966)
    stock = list(dict.fromkeys(STOCK_WORDS.split()))
    reserved = set(RESERVED.split()).difference(stock)
    taken = {*stock, *reserved}
    invented: list[str] = []

    def take(form: str) -> None:
        if form not in taken and len(taken) - len(reserved) < WORD_FORMS:
            taken.add(form)
            invented.append(form)

    while len(invented) < NAMES:
        take((syllable(rng) + syllable(rng) + pick(NAME_ENDINGS, rng)).capitalize())
    while len(stock) + len(invented) < WORD_FORMS:
        stem = syllable(rng) + syllable(rng)
        if rng.random() < 0.3:
            stem += syllable(rng)
        for ending in sounds(ENDINGS):
            if rng.random() < 0.55:
                take(stem + ending)
    # Short words tend to be the common ones, in every language that has been counted.
    keyed = sorted((rng.random() + 0.09 * len(form), form) for form in invented)
    return (*stock, *(form for _, form in keyed))


@cache
def draw_table() -> tuple[str, ...]:
    """A million entries, each word as often as its rank deserves: any entry is a fair draw by Zipf's law."""
    forms = word_forms()
    weights = [10**12 // (rank + 2) for rank in range(1, len(forms) + 1)]
    spare = DRAW - len(forms)
    total = sum(weights)
    table: list[str] = []
    carried = 0
    for form, weight in zip(forms, weights, strict=True):
        carried += weight * spare
        more, carried = divmod(carried, total)
        table.extend([form] * (1 + more))
    table.extend(forms[: DRAW - len(table)])
    return tuple(table)


@cache
def surnames() -> tuple[str, ...]:
    """Six hundred invented surnames, as they are signed: in capitals."""
    rng = Random(2481)
    reserved = RESERVED.split()
    names: dict[str, None] = {}
    while len(names) < 600:
        name = (syllable(rng) + syllable(rng) + pick(NAME_ENDINGS, rng)).upper()
        if len(name) > 4 and name.lower() not in reserved:
            names[name] = None
    return tuple(names)


def draw_words(count: int, rng: Random) -> list[str]:
    """`count` words by Zipf's law."""
    table = draw_table()
    mask = DRAW - 1
    numbers = array("I", rng.getrandbits(32 * count).to_bytes(4 * count, "little"))
    if sys.byteorder == "big":
        numbers.byteswap()
    return [table[number & mask] for number in numbers]
