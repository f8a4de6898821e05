"""The list of targets: the odds of those that are followed, and one line on how each promise fared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from forecast import words
from forecast.data import web_link
from forecast.forecasting import differs, fared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data import AnnouncedTarget, Flow
    from forecast.forecasting import Answer, Question, TargetForecast

__all__ = [
    "Announced",
    "announced",
    "asked_title",
    "card_title",
    "differing_words",
    "ended",
    "ended_verdict",
    "ended_words",
    "promise_words",
]

# A heading stands here once for each flow, as in `forecast.words`.
_TITLE: Mapping[Flow, str] = {
    "total": words.marked("{reporter} and {partner}, trade: {mark}"),
    "exports": words.marked("{reporter} and {partner}, exports: {mark}"),
    "imports": words.marked("{reporter} and {partner}, imports: {mark}"),
}
_TITLE_WITH_DEADLINE: Mapping[Flow, str] = {
    "total": words.marked("{reporter} and {partner}, trade: {mark} by {year}"),
    "exports": words.marked("{reporter} and {partner}, exports: {mark} by {year}"),
    "imports": words.marked("{reporter} and {partner}, imports: {mark} by {year}"),
}


@dataclass(frozen=True, slots=True)
class Announced:
    """Who promised, when, and in which words."""

    words: str
    who: str
    publisher: str
    url: str | None
    title: str


def _day_words(text: str) -> str:
    """Return a day, month or year of an announcement, as much of it as is known."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return words.day(date(*parts))
    return words.month(*parts) if len(parts) == 2 else text


def announced(target: AnnouncedTarget) -> Announced:
    """Return who announced a target and when, and the heading under which it was published."""
    said = (
        words.say("Announced {day}.", day=_day_words(target.announced))
        if target.announced
        else words.say("Announced on a day not known.")
    )
    return Announced(said, target.announced_by, target.publisher, web_link(target.url), target.title)


def _title(flow: Flow, deadline: int | None, *, reporter: str, partner: str, mark: str) -> str:
    """Return whose trade is to reach which mark, as a heading."""
    if reporter == partner:
        told_of = {"bloc": words.place_said(reporter), "mark": mark, "year": deadline}
        if deadline:
            return words.say("Trade within {bloc}: {mark} by {year}", **told_of)
        return words.say("Trade within {bloc}: {mark}", **told_of)
    told = _TITLE_WITH_DEADLINE if deadline else _TITLE
    return words.say(told[flow], reporter=words.place(reporter), partner=words.place(partner), mark=mark, year=deadline)


def card_title(target: AnnouncedTarget) -> str:
    """Return what was promised, as a heading."""
    mark = words.mark_words(target.mark)
    return _title(target.flow, target.deadline, reporter=target.reporter, partner=target.partner, mark=mark)


def asked_title(forecast: TargetForecast) -> str:
    """Return what is asked, as a heading."""
    question, series = forecast.question, forecast.series
    mark = words.mark_words(question.target)
    return _title(question.flow, question.by, reporter=series.reporter, partner=series.partner, mark=mark)


def promise_words(target: AnnouncedTarget) -> str:
    """Return one line on how a promise fared.

    Examples
    --------
    >>> from forecast.data import catalog
    >>> promise_words({t.id: t for t in catalog.targets()}["blr-spb-1.5bn-2008"])
    'Belarus and St. Petersburg, trade: $1.5bn by 2008, announced 13 February 2008: reached in 2008'
    """
    told = {"title": card_title(target), "day": _day_words(target.announced or "0"), "ended": ended(target)}
    if target.announced:
        return words.say("{title}, announced {day}: {ended}", **told)
    return words.say("{title}: {ended}", **told)


def ended(target: AnnouncedTarget) -> str:
    """Return how a promise ended."""
    year = target.reached_year
    if target.outcome == "reached" and year:
        if target.deadline and not target.on_time:
            return words.say("reached in {year}, too late", year=year)
        return words.say("reached in {year}", year=year)
    if target.outcome == "missed" and year:
        return words.say("missed (reached in {year})", year=year)
    return {
        "open": words.say_as("how a promise ended", "still open"),
        "reached": words.say_as("how a promise ended", "reached"),
        "missed": words.say_as("how a promise ended", "missed"),
        "superseded": words.say_as("how a promise ended", "replaced by another target"),
        "unknown": words.say_as("how a promise ended", "how it ended is not known"),
    }[target.outcome]


def ended_verdict(target: AnnouncedTarget) -> str:
    """Return the answer in a few words where no figures carry a forecast: how it ended, when that is known."""
    if target.outcome in {"reached", "missed"}:
        told = ended(target)
        return told[:1].upper() + told[1:]
    return words.say("No forecast: figures are missing")


def ended_words(target: AnnouncedTarget) -> str:
    """Return how a promise ended, as a sentence, and that this is no forecast."""
    if target.outcome in {"reached", "missed"}:
        return words.say("By the registry of announced targets; no figures here show it.")
    return words.say("By the registry of announced targets: {ended}.", ended=ended(target))


def differing_words(target: AnnouncedTarget, answer: Answer, question: Question) -> str:
    """Return both ends of a promise where the registry and the figures tell different ones; else nothing.

    Parameters
    ----------
    target : AnnouncedTarget
    answer : Answer
    question : Question
        As announced.
    """
    if not differs(target, answer, question):
        return ""
    return words.say(
        "The registry of announced targets says: {registry}. The published figures say: {figures}.",
        registry=ended(target),
        figures=_by_figures(answer, question),
    )


def _by_figures(answer: Answer, question: Question) -> str:
    """Return how a promise ended by the published figures."""
    match fared(answer, question):
        case "reached" if answer.reached_in:
            return words.say("reached in {year}", year=answer.reached_in)
        case "reached":
            return words.say_as("how a promise ended", "reached")
        case "missed":
            return words.say_as("how a promise ended", "missed")
        case "open":
            return words.say_as("how a promise ended", "still open")
        case "undecided":
            chance = answer.probability_already_reached
            if question.by is not None and question.by <= question.last_complete_year:
                chance = answer.chance_by(question.by)
            return words.say("reached, with a chance of {chance}", chance=words.chances(chance))
