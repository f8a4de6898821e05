"""The two readers of amounts: one of a cell, one of running text, by one rule of grouping and one table of currencies."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecast.articles import read_article
from forecast.articles.figures import amount_at
from forecast.articles.reading import words_of
from forecast.data import parse_amount
from forecast.words import doubt_said

#: How a number, a scale and a currency stand together, by the language that the text is in.
FORMS = {
    "en": (
        "${n}bn",
        "$ {n} billion",
        "{n} million dollars",
        "USD {n} million",
        "EUR {n}bn",
        "£{n}m",
        "{n} crore rupees",
    ),
    "ru": ("{n} млрд долларов", "{n} млн долл.", "${n} млрд", "{n} млрд руб.", "{n} млн евро"),
    "de": ("{n} Mrd. Euro", "{n} Millionen Euro", "{n} Mio. Dollar"),
}


def _printed(value, places, language, grouping):
    """Return a number as a language prints it, its thousands grouped or not."""
    text = f"{value:,.{places}f}"
    if grouping == "indian" and language == "en":
        whole, dot, rest = f"{value:.{places}f}".partition(".")
        head, tail = whole[:-3], whole[-3:]
        pairs = [head[max(n - 2, 0) : n] for n in range(len(head), 0, -2)][::-1]
        text = ",".join([*pairs, tail]) + dot + rest
    if grouping == "none":
        text = text.replace(",", "")
    return text if language == "en" else text.translate(str.maketrans(",.", "\u00a0," if language == "ru" else ".,"))


def _cell(text):
    """Return the amount that a cell holds, or why it holds none."""
    try:
        return parse_amount(text), ""
    except ValueError as error:
        return None, str(error)


@settings(max_examples=300, deadline=None)
@given(
    cents=st.integers(100, 999_999_99),
    places=st.sampled_from([0, 1, 2]),
    language=st.sampled_from(["en", "ru", "de"]),
    grouping=st.sampled_from(["none", "thousands", "indian"]),
    form=st.integers(0, 6),
)
def test_both_readers_of_amounts_read_the_common_forms_alike(cents, places, language, grouping, form):
    """What a cell holds and what a sentence says is one amount: value, last printed digit and currency."""
    value = (Decimal(cents) / 100).quantize(Decimal(1).scaleb(-places))
    forms = FORMS[language]
    text = forms[form % len(forms)].format(n=_printed(value, places, language, grouping))
    cell, refused = _cell(text)
    if cell is None:  # one mark before three digits: the cell does not know its language
        assert "can be read as" in refused
        return
    said, end = amount_at(words_of(text, language), 0)
    assert said.doubt is None
    assert said.unit == cell.unit
    assert (said.value, said.resolution) == pytest.approx((cell.value, cell.resolution), rel=1e-12)
    assert end >= len(words_of(text, language).tokens) - 1  # a full stop may be left


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("four and a half billion dollars", "en", 4.5e9),
        ("twenty-two billion dollars", "en", 22e9),
        ("четыре с половиной миллиарда долларов", "ru", 4.5e9),
        ("двадцать два миллиарда долларов", "ru", 22e9),
        ("полтора миллиарда долларов", "ru", 1.5e9),
        ("Rs 3,75,00,000", "en", 37_500_000.0),
    ],
)
def test_amounts_in_several_words_are_read_whole(text, language, value):
    """The last word of a number is not taken for all of it."""
    assert amount_at(words_of(text, language), 0)[0].value == value


@pytest.mark.parametrize("text", ["несколько миллиардов долларов", "двести миллиардов долларов", "сотни миллионов"])
def test_words_for_no_number_are_no_amount(text):
    """Several billions, and numbers whose words are not known, are left out."""
    words = words_of(text, "ru")
    assert [amount_at(words, at) for at in range(len(words.tokens))] == [None] * len(words.tokens)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("India-Kenya Trade Expected To Top 5 Billion Dollars By 2030", "USD"),
        ("IN ALL 5 BILLION DOLLARS", "USD"),
        ("USD 5 billion", "USD"),
        ("PLN 5 billion", "PLN"),
    ],
)
def test_a_word_that_is_spelt_like_a_code_gives_way_to_the_currency_behind(text, unit):
    """TOP is the Tongan pa'anga and a verb, ALL the lek and a word: codes are in capitals, and words behind go first."""
    words = words_of(text, "en")
    found = [amount_at(words, at) for at in range(len(words.tokens))]
    assert next(said[0].unit for said in found if said) == unit


@pytest.mark.parametrize(
    ("pair", "text", "unit"),
    [
        (("Египет", "Судан"), "35 млрд фунтов", "EGP"),
        (("Великобритания", "Египет"), "3 млрд фунтов", "GBP"),
        (("Туркменистан", "Узбекистан"), "2 млрд манатов", "TMT"),
        (("Азербайджан", "Грузия"), "2 млрд манатов", "AZN"),
        (("Иран", "Оман"), "2 млрд риалов", "IRR"),
        (("Швеция", "Норвегия"), "220 млрд крон", "SEK"),
        (("Чили", "Перу"), "22 млрд песо", "CLP"),
        (("Египет", "Судан"), "3 млрд фунтов стерлингов", "GBP"),
    ],
)
def test_money_that_several_countries_call_alike_is_what_a_side_pays_in(pair, text, unit):
    """Pounds of Egypt are no pounds sterling, and manats of Turkmenistan none of Azerbaijan."""
    read = read_article(f"Экспорт вырос на 12 % до {text} в 2024 году.", published="2025-03-05", pair=pair)
    assert [(s.unit, s.doubt) for s in read.statements] == [(unit, None)]


def test_pounds_that_no_side_pays_in_are_asked_about():
    """Whose pounds they are is not guessed."""
    read = read_article(
        "Germany's exports to India were 3bn pounds in 2024.", published="2025-03-05", pair=("Germany", "India")
    )
    assert read.usable == ()
    assert "GBP" in doubt_said(read.statements[0].doubt)


def test_a_number_that_a_line_ends_in_is_one_number():
    """Copied text breaks lines anywhere, also behind the point of a decimal."""
    read = read_article(
        "Brazil's exports to China rose 12% to 95.\n3 billion dollars in 2024.",
        published="2025-03-05", pair=("Brazil", "China"),
    )  # fmt: skip
    assert [(s.level, s.growth_pct) for s in read.statements] == [(95.3e9, 12.0)]
