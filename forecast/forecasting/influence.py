"""Influence: the paths as they would be without one statement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from forecast.errors import FitError
from forecast.model import Measurements, fit_growth, measure, simulate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from forecast.forecasting.fitted import Evidence
    from forecast.model import SamplePaths

__all__ = ["MOST_INFLUENTIAL", "LeftOut", "leave_out"]

MOST_INFLUENTIAL = 3
#: Draws that rank the statements, and that tell the answer without one of them.
RANKING_DRAWS, TOLD_DRAWS = 500, 10_000
MOST_CANDIDATES = 60
#: From so many statements on, fewer are tried: each try reads all of them.
LONG_FILE = 500


@dataclass(frozen=True, eq=False)
class LeftOut:
    """The paths without one statement; `paths` is None when nothing can be fitted then."""

    statement: str
    paths: SamplePaths | None


def _without_each(evidence: Evidence) -> Iterator[tuple[str, Measurements]]:
    """Yield the measurements without each statement whose absence changes them."""
    measured = evidence.measurements
    used = {u.statement for u in measured.uses if u.role not in {"excluded", "not-needed", "not-fitted"}}
    # What moves the coming years most was said of the latest ones; long files must not cost their square.
    latest = sorted((s for s in evidence.series.statements if s.id in used), key=lambda s: (s.period, s.id))
    most = max(MOST_CANDIDATES * LONG_FILE // max(len(evidence.series.statements), LONG_FILE), 2 * MOST_INFLUENTIAL)
    for statement in sorted(s.id for s in latest[-most:]):
        # The audit's findings stand: a contradiction found with the statement stays known without it.
        without = measure(
            evidence.series.without(statement), evidence.findings, statistics=evidence.statistics, flow=evidence.flow
        )
        if (without.rows, without.claims) != (measured.rows, measured.claims):
            yield statement, without


def _fan(evidence: Evidence, measurements: Measurements, *, year: int, seed: int) -> NDArray[np.float64]:
    """Return the 10, 50 and 90 % quantiles of one year's log total.

    Ranking needs no integral over the volatility: its posterior mean stands for it.
    """
    fit = fit_growth(measurements, evidence.assumed.priors, volatility=evidence.fit.typical_volatility)
    paths = simulate(fit, horizon=max(year, fit.first_told), draws=RANKING_DRAWS, seed=seed)
    return np.log(np.quantile(paths.row(max(year, fit.first_told)), (0.1, 0.5, 0.9)))


def _distance(fan: NDArray[np.float64], base: NDArray[np.float64]) -> float:
    """Return how far a fan's middle and half width lie from the base's, in its half widths."""
    width = (base[2] - base[0]) / 2
    return float(abs(fan[1] - base[1]) + abs((fan[2] - fan[0]) / 2 - width)) / float(width)


def _paths(evidence: Evidence, measurements: Measurements, *, horizon: int, seed: int) -> SamplePaths:
    assumed = evidence.assumed
    fit = fit_growth(measurements, assumed.priors, volatility=assumed.volatility, factor=assumed.factor)
    return simulate(fit, horizon=horizon, draws=TOLD_DRAWS, seed=seed)


@lru_cache(maxsize=3)
def leave_out(evidence: Evidence, *, year: int, horizon: int, seed: int) -> tuple[LeftOut, ...]:
    """Return the paths without each of the most influential statements, the most influential first.

    The evidence is that before a scenario's changes to the paths; its prior holds here too.
    Statements are ranked by how far their absence moves the fan of `year`; the last few answers are
    kept, since they do not depend on the mark.
    """
    ranked: list[tuple[float, str, Measurements | None]] = []
    base = _fan(evidence, evidence.measurements, year=year, seed=seed)
    for statement, without in _without_each(evidence):
        try:
            fan = _fan(evidence, without, year=year, seed=seed)
            ranked.append((-_distance(fan, base), statement, without))
        except FitError:
            ranked.append((-float("inf"), statement, None))
    ranked.sort(key=lambda item: item[:2])
    return tuple(
        LeftOut(statement, _paths(evidence, without, horizon=horizon, seed=seed) if without else None)
        for _, statement, without in ranked[:MOST_INFLUENTIAL]
    )
