"""Figures and units as offices print them: decimal marks told by the whole file, flags, signs for nothing, scales."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from forecast.data.amounts import parse_amount, parse_scaled_unit
from forecast.data.currencies import CODES, SIGNS, currency_of, qualified_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forecast.data.amounts import Amount

__all__ = ["DecimalMark", "amount_of", "day_of", "decimal_mark", "looks_like_figure", "number_of", "sign_of", "unit_in"]

DecimalMark = Literal["point", "comma"]
_NOTHING = re.compile(
    r"[:.…\-–—xX*]*\s*(?:\(?[a-z]\)?)?|n/?a\.?|nan|null|none|нет данных|k\.\s?a\.|n\.d\.|#n/?a|c", re.IGNORECASE
)
#: Flags after a figure: provisional, estimated, confidential, break, revised, footnotes.
_FLAG = re.compile(r"\s*(?:[pebrcnsdfuz*†]{1,3}|\([a-z0-9]{1,2}\)|\[\d+\]|[¹²³])$", re.IGNORECASE)
#: Words of scale beside digits; a b without a space may be a flag or billions, and is no figure.
_GLUED = re.compile(r"\d[kmbt]$", re.IGNORECASE)
_SCALED = re.compile(
    r"[^\d]{0,8}\d[\d.,'’ ]*(?:(?<=\d)[km]|\s*(?:bn|mn|mln|mio|mrd|tn|bil|mil|[a-z]*illi(?:on|ard|arde)(?:s|en|es)?|"
    r"crores?|lakhs?|тыс|млн|млрд|трлн|百万|千万|万亿|万|亿))(?![a-zа-я]).*",
    re.IGNORECASE,
)
#: Signs of currencies that stand before a figure: US$, R$, €.
_BEFORE = "|".join(re.escape(sign) for sign in SIGNS if unicodedata.category(sign[-1]) == "Sc")
_SIGN = re.compile(rf"^\s*({_BEFORE})\s*", re.IGNORECASE)
_FIGURE = re.compile(rf"\s*[(+\-−]?\s*(?:{_BEFORE})?\s*[+\-−]?[.,]?\d", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?|(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_EXPONENT = re.compile(r"e[+-]?\d+$", re.IGNORECASE)
_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f]")
#: Accountants write what is below zero in brackets.
_NEGATIVE = re.compile(rf"\((?:{_BEFORE})?\s*(\d[\d.,'’ ]*)\)", re.ASCII | re.IGNORECASE)
#: Digits parted in threes, in the Indian manner, or in fours.
_GROUPED = re.compile(r"\d{1,3}(?:([., '’])\d{3})(?:\1\d{3})*|\d{1,2}(?:,\d{2})*,\d{3}|\d{1,4}(?:,\d{4})+", re.ASCII)
_DIGITS = re.compile(r"[+-]?\d[\d.,'’ ]*(?:e[+-]?\d+)?", re.IGNORECASE | re.ASCII)


def sign_of(text: str) -> str | None:
    """Return the sign of a currency that stands before a figure, in small letters; None without one.

    Examples
    --------
    >>> sign_of("€1,234"), sign_of("US$ 1,234"), sign_of("1,234")
    ('€', 'us$', None)
    """
    found = _SIGN.match(text)
    return found[1].lower() if found else None


def looks_like_figure(text: str) -> bool:
    """Return whether a cell begins as a figure does, whether or not it can be read: with a sign, below zero.

    Examples
    --------
    >>> [looks_like_figure(text) for text in ("9", "-9", "(¥9)", "R$ 9", "n.a.")]
    [True, True, True, True, False]
    """
    return _FIGURE.match(text) is not None


def _bare(text: str) -> str:
    """Return the digits of a figure without flags, signs of currency and spaces; empty for none."""
    plain = _SPACES.sub(" ", text).strip().replace("−", "-")
    if found := _NEGATIVE.fullmatch(plain):
        return f"-{found[1].strip()}"
    if _NOTHING.fullmatch(plain):
        return ""
    plain = _SIGN.sub("", plain)
    return _FLAG.sub("", plain) if not (_DIGITS.fullmatch(plain) or _GLUED.search(plain)) else plain


def amount_of(text: str) -> Amount | None:
    """Return the amount that a cell with a word of scale of its own prints; None for other cells.

    Examples
    --------
    >>> amount_of("$1.2bn").value, amount_of("1234.5 p"), amount_of("1234")
    (1200000000.0, None, None)
    """
    if not _SCALED.fullmatch(text.strip()):
        return None
    try:
        return parse_amount(text)
    except ValueError:
        return None


def day_of(text: str) -> str:
    """Return a day as YYYY-MM-DD that a sheet writes with an hour or with points; others as they stand.

    Examples
    --------
    >>> day_of("2024-02-14 00:00:00"), day_of("14.2.2024"), day_of("soon")
    ('2024-02-14', '2024-02-14', 'soon')
    """
    found = _DAY.fullmatch(text.strip())
    if not found:
        return text.strip()
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    return f"{year}-{int(month):02d}-{int(day):02d}"


def decimal_mark(texts: Iterable[str]) -> DecimalMark | None:
    """Return the decimal mark of the figures of a file; None when they can be read both ways.

    Examples
    --------
    >>> decimal_mark(["1.234,5", "12"]), decimal_mark(["1,234", "985"]), decimal_mark(["1.234", "2.345"])
    ('comma', 'point', None)
    """
    seen = [_mark_in(text) for text in texts]
    told = {mark for mark, _ in seen if mark in {"point", "comma"}}
    doubt = {mark for mark, _ in seen if mark in {".", ","}}
    bare = [digits for mark, digits in seen if mark == "" and digits]
    if len(told) == 1:
        return "point" if "point" in told else "comma"
    if told or len(doubt) == 2 or (doubt and not bare):
        return None
    if not doubt:
        return "point"
    # Beside whole numbers a mark groups if none of them needs one: decimals would not all have three digits, and none.
    groups = max(bare) <= 3
    return "point" if (doubt == {","}) == groups else "comma"


def _mark_in(text: str) -> tuple[str, int]:
    """Return the decimal mark that a figure shows, or the mark that is one or none, with its digits before it."""
    plain = _EXPONENT.sub("", _bare(text)).lstrip("+-").replace(" ", "").replace("'", "").replace("’", "")
    marks = [c for c in plain if c in ".,"]
    if not marks:
        return "", len(plain)
    before, _, after = plain.partition(marks[0])
    if len(marks) == 1 and len(after) == 3 and 1 <= len(before) <= 3 and before != "0":
        return marks[0], len(before)
    last = marks[-1] if len(set(marks)) == 2 or len(marks) == 1 else {",": ".", ".": ","}[marks[0]]
    return ("point" if last == "." else "comma"), len(before)


def number_of(text: str, mark: DecimalMark) -> tuple[float, float] | str | None:
    """Return a figure and one unit of its last digit; None for nothing; what is wrong as a clause.

    Examples
    --------
    >>> number_of("1 234,5 p", "comma"), number_of("..", "point"), number_of("soon", "point")
    ((1234.5, 0.1), None, 'is not a figure')
    """
    plain = _bare(text)
    if not plain:
        return None
    if not _DIGITS.fullmatch(plain):
        return "is not a figure"
    whole = plain.partition("." if mark == "point" else ",")[0].lstrip("+-")
    if re.search(r"[., '’]", whole) and not _GROUPED.fullmatch(whole):
        return "is not a figure, its marks do not part thousands"
    digits = re.sub(r"[ '’]", "", plain)
    digits = digits.replace(",", "") if mark == "point" else digits.replace(".", "").replace(",", ".")
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return "is not a figure"
    if number < 0:
        return "is below zero"
    return float(number), float(Decimal(10) ** min(int(number.as_tuple().exponent), 0))


_SCALES = (
    (12, r"trillions?|трлн|万亿"),
    (9, r"billions?|bn|mrd\.?|milliards?|млрд|миллиард\w*|miliar\w*"),
    (8, r"亿|億"),
    (7, r"crores?"),
    (6, r"millions?|mn|mln|mio\.?|millionen|millones|milhões|млн|миллион\w*|milyon|百万|us\$\s?m|\$m"),
    (5, r"lakhs?"),
    (4, r"万"),
    (3, r"thousands?|тыс\.?|тысяч\w*|tsd\.?|tausend|miles|'000|1,?000|in 000s?|000s|千"),
)
_SCALE = tuple((power, re.compile(rf"(?<![^\W\d])(?:{words})(?![^\W\d])", re.IGNORECASE)) for power, words in _SCALES)
_CURRENCY = re.compile(
    r"us\$|u\.?s\.? dollars?|\bdollars?\b|\beuros?\b|[$€£₽₹]|долл\w*|руб\w*|евро|美元|人民币|\byuan\b|\brmb\b|"
    r"\brs\.?\b|\brupees?\b|\byen\b|dólares|\bdolar(?:ı|lar)?\b|_in_euros?|1000euro",
    re.IGNORECASE,
)
_NAMES = {"u.s. dollar": "USD", "u.s. dollars": "USD", "_in_euro": "EUR", "_in_euros": "EUR", "1000euro": "EUR"}
_CODE = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(sorted(CODES - {'ALL', 'TOP', 'TRY', 'CUP'}))})(?![A-Za-z])")


_PARTS = re.compile(r"[:：;,，()（）\[\]\n]")


def _scaled_unit(text: str) -> tuple[str | None, float] | None:
    try:
        return parse_scaled_unit(text)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def unit_in(text: str) -> tuple[str | None, float | None]:
    """Return the currency and the scale that a heading, a title or a cell names; None for what it does not name.

    Examples
    --------
    >>> unit_in("Export (US$ Thousand)"), unit_in("млн долл."), unit_in("Value in euros"), unit_in("Exports")
    (('USD', 1000.0), ('USD', 1000000.0), ('EUR', None), (None, None))
    """
    if not text:
        return None, None
    if read := _scaled_unit(text):
        return read[0], read[1] if read[1] != 1 else None
    # Both may stand together in a part of a title: "单位：千美元".
    parts = {_scaled_unit(part.strip()) for part in _PARTS.split(text)}
    whole = [(unit, scale) for unit, scale in filter(None, parts) if unit and scale != 1]
    if len(whole) == 1:
        return whole[0]
    found = _CURRENCY.search(text)
    code = _CODE.search(text)
    word = found.group().lower() if found else ""
    unit = code.group() if code else _NAMES.get(word) or currency_of(word.replace(".", " ").split())
    if word.startswith(("долл", "dolar")):
        unit = "USD"
    if word.startswith("руб"):
        unit = "RUB"
    if not code:
        unit = qualified_in(text) or unit
    powers = [power for power, pattern in _SCALE if pattern.search(text)]
    return unit, float(10 ** powers[0]) if len(powers) == 1 else None
