"""Whether a figure is of somebody else: of another pair, of all partners, or of whoever a list names beside it."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING, cast

from forecast.articles.flows import WITH, around, meant, side_at
from forecast.articles.items import says
from forecast.articles.subjects import FLOW_TAGS
from forecast.data import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from forecast.articles.figures import Words
    from forecast.articles.items import Item
    from forecast.articles.setting import Setting
    from forecast.data import Mention

__all__ = [
    "behind_another",
    "behind_rank",
    "in_brackets_of_another",
    "is_foreign",
    "is_of_country",
    "outdone",
    "with_another",
]


#: What the sides are called; folded, so that й is и.
_SIDES = frozenset({"стран", "странами", "странои", "соседом", "соседкои", "countries", "sides", "nations"})


def _both(setting: Setting, clause: Sequence[Item]) -> bool:
    """Return whether a clause on foreign trade is about two sides: both, one behind "with", or "the countries"."""
    tokens = setting.words.tokens
    named = {side_at(setting, item) for item in clause if item.has("place")} - {0}
    beside = any(item.has("place") and item.first and tokens[item.first - 1].low in WITH for item in clause)
    low = {token.low for token in tokens[clause[0].first : clause[-1].end]}
    ranked = bool(named) and "partners" in low  # "with trade of 28.6bn Czechia ranked fifth among the partners"
    return len(named) > 1 or beside or ranked or bool(low & _SIDES)


#: Words before the next of a list of partners: "followed by the UK with $1.5bn".
_BEHIND = frozenset({"followed", "trailed", "ahead"})


_COUNTRIES = frozenset({"countries", "странами", "государствами"})
_ITS = frozenset({"его", "ее", "их", "its", "their"})


def in_brackets_of_another(setting: Setting, clause: Sequence[Item], at: int) -> bool:
    """Return whether a figure stands in brackets behind a place that is no side: "after China ($14.4bn)"."""
    if at < 2 or clause[at - 1].what != "(" or not clause[at - 2].has("place"):
        return False
    return clause[at - 2].end == clause[at - 1].first and side_at(setting, clause[at - 2]) == 0


def behind_another(setting: Setting, clause: Sequence[Item], at: int) -> bool:
    """Return whether a place that is no side stands right before an amount: "Нидерландам досталось 1,8 трлн"."""
    for item in reversed(clause[max(at - 2, 0) : at]):
        if item.has("place"):
            return not item.has("adjective") and side_at(setting, item) == 0
        if not item.has("level", "mark"):
            return False
    return False


def _has(setting: Setting, place: Item, amount: Item) -> bool:
    """Return whether what a place has stands behind it: "Italy with a turnover of", "and Germany with $2bn"."""
    words = setting.words
    behind = words.low(place.end + 1) in {"a", "an"} or amount.first == place.end + 1
    named = words.lexicon.language == "en" and not place.has("adjective")
    return named and words.low(place.end) == "with" and behind


def _is_other(setting: Setting, place: Item) -> bool | None:
    """Return whether a place is no side; None where it is a side's whole country: "товарооборот области с КНР"."""
    pair, named = setting.pair, cast("Mention", place.what).place
    side = side_at(setting, place)
    whole = pair is not None and side > 0 and named.code not in pair.codes and meant(named, pair).code not in pair.codes
    return None if whole else side == 0


def with_another(setting: Setting, clause: Sequence[Item], at: int) -> bool | None:
    """Return whether an amount is of trade with somebody else: "$4.3bn with Kazakhstan"; None where nobody is named."""
    tokens = setting.words.tokens
    said = [token.low for token in tokens[clause[0].first : clause[at].first]]
    if any(one in WITH and many in _COUNTRIES for n in (2, 3) for one, many in zip(said, said[n:], strict=False)):
        return True  # "trade with 158 countries"
    last = next((item for item in reversed(clause[:at]) if item.has("place")), None)
    if (
        last is not None
        and not last.has("adjective")
        and not side_at(setting, last)
        and _has(setting, last, clause[at])
    ):
        return True  # "ahead of Italy with a foreign trade turnover of 161.9bn"
    at_whom = last is not None and last.first > 0 and tokens[last.first - 1].low == "у" and not side_at(setting, last)
    if last is not None and at_whom and clause[at].first - last.end <= 1:
        return True  # "выше показатель только у Китая - $12,5 млрд"
    first = next((item for item in clause[:at] if item.has("place")), None)
    if first is not None and tokens[clause[at].first - 1].low in WITH and side_at(setting, first) == 0:
        return True  # "Germany remained the main partner with 1.17bn"
    if tokens[clause[at].first - 1].low in _ITS and tokens[clause[at].first - 2].low in WITH:
        return True  # "после Китая с его 4,1 млрд"
    for item in clause[at + 1 : at + 4]:
        if item.has("amount", "mark"):
            break
        if item.has("place") and tokens[item.first - 1].low in WITH:
            return _is_other(setting, item)
        if item.has("place") and tokens[item.first - 1].low == "for" and item.first - clause[at].end <= 1:
            return side_at(setting, item) == 0 or None  # "compared with 141.2 billion euros for China"
    for item in reversed(clause[:at]):
        # "4.6bn with Vietnam, with Laos 37m": whom the words right before it name.
        if item.has("amount", *FLOW_TAGS):
            return None
        if item.has("place") and tokens[item.first - 1].low in WITH:
            return _is_other(setting, item)
        before = {token.low for token in tokens[max(item.first - 3, 0) : item.first]}
        if item.has("place") and before & _BEHIND and side_at(setting, item) == 0:
            return True
    return None


#: Behind a rank they lead to those before it: "third after Italy and Turkey".
_AFTER_RANK = frozenset({"after", "behind", "после"})


def _after(words: Words, rank: Item, place: Item) -> bool:
    """Return whether a place stands behind those that are ranked before: "its third largest after those with Italy"."""
    between = words.tokens[max(place.first - 4, rank.end) : place.first]
    return any(token.low in _AFTER_RANK for token in between)


def behind_rank(words: Words, items: Sequence[Item]) -> int:
    """Return where those begin that stand before a side in a list: "third after Italy"; the end if there are none."""
    ranked = next((n for n, item in enumerate(items) if item.has("rank")), len(items))
    behind = (
        n for n in range(ranked + 1, len(items)) if items[n].has("place") and _after(words, items[ranked], items[n])
    )
    return next(behind, len(items))


def _with_those(setting: Setting, clause: Sequence[Item], holder: int) -> bool:
    """Return whether trade is with whoever is named right before: "after China and the US, trade with which was"."""
    low = setting.words.low
    start = clause[holder].first
    named_by = low(start - 1) == "which" and any(place.end == start - 2 for place in setting.places.values())
    if low(start - 1) == "whose" or named_by:  # "behind China, which bought $57.6 billion"
        start -= 1  # "after Russia, whose turnover with the republic was $2 billion"
    elif low(clause[holder].end) != "with" or low(clause[holder].end + 1) not in _WHOM:
        led = (n for n in range(max(start - 4, 1), start) if low(n - 1) == "with" and low(n) in _WHOM)
        start = next((n - 1 for n in led), -1)  # "behind the United States, with which Germany traded 190bn"
    named = max((at for at in setting.places if at < start), default=None)
    if named is None or start - setting.places[named].end > _NEAR:
        return False
    pair = setting.pair
    return pair is not None and setting.places[named].place.code not in pair.codes


_WHOM = frozenset({"which", "whom"})
#: Tokens between whom trade is with and the trade, at most.
_NEAR = 3


def is_of_country(setting: Setting, clause: Sequence[Item]) -> bool:
    """Return whether trade is that of a side's whole country: "Russia's trade with Turkey", of Tatarstan and Turkey."""
    pair = setting.pair
    if pair is None:
        return False
    named = {cast("Mention", item.what).place.code for item in clause if item.has("place")}
    called = {
        cast("Mention", item.what).place.code
        for item in clause
        if item.has("place") and not item.has("adjective") and _by_its_name(setting, item)
    }
    sides = ((pair.reporter, pair.partner), (pair.partner, pair.reporter))
    return any(one.country in called and other.code in named and one.code not in named for one, other in sides)


def _by_its_name(setting: Setting, item: Item) -> bool:
    """Return whether a place is called by its own name, not by its capital's."""
    place, low = cast("Mention", item.what).place, setting.words.low(item.first)
    if setting.words.tokens[item.first].text.isupper():
        return True  # "с КНР"
    if setting.words.lexicon.language == "ru":
        return low[:3] == fold(place.russian)[:3]
    return low == fold(place.name).split()[0]  # but not "the Russian region"


#: How the words begin by which a side let another go ahead or went ahead of it.
_YIELDED = ("уступил", "уступив", "уступа", "пропусти", "обогна", "обойдя", "обошл")


def outdone(words: Words, place: Item) -> bool:
    """Return whether a place is only whom a side was behind or ahead of: "left China behind the United States"."""
    low = [token.low for token in words.tokens[max(place.first - 3, 0) : place.first] if token.low != "the"]
    beyond = (token.low for token in words.tokens[max(place.first - 8, 0) : place.first])
    if any(word.startswith(_YIELDED) for word in beyond):
        return True  # "уступила шестое место в списке крупнейших партнеров Афганистану"
    return low[-1:] == ["behind"] or low[-2:] in (["ahead", "of"], ["level", "of"])


#: What whoever comes before a side did: "the US overtook China as the biggest partner with 253bn".
_OUTDID = frozenset({"overtook", "overtaking", "replaced", "replacing", "displaced", "ousted", "dethroned", "unseated"})


def _outdoes(setting: Setting, clause: Sequence[Item]) -> bool:
    """Return whether a clause begins with a place that is no side and went ahead of one."""
    first = next((item for item in clause if not item.has("mark", "while", "moment")), None)
    beyond = first is not None and first.has("place") and side_at(setting, first) == 0
    return beyond and first is not None and setting.words.low(first.end) in _OUTDID


def _only_within(setting: Setting, item: Item, own: Collection[str]) -> bool:
    """Return whether a region of a side is only where something is: "представительство в провинции Хубэй"."""
    place, low = cast("Mention", item.what).place, setting.words.low(item.first - 1)
    return place.kind == "region" and place.code not in own and place.country in own and low.startswith("провинц")


def is_foreign(setting: Setting, clause: Sequence[Item], holder: int | None) -> bool:
    """Return whether a flow is that of another pair: with a place that is neither side."""
    pair = setting.pair
    if pair is None:
        return False
    thus = any(token.low == "thus" for token in setting.words.tokens[clause[0].first : clause[-1].end])
    if holder is not None and clause[holder].has("foreigntrade") and not (thus or _both(setting, clause)):
        return True  # but "the foreign trade turnover thus totalled 170.5 billion euros"
    if holder is not None and _with_those(setting, clause, holder):
        return True
    if _outdoes(setting, clause):
        return True
    own = {pair.reporter.code, pair.partner.code, pair.reporter.country, pair.partner.country}
    # A whole country's figure is not its region's: "trade with Russia" in an article on one region.
    whole = {pair.reporter.country, pair.partner.country} - {""}
    told = clause[: behind_rank(setting.words, clause)]
    told = told[: next((n for n, i in enumerate(told) if i.has("place") and outdone(setting.words, i)), None)]
    # "Exports plunged 56.7 % as the re-export of Russian gold dried up": why they did.
    # "Вырос до 6,7 млрд: после отказа от российской нефти": so does what stands behind a colon.
    figured = next((n for n, item in enumerate(told) if item.has("amount", "rate")), len(told))
    causes = (n for n in range((holder or 0) + 1, len(told)) if told[n].what == "as" and told[n].has("while"))
    colons = (n for n in range(figured, len(told)) if told[n].what == ":" and not says(told[n:], "amount", "rate"))
    cut = min(chain(causes, colons), default=None)
    told = told[:cut]
    places = [i for i in told if i.has("place") and not _only_within(setting, i, own)]
    named = [meant(cast("Mention", i.what).place, pair) for i in places]
    both = [place.code for place in named]
    if any(place.code not in own and place.kind != "group" for place in named):
        return not (pair.partner.code in both and pair.reporter.code in both)
    if holder is not None:
        _owner, behind, _between = around(clause, holder)
        group = cast("Mention", behind.what).place if behind is not None else None
        if (
            group is not None
            and group.kind == "group"
            and group.code not in own
            and not {pair.reporter.code, pair.partner.code} <= set(both)
        ):
            return True
    own_regions = {side.code for side in (pair.reporter, pair.partner) if side.country}
    compound = [two for one, two in pairwise(told) if one.has("adjective") and two.what in {"-", "–"}][:1]
    if compound and len(places) > 1 and places[0].end == compound[0].first == places[1].first - 1:
        # "Российско-турецкая торговля", in a text on a region: that of its whole country.
        return bool(whole & set(both[:2])) and not own_regions & set(both)
    if whole & set(both) and not {pair.reporter.code, pair.partner.code} & set(both) and holder is not None:
        _owner, behind, _between = around(clause, holder)
        return behind is not None and cast("Mention", behind.what).place.code in whole and not behind.has("adjective")
    return False
