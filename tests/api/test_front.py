"""The list of promises: whom a search means, what each facet counts, and odds that are the model's own."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from api.app import create_app
from api.pages import front
from api.settings import Settings
from forecast.data import catalog, evidence_of, shipped_table
from forecast.forecasting import Fits, tracked_in
from forecast.priors import shipped_priors


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """Return a client of an application with a store of its own."""
    path = tmp_path_factory.mktemp("front") / "store.sqlite"
    return create_app(Settings(database_url=f"sqlite:///{path}")).test_client()


def rows(page):
    """Return the titles of the listed promises."""
    return [
        unescape(text).replace("\N{NO-BREAK SPACE}", " ") for text in re.findall(r'scope="row"><a[^>]*>([^<]+)', page)
    ]


def test_a_search_for_the_uk_finds_british_promises_and_no_ukrainian_ones(client):
    """The issue's own address: every listed promise is about the United Kingdom."""
    listed = rows(client.get("/?q=UK").text)
    assert len(listed) >= 5
    assert all("United Kingdom" in title for title in listed)
    assert not any("Ukraine" in title for title in listed if "United Kingdom" not in title)


@pytest.mark.parametrize(
    ("text", "codes"), [("China-Russia", {"CHN", "RUS"}), ("St. Petersburg", {"RU-SPE"}), ("Turkey", {"TUR"})]
)
def test_a_search_means_one_side_or_a_pair(text, codes):
    """Names are those of the catalogue of places."""
    assert set(front.sought(text).codes) == codes


def test_a_misspelt_side_is_told_what_may_be_meant(client):
    """A typo costs no answer: the page names the nearest place."""
    assert "did you mean" in client.get("/?q=Ukrane").text


def test_the_facets_count_what_their_links_show(client):
    """The number beside each state is the number of promises that its link lists."""
    page = client.get("/countries/turkey").text
    facets = re.findall(r'href="(/countries/turkey[?]state=[^"]+)"[^>]*>[^<]+<span>(\d+)', page)
    assert len(facets) >= 4
    for address, count in facets:
        shown = client.get(unescape(address)).text
        assert re.search(r'role="status">(\d+) promise', shown).group(1) == count


def test_the_bars_of_a_country_lead_to_its_own_promises(client):
    """A bar's link lists the promises that the bar counts, and those whose end is not known, of that country alone."""
    page = client.get("/countries/turkey").text
    bars = re.findall(r'href="(/[^"]+)" aria-label="[^:]+: (\d+) of (\d+) kept"', page)
    assert len(bars) >= 5
    for address, _, counted in bars:
        shown = client.get(unescape(address)).text
        assert all("Turkey" in title for title in rows(shown))
        assert int(re.search(r'role="status">(\d+) promise', shown).group(1)) >= int(counted)
        assert len(re.findall(r"kept\"><rect", shown)) == len(bars)


def test_a_chance_for_a_year_that_is_over_says_when_it_was_known(client):
    """No row tells the chance of a past year as if it were today's."""
    page, now = client.get("/?state=open&q=Belarus").text, datetime.now(tz=UTC).year
    told = [(int(year), rest) for year, rest in re.findall(r"% by (\d{4})([^<]*)</td>", page.replace("\xa0", " "))]
    assert any(year < now for year, _ in told)
    assert all(("as known in" in rest) == (year < now) for year, rest in told)


def test_no_two_rows_say_the_same():
    """One row for each pair, flow, mark and deadline."""
    kept = front._once(catalog.targets())
    same = [(frozenset(t.codes), t.flow, t.value, t.currency, t.deadline) for t in kept]
    assert len(same) == len(set(same)) < len(catalog.targets())


def test_the_shipped_odds_are_what_the_model_says():
    """A few rows of open_odds.csv, asked anew; when this fails, run `python tools/build_odds.py`."""
    shipped = {row["target"]: row for row in shipped_table("open_odds.csv")}
    due = [t for t in catalog.targets() if t.outcome == "open" and not t.duplicate_of]
    assert {t.id for t in due if evidence_of(t).kind == "series"} <= set(shipped)
    fits = Fits(shipped_priors(), catalog.targets())
    for one in tracked_in([t for t in due if t.id in shipped][::55], ()):
        told = front.odds_row(one, catalog.series(one.series_id), fits)
        assert told is not None
        chance = shipped[one.target.id]
        assert abs(float(told["chance"]) - float(chance["chance"])) < 0.0015
        assert {**told, "chance": ""} == {**chance, "chance": ""}


def test_every_promise_has_a_page_with_or_without_figures(client):
    """What nothing is known about says so, with what is missing and the announcement."""
    bare = next(t for t in catalog.targets() if evidence_of(t).kind == "nothing")
    page = client.get(f"/targets/{bare.id}")
    assert page.status_code == 200
    told = evidence_of(bare).told
    assert told[0].upper() + told[1:] in unescape(page.text)


def test_record_and_glossary_are_pages_for_people(client):
    """Each promise of the hindcast is a row that leads to its page; the glossary explains the terms."""
    record = client.get("/record").text
    assert record.count('<a href="/targets/') >= 60
    assert '<dt id="calibration">calibration, coverage, PIT</dt>' in client.get("/glossary").text


def test_terms_stand_in_the_order_of_their_language_under_the_same_anchors(client):
    """In Russian the glossary is sorted by its Russian terms; an address with an anchor leads to the same term."""
    english, russian = (
        re.findall(r'<dt id="([a-z0-9-]+)">(.*?)</dt>', client.get(f"/glossary?lang={one}").text)
        for one in ("en", "ru")
    )
    assert len(english) > 40
    assert len(dict(english)) == len(english), "two terms share an anchor"
    assert dict(english).keys() == dict(russian).keys()
    for terms in (english, russian):
        names = [name.lstrip("«").casefold() for _, name in terms]
        assert names == sorted(names)
