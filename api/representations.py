"""Results become responses: bytes of a format, an ETag, a name, and how long they may be kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import Response, g, request

from api.cache import Kept
from api.observation import CACHED
from api.service import current
from forecast.document import dumps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.cache import AnswerCache

__all__ = ["ALGORITHMS", "CompressedAnswers", "conditional", "repeated", "send", "send_json", "send_stored"]

#: Compression, the preferred first.
ALGORITHMS = ("zstd", "br", "gzip")
COMPRESSED_TYPES = [
    "application/json", "application/problem+json", "application/feed+json", "application/schema+json",
    "application/vnd.citationstyles.csl+json",
    "text/csv", "text/markdown", "text/html", "text/plain", "text/css", "text/javascript", "image/svg+xml",
    "application/x-bibtex",
]  # fmt: skip
#: Addresses that must answer without the store.
_NEVER_KEPT = ("/healthz", "/readyz", "/metrics", "/openapi.json", "/static/")
FOREVER = "public, max-age=31536000, immutable"


def _kept(body: bytes, content_type: str, *, name: str, lasting: str, also: Mapping[str, str] | None = None) -> Kept:
    headers = {"Cache-Control": lasting, **(also or {})}
    if name:
        headers["Content-Disposition"] = f'inline; filename="{name}"'
    return Kept(body, content_type, hashlib.sha256(body).hexdigest()[:32], headers)


def _response(kept: Kept) -> Response:
    text = kept.content_type.startswith("text/") and "charset" not in kept.content_type
    response = Response(kept.body, content_type=kept.content_type + ("; charset=utf-8" if text else ""))
    response.headers.update(kept.headers)
    response.set_etag(kept.etag)
    g.etag = kept.etag
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
    kept = _kept(body, content_type, name=name, lasting=_short(), also=headers)
    if keep and request.method in {"GET", "HEAD"} and (key := g.get("cache_key")):
        current().answers.put(key, kept)
    response = _response(kept)
    response.status_code = status
    return response


def send_json(document: object, *, status: int = 200, keep: bool = True, name: str = "") -> Response:
    """Return a JSON document as a response."""
    return send(dumps(document).encode(), "application/json", keep=keep, name=name, status=status)


def send_stored(body: bytes, content_type: str, *, name: str) -> Response:
    """Return what was stored and never changes."""
    return _response(_kept(body, content_type, name=name, lasting=FOREVER))


def private(response: Response) -> Response:
    """Return a response that nobody may keep: it answers what a caller sent."""
    response.headers["Cache-Control"] = "no-store"
    return response


def repeated() -> Response | None:
    """Return the answer to a question that was answered before on the same data; None when it was not."""
    if request.method not in {"GET", "HEAD"} or request.path.startswith(_NEVER_KEPT):
        return None
    service = current()
    # Pages name the host that they were asked under.
    key = (service.library.snapshot().version, request.host_url, request.path, request.query_string)
    kept = service.answers.get(key)
    if kept is None:
        g.cache_key = key
        return None
    CACHED.inc()
    asked = request.headers.get("If-None-Match")
    if asked:
        for tag in (kept.etag, *(f"{kept.etag}:{algorithm}" for algorithm in ALGORITHMS)):
            if f'"{tag}"' in asked:
                response = Response(status=304, headers=dict(kept.headers))
                response.set_etag(tag)
                return response
    return _response(kept)


def conditional(response: Response) -> Response:
    """Return 304 or 412 in place of an answer whose ETag a condition names."""
    if response.status_code == 200 and request.method in {"GET", "HEAD"} and "ETag" in response.headers:
        response.make_conditional(request)
    return response


class CompressedAnswers:
    """The cache that Flask-Compress asks for compressed bytes.

    Parameters
    ----------
    cache : AnswerCache
    """

    def __init__(self, cache: AnswerCache) -> None:
        self._cache = cache

    def get(self, key: str) -> bytes | None:
        """Return compressed bytes kept under a key."""
        found = self._cache.get(key)
        return found.body if found else None

    def set(self, key: str, value: bytes) -> None:
        """Keep compressed bytes."""
        self._cache.put(key, Kept(value, "", "", {}))
