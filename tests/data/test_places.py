"""Names of places are found whole, in the languages that people write, and doubtful ones are refused with candidates."""

from __future__ import annotations

import csv
import io

import pytest

from forecast.data.fiscal import place_codes
from forecast.data.places import _file, find_place, fold, parse_pair, place_of, search_places
from forecast.data.shipped import shipped_table
from forecast.errors import UnknownNameError
from tests.support.work import calls_of


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("GBR", ["UK", "uk", "United Kingdom", "Great Britain", "Великобритания", "GB", "GBR", "Birleşik Krallık"]),
        ("USA", ["USA", "US", "U.S.", "United States", "США", "Estados Unidos", "美国"]),
        ("ARE", ["UAE", "uae", "United Arab Emirates", "ОАЭ", "united-arab-emirates", "الإمارات العربية المتحدة"]),
        ("TUR", ["Türkiye", "Turkey", "Turkiye", "Турция", "TR"]),
        ("KOR", ["South Korea", "Republic of Korea", "Южная Корея", "대한민국", "south-korea"]),
        ("NLD", ["Holland", "Netherlands", "the Netherlands", "Nederland", "Нидерланды"]),
        ("BLR", ["Belarus", "Беларусь", "Белоруссия", "Weißrussland"]),
        ("CHN", ["China", "Китай", "中国", "PRC"]),
        ("IND", ["India", "Индия", "भारत", "Indien"]),
        ("DEU", ["Germany", "Deutschland", "Германия", "Almanya"]),
        ("RU-SPE", ["St. Petersburg", "Saint Petersburg", "st-petersburg", "Санкт-Петербург", "RU-SPE", "ru-spe"]),
        ("RU-MOW", ["Moscow", "Москва"]),
        ("EU", ["EU", "European Union", "Евросоюз"]),
        ("CIV", ["Côte d’Ivoire", "Cote d'Ivoire", "Ivory Coast"]),
    ],
)
def test_a_place_is_found_by_the_names_that_people_write(code, names):
    """English, Russian, the own language and codes all mean the same place, whatever the case and the marks."""
    assert {name: find_place(name).code for name in names} == dict.fromkeys(names, code)


def test_every_place_is_found_by_its_own_code_name_slug_and_russian_name():
    """Unless several bear the name: then the slug is the code, which is always found."""
    codes = [row["code"] for table in ("countries.csv", "regions.csv", "groups.csv") for row in _rows(table)]
    assert len(codes) == len(set(codes)) > 340
    for code in codes:
        place = place_of(code)
        assert find_place(code) is place
        assert find_place(place.slug) is place
        for name in (place.name, place.russian):
            if place.slug != code.lower():
                assert find_place(name) is place, name
    assert len({place_of(code).slug for code in codes}) == len(codes)


def test_every_place_of_the_registry_is_known_by_its_code_and_its_name():
    """Reporters and partners of announced targets are places here, by both."""
    for row in shipped_table("targets.csv"):
        for side in ("reporter", "partner"):
            place = place_of(row[f"{side}_iso3"])
            assert place is not None, row["id"]
            if fold(row[side]) != "georgia":
                assert find_place(row[side].replace("Moscow (city)", "Moscow")) is place


def _rows(name):
    return list(csv.DictReader(io.StringIO(_file(name))))


@pytest.mark.parametrize(
    ("text", "reporter", "partner"),
    [
        ("india-uae", "IND", "ARE"),
        ("IND-ARE", "IND", "ARE"),
        ("uae-india", "ARE", "IND"),
        ("india uae", "IND", "ARE"),
        ('"United Arab Emirates" India', "ARE", "IND"),
        ("India «Объединенные Арабские Эмираты»", "IND", "ARE"),
        ("guinea-bissau-senegal", "GNB", "SEN"),
        ("bosnia-and-herzegovina-serbia", "BIH", "SRB"),
        ("north-korea-south-korea", "PRK", "KOR"),
        ("Китай — Россия", "CHN", "RUS"),
        ("中国 印度", "CHN", "IND"),
        ("belarus-st-petersburg", "BLR", "RU-SPE"),
        ("Turkey and Egypt", "TUR", "EGY"),
        ("EU UK", "EU", "GBR"),
        (["United Arab Emirates", "India"], "ARE", "IND"),
    ],
)
def test_a_pair_is_read_as_it_is_written_and_keeps_its_order(text, reporter, partner):
    """Hyphens, spaces, quotes and two names make a pair; who stands first is the reporter."""
    assert parse_pair(text).codes == (reporter, partner)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("congo-china", ["'congo' is the name of several places", "COD (DR Congo)", "COG (Republic of the Congo)"]),
        ("korea-china", ["KOR (South Korea)", "PRK (North Korea)"]),
        ("georgia-turkey", ["GEO (Georgia)", "US-GA (Georgia (US state))"]),
        ("congo korea", ["'congo'", "'korea'"]),
        ("ukrane-polnd", ["did you mean UKR (Ukraine)?", "did you mean POL (Poland)?"]),
        ("india-india", ["names India twice"]),
        ("india-भारत", ["names India twice"]),
        ("china-brics", ["trade of BRICS with China, which is part of it"]),
        ("eaeu-asean-x", ["'asean-x' is not a place known here"]),
        ("cis-eaeu", ["trade of CIS with EAEU, which is part of it"]),
        ("russia-tatarstan", ["trade of Russia with Tatarstan"]),
        ("india", ["names India alone", "write a pair such as"]),
        ("guinea-bissau", ["names Guinea-Bissau alone"]),
        ("", ["does not name two sides"]),
        (" - ", ["does not name two sides"]),
    ],
)
def test_a_doubtful_pair_is_refused_with_what_may_be_meant(text, told):
    """Unknown and ambiguous names, the same side twice, and a part of the other side; both sides' faults at once."""
    with pytest.raises(UnknownNameError) as refused:
        parse_pair(text)
    assert all(part in str(refused.value) for part in told), str(refused.value)


def test_a_search_finds_whole_words_only():
    """The United Kingdom is found by "UK" and Ukraine is not; words may stand in any order."""
    assert [place.code for place in search_places("UK")] == ["GBR"]
    assert [place.code for place in search_places("guinea bissau")] == ["GNB"]
    assert {place.code for place in search_places("korea")} == {"KOR", "PRK"}
    assert search_places("ukrai") == search_places("   ") == ()


def test_groups_know_their_members_by_year():
    """The European Union of 12, 15, 27, 28 and again 27; ASEAN of six and ten; BRICS grows in 2024."""
    union = find_place("EU")
    assert [len(union.members(year)) for year in (1990, 2000, 2010, 2014, 2024)] == [12, 15, 27, 28, 27]
    asean = find_place("ASEAN")
    assert [len(asean.members(year)) for year in (1990, 2020, 2025)] == [6, 10, 11]
    assert [len(find_place("BRICS").members(year)) for year in (2009, 2011, 2024)] == [4, 5, 9]
    assert len(find_place("Africa").members(2020)) == 54
    assert find_place("Belarus").members(2020) == ()
    every = {row["member"] for row in _rows("members.csv")}
    assert all(place_of(code).kind == "country" for code in every)


def test_a_former_member_may_be_asked_about():
    """The United Kingdom is no part of the European Union, so their trade can be asked about."""
    assert not find_place("EU").contains(find_place("UK"))
    assert find_place("CIS").contains(find_place("Belarus"))


def test_a_pair_of_places_nobody_knows_is_looked_up_without_a_search_for_near_names(monkeypatch):
    """Names that may have been meant are for whoever is told a fault; the years of a made-up pair need none."""
    monkeypatch.setattr("forecast.data.places._near", lambda _: pytest.fail("nobody is told"))
    assert place_codes(["Elbonia", "Iran", "Congo"]) == ["IRN"]


def test_a_pair_is_looked_up_by_few_calls_once_the_names_are_read():
    """Whatever stands between the two names, some thirty functions are called; the file is not taken apart."""
    parse_pair("india-uae")
    for written in ("vietnam-south-korea", "Vietnam and South Korea"):
        assert calls_of(lambda given=written: parse_pair(given)) < 100


def test_near_names_are_searched_without_folding_or_comparing_all_of_them():
    """Of 1,700 names and thousands of others few are compared letter by letter, and a second search folds none again."""
    told_near("Elbonia")
    for unknown in ("Beralus", "Atlantis", "x" * 200):
        assert calls_of(lambda given=unknown: told_near(given)) < 6_000


def told_near(unknown):
    """Look for a place that there is not, as whoever is told what may have been meant does."""
    with pytest.raises(UnknownNameError):
        find_place(unknown)
