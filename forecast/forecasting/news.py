"""What follows from an article: its statements beside what is known, the audit of both, the odds of its targets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forecast.audit import audit
from forecast.data import aligned
from forecast.errors import FitError, InputError
from forecast.forecasting.fits import Fits
from forecast.forecasting.question import parse_question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from forecast.articles import Article, ReadTarget
    from forecast.audit import Finding
    from forecast.data import AnnouncedTarget, Series, Statement
    from forecast.forecasting.answers import TargetForecast
    from forecast.priors import Priors

__all__ = ["News", "TargetAsked", "news_of", "news_of_pairs", "with_article", "with_statements"]

#: An article announces a mark or two; a text of hundreds is a list, and no request may take as long as that.
MOST_ASKED = 10


@dataclass(frozen=True, slots=True)
class TargetAsked:
    """A target of an article with its answer, or why there is none.

    Parameters
    ----------
    target : ReadTarget
    answer : TargetForecast or None
    refused : str
        Why it cannot be answered; empty when it is.
    """

    target: ReadTarget
    answer: TargetForecast | None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """An article with what follows from it.

    Parameters
    ----------
    article : Article
    series : Series or None
        Its usable statements beside what was known; None when neither makes a series.
    new : tuple of str
        The ids of its statements that were not known.
    findings : tuple of Finding
        The audit over both, as far as it concerns the article's statements.
    asked : tuple of TargetAsked
    others : tuple of News
        What follows for the other pairs that the article tells of.
    """

    article: Article
    series: Series | None
    new: tuple[str, ...]
    findings: tuple[Finding, ...]
    asked: tuple[TargetAsked, ...]
    others: tuple[News, ...] = ()


def with_article(
    article: Article, known: Series | None, *, statistics: str = ""
) -> tuple[Series | None, tuple[str, ...]]:
    """Return the known series with an article's usable statements, and the ids of those that are of the article."""
    own = article.series(statistics=statistics)
    return (known, ()) if own is None else with_statements(own, known)


def with_statements(own: Series, known: Series | None) -> tuple[Series, tuple[str, ...]]:
    """Return a known series with the statements of another, and the ids of these.

    What is known already in the same words is not said twice. In another currency than the known series the other
    stands alone.
    """
    if known is None or known.unit != own.unit:
        return own, tuple(s.id for s in own.statements)
    # In years of one kind: a fiscal year beside calendar years measures the two that it touches.
    both = aligned((*known.statements, *own.statements))
    held, ours = both[: len(known.statements)], both[len(known.statements) :]
    said = {_said(s): s.id for s in held}
    new = [s for s in ours if _said(s) not in said]
    merged = sorted((*held, *new), key=lambda s: s.origin.published)
    return replace(known, statements=tuple(merged)), tuple(said.get(_said(s), s.id) for s in ours)


def _said(statement: Statement) -> tuple[object, ...]:
    """Return what makes two statements the same."""
    level = statement.level and statement.level.value
    return (
        statement.statistics, statement.flow, statement.period, level, statement.growth, statement.origin.published,
    )  # fmt: skip


def news_of_pairs(
    article: Article,
    known: Callable[[Article], Series | None],
    priors: Priors,
    announced: Iterable[AnnouncedTarget] = (),
    *,
    statistics: str = "",
    ask: bool = True,
) -> News:
    """Return an article with what follows from it for each of its pairs, the one asked about first.

    Parameters
    ----------
    article : Article
    known : callable
        Gives what is known of the pair of an article.
    priors : Priors
    announced : iterable of AnnouncedTarget
    statistics : str
        Whose statistics the figures of the first pair are, as a slug; the reporter's when empty, as of the others.
    ask : bool
        Whether targets are answered, the first `MOST_ASKED` of the article.
    """
    told, told_targets = tuple(announced), 0
    found: list[News] = []
    for part in article.pairs:
        most = max(MOST_ASKED - told_targets, 0)
        side = statistics if part is article else ""
        found.append(news_of(part, known(part), priors, told, statistics=side, ask=ask, most=most))
        told_targets += len(part.targets)
    return replace(found[0], others=tuple(found[1:]))


def news_of(
    article: Article,
    known: Series | None,
    priors: Priors,
    announced: Iterable[AnnouncedTarget] = (),
    *,
    statistics: str = "",
    ask: bool = True,
    most: int = MOST_ASKED,
) -> News:
    """Return an article with what follows from it for its pair.

    Parameters
    ----------
    article : Article
    known : Series or None
        What is known of its pair.
    priors : Priors
    announced : iterable of AnnouncedTarget
    statistics : str
        Whose statistics its figures are, as a slug; the reporter's when empty.
    ask : bool
        Whether its targets are answered.
    most : int
        How many of them at most.
    """
    series, ours = with_article(article, known, statistics=statistics)
    if series is None:
        return News(article, None, (), (), ())
    held = {s.id for s in known.statements} if known else set()
    findings = tuple(f for f in audit(series, priors.profile) if set(f.statements) & set(ours)) if ours else ()
    asked = _answered(article.targets, series, Fits(priors, announced), statistics, most) if ask else ()
    return News(article, series, tuple(name for name in ours if name not in held), findings, asked)


def _answered(
    targets: Sequence[ReadTarget], series: Series, fits: Fits, statistics: str, most: int
) -> tuple[TargetAsked, ...]:
    """Return every target with its answer; what is beyond the first is told to be asked one by one."""
    beyond = f"the first {MOST_ASKED} targets of an article are answered: ask this one by itself"
    return tuple(
        _asked(target, series, fits, statistics) if number < most else TargetAsked(target, None, beyond)
        for number, target in enumerate(targets)
    )


def _asked(target: ReadTarget, series: Series, fits: Fits, statistics: str) -> TargetAsked:
    """Return the answer to a target of an article."""
    if target.unit != series.unit:
        stated = target.unit or "no currency"
        refused = f"the mark is in {stated}, the series in {series.unit}: give the mark in {series.unit}"
        return TargetAsked(target, None, refused)
    fields = {
        "target": f"{target.value:.0f}", "flow": target.flow, "by": str(target.by) if target.by else None,
        "statistics": statistics or None,
    }  # fmt: skip
    try:
        question = parse_question(fields, series)
        return TargetAsked(target, fits.of(question, series).forecast(question))
    except (InputError, FitError) as error:
        return TargetAsked(target, None, str(error).replace("\n", "; "))
