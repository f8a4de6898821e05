"""Beyond one question: levels that can be promised, many marks and deadlines, comparisons, what matters most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, request

from api import schemas
from api.contract import Family, gives
from api.observation import FORECASTS
from api.parameters import ASKED, EXPLORED, choose, suffix
from api.params import asked_of, compared, question_of
from api.representations import send
from api.service import current
from forecast import report
from forecast.forecasting import (
    ATTAINABLE_FIELDS,
    SURFACE_FIELDS,
    attainable_level,
    compare_questions,
    parse_attainable,
    parse_surface,
    sensitivity_of,
    surface_of,
)
from forecast.report import WRITERS, dumps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    import pandas as pd
    from pydantic import BaseModel

    from api.contract import Responses
    from forecast.report import Explored

__all__ = ["family"]

family = Family("exploring", "Levels that can be promised, chances of many marks, comparisons, and what matters most.")
_FORMS = ("json", "csv", "svg", "png")
_SUFFIX = suffix(*_FORMS)


def _json(model: type[BaseModel]) -> Responses:
    return gives({"application/json": model}, "The answer.")


def _any(model: type[BaseModel]) -> Responses:
    contents = {WRITERS[form].content_type: model if form == "json" else None for form in _FORMS}
    return gives(contents, "The answer in the format of the suffix.")


def _known(form: str) -> str:
    """Return a suffix that stands for a format; 404 for any other, before anything is computed."""
    if form not in _FORMS:
        abort(404)
    return form


def _respond(
    found: Explored,
    form: str,
    name: str,
    document: Callable[[Any], Mapping[str, Any]],
    table: Callable[[Any], pd.DataFrame],
) -> Response:
    """Return what was found in a format."""
    match form:
        case "json":
            body = dumps(document(found)).encode()
        case "csv":
            body = report.table_csv(table(found)).encode()
        case "svg":
            body = report.svg(found).encode()
        case "png":
            body = report.png(found)
        case _:
            abort(404)
    return send(body, WRITERS[form].content_type, name=f"{name}.{form}")


@family.reads("/v1/attainable", _json(schemas.AttainableDocument), choose(("series", *EXPLORED["attainable"])))
def get_attainable() -> Response:
    """Return the level that is reached by a year with a probability."""
    return get_attainable_as("json")


@family.reads(
    "/v1/attainable.<suffix>", _any(schemas.AttainableDocument), (_SUFFIX, *choose(("series", *EXPLORED["attainable"])))
)
def get_attainable_as(suffix: str) -> Response:
    """Return the level that is reached by a year with a probability, in a format."""
    form, snapshot = _known(suffix), current().library.snapshot()
    asked, series = asked_of(request.args, snapshot, ATTAINABLE_FIELDS, parse_attainable)
    with current().gate.enter(), FORECASTS.time():
        found = attainable_level(asked, series, snapshot.priors)
        name = f"{series.id}-attainable-{asked.by}"
        return _respond(found, form, name, report.attainable_document, report.attainable_table)


@family.reads("/v1/surface", _json(schemas.SurfaceDocument), choose(("series", *EXPLORED["surface"])))
def get_surface() -> Response:
    """Return the chances of many marks by many deadlines."""
    return get_surface_as("json")


@family.reads(
    "/v1/surface.<suffix>", _any(schemas.SurfaceDocument), (_SUFFIX, *choose(("series", *EXPLORED["surface"])))
)
def get_surface_as(suffix: str) -> Response:
    """Return the chances of many marks by many deadlines, in a format."""
    form, snapshot = _known(suffix), current().library.snapshot()
    asked, series = asked_of(request.args, snapshot, SURFACE_FIELDS, parse_surface)
    with current().gate.enter(), FORECASTS.time():
        found = surface_of(asked, series, snapshot.priors)
        return _respond(found, form, f"{series.id}-surface", report.surface_document, report.surface_table)


@family.reads("/v1/sensitivity", _json(schemas.SensitivityDocument), ASKED)
def get_sensitivity() -> Response:
    """Return which input moves the date most."""
    return get_sensitivity_as("json")


@family.reads("/v1/sensitivity.<suffix>", _any(schemas.SensitivityDocument), (_SUFFIX, *ASKED))
def get_sensitivity_as(suffix: str) -> Response:
    """Return which input moves the date most, in a format."""
    form, snapshot = _known(suffix), current().library.snapshot()
    question, series = question_of(request.args, snapshot)
    with current().gate.enter(), FORECASTS.time():
        found = sensitivity_of(question, series, snapshot.priors)
        name = f"{series.id}-sensitivity"
        return _respond(found, form, name, report.sensitivity_document, report.sensitivity_table)


@family.reads("/v1/compare", _json(schemas.ComparisonDocument), choose(EXPLORED["compare"]))
def get_compare() -> Response:
    """Return several series, sides or scenarios side by side, ranked by date."""
    return get_compare_as("json")


@family.reads("/v1/compare.<suffix>", _any(schemas.ComparisonDocument), (_SUFFIX, *choose(EXPLORED["compare"])))
def get_compare_as(suffix: str) -> Response:
    """Return several series, sides or scenarios side by side, ranked by date, in a format."""
    form, snapshot = _known(suffix), current().library.snapshot()
    asked = compared(request.args, snapshot)
    with current().gate.enter(), FORECASTS.time():
        found = compare_questions(asked, snapshot.priors)
        name = f"{asked[0].series.id}-compared"
        return _respond(found, form, name, report.comparison_document, report.comparison_table)
