"""What if: the answer beside a few standard scenarios, for a report's table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forecast import words
from forecast.errors import FitError, InputError
from forecast.forecasting import Asked, compare_questions
from forecast.report.blocks import Table
from forecast.scenario import BASELINE, check_parts, parse_scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.forecasting import Compared, Comparison, Question, TargetForecast

__all__ = ["asked_comparison", "scenario_table", "standard_comparison"]

#: Years after the first open one that the table tells, beside the deadline.
YEARS_TOLD = (0, 1, 2, 5)


def _standard(first: int) -> dict[str, str]:
    """Return the standard scenarios by name; `first` is the first year still open."""
    return {
        words.say(
            "World trade {percent} below its usual growth in {year}", percent=words.percent(10), year=first
        ): f"world={first}:-10%",
        words.say(
            "A shock takes {percent} off in {year}, gone by {end}",
            percent=words.percent(20),
            year=first + 1,
            end=first + 4,
        ): f"shock={first + 1}:-20%~3y",
        words.say("No long-run growth"): "drift=0%",
    }


def _cases(forecast: TargetForecast) -> list[tuple[str, Question]]:
    """Return the questions to compare: as asked against as things stand, or that against standard scenarios."""
    question = forecast.question
    plain, as_it_stands = replace(question, scenario=BASELINE), words.say("As things stand")
    if question.scenario:
        return [(as_it_stands, plain), (words.say("The scenario asked for"), question)]
    found = [(as_it_stands, plain)]
    for name, text in _standard(forecast.answer.probability_by[0][0]).items():
        scenario = parse_scenario(text)
        faults = check_parts(
            scenario.parts,
            forecast.series,
            statistics=question.statistics,
            flow=question.flow,
            as_of=question.as_of,
            horizon=question.horizon,
            growth_model=question.model == "growth",
        )
        found += [] if faults else [(name, replace(question, scenario=scenario))]
    return found


def standard_comparison(forecast: TargetForecast) -> Comparison | None:
    """Return the answer beside the standard scenarios, or None where there is nothing to compare.

    A question with a scenario of its own is compared with the same question without it.

    Parameters
    ----------
    forecast : TargetForecast
    """
    if forecast.answer.status == "reached" or not forecast.answer.probability_by:
        return None
    fitted = forecast.fitted
    asked = [Asked(name, question, fitted.published) for name, question in _cases(forecast)]
    if len(asked) < 2:
        return None
    try:
        return compare_questions(asked, lambda question, _: fitted.asking(question.ground))
    except (FitError, InputError):
        return None


def asked_comparison(forecast: TargetForecast, asked: Sequence[Asked]) -> Comparison | None:
    """Return the answer beside scenarios of one's own, or None when the mark is reached.

    Parameters
    ----------
    forecast : TargetForecast
        As things stand.
    asked : sequence of Asked
        The question as it stands, then with each scenario (`parse_comparison`).
    """
    if forecast.answer.status == "reached" or not forecast.answer.probability_by:
        return None
    named = [replace(asked[0], label=words.say("As things stand"), case="named"), *asked[1:]]
    return compare_questions(named, lambda question, _: forecast.fitted.asking(question.ground))


def _row(entry: Compared, years: tuple[int, ...]) -> tuple[str, ...]:
    if entry.answer is None:
        return (words.case_told(entry.asked), *("-" for _ in years), words.say("not known"))
    told = dict(entry.answer.probability_by)
    median = words.month_words(entry.answer.median, entry.asked.question.horizon)
    return (words.case_told(entry.asked), *(words.percent_words(told[year]) for year in years), median)


def scenario_table(found: Comparison) -> Table | None:
    """Return a comparison as a table: a row a case, the chance by some years, the median date."""
    if not found.years:
        return None
    wanted = {found.years[0] + ahead for ahead in YEARS_TOLD} | {found.question.by}
    years = tuple(year for year in found.years if year in wanted)
    worst = max((c.simulation_error for e in found.entries for c in e.changes), default=0.0)
    return Table(
        words.say(
            "Chance that {mark} is reached by the end of the year, in other circumstances",
            mark=words.mark_words(found.question.target),
        ),
        (words.say("Case"), *(words.year_words(year) for year in years), words.say("As likely as not by")),
        tuple(_row(entry, years) for entry in found.entries),
        words.say(
            "All cases use the same random numbers; the simulation error of a change is up to {points} points.",
            points=words.number(worst * 100, decimals=1),
        ),
    )
