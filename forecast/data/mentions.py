"""Places mentioned in running text: names in any language, Russian names in any case, and adjectives.

A text is given as its words, so that whoever parts it keeps the places of what is found. Names of countries in
all languages, of regions and of groups are those of `forecast.data.places`; adjectives ("Latvian", "белорусский")
stand in ``files/places/demonyms.csv``. A region's code is no name in a text ("in up to a year" is not Uttar Pradesh),
and names that news uses of a city or its government ("talks in Dubai") are a region's only where that is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from forecast.data.places import _ambiguous, _asked_only, _country_names, _overlay, _places, _table, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from forecast.data.places import Place

__all__ = ["Mention", "places_mentioned"]

#: Endings of Russian nouns and adjectives, folded, the longest first.
_ENDINGS = tuple(
    sorted(
        [
            "иями",
            "иях",
            "ами",
            "ями",
            "ого",
            "его",
            "ому",
            "ему",
            "ыми",
            "ими",
            "иеи",
            "иею",
            "ии",
            "ия",
            "ию",
            "ие",
            "ои",
            "ая",
            "ое",
            "ую",
            "ыи",
            "еи",
            "ом",
            "ем",
            "ам",
            "ям",
            "ах",
            "ях",
            "ью",
            "ов",
            "ев",
            "а",
            "я",
            "у",
            "ю",
            "е",
            "ы",
            "и",
            "ь",
            "о",
        ],
        key=len,
        reverse=True,
    )
)
#: Short names that are written in capitals only.
_CAPITALS = frozenset({"uk", "us", "usa", "uae", "eu", "сша", "оаэ", "ес", "кнр", "рф", "кндр", "юар", "фрг"})
_SHORTEST, _LONGEST = 4, 5


@dataclass(frozen=True, slots=True)
class Mention:
    """A place mentioned in a text.

    Parameters
    ----------
    place : Place
    start, end : int
        The first word and the one after the last.
    adjective : bool
        Whether an adjective named it.
    """

    place: Place
    start: int
    end: int
    adjective: bool = False


#: The endings of adjectives, as names have them in the nominative: "Омская область".
_ADJECTIVES = ("ая", "ое", "ыи", "ии")
#: And those that names of one word may have without being adjectives.
_BESIDE = (*_ADJECTIVES, "яя", "ее", "ые", "ие")
#: The endings of adjectives in other cases, which a name of one word never has: "Малых" is no form of "Мали".
_BENT_BESIDE = ("ым", "им", "ых", "их", "яя", "юю")
_VOWELS = "аеиоуыэюяь"


def _stem(word: str, *, alone: bool) -> str:
    """Return a folded Russian word in the nominative without its ending: "нигери" of Nigeria, but "нигер" of Niger.

    A short word is an adjective only beside others: "Новая Зеландия", "Южные территории", but not "Гавайи".
    """
    if word.endswith(_ADJECTIVES) and len(word) > 6:
        return word[:-2]
    if not alone and word.endswith(_BESIDE) and len(word) > 4:
        return word[:-2]
    return word[:-1] if word[-1:] in _VOWELS and len(word) > 3 else word


@lru_cache(maxsize=8_192)
def _stems_of(word: str) -> tuple[str, ...]:
    """Return what a folded Russian word in any case may be a form of, the one with the shortest ending first."""
    found = [word]
    found += [word[: -len(end)] for end in reversed(_ENDINGS) if word.endswith(end) and len(word) - len(end) >= 3]
    # A vowel that goes where an ending comes: "с Египтом".
    return tuple(found + [f"{stem[:-1]}е{stem[-1]}" for stem in found[1:] if len(stem) > 4])


@lru_cache(maxsize=8_192)
def _stems_beside(word: str) -> tuple[str, ...]:
    """Return what a folded Russian word of a name of several words may be a form of."""
    return _stems_of(word) + ((word[:-2],) if word.endswith(_BENT_BESIDE) and len(word) > 4 else ())


def _cyrillic(word: str) -> bool:
    return "\u0400" <= word[:1] <= "\u04ff"


#: Names and their codes, by their first words' stems.
_Stems = dict[str, tuple[tuple[tuple[str, ...], str], ...]]


class _Asked(NamedTuple):
    """Names that are looked for because their regions are asked for."""

    names: Mapping[tuple[str, ...], str]
    stems: _Stems


@cache
def _told() -> Mapping[str, str]:
    """Return the codes of regions and groups by the folded names that they have in a text."""
    codes = {code.replace("-", " ").lower() for code, place in _places().items() if place.kind == "region"}
    return {name: code for name, code in _overlay().items() if name not in codes and name not in _asked_only()}


@cache
def _names() -> Mapping[tuple[str, ...], str]:
    """Return the code of every name by its folded words."""
    lines = (line.partition("\t") for line in _country_names().decode().splitlines() if line)
    found = {tuple(name.split()): code for name, _tab, code in lines}
    found |= {tuple(name.split()): code for name, code in _told().items()}
    for name, codes in _ambiguous().items():
        # In news on trade a name that a country and a region bear is the country's.
        countries = [code for code in codes if _places()[code].kind == "country"]
        found.pop(tuple(name.split()), None)
        if len(countries) == 1:
            found[tuple(name.split())] = countries[0]
    return found


def _by_stem(named: Iterable[tuple[tuple[str, ...], str]]) -> _Stems:
    """Return Russian names, their words without endings, by the first of them; the longest first."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for words, code in named:
        stems = tuple(_stem(word, alone=len(words) == 1) for word in words)
        found.setdefault(stems[0], {}).setdefault(stems, code)
    return {first: tuple(sorted(of.items(), key=lambda one: -len(one[0]))) for first, of in found.items()}


@cache
def _stems() -> _Stems:
    """Return every Russian name with its code by its stem."""
    russian = ((fold(place.russian), place.code) for place in reversed(tuple(_places().values())) if place.russian)
    named = {tuple(name.split()): code for name, code in russian if name not in _asked_only()}
    named = {tuple(name.split()): code for name, code in _told().items() if _cyrillic(name)} | named
    # Other names of countries bend as well: "с Кыргызстаном", where the name kept here is another.
    others = {w: code for w, code in _names().items() if _cyrillic(w[0]) and min(map(len, w)) > _SHORTEST}
    return _by_stem((*named.items(), *others.items()))


@lru_cache(maxsize=64)
def _asked(codes: frozenset[str] | None) -> _Asked:
    """Return the names that are looked for only because their regions are asked for; of all regions for None."""
    found = {tuple(name.split()): _overlay()[name] for name in _asked_only()}
    names = {words: code for words, code in found.items() if codes is None or code in codes}
    return _Asked(names, _by_stem((words, code) for words, code in names.items() if _cyrillic(words[0])))


def _bent(words: Sequence[str], asked: _Asked) -> tuple[str, int] | None:
    """Return the code of the Russian name in some case that words start with, and how many of them it has."""
    best: tuple[str, int] | None = None
    alone = _stems_of(words[0])
    for first in _stems_beside(words[0]):
        for stems, code in (*asked.stems.get(first, ()), *_stems().get(first, ())):
            if len(stems) > len(words) or (best is not None and len(stems) <= best[1]):
                continue
            if len(stems) == 1 and first not in alone:
                continue
            if all(stem in _stems_beside(word) for stem, word in zip(stems[1:], words[1:], strict=False)):
                best = code, len(stems)
    return best


@cache
def _adjectives() -> tuple[Mapping[tuple[str, ...], str], Mapping[str, tuple[tuple[str, str], ...]]]:
    """Return the codes of adjectives that stand whole, and of those with any ending by their first three letters."""
    whole: dict[tuple[str, ...], str] = {}
    open_ended: dict[str, list[tuple[str, str]]] = {}
    for row in _table("demonyms.csv"):
        for adjective in row["adjectives"].split("|"):
            word = fold(adjective)
            if adjective.endswith("*"):
                open_ended.setdefault(word[:3], []).append((word, row["code"]))
            else:
                whole[tuple(word.split())] = row["code"]
    return whole, {key: tuple(found) for key, found in open_ended.items()}


def _at(words: Sequence[str], capitals: Sequence[bool], at: int, asked: _Asked) -> Mention | None:  # noqa: C901, PLR0912 - one rule a script
    """Return the place whose name starts at a word, the longest name first."""
    first = words[at]
    han = "\u3400" <= first[:1] <= "\u9fff"
    bent = _bent(words[at : at + _LONGEST], asked) if capitals[at] and _cyrillic(first) else None
    for count in range(min(12 if han else _LONGEST, len(words) - at), 0, -1):
        part = tuple(words[at : at + count])
        if "" in part:
            continue
        if han:
            whole_name = ("".join(part),)
            code = (asked.names.get(whole_name) or _names().get(whole_name)) if count > 1 else None
        elif not capitals[at]:
            code = None
        elif count == 1 and len(first) < _SHORTEST:
            code = _names().get(part) if first in _CAPITALS else None
        else:
            code = asked.names.get(part) or _names().get(part)
            if code is None and bent is not None and bent[1] == count:
                code = bent[0]
        if code:
            return Mention(_places()[code], at, at + count)
    if han:
        return None
    whole, open_ended = _adjectives()
    for count in (2, 1):
        part = tuple(words[at : at + count])
        if part in whole and (capitals[at] or _cyrillic(first)):
            return Mention(_places()[whole[part]], at, at + count, adjective=True)
    for stem, code in open_ended.get(first[:3], ()):
        if first.startswith(stem):
            return Mention(_places()[code], at, at + 1, adjective=True)
    return None


def places_mentioned(
    words: Sequence[str], capitals: Sequence[bool], *, asked: Collection[str] | None = ()
) -> tuple[Mention, ...]:
    """Return the places that a text mentions, in its order.

    Parameters
    ----------
    words : sequence of str
        Folded; empty where a mark parts words that belong to no one name.
    capitals : sequence of bool
        Whether each starts with a capital letter: all of it where the name is short.
    asked : collection of str, optional
        Codes of regions that are asked about, which are then found by the names of their cities, too; None for all.

    Examples
    --------
    >>> found = places_mentioned(["trade", "with", "омскои", "областью"], [False, False, True, False])
    >>> found[0].place.code
    'RU-OMS'
    """
    found: list[Mention] = []
    names = _asked(None if asked is None else frozenset(asked))
    at = 0
    while at < len(words):
        mention = _at(words, capitals, at, names) if words[at] else None
        if mention:
            found.append(mention)
            at = mention.end
        else:
            at += 1
    return tuple(found)
