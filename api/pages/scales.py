"""Axes of charts: maps from values to places, and their marks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecast import words
from forecast.report import round_years

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["LogScale", "Scale", "Tick", "log_ticks", "round_ticks", "year_ticks"]


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight map from values to places."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value, to a tenth of a unit."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


@dataclass(frozen=True, slots=True)
class LogScale(Scale):
    """A map that gives equal growth equal room; what lies below its low end is drawn there."""

    def __call__(self, value: float) -> float:
        """Return the place of a value, to a tenth of a unit."""
        share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        return round(self.start + share * (self.end - self.start), 1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


def round_ticks(top: float, unit: str, y: Scale) -> tuple[Tick, ...]:
    """Return marks at round amounts, about five of them."""
    rough = top / 5
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= rough)
    return tuple(Tick(y(step * i), words.money(step * i, unit) if i else "0") for i in range(int(top / step) + 1))


def log_ticks(scale: LogScale, unit: str) -> tuple[Tick, ...]:
    """Return marks at 1, 2 and 5 of each power of ten, at most eight."""
    powers = range(math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high)) + 1)
    found = [m * 10.0**power for power in powers for m in (1, 2, 5) if scale.low <= m * 10.0**power <= scale.high]
    shown = found if len(found) <= 8 else [value for value in found if f"{value:e}"[0] == "1"]
    return tuple(Tick(scale(value), words.money(value, unit)) for value in shown)


def year_ticks(years: Sequence[int], x: Scale) -> tuple[Tick, ...]:
    """Return marks at round years, at most nine."""
    return tuple(Tick(x(year), words.year_words(year)) for year in round_years(years, 8))
