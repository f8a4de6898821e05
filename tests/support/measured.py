"""Statements made by hand, and what they are measured as."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from forecast.audit import Exclusion, Finding, PartAbove, Printed, Subject, audit
from forecast.data import catalog
from forecast.data.intervals import Interval
from forecast.data.periods import Period
from forecast.data.statements import GrowthPrint, LevelPrint, Origin, Series, Statement
from forecast.model.measuring import measure
from forecast.priors import shipped_priors

if TYPE_CHECKING:
    from forecast.data.statements import Flow
    from forecast.model.measurements import Measurement, Measurements


SHIPPED = catalog.series("belarus-st-petersburg")
DAYS = sorted({s.origin.published for s in SHIPPED.statements})
MILLION, BILLION = 1e6, 1e9


def said(
    name: str,
    period: Period,
    level: LevelPrint | None = None,
    growth: GrowthPrint | None = None,
    *,
    flow: Flow = "total",
    statistics: str = "a",
    reliability: str = "high",
    record: bool = False,
) -> Statement:
    """Return a statement of the made-up series."""
    origin = Origin("publisher", "title", "", date(2025, 1, 1))
    return Statement(name, statistics, flow, period, level, growth, name, origin, reliability, record)


def level(value: float, resolution: float = 0.1, qualifier: str = "exact") -> LevelPrint:
    """Return a printed level in billions."""
    return LevelPrint(value * BILLION, resolution * BILLION, qualifier)


def growth(percent: float, resolution: float = 1.0, qualifier: str = "exact") -> GrowthPrint:
    """Return a printed growth rate."""
    return GrowthPrint(percent, resolution, qualifier)


UP = GrowthPrint(0.0, 0.0, "up")


def series_of(*statements: Statement) -> Series:
    """Return a made-up series."""
    return Series("a-b", "A", "B", "USD", "goods", statements)


def measure_all(
    *statements: Statement, findings: tuple[Finding, ...] = (), statistics: str = "a", flow: Flow = "total"
) -> Measurements:
    """Return what is measured by a made-up series."""
    return measure(series_of(*statements), findings, statistics=statistics, flow=flow)


def shipped(day: date, *, flow: Flow = "total", statistics: str = "belarus") -> Measurements:
    """Return what the shipped series measures on a day."""
    known = SHIPPED.known_at(day)
    return measure(known, audit(known, shipped_priors().profile), statistics=statistics, flow=flow)


def excluding(*exclusions: Exclusion) -> Finding:
    """Return a finding that keeps quantities out of the fit."""
    names = tuple(e.statement for e in exclusions)
    unmet = Printed(Subject("a", "total", Period(2020)), (LevelPrint(1e9, 1e8),), Interval(9e8, 1.1e9))
    return Finding("parts-do-not-sum", names, PartAbove(unmet, unmet), exclusions)


def row(found: Measurements, period: Period, quantity: str = "level") -> Measurement:
    """Return the one measurement of a period and quantity."""
    (only,) = [m for m in found.rows if m.period == period and m.quantity == quantity]
    return only


def roles(found: Measurements, statement: str) -> list[tuple[str, str]]:
    """Return quantity and role of each use of a statement."""
    return [(u.quantity, u.role) for u in found.uses if u.statement == statement]


def keys(found: Measurements) -> list[tuple[Period, str]]:
    """Return period and quantity of each measurement."""
    return [(m.period, m.quantity) for m in found.rows]


def quantities(s: Statement) -> list[str]:
    """Return the quantities that a statement prints."""
    return ["level"] * (s.level is not None) + ["growth"] * (s.growth is not None)
