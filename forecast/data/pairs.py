"""The shipped figures of pairs, read from one archive: each side's own books, and published statements.

``files/catalogue.zip`` holds, written by ``tools/build_catalogue.py``:

* ``books/IND.csv``: what India's books say of each partner, a line for each flow: the first year and the values,
  whole dollars, ``-`` where nothing is known (which is not zero);
* ``statements/ARE_IND.csv``: published statements about a pair, as a CSV of statements with the codes of both sides;
* ``index.csv``: what there is for each pair and side, so that a list costs no reading of the figures;
* ``inputs.csv``: checksums of the files that it was built from.

Only the members asked for are read, so a pair costs a few milliseconds.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from forecast.data.periods import Period
from forecast.data.statement_csv import read_series
from forecast.data.statements import Flow, LevelPrint, Origin, Series, Statement, slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from forecast.data.places import Pair, Place

__all__ = [
    "Holding",
    "books_of",
    "holders_words",
    "holdings",
    "holdings_in",
    "missing_words",
    "pair_series",
    "shipped_pairs",
]

#: What one side's books say of a partner: whole dollars by flow and year.
Book = dict[Flow, dict[int, int]]

BASIS, DOLLARS = "goods", "USD"
_MIRRORED: Mapping[str, Flow] = {"exports": "imports", "imports": "exports", "total": "total"}
_FUND = "International Monetary Fund"
_TITLE = "Direction of Trade Statistics, as known in February 2022"
_ADDRESS = "https://data.imf.org/?sk=9d6028d4-f14a-464c-a2f2-59b2cd424b85"
_NOTE = "{name}'s own books: exports FOB, imports CIF; figures unaltered, their sum is the total"


@dataclass(frozen=True, slots=True)
class Holding:
    """What is shipped about a pair in one side's statistics, one unit and one flow.

    Parameters
    ----------
    codes : tuple of str
        Both sides; flows are seen from the first.
    unit : str
    statistics : str
    flow : {"total", "exports", "imports"}
    years : int
        Years with a level, of the whole year or of its first months.
    first, last : int
        The first and the last of them.
    newest : datetime.date
        The newest day on which a statement of them became known.
    """

    codes: tuple[str, str]
    unit: str
    statistics: str
    flow: Flow
    years: int
    first: int
    last: int
    newest: date

    def mirrored(self) -> Holding:
        """Return the same seen from the other side."""
        turned = self.codes[1], self.codes[0]
        return Holding(
            turned, self.unit, self.statistics, _MIRRORED[self.flow], self.years, self.first, self.last, self.newest
        )


def _members(*names: str) -> tuple[str, ...]:
    """Return members of the archive, empty where there is none; the file is opened anew, as processes fork."""
    with (
        resources.files("forecast.data").joinpath("files", "catalogue.zip").open("rb") as file,
        zipfile.ZipFile(file) as archive,
    ):
        known = archive.NameToInfo
        return tuple(archive.read(name).decode() if name in known else "" for name in names)


def _book(text: str, partner: str) -> Book:
    """Return what one side's books, a member of the archive, say of a partner."""
    found: Book = {}
    mark = f"\n{partner},"
    at = text.find(mark)
    while at >= 0:
        end = text.index("\n", at + 1)
        flow, first, values = text[at + len(mark) : end].split(",")
        years = enumerate(values.split(" "), int(first))
        found[cast("Flow", flow)] = {year: int(value) for year, value in years if value != "-"}
        at = text.find(mark, end)
    return found


def books_of(reporter: str, partner: str) -> Book:
    """Return what a reporter's books say of a partner: whole dollars by flow and year; empty without books.

    Examples
    --------
    >>> books_of("IND", "ARE")["exports"][2019]
    29924510000
    """
    return _book(_members(f"books/{reporter}.csv")[0], partner)


def _book_statements(books: Book, reporter: Place, *, mirrored: bool) -> Iterator[Statement]:
    """Yield one side's books as statements, flows seen from the pair's reporter; a total is the sum of both."""
    side, code = slug(reporter.name), reporter.code.lower()
    note = _NOTE.format(name=reporter.name)
    exports, imports = books.get("exports", {}), books.get("imports", {})
    for year in sorted({*exports, *imports}):
        flows: dict[Flow, int | None] = {"exports": exports.get(year), "imports": imports.get(year)}
        parts = [value for value in flows.values() if value is not None]
        flows["total"] = sum(parts) if len(parts) == 2 else None
        event = f"dots-{code}-{year}"
        # Revised values: of what was printed first nothing is known but that it was known by the next summer.
        origin = Origin(_FUND, _TITLE, _ADDRESS, date(year + 1, 7, 1), "inferred")
        for flow, value in flows.items():
            if value:  # a level of nothing has no logarithm; it counts in the total
                told = _MIRRORED[flow] if mirrored else flow
                yield Statement(
                    f"{event}/{told}/{year}", side, told, Period(year), LevelPrint(float(value), 1.0), None, event,
                    origin, "high", note=note,
                )  # fmt: skip


def _rows(text: str, pair: Pair) -> list[dict[str, str]]:
    """Return the published statements of a pair as rows, flows seen from its reporter."""
    names = {"reporter": pair.reporter.name, "partner": pair.partner.name}
    found = []
    for row in csv.DictReader(io.StringIO(text, newline="")):
        straight = row.pop("reporter_iso3") == pair.reporter.code
        del row["partner_iso3"]
        found.append(row | names | ({} if straight else {"flow": _MIRRORED[row["flow"]]}))
    return found


def _columns(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{name: text for name, text in row.items() if name != "basis"} for row in rows]


@lru_cache(maxsize=64)
def pair_series(pair: Pair) -> Mapping[str, Series]:
    """Return the shipped series of a pair by unit, dollars first; empty when no figure is shipped.

    Sides' statements are in one series, since a reader asks for a pair; whose statistics is part of the question.
    """
    (reporter, partner), pages = pair.codes, f"statements/{'_'.join(sorted(pair.codes))}.csv"
    own, theirs, said = _members(f"books/{reporter}.csv", f"books/{partner}.csv", pages)
    rows = _rows(said, pair)
    books = (
        *_book_statements(_book(own, partner), pair.reporter, mirrored=False),
        *_book_statements(_book(theirs, reporter), pair.partner, mirrored=True),
    )
    units = sorted({row["unit"] for row in rows} | ({DOLLARS} if books else set()), key=lambda u: (u != DOLLARS, u))
    found = {}
    for unit in units:
        name = pair.id if unit == units[0] else f"{pair.id}-{unit.lower()}"
        given = [row for row in rows if row["unit"] == unit]
        printed = read_series(_columns(given), series_id=name, where=pair.id, basis=BASIS).statements if given else ()
        every = sorted((*(books if unit == DOLLARS else ()), *printed), key=lambda s: (s.origin.published, s.id))
        basis = given[0]["basis"] if unit != DOLLARS else BASIS
        found[unit] = Series(name, pair.reporter.name, pair.partner.name, unit, basis, tuple(every))
    return MappingProxyType(found)


def _holding(row: Mapping[str, str]) -> Holding:
    return Holding(
        (row["reporter_iso3"], row["partner_iso3"]),
        row["unit"],
        row["statistics"],
        cast("Flow", row["flow"]),
        int(row["years"]),
        int(row["first"]),
        int(row["last"]),
        date.fromisoformat(row["newest"]),
    )


@cache
def _index() -> str:
    return "\n".join(_members("index.csv"))


@lru_cache(maxsize=1_024)
def holdings(codes: tuple[str, str]) -> tuple[Holding, ...]:
    """Return what is shipped about a pair by side and flow, flows seen from the first of the codes.

    Examples
    --------
    >>> [(one.statistics, one.years, one.last) for one in holdings(("ARE", "IND")) if one.flow == "total"]
    [('india', 43, 2025), ('united-arab-emirates', 3, 1982)]
    """
    first, second = sorted(codes)
    header, lines = _index()[: _index().index("\n")], []
    mark = f"\n{first},{second},"
    at = _index().find(mark)
    while at >= 0:  # the lines of a pair stand together
        end = _index().index("\n", at + 1)
        lines.append(_index()[at + 1 : end])
        at = end if _index().startswith(mark, end) else -1
    found = [_holding(row) for row in csv.DictReader([header, *lines])]
    return tuple(found if codes == (first, second) else [one.mirrored() for one in found])


def shipped_pairs() -> tuple[tuple[str, str], ...]:
    """Return the codes of every pair with figures, in alphabetical order."""
    lines = (line.split(",", 2) for line in _index().splitlines()[1:])
    return tuple(dict.fromkeys((first, second) for first, second, _ in lines))


def holdings_in(series: Series, codes: tuple[str, str]) -> tuple[Holding, ...]:
    """Return what a series holds, in the way that the index tells it; a total can be the sum of its parts.

    Parameters
    ----------
    series : Series
    codes : tuple of str
        Of its reporter and partner.
    """
    known: dict[tuple[str, Flow], dict[int, date]] = {}
    for s in series.statements:
        if s.level is not None:
            years = known.setdefault((s.statistics, s.flow), {})
            years[s.period.year] = max(s.origin.published, years.get(s.period.year, s.origin.published))
    for side in series.sides:
        exports, imports = known.get((side, "exports"), {}), known.get((side, "imports"), {})
        both = {year: max(exports[year], imports[year]) for year in exports if year in imports}
        if both:
            known[side, "total"] = both | known.get((side, "total"), {})
    return tuple(
        Holding(codes, series.unit, side, flow, len(years), min(years), max(years), max(years.values()))
        for (side, flow), years in known.items()
    )


def holders_words(pair: Pair) -> str:
    """Return who may have figures of a pair."""
    kinds = {pair.reporter.kind, pair.partner.kind}
    if "region" in kinds:
        return "the region's and the country's statistics offices and customs publish them"
    if "group" in kinds:
        return "the group's secretariat, or a member's statistics office, publishes totals"
    return "the IMF's trade statistics (IMTS) and UN Comtrade have most pairs of countries"


def missing_words(pair: Pair) -> str:
    """Return that no figure of a pair is shipped, and who may have them."""
    return f"no figures of {pair.reporter.name} and {pair.partner.name} are shipped; {holders_words(pair)}"
