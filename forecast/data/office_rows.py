"""The figures of an office's file as rows of statements: months added up, days of publication, zeros."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.data.parts_of_years import added_up
from forecast.data.periods import Period, period_of, usual_publication
from forecast.data.spans import Span
from forecast.data.statements import FLOWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from forecast.data.office_tables import Figure
    from forecast.data.statements import Flow

__all__ = ["rows_of"]

#: A last year below this share of the year before it is told as perhaps unfinished.
_FAR_BELOW = 0.5


def _resolution(period: Period, cells: Mapping[Span, tuple[float, float, Figure]]) -> float | None:
    """Return one unit of the last digit of a figure that brings its own word of scale; None for others."""
    (year, month), amount = period.first, None
    if cell := cells.get(Span(year, month, period.months)):
        amount = cell[2].amount
    return amount[1] if amount else None


def _published(period: Period, cells: Mapping[Span, tuple[float, float, Figure]]) -> str:
    """Return the day on which the last figure of a period became known; empty when some figure does not say."""
    (year, month), (last_year, last_month) = period.first, period.last
    days = [
        figure.published
        for span, (_, _, figure) in cells.items()
        if (year, month) <= (span.year, span.month) and span.last <= (last_year, last_month)
    ]
    return max(days) if days and all(days) else ""


def _levels(
    flow: Flow, cells: Mapping[Span, tuple[float, float, Figure]], told: list[str]
) -> Iterator[tuple[Period, float]]:
    """Yield the totals and first months that figures make; `told` gets what a reader should know."""
    years = [span for span in cells if span.months == 12]
    if any(span.fiscal for span in years) and all(span.fiscal for span in years):
        # Their quarters and months are added up with them, by the reader of statements.
        yield from ((period_of(s.year, s.month, s.months), cells[s][0]) for s in sorted(cells))
        return
    levels, left = added_up({span: number for span, (number, _, _) in cells.items()})
    levels |= {period_of(s.year, s.month, 12): cells[s][0] for s in left if s.months == 12}
    left = tuple(s for s in left if s.months < 12)
    if left:
        shown = ", ".join([*map(str, left[:4]), *(["..."] if len(left) > 4 else [])])
        told.append(f"{flow}: figures that make no calendar year are left out, {len(left):,} of them ({shown})")
    whole = sorted(p for p in levels if p.is_year)
    if len(whole) > 2 and 0 < levels[whole[-1]] < _FAR_BELOW * levels[whole[-2]]:
        told.append(
            f"{flow} of {whole[-1]} are far below those of {whole[-2]}: an unfinished year would be read as a year; "
            "if it is one, give its months or leave it out"
        )
    yield from sorted(levels.items())


def _row(
    period: Period, value: float, finest: float, common: Mapping[str, str], *, published: str, by_month: bool
) -> Mapping[str, str]:
    """Return a statement; a zero is no trade, below the smallest print."""
    row = {
        "period": str(period),
        "level": f"{max(value, finest):.12g}",
        "level_resolution": f"{min(finest, max(value, finest)):.6g}",
        "level_qualifier": "exact" if value > 0 else "almost",
        "published": published or usual_publication(period, by_month=by_month).isoformat(),
        "published_precision": "day" if published else "inferred",
        **common,
    }
    return row if value > 0 else row | {"note": "no trade: below the smallest print"}


def rows_of(
    prints: Sequence[tuple[str, Mapping[Flow, Mapping[Span, tuple[float, float, Figure]]]]],
    common: Mapping[str, str],
    scale: float,
    published: str,
    told: list[str],
) -> list[Mapping[str, str]]:
    """Return the statements that the figures of each flow and side make."""
    rows: list[Mapping[str, str]] = []
    for flow in FLOWS:
        for side, found in prints:
            if cells := found.get(flow):
                finest = min(digit for _, digit, _ in cells.values()) * scale
                by_month = any(span.months < 12 for span in cells)
                whose = {"statistics": side} if side else {}
                rows += [
                    _row(
                        period,
                        number * scale,
                        _resolution(period, cells) or finest,
                        {**common, "flow": flow, **whose},
                        published=published or _published(period, cells),
                        by_month=by_month,
                    )
                    for period, number in _levels(flow, cells, told)
                ]
    return rows
