"""Classification markings as values: a level, and the controls that stand beside it.

`SECRET//NOFORN` is the level SECRET with the control NOFORN. Only UNCLASSIFIED, CONFIDENTIAL, SECRET and TOP SECRET
are levels (E.O. 12958 section 1.2 and its forerunners). SBU, FOUO and LOU are controls on unclassified text, not
ranks (LOU ended on 1 October 1995, replaced by SBU: 00 STATE 018029). SIPDIS widens distribution and is no marking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

LEVELS: Final = ("UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET")
_RANK: Final = {level: rank for rank, level in enumerate(LEVELS)}

# Controls that apply to unclassified text alone; in a join with classified text they fall away, since the
# classification protects more (12 FAM 541).
_UNCLASSIFIED_CONTROLS: Final = frozenset({"SBU", "FOUO", "LOU"})

_LEVEL_WORDS: Final = {
    "U": "UNCLASSIFIED",
    "UNCLAS": "UNCLASSIFIED",
    "UNCLASS": "UNCLASSIFIED",
    "UNCLASSIFIED": "UNCLASSIFIED",
    "C": "CONFIDENTIAL",
    "CONFIDENTIAL": "CONFIDENTIAL",
    "S": "SECRET",
    "SECRET": "SECRET",
    "TS": "TOP SECRET",
    "TOPSECRET": "TOP SECRET",
}
_CONTROLLED_WORDS: Final = {
    "SBU": "SBU",
    "SENSITIVEBUTUNCLASSIFIED": "SBU",
    "SENSITIVE": "SBU",
    "FOUO": "FOUO",
    "FOROFFICIALUSEONLY": "FOUO",
    "LOU": "LOU",
    "LIMITEDOFFICIALUSE": "LOU",
    "LIMOFFICIALUSE": "LOU",
    "LIMOFFUSE": "LOU",
}
_CONTROL_WORDS: Final = {
    "NF": "NOFORN",
    "N": "NOFORN",  # (SBU/N) is the handbook's own mark for SBU NOFORN: 5 FAH-1 H-246.2 c
    "NOFORN": "NOFORN",
    "NOFOR": "NOFORN",
    "NOFORNS": "NOFORN",
    **_CONTROLLED_WORDS,
    "ORCON": "ORCON",
    "OC": "ORCON",
    "PROPIN": "PROPIN",
    "FGI": "FGI",
    "RELIDO": "RELIDO",
    "NODIS": "NODIS",
    "EXDIS": "EXDIS",
    "LIMDIS": "LIMDIS",
}
_REL_TO: Final = re.compile(r"REL\s*(?:TO)?\s+(?P<to>[A-Z]{2,4}(?:\s*,?\s*(?:AND\s+)?[A-Z]{2,4})*)")
_NOT_LETTERS: Final = re.compile(r"[^A-Z]+")


class Marking:
    """A level and its controls, `SECRET//NOFORN`; controls are sorted, and NOFORN absorbs any REL TO.

    Markings are partly ordered: `a <= b` when whoever protects text as `b` asks also protects it as `a` asks.
    `Marking.join` is the least marking that protects everything in a whole: the highest level, the controls united,
    the REL TO lists intersected.
    """

    __slots__ = ("controls", "level")

    def __init__(self, level: str, controls: Iterable[str] = ()) -> None:
        if level not in _RANK:
            raise ValueError(f"not a level: {level!r} (one of {', '.join(LEVELS)})")
        kept = set(controls)
        if "NOFORN" in kept:
            kept = {c for c in kept if not c.startswith("REL TO ")}
        self.level = level
        self.controls = tuple(sorted(kept))

    @classmethod
    def parse(cls, text: str) -> Marking:
        """Read a marking as written (`SECRET//NOFORN`, `S-N/F`, `SBU/NF`, `C`, `UNCLAS`); ValueError otherwise."""
        if (found := read_marking(text)) is None:
            raise ValueError(f"not a marking: {text!r}")
        return found

    @property
    def rank(self) -> int:
        """0 for UNCLASSIFIED to 3 for TOP SECRET."""
        return _RANK[self.level]

    @property
    def releasable_to(self) -> frozenset[str] | None:
        """The states of a REL TO list, or None where there is none."""
        for control in self.controls:
            if control.startswith("REL TO "):
                return frozenset(control[7:].split(", "))
        return None

    @staticmethod
    def join(markings: Iterable[Marking]) -> Marking:
        """The marking of a whole made of these portions; UNCLASSIFIED for none."""
        parts = tuple(markings)
        if not parts:
            return Marking("UNCLASSIFIED")
        level = max((m.level for m in parts), key=_RANK.__getitem__)
        controls = {c for m in parts for c in m.controls if not c.startswith("REL TO ")}
        if level != "UNCLASSIFIED":
            controls -= _UNCLASSIFIED_CONTROLS
        # an unclassified portion without a list may be shown to anyone: it does not narrow the whole's
        lists = [m.releasable_to for m in parts if m.releasable_to is not None]
        unlisted = any(m.releasable_to is None and m.rank > 0 for m in parts)
        if lists and not unlisted and (common := frozenset.intersection(*lists)):
            controls.add(_rel_to(common))
        return Marking(level, controls)

    def __le__(self, other: Marking) -> bool:
        return Marking.join((self, other)) == other

    def __ge__(self, other: Marking) -> bool:
        return other <= self

    def __str__(self) -> str:
        return "//".join((self.level, *self.controls))

    def __repr__(self) -> str:
        return f"Marking({str(self)!r})"

    @property
    def portion(self) -> str:
        """The short form that stands before a paragraph: `S/NF`, `SBU`, `U`."""
        short = {"UNCLASSIFIED": "U", "CONFIDENTIAL": "C", "SECRET": "S", "TOP SECRET": "TS"}[self.level]
        controls = list(self.controls)
        for control in ("SBU", "FOUO", "LOU"):
            if control in controls:
                short = control
                controls.remove(control)
        return "/".join((short, *("NF" if c == "NOFORN" else c for c in controls)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Marking):
            return NotImplemented
        return self.level == other.level and self.controls == other.controls

    def __hash__(self) -> int:
        return hash((self.level, self.controls))


def _rel_to(states: Iterable[str]) -> str:
    """The REL TO control for these states: USA first, then by name, as the marking rules have it."""
    return "REL TO " + ", ".join(sorted(set(states), key=lambda state: (state != "USA", state)))


@lru_cache(maxsize=4096)
def read_marking(text: str) -> Marking | None:
    """Read a marking as printed: a level line, a page label, a portion mark with or without its brackets.

    Spaced letters (`S E C R E T`), the portion forms `S-N/F`, `S//NF`, `SBU/N`, the labels
    `UNCLASSIFIED//FOR OFFICIAL USE ONLY` and `SECRET//REL TO USA, GBR` are understood. None when the words are not a
    marking: nothing is guessed.
    """
    words = text.upper().replace("(", " ").replace(")", " ").replace("[", " ").replace("]", " ").strip()
    if not words:
        return None
    releasable: list[str] = []
    if listed := _REL_TO.search(words):
        states = [state for state in re.split(r"[\s,]+", listed["to"]) if state and state != "AND"]
        releasable.append(_rel_to(states))
        words = words[: listed.start()] + words[listed.end() :]
    # N/F is one control, not two: take it out before the slashes are read
    words = words.replace("N/F", "NF")
    parts = [_NOT_LETTERS.sub("", part) for part in re.split(r"//|/|-|,|\n", words)]
    parts = [part for part in parts if part and part not in {"ENTIRETEXT", "ENTIRE", "TEXT"}]
    if not parts:
        return None
    head, *rest = parts
    controls: list[str] = list(releasable)
    if head in _LEVEL_WORDS:
        level = _LEVEL_WORDS[head]
    elif head in _CONTROLLED_WORDS:
        level = "UNCLASSIFIED"
        controls.append(_CONTROLLED_WORDS[head])
    elif head.endswith("ENTIRETEXT") and (bare := head.removesuffix("ENTIRETEXT")) in _LEVEL_WORDS:
        level = _LEVEL_WORDS[bare]
    elif head in {"SNF", "CNF", "SBUNF"}:
        level = _LEVEL_WORDS.get(head[0] if head != "SBUNF" else "", "UNCLASSIFIED")
        controls.append("NOFORN")
        if head == "SBUNF":
            controls.append("SBU")
    else:
        return None
    for part in rest:
        if part not in _CONTROL_WORDS:
            return None
        controls.append(_CONTROL_WORDS[part])
    return Marking(level, controls)
