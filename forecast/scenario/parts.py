"""The changes that a scenario is made of, each a frozen value with a text form of its own.

Percentages are kept to `DECIMALS` decimals and money to whole units, so that the text form gives a change back
exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from forecast.scenario.notation import (
    DECIMALS,
    check_label,
    say_money,
    say_number,
    say_print,
    say_signed,
    say_span,
)

if TYPE_CHECKING:
    from datetime import date

    from forecast.data import GrowthPrint, LevelPrint, Period

__all__ = [
    "PERCENT_LIMITS",
    "Change",
    "Deal",
    "Drift",
    "FixedGrowth",
    "OnFlow",
    "Part",
    "PathPart",
    "PriorPart",
    "Saying",
    "ShiftedGrowth",
    "Shock",
    "Volatility",
    "WorldTrade",
]

LONGEST_STRETCH = 30
#: Per cent that each change may have; what lies outside is a slip, not a scenario.
PERCENT_LIMITS = {
    "growth": (-99.0, 1_000.0),
    "shift": (-99.0, 1_000.0),
    "shock": (-99.0, 1_000.0),
    "world": (-90.0, 200.0),
    "drift": (-30.0, 50.0),
}
VOLATILITY_LIMITS, FACTOR_LIMITS = (0.01, 2.0), (0.1, 10.0)
SMALLEST_AMOUNT, LARGEST_AMOUNT = 1.0, 1e15


def _check_percent(kind: str, percent: float) -> float:
    low, high = PERCENT_LIMITS[kind]
    if not low <= percent <= high:
        msg = f"is outside {low:g} % to {high:+,.0f} %"
        raise ValueError(msg)
    return round(percent, DECIMALS) + 0.0


def _check_span(first: int, last: int | None) -> None:
    if last is not None and last < first:
        msg = "ends before it begins"
        raise ValueError(msg)


@dataclass(frozen=True, slots=True, order=True)
class _OverYears:
    """A percentage for each year of a span."""

    first: int
    last: int
    percent: float
    kind: ClassVar[str]

    def __post_init__(self) -> None:
        _check_span(self.first, self.last)
        object.__setattr__(self, "percent", _check_percent(self.kind, self.percent))

    def __str__(self) -> str:
        return f"{self.kind}={say_span(self.first, self.last)}:{say_signed(self.percent)}"


@dataclass(frozen=True, slots=True, order=True)
class FixedGrowth(_OverYears):
    """Every path has exactly this growth in each of these years, deals aside.

    Parameters
    ----------
    first, last : int
        Years.
    percent : float
        Over the year before.
    """

    kind: ClassVar[str] = "growth"


@dataclass(frozen=True, slots=True, order=True)
class ShiftedGrowth(_OverYears):
    """The growth factor of each of these years is multiplied by ``1 + percent / 100``; the level carries on."""

    kind: ClassVar[str] = "shift"


@dataclass(frozen=True, slots=True, order=True)
class Shock:
    """A one-off change of the level; with `recovery` it fades evenly in logs and is gone that many years later."""

    year: int
    percent: float
    recovery: int = 0
    kind: ClassVar[str] = "shock"

    def __post_init__(self) -> None:
        object.__setattr__(self, "percent", _check_percent(self.kind, self.percent))
        if not 0 <= self.recovery <= LONGEST_STRETCH:
            msg = f"recovers in other than 1 to {LONGEST_STRETCH} years"
            raise ValueError(msg)

    @property
    def last(self) -> int:
        """The last year whose growth it changes."""
        return self.year + self.recovery

    def __str__(self) -> str:
        recovery = f"~{self.recovery}y" if self.recovery else ""
        return f"{self.kind}={self.year}:{say_signed(self.percent)}{recovery}"


@dataclass(frozen=True, slots=True, order=True)
class WorldTrade(_OverYears):
    """World trade grows by so much more or less than usual; the pair follows as the panel's pairs did."""

    kind: ClassVar[str] = "world"


@dataclass(frozen=True, slots=True, order=True)
class Drift:
    """The long-run drift is known: median growth a year, per cent."""

    percent: float
    kind: ClassVar[str] = "drift"

    def __post_init__(self) -> None:
        object.__setattr__(self, "percent", _check_percent(self.kind, self.percent))

    @property
    def log(self) -> float:
        """The yearly log drift."""
        return math.log1p(self.percent / 100)

    def __str__(self) -> str:
        return f"{self.kind}={say_signed(self.percent)}"


@dataclass(frozen=True, slots=True, order=True)
class Volatility:
    """Another volatility: known (yearly log standard deviation), or `relative` to what the figures say."""

    value: float
    relative: bool = False
    kind: ClassVar[str] = "volatility"

    def __post_init__(self) -> None:
        low, high = FACTOR_LIMITS if self.relative else VOLATILITY_LIMITS
        if not low <= self.value <= high:
            msg = f"is outside {'x' if self.relative else ''}{low:g} to {'x' if self.relative else ''}{high:g}"
            raise ValueError(msg)
        object.__setattr__(self, "value", round(self.value, DECIMALS))

    def __str__(self) -> str:
        return f"{self.kind}={'x' if self.relative else ''}{say_number(self.value)}"


@dataclass(frozen=True, slots=True)
class Deal:
    """An announced deal: a flat yearly flow on top of trade, current money, that does not grow with trade.

    Parameters
    ----------
    first : int
        The first year it delivers.
    last : int or None
        The last, None for good.
    amount : float
        A year once phased in, full currency units; below zero takes away.
    phase : int
        Years of phasing in: a third, two thirds and all of it in three years.
    probability : float
        That the deal happens as a whole.
    label : str
        A name, or empty.
    """

    first: int
    last: int | None
    amount: float
    phase: int = 1
    probability: float = 1.0
    label: str = ""
    kind: ClassVar[str] = "add"

    def __post_init__(self) -> None:
        _check_span(self.first, self.last)
        if not SMALLEST_AMOUNT <= abs(self.amount) <= LARGEST_AMOUNT:
            msg = "adds less than 1 or more than 1,000 trillion a year"
            raise ValueError(msg)
        if not 1 <= self.phase <= LONGEST_STRETCH:
            msg = f"is phased in over other than 1 to {LONGEST_STRETCH} years"
            raise ValueError(msg)
        object.__setattr__(self, "probability", round(self.probability, DECIMALS))
        if not 0 < self.probability <= 1:
            msg = "has a probability that is not above 0 and at most 1"
            raise ValueError(msg)
        object.__setattr__(self, "amount", float(round(self.amount)))
        object.__setattr__(self, "label", check_label(self.label))

    @property
    def key(self) -> str:
        """What the deal is told apart by: its years and its name, not its size or chance."""
        return f"{say_span(self.first, self.last)} {self.label}"

    @property
    def order(self) -> tuple[object, ...]:
        """Where it stands among deals."""
        return (self.first, self.last or math.inf, self.label, self.amount, self.phase, self.probability)

    def __str__(self) -> str:
        phase = f"/{self.phase}y" if self.phase > 1 else ""
        chance = f"@{say_number(self.probability)}" if self.probability < 1 else ""
        label = f' "{self.label}"' if self.label else ""
        return f"{self.kind}={say_span(self.first, self.last)}:{say_money(self.amount)}{phase}{chance}{label}"


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement that nobody made: a level or a growth rate of a period, in the question's statistics and flow.

    Parameters
    ----------
    period : Period
    level : LevelPrint or None
    growth : GrowthPrint or None
        One of the two.
    published : datetime.date or None
        The day it counts as published; the as-of day when None. Moves nothing else.
    """

    period: Period
    level: LevelPrint | None
    growth: GrowthPrint | None
    published: date | None = None
    kind: ClassVar[str] = "say"

    def __post_init__(self) -> None:
        if (self.level is None) == (self.growth is None):
            msg = "says not one of a level and a growth rate"
            raise ValueError(msg)

    @property
    def order(self) -> tuple[object, ...]:
        """Where it stands among hypothetical statements."""
        return (self.period, str(self))

    def __str__(self) -> str:
        day = f"~{self.published.isoformat()}" if self.published else ""
        return f"{self.kind}={self.period}:{say_print(self.level, self.growth)}{day}"


Change = FixedGrowth | ShiftedGrowth | Shock | WorldTrade | Deal


@dataclass(frozen=True, slots=True)
class OnFlow:
    """A change of exports or of imports alone: their total changes by as much, the other flow not at all.

    Parameters
    ----------
    flow : {"exports", "imports"}
    change : FixedGrowth, ShiftedGrowth, Shock, WorldTrade or Deal
    """

    flow: Literal["exports", "imports"]
    change: Change
    kind: ClassVar[str] = "flow"

    def __str__(self) -> str:
        return f"{self.flow}.{self.change}"


PriorPart = Drift | Volatility
PathPart = Change | OnFlow
Part = PathPart | PriorPart | Saying
