"""The document of an article read: statements, targets and the rest with their places in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast import words
from forecast.data import slug
from forecast.report.documents import schema
from forecast.report.documents.answer import finding_document, forecast_document

if TYPE_CHECKING:
    from forecast.articles import Article, ReadStatement, ReadTarget
    from forecast.forecasting import News

__all__ = ["article_document"]


def _statement(said: ReadStatement, statistics: str) -> schema.ArticleStatement:
    return schema.ArticleStatement(
        flow=said.flow,
        period=str(said.period) if said.period else None,
        level=said.level,
        unit=said.unit,
        level_resolution=said.level_resolution,
        level_qualifier=said.level_qualifier,
        growth_pct=said.growth_pct,
        growth_resolution_pct=said.growth_resolution_pct,
        growth_qualifier=said.growth_qualifier,
        record=said.record,
        statistics=statistics,
        words=said.words,
        span=said.span,
        doubt=words.doubt_said(said.doubt) or None,
    )


def _target(said: ReadTarget) -> schema.ArticleTarget:
    return schema.ArticleTarget(
        value=said.value,
        unit=said.unit,
        by=said.by,
        flow=said.flow,
        kind=said.kind,
        when=said.when or None,
        at_most=said.at_most,
        words=said.words,
        span=said.span,
    )


def _pair(article: Article) -> schema.ArticlePair | None:
    pair = article.pair
    return schema.ArticlePair(reporter=pair.reporter.name, partner=pair.partner.name) if pair else None


def _other(news: News) -> schema.OtherPairDocument:
    """Return what an article says of another pair."""
    article = news.article
    pair, side = _pair(article), slug(article.pair.reporter.name) if article.pair else ""
    assert pair is not None
    answers = tuple(forecast_document(asked.answer) for asked in news.asked if asked.answer is not None)
    return schema.OtherPairDocument(
        pair=pair,
        statements=tuple(_statement(said, side) for said in article.statements),
        targets=tuple(_target(said) for said in article.targets),
        audit=tuple(finding_document(finding, news.series) for finding in news.findings) if news.series else (),
        answer=answers[0] if answers else None,
        answers=answers,
        not_answered=tuple(asked.refused for asked in news.asked if asked.refused),
    )


def article_document(news: News, *, statistics: str = "") -> schema.ArticleDocument:
    """Return an article as read, with the audit and an answer for each target that can be asked.

    Parameters
    ----------
    news : News
    statistics : str
        Whose statistics its figures are; the reporter's when empty.
    """
    article = news.article
    side = statistics or (slug(article.pair.reporter.name) if article.pair else "")
    answers = tuple(forecast_document(asked.answer) for asked in news.asked if asked.answer is not None)
    assert article.published is not None
    return schema.ArticleDocument(
        language=article.language,
        published=article.published.isoformat(),
        pair=_pair(article),
        statements=tuple(_statement(said, side) for said in article.statements),
        targets=tuple(_target(said) for said in article.targets),
        unused=tuple(
            schema.UnusedNumber(
                words=one.words, span=one.span, reason=one.reason, explanation=words.reason_said(one.reason)
            )
            for one in article.unused
        ),
        doubts=tuple(map(words.doubt_said, article.doubts)),
        audit=tuple(finding_document(finding, news.series) for finding in news.findings) if news.series else (),
        answer=answers[0] if answers else None,
        answers=answers,
        not_answered=tuple(asked.refused for asked in news.asked if asked.refused),
        other_pairs=tuple(map(_other, news.others)),
    )
