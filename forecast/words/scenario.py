"""A scenario in words: each change as a clause after "if", and with what exactly is done.

Every clause is a message of its own, once for each sign and each stretch of years, so that a translator may bend
the verb; what is added to a clause (a phase, a chance) stands in a message around the whole of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forecast.scenario import Deal, Drift, FixedGrowth, OnFlow, Saying, ShiftedGrowth, Shock, Volatility, WorldTrade
from forecast.words.locale import day, listed, money, say, say_as, say_count
from forecast.words.prints import exact_number, figure_words, period_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from forecast.data import GrowthPrint
    from forecast.scenario import Part, Scenario

__all__ = ["change_clause", "change_words", "scenario_clause", "scenario_words"]

#: Clauses told in a headline; a longer list is counted.
CLAUSES_TOLD = 4


def scenario_words(scenario: Scenario, unit: str) -> tuple[str, ...]:
    """Return every change in a sentence without a full stop, with what exactly is done; `unit` is the currency."""
    return tuple(change_words(part, unit) for part in scenario.parts)


def scenario_clause(scenario: Scenario, unit: str) -> str:
    """Return a scenario as a clause to open a sentence; empty without changes.

    Examples
    --------
    >>> from forecast import parse_scenario
    >>> scenario_clause(parse_scenario("growth=2026:-10%"), "USD")
    'If trade falls by exactly 10 % in 2026'
    """
    told = [change_clause(part, unit) for part in scenario.parts[:CLAUSES_TOLD]]
    if not told:
        return ""
    more = len(scenario.parts) - len(told)
    if more:
        told.append(say_count("{count} more change is made", "{count} more changes are made", more))
    if scenario.name:
        return say("Scenario {name}, if {changes}", name=scenario.name, changes=listed(told))
    return say("If {changes}", changes=listed(told))


def change_clause(part: Part, unit: str) -> str:
    """Return a change as a clause after "if"; `unit` is the currency."""
    if isinstance(part, Deal):
        return _deal(part, unit)
    if isinstance(part, Saying):
        return _saying(part, unit)
    if isinstance(part, OnFlow):
        change = change_clause(part.change, unit)
        if part.flow == "exports":
            return say("in exports alone {change}", change=change)
        return say("in imports alone {change}", change=change)
    return _CLAUSES[type(part)](part)


def change_words(part: Part, unit: str) -> str:
    """Return a change in a sentence without a full stop, with what exactly is done; `unit` is the currency."""
    done = _DONE[type(part.change if isinstance(part, OnFlow) else part)]
    return done(part.change if isinstance(part, OnFlow) else part, change_clause(part, unit))


def _fixed_growth(part: FixedGrowth) -> str:
    values = {"percent": exact_number(abs(part.percent)), "year": part.first, "first": part.first, "last": part.last}
    if part.first == part.last:
        if part.percent == 0:
            return say("trade stays level in {year}", **values)
        if part.percent > 0:
            return say("trade grows by exactly {percent} % in {year}", **values)
        return say("trade falls by exactly {percent} % in {year}", **values)
    if part.percent == 0:
        return say("trade stays level in each year from {first} to {last}", **values)
    if part.percent > 0:
        return say("trade grows by exactly {percent} % in each year from {first} to {last}", **values)
    return say("trade falls by exactly {percent} % in each year from {first} to {last}", **values)


def _fixed_growth_done(part: FixedGrowth, clause: str) -> str:  # noqa: ARG001 - every change takes both
    return say("{change}: on every path, whatever the year's first months say, deals aside", change=clause)


def _shifted_growth(part: ShiftedGrowth) -> str:
    values = {"percent": exact_number(abs(part.percent)), "year": part.first, "first": part.first, "last": part.last}
    match part.percent >= 0, part.first == part.last:
        case True, True:
            return say("trade grows by {percent} % more than it would in {year}", **values)
        case False, True:
            return say("trade grows by {percent} % less than it would in {year}", **values)
        case True, _:
            return say("trade grows by {percent} % more than it would in each year from {first} to {last}", **values)
    return say("trade grows by {percent} % less than it would in each year from {first} to {last}", **values)


def _shifted_growth_done(part: ShiftedGrowth, clause: str) -> str:
    return say(
        "{change}: each path's growth factor is multiplied by {factor}, and the level carries on",
        change=clause,
        factor=exact_number(1 + part.percent / 100),
    )


def _shock(part: Shock) -> str:
    values = {"percent": exact_number(abs(part.percent)), "year": part.year, "last": part.last}
    match part.percent < 0, bool(part.recovery):
        case True, True:
            return say("a shock takes {percent} % off trade in {year}, gone by {last}", **values)
        case True, _:
            return say("a shock takes {percent} % off trade in {year} for good", **values)
        case _, True:
            return say("a shock adds {percent} % to trade in {year}, gone by {last}", **values)
    return say("a shock adds {percent} % to trade in {year} for good", **values)


def _shock_done(part: Shock, clause: str) -> str:
    if part.recovery:
        return say("{change}: it fades by the same factor each year", change=clause)
    return say("{change}: the level is shifted from that year on", change=clause)


def _world_trade(part: WorldTrade) -> str:
    values = {"percent": exact_number(abs(part.percent)), "year": part.first, "first": part.first, "last": part.last}
    match part.percent >= 0, part.first == part.last:
        case True, True:
            return say("world trade is {percent} % above the usual growth in {year}", **values)
        case False, True:
            return say("world trade is {percent} % below the usual growth in {year}", **values)
        case True, _:
            return say(
                "world trade is {percent} % above the usual growth in each year from {first} to {last}", **values
            )
    return say("world trade is {percent} % below the usual growth in each year from {first} to {last}", **values)


def _world_trade_done(part: WorldTrade, clause: str) -> str:  # noqa: ARG001
    return say(
        "{change}: 0 % is a usual year; each path follows with a response drawn from the panel's pairs, and the level "
        "carries on",
        change=clause,
    )


def _prior(part: Drift | Volatility) -> str:
    match part:
        case Drift() if part.percent < 0:
            return say("the long-run drift is {percent} % a year", percent=exact_number(part.percent))
        case Drift():
            return say("the long-run drift is +{percent} % a year", percent=exact_number(part.percent))
        case Volatility(relative=True):
            return say("yearly volatility is {factor} times what it would be", factor=exact_number(part.value))
        case Volatility():
            return say("yearly volatility is {volatility}", volatility=exact_number(part.value))


def _prior_done(part: Drift | Volatility, clause: str) -> str:
    match part:
        case Drift():
            return say("{change}: the median growth, taken as known in place of the prior", change=clause)
        case Volatility(relative=True):
            return say("{change}: every volatility that the figures allow is multiplied by it", change=clause)
        case Volatility():
            return say("{change}: the standard deviation of log growth, taken as known", change=clause)


def _deal(part: Deal, unit: str) -> str:
    named = say_as("as the subject", "a deal ({name})", name=part.label) if part.label else None
    values = {
        "deal": named or say_as("as the subject", "a deal"),
        "amount": money(abs(part.amount), unit, digits=6),
        "year": part.first,
        "first": part.first,
        "last": part.last,
    }
    match part.amount > 0, part.last:
        case True, None:
            told = say("{deal} adds {amount} a year from {first} on", **values)
        case True, part.first:
            told = say("{deal} adds {amount} a year in {year}", **values)
        case True, _:
            told = say("{deal} adds {amount} a year from {first} to {last}", **values)
        case _, None:
            told = say("{deal} takes away {amount} a year from {first} on", **values)
        case _, part.first:
            told = say("{deal} takes away {amount} a year in {year}", **values)
        case _:
            told = say("{deal} takes away {amount} a year from {first} to {last}", **values)
    if part.phase > 1:
        told = say_count(
            "{change}, phased in over {count} year", "{change}, phased in over {count} years", part.phase, change=told
        )
    if part.probability < 1:
        told = say("{change}, with {percent} % probability", change=told, percent=exact_number(part.probability * 100))
    return told


def _deal_done(part: Deal, clause: str) -> str:
    if part.amount > 0:
        return say("{change}: a flat amount in current money that does not grow with trade", change=clause)
    return say(
        "{change}: a flat amount in current money that does not grow with trade; deals leave at least a hundredth of "
        "the trade there would be",
        change=clause,
    )


def _saying(part: Saying, unit: str) -> str:
    values = {"period": period_words(part.period), "day": day(part.published) if part.published else ""}
    if part.level:
        values["level"] = figure_words(part.level, unit)
        if part.published:
            return say("{level} is published on {day} for {period}", **values)
        return say("{level} is published for {period}", **values)
    assert part.growth is not None
    if not part.growth.figure:
        return _worded(part.growth, values, dated=part.published is not None)
    values["growth"] = figure_words(part.growth, unit)
    if part.published:
        return say("growth of {growth} is published on {day} for {period}", **values)
    return say("growth of {growth} is published for {period}", **values)


def _worded(growth: GrowthPrint, values: Mapping[str, str], *, dated: bool) -> str:
    if growth.qualifier == "up":
        if dated:
            return say("it is published on {day} that {period} grew, without a figure", **values)
        return say("it is published that {period} grew, without a figure", **values)
    if dated:
        return say("it is published on {day} that {period} fell, without a figure", **values)
    return say("it is published that {period} fell, without a figure", **values)


def _saying_done(part: Saying, clause: str) -> str:  # noqa: ARG001
    return say("{change} (hypothetical, of high reliability, in the statistics and flow asked for)", change=clause)


#: The clauses of changes that name no money, and of every change what exactly is done.
_CLAUSES: Mapping[type[Part], Callable[[Any], str]] = {
    FixedGrowth: _fixed_growth,
    ShiftedGrowth: _shifted_growth,
    Shock: _shock,
    WorldTrade: _world_trade,
    Drift: _prior,
    Volatility: _prior,
}
_DONE: Mapping[type[Part], Callable[[Any, str], str]] = {
    FixedGrowth: _fixed_growth_done,
    ShiftedGrowth: _shifted_growth_done,
    Shock: _shock_done,
    WorldTrade: _world_trade_done,
    Drift: _prior_done,
    Volatility: _prior_done,
    Deal: _deal_done,
    Saying: _saying_done,
}
