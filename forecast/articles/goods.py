"""Whether exports or imports are of one kind of goods, also where no lexicon knows it: "lift exports"."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from forecast.articles.wording import QUALIFIERS
from forecast.data import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.figures import Words
    from forecast.articles.items import Item
    from forecast.data import Mention

__all__ = ["is_worth_of_unknown", "of_some_goods"]

#: Shorter words are no goods.
_SHORTEST = 3
#: What all exports are of.
_ALL_GOODS = frozenset(
    {"goods", "merchandise", "products", "commodities", "services", "all", "both", "various", "items"}
)


#: Behind a flow: that of the goods named before.
_OF_WHICH_GOODS = frozenset({"которого", "которой", "которых"})


def of_some_goods(words: Words, clause: Sequence[Item], flow: int) -> bool:
    """Return whether a flow is of one kind of goods: "shipments of fresh cherries", "на газ, поставки которого"."""
    item = clause[flow]
    at = item.end
    if words.tokens[at : at + 1] and words.low(at) in _OF_WHICH_GOODS:
        return True
    if words.lexicon.language == "ru":
        return _of_russian_goods(words, item, clause[flow + 1 : flow + 2])
    if words.lexicon.language != "en":
        return False
    if _of_named_goods(words, clause, flow):
        return True
    if at + 1 >= len(words.tokens) or words.low(at) != "of":
        return False
    named = words.tokens[at + 1 : at + 3]
    counted = words.number(at + 1) is not None and not words.starting(at + 2, "scale:")[1]
    if counted and any(words.low(n) in {"products", "goods", "items", "types"} for n in range(at + 2, at + 7)):
        return True  # "supplies of 175 Kazakh products"
    if len(named) == 2 and named[1].low == "origin":
        return item.has("exports")  # "exports of Lithuanian origin", but imports are counted by it
    if named and named[0].low == "services" and (len(named) < 2 or named[1].low != "and"):
        return True  # "exports of services"
    whose = clause[flow + 1 : flow + 2]
    behind = at + 1
    if whose and whose[0].first == at + 1 and (whose[0].has("adjective") or words.mark(at + 2) == "."):
        behind = whose[0].end  # "purchases of U.S. energy"
        named = words.tokens[behind : behind + 1]
    if not named or named[0].low == "origin":
        return False
    plain = named[0].kind == "word" and not named[0].capital and not words.tags[behind]
    return plain and not any(token.low in _ALL_GOODS for token in named)


#: What may stand right before "worth" and name nothing.
_SAID = frozenset(
    {"was", "were", "is", "are", "be", "been", "being", "now", "still", "currently", "already", "together", "it"}
)


def is_worth_of_unknown(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether an amount is what something is worth that no lexicon knows: "a tyre plant worth $210 million"."""
    worth = next((item for item in reversed(clause[:at]) if not item.has(*QUALIFIERS, "onlyqualifier")), None)
    if worth is None or words.low(worth.first) != "worth" or worth.first == 0:
        return False
    before = words.tokens[worth.first - 1]
    plain = before.kind == "word" and not before.capital and not words.tags[worth.first - 1]
    return plain and before.low not in _ALL_GOODS | _SAID


#: Flows that goods may be named before.
_NOUNS = frozenset({"exports", "imports", "sales", "shipments", "deliveries", "purchases", "supplies"})
#: How adjectives of places end.
_PEOPLES = ("ian", "ean", "ish", "ese", "an")
#: Behind a hyphen they name none: "record-high exports", "China-bound shipments".
_NO_GOODS = frozenset({"high", "low", "bound", "free", "way", "time", "date", "term", "round", "ever", "led", "based"})
#: Whose they are: before goods and a flow.
_OWNERS = frozenset({"s", "its", "their", "our", "his", "her"})


def _describes(words: Words, item: Item) -> bool:
    """Return whether a place describes what stands behind it: "Indian", not "India"."""
    if not item.has("place"):
        return False
    said = " ".join(token.low for token in words.tokens[item.first : item.end])
    return item.has("adjective") or said != fold(cast("Mention", item.what).place.name)


def _of_named_goods(words: Words, clause: Sequence[Item], flow: int) -> bool:
    """Return whether goods stand between an owner and a flow: "Kenya's avocado exports", "Indian mango sales"."""
    at = clause[flow].first - 1
    if at < 1 or words.joined(at + 1):
        return False
    token, owner = words.tokens[at], words.tokens[at - 1]
    if at > 2 and owner.text == "-" and words.joined(at) and words.joined(at - 1) and not words.tags[at - 2]:
        # "Kenya's cut-flower exports", but not "year-round exports"
        owner = words.tokens[at - 3] if token.low not in _NO_GOODS else owner
    opening = owner.kind == "break" or owner.text == "." or (owner.text in {";", ":"} and not token.capital)
    adjective = token.capital and token.low.endswith(_PEOPLES)  # "Bavarian exports" of a region no list knows
    if opening and token.kind == "word" and not words.tags[at] and len(token.low) > _SHORTEST and not adjective:
        return words.low(at + 1) in _NOUNS and clause[flow].first == clause[0].first  # "Watch exports rose"
    plain = token.kind == "word" and not token.capital and not words.tags[at] and len(token.low) > _SHORTEST - 1
    if plain and words.low(at + 1) == "sales" and words.tag(at - 1, "expect"):
        return True  # "expects cherry sales of US$100 million"
    of_place = flow > 0 and clause[flow - 1].end == at and _describes(words, clause[flow - 1])
    owned = words.low(at + 1) in _NOUNS and (owner.low in _OWNERS or of_place)
    return plain and owned


#: How Russian words end in the genitive that are no verb; folded, so that й is и.
_GENITIVE = ("ов", "ев", "еи", "ого", "его", "ых", "их", "ы")
_RUSSIAN_NOUNS = (
    "экспорт", "импорт", "поставк", "поставок", "закупк", "закупок", "продаж", "ввоз", "вывоз", "отгрузк", "отгрузок",
)  # fmt: skip
#: Behind goods: "экспорт водки из России"; how verbs end that may stand there.
_LEADING = frozenset({"в", "из", "на", "для"})
_VERBS = ("л", "ла", "ло", "ли", "сь", "ся", "ет", "ут", "ют", "ит", "ат", "ят")
_PARTICIPLES = ("нных", "емых", "имых")
_WHOLE_NOUNS = ("экспорт", "импорт", "ввоз", "вывоз")
#: How verbs and adverbs end in "и": "импорт фактически", "экспорт помогли".
_NO_NOUNS = ("ли", "ски", "сти", "ти")
#: Before a flow they lead to goods.
_WORTHS = frozenset({"стоимость", "цена", "цены", "физические", "объемы"})
_ADJECTIVES = ("ого", "его", "ых", "их", "ои", "еи")
#: How they end there behind an adjective.
_OF_AN_ADJECTIVE = (*_GENITIVE, "а", "я", "ы", "и")


#: What a side is called, no goods: "экспорт провинции в королевство".
_SIDES = frozenset(
    {"провинции", "штата", "земли", "кантона", "округа", "княжества", "королевства", "эмирата", "эмиратов", "султаната",
     "острова", "республики", "соседа", "соседки", "соседеи", "страны", "стран", "края", "области", "региона"}
)  # fmt: skip


def _of_russian_goods(words: Words, flow: Item, behind: Sequence[Item]) -> bool:
    """Return whether goods of which nothing else is known stand behind a flow: "экспорт лифтов", "грузинского вина"."""
    owned = bool(behind) and behind[0].has("adjective") and behind[0].first == flow.end
    at = behind[0].end if owned else flow.end
    if at >= len(words.tokens) or words.tags[at] or (not owned and behind and behind[0].first == at):
        return False
    token = words.tokens[at]
    if token.low in _SIDES:
        return False
    done = words.low(flow.first).endswith(_PARTICIPLES) and not token.low.startswith(("товар", "продукц", "груз"))
    if done and token.low.endswith(_GENITIVE):
        return True  # "стоимость ввезенных станков"
    if not (owned or words.low(flow.first).startswith(_RUSSIAN_NOUNS)):
        return False  # "цель, которую поставили главы государств"
    if token.low.endswith(_ADJECTIVES) and words.tag(at + 1, "anykind"):
        return False  # "ввоз корейских товаров"
    if token.low.endswith(_ADJECTIVES) and words.tag(at + 1, "maker"):
        return False  # "поставки уральских предприятий"
    led = at + 1 < len(words.tokens) and words.low(at + 1) in _LEADING and not token.low.endswith(_VERBS)
    led = led or words.low(flow.first - 1) in _WORTHS  # "стоимость экспорта минтая"
    ending = _OF_AN_ADJECTIVE if owned or led else _GENITIVE
    if token.low.endswith("и") and not token.low.endswith(_NO_NOUNS) and words.low(flow.first).startswith(_WHOLE_NOUNS):
        ending = (*ending, "и")  # "импорт плитки"
    unknown = token.kind == "word" and not token.capital
    return unknown and len(token.low) > _SHORTEST and token.low.endswith(ending)
