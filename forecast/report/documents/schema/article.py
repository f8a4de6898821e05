"""An article as it was read."""

from __future__ import annotations

from typing import Literal

from forecast.report.documents.schema.answer import ForecastDocument
from forecast.report.documents.schema.base import Document
from forecast.report.documents.schema.statements import AuditFinding


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
