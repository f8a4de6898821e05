"""The ratio of exports to imports, which splits a total into its flows: a first-order autoregression.

Ratios come back where a walk would not: the log ratio ``b_t = log(exports_t / imports_t)`` of a pair follows

    b_t = m + (1 - phi) (b_{t-1} - m) + s w_t,    b_first ~ N(m, s^2 / (1 - (1 - phi)^2)),

around the pair's own usual ratio ``m ~ N(0, kappa^2 s^2)``, with ``s^2`` scaled inverse chi-square around what flows
of those sizes have: ``s_0^2 = s_e^2 + s_i^2 - 2 rho s_e s_i`` of the flows' usual volatilities. The total does not
depend on it. So exports are the total times ``1 / (1 + exp(-b))``, imports the rest, and both add up on every path.

Divided by their own spread, known ratios are a regression ``y = x m + s z`` on one number. With known years k apart,

    x_1 = sqrt(1 - r^2), y_1 = x_1 b_1,   x_j = (1 - r^k) / sqrt(v_k),  y_j = (b_j - r^k b_{j-1}) / sqrt(v_k),
    r = 1 - phi,  v_k = (1 - r^{2k}) / (1 - r^2),

and prior and likelihood are conjugate [1]_: with ``L = 1 / kappa^2 + sum x^2`` and ``m' = sum x y / L``,

    m | s ~ N(m', s^2 / L),   s^2 ~ scaled inverse chi-square(d + n, (d s_0^2 + sum y^2 - L m'^2) / (d + n)).

References
----------
.. [1] A. Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, section 14.8 (regression with prior information).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forecast.errors import Fault, InputError
from forecast.model.closed_form import DRAWS, check_options, checked_levels, simulate_levels
from forecast.priors import shipped_priors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from forecast.priors import Priors

    Floats = NDArray[np.float64]

__all__ = [
    "RatioFit",
    "StandardDraws",
    "draw_ratios",
    "fit_ratio",
    "simulate_two_flows",
    "standard_draws",
    "surplus_probabilities",
    "usual_spread",
]

#: Log ratios stay within this: the smaller flow is then a millionth of the larger.
_FARTHEST = 14.0


@dataclass(frozen=True, eq=False)
class RatioFit:
    """What the log ratios of N pairs say, each pair known in the same n years.

    Parameters
    ----------
    years : tuple of int
        Ascending, in which the ratios are known.
    log_ratio : array, shape (N, n)
    usual : array, shape (N,)
        ``m'``, posterior mean of the pair's own usual log ratio.
    precision : float
        ``L``: its posterior variance is ``s^2 / L``.
    spread : array, shape (N,)
        Posterior scale of s.
    df : float
        Degrees of freedom of ``s^2``.
    persistence : float
        ``r``, what is left after a year of the distance to the usual ratio.
    shock_df : float
        Degrees of freedom of future shocks.
    """

    years: tuple[int, ...]
    log_ratio: Floats
    usual: Floats
    precision: float
    spread: Floats
    df: float
    persistence: float
    shock_df: float


def usual_spread(exports: Floats, imports: Floats, *, year: int | None, priors: Priors) -> Floats:
    """Return ``s_0``, the usual spread of a year's change of the log ratio, of flows (N,) in USD of a year."""
    deflator, prior = priors.deflator, priors.growth
    at = max(deflator.index) if year is None else year
    first, second = (
        np.array([prior.volatility(deflator.real(float(level), at) / 1e9) for level in flow])
        for flow in (exports, imports)
    )
    return np.asarray(np.sqrt(first**2 + second**2 - 2 * priors.ratio.correlation * first * second))


def _variance(persistence: float, gap: Floats) -> Floats:
    """Return ``v_k``, the variance of the ratio `gap` years after a known one, in units of ``s^2``."""
    return np.asarray((1 - persistence ** (2 * gap)) / (1 - persistence**2))


def fit_ratio(log_ratio: Floats, years: tuple[int, ...], usual: Floats, priors: Priors) -> RatioFit:
    """Return what known log ratios say (module docstring).

    Parameters
    ----------
    log_ratio : array, shape (N, n)
    years : tuple of int
        Ascending; not every year need be known.
    usual : array, shape (N,)
        ``s_0`` of each pair.
    priors : Priors
    """
    prior, r = priors.ratio, 1 - priors.ratio.reversion
    gap = np.diff(np.array(years, dtype=np.float64))
    kept, spread = r**gap, np.sqrt(_variance(r, gap))
    first = np.sqrt(1 - r**2)
    x = np.concatenate([[first], (1 - kept) / spread])
    y = np.concatenate([first * log_ratio[:, :1], (log_ratio[:, 1:] - kept * log_ratio[:, :-1]) / spread], axis=1)
    precision = float(prior.spread**-2 + x @ x)
    mean = y @ x / precision
    before, df = priors.growth.volatility_df, priors.growth.volatility_df + len(years)
    squares = before * usual**2 + (y**2).sum(axis=1) - precision * mean**2
    return RatioFit(years, log_ratio, mean, precision, np.sqrt(squares / df), df, r, priors.growth.shock_df)


@dataclass(frozen=True, eq=False)
class StandardDraws:
    """Numbers shared by all pairs known in as many years.

    Parameters
    ----------
    spread, usual : array, shape (D,)
        Draws of s in units of its scale, and of a standard normal.
    steps : array, shape (H, D)
        Future shocks of variance 1.
    seed : int
    """

    spread: Floats
    usual: Floats
    steps: Floats
    seed: int


def standard_draws(fit: RatioFit, *, until: int, draws: int, seed: int) -> StandardDraws:
    """Return the standard draws of a seed, with shocks of the years after the last known one until another."""
    scale, usual, shocks = (np.random.default_rng([seed, stream]) for stream in (7, 8, 9))
    spread, shape = np.sqrt(fit.df / scale.chisquare(fit.df, draws)), (max(until - fit.years[-1], 0), draws)
    if np.isinf(fit.shock_df):
        steps = shocks.standard_normal(shape)
    else:
        steps = shocks.standard_t(fit.shock_df, shape)
        steps *= np.sqrt((fit.shock_df - 2) / fit.shock_df)
    return StandardDraws(spread, usual.standard_normal(draws), steps, seed)


def draw_ratios(fit: RatioFit, pair: int, standard: StandardDraws) -> Iterator[Floats]:
    """Yield draws (D,) of a pair's log ratio, from its first known year to the last of the standard draws.

    Known years are their ratio in every draw, unknown ones between them bridges. A year at a time, since long paths
    are tens of megabytes. Draws of different pairs share random numbers.
    """
    s = fit.spread[pair] * standard.spread
    m = fit.usual[pair] + s / np.sqrt(fit.precision) * standard.usual
    r, known = fit.persistence, dict(zip(fit.years, fit.log_ratio[pair], strict=True))
    rng, last = np.random.default_rng([standard.seed, 10]), m
    for year in range(fit.years[0], fit.years[-1] + 1):
        if year in known:
            last = np.full(len(m), known[year])
        else:
            after = min(later for later in fit.years if later > year)
            kept, left = r ** (after - year), float(_variance(r, np.array(float(after - year))))
            # What comes from the year before, of variance 1, and what the next known ratio tells, of left / kept^2.
            forward, backward = m + r * (last - m), m + (known[after] - m) / kept
            weight = kept**2 / left
            last = (forward + weight * backward) / (1 + weight)
            last += s * np.sqrt(1 / (1 + weight)) * rng.standard_normal(len(m))
        yield np.clip(last, -_FARTHEST, _FARTHEST)
    for step in standard.steps:
        last = m + r * (last - m) + s * step
        yield np.clip(last, -_FARTHEST, _FARTHEST)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of levels: years ahead, the last level's year, paths a pair, seed."""

    horizon: int
    last_year: int | None
    draws: int
    seed: int


def _checked(exports: ArrayLike, imports: ArrayLike, asked: _Asked) -> tuple[Floats, Floats]:
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


def _ahead(exports: Floats, imports: Floats, asked: _Asked, priors: Priors) -> Floats:
    """Return draws of each pair's log ratio in the years after the last, (N, horizon, draws)."""
    usual = usual_spread(exports[:, -1], imports[:, -1], year=asked.last_year, priors=priors)
    years = tuple(range(1 - exports.shape[1], 1))
    fit, horizon = fit_ratio(np.log(exports / imports), years, usual, priors), asked.horizon
    standard = standard_draws(fit, until=horizon, draws=asked.draws, seed=asked.seed)
    return np.array([list(draw_ratios(fit, pair, standard))[-horizon:] for pair in range(len(exports))])


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

    Their sum is the total of `simulate_levels` on every path.

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
    asked = _Asked(horizon, last_year, draws, seed)
    first, second = _checked(exports, imports, asked)
    values = priors or shipped_priors()
    total = simulate_levels(first + second, horizon=horizon, last_year=last_year, draws=draws, seed=seed, priors=values)
    shares = 1 / (1 + np.exp(-_ahead(first, second, asked, values)))
    return np.stack([total * shares, total * (1 - shares)])


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
    asked = _Asked(horizon, last_year, draws, seed)
    first, second = _checked(exports, imports, asked)
    return np.asarray((_ahead(first, second, asked, priors or shipped_priors()) > 0).mean(axis=2))
