"""How wide "about" is: levels named at announcements beside the books of the same years."""

from __future__ import annotations

import numpy as np
import pytest

from forecast.data import catalog
from forecast.data.pairs import books_of
from forecast.data.precision import WIDEST_ABOUT, printed_interval


def _digits(value: float) -> int:
    return len(f"{value:.0f}".rstrip("0"))


def _totals(reporter: str, partner: str, year: int) -> list[float]:
    """Return what both sides' books have as the total of a year, of the year before and of the year after."""
    found = []
    for ours, theirs in ((reporter, partner), (partner, reporter)):
        book = books_of(ours, theirs)
        exports, imports = book.get("exports", {}), book.get("imports", {})
        found += [float(exports[y] + imports[y]) for y in (year - 1, year, year + 1) if y in exports and y in imports]
    return found


@pytest.fixture(scope="module")
def named() -> dict[int, list[float]]:
    """Return by number of digits how far levels named at announcements lie from the nearest total, in logs.

    The nearest: who announces seldom says whose statistics and which year are meant.
    """
    found: dict[int, dict[tuple[frozenset[str], float], float]] = {}
    for target in catalog.targets():
        level = target.level_then
        if (
            level is None
            or not target.announced
            or target.basis != "goods"
            or (target.flow, target.currency) != ("total", "USD")
        ):
            continue
        totals = _totals(*target.codes, int(target.announced[:4]) - 1)
        if totals:
            nearest = min((np.log(total / level) for total in totals), key=abs)
            found.setdefault(_digits(level), {})[frozenset(target.codes), level] = float(nearest)
    return {digits: list(told.values()) for digits, told in found.items()}


def test_five_of_six_levels_of_one_digit_lie_within_a_tenth_of_the_books(named):
    """What is said as about 2bn or 100bn is finer than its zeros; the others are off by far more than rounding."""
    errors = np.abs(named[1])
    within = {width: float(np.mean(errors < np.log1p(width))) for width in (0.05, WIDEST_ABOUT, 0.5)}
    assert errors.size == 68
    assert within == pytest.approx({0.05: 0.63, WIDEST_ABOUT: 0.84, 0.5: 0.94}, abs=0.005)


def test_about_is_never_wider_than_a_tenth():
    """However round the number is."""
    for value in (1e8, 2e9, 100e9):
        interval = printed_interval(value, value, "about")
        assert (interval.low, interval.high) == pytest.approx((0.9 * value, 1.1 * value))
