"""Many questions in one body: answered in their order, the same bytes again, a bad one told in its place."""

from __future__ import annotations

import csv
import io
import json
import threading
from dataclasses import replace

import pytest

from api.app import create_app
from api.gate import Gate
from api.service import NAME
from api.settings import Settings
from forecast.store import open_store
from tests.support.postgres import seeded_url

PAIR = "belarus-st-petersburg"
QUESTIONS = [
    {"series": PAIR, "target": "2.5bn", "by": 2027},
    {"series": PAIR, "target": 3e9, "by": 2030, "scenario": "growth=2026:-10%"},
    {"series": "nowhere", "target": "2bn"},
    {"series": PAIR, "target": "soon", "by": 1066},
    {"series": PAIR, "target": 4_000_000_000, "as_of": "2025-07-14"},
]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Return an application with small limits, on a store of its own."""
    with open_store(seeded_url("sqlite", tmp_path_factory.mktemp("batch"))) as store:
        yield create_app(Settings(batch_rows=8), store)


@pytest.fixture(scope="module")
def client(app):
    """Return a client."""
    return app.test_client()


def lines(questions):
    """Return questions as JSON lines."""
    return "".join(json.dumps(one) + "\n" for one in questions)


def asked(client, text, kind="application/x-ndjson"):
    """Return the answer to a batch."""
    return client.post("/v1/batch", data=text.encode(), content_type=kind)


def told(answer):
    """Return the lines of an answer."""
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_each_question_is_answered_as_it_is_alone(client):
    """Run, mark and chances are those of `/v1/forecast`; each line stands in the order of the questions."""
    found = told(asked(client, lines(QUESTIONS)))
    assert [one["line"] for one in found] == [1, 2, 3, 4, 5]
    for question, one in zip(QUESTIONS, found, strict=True):
        alone = client.get(
            "/v1/forecast", query_string={k: f"{v:.0f}" if isinstance(v, float) else v for k, v in question.items()}
        )
        document = alone.get_json()
        if alone.status_code == 200:
            assert one["run_id"] == document["run"]["id"]
            assert one["target"] == document["question"]["target"]["value"]
            assert one["probability_by_deadline"] == document["answer"]["probability_by_deadline"]
        else:
            assert one["errors"] == document["errors"]


def test_the_same_body_gives_the_same_bytes_streamed(client):
    """A batch can be sent again; it is sent in pieces and kept by nobody."""
    first, again = asked(client, lines(QUESTIONS)), asked(client, lines(QUESTIONS))
    assert first.is_streamed
    assert first.data == again.data
    assert first.headers["Cache-Control"] == "no-store"


def test_a_table_gives_a_table_with_the_same_answers(client):
    """CSV in, CSV out, a row a question; what is wrong stands in its row."""
    columns = ("series", "target", "by", "scenario", "as_of")
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(
        [{**one, "target": f"{t:.0f}" if isinstance(t := one["target"], float) else t} for one in QUESTIONS]
    )
    answer = asked(client, out.getvalue() + "a,b,c,d,e,f\r\n", "text/csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    found = told(asked(client, lines(QUESTIONS)))
    assert [row["run_id"] for row in rows[:5]] == [one.get("run_id", "") for one in found]
    assert [bool(row["errors"]) for row in rows] == [False, False, True, True, False, True]
    assert "'soon'" not in rows[0]["errors"]
    assert "soon" in rows[3]["errors"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("{", "line"),
        ("[]", "line"),
        ('{"series": 1, "series": 2}', "line"),
        ('{"series": NaN}', "line"),
        ('{"target": "2bn"}', "series"),
        ('{"series": "india-uae", "target": [1]}', "target"),
        ('{"series": "india-uae", "target": "2bn", "zz": 1}', "zz"),
        ('{"series": "india-uae", "target": true}', "target"),
        ("[" * 5_000, "line"),
    ],
)
def test_a_bad_line_is_told_in_its_place_and_stops_nothing(client, line, name):
    """Whatever stands in a line, the next one is answered."""
    found = told(asked(client, f"\n{line}\n{json.dumps(QUESTIONS[0])}\n"))
    assert [one["line"] for one in found] == [2, 3]
    assert found[0]["errors"][0]["name"] == name
    assert all(fault["problem"] and fault["takes"] for fault in found[0]["errors"])
    assert found[1]["status"] == "open"


def test_a_batch_that_is_none_is_refused_whole(client):
    """Empty, too many questions, another type, no table, not UTF-8: one problem document that says what is taken."""
    many = lines([QUESTIONS[0]] * 9)
    for text, kind, status, words in (
        ("", "application/x-ndjson", 422, "holds no question"),
        (many, "application/x-ndjson", 422, "send at most 8 at once"),
        ("series,target\r\n" + "a,2bn\r\n" * 9, "text/csv", 422, "send at most 8 at once"),
        ("who,what\r\n1,2\r\n", "text/csv", 422, "series"),
        (many, "application/json", 415, "send application/x-ndjson or text/csv"),
    ):
        refused = asked(client, text, kind)
        assert (refused.status_code, refused.content_type) == (status, "application/problem+json"), text[:20]
        assert words in refused.get_json()["detail"], refused.text
    assert client.post("/v1/batch", data=b"\xff\n", content_type="application/x-ndjson").status_code == 422
    assert client.post("/v1/batch?zz=1", data=many, content_type="application/x-ndjson").status_code == 422


def test_a_batch_waits_at_the_strangers_gate_and_no_longer_than_it_may(app, client, monkeypatch):
    """Busy at the start is 503; busy for all its seconds, each question left says so and is to be sent again."""
    service = app.extensions[NAME]
    monkeypatch.setitem(app.extensions, NAME, replace(service, own=Gate(abreast=0, waiting=0, patience=0)))
    assert asked(client, lines(QUESTIONS)).status_code == 503
    hurried = service.settings.model_copy(update={"batch_seconds": 1})
    shut = Gate(abreast=0, waiting=0, patience=0)
    monkeypatch.setitem(app.extensions, NAME, replace(service, settings=hurried, gate=shut))
    found = told(asked(client, lines(QUESTIONS[:2])))
    assert [one["errors"][0]["problem"] for one in found] == ["was not reached within 1 seconds"] * 2
    opened = Gate(abreast=1, waiting=0, patience=0.01)
    monkeypatch.setitem(app.extensions, NAME, replace(service, own=opened))
    done = threading.Event()

    def hold():
        with service.gate.enter():
            done.wait(5)

    holder = threading.Thread(target=hold)
    holder.start()
    threading.Timer(0.3, done.set).start()
    assert "errors" not in told(asked(client, lines(QUESTIONS[:1])))[0]
    holder.join()
