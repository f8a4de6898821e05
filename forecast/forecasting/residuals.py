"""Residuals: how far each measurement lies from what was fitted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.forecasting.fitted import Fitted
    from forecast.model import Measurement

__all__ = ["Residual", "residuals"]


@dataclass(frozen=True, slots=True)
class Residual:
    """A measurement and its residual.

    Parameters
    ----------
    measurement : Measurement
    standardised : float or None
        Its log less that of the median path, in standard deviations of its error; None for growth on a year before
        the paths begin.
    """

    measurement: Measurement
    standardised: float | None


def _elsewhere(measured: Measurement, fitted: Fitted, middle: Mapping[int, float]) -> Residual:
    """Return the residual of what does not begin with a year: two years weighed by their months, or their share."""
    stretch = fitted.priors.profile.stretch(measured.period.skipped, measured.period.months)
    early, late = (1 - stretch.late, stretch.late) if len(measured.period.years) == 2 else (0.0, 1.0)
    last, sigma = measured.period.years[-1], fitted.growth.typical_volatility
    totals = [middle.get(last - back, math.nan) for back in range(3)]
    level = late * totals[0] + (early and early * totals[1])
    if measured.quantity == "level":
        told, error = level + stretch.log_share, math.hypot(stretch.between_sd, stretch.noise * sigma / math.sqrt(2))
    else:
        told, error = level - late * totals[1] - (early and early * totals[2]), stretch.noise * sigma
    if math.isnan(told):
        return Residual(measured, None)
    return Residual(measured, (measured.log_mean - told) / math.hypot(measured.log_sd, error))


def residuals(fitted: Fitted) -> tuple[Residual, ...]:
    """Return the standardised residual of each measurement.

    Notes
    -----
    The error is that of the print and its source; for part of a year also what the year's profile leaves open: the
    spread of pairs' shares for a level, and unusual months, which are as large as the pair's volatility makes them.
    """
    paths, profile, sigma = fitted.samples, fitted.priors.profile, fitted.growth.typical_volatility
    middle = {int(year): float(np.median(np.log(row))) for year, row in zip(paths.years, paths.values, strict=True)}
    found = []
    before: float | None
    for measured in fitted.measurements.rows:
        year, months = measured.period.year, measured.period.months
        if not measured.period.from_start:
            found.append(_elsewhere(measured, fitted, middle))
            continue
        unusual = float(fitted.growth.profile_noise[months]) * sigma
        if measured.quantity == "level":
            before, error = -math.log(profile.share(months)), math.hypot(unusual, profile.between_sd[months - 1])
        else:
            before, error = middle.get(year - 1), unusual * math.sqrt(2)
        at = middle.get(year)
        if at is None or before is None:
            found.append(Residual(measured, None))
            continue
        found.append(Residual(measured, (measured.log_mean - (at - before)) / math.hypot(measured.log_sd, error)))
    return tuple(found)
