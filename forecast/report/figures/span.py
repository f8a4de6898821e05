"""The years that a picture shows: known without drawing one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecast.forecasting import TargetForecast

__all__ = ["YEARS_SHOWN_AHEAD", "last_year_shown"]

YEARS_SHOWN_AHEAD = 7


def last_year_shown(forecast: TargetForecast) -> int:
    """Return the last year of the picture: some years ahead, further if the date lies further."""
    question, answer = forecast.question, forecast.answer
    wanted = [question.running_year + YEARS_SHOWN_AHEAD, question.by or 0]
    if answer.status != "reached" and answer.median:
        wanted.append(answer.median.year + 3)
    return min(max(wanted), question.horizon)
