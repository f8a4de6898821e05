"""The priors that the package ships, and the JSON that holds priors."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from forecast.data import YearProfile, shipped_file, shipped_table
from forecast.errors import Fault, InputError, few
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
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["deflator", "dump_priors", "load_priors", "read_priors", "shipped_priors"]

_ESTIMATE = "name a file that trade-target priors estimate --out FILE wrote"
_MOST_BYTES = 5_000_000


@cache
def deflator() -> Deflator:
    """Return US consumer prices by year (CPI-U, annual average, 1982-84 = 100; US BLS)."""
    index = {int(row["year"]): float(row["cpi_u_1982_84_100"]) for row in shipped_table("us_cpi.csv")}
    return Deflator(MappingProxyType(index))


def _tuples(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return a JSON value with its lists as tuples."""
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value


def load_priors(text: str, *, where: str = "priors") -> Priors:
    """Return the priors that a JSON document written by `dump_priors` holds.

    Parameters
    ----------
    text : str
    where : str
        Name of the file, for messages.

    Raises
    ------
    InputError
        With everything that such a document does not hold, or holds and cannot.
    """
    try:
        document: Mapping[str, Mapping[str, Any]] = json.loads(text)
    except (ValueError, RecursionError) as error:
        told = f" ({error})" if isinstance(error, ValueError) else ""
        raise InputError([Fault(where, "", f"is not JSON{told}", _ESTIMATE)]) from None
    if faults := [*_shape_faults(document, _shipped_document(), where)]:
        raise InputError(few(faults, where))
    if faults := [*_value_faults(document, where)]:
        raise InputError(few(faults, where))
    return _priors_of(document)


def read_priors(path: Path) -> Priors:
    """Return the priors of a file that `trade-target priors estimate --out FILE` wrote.

    Raises
    ------
    InputError
        When it cannot be read, or is no such file.
    """
    if path.exists() and not path.is_file():
        raise InputError([Fault("priors", str(path), "is not a regular file", _ESTIMATE)])
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
        raise InputError([Fault("priors", str(path), problem, _ESTIMATE)]) from None
    if len(content) > _MOST_BYTES:
        raise InputError([Fault("priors", str(path), f"is larger than {_MOST_BYTES // 1_000_000} MB", _ESTIMATE)])
    try:
        return load_priors(content.decode("utf-8-sig"), where=path.name)
    except UnicodeDecodeError:
        raise InputError([Fault("priors", str(path), "is not UTF-8 text, so not JSON", _ESTIMATE)]) from None


@cache
def _shipped_document() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = json.loads(shipped_file("priors.json"))
    return found


def _kind(value: object) -> str:
    """Return what a JSON value is, in words."""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    named = {dict: "an object", list: "a list", str: "text", int: "a number", float: "a number"}
    return named[type(value)]


def _shape_faults(given: object, like: object, place: str) -> Iterator[Fault]:
    """Yield where a document has another shape than the shipped one: names, lengths, numbers for numbers."""
    if _kind(given) != _kind(like):
        yield Fault(place, str(given)[:80], f"is {_kind(given)}", f"takes {_kind(like)}, as in the shipped priors")
    elif isinstance(given, dict) and isinstance(like, dict):
        known = f"takes {', '.join(like)}"
        yield from (Fault(f"{place}, {name}", "", "is missing", known) for name in like if name not in given)
        yield from (Fault(place, name, "is not known here", known) for name in given if name not in like)
        for name in like:
            if name in given:
                yield from _shape_faults(given[name], like[name], f"{place}, {name}")
    elif isinstance(given, list) and isinstance(like, list):
        if len(given) != len(like) and not place.endswith("sources"):
            yield Fault(place, "", f"holds {len(given)} values", f"takes {len(like)}, as in the shipped priors")
        for number, value in enumerate(given):
            yield from _shape_faults(value, like[0], f"{place}[{number}]")


#: Numbers of the growth prior, and between what they must lie.
_RANGES: Mapping[str, tuple[float, float]] = {
    "drift": (-0.5, 0.5),
    "drift_sd": (1e-6, 1.0),
    "log_volatility": (-7.0, 1.0),
    "size_elasticity": (-1.0, 1.0),
    "volatility_df": (1e-3, 1e6),
    "shock_df": (2.001, math.inf),
}


def _value_faults(document: Mapping[str, Mapping[str, Any]], where: str) -> Iterator[Fault]:
    """Yield numbers that no priors can have."""
    for name, (low, high) in _RANGES.items():
        value = document["growth"][name]
        if not low <= value <= high:
            yield Fault(f"{where}, growth, {name}", str(value), "is out of range", f"takes {low:g} to {high:g}")
    rows = {
        f"reference, quantiles[{i}][{k}]": row
        for i, rows in enumerate(document["reference"]["quantiles"])
        for k, row in enumerate(rows)
    }
    rows |= {f"grew, {name}[{i}]": row for name in ("up", "all_years") for i, row in enumerate(document["grew"][name])}
    rows["profile, log_share"] = document["profile"]["log_share"]
    rows["reference, size_edges"] = document["reference"]["size_edges"]
    for place, row in rows.items():
        if not all(low <= high for low, high in pairwise(row)) or not all(map(math.isfinite, row)):
            yield Fault(f"{where}, {place}", "", "does not rise from value to value", "takes numbers in order")
    for name in ("noise", "between_sd"):
        if not all(0 <= value < math.inf for value in document["profile"][name]):
            yield Fault(f"{where}, profile, {name}", "", "holds a number below zero", "takes numbers from zero up")
    for name, value in document["world"].items():
        if not math.isfinite(value):
            yield Fault(f"{where}, world, {name}", str(value), "is not finite", "takes a number")
    yield from _count_faults(document, where)


def _count_faults(document: Mapping[str, Mapping[str, Any]], where: str) -> Iterator[Fault]:
    """Yield numbers of cases that are none."""
    counts = {"reference, cases": [n for row in document["reference"]["cases"] for n in row]}
    counts |= {f"grew, {name}": document["grew"][name] for name in ("cases_up", "cases_all")}
    for place, numbers in counts.items():
        if not all(isinstance(number, int) and number >= 0 for number in numbers):
            yield Fault(f"{where}, {place}", "", "holds what is no number of cases", "takes whole numbers from zero up")


def _priors_of(document: Mapping[str, Mapping[str, Any]]) -> Priors:
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
    return _priors_of(_shipped_document())
