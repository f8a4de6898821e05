"""Spans of time as files write them, and the totals that months and quarters make."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.data.parts_of_years import added_up
from forecast.data.periods import Period
from forecast.data.spans import Span, is_span, parse_spans


@pytest.mark.parametrize(
    ("label", "span"),
    [
        ("2024", Span(2024, 1, 12)), ("2024.0", Span(2024, 1, 12)), ("2024 г.", Span(2024, 1, 12)),
        ("2024年", Span(2024, 1, 12)), ("2023 p", Span(2023, 1, 12)), ("2023*", Span(2023, 1, 12)),
        ("2024-05", Span(2024, 5, 1)), ("2024M05", Span(2024, 5, 1)), ("202405", Span(2024, 5, 1)),
        ("May 2024", Span(2024, 5, 1)), ("Jan-24", Span(2024, 1, 1)), ("05/2024", Span(2024, 5, 1)),
        ("Январь 2024", Span(2024, 1, 1)), ("März 2024", Span(2024, 3, 1)), ("2024-Q1", Span(2024, 1, 3)),
        ("Q3 2024", Span(2024, 7, 3)), ("2024Q4", Span(2024, 10, 3)), ("H1 2025", Span(2025, 1, 6)),
        ("2025-S2", Span(2025, 7, 6)), ("2018-07/2019-06", Span(2018, 7, 12)), ("Jan-May 2024", Span(2024, 1, 5)),
    ],
)  # fmt: skip
def test_a_label_is_a_span(label, span):
    """Years, halves, quarters, months and sums of months are read as offices write them."""
    assert parse_spans([label]) == (span,)


@pytest.mark.parametrize(
    ("labels", "starts", "first"),
    [
        (["2024-25"], 4, Span(2024, 4, 12)), (["2024/25"], 7, Span(2024, 7, 12)), (["FY2024"], 4, Span(2023, 4, 12)),
        (["FY2024-25"], 4, Span(2024, 4, 12)), (["2000-01", "1999-00"], 4, Span(2000, 4, 12)),
        (["2000-01", "2000-02", "2000-03"], None, Span(2000, 1, 1)), (["2020-01-01", "2021-01-01"], None, Span(2020, 1, 12)),
        (["2020-04-01", "2020-01-01"], None, Span(2020, 4, 3)),
    ],
)  # fmt: skip
def test_neighbours_and_the_start_of_the_year_decide(labels, starts, first):
    """`2000-01` beside `1999-00` is a fiscal year, beside `2000-02` a month; days stand for what their column holds."""
    assert parse_spans(labels, starts=starts)[0] == first


@pytest.mark.parametrize(
    ("label", "question"),
    [
        ("2000-01", "may be January 2000 or the fiscal year 2000/01"),
        ("2024-25", "say the month it starts with"),
        ("FY2024", "say the month it starts with"),
        ("Total", "is not a year"),
        ("2024-13", "is not a year"),
        ("2024/26", "is not a year"),
    ],
)
def test_what_may_be_two_things_is_asked_about(label, question):
    """A label alone that may be a month or a fiscal year is never silently January."""
    assert question in str(parse_spans([label])[0])


def test_months_and_quarters_of_a_running_year_are_added_up_and_earlier_years_to_totals():
    """Twelve months make a total, five make January to May, and the same months before teach their share."""
    months = {Span(2023, m, 1): 1.0 for m in range(1, 13)} | {Span(2024, m, 1): 2.0 for m in range(1, 6)}
    assert added_up(months) == ({Period(2023): 12.0, Period(2023, 5): 5.0, Period(2024, 5): 10.0}, ())
    quarters = {Span(2023, m, 3): 1.0 for m in (1, 4, 7, 10)} | {Span(2024, 1, 3): 2.0}
    assert added_up(quarters)[0] == {Period(2023): 4.0, Period(2023, 3): 1.0, Period(2024, 3): 2.0}


def test_sums_that_do_not_start_in_january_and_gaps_make_no_total():
    """A month too few, or a rolling year, is handed back as what makes no calendar year."""
    cells = {Span(2023, m, 1): 1.0 for m in range(2, 13)} | {Span(2023, 7, 12): 9.0}
    found, left = added_up(cells)
    assert found == {}
    assert len(left) == 12


def test_a_printed_total_stands_before_the_sum_of_its_months():
    """Months that do not add up to the printed year leave it as printed."""
    cells = {Span(2023, m, 1): 1.0 for m in range(1, 13)} | {Span(2023, 1, 12): 12.5}
    assert added_up(cells)[0][Period(2023)] == 12.5


@given(st.text(alphabet="0123456789-/QHMFYJan ", max_size=12))
def test_any_label_is_a_span_or_told(label):
    """Arbitrary labels never raise."""
    (read,) = parse_spans([label])
    assert isinstance(read, (Span, str))
    assert isinstance(is_span(label), bool)
