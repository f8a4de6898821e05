"""How a forecast moved: the question of an announced target, replayed at each publication day.

Each day tells what was new, what the answer was then, how far it moved, and which of the new
statements moved it. The statements are those that stand now, so a correction also corrects the
past.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecast.errors import FitError, InputError
from forecast.forecasting.fits import Fits
from forecast.forecasting.forecast import passage
from forecast.forecasting.promises import question_of
from forecast.forecasting.question import YEARS_LATER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from forecast.data import AnnouncedTarget, Series, Statement
    from forecast.forecasting.answers import Answer, Status
    from forecast.forecasting.fitted import Fitted
    from forecast.forecasting.promises import Tracked
    from forecast.forecasting.question import Ground, Question
    from forecast.model import Month
    from forecast.priors import Priors

__all__ = ["Entry", "History", "histories", "history"]

#: New statements of one day that are tried as the one that moved it.
MOST_TRIED = 20
#: Publication days that are replayed, the newest ones: each costs a fit.
MOST_DAYS = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One publication day of a history.

    Parameters
    ----------
    as_of : datetime.date
    new : tuple of Statement
        Published that day, those of the question's side first.
    status : str or None
        None when nothing could be told; `reason` says why.
    reason : str or None
    probability_by : tuple of (int, float)
        By the end of the deadline; without one, of the as-of year, or the first that counts, and of five years later.
    probability_by_deadline : float or None
    median : Month or None
    moved_year : int or None
        The year whose probability `moved` compares, the last of `probability_by`.
    moved : float or None
        Change of that probability to the entry before.
    moved_by : str or None
        The id of the new statement without which it would differ most; None when none mattered.
    run : str or None
        Id of the run that answers the question as of that day.
    """

    as_of: date
    new: tuple[Statement, ...]
    status: Status | None
    reason: str | None
    probability_by: tuple[tuple[int, float], ...] = ()
    probability_by_deadline: float | None = None
    median: Month | None = None
    moved_year: int | None = None
    moved: float | None = None
    moved_by: str | None = None
    run: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """How the forecast of a tracked target moved.

    Parameters
    ----------
    tracked : Tracked
    unit : str
        Currency code.
    entries : tuple of Entry
        From the oldest day to the newest.
    left_out : int
        Older publication days that were not replayed.
    """

    tracked: Tracked
    unit: str
    entries: tuple[Entry, ...]
    left_out: int = 0


class _Day:
    """What one day gives: a fit for each ground, and few paths that rank its new statements, whatever the mark."""

    def __init__(self, fits: Fits) -> None:
        self.fits = fits
        self._quick: dict[tuple[Ground, str | None], Fitted] = {}

    def _few(self, fitted: Fitted, without: str | None) -> Fitted:
        key = (fitted.ground, without)
        if key not in self._quick:
            self._quick[key] = fitted.quick() if without is None else self._few(fitted, None).without(without)
        return self._quick[key]

    def mover(self, new: Sequence[Statement], fitted: Fitted, question: Question, year: int) -> str | None:
        """Return the new statement without which the probability by a year would differ most."""
        used = [s.id for s in new if any(s.id in found.used for found in fitted.evidence)]
        if len(used) <= 1:
            return used[0] if used else None

        def chance(without: str | None) -> float:
            try:
                return passage(self._few(fitted, without), question).by(year)
            except FitError:
                return 2.0  # where nothing is left to fit, everything hangs on that statement

        base = chance(None)
        moved = {statement: abs(chance(statement) - base) for statement in used[:MOST_TRIED]}
        most = max(moved.values())
        return next(statement for statement, by in moved.items() if by == most) if most > 0 else None

    def answer(self, followed: Tracked, series: Series, day: date) -> Answer | None:
        """Return the day's answer alone, None where there is none."""
        try:
            question = question_of(followed, series, as_of=day)
            return self.fits.of(question, series).brief(question).answer
        except (FitError, InputError):
            return None

    def entry(self, followed: Tracked, series: Series, day: date, before: Answer | None) -> tuple[Entry, Answer | None]:
        """Return the day's entry of a history, and its answer for the next."""
        side = followed.statistics
        published = (s for s in series.statements if s.origin.published == day)
        new = tuple(sorted(published, key=lambda s: s.statistics != side))
        try:
            question = question_of(followed, series, as_of=day)
            fitted = self.fits.of(question, series)
        except InputError as error:
            return Entry(day, new, None, "; ".join(str(fault) for fault in error.faults)), before
        except FitError as error:
            return Entry(day, new, None, str(error)), before
        brief = fitted.brief(question)
        answer = brief.answer
        first = max(day.year, question.since or day.year)  # before a promise, of the years that can fulfil it
        told = (question.by,) if question.by is not None else (first, first + YEARS_LATER)
        by = tuple((year, answer.chance_by(year)) for year in told)
        year, now = by[-1]
        entry = Entry(
            as_of=day,
            new=new,
            status=answer.status,
            reason=None,
            probability_by=by,
            probability_by_deadline=answer.probability_by_deadline,
            median=answer.median,
            moved_year=year if before else None,
            moved=now - before.chance_by(year) if before else None,
            moved_by=self.mover(new, fitted, question, year),
            run=brief.run.id,
        )
        return entry, answer


def histories(
    followed: Sequence[Tracked],
    series: Series,
    priors: Priors,
    *,
    after: Sequence[date | None] = (),
    fits: Fits | None = None,
) -> tuple[History, ...]:
    """Return the histories of several targets of one series; a day's fit is shared by all of them.

    Parameters
    ----------
    followed : sequence of Tracked
    series : Series
    priors : Priors
    after : sequence of date or None, optional
        Of each target a day up to which its entries are known: they are left out, and that day's answer is worked
        out alone, for the move to the next.
    fits : Fits, optional
        Of the same priors, for one who asks about the newest day too.
    """
    found = []
    days = [_days(series, one.statistics) for one in followed]
    known = after or [None] * len(followed)
    answers: list[Answer | None] = [None] * len(followed)
    entries: list[list[Entry]] = [[] for _ in followed]
    fits = fits or Fits(priors)
    for day in sorted({day for own in days for day in own[-MOST_DAYS:]}):
        told = _Day(fits)
        for place, one in enumerate(followed):
            last = known[place]
            if last is not None and day <= last:
                answers[place] = told.answer(one, series, day) if day == last else None
            elif day in days[place][-MOST_DAYS:]:
                entry, answers[place] = told.entry(one, series, day, answers[place])
                entries[place].append(entry)
    for one, own, rows in zip(followed, days, entries, strict=True):
        found.append(History(one, series.unit, tuple(rows), max(len(own) - MOST_DAYS, 0)))
    return tuple(found)


def _days(series: Series, side: str) -> list[date]:
    """Return the publication days of a series from a side's first statement to its newest."""
    own = [s.origin.published for s in series.select(statistics=side)]
    every = {s.origin.published for s in series.statements}
    return sorted(day for day in every if own and min(own) <= day <= max(own))


def history(followed: Tracked, series: Series, priors: Priors, announced: Iterable[AnnouncedTarget] = ()) -> History:
    """Return how the forecast of a tracked target moved with each publication day.

    Parameters
    ----------
    followed : Tracked
    series : Series
    priors : Priors
    announced : iterable of AnnouncedTarget
        Not needed: the registry moves no probability.
    """
    del announced
    return histories((followed,), series, priors)[0]
