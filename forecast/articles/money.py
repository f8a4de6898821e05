"""Whose money an amount is: signs and words that several currencies share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.doubts import Doubt
from forecast.data import currency_where, own_of_name

if TYPE_CHECKING:
    from forecast.articles.figures import AmountSaid, Words
    from forecast.articles.items import Item
    from forecast.articles.setting import Setting

__all__ = ["doubt_of", "paid_in"]


def paid_in(setting: Setting, amount: AmountSaid) -> list[str]:
    """Return which of the currencies that an amount may be of the sides pay in, the reporter's first."""
    sides = (setting.pair.reporter, setting.pair.partner) if setting.pair else ()
    return [paid for p in sides if (paid := currency_where(p.country or p.code)) in amount.either]


#: No two countries trade for so little: millions are meant, or it is no total.
_LEAST = 1_000.0
#: Dollars that their countries' own offices write as "$".
_DOLLARS = frozenset({"AUD", "CAD", "HKD", "NZD", "SGD"})
_DASHES = frozenset("-–—")


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
