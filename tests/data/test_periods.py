"""Periods and dates: reading, saying, refusing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.data.periods import FIRST_YEAR, LAST_YEAR, Period, parse_date, say_date, say_month
from forecast.data.spans import parse_period

PERIODS = st.builds(Period, st.integers(FIRST_YEAR, LAST_YEAR), st.integers(1, 12))
ANY_MONTHS = st.builds(
    Period, st.integers(FIRST_YEAR + 1, LAST_YEAR), st.integers(1, 12), st.integers(0, 11), st.integers(1, 12)
)


@given(PERIODS)
def test_a_period_reads_back_as_it_prints(period):
    """`parse_period` is the inverse of `str`."""
    assert parse_period(str(period)) == period


@given(ANY_MONTHS)
def test_months_that_begin_anywhere_read_back_in_a_series_of_such_years(period):
    """Text, first and last month and the day after them are one and the same thing."""
    assert parse_period(str(period), year_ends=period.year_ends) == period
    (year, month), (last_year, last_month) = period.first, period.last
    assert (last_year * 12 + last_month) - (year * 12 + month) + 1 == period.months
    assert period.end == date(last_year + last_month // 12, last_month % 12 + 1, 1)
    assert len(period.years) == 1 + (period.skipped + period.months > 12)
    assert period.before().end.replace(year=period.end.year) == period.end


@pytest.mark.parametrize(
    ("text", "period", "words", "end"),
    [
        ("2024", Period(2024, 12), "2024", date(2025, 1, 1)),
        ("2025-01", Period(2025, 1), "January 2025", date(2025, 2, 1)),
        ("2025-01/2025-05", Period(2025, 5), "January-May 2025", date(2025, 6, 1)),
        (" 2024-01/2024-12 ", Period(2024, 12), "2024", date(2025, 1, 1)),
        ("2024-Q3", Period(2024, 3, 6), "July-September 2024", date(2024, 10, 1)),
        ("H1 2025", Period(2025, 6), "January-June 2025", date(2025, 7, 1)),
        ("2007-02", Period(2007, 1, 1), "February 2007", date(2007, 3, 1)),
        ("2018-07/2019-06", Period(2018, 12, 6), "the year to June 2019", date(2019, 7, 1)),
        ("2024-11/2025-02", Period(2024, 4, 10), "November 2024-February 2025", date(2025, 3, 1)),
    ],
)
def test_periods_worked_by_hand(text, period, words, end):
    """A year, one month and a span from January give months covered, words and the first day after."""
    assert parse_period(text) == period
    assert (period.words, period.end) == (words, end)
    assert period.is_year == (text.strip() in {"2024", "2024-01/2024-12"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not a year, a quarter or a month"),
        ("soon", "is not a year, a quarter or a month"),
        ("24", "is not a year, a quarter or a month"),
        ("2024-1", "is not a year, a quarter or a month"),
        ("2024-01/05", "is not a year, a quarter or a month"),
        ("\uff12\uff10\uff12\uff14", "is not a year, a quarter or a month"),
        ("2000-01", "may be January 2000 or the fiscal year 2000/01"),
        ("2024-03-31", "is a day, no period"),
        ("2024-25", "is a fiscal year: say the month it starts with"),
        ("2024-13", "is not a year, a quarter or a month"),
        ("2024-01/2025-05", "is longer than twelve months"),
        ("2024-05/2024-01", "ends before it starts"),
        ("2024-01/2024-13", "has no month 13"),
        ("2024-01/2024-00", "has no month 00"),
        ("1799", "outside 1800 to 2199"),
        ("9999", "outside 1800 to 2199"),
    ],
)
def test_what_is_not_a_period_is_refused_in_words(text, words):
    """Each refusal says what is wrong with the period."""
    with pytest.raises(ValueError, match=words):
        parse_period(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not a date"),
        ("14.07.2025", "is not a date"),
        ("2025-7-14", "is not a date"),
        ("20250714", "is not a date"),
        ("2025-07-14T00:00", "is not a date"),
        ("\uff12025-07-14", "is not a date"),
        ("2025-02-30", "not a day of the calendar"),
        ("2025-13-01", "not a day of the calendar"),
        ("0000-01-01", "not a day of the calendar"),
        ("1799-12-31", "outside 1800 to 2199"),
        ("9999-12-31", "outside 1800 to 2199"),
    ],
)
def test_what_is_not_a_date_is_refused_in_words(text, words):
    """Each refusal says what is wrong with the date."""
    with pytest.raises(ValueError, match=words):
        parse_date(text)


@given(st.text(max_size=20) | st.text("0123456789-/ ", max_size=16))
def test_any_text_is_a_period_and_a_date_or_a_value_error(text):
    """Arbitrary text never raises anything but ValueError."""
    for parse in (parse_period, parse_date):
        found, refusal = None, None
        try:
            found = parse(text)
        except ValueError as error:
            refusal = error
        if found is None:
            assert str(refusal)
        else:
            assert FIRST_YEAR <= found.year <= LAST_YEAR


@given(st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)))
def test_a_date_reads_back_as_it_prints(day):
    """`parse_date` is the inverse of ISO format."""
    assert parse_date(day.isoformat()) == day


@given(PERIODS)
def test_the_same_months_a_year_before_end_a_year_before(period):
    """`before` keeps the months, also in the first year that may be written."""
    before = period.before()
    assert before.months == period.months
    assert before.year == period.year - 1
    assert before.end.replace(year=before.end.year + 1) == period.end
    assert before < period


@pytest.mark.parametrize(("year", "months"), [(0, 12), (9999, 12), (2024, 0), (2024, 13), (2024, -1)])
def test_a_period_outside_the_calendar_cannot_be_made(year, months):
    """A period has 1 to 12 months of a year that dates can have."""
    with pytest.raises(ValueError, match="not a period"):
        Period(year, months)


def test_dates_and_months_are_said_as_people_do():
    """Days and months are written out in English."""
    assert say_date(date(2025, 7, 4)) == "4 July 2025"
    assert say_month(2026, 12) == "December 2026"
