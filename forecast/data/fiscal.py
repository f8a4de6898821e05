"""Fiscal years: the month they start with, as it is said, and as countries that count trade in them have it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forecast.data.periods import MONTHS
from forecast.data.places import place_named
from forecast.data.spans import IRANIAN_STARTS, IRANIAN_YEARS, parse_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "FISCAL_STARTS",
    "NAMED_BY_START",
    "iranian",
    "named_year",
    "parse_year_start",
    "place_codes",
    "usual_year_start",
]

#: The month in which the fiscal year starts that a country counts trade in, by code; Iran's starts on 21 March.
FISCAL_STARTS: Mapping[str, int] = {
    "IND": 4, "PAK": 7, "BGD": 7, "NPL": 7, "EGY": 7, "AUS": 7, "JPN": 4, "MMR": 4, "ETH": 7, "IRN": 4, "KEN": 7,
    "BTN": 7, "UGA": 7, "TZA": 7, "LKA": 1, "HKG": 4,
}  # fmt: skip
#: Where "fiscal 2024" is the year that starts in 2024; elsewhere it is the one that ends then.
NAMED_BY_START = frozenset({"JPN"})
_NUMBER = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)
_WORDS = re.compile(r"(?:(\d{1,2})\s+)?([a-z]{3,9})\.?(?:\s+(\d{1,2}))?", re.ASCII | re.IGNORECASE)
#: A year that starts later in a month than this day counts from the next month on.
_MIDDLE = 16


def parse_year_start(text: str) -> int:
    """Return the month with which fiscal years start; one that starts late in a month counts from the next.

    Raises
    ------
    ValueError
        Says what is wrong, as a clause.

    Examples
    --------
    >>> parse_year_start("04"), parse_year_start("July"), parse_year_start("21 March"), parse_year_start("03-21")
    (4, 7, 4, 4)
    """
    plain = text.strip()
    if found := _NUMBER.fullmatch(plain):
        month, day = int(found[1]), int(found[2] or 1)
    elif found := _WORDS.fullmatch(plain):
        named = [n for n, name in enumerate(MONTHS, start=1) if name.lower().startswith(found[2].lower())]
        month, day = (named[0] if len(named) == 1 else 0), int(found[1] or found[3] or 1)
    else:
        month, day = 0, 1
    if not (1 <= month <= 12 and 1 <= day <= 31):
        msg = "names no month"
        raise ValueError(msg)
    return month % 12 + 1 if day > _MIDDLE else month


_IRANIAN = re.compile(r"1[34]\d\d", re.ASCII)
_NAMED = re.compile(r"FY ?'?\d{2,4}(?:[-/–]\d{2,4})?|\d{4}[-/–]\d{2,4}", re.ASCII | re.IGNORECASE)


def named_year(text: str, *, year_ends: int, of_iran: bool) -> int | None:
    """Return the year in which a fiscal or an Iranian year ends that a text names; None where it names neither.

    Parameters
    ----------
    text : str
    year_ends : int
        The month with which years of the series end.
    of_iran : bool
        Whether 1406 is a year.

    Raises
    ------
    ValueError
        Says what is wrong, as a clause: the series is in years of another kind.

    Examples
    --------
    >>> [named_year(text, year_ends=3, of_iran=True) for text in ("FY2027", "2026/27", "2026–27", "1405", "2027")]
    [2027, 2027, 2027, 2027, None]
    """
    if of_iran and _IRANIAN.fullmatch(text):
        year = int(text) + IRANIAN_YEARS
        if (year_ends % 12) + 1 == IRANIAN_STARTS:
            return year + 1  # named by the year that it ends in
        msg = f"names a year of the Iranian calendar, and the series is in others: it runs from March {year} on"
        raise ValueError(msg)
    if not _NAMED.fullmatch(text):
        return None
    if year_ends == 12:
        msg = "names a fiscal year, and the series is in calendar years"
        raise ValueError(msg)
    return parse_period(text, year_ends=year_ends).year


def place_codes(names: Iterable[str]) -> list[str]:
    """Return the codes of those places that are known."""
    return [place.code for name in names if (place := place_named(name))]


def usual_year_start(names: Iterable[str]) -> int | None:
    """Return the month with which the fiscal years of the places named start; None when none has one, or two differ.

    Examples
    --------
    >>> usual_year_start(["India", "Russia"]), usual_year_start(["India", "Pakistan"]), usual_year_start(["A", "B"])
    (4, None, None)
    """
    starts = {FISCAL_STARTS[code] for code in place_codes(names) if code in FISCAL_STARTS}
    return next(iter(starts)) if len(starts) == 1 else None


def iranian(names: Iterable[str]) -> bool:
    """Return whether Iran is among the places named, so that 1403 is a year.

    Examples
    --------
    >>> iranian(["Iran", "Oman"]), iranian(["India", "Oman"])
    (True, False)
    """
    return "IRN" in place_codes(names)
