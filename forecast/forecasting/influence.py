"""Influence: the answer as it would be without one statement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from forecast.errors import FitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from forecast.forecasting.fitted import Fitted
    from forecast.model import SamplePaths

__all__ = ["MOST_INFLUENTIAL", "LeavingOut", "LeftOut"]

MOST_INFLUENTIAL = 3
#: Draws that tell the answer without a statement, and how many statements' are kept for the next mark.
TOLD_DRAWS, TOLD_KEPT = 10_000, 2 * MOST_INFLUENTIAL
MOST_CANDIDATES = 60
#: From so many statements on, fewer are tried: each try reads all of them.
LONG_FILE = 500


@dataclass(frozen=True, eq=False)
class LeftOut:
    """What is left without one statement; `fitted` is None when nothing can be fitted then."""

    statement: str
    fitted: Fitted | None


def _without_each(fitted: Fitted) -> Iterator[tuple[str, Fitted]]:
    """Yield what is left without each statement whose absence changes the measurements."""
    measured = _told(fitted)
    used = frozenset[str]().union(*(found.used for found in fitted.evidence))
    # What moves the coming years most was said of the latest ones; long files must not cost their square.
    latest = sorted((s for s in fitted.series.statements if s.id in used), key=lambda s: (s.period, s.id))
    most = max(MOST_CANDIDATES * LONG_FILE // max(len(fitted.series.statements), LONG_FILE), 2 * MOST_INFLUENTIAL)
    for statement in sorted(s.id for s in latest[-most:]):
        left = fitted.without(statement)
        if _told(left) != measured:
            yield statement, left


def _told(fitted: Fitted) -> tuple[object, ...]:
    """Return all measurements and claims that the paths rest on."""
    return tuple((found.rows, found.claims) for found in fitted.evidence)


def _spreads(paths: SamplePaths) -> NDArray[np.float64]:
    """Return the 10, 50 and 90 % quantiles of each year's log total, shape (years, 3)."""
    return np.asarray(np.log(np.quantile(paths.values, (0.1, 0.5, 0.9), axis=1).T))


def _distance(fan: NDArray[np.float64], base: NDArray[np.float64]) -> float:
    """Return how far a fan's middle and half width lie from the base's, in its half widths."""
    width = (base[2] - base[0]) / 2
    return float(abs(fan[1] - base[1]) + abs((fan[2] - fan[0]) / 2 - width)) / float(width)


@dataclass(frozen=True, eq=False)
class _Fans:
    """What paths by few draws spread over, from a first year until the one that they were drawn to."""

    until: int
    first: int
    spreads: NDArray[np.float64] | None


class LeavingOut:
    """What is left of a fit without each of its statements, worked out once whatever mark and year are asked about.

    It stands beside the fit and does not refer to it: in a circle, the paths of both would be let go only when Python
    next looks for circles, hundreds of megabytes later.

    Parameters
    ----------
    quick : Fitted
        The fit by few draws, before a scenario's changes to the paths; its prior holds here too.
    """

    def __init__(self, quick: Fitted) -> None:
        self._quick = quick
        self._years: dict[int, tuple[tuple[str, bool], ...]] = {}
        self._fans: dict[str, _Fans] = {}
        self._told: dict[str, Fitted] = {}

    @property
    def told(self) -> tuple[Fitted, ...]:
        """Those that tell the answer without a statement, the last few with their paths."""
        return tuple(self._told.values())

    @cached_property
    def _each(self) -> Mapping[str, Fitted]:
        return dict(_without_each(self._quick))

    def _without(self, fitted: Fitted, statement: str, *, keep: bool) -> Fitted:
        """Return what tells the answer without a statement; the paths of those not asked for longest make room."""
        found = self._told.pop(statement, None)
        if found is None:  # measured without it already, to rank it
            found = replace(self._each[statement], assumed=fitted.assumed, draws=TOLD_DRAWS)
        if not keep:
            return found
        self._told[statement] = found
        for older in list(self._told)[:-TOLD_KEPT]:
            # Paths are megabytes, and are drawn again as they were; what they are drawn from stays.
            vars(self._told[older]).pop("totals", None)
        return found

    def most_influential(self, fitted: Fitted, year: int, *, keep: bool) -> Iterator[LeftOut]:
        """Yield what is left without each of the most influential statements, the most influential first.

        Parameters
        ----------
        fitted : Fitted
            By all its draws, before a scenario's changes to the paths.
        year : int
            Statements are ranked by how far their absence moves the fan of this year.
        keep : bool
            Whether they are kept for the next mark.
        """
        if year not in self._years:
            self._years[year] = self._ranked(year)
        for name, left in self._years[year]:
            yield LeftOut(name, self._without(fitted, name, keep=keep) if left else None)

    def _ranked(self, year: int) -> tuple[tuple[str, bool], ...]:
        """Return the most influential statements, and whether anything can be fitted without each."""
        base, ranked = self._fan("", self._quick, year), []
        if base is None:
            return ()
        for statement, left in self._each.items():
            fan = self._fan(statement, left, year)
            ranked.append((float("-inf") if fan is None else -_distance(fan, base), statement))
        return tuple((name, distance > float("-inf")) for distance, name in sorted(ranked)[:MOST_INFLUENTIAL])

    def _fan(self, name: str, fitted: Fitted, year: int) -> NDArray[np.float64] | None:
        """Return the spread of a year's log total, of the first if it lies before; None when nothing can be fitted.

        Paths are drawn once, to the year behind the newest measured or beyond: earlier years know nothing of later
        ones, and the targets of a pair that were reached are ranked by as many years.
        """
        drawn = self._fans.get(name)
        if drawn is None or year > drawn.until:
            until = max(year, self._quick.growth.last_year + 1)
            try:
                paths = fitted.until(until).samples
                drawn = _Fans(until, int(paths.years[0]), _spreads(paths))
            except FitError:
                drawn = _Fans(until, 0, None)
            self._fans[name] = drawn
        return None if drawn.spreads is None else drawn.spreads[max(year - drawn.first, 0)]
