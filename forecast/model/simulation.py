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
    from collections.abc import Mapping

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


def _draw_past(fit: GrowthFit, counts: NDArray[np.int64], seed: int, log_totals: Floats) -> _Past:
    """Return draws of the filtered years, their log totals in an array that is given: the largest of all here."""
    backward, states = _backward(fit), fit.mean.shape[2]
    kept, draws, span = backward.kept, int(counts.sum()), fit.mean.shape[1]
    unusual = {row: np.empty(draws) for row in _weighed_years(fit)}
    odd_years = [t for t in range(span) if fit.first_year + t in fit.unusual_years]
    rows = standard_normals(seed, (len(kept) + span + len(odd_years)) * draws).reshape(-1, draws)
    last = rows[: len(kept)]
    log_totals[:] = rows[len(kept) : len(kept) + span]  # a year's shocks stand there until its totals do
    odd = dict(zip(odd_years, rows[len(kept) + span :], strict=True))
    drift, shock = np.empty(draws), np.empty(draws)
    roots = _roots(fit.covariance[:, -1][:, kept[:, None], kept])
    ends = np.cumsum(counts)
    for g in range(len(counts)):
        start, end = int(ends[g] - counts[g]), int(ends[g])
        if start == end:
            continue
        terminal = fit.mean[g, -1][kept, None] + roots[g] @ last[:, start:end]
        x, mu, s, v = terminal[:4]
        shares = terminal[4:]
        drift[start:end], shock[start:end] = mu, s
        for t in range(span - 1, -1, -1):
            z = log_totals[t, start:end].copy()
            log_totals[t, start:end] = x
            if t in unusual:
                unusual[t][start:end] = v
            if t == 0:
                break
            (of_s, of_v), (at_s, at_v) = backward.slope[g, t], backward.intercept[g, t]
            root_t = backward.root[g, t]
            last_s = at_s + of_s[0] * x + of_s[1] * mu + of_s[2] * s + of_s[3] * v + root_t[0, 0] * z
            if states > SHARES:
                last_s += of_s[4:] @ shares
            if t - 1 in odd:
                last_v = at_v + of_v[0] * x + of_v[1] * mu + of_v[2] * s + of_v[3] * v + root_t[1, 0] * z
                last_v += root_t[1, 1] * odd[t - 1][start:end] + (of_v[4:] @ shares if states > SHARES else 0.0)
            else:
                last_v = np.zeros(end - start)
            x = x - mu - s - fit.theta * last_s
            s, v = last_s, last_v
    return _Past(log_totals, unusual, drift, shock)


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
    # One array holds shocks, then log totals, then totals: a long history is tens of megabytes, in each thread.
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
    values[span:] = standard_shocks(seed, fit.shock_df, ahead * draws).reshape(ahead, draws)
    for row in range(span, span + ahead):
        new = sigma * values[row]
        values[row] = values[row - 1] + drift + fit.theta * shock
        values[row] += new
        shock = new
    years = np.arange(fit.first_year, fit.first_year + values.shape[0])
    kept = years[years <= horizon]
    values = values[: len(kept)]
    np.exp(values, out=values)
    return SamplePaths(kept, values, effective)
