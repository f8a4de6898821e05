"""Every parameter of the service, declared once: what the contract tells and what is looked for in a request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from forecast.forecasting import ATTAINABLE_FIELDS, FIELDS, QUESTION_FIELDS, SURFACE_FIELDS, SURPLUS_FIELDS
from forecast.words import languages

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ASKED",
    "ATTAINED",
    "BALANCED",
    "CHANGES",
    "COMPARED",
    "FOLLOWED",
    "LANGUAGE",
    "PATHS",
    "QUERY",
    "SURFACED",
    "Parameter",
    "choose",
]

_NAME = {"type": "string", "minLength": 1, "maxLength": 200}
_LIST = {"type": "string", "minLength": 1, "maxLength": 1_000}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an address.

    Parameters
    ----------
    name : str
    place : {"path", "query"}
    schema : dict
        JSON Schema of what is taken, as far as a schema can tell.
    description : str
    required : bool
    example : object
    """

    name: str
    place: Literal["path", "query"]
    schema: dict[str, Any]
    description: str
    required: bool = False
    example: object = None

    @property
    def declared(self) -> dict[str, Any]:
        """The parameter as OpenAPI writes it."""
        found: dict[str, Any] = {
            "name": self.name,
            "in": self.place,
            "required": self.required or self.place == "path",
            "schema": self.schema,
            "description": self.description,
        }
        return found if self.example is None else found | {"example": self.example}


def _query(
    name: str, schema: dict[str, Any], description: str, example: object, *, required: bool = False
) -> Parameter:
    return Parameter(name, "query", schema, description, required, example)


_QUESTION = tuple(
    _query(one.name, one.schema, one.takes, one.example, required=one.name == "target") for one in QUESTION_FIELDS
)
_SERIES = _query("series", _NAME, "the series' name, see /v1/series", "belarus-st-petersburg", required=True)
#: By name, those of a query.
QUERY = {p.name: p for p in (_SERIES, *_QUESTION)} | {
    p.name: p
    for p in (
        _query("limit", {"type": "integer", "minimum": 1, "maximum": 500}, "how many at most; 100 when not given", 100),
        _query("offset", {"type": "integer", "minimum": 0, "maximum": 1_000_000}, "how many to pass over", 0),
        _query(
            "outcome",
            {"type": "string", "enum": ["open", "reached", "missed", "superseded", "unknown"]},
            "only targets that ended so",
            "open",
        ),
        _query("words", _NAME, "only targets in which each of these words occurs", "Belarus"),
        _query(
            "probability",
            {"type": "number", "minimum": 0.01, "maximum": 0.99},
            ATTAINABLE_FIELDS["probability"],
            0.8,
        ),
        _query("targets", _LIST, SURFACE_FIELDS["targets"], "2.5bn;3bn"),
        _query("deadlines", _LIST, SURFACE_FIELDS["deadlines"], "2026-2030"),
        _query("scenarios", _LIST, f"scenarios parted by |, each {FIELDS['scenario']}", "growth=2026:-10%"),
        _query("sides", _LIST, "other sides' statistics, joined by commas", "st-petersburg"),
    )
}
#: What a feed of changes is followed with; a question has a field of that name for something else.
CHANGES = (
    QUERY["limit"],
    QUERY["offset"],
    _query(
        "since",
        {"type": "integer", "minimum": 0, "maximum": 999_999_999},
        "the number of a change: only what was stored after it",
        0,
    ),
)
#: Every address takes it.
LANGUAGE = _query(
    "lang",
    {"type": "string", "enum": list(languages())},
    "the language of what is said for people, such as `summary`; keys and codes stay as they are",
    "en",
)
PATHS = {
    p.name: p
    for p in (
        Parameter("series", "path", _NAME, "the series' name", example="belarus-st-petersburg"),
        Parameter("target", "path", _NAME, "the target's name", example="blr-spb-2.5bn"),
        Parameter("run", "path", {"type": "string", "pattern": "^[0-9a-f]{20}$"}, "the run's id"),
    )
}
#: What a question is asked with, and what a registered target leaves open of it.
ASKED = (_SERIES, *_QUESTION)
FOLLOWED = tuple(p for p in _QUESTION if p.name not in {"target", "rate", "flow", "since"})


#: What is explored with.
ATTAINED = tuple(
    replace(p, required=True) if p.name == "by" else p for p in (_SERIES, *(QUERY[name] for name in ATTAINABLE_FIELDS))
)
SURFACED = (_SERIES, *(QUERY[name] for name in SURFACE_FIELDS))
BALANCED = (_SERIES, *(QUERY[name] for name in SURPLUS_FIELDS))
COMPARED = (
    _query("series", _LIST, "names of series, joined by commas", f"{_SERIES.example},india-uae", required=True),
    *_QUESTION,
    QUERY["scenarios"],
    QUERY["sides"],
)


def choose(names: Iterable[str]) -> tuple[Parameter, ...]:
    """Return parameters of a query by name."""
    return tuple(QUERY[name] for name in names)
