"""How a forecast moved, and the feed that tells of it."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from forecast.report.documents.schema.answer import ChanceByYear
from forecast.report.documents.schema.base import Document, FlowName, Probability, StatusName, Versioned, is_none
from forecast.report.documents.schema.question import Mark, MonthOfYear


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


class HistoryDocument(Versioned):
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
    url: str | None = Field(default=None, exclude_if=is_none)
    date_published: str
    tags: tuple[str, ...]
    extension: dict[str, Any] = Field(serialization_alias="_trade_target", validation_alias="_trade_target")


class Feed(Document):
    """New statements and moved forecasts (JSON Feed 1.1)."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    version: str
    title: str
    items: tuple[FeedItem, ...]
    next_url: str | None = Field(default=None, exclude_if=is_none)
    extension: dict[str, Any] | None = Field(
        default=None, exclude_if=is_none, serialization_alias="_trade_target", validation_alias="_trade_target"
    )
