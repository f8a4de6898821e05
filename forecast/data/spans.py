"""Spans of time as files write them: years, halves, quarters, months, fiscal years, and sums of months.

`parse_spans` reads the labels of one column or header together, so that ``2000-01`` is decided by its neighbours or
refused; `parse_period` reads one alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from forecast.data.month_words import month_of
from forecast.data.periods import FIRST_YEAR, LAST_YEAR, MONTHS, Period, period_of, say_month

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "IRANIAN_STARTS",
    "IRANIAN_YEARS",
    "NO_START",
    "SAY_START",
    "Span",
    "is_day",
    "is_span",
    "parse_period",
    "parse_spans",
    "with_year",
]

#: What is wrong with a fiscal year whose first month nothing tells, and what would settle it.
NO_START = "is a fiscal year: say the month it starts with"
SAY_START = "say --year-starts 04, or give a column year_starts"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Whole months in a row.

    Parameters
    ----------
    year, month : int
        The first month.
    months : int
        How many.

    Examples
    --------
    >>> str(Span(2024, 4, 12)), str(Span(2024, 1, 12)), str(Span(2024, 4, 3))
    ('2024-04/2025-03', '2024', '2024-Q2')
    """

    year: int
    month: int
    months: int

    @property
    def last(self) -> tuple[int, int]:
        """Year and month that it ends with."""
        count = self.year * 12 + self.month - 2 + self.months
        return count // 12, count % 12 + 1

    @property
    def fiscal(self) -> bool:
        """Whether it is a year that does not begin in January."""
        return self.months == 12 and self.month != 1

    def __str__(self) -> str:
        if self.months == 12 and self.month == 1:
            return str(self.year)
        if self.months == 3 and self.month % 3 == 1:
            return f"{self.year}-Q{self.month // 3 + 1}"
        if self.months == 1:
            return f"{self.year}-{self.month:02d}"
        year, month = self.last
        return f"{self.year}-{self.month:02d}/{year}-{month:02d}"


_YEAR = r"(?P<year>1[89]\d\d|2[01]\d\d)"
_FORMS = tuple(
    (re.compile(pattern, re.IGNORECASE | re.ASCII), kind)
    for pattern, kind in (
        (rf"{_YEAR}(?:\.0)?|(?:cy|yr|year|anno|año|г\.?)\s*{_YEAR.replace('year', 'y2')}", "year"),
        (rf"{_YEAR}\s*(?:г\.?|года?|年|년)", "year"),
        (
            rf"{_YEAR}\s*[年년]\s*\(?(?P<m>\d{{1,2}})\s*[月월]?\s*[-~–至]\s*(?P<m2>\d{{1,2}})\s*[月월](?:累计)?\)?",
            "through",
        ),
        (rf"{_YEAR}\s*[年년]\s*(?P<m>\d{{1,2}})\s*[月월]份?", "month"),
        (r"(?P<year>\d{4})-(?P<m>\d{2})/(?P<y2>\d{4})-(?P<m2>\d{2})", "range"),
        (rf"{_YEAR}[-/.\s]?(?:M|m)(?P<m>\d{{1,2}})|{_YEAR.replace('year', 'y2')}(?P<m2>0[1-9]|1[0-2])", "month"),
        (rf"(?P<m>0?[1-9]|1[0-2])[./]{_YEAR}", "month"),
        (rf"{_YEAR}[-/\s]?(?:Q|K|T|Кв\.?|кв\.?)\s*(?P<q>[1-4])", "quarter"),
        (rf"(?:Q|K|T)?(?P<q>[1-4])\s*(?:Q|\.?\s*Quartal|кв\.?(?:артал)?)?[-/\s]*{_YEAR}", "quarter"),
        (rf"{_YEAR}[-/\s]+(?P<r>IV|I{{1,3}})(?:\s*кв\.?(?:артал)?)?", "quarter"),
        (rf"(?P<r>IV|I{{1,3}})(?:\s*кв\.?(?:артал)?)?[-/\s]+{_YEAR}", "quarter"),
        (rf"(?:Q|K|T)(?P<q>[1-4])[-/:\s]*(?:FY\s*)?{_YEAR}\s*[-/–]\s*(?P<y2>\d{{4}}|\d{{2}})", "part"),
        (rf"(?:FY\s*)?{_YEAR}\s*[-/–]\s*(?P<y2>\d{{4}}|\d{{2}})[-/:\s]*(?:Q|K|T)(?P<q>[1-4])", "part"),
        (rf"(?:Q|K|T)(?P<q>[1-4])[-/:\s]*FY\s*{_YEAR}|FY\s*{_YEAR.replace('year', 'y3')}\s*Q(?P<q2>[1-4])", "part"),
        (rf"{_YEAR}[-/\s]?(?:H|S)\s*(?P<h>[12])", "half"),
        (rf"(?:H|S)(?P<h>[12])[-/\s]*{_YEAR}|(?P<h2>[12])H[-/\s]*{_YEAR.replace('year', 'y2')}", "half"),
        (rf"(?:FY|fiscal year|fiscal|financial year)\s*{_YEAR}(?:\s*[-/–]\s*(?P<y2>\d{{4}}|\d{{2}}))?", "fiscal"),
        (r"FY\s*'?(?P<y1>\d\d)(?:\s*[-/–]\s*(?P<y2>\d\d))?", "fiscal"),
        (r"(?P<y1>1[34]\d\d)", "iranian"),
        (rf"{_YEAR}\s*[/–]\s*(?P<y2>\d{{4}}|\d{{2}})|{_YEAR.replace('year', 'y3')}-(?P<y4>\d{{4}})", "fiscal"),
        (rf"{_YEAR}-(?P<m>\d{{2}})-\d{{2}}(?:[T ]00:00:00(?:\.0+)?)?", "day"),
        (rf"(?P<m>0?[1-9]|1[0-2])/\d{{1,2}}/{_YEAR}", "us day"),
        (rf"(?:1[3-9]|2\d|3[01])/(?P<m>\d{{1,2}})/{_YEAR}", "day"),
        (
            rf"\d{{1,2}}\.(?P<m>\d{{1,2}})\.{_YEAR}",
            "day",
        ),
        (rf"{_YEAR}-(?P<m>\d{{2}})", "either"),
    )
)
#: Years between the Iranian calendar and ours; its years start on 21 March and count as years from April on.
IRANIAN_YEARS, IRANIAN_STARTS = 621, 4
#: Marks after a year: provisional, revised, estimated, footnotes.
_FLAGGED = re.compile(
    r"(?<=[\w.])\s*[*†¹²³⁴⁵⁶⁷⁸⁹]+$|(?<=\d)(?:\s*\[\w\]|\s+\(?[prebf]\)?|\([prebf\d]\))$", re.IGNORECASE
)
_WORDED = re.compile(
    r"(?P<first>[^\W\d]+)\.?(?:\s*[-–]\s*(?P<last>[^\W\d]+)\.?)?[\s,'’-]*(?P<year>1[89]\d\d|2[01]\d\d|\d\d)|"
    r"(?P<year2>1[89]\d\d|2[01]\d\d)[\s,-]+(?P<first2>[^\W\d]+)\.?(?:\s*[-–]\s*(?P<last2>[^\W\d]+)\.?)?"
)
#: Months in brackets after their year, calendar or fiscal: 2025 (Jan-May), 2024-2025(Apr-Feb).
_BRACKETED = re.compile(r"(?P<year>[^()]*\d)\s*\((?P<first>[^\W\d]+)\.?(?:\s*[-–]\s*(?P<last>[^\W\d]+)\.?)?\)")
#: Months before their fiscal year: Jul-Apr FY25, April-February 2024-25.
_BEFORE = re.compile(
    r"(?P<first>[^\W\d]+)\.?\s*[-–]\s*(?P<last>[^\W\d]+)\.?[\s,]+"
    r"(?P<year>FY\s*'?\d\d(?:\d\d)?(?:\s*[-/–]\s*\d\d(?:\d\d)?)?|\d{4}\s*[-/–]\s*\d\d(?:\d\d)?)",
    re.IGNORECASE,
)
#: Months whose year stands elsewhere: 5月, 1至5月累计, 1-5월, Jan-May.
_YEARLESS = re.compile(
    r"(?P<m>\d{1,2})\s*[月월]份?|(?P<m1>\d{1,2})\s*[月월]?\s*[-~–至]\s*(?P<m2>\d{1,2})\s*[月월](?:累计)?"
)
_WORDED_MONTHS = re.compile(r"(?P<first>[^\W\d]+)\.?(?:\s*[-–]\s*(?P<last>[^\W\d]+)\.?)?")


class _Wrong(str):
    """What is wrong with a label, whatever stands beside it."""

    __slots__ = ()


def _century(two: str, near: int) -> int:
    """Return the year that two digits name next to another year."""
    return int(two) if len(two) == 4 else near // 100 * 100 + int(two) + (100 if int(two) < near % 100 else 0)


def _worded(text: str) -> Span | None:
    found = _WORDED.fullmatch(text)
    if not found:
        return None
    first = month_of(found["first"] or found["first2"])
    last_word = found["last"] or found["last2"]
    last = month_of(last_word) if last_word else first
    if first is None or last is None or last < first:
        return None
    year = found["year"] or found["year2"]
    number = int(year) if len(year) == 4 else int(year) + (1900 if int(year) > 60 else 2000)
    return Span(number, first, last - first + 1)


def _read(text: str, starts: int | None, *, iranian: bool = False) -> Span | str | None:
    """Return the span of a label; what it may be when it is ambiguous; None when it is none."""
    if "(" in text and (bracketed := _BRACKETED.fullmatch(text)):
        return _within(bracketed, _read(bracketed["year"], starts))
    if text[:1].isalpha() and (before := _BEFORE.fullmatch(text)):
        return _within(before, _read(before["year"], starts))
    for pattern, kind in _FORMS:
        found = pattern.fullmatch(text)
        if found and (kind != "iranian" or iranian):
            named = {k: v for k, v in found.groupdict().items() if v is not None}
            first = named.get("year") or named.get("y1") or named.get("y3") or named["y2"]
            return _formed(kind, named, int(first) if len(first) == 4 else 2000 + int(first), starts)
    return _worded(text)


def _within(found: re.Match[str], whole: Span | str | None) -> Span | str | None:
    """Return the months of a year that stand in brackets after it."""
    first = month_of(found["first"])
    last = month_of(found["last"]) if found["last"] else first
    if first is None or last is None or not isinstance(whole, Span) or whole.months != 12:
        return whole if first and last and isinstance(whole, str) else None
    begins, ends = ((month - whole.month) % 12 for month in (first, last))
    if ends < begins:
        return None
    count = whole.year * 12 + whole.month - 1 + begins
    return Span(count // 12, count % 12 + 1, ends - begins + 1)


def _formed(kind: str, named: Mapping[str, str], year: int, starts: int | None) -> Span | str | None:
    """Return the span that a label of a form names."""
    month = int(named.get("m") or (named.get("m2") if kind in {"month", "day"} else 0) or 0)
    found: Span | str | None = None
    match kind:
        case "year":
            found = Span(year, 1, 12)
        case "range" | "through":
            found = _range(year, month, int(named.get("y2", year)), int(named["m2"]))
        case "quarter":
            found = Span(year, 3 * _quarter(named) - 2, 3)
        case "half":
            found = Span(year, 6 * int(named.get("h") or named["h2"]) - 5, 6)
        case "fiscal":
            found = _fiscal(year, named.get("y2") or named.get("y4"), starts)
        case "part":
            whole = _fiscal(year, named.get("y2"), starts)
            found = _part(whole, _quarter(named)) if isinstance(whole, Span) else whole
        case "iranian":
            found = Span(year + IRANIAN_YEARS, IRANIAN_STARTS, 12)
        case "either":
            both = month == (year + 1) % 100 and 1 <= month <= 12
            found = "either" if both else _month(year, month, starts)
        case _ if 1 <= month <= 12:
            found = Span(year, month, 1 if kind == "month" else 0)
    return found


def _range(year: int, month: int, last_year: int, last: int) -> Span | _Wrong:
    """Return the months from one to another, or what is wrong with them."""
    months = (last_year - year) * 12 + last - month + 1
    for number in (month, last):
        if not 1 <= number <= 12:
            return _Wrong(f"has no month {number:02d}")
    if months < 1:
        return _Wrong("ends before it starts")
    return Span(year, month, months) if months <= 12 else _Wrong("is longer than twelve months")


def _quarter(named: Mapping[str, str]) -> int:
    """Return the number of a quarter, in digits or Roman."""
    roman = named.get("r")
    return ("I", "II", "III", "IV").index(roman.upper()) + 1 if roman else int(named.get("q") or named["q2"])


def _part(year: Span, quarter: int) -> Span:
    """Return a quarter of a fiscal year."""
    count = year.year * 12 + year.month - 1 + 3 * (quarter - 1)
    return Span(count // 12, count % 12 + 1, 3)


def _fiscal(year: int, end: str | None, starts: int | None) -> Span | str | None:
    """Return the fiscal year that is named by both its years, or by the year it ends in."""
    if end is not None and _century(end, year) != year + 1:
        return None
    if starts is None:
        return "fiscal"
    return Span(year if end or starts == 1 else year - 1, starts, 12)


def _month(year: int, month: int, starts: int | None) -> Span | str | None:
    """Return a month, or the fiscal year that two digits after a year are when they are none."""
    if 1 <= month <= 12:
        return Span(year, month, 1)
    if month == (year + 1) % 100:
        return "fiscal" if starts is None else Span(year, starts, 12)
    return None


def with_year(text: str, year: int) -> str:
    """Return a label of months with the year that stands elsewhere, such as in a title; other labels as they are.

    Examples
    --------
    >>> with_year("1至5月累计", 2025), with_year("Jan-May", 2025), with_year("Total", 2025)
    ('2025-01/2025-05', '2025-01/2025-05', 'Total')
    """
    if found := _YEARLESS.fullmatch(text):
        first, last = int(found["m"] or found["m1"]), int(found["m"] or found["m2"])
    elif found := _WORDED_MONTHS.fullmatch(text):
        first = month_of(found["first"]) or 0
        last = (month_of(found["last"]) or 0) if found["last"] else first
    else:
        return text
    if not 1 <= first <= last <= 12:
        return text
    return f"{year}-{first:02d}/{year}-{last:02d}"


@lru_cache(maxsize=4096)
def is_span(text: str) -> bool:
    """Return whether a label names a time.

    Examples
    --------
    >>> is_span("2024"), is_span("2024-Q1"), is_span("Mar 2024"), is_span("Total")
    (True, True, True, False)
    """
    return _read(_FLAGGED.sub("", text.strip()), None) is not None


def parse_spans(
    labels: Sequence[str], *, starts: int | None = None, declared: bool = False, iranian: bool = False
) -> tuple[Span | str, ...]:
    """Return the span of each label, or what is wrong with it, as a clause.

    Parameters
    ----------
    labels : sequence of str
        Of one column, or of one header: ``2000-01`` is a fiscal year beside ``1999-00`` or ``2012-13``, a month
        beside ``2000-02``.
    starts : int, optional
        The month in which fiscal years start.
    declared : bool
        Whether the file itself, or who gives it, says so: its plain quarters may then be those of fiscal years.
    iranian : bool
        Whether 1403 is a year: 21 March 2024 to 20 March 2025, which counts as the year to March 2025.

    Examples
    --------
    >>> [str(span) for span in parse_spans(["1999-00", "2000-01"], starts=4)]
    ['1999-04/2000-03', '2000-04/2001-03']
    >>> parse_spans(["2000-01"])[0]
    'may be January 2000 or the fiscal year 2000/01: write 2000-01/2000-01 or 2000/01'
    """
    labels = [_FLAGGED.sub("", label.strip()) for label in labels]
    read = [_read(label, starts, iranian=iranian) for label in labels]
    named = dict(zip(labels, read, strict=True))
    fiscal = any(r == "fiscal" or (isinstance(r, Span) and r.fiscal) for r in named.values())
    beside = _Beside(
        fiscal=fiscal,
        parts=fiscal or (declared and starts not in {None, 1}),
        months=any(isinstance(r, Span) and 1 <= r.months < 12 and _BY_MONTH.match(name) for name, r in named.items()),
        whole=_covered([r for r in read if isinstance(r, Span) and r.months == 0]),
    )
    return tuple(_settled(label, r, beside, starts) for label, r in zip(labels, read, strict=True))


def parse_period(text: str, *, year_ends: int = 12) -> Period:
    """Return the period that `text` names, in a series whose years end with a month.

    Parameters
    ----------
    text : str
        ``2024``, ``2025-01``, ``2025-01/2025-05``, ``2024-Q3``, ``H1 2025``; ``2024-25`` in a series of fiscal years.
    year_ends : int

    Raises
    ------
    ValueError
        Says what is wrong, as a clause.

    Examples
    --------
    >>> parse_period("2025-01/2025-05") == Period(2025, 5), parse_period("2024-25", year_ends=3).words
    (True, 'the year to March 2025')
    """
    starts = None if year_ends == 12 else year_ends % 12 + 1
    (span,) = parse_spans([text], starts=starts)
    if isinstance(span, str):
        raise ValueError(span)  # noqa: TRY004 - what it names is no period
    if is_day(text):
        msg = "is a day, no period"
        raise ValueError(msg)
    return period_of(span.year, span.month, span.months, year_ends=year_ends)


def is_day(text: str) -> bool:
    """Return whether a label is a day, which stands for a period only among others of its column.

    Examples
    --------
    >>> is_day("2024-03-31"), is_day("2024-03")
    (True, False)
    """
    read = _read(_FLAGGED.sub("", text.strip()), None)
    return isinstance(read, Span) and read.months == 0


def _covered(days: Sequence[Span]) -> int:
    """Return how many months the days of a column stand for: told by how many months of a year there are."""
    seen = {day.month for day in days}
    if len(seen) > 4 or not days:
        return 1
    return 3 if len(seen) > 1 else 12


_IRANIAN_LABEL = re.compile(r"1[34]\d\d(?!\d)", re.ASCII)
#: Labels that write a month after its year, as 2000-01 may.
_BY_MONTH = re.compile(r"\d{4}-\d{2}(?:/|$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the labels of a column say together: of fiscal years, of parts that may be theirs, of months, of days."""

    fiscal: bool
    parts: bool
    months: bool
    whole: int


def _unreadable(label: str) -> str:
    if _IRANIAN_LABEL.match(label):
        return "may be a year of the Iranian calendar: name Iran in the pair, and write whole years"
    if re.fullmatch(r"\d{4}", label, re.ASCII):
        return f"names a year outside {FIRST_YEAR} to {LAST_YEAR}"
    return "is not a year, a quarter or a month"


def _settled(label: str, read: Span | str | None, beside: _Beside, starts: int | None) -> Span | str:
    """Return the span of a label beside its neighbours, or what is wrong with it."""
    if isinstance(read, Span):
        return _placed(label, read, beside)
    if read is None or isinstance(read, _Wrong):
        return read or _unreadable(label)
    year = int(label[:4]) if label[:4].isdigit() else 0
    if read == "fiscal" or (beside.fiscal and not beside.months):
        return NO_START if starts is None else Span(year, starts, 12)
    month = int(label[5:7])
    if beside.months and not beside.fiscal:
        return Span(year, month, 1)
    return (
        f"may be {MONTHS[month - 1]} {year} or the fiscal year {year}/{month:02d}: "
        f"write {label}/{label} or {year}/{month:02d}"
    )


#: Quarters and halves that do not say whose: of the calendar year, beside nothing else.
_PLAIN_PART = re.compile(
    r"(?:\d{4}[-/\s]*)?(?:[QKTHS]\s*[1-4]|[1-4]\s*(?:[QH]|\.?\s*Quartal|кв\.?(?:артал)?)|I{1,3}|IV)(?:[-/\s]*\d{4})?",
    re.IGNORECASE,
)


def _placed(label: str, read: Span, beside: _Beside) -> Span | str:
    if read.months == 0:
        start = read.month if beside.whole == 1 else (read.month - 1) // beside.whole * beside.whole + 1
        read = Span(read.year, start if beside.whole < 12 else 1, beside.whole)
    if beside.parts and _PLAIN_PART.fullmatch(label):
        (year, month), kind = read.last, "quarter" if read.months == 3 else "half"
        months = f"{read.year}-{read.month:02d}/{year}-{month:02d}"
        return (
            f"may be {MONTHS[read.month - 1]}-{say_month(year, month)} or a {kind} of a fiscal year: write its months, "
            f"such as {months}"
        )
    return read if FIRST_YEAR <= read.year <= LAST_YEAR else f"names a year outside {FIRST_YEAR} to {LAST_YEAR}"
