"""Priors estimated from panels: known parameters come back, and frequencies are counts."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from forecast.errors import FitError
from forecast.priors.estimation import (
    AnnualPanel,
    annual_sums,
    estimate_grew,
    estimate_growth,
    estimate_profile,
    estimate_reference,
    estimate_world,
)
from forecast.priors.values import Deflator, Frequency, GrowthPrior

INFLATION = 0.02
YEARS = range(1970, 2015)
DEFLATOR = Deflator({year: math.exp(INFLATION * (year - 2014)) for year in range(1960, 2021)})
TRUTH = GrowthPrior(
    drift=0.06, drift_sd=0.01, log_volatility=-1.6, size_elasticity=-0.12, volatility_df=25.0, shock_df=5.0
)


def _annual_table(rng, pairs, theta=np.zeros_like):
    """Return a panel drawn from the model itself: nominal growth around a drift of each pair.

    `theta` tells by size what a shock adds to the next year's growth.
    """
    drift = TRUTH.drift - 0.02 + rng.normal(0, TRUTH.drift_sd, pairs)  # real; 0.02 is the inflation outlook
    spread = np.sqrt(TRUTH.volatility_df / rng.chisquare(TRUTH.volatility_df, pairs))
    real = np.exp(rng.uniform(np.log(0.5), np.log(20), pairs))  # billions at 2014 prices
    rows, shock = [], 0.0
    for year in YEARS:
        nominal = 1000 * real / DEFLATOR.real(1.0, year)
        rows.append(pd.DataFrame({"pair": np.arange(pairs), "year": year, "total_usd_million": nominal}))
        usual = np.exp(TRUTH.log_volatility + TRUTH.size_elasticity * np.log(real))
        back, shock = theta(real) * shock, usual * spread * np.sqrt(3 / 5) * rng.standard_t(5, pairs)
        real = real * np.exp(drift + back + shock)
    return pd.concat(rows, ignore_index=True)


@pytest.fixture(scope="module", params=[500, pytest.param(1_500, marks=pytest.mark.slow)])
def annual(request):
    """Return a panel of so many pairs over 45 years, drawn from the model."""
    return _annual_table(np.random.default_rng(7), request.param)


@pytest.fixture(scope="module")
def found(annual):
    """Return the prior estimated from the whole panel."""
    return estimate_growth(AnnualPanel.of(annual, DEFLATOR))


@pytest.fixture(scope="module")
def few(annual):
    """Return 120 of the pairs: enough where the drift alone is asked, which is a median of each year."""
    return annual[annual["pair"] < 120]


@pytest.fixture(scope="module")
def found_of_few(few):
    """Return the prior estimated from the few."""
    return estimate_growth(AnnualPanel.of(few, DEFLATOR))


def test_the_growth_prior_is_recovered_from_a_panel_of_the_model(annual, found):
    """Drift, volatility and size elasticity come back near the truth, as near as the panel is large; what is set stays."""
    wide = math.sqrt(1_500 / annual["pair"].nunique())
    assert found.drift == pytest.approx(TRUTH.drift, abs=0.005 * wide)
    assert found.volatility(1.0) == pytest.approx(TRUTH.volatility(1.0), rel=0.06 * wide)
    assert found.size_elasticity == pytest.approx(TRUTH.size_elasticity, abs=0.02 * wide)
    assert (found.drift_sd, found.volatility_df, found.shock_df) == (0.01, 25.0, 5.0)


@pytest.mark.slow
def test_the_reversion_of_small_pairs_is_recovered():
    """The line of theta in log size comes back within three of its standard errors, which are not wide."""
    line = (-0.12, 0.06)
    table = _annual_table(
        np.random.default_rng(8), 1_500, lambda real: np.clip(line[0] + line[1] * np.log(real), -0.3, 0.3)
    )
    found = estimate_growth(AnnualPanel.of(table, DEFLATOR))
    assert abs(found.reversion - line[0]) < 3 * found.reversion_error < 0.06
    assert abs(found.reversion_size - line[1]) < 3 * found.reversion_size_error < 0.06
    assert found.theta(1.0) == pytest.approx(line[0], abs=0.03)


def test_a_panel_of_independent_shocks_has_no_reversion(found):
    """Without reversion in the panel the line is flat at zero, within three standard errors."""
    assert abs(found.reversion) < 3 * found.reversion_error
    assert abs(found.reversion_size) < 3 * found.reversion_size_error


def test_theta_is_never_above_zero_nor_below_its_floor():
    """Large pairs keep their shocks, the smallest take back three tenths at most."""
    prior = GrowthPrior(0.05, 0.01, -1.4, -0.12, 25.0, 5.0, reversion=-0.01, reversion_size=0.07)
    assert [prior.theta(size) for size in (1e-6, 0.1, 1e3)] == [-0.30, pytest.approx(-0.01 - 0.07 * math.log(10)), 0.0]


def test_a_calendar_year_counts_once_in_the_drift(annual, found):
    """A boom of many more pairs in one year moves the drift by one year's share, not by the pairs' share."""
    panel = AnnualPanel.of(annual, DEFLATOR)
    growth = np.diff(np.log(panel.levels * panel.prices), axis=1)
    quiet = [np.median(rates[before >= 0.3]) for rates, before in zip(growth.T, panel.real[:, :-1].T, strict=True)]
    assert found.drift == pytest.approx(np.mean(quiet) + 0.02, abs=1e-12)


def test_pairs_that_fell_count_in_the_drift(few, found_of_few):
    """Pairs that sink below the smallest level within the year stay in the median they pull down."""
    sunk = few.copy()
    fallen = (sunk["pair"] % 5 == 0) & (sunk["year"] == 2000)
    sunk.loc[fallen, "total_usd_million"] = 1.0
    assert estimate_growth(AnnualPanel.of(sunk, DEFLATOR)).drift < found_of_few.drift - 0.0005


def test_later_years_lend_the_drift_their_growth(few, found_of_few):
    """Years after the panel come from the second one, and the panel's own years stay its own."""
    panel = AnnualPanel.of(few[few["year"] <= 2000], DEFLATOR)
    later = AnnualPanel.of(few[few["year"] >= 1990], DEFLATOR)
    assert estimate_growth(panel, later).drift == pytest.approx(found_of_few.drift, abs=1e-12)


def test_a_panel_ends_where_it_is_told_to(annual):
    """`until` keeps later years out."""
    whole = AnnualPanel.of(annual, DEFLATOR)
    short = AnnualPanel.of_levels(whole.years, whole.levels * 1e6, DEFLATOR, until=1999)
    assert (short.years[0], short.years[-1]) == (1970, 1999)
    assert short.nominal.shape == short.real.shape == (len(whole.levels), 30)


def test_years_nobody_knows_do_not_spoil_the_drift(few):
    """A year missing from the whole panel leaves the two growth rates around it out."""
    gap = AnnualPanel.of(few[few["year"] != 1990], DEFLATOR)
    with_gap = estimate_growth(gap)
    assert math.isfinite(with_gap.drift)
    assert with_gap.drift == pytest.approx(TRUTH.drift, abs=0.006)


def test_a_panel_too_small_for_priors_is_refused():
    """A handful of pairs is a FitError that says how many histories are needed."""
    table = _annual_table(np.random.default_rng(1), 1)
    with pytest.raises(FitError, match="too small"):
        estimate_growth(AnnualPanel.of(table, DEFLATOR))


@pytest.mark.parametrize("months", [6, 12])
def test_a_monthly_panel_too_small_for_a_profile_is_refused(months):
    """A few partners, or years without their end, are a FitError that says how many are needed."""
    table = _monthly_table(np.random.default_rng(1), 3, 3)
    with pytest.raises(FitError, match=f"too small: {6 if months == 12 else 0} partner-years"):
        estimate_profile(table[table["month"] <= months], DEFLATOR, MONTHLY_TRUTH)


def test_a_panel_without_a_usable_level_is_refused():
    """Nothing above zero leaves nothing to estimate from."""
    table = pd.DataFrame({"pair": [1, 1], "year": [2000, 2001], "total_usd_million": [0.0, 0.0]})
    with pytest.raises(FitError, match="no positive level"):
        AnnualPanel.of(table, DEFLATOR)


def test_small_levels_are_noise_and_left_out():
    """Below 50m the panel's whole millions say nothing of growth from there."""
    table = pd.DataFrame(
        {"pair": [1, 1, 1, 2], "year": [2000, 2001, 2002, 2001], "total_usd_million": [49.0, 50.0, 51.0, 100.0]}
    )
    panel = AnnualPanel.of(table, DEFLATOR)
    assert panel.years.tolist() == [2000, 2001, 2002]
    assert np.array_equal(panel.nominal, [[np.nan, 50, 51], [np.nan, 100, np.nan]], equal_nan=True)
    assert panel.real[0, 1] == pytest.approx(0.05 * math.exp(INFLATION * 13))


def _naive_growth(table, size, years):
    """Return average yearly log growth of every pair large enough at the start, by plain loops."""
    edges = (0.0, 0.3, 1.0, 3.0, 10.0, math.inf)
    level = {(p, y): max(v, 0.5) for p, y, v in table.itertuples(index=False)}
    return [
        math.log(level[pair, year + years] / value) / years
        for (pair, year), value in level.items()
        if value >= 50
        and (pair, year + years) in level
        and edges[size] < DEFLATOR.real(value / 1000, year) <= edges[size + 1]
    ]


@pytest.mark.parametrize(("size", "billions"), [(1, 0.5), (2, 2.0), (3, 10.0), (4, 10.1)])
@pytest.mark.parametrize("years", [1, 3, 10])
def test_reference_frequencies_are_counts(annual, size, billions, years):
    """How often pairs of a size grew so fast is the count of a plain loop, to one in a hundred."""
    table = annual[annual["pair"] < 150]
    reference = estimate_reference(AnnualPanel.of(table, DEFLATOR))
    naive = _naive_growth(table, size, years)
    for threshold in (-0.2, 0.0, 0.05, 0.2):
        found = reference.at_least(threshold, years=years, size=billions)
        assert found.total == len(naive)
        assert found.share == pytest.approx(sum(g >= threshold for g in naive) / len(naive), abs=0.011)
        assert found.count == pytest.approx(found.share * found.total)


def test_reference_frequencies_end_at_none_and_all(annual):
    """No pair grew a thousandfold, every pair at least shrank a thousandfold less."""
    reference = estimate_reference(AnnualPanel.of(annual[annual["pair"] < 150], DEFLATOR))
    assert reference.at_least(7.0, years=1, size=2).share == 0
    assert reference.at_least(-7.0, years=1, size=2).share == 1
    assert reference.at_least(0.05, years=25, size=2) == reference.at_least(0.05, years=10, size=2)
    assert Frequency(0, 0).share is None


WEIGHTS = np.array([6, 7, 8, 8, 8, 9, 8, 8, 9, 10, 10, 9]) / 100
LOOSENESS = 0.15
VOLATILITY = 0.2
MONTHLY_TRUTH = GrowthPrior(0.03, 0.01, math.log(VOLATILITY), 0.0, 25.0, 5.0)


def _monthly_table(rng, partners, years):
    """Return months whose shares of the year vary around fixed ones, apart from the years' growth."""
    rows = []
    totals = np.exp(rng.uniform(np.log(2_000), np.log(50_000), partners))
    for year in range(2000, 2000 + years):
        parts = WEIGHTS * np.exp(rng.normal(0, LOOSENESS, (partners, 12)))
        flows = totals[:, None] * parts / parts.sum(axis=1, keepdims=True)
        index = pd.MultiIndex.from_product([np.arange(partners), range(1, 13)], names=["partner", "month"])
        rows.append(
            pd.DataFrame(
                {"exports_usd_million": flows.ravel() * 0.6, "imports_usd_million": flows.ravel() * 0.4}, index=index
            )
            .reset_index()
            .assign(year=year)
        )
        totals = totals * np.exp(rng.normal(0.03, VOLATILITY, partners))
    return pd.concat(rows, ignore_index=True)


@pytest.fixture(scope="module")
def monthly():
    """Return a monthly panel of 120 partners over 15 years."""
    return _monthly_table(np.random.default_rng(11), 120, 15)


def _cumulated(table):
    """Return year-to-date totals by partner and year, by plain loops."""
    sums = {}
    for row in table.sort_values("month").itertuples():
        run = sums.setdefault((row.partner, row.year), [])
        run.append((run[-1] if run else 0) + row.exports_usd_million + row.imports_usd_million)
    return sums


def test_the_profile_of_a_year_is_recovered(monthly):
    """Usual shares come back to half a per cent, and December says nothing new."""
    profile = estimate_profile(monthly, DEFLATOR, MONTHLY_TRUTH)
    assert profile.log_share == pytest.approx(np.log(np.cumsum(WEIGHTS)), abs=0.01)
    assert (profile.log_share[-1], profile.between_sd[-1], profile.noise[-1]) == (0, 0, 0)
    assert list(profile.log_share) == sorted(profile.log_share)


def test_the_noise_of_year_to_date_growth_falls_to_nothing(monthly):
    """Each month tells more, and the scale is that of plain growth differences over the volatility.

    A Student t of 5 degrees of freedom fits the core of these normal differences, so it lies a
    little below their standard deviation.
    """
    profile = estimate_profile(monthly, DEFLATOR, MONTHLY_TRUTH)
    assert all(later < earlier for earlier, later in zip(profile.noise, profile.noise[1:], strict=False))
    sums = _cumulated(monthly)
    for month in (1, 5, 9, 11):
        gaps = [
            math.log(sums[p, y + 1][11] / sums[p, y][11]) - math.log(sums[p, y + 1][month - 1] / sums[p, y][month - 1])
            for p, y in sums
            if (p, y + 1) in sums
        ]
        assert 0.75 <= profile.noise[month - 1] / (np.std(gaps) / VOLATILITY) <= 1.0


def test_partners_apart_in_their_season_show_in_the_spread_between_pairs(monthly):
    """Partners with a season of their own widen the spread between pairs, not the usual share."""
    tilt = np.where(monthly["partner"] % 2, 1.2, 1 / 1.2)
    early = monthly["month"] <= 6
    seasonal = monthly.assign(
        exports_usd_million=monthly["exports_usd_million"] * np.where(early, tilt, 1),
        imports_usd_million=monthly["imports_usd_million"] * np.where(early, tilt, 1),
    )
    plain, spread = (
        estimate_profile(monthly, DEFLATOR, MONTHLY_TRUTH),
        estimate_profile(seasonal, DEFLATOR, MONTHLY_TRUTH),
    )
    assert spread.between_sd[5] > 3 * plain.between_sd[5]
    assert spread.log_share[5] == pytest.approx(plain.log_share[5], abs=0.02)


def test_how_years_ended_that_were_up_is_a_count(monthly):
    """Frequencies given growth through a month are counts of a plain loop, to one in a hundred."""
    grew, sums = estimate_grew(monthly, DEFLATOR), _cumulated(monthly)
    growth = {
        (p, y): [math.log(a / b) for a, b in zip(sums[p, y], sums[p, y - 1], strict=True)]
        for p, y in sums
        if (p, y - 1) in sums
    }
    for months in (1, 5, 11, 12):
        for wanted in (False, True):
            cases = [g[11] for g in growth.values() if not wanted or g[months - 1] > 0]
            for threshold in (-0.1, 0.0, 0.03, 0.15):
                found = grew.at_least(threshold, months=months, grew=wanted)
                assert found.total == len(cases)
                assert found.share == pytest.approx(sum(c >= threshold for c in cases) / len(cases), abs=0.011)


def test_incomplete_years_and_small_partners_are_left_out(monthly):
    """A year with a month missing, or of less than 0.3bn, does not count."""
    holey = monthly[~((monthly["partner"] == 0) & (monthly["year"] == 2005) & (monthly["month"] == 7))]
    tiny = monthly["partner"] == 1
    scaled = holey.assign(
        exports_usd_million=holey["exports_usd_million"] * np.where(tiny[holey.index], 1e-3, 1),
        imports_usd_million=holey["imports_usd_million"] * np.where(tiny[holey.index], 1e-3, 1),
    )
    everyone = estimate_grew(monthly, DEFLATOR).cases_all[0]
    assert everyone == 120 * 14
    assert estimate_grew(scaled, DEFLATOR).cases_all[0] == everyone - 2 - 14


def test_annual_sums_are_sums_of_complete_years(monthly):
    """Twelve months make a year's total; eleven make none."""
    holey = monthly[~((monthly["partner"] == 0) & (monthly["year"] == 2005) & (monthly["month"] == 7))]
    table = annual_sums(holey).set_index(["pair", "year"])["total_usd_million"]
    sums = _cumulated(monthly)
    assert len(table) == 120 * 15 - 1
    assert (0, 2005) not in table.index
    assert table[3, 2007] == pytest.approx(sums[3, 2007][11])


def _world_table(rng, pairs, spread):
    """Return a panel whose pairs follow a common year with slopes around 1."""
    slopes = rng.normal(1.0, spread, pairs)
    common = rng.normal(0.07, 0.10, len(YEARS))
    growth = 0.02 + slopes[:, None] * common + rng.normal(0, 0.2, (pairs, len(YEARS)))
    levels = 1_000 * np.exp(np.cumsum(growth - growth.mean(axis=1, keepdims=True), axis=1))
    years, names = np.tile(list(YEARS), pairs), np.repeat(np.arange(pairs), len(YEARS))
    return pd.DataFrame({"pair": names, "year": years, "total_usd_million": levels.ravel()})


def test_the_response_to_world_trade_is_recovered():
    """Pairs that follow a common year with slopes of mean 1 and spread 0.3 give these back."""
    found = estimate_world(AnnualPanel.of(_world_table(np.random.default_rng(3), 800, 0.3), DEFLATOR))
    assert found.elasticity == pytest.approx(1.0, abs=0.1)
    assert found.spread == pytest.approx(0.3, abs=0.06)
    assert (found.pairs, found.years) == (800, len(YEARS) - 1)


def test_the_response_equals_a_regression_with_pair_effects_clustered_by_year():
    """Slope and standard error are those of statsmodels' OLS with a constant per pair, errors clustered by year."""
    from statsmodels.regression.linear_model import OLS

    table = _world_table(np.random.default_rng(4), 40, 0.2).sample(frac=0.95, random_state=1)
    found = estimate_world(AnnualPanel.of(table, DEFLATOR))
    wide = table.pivot_table(index="pair", columns="year", values="total_usd_million")
    wide = wide.where(wide >= 50)
    growth = np.log(wide).diff(axis=1)
    now, before = wide.where(growth.notna()), wide.shift(axis=1).where(growth.notna())
    world = np.log((now.sum() - now) / (before.sum() - before)).where(growth.notna())
    there = growth.notna().to_numpy()
    pairs, years = (grid[there] for grid in np.meshgrid(wide.index, wide.columns, indexing="ij"))
    own, others = growth.to_numpy()[there], world.to_numpy()[there]
    effects = pd.get_dummies(pairs).to_numpy(dtype=float)
    fit = OLS(own, np.column_stack([others, effects])).fit(
        cov_type="cluster", cov_kwds={"groups": years, "use_correction": False}
    )
    assert found.elasticity == pytest.approx(fit.params[0], abs=1e-4)
    assert found.standard_error == pytest.approx(fit.bse[0], abs=1e-4)


def test_a_panel_with_short_histories_has_no_response():
    """Pairs without ten growth rates have no slope of their own, and too few of them are refused."""
    table = _world_table(np.random.default_rng(5), 30, 0.2)
    with pytest.raises(FitError, match="0 pairs with 10 growth rates"):
        estimate_world(AnnualPanel.of(table[table["year"] < 1980], DEFLATOR))


def test_the_shipped_response_comes_from_the_panel(priors):
    """Nearly one for one, well known on average, with a spread between pairs (README, What if)."""
    world = priors.world
    assert 0.9 < world.elasticity < 1.1
    assert world.standard_error < 0.05 < world.spread < 0.5
    assert world.pairs > 1_000
