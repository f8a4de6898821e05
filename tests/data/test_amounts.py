"""Printed money and growth: values, resolutions, refusals, and what a print allows."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forecast.data.amounts import parse_amount, parse_unit, say_amount, say_percent
from forecast.data.precision import (
    almost_chance,
    almost_level,
    cut_or_rounded_interval,
    growth_factor_interval,
    printed_interval,
    spoken_unit,
)

READ = [
    # the forms the issue names
    ("2.5bn", 2.5e9, 1e8, None),
    ("$2.5bn", 2.5e9, 1e8, "USD"),
    ("USD 2.5 billion", 2.5e9, 1e8, "USD"),
    ("2,500 million", 2.5e9, 1e6, None),
    ("793.2m", 793.2e6, 1e5, None),
    ("2,46 млрд", 2.46e9, 1e7, None),
    ("2,5 Mrd", 2.5e9, 1e8, None),
    ("1.66e9", 1.66e9, 1, None),
    # other scales, units and orders
    ("3bn", 3e9, 1e9, None),
    ("2.0bn", 2e9, 1e8, None),
    ("€2.5bn", 2.5e9, 1e8, "EUR"),
    ("2.5bn€", 2.5e9, 1e8, "EUR"),
    ("2,5 Mrd. €", 2.5e9, 1e8, "EUR"),
    ("EUR2.5bn", 2.5e9, 1e8, "EUR"),
    ("US$ 2.5 bn", 2.5e9, 1e8, "USD"),
    ("2.5 billion U.S. dollars", 2.5e9, 1e8, "USD"),
    ("2 500\u00a0млн долларов США", 2.5e9, 1e6, "USD"),
    ("2\u202f500 млн долл. США", 2.5e9, 1e6, "USD"),
    ("2,5 миллиарда долларов", 2.5e9, 1e8, "USD"),
    ("2'500 million", 2.5e9, 1e6, None),
    ("2’500 million", 2.5e9, 1e6, None),
    ("2.5 trillion", 2.5e12, 1e11, None),
    ("  2.5\tbn \n", 2.5e9, 1e8, None),
    # groups of three and decimal marks
    ("1,234,567.89", 1234567.89, 0.01, None),
    ("1.234.567,89", 1234567.89, 0.01, None),
    ("1 234 567,89", 1234567.89, 0.01, None),
    ("1,500.25 Mrd", 1500.25e9, 1e7, None),
    ("2.500.000 тыс", 2.5e9, 1e3, None),
    ("12,34 bn", 12.34e9, 1e7, None),
    ("0,500 million", 0.5e6, 1e3, None),  # no group of three begins with a zero
    ("0.500 Mrd", 0.5e9, 1e6, None),
    # without a scale word a number stands in full: exact to its last unit
    ("2460000000", 2.46e9, 1, None),
    ("2,460,000,000", 2.46e9, 1, None),
    ("2460000000.0", 2.46e9, 0.1, None),  # as pandas writes a float
    ("1e9", 1e9, 1, None),
    ("2.5E9", 2.5e9, 1, None),
    ("5.0bn", 5e9, 1e8, None),
    ("5bn", 5e9, 1e9, None),
    ("5000m", 5e9, 1e6, None),
]


@pytest.mark.parametrize(("text", "value", "resolution", "unit"), READ)
def test_an_amount_reads_to_value_resolution_and_unit(text, value, resolution, unit):
    """Amounts as people write them give value, one unit of the last digit, and the currency."""
    amount = parse_amount(text)
    assert amount.value == pytest.approx(value, rel=1e-15)
    assert amount.resolution == pytest.approx(resolution, rel=1e-15)
    assert amount.unit == unit


REFUSED = [
    ("", "not an amount"),
    ("soon", "not an amount"),
    ("nan", "not an amount"),
    ("inf", "not an amount"),
    ("bn", "not an amount"),
    ("2.5 bananas", "not an amount"),
    ("2.5 to 3bn", "not an amount"),
    ("2 bn bn", "not an amount"),
    ("2m bn", "not an amount"),
    ("2.5%", "not an amount"),
    ("2.5bn USD EUR", "not an amount"),
    ("2_500", "not an amount"),
    ("-$2bn", "not an amount"),
    ("2.5\u200bbn", "not an amount"),  # zero-width space
    ("\uff12.\uff15bn", "not an amount"),  # fullwidth digits
    ("\u0662\u066b\u0665bn", "not an amount"),  # Arabic-Indic digits
    ("2\u0663bn", "not an amount"),  # a European digit, then an Arabic-Indic one
    ("0", "not above zero"),
    ("-2bn", "not above zero"),
    ("0.0bn", "not above zero"),
    ("1e999", "outside"),
    ("1e-9", "outside"),
    ("1e9bn", "outside"),
    ("0.5", "outside"),
    ("2.500 Mrd", "thousands or as a decimal point"),
    ("2.500 млн", "thousands or as a decimal point"),
    ("1,234e9", "thousands or as a decimal comma"),
    ("1,2,3", "groups its digits"),
    ("2.5.1", "groups its digits"),
    ("1.234.56", "groups its digits"),
    ("12,345,67 million", "groups its digits"),
    ("1 00", "groups its digits"),
    ("1 000 00 bn", "groups its digits"),
    ("2 500.5 6 bn", "groups its digits"),
    ("1'000 000", "groups its digits"),
    ("1.234,567.8", "mixes commas and points"),
    ("12.34,5", "mixes commas and points"),
    (".5bn", "no digit before"),
    ("$.5bn", "no digit before"),
    ("1" * 10_000, "longer than"),
    ("9" * 61 + "bn", "longer than"),
]


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_is_not_an_amount_is_refused_in_words(text, words):
    """Nonsense, ambiguity and amounts out of range raise a ValueError that says what is wrong."""
    with pytest.raises(ValueError, match=words):
        parse_amount(text)


NEAR_AMOUNTS = st.text(alphabet="0123456789.,'’ eE+-$€bnmkMrd млрдUSD\u00a0%", max_size=24)


@given(st.text(max_size=70) | NEAR_AMOUNTS)
@example("2e")
@example("1e1e1")
@example("9 999 999 999 999 999 999 999 999 999 999e999 trillion")
def test_any_text_is_an_amount_in_range_or_a_value_error(text):
    """Arbitrary text never raises anything but ValueError, and never gives an amount out of range."""
    amount, refusal = None, None
    try:
        amount = parse_amount(text)
    except ValueError as error:
        refusal = error
    if amount is None:
        assert type(refusal) is ValueError
        assert str(refusal)
    else:
        assert 1 <= amount.value <= 1e15
        assert 0 < amount.resolution <= amount.value
        assert printed_interval(amount.value, amount.resolution, "about").low > 0


@given(
    st.integers(1_000, 999_999_999),
    st.sampled_from([",", " ", "'", "’", "\u00a0", "\u202f"]),
    st.sampled_from([("k", 3), ("million", 6)]),
)
def test_groups_of_three_change_nothing(number, mark, scale):
    """Thousands marks give the same amount as the plain digits."""
    word, power = scale
    amount = parse_amount(f"{number:,} {word}".replace(",", mark))
    assert amount.value == number * 10**power
    assert amount.resolution == 10**power


@given(st.integers(1, 999_999), st.text("0123456789", min_size=1, max_size=5), st.booleans())
def test_grouped_decimals_read_alike_in_both_languages(whole, decimals, grouped):
    """1,234.5 in English is 1.234,5 in German, and 1234.5 is 1234,5."""
    if len(decimals) == 3 and whole < 1000:  # would be ambiguous
        decimals += "0"
    english = f"{whole:,}.{decimals}" if grouped else f"{whole}.{decimals}"
    german = english.translate(str.maketrans(",.", ".,"))
    exact = Fraction(f"{whole}.{decimals}") * 10**9
    for text in (f"{english}bn", f"{german} Mrd"):
        amount = parse_amount(text)
        assert amount.value == float(exact)
        assert amount.resolution == pytest.approx(10.0 ** (9 - len(decimals)))


@given(st.floats(1, 9.9e14), st.integers(1, 9), st.sampled_from(["USD", "EUR", "BYN"]))
def test_a_said_amount_reads_back_within_its_digits(value, digits, unit):
    """What `say_amount` says, `parse_amount` reads: the rounded value, and a print that allows the exact one."""
    amount = parse_amount(say_amount(value, unit, digits=digits))
    assert amount.unit == unit
    assert amount.value == pytest.approx(float(f"{value:.{digits}g}"), rel=1e-12)
    if digits >= 3:  # with fewer, the whole part may say more than was asked for
        allowed = printed_interval(amount.value, amount.resolution)
        assert allowed.low * (1 - 1e-12) <= value <= allowed.high * (1 + 1e-12)


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (2.46e9, 3, "$2.46bn"),
        (793.2e6, 4, "$793.2m"),
        (999.96e6, 4, "$1bn"),
        (999.94e6, 4, "$999.9m"),
        (2.5e12, 3, "$2.5tn"),
        (12_300, 3, "$12,300"),
        (100_000, 1, "$100,000"),
        (0, 3, "$0"),
        (-2.5e9, 2, "-$2.5bn"),
    ],
)
def test_an_amount_is_said_as_a_reader_would_quote_it(value, digits, said):
    """Scale words follow the rounded size, and zeros at the end are not said."""
    assert say_amount(value, digits=digits) == said


@pytest.mark.parametrize(
    ("percent", "said"), [(11.12, "+11.1 %"), (-3, "-3.0 %"), (-0.04, "0.0 %"), (0, "0.0 %"), (4000, "+4000.0 %")]
)
def test_growth_is_said_with_its_sign(percent, said):
    """A growth rate has a sign unless it rounds to zero."""
    assert say_percent(percent) == said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("$", "USD"),
        ("us$", "USD"),
        ("byn", "BYN"),
        ("долл. США", "USD"),
        ("Euro", "EUR"),
        ("bananas", None),
        ("", None),
    ],
)
def test_units_are_known_by_sign_code_and_word(text, code):
    """Signs, codes in any case and words give the currency code; anything else gives none."""
    assert parse_unit(text) == code


@given(st.integers(1, 10**13), st.integers(0, 9))
def test_a_print_allows_the_truth_it_was_rounded_or_cut_from(truth, power):
    """Rounded or cut to any resolution, the loose interval holds the true level; rounded, the centred one does."""
    unit = 10**power
    for printed in (truth // unit * unit, (truth + unit // 2) // unit * unit):
        if printed:
            assert cut_or_rounded_interval(printed, unit).contains(truth)
    rounded = (truth + unit // 2) // unit * unit
    if rounded:
        assert printed_interval(rounded, unit).contains(truth)
        assert printed_interval(rounded, unit).middle == rounded


@given(st.integers(1, 10**14), st.sampled_from(["{}", "{:,}", "{}.0", "{} USD", "€{:,}"]))
def test_a_number_in_full_is_exact_to_its_last_unit(number, form):
    """However many zeros it ends on, a number in full digits allows half a unit to either side, no more."""
    amount = parse_amount(form.format(number))
    assert amount.value == number
    assert printed_interval(amount.value, amount.resolution).width <= 1


@given(st.integers(1, 999_999))
def test_one_amount_in_five_forms_is_one_amount(millions):
    """Full digits, groups, a power of ten and a float are one amount; millions differ by a rounding unit at most."""
    forms = [f"{millions}000000", f"{millions * 10**6:,}", f"{millions}e6", repr(millions * 1e6), f"{millions}m"]
    read = [parse_amount(form) for form in forms]
    assert {amount.value for amount in read} == {millions * 1e6}
    assert all(amount.resolution <= 1 for amount in read[:-1])
    assert read[-1].resolution == 1e6


@pytest.mark.parametrize(
    ("value", "resolution", "qualifier", "low", "high"),
    [
        (2.46e9, 1e7, "exact", 2.455e9, 2.465e9),
        (5e9, 1e8, "exact", 4.95e9, 5.05e9),
        (1743e6, 1e6, "exact", 1742.5e6, 1743.5e6),
        (1.5e9, 1e8, "over", 1.5e9, 1.6e9),
        (3e9, 1e8, "almost", 2e9, 3e9),  # a unit of the number as spoken, whatever the resolution
        (13e9, 1.0, "almost", 12e9, 13e9),
        (1.5e9, 1e9, "almost", 1.4e9, 1.5e9),
        (1.25e8, 5e6, "about", 1.1875e8, 1.3125e8),
        (1e9, 1e9, "about", 0.9e9, 1.1e9),  # one digit: at most a tenth
        (1e9, 1e9, "almost", 0.1e9, 1e9),
        (1e9, 1e9, "exact", 0.5e9, 1.5e9),
    ],
)
def test_words_around_a_print_reach_to_their_side(value, resolution, qualifier, low, high):
    """Over and about reach one printed unit or five per cent, almost a spoken unit, to the side they name."""
    allowed = printed_interval(value, resolution, qualifier)
    assert (allowed.low, allowed.high) == pytest.approx((low, high), rel=1e-12)


@given(
    st.floats(1, 1e15),
    st.floats(0, 1),
    st.sampled_from(["exact", "about", "over", "almost"]),
)
def test_every_print_allows_only_positive_levels_and_itself(value, share, qualifier):
    """A level's interval holds the print and lies above zero, whatever its resolution."""
    for allowed in (
        printed_interval(value, share * value, qualifier),
        cut_or_rounded_interval(value, share * value, qualifier),
    ):
        assert allowed.low > 0
        assert allowed.contains(value)


@given(st.integers(-9_000, 100_000), st.sampled_from([1.0, 0.1, 0.01]))
def test_a_printed_growth_allows_the_truth_it_was_rounded_or_cut_from(hundredths, resolution):
    """Rounded, or cut towards zero, the growth print's interval holds the true factor, falls and zero too."""
    truth = 1 + hundredths * resolution / 100 / 100
    for units in (round(hundredths / 100), math.trunc(hundredths / 100)):
        allowed = growth_factor_interval(units * resolution, resolution, cut=True)
        assert allowed.low - 1e-12 <= truth <= allowed.high + 1e-12
    allowed = growth_factor_interval(round(hundredths / 100) * resolution, resolution)
    assert allowed.low - 1e-12 <= truth <= allowed.high + 1e-12


@pytest.mark.parametrize(
    ("percent", "resolution", "words", "ends"),
    [
        (10.5, 0.1, "cut", (1.1045, 1.106)),
        (10.5, 0.1, "exact", (1.1045, 1.1055)),
        (-5.2, 0.1, "cut", (0.947, 0.9485)),
        (-5.2, 0.1, "exact", (0.9475, 0.9485)),
        (0, 1, "cut", (0.99, 1.01)),
        (0, 1, "exact", (0.995, 1.005)),
        (7, 1, "over", (1.07, 1.08)),
        (11, 1, "almost", (1.10, 1.11)),
        (40, 10, "about", (1.30, 1.50)),
        (-100, 1, "exact", (1e-6, 0.005)),
    ],
)
def test_growth_prints_worked_by_hand(percent, resolution, words, ends):
    """Growth of 10.5 % may be 10.45 to 10.6 %, a fall of 5.2 % one of 5.15 to 5.3 %; no factor is below zero."""
    qualifier = "exact" if words == "cut" else words
    allowed = growth_factor_interval(percent, resolution, qualifier, cut=words == "cut")
    assert (allowed.low, allowed.high) == pytest.approx(ends, abs=1e-9)


@pytest.mark.parametrize(
    ("value", "unit"),
    [(1e9, 1e9), (13e9, 1e9), (10e9, 1e9), (1.5e9, 1e8), (3e9, 1e9), (2.46e9, 1e7), (880e6, 1e7), (835e6, 1e6),
     (900e6, 45e6), (12e6, 1e6), (0.5e9, 25e6)],
)  # fmt: skip
def test_the_unit_of_a_number_as_spoken(value, unit):
    """A billion of "a billion", "13bn" and "10bn", a tenth of "1.5bn", ten million of "880m"."""
    assert spoken_unit(value) == pytest.approx(unit)


@given(st.integers(1, 99_999).map(lambda n: n * 1e7), st.floats(0, 1))
def test_half_of_almost_lies_within_three_tenths_of_a_spoken_unit(value, chance):
    """The density falls from the number to a unit below it, and level and chance are each other's inverse."""
    unit = spoken_unit(value)
    assert almost_chance(value, value) == 0
    assert almost_chance(value, value - unit) == 1
    assert almost_chance(value, value - 0.3 * unit) == pytest.approx(0.5, abs=1e-6)
    assert almost_chance(value, almost_level(value, chance)) == pytest.approx(chance, abs=1e-6)
    steps = [almost_chance(value, value - unit * (i + 1) / 10) - almost_chance(value, value - unit * i / 10)
             for i in range(10)]  # fmt: skip
    assert steps == sorted(steps, reverse=True)
