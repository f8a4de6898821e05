"""Published statements about trade, and the series they make up.

A `Statement` is one row of one publication: a level, a growth rate, or both, for one period,
flow and statistics side, exactly as printed. A `Series` is all statements about one pair;
`Series.known_at` replays what was known on a past day.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from forecast.data.amounts import say_amount
from forecast.data.periods import period_of
from forecast.data.precision import Qualifier, cut_or_rounded_interval, growth_factor_interval, printed_interval

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from forecast.data.intervals import Interval
    from forecast.data.periods import Period

__all__ = [
    "FLOWS",
    "DatePrecision",
    "Flow",
    "GrowthPrint",
    "LevelPrint",
    "Origin",
    "Reliability",
    "Series",
    "Statement",
    "aligned",
    "slug",
]

#: A side whose figures ended so many years before another's is not asked first.
ENDED_YEARS = 5
#: Calendar years end with this month.
CALENDAR = 12
Flow = Literal["total", "exports", "imports"]
FLOWS: tuple[Flow, ...] = get_args(Flow)
Reliability = Literal["high", "medium", "low"]
RELIABILITIES: tuple[Reliability, ...] = get_args(Reliability)
DatePrecision = Literal["day", "inferred", "hypothetical"]
GrowthQualifier = Literal["exact", "about", "over", "almost", "between", "up", "down"]
GROWTH_QUALIFIERS: tuple[GrowthQualifier, ...] = get_args(GrowthQualifier)


def aligned(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return statements of one series in the years of one kind: fiscal ones where all whole years are such.

    Files of a pair that are read apart may each have had years of another kind.
    """
    kinds = {s.period.year_ends for s in statements}
    if len(kinds) < 2:
        return statements
    ends = Counter(s.period.last[1] for s in statements if s.period.months == CALENDAR)
    common = CALENDAR if CALENDAR in ends or not ends else ends.most_common(1)[0][0]
    return tuple(replace(s, period=period_of(*s.period.first, s.period.months, year_ends=common)) for s in statements)


def slug(name: str) -> str:
    """Return a name as it stands in a URL.

    Examples
    --------
    >>> slug("St. Petersburg")
    'st-petersburg'
    """
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when a statement was published.

    Parameters
    ----------
    publisher, title, url : str
        As the source names itself; `url` may be empty.
    published : datetime.date
        The day the statement became known.
    precision : {"day", "inferred", "hypothetical"}
        Whether that day is printed or inferred; hypothetical when a scenario made the statement up.
    """

    publisher: str
    title: str
    url: str
    published: date
    precision: DatePrecision = "day"


@dataclass(frozen=True)
class LevelPrint:
    """A printed level in full units of the currency.

    Parameters
    ----------
    value, resolution : float
        The print and one unit of its last printed digit.
    qualifier : {"exact", "about", "over", "almost", "between"}
        The words around it; `value` is the middle of a range, and `resolution` then half of its width.
    """

    value: float
    resolution: float
    qualifier: Qualifier = "exact"

    @cached_property
    def interval(self) -> Interval:
        """Where the truth lies: centred on an exact print."""
        return printed_interval(self.value, self.resolution, self.qualifier)

    @cached_property
    def cut_or_rounded(self) -> Interval:
        """Where the truth can lie if the source may have cut the print."""
        return cut_or_rounded_interval(self.value, self.resolution, self.qualifier)

    def words(self, unit: str) -> str:
        """Return the print as a reader would quote it."""
        if self.qualifier == "between":
            low, high = (say_amount(end, unit, digits=4) for end in (self.interval.low, self.interval.high))
            return f"{low} to {high}"
        prefix = "" if self.qualifier == "exact" else f"{self.qualifier} "
        return f"{prefix}{say_amount(self.value, unit, digits=4)}"


@dataclass(frozen=True)
class GrowthPrint:
    """A printed growth rate over the same months of the year before.

    Parameters
    ----------
    percent, resolution : float
        The print and one unit of its last printed digit, per cent; both 0 for "up" and "down".
    qualifier : {"exact", "about", "over", "almost", "between", "up", "down"}
        "up" says that trade grew, "down" that it fell, and neither prints a figure.
    """

    percent: float
    resolution: float
    qualifier: GrowthQualifier = "exact"

    @property
    def figure(self) -> bool:
        """Whether a figure is printed."""
        return self.qualifier not in {"up", "down"}

    @cached_property
    def interval(self) -> Interval | None:
        """Where the true growth factor lies: centred on an exact print; None without a figure."""
        match self.qualifier:
            case "up" | "down":
                return None
            case printed:
                return growth_factor_interval(self.percent, self.resolution, printed)

    @cached_property
    def cut_or_rounded(self) -> Interval | None:
        """Where the true growth factor can lie if the source may have cut the print; None without a figure."""
        match self.qualifier:
            case "up" | "down":
                return None
            case printed:
                return growth_factor_interval(self.percent, self.resolution, printed, cut=True)

    @property
    def words(self) -> str:
        """The print as a reader would quote it."""
        if not self.figure:
            return "grew, no figure" if self.qualifier == "up" else "fell, no figure"
        if self.qualifier == "between":
            return f"{self.percent - self.resolution:+g} to {self.percent + self.resolution:+g} %"
        prefix = "" if self.qualifier == "exact" else f"{self.qualifier} "
        return f"{prefix}{self.percent:+g} %"


@dataclass(frozen=True, slots=True)
class Statement:
    """One published statement, as printed.

    Parameters
    ----------
    id : str
        Unique within its series.
    statistics : str
        Whose statistics, as a slug.
    flow : {"total", "exports", "imports"}
        Seen from the series' reporter.
    period : Period
        What it is about.
    level : LevelPrint or None
    growth : GrowthPrint or None
        At least one of the two.
    event : str
        Statements made on one occasion share it.
    origin : Origin
    reliability : {"high", "medium", "low"}
    record : bool
        Whether the source calls the year the highest so far.
    note : str
    supersedes : str
        What it says it takes the place of among earlier statements about the same thing: ``yes`` for all of them,
        or the event or the day of publication of one; empty when it says nothing of the kind.
    parts : tuple of str
        Ids of the statements that were added up to it, where it is not published itself: it goes and is corrected
        with them.
    """

    id: str
    statistics: str
    flow: Flow
    period: Period
    level: LevelPrint | None
    growth: GrowthPrint | None
    event: str
    origin: Origin
    reliability: Reliability = "medium"
    record: bool = False
    note: str = ""
    supersedes: str = ""
    parts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.level is None and self.growth is None:
            msg = f"statement {self.id} says neither a level nor a growth rate"
            raise ValueError(msg)

    @property
    def hypothetical(self) -> bool:
        """Whether a scenario made it up: nobody published it."""
        return self.origin.precision == "hypothetical"

    def words(self, unit: str) -> str:
        """Return what the statement says, in words."""
        parts = [self.level.words(unit)] if self.level else []
        parts += [self.growth.words] if self.growth else []
        made_up = "hypothetical: " if self.hypothetical else ""
        return f"{made_up}{self.flow} {self.period.words}: {', '.join(parts)}"


@dataclass(frozen=True, slots=True)
class Series:
    """Everything published about trade between a reporter and a partner.

    Parameters
    ----------
    id : str
        Slug of the pair.
    reporter, partner : str
        Names; exports go from reporter to partner.
    unit : str
        Currency code of every level.
    basis : str
        ``goods`` or ``goods and services``.
    statements : tuple of Statement
        In order of publication.
    """

    id: str
    reporter: str
    partner: str
    unit: str
    basis: str
    statements: tuple[Statement, ...]

    @property
    def year_ends(self) -> int:
        """The month with which its years end: 12 for calendar years, 3 for years to March."""
        return self.statements[0].period.year_ends if self.statements else CALENDAR

    @property
    def sides(self) -> tuple[str, ...]:
        """Whose statistics there are, the reporter's first."""
        own = slug(self.reporter)
        return tuple(sorted({s.statistics for s in self.statements}, key=lambda side: (side != own, side)))

    @staticmethod
    def from_frame(
        frame: pd.DataFrame | pd.Series[float],
        *,
        unit: str | None,
        reporter: str = "A",
        partner: str = "B",
        scale: float = 1.0,
        basis: str = "goods",
    ) -> Series:
        """Return the series that pandas data make: annual, quarterly or monthly exports, imports or totals.

        Parameters
        ----------
        frame : pandas.DataFrame or pandas.Series
            Columns ``exports``, ``imports``, ``total``; a series is the total. Years, dates or periods in the index.
        unit : str
            Currency code.
        reporter, partner : str
            Names of the sides; figures are the reporter's.
        scale : float
            What one unit of the data is worth, such as 1e6 for figures in millions.
        basis : str

        Raises
        ------
        InputError
            With every fault and its row.

        Examples
        --------
        >>> import pandas as pd
        >>> Series.from_frame(pd.Series([1.9e9, 2.1e9], index=[2023, 2024]), unit="USD").statements[-1].level.value
        2100000000.0
        """
        from forecast.data.frames import series_of_frame  # noqa: PLC0415 - frames makes series, and needs pandas

        return series_of_frame(frame, unit=unit, reporter=reporter, partner=partner, scale=scale, basis=basis)

    def side_for(self, flow: Flow) -> str:
        """Return whose statistics are asked of a flow: the reporter's, unless they ended years before another's."""
        newest: dict[str, int] = {}
        for side in self.sides:
            years = {f: {s.period.year for s in self.select(statistics=side, flow=f) if s.level} for f in FLOWS}
            first, second = (years[other] for other in FLOWS if other != flow)
            newest[side] = max(years[flow] | (first & second), default=0)
        latest = max(self.sides, key=lambda side: newest[side])
        own = self.sides[0]
        return latest if newest[own] and newest[latest] - newest[own] > ENDED_YEARS else own

    def side_name(self, statistics: str) -> str:
        """Return whose statistics, as a name.

        Examples
        --------
        >>> from forecast import series
        >>> series("belarus-st-petersburg").side_name("st-petersburg")
        'St. Petersburg'
        """
        names = {slug(self.reporter): self.reporter, slug(self.partner): self.partner}
        return names.get(statistics, statistics)

    def known_at(self, as_of: date) -> Series:
        """Return the series as it was known on a day: statements published by then."""
        return replace(self, statements=tuple(s for s in self.statements if s.origin.published <= as_of))

    def without(self, statement_id: str) -> Series:
        """Return the series without one statement."""
        return replace(self, statements=tuple(s for s in self.statements if s.id != statement_id))

    def select(self, *, statistics: str | None = None, flow: Flow | None = None) -> tuple[Statement, ...]:
        """Return the statements of one side, one flow, or both."""
        return tuple(
            s
            for s in self.statements
            if (statistics is None or s.statistics == statistics) and (flow is None or s.flow == flow)
        )

    @property
    def newest(self) -> date:
        """The newest publication date (the series must not be empty)."""
        return max(s.origin.published for s in self.statements)
