"""The language of an answer: in the address, in links, and by a browser's wish on the first visit alone."""

from __future__ import annotations

import re

import pytest

from api.app import create_app
from api.settings import Settings
from forecast import words

WISH = {"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.5", "Accept": "text/html"}
QUESTION = "/v1/forecast?series=belarus-st-petersburg&target=2.5bn"


@pytest.fixture(scope="module")
def client():
    """Return a client of a fresh application."""
    return create_app(Settings()).test_client()


def test_the_summary_follows_the_address_and_the_numbers_do_not(client):
    """Keys, codes and numbers are the same in every language; so is the run's id."""
    english, russian = client.get(QUESTION).json, client.get(f"{QUESTION}&lang=ru").json
    assert "вероятность того, что товарооборот" in russian["summary"]["headline"]
    assert "the chance that trade" in english["summary"]["headline"]
    assert russian.keys() == english.keys()
    assert russian["run"]["id"] == english["run"]["id"]
    assert russian["answer"] == english["answer"]


def test_every_link_of_a_page_keeps_its_language(client):
    """Pages, forms and documents lead on in the language; files and the contract have none."""
    page = client.get("/targets/blr-spb-2.5bn?lang=ru")
    assert page.headers["Content-Language"] == "ru"
    assert '<html lang="ru">' in page.text
    links = re.findall(r'(?:href|src)="(/[^"#]*)', page.text)
    assert links
    for link in links:
        assert ("lang=" in link) != link.startswith(("/static/", "/openapi")), link
    for action in re.findall(r'<form[^>]*method="post" action="([^"]*)', client.get("/own?lang=ru").text):
        assert action == "/own?lang=ru"
    for form in re.findall(r'<form[^>]*method="get"[^>]*>.{0,60}', page.text):
        assert 'name="lang" value="ru"' in form


def test_a_page_names_its_other_languages(client):
    """One of them for programs, a switch for people, with the question kept."""
    page = client.get("/targets/blr-spb-2.5bn?by=2030").text
    where = "http://localhost/targets/blr-spb-2.5bn?by=2030&amp;lang=ru"
    assert f'<link rel="alternate" hreflang="ru" href="{where}"' in page
    assert ">Русский</a>" in page
    assert ">English</a>" in client.get("/?lang=ru").text


@pytest.mark.parametrize("address", ["/", "/own", "/targets/blr-spb-2.5bn?by=2030"])
def test_a_wish_is_heard_on_the_first_visit(client, address):
    """A browser that prefers Russian is led to the Russian address once; within the site the address decides."""
    first = client.get(address, headers=WISH)
    assert first.status_code == 302
    assert first.location.endswith(f"{address}{'&' if '?' in address else '?'}lang=ru")
    within = client.get(address, headers={**WISH, "Sec-Fetch-Site": "same-origin"})
    assert within.status_code == 200
    assert within.headers["Content-Language"] == "en"
    chosen = client.get(address + ("&" if "?" in address else "?") + "lang=en", headers=WISH)
    assert chosen.status_code == 200
    assert chosen.headers["Content-Language"] == "en"


def test_a_kept_answer_hears_the_wish_as_well(client):
    """What memory holds of one language is not given to whoever wishes another."""
    assert client.get("/own").status_code == 200
    assert client.get("/own", headers=WISH).status_code == 302
    assert client.get("/own?lang=ru").text != client.get("/own").text


def test_data_do_not_ask_a_browser(client):
    """JSON and embedded charts speak what their address says, English without it."""
    assert "the chance that trade" in client.get(QUESTION, headers=WISH).json["summary"]["headline"]
    assert '<html lang="en">' in client.get("/embed/blr-spb-2.5bn", headers=WISH).text


@pytest.mark.parametrize("told", ["tlh", "", "ru,en", "RU"])
def test_a_language_that_is_not_spoken_is_refused(client, told):
    """The fault says what can be spoken."""
    answer = client.get(f"{QUESTION}&lang={told}")
    assert answer.status_code == 422
    assert answer.json["errors"] == [
        {"name": "lang", "given": told, "problem": "is no language that is spoken here", "takes": "takes en, ru"}
    ]


def test_no_language_is_left_behind(client):
    """The next request on the same thread speaks English again."""
    client.get("/?lang=ru")
    assert words.current_locale() is words.ENGLISH
    assert '<html lang="en">' in client.get("/").text
