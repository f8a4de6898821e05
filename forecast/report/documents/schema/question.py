"""What was asked, every default written out."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from forecast.report.documents.schema.base import Document, FlowName, Probability, is_none

YEAR_ENDS = "The month with which fiscal years end: year 2028 is then the year to that month of 2028."


class Mark(Document):
    """An amount of money in full currency units; a strict mark asks for more than it."""

    value: float
    unit: str
    strict: bool
    label: str


class MonthOfYear(Document):
    """A month."""

    year: int
    month: int = Field(ge=1, le=12)


class _Asked(Document):
    series: str
    flow: FlowName
    statistics: str
    basis: str


class Conversion(Document):
    """The mark as it was given in another currency, and the rate at which it was taken."""

    value: float
    unit: str
    rate: float


class AskedQuestion(_Asked):
    """The question, every default written out."""

    target: Mark
    conversion: Conversion | None
    measure: Literal["calendar_year_total", "fiscal_year_total"]
    year_ends: int | None = Field(default=None, exclude_if=is_none, description=YEAR_ENDS)
    as_of: str
    by: int | None
    since: int | None
    horizon: int
    level: float
    model: str
    seed: int
    scenario: str


class MarklessQuestion(_Asked):
    """A question without a mark of its own, every default written out."""

    measure: Literal["calendar_year_total", "fiscal_year_total"]
    year_ends: int | None = Field(default=None, exclude_if=is_none, description=YEAR_ENDS)
    as_of: str
    horizon: int
    model: str
    seed: int
    scenario: str
    unit: str


class LevelQuestion(MarklessQuestion):
    """A question for a level."""

    by: int
    probability: Probability


class ScenarioWords(Document):
    """A scenario's text and words."""

    text: str
    words: tuple[str, ...]


class AppliedScenario(ScenarioWords):
    """What was changed, in words."""

    model_config = ConfigDict(extra="allow")

    hypothetical_statements: tuple[str, ...]
