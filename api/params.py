"""Requests become questions; every fault of a request is told at once."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from api.parameters import EXPLORED, FOLLOWED, QUERY
from forecast import tracking
from forecast.errors import Fault, InputError, UnknownNameError
from forecast.exploring.comparison import Asked, parse_comparison
from forecast.question import FIELDS, Question, parse_question
from forecast.statement_csv import COLUMNS, decode_csv, read_series

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from werkzeug.datastructures import MultiDict

    from api.library import Snapshot
    from api.schemas import NewStatements, OwnQuestion, OwnStatement
    from forecast.statements import Series
    from forecast.tracking import Tracked

__all__ = [
    "asked_of",
    "body_of",
    "compared",
    "followed_question",
    "own_question",
    "query",
    "question_of",
    "rows_as_csv",
    "whole",
]

Body = TypeVar("Body", bound=BaseModel)
T = TypeVar("T")
#: No value of a query is longer.
MAX_QUERY = 1_000
_LINE = re.compile(r"line (\d+)")
#: What pydantic adds to a fault's place where several types are taken.
_TYPE_NAMES = frozenset({"str", "int", "float", "bool"})
MOST_FAULTS = 50
#: What the parts of a body take, by name.
_TAKES: Mapping[str, str] = {
    **FIELDS,
    "series": "the series' name, see /v1/series",
    "statements": "a list of 1 to 10,000 statements",
    "csv": "statements as CSV text, see the README",
    "corrects": "the id of a stored statement",
    "": "a JSON object",
}


def _told_badly(arguments: MultiDict[str, str], allowed: Collection[str]) -> list[Fault]:
    """Return the faults that any query can have: a parameter told twice, empty, or not known."""
    known = f"known are: {', '.join(allowed)}" if allowed else "this address takes no parameters"
    faults = []
    for name, values in arguments.lists():
        if name not in allowed:
            faults.append(Fault(name, values[0], "is not a parameter", known))
        elif len(values) > 1:
            faults.append(Fault(name, ", ".join(values), f"is given {len(values)} times", "give it once"))
        elif not values[0].strip():
            faults.append(Fault(name, values[0], "is empty", "leave it out, or give a value"))
        elif len(values[0]) > (longest := QUERY[name].schema.get("maxLength", MAX_QUERY)):
            faults.append(Fault(name, values[0], "is too long", f"takes at most {longest} characters"))
    return faults


def query(arguments: MultiDict[str, str], allowed: Iterable[str]) -> dict[str, str]:
    """Return the parameters of a query that takes these names.

    Raises
    ------
    InputError
        With every parameter that is told twice, empty, or not known.
    """
    if faults := _told_badly(arguments, tuple(allowed)):
        raise InputError(faults)
    return arguments.to_dict()


def whole(fields: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    """Return a whole number of a query.

    Raises
    ------
    InputError
    """
    text = fields.get(name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and len(text) <= 9 and low <= int(text) <= high:
        return int(text)
    raise InputError([Fault(name, text, "is out of range or not a whole number", f"takes {low} to {high:,}")])


def _ask(
    fields: Mapping[str, str | None],
    series: Series,
    faults: list[Fault],
    parse: Callable[[Mapping[str, str | None], Series], T],
) -> T:
    """Return what the fields ask, or every fault together with those found before."""
    try:
        question = parse(fields, series)
    except InputError as error:
        named = {fault.where for fault in faults}
        faults = faults + [fault for fault in error.faults if fault.where not in named]
        raise InputError(faults) from None
    if faults:
        raise InputError(faults)
    return question


def question_of(arguments: MultiDict[str, str], snapshot: Snapshot) -> tuple[Question, Series]:
    """Return the question that a query asks, and its series.

    Raises
    ------
    InputError
        With every fault, those of the series included.
    UnknownNameError
        When the series alone is at fault.
    """
    return asked_of(arguments, snapshot, FIELDS, parse_question)


def asked_of(
    arguments: MultiDict[str, str],
    snapshot: Snapshot,
    known: Collection[str],
    parse: Callable[[Mapping[str, str | None], Series], T],
) -> tuple[T, Series]:
    """Return what a query asks of a series, and the series.

    Parameters
    ----------
    arguments : MultiDict
    snapshot : Snapshot
    known : collection of str
        Names of the parameters beside ``series``.
    parse : callable
        Of fields and a series; raises `InputError` with every fault.

    Raises
    ------
    InputError
        With every fault, those of the series included.
    UnknownNameError
        When the series alone is at fault.
    """
    faults = _told_badly(arguments, ("series", *known))
    name = arguments.get("series", "")
    fields: dict[str, str | None] = {k: v for k, v in arguments.items() if k in known}
    if name in snapshot.series:
        return _ask(fields, snapshot.series[name], faults, parse), snapshot.series[name]
    there = f"known are: {', '.join(sorted(snapshot.series))}"
    missing = "series" not in arguments
    if missing or name.strip():
        faults.append(Fault("series", name, "is missing" if missing else "is not a series known here", there))
    # Without a series the other parameters are still checked, against the first one.
    try:
        _ask(fields, next(iter(snapshot.series.values())), faults, parse)
    except InputError as error:
        if not missing and len(error.faults) == 1 == len(faults):
            raise UnknownNameError(error.faults) from None
        raise
    msg = "a question without a series cannot be asked"
    raise AssertionError(msg)


def _list(arguments: MultiDict[str, str], name: str, mark: str) -> list[str]:
    return [part.strip() for part in arguments.get(name, "").split(mark) if part.strip()]


def compared(arguments: MultiDict[str, str], snapshot: Snapshot) -> tuple[Asked, ...]:
    """Return what a query compares: the first series' question, its scenarios and sides, the other series.

    Raises
    ------
    InputError
        With every fault.
    """
    faults = _told_badly(arguments, EXPLORED["compare"])
    names = list(dict.fromkeys(_list(arguments, "series", ",")))
    scenarios, sides = _list(arguments, "scenarios", "|"), _list(arguments, "sides", ",")
    there = f"known are: {', '.join(sorted(snapshot.series))}"
    unknown = [name for name in names if name not in snapshot.series]
    faults += [Fault("series", name, "is not a series known here", there) for name in unknown]
    if not names:
        faults.append(Fault("series", "", "is missing", there))
    elif not unknown and len(names) + len(scenarios) + len(sides) < 2:
        faults.append(Fault("series", names[0], "stands alone", "name a second one, or give scenarios or sides"))
    fields: dict[str, str | None] = {k: v for k, v in arguments.items() if k in FIELDS}
    chosen = [snapshot.series[name] for name in names if name not in unknown] or [next(iter(snapshot.series.values()))]

    def first(asked: Mapping[str, str | None], series: Series) -> tuple[Asked, ...]:
        if scenarios or sides:
            return parse_comparison(asked, series, scenarios=scenarios, sides=sides)
        return (Asked(series.id, parse_question(asked, series), series),)

    def another(asked: Mapping[str, str | None], series: Series) -> tuple[Asked, ...]:
        return (Asked(series.id, parse_question(asked, series), series),)

    found = _ask(fields, chosen[0], faults, first)
    return sum((_ask(fields, series, [], another) for series in chosen[1:]), found)


def followed_question(arguments: MultiDict[str, str], followed: Tracked, snapshot: Snapshot) -> tuple[Question, Series]:
    """Return the question of a registered target, with what the query changes of it.

    Raises
    ------
    InputError
        With every fault.
    """
    series = snapshot.series[followed.series_id]
    faults = _told_badly(arguments, [p.name for p in FOLLOWED])
    asked = tracking.fields_of(followed) | {k: v for k, v in arguments.items() if k in FIELDS}
    return _ask(asked, series, faults, parse_question), series


def _json_body() -> object:
    """Return the JSON that a request carries.

    Raises
    ------
    BadRequest
        When it is not JSON in UTF-8, or holds NaN, infinity, or names a key twice.
    """

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            msg = "a key stands twice"
            raise ValueError(msg)
        return found

    def refuse(constant: str) -> object:
        msg = f"{constant} is not a number"
        raise ValueError(msg)

    try:
        return json.loads(request.get_data().decode(), object_pairs_hook=once, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        detail = "the body is not JSON: " + (str(error) if not isinstance(error, RecursionError) else "too deep")
        raise BadRequest(detail) from None


def _place(parts: tuple[int | str, ...]) -> str:
    """Return where in a body a fault lies, such as ``statements[3].level``."""
    named = [part for part in parts if part not in _TYPE_NAMES]
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in named).lstrip(".") or "body"


def _schema_fault(error: Mapping[str, Any], place: str, model: type[BaseModel]) -> Fault:
    """Return what a schema refuses as a fault: what was given, and what is taken."""
    given = error["input"] if isinstance(error["input"], str | int | float) else ""
    name = next((part for part in reversed(error["loc"]) if part not in _TYPE_NAMES), "")
    if error["type"] == "extra_forbidden":
        known = COLUMNS if len(error["loc"]) > 1 else model.model_fields
        return Fault(place, str(given), "is not a parameter", f"known are: {', '.join(known)}")
    told = COLUMNS if len(error["loc"]) > 1 else _TAKES
    takes = f"takes {told[name]}" if name in told else "takes a statement, see /docs"
    if error["type"] == "missing":
        return Fault(place, "", "is missing", takes)
    several = error["loc"][-1:] and error["loc"][-1] in _TYPE_NAMES
    problem = "is neither text nor a number" if several else error["msg"].lower()
    return Fault(place, str(given), problem, takes)


def _schema_faults(error: ValidationError, model: type[BaseModel]) -> list[Fault]:
    """Return everything that a schema refuses, one fault for each place."""
    found: dict[str, Fault] = {}
    for told in error.errors(include_url=False, include_context=False):
        place = _place(told["loc"])
        found.setdefault(place, _schema_fault(told, place, model))
    faults, more = list(found.values())[:MOST_FAULTS], len(found) - MOST_FAULTS
    return [*faults, Fault("body", "", f"has {more:,} more faults", "mend these first")] if more > 0 else faults


def body_of(model: type[Body]) -> Body:
    """Return the JSON body of a request; its address takes no parameters.

    Raises
    ------
    InputError
        With everything that its schema refuses.
    BadRequest
        When it is not JSON.
    UnsupportedMediaType
    """
    if request.mimetype != "application/json":
        detail = f"{request.mimetype or 'no content type'} is not taken: send application/json"
        raise UnsupportedMediaType(detail)
    faults = _told_badly(request.args, ())
    try:
        found = model.model_validate(_json_body())
    except ValidationError as error:
        raise InputError(faults + _schema_faults(error, model)) from None
    if faults:
        raise InputError(faults)
    return found


def _written(value: object) -> object:
    """Return a JSON value as a cell: a whole number shows no decimal, no number an exponent."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return value


def rows_as_csv(statements: Iterable[OwnStatement]) -> str:
    """Return statements of a JSON body as the CSV that `forecast.statement_csv` reads."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in statements:
        writer.writerow({name: _written(value) for name, value in row.model_dump(exclude_none=True).items()})
    return out.getvalue()


def _numbered(fault: Fault) -> Fault:
    """Return a fault of a line as one of a statement: the first stands on line 2."""
    found = _LINE.search(fault.where)
    if not found:
        return fault
    column = fault.where.partition(f"{found.group()}, ")[2]
    return replace(fault, where=f"statements[{int(found.group(1)) - 2}]" + (f".{column}" if column else ""))


def statements_text(given: OwnQuestion | NewStatements) -> tuple[str | None, bool]:
    """Return the CSV text that a body gives, and whether it came as rows.

    Raises
    ------
    InputError
        When both or none stand there.
    """
    if given.csv is not None and given.statements is not None:
        raise InputError([Fault("statements", "", "and csv are both given", "give one of the two")])
    if given.statements is not None:
        return rows_as_csv(given.statements), True
    return given.csv, False


def named_by_place(error: InputError, *, rows: bool) -> InputError:
    """Return an error whose faults name the statements of a JSON body, when they came so."""
    return InputError([_numbered(f) for f in error.faults]) if rows else error


def own_series(text: str, *, rows: bool) -> Series:
    """Return the series that a caller's own statements make.

    Raises
    ------
    InputError
    """
    try:
        return read_series(decode_csv(text.encode(), where="csv"), series_id="own", where="csv")
    except InputError as error:
        raise named_by_place(error, rows=rows) from None


def own_question(given: OwnQuestion, snapshot: Snapshot) -> tuple[Question, Series]:
    """Return the question that a body asks, about a series of the service or the caller's own statements.

    Raises
    ------
    InputError
        With every fault of the statements, or else every fault of the question.
    """
    text, rows = statements_text(given)
    if (text is None) == (given.series is None):
        problem = "is missing" if text is None else "and statements are both given"
        raise InputError([Fault("series", given.series or "", problem, "give series, statements or csv: one of them")])
    series = own_series(text, rows=rows) if text is not None else snapshot.one_series(given.series or "")
    fields = {name: getattr(given, name) for name in FIELDS}
    return _ask({k: None if v is None else str(v) for k, v in fields.items()}, series, [], parse_question), series
