"""Dates and periods: a calendar year, or its first months (year-to-date).

This is the only module that turns text into dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "MONTHS",
    "Period",
    "parse_date",
    "parse_period",
    "say_date",
    "say_month",
    "usual_publication",
]

#: Years outside this range are refused as misprints when read; a `Period` may lie outside.
FIRST_YEAR, LAST_YEAR = 1800, 2199

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

#: Nobody says when figures became known: first months so many months later.
_MONTHS_LATER = 2
_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:/(\d{4})-(\d{2}))?)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar year from January through month `months`.

    Parameters
    ----------
    year : int
        Calendar year.
    months : int
        Months covered, 1 to 12; 12 is the whole year.

    Examples
    --------
    >>> str(Period(2025, 5)), Period(2025, 5).words, str(Period(2024, 12))
    ('2025-01/2025-05', 'January-May 2025', '2024')
    """

    year: int
    months: int = 12

    def __post_init__(self) -> None:
        if not (MINYEAR <= self.year < MAXYEAR and 1 <= self.months <= 12):
            msg = f"not a period: year {self.year}, {self.months} months"
            raise ValueError(msg)

    def __str__(self) -> str:
        if self.is_year:
            return str(self.year)
        start = f"{self.year}-01"
        return start if self.months == 1 else f"{start}/{self.year}-{self.months:02d}"

    @property
    def is_year(self) -> bool:
        """Whether the period is a whole calendar year."""
        return self.months == 12

    @property
    def words(self) -> str:
        """The period as people say it: ``2024``, ``January-May 2025``."""
        if self.is_year:
            return str(self.year)
        if self.months == 1:
            return f"January {self.year}"
        return f"January-{MONTHS[self.months - 1]} {self.year}"

    @property
    def end(self) -> date:
        """The first day after the period."""
        return date(self.year + 1, 1, 1) if self.is_year else date(self.year, self.months + 1, 1)

    def before(self) -> Period:
        """Return the same months of the year before."""
        return Period(self.year - 1, self.months)


def parse_period(text: str) -> Period:
    """Return the period that `text` names.

    Parameters
    ----------
    text : str
        ``2024``, ``2025-01`` (January alone) or ``2025-01/2025-05``; a span starts in January.

    Returns
    -------
    Period

    Raises
    ------
    ValueError
        Says what is wrong, as a clause.

    Examples
    --------
    >>> parse_period("2025-01/2025-05")
    Period(year=2025, months=5)
    """
    found = _PERIOD.fullmatch(text.strip())
    if not found:
        msg = "is not a period"
        raise ValueError(msg)
    year, start, end_year, end = (int(part) if part else None for part in found.groups())
    assert year is not None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        msg = f"names a year outside {FIRST_YEAR} to {LAST_YEAR}"
        raise ValueError(msg)
    if start is None:
        return Period(year)
    if start != 1:
        msg = "does not start in January"
        raise ValueError(msg)
    if end is None:
        return Period(year, 1)
    if end_year != year:
        msg = "runs over more than one calendar year"
        raise ValueError(msg)
    if not 1 <= end <= 12:
        msg = f"has no month {end:02d}"
        raise ValueError(msg)
    return Period(year, end)


def parse_date(text: str) -> date:
    """Return the day that `text` names as ``YYYY-MM-DD``.

    Raises
    ------
    ValueError
        Says what is wrong, as a clause.

    Examples
    --------
    >>> parse_date("2025-07-14")
    datetime.date(2025, 7, 14)
    """
    if not _DATE.fullmatch(text.strip()):
        msg = "is not a date"
        raise ValueError(msg)
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        msg = "is not a day of the calendar"
        raise ValueError(msg) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        msg = f"names a year outside {FIRST_YEAR} to {LAST_YEAR}"
        raise ValueError(msg)
    return day


def say_date(day: date) -> str:
    """Return a date as people say it.

    Examples
    --------
    >>> say_date(date(2025, 7, 14))
    '14 July 2025'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_month(year: int, month: int) -> str:
    """Return a month as people say it.

    Examples
    --------
    >>> say_month(2026, 11)
    'November 2026'
    """
    return f"{MONTHS[month - 1]} {year}"


def usual_publication(period: Period, *, by_month: bool = False) -> date:
    """Return the day by which figures of a period are usually published, where nobody says when they were.

    Years on 1 July of the next one; first months, and years of a source that counts `by_month`, two months later.

    Examples
    --------
    >>> usual_publication(Period(2024)), usual_publication(Period(2025, 5))
    (datetime.date(2025, 7, 1), datetime.date(2025, 8, 1))
    """
    if period.is_year and not by_month:
        return date(period.year + 1, 7, 1)
    month = period.end.month - 1 + _MONTHS_LATER
    return date(period.end.year + month // 12, month % 12 + 1, 1)
