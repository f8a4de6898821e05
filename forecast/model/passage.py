"""First passage: sample paths and a mark become a distribution over dates.

A path reaches the mark in the first calendar year whose total is at or above it. What lies beyond
the horizon stays explicit mass: a quantile there is None, never a year.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forecast.data import YearProfile
    from forecast.model.paths import SamplePaths

__all__ = ["DateDistribution", "DateInterval", "Month", "first_passage", "first_years"]


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year."""

    year: int
    month: int


@dataclass(frozen=True, slots=True)
class DateInterval:
    """A prediction interval of the year; an end that lies beyond the horizon is None.

    Parameters
    ----------
    level : float
        Its probability, 0.8 for "8 in 10".
    start, end : int or None
        First and last year.
    """

    level: float
    start: int | None
    end: int | None


@dataclass(frozen=True, eq=False)
class DateDistribution:
    """When a mark is first reached.

    Parameters
    ----------
    years : array of int, shape (T,)
        Consecutive calendar years, the last is the horizon.
    mass : array of float, shape (T, 12)
        Probability that the mark is first reached in that year, with the year-to-date total passing
        it in that month; what is missing to 1 lies beyond the horizon.
    draws : float
        Number of independent draws behind it.
    year_ends : int
        The month with which the years end.
    """

    years: NDArray[np.int64]
    mass: NDArray[np.float64]
    draws: float
    year_ends: int = 12

    def __post_init__(self) -> None:
        for name in ("years", "mass"):
            array = np.array(getattr(self, name))
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    @cached_property
    def _cdf(self) -> NDArray[np.float64]:
        # Rounded, so that what adds to 1 says 1.
        return np.asarray(np.minimum(np.cumsum(self.mass.sum(axis=1)).round(12), 1.0))

    @property
    def horizon(self) -> int:
        """The last year looked at."""
        return int(self.years[-1])

    def by(self, year: int) -> float:
        """Return the probability that the mark is first reached by the end of `year`."""
        if year < self.years[0]:
            return 0.0
        return float(self._cdf[min(year, self.horizon) - int(self.years[0])])

    @property
    def beyond(self) -> float:
        """The probability that the mark is not reached by the horizon."""
        return 1.0 - self.by(self.horizon)

    def quantile(self, probability: float) -> int | None:
        """Return the first year by which the mark is reached with `probability`, or None beyond."""
        reached = self._cdf >= probability - 1e-12
        return int(self.years[np.argmax(reached)]) if reached.any() else None

    @property
    def median(self) -> Month | None:
        """The calendar month by which the mark is as likely as not reached, or None beyond the horizon."""
        cumulated = np.cumsum(self.mass.ravel())
        reached = cumulated >= 0.5 - 1e-12
        if not reached.any():
            return None
        index = int(np.argmax(reached))
        count = int(self.years[0]) * 12 + index + self.year_ends - 12
        return Month(count // 12, count % 12 + 1)

    def interval(self, level: float) -> DateInterval:
        """Return the central prediction interval of the year."""
        return DateInterval(level, self.quantile((1 - level) / 2), self.quantile((1 + level) / 2))

    def simulation_error(self, probability: float) -> float:
        """Return the bound that the finite number of draws sets on a probability: two standard errors."""
        return 2 * math.sqrt(max(probability * (1 - probability), 0.0) / self.draws)


def first_years(paths: SamplePaths, mark: float, *, after: int | None = None) -> NDArray[np.int64]:
    """Return the year in which each path first reaches a mark, shape (N,); the year after the last for never.

    Parameters
    ----------
    paths : SamplePaths
    mark : float
        In the unit of the paths.
    after : int, optional
        Count only years after this one.
    """
    start = 0 if after is None else max(after + 1 - int(paths.years[0]), 0)
    at_or_above = paths.values[start:] >= mark
    never = int(paths.years[-1]) + 1
    return np.where(at_or_above.any(axis=0), int(paths.years[start]) + np.argmax(at_or_above, axis=0), never)


def first_passage(
    paths: SamplePaths, mark: float, profile: YearProfile, *, after: int | None = None, year_ends: int = 12
) -> DateDistribution:
    """Return when paths first reach a mark.

    Parameters
    ----------
    paths : SamplePaths
    mark : float
        In the unit of the paths.
    profile : YearProfile
        Tells in which month of the crossing year the year-to-date total passes the mark.
    after : int, optional
        Count only years after this one (a mark once reached and lost again).
    year_ends : int
        The month with which the years end.

    Returns
    -------
    DateDistribution
    """
    start = 0 if after is None else max(after + 1 - int(paths.years[0]), 0)
    years, values = paths.years[start:], paths.values[start:]
    at_or_above = values >= mark
    first = np.argmax(at_or_above, axis=0)
    crossing = values[first, np.arange(values.shape[1])]
    reached = crossing >= mark
    shares = np.exp(np.array(profile.log_share))
    shares[-1] = 1.0
    month = np.searchsorted(shares, mark / crossing[reached] * (1 - 1e-12))
    cells = first[reached] * 12 + np.minimum(month, 11)
    counts = np.bincount(cells, minlength=12 * len(years)).reshape(len(years), 12)
    return DateDistribution(years, counts / values.shape[1], paths.effective, year_ends)
