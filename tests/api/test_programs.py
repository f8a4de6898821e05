"""What programs find: an index, lists as CSV, marks as numbers, and changes to follow."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from api.app import create_app
from api.gate import Gate
from api.service import NAME
from api.settings import Settings
from forecast.data import catalog, read_targets
from forecast.store import open_store
from tests.support.postgres import seeded_url

PAIR = "belarus-st-petersburg"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Return an application that is only read, on a store of its own."""
    folder = tmp_path_factory.mktemp("programs")
    with open_store(seeded_url("sqlite", folder)) as store:
        yield create_app(Settings(), store)


@pytest.fixture(scope="module")
def client(app):
    """Return a client."""
    return app.test_client()


def test_the_index_names_every_address_with_a_sentence_and_an_example_that_can_be_asked(app, client, monkeypatch):
    """Each address of the contract stands in `/v1` with its formats; each example is found well-formed.

    The gate before the model is shut: what got that far had no fault.
    """
    shut = Gate(abreast=0, waiting=0, patience=0)
    monkeypatch.setitem(app.extensions, NAME, replace(app.extensions[NAME], gate=shut, own=shut))
    answer = client.get("/v1")
    assert 'rel="service-desc"' in answer.headers.getlist("Link")[0]
    told = answer.get_json()
    listed = {}
    for family in told["families"]:
        assert family["says"]
        for one in family["addresses"]:
            suffixes = ("", *(f".{form}" for form in one["formats"]))
            listed |= {(one["method"], one["address"] + suffix): one for suffix in suffixes}
            assert one["says"].endswith(".")
            if one["method"] == "GET" and one["example"]:
                answers = {401} if one["address"] == "/v1/webhooks" else {200, 503}  # those of a token
                assert client.get(one["example"]).status_code in answers, one
    paths = client.get("/openapi.json").get_json()["paths"]
    declared = {(m.upper(), path) for path, item in paths.items() for m in item if path.startswith("/v1")}
    assert set(listed) == declared
    for method, path in listed:
        one = listed[method, path]
        if method == "POST" and path == one["address"]:
            lines = isinstance(one["body"], str)
            text, kind = (one["body"], "x-ndjson") if lines else (json.dumps(one["body"]), "json")
            answer = client.post(path, data=text, content_type=f"application/{kind}")
            assert answer.status_code in {200, 401, 503}, path


def test_an_address_has_one_operation_for_each_format_with_its_own_type(client):
    """No path has a suffix as a parameter; each operation has a name of its own and promises one type.

    A batch alone is answered in the type that it came in.
    """
    paths = client.get("/openapi.json").get_json()["paths"]
    names, kinds = [], {}
    for path, item in paths.items():
        assert "{suffix}" not in path
        for method, operation in item.items():
            names.append(operation["operationId"])
            if path == "/v1/batch":
                continue
            (kinds[method, path],) = operation["responses"].get("200", {"content": {"": 0}})["content"]
    assert len(names) == len(set(names))
    assert kinds["get", "/v1/forecast.png"] == kinds["post", "/v1/forecast.png"] == "image/png"
    assert kinds["get", "/v1/targets.csv"] == "text/csv"
    assert kinds["get", "/v1/forecast"] == kinds["get", "/v1/forecast.json"] == "application/json"


def test_the_registry_as_csv_reads_back_as_the_same_targets(client):
    """`/v1/targets.csv` holds every target by the columns that POST /v1/targets takes; filters and pages work."""
    found, _ = read_targets(client.get("/v1/targets.csv").text, where="targets")
    assert found == catalog.targets()
    missed = client.get("/v1/targets.csv?outcome=missed&words=belarus").text
    told = client.get("/v1/targets?outcome=missed&words=belarus").get_json()["targets"]
    assert [row["id"] for row in csv.DictReader(io.StringIO(missed))] == [one["id"] for one in told]
    page = client.get("/v1/targets.csv?limit=3")
    assert len(page.text.splitlines()) == 4
    assert page.headers["Link"] == '</v1/targets.csv?limit=3&offset=3>; rel="next"'


def test_the_list_of_series_as_csv_tells_what_the_json_tells(client):
    """A row a series, lists joined by spaces."""
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/series.csv").text)))
    told = client.get("/v1/series").get_json()["series"]
    assert client.get("/v1/series.json").get_json()["series"] == told
    for row, one in zip(rows, told, strict=True):
        assert row == {name: " ".join(v) if isinstance(v := one[name], list) else str(v) for name in row}


@pytest.mark.parametrize("number", [2.5e9, 2_500_000_000])
def test_a_mark_may_be_a_number(client, number):
    """2500000000 in JSON asks what "2.5bn" asks; a number that is no mark is refused as text would be."""
    asked = {"series": PAIR, "by": 2027}
    told = client.post("/v1/forecast", json={**asked, "target": "2.5bn"}).get_json()
    assert client.post("/v1/forecast", json={**asked, "target": number}).get_json()["answer"] == told["answer"]
    refused = client.post("/v1/forecast", json={**asked, "target": -number})
    assert refused.status_code == 422
    assert [(e["name"], e["given"]) for e in refused.get_json()["errors"]] == [("target", "-2500000000")]
