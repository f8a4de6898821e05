"""The Flask application over `forecast`."""

from __future__ import annotations

import re
import uuid

from flask import Flask, Response, abort, g, request

from api import problems
from api.gate import Gate
from api.routes import forecasts, operations
from api.settings import Settings

__all__ = ["create_app"]

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
#: Nothing served here runs script or may be framed; charts carry their own styles.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, X-Request-ID",
    "Access-Control-Expose-Headers": "ETag, X-Request-ID",
}


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _finish(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.get("request_id", "")
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application.

    Parameters
    ----------
    settings : Settings, optional
        From the environment when not given.
    """
    app = Flask(__name__, static_folder=None)
    chosen = settings or Settings()
    app.config["SETTINGS"] = chosen
    app.config["GATE"] = Gate(abreast=chosen.abreast, waiting=chosen.waiting, patience=chosen.patience_seconds)
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000

    def refuse_long_queries() -> None:
        if len(request.query_string) > chosen.max_query_bytes:
            abort(414)

    app.before_request(_begin)
    app.before_request(refuse_long_queries)
    app.after_request(_finish)
    problems.register(app)
    for blueprint in (forecasts.blueprint, operations.blueprint):
        app.register_blueprint(blueprint)
    return app
