"""The language of a request: `lang` in its address, and what a browser prefers on the first visit of a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from flask import current_app, g, redirect, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from api.gate import BusyError
from api.service import reading_only
from forecast import words
from forecast.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from wsgiref.types import WSGIEnvironment

    from flask import Flask, Response

__all__ = ["Alternate", "address_in", "alternates", "carried", "chosen", "query_bytes", "register", "take", "wished"]

NAME = "lang"
_KEY = "trade_target.language"
_WISHED = "trade_target.language.wished"
_BYTES = "trade_target.language.query_bytes"
#: Addresses for people: what is elsewhere (data, embedded charts) speaks what its address says.
_PAGES = re.compile(r"/|/(?:own|record|glossary|read|countries)|/(?:targets|countries|pairs)/[^/]+")
#: Links of a page that lead to its language: pages and the documents behind it, not files and the contract.
_LINK = re.compile(
    r'(?P<name>href|src|data-src|action)="(?P<where>/(?!/|static/|openapi|metrics)[^"#]*)(?P<part>#[^"]*)?"'
)
_FORM = re.compile(r'<form\b[^>]*\bmethod="get"[^>]*>')
Alternate = tuple[str, str, str]


def take(environ: WSGIEnvironment) -> None:
    """Take `lang` out of a request's query: it chooses the words, and is no part of what is asked."""
    query = environ.get("QUERY_STRING", "")
    environ[_BYTES] = len(query)
    if f"{NAME}=" in query:
        pairs = [pair for pair in query.split("&") if pair.partition("=")[0] == NAME]
        if pairs:
            environ[_KEY] = ",".join(value for _, value in parse_qsl("&".join(pairs), keep_blank_values=True))
            environ["QUERY_STRING"] = "&".join(pair for pair in query.split("&") if pair not in pairs)
            return
    if _PAGES.fullmatch(environ.get("PATH_INFO", "")) and environ.get("HTTP_SEC_FETCH_SITE") != "same-origin":
        environ[_WISHED] = wished(environ.get("HTTP_ACCEPT_LANGUAGE", ""))


def query_bytes(environ: WSGIEnvironment) -> int:
    """Return how long the query is as it was sent, its language with it."""
    return int(environ.get(_BYTES, 0))


def wished(header: str) -> str:
    """Return the language of ours that a browser likes best; English where it likes none.

    Examples
    --------
    >>> wished("en-GB,en;q=0.9,ru;q=0.5"), wished("xx")
    ('en', 'en')
    """
    if not header:
        return words.ENGLISH.language
    best = parse_accept_header(header[:1_000], LanguageAccept).best_match(words.languages())
    return best or words.ENGLISH.language


def chosen(environ: WSGIEnvironment) -> tuple[str | None, str]:
    """Return what of a request decides the language of its answer: its address, and a browser's wish."""
    return environ.get(_KEY), environ.get(_WISHED, "")


def address_in(address: str, language: str) -> str:
    """Return an address with the language in it.

    Examples
    --------
    >>> address_in("/own?words=tea", "ru"), address_in("/", "ru")
    ('/own?words=tea&lang=ru', '/?lang=ru')
    """
    return f"{address}{'&' if '?' in address else '?'}{urlencode({NAME: language})}"


def _other_faults() -> Sequence[Fault]:
    """Return what else is wrong with a request that cannot be answered anyway: all faults are told at once."""
    if request.method not in {"GET", "HEAD"}:
        return ()  # nothing is written to find out
    try:
        with reading_only():
            current_app.dispatch_request()
    except InputError as error:
        return error.faults
    except BusyError:
        return ()
    return ()


def _speak() -> Response | None:
    """Speak the language of the address; lead a first visit to the one that the browser prefers."""
    told, liked = chosen(request.environ)
    if told is not None:
        if told not in words.languages():
            takes = f"takes {', '.join(words.languages())}"
            raise InputError([Fault(NAME, told[:100], "is no language that is spoken here", takes), *_other_faults()])
        g.spoken = words.speaking(words.locale_of(told))
        g.spoken.__enter__()
    elif liked not in {"", words.ENGLISH.language}:
        asked = request.full_path.rstrip("?")
        response = redirect(address_in(asked, liked))
        response.headers["Vary"] = "Accept-Language, Sec-Fetch-Site"
        response.headers["Cache-Control"] = "no-store"
        return response  # type: ignore[return-value]  # Werkzeug's response
    return None


def _be_silent(_error: BaseException | None) -> None:
    if spoken := g.pop("spoken", None):
        spoken.__exit__(None, None, None)


def _declare(response: Response) -> Response:
    if _WISHED in request.environ:
        response.vary.update(("Accept-Language", "Sec-Fetch-Site"))
    response.headers["Content-Language"] = words.current_locale().language
    return response


def register(app: Flask) -> None:
    """Let every request be answered in its language."""
    app.before_request(_speak)
    app.after_request(_declare)
    app.teardown_request(_be_silent)


def carried(markup: str) -> str:
    """Return a page whose links and forms keep the language of its address."""
    language = chosen(request.environ)[0]
    if not language:
        return markup

    def with_language(found: re.Match[str]) -> str:
        where = found["where"]
        asked = where if f"{NAME}=" in where else address_in(where, language).replace("&lang=", "&amp;lang=")
        return f'{found["name"]}="{asked}{found["part"] or ""}"'

    hidden = f'<input type="hidden" name="{NAME}" value="{language}">'
    return _FORM.sub(lambda form: form[0] + hidden, _LINK.sub(with_language, markup))


def alternates(base: str) -> list[Alternate]:
    """Return the page that is asked for in every language: its tag, its name in itself, its address."""
    asked = f"{base}{request.full_path.rstrip('?')}"
    return [(tag, words.name_of(tag), address_in(asked, tag)) for tag in words.languages()]
