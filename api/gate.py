"""The gate before the model: few forecasts at once, a short queue, and a clear refusal beyond it.

Forecasts are bound by the processor: more at once would only make all of them slow, and would leave
`/healthz` waiting. Who cannot be served soon is told so, and when to come again.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.observation import GATES

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BusyError", "Gate"]

#: Seconds after which a refused client may ask again.
RETRY_AFTER = 5


class BusyError(Exception):
    """Too many forecasts are asked for at once."""


class Gate:
    """Lets few callers in at once, some wait for a while, and refuses the rest.

    Parameters
    ----------
    abreast : int
        Callers inside at once.
    waiting : int
        Callers that may wait.
    patience : float
        Seconds that they wait at most.
    name : str
        Under which it is counted.
    """

    def __init__(self, *, abreast: int, waiting: int, patience: float, name: str = "shut") -> None:
        self._inside_now, self._waiting_now = GATES.labels(name, "inside"), GATES.labels(name, "waiting")
        self._inside, self._abreast = threading.BoundedSemaphore(abreast), abreast
        self._gathering = threading.Lock()
        self._places = threading.BoundedSemaphore(abreast + waiting)
        self._patience = patience

    def _take(self, count: int) -> bool:
        """Return whether so many places inside could be had in time; without all of them none is held."""
        until = time.monotonic() + self._patience
        # Two who gathered several places at once could each hold what the other waits for.
        if not self._gathering.acquire(timeout=self._patience):
            return False
        try:
            for held in range(count):
                if not self._inside.acquire(timeout=max(until - time.monotonic(), 0)):
                    self._leave(held)
                    return False
        finally:
            self._gathering.release()
        return True

    def _leave(self, count: int) -> None:
        for _ in range(count):
            self._inside.release()

    @contextmanager
    def enter(self, *, alone: bool = False) -> Iterator[None]:
        """Hold a place inside.

        Parameters
        ----------
        alone : bool
            Hold all of them: for what takes the memory of several.

        Raises
        ------
        BusyError
            When the queue is full, or the wait too long.
        """
        count = self._abreast if alone else 1
        if not self._places.acquire(blocking=False):
            raise BusyError
        try:
            with self._waiting_now.track_inprogress():
                entered = self._take(count) if alone else self._inside.acquire(timeout=self._patience)
            if not entered:
                raise BusyError
            try:
                with self._inside_now.track_inprogress():
                    yield
            finally:
                self._leave(count)
        finally:
            self._places.release()
