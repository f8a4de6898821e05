"""Parts of a year that come one by one are added up with what is stored."""

from __future__ import annotations

import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.data import read_series
from forecast.store import open_store
from tests.support.cases import examples

HEAD = "period,level,unit,published,reporter,partner,flow,note\n"
YEARS = "2022,1.2bn,USD,2023-03-01,Kenya,Uganda,total,\n2023,1.3bn,USD,2024-03-01,Kenya,Uganda,total,\n"
QUARTERS = {
    1: "2024-Q1,310m,USD,2024-05-01,Kenya,Uganda,total,\n",
    2: "2024-Q2,320m,USD,2024-08-01,Kenya,Uganda,total,\n",
    3: "2024-Q3,330m,USD,2024-11-01,Kenya,Uganda,total,\n",
    4: "2024-Q4,340m,USD,2025-02-01,Kenya,Uganda,total,\n",
}

#: Parts of one year that overlap, and a second quarter that was revised.
PARTS = {
    **QUARTERS,
    "revised": "2024-Q2,325m,USD,2024-09-15,Kenya,Uganda,total,\n",
    "half": "H2 2024,675m,USD,2025-02-20,Kenya,Uganda,total,\n",
    "month": "2025-02,100m,USD,2025-04-10,Kenya,Uganda,total,\n",
    "first": "2025-01,90m,USD,2025-03-10,Kenya,Uganda,total,\n",
    "exports": "2024-Q2,120m,USD,2024-08-02,Kenya,Uganda,exports,\n",
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
    """The same quarter a second time repeats the one stored, which is kept as it was printed."""
    (made,) = store.add_statements("kenya-uganda", HEAD + QUARTERS[3], by="ann").statements
    again = store.add_statements("kenya-uganda", HEAD + QUARTERS[3], by="ann")
    assert (again.statements, again.repeated) == ((), (made,))


@examples(15)
@given(st.permutations(list(PARTS.values())), st.integers(1, 4))
def test_the_order_in_which_statements_come_never_matters(parts, size):
    """Quarters, halves, months, a revision and a printed total, in any order and any batches, make the one series."""
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/store.sqlite") as store:
        store.add_statements("kenya-uganda", HEAD + YEARS, by="ann")
        for at in range(0, len(parts), size):
            store.add_statements("kenya-uganda", HEAD + "".join(parts[at : at + size]), by="ann")
        made = store.series("kenya-uganda").statements
    assert made == read_series(HEAD + YEARS + "".join(PARTS.values()), series_id="x", where="x").statements


def test_a_part_after_a_gap_stays_what_it_is(store):
    """The fourth quarter without the third makes no sum until the third is known."""
    store.add_statements("kenya-uganda", HEAD + QUARTERS[4], by="ann")
    assert "2024" not in _levels(store)
    store.add_statements("kenya-uganda", HEAD + QUARTERS[3], by="ann")
    assert {"2024-01/2024-09", "2024"} <= set(_levels(store))


def test_a_sum_that_the_release_before_stored_makes_room_for_its_parts(tmp_path):
    """It stands while it is all there is; with its quarters there, one of them revised, they are added up anew."""
    kept = '2024-01/2024-06,620m,USD,2024-08-01,Kenya,Uganda,total,"sum of 2024-01/2024-03, 2024-04/2024-06"\n'
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        store.add_statements("kenya-uganda", HEAD + YEARS + kept, by="ann")
        assert _levels(store)["2024-01/2024-06"] == 620e6
        store.add_statements("kenya-uganda", HEAD + QUARTERS[3], by="ann")
        assert _levels(store)["2024-01/2024-09"] == 950e6
        store.add_statements(
            "kenya-uganda", HEAD + QUARTERS[1] + "2024-Q2,370m,USD,2024-08-01,Kenya,Uganda,total,\n", by="ann"
        )
        assert _levels(store)["2024-01/2024-06"] == 680e6
        assert _levels(store)["2024-01/2024-09"] == 1010e6
