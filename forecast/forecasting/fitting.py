"""Fit and ask in one step: what the library's face offers first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.data import as_series, catalog
from forecast.forecasting.fitted import fit_ground
from forecast.forecasting.question import as_fields, parse_ground
from forecast.priors import shipped_priors

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from forecast.data import AnnouncedTarget, Series, SeriesLike
    from forecast.forecasting.answers import BriefForecast, TargetForecast
    from forecast.forecasting.fitted import Fitted
    from forecast.forecasting.question import Question
    from forecast.priors import Priors
    from forecast.scenario import Scenario

__all__ = ["answer_target", "fit", "forecast_target"]


def fit(
    series: SeriesLike,
    *,
    unit: str | None = None,
    as_of: str | date | None = None,
    statistics: str | None = None,
    flow: str | None = None,
    horizon: int | None = None,
    model: str | None = None,
    seed: int | None = None,
    scenario: str | Scenario | None = None,
    priors: Priors | None = None,
) -> Fitted:
    """Return what was known of a series on a day, fitted and simulated, to be asked about any mark.

    Parameters
    ----------
    series : str, Series, pandas.DataFrame or pandas.Series
        A pair such as ``"india-uae"``, a series, or pandas data by year, quarter or month (`Series.from_frame`).
    unit : str, optional
        Currency of pandas data.
    as_of : str or datetime.date, optional
        Only what was published by then is used; a pandas timestamp will do. The newest statement's day by default.
    statistics, flow, horizon, model, seed, scenario
        As on the command line; None takes the default.
    priors : Priors, optional
        The shipped ones when not given.

    Raises
    ------
    InputError
        With every fault.
    FitError
        When no published level of that side and flow is usable.

    Examples
    --------
    >>> fitted = fit("belarus-st-petersburg", as_of="2025-07-14")
    >>> fitted.reach("2.5bn").chance_by(2025) > fitted.reach("3bn").chance_by(2025)
    True
    """
    chosen = as_series(series, unit=unit)
    asked = as_fields(
        as_of=as_of, statistics=statistics, flow=flow, horizon=horizon, model=model, seed=seed, scenario=scenario
    )
    found = fit_ground(parse_ground(asked, chosen), chosen, priors or shipped_priors(), catalog.targets())
    found.totals  # noqa: B018 - what cannot be fitted is refused here, not at the first question
    return found


def answer_target(question: Question, series: Series, priors: Priors) -> BriefForecast:
    """Return the answer to a question without what explains it; the same numbers as `forecast_target`.

    Raises
    ------
    FitError
        When no published level of that side and flow is usable.
    """
    return fit_ground(question.ground, series, priors).brief(question)


def forecast_target(
    question: Question, series: Series, priors: Priors, announced: Iterable[AnnouncedTarget] = ()
) -> TargetForecast:
    """Return when trade will reach a mark, and everything needed to judge the answer.

    Parameters
    ----------
    question : Question
    series : Series
        All its statements; those published after the as-of day are left out.
    priors : Priors
        The outside view on growth.
    announced : iterable of AnnouncedTarget
        The registry behind the outside view on promises.

    Raises
    ------
    FitError
        When no published level of that side and flow is usable.
    """
    return fit_ground(question.ground, series, priors, announced).forecast(question)
