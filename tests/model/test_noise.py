"""The random numbers of a seed: kept, and the same as drawn anew."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy import stats

from forecast.model.noise import standard_normals, standard_shocks


def test_numbers_of_a_seed_are_the_first_of_its_stream_however_many_are_asked_for():
    """More, fewer and more than are kept are prefixes of one stream, as numpy draws it."""
    stream = np.random.default_rng([7, 1]).standard_normal(2_000_000)
    for count in (10, 250_000, 3, 2_000_000, 1_000_000):
        assert_array_equal(standard_normals(7, count), stream[:count])


def test_shocks_of_a_seed_do_not_turn_on_how_many_are_drawn():
    """A longer horizon leaves the nearer years alone; other seeds and tails are other numbers."""
    many = standard_shocks(3, 5.0, 300_000).copy()
    assert_array_equal(standard_shocks(3, 5.0, 1_000), many[:1_000])
    assert not np.array_equal(standard_shocks(4, 5.0, 1_000), many[:1_000])
    assert not np.array_equal(standard_shocks(3, 8.0, 1_000), many[:1_000])


@pytest.mark.parametrize("df", [5.0, math.inf])
def test_shocks_are_student_t_of_variance_one(df):
    """By the distribution function of scipy, scaled to variance 1."""
    scale = 1.0 if math.isinf(df) else math.sqrt((df - 2) / df)
    shocks = standard_shocks(11, df, 200_000)
    for edge in (-2.5, -1.0, 0.0, 1.5):
        assert (shocks <= edge).mean() == pytest.approx(stats.t.cdf(edge / scale, df), abs=0.004)


def test_numbers_that_are_kept_cannot_be_written_to():
    """Another question has them, too."""
    with pytest.raises(ValueError, match="read-only"):
        standard_normals(0, 5)[0] = 1.0


def test_threads_that_ask_for_other_seeds_get_their_own():
    """Only the seed asked for last is kept; nobody gets another's numbers."""
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda seed: (seed, standard_normals(seed, 50_000)[:5].copy()), [1, 2, 3, 4] * 10))
    for seed, numbers in found:
        assert_array_equal(numbers, np.random.default_rng([seed, 1]).standard_normal(5))
