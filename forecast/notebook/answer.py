"""Forecasts in a notebook: a sentence, a table and a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast import report
from forecast.data import as_series, catalog
from forecast.forecasting import as_fields, forecast_target, parse_question
from forecast.priors import shipped_priors

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from forecast.data import Series, SeriesLike
    from forecast.forecasting import TargetForecast
    from forecast.scenario import Scenario

__all__ = ["forecast", "published"]


def forecast(
    series: SeriesLike,
    target: str | float,
    *,
    unit: str | None = None,
    rate: float | None = None,
    by: int | None = None,
    since: int | None = None,
    as_of: str | date | None = None,
    flow: str | None = None,
    statistics: str | None = None,
    horizon: int | None = None,
    level: float | None = None,
    model: str | None = None,
    seed: int | None = None,
    scenario: str | Scenario | None = None,
) -> TargetForecast:
    """Return when trade reaches a mark.

    Parameters
    ----------
    series : str, Series, pandas.DataFrame or pandas.Series
        A pair such as ``"india-uae"``, a series, or pandas data by year, quarter or month (`Series.from_frame`).
    target : str or float
        The mark, such as ``"2.5bn"``, or a number of full currency units.
    unit : str, optional
        Currency of pandas data.
    rate : float, optional
        For a mark in another currency: what one unit of that is worth in the series' currency.
    by, since, as_of, flow, statistics, horizon, level, model, seed, scenario
        As on the command line; None takes the default.

    Raises
    ------
    InputError
        With every fault of the question.

    Examples
    --------
    >>> answer = forecast("belarus-st-petersburg", "2.5bn", as_of="2025-07-14")
    >>> answer.answer.status
    'open'
    """
    chosen = as_series(series, unit=unit)
    fields = as_fields(
        target=target, rate=rate, by=by, since=since, as_of=as_of, flow=flow, statistics=statistics, horizon=horizon,
        level=level, model=model, seed=seed, scenario=scenario,
    )  # fmt: skip
    return forecast_target(parse_question(fields, chosen), chosen, shipped_priors(), catalog.targets())


def published(series: str | Series) -> pd.DataFrame:
    """Return what was published about a pair, a statement a row.

    Parameters
    ----------
    series : str or Series
        Name of a shipped series, or one made by `read_series`.

    Examples
    --------
    >>> len(published("belarus-st-petersburg"))
    49
    """
    return report.statement_table(catalog.series(series) if isinstance(series, str) else series)
