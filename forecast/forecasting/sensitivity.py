"""Sensitivity: which input moves the chance most, one input at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from forecast.errors import FitError, InputError
from forecast.forecasting.forecast import judge
from forecast.forecasting.presented import Tabled
from forecast.scenario import Drift, Scenario, ShiftedGrowth, Volatility, WorldTrade, check_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forecast.data import Series, Statement
    from forecast.forecasting.fitted import Fitted
    from forecast.forecasting.question import Question
    from forecast.model import Month
    from forecast.scenario import Part

__all__ = ["Input", "Outcome", "Sensitivity", "Swing", "sensitivity_of"]

#: What is moved: the long-run drift, a statement left out, the last total by a printed unit, the volatility, whose
#: statistics are fitted, world trade.
Input = Literal["drift", "statement", "total", "volatility", "whose-statistics", "world-trade"]

#: How far each input is moved: standard deviations of pairs' drifts, share of the volatility, world trade in per cent.
DRIFT_SDS, VOLATILITY_SHARE, WORLD_PERCENT = 1.0, 0.25, 5.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer with one input moved.

    Parameters
    ----------
    median : Month or None
    probability : float
        By the sensitivity's year.
    scenario : str
        The text form that asks the same, or empty when no scenario does.
    value : float or None
        What the input was moved to: per cent a year of drift, volatility a year, per cent of world trade's growth, or
        the total in full currency units; None for the other inputs, and where nothing is moved.
    statistics : str
        Whose statistics were fitted, where that is the input.
    """

    median: Month | None
    probability: float
    scenario: str = ""
    value: float | None = None
    statistics: str = ""


@dataclass(frozen=True, slots=True)
class Swing:
    """How far one input moves the answer.

    Parameters
    ----------
    input : str
    low : Outcome
    high : Outcome or None
        None for an input that is only there or not.
    year : int or None
        Of the total, or of world trade.
    statement : Statement or None
        That is left out.
    """

    input: Input
    low: Outcome
    high: Outcome | None
    year: int | None = None
    statement: Statement | None = None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Low and high, as far as there are both."""
        return (self.low,) if self.high is None else (self.low, self.high)


@dataclass(frozen=True, slots=True, repr=False)
class Sensitivity(Tabled):
    """The answer as it stands, and how far each input moves it, the furthest first.

    Parameters
    ----------
    question : Question
    series : Series
        As known on the day.
    year : int
        The year that chances are told by: the deadline, or the median date's year.
    base : Outcome
    swings : tuple of Swing
    simulation_error : float
    """

    question: Question
    series: Series
    year: int
    base: Outcome
    swings: tuple[Swing, ...]
    simulation_error: float


@dataclass(frozen=True, eq=False)
class _Asking:
    """The question as it stands, to be asked with one thing changed."""

    question: Question
    fitted: Fitted
    year: int

    def told(self, question: Question, fitted: Fitted) -> Outcome:
        answer = judge(fitted, question)
        return Outcome(answer.median, answer.chance_by(self.year))

    def assumed(self, value: float, part: Part) -> Outcome:
        """Return the answer with a part in place of its kind; raises InputError when it contradicts the scenario."""
        own = tuple(
            p for p in self.question.scenario.parts if not isinstance(part, Drift | Volatility) or p.kind != part.kind
        )
        scenario = Scenario((*own, part), self.question.scenario.name)
        question = replace(self.question, scenario=scenario)
        return replace(self.told(question, self.fitted.asking(question.ground)), scenario=str(scenario), value=value)


def _drift(asking: _Asking) -> Swing:
    mean, sd = asking.fitted.growth.drift[0], asking.fitted.priors.growth.drift_sd * DRIFT_SDS
    percents = [round(math.expm1(mean + side * sd) * 100, 2) for side in (-1, 1)]
    low, high = (asking.assumed(percent, Drift(percent)) for percent in percents)
    return Swing("drift", low, high)


def _volatility(asking: _Asking) -> Swing:
    held = [p for p in asking.question.scenario.on_prior if isinstance(p, Volatility)]
    value, relative = (held[0].value, held[0].relative) if held else (1.0, True)
    usual = asking.fitted.growth.typical_volatility
    low, high = (
        asking.assumed(usual * share, Volatility(round(value * share, 4), relative))
        for share in (1 - VOLATILITY_SHARE, 1 + VOLATILITY_SHARE)
    )
    return Swing("volatility", low, high)


def _world(asking: _Asking) -> Swing:
    year = asking.fitted.last_known_year + 1
    low, high = (
        asking.assumed(percent, WorldTrade(year, year, percent)) for percent in (-WORLD_PERCENT, WORLD_PERCENT)
    )
    return Swing("world-trade", low, high, year=year)


def _last_total(asking: _Asking) -> Swing | None:
    """Move the last published total by a printed unit, later growth staying as it is."""
    fitted, last = asking.fitted, asking.fitted.last_known_year
    prints = [
        s.level
        for s in fitted.series.select(statistics=fitted.statistics, flow=fitted.flow)
        if s.level and s.period.is_year and s.period.year == last
    ]
    if not prints:
        return None
    level = min(prints, key=lambda p: (p.qualifier != "exact", p.resolution))
    low, high = (
        asking.assumed(
            level.value + side * level.resolution,
            ShiftedGrowth(last + 1, last + 1, round(side * level.resolution / level.value * 100, 4)),
        )
        for side in (-1, 1)
    )
    return Swing("total", low, high, year=last)


def _statements(asking: _Asking) -> Iterator[Swing]:
    """Leave out each of the statements that the coming year rests on most."""
    if asking.question.model != "growth":
        return
    question, fitted = asking.question, asking.fitted
    by_id = {s.id: s for s in fitted.series.statements}
    for left in fitted.left_out(fitted.last_known_year + 1):
        statement = by_id[left.statement]
        if statement.hypothetical:
            continue
        try:
            outcome = asking.told(question, fitted.without(statement.id))
        except FitError:
            continue
        yield Swing("statement", outcome, None, statement=statement)


def _sides(asking: _Asking) -> Iterator[Swing]:
    """Ask the other sides' statistics the same."""
    question, series = asking.question, asking.fitted.published
    known = series.known_at(question.as_of)
    for side in series.sides:
        if side == question.statistics or not known.select(statistics=side, flow=question.flow):
            continue
        faults = check_parts(
            question.scenario.parts,
            series,
            statistics=side,
            flow=question.flow,
            as_of=question.as_of,
            horizon=question.horizon,
            growth_model=question.model == "growth",
        )
        if faults:  # the scenario is about years that this side has published
            continue
        asked = replace(question, statistics=side)
        try:
            outcome = asking.told(asked, asking.fitted.asking(asked.ground))
        except FitError:
            continue
        yield Swing("whose-statistics", replace(outcome, statistics=side), None)


def _swings(asking: _Asking) -> Iterator[Swing]:
    growth_model = asking.question.model == "growth"
    for swing in (_drift, _volatility, _world, _last_total):
        if swing in {_drift, _volatility} and not growth_model:
            continue
        try:
            found = swing(asking)
        except (InputError, ValueError):
            continue  # the scenario itself holds that input
        if found is not None:
            yield found
    yield from _statements(asking)
    yield from _sides(asking)


def sensitivity_of(question: Question, fitted: Fitted) -> Sensitivity:
    """Return which input moves the chance most, one at a time, the others as they stand.

    Parameters
    ----------
    question : Question
    fitted : Fitted
        On the question's ground.

    Raises
    ------
    FitError
        When no published level of that side and flow is usable.

    Notes
    -----
    Drift a standard deviation of pairs' drifts down and up (taken as known), every volatility a quarter down and up,
    world trade 5 % below and above its usual growth in the first open year, the last published total a printed unit
    down and up with later growth as it is, each of the most influential statements left out, other sides' statistics.
    """
    answer = judge(fitted, question)
    year = question.by or (answer.median.year if answer.median else question.horizon)
    asking = _Asking(question, fitted, year)
    base = Outcome(answer.median, answer.chance_by(year), str(question.scenario))
    beyond = (question.horizon + 1) * 12

    def months(median: Month | None) -> int:
        return median.year * 12 + median.month if median else beyond

    def reach(swing: Swing) -> tuple[float, float, str, str]:
        moved = [abs(months(o.median) - months(base.median)) for o in swing.outcomes]
        chance = [abs(o.probability - base.probability) for o in swing.outcomes]
        return (-max(chance), -max(moved), swing.input, swing.statement.id if swing.statement else "")

    swings = tuple(sorted(_swings(asking), key=reach))
    p = base.probability
    error = fitted.totals.simulation_error(p)
    return Sensitivity(question, fitted.series, year, base, swings, error)
