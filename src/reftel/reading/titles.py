"""Titles: which words before or behind a name say what somebody is, and where the person's name begins.

    Acting Assistant Secretary for Near Eastern Affairs Jane D. Roe      everything up to the last word of a title
    Ambassador to Peru Jane Roe                                          OF, FOR, TO, IN belong to it, with their place
    EUR/PRA Director Jane Roe      PRT Kirkuk Leader Jane Roe            symbols and places before a word of title
    Jane Roe DCM                                                         the name first

Facts. Nobody can list all titles, but nearly all end with one of a few words (Counselor, Officer, Director), with the
symbol of an office, or with a word that holds a stroke. What is left is the name: nothing is asked of its form.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from reftel.vocab import Vocabulary

# Words that are part of a title wherever they stand before the name; of those that are surnames as well (Law, Major,
# Marshall) only such as are seldom borne.
_TITLE_WORDS: Final = frozenset(
    """ambassador amb ambassadors a/ambassador charge chargé charge' charg d'affaires d,affaires daffaires d'affaire
    affaires affaire d'affairs d,affairs ad interim a.i ai cda a/dcm adcm dcm acting act'g deputy vice chief
    mission consul consulate general cg dcg dpo po principal officer officers political pol poloff poloffs
    polcouns polchief polcounselor politico-military pol/econ econ economic econoff econoffs polecon pol-econ
    econ/pol p/e e/p counselor counsellor counselors couns minister minister-counselor minister-counsellor m/c
    mc section head director dir director-general dg office assistant asst secretary under undersecretary a/s
    das pdas a/das adas executive commercial consular affairs defense defence attache attaché datt legat naval
    military army legal adviser advisor attorney regional security rso aro arso management mgmt mgt team leader
    labor science environment environmental ecopol scitech agricultural treasury coordinator coordinating
    special representative rep envoy senior civilian us u.s united states mission nato usnato unvie usun useu
    provincial reconstruction ao bureau eap eur nea sca wha isn inr drl oes prm inl internal external unit
    multilateral trade financial finance humanitarian refugee refugees permanent permrep perm delegate
    delegation embassy embassy's polmil pol-mil pol/mil pao ipo iao prt usaid aid dea fbi dhs ice odc dod dos
    country watcher desk analyst specialist coordinators staff aide supervisory program programs project
    administrator commissioner commander colonel col ltcol ltc lieutenant maj cpt cdr capt general's brigadier
    rear admiral radm vadm gen ltg bgen sergeant inspector investigator press spokesperson spokesman information
    cultural liaison transition interim designate chargeship chair chairman co-chair president's advisory issues
    relations bilateral transformation ministerial resident interagency operations intelligence policy planning
    counterterrorism nonproliferation narcotics counternarcotics enforcement cooperation""".split()
)
_SYMBOL: Final = re.compile(r"(?:[A-Za-z]{1,6}/)+[A-Za-z]{1,8}")
# PolCouns, EconOff, A/PolMinCouns, DepPolChief: cut words of titles run together
_COMPOUND: Final = re.compile(
    r"(?:a|d|dep)?(?:pol|econ|ec|con|mgt|mgmt|pa|pd|lab|sci|env|esth?|min|emb|eco|cons|leg|fin|trade)"
    r"(?:[-/]?(?:min|mil|econ|offs?|couns?|counselors?|chief|direct?o?r?|sec|cons))+s?|econmin|emin|pmin|estho?ff?"
)
_PREFIXED: Final = re.compile(r"(?:deputy|vice|minister|acting|political|economic|chief|consul|under|ambassador)-\w+")
_JOINING: Final = frozenset(("of", "for", "to", "in", "at", "on", "the", "with", "from"))
_WITH_OBJECT: Final = _JOINING - {"the"}
_SUFFIX: Final = re.compile(r"(?:Jr|Sr|II|III|IV|Esq|Ph\.?D|M\.?D)\.?", re.IGNORECASE)
_LONGEST_PLACE: Final = 4
_LEAST_ACRONYM: Final = 3
_LEAST_WORD: Final = 2


def is_suffix(words: str) -> bool:
    """`Jr.`, `III`: part of the name in front of the comma."""
    return _SUFFIX.fullmatch(words.strip()) is not None


@lru_cache(maxsize=4096)
def is_title_word(word: str) -> bool:
    """Whether a word belongs to a title wherever it stands: a title's usual words, and symbols with a stroke."""
    bare = word.strip(",;:.()\"'")
    lower = bare.lower().replace("’", "'")
    if lower in _TITLE_WORDS or _SYMBOL.fullmatch(bare) or _COMPOUND.fullmatch(lower) or _PREFIXED.fullmatch(lower):
        return True
    return "-" in lower and all(piece in _TITLE_WORDS or _COMPOUND.fullmatch(piece) for piece in lower.split("-"))


def title_length(vocabulary: Vocabulary, words: list[str]) -> int:
    """How many of these words, from the first, are a title with what belongs to it; 0 where none is one.

    All of them where nothing is left for a name; the caller decides then whether the name came first.
    """
    last = -1
    size = len(words)
    place = 0
    while place < size:
        word = words[place]
        if is_title_word(word):
            last = place
            place += 1
            continue
        lower = word.lower().strip(",.")
        if (
            (lower == "the" and not place)
            or (len(lower) < _LEAST_WORD and _is_ad_interim(words, place))
            or (word.isupper() and _is_office(vocabulary, words, place))
        ):
            last = place
        elif lower in _JOINING and last == place - 1 and place:
            last = place
            if lower in _WITH_OBJECT or words[place - 1].lower() in _WITH_OBJECT:
                last = place + _object(vocabulary, words, place + 1)
                place = max(place, last)
        place += 1
    return last + 1


def is_place(vocabulary: Vocabulary, words: list[str]) -> bool:
    """Whether these words name a post or a country."""
    name = " ".join(words).strip(" ,.")
    return vocabulary.station(name, typo=False) is not None or name.upper() in vocabulary.country_names


def _object(vocabulary: Vocabulary, words: list[str], place: int) -> int:
    """How many words behind OF, FOR, TO or IN belong to the title: THE, a post or a country, else one; at least one
    word is left for the name."""
    size = len(words)
    the = 1 if place < size and words[place].lower() == "the" else 0
    place += the
    for length in range(min(_LONGEST_PLACE, size - place - 1), 1, -1):
        if is_place(vocabulary, words[place : place + length]):
            return the + length
    return the + (1 if place + 1 < size else 0)


def _is_ad_interim(words: list[str], place: int) -> bool:
    """`a. i.` in two words."""
    lower = words[place].lower().strip(",")
    if lower in ("a.", "a"):
        return place > 0 and place + 1 < len(words) and words[place + 1].lower().strip(",.") == "i"
    return lower in ("i.", "i") and place > 0 and words[place - 1].lower().strip(",.") == "a"


def _is_office(vocabulary: Vocabulary, words: list[str], place: int) -> bool:
    """Whether a word in capitals is an office's symbol or an abbreviation, and no name: a name follows it."""
    word = words[place].strip(",:()-")
    if place + 1 >= len(words) or not word.isupper() or not word.isalpha():
        return False
    if len(word) == 1:
        return place == 0 and words[0].endswith((":", "-"))
    if vocabulary.office(word) is not None or vocabulary.known_at_other_dates("office", word):
        return True
    # amid small letters, capitals before a name are an abbreviation; in a text of capitals they tell nothing
    return len(word) >= _LEAST_ACRONYM and any(c.islower() for each in words for c in each)
