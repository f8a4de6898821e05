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
_PARTICIPLES = ("щих", "щего", "щеи", "щии", "щая", "щие", "щую")
#: What an aside stands between.
_LONG = frozenset({"–", "—"})
_MARKS = frozenset({",", "–", "—", "-"})
#: Items in an aside at most.
_LONGEST = 20


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
    end = next((n for n in range(at + 1, min(at + 12, len(items))) if items[n].what == ")"), 0)
    inside = items[at + 1 : end] if end else ()
    inside = inside[next((n for n, item in enumerate(inside) if not item.has("while", "pronoun")), 0) :]  # "(а это"
    both = says(inside, "exports") and says(inside, "imports")
    goods = says(inside[:1], "mainly", "part") and not says(inside, *FLOW_TAGS)
    return end + 1 if (both or goods) and not says(inside, "amount", "rate", "moment") else 0


def _of_goods(items: Sequence[Item], at: int) -> int:
    """Return where an aside on goods alone ends before growth, else 0: "1.2bn, wheat included, 34 % more"."""
    end = next((n for n in range(at + 1, min(at + 5, len(items) - 1)) if items[n].what == ","), 0)
    inside = items[at + 1 : end]
    goods = bool(inside) and all(item.has("part", "mainly", "among") for item in inside)
    return end if items[at].what == "," and goods and items[end + 1].has("rate", "up", "down") else 0


_WHERE = ("which", "who", "whose", "where", "где", "котор", "чей", "чья")


def _of_place(words: Words, items: Sequence[Item], at: int, before: Sequence[Item]) -> int:
    """Return where an aside on a place ends, else 0: "China, which the US had displaced last year, regained"."""
    if items[at].what != "," or not before or not before[-1].has("place"):
        return 0
    if not words.low(items[at].end).startswith(_WHERE) or before[-1].end != items[at].first:
        return 0
    end = next((n for n in range(at + 1, min(at + _LONGEST, len(items) - 1)) if items[n].what == ","), 0)
    had = any(words.low(n) == "had" for n in range(items[at].end, items[end].first)) if end else False
    inside = items[at + 1 : end]
    plain = not says(inside, "amount", "rate", "aim", "expect", *FLOW_TAGS)
    return end + 1 if end and plain and (had or not says(inside, "moment")) else 0


_WHICH = frozenset({"which", "который", "которая", "которые"})
_OF_WHICH = frozenset({("of", "which"), ("из", "которых"), ("из", "которого")})
_THEM = frozenset({"которые", "который", "которую", "которых"})
_ITS = frozenset({"его", "ее", "их", "its"})


def _aside(words: Words, items: Sequence[Item], at: int, before: Sequence[Item]) -> int:
    """Return where an aside ends that starts with a comma behind a flow; 0 where none does."""
    mark = items[at].what
    hyphen = mark == "-" and words.joined(items[at].first)  # "re-exports"
    if mark not in _MARKS or hyphen or not _of_flow(words, before):
        return 0
    why = items[at + 1 : at + 2]
    of_which = (words.low(items[at].end), words.low(items[at].end + 1)) in _OF_WHICH
    for n in range(at + 1, min(at + 1 + _LONGEST, len(items) - 1)):
        item = items[n]
        passed = not _PASSED.isdisjoint({words.low(items[n + 1].first), words.low(item.end)})
        verb = passed or items[n + 1].has(*_VERBS, "growing")
        led = items[n + 1].has("onlyqualifier") or items[n + 1].what in _LONG  # ", в котором много руды, — $484 млн"
        verb = verb or (led and says(items[n + 2 : n + 3], "amount"))
        if item.what == mark and verb and not items[n + 1].has("from", "aim"):
            return n + 1
        done = words.low(item.end) == "by"  # "hit by the embargo"
        some = why[0].has("among")  # "закупки, среди которых вино на 196 млн, достигли 630 млн"
        own = item.has("amount") and not (some or is_of_them(words, item))
        # As in: ввоз продукции — нефти и меди, на которые приходится три четверти стоимости, — вырос.
        shared = any(words.low(n + 1) in _THEM and words.low(n) == "на" for n in range(items[at].end, item.first))
        shared = (shared or of_which) and is_growth(item)  # "exports, of which oil represents three quarters, were"
        # As in: exports to the US, which from Saturday face a tariff of 31%, came to 150.8bn.
        shared = shared or (item.has("rate") and words.low(items[at].end) in _WHICH and says(items[at:n], "other"))
        if own or (item.has("rate", "moment", "aim", "expect") and not shared) or (_counts(words, item) and not shared):
            return 0
        where = (
            words.low(items[at].end) == "where"
        )  # "exports to Bulgaria, where natural gas is paramount, amounted to"
        made = words.low(item.first) == "made" and "of" in {words.low(item.end), words.low(item.end + 1)}
        told_of = (
            mark in _LONG and words.low(items[at].end) in _ITS
        )  # "импорт — его основу составляют фрукты — сложился"
        if item.has("level", "grew", "shrank") and not (done or where or made or told_of):
            return 0
        joined = items[n - 1].what == "-" and words.joined(item.first)  # "re-exports"
        which = words.low(items[at].end) in _WHICH  # "imports from China, which supplies goods sold here, rose"
        which = which or words.low(items[at].end).endswith(_PARTICIPLES)  # "нефтепродуктов, занимающих треть импорта,"
        once = words.low(items[at].end) in {"once", "long", "formerly"}  # "once the backbone of French exports"
        cause = why[0].has("cause") or mark in _LONG  # "on the back of bigger maize deliveries"
        led = which or once or cause
        if item.has(*FLOW_TAGS) and not (joined or led):
            return 0
    return 0


def _of_flow(words: Words, before: Sequence[Item]) -> bool:
    """Return whether what was said last is a flow, with nothing behind it but whose it is."""
    for item in reversed(before):
        if item.has(*FLOW_TAGS):
            return not item.has("world")
        if not (item.has(*_WHOSE) or words.low(item.first) == "with"):
            return False
    return False


def _counts(words: Words, item: Item) -> bool:
    """Return whether an item is growth in words; "three-quarters of which" is none."""
    if not is_growth(item):
        return False
    return words.low(item.end) not in {"of", "от"}
