"""Series, announced targets, the record of forecasts, and what a write did."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from forecast.report.documents.schema.answer import REAL_MARK, RealMark, YearOfPath
from forecast.report.documents.schema.base import Document, FlowName, Versioned, is_none
from forecast.report.documents.schema.question import Mark
from forecast.report.documents.schema.statements import AuditFinding, PublishedStatement, WithdrawnStatement


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


class SeriesList(Versioned):
    """The catalogue."""

    series: tuple[SeriesEntry, ...]


class SeriesDocument(SeriesEntry, Versioned):
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
        exclude_if=is_none,
        description="The month with which its fiscal years end; absent where it was announced in calendar years.",
    )
    level_then: float | None
    real_mark: RealMark | None = Field(default=None, exclude_if=is_none, description=REAL_MARK)
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


class TargetList(Versioned):
    """The registry of announced targets, a page of it."""

    total: int
    targets: tuple[TargetEntry, ...]


class TargetDocument(TargetEntry, Versioned):
    """One announced target."""


class TrackRecord(Versioned):
    """Backtests against base rate and comparators, and the fate of announced targets."""

    backtest_countries: dict[str, Any]
    backtest_us_partners: dict[str, Any]
    nowcast: dict[str, Any]
    hindcast: dict[str, Any]


class AddedDocument(Versioned):
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


class WithdrawalDocument(Versioned):
    """What a withdrawal did; `change` is null when it was done before."""

    change: int | None
    series: str
    statement: str
    kind: Literal["retraction", "redaction"]
    reason: str
