"""The growth model: a random walk with drift under measurement, on statsmodels' state space.

The log annual total ``x_t`` follows ``x_t = x_{t-1} + mu + s_t + theta s_{t-1}`` with ``s_t ~ N(0, sigma^2)``,
``mu ~ N(m0, tau^2)``, theta below 0 for small pairs, which take back a part of a year's shock in the next,
and ``sigma^2`` scaled inverse chi-square around what pairs of that size have; a past year's shock has the
volatility ``r_t sigma``, r_t telling how volatile pairs of the size then are beside those of the last size. Levels
and growth rates of whole years and of year-to-date periods measure it through the pair's year
profile (`forecast.profile`), so the state is

    (x_t, mu, s_t, s_{t-1}, v_t, v_{t-1}, c_1, ..., c_M),

``v_t ~ N(0, sigma^2)`` the year's unusual profile and ``c_j`` the pair's own log share of the
months in use. It begins in the first year told, before which no shock is known: there ``s_t = 0``. Given
sigma all is linear and Gaussian: the Kalman filter gives the likelihood, and sigma is integrated out on a
grid (`forecast.model.volatility`). `forecast.model.simulation` draws whole paths from the fit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from statsmodels.tsa.statespace.kalman_filter import KalmanFilter

from forecast.errors import FitError
from forecast.model.volatility import relative_volatility, volatility_posterior

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forecast.data import Period
    from forecast.model.measurements import Claim, Measurement, Measurements
    from forecast.priors import Priors

    Floats = NDArray[np.float64]

__all__ = ["DRAWN", "KEPT", "SHARES", "GrowthFit", "fit_growth"]

#: Nodes carrying less than this share of the posterior are left out.
_SMALLEST_WEIGHT = 1e-5
#: Standard deviation of the first year's log level before any measurement.
_VAGUE_SD = 10.0
_X, _MU, _S, _LAST_S, _V, _LAST_V = range(6)
#: What a backward step conditions on, and what it draws; the pair's shares, from `SHARES` on, are kept too.
KEPT, DRAWN, SHARES = (_X, _MU, _S, _V), (_LAST_S, _LAST_V), 6


@dataclass(frozen=True, eq=False)
class GrowthFit:
    """What the measurements say under each volatility, ready to be simulated.

    Parameters
    ----------
    first_year, last_year : int
        Years that some measurement or claim is about.
    volatility : array, shape (G,)
        Grid of sigma, yearly log standard deviation.
    weight : array, shape (G,)
        Posterior probability of each, adding to 1.
    log_likelihood : float
        Log marginal likelihood of the measurements.
    mean : array, shape (G, T, K)
    covariance : array, shape (G, T, K, K)
        Filtered state.
    theta : float
        What a year's shock adds to the next year's growth, 0 or below.
    shock_df : float
        Degrees of freedom of future shocks.
    profile_noise : array, shape (13,)
        ``k_m / sqrt(2)`` by month, for the claims.
    claimed : tuple of (float, float)
        Of each claim about months that do not begin with a year, the part of them in the later year and the standard
        deviation of how they grew beside their years; zeros for others.
    claims : tuple of Claim
    unusual_years : frozenset of int
        Years whose ``v_t`` some measurement or claim touches.
    """

    first_year: int
    last_year: int
    volatility: Floats
    weight: Floats
    log_likelihood: float
    mean: Floats
    covariance: Floats
    theta: float
    shock_df: float
    profile_noise: Floats
    claims: tuple[Claim, ...]
    claimed: tuple[tuple[float, float], ...]
    unusual_years: frozenset[int]

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


def _sizes(rows: tuple[Measurement, ...], priors: Priors) -> dict[int, float]:
    """Return the measured levels in billions at base-year prices, a year's rate, by year.

    Whole years when there are any.
    """
    levels = [m for m in rows if m.quantity == "level"]
    annual = [m for m in levels if m.period.is_year] or levels
    yearly = {
        m.period.years[-1]: math.exp(m.log_mean - priors.profile.stretch(m.period.skipped, m.period.months).log_share)
        for m in annual
    }
    return {year: priors.deflator.real(level, year) / 1e9 for year, level in sorted(yearly.items())}


def _relative_volatilities(sizes: dict[int, float], years: NDArray[np.int64], priors: Priors) -> Floats:
    """Return the volatility usual when each year began in units of that at the last size.

    Sizes between measured years lie on a straight line of logs; outside them the nearest holds.
    """
    measured, log_size = list(sizes), np.log(list(sizes.values()))
    before = np.interp(years - 1, measured, log_size)
    return relative_volatility(before, float(log_size[-1]), priors.growth.size_elasticity)


@dataclass(frozen=True, eq=False)
class _Design:
    """The measurements laid out for the filter: T years of up to P rows."""

    first_year: int
    observed: Floats
    design: Floats
    variance: Floats
    months: tuple[int, ...]


def _is_first_part(period: Period) -> bool:
    """Return whether a period is first months of a year, whose share of it belongs to the pair."""
    return period.from_start and not period.is_year


def _elsewhere(
    m: Measurement, priors: Priors, theta: float, *, states: int, volatility: float
) -> tuple[float, Floats, float]:
    """Return observation, design and error variance, in its last year, of what does not begin with a year.

    Twelve months to March weigh the logs of two years by their months; fewer are their usual share of their years.
    The error takes the volatility usual in pairs of the size, so that it is none of the state.
    """
    stretch, design = priors.profile.stretch(m.period.skipped, m.period.months), np.zeros(states)
    early = 1 - stretch.late if len(m.period.years) == 2 else 0.0
    if m.quantity == "level":
        # (1 - early) x_t + early x_{t-1}
        design[[_X, _MU, _S, _LAST_S]] = 1.0, -early, -early, -early * theta
        error = stretch.between_sd**2 + (stretch.noise * volatility) ** 2 / 2
        return m.log_mean - stretch.log_share, design, m.log_sd**2 + error
    # (1 - early)(x_t - x_{t-1}) + early (x_{t-1} - x_{t-2}); the shock of t-2 is not kept
    design[[_MU, _S, _LAST_S]] = 1.0, 1 - early, (1 - early) * theta + early
    # Of three years' unusual shares the middle one counts twice when twelve months are compared.
    times = 1.5 if m.period.months == 12 else 1.0
    error = times * (stretch.noise * volatility) ** 2 + (early * theta * volatility) ** 2
    return m.log_mean, design, m.log_sd**2 + error


def _lay_out(measurements: Measurements, priors: Priors, theta: float, volatility: float) -> _Design:
    """Return observations (P, T), their design (P, K, T) and error variances (P, P, T)."""
    rows = measurements.rows
    first = _first_told(measurements)
    last = max([m.period.years[-1] for m in rows] + [c.period.years[-1] for c in measurements.claims])
    months = tuple(sorted({m.period.months for m in rows if m.quantity == "level" and _is_first_part(m.period)}))
    by_year: dict[int, list[Measurement]] = {}
    for m in rows:
        by_year.setdefault(m.period.years[-1], []).append(m)
    most = max(len(members) for members in by_year.values())
    span, states = last - first + 1, SHARES + len(months)
    observed = np.full((most, span), np.nan)
    design = np.zeros((most, states, span))
    variance = np.zeros((most, most, span))
    variance[range(most), range(most)] = 1.0
    for year, members in by_year.items():
        t = year - first
        for row, m in enumerate(members):
            if not m.period.from_start:
                observed[row, t], design[row, :, t], variance[row, row, t] = _elsewhere(
                    m, priors, theta, states=states, volatility=volatility
                )
                continue
            noise = priors.profile.noise[m.period.months - 1] / math.sqrt(2)
            observed[row, t] = m.log_mean
            variance[row, row, t] = m.log_sd**2
            design[row, _V, t] = noise
            if m.quantity == "growth":
                # x_t - x_{t-1}
                design[row, [_MU, _S, _LAST_S, _LAST_V], t] = 1.0, 1.0, theta, -noise
                continue
            design[row, _X, t] = 1.0
            if not m.period.is_year:
                design[row, SHARES + months.index(m.period.months), t] = 1.0
    return _Design(first, observed, design, variance, months)


class _Filtered:
    """What is read of a run of the filter: a fit runs it some twenty times, and its results hold far more."""

    mean: Floats
    covariance: Floats
    log_likelihood: float

    def __init__(self, model: KalmanFilter) -> None:
        """Take what statsmodels gives its results."""

    def update_representation(self, model: KalmanFilter) -> None:
        """Keep nothing of the model."""

    def update_filter(self, kalman_filter: Any) -> None:  # noqa: ANN401 - a compiled class of statsmodels
        """Keep the filtered states (T, K), their covariances (T, K, K) and the log likelihood."""
        self.mean = np.array(kalman_filter.filtered_state).T
        self.covariance = np.moveaxis(np.array(kalman_filter.filtered_state_cov), 2, 0)
        self.log_likelihood = float(np.sum(kalman_filter.loglikelihood))


class _Filter(KalmanFilter):  # type: ignore[misc]  # statsmodels tells no types
    """The filter of a fit, which runs some forty times and differs in the volatility alone."""

    def under(self, sigma: float, *, mean: Floats, variances: Floats, relative: Floats) -> _Filtered:
        """Return a run under a volatility.

        Parameters
        ----------
        sigma : float
        mean, variances : array, shape (K,)
            Of the state in the first year, for sigma = 1.
        relative : array, shape (T + 1,)
            The volatility of each filtered year, and of one more, in units of sigma.
        """
        state_cov = np.eye(2)[:, :, None] * (sigma * relative[1:]) ** 2
        spread = variances.copy()
        spread[[_V, _LAST_V]] *= (sigma * relative[0]) ** 2
        compiled = self._kalman_filter
        if compiled is None:
            self["state_cov"] = state_cov
            self.initialize_known(mean, np.diag(spread))
            found: _Filtered = self.filter()
            return found
        # All else stands in the compiled filter as it was, which takes a tenth of what setting it up does.
        np.asarray(compiled.model.state_cov)[:] = state_cov
        np.asarray(compiled.model.initial_state_cov)[:] = np.diag(spread)
        compiled()
        found = _Filtered(self)
        found.update_filter(compiled)
        return found


def _filter_for(layout: _Design, theta: float) -> _Filter:
    """Return the filter, all set but for what depends on the volatility."""
    states = layout.design.shape[1]
    kalman = _Filter(k_endog=layout.observed.shape[0], k_states=states, k_posdef=2, results_class=_Filtered)
    kalman.bind(np.asfortranarray(layout.observed))
    transition = np.eye(states)
    passing = [_S, _LAST_S, _V, _LAST_V]
    transition[passing, passing] = 0.0
    transition[_X, [_MU, _S]] = 1.0, theta
    transition[_LAST_S, _S] = transition[_LAST_V, _V] = 1.0
    selection = np.zeros((states, 2))
    selection[[_X, _S], 0] = selection[_V, 1] = 1.0
    kalman["design"], kalman["obs_cov"] = layout.design, layout.variance
    kalman["transition"], kalman["selection"] = transition, selection
    return kalman


def _initial(layout: _Design, priors: Priors) -> tuple[Floats, Floats]:
    """Return mean and variances of the state in the first year, for sigma = 1 in the v's."""
    levels = np.where(layout.design[:, _X] == 1, layout.observed, np.nan).T
    mean, variances = np.zeros(layout.design.shape[1]), np.zeros(layout.design.shape[1])
    mean[_X], mean[_MU] = levels[np.isfinite(levels)][0], priors.growth.drift
    variances[_X], variances[_MU] = _VAGUE_SD**2, priors.growth.drift_sd**2
    variances[[_V, _LAST_V]] = 1.0
    for j, months in enumerate(layout.months):
        mean[SHARES + j] = priors.profile.log_share[months - 1]
        variances[SHARES + j] = priors.profile.between_sd[months - 1] ** 2
    return mean, variances


def fit_growth(
    measurements: Measurements, priors: Priors, *, volatility: float | None = None, factor: float = 1.0
) -> GrowthFit:
    """Return the model fitted to measurements.

    Parameters
    ----------
    measurements : Measurements
        At least one of them a level.
    priors : Priors
    volatility : float, optional
        Take sigma as known instead of integrating over it.
    factor : float
        Multiply every sigma found by this, for a scenario of another volatility.

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
    sizes = _sizes(measurements.rows, priors)
    size = sizes[max(sizes)]
    theta = priors.growth.theta(size)
    usual = priors.growth.volatility(size)
    layout = _lay_out(measurements, priors, theta, usual)
    kalman = _filter_for(layout, theta)
    mean, variances = _initial(layout, priors)
    years = layout.first_year + np.arange(layout.observed.shape[1] + 1)
    relative = _relative_volatilities(sizes, years, priors)

    @cache
    def filtered(sigma: float) -> _Filtered:
        return kalman.under(sigma, mean=mean, variances=variances, relative=relative)

    if volatility is None:
        found = volatility_posterior(
            lambda nodes: np.array([[filtered(float(sigma)).log_likelihood for sigma in nodes[0]]]),
            np.array([usual]),
            priors.growth.volatility_df,
        )
        kept = found.weight[0] > _SMALLEST_WEIGHT
        nodes, weight, evidence = found.nodes[0, kept], found.weight[0, kept], float(found.log_evidence[0])
        weight = weight / weight.sum()
    else:
        nodes, weight, evidence = np.array([volatility]), np.ones(1), filtered(volatility).log_likelihood
    nodes = nodes * factor
    told = [filtered(float(sigma)) for sigma in nodes]
    noise = np.array([0.0, *priors.profile.noise]) / math.sqrt(2)
    return GrowthFit(
        first_year=layout.first_year,
        last_year=layout.first_year + layout.observed.shape[1] - 1,
        volatility=nodes,
        weight=weight,
        log_likelihood=evidence,
        mean=np.array([one.mean for one in told]),
        covariance=np.array([one.covariance for one in told]),
        theta=theta,
        shock_df=priors.growth.shock_df,
        profile_noise=noise,
        claims=measurements.claims,
        claimed=tuple(_claimed(claim, priors, usual) for claim in measurements.claims),
        unusual_years=_unusual_years(measurements),
    )


def _claimed(claim: Claim, priors: Priors, volatility: float) -> tuple[float, float]:
    """Return the part in the later year, and the spread, of growth that a claim is about; see `GrowthFit.claimed`."""
    if claim.period.from_start:
        return 0.0, 0.0
    stretch = priors.profile.stretch(claim.period.skipped, claim.period.months)
    return stretch.late if len(claim.period.years) == 2 else 1.0, stretch.noise * volatility


def _first_told(measurements: Measurements) -> int:
    """Return the first year that some measurement or claim is about; growth is about two years."""
    years = [m.period.year - (m.quantity == "growth") for m in measurements.rows]
    return min(years + [c.period.year - (c.kind != "record") for c in measurements.claims])


def _unusual_years(measurements: Measurements) -> frozenset[int]:
    """Return the years whose unusual profile some measurement or claim touches."""
    partial = [m.period for m in measurements.rows if _is_first_part(m.period)]
    compared = [m.period for m in measurements.rows if _is_first_part(m.period) and m.quantity == "growth"]
    moved = [c.period for c in measurements.claims if c.kind != "record" and _is_first_part(c.period)]
    return frozenset({p.year for p in partial + moved} | {p.year - 1 for p in compared + moved})
