"""Periods of a table of statements: fiscal years, neighbours that decide, and parts of years added up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.data.fiscal import parse_year_start
from forecast.data.periods import Period
from forecast.data.statement_csv import read_series
from forecast.data.statements import GrowthPrint, LevelPrint
from forecast.errors import InputError


def read(*rows, **same):
    """Return the series of rows of (period, level) in millions of dollars, with the same cells in each."""
    made = [{"period": period, "level": level, "unit": "USD million", **same} for period, level in rows]
    return read_series(made, series_id="own", where="rows")


def asked(*rows, **same):
    """Return the questions that rows are refused with."""
    with pytest.raises(InputError) as refused:
        read(*rows, **same)
    return [str(fault) for fault in refused.value.faults]


def levels(series):
    """Return levels in millions by period as it is written."""
    return {str(s.period): s.level.value / 1e6 for s in series.statements if s.level}


@pytest.mark.parametrize(
    ("text", "month"),
    [("04", 4), ("4", 4), ("April", 4), ("jul", 7), ("1 July", 7), ("21 March", 4), ("03-21", 4), ("October 1", 10)],
)
def test_the_start_of_a_year_is_read_as_people_write_it(text, month):
    """A month by number or name, and a day: one late in a month counts from the next."""
    assert parse_year_start(text) == month


@pytest.mark.parametrize("text", ["13", "0", "ju", "spring", "04/05", "21 Foo"])
def test_what_is_no_start_of_a_year_is_refused(text):
    """A month that is none, or may be two, is told by line."""
    (message,) = asked(("2023-24", "100"), year_starts=text)
    assert "year_starts" in message
    assert "names no month" in message


@pytest.mark.parametrize(
    ("label", "same", "written"),
    [
        ("2024-25", {"year_starts": "04"}, "2024-04/2025-03"),
        ("2024/25", {"year_starts": "July"}, "2024-07/2025-06"),
        ("FY2024", {"year_starts": "October"}, "2023-10/2024-09"),
        ("FY 2024-25", {"reporter": "India", "partner": "Oman"}, "2024-04/2025-03"),
        ("2024-25", {"reporter": "Germany", "partner": "Pakistan"}, "2024-07/2025-06"),
        ("2024-25", {"reporter": "Bangladesh", "partner": "India"}, "2024-07/2025-06"),
        ("2024-25", {"reporter": "Bangladesh", "partner": "India", "statistics": "India"}, "2024-04/2025-03"),
        ("1403", {"reporter": "Iran", "partner": "Oman"}, "2024-04/2025-03"),
        ("2018-07/2019-06", {}, "2018-07/2019-06"),
    ],
)
def test_a_fiscal_year_starts_as_it_is_said_or_as_usual_where_the_statistics_are(label, same, written):
    """A column says it, else the side of the statistics, else the one of the pair that counts in such years."""
    assert list(levels(read((label, "2000"), **same))) == [written]


@pytest.mark.parametrize(
    ("rows", "same", "question"),
    [
        ([("2024-25", "2000")], {}, "is a fiscal year: say the month it starts with"),
        ([("2024-25", "2000")], {"reporter": "Germany", "partner": "France"}, "is a fiscal year: say the month"),
        ([("2000-01", "2000")], {}, "may be January 2000 or the fiscal year 2000/01"),
        ([("2000", "2000"), ("2000-01", "90")], {}, "may be January 2000 or the fiscal year 2000/01"),
        ([("1403", "2000")], {}, "name Iran in the pair"),
        ([("1403-06", "2000")], {"reporter": "Iran", "partner": "Oman"}, "write whole years"),
        ([("2023-24", "2000"), ("2024-Q1", "90")], {"year_starts": "04"}, "or a quarter of a fiscal year"),
        ([("H1 2024", "900")], {"year_starts": "04"}, "or a half of a fiscal year"),
        ([("2024-03-31", "2000")], {}, "is a day, no period"),
    ],
)
def test_a_doubtful_period_is_asked_about(rows, same, question):
    """What may be two things is refused with the question, with its line, and is never silently one of them."""
    (message,) = asked(*rows, **same)
    assert question in message
    assert message.startswith("rows[")


def test_two_kinds_of_years_in_one_file_are_refused():
    """A file that says two months is told the second."""
    rows = [
        {"period": "2022-23", "level": 1, "unit": "USD bn", "year_starts": "04"},
        {"period": "2023-24", "level": 1, "unit": "USD bn", "year_starts": "07"},
    ]
    with pytest.raises(InputError, match="is not 04, which a line before has"):
        read_series(rows, series_id="own", where="rows")


def test_neighbours_make_a_label_a_year_or_a_month():
    """`2000-01` beside `1999-00` and `2001-02` is a year, beside `2000-02` a month."""
    years = read(("1999-00", "1000"), ("2000-01", "1100"), ("2001-02", "1200"), year_starts="04")
    assert list(levels(years)) == ["1999-04/2000-03", "2000-04/2001-03", "2001-04/2002-03"]
    assert levels(read(("2000-01", "100"), ("2000-02", "110"))) == {"2000-01/2000-01": 100, "2000-01/2000-02": 210}


def test_quarters_add_up_to_first_months_and_a_total():
    """Each sum is known when its last part is, holds what their digits allow together, and says what it is of."""
    series = read(("2024-Q1", "100"), ("2024-Q2", "110.5"), ("2024-Q3", "120"), ("2024-Q4", "130"), ("2025-Q1", "99"))
    assert levels(series) == {
        "2024-01/2024-03": 100, "2024-01/2024-06": 210.5, "2024-01/2024-09": 330.5, "2024": 460.5,
        "2025-01/2025-03": 99,
    }  # fmt: skip
    total = next(s for s in series.statements if s.period.is_year)
    assert total.level.resolution == pytest.approx(0.4e6)  # all have the decimal that one shows
    assert total.note == "sum of 2024-01/2024-03, 2024-04/2024-06, 2024-07/2024-09, 2024-10/2024-12"
    assert total.origin.published == date(2025, 3, 1)


def test_a_printed_total_stands_before_the_sum_of_its_quarters():
    """What is printed of a year or its first months is never added up beside it."""
    series = read(("2024-Q1", "100"), ("2024-Q2", "110"), ("2024-01/2024-06", "212"))
    assert levels(series) == {"2024-01/2024-03": 100, "2024-01/2024-06": 212, "2024-04/2024-06": 110}


def test_months_with_a_gap_stay_what_they_are():
    """A month whose year has no months before it is no year-to-date figure."""
    assert levels(read(("2024-02", "100"), ("2024-03", "110"))) == {"2024-02": 100, "2024-03": 110}


def test_a_revised_month_makes_a_new_sum_on_its_day():
    """The first sum stands until the day on which a part is revised."""
    rows = [
        {"period": period, "level": level, "unit": "USD million", "published": day}
        for period, level, day in (
            ("2024-Q1", "100", "2024-05-01"), ("2024-Q2", "110", "2024-08-01"), ("2024-Q1", "104", "2024-09-01"),
        )
    ]  # fmt: skip
    series = read_series(rows, series_id="own", where="rows")
    halves = [(s.origin.published, s.level.value) for s in series.statements if s.period == Period(2024, 6)]
    assert halves == [(date(2024, 8, 1), 210e6), (date(2024, 9, 1), 214e6)]


def test_parts_that_are_ranges_add_up_to_a_range_and_keep_their_growth():
    """Words around a part widen the sum; growth of a quarter against the same quarter stays a statement."""
    rows = [
        {"period": "2024-Q1", "level": "$100-120m", "unit": "USD"},
        {"period": "2024-Q2", "level": "130m", "unit": "USD", "growth_pct": "5"},
    ]
    series = read_series(rows, series_id="own", where="rows")
    half = next(s for s in series.statements if s.period == Period(2024, 6))
    assert half.level.qualifier == "between"
    assert (half.level.interval.low, half.level.interval.high) == (pytest.approx(229.5e6), pytest.approx(250.5e6))
    second = next(s for s in series.statements if s.period == Period(2024, 3, 3))
    assert (second.level, second.growth) == (None, GrowthPrint(5.0, 1.0))


def test_flows_and_sides_are_added_up_apart():
    """Exports' quarters never complete those of imports."""
    rows = [
        {"period": "2024-Q1", "level": "100", "unit": "USD million", "flow": "exports"},
        {"period": "2024-Q2", "level": "110", "unit": "USD million", "flow": "imports"},
    ]
    series = read_series(rows, series_id="own", where="rows")
    assert {(s.flow, str(s.period)) for s in series.statements} == {
        ("exports", "2024-01/2024-03"),
        ("imports", "2024-04/2024-06"),
    }


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_months_add_up_whatever_their_order(values, random):
    """The first so many months make the sum of their figures, in any order of the rows."""
    rows = [(f"2024-{month:02d}", str(value)) for month, value in enumerate(values, start=1)]
    random.shuffle(rows)
    found = {s.period.months: s.level for s in read(*rows).statements}
    for through in range(1, len(values) + 1):
        expected = LevelPrint(sum(values[:through]) * 1e6, through * 1e6)
        assert found[through].value == pytest.approx(expected.value)
