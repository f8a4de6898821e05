"""What can go wrong with a store, apart from bad input."""

from __future__ import annotations

from forecast.errors import ForecastError

__all__ = ["StoreError", "StoreUnavailableError"]


class StoreError(ForecastError):
    """The store cannot be used as it is; the message says why, and what would help."""


class StoreUnavailableError(StoreError):
    """The database does not answer now; the same call may succeed later."""
