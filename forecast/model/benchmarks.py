"""The per-series methods everybody uses, as comparators of the growth model; all from statsmodels.

Each is fitted to the log of the annual levels of one series alone and simulated forward:

* ``random-walk-drift``: growth has a constant mean and variance, both uncertain (OLS on a constant);
* ``log-trend``: a straight line in time with independent residuals, both uncertain (OLS);
* ``damped-ets``: exponential smoothing with additive error and damped additive trend;
* ``local-linear-trend``: level and slope are random walks seen through noise (state space);
* ``arima``: ARIMA(p, d, q), p, q, d at most 1, with or without drift, the order chosen by AICc;
* ``theta``: the Theta method, as the simple exponential smoothing with drift that it is.

The last four take their estimated parameters as true, as is usual, with sigma^2 free of the bias that
their number brings; the state's own uncertainty is carried.
"""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import numpy as np
from statsmodels.regression.linear_model import OLS
from statsmodels.tools.sm_exceptions import EstimationWarning
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.statespace.structural import UnobservedComponents

from forecast.errors import Fault, FitError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = ["COMPARATORS", "ComparatorName", "shortest_history", "simulate_comparator"]

ComparatorName = Literal["random-walk-drift", "log-trend", "damped-ets", "local-linear-trend", "arima", "theta"]
COMPARATORS: tuple[ComparatorName, ...] = get_args(ComparatorName)

#: Growth that varies less than this (standard deviation, log) does not vary: it is rounding.
_LEAST_VOLATILITY = 1e-9
#: Log changes are cut here: Student t on logs has no finite moments, and exp must not overflow.
_FURTHEST = 300.0
#: ARMA coefficients nearer to a unit root are refused, as by auto.arima: the order is then too high.
_LARGEST_ROOT = 0.99
#: Whether an optimiser converged is read from its results, not from a warning.
_FIT: dict[str, Any] = {"maxiter": 500, "disp": False, "warn_convergence": False}
#: Python's warning filters are global: one fit at a time, as the interpreter's lock has it anyway.
_LOCK = threading.Lock()


class _Order(NamedTuple):
    """An ARIMA candidate; `mean` is a constant level when d = 0, a drift when d = 1."""

    p: int
    d: int
    q: int
    mean: bool

    @property
    def parameters(self) -> int:
        """Number of estimated parameters, sigma not counted."""
        return self.p + self.q + self.mean


_ORDERS = tuple(
    _Order(p, d, q, mean) for d in (1, 0) for mean in (True, False) for p in (0, 1) for q in (0, 1) if d or mean
)


@dataclass(frozen=True)
class _Method:
    """How many years a method needs, and its simulation of standardised logs, shape (horizon, draws)."""

    shortest: int
    simulate: Callable[[Floats, int, int, np.random.Generator], Floats]


def shortest_history(name: ComparatorName) -> int:
    """Return the least number of annual levels that a comparator needs."""
    return _method(name).shortest


def simulate_comparator(
    name: ComparatorName, levels: ArrayLike, *, horizon: int, draws: int, rng: np.random.Generator
) -> Floats:
    """Return equally likely paths of the years after the last, shape (horizon, draws), in the unit of `levels`.

    Parameters
    ----------
    name : str
        One of `COMPARATORS`.
    levels : array of float, shape (n,)
        Totals of consecutive years, finite and positive.
    horizon : int
        Years ahead.
    draws : int
        Number of paths.
    rng : numpy.random.Generator
        Same state, same paths; a longer horizon leaves the earlier years as they are.

    Returns
    -------
    array of float, shape (horizon, draws)

    Raises
    ------
    FitError
        Fewer levels than `shortest_history`, levels that are not finite and positive, growth without any
        variation, a fit that does not converge or that is not finite.
    InputError
        No such comparator, or nothing to simulate.

    Notes
    -----
    Logs are taken relative to the last level and in units of the standard deviation of growth, so that
    the answer depends neither on the unit nor on how well an optimiser likes small numbers. Results
    beyond ``exp(300)`` times the last level, or below its inverse, are cut there.

    One fit and 2,000 paths of 10 years from 12 levels take, in milliseconds on one core: random walk and
    log trend 0.6 each, damped ETS 7, local linear trend 12, ARIMA 46, Theta 6.

    Examples
    --------
    >>> levels = [1.0, 1.1, 1.3, 1.2, 1.5, 1.6, 1.9, 1.8]
    >>> paths = simulate_comparator("theta", levels, horizon=3, draws=500, rng=np.random.default_rng(1))
    >>> paths.shape
    (3, 500)
    """
    method, values = _method(name), np.asarray(levels, dtype=np.float64)
    faults = [
        Fault(what, str(number), "leaves nothing to simulate", "give at least 1")
        for what, number in (("horizon", horizon), ("draws", draws))
        if number < 1
    ]
    if faults:
        raise InputError(faults)
    if values.ndim != 1 or len(values) < method.shortest:
        msg = f"{name} needs at least {method.shortest} annual levels in one series, got shape {values.shape}"
        raise FitError(msg)
    if not (np.isfinite(values).all() and (values > 0).all()):
        msg = f"{name} needs annual levels that are finite and positive"
        raise FitError(msg)
    logs = np.log(values) - np.log(values[-1])
    volatility = float(np.diff(logs).std())
    if not volatility > _LEAST_VOLATILITY:
        msg = f"{name} cannot learn a volatility from {len(values)} levels that all grow alike"
        raise FitError(msg)
    try:
        with _LOCK, warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            paths = method.simulate(logs / volatility, horizon, draws, rng)
    except (np.linalg.LinAlgError, ValueError, ArithmeticError) as error:
        msg = f"{name} could not be fitted to {len(values)} levels: {error}"
        raise FitError(msg) from error
    # ARIMA says by EstimationWarning that it starts from zeros: no matter, once it has converged.
    if said := [str(w.message) for w in caught if not issubclass(w.category, EstimationWarning)]:
        msg = f"{name} could not be fitted to {len(values)} levels: {said[0]}"
        raise FitError(msg)
    with np.errstate(over="ignore", under="ignore"):
        result = np.asarray(values[-1] * np.exp(np.clip(volatility * paths, -_FURTHEST, _FURTHEST)))
    if not (np.isfinite(paths).all() and np.isfinite(result).all() and (result > 0).all()):
        msg = f"{name} gave results that are not finite and positive from {len(values)} levels"
        raise FitError(msg)
    return result


def _method(name: str) -> _Method:
    if name not in _METHODS:
        raise InputError([Fault("model", name, "is not a comparator", f"choose one of {', '.join(COMPARATORS)}")])
    return _METHODS[name]


def _converged(fit: Any, what: str) -> Any:  # noqa: ANN401 - statsmodels' results have no types
    """Return a fit whose optimiser says that it converged."""
    if fit.mle_retvals is not None and not fit.mle_retvals["converged"]:
        msg = f"{what} did not converge"
        raise FitError(msg)
    return fit


def _draw_regression(outcome: Floats, design: Floats, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return draws of coefficients (K, N) and of sigma (N,) given the data, under the flat prior.

    sigma^2 is scaled inverse chi-square about the OLS estimate and the coefficients are normal given
    sigma, so that predictions are Student t, the classical prediction distribution of regression.
    """
    fit = OLS(outcome, design).fit()
    df = float(fit.df_resid)
    sigma = np.sqrt(fit.scale * df / rng.chisquare(df, draws))
    root = np.linalg.cholesky(np.asarray(fit.normalized_cov_params))
    coefficients = np.asarray(fit.params)[:, None] + sigma * (root @ rng.standard_normal((design.shape[1], draws)))
    return coefficients, sigma


def _random_walk_drift(logs: Floats, horizon: int, draws: int, rng: np.random.Generator) -> Floats:
    growth = np.diff(logs)
    (drift,), sigma = _draw_regression(growth, np.ones((len(growth), 1)), draws, rng)
    steps = drift + sigma * rng.standard_normal((horizon, draws))
    return np.asarray(logs[-1] + np.cumsum(steps, axis=0))


def _log_trend(logs: Floats, horizon: int, draws: int, rng: np.random.Generator) -> Floats:
    count = len(logs)
    years = np.arange(count + horizon) - (count - 1) / 2
    (level, slope), sigma = _draw_regression(logs, np.column_stack([np.ones(count), years[:count]]), draws, rng)
    return np.asarray(level + slope * years[count:, None] + sigma * rng.standard_normal((horizon, draws)))


def _damped_ets(logs: Floats, horizon: int, draws: int, rng: np.random.Generator) -> Floats:
    model = ETSModel(logs, error="add", trend="add", damped_trend=True)
    fit = _converged(model.fit(**_FIT), "damped-ets")
    # Five are estimated: alpha, beta, phi and the two first states.
    sigma = np.sqrt(np.sum(fit.resid**2) / (len(logs) - 5))
    # Own recursion: `ETSResults.simulate` gives the same, slower.
    alpha, beta, phi = fit.smoothing_level, fit.smoothing_trend, fit.damping_trend
    level, slope = np.full(draws, fit.level[-1]), np.full(draws, fit.slope[-1])
    shocks, paths = sigma * rng.standard_normal((horizon, draws)), np.empty((horizon, draws))
    for h, shock in enumerate(shocks):
        slope = phi * slope
        paths[h] = level + slope + shock
        level, slope = level + slope + alpha * shock, slope + beta * shock
    return paths


def _draw_state_space(fit: Any, inflation: float, horizon: int, draws: int, rng: np.random.Generator) -> Floats:  # noqa: ANN401 - as above
    """Return simulated observations (horizon, N) from the state predicted for the first year ahead.

    All variances are multiplied by `inflation`; the system must not vary in time.
    """
    system = fit.filter_results
    mean, cov = system.predicted_state[:, -1], system.predicted_state_cov[..., -1]
    disturbance = system.selection[..., -1] @ system.state_cov[..., -1] @ system.selection[..., -1].T
    noise = np.sqrt(inflation * system.obs_cov[0, 0, -1])
    state = mean[:, None] + _root(inflation * cov) @ rng.standard_normal((len(mean), draws))
    root, paths = _root(inflation * disturbance), np.empty((horizon, draws))
    for h in range(horizon):
        shocks = rng.standard_normal((len(mean) + 1, draws))
        paths[h] = system.design[0, :, -1] @ state + system.obs_intercept[0, -1] + noise * shocks[0]
        state = system.transition[..., -1] @ state + system.state_intercept[:, -1:] + root @ shocks[1:]
    return paths


def _root(covariance: Floats) -> Floats:
    """Return a square root of a covariance that may be singular."""
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


def _local_linear_trend(logs: Floats, horizon: int, draws: int, rng: np.random.Generator) -> Floats:
    model = UnobservedComponents(logs, "local linear trend")
    fit = _converged(model.fit(cov_type="none", **_FIT), "local-linear-trend")
    # The likelihood is that of second differences, so that the variances need no correction.
    return _draw_state_space(fit, 1.0, horizon, draws, rng)


def _fit_arima(logs: Floats) -> tuple[_Order, Any]:
    """Return the order of least AICc and its fit, to growth when d = 1.

    The AICc of d = 0 counts the likelihood of all levels given the first, which d = 1 does too, so
    that they compare. A candidate that does not converge, is near a unit root or has too many
    parameters for the years is passed over, and so is p = q = 1 where neither alone helps; the
    random walk without drift, which starts at its optimum, is always left.
    """
    scores: dict[_Order, float] = {}
    fits: dict[_Order, Any] = {}
    used = len(logs) - 1
    for order in _ORDERS:
        counted = order.parameters + 1
        simpler = [scores.get(order._replace(p=p, q=q), np.inf) for p, q in ((0, 0), (1, 0), (0, 1))]
        if used - counted < 2 or (order.p and order.q and simpler[0] < min(simpler[1:])):
            continue
        model = ARIMA(
            np.diff(logs) if order.d else logs,
            order=(order.p, 0, order.q),
            trend="c" if order.mean else "n",
            concentrate_scale=order.parameters > 0,
        )
        try:
            fit = _converged(model.fit(cov_type="none", method_kwargs=dict(_FIT)), "arima")
        except (FitError, np.linalg.LinAlgError):
            continue
        aicc = 2 * (counted * used / (used - counted - 1) - float(np.sum(fit.llf_obs[-used:])))
        if np.isfinite(aicc) and np.abs([*fit.arparams, *fit.maparams, 0.0]).max() <= _LARGEST_ROOT:
            scores[order], fits[order] = aicc, fit
    if not scores:
        msg = "no ARIMA candidate could be fitted"
        raise FitError(msg)
    best = min(scores, key=scores.__getitem__)
    return best, fits[best]


def _arima(logs: Floats, horizon: int, draws: int, rng: np.random.Generator) -> Floats:
    order, fit = _fit_arima(logs)
    paths = _draw_state_space(fit, fit.nobs / (fit.nobs - order.parameters), horizon, draws, rng)
    return np.asarray(logs[-1] + np.cumsum(paths, axis=0)) if order.d else paths


def _theta(logs: Floats, horizon: int, draws: int, rng: np.random.Generator) -> Floats:
    r"""Simulate simple exponential smoothing with half the trend as drift.

    With drift ``b`` and weight ``alpha`` the one-step forecasts are ``f_1 = x_1`` and
    ``f_{t+1} = f_t + b + alpha (x_t - f_t)`` (Hyndman and Billah 2003), an ARIMA(0, 1, 1) with drift: the
    variance h years ahead is ``sigma^2 (1 + (h - 1) alpha^2)``. statsmodels' `prediction_intervals`
    for Theta have another formula, several times too wide far ahead.
    """
    fit = ThetaModel(logs, deseasonalize=False).fit()
    trend, alpha = (float(value) for value in fit.params)
    drift, error, squares = trend / 2, 0.0, 0.0
    forecast = float(logs[0])
    for value in logs:
        error = value - forecast
        squares += error**2
        forecast += drift + alpha * error
    # The first error is zero by construction, and two parameters are estimated.
    shocks = np.sqrt(squares / (len(logs) - 3)) * rng.standard_normal((horizon, draws))
    centre = np.asarray(fit.forecast(horizon))[:, None]
    return np.asarray(centre + shocks + alpha * (np.cumsum(shocks, axis=0) - shocks))


_METHODS: dict[str, _Method] = {
    "random-walk-drift": _Method(4, _random_walk_drift),
    "log-trend": _Method(4, _log_trend),
    "damped-ets": _Method(6, _damped_ets),
    "local-linear-trend": _Method(5, _local_linear_trend),
    "arima": _Method(4, _arima),
    "theta": _Method(4, _theta),
}
