"""Which changes cannot hold together, and which do not fit the question: every one is told, with its part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.data import LAST_YEAR
from forecast.errors import Fault
from forecast.scenario.parts import Deal, Drift, FixedGrowth, OnFlow, Saying, Shock, Volatility

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from forecast.data import Flow, Series, Statement
    from forecast.scenario.parts import Change, Part, PathPart, PriorPart

__all__ = [
    "MOST_PARTS",
    "WHERE",
    "check_parts",
    "contradictions",
    "on_flow",
    "on_paths",
    "on_prior",
    "on_whole",
    "sayings",
]

MOST_PARTS = 20
WHERE = "scenario"
_KEEP_ONE, _KEEP_ONE_A_YEAR = "keep one of them", "keep one of them for each year"


def sayings(parts: Iterable[Part]) -> tuple[Saying, ...]:
    """Return what acts on the statements."""
    return tuple(p for p in parts if isinstance(p, Saying))


def on_prior(parts: Iterable[Part]) -> tuple[PriorPart, ...]:
    """Return what acts on the prior."""
    return tuple(p for p in parts if isinstance(p, Drift | Volatility))


def on_paths(parts: Iterable[Part]) -> tuple[PathPart, ...]:
    """Return what acts on the paths."""
    return tuple(p for p in parts if not isinstance(p, Saying | Drift | Volatility))


def on_flow(parts: Iterable[PathPart], flow: Flow) -> tuple[Change, ...]:
    """Return what acts on the paths of one flow alone, which is a part of the total."""
    return tuple(p.change for p in parts if isinstance(p, OnFlow) and p.flow == flow)


def on_whole(parts: Iterable[PathPart]) -> tuple[Change, ...]:
    """Return what acts on the paths of whatever flow is asked about."""
    return tuple(p for p in parts if not isinstance(p, OnFlow))


def _change(part: PathPart) -> Change:
    return part.change if isinstance(part, OnFlow) else part


def _first(part: Change) -> int:
    return part.year if isinstance(part, Shock) else part.first


def _last(part: Change) -> int:
    return LAST_YEAR if part.last is None else part.last


def contradictions(parts: tuple[Part, ...]) -> list[Fault]:
    """Return where parts, in canonical order, contradict each other, once each; and whether they are too many."""
    if len(parts) > MOST_PARTS:
        return [Fault(WHERE, f"{len(parts)} parts", "are too many", f"give at most {MOST_PARTS}")]
    faults = []
    for i, later in enumerate(parts):
        for earlier in parts[:i]:
            found = _contradiction(earlier, later)
            if found:
                faults.append(Fault(WHERE, str(later), f"contradicts {earlier}: {found[0]}", found[1]))
                break
    return faults


def _contradiction(one: Part, other: Part) -> tuple[str, str] | None:
    """Return why two parts cannot both hold and what would be right, or None."""
    match one, other:
        case (Drift(), Drift()) | (Volatility(), Volatility()):
            return f"there is one {one.kind}", _KEEP_ONE
        case (Saying(), Saying()) if (one.period, one.level is None) == (other.period, other.level is None):
            return "both say the same figure", _KEEP_ONE
    if isinstance(one, Saying | Drift | Volatility) or isinstance(other, Drift | Volatility):
        return None
    if isinstance(other, Saying):
        year = other.period.year
        settled = other.period.is_year and _first(_change(one)) <= year
        return (f"the figure settles {year}", f"change years after {year}, or drop one") if settled else None
    return _overlap(_change(one), _change(other)) if _meet(one, other) else None


def _meet(one: PathPart, other: PathPart) -> bool:
    """Return whether two changes may not share a year: of one flow, or of a flow and of all trade where that is fixed.

    Deals come on top of anything.
    """
    first, second = _change(one), _change(other)
    if isinstance(first, Deal) or isinstance(second, Deal):
        return False
    of = {part.flow if isinstance(part, OnFlow) else "" for part in (one, other)}
    return len(of) == 1 or ("" in of and isinstance(first, FixedGrowth))


def _overlap(one: Change, other: Change) -> tuple[str, str] | None:
    """Return why two changes of growth cannot share a year, if they do."""
    if isinstance(one, Shock) and isinstance(other, Shock):
        return ("both are about the same year", _KEEP_ONE_A_YEAR) if one.year == other.year else None
    if _first(other) > _last(one) or _first(one) > _last(other):
        return None
    if isinstance(one, FixedGrowth):
        return "growth that is fixed takes no other change in the same year", _KEEP_ONE_A_YEAR
    return ("both are about the same year", _KEEP_ONE_A_YEAR) if type(one) is type(other) else None


def _published_through(known: list[Statement], flow: Flow) -> int | None:
    """Return the last year whose total is published: as a level, as growth on one, or as the sum of its parts."""
    yearly = [s for s in known if s.period.is_year]
    levels = {(s.flow, s.period.year) for s in yearly if s.level}
    if flow == "total":
        levels |= {("total", year) for _, year in set(levels) if {("exports", year), ("imports", year)} <= levels}
    years = {year for of, year in levels if of == flow}
    for s in sorted(yearly, key=lambda s: s.period):
        if s.flow == flow and s.growth and s.growth.figure and s.period.year - 1 in years:
            years.add(s.period.year)
    return max(years, default=None)


def _check_paths(
    parts: tuple[PathPart, ...], known: list[Statement], flow: Flow, day: date, horizon: int
) -> list[Fault]:
    """Return which changes to the paths lie in years that are published, or beyond the horizon."""
    faults = []
    for part in parts:
        of, change = part.flow if isinstance(part, OnFlow) else flow, _change(part)
        own, published = [s.period.year for s in known if s.flow == of], _published_through(known, of)
        first = published if published is not None else min(own, default=day.year)
        why = "is published" if published is not None else "has nothing before it"
        if _first(change) <= first:
            problem = f"changes {_first(change)}, but {first} {why}"
            faults.append(Fault(WHERE, str(part), problem, f"name years after {first}"))
        last = _first(change) if isinstance(change, Shock) or change.last is None else change.last
        if last > horizon:
            remedy = f"name years up to {horizon}, or give a later horizon"
            faults.append(Fault(WHERE, str(part), f"lies beyond the horizon ({horizon})", remedy))
    return faults


def _check_saying(part: Saying, own: list[Statement], horizon: int) -> list[Fault]:
    """Return whether a hypothetical statement says what is published, or lies beyond the horizon."""
    figures = [s.period for s in own if s.level or (s.growth and s.growth.figure)]
    newest = max((period for period in figures if period.year == part.period.year), default=None)
    faults = []
    if newest is not None and part.period <= newest:
        problem = f"says what is published ({newest.words})"
        faults.append(Fault(WHERE, str(part), problem, "say a period that no published figure covers"))
    if part.period.year > horizon:
        faults.append(Fault(WHERE, str(part), f"lies beyond the horizon ({horizon})", f"say a period up to {horizon}"))
    return faults


def check_parts(
    parts: tuple[Part, ...],
    series: Series,
    *,
    statistics: str,
    flow: Flow,
    as_of: date,
    horizon: int,
    growth_model: bool,
) -> list[Fault]:
    """Return where parts do not fit what is asked.

    Parameters
    ----------
    parts : tuple of Part
    series : Series
    statistics, flow, as_of, horizon
        As in the question.
    growth_model : bool
        Whether the growth model answers: the only one with a prior, and that reads parts of years.
    """
    known = [s for s in series.select(statistics=statistics) if s.origin.published <= as_of]
    faults = _check_paths(on_paths(parts), known, flow, as_of, horizon)
    for saying in sayings(parts):
        faults += _check_saying(saying, [s for s in known if s.flow == flow], horizon)
    if growth_model:
        return faults
    prior, whole = "changes a prior, and only the growth model has one", "leave it out, or ask the growth model"
    faults += [Fault(WHERE, str(part), prior, whole) for part in on_prior(parts)]
    partly = "is about part of a year, and this model sees annual totals alone"
    return faults + [Fault(WHERE, str(s), partly, "say a whole year") for s in sayings(parts) if not s.period.is_year]
