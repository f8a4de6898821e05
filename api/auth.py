"""Who may write: bearer tokens, made and revoked by the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import g, request

if TYPE_CHECKING:
    from forecast.store import Store, Token

__all__ = ["DeniedError", "writer"]

_LONGEST = 200


def now() -> str:
    """Return this second in UTC, as the store writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class DeniedError(Exception):
    """No valid token came with a request that writes.

    Parameters
    ----------
    reason : str
        Told to the caller; empty when nothing but its absence is to be told.
    """

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


def writer(store: Store) -> Token:
    """Return the token that the request carries.

    Raises
    ------
    DeniedError
        Without one, or when it is unknown or revoked, of which nothing says which; or when it has ended.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(secret) <= _LONGEST or not secret.isascii():
        raise DeniedError
    found = store.holder(secret)
    if found is None:
        raise DeniedError
    if found.expired(now()):
        told = f"the token {found.name} ended on {found.expires}"
        raise DeniedError(told)
    g.writer = f"{found.name} #{found.id}"  # for the logs
    return found
