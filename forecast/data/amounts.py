"""Printed money and printed growth become numbers here, and numbers become the words that a reader can quote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import cast

from forecast.data import currencies, scales

__all__ = [
    "Amount",
    "parse_amount",
    "parse_scaled_unit",
    "parse_unit",
    "say_amount",
    "say_percent",
    "ungrouped",
]

#: Amounts outside this range are refused: world trade is about 3e13 dollars a year.
SMALLEST, LARGEST = Decimal(1), Decimal("1e15")

_NUMBER = re.compile(r"[+-]?(?:\d[\d., '’]*\d|\d)(?:e[+-]?\d{1,3})?", re.IGNORECASE | re.ASCII)
_UNSPACED = sorted((w for w in scales.SCALES if re.match(r"[\u1100-\u11ff\u3400-\u9fff\uac00-\ud7af]", w)), key=len)
#: What stands beside a number or a word without a space.
_SYMBOL = re.compile(
    "|".join(
        f"{'(?<![a-z])' if sign[0].isascii() and sign[0].isalpha() else ''}{re.escape(sign)}"
        for sign in (*_UNSPACED[::-1], *currencies.SIGNS)
    )
)
_CODE_WITH_SCALE = re.compile(r"(k|m|mn|mln|mio|bn|b|mrd|t)(usd|eur|gbp|rub|cny|chf|inr|sek|nok|dkk)", re.ASCII)
_JOINED = frozenset({"and", "und", "и", "y", "e", "et", "ve", "i", "dan"})
_WORDED = {
    word: number
    for words, number in (
        ("half a|half|пол", "0.5"), ("a|an|one|ein|eine|einen|einer|один|одного|un|une|uno|una|um|uma|bir", "1"),
        ("полтора|anderthalb", "1.5"), ("two|zwei|два|двух|deux|dos|dois|iki", "2"),
        ("three|drei|три|трех|trois|tres|três|üç", "3"), ("four|vier|четыре|quatre|cuatro|quatro|dört", "4"),
        ("five|fünf|пять|cinq|cinco|beş", "5"), ("six|sechs|шесть|seis", "6"), ("seven|sieben|семь|sept|siete", "7"),
        ("eight|acht|восемь|huit|ocho", "8"), ("nine|neun|девять|neuf|nueve", "9"), ("ten|zehn|десять|dix|diez", "10"),
    )
    for word in words.split("|")
}  # fmt: skip
_NUMERAL = re.compile(rf"\b({'|'.join(sorted(_WORDED, key=len, reverse=True))})(?= )")
# Groups of three never start with a zero: "0,500" is a half, not five hundred.
_SPACED = re.compile(r"[+-]?[1-9]\d{0,2}([ '’])\d{3}(?:\1\d{3})*(?:[.,]\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*", re.ASCII)
_INDIAN = re.compile(r"[+-]?[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d+)?", re.ASCII)
_MIXED = re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:,\d{3})+\.|(?:\.\d{3})+,)\d+", re.ASCII)
_LONGEST = 60
#: What is said around figures does not hang on their digits: texts that differ in these alone are looked at once.
SAME_DIGIT = str.maketrans("123456789", "000000000")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money as printed.

    Parameters
    ----------
    value : float
        In full units of the currency.
    resolution : float
        One unit of the last printed digit, in full units of the currency.
    unit : str or None
        Currency code; None when the print named none.
    """

    value: float
    resolution: float
    unit: str | None


def parse_unit(text: str) -> str | None:
    """Return the currency code that `text` names, or None if it names none known.

    Examples
    --------
    >>> parse_unit("$"), parse_unit("eur"), parse_unit("bananas")
    ('USD', 'EUR', None)
    """
    return currencies.currency_of(_words(text))


@lru_cache(maxsize=4_096)  # a table says the same words in every row
def _words(text: str) -> tuple[str, ...]:
    """Return the words of an amount in small letters, signs as words of their own."""
    parted = _SYMBOL.sub(r" \g<0> ", re.sub(r"\.|\bd['’]", " ", text.lower()))
    words: list[str] = []
    for word in parted.split():
        coded = _CODE_WITH_SCALE.fullmatch(word)
        words += [{"t": "tsd"}.get(coded[1], coded[1]), coded[2]] if coded else [word]
    return tuple(words)


@lru_cache(maxsize=256)  # a table names its unit in every row
def parse_scaled_unit(text: str) -> tuple[str | None, float]:
    """Return the currency and the scale that a heading names, such as ``USD million`` or ``млн долл.``.

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of (str or None, float)
        Code, None when no currency is named, and what one unit of the figures is worth.

    Raises
    ------
    ValueError
        When it names neither, or what may mean two things.

    Examples
    --------
    >>> parse_scaled_unit("thousand USD"), parse_scaled_unit("Mio. EUR"), parse_scaled_unit("$")
    (('USD', 1000.0), ('EUR', 1000000.0), ('USD', 1.0))
    """
    words = _words(text)
    named = [word for word in words if word in scales.SCALES]
    power = scales.power_of(named)
    rest = [word for word in words if word not in scales.SCALES and word not in scales.MULTIPLIERS]
    unit = currencies.currency_of(rest) if rest else None
    doubt = currencies.asked(rest) or scales.asked(words, text, comma=False)
    if doubt:
        raise ValueError(doubt)
    if power is None or (rest and unit is None) or not words:
        msg = "is not a currency known here"
        raise ValueError(msg)
    return unit, float(10**power)


def ungrouped(mantissa: str) -> str | None:
    """Return digits without the marks that group them, None when no rule says which do.

    Examples
    --------
    >>> ungrouped("1,234,567.8"), ungrouped("1.234.567,8"), ungrouped("12,34,567"), ungrouped("12,34")
    ('1234567.8', '1234567,8', '1234567', None)
    """
    marks = [c for c in mantissa if c in ".,"]
    spaced = set(mantissa) & set(" '’")
    if spaced:
        known, marks = bool(_SPACED.fullmatch(mantissa)), sorted(spaced)
    elif _INDIAN.fullmatch(mantissa):
        known = True
    else:
        known = bool((_MIXED if len(set(marks)) == 2 else _GROUPED).fullmatch(mantissa))
    return mantissa.replace(marks[0], "") if known else None


def _decimal(number: str, *, comma_language: bool) -> Decimal:
    """Return the number that digits, marks and an exponent write."""
    mantissa, _, exponent = number.lower().partition("e")
    marks = [c for c in mantissa if c in ".,"]
    if len(marks) > 1 or set(mantissa) & set(" '’"):
        plain = ungrouped(mantissa)
        if plain is None:
            mixed = len(set(marks)) == 2 and not set(mantissa) & set(" '’")
            msg = "mixes commas and points in an unknown way" if mixed else "groups its digits in an unknown way"
            raise ValueError(msg)
        mantissa = plain
    elif _GROUPED.fullmatch(mantissa):
        comma = marks == [","]
        if exponent if comma else comma_language and not exponent:
            msg = f"can be read as thousands or as a decimal {'comma' if comma else 'point'}"
            raise ValueError(msg)
        if comma and not comma_language:
            mantissa = mantissa.replace(",", "")
    mantissa = mantissa.replace(",", ".")
    return Decimal(mantissa + (f"e{exponent}" if exponent else ""))


def parse_amount(text: str) -> Amount:
    """Return the amount of money that `text` prints, with its resolution.

    Parameters
    ----------
    text : str
        An amount as people write it, in the languages of `scales` and with the currencies of `currencies`.

    Returns
    -------
    Amount
        With a scale word, the resolution is one unit of the last printed digit. Without one the number
        stands in full: it is exact to its last unit, however it is written (5000000000, 5,000,000,000, 5e9).

    Raises
    ------
    ValueError
        Says what is wrong, as a clause.

    Examples
    --------
    >>> parse_amount("$2.5bn")
    Amount(value=2500000000.0, resolution=100000000.0, unit='USD')
    >>> parse_amount("2,46 млрд")
    Amount(value=2460000000.0, resolution=10000000.0, unit=None)
    >>> parse_amount("2.46e9") == parse_amount("2,460,000,000") == Amount(2.46e9, 1.0, None)
    True
    """
    if len(text) > _LONGEST:
        msg = f"is longer than {_LONGEST} characters"
        raise ValueError(msg)
    plain = " ".join(text.split())
    if not _NUMBER.search(plain):
        plain = _NUMERAL.sub(lambda found: _WORDED[found[1]], plain.lower())
    form = _form(plain.translate(SAME_DIGIT))
    total = resolution = Decimal(0)
    for (start, end), power in zip(form.numbers, form.powers, strict=True):
        if isinstance(power, str):
            raise ValueError(power)  # noqa: TRY004 - the text is wrong, not its type
        value = _decimal(plain[start:end], comma_language=form.comma)
        if value <= 0:
            msg = "is not above zero"
            raise ValueError(msg)
        digit = Decimal(1).scaleb(cast("int", value.as_tuple().exponent))
        resolution = (digit if power else min(digit, Decimal(1))).scaleb(power)
        total += value.scaleb(power)
    if form.problem:
        raise ValueError(form.problem)
    if not SMALLEST <= total <= LARGEST:
        msg = "is outside 1 to 1,000 trillion"
        raise ValueError(msg)
    return Amount(float(total), float(resolution), form.unit)


@dataclass(frozen=True, slots=True)
class _Form:
    """What an amount says whatever its digits are.

    From where to where each of its numbers stands (several are added up, as in "1 billion 243 million"), the power of
    ten of each or what is wrong with it, whether its language writes a decimal comma, the currency, and what is wrong
    with the words around sound numbers.
    """

    numbers: tuple[tuple[int, int], ...]
    powers: tuple[int | str, ...]
    comma: bool
    unit: str | None
    problem: str | None


@lru_cache(maxsize=1_024)  # the figures of a table differ in their digits
def _form(written: str) -> _Form:
    """Return what an amount says whatever its digits are.

    Raises
    ------
    ValueError
        When it holds no number, as a clause.
    """
    found = list(_NUMBER.finditer(written))
    if not found:
        msg = "is not an amount of money"
        raise ValueError(msg)
    if written[: found[0].start()].endswith((".", ",")):
        msg = "has no digit before its decimal mark"
        raise ValueError(msg)
    ends = [*(f.start() for f in found[1:]), len(written)]
    before = _words(written[: found[0].start()])
    spoken = [_words(written[number.end() : end]) for number, end in zip(found, ends, strict=True)]
    every = [*before, *(word for words in spoken for word in words)]
    doubt = currencies.asked(every) or scales.asked(every, written, comma="," in found[0].group())
    unit_words = list(before)
    if len(spoken) == 1:  # a scale may stand before its number, as in "USD million 5"
        spoken = [(*(w for w in before if w in scales.SCALES), *spoken[0])]
        unit_words = [w for w in before if w not in scales.SCALES]
    powers: list[int | str] = []
    last = 99
    for at, words in enumerate(spoken):
        named = [w for w in words if w in scales.SCALES or (w == "mil" and set(words) & set(scales.SCALES))]
        power = scales.power_of(named)
        if power is None or power >= last or (len(spoken) > 1 and at == 0 and power == 0):
            msg = "is a range, not an amount of money" if power == at == 0 else "is not an amount of money"
            powers.append(msg)
            continue
        if "mil" in named:
            doubt = None
        last = power
        powers.append(power)
        unit_words += [w for w in words if w not in named and not (len(spoken) > 1 and w in _JOINED)]
    unit = currencies.currency_of(unit_words) if unit_words else None
    problem = doubt or ("is not an amount of money" if unit_words and unit is None else None)
    return _Form(tuple(f.span() for f in found), tuple(powers), any(w in scales.COMMA for w in every), unit, problem)


def _digits(number: float, decimals: int) -> str:
    text = f"{number:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def say_amount(value: float, unit: str = "USD", *, digits: int = 3) -> str:
    """Return an amount of money in words a reader can quote.

    Parameters
    ----------
    value : float
        In full units.
    unit : str
        Currency code; dollars get a sign.
    digits : int
        Significant digits kept after scaling.

    Examples
    --------
    >>> say_amount(2.46e9), say_amount(793_200_000, digits=4), say_amount(2.5e9, "EUR")
    ('$2.46bn', '$793.2m', 'EUR 2.5bn')
    """
    sign = "$" if unit == "USD" else f"{unit} "
    minus = "-" if value < 0 else ""
    size = float(f"{abs(value):.{digits}g}")
    scales = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (0.0, ""))
    factor, word = next((factor, word) for factor, word in scales if size >= factor)
    scaled = size / (factor or 1.0)
    whole = len(str(int(scaled)))
    return f"{minus}{sign}{_digits(scaled, max(digits - whole, 0))}{word}"


def say_percent(percent: float, *, decimals: int = 1) -> str:
    """Return a growth rate with its sign.

    Examples
    --------
    >>> say_percent(11.12), say_percent(-0.04), say_percent(-3)
    ('+11.1 %', '0.0 %', '-3.0 %')
    """
    number = round(percent, decimals) + 0.0
    return f"{number:+.{decimals}f} %" if number else f"{0:.{decimals}f} %"
