"""The balance: how likely exports exceed imports, by the ratio of both flows (docs/model.md)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecast.errors import FitError
from forecast.model import FEWEST_YEARS

if TYPE_CHECKING:
    from forecast.forecasting.fitted import Fitted

__all__ = ["Surplus", "surplus_of"]


@dataclass(frozen=True, slots=True)
class Surplus:
    """How likely the reporter's exports exceed its imports, by one side's statistics.

    Parameters
    ----------
    statistics : str
    first_year, last_year : int
        Of the years with both flows known, that it rests on.
    probabilities : tuple of (int, float)
        Of each year after the last that is not over on the as-of day: a past one is decided, and only not printed yet.
    simulation_error : float
        Two standard errors of a chance of a half.
    """

    statistics: str
    first_year: int
    last_year: int
    probabilities: tuple[tuple[int, float], ...]
    simulation_error: float

    def in_year(self, year: int) -> float | None:
        """Return the probability of a year, None where none is told."""
        return dict(self.probabilities).get(year)


def surplus_of(fitted: Fitted) -> Surplus:
    """Return how likely exports exceed imports in each year that is not over, to the horizon.

    Parameters
    ----------
    fitted : Fitted
        Whatever flow it is about; its side's statistics of both count.

    Raises
    ------
    FitError
        Under a scenario, which acts on one series of levels; or when too few years have both flows.
    """
    ground, flows = fitted.ground, fitted.flows
    if ground.scenario:
        msg = "the chance of a surplus is told without a scenario, which acts on one series of levels; leave it out"
        raise FitError(msg)
    if flows is None:
        msg = f"the chance of a surplus needs exports and imports of {FEWEST_YEARS} years, and fewer have both"
        raise FitError(msg)
    years = flows.ratio.years
    first = max(years[-1] + 1, ground.running_year)
    drawn = flows.log_ratios(until=max(ground.horizon, first), draws=fitted.draws, seed=ground.seed)
    told = tuple((year, float((ratio > 0).mean())) for year, ratio in drawn if year >= first)
    return Surplus(fitted.statistics, years[0], years[-1], told, 1 / math.sqrt(fitted.draws))
