"""Forecasts of when trade between A and B will reach X.

>>> from forecast import forecast
>>> forecast("belarus-st-petersburg", "2.5bn", as_of="2025-07-14").answer.median.year
2025
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecast.answers import TargetForecast
    from forecast.catalog import announced_targets, series, series_ids
    from forecast.display import DisplayedForecast, forecast
    from forecast.errors import FitError, ForecastError, InputError, UnknownNameError
    from forecast.forecasting import forecast_target
    from forecast.question import Question, parse_question
    from forecast.statement_csv import read_series
    from forecast.statements import Series, Statement
    from forecast.targets import Target

__all__ = [
    "DisplayedForecast",
    "FitError",
    "ForecastError",
    "InputError",
    "Question",
    "Series",
    "Statement",
    "Target",
    "TargetForecast",
    "UnknownNameError",
    "announced_targets",
    "forecast",
    "forecast_target",
    "parse_question",
    "read_series",
    "series",
    "series_ids",
]

# Names are looked up when first used: `trade-target series` need not load statsmodels.
_HOME = {
    "DisplayedForecast": "display",
    "FitError": "errors",
    "ForecastError": "errors",
    "InputError": "errors",
    "Question": "question",
    "Series": "statements",
    "Statement": "statements",
    "Target": "targets",
    "TargetForecast": "answers",
    "UnknownNameError": "errors",
    "announced_targets": "catalog",
    "forecast": "display",
    "forecast_target": "forecasting",
    "parse_question": "question",
    "read_series": "statement_csv",
    "series": "catalog",
    "series_ids": "catalog",
}


def __getattr__(name: str) -> object:
    """Return a public name from the module that holds it."""
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"forecast.{_HOME[name]}"), name)
