"""The priors that the package ships, and the JSON that holds priors."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from forecast.data import YearProfile, shipped_file, shipped_table
from forecast.priors.values import (
    Deflator,
    GrewReference,
    GrowthPrior,
    GrowthReference,
    Priors,
    Provenance,
    WorldResponse,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["deflator", "dump_priors", "load_priors", "shipped_priors"]


@cache
def deflator() -> Deflator:
    """Return US consumer prices by year (CPI-U, annual average, 1982-84 = 100; US BLS)."""
    index = {int(row["year"]): float(row["cpi_u_1982_84_100"]) for row in shipped_table("us_cpi.csv")}
    return Deflator(MappingProxyType(index))


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
def shipped_priors() -> Priors:
    """Return the shipped priors."""
    return load_priors(shipped_file("priors.json").decode())
