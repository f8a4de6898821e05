"""Slips of the pen that have a name: a power of ten, a lost digit, a changed digit.

Only the first two are ever reason enough to set a print aside; a changed digit only helps to
say which of several growth rates is the false one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecast.data import Interval

__all__ = [
    "changed_digit",
    "lost_digit",
    "meant",
    "power_of_ten",
    "same_but_for_a_digit",
    "significant_digits",
]

#: Two prints a power of ten apart, up to this share, are one figure in two units.
POWER_TOLERANCE = 0.02

#: Losing one digit moves a number by less than this factor, scale included (11.2 became 1.2).
LOST_DIGIT_FACTOR = 12.0

#: A lost digit proves nothing when fewer digits than this are left to compare.
FEWEST_DIGITS = 2

#: A range that holds more prints than this says nothing about single digits.
MOST_CANDIDATES = 5


def significant_digits(value: float, resolution: float) -> str:
    """Return the printed digits of a number, without leading and trailing zeros.

    Examples
    --------
    >>> significant_digits(1_025_000_000, 1_000_000), significant_digits(11.2, 0.1)
    ('1025', '112')
    """
    if resolution > 0:
        return str(round(abs(value) / resolution)).strip("0")
    return f"{abs(value):.12e}".partition("e")[0].replace(".", "").strip("0")


def power_of_ten(value: float, other: float) -> int | None:
    """Return k when `other` is ten to the k of `value` to within 2 per cent, k not 0.

    Examples
    --------
    >>> power_of_ten(2.65e6, 2.65e9), power_of_ten(1.25, 1.025)
    (3, None)
    """
    if value <= 0 or other <= 0:
        return None
    k = round(math.log10(other / value))
    return k if k and abs(other / (value * 10.0**k) - 1) <= POWER_TOLERANCE else None


def lost_digit(digits: str, other: str) -> bool:
    """Return whether one print has exactly one digit fewer than the other, the rest alike.

    Examples
    --------
    >>> lost_digit("125", "1025"), lost_digit("12", "112"), lost_digit("174", "1743"[::-1])
    (True, True, False)
    """
    if abs(len(digits) - len(other)) != 1:
        return False
    shorter, longer = sorted((digits, other), key=len)
    if len(shorter) < FEWEST_DIGITS:
        return False
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def changed_digit(digits: str, other: str) -> bool:
    """Return whether two prints of at least two digits differ in exactly one.

    Examples
    --------
    >>> changed_digit("112", "172"), changed_digit("12", "21")
    (True, False)
    """
    if len(digits) != len(other) or len(digits) < FEWEST_DIGITS:
        return False
    return sum(a != b for a, b in zip(digits, other, strict=True)) == 1


def _within(value: float, other: float) -> bool:
    """Return whether two numbers are near enough for a digit to have been lost between them."""
    return value * other > 0 and 1 / LOST_DIGIT_FACTOR <= value / other <= LOST_DIGIT_FACTOR


def same_but_for_a_digit(value: float, resolution: float, other: float, other_resolution: float) -> bool:
    """Return whether one of two prints is the other with a digit lost."""
    alike = lost_digit(significant_digits(value, resolution), significant_digits(other, other_resolution))
    return alike and _within(value, other)


def meant(value: float, resolution: float, truth: Interval, *, changed: bool = False) -> float | None:
    """Return the print in the range `truth` of which `value` is a slip of one digit, or None.

    Parameters
    ----------
    value, resolution : float
        The print and one unit of its last digit.
    truth : Interval
        Where the number must lie, in the same unit.
    changed : bool
        Look for one changed digit instead of one lost digit.
    """
    if resolution <= 0 or truth.width > MOST_CANDIDATES * resolution:
        return None
    first, last = round(truth.low / resolution), round(truth.high / resolution)
    digits = significant_digits(value, resolution)
    for n in range(first, last + 1):
        candidate = n * resolution
        found = significant_digits(candidate, resolution)
        if _within(value, candidate) and (changed_digit if changed else lost_digit)(digits, found):
            return candidate
    return None
