"""The growth model: its contract, and what closed forms say it must answer."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from forecast.data.intervals import Interval
from forecast.data.periods import Period
from forecast.data.spans import parse_period
from forecast.errors import FitError
from forecast.model.growth import fit_growth
from forecast.model.measurements import Claim, Measurement, Measurements
from forecast.model.passage import first_passage
from forecast.model.simulation import simulate
from forecast.priors import shipped_priors
from tests.support.cases import some_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forecast.data.statements import Reliability
    from forecast.model.paths import SamplePaths
    from forecast.priors.values import Priors

    Floats = NDArray[np.float64]

#: Gaussian shocks have closed forms; `test_future_shocks_are_student_t` looks at the shipped ones.
SHIPPED = replace(shipped_priors(), growth=replace(shipped_priors().growth, shock_df=math.inf))
SIGMA, DRIFT = 0.2, 0.06


def level(period: Period, value: float, *, spread: float = 1e-6, reliability: Reliability = "high") -> Measurement:
    """Return a measured level of relative half width `spread`."""
    interval = Interval(value * math.exp(-spread), value * math.exp(spread))
    return Measurement(period, "level", interval, reliability, (f"level {period}",))


def growth(period: Period, factor: float, *, spread: float = 1e-6, reliability: Reliability = "high") -> Measurement:
    """Return a measured growth factor of relative half width `spread`."""
    interval = Interval(factor * math.exp(-spread), factor * math.exp(spread))
    return Measurement(period, "growth", interval, reliability, (f"growth {period}",))


def measured(*rows: Measurement, claims: tuple[Claim, ...] = ()) -> Measurements:
    """Return measurements by period, level before growth."""
    return Measurements(tuple(sorted(rows, key=lambda m: (m.period, m.quantity != "level"))), claims)


def claim(kind: str, period: Period, chance: float = 0.95) -> Claim:
    """Return something said without a figure."""
    return Claim(kind, period, chance, ("said",))


def plain_priors() -> Priors:
    """Return priors with an all but known drift, one volatility and no reversion for all sizes, for closed forms."""
    return replace(SHIPPED, growth=replace(one_size_priors().growth, drift=DRIFT, drift_sd=1e-6))


def one_size_priors() -> Priors:
    """Return the shipped priors with the same volatility, and no reversion, for every size."""
    same = replace(SHIPPED.growth, size_elasticity=0.0, reversion=0.0, reversion_size=0.0)
    return replace(SHIPPED, growth=replace(same, log_volatility=math.log(SIGMA)))


def some_years() -> Measurements:
    """Return annual levels with a gap, a running year and a claim."""
    levels = {2013: 1.9e9, 2014: 2.0e9, 2015: 1.5e9, 2018: 1.7e9, 2020: 1.5e9, 2021: 1.75e9}
    rows = [level(Period(year), value, spread=0.01) for year, value in levels.items()]
    rows += [level(Period(2022, 5), 0.8e9), growth(Period(2022, 5), 1.12)]
    return measured(*rows, claims=(claim("record", Period(2014)),))


def run(
    measurements: Measurements,
    priors: Priors = SHIPPED,
    *,
    horizon: int = 2030,
    draws: int = 40_000,
    seed: int = 0,
    volatility: float | None = None,
) -> SamplePaths:
    """Return paths of the model fitted to measurements."""
    return simulate(fit_growth(measurements, priors, volatility=volatility), horizon=horizon, draws=draws, seed=seed)


def surviving(start: tuple[float, float], mark: float, years: int) -> Floats:
    """Return P(first passage within 1, 2, ... years) from a normal start, by the surviving density on a grid."""
    mean, sd = start
    step = 0.002
    grid = np.arange(mean - 12 * SIGMA, math.log(mark) + step / 2, step)
    grid += math.log(mark) - grid[-1] - step / 2
    wide = np.arange(mean - 12 * SIGMA, mean + 12 * SIGMA, step)
    kernel = stats.norm.pdf(grid[:, None] - wide[None, :], DRIFT, SIGMA) * step
    density = kernel @ stats.norm.pdf(wide, mean, sd)
    passed = [1 - density.sum() * step]
    again = stats.norm.pdf(grid[:, None] - grid[None, :], DRIFT, SIGMA) * step
    for _ in range(years - 1):
        density = again @ density
        passed.append(1 - density.sum() * step)
    return np.array(passed)


# --- closed forms ---


@pytest.mark.parametrize("ahead", [1, 3, 10])
def test_one_level_gives_a_lognormal_future(ahead: int) -> None:
    """From one level with drift and volatility known, the total h years on is lognormal about level + h drift."""
    sd = math.sqrt(level(Period(2020), 1e9).log_sd ** 2 + ahead * SIGMA**2)
    expected = stats.norm(math.log(1e9) + ahead * DRIFT, sd)
    logs = np.log(run(measured(level(Period(2020), 1e9)), plain_priors(), volatility=SIGMA).row(2020 + ahead))
    probabilities = (0.05, 0.25, 0.5, 0.75, 0.95)
    assert np.quantile(logs, probabilities) == pytest.approx(expected.ppf(probabilities), abs=0.03 * sd)
    assert logs.mean() == pytest.approx(expected.mean(), abs=4 * sd / 200)
    assert logs.std() == pytest.approx(sd, rel=0.02)


def test_drift_uncertainty_widens_with_the_square_of_the_horizon() -> None:
    """With an uncertain drift the log variance h years on is error + h^2 tau^2 + h sigma^2."""
    priors = replace(SHIPPED, growth=replace(SHIPPED.growth, drift=DRIFT, drift_sd=0.05))
    paths = run(measured(level(Period(2020), 1e9)), priors, volatility=SIGMA)
    for ahead in (1, 5, 10):
        variance = 0.005**2 + ahead**2 * 0.05**2 + ahead * SIGMA**2
        assert np.log(paths.row(2020 + ahead)).std() == pytest.approx(math.sqrt(variance), rel=0.02)


@pytest.mark.parametrize("theta", [-0.3, -0.1])
def test_a_small_pair_takes_back_its_last_shock(theta: float) -> None:
    """From known years with known drift the next level is about x + mu + theta s, and later ones keep 1 + theta."""
    prior = replace(plain_priors().growth, reversion=theta)
    logs = [math.log(1e8), math.log(1.3e8), math.log(1.2e8)]
    rows = measured(*(level(Period(2018 + i), math.exp(x)) for i, x in enumerate(logs)))
    paths = run(rows, replace(SHIPPED, growth=prior), volatility=SIGMA, draws=100_000)
    shock = logs[1] - logs[0] - DRIFT
    shock = logs[2] - logs[1] - DRIFT - theta * shock
    for ahead in (1, 2, 5):
        drawn = np.log(paths.row(2020 + ahead))
        assert drawn.mean() == pytest.approx(logs[2] + ahead * DRIFT + theta * shock, abs=0.01)
        assert drawn.std() == pytest.approx(SIGMA * math.sqrt(1 + (ahead - 1) * (1 + theta) ** 2), rel=0.02)


def test_growth_chained_through_gap_years_carries_the_last_shock() -> None:
    """Growth statements tell the last shock as levels do: a level and two growth rates forecast as three levels."""
    prior = replace(SHIPPED, growth=replace(plain_priors().growth, reversion=-0.2))
    levels = measured(*(level(Period(2018 + i), v) for i, v in enumerate((1e8, 1.3e8, 1.2e8))))
    chain = measured(level(Period(2020), 1.2e8), growth(Period(2019), 1.3), growth(Period(2020), 1.2 / 1.3))
    one, two = (run(rows, prior, volatility=SIGMA, draws=100_000) for rows in (levels, chain))
    for year in (2018, 2021, 2024):
        assert np.log(one.row(year)).mean() == pytest.approx(np.log(two.row(year)).mean(), abs=0.005)
        assert np.log(one.row(year)).std() == pytest.approx(np.log(two.row(year)).std(), abs=0.02)


def test_unknown_volatility_gives_student_tails() -> None:
    """With one level, growth of the next year is Student t with the prior's degrees of freedom."""
    priors = replace(SHIPPED, growth=replace(one_size_priors().growth, drift=DRIFT, drift_sd=1e-6, volatility_df=8.0))
    paths = run(measured(level(Period(2020), 1e9)), priors, draws=100_000)
    grown = np.log(paths.row(2025)) - np.log(paths.row(2024)) - DRIFT
    expected = stats.t(8, scale=SIGMA)
    for probability in (0.005, 0.05, 0.25, 0.75, 0.95, 0.995):
        assert (grown <= expected.ppf(probability)).mean() == pytest.approx(probability, abs=0.004)


@pytest.mark.parametrize("mark", some_of([1.5e9, 1.1e9, 2.5e9], every=3))
def test_first_passage_is_that_of_the_surviving_density(mark: float) -> None:
    """First-passage probabilities are those of a grid recursion that kills paths above the mark each year."""
    known = level(Period(2020), 1e9, reliability="low")
    dates = first_passage(run(measured(known), plain_priors(), volatility=SIGMA), mark, SHIPPED.profile, after=2020)
    expected = surviving((math.log(1e9), known.log_sd), mark, 10)
    assert [dates.by(year) for year in range(2021, 2031)] == pytest.approx(expected, abs=0.005)


def test_two_levels_of_one_year_are_averaged_by_precision() -> None:
    """A level and a growth rate on a known level give their precision-weighted mean and variance."""
    rows = [level(Period(2019), 1e9), growth(Period(2020), 1.1, reliability="medium")]
    rows.append(level(Period(2020), 1.14e9, reliability="medium"))
    logs = np.log(run(measured(*rows), plain_priors(), volatility=5.0, draws=100_000).row(2020))
    precisions = [1 / (0.02**2 + 0.005**2), 1 / 0.02**2]
    mean = np.average([math.log(1.1e9), math.log(1.14e9)], weights=precisions)
    assert logs.mean() == pytest.approx(mean, abs=3e-4)
    assert logs.std() == pytest.approx(sum(precisions) ** -0.5, rel=0.02)


def test_a_gap_year_is_a_brownian_bridge() -> None:
    """Between two known years the log total is normal about the straight line, as on a Brownian bridge."""
    rows = measured(level(Period(2010), 1e9), level(Period(2014), 2e9))
    paths = run(rows, plain_priors(), volatility=SIGMA)
    for step in (1, 2, 3):
        logs = np.log(paths.row(2010 + step))
        assert logs.mean() == pytest.approx(math.log(1e9) + step / 4 * math.log(2), abs=0.005)
        assert logs.std() == pytest.approx(SIGMA * math.sqrt(step * (4 - step) / 4), rel=0.02)


def test_a_gap_year_of_a_growing_pair_moves_more_while_the_pair_is_small() -> None:
    """Between two known years of a growing pair the early steps vary more: variances follow the size they began at.

    Two steps from 1 to 4, the size in between at 2: the gap year's share of the way is that of its step's variance.
    """
    elasticity = -0.5
    priors = replace(plain_priors(), growth=replace(plain_priors().growth, size_elasticity=elasticity, drift=0.0))
    flat = replace(priors, deflator=replace(priors.deflator, index={2014: 100.0}))
    logs = np.log(run(measured(level(Period(2010), 1e9), level(Period(2012), 4e9)), flat, volatility=SIGMA).row(2011))
    first, second = (SIGMA * (size / 4) ** elasticity for size in (1, 2))
    share = first**2 / (first**2 + second**2)
    assert logs.mean() == pytest.approx(math.log(1e9) + share * math.log(4), abs=0.01)
    assert logs.std() == pytest.approx(math.sqrt(share) * second, rel=0.02)


def test_a_claim_of_growth_reweights_the_chance_of_growth() -> None:
    """A claim of growth turns the odds p : 1 - p of growth into p (1 + chance) : (1 - p) (1 - chance)."""
    said = claim("grew", Period(2021), 0.7)
    paths = run(measured(level(Period(2020), 1e9), claims=(said,)), plain_priors(), volatility=SIGMA, draws=100_000)
    before = stats.norm.cdf(DRIFT / SIGMA)
    odds = before * 1.7 / ((1 - before) * 0.3)
    assert (paths.row(2021) > paths.row(2020)).mean() == pytest.approx(odds / (1 + odds), abs=0.006)


def test_a_claim_of_growth_leaves_the_shape_on_either_side() -> None:
    """Given that trade grew, a claim of growth says no more about by how much."""
    base = measured(level(Period(2020), 1e9))
    said = replace(base, claims=(claim("grew", Period(2021)),))
    grown = []
    for measurements in (base, said):
        paths = run(measurements, plain_priors(), volatility=SIGMA, draws=100_000)
        ratio = paths.row(2021) / paths.row(2020)
        grown.append(np.quantile(ratio[ratio > 1], [0.1, 0.5, 0.9]))
    assert grown[1] == pytest.approx(grown[0], rel=0.01)


# --- contract ---


def test_same_seed_same_bytes() -> None:
    """The same measurements and seed give the same bytes, fitted afresh."""
    one, two = run(some_years(), draws=2_000, seed=5), run(some_years(), draws=2_000, seed=5)
    assert one.values.tobytes() == two.values.tobytes()
    assert one.years.tobytes() == two.years.tobytes()
    assert one.effective == two.effective


def test_another_seed_gives_other_paths() -> None:
    """Another seed gives other paths with about the same quantiles."""
    one, two = run(some_years(), seed=5), run(some_years(), seed=6)
    assert not np.array_equal(one.values, two.values)
    assert np.median(one.row(2025)) == pytest.approx(np.median(two.row(2025)), rel=0.02)


def test_the_horizon_leaves_earlier_years_alone() -> None:
    """A later horizon adds years and changes none before."""
    near, far = run(some_years(), horizon=2026, draws=2_000), run(some_years(), horizon=2040, draws=2_000)
    assert far.years[-1] == 2040
    assert np.array_equal(near.values, far.values[: len(near.years)])


def test_paths_are_finite_and_positive() -> None:
    """Every total of every path is a positive finite number, up to fifty years ahead."""
    paths = run(some_years(), horizon=2072)
    assert np.isfinite(paths.values).all()
    assert (paths.values > 0).all()


def test_years_are_consecutive_and_cover_all_measurements() -> None:
    """The years run without a gap from the first that is measured to the horizon."""
    paths = run(some_years(), draws=100)
    assert (np.diff(paths.years) == 1).all()
    assert paths.years[0] == 2013
    assert paths.years[-1] == 2030
    assert paths.values.shape == (len(paths.years), 100)


def test_all_draws_are_asked_for() -> None:
    """The number of paths is the number asked for, also when it does not divide over the volatilities."""
    for draws in (1, 7, 999):
        assert run(some_years(), draws=draws).values.shape[1] == draws


def test_effective_draws_count_the_claims() -> None:
    """Without claims every draw is worth one; claims cost some, never all."""
    bare = replace(some_years(), claims=())
    assert run(bare, draws=1_000).effective == 1_000
    assert 100 < run(some_years(), draws=1_000).effective < 1_000


@pytest.mark.parametrize("factor", [1e-3, 7.0, 1e6])
def test_another_unit_scales_the_paths(factor: float) -> None:
    """With one volatility for all sizes, levels in another unit give the same paths in that unit."""
    base = some_years()
    scaled = [
        replace(m, interval=Interval(m.interval.low * factor, m.interval.high * factor)) if m.quantity == "level" else m
        for m in base.rows
    ]
    one = run(base, one_size_priors(), draws=2_000)
    other = run(replace(base, rows=tuple(scaled)), one_size_priors(), draws=2_000)
    assert_allclose(other.values, one.values * factor, rtol=1e-7)


def test_larger_trade_is_less_volatile() -> None:
    """With the shipped priors a larger pair has a narrower forecast."""
    small, large = (fit_growth(measured(level(Period(2020), v)), SHIPPED).typical_volatility for v in (5e7, 5e10))
    assert large < small


@pytest.mark.parametrize("period", [Period(2024), Period(2024, 5), Period(2024, 1)])
def test_one_level_is_enough(period: Period) -> None:
    """One level, of a year or of its first months, is enough; its year's total lies around what it says."""
    value = 2e9 * SHIPPED.profile.share(period.months)
    paths = run(measured(level(period, value)))
    assert np.median(paths.row(2024)) == pytest.approx(2e9, rel=0.02)
    assert np.isfinite(paths.values).all()


@pytest.mark.parametrize(
    "measurements",
    [
        measured(),
        measured(growth(Period(2024), 1.1)),
        measured(growth(Period(2023), 1.1), growth(Period(2024, 5), 1.2)),
        measured(claims=(claim("grew", Period(2024, 5)),)),
    ],
    ids=["nothing", "growth", "growths", "claim"],
)
def test_growth_alone_is_not_enough(measurements: Measurements) -> None:
    """Without any level the fit is refused in words."""
    with pytest.raises(FitError, match="at least one published level"):
        fit_growth(measurements, SHIPPED)


def test_a_december_year_to_date_figure_is_the_annual_figure() -> None:
    """Levels and growth through December give the very paths of the annual figures."""
    december = parse_period("2024-01/2024-12")
    before = level(Period(2022), 1.8e9)
    annual = run(measured(before, level(Period(2024), 2e9), growth(Period(2024), 1.1)), draws=1_000)
    to_date = run(measured(before, level(december, 2e9), growth(december, 1.1)), draws=1_000)
    assert to_date.values.tobytes() == annual.values.tobytes()


def test_later_months_say_more() -> None:
    """The later in the year a level is known through, the narrower the year's total."""
    widths = []
    for months in range(1, 13):
        value = 2e9 * SHIPPED.profile.share(months)
        rows = measured(level(Period(2023), 1.9e9), level(Period(2024, months), value))
        low, high = np.quantile(np.log(run(rows, volatility=SIGMA, draws=10_000).row(2024)), [0.1, 0.9])
        widths.append(high - low)
    assert all(later < earlier for earlier, later in itertools.pairwise(widths))


def test_a_pair_teaches_its_own_share() -> None:
    """When last year's months held less than usual of the year, this year's months stand for more."""
    last, through = Period(2023), Period(2024, 5)
    now = 1e9 * SHIPPED.profile.share(5)
    low_share = growth(through, 1.10 / 0.95)
    usual = run(measured(level(last, 1e9), level(through, 1.10 * now)), volatility=SIGMA)
    taught = run(measured(level(last, 1e9), level(through, 1.10 * now), low_share), volatility=SIGMA)
    assert np.median(taught.row(2024)) > 1.002 * np.median(usual.row(2024))


def test_an_earlier_year_teaches_the_share() -> None:
    """A year-to-date level of a year whose total is known moves the share that the open year is read with."""
    rows = [level(Period(2022), 1e9), level(Period(2024, 5), 1e9 * SHIPPED.profile.share(5))]
    medians = []
    for share in (0.9, 1.0, 1.1):
        teaching = level(Period(2022, 5), share * 1e9 * SHIPPED.profile.share(5))
        medians.append(np.median(run(measured(*rows, teaching), volatility=SIGMA).row(2024)))
    assert medians[0] > 1.005 * medians[1]
    assert medians[1] > 1.005 * medians[2]


def test_a_claim_of_growth_raises_the_chance_of_a_higher_mark() -> None:
    """Said to have grown, trade is likelier to reach a mark above last year's total, by every later year."""
    base = measured(level(Period(2023), 2.2e9), level(Period(2024), 2.46e9))
    said = replace(base, claims=(claim("grew", Period(2025, 5)),))
    plain, told = (first_passage(run(m), 2.5e9, SHIPPED.profile) for m in (base, said))
    assert told.by(2025) > plain.by(2025) + 0.05
    assert all(told.by(year) >= plain.by(year) for year in range(2025, 2031))


def test_a_claim_of_growth_says_more_later_in_the_year() -> None:
    """Growth through later months says more about the year."""
    base = measured(level(Period(2024), 2.46e9))
    chances = []
    for months in (1, 5, 9, 12):
        paths = run(replace(base, claims=(claim("grew", Period(2025, months)),)))
        chances.append(float((paths.row(2025) > paths.row(2024)).mean()))
    assert chances == sorted(chances)
    assert chances[-1] - chances[0] > 0.05


def test_a_record_lowers_the_years_before() -> None:
    """A year called the highest so far lowers the gap years before it."""
    base = measured(level(Period(2008), 1.6e9), level(Period(2014), 2.0e9))
    said = replace(base, claims=(claim("record", Period(2014)),))
    plain, told = run(base), run(said)
    for year in range(2009, 2014):
        below, above = (np.quantile(paths.row(year), [0.5, 0.75, 0.9]) for paths in (told, plain))
        assert (below < above).all()
    assert (told.row(2012) > told.row(2014)).mean() < 0.1 < (plain.row(2012) > plain.row(2014)).mean()


@pytest.mark.parametrize("kind", ["grew", "record"])
def test_a_worthless_claim_changes_nothing(kind: str) -> None:
    """A claim that is never informative leaves the quantiles as they are."""
    base = measured(level(Period(2008), 1.6e9), level(Period(2014), 2.0e9))
    said = replace(base, claims=(claim(kind, Period(2014), 1e-9),))
    probabilities = (0.1, 0.5, 0.9)
    plain, told = run(base, draws=5_000), run(said, draws=5_000)
    assert told.quantiles(probabilities) == pytest.approx(plain.quantiles(probabilities), rel=1e-3)
    assert told.effective == pytest.approx(5_000)


def test_a_claim_about_an_unmeasured_year_extends_the_years() -> None:
    """A claim about a year before or after all figures is weighed too."""
    base = measured(level(Period(2020), 1e9))
    early = run(replace(base, claims=(claim("grew", Period(2015)),)))
    assert early.years[0] <= 2015
    late = run(replace(base, claims=(claim("grew", Period(2023)),)), volatility=SIGMA)
    assert (late.row(2023) > late.row(2022)).mean() > 0.95


def test_later_measurements_do_not_change_the_filter_before() -> None:
    """What is filtered for a year does not depend on later measurements, for a volatility given to all sizes."""
    rows = some_years().rows
    early = fit_growth(measured(*(m for m in rows if m.period.year <= 2018)), one_size_priors(), volatility=SIGMA)
    late = fit_growth(measured(*(m for m in rows if m.period.is_year)), one_size_priors(), volatility=SIGMA)
    # The first, unmeasured year starts vaguely about the mean of all levels, which may differ.
    shared = slice(1, early.mean.shape[1])
    assert late.mean[:, shared] == pytest.approx(early.mean[:, shared], abs=1e-4)
    assert late.covariance[:, shared] == pytest.approx(early.covariance[:, shared], abs=1e-9)


# --- calibration ---


def simulated_history(rng: np.random.Generator, priors: Priors, years: int) -> tuple[Measurements, Floats]:
    """Return measured annual levels drawn from the model, and the log totals with ten more years."""
    prior = priors.growth
    sigma = SIGMA * math.sqrt(prior.volatility_df / rng.chisquare(prior.volatility_df))
    steps = rng.normal(prior.drift, prior.drift_sd) + sigma * rng.standard_normal(years + 10)
    logs = math.log(1e9) + np.cumsum(steps)
    rows = [level(Period(2000 + t), math.exp(logs[t] + 0.005 * rng.standard_normal())) for t in range(years)]
    return measured(*rows), logs


@pytest.mark.slow
def test_forecasts_of_the_models_own_data_are_calibrated() -> None:
    """On series drawn from the model the PIT three years ahead is uniform and 80 % intervals hold 80 %."""
    rng = np.random.default_rng(20_240_401)
    priors, cases, years, ahead = one_size_priors(), 400, 12, 3
    pit = np.empty(cases)
    for i in range(cases):
        measurements, logs = simulated_history(rng, priors, years)
        paths = run(measurements, priors, horizon=2030, draws=1_000, seed=i)
        drawn = np.log(paths.row(2000 + years - 1 + ahead))
        pit[i] = (np.sum(drawn < logs[years - 1 + ahead]) + rng.random()) / (len(drawn) + 1)
    assert stats.kstest(pit, "uniform").pvalue > 0.001
    covered = int(((pit > 0.1) & (pit < 0.9)).sum())
    assert stats.binomtest(covered, cases, 0.8).pvalue > 0.001


@pytest.mark.slow
def test_first_passage_of_the_models_own_data_is_calibrated() -> None:
    """On series drawn from the model, P(reached within five years) is right on average in every third."""
    rng = np.random.default_rng(20_240_402)
    priors, cases, years = one_size_priors(), 400, 12
    told, came = np.empty(cases), np.empty(cases)
    for i in range(cases):
        measurements, logs = simulated_history(rng, priors, years)
        mark = math.exp(logs[years - 1]) * rng.choice([1.1, 1.3, 1.7, 2.5])
        paths = run(measurements, priors, horizon=2020, draws=1_000, seed=i)
        told[i] = first_passage(paths, mark, priors.profile, after=2000 + years - 1).by(2000 + years + 4)
        came[i] = logs[years : years + 5].max() >= math.log(mark)
    for third in np.array_split(np.argsort(told), 3):
        error = math.sqrt((told[third] * (1 - told[third])).sum()) / len(third)
        assert abs(told[third].mean() - came[third].mean()) < 3.3 * error


def test_future_shocks_are_student_t() -> None:
    """One year ahead of an exactly known level with known sigma, growth is Student t of that standard deviation."""
    prior = replace(SHIPPED.growth, drift=DRIFT, drift_sd=1e-6, shock_df=5.0)
    fit = fit_growth(measured(level(Period(2020), 1e9)), replace(SHIPPED, growth=prior), volatility=SIGMA)
    steps = np.log(simulate(fit, horizon=2021, draws=200_000).row(2021) / 1e9) - DRIFT
    unit = SIGMA * math.sqrt(3 / 5)
    probabilities = np.array([0.005, 0.05, 0.25, 0.5, 0.75, 0.95, 0.995])
    assert np.quantile(steps, probabilities) == pytest.approx(stats.t.ppf(probabilities, 5) * unit, rel=0.03, abs=0.002)
    assert steps.std() == pytest.approx(SIGMA, rel=0.02)
