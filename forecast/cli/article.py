"""The command that reads: an article becomes statements, targets and odds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from forecast.cli.asking import confirmed
from forecast.cli.root import PRIORS, announced, check_format, main, opened, priors_of
from forecast.cli.store import answer_anew
from forecast.data import decoded, refuse_kind
from forecast.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles import Article, ReadStatement
    from forecast.data import Series
    from forecast.forecasting import News

__all__ = ["read_article"]

_FORMATS = ("text", "csv", "json")
#: Bytes of a file or of standard input that are looked at.
_MOST = 1_000_000


def _text(path: Path) -> str:
    """Return the text of a file, or of standard input for ``-``."""
    name = "standard input" if str(path) == "-" else str(path)
    if str(path) == "-":
        raw = sys.stdin.buffer.read(_MOST + 1)
    else:
        try:
            with path.open("rb") as file:
                raw = file.read(_MOST + 1)
        except OSError as error:
            problem = f"cannot be read ({error.strerror})"
            raise InputError([Fault("ARTICLE", name, problem, "name a text file, or - for standard input")]) from None
    if len(raw) > _MOST:
        raise InputError([Fault("ARTICLE", name, f"is larger than {_MOST:,} bytes", "give the article alone")])
    try:
        refuse_kind(raw, name, wide=False)
        return decoded(raw)[0]
    except (InputError, ValueError) as error:
        problem = error.faults[0].problem if isinstance(error, InputError) else str(error)
        raise InputError([Fault("ARTICLE", name, problem, "save it as plain text in UTF-8")]) from None


def _known(article: Article) -> Series | None:
    """Return what is known of the pair of an article, seen from the same side; None when there is nothing."""
    from forecast.cli.root import series_of
    from forecast.errors import UnknownNameError

    if article.pair is None:
        return None
    try:
        found = series_of(article.pair.id, None)
    except UnknownNameError:
        return None
    return found if found.reporter == article.pair.reporter.name else None


def _which(option: str, pairs: Sequence[Article]) -> None:
    """Ask which pair is meant where a text tells of several and an option is about one."""
    if len(pairs) > 1:
        named = [f"{part.pair.reporter.name} / {part.pair.partner.name}" for part in pairs if part.pair is not None]
        remedy = f'name one: --pair "{named[0]}"; the text tells of {", ".join(named)}'
        raise InputError([Fault(option, "", "is about one pair, and the text tells of several", remedy)])


def _elsewhere(article: Article) -> str:
    """Return how the pairs are asked for that have the statements of a text whose own pair has none; empty without."""
    pairs = ", ".join(f"{s.reporter} / {s.partner}" for other in article.others if (s := other.series()))
    return f"its figures are of {pairs}: name one by --pair" if pairs else ""


def _add(news: News, own: Series | None, by: str) -> None:
    """Store each new statement that the reader confirms, and answer registered targets about them anew."""
    from forecast.report import statements_csv
    from forecast.words import say, statement_said

    article = news.article
    if own is None:
        remedy = _elsewhere(article) or "correct the text, or give --pair and --published"
        raise InputError([Fault("--add", "", "there is no statement to store", remedy)])
    store = opened()
    kept = []
    for said, statement in zip(_in_order(article), own.statements, strict=True):
        asked = "\n".join((statement_said(said), f"  “{said.words}”", say("Store it?")))
        if statement.id in news.new and confirmed(asked):
            kept.append(statement)
    if not kept:
        click.echo(say("nothing stored"), err=True)
        return
    from dataclasses import replace

    added = store.add_statements(own.id, statements_csv(replace(own, statements=tuple(kept))), by=by, where="ARTICLE")
    click.echo(say("{count} stored in {series}", count=len(added.statements), series=own.id), err=True)
    if added.change is not None:
        answer_anew(store, {own.id}, err=True)


def _in_order(article: Article) -> list[ReadStatement]:
    from forecast.data import FLOWS

    return sorted(article.usable, key=lambda s: (str(s.period), FLOWS.index(s.flow)))


@main.command("read")
@click.argument("article", type=click.Path(path_type=Path, allow_dash=True), metavar="ARTICLE")
@click.option("--published", help="The day of publication (YYYY-MM-DD); from the dateline when not given.")
@click.option("--pair", help='Who trades with whom, such as "Belarus / Tula Region"; found in the text when not given.')
@click.option("--statistics", default="", help="Whose statistics the figures are; the first side's when not given.")
@click.option("--publisher", default="", help="Who published it, for the statements file.")
@click.option("--title", default="", help="Its title, for the statements file.")
@click.option("--url", default="", help="Its address, for the statements file.")
@click.option("--format", "format_name", default="text", help="text (default), csv (a statements file), json.")
@click.option("--ask", is_flag=True, help="Print the forecast of the first target alone.")
@click.option("--add", is_flag=True, help="Store the statements, each after you have confirmed it.")
@click.option("--by", default="read", help="Who adds, for the store's record of changes.")
@PRIORS
def read_article(
    article: Path,
    *,
    published: str | None,
    pair: str | None,
    statistics: str,
    publisher: str,
    title: str,
    url: str,
    format_name: str,
    ask: bool,
    add: bool,
    by: str,
    priors: Path | None,
) -> None:
    """Read an article: its trade figures, targets, what does not add up, and the odds.

    ARTICLE is a text or HTML file, or - for standard input: English or Russian; common sentences of German, Spanish,
    French, Turkish and Chinese.
    """
    check_format(format_name, _FORMATS)
    from forecast import articles
    from forecast.data import slug
    from forecast.forecasting import news_of_pairs
    from forecast.report import article_document, dumps, statements_csv
    from forecast.words import article_text, doubt_said

    if add and str(article) == "-":
        remedy = "save the article to a file and name it: standard input is where you confirm each statement"
        raise InputError([Fault("--add", "-", "cannot ask you while the article comes from standard input", remedy)])
    found = articles.read_article(_text(article), published=published, pair=pair)
    side = slug(statistics)
    own = found.series(publisher=publisher, title=title, url=url, statistics=side)
    if format_name == "csv":
        if pair is None:
            _which("--format csv", [part for part in found.pairs if part.series() is not None])
        if own is None:
            why = "; ".join(map(doubt_said, found.doubts)) or _elsewhere(found)
            why = why or "no statement can be used as it stands; `--format text` tells why"
            raise InputError([Fault("ARTICLE", "", "makes no statements file", why)])
        told = statements_csv(own)
    else:
        news = news_of_pairs(found, _known, priors_of(priors), announced(), statistics=side)
        if ask:
            if pair is None:
                answered = [n.article for n in (news, *news.others) if any(t.answer for t in n.asked)]
                _which("--ask", answered)
            told = _answer(news, format_name)
        elif format_name == "json":
            told = dumps(article_document(news, statistics=side))
        else:
            told = article_text(news)
        if add:
            if pair is None:
                _which("--add", [part for part in found.pairs if part.series() is not None])
            _add(news, own, by)
    sys.stdout.buffer.write(told.encode())
    sys.stdout.buffer.flush()


def _answer(news: News, format_name: str) -> str:
    """Return the forecast of the first target that can be answered, of whichever pair."""
    from forecast.report import dumps, forecast_document
    from forecast.words import doubt_said, forecast_text

    asked = [target for told in (news, *news.others) for target in told.asked]
    answer = next((target.answer for target in asked if target.answer is not None), None)
    if answer is None:
        problem = "there is nothing to answer"
        why = [*map(doubt_said, news.article.doubts), *(target.refused for target in asked)]
        faults = [Fault("--ask", "", problem, told) for told in why]
        if not any(part.targets for part in news.article.pairs):
            faults.append(Fault("--ask", "", problem, "the text announces no target"))
        elif not asked:
            remedy = "there are no figures to answer its target from: give them in the text, or --pair"
            faults.append(Fault("--ask", "", problem, remedy))
        raise InputError(faults)
    return forecast_text(answer) if format_name == "text" else dumps(forecast_document(answer))
