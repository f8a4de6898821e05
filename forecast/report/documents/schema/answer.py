"""The answer to a question, its odds alone, and its citation."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from forecast.report.documents.schema.base import Document, Probability, StatusName, Versioned, Whole, is_empty, is_none
from forecast.report.documents.schema.question import AppliedScenario, AskedQuestion, Mark, MonthOfYear
from forecast.report.documents.schema.statements import AuditFinding, UsedStatement

REAL_MARK = "Where the mark was announced in dollars, and later prices are known."


class ChanceByYear(Document):
    """A chance by the end of a year."""

    year: int
    probability: Probability = Field(ge=0, le=1)


class YearInterval(Document):
    """A prediction interval of the year; an end beyond the horizon is null."""

    model_config = ConfigDict(populate_by_name=True)

    level: float
    start: int | None = Field(validation_alias="from", serialization_alias="from")
    end: int | None = Field(validation_alias="to", serialization_alias="to")


class RevisionChance(Document):
    """The chance that a later revision lifts a published year over the mark; no part of the other probabilities.

    `spread` is the log standard deviation of a revision, `pairs` how many of the side's own it rests on.
    """

    year: int
    probability: Probability
    spread: float
    pairs: int


class GivenAnswer(Document):
    """When the mark is reached."""

    status: StatusName
    flags: tuple[Literal["falling", "out_of_reach", "deadline_passed"], ...]
    reached_in: int | None
    lost_in: int | None
    probability_already_reached: Probability
    probability_before_reached_in: Probability | None
    uncounted: int | None
    probability_by: tuple[ChanceByYear, ...]
    median: MonthOfYear | None
    intervals: tuple[YearInterval, ...]
    probability_not_by_horizon: Probability
    probability_by_deadline: Probability | None
    decided_by_publication: str | None
    revision: RevisionChance | None


class Frequency(Document):
    """How often something happened."""

    count: float
    total: int
    share: float | None


class RemainingMonths(Document):
    """What the months not yet known must do."""

    known_through: str
    growth_pct: float
    assumes_months_known_were_flat: bool


class RequiredGrowth(Document):
    """The growth that a deadline asks for."""

    by: int
    from_year: int
    from_level: Whole
    growth_pct_per_year: float
    remaining_months: RemainingMonths | None
    own_history: Frequency
    panel: Frequency


class YearOfPath(Document):
    """One year of history and fan, full currency units."""

    year: int
    kind: Literal["observed", "estimated", "forecast"]
    p05: Whole
    p10: Whole
    p25: Whole
    p50: Whole
    p75: Whole
    p90: Whole
    p95: Whole


#: The quantiles of a year of history and fan.
QUANTILES = tuple(name for name in YearOfPath.model_fields if name.startswith("p"))


class AnswerWithout(Document):
    """The answer without one statement."""

    year: int
    probability: Probability | None
    median: MonthOfYear | None


class InfluenceOf(Document):
    """How much one statement matters."""

    statement: str
    without_it: AnswerWithout


class OtherSide(Document):
    """What another side's statistics say of the same mark."""

    statistics: str
    status: StatusName | None
    reached_in: int | None
    probability_already_reached: Probability | None


class OutsideView(Document):
    """How announced targets fared."""

    met_on_time: int
    counted: int


class RealMark(Document):
    """An announced mark in US consumer prices of the year it was announced in; `until` is the year it is looked at."""

    announced: int
    until: int
    value: float


class Drift(Document):
    """Growth a year in logarithms, and how well it is known."""

    mean: float
    sd: float


class FittedPrior(Document):
    """The outside view on growth that the fit began with."""

    drift: float
    drift_sd: float
    log_volatility_at_1bn: float
    size_elasticity: float
    volatility_df: float


class PriorSources(Document):
    """Where the outside view comes from."""

    command: str
    estimated: str
    sources: tuple[str, ...]


class FittedModel(Document):
    """The model behind the answer, in numbers."""

    name: str
    draws: int
    effective_draws: int
    measurements: int
    first_measured_year: int
    log_likelihood: float
    drift_log_per_year: Drift
    volatility_log_per_year: float
    prior: FittedPrior
    provenance: PriorSources


class Uncertainty(Document):
    """What the uncertainty covers."""

    covers: tuple[str, ...]
    does_not_cover: tuple[str, ...]
    simulation_error: float


class Summary(Document):
    """The answer in plain words."""

    verdict: str = Field(default="", description="The answer in a few words, as the page has it in large type.")
    range: str = Field(default="", description="The range of the date; empty for a mark that is reached.")
    headline: str
    sentences: tuple[str, ...]


class RunIdentity(Document):
    """Identity of an answer."""

    id: str
    version: str
    statements_checksum: str
    stored: bool


class TextGone(Document):
    """A statement that a stored run showed, and whose text was withdrawn since."""

    statement: str
    at: str
    change: int
    reason: str


class ForecastDocument(Versioned):
    """The answer to a question, with everything needed to judge it."""

    question: AskedQuestion
    scenario: AppliedScenario
    answer: GivenAnswer
    required_growth: tuple[RequiredGrowth, ...]
    path: tuple[YearOfPath, ...]
    statements: tuple[UsedStatement, ...]
    influence: tuple[InfluenceOf, ...]
    audit: tuple[AuditFinding, ...]
    other_sides: tuple[OtherSide, ...]
    outside_view: OutsideView
    real_mark: RealMark | None = Field(default=None, exclude_if=is_none, description=REAL_MARK)
    model: FittedModel
    uncertainty: Uncertainty
    summary: Summary
    citation: str
    run: RunIdentity
    links: dict[str, str]
    redactions: tuple[TextGone, ...] = Field(default=(), exclude_if=is_empty)


class OddsDocument(Versioned):
    """A chance alone, with what it is about."""

    probability: Probability
    by: int
    target: Mark
    subject: str
    statistics: str
    status: StatusName
    as_of: str
    run: str


class Citation(Document):
    """How to cite an answer."""

    text: str
    bibtex: str
    csl_json: tuple[dict[str, Any], ...]


class _OfRun(Versioned):
    run: str


class CitationDocument(Citation, _OfRun):
    """How to cite a run."""


class StoredRunDocument(_OfRun):
    """A run that was stored."""

    created: bool
    links: dict[str, str]
