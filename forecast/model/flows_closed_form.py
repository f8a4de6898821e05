"""Exports and imports together for many pairs at once, from exactly known annual levels.

Each flow follows the growth model with the prior at its own size (`forecast.model.closed_form`). What they share is
the correlation ``rho`` of a year's two shocks, and ``kappa`` of the two drifts. A sum's logarithm grows faster than
its parts' (`TwoFlowsPrior.lift`), so each flow's drift has the mean ``m0 - lift``. Given both volatilities all is
Gaussian: with ``e``, ``c`` and ``r`` of each flow as for one, and ``d`` what its drift has above its mean, the shocks

    z_t = (e_t - c_t d) / (r_t sigma)

are standard normal with correlation rho, and ``d ~ N(0, T)`` with ``T = tau^2 [[1, kappa], [kappa, 1]]``. Their log
density is a quadratic in the two d, of curvature A, slope y and constant q, so that

    d | sigmas ~ N((I + T A)^-1 T y, (I + T A)^-1 T),
    log L = -m log(sigma_1 sigma_2) - q / 2 - log det(I + T A) / 2 + y' E[d] / 2,

and both volatilities are summed over the product of each flow's own grid.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from forecast.errors import Fault, InputError
from forecast.model.closed_form import DRAWS, FARTHEST, check_options, checked_levels, own_volatility, told_by
from forecast.model.volatility import draws_until, log_prior
from forecast.priors import shipped_priors

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from forecast.model.closed_form import Told
    from forecast.priors import Priors, TwoFlowsPrior

    Floats = NDArray[np.float64]

__all__ = ["simulate_two_flows", "surplus_probabilities"]


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked of levels: years ahead, the last level's year, paths a pair, seed."""

    horizon: int
    last_year: int | None
    draws: int
    seed: int


@dataclass(frozen=True, eq=False)
class _Posterior:
    """What N pairs' growth rates say, by node of the product grid.

    Parameters
    ----------
    volatility : array, shape (2, N, G)
    weight : array, shape (N, G)
    above : array, shape (2, N, G)
        Mean of the drift above its prior mean.
    root : array, shape (3, N, G)
        Lower triangular root of the drifts' covariance: first, both, second.
    """

    volatility: Floats
    weight: Floats
    above: Floats
    root: Floats


def _sums(first: Told, second: Told) -> dict[str, Floats]:
    """Return the sums over years that the quadratic needs, each of shape (N, 1)."""
    scaled = [(told.taken * np.sqrt(told.precision), told.shocks * np.sqrt(told.precision)) for told in (first, second)]
    (c, e), (k, f) = scaled

    def of(a: Floats, b: Floats) -> Floats:
        return np.asarray((a * b).sum(axis=1, keepdims=True))

    return {
        "cc": of(c, c), "kk": of(k, k), "ck": of(c, k), "ce": of(c, e), "kf": of(k, f), "cf": of(c, f), "ke": of(k, e),
        "ee": of(e, e), "ff": of(f, f), "ef": of(e, f),
    }  # fmt: skip


def _posterior(first: Told, second: Told, priors: Priors) -> _Posterior:
    """Return what both flows' growth rates say of their volatilities and drifts (module docstring)."""
    prior, shared, s = priors.growth, priors.flows, _sums(first, second)
    own = [own_volatility(told, prior)[1].nodes for told in (first, second)]
    count, nodes = own[0].shape
    one, two = (
        np.repeat(own[0], nodes, axis=1),
        np.tile(own[1], (1, nodes)),
    )
    a, b, rho = 1 / one, 1 / two, shared.shock_correlation
    scale = 1 / (1 - rho**2)
    a11, a22, a12 = scale * a**2 * s["cc"], scale * b**2 * s["kk"], -scale * rho * a * b * s["ck"]
    y1 = scale * (a**2 * s["ce"] - rho * a * b * s["cf"])
    y2 = scale * (b**2 * s["kf"] - rho * a * b * s["ke"])
    constant = scale * (a**2 * s["ee"] + b**2 * s["ff"] - 2 * rho * a * b * s["ef"])
    tau, kappa = prior.drift_sd**2, shared.drift_correlation
    # I + T A, its determinant, and (I + T A)^-1 T.
    m11, m12 = 1 + tau * (a11 + kappa * a12), tau * (a12 + kappa * a22)
    m21, m22 = tau * (kappa * a11 + a12), 1 + tau * (kappa * a12 + a22)
    det = m11 * m22 - m12 * m21
    v11, v12 = tau * (m22 - kappa * m12) / det, tau * (kappa * m22 - m12) / det
    v22 = tau * (m11 - kappa * m21) / det
    mean = np.stack([v11 * y1 + v12 * y2, v12 * y1 + v22 * y2])
    told = first.shocks.shape[1] * (np.log(a) + np.log(b)) - constant / 2 - np.log(det) / 2
    told += (y1 * mean[0] + y2 * mean[1]) / 2
    usual = (first.usual[:, None], second.usual[:, None])
    told += log_prior(one, usual[0], prior.volatility_df) + log_prior(two, usual[1], prior.volatility_df)
    weight = np.exp(told - told.max(axis=1, keepdims=True))
    low = np.sqrt(v11)
    across = np.divide(v12, low, out=np.zeros_like(v12), where=low > 0)
    root = np.stack([low, across, np.sqrt(np.maximum(v22 - across**2, 0.0))])
    return _Posterior(np.stack([one, two]), weight.reshape(count, -1), mean, root)


@lru_cache(maxsize=2)
def _standard_draws(draws: int, seed: int, horizon: int, shock_df: float) -> tuple[Floats, Floats]:
    """Return drifts (2, D) and independent shocks (2, H, D) of variance 1, sorted by what chooses the node."""
    from scipy.special import ndtri, stdtrit  # noqa: PLC0415 - slow to import, as in `closed_form`
    from scipy.stats import qmc  # noqa: PLC0415

    sequence = qmc.Sobol(3 + 2 * horizon, scramble=True, rng=np.random.default_rng([seed, 7]), bits=30)
    points = sequence.random_base2((draws - 1).bit_length())[:draws] + 2.0**-31
    points = np.ascontiguousarray(points[np.argsort(points[:, 0], kind="stable"), 1:].T)
    drift = ndtri(points[:2])
    if np.isinf(shock_df):
        shocks = ndtri(points[2:])
    else:
        shocks = stdtrit(shock_df, points[2:]) * np.sqrt((shock_df - 2) / shock_df)
    return drift, shocks.reshape(2, horizon, draws)


def _correlated(shocks: Floats, shared: TwoFlowsPrior) -> Floats:
    """Return shocks of both flows, correlated within a year."""
    rho = shared.shock_correlation
    return np.stack([shocks[0], rho * shocks[0] + np.sqrt(1 - rho**2) * shocks[1]])


def _walked(levels: tuple[Floats, Floats], asked: _Request, priors: Priors) -> Floats:
    """Return the draws of both flows, (2, N, horizon, draws)."""
    each, horizon, draws = priors.of_flow, asked.horizon, asked.draws
    prior = each.growth
    told = [told_by(flow, each, last_year=asked.last_year) for flow in levels]
    found = _posterior(told[0], told[1], each)
    drift, independent = _standard_draws(draws, asked.seed, horizon, prior.shock_df)
    walk = np.cumsum(_correlated(independent, priors.flows), axis=1)
    counts = np.diff(draws_until(found.weight, draws), axis=1, prepend=0)
    paths = np.empty((2, len(levels[0]), horizon, draws))
    years = np.arange(1, horizon + 1)[:, None]
    for pair, times in enumerate(counts):
        at = np.repeat(np.arange(len(times)), times)
        low, across, high = found.root[:, pair, at]
        for i, own in enumerate((low * drift[0], across * drift[0] + high * drift[1])):
            above = found.above[i, pair, at] + own
            theta, sigma = told[i].theta[pair], found.volatility[i, pair, at]
            back = theta * (told[i].shocks[pair, -1] - told[i].taken[pair, -1] * above)
            path = (prior.drift + above) * years + back + sigma * walk[i]
            path[1:] += theta * sigma * walk[i, :-1]
            paths[i, pair] = np.exp(np.clip(path, -FARTHEST, FARTHEST)) * levels[i][pair, -1]
    return paths


def _checked(exports: ArrayLike, imports: ArrayLike, asked: _Request) -> tuple[Floats, Floats]:
    """Return both tables of levels.

    Raises
    ------
    InputError
        With every fault.
    """
    faults: list[Fault] = []
    first, second = (
        checked_levels(levels, faults, name=name) for name, levels in (("exports", exports), ("imports", imports))
    )
    if not faults and first.shape != second.shape:
        shape, other = (" x ".join(map(str, table.shape)) for table in (first, second))
        faults.append(
            Fault("imports", "", f"is {other} where exports are {shape}", "give the same pairs and years in both")
        )
    check_options(asked.horizon, asked.draws, asked.seed, None, faults)
    if faults:
        raise InputError(faults)
    return first, second


def simulate_two_flows(
    exports: ArrayLike,
    imports: ArrayLike,
    *,
    horizon: int,
    last_year: int | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    priors: Priors | None = None,
) -> Floats:
    """Return equally likely exports and imports of the years after the last, shape (2, N, horizon, draws).

    Their sum is the total on every path.

    Parameters
    ----------
    exports, imports : array, shape (N, n)
        Annual levels of N pairs in n consecutive years, USD; at least four years, finite and positive.
    horizon : int
        Years looked ahead, 1 to 50.
    last_year : int, optional
        Calendar year of the last level, for its size at constant prices; the deflator's latest when not given.
    draws : int
        Paths a pair.
    seed : int
        Same levels, seed and draws: same bytes.
    priors : Priors, optional
        The shipped ones when not given.

    Raises
    ------
    InputError
        With every fault, rows counted from 0, at most 50 of them for each table.

    Notes
    -----
    Pairs share random numbers: do not add up draws of different pairs.

    Examples
    --------
    >>> exports, imports = [[1.0e9, 1.1e9, 1.2e9, 1.3e9]], [[0.6e9, 0.7e9, 0.6e9, 0.7e9]]
    >>> simulate_two_flows(exports, imports, horizon=3, draws=1000).shape
    (2, 1, 3, 1000)
    """
    asked = _Request(horizon, last_year, draws, seed)
    return _walked(_checked(exports, imports, asked), asked, priors or shipped_priors())


def surplus_probabilities(
    exports: ArrayLike,
    imports: ArrayLike,
    *,
    horizon: int,
    last_year: int | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    priors: Priors | None = None,
) -> Floats:
    """Return the probability that exports exceed imports in each year after the last, shape (N, horizon).

    Parameters
    ----------
    exports, imports, horizon, last_year, draws, seed, priors
        As in `simulate_two_flows`.

    Raises
    ------
    InputError
        With every fault, rows counted from 0, at most 50 of them for each table.

    Examples
    --------
    >>> exports, imports = [[1.0e9, 1.1e9, 1.2e9, 1.3e9]], [[0.6e9, 0.7e9, 0.6e9, 0.7e9]]
    >>> chance = surplus_probabilities(exports, imports, horizon=3)[0]
    >>> bool(chance[0] > chance[2] > 0.5)
    True
    """
    asked = _Request(horizon, last_year, draws, seed)
    paths = _walked(_checked(exports, imports, asked), asked, priors or shipped_priors())
    return np.asarray((paths[0] > paths[1]).mean(axis=2))
