"""Statements become independent measurements, each with its error (docs/model.md).

Published statements repeat, overlap, round and contradict each other. Here the statements of one
side and flow turn into at most one level and one growth rate for each period, as intervals that
every statement about the same thing agrees on, and of each statement is told what it was used as:
a role, with the measurement, claim, finding or reason behind it. `forecast.words` says it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Literal

from forecast.audit import Exclusion, Finding
from forecast.data import FLOWS, Flow, Interval, Reliability, Series, Statement, almost_chance, almost_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from forecast.data import Period

__all__ = ["Claim", "Measurement", "Measurements", "Reason", "Role", "Use", "measure"]

Quantity = Literal["level", "growth"]
ClaimKind = Literal["grew", "fell", "record"]
Role = Literal[
    "level",
    "growth",
    "claim",
    "teaches-share",
    "narrows",
    "repeated",
    "excluded",
    "superseded",
    "not-needed",
    "not-fitted",
]
#: Why a quantity is not needed: its year's total, a later year-to-date figure, or figures and later reports that tell
#: the growth better; or not fitted: another side's statistics, or another flow that narrows nothing.
Reason = Literal["year-known", "later-known", "told-better", "other-side", "other-flow"]

#: Extra log standard deviation by reliability (docs/model.md, rule 2).
RELIABILITY_SD: Mapping[Reliability, float] = {"high": 0.005, "medium": 0.02, "low": 0.08}
#: Chance that a claim without a figure is informative.
RELIABILITY_CHANCE: Mapping[Reliability, float] = {"high": 0.95, "medium": 0.85, "low": 0.7}
#: Evenly likely levels that stand for "almost" a level.
_POINTS = 64
#: What growth without a figure claims.
_DIRECTIONS: Mapping[str, ClaimKind] = {"up": "grew", "down": "fell"}
_ORDER: tuple[Reliability, ...] = ("high", "medium", "low")


@lru_cache(maxsize=256)
def _almost_log_moments(value: float, interval: Interval) -> tuple[float, float]:
    """Return mean and standard deviation on the log scale of what "almost `value`" allows; a fit asks them often."""
    top, bottom = (almost_chance(value, end) for end in (interval.high, interval.low))
    logs = [math.log(almost_level(value, top + (bottom - top) * (i + 0.5) / _POINTS)) for i in range(_POINTS)]
    return fmean(logs), pstdev(logs)


@dataclass(frozen=True, slots=True)
class Measurement:
    """One level or one growth rate of one period, with its error on the log scale.

    Parameters
    ----------
    period : Period
    quantity : {"level", "growth"}
    interval : Interval
        Full currency units, or growth factors.
    reliability : {"high", "medium", "low"}
    statements : tuple of str
        Ids of the statements behind it.
    almost : float or None
        The level printed as "almost" it when nothing more exact is known: the truth then lies nearer to the
        interval's high end.
    """

    period: Period
    quantity: Quantity
    interval: Interval
    reliability: Reliability
    statements: tuple[str, ...]
    almost: float | None = None

    @property
    def log_mean(self) -> float:
        """Mean of the truth on the log scale: the middle of the interval, but of "almost" nearer to its high end."""
        return self._told[0]

    @property
    def log_sd(self) -> float:
        """Spread of the truth over the interval, and of the reliability, log scale."""
        return math.hypot(self._told[1], RELIABILITY_SD[self.reliability])

    @property
    def _told(self) -> tuple[float, float]:
        """Mean and standard deviation on the log scale of what the print allows."""
        if self.almost is not None:
            return _almost_log_moments(self.almost, self.interval)
        low, high = math.log(self.interval.low), math.log(self.interval.high)
        return (low + high) / 2, (high - low) / math.sqrt(12)


@dataclass(frozen=True, slots=True)
class Claim:
    """Something said without a figure; it weights whole paths (docs/model.md, rule 6).

    Parameters
    ----------
    kind : {"grew", "fell", "record"}
        Trade grew or fell through the period, or the year was the highest so far.
    period : Period
    chance : float
        Probability that the claim is informative; otherwise it would be made half of the time
        whatever happened.
    statements : tuple of str
    """

    kind: ClaimKind
    period: Period
    chance: float
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """What a statement, or one quantity of it, was used as.

    Parameters
    ----------
    statement : str
    quantity : {"level", "growth"}
    role : str
    measurement : Measurement or None
        That it is part of, or that it narrows.
    claim : Claim or None
        That it makes without a figure.
    reason : str or None
        Why it is not needed, or not fitted.
    finding : Finding or None
        That excludes it.
    """

    statement: str
    quantity: Quantity
    role: Role
    measurement: Measurement | None = None
    claim: Claim | None = None
    reason: Reason | None = None
    finding: Finding | None = None

    @property
    def counts(self) -> bool:
        """Whether the fit rests on it."""
        return self.role not in {"excluded", "superseded", "not-needed", "not-fitted"}


@dataclass(frozen=True, slots=True)
class Measurements:
    """All that the fit uses of a series, for one side and flow.

    Parameters
    ----------
    rows : tuple of Measurement
        By period, level before growth.
    claims : tuple of Claim
    uses : tuple of Use
        One or more for every statement of the series.
    """

    rows: tuple[Measurement, ...]
    claims: tuple[Claim, ...]
    uses: tuple[Use, ...]

    @property
    def used(self) -> frozenset[str]:
        """Ids of the statements that the fit rests on."""
        return frozenset(use.statement for use in self.uses if use.counts)

    @property
    def printed(self) -> frozenset[str]:
        """Ids of the statements whose level is measured as it was printed."""
        return frozenset(u.statement for u in self.uses if u.quantity == "level" and u.role in {"level", "repeated"})

    def annual_levels(self) -> dict[int, Measurement]:
        """Return the directly measured annual levels by year."""
        return {m.period.year: m for m in self.rows if m.quantity == "level" and m.period.is_year}

    def known_years(self) -> frozenset[int]:
        """Return the years whose total is published: as a level, or as growth on a known year."""
        known = set(self.annual_levels())
        for m in self.rows:
            if m.quantity == "growth" and m.period.is_year and m.period.year - 1 in known:
                known.add(m.period.year)
        return frozenset(known)


@dataclass(frozen=True, slots=True)
class _Print:
    """What the statements about one quantity agree on, with what stands behind it.

    `interval` takes exact prints as rounded, unless they fit together only if some were cut; `loose` allows for
    cutting in any case.
    """

    interval: Interval
    loose: Interval
    reliability: Reliability
    statements: tuple[str, ...]
    almost: float | None = None


def _almost(statements: Iterable[Statement], quantity: Quantity) -> float | None:
    """Return the lowest level printed as "almost" it, or None: an exact print takes its place."""
    prints = [s.level for s in statements if s.level]
    if quantity != "level" or any(p.qualifier == "exact" for p in prints):
        return None
    return min((p.value for p in prints if p.qualifier == "almost"), default=None)


def _agree(quantity: Quantity, prints: list[tuple[Statement, Interval, Interval]]) -> _Print:
    """Return what the statements about one quantity have in common, else their hull."""
    statements = [s for s, _, _ in prints]
    best = min((s.reliability for s in statements), key=_ORDER.index)
    worst = max((s.reliability for s in statements), key=_ORDER.index)
    loose = [wide for _, wide, _ in prints]
    common = Interval.intersection(loose)
    hull = common or Interval.hull(loose)
    return _Print(
        interval=Interval.intersection(rounded for _, _, rounded in prints) or hull,
        loose=hull,
        reliability=best if common else worst,
        statements=tuple(s.id for s in statements),
        almost=_almost(statements, quantity) if common else None,
    )


def _prints(
    statements: Iterable[Statement], quantity: Quantity, excluded: frozenset[Exclusion]
) -> dict[tuple[Flow, Period], _Print]:
    """Return one agreed print for each flow and period that has the quantity."""
    groups: dict[tuple[Flow, Period], list[tuple[Statement, Interval, Interval]]] = {}
    for s in statements:
        source = s.level if quantity == "level" else s.growth
        if source is None or Exclusion(s.id, quantity) in excluded:
            continue
        loose, rounded = source.cut_or_rounded, source.interval
        if loose is not None and rounded is not None:
            groups.setdefault((s.flow, s.period), []).append((s, loose, rounded))
    return {key: _agree(quantity, members) for key, members in groups.items()}


def _from_other_flows(levels: Mapping[tuple[Flow, Period], _Print], flow: Flow, period: Period) -> _Print | None:
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
    return _Print(interval, loose, reliability, first.statements + second.statements)


def _level(levels: Mapping[tuple[Flow, Period], _Print], flow: Flow, period: Period) -> Measurement | None:
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


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which measurements the fit uses, and why the others are not needed."""

    used: dict[tuple[Quantity, Period], Measurement]
    reasons: dict[tuple[Quantity, Period], Reason]
    teaching: frozenset[Period]


def _choose(found: Mapping[tuple[Quantity, Period], Measurement]) -> _Choice:
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
    return _Choice(used, reasons, frozenset(teaching))


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


def _claims(statements: tuple[Statement, ...], choice: _Choice, excluded: frozenset[Exclusion]) -> tuple[Claim, ...]:
    """Return the claims without a figure that no figure tells better."""
    closed = {p.year for (quantity, p) in choice.used if quantity == "level" and p.is_year}
    told = {p.years[-1] for (quantity, p) in choice.used if quantity == "growth"}
    told |= {year for year in closed if year - 1 in closed}
    groups: dict[tuple[ClaimKind, Period], list[Statement]] = {}
    for s in statements:
        kind: ClaimKind | None = _DIRECTIONS.get(s.growth.qualifier) if s.growth else None
        if kind and s.period.years[-1] not in told and Exclusion(s.id, "growth") not in excluded:
            groups.setdefault((kind, s.period), []).append(s)
        if s.record and Exclusion(s.id, "level") not in excluded:
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


def _use_of_own(s: Statement, quantity: Quantity, choice: _Choice, *, moved: Mapping[str, Claim], first: str) -> Use:
    """Return what one quantity of a statement of the fitted flow was used as."""
    if quantity == "growth" and s.growth and not s.growth.figure:
        if s.id in moved:
            return Use(s.id, quantity, "claim", claim=moved[s.id])
        return Use(s.id, quantity, "not-needed", reason="told-better")
    measurement = choice.used.get((quantity, s.period))
    if measurement is None:
        return Use(s.id, quantity, "not-needed", reason=choice.reasons[quantity, s.period])
    role: Role = "repeated" if s.id != first else "teaches-share" if s.period in choice.teaching else quantity
    return Use(s.id, quantity, role, measurement)


def _uses(
    series: Series,
    choice: _Choice,
    *,
    statistics: str,
    flow: Flow,
    claims: tuple[Claim, ...],
    excluding: Mapping[Exclusion, Finding],
) -> tuple[Use, ...]:
    """Return what every statement of the series was used as."""
    uses: list[Use] = []
    moved, records = (
        {i: claim for claim in claims if (claim.kind == "record") == record for i in claim.statements}
        for record in (False, True)
    )
    seen: dict[tuple[Quantity, Period], str] = {}
    for s in series.statements:
        for quantity in _quantities(s):
            if Exclusion(s.id, quantity) in excluding:
                finding = excluding[Exclusion(s.id, quantity)]
                role: Role = "superseded" if finding.code == "revised" else "excluded"
                uses.append(Use(s.id, quantity, role, finding=finding))
            elif s.statistics != statistics:
                uses.append(Use(s.id, quantity, "not-fitted", reason="other-side"))
            elif s.flow != flow:
                measured = choice.used.get(("level", s.period)) if quantity == "level" else None
                if measured and s.id in measured.statements:
                    uses.append(Use(s.id, quantity, "narrows", measured))
                else:
                    uses.append(Use(s.id, quantity, "not-fitted", reason="other-flow"))
            else:
                first = seen.setdefault((quantity, s.period), s.id)
                uses.append(_use_of_own(s, quantity, choice, moved=moved, first=first))
        if s.record and s.id in records:
            uses.append(Use(s.id, "level", "claim", claim=records[s.id]))
    return tuple(uses)


def _quantities(s: Statement) -> tuple[Quantity, ...]:
    level: tuple[Quantity, ...] = ("level",) if s.level else ()
    growth: tuple[Quantity, ...] = ("growth",) if s.growth else ()
    return level + growth


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
        With a `Use` for every quantity of every statement.
    """
    excluding = {e: f for f in findings for e in f.exclusions}
    excluded = frozenset(excluding)
    own_side = series.select(statistics=statistics)
    levels = _prints(own_side, "level", excluded)
    growths = _prints(own_side, "growth", excluded)
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
    claims = _claims(series.select(statistics=statistics, flow=flow), choice, excluded)
    rows = sorted(choice.used.values(), key=lambda m: (m.period, m.quantity != "level"))
    return Measurements(
        tuple(rows),
        claims,
        _uses(series, choice, statistics=statistics, flow=flow, claims=claims, excluding=excluding),
    )
