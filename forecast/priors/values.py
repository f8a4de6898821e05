"""The growth model's priors: the outside view, as frozen values.

Short histories say almost nothing about the coming drift and little about volatility, thousands
of other pairs say a lot. `forecast.estimation` estimates these values from a panel of bilateral
trade; the shipped ones stand in the package with their provenance.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data import YearProfile

__all__ = [
    "Deflator",
    "FlowRatioPrior",
    "Frequency",
    "GrewReference",
    "GrowthPrior",
    "GrowthReference",
    "Priors",
    "Provenance",
    "WorldResponse",
]

#: No pair takes back more of a shock than this: fewer and fewer pairs tell, the smaller they are.
LARGEST_REVERSION = -0.30


@dataclass(frozen=True, slots=True)
class Deflator:
    """US consumer prices by year, to compare sizes across decades.

    Parameters
    ----------
    index : mapping of int to float
        Index by year; years outside it take the nearest.
    base : int
        The year whose prices are used.
    """

    index: Mapping[int, float]
    base: int = 2014

    def real(self, value: float, year: int) -> float:
        """Return `value` of a year at base-year prices."""
        nearest = min(max(year, min(self.index)), max(self.index))
        return value * self.index[self.base] / self.index[nearest]


@dataclass(frozen=True, slots=True)
class GrowthPrior:
    """Prior of the growth model (docs/model.md).

    Parameters
    ----------
    drift : float
        ``m0``, mean of the yearly log drift.
    drift_sd : float
        ``tau``, its standard deviation.
    log_volatility, size_elasticity : float
        ``log s0 = log_volatility + size_elasticity * log(size)``, size in billions of dollars
        at 2014 prices.
    volatility_df : float
        ``d0``: volatility squared is scaled inverse chi-square with this many degrees of freedom.
    shock_df : float
        Future yearly shocks are Student t with this many degrees of freedom, scaled to the
        volatility; infinity makes them Gaussian.
    reversion, reversion_size : float
        ``theta = reversion + reversion_size * log(size)``, cut to `LARGEST_REVERSION` and 0: the part of a
        year's shock that the next year repeats, below 0 what it takes back.
    reversion_error, reversion_size_error : float
        Their standard errors.
    """

    drift: float
    drift_sd: float
    log_volatility: float
    size_elasticity: float
    volatility_df: float
    shock_df: float
    reversion: float = 0.0
    reversion_size: float = 0.0
    reversion_error: float = 0.0
    reversion_size_error: float = 0.0

    def volatility(self, size: float) -> float:
        """Return ``s0``, the usual volatility of a pair of `size` billions at 2014 prices."""
        return math.exp(self.log_volatility + self.size_elasticity * math.log(size))

    def theta(self, size: float) -> float:
        """Return ``theta``, how much of a shock comes back a year later in a pair of `size`, 0 or below."""
        return min(max(self.reversion + self.reversion_size * math.log(size), LARGEST_REVERSION), 0.0)


@dataclass(frozen=True, slots=True)
class FlowRatioPrior:
    """Prior of the log ratio of exports to imports (docs/model.md).

    Parameters
    ----------
    reversion : float
        ``phi``, the part of its distance to the pair's usual ratio that it comes back in a year.
    spread : float
        ``kappa``: usual log ratios have this standard deviation, in units of that of a year's change.
    correlation : float
        ``rho``, of the shocks of two flows, which says how much their ratio usually changes.
    """

    reversion: float = 0.1
    spread: float = 2.0
    correlation: float = 0.4


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often something happened: `count` of `total` cases."""

    count: float
    total: int

    @property
    def share(self) -> float | None:
        """`count / total`, None without cases."""
        return self.count / self.total if self.total else None


def _share_at_least(quantiles: tuple[float, ...], threshold: float) -> float:
    """Return the share of cases at or above a threshold, from evenly spaced quantiles."""
    if threshold <= quantiles[0]:
        return 1.0
    if threshold > quantiles[-1]:
        return 0.0
    i = bisect_left(quantiles, threshold)
    low, high = quantiles[i - 1], quantiles[i]
    part = (threshold - low) / (high - low) if high > low else 0.0
    return 1.0 - (i - 1 + part) / (len(quantiles) - 1)


@dataclass(frozen=True, slots=True)
class GrowthReference:
    """How fast pairs of a size grew: quantiles of average yearly log growth over `k` years.

    Parameters
    ----------
    size_edges : tuple of float
        Upper ends of the size classes but the last, billions of dollars at 2014 prices.
    quantiles : tuple
        ``[size class][k - 1]``: quantiles at 0, 1, ..., 100 %.
    cases : tuple
        ``[size class][k - 1]``: number of pair-years behind them.
    """

    size_edges: tuple[float, ...]
    quantiles: tuple[tuple[tuple[float, ...], ...], ...]
    cases: tuple[tuple[int, ...], ...]

    @property
    def longest(self) -> int:
        """The largest `k`, years."""
        return len(self.cases[0])

    def at_least(self, log_growth: float, *, years: int, size: float) -> Frequency:
        """Return how often pairs of `size` grew at least `log_growth` a year over `years` years."""
        row = bisect_left(self.size_edges, size)
        column = min(years, self.longest) - 1
        total = self.cases[row][column]
        return Frequency(_share_at_least(self.quantiles[row][column], log_growth) * total, total)


@dataclass(frozen=True, slots=True)
class GrewReference:
    """How years ended that were up through a month: quantiles of annual log growth.

    Parameters
    ----------
    up, all_years : tuple
        ``[month - 1]``: quantiles at 0, 1, ..., 100 % of annual log growth, of partner-years
        that were up through the month and of all.
    cases_up, cases_all : tuple of int
        Number of partner-years behind them.
    """

    up: tuple[tuple[float, ...], ...]
    all_years: tuple[tuple[float, ...], ...]
    cases_up: tuple[int, ...]
    cases_all: tuple[int, ...]

    def at_least(self, log_growth: float, *, months: int, grew: bool) -> Frequency:
        """Return how often annual growth was at least `log_growth`, given up (or not asked)."""
        rows, cases = (self.up, self.cases_up) if grew else (self.all_years, self.cases_all)
        total = cases[months - 1]
        return Frequency(_share_at_least(rows[months - 1], log_growth) * total, total)


@dataclass(frozen=True, slots=True)
class WorldResponse:
    """How pairs follow world trade: log growth of a pair on that of the world in the same year.

    Parameters
    ----------
    elasticity : float
        Of the average pair.
    standard_error : float
        Of that average; errors are common to a year.
    spread : float
        Standard deviation of pairs' own elasticities around it, sampling error taken off.
    usual : float
        Median yearly log growth of the world, nominal: a year of 0 % in a scenario.
    pairs, years : int
        What it was estimated from.
    """

    elasticity: float
    standard_error: float
    spread: float
    usual: float
    pairs: int
    years: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where estimated values come from.

    Parameters
    ----------
    command : str
        The command that estimated them.
    estimated : str
        ISO date.
    sources : tuple of str
        What went in: name, checksum, period, citation.
    """

    command: str
    estimated: str
    sources: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Priors:
    """All that the outside view gives a forecast; compared by identity."""

    growth: GrowthPrior
    profile: YearProfile
    reference: GrowthReference
    grew: GrewReference
    world: WorldResponse
    deflator: Deflator
    provenance: Provenance
    ratio: FlowRatioPrior = FlowRatioPrior()
