"""Forecasts: of any question, of a registered target, of the caller's own statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

from api import schemas
from api.bodies import own_question, question_body
from api.contract import Family, body, gives
from api.parameters import ASKED, FOLLOWED, PATHS, choose
from api.params import followed_question, query, question_of
from api.rendering import base_url
from api.representations import private, send, send_json
from api.service import current
from forecast.report import FORMATS, ForecastDocument, OddsDocument, badge_svg, badge_text, odds_document

if TYPE_CHECKING:
    from api.library import Snapshot
    from forecast.data import Series
    from forecast.forecasting import Question, TargetForecast
    from forecast.report import Format

__all__ = ["family"]

family = Family("forecasts", "When a mark is reached, with everything needed to judge the answer.")
_BADGE = gives({"image/svg+xml": None}, "The odds as a small picture.")
_NUMBER = gives({"text/plain": None}, "The chance, between 0 and 1.")
_ODDS = gives({"application/json": OddsDocument}, "The chance, its year and day.")
_OWN = body({"application/json": schemas.OwnQuestion}, "The question, and statements of the caller's own.")


def answered(question: Question, series: Series, snapshot: Snapshot) -> TargetForecast:
    """Return the forecast; few are computed at once."""
    with current().forecasting((question, series)):
        return snapshot.fits.of(question, series).forecast(question)


def _respond(
    question: Question,
    series: Series,
    snapshot: Snapshot,
    form: Format[TargetForecast],
    *,
    base_url: str | None,
) -> Response:
    """Return the forecast in a format, drawn under the same limit."""
    with current().forecasting((question, series)):
        found = snapshot.fits.of(question, series).forecast(question)
        written = form.write(found, base_url=base_url)
    return send(written, form.content_type, name=f"{question.series}-{found.run.id}.{form.suffix}")


@family.in_formats("/v1/forecast", FORMATS, ForecastDocument, ASKED)
def get_forecast(form: Format[TargetForecast]) -> Response:
    """Return when trade reaches a mark."""
    snapshot = current().library.snapshot()
    question, series = question_of(request.args, snapshot)
    return _respond(question, series, snapshot, form, base_url=base_url())


def _odds(target: str) -> tuple[TargetForecast, int | None]:
    """Return the forecast of a registered target and the year whose chance is asked for."""
    snapshot = current().library.snapshot()
    fields = query(request.args, ("by",))
    followed = snapshot.one_followed(target)
    question, series = followed_question(request.args, followed, snapshot)
    return answered(question, series, snapshot), question.by if "by" in fields else None


@family.reads("/v1/targets/<target>/badge.svg", _BADGE, (PATHS["target"], *choose(("by",))))
def get_badge(target: str) -> Response:
    """Return the odds of a registered target as a small picture."""
    return send(badge_svg(*_odds(target)).encode(), "image/svg+xml")


@family.reads("/v1/targets/<target>/odds.txt", _NUMBER, (PATHS["target"], *choose(("by",))))
def get_odds(target: str) -> Response:
    """Return the chance that a registered target is reached, the number alone."""
    return send(badge_text(*_odds(target)).encode(), "text/plain")


@family.reads("/v1/targets/<target>/odds.json", _ODDS, (PATHS["target"], *choose(("by",))))
def get_odds_json(target: str) -> Response:
    """Return the chance that a registered target is reached, with the year and the day it was known."""
    return send_json(odds_document(*_odds(target)))


@family.in_formats("/v1/forecast", FORMATS, ForecastDocument, taken=_OWN)
def post_forecast(form: Format[TargetForecast]) -> Response:
    """Return when trade reaches a mark, on statements of the caller's own.

    Nothing is stored.
    """
    snapshot = current().library.snapshot()
    with current().own.enter():
        question, series = own_question(question_body(snapshot), snapshot)
        # Figures of the caller's own stand at no address.
        return private(_respond(question, series, snapshot, form, base_url=None))


@family.in_formats("/v1/targets/<target>/forecast", FORMATS, ForecastDocument, (PATHS["target"], *FOLLOWED))
def get_target_forecast(form: Format[TargetForecast], target: str) -> Response:
    """Return when a registered target is reached."""
    snapshot = current().library.snapshot()
    question, series = followed_question(request.args, snapshot.one_followed(target), snapshot)
    return _respond(question, series, snapshot, form, base_url=base_url())
