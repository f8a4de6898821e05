"""What was known on a day, fitted and simulated: everything that does not depend on the mark."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from forecast.audit import Finding, audit
from forecast.model import DRAWS, GrowthFit, Measurements, SamplePaths, fit_growth, measure, simulate
from forecast.scenario import AssumedPrior, assumed_prior, change_paths, with_sayings

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from forecast.data import Flow, Series
    from forecast.forecasting.question import Model, Question
    from forecast.model import ComparatorName
    from forecast.priors import Priors
    from forecast.scenario import PathPart, PriorPart, Saying

__all__ = ["PATH_PROBABILITIES", "Evidence", "evidence_for", "gather", "under_paths"]

#: Quantiles of each year's total that an answer tells.
PATH_PROBABILITIES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known about one side and flow of a series, and the paths that follow.

    Parameters
    ----------
    series : Series
        As known on the day, with a scenario's hypothetical statements.
    findings : tuple of Finding
    measurements : Measurements
    fit : GrowthFit
    paths : SamplePaths
    statistics : str
    flow : {"total", "exports", "imports"}
    assumed : AssumedPrior
        The prior it rests on.
    """

    series: Series
    findings: tuple[Finding, ...]
    measurements: Measurements
    fit: GrowthFit
    paths: SamplePaths
    statistics: str
    flow: Flow
    assumed: AssumedPrior

    @cached_property
    def fan(self) -> NDArray[np.float64]:
        """Quantiles of each year's total, shape (years, len(PATH_PROBABILITIES))."""
        return self.paths.quantiles(PATH_PROBABILITIES)

    @property
    def last_known_year(self) -> int:
        """The last year whose annual total is published; without any, the year before the paths begin."""
        return max(self.measurements.known_years(), default=int(self.paths.years[0]) - 1)


def _compared(evidence: Evidence, model: ComparatorName, *, seed: int) -> SamplePaths:
    """Return the paths with their future by a comparator.

    Comparators see annual totals alone: the published ones, gap years as the growth model fills them.
    """
    from forecast.model import simulate_comparator  # noqa: PLC0415 - four slow imports of statsmodels

    paths, last = evidence.paths, evidence.last_known_year
    known = last - int(paths.years[0]) + 1
    history = np.median(paths.values[:known], axis=1)
    count, draws = paths.values.shape
    rng = np.random.default_rng([seed, 3])
    future = simulate_comparator(model, history, horizon=count - known, draws=draws, rng=rng)
    return SamplePaths(paths.years, np.concatenate([paths.values[:known], future]), paths.effective)


@lru_cache(maxsize=3)
def gather(
    series: Series,
    priors: Priors,
    *,
    statistics: str,
    flow: Flow,
    as_of: date,
    horizon: int,
    model: Model,
    seed: int,
    sayings: tuple[Saying, ...] = (),
    on_prior: tuple[PriorPart, ...] = (),
) -> Evidence:
    """Return what was known on a day about one side and flow, fitted and simulated.

    The last few are kept, so that another mark or deadline for the same series costs no new fit.

    Raises
    ------
    FitError
        When no published level is usable, or a comparator cannot be fitted.
    """
    known = with_sayings(series.known_at(as_of), sayings, statistics=statistics, flow=flow, as_of=as_of)
    findings = audit(known, priors.profile)
    measurements = measure(known, findings, statistics=statistics, flow=flow)
    assumed = assumed_prior(priors, on_prior)
    fit = fit_growth(measurements, assumed.priors, volatility=assumed.volatility, factor=assumed.factor)
    paths = simulate(fit, horizon=horizon, draws=DRAWS, seed=seed)
    evidence = Evidence(known, findings, measurements, fit, paths, statistics, flow, assumed)
    return evidence if model == "growth" else replace(evidence, paths=_compared(evidence, model, seed=seed))


@lru_cache(maxsize=2)
def under_paths(evidence: Evidence, parts: tuple[PathPart, ...], *, seed: int) -> Evidence:
    """Return the evidence with its paths changed; nothing is fitted or simulated anew."""
    return replace(evidence, paths=change_paths(evidence.paths, parts, evidence.assumed.priors.world, seed=seed))


def evidence_for(question: Question, series: Series, priors: Priors, *, changed: bool = True) -> Evidence:
    """Return what a question rests on, its scenario included.

    Parameters
    ----------
    question : Question
    series : Series
    priors : Priors
    changed : bool
        Whether the scenario's changes to the paths are made, the last of its three points.

    Raises
    ------
    FitError
        When no published level is usable, or a comparator cannot be fitted.
    """
    scenario = question.scenario
    evidence = gather(
        series,
        priors,
        statistics=question.statistics,
        flow=question.flow,
        as_of=question.as_of,
        horizon=question.horizon,
        model=question.model,
        seed=question.seed,
        sayings=scenario.sayings,
        on_prior=scenario.on_prior,
    )
    return under_paths(evidence, scenario.on_paths, seed=question.seed) if changed and scenario.on_paths else evidence
