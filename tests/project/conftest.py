"""Equal fits are made once for this room; a test of what fitting again gives is marked `anew`."""

from __future__ import annotations

from tests.support.shared_fits import fits_are_shared, made_anew_where_marked

__all__ = ["fits_are_shared", "made_anew_where_marked"]
