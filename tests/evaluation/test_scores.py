"""The scores: toy tables checkable by hand, a second implementation, and truth where it is known."""

from __future__ import annotations

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import minimize

from forecast.errors import FitError
from forecast.evaluation.scores import (
    brier,
    calibration_line,
    covered,
    crps,
    ibs,
    mean_score,
    paired_difference,
    passed_by,
    pit,
    reliability_table,
    skill,
)


def test_a_passage_counts_from_its_year_on():
    """A mark passed in year 2 is passed by year 2 and later, one never passed by none."""
    assert passed_by([1, 2, 4, np.inf], horizon=3).tolist() == [
        [True, True, True],
        [False, True, True],
        [False, False, False],
        [False, False, False],
    ]


def test_ibs_of_a_table_by_hand():
    """Errors of 1/2, 1/4 and 0 give a mean square of 5/48; a certain miss gives 1."""
    happened = passed_by([2, 9], horizon=3)
    assert ibs(happened, [[0.5, 0.75, 1.0], [1.0, 1.0, 1.0]]).tolist() == pytest.approx([5 / 48, 1.0])


@pytest.mark.parametrize("estimator", ["fair", "standard"])
def test_a_perfect_forecast_scores_zero(estimator):
    """Certainty about what happened costs nothing under any score."""
    happened = passed_by([1, 3, 9], horizon=5)
    assert not ibs(happened, happened.astype(float)).any()
    assert not brier(happened, happened.astype(float)).any()
    assert not crps([3.0, -1e12], [[3.0] * 5, [-1e12] * 5], estimator=estimator).any()


def test_brier_agrees_with_scoringrules(rng):
    """Our Brier score is that of scoringrules on random cases."""
    happened, probability = rng.random(200) < 0.4, rng.random(200)
    np.testing.assert_allclose(brier(happened, probability), scoringrules.brier_score(happened, probability))


@pytest.mark.parametrize(("estimator", "theirs"), [("fair", "fair"), ("standard", "nrg")])
@pytest.mark.parametrize("count", [2, 3, 50, 501])
def test_crps_agrees_with_scoringrules(rng, estimator, theirs, count):
    """Both estimators are those of scoringrules, for few and many draws and large levels."""
    happened, samples = rng.normal(1e3, 2, (4, 6)), rng.normal(1e3, 1, (4, 6, count))
    ours = crps(happened, samples, estimator=estimator)
    np.testing.assert_allclose(ours, scoringrules.crps_ensemble(happened, samples, estimator=theirs), atol=1e-9)


def test_crps_agrees_with_a_naive_double_loop():
    """The sorted formula is the mean over all pairs, written out."""
    samples, happened = [0.3, -1.2, 4.0, 0.3], 0.7
    first = sum(abs(x - happened) for x in samples) / 4
    pairs = sum(abs(x - y) for x in samples for y in samples)
    assert crps([happened], [samples], estimator="standard")[0] == pytest.approx(first - pairs / 32)
    assert crps([happened], [samples], estimator="fair")[0] == pytest.approx(first - pairs / 24)


def test_crps_of_many_normal_draws_is_the_closed_form(rng):
    """Draws of a normal distribution score what the normal distribution does."""
    samples = rng.normal(size=(1, 400_000))
    assert crps([0.8], samples)[0] == pytest.approx(scoringrules.crps_normal(0.8, 0, 1), abs=0.003)


def test_the_fair_crps_does_not_depend_on_the_number_of_draws(rng):
    """Few draws cost nothing on average under the fair estimator, and cost under the standard one."""
    happened = rng.normal(size=40_000)
    few = rng.normal(size=(40_000, 4))
    exact = scoringrules.crps_normal(happened, 0, 1).mean()
    assert crps(happened, few).mean() == pytest.approx(exact, abs=0.01)
    assert crps(happened, few, estimator="standard").mean() > exact + 0.1


def test_one_draw_has_no_fair_crps():
    """The fair estimator refuses a single draw; the standard one is the absolute error."""
    with pytest.raises(ValueError, match="at least two draws"):
        crps([1.0], [[3.0]])
    assert crps([1.0], [[3.0]], estimator="standard").tolist() == [2.0]


def test_an_interval_holds_its_ends_and_open_ends_hold_the_unseen():
    """Ends count as covered; the unseen only if the interval ends open or beyond the window."""
    inf = np.inf
    obs, low, high = [2, 5, 6, inf, inf, inf, 4, inf], [2, 2, 2, 2, 2, 2, inf, inf], [5, 5, 5, 10, 11, inf, inf, inf]
    assert covered(obs, low, high, window=10).tolist() == [True, True, False, False, True, True, False, True]


def test_the_pit_of_a_right_forecast_is_uniform(rng):
    """Years drawn from the forecast, a third of them beyond the horizon, have a uniform PIT."""
    cumulative = np.sort(rng.random((30_000, 6)), axis=1) * 0.8
    happened = (rng.random((30_000, 1)) > cumulative).sum(axis=1) + 1
    assert (happened == 7).mean() > 0.25
    assert stats.kstest(pit(happened, cumulative, rng=rng), "uniform").pvalue > 0.01


def test_the_pit_of_a_wrong_forecast_is_not_uniform(rng):
    """Forecasts too early push the PIT up."""
    cumulative = np.sort(rng.random((5_000, 6)), axis=1)
    happened = (rng.random((5_000, 1)) > cumulative**2).sum(axis=1) + 1
    assert pit(happened, cumulative, rng=rng).mean() > 0.55


def test_the_pit_lies_within_the_mass_of_its_year(rng):
    """A year's PIT lies between the mass before it and up to it; beyond takes the rest up to 1."""
    values = pit([1, 2, 3, np.inf], [[0.2, 0.7]] * 4, rng=rng)
    assert (values >= [0, 0.2, 0.7, 0.7]).all()
    assert (values <= [0.2, 0.7, 1, 1]).all()
    with pytest.raises(ValueError, match="from 1"):
        pit([0], [[0.2, 0.7]], rng=rng)


def test_a_reliability_table_by_hand():
    """Cases fall into their bins, edges into the bin above, 1 into the last; empty bins are left out."""
    table = reliability_table([0, 1, 1, 0, 1], [0.0, 0.1, 0.25, 0.3, 1.0], bins=4)
    assert table.low.tolist() == [0.0, 0.25, 0.75]
    assert table.high.tolist() == [0.25, 0.5, 1.0]
    assert table.forecast.tolist() == pytest.approx([0.05, 0.275, 1.0])
    assert table.observed.tolist() == [0.5, 0.5, 1.0]
    assert table.count.tolist() == [2, 2, 1]


def test_a_right_forecast_has_the_calibration_line_zero_one(rng):
    """Outcomes drawn with the forecast probabilities give intercept 0 and slope 1."""
    probability = rng.uniform(0.02, 0.98, 100_000)
    line = calibration_line(rng.random(100_000) < probability, probability)
    assert line.intercept == pytest.approx(0, abs=0.03)
    assert line.slope == pytest.approx(1, abs=0.03)


def test_the_calibration_line_is_the_maximum_of_the_likelihood(rng):
    """Newton finds what a general optimiser finds, for an overconfident forecast."""
    logit = rng.normal(0.5, 2, 3_000)
    happened = rng.random(3_000) < 1 / (1 + np.exp(-(0.4 + 0.6 * logit)))
    line = calibration_line(happened, 1 / (1 + np.exp(-logit)), floor=1e-9)

    def loss(point):
        eta = point[0] + point[1] * logit
        return np.logaddexp(0, eta).sum() - happened @ eta

    found = minimize(loss, [0.0, 1.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-8}).x
    assert (line.intercept, line.slope) == pytest.approx(tuple(found), abs=1e-5)
    assert line.slope == pytest.approx(0.6, abs=0.1)


def test_a_calibration_line_of_two_groups_by_hand():
    """Two forecast values pass the line through their observed logits."""
    probability = np.repeat([0.25, 0.5], 10)
    happened = np.r_[np.arange(10) < 2, np.arange(10) < 6]
    line = calibration_line(happened, probability)
    assert line.intercept == pytest.approx(np.log(6 / 4))
    assert line.intercept - line.slope * np.log(3) == pytest.approx(np.log(2 / 8))


@pytest.mark.parametrize(
    ("happened", "probability"),
    [
        ([1, 1, 1], [0.2, 0.3, 0.4]),
        ([0, 1, 0], [0.3, 0.3, 0.3]),
        ([0, 0, 1, 1], [0.1, 0.2, 0.6, 0.7]),
        ([0, 0, 1, 1], [0.1, 0.5, 0.5, 0.7]),
        ([], []),
    ],
)
def test_a_calibration_line_that_does_not_exist_is_refused(happened, probability):
    """Outcomes all alike, forecasts all alike, or outcomes that a threshold separates have no line."""
    with pytest.raises(FitError, match="no calibration line"):
        calibration_line(happened, probability)


def test_skill_by_hand():
    """Half the benchmark's score is a skill of one half; a benchmark of 0 has none."""
    assert skill(0.1, 0.2) == pytest.approx(0.5)
    assert skill(0.3, 0.2) == pytest.approx(-0.5)
    with pytest.raises(ValueError, match="above 0"):
        skill(0.1, 0.0)


def test_the_bootstrap_error_of_equal_blocks_is_the_closed_form(rng):
    """With as many cases in each year the error is the spread of the year means over root B."""
    values, years = rng.normal(size=(30, 8)) + rng.normal(size=(30, 1)), np.repeat(np.arange(30), 8)
    found = mean_score(values.ravel(), years=years, rng=rng, repeats=40_000)
    assert found.value == pytest.approx(values.mean())
    assert found.se == pytest.approx(values.mean(axis=1).std() / np.sqrt(30), rel=0.02)
    assert found.blocks == 30


def test_cases_of_one_year_count_once(rng):
    """Copying every case within its year leaves the error; treating copies as years would halve it."""
    values, years = rng.normal(size=25), np.arange(25)
    once = mean_score(values, years=years, rng=np.random.default_rng(1))
    four = mean_score(np.repeat(values, 4), years=np.repeat(years, 4), rng=np.random.default_rng(1))
    assert four.se == pytest.approx(once.se)


def test_the_bootstrap_agrees_with_a_naive_loop(rng):
    """With years of unequal size the error is that of drawing whole years one by one."""
    years = np.repeat(np.arange(12), rng.integers(1, 9, 12))
    values = rng.normal(size=len(years)) + years / 6
    means = []
    for _ in range(4_000):
        drawn = np.concatenate([values[years == year] for year in rng.integers(0, 12, 12)])
        means.append(drawn.mean())
    assert mean_score(values, years=years, rng=rng, repeats=40_000).se == pytest.approx(np.std(means), rel=0.05)


def test_a_paired_difference_sees_through_common_shocks(rng):
    """Scores that differ by a constant differ without error, however much the years vary."""
    years = np.repeat(np.arange(10), 5)
    second = rng.normal(size=50) + years
    found = paired_difference(second - 0.25, second, years=years, rng=rng)
    assert found.value == pytest.approx(-0.25)
    assert found.se == pytest.approx(0, abs=1e-12)


def test_the_same_seed_gives_the_same_error(rng):
    """Equal generators give equal standard errors."""
    values, years = rng.normal(size=40), np.repeat(np.arange(8), 5)
    first, again = (mean_score(values, years=years, rng=np.random.default_rng(5)) for _ in range(2))
    assert first == again


@pytest.mark.parametrize(
    "call",
    [
        lambda _: ibs([[True]], [[1.5]]),
        lambda _: ibs([[True]], [[np.nan]]),
        lambda _: ibs([True, False], [[0.5], [0.5]]),
        lambda _: crps([np.nan], [[1.0, 2.0]]),
        lambda _: crps([1.0, 2.0], [[1.0, 2.0]]),
        lambda _: covered([1.0], [1.0, 2.0], [3.0, 4.0]),
        lambda rng: mean_score([1.0, np.nan], years=[1, 2], rng=rng),
        lambda rng: mean_score([1.0, 2.0], years=[1, 1], rng=rng),
        lambda rng: mean_score([1.0, 2.0], years=[1], rng=rng),
        lambda rng: paired_difference([1.0, 2.0], [1.0], years=[1, 2], rng=rng),
    ],
)
def test_what_cannot_be_scored_is_refused(rng, call):
    """Shapes that differ, NaN and impossible probabilities raise instead of giving a number."""
    with pytest.raises(ValueError, match=r"shape|NaN|between|finite|two years"):
        call(rng)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.integers(1, 14))
def test_ibs_lies_between_zero_and_one(probabilities, year):
    """Whatever is forecast and happens, the integrated Brier score lies between 0 and 1."""
    cumulative = np.maximum.accumulate(probabilities)
    assert 0 <= ibs(passed_by(year, horizon=len(cumulative)), cumulative) <= 1
