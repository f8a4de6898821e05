"""Bodies are refused in sentences of our own, and figures from days ahead only asked about with a day that says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from api.app import create_app
from api.gate import Gate
from api.settings import Settings
from forecast.store import open_store
from tests.support.postgres import seeded_url
from tests.support.work import calls_of

TODAY = datetime.now(UTC).date()
AHEAD = [
    {"period": year, "level": f"{level}bn", "unit": "USD", "published": f"{year + 1}-03-01"}
    for year, level in ((TODAY.year + 7, 1.2), (TODAY.year + 8, 1.3), (TODAY.year + 9, 1.4))
]
#: Where each question is put, and what it needs beside figures.
ASKED = {
    "forecast": {"target": "2bn"},
    "attainable": {"by": TODAY.year + 15, "probability": 0.8},
    "surface": {},
    "compare": {"target": "2bn", "scenarios": ["growth=2040:-10%"]},
    "sensitivity": {"target": "2bn"},
}
#: What no field takes, by its kind.
WRONG = [[], {}, True, "x", "", 1.5, -1, 10**400, ["x"], {"a": 1}, [[1]], None]


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """Return a client of an application that is only read."""
    with open_store(seeded_url("sqlite", tmp_path_factory.mktemp("refusals"))) as store:
        yield create_app(Settings(), store).test_client()


@pytest.mark.parametrize("address", list(ASKED))
def test_figures_published_after_today_are_refused_unless_a_day_is_named(client, address):
    """What is given, what is wrong, what is taken; with `as_of` the same figures are asked about."""
    body = ASKED[address] | {"statements": AHEAD}
    refused = client.post(f"/v1/{address}", json=body)
    assert refused.status_code == 422
    (fault,) = refused.json["errors"]
    assert (fault["name"], fault["given"]) == ("published", AHEAD[-1]["published"])
    assert fault["problem"] == "lies in the future"
    assert f"takes days up to today, {datetime.now(UTC).date()}, unless as_of says" in fault["takes"]
    assert client.post(f"/v1/{address}", json=body | {"as_of": f"{TODAY.year + 11}-01-01"}).status_code == 200


def test_a_figure_of_tomorrow_is_taken(client):
    """Somewhere it is tomorrow already."""
    rows = [{"period": 2020, "level": "1bn", "unit": "USD", "published": (TODAY + timedelta(days=1)).isoformat()}]
    assert client.post("/v1/forecast", json={"target": "2bn", "statements": rows}).status_code == 200


def test_pasted_figures_from_days_ahead_are_refused_on_the_page_too(client):
    """The page of own figures says the same."""
    text = "period,level,unit,published\n2020,1bn,USD,2021-03-01\n2021,1.1bn,USD,2062-03-01\n"
    told = client.post("/own", data={"csv": text, "target": "2bn"})
    assert told.status_code == 422
    assert "lies in the future" in told.text
    assert client.post("/own", data={"csv": text, "target": "2bn", "as_of": "2022-01-01"}).status_code == 200


@pytest.mark.parametrize("address", ["forecast", "compare", "read"])
def test_what_a_schema_refuses_is_told_in_our_words(client, address):
    """No sentence of the library that checks bodies reaches a reader, whatever stands in whatever field."""
    row = {"period": 2020, "level": "1bn", "unit": "USD", "published": "2021-03-01"}
    known = client.get("/openapi.json").json["paths"][f"/v1/{address}"]["post"]["requestBody"]["content"]
    named = known["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
    fields = client.get("/openapi.json").json["components"]["schemas"][named]["properties"]
    bodies = [{name: wrong} for name in fields for wrong in WRONG]
    bodies += [{"target": "2bn", "statements": [row | {name: wrong}]} for name in row for wrong in WRONG]
    bodies += [[], "x", 1, None, {"statements": []}, {"statements": [1]}]
    for body in bodies:
        told = client.post(f"/v1/{address}", json=body)
        assert told.status_code < 500
        if told.status_code < 400:
            continue
        for fault in told.json["errors"]:
            said = f"{fault['problem']} {fault['takes']}".lower()
            assert not any(mark in said for mark in ("input should", "unable to", "valid dictionary", "error,")), said
            assert fault["takes"], fault


def test_strangers_wait_at_a_gate_of_their_own(client):
    """While somebody's figures are worked on, others' figures wait or are refused, and what is shipped is answered."""
    service = client.application.extensions["trade_target"]
    body = {"target": "2bn", "statements": [{"period": 2020, "level": "1bn", "unit": "USD", "published": "2021-03-01"}]}
    shut = replace(service, own=Gate(abreast=1, waiting=0, patience=0.1))
    client.application.extensions["trade_target"] = shut
    try:
        with shut.own.enter():
            refused = client.post("/v1/forecast", json=body)
            shipped = client.get("/v1/forecast?series=belarus-st-petersburg&target=2.47bn")
    finally:
        client.application.extensions["trade_target"] = service
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert shipped.status_code == 200


def test_figures_of_sides_without_end_are_refused_before_they_are_fitted(client):
    """Each side is fitted for an answer, some 20,000 calls: 9,000 of them held the strangers' gate for minutes."""
    row = {"level": "1bn", "unit": "USD", "published": "2021-03-01"}
    rows = [row | {"period": 1950 + n % 70, "statistics": f"side{n}"} for n in range(9_000)]
    answers = []
    work = calls_of(lambda: answers.append(client.post("/v1/forecast", json={"target": "2bn", "statements": rows})))
    assert work < 500 * len(rows)
    (refused,) = answers
    assert refused.status_code == 422
    assert refused.json["errors"][0]["problem"] == "are the statistics of 9,000 sides"
