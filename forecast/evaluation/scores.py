"""Scores of probabilistic forecasts, their calibration and their standard errors.

Pure functions: what happened first, then what was forecast, options by keyword; arrays in, arrays
out, one number a case where a case has a score, so that cases can be averaged, compared in pairs and
resampled. Lower is better for every score [1]_. Years are counted from the cutoff: 1 is the first after
it, and "not within the horizon" is any number above the horizon, infinity too.

References
----------
.. [1] T. Gneiting and A. E. Raftery (2007), Strictly proper scoring rules, JASA 102, 359-378.
.. [2] G. W. Brier (1950), Verification of forecasts expressed in terms of probability, Mon. Weather Rev. 78.
.. [3] E. Graf et al. (1999), Assessment of prognostic classification schemes, Stat. Med. 18, 2529-2545.
.. [4] C. A. T. Ferro (2014), Fair scores for ensemble forecasts, Q. J. R. Meteorol. Soc. 140, 1917-1923.
.. [5] C. Czado, T. Gneiting and L. Held (2009), Predictive model assessment for count data, Biometrics 65.
.. [6] A. H. Murphy and R. L. Winkler (1977), Reliability of subjective probability forecasts, Appl. Stat. 26.
.. [7] D. R. Cox (1958), Two further applications of a model for binary regression, Biometrika 45, 562-565.
.. [8] A. C. Davison and D. V. Hinkley (1997), Bootstrap Methods and their Application, section 3.8.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from forecast.errors import FitError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Booleans = NDArray[np.bool_]

__all__ = [
    "CalibrationLine",
    "Estimate",
    "ReliabilityTable",
    "brier",
    "calibration_line",
    "covered",
    "crps",
    "ibs",
    "mean_score",
    "paired_difference",
    "passed_by",
    "pit",
    "reliability_table",
    "skill",
]

Estimator = Literal["fair", "standard"]
_NEWTON_STEPS, _NEWTON_TOLERANCE = 50, 1e-10
#: A calibration slope beyond this means that a threshold separates the outcomes.
_STEEPEST = 1e3


def _probabilities(probability: ArrayLike) -> Floats:
    values = np.asarray(probability, dtype=np.float64)
    if not ((values >= 0) & (values <= 1)).all():
        msg = "a probability is not between 0 and 1"
        raise ValueError(msg)
    return values


def _aligned(obs: ArrayLike, forecast: Floats, *, what: str) -> Floats:
    """Return observations as numbers of the forecast's shape; never broadcast by accident."""
    values = np.asarray(obs, dtype=np.float64)
    if values.shape != forecast.shape or np.isnan(values).any() or np.isnan(forecast).any():
        msg = f"{what}: observations {values.shape} and forecasts {forecast.shape} differ in shape, or hold NaN"
        raise ValueError(msg)
    return values


def passed_by(obs: ArrayLike, *, horizon: int) -> Booleans:
    """Return whether the mark was passed by each year, shape (..., horizon).

    Parameters
    ----------
    obs : array
        Year of first passage, counted from the cutoff; above the horizon when not passed.
    horizon : int

    Examples
    --------
    >>> passed_by([2, 9], horizon=3)
    array([[False,  True,  True],
           [False, False, False]])
    """
    return np.asarray(np.asarray(obs)[..., None] <= np.arange(1, horizon + 1))


def brier(obs: ArrayLike, probability: ArrayLike) -> Floats:
    """Return the Brier score [2]_ of each case, ``(p - 1[happened])^2``.

    Parameters
    ----------
    obs : array of bool
        Whether it happened.
    probability : array
        Its forecast probability, of the same shape.

    Examples
    --------
    >>> brier([True, False], [0.9, 0.5])
    array([0.01, 0.25])
    """
    forecast = _probabilities(probability)
    return np.asarray((forecast - _aligned(obs, forecast, what="brier")) ** 2)


def ibs(obs: ArrayLike, probability: ArrayLike) -> Floats:
    """Return the integrated Brier score [3]_ of each case: the Brier score's mean over the years.

    Parameters
    ----------
    obs : array of bool, shape (..., T)
        Whether the mark was first passed by each year (`passed_by`).
    probability : array, shape (..., T)
        Probability of first passage by each year.

    Returns
    -------
    array, shape (...)

    Notes
    -----
    ``IBS = mean over k of (p_k - 1[passed by year k])^2``: the CRPS of the date in whole years up to the
    horizon, per year; all years must have been watched.

    Examples
    --------
    >>> ibs([[False, True]], [[0.5, 1.0]])
    array([0.125])
    """
    return np.asarray(brier(obs, probability).mean(axis=-1))


def crps(obs: ArrayLike, samples: ArrayLike, *, estimator: Estimator = "fair") -> Floats:
    """Return the continuous ranked probability score [4]_ of each case, in the unit of `obs`.

    Parameters
    ----------
    obs : array, shape (...)
        What happened.
    samples : array, shape (..., n)
        Draws from the forecast, at least two for the fair estimator.
    estimator : {"fair", "standard"}
        "fair" is unbiased for the distribution that the draws come from; "standard" scores the draws
        as the forecast itself.

    Notes
    -----
    ``CRPS = E|X - y| - E|X - X'| / 2``. With sorted draws the second term costs a sort:
    ``sum over i < j of (x_j - x_i) = sum_i (2 i - n - 1) x_i``, divided by ``n (n - 1)`` (fair) or by
    ``n^2`` (standard).

    Examples
    --------
    >>> crps([0.0], [[-1.0, 1.0]], estimator="standard"), crps([0.0], [[-1.0, 1.0]])
    (array([0.5]), array([0.]))
    """
    drawn = np.sort(np.asarray(samples, dtype=np.float64), axis=-1)
    happened = _aligned(obs, drawn[..., 0], what="crps")
    count = drawn.shape[-1]
    pairs = count * (count - 1) if estimator == "fair" else count**2
    if not pairs:
        msg = "the fair estimator needs at least two draws"
        raise ValueError(msg)
    # Centred, so that large levels do not cancel.
    centred = drawn - happened[..., None]
    spread = centred @ (2.0 * np.arange(1, count + 1) - count - 1)
    return np.asarray(np.abs(centred).mean(axis=-1) - spread / pairs)


def covered(obs: ArrayLike, low: ArrayLike, high: ArrayLike, *, window: float = math.inf) -> Booleans:
    """Return whether each prediction interval holds what happened, ends included.

    Parameters
    ----------
    obs, low, high : array
        What happened and the intervals' ends; infinity for "not within the window" and an open end.
    window : float
        How far the outcome was watched. What lies beyond counts as open on both sides: a truth beyond
        the window is covered only by an interval that ends open or beyond it.

    Examples
    --------
    >>> covered([3.0, np.inf, np.inf], [2.0, 2.0, 2.0], [5.0, 5.0, 12.0], window=10)
    array([ True, False,  True])
    """
    start = np.asarray(low, dtype=np.float64)
    ends, truth = _aligned(high, start, what="covered"), _aligned(obs, start, what="covered")
    start, ends, truth = (np.where(values > window, np.inf, values) for values in (start, ends, truth))
    return np.asarray((start <= truth) & (truth <= ends))


def pit(obs: ArrayLike, cumulative: ArrayLike, *, rng: np.random.Generator) -> Floats:
    """Return the randomised probability integral transform [5]_ of each year: uniform if the forecast is right.

    Parameters
    ----------
    obs : array of int, shape (...)
        The year counted from the cutoff, 1 or later; above T when it lies beyond the horizon.
    cumulative : array, shape (..., T)
        Probability by the end of each year; what is missing to 1 lies beyond the horizon.
    rng : numpy.random.Generator
        Spreads each year's mass evenly.

    Notes
    -----
    ``F(k - 1) + U (F(k) - F(k - 1))`` with ``F(0) = 0``, and ``F = 1`` beyond the horizon.
    """
    forecast = _probabilities(cumulative)
    years = forecast.shape[-1]
    steps = np.minimum(_aligned(obs, forecast[..., 0], what="pit"), years + 1).astype(np.int64)
    if (steps < 1).any():
        msg = "pit: years are counted from 1"
        raise ValueError(msg)
    edge = np.ones((*forecast.shape[:-1], 1))
    ladder = np.concatenate([0 * edge, forecast, edge], axis=-1)
    below, upto = (np.take_along_axis(ladder, steps[..., None] - back, axis=-1)[..., 0] for back in (1, 0))
    return np.asarray(below + rng.random(steps.shape) * (upto - below))


@dataclass(frozen=True, eq=False)
class ReliabilityTable:
    """How often it happened, by what was forecast: mean forecast and share that happened.

    Only bins that hold cases; a forecast on the edge of two bins belongs to the one above.
    """

    low: Floats
    high: Floats
    forecast: Floats
    observed: Floats
    count: NDArray[np.int64]


def reliability_table(obs: ArrayLike, probability: ArrayLike, *, bins: int = 10) -> ReliabilityTable:
    """Return mean forecast and observed frequency [6]_ in bins of equal width.

    Parameters
    ----------
    obs, probability
        As in `brier`.
    bins : int

    Examples
    --------
    >>> table = reliability_table([True, False, True], [0.9, 0.2, 1.0], bins=2)
    >>> table.forecast, table.observed, table.count
    (array([0.2 , 0.95]), array([0., 1.]), array([1, 2]))
    """
    forecast = _probabilities(probability)
    happened = _aligned(obs, forecast, what="reliability").ravel()
    edges = np.linspace(0, 1, bins + 1)
    place = np.minimum(np.searchsorted(edges, forecast.ravel(), side="right") - 1, bins - 1)
    count = np.bincount(place, minlength=bins)
    full = count > 0
    sums = (np.bincount(place, weights=values, minlength=bins)[full] for values in (forecast.ravel(), happened))
    mean, share = (total / count[full] for total in sums)
    return ReliabilityTable(edges[:-1][full], edges[1:][full], mean, share, count[full])


@dataclass(frozen=True, slots=True)
class CalibrationLine:
    """``logit P(happened) = intercept + slope * logit p``; a calibrated forecast has 0 and 1.

    A slope below 1 tells of forecasts too far from one half, an intercept above 0 of too low ones.
    """

    intercept: float
    slope: float


def calibration_line(obs: ArrayLike, probability: ArrayLike, *, floor: float = 1e-3) -> CalibrationLine:
    """Return the logistic regression of the outcome on the forecast's logit [7]_.

    Parameters
    ----------
    obs, probability
        As in `brier`.
    floor : float
        Probabilities nearer to 0 or 1 than this are moved to it, since 0 and 1 have no logit.

    Raises
    ------
    FitError
        When all cases ended alike, all forecasts are equal, or a threshold separates the outcomes.

    Notes
    -----
    Maximum likelihood by Newton steps, halved while they do not raise the likelihood.
    """
    forecast = _probabilities(probability)
    happened = _aligned(obs, forecast, what="calibration").ravel()
    clipped = np.clip(forecast.ravel(), floor, 1 - floor)
    design = np.column_stack([np.ones(clipped.size), np.log(clipped / (1 - clipped))])
    if happened.size == 0 or happened.min() == happened.max() or np.ptp(design[:, 1]) == 0:
        msg = "no calibration line: the outcomes or the forecasts are all alike"
        raise FitError(msg)

    def likelihood(line: Floats) -> float:
        eta = design @ line
        return float(happened @ eta - np.logaddexp(0, eta).sum())

    line, best = np.zeros(2), likelihood(np.zeros(2))
    for _ in range(_NEWTON_STEPS):
        fitted = np.exp(-np.logaddexp(0, -(design @ line)))
        curvature = (design * (fitted * (1 - fitted))[:, None]).T @ design
        if not np.linalg.cond(curvature) < 1 / np.finfo(float).eps:
            break
        step = np.linalg.solve(curvature, design.T @ (happened - fitted))
        while likelihood(line + step) < best and np.abs(step).max() > _NEWTON_TOLERANCE:
            step = step / 2
        line, best = line + step, likelihood(line + step)
        if np.abs(line).max() > _STEEPEST:
            break
        if np.abs(step).max() <= _NEWTON_TOLERANCE * (1 + np.abs(line).max()):
            return CalibrationLine(float(line[0]), float(line[1]))
    msg = "no calibration line: a threshold separates the outcomes"
    raise FitError(msg)


def skill(score: float, benchmark: float) -> float:
    """Return ``1 - score / benchmark``: 1 is perfect, 0 as good as the benchmark, below 0 worse.

    Both are mean scores of the same cases, the benchmark's above 0.

    Examples
    --------
    >>> skill(1.5, 2.0)
    0.25
    """
    if not benchmark > 0:
        msg = "skill needs a benchmark whose score is above 0"
        raise ValueError(msg)
    return 1 - score / benchmark


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean score or difference, with its standard error from `blocks` calendar years."""

    value: float
    se: float
    blocks: int


def mean_score(scores: ArrayLike, *, years: ArrayLike, rng: np.random.Generator, repeats: int = 2_000) -> Estimate:
    """Return the mean of scores, with a standard error by block bootstrap over calendar years [8]_.

    Parameters
    ----------
    scores : array, shape (N,)
        One score a case.
    years : array of int, shape (N,)
        Calendar year of each case; cases of one year share its shock and are drawn together.
    rng : numpy.random.Generator
    repeats : int
        Bootstrap samples; the standard error is known to about ``1 / sqrt(2 repeats)`` of itself.

    Notes
    -----
    Years are resampled with replacement, each with all its cases, and the mean is taken over the cases
    drawn. For B years of equally many cases the standard error tends to ``sd(year means) / sqrt(B)``, sd
    with divisor B. Years count as independent of each other: forecasts ten years long from adjacent
    cutoffs overlap, which this does not see.
    """
    values, when = np.asarray(scores, dtype=np.float64), np.asarray(years)
    if values.ndim != 1 or values.shape != when.shape or not np.isfinite(values).all():
        msg = "a standard error needs one finite score and one year a case"
        raise ValueError(msg)
    blocks, place = np.unique(when, return_inverse=True)
    if len(blocks) < 2:
        msg = "a block bootstrap needs cases of at least two years"
        raise ValueError(msg)
    sums, counts = np.bincount(place, weights=values), np.bincount(place)
    drawn = rng.multinomial(len(blocks), np.full(len(blocks), 1 / len(blocks)), size=repeats)
    means = (drawn @ sums) / (drawn @ counts)
    return Estimate(float(values.mean()), float(means.std(ddof=1)), len(blocks))


def paired_difference(
    first: ArrayLike, second: ArrayLike, *, years: ArrayLike, rng: np.random.Generator, repeats: int = 2_000
) -> Estimate:
    """Return the mean of `first - second` on the same cases, with its standard error as in `mean_score`.

    Parameters
    ----------
    first, second : array, shape (N,)
        Scores of two forecasts of the same cases; negative when the first is better.
    years, rng, repeats
        As in `mean_score`.
    """
    minuend = np.asarray(first, dtype=np.float64)
    return mean_score(minuend - _aligned(second, minuend, what="difference"), years=years, rng=rng, repeats=repeats)
