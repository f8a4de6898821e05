"""Registered targets over time: which are tracked, the histories of their forecasts, and their stored runs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from forecast.data import Target
from forecast.errors import FitError, InputError
from forecast.forecasting import (
    Entry,
    History,
    TargetForecast,
    Tracked,
    answer_target,
    fields_of,
    forecast_target,
    histories,
    history,
    question_of,
    tracked_in,
)
from forecast.priors import shipped_priors
from forecast.report import SCHEMA_VERSION, dumps, in_every_format, question_query
from forecast.store import StoredRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from forecast.data import AnnouncedTarget
    from forecast.forecasting import Question
    from forecast.priors import Priors
    from forecast.store import RunHeading, Store

__all__ = [
    "Entry",
    "History",
    "Tracked",
    "fields_of",
    "histories",
    "history",
    "history_document",
    "history_of",
    "latest_history",
    "question_of",
    "refresh",
    "tracked",
    "tracked_in",
]

#: New statements of one day that a document tells.
MOST_TOLD = 50


def publish(
    store: Store, forecast: TargetForecast, *, change: int, target: str | None = None, history: bytes | None = None
) -> bool:
    """Store an answer for good, in every format, unless it is stored; return whether it was new.

    Parameters
    ----------
    store : Store
    forecast : TargetForecast
    change : int
        Number of the last data change that it saw.
    target : str, optional
        The registered target that it answers.
    history : bytes, optional
        How the forecast came there, as JSON.
    """
    run = forecast.run
    kept: Mapping[str, bytes] = {}
    if not store.has_run(run.id):
        # What is kept says so, and cites the run's own address.
        kept = in_every_format(replace(forecast, run=replace(run, stored=True)))
        kept = {**kept, "history": history} if history is not None else kept
    question = question_query(forecast.question)
    return store.put_run(StoredRun(run.id, target, forecast.series.id, question, run.version, change, kept))


def tracked(store: Store) -> tuple[Tracked, ...]:
    """Return the store's tracked targets, in the registry's order."""
    return tracked_in(store.targets(), (store.series(name) for name in store.series_ids()))


def _entry_document(entry: Entry, unit: str) -> dict[str, Any]:
    def told(p: float | None) -> float | None:
        return None if p is None else round(min(max(p, 0.0), 1.0), 3)

    median = entry.median
    return {
        "as_of": entry.as_of.isoformat(),
        "new": [
            {
                "id": s.id,
                "statistics": s.statistics,
                "words": s.words(unit),
                "publisher": s.origin.publisher,
                "url": s.origin.url or None,
            }
            for s in entry.new[:MOST_TOLD]
        ],
        "new_count": len(entry.new),
        "status": entry.status,
        "reason": entry.reason,
        "probability_by_deadline": told(entry.probability_by_deadline),
        "probability_by": [{"year": year, "probability": told(p)} for year, p in entry.probability_by],
        "median": {"year": median.year, "month": median.month} if median else None,
        "moved_year": entry.moved_year,
        "moved_points": None if entry.moved is None else round(entry.moved * 100, 1) + 0.0,
        "moved_by": entry.moved_by,
        "run": entry.run,
    }


def _entries(found: History) -> dict[str, Any]:
    """Return what is kept of a history beside its run; ids of runs stay, whether or not those are stored."""
    entries = [_entry_document(entry, found.unit) for entry in found.entries]
    return {"entries": entries, "earlier_days_left_out": found.left_out}


def _run_document(heading: RunHeading) -> dict[str, Any]:
    return {
        "id": heading.id,
        "version": heading.version,
        "change": heading.change,
        "at": heading.at,
        "status": heading.status,
        "median": heading.median,
        "probability_by_deadline": heading.probability_by_deadline,
        "probability_by": [{"year": year, "probability": p} for year, p in heading.probability_by],
    }


def _whole(followed: Tracked, kept: dict[str, Any], runs: Sequence[RunHeading]) -> dict[str, Any]:
    stored = {heading.id for heading in runs}
    target = followed.target
    mark = Target(target.value, target.currency)
    return {
        "schema_version": SCHEMA_VERSION,
        "target": target.id,
        "series": followed.series_id,
        "statistics": followed.statistics,
        "flow": followed.flow,
        "mark": {"value": mark.value, "unit": mark.unit, "label": mark.label},
        "deadline": target.deadline,
        "entries": [entry | {"run": entry["run"] if entry["run"] in stored else None} for entry in kept["entries"]],
        "earlier_days_left_out": kept["earlier_days_left_out"],
        "runs": [_run_document(heading) for heading in runs],
    }


def history_document(found: History, runs: Sequence[RunHeading] = ()) -> dict[str, Any]:
    """Return a history as a JSON-ready mapping; entries link to those of `runs`, the stored ones."""
    return _whole(found.tracked, _entries(found), runs)


def history_of(
    store: Store, followed: Tracked, priors: Priors, announced: Iterable[AnnouncedTarget] = ()
) -> dict[str, Any]:
    """Return the history document of a tracked target: the stored one while it is current, else made anew."""
    del announced
    runs, series = store.runs_of(followed.target.id), store.series(followed.series_id)
    try:
        run = answer_target(question_of(followed, series), series, priors).run.id
    except (FitError, InputError):
        run = ""
    if run in {heading.id for heading in runs}:
        kept = store.run(run).documents.get("history")
        if kept is not None:
            return _whole(followed, json.loads(kept), runs)
    return history_document(histories((followed,), series, priors)[0], runs)


def latest_history(store: Store, followed: Tracked) -> dict[str, Any] | None:
    """Return the newest stored history of a tracked target, None while there is none; nothing is computed."""
    runs = store.runs_of(followed.target.id)
    for heading in runs:
        kept = store.run(heading.id).documents.get("history")
        if kept is not None:
            return _whole(followed, json.loads(kept), runs)
    return None


def refresh(store: Store, *, progress: Callable[[int, int], None] | None = None) -> tuple[str, ...]:
    """Store the current answer of each tracked target unless it is stored, with its documents and history.

    Parameters
    ----------
    store : Store
    progress : callable, optional
        Called with the targets done and all of them.

    Returns
    -------
    tuple of str
        Ids of the runs that are new.
    """
    tell = progress or (lambda _done, _every: None)
    change, priors, announced = store.version(), shipped_priors(), store.targets()
    due: dict[str, list[tuple[Tracked, Question]]] = {}
    every = tracked(store)
    # Read once: what is appended meanwhile is for the next refresh.
    shelf = {name: store.series(name) for name in {one.series_id for one in every}}
    for one in every:
        series = shelf[one.series_id]
        try:
            question = question_of(one, series)
            run = answer_target(question, series, priors).run
        except (FitError, InputError):
            continue  # it cannot be asked; its history says why
        if store.has_run(run.id):
            # Another target asks the same, or somebody had it stored: only that it answers this one is new.
            store.put_run(
                StoredRun(run.id, one.target.id, series.id, question_query(question), run.version, change, {})
            )
        else:
            due.setdefault(series.id, []).append((one, question))
    done = len(every) - sum(len(asked) for asked in due.values())
    tell(done, len(every))
    added: list[str] = []
    for name, asked in due.items():
        series = shelf[name]
        found = histories([one for one, _ in asked], series, priors)
        for (one, question), past in zip(asked, found, strict=True):
            forecast = forecast_target(question, series, priors, announced)
            if publish(store, forecast, change=change, target=one.target.id, history=dumps(_entries(past)).encode()):
                added.append(forecast.run.id)
            done += 1
            tell(done, len(every))
    return tuple(added)
