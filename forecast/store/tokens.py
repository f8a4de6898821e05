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

from forecast.errors import Fault, InputError, UnknownNameError
from forecast.store import schema
from forecast.store.changes import check_author, next_seq, now
from forecast.store.records import Token

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["PREFIX", "create_token", "digest_of", "holder_of", "revoke_token", "tokens"]

#: So that a secret that leaked into a file can be found there.
PREFIX = "tt_"
_LONGEST_SECRET = 200


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _live(connection: Connection) -> dict[str, tuple[int, str]]:
    """Return number and digest of each token that is not revoked, by its name."""
    table, gone = schema.tokens, schema.revocations
    query = (
        select(table.c.name, table.c.seq, table.c.digest)
        .outerjoin(gone, gone.c.token == table.c.seq)
        .where(gone.c.token.is_(None))
        .order_by(table.c.seq)
    )
    return {row.name: (row.seq, row.digest) for row in connection.execute(query)}


def create_token(connection: Connection, name: str) -> str:
    """Append a token and return its secret; the caller holds the writers' lock.

    Raises
    ------
    InputError
        When the name cannot be shown, or a live token has it.
    """
    name = check_author(name, "name")
    if name in _live(connection):
        raise InputError([Fault("name", name, "is a token already", "give another name, or revoke that one first")])
    secret = PREFIX + secrets.token_urlsafe(32)
    seq = next_seq(connection, schema.tokens)
    connection.execute(insert(schema.tokens), {"seq": seq, "name": name, "digest": digest_of(secret), "at": now()})
    return secret


def revoke_token(connection: Connection, name: str) -> None:
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
    connection.execute(insert(schema.revocations), {"token": live[name][0], "at": now()})


def tokens(connection: Connection) -> tuple[Token, ...]:
    """Return all tokens, revoked ones too, in the order they were made."""
    table, gone = schema.tokens, schema.revocations
    query = select(table.c.name, table.c.at, gone.c.at.label("revoked")).outerjoin(gone, gone.c.token == table.c.seq)
    return tuple(Token(row.name, row.at, row.revoked) for row in connection.execute(query.order_by(table.c.seq)))


def holder_of(connection: Connection, secret: str) -> str | None:
    """Return the name of the live token with a secret.

    Every live digest is compared in constant time, whether or not one matched before.
    """
    given = digest_of(secret[:_LONGEST_SECRET])
    found: str | None = None
    for name, (_, digest) in _live(connection).items():
        if hmac.compare_digest(digest, given):
            found = name
    return found if len(secret) <= _LONGEST_SECRET else None
