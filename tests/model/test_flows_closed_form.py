"""Exports and imports together in bulk: a brute posterior, and each flow alone where nothing is shared."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from forecast.errors import InputError
from forecast.model.closed_form import simulate_levels
from forecast.model.flows_closed_form import simulate_two_flows, surplus_probabilities
from forecast.priors import TwoFlowsPrior, shipped_priors

SHIPPED = shipped_priors()
YEAR, HORIZON = 2014, 6
#: A pair below USD 300m, whose smaller flow takes back a part of its shocks.
EXPORTS = np.array([[60e6, 85e6, 70e6, 66e6, 95e6, 80e6]])
IMPORTS = np.array([[190e6, 170e6, 220e6, 260e6, 215e6, 250e6]])


def simulate(exports=EXPORTS, imports=IMPORTS, *, priors=SHIPPED, draws=2**15):
    """Return draws of both flows, (2, N, HORIZON, draws)."""
    return simulate_two_flows(exports, imports, priors=priors, horizon=HORIZON, last_year=YEAR, draws=draws)


def brute(priors, *, draws, rng):
    """Return weighted draws of the total (HORIZON, draws): parameters from the prior, weighted by the likelihood."""
    prior, shared = priors.of_flow.growth, priors.flows
    rho = shared.shock_correlation
    both = np.array([[1, shared.drift_correlation], [shared.drift_correlation, 1]])
    drifts = prior.drift + prior.drift_sd * (np.linalg.cholesky(both) @ rng.standard_normal((2, draws)))
    sigmas, thetas, standard = [], [], []
    for flow, drift in zip((EXPORTS[0], IMPORTS[0]), drifts, strict=True):
        sizes = [priors.deflator.real(v, YEAR - len(flow) + 1 + i) / 1e9 for i, v in enumerate(flow)]
        df, theta = prior.volatility_df, prior.theta(sizes[-1])
        sigma = prior.volatility(sizes[-1]) * np.sqrt(df / rng.chisquare(df, draws))
        shock, told = np.zeros(draws), []
        for t, rate in enumerate(np.diff(np.log(flow))):
            shock = rate - drift - theta * shock
            relative = (sizes[t] / sizes[-1]) ** prior.size_elasticity
            told.append((shock / (relative * sigma), relative * sigma))
        sigmas.append((sigma, shock))
        thetas.append(theta)
        standard.append(told)
    log_weight = np.zeros(draws)
    for (z, sd), (u, other) in zip(*standard, strict=True):
        log_weight -= (z**2 + u**2 - 2 * rho * z * u) / (2 * (1 - rho**2)) + np.log(sd * other)
    total = np.zeros((HORIZON, draws))
    first, second = (rng.standard_t(prior.shock_df, (2, HORIZON, draws)) * math.sqrt(1 - 2 / prior.shock_df)).copy()
    for i, shocks in enumerate((first, rho * first + math.sqrt(1 - rho**2) * second)):
        sigma, last = sigmas[i]
        level = np.full(draws, math.log((EXPORTS, IMPORTS)[i][0, -1]))
        for h in range(HORIZON):
            level = level + drifts[i] + thetas[i] * last + sigma * shocks[h]
            last = sigma * shocks[h]
            total[h] += np.exp(level)
    weight = np.exp(log_weight - log_weight.max())
    return total, weight / weight.sum()


def test_a_brute_posterior_gives_the_same_chances():
    """Parameters drawn from the prior and weighted by the likelihood give every chance within a point."""
    priors = replace(SHIPPED, growth=replace(SHIPPED.growth, drift_sd=0.05), flows=TwoFlowsPrior(0.01, 0.4, 0.8))
    total, weight = brute(priors, draws=400_000, rng=np.random.default_rng(5))
    assert 1 / (weight**2).sum() > 20_000
    drawn = simulate(priors=priors).sum(axis=0)[0]
    for mark in (300e6, 350e6, 450e6, 700e6):
        expected = (np.maximum.accumulate(total) >= mark) @ weight
        found = (np.maximum.accumulate(drawn) >= mark).mean(axis=1)
        assert found == pytest.approx(expected, abs=0.01)


def test_flows_that_share_nothing_are_each_forecast_as_alone():
    """Without correlations and lift each flow has the distribution that the growth model gives it alone."""
    priors = replace(SHIPPED, flows=TwoFlowsPrior(0.0, 0.0, 0.0))
    for drawn, alone in zip(simulate(priors=priors), (EXPORTS, IMPORTS), strict=True):
        expected = simulate_levels(alone, horizon=HORIZON, last_year=YEAR, draws=2**15, priors=priors)
        for year in range(HORIZON):
            statistic = stats.ks_2samp(drawn[0, year], expected[0, year]).statistic
            assert statistic < 0.01


def test_each_pair_is_answered_as_if_it_were_alone():
    """Other pairs beside it change no draw of a pair."""
    exports, imports = np.concatenate([EXPORTS, 40 * IMPORTS]), np.concatenate([IMPORTS, 90 * EXPORTS])
    assert (simulate(exports, imports, draws=512)[:, :1] == simulate(draws=512)).all()


def test_a_known_drift_is_kept():
    """A scenario that sets the drift leaves no spread of drifts, and the drift's correlation nothing to share."""
    priors = replace(SHIPPED, growth=replace(SHIPPED.growth, drift=0.10, drift_sd=0.0, shock_df=math.inf))
    slow = replace(priors, growth=replace(priors.growth, drift=0.0))
    fast, slow = (np.log(simulate(priors=p)) for p in (priors, slow))
    moved = (fast - slow).mean(axis=3)[:, 0, -1]
    assert moved == pytest.approx([0.6, 0.6], abs=0.05)


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
