"""Eurostat's Comext: the books of the European Union's members, in euros.

SDMX 2.1; no key. Comext's codes are ISO's two letters but for a few. Its answers carry no day of
publication, only the moment of their extraction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.data.places import find_place, place_of
from forecast.data.sources.reading import amount_of, months_of, sdmx_rows, status_of
from forecast.data.sources.source import Observation, Source, code_fault, countries_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from forecast.data.places import Pair
    from forecast.data.sources.source import Answer, Ask, Get

__all__ = ["EUROSTAT"]

_FLOWS: dict[str, tuple[Literal["exports", "imports"], str]] = {
    "1": ("imports", "imports CIF"),
    "2": ("exports", "exports FOB"),
}
#: Where Comext's code is not ISO's.
_CODES = {"GRC": "GR", "SRB": "XS", "XKX": "XK", "WLD": "WORLD"}
#: Where sdmx1, too, asks for the data of its source ESTAT_COMEXT.
_DATA = "/eurostat/api/comext/dissemination/sdmx/2.1/data/DS-045409"
_NEEDED = ("reporter", "partner", "flow", "TIME_PERIOD", "OBS_VALUE")


def _members(pair: Pair) -> tuple[str, ...]:
    """Return whose books there are: sides that are or were members of the union."""
    union = find_place("EU")
    ever = {member.code for year in (1995, 2004, 2007, 2013, 2024) for member in union.members(year)}
    return tuple(code for code in pair.codes if code in ever)


def _covers(pair: Pair) -> str:
    return countries_of(pair) or ("" if _members(pair) else "has books of members of the European Union alone")


def _code(code: str) -> str:
    place = place_of(code)
    if code not in _CODES and (place is None or not place.alpha_2):
        raise code_fault(EUROSTAT.name, code)
    return _CODES.get(code) or (place.alpha_2 if place else "")


def _read(ask: Ask, get: Get, _key: str) -> Iterator[Observation]:
    codes = {_code(code): code for code in ask.pair.codes}
    books = [_code(code) for code in _members(ask.pair)]
    others = list(codes) if len(books) == 2 else [name for name in codes if name not in books]
    for letter, wanted in (("A", ask.annual), ("M", ask.monthly)):
        if wanted:
            key = f"{letter}.{'+'.join(books)}.{'+'.join(others)}.TOTAL.1+2.VALUE_IN_EUROS"
            start = f"{ask.since}" if letter == "A" else f"{ask.since}-01"
            yield from _observations(get(f"{_DATA}/{key}", {"startPeriod": start}), codes, annual=letter == "A")


def _observations(answer: Answer, codes: dict[str, str], *, annual: bool) -> Iterator[Observation]:
    if answer.status != 200 or answer.empty:
        return
    sha256 = answer.sha256
    for row in sdmx_rows("eurostat", answer, _NEEDED):
        flow, basis = _FLOWS.get(row["flow"], (None, ""))
        sides = codes.get(row["reporter"]), codes.get(row["partner"])
        other = row.get("product", "TOTAL") != "TOTAL" or row.get("indicators", "VALUE_IN_EUROS") != "VALUE_IN_EUROS"
        if flow is None or None in sides or sides[0] == sides[1] or other:
            continue
        year, first, last = months_of("eurostat", row["TIME_PERIOD"])
        value = amount_of("eurostat", row["OBS_VALUE"], f"{row['reporter']} {row['TIME_PERIOD']}")
        if value is not None and ((first, last) == (1, 12)) is annual:
            flag = row.get("OBS_FLAG", "") or row.get("OBS_STATUS", "")
            yield Observation(
                sides[0] or "", sides[1] or "", flow, year, value, "EUR", sha256, first, last,
                None, status_of(flag), basis,
            )  # fmt: skip


EUROSTAT = Source(
    name="eurostat",
    publisher="Eurostat",
    title="EU trade since 1988 by HS2-4-6 and CN8 (Comext, DS-045409)",
    page="https://ec.europa.eu/eurostat/comext",
    address="https://ec.europa.eu",
    read=_read,
    covers=_covers,
)
