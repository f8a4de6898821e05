"""The statements of a series gathered by what they are about, ready to be held against each other.

A `Subject` is one thing that can be printed about: a flow, in one side's statistics, over one
period. Everything printed about it makes one `Measure`, whose interval is what all prints have
in common, or their hull when they have nothing in common. A `Book` holds the measures of a
series without the quantities already excluded; a check reads a book and returns findings.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from forecast.audit.facts import Figure, Printed, Quantity, Subject
from forecast.audit.findings import Exclusion, Finding
from forecast.data import (
    FLOWS,
    RELIABILITIES,
    Flow,
    Interval,
    LevelPrint,
    Series,
    Statement,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from forecast.data import Period, YearProfile

__all__ = ["PARTS", "Book", "Measure", "above", "exclusions_of", "figures_of", "trust"]

#: The two flows that make a total.
PARTS: tuple[Flow, Flow] = ("exports", "imports")

#: Volatility of annual log growth assumed where a check needs one: trade of about $1bn (docs/model.md, evidence).
VOLATILITY = 0.2

#: Trade is above nothing: "about 1bn", printed to the billion, still means at least this share of it.
LEAST_SHARE = 1e-6


@dataclass(frozen=True, slots=True)
class Measure:
    """What all statements about one subject say of its level, or of its growth.

    Parameters
    ----------
    subject : Subject
    quantity : {"level", "growth"}
    statements : tuple of Statement
        Those that print the quantity, without the excluded ones.
    interval : Interval
        What their prints, rounded or cut, have in common; their hull when `agreed` is false.
        In full units of the currency, or a growth factor.
    rounded : Interval
        The same when the prints are read as rounded.
    agreed : bool
        Whether the prints have a common point.
    """

    subject: Subject
    quantity: Quantity
    statements: tuple[Statement, ...]
    interval: Interval
    rounded: Interval
    agreed: bool

    @property
    def exclusions(self) -> tuple[Exclusion, ...]:
        """What it takes to keep this measure out of a fit."""
        return tuple(Exclusion(s.id, self.quantity) for s in self.statements)

    @property
    def printed(self) -> Printed:
        """What is printed, with what it allows."""
        return Printed(self.subject, figures_of(self.statements, self.quantity), self.interval)


def trust(statement: Statement) -> int:
    """Return how reliable a statement is, 0 for the most reliable."""
    return RELIABILITIES.index(statement.reliability)


def above(upper: Interval, lower: Interval) -> bool:
    """Return whether every number of `upper` is above every number of `lower`."""
    return upper.low > lower.high and not upper.meets(lower)


def figures_of(statements: Iterable[Statement], quantity: Quantity) -> tuple[Figure, ...]:
    """Return the different figures that statements print, in their order."""
    figures = (s.level if quantity == "level" else s.growth for s in statements)
    return tuple(dict.fromkeys(figure for figure in figures if figure is not None))


def exclusions_of(statements: Iterable[Statement], quantity: Quantity) -> tuple[Exclusion, ...]:
    """Return what keeps a quantity of statements out of a fit, in order of their ids."""
    return tuple(Exclusion(name, quantity) for name in sorted(s.id for s in statements))


def _prints(statement: Statement, quantity: Quantity) -> tuple[Interval, Interval] | None:
    """Return the rounded-or-cut and the rounded reading of a print, or None without a figure."""
    figure = statement.level if quantity == "level" else statement.growth
    if figure is None or figure.interval is None or figure.cut_or_rounded is None:
        return None
    if isinstance(figure, LevelPrint):
        least = figure.value * LEAST_SHARE
        return _floored(figure.cut_or_rounded, least), _floored(figure.interval, least)
    return figure.cut_or_rounded, figure.interval


def _floored(interval: Interval, least: float) -> Interval:
    return interval if interval.low >= least else Interval(least, max(interval.high, least))


def _measure(subject: Subject, quantity: Quantity, statements: Sequence[Statement]) -> Measure:
    readings = [reading for s in statements if (reading := _prints(s, quantity))]
    printed, rounded = ([reading[i] for reading in readings] for i in (0, 1))
    common = Interval.intersection(printed)
    interval = common or Interval.hull(printed)
    # Prints that agree only because one of them was cut have no common rounded reading.
    narrow = Interval.intersection(rounded) or interval
    return Measure(subject, quantity, tuple(statements), interval, narrow, common is not None)


def _left(measures: Mapping[Subject, Measure], quantity: Quantity, gone: Iterable[Exclusion]) -> dict[Subject, Measure]:
    """Return measures without some printed quantities; those that print none of them are the same ones."""
    names = {e.statement for e in gone if e.quantity == quantity}
    left: dict[Subject, Measure] = {}
    for subject, measure in measures.items():
        kept = [s for s in measure.statements if s.id not in names]
        if kept:
            whole = len(kept) == len(measure.statements)
            left[subject] = measure if whole else _measure(subject, quantity, kept)
    return left


@dataclass(frozen=True, eq=False)
class Book:
    """The measures of a series, without the quantities already excluded.

    Parameters
    ----------
    series : Series
    profile : YearProfile
    excluded : frozenset of Exclusion
    statements : tuple of Statement
        In order of publication and id, whatever order they were given in.
    levels, rates : mapping of Subject to Measure
        In order of subject. "Grew" without a figure is no rate.
    """

    series: Series
    profile: YearProfile
    excluded: frozenset[Exclusion]
    statements: tuple[Statement, ...]
    levels: Mapping[Subject, Measure]
    rates: Mapping[Subject, Measure]

    @staticmethod
    def of(series: Series, profile: YearProfile) -> Book:
        """Return the book of a series."""
        statements = tuple(sorted(series.statements, key=lambda s: (s.origin.published, s.id)))
        gathered: dict[Quantity, dict[Subject, list[Statement]]] = {
            "level": defaultdict(list),
            "growth": defaultdict(list),
        }
        for s in statements:
            subject = Subject(s.statistics, s.flow, s.period)
            if s.level:
                gathered["level"][subject].append(s)
            if s.growth and s.growth.figure:
                gathered["growth"][subject].append(s)
        levels, rates = (
            {subject: _measure(subject, quantity, members[subject]) for subject in sorted(members)}
            for quantity, members in gathered.items()
        )
        return Book(series, profile, frozenset(), statements, levels, rates)

    def without(self, findings: Iterable[Finding]) -> Book:
        """Return the book without what some findings exclude."""
        gone = frozenset(exclusion for finding in findings for exclusion in finding.exclusions) - self.excluded
        if not gone:
            return self
        levels, rates = _left(self.levels, "level", gone), _left(self.rates, "growth", gone)
        return replace(self, excluded=self.excluded | gone, levels=levels, rates=rates)

    @cached_property
    def levels_of(self) -> Mapping[tuple[str, Flow], Mapping[Period, Measure]]:
        """The levels of each side and flow, by period."""
        found: dict[tuple[str, Flow], dict[Period, Measure]] = defaultdict(dict)
        for subject, measure in self.levels.items():
            found[subject.statistics, subject.flow][subject.period] = measure
        return found

    @cached_property
    def levels_by_side(self) -> Mapping[tuple[Flow, Period], Mapping[str, Measure]]:
        """The levels of each flow and period, by whose statistics they are."""
        found: dict[tuple[Flow, Period], dict[str, Measure]] = defaultdict(dict)
        for subject, measure in self.levels.items():
            found[subject.flow, subject.period][subject.statistics] = measure
        return found

    def share(self, months: int) -> Interval:
        """Return the part of a year that its first months can make."""
        return self.profile.share_interval(months, volatility=VOLATILITY)

    def usual_log_year(self, level: float, period: Period) -> float:
        """Return the log of the annual total that a level through some months usually means."""
        return math.log(level) - math.log(self.profile.share(period.months))

    def ids(self, statements: Iterable[Statement]) -> tuple[str, ...]:
        """Return the ids of statements, each once, in order of what they are about."""
        chosen = {s.id: s for s in statements}.values()
        ordered = sorted(chosen, key=lambda s: (s.period, s.statistics, FLOWS.index(s.flow), s.origin.published, s.id))
        return tuple(s.id for s in ordered)
