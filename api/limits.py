"""How often one may ask: each client by its network, each token by its number; none where none is set."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.observation import LIMITED

if TYPE_CHECKING:
    from limits import RateLimitItem

__all__ = ["LimitedError", "Limits", "read_limits"]


class LimitedError(Exception):
    """Somebody asks more often than they may.

    Parameters
    ----------
    seconds : int
        After which they may ask again.
    """

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


def read_limits(text: str) -> tuple[RateLimitItem, ...]:
    """Return limits such as ``120/minute; 2000/hour``.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> [str(one) for one in read_limits("120/minute; 2000/hour")], read_limits("")
    (['120 per 1 minute', '2000 per 1 hour'], ())
    """
    return tuple(parse_many(text)) if text.strip() else ()


class Limits:
    """Counts who asks how often, in this process; safe to share between threads.

    Parameters
    ----------
    client, token : str
        Limits as `read_limits` takes them.
    """

    def __init__(self, *, client: str, token: str) -> None:
        self._limits = {"client": read_limits(client), "token": read_limits(token)}
        self._counts = SlidingWindowCounterRateLimiter(MemoryStorage())

    def wait(self, kind: str, who: str) -> int:
        """Count a request; return the seconds to wait when it is one too many, else 0.

        Parameters
        ----------
        kind : {"client", "token"}
        who : str
        """
        for limit in self._limits[kind]:
            if not self._counts.hit(limit, kind, who):
                LIMITED.labels(kind).inc()
                until = self._counts.get_window_stats(limit, kind, who).reset_time
                return max(math.ceil(until - time.time()), 1)
        return 0
