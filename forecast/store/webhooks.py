"""Webhooks: addresses that are told of changes. The changes themselves are the outbox: nothing is copied, or lost.

A webhook was told up to a change, and up to an answer to a registered target; what comes after waits for it. Each
attempt to tell it more is a row, so that a restarted service goes on where the one before stood, and its waits too.
"""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy import insert, select

from forecast.errors import Fault, InputError, UnknownNameError
from forecast.store import changes as change_log
from forecast.store import runs, schema
from forecast.store.changes import author_of, next_seq, note_down, now
from forecast.store.engine import reading, writing
from forecast.store.records import Attempt, Author, Cursor, Webhook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, RowMapping

    from forecast.store.records import Change, Move, Writer
    from forecast.store.store import Store

__all__ = ["add_webhook", "end_webhook", "known_webhooks", "news", "note_attempt"]

#: As Standard Webhooks have it: what follows is base64.
PREFIX = "whsec_"
LONGEST_URL = 2_000
#: Registered at once in one store.
MOST = 100


def check_url(url: str) -> str:
    """Return an address that can be told, refused when it is none; whether it may be is decided when it is told.

    Raises
    ------
    InputError
    """
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        named = False
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    if not named or not plain or parts.scheme not in {"https", "http"} or parts.username or parts.password:
        remedy = "takes an https address without a name and password in it, such as https://example.org/hook"
        raise InputError([Fault("url", url, "is not an address that can be told", remedy)])
    return url


def add_webhook(store: Store, url: str, *, by: Writer, allowed: Callable[[str], None] = lambda _url: None) -> Webhook:
    """Register an address; it is told of what changes from now on.

    Parameters
    ----------
    store : Store
    url : str
    by : str, Token or Author
        Of a token: the webhook ends with it.
    allowed : callable
        Raises when an address is not one to tell.

    Raises
    ------
    InputError
        When that is no address, or there are too many.
    """
    author, url = author_of(by), check_url(url)
    allowed(url)
    secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    with writing(store.engine) as connection:
        if sum(one.ended is None for one in _webhooks(connection)) >= MOST:
            raise InputError([Fault("url", url, "is one too many", f"takes {MOST} webhooks; end others first")])
        state, at = change_log.state(connection), now()
        number = next_seq(connection, schema.webhooks)
        row = {"seq": number, "at": at, "author": author.name, "token": author.token}
        row |= {"url": url, "secret": secret, "change": state.data[0], "run": state.runs}
        connection.execute(insert(schema.webhooks), row)
        note_down(connection, author, "webhook registered", f"webhook {number}, {url}")
    return Webhook(number, url, secret, at, author, Cursor(state.data[0], state.runs))


def end_webhook(store: Store, webhook: int, *, reason: str, by: Writer, own: bool = False) -> Webhook:
    """Tell an address nothing more; one that had ended stays as it is.

    Parameters
    ----------
    store : Store
    webhook : int
    reason : str
    by : str, Token or Author
    own : bool
        Whether only a webhook of the same token may be ended.

    Raises
    ------
    UnknownNameError
    """
    author = author_of(by)
    with writing(store.engine) as connection:
        found = {one.id: one for one in _webhooks(connection)}.get(webhook)
        if found is None or (own and found.author.token != author.token):
            remedy = "takes the number of a webhook that was registered"
            raise UnknownNameError([Fault("webhook", str(webhook), "is not a webhook known here", remedy)])
        gone = select(schema.webhook_ends.c.webhook).where(schema.webhook_ends.c.webhook == webhook)
        if connection.scalar(gone) is None:
            connection.execute(insert(schema.webhook_ends), {"webhook": webhook, "at": now(), "reason": reason})
            note_down(connection, author, "webhook ended", f"webhook {webhook}: {reason}")
        (after,) = (one for one in _webhooks(connection) if one.id == webhook)
    return after


def known_webhooks(store: Store) -> tuple[Webhook, ...]:
    """Return every webhook with its state, ended ones too, in the order they were registered."""
    with reading(store.engine) as connection:
        return _webhooks(connection)


def _webhooks(connection: Connection) -> tuple[Webhook, ...]:
    table, ends, tokens, gone = schema.webhooks, schema.webhook_ends, schema.tokens, schema.revocations
    query = (
        select(table, ends.c.reason, tokens.c.expires, gone.c.at.label("revoked"))
        .outerjoin(ends, ends.c.webhook == table.c.seq)
        .outerjoin(tokens, tokens.c.seq == table.c.token)
        .outerjoin(gone, gone.c.token == table.c.token)
        .order_by(table.c.seq)
    )
    rows = connection.execute(query).mappings().all()
    return tuple(_webhook(row, _attempts(connection, row["seq"])) for row in rows)


def _attempts(connection: Connection, webhook: int) -> Sequence[RowMapping]:
    """Return the attempts since a webhook last took something, that one with them, the newest first."""
    table = schema.deliveries
    mine = table.c.webhook == webhook
    taken = select(table.c.seq).where(mine, table.c.outcome == "delivered").order_by(table.c.seq.desc()).limit(1)
    since = connection.scalar(taken) or 0
    return (
        connection.execute(select(table).where(mine, table.c.seq >= since).order_by(table.c.seq.desc()))
        .mappings()
        .all()
    )


def _webhook(row: RowMapping, attempts: Sequence[RowMapping]) -> Webhook:
    taken = attempts[-1] if attempts and attempts[-1]["outcome"] == "delivered" else None
    told = row if taken is None else taken
    ended = row["reason"]
    if ended is None and row["revoked"] is not None:
        ended = "its token was revoked"
    if ended is None and row["expires"] is not None and row["expires"] <= now():
        ended = "its token has ended"
    return Webhook(
        id=row["seq"],
        url=row["url"],
        secret=row["secret"],
        at=row["at"],
        author=Author(row["author"], row["token"]),
        told=Cursor(told["change"], told["run"]),
        last=_attempt(attempts[0]) if attempts else None,
        delivered=None if taken is None else taken["at"],
        failures=len(attempts) - (taken is not None),
        ended=ended,
    )


def _attempt(row: RowMapping) -> Attempt:
    return Attempt(
        row["at"],
        Cursor(row["change"], row["run"]),
        row["outcome"] == "delivered",
        row["status"],
        row["reason"],
        row["milliseconds"],
    )


def note_attempt(store: Store, webhook: int, attempt: Attempt) -> None:
    """Append what became of an attempt."""
    row: dict[str, Any] = {"webhook": webhook, "at": attempt.at or now(), "status": attempt.status}
    row |= {"change": attempt.until.change, "run": attempt.until.run, "reason": attempt.reason}
    row |= {"outcome": "delivered" if attempt.delivered else "failed", "milliseconds": attempt.milliseconds}
    with writing(store.engine) as connection:
        connection.execute(insert(schema.deliveries), row | {"seq": next_seq(connection, schema.deliveries)})


def news(store: Store, *, after: Cursor, until: Cursor) -> tuple[tuple[Change, ...], tuple[Move, ...]]:
    """Return the changes, and the answers to targets that took the place of others, of a range; the newest first."""
    with reading(store.engine) as connection:
        changed = change_log.changes(connection, before=until.change + 1, limit=until.change - after.change)
        return changed, runs.moves_noted(connection, after=after.run, until=until.run)
