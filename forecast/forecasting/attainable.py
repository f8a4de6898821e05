"""What level is reached by a year with a given probability, and the chances of many marks and deadlines.

The inverse of the forecast on the same sample paths: a mark is reached by a year where the path's highest total up
to then is at or above it, so that the attainable level is a quantile of that running maximum.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from forecast.data import Target, parse_amount
from forecast.errors import Fault, InputError
from forecast.forecasting.fields import FIELDS
from forecast.forecasting.forecast import judge
from forecast.forecasting.presented import Tabled
from forecast.forecasting.question import parse_question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from forecast.data import Series
    from forecast.forecasting.answers import Answer, Status
    from forecast.forecasting.fitted import Fitted
    from forecast.forecasting.question import Question

__all__ = [
    "ATTAINABLE_FIELDS",
    "LADDER",
    "MOST_DEADLINES",
    "MOST_TARGETS",
    "SURFACE_FIELDS",
    "SURPLUS_FIELDS",
    "Attainable",
    "AttainableQuestion",
    "Surface",
    "SurfaceQuestion",
    "SurfaceRow",
    "attainable_level",
    "parse_attainable",
    "parse_surface",
    "parse_surplus",
    "surface_of",
]

#: Probabilities that the levels of one deadline are told for.
LADDER = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05)
MOST_TARGETS, MOST_DEADLINES = 20, 12
#: The usual marks, as shares of the last known total, and the usual deadlines, in years from the first open one.
_USUAL_SHARES = (0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 1.75, 2.0, 2.5, 3.0)
_USUAL_YEARS = (0, 1, 2, 3, 5, 10)
_SHARED = {name: FIELDS[name] for name in FIELDS if name not in {"target", "rate", "by", "since", "level"}}
#: What a question for a level, and one for a surface, are made of.
ATTAINABLE_FIELDS: Mapping[str, str] = {
    "by": FIELDS["by"],
    "probability": "the probability that the level is reached, between 0 and 1; 0.8 when not given",
} | _SHARED
SURFACE_FIELDS: Mapping[str, str] = {
    "targets": f"amounts joined by semicolons, at most {MOST_TARGETS}; some around the last total when not given",
    "deadlines": f"years joined by commas, or 2026-2030, at most {MOST_DEADLINES}; the next years when not given",
} | _SHARED
#: What a question for the chance of a surplus is made of: both flows count, and no mark.
SURPLUS_FIELDS: Mapping[str, str] = {name: FIELDS[name] for name in ("as_of", "statistics", "horizon", "seed")}
_PROBABILITY = re.compile(r"0?\.\d{1,6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class AttainableQuestion:
    """Which level is reached by a year with a probability.

    Parameters
    ----------
    question : Question
        Side, flow, day, horizon, model, seed and scenario; its mark plays no part.
    by : int
    probability : float
    """

    question: Question
    by: int
    probability: float


@dataclass(frozen=True, slots=True)
class SurfaceQuestion:
    """The chances of many marks and deadlines; empty tuples stand for the usual ones."""

    question: Question
    targets: tuple[float, ...]
    deadlines: tuple[int, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Attainable(Tabled):
    """The level that is reached by a year with a probability.

    Parameters
    ----------
    asked : AttainableQuestion
    series : Series
        As known on the day.
    highest : float
        The highest whole amount reached by then with at least the probability, published years included.
    probability_at_highest : float
    status : str
        What a forecast says of `highest`; ``reached`` or ``reached_and_lost`` when it lies behind.
    reached_in : int or None
        The year whose published total reached it.
    last_known_year : int
    ahead : float or None
        The same counting only years after the last known one; None when `by` is not one of them.
    ahead_low, ahead_high : float or None
        `ahead` with one simulation error (two standard errors) more and less of probability.
    ladder : tuple of (float, float)
        Level ahead for each probability of `LADDER`.
    """

    asked: AttainableQuestion
    series: Series
    highest: float
    probability_at_highest: float
    status: Status
    reached_in: int | None
    last_known_year: int
    ahead: float | None
    ahead_low: float | None
    ahead_high: float | None
    ladder: tuple[tuple[float, float], ...]

    @property
    def question(self) -> Question:
        """The question behind it."""
        return self.asked.question

    @property
    def lies_behind(self) -> bool:
        """Whether the level was reached already, so that `ahead` is what can be promised."""
        return self.status in {"reached", "reached_and_lost"}

    @property
    def level(self) -> float:
        """The level that can be promised: that of the years ahead where the highest one lies behind."""
        return self.ahead if self.lies_behind and self.ahead is not None else self.highest


@dataclass(frozen=True, slots=True)
class SurfaceRow:
    """One mark's chances, by deadline."""

    target: Target
    status: Status
    reached_in: int | None
    probabilities: tuple[float, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Surface(Tabled):
    """Chances of marks by deadlines: each as a forecast tells it."""

    question: Question
    series: Series
    deadlines: tuple[int, ...]
    rows: tuple[SurfaceRow, ...]
    simulation_error: float


def _plain_question(
    fields: Mapping[str, str | None], series: Series, known: Mapping[str, str]
) -> tuple[Question | None, list[Fault]]:
    """Return the question that fields without a mark put, and every fault; the mark is the highest level told."""
    unknown = [
        Fault(name, fields[name] or "", "is not a parameter", f"known are: {', '.join(known)}")
        for name in fields
        if name not in known
    ]
    highest = max((s.level.value for s in series.statements if s.level), default=1.0)
    own = {name: value for name, value in fields.items() if name in known and name in FIELDS}
    try:
        return parse_question(own | {"target": f"{highest:.0f}"}, series), unknown
    except InputError as error:
        return None, unknown + list(error.faults)


def parse_attainable(fields: Mapping[str, str | None], series: Series) -> AttainableQuestion:
    """Return the question for a level that fields put to a series.

    Parameters
    ----------
    fields : mapping of str to str or None
        By the names in `ATTAINABLE_FIELDS`; `by` must be there.
    series : Series

    Raises
    ------
    InputError
        With every fault.
    """
    question, faults = _plain_question(fields, series, ATTAINABLE_FIELDS)
    if not (fields.get("by") or "").strip():
        faults.append(Fault("by", "", "is missing", f"takes {FIELDS['by']}"))
    text = (fields.get("probability") or "").strip() or "0.8"
    if not (_PROBABILITY.fullmatch(text) and 0.01 <= float(text) <= 0.99):
        faults.append(Fault("probability", text, "is not between 0.01 and 0.99", "write it like 0.8"))
    if faults or question is None or question.by is None:
        raise InputError(faults)
    return AttainableQuestion(question, question.by, float(text))


def _amounts(text: str, unit: str, faults: list[Fault]) -> tuple[float, ...]:
    """Return the amounts of a list; semicolons part them, and commas after a scale word."""
    found, remedy = set(), f"takes {SURFACE_FIELDS['targets']}"
    pieces = [piece.strip() for piece in re.split(r";|(?<=[^\W\d])\s*,", text) if piece.strip()]
    if len(pieces) > MOST_TARGETS:
        faults.append(Fault("targets", text, f"holds {len(pieces)} amounts", remedy))
        return ()
    for piece in pieces:
        try:
            amount = parse_amount(piece)
        except ValueError as error:
            faults.append(Fault("targets", piece, str(error), remedy))
            continue
        if amount.unit and amount.unit != unit:
            faults.append(Fault("targets", piece, f"is in {amount.unit}", f"the series is in {unit}"))
        found.add(amount.value)
    return tuple(sorted(found))


def _deadlines(text: str, horizon: int, faults: list[Fault]) -> tuple[int, ...]:
    """Return the years of a list such as ``2026,2028-2030``."""
    found: set[int] = set()
    for piece in (piece.strip() for piece in text.split(",") if piece.strip()):
        years = re.fullmatch(r"(\d{4})(?:\s*-\s*(\d{4}))?", piece, re.ASCII)
        first, last = (int(years[1]), int(years[2] or years[1])) if years else (1, 0)
        if not 1 <= last - first + 1 <= MOST_DEADLINES:
            faults.append(Fault("deadlines", piece, "is not a year or a few", f"takes {SURFACE_FIELDS['deadlines']}"))
        elif last > horizon:
            faults.append(Fault("deadlines", piece, "lies beyond the horizon", f"takes years up to {horizon}"))
        else:
            found |= set(range(first, last + 1))
    if len(found) > MOST_DEADLINES:
        faults.append(Fault("deadlines", text, f"names {len(found)} years", f"takes {SURFACE_FIELDS['deadlines']}"))
    return tuple(sorted(found))


def parse_surface(fields: Mapping[str, str | None], series: Series) -> SurfaceQuestion:
    """Return the question for a surface that fields put to a series.

    Parameters
    ----------
    fields : mapping of str to str or None
        By the names in `SURFACE_FIELDS`; missing and empty ones take their defaults.
    series : Series

    Raises
    ------
    InputError
        With every fault.
    """
    question, faults = _plain_question(fields, series, SURFACE_FIELDS)
    targets = _amounts((fields.get("targets") or "").strip(), series.unit, faults)
    horizon = question.horizon if question else 9999
    deadlines = _deadlines((fields.get("deadlines") or "").strip(), horizon, faults)
    if faults or question is None:
        raise InputError(faults)
    return SurfaceQuestion(question, targets, deadlines)


def parse_surplus(fields: Mapping[str, str | None], series: Series) -> Question:
    """Return the question for the chance of a surplus that fields put to a series; its mark stands in for none.

    Parameters
    ----------
    fields : mapping of str to str or None
        By the names in `SURPLUS_FIELDS`; missing and empty ones take their defaults.
    series : Series

    Raises
    ------
    InputError
        With every fault.
    """
    question, faults = _plain_question(fields, series, SURPLUS_FIELDS)
    if faults or question is None:
        raise InputError(faults)
    return question


def _at_least(maxima: NDArray[np.float64], probability: float) -> float:
    """Return the highest whole amount that at least this share of sorted maxima reach."""
    count = len(maxima)
    rank = min(max(math.ceil(probability * count - 1e-9), 1), count)
    level = float(maxima[count - rank])
    return float(math.floor(level)) if level >= 1 else level


def _answer_at(level: float, asked: AttainableQuestion, fitted: Fitted) -> Answer:
    target = Target(level, asked.question.target.unit)
    return judge(fitted, replace(asked.question, target=target, by=asked.by, since=None))


def attainable_level(asked: AttainableQuestion, fitted: Fitted) -> Attainable:
    """Return the level that is reached by a year with a probability.

    Parameters
    ----------
    asked : AttainableQuestion
    fitted : Fitted
        On the question's ground.

    Raises
    ------
    FitError
        When no published level of that side and flow is usable.
    """
    paths, last, p = fitted.totals, fitted.last_known_year, asked.probability
    known, end = (max(year + 1 - int(paths.years[0]), 0) for year in (last, asked.by))
    highest = np.sort(paths.values[: max(end, 1)].max(axis=0))
    peak = _at_least(highest, p)
    answer = _answer_at(peak, asked, fitted)
    future = np.sort(paths.values[known:end].max(axis=0)) if end > known else None
    error = paths.simulation_error(p)
    ahead = [None if future is None else _at_least(future, q) for q in (p, min(p + error, 1.0), max(p - error, 0.0))]
    return Attainable(
        asked=asked,
        series=fitted.series,
        highest=peak,
        probability_at_highest=answer.probability_by_deadline or 0.0,
        status=answer.status,
        reached_in=answer.reached_in,
        last_known_year=last,
        ahead=ahead[0],
        ahead_low=ahead[1],
        ahead_high=ahead[2],
        ladder=() if future is None else tuple((q, _at_least(future, q)) for q in LADDER),
    )


def _usual_targets(level: float) -> tuple[float, ...]:
    """Return round marks around a level, of at most three digits."""
    scale = 10.0 ** math.floor(math.log10(level / 10))
    step = min((1.0, 2.5, 5.0, 10.0), key=lambda nice: abs(math.log(nice * scale / (level / 10)))) * scale
    rounded = {max(round(share * level / step), 1) * step for share in _USUAL_SHARES}
    return tuple(sorted({float(f"{mark:.3g}") for mark in rounded}))


def _usual_deadlines(first: int, horizon: int) -> tuple[int, ...]:
    return tuple(first + k for k in _USUAL_YEARS if first + k <= horizon)


def _check_deadlines(deadlines: Sequence[int], last: int) -> None:
    early = [year for year in deadlines if year <= last]
    if early:
        problem = f"{'is' if len(early) == 1 else 'are'} not ahead: {last} is published"
        raise InputError([Fault("deadlines", ", ".join(map(str, early)), problem, f"name years after {last}")])


def surface_of(asked: SurfaceQuestion, fitted: Fitted) -> Surface:
    """Return the chances of many marks by many deadlines, each as a forecast tells it.

    Parameters
    ----------
    asked : SurfaceQuestion
    fitted : Fitted
        On the question's ground.

    Raises
    ------
    InputError
        When a deadline is not after the last published year.
    FitError
        When no published level of that side and flow is usable.
    """
    question = asked.question
    last, unit = fitted.last_known_year, question.target.unit
    _check_deadlines(asked.deadlines, last)
    deadlines = asked.deadlines or _usual_deadlines(max(question.running_year, last + 1), question.horizon)
    row = max(last, int(fitted.totals.years[0]))
    targets = asked.targets or _usual_targets(float(np.median(fitted.totals.row(row))))
    rows, error = [], 0.0
    for target in (Target(value, unit) for value in targets):
        answer = judge(fitted, replace(question, target=target))
        told = tuple(answer.by(year) or 0.0 for year in deadlines)
        rows.append(SurfaceRow(target, answer.status, answer.reached_in, told))
        error = max([error, *map(fitted.totals.simulation_error, told)])
    return Surface(question, fitted.series, deadlines, tuple(rows), error)
