"""What can go wrong with a store, apart from bad input."""

from __future__ import annotations

from forecast.errors import ForecastError

__all__ = ["StoreError", "StoreUnavailableError"]


class StoreError(ForecastError):
    """The store cannot be used as it is; the message says why, and what would help."""


class StoreUnavailableError(StoreError):
    """The database does not answer now; the same call may succeed later.

    Parameters
    ----------
    message : str
    cause : {"locked", "full", "failing", "away", "down", "busy", "refused"}
        For logs and metrics: another writer holds it, its disk is full or fails, its file is away, the server is down
        or silent, no connection is free, or it takes no writes.
    """

    def __init__(self, message: str, *, cause: str = "down") -> None:
        super().__init__(message)
        self.cause = cause
