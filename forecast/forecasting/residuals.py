"""Residuals: how far each measurement lies from what was fitted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
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
