"""Months that an article means: what it says of time, and the months that this is from its day of publication."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

__all__ = ["Moment", "Span"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Months from the first to the last, each as a year and a month.

    Examples
    --------
    >>> str(Span((2024, 1), (2024, 12))), str(Span((2021, 4), (2022, 3))), str(Span((2025, 5), (2025, 5)))
    ('2024', '2021-04/2022-03', '2025-05')
    """

    first: tuple[int, int]
    last: tuple[int, int]

    def __str__(self) -> str:
        if self.is_year:
            return str(self.first[0])
        start, end = (f"{year:04d}-{month:02d}" for year, month in (self.first, self.last))
        return start if start == end else f"{start}/{end}"

    @property
    def is_year(self) -> bool:
        """Whether it is one calendar year."""
        return self.first[0] == self.last[0] and (self.first[1], self.last[1]) == (1, 12)

    @property
    def year(self) -> int:
        """The year that it ends in."""
        return self.last[0]

    @property
    def end(self) -> date:
        """Its last day."""
        return date(*self.last, monthrange(*self.last)[1])

    @property
    def count(self) -> int:
        """How many months it has."""
        (year, month), (last_year, last_month) = self.first, self.last
        return (last_year - year) * 12 + last_month - month + 1

    def moved(self, years: int) -> Span:
        """Return the same months some years on."""
        return Span((self.first[0] + years, self.first[1]), (self.last[0] + years, self.last[1]))


#: Months of one.
_YEAR = 12
#: For so many months a fiscal year that is over is still the outgoing one.
_OUTGOING = 3
#: Nobody compares with months of more years before.
_YEARS_BACK = 6


@dataclass(frozen=True, slots=True)
class Moment:
    """What a text says about time in one place.

    Parameters
    ----------
    kind : str
        ``period``, ``day`` (a date: no period), or ``years`` (a span of several years).
    year : int or None
        As printed; an Iranian one as the year of our calendar that it starts in.
    ref : str
        ``-1`` last year, ``month`` last month, ``0`` this year, ``1`` next year, ``whole`` all of the year spoken of,
        ``out`` the fiscal year that ends or has just ended, ``prev`` the year before the one spoken of, ``same`` the
        same months of another year, ``ytd`` this year up to a month that is not said; empty when nothing relative is
        said.
    months : tuple of int or None
        First and last month; None for a whole year.
    fiscal : bool
        Whether it is a fiscal year, named by the year that it starts in unless `single`.
    single : bool
        Whether a fiscal year is named by one year, which in most countries is the one that it ends in.
    counted : bool
        Whether months count from the start of the year: "the first ten months", but not "April-January".
    start : int or None
        The month that its year starts with, where its name says so.
    trailing : int
        How many months end with the last one, for "the four quarters to September" and "from July 2023 to June 2024";
        0 when it is none.
    back : int
        How many years ``prev`` goes back: 3 of "three years earlier".
    """

    kind: str
    year: int | None = None
    ref: str = ""
    months: tuple[int, int] | None = None
    fiscal: bool = False
    single: bool = False
    counted: bool = False
    start: int | None = None
    trailing: int = 0
    back: int = 1

    def resolve(
        self, published: date, *, main: Span | None = None, fiscal_start: int | None = None, by_start: bool = False
    ) -> Span | None:
        """Return the months that are meant, None when that cannot be known.

        Parameters
        ----------
        published : datetime.date
            What is relative counts from here.
        main : Span or None
            What the text speaks of there, for "the year before" and "the same months".
        fiscal_start : int or None
            The month in which the fiscal year of the reporter starts.
        by_start : bool
            Whether a fiscal year that one year names is the one that starts in it, as in Japan.
        """
        if self.ref == "ytd":
            return None
        if self.ref == "month":
            before = _month_of(published.year, published.month - 1)
            return Span(before, before)
        if self.fiscal and self.ref == "same":
            whole = self._fiscal(published, self.start or fiscal_start, by_start=by_start)
            years = (main.moved(-back) for back in range(1, _YEARS_BACK)) if main and whole else ()
            return next((s for s in years if whole and whole.first <= s.first and s.last <= whole.last), None)
        if self.fiscal and self.ref == "prev" and (fiscal_start is None or (main and main.count == _YEAR)):
            return main.moved(-self.back) if main else None
        if self.fiscal:
            return self._fiscal(published, self.start or fiscal_start, by_start=by_start)
        year = self.year
        if self.ref in {"-1", "0", "1"} and year is None:
            year = published.year + int(self.ref)
        if self.ref == "prev" or (self.ref == "same" and year is None):
            earlier = main.moved(-self.back) if main else None
            if earlier is None or self.months is None:
                return earlier
            return Span((earlier.year, self.months[0]), (earlier.year, self.months[1]))
        if self.ref == "same":
            return main.moved(year - main.year) if main and year is not None else None
        if self.ref == "whole":
            return Span((main.year, 1), (main.year, 12)) if main else None
        first, last = self.months or (1, 12)
        if year is None:
            if self.months is None:
                return None
            # The newest such months that were over.
            year = published.year
            if Span((year, first), (year, last)).end > published:
                year -= 1
        if not 1 <= year <= 9998:
            return None
        if self.trailing:
            count = year * 12 + last - self.trailing
            return Span((count // 12, count % 12 + 1), (year, last))
        if first > last:
            return Span((year - 1, first), (year, last))
        return Span((year, first), (year, last))

    def _fiscal(self, published: date, start: int | None, *, by_start: bool) -> Span | None:
        """Return the months of a fiscal year, or those of its months that are meant."""
        if start is None:
            return None
        year = self.year
        if year is None:
            year = published.year - (published.month < start)
            # The outgoing year is the one that ends about then.
            ended = (published.month - start) % 12 < _OUTGOING
            year += -ended if self.ref == "out" else -1 if self.ref == "prev" else int(self.ref or 0)
        elif self.single and not by_start:
            year -= start > 1
        if not 2 <= year <= 9996:
            return None
        first, last = self.months or (1, 12)
        if self.months is None or self.counted:
            return Span(_month_of(year, start + first - 1), _month_of(year, start + last - 1))
        return Span((year + (first < start), first), (year + (last < start), last))


def _month_of(year: int, month: int) -> tuple[int, int]:
    """Return the year and the month that a count of months from a January reaches."""
    return year + (month - 1) // 12, (month - 1) % 12 + 1
