"""The grid of volatilities: sums over it are the exact posterior, and no pair's grid depends on another's."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from forecast.errors import FitError
from forecast.model.volatility import draws_until, volatility_posterior


def normal_likelihood(squares, count):
    """Return the log likelihood of `count` shocks of mean zero with these sums of squares, shape (N,)."""

    def log_likelihood(nodes):
        return -count * np.log(nodes * math.sqrt(2 * math.pi)) - squares[:, None] / (2 * nodes**2)

    return log_likelihood


@pytest.mark.parametrize("count", [1, 11, 60])
@pytest.mark.parametrize("factor", [1e-3, 0.3, 1.0, 4.0])
def test_the_posterior_of_normal_shocks_is_scaled_inverse_chi_square(count, factor):
    """With shocks of known mean prior and posterior are conjugate: moments and evidence are textbook ones."""
    df, usual = 25.0, 0.2
    squares = np.array([count * (factor * usual) ** 2])
    found = volatility_posterior(normal_likelihood(squares, count), np.array([usual]), df)
    weight, nodes = found.weight[0] / found.weight[0].sum(), found.nodes[0]
    scale = (df * usual**2 + squares[0]) / 2
    exact = stats.invgamma((df + count) / 2, scale=scale)
    assert weight @ nodes**2 == pytest.approx(exact.mean(), rel=2e-3)
    assert weight @ np.log(nodes**2) == pytest.approx(exact.expect(np.log), abs=2e-3)
    evidence = stats.invgamma((df) / 2, scale=df * usual**2 / 2).logpdf(usual**2)
    evidence += stats.norm(0, usual).logpdf(0) * count - squares[0] / (2 * usual**2) - exact.logpdf(usual**2)
    assert found.log_evidence[0] == pytest.approx(evidence, abs=2e-3)


def test_a_pair_in_company_is_a_pair_alone():
    """The bytes of a pair's nodes and weights depend on no other pair, however many passes those need."""
    squares, usual = np.array([1e-9, 0.4, 3.0, 900.0]), np.array([0.1, 0.2, 0.3, 0.4])
    together = volatility_posterior(normal_likelihood(squares, 40), usual, 25.0)
    for i in range(4):
        alone = volatility_posterior(normal_likelihood(squares[[i]], 40), usual[[i]], 25.0)
        assert alone.nodes.tobytes() == together.nodes[i].tobytes()
        assert alone.weight.tobytes() == together.weight[i].tobytes()


def test_a_pair_without_any_finite_likelihood_is_refused():
    """One pair that no volatility explains is an error, not a NaN among the answers."""
    with pytest.raises(FitError, match="no finite likelihood"):
        volatility_posterior(normal_likelihood(np.array([0.1, math.nan]), 5), np.array([0.2, 0.2]), 25.0)


def test_draws_are_shared_out_by_weight():
    """Every node gets its share of the draws, rounded so that none is lost."""
    weight = np.array([[1.0, 2.0, 1.0], [0.0, 0.5, 0.0]])
    assert draws_until(weight, 4).tolist() == [[1, 3, 4], [0, 4, 4]]
    rng = np.random.default_rng(1)
    for _ in range(50):
        assert draws_until(rng.random(16), 999)[-1] == 999
