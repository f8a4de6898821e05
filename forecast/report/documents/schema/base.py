"""What all documents share: frozen objects with a version, written as one kind of JSON text."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

SCHEMA_VERSION = "1.0"
_PLAIN, _quoted = json.JSONEncoder(ensure_ascii=False, allow_nan=False), json.encoder.encode_basestring
Probability = float
#: Rounded to whole units; the contract promises a number, so that finer ones may come.
Whole = Annotated[int, WithJsonSchema({"type": "number"})]
FlowName = Literal["total", "exports", "imports"]
StatusName = Literal["open", "perhaps_reached", "reached", "reached_and_lost"]


class Document(BaseModel):
    """A JSON object: frozen, its values of exactly the types told."""

    # A command that writes one document need not wait until the validators of all others are built.
    model_config = ConfigDict(frozen=True, strict=True, defer_build=True)


def dumps(document: object) -> str:
    """Return a JSON text: UTF-8 characters as they are, no NaN or infinity, a line feed at the end.

    Parameters
    ----------
    document : object
        A `Document`, or whatever JSON has.
    """
    told = document.model_dump(by_alias=True) if isinstance(document, BaseModel) else document
    return _written(told, "\n") + "\n"


def _written(value: object, line: str) -> str:
    """Return a value as `json.dumps` writes it with `indent=1`, whose own writer yields each comma by itself.

    Parameters
    ----------
    value : object
    line : str
        The line feed and the indent of the value's own line.
    """
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict) and value:
        inner = line + " "
        told = [f"{_key(name)}: {_written(one, inner)}" for name, one in value.items()]
        return "{" + inner + f",{inner}".join(told) + line + "}"
    if isinstance(value, (list, tuple)) and value:
        inner = line + " "
        return "[" + inner + f",{inner}".join([_written(one, inner) for one in value]) + line + "]"
    return _PLAIN.encode(value)


def _key(name: object) -> str:
    """Return the name of a key in quotes; what is no text is written as `json.dumps` does."""
    return _quoted(name) if isinstance(name, str) else _PLAIN.encode({name: 0})[1:-4]


def is_none(value: object) -> bool:
    """Return whether a key is left out, where another's format has no null."""
    return value is None


def is_empty(value: object) -> bool:
    """Return whether a list is left out: stored runs of before keep their bytes."""
    return value == ()


class Versioned(Document):
    """A document that stands by itself, with the version of its form."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    schema_version: str = Field(default_factory=lambda: SCHEMA_VERSION)
