"""How a year fills up: the last month says nothing new, and shares lie in their range."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.data.seasonality import YearProfile

EVEN = YearProfile(
    log_share=tuple(math.log(m / 12) for m in range(1, 13)),
    between_sd=(*[0.05] * 11, 0.0),
    noise=(*[0.8] * 11, 0.0),
)


def test_an_even_year_has_even_shares():
    """Half of an even year is over by June, all of it by December."""
    assert [EVEN.share(m) for m in (1, 6, 12)] == pytest.approx([1 / 12, 1 / 2, 1])


def test_december_leaves_nothing_open():
    """The range of the whole year's share is exactly one."""
    allowed = EVEN.share_interval(12, volatility=0.3)
    assert (allowed.low, allowed.high) == (1.0, 1.0)


def test_a_range_of_shares_worked_by_hand():
    """June: 1/2 times exp(± 1.96 sqrt(0.05² + (0.8 · 0.2)² / 2))."""
    spread = 1.96 * math.sqrt(0.05**2 + (0.8 * 0.2) ** 2 / 2)
    allowed = EVEN.share_interval(6, volatility=0.2)
    assert (allowed.low, allowed.high) == pytest.approx((math.exp(-spread) / 2, math.exp(spread) / 2))


@given(st.integers(1, 12), st.floats(0, 2), st.floats(0, 4))
def test_the_usual_share_lies_in_the_range_and_no_share_above_one(months, volatility, deviations):
    """A range of shares holds the usual one and ends at the whole year."""
    allowed = EVEN.share_interval(months, volatility=volatility, deviations=deviations)
    assert allowed.low - 1e-12 <= EVEN.share(months) <= allowed.high + 1e-12
    assert 0 < allowed.low <= allowed.high <= 1


@pytest.mark.parametrize("values", [(0.0,) * 11, (0.0,) * 13, (*[0.0] * 11, 0.1), ()])
@pytest.mark.parametrize("part", ["log_share", "between_sd", "noise"])
def test_a_profile_of_another_shape_is_refused(part, values):
    """Twelve months each, the last of them zero."""
    parts = dict.fromkeys(("log_share", "between_sd", "noise"), (0.0,) * 12) | {part: values}
    with pytest.raises(ValueError, match="twelve months"):
        YearProfile(**parts)


def test_shipped_year_to_date_growth_tells_more_each_month(priors):
    """The spread of the year's growth around year-to-date growth shrinks to nothing by December."""
    assert all(later < earlier for earlier, later in zip(priors.profile.noise, priors.profile.noise[1:], strict=False))
    widths = [priors.profile.share_interval(m, volatility=0.2).width / priors.profile.share(m) for m in range(1, 13)]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0
