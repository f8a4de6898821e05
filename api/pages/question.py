"""The form of a target's page: what it asks, and what comes back beside each field."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from api.pages.view import Control, faults_by_field
from api.service import current
from forecast import tracking, words
from forecast.data import FLOWS, say_amount
from forecast.errors import Fault, FitError, InputError
from forecast.forecasting import AttainableQuestion, attainable_level, parse_question
from forecast.scenario import BASELINE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.library import Snapshot
    from forecast.data import Series
    from forecast.forecasting import TargetForecast
    from forecast.tracking import Tracked

__all__ = [
    "CONTROLS",
    "Asked",
    "Slider",
    "answer_form",
    "ask",
    "controls",
    "mark_slider",
    "marked",
    "promise_of",
    "slid",
    "sliders",
]

#: Without a deadline, the level that can be promised is told for so many years ahead.
YEARS_AHEAD = 5
CONTROLS = ("target", "by", "statistics", "as_of", "scenario")
_LABELS = {
    "target": words.marked("The mark"),
    "by": words.marked("Deadline (year)"),
    "statistics": words.marked("Whose statistics"),
    "as_of": words.marked("As known on (day)"),
    "scenario": words.marked("What if"),
    "flow": words.marked("Total, exports or imports"),
}
_HINTS = {
    "target": words.marked("such as 3bn"),
    "by": words.marked("such as 2030; may be empty"),
    "as_of": words.marked("such as 2024-06-30; empty for now"),
    "scenario": words.marked("such as growth=2026:-10% or add=2026-:120m@0.7"),
}


#: What the sliders ask, as a scenario writes it, and the names that a form gives them.
_SLIDES = {
    "grow": re.compile(r"growth=\d{4}:([+-]?\d+)%"),
    "world": re.compile(r"world=\d{4}:([+-]?\d+)%"),
    "deal": re.compile(r"add=\d{4}-:(\d+)m@0\.\d"),
    "likely": re.compile(r"add=\d{4}-:\d+m@0\.(\d)"),
}
#: A deal that nothing is said of is taken as so likely, in tenths.
LIKELY = 7


@dataclass(frozen=True, slots=True)
class Slider:
    """A slider of the form: a what-if without its notation."""

    name: str
    label: str
    low: int
    high: int
    step: int
    value: int
    unit: str


@dataclass(frozen=True)
class Asked:
    """What a form asked, and the answer or what is wrong.

    Parameters
    ----------
    fields : mapping of str to str
        As typed.
    controls : tuple of Control
    faults : tuple of Fault
    forecast, baseline : TargetForecast or None
        `baseline` only beside a scenario.
    promise : str
        The level that can be promised, in words.
    """

    fields: Mapping[str, str]
    controls: tuple[Control, ...]
    faults: tuple[Fault, ...]
    forecast: TargetForecast | None
    baseline: TargetForecast | None
    promise: str = ""


def promise_of(forecast: TargetForecast) -> str:
    """Return the level that can be promised with the probability asked for, by the deadline or in five years."""
    question = forecast.question
    year = min(question.by or question.running_year + YEARS_AHEAD, question.horizon)
    found = attainable_level(AttainableQuestion(question, year, question.level), forecast.fitted)
    return words.attainable_headline(found)


def controls(
    fields: Mapping[str, str], faults: tuple[Fault, ...], usual: Mapping[str, str | None], series: Series | None
) -> tuple[Control, ...]:
    """Return the fields of a form with what was typed, or else what is usual.

    Parameters
    ----------
    fields : mapping of str to str
    faults : tuple of Fault
    usual : mapping of str to str or None
        What stands in a field left empty; its keys choose the fields.
    series : Series or None
        For the choice of statistics.
    """
    told = faults_by_field(faults)
    choices: dict[str, tuple[tuple[str, str], ...]] = {"flow": tuple((flow, words.flow_word(flow)) for flow in FLOWS)}
    if series:
        choices["statistics"] = tuple((side, words.side_label(series, side)) for side in series.sides)
    return tuple(
        Control(
            name,
            words.say(_LABELS[name]),
            fields.get(name) or value or "",
            words.say(_HINTS[name]) if name in _HINTS else "",
            told.get(name, ()),
            choices.get(name, ()),
        )
        for name, value in usual.items()
    )


def answer_form(
    asked: Mapping[str, str | None], series: Series, snapshot: Snapshot
) -> tuple[TargetForecast | None, TargetForecast | None, tuple[Fault, ...]]:
    """Return the answer, the answer without its scenario, and what is wrong with the question."""
    try:
        question = parse_question(asked, series)
    except InputError as error:
        return None, None, error.faults
    with current().forecasting((question, series)):
        where, plain = "target", replace(question, scenario=BASELINE)
        try:
            without = None if plain == question else snapshot.fits.of(plain, series).forecast(plain)
            where = "scenario"  # without it there is an answer
            return snapshot.fits.of(question, series).forecast(question), without, ()
        except FitError as error:
            return None, None, (Fault(where, "", str(error), "ask of other statistics or another day"),)


def _values(scenario: str) -> dict[str, int]:
    found = {name: shape.search(scenario) for name, shape in _SLIDES.items()}
    told = {name: int(match.group(1)) if match else 0 for name, match in found.items()}
    return {**told, "likely": told["likely"] or LIKELY}


def sliders(scenario: str, year: int, mark: float) -> tuple[Slider, ...]:
    """Return the sliders as a scenario sets them; a deal goes up to a fifth of the mark."""
    at, most = _values(scenario), max(int(float(f"{mark / 5e6:.1g}")), 20)
    return (
        Slider("grow", words.say("Growth in {year}", year=year), -30, 30, 1, at["grow"], "\N{NO-BREAK SPACE}%"),
        Slider("world", words.say("World trade in {year}", year=year), -15, 15, 1, at["world"], "\N{NO-BREAK SPACE}%"),
        Slider("deal", words.say("A deal, million a year"), 0, most, max(most // 20, 1), at["deal"], ""),
        Slider("likely", words.say("Its chance, in 10"), 1, 9, 1, at["likely"], ""),
    )


def mark_slider(announced: float, mark: float) -> Slider:
    """Return the slider of the mark, in millions: from a half of what was announced to its double.

    Parameters
    ----------
    announced, mark : float
        In full currency units: what was promised, and what is asked now.
    """
    step = max(10 ** max(math.floor(math.log10(announced / 1e6)), 0) // 20, 1)
    low, high = (round(announced * share / 1e6 / step) * step for share in (0.5, 2))
    value = min(max(round(mark / 1e6 / step) * step, low), high)
    return Slider(
        "mark", words.say("Move the mark, in millions"), max(low, step), max(high, 2 * step), step, value, "m"
    )


def marked(asked: Mapping[str, str], target: str) -> str:
    """Return the mark that a form asks: as typed, or else where its slider was moved to.

    Parameters
    ----------
    asked : mapping of str to str
        What the form sent: `mark`, the slider, and how it (`marked`) and the text (`written`) stood before.
    target : str
        As typed.
    """
    moved = asked.get("mark", "").strip()
    if not moved.isascii() or not moved.isdigit() or len(moved) > 9:
        return target
    return f"{moved}m" if moved != asked.get("marked") and target == asked.get("written", "").strip() else target


def slid(asked: Mapping[str, str], scenario: str, year: int) -> str:
    """Return a scenario as the sliders ask it; what they cannot say stays.

    Parameters
    ----------
    asked : mapping of str to str
        What the form sent, by the sliders' names.
    scenario : str
        As it was when the form was shown.
    year : int
    """
    at = _values(scenario)
    for name in _SLIDES:
        text = asked.get(name, "").strip()
        at[name] = int(text) if re.fullmatch(r"[+-]?\d{1,6}", text) else at[name]
    shapes = [_SLIDES[name] for name in ("grow", "world", "deal")]
    kept = [part for part in scenario.split(";") if part and not any(shape.fullmatch(part) for shape in shapes)]
    told = [f"growth={year}:{at['grow']:+d}%"] if at["grow"] else []
    told += [f"world={year}:{at['world']:+d}%"] if at["world"] else []
    told += [f"add={year}-:{at['deal']}m@0.{min(max(at['likely'], 1), 9)}"] if at["deal"] > 0 else []
    return ";".join([*kept, *told])


def ask(followed: Tracked, snapshot: Snapshot, fields: Mapping[str, str]) -> Asked:
    """Return what a target's form asked, answered.

    Parameters
    ----------
    followed : Tracked
    snapshot : Snapshot
    fields : mapping of str to str
        By the names in `CONTROLS`, as typed; empty ones leave the target's own question as it is.
    """
    series = snapshot.series[followed.series_id]
    own = tracking.fields_of(followed, series)
    asked = tracking.fields_of(followed, series, changes=fields)
    found, baseline, faults = answer_form(asked, series, snapshot)
    usual = {name: own.get(name) for name in CONTROLS} | {
        "target": say_amount(followed.target.value, followed.target.currency, digits=12)
    }
    promise = promise_of(found) if found else ""
    return Asked(fields, controls(fields, faults, usual, series), faults, found, baseline, promise)
