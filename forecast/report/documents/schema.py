"""The JSON documents as pydantic models: built once from what was found, written, and promised by the contract.

Keys may be added within a `SCHEMA_VERSION`, never renamed or retyped. The fields stand in the order that they are
written in. Amounts are full currency units.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

__all__ = [
    "DOCUMENTS",
    "QUANTILES",
    "SCHEMA_VERSION",
    "AddedDocument",
    "AnswerWithout",
    "AppliedScenario",
    "ArticleDocument",
    "ArticlePair",
    "ArticleStatement",
    "ArticleTarget",
    "AskedQuestion",
    "AttainableDocument",
    "AuditFinding",
    "ChanceByYear",
    "ChanceInYear",
    "ChangeByYear",
    "Citation",
    "CitationDocument",
    "ComparedCase",
    "ComparisonDocument",
    "Document",
    "Drift",
    "Exclusion",
    "Feed",
    "FeedItem",
    "FittedModel",
    "FittedPrior",
    "ForecastDocument",
    "Frequency",
    "GivenAnswer",
    "HistoryDay",
    "HistoryDocument",
    "InfluenceOf",
    "KeptHistory",
    "KeptRun",
    "LevelAhead",
    "LevelAtChance",
    "LevelError",
    "LevelQuestion",
    "Mark",
    "MarkOfSurface",
    "MarklessQuestion",
    "MonthOfYear",
    "MovedInput",
    "OddsDocument",
    "OtherSide",
    "OutsideView",
    "PrintedGrowth",
    "PrintedLevel",
    "PriorSources",
    "PublishedStatement",
    "RemainingMonths",
    "RequiredGrowth",
    "RunIdentity",
    "ScenarioWords",
    "SensitivityDocument",
    "SeriesDocument",
    "SeriesEntry",
    "SeriesList",
    "StatementOfDay",
    "StoredRunDocument",
    "Summary",
    "SurfaceDocument",
    "SurplusDocument",
    "SwingOutcome",
    "TargetDocument",
    "TargetEntry",
    "TargetList",
    "TrackRecord",
    "Uncertainty",
    "UnusedNumber",
    "UsedStatement",
    "WithdrawalDocument",
    "WithdrawnStatement",
    "YearInterval",
    "YearOfPath",
    "dumps",
]

SCHEMA_VERSION = "1.0"

Probability = float
#: Rounded to whole units; the contract promises a number, so that finer ones may come.
Whole = Annotated[int, WithJsonSchema({"type": "number"})]
FlowName = Literal["total", "exports", "imports"]
StatusName = Literal["open", "perhaps_reached", "reached", "reached_and_lost"]


class Document(BaseModel):
    """A JSON object: frozen, its values of exactly the types told."""

    # A command that writes one document need not wait until the validators of all others are built.
    model_config = ConfigDict(frozen=True, strict=True, defer_build=True)


def dumps(document: object) -> str:
    """Return a JSON text: UTF-8 characters as they are, no NaN or infinity, a line feed at the end.

    Parameters
    ----------
    document : object
        A `Document`, or whatever JSON has.
    """
    told = document.model_dump(by_alias=True) if isinstance(document, BaseModel) else document
    return json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _is_none(value: object) -> bool:
    """Return whether a key is left out, where another's format has no null."""
    return value is None


def _is_empty(value: object) -> bool:
    """Return whether a list is left out: stored runs of before keep their bytes."""
    return value == ()


_REAL_MARK = "Where the mark was announced in dollars, and later prices are known."
_YEAR_ENDS = "The month with which fiscal years end: year 2028 is then the year to that month of 2028."


class _Versioned(Document):
    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    schema_version: str = Field(default_factory=lambda: SCHEMA_VERSION)


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
    year_ends: int | None = Field(default=None, exclude_if=_is_none, description=_YEAR_ENDS)
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
    year_ends: int | None = Field(default=None, exclude_if=_is_none, description=_YEAR_ENDS)
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


class PrintedLevel(Document):
    """A printed level, full currency units."""

    value: float
    resolution: float
    qualifier: str


class PrintedGrowth(Document):
    """A printed growth rate, per cent; nulls where the source only says that trade grew."""

    percent: float | None
    resolution: float | None
    qualifier: str


class PublishedStatement(Document):
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
    hypothetical: bool
    publisher: str
    title: str
    url: str | None
    note: str
    supersedes: str
    parts: tuple[str, ...]


class UsedStatement(PublishedStatement):
    """A statement, and what the fit used it as."""

    used_as: tuple[str, ...]
    roles: tuple[str, ...]


class AnswerWithout(Document):
    """The answer without one statement."""

    year: int
    probability: Probability | None
    median: MonthOfYear | None


class InfluenceOf(Document):
    """How much one statement matters."""

    statement: str
    without_it: AnswerWithout


class Exclusion(Document):
    """A quantity of a statement that the fit leaves out."""

    statement: str
    quantity: str


class AuditFinding(Document):
    """What published figures say against each other."""

    code: str
    title: str
    statements: tuple[str, ...]
    arithmetic: str
    likely_reading: str
    treatment: str
    excluded: tuple[Exclusion, ...]


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


class ForecastDocument(_Versioned):
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
    real_mark: RealMark | None = Field(default=None, exclude_if=_is_none, description=_REAL_MARK)
    model: FittedModel
    uncertainty: Uncertainty
    summary: Summary
    citation: str
    run: RunIdentity
    links: dict[str, str]
    redactions: tuple[TextGone, ...] = Field(default=(), exclude_if=_is_empty)


class OddsDocument(_Versioned):
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


class _OfRun(_Versioned):
    run: str


class CitationDocument(Citation, _OfRun):
    """How to cite a run."""


class StoredRunDocument(_OfRun):
    """A run that was stored."""

    created: bool
    links: dict[str, str]


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


class AttainableDocument(_Versioned):
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


class SurfaceDocument(_Versioned):
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


class SurplusDocument(_Versioned):
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


class ComparisonDocument(_Versioned):
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


class SensitivityDocument(_Versioned):
    """Which input moves the answer most, the furthest first."""

    question: AskedQuestion
    scenario: AppliedScenario
    year: int
    base: SwingOutcome
    inputs: tuple[MovedInput, ...]
    simulation_error: float
    summary: str


class SeriesEntry(Document):
    """A series in the catalogue."""

    id: str
    reporter: str
    partner: str
    unit: str
    basis: str
    statistics: tuple[str, ...]
    statements: int
    first_year: int
    last_year: int
    newest: str
    targets: tuple[str, ...]
    links: dict[str, str]


class SeriesList(_Versioned):
    """The catalogue."""

    series: tuple[SeriesEntry, ...]


class WithdrawnStatement(Document):
    """A statement out of use (`retraction`), or one whose text is gone while its figures stay in use (`redaction`)."""

    id: str
    kind: Literal["retraction", "redaction"]
    reason: str
    at: str
    change: int
    checksum: str
    statement: PublishedStatement


class SeriesDocument(SeriesEntry, _Versioned):
    """A series: its statements, the audit, the smoothed annual history, and what was withdrawn."""

    as_of: str
    shown_statistics: str
    flow: FlowName
    history: tuple[YearOfPath, ...]
    published: tuple[PublishedStatement, ...]
    audit: tuple[AuditFinding, ...]
    withdrawn: tuple[WithdrawnStatement, ...] = ()


class TargetEntry(Document):
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
    year_ends: int | None = Field(
        default=None,
        exclude_if=_is_none,
        description="The month with which its fiscal years end; absent where it was announced in calendar years.",
    )
    level_then: float | None
    real_mark: RealMark | None = Field(default=None, exclude_if=_is_none, description=_REAL_MARK)
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
    evidence: Literal["series", "single_level", "nothing"]
    missing: str | None
    links: dict[str, str]


class TargetList(_Versioned):
    """The registry of announced targets, a page of it."""

    total: int
    targets: tuple[TargetEntry, ...]


class TargetDocument(TargetEntry, _Versioned):
    """One announced target."""


class AddedDocument(_Versioned):
    """What an append did."""

    change: int | None
    added: tuple[str, ...]
    repeated: tuple[str, ...]
    superseded: tuple[str, ...]
    audit: tuple[AuditFinding, ...]
    audited: bool = Field(
        default=True,
        description="false when the service was too busy to audit; all of it is stored",
    )


class WithdrawalDocument(_Versioned):
    """What a withdrawal did; `change` is null when it was done before."""

    change: int | None
    series: str
    statement: str
    kind: Literal["retraction", "redaction"]
    reason: str


class StatementOfDay(Document):
    """A statement that was new on a day."""

    id: str
    statistics: str
    words: str
    publisher: str
    url: str | None
    parts: tuple[str, ...]


class HistoryDay(Document):
    """The forecast on a publication day; nulls where `reason` says why there was none."""

    as_of: str
    new: tuple[StatementOfDay, ...]
    new_count: int
    status: StatusName | None
    reason: str | None
    probability_by_deadline: Probability | None
    probability_by: tuple[ChanceByYear, ...]
    median: MonthOfYear | None
    moved_year: int | None
    moved_points: float | None
    moved_by: str | None
    run: str | None


class KeptHistory(Document):
    """What is kept of a history beside its run; ids of runs stay, whether or not those are stored."""

    entries: tuple[HistoryDay, ...]
    earlier_days_left_out: int


class KeptRun(Document):
    """A stored run of a target."""

    id: str
    version: str
    change: int
    at: str
    status: str
    median: str | None
    probability_by_deadline: Probability | None
    probability_by: tuple[ChanceByYear, ...]


class HistoryDocument(_Versioned):
    """How a forecast moved with each new statement."""

    model_config = ConfigDict(extra="allow")

    target: str
    series: str
    statistics: str
    flow: FlowName
    mark: Mark
    deadline: int | None
    entries: tuple[HistoryDay, ...]
    earlier_days_left_out: int
    runs: tuple[KeptRun, ...]


class FeedItem(Document):
    """One entry of the feed."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    title: str
    content_text: str
    url: str | None = Field(default=None, exclude_if=_is_none)
    date_published: str
    tags: tuple[str, ...]
    extension: dict[str, Any] = Field(serialization_alias="_trade_target", validation_alias="_trade_target")


class Feed(Document):
    """New statements and moved forecasts (JSON Feed 1.1)."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    version: str
    title: str
    items: tuple[FeedItem, ...]
    next_url: str | None = Field(default=None, exclude_if=_is_none)
    extension: dict[str, Any] | None = Field(
        default=None, exclude_if=_is_none, serialization_alias="_trade_target", validation_alias="_trade_target"
    )


class TrackRecord(_Versioned):
    """Backtests against base rate and comparators, and the fate of announced targets."""

    backtest_countries: dict[str, Any]
    backtest_us_partners: dict[str, Any]
    nowcast: dict[str, Any]
    hindcast: dict[str, Any]


#: What the service gives; each names what it is made of.
class ArticlePair(Document):
    """Who trades with whom: exports go from reporter to partner."""

    reporter: str
    partner: str


class ArticleStatement(Document):
    """A statement as an article makes it; amounts in full units."""

    flow: Literal["total", "exports", "imports"]
    period: str | None
    level: float | None
    unit: str | None
    level_resolution: float | None
    level_qualifier: Literal["exact", "about", "over", "almost"] | None
    growth_pct: float | None
    growth_resolution_pct: float | None
    growth_qualifier: Literal["exact", "about", "over", "almost", "up", "down"] | None
    record: bool
    statistics: str
    words: str
    span: tuple[int, int]
    doubt: str | None


class ArticleTarget(Document):
    """A target or an expectation as an article tells it."""

    value: float
    unit: str | None
    by: int | None
    flow: Literal["total", "exports", "imports"]
    kind: Literal["stated", "derived", "expectation"]
    when: str | None
    at_most: bool
    words: str
    span: tuple[int, int]


class UnusedNumber(Document):
    """A number of an article that no statement and no target uses, with the reason."""

    words: str
    span: tuple[int, int]
    reason: str
    explanation: str


class OtherPairDocument(Document):
    """What an article says of another pair than the first, with the odds of its targets."""

    pair: ArticlePair
    statements: tuple[ArticleStatement, ...]
    targets: tuple[ArticleTarget, ...]
    audit: tuple[AuditFinding, ...]
    answer: ForecastDocument | None
    answers: tuple[ForecastDocument, ...]
    not_answered: tuple[str, ...]


class ArticleDocument(Document):
    """An article as read; spans count characters of the text without markup."""

    language: Literal["en", "ru", "de", "es", "fr", "tr", "zh"]
    published: str
    pair: ArticlePair | None
    statements: tuple[ArticleStatement, ...]
    targets: tuple[ArticleTarget, ...]
    unused: tuple[UnusedNumber, ...]
    doubts: tuple[str, ...]
    audit: tuple[AuditFinding, ...]
    answer: ForecastDocument | None
    answers: tuple[ForecastDocument, ...]
    not_answered: tuple[str, ...]
    other_pairs: tuple[OtherPairDocument, ...]


DOCUMENTS: tuple[type[Document], ...] = (
    ForecastDocument, OddsDocument, CitationDocument, StoredRunDocument, AttainableDocument, SurfaceDocument,
    ComparisonDocument, SensitivityDocument, SeriesList, SeriesDocument, TargetList, TargetDocument, AddedDocument,
    WithdrawalDocument,
    HistoryDocument, Feed, TrackRecord, ArticleDocument,
)  # fmt: skip
