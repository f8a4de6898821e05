"""Beyond one question: levels that can be promised, many marks and deadlines, comparisons, what matters most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

from api import schemas
from api.bodies import asking_body, body_of, own_asked, own_comparison, own_question, question_body
from api.contract import Family, body, gives
from api.parameters import ASKED, ATTAINED, BALANCED, COMPARED, SURFACED
from api.params import asked_of, compared, question_of
from api.representations import private, send, send_json
from api.service import current
from forecast.forecasting import (
    ATTAINABLE_FIELDS,
    SURFACE_FIELDS,
    SURPLUS_FIELDS,
    attainable_level,
    compare_questions,
    parse_attainable,
    parse_surface,
    parse_surplus,
    sensitivity_of,
    surface_of,
)
from forecast.report import (
    EXPLORED_FORMATS,
    AttainableDocument,
    ComparisonDocument,
    SensitivityDocument,
    SurfaceDocument,
    SurplusDocument,
    surplus_document,
)

if TYPE_CHECKING:
    from forecast.report import Explored, Format

__all__ = ["family"]

family = Family("exploring", "Levels that can be promised, chances of many marks, comparisons, and what matters most.")
_SURPLUS = gives(
    {"application/json": SurplusDocument}, "The chance of each year not over yet, after the last with both flows."
)
_LEVEL = body({"application/json": schemas.OwnLevel}, "The year and the probability, and figures of the caller's own.")
_MARKS = body({"application/json": schemas.OwnSurface}, "Marks and deadlines, and figures of the caller's own.")
_QUESTION = body({"application/json": schemas.OwnQuestion}, "The question, and figures of the caller's own.")
_SEVERAL = body({"application/json": schemas.OwnComparison}, "What is compared, and figures of the caller's own.")


def _respond(found: Explored, form: Format[Explored], name: str) -> Response:
    return send(form.write(found), form.content_type, name=f"{name}.{form.suffix}")


@family.in_formats("/v1/attainable", EXPLORED_FORMATS, AttainableDocument, ATTAINED)
def get_attainable(form: Format[Explored]) -> Response:
    """Return the level that is reached by a year with a probability."""
    snapshot = current().library.snapshot()
    asked, series = asked_of(request.args, snapshot, ATTAINABLE_FIELDS, parse_attainable)
    with current().forecasting((asked.question, series)):
        found = attainable_level(asked, snapshot.fits.of(asked.question, series))
        name = f"{series.id}-attainable-{asked.by}"
        return _respond(found, form, name)


@family.in_formats("/v1/surface", EXPLORED_FORMATS, SurfaceDocument, SURFACED)
def get_surface(form: Format[Explored]) -> Response:
    """Return the chances of many marks by many deadlines."""
    snapshot = current().library.snapshot()
    asked, series = asked_of(request.args, snapshot, SURFACE_FIELDS, parse_surface)
    with current().forecasting((asked.question, series)):
        found = surface_of(asked, snapshot.fits.of(asked.question, series))
        return _respond(found, form, f"{series.id}-surface")


@family.reads("/v1/surplus", _SURPLUS, BALANCED)
def get_surplus() -> Response:
    """Return how likely exports exceed imports in each year."""
    snapshot = current().library.snapshot()
    question, series = asked_of(request.args, snapshot, SURPLUS_FIELDS, parse_surplus)
    with current().forecasting((question, series)):
        found = snapshot.fits.of(question, series).surplus()
        return send_json(surplus_document(found, question, series))


@family.in_formats("/v1/sensitivity", EXPLORED_FORMATS, SensitivityDocument, ASKED)
def get_sensitivity(form: Format[Explored]) -> Response:
    """Return which input moves the chance most."""
    snapshot = current().library.snapshot()
    question, series = question_of(request.args, snapshot)
    with current().forecasting((question, series)):
        found = sensitivity_of(question, snapshot.fits.of(question, series))
        name = f"{series.id}-sensitivity"
        return _respond(found, form, name)


@family.in_formats("/v1/compare", EXPLORED_FORMATS, ComparisonDocument, COMPARED)
def get_compare(form: Format[Explored]) -> Response:
    """Return several series, sides or scenarios side by side, ranked by date."""
    snapshot = current().library.snapshot()
    asked = compared(request.args, snapshot)
    with current().forecasting(*((one.question, one.series) for one in asked)):
        found = compare_questions(asked, snapshot.fits.of)
        name = f"{asked[0].series.id}-compared"
        return _respond(found, form, name)


@family.in_formats("/v1/attainable", EXPLORED_FORMATS, AttainableDocument, taken=_LEVEL)
def post_attainable(form: Format[Explored]) -> Response:
    """Return the level that is reached by a year with a probability, on figures of the caller's own.

    Nothing is stored.
    """
    snapshot = current().library.snapshot()
    with current().own.enter():
        given = asking_body(snapshot, schemas.OwnLevel, ATTAINABLE_FIELDS, parse_attainable)
        asked, series = own_asked(given, snapshot, ATTAINABLE_FIELDS, parse_attainable)
        with current().forecasting((asked.question, series)):
            found = attainable_level(asked, snapshot.fits.of(asked.question, series))
            return private(_respond(found, form, f"{series.id}-attainable-{asked.by}"))


@family.in_formats("/v1/surface", EXPLORED_FORMATS, SurfaceDocument, taken=_MARKS)
def post_surface(form: Format[Explored]) -> Response:
    """Return the chances of many marks by many deadlines, on figures of the caller's own.

    Nothing is stored.
    """
    snapshot = current().library.snapshot()
    with current().own.enter():
        given = asking_body(snapshot, schemas.OwnSurface, SURFACE_FIELDS, parse_surface)
        asked, series = own_asked(given, snapshot, SURFACE_FIELDS, parse_surface)
        with current().forecasting((asked.question, series)):
            found = surface_of(asked, snapshot.fits.of(asked.question, series))
            return private(_respond(found, form, f"{series.id}-surface"))


@family.in_formats("/v1/sensitivity", EXPLORED_FORMATS, SensitivityDocument, taken=_QUESTION)
def post_sensitivity(form: Format[Explored]) -> Response:
    """Return which input moves the chance most, on figures of the caller's own.

    Nothing is stored.
    """
    snapshot = current().library.snapshot()
    with current().own.enter():
        question, series = own_question(question_body(snapshot), snapshot)
        with current().forecasting((question, series)):
            found = sensitivity_of(question, snapshot.fits.of(question, series))
            return private(_respond(found, form, f"{series.id}-sensitivity"))


@family.in_formats("/v1/compare", EXPLORED_FORMATS, ComparisonDocument, taken=_SEVERAL)
def post_compare(form: Format[Explored]) -> Response:
    """Return series, sides or scenarios side by side, ranked by date, figures of the caller's own the first.

    Nothing is stored.
    """
    snapshot = current().library.snapshot()
    with current().own.enter():
        asked = own_comparison(body_of(schemas.OwnComparison), snapshot)
        with current().forecasting(*((one.question, one.series) for one in asked)):
            found = compare_questions(asked, snapshot.fits.of)
            return private(_respond(found, form, f"{asked[0].series.id}-compared"))
