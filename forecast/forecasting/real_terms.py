"""What an announced mark is worth in the prices of the year in which it was announced: it falls to inflation alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecast.data import slug

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forecast.data import AnnouncedTarget, Series
    from forecast.forecasting.question import Question
    from forecast.priors import Deflator

__all__ = ["RealMark", "announcement_of", "real_mark", "real_mark_of"]


@dataclass(frozen=True, slots=True)
class RealMark:
    """A mark of one year in the consumer prices of an earlier one.

    Parameters
    ----------
    mark : float
        As announced, dollars.
    announced : int
        The year whose prices are used.
    until : int
        The year that the mark is looked at in: the deadline, or the last with known prices.
    value : float
        What the mark of `until` is worth in prices of `announced`, dollars.
    """

    mark: float
    announced: int
    until: int
    value: float


def real_mark(target: AnnouncedTarget, prices: Deflator, *, known: int | None = None) -> RealMark | None:
    """Return an announced mark in the prices of its announcement; None for another currency, or without later prices.

    Parameters
    ----------
    target : AnnouncedTarget
    prices : Deflator
    known : int, optional
        The last year whose prices may be used; every one there is when not given.
    """
    year, last = int(target.announced[:4] or 0), max(prices.index)
    until = min(target.deadline or last, last, last if known is None else known)
    if target.currency != "USD" or not min(prices.index) <= year < until:
        return None
    return RealMark(target.value, year, until, target.value * prices.index[year] / prices.index[until])


def real_mark_of(
    question: Question, series: Series, announced: Iterable[AnnouncedTarget], prices: Deflator
) -> RealMark | None:
    """Return the mark of a question in the prices of its announcement; None where nobody known announced it.

    Of the announcements of the same mark between the same two sides, made by the day of the question, the one for the
    question's deadline is meant, else the newest.
    """
    meant = announcement_of(question, series, announced)
    return None if meant is None else real_mark(meant, prices, known=question.as_of.year - 1)


def announcement_of(question: Question, series: Series, announced: Iterable[AnnouncedTarget]) -> AnnouncedTarget | None:
    """Return the announcement that a question is about; None where nobody known announced its mark."""
    sides = {slug(series.reporter), slug(series.partner)}
    found = [
        target
        for target in announced
        if target.value == question.target.value
        and target.currency == series.unit
        and target.announced <= question.as_of.isoformat()
        and {slug(target.reporter), slug(target.partner)} == sides
    ]
    meant = {target.id: target.deadline_in(series.year_ends) for target in found}
    return max(found, key=lambda one: (meant[one.id] == question.by, one.announced), default=None)
