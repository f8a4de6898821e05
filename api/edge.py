"""The edge: what was answered before on the same data is answered again before Flask looks at the request."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import g, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from api import language
from api.cache import Kept
from api.networks import network_of
from api.observation import CACHED, name_of, note
from api.service import current

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Response

    from api.service import Service

__all__ = ["ALGORITHMS", "WAIT", "Edge", "accepted", "remember"]

#: Compression, the preferred first: a target's page is a ninth smaller with br than with zstd.
ALGORITHMS = ("br", "zstd", "gzip")
#: Where the address of an answer waits in the environment of a request.
_KEY = "trade_target.key"
_NAMED = "X-Request-ID"
#: Where the seconds stand that somebody who asks too often has to wait.
WAIT = "trade_target.wait"
#: Addresses that nothing is kept of.
APART = frozenset({"/healthz", "/readyz", "/metrics"})
#: Headers that a 304 leaves out: it has no body.
_OF_A_BODY = frozenset({"content-type", "content-length", "content-encoding"})


@lru_cache(maxsize=512)
def accepted(header: str) -> str:
    """Return the compression that a client likes best of those there are, ``identity`` when it wants none.

    Whatever takes the header after this reads one name: what is refused by ``q=0`` cannot be taken for asked.

    Examples
    --------
    >>> accepted("gzip, deflate, br"), accepted("gzip;q=0"), accepted("zstd;q=0, *"), accepted("")
    ('br', 'identity', 'br', 'identity')
    """
    asked = parse_accept_header(header[:1_000], Accept)
    liked = max(ALGORITHMS, key=asked.quality)  # the first of equals
    plain = max((quality for name, quality in asked if name == "identity"), default=0)
    return liked if asked.quality(liked) > 0 and asked.quality(liked) >= plain else "identity"


def _has_it(asked: str, etag: str) -> bool:
    """Return whether If-None-Match names an ETag, whichever way its bytes were compressed."""
    plain = etag.partition(":")[0]
    tags = (plain, *(f"{plain}:{algorithm}" for algorithm in ALGORITHMS))
    return asked.strip() == "*" or any(f'"{tag}"' in asked for tag in tags)


class Edge:
    """A WSGI application that answers repeated questions from memory, and passes on all others.

    Parameters
    ----------
    application : WSGI application
    service : Service
    """

    def __init__(self, application: WSGIApplication, service: Service) -> None:
        self._application, self._service = application, service

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        language.take(environ)
        environ["HTTP_ACCEPT_ENCODING"] = accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
        path = environ.get("PATH_INFO", "")
        if path not in APART and not path.startswith("/static/"):
            client = network_of(environ.get("REMOTE_ADDR", ""), v4=32, v6=64)
            if wait := self._service.limits.wait("client", client):
                environ[WAIT] = wait
                return self._application(environ, start_response)
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_IF_MATCH" in environ:
            return self._application(environ, start_response)
        if path in APART:  # whether it lives does not hang on its store
            return self._application(environ, start_response)
        began = time.perf_counter()
        try:
            key = self._key(environ)
        except Exception:  # whatever a key trips over, the application answers it, and logs
            return self._application(environ, start_response)
        kept = self._service.answers.get(key)
        if kept is None:
            environ[_KEY] = key
            return self._application(environ, start_response)
        return _again(kept, environ, start_response, began)

    def _key(self, environ: WSGIEnvironment) -> Hashable:
        # Pages name the host that they were asked under.
        host = (environ["wsgi.url_scheme"], environ.get("HTTP_HOST"), environ.get("SCRIPT_NAME"))
        asked = (
            environ.get("PATH_INFO"),
            environ.get("QUERY_STRING"),
            environ["HTTP_ACCEPT_ENCODING"],
            language.chosen(environ),
        )
        return self._service.library.state(), *host, *asked


def _again(kept: Kept, environ: WSGIEnvironment, start_response: StartResponse, began: float) -> Iterable[bytes]:
    """Give an answer again, or say that the client has it."""
    name = name_of(environ.get("HTTP_X_REQUEST_ID", ""))
    unchanged = _has_it(environ.get("HTTP_IF_NONE_MATCH", ""), kept.etag)
    headers = [(_NAMED, name), *((n, v) for n, v in kept.headers if not (unchanged and n.lower() in _OF_A_BODY))]
    start_response("304 NOT MODIFIED" if unchanged else "200 OK", headers)
    CACHED.inc()
    body = b"" if unchanged or environ["REQUEST_METHOD"] == "HEAD" else kept.body
    note(
        name=name,
        method=environ["REQUEST_METHOD"],
        route=kept.route,
        status=304 if unchanged else 200,
        seconds=time.perf_counter() - began,
        size=len(body),
    )
    return [body]


def remember(response: Response) -> Response:
    """Keep a finished answer for whoever asks the same, and for whoever has it and asks whether it is still good."""
    key = request.environ.get(_KEY)
    # A 304 holds its body here, which is left out only when it is sent.
    if key and g.get("keep") and response.status_code in {200, 304} and request.method == "GET":
        headers = tuple((name, value) for name, value in response.headers if name != _NAMED)
        route = request.url_rule.rule if request.url_rule else "none"
        etag, _ = response.get_etag()
        current().answers.put(key, Kept(response.get_data(), headers, etag or "", route))
    return response
