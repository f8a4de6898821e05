"""Required growth: what each deadline asks for, and how often such growth has happened."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forecast.priors import Frequency

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forecast.data import LevelPrint, Period
    from forecast.forecasting.fitted import Fitted
    from forecast.model import SamplePaths

__all__ = ["RemainingMonths", "RequiredGrowth", "required_growth"]

#: What rounding may move a logarithm by, and more.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class RemainingMonths:
    """The growth that a running year's remaining months need.

    Parameters
    ----------
    known_through : Period
        The year-to-date period already told.
    growth_pct : float
        Over the same months of the year before, per cent.
    assumes_flat : bool
        True when the source says only that trade grew: the months told are taken as level with the
        year before, the least that was said.
    """

    known_through: Period
    growth_pct: float
    assumes_flat: bool


@dataclass(frozen=True, slots=True)
class RequiredGrowth:
    """What reaching the mark by a deadline asks for.

    Parameters
    ----------
    by : int
        The deadline, a year.
    from_year : int
        The last year with a known annual total.
    from_level : float
        That total as the fit takes it, full currency units.
    from_print : LevelPrint or None
        The most precise print of it; None when it is known only through growth or its parts.
    growth_pct : float
        Average growth a year, per cent.
    remaining : RemainingMonths or None
        For the running year, when part of it is told.
    own : Frequency
        How many of this pair's own stretches of as many years, both ends of them published, grew so fast;
        where rounding leaves it open, by the probability.
    panel : Frequency
        The same among pairs of similar size.
    """

    by: int
    from_year: int
    from_level: float
    from_print: LevelPrint | None
    growth_pct: float
    remaining: RemainingMonths | None
    own: Frequency
    panel: Frequency


def _own_frequency(fitted: Fitted, log_growth: float, years: int) -> Frequency:
    """Return how many own stretches of `years` years grew at least `log_growth` a year.

    What happened in years nobody published is an estimate of the model, not a fact about the pair.
    """
    paths, known = fitted.totals, fitted.measurements.known_years()
    ends = {year for year in known if year - years in known}
    if years == 1:
        ends |= {m.period.year for m in fitted.measurements.rows if m.quantity == "growth" and m.period.is_year}
    ends = {year for year in ends if paths.years[0] <= year - years}
    fast = [_as_fast(paths, end - years, end, years * log_growth) for end in ends]
    return Frequency(float(sum(fast)), len(ends))


def _as_fast(paths: SamplePaths, start: int, end: int, log_growth: float) -> float:
    """Return the share of paths that grew at least so much between two years.

    What is printed of both mostly decides it: then no path is looked at.
    """
    (least, most), (least_after, most_after) = paths.range(start), paths.range(end)
    if math.log(least_after / most) > log_growth + _ROUNDING:
        return 1.0
    if math.log(most_after / least) < log_growth - _ROUNDING:
        return 0.0
    return float((np.log(paths.row(end) / paths.row(start)) >= log_growth).mean())


def _remaining(fitted: Fitted, mark: float, level: float) -> RemainingMonths | None:
    """Return what the running year's remaining months need, from the latest year-to-date statement."""
    year = fitted.last_known_year + 1
    first = [m for m in fitted.measurements.rows if m.period.from_start and not m.period.is_year]
    rows = {m.quantity: m for m in first if m.period.year == year}
    grew = [c.period for c in fitted.measurements.claims if c.kind == "grew" and c.period.from_start]
    periods = [m.period for m in rows.values()] + [period for period in grew if period.year == year]
    if not periods:
        return None
    period = max(periods)
    factor = math.exp(rows["growth"].log_mean) if "growth" in rows else 1.0
    if "level" in rows:
        done = math.exp(rows["level"].log_mean)
        before = done / factor if "growth" in rows else level * fitted.priors.profile.share(period.months)
    else:
        before = level * fitted.priors.profile.share(period.months)
        done = before * factor
    if before >= level:
        return None
    needed = max(mark - done, 0.0) / (level - before)
    return RemainingMonths(period, (needed - 1) * 100, assumes_flat=not rows)


def required_growth(
    fitted: Fitted, mark: float, deadlines: Iterable[int], *, running: int
) -> tuple[RequiredGrowth, ...]:
    """Return what each deadline after the last known year asks for.

    Parameters
    ----------
    fitted : Fitted
    mark : float
        Full currency units.
    deadlines : iterable of int
        Years; those up to the last known year are left out.
    running : int
        The year of the as-of day: only its remaining months can still grow.

    Returns
    -------
    tuple of RequiredGrowth
        In order of deadline; empty while no annual total is published.
    """
    last = fitted.last_known_year
    if last < fitted.totals.years[0]:
        return ()
    level = float(np.median(fitted.totals.row(last)))
    size = fitted.priors.deflator.real(level, last) / 1e9
    prints = [
        s.level
        for s in fitted.series.select(statistics=fitted.statistics, flow=fitted.flow)
        if s.level and s.period.is_year and s.period.year == last
    ]
    printed = min(prints, key=lambda p: (p.qualifier != "exact", p.resolution), default=None)
    found = []
    for by in sorted(set(deadlines)):
        years = by - last
        if years < 1:
            continue
        log_growth = math.log(mark / level) / years
        found.append(
            RequiredGrowth(
                by=by,
                from_year=last,
                from_level=level,
                from_print=printed,
                growth_pct=(math.exp(log_growth) - 1) * 100,
                remaining=_remaining(fitted, mark, level) if years == 1 and by == running else None,
                own=_own_frequency(fitted, log_growth, years),
                panel=fitted.priors.reference.at_least(log_growth, years=years, size=size),
            )
        )
    return tuple(found)
