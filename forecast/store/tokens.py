"""Tokens that may write.

A secret is 256 random bits, so one round of SHA-256 keeps it: there is nothing to guess, and no
word list to slow down. It is shown once and never kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from forecast.data import parse_date
from forecast.errors import Fault, InputError, UnknownNameError
from forecast.store import schema
from forecast.store.changes import check_author, next_seq, note_down, now
from forecast.store.records import Token

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from forecast.store.records import Author

__all__ = ["PREFIX", "create_token", "digest_of", "holder_of", "revoke_token", "tokens"]

#: So that a secret that leaked into a file can be found there.
PREFIX = "tt_"
_LONGEST_SECRET = 200


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _good(connection: Connection) -> dict[str, Token]:
    """Return each token that is not revoked, those that have ended too, by its digest of a secret."""
    table, gone = schema.tokens, schema.revocations
    query = (
        select(table).outerjoin(gone, gone.c.token == table.c.seq).where(gone.c.token.is_(None)).order_by(table.c.seq)
    )
    found = connection.execute(query)
    return {row.digest: Token(row.name, row.at, None, row.seq, row.expires) for row in found}


def _live(connection: Connection) -> dict[str, Token]:
    """Return each token that is good, by its name."""
    at = now()
    return {token.name: token for token in _good(connection).values() if not token.expired(at)}


def _end(day: str | None) -> str | None:
    """Return from when on a token is good no more.

    Raises
    ------
    InputError
        When it is no day, or a past one.
    """
    if day is None:
        return None
    try:
        end = parse_date(day)
    except ValueError as error:
        raise InputError([Fault("expires", day, str(error), "takes a day such as 2027-12-31")]) from None
    told = f"{end.isoformat()}T00:00:00Z"
    if told <= now():
        raise InputError([Fault("expires", day, "is past", "takes a day to come, or leave it out")])
    return told


def create_token(connection: Connection, name: str, *, by: Author, expires: str | None = None) -> str:
    """Append a token and return its secret; the caller holds the writers' lock.

    Raises
    ------
    InputError
        When the name cannot be shown, or a live token has it, or the day is past.
    """
    name, end = check_author(name, "name"), _end(expires)
    if name in _live(connection):
        raise InputError([Fault("name", name, "is a token already", "give another name, or revoke that one first")])
    secret = PREFIX + secrets.token_urlsafe(32)
    row = {"seq": next_seq(connection, schema.tokens), "name": name, "digest": digest_of(secret), "at": now()}
    connection.execute(insert(schema.tokens), row | {"expires": end})
    made = f"token {row['seq']}, {name}"
    note_down(connection, by, "token created", f"{made}, until {end}" if end else made)
    return secret


def revoke_token(connection: Connection, name: str, *, by: Author) -> None:
    """Append that a token is good no more; the caller holds the writers' lock.

    Raises
    ------
    UnknownNameError
        Names the live ones.
    """
    live = _live(connection)
    if name not in live:
        known = ", ".join(live) or "none"
        raise UnknownNameError([Fault("name", name, "is not a live token", f"live are: {known}")])
    connection.execute(insert(schema.revocations), {"token": live[name].id, "at": now()})
    note_down(connection, by, "token revoked", f"token {live[name].id}, {name}")


def tokens(connection: Connection) -> tuple[Token, ...]:
    """Return all tokens, revoked ones too, in the order they were made."""
    table, gone = schema.tokens, schema.revocations
    query = select(table, gone.c.at.label("revoked")).outerjoin(gone, gone.c.token == table.c.seq)
    rows = connection.execute(query.order_by(table.c.seq))
    return tuple(Token(row.name, row.at, row.revoked, row.seq, row.expires) for row in rows)


def holder_of(connection: Connection, secret: str) -> Token | None:
    """Return the token with a secret unless it is revoked; one that has ended is returned too.

    Every digest is compared in constant time, whether or not one matched before.
    """
    given = digest_of(secret[:_LONGEST_SECRET])
    found: Token | None = None
    for digest, token in _good(connection).items():
        if hmac.compare_digest(digest, given):
            found = token
    return found if len(secret) <= _LONGEST_SECRET else None
