"""Bodies become questions and statements; every fault of a body is told at once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from api.fields_said import in_fields
from api.params import Parts, ask, side_by_side, told_badly
from api.refusals import refuse_ahead, schema_problem
from api.schemas import OwnQuestion, OwnStatement
from forecast.data import COLUMNS, Recipe, read_own
from forecast.errors import MAX_ALIKE, MAX_FAULTS, Fault, InputError, few
from forecast.forecasting import ATTAINABLE_FIELDS, FIELDS, SURFACE_FIELDS, Question, parse_question

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from api.library import Snapshot
    from api.schemas import NewStatements, Own, OwnComparison
    from forecast.data import Series
    from forecast.forecasting import Asked

__all__ = [
    "Rows",
    "asking_body",
    "body_of",
    "own_asked",
    "own_comparison",
    "own_question",
    "own_series",
    "parse_json",
    "question_body",
    "statement_rows",
    "written",
]

Body = TypeVar("Body", bound=BaseModel)
T = TypeVar("T")
#: Work and memory grow with the years between the first and the last figure, with the rows, and with the sides: each
#: other one is fitted for an answer.
MOST_YEARS, MOST_ROWS, MOST_SIDES = 120, 10_000, 10
#: Statements as CSV text, or as rows of a JSON body.
Rows = str | Sequence[Mapping[str, object]]
#: What pydantic adds to a fault's place where several types are taken.
_TYPE_NAMES = frozenset({"str", "int", "float", "bool"})
#: What the parts of a body take, by name.
_TAKES: Mapping[str, str] = {
    **SURFACE_FIELDS,
    **ATTAINABLE_FIELDS,
    **FIELDS,
    "series": "the series' name, see /v1/series",
    "scenarios": "a list of scenarios, at most 20",
    "sides": "a list of other sides' statistics, at most 20",
    "statements": "a list of 1 to 10,000 statements",
    "csv": "statements as CSV text, see the README",
    "corrects": "the id of a stored statement",
    "statement": "the id of a stored statement",
    "reason": "why, in up to 1,000 characters",
    "text": "an article of at most 50,000 characters",
    "published": "the day of publication, as YYYY-MM-DD",
    "pair": "who trades with whom, such as Belarus / Tula Region",
    "unit": "the currency of an office's file, perhaps with a scale: USD million",
    "": "a JSON object",
}


def parse_json(text: str) -> object:
    """Return what a JSON text says.

    Raises
    ------
    ValueError
        When it is not JSON, is nested too deep, holds NaN or infinity, or names a key twice.
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
        return json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    except RecursionError:
        msg = "too deep"
        raise ValueError(msg) from None


def _json_body() -> object:
    """Return the JSON that a request carries.

    Raises
    ------
    BadRequest
        When it is not JSON in UTF-8.
    UnsupportedMediaType
    """
    if request.mimetype != "application/json":
        detail = f"{request.mimetype or 'no content type'} is not taken: send application/json"
        raise UnsupportedMediaType(detail)
    try:
        return parse_json(request.get_data().decode())
    except ValueError as error:
        detail = f"the body is not JSON: {error}"
        raise BadRequest(detail) from None


def _place(parts: tuple[int | str, ...]) -> str:
    """Return where in a body a fault lies, such as ``statements[3].level``."""
    named = [part for part in parts if part not in _TYPE_NAMES]
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in named).lstrip(".") or "body"


def _schema_fault(error: Mapping[str, Any], place: str, model: type[BaseModel]) -> Fault:
    """Return what a schema refuses as a fault: what was given, and what is taken."""
    given = error["input"] if isinstance(error["input"], str | int | float) else ""
    named = [part for part in error["loc"] if part not in _TYPE_NAMES]
    name = named[-1] if named else ""
    if error["type"] == "extra_forbidden":
        known = COLUMNS if len(named) > 1 else model.model_fields
        return Fault(place, str(given), "is not a parameter", f"known are: {', '.join(known)}")
    told = COLUMNS if len(named) > 1 else _TAKES
    takes = f"takes {told[name]}" if name in told else "takes a statement, see /docs"
    if error["type"] == "missing":
        return Fault(place, "", "is missing", takes)
    several = error["loc"][-1:] and error["loc"][-1] in _TYPE_NAMES
    return Fault(place, str(given), "is neither text nor a number" if several else schema_problem(error), takes)


def _schema_faults(error: ValidationError, model: type[BaseModel]) -> list[Fault]:
    """Return everything that a schema refuses, one fault for each place; what is known is listed once."""
    found: dict[str, Fault] = {}
    listed: set[str] = set()
    for told in error.errors(include_url=False, include_context=False):
        place = _place(told["loc"])
        fault = _schema_fault(told, place, model)
        if told["type"] == "extra_forbidden" and fault.remedy in listed:
            fault = replace(fault, remedy="leave it out")
        listed.add(fault.remedy)
        found.setdefault(place, fault)
    return few(list(found.values()), "body")


def _without_many(given: Mapping[str, object], known: Collection[str], left: int) -> dict[str, object]:
    """Return a mapping with so many of its unknown keys at most: a fault for each would be built, and few are told."""
    unknown = islice((name for name in given if name not in known), left)
    return {name: given[name] for name in chain((n for n in known if n in given), unknown)}


def _cut(given: object, model: type[BaseModel]) -> object:
    """Return a body without what would only repeat its faults: work on it is bounded by what is told of it."""
    if not isinstance(given, dict):
        return given
    found = _without_many(given, model.model_fields, MAX_FAULTS)
    rows = found.get("statements")
    if not isinstance(rows, list):
        return found
    kept: list[object] = []
    faulty = 0
    for row in rows[: MOST_ROWS + 1]:
        short = _without_many(row, OwnStatement.model_fields, MAX_ALIKE) if isinstance(row, dict) else row
        kept.append(short)
        try:
            OwnStatement.model_validate(short)
        except ValidationError:
            faulty += 1
            if faulty == MAX_FAULTS:
                break
    return {**found, "statements": kept}


def _checked(model: type[Body], given: object) -> Body:
    """Return a body that keeps to its schema; its address takes no parameters."""
    faults = told_badly(request.args, ())
    given = _cut(given, model)
    try:
        found = model.model_validate(given)
    except ValidationError as error:
        raise InputError(faults + _schema_faults(error, model)) from None
    if faults:
        raise InputError(faults)
    return found


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
    return _checked(model, _json_body())


def question_body(snapshot: Snapshot) -> OwnQuestion:
    """Return the question that a body asks.

    Raises
    ------
    InputError
        With everything that its schema refuses, and what of the rest cannot be asked.
    BadRequest
        When it is not JSON.
    UnsupportedMediaType
    """
    return asking_body(snapshot, OwnQuestion, FIELDS, parse_question)


def asking_body(
    snapshot: Snapshot,
    model: type[Body],
    known: Collection[str],
    parse: Callable[[Mapping[str, str | None], Series], object],
) -> Body:
    """Return the question that a body asks.

    Parameters
    ----------
    snapshot : Snapshot
    model : type
        Of the body.
    known : collection of str
        Names of its fields that ask.
    parse : callable
        Of fields and a series; raises `InputError` with every fault.

    Raises
    ------
    InputError
        With everything that its schema refuses, and what of the rest cannot be asked.
    BadRequest
        When it is not JSON.
    UnsupportedMediaType
    """
    given = _json_body()
    try:
        return _checked(model, given)
    except InputError as error:
        named = {re.split(r"[.\[]", fault.where)[0] for fault in error.faults}
        rest = _rest(given, known, named) if isinstance(given, dict) else {}
        if not isinstance(given, dict) or {"csv", "statements"} & set(given):
            raise  # what can be asked hangs on statements that were not read
        series = snapshot.series.get(str(given.get("series"))) or next(iter(snapshot.series.values()))
        try:
            ask(rest, series, _empty(rest), parse)
        except InputError as further:
            faults = [fault for fault in further.faults if fault.where not in named]
            raise InputError([*error.faults, *faults]) from None
        raise


def written(value: object) -> str | None:
    """Return a value of a body as a query would tell it: every digit of a number, and none that says nothing.

    Examples
    --------
    >>> written(2.5e9), written(0.8), written("2.5bn"), written(["2.5bn", 3e9]), written(None)
    ('2500000000', '0.8', '2.5bn', '2.5bn;3000000000', None)
    """
    if isinstance(value, list):  # years are parted by commas, amounts by what stands in none
        mark = "," if all(type(one) is int for one in value) else ";"
        return mark.join(written(one) or "" for one in value)
    if not isinstance(value, float):
        return None if value is None else str(value)
    digits = format(Decimal(repr(value)), "f").removesuffix(".0")
    # Three digits behind a point could be thousands of somebody's.
    return digits + "0" if re.search(r"\.\d{3}$", digits) else digits


def _rest(given: Mapping[str, object], known: Collection[str], named: Collection[str]) -> dict[str, str | None]:
    """Return the fields of a question in which a schema found no fault."""
    return {name: written(given[name]) for name in known if name in given and name not in named}


def _empty(fields: Mapping[str, str | None]) -> list[Fault]:
    """Return a fault for each field that is given as nothing; null alone says that it is not given."""
    empty = [(name, value) for name, value in fields.items() if value is not None and not value.strip()]
    return [Fault(name, value, "is empty", "leave it out, or give a value") for name, value in empty]


def statement_rows(given: Own | OwnComparison | NewStatements) -> Rows | None:
    """Return the statements that a body gives, as CSV text or as rows; None without any.

    Raises
    ------
    InputError
        When both stand there.
    """
    if given.csv is not None and given.statements is not None:
        raise InputError([Fault("statements", "", "and csv are both given", "give one of the two")])
    if given.statements is None:
        return given.csv
    return [row.model_dump(exclude_none=True) for row in given.statements]


def own_series(rows: Rows | bytes, *, unit: str | None = None, pair: str | None = None) -> Series:
    """Return the series that a caller's own statements, or an office's file, make.

    Parameters
    ----------
    rows : str, bytes or sequence of mapping
    unit, pair : str, optional
        What an office's file does not say.

    Raises
    ------
    InputError
    """
    where = "csv" if isinstance(rows, (str, bytes)) else "statements"
    try:
        found = read_own(rows, series_id="own", where=where, recipe=Recipe(unit=unit or "", pair=pair or ""))
    except InputError as error:
        raise InputError(list(map(in_fields, error.faults))) from None
    years = [statement.period.year for statement in found.statements]
    if (span := max(years) - min(years) + 1) > MOST_YEARS:
        problem = f"span {span} years, {min(years)} to {max(years)}"
        raise InputError([Fault(where, "", problem, f"give at most {MOST_YEARS} years, such as the last ones")])
    if len(found.sides) > MOST_SIDES:
        problem = f"are the statistics of {len(found.sides):,} sides"
        raise InputError([Fault(where, "", problem, f"give those of at most {MOST_SIDES}: each is worked out")])
    return found


def own_question(given: OwnQuestion, snapshot: Snapshot) -> tuple[Question, Series]:
    """Return the question that a body asks, about a series of the service or the caller's own statements.

    Raises
    ------
    InputError
        With every fault of the statements, or else every fault of the question.
    """
    return own_asked(given, snapshot, FIELDS, parse_question)


def own_asked(
    given: Own,
    snapshot: Snapshot,
    known: Collection[str],
    parse: Callable[[Mapping[str, str | None], Series], T],
) -> tuple[T, Series]:
    """Return what a body asks, about a series of the service or the caller's own statements.

    Parameters
    ----------
    given : OwnQuestion, OwnLevel or OwnSurface
    snapshot : Snapshot
    known : collection of str
        Names of the fields that ask.
    parse : callable
        Of fields and a series; raises `InputError` with every fault.

    Raises
    ------
    InputError
        With every fault of the statements, or else every fault of the question.
    """
    rows = statement_rows(given)
    if (rows is None) == (given.series is None):
        problem = "is missing" if rows is None else "and statements are both given"
        raise InputError([Fault("series", given.series or "", problem, "give series, statements or csv: one of them")])
    series = (
        own_series(rows, unit=given.unit, pair=given.pair)
        if rows is not None
        else snapshot.one_series(given.series or "")
    )
    asked = {name: written(getattr(given, name)) for name in known}
    if rows is not None:
        refuse_ahead(series, as_of=asked.get("as_of"))
    return ask(asked, series, _empty(asked), parse), series


def own_comparison(given: OwnComparison, snapshot: Snapshot) -> tuple[Asked, ...]:
    """Return what a body compares: the caller's own statements first, when it gives any, and the series named.

    Raises
    ------
    InputError
        With every fault of the statements, or else every fault of the rest.
    """
    rows = statement_rows(given)
    own = () if rows is None else (own_series(rows, unit=given.unit, pair=given.pair),)
    named = given.series.split(",") if isinstance(given.series, str) else given.series or ()
    asked = {name: written(getattr(given, name)) for name in FIELDS}
    for one in own:
        refuse_ahead(one, as_of=asked["as_of"])
    parts = Parts(
        [name.strip() for name in named if name.strip()], tuple(given.scenarios or ()), tuple(given.sides or ()), own
    )
    return side_by_side(asked, parts, _empty(asked), snapshot)
