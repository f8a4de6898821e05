"""The form of a target's page: what it asks, and what comes back beside each field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from api.observation import FORECASTS
from api.pages.view import Control, faults_by_field
from api.service import current
from forecast import tracking, words
from forecast.data import say_amount
from forecast.errors import Fault, FitError, InputError
from forecast.forecasting import AttainableQuestion, attainable_level, parse_question
from forecast.scenario import BASELINE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.library import Snapshot
    from forecast.data import Series
    from forecast.forecasting import TargetForecast
    from forecast.tracking import Tracked

__all__ = ["CONTROLS", "Asked", "answer_form", "ask", "controls"]

#: Without a deadline, the level that can be promised is told for so many years ahead.
YEARS_AHEAD = 5
CONTROLS = ("target", "by", "statistics", "as_of", "scenario")
_LABELS = {
    "target": words.marked("The mark"),
    "by": words.marked("Deadline (year)"),
    "statistics": words.marked("Whose statistics"),
    "as_of": words.marked("As known on (day)"),
    "scenario": words.marked("What if"),
}
_HINTS = {
    "target": words.marked("such as 3bn"),
    "by": words.marked("such as 2030; may be empty"),
    "as_of": words.marked("such as 2024-06-30; empty for now"),
    "scenario": words.marked("such as growth=2026:-10% or add=2026-:120m@0.7"),
}


@dataclass(frozen=True)
class Asked:
    """What a form asked, and the answer or what is wrong.

    Parameters
    ----------
    fields : mapping of str to str
        As typed.
    controls : tuple of Control
    faults : tuple of Fault
    forecast, baseline : TargetForecast or None
        `baseline` only beside a scenario.
    promise : str
        The level that can be promised, in words.
    """

    fields: Mapping[str, str]
    controls: tuple[Control, ...]
    faults: tuple[Fault, ...]
    forecast: TargetForecast | None
    baseline: TargetForecast | None
    promise: str = ""


def _promise(forecast: TargetForecast) -> str:
    """Return the level that can be promised with the probability asked for, by the deadline or in five years."""
    question = forecast.question
    year = min(question.by or question.as_of.year + YEARS_AHEAD, question.horizon)
    found = attainable_level(AttainableQuestion(question, year, question.level), forecast.fitted)
    return words.attainable_headline(found)


def controls(
    fields: Mapping[str, str], faults: tuple[Fault, ...], usual: Mapping[str, str | None], series: Series | None
) -> tuple[Control, ...]:
    """Return the fields of a form with what was typed, or else what is usual.

    Parameters
    ----------
    fields : mapping of str to str
    faults : tuple of Fault
    usual : mapping of str to str or None
        What stands in a field left empty; its keys choose the fields.
    series : Series or None
        For the choice of statistics.
    """
    told = faults_by_field(faults)
    sides = tuple((side, words.side_words(series, side)) for side in series.sides) if series else ()
    return tuple(
        Control(
            name,
            words.say(_LABELS[name]),
            fields.get(name) or value or "",
            words.say(_HINTS[name]) if name in _HINTS else "",
            told.get(name, ()),
            sides if name == "statistics" else (),
        )
        for name, value in usual.items()
    )


def answer_form(
    asked: Mapping[str, str | None], series: Series, snapshot: Snapshot
) -> tuple[TargetForecast | None, TargetForecast | None, tuple[Fault, ...]]:
    """Return the answer, the answer without its scenario, and what is wrong with the question."""
    try:
        question = parse_question(asked, series)
    except InputError as error:
        return None, None, error.faults
    with current().gate.enter(), FORECASTS.time():
        try:
            found = snapshot.fits.of(question, series).forecast(question)
            if question.scenario == BASELINE:
                return found, None, ()
            plain = replace(question, scenario=BASELINE)
            return found, snapshot.fits.of(plain, series).forecast(plain), ()
        except FitError as error:
            return None, None, (Fault("target", "", str(error), "ask of other statistics or another day"),)


def ask(followed: Tracked, snapshot: Snapshot, fields: Mapping[str, str]) -> Asked:
    """Return what a target's form asked, answered.

    Parameters
    ----------
    followed : Tracked
    snapshot : Snapshot
    fields : mapping of str to str
        By the names in `CONTROLS`, as typed; empty ones leave the target's own question as it is.
    """
    series = snapshot.series[followed.series_id]
    own = tracking.fields_of(followed, series)
    asked = tracking.fields_of(followed, series, changes=fields)
    found, baseline, faults = answer_form(asked, series, snapshot)
    usual = {name: own.get(name) for name in CONTROLS} | {
        "target": say_amount(followed.target.value, followed.target.currency, digits=12)
    }
    promise = _promise(found) if found else ""
    return Asked(fields, controls(fields, faults, usual, series), faults, found, baseline, promise)
