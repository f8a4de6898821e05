"""What each amount of a clause is: a level, a target, or something else, with the reason.

A clause is the part of a sentence about one subject. A figure's role is decided by the words around it, the nearest
first; every rule is one function below, and the order in which they are asked is the order of `amount_role`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from forecast.articles.items import says
from forecast.articles.marks import mark_role, was_aimed_at
from forecast.articles.numbers import is_kind, is_of_goods, is_reached, is_some_of, is_with_some
from forecast.articles.subjects import FLOW_TAGS, is_among, items_behind, subject_at
from forecast.articles.wording import (
    PROMISING,
    QUALIFIERS,
    adjacent,
    is_figure,
    is_growth,
    is_ratio,
    is_threshold,
)  # fmt: skip
from forecast.articles.years import figure_before, in_that_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from forecast.articles.figures import Words
    from forecast.articles.items import Item

__all__ = ["amount_role", "is_balance"]


def _before(clause: Sequence[Item], at: int) -> Iterator[Item]:
    """Return what stands before a figure, the nearest first, without qualifiers."""
    for item in reversed(clause[:at]):
        if item.has(*QUALIFIERS, "onlyqualifier", "record") and not item.has(*FLOW_TAGS, "level", "aim"):
            continue
        yield item


def _in_other_currency(clause: Sequence[Item], at: int) -> bool:
    """Return whether an amount repeats the one before it in another currency."""
    before = clause[:at]
    if len(before) < 2:
        return False
    light = [item for item in before if not item.has(*QUALIFIERS, "level", "pronoun")]
    if len(light) > 2 and light[-2].what == "," and light[-1].what in _OR:
        light = [*light[:-2], light[-1]]  # "118,4 миллиарда сомов, или 1,36 миллиарда долларов"
    if len(light) < 2 or not light[-1].has("mark", "difference") or not light[-2].has("amount"):
        return False
    opening = light[-1].what in {"(", "（", "/", "["} or light[-1].has("difference")
    return opening and light[-2].amount.unit != clause[at].amount.unit and clause[at].amount.unit is not None


def _is_after(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether "after" leads an amount, with or without a verb: "after 171bn", "after touching $416m"."""
    first = clause[at].first
    led = at > 0 and clause[at - 1].has(*QUALIFIERS, "reaching", "reachable", "level")
    touched = words.low(first - 2) == "after" and words.low(first - 1).endswith("ing")
    return touched or words.low(first - 1) == "after" or (led and words.low(clause[at - 1].first - 1) == "after")


def _is_base(clause: Sequence[Item], at: int, words: Words) -> bool:
    """Return whether an amount is the level from which another came."""
    near = adjacent(clause, at)
    after = next((item for item in clause[at + 1 : at + 3] if not item.has("whole")), None)
    the = clause[at].first and words.low(clause[at].first - 1) == "the"
    told = says(clause[:at], "amount") or clause[0].has("pronoun")
    if the and after is not None and after.has("moment") and told:
        # "already above the $87.3bn of the whole of 2021"
        return after.moment.year is not None or after.moment.ref in {"prev", "same"}
    if in_that_year(clause, at, words):
        return True
    if _is_after(words, clause, at) and says(clause[:at], "amount"):
        return True  # "slipped to R112bn after topping R120bn the year before", "came to 154bn, after 171bn"
    if figure_before(words, clause, at) is not None:
        return True
    low = [token.low for token in words.tokens[max(clause[at].first - 3, 0) : clause[at].first]]
    if ("having", "been") in pairwise(low) and says(clause[:at], "amount"):
        return True  # "came to 10.6 billion euros, having been 11.2 billion in 2022"
    if low[-2:] in (["double", "the"], ["twice", "the"], ["triple", "the"]) and says(clause[:at], "pronoun", "amount"):
        return True  # "that was more than double the $33mn recorded in the same period of 2024"
    rated = next((item for item in reversed(clause[:at]) if item.what != "-"), None)
    if rated is not None and rated.has("rate") and rated.rate.multiple and words.low(rated.end) == "the":
        return True  # "5.8 times the pre-pandemic $10.1 billion"
    row = clause[max(at - 3, 0) : at]
    if len(row) == 3 and row[0].has("amount") and row[1].has("moment") and row[2].what == "and":
        behind = clause[at + 1 : at + 2]
        if behind and behind[0].has("moment") and _is_base(clause, at - 3, words):
            return True  # "962m last year after 1.34bn in 2023 and 1.6bn in 2022"
    if near is None:
        return False
    if near.has("record") and at > 1 and clause[at - 2].has("from"):
        near = clause[at - 2]  # "down from a record $104.3bn"
    elif near.has("record") and at > 2 and clause[at - 2].has("moment"):
        near, at = clause[at - 2], at - 1  # "from 2022's record $87.7bn"
    if near.has("than") and not near.has("over") and told:
        if near.has("up", "down") and words.low(near.end) == "the":
            return True  # "slightly less than the US$46 million recorded in 2022"
        compared = any(is_growth(item) for item in clause[max(at - 4, 0) : at])  # "9.5 % lower than $12.21bn"
        if compared or (at > 1 and clause[at - 2].has("up", "down") and clause[at - 2].end == near.first):
            return True
    if near.has("moment") and at > 1 and clause[at - 2].has("from", "than"):
        whose = words.low(near.end) == "s" and near.moment.year is not None  # "from 2023's 14.1bn euros"
        # "From last year's $86.8bn", "above FY23's $677 million"
        return whose or (clause[at - 2].has("from") and near.moment.ref in {"-1", "prev"})
    if not near.has("from"):
        return False
    if words.lexicon.language in {"es", "fr", "de"} and words.low(near.first) in {"de", "von", "nach"}:
        return says(clause[at + 1 : at + 5], "to")
    return True


_OR = frozenset({"or", "или"})
#: Behind them, the money in brackets is the change; behind "3.5 % higher" it may be the level.
_CHANGES = frozenset({"increase", "decrease", "rise", "decline", "drop", "fall", "gain"})


def _is_change(clause: Sequence[Item], at: int, words: Words) -> bool:
    """Return whether an amount is a change, not a level: "by $300m", "or £1.3bn" behind a rate."""
    near = adjacent(clause, at)
    shared = at > 2 and near is not None and near.what in _OR and clause[at - 2].what == ","
    if shared and is_growth(clause[at - 3]) and says(clause[: at - 3], "share") and says(clause[: at - 3], *FLOW_TAGS):
        return False  # "доля экспорта - 72 %, или 590 млн"
    following = clause[at + 1 : at + 2]
    if following and following[0].has("than") and following[0].has("up", "down"):
        # "$243m more than a year earlier"
        return following[0].first - clause[at].end <= 1
    ended = len(clause) == at + 2 or (len(clause) > at + 2 and clause[at + 2].has("mark"))
    if following and following[0].what in {"more", "less"} and ended and says(clause[:at], "amount"):
        return True  # "imported goods for 2.6bn, 180m less"
    apart = clause[at - 2].what == "," and says(clause[: at - 2], "amount") if at > 1 else False
    if apart and following and following[0].has("mark") and words.low(clause[at].first - 1) in {"up", "down"}:
        return True  # "was worth $31.9bn in the year ended June, up $0.6bn"
    behind = [token.low for token in words.tokens[clause[at].end : clause[at].end + 7]]
    if behind[:1] in (["more"], ["less"]) and ("than", "it") in pairwise(behind):
        return True  # "bought $280 million more from Kenya than it sold"
    if near is None or (near.has("difference") and (is_reached(clause, at) or is_of_goods(words, clause, at))):
        return False
    moved = near.has("grew", "shrank") and clause[at].first - near.end == 0
    if moved and len(following) and following[0].has("to") and says(clause[at + 2 : at + 3], "amount"):
        return True  # "exports decreased $0.2bn to $27.3bn"
    rated = len(clause) > at + 4 and following[0].what == "(" and is_growth(clause[at + 2]) and clause[at + 4].has("to")
    if moved and rated and says(clause[at + 5 : at + 6], "amount"):
        return True  # "exports rose NZ$260 million (2.9 percent) to NZ$9.1 billion"
    if moved and following and following[0].what == "," and any(item.what in _OR for item in clause[at + 2 : at + 3]):
        return True  # "rose NZ$1.5bn, or 7.6 percent, to reach NZ$21.3bn"
    tail = clause[at + 1 : at + 2]
    if words.low(clause[at].first - 1) in {"the", "a"} and words.low(clause[at].end) in _CHANGES:
        return True  # "helped by the €500 million increase in the credit line"
    bare = near.has("up", "down") and not near.has("grew", "shrank", "to", "upto", "from", "over", "level")
    plain = words.low(near.first) in {"up", "down"} and words.low(near.first - 1) in {"was", "were", "is", "are"}
    if bare and clause[at].first == near.end and (plain or (tail and tail[0].has("from", "than"))):
        return True  # "down NZ$0.5bn from the year before"
    moved = at > 2 and clause[at - 2].what in _CHANGES and is_growth(clause[at - 3])  # "a 5.4 % increase ($2.4bn)"
    if near.what == "(" and at > 1 and (moved or is_growth(clause[at - 2])):
        return True  # "up 32.9 percent ($3.2 billion)"
    after = clause[at + 1 : at + 5]
    either = any(item.what in _OR for item in after[:2]) and any(map(is_growth, after))
    compared = clause[at + 1 : at + 7]
    row = clause[at + 1 : at + 5]
    bracketed = len(row) == 4 and row[0].what == "(" and row[2].what == ")" and is_growth(row[1])
    if bracketed and row[3].has("up", "down") and row[3].first == row[2].end and says(clause[:at], "amount"):
        return True  # "which was 98m (+15 %) up on December 2023"
    if either and any(one.what == "," and two.has("than") and two.has("up", "down") for one, two in pairwise(compared)):
        return True  # "Sh2.9 billion, or 4.3 per cent, less than"
    index = next((n for n in range(at + 1, min(at + 5, len(clause))) if is_growth(clause[n])), None)
    if either and index is not None and is_ratio(clause, index, words):
        return False  # "на 12,8 млн долларов, или 118,2 % к январю 2023-го"
    grown = at > 1 and clause[at - 2].has("up", "down") and not clause[at - 2].has("grew", "shrank")
    if near.has("level") and grown and clause[at - 2].end == near.first and either:
        return True  # "the increase was 1.1bn, or 31.4 %"
    if near.has("difference") and either:
        return True  # "на 70,5 млн, или на 10,5 %, меньше"
    if near.has("difference") and len(after) == 4 and after[0].what == "(" and after[3].has("up", "down"):
        return True  # "на 9,2 млн долларов (17,6%) больше"
    led = at - 2 - (at > 2 and clause[at - 2].has("maker"))  # "ориентируют бизнес на 5 млрд"
    aimed = at > 1 and clause[led].has("aim") and near.first - clause[led].end <= 1
    if near.has("difference") and not near.has("level") and not aimed:
        moving = says(clause[:at], "up", "down", "grew", "shrank", "aim", "expect") or near.end - near.first > 1
        rated = any(is_growth(item) for item in clause[max(at - 4, 0) : at])
        return moving or rated
    # "Which is $25m or 10 % more": the money behind an earlier level, beside the rate that it is.
    after = clause[at + 1 : at + 4]
    if len(after) > 1 and after[0].what == "," and after[1].what in _OR:
        after = after[1:]
    after = after[:2]
    beside = len(after) == 2 and after[0].has("difference") and is_growth(after[1]) and not near.has("to")
    named = near.has("level") and says(clause[:at], *FLOW_TAGS)  # "the value of exports came to 5.4bn, or 8.7 % more"
    return beside and (says(clause[:at], "amount") or (clause[0].has("pronoun") and not named))


def _led_to(clause: Sequence[Item], balance: Item, flow: Item) -> bool:
    """Return whether only whose it is stands between a balance and trade: "the surplus of Belarus in the trade"."""
    between = clause[clause.index(balance) + 1 : clause.index(flow)]
    return flow.has("total") and len(between) == 1 and between[0].has("place")


def is_balance(clause: Sequence[Item], at: int) -> bool:
    """Return whether an amount is a surplus or a deficit: not in "with a deficit; exports were"."""
    flow: Item | None = None
    before = max((n for n in range(at) if clause[n].has("amount")), default=None)
    led = before is not None and clause[at - 1].has("from", "to", "than")
    if before is not None and led and not says(clause[before:at], *FLOW_TAGS) and is_balance(clause, before):
        return True  # "the surplus was 30.3bn, compared to 51.1bn in 2023"
    opening = next((item for item in clause if not item.has("mark", "while")), clause[0])
    again = before is not None and opening.has("balance") and is_balance(clause, before)
    if again and not says(clause[before:at], *FLOW_TAGS, "place", "pronoun", "while"):
        return True  # "the deficit, about 4bn a year earlier, exceeded 8.8bn"
    for item in _before(clause, at):
        if item.has("balance"):
            # "A surplus in trade was ...", but not "with a deficit; exports were ...".
            return flow is None or flow.first - item.end <= 2 or _led_to(clause, item, flow)
        if flow is None and item.has(*FLOW_TAGS):
            flow = item
        elif item.has("amount", *FLOW_TAGS):
            break
    return any(item.has("balance") for item in items_behind(clause, at, 2))


def _passed(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether a mark was passed, not aimed at: "перешагнул отметку в 50 млрд"."""
    item = clause[at]
    if not is_threshold(words, item) or not at:
        return False
    came = at > 1 and clause[at - 1].has("by", "place") and clause[at - 2].has("level")  # "вышел на отметку"
    came = came or (
        clause[at - 1].has("almost") and words.low(clause[at - 1].first).endswith("ed")
    )  # "neared the mark"
    return came or (clause[at - 1].has("over") and item.first - clause[at - 1].end <= 1)


_WITHIN_REACH = frozenset({"realistic", "attainable", "achievable", "feasible", "possible"})


def _set_as_goal(words: Words, at: int) -> bool:
    """Return whether an amount was set as a goal: "have set $5bn as their target", "see it as attainable"."""
    led = at < len(words.tokens) and words.low(at) == "as"
    behind = range(at + 1, min(at + 6, len(words.tokens)))
    return led and any(words.tag(n, "aim") or words.low(n) in _WITHIN_REACH for n in behind)


def _behind_promise(promise: Item) -> tuple[str, ...]:
    """Return what may stand between a promise and its level: "ожидает товарооборот с Китаем на уровне 9 млрд"."""
    light = ("by", "place", "moment", "while", "soon")
    return (*light, *FLOW_TAGS, "target place", "source", "from") if promise.has("expect") else light


_AGO = frozenset({"ago", "earlier", "before", "prior", "previously", "back"})
_INFINITIVE = frozenset({"to", "will", "would", "be", "have", "has", "should", "could", "can"})
#: "The target set by the two leaders for bilateral trade is 1 billion dollars."
_GOALS = frozenset({"target", "goal", "objective", "aim"})


def _is_promised(clause: Sequence[Item], at: int, words: Words, *, promised: bool) -> bool:
    """Return whether an amount is a target: what is aimed at or expected, not what was."""
    near = adjacent(clause, at)
    behind = clause[at + 1 : at + 2]
    if behind and behind[0].has("moment") and behind[0].moment.ref in {"-1", "prev"} and not (near and near.has("to")):
        return False  # "to take trade, which passed 7.8bn last year, to 15bn"
    crossed = at > 0 and clause[at - 1].has("over") and words.low(clause[at - 1].first).endswith("ed")
    if crossed and says(clause[:at], "while") and words.low(clause[at - 1].first - 1) not in _INFINITIVE:
        return False  # "agreed to take trade to $2bn, and added that exports crossed $52bn"
    apart = near is not None and near.has("to") and at > 1 and clause[at - 2].what == ","
    if apart and says(clause[:at], "aim"):
        return True  # "to lift it, now at $21bn, to $30bn"
    if says(clause[:at], "now"):
        # "To double trade by 2026, now it is 65m".
        cut = max(n for n in range(at) if clause[n].has("now"))
        clause, at, promised = clause[cut:], at - cut, False
    if _set_as_goal(words, clause[at].end):
        return True
    aims = [n for n, item in enumerate(clause[:at]) if item.has(*PROMISING) and not _passed(words, clause, n)]
    levels = [
        n
        for n, item in enumerate(clause[:at])
        if item.has("level", "grew", "shrank") and not item.has(*PROMISING) and words.low(item.first) != "worth"
    ]
    moved = [n for n, item in enumerate(clause[:at]) if item.has("rate", "growing", "up", "down", "grew", "shrank")]
    if aims and moved and moved[0] < aims[0] and len(aims) == 1 and words.tokens[clause[aims[0]].first].low == "to":
        # "Went up by 5 % to reach": what came of it.
        return False
    if near is not None and near.has("upto") and not levels:
        return True
    if aims and near is not None and near.has("to", "upto"):
        return True
    fell = says(clause[:at], "grew", "shrank")  # "imports fell threefold to $4m"
    if near is not None and near.has("to") and says(clause[:at], "double", "triple") and not fell:
        return True  # "agreed to triple trade to $1.5bn"
    if aims and levels and levels[-1] > aims[-1]:
        between = words.tokens[clause[aims[-1]].end : clause[levels[-1]].first]
        if any(token.low == "чтобы" for token in between):
            return True  # "стремимся к тому, чтобы торговля достигла 3 миллиардов"
    if aims:
        # "The target was 2bn": the verb belongs to the target.
        return (
            not levels
            or aims[-1] > levels[-1]
            or (levels[-1] - aims[-1] == 1 and clause[levels[-1]].first - clause[aims[-1]].end <= 1)
            or (words.low(clause[aims[-1]].first) in _GOALS and not any(map(is_figure, clause[aims[-1] : at])))
            or (
                levels[-1] - aims[-1] > 1
                and all(i.has(*_behind_promise(clause[aims[-1]])) for i in clause[aims[-1] + 1 : levels[-1]])
            )
        )
    later = clause[at + 1 :] if words.lexicon.language in {"tr", "zh"} else tuple(items_behind(clause, at, 2))
    for item in later:
        if item.has("level", "amount"):
            break
        if item.has("aim", "expect", "future"):
            opened = [n for n in range(at) if clause[n].has("while") and says(clause[:n], "amount")]
            # "We traded 12.6bn worth of goods, and 15bn is within reach": of what stands behind "and".
            return not any(n > max(opened, default=-1) for n in levels)
    within = [item for item in clause[at + 1 : at + 4] if not item.has("within", "moment", "deadline")][:2]
    if len(within) == 2 and within[0].has("level") and within[1].has("aim") and within[0].end + 3 > within[1].first:
        return not levels  # "seven billion within three years is our common goal"
    return promised and not levels and not says(clause[:at], "moment")


_WHICH = frozenset({"which", "whose", "который", "которая", "которыи", "что"})


def _which_is_whole(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether an amount is of what a share was told of: "6.1% of Vietnam's exports, which totalled 405bn"."""
    led = next((n for n in range(at - 1, 0, -1) if clause[n].what == ","), 0)
    whose = led > 1 and clause[led - 1].has("place")  # "68% экспорта региона, который"
    flow = clause[led - 1 - whose]
    if not led or words.low(clause[led].end) not in _WHICH or not flow.has(*FLOW_TAGS):
        return False
    told = next((n for n in range(led - 1, -1, -1) if is_figure(clause[n])), None)
    if told is None:
        low = [token.low for token in words.tokens[max(clause[0].first - 2, 0) : clause[0].first]]
        return low == ["of", "all"] and clause[0].has("place")  # "buys 27% of all Texas exports, which came to"
    if not clause[told].has("rate") or clause[told].rate.multiple:
        return False
    # But "phosphates accounted for 72% of Moroccan sales, which totalled 1.4bn" are the sales told of.
    end = clause[told].end + (words.low(clause[told].end) == "share")
    shared = words.low(end) == "of" or flow.first == end
    return shared and says(clause[:told], "place")


def _yearly(words: Words, at: int) -> bool:
    """Return whether an amount is that of any year: "some €1.9 billion a year", but not "€52m a year earlier"."""
    low = [token.low for token in words.tokens[at : at + 3]]
    return low[:1] in (["a"], ["per"], ["each"], ["every"]) and low[1:2] == ["year"] and _AGO.isdisjoint(low[2:])


_COUNTED = frozenset(
    {"items", "products", "goods", "commodities", "позициям", "позиций", "наименований", "наименованиям"}
)


def _of_counted_goods(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether an amount is of so many goods: "ramp up supplies in 55 non-resource items worth 280 million"."""
    flow = max((n for n in range(at) if clause[n].has(*FLOW_TAGS)), default=None)
    if flow is None:
        return False
    counts = (item for item in clause[flow + 1 : at] if item.has("number"))
    return any(
        words.low(n) in _COUNTED for item in counts for n in range(item.end, min(item.end + 4, clause[at].first))
    )


_FIRMS = frozenset({"firm", "company", "group", "companies", "conglomerate", "maker"})


def _is_attribute(words: Words, amount: Item) -> bool:
    """Return whether an amount is of what no lexicon knows behind it: "a $17 billion rail and highway scheme"."""
    if words.low(amount.first - 1) not in {"a", "an"} or words.lexicon.language != "en":
        return False
    behind = range(amount.end, min(amount.end + 4, len(words.tokens)))
    named = words.tokens[amount.end : amount.end + 1]
    plain = bool(named) and named[0].kind == "word" and not words.tags[amount.end]
    return plain and not any(
        words.tag(n, tag) for n in behind for tag in (*FLOW_TAGS, "aim", "level", "balance", "pace")
    )


def amount_role(clause: Sequence[Item], at: int, words: Words, *, promised: bool) -> str:
    """Return what an amount is: ``level``, ``target``, ``base``, or the reason why it is none of them.

    Parameters
    ----------
    clause : sequence of Item
    at : int
        Which of them is asked about.
    words : Words
    promised : bool
        Whether the clause before it ended with a target.
    """
    if _in_other_currency(clause, at):
        return "currency"
    if words.low(clause[at].first - 1) == "s" and words.low(clause[at].first - 2) in _FIRMS:
        return "other"  # "12 per cent of his firm's ₹640-crore turnover"
    if any(item.has("monthly") and item.first - clause[at].end <= 1 for item in clause[at + 1 : at + 2]):
        return "monthly"
    low = [token.low for token in words.tokens[clause[at].end : clause[at].end + 3]]
    before = low.pop() in _AGO if len(low) > 2 else False
    if (
        not before
        and low in (["a", "year"], ["per", "year"], ["each", "year"], ["every", "year"])
        and not says(clause, *PROMISING)
    ):
        return "average"  # "before the crisis it exported goods worth some €1.9 billion a year"
    yearly = says(clause[at + 1 : at + 2], "average") and says(clause[:at], *PROMISING)  # "to $5bn annually by 2030"
    led = 4 if words.lexicon.language == "ru" else 2  # "среднемесячный объем - около 12,7 млрд"
    if not yearly and says(clause[max(at - led, 0) : at + 2], "average"):
        return "monthly" if says(clause, "monthly") else "average"
    if is_balance(clause, at):
        return "balance"
    subject = subject_at(clause, at, words)
    if subject in {"other", "world", "part"}:
        return subject
    if _which_is_whole(words, clause, at):
        return "world"
    if is_kind(words, clause[at].end) or is_some_of(words, clause, at) or is_among(clause, at):
        return "part"
    if _of_counted_goods(words, clause, at) or is_with_some(words, clause[at]):
        return "part"
    if _is_base(clause, at, words):
        return "base"
    if _is_change(clause, at, words):
        return "change"
    if clause[at].amount.unit is None and clause[at + 1 : at + 2] and clause[at + 1].has("other"):
        return "other"
    if _is_attribute(words, clause[at]):
        return "other"
    if was_aimed_at(words, clause, at):
        return "mark"
    if not _is_promised(clause, at, words, promised=promised):
        return "level"
    return mark_role(words, clause, at)
