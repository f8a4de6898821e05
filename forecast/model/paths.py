"""Sample paths: years by draws of annual totals, past and future drawn together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["SamplePaths"]


#: Bins that the values at some ranks are looked for in, and values from which that is faster than to part them.
_BINS, _MANY = 8_192, 4_096


def _ranked(row: NDArray[np.float64], places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the values at some places of a row of positive numbers in order.

    Positive numbers are in the order of their bits, whose first are even steps of the logarithm: only numbers that
    share those with one looked for are put in order, a fourth of what it takes to part the row.
    """
    if len(row) < _MANY:
        return np.asarray(np.partition(row, places)[places])
    bits = np.ascontiguousarray(row).view(np.int64)
    lowest, highest = int(bits.min()), int(bits.max())
    if lowest == highest:
        return row[places]
    coarse = (bits - lowest) >> max((highest - lowest).bit_length() - _BINS.bit_length() + 1, 0)
    below = np.cumsum(np.bincount(coarse, minlength=_BINS))
    wanted = np.unique(np.searchsorted(below, places, side="right"))
    looked = np.zeros(len(below), dtype=np.bool_)
    looked[wanted] = True
    near = row[looked[coarse]]
    counts = np.diff(below, prepend=0)[wanted]
    # Where each bin begins in the row in order, less where it begins among those looked at.
    left_out = (below[wanted] - counts) - (np.cumsum(counts) - counts)
    own = places - left_out[np.searchsorted(below[wanted], places, side="right")]
    return np.asarray(np.partition(near, own)[own])


@dataclass(frozen=True, eq=False)
class SamplePaths:
    """Equally likely paths of annual totals, in the series' unit.

    Parameters
    ----------
    years : array of int, shape (T,)
        Consecutive calendar years.
    values : array of float, shape (T, N)
        Annual totals in full currency units, finite and positive.
    effective : float
        Number of independent draws that the paths are worth.
    """

    years: NDArray[np.int64]
    values: NDArray[np.float64]
    effective: float

    def simulation_error(self, probability: float) -> float:
        """Return the bound that the finite number of draws sets on a probability: two standard errors."""
        return 2 * math.sqrt(max(probability * (1 - probability), 0.0) / self.effective)

    def __post_init__(self) -> None:
        if self.values.shape[0] != self.years.shape[0]:
            msg = f"{self.values.shape[0]} rows of values for {self.years.shape[0]} years"
            raise ValueError(msg)
        for name in ("years", "values"):
            array = np.asarray(getattr(self, name)).view()
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    def changeable(self, *, copy: bool) -> NDArray[np.float64]:
        """Return the values to be changed: a copy, or these themselves where nobody else holds the paths.

        They are the largest arrays of all: a long history is tens of megabytes, in each thread.
        """
        values = self.values.copy() if copy else self.values.view()
        values.flags.writeable = True
        return values

    def quantiles(self, probabilities: Sequence[float]) -> NDArray[np.float64]:
        """Return quantiles of each year's total, shape (T, len(probabilities))."""
        count = self.values.shape[1]
        places = np.clip(np.ceil(np.asarray(probabilities) * count).astype(int) - 1, 0, count - 1)
        return np.array([_ranked(row, places) for row in self.values]).reshape(-1, len(places))

    def range(self, year: int) -> tuple[float, float]:
        """Return the lowest and the highest of one year's totals."""
        row = int(self.years.searchsorted(year))
        return float(self._lowest[row]), float(self._highest[row])

    @cached_property
    def _lowest(self) -> NDArray[np.float64]:
        return np.asarray(self.values.min(axis=1))

    @cached_property
    def _highest(self) -> NDArray[np.float64]:
        return np.asarray(self.values.max(axis=1))

    def row(self, year: int) -> NDArray[np.float64]:
        """Return the draws of one year's total, shape (N,)."""
        index = year - int(self.years[0])
        if not 0 <= index < len(self.years):
            msg = f"no year {year}: the paths run from {self.years[0]} to {self.years[-1]}"
            raise KeyError(msg)
        return np.asarray(self.values[index])
