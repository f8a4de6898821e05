"""The posterior of the volatility on a grid, one for every way of fitting the growth model.

``sigma^2`` is scaled inverse chi-square around the usual volatility of a pair's size. Whatever the
likelihood - a Kalman filter's or a closed form's - its product with that prior is summed over nodes even in
``log sigma``. Coarse passes find where it lies, which for long calm histories is far below what is usual; the
nodes told cover that stretch. Evenly spaced sums of smooth bells are exact for all purposes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forecast.errors import FitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["VolatilityPosterior", "draws_until", "relative_volatility", "volatility_posterior"]

NODES = 16
#: The first pass looks this far from the usual volatility, with so many nodes, and keeps what lies within
#: so many log units of the best.
WIDEST, COARSE_NODES, NEGLIGIBLE = 20.0, 24, 12.0
#: A pass that found so few nodes near the best is followed by a finer one.
ENOUGH, MOST_PASSES = 4, 5


@dataclass(frozen=True, eq=False)
class VolatilityPosterior:
    """What N pairs' measurements say of their volatility, by node.

    Parameters
    ----------
    nodes : array, shape (N, NODES)
        Yearly log standard deviation, even on the log scale.
    weight : array, shape (N, NODES)
        Posterior, the best node of a pair counting 1.
    log_evidence : array, shape (N,)
        Log marginal likelihood.
    """

    nodes: Floats
    weight: Floats
    log_evidence: Floats


def _log_prior(nodes: Floats, usual: Floats, df: float) -> Floats:
    """Return the log prior density of log sigma: sigma^2 is scaled inverse chi-square."""
    ratio, half = nodes / usual, df / 2
    constant = math.log(2) + half * math.log(half) - math.lgamma(half)
    return np.asarray(constant - df * np.log(ratio) - half / ratio**2)


def _even(low: Floats, high: Floats, count: int) -> Floats:
    """Return nodes (N, count) even on the log scale between ends (N,)."""
    return np.ascontiguousarray(np.geomspace(low, high, count, axis=-1))


def volatility_posterior(log_likelihood: Callable[[Floats], Floats], usual: Floats, df: float) -> VolatilityPosterior:
    """Return the posterior of each pair's volatility.

    Parameters
    ----------
    log_likelihood : callable
        Of volatilities (N, G), one row a pair: the log likelihood of the pair's measurements under each.
    usual : array, shape (N,)
        Volatility usual at each pair's size.
    df : float
        Degrees of freedom of the prior.

    Raises
    ------
    FitError
        When a pair's posterior is finite at no node.
    """

    def posterior(nodes: Floats) -> Floats:
        found = _log_prior(nodes, usual[:, None], df) + log_likelihood(nodes)
        finite = np.isfinite(found)
        if not finite.any(axis=1).all():
            msg = "the measurements have no finite likelihood under the growth model"
            raise FitError(msg)
        return np.where(finite, found, -np.inf)

    wide = _even(usual / WIDEST, usual * WIDEST, COARSE_NODES)
    told = posterior(wide)
    nodes, looking = wide[:, :NODES], np.ones((len(wide), 1), dtype=np.bool_)
    for _ in range(MOST_PASSES):
        near = told > told.max(axis=1, keepdims=True) - NEGLIGIBLE
        first = np.maximum(np.argmax(near, axis=1) - 1, 0)
        last = np.minimum(near.shape[1] - np.argmax(near[:, ::-1], axis=1), near.shape[1] - 1)
        low, high = (np.take_along_axis(wide, place[:, None], axis=1)[:, 0] for place in (first, last))
        # A pair whose nodes are fine enough keeps them, so that its answer depends on no other pair.
        nodes = np.where(looking, _even(low, high, NODES), nodes)
        looking = looking & (near.sum(axis=1, keepdims=True) < ENOUGH)
        wide, told = nodes, posterior(nodes)
        if not looking.any():
            break
    top = told.max(axis=1, keepdims=True)
    weight = np.exp(told - top)
    evidence = top[:, 0] + np.log(weight.sum(axis=1) * np.log(nodes[:, 1] / nodes[:, 0]))
    return VolatilityPosterior(nodes, weight, evidence)


def relative_volatility(log_size: Floats, last: Floats | float, elasticity: float) -> Floats:
    """Return the volatility usual at each past size, in units of that at the last size.

    What a pair's shocks were when it was small says by this much more or less about what they are now.

    Parameters
    ----------
    log_size, last : array
        Log size at constant prices.
    elasticity : float
        Of volatility to size.
    """
    return np.asarray(np.exp(elasticity * (log_size - last)))


def draws_until(weight: Floats, draws: int) -> NDArray[np.int64]:
    """Return how many of `draws` draws the nodes up to each get, rounded so that all add to `draws`.

    Parameters
    ----------
    weight : array, shape (..., G)
        Of each node; need not add to 1.
    draws : int
    """
    cumulated = np.cumsum(weight, axis=-1)
    return np.rint(cumulated / cumulated[..., -1:] * draws).astype(np.int64)
