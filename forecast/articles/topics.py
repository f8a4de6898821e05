"""Which sentence is about which pair, where an article tells of several: of one country's trade with many, mostly."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from forecast.articles.flows import WITH, meant
from forecast.articles.foreign import behind_rank, outdone
from forecast.articles.items import says
from forecast.articles.sides import TRADE, ordered
from forecast.articles.wording import is_figure

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from forecast.articles.cutting import CutSentence
    from forecast.articles.figures import Words
    from forecast.articles.items import Item
    from forecast.data import Mention, Pair, Place

__all__ = ["MOST_PAIRS", "Topics", "topics_of"]

#: An article tells of a few pairs; a list of a country's partners is a table.
MOST_PAIRS = 5
#: For each sentence, by its first token, the pairs that it is about; no entry where it names nobody.
Topics = dict[int, tuple["Pair", ...]]


def _named(words: Words, items: Sequence[Item], main: Pair | None) -> list[Place]:
    """Return the countries and regions that a sentence names, without what is a part of a side or has it as one."""
    told = items[: behind_rank(words, items)]
    told = told[: next((n for n, item in enumerate(told) if item.has("place") and outdone(words, item)), None)]
    figured = next((n for n, item in enumerate(told) if is_figure(item)), len(told))
    colon = next(
        (n for n in range(figured, len(told)) if told[n].what == ":" and not any(map(is_figure, told[n:]))), None
    )
    told = told[:colon]  # "вырос до 6,7 млрд: после отказа от российской нефти"
    # "Exports recovered by 9.7 % as firms sought an alternative to the American market": why they did.
    told = told[: next((n for n in range(figured, len(told)) if told[n].what == "as" and told[n].has("while")), None)]
    places = [
        meant(cast("Mention", item.what).place, main)
        for item in told
        if item.has("place") and not _only_where(words, item, main)
    ]
    found = {place.code: place for place in places}
    sides = (main.reporter, main.partner) if main else tuple(found.values())
    return [
        place
        for place in found.values()
        if place.kind != "group"
        and not any(side.code != place.code and (side.contains(place) or place.contains(side)) for side in sides)
    ]


def _only_where(words: Words, item: Item, main: Pair | None) -> bool:
    """Return whether a region that is no side is only where somebody spoke: "сообщили в Екатеринбурге"."""
    place = cast("Mention", item.what).place
    led = item.first > 0 and words.low(item.first - 1) in {"in", "в", "во"}
    return main is not None and place.kind == "region" and place.code not in main.codes and led


#: Before a partner of whoever is spoken of: "exports to Ghana, while those to Togo fell".
_LEADING = frozenset({"to", "from", "with", "в", "во", "из", "с", "со"})


def _all_led(words: Words, items: Sequence[Item]) -> bool:
    """Return whether each place that a sentence names is where goods go to or come from, none whose they are."""
    firsts = [item.first for item in items if item.has("place")]
    return all(
        at > 0 and (words.low(at - 1) in _LEADING or (words.low(at - 1) == "the" and words.low(at - 2) in _LEADING))
        for at in firsts
    )


def _pairs(named: list[Place], beside: Collection[str], main: Pair | None) -> list[Pair]:
    """Return the pairs that a sentence on trade is about, by the places that it names.

    Where it names more than two, "with" has to tell whose trade it is: "4.6bn with Vietnam, 37m with Laos".
    """
    sides = [place for place in named if main and place.code in main.codes]
    others = [place for place in named if place not in sides]
    marked = [place for place in others if place.code in beside]
    if main is not None and len(sides) == 2:
        return [main, *(ordered(main.reporter, other) for other in marked)]
    if len(sides) == 1:
        return [ordered(sides[0], other) for other in (others if len(others) == 1 else marked)]
    if len(others) == 2:
        return [ordered(*others)]
    if main is None and len(others) > 2:
        return [ordered(others[0], other) for other in marked if other is not others[0]]
    return [ordered(main.reporter, others[0])] if main is not None and len(others) == 1 else []


def _beside_the_pair(named: list[Place], main: Pair | None) -> bool:
    """Return whether two places are named of which one alone is of the pair: their money is not the pair's."""
    return main is not None and len(named) == 2 and sum(place.code in main.codes for place in named) == 1


def _says_neighbour(words: Words, cut: CutSentence) -> bool:
    """Return whether a sentence calls a side a neighbour."""
    tokens = words.tokens[cut.items[0].first : cut.items[-1].end]
    return any(token.low.startswith(("сосед", "neighbour", "neighbor")) for token in tokens)


def topics_of(
    words: Words, sentences: Sequence[CutSentence], main: Pair | None, kept: Collection[Pair] | None = None
) -> Topics:
    """Return which pairs each sentence is about.

    Parameters
    ----------
    words : Words
    sentences : sequence of CutSentence
    main : Pair or None
        The pair of the article.
    kept : collection of Pair, optional
        The other pairs that the text says something of; a sentence that names nobody goes on about the one named
        last. Without it each sentence is of the pairs that it names itself.
    """
    found: Topics = {}
    current: tuple[Pair, ...] = (main,) if main else ()
    for cut in sentences:
        named = _named(words, cut.items, main)
        traded = says(cut.items, *TRADE) or (_beside_the_pair(named, main) and says(cut.items, "amount"))
        beside = {
            cast("Mention", item.what).place.code
            for item in cut.items
            if item.has("place") and item.first and words.low(item.first - 1) in WITH
        }
        pairs = _pairs(named, beside, main) if traded else []
        if main is not None and [main.partner.code in pair.codes for pair in pairs] == [True] and main not in pairs:
            other = next(place for place in named if place.code != main.partner.code)
            pairs = [main, ordered(main.reporter, other)] if _all_led(words, cut.items) else pairs
        if kept is None:
            found[cut.start] = tuple(pairs)
            continue
        if main is not None and pairs and main not in pairs and _says_neighbour(words, cut):
            pairs = [main, *pairs]  # "Германия продала восточной соседке товаров на 99,1 млрд, тогда как вывоз в КНР"
        partner = main is not None and any(place.code == main.partner.code for place in named)
        told = tuple(pair for pair in pairs if pair in kept or pair == main)
        if told and told != (main,):
            current = told
        elif partner or main in pairs:
            current = (main,) if main else ()
        # A list of partners leaves open which of them the next sentence is about.
        found[cut.start] = told or (current if len(current) < 2 else ())
    return found
