"""The gate before the model: few forecasts at once, a short queue, and a clear refusal beyond it.

Forecasts are bound by the processor: more at once would only make all of them slow, and would leave
`/healthz` waiting. Who cannot be served soon is told so, and when to come again.
"""

from __future__ import annotations

import threading
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
        self._inside = threading.BoundedSemaphore(abreast)
        self._places = threading.BoundedSemaphore(abreast + waiting)
        self._patience = patience

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Hold a place inside.

        Raises
        ------
        BusyError
            When the queue is full, or the wait too long.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError
        try:
            with self._waiting_now.track_inprogress():
                entered = self._inside.acquire(timeout=self._patience)
            if not entered:
                raise BusyError
            try:
                with self._inside_now.track_inprogress():
                    yield
            finally:
                self._inside.release()
        finally:
            self._places.release()
