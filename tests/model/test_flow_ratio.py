"""Exports and imports in bulk as parts of their total: a brute posterior, exact Gaussian bridges, and the total itself."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose
from statsmodels.regression.linear_model import OLS

from forecast.errors import InputError
from forecast.model import (
    draw_ratios,
    fit_ratio,
    simulate_levels,
    simulate_two_flows,
    standard_draws,
    surplus_probabilities,
    usual_spread,
)
from forecast.priors import FlowRatioPrior, shipped_priors

SHIPPED = shipped_priors()
YEAR, HORIZON = 2014, 6
#: A pair below USD 300m, whose smaller flow takes back a part of its shocks.
EXPORTS = np.array([[60e6, 85e6, 70e6, 66e6, 95e6, 80e6]])
IMPORTS = np.array([[190e6, 170e6, 220e6, 260e6, 215e6, 250e6]])


def simulate(exports=EXPORTS, imports=IMPORTS, *, priors=SHIPPED, draws=2**15):
    """Return draws of both flows, (2, N, HORIZON, draws)."""
    return simulate_two_flows(exports, imports, priors=priors, horizon=HORIZON, last_year=YEAR, draws=draws)


def brute(priors, *, draws, rng):
    """Return weighted draws of the log ratio (HORIZON, draws): parameters from the prior, weighted by the likelihood."""
    prior, df = priors.ratio, priors.growth.volatility_df
    sizes = [priors.deflator.real(float(flow[0, -1]), YEAR) / 1e9 for flow in (EXPORTS, IMPORTS)]
    first, second = (priors.growth.volatility(size) for size in sizes)
    s = math.sqrt(first**2 + second**2 - 2 * prior.correlation * first * second) * np.sqrt(
        df / rng.chisquare(df, draws)
    )
    m = prior.spread * s * rng.standard_normal(draws)
    r, known = 1 - prior.reversion, np.log(EXPORTS / IMPORTS)[0]
    log_weight = -(((known[0] - m) / s) ** 2) * (1 - r**2) / 2 - np.log(s)
    for before, after in pairwise(known):
        log_weight -= ((after - m - r * (before - m)) / s) ** 2 / 2 + np.log(s)
    level, rows = np.full(draws, known[-1]), []
    for _ in range(HORIZON):
        shock = rng.standard_t(priors.growth.shock_df, draws) * math.sqrt(1 - 2 / priors.growth.shock_df)
        level = m + r * (level - m) + s * shock
        rows.append(level)
    weight = np.exp(log_weight - log_weight.max())
    return np.array(rows), weight / weight.sum()


@pytest.mark.parametrize("prior", [SHIPPED.ratio, FlowRatioPrior(0.3, 0.7, 0.0)])
def test_a_brute_posterior_gives_the_same_ratios(prior):
    """Parameters drawn from the prior and weighted by the likelihood give every quantile of a share within a point."""
    priors = replace(SHIPPED, ratio=prior)
    ratio, weight = brute(priors, draws=400_000, rng=np.random.default_rng(5))
    assert 1 / (weight**2).sum() > 20_000
    exports, imports = simulate(priors=priors)
    drawn = np.log(exports / imports)[0]
    for edge in (-2.0, -1.2, -0.9, -0.5, 0.0):
        assert (drawn < edge).mean(axis=1) == pytest.approx((ratio < edge) @ weight, abs=0.01)


def test_the_posterior_is_that_of_a_regression_with_one_row_for_the_prior():
    """Statsmodels' least squares on the rows of the module's docstring, gaps included, gives mean and precision."""
    years, r = (2001, 2002, 2005, 2010, 2011), 1 - SHIPPED.ratio.reversion
    known = np.array([[0.3, 0.5, -0.2, 0.1, 0.6]])
    gaps = np.diff(years)
    spread = np.sqrt([sum(r ** (2 * j) for j in range(gap)) for gap in gaps])
    x = [1 / SHIPPED.ratio.spread, math.sqrt(1 - r**2), *((1 - r**gaps) / spread)]
    y = [0.0, math.sqrt(1 - r**2) * known[0, 0], *((known[0, 1:] - r**gaps * known[0, :-1]) / spread)]
    regression = OLS(y, x).fit()
    found = fit_ratio(known, years, np.array([0.2]), SHIPPED)
    assert found.usual == pytest.approx(regression.params)
    assert found.precision == pytest.approx(1 / regression.normalized_cov_params[0, 0])
    df = SHIPPED.growth.volatility_df
    assert found.spread**2 == pytest.approx((df * 0.2**2 + regression.ssr) / (df + len(years)))


def test_unknown_years_are_drawn_between_the_known_ones():
    """With usual ratio and spread known, means and covariances are those of the autoregression's own covariances."""
    certain = replace(
        SHIPPED, ratio=replace(SHIPPED.ratio, spread=1e-6), growth=replace(SHIPPED.growth, volatility_df=1e9)
    )
    years, known, s = (2000, 2004, 2006), np.array([0.4, -0.3, 0.5]), 0.2
    fit = fit_ratio(known[None, :], years, np.array([s]), certain)
    rows = np.array(list(draw_ratios(fit, 0, standard_draws(fit, until=2006, draws=200_000, seed=1))))
    r, every = 1 - certain.ratio.reversion, np.arange(2000, 2007)
    cov = s**2 / (1 - r**2) * r ** abs(every[:, None] - every)
    told = np.isin(every, years)
    slope = cov[np.ix_(~told, told)] @ np.linalg.inv(cov[np.ix_(told, told)])
    rest = cov[np.ix_(~told, ~told)] - slope @ cov[np.ix_(told, ~told)]
    assert rows[told].std(axis=1) == pytest.approx(0)
    assert rows[~told].mean(axis=1) == pytest.approx(slope @ known, abs=0.003)
    assert np.cov(rows[~told]) == pytest.approx(rest, abs=0.001)


def test_a_ratio_comes_back_to_its_usual_one():
    """From thrice its usual distance it comes back by a tenth a year, and its spread stays bounded."""
    years = tuple(range(1960, 2001))
    known = np.where(np.array(years) < 2000, 1.0, 2.0)[None, :]
    fit = fit_ratio(known, years, np.array([0.1]), SHIPPED)
    middle = np.median(list(draw_ratios(fit, 0, standard_draws(fit, until=2040, draws=20_000, seed=3))), axis=1)[40:]
    expected = fit.usual[0] + (2.0 - fit.usual[0]) * (1 - SHIPPED.ratio.reversion) ** np.arange(41)
    assert middle == pytest.approx(expected, abs=0.03)


def test_flows_add_up_to_the_total_on_every_path():
    """The total's draws are those of the total alone."""
    total = simulate_levels(EXPORTS + IMPORTS, horizon=HORIZON, last_year=YEAR, draws=2**12)
    assert_allclose(simulate(draws=2**12).sum(axis=0), total, rtol=1e-12)


def test_flows_of_a_size_have_the_volatility_usual_there():
    """The ratio's usual spread follows from both flows' volatilities and their correlation."""
    prior, real = SHIPPED.growth, SHIPPED.deflator.real
    first, second = (prior.volatility(real(level, 2010) / 1e9) for level in (2e9, 0.3e9))
    expected = math.sqrt(first**2 + second**2 - 2 * SHIPPED.ratio.correlation * first * second)
    assert usual_spread(np.array([2e9]), np.array([0.3e9]), year=2010, priors=SHIPPED) == pytest.approx(expected)


def test_each_pair_is_answered_as_if_it_were_alone():
    """Other pairs beside it change no draw of a pair."""
    exports, imports = np.concatenate([EXPORTS, 40 * IMPORTS]), np.concatenate([IMPORTS, 90 * EXPORTS])
    assert (simulate(exports, imports, draws=512)[:, :1] == simulate(draws=512)).all()


def test_the_chance_of_a_surplus_is_that_of_the_paths_and_turns_with_the_flows():
    """It counts the same paths, and what is a surplus seen from one side is a deficit seen from the other."""
    asked = {"horizon": HORIZON, "last_year": YEAR, "draws": 2**13}
    chance = surplus_probabilities(EXPORTS, IMPORTS, **asked)
    paths = simulate_two_flows(EXPORTS, IMPORTS, **asked)
    assert (chance == (paths[0] > paths[1]).mean(axis=2)).all()
    assert (np.diff(chance[0]) > 0).all()
    assert chance[0, -1] < 0.5
    turned = surplus_probabilities(IMPORTS, EXPORTS, **asked)
    assert turned == pytest.approx(1 - chance, abs=0.01)


def test_every_fault_of_both_tables_is_told():
    """Holes, flows of nothing, too few years, tables that do not match and numbers out of range are refused."""
    with pytest.raises(InputError) as error:
        simulate_two_flows([[1.0, 2.0, np.nan, 3.0]], [[1.0, 0.0, 2.0, 3.0]], horizon=0)
    assert [fault.where for fault in error.value.faults] == ["exports[0, 2]", "imports[0, 1]", "horizon"]
    with pytest.raises(InputError, match="at least 4 consecutive years"):
        simulate_two_flows([[1.0, 2.0]], [[1.0, 2.0]], horizon=3)
    with pytest.raises(InputError, match="2 x 6 where exports are 1 x 6"):
        surplus_probabilities(EXPORTS, np.repeat(IMPORTS, 2, axis=0), horizon=3)
