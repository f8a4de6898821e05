"""Names of places in English sentences: with their article, and as possessives."""

from __future__ import annotations

import pytest

import forecast
from forecast import words
from forecast.report import FORMATS, badge_svg

#: Names as English writes them within a sentence, by hand; the article is a matter of each name.
WITHIN = {
    "United States": "the United States",
    "Netherlands": "the Netherlands",
    "Philippines": "the Philippines",
    "United Arab Emirates": "the United Arab Emirates",
    "United Kingdom": "the United Kingdom",
    "Czech Republic": "the Czech Republic",
    "Maldives": "the Maldives",
    "Bahamas": "the Bahamas",
    "Gambia": "the Gambia",
    "Dominican Republic": "the Dominican Republic",
    "Comoros": "the Comoros",
    "Marshall Islands": "the Marshall Islands",
    "Solomon Islands": "the Solomon Islands",
    "European Union": "the European Union",
    "Republic of the Congo": "the Republic of the Congo",
    "Tula Region": "the Tula Region",
    "Isle of Man": "the Isle of Man",
    "Basque Country": "the Basque Country",
    "Kurdistan Region": "the Kurdistan Region",
    "Canton of Bern": "the Canton of Bern",
    "State of Mexico": "the State of Mexico",
    "District of Columbia": "the District of Columbia",
    "Lublin Voivodeship": "the Lublin Voivodeship",
    "New York State": "New York State",
    "Tehran Province": "Tehran Province",
    "Bavaria": "Bavaria",
    "St. Vincent and Grenadines": "St. Vincent and the Grenadines",
    "World": "the world",
    "India": "India",
    "Czechia": "Czechia",
    "Dominica": "Dominica",
    "Norfolk Island": "Norfolk Island",
    "Latin America and the Caribbean": "Latin America and the Caribbean",
    "South Africa": "South Africa",
    "Cyprus": "Cyprus",
    "Trinidad and Tobago": "Trinidad and Tobago",
    "St. Petersburg": "St. Petersburg",
}


@pytest.mark.parametrize(("name", "within"), WITHIN.items())
def test_a_name_takes_its_article_within_a_sentence(name, within):
    """In English alone; a sentence that begins with the name begins with a capital, and a label has the bare name."""
    assert words.place_said(name) == within
    assert words.place_opening(name) == (within.replace("the ", "The ", 1) if within.startswith("the ") else within)
    assert words.place(name) == name
    with words.speaking(words.locale_of("ru")):
        assert words.place_said(name) == words.place_opening(name) == words.place(name)


@pytest.mark.parametrize(
    ("name", "owned"),
    [("United States", "the United States'"), ("India", "India's"), ("Cyprus", "Cyprus's"), ("Gambia", "the Gambia's")],
)
def test_a_name_in_the_plural_takes_the_apostrophe_alone(name, owned):
    """What is whose: "the United States' statistics", "Cyprus's statistics"."""
    told = words.say("{figures} may be the figure of {side}'s statistics.", figures="$1bn", side=words.place_said(name))
    assert told == f"$1bn may be the figure of {owned} statistics."


def test_sentences_have_the_article_and_labels_have_not():
    """One answer: question, sentences, audit and citation with "the"; the picture's title and badge's label without."""
    answer = forecast.forecast("india-united-states", "500bn", by=2030, as_of="2025-06-01")
    assert words.title(answer) == "When will trade between India and the United States reach $500bn?"
    sentence = " ".join(words.forecast_text(answer).split())
    assert "trade between India and the United States reaches $500bn a year" in sentence
    assert "On the United States' own figures, too, $500bn is still ahead." in sentence
    assert "and United States" not in sentence
    assert "United States's" not in sentence
    assert "India – United States" in badge_svg(answer)
    assert "India and United States: $500bn" in FORMATS["svg"].write(answer).decode()
