"""Figures as other people have them: answers never say otherwise than what was published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.answers import ask, own
from tests.support.cases import examples


def answer(rows, mark, *, unit="USD", as_of=None):
    """Return the forecast for rows of period, level and day."""
    lines = [f"{period},{level},{unit},{day}" for period, level, day in rows]
    return ask(own(*lines), target=mark, **({"as_of": as_of} if as_of else {}))


def yearly(first, *levels):
    """Return rows of consecutive years, each published in the next March."""
    return [(first + i, level, f"{first + i + 1}-03-01") for i, level in enumerate(levels)]


@pytest.mark.parametrize(
    ("rows", "mark", "unit"),
    [
        (yearly(2023, "171.5bn", "171.9bn"), "175bn", "EUR"),
        (yearly(2010, *["5.000bn"] * 15), "5.2bn", "USD"),
        (yearly(2014, "592.1bn", "599.3165bn"), "600bn", "USD"),
        (yearly(2024, "2.000bn"), "2.01bn", "USD"),
    ],
)
def test_totals_published_below_the_mark_never_reached_it(rows, mark, unit):
    """No chance of having been reached already, open, and none of the published years says otherwise."""
    found = answer(rows, mark, unit=unit)
    assert (found.answer.status, found.answer.probability_already_reached) == ("open", 0.0)
    assert all(p == 0 for year, p in found.answer.first_in if year <= rows[-1][0])
    assert found.answer.revision.year in {row[0] for row in rows}
    assert 0 < found.answer.revision.probability < 0.5


def test_no_year_grew_as_fast_as_none_did():
    """Of fifteen totals of 5.000bn none of 14 years grew by 4 %."""
    need = answer(yearly(2010, *["5.000bn"] * 15), "5.2bn").required_growth[0]
    assert (need.own.count, need.own.total) == (0.0, 14)


def test_the_year_after_starts_from_what_was_published():
    """599.3165bn and a mark of 600bn: 2016 is near what a random walk gives, 69 %."""
    found = answer(yearly(2014, "592.1bn", "599.3165bn"), "600bn", as_of="2016-03-10").answer
    assert found.by(2016) == pytest.approx(0.69, abs=0.04)


def test_first_months_above_the_mark_reach_it():
    """190.3bn in 2022 and 218.176bn in January-November 2023 reach 200bn in 2023."""
    rows = [(2022, "190.3bn", "2023-03-01"), ("2023-01/2023-11", "218.176bn", "2023-12-20")]
    found = answer(rows, "200bn").answer
    assert (found.status, found.reached_in, found.probability_already_reached) == ("reached", 2023, 1.0)


@examples(12)
@given(
    st.lists(st.integers(5_000, 9_990), min_size=1, max_size=6),
    st.sampled_from(["USD", "EUR", "INR"]),
    st.floats(1.0005, 1.3),
)
def test_whatever_was_published_below_a_mark_is_certain(millions, unit, factor):
    """Random totals, currencies and marks above all of them: not reached, whatever the reliability."""
    found = answer(yearly(2010, *(f"{m}m" for m in millions)), f"{max(millions) * factor + 1:.3f}m", unit=unit).answer
    assert found.probability_already_reached == 0
    assert found.status == "open"
