"""Answers beside the date: levels, many marks, surplus, comparison, sensitivity."""

from __future__ import annotations

from pydantic import Field

from forecast.report.documents.schema.answer import ChanceByYear, YearOfPath
from forecast.report.documents.schema.base import Document, Probability, StatusName, Versioned, Whole
from forecast.report.documents.schema.question import (
    AppliedScenario,
    AskedQuestion,
    LevelQuestion,
    MarklessQuestion,
    MonthOfYear,
    ScenarioWords,
)


class LevelAtChance(Document):
    """A level ahead, and the chance that it is reached."""

    probability: Probability
    level: Whole


class LevelError(Document):
    """The level with one simulation error less and more."""

    low: Whole | None
    high: Whole | None


class LevelAhead(Document):
    """The level counting only years still ahead."""

    level: Whole | None
    simulation_error: LevelError
    levels: tuple[LevelAtChance, ...]


class AttainableDocument(Versioned):
    """The level that is reached by a year with a probability."""

    question: LevelQuestion
    scenario: AppliedScenario
    level: Whole
    highest: Whole
    probability_at_level: Probability
    status: StatusName
    reached_in: int | None
    last_known_year: int
    ahead: LevelAhead
    promise: Whole
    summary: str


class MarkOfSurface(Document):
    """A mark's chances by deadline."""

    value: float
    label: str
    status: StatusName
    reached_in: int | None
    probability_by: tuple[ChanceByYear, ...]


class SurfaceDocument(Versioned):
    """The chances of many marks by many deadlines."""

    question: MarklessQuestion
    scenario: AppliedScenario
    deadlines: tuple[int, ...]
    targets: tuple[MarkOfSurface, ...]
    simulation_error: float
    summary: str


class ChanceInYear(Document):
    """How likely something is in a year."""

    year: int
    probability: Probability


class SurplusDocument(Versioned):
    """How likely exports exceed imports, year by year."""

    question: MarklessQuestion
    first_year: int = Field(description="The first of the years with both flows known.")
    last_year: int = Field(description="The last of them.")
    probability_in: tuple[ChanceInYear, ...]
    simulation_error: float
    summary: str


class ChangeByYear(Document):
    """How the chance by a year differs from the baseline's."""

    year: int
    change: float
    simulation_error: float


class ComparedCase(Document):
    """One question of a comparison."""

    label: str
    question: AskedQuestion
    scenario: ScenarioWords
    status: StatusName | None
    reached_in: int | None
    median: MonthOfYear | None
    months_later: int | None
    probability_by: tuple[ChanceByYear, ...]
    changes: tuple[ChangeByYear, ...]
    path: tuple[YearOfPath, ...]
    problem: str | None


class ComparisonDocument(Versioned):
    """Questions side by side; the first is the baseline, `ranked` the labels by date."""

    cases: tuple[ComparedCase, ...]
    ranked: tuple[str, ...]
    summary: str


class SwingOutcome(Document):
    """The answer with one input changed."""

    label: str
    scenario: str | None
    median: MonthOfYear | None
    probability: Probability | None


class MovedInput(Document):
    """How far one input moves the answer."""

    name: str
    low: SwingOutcome
    high: SwingOutcome | None


class SensitivityDocument(Versioned):
    """Which input moves the answer most, the furthest first."""

    question: AskedQuestion
    scenario: AppliedScenario
    year: int
    base: SwingOutcome
    inputs: tuple[MovedInput, ...]
    simulation_error: float
    summary: str
