"""What a side is called when it is not named: "the latter", "the bloc", "из республики", "нижегородцы"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.sides import CITIES
from forecast.data import Mention, fold, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.articles.figures import Words
    from forecast.data import Pair, Place

__all__ = ["called_otherwise"]

#: What a text in Russian calls a side when it does not name it, by what it is.
_CALLED: Mapping[str, frozenset[str]] = {
    "": frozenset({"регион", "региона", "региону", "регионом", "регионе"}),
    "город": frozenset({"город", "города", "городу", "городом", "городе"}),
    "область": frozenset({"область", "области", "областью"}),
    "край": frozenset({"край", "края", "краю", "краем", "крае"}),
    "республика": frozenset({"республика", "республики", "республике", "республику", "республикой"}),
}


def _region_and_country(pair: Pair) -> tuple[Place, Place] | None:
    """Return the sides of a pair of a region and a country."""
    one, two = pair.reporter, pair.partner
    if {one.kind, two.kind} != {"region", "country"}:
        return None
    return (one, two) if one.kind == "region" else (two, one)


def _adjective_of(place: Place) -> str:
    """Return how the adjective of a region begins in Russian: "калужск" of Калужская область."""
    first, *rest = fold(place.russian).split()
    if first.endswith("ая") or (rest and first.endswith("ии")):
        return first[:-2]
    return "" if rest or "-" in place.russian else f"{first.rstrip('аяь')}ск"


#: How the people of a region are called behind its stem: "нижегородцы".
_PEOPLE = frozenset({"ы", "ев", "ам", "ами", "ах"})


#: What the one named last, and the one before it, does or is dealt with by: "the latter exported to the former".
_TRADED = frozenset({"exported", "sold", "shipped", "supplied", "imported", "bought", "purchased"})


def _of_two_named(words: Words, places: Mapping[int, Mention]) -> dict[int, Mention]:
    """Return "the former" and "the latter" as the two places named last, where they trade and are not flows."""
    found: dict[int, Mention] = {}
    told = -1
    for at, token in enumerate(words.tokens):
        if token.kind == "break" or token.text == ".":
            told = -1
        elif token.low in _TRADED:
            told = at
        if token.low not in {"former", "latter"} or words.low(at - 1) != "the":
            continue
        before = [mention for first, mention in sorted(places.items()) if first < at]
        last = before[-1] if before else None
        other = next((mention for mention in before[::-1] if last and mention.place.code != last.place.code), None)
        led = told >= 0 and words.low(at - 2) in {"to", "from"}
        if last is not None and other is not None and (led or words.low(at + 1) in _TRADED):
            found[at - 1] = Mention((last if token.low == "latter" else other).place, at - 1, at + 1)
    return found


_ROLES = frozenset({"partner", "customer", "buyer", "supplier", "client", "neighbour", "neighbor"})
#: Words between a side and what the other one is to it, at most: "Argentina's main Mercosur partner".
_BETWEEN_ROLE = 5


def _by_side(words: Words, places: Mapping[int, Mention], pair: Pair | None) -> dict[int, Mention]:
    """Return a side called by what it is to the other: "purchases from Argentina's main Mercosur partner"."""
    found: dict[int, Mention] = {}
    for at, mention in places.items():
        if pair is None or mention.place.code not in pair.codes or words.low(mention.end) != "s":
            continue
        row = words.tokens[mention.end + 1 : mention.end + 1 + _BETWEEN_ROLE]
        role = next((n for n, token in enumerate(row) if token.low in _ROLES or token.kind != "word"), len(row))
        if role < len(row) and row[role].low in _ROLES and words.low(at - 1) in {"from", "to", "with"}:
            other = pair.partner if mention.place.code == pair.reporter.code else pair.reporter
            found[at] = Mention(other, at, mention.end + 2 + role)
    return found


def _blocs(words: Words, places: Mapping[int, Mention], pair: Pair | None) -> dict[int, Mention]:
    """Return "the bloc" as the union that is a side, else as the one named last."""
    sides = (pair.reporter, pair.partner) if pair else ()
    own = next((side for side in sides if side.kind == "group"), None)
    found: dict[int, Mention] = {}
    for at, token in enumerate(words.tokens):
        if token.low != "bloc" or words.low(at - 1) not in {"the", "whose"}:
            continue
        named = (places[first].place for first in sorted(places, reverse=True) if first < at)
        union = own or next((place for place in named if place.kind == "group"), None)
        if union is not None:
            found[at] = Mention(union, at, at + 1)
    return found


#: Adjectives of parts of the world, by the groups whose members they may mean; no group is all of Asia.
_PARTS_OF_WORLD: Mapping[str, tuple[str, ...]] = {
    "african": ("AFR",), "asian": ("ASEAN", "CAS", "GCC"), "european": ("EU",), "american": ("LAC",),
    "andean": ("LAC",), "caribbean": ("LAC",), "gulf": ("GCC",),
}  # fmt: skip
_OTHER_ASIA = frozenset(
    {"CHN", "JPN", "KOR", "MNG", "IND", "PAK", "BGD", "LKA", "NPL", "MDV", "AFG", "IRN", "IRQ", "TWN", "HKG", "JOR"}
)
#: What a country is called behind them.
_NATIONS = frozenset({"nation", "country", "state", "republic", "giant", "economy"})


def _is_of(adjective: str, place: Place) -> bool:
    if adjective == "asian" and place.code in _OTHER_ASIA:
        return True
    groups = (place_of(code) for code in _PARTS_OF_WORLD[adjective])
    return any(group.contains(place) for group in groups if group)


def _by_continent(words: Words, pair: Pair | None) -> dict[int, Mention]:
    """Return a side called by where it lies, where the other lies elsewhere: "the Asian nation shipped goods"."""
    sides = (pair.reporter, pair.partner) if pair else ()
    found: dict[int, Mention] = {}
    for at, token in enumerate(words.tokens):
        if token.low not in _PARTS_OF_WORLD or words.low(at + 1) not in _NATIONS:
            continue
        meant = [side for side in sides if _is_of(token.low, side)]
        if len(meant) == 1:
            found[at] = Mention(meant[0], at, at + 2)
    return found


def _peoples_republic(words: Words, pair: Pair | None) -> dict[int, Mention]:
    """Return "the People's Republic" as China, where China is a side and no other name stands behind it."""
    china = next((side for side in (pair.reporter, pair.partner) if side.code == "CHN"), None) if pair else None
    if china is None:
        return {}
    lows = [token.low for token in words.tokens]
    found = (at for at, low in enumerate(lows) if low == "people" and lows[at : at + 3] == ["people", "s", "republic"])
    return {at: Mention(china, at, at + 3) for at in found if words.low(at + 3) != "of"}


def called_otherwise(words: Words, places: Mapping[int, Mention], pair: Pair | None) -> dict[int, Mention]:
    """Return the mentions of a text with those by other words: "the latter exported to the former", "импорт региона".

    "Из республики", "татарстанские поставки": only where one side is a region and the other a country, so that
    nobody else can be meant.
    """
    if words.lexicon.language == "en":
        return {
            **places,
            **_peoples_republic(words, pair),
            **_of_two_named(words, places),
            **_by_side(words, places, pair),
            **_blocs(words, places, pair),
            **_by_continent(words, pair),
        }
    sides = _region_and_country(pair) if pair is not None and words.lexicon.language == "ru" else None
    if sides is None:
        return dict(places)
    region, country = sides
    kind = next((what for what in _CALLED if what and region.russian.endswith(f" {what}")), "")
    kind = "город" if region.code in CITIES else kind
    named = {fold(word): region for what in ("", kind) for word in _CALLED.get(what, ())}
    if kind:  # else the republic may be either
        named |= {fold(word): country for word in _CALLED["республика"]}
    stem = _adjective_of(region)
    covered = {at for mention in places.values() for at in range(mention.start, mention.end)}
    found = dict(places)
    for at, token in enumerate(words.tokens):
        if token.kind != "word" or at in covered:
            continue
        low = fold(token.low)
        if low in named:
            found[at] = Mention(named[low], at, at + 1)
        elif stem and low.startswith(f"{stem[:-2]}ц") and low[len(stem) - 1 :] in _PEOPLE:
            found[at] = Mention(region, at, at + 1)
        elif stem and low.startswith(stem) and token.capital | (low[len(stem) :] != ""):
            found[at] = Mention(region, at, at + 1, adjective=True)
    return found
