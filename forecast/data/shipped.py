"""What the package ships: statements, announced targets and the tables behind them, read from its data files.

This is the only module that knows where the package's files are.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

from forecast.data.csv_table import decode_csv
from forecast.data.statement_csv import read_series
from forecast.data.target_csv import read_targets
from forecast.errors import Fault, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data.statements import Series
    from forecast.data.targets import AnnouncedTarget

__all__ = ["Catalog", "catalog", "shipped_file", "shipped_table"]

#: Series shipped: id, file and basis (the sources list commodities, so goods).
_SERIES = {"belarus-st-petersburg": ("statements_belarus_st_petersburg.csv", "goods")}


def shipped_file(name: str) -> bytes:
    """Return the content of a data file of the package."""
    return resources.files("forecast.data").joinpath("files", name).read_bytes()


def shipped_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a data file of the package that is a CSV, by column."""
    return list(csv.DictReader(io.StringIO(decode_csv(shipped_file(name), where=name), newline="")))


@cache
def _series(series_id: str) -> Series:
    if series_id not in _SERIES:
        known = ", ".join(_SERIES)
        raise UnknownNameError([Fault("series", series_id, "is not a series known here", f"known are: {known}")])
    name, basis = _SERIES[series_id]
    return read_series(shipped_file(name), series_id=series_id, where=name, basis=basis)


@cache
def _targets() -> tuple[AnnouncedTarget, ...]:
    return read_targets(shipped_file("targets.csv"), where="targets.csv")[0]


@cache
def _histories() -> Mapping[tuple[str, str], Mapping[int, float]]:
    found: dict[tuple[str, str], dict[int, float]] = {}
    for row in shipped_table("series_annual.csv"):
        if row["segment"] == "backbone":
            pair = (row["reporter_iso3"], row["partner_iso3"])
            found.setdefault(pair, {})[int(row["year"])] = float(row["value_usd"])
    return MappingProxyType(found)


class Catalog:
    """The shipped series and targets, asked the way a `Store` is asked."""

    def series_ids(self) -> tuple[str, ...]:
        """Return the ids of the shipped series.

        Examples
        --------
        >>> catalog.series_ids()
        ('belarus-st-petersburg',)
        """
        return tuple(_SERIES)

    def series(self, series_id: str) -> Series:
        """Return a shipped series.

        Raises
        ------
        UnknownNameError
            Names the series there are.
        """
        return _series(series_id)

    def targets(self) -> tuple[AnnouncedTarget, ...]:
        """Return the registry of announced targets."""
        return _targets()

    def histories(self) -> Mapping[tuple[str, str], Mapping[int, float]]:
        """Return annual totals behind the registry's pairs: USD by year, in one statistics throughout."""
        return _histories()


#: What is shipped; nothing is read before it is asked for.
catalog = Catalog()
