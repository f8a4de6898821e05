"""Exploring in a notebook: each answer is a sentence, a table and a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.data import catalog
from forecast.forecasting import (
    Asked,
    Fits,
    as_fields,
    attainable_level,
    compare_questions,
    fit_ground,
    parse_attainable,
    parse_comparison,
    parse_question,
    parse_surface,
    sensitivity_of,
    surface_of,
)
from forecast.priors import shipped_priors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from forecast.data import Series
    from forecast.forecasting import Attainable, Comparison, Sensitivity, Surface
    from forecast.scenario import Scenario

__all__ = [
    "attainable",
    "compare",
    "sensitivity",
    "surface",
]


def _series(series: str | Series) -> Series:
    return catalog.series(series) if isinstance(series, str) else series


def attainable(
    series: str | Series,
    by: int,
    *,
    probability: float | None = None,
    as_of: str | date | None = None,
    flow: str | None = None,
    statistics: str | None = None,
    horizon: int | None = None,
    model: str | None = None,
    seed: int | None = None,
    scenario: str | Scenario | None = None,
) -> Attainable:
    """Return the level that is reached by a year with a probability.

    Parameters
    ----------
    series : str or Series
        Name of a shipped series, or one made by `read_series`.
    by : int
        The deadline, a year.
    probability : float, optional
        0.8 when not given.
    as_of, flow, statistics, horizon, model, seed, scenario
        As on the command line; None takes the default.

    Examples
    --------
    >>> attainable("belarus-st-petersburg", 2030, as_of="2025-07-14").level > 3e9
    True
    """
    given = as_fields(
        by=by, probability=probability, as_of=as_of, flow=flow, statistics=statistics,
        horizon=horizon, model=model, seed=seed, scenario=scenario,
    )  # fmt: skip
    chosen = _series(series)
    asked = parse_attainable(given, chosen)
    fitted = fit_ground(asked.question.ground, chosen, shipped_priors())
    return attainable_level(asked, fitted)


def surface(
    series: str | Series,
    *,
    targets: Sequence[str] | None = None,
    deadlines: Sequence[int] | None = None,
    as_of: str | date | None = None,
    flow: str | None = None,
    statistics: str | None = None,
    horizon: int | None = None,
    model: str | None = None,
    seed: int | None = None,
    scenario: str | Scenario | None = None,
) -> Surface:
    """Return the chances of many marks by many deadlines.

    Parameters
    ----------
    series : str or Series
    targets : sequence of str, optional
        Marks such as ``"2.5bn"``; some around the last total when not given.
    deadlines : sequence of int, optional
        Years; the next ones when not given.
    as_of, flow, statistics, horizon, model, seed, scenario
        As on the command line; None takes the default.
    """
    given = as_fields(
        targets=";".join(targets) if targets else None,
        deadlines=",".join(str(year) for year in deadlines) if deadlines else None,
        as_of=as_of, flow=flow, statistics=statistics, horizon=horizon, model=model, seed=seed,
        scenario=scenario,
    )  # fmt: skip
    chosen = _series(series)
    asked = parse_surface(given, chosen)
    return surface_of(asked, fit_ground(asked.question.ground, chosen, shipped_priors()))


def compare(
    series: str | Series,
    target: str | float,
    *,
    scenarios: Sequence[str | Scenario] = (),
    sides: Sequence[str] = (),
    others: Sequence[str | Series] = (),
    by: int | None = None,
    as_of: str | date | None = None,
    flow: str | None = None,
    statistics: str | None = None,
    horizon: int | None = None,
    model: str | None = None,
    seed: int | None = None,
    scenario: str | Scenario | None = None,
) -> Comparison:
    """Return the answer as it stands beside what it is in other cases.

    Parameters
    ----------
    series : str or Series
    target : str
        The mark, such as ``"2.5bn"``.
    scenarios : sequence of str or Scenario
        Each in place of `scenario`.
    sides : sequence of str
        Other statistics of the same series.
    others : sequence of str or Series
        Other series, asked the same mark.
    by, as_of, flow, statistics, horizon, model, seed, scenario
        As on the command line; None takes the default.

    Examples
    --------
    >>> found = compare("belarus-st-petersburg", "2.5bn", scenarios=["growth=2025:-10%"])
    >>> found.entries[1].months_later > 0
    True
    """
    given = as_fields(
        target=target, by=by, as_of=as_of, flow=flow, statistics=statistics, horizon=horizon,
        model=model, seed=seed, scenario=scenario,
    )  # fmt: skip
    chosen = _series(series)
    variants = [str(one) for one in scenarios]
    plain = (
        () if variants or sides or not others else (Asked("", parse_question(given, chosen), chosen, "as-it-stands"),)
    )
    asked = plain or parse_comparison(given, chosen, scenarios=variants, sides=sides)
    beside = tuple(Asked(one.id, parse_question(given, one), one) for one in map(_series, others))
    return compare_questions(asked + beside, Fits(shipped_priors()).of)


def sensitivity(
    series: str | Series,
    target: str | float,
    *,
    by: int | None = None,
    as_of: str | date | None = None,
    flow: str | None = None,
    statistics: str | None = None,
    horizon: int | None = None,
    model: str | None = None,
    seed: int | None = None,
    scenario: str | Scenario | None = None,
) -> Sensitivity:
    """Return which input moves the chance most, one at a time.

    Parameters
    ----------
    series : str or Series
    target : str
        The mark, such as ``"2.5bn"``.
    by, as_of, flow, statistics, horizon, model, seed, scenario
        As on the command line; None takes the default.
    """
    given = as_fields(
        target=target, by=by, as_of=as_of, flow=flow, statistics=statistics, horizon=horizon,
        model=model, seed=seed, scenario=scenario,
    )  # fmt: skip
    chosen = _series(series)
    question = parse_question(given, chosen)
    fitted = fit_ground(question.ground, chosen, shipped_priors())
    return sensitivity_of(question, fitted)
