"""How far paths look ahead."""

from __future__ import annotations

__all__ = ["DEFAULT_HORIZON", "LONGEST_HORIZON"]

#: Years looked ahead when no horizon is given, and at most.
DEFAULT_HORIZON, LONGEST_HORIZON = 20, 50
