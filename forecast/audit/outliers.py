"""Levels that make their year unlike the years beside it, in the same statistics.

Such a level may be true, so it is only pointed out and stays in the fit.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from forecast.audit.facts import Corroboration, OddChange, OddPart, SameMonths, Subject, YearTotal
from forecast.audit.findings import Finding
from forecast.audit.measures import PARTS, Book, Measure, above
from forecast.audit.units import mending_power
from forecast.data import Interval, Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.data import Flow, Statement

__all__ = ["odd_neighbours"]

#: 99 in 100 yearly changes of US trade with partners above $1bn stay within this many log points
#: (.61; docs/model.md's monthly panel), three standard deviations at a volatility of .2.
ODD_CHANGE = 0.6
#: In nine years of ten the exports and the imports of such a partner differ by less than this
#: many log points in growth (.41; the same panel, both parts at least a fifth of the total).
ODD_GAP = 0.4


@dataclass(frozen=True, slots=True)
class _Year:
    """What one year's figures make of its annual total."""

    measure: Measure
    total: Interval

    @property
    def printed(self) -> bool:
        """Whether the annual total itself is printed."""
        return self.measure.subject.period.is_year


def _years(book: Book) -> dict[tuple[str, Flow], dict[int, _Year]]:
    """Return each year's annual total by side and flow: as printed, else from its longest first months."""
    years: dict[tuple[str, Flow], dict[int, _Year]] = defaultdict(dict)
    for subject, measure in book.levels.items():
        # Subjects stand in order of period, so the longest months of a year come last and stay.
        if subject.period.from_start:
            total = measure.interval / book.share(subject.period.months)
            years[subject.statistics, subject.flow][subject.period.year] = _Year(measure, total)
    return years


def odd_neighbours(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each level that makes a year unlike the years beside it."""
    found: list[Finding] = []
    for (side, flow), years in _years(book).items():
        jumps = [year for year in sorted(years) if year - 1 in years and _jump(years, year)]
        used: set[int] = set()
        for year in jumps:
            if year in used:
                continue
            spike = year + 1 in jumps and _jump(years, year) * _jump(years, year + 1) < 0
            used |= {year, year + 1} if spike else {year}
            found.append(_odd_change(book, [years[y] for y in range(year - 1, year + 2 if spike else year + 1)]))
        if flow == "total":
            gaps = (
                _gap(book, side, years[y - 1], years[y]) for y in sorted(years) if y - 1 in years and y not in jumps
            )
            found += [gap for gap in gaps if gap]
    return tuple(found)


def _log(interval: Interval) -> Interval:
    return Interval(math.log(interval.low), math.log(interval.high))


def _jump(years: dict[int, _Year], year: int) -> int:
    """Return 1 for a rise on the year before beyond what trade does, -1 for such a fall, else 0."""
    change = _log(years[year].total / years[year - 1].total)
    return (change.low > ODD_CHANGE) - (change.high < -ODD_CHANGE)


def _as_total(book: Book, year: _Year) -> YearTotal:
    share = None if year.printed else book.share(year.measure.subject.period.months)
    return YearTotal(year.measure.printed, share, year.total)


def _odd_change(book: Book, years: Sequence[_Year]) -> Finding:
    odd = years[1] if len(years) > 2 else next((y for y in reversed(years) if not y.printed), years[-1])
    beside = years[0] if odd is not years[0] else years[1]
    k = mending_power(math.log(odd.total.middle / beside.total.middle))
    level = odd.measure.statements[0].level
    more, statements = _corroboration(book, odd.measure)
    return Finding(
        code="odd-neighbours",
        statements=book.ids([*(s for year in years for s in year.measure.statements), *statements]),
        facts=OddChange(
            odd=odd.measure.printed,
            years=tuple(_as_total(book, year) for year in years),
            changes=tuple(now.total / last.total for last, now in pairwise(years)),
            usual=Interval(math.exp(-ODD_CHANGE), math.exp(ODD_CHANGE)),
            meant=level.value * 10.0**k if k and level else None,
            more=more,
        ),
    )


def _part_levels(book: Book, part: Subject) -> tuple[Interval, Interval, list[Statement]] | None:
    """Return last year's and this year's level of a part, each narrowed by the other through its growth."""
    now, last, rate = book.levels.get(part), book.levels.get(part.year_before), book.rates.get(part)
    if rate is None:
        if now is None or last is None:
            return None
        return last.interval, now.interval, [*last.statements, *now.statements]
    used = [s for measure in (last, now, rate) if measure for s in measure.statements]
    after = last.interval * rate.interval if last else None
    before = now.interval / rate.interval if now else None
    this = _both(now.interval if now else None, after)
    that = _both(last.interval if last else None, before)
    return (that, this, used) if this and that else None


def _both(one: Interval | None, other: Interval | None) -> Interval | None:
    """Return what two readings of one number leave open; either may be missing."""
    return one.intersect(other) if one and other else one or other


def _rest(total: Interval, part: Interval) -> Interval | None:
    """Return what a part leaves of a total, kept above zero, or None when it leaves nothing."""
    rest, least = total - part, 1e-6 * total.high
    return Interval(max(rest.low, least), rest.high) if rest.high > least else None


def _gap(book: Book, side: str, last: _Year, now: _Year) -> Finding | None:
    """Return a finding when two totals make the other part move unlike a printed part."""
    year = now.measure.subject.period.of_year()
    for flow, other in (PARTS, PARTS[::-1]):
        part, rest = Subject(side, flow, year), Subject(side, other, year)
        if rest in book.rates or (rest in book.levels and rest.year_before in book.levels):
            continue
        levels = _part_levels(book, part)
        if levels is None:
            continue
        rests = _rest(last.total, levels[0]), _rest(now.total, levels[1])
        if rests[0] is None or rests[1] is None:
            continue
        grown, left = _log(levels[1] / levels[0]), _log(rests[1] / rests[0])
        if max(grown.low - left.high, left.low - grown.high) > ODD_GAP:
            return _gap_finding(book, (last, now), part, levels, (rests[0], rests[1]))
    return None


def _gap_finding(
    book: Book,
    years: tuple[_Year, _Year],
    part: Subject,
    levels: tuple[Interval, Interval, list[Statement]],
    rests: tuple[Interval, Interval],
) -> Finding:
    odd = next((year for year in reversed(years) if not year.printed), years[1])
    rate = book.rates.get(part)
    more, statements = _corroboration(book, odd.measure)
    return Finding(
        code="odd-neighbours",
        statements=book.ids([*(s for year in years for s in year.measure.statements), *levels[2], *statements]),
        facts=OddPart(
            odd=odd.measure.printed,
            years=(_as_total(book, years[0]), _as_total(book, years[1])),
            part=part,
            parts=levels[:2],
            rests=rests,
            growth=rate.printed if rate else None,
            part_change=levels[1] / levels[0],
            rest_change=rests[1] / rests[0],
            usual=math.exp(ODD_GAP),
            more=more,
        ),
    )


def _corroboration(book: Book, odd: Measure) -> tuple[Corroboration, list[Statement]]:
    """Return what else speaks against a level, and the statements that say it."""
    subject = odd.subject
    after, used = (None, []) if subject.period.is_year else _same_months(book, odd)
    longer = [
        measure
        for of, measure in book.levels.items()
        if (of.flow, of.period.year, of.period.skipped) == (subject.flow, subject.period.year, 0)
        and of.statistics != subject.statistics
        and of.period.months > subject.period.months
        and above(odd.interval, measure.interval)
    ]
    used = used + [s for measure in longer for s in measure.statements]
    return Corroboration(after, tuple(measure.printed for measure in longer)), used


def _same_months(book: Book, odd: Measure) -> tuple[SameMonths | None, list[Statement]]:
    """Return the same months a year later, as printed or as the next year's level and growth imply them."""
    subject = odd.subject.over(_year_after(odd.subject.period))
    period, level = subject.period, book.levels.get(subject)
    if level:
        found = SameMonths(period, level.interval, level.interval / odd.interval, level.printed, ())
        return found, list(level.statements)
    after = subject.over(_year_after(period))
    later, rate = book.levels.get(after), book.rates.get(after)
    if later is None or rate is None:
        return None, []
    implied = later.interval / rate.interval
    found = SameMonths(period, implied, implied / odd.interval, None, (later.printed, rate.printed))
    return found, [*later.statements, *rate.statements]


def _year_after(period: Period) -> Period:
    return period.at(period.year + 1)
