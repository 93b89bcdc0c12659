"""What a diagnostic's code means at length: the row of the table, why it matters, an example, what a drafter does.

The table in `diagnostics` has the severity, what is seen and what a reader does; `explanations.toml` beside this file
has the rest, one entry to a code. Nothing is said in both.
"""

from __future__ import annotations

import difflib
import tomllib
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from reftel.diagnostics import CODES, Severity

Verdict = Literal["fault", "advice", "none"]


class Explanation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One code: `meaning` is what was seen, `why` why it matters, `advice` what a reader may do.

    `example` is an invented record in which it is seen (`layout` and `name` are its surroundings). `draft` says what it
    is in a text that somebody is writing, and `mend` what to do there, or why it says nothing of a draft.
    """

    code: str
    severity: Severity
    meaning: str
    advice: str
    why: str = ""
    example: str = ""
    name: str = ""
    draft: Verdict = "advice"
    mend: str = ""


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of the file, as it is written there."""

    why: str
    draft: Verdict
    mend: str
    example: str = ""
    name: str = ""


@cache
def written() -> dict[str, _Entry]:
    """The entries of the file by their codes."""
    text = resources.files(__package__).joinpath("explanations.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, _Entry])


def explanation(code: str) -> Explanation | None:
    """Everything about one code, in any case of its letters; None where there is no such code."""
    code = code.strip().upper()
    if code not in CODES:
        return None
    kind = CODES[code]
    entry = written().get(code)
    more = msgspec.structs.asdict(entry) if entry else {}
    return Explanation(code=code, severity=kind.severity, meaning=kind.meaning, advice=kind.advice, **more)


def explanations(words: str = "") -> tuple[Explanation, ...]:
    """Every code in the order of the table; with `words`, those in whose code or sentences all of them occur."""
    wanted = words.casefold().split()
    every = (each for code in CODES if (each := explanation(code)) is not None)
    return tuple(
        each
        for each in every
        if not wanted
        or all(w in f"{each.code} {each.meaning} {each.why} {each.advice} {each.mend}".casefold() for w in wanted)
    )


def nearest(code: str) -> tuple[str, ...]:
    """Codes that look like a misspelt one."""
    return tuple(difflib.get_close_matches(code.strip().upper(), CODES, n=3, cutoff=0.6))
