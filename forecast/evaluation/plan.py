"""What a backtest covers: its plan, and the cutoffs and histories that a panel allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from forecast.errors import FitError
from forecast.evaluation.splits import LevelTable, cases_at
from forecast.model import COMPARATORS
from forecast.priors import AnnualPanel, can_estimate, shipped_priors

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "COLUMNS",
    "HISTORIES",
    "HORIZON",
    "METHODS",
    "OUTSIDE_VIEW",
    "Column",
    "Plan",
    "narrowed",
    "steps_of",
    "taught_length",
    "teaching_cutoffs",
    "windows",
]

Column = Literal["honest", "knows the era"]
COLUMNS: tuple[Column, ...] = ("honest", "knows the era")
HORIZON = 10
HISTORIES = (6, 8, 12, 20)
METHODS = ("base-rate", "growth", *COMPARATORS)
#: Methods that use other pairs; only for these do the two columns differ.
OUTSIDE_VIEW = ("base-rate", "growth")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a backtest covers.

    Parameters
    ----------
    first, last : int
        Cutoff years.
    most : int
        Cases taken of each cutoff and history length, at most.
    histories : tuple of int
        History lengths, years.
    methods : tuple of str
        Of `METHODS`.
    draws : int
        Paths a case and method.
    seed : int
    """

    first: int
    last: int
    most: int = 60
    histories: tuple[int, ...] = HISTORIES
    methods: tuple[str, ...] = METHODS
    draws: int = 1_024
    seed: int = 0

    @property
    def cutoffs(self) -> range:
        """The cutoff years."""
        return range(self.first, self.last + 1)


def steps_of(plan: Plan) -> Iterator[tuple[int, int, str, Column]]:
    """Yield history length, cutoff, method and column of every block."""
    for years in plan.histories:
        for cutoff in plan.cutoffs:
            for method in plan.methods:
                for column in COLUMNS if method in OUTSIDE_VIEW else COLUMNS[:1]:
                    yield years, cutoff, method, column


def teaching_cutoffs(first: int) -> range:
    """Return the cutoffs that teach the base rate: what came after them was known by the first cutoff."""
    return range(first - 3 * HORIZON, first - HORIZON)


def taught_length(table: LevelTable, first: int, years: int) -> int | None:
    """Return the history length, at most `years`, of the cases that teach the base rate; None without any."""
    for length in range(years, 1, -1):
        if any(
            cases_at(table, cutoff=cutoff, years=length, horizon=HORIZON).pairs for cutoff in teaching_cutoffs(first)
        ):
            return length
    return None


def windows(table: LevelTable, prior_table: LevelTable, *, estimated: bool = True) -> range:
    """Return the cutoff years that panels allow; empty when they allow none.

    Parameters
    ----------
    table : LevelTable
        The panel that is forecast: each cutoff has a history of the shortest length, and `HORIZON` years after it.
    prior_table : LevelTable
        What priors and base rate are learned from, before the first cutoff.
    estimated : bool
        Whether growth priors are estimated from it.
    """
    every = [int(year) for year in table.years]
    there = [y for y in every if cases_at(table, cutoff=y, years=HISTORIES[0], horizon=HORIZON).pairs]

    def taught(first: int) -> bool:
        if taught_length(prior_table, first, 2) is None:
            return False
        return not estimated or can_estimate(
            AnnualPanel.of_levels(prior_table.years, prior_table.levels, shipped_priors().deflator, until=first)
        )

    earliest = next((y for y in there if taught(y)), None)
    return range(0) if earliest is None else range(earliest, there[-1] + 1)


def narrowed(plan: Plan, table: LevelTable, prior_table: LevelTable, *, estimated: bool) -> Plan:
    """Return the plan with the histories that the panel holds at its cutoffs.

    Raises
    ------
    FitError
        When the panels cannot carry the cutoffs; says which they allow.
    """
    allowed = windows(table, prior_table, estimated=estimated)
    span = f"{table.years[0]} to {table.years[-1]}"
    if len(allowed) < 2:
        msg = (
            f"a panel of {span} allows no two cutoffs with {HISTORIES[0]} years before and {HORIZON} after them, and "
            "what they learn from still earlier: 25 years of 100 pairs without gaps are enough, and with --priors FILE "
            "22 of a few"
        )
        raise FitError(msg)
    if plan.first not in allowed or plan.last not in allowed:
        msg = (
            f"cutoffs {plan.first} to {plan.last} do not fit: a panel of {span} allows cutoffs from {allowed[0]} to "
            f"{allowed[-1]}; give --first {allowed[max(0, len(allowed) - 10)]} --last {allowed[-1]}"
        )
        raise FitError(msg)
    kept = tuple(
        years
        for years in plan.histories
        # Standard errors resample cutoff years, so one year alone tells nothing.
        if sum(bool(cases_at(table, cutoff=c, years=years, horizon=HORIZON).pairs) for c in plan.cutoffs) >= 2
    )
    if not kept:
        msg = f"the panel holds no history of {' or '.join(map(str, plan.histories))} years at these cutoffs"
        raise FitError(msg)
    return replace(plan, histories=kept)
