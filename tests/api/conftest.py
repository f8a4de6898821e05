"""One service with stored runs and one Chromium for all tests of pages in a browser."""

from __future__ import annotations

import sys
import threading

import pytest
import structlog
from playwright.sync_api import expect, sync_playwright

from tests.support.browsing import FLAGS, chromium
from tests.support.serving import run, serving
from tests.support.shared_fits import fits_are_shared, made_anew_where_marked

__all__ = ["fits_are_shared", "made_anew_where_marked"]

expect.set_options(timeout=20_000)
# As the service does itself: what a thread logs must not stand in what another test catches of a command.
# A traceback is told plainly, too: drawn with every local value, one of them takes half a second.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ],
    logger_factory=structlog.WriteLoggerFactory(sys.__stderr__),
)


@pytest.fixture(autouse=True)
def _nothing_is_refreshed_behind_a_test():
    """Fail a test whose application starts a refresh: a process that works out the answers of every target for minutes."""
    before = set(threading.enumerate())
    yield
    started = {thread.name for thread in threading.enumerate() if thread not in before}
    assert "refresher" not in started, "the test's application refreshes: make it with Settings(refresh=False)"


@pytest.fixture(scope="session")
def paged_database(tmp_path_factory):
    """Return the address of a store whose runs are stored already."""
    address = f"sqlite:///{tmp_path_factory.mktemp('pages')}/store.sqlite"
    run("db", "upgrade", database=address)
    return address


@pytest.fixture(scope="session")
def site(paged_database):
    """Return the address of a running service."""
    with serving(paged_database, log_level="error", refresh="false") as (_, address):
        yield address


@pytest.fixture(scope="module")
def browser():
    """Return Chromium.

    For one file: while Playwright is there, nothing else of the process can run a loop of its own.
    """
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield launched
        launched.close()
