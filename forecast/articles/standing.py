"""What one side is to the other: its customer or its supplier, and whether exports are those to all countries."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, cast

from forecast.articles.flows import side_at
from forecast.articles.subjects import FLOW_TAGS
from forecast.articles.wording import is_figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.figures import Words
    from forecast.articles.items import Item
    from forecast.articles.setting import Setting
    from forecast.data import Mention

__all__ = ["is_all", "is_doing", "standing_of"]


def standing_of(setting: Setting, items: Sequence[Item]) -> str:
    """Return the flow that a sentence tells by what a side is to the other; empty where it does not.

    "Finland was the main destination of Estonian goods, at 258m": exports of Estonia. Of a third country it is "pair".
    """
    first = next((n for n, item in enumerate(items) if item.has("amount")), 0)
    before = items[:first]
    role = next((item for item in before if item.has("buyer", "supplier")), None)
    if role is None or any(map(is_figure, before)):
        return ""
    sides = [side for item in before if (side := side_at(setting, item))]
    places = [n for n, item in enumerate(before) if item.has("place") and not items[n + 1].has("mark")]
    if sides and places and not side_at(setting, before[places[0]]):
        return "pair"  # "the United States overtook China as the top destination"
    alone = set(sides) == {2} and before.index(role) > places[0] if places else False
    if alone and role.has("supplier") and not any(item.has(*FLOW_TAGS) for item in before):
        return "imports"  # "China was also the leading source of imports with 41.2bn"
    named = any(item.has(*FLOW_TAGS) and not _participle(setting.words, item) for item in before)
    if len(set(sides)) < 2 or named:
        return ""
    return "exports" if (sides[0] == 2) == role.has("buyer") else "imports"


def _participle(words: Words, item: Item) -> bool:
    return words.low(item.first).endswith("ing")


def is_doing(words: Words, clause: Sequence[Item], at: int, subject: str) -> bool:
    """Return whether what a side did tells the flow of a figure: "was its main customer, buying goods worth"."""
    holder = next((item for item in reversed(clause[:at]) if item.has(subject)), None)
    return subject in FLOW_TAGS and holder is not None and _participle(words, holder)


#: How what stands before "всего" ends where it means "most of all": "сильнее всего пострадал экспорт".
_MORE = ("ее", "же", "де", "ще")
_IN_ALL = frozenset({("in", "total"), ("в", "целом")})
_TOGETHER = frozenset({"altogether", "overall", "worldwide", "globally", "всего"})


#: What a side may be called that is not named.
_COUNTRY = frozenset({"country", "nation", "island", "kingdom", "republic", "region", "province", "state", "emirate"})
_ITS = frozenset({"its", "their"})


def _owned_behind(setting: Setting, clause: Sequence[Item], holder: int) -> bool:
    """Return whether a side stands right behind its flow: "в целом экспорт Молдовы составил 3,6 млрд"."""
    behind = clause[holder + 1 : holder + 2]
    beside = [item for item in behind if item.first == clause[holder].end and not item.has("adjective")]
    return setting.words.lexicon.language == "ru" and any(side_at(setting, item) for item in beside)


def _goes_to_country(setting: Setting, before: Sequence[Item]) -> bool:
    """Return whether what stands before a flow names the country of a side: "всего на российский рынок отгрузила"."""
    pair = setting.pair
    whole = {pair.reporter.country, pair.partner.country} - {""} if pair else set[str]()
    return any(item.has("place") and cast("Mention", item.what).place.code in whole for item in before)


def is_all(setting: Setting, clause: Sequence[Item], holder: int) -> bool:
    """Return whether exports or imports are those to all countries: "in total Sweden exported 2,065bn"."""
    tokens = setting.words.tokens
    opening = [token.low for token in tokens[max(clause[0].first - 4, 0) : clause[holder].first]]
    opening = [two for one, two in pairwise(opening) if two != "всего" or not one.endswith(_MORE)]
    together = not _TOGETHER.isdisjoint(opening) or _IN_ALL & set(pairwise(opening)) or opening[-2:-1] == ["total"]
    start = max((n for n in range(holder) if clause[n].has("while")), default=0)
    whole = holder > 0 and clause[holder - 1].has("place") and tokens[clause[holder - 1].first - 1].low == "весь"
    if whole and clause[holder].has("exports", "imports") and sum(item.has("place") for item in clause) == 1:
        return True  # "весь турецкий экспорт вырос до 238,5 млрд"
    if together and _goes_to_country(setting, clause[start:holder]):
        return True
    sides = [side for item in clause[start:] if (side := side_at(setting, item))]
    owner = (holder > 0 and side_at(setting, clause[holder - 1])) or _owned_behind(setting, clause, holder)
    country = tokens[clause[holder].first - 1].low == "s" and tokens[clause[holder].first - 2].low in _COUNTRY
    its = (
        country
        or tokens[clause[holder].first - 1].low in _ITS
        or (holder > 0 and tokens[clause[holder].first - 2].low in _ITS)
    )
    if clause[holder].has("total"):  # "всего же Азербайджан провел торговых операций на 3,4 млрд"
        first = clause[holder].first
        low = [token.low for token in tokens[max(first - 2, 0) : first + 1]]
        owned = low[:2] == ["s", "total"] or low[1:] == ["s", "total"]  # "Nigeria's total merchandise trade"
        amount = next((n for n in range(holder, len(clause)) if clause[n].has("amount")), len(clause))
        both = {side for item in clause[:amount] if (side := side_at(setting, item))}
        whose = tokens[max(first - (2 if low[1:] == ["s", "total"] else 3), 0)].low
        unnamed = owned and not both and whose in _COUNTRY  # "the country's total trade turnover"
        return unnamed or (("всего" in opening or owned) and len(both) == 1)
    unknown = opening[-2:-1] == ["total"] and tokens[clause[holder].first - 1].capital  # "total Arkansan exports"
    return together and (len(sides) == 1 if owner else (its or unknown) and not sides)
