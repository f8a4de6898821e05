"""Statements become independent measurements, each with its error (docs/model.md).

Published statements repeat, overlap, round and contradict each other. Here the statements of one
side and flow turn into at most one level and one growth rate for each period, as intervals that
every statement about the same thing agrees on, and it is kept what each statement was used as.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forecast.data import FLOWS, Flow, Interval, Reliability, Statement
from forecast.model.measurements import Claim, Measurement, Measurements
from forecast.model.uses import Account, Choice, Print, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from forecast.audit import Finding
    from forecast.data import Period, Series
    from forecast.model.measurements import ClaimKind, Quantity, Reason
    from forecast.model.uses import Agreed, Excluded

__all__ = ["measure", "measure_without"]

#: Chance that a claim without a figure is informative.
RELIABILITY_CHANCE: Mapping[Reliability, float] = {"high": 0.95, "medium": 0.85, "low": 0.7}
#: What growth without a figure claims.
_DIRECTIONS: Mapping[str, ClaimKind] = {"up": "grew", "down": "fell"}
_ORDER: tuple[Reliability, ...] = ("high", "medium", "low")


def _almost(statements: Iterable[Statement], quantity: Quantity) -> float | None:
    """Return the lowest level printed as "almost" it, or None: an exact print takes its place."""
    prints = [s.level for s in statements if s.level]
    if quantity != "level" or any(p.qualifier == "exact" for p in prints):
        return None
    return min((p.value for p in prints if p.qualifier == "almost"), default=None)


def _agree(quantity: Quantity, prints: list[tuple[Statement, Interval, Interval]]) -> Print:
    """Return what the statements about one quantity have in common, else their hull."""
    statements = [s for s, _, _ in prints]
    best = min((s.reliability for s in statements), key=_ORDER.index)
    worst = max((s.reliability for s in statements), key=_ORDER.index)
    loose = [wide for _, wide, _ in prints]
    common = Interval.intersection(loose)
    hull = common or Interval.hull(loose)
    return Print(
        interval=Interval.intersection(rounded for _, _, rounded in prints) or hull,
        loose=hull,
        reliability=best if common else worst,
        statements=tuple(s.id for s in statements),
        almost=_almost(statements, quantity) if common else None,
    )


def _prints(
    statements: Iterable[Statement], quantity: Quantity, excluded: Excluded
) -> dict[tuple[Flow, Period], Print]:
    """Return one agreed print for each flow and period that has the quantity."""
    groups: dict[tuple[Flow, Period], list[tuple[Statement, Interval, Interval]]] = {}
    for s in statements:
        source = s.level if quantity == "level" else s.growth
        if source is None or (s.id, quantity) in excluded:
            continue
        loose, rounded = source.cut_or_rounded, source.interval
        if loose is not None and rounded is not None:
            groups.setdefault((s.flow, s.period), []).append((s, loose, rounded))
    return {key: _agree(quantity, members) for key, members in groups.items()}


def _from_other_flows(levels: Agreed, flow: Flow, period: Period) -> Print | None:
    """Return what the other two flows say: a total is the sum of its parts."""
    others = [levels.get((other, period)) for other in FLOWS if other != flow]
    first, second = others
    if first is None or second is None:
        return None
    if flow == "total":
        interval, loose = first.interval + second.interval, first.loose + second.loose
    else:
        interval, loose = first.interval - second.interval, first.loose - second.loose
    if loose.low <= 0 or interval.low <= 0:
        return None
    reliability = max(first.reliability, second.reliability, key=_ORDER.index)
    return Print(interval, loose, reliability, first.statements + second.statements)


def _level(levels: Agreed, flow: Flow, period: Period) -> Measurement | None:
    """Return the level of a flow, narrowed by the other two where they agree.

    All are first taken as rounded: two prints of one report share their convention, and
    only if the sum then misses the total are cut digits allowed for (docs/model.md, rule 3).
    """
    own, derived = levels.get((flow, period)), _from_other_flows(levels, flow, period)
    if own is None:
        if derived is None:
            return None
        return Measurement(period, "level", derived.interval, derived.reliability, derived.statements)
    if derived is not None:
        narrowed = (
            own.interval.intersect(derived.interval)
            or own.loose.intersect(derived.interval)
            or own.loose.intersect(derived.loose)
        )
        if narrowed is not None:
            statements = own.statements + derived.statements
            return Measurement(period, "level", narrowed, own.reliability, statements)
    return Measurement(period, "level", own.interval, own.reliability, own.statements, own.almost)


def _choose(found: Mapping[tuple[Quantity, Period], Measurement]) -> Choice:
    """Return the independent measurements among those found.

    Whole years always count. Of the year-to-date periods of a year only the latest counts, and only
    where it adds to the years' totals: an open year's, or one whose months teach an open year's share.
    Periods that do not begin with the year count where nothing tells their years better.
    """
    closed = {p.year for (quantity, p) in found if quantity == "level" and p.is_year}
    # In a closed year a level is not needed, so it must not displace growth that is.
    latest: dict[int, int] = {}
    for quantity, p in found:
        if p.from_start and not p.is_year and (quantity == "growth" or p.year not in closed):
            latest[p.year] = max(p.months, latest.get(p.year, 0))
    open_months = {
        p.months
        for (quantity, p) in found
        if quantity == "level"
        and p.from_start
        and not p.is_year
        and p.year not in closed
        and p.months == latest[p.year]
    }
    used: dict[tuple[Quantity, Period], Measurement] = {}
    reasons: dict[tuple[Quantity, Period], Reason] = {}
    teaching: set[Period] = set()
    newest = _newest_elsewhere(found)
    for (quantity, p), measurement in found.items():
        if not p.from_start:
            reason = _less_than(quantity, p, closed, latest, newest)
            if reason:
                reasons[quantity, p] = reason
            else:
                used[quantity, p] = measurement
        elif p.is_year:
            used[quantity, p] = measurement
        elif p.year in closed and p.months in open_months:
            used[quantity, p] = measurement
            teaching.add(p)
        elif p.year in closed and (quantity == "level" or p.year - 1 in closed):
            reasons[quantity, p] = "year-known"
        elif p.months != latest[p.year]:
            reasons[quantity, p] = "later-known"
        else:
            used[quantity, p] = measurement
    return Choice(used, reasons, frozenset(teaching))


def _newest_elsewhere(found: Iterable[tuple[Quantity, Period]]) -> dict[tuple[Quantity, int, bool], Period]:
    """Return the newest of the periods that end in a year and do not begin with one, twelve months apart from fewer."""
    newest: dict[tuple[Quantity, int, bool], Period] = {}
    for quantity, p in sorted(found, key=lambda item: (item[1].through, item[1].months)):
        if not p.from_start:
            newest[quantity, p.years[-1], p.months == 12] = p
    return newest


def _less_than(
    quantity: Quantity,
    p: Period,
    closed: set[int],
    latest: Mapping[int, int],
    newest: Mapping[tuple[Quantity, int, bool], Period],
) -> Reason | None:
    """Return why a period that does not begin with a year is not needed, or None: overlapping ones count once."""
    about = {*p.years, *((year - 1 for year in p.years) if quantity == "growth" else ())}
    if about <= closed:
        return "year-known"
    last = p.years[-1]
    told = p.years[0] in closed or len(p.years) == 1
    if (told and latest.get(last, 0) >= p.through) or newest[quantity, last, p.months == 12] != p:
        return "later-known"
    return None


def _claims(statements: tuple[Statement, ...], choice: Choice, excluded: Excluded) -> tuple[Claim, ...]:
    """Return the claims without a figure that no figure tells better."""
    closed = {p.year for (quantity, p) in choice.used if quantity == "level" and p.is_year}
    told = {p.years[-1] for (quantity, p) in choice.used if quantity == "growth"}
    told |= {year for year in closed if year - 1 in closed}
    groups: dict[tuple[ClaimKind, Period], list[Statement]] = {}
    for s in statements:
        kind: ClaimKind | None = _DIRECTIONS.get(s.growth.qualifier) if s.growth else None
        if kind and s.period.years[-1] not in told and (s.id, "growth") not in excluded:
            groups.setdefault((kind, s.period), []).append(s)
        if s.record and (s.id, "level") not in excluded:
            groups.setdefault(("record", s.period), []).append(s)
    latest: dict[int, int] = {}
    for kind, p in groups:
        if kind != "record":
            latest[p.years[-1]] = max(p.through, latest.get(p.years[-1], 0))
    return tuple(
        Claim(kind, p, max(RELIABILITY_CHANCE[s.reliability] for s in members), tuple(s.id for s in members))
        for (kind, p), members in sorted(groups.items(), key=lambda item: (item[0][1], item[0][0]))
        if kind == "record" or p.through == latest[p.years[-1]]
    )


def measure(series: Series, findings: Iterable[Finding], *, statistics: str, flow: Flow) -> Measurements:
    """Return the independent measurements of one side and flow.

    Parameters
    ----------
    series : Series
        As known on the day asked about.
    findings : iterable of Finding
        What the audit said; quantities it excludes are not used.
    statistics : str
        Whose statistics.
    flow : {"total", "exports", "imports"}

    Returns
    -------
    Measurements
        With an account of every quantity of every statement.
    """
    excluding = {(e.statement, e.quantity): f for f in findings for e in f.exclusions}
    own_side = series.select(statistics=statistics)
    levels, growths = _prints(own_side, "level", excluding), _prints(own_side, "growth", excluding)
    return _measured(series, Told(statistics, flow, levels, growths, excluding))


def measure_without(measured: Measurements, series: Series, statement: Statement) -> Measurements:
    """Return measurements without one statement: what is printed of other flows and periods stands.

    Parameters
    ----------
    measured : Measurements
        With the statement.
    series : Series
        Without it.
    statement : Statement
    """
    assert measured.account is not None
    told = measured.account.told
    if statement.statistics != told.statistics:
        return _measured(series, told)
    about = statement.statistics, statement.flow, statement.period
    left = [s for s in series.statements if (s.statistics, s.flow, s.period) == about]

    def anew(quantity: Quantity, prints: Agreed) -> Agreed:
        kept = {key: agreed for key, agreed in prints.items() if key != about[1:]}
        return kept | _prints(left, quantity, told.excluding)

    levels, growths = anew("level", told.levels), anew("growth", told.growths)
    return _measured(series, replace(told, levels=levels, growths=growths))


def _measured(series: Series, told: Told) -> Measurements:
    """Return the measurements that the prints of a side make."""
    flow, levels, growths, excluding = told.flow, told.levels, told.growths, told.excluding
    found: dict[tuple[Quantity, Period], Measurement] = {}
    for period in sorted({period for _, period in levels}):
        level = _level(levels, flow, period)
        if level is not None:
            found["level", period] = level
    for (other, period), agreed in growths.items():
        if other == flow:
            found["growth", period] = Measurement(
                period, "growth", agreed.interval, agreed.reliability, agreed.statements
            )
    choice = _choose(found)
    claims = _claims(series.select(statistics=told.statistics, flow=flow), choice, excluding)
    rows = sorted(choice.used.values(), key=lambda m: (m.period, m.quantity != "level"))
    return Measurements(
        tuple(rows),
        claims,
        Account(series, choice, claims, told),
    )
