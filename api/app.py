"""The Flask application over `forecast`."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from flask import Response, abort, g, request
from flask_compress import Compress

from api import language, observation, problems
from api.cache import AnswerCache
from api.contract import application, register
from api.deliverer import Deliverer
from api.edge import ALGORITHMS, WAIT, Edge, remember
from api.feed import told
from api.gate import Gate
from api.library import Library
from api.limits import LimitedError, Limits
from api.refresher import Refresher
from api.rendering import speak
from api.representations import COMPRESSED_TYPES, conditional
from api.routes import FAMILIES, PAGES
from api.service import NAME, Service
from api.settings import Settings
from forecast.store import default_url, open_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

    from forecast.store import Change, Cursor, Move, Store

__all__ = ["create_app"]

LONGEST_PATH = 8_190
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Access-Control-Allow-Origin": "*",
    # A browser on another site may read, and ask about figures of its own; it may not write.
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST",
    "Access-Control-Allow-Headers": "Content-Type, If-None-Match, X-Request-ID",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Link, Retry-After, X-Request-ID",
}


def _name_request() -> None:
    g.request_id = observation.name_of(request.headers.get("X-Request-ID", ""))


def _finish(response: Response) -> Response:
    # Looked up once: each look at Werkzeug's headers reads all of them.
    there = {name.lower() for name, _ in response.headers}
    told = {"X-Request-ID": g.get("request_id", ""), **_HEADERS}
    response.headers.extend((name, value) for name, value in told.items() if name.lower() not in there)
    return response


def _conditional(response: Response) -> Response:
    found = conditional(response)
    return problems.problem(412, "the answer has another ETag") if found.status_code == 412 else found


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        # Style sheet and script are named with a mark that changes when they do.
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        COMPRESS_ALGORITHM=list(ALGORITHMS),
        COMPRESS_MIMETYPES=COMPRESSED_TYPES,
        COMPRESS_BR_LEVEL=5,  # a twentieth less than the usual 4, in the same time
    )


def create_app(settings: Settings | None = None, store: Store | None = None) -> Flask:
    """Return the application.

    Parameters
    ----------
    settings : Settings, optional
        From the environment when not given.
    store : Store, optional
        Opened by the settings when not given.
    """
    chosen = settings or Settings()
    app = application(__name__, version=version("trade-target"))
    kept = store or open_store(chosen.database_url.get_secret_value() or default_url())
    library = Library(kept)

    def compose(changes: Sequence[Change], moves: Sequence[Move], until: Cursor) -> bytes | None:
        return told(changes, moves, until, library.snapshot().targets, chosen.base_url.rstrip("/"))

    app.extensions[NAME] = service = Service(
        settings=chosen,
        library=library,
        gate=Gate(abreast=chosen.abreast, waiting=chosen.waiting, patience=chosen.patience_seconds, name="shipped"),
        own=Gate(abreast=1, waiting=max(chosen.waiting // 4, 1), patience=chosen.patience_seconds, name="own"),
        answers=AnswerCache(chosen.cache_megabytes * 1_000_000),
        refresher=Refresher(
            kept.engine.url.render_as_string(hide_password=False),
            kept_days=chosen.uncited_runs_days,
            active=chosen.refresh,
        ),
        deliverer=Deliverer(kept, compose, hosts=chosen.hosts_of_webhooks),
        limits=Limits(client=chosen.client_limit, token=chosen.token_limit),
    )
    _configure(app, chosen)
    speak(app)

    def refuse_too_many() -> None:
        if WAIT in request.environ:
            raise LimitedError(request.environ[WAIT])

    def refuse_long_queries() -> None:
        if (
            language.query_bytes(request.environ) > chosen.max_query_bytes
            or len(request.environ.get("PATH_INFO", "")) > LONGEST_PATH
        ):
            abort(414)

    app.before_request(_name_request)
    app.before_request(observation.begin)
    app.before_request(refuse_too_many)
    app.before_request(refuse_long_queries)
    # Run from the last to the first: compress, compare ETags, add headers, declare the language, keep, count.
    app.after_request(observation.observe)
    app.after_request(remember)
    language.register(app)
    app.after_request(_finish)
    app.after_request(_conditional)
    Compress(app)
    problems.register(app)
    for family in FAMILIES:
        register(app, family)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    app.wsgi_app = Edge(app.wsgi_app, service)  # type: ignore[method-assign]  # as Flask's documentation has it
    return app
