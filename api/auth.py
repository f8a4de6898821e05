"""Who may write: bearer tokens, made and revoked by the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from forecast.store import Store

__all__ = ["DeniedError", "writer"]

_LONGEST = 200


class DeniedError(Exception):
    """No valid token came with a request that writes."""


def writer(store: Store) -> str:
    """Return the name of the token that the request carries.

    Raises
    ------
    DeniedError
        Without one, or when it is unknown or revoked; nothing says which.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(secret) <= _LONGEST or not secret.isascii():
        raise DeniedError
    name = store.verify_token(secret)
    if name is None:
        raise DeniedError
    return name
