"""Measurements: what a fit rests on, each with its error on the log scale (docs/model.md)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Literal

from forecast.data import Interval, Reliability, almost_chance, almost_level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.audit import Finding
    from forecast.data import Period
    from forecast.model.uses import Account

__all__ = ["Claim", "ClaimKind", "Measurement", "Measurements", "Quantity", "Reason", "Role", "Use"]

Quantity = Literal["level", "growth"]
ClaimKind = Literal["grew", "fell", "record"]
Role = Literal[
    "level",
    "growth",
    "claim",
    "teaches-share",
    "narrows",
    "repeated",
    "excluded",
    "superseded",
    "not-needed",
    "not-fitted",
]
#: Why a quantity is not needed: its year's total, a later year-to-date figure, or figures and later reports that tell
#: the growth better; or not fitted: another side's statistics, or another flow that narrows nothing.
Reason = Literal["year-known", "later-known", "told-better", "other-side", "other-flow"]

#: Extra log standard deviation by reliability (docs/model.md, rule 2).
RELIABILITY_SD: Mapping[Reliability, float] = {"high": 0.005, "medium": 0.02, "low": 0.08}
#: Evenly likely levels that stand for "almost" a level.
_POINTS = 64


@lru_cache(maxsize=256)
def _almost_log_moments(value: float, interval: Interval) -> tuple[float, float]:
    """Return mean and standard deviation on the log scale of what "almost `value`" allows; a fit asks them often."""
    top, bottom = (almost_chance(value, end) for end in (interval.high, interval.low))
    logs = [math.log(almost_level(value, top + (bottom - top) * (i + 0.5) / _POINTS)) for i in range(_POINTS)]
    return fmean(logs), pstdev(logs)


@dataclass(frozen=True, slots=True)
class Measurement:
    """One level or one growth rate of one period, with its error on the log scale.

    Parameters
    ----------
    period : Period
    quantity : {"level", "growth"}
    interval : Interval
        Full currency units, or growth factors.
    reliability : {"high", "medium", "low"}
    statements : tuple of str
        Ids of the statements behind it.
    almost : float or None
        The level printed as "almost" it when nothing more exact is known: the truth then lies nearer to the
        interval's high end.
    """

    period: Period
    quantity: Quantity
    interval: Interval
    reliability: Reliability
    statements: tuple[str, ...]
    almost: float | None = None

    @property
    def log_mean(self) -> float:
        """Mean of the truth on the log scale: the middle of the interval, but of "almost" nearer to its high end."""
        return self._told[0]

    @property
    def log_sd(self) -> float:
        """Spread of the truth over the interval, and of the reliability, log scale."""
        return math.hypot(self._told[1], RELIABILITY_SD[self.reliability])

    @property
    def _told(self) -> tuple[float, float]:
        """Mean and standard deviation on the log scale of what the print allows."""
        if self.almost is not None:
            return _almost_log_moments(self.almost, self.interval)
        low, high = math.log(self.interval.low), math.log(self.interval.high)
        return (low + high) / 2, (high - low) / math.sqrt(12)


@dataclass(frozen=True, slots=True)
class Claim:
    """Something said without a figure; it weights whole paths (docs/model.md, rule 6).

    Parameters
    ----------
    kind : {"grew", "fell", "record"}
        Trade grew or fell through the period, or the year was the highest so far.
    period : Period
    chance : float
        Probability that the claim is informative; otherwise it would be made half of the time
        whatever happened.
    statements : tuple of str
    """

    kind: ClaimKind
    period: Period
    chance: float
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """What a statement, or one quantity of it, was used as.

    Parameters
    ----------
    statement : str
    quantity : {"level", "growth"}
    role : str
    measurement : Measurement or None
        That it is part of, or that it narrows.
    claim : Claim or None
        That it makes without a figure.
    reason : str or None
        Why it is not needed, or not fitted.
    finding : Finding or None
        That excludes it.
    """

    statement: str
    quantity: Quantity
    role: Role
    measurement: Measurement | None = None
    claim: Claim | None = None
    reason: Reason | None = None
    finding: Finding | None = None

    @property
    def counts(self) -> bool:
        """Whether the fit rests on it."""
        return self.role not in {"excluded", "superseded", "not-needed", "not-fitted"}


@dataclass(frozen=True)
class Measurements:
    """All that the fit uses of a series, for one side and flow.

    Parameters
    ----------
    rows : tuple of Measurement
        By period, level before growth.
    claims : tuple of Claim
    account : Account or None
        What every statement of the series was used as is worked out from; None where they come from no series.
    """

    rows: tuple[Measurement, ...]
    claims: tuple[Claim, ...]
    account: Account | None = field(default=None, compare=False, repr=False)

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """What every statement of the series was used as, one or more for each: a fit alone asks for none of them."""
        return () if self.account is None else self.account.uses()

    @property
    def used(self) -> frozenset[str]:
        """Ids of the statements that the fit rests on."""
        return frozenset(use.statement for use in self.uses if use.counts)

    @property
    def printed(self) -> frozenset[str]:
        """Ids of the statements whose level is measured as it was printed."""
        return frozenset(u.statement for u in self.uses if u.quantity == "level" and u.role in {"level", "repeated"})

    def annual_levels(self) -> dict[int, Measurement]:
        """Return the directly measured annual levels by year."""
        return {m.period.year: m for m in self.rows if m.quantity == "level" and m.period.is_year}

    def known_years(self) -> frozenset[int]:
        """Return the years whose total is published: as a level, or as growth on a known year."""
        known = set(self.annual_levels())
        for m in self.rows:
            if m.quantity == "growth" and m.period.is_year and m.period.year - 1 in known:
                known.add(m.period.year)
        return frozenset(known)
