"""What the machine has left, told when it is asked: free disk, memory of the service, memory that is free."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge, generate_latest

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["machine"]

_PROC = Path("/proc")


def _workers() -> Iterator[int]:
    """Give this worker and those beside it: the children of the process that keeps them."""
    keeper = os.getppid()
    told = _PROC / str(keeper) / "task" / str(keeper) / "children"
    with suppress(OSError):
        yield from map(int, told.read_text().split())
        return
    yield os.getpid()


def _resident(process: int) -> int:
    """Return the bytes of memory that a process holds; 0 when it ended meanwhile."""
    with suppress(OSError, ValueError, IndexError):
        return int((_PROC / str(process) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _available() -> int | None:
    """Return the bytes of memory that programs can still have, None where the system does not tell."""
    with suppress(OSError, ValueError, IndexError):
        for line in (_PROC / "meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def machine(folder: Path | None) -> bytes:
    """Return gauges of the machine as Prometheus reads them.

    Parameters
    ----------
    folder : pathlib.Path or None
        In which the store is; None when it is not on this machine.
    """
    registry = CollectorRegistry()

    def tell(name: str, words: str, value: int) -> None:
        Gauge(name, words, registry=registry).set(value)

    if folder is not None:
        with suppress(OSError):
            told = "Bytes free on the disk that the store is on."
            tell("trade_target_disk_free_bytes", told, shutil.disk_usage(folder).free)
    if _PROC.is_dir():
        told = "Bytes of memory that the service's processes hold."
        tell("trade_target_memory_bytes", told, sum(map(_resident, _workers())))
    available = _available()
    if available is not None:
        tell("trade_target_memory_available_bytes", "Bytes of memory that programs can still have.", available)
    return bytes(generate_latest(registry))
