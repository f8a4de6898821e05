"""What a page shows of one answer in several ways: scales, files of the reader's own figures, what became of odds."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from api.app import create_app
from api.pages.past import what_came
from api.pages.scales import LogScale, log_ticks
from api.settings import Settings
from tests.support.answers import ask

TARGET = "/targets/blr-spb-2.5bn"
FIGURES = "period,level,unit,published\n2022,1.31bn,USD,2023-03-01\n2023,1.45bn,USD,2024-03-01\n"


@pytest.fixture(scope="module")
def client():
    """Return a client of a fresh application."""
    return create_app(Settings()).test_client()


def amounts(page):
    """Return the labels of the first chart's money axis."""
    return re.findall(r'text-anchor="end">([^<:]+)</text>', page.text[: page.text.index("</svg>")])


def test_a_log_scale_is_a_matter_of_the_address(client):
    """A link asks for it, the form keeps it, the axis has no zero, and the answer is the same."""
    plain, log = client.get(TARGET), client.get(f"{TARGET}?scale=log")
    assert f'href="{TARGET}?scale=log"' in plain.text
    assert 'name="scale" value="log"' in log.text
    assert amounts(plain)[0] == "0"
    assert amounts(log) == ["$500m", "$1bn", "$2bn", "$5bn"]
    verdict = re.compile(r'<p class="verdict">([^<]+)')
    assert verdict.findall(plain.text) == verdict.findall(log.text)


def test_equal_growth_takes_equal_room():
    """Doubling is the same distance everywhere; what lies below the axis is drawn at its foot."""
    scale = LogScale(1e9, 16e9, 400, 0)
    assert [scale(value) for value in (1e9, 2e9, 4e9, 16e9, 0)] == [400, 300, 200, 0, 400]
    assert [tick.label for tick in log_ticks(scale, "USD")] == ["$1bn", "$2bn", "$5bn", "$10bn"]


@pytest.mark.parametrize(("suffix", "kind"), [("xlsx", "spreadsheetml"), ("csv", "text/csv"), ("json", "json")])
def test_own_figures_are_taken_as_a_file(client, suffix, kind):
    """Each button of the page sends the figures again and gets the answer in that format, kept by nobody."""
    page = client.post("/own", data={"csv": FIGURES, "target": "2bn"})
    assert f'name="format" value="{suffix}"' in page.text
    assert "with at least 80\N{NO-BREAK SPACE}% probability" in page.text.replace(" %", "\N{NO-BREAK SPACE}%")
    file = client.post("/own", data={"csv": FIGURES, "target": "2bn", "format": suffix})
    assert file.status_code == 200
    assert kind in file.content_type
    assert file.headers["Cache-Control"] == "no-store"


def test_own_figures_are_asked_as_of_a_day_and_by_flow(client):
    """The form takes both, and says what cannot be answered beside the field."""
    past = client.post("/own", data={"csv": FIGURES, "target": "2bn", "as_of": "2023-06-30"})
    assert "As known on 30 June 2023" in past.text
    wrong = client.post("/own", data={"csv": FIGURES, "target": "2bn", "flow": "exports"})
    assert wrong.status_code == 422


def test_past_odds_stand_beside_what_came():
    """Of a year that is published by now, the last day before its end is told with its chance and the figure."""
    chance = SimpleNamespace(year=2024, probability=0.65)
    days = [SimpleNamespace(as_of=day, probability_by=(chance,)) for day in ("2023-05-01", "2024-06-01", "2025-06-01")]
    (told,) = what_came(SimpleNamespace(entries=days), ask(by="2027"))
    assert told == "On 1 June 2024 the model gave 65 % that the mark is reached by 2024; 2024 came to $2.46bn."
