"""What a sentence says, word by word: figures, moments, places and the words between that tell what they are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from forecast.articles.endings import ABBREVIATIONS
from forecast.articles.figures import AmountSaid, RateSaid, amount_at, number_value, rate_at
from forecast.articles.moments import moment_at
from forecast.articles.spans import Moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from forecast.articles.figures import Words
    from forecast.data import Mention

__all__ = ["Item", "items_of", "says"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a sentence says.

    Parameters
    ----------
    tags : frozenset of str
        ``amount``, ``rate``, ``moment``, ``place``, ``mark``, ``number``, or tags of the lexicon.
    first, end : int
        Its tokens.
    what : AmountSaid, RateSaid, Moment, Mention, str or None
    """

    tags: frozenset[str]
    first: int
    end: int
    what: object = field(default=None, compare=False)

    @property
    def amount(self) -> AmountSaid:
        """The amount that it is."""
        assert isinstance(self.what, AmountSaid)
        return self.what

    @property
    def rate(self) -> RateSaid:
        """The rate that it is."""
        assert isinstance(self.what, RateSaid)
        return self.what

    @property
    def moment(self) -> Moment:
        """The moment that it is."""
        assert isinstance(self.what, Moment)
        return self.what

    def has(self, tag: str, *others: str) -> bool:
        """Return whether it has one of these tags."""
        # What reading asks most often; of one tag, as it mostly is, this takes half as long as comparing sets.
        return tag in self.tags or (bool(others) and not self.tags.isdisjoint(others))


def says(items: Iterable[Item], *tags: str) -> bool:
    """Return whether any of some items has one of these tags."""
    for item in items:  # noqa: SIM110 - what reading spends most of its time on: a plain loop takes half as long
        if not item.tags.isdisjoint(tags):
            return True
    return False


def _plain(words: Words, at: int, end: int) -> tuple[frozenset[str], int]:
    """Return the tags of the longest phrases at a token and where they end."""
    tags: Mapping[str, int] = words.tags[at]
    tags = {
        tag: span
        for tag, span in tags.items()
        if (at + span <= end and ":" not in tag) or tag.startswith(("growth:", "fraction:"))
    }
    if not tags:
        return frozenset(), at + 1
    longest = max(tags.values())
    chosen = {tag for tag, span in tags.items() if span == longest}
    if "expect" in chosen:
        chosen.discard("other")  # "is projected to", no project
    if "office" in chosen:
        return frozenset({"office"}), at + longest  # "the ministry of trade", "buyers": no trade of their own
    if longest > 1 and not chosen.isdisjoint({"than", "from", "difference"}):
        # "A decrease of", "up from", "больше уровня" tell the direction as well.
        chosen |= {tag for n in range(at, at + longest) for tag in ("up", "down", "rise") if words.tag(n, tag)}
    return frozenset(chosen), at + longest


#: No sentence says more; the work grows with the square of it.
_MOST_ITEMS = 400

#: Families of tags that belong to figures and moments, and mean nothing alone.
_INNER = frozenset(
    {"months", "quarter", "half", "year", "weeks", "connect", "thru", "percent", "of", "q", "h", "fiscal", "trailing",
     "last", "month", "times", "thisref", "stat", "whole", "halfone", "halftwo", "firstn", "percentbefore", "anykind"}
)  # fmt: skip


def items_of(words: Words, start: int, end: int, places: Mapping[int, Mention]) -> tuple[Item, ...]:
    """Return what the tokens of a sentence say, in their order.

    Parameters
    ----------
    words : Words
    start, end : int
        Tokens of the sentence.
    places : mapping
        The places that the text mentions, by their first token.
    """
    found: list[Item] = []
    at = start
    while at < end:
        item = _item_at(words, at, end, places)
        before = _behind_comma(words, item, found)
        led = words.low(item.first) == "to"  # "rose by 1.5 times to exceed $250 million"
        if before is not None and item.has("over", "almost") and not led and _is_change(words, item, before):
            # "3.8 % more than", "$20m less than": what is more or less than before, not a qualifier of what follows.
            item = Item(frozenset({"than", "up" if item.has("over") else "down"}), item.first, item.end, item.what)
        elif item.has("over", "almost") and _than_then(words, item):
            item = Item(frozenset({"than", "up" if item.has("over") else "down"}), item.first, item.end, item.what)
        if item.tags:
            found.append(item)
        at = item.end
    found = _of_sides(words, found[:_MOST_ITEMS])
    found = _with_flows(words, _as_much(words, found))
    return tuple(_with_scale(words, found, n) for n in range(len(found)))


def _than_then(words: Words, item: Item) -> bool:
    """Return whether "less than" compares with a year: "slightly less than in 2023"."""
    low = [token.low for token in words.tokens[item.first : item.end + 1]]
    if low in (["more", "than", "the"], ["less", "than", "the"]) and amount_at(words, item.end + 1) is not None:
        return True  # "which is less than the N227.4bn of the second"
    if low[:1] not in (["more"], ["less"]):
        return False
    if low[1:] == ["than", "in"]:
        return moment_at(words, item.end + 1) is not None
    before = moment_at(words, item.end) if low[1:2] == ["than"] and item.end < len(words.tokens) else None
    return before is not None and before[0].ref in {"prev", "same"}  # "slightly less than a year earlier"


_FLOWS = ("total", "exports", "imports")


_GOODS = frozenset({"goods", "products", "imports", "purchases", "merchandise", "commodities"})


def _as_much(words: Words, items: Sequence[Item]) -> list[Item]:
    """Return items with the "as" of "2.4 times as much as in 2022" for what it is: no conjunction, then a "than"."""
    kept: list[Item] = []
    opened = False
    for item in items:
        if item.has("upto") and kept and kept[-1].has("rate") and kept[-1].rate.multiple and kept[-1].end == item.first:
            kept.append(replace(item, tags=frozenset({"than"})))  # "five times as much as in 2010"
        elif item.what != "as" or not item.has("while"):
            kept.append(item)
        elif opened:
            kept.append(replace(item, tags=frozenset({"than"})))
            opened = False
        elif words.low(item.end) in {"much", "many"}:
            opened = True
        else:
            kept.append(item)
    return kept


def _buys(words: Words, behind: Sequence[Item]) -> bool:
    """Return whether money that was spent bought goods: "spent $8.1bn on products from there"."""
    spent = next((item for item in behind if item.has("amount")), None)
    if spent is None or words.low(spent.end) not in {"on", "for"}:
        return False
    return any(token.low in _GOODS for token in words.tokens[spent.end : spent.end + _LISTED])


#: Goods that money was spent on stand within so many tokens: "on cashew nuts, rubber and other goods".
_LISTED = 10


def _of_whom(words: Words, item: Item, behind: Item) -> bool:
    """Return whether it is told whose "those" are: "those from Japan", "those of Sri Lanka"."""
    owned = behind.has("place") and item.end + 1 == behind.first and words.low(item.end) == "of"
    return owned or behind.has("source", "target place")


def _brings(words: Words, item: Item) -> bool:
    """Return whether goods were brought in: "bringing in American goods worth $198m", but not "bringing in $311m"."""
    behind = words.tokens[item.end : item.end + 3]
    return words.low(item.first) == "bringing" and any(token.low in _GOODS for token in behind)


def _with_flows(words: Words, items: Sequence[Item]) -> list[Item]:
    """Return items with the flow that "those from Japan", "the latter" are of; other "those" say nothing."""
    kept: list[Item] = []
    flow = before = ""
    for n, item in enumerate(items):
        named = next((tag for tag in _FLOWS[1:] if item.has(tag)), flow)
        flow, before = named, (flow if named != flow else before)
        if item.has("former", "latter"):
            said = before if item.has("former") else flow
            kept.append(replace(item, tags=frozenset({said}) if said else item.tags))
            continue
        if item.has("spent"):
            if _buys(words, items[n + 1 : n + 5]) or _brings(words, item):
                kept.append(replace(item, tags=frozenset({"imports"})))
            continue
        if not item.has("sameflow"):
            kept.append(item)
        elif flow and items[n + 1 : n + 2] and _of_whom(words, item, items[n + 1]):
            kept.append(replace(item, tags=frozenset({flow})))
    return kept


#: What the other side may be called.
_COUNTRY = frozenset({"country", "nation", "giant", "neighbour", "neighbor", "republic", "kingdom"})


def _of_sides(words: Words, items: Sequence[Item]) -> list[Item]:
    """Return items with "total exports" as exports where a country is named behind, with the imports beside them."""
    told = [_of_a_side(words, items, n) for n in range(len(items))]
    first = next((n for n, item in enumerate(told) if item is not items[n]), len(items))
    for n in range(first + 1, len(told)):
        item = told[n]
        flow = next((tag for tag in _FLOWS[1:] if words.tag(item.end - 1, tag)), None)
        plain = words.low(item.first) in {"total", "overall"} and item.end - item.first == 2
        if item.has("world") and flow is not None and plain:
            told[n] = replace(item, tags=(item.tags - {"world"}) | {flow})  # "total exports to Japan, total imports"
    return told


def _goods_behind(words: Words, at: int, span: int) -> bool:
    """Return whether "of goods" or "of goods and services" stands behind a flow."""
    low = [token.low for token in words.tokens[at : at + span]]
    return low in (["of", "goods"], ["of", "goods", "and", "services"])


def _led_to_place(items: Sequence[Item], at: int, flow: str) -> bool:
    """Return whether exports are told to a place, or imports from one, with nothing but places before it."""
    for n in range(at + 1, min(at + 5, len(items) - 1)):
        if items[n].has("target place" if flow == "exports" else "source"):
            return items[n + 1].has("place")
        if not items[n].has("source", "target place", "place", "while"):
            return False
    return False


def _of_a_side(words: Words, items: Sequence[Item], n: int) -> Item:
    """Return "total exports" as exports where a country is named behind: "total exports of goods to Greece"."""
    item = items[n]
    if not item.has("world") or words.low(item.first) not in {"total", "overall"}:
        return item
    flow = next((tag for tag in _FLOWS[1:] if words.tag(item.end - 1, tag)), None)
    of_goods = next((span for span in (4, 2) if _goods_behind(words, item.end, span)), 0)
    # As in: total exports of goods and services to China.
    led = n + 1 + (n + 1 < len(items) and of_goods > 0 and items[n + 1].has("while"))
    behind = [k for k in range(led + 1, min(led + 3, len(items))) if items[k].has("place")]
    low = [token.low for token in words.tokens[item.end + of_goods : item.end + of_goods + 5]]
    the = low[:1] in (["to"], ["from"]) and low[1:2] in (["the"], ["its"])
    if flow is not None and the and not _COUNTRY.isdisjoint(low[2:]):
        return replace(item, tags=(item.tags - {"world"}) | {flow})  # "total exports to the Asian country"
    if flow is not None and _led_to_place(items, n, flow):
        return replace(item, tags=(item.tags - {"world"}) | {flow})  # "overall exports from the Gulf state to Japan"
    if flow is None or not behind or not items[behind[0] - 1].has("target place", "source"):
        return item
    owner = items[behind[0] - 1].has("source") == (flow == "exports")
    if owner and not says(items[behind[0] + 1 : behind[0] + 3], "target place", "source"):
        return item  # "total exports from Uruguay"
    near = items[behind[0] - 1].first - item.end <= 2 + of_goods and behind[0] == led + 1
    return replace(item, tags=(item.tags - {"world"}) | {flow}) if near else item


def _behind_comma(words: Words, item: Item, found: Sequence[Item]) -> Item | None:
    """Return what stands right before an item: "5 % more than", or "or 5 %, more than in 2024"."""
    if not found or item.first != found[-1].end:
        return None
    told = len(found) > 2 and found[-2].has("rate", "amount") and found[-3].has("difference")
    apart = told and found[-1].what == ","  # "which is 12.4 percent, or $56.5 million, more than"
    return found[-2] if apart and words.low(item.first) in _COMPARING else found[-1]


def _with_scale(words: Words, items: Sequence[Item], n: int) -> Item:
    """Return a number that another amount gives its scale and currency, as an amount: "from 68.2 to 56.5bn"."""
    item = items[n]
    if not (item.has("number", "amount") and 0 < n < len(items) - 2 and items[n + 2].has("amount")):
        return item
    ranged = items[n - 1].has("from") and items[n + 1].has("to")
    # "$3-4bn", "$3 to 4bn": nobody trades for three dollars.
    dash = (
        items[n + 1].what in {"-", "–", "—"} and words.joined(items[n + 1].first) and words.joined(items[n + 2].first)
    )
    # "Were 3.5 and 1.1 billion dollars, respectively"
    beside = (*items[max(n - 3, 0) : n], *items[n + 3 : n + 7])
    listed = items[n + 1].has("while") and says(beside, "respectively")
    given = items[n + 2].amount
    if item.has("amount"):
        bare = listed and item.amount.scaled and item.amount.unit is None
        if bare:
            return replace(item, what=replace(item.amount, unit=given.unit, either=given.either))
        spanned = (dash or items[n + 1].has("to")) and item.amount.value < _LEAST_ALONE
        plain = not item.amount.scaled and given.scaled and item.amount.value < given.value
        if not (plain and (listed or spanned)):
            return item
    elif not (ranged or listed):
        return item
    at = next((k for k in range(items[n + 2].first, items[n + 2].end) if words.number(k)), -1)
    own = next((k for k in range(item.first, item.end) if words.number(k)), -1)
    scale = words.starting(at + 1, "scale:")[0] if at >= 0 and own >= 0 else ""
    read = number_value(words.tokens[own].text, comma=words.lexicon.comma, grouped=False) if scale else None
    if read is None:
        return item
    value, step, doubt = read
    power = int(scale)
    unit, either = (item.amount.unit, item.amount.either) if item.has("amount") else (given.unit, given.either)
    amount = replace(
        given, value=float(value.scaleb(power)), resolution=float(step.scaleb(power)), doubt=doubt,
        unit=unit or given.unit, either=either or given.either,
    )  # fmt: skip
    return Item(frozenset({"amount"}), item.first, item.end, amount)


#: An amount below it, beside one in millions, is counted in the same.
_LEAST_ALONE = 1_000.0

#: Words that compare what stands before them.
_COMPARING = frozenset(
    {"more", "less", "fewer", "higher", "lower", "больше", "меньше", "выше", "ниже", "above", "below"}
)


def _is_change(words: Words, item: Item, before: Item) -> bool:
    """Return whether a word of more or less is about the rate or the amount before it."""
    rated = before.has("rate", "growing")
    return rated or (before.has("amount") and words.low(item.first) in _COMPARING)


_SOME = frozenset({"more", "than", "over", "nearly", "almost", "about", "around", "roughly", "some"})


def _by_half(words: Words, at: int) -> bool:
    """Return whether a half is growth: "fell by more than half", but not "more than half of exports"."""
    before = next((n for n in range(at - 1, max(at - 4, -1), -1) if words.low(n) not in _SOME), -1)
    return words.low(before) == "by" and words.low(at + 1) not in {"of", "a", "the"}


_MAY = frozenset({"can", "could", "may", "might", "should"})
_LIFT = frozenset({"bring", "lift", "push", "take", "raise", "boost", "drive", "propel"})
_SOMEDAY = frozenset({"soon", "even", "well", "easily", "eventually", "yet", "already"})


def _may_reach(words: Words, at: int) -> int:
    """Return where a mark that may be reached is led to, 0 where none is: "could soon exceed", "may be crossed"."""
    verb = at + 1 + (words.low(at + 1) in _SOMEDAY)
    span = words.tag(verb, "reachable") or words.low(verb) in _LIFT
    return verb + span if span else 0


#: In the genitive they name a flow behind how much of it: "стоимость российских поставок", not "за счет поставок".
_OF_FLOW = {"поставок": "exports", "закупок": "imports"}
_HOW_MUCH = frozenset({"стоимость", "объем", "объемы", "сумма"})


#: Money that ends with a point: "2,62 млрд долл. против 2,55 млрд долл."
_POINTED = frozenset({"долл", "дол", "руб"})
_ROUTES = {"to": frozenset({"to", "target place"}), "from": frozenset({"from", "source"})}
_MEMBERS = frozenset({"partners", "members", "neighbours", "neighbors", "states", "countries", "nations"})


_FLOW_WORDS = frozenset({"exports", "imports"})
_LONGEST_DOMAIN = 4
_NOT = frozenset({"не", "not"})
_MADE_UP = frozenset({"accounting", "accounted", "account", "making", "made"})


def _unlike(words: Words, at: int) -> bool:
    return words.low(at) in _FLOW_WORDS and words.low(at - 1) == "unlike"


def _in_address(words: Words, at: int) -> bool:
    """Return whether a full stop stands in a name of the web: "Delo.ua"."""
    behind = words.tokens[at + 1 : at + 2]
    joined = words.joined(at) and words.joined(at + 1) and words.tokens[at - 1].kind == "word"
    return joined and behind[0].text.isascii() and behind[0].text.islower() and len(behind[0].text) <= _LONGEST_DOMAIN


def _item_at(words: Words, at: int, end: int, places: Mapping[int, Mention]) -> Item:
    token = words.tokens[at]
    if token.kind == "word" and token.text.isupper() and words.mark(at - 1) == "(" and words.mark(at + 1) == ")":
        return Item(frozenset(), at, at + 1)  # an agency: "Maputo (AIM)"
    if token.low in _MAY and (end_of := _may_reach(words, at)) and end_of <= end:
        grown = {tag for tag in ("double", "triple") if words.tag(end_of - 1, tag)}
        return Item(frozenset({"aim", *grown}), at, end_of, token.low)
    if token.low == "of" and (whose := places.get(at + 1)) is not None and words.low(whose.end) == "origin":
        return Item(frozenset({"source"}), at, at + 1, token.low)  # "imports of Brazilian origin"
    if (words.low(at - 2), words.low(at - 1)) == ("отличие", "от") or _unlike(words, at):
        return Item(frozenset(), at, at + 1)  # "импорт, в отличие от экспорта, вырос"
    if token.low in _OF_FLOW and at - 1 in places and words.low(at - 2) in _HOW_MUCH:
        return Item(frozenset({_OF_FLOW[token.low]}), at, at + 1, token.low)
    if token.low == "goods" and words.low(at + 1) in _MADE_UP and (whose := places.get(at - 1)) and whose.adjective:
        return Item(frozenset({"exports"}), at, at + 1, token.low)  # "with Spanish goods accounting for 12.9bn"
    if at in places and words.low(at - 1) in {"two", "both"} and words.low(places[at].end) in _MEMBERS:
        return Item(frozenset(), at, min(places[at].end, end))  # "trade of the two Mercosur partners"
    if at in places and not words.tag(at, "world") and not words.tag(at, "othercalendar"):
        mention = places[at]
        ones = mention.end < end and words.low(mention.end) == "ones"  # "Iranian ones"
        named = frozenset({"place", "adjective"} if mention.adjective or ones else {"place"})
        # "U.S.": its last point is the name's, and ends no sentence here.
        pointed = len(words.low(mention.end - 1)) == 1 and words.mark(mention.end) == "." and words.joined(mention.end)
        return Item(named, at, min(mention.end + pointed, end), mention)
    tags, after = _plain(words, at, end)
    moment = moment_at(words, at)
    if not moment and not tags.isdisjoint({"than", "multiyear"}):
        # "за аналогичный период", "than in the same months": the period has its own item.
        cut = next((n for n in range(at + 1, after) if moment_at(words, n)), after)
        tags = tags - {"multiyear"} if cut < after else tags  # "in the last fiscal"
        after = cut
    if (
        moment
        and moment[1] <= end
        and (
            moment[1] >= after
            or tags <= _INNER | {"rank", "fraction:25", "fraction:75", "over", "other"}
            or words.lexicon.language in {"zh", "tr"}
        )
    ):
        return Item(frozenset({"moment"}), at, moment[1], moment[0])
    for name, reader in (("amount", amount_at), ("rate", rate_at)):
        read = reader(words, at)
        if read and read[1] <= end:
            pointed = words.low(read[1] - 1) in _POINTED and words.mark(read[1]) == "." and words.joined(read[1])
            return Item(frozenset({name}), at, min(read[1] + pointed, end), read[0])
    if token.kind == "number":
        return Item(frozenset({"number"}), at, at + 1, token.text)
    if after == at + 1 and token.low in ABBREVIATIONS and words.mark(after) == "." and words.joined(after) and tags:
        after += 1  # "vs. $5.9bn"
    tags = (tags - _INNER) | ({"fraction:50"} if token.low == "half" and _by_half(words, at) else set())
    if any(tag.startswith(("growth:", "fraction:")) for tag in tags):
        tags |= {"growing"}
    if "world" in tags and at + 1 in places and token.low in _ROUTES:
        return Item(_ROUTES[token.low], at, at + 1, token.low)  # "to Africa", which is a side
    if "world" in tags and after < end and words.low(after) == "s":
        return Item(frozenset(tags - {"world"}), at, after, token.low)  # "the world's largest economy"
    if token.text == "." and at and _in_address(words, at):
        return Item(frozenset(), at, at + 1)
    if words.low(at - 1) in _NOT and not tags.isdisjoint({"grew", "shrank"}):
        tags -= {"grew", "shrank", "up", "down"}  # "не вырос", "did not rise"
    if token.kind == "mark" and not tags:
        return Item(frozenset({"mark"}), at, at + 1, token.text)
    return Item(tags, at, after, token.low)
