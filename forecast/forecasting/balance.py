"""The balance: how likely exports exceed imports, from both flows modelled together (docs/model.md)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecast.errors import FitError
from forecast.model import FEWEST_YEARS, LONGEST_HORIZON, measure, surplus_probabilities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.forecasting.fitted import Fitted

__all__ = ["Surplus", "surplus_of"]

#: More years of both flows than this tell nothing of the next.
_MOST_YEARS = 40


@dataclass(frozen=True, slots=True)
class Surplus:
    """How likely the reporter's exports exceed its imports, by one side's statistics.

    Parameters
    ----------
    statistics : str
    first_year, last_year : int
        The years in a row, both flows known, that it rests on.
    probabilities : tuple of (int, float)
        Of each year after the last.
    """

    statistics: str
    first_year: int
    last_year: int
    probabilities: tuple[tuple[int, float], ...]

    def in_year(self, year: int) -> float | None:
        """Return the probability of a year, None where none is told."""
        return dict(self.probabilities).get(year)


def _in_a_row(exports: Mapping[int, float], imports: Mapping[int, float]) -> range:
    """Return the latest years in a row in which both flows are known."""
    both = exports.keys() & imports.keys()
    last = first = max(both, default=0)
    while first - 1 in both and last - first + 1 < _MOST_YEARS:
        first -= 1
    return range(first, last + 1) if both else range(0)


def surplus_of(fitted: Fitted) -> Surplus:
    """Return how likely exports exceed imports in each year to the horizon.

    Parameters
    ----------
    fitted : Fitted
        Whatever flow it is about; its side's statistics of both count.

    Raises
    ------
    FitError
        Under a scenario, which acts on one series of levels; or when too few years in a row have both flows.
    """
    ground = fitted.ground
    if ground.scenario:
        msg = "the chance of a surplus is told without a scenario, which acts on one flow; leave the scenario out"
        raise FitError(msg)
    exports, imports = (
        {
            year: math.exp(level.log_mean)
            for year, level in measure(fitted.series, fitted.findings, statistics=fitted.statistics, flow=flow)
            .annual_levels()
            .items()
        }
        for flow in ("exports", "imports")
    )
    years = _in_a_row(exports, imports)
    if len(years) < FEWEST_YEARS:
        msg = (
            f"the chance of a surplus needs exports and imports of {FEWEST_YEARS} years in a row; the latest in a row "
            f"are {len(years)}"
        )
        raise FitError(msg)
    ahead = min(max(ground.horizon - years[-1], 1), LONGEST_HORIZON)
    chances = surplus_probabilities(
        [[exports[year] for year in years]],
        [[imports[year] for year in years]],
        horizon=ahead,
        last_year=years[-1],
        seed=ground.seed,
        priors=fitted.priors,
    )[0]
    told = tuple((years[-1] + k, float(chance)) for k, chance in enumerate(chances, start=1))
    return Surplus(fitted.statistics, years[0], years[-1], told)
