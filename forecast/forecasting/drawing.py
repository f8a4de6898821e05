"""Sample paths of a fit: of the growth model or a comparator, of a total or a part of it, under a scenario."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from forecast.errors import FitError
from forecast.forecasting.flows import FEWEST_RATIOS
from forecast.model import SamplePaths, simulate
from forecast.scenario import change_paths, on_flow, on_whole

if TYPE_CHECKING:
    from forecast.forecasting.fitted import Fitted
    from forecast.model import ComparatorName
    from forecast.scenario import Change

__all__ = ["draw_paths"]


def draw_paths(fitted: Fitted) -> SamplePaths:
    """Return equally likely paths of annual totals, past and future, under the scenario of a fit.

    Raises
    ------
    FitError
        When no published level is usable, a comparator cannot be fitted, or growth is fixed in the first year.
    """
    ground = fitted.ground
    if fitted.base is not None:
        kept: SamplePaths | None = vars(fitted.base).get("samples")
        # Drawn again rather than kept for the next one: some 50 ms, a third of the memory.
        return _changed(fitted, fitted.base.draw() if kept is None else replace(kept, values=kept.values.copy()))
    if fitted.whole is not None and fitted.flows is not None:
        growing = _growing(fitted.whole, until=fitted.flows.ratio.years[0])
        total = fitted.whole.settlement.place(growing, copy=False)
        return fitted.flows.part(fitted.flow, total, seed=ground.seed, copy=False)
    paths = _growing(fitted)
    return paths if ground.model == "growth" else _compared(fitted, paths, ground.model)


def _changed(fitted: Fitted, paths: SamplePaths) -> SamplePaths:
    """Return paths under the scenario's changes, made in place: of all trade first, then of each flow alone."""
    parts = fitted.ground.scenario.on_paths

    def change(paths: SamplePaths, changes: tuple[Change, ...]) -> SamplePaths:
        return change_paths(paths, changes, fitted.assumed.priors.world, seed=fitted.ground.seed, copy=False)

    if fitted.flow != "total":
        return change(paths, (*on_whole(parts), *on_flow(parts, fitted.flow)))
    paths = change(paths, on_whole(parts))
    if on_whole(parts) == parts:
        return paths
    if fitted.flows is None or not fitted.flows.split:
        msg = (
            f"a scenario of exports or imports alone needs both in {FEWEST_RATIOS} years and in half of those with "
            "a total, and a total that is their sum; ask about that flow, or change all trade"
        )
        raise FitError(msg)
    return fitted.flows.changed(paths, lambda part, flow: change(part, on_flow(parts, flow)), seed=fitted.ground.seed)


def _compared(fitted: Fitted, paths: SamplePaths, model: ComparatorName) -> SamplePaths:
    """Return the paths with their future by a comparator.

    Comparators see annual totals alone: the published ones, gap years as the growth model fills them.
    """
    from forecast.model import simulate_comparator  # noqa: PLC0415 - four slow imports of statsmodels

    known = max(fitted.measurements.known_years(), default=int(paths.years[0]) - 1) - int(paths.years[0]) + 1
    history = np.median(paths.values[:known], axis=1)
    count, draws = paths.values.shape
    rng = np.random.default_rng([fitted.ground.seed, 3])
    future = simulate_comparator(model, history, horizon=count - known, draws=draws, rng=rng)
    return SamplePaths(paths.years, np.concatenate([paths.values[:known], future]), paths.effective)


def _growing(fitted: Fitted, *, until: int = 0) -> SamplePaths:
    """Return the growth model's paths, to the horizon, and at least to a year and to the first one known."""
    growth, ground = fitted.growth, fitted.ground
    last = max(ground.horizon, growth.first_year, until)
    return simulate(growth, horizon=last, draws=fitted.draws, seed=ground.seed)
