"""The comparators: one contract for all, and for each a second opinion on its variance."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats
from statsmodels.regression.linear_model import OLS
from statsmodels.tools.sm_exceptions import ConvergenceWarning
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.statespace.structural import UnobservedComponents

from forecast.errors import FitError, InputError
from forecast.model import benchmarks as comparators
from forecast.model.benchmarks import COMPARATORS, shortest_history, simulate_comparator
from tests.support.cases import some_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEVELS = np.array([410.0, 480, 530, 505, 620, 700, 840, 760, 905, 1010, 990, 1180]) * 1e6
AHEAD = np.array([1, 3, 8])
DRAWS = 200_000
#: statsmodels says that it starts from zeros; `simulate_comparator` tolerates it, a bare fit in a test must too.
QUIET = pytest.mark.filterwarnings("ignore::statsmodels.tools.sm_exceptions.EstimationWarning")


def run(name, levels=LEVELS, *, horizon=8, draws=500, seed=7):
    """Return paths from a fresh generator."""
    return simulate_comparator(name, levels, horizon=horizon, draws=draws, rng=np.random.default_rng(seed))


def made(seed: int, *, years: int = 60, ar: float = 0.0, ma: float = 0.0, drift: float = 0.0, d: int = 1) -> Floats:
    """Return levels whose logs are ARIMA(1, d, 1) with shocks of 0.2."""
    shocks = 0.2 * np.random.default_rng(seed).standard_normal(years + 50)
    series = np.zeros(years + 50)
    for t in range(1, years + 50):
        series[t] = ar * series[t - 1] + shocks[t] + ma * shocks[t - 1]
    series = series[50:] + drift
    return np.asarray(1e9 * np.exp(np.cumsum(series) if d else series))


def assert_moments(paths: Floats, mean: Floats, variance: Floats) -> None:
    """Assert mean and variance of the logs 1, 3 and 8 years ahead, within simulation error."""
    logs = np.log(paths[AHEAD - 1])
    assert logs.var(axis=1) == pytest.approx(np.asarray(variance), rel=0.02)
    assert (np.abs(logs.mean(axis=1) - mean) < 5 * np.sqrt(variance / paths.shape[1])).all()


# --- the contract ---


def test_every_name_has_a_method():
    """The public names are those that can be simulated."""
    assert set(comparators._METHODS) == set(COMPARATORS)
    assert len(COMPARATORS) == 6


@pytest.mark.parametrize("name", COMPARATORS)
def test_same_seed_same_bytes(name):
    """The same state of the generator gives the same bytes, another gives other paths."""
    assert run(name).tobytes() == run(name).tobytes()
    assert not np.array_equal(run(name), run(name, seed=8))


@pytest.mark.parametrize("name", COMPARATORS)
def test_paths_are_finite_and_positive(name):
    """Paths have the shape asked for, every value is finite and positive, fifty years ahead too."""
    paths = run(name, horizon=50)
    assert paths.shape == (50, 500)
    assert np.isfinite(paths).all()
    assert (paths > 0).all()


@pytest.mark.parametrize("name", COMPARATORS)
def test_the_horizon_leaves_earlier_years_alone(name):
    """A longer horizon adds years and changes none before."""
    assert np.array_equal(run(name, horizon=3), run(name, horizon=9)[:3])


@pytest.mark.parametrize("factor", [1e-15, 1e9])
@pytest.mark.parametrize("name", COMPARATORS)
def test_another_unit_scales_the_paths(name, factor):
    """Levels in another unit, however large or small, give the same paths in that unit."""
    assert_allclose(run(name, LEVELS * factor), run(name) * factor, rtol=1e-4)


@pytest.mark.parametrize("name", COMPARATORS)
def test_the_levels_are_left_alone(name):
    """The caller's levels may be a list or read-only, and give the same paths."""
    fixed = LEVELS.copy()
    fixed.flags.writeable = False
    assert np.array_equal(run(name, fixed), run(name, LEVELS.tolist()))


@pytest.mark.parametrize("name", COMPARATORS)
def test_the_shortest_history_works_and_one_shorter_does_not(name):
    """The least number of levels gives paths, one less an error that names the number."""
    least = shortest_history(name)
    assert np.isfinite(run(name, LEVELS[-least:])).all()
    with pytest.raises(FitError, match=f"at least {least} annual levels"):
        run(name, LEVELS[-least + 1 :])


@pytest.mark.parametrize("name", COMPARATORS)
def test_six_years_are_enough(name):
    """Six years of history, the shortest of the backtest, do for every comparator."""
    assert shortest_history(name) <= 6


@pytest.mark.parametrize("growth", [0.0, 0.07, -0.4])
@pytest.mark.parametrize("name", COMPARATORS)
def test_growth_without_variation_is_refused(name, growth):
    """Levels that are constant, or that always grow alike, teach no volatility and are refused."""
    with pytest.raises(FitError, match="all grow alike"):
        run(name, 5e8 * np.exp(growth * np.arange(12)))


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf])
@pytest.mark.parametrize("name", COMPARATORS)
def test_levels_that_are_no_totals_are_refused(name, bad):
    """A level that is not finite and positive is refused."""
    with pytest.raises(FitError, match="finite and positive"):
        run(name, np.append(LEVELS, bad))


def test_one_series_at_a_time():
    """Several series in one array are refused."""
    with pytest.raises(FitError, match="in one series"):
        run("theta", np.column_stack([LEVELS, LEVELS]))


def test_an_unknown_name_lists_the_known():
    """A name that is no comparator is refused with those that are."""
    with pytest.raises(InputError, match=r"'prophet' is not a comparator; choose one of random-walk-drift"):
        run("prophet")
    with pytest.raises(InputError, match="not a comparator"):
        shortest_history("prophet")


def test_nothing_to_simulate_is_refused():
    """Both a horizon and a number of draws below one are named."""
    with pytest.raises(InputError) as caught:
        run("theta", horizon=0, draws=-1)
    assert [fault.where for fault in caught.value.faults] == ["horizon", "draws"]


AWKWARD = {
    "step": np.r_[np.full(6, 1e8), np.full(6, 1e9)],
    "jump at the end": np.r_[np.full(11, 1e8), 2e8],
    "spike": np.r_[np.full(5, 1e8), 1e11, np.full(6, 1e8)],
    "alternating": np.tile([1e8, 1.5e8], 6),
    "almost constant": 1e8 + np.arange(12) % 3,
}


@pytest.mark.parametrize("levels", AWKWARD.values(), ids=AWKWARD.keys())
@pytest.mark.parametrize("name", COMPARATORS)
def test_awkward_series_are_answered(name, levels):
    """Steps, spikes and all but constant levels give finite positive paths."""
    paths = run(name, levels)
    assert np.isfinite(paths).all()
    assert (paths > 0).all()


@given(st.lists(st.floats(1e-3, 1e15), min_size=6, max_size=14), st.sampled_from(COMPARATORS))
def test_any_series_is_answered_or_refused(levels, name):
    """Whatever the levels, the answer is finite and positive or a FitError, and no warning escapes."""
    try:
        paths = run(name, levels, draws=50)
    except FitError:
        return
    assert np.isfinite(paths).all()
    assert (paths > 0).all()


@pytest.mark.parametrize("name", ["random-walk-drift", "log-trend"])
def test_the_heaviest_tails_stay_finite(name):
    """Four wild years, so Student t with two degrees of freedom on logs, still give finite positive paths."""
    paths = run(name, [1.0, 1e40, 1e-40, 1e40], horizon=30, draws=50_000)
    assert np.isfinite(paths).all()
    assert (paths > 0).all()


# --- what goes wrong is said ---


@pytest.mark.parametrize("name", ["damped-ets", "local-linear-trend"])
def test_a_fit_that_does_not_converge_is_an_error(name, monkeypatch):
    """An optimiser stopped after one iteration raises, with the comparator's name."""
    monkeypatch.setitem(comparators._FIT, "maxiter", 1)
    with pytest.raises(FitError, match=f"{name} did not converge"):
        run(name)


@QUIET
def test_arima_passes_over_what_does_not_converge(monkeypatch):
    """Candidates that do not converge are passed over; the random walk without drift remains."""
    monkeypatch.setitem(comparators._FIT, "maxiter", 1)
    monkeypatch.setattr(comparators, "_ORDERS", tuple(o for o in comparators._ORDERS if o.p + o.q or not o.mean))
    logs = np.log(made(3, ar=0.7))
    assert comparators._fit_arima(logs / np.diff(logs).std())[0] == (0, 1, 0, False)


def test_arima_without_a_candidate_is_an_error(monkeypatch):
    """When no candidate is left the fit is refused."""
    monkeypatch.setattr(comparators, "_ORDERS", ())
    with pytest.raises(FitError, match="no ARIMA candidate"):
        run("arima")


def test_a_warning_of_statsmodels_is_an_error(monkeypatch):
    """A warning that the fit did not ask for becomes a FitError with its text."""

    class Doubtful(ThetaModel):
        def fit(self):
            warnings.warn("failed to converge", ConvergenceWarning, stacklevel=2)
            return super().fit()

    monkeypatch.setattr(comparators, "ThetaModel", Doubtful)
    with pytest.raises(FitError, match="theta could not be fitted to 12 levels: failed to converge"):
        run("theta")


@pytest.mark.parametrize("problem", [ValueError("bad"), np.linalg.LinAlgError("bad"), FloatingPointError("bad")])
def test_a_numerical_error_is_a_fit_error(monkeypatch, problem):
    """What numpy and statsmodels raise on impossible numbers is told as a FitError."""

    def fail(*_):
        raise problem

    monkeypatch.setitem(comparators._METHODS, "theta", comparators._Method(4, fail))
    with pytest.raises(FitError, match="theta could not be fitted to 12 levels: bad"):
        run("theta")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_results_that_are_not_finite_are_an_error(monkeypatch, value):
    """NaN and infinity never leave as an answer."""
    monkeypatch.setitem(comparators._METHODS, "theta", comparators._Method(4, lambda *_: np.full((8, 500), value)))
    with pytest.raises(FitError, match="not finite"):
        run("theta")


# --- a second opinion on each variance ---


def test_random_walk_with_drift_is_student_t():
    """Some h years ahead it is Student t about h times mean growth, with variance s^2 h (1 + h/m) df/(df - 2)."""
    growth = np.diff(np.log(LEVELS))
    m, df, s2 = len(growth), len(growth) - 1, growth.var(ddof=1)
    paths = run("random-walk-drift", horizon=8, draws=DRAWS)
    scale2 = s2 * AHEAD * (1 + AHEAD / m)
    centre = np.log(LEVELS[-1]) + AHEAD * growth.mean()
    assert_moments(paths, centre, scale2 * df / (df - 2))
    for h, mean, scale in zip(AHEAD, centre, np.sqrt(scale2), strict=True):
        assert stats.kstest((np.log(paths[h - 1]) - mean) / scale, stats.t(df).cdf).pvalue > 0.001


def test_log_trend_is_the_prediction_of_ols():
    """Mean, variance and 80 % interval are those of statsmodels' OLS prediction of a new observation."""
    years = np.column_stack([np.ones(20), np.arange(20)])
    said = OLS(np.log(LEVELS), years[:12]).fit().get_prediction(years[12:])
    paths, df = run("log-trend", horizon=8, draws=DRAWS), 10
    assert_moments(paths, said.predicted_mean[AHEAD - 1], said.se_obs[AHEAD - 1] ** 2 * df / (df - 2))
    interval = np.quantile(np.log(paths), [0.1, 0.9], axis=1).T
    assert interval == pytest.approx(said.conf_int(obs=True, alpha=0.2), abs=0.005)


@pytest.mark.parametrize("levels", [LEVELS, made(5, years=30, ar=0.8, ma=0.3)], ids=["short", "long"])
def test_damped_ets_has_the_closed_form_of_its_class(levels):
    """The variance is sigma^2 (1 + sum c_j^2), c_j = alpha + beta (phi + ... + phi^j), and that of statsmodels."""
    logs, n = np.log(levels), len(levels)
    unit = np.diff(logs).std()
    z = pd.Series((logs - logs[-1]) / unit)
    fit = ETSModel(z, error="add", trend="add", damped_trend=True).fit(disp=False)
    j = np.arange(1, 8)
    phi = fit.damping_trend
    c = fit.smoothing_level + fit.smoothing_trend * np.cumsum(phi**j)
    sigma2 = unit**2 * np.sum(fit.resid**2) / (n - 5)
    variance = sigma2 * np.array([1 + np.sum(c[: h - 1] ** 2) for h in AHEAD])
    said = fit.get_prediction(start=n, end=n + 7).var_pred_mean[AHEAD - 1]
    assert variance == pytest.approx(unit**2 * said * n / (n - 5), rel=1e-6)
    mean = logs[-1] + unit * fit.forecast(8).to_numpy()[AHEAD - 1]
    assert_moments(run("damped-ets", levels, draws=DRAWS), mean, variance)


@pytest.mark.parametrize("levels", [LEVELS, made(5, years=30, ar=0.8, ma=0.3)], ids=["short", "long"])
def test_local_linear_trend_has_the_variance_of_the_state_space_forecast(levels):
    """Mean and variance are those of statsmodels' forecast, which holds the uncertainty of the last state."""
    logs = np.log(levels)
    unit = np.diff(logs).std()
    said = UnobservedComponents((logs - logs[-1]) / unit, "local linear trend").fit(disp=False).get_forecast(8)
    mean, variance = logs[-1] + unit * said.predicted_mean, unit**2 * said.var_pred_mean
    assert_moments(run("local-linear-trend", levels, draws=DRAWS), mean[AHEAD - 1], variance[AHEAD - 1])


ARIMA_CASES = {
    (0, 1, 0, False): made(2),
    (0, 1, 0, True): made(2, drift=0.1),
    (1, 1, 0, False): made(3, ar=0.7),
    (1, 1, 0, True): made(2, ar=0.7, drift=0.3),
    (0, 1, 1, False): made(1, ma=-0.6),
    (0, 1, 1, True): made(5, ma=0.7, drift=0.3),
    (1, 1, 1, False): made(5, ar=0.6, ma=0.7),
    (1, 1, 1, True): made(2, ar=0.6, ma=0.7, drift=0.4),
    (0, 0, 0, True): made(7, d=0),
    (1, 0, 0, True): made(7, ar=0.6, d=0),
    (0, 0, 1, True): made(2, ma=0.7, d=0),
    (1, 0, 1, True): made(2, ar=0.7, ma=0.8, d=0),
}


@QUIET
@pytest.mark.parametrize("order", some_of(ARIMA_CASES, every=3), ids=str)
def test_arima_has_the_variance_of_the_state_space_forecast(order):
    """Mean and variance are those of statsmodels' integrated ARIMA of the order chosen, sigma^2 unbiased."""
    levels = ARIMA_CASES[order]
    logs = np.log(levels)
    unit = np.diff(logs).std()
    assert comparators._fit_arima((logs - logs[-1]) / unit)[0] == order
    p, d, q, with_mean = order
    trend = ("t" if d else "c") if with_mean else "n"
    said = ARIMA((logs - logs[-1]) / unit, order=(p, d, q), trend=trend).fit().get_forecast(8)
    used = len(logs) - d
    variance = unit**2 * said.var_pred_mean * used / (used - p - q - with_mean)
    mean = logs[-1] + unit * said.predicted_mean
    assert_moments(run("arima", levels, draws=DRAWS), mean[AHEAD - 1], variance[AHEAD - 1])


def test_arima_compares_levels_and_growth_on_the_same_years(monkeypatch):
    """White noise and random walk are told apart by AICc of all levels given the first, computed by hand."""
    noise, walk = comparators._Order(0, 0, 0, mean=True), comparators._Order(0, 1, 0, mean=False)
    monkeypatch.setattr(comparators, "_ORDERS", (walk, noise))
    differs = 0
    for seed in range(60):
        logs = np.log(made(seed, years=12, ar=0.4, d=0))
        logs = (logs - logs[-1]) / np.diff(logs).std()
        growth = np.diff(logs)
        each = stats.norm.logpdf(logs, logs.mean(), logs.std())
        of_walk = 2 * 1 * 11 / 9 - 2 * stats.norm.logpdf(growth, 0, np.sqrt(np.mean(growth**2))).sum()
        of_noise, of_all = (2 * 2 * 11 / 8 - 2 * part.sum() for part in (each[1:], each))
        assert comparators._fit_arima(logs)[0] == (noise if of_noise < of_walk else walk)
        differs += (of_noise < of_walk) != (of_all < of_walk)
    assert differs > 0


@pytest.mark.parametrize("levels", [LEVELS, ARIMA_CASES[0, 1, 1, False]], ids=["short", "long"])
def test_theta_has_the_variance_of_exponential_smoothing_with_drift(levels):
    """The mean is statsmodels' Theta, the variance sigma^2 (1 + (h - 1) alpha^2) of its own one-step errors."""
    logs, n = np.log(levels), len(levels)
    unit = np.diff(logs).std()
    z = (logs - logs[-1]) / unit
    fit = ThetaModel(z, deseasonalize=False).fit()
    slope, alpha = fit.params["b0"], fit.params["alpha"]
    errors = []
    for t in range(1, n + 1):  # Theta's formula for the forecast from the first t years.
        weights = alpha * (1 - alpha) ** np.arange(t)[::-1]
        smoothed = weights @ z[:t] + (1 - alpha) ** t * z[0]
        forecast = smoothed + slope / 2 * (1 - (1 - alpha) ** t) / alpha
        errors.append(z[t] - forecast if t < n else forecast)
    assert errors.pop() == pytest.approx(fit.forecast(1).iloc[0])
    sigma2 = np.sum(np.square(errors)) / (n - 3)
    mean = logs[-1] + unit * fit.forecast(8).to_numpy()[AHEAD - 1]
    assert_moments(run("theta", levels, draws=DRAWS), mean, unit**2 * sigma2 * (1 + (AHEAD - 1) * alpha**2))


def test_theta_is_not_as_wide_as_statsmodels_says():
    """Eight years ahead statsmodels' Theta interval is half as wide again at a middling alpha (why we simulate)."""
    levels = ARIMA_CASES[0, 1, 1, False]
    fit = ThetaModel(np.log(levels), deseasonalize=False).fit()
    said = np.ptp(fit.prediction_intervals(8, alpha=0.2).to_numpy()[-1])
    ours = np.ptp(np.quantile(np.log(run("theta", levels, draws=50_000)[-1]), [0.1, 0.9]))
    assert 0.2 < fit.params["alpha"] < 0.6
    assert said > 1.5 * ours
