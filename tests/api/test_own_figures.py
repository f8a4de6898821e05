"""Figures of the caller's own: every question about a series can be asked of them, and gives the same document."""

from __future__ import annotations

import csv
import io

import pytest

from api.app import create_app
from api.settings import Settings
from forecast import read_series, sensitivity
from forecast.report import sensitivity_document
from forecast.store import open_store

PAIR = "belarus-st-petersburg"
#: By address: what a query asks, and the same in a body.
ASKED = {
    "attainable": ({"by": "2030", "probability": "0.8"}, {"by": 2030, "probability": 0.8}),
    "surface": (
        {"targets": "2.5bn;3000000000", "deadlines": "2026,2028"},
        {"targets": ["2.5bn", 3e9], "deadlines": [2026, 2028]},
    ),
    "compare": (
        {"target": "2.5bn", "scenarios": "growth=2026:-10%", "sides": "st-petersburg"},
        {"target": 2.5e9, "scenarios": ["growth=2026:-10%"], "sides": ["st-petersburg"]},
    ),
}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """Return a client of an application that is only read."""
    folder = tmp_path_factory.mktemp("own")
    with open_store(f"sqlite:///{folder}/store.sqlite") as store:
        yield create_app(Settings(), store).test_client()


@pytest.fixture(scope="module")
def text(client):
    """Return the statements of a pair as the service gives them for changing."""
    return client.get(f"/v1/series/{PAIR}.csv").text


def anonymous(document):
    """Return a document without the name of the series."""
    if isinstance(document, dict):
        return {name: anonymous(value) for name, value in document.items()}
    if isinstance(document, list):
        return [anonymous(value) for value in document]
    return "own" if document == PAIR else document


@pytest.mark.parametrize("address", list(ASKED))
def test_own_figures_are_answered_as_those_of_the_service_are(client, text, address):
    """The statements of a pair sent as one's own, and its name in a body, give what the query gives; nobody keeps it."""
    query, body = ASKED[address]
    ours = client.get(f"/v1/{address}", query_string={"series": PAIR, **query})
    assert ours.status_code == 200, ours.text
    named = client.post(f"/v1/{address}", json={"series": PAIR, **body})
    assert named.get_json() == ours.get_json()
    own = client.post(f"/v1/{address}", json={"csv": text, **body})
    assert anonymous(own.get_json()) == anonymous(ours.get_json())
    assert own.headers["Cache-Control"] == "no-store"
    table = client.post(f"/v1/{address}.csv", json={"series": PAIR, **body})
    assert table.data == client.get(f"/v1/{address}.csv", query_string={"series": PAIR, **query}).data
    assert len(list(csv.reader(io.StringIO(table.text)))) > 1


def test_what_moves_the_date_most_is_told_of_own_figures(client):
    """The document is the one that the library makes of the same statements."""
    text = "period,level,unit,published\n2021,1.2bn,USD,2022-03-01\n2022,1.31bn,USD,2023-03-01\n2023,1.45bn,USD,2024-03-01\n"
    told = client.post("/v1/sensitivity", json={"csv": text, "target": 2e9})
    assert told.status_code == 200, told.text
    found = sensitivity(read_series(text, series_id="own", where="csv"), "2bn")
    assert told.get_json() == sensitivity_document(found).model_dump(mode="json")


def test_own_figures_stand_first_beside_series_of_the_service(client, text):
    """A comparison takes statements and names; the baseline is the caller's own."""
    told = client.post("/v1/compare", json={"csv": text, "series": [PAIR], "target": "2.5bn"}).get_json()
    assert [case["label"] for case in told["cases"]] == ["own", PAIR]
    assert told["cases"][0]["path"] == told["cases"][1]["path"]


@pytest.mark.parametrize(
    ("address", "body", "named"),
    [
        ("attainable", {"series": PAIR, "probability": 2, "flow": "both"}, {"by", "probability", "flow"}),
        ("surface", {"series": PAIR, "targets": ["soon", 3e9], "deadlines": [2999], "x": 1}, {"targets", "deadlines", "x"}),
        ("surface", {"targets": ["3bn"]}, {"series"}),
        ("sensitivity", {"series": PAIR, "csv": "period", "target": "2.5bn"}, {"series"}),
        ("compare", {"series": [PAIR, "nowhere"], "target": "soon"}, {"series", "target"}),
        ("compare", {"series": [PAIR], "target": "2.5bn"}, {"series"}),
        ("compare", {"series": [PAIR, "india-uae"] * 3 + [f"{a}-{b}" for a in ("india", "china", "japan") for b in ("usa", "germany", "france")], "target": "2bn"}, {"series"}),
        ("compare", {"target": "2.5bn"}, {"series"}),
    ],
)  # fmt: skip
def test_every_fault_of_a_body_is_told_at_once(client, address, body, named):
    """422 names what is missing, unknown or cannot be, as the query of the same address does."""
    refused = client.post(f"/v1/{address}", json=body)
    assert refused.status_code in {404, 422}, refused.text
    errors = refused.get_json()["errors"]
    assert {error["name"] for error in errors} == named, errors
    assert all(error["problem"] and error["takes"] for error in errors)
