"""Statements, announced targets, runs and tokens, kept for good.

Append-only: a correction is a new row that supersedes an old one. This is the only package that
knows SQL.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/store.sqlite") as store:
...     store.version(), store.series_ids()
(1, ('belarus-st-petersburg',))
"""

from forecast.store.backup import backup, restore
from forecast.store.checking import check
from forecast.store.engine import default_file, default_url
from forecast.store.failures import StoreError, StoreUnavailableError
from forecast.store.records import Added, Change, Move, RunHeading, StoredRun, Token
from forecast.store.store import Store, open_store

__all__ = [
    "Added",
    "Change",
    "Move",
    "RunHeading",
    "Store",
    "StoreError",
    "StoreUnavailableError",
    "StoredRun",
    "Token",
    "backup",
    "check",
    "default_file",
    "default_url",
    "open_store",
    "restore",
]
