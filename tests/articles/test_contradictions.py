"""Levels of a text that cannot all be right: which is meant, and which somebody has to confirm."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.articles import read_article
from forecast.articles.article import ReadStatement
from forecast.articles.contradictions import settled
from forecast.articles.spans import Span
from forecast.words import doubt_said
from tests.support.articles import DAY

PAIR = ("India", "Egypt")
YEAR = Span((2024, 1), (2024, 12))


def _said(flow, level, *, unit="USD", period=YEAR):
    return ReadStatement(
        flow, period, level, 1e6, unit, "exact", None, None, None, record=False, words="", span=(0, 0), parts=()
    )


def _told(text):
    article = read_article(text, published=DAY, pair=PAIR)
    return [(s.flow, s.level) for s in article.statements if not s.doubt]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # The whole trade of a country beside that with the partner.
        (
            "India's trade with Egypt was $5bn in 2024, with exports of $3bn and imports of $2bn. Exports hit $437bn.",
            [("total", 5e9), ("exports", 3e9), ("imports", 2e9)],
        ),
        # Parts that make the total stand against one that does not.
        (
            "India's trade with Egypt was $5.02bn in 2024. Exports were $3bn and imports $2.02bn. Exports were $1.2bn.",
            [("total", 5.02e9), ("exports", 3e9), ("imports", 2.02e9)],
        ),
        # What names the partner stands against what does not.
        ("India's exports to Egypt were $3bn in 2024. Exports stood at $437bn.", [("exports", 3e9)]),
    ],
)
def test_a_level_that_fits_the_others_is_meant(text, told):
    """Of two levels for one flow and period the one is told that makes the total, or names the partner."""
    assert _told(text) == told


def test_levels_that_nothing_tells_apart_are_both_doubtful():
    """Two levels of clauses alike, with no total beside them, wait for somebody."""
    assert _told("India's exports to Egypt were $3bn in 2024. India's exports to Egypt were $2.5bn in 2024.") == []


@pytest.mark.parametrize(
    "text",
    [
        "India's trade with Egypt was $5bn in 2024. Imports from Egypt came to $50bn.",
        "India's exports to Egypt were $3bn in 2024. In May 2024 India's exports to Egypt were $4bn.",
    ],
)
def test_a_part_greater_than_its_whole_is_doubtful(text):
    """Imports greater than trade, or a month greater than its year, are told with their doubt and not used."""
    article = read_article(text, published=DAY, pair=PAIR)
    assert [bool(s.doubt) for s in article.statements] == [False, True]
    assert "more than the whole" in doubt_said(article.statements[1].doubt)


def test_a_total_far_over_its_parts_is_doubtful():
    """A total of half as much again as exports and imports together is of something else, or by other statistics."""
    text = "India's exports to Egypt were $3bn in 2024 and its imports $2bn. Total trade rose to $38bn."
    article = read_article(text, published=DAY, pair=PAIR)
    assert [bool(s.doubt) for s in article.statements] == [False, False, True]
    assert "exports and imports together" in doubt_said(article.statements[2].doubt)


@pytest.mark.parametrize(
    ("text", "level", "growth"),
    [
        ("Trade of India and Egypt passed $5bn in 2024. The trade of the two came to $5.04bn, 3% more.", 5.04e9, 3.0),
        ("Trade of India and Egypt grew 3% to almost $5.1bn in 2024. Their trade was $5.04bn.", 5.04e9, 3.0),
        ("In 2024 trade of India and Egypt was $5bn. Trade of India and Egypt was $5.04bn in 2024.", 5.04e9, None),
    ],
)
def test_a_level_told_roughly_and_in_full_is_one_statement(text, level, growth):
    """What is told as "over", "almost" or in fewer digits is the level in full, with the growth of either."""
    article = read_article(text, published=DAY, pair=PAIR)
    assert [(s.level, s.growth_pct, s.doubt) for s in article.statements] == [(level, growth, None)]


LEVELS = st.floats(min_value=1e6, max_value=1e12)


@given(levels=st.lists(st.tuples(st.sampled_from(["total", "exports", "imports"]), LEVELS), max_size=6))
def test_what_is_left_without_a_doubt_contradicts_nothing(levels):
    """One level of a flow and period at most, and no part greater than the total."""
    found = settled([_said(flow, level) for flow, level in levels], carried=(), named=())
    kept = [(said.flow, said.level) for said in found if not said.doubt]
    assert all(len({level for one, level in kept if one == flow}) <= 1 for flow, _level in kept)
    total = dict(kept).get("total")
    assert total is None or all(level <= 1.05 * total for flow, level in kept if flow != "total")


@given(levels=st.lists(LEVELS, min_size=1, max_size=4), unit=st.sampled_from(["EUR", "INR"]))
def test_money_of_another_currency_contradicts_nothing(levels, unit):
    """Levels are held against those of their own currency alone."""
    dollars = [_said("exports", level) for level in levels]
    others = [replace(said, unit=unit, level=2 * said.level) for said in dollars]
    alone = settled(dollars, carried=(), named=())
    beside = settled([*dollars, *others], carried=(), named=())
    assert beside[: len(dollars)] == alone
