"""Dates, and periods of whole months: a year, its first months (year-to-date), or others.

Text becomes dates here, and periods in `forecast.data.spans`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date
from functools import lru_cache

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "MONTHS",
    "Period",
    "parse_date",
    "period_of",
    "running_year",
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
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Months in a row, counted from the start of a series' year.

    Parameters
    ----------
    year : int
        The year in which it begins, named by the calendar year that it ends in.
    months : int
        Months covered, 1 to 12.
    skipped : int
        Months of the year before it begins, 0 to 11: none for a whole year and for first months.
    year_ends : int
        The month with which years of the series end: 12 for calendar years, 3 for years to March.

    Examples
    --------
    >>> str(Period(2025, 5)), Period(2025, 5).words, str(Period(2024, 12))
    ('2025-01/2025-05', 'January-May 2025', '2024')
    >>> str(Period(2025, year_ends=3)), Period(2025, year_ends=3).words, Period(2024, 12, 3).words
    ('2024-04/2025-03', 'the year to March 2025', 'the year to March 2025')
    >>> Period(2024, 3, 6).words, Period(2025, 6, year_ends=3).words
    ('July-September 2024', 'April-September 2024')
    """

    year: int
    months: int = 12
    skipped: int = 0
    year_ends: int = 12

    def __post_init__(self) -> None:
        counts = 1 <= self.months <= 12 and 0 <= self.skipped < 12 and 1 <= self.year_ends <= 12
        if not (MINYEAR < self.year < MAXYEAR and counts):
            msg = f"not a period: year {self.year}, {self.months} months"
            raise ValueError(msg)

    def __str__(self) -> str:
        (year, month), (last_year, last_month) = self.first, self.last
        if self.months == 12 and month == 1:
            return str(year)
        start = f"{year}-{month:02d}"
        # 2000-01 may be the fiscal year 2000/01: such a month is written as a range.
        alone = self.months == 1 and month != (year + 1) % 100
        return start if alone else f"{start}/{last_year}-{last_month:02d}"

    @property
    def is_year(self) -> bool:
        """Whether the period is a whole year of the series."""
        return self.months == 12 and not self.skipped

    @property
    def from_start(self) -> bool:
        """Whether the period is a whole year of the series, or its first months."""
        return not self.skipped

    @property
    def first(self) -> tuple[int, int]:
        """Calendar year and month that it begins with."""
        return self._month_at(self.skipped)

    @property
    def last(self) -> tuple[int, int]:
        """Calendar year and month that it ends with."""
        return self._month_at(self.skipped + self.months - 1)

    def _month_at(self, months: int) -> tuple[int, int]:
        count = self.year * 12 + self.year_ends - 12 + months
        return count // 12, count % 12 + 1

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the series that it is about: two when it runs over the end of one."""
        return (self.year,) if self.skipped + self.months <= 12 else (self.year, self.year + 1)

    @property
    def through(self) -> int:
        """Months of its last year when it ends."""
        return (self.skipped + self.months - 1) % 12 + 1

    @property
    def words(self) -> str:
        """The period as people say it: ``2024``, ``January-May 2025``, ``the year to March 2025``."""
        (year, month), (last_year, last_month) = self.first, self.last
        if self.months == 12:
            return str(year) if month == 1 else f"the year to {say_month(last_year, last_month)}"
        if self.months == 1:
            return say_month(year, month)
        begins = MONTHS[month - 1] if year == last_year else say_month(year, month)
        return f"{begins}-{say_month(last_year, last_month)}"

    @property
    def end(self) -> date:
        """The first day after the period."""
        return date(*self._month_at(self.skipped + self.months), 1)

    def at(self, year: int) -> Period:
        """Return the same months of another year."""
        return replace(self, year=year)

    def before(self) -> Period:
        """Return the same months of the year before."""
        return self.at(self.year - 1)

    def of_year(self, months: int = 12) -> Period:
        """Return the year that it begins in, or its first months."""
        return Period(self.year, months, year_ends=self.year_ends)


def running_year(day: date, year_ends: int = 12) -> int:
    """Return the year of a series that a day lies in, named by the calendar year that it ends in.

    Examples
    --------
    >>> running_year(date(2025, 7, 14)), running_year(date(2025, 7, 14), 3), running_year(date(2025, 3, 31), 3)
    (2025, 2026, 2025)
    """
    return day.year + (day.month > year_ends)


def period_of(year: int, month: int, months: int, *, year_ends: int = 12) -> Period:
    """Return the period of so many months from a calendar month on, in a series whose years end so.

    Examples
    --------
    >>> period_of(2024, 4, 12), period_of(2024, 4, 6, year_ends=3)
    (Period(year=2024, months=12, skipped=3, year_ends=12), Period(year=2025, months=6, skipped=0, year_ends=3))
    """
    count = year * 12 + month - 1 + 12 - year_ends
    return Period(count // 12, months, count % 12, year_ends)


@lru_cache(maxsize=4_096)  # a table names the same days again and again
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

    Years half a year later (calendar years on 1 July); first months, and years of a source that counts `by_month`,
    two months later.

    Examples
    --------
    >>> usual_publication(Period(2024)), usual_publication(Period(2025, 5))
    (datetime.date(2025, 7, 1), datetime.date(2025, 8, 1))
    """
    later = 6 if period.months == 12 and not by_month else _MONTHS_LATER
    month = period.end.month - 1 + later
    return date(period.end.year + month // 12, month % 12 + 1, 1)
