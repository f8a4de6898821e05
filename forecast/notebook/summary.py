"""A fit as text, for those who know what a standard error is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from forecast.data import say_amount, say_date

if TYPE_CHECKING:
    from forecast.forecasting import Fitted
    from forecast.model import Measurement

__all__ = ["summary"]

_WIDTH = 78


def _figure(measured: Measurement, unit: str) -> str:
    """Return what was measured: the middle of its interval."""
    middle = math.exp(measured.log_mean)
    return say_amount(middle, unit) if measured.quantity == "level" else f"{(middle - 1) * 100:+.1f} %"


def _pair(left: str, right: tuple[str, str]) -> str:
    return f"{left:<40}{right[0]:<22}{right[1]:>16}"


def summary(fitted: Fitted) -> str:
    """Return a fit as text: estimates with their spreads, log likelihood, measurements with their residuals.

    Parameters
    ----------
    fitted : Fitted
    """
    ground, series, growth, paths = fitted.ground, fitted.series, fitted.growth, fitted.samples
    drift, drift_sd = growth.drift
    sigma = growth.typical_volatility
    spread = math.sqrt(max(float(growth.weight @ (np.asarray(growth.volatility) - sigma) ** 2), 0.0))
    rows, claims = (sum(len(getattr(told, name)) for told in fitted.evidence) for name in ("rows", "claims"))
    measured = f"{rows} and {claims} without a figure"
    # A flow that is a part has no growth of its own.
    of = " of the total, of which it is a part" if fitted.whole else ""
    lines = [
        f"{series.reporter} and {series.partner}: {ground.flow} trade in {series.unit} ({ground.model})",
        "=" * _WIDTH,
        _pair(
            f"Statistics of   {series.side_name(ground.statistics)}", ("Log likelihood", f"{growth.log_likelihood:.3f}")
        ),
        _pair(f"As known on     {say_date(ground.as_of)}", ("Draws", f"{paths.values.shape[1]:,}")),
        _pair(f"Years           {paths.years[0]} to {paths.years[-1]}", ("Effective draws", f"{paths.effective:,.0f}")),
        f"Measurements    {measured}",
    ]
    lines += [f"Scenario        {ground.scenario}"] if ground.scenario else []
    lines += [
        "-" * _WIDTH,
        f"{'a year, log scale':<40}{'estimate':>12}{'spread':>12}",
        f"{'drift' + of:<40}{drift:>12.4f}{drift_sd:>12.4f}",
        f"{'volatility' + of:<40}{sigma:>12.4f}{spread:>12.4f}",
        "-" * _WIDTH,
        f"{'measurement':<40}{'figure':>14}{'log sd':>10}{'std. resid.':>14}",
    ]
    for residual in fitted.residuals:
        one, told = residual.measurement, residual.standardised
        said = "-" if told is None else f"{told:+.2f}"
        name = f"{one.quantity}, {one.period.words}"
        lines.append(f"{name:<40}{_figure(one, series.unit):>14}{one.log_sd:>10.4f}{said:>14}")
    return "\n".join([*lines, "=" * _WIDTH])
