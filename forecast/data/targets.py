"""Targets: a mark, what it means to reach it, and announced targets with what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from forecast.data.amounts import Amount, say_amount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forecast.data.statements import Flow

__all__ = ["AnnouncedTarget", "Conversion", "OutsideView", "Target", "outside_view"]

#: The month with which years end that say nothing else.
CALENDAR = 12

Outcome = Literal["open", "reached", "missed", "superseded", "unknown"]


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a mark in another currency was turned into the series' own.

    Parameters
    ----------
    value : float
        The mark as it was given, in full units of `unit`.
    unit : str
        Currency code.
    rate : float
        What one unit of it is taken to be worth in the series' currency, in every year.
    """

    value: float
    unit: str
    rate: float


@dataclass(frozen=True, slots=True)
class Target:
    """A mark that an annual total is to reach.

    "Reached" means: a calendar year's total at or above the mark, as the side named publishes it
    (docs/statements.md).

    Parameters
    ----------
    value : float
        In full units of the currency.
    unit : str
        Currency code.
    strict : bool
        Whether a total equal to the mark falls short: "more than last year's 1,743m" is not reached by 1,743m.
    conversion : Conversion or None
        Where the mark was given in another currency.
    """

    value: float
    unit: str
    strict: bool = False
    conversion: Conversion | None = None

    @staticmethod
    def of(amount: Amount, unit: str) -> Target:
        """Return the target that a printed amount sets, in the series' unit."""
        return Target(amount.value, amount.unit or unit)

    @property
    def label(self) -> str:
        """The mark as a reader would quote it."""
        amount = say_amount(self.value, self.unit, digits=12)
        return f"more than {amount}" if self.strict else amount


@dataclass(frozen=True, slots=True)
class AnnouncedTarget:
    """A target somebody announced, and what became of it.

    Parameters
    ----------
    id : str
    reporter, partner : str
        Names of the pair.
    codes : tuple of str
        Their ISO 3166 codes.
    flow : {"total", "exports", "imports"}
    basis : str
    value : float
        In full units of `currency`.
    currency : str
    announced : str
        ISO date, or as much of one as is known; may be empty.
    announced_by : str
    deadline : int or None
        A year.
    level_then : float or None
        The level named at the announcement, full units of `currency`.
    outcome : {"open", "reached", "missed", "superseded", "unknown"}
    reached_year : int or None
        May lie after the deadline.
    kind : str
        ``stated_value``, ``derived_value``, ``expectation`` (for the year's end), ``regain``.
    duplicate_of : str
        The id of the same target's other record, or empty.
    grade : str
        A to C, how well it is documented.
    title, publisher, url, note : str
    year_ends : int
        The month with which the years end in which it was announced: 3 for "by fiscal 2022-23", whose deadline is 2023.
    """

    id: str
    reporter: str
    partner: str
    codes: tuple[str, str]
    flow: Flow
    basis: str
    value: float
    currency: str
    announced: str
    announced_by: str
    deadline: int | None
    level_then: float | None
    outcome: Outcome
    reached_year: int | None
    kind: str
    duplicate_of: str
    grade: str
    title: str
    publisher: str
    url: str
    note: str
    year_ends: int = CALENDAR

    def deadline_in(self, year_ends: int) -> int | None:
        """Return the deadline among years that end with a month: the year that has most months of the one announced.

        A series of calendar years measures the two that a fiscal year touches, and settles neither.

        Parameters
        ----------
        year_ends : int

        Examples
        --------
        >>> from dataclasses import replace
        >>> from forecast.data import catalog
        >>> target = replace(catalog.targets()[0], deadline=2023, year_ends=3)
        >>> target.deadline_in(3), target.deadline_in(12), replace(target, year_ends=6).deadline_in(12)
        (2023, 2022, 2023)
        """
        if self.deadline is None or self.year_ends in {CALENDAR, year_ends}:
            return self.deadline
        middle = self.deadline * 12 + self.year_ends - 6  # the first month of its second half, counted from nought
        return middle // 12 + (1 if middle % 12 + 1 > year_ends else 0)

    @property
    def since(self) -> int | None:
        """The first year that can fulfil it: the one it was announced in, unless that was over; None when not known.

        An expectation of a year already over, whose figures were still to come, is about that year.
        """
        parts = [int(part) for part in self.announced.split("-") if part]
        if not parts:
            return None
        # What is known by its month or year alone was said before the year was over.
        first = (date(*parts) + timedelta(days=1)).year if len(parts) == 3 else parts[0]
        return first if self.deadline is None else min(first, self.deadline)

    @property
    def beats(self) -> bool:
        """Whether it promises more than the level of the day, such as "more than last year": equal is not enough."""
        return self.kind == "derived_value" and self.value == self.level_then

    @property
    def mark(self) -> Target:
        """What it asks for."""
        return Target(self.value, self.currency, strict=self.beats)

    @property
    def counts_for_outside_view(self) -> bool:
        """Whether it is a promise with a deadline and a known end, counted once."""
        return (
            not self.duplicate_of
            and self.kind != "expectation"
            and self.deadline is not None
            and self.outcome in {"reached", "missed"}
        )

    @property
    def on_time(self) -> bool:
        """Whether the mark was reached by the deadline."""
        if self.outcome != "reached" or self.deadline is None:
            return False
        return self.reached_year is None or self.reached_year <= self.deadline


@dataclass(frozen=True, slots=True)
class OutsideView:
    """How announced targets fared.

    Parameters
    ----------
    met, counted : int
        Targets reached by their deadline, of those whose deadline had passed with known outcome.
    """

    met: int
    counted: int

    @property
    def share(self) -> float | None:
        """`met / counted`, or None when nothing could be counted."""
        return self.met / self.counted if self.counted else None


def outside_view(targets: Iterable[AnnouncedTarget], as_of: date) -> OutsideView:
    """Return how announced targets with a deadline before the year of `as_of` fared.

    Duplicates, year-end expectations and unknown outcomes are left out.
    """
    counted = [t for t in targets if t.counts_for_outside_view and t.deadline and t.deadline < as_of.year]
    return OutsideView(sum(t.on_time for t in counted), len(counted))
