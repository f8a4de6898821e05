"""The record that the package ships: read without what computes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from forecast.data import shipped_file

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["shipped_record"]

#: Shipped results, written by the commands that they name.
_RECORD = ("backtest_countries", "backtest_us_partners", "nowcast", "hindcast")


def shipped_record() -> Mapping[str, Mapping[str, Any]]:
    """Return the shipped results of backtests and of the registry hindcast, by name."""
    return {name: json.loads(shipped_file(f"{name}.json")) for name in _RECORD}
