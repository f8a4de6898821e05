"""A line of the list of announced targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.words.answer import CALENDAR
from forecast.words.locale import month, say, say_as
from forecast.words.quantities import flow_word, mark_words, pair_labels

if TYPE_CHECKING:
    from forecast.data import AnnouncedTarget

__all__ = ["target_line"]


def _deadline(target: AnnouncedTarget) -> str:
    if target.deadline is None:
        return say_as("in a line about a target", "no deadline")
    if target.year_ends != CALENDAR:
        return say_as(
            "in a line about a target", "by the year to {month}", month=month(target.deadline, target.year_ends)
        )
    return say_as("in a line about a target", "by {year}", year=target.deadline)


def _outcome(target: AnnouncedTarget) -> str:
    told = {
        "open": say_as("how a target ended", "open"),
        "reached": say_as("how a target ended", "reached"),
        "missed": say_as("how a target ended", "missed"),
        "superseded": say_as("how a target ended", "superseded"),
        "unknown": say_as("how a target ended", "unknown"),
    }[target.outcome]
    return f"{told} {target.reached_year}" if target.reached_year else told


def target_line(target: AnnouncedTarget) -> str:
    """Return who promised what by when, and what became of it.

    Examples
    --------
    >>> from forecast.data import catalog
    >>> target_line({t.id: t for t in catalog.targets()}["blr-spb-1.5bn-2008"])
    'blr-spb-1.5bn-2008: Belarus and St. Petersburg, total $1.5bn by 2008, announced 2008-02-13: reached 2008'
    """
    return say(
        "{id}: {reporter} and {partner}, {flow} {mark} {deadline}, announced {day}: {outcome}",
        id=target.id,
        flow=flow_word(target.flow),
        mark=mark_words(target.mark),
        deadline=_deadline(target),
        day=target.announced or say_as("in a line about a target", "undated"),
        outcome=_outcome(target),
        **pair_labels(target),
    )
