"""Articles over HTTP: read, explained, corrected and answered; nothing stored."""

from __future__ import annotations

import re
from html import unescape

import pytest

from api.app import create_app
from api.settings import Settings
from forecast.store import open_store
from tests.support.news import NEWS
from tests.support.postgres import seeded_url


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """Return a client of the application on a store of its own."""
    folder = tmp_path_factory.mktemp("read")
    with open_store(seeded_url("sqlite", folder)) as store:
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


def test_each_target_of_an_article_has_its_answer(client):
    """Two targets make two answers in their order; the first stands alone beside them, as it always did."""
    text = (
        "Trade between Belarus and St. Petersburg was $2.46 billion in 2024, up 3 %. The sides want $2.6 billion by 2027 "
        "and aim at $4 billion by 2032."
    )
    told = client.post("/v1/read", json={"text": text, "published": "2025-07-14"}).json
    assert [a["question"]["target"]["value"] for a in told["answers"]] == [2.6e9, 4e9]
    assert told["answer"] == told["answers"][0]


@pytest.fixture
def keeping(tmp_path):
    """Return a store that may be written to, a client on it, and the secret of a token."""
    with open_store(seeded_url("sqlite", tmp_path)) as store:
        secret = store.create_token("ann")
        yield store, create_app(Settings(refresh=False), store).test_client(), secret


PROPOSED = "Trade between Latvia and Chad was $12.4 million in 2023, up 12%. Exports were $10.2 million."


def _proposal(client, **more):
    page = client.post("/read", data={"text": PROPOSED, "published": "2024-03-05"}).text
    sent = _form(page) | {"text": PROPOSED, "published": "2024-03-05", "pair": ""}
    sent = {name: value for name, value in sent.items() if not name.endswith("-confirmed") and name != "ask"}
    return client.post("/read", data=sent | {"propose": "yes"} | more)


def test_statements_are_stored_that_the_holder_of_a_token_confirmed_one_by_one(keeping):
    """Of two rows the confirmed one is stored, by the token's name and with where it stood; nothing the second time."""
    store, client, secret = keeping
    more = {"token": secret, "0-confirmed": "yes", "url": "https://example.org/a", "publisher": "Agency"}
    answer = _proposal(client, **more)
    assert answer.status_code == 201
    (kept,) = store.series("latvia-chad").statements
    assert (kept.flow, kept.level.value, kept.growth.percent) == ("total", 12.4e6, 12)
    assert (kept.origin.publisher, kept.origin.url) == ("Agency", "https://example.org/a")
    assert secret not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "stored before" in _proposal(client, **more).text


@pytest.mark.parametrize(
    ("more", "status", "told"),
    [
        ({"0-confirmed": "yes"}, 401, "unknown or revoked"),
        ({"0-confirmed": "yes", "token": "tt_guessed"}, 401, "unknown or revoked"),
        ({"token": "THE SECRET"}, 422, "none is confirmed"),
        ({"token": "THE SECRET", "0-confirmed": "yes", "url": "javascript:alert(1)"}, 422, "url"),
    ],
)
def test_nothing_is_stored_without_a_token_or_a_confirmation(keeping, more, status, told):
    """No token, a guessed one, no row confirmed and a false address are refused, and the store stays as it was."""
    store, client, secret = keeping
    answer = _proposal(client, **{name: value.replace("THE SECRET", secret) for name, value in more.items()})
    assert answer.status_code == status
    assert told in unescape(answer.text)
    assert "latvia-chad" not in store.series_ids()


def test_the_page_tells_each_pair_of_an_article_and_reads_it_for_the_one_chosen(client):
    """A second pair is shown with its figures, and the form beside it asks for it."""
    text = "In 2024 trade of India and Egypt was $4.2bn. Trade of India and Oman was $10.6bn."
    form = {"text": text, "published": "2025-03-01", "pair": ""}
    told = client.post("/read", data=form).get_data(as_text=True)
    assert "Other pairs in the text" in told
    assert "total 2024: $10.6bn" in told
    assert 'name="pair" value="India / Oman"' in told
    again = client.post("/read", data=form | {"pair": "India / Oman"}).get_data(as_text=True)
    assert 'name="pair" value="India / Egypt"' in again
    assert 'value="$10.6bn"' in again
