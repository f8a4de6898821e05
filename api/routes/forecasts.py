"""`/v1/forecast`: the forecast of any question."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, request

from api.params import question_of
from api.representations import FORMATS, respond
from forecast import catalog
from forecast.forecasting import forecast_target

__all__ = ["blueprint"]

blueprint = Blueprint("forecasts", __name__, url_prefix="/v1")


@blueprint.get("/forecast")
@blueprint.get("/forecast.<suffix>")
def forecast(suffix: str = "json") -> Response:
    """Return when trade reaches a mark."""
    if suffix not in FORMATS:
        abort(404)
    question, series = question_of(request.args)
    with current_app.config["GATE"].enter():
        found = forecast_target(question, series, catalog.priors(), catalog.announced_targets())
        return respond(found, suffix, max_age=current_app.config["SETTINGS"].max_age_seconds)
