"""Statements as printed, what they say against each other, and what was withdrawn of them."""

from __future__ import annotations

from typing import Literal

from forecast.report.documents.schema.base import Document, FlowName


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


class WithdrawnStatement(Document):
    """A statement out of use (`retraction`), or one whose text is gone while its figures stay in use (`redaction`)."""

    id: str
    kind: Literal["retraction", "redaction"]
    reason: str
    at: str
    change: int
    checksum: str
    statement: PublishedStatement
