"""UN Comtrade: all products, by the reporter's books.

With a key (``TRADE_TARGET_COMTRADE_KEY``, sent in a header) the whole service; without one its preview of 500 rows.
Three zeros - mode of transport, customs procedure, second partner - ask for the totals; rows of parts are left out
should they come. The day on which a reporter's file was published comes from the list of files, which a key opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from forecast.data.shipped import shipped_table
from forecast.data.sources.reading import CHANGED, amount_of, json_of, months_of, refuse_without, stamp_of
from forecast.data.sources.source import Observation, Source, SourceError, code_fault, countries_of
from forecast.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from forecast.data.sources.source import Answer, Ask, Get

__all__ = ["COMTRADE", "code_of"]

_FLOWS: dict[str, Literal["exports", "imports"]] = {"X": "exports", "M": "imports"}
_NEEDED = ("period", "reporterCode", "partnerCode", "flowCode", "primaryValue")
#: What marks a total: rows with another value are parts of it, which would count twice.
_TOTALS = {"motCode": "0", "customsCode": "C00", "partner2Code": "0", "cmdCode": "TOTAL"}
#: An answer of so many rows is cut off without a word: the newest years are missing.
_MOST_ROWS, _MOST_PREVIEW = 100_000, 500
#: Periods that one request may name.
_PERIODS = 12
#: Months are asked for so many years back: a request holds one year of them.
_MONTHLY_YEARS = 5


def code_of(code: str) -> int:
    """Return Comtrade's number of a place.

    Raises
    ------
    SourceError

    Examples
    --------
    >>> code_of("CHN"), code_of("IND"), code_of("WLD")
    (156, 699, 0)
    """
    found = {row["code"]: row["comtrade"] for row in shipped_table("places/comtrade.csv")}
    if not found.get(code):
        raise code_fault(COMTRADE.name, code)
    return int(found[code])


def _periods(ask: Ask, *, annual: bool) -> Iterator[str]:
    """Yield the periods of each request."""
    if annual:
        years = [str(year) for year in range(ask.since, ask.until + 1)]
        yield from (",".join(years[at : at + _PERIODS]) for at in range(0, len(years), _PERIODS))
        return
    for year in range(max(ask.since, ask.until - _MONTHLY_YEARS), ask.until + 1):
        yield ",".join(f"{year}{month:02d}" for month in range(1, 13))


def _read(ask: Ask, get: Get, key: str) -> Iterator[Observation]:
    codes = {code_of(code): code for code in ask.pair.codes}
    sides = ",".join(str(code) for code in codes)
    reporters = ",".join(str(number) for number in codes if number)
    start = "/data/v1/get" if key else "/public/v1/preview"
    headers = {"Ocp-Apim-Subscription-Key": key} if key else {}
    for letter, annual in (("A", True), ("M", False)):
        if not (ask.annual if annual else ask.monthly):
            continue
        stamps = _stamps(get, reporters, letter, headers) if key else {}
        for period in _periods(ask, annual=annual):
            query = {
                "reporterCode": reporters,
                "partnerCode": sides,
                "cmdCode": "TOTAL",
                "flowCode": "X,M",
                "period": period,
                "motCode": "0",
                "customsCode": "C00",
                "partner2Code": "0",
            }
            answer = get(f"{start}/C/{letter}/HS", query, headers=headers)
            most = _MOST_ROWS if key else _MOST_PREVIEW
            yield from _observations(answer, codes, stamps, annual=annual, most=most)


def _rows(answer: Answer, needed: tuple[str, ...], most: int) -> list[dict[str, Any]]:
    """Return the rows of an answer, none when it says nothing."""
    if answer.status != 200 or answer.empty:
        return []
    document = json_of("comtrade", answer)
    if not isinstance(document, dict) or not isinstance(document.get("data"), list):
        refuse_without("comtrade", document if isinstance(document, dict) else (), ("data",))
        raise SourceError([Fault("comtrade", "", "answered without a list of rows", "run the command again")])
    rows: list[Any] = document["data"]
    if len(rows) >= most:
        remedy = "ask less: give --since" if most == _MOST_ROWS else "set TRADE_TARGET_COMTRADE_KEY, or ask less"
        problem = f"answered {len(rows):,} rows, the most it gives: the newest are cut off without a word"
        raise SourceError([Fault("comtrade", "", problem, remedy)])
    count = document.get("count")
    if isinstance(count, int) and count > len(rows):
        problem = f"counts {count:,} rows and sent {len(rows):,}"
        raise SourceError([Fault("comtrade", "", problem, "run the command again; the store is as it was")])
    for row in rows:
        refuse_without("comtrade", row if isinstance(row, dict) else (), needed)
        for name in ("reporterCode", "partnerCode"):
            if name in needed and not isinstance(row[name], int):
                problem = "is no number of a place, as the source writes them"
                raise SourceError([Fault(f"comtrade, {name}", str(row[name])[:40], problem, CHANGED)])
    return rows


def _stamps(get: Get, reporters: str, letter: str, headers: dict[str, str]) -> dict[tuple[int, str], date]:
    """Return when each reporter's file of a period was published."""
    try:
        answer = get(f"/bulk/v1/get/C/{letter}/HS", {"reporterCode": reporters}, headers=headers)
    except SourceError as error:
        # The list of files is for some keys alone: without it the day of the pull stands.
        if any("answered 401" in fault.problem or "answered 403" in fault.problem for fault in error.faults):
            return {}
        raise
    found: dict[tuple[int, str], date] = {}
    for row in _rows(answer, ("reporterCode", "period", "publicationDate"), _MOST_ROWS):
        day = stamp_of(str(row["publicationDate"]))
        place = (int(row["reporterCode"]), str(row["period"]))
        if day is not None:
            found[place] = max(day, found.get(place, day))
    return found


def _observations(
    answer: Answer, codes: dict[int, str], stamps: dict[tuple[int, str], date], *, annual: bool, most: int
) -> Iterator[Observation]:
    """Yield the totals of the places asked for."""
    sha256 = answer.sha256
    for row in _rows(answer, _NEEDED, most):
        flow = _FLOWS.get(str(row["flowCode"]))
        sides = codes.get(row["reporterCode"]), codes.get(row["partnerCode"])
        part = any(str(row.get(name, total)) != total for name, total in _TOTALS.items())
        if flow is None or None in sides or sides[0] == sides[1] or part:
            continue
        period = str(row["period"])
        if not period.isdigit() or len(period) != (4 if annual else 6):
            continue
        months_of("comtrade", f"{period[:4]}-{period[4:]}" if period[4:] else period)
        text = "" if row["primaryValue"] is None else repr(row["primaryValue"])
        value = amount_of("comtrade", text, f"{sides[0]} {period}")
        if value is None:
            continue
        month = 0 if annual else int(period[4:])
        fob = flow == "imports" and row.get("cifvalue") is None and row.get("fobvalue") is not None
        basis = "exports FOB" if flow == "exports" else "imports FOB" if fob else "imports CIF"
        guessed = row.get("isReported") is False or bool(row.get("legacyEstimationFlag"))
        yield Observation(
            sides[0] or "", sides[1] or "", flow, int(period[:4]), value, "USD", sha256,
            month or 1, month or 12, stamps.get((row["reporterCode"], period)), "estimated" if guessed else "", basis,
        )  # fmt: skip


COMTRADE = Source(
    name="comtrade",
    publisher="United Nations",
    title="UN Comtrade, all commodities (HS)",
    page="https://comtradeplus.un.org",
    address="https://comtradeapi.un.org",
    read=_read,
    covers=countries_of,
    per_second=1.0,
    per_day=500,
)
