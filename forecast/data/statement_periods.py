"""The periods of a table of statements: read together, so that neighbours decide, and parts of years added up."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from forecast.data.fiscal import iranian, parse_year_start, usual_year_start
from forecast.data.intervals import Interval
from forecast.data.periods import Period, period_of
from forecast.data.repeats import numbered
from forecast.data.spans import NO_START, SAY_START, Span, is_day, parse_spans
from forecast.data.statements import RELIABILITIES, LevelPrint, Statement, slug
from forecast.errors import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from forecast.data.csv_table import Row
    from forecast.data.statements import Series

__all__ = ["read_periods", "summed"]

#: The note of a sum, by which one is known that a store kept before sums were made on reading.
_KEPT_SUM = re.compile(r"sum of \d{4}[\d/-]*(, \d{4}[\d/-]*)+")


def _declared(rows: Sequence[Row]) -> int | None:
    """Return the month that the column `year_starts` names; faults note what is none, and a second one."""
    first, wrong = None, False
    for row in rows:
        text = row.text("year_starts")
        if not text:
            continue
        try:
            month = parse_year_start(text)
        except ValueError as error:
            row.fault("year_starts", str(error))
            wrong = True
            continue
        first = first or month
        if month != first:
            row.fault("year_starts", f"is not {first:02d}, which a line before has", "give one file per kind of year")
    return first or (1 if wrong else None)  # a file that is refused is not asked again


def _starts(rows: Sequence[Row], pair: tuple[str, str]) -> int | None:
    """Return the month in which fiscal years usually start: where the side of the statistics is, else in the pair."""
    own = slug(pair[0])
    side = pair[1:] if {slug(row.text("statistics")) or own for row in rows} == {slug(pair[1])} else pair[:1]
    return usual_year_start(side) or usual_year_start(pair)


def year_end(spans: Sequence[Span]) -> int:
    """Return the month with which the years of a series end: fiscal ones where there are no calendar years.

    Examples
    --------
    >>> year_end([Span(2023, 4, 12), Span(2024, 4, 12)]), year_end([Span(2023, 4, 12), Span(2023, 1, 12)])
    (3, 12)
    """
    ends = Counter(span.last[1] for span in spans if span.months == 12)
    if not ends or 12 in ends:
        return 12
    (most, times), *_ = ends.most_common()
    return most if 2 * times > sum(ends.values()) else 12


def read_periods(
    rows: Sequence[Row], *, pair: tuple[str, str], starts: int | None = None
) -> tuple[list[Period | None], int]:
    """Return the period of each row, None where a fault was noted, and the month with which the series' years end.

    Parameters
    ----------
    rows : sequence of Row
    pair : (str, str)
        Reporter and partner.
    starts : int, optional
        The month in which fiscal years start, where the table does not say.
    """
    said = _declared(rows) or starts
    labels = list(dict.fromkeys(row.text("period") for row in rows))
    read = parse_spans(labels, starts=said, declared=said is not None)
    if any(isinstance(span, str) for span in read):
        usual = said or _starts(rows, pair)
        read = parse_spans(labels, starts=usual, declared=said is not None, iranian=iranian(pair))
    spans = {label: "is a day, no period" if is_day(label) else span for label, span in zip(labels, read, strict=True)}
    found = [spans[row.text("period")] for row in rows]
    ends = year_end([span for row, span in zip(rows, found, strict=True) if isinstance(span, Span) and _counts(row)])
    for row, span in zip(rows, found, strict=True):
        if isinstance(span, str):
            asked = (SAY_START, Setting("year-starts", "04")) if span == NO_START else ()
            row.fault("period", span if row.text("period") else "is empty", *asked)
    read_as = {
        label: None if isinstance(span, str) else period_of(span.year, span.month, span.months, year_ends=ends)
        for label, span in spans.items()
    }
    return [read_as[row.text("period")] for row in rows], ends


def _counts(row: Row) -> bool:
    return bool(row.text("level") or row.text("growth_pct") or row.text("growth_qualifier"))


def summed(series: Series) -> Series:
    """Return a series with parts of years added up, whatever order they came in.

    Quarters and months become totals and year-to-date levels, each known when the last of its parts was; what is
    printed itself is never added up. A part of a sum that also tells its growth keeps telling that. A sum that a store
    of the release before kept as a statement makes room once its parts are there.

    Parameters
    ----------
    series : Series
        Of statements as they are printed.
    """
    if not any(s.period.skipped for s in series.statements):
        return series
    statements = [s for _, s in numbered(series.statements)]  # in an order that what they say decides
    groups: dict[tuple[str, str, int], list[int]] = {}
    for place, s in enumerate(statements):
        if s.level and len(s.period.years) == 1:
            groups.setdefault((s.statistics, s.flow, s.period.year), []).append(place)
    sums: list[Statement] = []
    used: set[int] = set()
    gone: set[int] = set()
    for group in groups.values():
        if any(statements[place].period.skipped for place in group):
            kept_sums = {place for place in group if _KEPT_SUM.fullmatch(statements[place].note)}
            places = [place for place in group if place not in kept_sums]
            reached = _chains({(statements[p].period.skipped, statements[p].period.months): p for p in places})
            outlived = {place for place in kept_sums if statements[place].period.months in reached}
            gone |= outlived
            places = [place for place in group if place not in outlived]
            for of in _sums(statements, places):
                sums.append(_sum([statements[place] for place in of]))
                used.update(place for place in of if statements[place].period.skipped)
    if not sums and not gone:
        return series
    kept = [
        replace(s, level=None) if place in used else s
        for place, s in enumerate(statements)
        if place not in gone and (place not in used or s.growth)
    ]
    return replace(series, statements=tuple(s for _, s in numbered([*kept, *sums])))


def _sums(statements: Sequence[Statement], places: Sequence[int]) -> Iterator[list[int]]:
    """Yield the places of the parts of each sum from the year's start, once for each day on which it changed."""
    printed = {statements[p].period.months for p in places if statements[p].period.from_start}
    before: dict[int, list[int]] = {}
    for day in sorted({statements[p].origin.published for p in places}):
        newest: dict[tuple[int, int], int] = {}
        for p in sorted(places, key=lambda p: statements[p].origin.published):
            if statements[p].origin.published <= day:
                newest[statements[p].period.skipped, statements[p].period.months] = p
        for through, of in _chains(newest).items():
            if len(of) > 1 and through not in printed and before.get(through) != of:
                before[through] = of
                yield of


def _chains(newest: Mapping[tuple[int, int], int]) -> dict[int, list[int]]:
    """Return by months the parts that add up to so many months from the start, as few as there are."""
    found: dict[int, list[int]] = {0: []}
    for (skipped, months), place in sorted(newest.items(), key=lambda item: (item[0][0], -item[0][1])):
        before, end = found.get(skipped), skipped + months
        if before is not None and (end not in found or len(found[end]) > len(before) + 1):
            found[end] = [*before, place]
    return found


def _sum(parts: Sequence[Statement]) -> Statement:
    """Return the statement that parts add up to."""
    last = max(parts, key=lambda s: s.origin.published)
    levels = [s.level for s in parts if s.level]
    value = sum(level.value for level in levels)
    if all(level.qualifier == "exact" for level in levels):
        level = LevelPrint(value, sum(level.resolution for level in levels))
    else:
        whole = Interval(sum(level.interval.low for level in levels), sum(level.interval.high for level in levels))
        level = LevelPrint((whole.low + whole.high) / 2, (whole.high - whole.low) / 2, "between")
    period = parts[-1].period.of_year(parts[-1].period.skipped + parts[-1].period.months)
    precision = "inferred" if any(s.origin.precision == "inferred" for s in parts) else last.origin.precision
    return replace(
        last,
        id=f"{last.event}/{last.flow}/{str(period).replace('/', '..')}",
        period=period,
        level=level,
        growth=None,
        origin=replace(last.origin, precision=precision),
        reliability=max((s.reliability for s in parts), key=RELIABILITIES.index),
        record=False,
        note=f"sum of {', '.join(str(s.period) for s in parts)}",
        supersedes="",
        parts=tuple(s.id for s in parts),
    )
