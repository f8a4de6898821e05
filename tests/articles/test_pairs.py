"""Whose trade an article tells: no pair, one, or several."""

from __future__ import annotations

import pytest

from forecast.articles import read_article
from forecast.data import Pair
from forecast.words import doubt_said
from tests.support.articles import DAY, statements_told


def test_no_pair_several_pairs_and_no_figure_are_told():
    """Each pair that is named has its own figures; who trades with whom and whether there are any is never guessed."""
    none = read_article("Trade was $2bn in 2024.", published=DAY)
    assert none.pair is None
    assert "say the pair" in doubt_said(none.doubts[0])
    two = read_article(
        "Trade of India and Egypt was $4bn in 2024. Trade of Kenya and Egypt was $1bn. Trade of India and Kenya was $3bn.",
        published=DAY,
    )
    assert [(part.pair.id, statements_told(part)[0][2]) for part in two.pairs] == [
        ("india-egypt", 4e9), ("egypt-kenya", 1e9), ("india-kenya", 3e9),
    ]  # fmt: skip
    many = read_article("India, Egypt and Kenya want more trade: it was $4bn in 2024.", published=DAY)
    assert many.pair is None
    assert "names" in doubt_said(many.doubts[0])
    empty = read_article("India and Egypt agreed on trade.", published=DAY)
    assert "no trade figure was found" in doubt_said(empty.doubts[0])
    text = "India and Egypt met. Trade of India with Oman was $10.6bn in 2024."
    beside = read_article(text, published=DAY, pair=("India", "Egypt"))
    assert [part.doubts for part in beside.pairs] == [(), ()]


@pytest.mark.parametrize(
    "opening",
    [
        "MINSK, 14 July (BelTA) - ", "Minsk - ", "MINSK, July 14, 2025 – ", "Minsk. 14 July. BelTA. ", "Trade news\n\nMINSK (BelTA) - ",
        "ST. PETERSBURG, July 14. /TASS/. ",
    ],
)  # fmt: skip
def test_the_town_of_a_dateline_is_no_side(opening):
    """An article is about who trades in it, wherever it was sent from."""
    text = f"{opening}Trade between Belarus and Kazakhstan was $331.3 million in 2024, exports $270 million."
    assert read_article(text, published=DAY).pair.id == "belarus-kazakhstan"


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Товарооборот Беларуси и Вьетнама составил 135,2 млн долл. США, экспорт - 90 млн долл. США.", "belarus-vietnam"),
        ("Mongolia imported goods worth 1.52 billion U.S. dollars from Russia, and exported 70 million US dollars.",
         "mongolia-russia"),
        ("Trade between Tehran and Moscow grew to $4.8 billion in 2024.", "iran-russia"),
        ("India's trade with Russia hit $65.7 billion, the minister said in Moscow. Moscow sold oil for $60 billion.",
         "india-russia"),
        ("Trade of the city of Moscow with Belarus was $7 billion in 2024; Russia has other regions.", "belarus-moscow"),
        ("ASEAN's trade with China was $900 billion in 2024. China sells ASEAN more than Germany does.", "asean-china"),
        ("Italy is Kazakhstan's main partner in the EU: trade was $20 billion in 2024.", "italy-kazakhstan"),
    ],
)  # fmt: skip
def test_dollars_capitals_and_unions_are_who_they_stand_for(text, pair):
    """Dollars name no country, a capital stands for its state, a union trades where it does not say where somebody is."""
    found = read_article(text, published=DAY).pair
    assert pair in {found.id, Pair(found.partner, found.reporter).id}


SEVERAL = (
    "ASTANA, 10 February 2025. In 2024 Kazakhstan's trade with Uzbekistan came to $4.3 billion, up 3.8%. Exports were "
    "$3.1 billion. The neighbours want to reach $10 billion by 2030. Trade with Russia amounted to $27.8 billion; exports "
    "fell to $9.5 billion. Kazakhstan and China traded goods worth $43.8 billion. The target is $100 billion."
)


@pytest.mark.parametrize(
    ("pair", "first"), [(None, "kazakhstan-uzbekistan"), ("Kazakhstan / China", "kazakhstan-china")]
)
def test_each_pair_of_an_article_has_its_own_statements_and_targets(pair, first):
    """What names nobody goes on about the pair named last; the pair asked about comes first, and no figure is told twice."""
    article = read_article(SEVERAL, pair=pair)
    told = {
        part.pair.id: (
            [(s.flow, str(s.period), s.level) for s in part.statements],
            [(t.value, t.by) for t in part.targets],
        )
        for part in article.pairs
    }
    assert article.pair.id == first
    assert told == {
        "kazakhstan-uzbekistan": ([("total", "2024", 4.3e9), ("exports", "2024", 3.1e9)], [(10e9, 2030)]),
        "kazakhstan-russia": ([("total", "2024", 27.8e9), ("exports", "2024", 9.5e9)], []),
        "kazakhstan-china": ([("total", "2024", 43.8e9)], [(100e9, None)]),
    }
    assert [[one.words for one in part.unused] for part in article.pairs] == [["10 February 2025"], [], []]


def test_partners_listed_in_one_sentence_have_their_own_figures():
    """Each figure is of the partner named right before it."""
    text = (
        "Товарооборот России с Вьетнамом в 2024 году составил 4,6 млрд долларов, с Лаосом - 37 млн, с Египтом - 9 млрд."
    )
    told = {part.pair.id: [s.level for s in part.statements] for part in read_article(text, published=DAY).pairs}
    assert told == {"russia-vietnam": [4.6e9], "russia-laos": [37e6], "russia-egypt": [9e9]}


def test_money_beside_the_pair_is_not_the_pairs():
    """A sentence that names one side and a third country is of those two, whether or not it says "trade"."""
    text = "Trade between India and the UAE reached $83.6bn in 2024. India and Brazil aim for $20bn by 2030."
    told = {part.pair.id: [t.value for t in part.targets] for part in read_article(text, published=DAY).pairs}
    assert told == {"india-united-arab-emirates": [], "india-brazil": [20e9]}


def test_a_target_of_a_part_of_trade_behind_its_figure_is_no_target_of_trade():
    """What stands behind a figure ("$100bn in non-oil trade") is what it is of, late in a sentence, too."""
    article = read_article(
        "Trade between India and the UAE reached $83.6bn in 2024, up 12%. Trade between India and Brazil was about $12bn "
        "in 2024, non-oil trade between India and the UAE rose to $57.8bn, and leaders want $100bn in non-oil trade by 2030.",
        published=DAY,
    )
    assert [part.targets for part in article.pairs] == [()]
    assert ("$100bn", "part") in [(one.words, one.reason) for one in article.unused]
