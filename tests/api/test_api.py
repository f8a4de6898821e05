"""The HTTP slice: same answer, ETags, problem+json."""

from __future__ import annotations

import io
import json
import re

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.service import NAME
from api.settings import Settings
from forecast.cli import main
from tests.support.cases import examples

ASKED = "series=belarus-st-petersburg&target=2.5bn"


def strict(text: str) -> dict:
    """Return JSON read strictly: no NaN, no infinity."""

    def refuse(constant: str) -> None:
        msg = f"{constant} in JSON"
        raise AssertionError(msg)

    return json.loads(text, parse_constant=refuse)


@pytest.fixture(scope="module")
def client():
    """Return a client of the application with default settings."""
    return create_app(Settings()).test_client()


def test_http_and_command_line_give_the_same_answer(client):
    """The JSON over HTTP equals the command line's but for the links."""
    over_http = strict(client.get(f"/v1/forecast.json?{ASKED}").text)
    printed = strict(
        CliRunner().invoke(main, ["forecast", "belarus-st-petersburg", "--target", "2.5bn", "--format", "json"]).output
    )
    assert over_http.pop("links") != printed.pop("links")
    assert over_http == printed


def test_the_document_has_the_promised_keys(client):
    """The top-level, question and answer keys are those of schema version 1."""
    document = strict(client.get(f"/v1/forecast?{ASKED}").text)
    assert set(document) >= {
        "schema_version", "question", "answer", "required_growth", "path", "statements", "influence", "audit",
        "model", "uncertainty", "summary", "citation", "run", "links",
    }  # fmt: skip
    assert set(document["question"]) == {
        "series", "flow", "statistics", "basis", "target", "conversion", "measure", "as_of", "by", "since", "horizon", "level", "model", "seed",
        "scenario",
    }  # fmt: skip
    assert set(document["question"]["target"]) == {"value", "unit", "label", "strict"}
    assert set(document["answer"]) >= {
        "status", "flags", "reached_in", "probability_already_reached", "probability_by", "median", "intervals",
        "probability_not_by_horizon", "probability_by_deadline", "decided_by_publication",
    }  # fmt: skip
    assert set(document["path"][0]) == {"year", "kind", "p05", "p10", "p25", "p50", "p75", "p90", "p95"}
    assert len(document["influence"]) == 3
    assert len(document["statements"]) == 49


def test_links_lead_to_the_same_answer(client):
    """Each link of an answer spells the whole question and answers it the same."""
    document = strict(client.get(f"/v1/forecast.json?{ASKED}&by=2027").text)
    again = strict(client.get(document["links"]["json"]).text)
    assert again == document
    for suffix in ("csv", "svg"):
        assert client.get(document["links"][suffix]).status_code == 200


def test_pandas_opens_the_csv_as_it_is(client):
    """The CSV has typed columns and one row a year."""
    answer = client.get(f"/v1/forecast.csv?{ASKED}")
    assert answer.content_type == "text/csv; charset=utf-8"
    table = pd.read_csv(io.BytesIO(answer.data))
    assert table["total_p50_usd"].dtype.kind in "if"
    assert table.loc[table["year"] == 2024, "kind"].item() == "observed"


def test_an_unchanged_answer_is_not_sent_twice(client):
    """If-None-Match with the ETag gives 304 and no body."""
    first = client.get(f"/v1/forecast.svg?{ASKED}")
    second = client.get(f"/v1/forecast.svg?{ASKED}", headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data) == (304, b"")
    assert client.get(f"/v1/forecast.svg?{ASKED}").data == first.data


def test_health_and_index_answer(client):
    """`/healthz` says ok; `/` tells the odds of what is searched for."""
    assert strict(client.get("/healthz").text) == {"status": "ok"}
    assert re.search(r"\$2\.5bn.*?97\s% by 2030", client.get("/?q=Petersburg").text, re.DOTALL)


@pytest.mark.parametrize(
    ("method", "path", "status", "names"),
    [
        ("get", f"/v1/forecast.json?{ASKED}&seed=-1&level=80&by=x&foo=1", 422, {"seed", "level", "by", "foo"}),
        ("get", "/v1/forecast.json", 422, {"series", "target"}),
        ("get", "/v1/forecast.json?series=nowhere&target=2.5bn", 404, {"series"}),
        ("get", f"/v1/forecast.json?{ASKED}&target=3bn", 422, {"target"}),
        ("get", f"/v1/forecast.json?{ASKED}&by=", 422, {"by"}),
        ("get", f"/v1/forecast.json?{ASKED}&as_of=2025-02-30", 422, {"as_of"}),
        ("get", "/v1/forecast.pdf", 404, set()),
        ("get", "/v1/forecast.", 404, set()),
        ("get", "/nothing", 404, set()),
        ("post", "/healthz", 405, set()),
        ("get", f"/v1/forecast.json?{ASKED}&x={'y' * 3000}", 414, set()),
    ],
)  # fmt: skip
def test_every_error_is_a_problem_document(client, method, path, status, names):
    """Each error is problem+json with type, title, status, detail, the faults and a request id."""
    answer = getattr(client, method)(path, headers={"X-Request-ID": "abc-1"})
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    body = strict(answer.text)
    assert set(body) == {"type", "title", "status", "detail", "errors", "request_id"}
    assert (body["status"], body["request_id"]) == (status, "abc-1")
    assert {error["name"] for error in body["errors"]} == names
    for error in body["errors"]:
        assert error["problem"]
        assert error["takes"]


def test_a_405_says_what_is_allowed(client):
    """RFC 9110 wants the Allow header on 405."""
    assert "GET" in client.post("/healthz").headers["Allow"]


def test_an_unexpected_fault_shows_no_exception_text(monkeypatch):
    """A 500 is problem+json and keeps its reasons to the log."""
    from forecast.forecasting import Fits

    def fail(*_: object) -> None:
        msg = "secret detail"
        raise RuntimeError(msg)

    monkeypatch.setattr(Fits, "of", fail)
    answer = create_app(Settings()).test_client().get(f"/v1/forecast.json?{ASKED}")
    assert answer.status_code == 500
    assert answer.content_type == "application/problem+json"
    assert "secret" not in answer.text


def test_markup_in_a_parameter_comes_back_inert(client):
    """What a stranger sends is echoed as JSON text, never as markup or a header."""
    answer = client.get("/v1/forecast.json", query_string={"series": "<script>\r\nX: y", "target": "=cmd()"})
    assert answer.status_code == 422
    assert "X" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_request_id_that_could_forge_a_log_line_is_replaced(client):
    """Only plain short ids are taken over."""
    answer = client.get("/healthz", headers={"X-Request-ID": "a b;c"})
    assert answer.headers["X-Request-ID"] != "a b;c"


@examples(60)
@given(
    st.dictionaries(
        st.sampled_from(["series", "target", "by", "as_of", "flow", "statistics", "horizon", "level", "model", "seed", "zz"]),
        st.one_of(st.text(max_size=30), st.sampled_from(["nan", "1e999", "2025-02-30", "belarus-st-petersburg", "-1", "٢٠٢٥"])),
    )
)  # fmt: skip
def test_no_query_makes_the_service_fail(client, query):
    """Any text in any parameter gives an answer or a problem document, never a 500."""
    answer = client.get("/v1/forecast.json", query_string=query)
    assert answer.status_code in {200, 400, 404, 414, 422}
    strict(answer.text)


def test_more_forecasts_than_can_wait_are_refused_and_health_still_answers():
    """With one place inside and none to wait, a second forecast gets 503 and Retry-After; health answers."""
    import threading

    app = create_app(Settings(abreast=1, waiting=0))
    inside, done = threading.Event(), threading.Event()

    def hold():
        with app.extensions[NAME].gate.enter():
            inside.set()
            done.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    assert inside.wait(5)
    refused = app.test_client().get(f"/v1/forecast.json?{ASKED}")
    assert app.test_client().get("/healthz").status_code == 200
    done.set()
    holder.join()
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert refused.content_type == "application/problem+json"
    assert app.test_client().get(f"/v1/forecast.json?{ASKED}").status_code == 200


def test_a_browser_may_ask_whether_it_has_the_answer(client):
    """The preflight allows GET with If-None-Match; If-Match on another answer is a problem document."""
    preflight = client.options("/v1/forecast.json")
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
    assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"]
    failed = client.get(f"/v1/forecast.json?{ASKED}", headers={"If-Match": '"other"'})
    assert (failed.status_code, failed.content_type) == (412, "application/problem+json")
