"""Whole paths drawn from a fitted growth model, past and future together.

For each volatility the filtered state is sampled backward through the measured years, then the paths walk on.
Claims without a figure ("it grew", "a record") weight the drawn paths. The shocks of wholly future years have
fatter tails than a Gaussian's: Student t of the same standard deviation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from forecast.model.growth import DRAWN, KEPT, SHARES
from forecast.model.noise import standard_normals, standard_shocks
from forecast.model.paths import SamplePaths
from forecast.model.volatility import draws_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from forecast.model.growth import GrowthFit

    Floats = NDArray[np.float64]

__all__ = ["DRAWS", "simulate"]

DRAWS = 40_000
#: Growth of months that vary in no way beside their years is theirs.
_SMALLEST_SPREAD = 1e-9


@dataclass(frozen=True, eq=False)
class _Backward:
    """Conditionals of (s_{t-1}, v_{t-1}) given (x_t, mu, s_t, v_t, c), by node and year."""

    kept: NDArray[np.int64]
    slope: Floats
    intercept: Floats
    root: Floats


def _backward(fit: GrowthFit) -> _Backward:
    """Return the backward conditionals: ordinary Gaussian regression on the filtered state.

    Given x_t, mu, s_t, v_t and c, nothing published later says more about s_{t-1} and v_{t-1}; these tell x_{t-1}.
    """
    states = fit.mean.shape[2]
    kept = np.array([*KEPT, *range(SHARES, states)])
    drawn = np.array(DRAWN)
    cov = fit.covariance
    within = cov[..., kept[:, None], kept]
    across = cov[..., drawn[:, None], kept]
    # A relative ridge keeps exactly known states from making the system singular.
    scale = np.einsum("...ii->...i", within)
    ridge = within + np.eye(len(kept)) * (1e-12 * scale[..., None, :] + 1e-15)
    slope = np.swapaxes(np.linalg.solve(ridge, np.swapaxes(across, -1, -2)), -1, -2)
    rest = cov[..., drawn[:, None], drawn] - slope @ np.swapaxes(across, -1, -2)
    a, b, d = rest[..., 0, 0], rest[..., 0, 1], rest[..., 1, 1]
    root = np.zeros_like(rest)
    root[..., 0, 0] = np.sqrt(np.maximum(a, 0.0))
    root[..., 1, 0] = np.divide(b, root[..., 0, 0], out=np.zeros_like(b), where=root[..., 0, 0] > 0)
    root[..., 1, 1] = np.sqrt(np.maximum(d - root[..., 1, 0] ** 2, 0.0))
    intercept = fit.mean[..., drawn] - (slope @ fit.mean[..., kept, None])[..., 0]
    return _Backward(kept, slope, intercept, root)


@dataclass(frozen=True, eq=False)
class _Past:
    """Draws of the filtered years: log totals (T, N), unusual profiles by row, drifts and last shocks (N,)."""

    log_totals: Floats
    unusual: Mapping[int, Floats]
    drift: Floats
    shock: Floats


def _weighed_years(fit: GrowthFit) -> set[int]:
    """Return the rows whose unusual profiles weigh claims: of the others nothing is kept."""
    ends = {
        claim.period.years[-1] - fit.first_year
        for claim in fit.claims
        if claim.kind != "record" and claim.period.from_start
    }
    return ends | {end - 1 for end in ends}


def _roots(covariance: Floats) -> Floats:
    """Return the symmetric root of each covariance (G, K, K).

    No other root moves by rounding alone when a covariance does: that by eigenvectors takes their signs, which turn on
    the last bit, and processors round differently.
    """
    values, vectors = np.linalg.eigh(covariance)
    scaled = vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]
    return np.asarray(scaled @ np.swapaxes(vectors, -1, -2))


@dataclass(frozen=True, eq=False)
class _PastNoise:
    """Standard normals behind a past: of the last state (K, N), years' shocks (T, N) and unusual profiles (N,)."""

    last: Floats
    years: Floats
    odd: Mapping[int, Floats]


def _past_noise(fit: GrowthFit, seed: int, kept: int, draws: int) -> _PastNoise:
    """Return what a past is drawn with."""
    span = fit.mean.shape[1]
    odd = [t for t in range(span) if fit.first_year + t in fit.unusual_years]
    rows = standard_normals(seed, (kept + span + len(odd)) * draws).reshape(-1, draws)
    return _PastNoise(rows[:kept], rows[kept : kept + span], dict(zip(odd, rows[kept + span :], strict=True)))


def _draw_past(fit: GrowthFit, counts: NDArray[np.int64], seed: int, log_totals: Floats) -> _Past:
    """Return draws of the filtered years, their log totals in an array that is given: the largest of all here."""
    backward, draws = _backward(fit), int(counts.sum())
    kept = backward.kept
    unusual = {row: np.empty(draws) for row in _weighed_years(fit)}
    noise = _past_noise(fit, seed, len(kept), draws)
    drift, shock = np.empty(draws), np.empty(draws)
    roots = _roots(fit.covariance[:, -1][:, kept[:, None], kept])
    ends = np.cumsum(counts)
    for g in range(len(counts)):
        its = slice(int(ends[g] - counts[g]), int(ends[g]))
        if its.start == its.stop:
            continue
        terminal = fit.mean[g, -1][kept, None] + roots[g] @ noise.last[:, its]
        drift[its], shock[its] = terminal[1], terminal[2]
        for t, x, v in _walked_back(backward, g, terminal, noise, theta=fit.theta, its=its):
            if t in unusual:
                unusual[t][its] = 0.0 if v is None else v
            log_totals[t, its] = x
    return _Past(log_totals, unusual, drift, shock)


def _walked_back(
    backward: _Backward, g: int, terminal: Floats, noise: _PastNoise, *, theta: float, its: slice
) -> Iterator[tuple[int, Floats, Floats | None]]:
    """Yield each year's log totals and unusual profiles, None where they are nothing, from the last year to the first.

    Parameters
    ----------
    backward : _Backward
    g : int
        The node of the volatility.
    terminal : array, shape (K, n)
        Draws of the last state.
    noise : _PastNoise
    theta : float
    its : slice
        The node's draws.
    """
    x, mu, s = terminal[:3]
    v: Floats | None = terminal[3]
    shares, part = terminal[4:], np.empty(len(x))

    def told(at: float, of: Floats, root: float, z: Floats) -> Floats:
        """Return a state of the year before: its mean given this year's states, and what is left to chance."""
        found = np.asarray(of[0] * x)
        found += at
        for factor, state in ((of[1], mu), (of[2], s), (of[3], v), (root, z)):
            if state is not None:
                found += np.multiply(factor, state, out=part)
        return found

    for t in range(len(noise.years) - 1, 0, -1):
        (of_s, of_v), (at_s, at_v) = backward.slope[g, t], backward.intercept[g, t]
        root, z, last_v = backward.root[g, t], noise.years[t, its], None
        last_s = told(at_s, of_s, root[0, 0], z)
        if len(shares):
            last_s += of_s[4:] @ shares
        if t - 1 in noise.odd:
            last_v = told(at_v, of_v, root[1, 0], z)
            last_v += root[1, 1] * noise.odd[t - 1][its] + (of_v[4:] @ shares if len(shares) else 0.0)
        yield t, x, v
        x = x - mu
        x -= s
        x -= np.multiply(theta, last_s, out=part)
        s, v = last_s, last_v
    yield 0, x, v


def _claim_weights(fit: GrowthFit, past: _Past) -> Floats | None:
    """Return the weight of each draw under the claims without a figure, or None without any."""
    if not fit.claims:
        return None
    log_totals, unusual = past.log_totals, past.unusual
    weights: Floats = np.ones(log_totals.shape[1])
    for claim, (late, spread) in zip(fit.claims, fit.claimed, strict=True):
        t = claim.period.years[-1] - fit.first_year
        true: Floats | NDArray[np.bool_]
        if claim.kind == "record":
            true = log_totals[t] >= log_totals[:t].max(axis=0, initial=-np.inf)
        elif claim.period.from_start:
            noise = fit.profile_noise[claim.period.months]
            grew = log_totals[t] - log_totals[t - 1] + noise * (unusual[t] - unusual[t - 1])
            true = grew > 0 if claim.kind == "grew" else grew < 0
        else:
            grew = late * (log_totals[t] - log_totals[t - 1])
            if late < 1:
                grew += (1 - late) * (log_totals[t - 1] - log_totals[t - 2])
            true = ndtr((grew if claim.kind == "grew" else -grew) / max(spread, _SMALLEST_SPREAD))
        weights *= claim.chance * true + (1 - claim.chance) / 2
    total = float(weights.sum())
    return np.asarray(weights / total)


def simulate(fit: GrowthFit, *, horizon: int, draws: int = DRAWS, seed: int = 0) -> SamplePaths:
    """Return equally likely paths of annual totals, from the first measured year to `horizon`.

    Parameters
    ----------
    fit : GrowthFit
    horizon : int
        Last calendar year.
    draws : int
        Number of paths.
    seed : int
        Same fit, seed and draws: same paths.

    Returns
    -------
    SamplePaths
        In full currency units.
    """
    counts = np.diff(draws_until(fit.weight, draws), prepend=0)
    span, ahead = fit.mean.shape[1], max(horizon - fit.last_year, 0)
    # One array holds log totals, then totals: a long history is tens of megabytes, in each thread.
    values = np.empty((span + ahead, draws))
    past = _draw_past(fit, counts, seed, values[:span])
    drift, shock = past.drift, past.shock
    sigma = np.repeat(fit.volatility, counts)
    weights = _claim_weights(fit, past)
    effective = float(draws)
    if weights is not None:
        effective = float(1 / (weights**2).sum())
        # Systematic resampling: each draw stands as often as its weight says, give or take one.
        chosen = np.searchsorted(np.cumsum(weights), (np.arange(draws) + 0.5) / draws).clip(max=draws - 1)
        drift, sigma, shock = drift[chosen], sigma[chosen], shock[chosen]
        for row in past.log_totals:
            row[:] = row[chosen]
    shocks = standard_shocks(seed, fit.shock_df, ahead * draws).reshape(ahead, draws)
    for row, of_year in zip(range(span, span + ahead), shocks, strict=True):
        new = sigma * of_year
        np.add(values[row - 1], drift, out=values[row])
        values[row] += fit.theta * shock
        values[row] += new
        shock = new
    years = np.arange(fit.first_year, fit.first_year + values.shape[0])
    kept = years[years <= horizon]
    values = values[: len(kept)]
    np.exp(values, out=values)
    return SamplePaths(kept, values, effective)
