"""Every number of a main view is one of the document that programs get from the same service."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import quote

import pytest

from api.app import create_app
from api.settings import Settings
from forecast.words import percent_words

OWN = "period,level,unit,published\n2021,1.2bn,USD,2022-03-01\n2022,1.31bn,USD,2023-03-01\n2023,1.45bn,USD,2024-03-01\n"
#: Questions of each kind: ahead, with a deadline, lost, reached, out of sight, under a scenario, of another side.
QUESTIONS = (
    "/targets/blr-spb-2.5bn",
    "/targets/blr-spb-2.5bn?by=2027",
    "/targets/blr-spb-2.5bn?scenario=growth%3D2026%3A-10%25",
    "/targets/blr-spb-2.5bn?statistics=st-petersburg",
    "/targets/blr-spb-2.5bn?target=900bn",
    "/targets/blr-spb-1.5bn-2008",
    "/targets/blr-tat-1bn",
    "/targets/ibsa-15bn-2010",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """Return a client of an application with a store of its own."""
    path = tmp_path_factory.mktemp("numbers") / "store.sqlite"
    return create_app(Settings(database_url=f"sqlite:///{path}", refresh=False)).test_client()


def plain(page):
    """Return the words of a page without its tags, on one line, with plain spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).replace("\N{NO-BREAK SPACE}", " ").split())


def part(page, pattern):
    """Return the words of the first part of a page that fits."""
    found = re.search(pattern, page, re.DOTALL)
    assert found, pattern
    return plain(found.group(1))


def same_answer(page, document):
    """Compare an answer's view with its document: words, chances by year, dates, growth, statements, audit."""
    summary, told = document["summary"], document["answer"]
    assert part(page, r'<p class="verdict">(.*?)</p>') == summary["verdict"].replace("\N{NO-BREAK SPACE}", " ")
    if summary["range"]:
        assert part(page, r'<p class="range">(.*?)</p>') == summary["range"].replace("\N{NO-BREAK SPACE}", " ")
    assert summary["headline"].replace("\N{NO-BREAK SPACE}", " ") in plain(page)
    chances = {row["year"]: row["probability"] for row in told["probability_by"]}
    rows = re.findall(
        r'<th scope="row">(\d{4})[^<]*</th><td data-probability="([\d.]+)"><meter[^>]*value="(\d+)"[^>]*></meter> ([^<]+)<',
        page,
    )
    assert len(rows) >= 6 or told["status"] == "reached"
    for year, value, bar, shown in rows:
        assert float(value) == chances[int(year)]
        assert abs(int(bar) - 100 * chances[int(year)]) <= 0.5
        assert shown.replace("\N{NO-BREAK SPACE}", " ") == percent_words(chances[int(year)])
    if "required" in page and 'id="required"' in page:
        growth = re.findall(r'<th scope="row">[^<]*</th><td>([+-]?[\d,.]+)\s*%', page[page.index('id="required"') :])
        needed = [need["growth_pct_per_year"] for need in document["required_growth"]]
        assert [float(text.replace(",", "")) for text in growth[: len(needed)]] == pytest.approx(needed, abs=0.051)
    assert page.count('<tr class="unused"><th scope="row">') + page.count('<tr><th scope="row">') >= len(
        document["statements"]
    )
    shown = re.findall(r"<details><summary>(.*?)</summary><p>", page)
    titles = {finding["title"] for finding in document["audit"]}
    assert {plain(title) for title in shown} <= titles
    assert len(shown) >= min(len(titles), 5)


@pytest.mark.parametrize("address", QUESTIONS)
def test_a_target_page_tells_the_numbers_of_its_document(client, address):
    """Verdict, range, sentence, chances, growth, statements and audit are the document's, whatever the state."""
    page = client.get(address).text
    same_answer(page, client.get(unescape(re.search(r'href="(/v1/forecast\.json\?[^"]+)"', page).group(1))).get_json())


def test_the_embed_tells_the_numbers_of_its_document(client):
    """Its verdict, its range and its sentence are the document's."""
    page, document = (
        client.get("/embed/blr-spb-2.5bn").text,
        client.get("/v1/targets/blr-spb-2.5bn/forecast").get_json(),
    )
    for name in ("verdict", "range", "headline"):
        assert document["summary"][name].replace("\N{NO-BREAK SPACE}", " ") in plain(page)


def test_a_pair_tells_the_numbers_of_its_document(client):
    """A pair without a promise is asked about the mark in its field; the same question as JSON has the same numbers."""
    page = client.get("/pairs/india-turkey").text
    mark = unescape(re.search(r'name="target" value="([^"]+)"', page).group(1))
    same_answer(page, client.get(f"/v1/forecast?series=india-turkey&target={quote(mark)}").get_json())


def test_own_figures_tell_the_numbers_of_their_document(client):
    """The form and the API answer the same figures with the same numbers."""
    page = client.post("/own", data={"csv": OWN, "target": "2bn"}).text
    same_answer(page, client.post("/v1/forecast", json={"csv": OWN, "target": 2e9}).get_json())


def test_the_record_tells_the_numbers_of_its_document(client):
    """Each promise's chance and end, the scores and the sentence on top are counted again from the track record."""
    page, hindcast = client.get("/record").text, client.get("/v1/track-record").get_json()["hindcast"]
    rows = re.findall(
        r'<a href="/targets/([^"]+)">[^<]*</a></th><td><meter[^>]*value="(\d+)"[^>]*></meter> ([^<]+)</td><td>(\w+)',
        page,
    )
    told = {row["target"]: row for row in hindcast["targets"]}
    assert {name for name, *_ in rows} == set(told)
    for name, bar, shown, end in rows:
        assert abs(int(bar) - 100 * told[name]["probability"]) <= 0.5
        assert shown.replace("\N{NO-BREAK SPACE}", " ") == percent_words(told[name]["probability"])
        assert (end == "met") == told[name]["met"]
    likely = [row["met"] for row in told.values() if row["probability"] > 0.5]
    words = part(page, r'<p class="verdict told-apart">(.*?)</p>')
    counts = (len(likely), sum(likely), len(told) - len(likely), hindcast["scores"]["met"] - sum(likely))
    assert tuple(int(number) for number in re.findall(r"\d+", words)) == counts
    for name in ("model", "base_rate", "trend"):
        assert f"{hindcast['scores'][name]:.3f}" in plain(page)


@pytest.mark.parametrize("address", ["/", "/countries/turkey"])
def test_the_bars_count_the_promises_of_the_registry(client, address):
    """Of each period, kept and counted are counted again from the registry's CSV."""
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/targets.csv").text)))
    page = client.get(address).text
    bars = re.findall(r'aria-label="(\d{4})-\d\d: (\d+) of (\d+) kept"', page)
    assert len(bars) >= 5
    for start, kept, counted in bars:
        due = [
            row
            for row in rows
            if row["deadline"]
            and int(start) <= int(row["deadline"]) < min(int(start) + 5, datetime.now(tz=UTC).year)
            and row["outcome"] in {"reached", "missed"}
            and row["kind"] != "expectation"
            and not row["duplicate_of"]
            and (address == "/" or "Turkey" in {row["reporter"], row["partner"]})
        ]
        met = [
            row
            for row in due
            if row["outcome"] == "reached" and (not row["reached_year"] or row["reached_year"] <= row["deadline"])
        ]
        assert (int(kept), int(counted)) == (len(met), len(due))


def test_the_list_tells_the_chances_of_the_documents(client):
    """An open promise of the store's own pair has in the list the chance that its document has."""
    page, checked = client.get("/?q=Belarus-St.+Petersburg").text, 0
    rows = re.findall(
        r'<a href="/targets/([^"]+)">[^<]*</a></th><td><meter[^>]*value="(\d+)"[^>]*></meter> ([^<]+) by (\d{4})<', page
    )
    for name, bar, shown, year in rows:
        document = client.get(f"/v1/targets/{name}/forecast").get_json()
        chance = next(r["probability"] for r in document["answer"]["probability_by"] if r["year"] == int(year))
        assert abs(int(bar) - 100 * chance) <= 0.5
        assert shown.replace("\N{NO-BREAK SPACE}", " ") == percent_words(chance)
        checked += 1
    assert checked >= 1


@pytest.mark.parametrize("address", ["/targets/blr-spb-2.5bn", "/targets/blr-spb-2.5bn?by=2027"])
def test_the_folded_pictures_are_told_by_what_is_seen_in_them(client, address):
    """Who does not see them hears the result first: the mark's chances, and the statement that moves it most."""
    marks, moves = (
        unescape(alt) for alt in re.findall(r'<img loading="lazy"[^>]*alt="([^"]+)"', client.get(address).text)
    )
    name, _, asked = address.removeprefix("/targets/").partition("?")
    document = client.get(f"/v1/targets/{name}/forecast?{asked}").get_json()
    rows = document["answer"]["probability_by"]
    assert marks.startswith(
        f"$2.5bn by the end of {rows[0]['year']}: {percent_words(rows[0]['probability'])}, "
        f"by the end of {rows[-1]['year']}: {percent_words(rows[-1]['probability'])}."
    )
    assert moves.startswith("Without total January-May 2025: grew, no figure")
    assert percent_words(document["influence"][0]["without_it"]["probability"]) in moves
