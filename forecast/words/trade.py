"""What is said about the trade between two sides: the question, the answer's first sentence, the citation.

Each sentence stands here once for each flow: trade, exports and imports differ in number, and elsewhere in gender and
case. `known` opens such a sentence, as `opening` says it; `odds` are the chances by some years, as a list.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from forecast.words.locale import day, in_its_years, listed, marked, say
from forecast.words.places import place_said
from forecast.words.quantities import chances, mark_words, pair_names, percent_words, side_words
from forecast.words.scenario import scenario_clause

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data import Flow, Series
    from forecast.forecasting import Question, TargetForecast

__all__ = [
    "catalogue_citation",
    "chance_by_words",
    "citation",
    "headline",
    "opening",
    "series_citation",
    "subject",
    "title",
    "trade_words",
]

_TRADE: Mapping[Flow, str] = {
    "total": marked("trade between {reporter} and {partner}"),
    "exports": marked("exports from {reporter} to {partner}"),
    "imports": marked("imports of {reporter} from {partner}"),
}
_TITLE: Mapping[Flow, str] = {
    "total": marked("When will trade between {reporter} and {partner} reach {mark}?"),
    "exports": marked("When will exports from {reporter} to {partner} reach {mark}?"),
    "imports": marked("When will imports of {reporter} from {partner} reach {mark}?"),
}
_OPEN: Mapping[Flow, str] = {
    "total": marked("{known}, the chance that trade between {reporter} and {partner} reaches {mark} a year {odds}."),
    "exports": marked("{known}, the chance that exports from {reporter} to {partner} reach {mark} a year {odds}."),
    "imports": marked("{known}, the chance that imports of {reporter} from {partner} reach {mark} a year {odds}."),
}
_PERHAPS: Mapping[Flow, str] = {
    "total": marked(
        "{known}, trade between {reporter} and {partner} may already have reached {mark} a year: "
        "the chance of that by {behind} is {already}. The chance {odds}."
    ),
    "exports": marked(
        "{known}, exports from {reporter} to {partner} may already have reached {mark} a year: "
        "the chance of that by {behind} is {already}. The chance {odds}."
    ),
    "imports": marked(
        "{known}, imports of {reporter} from {partner} may already have reached {mark} a year: "
        "the chance of that by {behind} is {already}. The chance {odds}."
    ),
}
_REACHED: Mapping[Flow, str] = {
    "total": marked("{known}, trade between {reporter} and {partner} reached {mark} a year by {year}."),
    "exports": marked("{known}, exports from {reporter} to {partner} reached {mark} a year by {year}."),
    "imports": marked("{known}, imports of {reporter} from {partner} reached {mark} a year by {year}."),
}
_REACHED_PERHAPS_EARLIER: Mapping[Flow, str] = {
    "total": marked(
        "{known}, trade between {reporter} and {partner} reached {mark} a year by {year}. "
        "The chance that an earlier year did so is {before}."
    ),
    "exports": marked(
        "{known}, exports from {reporter} to {partner} reached {mark} a year by {year}. "
        "The chance that an earlier year did so is {before}."
    ),
    "imports": marked(
        "{known}, imports of {reporter} from {partner} reached {mark} a year by {year}. "
        "The chance that an earlier year did so is {before}."
    ),
}
_REACHED_UNPRINTED: Mapping[Flow, str] = {
    "total": marked(
        "{known}, trade between {reporter} and {partner} has most likely reached {mark} a year by {behind} "
        "({already}), though no published annual total says so."
    ),
    "exports": marked(
        "{known}, exports from {reporter} to {partner} have most likely reached {mark} a year by {behind} ({already}), "
        "though no published annual total says so."
    ),
    "imports": marked(
        "{known}, imports of {reporter} from {partner} have most likely reached {mark} a year by {behind} ({already}), "
        "though no published annual total says so."
    ),
}
_LOST: Mapping[Flow, str] = {
    "total": marked(
        "{known}, trade between {reporter} and {partner} reached {mark} a year in {year} and has fallen below it again "
        "({lost}). The chance that it is regained {odds}."
    ),
    "exports": marked(
        "{known}, exports from {reporter} to {partner} reached {mark} a year in {year} and have fallen below it again "
        "({lost}). The chance that it is regained {odds}."
    ),
    "imports": marked(
        "{known}, imports of {reporter} from {partner} reached {mark} a year in {year} and have fallen below it again "
        "({lost}). The chance that it is regained {odds}."
    ),
}
_LOST_UNDATED: Mapping[Flow, str] = {
    "total": marked(
        "{known}, trade between {reporter} and {partner} reached {mark} a year and has fallen below it again ({lost}). "
        "The chance that it is regained {odds}."
    ),
    "exports": marked(
        "{known}, exports from {reporter} to {partner} reached {mark} a year and have fallen below it again ({lost}). "
        "The chance that it is regained {odds}."
    ),
    "imports": marked(
        "{known}, imports of {reporter} from {partner} reached {mark} a year and have fallen below it again ({lost}). "
        "The chance that it is regained {odds}."
    ),
}
_CITED: Mapping[Flow, str] = {
    "total": marked(
        "trade-target {version}, run {run}: when will trade between {reporter} and {partner} reach {mark}? "
        "As known on {day}, statistics of {side}."
    ),
    "exports": marked(
        "trade-target {version}, run {run}: when will exports from {reporter} to {partner} reach {mark}? "
        "As known on {day}, statistics of {side}."
    ),
    "imports": marked(
        "trade-target {version}, run {run}: when will imports of {reporter} from {partner} reach {mark}? "
        "As known on {day}, statistics of {side}."
    ),
}


def trade_words(series: Series, flow: Flow) -> str:
    """Return whose trade, which flow: a label of its own, not a part of a sentence."""
    return say(_TRADE[flow], **pair_names(series))


def subject(forecast: TargetForecast) -> str:
    """Return what is forecast: whose trade, which flow."""
    return trade_words(forecast.series, forecast.question.flow)


@in_its_years
def title(forecast: TargetForecast) -> str:
    """Return the question as a title."""
    question, series = forecast.question, forecast.series
    mark = mark_words(question.target)
    if series.reporter == series.partner:
        return say("When will trade within {bloc} reach {mark}?", bloc=place_said(series.reporter), mark=mark)
    return say(_TITLE[question.flow], mark=mark, **pair_names(series))


def opening(question: Question, series: Series) -> str:
    """Return what opens every sentence that may be quoted: the day and the side, a scenario before them."""
    when, side = day(question.as_of), side_words(series, question.statistics)
    assumed = scenario_clause(question.scenario, series.unit)
    if assumed:
        return say("{scenario}: as known on {day}, on the figures of {side}", scenario=assumed, day=when, side=side)
    return say("As known on {day}, on the figures of {side}", day=when, side=side)


def chance_by_words(question: Question, series: Series, year: int, chance: float) -> str:
    """Return the chance by the end of a year, as a sentence that may be quoted."""
    return say(
        _OPEN[question.flow],
        known=opening(question, series),
        odds=say("by the end of {year} is {chance}", year=year, chance=chances(chance)),
        mark=mark_words(question.target),
        **pair_names(series),
    )


def _odds(forecast: TargetForecast) -> str:
    """Return the chance by the running year, by the deadline and by a later year."""
    answer, question = forecast.answer, forecast.question
    years = {question.running_year, min(question.running_year + 5, question.horizon)}
    told = [(year, answer.by(year)) for year in sorted(years | ({question.by} if question.by else set()))]
    return listed(
        [say("by the end of {year} is {chance}", year=year, chance=chances(p)) for year, p in told if p is not None]
    )


@in_its_years
def headline(forecast: TargetForecast) -> str:
    """Return the answer in one or two sentences, with the day it was known."""
    answer, question = forecast.answer, forecast.question
    behind = max(question.last_complete_year, answer.probability_by[0][0] - 1 if answer.probability_by else 0)
    already, before = answer.probability_already_reached, answer.probability_before or 0.0
    match answer.status:
        case "open":
            told = _OPEN
        case "perhaps_reached":
            told = _PERHAPS
        case "reached" if answer.reached_in:
            # What is rarer than one in a hundred is not worth a sentence.
            told = _REACHED_PERHAPS_EARLIER if before >= 0.01 else _REACHED
        case "reached":
            told = _REACHED_UNPRINTED
        case _:
            told = _LOST if answer.reached_in else _LOST_UNDATED
    sentence = say(
        told[question.flow],
        known=opening(question, forecast.series),
        mark=mark_words(question.target),
        odds=_odds(forecast),
        behind=behind,
        already=percent_words(already) if told is _REACHED_UNPRINTED else chances(already),
        before=chances(before),
        year=answer.reached_in,
        lost=answer.lost_in,
        **pair_names(forecast.series),
    )
    if forecast.model.name == "growth" and forecast.model.measurements == 1:
        # Nothing is known of this pair's own growth, which is what a reader would take it for.
        return say("Outside view from one known figure: {sentence}", sentence=sentence)
    return sentence


def citation(forecast: TargetForecast) -> str:
    """Return how to cite the answer."""
    question, run = forecast.question, forecast.run
    told = say(
        _CITED[question.flow],
        version=run.version,
        run=run.id,
        mark=mark_words(question.target),
        day=day(question.as_of),
        side=side_words(forecast.series, question.statistics),
        **pair_names(forecast.series),
    )
    if not question.scenario:
        return told
    assumed = say("Scenario: {scenario}.", scenario=question.scenario)
    return f"{told} {assumed}"


def series_citation(series: Series, question: Question) -> str:
    """Return how to cite what was worked out from a series and is no run of its own."""
    return say(
        "trade-target {version}: worked out from the series {series}, as known on {day}, statistics of {side}.",
        version=version("trade-target"),
        series=series.id,
        day=day(question.as_of),
        side=side_words(series, question.statistics),
    )


def catalogue_citation() -> str:
    """Return how to cite the lists of series and targets; each entry has its own source beside."""
    return say("trade-target {version}, its lists of series and announced targets.", version=version("trade-target"))
