"""Targets: when a print says that a mark was reached, and how announced targets fared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.data import catalog
from forecast.data.amounts import parse_amount
from forecast.data.statements import LevelPrint
from forecast.data.targets import OutsideView, Target, outside_view

MARK = Target(2.5e9, "USD")


@pytest.mark.parametrize(
    ("print_", "reached"),
    [
        (LevelPrint(2.5e9, 1e8), True),
        (LevelPrint(2.5e9, 1e6), True),
        (LevelPrint(2.65e9, 1e7), True),
        (LevelPrint(2.46e9, 1e7), False),  # would round to the mark, lies below it
        (LevelPrint(2.4999e9, 1e5), False),
        (LevelPrint(3e9, 1e9), True),  # coarser, but 2.5 is the least it can be
        (LevelPrint(2.7e9, 5e8), False),  # coarser, may be 2.45
        (LevelPrint(2.5e9, 1e8, "over"), True),
        (LevelPrint(2.4e9, 1e8, "over"), False),
        (LevelPrint(3e9, 1e8, "almost"), False),  # 2.0 at least: a billion is the unit of "almost 3bn"
        (LevelPrint(2.6e9, 1e8, "almost"), True),  # 2.5 at least
        (LevelPrint(2.5e9, 1e7, "almost"), False),
        (LevelPrint(2.65e9, 1e7, "about"), True),  # 2.5175 at least
        (LevelPrint(2.6e9, 1e8, "about"), False),  # 2.47 at least
    ],
)
def test_a_print_says_reached_by_the_rules_worked_by_hand(print_, reached):
    """At or above the mark, or, for vague and coarse prints, above it with all that the print allows."""
    assert MARK.reached_by_print(print_) is reached


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


@pytest.mark.parametrize(("day", "met", "counted"), [(date(2026, 6, 1), 30, 84), (date(2025, 7, 14), 28, 80)])
def test_about_one_announced_target_in_three_was_met_on_time(day, met, counted):
    """The shipped registry: 30 of 84 by 2026, 28 of 80 on the day of the 2024 report."""
    view = outside_view(catalog.targets(), day)
    assert view == OutsideView(met, counted)
    assert view.share == met / counted


def test_without_promises_there_is_no_share():
    """Nothing counted gives None, not zero."""
    assert outside_view([], date(2025, 7, 14)).share is None


@given(
    st.floats(1e8, 1e10),
    st.sampled_from([1e6, 1e7, 1e8, 1e9]),
    st.sampled_from(["exact", "about", "over", "almost"]),
    st.floats(1e8, 1e10),
    st.floats(0.1, 1.0),
)
def test_a_print_that_reaches_a_mark_reaches_every_lower_one(value, resolution, qualifier, mark, share):
    """Reaching by print is monotone in the mark, whatever the digits."""
    told = LevelPrint(value, resolution, qualifier)
    if Target(mark, "USD").reached_by_print(told):
        assert Target(mark * share, "USD").reached_by_print(told)
