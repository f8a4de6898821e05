"""Answers kept in memory, so that a repeated question costs neither the model nor the writing."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from api.observation import CACHE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

__all__ = ["AnswerCache", "Kept", "Once"]

T = TypeVar("T")
#: Bytes that an answer costs beside its body: its address and headers.
OVERHEAD = 4_096


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: its bytes, every header but those of one request, its ETag, and the rule of its address."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    route: str


def _cost(answer: Kept) -> int:
    return len(answer.body) + OVERHEAD


class AnswerCache:
    """The answers asked for last, within a number of bytes; safe to share between threads.

    Parameters
    ----------
    capacity : int
        Bytes kept at most.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes kept."""
        return self._size

    def get(self, key: Hashable) -> Kept | None:
        """Return what is kept under a key."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, answer: Kept) -> None:
        """Keep an answer; those not asked for longest make room."""
        if len(answer.body) > self._capacity // 4:
            return
        with self._lock:
            old = self._kept.pop(key, None)
            self._size += _cost(answer) - (_cost(old) if old else 0)
            self._kept[key] = answer
            while self._size > self._capacity:
                _, dropped = self._kept.popitem(last=False)
                self._size -= _cost(dropped)
            CACHE_BYTES.set(self._size)


class Once(Generic[T]):
    """Values that take long, each made once: who asks for one that is being made waits for it.

    Parameters
    ----------
    most : int
        Values kept; those not asked for longest make room.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value under a key, made now unless it was before; one that cannot be made is tried anew."""
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
            try:
                made = make()
                with self._lock:
                    self._kept[key] = made
                    while len(self._kept) > self._most:
                        self._kept.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(key, None)
            return made
