"""Many pairs at once: the growth model's own answers, a naive loop, and no dependence on the company kept."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from forecast.data.intervals import Interval
from forecast.data.periods import Period
from forecast.errors import InputError
from forecast.model.closed_form import DRAWS, reach_probabilities, simulate_levels
from forecast.model.growth import fit_growth
from forecast.model.measurements import Measurement, Measurements
from forecast.model.passage import first_passage
from forecast.model.simulation import simulate
from forecast.priors import shipped_priors
from tests.support.cases import some_of

SHIPPED = shipped_priors()
FACTORS = np.array([1.02, 1.05, 1.1, 1.25, 1.5, 2.0, 3.0])
YEAR = 2010


def panel(rng, *, pairs=9, years=8):
    """Return levels of pairs of very different size, USD."""
    growth = rng.normal(0.05, 0.2, (pairs, years))
    return np.exp(rng.normal(21, 2, (pairs, 1)) + np.cumsum(growth, axis=1))


def fitted(levels, priors=SHIPPED):
    """Return the growth model's fit to annual levels ending in `YEAR`, known to a ten-millionth."""
    first = YEAR - len(levels) + 1
    rows = tuple(
        Measurement(Period(first + i), "level", Interval(v * (1 - 1e-7), v * (1 + 1e-7)), "high", (f"s{i}",))
        for i, v in enumerate(levels)
    )
    return fit_growth(Measurements(rows, ()), priors)


def known_drift(drift, volatility):
    """Return priors that know drift and volatility all but exactly."""
    prior = replace(
        SHIPPED.growth,
        drift=drift,
        drift_sd=1e-9,
        log_volatility=math.log(volatility),
        size_elasticity=0.0,
        volatility_df=1e7,
        shock_df=math.inf,
        reversion=0.0,
        reversion_size=0.0,
    )
    return replace(SHIPPED, growth=prior)


def weighted_draws(levels, prior, *, horizon, draws=400_000):
    """Return log levels after the last (horizon, draws) and weights: parameters from the prior, one loop a year.

    No formula of the model's: each draw is weighed by the likelihood of the shocks it needs to explain the history.
    """
    rng = np.random.default_rng(5)
    last = math.log(levels[-1])
    real = [value * SHIPPED.deflator.real(1.0, YEAR - len(levels) + 1 + i) / 1e9 for i, value in enumerate(levels)]
    usual, theta = prior.volatility(real[-1]), prior.theta(real[-1])
    sigma = usual * np.sqrt(prior.volatility_df / rng.chisquare(prior.volatility_df, draws))
    mu = rng.normal(prior.drift, prior.drift_sd, draws)
    weight, shock = np.zeros(draws), np.zeros(draws)
    for i in range(1, len(levels)):
        shock = math.log(levels[i] / levels[i - 1]) - mu - theta * shock
        sd = sigma * prior.volatility(real[i - 1]) / usual
        weight += stats.norm.logpdf(shock, 0, sd)
    paths, x = np.empty((horizon, draws)), np.full(draws, last)
    for k in range(horizon):
        step = sigma * rng.standard_t(prior.shock_df, draws) * math.sqrt(1 - 2 / prior.shock_df)
        x, shock = x + mu + step + theta * shock, step
        paths[k] = x
    weight = np.exp(weight - weight.max())
    return paths, weight / weight.sum()


@pytest.mark.parametrize("size", some_of([6e7, 2.5e8, 3e10], every=3))
def test_it_answers_as_brute_force(rng, size):
    """Drawing parameters from the prior and weighing them by a plain loop over the years gives the same chances."""
    levels = size * np.exp(np.cumsum(rng.normal(0.1, 0.3, 7)))
    levels *= size / levels[-1]
    prior = replace(SHIPPED.growth, drift_sd=0.05)
    paths, weight = weighted_draws(levels, prior, horizon=6)
    ours = reach_probabilities(
        levels[None],
        targets=levels[None, -1:] * FACTORS,
        horizon=6,
        last_year=YEAR,
        draws=2**16,
        priors=replace(SHIPPED, growth=prior),
    )[0]
    highest = np.maximum.accumulate(paths, axis=0)
    for factor, row in zip(FACTORS, ours, strict=True):
        np.testing.assert_allclose(row, (highest >= math.log(levels[-1] * factor)) @ weight, atol=0.008)


def test_a_small_pair_takes_a_spike_back_and_a_large_one_does_not():
    """After a doubling the median of the next year lies below the last level for a small pair only."""
    steady = np.array([1.0, 1.05, 0.98, 1.03, 1.0, 2.0])
    small, large = (simulate_levels([steady * size], horizon=1, last_year=YEAR)[0, 0] / size for size in (5e7, 5e10))
    assert np.median(small) < 0.97 * 2.0
    assert np.median(large) > 2.0


@pytest.mark.parametrize("size", some_of([6e7, 4e9], every=2))
def test_state_space_and_closed_form_agree_to_a_third_of_a_point(rng, size):
    """With hundreds of thousands of draws on both sides no probability differs by more than 0.003."""
    levels = size * np.exp(np.cumsum(rng.normal(0.05, 0.2, 9)))
    paths = simulate(fitted(levels), horizon=YEAR + 5, seed=1, draws=600_000)
    marks = levels[-1] * FACTORS[1:]
    ours = reach_probabilities(levels[None], targets=marks[None], horizon=5, last_year=YEAR, draws=2**17)[0]
    highest = np.maximum.accumulate(paths.values[-5:], axis=0)
    for mark, row in zip(marks, ours, strict=True):
        np.testing.assert_allclose(row, (highest >= mark).mean(axis=1), atol=0.003)


@pytest.mark.parametrize("years", [4, 8, 20])
@pytest.mark.parametrize("size", [5e7, 2e9, 4e11])
def test_it_answers_as_the_growth_model(rng, years, size):
    """For exactly known annual levels the state space and the closed form give the same dates."""
    levels = size * np.exp(np.cumsum(rng.normal(0.05, 0.2, years)))
    paths = simulate(fitted(levels), horizon=YEAR + 10, seed=1)
    marks = levels[-1] * FACTORS
    ours = reach_probabilities(levels[None], targets=marks[None], horizon=10, last_year=YEAR)[0]
    for mark, row in zip(marks, ours, strict=True):
        dates = first_passage(paths, mark, SHIPPED.profile, after=YEAR)
        np.testing.assert_allclose(row, [dates.by(YEAR + k) for k in range(1, 11)], atol=0.015)


def test_its_levels_are_those_of_the_growth_model(rng):
    """Quantiles of the level after 1, 5 and 10 years agree with the state space's paths."""
    levels = panel(rng, pairs=1, years=10)
    ours = simulate_levels(levels, horizon=10, last_year=YEAR, draws=40_000)[0]
    theirs = simulate(fitted(levels[0]), horizon=YEAR + 10, seed=1)
    for ahead in (1, 5, 10):
        probabilities = (0.05, 0.25, 0.5, 0.75, 0.95)
        difference = np.log(np.quantile(ours[ahead - 1], probabilities)) - np.log(
            np.quantile(theirs.row(YEAR + ahead), probabilities)
        )
        assert np.abs(difference).max() < 0.03


def test_the_next_level_of_known_drift_and_volatility_is_lognormal(rng):
    """With nothing to learn, the level after k years is lognormal with drift k mu and variance k sigma^2."""
    levels = panel(rng, pairs=3)
    drawn = simulate_levels(levels, horizon=6, priors=known_drift(0.04, 0.15))
    for k in (1, 3, 6):
        standard = (np.log(drawn[:, k - 1]) - np.log(levels[:, -1:]) - 0.04 * k) / (0.15 * math.sqrt(k))
        assert all(stats.kstest(row, "norm").statistic < 0.02 for row in standard)


def test_the_first_year_is_the_exact_student_t(rng):
    """With known drift and Gaussian shocks the next growth rate is Student t, d0 + m degrees of freedom."""
    levels = panel(rng, pairs=4, years=9)
    prior = replace(SHIPPED.growth, drift_sd=1e-9, shock_df=math.inf, reversion=0.0, reversion_size=0.0)
    growth = np.diff(np.log(levels), axis=1)
    df = prior.volatility_df + growth.shape[1]
    sizes = [prior.volatility(SHIPPED.deflator.real(v, YEAR) / 1e9) for v in levels[:, -1]]
    began = SHIPPED.deflator.real(1.0, YEAR) ** -1 * np.array(
        [SHIPPED.deflator.real(1.0, YEAR - k) for k in range(8, 0, -1)]
    )
    relative = (levels[:, :-1] / levels[:, -1:] * began) ** prior.size_elasticity
    squares = prior.volatility_df * np.square(sizes) + (((growth - prior.drift) / relative) ** 2).sum(axis=1)
    found = reach_probabilities(
        levels, targets=levels[:, -1:] * FACTORS, horizon=1, last_year=YEAR, priors=replace(SHIPPED, growth=prior)
    )
    scale = np.sqrt(squares / df)[:, None]
    np.testing.assert_allclose(found[..., 0], stats.t.sf((np.log(FACTORS) - prior.drift) / scale, df), atol=0.006)


def test_tiny_early_years_do_not_set_todays_odds():
    """The US and Vietnam, 1992-2015: the chance of USD 100bn by 2018 hardly depends on where the history begins.

    Trade rose from USD 4.6m to 45bn; with one volatility for all sizes the whole history gave 29 %, from 1997 on
    4 %, from 2004 on 1 %.
    """
    early = [4.6, 7.0, 223.4, 451.3, 948.4, 675.1, 828.0, 899.9, 1188.8, 1513.6, 2974.8, 5878.6]
    late = [6380.8, 7824.3, 9666.9, 12535.9, 15690.5, 15385.0, 18573.4, 21803.1, 24890.6, 29687.8, 36350.1, 45115.5]
    levels = 1e6 * np.array([*early, *late])
    told = [
        reach_probabilities(levels[None, start - 1992 :], targets=[[100e9]], horizon=3, last_year=2015)[0, 0, -1]
        for start in (1992, 1997, 2004)
    ]
    assert max(told) - min(told) < 0.08


def test_it_counts_what_a_naive_loop_counts(rng):
    """First passage by each year is the share of simulated levels that were ever at or above the target."""
    levels = panel(rng)
    targets = levels[:, -1:] * FACTORS
    drawn = simulate_levels(levels, horizon=7, draws=500, seed=3)
    found = reach_probabilities(levels, targets=targets, horizon=7, draws=500, seed=3)
    for i, j, k in np.ndindex(*found.shape):
        reached = sum(any(drawn[i, : k + 1, d] >= targets[i, j]) for d in range(500))
        assert found[i, j, k] == pytest.approx(reached / 500, abs=1e-12)


@pytest.mark.parametrize(("seeds", "draws"), [(10, 100_000), pytest.param(20, 200_000, marks=pytest.mark.slow)])
def test_another_seed_moves_answers_by_less_than_a_hundredth(rng, seeds, draws):
    """Seeds spread each probability by a standard deviation below 0.005 on average, at the default draws."""
    levels = panel(rng)
    targets = levels[:, -1:] * FACTORS
    found = np.array([reach_probabilities(levels, targets=targets, horizon=10, seed=s) for s in range(seeds)])
    assert DRAWS == 4_096
    assert found.std(axis=0).mean() < 0.003
    assert found.std(axis=0).max() < 0.008
    many = reach_probabilities(levels, targets=targets, horizon=10, draws=draws)
    np.testing.assert_allclose(found.mean(axis=0), many, atol=0.005)


@pytest.mark.parametrize("years", [4, 5, 9, 12, 20, 40])
def test_a_row_alone_is_a_row_in_company(rng, years):
    """The bytes of a pair's answer depend on no other pair."""
    levels = panel(rng, pairs=37, years=years)
    targets = levels[:, -1:] * FACTORS
    together = reach_probabilities(levels, targets=targets, horizon=5, draws=300)
    drawn = simulate_levels(levels, horizon=5, draws=300)
    for i in range(37):
        alone = reach_probabilities(levels[[i]], targets=targets[[i]], horizon=5, draws=300)
        assert alone.tobytes() == together[i].tobytes()
        assert simulate_levels(levels[[i]], horizon=5, draws=300).tobytes() == drawn[i].tobytes()


def test_permuting_rows_permutes_answers(rng):
    """Order of pairs and of targets changes no byte."""
    levels = panel(rng, pairs=23)
    targets = levels[:, -1:] * FACTORS
    found = reach_probabilities(levels, targets=targets, horizon=5)
    rows, columns = rng.permutation(23), rng.permutation(7)
    moved = reach_probabilities(levels[rows], targets=targets[rows][:, columns], horizon=5)
    assert moved.tobytes() == np.ascontiguousarray(found[rows][:, columns]).tobytes()


@pytest.mark.parametrize("chunk", [1, 2, 5, 1_000])
def test_chunks_change_no_byte(rng, chunk):
    """Any chunk size gives the bytes of the default, and so does another memory layout."""
    levels = panel(rng, pairs=23)
    targets = levels[:, -1:] * FACTORS
    usual = reach_probabilities(levels, targets=targets, horizon=5)
    assert reach_probabilities(levels, targets=targets, horizon=5, chunk=chunk).tobytes() == usual.tobytes()
    laid = reach_probabilities(np.asfortranarray(levels), targets=np.asfortranarray(targets), horizon=5, chunk=chunk)
    assert laid.tobytes() == usual.tobytes()
    drawn = simulate_levels(levels, horizon=5, draws=300)
    assert simulate_levels(levels, horizon=5, draws=300, chunk=chunk).tobytes() == drawn.tobytes()


def test_a_longer_horizon_leaves_earlier_years(rng):
    """Looking further ahead changes nothing nearer."""
    levels = panel(rng)
    targets = levels[:, -1:] * FACTORS
    near, far = (reach_probabilities(levels, targets=targets, horizon=h) for h in (4, 12))
    assert np.array_equal(near, far[..., :4])


def test_the_unit_does_not_matter_but_for_size(rng):
    """With no size effect, levels and targets in thousands give the same probabilities."""
    levels = panel(rng)
    targets = levels[:, -1:] * FACTORS
    priors = replace(SHIPPED, growth=replace(SHIPPED.growth, size_elasticity=0.0, reversion_size=0.0))
    found, scaled = (
        reach_probabilities(levels / u, targets=targets / u, horizon=5, priors=priors) for u in (1.0, 1000.0)
    )
    np.testing.assert_allclose(found, scaled, atol=2 / DRAWS)


def test_the_last_year_sets_the_prices():
    """A level of 1950 is a larger pair at constant prices than the same level today, so a calmer one."""
    levels = np.full((1, 5), 1e9)
    early, late = (reach_probabilities(levels, targets=[[2e9]], horizon=5, last_year=y)[0, 0, -1] for y in (1950, 2024))
    default = reach_probabilities(levels, targets=[[2e9]], horizon=5)[0, 0, -1]
    assert early < late == default


def test_a_target_at_or_below_the_last_level_is_reached_already(rng):
    """Its probabilities are all one, exactly; a hair above it they are not."""
    levels = panel(rng, pairs=3)
    last = levels[:, -1:]
    found = reach_probabilities(levels, targets=last * [0.5, 1.0, 1.0 + 1e-9], horizon=4)
    assert (found[:, :2] == 1.0).all()
    assert (found[:, 2] < 1.0).all()


@given(
    st.lists(st.floats(1e6, 1e12), min_size=4, max_size=12),
    st.lists(st.floats(1e5, 1e13), min_size=2, max_size=6),
    st.integers(1, 15),
    st.integers(0, 1000),
)
def test_no_higher_target_is_likelier_and_no_later_year_less_likely(levels, targets, horizon, seed):
    """Probabilities are between 0 and 1, rise with the year and fall with the target, without tolerance."""
    found = reach_probabilities([levels], targets=[sorted(targets)], horizon=horizon, draws=200, seed=seed % 3)[0]
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found, axis=1) >= 0).all()
    assert (np.diff(found, axis=0) <= 0).all()


def test_levels_are_finite_and_positive_even_after_a_wild_history():
    """A pair that jumped by powers of ten still has finite paths fifty years ahead."""
    drawn = simulate_levels([[1e3, 1e12, 1e4, 1e11, 1e5]], horizon=50, draws=1000)
    assert drawn.shape == (1, 50, 1000)
    assert (np.isfinite(drawn) & (drawn > 0)).all()


def test_no_pairs_give_no_answers():
    """An empty table is answered by an empty table."""
    assert reach_probabilities(np.empty((0, 5)), targets=np.empty((0, 2)), horizon=3).shape == (0, 2, 3)
    assert simulate_levels(np.empty((0, 5)), horizon=3).shape == (0, 3, DRAWS)


def refusal(levels, targets=((2e9,),), **options):
    """Return the faults that a call is refused with."""
    with pytest.raises(InputError) as caught:
        reach_probabilities(levels, targets=targets, **({"horizon": 5} | options))
    return caught.value.faults


GOOD = ((1e9, 1e9, 1e9, 1e9),)


@pytest.mark.parametrize(
    ("levels", "targets", "where", "problem"),
    [
        (((1e9, np.nan, 1e9, 1e9),), ((2e9,),), "levels[0, 1]", "is not finite"),
        (((1e9, 1e9, np.inf, 1e9),), ((2e9,),), "levels[0, 2]", "is not finite"),
        (((1e9, 1e9, 1e9, 0.0),), ((2e9,),), "levels[0, 3]", "is not positive"),
        (((-1e9, 1e9, 1e9, 0.0),), ((2e9,),), "levels[0, 0]", "is not positive"),
        (((1e9, 1e9, 1e9),), ((2e9,),), "levels", "has 3 years"),
        ((1e9, 1e9, 1e9, 1e9), ((2e9,),), "levels", "has 1 dimensions"),
        (((1e9, 1e9, 1e9, 1e9), (1e9,)), ((2e9,),), "levels", "is not a table of numbers"),
        ((("a", "b", "c", "d"),), ((2e9,),), "levels", "is not a table of numbers"),
        (np.ma.masked_less(np.array([[1.0, 1e9, 1e9, 1e9]]), 2), ((2e9,),), "levels[0, 0]", "is not finite"),
        (GOOD, ((2e9, -1.0),), "targets[0, 1]", "is not positive"),
        (GOOD, ((np.nan,),), "targets[0, 0]", "is not finite"),
        (GOOD, (2e9,), "targets", "has 1 dimensions"),
        (GOOD, ((2e9,), (2e9,)), "targets", "is 2 x 1 for 1 pairs"),
        (GOOD, ((),), "targets", "is 1 x 0 for 1 pairs"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(levels, targets, where, problem):
    """Each unusable table is refused, naming row and column and what is wrong."""
    (fault,) = refusal(levels, targets)
    assert (fault.where, fault.problem) == (where, problem)


@pytest.mark.parametrize(
    ("option", "value"),
    [("horizon", 0), ("horizon", 51), ("draws", 0), ("draws", 1_000_001), ("seed", -1), ("chunk", 0)],
)
def test_options_out_of_range_are_refused(option, value):
    """Horizon, draws, seed and chunk have limits, and the message tells them."""
    (fault,) = refusal(GOOD, **{option: value})
    assert fault.where == option
    assert "whole number from" in fault.remedy


def test_all_faults_come_together_and_not_too_many(rng):
    """Every bad row of both tables is listed, up to fifty each, then how many more there are."""
    levels = panel(rng, pairs=80)
    levels[::1, 2] = -1.0
    faults = refusal(levels, np.where(np.arange(80)[:, None] < 2, np.nan, 2e9), horizon=99)
    assert [f.where for f in faults[:50]] == [f"levels[{i}, 2]" for i in range(50)]
    assert faults[50].problem == "has 30 more rows with faults"
    assert [f.where for f in faults[51:]] == ["targets[0, 0]", "targets[1, 0]", "horizon"]


def test_simulated_levels_refuse_the_same():
    """Simulating checks levels and options by the same rules."""
    with pytest.raises(InputError) as caught:
        simulate_levels([[1e9, 0.0, 1e9, 1e9]], horizon=0)
    assert [f.where for f in caught.value.faults] == ["levels[0, 1]", "horizon"]
