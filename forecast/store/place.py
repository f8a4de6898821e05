"""Where the store is, before anything is opened: told by the environment, else a file in the user's data folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from platformdirs import user_data_path

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ENVIRONMENT", "default_file", "default_url", "is_there"]

ENVIRONMENT = "TRADE_TARGET_DATABASE_URL"


def default_file() -> Path:
    """Return where the store is kept when nothing else is said: in the user's data folder."""
    return user_data_path("trade-target", appauthor=False) / "store.sqlite"


def default_url() -> str:
    """Return the URL in TRADE_TARGET_DATABASE_URL, or else that of the default file."""
    return os.environ.get(ENVIRONMENT, "").strip() or f"sqlite:///{default_file()}"


def is_there() -> bool:
    """Return whether there is a store: its URL stands in the environment, or its default file exists."""
    return bool(os.environ.get(ENVIRONMENT, "").strip()) or default_file().is_file()
