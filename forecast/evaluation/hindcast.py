"""The registry hindcast: what would have been said of announced targets on the day, and what came.

For each announced target with a deadline and a known end, the growth model sees the pair's annual
totals as they were known on the announcement day (a year's total counts as known from 1 July of the
next year) and gives the chance that the mark is reached by the deadline. Statistics differ between
announcers and series, so what counts is the ratio of the mark to the level named at the announcement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from forecast.model import reach_probabilities

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from forecast.data import AnnouncedTarget
    from forecast.priors import Priors

    Histories = Mapping[tuple[str, str], Mapping[int, float]]

__all__ = ["Hindcast", "HindcastScores", "hindcast", "score_hindcasts"]

SHORTEST, LONGEST = 4, 20
#: Years of growth that "the trend goes on" averages over.
TREND_YEARS = 10
RESAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Hindcast:
    """What would have been said of one announced target, and what happened.

    Parameters
    ----------
    target : AnnouncedTarget
    known : date
        The day whose knowledge was used.
    last_year : int
        The last year known then.
    years : int
        Length of the history used.
    ratio : float
        The mark over the level named at the announcement, else over the last level known.
    probability : float
        That the mark is reached by the deadline, by the growth model.
    base_rate : float
        Share of the other pairs' targets that were met.
    trend : float
        1 if average growth going on reaches the mark by the deadline, else 0.
    met : bool
        What happened, by the registry.
    met_by_series : bool or None
        What the series says, where it covers the years to the deadline.
    """

    target: AnnouncedTarget
    known: date
    last_year: int
    years: int
    ratio: float
    probability: float
    base_rate: float
    trend: float
    met: bool
    met_by_series: bool | None


@dataclass(frozen=True, slots=True)
class HindcastScores:
    """Mean Brier scores, lower is better, with standard errors clustered by pair.

    Parameters
    ----------
    model, base_rate, trend : float
    model_minus_base_rate, model_minus_trend : tuple of float
        Difference and its standard error.
    counted : int
    met : int
    """

    model: float
    base_rate: float
    trend: float
    model_minus_base_rate: tuple[float, float]
    model_minus_trend: tuple[float, float]
    counted: int
    met: int


@dataclass(frozen=True, slots=True)
class _Known:
    """What was known of a target's pair on the day of its announcement."""

    target: AnnouncedTarget
    totals: Mapping[int, float]
    day: date
    last_year: int
    levels: list[float]


def _announced(text: str) -> date | None:
    """Return the first day that a possibly incomplete ISO date allows."""
    parts = [int(part) for part in text.split("-") if part]
    if not parts:
        return None
    year, month, day = (*parts, 1, 1)[:3]
    return date(year, month, day)


def _history(totals: Mapping[int, float], day: date) -> tuple[int, list[float]]:
    """Return the last year known on a day and the unbroken totals up to it, the oldest first."""
    last = day.year - 1 if (day.month, day.day) >= (7, 1) else day.year - 2
    found: list[float] = []
    while last - len(found) in totals and len(found) < LONGEST:
        found.append(totals[last - len(found)])
    return last, found[::-1]


def _met_by_series(totals: Mapping[int, float], target: AnnouncedTarget, first: int, mark: float) -> bool | None:
    assert target.deadline is not None
    years = range(first, target.deadline + 1)
    if not all(year in totals for year in years):
        return None
    return any(totals[year] > mark if target.beats else totals[year] >= mark for year in years)


def hindcast(
    targets: Iterable[AnnouncedTarget], histories: Histories, priors: Priors, *, seed: int = 0
) -> tuple[tuple[Hindcast, ...], Mapping[str, int]]:
    """Return the hindcast of every target that can be judged, and why the others cannot.

    Parameters
    ----------
    targets : iterable of AnnouncedTarget
    histories : mapping
        Annual totals by pair of codes, USD by year.
    priors : Priors
    seed : int

    Returns
    -------
    hindcasts : tuple of Hindcast
        By day of announcement.
    left_out : mapping of str to int
        How many targets each reason left out.
    """
    judged = [t for t in targets if t.counts_for_outside_view]
    found: list[Hindcast] = []
    left_out = {"no series of the pair": 0, "no day of announcement": 0, "fewer than 4 years known then": 0}
    left_out["not in dollars"] = 0
    for t in judged:
        totals = histories.get(t.codes) or histories.get(t.codes[::-1])
        day = _announced(t.announced)
        if t.currency != "USD":
            left_out["not in dollars"] += 1
        elif totals is None:
            left_out["no series of the pair"] += 1
        elif day is None:
            left_out["no day of announcement"] += 1
        else:
            last, levels = _history(totals, day)
            if len(levels) < SHORTEST:
                left_out["fewer than 4 years known then"] += 1
            else:
                found.append(_hindcast_one(_Known(t, totals, day, last, levels), judged, priors, seed=seed))
    found.sort(key=lambda h: (h.known, h.target.id))
    return tuple(found), left_out


def _hindcast_one(known: _Known, judged: list[AnnouncedTarget], priors: Priors, *, seed: int) -> Hindcast:
    """Return what would have been said of one target, and what happened."""
    target, levels, last = known.target, known.levels, known.last_year
    assert target.deadline is not None
    ratio = target.value / (target.level_then or levels[-1])
    ahead = max(target.deadline - last, 1)
    mark = ratio * levels[-1]
    # Years that were over when it was announced fulfil nothing, whenever they were published.
    first = max(target.since or 0, last + 1)
    reached = reach_probabilities(
        np.array([levels]),
        targets=np.array([[mark]]),
        horizon=ahead,
        seed=seed,
        priors=priors,
        last_year=last,
        after=first - last - 1,
    )
    recent = levels[-TREND_YEARS - 1 :]
    growth = (np.log(recent[-1]) - np.log(recent[0])) / (len(recent) - 1)
    others = [t for t in judged if set(t.codes) != set(target.codes)]
    return Hindcast(
        target=target,
        known=known.day,
        last_year=last,
        years=len(levels),
        ratio=ratio,
        probability=float(reached[0, 0, -1]),
        base_rate=sum(t.on_time for t in others) / len(others),
        trend=float(growth * ahead >= np.log(ratio)),
        met=target.on_time,
        met_by_series=_met_by_series(known.totals, target, first, mark),
    )


def _clustered(difference: NDArray[np.float64], clusters: list[frozenset[str]]) -> tuple[float, float]:
    """Return a mean and its standard error, by resampling whole pairs."""
    names = sorted(set(clusters), key=sorted)
    index = [np.array([i for i, c in enumerate(clusters) if c == name]) for name in names]
    sums = np.array([difference[i].sum() for i in index])
    sizes = np.array([len(i) for i in index])
    chosen = np.random.default_rng(0).integers(len(names), size=(RESAMPLES, len(names)))
    means = sums[chosen].sum(axis=1) / sizes[chosen].sum(axis=1)
    return float(difference.mean()), float(means.std(ddof=1))


def score_hindcasts(hindcasts: Iterable[Hindcast]) -> HindcastScores:
    """Return mean Brier scores of model, base rate and trend, and their differences.

    Parameters
    ----------
    hindcasts : iterable of Hindcast
        At least two pairs.
    """
    told = tuple(hindcasts)
    met = np.array([h.met for h in told], dtype=float)
    clusters = [frozenset(h.target.codes) for h in told]
    model, base, trend = (
        (np.array([getattr(h, name) for h in told]) - met) ** 2 for name in ("probability", "base_rate", "trend")
    )
    return HindcastScores(
        model=float(model.mean()),
        base_rate=float(base.mean()),
        trend=float(trend.mean()),
        model_minus_base_rate=_clustered(model - base, clusters),
        model_minus_trend=_clustered(model - trend, clusters),
        counted=len(told),
        met=int(met.sum()),
    )
