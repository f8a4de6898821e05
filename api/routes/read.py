"""Articles: read into statements and targets, corrected by hand, answered; nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from api import schemas
from api.auth import DeniedError, writer
from api.bodies import body_of
from api.contract import Family, body, gives
from api.pages.question import answer_form, controls
from api.pages.reading import corrected, marked_text, rows_of, rows_typed
from api.pages.view import target_page
from api.rendering import base_url, page
from api.representations import private, send_json
from api.service import current
from forecast import words
from forecast.articles import Article, read_article
from forecast.data import say_amount, slug
from forecast.errors import Fault, InputError, UnknownNameError
from forecast.forecasting import News, news_of_pairs, with_statements
from forecast.report import ArticleDocument, article_document, statements_csv

if TYPE_CHECKING:
    from api.library import Snapshot
    from api.pages.view import TargetPage
    from forecast.data import Series

__all__ = ["blueprint", "family"]

family = Family("articles", "From an article to statements, targets, what does not add up, and the odds.")
blueprint = Blueprint("read", __name__)
_GIVEN = body({"application/json": schemas.ArticleGiven}, "The article, its day and its pair.")
_GIVES = gives({"application/json": ArticleDocument}, "What the article says, each figure with its place in the text.")
_FIELDS = ("text", "published", "pair")
_QUESTION = {"target": "", "by": ""}
#: Where the article stood, of statements that are stored.
_SOURCE = ("publisher", "title", "url")


def _known(article: Article, snapshot: Snapshot) -> Series | None:
    """Return what is known of the pair of an article, seen from the same side; None when there is nothing."""
    if article.pair is None:
        return None
    try:
        found = snapshot.one_series(article.pair.id)
    except UnknownNameError:
        return None
    return found if found.reporter == article.pair.reporter.name else None


def _news(article: Article, snapshot: Snapshot, statistics: str, *, ask: bool) -> News:
    def known(part: Article) -> Series | None:
        return _known(part, snapshot)

    return news_of_pairs(article, known, snapshot.priors, snapshot.announced, statistics=statistics, ask=ask)


@family.takes("/v1/read", _GIVES, _GIVEN)
def post_read() -> Response:
    """Return what an article says of trade: statements, targets, the rest, the audit, and the answers.

    Nothing is stored.
    """
    given = body_of(schemas.ArticleGiven)
    snapshot = current().library.snapshot()
    side = slug(given.statistics or "")
    with current().gate.enter():
        article = read_article(given.text, published=given.published, pair=given.pair or None)
        return private(send_json(article_document(_news(article, snapshot, side, ask=True), statistics=side)))


@blueprint.get("/read")
def get_read() -> Response:
    """Return the form that takes an article."""
    return page("read.html", given=dict.fromkeys(_FIELDS, ""), faults={}, found=None, page=None)


@blueprint.post("/read")
def post_page() -> Response:
    """Return the article with its figures marked, its rows to correct, and the answer when it is asked for."""
    given = {name: request.form.get(name, "").strip() for name in _FIELDS}
    snapshot = current().library.snapshot()
    try:
        with current().gate.enter():
            article = read_article(given["text"], published=given["published"] or None, pair=given["pair"] or None)
            news = _news(article, snapshot, "", ask=False)
    except InputError as error:
        faults: dict[str, list[str]] = {}
        for fault in error.faults:
            faults.setdefault(fault.where if fault.where in _FIELDS else "text", []).append(
                str(words.fault_words(fault))
            )
        return private(page("read.html", status=422, given=given, faults=faults, found=None, page=None))
    asking = "ask" in request.form or "propose" in request.form
    fields = {name: request.form.get(name, "").strip()[:100] for name in _QUESTION} if asking else _first(article)
    rows = rows_typed(request.form) if asking else rows_of(article)
    wrong: tuple[Fault, ...] = ()
    shown: TargetPage | None = None
    stored, status = "", 200
    if "propose" in request.form:
        stored, wrong, status = _proposed(article, rows)
    elif asking:
        wrong, shown = _answered(article, rows, fields, snapshot)
    found = {
        "pair": words.pair_said(article),
        "doubts": list(map(words.doubt_said, article.doubts)),
        "text": marked_text(article),
        "rows": rows,
        "targets": [(words.target_said(target), target.words) for target in article.targets],
        "others": [_other(part) for part in article.others],
        "unused": [(one.words, words.reason_said(one.reason)) for one in article.unused],
        "audit": [words.finding_words(finding, news.series) for finding in news.findings] if news.series else [],
        "controls": controls(fields, tuple(f for f in wrong if f.where in _QUESTION), _QUESTION, None),
        "faults": [str(words.fault_words(fault)) for fault in wrong if fault.where not in _QUESTION],
        "can_ask": article.pair is not None,
        "stored": stored,
        "source": {name: request.form.get(name, "").strip()[:500] for name in _SOURCE},
    }
    status = 422 if wrong and status == 200 else status
    return private(page("read.html", status=status, given=given, faults={}, found=found, page=shown))


def _other(article: Article) -> dict[str, object]:
    """Return what the page tells of another pair of the text, and how it is asked for."""
    assert article.pair is not None
    return {
        "pair": words.pair_said(article),
        "asked": f"{article.pair.reporter.name} / {article.pair.partner.name}",
        "told": [words.statement_said(said) for said in article.statements],
        "targets": [words.target_said(target) for target in article.targets],
    }


def _first(article: Article) -> dict[str, str]:
    """Return the question that the article's first target asks."""
    if not article.targets:
        return dict(_QUESTION)
    target = article.targets[0]
    return {"target": say_amount(target.value, target.unit or "USD", digits=12), "by": str(target.by or "")}


def _proposed(article: Article, rows: list[dict[str, str]]) -> tuple[str, tuple[Fault, ...], int]:
    """Store the rows that were confirmed one by one, for the holder of the token typed into the form.

    Return what is told, or what is wrong, and the status. The token stands in this one request alone: no cookie or
    page keeps it, so no other site can send it.
    """
    service = current()
    try:
        author = writer(request.form.get("token", ""))
    except DeniedError as error:
        problem = error.reason or "is missing, unknown or revoked"
        return "", (Fault("token", "", problem, "type a token that trade-target tokens create made"),), 401
    source = {name: value for name in _SOURCE if (value := request.form.get(name, "").strip()[:500])}
    try:
        own = corrected(article, rows, column="confirmed", source=source)
        added = service.library.store.add_statements(own.id, statements_csv(own), by=author, where="article")
    except InputError as error:
        return "", error.faults, 422
    service.library.forget()
    service.refresher.wake()
    if added.change is None:
        return words.say("Nothing new: all of it was stored before."), (), 200
    return words.say("{count} stored in {series}", count=len(added.statements), series=own.id), (), 201


def _answered(
    article: Article, rows: list[dict[str, str]], fields: dict[str, str], snapshot: Snapshot
) -> tuple[tuple[Fault, ...], TargetPage | None]:
    """Return what is wrong with the rows and the question, or the answer on them and what is known."""
    try:
        own = corrected(article, rows)
    except InputError as error:
        return error.faults, None
    series, _ours = with_statements(own, _known(article, snapshot))
    found, baseline, faults = answer_form(dict(fields), series, snapshot)
    if found is None:
        return faults, None
    return faults, target_page(found, baseline, fields={}, address="/read", formats=(), base_url=base_url())
