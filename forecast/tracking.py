"""Registered targets over time: which are tracked, the histories of their forecasts, and their stored runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forecast.errors import FitError, InputError
from forecast.forecasting import (
    Entry,
    Fits,
    History,
    TargetForecast,
    Tracked,
    fields_of,
    histories,
    history,
    question_of,
    tracked_in,
)
from forecast.priors import shipped_priors
from forecast.report import KeptHistory, dumps, history_document, in_every_format, kept_history, question_query
from forecast.store import StoredRun

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from forecast.forecasting import Question
    from forecast.priors import Priors
    from forecast.report import HistoryDocument
    from forecast.store import Store

__all__ = [
    "Entry",
    "History",
    "Tracked",
    "fields_of",
    "histories",
    "history",
    "history_of",
    "latest_history",
    "question_of",
    "refresh",
    "tracked",
    "tracked_in",
]


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
    every = (store.series(name) for name in store.series_ids())
    return tracked_in(store.targets(), (series for series in every if series.statements))


def _kept(store: Store, run: str) -> KeptHistory | None:
    """Return the history that is kept beside a run, None where there is none."""
    kept = store.run(run).documents.get("history")
    return None if kept is None else KeptHistory.model_validate_json(kept)


def history_of(store: Store, followed: Tracked, priors: Priors) -> HistoryDocument:
    """Return the history document of a tracked target: the stored one while it is current, else made anew."""
    runs, series = store.runs_of(followed.target.id), store.series(followed.series_id)
    try:
        question = question_of(followed, series)
        run = Fits(priors).of(question, series).brief(question).run.id
    except (FitError, InputError):
        run = ""
    kept = _kept(store, run) if run in {heading.id for heading in runs} else None
    return history_document(followed, kept or kept_history(histories((followed,), series, priors)[0]), runs)


def latest_history(store: Store, followed: Tracked) -> HistoryDocument | None:
    """Return the newest stored history of a tracked target, None while there is none; nothing is computed."""
    runs = store.runs_of(followed.target.id)
    kept = next((found for heading in runs if (found := _kept(store, heading.id)) is not None), None)
    return None if kept is None else history_document(followed, kept, runs)


def refresh(
    store: Store, *, only: Collection[str] | None = None, progress: Callable[[int, int], None] | None = None
) -> tuple[str, ...]:
    """Store the current answer of each target about the store's own series unless it is stored, with its history.

    Targets about pairs that the package ships are answered when they are asked: fitting hundreds of pairs at each
    start would keep a small machine busy for a quarter of an hour.

    Parameters
    ----------
    store : Store
    only : collection of str, optional
        Ids of the series that changed: targets about others are left as they are.
    progress : callable, optional
        Called with the targets done and all of them.

    Returns
    -------
    tuple of str
        Ids of the runs that are new.
    """
    tell = progress or (lambda _done, _every: None)
    change, priors = store.version(), shipped_priors()
    fits = Fits(priors, store.targets())
    due: dict[str, list[tuple[Tracked, Question]]] = {}
    own = set(store.series_ids()) if only is None else set(store.series_ids()) & set(only)
    every = tuple(one for one in tracked(store) if one.series_id in own)
    # Read once: what is appended meanwhile is for the next refresh.
    shelf = {name: store.series(name) for name in {one.series_id for one in every}}
    for one in every:
        series = shelf[one.series_id]
        try:
            question = question_of(one, series)
            run = fits.of(question, series).brief(question).run
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
            forecast = fits.of(question, series).forecast(question)
            if publish(
                store, forecast, change=change, target=one.target.id, history=dumps(kept_history(past)).encode()
            ):
                added.append(forecast.run.id)
            done += 1
            tell(done, len(every))
    return tuple(added)
