"""A server that stands for every source, and a store that asks it."""

from __future__ import annotations

import shutil

import pytest

from forecast.store import open_store
from tests.support.answering import answering
from tests.support.pulling import SOURCES, Shop
from tests.support.shared_fits import fits_are_shared, made_anew_where_marked

__all__ = ["fits_are_shared", "made_anew_where_marked"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a new store, made once."""
    file = tmp_path_factory.mktemp("pull") / "store.sqlite"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="module")
def server():
    """Give the one server of this module."""
    with answering() as state:
        yield state


@pytest.fixture
def shop(made, tmp_path, monkeypatch, server):
    """Return a store, and lead every source to the server; silences and waits are tiny."""
    shutil.copy(made, tmp_path / "store.sqlite")
    server.asked.clear()
    for name in SOURCES:
        monkeypatch.setenv(f"TRADE_TARGET_{name}_URL", server.address)
        monkeypatch.setenv(f"TRADE_TARGET_{name}_PER_SECOND", "10000")
    for name, value in (("TIMEOUT_SECONDS", "0.3"), ("BACKOFF_SECONDS", "0.01"), ("RETRIES", "1")):
        monkeypatch.setenv(f"TRADE_TARGET_PULL_{name}", value)
    monkeypatch.setenv("TRADE_TARGET_DATABASE_URL", f"sqlite:///{tmp_path}/store.sqlite")
    return Shop(tmp_path)
