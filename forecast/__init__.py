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
    from forecast.display import DisplayedForecast, forecast, published
    from forecast.errors import FitError, ForecastError, InputError, UnknownNameError
    from forecast.exploring.display import (
        DisplayedAttainable,
        DisplayedComparison,
        DisplayedSensitivity,
        DisplayedSurface,
        attainable,
        compare,
        sensitivity,
        surface,
    )
    from forecast.forecasting import forecast_target
    from forecast.question import Question, parse_question
    from forecast.record_display import BacktestRecord, TargetRecord, TrackRecord, registry, track_record
    from forecast.scenario import Scenario, parse_scenario
    from forecast.statement_csv import read_series
    from forecast.statements import Series, Statement
    from forecast.targets import Target

__all__ = [
    "BacktestRecord",
    "DisplayedAttainable",
    "DisplayedComparison",
    "DisplayedForecast",
    "DisplayedSensitivity",
    "DisplayedSurface",
    "FitError",
    "ForecastError",
    "InputError",
    "Question",
    "Scenario",
    "Series",
    "Statement",
    "Target",
    "TargetForecast",
    "TargetRecord",
    "TrackRecord",
    "UnknownNameError",
    "announced_targets",
    "attainable",
    "compare",
    "forecast",
    "forecast_target",
    "parse_question",
    "parse_scenario",
    "published",
    "read_series",
    "registry",
    "sensitivity",
    "series",
    "series_ids",
    "surface",
    "track_record",
]

# Names are looked up when first used: `trade-target series` need not load statsmodels.
_HOME = {
    "BacktestRecord": "record_display",
    "DisplayedAttainable": "exploring.display",
    "DisplayedComparison": "exploring.display",
    "DisplayedForecast": "display",
    "DisplayedSensitivity": "exploring.display",
    "DisplayedSurface": "exploring.display",
    "FitError": "errors",
    "ForecastError": "errors",
    "InputError": "errors",
    "Question": "question",
    "Scenario": "scenario",
    "Series": "statements",
    "Statement": "statements",
    "Target": "targets",
    "TargetForecast": "answers",
    "TargetRecord": "record_display",
    "TrackRecord": "record_display",
    "UnknownNameError": "errors",
    "announced_targets": "catalog",
    "attainable": "exploring.display",
    "compare": "exploring.display",
    "forecast": "display",
    "forecast_target": "forecasting",
    "parse_question": "question",
    "parse_scenario": "scenario",
    "published": "display",
    "read_series": "statement_csv",
    "registry": "record_display",
    "sensitivity": "exploring.display",
    "series": "catalog",
    "series_ids": "catalog",
    "surface": "exploring.display",
    "track_record": "record_display",
}


def __getattr__(name: str) -> object:
    """Return a public name from the module that holds it."""
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"forecast.{_HOME[name]}"), name)
