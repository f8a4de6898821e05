"""What the package ships: statements, announced targets and the tables behind them, read from its data files.

This is the only module that knows where the package's files are.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from forecast.data.statement_csv import decode_csv, read_series
from forecast.data.targets import AnnouncedTarget
from forecast.errors import Fault, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data.statements import Flow, Series
    from forecast.data.targets import Outcome

__all__ = ["Catalog", "catalog", "shipped_file", "shipped_table"]

#: Series shipped: id, file and basis (the sources list commodities, so goods).
_SERIES = {"belarus-st-petersburg": ("statements_belarus_st_petersburg.csv", "goods")}


def shipped_file(name: str) -> bytes:
    """Return the content of a data file of the package."""
    return resources.files("forecast.data").joinpath("files", name).read_bytes()


def shipped_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a data file of the package that is a CSV, by column."""
    return list(csv.DictReader(io.StringIO(decode_csv(shipped_file(name), where=name), newline="")))


def _year(text: str) -> int | None:
    return int(text) if text else None


@cache
def _series(series_id: str) -> Series:
    if series_id not in _SERIES:
        known = ", ".join(_SERIES)
        raise UnknownNameError([Fault("series", series_id, "is not a series known here", f"known are: {known}")])
    name, basis = _SERIES[series_id]
    return read_series(decode_csv(shipped_file(name), where=name), series_id=series_id, where=name, basis=basis)


@cache
def _targets() -> tuple[AnnouncedTarget, ...]:
    return tuple(
        AnnouncedTarget(
            id=row["id"],
            reporter=row["reporter"],
            partner=row["partner"],
            codes=(row["reporter_iso3"], row["partner_iso3"]),
            flow=cast("Flow", row["flow"]),
            basis=row["basis"],
            value=float(row["target_value"]),
            currency=row["currency"],
            announced=row["announced"],
            announced_by=row["announced_by"],
            deadline=_year(row["deadline"]),
            level_then=float(row["level_at_announcement"]) if row["level_at_announcement"] else None,
            outcome=cast("Outcome", row["outcome"]),
            reached_year=_year(row["reached_year"]),
            kind=row["kind"],
            duplicate_of=row["duplicate_of"],
            grade=row["grade"],
            title=row["source_title"],
            publisher=row["publisher"],
            url=row["source_url"],
            note=row["note"],
        )
        for row in shipped_table("targets.csv")
    )


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
