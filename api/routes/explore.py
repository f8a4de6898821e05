"""Beyond one question: levels that can be promised, many marks and deadlines, comparisons, what matters most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

from api.contract import Family, gives, in_formats
from api.observation import FORECASTS
from api.parameters import ASKED, EXPLORED, choose, suffix
from api.params import asked_of, compared, question_of
from api.representations import known, send
from api.service import current
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
from forecast.report import (
    EXPLORED_FORMATS,
    AttainableDocument,
    ComparisonDocument,
    SensitivityDocument,
    SurfaceDocument,
)

if TYPE_CHECKING:
    from pydantic import BaseModel

    from api.contract import Responses
    from forecast.report import Explored

__all__ = ["family"]

family = Family("exploring", "Levels that can be promised, chances of many marks, comparisons, and what matters most.")
_SUFFIX = suffix(EXPLORED_FORMATS)


def _json(model: type[BaseModel]) -> Responses:
    return gives({"application/json": model}, "The answer.")


def _any(model: type[BaseModel]) -> Responses:
    return in_formats(EXPLORED_FORMATS.values(), model, "The answer in the format of the suffix.")


def _respond(found: Explored, suffix: str, name: str) -> Response:
    """Return what was found in a format."""
    form = EXPLORED_FORMATS[suffix]
    return send(form.write(found), form.content_type, name=f"{name}.{suffix}")


@family.reads("/v1/attainable", _json(AttainableDocument), choose(("series", *EXPLORED["attainable"])))
def get_attainable() -> Response:
    """Return the level that is reached by a year with a probability."""
    return get_attainable_as("json")


@family.reads(
    "/v1/attainable.<suffix>", _any(AttainableDocument), (_SUFFIX, *choose(("series", *EXPLORED["attainable"])))
)
def get_attainable_as(suffix: str) -> Response:
    """Return the level that is reached by a year with a probability, in a format."""
    form, snapshot = known(suffix, EXPLORED_FORMATS), current().library.snapshot()
    asked, series = asked_of(request.args, snapshot, ATTAINABLE_FIELDS, parse_attainable)
    with current().gate.enter(), FORECASTS.time():
        found = attainable_level(asked, snapshot.fits.of(asked.question, series))
        name = f"{series.id}-attainable-{asked.by}"
        return _respond(found, form, name)


@family.reads("/v1/surface", _json(SurfaceDocument), choose(("series", *EXPLORED["surface"])))
def get_surface() -> Response:
    """Return the chances of many marks by many deadlines."""
    return get_surface_as("json")


@family.reads("/v1/surface.<suffix>", _any(SurfaceDocument), (_SUFFIX, *choose(("series", *EXPLORED["surface"]))))
def get_surface_as(suffix: str) -> Response:
    """Return the chances of many marks by many deadlines, in a format."""
    form, snapshot = known(suffix, EXPLORED_FORMATS), current().library.snapshot()
    asked, series = asked_of(request.args, snapshot, SURFACE_FIELDS, parse_surface)
    with current().gate.enter(), FORECASTS.time():
        found = surface_of(asked, snapshot.fits.of(asked.question, series))
        return _respond(found, form, f"{series.id}-surface")


@family.reads("/v1/sensitivity", _json(SensitivityDocument), ASKED)
def get_sensitivity() -> Response:
    """Return which input moves the date most."""
    return get_sensitivity_as("json")


@family.reads("/v1/sensitivity.<suffix>", _any(SensitivityDocument), (_SUFFIX, *ASKED))
def get_sensitivity_as(suffix: str) -> Response:
    """Return which input moves the date most, in a format."""
    form, snapshot = known(suffix, EXPLORED_FORMATS), current().library.snapshot()
    question, series = question_of(request.args, snapshot)
    with current().gate.enter(), FORECASTS.time():
        found = sensitivity_of(question, snapshot.fits.of(question, series))
        name = f"{series.id}-sensitivity"
        return _respond(found, form, name)


@family.reads("/v1/compare", _json(ComparisonDocument), choose(EXPLORED["compare"]))
def get_compare() -> Response:
    """Return several series, sides or scenarios side by side, ranked by date."""
    return get_compare_as("json")


@family.reads("/v1/compare.<suffix>", _any(ComparisonDocument), (_SUFFIX, *choose(EXPLORED["compare"])))
def get_compare_as(suffix: str) -> Response:
    """Return several series, sides or scenarios side by side, ranked by date, in a format."""
    form, snapshot = known(suffix, EXPLORED_FORMATS), current().library.snapshot()
    asked = compared(request.args, snapshot)
    with current().gate.enter(), FORECASTS.time():
        found = compare_questions(asked, snapshot.fits.of)
        name = f"{asked[0].series.id}-compared"
        return _respond(found, form, name)
