"""Keeps the runs of registered targets current, in a process of its own behind the requests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading

from api.observation import REFRESHED, REFRESHES, log
from forecast.store import KEPT_DAYS

__all__ = ["Refresher"]

#: Seconds until a refresh that failed is tried again: the first time, and at most.
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0
#: What the process does; the store's address reaches it by its environment, never by its arguments.
_WORK = """
import os, sys, threading
os.nice(10)  # requests go first
def follow():
    os.read(0, 1)  # nothing comes; it ends with the service, even one that is killed
    os._exit(0)
threading.Thread(target=follow, daemon=True).start()
from forecast.store import open_store
from forecast.tracking import refresh, touched
store = open_store()
change, since, days = store.version(), int(sys.argv[1]), int(sys.argv[2])
added = refresh(store, only=touched(store, since=since) if since else None)
print(f"{change} {len(added)} {len(store.prune(days=days))}")
"""


class Refresher:
    """Has the answers of registered targets stored after each change of the data.

    Storing is idempotent: what a stopped process left undone, the next start does; what failed is tried again,
    later each time.

    Parameters
    ----------
    address : str
        Of the store.
    first_wait : float
        Seconds until a refresh that failed is tried again; twice as long after each further failure.
    kept_days : int
        For which a run that nobody cites is kept.
    active : bool
        False where another service on the same store does it.
    """

    def __init__(
        self, address: str, *, first_wait: float = FIRST_WAIT, kept_days: int = KEPT_DAYS, active: bool = True
    ) -> None:
        self._address, self._active = address, active
        self._first_wait, self._kept_days = first_wait, kept_days
        # The change up to which all is done; 0 has everything looked at.
        self._done = 0
        self._wanted, self._stopped = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Have the runs brought up to date; returns at once."""
        if not self._active:
            return
        self._wanted.set()
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="refresher", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Begin no further refresh; one that runs is let end."""
        self._stopped.set()
        self._wanted.set()

    def _work(self) -> None:
        wait = self._first_wait
        while True:
            self._wanted.wait()
            if self._stopped.is_set():
                return
            self._wanted.clear()
            if self._refresh():
                wait = self._first_wait
                continue
            self._wanted.wait(wait)  # a new change is a reason to try at once
            self._wanted.set()
            wait = min(2 * wait, LONGEST_WAIT)

    def _refresh(self) -> bool:
        """Run a refresh; return whether it did all there is to do."""
        theirs, ours = os.pipe()
        try:
            done = subprocess.run(  # noqa: S603 - nothing of a request is in it
                [sys.executable, "-c", _WORK, str(self._done), str(self._kept_days)],
                env={**os.environ, "TRADE_TARGET_DATABASE_URL": self._address},
                stdin=theirs,
                check=False,
                capture_output=True,
                text=True,
            )
        finally:
            os.close(theirs)
            os.close(ours)
        told = re.search(r"^(\d+) (\d+) (\d+)$", done.stdout, re.MULTILINE)
        if done.returncode or told is None:
            REFRESHES.labels("failed").inc()
            log.error("refresh failed", told=done.stderr[-2_000:])
            self._done = 0
            return False
        REFRESHES.labels("done").inc()
        self._done = int(told[1])
        REFRESHED.set(self._done)
        log.info("refreshed", change=self._done, added=int(told[2]), pruned=int(told[3]))
        return True
