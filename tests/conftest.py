"""Fixtures and guards of every test: seeded data, no network, no global randomness, no open figures."""

from __future__ import annotations

import gc
import ipaddress
import os
import random
import socket
import sys
from datetime import date
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import settings

from forecast.data import catalog
from forecast.priors import shipped_priors

# Every test has a store of its session's own: none may read or write the one of whoever runs the tests.
_FOLDER = TemporaryDirectory(prefix="trade-target-tests-")
os.environ["TRADE_TARGET_DATABASE_URL"] = f"sqlite:///{_FOLDER.name}/store.sqlite"

settings.register_profile("house", deadline=None, derandomize=True, max_examples=25)
#: What `.ci/run full` tries.
settings.register_profile("full", deadline=None, derandomize=True, max_examples=100)
#: For looking harder, by hand: ``pytest --hypothesis-profile=search``.
settings.register_profile("search", deadline=None, max_examples=5_000)
settings.load_profile("house")
#: A run that takes so many seconds tells where they went.
ROOMS_TOLD_FROM = 30


@pytest.fixture(scope="session")
def flagship():
    """Return the shipped series of Belarus and St. Petersburg."""
    return catalog.series("belarus-st-petersburg")


@pytest.fixture(scope="session")
def priors():
    """Return the shipped priors."""
    return shipped_priors()


@pytest.fixture
def rng():
    """Return a generator with a fixed seed, new for each test."""
    return np.random.default_rng(20250714)


def _numpy_state() -> tuple[int, bytes]:
    """Return the state of numpy's global generator."""
    state = np.random.get_state(legacy=False)["state"]  # noqa: NPY002 - the guard against it
    return state["pos"], state["key"].tobytes()


@pytest.fixture(autouse=True)
def _global_randomness_untouched():
    """Fail a test that draws from, or seeds, a global random generator."""
    plain, numpy = random.getstate(), _numpy_state()
    yield
    assert random.getstate() == plain, "the test changed the state of `random`"
    assert _numpy_state() == numpy, "the test changed the state of `numpy.random`"


@pytest.fixture(autouse=True)
def _a_fixed_day(monkeypatch):
    """Let the command line think that it is always the same day: how old figures are hangs on it."""
    monkeypatch.setattr("forecast.cli.root.today", lambda: date(2026, 1, 15))


@pytest.fixture(autouse=True)
def _no_open_figures():
    """Fail a test that leaves a pyplot figure open."""
    yield
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or not pyplot.get_fignums(), "the test left a figure open"


def _is_near(address) -> bool:
    """Return whether a socket address is this machine."""
    if not isinstance(address, tuple):
        return True
    if address[0] == "localhost":
        return True
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _no_network():
    """Refuse every connection but those to this machine."""

    def guarded(name):
        original = getattr(socket.socket, name)

        def connect(self, address):
            if self.family != socket.AF_UNIX and not _is_near(address):
                self.close()
                msg = f"a test must not connect to {address}"
                raise RuntimeError(msg)
            return original(self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guarded(name))
        yield


def pytest_collection_finish():
    """Leave what stays to the end, modules and tests, out of every round of the garbage collector."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter):
    """Tell the seconds that the tests of each room took, over all processes."""
    rooms: dict[str, float] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                room = "/".join(report.nodeid.split("::")[0].split("/")[:2])
                rooms[room] = rooms.get(room, 0.0) + report.duration
    if sum(rooms.values()) > ROOMS_TOLD_FROM:
        told = sorted(rooms.items(), key=lambda one: -one[1])
        terminalreporter.write_line("seconds by room: " + ", ".join(f"{room} {took:.0f}" for room, took in told))
