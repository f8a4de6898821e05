"""Processors round differently: what is drawn must not turn on the last bit of a fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from numpy.testing import assert_allclose

from forecast.model.growth import fit_growth
from forecast.model.simulation import simulate
from forecast.priors import shipped_priors
from tests.support.measured import shipped

#: As large as what kernels of two processors differ by.
ROUNDING = 1e-15


def _rounded_otherwise(fit, seed):
    """Return a fit whose covariances differ by rounding, symmetric as they were."""
    noise = np.random.default_rng(seed).uniform(-ROUNDING, ROUNDING, fit.covariance.shape)
    return replace(fit, covariance=fit.covariance * (1 + noise + np.swapaxes(noise, -1, -2)))


@pytest.mark.parametrize("drift_sd", [shipped_priors().growth.drift_sd, 0.0], ids=["drift learned", "drift known"])
def test_paths_do_not_turn_on_the_last_bit_of_a_fit(drift_sd):
    """Also where a scenario sets the drift, whose variance is nothing but rounding."""
    priors = shipped_priors()
    known = replace(priors, growth=replace(priors.growth, drift_sd=drift_sd))
    fit = fit_growth(shipped(date(2025, 7, 14)), known)
    paths = simulate(fit, horizon=2030, draws=2_000, seed=0)
    for seed in range(8):
        others = simulate(_rounded_otherwise(fit, seed), horizon=2030, draws=2_000, seed=0)
        assert_allclose(others.values, paths.values, rtol=1e-6)
