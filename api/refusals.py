"""What strangers' bodies are refused for, in our own sentences: by their schema, and for days that lie ahead."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from forecast.errors import Fault, InputError
from forecast.store import MARGIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data import Series

__all__ = ["refuse_ahead", "schema_problem"]

#: What is wrong, by the beginning of the name that pydantic has for it.
SCHEMA_PROBLEMS: Final[Mapping[str, str]] = {
    "string_type": "is not text",
    "string_pattern_mismatch": "is not written as it should be",
    "string_too_short": "is too short",
    "string_too_long": "is too long",
    "string_unicode": "holds half a character",
    "int_": "is not a whole number",
    "float_": "is not a number",
    "finite_number": "is not a finite number",
    "bool_": "is neither true nor false",
    "list_type": "is not a list",
    "too_short": "is empty",
    "too_long": "has too many entries",
    "dict_type": "is not an object with named values",
    "model_": "is not an object with named values",
    "literal_error": "is not known here",
    "greater_than": "is too small",
    "less_than": "is too large",
}


def schema_problem(error: Mapping[str, Any]) -> str:
    """Return what is wrong with a value that a schema refuses.

    Parameters
    ----------
    error : mapping
        As pydantic tells it.

    Examples
    --------
    >>> schema_problem({"type": "float_parsing"}), schema_problem({"type": "list_type"})
    ('is not a number', 'is not a list')
    """
    kind = str(error["type"])
    return next((told for name, told in SCHEMA_PROBLEMS.items() if kind.startswith(name)), "is not taken")


def refuse_ahead(series: Series, *, as_of: str | int | None) -> None:
    """Refuse figures that are published after today, unless it is said as of which day they are asked about.

    Parameters
    ----------
    series : Series
        Figures of the caller's own.
    as_of : str or None
        The day asked about. Without one the newest figure decides: a slip of its year would move the answer by years,
        and nothing in it would look wrong.

    Raises
    ------
    InputError
    """
    today = datetime.now(UTC).date()
    if not as_of and series.newest > today + MARGIN:
        remedy = f"takes days up to today, {today}, unless as_of says as of which day you ask"
        raise InputError([Fault("published", series.newest.isoformat(), "lies in the future", remedy)])
