"""Levels that do not add up: parts against the total, first months against the year."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from forecast.audit.facts import BadSum, PartAbove, ShrinkingYear
from forecast.audit.findings import Finding
from forecast.audit.measures import PARTS, Book, Measure, above
from forecast.audit.misprints import meant
from forecast.data import FLOWS, Flow, Interval, Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["parts_do_not_sum", "year_to_date_above_year"]

#: What a level would have to be must be known this well, as a share of itself, to tell a slip from chance.
LOOSEST = 0.2


def parts_do_not_sum(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each total that its parts do not make, or that one part exceeds."""
    found: list[Finding] = []
    for subject, total in book.levels.items():
        if subject.flow != "total":
            continue
        parts = {part: book.levels[subject.of(part)] for part in PARTS if subject.of(part) in book.levels}
        if len(parts) == len(PARTS):
            if not total.interval.meets(parts["exports"].interval + parts["imports"].interval):
                found.append(_bad_sum(book, {"total": total, **parts}))
        else:
            found += [_part_above(book, total, part) for part in parts.values() if above(part.interval, total.interval)]
    return tuple(found)


def _needed(levels: Mapping[Flow, Measure], flow: Flow) -> Interval:
    """Return what one of the three would have to be, given the other two."""
    total, exports, imports = (levels[f].interval for f in FLOWS)
    return {"total": exports + imports, "exports": total - imports, "imports": total - exports}[flow]


def _slip(statement: Statement, needed: Interval) -> tuple[float, int] | None:
    """Return what a level was probably meant to be, and as what power of ten of its print; 0 for a lost digit."""
    level = statement.level
    assert level is not None
    if needed.low <= 0 or needed.width > LOOSEST * needed.middle:
        return None
    for k in (3, -3, 1, -1, 2, -2, 6, -6):
        scaled = level.interval * Interval(10.0**k, 10.0**k)
        if scaled.meets(needed):
            return level.value * 10.0**k, k
    digit = meant(level.value, level.resolution, needed)
    return None if digit is None else (digit, 0)


def _bad_sum(book: Book, levels: Mapping[Flow, Measure]) -> Finding:
    slips = {flow: slip for flow in FLOWS if (slip := _slip(levels[flow].statements[0], _needed(levels, flow)))}
    culprit = next(iter(slips)) if len(slips) == 1 else None
    true, power = slips[culprit] if culprit else (None, 0)
    return Finding(
        code="parts-do-not-sum",
        statements=book.ids(s for flow in FLOWS for s in levels[flow].statements),
        facts=BadSum(
            levels=(levels["total"].printed, levels["exports"].printed, levels["imports"].printed),
            parts=_needed(levels, "total"),
            culprit=culprit,
            meant=true,
            power=power,
        ),
        exclusions=levels[culprit].exclusions if culprit else (),
    )


def _part_above(book: Book, total: Measure, part: Measure) -> Finding:
    return Finding(
        code="parts-do-not-sum",
        statements=book.ids([*total.statements, *part.statements]),
        facts=PartAbove(part.printed, total.printed),
    )


def year_to_date_above_year(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each year whose first months exceed a longer part of it."""
    years: dict[tuple[str, Flow, int], list[Measure]] = defaultdict(list)
    for subject, level in book.levels.items():
        if subject.period.from_start:
            years[subject.statistics, subject.flow, subject.period.year].append(level)
    found: list[Finding] = []
    for levels in years.values():
        levels.sort(key=_months)
        pairs = [(short, long) for short, long in combinations(levels, 2) if above(short.interval, long.interval)]
        if pairs:
            found.append(_falling_year(book, pairs))
    return tuple(found)


def _months(measure: Measure) -> int:
    return measure.subject.period.months


def _falling_year(book: Book, pairs: list[tuple[Measure, Measure]]) -> Finding:
    return Finding(
        code="year-to-date-above-year",
        statements=book.ids(s for pair in pairs for measure in pair for s in measure.statements),
        facts=ShrinkingYear(tuple((short.printed, long.printed) for short, long in pairs)),
    )
