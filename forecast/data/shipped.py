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

from forecast.data.amounts import parse_unit
from forecast.data.csv_table import decode_csv
from forecast.data.pairs import DOLLARS, books_of, holders_words, pair_series, shipped_pairs
from forecast.data.places import Pair, parse_pair, place_of
from forecast.data.statement_csv import read_series
from forecast.data.target_csv import read_targets
from forecast.errors import Fault, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data.statements import Series
    from forecast.data.targets import AnnouncedTarget

__all__ = ["Catalog", "catalog", "shipped_file", "shipped_table"]

#: The pair that has a file of its own, line by line as its publishers printed, and its basis (commodities, so goods).
_FIRST, _FIRST_FILE, _BASIS = "belarus-st-petersburg", "statements_belarus_st_petersburg.csv", "goods"
_MIRRORED = {"exports": "imports", "imports": "exports", "total": "total"}


def shipped_file(name: str) -> bytes:
    """Return the content of a data file of the package."""
    return resources.files("forecast.data").joinpath("files", name).read_bytes()


def shipped_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a data file of the package that is a CSV, by column."""
    return list(csv.DictReader(io.StringIO(decode_csv(shipped_file(name), where=name), newline="")))


@cache
def _first() -> Series:
    return read_series(shipped_file(_FIRST_FILE), series_id=_FIRST, where=_FIRST_FILE, basis=_BASIS)


@cache
def _first_mirrored(pair: Pair) -> Series:
    """Return the first pair seen from its partner."""
    names = {"reporter": pair.reporter.name, "partner": pair.partner.name}
    rows = [row | names | {"flow": _MIRRORED[row["flow"]]} for row in shipped_table(_FIRST_FILE)]
    return read_series(rows, series_id=pair.id, where=_FIRST_FILE, basis=_BASIS)


def _without_figures(pair: Pair, given: str, unit: str | None) -> UnknownNameError:
    """Return the refusal of a pair that no shipped figure is about, with who might have them."""
    if unit is not None:
        problem = f"asks about figures in {unit}; none of {pair.reporter.name} and {pair.partner.name} are shipped"
        return UnknownNameError([Fault("series", given, problem, "leave the currency out, or bring figures in it")])
    problem = f"cannot be answered: no figures of {pair.reporter.name} and {pair.partner.name} are shipped"
    remedy = f"{holders_words(pair)}; bring them with --statements FILE.csv"
    return UnknownNameError([Fault("series", given, problem, remedy)])


def _named(name: str) -> Series:
    """Return the series that a written pair means, a currency after it included.

    Raises
    ------
    UnknownNameError
    """
    if not any(mark in name.strip() for mark in " -‐‑–—/,;&+|"):
        remedy = "write a pair such as india-uae, IND-ARE or belarus-st-petersburg"
        raise UnknownNameError([Fault("series", name, "is not a series known here", remedy)])
    head, _, tail = name.rpartition("-")
    unit = tail.upper() if len(tail) == 3 and place_of(tail.upper()) is None and parse_unit(tail.upper()) else None
    written = head if head and unit else name
    pair = parse_pair(written, where="series", within=True)
    if pair.id == _FIRST and unit in {None, DOLLARS}:
        return _first()
    if set(pair.codes) == {"BLR", "RU-SPE"} and unit in {None, DOLLARS}:
        return _first_mirrored(pair)
    found = pair_series(pair)
    if unit is not None and unit in found:
        return found[unit]
    if not found or unit is not None:
        parse_pair(written, where="series")  # a part of the other side is refused for that
        raise _without_figures(pair, name, unit if found else None)
    return next(iter(found.values()))


@cache
def _targets() -> tuple[AnnouncedTarget, ...]:
    return read_targets(shipped_file("targets.csv"), where="targets.csv")[0]


def _totals(codes: tuple[str, str]) -> Mapping[int, float]:
    """Return the annual totals of a pair in one statistics: the first side's books, else those of most years."""
    for reporter, partner in (codes, codes[::-1]):
        books = books_of(reporter, partner)
        exports, imports = books.get("exports", {}), books.get("imports", {})
        found = {year: float(exports[year] + imports[year]) for year in exports if year in imports}
        if found:
            return found
    first, second = place_of(codes[0]), place_of(codes[1])
    series = pair_series(Pair(first, second)).get(DOLLARS) if first and second else None
    sides = {side: series.select(statistics=side, flow="total") for side in series.sides} if series else {}
    levels = max(sides.values(), key=len, default=())
    return {s.period.year: s.level.value for s in levels if s.level and s.period.is_year}


@cache
def _histories() -> Mapping[tuple[str, str], Mapping[int, float]]:
    codes = sorted({t.codes for t in _targets() if t.counts_for_outside_view})
    return MappingProxyType({pair: totals for pair in codes if (totals := _totals(pair))})


class Catalog:
    """The shipped series and targets, asked the way a `Store` is asked."""

    def series_ids(self) -> tuple[str, ...]:
        """Return the ids of the series that have a file of their own; any pair may be asked for besides.

        Examples
        --------
        >>> catalog.series_ids()
        ('belarus-st-petersburg',)
        """
        return (_FIRST,)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the codes of every pair with figures, in alphabetical order."""
        return tuple(sorted({*shipped_pairs(), ("BLR", "RU-SPE")}))

    def series(self, name: str) -> Series:
        """Return the shipped series of a pair, however the pair is written; the side named first is the reporter.

        Parameters
        ----------
        name : str
            An id, or a pair as `parse_pair` reads it; a currency may follow the pair after a hyphen.

        Raises
        ------
        UnknownNameError
            When the pair cannot be told, or no figure of it is shipped: then with who might have them.

        Examples
        --------
        >>> catalog.series("india uae").id, catalog.series("UAE-IND").sides
        ('india-united-arab-emirates', ('united-arab-emirates', 'india'))
        """
        return _first() if name == _FIRST else _named(name)

    def targets(self) -> tuple[AnnouncedTarget, ...]:
        """Return the registry of announced targets."""
        return _targets()

    def histories(self) -> Mapping[tuple[str, str], Mapping[int, float]]:
        """Return annual totals behind the targets that count: USD by year, in one statistics, the announcer's first."""
        return _histories()


#: What is shipped; nothing is read before it is asked for.
catalog = Catalog()
