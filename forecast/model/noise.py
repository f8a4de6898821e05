"""The random numbers behind sample paths: of one seed always the same, whatever fit they are drawn for.

The numbers of the seed used last are kept, since most questions leave the seed as it is: drawing them was a third of
what another as-of day takes.
"""

from __future__ import annotations

import math
import threading
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaincinv

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["standard_normals", "standard_shocks"]

#: Entries of the table that scales normals to Student t.
_SCALES = 4_096
#: More numbers than this are drawn anew each time: 13 MB of each kind are kept.
_MOST_KEPT = 1_600_000
#: Numbers are drawn in whole blocks, so that a question that needs a few more finds them.
_BLOCK = 200_000


class _Kept:
    """The first numbers of a stream under the key asked for last; safe to share between threads."""

    def __init__(self, draw: Callable[[int, float, int], Floats]) -> None:
        self._draw = draw
        self._lock = threading.Lock()
        self._key: tuple[int, float] | None = None
        self._numbers: Floats = np.empty(0)

    def first(self, seed: int, df: float, count: int) -> Floats:
        """Return the first numbers of a stream, shape (count,), not to be written to."""
        with self._lock:
            if self._key == (seed, df) and len(self._numbers) >= count:
                return self._numbers[:count]
        blocks = -(-count // _BLOCK) * _BLOCK
        numbers = self._draw(seed, df, count if blocks > _MOST_KEPT else blocks)
        numbers.flags.writeable = False
        if blocks <= _MOST_KEPT:
            with self._lock:
                self._key, self._numbers = (seed, df), numbers
        return numbers[:count]


def _draw_normals(seed: int, _df: float, count: int) -> Floats:
    return np.random.default_rng([seed, 1]).standard_normal(count)


@lru_cache(maxsize=8)
def _scales(df: float) -> Floats:
    """Return evenly likely standard deviations that make normals Student t of variance 1."""
    share = (np.arange(_SCALES) + 0.5) / _SCALES
    return np.asarray(np.sqrt((df - 2) / (2 * gammaincinv(df / 2, share))))


def _draw_shocks(seed: int, df: float, count: int) -> Floats:
    # Streams of their own, so that a longer horizon leaves the nearer years alone.
    bell, scale = (np.random.default_rng([seed, stream]) for stream in (2, 4))
    shocks = bell.standard_normal(count)
    if not math.isinf(df):
        shocks *= _scales(df)[scale.integers(_SCALES, size=count, dtype=np.uint16)]
    return shocks


_NORMALS, _SHOCKS = _Kept(_draw_normals), _Kept(_draw_shocks)


def standard_normals(seed: int, count: int) -> Floats:
    """Return the first standard normal numbers of a seed, shape (count,), not to be written to."""
    return _NORMALS.first(seed, math.inf, count)


def standard_shocks(seed: int, df: float, count: int) -> Floats:
    """Return the first shocks of variance 1 of a seed, shape (count,), not to be written to.

    They are Student t with `df` degrees of freedom, drawn as scaled normals; the scale comes from a table of chi-square
    quantiles, three times faster than `standard_t`.
    """
    return _SHOCKS.first(seed, df, count)
