"""Getting answers: paced, with new tries, within time and size, and without a secret in any message.

A fault of the other side never leaves a part of an answer: an answer is whole, or a `SourceError` says what came
and what to do.
"""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import requests
from requests.adapters import HTTPAdapter

from forecast.data.sources.source import Answer, SourceError
from forecast.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from forecast.data.sources.settings import SourceSettings
    from forecast.data.sources.source import Get, Source

__all__ = ["MAX_ANSWER", "getting"]

#: The largest answer that is read; the largest recorded one is 0.8 MB.
MAX_ANSWER = 64 * 1024 * 1024
_TITLE = re.compile(r"<title[^>]*>\s*(.*?)\s*</title", re.IGNORECASE | re.DOTALL)
#: A slow answer may take so many times the longest silence.
_PATIENCE = 10
_AGAIN = {408, 425, 429, 500, 502, 503, 504}
_AGENT = "trade-target (a forecasting tool; asks only when its user does)"


class _LaterError(Exception):
    """Something that a new try may mend: what happened, and how long the source asks to wait."""

    def __init__(self, problem: str, wait: float | None = None) -> None:
        super().__init__(problem)
        self.wait = wait


def _asked_wait(response: requests.Response) -> float | None:
    """Return the seconds that Retry-After asks for, a number or a date; None when it does not."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (when - datetime.now(tz=UTC)).total_seconds()) if when.tzinfo else None


def _body(response: requests.Response, deadline: float) -> bytes:
    parts, size = [], 0
    for part in response.iter_content(64 * 1024):
        size += len(part)
        if size > MAX_ANSWER:
            msg = f"sent more than {MAX_ANSWER // 1024**2} MB"
            raise SourceError([Fault(_shown(response.url), "", msg, "ask less: give --since")])
        if time.monotonic() > deadline:
            msg = "sends so slowly that it did not end in time"
            raise _LaterError(msg)
        parts.append(part)
    return b"".join(parts)


def _shown(url: str) -> str:
    """Return where an address leads, without its query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _said(body: bytes) -> str:
    """Return the first words of an answer, for a message."""
    text = body[:4000].decode("utf-8", "replace")
    title = _TITLE.search(text)
    return " ".join((title.group(1) if title else re.sub(r"<[^>]*>", " ", text)).split())[:80]


def _without(text: str, key: str) -> str:
    """Return what a source said, without the key, which some repeat."""
    return text.replace(key, "...") if key else text


def _refusal(source: Source, settings: SourceSettings, response: requests.Response, body: bytes) -> SourceError:
    """Return what a status that no new try mends means."""
    name, code = f"TRADE_TARGET_{source.name.upper()}", response.status_code
    said = _without(_said(body), settings.key)
    if code in {401, 403}:
        problem = f"answered {code}: the key is not accepted" if settings.key else f"answered {code}: it wants a key"
        remedy = f"set {name}_KEY to a valid key, and see whether your network is let through"
    elif 300 <= code < 400:
        problem, remedy = f"answered {code}: it has moved", f"set {name}_URL to its new address"
    elif code in {413, 414}:
        problem, remedy = f"answered {code}: that is too much at once", "ask less: give --since, or --frequency"
    else:
        problem, remedy = f"answered {code}", "see its page whether it has changed; the store is as it was"
    return SourceError([Fault(f"{source.name}, {_shown(response.url)}", said, problem, remedy)])


def _once(
    session: requests.Session, source: Source, settings: SourceSettings, url: str, headers: Mapping[str, str]
) -> tuple[requests.Response, bytes]:
    """Return one answer, or raise what it failed by."""
    deadline = time.monotonic() + _PATIENCE * settings.timeout
    try:
        with session.get(
            url, headers=dict(headers), timeout=settings.timeout, stream=True, allow_redirects=False
        ) as response:
            body = _body(response, deadline)
    except requests.Timeout:
        msg = f"was silent for {settings.timeout:g} s"
        raise _LaterError(msg) from None
    except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
        cut = "IncompleteRead" in str(error) or isinstance(error, requests.exceptions.ChunkedEncodingError)
        msg = "was cut off in the middle" if cut else "cannot be reached"
        raise _LaterError(msg) from None
    except requests.exceptions.ContentDecodingError:
        msg = "was cut off in the middle"
        raise _LaterError(msg) from None
    except requests.RequestException as error:  # its text may hold the key: the kind alone is told
        problem = f"cannot be asked ({type(error).__name__})"
        raise SourceError([Fault(source.name, _shown(url), problem, "see the address in the settings")]) from None
    if response.status_code in _AGAIN:
        msg = f"answered {response.status_code}"
        raise _LaterError(msg, _asked_wait(response))
    return response, body


def _gave_up(source: Source, settings: SourceSettings, url: str, error: _LaterError, tries: int) -> SourceError:
    where = f"{source.name}, {_shown(url)}"
    if error.wait is not None and error.wait > settings.longest_wait:
        remedy = f"run the same command again in {error.wait / 60:,.0f} minutes: it continues where it stopped"
        return SourceError([Fault(where, "", f"{error} and asks to wait {error.wait:,.0f} s", remedy)])
    remedy = "see that the network is there, then run the same command again: it continues where it stopped"
    return SourceError([Fault(where, "", f"{error}, {tries} times", remedy)])


@contextmanager
def getting(
    source: Source,
    settings: SourceSettings,
    *,
    tell: Callable[[str], None] | None = None,
    seen: Callable[[Answer], None] | None = None,
) -> Iterator[Get]:
    """Give the way in which a source gets answers, while the context lasts.

    Parameters
    ----------
    source : Source
    settings : SourceSettings
    tell : callable, optional
        Told when a new try waits.
    seen : callable, optional
        Given every answer.
    """
    last = -1e9
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=0))
        session.mount("https://", HTTPAdapter(max_retries=0))

        def get(
            path: str,
            query: Mapping[str, str] | str = "",
            *,
            headers: Mapping[str, str] | None = None,
            secret: Mapping[str, str] | None = None,
        ) -> Answer:
            nonlocal last
            asked = query if isinstance(query, str) else urlencode(query, safe=",:+*")
            shown = f"{settings.address}{path}" + (f"?{asked}" if asked else "")
            whole = "&".join(part for part in (asked, urlencode(secret or {})) if part)
            url = f"{settings.address}{path}" + (f"?{whole}" if whole else "")
            sent = {"User-Agent": _AGENT, "Accept": "*/*", **(headers or {})}
            for tried in range(1, settings.retries + 2):
                time.sleep(max(0.0, last + 1 / settings.per_second - time.monotonic()))
                last = time.monotonic()
                try:
                    response, body = _once(session, source, settings, url, sent)
                except _LaterError as error:
                    wait = settings.backoff * 2 ** (tried - 1) if error.wait is None else error.wait
                    if tried > settings.retries or wait > settings.longest_wait:
                        raise _gave_up(source, settings, url, error, tried) from None
                    if tell is not None:
                        tell(f"{source.name} {error}; trying again in {wait:g} s")
                    time.sleep(wait)
                    continue
                if response.status_code not in {200, 204, 404}:
                    raise _refusal(source, settings, response, body)
                kind = response.headers.get("Content-Type", "")
                if settings.key:  # an answer is kept as it came, but for the key should a source repeat it
                    body = body.replace(settings.key.encode(), b"...")
                answer = Answer(shown, response.status_code, kind, body)
                if seen is not None:
                    seen(answer)
                return answer
            raise AssertionError

        yield get
