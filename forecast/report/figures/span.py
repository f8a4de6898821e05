"""The years and amounts that a picture shows: known without drawing one, and the same for pages and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.forecasting import PATH_PROBABILITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.forecasting import PathRow, TargetForecast

__all__ = ["YEARS_SHOWN_AHEAD", "highest_shown", "last_year_shown", "round_years"]

YEARS_SHOWN_AHEAD = 7
_P90, _LAST = PATH_PROBABILITIES.index(0.9), -1


def last_year_shown(forecast: TargetForecast) -> int:
    """Return the last year of the picture: some years ahead, further if the date lies further."""
    question, answer = forecast.question, forecast.answer
    wanted = [question.running_year + YEARS_SHOWN_AHEAD, question.by or 0]
    if answer.status != "reached" and answer.median:
        wanted.append(answer.median.year + 3)
    return min(max(wanted), question.horizon)


def highest_shown(forecast: TargetForecast, rows: Sequence[PathRow]) -> float:
    """Return the highest amount drawn: the mark with room for its bars, the history, and most of the 80 % band."""
    mark = forecast.question.target.value
    known = [row.quantiles[_LAST] for row in rows if row.kind != "forecast"]
    ahead = max((row.quantiles[_P90] for row in rows), default=mark)
    return 1.05 * max([mark * 1.5, *known, min(ahead, mark * 2.2)])


def round_years(years: Sequence[int], most: int) -> tuple[int, ...]:
    """Return round years to name on an axis, about `most` of them.

    Examples
    --------
    >>> round_years(range(2003, 2033), 8)
    (2005, 2010, 2015, 2020, 2025, 2030)
    """
    step = next(s for s in (1, 2, 5, 10, 20, 50) if len(years) / s <= most)
    return tuple(year for year in years if year % step == 0)
