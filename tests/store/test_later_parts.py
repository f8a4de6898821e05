"""Parts of a year that come one by one are added up with what is stored."""

from __future__ import annotations

import pytest

from forecast.store import open_store

HEAD = "period,level,unit,published,reporter,partner,flow,note\n"
YEARS = "2022,1.2bn,USD,2023-03-01,Kenya,Uganda,total,\n2023,1.3bn,USD,2024-03-01,Kenya,Uganda,total,\n"
QUARTERS = {
    1: "2024-Q1,310m,USD,2024-05-01,Kenya,Uganda,total,\n",
    2: "2024-Q2,320m,USD,2024-08-01,Kenya,Uganda,total,\n",
    3: "2024-Q3,330m,USD,2024-11-01,Kenya,Uganda,total,\n",
    4: "2024-Q4,340m,USD,2025-02-01,Kenya,Uganda,total,\n",
}


@pytest.fixture
def store(tmp_path):
    """Return a store that holds two years and the first two quarters of a third."""
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as opened:
        opened.add_statements("kenya-uganda", HEAD + YEARS + QUARTERS[1] + QUARTERS[2], by="ann")
        yield opened


def _levels(store):
    return {str(s.period): s.level.value for s in store.series("kenya-uganda").statements if s.level}


def test_a_third_quarter_makes_the_first_nine_months_and_a_fourth_the_year(store):
    """Each arrives alone, and is added up with the quarters before it."""
    store.add_statements("kenya-uganda", HEAD + QUARTERS[3], by="ann")
    assert _levels(store)["2024-01/2024-09"] == 960e6
    assert "2024-07/2024-09" not in _levels(store)
    store.add_statements("kenya-uganda", HEAD + QUARTERS[4], by="ann")
    assert _levels(store)["2024"] == 1300e6
    known = {
        s.period.year: s.origin.published.isoformat()
        for s in store.series("kenya-uganda").statements
        if s.period.is_year
    }
    assert known[2024] == "2025-02-01"


def test_a_part_told_again_is_nothing_new(store):
    """The same quarter a second time repeats the sum that it made."""
    (made,) = store.add_statements("kenya-uganda", HEAD + QUARTERS[3], by="ann").statements
    again = store.add_statements("kenya-uganda", HEAD + QUARTERS[3], by="ann")
    assert (again.statements, again.repeated) == ((), (made,))


def test_a_part_after_a_gap_stays_what_it_is(store):
    """The fourth quarter without the third makes no sum until the third is known."""
    store.add_statements("kenya-uganda", HEAD + QUARTERS[4], by="ann")
    assert "2024" not in _levels(store)
    store.add_statements("kenya-uganda", HEAD + QUARTERS[3], by="ann")
    assert {"2024-01/2024-09", "2024"} <= set(_levels(store))
