"""What exploring finds as JSON documents: rounded like the forecast's, stable keys, full currency units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast import words
from forecast.forecasting import Attainable, Comparison, Sensitivity, Surface, probability_number
from forecast.report.documents import schema
from forecast.report.documents.answer import (
    chances,
    month,
    path_document,
    question_document,
    scenario_document,
)

if TYPE_CHECKING:
    from forecast.data import Series
    from forecast.forecasting import Compared, Outcome, Question, Surplus, Swing

__all__ = [
    "analysis_document",
    "attainable_document",
    "comparison_document",
    "sensitivity_document",
    "surface_document",
    "surplus_document",
]


def _markless(question: Question, unit: str) -> schema.MarklessQuestion:
    """Return a question without its mark, which only stood in for one."""
    told = question_document(question).model_dump(exclude={"target", "by", "since", "level"})
    return schema.MarklessQuestion(**told, unit=unit)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def attainable_document(found: Attainable) -> schema.AttainableDocument:
    """Return the level that is reached by a year with a probability."""
    asked = dict(_markless(found.question, found.series.unit))
    error = schema.LevelError(low=_whole(found.ahead_low), high=_whole(found.ahead_high))
    levels = tuple(schema.LevelAtChance(probability=p, level=round(level)) for p, level in found.ladder)
    return schema.AttainableDocument(
        question=schema.LevelQuestion(**asked, by=found.asked.by, probability=found.asked.probability),
        scenario=scenario_document(found.question.scenario, found.series),
        level=round(found.level),
        highest=round(found.highest),
        probability_at_level=probability_number(found.probability_at_highest),
        status=found.status,
        reached_in=found.reached_in,
        last_known_year=found.last_known_year,
        ahead=schema.LevelAhead(level=_whole(found.ahead), simulation_error=error, levels=levels),
        promise=round(found.level),
        summary=words.attainable_headline(found),
    )


def surface_document(found: Surface) -> schema.SurfaceDocument:
    """Return the chances of marks by deadlines."""
    return schema.SurfaceDocument(
        question=_markless(found.question, found.series.unit),
        scenario=scenario_document(found.question.scenario, found.series),
        deadlines=tuple(found.deadlines),
        targets=tuple(
            schema.MarkOfSurface(
                value=row.target.value,
                label=row.target.label,
                status=row.status,
                reached_in=row.reached_in,
                probability_by=chances(zip(found.deadlines, row.probabilities, strict=True)),
            )
            for row in found.rows
        ),
        simulation_error=round(found.simulation_error, 4),
        summary=words.surface_headline(found),
    )


def surplus_document(found: Surplus, question: Question, series: Series) -> schema.SurplusDocument:
    """Return how likely exports exceed imports in each year; `question` is the one it answers."""
    return schema.SurplusDocument(
        question=_markless(question, series.unit),
        first_year=found.first_year,
        last_year=found.last_year,
        probability_in=tuple(
            schema.ChanceInYear(year=year, probability=probability_number(chance))
            for year, chance in found.probabilities
        ),
        simulation_error=round(found.simulation_error, 4),
        summary=words.surplus_headline(found, series),
    )


def _compared(entry: Compared) -> schema.ComparedCase:
    asked, answer = entry.asked, entry.answer
    scenario = asked.question.scenario
    return schema.ComparedCase(
        label=words.case_words(asked),
        question=question_document(asked.question),
        scenario=schema.ScenarioWords(
            text=str(scenario), words=tuple(words.scenario_words(scenario, asked.series.unit))
        ),
        status=answer.status if answer else None,
        reached_in=answer.reached_in if answer else None,
        median=month(answer.median) if answer else None,
        months_later=entry.months_later,
        probability_by=chances(answer.probability_by if answer else ()),
        changes=tuple(
            schema.ChangeByYear(
                year=c.year, change=round(c.points, 4) + 0.0, simulation_error=round(c.simulation_error, 4)
            )
            for c in entry.changes
        ),
        path=tuple(path_document(row) for row in entry.path),
        problem=entry.problem or None,
    )


def comparison_document(found: Comparison) -> schema.ComparisonDocument:
    """Return questions side by side; the first is the baseline, `ranked` the labels by date."""
    return schema.ComparisonDocument(
        cases=tuple(_compared(entry) for entry in found.entries),
        ranked=tuple(words.case_words(entry.asked) for entry in found.ranked()),
        summary=words.comparison_headline(found),
    )


def _outcome(outcome: Outcome, label: str) -> schema.SwingOutcome:
    return schema.SwingOutcome(
        label=label,
        scenario=outcome.scenario or None,
        median=month(outcome.median),
        probability=probability_number(outcome.probability),
    )


def _moved(swing: Swing, series: Series) -> schema.MovedInput:
    told = [_outcome(outcome, words.outcome_words(outcome, swing, series)) for outcome in swing.outcomes]
    return schema.MovedInput(name=words.input_words(swing, series), low=told[0], high=told[1] if swing.high else None)


def sensitivity_document(found: Sensitivity) -> schema.SensitivityDocument:
    """Return how far each input moves the answer, the furthest first."""
    return schema.SensitivityDocument(
        question=question_document(found.question),
        scenario=scenario_document(found.question.scenario, found.series),
        year=found.year,
        base=_outcome(found.base, words.say("as it stands")),
        inputs=tuple(_moved(swing, found.series) for swing in found.swings),
        simulation_error=round(found.simulation_error, 4),
        summary=words.sensitivity_headline(found),
    )


def analysis_document(found: Attainable | Surface | Comparison | Sensitivity) -> schema.Document:
    """Return what exploring found as its document."""
    match found:
        case Attainable():
            return attainable_document(found)
        case Surface():
            return surface_document(found)
        case Comparison():
            return comparison_document(found)
        case Sensitivity():
            return sensitivity_document(found)
