"""The one flow: a question put to what was fitted becomes an answer.

Command line, HTTP, notebooks, reports and backtests all ask a `Fitted`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from forecast.data import Period, outside_view, running_year
from forecast.errors import FitError
from forecast.forecasting.answers import (
    Answer,
    BriefForecast,
    Flag,
    Influence,
    ModelFacts,
    PathKind,
    PathRow,
    Revision,
    SideVerdict,
    StatementUse,
    Status,
    TargetForecast,
)
from forecast.forecasting.identity import run_of
from forecast.forecasting.real_terms import announcement_of, real_mark_of
from forecast.forecasting.required_growth import required_growth
from forecast.model import DateDistribution, Month, first_passage
from forecast.scenario import BASELINE

if TYPE_CHECKING:
    from forecast.data import AnnouncedTarget
    from forecast.forecasting.fitted import Fitted
    from forecast.forecasting.question import Question
    from forecast.model import SamplePaths, Use

__all__ = ["brief_answer", "explained_answer", "judge", "passage", "path_rows", "reaching"]

#: Above this a mark counts as reached, below the other it counts as open (docs/model.md).
SURELY, HARDLY = 0.95, 0.05
INTERVAL_LEVELS = (0.5, 0.8, 0.95)
#: A year's total is out within so many years, and usually in July: as the panels count a year as known.
LATEST, USUAL_MONTH = 2, 7
#: Deadlines that required growth is told for: this many years after the last known one.
DEADLINES_TOLD = 6


def _lowest_reaching(question: Question) -> float:
    """Return the level at or above which the mark of a question is reached: for "more than" it, the next above."""
    mark = question.target.value
    return float(np.nextafter(mark, np.inf)) if question.target.strict else mark


def reaching(fitted: Fitted, question: Question) -> tuple[SamplePaths, float]:
    """Return the published totals of each path, and the level at or above which the mark of a question is reached.

    "More than" a mark is any level above it, and a total that is printed as the mark itself falls short of it.
    """
    target, totals = question.target, fitted.totals
    return fitted.settlement.equal(totals, target.value) if target.strict else totals, _lowest_reaching(question)


def passage(fitted: Fitted, question: Question, *, after: int | None = None) -> DateDistribution:
    """Return when the mark of a question is first reached, in years that count.

    Parameters
    ----------
    fitted : Fitted
    question : Question
    after : int, optional
        Count only years after this one, whatever the question says.
    """
    paths, mark = reaching(fitted, question)
    after = question.counts_after(after)
    return first_passage(paths, mark, fitted.priors.profile, after=after, year_ends=question.year_ends)


def _lost_in(fitted: Fitted, mark: float, dates: DateDistribution) -> int | None:
    """Return the year a mark was lost in, if it was surely reached and the last known year surely lies below.

    That is the first year surely below it after the last year surely at or above it.
    """
    last = fitted.last_known_year
    if last < fitted.totals.years[0] or dates.by(last) < SURELY:
        return None
    below = (fitted.totals.values[: last - int(fitted.totals.years[0]) + 1] < mark).mean(axis=1)
    if below[-1] < SURELY:
        return None
    above = np.flatnonzero(below <= 1 - SURELY)
    start = int(above[-1]) + 1 if above.size else len(below) - 1
    return int(fitted.totals.years[start + int(np.argmax(below[start:] >= SURELY))])


def _is_falling(fitted: Fitted) -> bool:
    """Return whether the newest measured year surely lies below the year before it."""
    newest, paths = fitted.growth.last_year, fitted.totals
    if newest - 1 < int(paths.years[0]):
        return False
    return float((paths.row(newest) < paths.row(newest - 1)).mean()) >= SURELY


def _publication(fitted: Fitted, question: Question, crossing: Month | None) -> Month | None:
    """Return when the crossing year's annual total is likely to be out: the usual lag of this series.

    A day more than `LATEST` years after a year's end is the day of a download or of a look back, not that of
    the year's publication; without any within, the panel's usual lag stands.
    """
    if crossing is None:
        return None
    ends, end = question.year_ends, Period(2000, year_ends=question.year_ends)
    year = crossing.year + (crossing.month > ends)
    first: dict[int, date] = {}
    for s in fitted.series.select(statistics=question.statistics, flow=question.flow):
        if s.period.is_year and s.level and not s.hypothetical:
            first[s.period.year] = min(s.origin.published, first.get(s.period.year, date.max))
    lags = [
        (day - end.at(told).end).days for told, day in first.items() if 0 < running_year(day, ends) - told <= LATEST
    ]
    if not lags:
        count = year * 12 + ends + USUAL_MONTH - 1
        return Month(count // 12, count % 12 + 1)
    day = end.at(year).end + timedelta(days=int(median(lags)))
    return Month(day.year, day.month)


def judge(fitted: Fitted, question: Question) -> Answer:
    """Return when the mark is reached, as far as what is known tells.

    Parameters
    ----------
    fitted : Fitted
        On the question's ground, whatever its mark and deadline.
    question : Question
    """
    mark = question.target.value
    dates = passage(fitted, question)
    years = fitted.settlement.reached(reaching(fitted, question)[1])
    printed = next((year for year in years if question.counts(year)), None)
    before = dates.by(printed - 1) if printed else None
    # A scenario may say how the running year ended, and its first months alone may reach the mark: then that year,
    # too, lies behind.
    last_complete = max(question.last_complete_year, fitted.last_known_year, printed or 0)
    already = dates.by(last_complete)
    # A promise once kept stays kept; a mark can be lost.
    lost_in = _lost_in(fitted, mark, dates) if question.since is None else None
    status: Status = "reached" if already >= SURELY else "perhaps_reached" if already > HARDLY else "open"
    if lost_in:
        status = "reached_and_lost"
        dates = passage(fitted, question, after=fitted.last_known_year)
    flags: list[Flag] = ["falling"] if _is_falling(fitted) else []
    if status != "reached" and dates.by(dates.horizon) < HARDLY:
        flags.append("out_of_reach")
    if question.by is not None and question.by <= question.last_complete_year:
        flags.append("deadline_passed")
    told = range(fitted.last_known_year + 1, question.horizon + 1)
    levels = sorted({*INTERVAL_LEVELS, question.level})
    return Answer(
        status=status,
        flags=tuple(flags),
        reached_in=printed,
        lost_in=lost_in,
        probability_already_reached=already,
        probability_before=before,
        uncounted=next((year for year in years if not question.counts(year)), None),
        probability_by=tuple((year, dates.by(year)) for year in told),
        first_in=tuple((int(year), float(p)) for year, p in zip(dates.years, dates.mass.sum(axis=1), strict=True)),
        median=dates.median,
        intervals=tuple(dates.interval(level) for level in levels),
        probability_not_by_horizon=dates.beyond,
        probability_by_deadline=dates.by(question.by) if question.by else None,
        decided_by_publication=_publication(fitted, question, dates.median),
        revision=_revision(fitted, question) if status in {"open", "perhaps_reached"} else None,
        simulation_error=max((dates.simulation_error(dates.by(year)) for year in told), default=0.0),
    )


def _revision(fitted: Fitted, question: Question) -> Revision | None:
    """Return the chance that a later revision lifts a year that counts, settled below the mark, over it."""
    settlement = fitted.settlement
    lifted = settlement.lifted(question.target.value, since=question.since or 0)
    return lifted and Revision(lifted[0], lifted[1], settlement.revision_sd, settlement.revisions)


def path_rows(fitted: Fitted, *, last_complete_year: int) -> tuple[PathRow, ...]:
    """Return history and fan, one row a year; years after `last_complete_year` are forecast."""
    made_up = {s.period.year for s in fitted.series.statements if s.period.is_year and s.hypothetical}
    observed = set(fitted.measurements.annual_levels()) - made_up
    rows = []
    for year, values in zip(fitted.totals.years, fitted.fan, strict=True):
        past = year <= last_complete_year
        kind: PathKind = "observed" if year in observed else "estimated" if past else "forecast"
        rows.append(PathRow(int(year), kind, tuple(float(v) for v in values)))
    return tuple(rows)


def _influence(fitted: Fitted, question: Question, answer: Answer) -> tuple[Influence, ...]:
    if question.model != "growth":
        return ()  # a comparator sees annual totals, not statements
    by_id = {s.id: s for s in fitted.series.statements}
    # Once reached, what is still open is whether an earlier year did so.
    # A flow that is a part of its total is known as far as the total is.
    newest = (fitted.whole or fitted).last_known_year
    year = answer.reached_in - 1 if answer.status == "reached" and answer.reached_in else newest + 1
    after, found = fitted.last_known_year if answer.lost_in else None, []
    for left in fitted.left_out(year):
        dates = None
        if left.fitted is not None:
            dates = passage(left.fitted.under(question.scenario), question, after=after)
        found.append(
            Influence(by_id[left.statement], year, dates.by(year) if dates else None, dates.median if dates else None)
        )
    return tuple(found)


def _verdict(fitted: Fitted, question: Question) -> SideVerdict:
    """Return what one side's statistics say; published totals alone decide where they can."""
    side, other = question.statistics, fitted.side(question.statistics)
    question = replace(question, horizon=other.ground.horizon)
    reached = other.settlement.reached(_lowest_reaching(question))
    if reached and reached[-1] >= max(other.settlement.totals, default=reached[-1]):
        return SideVerdict(side, "reached", reached[0], 1.0)
    try:
        answer = judge(other, question)
    except FitError:
        return SideVerdict(side, None, None, None)
    return SideVerdict(side, answer.status, answer.reached_in, answer.probability_already_reached)


def _in_other_years(question: Question, fitted: Fitted) -> AnnouncedTarget | None:
    """Return the announcement that a question is about, where its years are not those of the figures."""
    meant = announcement_of(question, fitted.series, fitted.announced)
    return None if meant is None or meant.year_ends == question.year_ends else meant


def _other_sides(fitted: Fitted, question: Question) -> tuple[SideVerdict, ...]:
    """Return what every other side's statistics say of the same mark on the same day, without the scenario."""
    series = fitted.published
    known = series.known_at(question.as_of)
    others = [s for s in series.sides if s != question.statistics and known.select(statistics=s, flow=question.flow)]
    # All their years: what was so before a promise is told as that.
    plain = replace(question, by=None, scenario=BASELINE, since=None)
    return tuple(_verdict(fitted, replace(plain, statistics=side)) for side in others)


def _uses(fitted: Fitted) -> tuple[StatementUse, ...]:
    by_statement: dict[str, list[Use]] = {}
    for use in fitted.uses:
        by_statement.setdefault(use.statement, []).append(use)
    return tuple(StatementUse(s, tuple(by_statement.get(s.id, ()))) for s in fitted.series.statements)


def brief_answer(fitted: Fitted, question: Question) -> BriefForecast:
    """Return the answer to a question without what explains it; the same numbers as `explained_answer`.

    Raises
    ------
    FitError
        When no published level of that side and flow is usable.
    """
    return BriefForecast(question, judge(fitted, question), run_of(question, fitted))


def explained_answer(fitted: Fitted, question: Question) -> TargetForecast:
    """Return when trade will reach a mark, and everything needed to judge the answer.

    Parameters
    ----------
    fitted : Fitted
        On the question's ground.
    question : Question

    Raises
    ------
    FitError
        When no published level of that side and flow is usable.
    """
    answer = judge(fitted, question)
    last, mark = fitted.last_known_year, question.target.value
    first = max(last + 1, question.last_complete_year)  # deadlines long past ask for nothing any more
    deadlines = {*range(first, first + DEADLINES_TOLD)} | ({question.by} if question.by else set())
    settled = answer.status == "reached"
    growth = fitted.growth
    drift, drift_sd = growth.drift
    return TargetForecast(
        question=question,
        series=fitted.series,
        answer=answer,
        required_growth=() if settled else required_growth(fitted, mark, deadlines, running=question.running_year),
        path=path_rows(fitted, last_complete_year=question.last_complete_year),
        statements=_uses(fitted),
        influence=_influence(fitted, question, answer),
        audit=fitted.findings,
        other_sides=_other_sides(fitted, question),
        outside_view=outside_view(fitted.announced, question.as_of),
        real_mark=real_mark_of(question, fitted.series, fitted.announced, fitted.priors.deflator),
        announced=_in_other_years(question, fitted),
        model=ModelFacts(
            name=question.model,
            draws=fitted.totals.values.shape[1],
            effective_draws=fitted.totals.effective,
            drift_mean=drift,
            drift_sd=drift_sd,
            volatility=growth.typical_volatility,
            log_likelihood=growth.log_likelihood,
            first_measured_year=min(m.period.year for told in fitted.evidence for m in told.rows),
            measurements=sum(len(found.rows) + len(found.claims) for found in fitted.evidence),
            prior=fitted.assumed.priors.growth,
            provenance=fitted.priors.provenance,
            part=fitted.whole is not None,
        ),
        run=run_of(question, fitted),
        fitted=fitted,
    )
