"""What exploring finds as JSON documents: rounded like the forecast's, stable keys, full currency units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forecast import words
from forecast.report.documents.answer import (
    SCHEMA_VERSION,
    month_document,
    path_document,
    probability_number,
    question_document,
    scenario_document,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data import Series
    from forecast.forecasting import Attainable, Compared, Comparison, Outcome, Question, Sensitivity, Surface

__all__ = ["attainable_document", "comparison_document", "sensitivity_document", "surface_document"]

Json = dict[str, Any]


def _view(question: Question, series: Series) -> Json:
    """Return what was asked, for a question without a mark of its own."""
    told = question_document(question)
    del told["target"], told["by"], told["level"]
    return {
        "schema_version": SCHEMA_VERSION,
        "question": told | {"unit": series.unit},
        "scenario": scenario_document(question.scenario, series),
    }


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def attainable_document(found: Attainable) -> Mapping[str, Any]:
    """Return the level that is reached by a year with a probability, JSON-ready."""
    document = _view(found.question, found.series)
    document["question"] |= {"by": found.asked.by, "probability": found.asked.probability}
    return document | {
        "level": round(found.level),
        "probability_at_level": probability_number(found.probability_at_level),
        "status": found.status,
        "reached_in": found.reached_in,
        "last_known_year": found.last_known_year,
        "ahead": {
            "level": _whole(found.ahead),
            "simulation_error": {"low": _whole(found.ahead_low), "high": _whole(found.ahead_high)},
            "levels": [{"probability": p, "level": round(level)} for p, level in found.ladder],
        },
        "promise": round(found.promise),
        "summary": words.attainable_headline(found),
    }


def surface_document(found: Surface) -> Mapping[str, Any]:
    """Return the chances of marks by deadlines, JSON-ready."""
    return _view(found.question, found.series) | {
        "deadlines": list(found.deadlines),
        "targets": [
            {
                "value": row.target.value,
                "label": row.target.label,
                "status": row.status,
                "reached_in": row.reached_in,
                "probability_by": [
                    {"year": year, "probability": probability_number(p)}
                    for year, p in zip(found.deadlines, row.probabilities, strict=True)
                ],
            }
            for row in found.rows
        ],
        "simulation_error": round(found.simulation_error, 4),
        "summary": words.surface_headline(found),
    }


def _compared(entry: Compared) -> Json:
    asked, answer = entry.asked, entry.answer
    return {
        "label": asked.label,
        "question": question_document(asked.question),
        "scenario": {
            "text": str(asked.question.scenario),
            "words": list(asked.question.scenario.words(asked.series.unit)),
        },
        "status": answer and answer.status,
        "reached_in": answer and answer.reached_in,
        "median": month_document(answer.median) if answer else None,
        "months_later": entry.months_later,
        "probability_by": [
            {"year": year, "probability": probability_number(p)}
            for year, p in (answer.probability_by if answer else ())
        ],
        "changes": [
            {"year": c.year, "change": round(c.points, 4) + 0.0, "simulation_error": round(c.simulation_error, 4)}
            for c in entry.changes
        ],
        "path": [path_document(row) for row in entry.path],
        "problem": entry.problem or None,
    }


def comparison_document(found: Comparison) -> Mapping[str, Any]:
    """Return questions side by side, JSON-ready; the first is the baseline, `ranked` the labels by date."""
    return {
        "schema_version": SCHEMA_VERSION,
        "cases": [_compared(entry) for entry in found.entries],
        "ranked": [entry.asked.label for entry in found.ranked()],
        "summary": words.comparison_headline(found),
    }


def _outcome(outcome: Outcome) -> Json:
    return {
        "label": outcome.label,
        "scenario": outcome.scenario or None,
        "median": month_document(outcome.median),
        "probability": probability_number(outcome.probability),
    }


def sensitivity_document(found: Sensitivity) -> Mapping[str, Any]:
    """Return how far each input moves the answer, JSON-ready, the furthest first."""
    return {
        "schema_version": SCHEMA_VERSION,
        "question": question_document(found.question),
        "scenario": scenario_document(found.question.scenario, found.series),
        "year": found.year,
        "base": _outcome(found.base),
        "inputs": [
            {"name": s.name, "low": _outcome(s.low), "high": _outcome(s.high) if s.high else None} for s in found.swings
        ],
        "simulation_error": round(found.simulation_error, 4),
        "summary": words.sensitivity_headline(found),
    }
