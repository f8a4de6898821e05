"""Levels that do not add up: parts against the total, first months against the year."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from forecast.audit.findings import Finding
from forecast.audit.measures import PARTS, Book, Measure, Subject, above
from forecast.audit.misprints import meant, times
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


def _slip(statement: Statement, needed: Interval) -> tuple[float, str] | None:
    """Return what a level was probably meant to be, and by which slip it was not printed so."""
    level = statement.level
    assert level is not None
    if needed.low <= 0 or needed.width > LOOSEST * needed.middle:
        return None
    for k in (3, -3, 1, -1, 2, -2, 6, -6):
        scaled = level.interval * Interval(10.0**k, 10.0**k)
        if scaled.meets(needed):
            return level.value * 10.0**k, f"{times(k)} the printed figure, a slip of the unit"
    digit = meant(level.value, level.resolution, needed)
    return None if digit is None else (digit, "one digit was lost in print")


def _bad_sum(book: Book, levels: Mapping[Flow, Measure]) -> Finding:
    subject = levels["total"].subject
    slips = {flow: slip for flow in FLOWS if (slip := _slip(levels[flow].statements[0], _needed(levels, flow)))}
    culprit = next(iter(slips)) if len(slips) == 1 else None
    words = {flow: book.quotes(levels[flow].statements, "level") for flow in FLOWS}
    parts_range = book.money_range(_needed(levels, "total"))
    if culprit:
        true, how = slips[culprit]
        reading = f"{book.money(true)} for the {words[culprit]} of {culprit}: {how}."
        treatment = f"The level {words[culprit]} of {culprit} is not used; the other two are."
    else:
        reading = "The parts leave something out or come from another set of figures; nothing printed says which."
        treatment = "Nothing is excluded: each flow is fitted on its own level, and the total is not narrowed by parts."
    return Finding(
        code="parts-do-not-sum",
        title=f"Exports and imports do not add up to the {book.words(subject)}.",
        statements=book.ids(s for flow in FLOWS for s in levels[flow].statements),
        arithmetic=(
            f"Exports {words['exports']} and imports {words['imports']} make {parts_range}; "
            f"the total is printed as {words['total']}, which allows {book.money_range(levels['total'].interval)}."
        ),
        likely_reading=reading,
        treatment=treatment,
        exclusions=levels[culprit].exclusions if culprit else (),
    )


def _part_above(book: Book, total: Measure, part: Measure) -> Finding:
    flow = part.subject.flow
    return Finding(
        code="parts-do-not-sum",
        title=f"{flow.capitalize()} alone are above the {book.words(total.subject)}.",
        statements=book.ids([*total.statements, *part.statements]),
        arithmetic=(
            f"{flow.capitalize()} are at least {book.money(part.interval.low)}, "
            f"the total at most {book.money(total.interval.high)}."
        ),
        likely_reading="One of the two counts something else or is a misprint; nothing printed says which.",
        treatment="Nothing is excluded: each flow is fitted on its own level.",
    )


def year_to_date_above_year(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each year whose first months exceed a longer part of it."""
    years: dict[tuple[str, Flow, int], list[Measure]] = defaultdict(list)
    for subject, level in book.levels.items():
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
    def said(measure: Measure) -> str:
        return f"{measure.subject.period.words} {book.quotes(measure.statements, 'level')}"

    short, long = pairs[0]
    subject: Subject = long.subject
    sums = "; ".join(
        f"{said(a)} is at least {book.money(a.interval.low)}, {said(b)} at most {book.money(b.interval.high)}"
        for a, b in pairs
    )
    return Finding(
        code="year-to-date-above-year",
        title=(
            f"{subject.flow_words.capitalize()} in {short.subject.period.words} is printed above that of "
            f"{subject.period.words}, which holds it ({book.whose(subject)})."
        ),
        statements=book.ids(s for pair in pairs for measure in pair for s in measure.statements),
        arithmetic=f"{sums}; a total cannot shrink as months are added.",
        likely_reading=(
            "The figures count different things, were revised in between, or one is a misprint; "
            "nothing printed says which."
        ),
        treatment="Nothing is excluded: each figure is used with its own precision.",
    )
