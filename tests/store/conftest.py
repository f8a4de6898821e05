"""Stores of either kind, which the tests of the store share."""

from __future__ import annotations

import pytest

from forecast.store import open_store
from tests.support.postgres import new_url, seeded_url
from tests.support.stores import KINDS


@pytest.fixture(params=KINDS)
def url(request, tmp_path):
    """Return the URL of an empty database."""
    return new_url(request.param, tmp_path)


@pytest.fixture(params=KINDS)
def store(request, tmp_path):
    """Return an open, seeded store."""
    with open_store(seeded_url(request.param, tmp_path)) as opened:
        yield opened
