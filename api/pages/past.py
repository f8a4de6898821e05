"""What was told of years that are over, and what they came to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from api.pages.charts import published_levels
from forecast import words

if TYPE_CHECKING:
    from forecast.forecasting import TargetForecast
    from forecast.report import HistoryDocument

__all__ = ["what_came"]

#: Years told at most.
YEARS_COME = 4


def what_came(history: HistoryDocument, forecast: TargetForecast) -> tuple[str, ...]:
    """Return what was told of years that are known by now, and what they came to, the newest years first.

    Parameters
    ----------
    history : HistoryDocument
    forecast : TargetForecast
        For the published levels.
    """
    last: dict[int, str] = {}
    for entry in history.entries:
        day = date.fromisoformat(entry.as_of)
        for one in entry.probability_by:
            if day.year <= one.year:  # told while the year was still open
                chance = words.percent_words(one.probability)
                last[one.year] = words.say(
                    "On {day} the model gave {chance} that the mark is reached by {year}", day=words.day(day),
                    chance=chance, year=one.year,
                )  # fmt: skip
    known = published_levels(forecast)
    found = []
    for year in sorted(last.keys() & known.keys(), reverse=True)[:YEARS_COME]:
        level = known[year].statement.level
        if level is not None:
            figure = words.figure_words(level, forecast.series.unit)
            found.append(words.say("{told}; {year} came to {figure}.", told=last[year], year=year, figure=figure))
    return tuple(found)
