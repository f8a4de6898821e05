"""Who trades with whom: the pair that an article is about, from the places it mentions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from forecast.articles import dateline
from forecast.articles.endings import sentences_of
from forecast.data import Mention, Pair, catalog, find_place, fold, place_of, places_mentioned, slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forecast.articles.figures import Words
    from forecast.data import Place

__all__ = ["CAPITALS", "CITIES", "TRADE", "ordered", "pair_of", "places_of", "side_of"]

#: Agencies that tell whose article it is.
_AGENCIES: Mapping[str, str] = {
    "belta": "BLR",
    "белта": "BLR",
    "uza": "UZB",
    "kazinform": "KAZ",
    "казинформ": "KAZ",
    "azertac": "AZE",
    "тасс": "RUS",
    "kabar": "KGZ",
    "armenpress": "ARM",
}
#: Regions that are cities.
CITIES = frozenset({"RU-MOW", "RU-SPE", "BY-HM", "KZ-71", "KZ-75", "KZ-79", "UZ-TK"})
#: Regions that are the capital of their country, which news calls by it.
CAPITALS = frozenset(
    {"BY-HM", "UZ-TK", "RU-MOW", "AM-ER", "AZ-BA", "TJ-DU", "KG-GB", "UA-30", "GE-TB", "TM-S", "KZ-71", "KZ-AST",
     "CN-BJ", "TR-06", "ES-MD", "DE-BE", "FR-75", "JP-13", "KR-11", "IN-DL", "TH-10", "VN-HN", "EG-C", "KE-30", "MN-1"}
)  # fmt: skip
#: Tags of words of trade.
TRADE = ("total", "exports", "imports")
#: A third place that is named so much less than the second is not a side.
_CLEAR = 1.5


def places_of(words: Words, pair: Pair | None = None) -> dict[int, Mention]:
    """Return the places that a text mentions, by the first token of each; the pair's by all of their names."""
    kept = [
        (at, token)
        for at, token in enumerate(words.tokens)
        if not (token.kind == "mark" and token.text in {".", "-", "‑", "‐", "’"})
    ]
    lows = [token.low if token.kind == "word" and not _of_currency(words, at) else "" for at, token in kept]
    capitals = [
        token.capital and (len(token.text) > 3 or token.text.isupper() or lows[n] not in {"us", "uk", "eu"})
        for n, (_at, token) in enumerate(kept)
    ]
    found: dict[int, Mention] = {}
    for mention in places_mentioned(lows, capitals, asked=pair.codes if pair else ()):
        first, last = kept[mention.start][0], kept[mention.end - 1][0]
        if _describes(words, mention, first, last) or _left_out(words, first) or _is_person(words, mention, first):
            continue
        if _of_dollars(words, mention.place, first, last) or _on_route(words, mention, first, last):
            continue
        # Marks left out may part two sentences: a name never runs over them with a space after a long word.
        found[first] = type(mention)(mention.place, first, last + 1, mention.adjective)
    return found


#: A name that starts like its country's is no person's.
_SAME_LETTERS = 3
#: Towns that are people's first names.
_FIRST_NAMES = frozenset({"vladimir", "владимир", "владимира", "владимиру", "владимиром"})


def _is_person(words: Words, mention: Mention, first: int) -> bool:
    """Return whether a name is that of somebody: "Владимир Путин", "Vikram Misri" (Egypt in Swahili)."""
    token, before = words.tokens[first], words.tokens[first - 1] if first else None
    if token.low == "thai" and words.low(first + 1) in {"nguyen", "binh"}:
        return True  # towns of Vietnam
    own = fold(mention.place.name)[:_SAME_LETTERS] == token.low[:_SAME_LETTERS] or mention.adjective
    named = before is not None and before.kind == "word" and before.capital and not words.tags[first - 1]
    if (
        named
        and not own
        and mention.end - mention.start == 1
        and words.lexicon.language == "en"
        and len(token.text) > 3
    ):
        return True
    behind = words.tokens[first + 1 : first + 2]
    return words.low(first) in _FIRST_NAMES and bool(behind) and behind[0].kind == "word" and behind[0].capital


#: What is said before a place that a figure is without: "без учета Санкт-Петербурга", "excluding Hong Kong".
_WITHOUT = frozenset({("без", "учета"), ("без", "учёта"), ("не", "считая"), ("not", "including"), ("not", "counting")})


def _left_out(words: Words, first: int) -> bool:
    """Return whether the figures beside a place are said to be without it."""
    before = tuple(token.low for token in words.tokens[max(first - 2, 0) : first])
    return before in _WITHOUT or before[-1:] == ("excluding",)


def _of_currency(words: Words, at: int) -> bool:
    """Return whether a token is of a currency's sign: "US$5bn", "US $5bn", but not "from Jordan $197m"."""
    sign = words.mark(at + 1) in {"$", "€", "£"}
    return sign and (words.joined(at + 1) or len(words.tokens[at].text) <= _SAME_LETTERS)


def _of_dollars(words: Words, place: Place, first: int, last: int) -> bool:
    """Return whether the United States are named for whose dollars they are: "135 млн долл. США", "US dollars"."""
    if place.code != "USA":
        return False
    before = first - 1 - (words.mark(first - 1) == ".")
    behind = last + 1 + (words.mark(last + 1) == ".")
    return words.low(before).startswith(("долл", "дол")) or words.low(behind).startswith(("dollar", "cent"))


def _on_route(words: Words, mention: Mention, first: int, last: int) -> bool:
    """Return whether a town is one of a road or a pipe: "the Baku-Tbilisi-Ceyhan pipeline"."""
    said = " ".join(token.low for token in words.tokens[first : last + 1])
    if mention.adjective or said in {fold(mention.place.name), fold(mention.place.russian)}:
        return False
    before, behind = words.tokens[max(first - 2, 0) : first], words.tokens[last + 1 : last + 3]
    led = len(before) == 2 and before[1].text == "-" and before[0].capital and words.joined(first)
    return led and len(behind) == 2 and behind[0].text == "-" and words.joined(last + 1)


#: Of a continent they say which country is meant: "Africa's most industrialised economy".
_SUPERLATIVES = frozenset({"largest", "biggest", "most", "second", "third", "top", "leading", "richest", "fastest"})


#: Behind the name of a group they are one of it.
_MEMBERS = frozenset({"partner", "neighbour", "neighbor", "member", "ally", "nation", "country", "economy", "state"})


_ECONOMIES = frozenset({"economies", "nations", "countries", "powers", "markets"})


def _describes(words: Words, mention: Mention, first: int, last: int) -> bool:
    """Return whether a name of a part of the world only describes a country: "the South American nation"."""
    tokens = words.tokens
    if mention.place.kind == "group" and words.low(last + 1) in _MEMBERS:
        return True  # "sales to its Mercosur partner"
    if mention.place.kind == "group" and words.low(first - 1) == "of" and words.low(first - 2) in _ECONOMIES:
        return True  # "the two largest economies of Latin America exchanged goods"
    if mention.place.kind == "group":
        return (
            [token.low for token in tokens[last + 1 : last + 2]] == ["s"]
            and last + 2 < len(tokens)
            and (tokens[last + 2].low in _SUPERLATIVES)
        )
    led = tokens[first - 1].low if first else ""
    return tokens[first].low == "american" and led in {"south", "latin", "central", "north"}


def _is_town(words: Words, mention: Mention) -> bool:
    """Return whether a place is named by a town of it: "MINSK, 14 July (BelTA)", "Kazan - ", but not "U.S. - "."""
    said = " ".join(token.low for token in words.tokens[mention.start : mention.end])
    names = {fold(mention.place.name), fold(mention.place.russian)}
    plain = mention.place.kind == "region" and mention.end - mention.start == 1  # "LONDON, July 10 (Reuters) - "
    named = mention.place.code in CITIES or plain or said not in names
    return len(said) > 3 and not mention.adjective and named


_INSIDE = frozenset({"in", "within", "of", "among", "across", "inside", "outside", "в", "во", "внутри", "среди"})


def _locates(words: Words, mention: Mention) -> bool:
    """Return whether a place only says where somebody is: "its main partner in the EU", "said in Seoul"."""
    at = mention.start - 1 - (words.low(mention.start - 1) in {"the", "странах"})
    town = words.low(at) in {"in", "at"} and _is_town(words, mention)
    spoken = words.low(at) in {"в", "во"} and words.low(mention.end - 1).endswith(("е", "ии"))  # "на форуме в России"
    return town or spoken or (mention.place.kind == "group" and words.low(at) in _INSIDE)


def _weights(words: Words, places: Mapping[int, Mention]) -> tuple[Counter[str], list[str], set[frozenset[str]]]:
    """Return how often each place is named, more in sentences on trade, in order of mention there, and pairs."""
    sent = dateline.tokens_in(words)
    weights: Counter[str] = Counter()
    order: list[str] = []
    together: set[frozenset[str]] = set()
    for start, end in sentences_of(words):
        inside = [
            places[at] for at in range(start, end) if at in places and not (at in sent and _is_town(words, places[at]))
        ]
        traded = any(words.tag(at, tag) for at in range(start, end) for tag in TRADE)
        inside = [mention for mention in inside if not _locates(words, mention)]
        for mention in inside:
            weights[mention.place.code] += 3 if traded else 1
            if traded:
                order.append(mention.place.code)
        if traded:
            codes = list(dict.fromkeys(m.place.code for m in inside))
            together |= {frozenset((a, b)) for a in codes for b in codes if a != b}
    return weights, order, together


#: How a capital is told apart from its state.
_OF_CITY = ("city", "город", "столи", "мэр", "mayor", "собянин", "sobyanin", "муниципал", "municipal")


def _beside_town(words: Words, mention: Mention, places: Mapping[int, Mention]) -> bool:
    """Return whether a capital is named with a town that no list knows: "trade between New Delhi and Moscow"."""
    if mention.place.code not in CAPITALS:
        return False
    covered = {at for one in places.values() for at in range(one.start, one.end)}
    before = mention.start - 2 if words.low(mention.start - 1) in {"and", "и"} else -1
    behind = mention.end + 1 if words.low(mention.end) in {"and", "и"} else -1
    known = (at for at in (before, behind) if 0 <= at < len(words.tokens) and at not in covered)
    return any(words.tokens[at].kind == "word" and words.tokens[at].capital for at in known)


def _states(words: Words, places: Mapping[int, Mention], weights: Mapping[str, int]) -> dict[str, str]:
    """Return the states that capitals stand for, by the capital: "trade of Moscow and Tehran grew"."""
    if any(token.low.startswith(_OF_CITY) for token in words.tokens):
        return {}
    by_town = any(mention.place.kind == "country" and _is_town(words, mention) for mention in places.values())
    named = {code: place.country for code in CAPITALS if code in weights and (place := place_of(code))}
    several = by_town or len(named) > 1 or any(_beside_town(words, m, places) for m in places.values())
    return {code: state for code, state in named.items() if several or 2 * weights.get(state, 0) >= weights[code]}


def _without_containers(weights: Counter[str]) -> Counter[str]:
    """Return the weights without countries of which a region is what the article is about."""
    places = {code: place for code in weights if (place := place_of(code))}
    whole = {
        place.country for code, place in places.items() if place.country and 2 * weights[code] >= weights[place.country]
    }
    return (
        Counter({code: weight for code, weight in weights.items() if code not in whole})
        if len(weights) > 2
        else weights
    )


def side_of(name: str) -> Place:
    """Return the place of a side as people write it; a name that a country and a region share is the country's here.

    Raises
    ------
    UnknownNameError
    """
    folded = fold(name).split()
    found = places_mentioned(folded, [True] * len(folded), asked=None)
    whole = [
        mention.place for mention in found if (mention.start, mention.end) == (0, len(folded)) and not mention.adjective
    ]
    return whole[0] if whole else find_place(name, where="pair")


def pair_of(words: Words, places: Mapping[int, Mention]) -> tuple[Pair | None, tuple[Place, ...]]:
    """Return the pair that an article is about, and the places that were candidates; None when it is not clear."""
    weights, order, together = _weights(words, places)
    agency = next((_AGENCIES[t.low] for t in words.tokens if t.low in _AGENCIES), None)
    states = _states(words, places, weights)
    order = [states.get(code, code) for code in order]
    together = {frozenset(states.get(code, code) for code in codes) for codes in together}
    for capital, state in states.items():
        weights[state] += weights.pop(capital)
    weights = _without_containers(weights)
    if agency and agency not in weights and len(weights) == 1:
        weights[agency] = 1
    ranked = [
        code
        for code, _weight in sorted(
            weights.items(), key=lambda kv: (-kv[1], order.index(kv[0]) if kv[0] in order else len(order))
        )
    ]
    candidates = tuple(p for code in ranked[:5] if (p := place_of(code)))
    if len(ranked) < 2:
        return None, candidates
    first, second = ranked[:2]
    if len(ranked) > 2 and weights[ranked[2]] * _CLEAR > weights[second] and frozenset((first, ranked[2])) in together:
        return None, candidates
    one, two = place_of(first), place_of(second)
    if one is None or two is None or one.contains(two) or two.contains(one):
        return None, candidates
    return ordered(one, two, order=order, agency=agency), candidates


def ordered(one: Place, two: Place, *, order: Sequence[str] = (), agency: str | None = None) -> Pair:
    """Return two places as a pair: as a known series has them, else the agency's country or the first named first."""
    known = set(catalog.series_ids())
    for a, b in ((one, two), (two, one)):
        if f"{slug(a.name)}-{slug(b.name)}" in known:
            return Pair(a, b)
    if agency in {one.code, two.code}:
        return Pair(one, two) if agency == one.code else Pair(two, one)
    at = {code: order.index(code) if code in order else len(order) for code in (one.code, two.code)}
    return Pair(one, two) if at[one.code] <= at[two.code] else Pair(two, one)
