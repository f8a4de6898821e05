"""Priors estimated from panels: annual bilateral trade, and monthly trade by partner.

The annual panel gives the drift, the volatility by size and how hard a pair's own volatility is
to be shrunk towards it, and how often pairs grew how fast. The monthly panel gives how a year
fills up. `trade-target priors estimate` runs it; README names the files.

Notes
-----
*Drift.* The median real log growth of pairs that were large enough a year before, one value per
calendar year (shocks are common to all pairs, so a year counts once), averaged over all years known
- the years after the annual panel ends come from the monthly panel's annual sums - plus the inflation
outlook. Past growth of a pair does not predict its future growth, so pairs' drifts differ little.

*Volatility and reversion.* Scale and size elasticity of the volatility, and the line of theta in log size,
together maximise the predictive likelihood of the next year's growth: Student t with `SHOCK_DF` degrees of
freedom around the drift plus theta times the last shock, its variance ``(d0 s0^2 + S) / (d0 + n)`` with ``S``
the squared shocks of the last n years, each divided by ``(size when the year began / size now)^(2 elasticity)``:
small pairs are more volatile, so their early years count for less. The line is estimated over all sizes, between
`LARGEST_REVERSION` and its opposite; the model uses only its part below 0, since the momentum of large pairs did
not carry over from one era to the next. Standard errors are sandwich ones, the larger of those whose errors are
common to a calendar year and to a pair.

*World trade.* Pairs' log growth on that of all other pairs' trade together in the same year (leave-one-out),
each pair around its own mean. The standard error lets a year's errors be common to all pairs; the spread
is what pairs' own slopes vary beyond their sampling error.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.stats import t as student_t

from forecast.data import YearProfile
from forecast.errors import FitError
from forecast.priors.values import (
    LARGEST_REVERSION,
    Deflator,
    GrewReference,
    GrowthPrior,
    GrowthReference,
    WorldResponse,
)

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = [
    "INFLATION_OUTLOOK",
    "AnnualPanel",
    "annual_sums",
    "can_estimate",
    "estimate_grew",
    "estimate_growth",
    "estimate_profile",
    "estimate_reference",
    "estimate_world",
]

#: Below this size in millions of dollars the panel's whole millions are noise.
SMALLEST_LEVEL = 50.0
#: Yearly inflation the currency's central bank aims at: what was known of the coming years.
INFLATION_OUTLOOK = 0.02
#: What a smaller level counts as: below it the panel prints zero.
LEAST_LEVEL = 0.5
#: The drift is that of pairs of at least this size, billions at base-year prices, in years with enough of them.
DRIFT_SIZE, FEWEST_PAIRS = 0.3, 10
#: Spread of pairs' own drifts. Own past growth does not predict: adjacent windows have no covariance to speak of.
DRIFT_SD = 0.01
#: How hard own volatility is shrunk towards the size's, and how fat the tails of a year's shock are. Chosen on
#: development pairs and years for the integrated Brier score, which is flat from 12 degrees of freedom upwards;
#: the likelihood alone, driven by rare collapses, says 4 to 7.
VOLATILITY_DF, SHOCK_DF = 25.0, 5.0
HISTORY_LENGTHS = (5, 7, 11)
SIZE_EDGES = (0.3, 1.0, 3.0, 10.0)
LONGEST_GROWTH = 10
#: A pair with fewer growth rates than this has no slope of its own.
FEWEST_RATES = 10
#: Fewer complete histories than this carry no estimate of volatility.
FEWEST_WINDOWS = 200
#: Monthly profiles come from partners of at least this size, billions at base-year prices.
PROFILE_SIZE = 0.3
_ROBUST = 1.4826
#: Step of numerical derivatives.
_DIFFERENCE = 1e-3


@dataclass(frozen=True, eq=False)
class AnnualPanel:
    """Annual levels of many pairs.

    Parameters
    ----------
    years : array of int, shape (T,)
    levels : array of float, shape (N, T)
        Millions of dollars, at least `LEAST_LEVEL`; NaN where unknown.
    prices : array of float, shape (T,)
        What turns a year's dollars into dollars of the base year.
    """

    years: NDArray[np.int64]
    levels: NDArray[np.float64]
    prices: NDArray[np.float64]

    @staticmethod
    def of(table: pd.DataFrame, deflator: Deflator) -> AnnualPanel:
        """Return the panel of a table with columns pair, year, total_usd_million."""
        kept = table[table["total_usd_million"] > 0]
        if kept.empty:
            msg = "the panel is too small: it holds no positive level of a complete year"
            raise FitError(msg)
        wide = kept.pivot_table(index="pair", columns="year", values="total_usd_million").sort_index(axis=1)
        years = np.arange(int(wide.columns[0]), int(wide.columns[-1]) + 1)
        levels = wide.reindex(columns=years).to_numpy(dtype=float) * 1e6
        return AnnualPanel.of_levels(years, levels, deflator, until=int(years[-1]))

    @staticmethod
    def of_levels(
        years: NDArray[np.int64], levels: NDArray[np.float64], deflator: Deflator, *, until: int
    ) -> AnnualPanel:
        """Return the panel of a matrix of levels in dollars, up to a year."""
        kept = years <= until
        prices = np.array([deflator.real(1.0, int(year)) for year in years[kept]])
        return AnnualPanel(years[kept], np.maximum(levels[:, kept] / 1e6, LEAST_LEVEL), prices)

    @property
    def nominal(self) -> NDArray[np.float64]:
        """Levels of at least `SMALLEST_LEVEL` million dollars, NaN elsewhere, shape (N, T)."""
        return np.where(np.nan_to_num(self.levels) >= SMALLEST_LEVEL, self.levels, np.nan)

    @property
    def real(self) -> NDArray[np.float64]:
        """The same in billions at base-year prices, shape (N, T)."""
        return np.asarray(self.nominal / 1000 * self.prices)

    @property
    def growth(self) -> NDArray[np.float64]:
        """Nominal log growth between levels of that size, shape (N, T), NaN in the first year."""
        return np.diff(np.log(self.nominal), axis=1, prepend=np.nan)


def _growth_by_year(panel: AnnualPanel, *, nominal: bool) -> dict[int, float]:
    """Return the median log growth of each year, real or in the panel's money, of pairs large enough the year before.

    What a pair had become by the end of the year decides nothing: asking that of both ends would
    leave out those that fell, and add more than a point a year.
    """
    growth = np.diff(np.log(panel.levels * (1.0 if nominal else panel.prices)), axis=1)
    large = np.nan_to_num(panel.real[:, :-1]) >= DRIFT_SIZE
    known = np.isfinite(growth) & large
    return {
        int(year): float(np.median(rates[there]))
        for year, rates, there in zip(panel.years[1:], growth.T, known.T, strict=True)
        if there.sum() >= FEWEST_PAIRS
    }


@dataclass(frozen=True, eq=False)
class _Windows:
    """Windows of n growth rates, each with the size at its end and the growth that followed.

    Growth rates and log sizes as each year began relative to that at the end are of shape (N, n).
    """

    growth: NDArray[np.float64]
    relative: NDArray[np.float64]
    log_size: NDArray[np.float64]
    following: NDArray[np.float64]
    pair: NDArray[np.int64]
    year: NDArray[np.int64]


def _windows(panel: AnnualPanel, length: int, centre: float) -> _Windows:
    growth, log_size = panel.growth - centre, np.log(panel.real)
    parts = []
    for end in range(length, growth.shape[1] - 1):
        past, after = growth[:, end - length + 1 : end + 1], growth[:, end + 1]
        pairs = np.flatnonzero(np.isfinite(past).all(axis=1) & np.isfinite(after))
        size = log_size[pairs, end]
        relative = log_size[pairs, end - length : end] - size[:, None]
        years = np.full(len(pairs), panel.years[end + 1])
        parts.append((past[pairs], relative, size, after[pairs], pairs, years))
    if not parts:
        nothing, whole = np.empty(0), np.empty(0, dtype=np.int64)
        return _Windows(np.empty((0, length)), np.empty((0, length)), nothing, nothing, whole, whole)
    return _Windows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _predictive_losses(parameters: NDArray[np.float64], w: _Windows) -> NDArray[np.float64]:
    """Return minus the predictive log likelihood of the growth after each window."""
    scale, elasticity, reversion, reversion_size = parameters
    theta = np.clip(reversion + reversion_size * w.log_size, LARGEST_REVERSION, -LARGEST_REVERSION)
    shock, squares = np.zeros(len(theta)), np.zeros(len(theta))
    for rate, relative in zip(w.growth.T, w.relative.T, strict=True):
        shock = rate - theta * shock
        squares += shock**2 * np.exp(-2 * elasticity * relative)
    usual = np.exp(2 * (scale + elasticity * w.log_size))
    unit = math.sqrt((SHOCK_DF - 2) / SHOCK_DF)
    sd = unit * np.sqrt((VOLATILITY_DF * usual + squares) / (VOLATILITY_DF + w.growth.shape[1]))
    return np.asarray(np.log(sd) - student_t.logpdf((w.following - theta * shock) / sd, SHOCK_DF))


def _predictive_loss(parameters: NDArray[np.float64], windows: list[_Windows]) -> float:
    """Return the mean of the predictive losses, history lengths weighing the same."""
    return sum(float(_predictive_losses(parameters, w).mean()) for w in windows) / len(windows)


def _clustered_errors(best: NDArray[np.float64], windows: list[_Windows]) -> NDArray[np.float64]:
    """Return the parameters' standard errors (module notes)."""
    steps = np.eye(len(best)) * _DIFFERENCE

    def scores(at: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        """Return derivatives of each window's share of the loss, (N, parameters) a history length."""
        return [
            np.stack([_predictive_losses(at + h, w) - _predictive_losses(at - h, w) for h in steps], axis=1)
            / (2 * _DIFFERENCE * len(w.following) * len(windows))
            for w in windows
        ]

    bend = [
        sum(part.sum(axis=0) for part in scores(best + h)) - sum(part.sum(axis=0) for part in scores(best - h))
        for h in steps
    ]
    inverse = np.linalg.pinv(np.array(bend) / (2 * _DIFFERENCE))
    each = np.concatenate(scores(best))
    variances = []
    for of in ("year", "pair"):
        groups = np.unique(np.concatenate([getattr(w, of) for w in windows]), return_inverse=True)[1]
        sums = np.stack([np.bincount(groups, column) for column in each.T], axis=1)
        variances.append(np.diag(inverse @ (sums.T @ sums) @ inverse.T))
    return np.asarray(np.sqrt(np.max(variances, axis=0)))


def can_estimate(panel: AnnualPanel) -> bool:
    """Return whether a panel is large and long enough for a growth prior (`estimate_growth`)."""
    longest = len(_windows(panel, max(HISTORY_LENGTHS), 0.0).following)
    return longest >= FEWEST_WINDOWS and bool(_growth_by_year(panel, nominal=False))


def estimate_growth(
    panel: AnnualPanel, later: AnnualPanel | None = None, *, outlook: float | None = INFLATION_OUTLOOK
) -> GrowthPrior:
    """Return the growth prior that a panel of annual levels implies (module notes).

    Parameters
    ----------
    panel : AnnualPanel
    later : AnnualPanel, optional
        Lends the drift the years after `panel` ends.
    outlook : float or None
        Yearly inflation added to the real drift; with None the drift is the panel's growth in its own money.

    Raises
    ------
    FitError
        When the panel is too small.
    """
    nominal = outlook is None
    by_year = (_growth_by_year(later, nominal=nominal) if later else {}) | _growth_by_year(panel, nominal=nominal)
    drift = float(np.mean(list(by_year.values()))) + (outlook or 0.0) if by_year else 0.0
    windows = [_windows(panel, length, drift) for length in HISTORY_LENGTHS]
    fewest = min(len(w.following) for w in windows)
    if fewest < FEWEST_WINDOWS or not by_year:
        msg = f"the annual panel is too small: {fewest} histories of {max(HISTORY_LENGTHS)} years, not {FEWEST_WINDOWS}"
        raise FitError(msg)
    best = minimize(_predictive_loss, np.array([-1.5, -0.13, -0.05, 0.05]), args=(windows,), method="BFGS").x
    errors = _clustered_errors(best, windows)
    return GrowthPrior(
        drift=drift,
        drift_sd=DRIFT_SD,
        log_volatility=float(best[0]),
        size_elasticity=float(best[1]),
        volatility_df=VOLATILITY_DF,
        shock_df=SHOCK_DF,
        reversion=round(float(best[2]), 4),
        reversion_size=round(float(best[3]), 4),
        reversion_error=round(float(errors[2]), 4),
        reversion_size_error=round(float(errors[3]), 4),
    )


def _world_growth(panel: AnnualPanel) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return log growth of the trade of all other pairs, shape (N, T), and of all pairs, shape (T,).

    Pairs of known growth count, so that pairs which appear or vanish are no growth.
    """
    there = np.isfinite(panel.growth)
    now = np.where(there, np.nan_to_num(panel.nominal), 0.0)
    before = np.zeros_like(now)
    before[:, 1:] = np.where(there[:, 1:], np.nan_to_num(panel.nominal[:, :-1]), 0.0)
    others, every = (now.sum(axis=0) - now, before.sum(axis=0) - before), (now.sum(axis=0), before.sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(others[0] / others[1]), np.log(every[0] / every[1])


def estimate_world(panel: AnnualPanel) -> WorldResponse:
    """Return how pairs follow world trade (module notes).

    Raises
    ------
    FitError
        When fewer than `FEWEST_PAIRS` pairs have `FEWEST_RATES` growth rates.
    """
    world, every = _world_growth(panel)
    known = np.isfinite(panel.growth) & np.isfinite(world)
    known &= (known.sum(axis=1) >= FEWEST_RATES)[:, None]
    chosen = known.any(axis=1)
    if chosen.sum() < FEWEST_PAIRS:
        msg = (
            f"the annual panel is too small: {chosen.sum()} pairs with {FEWEST_RATES} growth rates, not {FEWEST_PAIRS}"
        )
        raise FitError(msg)
    known, counts = known[chosen], known[chosen].sum(axis=1)

    def centred(values: NDArray[np.float64]) -> NDArray[np.float64]:
        inside = np.where(known, values[chosen], 0.0)
        return np.where(known, inside - (inside.sum(axis=1) / counts)[:, None], 0.0)

    own, others = centred(panel.growth), centred(world)
    squares = (others**2).sum(axis=1)
    elasticity = float((own * others).sum() / squares.sum())
    by_year = (others * (own - elasticity * others)).sum(axis=0)
    slopes = (own * others).sum(axis=1) / squares
    noise = ((own - slopes[:, None] * others) ** 2).sum(axis=1) / (counts - 2) / squares
    spread = math.sqrt(max(float(slopes.var() - noise.mean()), 0.0))
    return WorldResponse(
        elasticity=round(elasticity, 4),
        standard_error=round(math.sqrt(float((by_year**2).sum())) / float(squares.sum()), 4),
        spread=round(spread, 4),
        usual=round(float(np.median(every[np.isfinite(every)])), 4),
        pairs=int(chosen.sum()),
        years=int(known.any(axis=0).sum()),
    )


def _percentiles(values: NDArray[np.float64]) -> tuple[float, ...]:
    """Return quantiles at 0, 1, ..., 100 %; without cases zeros, which no count of 0 ever reads."""
    if not values.size:
        return (0.0,) * 101
    return tuple(round(float(q), 4) for q in np.quantile(values, np.linspace(0, 1, 101)))


def estimate_reference(panel: AnnualPanel) -> GrowthReference:
    """Return how fast pairs of each size grew, over 1 to 10 years."""
    logs, large = np.log(panel.levels), np.isfinite(panel.nominal)
    classes = np.where(large, np.digitize(panel.real, SIZE_EDGES, right=True), -1)
    quantiles, cases = [], []
    for size in range(len(SIZE_EDGES) + 1):
        rows, counts = [], []
        for k in range(1, LONGEST_GROWTH + 1):
            growth = (logs[:, k:] - logs[:, :-k]) / k
            values = growth[(classes[:, :-k] == size) & np.isfinite(growth)]
            rows.append(_percentiles(values))
            counts.append(int(values.size))
        quantiles.append(tuple(rows))
        cases.append(tuple(counts))
    return GrowthReference(SIZE_EDGES, tuple(quantiles), tuple(cases))


def _monthly(table: pd.DataFrame, deflator: Deflator) -> pd.DataFrame:
    """Return cumulated totals by month of complete partner-years large enough, log dollars."""
    total = table["exports_usd_million"] + table["imports_usd_million"]
    wide = table.assign(total=total).pivot_table(index=["partner", "year"], columns="month", values="total")
    wide = wide.reindex(columns=range(1, 13)).dropna()
    cumulated = wide[(wide > 0).all(axis=1)].cumsum(axis=1)
    prices = [deflator.real(1.0, int(year)) for year in cumulated.index.get_level_values("year")]
    large = cumulated[cumulated[12] / 1000 * prices >= PROFILE_SIZE]
    return large.apply(np.log)


def _growth_of(logs: pd.DataFrame) -> pd.DataFrame:
    """Return log growth over the same months of the year before, complete rows only."""
    before = logs.rename(index=lambda year: year + 1, level="year")
    return (logs - before).dropna()


def annual_sums(table: pd.DataFrame) -> pd.DataFrame:
    """Return a monthly panel's annual totals, complete years only, as an annual panel's table."""
    total = table["exports_usd_million"] + table["imports_usd_million"]
    by_year = table.assign(total=total).groupby(["partner", "year"])["total"].agg(["sum", "count"]).reset_index()
    complete = by_year[by_year["count"] == 12]
    return complete.rename(columns={"partner": "pair", "sum": "total_usd_million"})


def _robust_sd(values: NDArray[np.float64]) -> float:
    return float(_ROBUST * np.median(np.abs(values - np.median(values))))


def estimate_profile(table: pd.DataFrame, deflator: Deflator, growth: GrowthPrior) -> YearProfile:
    """Return how a year fills up.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns partner, year, month, exports_usd_million, imports_usd_million.
    deflator : Deflator
    growth : GrowthPrior
        Tells the volatility that ``k_m`` is measured in.

    Raises
    ------
    FitError
        When too few partner-years are complete and large enough.

    Notes
    -----
    ``k_m`` maximises the predictive likelihood (Student t, 5 degrees of freedom) of annual growth
    given year-to-date growth, ``g ~ N(m + (y - m) / (1 + k^2), sigma^2 k^2 / (1 + k^2))``, with m the
    drift and sigma the usual volatility of a partner's size: the units that the model uses it in.
    """
    logs = _monthly(table, deflator)
    shares = logs.sub(logs[12], axis=0)
    rates = _growth_of(logs)
    if len(rates) < FEWEST_WINDOWS:
        msg = f"the monthly panel is too small: {len(rates)} partner-years with the year before, not {FEWEST_WINDOWS}"
        raise FitError(msg)
    before = np.exp(logs.loc[rates.index, 12] - rates[12]) / 1000
    years = rates.index.get_level_values("year")
    sizes = (deflator.real(float(level), int(year) - 1) for level, year in zip(before, years, strict=True))
    sigma = np.array([growth.volatility(size) for size in sizes])
    scaled = rates.sub(growth.drift).div(sigma, axis=0)
    annual = scaled[12].to_numpy()
    usual, between, noise = [], [], []
    for month in range(1, 12):
        usual.append(float(shares[month].median()))
        between.append(_robust_sd(shares[month].groupby(level="partner").median().to_numpy()))
        seen = scaled[month].to_numpy()

        def loss(k: float, seen: NDArray[np.float64] = seen) -> float:
            spread = k / math.sqrt(1 + k * k)
            score = student_t.logpdf((annual - seen / (1 + k * k)) / spread, 5) - math.log(spread)
            return -float(score.mean())

        noise.append(float(minimize_scalar(loss, bounds=(0.02, 5.0), method="bounded").x))
    rounded = [(*(round(v, 4) for v in values), 0.0) for values in (usual, between, noise)]
    return YearProfile(*rounded)


def estimate_grew(table: pd.DataFrame, deflator: Deflator) -> GrewReference:
    """Return how years ended that were up through each month, from a monthly panel."""
    growth = _growth_of(_monthly(table, deflator))
    annual = growth[12].to_numpy()
    up = [growth[month].to_numpy() > 0 for month in range(1, 13)]
    everyone = _percentiles(annual)
    return GrewReference(
        up=tuple(_percentiles(annual[mask]) for mask in up),
        all_years=tuple(everyone for _ in up),
        cases_up=tuple(int(mask.sum()) for mask in up),
        cases_all=tuple(len(annual) for _ in up),
    )
