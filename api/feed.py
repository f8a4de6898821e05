"""Entries of the feed: what was published, and which forecasts it moved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from api.pages.index import card_title
from forecast.report import Feed, FeedItem, dumps
from forecast.words import percent_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forecast.data import AnnouncedTarget
    from forecast.store import Change, Cursor, Move, RunHeading

__all__ = ["JSON_FEED", "change_item", "move_item", "told"]

JSON_FEED = "https://jsonfeed.org/version/1.1"


def change_item(change: Change) -> FeedItem:
    """Return the entry of a change."""
    return FeedItem(
        id=f"urn:trade-target:change:{change.number}",
        title=change.note,
        content_text=change.note,
        date_published=change.at,
        tags=(change.kind,),
        extension={
            "change": change.number,
            "kind": change.kind,
            "series": change.series,
            "statements": change.statements,
            "targets": change.targets,
        },
    )


def _compared(move: Move, deadline: int | None) -> tuple[int | None, float | None, float | None]:
    """Return a year, and the chance by its end now and before: the deadline, or the first year told by both."""
    now, before = move.run, move.before
    if deadline is not None and None not in {now.probability_by_deadline, before.probability_by_deadline}:
        return deadline, now.probability_by_deadline, before.probability_by_deadline
    past = dict(before.probability_by)
    year = next((year for year, _ in now.probability_by if year in past), None)
    return year, dict(now.probability_by).get(year or 0), past.get(year or 0)


def _told(run: RunHeading) -> dict[str, Any]:
    return {
        "run": run.id,
        "status": run.status,
        "median": run.median,
        "probability_by_deadline": run.probability_by_deadline,
        "probability_by": [{"year": year, "probability": p} for year, p in run.probability_by],
    }


def move_item(move: Move, registry: Mapping[str, AnnouncedTarget], base: str) -> FeedItem | None:
    """Return the entry of a forecast that moved; None when the new answer tells what the old one did.

    Parameters
    ----------
    move : Move
    registry : mapping of str to AnnouncedTarget
    base : str
        Where the public reaches the service.
    """
    now, before, target = move.run, move.before, registry.get(move.run.target or "")
    after, past = _told(now), _told(before)
    if {**after, "run": ""} == {**past, "run": ""}:
        return None
    year, chance, was = _compared(move, target.deadline if target else None)
    words = card_title(replace(target, deadline=None)) if target else f"{now.target}"
    if chance is not None and was is not None:
        words += f": {percent_words(chance)} by {year} (before: {percent_words(was)})"
    else:
        words += f": {now.status.replace('_', ' ')} (before: {before.status.replace('_', ' ')})"
    return FeedItem(
        # Two targets can ask the same: then one run answers both.
        id=f"urn:trade-target:run:{now.id}:{now.target}",
        title=words,
        content_text=words,
        url=f"{base}/v1/runs/{now.id}",
        date_published=now.at,
        tags=("forecast",),
        extension={
            "change": now.change,
            "kind": "forecast",
            "target": now.target,
            "version": now.version,
            "year": year,
            "after": after,
            "before": past,
        },
    )


def told(
    changes: Sequence[Change], moves: Sequence[Move], until: Cursor, registry: Mapping[str, AnnouncedTarget], base: str
) -> bytes | None:
    """Return changes and moves as a JSON Feed, the newest first; None when they come to nothing."""
    moved = (move_item(move, registry, base) for move in moves)
    items = (*(item for item in moved if item), *map(change_item, changes))
    if not items:
        return None
    title = "trade-target: new statements and moved forecasts"
    return dumps(Feed(version=JSON_FEED, title=title, items=items, extension={"change": until.change})).encode()
