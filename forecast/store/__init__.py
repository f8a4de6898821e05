"""Statements, announced targets, runs and tokens, kept for good.

Append-only: a correction is a new row that supersedes an old one. This is the only package that
knows SQL.

>>> from tempfile import TemporaryDirectory
>>> from forecast.store import open_store
>>> with TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/store.sqlite") as store:
...     store.version(), store.series_ids()
(1, ('belarus-st-petersburg',))
"""

import lazy_loader

from forecast.extras import needing

_named, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    with needing("service", "postgres"):
        return _named(name)
