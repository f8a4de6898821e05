"""Who may write: bearer tokens, made and revoked by the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from flask import g, request

from api.limits import LimitedError
from api.networks import network_of
from api.service import current
from forecast.store import Author

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


def _origin(kept: Literal["none", "network", "whole"]) -> str:
    """Return where the request comes from, as far as it is to be kept."""
    address = request.remote_addr or ""
    return {"none": "", "network": network_of(address), "whole": address}[kept]


def writer(typed: str | None = None) -> Author:
    """Return the holder of the token that the request carries, as the audit log tells who writes.

    Parameters
    ----------
    typed : str, optional
        The token that somebody typed into a form, in place of the header's: no other site knows it, and no cookie
        keeps it, so that nobody's browser can be made to write.

    Raises
    ------
    DeniedError
        Without one, or when it is unknown or revoked, of which nothing says which; or when it has ended.
    LimitedError
        When it writes too often.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if typed is not None:
        scheme, secret = "bearer", typed.strip()
    if scheme.lower() != "bearer" or not 0 < len(secret) <= _LONGEST or not secret.isascii():
        raise DeniedError
    service = current()
    found = service.library.store.holder(secret)
    if found is None:
        raise DeniedError
    if found.expired(now()):
        told = f"the token {found.name} ended on {found.expires}"
        raise DeniedError(told)
    if wait := service.limits.wait("token", str(found.id)):
        raise LimitedError(wait)
    g.writer = f"{found.name} #{found.id}"  # for the logs
    return Author(found.name, found.id, _origin(service.settings.audit_addresses), g.get("request_id", ""))
