"""Figures as news writes them: amounts of money and growth, read from tokens.

Each reader takes a position and returns what stands there with the position after it, or None. The grammar is
one of tokens, so that figure words of all languages go through the same few rules:

    amount  = [sign] number [scale [number scale]] [of] [sign]   with a scale or a sign at least
    percent = [+|-] number "%"      or, in Turkish and Chinese, "yüzde" number
    times   = number "times"
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from forecast.articles.doubts import Doubt
from forecast.articles.worded import marked_at
from forecast.data import CODES, candidates, currency_of, ungrouped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forecast.articles.lexicon import Lexicon
    from forecast.articles.tokens import Token

__all__ = ["AmountSaid", "RateSaid", "Words", "amount_at", "number_value", "rate_at"]

_DASHES = frozenset("-–—‑‐−")
_THREE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
#: Dollars whose code may stand behind "$" and its figure.
_DOLLARS = {("AUD",), ("CAD",), ("HKD",), ("NZD",), ("SGD",), ("TWD",)}
#: Nobody prints more digits of money.
_MOST_DIGITS = 18


_NONE: Mapping[str, tuple[str, int]] = {}


def _families(tags: Mapping[str, int]) -> Mapping[str, tuple[str, int]]:
    """Return the longest tag of each family that stands at a token: the rest of its name and its span."""
    named = [(span, name) for name, span in tags.items() if ":" in name]
    if not named:
        return _NONE
    found: dict[str, tuple[str, int]] = {}
    for span, name in sorted(named):
        family, _colon, rest = name.partition(":")
        found[f"{family}:"] = rest, span
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of a text with what each can say.

    Parameters
    ----------
    tokens : tuple of Token
    tags : tuple of dict
        For each token the tags of phrases that start there, with the most tokens they span.
    lexicon : Lexicon
    iranian : bool
        Whether the text names Iran or its calendar: years may then be told as 1403.
    dollars : str or None
        The currency that a bare "$" is of, where the text names the office that writes its own so.
    families : tuple of dict
        For each token the longest of its tags of a family, such as ``scale:``.
    """

    tokens: Sequence[Token]
    tags: Sequence[Mapping[str, int]]
    lexicon: Lexicon
    iranian: bool = False
    dollars: str | None = None
    families: Sequence[Mapping[str, tuple[str, int]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "families", tuple(map(_families, self.tags)))

    def mark(self, at: int) -> str:
        """Return the mark at a position, empty where none stands."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) and self.tokens[at].kind == "mark" else ""

    def low(self, at: int) -> str:
        """Return the folded word at a position, empty before the text's first and behind its last."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def tag(self, at: int, name: str) -> int:
        """Return how many tokens a tag spans from a position; 0 when it does not stand there."""
        return self.tags[at].get(name, 0) if 0 <= at < len(self.tokens) else 0

    def starting(self, at: int, prefix: str) -> tuple[str, int]:
        """Return the rest of the longest tag of a family and its span: ``scale:9`` is 9 of ``scale:``."""
        return self.families[at].get(prefix, ("", 0)) if 0 <= at < len(self.families) else ("", 0)

    def number(self, at: int) -> Token | None:
        """Return the number at a position."""
        return self.tokens[at] if 0 <= at < len(self.tokens) and self.tokens[at].kind == "number" else None

    def joined(self, at: int) -> bool:
        """Return whether a token stands right behind the one before it, without a space."""
        return 0 < at < len(self.tokens) and self.tokens[at].start == self.tokens[at - 1].end


@dataclass(frozen=True, slots=True)
class AmountSaid:
    """An amount of money as said.

    Parameters
    ----------
    value, resolution : float
        In full units of the currency.
    unit : str or None
        None when no currency stands beside it.
    scaled : bool
        Whether a word for millions or the like stands there.
    doubt : Doubt or None
        Why its size is doubtful.
    either : tuple of str
        The currencies that its word or sign may mean, where it is of several.
    """

    value: float
    resolution: float
    unit: str | None
    scaled: bool
    doubt: Doubt | None = None
    either: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RateSaid:
    """A per cent figure or a multiple.

    Parameters
    ----------
    percent : float
        As printed; of "1.6 times" 60.
    resolution : float
        One unit of its last digit, in per cent.
    sign : int
        1 or -1 when a sign stands before it, else 0.
    multiple : bool
        Whether it was said as a multiple.
    points : bool
        Whether it counts percentage points.
    """

    percent: float
    resolution: float
    sign: int = 0
    multiple: bool = False
    points: bool = False


def number_value(text: str, *, comma: bool, grouped: bool) -> tuple[Decimal, Decimal, Doubt | None] | None:
    """Return the value of printed digits, one unit of the last, and a doubt; None when they make no number.

    Parameters
    ----------
    text : str
    comma : bool
        Whether the language writes a decimal comma.
    grouped : bool
        Whether one point before three digits groups thousands, as in Spanish and German.

    Examples
    --------
    >>> number_value("1,743", comma=False, grouped=False)
    (Decimal('1743'), Decimal('1'), None)
    >>> number_value("18.700", comma=True, grouped=True)[0]
    Decimal('18700')
    """
    plain = re.sub(r"[\s\u00a0\u2007\u2009\u202f]", "", text)
    if len(plain) > _MOST_DIGITS:
        return None
    doubt = None
    marks = [c for c in plain if c in ".,"]
    if len(marks) > 1:
        whole = ungrouped(plain)
        if whole is None:
            return None
        plain = whole
    elif marks and _THREE.fullmatch(plain):
        # One mark before three digits: thousands or a decimal mark, by what the language writes.
        [mark] = marks
        if mark == ("." if comma else ","):
            if comma and not grouped:
                doubt = Doubt("decimal-point", (text,))
            else:
                plain = plain.replace(mark, "")
        elif comma and mark == "," and grouped:
            doubt = Doubt("decimal-comma", (text,))
    plain = plain.replace(",", ".")
    value = Decimal(plain)
    return value, Decimal(10) ** cast("int", value.as_tuple().exponent), doubt


#: Behind them a number in words is only the tail of one: "one hundred and twenty", "двадцать пять", "две целых две".
_PARTS_OF_NUMBERS = frozenset(
    {"hundred", "thousand", "point", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот",
     "девятьсот", "целых", "целая", "десятых", "сотых", "тысяча"}
)  # fmt: skip


def _counted(words: Words, at: int) -> bool:
    """Return whether a word counts what stands behind it: "several", "hundreds", "twenty"."""
    at -= words.mark(at) in _DASHES  # "twenty-five percent"
    if words.low(at) in _PARTS_OF_NUMBERS:
        return True
    return bool(words.tag(at, "vague") or words.starting(at, "tens:")[1] or words.starting(at, "num:")[1])


def _is_tail(words: Words, at: int) -> bool:
    """Return whether a number in words goes on with one before it: "one hundred and twenty", "twenty-five"."""
    hundreds = words.low(at - 1) == "and" and words.low(at - 2) in _PARTS_OF_NUMBERS
    return hundreds or _counted(words, at - 1)


def _worded(words: Words, at: int) -> tuple[Decimal, Decimal, Doubt | None, int] | None:
    """Return a number of several words before a scale: "twenty-two billion", "четыре с половиной миллиарда"."""
    if _is_tail(words, at):
        return None  # a part of a longer number
    tens, here = words.starting(at, "tens:")
    dash = words.mark(at + here) in _DASHES
    unit, span = words.starting(at + here + dash, "num:")
    if (not tens and not unit) or (tens and unit and int(unit) > 9):
        return None
    here += (dash + span) if unit else 0
    half = words.tag(at + here, "andhalf")
    if not words.starting(at + here + half, "scale:")[1] or not (tens or half):
        return None
    value = Decimal(int(tens or 0) + int(unit or 0)) + (Decimal("0.5") if half else 0)
    return value, Decimal("0.1") if half else Decimal(1), None, at + here + half


def _number_at(words: Words, at: int) -> tuple[Decimal, Decimal, Doubt | None, int] | None:
    """Return the number at a position, in digits or, before a scale, as a word."""
    token = words.number(at)
    if token:
        grouped = words.lexicon.language in {"es", "de", "tr", "fr"}
        found = number_value(token.text, comma=words.lexicon.comma, grouped=grouped)
        return (*found, at + 1) if found else None
    if words.starting(at, "halfscale:")[1]:  # one word, "полмиллиарда": its scale is read next
        return Decimal("0.5"), Decimal("0.1"), None, at
    if words.starting(at, "onescale:")[1] and not _is_tail(words, at):
        return Decimal(1), Decimal(1), None, at  # "more than a billion", where no word for one stands
    if worded := _worded(words, at):
        return worded
    for family in ("numeral:", "num:"):
        said, span = words.starting(at, family)
        scale = _past_hyphen(words, at + span, "scale:")  # "the four-billion mark"
        if said and words.starting(scale, "scale:")[1] and not _is_tail(words, at):
            value = Decimal(said)
            return value, Decimal(10) ** min(int(value.as_tuple().exponent), 0), None, at + span
    return None


@lru_cache(maxsize=4096)
def _codes(word: str, *, letters: bool = True) -> tuple[str, ...]:
    """Return the currencies that a sign or an abbreviation may mean: several where people share it."""
    low = word.lower()
    if word in CODES:
        return (word,)
    if word.isalpha() and not (letters and word[:1].isupper() and len(word) < 4):
        return ()
    if either := candidates(low):
        return either
    found = currency_of([low])
    coded = found is not None and found.lower() == low and not word.isupper()  # "expected to Top 5 billion dollars"
    return (found,) if found and not coded else ()


#: Capitals beside a figure; "km" in small letters is a length.
_LETTERED: Mapping[str, tuple[str, ...]] = {
    "KM": ("BAM",), "CFAF": ("XOF", "XAF"), "FCFA": ("XOF", "XAF"), "XAF": ("XAF",), "XOF": ("XOF",),
}  # fmt: skip


def _lettered(token: Token) -> tuple[str, ...]:
    """Return the currencies that capitals mean: "KM" the marks of Bosnia, "CFAF" the francs of two unions."""
    return _LETTERED.get(token.text, ())


def _unit_before(words: Words, at: int) -> tuple[tuple[str, ...], int] | None:
    """Return the currencies that stand before a number may be of, and where the number starts."""
    token = words.tokens[at]
    if token.kind == "mark":
        sign = (words.dollars,) if token.text == "$" and words.dollars else _codes(token.text)
        return (sign, at + 1) if sign else None
    if token.kind != "word":
        return None
    if token.text == "GH" and words.mark(at + 1) in {"¢", "₵"} and words.joined(at + 1):
        return ("GHS",), at + 2
    if words.mark(at + 1) == "$" and words.joined(at + 1) and token.text.isupper() and len(token.text) < 4:
        dollars = currency_of([f"{'c' if token.text == 'CAN' else token.low}$"])
        return ((dollars,), at + 2) if dollars else None
    # A letter of its own right before its figure: "N3.1 trillion".
    sign = ("NGN",) if token.text == "N" and words.joined(at + 1) else _lettered(token) or _codes(token.text)
    dot = words.mark(at + 1) == "." and words.joined(at + 1)
    if sign and (len(token.text) == 3 or _lettered(token) or words.joined(at + 1)) and words.number(at + 1 + dot):
        return sign, at + 1 + dot
    unit, span = words.starting(at, "unit:")
    if unit and words.number(at + span) and (token.text.isupper() or token.low in {"rs", "rm", "dh", "tk", "nrs"}):
        return candidates(token.low) or (unit,), at + span
    return None


def _past_dot(words: Words, at: int) -> int:
    """Return the position behind the dot of an abbreviation, or the position itself."""
    return at + 1 if words.mark(at) == "." and words.joined(at) else at


def _past_hyphen(words: Words, at: int, family: str) -> int:
    """Return the position behind a hyphen before a word of a family, or the position itself: "400-billion-baht"."""
    hyphen = words.mark(at) in _DASHES and words.joined(at) and words.joined(at + 1)
    return at + 1 if hyphen and words.starting(at + 1, family)[1] else at


def _unit_after(words: Words, at: int) -> tuple[tuple[str, ...], int]:
    """Return the currencies that an amount may be of by what stands behind it, and where that ends."""
    here = _past_dot(words, at)
    if here + 3 < len(words.tokens) and words.tokens[here].text == "U" and words.tokens[here + 2].text == "S":
        here += 4 if words.mark(here + 3) == "." else 3  # "U.S. dollars"
    for start in (here, here + (words.tag(here, "of") == 1)):
        mark = words.mark(start)
        if mark and (sign := _codes(mark)):
            return sign, start + 1
        unit, span = words.starting(start, "unit:")
        if unit:
            end = start + span
            # "долл. США": the dot parts the phrase.
            follower = _past_dot(words, end)
            if unit == "USD" and follower < len(words.tokens) and words.low(follower) in {"сша", "us"}:
                end = follower + 1
            return (candidates(words.low(start)) if span == 1 else ()) or (unit,), end
        if start < len(words.tokens):
            token = words.tokens[start]
            pair = [token.low, *(other.low for other in words.tokens[start + 1 : start + 2])]
            if either := candidates(" ".join(pair)):
                return either, start + 2  # "CFA francs"
            if token.text in CODES or _lettered(token):
                return _lettered(token) or (token.text,), start + 1
            if token.low == "us" and words.mark(start + 1) == "$":
                return ("USD",), start + 2
            if token.kind == "word" and start == here and (either := candidates(token.low)) and len(token.low) > 3:
                return either, start + 1
    return (), at


def amount_at(words: Words, at: int) -> tuple[AmountSaid, int] | None:
    """Return the amount of money at a position and where it ends; None where none stands.

    Examples
    --------
    >>> from forecast.articles.reading import words_of
    >>> amount_at(words_of("1 млрд 943,6 млн долл. США", "ru"), 0)[0].value
    1943600000.0
    """
    token = words.tokens[at]
    if marked := marked_at(words, at):
        return AmountSaid(float(marked[0]), float(marked[0]), None, scaled=True), marked[1]
    if (
        token.kind != "number"
        and not words.families[at]
        and token.text != "N"
        and token.text not in _LETTERED
        and not _codes(token.text)
        and words.mark(at + 1) not in {"$", "¢", "₵"}
    ):
        return None  # no word of a number, a scale or a currency
    units, here = _unit_before(words, at) or ((), at)
    first = _number_at(words, here)
    if not first:
        return None
    value, step, doubt, here = first
    here = _past_hyphen(words, here, "scale:")
    scale, span = words.starting(here, "scale:")
    higher, more_span = words.starting(here + span, "scale:") if span else ("", 0)
    if (scale, higher) in {("3", "6"), ("5", "7")}:
        # "25 mil millones": a thousand millions; "1.2 lakh crore": a hundred thousand crore.
        span += more_span
        scale = str(int(scale) + int(higher))
    if not span:
        scale, span = words.starting(here, "halfscale:")
    exponent = int(scale) if span and not (words.lexicon.language == "zh" and not scale) else 0
    here += span
    value, step = value.scaleb(exponent), step.scaleb(exponent)
    more = _past_dot(words, here)
    second = _number_at(words, more) if exponent else None
    if second and words.number(more):
        lower, lower_span = words.starting(second[3], "scale:")
        if lower_span and int(lower) < exponent and second[0].scaleb(int(lower)) < Decimal(10) ** exponent:
            value, step = value + second[0].scaleb(int(lower)), second[1].scaleb(int(lower))
            here = second[3] + lower_span
    after, end = _unit_after(words, _past_hyphen(words, here, "unit:"))
    worded = words.tokens[at].kind == "word" and words.tokens[at].text in CODES  # "IN ALL 3 BILLION DOLLARS"
    said = words.mark(at) == "$" and after[:1] in _DOLLARS  # "$1.39 billion CAD"
    if after and (said or worded or not units or set(after) & set(units)):
        units, here = after, end
    if not units and not exponent:
        return None
    if value <= 0 or value > Decimal("1e15"):
        return None
    if not exponent:
        step = min(step, Decimal(1))
    if doubt is None and words.mark(at) == "$" and words.joined(at) and words.tokens[at - 1].text.isupper():
        doubt = Doubt("currency", (f"{words.tokens[at - 1].text}$", "USD"))  # of a country that is not known
    return AmountSaid(
        float(value), float(step), units[0] if units else None, bool(exponent), doubt, units if len(units) > 1 else ()
    ), here


def _worded_multiple(words: Words, at: int) -> tuple[RateSaid, int] | None:
    """Return a multiple in words: "two and a half times", "в пять раз"."""
    if _is_tail(words, at):
        return None  # the tail of "twenty-five percent"
    said, here = words.starting(at, "num:")
    if said and (span := words.tag(at + here, "percent")):
        return RateSaid(float(said), 1.0), at + here + span  # "six percent more"
    half = words.tag(at + here, "andhalf")
    span = words.tag(at + here + half, "times") if said and (int(said) > 1 or half) else 0
    if not span:
        return None
    percent = 100.0 * (int(said) - 1) + 50.0 * (half > 0)
    return RateSaid(percent, 50.0 if half else 100.0, multiple=True), at + here + half + span


def rate_at(words: Words, at: int) -> tuple[RateSaid, int] | None:
    """Return the per cent figure or the multiple at a position and where it ends; None where none stands.

    Examples
    --------
    >>> from forecast.articles.reading import words_of
    >>> rate_at(words_of("1.6 times as much", "en"), 0)[0].percent
    60.0
    """
    if words.tokens[at].kind == "word" and not words.families[at] and not words.tag(at, "percentbefore"):
        return None  # no word of a number or of per cent
    sign, here = 0, at
    mark = words.mark(at)
    if (
        mark
        and (mark == "+" or mark in _DASHES)
        and words.joined(at + 1)
        and not (words.joined(at) and words.number(at - 1))
    ):
        sign, here = (1 if mark == "+" else -1), at + 1
    before = max(words.tag(here, "percentbefore"), 1 if words.mark(here) == "%" else 0)
    here += before
    token = words.number(here)
    if not token:
        return _worded_multiple(words, here)
    found = number_value(token.text, comma=words.lexicon.comma, grouped=False)
    if not found:
        return None
    value, step, _doubt = found
    here += 1
    if words.mark(here) in _DASHES and words.joined(here) and words.tag(here + 1, "percent"):
        here += 1  # a 25-percent jump
    points = words.tag(here, "points")
    if points and not before:
        return RateSaid(float(value), float(step), sign, points=True), here + points
    span = words.tag(here, "percent")
    if before or span:
        here += 0 if before else span
        after = _past_dot(words, here) if not before and words.low(here - 1) in {"проц", "pct"} else here
        points = words.tag(after, "points") if span else 0
        return RateSaid(
            float(value) * (sign or 1) if sign else float(value), float(step), sign, points=bool(points)
        ), after + points
    if words.mark(here) in _DASHES and words.tag(here + 1, "times"):
        here += 1
    span = words.tag(here, "times")
    if span and 0 < value < 1000:
        return RateSaid(float((value - 1) * 100), float(step * 100), 0, multiple=True), here + span
    return None
