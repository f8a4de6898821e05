"""A scenario that says its own changes."""

from __future__ import annotations

from dataclasses import dataclass

from forecast import scenario
from forecast.words import scenario_clause, scenario_words

__all__ = ["Scenario", "parse_scenario"]


@dataclass(frozen=True, slots=True, repr=False)
class Scenario(scenario.Scenario):
    """A named change to what is assumed, as `forecast.scenario` has it, with words.

    Examples
    --------
    >>> parse_scenario("drift=+2%").words("USD")
    ('the long-run drift is +2 % a year: the median growth, taken as known in place of the prior',)
    """

    def words(self, unit: str) -> tuple[str, ...]:
        """Return every change in a sentence without a full stop, with what exactly is done; `unit` is the currency."""
        return scenario_words(self, unit)

    def clause(self, unit: str) -> str:
        """Return the scenario as a clause to open a sentence, empty without parts; `unit` is the currency."""
        return scenario_clause(self, unit)


def parse_scenario(text: str, unit: str | None = None) -> Scenario:
    """Return the scenario that a text holds.

    Parameters
    ----------
    text : str
        Changes joined by semicolons, such as ``growth=2026:-10%;add=2026-:120m@0.7``; empty for none.
    unit : str, optional
        The series' currency: amounts may name it, and no other.

    Raises
    ------
    InputError
        With every fault: the part, what is wrong, what would be right.
    """
    read = scenario.parse_scenario(text, unit)
    return Scenario(read.parts, read.name)
