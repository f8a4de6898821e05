"""Printed figures, periods, flows and ranges, as a reader would quote them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from forecast.data import Interval, LevelPrint
from forecast.words.locale import listed, money, month, month_name, number, percent, say, say_as, say_count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forecast.audit import Figure
    from forecast.data import Flow, GrowthPrint, Period

__all__ = [
    "MOST_NAMED",
    "exact_number",
    "factor_range",
    "figure_words",
    "flow_name",
    "flow_of",
    "flow_opening",
    "money_range",
    "months_words",
    "named",
    "period_words",
    "quoted",
    "times",
]

#: Decimals that a number given by people is told with at most.
DECIMALS = 4


def period_words(period: Period) -> str:
    """Return a period as people say it.

    Examples
    --------
    >>> from forecast.data import Period
    >>> period_words(Period(2024)), period_words(Period(2025, 5)), period_words(Period(2025, 1))
    ('2024', 'January-May 2025', 'January 2025')
    """
    return months_words(period.first, period.last)


def months_words(begins: tuple[int, int], ends: tuple[int, int]) -> str:
    """Return months in a row as people say them, by year and month of the first and of the last.

    Examples
    --------
    >>> months_words((2024, 4), (2025, 3)), months_words((2020, 1), (2024, 12)), months_words((2024, 11), (2025, 2))
    ('the year to March 2025', '2020-2024', 'November 2024-February 2025')
    """
    (year, first), (last_year, last) = begins, ends
    count = (last_year - year) * 12 + last - first + 1
    if first == 1 and last == 12:
        if year == last_year:
            return say_as("a period", "{year}", year=str(year))
        return say_as("years in a row", "{first}-{last}", first=str(year), last=str(last_year))
    if count == 12:
        return say("the year to {month}", month=month(last_year, last))
    if count == 1:
        return month(year, first)
    if year == last_year:
        return say("{first}-{last} {year}", first=month_name(first), last=month_name(last), year=str(year))
    return say("{first_month}-{last_month}", first_month=month(year, first), last_month=month(last_year, last))


def flow_name(flow: Flow) -> str:
    """Return a flow as the subject or object of a sentence."""
    names = {
        "total": say_as("a flow, nominative", "total trade"),
        "exports": say_as("a flow, nominative", "exports"),
        "imports": say_as("a flow, nominative", "imports"),
    }
    return names[flow]


def flow_of(flow: Flow) -> str:
    """Return a flow as it stands after "of"."""
    names = {
        "total": say_as("a flow, genitive", "total trade"),
        "exports": say_as("a flow, genitive", "exports"),
        "imports": say_as("a flow, genitive", "imports"),
    }
    return names[flow]


def flow_opening(flow: Flow) -> str:
    """Return a flow as it opens a sentence."""
    names = {
        "total": say_as("a flow, opening a sentence", "Total trade"),
        "exports": say_as("a flow, opening a sentence", "Exports"),
        "imports": say_as("a flow, opening a sentence", "Imports"),
    }
    return names[flow]


def exact_number(value: float) -> str:
    """Return a number with the decimals it needs, at most `DECIMALS`.

    Examples
    --------
    >>> exact_number(10), exact_number(0.15), exact_number(1.0 / 3)
    ('10', '0.15', '0.3333')
    """
    decimals = f"{round(value, DECIMALS):.{DECIMALS}f}".rstrip("0").partition(".")[2]
    return number(round(value, DECIMALS) + 0.0, decimals=len(decimals))


def _growth(figure: GrowthPrint, *, signed: bool) -> str:
    decimals = len(f"{figure.percent:g}".partition(".")[2])
    return percent(figure.percent, decimals=decimals, signed=signed)


def figure_words(figure: Figure, unit: str, *, signed: bool = True) -> str:
    """Return a printed level or growth rate as a reader would quote it.

    Parameters
    ----------
    figure : LevelPrint or GrowthPrint
    unit : str
        Currency code.
    signed : bool
        Whether growth has a sign; not after a verb that says so.

    Examples
    --------
    >>> from forecast.data import GrowthPrint
    >>> figure_words(LevelPrint(1.6e9, 1e8, "about"), "USD"), figure_words(GrowthPrint(1.2, 0.1), "USD")
    ('about $1.6bn', '+1.2 %')
    """
    if figure.qualifier in {"up", "down"}:
        return say("grew, no figure") if figure.qualifier == "up" else say("fell, no figure")
    if figure.qualifier == "between":
        return money_range(figure.interval, unit) if isinstance(figure, LevelPrint) else _growth_range(figure)
    level = isinstance(figure, LevelPrint)
    told = money(figure.value, unit, digits=4) if isinstance(figure, LevelPrint) else _growth(figure, signed=signed)
    match figure.qualifier:
        case "about":
            return say("about {level}", level=told) if level else say("about {growth}", growth=told)
        case "over":
            return say("over {level}", level=told) if level else say("over {growth}", growth=told)
        case "almost":
            return say("almost {level}", level=told) if level else say("almost {growth}", growth=told)
    return told


def _growth_range(figure: GrowthPrint) -> str:
    low, high = figure.percent - figure.resolution, figure.percent + figure.resolution
    return factor_range(Interval(1 + low / 100, 1 + high / 100))


#: A sentence names so many figures at most, and counts the others: ten thousand rows may all contradict each other.
MOST_NAMED = 12


def named(items: list[str], others: int) -> str:
    """Return a list in a sentence, with how many others there are."""
    more = [say_count("{count} other figure", "{count} other figures", others)] if others else []
    return listed([*items, *more])


def quoted(figures: Iterable[Figure], unit: str, *, signed: bool = True) -> str:
    """Return the different prints among some figures, as a list in a sentence: the first few, and how many others."""
    given = list(figures)
    told = list(dict.fromkeys(figure_words(figure, unit, signed=signed) for figure in given[:MOST_NAMED]))
    return named(told, max(len(given) - MOST_NAMED, 0))


def money_range(interval: Interval, unit: str) -> str:
    """Return a range of amounts, with as many digits as its width deserves.

    Examples
    --------
    >>> from forecast.data import Interval
    >>> money_range(Interval(1.245e9, 1.26e9), "USD")
    '$1.245bn to $1.26bn'
    """
    size = max(abs(interval.low), abs(interval.high))
    fineness = math.log10(interval.width / size) if interval.width > 0 else -6.0
    digits = min(max(2 - math.floor(fineness), 3), 6)
    # An end half way between two prints is rounded outwards.
    ends = interval.low * (1 - 1e-12), interval.high * (1 + 1e-12)
    low, high = (money(end, unit, digits=digits) for end in ends)
    return low if low == high else say("{low} to {high}", low=low, high=high)


def factor_range(factors: Interval) -> str:
    """Return a range of growth factors in per cent.

    Examples
    --------
    >>> from forecast.data import Interval
    >>> factor_range(Interval(1.1108, 1.1128)), factor_range(Interval(0.958, 1.024))
    ('11.1 to 11.3 %', '-4.2 to +2.4 %')
    """
    low, high = (round((factor - 1) * 100, 1) + 0.0 for factor in (factors.low, factors.high))
    if low == high:
        return percent(low, decimals=1, signed=True)
    signs = ["+" if end > 0 and factors.low < 1 else "" for end in (low, high)]
    first, last = (sign + number(end, decimals=1) for sign, end in zip(signs, (low, high), strict=True))
    return say("{low} to {high} %", low=first, high=last)


def times(low: float, high: float) -> str:
    """Return a range of factors.

    Examples
    --------
    >>> times(1.149, 1.209), times(1.5, 1.5)
    ('1.15 to 1.21', '1.50')
    """
    first, last = number(low, decimals=2), number(high, decimals=2)
    return first if first == last else say("{low} to {high}", low=first, high=last)
