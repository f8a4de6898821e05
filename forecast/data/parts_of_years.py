"""Months, quarters and halves added up to annual totals and year-to-date levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.data.periods import Period
from forecast.data.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["added_up"]


def added_up(cells: Mapping[Span, float]) -> tuple[dict[Period, float], tuple[Span, ...]]:
    """Return the totals and the year-to-date levels that spans make, and the spans that make none.

    Parameters
    ----------
    cells : mapping of Span to float
        Years, halves, quarters, months and sums of months. A printed total stands before a sum.

    Returns
    -------
    tuple of (dict of Period to float, tuple of Span)
        Whole years; of years without a total the months from January on, and the same months of the complete years
        before, which teach what share of the year they are.
    """
    found = {Period(s.year, s.months): value for s, value in cells.items() if s.month == 1}
    sums: dict[int, dict[int, float]] = {}
    used: set[Span] = set()
    for year in sorted({s.year for s in cells}):
        sums[year], month, total = {}, 1, 0.0
        while month <= 12:
            span = next((Span(year, month, n) for n in (1, 3, 6) if Span(year, month, n) in cells), None)
            if span is None:
                break
            total, month = total + cells[span], month + span.months
            sums[year][month - 1] = total
            used.add(span)
    opened = [y for y in sums if sums[y] and Period(y) not in found and 12 not in sums[y]]
    last = max(sums) if sums else 0
    through = max(sums[last]) if opened and last in opened else 12
    for year, told in sums.items():
        if 12 in told:
            found.setdefault(Period(year), told[12])
        if through in told and through < 12 and (year == last or 12 in told or Period(year) in found):
            found.setdefault(Period(year, through), told[through])
    printed = {p: v for p, v in found.items() if p.is_year or _keeps(p, cells, found, last)}
    return printed, tuple(sorted(s for s in cells if s not in used and s.month != 1))


def _keeps(period: Period, cells: Iterable[Span], found: Mapping[Period, float], last: int) -> bool:
    """Return whether a level of first months says more than other levels: not January of a year told in full."""
    open_months = (p.months for p in found if p.year == last and not p.is_year and Period(last) not in found)
    months = max(open_months, default=12)
    single = Span(period.year, 1, period.months) in set(cells) and period.months in {1, 3, 6}
    return not single or period.months == months
