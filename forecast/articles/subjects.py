"""What a figure of a clause is about: a flow, a part of one, the world's trade, or something else."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from forecast.articles.goods import of_some_goods
from forecast.articles.items import says

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from forecast.articles.figures import Words
    from forecast.articles.items import Item

__all__ = ["FLOW_TAGS", "is_among", "items_behind", "subject_at"]

#: Behind them somebody is told to have spoken: "6 billion by 2026," he told 200 companies.
_CLOSING = frozenset('"”»')
FLOW_TAGS = ("total", "exports", "imports")


def items_behind(clause: Sequence[Item], at: int, count: int) -> Iterator[Item]:
    """Return the next items behind a figure up to a mark."""
    for item in clause[at + 1 : at + 1 + count]:
        if item.has("mark") or item.has("while"):
            return
        yield item


#: What parts an apposition from what it is to.
_APART = frozenset(",-–—")


def _apposed(clause: Sequence[Item], at: int) -> str | None:
    """Return the flow behind an amount between marks: "almost all of it, 289m, were Turkmen deliveries"."""
    closed = clause[at + 1 : at + 2]
    if not (at and clause[at - 1].what in _APART and closed and closed[0].what == clause[at - 1].what):
        return None
    for item in clause[at + 2 : at + 6]:
        if item.has("amount", "moment", "while", "rate"):
            return None
        if item.has(*FLOW_TAGS):
            told = says(clause[max(at - 3, 0) : at], *FLOW_TAGS)
            return None if told else next(flow for flow in FLOW_TAGS if item.has(flow))
    return None


def _falls_on_goods(words: Words, amount: Item) -> bool:
    """Return whether an amount falls on some goods: "из которых 54,5 млрд пришлось на нефть"."""
    low = [token.low for token in words.tokens[amount.end : amount.end + 2]]
    if len(low) > 1 and low[0].startswith("пришл") and low[1] == "на":
        return words.tag(amount.end + 2, "part") > 0
    if words.mark(amount.end) == "," and words.low(amount.end + 1).startswith("составил"):
        return any(words.tag(n, "part") for n in range(amount.end + 2, amount.end + 5))  # "составила сырая нефть"
    return _led_by_share(words, amount.first)


def _led_by_share(words: Words, at: int) -> bool:
    """Return whether goods of which nothing is known stand before an amount: "на сигары и ром пришлось 94 млн"."""
    if not words.low(at - 1).startswith("пришл"):
        return False
    for n in range(at - 2, max(at - 7, -1), -1):
        token = words.tokens[n]
        if token.low == "на":
            return n < at - 2
        if token.kind != "word" or token.capital or (words.tags[n] and token.low != "и"):
            return False
    return False


def _led_by_goods(words: Words, item: Item) -> bool:
    """Return whether goods led a flow: "petroleum products led the exports with RM3.4bn"."""
    low = [token.low for token in words.tokens[max(item.first - 2, 0) : item.first] if token.low != "the"]
    return low[-1:] in (["led"], ["dominated"], ["topped"], ["headed"], ["among"]) or low[-2:] == ["list", "of"]


def _of_things(clause: Sequence[Item], at: int) -> bool:
    """Return whether things stand right before a verb of trade: "тракторов МТЗ поставлено на 11,4 млн"."""
    things = at > 0 and clause[at - 1].has("other") and not clause[at - 1].has("maker")
    return things and clause[at].first - clause[at - 1].end <= 1 and not clause[at].has("total")


def _of_those(words: Words, item: Item) -> bool:
    low = [token.low for token in words.tokens[max(item.first - 2, 0) : item.first]]
    return low in (["of", "those"], ["of", "these"])


def _whole_volume(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether all of a side's exports are told: "общий объем молдавского экспорта", with nobody else's name."""
    if words.lexicon.language != "ru" or says(clause[at + 1 : at + 3], "target place", "source"):
        return False
    low = [token.low for token in words.tokens[max(clause[at].first - 3, 0) : clause[at].first]]
    return any(one.startswith("общ") and two.startswith("объем") for one, two in pairwise(low))


#: How verbs end by which goods were traded, and how those goods end before them.
_CONTRASTS = frozenset({"наоборот", "напротив", "например"})
_DONE = ("езено", "ставлено", "гружено", "продано", "куплено", "равлено")
_GENITIVE = ("ов", "ев", "еи", "и", "ы", "а", "я")


def _of_goods_done(words: Words, item: Item) -> bool:
    """Return whether goods that open a clause were traded: "продуктов питания ввезено на 290 млн"."""
    verb, many = words.low(item.first), words.low(item.first).endswith("езли")
    if words.lexicon.language != "ru" or not (many or verb.endswith(_DONE)):
        return False
    start = item.first
    while start > 0 and (words.tokens[start - 1].kind in {"word", "number"} or _by_contrast(words, start)):
        start -= 1
    start += words.low(start) in {"а", "и", "но"}
    goods = words.low(start)
    named = (
        goods.endswith(("ов", "ев") if many else _GENITIVE)
        and not goods.startswith(("товар", "продукци"))
        and start < item.first
    )
    return named and (not words.tags[start] or words.tag(start, "part") > 0)


def _by_contrast(words: Words, at: int) -> bool:
    """Return whether the mark before a token is one of "томатов, наоборот, ввезено больше"."""
    return words.mark(at - 1) == "," and not _CONTRASTS.isdisjoint({words.low(at), words.low(at - 2)})


_TOP = frozenset({"top", "largest", "biggest", "main", "leading", "chief", "principal", "primary"})


def _is_top(words: Words, item: Item) -> bool:
    """Return whether goods are called an export: "electronics remained the top export", but not "the top exporter"."""
    return words.low(item.first - 1) in _TOP and item.end - item.first == 1 and not words.tokens[item.first].capital


def _at_alone(words: Words, clause: Sequence[Item], flow: int, at: int) -> bool:
    """Return whether a flow is that through one place: "border trade at Bukit Kayu Hitam alone was worth 26m"."""
    start = clause[flow].end + 1
    row = [token.low for token in words.tokens[start : clause[at].first]]
    if "alone" not in row:
        return False
    alone = start + row.index("alone")
    if not words.tokens[alone - 1].capital or words.tags[alone - 1]:
        return False
    return not any(item.first < alone <= item.end for item in clause if item.has("place", "moment"))


_THEIR = frozenset({"ее", "их", "его", "its", "their"})


def _of_goods_before(words: Words, item: Item) -> bool:
    """Return whether a flow is of goods named before a colon: "меньшими закупками пшеницы: ее поставки упали"."""
    if words.low(item.first - 1) not in _THEIR or words.mark(item.first - 2) not in {":", ";"}:
        return False
    before = range(max(item.first - 5, 0), item.first - 2)
    return any(words.tag(n, "part") or words.tag(n, "other") for n in before)


def _of_part_first(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether goods open a sentence and deliveries are theirs: "fertilisers gained, with deliveries worth"."""
    if words.lexicon.language != "en":
        return False
    flow = next((item for item in clause[:at] if item.has(*FLOW_TAGS)), None)
    if flow is None or words.low(flow.first - 1) != "with" or says(clause[:at], "amount", "place"):
        return False
    start = flow.first - 1
    while start > 0 and words.tokens[start - 1].kind != "break" and words.tokens[start - 1].text != ".":
        start -= 1
    return words.tag(start, "part") > 0


def _which_goods(words: Words, comma: int) -> bool:
    """Return whether goods are told to be what was traded: "мука, которой узбекские покупатели приобрели"."""
    before = range(max(comma - 3, 0), comma)  # "зерно и мука": the last may be in no lexicon
    return words.low(comma + 1).startswith("котор") and any(words.tag(n, "part") for n in before)


def _bought_goods(words: Words, clause: Sequence[Item], flow: int) -> bool:
    """Return whether goods open a clause that a verb says were traded: "рыбы китайцы купили на 640 млн"."""
    verb = words.lexicon.language == "ru" and words.low(clause[flow].first).endswith(
        ("ли", "ла", "ло", "л", "но", "ны")
    )
    first = next((item for item in clause[:flow] if not item.has("mark", "while")), None)
    commas = (n for n in range(clause[0].first, clause[flow].first) if words.mark(n) == ",")
    if verb and any(_which_goods(words, comma) for comma in commas):
        return True
    if verb and clause[0].what == "и" and words.tag(clause[0].first - 1, "part"):
        return True  # "рыбы и морепродуктов"
    goods = first is not None and (first.has("part") or (first.has("other") and not first.has("maker")))
    return verb and goods and not says(clause[:flow], *FLOW_TAGS, "place")


def _is_shared(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether a flow is that of which a share was told, and the clause goes on behind a comma."""
    low = [token.low for token in words.tokens[max(clause[at].first - 4, 0) : clause[at].first]]
    before = range(max(clause[at].first - 7, 0), clause[at].first)
    led = "of" in low and any(words.tag(n, "percent") or words.starting(n, "fraction:")[1] for n in before)
    behind = clause[at + 1 : at + 3]
    return led and len(behind) > 1 and behind[0].what == "," and behind[1].has("rate", "up", "down", "level")


_SHARES = frozenset({"доля", "долю", "часть"})


def _share_of(words: Words, item: Item) -> bool:
    """Return whether goods are told to make up most of a flow: "львиную долю вывоза дала электроника"."""
    if words.lexicon.language != "ru" or words.low(item.first - 1) not in _SHARES:
        return False
    return words.low(item.end).startswith(("дал", "обеспеч", "состав", "занял")) and not words.tag(
        item.end + 1, "exports"
    )


def _in_flow(words: Words, clause: Sequence[Item], at: int) -> str | None:
    """Return the flow right behind an amount: "the bulk of $5.4bn in exports"."""
    low = words.low(clause[at].end)
    after = clause[at + 1] if at + 1 < len(clause) else None
    if words.lexicon.language == "ru" and after is not None and after.has("total") and after.first == clause[at].end:
        return "total"  # "выйти на 500 млн долларов взаимной торговли"
    row = [item for item in clause[at + 1 : at + 4] if not item.has("target place")]
    whose = row[0].has("adjective") and row[0].first == clause[at].end + 1 if row else False
    behind = row[1] if whose and len(row) > 1 else row[0] if row else None  # "the 6.7bn of Nigerian exports"
    near = clause[at].end + 1 if not whose else row[0].end
    if low not in {"in", "of"} or behind is None or behind.first != near or behind.has("world", "part"):
        return None
    return next((flow for flow in FLOW_TAGS if behind.has(flow)), None)


def _led(clause: Sequence[Item], at: int) -> bool:
    """Return whether goods are what a flow is mostly of: "Azerbaijani goods (mainly gas) were sold for 4.1bn"."""
    led = next((n for n in range(at - 1, max(at - 5, -1), -1) if clause[n].has("mainly")), 0)
    return led > 0 and clause[led - 1].has("mark")  # but not "they buy mainly tractors"


def _trades(clause: Sequence[Item], at: int) -> bool:
    """Return whether companies are who trades, and not what is counted."""
    item, before, behind = clause[at], clause[at - 1] if at else None, clause[at + 1 : at + 2]
    if behind and behind[0].has("place") and says(clause, *FLOW_TAGS):
        return True  # "предприятия Гомельской области увеличили экспорт"
    if before is not None and before.has(*FLOW_TAGS) and item.first - before.end <= 1:
        return True  # "поставки уральских предприятий"
    if before is None or not before.has("place"):
        return False
    if at > 2 and clause[at - 2].what == "with" and clause[at - 3].has(*FLOW_TAGS):
        return True  # "our trade with Iranian companies grew"
    # "Brazilian companies earned $2.14bn from sales to Egypt"; "sales by Ugandan firms"
    return says(clause, *FLOW_TAGS) if at == 1 else clause[at - 2].has("by", *FLOW_TAGS)


def _where_unknown(words: Words, item: Item) -> bool:
    """Return whether a flow is that of a place that no list knows: "in the Jura, where exports fell by a third"."""
    at = item.first - 3
    where = words.low(item.first - 1) == "where" and words.mark(item.first - 2) == ","
    return where and at >= 0 and words.tokens[at].capital and words.low(at - 1) == "the" and not words.tags[at]


def _flow_told(words: Words, clause: Sequence[Item], at: int, figure: int) -> str:
    """Return the flow that an item names; ``part`` or ``world`` where it is of some goods or of all countries."""
    item = clause[at]
    if _bought_goods(words, clause, at) or _share_of(words, item) or _at_alone(words, clause, at, figure):
        return "part"
    whose = words.low(item.first - 1) == "whose" and not says(clause[max(at - 2, 0) : at], "place")
    if item.has(*FLOW_TAGS) and (whose or _where_unknown(words, item)):
        return "part"  # "passenger cars, whose sales more than doubled, answered for $3.1bn"
    if item.has("exports", "imports"):
        if words.low(item.first).endswith("но") and says(clause[max(at - 4, 0) : at], "part"):
            return "part"  # "продовольствия в российские регионы поставлено на 6,7 млрд"
        if _whole_volume(words, clause, at):
            return "world"
        if _of_goods_done(words, item) or _is_top(words, item) or _of_goods_before(words, item):
            return "part"
    if _of_those(words, item) or _led_by_goods(words, item) or _of_things(clause, at):
        return "part"  # "copper accounted for half of those exports, and cherries for $2.1bn"
    behind = clause[at + 1 : min(at + 3, figure)]
    behind = () if says(behind[:1], "mark", "mainly") else behind  # "exports, mainly rice,"
    near = [*(other for k, other in enumerate(clause[:at]) if k >= at - 2 and not _led(clause, k)), *behind]
    if any(other.has("part") and min(abs(other.end - item.first), abs(other.first - item.end)) <= 2 for other in near):
        return "part"
    return "world" if says(near, "world") else next(flow for flow in FLOW_TAGS if item.has(flow))


def _in_all(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether one side is told to have shipped so much to whomever: "it exported goods for 226bn in all"."""
    end = next((clause[n].end for n in range(at, -1, -1) if clause[n].has("amount")), clause[at].end)
    if words.low(end) != "in" or words.low(end + 1) != "all":
        return False
    return says(clause[:at], "exports", "imports") and sum(item.has("place") for item in clause) == 1


#: Tags of what a figure may be about; most items of a sentence have none of them.
_SUBJECTS = frozenset({*FLOW_TAGS, "other", "part", "world", "reverse", "maker"})


def subject_at(clause: Sequence[Item], at: int, words: Words) -> str:
    """Return what a figure is about: a flow, ``other``, ``world``, ``part``, or empty."""
    if (named := _in_flow(words, clause, at)) is not None:
        return named
    if _in_all(words, clause, at):
        return "world"
    for item in items_behind(clause, at, 2):
        if item.has("other"):
            return "other"
        if item.has("world") and item.first - clause[at].end <= 1:
            return "world"  # "shipped goods for US$5.9bn to all markets"
        if item.has("part") and words.low(clause[at].end) == "of" and item.first == clause[at].end + 1:
            return "part"  # "sold €36.8bn of vehicles and parts"
        if item.has("amount", "rate", *FLOW_TAGS):
            break
    if _falls_on_goods(words, clause[at]):
        return "part"
    if says(clause[at + 1 : at + 2], "reverse"):
        return ""  # "goods worth 168m moved the other way"
    if (apposed := _apposed(clause, at)) is not None:
        return apposed
    if says(clause[:at], "withoutoil") or says(clause[at + 1 : at + 3], "withoutoil"):
        return "part"  # "exports to Latvia, excluding oil"
    if _of_part_first(words, clause, at):
        return "part"
    for n in range(at - 1, -1, -1):
        item = clause[n]
        if item.tags.isdisjoint(_SUBJECTS) and item.what != ":":
            continue
        if item.what == ":" and says(clause[n:at], "anykind", "reverse", "place"):
            break  # "oil explains why: goods worth 4.3bn went there"
        if item.has("exports", "imports") and of_some_goods(words, clause, n):
            return "part"
        if item.has("reverse") and not says(clause[:n], *FLOW_TAGS):
            return ""  # the other way round than what was told before
        if item.has("part") and n == 0 and words.low(item.first - 1) == "including":
            continue  # "Including crude, two-way trade was about $83.7 billion"
        if item.has("part") and "after" in {words.low(item.first - 1), words.low(item.first - 2)}:
            continue  # "after the grain embargo they plunged by almost a quarter"
        if n and item.has("part", "other") and says(clause[max(n - 2, 0) : n], "cause"):
            continue  # "fell because of cheap oil", "soared on the back of second-hand vehicles"
        if item.has("world", *FLOW_TAGS) and _is_shared(words, clause, n):
            continue  # "14.1 percent of the country's total exports, a 3.4 percent decline"
        if item.has("world"):
            return "world"
        if item.has("maker") and _trades(clause, n):
            continue
        if item.has("other") and says(clause[n + 1 : at], "while") and says(clause[n + 1 : at], "aim"):
            continue  # "договорились о форуме 40 предприятий и наметили выйти на 500 млн"
        if item.has("other") and any(words.low(i.first).startswith("показател") for i in clause[n + 1 : at]):
            continue  # "после соглашения показатель удастся довести до 3 млрд"
        if item.has("other"):
            return "other"
        if item.has(*FLOW_TAGS):
            return _flow_told(words, clause, n, at)
        if item.has("part") and not _led(clause, n):
            return "part"
    told = says(clause[:at], "pronoun")
    for item in clause[at + 1 : at + 8]:
        if item.what in _CLOSING or item.has("mainly") or (told and item.has("mark", "while")):
            break  # "to raise it to 2bn, and an investment fund"
        if item.has(*FLOW_TAGS):
            return next(flow for flow in FLOW_TAGS if item.has(flow))
        if item.has("other", "world", "part"):
            return next(tag for tag in ("other", "world", "part") if item.has(tag))
    return ""


def is_among(clause: Sequence[Item], at: int) -> bool:
    """Return whether an amount is of some goods among those told of: "в том числе медь на $1,1 млрд"."""
    led = next((n for n in range(at - 1, -1, -1) if clause[n].has("among", "amount")), None)
    if led is None or not clause[led].has("among"):
        return False
    between = clause[led + 1 : at]
    flows = says(between, *FLOW_TAGS, "place", "level", "moment", "reverse")
    behind = (item for item in clause[at + 1 : at + 4] if not item.has("level", "place"))
    return not flows and not says(behind, *FLOW_TAGS)
