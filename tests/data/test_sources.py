"""The readers of sources: held against sdmx1, which reads the same answers its own way, and by names of countries."""

from __future__ import annotations

import io
import logging
import tracemalloc

import pytest

from forecast.data import Answer, Ask, find_place, parse_pair
from forecast.data.sources.census import CENSUS
from forecast.data.sources.eurostat import EUROSTAT
from forecast.data.sources.imf import IMF
from forecast.data.sources.reading import sdmx_rows
from forecast.data.sources.source import SourceError
from tests.support.answering import eurostat_xml, imf_csv, imf_xml
from tests.support.cases import some_of

FIGURES = {
    ("FJI", "XG_FOB_USD", "MLT", "A"): {"2022": "1000000.5", "2023": "1200000"},
    ("FJI", "MG_CIF_USD", "MLT", "A"): {"2022": "3000000", "2023": "NaN"},
    ("MLT", "XG_FOB_USD", "FJI", "A"): {"2023": "2900000"},
}
DIMENSIONS = {"freq": "A", "reporter": "MT", "partner": "FJ", "product": "TOTAL", "indicators": "VALUE_IN_EUROS"}
EUROS = eurostat_xml([DIMENSIONS | {"flow": "1"}], [[("2022", "100.5", ""), ("2023", "120", ' OBS_FLAG="p"')]])


def answer(body, kind="application/xml"):
    """Return a body as the answer of a source."""
    return Answer("http://x/", 200, kind, body)


def generic(figures):
    """Return figures as generic data: the other form in which SDMX 2.1 writes them."""
    base = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
    names = ("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY")
    series = "".join(
        "<g:Series><g:SeriesKey>"
        + "".join(f'<g:Value id="{name}" value="{value}"/>' for name, value in zip(names, key, strict=True))
        + "</g:SeriesKey>"
        + "".join(f'<g:Obs><g:ObsDimension value="{t}"/><g:ObsValue value="{v}"/></g:Obs>' for t, v in known.items())
        + "</g:Series>"
        for key, known in figures.items()
    )
    return (
        f'<?xml version="1.0"?><m:GenericData xmlns:m="{base}/message" xmlns:g="{base}/data/generic" '
        f'xmlns:c="{base}/common"><m:Header><m:ID>G1</m:ID><m:Test>false</m:Test>'
        '<m:Prepared>2025-11-04T00:00:00Z</m:Prepared><m:Sender id="IMF"/><m:Structure structureID="S" '
        'dimensionAtObservation="TIME_PERIOD"><c:Structure><Ref agencyID="IMF.STA" id="IMTS" version="1.0.0"/>'
        f'</c:Structure></m:Structure></m:Header><m:DataSet structureRef="S">{series}</m:DataSet></m:GenericData>'
    ).encode()


def by_sdmx1(body):
    """Return observations by their keys, as sdmx1 reads them."""
    import sdmx

    logging.getLogger("sdmx").setLevel(logging.ERROR)
    data = sdmx.read_sdmx(io.BytesIO(body), format="XML").data
    return [
        {k: str(v.value) for k, v in (o.key.values | o.attrib).items()} | {"OBS_VALUE": str(o.value)}
        for part in data
        for o in part.obs
    ]


@pytest.mark.parametrize("body", [imf_xml(FIGURES, extra=' STATUS="P"'), EUROS, generic(FIGURES)])
def test_an_answer_is_read_as_sdmx1_reads_it(body):
    """Every observation has the dimensions, attributes and value that sdmx1 finds, in the same order."""
    theirs = by_sdmx1(body)
    ours = list(sdmx_rows("imf", answer(body), ("OBS_VALUE", "TIME_PERIOD")))
    assert [{name: row[name] for name in row_ if name in row} for row, row_ in zip(ours, theirs, strict=True)] == theirs


@pytest.mark.parametrize(
    ("source", "registered", "flow"),
    [(IMF, "IMF_DATA", "IMF.STA,IMTS,1.0.0"), (EUROSTAT, "ESTAT_COMEXT", "DS-045409")],
)
def test_the_address_is_the_one_that_sdmx1_asks(source, registered, flow):
    """Path and query are what sdmx1 makes of the same flow and key: it keeps the list of services."""
    import sdmx

    asked = []

    def get(path, query):
        asked.append((path, query))
        return Answer("", 204, "", b"")

    list(source.read(Ask(parse_pair("germany malta"), 2001, 2025, annual=True, monthly=False), get, ""))
    ((path, query),) = asked
    client = sdmx.Client(registered)
    url = client.get("data", flow, key=path.rpartition("/")[2], params=query, dry_run=True).url
    assert url == f"{source.address}{path}?startPeriod=2001"


@pytest.mark.parametrize("form", some_of([imf_xml, imf_csv], every=2))
def test_memory_stays_near_the_size_of_the_answer(form):
    """An answer is read a row at a time: reading 2 MB takes no second copy of it, nor an object a cell."""
    body = form({("FJI", "XG_FOB_USD", "MLT", "A"): {str(n): "1" for n in range(20_000)}})
    list(sdmx_rows("imf", answer(form(FIGURES)), ("OBS_VALUE",)))  # what is loaded once is loaded
    tracemalloc.start()
    try:
        assert sum(1 for _ in sdmx_rows("imf", answer(body), ("OBS_VALUE",))) >= 20_000
        assert tracemalloc.get_traced_memory()[1] < 300_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "code"), [("GEORGIA", "GEO"), ("KOREA, SOUTH", "KOR"), ("CONGO (KINSHASA)", "COD"), ("GUINEA", "GIN")]
)
def test_the_census_finds_a_country_by_the_bureaus_name(name, code):
    """Georgia is the country and not the state, and neither Congo is the other."""
    table = [["CTY_CODE", "CTY_NAME", "ALL_VAL_MO", "ALL_VAL_YR"]]
    table += [["7630", "CONGO (BRAZZAVILLE)", "1", "1"], ["7461", "GUINEA-BISSAU", "1", "1"], ["4000", name, "1", "1"]]
    asked = []

    def get(_path, query, *, secret):
        asked.append(query.get("CTY_CODE"))
        assert not secret
        return Answer("", 200, "", str(table).replace("'", '"').encode())

    pair = parse_pair(f"USA {code}")
    assert find_place(code).kind == "country"
    with pytest.raises(SourceError, match="lacks time"):
        list(CENSUS.read(Ask(pair, 2024, 2025), get, ""))
    assert asked == [None, "4000"]
