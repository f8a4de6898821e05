"""What a printed figure allows: the interval that the truth may lie in, by its digits and the words before it.

A print says more than its value: "2.46bn" is known to a hundredth of a billion, "over 1.5bn" is a lower bound, and a
number in full digits is exact to its last unit. `printed_interval` turns value, resolution and qualifier into the
interval that the truth may lie in; every later step uses that interval (docs/statements.md).
"""

from __future__ import annotations

import math
from decimal import Decimal
from functools import lru_cache
from typing import Literal, cast, get_args

from forecast.data.intervals import Interval

__all__ = [
    "QUALIFIERS",
    "Qualifier",
    "almost_chance",
    "almost_level",
    "cut_or_rounded_interval",
    "growth_factor_interval",
    "printed_interval",
    "spoken_unit",
]

Qualifier = Literal["exact", "about", "over", "almost", "between"]
QUALIFIERS: tuple[Qualifier, ...] = get_args(Qualifier)

#: "Over 1.5bn" and "about 1.5bn" reach at least this share of the value (docs/model.md, rule 2).
QUALIFIED_WIDTH = 0.05
#: "About 100bn" reaches at most this share of the value: `tests/data/test_about.py` compares with the books.
WIDEST_ABOUT = 0.1

#: "Almost v" stands for v - u t with density k (1 - t)^(k - 1), t from 0 to 1: half of it lies within .3 of the
#: spoken unit u.
ALMOST_SHAPE = math.log(0.5) / math.log(1 - 0.3)
#: Nobody says "almost a billion" of less than this share of it.
_LEAST_ALMOST = 0.1


def spoken_unit(value: float) -> float:
    """Return one unit of a number as it is spoken: a billion of "almost 13bn", 0.1bn of "almost 1.5bn".

    Parameters
    ----------
    value : float
        Above zero, in full units of the currency.

    Returns
    -------
    float
        One unit of the last digit that is spoken. Zeros at the end of a whole number count as spoken ("10bn" has
        a unit of a billion), but for those of hundreds: "900m" has a unit of 45m, a twentieth of it.

    Examples
    --------
    >>> spoken_unit(13e9), spoken_unit(1e9), spoken_unit(1.5e9), spoken_unit(880e6)
    (1000000000.0, 1000000000.0, 100000000.0, 10000000.0)
    """
    size = Decimal(f"{value:.12g}")
    last = Decimal(10) ** cast("int", size.normalize().as_tuple().exponent)
    scale = next((Decimal(10) ** power for power in (12, 9, 6, 3) if size >= Decimal(10) ** power), Decimal(1))
    most = max(scale, size / 20) if size >= 100 * scale else scale
    return float(min(last, most))


def almost_chance(value: float, mark: float) -> float:
    """Return the chance that what is printed as "almost `value`" is at or above a mark.

    Examples
    --------
    >>> almost_chance(13e9, 13e9), round(almost_chance(13e9, 12.7e9), 3), almost_chance(13e9, 12e9)
    (0.0, 0.5, 1.0)
    """
    below = min(max((value - mark) / spoken_unit(value), 0.0), 1.0)
    return float(1.0 - (1.0 - below) ** ALMOST_SHAPE)


def almost_level(value: float, chance: float) -> float:
    """Return the mark that what is printed as "almost `value`" is at or above with a chance.

    Examples
    --------
    >>> almost_level(13e9, 0.5)
    12700000000.0
    """
    return float(value - spoken_unit(value) * (1.0 - (1.0 - chance) ** (1.0 / ALMOST_SHAPE)))


@lru_cache(maxsize=16_384)  # an answer without each statement reads all the others again
def printed_interval(value: float, resolution: float, qualifier: Qualifier = "exact") -> Interval:
    """Return where the truth behind a printed level lies.

    Parameters
    ----------
    value, resolution : float
        The print and one unit of its last digit, both in the same unit, `resolution >= 0`.
    qualifier : {"exact", "about", "over", "almost", "between"}
        The words around the print; "between" is a range around `value` that reaches `resolution` to both sides.

    Returns
    -------
    Interval
        In the unit of `value`.

    Notes
    -----
    An exact print `v` with resolution `r` was rounded: ``[v - r/2, v + r/2]``. "Over" and "about" reach
    ``w = max(r, 0.05 v)`` to the side that they name, "about" at most a tenth of the value, however round. "Almost"
    reaches one unit of the number as spoken down, whatever the resolution.

    Examples
    --------
    >>> printed_interval(100.0, 10.0)
    Interval(low=95.0, high=105.0)
    >>> printed_interval(100.0, 1.0, "over")
    Interval(low=100.0, high=105.0)
    """
    width = max(resolution, QUALIFIED_WIDTH * value)
    match qualifier:
        case "exact":
            return Interval(value - resolution / 2, value + resolution / 2)
        case "between":
            return Interval(value - resolution, value + resolution)
        case "over":
            return Interval(value, value + width)
        case "almost":
            return Interval(max(value - spoken_unit(value), _LEAST_ALMOST * value), value)
        case "about":
            width = min(width, WIDEST_ABOUT * value)
            return Interval(value - width, value + width)


@lru_cache(maxsize=16_384)
def cut_or_rounded_interval(value: float, resolution: float, qualifier: Qualifier = "exact") -> Interval:
    """Return where the truth can lie if nobody knows whether an exact print was rounded or cut.

    Some sources cut: 1,743.7 became 1,743. Figures contradict each other only if they do so under this reading.
    Qualified prints are read as in `printed_interval`.

    Examples
    --------
    >>> cut_or_rounded_interval(100.0, 10.0)
    Interval(low=95.0, high=110.0)
    """
    if qualifier == "exact":
        return Interval(value - resolution / 2, value + resolution)
    return printed_interval(value, resolution, qualifier)


@lru_cache(maxsize=16_384)
def growth_factor_interval(
    percent: float, resolution: float, qualifier: Qualifier = "exact", *, cut: bool = False
) -> Interval:
    """Return where the true growth factor behind a printed growth rate can lie.

    Parameters
    ----------
    percent, resolution : float
        Printed growth and one unit of its last digit, in per cent.
    qualifier : {"exact", "about", "over", "almost", "between"}
        The words around the print; they reach one printed unit, "between" half of its range.
    cut : bool
        Allow for an exact print that was cut, not rounded.

    Returns
    -------
    Interval
        Of factors: +10 % is 1.1. The low end is kept above zero.

    Notes
    -----
    Cutting digits moves a print towards zero, so a fall of 5.2 % may have been 5.29 %, and a
    printed 0 % a small rise or fall.

    Examples
    --------
    >>> growth_factor_interval(10.0, 1.0, "almost")
    Interval(low=1.09, high=1.1)
    """
    half, unit = resolution / 2, resolution
    reach = unit if cut else half
    match qualifier:
        case "exact":
            low = percent - (half if percent > 0 else reach)
            high = percent + (half if percent < 0 else reach)
        case "over":
            low, high = percent, percent + unit
        case "almost":
            low, high = percent - unit, percent
        case "about" | "between":
            low, high = percent - unit, percent + unit
    smallest = 1e-6
    return Interval(max(1 + low / 100, smallest), max(1 + high / 100, smallest))
