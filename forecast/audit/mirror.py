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

from forecast.audit.findings import Finding
from forecast.audit.measures import Book, Measure
from forecast.data import FLOWS, Flow, Interval, Period

__all__ = ["sides_apart", "sides_differ"]

#: The log ratio of two sides' statistics of one flow stays below this in 95 % of pairs (MODEL.md) ...
FARTHEST = 0.56
#: ... and within this of the pair's own usual log ratio.
FARTHEST_FROM_USUAL = 0.34
#: A usual ratio needs at least this many other periods.
FEWEST_COMMON = 2

_Pairs = Mapping[Period, tuple[Measure, Measure]]


def _common(book: Book) -> list[tuple[tuple[str, str], Flow, _Pairs]]:
    """Return, for each two sides and each flow, the levels that both print of one period."""
    levels: dict[tuple[str, Flow], dict[Period, Measure]] = defaultdict(dict)
    for of, measure in book.levels.items():
        levels[of.statistics, of.flow][of.period] = measure
    found: list[tuple[tuple[str, str], Flow, _Pairs]] = []
    for sides in combinations(book.series.sides, 2):
        for flow in FLOWS:
            one, two = (levels.get((side, flow), {}) for side in sides)
            pairs = {period: (one[period], two[period]) for period in sorted(one.keys() & two.keys())}
            if pairs:
                found.append((sides, flow, pairs))
    return found


def _log_ratio(pair: tuple[Measure, Measure]) -> Interval:
    ratio = pair[1].interval / pair[0].interval
    return Interval(math.log(ratio.low), math.log(ratio.high))


def _too_far(ratios: Mapping[Period, Interval], period: Period) -> str:
    """Return why two sides' log ratio in a period is too far from nought or from usual, or an empty text."""
    ratio = ratios[period]
    if ratio.low > FARTHEST or ratio.high < -FARTHEST:
        return f"in 95 of 100 pairs of statistics one side is below {math.exp(FARTHEST):.2f} times the other"
    others = [other.middle for of, other in ratios.items() if of != period]
    if len(others) >= FEWEST_COMMON:
        usual = median(others)
        if ratio.low - usual > FARTHEST_FROM_USUAL or usual - ratio.high > FARTHEST_FROM_USUAL:
            return (
                f"in {len(others)} other periods the second is about {math.exp(usual):.2f} times the first, and 95 of "
                f"100 pairs stay within a factor of {math.exp(FARTHEST_FROM_USUAL):.2f} of what is usual for them"
            )
    return ""


def _against(book: Book, pair: tuple[Measure, Measure]) -> str:
    """Return two sides' figures with what they allow, and their ratio."""
    ratio = pair[1].interval / pair[0].interval
    low, high = f"{ratio.low:.2f}", f"{ratio.high:.2f}"
    said = " against ".join(
        f"{book.quotes(m.statements, 'level')} ({book.money_range(m.interval)}) by {book.whose(m.subject)}"
        for m in pair
    )
    return f"{said}, {low if low == high else f'{low} to {high}'} times as much"


def sides_apart(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each period in which two sides are farther apart than statistics are."""
    found: list[Finding] = []
    for sides, _, pairs in _common(book):
        first, second = (book.side(side) for side in sides)
        ratios = {period: _log_ratio(pair) for period, pair in pairs.items()}
        for period, pair in pairs.items():
            why = _too_far(ratios, period)
            if not why:
                continue
            flow = pair[0].subject.flow_words
            found.append(
                Finding(
                    code="sides-apart",
                    title=f"The figures of {first} and {second} for {flow} in {period.words} are too far apart.",
                    statements=book.ids(s for m in pair for s in m.statements),
                    arithmetic=f"{_against(book, pair)}; {why}.",
                    likely_reading="One of the two counts something else, or is printed in the wrong unit or currency.",
                    treatment="Nothing is excluded: each side's statistics are fitted alone.",
                )
            )
    return tuple(found)


def sides_differ(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each flow whose annual totals two sides cannot both mean alike."""
    found: list[Finding] = []
    for sides, _, pairs in _common(book):
        ratios = {period: _log_ratio(pair) for period, pair in pairs.items()}
        years = {
            period: pair
            for period, pair in pairs.items()
            if period.is_year and not pair[0].interval.meets(pair[1].interval) and not _too_far(ratios, period)
        }
        if not years:
            continue
        first, second = (book.side(side) for side in sides)
        flow = next(iter(years.values()))[0].subject.flow_words
        named = " and ".join(", ".join(period.words for period in years).rsplit(", ", 1))
        found.append(
            Finding(
                code="sides-differ",
                title=f"{first} and {second} count {flow} differently: their figures for {named} are not the same.",
                statements=book.ids(s for pair in years.values() for m in pair for s in m.statements),
                arithmetic="; ".join(f"{period.words}: {_against(book, pair)}" for period, pair in years.items()) + ".",
                likely_reading=(
                    "Both can be right: the two statistics differ in prices, dates and in goods that reach the "
                    "partner through other places."
                ),
                treatment="Nothing is excluded: each side's statistics are fitted alone, and an answer names its side.",
            )
        )
    return tuple(found)
