"""How languages other than English write numbers, money, dates, lists and places: CLDR, by Babel."""

from __future__ import annotations

import math
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date, format_skeleton, get_month_names
from babel.lists import format_list
from babel.messages.mofile import read_mo
from babel.numbers import format_compact_currency, format_currency, format_decimal, get_minus_sign_symbol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import BinaryIO
__all__ = ["day", "listed", "money", "month", "month_name", "number", "own_name", "percent", "place", "sentences_of"]

#: Powers of ten that have a word of their own in short amounts.
_LARGEST_POWER = 12
#: Babel looks rules and symbols of a language up anew for every number, and an answer says each of its own several
#: times, on the page, in the report, in the document: so many are kept.
_kept = lru_cache(maxsize=8_192)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


def own_name(language: str) -> str:
    """Return what a language is called by those who speak it, as it opens a sentence."""
    told = str(_locale(language).get_display_name())
    return told[:1].upper() + told[1:]


@_kept
def number(value: float, decimals: int, language: str) -> str:
    """Return a number with so many decimals."""
    return format_decimal(round(value, decimals), format=_pattern(decimals), locale=_locale(language))


@cache
def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


@_kept
def percent(value: float, decimals: int, language: str, *, signed: bool) -> str:
    """Return per cent, `value` in per cent; the sign stands where the language has it, nothing at all has none."""
    locale, rounded = _locale(language), round(value, decimals) + 0.0
    told = number(abs(rounded), decimals, language)
    sign = get_minus_sign_symbol(locale) if rounded < 0 else "+" if signed and rounded else ""
    pattern = str(locale.percent_formats[None].pattern)  # such as "#,##0 %"
    return sign + pattern.replace("#,##0", told).replace("#,#0", told)


@_kept
def money(value: float, unit: str, digits: int, language: str) -> str:
    """Return a short amount of money with so many significant digits, without zeros at its end."""
    size = float(f"{abs(value):.{digits}g}")
    power = min(math.floor(math.log10(size)) // 3 * 3, _LARGEST_POWER) if size >= 1 else 0
    scaled = size / 10**power
    decimals = max(digits - len(str(int(scaled))), 0)
    while decimals and round(scaled, decimals) == round(scaled, decimals - 1):
        decimals -= 1
    signed = math.copysign(size, value)
    if not power:
        return format_currency(signed, unit, format=None, locale=_locale(language), currency_digits=False)
    return format_compact_currency(signed, unit, locale=_locale(language), fraction_digits=decimals)


@_kept
def day(when: date, language: str) -> str:
    """Return a day in full."""
    return format_date(when, "long", locale=_locale(language))


def month(year: int, number_of_month: int, language: str) -> tuple[str, dict[str, str]]:
    """Return a month of a year as it stands alone, and as it stands with a day (`gen`)."""
    alone, forms = month_name(number_of_month, language)
    written = format_skeleton("yMMMM", date(year, number_of_month, 1), locale=_locale(language))
    return written, {"gen": written.replace(alone, forms["gen"])}


def month_name(number_of_month: int, language: str) -> tuple[str, dict[str, str]]:
    """Return the name of a month as it stands alone, and as it stands with a day (`gen`)."""
    alone, dated = (
        str(get_month_names("wide", context=context, locale=_locale(language))[number_of_month])
        for context in ("stand-alone", "format")
    )
    return alone, {"gen": dated}


def listed(items: Sequence[str], language: str) -> str:
    """Return a list in a sentence."""
    return format_list(list(items), locale=_locale(language))


@cache
def _codes() -> Mapping[str, str]:
    """Return the codes of countries by their English name."""
    return {str(name): code for code, name in _locale("en").territories.items()}


@_kept
def place(name: str, language: str) -> str:
    """Return a country's name, by its English one; what is no country stays as it is."""
    code = _codes().get(name)
    return str(_locale(language).territories.get(code, name)) if code else name


def sentences_of(file: BinaryIO, context: str) -> Iterator[str]:
    """Return the sentences of one context in a compiled catalogue, in English."""
    # Babel leaves the context as the bytes that it read.
    return (str(one.id) for one in read_mo(file) if one.context in {context, context.encode()})
