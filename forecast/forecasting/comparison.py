"""Several questions side by side: scenarios, statistics sides or series against a baseline.

All use the same seed, and a scenario's own draws come from streams of their own: scenarios are compared on the
same random numbers, so that what changes nothing differs by exactly 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from forecast.errors import Fault, FitError, InputError
from forecast.forecasting.forecast import judge, path_rows, reaching
from forecast.forecasting.presented import Tabled
from forecast.forecasting.question import parse_question
from forecast.model import first_years
from forecast.scenario import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from forecast.data import Series
    from forecast.forecasting.answers import Answer, PathRow
    from forecast.forecasting.fitted import Fitted
    from forecast.forecasting.question import Question

__all__ = ["MOST_COMPARED", "Asked", "Change", "Compared", "Comparison", "compare_questions", "parse_comparison"]

Case = Literal["named", "as-it-stands", "scenario", "side"]

#: Questions compared at once, the baseline included.
MOST_COMPARED = 9


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to compare.

    Parameters
    ----------
    label : str
        The name that whoever compares gave it; empty where it goes by its case.
    question : Question
    series : Series
    case : {"named", "as-it-stands", "scenario", "side"}
        What it goes by: its label, that nothing is changed, its scenario, or whose statistics it is asked of.
    """

    label: str
    question: Question
    series: Series
    case: Case = "named"


@dataclass(frozen=True, slots=True)
class Change:
    """How the chance by a year differs from the baseline's; points are parts of 1."""

    year: int
    points: float
    simulation_error: float


@dataclass(frozen=True, slots=True)
class Compared:
    """One question of a comparison.

    Parameters
    ----------
    asked : Asked
    answer : Answer or None
        None when nothing could be fitted; `problem` says why.
    changes : tuple of Change
        By year, against the baseline; its own are 0.
    months_later : int or None
        Of the median date, against the baseline; below 0 is earlier. None when either lies beyond the horizon.
    path : tuple of PathRow
    problem : str
    """

    asked: Asked
    answer: Answer | None
    changes: tuple[Change, ...]
    months_later: int | None
    path: tuple[PathRow, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Tabled):
    """Questions side by side; the first is the baseline."""

    entries: tuple[Compared, ...]

    @property
    def baseline(self) -> Compared:
        """What the others are compared with."""
        return self.entries[0]

    @property
    def question(self) -> Question:
        """The baseline's question."""
        return self.baseline.asked.question

    @property
    def years(self) -> tuple[int, ...]:
        """Years that every answer tells a chance for."""
        told = [{year for year, _ in e.answer.probability_by} for e in self.entries if e.answer]
        return tuple(sorted(set.intersection(*told)))

    def ranked(self) -> tuple[Compared, ...]:
        """Return the entries by median date, the soonest first; then by the chance at the horizon."""

        def place(entry: Compared) -> tuple[float, float, float]:
            if entry.answer is None:
                return (2.0, 0.0, 0.0)
            median = entry.answer.median
            months = math.inf if median is None else median.year * 12.0 + median.month
            told = entry.answer.probability_by
            return (1.0, months, -told[-1][1] if told else -1.0)

        return tuple(sorted(self.entries, key=place))


@dataclass(frozen=True, eq=False)
class _Judged:
    asked: Asked
    answer: Answer
    fitted: Fitted

    @property
    def first(self) -> NDArray[np.int64]:
        """The year in which each path reaches the mark, as the answer counts it."""
        question, lost = self.asked.question, self.answer.lost_in
        paths, mark = reaching(self.fitted, question)
        return first_years(paths, mark, after=question.counts_after(self.fitted.last_known_year if lost else None))


def _changes(base: _Judged, other: _Judged) -> tuple[Change, ...]:
    """Return the change of the chance by each year that both tell.

    The error is two standard errors of the difference path by path, which common random numbers keep small.
    """
    firsts = base.first, other.first
    draws = min(base.fitted.totals.effective, other.fitted.totals.effective)
    told, found = dict(base.answer.probability_by), []
    for year, p in other.answer.probability_by:
        if year in told:
            moved = (firsts[1] <= year).astype(float) - (firsts[0] <= year)
            found.append(Change(year, p - told[year], 2 * float(moved.std()) / math.sqrt(draws)))
    return tuple(found)


def _months_later(base: Answer, other: Answer) -> int | None:
    if base.median is None or other.median is None:
        return None
    return (other.median.year - base.median.year) * 12 + other.median.month - base.median.month


def _judged(asked: Asked, fitted: Fitted) -> _Judged:
    return _Judged(asked, judge(fitted, asked.question), fitted)


def _compared(one: Asked, base: _Judged, fit: Callable[[Question, Series], Fitted]) -> Compared:
    """Return a question's answer beside the baseline's; its paths are let go with it, before the next are drawn."""
    try:
        other = base if one is base.asked else _judged(one, fit(one.question, one.series))
    except FitError as error:
        return Compared(one, None, (), None, (), str(error))
    return Compared(
        asked=one,
        answer=other.answer,
        changes=_changes(base, other),
        months_later=_months_later(base.answer, other.answer),
        path=path_rows(other.fitted, last_complete_year=one.question.last_complete_year),
    )


def compare_questions(asked: Sequence[Asked], fit: Callable[[Question, Series], Fitted]) -> Comparison:
    """Return answers side by side; the first question is the baseline.

    Parameters
    ----------
    asked : sequence of Asked
        At least one, at most `MOST_COMPARED`.
    fit : callable
        Gives what a question about a series rests on, such as `Fits.of`.

    Raises
    ------
    FitError
        When the baseline cannot be fitted; another that cannot stays visible with the reason.
    InputError
        When there are too many.
    """
    if not 1 <= len(asked) <= MOST_COMPARED:
        remedy = f"give at most {MOST_COMPARED - 1} beside the baseline"
        raise InputError([Fault("compared", str(len(asked)), "is out of range", remedy)])
    base = _judged(asked[0], fit(asked[0].question, asked[0].series))
    return Comparison(tuple(_compared(one, base, fit) for one in asked))


def parse_comparison(
    fields: Mapping[str, str | None],
    series: Series,
    *,
    scenarios: Sequence[str] = (),
    sides: Sequence[str] = (),
) -> tuple[Asked, ...]:
    """Return what is compared: the question as it stands first, then each scenario and each side.

    Parameters
    ----------
    fields : mapping of str to str or None
        The baseline, by the names in `FIELDS`; it may have a scenario itself.
    series : Series
    scenarios : sequence of str
        In text form, each in place of the baseline's.
    sides : sequence of str
        Other statistics.

    Raises
    ------
    InputError
        With every fault of every question, each told once.
    """
    variants = [{"scenario": text} for text in scenarios] + [{"statistics": side} for side in sides]
    faults: list[Fault] = []
    if not 1 <= len(variants) < MOST_COMPARED:
        problem = "are too many" if variants else "is missing"
        remedy = f"give 1 to {MOST_COMPARED - 1} scenarios such as {FORMS['growth']}, or sides' statistics"
        faults.append(Fault("scenario", str(len(variants)) if variants else "", problem, remedy))
    asked: list[Asked] = []
    for change in [{}, *variants[: MOST_COMPARED - 1]]:
        try:
            question = parse_question({**fields, **change}, series)
        except InputError as error:
            faults += [fault for fault in error.faults if fault not in faults]
            continue
        case: Case = "side" if "statistics" in change else "scenario" if question.scenario else "as-it-stands"
        asked.append(Asked("", question, series, case))
    if faults:
        raise InputError(faults)
    return tuple(asked)
