"""The shipped figures of pairs: exact, of both sides, quickly read, and as the index says."""

from __future__ import annotations

from datetime import date

import pytest

from forecast.data import catalog
from forecast.data.pairs import books_of, holdings, pair_series, shipped_pairs
from forecast.data.places import Pair, place_of
from forecast.data.shipped import shipped_file
from forecast.errors import UnknownNameError
from tools.build_catalogue import books_of as read_books
from tools.build_catalogue import qualifier_of, resolution_of, side_of, steady_multiples

PAIRS = shipped_pairs()


def test_figures_are_those_of_the_fund_unaltered():
    """India's exports to the United Arab Emirates in 2019 by India's books, to the dollar, and their sum."""
    assert books_of("IND", "ARE")["exports"][2019] == 29_924_510_000
    series = catalog.series("india-uae")
    told = {(s.flow, s.statistics): s.level.value for s in series.statements if s.event == "dots-ind-2019"}
    exports, imports = books_of("IND", "ARE")["exports"][2019], books_of("IND", "ARE")["imports"][2019]
    assert told == {("exports", "india"): exports, ("imports", "india"): imports, ("total", "india"): exports + imports}


def test_a_year_without_a_figure_is_not_a_year_of_nothing():
    """Vietnam's books have gaps; no statement is made up for them, and a level of nothing is not one."""
    for codes in PAIRS[::40]:
        for series in pair_series(Pair(place_of(codes[0]), place_of(codes[1]))).values():
            assert all(s.level is None or s.level.value > 0 for s in series.statements)


def test_the_order_says_whose_books_are_asked_first_and_turns_the_flows():
    """Both orders hold the same figures; exports of one are imports of the other."""
    straight, turned = catalog.series("india-uae"), catalog.series("uae-india")
    assert straight.sides == ("india", "united-arab-emirates")
    assert turned.sides == straight.sides[::-1]
    flip = {"exports": "imports", "imports": "exports", "total": "total"}

    def facts(series, turn):
        return sorted(
            (s.statistics, turn.get(s.flow, s.flow), str(s.period), s.level.value, s.origin.published)
            for s in series.statements
            if s.level
        )

    assert facts(straight, {}) == facts(turned, flip)


@pytest.mark.parametrize("codes", PAIRS[::25], ids="-".join)
def test_the_index_tells_what_the_series_hold(codes):
    """Years, the newest of them and the day are those of the statements, for each side and flow."""
    for unit, series in pair_series(Pair(place_of(codes[0]), place_of(codes[1]))).items():
        told = {(h.statistics, h.flow): h for h in holdings(codes) if h.unit == unit}
        found = {(s.statistics, s.flow) for s in series.statements if s.level}
        assert found == set(told)
        for (side, flow), one in told.items():
            levels = [s for s in series.select(statistics=side, flow=flow) if s.level]
            assert one.years == len({s.period.year for s in levels})
            assert one.last == max(s.period.year for s in levels)
            assert one.newest == max(s.origin.published for s in levels)


def test_every_statement_keeps_its_source():
    """The publisher and a title always, and an address or the words in which the statistics were named."""
    for codes in PAIRS[::10]:
        for series in pair_series(Pair(place_of(codes[0]), place_of(codes[1]))).values():
            assert len({s.id for s in series.statements}) == len(series.statements)
            for s in series.statements:
                assert s.origin.publisher, s.id
                assert s.origin.title, s.id
                assert s.period.end <= s.origin.published, s.id
                assert s.origin.precision == "inferred" or s.origin.published <= date(2026, 11, 1), s.id


def test_the_archive_is_small_and_lists_what_it_was_built_from():
    """At most 2 MB, with the checksums of its inputs."""
    assert len(shipped_file("catalogue.zip")) < 2_000_000
    assert len(PAIRS) > 1_180
    assert ("BLR", "RU-SPE") in catalog.pairs()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("chad-fiji", "no figures of Chad and Fiji are shipped; the IMF's trade statistics (IMTS) and UN Comtrade"),
        ("tatarstan-india", "the region's and the country's statistics offices"),
        ("vietnam-eu", "the group's secretariat"),
        ("india-uae-eur", "asks about figures in EUR; none of India and United Arab Emirates are shipped"),
        ("atlantis-india", "'atlantis' is not a place known here"),
        ("congo-china", "COD (DR Congo), COG (Republic of the Congo)"),
    ],
)
def test_a_pair_without_figures_is_told_who_may_have_them(name, told):
    """Unknown places, doubtful ones and pairs without figures are refused with a way out."""
    with pytest.raises(UnknownNameError) as refused:
        catalog.series(name)
    assert told in str(refused.value)


def test_a_steady_multiple_of_all_mirrors_is_found_before_it_is_shipped():
    """A side whose figures are doubled is named; the same side as it is, and a noisy one, are not."""
    rows = []
    for partner in ("AAA", "BBB", "CCC"):
        for year in range(1990, 2020):
            value = 1e8 * (1 + (year * 7 + ord(partner[0])) % 5)
            rows.append(
                {
                    "reporter_iso3": "XXX",
                    "partner_iso3": partner,
                    "flow": "exports",
                    "year": year,
                    "value_usd": 2 * value,
                }
            )
            rows.append(
                {"reporter_iso3": partner, "partner_iso3": "XXX", "flow": "imports", "year": year, "value_usd": value}
            )
    (found, other) = steady_multiples(read_books(rows)), [r for r in rows if r["reporter_iso3"] != "XXX"]
    assert [(one.code, one.flow, round(one.multiple, 3)) for one in found] == [("XXX", "exports", 2.0)]
    halved = [r | {"value_usd": r["value_usd"] / 2} for r in rows if r["reporter_iso3"] == "XXX"]
    assert steady_multiples(read_books(other + halved)) == []


@pytest.mark.parametrize(
    ("label", "value", "qualifier", "side"),
    [
        ("China customs (GACC)", 118_400_000_000, "exact", "china"),
        ("Indian minister (current)", 12_000_000_000, "about", "india"),
        ("Chinese ambassador", 118_400_000_000, "exact", "china"),
        ("China (nearly $6bn)", 6_000_000_000, "almost", "china"),
        ("partner statistics (RIA count)", 5_120_000_000, "about", "china"),
        ("official", 15_000_000_000, "about", "india"),
    ],
)
def test_curated_figures_say_whose_they_are_and_how_exactly(label, value, qualifier, side):
    """An official's round figure is "about"; words of the label say more; the side is the one that is named."""
    assert qualifier_of(label, value) == qualifier
    assert side_of(label, place_of("IND"), place_of("CHN")) == side


def test_round_figures_have_the_resolution_of_their_last_digit():
    """15bn is good to a billion, 118.4bn to a hundred million."""
    assert resolution_of(15e9) == 10**9
    assert resolution_of(118.4e9) == 10**8
