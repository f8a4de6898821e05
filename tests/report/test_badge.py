"""The odds badge: one number, the JSON's, with what and when."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from forecast.errors import InputError
from forecast.report.badge import badge_svg, badge_text, odds_document
from forecast.report.documents.answer import forecast_document
from tests.support.answers import FALLEN, RISING, as_json, ask
from tests.support.hostile import HOSTILE, UNSEEN, hostile_forecast

NAME = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def answer():
    """Return the flagship's answer."""
    return ask(as_of="2025-07-14")


def texts(markup: str) -> list[str]:
    """Return the texts of a badge: what, whose and when, the number."""
    return [element.text for element in ET.fromstring(markup).iter(f"{NAME}text")]


def test_the_number_is_the_documents(answer):
    """Text, JSON and badge tell the probability of the forecast document, for any year that it tells."""
    for row in as_json(forecast_document(answer))["answer"]["probability_by"]:
        year, p = row["year"], row["probability"]
        assert badge_text(answer, year) == f"{p:.3f}"
        assert as_json(odds_document(answer, year))["probability"] == p
    assert badge_text(answer) == badge_text(answer, 2025)
    assert texts(badge_svg(answer)) == [
        "Belarus – St. Petersburg: $2.5bn",
        "Belarus's figures, as known on 14 July 2025",
        "Probably 2025 (83 %)",
        "80 % range 2025 to 2026 · 97 % by 2030",
    ]
    assert texts(badge_svg(answer, 2027))[2:] == ["94 % by 2027"]
    assert odds_document(answer).run == answer.run.id


def test_without_a_year_the_deadline_counts():
    """The deadline asked for, past or to come, is the year told; without one the running year is."""
    assert as_json(odds_document(ask(as_of="2025-07-14", by="2030")))["by"] == 2030
    missed = ask(RISING, target="9bn", by="2020")
    assert as_json(odds_document(missed)) == as_json(odds_document(missed, 2020))
    assert badge_text(missed) == f"{missed.answer.probability_by_deadline:.3f}"


def test_a_mark_reached_or_lost_is_said_so():
    """A reached mark shows its year, a lost one when it was lost and how likely it is regained."""
    assert texts(badge_svg(ask(RISING, target="1.2bn")))[2] == "Reached in 2017"
    assert badge_text(ask(RISING, target="1.2bn")) == "1.000"
    lost = texts(badge_svg(ask(FALLEN)))
    assert lost[2] == "Reached in 2017, lost in 2018"
    assert lost[3].startswith("Regained: 80 % range ")
    assert texts(badge_svg(ask(FALLEN), 2030))[2].startswith("regained: ")


def test_a_year_that_is_not_told_is_refused(answer):
    """A year before the data's end or beyond the horizon is a fault that says which years there are."""
    for year in (1999, 2046):
        with pytest.raises(InputError, match="takes a year from 2025 to 2045"):
            badge_text(answer, year)


def test_a_screen_reader_hears_it_and_bytes_repeat(answer):
    """Title and description are there, and the same answer gives the same bytes."""
    markup = badge_svg(answer)
    root = ET.fromstring(markup)
    assert root.get("role") == "img"
    assert root.find(f"{NAME}title").text == "trade between Belarus and St. Petersburg, $2.5bn: Probably 2025 (83 %)"
    assert root.find(f"{NAME}desc").text.startswith("As known on 14 July 2025")
    assert badge_svg(ask(as_of="2025-07-14")) == markup


@pytest.mark.parametrize("text", [*HOSTILE, UNSEEN])
def test_hostile_names_are_text(text):
    """Names add no element and no attribute, and long ones are cut."""
    told = replace(hostile_forecast(text))
    root = ET.fromstring(badge_svg(told))
    assert [element.tag.removeprefix(NAME) for element in root.iter()] == [
        "svg", "title", "desc", "rect", "path", "text", "text", "text", "text",
    ]  # fmt: skip
    assert int(root.get("width")) < 800
