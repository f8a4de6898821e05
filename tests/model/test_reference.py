"""The growth model against `reference_model`, a second implementation in dense Gaussian algebra."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from forecast.data import catalog
from forecast.data.intervals import Interval
from forecast.data.periods import Period
from forecast.forecasting import Fitted, fit_ground
from forecast.forecasting.question import parse_question
from forecast.model.growth import KEPT, SHARES, fit_growth
from forecast.model.measurements import Measurement, Measurements
from forecast.model.simulation import simulate
from forecast.priors import shipped_priors
from tests.support.cases import some_of
from tests.support.reference_model import Draws, Reference, published_below

if TYPE_CHECKING:
    from forecast.model.growth import GrowthFit
    from forecast.priors.values import Priors

SERIES = "belarus-st-petersburg"
MARK = 2.5e9
DAYS = ("2025-07-14", "2022-04-01", "2023-05-01")
PROBABILITIES = (0.1, 0.25, 0.5, 0.75, 0.9)
DRAWS, SEED = 200_000, 20_240_717


@dataclass(frozen=True)
class Case:
    """What was known of the shipped series on a day, and the reference for it."""

    day: str
    fitted: Fitted
    reference: Reference
    drawn: Draws


def reference_like(measurements: Measurements, priors: Priors, *, horizon: int) -> Reference:
    """Return the reference with the vague start where the fit puts it: at the first level, whatever its months."""
    first = next(m.log_mean for m in measurements.rows if m.quantity == "level")
    return Reference.of(measurements, priors, horizon=horizon, centre=first)


def chained(*years: tuple[int, float], reliability: str = "high", width: float = 1e-6) -> Measurements:
    """Return exact annual levels, given in logs."""
    rows = [
        Measurement(Period(year), "level", Interval(math.exp(x), math.exp(x + width)), reliability, (str(year),))
        for year, x in years
    ]
    return Measurements(tuple(rows), ())


def scattered(seed: int) -> Measurements:
    """Return random levels and growth rates of years and first months, gaps and overlaps included.

    The pair is of some USD 100m, small enough to take back a part of its shocks.
    """
    rng = np.random.default_rng(seed)
    x = 18 + np.cumsum(rng.normal(0.05, 0.2, 30))
    rows = {}
    for i in np.sort(rng.choice(np.arange(1, 29), size=rng.integers(4, 20), replace=False)):
        for quantity in rng.choice(["level", "growth"], size=rng.integers(1, 3), replace=False):
            months = int(rng.choice([2, 5, 9, 12], p=[0.15, 0.2, 0.15, 0.5]))
            share = shipped_priors().profile.log_share[months - 1]
            middle = x[i] + share if quantity == "level" else x[i] - x[i - 1]
            middle, width = middle + rng.normal(0, 0.03), rng.uniform(1e-4, 0.1)
            interval = Interval(math.exp(middle - width), math.exp(middle + width))
            period, reliability = Period(1990 + int(i), months), str(rng.choice(["high", "medium", "low"]))
            rows[period, str(quantity)] = Measurement(period, str(quantity), interval, reliability, ("s",))
    rows[Period(2019), "level"] = chained((2019, x[29])).rows[0]
    return Measurements(tuple(rows[key] for key in sorted(rows)), ())


@pytest.fixture(scope="module", params=some_of(DAYS, every=3))
def case(request: pytest.FixtureRequest) -> Case:
    """Return what was known on each of three days, and the reference's draws."""
    question = parse_question({"target": "2.5bn", "as_of": request.param}, catalog.series(SERIES))
    fitted = fit_ground(question.ground, catalog.series(SERIES), shipped_priors())
    reference = reference_like(fitted.measurements, shipped_priors(), horizon=2030)
    return Case(request.param, fitted, reference, reference.draw(DRAWS, seed=SEED))


def test_probabilities_agree(case: Case) -> None:
    """The published probabilities by 2025, 2027 and 2030 are within one point of the reference's."""
    question = parse_question({"target": "2.5bn", "as_of": case.day}, catalog.series(SERIES))
    answer = case.fitted.forecast(question).answer
    first = int(case.fitted.samples.years[0])
    below = published_below(catalog.series(SERIES).known_at(date.fromisoformat(case.day)), "belarus", MARK)
    for year in (2025, 2027, 2030):
        assert answer.by(year) == pytest.approx(case.drawn.by(MARK, year, since=first, below=below), abs=0.01)


def test_gap_years_agree(case: Case) -> None:
    """Quantiles of years without any published figure are within one per cent of the reference's."""
    paths = simulate(case.fitted.growth, horizon=2030, draws=150_000, seed=7)
    quantiles = paths.quantiles(PROBABILITIES)
    for year in (2009, 2010, 2011, 2012, 2018):
        own = quantiles[year - int(paths.years[0])]
        assert own == pytest.approx(case.drawn.quantiles(year, PROBABILITIES), rel=0.01)


def test_measured_and_future_years_agree(case: Case) -> None:
    """Quantiles of measured years and of future years are within one per cent of the reference's spread."""
    paths = simulate(case.fitted.growth, horizon=2030, draws=150_000, seed=8)
    quantiles = np.log(paths.quantiles(PROBABILITIES))
    for year in (2003, 2006, 2008, 2014, 2020, 2021, 2022, 2024, 2026, 2030):
        theirs = np.log(case.drawn.quantiles(year, PROBABILITIES))
        spread = theirs[-1] - theirs[0]
        assert np.abs(quantiles[year - int(paths.years[0])] - theirs).max() < 0.01 * max(spread, 0.5)


def test_posterior_volatility_agrees(case: Case) -> None:
    """The posterior mean and spread of sigma on the coarse grid are those of a fine grid."""
    grid, weight = case.reference.volatilities()
    fit = case.fitted.growth
    mean = float(weight @ grid)
    assert fit.typical_volatility == pytest.approx(mean, rel=0.001)
    own_variance = float(fit.weight @ (fit.volatility - mean) ** 2)
    assert math.sqrt(own_variance) == pytest.approx(math.sqrt(float(weight @ (grid - mean) ** 2)), rel=0.02)


def test_posterior_drift_agrees(case: Case) -> None:
    """The posterior mean and standard deviation of the drift are those of the dense algebra."""
    grid, weight = case.reference.volatilities()
    at = case.reference.layout.mu
    moments = [case.reference.posterior(float(s)) for s in grid]
    means, variances = np.array([m[at] for m, _ in moments]), np.array([c[at, at] for _, c in moments])
    mean = float(weight @ means)
    sd = math.sqrt(float(weight @ (variances + (means - mean) ** 2)))
    assert case.fitted.growth.drift == pytest.approx((mean, sd), rel=0.001)


def assert_filtered_agree(fit: GrowthFit, reference: Reference) -> None:
    """Assert that filtered moments of (x_t, mu, s_t, v_t, c) are the dense conditionals, year by year."""
    at = reference.layout
    shares = list(range(SHARES, fit.mean.shape[2]))
    for g, sigma in enumerate(fit.volatility):
        for t in range(1, fit.mean.shape[1]):
            year = fit.first_year + t
            places = [at.x(year), at.mu, at.v(year), *(at.c(m) for m in at.months)]
            seen = np.vstack([np.eye(at.size)[places], reference.shock(year)])
            states = [*KEPT[:2], KEPT[3], *shares, KEPT[2]]
            mean, covariance = reference.posterior(float(sigma), through=year)
            mean, covariance = seen @ mean, seen @ covariance @ seen.T
            sd = np.sqrt(np.diag(covariance))
            assert np.abs(fit.mean[g, t][states] - mean).max() < 1e-6 * sd.min() + 1e-9
            difference = fit.covariance[g, t][np.ix_(states, states)] - covariance
            assert np.abs(difference / np.outer(sd, sd)).max() < 1e-6


def test_filtered_moments_agree(case: Case) -> None:
    """Given sigma, every year's filtered mean and covariance are the dense conditional ones."""
    assert_filtered_agree(case.fitted.growth, case.reference)


@pytest.mark.parametrize("seed", range(8))
def test_filtered_moments_agree_on_scattered_measurements(seed: int) -> None:
    """The same holds for random mixtures of levels and growth of years and first months."""
    measurements, priors = scattered(seed), shipped_priors()
    fit = fit_growth(measurements, priors, volatility=0.17)
    assert_filtered_agree(fit, reference_like(measurements, priors, horizon=fit.last_year))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("sigma", [0.05, 0.2, 0.6])
def test_log_likelihoods_agree(seed: int, sigma: float) -> None:
    """Given sigma, the filter's log likelihood is the dense one."""
    measurements, priors = scattered(seed), shipped_priors()
    fit = fit_growth(measurements, priors, volatility=sigma)
    reference = reference_like(measurements, priors, horizon=fit.last_year)
    assert fit.log_likelihood == pytest.approx(reference.log_likelihood(sigma), abs=1e-6)


def test_marginal_likelihoods_agree(case: Case) -> None:
    """The log likelihood with sigma integrated out is the reference's, averaged over the prior of sigma."""
    grid, weight = case.reference.volatilities()
    usual, freedom = case.reference.usual_volatility(), case.reference.priors.growth.volatility_df
    prior = np.exp(-freedom * np.log(grid / usual) - freedom * usual**2 / (2 * grid**2))
    prior /= prior.sum()
    best = int(np.argmax(weight))
    marginal = case.reference.log_likelihood(float(grid[best])) + math.log(prior[best] / weight[best])
    assert case.fitted.growth.log_likelihood == pytest.approx(marginal, abs=0.005)


@pytest.mark.parametrize("seed", range(8))
def test_smoothed_moments_agree_on_scattered_measurements(seed: int) -> None:
    """Drawn paths have the dense posterior's means and standard deviations in every year."""
    shipped = shipped_priors()
    measurements, priors = scattered(seed), replace(shipped, growth=replace(shipped.growth, shock_df=math.inf))
    fit = fit_growth(measurements, priors, volatility=0.17)
    reference = reference_like(measurements, priors, horizon=fit.last_year + 5)
    paths = simulate(fit, horizon=fit.last_year + 5, draws=20_000, seed=seed)
    mean, covariance = reference.posterior(0.17)
    places = [reference.layout.x(int(year)) for year in paths.years]
    sd = np.sqrt(np.diag(covariance)[places])
    logs = np.log(paths.values)
    assert np.abs((logs.mean(axis=1) - mean[places]) / sd).max() < 5 / math.sqrt(20_000)
    assert np.abs(logs.std(axis=1) / sd - 1).max() < 5 / math.sqrt(2 * 20_000)


@pytest.mark.parametrize("seed", range(4))
def test_drawn_paths_have_the_dense_correlations(seed: int) -> None:
    """Years of one drawn path hang together as the dense posterior says."""
    shipped = shipped_priors()
    measurements, priors = scattered(seed), replace(shipped, growth=replace(shipped.growth, shock_df=math.inf))
    fit = fit_growth(measurements, priors, volatility=0.17)
    reference = reference_like(measurements, priors, horizon=fit.last_year + 5)
    paths = simulate(fit, horizon=fit.last_year + 5, draws=20_000, seed=seed)
    _, covariance = reference.posterior(0.17)
    places = [reference.layout.x(int(year)) for year in paths.years]
    years = covariance[np.ix_(places, places)]
    sd = np.sqrt(np.diag(years))
    assert np.abs(np.corrcoef(np.log(paths.values)) - years / np.outer(sd, sd)).max() < 0.04


def test_only_a_year_to_date_level() -> None:
    """A single year-to-date level gives the reference's total for that year and the next five."""
    interval = Interval(4.0e8, 4.1e8)
    measurements = Measurements((Measurement(Period(2024, 5), "level", interval, "high", ("s",)),), ())
    fit = fit_growth(measurements, shipped_priors())
    reference = reference_like(measurements, shipped_priors(), horizon=2029)
    paths, drawn = simulate(fit, horizon=2029, draws=100_000, seed=3), reference.draw(100_000, seed=4)
    for year in (2024, 2029):
        own, theirs = paths.quantiles(PROBABILITIES)[year - int(paths.years[0])], drawn.quantiles(year, PROBABILITIES)
        assert own == pytest.approx(theirs, rel=0.02)


@pytest.mark.parametrize(
    ("years", "volatility"),
    [
        (12, 0.2),
        pytest.param(12, 0.6, marks=pytest.mark.slow),
        (20, 1.2),
        pytest.param(25, 0.2, marks=pytest.mark.slow),
        pytest.param(25, 0.06, marks=pytest.mark.slow),
        pytest.param(60, 0.15, marks=pytest.mark.slow),
        pytest.param(20, 0.03, marks=pytest.mark.slow),
        (40, 0.03),
    ],
)
def test_volatility_agrees_for_smooth_and_long_histories(years: int, volatility: float) -> None:
    """However smooth, rough or long the history, the grid of sigma holds its posterior."""
    rng = np.random.default_rng(years)
    logs = 21 + np.cumsum(rng.normal(0.05, volatility, years))
    measurements = chained(*((1960 + i, float(x)) for i, x in enumerate(logs)))
    fit = fit_growth(measurements, shipped_priors())
    grid, weight = reference_like(measurements, shipped_priors(), horizon=fit.last_year).volatilities()
    assert fit.typical_volatility == pytest.approx(float(weight @ grid), rel=0.01)


@pytest.mark.filterwarnings("error")
def test_a_certain_volatility_prior_gives_the_usual_volatility() -> None:
    """With endless degrees of freedom sigma is the usual volatility of the size, and all numbers are finite."""
    priors = shipped_priors()
    sure = replace(priors, growth=replace(priors.growth, volatility_df=1e6))
    measurements = chained((2020, 21.0), (2021, 21.4), (2022, 21.3))
    fit = fit_growth(measurements, sure)
    usual = reference_like(measurements, sure, horizon=2022).usual_volatility()
    assert fit.typical_volatility == pytest.approx(usual, rel=0.001)
    assert math.isfinite(fit.log_likelihood)
