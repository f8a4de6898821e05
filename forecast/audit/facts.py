"""What is said of published figures when they are held against each other: codes and numbers, no sentences.

Each kind of finding has its own frozen value. A range holds what rounding or cutting the printed digits
allows, in full units of the currency or as growth factors; `forecast.words` makes the sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from forecast.data import Flow, GrowthPrint, Interval, LevelPrint, Period

__all__ = [
    "BadSum",
    "Corroboration",
    "Disagreement",
    "Facts",
    "FalseFall",
    "FalseGrowth",
    "FalseRise",
    "Figure",
    "Misprint",
    "OddChange",
    "OddPart",
    "OutsideParts",
    "PartAbove",
    "Preference",
    "Printed",
    "Quantity",
    "Reading",
    "SameMonths",
    "ShrinkingYear",
    "SidesApart",
    "SidesDiffer",
    "Slip",
    "Subject",
    "TwoSides",
    "WrongUnit",
    "YearTotal",
]

Quantity = Literal["level", "growth"]
Figure = LevelPrint | GrowthPrint
#: Why one of two prints is taken for the misprint.
Preference = Literal["less-reliable", "fits-worse", "later"]
#: What may lie behind a disagreement that no slip explains.
Reading = Literal["other-side", "loose-words", "revised", "superseded", "later"]


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """One thing that statements are about: a flow over a period, in one side's statistics."""

    statistics: str
    flow: Flow
    period: Period

    def over(self, period: Period) -> Subject:
        """Return the same flow in the same statistics over another period."""
        return replace(self, period=period)

    def of(self, flow: Flow) -> Subject:
        """Return another flow over the same period in the same statistics."""
        return replace(self, flow=flow)

    @property
    def year_before(self) -> Subject:
        """The same months of the year before."""
        return self.over(self.period.before())


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed of one subject.

    Parameters
    ----------
    subject : Subject
    figures : tuple of LevelPrint or of GrowthPrint
        The different ones, in order of publication; "grew" without a figure among growth rates.
    allows : Interval
        What they have in common, else their hull.
    """

    subject: Subject
    figures: tuple[Figure, ...]
    allows: Interval

    @property
    def quantity(self) -> Quantity:
        """Whether levels or growth rates are printed."""
        return "level" if isinstance(self.figures[0], LevelPrint) else "growth"


@dataclass(frozen=True, slots=True)
class Misprint:
    """Of two prints of one thing one is the other in a wrong unit, or with a digit more or less.

    Parameters
    ----------
    wrong, right : Printed
        `wrong` may hold the figure several times, with other words around it; its range is the first one's.
    power : int
        `right` is ten to this power of `wrong`; 0 when it is a digit.
    lost : bool
        Whether the digit was lost on the way to `wrong`; else it was added.
    preference : {"less-reliable", "fits-worse", "later"}
        Why `wrong` is taken for the misprint.
    """

    wrong: Printed
    right: Printed
    power: int
    lost: bool
    preference: Preference


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Prints of one thing that have no common point, and no slip explains why.

    Parameters
    ----------
    prints : tuple of Printed
        One for each different figure, with what it allows alone.
    unused : tuple of LevelPrint or of GrowthPrint
        Those set aside: as less reliable, superseded, or later and vaguer or weaker.
    used : Printed
        What the fit takes.
    settled : bool
        Whether those in use agree.
    reading : {"other-side", "loose-words", "revised", "superseded", "later"}
        "superseded": later figures took the place of the unused ones; "later": the unused ones came later, and are
        vaguer or weaker.
    other : Printed or None
        With "other-side": the figures that are another side's, and that side as its subject.
    sources : tuple of (str, Printed)
        With "revised": what each publisher prints, where there are several.
    """

    prints: tuple[Printed, ...]
    unused: tuple[Figure, ...]
    used: Printed
    settled: bool
    reading: Reading
    other: Printed | None = None
    sources: tuple[tuple[str, Printed], ...] = ()


@dataclass(frozen=True, slots=True)
class WrongUnit:
    """A level a power of ten away from the years around it.

    Parameters
    ----------
    printed : Printed
    power : int
        Ten to this power of the print is what was meant.
    meant : float
    beside : tuple of Printed
        The nearest years.
    """

    printed: Printed
    power: int
    meant: float
    beside: tuple[Printed, ...]


@dataclass(frozen=True, slots=True)
class FalseGrowth:
    """A growth rate that two levels rule out.

    Parameters
    ----------
    printed, now, last : Printed
    implied : Interval
        Growth factors that the levels allow.
    meant : float or None
        The growth, per cent, of which the printed one is a slip of one digit.
    """

    printed: Printed
    now: Printed
    last: Printed
    implied: Interval
    meant: float | None


@dataclass(frozen=True, slots=True)
class FalseRise:
    """A report that trade grew, where the levels fell."""

    now: Printed
    last: Printed
    implied: Interval


@dataclass(frozen=True, slots=True)
class FalseFall:
    """A report that trade fell, where the levels rose."""

    now: Printed
    last: Printed
    implied: Interval


@dataclass(frozen=True, slots=True)
class Slip:
    """A growth rate, per cent, of which a printed one is a slip: a digit lost, or else one changed."""

    meant: float
    lost: bool


@dataclass(frozen=True, slots=True)
class OutsideParts:
    """The growth of a total and of its parts that cannot all be true.

    Parameters
    ----------
    rates : tuple of Printed
        Of total, exports and imports.
    proof : {"faster", "slower", "weights"}
        The total grows faster, or more slowly, than both parts; or their weighted mean is another.
    levels : tuple of Interval
        Total, exports and imports of the year, narrowed by each other; empty when not known.
    implied : tuple of (flow, Interval)
        Growth factors that the other two imply, as far as they do.
    culprit : {"total", "exports", "imports"} or None
        The false one, if anything tells.
    slip : Slip or None
        What the culprit's print was meant to be.
    unused : tuple of GrowthPrint
        The culprit's prints that are set aside.
    """

    rates: tuple[Printed, Printed, Printed]
    proof: Literal["faster", "slower", "weights"]
    levels: tuple[Interval, ...]
    implied: tuple[tuple[Flow, Interval], ...]
    culprit: Flow | None
    slip: Slip | None
    unused: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class BadSum:
    """Exports and imports that do not make the total.

    Parameters
    ----------
    levels : tuple of Printed
        Total, exports and imports.
    parts : Interval
        What exports and imports make.
    culprit : {"total", "exports", "imports"} or None
        The only one that a slip explains.
    meant : float or None
        What the culprit was meant to be.
    power : int
        Ten to this power of the print was meant; 0 when a digit was lost.
    """

    levels: tuple[Printed, Printed, Printed]
    parts: Interval
    culprit: Flow | None
    meant: float | None
    power: int


@dataclass(frozen=True, slots=True)
class PartAbove:
    """One part that is above the total."""

    part: Printed
    total: Printed


@dataclass(frozen=True, slots=True)
class ShrinkingYear:
    """First months of a year that exceed a longer part of it; short and long in each pair."""

    pairs: tuple[tuple[Printed, Printed], ...]


@dataclass(frozen=True, slots=True)
class YearTotal:
    """What is printed of a year, and what it makes of the annual total.

    Parameters
    ----------
    printed : Printed
    share : Interval or None
        The part of a year that its first months usually make; None when the year itself is printed.
    total : Interval
    """

    printed: Printed
    share: Interval | None
    total: Interval


@dataclass(frozen=True, slots=True)
class SameMonths:
    """The same months a year after an odd level: as printed, or as a year later's level and growth imply.

    Parameters
    ----------
    period : Period
    level : Interval
    change : Interval
        Growth factors on the odd level.
    printed : Printed or None
    later : tuple of Printed
        Level and growth of a year later, where nothing is printed.
    """

    period: Period
    level: Interval
    change: Interval
    printed: Printed | None
    later: tuple[Printed, ...]


@dataclass(frozen=True, slots=True)
class Corroboration:
    """What else speaks against an odd level: the same months later, and longer months by the other side."""

    after: SameMonths | None
    longer: tuple[Printed, ...]


@dataclass(frozen=True, slots=True)
class OddChange:
    """A level that makes its year far from the years beside it.

    Parameters
    ----------
    odd : Printed
    years : tuple of YearTotal
        Two, or three when the middle one stands out.
    changes : tuple of Interval
        Growth factors from each to the next.
    usual : Interval
        Growth factors of 99 in 100 years.
    meant : float or None
        The level, should it be printed in the wrong unit.
    more : Corroboration
    """

    odd: Printed
    years: tuple[YearTotal, ...]
    changes: tuple[Interval, ...]
    usual: Interval
    meant: float | None
    more: Corroboration


@dataclass(frozen=True, slots=True)
class OddPart:
    """Two totals that make one part move unlike the other, which is printed.

    Parameters
    ----------
    odd : Printed
    years : tuple of YearTotal
        The year before and the year.
    part : Subject
        The printed part, over the year.
    parts, rests : tuple of Interval
        In both years: the printed part, and what it leaves of the total.
    growth : Printed or None
        The part's growth where it is printed itself.
    part_change, rest_change : Interval
        Growth factors.
    usual : float
        Factor by which the two differ at most in nine years of ten.
    more : Corroboration
    """

    odd: Printed
    years: tuple[YearTotal, YearTotal]
    part: Subject
    parts: tuple[Interval, Interval]
    rests: tuple[Interval, Interval]
    growth: Printed | None
    part_change: Interval
    rest_change: Interval
    usual: float
    more: Corroboration


@dataclass(frozen=True, slots=True)
class TwoSides:
    """One thing by two sides' statistics, and the second as a multiple of the first."""

    first: Printed
    second: Printed
    ratio: Interval


@dataclass(frozen=True, slots=True)
class SidesApart:
    """Two sides' statistics farther apart than statistics are.

    Parameters
    ----------
    sides : TwoSides
    factor : float
        95 in 100 pairs of statistics stay within this factor: of one, or of `usual`.
    usual : float or None
        The ratio in other periods, where that is what the ratio is too far from.
    periods : int
        How many other periods.
    """

    sides: TwoSides
    factor: float
    usual: float | None = None
    periods: int = 0


@dataclass(frozen=True, slots=True)
class SidesDiffer:
    """Two sides' annual totals that cannot both be meant alike, by year."""

    years: tuple[TwoSides, ...]


Facts = (
    Misprint
    | Disagreement
    | WrongUnit
    | FalseGrowth
    | FalseRise
    | FalseFall
    | OutsideParts
    | BadSum
    | PartAbove
    | ShrinkingYear
    | OddChange
    | OddPart
    | SidesApart
    | SidesDiffer
)
