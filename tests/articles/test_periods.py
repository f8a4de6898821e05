"""Which months an article tells of."""

from __future__ import annotations

import pytest

from forecast.articles import read_article
from forecast.data import read_series
from forecast.report import statements_csv
from tests.support.articles import DAY


@pytest.mark.parametrize(
    ("pair", "said", "period"),
    [
        ("India / Egypt", "in 2023-24", "2023-04/2024-03"),
        ("India / Egypt", "in fiscal 2024", "2023-04/2024-03"),
        ("India / Egypt", "in FY24", "2023-04/2024-03"),
        ("India / Egypt", "in the fiscal year ended March 2024", "2023-04/2024-03"),
        ("India / Egypt", "in the last fiscal year", "2024-04/2025-03"),
        ("India / Egypt", "in the first two months of the current fiscal year", "2025-04/2025-05"),
        ("India / Egypt", "in April-December of 2023-24", "2023-04/2023-12"),
        ("India / Egypt", "in January-March of 2023-24", "2024-01/2024-03"),
        ("Pakistan / Egypt", "in the financial year 2023-24", "2023-07/2024-06"),
        ("Pakistan / Egypt", "in the first ten months of the 2023/24 financial year", "2023-07/2024-04"),
        ("Japan / Egypt", "in fiscal 2023", "2023-04/2024-03"),
        ("Iran / Egypt", "in the Iranian year 1403", "2024-04/2025-03"),
        ("Iran / Egypt", "in the first ten months of the Iranian calendar year 1402", "2023-04/2024-01"),
        ("Iran / Egypt", "in the last Iranian year", "2024-04/2025-03"),
        ("Iran / Egypt", "in the first two months of the current Iranian year", "2025-04/2025-05"),
        ("Pakistan / Egypt", "in 9MFY25", "2024-07/2025-03"),
        ("Pakistan / Egypt", "in the first four months of the fiscal year (2023-24)", "2023-07/2023-10"),
        ("Chile / Egypt", "in the March 2025 year", "2024-04/2025-03"),
        ("Ethiopia / Egypt", "in the fiscal year that ended on July 7", "2024-07/2025-06"),
        ("South Africa / Egypt", "in the period 1 January to 31 October 2024", "2024-01/2024-10"),
        ("Chile / Peru", "in the year to 30 June 2024", "2023-07/2024-06"),
    ],
)
def test_fiscal_years_are_read_by_the_country_that_counts_in_them(pair, said, period):
    """A fiscal year, and months of it, are the months that they are in the reporter's country, or the text's own."""
    article = read_article(f"The countries' trade was $2bn {said}.", published=DAY, pair=pair)
    assert [(str(s.period), s.doubt) for s in article.statements] == [(period, None)]


@pytest.mark.parametrize(
    ("text", "periods", "deadlines"),
    [
        ("Iran and Iraq traded $11bn in 1403 and aim at $20bn by the end of 1406.", ["2024-04/2025-03"], [2028]),
        (
            "Iran's trade with Iraq was $11bn in the Iranian year 1403. Trade was $10bn in 1402. The target is $20bn by 1406.",
            ["2024-04/2025-03", "2023-04/2024-03"],
            [2028],
        ),
        (
            "Товарооборот Ирана и Ирака достиг 11 млрд долларов в 1403 году, цель — 20 млрд к 1406 году.",
            ["2024-04/2025-03"],
            [2028],
        ),
        ("Chile and Peru traded $11bn in 1403.", ["None"], []),
        ("Iran sold Iraq 1403 cars. Trade was $11bn in 2024.", ["2024"], []),
        ("Iran's trade with Iraq was $11bn in 2024, sales rose to 1403 tonnes.", ["2024"], []),
    ],
)
def test_plain_iranian_years_are_years_in_a_text_of_iran(text, periods, deadlines):
    """1403 is the year from March 2024, as a period and as a deadline; elsewhere, and before what is counted, a count."""
    article = read_article(text, published=DAY)
    assert [str(s.period) for s in article.statements] == periods
    assert [target.by for target in article.targets] == deadlines


def test_fiscal_years_quarters_and_months_of_an_article_are_held_by_its_series():
    """What the text says of fiscal years and single months is used; years of one kind are the series' years."""
    text = "India's exports to Egypt were $3.5bn in 2023-24, up from $3.2bn in 2022-23; in May 2025 they were $0.3bn."
    series = read_article(text, published=DAY, pair=("India", "Egypt")).series()
    assert [(str(s.period), s.level.value) for s in series.statements] == [
        ("2022-04/2023-03", 3.2e9), ("2023-04/2024-03", 3.5e9), ("2025-05", 0.3e9),
    ]  # fmt: skip
    assert series.year_ends == 3
    again = read_series(statements_csv(series), series_id=series.id, where="csv")
    assert [s.period for s in again.statements] == [s.period for s in series.statements]


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ("from January 2022 to June 2024", "2022-01/2024-06"),
        ("from July 2023 to June 2024", "2023-07/2024-06"),
        ("between January 2024 and May 2024", "2024-01/2024-05"),
        ("from the first quarter of 2022 to the second quarter of 2024", "2022-01/2024-06"),
        ("from January to June 2024", "2024-01/2024-06"),
        ("in May 2024 and June 2023 was lower", "2024-05"),
    ],
)
def test_months_of_two_years_are_one_period_from_the_first_to_the_last(said, period):
    """Neither end alone is the period; two months that no word joins stay two."""
    article = read_article(f"Trade of India with Egypt was $4.2bn {said}.", published=DAY, pair=("India", "Egypt"))
    assert str(article.statements[0].period) == period
