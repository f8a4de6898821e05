"""Whose money an amount is: signs and words that several currencies share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.doubts import Doubt
from forecast.data import currency_where

if TYPE_CHECKING:
    from forecast.articles.figures import AmountSaid
    from forecast.articles.setting import Setting

__all__ = ["paid_in", "unclear"]


def paid_in(setting: Setting, amount: AmountSaid) -> list[str]:
    """Return which of the currencies that an amount may be of the sides pay in, the reporter's first."""
    sides = (setting.pair.reporter, setting.pair.partner) if setting.pair else ()
    return [paid for p in sides if (paid := currency_where(p.country or p.code)) in amount.either]


def unclear(setting: Setting, amount: AmountSaid) -> Doubt | None:
    """Return why an amount is doubtful: digits read in two ways, or a currency of several that no side pays in."""
    if amount.doubt or not amount.either or paid_in(setting, amount):
        return amount.doubt
    return Doubt("currency", amount.either)
