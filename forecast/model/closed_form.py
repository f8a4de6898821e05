"""The growth model for many pairs at once, from exactly known annual levels.

The model is that of `forecast.model.growth`: the log level follows ``x_t = x_{t-1} + mu + s_t + theta s_{t-1}``
with ``mu ~ N(m0, tau^2)``, ``s_t ~ N(0, r_t^2 sigma^2)`` and ``sigma^2`` scaled inverse chi-square around what
pairs of that size have; ``r_t`` tells how volatile pairs of the size then are beside those of the last size,
theta what a small pair takes back. Without gaps or measurement error the filter has a closed form. From the
``m = n - 1`` growth rates g of a pair follow what the shocks would be without a drift of its own, and what a
drift of its own takes from each,

    e_1 = g_1 - m0,  e_t = g_t - m0 - theta e_{t-1},    c_1 = 1,  c_t = 1 - theta c_{t-1},

so that ``s_t = e_t - c_t (mu - m0)``. With ``W = sum (c / r)^2`` and ``h = sum c e / r^2 / W``

    log L(sigma) = -(m - 1) log sigma - log(sigma^2 + W tau^2) / 2
                   - sum ((e - c h) / r)^2 / (2 sigma^2) - W h^2 / (2 (sigma^2 + W tau^2)),
    mu | sigma, g ~ N(m0 + W tau^2 h / (sigma^2 + W tau^2), sigma^2 tau^2 / (sigma^2 + W tau^2)),

and sigma is integrated out on a grid (`forecast.model.volatility`). Future shocks are Student t, scaled to sigma.

Notes
-----
*Random numbers.* Every pair is simulated with the same standard draws, a scrambled Sobol sequence
[1]_ that depends on the seed and the number of draws only. So an answer does not depend on the other
pairs, on their order, on how the work is cut into chunks or on the horizon, and a higher target is never
likelier. The other side of it: simulation errors of different pairs are alike and do not average out,
and draws of different pairs must not be added up.

References
----------
.. [1] A. B. Owen (1998), Scrambling Sobol' and Niederreiter-Xing points, J. Complexity 14.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from forecast.errors import Fault, InputError
from forecast.model.horizon import LONGEST_HORIZON
from forecast.model.volatility import draws_until, relative_volatility, volatility_posterior
from forecast.priors import shipped_priors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from forecast.model.volatility import VolatilityPosterior
    from forecast.priors import GrowthPrior, Priors

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]

__all__ = ["DRAWS", "FEWEST_YEARS", "reach_probabilities", "simulate_levels"]

#: Paths a pair; the simulation error (one standard deviation) of a probability stays below 0.005.
DRAWS = 4_096
MOST_DRAWS, LARGEST_SEED, LARGEST_CHUNK = 1_000_000, 0xFFFF_FFFF, 1_000_000
FEWEST_YEARS = 4
MAX_FAULTS = 50
#: Simulated levels stay within this many log units of the last.
_FARTHEST = 600.0
#: Numbers that one chunk of paths may hold by default: the working set stays in the processor's cache.
_CHUNK_NUMBERS = 2**17
#: Years by which horizons that share their draws lie together.
_SHARED_YEARS = 5


@dataclass(frozen=True, eq=False)
class _Posterior:
    """What each of N pairs' growth rates say, by node of the volatility grid; arrays (N, NODES).

    `ends` tells which draws a node gets: those from the end of the node before up to its own. Of a drift mu, what
    comes back of the last shock adds ``back - theta c_m mu`` to all years ahead; `theta`, `back` and
    `given_back`, that is ``theta c_m``, are of shape (N, 1).
    """

    volatility: Floats
    drift_mean: Floats
    drift_sd: Floats
    ends: Counts
    theta: Floats
    back: Floats
    given_back: Floats


@dataclass(frozen=True, eq=False)
class _StandardDraws:
    """Numbers shared by all pairs: standard normal `drift` (D,), and sums of standard shocks `walk` (horizon, D)."""

    drift: Floats
    walk: Floats


def _numbers(values: ArrayLike, name: str, faults: list[Fault]) -> Floats:
    """Return a table of positive numbers; what is wrong with it goes to `faults`."""
    try:
        # A masked entry is one not known.
        table = np.ascontiguousarray(np.ma.filled(np.ma.asarray(values, dtype=np.float64), np.nan))
    except (TypeError, ValueError):
        faults.append(Fault(name, "", "is not a table of numbers", "give USD, pairs in rows of one length"))
        return np.empty((0, 0))
    if table.ndim != 2:
        faults.append(Fault(name, "", f"has {table.ndim} dimensions", "give a table: one row a pair"))
        return np.empty((0, 0))
    usable = np.isfinite(table) & (table > 0)
    bad = np.flatnonzero(~usable.all(axis=1))
    for row in map(int, bad[:MAX_FAULTS]):
        column = int(np.argmin(usable[row]))
        value = float(table[row, column])
        problem = "is not finite" if not np.isfinite(value) else "is not positive"
        faults.append(
            Fault(f"{name}[{row}, {column}]", f"{value:g}", problem, "give USD above 0, or leave the row out")
        )
    if len(bad) > MAX_FAULTS:
        faults.append(Fault(name, "", f"has {len(bad) - MAX_FAULTS:,} more rows with faults", "mend these first"))
    return table


def checked_levels(levels: ArrayLike, faults: list[Fault], *, name: str = "levels") -> Floats:
    """Return a table of levels of enough years; what is wrong with it goes to `faults`."""
    before = len(faults)
    table = _numbers(levels, name, faults)
    if len(faults) == before and table.shape[1] < FEWEST_YEARS:
        faults.append(Fault(name, "", f"has {table.shape[1]} years", f"give at least {FEWEST_YEARS} consecutive years"))
    return table


def _checked_targets(targets: ArrayLike, levels: Floats, faults: list[Fault]) -> Floats:
    before, pairs = len(faults), len(levels)
    table = _numbers(targets, "targets", faults)
    # Levels without columns were no table, so there is nothing to compare the number of rows with.
    if len(faults) == before and levels.shape[1] and (len(table) != pairs or not table.shape[1]):
        shape = " x ".join(map(str, table.shape))
        faults.append(Fault("targets", "", f"is {shape} for {pairs} pairs", "give one or more targets in a row a pair"))
    return table


def check_options(horizon: int, draws: int, seed: int, chunk: int | None, faults: list[Fault]) -> None:
    """Add what is wrong with a request's numbers to `faults`."""
    limits = (
        ("horizon", horizon, 1, LONGEST_HORIZON),
        ("draws", draws, 1, MOST_DRAWS),
        ("seed", seed, 0, LARGEST_SEED),
        ("chunk", 1 if chunk is None else chunk, 1, LARGEST_CHUNK),
    )
    for name, value, low, high in limits:
        if not low <= value <= high:
            faults.append(Fault(name, str(value), "is out of range", f"takes a whole number from {low} to {high}"))


@dataclass(frozen=True, eq=False)
class _Told:
    """What the growth rates of N pairs tell (module docstring).

    Parameters
    ----------
    shocks, taken : array, shape (N, m)
        ``e`` and ``c``.
    precision : array, shape (N, m)
        ``1 / r^2``.
    usual, theta : array, shape (N,)
        Volatility usual at each pair's size, and what it takes back.
    """

    shocks: Floats
    taken: Floats
    precision: Floats
    usual: Floats
    theta: Floats


@dataclass(frozen=True, eq=False)
class _Growth:
    """What the likelihood needs of each pair's growth rates; arrays (N, 1).

    Parameters
    ----------
    rates : int
        Number of growth rates.
    weight, excess, within : array
        ``W``, ``h`` and the sum of squares of the module docstring.
    """

    rates: int
    weight: Floats
    excess: Floats
    within: Floats


def _log_likelihood(nodes: Floats, growth: _Growth, prior: GrowthPrior) -> Floats:
    """Return the log likelihood of each volatility (N, G), up to a constant a pair."""
    variance = nodes**2
    spread = variance + growth.weight * prior.drift_sd**2
    told = (1 - growth.rates) * np.log(nodes) - np.log(spread) / 2
    told -= growth.within / (2 * variance) + growth.weight * growth.excess**2 / (2 * spread)
    return np.asarray(told)


def _recursions(growth: Floats, theta: Floats) -> tuple[Floats, Floats]:
    """Return ``e`` and ``c`` of the module docstring, (N, m), from growth above the usual drift and theta (N,)."""
    shocks, taken = growth.copy(), np.ones_like(growth)
    for t in range(1, growth.shape[1]):
        shocks[:, t] -= theta * shocks[:, t - 1]
        taken[:, t] -= theta * taken[:, t - 1]
    return shocks, taken


def _told_by(levels: Floats, priors: Priors, *, last_year: int | None) -> _Told:
    """Return what the growth rates of N pairs tell, of any volatility and drift."""
    prior, deflator = priors.growth, priors.deflator
    last = max(deflator.index) if last_year is None else last_year
    prices = np.array([deflator.real(1.0, last - back) for back in range(levels.shape[1] - 1, -1, -1)])
    sizes = levels * prices / 1e9
    log_size = np.log(sizes)
    usual, theta = (np.array([of(float(size)) for size in sizes[:, -1]]) for of in (prior.volatility, prior.theta))
    shocks, taken = _recursions(np.diff(np.log(levels), axis=1) - prior.drift, theta)
    each = relative_volatility(log_size[:, :-1], log_size[:, -1:], prior.size_elasticity) ** -2
    return _Told(shocks, taken, each, usual, theta)


def _own_volatility(told: _Told, prior: GrowthPrior) -> tuple[_Growth, VolatilityPosterior]:
    """Return the sums that the likelihood needs, and the posterior of each pair's volatility."""
    shocks, taken, each = told.shocks, told.taken, told.precision
    weight = (each * taken**2).sum(axis=1, keepdims=True)
    excess = (each * taken * shocks).sum(axis=1, keepdims=True) / weight
    within = (each * (shocks - taken * excess) ** 2).sum(axis=1, keepdims=True)
    growth = _Growth(shocks.shape[1], weight, excess, within)
    usual, df = told.usual, prior.volatility_df
    return growth, volatility_posterior(lambda nodes: _log_likelihood(nodes, growth, prior), usual, df)


def _fit(levels: Floats, priors: Priors, *, last_year: int | None, draws: int) -> _Posterior:
    """Return the posterior of every pair (module docstring)."""
    prior = priors.growth
    pairs = _told_by(levels, priors, last_year=last_year)
    growth, found = _own_volatility(pairs, prior)
    variance, told = found.nodes**2, growth.weight * prior.drift_sd**2
    theta, excess = pairs.theta[:, None], growth.excess
    return _Posterior(
        volatility=found.nodes,
        drift_mean=prior.drift + told * excess / (variance + told),
        drift_sd=np.sqrt(variance * prior.drift_sd**2 / (variance + told)),
        ends=draws_until(found.weight, draws),
        theta=theta,
        back=theta * (pairs.shocks[:, -1:] + pairs.taken[:, -1:] * prior.drift),
        given_back=theta * pairs.taken[:, -1:],
    )


def _standard_draws(draws: int, seed: int, horizon: int, shock_df: float) -> _StandardDraws:
    """Return the standard draws of a seed: usually the first years of those to a later horizon, which some share."""
    years = _SHARED_YEARS if draws <= DRAWS else 1  # of many draws every year costs seconds
    shared = _draws_until(draws, seed, -(-horizon // years) * years, shock_df)
    return _StandardDraws(shared.drift, shared.walk[:horizon])


@lru_cache(maxsize=4)
def _draws_until(draws: int, seed: int, horizon: int, shock_df: float) -> _StandardDraws:
    """Return the standard draws of a seed, sorted by the coordinate that chooses the volatility.

    Shocks are Student t of variance 1, normal for infinite degrees of freedom.
    """
    # Imported here: scipy.stats costs a tenth of a second.
    from scipy.special import ndtri, stdtrit  # noqa: PLC0415
    from scipy.stats import qmc  # noqa: PLC0415

    sequence = qmc.Sobol(2 + LONGEST_HORIZON, scramble=True, rng=np.random.default_rng([seed, 3]), bits=30)
    # Whole powers of two keep the points balanced; half a unit of the last bit keeps them off 0.
    points = sequence.random_base2((draws - 1).bit_length())[:draws] + 2.0**-31
    points = np.ascontiguousarray(points[np.argsort(points[:, 0], kind="stable"), 1 : 2 + horizon].T)
    if np.isinf(shock_df):
        shocks = ndtri(points[1:])
    else:
        shocks = stdtrit(shock_df, points[1:]) * np.sqrt((shock_df - 2) / shock_df)
    drift, walk = ndtri(points[0]), np.cumsum(shocks, axis=0)
    for array in (drift, walk):
        array.flags.writeable = False
    return _StandardDraws(drift, walk)


def _chunks(pairs: int, horizon: int, draws: int, chunk: int | None) -> Iterator[slice]:
    rows = chunk or max(1, _CHUNK_NUMBERS // (horizon * draws))
    for start in range(0, pairs, rows):
        yield slice(start, min(start + rows, pairs))


def _walk(posterior: _Posterior, rows: slice, standard: _StandardDraws, paths: Floats) -> None:
    """Write the pairs' log levels above their last, (rows, horizon, D), into `paths`."""
    counts = np.diff(posterior.ends[rows], axis=1, prepend=0).ravel()
    shape = (paths.shape[0], paths.shape[2])
    volatility, mean, sd = (
        np.repeat(values[rows].ravel(), counts).reshape(shape)
        for values in (posterior.volatility, posterior.drift_mean, posterior.drift_sd)
    )
    sd *= standard.drift
    drift = np.add(mean, sd, out=mean)
    theta, back, given_back = posterior.theta[rows], posterior.back[rows], posterior.given_back[rows]
    reverting = bool(theta.any())
    for k in range(paths.shape[1]):
        if reverting and k:
            np.multiply(theta, standard.walk[k - 1], out=sd)
            sd += standard.walk[k]
            np.multiply(volatility, sd, out=paths[:, k])
        else:
            np.multiply(volatility, standard.walk[k], out=paths[:, k])
        np.multiply(drift, k + 1 - given_back, out=sd)
        paths[:, k] += sd
        if reverting:
            paths[:, k] += back


def simulate_levels(
    levels: ArrayLike,
    *,
    horizon: int,
    last_year: int | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    priors: Priors | None = None,
    chunk: int | None = None,
) -> Floats:
    """Return equally likely levels of the years after the last, shape (N, horizon, draws).

    Parameters
    ----------
    levels : array, shape (N, n)
        Annual levels of N pairs in n consecutive years, USD; at least four years, finite and positive.
    horizon : int
        Years looked ahead, 1 to 50.
    last_year : int, optional
        Calendar year of the last level, for its size at constant prices; the deflator's latest when not given.
    draws : int
        Paths a pair; within a pair they come in order of volatility.
    seed : int
        Same levels, seed and draws: same bytes.
    priors : Priors, optional
        The shipped ones when not given.
    chunk : int, optional
        Pairs worked on at once; changes speed and memory, never the answer.

    Returns
    -------
    array
        USD, as `levels`. Pairs share random numbers: do not add up draws of different pairs.

    Raises
    ------
    InputError
        With every fault, rows counted from 0, at most 50 of them.

    Examples
    --------
    >>> simulate_levels([[1.0e9, 1.1e9, 1.2e9, 1.3e9]], horizon=3, draws=1000).shape
    (1, 3, 1000)
    """
    faults: list[Fault] = []
    table = checked_levels(levels, faults)
    check_options(horizon, draws, seed, chunk, faults)
    if faults:
        raise InputError(faults)
    values = priors or shipped_priors()
    posterior = _fit(table, values, last_year=last_year, draws=draws)
    standard = _standard_draws(draws, seed, horizon, values.growth.shock_df)
    paths = np.empty((len(table), horizon, draws))
    for rows in _chunks(len(table), horizon, draws, chunk):
        part = paths[rows]
        _walk(posterior, rows, standard, part)
        np.exp(np.clip(part, -_FARTHEST, _FARTHEST, out=part), out=part)
        part *= table[rows, -1, None, None]
    return paths


def reach_probabilities(
    levels: ArrayLike,
    *,
    targets: ArrayLike,
    horizon: int,
    seed: int = 0,
    last_year: int | None = None,
    after: int | None = None,
    draws: int = DRAWS,
    priors: Priors | None = None,
    chunk: int | None = None,
) -> Floats:
    """Return the probability that each target is first reached by each year, shape (N, K, horizon).

    Parameters
    ----------
    levels : array, shape (N, n)
        Annual levels of N pairs in n consecutive years, USD; at least four years, finite and positive.
    targets : array, shape (N, K)
        Targets of each pair, USD, finite and positive.
    horizon : int
        Years looked ahead, 1 to 50.
    seed : int
        Same levels, targets, seed and draws: same bytes.
    last_year : int, optional
        Calendar year of the last level, for its size at constant prices; the deflator's latest when not given.
    after : int, optional
        So many years after the last do not count, nor do those before: a promise made later. All count when not given.
    draws : int
        Paths a pair.
    priors : Priors, optional
        The shipped ones when not given.
    chunk : int, optional
        Pairs worked on at once; changes speed and memory, never the answer.

    Returns
    -------
    array
        ``[i, j, k]``: probability that pair i is at or above its target j in at least one of the k + 1 years
        after the last. A target at or below the last level is already reached: all its probabilities are 1.

    Raises
    ------
    InputError
        With every fault, rows counted from 0, at most 50 of them for each table.

    Notes
    -----
    Linear in pairs. Monotone without tolerance: no higher target is likelier, no later year less likely.

    Examples
    --------
    >>> reach_probabilities([[1.0e9, 1.1e9, 1.2e9, 1.3e9]], targets=[[1.3e9, 2.0e9]], horizon=5)[0, 0]
    array([1., 1., 1., 1., 1.])
    """
    faults: list[Fault] = []
    table = checked_levels(levels, faults)
    marks = _checked_targets(targets, table, faults)
    check_options(horizon, draws, seed, chunk, faults)
    if faults:
        raise InputError(faults)
    values = priors or shipped_priors()
    posterior = _fit(table, values, last_year=last_year, draws=draws)
    standard = _standard_draws(draws, seed, horizon, values.growth.shock_df)
    distance = np.log(marks) - np.log(table[:, -1:])
    counts = np.empty((*marks.shape, horizon), dtype=np.int32)
    paths, above = np.empty((0, horizon, draws)), np.empty((0, horizon, draws), dtype=np.bool_)
    for rows in _chunks(len(table), horizon, draws, chunk):
        size = rows.stop - rows.start
        if size != len(paths):
            paths, above = np.empty((size, horizon, draws)), np.empty((size, horizon, draws), dtype=np.bool_)
        _walk(posterior, rows, standard, paths)
        paths[:, : after or 0] = -np.inf
        for k in range(1, horizon):
            np.maximum(paths[:, k], paths[:, k - 1], out=paths[:, k])
        for j in range(marks.shape[1]):
            np.greater_equal(paths, distance[rows, j, None, None], out=above)
            np.add.reduce(above, axis=-1, dtype=np.int32, out=counts[rows, j])
    probabilities: Floats = counts / draws
    if after is None:
        probabilities[marks <= table[:, -1:]] = 1.0
    return probabilities
