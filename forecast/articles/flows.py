"""Whose exports and imports a figure tells: places around a flow, turned to the reporter's view."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from forecast.articles.items import says
from forecast.articles.sides import CAPITALS
from forecast.articles.subjects import FLOW_TAGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.cutting import CutSentence
    from forecast.articles.items import Item
    from forecast.articles.setting import Setting
    from forecast.data import Mention, Pair, Place

__all__ = [
    "PARTNER",
    "WITH",
    "around",
    "first_speaker",
    "goods_behind",
    "goods_of",
    "holder_of",
    "meant",
    "route_of",
    "side_at",
    "speaker_of",
    "turned",
    "way_of",
]


def holder_of(clause: Sequence[Item], at: int, subject: str) -> int | None:
    """Return the item that names the flow of a figure."""
    before = [n for n in range(at) if clause[n].has(subject)]
    after = [n for n in range(at, len(clause)) if clause[n].has(subject)]
    return before[-1] if before else after[0] if after else None


def around(clause: Sequence[Item], holder: int) -> tuple[Item | None, Item | None, Item | None]:
    """Return the place right before a flow, the one behind it, and the word between."""
    item = clause[holder]
    owner = next(
        (p for p in reversed(clause[max(holder - 2, 0) : holder]) if p.has("place") and item.first - p.end <= 3),
        None,
    )
    if owner is not None and clause[holder - 1].what in {":", "("}:
        owner = None  # "Poland became the first buyer: goods worth 4.7bn were sent there"
    owner = owner or _before_aside(clause, holder)
    between = None
    for other in clause[holder + 1 : holder + 6]:
        if other.has("amount") and between is not None and other.first == between.end:
            between = None  # "exports to $1.9bn helped Chile": no way to a place
            continue
        if other.has("place"):
            if other.first - item.end <= 6 or (between is not None and other.first - between.end <= 2):
                return owner, other, between
            break
        if other.has("mark", "moment") and not other.has("place"):
            break
        if other.has("source", "target place") or (other.has("from") and other.what in _OFF):
            between = other
    return owner, None, None


#: Words before the other side's name.
WITH = frozenset({"with", "с", "со"})
#: From which, of some countries, in Russian: "импорт с Украины"; trade is "с" somebody.
_OFF = frozenset({"с", "со"})


def _before_aside(clause: Sequence[Item], holder: int) -> Item | None:
    """Return the place that an aside parts from what it did: "Kazakhstan, for its part, sold"."""
    aside = clause[max(holder - 3, 0) : holder]
    if len(aside) < 3 or not aside[0].has("place") or any(item.what != "," for item in aside[1:]):
        return None
    return aside[0] if aside[1].first == aside[0].end and aside[2].end == clause[holder].first else None


def meant(place: Place, pair: Pair | None) -> Place:
    """Return the country for its capital, where the country is a side: "Minsk and Muscat agreed"."""
    sides = (pair.reporter, pair.partner) if pair else ()
    own = next((side for side in sides if side.code == place.country), None)
    return own if own is not None and place.code in CAPITALS else place


def side_at(setting: Setting, item: Item | None) -> int:
    """Return 1 for the reporter, 2 for the partner, 0 for neither."""
    pair = setting.pair
    if item is None or pair is None or not item.has("place"):
        return 0
    place = meant(cast("Mention", item.what).place, pair)
    for side, own in ((1, pair.reporter), (2, pair.partner)):
        if place.code == own.code:
            return side
    for side, own in ((1, pair.reporter), (2, pair.partner)):
        # "Russian" may stand for one of its regions when the other side is no part of it.
        if own.country == place.code:
            return side
    return 0


_GOODS = frozenset({"goods", "products", "merchandise", "commodities"})


#: How goods begin in Russian: "российских товаров приобретено".
_RUSSIAN_GOODS = ("товар", "продукц")


def _of_goods(setting: Setting, place: Item) -> bool:
    """Return whether a place names goods: "of American goods", but not "sold Uganda goods"."""
    tokens = setting.words.tokens
    led = tokens[place.first - 1].low in {"of", "for", "on"}  # "paid for Chinese products"
    return place.end < len(tokens) and tokens[place.end].low in _GOODS and led


def goods_of(setting: Setting, before: Sequence[Item]) -> str:
    """Return the flow that the goods of a side are, whoever is told to trade them: "Cypriot goods worth 181m"."""
    tokens = setting.words.tokens
    for item in reversed(before):
        owner = side_at(setting, item)
        goods = tokens[item.end].low if owner and item.end < len(tokens) else ""
        if goods in _GOODS or (item.has("adjective") and goods.startswith(_RUSSIAN_GOODS)):
            return "exports" if owner == 1 else "imports"
    return ""


def goods_behind(setting: Setting, clause: Sequence[Item], at: int) -> str:
    """Return the flow that an amount of a side's goods is: "took 15.9 billion dollars of Chilean goods"."""
    place = clause[at + 1] if at + 1 < len(clause) else None
    if place is None or not place.has("place") or setting.words.low(clause[at].end) != "of":
        return ""
    owner = side_at(setting, place)
    if not owner or setting.words.low(place.end) not in _GOODS:
        return ""
    return "exports" if owner == 1 else "imports"


def _behind(setting: Setting, clause: Sequence[Item], owner: Item, tag: str) -> bool:
    """Return whether a place before a flow has a word of its way beside it: "из Беларуси привезли", "China-bound"."""
    if setting.words.joined(owner.end) and setting.words.low(owner.end + 1) == "bound":
        return tag == "target place"
    at = clause.index(owner)
    near = at > 0 and clause[at - 1].end == owner.first - setting.words.low(owner.first - 1).startswith("соседн")
    led = near and clause[at - 1].has(tag)
    behind = setting.words.tokens[owner.end : owner.end + 1]
    market = bool(behind) and behind[0].low.startswith("рын")  # "на российский рынок отправлено"
    return led and (market or not owner.has("adjective"))


def _is_given(setting: Setting, verb: Item, place: Item) -> bool:
    """Return whether a place right behind an English verb is whom something was sold to."""
    low = setting.words.low(verb.first)
    return setting.words.lexicon.language == "en" and low in _GIVING and place.first == verb.end


#: Verbs that have whom something is given right behind them.
_GIVING = frozenset({"sold", "sells", "selling", "shipped", "supplied", "supplies", "supplying"})


def _are_goods(setting: Setting, verb: Item, place: Item) -> bool:
    """Return whether goods of a place stand right behind a verb: "imported Latvian goods"."""
    goods = setting.words.tokens[place.end : place.end + 1]
    return place.first == verb.end and bool(goods) and goods[0].low in _GOODS


_BUYERS = ("покупател", "потребител", "заказчик", "партнер", "контрагент", "buyers", "customers")


def _buys(setting: Setting, place: Item) -> bool:
    """Return whether a place names those who bought: "узбекским покупателям", "Uzbek buyers"."""
    who = setting.words.tokens[place.end : place.end + 1]
    return bool(who) and who[0].low.startswith(_BUYERS)


def _bought_goods(setting: Setting, owner: Item, holder: Item) -> bool:
    """Return whether a flow is of somebody's goods: "German goods imported into the Netherlands"."""
    goods, verb = setting.words.low(owner.end), setting.words.low(holder.first)
    if setting.words.lexicon.language == "ru":
        return owner.has("adjective") and owner.end < holder.first and goods.startswith(_RUSSIAN_GOODS)
    return owner.end + 1 == holder.first and goods in _GOODS and verb in {"imported", "bought", "purchased"}


def _possessor(setting: Setting, clause: Sequence[Item], owner: Item | None) -> Item | None:
    """Return the side whose flow with the other is told: "Sweden's American imports"; None where one is named."""
    at = clause.index(owner) if owner is not None else 0
    whose = clause[at - 1] if at else None
    if owner is None or whose is None or not whose.has("place") or whose.end + 1 != owner.first:
        return None
    apart = side_at(setting, whose) + side_at(setting, owner) == 1 + PARTNER
    return whose if apart and side_at(setting, whose) and setting.words.low(whose.end) == "s" else None


def _earned(setting: Setting, holder: Item) -> bool:
    """Return whether a flow is told as what it earned, which comes from whoever bought."""
    return setting.words.low(holder.end - 1) in {"receipts", "earnings", "proceeds", "revenue", "revenues"}


def turned(setting: Setting, clause: Sequence[Item], holder: int, subject: str) -> str | None:
    """Return exports or imports as the reporter sees them; None where no place tells whose they are."""
    if subject == "total":
        return subject
    owner, behind, between = around(clause, holder)
    if setting.words.lexicon.language == "tr":
        return _turned_by_suffix(setting, clause, holder, subject)
    source = target = 0
    side = side_at(setting, owner)
    if side:
        source, target = (side, 0) if subject == "exports" else (0, side)
    if (whose := _possessor(setting, clause, owner)) is not None:
        own = side_at(setting, whose)  # "Sweden's American imports" are Sweden's
        return "exports" if (own == 1) == (subject == "exports") else "imports"
    if owner is None and behind is None:
        owner = _actor(setting, clause, holder)
        side = side_at(setting, owner)
        if side:
            source, target = (side, 0) if subject == "exports" else (0, side)
        elif owner is None and (goods := goods_of(setting, clause[:holder])):
            return goods  # "Belarusian goods, in turn, grew: 301m of them were brought in"
    led = owner is not None and _behind(setting, clause, owner, "source")
    if side and owner is not None and (led or _bought_goods(setting, owner, clause[holder])):
        return "exports" if side == 1 else "imports"
    if side and owner is not None and subject == "exports" and _behind(setting, clause, owner, "target place"):
        source, target = 0, side  # "в республику отгружено"
    other = side_at(setting, behind)
    if other and subject == "exports" and between is not None and _earned(setting, clause[holder]):
        target = other  # "export receipts from India"
    elif other and behind is not None:
        if between is not None and between.has("source") and not between.has("target place"):
            source = other
        elif between is not None and between.has("target place"):
            into = setting.words.low(clause[holder].first).startswith(_BROUGHT)
            bought = side or setting.words.low(clause[holder].first).startswith("закуп")  # "закупки в России"
            at = bought and subject == "imports" and not into
            source, target = (other, target) if at else (side if into else source, other)
        elif between is not None:
            source = other
        elif subject == "imports" and _are_goods(setting, clause[holder], behind):
            source = other  # "imported Latvian goods"
        elif subject == "exports" and _buys(setting, behind):
            target = other  # "продала узбекским покупателям"
        elif behind.has("adjective") or _of_goods(setting, behind):
            source = other  # "imports of Russian goods"
        elif not side and subject == "exports" and _is_given(setting, clause[holder], behind):
            target = other  # "sold Brazil goods worth 72bn"
        elif not side:
            source, target = (other, target) if subject == "exports" else (source, other)
    if source == 1 or target == 2:
        return "exports"
    return "imports" if source == 2 or target == 1 else None


#: How Russian words begin for goods brought into a place, not bought in it: "белорусский импорт в регион".
_BROUGHT = ("импорт", "ввоз", "завоз", "ввез", "завез", "привез")
#: How verbs of what somebody has sold or bought end.
_DONE = ("ed", "sold", "bought", "buying", "selling", "shipping", "importing", "exporting", "л", "ла", "ло", "ли")
#: Before a verb they tell that something was done to what is told.
_BEING = frozenset({"been", "were", "was", "being", "are"})
#: The side of a pair that is not the reporter.
PARTNER = 2


def _actor(setting: Setting, clause: Sequence[Item], holder: int) -> Item | None:
    """Return who sold or bought, where a verb says so: "Saratov Region in January 2024 shipped to Belarus"."""
    verb = setting.words.low(clause[holder].first)
    if clause[holder].has("total") or not verb.endswith(_DONE):
        return None
    if setting.words.low(clause[holder].first - 1) in _BEING and setting.words.low(clause[holder].end) != "by":
        return None  # "in 2004, the year of Poland's accession, goods worth 18.8bn had been exported there"
    actor = next((item for item in clause[:holder] if item.has("place") and not item.has("adjective")), None)
    if actor is None or any(_behind(setting, clause, actor, tag) for tag in ("source", "target place")):
        return None
    if any(item.what == ":" for item in clause[clause.index(actor) : holder]):
        return None  # "Romania remains the first partner: 1.02bn went there"
    return None if actor.first and setting.words.low(actor.first - 1) in WITH else actor


def speaker_of(setting: Setting, clause: Sequence[Item], holder: int) -> int:
    """Return whose exports or imports are named: 1 for the reporter, 2 for the partner, 0 where nobody is their owner.

    "Импорт региона", "Italy imported", but neither "Chinese deliveries" nor "deliveries from China".
    """
    owner, behind, between = around(clause, holder)
    if owner is not None and not owner.has("adjective") and not _behind(setting, clause, owner, "source"):
        return 0 if _behind(setting, clause, owner, "target place") else side_at(setting, owner)
    if (actor := _actor(setting, clause, holder)) is not None:
        return side_at(setting, actor)
    described = behind is not None and (behind.has("adjective") or _are_goods(setting, clause[holder], behind))
    genitive = behind is not None and between is None and not described
    noun = clause[holder].end == behind.first if behind is not None else False
    return side_at(setting, behind) if owner is None and genitive and noun else 0


def first_speaker(setting: Setting, sentences: Sequence[CutSentence]) -> int:
    """Return whose exports or imports a text tells first, by name: 1 for the reporter, 2 for the partner, else 0.

    Sentences with a fiscal year come first: they say whose it is. Who bought or sold is no sign of whose statistics
    tell it.
    """
    fiscal = [cut for cut in sentences if any(item.has("moment") and item.moment.fiscal for item in cut.items)]
    for cuts in (fiscal, sentences):
        if speaker := _first_speaker(setting, cuts):
            return speaker
    return 0


def _first_speaker(setting: Setting, sentences: Sequence[CutSentence]) -> int:
    for clause in (clause for cut in sentences for clause in cut.clauses):
        for n, item in enumerate(clause):
            if item.has("exports", "imports"):
                return 0 if _actor(setting, clause, n) is not None else speaker_of(setting, clause, n)
    return 0


_DASHES = frozenset("-–—")


def route_of(setting: Setting, clause: Sequence[Item], named: str, flow: str) -> str | None:
    """Return the flow of "from Kazakhstan to Russia" or "the Japanese, 1.4bn", where nothing else names it.

    Parameters
    ----------
    setting : Setting
    clause : sequence of Item
    named : {"exports", "imports"}
        What the flow spoken of before was called.
    flow : {"exports", "imports"}
        What it was to the reporter.
    """
    if says(clause, "reverse"):
        return "imports" if flow == "exports" else "exports"
    owner = next((side for item in clause if item.has("adjective") and (side := side_at(setting, item))), 0)
    opening = [item for item in clause if not item.has("mark")][:1]
    if not owner and opening and clause[clause.index(opening[0]) + 1 :][:1] and opening[0].has("place"):
        # "Россия поставила товаров на 44 млрд, Турция - на 8,6 млрд"
        owner = side_at(setting, opening[0]) if clause[clause.index(opening[0]) + 1].what in _DASHES else 0
    if owner and not says(clause, "source"):
        return "exports" if (owner == 1) == (named == "exports") else "imports"
    if (routed := way_of(setting, clause)) is not None:
        return routed
    led = next((n for n, item in enumerate(clause[:-1]) if not item.has("mark")), 0)
    if len(clause) > led + 1 and clause[led].has("source") and (source := side_at(setting, clause[led + 1])):
        return "exports" if source == 1 else "imports"
    return None


def way_of(setting: Setting, items: Sequence[Item]) -> str | None:
    """Return the flow that goes from one side to the other: "of that from Kazakhstan to Mongolia"."""
    for n, item in enumerate(items[:-1]):
        source, rest = side_at(setting, items[n + 1]), items[n + 2 : n + 4]
        if item.has("source") and source and any(side_at(setting, other) == 3 - source for other in rest):
            return "exports" if source == 1 else "imports"
        if item.has("amount", *FLOW_TAGS):
            break
    return None


def _turned_by_suffix(setting: Setting, clause: Sequence[Item], holder: int, subject: str) -> str:
    """Return exports or imports as the reporter sees them, by the cases of Turkish names."""
    source = target = 0
    tokens = setting.words.tokens
    for item in clause[:holder]:
        side = side_at(setting, item)
        suffix = tokens[item.end].low if item.end < len(tokens) else ""
        if side and suffix in {"a", "e", "ya", "ye", "na", "ne"}:
            target = side
        elif side and suffix in {"dan", "den", "tan", "ten", "ndan", "nden"}:
            source = side
        elif side and suffix in {"in", "nin", "un", "nun"}:
            source, target = (side, target) if subject == "exports" else (source, side)
    if source == 1 or target == 2:
        return "exports"
    return "imports" if source == 2 or target == 1 else subject
