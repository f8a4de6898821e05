"""Answers as frozen values: what a `TargetForecast` holds, and nothing that computes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, overload

from forecast.forecasting.presented import Plotted, Presented, presenter

if TYPE_CHECKING:
    import pandas as pd

    from forecast.audit import Finding
    from forecast.data import AnnouncedTarget, OutsideView, Series, Statement
    from forecast.forecasting.fitted import Fitted
    from forecast.forecasting.question import Question
    from forecast.forecasting.real_terms import RealMark
    from forecast.forecasting.required_growth import RequiredGrowth
    from forecast.model import DateInterval, Month, Role, Use
    from forecast.priors import GrowthPrior, Provenance

__all__ = [
    "Answer",
    "BriefForecast",
    "Flag",
    "Influence",
    "ModelFacts",
    "PathKind",
    "PathRow",
    "Revision",
    "Run",
    "SideVerdict",
    "StatementUse",
    "Status",
    "TargetForecast",
    "probability_number",
]

Status = Literal["open", "perhaps_reached", "reached", "reached_and_lost"]
Flag = Literal["falling", "out_of_reach", "deadline_passed"]
PathKind = Literal["observed", "estimated", "forecast"]


@overload
def probability_number(value: float) -> float: ...
@overload
def probability_number(value: float | None) -> float | None: ...
def probability_number(value: float | None) -> float | None:
    """Return a probability as it is told: between 0 and 1, three decimals."""
    return None if value is None else round(min(max(value, 0.0), 1.0), 3)


@dataclass(frozen=True, slots=True)
class Revision:
    """The chance that a later revision lifts a published year over the mark; no part of the other probabilities.

    Parameters
    ----------
    year : int
        The published year that lies nearest below the mark.
    probability : float
    spread : float
        Log standard deviation of a revision.
    pairs : int
        Revisions of this side's own that the spread rests on, beside what is usual.
    """

    year: int
    probability: float
    spread: float
    pairs: int


@dataclass(frozen=True, slots=True)
class Answer:
    """When the mark is reached, as far as is known.

    Parameters
    ----------
    status : {"open", "perhaps_reached", "reached", "reached_and_lost"}
    flags : tuple of {"falling", "out_of_reach", "deadline_passed"}
    reached_in : int or None
        First year whose published annual total is at or above the mark.
    lost_in : int or None
        The year in which a mark once reached was lost again, when the last known total is below it.
    probability_already_reached : float
        By the end of the last complete year before the as-of day.
    probability_before : float or None
        When `reached_in` is a year: the chance that an earlier year reached it.
    uncounted : int or None
        First year before those that count whose published annual total is at or above the mark: a promise was
        already so when it was made.
    probability_by : tuple of (int, float)
        Probability by the end of each year, from the first not published to the horizon.
    first_in : tuple of (int, float)
        Probability that the mark is first reached in each year, past years included.
    median : Month or None
    intervals : tuple of DateInterval
    probability_not_by_horizon : float
    probability_by_deadline : float or None
    decided_by_publication : Month or None
        When the annual total of the median year is likely to be published.
    revision : Revision or None
        The chance that a later revision lifts a year settled below the mark over it; None once reached.
    simulation_error : float
        The bound that the finite number of draws sets on every probability told: two standard errors at most.
    """

    status: Status
    flags: tuple[Flag, ...]
    reached_in: int | None
    lost_in: int | None
    probability_already_reached: float
    probability_before: float | None
    probability_by: tuple[tuple[int, float], ...]
    first_in: tuple[tuple[int, float], ...]
    median: Month | None
    intervals: tuple[DateInterval, ...]
    probability_not_by_horizon: float
    probability_by_deadline: float | None
    decided_by_publication: Month | None
    revision: Revision | None
    simulation_error: float
    uncounted: int | None = None

    def by(self, year: int) -> float | None:
        """Return the probability told for the end of `year`, None when none is told."""
        return dict(self.probability_by).get(year)

    def chance_by(self, year: int) -> float:
        """Return the probability by the end of any year, of one that is settled too, and of one beyond the horizon."""
        told = self.by(year)
        # Years already published are not told; what the paths say of them adds up.
        return min(sum(p for first, p in self.first_in if first <= year) if told is None else told, 1.0)

    def interval(self, level: float) -> DateInterval:
        """Return the interval told at a level.

        Raises
        ------
        KeyError
            When none is told at that level.
        """
        return {i.level: i for i in self.intervals}[level]


@dataclass(frozen=True, slots=True)
class PathRow:
    """One year of the history and the fan: quantiles in full currency units."""

    year: int
    kind: PathKind
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StatementUse:
    """A statement, and what the fit used it as: one use or more."""

    statement: Statement
    uses: tuple[Use, ...]

    @property
    def roles(self) -> tuple[Role, ...]:
        """The role of each use."""
        return tuple(use.role for use in self.uses)

    @property
    def counts(self) -> bool:
        """Whether the fit rests on it."""
        return any(use.counts for use in self.uses)

    @property
    def level_excluded(self) -> bool:
        """Whether the audit keeps its level out of the fit."""
        return any(use.quantity == "level" and use.role in {"excluded", "superseded"} for use in self.uses)


@dataclass(frozen=True, slots=True)
class Influence:
    """The answer without one statement; numbers are None when nothing could be fitted.

    Parameters
    ----------
    statement : Statement
    year : int
        The first open year; for a mark reached, the year before it was.
    probability : float or None
        Probability by the end of that year.
    median : Month or None
        None also when it lies beyond the horizon.
    """

    statement: Statement
    year: int
    probability: float | None
    median: Month | None


@dataclass(frozen=True, slots=True)
class SideVerdict:
    """What the other side's statistics say of the same mark; `status` is None without a level."""

    statistics: str
    status: Status | None
    reached_in: int | None
    probability_already_reached: float | None


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """The model behind the answer, in numbers.

    Parameters
    ----------
    part : bool
        Whether exports or imports were forecast as a part of their total; answers kept before it was told were not.
    """

    name: str
    draws: int
    effective_draws: float
    drift_mean: float
    drift_sd: float
    volatility: float
    log_likelihood: float
    first_measured_year: int
    measurements: int
    prior: GrowthPrior
    provenance: Provenance
    part: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Identity of an answer: the same question, statements, priors and model have the same id."""

    id: str
    version: str
    statements_checksum: str
    stored: bool = False


@dataclass(frozen=True, repr=False)
class TargetForecast(Presented, Plotted):
    """The answer to a question, with everything needed to judge it.

    Parameters
    ----------
    fitted : Fitted
        What it was asked of, to be asked more.
    real_mark : RealMark or None
        The mark in the prices of its announcement, where it is an announced one.
    announced : AnnouncedTarget or None
        What was announced in other years than those of the figures: fiscal ones, where these are calendar years.
    """

    question: Question
    series: Series
    answer: Answer
    required_growth: tuple[RequiredGrowth, ...]
    path: tuple[PathRow, ...]
    statements: tuple[StatementUse, ...]
    influence: tuple[Influence, ...]
    audit: tuple[Finding, ...]
    other_sides: tuple[SideVerdict, ...]
    outside_view: OutsideView
    model: ModelFacts
    run: Run
    fitted: Fitted = field(repr=False, compare=False)
    #: Answers that were kept before it was told have none.
    real_mark: RealMark | None = None
    #: The announcement, where its years are not those of the figures.
    announced: AnnouncedTarget | None = None

    def chance_by(self, year: int) -> float:
        """Return the probability that the mark is reached by the end of a year."""
        return self.answer.chance_by(year)

    @property
    def probabilities(self) -> pd.DataFrame:
        """Probability that the mark is reached by the end of each year."""
        return presenter().table(self, "probabilities")

    @property
    def paths(self) -> pd.DataFrame:
        """History and fan, full currency units."""
        return presenter().table(self, "paths")

    @property
    def uses(self) -> pd.DataFrame:
        """Each statement known on the day, and what the fit used it as."""
        return presenter().table(self, "uses")

    @property
    def measurements(self) -> pd.DataFrame:
        """The measurements that the fit sees, each an interval."""
        return presenter().table(self, "measurements")

    @property
    def findings(self) -> pd.DataFrame:
        """What the audit of the published figures found."""
        return presenter().table(self, "findings")

    @property
    def influences(self) -> pd.DataFrame:
        """The answer without each of the most influential statements."""
        return presenter().table(self, "influences")

    @property
    def required(self) -> pd.DataFrame:
        """Growth each deadline asks for, per cent a year."""
        return presenter().table(self, "required")


@dataclass(frozen=True, slots=True)
class BriefForecast:
    """The answer alone, for many questions at once."""

    question: Question
    answer: Answer
    run: Run
