"""How a forecast moved, as JSON documents: what is kept beside a run, and what is told with the stored runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast import words
from forecast.forecasting import probability_number
from forecast.report.documents import schema
from forecast.report.documents.answer import chances, mark, month

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.forecasting import Entry, History, Tracked
    from forecast.store import RunHeading

__all__ = ["history_document", "kept_history"]

#: New statements of one day that a document tells.
MOST_TOLD = 50


def _day(entry: Entry, unit: str) -> schema.HistoryDay:
    return schema.HistoryDay(
        as_of=entry.as_of.isoformat(),
        new=tuple(
            schema.StatementOfDay(
                id=s.id,
                statistics=s.statistics,
                words=words.statement_words(s, unit),
                publisher=s.origin.publisher,
                url=s.origin.url or None,
                parts=s.parts,
            )
            for s in entry.new[:MOST_TOLD]
        ),
        new_count=len(entry.new),
        status=entry.status,
        reason=entry.reason,
        probability_by_deadline=probability_number(entry.probability_by_deadline),
        probability_by=chances(entry.probability_by),
        median=month(entry.median),
        moved_year=entry.moved_year,
        moved_points=None if entry.moved is None else round(entry.moved * 100, 1) + 0.0,
        moved_by=entry.moved_by,
        run=entry.run,
    )


def kept_history(found: History) -> schema.KeptHistory:
    """Return what is kept of a history beside its run."""
    days = tuple(_day(entry, found.unit) for entry in found.entries)
    return schema.KeptHistory(entries=days, earlier_days_left_out=found.left_out)


def _run(heading: RunHeading) -> schema.KeptRun:
    return schema.KeptRun(
        id=heading.id,
        version=heading.version,
        change=heading.change,
        at=heading.at,
        status=heading.status,
        median=heading.median,
        probability_by_deadline=heading.probability_by_deadline,
        probability_by=chances(heading.probability_by),
    )


def history_document(
    followed: Tracked, kept: schema.KeptHistory, runs: Sequence[RunHeading] = ()
) -> schema.HistoryDocument:
    """Return the history of a tracked target; its days name the run only when it is one of `runs`, the stored ones."""
    target, stored = followed.target, {heading.id for heading in runs}
    days = (day if day.run in stored else day.model_copy(update={"run": None}) for day in kept.entries)
    return schema.HistoryDocument(
        target=target.id,
        series=followed.series_id,
        statistics=followed.statistics,
        flow=followed.flow,
        mark=mark(target.mark),
        deadline=target.deadline,
        entries=tuple(days),
        earlier_days_left_out=kept.earlier_days_left_out,
        runs=tuple(_run(heading) for heading in runs),
    )
