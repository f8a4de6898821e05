"""Pandas data make series: by year, quarter or month, floats as they are, every fault at once."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

import forecast
from forecast.data import Series
from forecast.errors import InputError

YEARS = [2019, 2020, 2021, 2022, 2023, 2024]
VALUES = [1.9e9, 1.7e9, 2.0e9, 2.2e9, 2.3000001e9, 2.4e9]


def facts(series):
    return [(s.flow, str(s.period), s.level.value) for s in series.statements]


@pytest.mark.parametrize(
    "index",
    [
        YEARS,
        np.array(YEARS),
        [float(year) for year in YEARS],
        [str(year) for year in YEARS],
        pd.period_range("2019", "2024", freq="Y"),
        pd.DatetimeIndex([f"{year}-12-31" for year in YEARS]),
        pd.DatetimeIndex([f"{year}-01-01" for year in YEARS]),
        [date(year, 6, 30) for year in YEARS],
    ],
    ids=["ints", "numpy", "floats", "text", "periods", "ends", "starts", "dates"],
)
def test_years_are_read_however_they_are_written(index):
    """Ints, text, periods and dates mean the same years; figures are those given, to the last bit."""
    series = Series.from_frame(pd.Series(VALUES, index=index), unit="USD", reporter="Aland", partner="Bland")
    assert facts(series) == [("total", str(year), value) for year, value in zip(YEARS, VALUES, strict=True)]
    assert (series.id, series.sides, series.unit) == ("aland-bland", ("aland",), "USD")
    assert series.newest == date(2025, 7, 1)
    assert all(s.level.resolution < 10 for s in series.statements)


@pytest.mark.parametrize(
    "index",
    [
        pd.period_range("2022-01", "2024-05", freq="M"),
        pd.date_range("2022-01-31", "2024-05-31", freq="ME"),
        pd.date_range("2022-01-01", "2024-05-01", freq="MS"),
        [str(p) for p in pd.period_range("2022-01", "2024-05", freq="M")],
    ],
    ids=["periods", "ends", "starts", "text"],
)
def test_months_become_years_and_the_months_of_the_open_one(index):
    """Two whole years, five months of the third, and the same five months of the years before."""
    series = Series.from_frame(pd.DataFrame({"Exports": np.arange(1.0, 30.0)}, index=index), unit="EUR", scale=1e6)
    assert facts(series) == [
        ("exports", "2022-01/2022-05", 15e6),
        ("exports", "2022", 78e6),
        ("exports", "2023-01/2023-05", 75e6),
        ("exports", "2023", 222e6),
        ("exports", "2024-01/2024-05", 135e6),
    ]


def test_quarters_become_years():
    """Four quarters make a year; the first one of the next is its first three months."""
    for index in (
        pd.period_range("2023Q1", "2024Q1", freq="Q"),
        ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1"],
    ):
        series = Series.from_frame(pd.Series([1.0, 2.0, 3.0, 4.0, 5.0], index=index), unit="USD", scale=1e9)
        assert facts(series) == [
            ("total", "2023-01/2023-03", 1e9),
            ("total", "2023", 10e9),
            ("total", "2024-01/2024-03", 5e9),
        ]


def test_an_empty_cell_is_a_year_not_known():
    """NaN and None are left out, not taken for nothing."""
    frame = pd.DataFrame({"exports": [1e9, np.nan, 2e9], "imports": [1e9, 1e9, None]}, index=[2022, 2023, 2024])
    assert {(flow, year) for flow, year, _ in facts(Series.from_frame(frame, unit="USD"))} == {
        ("exports", "2022"), ("exports", "2024"), ("imports", "2022"), ("imports", "2023"),
    }  # fmt: skip


def test_a_forecast_takes_a_frame_and_numbers():
    """A frame with its unit is asked like any pair; the mark may be a number, the day a timestamp."""
    frame = pd.DataFrame({"total": VALUES}, index=YEARS)
    text = forecast.forecast(frame, "2.6bn", unit="USD")
    number = forecast.forecast(frame, 2.6e9, unit="USD", as_of=pd.Timestamp("2025-07-01"))
    assert text.answer == number.answer
    assert text.answer.status == "open"
    assert forecast.fit(frame["total"], unit="USD").reach(2.6e9).answer.median == text.answer.median


@pytest.mark.parametrize(
    ("frame", "unit", "told"),
    [
        (pd.Series([1e9], index=[2024]), None, ["unit: is missing"]),
        (pd.Series([1e9], index=[2024]), "XYZ", ["unit: 'XYZ' is not a currency known here"]),
        (pd.DataFrame({"price": [1], "weight": [2]}, index=[2024]), "USD", ["price", "weight", "name no flow"]),
        (
            pd.Series([1e9, -2.0, "many"], index=[2022, "soon", 2024]),
            "?",
            ["unit", "row 2: 'soon'", "row 2, total", "row 3"],
        ),
        (pd.Series([1e9, 2e9], index=[2024, 2024]), "USD", ["index", "stands 2 times"]),
        (pd.Series([1e9, 2e9], index=[20240, 2024]), "USD", ["row 1: '20240' lies outside"]),
        (pd.Series([np.nan], index=[2024]), "USD", ["holds no figure"]),
        (pd.DataFrame({"total": []}), "USD", ["holds no row"]),
        (pd.Series([1.0, 2.0], index=pd.period_range("2024-03", "2024-04", freq="M")), "USD", ["months from January"]),
    ],
    ids=["no-unit", "bad-unit", "other-subject", "every-fault", "twice", "far", "empty-cells", "empty", "no-january"],
)
def test_faulty_data_are_refused_with_every_fault(frame, unit, told):
    """Units, columns, rows and cells are all named at once."""
    with pytest.raises(InputError) as refused:
        Series.from_frame(frame, unit=unit)
    assert all(part in str(refused.value) for part in told), str(refused.value)
