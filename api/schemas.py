"""The JSON documents of the service as pydantic models: what the contract promises of each.

Documents are written by `forecast.report`; a test holds their keys and these models together.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["BODIES", "DOCUMENTS"]

Probability = float
FlowName = Literal["total", "exports", "imports"]
StatusName = Literal["open", "perhaps_reached", "reached", "reached_and_lost"]


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True)


class FaultOfRequest(_Document):
    """One thing wrong with a request."""

    name: str
    given: str
    problem: str
    takes: str


class Problem(_Document):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FaultOfRequest]
    request_id: str | None


class Mark(_Document):
    """An amount of money in full currency units."""

    value: float
    unit: str
    label: str


class MonthOfYear(_Document):
    """A month."""

    year: int
    month: int = Field(ge=1, le=12)


class AskedQuestion(_Document):
    """The question, every default written out."""

    series: str
    flow: FlowName
    statistics: str
    basis: str
    target: Mark
    measure: Literal["calendar_year_total"]
    as_of: str
    by: int | None
    horizon: int
    level: float
    model: str
    seed: int
    scenario: str


class ChanceByYear(_Document):
    """A chance by the end of a year."""

    year: int
    probability: Probability = Field(ge=0, le=1)


class YearInterval(_Document):
    """A prediction interval of the year; an end beyond the horizon is null."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    level: float
    start: int | None = Field(alias="from")
    end: int | None = Field(alias="to")


class GivenAnswer(_Document):
    """When the mark is reached."""

    status: StatusName
    flags: list[Literal["falling", "out_of_reach", "deadline_passed"]]
    reached_in: int | None
    lost_in: int | None
    probability_already_reached: Probability
    probability_before_reached_in: Probability | None
    probability_by: list[ChanceByYear]
    median: MonthOfYear | None
    intervals: list[YearInterval]
    probability_not_by_horizon: Probability
    probability_by_deadline: Probability | None
    decided_by_publication: str | None


class Frequency(_Document):
    """How often something happened."""

    count: float
    total: int
    share: float | None


class RemainingMonths(_Document):
    """What the months not yet known must do."""

    known_through: str
    growth_pct: float
    assumes_months_known_were_flat: bool


class RequiredGrowth(_Document):
    """The growth that a deadline asks for."""

    by: int
    from_year: int
    from_level: float
    growth_pct_per_year: float
    remaining_months: RemainingMonths | None
    own_history: Frequency
    panel: Frequency


class YearOfPath(_Document):
    """One year of history and fan, full currency units."""

    year: int
    kind: Literal["observed", "estimated", "forecast"]
    p05: float
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    p95: float


class PrintedLevel(_Document):
    """A printed level, full currency units."""

    value: float
    resolution: float
    qualifier: str


class PrintedGrowth(_Document):
    """A printed growth rate, per cent; nulls where the source only says that trade grew."""

    percent: float | None
    resolution: float | None
    qualifier: str


class PublishedStatement(_Document):
    """A published statement, as printed."""

    id: str
    statistics: str
    flow: FlowName
    period: str
    level: PrintedLevel | None
    growth: PrintedGrowth | None
    record: bool
    reliability: str
    event: str
    published: str
    published_precision: str
    publisher: str
    title: str
    url: str | None
    note: str
    hypothetical: bool


class UsedStatement(PublishedStatement):
    """A statement, and what the fit used it as."""

    used_as: list[str]
    roles: list[str]


class AnswerWithout(_Document):
    """The answer without one statement."""

    year: int
    probability: Probability | None
    median: MonthOfYear | None


class InfluenceOf(_Document):
    """How much one statement matters."""

    statement: str
    without_it: AnswerWithout


class Exclusion(_Document):
    """A quantity of a statement that the fit leaves out."""

    statement: str
    quantity: str


class AuditFinding(_Document):
    """What published figures say against each other."""

    code: str
    title: str
    statements: list[str]
    arithmetic: str
    likely_reading: str
    treatment: str
    excluded: list[Exclusion]


class OtherSide(_Document):
    """What another side's statistics say of the same mark."""

    statistics: str
    status: StatusName | None
    reached_in: int | None
    probability_already_reached: Probability | None


class OutsideView(_Document):
    """How announced targets fared."""

    met_on_time: int
    counted: int


class Uncertainty(_Document):
    """What the uncertainty covers."""

    covers: list[str]
    does_not_cover: list[str]
    simulation_error: float


class Summary(_Document):
    """The answer in plain words."""

    headline: str
    sentences: list[str]


class RunIdentity(_Document):
    """Identity of an answer."""

    id: str
    version: str
    statements_checksum: str
    stored: bool


class AppliedScenario(_Document):
    """What was changed, in words."""

    model_config = ConfigDict(extra="allow")

    text: str
    words: list[str]


class ForecastDocument(_Document):
    """The answer to a question, with everything needed to judge it."""

    schema_version: str
    question: AskedQuestion
    scenario: AppliedScenario
    answer: GivenAnswer
    required_growth: list[RequiredGrowth]
    path: list[YearOfPath]
    statements: list[UsedStatement]
    influence: list[InfluenceOf]
    audit: list[AuditFinding]
    other_sides: list[OtherSide]
    outside_view: OutsideView
    model: dict[str, Any]
    uncertainty: Uncertainty
    summary: Summary
    citation: str
    run: RunIdentity
    links: dict[str, str]


class SeriesEntry(_Document):
    """A series in the catalogue."""

    id: str
    reporter: str
    partner: str
    unit: str
    basis: str
    statistics: list[str]
    statements: int
    first_year: int
    last_year: int
    newest: str
    targets: list[str]
    links: dict[str, str]


class SeriesList(_Document):
    """The catalogue."""

    schema_version: str
    series: list[SeriesEntry]


class SeriesDocument(SeriesEntry):
    """A series: its statements, the audit, and the smoothed annual history."""

    schema_version: str
    as_of: str
    shown_statistics: str
    flow: FlowName
    history: list[YearOfPath]
    published: list[PublishedStatement]
    audit: list[AuditFinding]


class TargetEntry(_Document):
    """An announced target, and what became of it."""

    id: str
    reporter: str
    partner: str
    flow: FlowName
    basis: str
    target: Mark
    announced: str
    announced_by: str
    deadline: int | None
    level_then: float | None
    outcome: str
    reached_year: int | None
    kind: str
    duplicate_of: str | None
    grade: str
    title: str
    publisher: str
    url: str | None
    note: str
    series: str | None
    links: dict[str, str]


class TargetList(_Document):
    """The registry of announced targets, a page of it."""

    schema_version: str
    total: int
    targets: list[TargetEntry]


class TargetDocument(TargetEntry):
    """One announced target."""

    schema_version: str


class HistoryDocument(_Document):
    """How a forecast moved with each new statement."""

    model_config = ConfigDict(extra="allow")

    schema_version: str
    target: str
    entries: list[dict[str, Any]]
    runs: list[dict[str, Any]]


class FeedItem(_Document):
    """One entry of the feed."""

    model_config = ConfigDict(extra="allow")

    id: str
    title: str
    content_text: str
    date_published: str


class Feed(_Document):
    """New statements and moved forecasts (JSON Feed 1.1)."""

    model_config = ConfigDict(extra="allow")

    version: str
    title: str
    items: list[FeedItem]


class TrackRecord(_Document):
    """Backtests against base rate and comparators, and the fate of announced targets."""

    schema_version: str
    backtest_countries: dict[str, Any]
    backtest_us_partners: dict[str, Any]
    nowcast: dict[str, Any]
    hindcast: dict[str, Any]


class OddsDocument(_Document):
    """A chance alone, with what it is about."""

    schema_version: str
    probability: Probability
    by: int
    target: Mark
    subject: str
    statistics: str
    status: StatusName
    as_of: str
    run: str


class MarklessQuestion(_Document):
    """A question without a mark of its own, every default written out."""

    series: str
    flow: FlowName
    statistics: str
    basis: str
    measure: Literal["calendar_year_total"]
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


class LevelAtChance(_Document):
    """A level ahead, and the chance that it is reached."""

    probability: Probability
    level: float


class LevelError(_Document):
    """The level with one simulation error less and more."""

    low: float | None
    high: float | None


class LevelAhead(_Document):
    """The level counting only years still ahead."""

    level: float | None
    simulation_error: LevelError
    levels: list[LevelAtChance]


class AttainableDocument(_Document):
    """The level that is reached by a year with a probability."""

    schema_version: str
    question: LevelQuestion
    scenario: AppliedScenario
    level: float
    probability_at_level: Probability
    status: StatusName
    reached_in: int | None
    last_known_year: int
    ahead: LevelAhead
    promise: float
    summary: str


class MarkOfSurface(_Document):
    """A mark's chances by deadline."""

    value: float
    label: str
    status: StatusName
    reached_in: int | None
    probability_by: list[ChanceByYear]


class SurfaceDocument(_Document):
    """The chances of many marks by many deadlines."""

    schema_version: str
    question: MarklessQuestion
    scenario: AppliedScenario
    deadlines: list[int]
    targets: list[MarkOfSurface]
    simulation_error: float
    summary: str


class ScenarioWords(_Document):
    """A scenario's text and words."""

    text: str
    words: list[str]


class ChangeByYear(_Document):
    """How the chance by a year differs from the baseline's."""

    year: int
    change: float
    simulation_error: float


class ComparedCase(_Document):
    """One question of a comparison."""

    label: str
    question: AskedQuestion
    scenario: ScenarioWords
    status: StatusName | None
    reached_in: int | None
    median: MonthOfYear | None
    months_later: int | None
    probability_by: list[ChanceByYear]
    changes: list[ChangeByYear]
    path: list[YearOfPath]
    problem: str | None


class ComparisonDocument(_Document):
    """Questions side by side; the first is the baseline, `ranked` the labels by date."""

    schema_version: str
    cases: list[ComparedCase]
    ranked: list[str]
    summary: str


class SwingOutcome(_Document):
    """The answer with one input changed."""

    label: str
    scenario: str | None
    median: MonthOfYear | None
    probability: Probability | None


class MovedInput(_Document):
    """How far one input moves the answer."""

    name: str
    low: SwingOutcome
    high: SwingOutcome | None


class SensitivityDocument(_Document):
    """Which input moves the answer most, the furthest first."""

    schema_version: str
    question: AskedQuestion
    scenario: AppliedScenario
    year: int
    base: SwingOutcome
    inputs: list[MovedInput]
    simulation_error: float
    summary: str


class StoredRunDocument(_Document):
    """A run that was stored."""

    schema_version: str
    run: str
    created: bool
    links: dict[str, str]


class AddedDocument(_Document):
    """What an append did."""

    schema_version: str
    change: int | None
    added: list[str]
    repeated: list[str]
    superseded: list[str]
    audit: list[AuditFinding]


class CitationDocument(_Document):
    """How to cite a run."""

    schema_version: str
    run: str
    text: str
    bibtex: str
    csl_json: list[dict[str, Any]]


class ServiceIndex(_Document):
    """Where to begin."""

    service: str
    series: list[str]
    links: dict[str, str]


class Health(_Document):
    """Whether the service lives."""

    model_config = ConfigDict(extra="allow")

    status: Literal["ok"]


_Cell = str | float | int | bool | None


class OwnStatement(BaseModel):
    """A statement of the caller's own, by the columns of the README's CSV."""

    model_config = ConfigDict(extra="forbid", strict=True)

    period: str | int
    level: str | float | None = None
    unit: str
    published: str
    reporter: str | None = None
    partner: str | None = None
    statistics: str | None = None
    flow: str | None = None
    level_resolution: str | float | None = None
    level_qualifier: str | None = None
    growth_pct: str | float | None = None
    growth_resolution_pct: str | float | None = None
    growth_qualifier: str | None = None
    event: str | None = None
    published_precision: str | None = None
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    reliability: str | None = None
    record: str | bool | None = None
    note: str | None = None


class OwnQuestion(BaseModel):
    """A question about a series of the service (`series`) or about statements of the caller's own."""

    model_config = ConfigDict(extra="forbid", strict=True)

    target: str = Field(min_length=1, max_length=80, examples=["2.5bn"])
    series: str | None = Field(default=None, examples=["belarus-st-petersburg"])
    statements: list[OwnStatement] | None = Field(default=None, min_length=1, max_length=10_000)
    csv: str | None = Field(default=None, description="the statements as CSV text, in place of `statements`")
    by: int | str | None = None
    as_of: str | None = None
    statistics: str | None = None
    flow: str | None = None
    horizon: int | str | None = None
    level: float | str | None = None
    model: str | None = None
    seed: int | str | None = None
    scenario: str | None = None


class NewStatements(BaseModel):
    """Statements to append to a series; `corrects` names the statement that a single new one supersedes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    series: str = Field(min_length=1, max_length=200)
    statements: list[OwnStatement] | None = Field(default=None, min_length=1, max_length=10_000)
    csv: str | None = None
    corrects: str | None = None


class NewTargets(BaseModel):
    """Announced targets to append, as CSV with the columns of the registry."""

    model_config = ConfigDict(extra="forbid", strict=True)

    csv: str


DOCUMENTS: tuple[type[BaseModel], ...] = (
    Problem, ForecastDocument, SeriesList, SeriesDocument, TargetList, TargetDocument, HistoryDocument, Feed,
    TrackRecord, OddsDocument, AttainableDocument, SurfaceDocument, ComparisonDocument, SensitivityDocument,
    StoredRunDocument, AddedDocument, CitationDocument, ServiceIndex, Health,
)  # fmt: skip
BODIES: tuple[type[BaseModel], ...] = (OwnQuestion, NewStatements, NewTargets)
