"""Intervals: every operation holds every pointwise result."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forecast.data.intervals import Interval

NUMBERS = st.floats(-1e12, 1e12, allow_subnormal=False)


@st.composite
def intervals_with_a_point(draw, numbers=NUMBERS):
    """Draw an interval and a number in it."""
    low, high = sorted((draw(numbers), draw(numbers)))
    return Interval(low, high), min(max(low + draw(st.floats(0, 1)) * (high - low), low), high)


def _holds(interval, number, size):
    """Return whether an interval holds a number, but for binary rounding at a size."""
    return interval.low - 1e-12 * size <= number <= interval.high + 1e-12 * size


@given(intervals_with_a_point(), intervals_with_a_point())
def test_sums_and_differences_hold_every_pointwise_one(first, second):
    """X + y and x - y lie in the sum and the difference of intervals around x and y."""
    (a, x), (b, y) = first, second
    size = max(abs(e) for e in (a.low, a.high, b.low, b.high))
    assert _holds(a + b, x + y, size)
    assert _holds(a - b, x - y, size)


@given(intervals_with_a_point(), intervals_with_a_point())
def test_products_hold_every_pointwise_one(first, second):
    """X y lies in the product, whatever the signs."""
    (a, x), (b, y) = first, second
    size = max(abs(e) for e in (a.low, a.high)) * max(abs(e) for e in (b.low, b.high))
    assert _holds(a * b, x * y, size)


@given(intervals_with_a_point(), intervals_with_a_point(st.floats(1e-6, 1e12)))
def test_quotients_hold_every_pointwise_one(first, second):
    """X / y lies in the quotient by a positive interval."""
    (a, x), (b, y) = first, second
    assert _holds(a / b, x / y, max(abs(a.low), abs(a.high)) / b.low)


@pytest.mark.parametrize("divisor", [Interval(0, 1), Interval(-1, 1), Interval(-2, -1)])
def test_a_divisor_that_is_not_positive_is_refused(divisor):
    """Levels are positive: dividing by anything else is a mistake."""
    with pytest.raises(ValueError, match="not positive"):
        Interval(1, 2) / divisor


@given(st.lists(intervals_with_a_point(), min_size=1, max_size=5))
def test_the_hull_holds_every_point_and_no_smaller_one_does(members):
    """The hull holds every member, and its ends are ends of members."""
    intervals = [interval for interval, _ in members]
    hull = Interval.hull(intervals)
    assert all(hull.contains(point) for _, point in members)
    assert hull.low in {i.low for i in intervals}
    assert hull.high in {i.high for i in intervals}


@given(intervals_with_a_point(), st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), max_size=4))
def test_the_intersection_holds_every_common_point(first, reaches):
    """A point of every interval is a point of their intersection, which lies in all of them."""
    own, point = first
    others = [Interval(point - below, point + above) for below, above in reaches]
    common = Interval.intersection([own, *others])
    assert common is not None
    assert common.contains(point)
    assert all(i.low <= common.low and common.high <= i.high for i in (own, *others))


@given(intervals_with_a_point(), intervals_with_a_point())
def test_intervals_meet_exactly_when_they_have_an_intersection(first, second):
    """Apart by more than binary rounding means no intersection, from either side."""
    a, b = first[0], second[0]
    assert a.meets(b) == b.meets(a) == (a.intersect(b) is not None) == (b.intersect(a) is not None)
    gap = max(a.low, b.low) - min(a.high, b.high)
    assume(gap <= 0 or gap > 1e-8 * max(abs(e) for e in (a.low, a.high, b.low, b.high)))
    assert a.meets(b) == (gap <= 0)


def test_binary_rounding_is_never_a_contradiction():
    """0.1 + 0.2 meets 0.3, and the intersection is the pair of both."""
    common = Interval(0.1 + 0.2, 0.4).intersect(Interval(0.2, 0.3))
    assert common == Interval(0.3, 0.1 + 0.2)


def test_three_intervals_that_meet_in_pairs_only_by_a_common_part_have_none():
    """Disjoint members make the intersection of all None, wherever they stand."""
    a, b = Interval(0, 1), Interval(2, 3)
    wide = Interval(0, 3)
    assert Interval.intersection([wide, a, b]) is None
    assert Interval.intersection([a, b, wide]) is None
    assert Interval.intersection([a]) == a


@pytest.mark.parametrize(("low", "high"), [(2, 1), (math.nan, 1), (1, math.nan), (-math.inf, 1), (1, math.inf)])
def test_ends_are_finite_and_in_order(low, high):
    """No empty, infinite or undefined interval can be made."""
    with pytest.raises(ValueError, match="not an interval"):
        Interval(low, high)


def test_middle_and_width_by_hand():
    """The middle of 2 to 5 is 3.5, the width 3."""
    assert (Interval(2, 5).middle, Interval(2, 5).width) == (3.5, 3)
