"""Articles over HTTP: read, explained, corrected and answered; nothing stored."""

from __future__ import annotations

import re
from html import unescape

import pytest

from api.app import create_app
from api.settings import Settings
from forecast.store import open_store
from tests.support.news import NEWS


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """Return a client of the application on a store of its own."""
    folder = tmp_path_factory.mktemp("read")
    with open_store(f"sqlite:///{folder}/store.sqlite") as store:
        yield create_app(Settings(), store).test_client()


def _form(page):
    """Return what a browser would send of the form of rows."""
    sent = {unescape(n): unescape(v) for n, v in re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page)}
    for name, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        sent[name] = (re.findall(r'value="([^"]*)" selected', body) or [""])[0]
    return {**sent, "text": NEWS, "published": "", "pair": "", "ask": "yes"}


def test_an_article_is_read_over_http(client):
    """The JSON tells statements with their places, targets, the rest, the audit and the answer."""
    told = client.post("/v1/read", json={"text": NEWS}).json
    assert told["pair"] == {"reporter": "Belarus", "partner": "St. Petersburg"}
    assert [(s["flow"], s["level"]) for s in told["statements"][:3]] == [
        ("total", 2.46e9), ("exports", 1.66e9), ("imports", 793.2e6),
    ]  # fmt: skip
    assert all(NEWS[slice(*s["span"])] == s["words"] for s in told["statements"])
    assert told["answer"]["question"]["target"]["value"] == 2.5e9
    assert any("10.5 %" in finding["title"] for finding in told["audit"])


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 60_000}, "text"),
        ({"text": "Trade of India and Egypt was $2bn last year."}, "published"),
        ({"text": NEWS, "pair": "Belarus / Atlantis"}, "pair"),
        ({}, "text"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(client, body, name):
    """Too much, nothing, no day and an unknown place are faults that name the field."""
    answer = client.post("/v1/read", json=body)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["name"] == name


def test_the_page_marks_figures_and_answers_corrected_rows(client):
    """Without script: the figures are explained, a row is corrected by hand, and the answer is on the corrected row."""
    assert client.get("/read").status_code == 200
    page = client.post("/read", data={"text": NEWS}).get_data(as_text=True)
    assert re.search(
        r'class="figure statement" tabindex="0" aria-describedby="([^"]+)">\$2.46 billion<span class="why" role="tooltip" id="\1">total 2024',
        page,
    )
    form = _form(page)
    assert client.post("/read", data=form).status_code == 200
    form["0-level"] = "$2.6bn"
    corrected = client.post("/read", data=form).get_data(as_text=True)
    assert "$2.6bn" in corrected
    wrong = client.post("/read", data={**form, "0-period": "soon"})
    assert wrong.status_code == 422
    assert "is not a year, a quarter or a month" in wrong.get_data(as_text=True)


def test_the_page_refuses_what_it_cannot_read_beside_the_field(client):
    """A missing day is told at its field, and the text typed stays."""
    answer = client.post("/read", data={"text": "Trade of India and Egypt was $2bn last year."})
    assert answer.status_code == 422
    assert re.search(r'id="published"[^>]*aria-invalid', answer.get_data(as_text=True))
