"""The answer as a JSON document: stable keys, finite numbers, full currency units."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from forecast import words
from forecast.forecasting import CALENDAR, probability_number
from forecast.report.documents import schema
from forecast.report.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from forecast.audit import Finding
    from forecast.data import GrowthPrint, LevelPrint, Series, Statement, Target
    from forecast.forecasting import (
        Influence,
        PathRow,
        Question,
        RealMark,
        RequiredGrowth,
        SideVerdict,
        StatementUse,
        TargetForecast,
    )
    from forecast.model import Month
    from forecast.priors import Frequency
    from forecast.scenario import Scenario

__all__ = [
    "chances",
    "finding_document",
    "forecast_document",
    "mark",
    "month",
    "path_document",
    "question_document",
    "question_query",
    "real_mark_document",
    "scenario_document",
    "statement_document",
]


def chances(probability_by: Iterable[tuple[int, float]]) -> tuple[schema.ChanceByYear, ...]:
    """Return chances by the end of years."""
    return tuple(schema.ChanceByYear(year=year, probability=probability_number(p)) for year, p in probability_by)


def month(found: Month | None) -> schema.MonthOfYear | None:
    """Return a month; None where there is none."""
    return schema.MonthOfYear(year=found.year, month=found.month) if found else None


def mark(target: Target) -> schema.Mark:
    """Return an amount of money with its label."""
    return schema.Mark(value=target.value, unit=target.unit, strict=target.strict, label=target.label)


def _conversion(target: Target) -> schema.Conversion | None:
    given = target.conversion
    return schema.Conversion(value=given.value, unit=given.unit, rate=given.rate) if given else None


def _frequency(frequency: Frequency) -> schema.Frequency:
    share = frequency.share
    return schema.Frequency(
        count=round(frequency.count, 1),
        total=frequency.total,
        share=None if share is None else round(share, 3),
    )


def question_query(question: Question, *, leaving_out: Container[str] = ()) -> str:
    """Return the question as a URL's query, every default written out."""
    given = question.target.conversion
    asked = f"{given.unit} {given.value:.0f}" if given else f"{question.target.value:.0f}"
    fields = {
        "series": question.series,
        "target": f"{'above ' if question.target.strict else ''}{asked}",
        "rate": f"{given.rate:g}" if given else None,
        "by": question.by,
        "since": question.since,
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


def question_document(question: Question) -> schema.AskedQuestion:
    """Return a question, every default written out."""
    return schema.AskedQuestion(
        series=question.series,
        flow=question.flow,
        statistics=question.statistics,
        basis=question.basis,
        target=mark(question.target),
        conversion=_conversion(question.target),
        measure=question.measure,
        year_ends=question.year_ends if question.year_ends != CALENDAR else None,
        as_of=question.as_of.isoformat(),
        by=question.by,
        since=question.since,
        horizon=question.horizon,
        level=question.level,
        model=question.model,
        seed=question.seed,
        scenario=str(question.scenario),
    )


def scenario_document(scenario: Scenario, series: Series) -> schema.AppliedScenario:
    """Return a scenario with the statements that it made up; `series` as the answer knows it."""
    return schema.AppliedScenario(
        text=str(scenario),
        words=tuple(words.scenario_words(scenario, series.unit)),
        hypothetical_statements=tuple(s.id for s in series.statements if s.hypothetical),
    )


def _answer(forecast: TargetForecast) -> schema.GivenAnswer:
    answer = forecast.answer
    out = answer.decided_by_publication
    return schema.GivenAnswer(
        status=answer.status,
        flags=tuple(answer.flags),
        reached_in=answer.reached_in,
        lost_in=answer.lost_in,
        probability_already_reached=probability_number(answer.probability_already_reached),
        probability_before_reached_in=probability_number(answer.probability_before),
        uncounted=answer.uncounted,
        probability_by=chances(answer.probability_by),
        median=month(answer.median),
        intervals=tuple(schema.YearInterval(level=i.level, start=i.start, end=i.end) for i in answer.intervals),
        probability_not_by_horizon=probability_number(answer.probability_not_by_horizon),
        probability_by_deadline=probability_number(answer.probability_by_deadline),
        decided_by_publication=f"{out.year}-{out.month:02d}" if out else None,
        revision=None
        if answer.revision is None
        else schema.RevisionChance(
            year=answer.revision.year,
            probability=probability_number(answer.revision.probability),
            spread=round(answer.revision.spread, 4),
            pairs=answer.revision.pairs,
        ),
    )


def _remaining(need: RequiredGrowth) -> schema.RemainingMonths | None:
    if (months := need.remaining) is None:
        return None
    return schema.RemainingMonths(
        known_through=str(months.known_through),
        growth_pct=round(months.growth_pct, 2),
        assumes_months_known_were_flat=months.assumes_flat,
    )


def _required(need: RequiredGrowth) -> schema.RequiredGrowth:
    return schema.RequiredGrowth(
        by=need.by,
        from_year=need.from_year,
        from_level=round(need.from_level),
        growth_pct_per_year=round(need.growth_pct, 2),
        remaining_months=_remaining(need),
        own_history=_frequency(need.own),
        panel=_frequency(need.panel),
    )


def path_document(row: PathRow) -> schema.YearOfPath:
    """Return a year of history and fan."""
    p05, p10, p25, p50, p75, p90, p95 = (round(value) for value in row.quantiles)
    return schema.YearOfPath(
        year=row.year, kind=row.kind, p05=p05, p10=p10, p25=p25, p50=p50, p75=p75, p90=p90, p95=p95
    )


def _level(printed: LevelPrint) -> schema.PrintedLevel:
    return schema.PrintedLevel(value=printed.value, resolution=printed.resolution, qualifier=printed.qualifier)


def _growth(printed: GrowthPrint) -> schema.PrintedGrowth:
    told = printed.figure
    return schema.PrintedGrowth(
        percent=printed.percent if told else None,
        resolution=printed.resolution if told else None,
        qualifier=printed.qualifier,
    )


def statement_document(s: Statement) -> schema.PublishedStatement:
    """Return a statement as printed."""
    return schema.PublishedStatement(
        id=s.id,
        statistics=s.statistics,
        flow=s.flow,
        period=str(s.period),
        level=_level(s.level) if s.level else None,
        growth=_growth(s.growth) if s.growth else None,
        record=s.record,
        reliability=s.reliability,
        event=s.event,
        published=s.origin.published.isoformat(),
        published_precision=s.origin.precision,
        hypothetical=s.hypothetical,
        publisher=s.origin.publisher,
        title=s.origin.title,
        url=s.origin.url or None,
        note=s.note,
        supersedes=s.supersedes,
        parts=s.parts,
    )


def finding_document(finding: Finding, series: Series) -> schema.AuditFinding:
    """Return a finding of the audit in a series."""
    told = words.finding_words(finding, series)
    return schema.AuditFinding(
        code=finding.code,
        title=told.title,
        statements=tuple(finding.statements),
        arithmetic=told.arithmetic,
        likely_reading=told.likely_reading,
        treatment=told.treatment,
        excluded=tuple(schema.Exclusion(statement=e.statement, quantity=e.quantity) for e in finding.exclusions),
    )


def _used(use: StatementUse, series: Series) -> schema.UsedStatement:
    printed = dict(statement_document(use.statement))
    used_as = tuple(words.use_words(one, series) for one in use.uses)
    return schema.UsedStatement(**printed, used_as=used_as, roles=tuple(use.roles))


def _influence(left: Influence) -> schema.InfluenceOf:
    without = schema.AnswerWithout(
        year=left.year, probability=probability_number(left.probability), median=month(left.median)
    )
    return schema.InfluenceOf(statement=left.statement.id, without_it=without)


def _other_side(verdict: SideVerdict) -> schema.OtherSide:
    return schema.OtherSide(
        statistics=verdict.statistics,
        status=verdict.status,
        reached_in=verdict.reached_in,
        probability_already_reached=probability_number(verdict.probability_already_reached),
    )


def real_mark_document(found: RealMark | None) -> schema.RealMark | None:
    """Return a mark in the prices of its announcement; None where there is none."""
    return schema.RealMark(announced=found.announced, until=found.until, value=round(found.value)) if found else None


def _model(forecast: TargetForecast) -> schema.FittedModel:
    facts, prior = forecast.model, forecast.model.prior
    return schema.FittedModel(
        name=facts.name,
        draws=facts.draws,
        effective_draws=round(facts.effective_draws),
        measurements=facts.measurements,
        first_measured_year=facts.first_measured_year,
        log_likelihood=round(facts.log_likelihood, 3),
        drift_log_per_year=schema.Drift(mean=round(facts.drift_mean, 4), sd=round(facts.drift_sd, 4)),
        volatility_log_per_year=round(facts.volatility, 4),
        prior=schema.FittedPrior(
            drift=round(prior.drift, 5),
            drift_sd=round(prior.drift_sd, 5),
            log_volatility_at_1bn=round(prior.log_volatility, 5),
            size_elasticity=round(prior.size_elasticity, 5),
            volatility_df=round(prior.volatility_df, 3),
        ),
        provenance=schema.PriorSources(
            command=facts.provenance.command,
            estimated=facts.provenance.estimated,
            sources=tuple(facts.provenance.sources),
        ),
    )


def _links(forecast: TargetForecast) -> dict[str, str]:
    """Return where a reader at the service finds the answer: in every format, and where it is kept for good."""
    query, run = question_query(forecast.question), forecast.run
    kept = {"run": f"/v1/runs/{run.id}"} if run.stored else {}
    return {suffix: f"/v1/forecast.{suffix}?{query}" for suffix in FORMATS} | kept


def forecast_document(forecast: TargetForecast, *, linked: bool = False) -> schema.ForecastDocument:
    """Return the answer as a document.

    Parameters
    ----------
    forecast : TargetForecast
    linked : bool
        Whether the reader stands at the service, so that relative links lead somewhere.
    """
    run, view = forecast.run, forecast.outside_view
    return schema.ForecastDocument(
        question=question_document(forecast.question),
        scenario=scenario_document(forecast.question.scenario, forecast.series),
        answer=_answer(forecast),
        required_growth=tuple(_required(need) for need in forecast.required_growth),
        path=tuple(path_document(row) for row in forecast.path),
        statements=tuple(_used(use, forecast.series) for use in forecast.statements),
        influence=tuple(_influence(left) for left in forecast.influence),
        audit=tuple(finding_document(f, forecast.series) for f in forecast.audit),
        other_sides=tuple(_other_side(verdict) for verdict in forecast.other_sides),
        outside_view=schema.OutsideView(met_on_time=view.met, counted=view.counted),
        real_mark=real_mark_document(forecast.real_mark),
        model=_model(forecast),
        uncertainty=schema.Uncertainty(
            covers=tuple(words.covers(forecast)),
            does_not_cover=tuple(words.does_not_cover(forecast)),
            simulation_error=round(forecast.answer.simulation_error, 4),
        ),
        summary=schema.Summary(
            verdict=words.verdict(forecast),
            range=words.verdict_range(forecast),
            headline=words.headline(forecast),
            sentences=tuple(words.sentences(forecast)),
        ),
        citation=words.citation(forecast),
        run=schema.RunIdentity(
            id=run.id, version=run.version, statements_checksum=run.statements_checksum, stored=run.stored
        ),
        links=_links(forecast) if linked else {},
    )
