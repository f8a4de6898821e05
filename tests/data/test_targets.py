"""Targets: a mark in its unit, and how announced targets fared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from forecast.data import catalog
from forecast.data.amounts import parse_amount
from forecast.data.targets import OutsideView, Target, outside_view

MARK = Target(2.5e9, "USD")


def test_a_target_takes_the_series_currency_and_keeps_its_own():
    """A bare amount is in the series' unit; a named unit stays."""
    assert Target.of(parse_amount("2.5bn"), "BYN") == Target(2.5e9, "BYN")
    assert Target.of(parse_amount("$2.5bn"), "BYN") == MARK
    assert MARK.label == "$2.5bn"
    assert Target(2.5e9, "BYN").label == "BYN 2.5bn"


COUNTED = replace(
    catalog.targets()[0],
    deadline=2015,
    outcome="reached",
    reached_year=2014,
    kind="stated_value",
    duplicate_of="",
)


@pytest.mark.parametrize(
    ("change", "view"),
    [
        ({}, OutsideView(1, 1)),
        ({"reached_year": 2015}, OutsideView(1, 1)),
        ({"reached_year": 2016}, OutsideView(0, 1)),  # late
        ({"reached_year": None}, OutsideView(1, 1)),
        ({"outcome": "missed", "reached_year": None}, OutsideView(0, 1)),
        ({"outcome": "missed", "reached_year": 2018}, OutsideView(0, 1)),
        ({"outcome": "open", "reached_year": None}, OutsideView(0, 0)),
        ({"outcome": "unknown", "reached_year": None}, OutsideView(0, 0)),
        ({"outcome": "superseded", "reached_year": None}, OutsideView(0, 0)),
        ({"duplicate_of": "b"}, OutsideView(0, 0)),
        ({"kind": "expectation"}, OutsideView(0, 0)),
        ({"kind": "regain"}, OutsideView(1, 1)),
        ({"deadline": None}, OutsideView(0, 0)),
        ({"deadline": 2024}, OutsideView(1, 1)),
        ({"deadline": 2025}, OutsideView(0, 0)),  # its last year is not over
    ],
)
def test_what_counts_as_a_promise_and_as_kept(change, view):
    """Deadline passed, outcome known, counted once: on time, late or missed."""
    assert outside_view([replace(COUNTED, **change)], date(2025, 7, 14)) == view


@pytest.mark.parametrize(("day", "met", "counted"), [(date(2026, 6, 1), 59, 208), (date(2025, 7, 14), 55, 202)])
def test_about_three_announced_targets_in_ten_was_met_on_time(day, met, counted):
    """The shipped registry: 59 of 208 by 2026, 55 of 202 on the day of the 2024 report."""
    view = outside_view(catalog.targets(), day)
    assert view == OutsideView(met, counted)
    assert view.share == met / counted


def test_without_promises_there_is_no_share():
    """Nothing counted gives None, not zero."""
    assert outside_view([], date(2025, 7, 14)).share is None
