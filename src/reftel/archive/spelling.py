"""The names of telegrams as people write them: which part is the year, which the station, which the serial."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from reftel.ids import full_year


class Spelling(NamedTuple):
    """The name of a telegram as somebody writes it: year where there is one, station as written, serial."""

    year: int | None
    station: str
    serial: int
    long: bool
    """Whether the year has four digits, as in the National Archives' numbers, whose stations may be cut short."""


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
