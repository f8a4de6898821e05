"""The catalogue as JSON documents: series with their history and audit, announced targets with their fate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.audit import audit
from forecast.data import evidence_of, running_year
from forecast.errors import FitError
from forecast.forecasting import Ground, fit_ground, path_rows, real_mark
from forecast.priors import deflator
from forecast.report.documents import schema
from forecast.report.documents.answer import (
    finding_document,
    mark,
    path_document,
    real_mark_document,
    statement_document,
)
from forecast.report.formats import SERIES_FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from forecast.data import AnnouncedTarget, Flow, Series
    from forecast.forecasting import PathRow
    from forecast.priors import Priors
    from forecast.report.formats import ListedTargets, ShownSeries
    from forecast.store import Withdrawal

__all__ = ["history", "series_document", "series_entry", "target_document", "target_entry", "target_list"]


def series_entry(series: Series, targets: Iterable[str] = ()) -> schema.SeriesEntry:
    """Return a series as the catalogue lists it.

    Parameters
    ----------
    series : Series
    targets : iterable of str
        Ids of the announced targets about it.
    """
    years = [s.period.year for s in series.statements]
    address = f"/v1/series/{series.id}"
    return schema.SeriesEntry(
        id=series.id,
        reporter=series.reporter,
        partner=series.partner,
        unit=series.unit,
        basis=series.basis,
        statistics=tuple(series.sides),
        statements=len(series.statements),
        first_year=min(years),
        last_year=max(years),
        newest=series.newest.isoformat(),
        targets=tuple(targets),
        links={suffix: f"{address}.{suffix}" for suffix in SERIES_FORMATS},
    )


def history(
    series: Series, priors: Priors, *, statistics: str, flow: Flow, as_of: date, last_year: int | None = None
) -> tuple[PathRow, ...]:
    """Return the smoothed annual history with bands, to the last complete year; empty when nothing can be fitted.

    Parameters
    ----------
    series : Series
    priors : Priors
    statistics, flow, as_of
        Whose figures, of which flow, as known when.
    last_year : int, optional
        The year before `as_of`'s when not given.
    """
    running = running_year(as_of, series.year_ends)
    ground = Ground(series.id, flow, statistics, series.basis, as_of, horizon=running + 1, year_ends=series.year_ends)
    fitted = fit_ground(ground, series, priors)
    complete = last_year or running - 1
    try:
        rows = path_rows(fitted, last_complete_year=complete)
    except FitError:
        return ()
    return tuple(row for row in rows if row.year <= complete)


def series_document(shown: ShownSeries) -> schema.SeriesDocument:
    """Return a series as known on a day: statements, audit, smoothed history of one side and flow."""
    known, day = shown.series.known_at(shown.as_of), shown.as_of
    rows = history(shown.series, shown.priors, statistics=shown.statistics, flow=shown.flow, as_of=day)
    return schema.SeriesDocument(
        **dict(series_entry(known, shown.targets)),
        as_of=day.isoformat(),
        shown_statistics=shown.statistics,
        flow=shown.flow,
        history=tuple(path_document(row) for row in rows),
        published=tuple(statement_document(s) for s in known.statements),
        audit=tuple(finding_document(f, known) for f in audit(known, shown.priors.profile)),
        withdrawn=tuple(_withdrawn(one) for one in shown.withdrawn if one.statement.origin.published <= day),
    )


def _withdrawn(one: Withdrawal) -> schema.WithdrawnStatement:
    return schema.WithdrawnStatement(
        id=one.statement.id,
        kind=one.kind,
        reason=one.reason,
        at=one.at,
        change=one.change,
        checksum=one.checksum,
        statement=statement_document(one.statement),
    )


def target_entry(target: AnnouncedTarget, series_id: str | None = None) -> schema.TargetEntry:
    """Return an announced target as the registry lists it.

    Parameters
    ----------
    target : AnnouncedTarget
    series_id : str, optional
        The series behind it, when there is one.
    """
    address, shipped = f"/v1/targets/{target.id}", evidence_of(target)
    kind = "series" if shipped.kind == "nothing" and series_id else shipped.kind  # a user's own series
    forecast = {"forecast": f"{address}/forecast.json", "history": f"{address}/history"} if series_id else {}
    return schema.TargetEntry(
        id=target.id,
        reporter=target.reporter,
        partner=target.partner,
        flow=target.flow,
        basis=target.basis,
        target=mark(target.mark),
        announced=target.announced,
        announced_by=target.announced_by,
        deadline=target.deadline,
        year_ends=None if target.year_ends == 12 else target.year_ends,
        level_then=target.level_then,
        real_mark=real_mark_document(real_mark(target, deflator())),
        outcome=target.outcome,
        reached_year=target.reached_year,
        kind=target.kind,
        duplicate_of=target.duplicate_of or None,
        grade=target.grade,
        title=target.title,
        publisher=target.publisher,
        url=target.url or None,
        note=target.note,
        series=series_id,
        evidence=kind,
        missing=shipped.told or None if series_id is None else None,
        links={"self": address} | forecast,
    )


def target_document(target: AnnouncedTarget, series_id: str | None = None) -> schema.TargetDocument:
    """Return one announced target."""
    return schema.TargetDocument(**dict(target_entry(target, series_id)))


def target_list(listed: ListedTargets) -> schema.TargetList:
    """Return a page of the registry."""
    told = (target_entry(target, series_id) for target, series_id in listed.targets)
    return schema.TargetList(total=listed.total, targets=tuple(told))
