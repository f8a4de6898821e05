"""Arithmetic checks over published statements.

Published figures are held against each other: against what else is printed about the same
thing, last year, the parts, the rest of the year, the years around, and the other side's
statistics. Every print is taken with all that rounding or cutting its digits allows, so rounding
alone never makes a finding. A finding is a code, its statements and the numbers that prove it; what
it says in words is made by `forecast.words`. A printed quantity is kept out of the fit only by
a finding that lists it; what was probably meant is shown and never fed back.

The checks run in a fixed order. What one excludes, the later ones do not see, so that a
contradiction is found once, where it is best explained.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.audit.disagreements import disagreeing_levels, disagreeing_rates
from forecast.audit.findings import Exclusion, Finding
from forecast.audit.growth_rates import false_growth, growth_outside_parts
from forecast.audit.measures import Book
from forecast.audit.mirror import sides_apart, sides_differ
from forecast.audit.outliers import odd_neighbours
from forecast.audit.sums import parts_do_not_sum, year_to_date_above_year
from forecast.audit.units import unit_slips

if TYPE_CHECKING:
    from collections.abc import Callable

    from forecast.data import Period, Series, YearProfile

__all__ = ["audit"]

#: Slips of a power of ten first: they would make everything beside them look wrong. Levels are
#: settled before the growth rates that are held against them.
_CHECKS: tuple[Callable[[Book], tuple[Finding, ...]], ...] = (
    unit_slips,
    disagreeing_levels,
    parts_do_not_sum,
    false_growth,
    disagreeing_rates,
    growth_outside_parts,
    year_to_date_above_year,
    odd_neighbours,
    sides_apart,
    sides_differ,
)


def audit(series: Series, profile: YearProfile) -> tuple[Finding, ...]:
    """Return what the statements of a series say against each other.

    Parameters
    ----------
    series : Series
        Already cut to what was known; all its sides and flows are looked at.
    profile : YearProfile
        How a year fills up, to hold first months against whole years.

    Returns
    -------
    tuple of Finding
        In order of the earliest period they are about, code and statements, whatever the order
        of the statements.
    """
    book, found = Book.of(series, profile), list[Finding]()
    for check in _CHECKS:
        findings = check(book)
        found += findings
        book = book.without(findings)
    periods = {s.id: s.period for s in series.statements}

    def order(finding: Finding) -> tuple[Period, str, tuple[str, ...], tuple[Exclusion, ...], str]:
        first = min(periods[name] for name in finding.statements)
        # Two findings about the same statements that exclude nothing are told apart by their numbers alone.
        numbers = "" if finding.exclusions else repr(finding.facts)
        return first, finding.code, finding.statements, finding.exclusions, numbers

    return tuple(sorted(found, key=order))
