"""Bad input: every parameter of every route of the specification, and every body, with all faults at once."""

from __future__ import annotations

import json
import time
from urllib.parse import quote, urlencode

import pytest

from api.app import create_app
from api.contract import specification
from api.settings import Settings
from forecast.store import open_store
from tests.support.postgres import seeded_url

PAIR = "belarus-st-petersburg"
#: Values of the path and of a query that the service answers, where the specification names no example.
USUAL = {"run": "0" * 20, "series": PAIR, "probability": "0.8", "target": "blr-spb-2.5bn"}
NUMBERS = ("x", "NaN", "nan", "inf", "-inf", "1e999", "１２", "٢٠٢٥", "0x10", "--1", "1_0", "1,5", "٠.٨")
BY_TYPE = {"integer": (*NUMBERS, "1.5", "1e2", "9" * 400), "number": NUMBERS}
DATES = (
    "2025-02-30",
    "2025-13-01",
    "20250714",
    "２０２５-07-14",
    "2025-7-14",
    "14.07.2025",
    "NaN",
    "0000-00-00",
    "today",
)
AMOUNTS = ("NaN", "1e999", "inf", "-2.5bn", "２.5bn", "2.5Ьn", "2.5bn2.5bn", "٢bn", "0", "soon")
NAMES = ("bеlarus-st-petersburg", "Ｂelarus", "nowhere", "../../etc/passwd", "' OR 1=1 --", "\x00", "\u202e")
ROW = {"period": "2020", "level": "1bn", "unit": "USD", "published": "2021-03-01"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Return the application on a store of its own."""
    with open_store(seeded_url("sqlite", tmp_path_factory.mktemp("bad"))) as store:
        yield create_app(Settings(refresh=False), store)


@pytest.fixture(scope="module")
def client(app):
    """Return a client."""
    return app.test_client()


@pytest.fixture(scope="module")
def token(app):
    """Return the header of a caller who may write."""
    store = app.extensions["trade_target"].library.store
    return {"Authorization": f"Bearer {store.create_token('bad')}"}


def operations(app):
    """Return path, parameters of the path and of the query of every GET under /v1."""
    found = []
    for path, item in specification(app)["paths"].items():
        if "get" in item and path.startswith("/v1"):
            parameters = item["get"].get("parameters", [])
            split = [[p for p in parameters if p["in"] == place] for place in ("path", "query")]
            found.append((path, *split))
    return found


def usual(parameter):
    """Return a value that a parameter takes."""
    return str(parameter.get("example") or parameter["schema"].get("enum", [USUAL.get(parameter["name"])])[0])


def address(path, parameters, **changed):
    """Return a path with its parameters filled in."""
    for p in parameters:
        value = changed.get(p["name"], usual(p))
        path = path.replace(f"{{{p['name']}}}", quote(value, safe=""))
    return path


def bad_values(parameter):
    """Return what a parameter of a query must refuse."""
    schema, name = parameter["schema"], parameter["name"]
    found = list(BY_TYPE.get(schema.get("type"), ()))
    if "minimum" in schema:
        found += [str(schema["minimum"] - 1), str(schema["maximum"] + 1)]
    if "enum" in schema:
        found += ["zz", schema["enum"][0].upper() + "x", schema["enum"][0].replace("o", "о").replace("e", "е"), "NaN"]
    if schema.get("format") == "date":
        found += DATES
    if name == "target":
        found += AMOUNTS
    if name in {"series", "statistics"}:
        found += NAMES
    if name == "scenario":
        found += ["growth", "growth=2026", "growth=2026:NaN%", "growth=2026:1e999%", "grоwth=2026:-10%", "x=1"]
    return [value for value in found if value not in schema.get("enum", ())]


def refusal(answer, *, named=(), status=range(400, 500)):
    """Return the faults of a problem document, by name; each says what is wrong and what is taken."""
    assert answer.status_code in status, (
        answer.status_code,
        answer.request.path,
        answer.request.query_string[:200],
        answer.text[:600],
    )
    assert answer.content_type == "application/problem+json"
    told = json.loads(answer.text)
    faults = {fault["name"]: fault for fault in told["errors"]}
    assert set(named) <= set(faults), (named, told)
    assert all(fault["problem"] and fault["takes"] for fault in faults.values())
    assert told["request_id"] == answer.headers["X-Request-ID"]
    return faults


def asked(client, where, query, headers):
    """Ask an address with a query of pairs, as one who may ask it."""
    return client.get(f"{where}?{urlencode(query)}", headers=headers)


def test_every_parameter_of_every_route_refuses_what_it_does_not_take(app, client, token):
    """Empty, repeated, of another type, out of range, look-alike, NaN, 1e999, 2025-02-30: each is a named fault."""
    count = 0
    every = operations(app)
    stems = {path for path, _, _ in every}
    for path, places, parameters in every:
        stem, _, suffix = path.rpartition(".")
        if stem in stems and suffix != "json":
            continue  # the formats of one thing are one view, which is asked without a suffix and with one
        where = address(path, places)
        for p in parameters:
            name, good = p["name"], usual(p)
            rest = [(q["name"], usual(q)) for q in parameters if q["required"] and q is not p]
            for bad in ("", "   ", *bad_values(p)):
                refusal(asked(client, where, [*rest, (name, bad)], token), named={name})
                count += 1
            refusal(asked(client, where, [*rest, (name, good), (name, good)], token), named={name})
            refusal(asked(client, where, [*rest, (name, "x" * 1_500)], token), named={name})
            refusal(asked(client, where, [*rest, (name, "x" * 10_000)], token), status={414})
            if p["required"]:
                refusal(asked(client, where, rest, token), named={name})
            count += 3
    assert count > 500


def test_every_route_names_unknown_parameters_and_all_faults_at_once(app, client, token):
    """A parameter nobody knows is a fault everywhere under /v1, and comes with those of all the others."""
    for path, places, parameters in operations(app):
        where = address(path, places)
        if asked(client, where, [], token).status_code == 404:
            continue
        bad = [(p["name"], "") for p in parameters]
        faults = refusal(asked(client, where, [*bad, ("zz", "1"), ("ＢＹ", "2027")], token))
        assert set(faults) == {p["name"] for p in parameters} | {"zz", "ＢＹ"}, path


def test_every_name_in_a_path_that_is_none_is_not_found(app, client):
    """Look-alikes, traversal, NUL, invalid UTF-8, 5,000 characters: 404 as a problem document."""
    for path, places, parameters in operations(app):
        needed = urlencode([(p["name"], usual(p)) for p in parameters if p["required"]])
        for p in places:
            for bad in (*NAMES, "x" * 5_000, "%", "..", ".", "a/b", "a" * 19):
                where = address(path, places, **{p["name"]: bad})
                refusal(client.get(f"{where}?{needed}"), status={404})
            where = address(path, places, **{p["name"]: "BAD"}).replace("BAD", "%ff%fe%c0%af")
            refusal(client.get(f"{where}?{needed}"), status={404})


BROKEN = (
    b"", b"{", b"nul", b"\xff\xfe", b'{"series": "a", "series": "b"}', b'{"level": NaN}', b'{"level": Infinity}',
    b'{"a": -Infinity}', b"[" * 100_000, b'{"a":' * 50_000, b'{"seed": ' + b"9" * 5_000 + b"}",
)  # fmt: skip
NO_OBJECT = (b"[]", b"1", b'"x"', b"null", b"true")


@pytest.mark.parametrize("path", ["/v1/forecast", "/v1/forecast.csv", "/v1/runs", "/v1/statements", "/v1/targets"])
def test_every_body_that_is_not_what_its_type_says_is_refused(client, token, path):
    """Malformed, doubled keys, NaN, deep nesting: 400; no object: 422; another type: 415; too large: 413."""
    for data in BROKEN:
        refusal(client.post(path, data=data, content_type="application/json", headers=token), status={400})
    for data in NO_OBJECT:
        refusal(client.post(path, data=data, content_type="application/json", headers=token), named={"body"})
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "text/csv"):
        refusal(client.post(path, data=b"{}", content_type=kind, headers=token), status={415})
    large = client.post(path, data=b" " * 10_000_000, content_type="application/json", headers=token)
    refusal(large, status={413})
    refusal(client.post(f"{path}?zz=1", json={"zz": 1}, headers=token), named={"zz"})


QUESTION = {"series": PAIR, "target": "2.5bn"}
STATEMENTS = {"target": "2bn", "statements": [ROW]}
WRONG = (
    None,
    [],
    {},
    True,
    1.5,
    -1,
    10**400,
    "",
    " ",
    "x" * 10_000,
    "\ud800",
    "\x00",
    "NaN",
    "1e999",
    "２０２７",
    "2025-02-30",
)
OPTIONAL = ("by", "as_of", "statistics", "flow", "horizon", "level", "model", "seed", "scenario")


@pytest.mark.parametrize("name", ["target", "series", *OPTIONAL])
def test_every_part_of_a_question_in_a_body_refuses_what_it_does_not_take(client, name):
    """As in a query; null alone stands for nothing given."""
    for bad in WRONG:
        answer = client.post("/v1/forecast", data=json.dumps(QUESTION | {name: bad}), content_type="application/json")
        if bad is None and name in OPTIONAL:
            assert answer.status_code == 200
            continue
        refusal(answer, named={name})


def test_every_cell_of_a_statement_in_a_body_refuses_what_it_does_not_take(client):
    """Each column but those of free text refuses what is no value of it, by the statement's place."""
    free = {"reporter", "partner", "publisher", "title", "url", "event", "note"}
    for name in (
        set(client.get("/openapi.json").get_json()["components"]["schemas"]["OwnStatement"]["properties"]) - free
    ):
        for bad in ([], {}, "zz ?", "\x00", "\ud800", "NaN", "1e999", "2025-02-30", "x" * 3_000):
            if name == "statistics" and bad in ("zz ?", "NaN", "1e999", "2025-02-30"):
                continue  # a name
            row = ROW | {"growth_pct": "3.5", name: bad}
            data = json.dumps({"target": "2bn", "statements": [ROW | {"period": "2019"}, row]})
            faults = refusal(client.post("/v1/forecast", data=data, content_type="application/json"))
            assert any(place.startswith("statements[1]") for place in faults), (name, bad, faults)
    for bad in ([], {}, 1, True, "\ud800", "\x00", "x" * 3_000):
        for name in free:
            data = json.dumps({"target": "2bn", "statements": [ROW | {name: bad}]})
            refusal(client.post("/v1/forecast", data=data, content_type="application/json"))


def test_all_faults_of_a_body_come_at_once(client, token):
    """Unknown keys, wrong types and bad values are told together."""
    bad = QUESTION | {"zz": 1, "by": [], "seed": "-1", "as_of": "2025-02-30", "flow": "", "level": 80}
    faults = refusal(client.post("/v1/forecast?yy=1", json=bad))
    assert set(faults) == {"yy", "zz", "by", "seed", "as_of", "flow", "level"}
    rows = [ROW | {"level": "much"}, ROW | {"period": "2025-02-30", "unit": "XXQ"}, ROW]
    faults = refusal(client.post("/v1/statements", json={"series": "a-b", "statements": rows}, headers=token))
    assert set(faults) >= {"statements[0].level", "statements[1].period", "statements[1].unit"}
    for body in (
        {},
        {"csv": "", "statements": [ROW]},
        {"series": "a-b"},
        {"series": "a-b", "csv": "x", "statements": [ROW]},
    ):
        refusal(client.post("/v1/statements", json=body, headers=token))


def many(count):
    """Return statements of a long monthly record, by many publishers."""
    return [
        {
            "period": f"{1990 + i // 12 % 34}-01/{1990 + i // 12 % 34}-{i % 12 + 1:02d}",
            "level": f"{100 + i % 77}.{i % 10}m",
            "unit": "USD",
            "published": "2024-03-01",
            "event": f"e{i}",
            "reporter": "Aland",
            "partner": "Bland",
        }
        for i in range(count)
    ]


@pytest.mark.slow
def test_ten_thousand_statements_are_answered_and_stored_within_the_time_limit(client, token):
    """One more is refused; so many are answered in one POST, and stored in another."""
    limit = Settings().timeout_seconds
    refusal(client.post("/v1/forecast", json={"target": "2bn", "statements": many(10_001)}), named={"statements"})
    for path, body, status in (
        ("/v1/forecast", {"target": "2bn"}, 200),
        ("/v1/statements", {"series": "aland-bland"}, 201),
    ):
        start = time.monotonic()
        answer = client.post(path, json=body | {"statements": many(10_000)}, headers=token)
        taken = time.monotonic() - start
        assert answer.status_code == status, answer.text[:500]
        assert taken < limit, path
