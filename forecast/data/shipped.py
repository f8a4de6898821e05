"""What the package ships: statements, announced targets and priors, read from its data files.

This is the only module that knows the names of the package's files.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from forecast.errors import Fault, UnknownNameError
from forecast.priors import Deflator, GrewReference, GrowthPrior, GrowthReference, Priors, Provenance, WorldResponse
from forecast.profile import YearProfile
from forecast.statement_csv import decode_csv, read_series
from forecast.targets import AnnouncedTarget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.statements import Flow, Series
    from forecast.targets import Outcome

__all__ = [
    "announced_targets",
    "deflator",
    "dump_priors",
    "load_priors",
    "priors",
    "registry_histories",
    "series",
    "series_ids",
    "track_record",
]

#: Series shipped: id, file and basis (the sources list commodities, so goods).
_SERIES = {"belarus-st-petersburg": ("statements_belarus_st_petersburg.csv", "goods")}
#: Shipped results, written by the commands that they name.
_RECORD = ("backtest_countries", "backtest_us_partners", "nowcast", "hindcast")


def _read(name: str) -> bytes:
    return resources.files("forecast.data").joinpath(name).read_bytes()


def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(decode_csv(_read(name), where=name), newline="")))


def series_ids() -> tuple[str, ...]:
    """Return the ids of the shipped series.

    Examples
    --------
    >>> series_ids()
    ('belarus-st-petersburg',)
    """
    return tuple(_SERIES)


@cache
def series(series_id: str) -> Series:
    """Return a shipped series.

    Raises
    ------
    UnknownNameError
        Names the series there are.
    """
    if series_id not in _SERIES:
        known = ", ".join(_SERIES)
        raise UnknownNameError([Fault("series", series_id, "is not a series known here", f"known are: {known}")])
    name, basis = _SERIES[series_id]
    return read_series(decode_csv(_read(name), where=name), series_id=series_id, where=name, basis=basis)


def _year(text: str) -> int | None:
    return int(text) if text else None


@cache
def announced_targets() -> tuple[AnnouncedTarget, ...]:
    """Return the registry of announced targets."""
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
        for row in _table("targets.csv")
    )


@cache
def registry_histories() -> Mapping[tuple[str, str], Mapping[int, float]]:
    """Return annual totals behind the registry's pairs: USD by year, in one statistics throughout."""
    found: dict[tuple[str, str], dict[int, float]] = {}
    for row in _table("series_annual.csv"):
        if row["segment"] == "backbone":
            pair = (row["reporter_iso3"], row["partner_iso3"])
            found.setdefault(pair, {})[int(row["year"])] = float(row["value_usd"])
    return MappingProxyType(found)


@cache
def deflator() -> Deflator:
    """Return US consumer prices by year (CPI-U, annual average, 1982-84 = 100; US BLS)."""
    index = {int(row["year"]): float(row["cpi_u_1982_84_100"]) for row in _table("us_cpi.csv")}
    return Deflator(MappingProxyType(index))


def track_record() -> Mapping[str, Mapping[str, Any]]:
    """Return the shipped results of backtests and of the registry hindcast, by name."""
    return {name: json.loads(_read(f"{name}.json")) for name in _RECORD}


def _tuples(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return a JSON value with its lists as tuples."""
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value


def load_priors(text: str) -> Priors:
    """Return the priors that a JSON document written by `dump_priors` holds."""
    document: Mapping[str, Mapping[str, Any]] = json.loads(text)
    parts = {name: {k: _tuples(v) for k, v in values.items()} for name, values in document.items()}
    return Priors(
        growth=GrowthPrior(**parts["growth"]),
        profile=YearProfile(**parts["profile"]),
        reference=GrowthReference(**parts["reference"]),
        grew=GrewReference(**parts["grew"]),
        world=WorldResponse(**parts["world"]),
        deflator=deflator(),
        provenance=Provenance(**parts["provenance"]),
    )


def dump_priors(values: Priors) -> str:
    """Return priors as a JSON document; the deflator stays in its own file."""
    names = ("growth", "profile", "reference", "grew", "world", "provenance")
    return json.dumps({name: asdict(getattr(values, name)) for name in names}, indent=1) + "\n"


@cache
def priors() -> Priors:
    """Return the shipped priors."""
    return load_priors(_read("priors.json").decode())
