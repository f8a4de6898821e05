"""Levels and growth as ministries say them, in their languages; what may mean two things is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.data.amounts import Amount, parse_amount, parse_scaled_unit
from forecast.data.currencies import CODES
from forecast.data.intervals import Interval
from forecast.data.prints import parse_growth, parse_level

#: Worked by hand: what is printed, value, one unit of the last digit, currency.
AMOUNTS = [
    ("Rs 1.25 lakh crore", 1.25e12, 1e10, "INR"),
    ("₹ 50,000 crore", 5e11, 1e7, "INR"),
    ("1,23,456 crore rupees", 1.23456e12, 1e7, "INR"),
    ("3.2万亿元", 3.2e12, 1e11, "CNY"),
    ("1200亿美元", 1.2e11, 1e8, "USD"),
    ("3亿4000万美元", 3.4e8, 1e4, "USD"),
    ("1兆2000億円", 1.2e12, 1e8, "JPY"),
    ("5조 원", 5e12, 1e12, "KRW"),
    ("2,5 mil millones de dólares", 2.5e9, 1e8, "USD"),
    ("US$ 2,5 bilhões", 2.5e9, 1e8, "USD"),
    ("R$ 5 bilhões", 5e9, 1e9, "BRL"),
    ("120,5 milliards d'euros", 1.205e11, 1e8, "EUR"),
    ("1,2 milyar ABD doları", 1.2e9, 1e8, "USD"),
    ("2,5 Mrd. Euro", 2.5e9, 1e8, "EUR"),
    ("2,5 Bio. Euro", 2.5e12, 1e11, "EUR"),
    ("500 MEUR", 5e8, 1e6, "EUR"),
    ("1 млрд 243 млн долларов США", 1.243e9, 1e6, "USD"),
    ("500 тыс. долл.", 5e5, 1e3, "USD"),
    ("1 billion 243 million", 1.243e9, 1e6, None),
    ("half a billion dollars", 5e8, 1e8, "USD"),
    ("полтора миллиарда", 1.5e9, 1e8, None),
    ("12 miliar dolar AS", 1.2e10, 1e9, "USD"),
    ("RMB 3.5bn", 3.5e9, 1e8, "CNY"),
    ("3.5bn yuan", 3.5e9, 1e8, "CNY"),
    ("₽5bn", 5e9, 1e9, "RUB"),
    ("A$2bn", 2e9, 1e9, "AUD"),
    ("10 مليار دولار", 1e10, 1e9, "USD"),
    ("5 करोड़ रुपये", 5e7, 1e7, "INR"),
]


@pytest.mark.parametrize(("text", "value", "resolution", "unit"), AMOUNTS)
def test_amounts_in_the_languages_of_ministries_are_read(text, value, resolution, unit):
    """Scales, compound numbers and currencies of twelve languages give value, last digit and code."""
    amount = parse_amount(text)
    assert (amount.value, amount.resolution, amount.unit) == (pytest.approx(value), pytest.approx(resolution), unit)


def test_every_code_of_iso_4217_is_read():
    """Each code stands for itself, before and after the amount."""
    assert all(parse_amount(f"{code} 2.5bn").unit == parse_amount(f"2.5bn {code}").unit == code for code in CODES)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("2,5 Billionen Euro", "write 10^12 as trillion, 10^9 as bn"),
        ("1 Billion Euro", "write 10^12 as trillion, 10^9 as bn"),
        ("3 billones de dólares", "write 10^12 as trillion, 10^9 as bn"),
        ("25 mil USD", "write thousand or m"),
        ("¥3bn", "JPY or CNY: write the code"),
        ("kr 3bn", "SEK, NOK, DKK, ISK or CZK: write the code"),
        ("5 trillion rials", "IRR or YER: write the code"),
        ("2.500 millones", "thousands or as a decimal point"),
    ],
)
def test_amounts_that_may_mean_two_things_are_asked_about(text, question):
    """Nothing is guessed: the refusal names what it may be and what to write."""
    with pytest.raises(ValueError, match=question.replace("^", r"\^")):
        parse_amount(text)


@pytest.mark.parametrize(
    ("text", "unit", "scale"),
    [
        ("USD million", "USD", 1e6), ("thousand USD", "USD", 1e3), ("Mio. EUR", "EUR", 1e6), ("млн долл.", "USD", 1e6),
        ("тыс. долл. США", "USD", 1e3), ("US$ bn", "USD", 1e9), ("Rs crore", "INR", 1e7), ("亿元", "CNY", 1e8),
        ("million", None, 1e6), ("MEUR", "EUR", 1e6), ("EUR", "EUR", 1.0),
    ],
)  # fmt: skip
def test_units_of_headings_give_currency_and_scale(text, unit, scale):
    """What tables write over their columns is a currency, a scale, or both."""
    assert parse_scaled_unit(text) == (unit, scale)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("$13-15bn", 13e9, 15e9, "USD"),
        ("between $13bn and $15bn", 13e9, 15e9, "USD"),
        ("от 13 до 15 млрд долларов", 13e9, 15e9, "USD"),
        ("13 bis 15 Milliarden Dollar", 13e9, 15e9, "USD"),
        ("USD 900m-1.1bn", 0.9e9, 1.1e9, "USD"),
        ("свыше 2,5 млрд долларов", 2.5e9, 2.625e9, "USD"),
        ("casi 3 mil millones de dólares", 2e9, 3e9, "USD"),
        ("超过3亿美元", 3e8, 4e8, "USD"),
        ("rund 2,5 Mrd. Euro", 2.375e9, 2.625e9, "EUR"),
    ],
)
def test_levels_with_words_around_them_and_ranges_are_intervals(text, low, high, unit):
    """A range is the interval between its ends; over, almost and about reach as docs/statements.md says."""
    level, named = parse_level(text)
    assert (level.interval.low, level.interval.high) == (pytest.approx(low), pytest.approx(high))
    assert named == unit


@pytest.mark.parametrize("text", ["15-13bn", "1-15bn", "2bn-", "over", "", "13-15"])
def test_what_is_no_range_is_refused(text):
    """Ends the wrong way round, too far apart, or missing are no level."""
    with pytest.raises(ValueError, match=r"not an amount|outside|not above"):
        parse_level(text if text != "13-15" else "13-15bananas")


#: Worked by hand: what is said beside a level of 5.5bn known to 0.1bn, and what it says.
GROWTH = [
    ("12.5", 12.5, 0.1, "exact"), ("12,5 %", 12.5, 0.1, "exact"), ("−5 %", -5, 1, "exact"),
    ("fell by 5.2 per cent", -5.2, 0.1, "exact"), ("вырос на 12,5 %", 12.5, 0.1, "exact"),
    ("снизился на 4,1 процента", -4.1, 0.1, "exact"), ("sank um 3 Prozent", -3, 1, "exact"),
    ("aumentó un 7,5 por ciento", 7.5, 0.1, "exact"), ("同比增长12.3%", 12.3, 0.1, "exact"),
    ("yüzde 12,5 arttı", 12.5, 0.1, "exact"), ("рост почти на 5%", 5, 1, "almost"),
    ("снижение более чем на 5 %", -5, 1, "almost"), ("10-12 %", 11, 1, "between"),
    ("doubled", 100, 10, "about"), ("more than doubled", 100, 20, "over"), ("halved", -50, 10, "about"),
    ("выросла вдвое", 100, 10, "about"), ("翻一番", 100, 10, "about"), ("2.2 times", 120, 10, "exact"),
    ("в 2,2 раза", 120, 10, "exact"), ("2.2倍", 120, 10, "exact"), ("by a quarter", 25, 2.5, "about"),
    ("um ein Drittel gestiegen", 100 / 3, 2.5, "about"), ("$500m more", 10, 0.22, "exact"),
    ("на 500 млн долларов больше", 10, 0.22, "exact"), ("fell by $500m", -100 / 12, 0.1556, "exact"),
    ("grew", 0, 0, "up"), ("выросла", 0, 0, "up"), ("сократился", 0, 0, "down"), ("fell", 0, 0, "down"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "percent", "resolution", "qualifier"), GROWTH)
def test_growth_is_read_however_it_is_said(text, percent, resolution, qualifier):
    """Per cents, factors, shares, changes in money and bare words of eight languages give one growth print."""
    growth = parse_growth(text, level=Amount(5.5e9, 1e8, "USD"))
    assert (growth.percent, growth.resolution) == (
        pytest.approx(percent, rel=1e-6),
        pytest.approx(resolution, rel=1e-3),
    )
    assert growth.qualifier == qualifier


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("2.2 times more", "write the per cent"),
        ("增长2.2倍", "write the per cent"),
        ("grew after it fell", "says both"),
        ("bananas", "is not growth"),
        ("5%5", "is not growth"),
        ("4,000", "is not growth"),
        ("$500m", "neither more nor less"),
    ],
)
def test_growth_that_may_mean_two_things_is_asked_about(text, question):
    """Nothing is guessed of growth either."""
    with pytest.raises(ValueError, match=question):
        parse_growth(text)


def test_a_change_in_money_needs_its_level():
    """A change in money alone is no growth, and a change in another currency is none."""
    with pytest.raises(ValueError, match="without the level beside it"):
        parse_growth("$500m more")
    with pytest.raises(ValueError, match="a change in USD, the level is in EUR"):
        parse_growth("$500m more", level=Amount(5e9, 1e9, "EUR"))


@given(st.text(alphabet="0123456789.,-– %$€bnmlrdto betwnalsgrfvx倍亿вырос", max_size=30))
def test_any_text_is_a_print_or_a_value_error(text):
    """Arbitrary text raises nothing but ValueError, and what is read is an interval."""
    for parse in (lambda t: parse_level(t)[0], parse_growth):
        try:
            told = parse(text)
        except ValueError:
            continue
        assert told.interval is None or isinstance(told.interval, Interval)
