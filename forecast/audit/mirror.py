"""Two sides' statistics of one flow: how far apart they are, and when that is too far.

They differ for good reasons (prices with or without freight, goods that go through third
places), so a difference alone is no error. The bounds are those of many pairs of statistics.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations
from statistics import median

from forecast.audit.facts import SidesApart, SidesDiffer, TwoSides
from forecast.audit.findings import Finding
from forecast.audit.measures import Book, Measure
from forecast.data import FLOWS, Flow, Interval, Period

__all__ = ["sides_apart", "sides_differ"]

#: The log ratio of two sides' statistics of one flow stays below this in 95 % of pairs (docs/model.md) ...
FARTHEST = 0.56
#: ... and within this of the pair's own usual log ratio.
FARTHEST_FROM_USUAL = 0.34
#: A usual ratio needs at least this many other periods.
FEWEST_COMMON = 2

_Pairs = Mapping[Period, tuple[Measure, Measure]]


def _common(book: Book) -> list[_Pairs]:
    """Return, for each two sides and each flow, the levels that both print, by period."""
    levels: dict[tuple[str, Flow], dict[Period, Measure]] = defaultdict(dict)
    for of, measure in book.levels.items():
        levels[of.statistics, of.flow][of.period] = measure
    found: list[_Pairs] = []
    for sides in combinations(book.series.sides, 2):
        for flow in FLOWS:
            one, two = (levels.get((side, flow), {}) for side in sides)
            pairs = {period: (one[period], two[period]) for period in sorted(one.keys() & two.keys())}
            if pairs:
                found.append(pairs)
    return found


def _log_ratio(pair: tuple[Measure, Measure]) -> Interval:
    ratio = pair[1].interval / pair[0].interval
    return Interval(math.log(ratio.low), math.log(ratio.high))


def _two(pair: tuple[Measure, Measure]) -> TwoSides:
    return TwoSides(pair[0].printed, pair[1].printed, pair[1].interval / pair[0].interval)


def _apart(pairs: _Pairs) -> Mapping[Period, SidesApart]:
    """Return the periods in which two sides are too far apart: from each other, or from what is usual for them."""
    ratios = {period: _log_ratio(pair) for period, pair in pairs.items()}
    found: dict[Period, SidesApart] = {}
    for period, ratio in ratios.items():
        others = [other.middle for of, other in ratios.items() if of != period]
        if ratio.low > FARTHEST or ratio.high < -FARTHEST:
            found[period] = SidesApart(_two(pairs[period]), math.exp(FARTHEST))
        elif len(others) >= FEWEST_COMMON:
            usual = median(others)
            if ratio.low - usual > FARTHEST_FROM_USUAL or usual - ratio.high > FARTHEST_FROM_USUAL:
                sides, factor = _two(pairs[period]), math.exp(FARTHEST_FROM_USUAL)
                found[period] = SidesApart(sides, factor, math.exp(usual), len(others))
    return found


def sides_apart(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each period in which two sides are farther apart than statistics are."""
    return tuple(
        Finding("sides-apart", book.ids(s for m in pairs[period] for s in m.statements), facts)
        for pairs in _common(book)
        for period, facts in _apart(pairs).items()
    )


def sides_differ(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each flow whose annual totals two sides cannot both mean alike."""
    found: list[Finding] = []
    for pairs in _common(book):
        apart = _apart(pairs)
        years = [
            pair
            for period, pair in pairs.items()
            if period.is_year and not pair[0].interval.meets(pair[1].interval) and period not in apart
        ]
        if years:
            ids = book.ids(s for pair in years for m in pair for s in m.statements)
            found.append(Finding("sides-differ", ids, SidesDiffer(tuple(_two(pair) for pair in years))))
    return tuple(found)
