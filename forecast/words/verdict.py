"""The answer in a few words, to stand in large type above everything else.

`verdict` is the result, `verdict_range` what stands under it; pages, embeds, pictures and reports say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.words.locale import day, in_its_years, month, say, say_count
from forecast.words.quantities import interval_words, percent_words

if TYPE_CHECKING:
    from datetime import date

    from forecast.forecasting import TargetForecast

__all__ = ["due_words", "months_known", "newest_words", "stale", "verdict", "verdict_range"]

#: A single year with at least this chance is named alone.
ONE_YEAR = 0.5
SURELY = 0.95
#: From here on the chance that a mark is reached already goes first.
WORTH_TELLING = 0.25
#: The range told is the widest that people still act on.
LEVEL = 0.8
#: Annual figures are due once a year: an answer of this age has missed one for certain.
STALE_MONTHS = 24


def _by_deadline(year: int, chance: float) -> str:
    told = {"year": year, "chance": percent_words(chance)}
    if chance >= SURELY:
        return say("Almost surely by {year} ({chance})", **told)
    if chance >= 0.55:
        return say("Probably by {year} ({chance})", **told)
    if chance > 0.45:
        return say("An even chance by {year} ({chance})", **told)
    if chance > 1 - SURELY:
        return say("Probably not by {year} ({chance})", **told)
    return say("Hardly by {year} ({chance})", **told)


def _by_date(forecast: TargetForecast) -> str:
    answer, horizon = forecast.answer, forecast.question.horizon
    if answer.median is None:
        reached = percent_words(1 - answer.probability_not_by_horizon)
        if answer.probability_not_by_horizon >= SURELY:
            return say("Out of sight: {chance} by {year}", chance=reached, year=horizon)
        return say("Probably not by {year} ({chance} that it is)", chance=reached, year=horizon)
    year, chance = max(answer.first_in, key=lambda told: told[1])
    if chance >= SURELY:
        return say("Almost surely {year} ({chance})", year=year, chance=percent_words(chance))
    if chance >= ONE_YEAR:
        return say("Probably {year} ({chance})", year=year, chance=percent_words(chance))
    return say("Around {year}", year=str(answer.median.year))


def _reached(forecast: TargetForecast) -> str:
    answer, question = forecast.answer, forecast.question
    year, by = answer.reached_in, question.by
    if year is None:
        chance = percent_words(answer.probability_already_reached)
        return say("Most likely reached by {year} ({chance})", year=question.last_complete_year, chance=chance)
    if by is not None and year <= by:
        return say("Reached in {year}, in time", year=year)
    if by is not None:
        return say("Reached in {year}, after the deadline of {deadline}", year=year, deadline=by)
    if (answer.probability_before or 0.0) >= 0.01:
        return say("Reached by {year}", year=year)
    return say("Reached in {year}", year=year)


def _deadline_passed(year: int, chance: float) -> str:
    if chance <= 1 - SURELY:
        return say("Missed: not reached by {year}", year=year)
    if chance >= SURELY:
        return say("Met by {year}", year=year)
    return say("Met by {year} with a chance of {chance}", year=year, chance=percent_words(chance))


def _ahead(forecast: TargetForecast) -> str:
    """Return the answer about a mark that is, or may be, still ahead."""
    answer, by = forecast.answer, forecast.question.by
    if answer.status == "reached_and_lost" and answer.reached_in:
        return say("Reached in {year}, lost in {lost}", year=answer.reached_in, lost=answer.lost_in)
    if answer.status == "perhaps_reached" and answer.probability_already_reached >= WORTH_TELLING:
        return say("Perhaps reached already ({chance})", chance=percent_words(answer.probability_already_reached))
    told = None if by is None else answer.by(by)
    return _by_date(forecast) if told is None or by is None else _by_deadline(by, told)


@in_its_years
def verdict(forecast: TargetForecast) -> str:
    """Return the answer in a few words."""
    question = forecast.question
    if forecast.answer.status == "reached":
        return _reached(forecast)
    if question.by is not None and question.by <= question.last_complete_year:
        return _deadline_passed(question.by, forecast.answer.chance_by(question.by))
    return _ahead(forecast)


@in_its_years
def verdict_range(forecast: TargetForecast) -> str:
    """Return the range of the date and the chance some years on; empty for a mark that is reached."""
    answer, question = forecast.answer, forecast.question
    if answer.status == "reached":
        return ""
    interval = next((one for one in answer.intervals if one.level == LEVEL), answer.interval(question.level))
    later = min(question.running_year + 5, question.horizon)
    if question.by is not None and later <= question.by:  # that year is told in the verdict
        later = min(question.by + 5, question.horizon)
    level, years = percent_words(interval.level), interval_words(interval, question.horizon)
    if later == question.by:  # no year behind the deadline is answered
        if answer.status == "reached_and_lost":
            return say("Regained: {level} range {years}", level=level, years=years)
        return say("{level} range {years}", level=level, years=years)
    told = {"level": level, "years": years, "chance": percent_words(answer.chance_by(later)), "year": later}
    if answer.status == "reached_and_lost":
        return say("Regained: {level} range {years} · {chance} by {year}", **told)
    return say("{level} range {years} · {chance} by {year}", **told)


def months_known(forecast: TargetForecast, today: date) -> int:
    """Return how many months ago the answer was known."""
    known = forecast.question.as_of
    return (today.year - known.year) * 12 + today.month - known.month


def stale(forecast: TargetForecast, today: date) -> bool:
    """Return whether the answer is so old that a reader of today should be told before all else."""
    return months_known(forecast, today) >= STALE_MONTHS


@in_its_years
def newest_words(forecast: TargetForecast, today: date) -> str:
    """Return of which year the newest figure is and how old it is, for a reader of today; empty without a level."""
    question = forecast.question
    years = [s.period.year for s in forecast.series.select(statistics=question.statistics) if s.level]
    if not years:
        return ""
    months = months_known(forecast, today)
    told = {"year": max(years), "day": day(question.as_of)}
    if months < 1:
        return say("Newest figure: of {year}, as known on {day}.", **told)
    age = (
        say_count("{count} year old", "{count} years old", months // 12)
        if months >= STALE_MONTHS
        else say_count("{count} month old", "{count} months old", months)
    )
    if stale(forecast, today):
        return say(
            "Newest figure: of {year}, as known on {day}, {age}: what could be said then, not what is known today.",
            age=age,
            **told,
        )
    return say("Newest figure: of {year}, as known on {day}, {age}.", age=age, **told)


def due_words(forecast: TargetForecast, today: date) -> str:
    """Return when the deciding figure is due, for a reader of today; empty for what is decided: reached, or missed."""
    out, question = forecast.answer.decided_by_publication, forecast.question
    missed = question.by is not None and question.by <= question.last_complete_year
    if out is None or missed or forecast.answer.status == "reached":
        return ""
    when = month(out.year, out.month)
    if (out.year, out.month) < (today.year, today.month):
        return say("The figure that decides it was due around {month}; it is not known here yet.", month=when)
    return say("The figure that decides it is due around {month}.", month=when)
