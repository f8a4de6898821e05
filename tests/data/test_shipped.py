"""What the package ships is whole, consistent and sourced."""

from __future__ import annotations

import math
import re
from collections import Counter
from datetime import date
from typing import get_args

import pytest
from statsmodels.datasets import macrodata

from forecast.data import catalog
from forecast.data.periods import parse_date
from forecast.data.statements import FLOWS
from forecast.data.targets import Outcome
from forecast.errors import UnknownNameError
from forecast.priors import deflator, dump_priors, load_priors

ADDRESS = re.compile(r"https?://\S+\.\S+")
TARGETS = catalog.targets()


def _year(text: str) -> int | None:
    return int(text[:4]) if text else None


def test_every_shipped_statement_has_a_resolution_and_an_origin(flagship):
    """Levels and growth carry their precision; publisher, title and a web address say where they stand."""
    for s in flagship.statements:
        assert s.level is None or 0 < s.level.resolution <= s.level.value, s.id
        assert s.growth is None or s.growth.qualifier == "up" or s.growth.resolution > 0, s.id
        assert s.origin.publisher, s.id
        assert s.origin.title, s.id
        assert not s.origin.url or ADDRESS.fullmatch(s.origin.url), s.id
        assert s.event, s.id
        assert s.period.end <= s.origin.published, s.id


def test_statements_of_one_event_share_side_and_nearly_the_day(flagship):
    """An event is one side's occasion, told within a month."""
    for event in {s.event for s in flagship.statements}:
        members = [s for s in flagship.statements if s.event == event]
        days = [s.origin.published for s in members]
        assert len({s.statistics for s in members}) == 1, event
        assert (max(days) - min(days)).days <= 31, event


def test_a_shipped_series_is_read_once_and_an_unknown_one_is_refused():
    """The ids listed can be opened; another name is told which there are."""
    assert all(catalog.series(name).id == name for name in catalog.series_ids())
    assert catalog.series("belarus-st-petersburg") is catalog.series("belarus-st-petersburg")
    with pytest.raises(UnknownNameError, match="'atlantis' is not a series known here; write a pair such as india-uae"):
        catalog.series("atlantis")


def test_targets_have_unique_names_and_duplicates_name_a_target():
    """Ids are unique, and a duplicate refers to another record that is not itself one."""
    by_id = {t.id: t for t in TARGETS}
    assert len(by_id) == len(TARGETS) == 565
    for t in TARGETS:
        if t.duplicate_of:
            assert t.duplicate_of != t.id
            assert not by_id[t.duplicate_of].duplicate_of, t.id


def test_every_target_is_well_formed_and_its_outcome_fits_its_years():
    """Closed words, a positive value, an address, and years in the order in which they can come."""
    for target in TARGETS:
        check_target(target)


def check_target(target):
    """Look at one target."""
    assert target.flow in FLOWS
    assert target.outcome in get_args(Outcome)
    assert target.kind in {"stated_value", "derived_value", "expectation", "regain"}
    assert target.grade in {"A", "B", "C"}
    assert target.currency in {"USD", "EUR", "NZD", "GBP", "RUB", "AUD", "THB"}
    assert 1e6 <= target.value <= 1e13
    assert not target.url or ADDRESS.fullmatch(target.url)
    assert re.fullmatch(r"(\d{4}(-\d{2}(-\d{2})?)?)?", target.announced)
    if len(target.announced) == len("2025-07-14"):
        parse_date(target.announced)
    announced, deadline, reached = _year(target.announced), target.deadline, target.reached_year
    assert not announced or not deadline or announced <= deadline
    if target.outcome == "reached":
        assert reached is not None
        assert not announced or announced <= reached
        assert not deadline or reached <= deadline
    elif target.outcome == "missed":
        assert deadline is not None
        assert not reached or reached > deadline
    else:
        assert reached is None
    if target.outcome == "open":
        assert deadline is None or deadline >= 2025


def test_the_registry_counts_are_those_of_its_description():
    """174 open, 186 missed, 127 reached, 71 unknown, 7 superseded; 19 not in dollars."""
    assert Counter(t.outcome for t in TARGETS) == {
        "open": 174,
        "missed": 186,
        "reached": 127,
        "unknown": 71,
        "superseded": 7,
    }
    assert sum(t.currency != "USD" for t in TARGETS) == 19
    counted = [t for t in TARGETS if t.counts_for_outside_view]
    assert (len(counted), sum(t.on_time for t in counted)) == (214, 65)


def test_consumer_prices_agree_with_those_of_statsmodels():
    """Annual averages of 1960 to 2008 lie within 0.6 % of those from end-of-quarter prices, by the trapezoid rule.

    The quarterly figures are at quarters' ends, so that their plain mean would run ahead of the year.
    """
    table = macrodata.load_pandas().data
    quarters = {(int(y), int(q)): cpi for y, q, cpi in zip(table["year"], table["quarter"], table["cpi"], strict=True)}
    ours = deflator().index
    for year in range(1960, 2009):
        ends = [quarters[year - 1, 4] / 2, *(quarters[year, q] for q in (1, 2, 3)), quarters[year, 4] / 2]
        assert ours[year] == pytest.approx(sum(ends) / 4, rel=0.006), year


def test_consumer_prices_are_known_for_every_year_and_their_ends_are_kept():
    """1950 to 2024 without a gap; an earlier or later year takes the nearest."""
    prices = deflator()
    assert list(prices.index) == list(range(1950, 2025))
    assert prices.real(100, 2014) == 100
    assert prices.real(100, 1900) == prices.real(100, 1950) == pytest.approx(100 * 236.736 / 24.1)
    assert prices.real(100, 2099) == prices.real(100, 2024) < 100


def test_priors_survive_being_written_and_read(priors):
    """What `dump_priors` writes, `load_priors` reads back the same, and writes the same."""
    text = dump_priors(priors)
    again = load_priors(text)
    assert dump_priors(again) == text
    for part in ("growth", "profile", "reference", "grew", "provenance"):
        assert getattr(again, part) == getattr(priors, part)


def test_shipped_priors_are_such_as_the_world_can_have(priors):
    """Drift, volatility by size and the year's profile are in the ranges that docs/model.md reports."""
    growth, profile, reference, grew = priors.growth, priors.profile, priors.reference, priors.grew
    assert 0.04 <= growth.drift <= 0.08
    assert growth.drift_sd == 0.01
    assert 0.1 < growth.volatility(10) < growth.volatility(1) < growth.volatility(0.1) < 0.5
    assert 3 <= growth.volatility_df <= 30
    assert 3 <= growth.shock_df <= 10
    assert list(profile.log_share) == sorted(profile.log_share)
    assert list(profile.noise) == sorted(profile.noise, reverse=True)
    assert [profile.share(m) / (m / 12) for m in (1, 3, 5, 6, 9, 11)] == pytest.approx(
        [0.9, 0.95, 0.967, 0.975, 0.99, 1], abs=0.01
    )
    for rows in (*reference.quantiles, grew.up, grew.all_years):
        assert all(len(row) == 101 and list(row) == sorted(row) for row in rows)
    assert reference.longest == 10
    assert all(up <= every for up, every in zip(grew.cases_up, grew.cases_all, strict=True))


def test_shipped_priors_say_where_they_come_from(priors):
    """A command, a day and every source with its checksum."""
    assert priors.provenance.command.startswith("trade-target priors estimate ")
    assert date.fromisoformat(priors.provenance.estimated) >= date(2025, 1, 1)
    assert len(priors.provenance.sources) >= 2
    assert all("sha256" in source for source in priors.provenance.sources)


def test_december_growth_of_years_that_were_up_through_december_is_up(priors):
    """A year up through December is a year that grew: every such case is at or above zero."""
    frequency = priors.grew.at_least(0.0, months=12, grew=True)
    assert frequency.share == 1.0
    assert math.isclose(priors.grew.at_least(0.0, months=12, grew=False).count, priors.grew.cases_up[11], rel_tol=0.02)
