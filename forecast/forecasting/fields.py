"""What a question is made of: the one table behind command line, HTTP, files of questions and messages.

Nothing here loads numpy: the command line builds its options from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from forecast.data import FIRST_YEAR, FLOWS, LAST_YEAR
from forecast.model import LONGEST_HORIZON
from forecast.scenario import LONGEST_TEXT, MOST_PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FIELDS", "MODELS", "MOST_RATE", "QUESTION_FIELDS", "Field", "Model"]

#: The growth model, and the per-series comparators of `forecast.model.benchmarks`.
Model = Literal["growth", "random-walk-drift", "log-trend", "damped-ets", "local-linear-trend", "arima", "theta"]
MODELS: tuple[Model, ...] = get_args(Model)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a question.

    Parameters
    ----------
    name : str
    takes : str
        What it takes, after "takes".
    schema : dict
        JSON Schema of what it takes, as far as a schema can tell.
    example : object
    """

    name: str
    takes: str
    schema: dict[str, Any]
    example: object


#: No currency is worth a million of another.
MOST_RATE = 1_000_000
_YEAR = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
QUESTION_FIELDS = (
    Field(
        "target",
        "an amount such as 2.5bn, in the series' currency; above 2.5bn asks for more",
        {"type": "string", "minLength": 1, "maxLength": 80},
        "2.5bn",
    ),
    Field(
        "rate",
        "for a mark in another currency: what one unit of that is worth in the series' currency, such as 1.08",
        {"type": "number", "exclusiveMinimum": 0, "maximum": MOST_RATE},
        None,
    ),
    Field("by", "a deadline, a year such as 2027", _YEAR, 2027),
    Field(
        "since",
        "the first year that counts, such as the year of a promise; every year counts when not given",
        _YEAR,
        2025,
    ),
    Field(
        "as_of",
        "a day such as 2025-07-14; the newest statement's when not given",
        {"type": "string", "format": "date"},
        "2025-07-14",
    ),
    Field(
        "statistics",
        "whose statistics; the reporter's when not given",
        {"type": "string", "minLength": 1, "maxLength": 200},
        "belarus",
    ),
    Field(
        "flow",
        "total, exports or imports; total when not given",
        {"type": "string", "enum": list(FLOWS)},
        "total",
    ),
    Field("horizon", f"the last year looked at, at most {LONGEST_HORIZON} years ahead", _YEAR, 2045),
    Field(
        "level",
        "the probability of the interval that is told, between 0 and 1; 0.8 when not given",
        {"type": "number", "minimum": 0.01, "maximum": 0.99},
        0.8,
    ),
    Field(
        "model",
        f"one of {', '.join(MODELS)}; growth when not given",
        {"type": "string", "enum": list(MODELS)},
        "growth",
    ),
    Field(
        "seed",
        "a whole number from 0 to 4294967295; 0 when not given",
        {"type": "integer", "minimum": 0, "maximum": 0xFFFF_FFFF},
        0,
    ),
    Field(
        "scenario",
        f"changes such as growth=2026:-10%;add=2026-:120m@0.7, at most {MOST_PARTS} in {LONGEST_TEXT} "
        "characters; none when not given",
        {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT},
        "growth=2026:-10%",
    ),
)
#: What each field takes, by name.
FIELDS: Mapping[str, str] = {field.name: field.takes for field in QUESTION_FIELDS}
