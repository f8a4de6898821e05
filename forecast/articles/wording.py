"""How a figure is worded: its qualifier, its direction, whether a rate is a share of the year before's level."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from forecast.articles.items import says

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.figures import Words
    from forecast.articles.items import Item

__all__ = [
    "PROMISING",
    "QUALIFIERS",
    "WHEN",
    "adjacent",
    "in_brackets",
    "is_figure",
    "is_growth",
    "is_ratio",
    "is_threshold",
    "moves",
    "qualifier_of",
    "sign_of",
]

QUALIFIERS = ("about", "over", "almost")
#: What an item of growth has, whichever way it is said.
GROWING = frozenset({"rate", "growing"})
_FIGURES = GROWING | {"amount"}
PROMISING = ("aim", "expect", "future")
#: What leads to months compared with: "in the previous year, when trade had reached 174.8bn".
WHEN = frozenset({"when", "когда"})
#: "Of the level of", "от уровня"
_LEVEL_OF = frozenset({"of", "the", "level", "figure", "value", "a", "от", "уровня", "показателя"})
_LIGHT = ("target place", "source", "onlyqualifier", "record", "by", "pronoun", "deadline")


def is_growth(item: Item) -> bool:
    """Return whether an item is a rate, or growth in words."""
    return not item.tags.isdisjoint(GROWING)


def is_figure(item: Item) -> bool:
    """Return whether an item is an amount or growth."""
    return not item.tags.isdisjoint(_FIGURES)


def moves(item: Item) -> bool:
    """Return whether an item is growth or a direction: a rate, "rose", "higher"."""
    return is_growth(item) or item.has("grew", "shrank", "up", "down")


def adjacent(clause: Sequence[Item], at: int) -> Item | None:
    """Return the item right before a figure; only qualifiers may stand between."""
    end = clause[at].first
    for item in reversed(clause[:at]):
        if end - item.end > 1:
            return None
        if item.has(*QUALIFIERS, "onlyqualifier") and not item.has("difference", "from", "to", "than"):
            end = item.first
            continue
        return item
    return None


def _exceeds(item: Item) -> bool:
    return isinstance(item.what, str) and item.what.startswith(("exceed", "surpass"))


#: Behind "если" they compare, and set no condition.
_COMPARING = (
    "сравни", "счита", "смотре", "верить", "учесть", "учитыв", "судить", "брать", "опира", "исходить", "взять",
)  # fmt: skip
_THEN = 24
#: How Russian verbs of the past end.
_PAST = ("лся", "лась", "лось", "лись", "ал", "ил", "ел", "ял", "ыл", "ос", "ла", "ло", "ли")


def is_contrast(words: Words, item: Item) -> bool:
    """Return whether "если" sets no condition: "если первый остался прежним, то второй вырос"."""
    if item.what != "если":
        return False
    behind = words.tokens[item.end : item.end + _THEN]
    low = [token.low for token in behind[: next((n for n, one in enumerate(behind) if one.text == "."), _THEN)]]
    if low[:1] and low[0].startswith(_COMPARING):
        return True
    then = next((n for n, (one, two) in enumerate(pairwise(low)) if (one, two) == (",", "то")), 0)
    return then > 0 and "бы" not in low and any(word.endswith(_PAST) for word in low[:then])


#: Behind a verb they compare how far two things moved.
_SLOWER = frozenset({"more", "less", "больше", "меньше"})


def sign_of(clause: Sequence[Item], at: int) -> int:
    """Return the direction that the words around a rate give it: 1, -1, or 0 when they give none."""
    item = clause[at]
    if item.has("rate") and item.rate.sign:
        return item.rate.sign
    if at > 1 and clause[at - 1].has("by") and _exceeds(clause[at - 2]):
        return 1  # "they exceeded by 5.5 % the level of 2023"
    best: tuple[int, int] | None = None
    for n, other in enumerate(clause):
        if n == at or not other.has("up", "down", "grew", "shrank", "pace"):
            continue
        if n and other.what in _SLOWER and clause[n - 1].has("grew", "shrank") and other.first - clause[n - 1].end <= 1:
            continue  # "grew much less, 2.1 percent"
        gap = item.first - other.end if n < at else other.first - item.end
        between = clause[n + 1 : at] if n < at else clause[at + 1 : n]
        if any(is_figure(b) and (b.has("amount") or n > at) for b in between):
            gap += 12
        gap += 4 * says(between, "mark", "while") * (n > at)
        if gap <= 24 and (best is None or gap < best[0]):
            best = gap, 1 if other.has("up", "grew", "pace") else -1
    if best is None and at and clause[at - 1].has("by") and any(map(_exceeds, clause[:at])):
        return 1  # "exceeded the previous year's by 13.2 percent"
    if best is None and says(clause[max(at - 2, 0) : at], "again"):
        return 1  # "and another 20 % in the first quarter"
    return best[1] if best else 0


def is_ratio(clause: Sequence[Item], at: int, words: Words) -> bool:
    """Return whether a rate is a share of the year before's level: "109 per cent of last year's"."""
    item = clause[at]
    if not item.has("rate") or item.rate.multiple or item.rate.sign or item.rate.percent < 30:
        return False
    before = clause[max(at - 2, 0) : at]
    if says(before, "pace"):
        return True
    moving = any(other.has("up", "down", "grew", "shrank", "by") and item.first - other.end <= 3 for other in before)
    if any(words.tag(n, "pace") for n in range(max(item.first - 4, 0), item.first)):
        return True
    pace = next((n for n in range(at - 1, -1, -1) if clause[n].has("pace")), None)
    if pace is not None and not any(map(is_figure, clause[pace:at])):
        return True  # "the pace to the same months of last year was 103.4 %"
    following = [other for other in clause[at + 1 : at + 3] if not other.has("pronoun")][:1]  # "88 % of the figure for"
    if words.lexicon.language == "ru" and item.rate.percent > 100 and in_brackets(clause, at) is not None:
        return True  # "574.1m (115.8 %)": no share is so much
    of = words.low(item.end) in {"of", "от"}  # "101.3 % of the 2023 level"
    told = [other for other in clause[at + 1 : at + 4] if other.has("moment")][:1]
    low = {token.low for token in words.tokens[item.end : told[0].first]} if told else set()
    if of and told and told[0].moment.ref in {"same", "prev", "-1"} and low <= _LEVEL_OF:
        return not moving  # "97.5 % of the level of a year earlier"
    against = bool(following) and (
        following[0].has("than")
        or (following[0].has("moment") and (of or following[0].moment.ref in {"same", "prev", "-1"}))
    )
    behind = clause[at + 1 : at + 3]
    led = 2 if behind and behind[0].has("moment") and behind[0].first == item.end else 1  # "34 % year-on-year growth"
    growing = any(other.has("up", "down") for other in behind[:led]) and behind[0].first - item.end <= 1
    return against and not moving and not growing


def in_brackets(clause: Sequence[Item], at: int) -> int | None:
    """Return the amount behind which a rate stands alone in brackets; None where it does not."""
    closed = clause[at + 1 : at + 2]
    if at < 2 or clause[at - 1].what != "(" or (closed and closed[0].what != ")"):
        return None
    amount = at - 3 if clause[at - 2].what == "." and at > 2 else at - 2  # "715.5 млн долл. (111,6 %)"
    return amount if clause[amount].has("amount") else None


#: What was passed: "passed the previously set target of $2 billion".
_GOALS = frozenset({"target", "goal"})
_ALL = frozenset({"весь", "вся", "все", "всю", "целиком", "полностью", "all", "entire", "whole"})
_THOSE = frozenset({"that", "this", "these", "those", "same"})


def qualifier_of(clause: Sequence[Item], at: int, words: Words) -> str:
    """Return the qualifier of a figure: ``exact``, ``about``, ``over`` or ``almost``."""
    if [token.low for token in words.tokens[clause[at].end : clause[at].end + 2]] == ["с", "лишним"]:
        return "over"  # "вырос на 20% с лишним"
    end = clause[at].first
    apart = False
    for item in reversed(clause[:at]):
        if end - item.end > 2 or item.has("amount", "moment"):
            break
        if words.low(item.first) == "более" and item.end - item.first == 1 and words.tokens[item.end].kind == "word":
            apart = True  # "вырос на более скромные 20%"
            continue
        if item.has("over") and _exceeds(item) and words.low(item.end) == "by":
            break  # "they exceeded by 5.5 % the level of 2023"
        if item.has("over") and words.low(item.end) in _THOSE and words.number(item.end) is None:
            break  # "sold there over that period fetched 71m"
        if item.has("almost") and words.low(item.end) in _ALL:
            break  # "практически весь объем - 40,6 млн долларов"
        for qualifier in QUALIFIERS:
            if item.has(qualifier):
                return qualifier if end - item.end <= 1 or not apart else "exact"
        apart = apart or item.has("pronoun")  # "almost all of this amount - $251m"
        if is_threshold(words, item) or (item.has("aim") and words.low(item.first) in _GOALS):
            end = item.first - (words.low(item.first - 1) == "set")
            continue  # "перешагнул отметку в 50 млрд"
        if item.has("mark") and item.what not in {"-", "–", "—", '"', "“", "«"}:
            break
        if not item.has("to", "by", "difference", "level", "pronoun", "record", "mark", *_LIGHT):
            break
        end = item.first
    if words.lexicon.language in {"tr", "zh"}:
        for item in clause[at + 1 : at + 2]:
            if item.first - clause[at].end <= 1:
                for qualifier in QUALIFIERS:
                    if item.has(qualifier) and not (qualifier == "about" and item.has("deadline")):
                        return qualifier
    return "exact"


def is_threshold(words: Words, item: Item) -> bool:
    """Return whether an item calls a figure a mark: "рубеж", "milestone"."""
    return words.low(item.first).startswith(("отметк", "рубеж", "планк", "mark", "milestone"))
