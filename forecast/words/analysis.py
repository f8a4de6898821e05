"""What exploring finds, in sentences and for a terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from forecast.words.locale import marked, money, number, percent, say, say_as, say_count
from forecast.words.places import place_opening
from forecast.words.quantities import mark_words, month_words, pair_names, percent_words, side_words
from forecast.words.scenario import change_clause, scenario_words
from forecast.words.statement import statement_words
from forecast.words.terminal import wrap
from forecast.words.trade import chance_by_words, opening

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data import Flow, Series
    from forecast.forecasting import (
        Asked,
        Attainable,
        Compared,
        Comparison,
        Outcome,
        Question,
        Sensitivity,
        Surface,
        Swing,
    )

__all__ = [
    "attainable_headline",
    "attainable_text",
    "case_told",
    "case_words",
    "comparison_headline",
    "comparison_text",
    "input_words",
    "later_words",
    "outcome_words",
    "points_words",
    "say_at_least",
    "sensitivity_headline",
    "sensitivity_text",
    "status_words",
    "surface_headline",
    "surface_text",
]

_LONGEST_LABEL = 44

# As in `forecast.words.trade`, a sentence about the trade stands here once for each flow.
_AHEAD: Mapping[Flow, str] = {
    "total": marked(
        "{known}, with at least {chance} probability trade between {reporter} and {partner} reaches {level} a year "
        "by the end of {year}."
    ),
    "exports": marked(
        "{known}, with at least {chance} probability exports from {reporter} to {partner} reach {level} a year "
        "by the end of {year}."
    ),
    "imports": marked(
        "{known}, with at least {chance} probability imports of {reporter} from {partner} reach {level} a year "
        "by the end of {year}."
    ),
}
_AGAIN_IN_ONE_YEAR: Mapping[Flow, str] = {
    "total": marked(
        "{known}, with at least {chance} probability trade between {reporter} and {partner} reaches {level} in {year}."
    ),
    "exports": marked(
        "{known}, with at least {chance} probability exports from {reporter} to {partner} reach {level} in {year}."
    ),
    "imports": marked(
        "{known}, with at least {chance} probability imports of {reporter} from {partner} reach {level} in {year}."
    ),
}
_AGAIN: Mapping[Flow, str] = {
    "total": marked(
        "{known}, with at least {chance} probability trade between {reporter} and {partner} reaches {level} in a year "
        "from {first} to {year}."
    ),
    "exports": marked(
        "{known}, with at least {chance} probability exports from {reporter} to {partner} reach {level} in a year "
        "from {first} to {year}."
    ),
    "imports": marked(
        "{known}, with at least {chance} probability imports of {reporter} from {partner} reach {level} in a year "
        "from {first} to {year}."
    ),
}
_BEHIND: Mapping[Flow, str] = {
    "total": marked(
        "{known}, trade between {reporter} and {partner} reached {level} a year in {reached}; {year} is not ahead."
    ),
    "exports": marked(
        "{known}, exports from {reporter} to {partner} reached {level} a year in {reached}; {year} is not ahead."
    ),
    "imports": marked(
        "{known}, imports of {reporter} from {partner} reached {level} a year in {reached}; {year} is not ahead."
    ),
}
_BEHIND_UNDATED: Mapping[Flow, str] = {
    "total": marked("{known}, trade between {reporter} and {partner} reached {level} a year; {year} is not ahead."),
    "exports": marked("{known}, exports from {reporter} to {partner} reached {level} a year; {year} is not ahead."),
    "imports": marked("{known}, imports of {reporter} from {partner} reached {level} a year; {year} is not ahead."),
}
_SURFACE: Mapping[Flow, str] = {
    "total": marked(
        "{known}, the chance that trade between {reporter} and {partner} reaches each mark by the end of each year."
    ),
    "exports": marked(
        "{known}, the chance that exports from {reporter} to {partner} reach each mark by the end of each year."
    ),
    "imports": marked(
        "{known}, the chance that imports of {reporter} from {partner} reach each mark by the end of each year."
    ),
}


def say_at_least(level: float, unit: str) -> str:
    """Return an amount rounded down to three digits, so that "at least" stays true.

    Examples
    --------
    >>> say_at_least(3_192_814_933, "USD")
    '$3.19bn'
    """
    scale = 10.0 ** max(math.floor(math.log10(level)) - 2, 0) if level >= 1 else 1e-6
    return money(math.floor(level / scale + 1e-9) * scale, unit)


def points_words(points: float) -> str:
    """Return a difference of chances in points; none at all has no sign.

    Examples
    --------
    >>> points_words(-0.0766), points_words(0.0)
    ('-7.7', '0.0')
    """
    rounded = round(points * 100, 1) + 0.0
    return ("+" if rounded > 0 else "") + number(rounded, decimals=1)


def later_words(months: int | None) -> str:
    """Return how far a median date moved.

    Examples
    --------
    >>> later_words(-47), later_words(0), later_words(1)
    ('47 months earlier', 'the same', '1 month later')
    """
    if months is None:
        return "-"
    if months > 0:
        return say_count("{count} month later", "{count} months later", months)
    return say_count("{count} month earlier", "{count} months earlier", -months) if months else say("the same")


def status_words(status: str) -> str:
    """Return how an answer stands, in a word or two."""
    named = {
        "open": say_as("status of a mark", "open"),
        "perhaps_reached": say_as("status of a mark", "perhaps reached"),
        "reached": say_as("status of a mark", "reached"),
        "reached_and_lost": say_as("status of a mark", "reached and lost"),
    }
    return named[status]


def case_words(asked: Asked) -> str:
    """Return what a case of a comparison is called."""
    match asked.case:
        case "named":
            return asked.label
        case "as-it-stands":
            return say("as it stands")
        case "scenario":
            return asked.question.scenario.name or str(asked.question.scenario)
        case "side":
            return say("{side}'s figures", side=place_opening(asked.series.side_name(asked.question.statistics)))


def case_told(asked: Asked) -> str:
    """Return what a case of a comparison is, in plain words where it goes by its notation alone."""
    scenario = asked.question.scenario
    if asked.case == "scenario" and not scenario.name:
        return "; ".join(change_clause(part, asked.series.unit) for part in scenario.parts)
    return case_words(asked)


def input_words(swing: Swing, series: Series) -> str:
    """Return what an input of a sensitivity is called."""
    match swing.input:
        case "drift":
            return say("long-run drift")
        case "volatility":
            return say("volatility")
        case "total":
            return say("the total of {year}, a printed unit", year=swing.year)
        case "world-trade":
            return say("world trade")
        case "whose-statistics":
            return say("whose statistics")
        case "statement":
            assert swing.statement is not None
            return say("statement: {statement}", statement=statement_words(swing.statement, series.unit))


def outcome_words(outcome: Outcome, swing: Swing, series: Series) -> str:
    """Return what an input was moved to."""
    value = outcome.value or 0.0
    match swing.input:
        case "drift":
            return say("{percent} a year", percent=percent(value, decimals=1, signed=True))
        case "volatility":
            return say("{percent} a year", percent=percent(value * 100))
        case "total":
            return money(value, series.unit, digits=5)
        case "world-trade":
            return say("{percent} in {year}", percent=percent(value, signed=True), year=swing.year)
        case "whose-statistics":
            return say("{side}'s", side=side_words(series, outcome.statistics))
        case "statement":
            return say("left out")


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"


def _names(question: Question, series: Series) -> dict[str, str]:
    """Return what every sentence here takes: what opens it, and the pair."""
    return {"known": opening(question, series), **pair_names(series)}


def _reached_already(found: Attainable) -> str:
    """Return that the highest level lies behind, since when and whether it was lost."""
    told = {"level": say_at_least(found.highest, found.series.unit), "year": str(found.reached_in)}
    if found.status == "reached_and_lost":
        if found.reached_in:
            return say("The highest level, {level}, was reached already in {year}, and has been lost since.", **told)
        return say("The highest level, {level}, was reached already, and has been lost since.", **told)
    if found.reached_in:
        return say("The highest level, {level}, was reached already in {year}.", **told)
    return say("The highest level, {level}, was reached already.", **told)


def attainable_headline(found: Attainable) -> str:
    """Return the level in a sentence or two, with the day and the side."""
    flow, by, unit = found.question.flow, found.asked.by, found.series.unit
    names, chance = _names(found.question, found.series), percent_words(found.asked.probability)
    level = say_at_least(found.level, unit)
    if not found.lies_behind:
        return say(_AHEAD[flow], chance=chance, level=level, year=by, **names)
    if found.ahead is None:
        told = _BEHIND if found.reached_in else _BEHIND_UNDATED
        return say(told[flow], level=level, reached=found.reached_in, year=by, **names)
    first = found.last_known_year + 1
    told = _AGAIN_IN_ONE_YEAR if first == by else _AGAIN
    again = say(told[flow], chance=chance, level=say_at_least(found.ahead, unit), first=first, year=by, **names)
    return f"{again} {_reached_already(found)}"


def attainable_text(found: Attainable) -> str:
    """Return the whole answer for a terminal."""
    unit, by = found.series.unit, found.asked.by
    lines = [wrap(attainable_headline(found)), ""]
    if found.ladder:
        lines.append(
            say("Level reached by the end of {year}, from {first} on", year=by, first=found.last_known_year + 1)
        )
        asked_for = say("asked for")
        for p, level in found.ladder:
            asked = f"  <- {asked_for}" if p == found.asked.probability else ""
            told = say("at least {level}", level=say_at_least(level, unit))
            lines.append(f"  {percent_words(p):>6}  {told}{asked}")
        if found.ahead_low is not None and found.ahead_high is not None:
            low, high = (money(v, unit, digits=4) for v in (found.ahead_low, found.ahead_high))
            lines.append("  " + say("simulation error: {low} to {high}", low=low, high=high))
    return "\n".join(lines) + "\n"


def surface_headline(found: Surface) -> str:
    """Return what the table tells, with the day and the side."""
    return say(_SURFACE[found.question.flow], **_names(found.question, found.series))


def surface_text(found: Surface) -> str:
    """Return the whole surface for a terminal."""
    mark = say_as("heading of a column", "mark")
    head = f"{mark:<12}" + "".join(f"{year:>11}" for year in found.deadlines)
    lines = [wrap(surface_headline(found)), "", head]
    for row in found.rows:
        told = "".join(f"{percent_words(p):>11}" for p in row.probabilities)
        note = f"  {status_words(row.status)}" if row.status != "open" else ""
        lines.append(f"{mark_words(row.target):<12}{told}{note}")
    error = number(found.simulation_error * 100, decimals=1)
    lines += ["", say("Simulation error up to {points} points.", points=error)]
    return "\n".join(lines) + "\n"


def comparison_headline(found: Comparison) -> str:
    """Return what is compared, with the baseline's day, side and mark."""
    question, series = found.question, found.baseline.asked.series
    names, others = {"mark": mark_words(question.target), **_names(question, series)}, len(found.entries) - 1
    match question.flow:
        case "total":
            return say_count(
                "{known}: when trade between {reporter} and {partner} reaches {mark} a year, as it stands and in "
                "{count} other case.",
                "{known}: when trade between {reporter} and {partner} reaches {mark} a year, as it stands and in "
                "{count} other cases.",
                others,
                **names,
            )
        case "exports":
            return say_count(
                "{known}: when exports from {reporter} to {partner} reach {mark} a year, as it stands and in "
                "{count} other case.",
                "{known}: when exports from {reporter} to {partner} reach {mark} a year, as it stands and in "
                "{count} other cases.",
                others,
                **names,
            )
        case "imports":
            return say_count(
                "{known}: when imports of {reporter} from {partner} reach {mark} a year, as it stands and in "
                "{count} other case.",
                "{known}: when imports of {reporter} from {partner} reach {mark} a year, as it stands and in "
                "{count} other cases.",
                others,
                **names,
            )


def _entry_lines(entry: Compared, years: tuple[int, ...]) -> list[str]:
    label = _short(case_words(entry.asked))
    if entry.answer is None:
        return [f"{label:<46}{entry.problem}"]
    told = "".join(f"{percent_words(entry.answer.by(year) or 0.0):>10}" for year in years)
    median = month_words(entry.answer.median, entry.asked.question.horizon)
    lines = [f"{label:<46}{told}   {median}"]
    changes = {c.year: c for c in entry.changes}
    if any(c.points or c.simulation_error for c in entry.changes):
        moved = "".join(f"{points_words(changes[y].points) if y in changes else '-':>10}" for y in years)
        change = say("change in points")
        lines.append(f"  {change:<44}{moved}   {later_words(entry.months_later)}")
    return lines


def comparison_text(found: Comparison) -> str:
    """Return the whole comparison for a terminal."""
    every = found.years
    first = every[0] if every else 0
    years = tuple(y for y in every if y < first + 3 or y == found.question.by or y == first + 5)[:6]
    columns = "".join(f"{year:>10}" for year in years)
    heads = say("chance by the end of"), say("as likely as not by")
    head = f"{heads[0]:<46}{columns}   {heads[1]}"
    lines = [wrap(comparison_headline(found)), "", head]
    for entry in found.entries:
        lines += _entry_lines(entry, years)
    worst = max((c.simulation_error for e in found.entries for c in e.changes), default=0.0)
    lines += [
        "",
        say(
            "Simulation error of a change up to {points} points: all cases use the same random numbers.",
            points=number(worst * 100, decimals=1),
        ),
    ]
    for entry in found.entries[1:]:
        words = scenario_words(entry.asked.question.scenario, entry.asked.series.unit)
        if words:
            lines += ["", wrap(f"{case_words(entry.asked)}:")]
            lines += [wrap(f"- {w}.", indent="  ", hang="    ") for w in words]
    return "\n".join(lines) + "\n"


def sensitivity_headline(found: Sensitivity) -> str:
    """Return which input moves the chance most."""
    begin = chance_by_words(found.question, found.series, found.year, found.base.probability)
    if not found.swings:
        return begin
    most = found.swings[0]
    told = ", ".join(_told(outcome, most, found) for outcome in most.outcomes)
    moved = say("What moves that most is {input} ({outcomes}).", input=input_words(most, found.series), outcomes=told)
    return f"{begin} {moved}"


def _told(outcome: Outcome, swing: Swing, found: Sensitivity) -> str:
    value = outcome_words(outcome, swing, found.series)
    return say("{value}: {when}", value=value, when=percent_words(outcome.probability))


def sensitivity_text(found: Sensitivity) -> str:
    """Return the whole sensitivity for a terminal: the chance, which it is ordered by, before the date."""
    horizon = found.question.horizon

    def row(label: str, outcome: Outcome) -> str:
        return f"{label:<52}{percent_words(outcome.probability):>16}   {month_words(outcome.median, horizon)}"

    heads = say_as("heading of a column", "input"), say("chance by {year}", year=found.year), say("as likely as not by")
    lines = [wrap(sensitivity_headline(found)), "", f"{heads[0]:<52}{heads[1]:>16}   {heads[2]}"]
    lines.append(row(say("as it stands"), found.base))
    for swing in found.swings:
        lines.append(wrap(input_words(swing, found.series)))
        lines += [row("  " + _short(outcome_words(one, swing, found.series)), one) for one in swing.outcomes]
    error = number(found.simulation_error * 100, decimals=1)
    lines += ["", say("One input at a time. Simulation error {points} points.", points=error)]
    return "\n".join(lines) + "\n"
