"""The shipped series and targets by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.data import catalog

if TYPE_CHECKING:
    from forecast.data import AnnouncedTarget, Series

__all__ = ["announced_targets", "series", "series_ids"]


def series(series_id: str) -> Series:
    """Return a shipped series.

    Raises
    ------
    UnknownNameError
        Names the series there are.
    """
    return catalog.series(series_id)


def series_ids() -> tuple[str, ...]:
    """Return the ids of the shipped series.

    Examples
    --------
    >>> series_ids()
    ('belarus-st-petersburg',)
    """
    return catalog.series_ids()


def announced_targets() -> tuple[AnnouncedTarget, ...]:
    """Return the registry of announced targets."""
    return catalog.targets()
