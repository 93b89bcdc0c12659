"""Whether two readings say the same, and where they differ.

The same telegram is published as a page, as a mirror's text, as a bare text; its lines may end in one sign or two. None
of that may change what is read. Compared are values and words, never the places they stand at, the publisher's page
around them, or the remarks on the reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from reftel.reading.sheet import folded
from reftel.records import Cable
from reftel.spans import Found, Span

_LEFT_OUT: Final = frozenset({"source", "wrapper", "diagnostics", "heading", "furniture"})


def same_reading(first: Cable, second: Cable) -> bool:
    """Whether both say the same of the telegram: every field's value, every passage's words, white space folded."""
    return not any(True for _ in differences(first, second))


def differences(first: Cable, second: Cable) -> Iterator[tuple[str, Any, Any]]:
    """The fields in which two readings differ, each with both values: `("tags.1.raw", "RU", None)`."""
    ours, theirs = values_of(first), values_of(second)
    for path in dict.fromkeys((*ours, *theirs)):
        if ours.get(path) != theirs.get(path):
            yield path, ours.get(path), theirs.get(path)


def values_of(cable: Cable) -> dict[str, Any]:
    """Every value of a reading by its path, without places: `{"level": "SECRET", "tags.0.raw": "PREL", …}`; of runs of
    text the words."""
    values: dict[str, Any] = {}
    for name in cable.__struct_fields__:
        if name not in _LEFT_OUT:
            _gather(getattr(cable, name), name, cable, values)
    return values


def _gather(value: Any, path: str, cable: Cable, into: dict[str, Any]) -> None:
    if value is None or value == ():
        return
    if isinstance(value, Found):
        _gather(value.value, path, cable, into)
    elif isinstance(value, tuple) and isinstance(value[0], Span):
        into[path] = _words(cable.text_of(value))
    elif isinstance(value, tuple):
        for place, each in enumerate(value):
            _gather(each, f"{path}.{place}", cable, into)
    elif isinstance(value, Span):
        into[path] = _words(value.of(cable.source.text))
    elif isinstance(value, msgspec.Struct) and type(value).__module__ == Cable.__module__:
        for name in value.__struct_fields__:
            _gather(getattr(value, name), f"{path}.{name}", cable, into)
    else:
        into[path] = value


def _words(text: str) -> str:
    """A run of text without the sign that publishers put before what they take for a paragraph."""
    return folded(text.replace("¶", " "))
