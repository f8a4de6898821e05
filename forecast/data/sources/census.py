"""The US Census Bureau: the books of the United States, in dollars.

An answer is a list of lists with the header first. Countries have numbers of the bureau's own: its list of one month
tells them, by names such as "KOREA, SOUTH". A wrong key answers with a page for readers. Exports are valued free
alongside ship (FAS), imports by customs value; figures of the year to date are printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from forecast.data.places import country_named
from forecast.data.sources.reading import amount_of, json_of, months_of, refuse_without
from forecast.data.sources.source import Observation, Source, SourceError, countries_of
from forecast.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forecast.data.places import Pair
    from forecast.data.sources.source import Answer, Ask, Get

__all__ = ["CENSUS"]

Flow = Literal["exports", "imports"]
#: By flow: columns of the month and of the year to date, and what defines the figure.
_FLOWS: dict[Flow, tuple[str, str, str]] = {
    "exports": ("ALL_VAL_MO", "ALL_VAL_YR", "exports FAS"),
    "imports": ("GEN_VAL_MO", "GEN_VAL_YR", "general imports, customs value"),
}
#: The series begins there.
_FIRST = 2013
_ALL = "-"


def _covers(pair: Pair) -> str:
    return countries_of(pair) or ("" if "USA" in pair.codes else "has books of the United States alone")


def _names(text: str) -> Iterator[str]:
    """Yield a name of the bureau as it may be written elsewhere: KOREA, SOUTH is South Korea."""
    yield text
    head, comma, tail = text.partition(",")
    if comma:
        yield f"{tail.strip()} {head.strip()}"
        yield head.strip()
    yield text.partition("(")[0].strip()


def _is_place(text: str, code: str) -> bool:
    found = next((place for name in _names(text) if (place := country_named(name))), None)
    return found is not None and found.code == code


def _table(answer: Answer, needed: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of an answer by column, none when it says nothing."""
    if answer.status != 200 or answer.empty:
        return []
    document = json_of("census", answer)
    if not isinstance(document, list) or not all(isinstance(line, list) for line in document):
        raise SourceError([Fault("census", "", "answered with JSON that is no table", "run the command again")])
    header = [str(cell) for cell in document[0]] if document else []
    refuse_without("census", header, needed)
    if any(len(line) != len(header) for line in document):
        raise SourceError([Fault("census", "", "answered with rows of unequal length", "run the command again")])
    # A column that is asked for and chosen by stands twice, with the same cells.
    return [
        dict(zip(header, ("" if cell is None else str(cell) for cell in line), strict=True)) for line in document[1:]
    ]


def _read(ask: Ask, get: Get, key: str) -> Iterator[Observation]:
    other = next(code for code in ask.pair.codes if code != "USA")
    secret = {"key": key} if key else {}
    since = max(ask.since, _FIRST)
    number = ""
    for flow, (month, year, basis) in _FLOWS.items():
        path = f"/data/timeseries/intltrade/{flow}/hs"
        columns = f"CTY_CODE,CTY_NAME,{month},{year}"
        if not number:
            number = _number(get(path, {"get": columns, "time": f"{ask.until - 1}-12"}, secret=secret), other)
            if not number:
                return
        query = {"get": columns, "CTY_CODE": number, "time": f"from {since}-01 to {ask.until}-12"}
        answer = get(path, query, secret=secret)
        sha256 = answer.sha256
        for row in _table(answer, ("CTY_CODE", "time", year)):
            if row["CTY_CODE"] != number:
                continue
            when, _, last = months_of("census", row["time"])
            value = amount_of("census", row[year], f"{flow} {row['time']}")
            if value is not None and when >= since and (ask.annual if last == 12 else ask.monthly):
                yield Observation("USA", other, flow, when, value, "USD", sha256, 1, last, note=basis)


def _number(answer: Answer, code: str) -> str:
    """Return the bureau's number of a place, empty when its list has no such name."""
    rows = _table(answer, ("CTY_CODE", "CTY_NAME"))
    if code == "WLD":
        return _ALL
    # Groups have letters in their numbers, or begin with zeros.
    named = [row for row in rows if row["CTY_CODE"].isdigit() and not row["CTY_CODE"].startswith("00")]
    return next((row["CTY_CODE"] for row in named if _is_place(row["CTY_NAME"], code)), "")


CENSUS = Source(
    name="census",
    publisher="US Census Bureau",
    title="International trade, monthly, harmonized system (timeseries/intltrade)",
    page="https://www.census.gov/foreign-trade/",
    address="https://api.census.gov",
    read=_read,
    covers=_covers,
    per_day=500,
)
