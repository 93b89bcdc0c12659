"""The files behind the vocabulary: where they are, what their columns are, and how a date chooses among their rows.

A fact about telegrams stands in a row: its key (a post's code, a TAG), what it says, from when to when, a note, and
its source. The same key may stand several times, because the same letters meant different things at different times.
A user's folder holds files of the same names; its rows stand before the shipped ones. This module promises that a
row it hands on fits its file, and that a row that does not is refused by file, line and column with what to do.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Final, Protocol, TypeVar

import msgspec

from reftel.errors import VocabularyError
from reftel.times import Date

Row = tuple[str, ...]
"""One row, its cells in the order of the layout's columns; an empty cell is not known, or none."""


class Layout(msgspec.Struct, frozen=True):
    """What one file looks like: its name, the columns that make its key, and all columns in order."""

    name: str
    key: tuple[str, ...]
    said: tuple[str, ...]
    """The columns between the key and the four that every file ends with."""
    needed: tuple[str, ...] = ()
    """Columns a user's file cannot do without, besides the key and `source`."""
    presumed: Mapping[str, str] = {}
    """What a missing column of a user's file is taken to say where nothing else is known."""

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns: key, what it says, validity, note, source."""
        return (*self.key, *self.said, "valid_from", "valid_to", "note", "source")

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.name}.csv"


LAYOUTS: Final[Mapping[str, Layout]] = {
    layout.name: layout
    for layout in (
        Layout("acronyms", ("acronym",), ("meaning", "kind", "certainty"), presumed={"certainty": "sure"}),
        Layout("captions", ("code",), ("kind", "meaning", "effective", "variants", "position")),
        Layout(
            "chiefs_of_mission",
            ("territory", "surname", "forename", "generation", "role", "person_id", "appointed"),
            (),
        ),
        Layout(
            "classification_levels",
            ("code",),
            ("level", "control", "line_forms", "portion_forms", "page_label"),
            needed=("level",),
        ),
        Layout("classification_reasons", ("code",), ("meaning", "scheme")),
        Layout(
            "executive_orders",
            ("number",),
            ("kind", "signed", "canonical", "superseded_by", "default_declassification", "markings"),
            presumed={"kind": "order"},
        ),
        Layout("malformed_ids", ("published",), ("canonical", "status", "damage"), needed=("canonical",)),
        Layout("offices", ("symbol",), ("kind", "meaning")),
        Layout(
            "posts",
            ("code",),
            (
                "name",
                "station",
                "mission_type",
                "country_iso2",
                "territory",
                "tags_geo",
                "lat",
                "lon",
                "routing_indicator",
                "published_count",
                "first_year",
                "last_year",
            ),
        ),
        Layout("precedence", ("word",), ("prosigns", "rank", "meaning", "variants"), needed=("rank",)),
        Layout("same_places", ("code", "other"), ()),
        Layout("signers", ("surname", "code"), ()),
        Layout(
            "serial_months",
            ("code",),
            ("n", "min_serial", "p05", "median", "p95", "max_serial"),
            needed=("n", "min_serial", "p05", "median", "p95", "max_serial", "valid_from"),
        ),
        Layout("station_aliases", ("alias",), ("canonical", "kind"), presumed={"kind": "spelling"}),
        Layout(
            "tags",
            ("code",),
            ("kind", "meaning", "canonical", "country_iso2", "verified"),
            presumed={"verified": "yes", "kind": "subject"},
        ),
    )
}
"""Every file of the vocabulary, by name without `.csv`."""


# -- what a cell may hold ------------------------------------------------------------------------------------------

_DATE: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def _date_fault(cell: str) -> str | None:
    if not _DATE.fullmatch(cell):
        return "write a date as 2004, 2004-04 or 2004-04-06, or leave the cell empty"
    try:
        Date.parse(cell)
    except ValueError:
        return "there is no such day in the calendar"
    return None


def _whole_number_fault(cell: str) -> str | None:
    return None if cell.isascii() and cell.isdigit() else "write a whole number in digits"


def _degrees_fault(cell: str) -> str | None:
    return None if re.fullmatch(r"-?\d{1,3}(?:\.\d+)?", cell) else "write degrees as a decimal number, such as -25.97"


def _station_fault(cell: str) -> str | None:
    if re.fullmatch(r"[A-Z]{2,25}", cell):
        return None
    return "write the station as it stands in ids: capitals without blanks, such as RIODEJANEIRO"


def _one_of(*words: str) -> Callable[[str], str | None]:
    said = f"write one of: {', '.join(words)}"
    return lambda cell: None if cell in words else said


_FAULTS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "valid_from": _date_fault,
    "valid_to": _date_fault,
    "appointed": _date_fault,
    "signed": _date_fault,
    "lat": _degrees_fault,
    "lon": _degrees_fault,
    **dict.fromkeys(
        ("n", "min_serial", "p05", "median", "p95", "max_serial", "rank", "published_count", "first_year", "last_year"),
        _whole_number_fault,
    ),
    "certainty": _one_of("sure", "likely", "uncertain"),
    "verified": _one_of("yes", "partly", "no"),
}
# `code` and `canonical` name a station in these files, and something else in the others
_STATION_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "posts": ("code",),
    "same_places": ("code", "other"),
    "serial_months": ("code",),
    "signers": ("code",),
    "station_aliases": ("alias", "canonical"),
}


def _fault(layout: Layout, column: str, cell: str) -> str | None:
    if not cell:
        return None if column not in (*layout.key, "source", *layout.needed) else "the cell may not be empty"
    if column in _STATION_COLUMNS.get(layout.name, ()):
        return _station_fault(cell)
    return _FAULTS[column](cell) if column in _FAULTS else None


# -- reading -------------------------------------------------------------------------------------------------------


def shipped_bytes(layout: Layout) -> bytes:
    """The bytes of a file of this package."""
    return resources.files(__package__).joinpath("data", layout.file).read_bytes()


def shipped_rows(layout: Layout) -> tuple[Row, ...]:
    """The rows of a file of this package; they are checked by the tests and not again here."""
    lines = csv.reader(shipped_bytes(layout).decode("utf-8").splitlines())
    next(lines)
    return tuple(map(tuple, lines))


class Additions(msgspec.Struct, frozen=True):
    """The rows of one of the user's files, and which columns that file has."""

    layout: Layout
    columns: frozenset[str]
    rows: tuple[Row, ...]


def _refuse(path: Path, line: int | None, column: str | None, wrong: str, remedy: str) -> VocabularyError:
    place = str(path) + (f", line {line}" if line else "") + (f", column {column}" if column else "")
    return VocabularyError(f"{place}: {wrong}.", remedy=remedy)


def read_additions(path: Path, data: bytes) -> Additions:
    """Read one of the user's files; VocabularyError names the place and what to do when it does not fit."""
    layout = LAYOUTS.get(path.stem)
    if layout is None:
        names = ", ".join(each.file for each in LAYOUTS.values())
        raise _refuse(path, None, None, "no vocabulary file has this name", f"Rename it to one of: {names}.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refuse(path, line, None, "these bytes are not UTF-8", "Save the file again as UTF-8.") from None
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    rows: list[Row] = []
    header: list[str] = []
    try:
        for cells in reader:
            if not any(cells):
                continue
            if not header:
                header = _read_header(layout, path, reader.line_num, cells)
                continue
            rows.append(_read_row(layout, path, reader.line_num, header, cells))
    except csv.Error as error:
        remedy = 'A cell with a comma or a quote stands in quotes, and a quote inside it is doubled: "so ""quoted"".".'
        raise _refuse(path, reader.line_num, None, f"this line cannot be read ({error})", remedy) from None
    if not header:
        remedy = f"Begin it with a line of column names: {','.join(layout.columns)}"
        raise _refuse(path, 1, None, "the file is empty", remedy)
    return Additions(layout=layout, columns=frozenset(header), rows=tuple(rows))


def _read_header(layout: Layout, path: Path, line: int, cells: Sequence[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    known = f"The columns of {layout.file} are: {', '.join(layout.columns)}."
    for column in header:
        if column not in layout.columns:
            raise _refuse(path, line, repr(column), "there is no such column", known)
        if header.count(column) > 1:
            raise _refuse(path, line, column, "the column stands twice", "Keep one of the two.")
    # a person may lack a forename in the user's notes, but never a territory and a surname
    wanted = layout.key[:2] if layout.name == "chiefs_of_mission" else layout.key
    for column in (*wanted, *layout.needed, "source"):
        if column not in header:
            raise _refuse(path, line, column, "the column is missing", f"Add it to the first line. {known}")
    return header


def _read_row(layout: Layout, path: Path, line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        wrong = f"the line has {len(cells)} cells, the first line names {len(header)} columns"
        raise _refuse(path, line, None, wrong, "Add or remove commas, or put a cell with a comma in quotes.")
    said = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
    optional = layout.key[2:] if layout.name == "chiefs_of_mission" else ()
    for column, cell in said.items():
        remedy = _fault(layout, column, cell) if cell or column not in optional else None
        if remedy is not None:
            raise _refuse(path, line, column, f"{cell!r} does not fit", remedy[0].upper() + remedy[1:] + ".")
    start, end = said.get("valid_from", ""), said.get("valid_to", "")
    if start and end and first_day(start) > last_day(end):
        raise _refuse(path, line, "valid_to", f"{end} lies before {start}", "Exchange the two dates.")
    return tuple(said.get(column, "") for column in layout.columns)


def join_rows(layout: Layout, shipped: Sequence[Row], additions: Additions | None) -> tuple[Row, ...]:
    """The user's rows, then the shipped rows they do not replace.

    A user's row replaces the shipped row of the same key and the same `valid_from`; a file that does not have that
    column replaces the only row of the key. Columns the user's file does not have keep what is shipped.
    """
    if additions is None or not additions.rows:
        return tuple(shipped)
    width, start = len(layout.key), layout.columns.index("valid_from")
    by_key: dict[Row, list[Row]] = {}
    for row in shipped:
        by_key.setdefault(row[:width], []).append(row)
    replaced: set[Row] = set()
    own: list[Row] = []
    for row in additions.rows:
        old = by_key.get(row[:width], [])
        if "valid_from" in additions.columns or len(old) != 1:
            old = [each for each in old if each[start] == row[start]]
        replaced.update(old)
        own.append(
            tuple(
                cell if column in additions.columns else (old[0][place] if old else layout.presumed.get(column, cell))
                for place, (column, cell) in enumerate(zip(layout.columns, row, strict=True))
            )
        )
    return (*own, *(row for row in shipped if row not in replaced))


# -- dates ---------------------------------------------------------------------------------------------------------


class Dated(Protocol):
    """An entry with the time it is valid for; None is not known, and stands for any time."""

    @property
    def valid_from(self) -> str | None: ...

    @property
    def valid_to(self) -> str | None: ...


EntryT = TypeVar("EntryT", bound=Dated)


def first_day(date: str) -> str:
    """The first day a cut date can be: `1974-10` is at the earliest 1974-10-01."""
    return date[:10] + "-01-01"[len(date) - 4 :] if len(date) < 10 else date[:10]


def last_day(date: str) -> str:
    """The last day a cut date can be; 1974-02-31 stands for the end of February, which compares just as well."""
    return date[:10] + "-12-31"[len(date) - 4 :] if len(date) < 10 else date[:10]


def may_be_valid(entry: Dated, on: str) -> bool:
    """Whether some day that `on` can mean lies in some reading of the entry's dates."""
    return (entry.valid_from is None or first_day(entry.valid_from) <= last_day(on)) and (
        entry.valid_to is None or last_day(entry.valid_to) >= first_day(on)
    )


def is_valid(entry: Dated, on: str) -> bool:
    """Whether every day that `on` can mean lies in the entry's dates, however they are read."""
    return (entry.valid_from is None or last_day(entry.valid_from) <= first_day(on)) and (
        entry.valid_to is None or first_day(entry.valid_to) >= last_day(on)
    )


def choose(entries: Sequence[EntryT], on: str | None) -> EntryT | None:
    """The entry valid on that date, or None when there is none, or when the date does not decide between several.

    Without a date only a key with a single entry is answered: SCA on an undated telegram may be either bureau.
    """
    if not entries:
        return None
    if len(entries) == 1 and (on is None or (entries[0].valid_from is None and entries[0].valid_to is None)):
        return entries[0]
    if on is None:
        return None
    possible = [entry for entry in entries if may_be_valid(entry, on)]
    if len(possible) == 1:
        return possible[0]
    # the user's entries stand first, and shipped ones of a key do not overlap: the first that surely fits is meant
    return next((entry for entry in possible if is_valid(entry, on)), None)


def by_key(entries: Iterable[tuple[str, EntryT]]) -> dict[str, tuple[EntryT, ...]]:
    """Entries gathered under their keys, in order."""
    gathered: dict[str, list[EntryT]] = {}
    for key, entry in entries:
        gathered.setdefault(key, []).append(entry)
    return {key: tuple(each) for key, each in gathered.items()}


def pieces(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, divided by semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())
