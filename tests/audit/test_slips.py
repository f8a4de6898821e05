"""Slips of the unit: figures off by a power of ten or more."""

from __future__ import annotations

import pytest

from forecast.audit.misprints import changed_digit, lost_digit, meant, power_of_ten, significant_digits
from forecast.data.intervals import Interval
from tests.support.printed import BN, M


class TestSlips:
    """The slips that have a name."""

    def test_digits(self) -> None:
        """Printed digits have no outer zeros and depend on the resolution, if there is one."""
        assert significant_digits(1.25 * BN, 10 * M) == "125"
        assert significant_digits(1.2, 0.1) == "12"
        assert significant_digits(1_743_000_000, 0) == "1743"

    def test_single_digits_prove_nothing(self) -> None:
        """3 is not 35 with a digit lost: too little is left to compare."""
        assert not lost_digit("3", "35")
        assert not changed_digit("3", "5")

    def test_power_of_ten_within_two_per_cent(self) -> None:
        """246m and 2.5bn are 1.6 % off a factor of ten, 240m and 2.5bn 4 %."""
        assert power_of_ten(246 * M, 2.5 * BN) == 1
        assert power_of_ten(240 * M, 2.5 * BN) is None

    def test_meant(self) -> None:
        """1.2 may be 11.2 with a digit lost, but in a wide range anything would fit, so nothing does."""
        assert meant(1.2, 0.1, Interval(11.08, 11.28)) == pytest.approx(11.2)
        assert meant(1.2, 0.1, Interval(10.0, 13.0)) is None
        assert meant(17.2, 0.1, Interval(11.08, 11.28), changed=True) == pytest.approx(11.2)
