"""Settlement: what published totals say of a year, as that side publishes it (docs/statements.md).

A printed total settles its year by its digits and its words, not by its reliability: outside what they allow, a mark
is certainly reached or certainly not, and inside it is open with the print's own chance. Reliability and rounding
widen what is inferred for other years and for the level that growth starts from; they never let a printed year cross.
So the paths of printed years are put where their prints allow, each path at its rank, and everything that is asked of
paths says the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from forecast.audit import OddChange
from forecast.data import FLOWS, Interval, almost_chance, almost_level
from forecast.model.paths import SamplePaths

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from forecast.audit import Finding
    from forecast.data import Flow, LevelPrint, Period, Series, Statement

    Floats = NDArray[np.float64]

__all__ = ["REVISION_SD", "Settlement", "Told", "settle"]

#: Bins that the ranks of a year's draws are read from, and points of the density of "almost".
_BINS, _KNOTS = 4_096, 257
#: Log standard deviation of a later revision where a side's own are too few to say, and how many they then weigh.
REVISION_SD, _REVISION_WEIGHT = 0.02, 4


@dataclass(frozen=True, slots=True)
class Told:
    """What the prints of one annual total allow it to be.

    Parameters
    ----------
    interval : Interval
        Certain outside; full currency units.
    least : float
        Marks up to it are reached: the print itself, of an exact one.
    almost : float or None
        The level that is printed as "almost" it and nothing more exact is.
    even : bool
        Whether the prints share the interval; where they contradict each other the paths weigh it.
    """

    interval: Interval
    least: float
    almost: float | None = None
    even: bool = True

    def place(self, draws: Floats) -> Floats:
        """Return the published total of each draw: what the print allows, at the draw's rank."""
        low, high = self.interval.low, self.interval.high
        if not self.even:
            return np.clip(draws, low, high)
        least, most = float(draws.min()), float(draws.max())
        bins = ((draws - least) * ((_BINS - 1) / max(most - least, least * 1e-12))).astype(np.intp)
        counts = np.bincount(bins, minlength=_BINS)
        return self._levels((np.cumsum(counts) - counts / 2) / len(draws))[bins]

    def _levels(self, rank: Floats) -> Floats:
        """Return the published total at each rank, from 0 to 1."""
        low, high = self.interval.low, self.interval.high
        if self.almost is None:
            return np.maximum(low + rank * (high - low), min(self.least, high))
        return np.clip(np.interp(rank, *_almost_levels(self.almost, self.interval)), low, high)


@lru_cache(maxsize=256)
def _almost_levels(almost: float, interval: Interval) -> tuple[Floats, Floats]:
    """Return ranks, and the totals at them of what is printed as "almost" a level; each placing asks for them."""
    top, bottom = (almost_chance(almost, end) for end in (interval.high, interval.low))
    knots = np.linspace(0.0, 1.0, _KNOTS)
    return knots, np.array([almost_level(almost, bottom + (top - bottom) * float(knot)) for knot in knots])


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is settled of the years of one side and flow, whatever the mark.

    Parameters
    ----------
    totals : mapping of int to Told
        Years whose total is printed, or both of its parts.
    floors : mapping of int to float
        Unprinted years that are at least this: first months, or one part, are printed.
    records : tuple of int
        Printed years that a source calls the highest so far: no unprinted year before was higher.
    revision_sd : float
        Log standard deviation of a later revision of a total.
    revisions : int
        Pairs of prints of one thing on different days that it rests on.
    """

    totals: Mapping[int, Told]
    floors: Mapping[int, float]
    records: tuple[int, ...]
    revision_sd: float
    revisions: int

    def place(self, paths: SamplePaths, *, copy: bool = True) -> SamplePaths:
        """Return the paths with every settled year where its prints put it.

        Parameters
        ----------
        paths : SamplePaths
        copy : bool
            False puts them there in place, where nobody else holds the paths.
        """
        first = int(paths.years[0])
        settled = {*self.totals, *self.floors} & set(map(int, paths.years))
        if not settled and not self.records:
            return paths
        values = paths.changeable(copy=copy)
        for year in settled:
            row = values[year - first]
            told = self.totals.get(year)
            values[year - first] = told.place(row) if told else np.maximum(row, self.floors[year])
        for record in self.records:
            before = [y for y in range(first, min(record, int(paths.years[-1]) + 1)) if y not in settled]
            for year in before if record in settled else ():
                values[year - first] = np.minimum(values[year - first], values[record - first])
        return SamplePaths(paths.years, values, paths.effective)

    def equal(self, paths: SamplePaths, mark: float) -> SamplePaths:
        """Return the paths with the years whose total is printed as a level at no more than that level.

        A total printed as the mark is not more than it, whatever its last digit hides.
        """
        years = [year for year, told in self.totals.items() if told.least == mark and year in paths.years]
        if not years:
            return paths
        values = np.array(paths.values)
        rows = np.array(years) - int(paths.years[0])
        values[rows] = np.minimum(values[rows], mark)
        return SamplePaths(paths.years, values, paths.effective)

    def reached(self, mark: float) -> tuple[int, ...]:
        """Return the years that are settled as at or above a mark."""
        told = {year for year, total in self.totals.items() if min(total.least, total.interval.high) >= mark}
        return tuple(sorted(told | {year for year, floor in self.floors.items() if floor >= mark}))

    def lifted(self, mark: float, *, since: int = 0) -> tuple[int, float] | None:
        """Return the year settled below a mark that a later revision lifts over it most easily, with the chance.

        Years before `since` are left out.
        """
        below = {y: told.interval.high for y, told in self.totals.items() if told.interval.high < mark and y >= since}
        if not below:
            return None
        year = max(below, key=lambda y: (below[y], y))
        middle = max(self.totals[year].interval.middle, min(self.totals[year].least, below[year]))
        return year, 0.5 * math.erfc(math.log(mark / middle) / self.revision_sd / math.sqrt(2))


def _least(level: LevelPrint) -> float:
    """Return up to which mark a print alone says reached.

    An exact print says so up to itself, if its resolution is that of its digits: 2.7bn known to half a billion is no
    print of digits, and says so up to its low end.
    """
    digits = level.resolution <= 0 or abs(level.value / level.resolution - round(level.value / level.resolution)) < 1e-6
    exact = level.qualifier == "exact" and (digits or level.resolution <= 0.1 * level.value)
    return level.value if exact else level.interval.low


def _told(prints: list[LevelPrint]) -> Told:
    """Return what the prints of one total allow together; of exact ones the finest says what is reached."""
    common = Interval.intersection(p.interval for p in prints) or Interval.intersection(
        p.cut_or_rounded for p in prints
    )
    if common is None:
        hull = Interval.hull(p.interval for p in prints)
        return Told(hull, min(_least(p) for p in prints), even=False)
    exact = [p for p in prints if p.qualifier == "exact"]
    lows = [p.interval.low for p in prints]
    if exact:
        return Told(common, max(_least(min(exact, key=lambda p: p.resolution)), *lows))
    almost = min((p.value for p in prints if p.qualifier == "almost"), default=None)
    return Told(common, max(lows), almost)


def _spikes(series: Series, findings: Iterable[Finding]) -> set[tuple[str, Flow, Period]]:
    """Return the levels that jump up and back, or down and back, while the other side's statistics do not."""
    found: set[tuple[str, Flow, Period]] = set()
    for finding in findings:
        facts = finding.facts
        if not isinstance(facts, OddChange) or len(facts.years) < 3:
            continue
        subject = facts.odd.subject
        odd, beside = facts.odd.allows.middle, facts.years[0].total.middle
        others = [
            s.level.interval.middle
            for s in series.select(flow=subject.flow)
            if s.level and s.period == subject.period and s.statistics != subject.statistics
        ]
        if any(abs(math.log(other / odd)) > abs(math.log(other / beside)) for other in others):
            found.add((subject.statistics, subject.flow, subject.period))
    return found


def _place(statement: Statement) -> tuple[date, str]:
    return statement.origin.published, statement.id


def _revision(groups: Iterable[Sequence[Statement]]) -> tuple[float, int]:
    """Return the spread of later revisions, and how many pairs of exact prints of one thing it rests on.

    Parameters
    ----------
    groups : iterable of sequence of Statement
        Of each thing its prints in order of publication.
    """
    exact = [[s for s in told if s.level and s.level.qualifier == "exact" and not s.hypothetical] for told in groups]
    moved = [
        math.log(later.level.value / earlier.level.value)
        for members in sorted(filter(None, exact), key=lambda members: _place(members[0]))
        for earlier, later in pairwise(members)
        if earlier.level and later.level and earlier.origin.published < later.origin.published
    ]
    squares = _REVISION_WEIGHT * REVISION_SD**2 + sum(x * x for x in moved)
    return math.sqrt(squares / (_REVISION_WEIGHT + len(moved))), len(moved)


def _from_parts(prints: Mapping[tuple[Flow, Period], list[LevelPrint]], flow: Flow, period: Period) -> Told | None:
    """Return what the other two flows make of one: both parts printed are a print of the total."""
    first, second = (prints.get((other, period)) for other in FLOWS if other != flow)
    if not first or not second:
        return None
    one, other = _told(first), _told(second)
    if flow == "total":
        return Told(one.interval + other.interval, one.least + other.least)
    interval = one.interval - other.interval
    return Told(interval, interval.low) if interval.low > 0 else None


def settle(series: Series, findings: Iterable[Finding], *, statistics: str, flow: Flow) -> Settlement:
    """Return what the published totals of one side and flow settle.

    Parameters
    ----------
    series : Series
        As known on the day asked about.
    findings : iterable of Finding
        What the audit said: what it excludes, or marks as a spike against the other side, settles nothing.
    statistics : str
        Whose statistics.
    flow : {"total", "exports", "imports"}

    Notes
    -----
    Nor does what was published before its period ended settle anything.
    """
    findings = tuple(findings)
    excluded = {e.statement for finding in findings for e in finding.exclusions if e.quantity == "level"}
    spikes = _spikes(series, findings)
    groups: dict[tuple[Flow, Period], list[Statement]] = {}
    for s in sorted(series.select(statistics=statistics), key=_place):
        if s.level is not None and s.id not in excluded:
            groups.setdefault((s.flow, s.period), []).append(s)
    prints: dict[tuple[Flow, Period], list[LevelPrint]] = {}
    records: set[int] = set()
    for (of, period), members in groups.items():
        end = period.end
        members[:] = [s for s in members if s.origin.published >= end or s.hypothetical]
        if not members or (statistics, of, period) in spikes:
            continue
        prints[of, period] = [s.level for s in members if s.level]
        if of == flow and period.is_year and any(s.record for s in members):
            records.add(period.year)
    totals: dict[int, Told] = {}
    floors: dict[int, float] = {}
    for period in sorted({period for _, period in prints}):
        own = prints.get((flow, period))
        told = _told(own) if own else _from_parts(prints, flow, period)
        least = [told.least] if told else []
        if flow == "total":
            parts = (part for part in FLOWS if part != flow and (part, period) in prints)
            least += [_told(prints[part, period]).least for part in parts]
        if told and period.is_year:
            totals[period.year] = told
        elif least and len(period.years) == 1:
            floors[period.year] = max(floors.get(period.year, 0.0), *least)
    floors = {year: floor for year, floor in floors.items() if year not in totals}
    return Settlement(totals, floors, tuple(sorted(records & totals.keys())), *_revision(groups.values()))
