"""Keeps the runs of registered targets current, in a process of its own behind the requests."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from api.observation import log

__all__ = ["Refresher"]

#: What the process does; the store's address reaches it by its environment, never by its arguments.
_WORK = """
import os, sys, threading
os.nice(10)  # requests go first
def follow():
    sys.stdin.read()  # nothing comes; it ends with the service, even one that is killed
    os._exit(0)
threading.Thread(target=follow, daemon=True).start()
from forecast.store import open_store
from forecast.tracking import refresh
refresh(open_store())
"""


class Refresher:
    """Has the answers of registered targets stored after each change of the data.

    Storing is idempotent: what a stopped process left undone, the next start does.

    Parameters
    ----------
    address : str
        Of the store.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Have the runs brought up to date; returns at once."""
        self._wanted.set()
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="refresher", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            theirs, ours = os.pipe()
            try:
                done = subprocess.run(  # noqa: S603 - nothing of a request is in it
                    [sys.executable, "-c", _WORK],
                    env={**os.environ, "TRADE_TARGET_DATABASE_URL": self._address},
                    stdin=theirs,
                    check=False,
                    capture_output=True,
                    text=True,
                )
            finally:
                os.close(theirs)
                os.close(ours)
            if done.returncode == 0:
                log.info("refreshed")
            else:
                log.error("refresh failed", told=done.stderr[-2_000:])
