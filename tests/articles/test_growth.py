"""Growth as an article tells it."""

from __future__ import annotations

import pytest

from forecast.articles import read_article
from tests.support.articles import DAY, statements_told


def test_growth_in_brackets_beside_money_takes_no_level():
    """The money in brackets behind a rate may be the change or the level, so that neither is told as a level."""
    for money in ("0.4", "0.9"):
        read = read_article(
            f"Exports of India to Kenya fell 31% (${money}bn) in 2024.", published="2025-06-01", pair=("India", "Kenya")
        )
        assert statements_told(read) == [("exports", "2024", None, None, -31.0, "exact")]


def test_lists_told_one_by_one_are_read_member_by_member():
    """A list with "respectively" gives each flow its own amount and rate, in English and Russian, with the unit told once."""
    read = read_article(
        "Exports and imports of India to Kenya rose 5% and 3% to 3.5 and 1.1 billion dollars, respectively, in 2024.",
        published="2025-06-01", pair=("India", "Kenya"),
    )  # fmt: skip
    assert statements_told(read) == [
        ("exports", "2024", 3.5e9, "exact", 5.0, "exact"),
        ("imports", "2024", 1.1e9, "exact", 3.0, "exact"),
    ]
    russian = read_article(
        "Экспорт и импорт составили в 2024 году 3,5 и 1,1 млрд долларов соответственно.",
        published="2025-06-01", pair=("Россия", "Кения"),
    )  # fmt: skip
    assert statements_told(russian) == [
        ("exports", "2024", 3.5e9, "exact", None, None),
        ("imports", "2024", 1.1e9, "exact", None, None),
    ]
    years = read_article(
        "Товарооборот Беларуси с Азербайджаном в 2023 и 2024 годах составил соответственно 456 и 693 млн долларов.",
        published="2025-06-01", pair=("Беларусь", "Азербайджан"),
    )  # fmt: skip
    assert [(str(s.period), s.level, s.unit) for s in years.statements] == [
        ("2023", 456e6, "USD"),
        ("2024", 693e6, "USD"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Trade with Egypt was 109 per cent of last year's level in January-May and came to $2bn.",
            (2e9, 9.0, "exact"),
        ),
        ("Trade with Egypt was 2.2 times as much and came to $2bn in 2024.", (2e9, 120.0, "exact")),
        ("In 2024 trade with Egypt grew by a quarter to $2bn.", (2e9, 25.0, "about")),
        ("In 2024 trade with Egypt saw an increase of $300 million, or 13.6%, to $2.5bn.", (2.5e9, 13.6, "exact")),
        ("Trade with Egypt doubled in 2024 to $2bn.", (2e9, 100.0, "about")),
        ("In 2024 trade with Egypt fell by more than half to $2bn.", (2e9, -50.0, "over")),
        ("In 2024 trade with Egypt grew by nearly half to $2bn.", (2e9, 50.0, "almost")),
        ("In 2024 trade with Egypt, which was $2bn, fell to 94.2 % of the year before.", (2e9, -5.8, "exact")),
        ("Trade with Egypt fell in 2024 to just under $2bn.", (2e9, None, "down")),
    ],
)
def test_growth_is_read_as_it_is_said(text, said):
    """Shares of last year, multiples, fractions and changes in money become growth with their qualifier."""
    article = read_article(text, published=DAY, pair=("India", "Egypt"))
    statement = next(s for s in article.statements if s.level)
    assert (statement.level, statement.growth_pct, statement.growth_qualifier) == said


@pytest.mark.parametrize(
    ("text", "growth"),
    [
        ("экспорт - 500 млн долларов (94,2%)", -5.8),
        ("экспорт - 500 млн долларов (50%)", None),
        ("экспорт - 500 млн долларов (115,8%)", 15.8),
    ],
)
def test_a_bare_per_cent_figure_is_growth_where_it_is_no_share(text, growth):
    """Half of a total is its share; what cannot be a share of it is this year's level in per cent of last year's."""
    text = f"За 2024 год товарооборот составил 1 млрд долларов, {text}."
    article = read_article(text, published=DAY, pair=("Россия", "Египет"))
    assert [s.growth_pct for s in article.statements if s.flow == "exports"] == [growth]


def test_a_verb_that_is_left_out_is_that_of_the_clause_before():
    """Growth without its own verb has the direction of the flow before it."""
    text = "В 2024 году экспорт сократился на 13,1% до 41,5 млн долларов, импорт - на 0,7% до 267,7 млн долларов."
    article = read_article(text, published=DAY, pair=("Россия", "Египет"))
    assert [s.growth_pct for s in article.statements] == [-13.1, -0.7]


def test_doubling_is_a_mark_worked_out_from_the_level():
    """What is to double by 2030 is twice the newest year's total, and told as derived."""
    article = read_article(
        "Trade of India and Egypt was $4bn in 2024. They plan to double it by 2030.",
        published=DAY,
        pair=("India", "Egypt"),
    )
    [target] = article.targets
    assert (target.value, target.by, target.kind) == (8e9, 2030, "derived")


@pytest.mark.parametrize(
    ("said", "growth"),
    [
        ("In 2024 trade was $4bn, up 9% after a dip of 2% the year before", [9.0]),
        ("Trade, which was $3bn in 2020, had climbed to $4bn by the end of 2024", [None, None]),
        ("In 2024 trade was $4bn, and should grow tenfold in the next decade", [None]),
        ("Trade was $4bn in 2024. That was 5% more than the $3.8bn posted in 2023", [5.0, None]),
    ],
)
def test_growth_of_other_years_is_not_that_of_the_year_told(said, growth):
    """Growth of the year before, over several years or still hoped for is no growth of the level beside it."""
    article = read_article(f"{said}.", published=DAY, pair=("India", "Egypt"))
    assert [s.growth_pct for s in article.statements] == growth
    assert {s.growth_qualifier for s in article.statements if s.growth_pct is None} <= {None}


def test_trade_without_oil_is_a_part_of_trade():
    """Non-oil totals, and the exports and imports told behind them, are told and not used; the whole total is."""
    text = "Non-oil trade was $4bn in 2024. Exports were $1bn. Total trade came to $9bn in 2024. Exports were $5bn."
    article = read_article(text, published=DAY, pair=("India", "Egypt"))
    assert [(s.flow, s.level) for s in article.statements] == [("total", 9e9), ("exports", 5e9)]
    assert [one.reason for one in article.unused if "bn" in one.words] == ["part", "part"]
