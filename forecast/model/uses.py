"""What each statement was used as: a role, with the measurement, claim, finding or reason behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecast.model.measurements import Use

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.audit import Finding
    from forecast.data import Flow, Interval, Period, Reliability, Series, Statement
    from forecast.model.measurements import Claim, Measurement, Quantity, Reason, Role

    Agreed = Mapping[tuple[Flow, Period], "Print"]
    Excluded = Mapping[tuple[str, Quantity], Finding]

__all__ = ["Account", "Choice", "Print", "Told"]


@dataclass(frozen=True, slots=True)
class Print:
    """What the statements about one quantity agree on, with what stands behind it.

    `interval` takes exact prints as rounded, unless they fit together only if some were cut; `loose` allows for
    cutting in any case.
    """

    interval: Interval
    loose: Interval
    reliability: Reliability
    statements: tuple[str, ...]
    almost: float | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Told:
    """What one side prints, held together by flow and period.

    Parameters
    ----------
    statistics : str
        Whose statistics are fitted.
    flow : {"total", "exports", "imports"}
    levels, growths : mapping of (str, Period) to Print
    excluding : mapping of (str, {"level", "growth"}) to Finding
        The findings that exclude quantities, by statement and quantity.
    """

    statistics: str
    flow: Flow
    levels: Agreed
    growths: Agreed
    excluding: Excluded


@dataclass(frozen=True, slots=True)
class Choice:
    """Which measurements the fit uses, and why the others are not needed."""

    used: dict[tuple[Quantity, Period], Measurement]
    reasons: dict[tuple[Quantity, Period], Reason]
    teaching: frozenset[Period]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Account:
    """What is needed to say what each statement was used as.

    Parameters
    ----------
    series : Series
    choice : Choice
    claims : tuple of Claim
    told : Told
    """

    series: Series
    choice: Choice
    claims: tuple[Claim, ...]
    told: Told

    def uses(self) -> tuple[Use, ...]:
        """Return what every statement of the series was used as."""
        uses: list[Use] = []
        moved, records = (
            {i: claim for claim in self.claims if (claim.kind == "record") == record for i in claim.statements}
            for record in (False, True)
        )
        seen: dict[tuple[Quantity, Period], str] = {}
        for s in self.series.statements:
            for quantity in _quantities(s):
                finding = self.told.excluding.get((s.id, quantity))
                if finding:
                    role: Role = "superseded" if finding.code == "revised" else "excluded"
                    uses.append(Use(s.id, quantity, role, finding=finding))
                elif s.statistics != self.told.statistics:
                    uses.append(Use(s.id, quantity, "not-fitted", reason="other-side"))
                elif s.flow != self.told.flow:
                    measured = self.choice.used.get(("level", s.period)) if quantity == "level" else None
                    if measured and s.id in measured.statements:
                        uses.append(Use(s.id, quantity, "narrows", measured))
                    else:
                        uses.append(Use(s.id, quantity, "not-fitted", reason="other-flow"))
                else:
                    first = seen.setdefault((quantity, s.period), s.id)
                    uses.append(_use_of_own(s, quantity, self.choice, moved=moved, first=first))
            if s.record and s.id in records:
                uses.append(Use(s.id, "level", "claim", claim=records[s.id]))
        return tuple(uses)


def _use_of_own(s: Statement, quantity: Quantity, choice: Choice, *, moved: Mapping[str, Claim], first: str) -> Use:
    """Return what one quantity of a statement of the fitted flow was used as."""
    if quantity == "growth" and s.growth and not s.growth.figure:
        if s.id in moved:
            return Use(s.id, quantity, "claim", claim=moved[s.id])
        return Use(s.id, quantity, "not-needed", reason="told-better")
    measurement = choice.used.get((quantity, s.period))
    if measurement is None:
        return Use(s.id, quantity, "not-needed", reason=choice.reasons[quantity, s.period])
    role: Role = "repeated" if s.id != first else "teaches-share" if s.period in choice.teaching else quantity
    return Use(s.id, quantity, role, measurement)


def _quantities(s: Statement) -> tuple[Quantity, ...]:
    level: tuple[Quantity, ...] = ("level",) if s.level else ()
    growth: tuple[Quantity, ...] = ("growth",) if s.growth else ()
    return level + growth
