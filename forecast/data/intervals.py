"""Intervals of positive numbers: what a printed figure allows the truth to be.

Interval arithmetic on closed intervals, exact but for binary rounding; an empty result is `None`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Interval"]


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A closed interval of real numbers.

    Parameters
    ----------
    low, high : float
        Its ends, finite, `low <= high`.

    Examples
    --------
    >>> Interval(1.0, 2.0) + Interval(0.5, 0.5)
    Interval(low=1.5, high=2.5)
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low <= self.high):
            msg = f"not an interval: {self.low} to {self.high}"
            raise ValueError(msg)

    def __add__(self, other: Interval) -> Interval:
        """Return every sum of a number in this interval and one in the other."""
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        """Return every difference of a number in this interval and one in the other."""
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        """Return every product of a number in this interval and one in the other."""
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        """Return every quotient; the divisor must be positive throughout."""
        if other.low <= 0:
            msg = f"division by an interval that is not positive: {other}"
            raise ValueError(msg)
        return self * Interval(1 / other.high, 1 / other.low)

    @property
    def middle(self) -> float:
        """The arithmetic middle."""
        return (self.low + self.high) / 2

    @property
    def width(self) -> float:
        """`high - low`."""
        return self.high - self.low

    def contains(self, number: float) -> bool:
        """Return whether `number` lies in the closed interval."""
        return self.low <= number <= self.high

    def meets(self, other: Interval) -> bool:
        """Return whether the two intervals share a point.

        A relative slack of 1e-9 keeps binary rounding of decimal prints from ever being a
        contradiction.
        """
        slack = 1e-9 * max(abs(self.low), abs(self.high), abs(other.low), abs(other.high))
        return self.low <= other.high + slack and other.low <= self.high + slack

    def intersect(self, other: Interval) -> Interval | None:
        """Return the common part, or None when the intervals do not meet."""
        if not self.meets(other):
            return None
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(min(low, high), max(low, high))

    @staticmethod
    def hull(intervals: Iterable[Interval]) -> Interval:
        """Return the smallest interval that holds all of `intervals` (at least one)."""
        members = tuple(intervals)
        return Interval(min(i.low for i in members), max(i.high for i in members))

    @staticmethod
    def intersection(intervals: Iterable[Interval]) -> Interval | None:
        """Return what all of `intervals` (at least one) have in common, or None."""
        members = tuple(intervals)
        low, high = max(i.low for i in members), min(i.high for i in members)
        if low <= high:
            return Interval(low, high)
        # Some meet by binary rounding at most.
        common: Interval | None = members[0]
        for interval in members[1:]:
            common = common.intersect(interval) if common else None
        return common
