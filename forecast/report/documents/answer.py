"""The answer as a JSON document: stable keys, finite numbers, full currency units.

Keys may be added within a `SCHEMA_VERSION`, never renamed or retyped.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from forecast import words
from forecast.forecasting import PATH_PROBABILITIES

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from forecast.audit import Finding
    from forecast.data import Series, Statement
    from forecast.forecasting import Influence, PathRow, Question, RequiredGrowth, StatementUse, TargetForecast
    from forecast.model import Month
    from forecast.priors import Frequency
    from forecast.scenario import Scenario

__all__ = [
    "FORMATS",
    "SCHEMA_VERSION",
    "dumps",
    "finding_document",
    "forecast_document",
    "month_document",
    "path_document",
    "probability_number",
    "question_document",
    "question_query",
    "scenario_document",
    "statement_document",
]

SCHEMA_VERSION = "1.0"
#: Suffixes of the formats of an answer; `forecast.publishing` writes them.
FORMATS = ("json", "csv", "xlsx", "svg", "png", "md", "html", "docx")
Json = dict[str, Any]


def dumps(document: object) -> str:
    """Return a JSON text: UTF-8 characters as they are, no NaN or infinity, a line feed at the end."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def probability_number(value: float | None) -> float | None:
    """Return a probability as documents tell it, three decimals."""
    return None if value is None else round(min(max(value, 0.0), 1.0), 3)


def month_document(month: Month | None) -> Json | None:
    """Return a month, JSON-ready."""
    return {"year": month.year, "month": month.month} if month else None


def _frequency(frequency: Frequency) -> Json:
    share = frequency.share
    return {
        "count": round(frequency.count, 1),
        "total": frequency.total,
        "share": None if share is None else round(share, 3),
    }


def question_query(question: Question, *, leaving_out: Container[str] = ()) -> str:
    """Return the question as a URL's query, every default written out."""
    fields = {
        "series": question.series,
        "target": f"{question.target.value:.0f}",
        "by": question.by,
        "as_of": question.as_of.isoformat(),
        "statistics": question.statistics,
        "flow": question.flow,
        "horizon": question.horizon,
        "level": f"{question.level:g}",
        "model": question.model,
        "seed": question.seed,
        "scenario": str(question.scenario) or None,
    }
    return urlencode({name: value for name, value in fields.items() if value is not None and name not in leaving_out})


def question_document(question: Question) -> Json:
    """Return a question, JSON-ready, every default written out."""
    target = question.target
    return {
        "series": question.series,
        "flow": question.flow,
        "statistics": question.statistics,
        "basis": question.basis,
        "target": {"value": target.value, "unit": target.unit, "label": target.label},
        "measure": question.measure,
        "as_of": question.as_of.isoformat(),
        "by": question.by,
        "horizon": question.horizon,
        "level": question.level,
        "model": question.model,
        "seed": question.seed,
        "scenario": str(question.scenario),
    }


def scenario_document(scenario: Scenario, series: Series) -> Json:
    """Return a scenario, JSON-ready, with the statements that it made up; `series` as the answer knows it."""
    return {
        "text": str(scenario),
        "words": list(scenario.words(series.unit)),
        "hypothetical_statements": [s.id for s in series.statements if s.hypothetical],
    }


def _answer(forecast: TargetForecast) -> Json:
    answer = forecast.answer
    out = answer.decided_by_publication
    return {
        "status": answer.status,
        "flags": list(answer.flags),
        "reached_in": answer.reached_in,
        "lost_in": answer.lost_in,
        "probability_already_reached": probability_number(answer.probability_already_reached),
        "probability_before_reached_in": probability_number(answer.probability_before),
        "probability_by": [{"year": year, "probability": probability_number(p)} for year, p in answer.probability_by],
        "median": month_document(answer.median),
        "intervals": [{"level": i.level, "from": i.start, "to": i.end} for i in answer.intervals],
        "probability_not_by_horizon": probability_number(answer.probability_not_by_horizon),
        "probability_by_deadline": probability_number(answer.probability_by_deadline),
        "decided_by_publication": f"{out.year}-{out.month:02d}" if out else None,
    }


def _required(need: RequiredGrowth) -> Json:
    remaining = need.remaining
    return {
        "by": need.by,
        "from_year": need.from_year,
        "from_level": round(need.from_level),
        "growth_pct_per_year": round(need.growth_pct, 2),
        "remaining_months": remaining
        and {
            "known_through": str(remaining.known_through),
            "growth_pct": round(remaining.growth_pct, 2),
            "assumes_months_known_were_flat": remaining.assumes_flat,
        },
        "own_history": _frequency(need.own),
        "panel": _frequency(need.panel),
    }


def path_document(row: PathRow) -> Json:
    """Return a year of history and fan, JSON-ready."""
    names = [f"p{round(p * 100):02d}" for p in PATH_PROBABILITIES]
    values = [round(v) for v in row.quantiles]
    return {"year": row.year, "kind": row.kind} | dict(zip(names, values, strict=True))


def statement_document(s: Statement) -> Json:
    """Return a statement as printed, JSON-ready."""
    level = s.level and {
        "value": s.level.value,
        "resolution": s.level.resolution,
        "qualifier": s.level.qualifier,
    }
    growth = s.growth and {
        "percent": None if s.growth.qualifier == "up" else s.growth.percent,
        "resolution": None if s.growth.qualifier == "up" else s.growth.resolution,
        "qualifier": s.growth.qualifier,
    }
    return {
        "id": s.id,
        "statistics": s.statistics,
        "flow": s.flow,
        "period": str(s.period),
        "level": level,
        "growth": growth,
        "record": s.record,
        "reliability": s.reliability,
        "event": s.event,
        "published": s.origin.published.isoformat(),
        "published_precision": s.origin.precision,
        "hypothetical": s.hypothetical,
        "publisher": s.origin.publisher,
        "title": s.origin.title,
        "url": s.origin.url or None,
        "note": s.note,
    }


def finding_document(finding: Finding) -> Json:
    """Return a finding of the audit, JSON-ready."""
    return {
        "code": finding.code,
        "title": finding.title,
        "statements": list(finding.statements),
        "arithmetic": finding.arithmetic,
        "likely_reading": finding.likely_reading,
        "treatment": finding.treatment,
        "excluded": [{"statement": e.statement, "quantity": e.quantity} for e in finding.exclusions],
    }


def _statement(use: StatementUse) -> Json:
    return statement_document(use.statement) | {"used_as": list(use.used_as), "roles": list(use.roles)}


def _influence(left: Influence) -> Json:
    return {
        "statement": left.statement.id,
        "without_it": {
            "year": left.year,
            "probability": probability_number(left.probability),
            "median": month_document(left.median),
        },
    }


def _model(forecast: TargetForecast) -> Json:
    facts, prior = forecast.model, forecast.model.prior
    return {
        "name": facts.name,
        "draws": facts.draws,
        "effective_draws": round(facts.effective_draws),
        "measurements": facts.measurements,
        "first_measured_year": facts.first_measured_year,
        "log_likelihood": round(facts.log_likelihood, 3),
        "drift_log_per_year": {"mean": round(facts.drift_mean, 4), "sd": round(facts.drift_sd, 4)},
        "volatility_log_per_year": round(facts.volatility, 4),
        "prior": {
            "drift": round(prior.drift, 5),
            "drift_sd": round(prior.drift_sd, 5),
            "log_volatility_at_1bn": round(prior.log_volatility, 5),
            "size_elasticity": round(prior.size_elasticity, 5),
            "volatility_df": round(prior.volatility_df, 3),
        },
        "provenance": {
            "command": facts.provenance.command,
            "estimated": facts.provenance.estimated,
            "sources": list(facts.provenance.sources),
        },
    }


def _links(forecast: TargetForecast) -> dict[str, str]:
    """Return where a reader at the service finds the answer: in every format, and where it is kept for good."""
    query, run = question_query(forecast.question), forecast.run
    kept = {"run": f"/v1/runs/{run.id}"} if run.stored else {}
    return {suffix: f"/v1/forecast.{suffix}?{query}" for suffix in FORMATS} | kept


def forecast_document(forecast: TargetForecast, *, linked: bool = False) -> Mapping[str, Any]:
    """Return the answer as a JSON-ready mapping.

    Parameters
    ----------
    forecast : TargetForecast
    linked : bool
        Whether the reader stands at the service, so that relative links lead somewhere.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "question": question_document(forecast.question),
        "scenario": scenario_document(forecast.question.scenario, forecast.series),
        "answer": _answer(forecast),
        "required_growth": [_required(need) for need in forecast.required_growth],
        "path": [path_document(row) for row in forecast.path],
        "statements": [_statement(use) for use in forecast.statements],
        "influence": [_influence(left) for left in forecast.influence],
        "audit": [finding_document(f) for f in forecast.audit],
        "other_sides": [
            {
                "statistics": v.statistics,
                "status": v.status,
                "reached_in": v.reached_in,
                "probability_already_reached": probability_number(v.probability_already_reached),
            }
            for v in forecast.other_sides
        ],
        "outside_view": {"met_on_time": forecast.outside_view.met, "counted": forecast.outside_view.counted},
        "model": _model(forecast),
        "uncertainty": {
            "covers": list(words.covers()),
            "does_not_cover": list(words.does_not_cover(forecast)),
            "simulation_error": round(forecast.answer.simulation_error, 4),
        },
        "summary": {"headline": words.headline(forecast), "sentences": list(words.sentences(forecast))},
        "citation": words.citation(forecast),
        "run": {
            "id": forecast.run.id,
            "version": forecast.run.version,
            "statements_checksum": forecast.run.statements_checksum,
            "stored": forecast.run.stored,
        },
        "links": _links(forecast) if linked else {},
    }
