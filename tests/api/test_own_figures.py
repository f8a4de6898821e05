"""Figures of the caller's own: every question about a series can be asked of them, and gives the same document."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

import pytest

import forecast.data
from api.app import create_app
from api.fields_said import in_fields
from api.settings import Settings
from forecast import read_series, sensitivity
from forecast.errors import Fault, Setting
from forecast.report import sensitivity_document
from forecast.store import open_store
from tests.support.postgres import seeded_url

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
    with open_store(seeded_url("sqlite", folder)) as store:
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


OFFICE = "Year;Exports;Imports\n" + "".join(
    f"{2015 + n};{800 + 30 * n},5;{400 + 9 * n},5\n" for n in range(10)
)  # fmt: skip


def _uploaded(client, fields, content):
    """Post a form with a file, as a browser writes it; the test client's own boundary is drawn by chance."""
    parts = [f'--edge\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()]
    parts.append(b'--edge\r\nContent-Disposition: form-data; name="file"; filename="book.csv"\r\n\r\n' + content)
    data = b"".join(parts) + b"\r\n--edge--\r\n"
    return client.post("/own", data=data, content_type="multipart/form-data; boundary=edge")


def test_a_file_of_an_office_is_asked_with_the_unit_and_the_pair_that_it_does_not_say(client):
    """The same cells as CSV text of a body, pasted into the page and uploaded give one document."""
    asked = {"csv": OFFICE, "unit": "USD million", "pair": "Kenya/Uganda", "target": "2bn", "by": "2030"}
    document = client.post("/v1/forecast", json=asked)
    sent = {name: value for name, value in asked.items() if name != "csv"} | {"format": "json"}
    pasted = client.post("/own", data=sent | {"csv": OFFICE})
    uploaded = _uploaded(client, sent, OFFICE.encode("cp1252"))
    assert document.status_code == 200
    assert document.json["question"]["series"] == "kenya-uganda"
    assert pasted.json["answer"] == uploaded.json["answer"] == document.json["answer"]


def test_what_a_file_does_not_say_is_asked_for_and_its_cells_are_kept_to_be_sent_again(client):
    """Without unit and pair the page asks for both by its fields' names, and shows the cells with tabs between."""
    page = _uploaded(client, {"target": "2bn"}, OFFICE.encode())
    assert page.status_code == 422
    assert "give the field pair" in page.text
    assert "give the field unit" in page.text
    assert "Year\tExports\tImports\n2015\t800,5" in page.text
    refused = client.post("/v1/forecast", json={"csv": OFFICE, "target": "2bn"})
    assert {"pair", "unit"} <= {error["name"] for error in refused.json["errors"]}


WORDS_OF_A_FIELD = [
    ("Year,Exports (USD million)\n2022,5\n2023,6\n", {}, "give the field pair, such as A/B"),
    ("Year,Exports\n2022,5e9\n2023,6e9\n", {"pair": "A/B"}, "give the field unit, such as USD million"),
    ("Year,Exports\n2022,5\n2023,6\n", {"pair": "A/B", "unit": "EUR"},
     "give the field unit, such as EUR million, or EUR units for full units"),
    ("Year,Value\n2022,5\n2023,6\n", {"pair": "A/B", "unit": "USD bn"}, "name the column of figures exports, imports or total"),
    ("Year;Exports\n2022;1.234\n2023;2.345\n", {"pair": "A/B", "unit": "USD million"},
     "write all figures with one kind of mark, such as 1234.5"),
    ("Year,Partner,Exports\n2022,Kenya,5\n2022,Chad,6\n", {"unit": "USD bn"}, "give the field pair, one of '?/Kenya', '?/Chad'"),
    ("Year,Exports\n2022,5\n", {"unit": "lots", "pair": "A/B"}, "give the field unit, such as USD million"),
    ("Year,Exports\n2024-25,5\n2022-23,6\n", {"unit": "USD million", "pair": "A/B"}, "give a column year_starts, such as 04"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "about", "remedy"), WORDS_OF_A_FIELD, ids=[row[2][:30] for row in WORDS_OF_A_FIELD]
)
def test_what_is_asked_for_is_asked_in_the_fields_of_a_body_and_of_the_page(client, content, about, remedy):
    """No message names an option of a command, which whoever sends a body has not typed."""
    sent = client.post("/v1/forecast", json={"csv": content, "target": "20bn", **about})
    shown = client.post("/own", data={"csv": content, "target": "20bn", **about})
    assert remedy in sent.text
    assert remedy in html.unescape(shown.text)
    assert "--" not in sent.text


def test_each_setting_that_a_file_leaves_open_has_words_for_a_body():
    """Whatever the reader of files asks for by an option is told in fields or columns."""
    code = [path.read_text(encoding="utf-8") for path in (Path(forecast.data.__file__).parent).glob("*.py")]
    names = {name for text in code for name in re.findall(r'Setting\("([a-z-]+)"', text)}
    assert {"unit", "unit-scale", "pair", "sheet", "decimal", "flow", "map", "year-starts"} == names
    for name in names:
        told = in_fields(Fault("file", "", "is open", f"say --{name}", Setting(name, "USD", "USD, EUR")))
        assert "--" not in told.remedy


def test_an_office_file_is_kept_as_the_statements_that_it_makes(tmp_path):
    """A holder of a token posts cells with a unit and a pair; each year is a statement in full units."""
    with open_store(seeded_url("sqlite", tmp_path)) as store:
        token = {"Authorization": f"Bearer {store.create_token('ann')}"}
        client = create_app(Settings(refresh=False), store).test_client()
        given = {"series": "kenya-uganda", "csv": OFFICE, "unit": "USD million", "pair": "Kenya/Uganda"}
        assert client.post("/v1/statements", json=given, headers=token).status_code == 201
        kept = {(s.flow, s.period.year): s.level.value for s in store.series("kenya-uganda").statements}
        assert kept["exports", 2015] == 800.5e6
        assert len(kept) == 20
