"""What every finding is told with: its four sentences, the names and the currency of its series."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from forecast.words.locale import money, say
from forecast.words.places import place_said
from forecast.words.prints import factor_range, money_range, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forecast.audit import Figure, Printed, Subject
    from forecast.data import Interval, Series


__all__ = ["FindingWords", "Telling", "semicolons"]


@dataclass(frozen=True, slots=True)
class FindingWords:
    """A finding in sentences.

    Parameters
    ----------
    title : str
        One plain sentence.
    arithmetic : str
        The sums, with units and numbers.
    likely_reading : str
        What was probably meant. Never fed back into a fit.
    treatment : str
        What the fit does with it.
    """

    title: str
    arithmetic: str
    likely_reading: str
    treatment: str


@dataclass(frozen=True, slots=True)
class Telling:
    """Names and units of the series that is told about."""

    series: Series

    def side(self, subject: Subject) -> str:
        """Return the name of the side whose statistics a subject is about, as it stands within a sentence."""
        return place_said(self.series.side_name(subject.statistics))

    def money(self, amount: float) -> str:
        """Return an amount in the series' currency."""
        return money(amount, self.series.unit, digits=4)

    def range(self, interval: Interval) -> str:
        """Return a range of amounts."""
        return money_range(interval, self.series.unit)

    def figures(self, figures: Iterable[Figure], *, signed: bool = True) -> str:
        """Return different figures as a list in a sentence."""
        return quoted(figures, self.series.unit, signed=signed)

    def quote(self, printed: Printed) -> str:
        """Return what is printed."""
        return self.figures(printed.figures)

    def allows(self, printed: Printed) -> str:
        """Return what a print allows."""
        return self.range(printed.allows) if printed.quantity == "level" else factor_range(printed.allows)


def semicolons(sentences: Iterable[str]) -> str:
    """Return sentences without full stops, one after the other."""
    return reduce(lambda done, more: say("{first}; {next}", first=done, next=more), sentences)
