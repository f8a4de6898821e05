"""What a sentence says beside its figures: "imports, mostly oil and gas, fell to 6bn", "trade (both ways)"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.items import says
from forecast.articles.numbers import is_of_them
from forecast.articles.subjects import FLOW_TAGS
from forecast.articles.wording import is_growth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.figures import Words
    from forecast.articles.items import Item

__all__ = ["without_asides"]

#: What may stand between a flow and the comma behind it: whose it is.
_WHOSE = ("place", "moment", "source", "target place", "pronoun", "adjective", "by", "buyer", "part", "reverse")
#: What an aside leads back to: the verb of the flow, or its amount.
_VERBS = ("level", "grew", "shrank", "up", "down", "amount", "rate")
_PASSED = frozenset(
    {"came", "exceeded", "surpassed", "topped", "passed", "remain", "remained", "remains",
     "превысил", "превысила", "превысило", "превысили"}
)  # fmt: skip
_PARTICIPLES = (
    "щих", "щего", "щеи", "щии", "щая", "щие", "щую", "нныи", "нная", "нные", "тыи", "тая", "тые", "вшии",
    "вшая", "вшие",
)  # fmt: skip
#: Dashes, which set an aside further apart than commas.
_LONG = frozenset({"–", "—"})
#: What an aside stands between.
_MARKS = frozenset({",", "–", "—", "-"})
#: Items in an aside at most.
_LONGEST = 20
_LONGEST_BRACKET = 12


def without_asides(words: Words, items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items of a sentence without what it says of a flow between commas or in brackets, without a figure."""
    kept: list[Item] = []
    at = 0
    while at < len(items):
        end = _bracket(items, at) or _aside(words, items, at, kept) or _of_goods(items, at)
        end = end or _of_place(words, items, at, kept)
        if end:
            told = says(items[at:end], "amount")  # told to be a part
            kept += [item for item in items[at:end] if item.has("withoutoil") or (told and item.has("amount", "among"))]
            at = end
        else:
            kept.append(items[at])
            at += 1
    return tuple(kept)


def _bracket(items: Sequence[Item], at: int) -> int:
    """Return where a bracket ends that tells no figure, 0 if none does: "(exports plus imports)", "(mainly gold)"."""
    if items[at].what != "(":
        return 0
    end = next((n for n in range(at + 1, min(at + _LONGEST_BRACKET, len(items))) if items[n].what == ")"), 0)
    inside = items[at + 1 : end] if end else ()
    inside = inside[next((n for n, item in enumerate(inside) if not item.has("while", "pronoun")), 0) :]  # "(а это"
    both = says(inside, "exports") and says(inside, "imports")
    goods = says(inside, "mainly", "part") and not says(inside, *FLOW_TAGS)  # "импорт (бумага, картон, химия)"
    return end + 1 if (both or goods) and not says(inside, "amount", "rate", "moment") else 0


def _of_goods(items: Sequence[Item], at: int) -> int:
    """Return where an aside on goods alone ends before growth, else 0: "1.2bn, wheat included, 34 % more"."""
    if items[at].what != "," or not says(items[at + 1 : at + 2], "part", "mainly", "among"):
        return 0
    for end in range(at + 2, min(at + 9, len(items) - 1)):
        item = items[end]
        if item.what == "," and items[end + 1].has("rate", "up", "down"):
            return end
        if not (item.has("part", "mainly", "among") or item.what in {",", "and", "и"}):
            return 0
    return 0


_WHERE = ("which", "who", "whose", "where", "где", "котор", "чей", "чья")


def _of_place(words: Words, items: Sequence[Item], at: int, before: Sequence[Item]) -> int:
    """Return where an aside on a place ends, else 0: "China, which the US had displaced last year, regained"."""
    if items[at].what != "," or not before or before[-1].end != items[at].first:
        return 0
    first = words.low(items[at].end)
    # As in: in July, the last full month before a duty of 39 per cent took effect, exports were 4.1bn.
    month = before[-1].has("moment") and first == "the" and words.low(items[at].end + 1) in {"last", "first"}
    if not month and not (before[-1].has("place") and first.startswith(_WHERE)):
        return 0
    end = next((n for n in range(at + 1, min(at + _LONGEST, len(items) - 1)) if items[n].what == ","), 0)
    had = any(words.low(n) == "had" for n in range(items[at].end, items[end].first)) if end else False
    inside = items[at + 1 : end]
    told = ("amount", "aim", "expect", *FLOW_TAGS) + (() if month and says(inside, "other") else ("rate",))
    plain = not says(inside, *told)
    return end + 1 if end and plain and (had or not says(inside, "moment")) else 0


#: How an aside opens that only says more of a flow.
_WHICH = frozenset({"which", "который", "которая", "которые"})
_OF_WHICH = frozenset({("of", "which"), ("из", "которых"), ("из", "которого")})
_THEM = frozenset({"которые", "который", "которую", "которых"})
_ITS = frozenset({"его", "ее", "их", "its"})
_ONCE = frozenset({"once", "long", "formerly"})


def _aside(words: Words, items: Sequence[Item], at: int, before: Sequence[Item]) -> int:
    """Return where an aside ends that starts with a comma or a dash behind a flow; 0 where none does."""
    mark = items[at].what
    hyphen = mark == "-" and words.joined(items[at].first)  # "re-exports"
    if mark not in _MARKS or hyphen or not _of_flow(words, before):
        return 0
    for n in range(at + 1, min(at + 1 + _LONGEST, len(items) - 1)):
        if items[n].what == mark and _leads_back(words, items, n):
            return n + 1
        if _tells(words, items, at, n) or _acts(words, items, at, n):
            return 0
    return 0


def _leads_back(words: Words, items: Sequence[Item], at: int) -> bool:
    """Return whether the verb of the flow, or its amount, stands behind the mark that closes an aside."""
    behind, amount = items[at + 1], says(items[at + 2 : at + 3], "amount")
    if behind.has("from", "aim"):
        return False
    if behind.has(*_VERBS, "growing") or not _PASSED.isdisjoint({words.low(behind.first), words.low(items[at].end)}):
        return True
    if behind.has("moment") and says(items[at + 2 : at + 3], "level", "grew", "shrank"):
        return True  # "импорт, основу которого составляют фрукты, за семь месяцев увеличился"
    # As in: exports, mostly fruit, just $54 million; вывоз, в котором много руды, — $484 млн; ввезли - трикотаж - на.
    return amount and (behind.has("onlyqualifier", "difference") or behind.what in _LONG)


def _tells(words: Words, items: Sequence[Item], at: int, n: int) -> bool:
    """Return whether an item of what may be an aside tells something of its own: a figure, a year, a mark."""
    item, first = items[n], items[at].end
    if item.has("amount"):
        # "Закупки, среди которых вино на 196 млн, достигли 630 млн"
        return not (items[at + 1].has("among") or is_of_them(words, item))
    if _is_shared(words, items, at, n):
        return False
    if item.has("moment"):
        return not _opens_relative(words, first)  # "экспорт, на который во втором полугодии давили отказы банков,"
    return item.has("rate", "aim", "expect") or _counts(words, item)


def _is_shared(words: Words, items: Sequence[Item], at: int, n: int) -> bool:
    """Return whether growth or a rate in an aside is a share of the flow, or of something else."""
    item, first = items[n], items[at].end
    if item.has("rate") and words.low(first) == "where":
        return True  # "exports, where copper weighs over 70%, fell"
    if item.has("rate") and words.low(first) in _WHICH and says(items[at:n], "other"):
        return True  # "exports to the US, which from Saturday face a tariff of 31%, came to 150.8bn"
    of_which = (words.low(first), words.low(first + 1)) in _OF_WHICH  # "exports, of which oil is three quarters, were"
    # As in: ввоз продукции — нефти и меди, на которые приходится три четверти стоимости, — вырос.
    on_which = any(words.low(k) == "на" and words.low(k + 1) in _THEM for k in range(first, item.first))
    return (of_which or on_which) and is_growth(item)


def _acts(words: Words, items: Sequence[Item], at: int, n: int) -> bool:
    """Return whether an item of what may be an aside is a verb or a flow that the sentence goes on with."""
    item, first, dashed = items[n], items[at].end, items[at].what in _LONG
    if item.has("level", "grew", "shrank"):
        # "Hit by the embargo", "made of", "where gas is paramount", "импорт — его основу составляют фрукты —"
        made = words.low(item.first) == "made" and "of" in {words.low(item.end), words.low(item.end + 1)}
        only_more = words.low(first) == "where" or (dashed and words.low(first) in _ITS)
        only_more = only_more or words.low(first + 1).startswith("котор")  # "импорт, основу которого составляют"
        return not (words.low(item.end) == "by" or made or only_more)
    if not item.has(*FLOW_TAGS) or dashed:
        return False
    if items[n - 1].what == "-" and words.joined(item.first):
        return False  # "re-exports"
    # "Which supplies goods sold here", "занимающих треть импорта", "once the backbone of", "on the back of sales"
    led = words.low(first) in _WHICH | _ONCE or words.low(first).endswith(_PARTICIPLES)
    return not (led or items[at + 1].has("cause"))


def _opens_relative(words: Words, at: int) -> bool:
    """Return whether a clause opens that only says more of what stands before: ", на который во втором полугодии"."""
    if words.low(at).endswith(_PARTICIPLES):
        return True  # "ввоз, раздутый в 2023-м закупками грузовиков, сжался"
    return words.low(at) in {"на", "в", "с", "о", "из", "по", "за"} and words.low(at + 1).startswith("котор")


def _of_flow(words: Words, before: Sequence[Item]) -> bool:
    """Return whether what was said last is a flow, with nothing behind it but whose it is."""
    for item in reversed(before):
        if item.has(*FLOW_TAGS, "reverse"):  # "goods coming the other way, chiefly milk, dropped"
            return not item.has("world")
        if not (item.has(*_WHOSE) or words.low(item.first) == "with"):
            return False
    return False


def _counts(words: Words, item: Item) -> bool:
    """Return whether an item is growth in words; "three-quarters of which" is none."""
    if not is_growth(item):
        return False
    return words.low(item.end) not in {"of", "от"}
