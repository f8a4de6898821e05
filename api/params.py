"""Requests become questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast import catalog
from forecast.errors import Fault, InputError, UnknownNameError
from forecast.question import FIELDS, Question, parse_question

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from forecast.statements import Series

__all__ = ["question_of"]


def question_of(arguments: MultiDict[str, str]) -> tuple[Question, Series]:
    """Return the question that a query asks, and its series.

    Raises
    ------
    InputError
        With every fault, those of the series included.
    UnknownNameError
        When the series alone is at fault.
    """
    faults = [
        Fault(name, ", ".join(values), f"is given {len(values)} times", "give it once")
        for name, values in arguments.lists()
        if len(values) > 1
    ]
    faults += [
        Fault(name, value, "is empty", "leave it out, or give a value")
        for name, value in arguments.items()
        if not value.strip() and (name in FIELDS or name == "series")
    ]
    fields = {name: value for name, value in arguments.items() if name != "series"}
    name = arguments.get("series", "")
    known = catalog.series_ids()
    unknown = name not in known
    if unknown:
        problem = "is missing" if not name else "is not a series known here"
        if name or "series" not in arguments:
            faults.append(Fault("series", name, problem, f"known are: {', '.join(known)}"))
    # Without a series the other parameters are still checked, against the first one.
    series = catalog.series(known[0] if unknown else name)
    try:
        question = parse_question(fields, series)
    except InputError as error:
        faults += [f for f in error.faults if f not in faults]
    if not faults:
        return question, series
    if unknown and name and len(faults) == 1:
        raise UnknownNameError(faults)
    raise InputError(faults)
