"""The list of targets: the odds of those that are followed, and one line on how each promise fared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecast import words
from forecast.data import say_amount
from forecast.errors import FitError
from forecast.tracking import question_of

if TYPE_CHECKING:
    from api.library import Snapshot
    from forecast.data import AnnouncedTarget, Series
    from forecast.forecasting import BriefForecast, TargetForecast

__all__ = ["Card", "Line", "asked_title", "card_title", "cards", "promise_words", "promises"]

_TOO_FEW = "The published figures carry no forecast"


@dataclass(frozen=True, slots=True)
class Card:
    """A followed target and its odds."""

    id: str
    title: str
    odds: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """How a promise fared; `id` leads to its page when it is followed."""

    id: str | None
    words: str
    outcome: str


def _pair(target: AnnouncedTarget) -> str:
    flow = {"total": "trade", "exports": "exports", "imports": "imports"}[target.flow]
    return f"{target.reporter} and {target.partner}, {flow}"


def card_title(target: AnnouncedTarget) -> str:
    """Return what was promised, as a heading."""
    deadline = f" by {target.deadline}" if target.deadline else ""
    return f"{_pair(target)}: {say_amount(target.value, target.currency)}{deadline}"


def asked_title(forecast: TargetForecast) -> str:
    """Return what is asked, as a heading."""
    question, series = forecast.question, forecast.series
    deadline = f" by {question.by}" if question.by else ""
    flow = {"total": "trade", "exports": "exports", "imports": "imports"}[question.flow]
    return f"{series.reporter} and {series.partner}, {flow}: {question.target.label}{deadline}"


def _odds(found: BriefForecast) -> str:
    answer, question = found.answer, found.question
    if answer.status == "reached":
        return f"Reached by {answer.reached_in or question.last_complete_year}"
    year = question.by or question.as_of.year
    told = dict(answer.probability_by).get(year)
    if told is None:
        told = answer.probability_by_deadline
    if told is None:
        return f"{words.percent_words(answer.probability_already_reached)} already reached"
    return f"{words.chances(told)} by the end of {year}"


def _awaited(target: AnnouncedTarget, series: Series) -> bool:
    """Return whether the deadline's figures are still to come."""
    return target.outcome == "unknown" and target.deadline is not None and target.deadline >= series.newest.year


def cards(snapshot: Snapshot) -> tuple[Card, ...]:
    """Return the followed targets whose end is open, with their odds."""
    found = []
    for followed in snapshot.followed.values():
        target, series = followed.target, snapshot.series[followed.series_id]
        if target.outcome != "open" and not _awaited(target, series):
            continue
        question = question_of(followed, series)
        try:
            answer = snapshot.fits.of(question, series).brief(question)
        except FitError:
            odds, told = _TOO_FEW, ""
        else:
            odds = _odds(answer)
            median = words.month_words(answer.answer.median, question.horizon)
            told = "" if answer.answer.status == "reached" else f"As likely before as after {median}."
        said = f"Announced {target.announced or 'on a day not known'}. "
        found.append(Card(target.id, card_title(target), odds, said + told))
    return tuple(found)


def promise_words(target: AnnouncedTarget) -> str:
    """Return one line on how a promise fared.

    Examples
    --------
    >>> from forecast.data import catalog
    >>> promise_words({t.id: t for t in catalog.targets()}["blr-spb-1.5bn-2008"])
    'Belarus and St. Petersburg, trade: $1.5bn by 2008, announced 2008-02-13: reached in 2008'
    """
    announced = f", announced {target.announced}" if target.announced else ""
    year = f" in {target.reached_year}" if target.reached_year else ""
    late = target.outcome == "reached" and target.deadline and target.reached_year and not target.on_time
    ended = {
        "open": "still open",
        "reached": f"reached{year}{', too late' if late else ''}",
        "missed": f"missed{f' (reached{year})' if year else ''}",
        "superseded": "replaced by another target",
        "unknown": "how it ended is not known",
    }[target.outcome]
    return f"{card_title(target)}{announced}: {ended}"


def promises(snapshot: Snapshot, words: str) -> tuple[Line, ...]:
    """Return one line for each promise in which every word occurs; duplicates are left out."""
    wanted = words.lower().split()
    found = []
    for target in snapshot.announced:
        line = promise_words(target)
        if not target.duplicate_of and all(word in line.lower() for word in wanted):
            found.append(Line(target.id if target.id in snapshot.followed else None, line, target.outcome))
    return tuple(found)
