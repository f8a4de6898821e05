"""Quantiles of sample paths: the values at their ranks, however they are looked for."""

from __future__ import annotations

import numpy as np
import pytest

from forecast.model.paths import SamplePaths


@pytest.mark.parametrize("spread", [0.0, 1e-12, 0.01, 1.0, 30.0])
def test_quantiles_are_the_values_at_their_ranks(spread: float) -> None:
    """However narrow or wide a year's totals lie, and however many are the same."""
    draws = np.random.default_rng(1).standard_t(3, size=(3, 20_000)).clip(-20, 20)
    draws[1] = np.round(draws[1], 1)
    values = 2.5e9 * np.exp(spread * draws)
    told = (0.0001, 0.05, 0.1, 0.25, 0.5, 0.9, 0.95, 1.0)
    ranks = np.ceil(np.array(told) * values.shape[1]).astype(int) - 1
    found = SamplePaths(np.arange(2020, 2023), values, 1.0).quantiles(told)
    np.testing.assert_array_equal(found, np.sort(values, axis=1)[:, ranks])
