"""Withdrawals over HTTP and on the command line: by token, with a reason, told in series, feed and runs."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from api.app import create_app
from api.settings import Settings
from forecast.cli import main
from forecast.data import catalog
from forecast.store import open_store

PAIR = "belarus-st-petersburg"
FIRST, LAST = catalog.series(PAIR).statements[0], catalog.series(PAIR).statements[-1]


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """Return the address of the store."""
    return f"sqlite:///{tmp_path_factory.mktemp('withdrawals')}/store.sqlite"


@pytest.fixture(scope="module")
def client(url):
    """Return a client of a service of its own, which refreshes nothing behind the requests."""
    with open_store(url) as store:
        app = create_app(Settings(), store)
        app.extensions["trade_target"].refresher.wake = lambda: None
        found = app.test_client()
        found.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {store.create_token('desk')}"
        yield found


def test_a_retraction_is_told_in_the_series_and_the_feed_and_changes_the_answer(client):
    """201 once, 200 again; the statement is out of what is published and stands among what was withdrawn."""
    asked = "/v1/targets/blr-spb-2.5bn/odds.json?by=2030"
    before = client.get(asked).get_json()
    body = {"series": PAIR, "statement": LAST.id, "reason": "the office denies it"}
    made = client.post("/v1/retractions", json=body)
    assert made.status_code == 201, made.text
    assert client.post("/v1/retractions", json=body).status_code == 200
    told = client.get(f"/v1/series/{PAIR}").get_json()
    assert LAST.id not in {s["id"] for s in told["published"]}
    (gone,) = told["withdrawn"]
    assert (gone["id"], gone["kind"], gone["reason"]) == (LAST.id, "retraction", "the office denies it")
    assert gone["statement"]["publisher"] == LAST.origin.publisher
    assert client.get(f"/v1/series/{PAIR}?as_of=2012-01-01").get_json()["withdrawn"] == []
    newest = client.get("/v1/changes.json?limit=1").get_json()["items"][-1]
    assert newest["tags"] == ["retraction"]
    assert newest["title"].endswith("the office denies it")
    assert newest["_trade_target"]["statements"] == [LAST.id]
    assert client.get(asked).get_json() != before


def test_a_run_says_which_text_it_showed_is_gone(client):
    """Its JSON has the numbers and names the statement; formats that held the text answer 410 with the reason."""
    run_id = client.post("/v1/runs", json={"series": PAIR, "target": "3bn"}).get_json()["run"]
    before = client.get(f"/v1/runs/{run_id}").get_json()
    body = {"series": PAIR, "statement": FIRST.id, "reason": "a court order"}
    assert client.post("/v1/redactions", json=body).status_code == 201
    after = client.get(f"/v1/runs/{run_id}").get_json()
    assert [(gone["statement"], gone["reason"]) for gone in after["redactions"]] == [(FIRST.id, "a court order")]
    assert (after["answer"], after["path"]) == (before["answer"], before["path"])
    assert FIRST.origin.title not in str(after)
    lost = client.get(f"/v1/runs/{run_id}.html")
    assert lost.status_code == 410
    assert "a court order" in lost.get_json()["detail"]
    assert run_id in client.get(f"/v1/runs/{run_id}/citation").get_json()["text"]


def test_who_has_no_token_or_no_reason_withdraws_nothing(client):
    """401, 404 and 422 leave the change number as it is."""
    version = client.get("/readyz").get_json()["change"]
    body = {"series": PAIR, "statement": FIRST.id, "reason": "x"}
    assert client.post("/v1/retractions", json=body, headers={"Authorization": "Bearer tt_x"}).status_code == 401
    assert client.post("/v1/retractions", json=body | {"statement": "nothing"}).status_code == 404
    empty = client.post("/v1/retractions", json={"series": PAIR, "statement": FIRST.id, "reason": " "})
    assert (empty.status_code, empty.get_json()["errors"][0]["name"]) == (422, "reason")
    assert client.get("/readyz").get_json()["change"] == version


def test_the_command_line_withdraws_and_asks_for_a_reason(tmp_path):
    """`statements retract` and `redact` say what they did, once; without --reason they do nothing."""
    database = f"sqlite:///{tmp_path}/store.sqlite"
    new = tmp_path / "new.csv"
    new.write_text("reporter,partner,period,level,unit,published\nAland,Bland,2024,1.6bn,USD,2025-03-01\n")
    with open_store(database) as store:
        (name,) = store.add_statements("aland-bland", new.read_text(), by="ann").statements

    def said(*words):
        return CliRunner().invoke(main, [*words, "--database", database])

    assert said("statements", "retract", "aland-bland", name).exit_code == 2
    asked = ("statements", "redact", "aland-bland", name, "--reason", "a court order")
    assert "is stripped of its text, change 3" in said(*asked).output
    assert "before" in said(*asked).output
    assert "is retracted, change 4" in said("statements", "retract", *asked[2:]).output


def test_a_token_that_has_ended_is_told_so_and_an_unknown_one_is_not(client, monkeypatch):
    """401 either way; the reason stands in the detail and, for programs, in WWW-Authenticate."""
    store = client.application.extensions["trade_target"].library.store
    header = {"Authorization": f"Bearer {store.create_token('brief', expires='2199-01-01')}"}
    body = {"series": PAIR, "statement": "nothing", "reason": "x"}
    assert client.post("/v1/retractions", json=body, headers=header).status_code == 404
    monkeypatch.setattr("api.auth.now", lambda: "2199-01-01T00:00:00Z")
    ended = client.post("/v1/retractions", json=body, headers=header)
    assert ended.status_code == 401
    assert "the token brief ended on 2199-01-01" in ended.get_json()["detail"]
    assert 'error="invalid_token"' in ended.headers["WWW-Authenticate"]
    unknown = client.post("/v1/retractions", json=body, headers={"Authorization": "Bearer tt_x"})
    assert (unknown.status_code, "ended" in unknown.text) == (401, False)
