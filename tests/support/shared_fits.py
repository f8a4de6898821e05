"""Fits and draws shared between tests: what one test has fitted and drawn, the next one asks about."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager, nullcontext
from dataclasses import fields, replace
from hashlib import blake2b
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np
import pytest

import forecast.forecasting
from forecast.forecasting import drawing, fits, fitted, fitting
from forecast.notebook import analysis
from forecast.report.documents import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forecast.model import SamplePaths

__all__ = ["fits_are_shared", "made_anew_where_marked", "sharing"]

#: Bytes of sample paths that one process keeps with fits, and of those drawn from others that are equal.
KEPT_BYTES, DRAWN_BYTES = 400_000_000, 200_000_000
#: Who fits, each by a name of its own. What a fit makes for itself (another side, a change) stays its own: two sides
#: that knew each other would have no end of what they hold.
PLACES = (fits, fitting, forecast.forecasting, analysis, catalogue)

_FIT_GROUND, _SIMULATE = fitted.fit_ground, drawing.simulate


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


_DRAWN: OrderedDict[bytes, SamplePaths] = OrderedDict()


def _content(fit) -> bytes:
    """Return what names a fit of growth by its numbers: one that is made again has the same."""
    found = blake2b(digest_size=16)
    for one in fields(fit):
        value = getattr(fit, one.name)
        found.update(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
    return found.digest()


def _drawn(fit, **told):
    """Return paths of a fit: those of an equal one are copied, as whoever draws them may change them in place."""
    key = _content(fit) + repr(sorted(told.items())).encode()
    with _LOCK:
        kept = _DRAWN.get(key)
        if kept is not None:
            _DRAWN.move_to_end(key)
    if kept is None:
        found = _SIMULATE(fit, **told)
        kept = replace(found, values=found.values.copy())
        with _LOCK:
            _DRAWN[key] = kept
            while sum(one.values.nbytes for one in _DRAWN.values()) > DRAWN_BYTES:
                _DRAWN.popitem(last=False)
        return found
    return replace(kept, values=kept.values.copy())


@contextmanager
def _made_by(fit_ground, simulate) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for place in PLACES:
            patch.setattr(place, "fit_ground", fit_ground)
        patch.setattr(drawing, "simulate", simulate)
        yield


def sharing():
    """Let equal fits be one, and equal draws be drawn once, within the context."""
    return _made_by(_shared, _drawn)


@pytest.fixture(scope="module", autouse=True)
def fits_are_shared():
    """Make equal fits once for a room: its conftest imports this and the next."""
    with sharing():
        yield


@pytest.fixture(autouse=True)
def made_anew_where_marked(request):
    """Fit everything anew in a test marked `anew`: for what is true of two fits of the same."""
    with _made_by(_FIT_GROUND, _SIMULATE) if request.node.get_closest_marker("anew") else nullcontext():
        yield
