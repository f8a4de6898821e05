"""Backups made again and again: how often, under which names, and which ones make room."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from forecast.errors import Fault, InputError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["KEPT_BACKUPS", "backup_name", "pause", "read_interval", "superfluous"]

#: Files kept when nobody says how many.
KEPT_BACKUPS = 14
#: Seconds at most until a backup that failed is tried again.
_LONGEST_PAUSE = 300.0
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LONGEST = timedelta(days=366)
_NAMED = re.compile(r"trade-target-\d{8}T\d{6}Z\.zip", re.ASCII)


def read_interval(text: str) -> float:
    """Return the seconds of a time such as ``6h``.

    Raises
    ------
    InputError

    Examples
    --------
    >>> read_interval("6h"), read_interval("30m"), read_interval("1d")
    (21600.0, 1800.0, 86400.0)
    """
    found = re.fullmatch(r"(\d{1,6})([smhd])", text, re.ASCII)
    told = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta(0)
    if not timedelta(0) < told <= _LONGEST:
        raise InputError([Fault("--every", text, "is not a time", "takes a number of s, m, h or d, such as 6h")])
    return told.total_seconds()


def backup_name(at: datetime) -> str:
    """Return the name of the backup made at a time; names sort as their times do.

    Examples
    --------
    >>> from datetime import UTC
    >>> backup_name(datetime(2026, 11, 26, 6, 30, 5, tzinfo=UTC))
    'trade-target-20261126T063005Z.zip'
    """
    return f"trade-target-{at:%Y%m%dT%H%M%SZ}.zip"


def pause(interval: float, failed: int) -> float:
    """Return the seconds until the next backup: after so many in a row that failed it is tried sooner than told.

    Examples
    --------
    >>> pause(21_600, 0), pause(21_600, 1), pause(21_600, 2), pause(21_600, 40), pause(1, 3)
    (21600, 2.0, 4.0, 300.0, 1)
    """
    return min(interval, 2.0 ** min(failed, 10), _LONGEST_PAUSE) if failed else interval


def superfluous(folder: Path, keep: int) -> tuple[Path, ...]:
    """Return the backups of a folder that make room for the newest ones; other files are nobody's business here."""
    found = sorted(path for path in folder.iterdir() if _NAMED.fullmatch(path.name))
    return tuple(found[: max(len(found) - keep, 0)])
