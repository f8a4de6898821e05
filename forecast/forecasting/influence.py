"""Influence: the answer as it would be without one statement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from forecast.errors import FitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from forecast.forecasting.fitted import Fitted

__all__ = ["MOST_INFLUENTIAL", "LeftOut", "leave_out"]

MOST_INFLUENTIAL = 3
#: Draws that tell the answer without a statement.
TOLD_DRAWS = 10_000
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
    measured = fitted.measurements
    # What moves the coming years most was said of the latest ones; long files must not cost their square.
    latest = sorted((s for s in fitted.series.statements if s.id in measured.used), key=lambda s: (s.period, s.id))
    most = max(MOST_CANDIDATES * LONG_FILE // max(len(fitted.series.statements), LONG_FILE), 2 * MOST_INFLUENTIAL)
    for statement in sorted(s.id for s in latest[-most:]):
        left = fitted.without(statement)
        if (left.measurements.rows, left.measurements.claims) != (measured.rows, measured.claims):
            yield statement, left


def _spread(fitted: Fitted) -> NDArray[np.float64]:
    """Return the 10, 50 and 90 % quantiles of the last year's log total."""
    return np.asarray(np.log(np.quantile(fitted.samples.values[-1], (0.1, 0.5, 0.9))))


def _distance(fan: NDArray[np.float64], base: NDArray[np.float64]) -> float:
    """Return how far a fan's middle and half width lie from the base's, in its half widths."""
    width = (base[2] - base[0]) / 2
    return float(abs(fan[1] - base[1]) + abs((fan[2] - fan[0]) / 2 - width)) / float(width)


def leave_out(fitted: Fitted, *, year: int) -> tuple[LeftOut, ...]:
    """Return what is left without each of the most influential statements, the most influential first.

    Parameters
    ----------
    fitted : Fitted
        Before a scenario's changes to the paths; its prior holds here too.
    year : int
        Statements are ranked by how far their absence moves the fan of this year.
    """
    quick = fitted.quick(horizon=year)
    base, ranked = _spread(quick), []
    for statement, left in _without_each(quick):
        try:
            distance = _distance(_spread(left), base)
        except FitError:
            distance = float("inf")
        ranked.append((-distance, statement))
    told = replace(fitted, draws=TOLD_DRAWS)
    return tuple(
        LeftOut(statement, None if distance == float("-inf") else told.without(statement))
        for distance, statement in sorted(ranked)[:MOST_INFLUENTIAL]
    )
