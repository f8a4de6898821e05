"""Fits shared between tests: what one test has fitted and drawn, the next one asks about."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager, nullcontext
from threading import RLock
from typing import TYPE_CHECKING

import pytest

import forecast.forecasting
from forecast.forecasting import fits, fitted, fitting
from forecast.notebook import analysis
from forecast.report.documents import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["fits_are_shared", "made_anew_where_marked", "sharing"]

#: Bytes of sample paths that one process keeps.
KEPT_BYTES = 400_000_000
#: Who fits, each by a name of its own. What a fit makes for itself (another side, a change) stays its own: two sides
#: that knew each other would have no end of what they hold.
PLACES = (fits, fitting, forecast.forecasting, analysis, catalogue)

_FIT_GROUND = fitted.fit_ground


class _Key:
    """What a fit rests on; its hash, which goes through every statement, is worked out once."""

    def __init__(self, *rests_on):
        self.rests_on, self.hash = rests_on, hash(rests_on)

    def __hash__(self):
        return self.hash

    def __eq__(self, other):
        return self.rests_on == other.rests_on


_LOCK = RLock()
_KEPT: OrderedDict[_Key, fitted.Fitted] = OrderedDict()


def _shared(ground, series, priors, announced=()):
    """Return what was fitted of the same before; a fit is a frozen value."""
    before = ground.before_paths
    key = _Key(before, series, priors, tuple(announced))
    with _LOCK:  # a service asks from several threads
        if key not in _KEPT:
            while sum(one.held for one in _KEPT.values()) > KEPT_BYTES:
                _KEPT.popitem(last=False)
            _KEPT[key] = _FIT_GROUND(before, series, priors, announced)
        _KEPT.move_to_end(key)
        return _KEPT[key].asking(ground)


@contextmanager
def _fitting_by(function) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for place in PLACES:
            patch.setattr(place, "fit_ground", function)
        yield


def sharing():
    """Let equal fits be one, within the context."""
    return _fitting_by(_shared)


@pytest.fixture(scope="module", autouse=True)
def fits_are_shared():
    """Make equal fits once for a room: its conftest imports this and the next."""
    with sharing():
        yield


@pytest.fixture(autouse=True)
def made_anew_where_marked(request):
    """Fit everything anew in a test marked `anew`: for what is true of two fits of the same."""
    with _fitting_by(_FIT_GROUND) if request.node.get_closest_marker("anew") else nullcontext():
        yield
