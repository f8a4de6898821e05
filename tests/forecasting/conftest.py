"""Equal fits are made once for this room; a test of what fitting again gives is marked `anew`."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from tests.support.shared_fits import anew, sharing


@pytest.fixture(scope="module", autouse=True)
def _fits_are_shared():
    with sharing():
        yield


@pytest.fixture(autouse=True)
def _or_made_anew(request):
    with anew() if request.node.get_closest_marker("anew") else nullcontext():
        yield
