"""Registered targets over time: which are tracked, the histories of their forecasts, and their stored runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import takewhile
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
from forecast.report import (
    FORMATS,
    KeptHistory,
    citation_document,
    drawn_from,
    dumps,
    history_document,
    in_every_format,
    keep_drawn,
    kept_history,
    question_query,
    read_drawn,
    write_drawn,
)
from forecast.store import StoredRun

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from forecast.data import Series
    from forecast.forecasting import Question
    from forecast.priors import Priors
    from forecast.report import HistoryDocument
    from forecast.store import Author, Store

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
    "touched",
    "tracked",
    "tracked_in",
]


def publish(
    store: Store,
    forecast: TargetForecast,
    *,
    change: int,
    target: str | None = None,
    history: bytes | None = None,
    cited: bool = False,
    author: Author | None = None,
) -> bool:
    """Store an answer for good unless it is stored; return whether it was new.

    Its document and what its other formats are written from are stored; of a run that is stored to be cited every
    format is, byte for byte.

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
    cited : bool
        Whether it is stored to be cited.
    author : Author, optional
        Who has it stored.
    """
    run = forecast.run
    kept: Mapping[str, bytes] = {}
    # What is kept says so, and cites the run's own address.
    stored = replace(forecast, run=replace(run, stored=True))
    if not store.has_run(run.id):
        kept = in_every_format(stored) if cited else _documents(stored)
        kept = {**kept, "history": history} if history is not None else kept
    question = question_query(forecast.question)
    made = StoredRun(run.id, target, forecast.series.id, question, run.version, change, kept)
    new = store.put_run(replace(made, author=author))
    if cited:
        if not new:
            _complete(store, stored)
        store.cite(run.id, "request")
    return new


def _documents(stored: TargetForecast) -> Mapping[str, bytes]:
    """Return what is stored of an answer that nobody cites yet."""
    return {
        "json": FORMATS["json"].write(stored),
        "citation": dumps(citation_document(stored)).encode(),
        "drawn": keep_drawn(drawn_from(stored)),
    }


def _complete(store: Store, stored: TargetForecast) -> None:
    """Store the formats of a run that are not stored yet, as they are written now."""
    there = store.run(stored.run.id)
    if set(FORMATS) <= set(there.documents) or "drawn" not in there.documents:
        return
    drawn = read_drawn(there.documents["drawn"])
    for suffix in FORMATS:
        if suffix not in there.documents:
            store.keep_document(stored.run.id, suffix, write_drawn(suffix, drawn))


def tracked(store: Store) -> tuple[Tracked, ...]:
    """Return the store's tracked targets, in the registry's order."""
    every = (store.series(name) for name in store.series_ids())
    return tracked_in(store.targets(), (series for series in every if series.statements))


def _kept(store: Store, run: str) -> KeptHistory | None:
    """Return the history that is kept beside a run, None where there is none."""
    kept = store.run(run).documents.get("history")
    return None if kept is None else KeptHistory.model_validate_json(kept)


def history_of(
    store: Store, followed: Tracked, priors: Priors, *, replay: Callable[[], History] | None = None
) -> HistoryDocument:
    """Return the history document of a tracked target: the stored one while it is current, else made anew.

    Parameters
    ----------
    store : Store
    followed : Tracked
    priors : Priors
    replay : callable, optional
        Gives the history when none is stored, such as one who keeps what was replayed before.
    """
    runs, series = store.runs_of(followed.target.id), store.series(followed.series_id)
    try:
        question = question_of(followed, series)
        run = Fits(priors).run(question, series).id
    except InputError:
        run = ""
    kept = _kept(store, run) if run in {heading.id for heading in runs} else None
    if kept is None:
        kept = kept_history(replay() if replay else histories((followed,), series, priors)[0])
    return history_document(followed, kept, runs)


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
    own = set(store.series_ids()) if only is None else set(store.series_ids()) & set(only)
    every = tuple(one for one in tracked(store) if one.series_id in own)
    # Read once: what is appended meanwhile is for the next refresh.
    shelf = {name: store.series(name) for name in {one.series_id for one in every}}
    due: dict[str, list[tuple[Tracked, Question]]] = {}
    for one in every:
        series = shelf[one.series_id]
        try:
            question = question_of(one, series)
        except InputError:
            continue  # it cannot be asked; its history says why
        run = fits.run(question, series)
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
        found = _histories(store, [one for one, _ in asked], series, priors, fits)
        for (one, question), past in zip(asked, found, strict=True):
            done += 1
            try:
                forecast = fits.of(question, series).forecast(question)
            except FitError:
                continue  # no published level is usable; its history says so
            if publish(store, forecast, change=change, target=one.target.id, history=dumps(past).encode()):
                added.append(forecast.run.id)
            tell(done, len(every))
    return tuple(added)


def _histories(
    store: Store, followed: Sequence[Tracked], series: Series, priors: Priors, fits: Fits
) -> tuple[KeptHistory, ...]:
    """Return the histories of targets of one series; days that rest on what they rested on are taken as stored."""
    past = [_last_kept(store, one) for one in followed]
    known = [
        None if kept is None else _known_until(one, series, fits, kept)
        for one, kept in zip(followed, past, strict=True)
    ]
    found = histories(followed, series, priors, after=known, fits=fits)
    made = []
    for one, kept, day, new in zip(followed, past, known, found, strict=True):
        told = kept_history(new)
        if kept is not None and day is not None and kept.earlier_days_left_out == told.earlier_days_left_out:
            before = tuple(entry for entry in kept.entries if entry.as_of <= day.isoformat())
            told = told.model_copy(update={"entries": (*before, *told.entries)})
        elif day is not None:  # the first day told is another one: what it moved from is told no more
            told = kept_history(histories((one,), series, priors, fits=fits)[0])
        made.append(told)
    return tuple(made)


def _last_kept(store: Store, one: Tracked) -> KeptHistory | None:
    """Return the newest stored history of a target."""
    return next((kept for run in store.runs_of(one.target.id) if (kept := _kept(store, run.id)) is not None), None)


def _known_until(one: Tracked, series: Series, fits: Fits, kept: KeptHistory) -> date | None:
    """Return the last day of a stored history up to which nothing of it would be another now.

    A run's id names the question, every statement known on its day, the priors and the model: where it is the same,
    so is everything before.
    """
    for entry in reversed(kept.entries):
        day = date.fromisoformat(entry.as_of)
        if entry.run is None:
            continue
        try:
            if fits.run(question_of(one, series, as_of=day), series).id == entry.run:
                return day
        except InputError:
            continue
    return None


def touched(store: Store, *, since: int) -> tuple[str, ...] | None:
    """Return the series that changed after a change; None when targets did, or the package: then any may have."""
    found: dict[str, None] = {}
    for change in takewhile(lambda one: one.number > since, store.changes(limit=500)):
        if change.series is None or change.kind == "seed":
            return None
        found[change.series] = None
    return tuple(found) if store.version() - since < 500 else None
