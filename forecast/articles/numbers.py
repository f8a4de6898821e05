"""What numbers without a currency are: money all the same, a rank, a date, a range, or a count."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from forecast.articles.items import says
from forecast.articles.worded import MARKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.figures import Words
    from forecast.articles.items import Item
    from forecast.articles.setting import Setting, Told

__all__ = [
    "is_bare_money",
    "is_kind",
    "is_mark",
    "is_of_goods",
    "is_reached",
    "is_some_of",
    "is_with_some",
    "number_role",
]

#: Right behind an amount alone: "crossed the $11bn line", but not "a line of credit".
_FLOWS = ("total", "exports", "imports")
_LINES = frozenset({"line", "level", "mark"})


def is_bare_money(setting: Setting, told: Told, items: Sequence[Item], clause: Sequence[Item], at: int) -> bool:
    """Return whether an amount without a currency is money all the same: "exports 71.9m (plus 30 %)"."""
    beside = any(item.has("amount") and item.amount.unit for item in (*items, *clause))
    if not ((told.unit or beside) and clause[at].amount.scaled):
        return False
    words = setting.words
    first = clause[at].first
    if words.low(first - 1) == "of" and words.tokens[first - 2].kind == "word" and not words.tags[first - 2]:
        return False  # "a middle class of 700 million by 2030"
    after = clause[at].end
    if words.mark(after) == "." and words.joined(after):
        after += 1
    ends = after > clause[at].end and after < len(words.tokens) and words.tokens[after].capital
    if words.number(after) is not None:
        return False  # "2 тысячи 316 организаций"
    if words.low(after) in _LINES or words.low(after).startswith(MARKS):
        return True  # "the eight-billion mark"
    if words.tokens[after:] and words.tokens[after].text.isupper() and len(words.tokens[after].text) > 1:
        return False  # "6,4 тыс. ДФЭ"
    if ends or after >= len(words.tokens) or words.tokens[after].kind != "word":
        return True
    following = [item for item in clause[at + 1 : at + 2] if item.first == after]
    if words.lexicon.language == "ru" and following and following[0].has("total"):
        return True  # "рассчитывают выйти на 25 миллиардов взаимной торговли"
    return (
        bool(following)
        and following[0].has(
            "to", "moment", "from", "than", "while", "up", "down", "level", "source", "share", "deadline"
        )
    ) or words.tag(after, "connect") > 0


def number_role(words: Words, clause: Sequence[Item], at: int) -> str:
    """Return why a number beside no currency is no figure of trade: a rank, a date, a range, a count."""
    item = clause[at]
    nexts = clause[at + 1 : at + 3]
    if (
        any(other.has("rank") and other.first - item.end <= 2 for other in nexts)
        or words.starting(item.first, "ordinal:")[1]
    ):
        return "rank"
    if words.tag(item.end, "weeks"):
        return "date"
    if (
        words.mark(item.end) in {"-", "–", "—"}
        and clause[at + 1 : at + 3]
        and says(clause[at + 1 : at + 3], "amount", "rate")
    ):
        return "range"
    return "count"


def is_mark(words: Words, item: Item) -> bool:
    """Return whether an amount is called a mark: "the $2 billion mark", "отметку в 2 млрд"."""
    before = words.tokens[max(item.first - 2, 0) : item.first] if words.mark(item.first - 1) != ":" else ()
    beside = [*before, *words.tokens[item.end : item.end + 1]]
    the = item.first > 0 and words.low(item.first - 1) == "the"
    if the and words.low(item.end) in _LINES:
        return True
    return any(token.low.startswith(MARKS) for token in beside if token.kind == "word")


def is_reached(clause: Sequence[Item], at: int) -> bool:
    """Return whether an amount is what is reached: "вывести торговлю на 2 млрд", but not "увеличить на 2 млрд"."""
    moves = [item for item in clause[:at] if item.has("reach", "up", "down", "grew", "shrank") or item.what == "выити"]
    return bool(moves) and (moves[-1].has("reach") or moves[-1].what == "выити")


def is_of_goods(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether an amount is that of goods: "купила товаров на 571 млн, или на 6 % меньше"."""
    if says(clause[:at], "up", "down", "grew", "shrank"):
        return False
    low = words.low(clause[at - 1].first - 1)
    traded = at > 1 and clause[at - 2].has("total", "exports", "imports") and clause[at - 2].end == clause[at - 1].first
    return low.startswith(("товар", "продукц")) or (traded and low.endswith(("ли", "ла", "ло", "но")))


def is_of_them(words: Words, item: Item) -> bool:
    """Return whether an amount is some of what was named: "imports, $300m of them oil, were $0.5bn"."""
    return [token.low for token in words.tokens[item.end : item.end + 2]] == ["of", "them"]


def is_with_some(words: Words, amount: Item) -> bool:
    """Return whether something that no lexicon knows accounts for an amount: "with the car industry accounting for"."""
    at = amount.first - 2
    if words.low(at + 1) != "for" or words.low(at) != "accounting":
        return False
    led = next((n for n in range(at - 1, max(at - 6, 0), -1) if words.low(n) == "with"), None)
    row = range(led + 1, at) if led is not None else ()
    named = any(words.tokens[n].capital or words.low(n) == "goods" for n in row)
    return led is not None and not named and not any(words.tag(n, tag) for n in row for tag in _FLOWS)


def is_some_of(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether an amount is of some goods of those told before: "of which $312 million was electricity"."""
    if is_of_them(words, clause[at]):
        return True
    led = next((n for n in range(at - 1, -1, -1) if clause[n].has("mainly")), 0)
    if led and clause[at - 1].what == "(" and says(clause[:led], "amount"):
        return True  # "totalled $2.1bn, led by salmon ($411m)"
    low = [token.low for token in words.tokens[max(clause[at].first - 3, 0) : clause[at].first]]
    if not ("including" in low[-2:] or ["of", "which"] in (low[-2:], low[-3:-1])):
        return False
    behind = clause[at + 1 :]
    rated = (
        len(behind) > 2 and behind[0].what == "(" and behind[2].what == ")"
    )  # "of which $114.8m (-29 %) were exports"
    for item in behind[3 if rated else 0 :]:
        if item.has("mark", "amount"):
            break
        if item.has("total", "exports", "imports"):
            return False
    return says(clause[:at], "amount")


def is_kind(words: Words, at: int) -> bool:
    """Return whether what stands at a token says that an amount was of goods or of services alone."""
    low = [token.low for token in words.tokens[at : at + 9]]
    return any(one in {"was", "were"} and two in {"goods", "services"} for one, two in pairwise(low))
