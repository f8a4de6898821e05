"""Regions are found by the names that people write, countries keep theirs, and articles read cities as before."""

from __future__ import annotations

import pytest

from forecast.articles import read_article
from forecast.data import fold, places_mentioned
from forecast.data.places import _asked_only, _country_names, _table, find_place, parse_pair, place_of
from forecast.errors import UnknownNameError

REGIONS = _table("regions.csv")
AMBIGUOUS = {row["name"]: set(row["codes"].split()) for row in _table("ambiguous.csv")}


def _mentioned(text, **asked):
    words = text.split()
    return [m.place.code for m in places_mentioned([fold(w) for w in words], [w[:1].isupper() for w in words], **asked)]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("Bavaria / Czechia", ("DE-BY", "CZE")),
        ("Guangdong / Vietnam", ("CN-GD", "VNM")),
        ("Flanders / Netherlands", ("BE-VLG", "NLD")),
        ("Kurdistan Region / Turkey", ("IQ-KR", "TUR")),
        ("Xinjiang / Kazakhstan", ("CN-XJ", "KAZ")),
        ("Texas / Mexico", ("US-TX", "MEX")),
        ("Ontario / Michigan", ("CA-ON", "US-MI")),
        ("Scotland / Germany", ("GB-SCT", "DEU")),
        ("Abkhazia / Russia", ("GE-AB", "RUS")),
        ("Приднестровье / Россия", ("MD-SN", "RUS")),
        ("Дубай / Индия", ("AE-DU", "IND")),
        ("Inner Mongolia Mongolia", ("CN-NM", "MNG")),
        ("New Mexico Mexico", ("US-NM", "MEX")),
        ("baja california sur canada", ("MX-BCS", "CAN")),
        ("Палестина / Египет", ("PSE", "EGY")),
        ("de-by cze", ("DE-BY", "CZE")),
        ("de-by", ("DEU", "BLR")),
    ],
)
def test_trade_of_a_region_can_be_asked_about(asked, codes):
    """In English and Russian, beside countries of like names; two codes of countries stay a pair of countries."""
    assert parse_pair(asked).codes == codes


def test_every_name_of_a_region_finds_it_or_is_refused_with_those_who_bear_it():
    """The code, the English and the Russian name, and every other spelling; no two regions share one unsaid."""
    for row in REGIONS:
        for name in filter(None, (row["code"], row["name"], row["russian"], *row["also"].split("|"))):
            bearers = AMBIGUOUS.get(fold(name))
            if bearers is None:
                assert find_place(name).code == row["code"], name
                continue
            assert row["code"] in bearers
            with pytest.raises(UnknownNameError) as refused:
                find_place(name)
            assert all(code in str(refused.value) for code in bearers)


def test_the_code_of_a_region_says_its_country():
    """ISO 3166-2 begins with the country's two letters, so that a row in the wrong block is found."""
    for row in REGIONS:
        assert row["code"].partition("-")[0] == place_of(row["country"]).alpha_2, row


def test_a_name_of_a_country_stays_the_countrys():
    """All that the lists of countries' names know find the same country, or a region of it, or a group, of the name."""
    for line in filter(None, _country_names().decode().split("\n")):
        name, code = line.split("\t")
        if name in AMBIGUOUS:
            assert code in AMBIGUOUS[name]
        else:
            found = find_place(name)
            # Yamal is what some call Yemen, and has long been a region here.
            assert found.kind == "group" or name == "yamal" or code in {found.code, found.country}, name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Berlin", "DEU"),
        ("Vienna", "AUT"),
        ("Brussels", "BEL"),
        ("Paris", "FRA"),
        ("Tokyo", "JPN"),
        ("Washington", "USA"),
        ("New York", "USA"),
        ("England", "GBR"),
        ("Англия", "GBR"),
        ("Luxembourg", "LUX"),
        ("Mexico", "MEX"),
        ("México", "MEX"),
        ("Moscow", "RU-MOW"),
    ],
)
def test_a_name_used_of_a_country_is_no_regions(name, code):
    """Capitals, and regions that share a name with a country or stand for it; their regions have a longer name."""
    assert find_place(name).code == code


@pytest.mark.parametrize("name", ["Victoria", "Amazonas", "La Rioja", "Pará", "Пара", "Берлин"])
def test_a_name_of_many_things_is_refused_with_the_longer_name(name):
    """A name that regions of other countries bear, or a common word, finds nothing; what may be meant is told."""
    with pytest.raises(UnknownNameError, match="did you mean"):
        find_place(name)


def test_cities_and_governments_are_no_regions_in_an_article_about_others():
    """Talks "in Dubai" tell of the Emirates as before, "Beijing said" of nobody; both are regions when asked about."""
    text = "Talks in Dubai as Beijing and Tashkent agreed after Berlin"
    assert _mentioned(text) == ["ARE", "DEU"]
    assert _mentioned(text, asked={"AE-DU", "UZ-TK"}) == ["AE-DU", "UZ-TK", "DEU"]
    assert _mentioned("торговля с Шанхаем и Гуандуном") == ["CN-GD"]
    assert _mentioned("торговля с Шанхаем и Гуандуном", asked={"CN-SH"}) == ["CN-SH", "CN-GD"]
    assert _mentioned("Mexico City said") == ["MEX"]


def test_a_code_of_a_region_is_no_name_in_a_text():
    """Two letters with "in", "us" or "at" before them are words: "In up to a year", "US in talks"."""
    assert _mentioned("In up to a year") == []
    assert [code for code in _mentioned("US IN TALKS") if "-" in code] == []


def test_regions_are_told_from_countries_in_a_text():
    """A longer name goes before a country's within it."""
    text = "Inner Mongolia and New Mexico with Northern Ireland and Lower Austria"
    assert _mentioned(text) == ["CN-NM", "US-NM", "GB-NIR", "AT-3"]
    assert _mentioned("товарооборот Абхазии с Баварией и Внутренней Монголией") == ["GE-AB", "DE-BY", "CN-NM"]


def test_an_article_is_read_about_a_city_that_is_asked_about():
    """Dubai's figure is the pair's where Dubai is a side, though an article on the Emirates would call them so."""
    text = "Dubai's exports to India rose by 5% to $12.5 billion in 2024."
    read = read_article(text, published="2025-03-01", pair=("Dubai", "India"))
    assert read.pair.codes == ("AE-DU", "IND")
    assert [(s.flow, s.level, s.growth_pct) for s in read.statements] == [("exports", 12.5e9, 5.0)]


def test_names_that_articles_use_otherwise_are_names_of_regions():
    """Each is written as it is compared, and is a name of a region in a question."""
    for name in _asked_only():
        assert fold(name) == name
        assert find_place(name).kind == "region"
