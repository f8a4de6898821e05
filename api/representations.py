"""Results become responses: bytes of a format, an ETag, a name, and how long they may be kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import Response, g, request

from api.service import current
from forecast.report import dumps

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["COMPRESSED_TYPES", "conditional", "private", "send", "send_json", "send_stored"]

COMPRESSED_TYPES = [
    "application/json", "application/problem+json", "application/feed+json", "application/schema+json",
    "application/vnd.citationstyles.csl+json",
    "text/csv", "text/markdown", "text/html", "text/plain", "text/css", "text/javascript", "image/svg+xml",
    "application/x-bibtex",
]  # fmt: skip
FOREVER = "public, max-age=31536000, immutable"


def _response(
    body: bytes, content_type: str, *, name: str, lasting: str, also: Mapping[str, str] | None = None
) -> Response:
    text = content_type.startswith("text/") and "charset" not in content_type
    response = Response(body, content_type=content_type + ("; charset=utf-8" if text else ""))
    response.headers["Cache-Control"] = lasting
    if name:
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers.update(also or {})
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    return response


def _short() -> str:
    return f"public, max-age={current().settings.max_age_seconds}"


def send(
    body: bytes,
    content_type: str,
    *,
    name: str = "",
    keep: bool = True,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a response, and keep it for whoever asks the same.

    Parameters
    ----------
    body : bytes
    content_type : str
    name : str
        File name for saving, of ASCII letters, digits, dots and hyphens.
    keep : bool
        Whether the same address gives the same until the data change.
    status : int
    headers : mapping of str to str, optional
        Beside those of every answer.
    """
    g.keep = keep
    response = _response(body, content_type, name=name, lasting=_short(), also=headers)
    response.status_code = status
    return response


def send_json(document: object, *, status: int = 200, keep: bool = True, name: str = "") -> Response:
    """Return a JSON document as a response."""
    return send(dumps(document).encode(), "application/json", keep=keep, name=name, status=status)


def send_stored(body: bytes, content_type: str, *, name: str) -> Response:
    """Return what was stored and never changes."""
    return _response(body, content_type, name=name, lasting=FOREVER)


def private(response: Response) -> Response:
    """Return a response that nobody may keep: it answers what a caller sent."""
    response.headers["Cache-Control"] = "no-store"
    return response


def conditional(response: Response) -> Response:
    """Return 304 or 412 in place of an answer whose ETag a condition names."""
    if response.status_code == 200 and request.method in {"GET", "HEAD"} and "ETag" in response.headers:
        response.make_conditional(request)
    return response
