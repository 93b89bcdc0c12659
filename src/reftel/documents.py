"""The JSON form of reftel's shapes: one place that knows how an id, a marking and a date are written.

Every document opens with `{"reftel": 1, "kind": …}`; lists are JSON Lines. In JSON an id is `"04MAPUTO565"`, a marking
`"SECRET//NOFORN"`, a date ISO 8601 cut at its precision, a span `[start, end]`. The number is raised when the meaning
of a field changes, never when one is added. `docs/reference/json.md` is the manual.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec

from reftel.ids import CableId
from reftel.markings import Marking
from reftel.records import Cable, Source
from reftel.times import Date
from reftel.views import CableView

FORM: Final = 1

T = TypeVar("T")


def _to_json(value: object) -> object:
    if isinstance(value, CableId | Marking | Date):
        return str(value)
    raise NotImplementedError(f"no JSON form for {type(value).__name__}")


def _from_json(kind: type, value: object) -> object:
    if kind in (CableId, Marking, Date) and isinstance(value, str):
        return kind.parse(value)
    raise NotImplementedError(f"no JSON form for {kind.__name__}")


def _schema(kind: type) -> dict[str, Any]:
    if kind is CableId:
        return {"type": "string", "pattern": "^[0-9]{2}[A-Z]{2,25}[0-9]{1,7}$", "examples": ["04MAPUTO565"]}
    if kind is Marking:
        return {"type": "string", "examples": ["SECRET//NOFORN"]}
    if kind is Date:
        return {"type": "string", "examples": ["2004-04-26", "2004-04-27T06:14Z", "1999-05"]}
    raise NotImplementedError(kind.__name__)


_encoder = msgspec.json.Encoder(enc_hook=_to_json)


def encode(value: object) -> bytes:
    """`value` as compact JSON, without the opening of a document: for storage and for parts of documents."""
    return _encoder.encode(value)


def decode(kind: type[T], data: bytes | str) -> T:
    """Read back what `encode` wrote, as `kind`; `msgspec.ValidationError` where it does not fit."""
    return msgspec.json.decode(data, type=kind, dec_hook=_from_json)


def builtins(value: object) -> Any:
    """`value` as dicts, lists and strings, in the same form as the JSON."""
    return msgspec.to_builtins(value, enc_hook=_to_json)


def document(kind: str, value: object) -> bytes:
    """`value` as one JSON document on one line: its fields after `{"reftel": 1, "kind": …}`."""
    body = builtins(value)
    fields = body if isinstance(body, dict) else {"items": body}
    return _encoder.encode({"reftel": FORM, "kind": kind, **fields})


def cable_document(cable: Cable, *, with_text: bool = False) -> bytes:
    """A cable as a JSON document; the text of its source is left out unless asked for."""
    body = builtins(cable)
    if not with_text:
        body["source"].pop("text", None)
    return _encoder.encode({"reftel": FORM, "kind": "cable", **body})


def view_document(view: CableView, *, with_text: bool = False) -> bytes:
    """A cable with what stands around it as one JSON document: the fields of the reading, then `name`, `cited_by`,
    `versions`, `earlier`, `later`, and `references_held`, what is held of each reference."""
    body = builtins(view.cable)
    if not with_text:
        body["source"].pop("text", None)
    around = {
        "name": view.name,
        "cited_by": builtins(view.cited_by),
        "versions": builtins(view.versions),
        "earlier": builtins(view.earlier),
        "later": builtins(view.later),
        "references_held": [each.held.name if each.held is not None else None for each in view.references],
    }
    return _encoder.encode({"reftel": FORM, "kind": "cable", **body, **around})


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a cable document's fields (JSON Schema 2020-12)."""
    (schema, _), components = msgspec.json.schema_components((Cable, Source), schema_hook=_schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "reftel cable",
        **schema,
        "$defs": components,
    }
