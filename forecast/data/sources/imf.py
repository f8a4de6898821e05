"""The IMF's International Trade in Goods by partner country (IMTS), the successor of its Direction of Trade.

SDMX 2.1; no key. One request has both sides' books. Values are full US dollars although SCALE says 6:
they are never multiplied. A wrong key answers 200 with nothing. The stamp stands on the data set, or on each row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.data.sources.reading import amount_of, months_of, sdmx_rows, stamp_of, status_of
from forecast.data.sources.source import Observation, Source, countries_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from forecast.data.places import Pair
    from forecast.data.sources.source import Answer, Ask, Get

__all__ = ["IMF"]

#: Where sdmx1, too, asks for the data of its source IMF_DATA.
_DATA = "/external/sdmx/2.1/data/IMF.STA,IMTS,1.0.0"
_INDICATORS: dict[str, tuple[Literal["exports", "imports"], str]] = {
    "XG_FOB_USD": ("exports", "exports FOB"),
    "MG_CIF_USD": ("imports", "imports CIF"),
    "MG_FOB_USD": ("imports", "imports FOB"),
}
#: Where the IMF's code is not ISO's.
_CODES = {"WLD": "G001", "XKX": "KOS"}
_NEEDED = ("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "TIME_PERIOD", "OBS_VALUE")
#: Partners of others' books that report none of their own.
_NO_BOOKS = {"WLD", "TWN"}


def _covers(pair: Pair) -> str:
    if set(pair.codes) <= _NO_BOOKS:
        return f"has no books of {pair.reporter.name} nor of {pair.partner.name}"
    return countries_of(pair)


def _read(ask: Ask, get: Get, _key: str) -> Iterator[Observation]:
    codes = {_CODES.get(code, code): code for code in ask.pair.codes}
    books = [theirs for theirs, code in codes.items() if code not in _NO_BOOKS]
    others = list(codes) if len(books) == 2 else [name for name in codes if name not in books]
    for letter, wanted in (("A", ask.annual), ("M", ask.monthly)):
        if wanted:
            key = f"{'+'.join(books)}.{'+'.join(_INDICATORS)}.{'+'.join(others)}.{letter}"
            answer = get(f"{_DATA}/{key}", {"startPeriod": f"{ask.since}"})
            yield from _observations(answer, codes, annual=letter == "A")


def _observations(answer: Answer, codes: dict[str, str], *, annual: bool) -> Iterator[Observation]:
    """Yield what an answer says of the places asked for; groups overlap, and other partners are left out."""
    if answer.status != 200 or answer.empty:
        return
    sha256 = answer.sha256
    found: dict[tuple[str, str, int, int], Observation] = {}
    for row in sdmx_rows("imf", answer, _NEEDED):
        flow, basis = _INDICATORS.get(row["INDICATOR"], (None, ""))
        sides = codes.get(row["COUNTRY"]), codes.get(row["COUNTERPART_COUNTRY"])
        if flow is None or None in sides or sides[0] == sides[1] or not row["TIME_PERIOD"]:
            continue
        year, first, last = months_of("imf", row["TIME_PERIOD"])
        value = amount_of("imf", row["OBS_VALUE"], f"{row['COUNTRY']} {row['TIME_PERIOD']}")
        if value is None or ((first, last) == (1, 12)) is not annual:
            continue
        one = Observation(
            sides[0] or "", sides[1] or "", flow, year, value, "USD", sha256, first, last,
            stamp_of(row.get("PUBLICATION_DATE", "")) or stamp_of(row.get("UPDATE_DATE", "")),
            status_of(row.get("STATUS", "") or row.get("OBS_STATUS", "")), basis,
        )  # fmt: skip
        place = (one.reporter, one.flow, year, last)
        if place in found and found[place].note == basis and found[place].value != value:
            yield one  # said twice and not the same: who takes both refuses them
            continue
        # Imports are those with cost and freight, as in the Direction of Trade; FOB ones where a country has no other.
        if place not in found or basis == "imports CIF" or flow == "exports":
            found[place] = one
    yield from found.values()


IMF = Source(
    name="imf",
    publisher="International Monetary Fund",
    title="International Trade in Goods by partner country (IMTS)",
    page="https://data.imf.org/en/datasets/IMF.STA:IMTS",
    address="https://api.imf.org",
    read=_read,
    covers=_covers,
    per_second=2.0,
)
