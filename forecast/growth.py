"""The growth model: a random walk with drift under measurement, on statsmodels' state space.

The log annual total ``x_t`` follows ``x_t = x_{t-1} + mu + sigma e_t`` with ``mu ~ N(m0, tau^2)``
and ``sigma^2`` scaled inverse chi-square around what pairs of that size have (MODEL.md). Levels
and growth rates of whole years and of year-to-date periods measure it through the pair's year
profile (`forecast.profile`), so the state is

    (x_t, x_{t-1}, mu, v_t, v_{t-1}, c_1, ..., c_M),

``v_t ~ N(0, sigma^2)`` the year's unusual profile and ``c_j`` the pair's own log share of the
months in use. Given sigma all is linear and Gaussian: the Kalman filter gives the likelihood, sigma
is integrated out on a grid, and whole paths are drawn by filtering forward and sampling backward.
Claims without a figure ("it grew", "a record") weight the drawn paths. The shocks of wholly future years
have fatter tails than a Gaussian's: Student t of the same standard deviation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaincinv
from statsmodels.tsa.statespace.kalman_filter import KalmanFilter

from forecast.errors import FitError
from forecast.paths import SamplePaths

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from forecast.measurements import Claim, Measurement, Measurements
    from forecast.priors import Priors

    Floats = NDArray[np.float64]

__all__ = ["DRAWS", "GrowthFit", "fit_growth", "simulate"]

DRAWS = 40_000
NODES = 16
#: The first pass looks this far from the usual volatility, with so many nodes, and keeps what lies within
#: so many log units of the best.
_WIDEST, COARSE_NODES, _NEGLIGIBLE = 20.0, 24, 12.0
#: A pass that found so few nodes near the best is followed by a finer one.
_ENOUGH, _MOST_PASSES = 4, 5
#: Nodes carrying less than this share of the posterior are left out.
_SMALLEST_WEIGHT = 1e-5
#: Entries of the table that scales normals to Student t.
_SCALES = 4_096
#: Standard deviation of the first year's log level before any measurement.
_VAGUE_SD = 10.0
_X, _LAST_X, _MU, _V, _LAST_V = range(5)
_KEPT, _DRAWN = (_X, _MU, _V), (_LAST_X, _LAST_V)


@dataclass(frozen=True, eq=False)
class GrowthFit:
    """What the measurements say under each volatility, ready to be simulated.

    Parameters
    ----------
    first_year, last_year : int
        Years that the filter covers.
    volatility : array, shape (G,)
        Grid of sigma, yearly log standard deviation.
    weight : array, shape (G,)
        Posterior probability of each, adding to 1.
    log_likelihood : float
        Log marginal likelihood of the measurements.
    mean : array, shape (G, T, K)
    covariance : array, shape (G, T, K, K)
        Filtered state.
    shock_df : float
        Degrees of freedom of future shocks.
    profile_noise : array, shape (13,)
        ``k_m / sqrt(2)`` by month, for the claims.
    claims : tuple of Claim
    unusual_years : frozenset of int
        Years whose ``v_t`` some measurement or claim touches.
    first_told : int
        First year that some measurement or claim is about; the filter begins a year before it may.
    """

    first_year: int
    last_year: int
    volatility: Floats
    weight: Floats
    log_likelihood: float
    mean: Floats
    covariance: Floats
    shock_df: float
    profile_noise: Floats
    claims: tuple[Claim, ...]
    unusual_years: frozenset[int]
    first_told: int

    @property
    def typical_volatility(self) -> float:
        """Posterior mean of sigma."""
        return float(self.weight @ self.volatility)

    @property
    def drift(self) -> tuple[float, float]:
        """Posterior mean and standard deviation of the yearly log drift."""
        means, variances = self.mean[:, -1, _MU], self.covariance[:, -1, _MU, _MU]
        mean = float(self.weight @ means)
        return mean, math.sqrt(float(self.weight @ (variances + (means - mean) ** 2)))


def _last_size(rows: tuple[Measurement, ...], priors: Priors) -> float:
    """Return the last measured level in billions at base-year prices, a year's rate."""
    levels = [m for m in rows if m.quantity == "level"]
    annual = [m for m in levels if m.period.is_year] or levels
    last = max(annual, key=lambda m: m.period)
    yearly = math.exp(last.log_mean) / priors.profile.share(last.period.months)
    return priors.deflator.real(yearly, last.period.year) / 1e9


@dataclass(frozen=True, eq=False)
class _Design:
    """The measurements laid out for the filter: T years of up to P rows."""

    first_year: int
    observed: Floats
    design: Floats
    variance: Floats
    months: tuple[int, ...]


def _lay_out(measurements: Measurements, priors: Priors) -> _Design:
    """Return observations (P, T), their design (P, K, T) and error variances (P, P, T)."""
    rows = measurements.rows
    years = [m.period.year for m in rows] + [c.period.year for c in measurements.claims]
    first, last = min(years) - 1, max(years)
    months = tuple(sorted({m.period.months for m in rows if m.quantity == "level" and not m.period.is_year}))
    by_year: dict[int, list[Measurement]] = {}
    for m in rows:
        by_year.setdefault(m.period.year, []).append(m)
    most = max(len(members) for members in by_year.values())
    span, states = last - first + 1, 5 + len(months)
    observed = np.full((most, span), np.nan)
    design = np.zeros((most, states, span))
    variance = np.zeros((most, most, span))
    variance[range(most), range(most)] = 1.0
    for year, members in by_year.items():
        t = year - first
        for row, m in enumerate(members):
            noise = priors.profile.noise[m.period.months - 1] / math.sqrt(2)
            observed[row, t] = m.log_mean
            variance[row, row, t] = m.log_sd**2
            design[row, _X, t], design[row, _V, t] = 1.0, noise
            if m.quantity == "growth":
                design[row, _LAST_X, t], design[row, _LAST_V, t] = -1.0, -noise
            elif not m.period.is_year:
                design[row, 5 + months.index(m.period.months), t] = 1.0
    return _Design(first, observed, design, variance, months)


def _filter_for(layout: _Design) -> KalmanFilter:
    """Return the filter, all set but for what depends on the volatility."""
    states = layout.design.shape[1]
    kalman = KalmanFilter(k_endog=layout.observed.shape[0], k_states=states, k_posdef=2)
    kalman.bind(np.asfortranarray(layout.observed))
    transition = np.eye(states)
    transition[_X, _MU] = transition[_LAST_X, _X] = transition[_LAST_V, _V] = 1.0
    transition[_LAST_X, _LAST_X] = transition[_V, _V] = transition[_LAST_V, _LAST_V] = 0.0
    selection = np.zeros((states, 2))
    selection[_X, 0] = selection[_V, 1] = 1.0
    kalman["design"], kalman["obs_cov"] = layout.design, layout.variance
    kalman["transition"], kalman["selection"] = transition, selection
    return kalman


def _initial(layout: _Design, priors: Priors) -> tuple[Floats, Floats]:
    """Return mean and variances of the state in the first year, for sigma = 1 in the v's."""
    levels = np.where(layout.design[:, _LAST_X] == 0, layout.observed, np.nan).T
    mean = np.zeros(layout.design.shape[1])
    mean[[_X, _LAST_X]], mean[_MU] = levels[np.isfinite(levels)][0], priors.growth.drift
    variances = np.full_like(mean, _VAGUE_SD**2)
    variances[_MU], variances[_V], variances[_LAST_V] = priors.growth.drift_sd**2, 1.0, 1.0
    for j, months in enumerate(layout.months):
        mean[5 + j] = priors.profile.log_share[months - 1]
        variances[5 + j] = priors.profile.between_sd[months - 1] ** 2
    return mean, variances


def _set_volatility(kalman: KalmanFilter, sigma: float, mean: Floats, variances: Floats) -> None:
    kalman["state_cov"] = np.eye(2) * sigma**2
    spread = variances.copy()
    spread[[_V, _LAST_V]] *= sigma**2
    kalman.initialize_known(mean, np.diag(spread))


def _log_prior(sigma: Floats, priors: Priors, size: float) -> Floats:
    """Return the log prior density of log sigma: sigma^2 is scaled inverse chi-square."""
    df, ratio = priors.growth.volatility_df, sigma / priors.growth.volatility(size)
    half = df / 2
    constant = math.log(2) + half * math.log(half) - math.lgamma(half)
    return np.asarray(constant - df * np.log(ratio) - half / ratio**2)


def _posterior(nodes: Floats, log_likelihood: Callable[[float], float], priors: Priors, size: float) -> Floats:
    """Return log prior times likelihood of each node.

    Raises
    ------
    FitError
        When it is finite at no node.
    """
    found = _log_prior(nodes, priors, size) + np.array([log_likelihood(float(sigma)) for sigma in nodes])
    if not np.isfinite(found).any():
        msg = "the measurements have no finite likelihood under the growth model"
        raise FitError(msg)
    return np.where(np.isfinite(found), found, -np.inf)


def _grid(log_likelihood: Callable[[float], float], priors: Priors, size: float) -> tuple[Floats, Floats, float]:
    """Return nodes of sigma, even in log sigma, their weights, and the log evidence.

    Coarse passes find where the posterior lies, which for long calm histories is far below what is usual;
    the nodes told cover that stretch. Evenly spaced sums of smooth bells are exact for all purposes.
    """
    usual = priors.growth.volatility(size)
    nodes = np.geomspace(usual / _WIDEST, usual * _WIDEST, COARSE_NODES)
    told = _posterior(nodes, log_likelihood, priors, size)
    for _ in range(_MOST_PASSES):
        near = np.flatnonzero(told > told.max() - _NEGLIGIBLE)
        nodes = np.geomspace(nodes[max(near[0] - 1, 0)], nodes[min(near[-1] + 1, len(nodes) - 1)], NODES)
        told = _posterior(nodes, log_likelihood, priors, size)
        if len(near) >= _ENOUGH:
            break
    top = float(told.max())
    weight = np.exp(told - top)
    evidence = top + math.log(float(weight.sum()) * math.log(nodes[1] / nodes[0]))
    kept = weight > _SMALLEST_WEIGHT
    return nodes[kept], weight[kept] / weight[kept].sum(), evidence


def fit_growth(measurements: Measurements, priors: Priors, *, volatility: float | None = None) -> GrowthFit:
    """Return the model fitted to measurements.

    Parameters
    ----------
    measurements : Measurements
        At least one of them a level.
    priors : Priors
    volatility : float, optional
        Take sigma as known instead of integrating over it.

    Returns
    -------
    GrowthFit

    Raises
    ------
    FitError
        Without a level, or when the likelihood is not finite.
    """
    if not any(m.quantity == "level" for m in measurements.rows):
        msg = "a forecast needs at least one published level (annual or year-to-date); none is usable (see the audit)"
        raise FitError(msg)
    layout = _lay_out(measurements, priors)
    kalman = _filter_for(layout)
    mean, variances = _initial(layout, priors)

    def log_likelihood(sigma: float) -> float:
        _set_volatility(kalman, sigma, mean, variances)
        return float(kalman.loglike())

    if volatility is None:
        nodes, weight, evidence = _grid(log_likelihood, priors, _last_size(measurements.rows, priors))
    else:
        nodes, weight, evidence = np.array([volatility]), np.ones(1), log_likelihood(volatility)
    means, covariances = [], []
    for sigma in nodes:
        _set_volatility(kalman, float(sigma), mean, variances)
        filtered = kalman.filter()
        means.append(filtered.filtered_state.T)
        covariances.append(np.moveaxis(filtered.filtered_state_cov, 2, 0))
    noise = np.array([0.0, *priors.profile.noise]) / math.sqrt(2)
    return GrowthFit(
        first_year=layout.first_year,
        last_year=layout.first_year + layout.observed.shape[1] - 1,
        volatility=nodes,
        weight=weight,
        log_likelihood=evidence,
        mean=np.array(means),
        covariance=np.array(covariances),
        shock_df=priors.growth.shock_df,
        profile_noise=noise,
        claims=measurements.claims,
        unusual_years=_unusual_years(measurements),
        first_told=_first_told(measurements),
    )


def _first_told(measurements: Measurements) -> int:
    """Return the first year that some measurement or claim is about; growth is about two years."""
    years = [m.period.year - (m.quantity == "growth") for m in measurements.rows]
    return min(years + [c.period.year - (c.kind == "grew") for c in measurements.claims])


def _unusual_years(measurements: Measurements) -> frozenset[int]:
    """Return the years whose unusual profile some measurement or claim touches."""
    partial = [m.period for m in measurements.rows if not m.period.is_year]
    compared = [m.period for m in measurements.rows if not m.period.is_year and m.quantity == "growth"]
    grew = [c.period for c in measurements.claims if c.kind == "grew" and not c.period.is_year]
    return frozenset({p.year for p in partial + grew} | {p.year - 1 for p in compared + grew})


def _shares(weight: Floats, draws: int) -> NDArray[np.int64]:
    """Return how many draws each node gets: its share, rounded so that all add to `draws`."""
    ends = np.rint(np.cumsum(weight) * draws).astype(np.int64)
    return np.diff(ends, prepend=0)


@dataclass(frozen=True, eq=False)
class _Backward:
    """Conditionals of (x_{t-1}, v_{t-1}) given (x_t, mu, v_t, c), by node and year."""

    kept: NDArray[np.int64]
    slope: Floats
    intercept: Floats
    root: Floats


def _backward(fit: GrowthFit) -> _Backward:
    """Return the backward conditionals: ordinary Gaussian regression on the filtered state.

    Given x_t, mu, v_t and c, nothing published later says more about x_{t-1} and v_{t-1}.
    """
    states = fit.mean.shape[2]
    kept = np.array([*_KEPT, *range(5, states)])
    drawn = np.array(_DRAWN)
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


def _draw_past(fit: GrowthFit, counts: NDArray[np.int64], rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Return log totals (T, N) and unusual profiles (T, N) of the filtered years, and drifts (N,)."""
    backward, states = _backward(fit), fit.mean.shape[2]
    kept, draws, span = backward.kept, int(counts.sum()), fit.mean.shape[1]
    log_totals, unusual = np.empty((span, draws)), np.zeros((span, draws))
    last = rng.standard_normal((len(kept), draws))
    shocks = rng.standard_normal((span, draws))
    odd = {t: rng.standard_normal(draws) for t in range(span) if fit.first_year + t in fit.unusual_years}
    drift = np.empty(draws)
    ends = np.cumsum(counts)
    for g in range(len(counts)):
        start, end = int(ends[g] - counts[g]), int(ends[g])
        if start == end:
            continue
        cov = fit.covariance[g, -1][np.ix_(kept, kept)]
        values, vectors = np.linalg.eigh(cov)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        terminal = fit.mean[g, -1][kept, None] + root @ last[:, start:end]
        x, mu, v, shares = terminal[0], terminal[1], terminal[2], terminal[3:]
        drift[start:end] = mu
        for t in range(span - 1, -1, -1):
            log_totals[t, start:end], unusual[t, start:end] = x, v
            if t == 0:
                break
            (sx, sv), (ix, iv) = backward.slope[g, t], backward.intercept[g, t]
            root_t, z = backward.root[g, t], shocks[t, start:end]
            before = ix + sx[0] * x + sx[1] * mu + sx[2] * v + root_t[0, 0] * z
            if states > 5:
                before += sx[3:] @ shares
            if t - 1 in odd:
                last_v = iv + sv[0] * x + sv[1] * mu + sv[2] * v + root_t[1, 0] * z
                last_v += root_t[1, 1] * odd[t - 1][start:end] + (sv[3:] @ shares if states > 5 else 0.0)
            else:
                last_v = np.zeros(end - start)
            x, v = before, last_v
    return log_totals, unusual, drift


def _claim_weights(fit: GrowthFit, log_totals: Floats, unusual: Floats) -> Floats | None:
    """Return the weight of each draw under the claims without a figure, or None without any."""
    if not fit.claims:
        return None
    weights: Floats = np.ones(log_totals.shape[1])
    for claim in fit.claims:
        t = claim.period.year - fit.first_year
        if claim.kind == "grew":
            noise = fit.profile_noise[claim.period.months]
            true = log_totals[t] - log_totals[t - 1] + noise * (unusual[t] - unusual[t - 1]) > 0
        else:
            true = log_totals[t] >= log_totals[:t].max(axis=0)
        weights *= claim.chance * true + (1 - claim.chance) / 2
    total = float(weights.sum())
    return np.asarray(weights / total)


@lru_cache(maxsize=8)
def _scales(df: float) -> Floats:
    """Return evenly likely standard deviations that make normals Student t of variance 1."""
    share = (np.arange(_SCALES) + 0.5) / _SCALES
    return np.asarray(np.sqrt((df - 2) / (2 * gammaincinv(df / 2, share))))


def _shocks(shape: tuple[int, int], df: float, *, seed: int) -> Floats:
    """Return shocks of variance 1: Student t with `df` degrees of freedom, drawn as scaled normals.

    The scale comes from a table of chi-square quantiles, three times faster than `standard_t`.
    """
    # Streams of their own, so that a longer horizon leaves the nearer years alone.
    bell, scale = (np.random.default_rng([seed, stream]) for stream in (2, 4))
    normals = bell.standard_normal(shape)
    if math.isinf(df):
        return normals
    return np.asarray(normals * _scales(df)[scale.integers(_SCALES, size=shape, dtype=np.uint16)])


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
    counts = _shares(fit.weight, draws)
    log_totals, unusual, drift = _draw_past(fit, counts, np.random.default_rng([seed, 1]))
    sigma = np.repeat(fit.volatility, counts)
    weights = _claim_weights(fit, log_totals, unusual)
    effective = float(draws)
    if weights is not None:
        effective = float(1 / (weights**2).sum())
        # Systematic resampling: each draw stands as often as its weight says, give or take one.
        chosen = np.searchsorted(np.cumsum(weights), (np.arange(draws) + 0.5) / draws).clip(max=draws - 1)
        log_totals, drift, sigma = log_totals[:, chosen], drift[chosen], sigma[chosen]
    ahead = max(horizon - fit.last_year, 0)
    values = np.empty((log_totals.shape[0] + ahead, draws))
    values[: log_totals.shape[0]] = log_totals
    steps = _shocks((ahead, draws), fit.shock_df, seed=seed)
    for h in range(ahead):
        row = log_totals.shape[0] + h
        values[row] = values[row - 1] + drift + sigma * steps[h]
    years = np.arange(fit.first_year, fit.first_year + values.shape[0])
    kept = (years >= fit.first_told) & (years <= horizon)
    return SamplePaths(years[kept], np.exp(values[kept]), effective)
