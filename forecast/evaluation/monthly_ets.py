"""A seasonal comparator that sees every month: exponential smoothing of log monthly totals.

Additive error and seasonality of period 12 on logs, no trend, from statsmodels; parameters and first
states are estimated by maximum likelihood and then taken as true, as is usual, with sigma^2 free of
the bias that their number brings.
"""

from __future__ import annotations

import threading
import warnings
from typing import TYPE_CHECKING

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from forecast.errors import FitError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = ["simulate_monthly_ets"]

_SEASON = 12
#: Python's warning filters are global: one fit at a time.
_LOCK = threading.Lock()
#: Three seasons leave residuals enough beside the states and parameters.
_SHORTEST = 3 * _SEASON
#: Level and seasonal weights, first level, and first seasonals but one, which add to nothing.
_PARAMETERS = 2 + _SEASON


def simulate_monthly_ets(months: ArrayLike, *, horizon: int, draws: int, rng: np.random.Generator) -> Floats:
    """Return equally likely paths of the months after the last, shape (horizon, draws), in the unit of `months`.

    Parameters
    ----------
    months : array of float, shape (n,)
        Totals of at least 36 consecutive months, finite and positive.
    horizon : int
        Months ahead.
    draws : int
        Number of paths.
    rng : numpy.random.Generator
        Same state, same paths.

    Raises
    ------
    FitError
        Too few months, totals that are not finite and positive, or a fit that does not converge.

    Notes
    -----
    With weights alpha and gamma the log h <= 12 months ahead has the variance
    ``sigma^2 (1 + (h - 1) alpha^2)``; only from the 13th month on does gamma add to it.

    Examples
    --------
    >>> months = np.exp(np.tile(np.arange(12) / 12, 4) + np.random.default_rng(1).normal(0, 0.1, 48))
    >>> simulate_monthly_ets(months, horizon=3, draws=500, rng=np.random.default_rng(2)).shape
    (3, 500)
    """
    values = np.asarray(months, dtype=np.float64)
    if values.ndim != 1 or len(values) < _SHORTEST:
        msg = f"monthly ETS needs at least {_SHORTEST} monthly totals in one series, got shape {values.shape}"
        raise FitError(msg)
    if not (np.isfinite(values).all() and (values > 0).all()):
        msg = "monthly ETS needs totals that are finite and positive"
        raise FitError(msg)
    logs = np.log(values) - np.log(values[-1])
    model = ETSModel(logs, error="add", seasonal="add", seasonal_periods=_SEASON)
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # whether the optimiser converged is read from its results
        fit = model.fit(maxiter=500, disp=False)
    if not (fit.mle_retvals["converged"] and np.isfinite(fit.params).all()):
        msg = f"monthly ETS did not converge on {len(values)} months"
        raise FitError(msg)
    sigma = float(np.sqrt(np.sum(fit.resid**2) / (len(logs) - _PARAMETERS)))
    alpha, gamma = float(fit.smoothing_level), float(fit.smoothing_seasonal)
    level = np.full(draws, float(fit.level[-1]))
    season = [np.full(draws, float(s)) for s in fit.season[-_SEASON:]]
    paths, shocks = np.empty((horizon, draws)), sigma * rng.standard_normal((horizon, draws))
    for h, shock in enumerate(shocks):
        paths[h] = level + season[h] + shock
        level = level + alpha * shock
        season.append(season[h] + gamma * shock)
    return np.asarray(values[-1] * np.exp(paths))
