"""What a pull adds to a series: new figures, and revised ones that say which figure they take the place of.

Figures of months are added up to the year so far, for the months of the unfinished year and the same months of the
years before. Exports and imports of one side's books make its total.

When a figure was known:

* A figure that is new to a series whose history is held already, or that differs from the one held, became known on
  the source's stamp, else on the day of the pull.
* History became known by the lag rule - a year on 1 July of the next, months four months after their end - or by
  the stamp where that is earlier; it is marked inferred. So a pair pulled today can be asked as of an earlier day.

The day of the pull and the stamp are told in the note. A figure is held already when the same publisher said the
same, to a millionth: tables are shipped and served with different rounding.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import TYPE_CHECKING, Literal

from forecast.data.periods import Period
from forecast.data.sources.source import SourceError
from forecast.data.statements import slug
from forecast.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from forecast.data.places import Pair
    from forecast.data.sources.source import Observation, Source
    from forecast.data.statements import Flow, Reliability, Series, Statement

__all__ = ["Figure", "Pulled", "Step", "pulled_figures", "pulled_steps"]

SAME = 1e-6
#: Held and pulled figures never differ by such a factor in the middle: the source's unit has changed.
_OTHER_UNIT = 20.0
_MIRRORED: Mapping[str, Flow] = {"exports": "imports", "imports": "exports"}
_RELIABILITY: Mapping[str, Reliability] = {"": "high", "provisional": "medium", "estimated": "low"}
_MONTHS_LATER = 4
Thing = tuple[str, "Flow", Period]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a series: whose statistics, which flow seen from the series' reporter, and when.

    Parameters
    ----------
    statistics, flow, period, code
        `code` is of the place whose statistics these are.
    value : float
    unit : str
        Currency code.
    stamp : datetime.date or None
    status : {"", "provisional", "estimated"}
    note, answer : str
    """

    statistics: str
    flow: Flow
    period: Period
    code: str
    value: float
    unit: str
    stamp: date | None
    status: str
    note: str
    answer: str

    @property
    def thing(self) -> Thing:
        """What the figure is about."""
        return self.statistics, self.flow, self.period


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one figure.

    Parameters
    ----------
    figure : Figure
    kind : {"new", "superseding", "unchanged"}
    held : float or None
        The value held before.
    row : mapping
        The row of a table of statements; empty when nothing changes.
    """

    figure: Figure
    kind: Literal["new", "superseding", "unchanged"]
    held: float | None
    row: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull does to a series.

    Parameters
    ----------
    steps : tuple of Step
        By side, flow and period.
    missing : int
        Figures held from this source, of the years asked for, that it gives no more; they stand.
    """

    steps: tuple[Step, ...]
    missing: int

    def count(self, kind: str) -> int:
        """Return how many figures something becomes of."""
        return sum(step.kind == kind for step in self.steps)

    @property
    def rows(self) -> list[Mapping[str, object]]:
        """The rows to append."""
        return [step.row for step in self.steps if step.row]


def _merged(figures: Iterable[Figure], *, value: float, flow: Flow, period: Period, note: str) -> Figure:
    """Return a figure made of others: it is as old as the newest, and as weak as the weakest of them."""
    parts = list(figures)
    stamps = [part.stamp for part in parts if part.stamp]
    weakest = max((part.status for part in parts), key=("", "provisional", "estimated").index)
    answers = ", ".join(dict.fromkeys(part.answer for part in parts))
    return replace(
        parts[0], flow=flow, period=period, value=value, stamp=max(stamps, default=None), status=weakest, note=note,
        answer=answers,
    )  # fmt: skip


def _oriented(one: Observation, pair: Pair) -> tuple[str, str, Flow]:
    """Return whose statistics an observation is of, the code of that side, and its flow seen from the pair."""
    own = one.reporter == pair.reporter.code
    side = pair.reporter if own else pair.partner
    return slug(side.name), side.code, one.flow if own else _MIRRORED[one.flow]


def _so_far(months: Mapping[int, Figure], through: int) -> Figure | None:
    """Return the sum of January to a month, None where one is missing."""
    parts = [months[month] for month in range(1, through + 1) if month in months]
    if len(parts) < through:
        return None
    year = parts[0].period.year
    note = parts[0].note if through == 1 else f"{parts[0].note}; sum of {through} months"
    value = math.fsum(part.value for part in parts)
    return _merged(parts, value=value, flow=parts[0].flow, period=Period(year, through), note=note)


def pulled_figures(source: Source, observations: Iterable[Observation], pair: Pair, today: date) -> tuple[Figure, ...]:
    """Return the figures that observations make: years, the year so far and the same months before, and totals.

    Raises
    ------
    SourceError
        When a source says two things about one.
    """
    given: dict[tuple[Thing, bool], Figure] = {}
    for one in observations:
        if {one.reporter, one.partner} != set(pair.codes) or one.value <= 0:
            continue  # nothing has no logarithm; an empty cell is no zero
        side, code, flow = _oriented(one, pair)
        period = Period(one.year, one.last)
        figure = Figure(side, flow, period, code, one.value, one.unit, one.published, one.status, one.note, one.answer)
        before = given.setdefault((figure.thing, one.first == one.last), figure)
        if abs(before.value - figure.value) > SAME * before.value:
            problem = f"says both {before.value:,.0f} and {figure.value:,.0f} of {one.flow} {period.words}"
            raise SourceError([Fault(source.name, f"{one.reporter} {one.partner}", problem, "tell its publisher")])
    years = {figure.thing: figure for figure in given.values() if figure.period.is_year and not _alone(given, figure)}
    found = [*years.values(), *_unfinished(years, _so_far_by_side(given))]
    over = [figure for figure in found if (figure.stamp or today) > figure.period.end]
    return tuple(sorted([*over, *_totals(over)], key=lambda f: (f.statistics, f.flow, f.period)))


def _alone(given: Mapping[tuple[Thing, bool], Figure], figure: Figure) -> bool:
    """Return whether a figure is of one month alone, December too."""
    return given.get((figure.thing, False)) is not figure


def _so_far_by_side(given: Mapping[tuple[Thing, bool], Figure]) -> dict[tuple[str, Flow], dict[int, dict[int, Figure]]]:
    """Return January to each month, by side and flow and by year: printed, else the sum of the months."""
    months: dict[tuple[str, Flow], dict[int, dict[int, Figure]]] = {}
    printed: dict[tuple[str, Flow], dict[int, dict[int, Figure]]] = {}
    for (thing, alone), figure in given.items():
        if alone or not figure.period.is_year:
            table = months if alone else printed
            table.setdefault(thing[:2], {}).setdefault(figure.period.year, {})[figure.period.months] = figure
    found: dict[tuple[str, Flow], dict[int, dict[int, Figure]]] = {}
    for place in sorted({*months, *printed}):
        for year in sorted({*months.get(place, {}), *printed.get(place, {})}):
            known = months.get(place, {}).get(year, {})
            sums = {through: one for through in range(1, 13) if (one := _so_far(known, through)) is not None}
            sums |= printed.get(place, {}).get(year, {})
            if sums:
                found.setdefault(place, {})[year] = sums
    return found


def _unfinished(
    years: Mapping[Thing, Figure], sums: Mapping[tuple[str, Flow], Mapping[int, Mapping[int, Figure]]]
) -> Iterator[Figure]:
    """Yield years made of months where none is printed, the unfinished year, and its months in the years before.

    Both flows of a side go as far as the one that goes less far: only then they have a sum.
    """
    last = {
        side: max(year for (other, _), known in sums.items() if other == side for year in known) for side, _ in sums
    }
    through = {
        side: min(max(known[last[side]]) for (other, _), known in sums.items() if other == side and last[side] in known)
        for side, _ in sums
    }
    for (side, flow), known in sums.items():
        open_year = through[side] < 12 and (side, flow, Period(last[side])) not in years
        for year, by_month in known.items():
            if 12 in by_month and (side, flow, Period(year)) not in years:
                yield by_month[12]
            if open_year and through[side] in by_month:
                yield by_month[through[side]]


def _totals(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Yield the sums of one side's exports and imports."""
    by_thing = {figure.thing: figure for figure in figures}
    for (side, flow, period), exports in by_thing.items():
        imports = by_thing.get((side, "imports", period)) if flow == "exports" else None
        if imports is not None:
            value, note = exports.value + imports.value, "figures unaltered, their sum is the total"
            yield _merged([exports, imports], value=value, flow="total", period=period, note=note)


def _lag(period: Period) -> date:
    """Return when figures of a period are known by the rule."""
    if period.is_year:
        return date(period.year + 1, 7, 1)
    month = period.months - 1 + _MONTHS_LATER + 1
    return date(period.year + month // 12, month % 12 + 1, 1)


def _held(series: Series | None, source: Source) -> dict[Thing, Statement]:
    """Return what is held from a source: its newest statement about each thing."""
    found: dict[Thing, Statement] = {}
    for s in series.statements if series else ():
        if s.level is None or s.origin.publisher != source.publisher or s.hypothetical:
            continue
        before = found.get((s.statistics, s.flow, s.period))
        if before is None or (s.origin.published, bool(s.supersedes)) >= (
            before.origin.published,
            bool(before.supersedes),
        ):
            found[s.statistics, s.flow, s.period] = s
    return found


def _known_on(source: Source, figure: Figure, held: Mapping[Thing, Statement], today: date) -> tuple[date, str]:
    """Return when a figure that is not held became known, and whether that is inferred."""
    told = min(figure.stamp or today, today)
    side, flow, period = figure.thing
    pulled = [thing for thing, s in held.items() if s.event.startswith(f"{source.name}-")]  # shipped ones are history
    years = [p.year for s, f, p in pulled if (s, f) == (side, flow) and p.is_year == period.is_year]
    is_news = years and (period.year > min(years) if period.is_year else period.year >= max(years))
    lag = _lag(period)
    return (told, "day") if is_news or told <= lag else (lag, "inferred")


def _row(source: Source, figure: Figure, today: date, names: tuple[str, str]) -> dict[str, object]:
    stamp = f"stamped {figure.stamp}; " if figure.stamp else "no stamp; "
    weak = f"{figure.status}; " if figure.status else ""
    return {
        "period": str(figure.period),
        "level": repr(figure.value),
        "level_resolution": repr(min(1.0, figure.value)),
        "unit": f"{figure.unit} units",  # however small: sources tell full units
        "reporter": names[0],
        "partner": names[1],
        "statistics": figure.statistics,
        "flow": figure.flow,
        "publisher": source.publisher,
        "title": source.title,
        "url": source.page,
        "reliability": _RELIABILITY[figure.status],
        "note": f"{figure.note}; {weak}{stamp}pulled {today}; answer sha256 {figure.answer}",
    }


def _free(event: str, figure: Figure, taken: set[str]) -> str:
    """Return the name of an event that no statement about the same thing has."""
    number, name = 1, event
    while f"{name}/{figure.flow}/{str(figure.period).replace('/', '..')}" in taken:
        number += 1
        name = f"{event}-{number}"
    return name


def _refuse_other_unit(source: Source, steps: Iterable[tuple[Figure, Statement]]) -> None:
    ratios = [f.value / s.level.value for f, s in steps if s.level]
    middle = median(ratios) if ratios else 1.0
    if not 1 / _OTHER_UNIT < middle < _OTHER_UNIT:
        problem = f"gives figures {middle:,.3g} times those held, in the middle of {len(ratios)}"
        raise SourceError([Fault(source.name, "", problem, "its unit seems to have changed: nothing was taken")])


def pulled_steps(
    source: Source,
    figures: Iterable[Figure],
    pair: Pair,
    series: Series | None,
    *,
    since: int,
    today: date,
) -> Pulled:
    """Return what a pull does to a series.

    Parameters
    ----------
    source : Source
    figures : iterable of Figure
        As `pulled_figures` gives them.
    pair : Pair
    series : Series or None
        What is held; None for a pair of which nothing is.
    since : int
        First year that was asked for.
    today : datetime.date
        The day of the pull.

    Raises
    ------
    SourceError
        When the figures differ from those held as if their unit had changed.
    """
    given, held = list(figures), _held(series, source)
    names = (series.reporter, series.partner) if series else (pair.reporter.name, pair.partner.name)
    taken = {s.id for s in series.statements} if series else set()
    _refuse_other_unit(source, ((f, held[f.thing]) for f in given if f.thing in held))
    steps = []
    for figure in given:
        before = held.get(figure.thing)
        row = _row(source, figure, today, names)
        if before is None or before.level is None:
            published, precision = _known_on(source, figure, held, today)
            event = f"{source.name}-{figure.code.lower()}-{figure.period.year}"
            row |= {
                "published": published.isoformat(),
                "published_precision": precision,
                "event": _free(event, figure, taken),
            }
            steps.append(Step(figure, "new", None, row))
            continue
        value = before.level.value
        if abs(figure.value - value) <= SAME * value:
            steps.append(Step(figure, "unchanged", value, {}))
            continue
        published = max(min(figure.stamp or today, today), before.origin.published)
        event = _free(f"{source.name}-{figure.code.lower()}-{published}", figure, taken)
        row |= {
            "published": published.isoformat(),
            "published_precision": "day",
            "event": event,
            "supersedes": before.event,
        }
        steps.append(Step(figure, "superseding", value, row))
    seen = {figure.thing for figure in given}
    years = {period.year for _, _, period in seen}
    missing = sum(
        thing not in seen and thing[2].is_year and since <= thing[2].year <= max(years, default=0) for thing in held
    )
    return Pulled(tuple(steps), missing)
