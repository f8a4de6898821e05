"""Levels printed in the wrong unit: a power of ten away from the years around them.

Million for billion is the common one. Such a level is set aside when nothing else printed speaks
for it; what was meant is shown and never fed back.
"""

from __future__ import annotations

import math
from collections import defaultdict
from statistics import median, median_high, median_low
from typing import TYPE_CHECKING

from forecast.audit.facts import Printed, Subject, WrongUnit
from forecast.audit.findings import Finding
from forecast.audit.measures import Book, exclusions_of, trust
from forecast.data import FLOWS, Flow, Period, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["mending_power", "unit_slips"]

#: A slip of the unit stands at least this factor off its neighbours as printed ...
SLIP_FACTOR = 5.0
#: ... and within this factor of them once it is put right.
MENDED_FACTOR = 2.0
#: A slip by ten to this power needs no other proof. Changes by 10 or 100 do happen (28 in 38,000 pair-years
#: of docs/model.md's annual panel; Belarus bought Azerbaijan's oil in 2011), changes by 1,000 do not (none there).
CERTAIN_POWER = 3
#: A print confirms a mended level within this factor.
CONFIRMED_FACTOR = 1.25
#: Levels more years away than this say nothing about a unit.
SLIP_YEARS = 5


def unit_slips(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each level printed a power of ten away from the years around it."""
    own = {subject: [_log_year(book, s) for s in measure.statements] for subject, measure in book.levels.items()}
    logs: dict[tuple[str, Flow], dict[Period, float]] = defaultdict(dict)
    for subject, years in own.items():
        logs[subject.statistics, subject.flow][subject.period] = median(years)
    found: list[Finding] = []
    for subject, measure in book.levels.items():
        year = subject.period.year
        around = {
            period: value
            for period, value in logs[subject.statistics, subject.flow].items()
            if abs(period.year - year) <= SLIP_YEARS and period != subject.period
        }
        if not around:
            continue
        middles = median_low(around.values()), median_high(around.values())
        slipped: dict[tuple[float, int], list[Statement]] = defaultdict(list)
        for s, log in zip(measure.statements, own[subject], strict=True):
            k = _slip(log, middles)
            if s.level and k and _confirmed(book, s, k) and not _backed(book, s, around):
                slipped[s.level.value, k].append(s)
        found += [_unit_slip(book, wrong, k, around) for (_, k), wrong in slipped.items()]
    return tuple(found)


def _log_year(book: Book, statement: Statement) -> float:
    """Return the log of the annual total that a printed level usually means."""
    assert statement.level is not None
    return book.usual_log_year(statement.level.value, statement.period)


def mending_power(off: float) -> int:
    """Return the power of ten that mends a level `off` log points from its neighbours, or 0."""
    if abs(off) < math.log(SLIP_FACTOR):
        return 0
    k = -round(off / math.log(10))
    return k if abs(off + k * math.log(10)) <= math.log(MENDED_FACTOR) else 0


def _slip(own: float, middles: tuple[float, float]) -> int:
    """Return the power of ten that mends a level on the log scale, or 0 when it is no slip.

    Both middle values of the years around must tell the same, so that one slip among them does
    not make its neighbours look wrong.
    """
    low, high = (mending_power(own - middle) for middle in middles)
    return low if low == high else 0


def _backed(book: Book, statement: Statement, around: dict[Period, float]) -> bool:
    """Return whether anything printed speaks for a level that looks like a slip of the unit.

    A collapse or a boom of that size is possible: then the year before or after, the printed
    growth, or the other side's statistics show it too.
    """
    level = statement.level
    assert level is not None
    near, own = math.log(SLIP_FACTOR), _log_year(book, statement)
    subject = Subject(statement.statistics, statement.flow, statement.period)
    if any(abs(own - log) < near for period, log in around.items() if abs(period.year - subject.period.year) <= 1):
        return True
    if any(abs(math.log(level.value / amount)) < near for amount in _implied(book, subject)):
        return True
    return len(around) == 1 and not _weaker(book, statement, subject.over(next(iter(around))))


def _confirmed(book: Book, statement: Statement, k: int) -> bool:
    """Return whether a slip can be told from a real change: always by a thousand, else by other prints.

    A slip by 10 or 100 takes another print that gives the mended level: the other side, a year
    and its growth, the parts, or another report about the same thing.
    """
    level = statement.level
    assert level is not None
    if abs(k) >= CERTAIN_POWER:
        return True
    subject = Subject(statement.statistics, statement.flow, statement.period)
    levels = {flow: book.levels.get(subject.of(flow)) for flow in FLOWS}
    total, exports, imports = (m.interval.middle if m else None for m in levels.values())
    sums = {
        "total": exports + imports if exports and imports else None,
        "exports": total - imports if total and imports else None,
        "imports": total - exports if total and exports else None,
    }
    said = [s.level.value for s in book.levels[subject].statements if s.level]
    amounts = [*_implied(book, subject), *said, sums[statement.flow] or 0.0]
    mended = level.value * 10.0**k
    return any(abs(math.log(mended / amount)) <= math.log(CONFIRMED_FACTOR) for amount in amounts if amount > 0)


def _implied(book: Book, subject: Subject) -> list[float]:
    """Return what the other sides print of a level, and what the years beside it and their growth imply."""
    amounts = [
        other.interval.middle
        for side, other in book.levels_by_side.get((subject.flow, subject.period), {}).items()
        if side != subject.statistics
    ]
    after = subject.over(subject.period.at(subject.period.year + 1))
    last, rate = book.levels.get(subject.year_before), book.rates.get(subject)
    if last and rate:
        amounts.append(last.interval.middle * rate.interval.middle)
    following, later_rate = book.levels.get(after), book.rates.get(after)
    if following and later_rate:
        amounts.append(following.interval.middle / later_rate.interval.middle)
    return amounts


def _weaker(book: Book, statement: Statement, rival: Subject) -> bool:
    """Return whether, of two levels a power of ten apart, `statement` prints the doubtful one."""
    other = book.levels[rival]
    flow = (rival.statistics, rival.flow)
    elsewhere = [
        book.usual_log_year(measure.interval.middle, of.period)
        for of, measure in book.levels.items()
        if (of.statistics, of.flow) != flow and abs(of.period.year - rival.period.year) <= SLIP_YEARS
    ]
    here, there = _log_year(book, statement), book.usual_log_year(other.interval.middle, rival.period)
    mine, theirs = (sum(abs(log - x) < math.log(SLIP_FACTOR) for x in elsewhere) for log in (here, there))
    if mine != theirs:
        return mine < theirs
    best = min(other.statements, key=trust)
    if trust(statement) != trust(best):
        return trust(statement) > trust(best)
    return (statement.origin.published, statement.id) > (best.origin.published, best.id)


def _unit_slip(book: Book, wrong: Sequence[Statement], k: int, around: dict[Period, float]) -> Finding:
    first = wrong[0]
    subject = Subject(first.statistics, first.flow, first.period)
    assert first.level is not None
    nearest = sorted(around, key=lambda period: (abs(period.year - subject.period.year), period))[:2]
    beside = [book.levels[subject.over(period)] for period in sorted(nearest)]
    return Finding(
        code="unit-slip",
        statements=book.ids([*wrong, *(s for m in beside for s in m.statements)]),
        facts=WrongUnit(
            printed=Printed(subject, (first.level,), first.level.interval),
            power=k,
            meant=first.level.value * 10.0**k,
            beside=tuple(m.printed for m in beside),
        ),
        exclusions=exclusions_of(wrong, "level"),
    )
