"""Whether figures of a panel can be millions of dollars: beside world trade, and what is shipped of its pairs."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from forecast.data import catalog
from forecast.errors import ForecastError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["beside_shipped", "beyond_world_trade"]

#: Goods that the world exported, billions of dollars (WTO); between them it is taken to have grown evenly.
_WORLD = {
    1948: 59, 1953: 84, 1963: 157, 1973: 579, 1980: 2_036, 1990: 3_490, 2000: 6_454, 2010: 15_301, 2022: 24_900,
    2025: 26_000,
}  # fmt: skip
#: The largest pair of a year has at most a tenth of the world's trade, the k largest the root of k times as much, and
#: never all of it; twice that is allowed for, since one trade stands in two books at two prices.
_LARGEST, _ALLOWED = 0.1, 2.0
#: A panel is another size than what is shipped of its pairs when it is so many times as large or as small.
_OTHER_SIZE = 30.0
#: Pairs looked up, and pair-years that must be known of them.
_LOOKED_AT, _ENOUGH = 40, 3
_TWO_NAMES = re.compile(r"[^\W\d_].*\s?[-/–—]\s?.*[^\W\d_]")


def _world(year: int) -> float:
    """Return the world's trade of a year, millions of dollars."""
    return float(np.exp(np.interp(year, list(_WORLD), np.log(list(_WORLD.values()))))) * 1e3


def beyond_world_trade(years: Sequence[int], millions: Sequence[float], *, parts: int = 1) -> Iterator[int]:
    """Yield the place of the largest figure of each year whose largest pairs together trade more than such pairs can.

    Parameters
    ----------
    years : sequence of int
        Years, or months as year * 100 + month.
    millions : sequence of float
        Totals of pairs, millions of dollars.
    parts : int
        How many periods a year has.

    Examples
    --------
    >>> list(beyond_world_trade([2010, 2010], [40_000.0, 9_000.0])), list(beyond_world_trade([2010], [40_000_000.0]))
    ([], [0])
    """
    at, value = np.asarray(years, dtype=int), np.nan_to_num(np.asarray(millions, dtype=float))
    for year in np.unique(at):
        places = np.flatnonzero(at == year)
        ordered = places[np.argsort(-value[places])]
        most = np.minimum(1.0, _LARGEST * np.sqrt(np.arange(1, len(ordered) + 1))) * _ALLOWED
        if (np.cumsum(value[ordered]) > most * _world(int(year if parts == 1 else year // 100)) / parts).any():
            yield int(ordered[0])


def _shipped(name: str) -> dict[int, float]:
    """Return what is shipped of a pair by year, millions of dollars; empty for a pair that is not known."""
    try:
        series = catalog.series(name) if _TWO_NAMES.fullmatch(name) else None
    except ForecastError:
        return {}
    if series is None or series.unit != "USD":
        return {}
    return {
        s.period.year: s.level.value / 1e6
        for s in series.select(statistics=series.sides[0], flow="total")
        if s.level and s.period.is_year
    }


def beside_shipped(pairs: Sequence[str], years: Sequence[int], millions: Sequence[float]) -> tuple[int, float] | None:
    """Return the place of the first figure of a panel of another size than what is shipped, and how many times it is.

    None where nothing is shipped of its pairs, or where the sizes are alike.

    Parameters
    ----------
    pairs : sequence of str
        Names of two sides.
    years : sequence of int
    millions : sequence of float

    Examples
    --------
    >>> beside_shipped(["India-UAE"] * 3, [2016, 2017, 2018], [5e7, 5e7, 6e7])[0]
    0
    """
    known = {name: found for name in list(dict.fromkeys(pairs))[:_LOOKED_AT] if (found := _shipped(name))}
    ratios = [
        (at, value / known[name][year])
        for at, (name, year, value) in enumerate(zip(pairs, years, millions, strict=True))
        if known.get(name, {}).get(year) and value > 0
    ]
    if len(ratios) < _ENOUGH:
        return None
    times = median(ratio for _, ratio in ratios)
    return (ratios[0][0], times) if not 1 / _OTHER_SIZE < times < _OTHER_SIZE else None
