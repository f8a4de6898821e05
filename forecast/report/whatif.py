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
    from forecast.forecasting import Compared, Comparison, Question, TargetForecast

__all__ = ["scenario_table", "standard_comparison"]

#: Years after the first open one that the table tells, beside the deadline.
YEARS_TOLD = (0, 1, 2, 5)
AS_IT_STANDS, AS_ASKED = "As things stand", "The scenario asked for"


def _standard(first: int) -> dict[str, str]:
    """Return the standard scenarios by name; `first` is the first year still open."""
    return {
        f"World trade 10 % below its usual growth in {first}": f"world={first}:-10%",
        f"A shock takes 20 % off in {first + 1}, gone by {first + 4}": f"shock={first + 1}:-20%~3y",
        "No long-run growth": "drift=0%",
    }


def _cases(forecast: TargetForecast) -> list[tuple[str, Question]]:
    """Return the questions to compare: as asked against as things stand, or that against standard scenarios."""
    question = forecast.question
    plain = replace(question, scenario=BASELINE)
    if question.scenario:
        return [(AS_IT_STANDS, plain), (AS_ASKED, question)]
    found = [(AS_IT_STANDS, plain)]
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


def _row(entry: Compared, years: tuple[int, ...]) -> tuple[str, ...]:
    if entry.answer is None:
        return (entry.asked.label, *("-" for _ in years), "not known")
    told = dict(entry.answer.probability_by)
    median = words.month_words(entry.answer.median, entry.asked.question.horizon)
    return (entry.asked.label, *(words.percent_words(told[year]) for year in years), median)


def scenario_table(found: Comparison) -> Table | None:
    """Return a comparison as a table: a row a case, the chance by some years, the median date."""
    if not found.years:
        return None
    wanted = {found.years[0] + ahead for ahead in YEARS_TOLD} | {found.question.by}
    years = tuple(year for year in found.years if year in wanted)
    worst = max((c.simulation_error for e in found.entries for c in e.changes), default=0.0)
    return Table(
        f"Chance that {found.question.target.label} is reached by the end of the year, in other circumstances",
        ("Case", *(str(year) for year in years), "As likely as not by"),
        tuple(_row(entry, years) for entry in found.entries),
        f"All cases use the same random numbers; the simulation error of a change is up to {worst * 100:.1f} points.",
    )
