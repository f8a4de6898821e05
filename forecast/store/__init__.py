"""Statements, announced targets, runs and tokens, kept for good.

Append-only: a correction is a new row that supersedes an old one. This is the only package that
knows SQL.

>>> from tempfile import TemporaryDirectory
>>> from forecast.store import open_store
>>> with TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/store.sqlite") as store:
...     store.version(), store.series_ids()
(1, ('belarus-st-petersburg',))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecast.store.checking import check
    from forecast.store.copying import backup, restore
    from forecast.store.failures import StoreError, StoreUnavailableError
    from forecast.store.place import default_file, default_url
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

# Names are looked up when first used: whether there is a store is known without loading SQL.
_HOME = {
    "Added": "records",
    "Change": "records",
    "Move": "records",
    "RunHeading": "records",
    "Store": "store",
    "StoreError": "failures",
    "StoreUnavailableError": "failures",
    "StoredRun": "records",
    "Token": "records",
    "backup": "copying",
    "check": "checking",
    "default_file": "place",
    "default_url": "place",
    "open_store": "store",
    "restore": "copying",
}


def __getattr__(name: str) -> object:
    """Return a public name from the module that holds it."""
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
