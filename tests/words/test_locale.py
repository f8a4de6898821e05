"""The language spoken: catalogues, numbers, days, names."""

import gettext
import subprocess
import sys
from datetime import date

import pytest

from forecast import words
from forecast.data import MONTHS, say_amount, say_date, say_month, say_percent


class Doubled(gettext.NullTranslations):
    """A language in which everything is said twice, or with where it stands."""

    def gettext(self, message):
        """Say it twice."""
        return f"{message} {message}"

    def pgettext(self, context, message):
        """Say where it stands."""
        return f"{context}: {message}"


@pytest.mark.parametrize("value", [2.46e9, 793_200_000, 7, 0, 0.5, -12_345.6, 3.2e15, 999.96e6])
@pytest.mark.parametrize("digits", [3, 4, 12])
def test_money_in_english_is_the_notation_that_amounts_are_read_in(value, digits):
    """What English says is what `data` says, in every size."""
    assert words.money(value, "USD", digits=digits) == say_amount(value, "USD", digits=digits)
    assert words.money(value, "EUR", digits=digits) == say_amount(value, "EUR", digits=digits)


def test_english_days_months_and_rates_are_those_of_data():
    """One notation of days and rates in English."""
    for number in range(1, 13):
        assert words.day(date(2025, number, 7)) == say_date(date(2025, number, 7))
        assert words.month(2025, number) == say_month(2025, number)
        assert words.month_name(number) == MONTHS[number - 1]
    for rate in (11.12, -0.04, -3, 0):
        assert words.percent(rate, decimals=1, signed=True) == say_percent(rate)


def test_russian_numbers_are_written_as_russians_write_them():
    """CLDR's notation, checked against the rules of Russian typography: comma, no-break space, words of scale."""
    with words.speaking(words.Locale("ru")):
        assert words.money(2.46e9).replace("\xa0", " ") == "2,46 млрд $"
        assert words.money(-793_200_000, "EUR", digits=4).replace("\xa0", " ") == "-793,2 млн €"
        assert words.percent(81.36).replace("\xa0", " ") == "81 %"
        assert words.percent(-3, decimals=1, signed=True).replace("\xa0", " ") == "-3,0 %"
        assert words.percent(11.12, decimals=1, signed=True).replace("\xa0", " ") == "+11,1 %"
        assert words.percent(0.04, decimals=1, signed=True).replace("\xa0", " ") == "0,0 %"
        assert words.number(20_000).replace("\xa0", " ") == "20 000"
        assert words.number(0.1628, decimals=3) == "0,163"
        assert words.day(date(2025, 7, 14)).replace("\u202f", " ") == "14 июля 2025 г."
        assert words.month(2026, 11).replace("\u202f", " ") == "ноябрь 2026 г."
        assert words.month(2026, 11).form("gen").replace("\u202f", " ") == "ноября 2026 г."
        assert words.listed(["a", "b", "c"]) == "a, b и c"
        assert words.place("Belarus") == "Беларусь"
        assert words.place("Nowhere at all") == "Nowhere at all"


def test_a_language_is_spoken_within_its_block_alone():
    """Blocks nest, and what is outside speaks English."""
    other = words.Locale("xx", Doubled())
    assert words.say("the same") == "the same"
    with words.speaking(other):
        assert words.say("the same") == "the same the same"
        assert words.say_as("heading", "Chance") == "heading: Chance"
        with words.speaking(words.ENGLISH):
            assert words.say("the same") == "the same"
        assert words.current_locale() is other
    assert words.current_locale() is words.ENGLISH


def test_values_are_put_in_as_they_are():
    """A name with braces is a name."""
    assert words.say("of {name}", name="{mark} and {0}") == "of {mark} and {0}"


def test_a_language_without_catalogue_is_refused():
    """What can be spoken is said."""
    with pytest.raises(LookupError, match="no catalogue for 'tlh'; there are en"):
        words.locale_of("tlh")


def test_english_loads_no_babel():
    """A cold answer in English does not wait for CLDR."""
    code = "import sys; from forecast import words; words.say('x'); words.money(1e9); print('babel' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
