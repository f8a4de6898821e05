"""Whose money an amount is: signs and words that several currencies share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.doubts import Doubt
from forecast.data import currency_where, own_of_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.articles.figures import AmountSaid, Words
    from forecast.articles.items import Item
    from forecast.articles.setting import Setting
    from forecast.data import Pair

__all__ = ["dollars_of", "doubt_of", "paid_in"]


def paid_in(setting: Setting, amount: AmountSaid) -> list[str]:
    """Return which of the currencies that an amount may be of the sides pay in, the reporter's first."""
    sides = (setting.pair.reporter, setting.pair.partner) if setting.pair else ()
    return [paid for p in sides if (paid := currency_where(p.country or p.code)) in amount.either]


#: No two countries trade for so little: millions are meant, or it is no total.
_LEAST = 1_000.0
#: Dollars that their countries' own offices write as "$".
_DOLLARS = frozenset({"AUD", "CAD", "HKD", "NZD", "SGD"})
#: Who of a country writes its own dollars so, and what else in a text tells that they are meant.
_OFFICES: Mapping[str, tuple[str, ...]] = {
    "AUD": ("Australian Bureau of Statistics", "DFAT", "Austrade", "Australian dollars", "Queensland Treasury"),
    "CAD": ("Statistics Canada", "StatCan", "Global Affairs Canada", "Canadian dollars", "billion CAD", "million CAD"),
    "HKD": ("Census and Statistics Department", "Hong Kong dollars"),
    "NZD": ("Stats NZ", "Statistics New Zealand", "New Zealand dollars"),
    "SGD": ("Enterprise Singapore", "Singapore dollars", "SingStat"),
}
_DASHES = frozenset("-–—")


def dollars_of(text: str, pair: Pair | None) -> str | None:
    """Return the currency that a bare "$" of a text is of: that of the reporter's own office, where it is named.

    None where that is not known: dollars of the United States, or of the reporter.
    """
    reporter = pair.reporter if pair else None
    own = own_of_name("$", reporter.country or reporter.code) if reporter else None
    return own if own is not None and any(name in text for name in _OFFICES.get(own, ())) else None


def _ranges(words: Words, item: Item) -> bool:
    """Return whether an amount is an end of a range: "3.5-4 billion", "$4-5bn"."""
    before = words.number(item.first - 2) if words.mark(item.first - 1) in _DASHES else None
    year = before is not None and len(before.text) == 4 and before.text.isdigit()
    after = words.mark(item.end) in _DASHES and words.joined(item.end) and words.joined(item.end + 1)
    return (before is not None and not year) or (after and words.number(item.end + 1) is not None)


def doubt_of(setting: Setting, item: Item) -> Doubt | None:
    """Return why the level that an amount is is doubtful; None when nothing is."""
    if found := _unclear(setting, item.amount):
        return found
    reporter = setting.pair.reporter if setting.pair else None
    own = own_of_name("$", reporter.country or reporter.code) if reporter else None
    if own in _DOLLARS and item.amount.unit == "USD" and setting.words.mark(item.first) == "$":
        return Doubt("currency", (str(own), "USD"))  # an office of Australia says its own dollars, or those of the US
    if _ranges(setting.words, item):
        return Doubt("range")
    return Doubt("small") if item.amount.value < _LEAST else None


def _unclear(setting: Setting, amount: AmountSaid) -> Doubt | None:
    """Return why an amount is doubtful: digits read in two ways, or a currency of several that no side pays in."""
    if amount.doubt or not amount.either or paid_in(setting, amount):
        return amount.doubt
    return Doubt("currency", amount.either)
