"""Places: countries, territories, regions and groups, by their codes and by the names that people write.

Names of countries are those of the countrynames library and of Babel's locales, written to
``files/places`` by ``tools/build_places.py``; regions, groups and ambiguous names are an overlay kept by
hand beside them. Nothing is read before a name is asked for.

A name is found whole or not at all: "UK" never means Ukraine, and a name that several places bear is
refused with each of them.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

from forecast.data.statements import slug
from forecast.errors import Fault, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "Pair",
    "Place",
    "country_named",
    "find_place",
    "fold",
    "parse_pair",
    "place_named",
    "place_of",
    "search_places",
]

PlaceKind = Literal["country", "region", "group"]

#: Letters that Unicode does not take apart into a base and a mark.
_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "e"}
    | {"й": "и", "ё": "е"}  # letters with marks, taken apart here as most Russian names then need no more
)
#: English and Russian without marks, which Unicode takes apart no further.
_PLAIN = re.compile("[\x00-\x7fа-я]*")
_APART = re.compile(r"[\W_]+")
_SEPARATOR = re.compile(r"\s*[-‐‑–—/,;&+|]+\s*|\s+(?:and|with|и)\s+|\s+", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”«»„]\s*([^\"“”«»„]+?)\s*[\"“”«»„]")
_MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A country, a region of one, or a group.

    Parameters
    ----------
    code : str
        ISO 3166-1 alpha-3, ISO 3166-2, or a group's own code.
    kind : {"country", "region", "group"}
        Territories that report their own trade are countries here.
    name : str
        In English.
    russian : str
        In Russian.
    alpha_2 : str
        ISO 3166-1 alpha-2; empty for regions and groups.
    country : str
        Code of the country that a region is part of; empty for the others.
    """

    code: str
    kind: PlaceKind
    name: str
    russian: str
    alpha_2: str = ""
    country: str = ""

    @property
    def slug(self) -> str:
        """The place as it stands in the id of a pair: its name, or its code where others share the name.

        Examples
        --------
        >>> find_place("UAE").slug, find_place("GEO").slug
        ('united-arab-emirates', 'geo')
        """
        return slug(self.code) if fold(self.name) in _ambiguous() else slug(self.name)

    def members(self, year: int) -> tuple[Place, ...]:
        """Return who belonged to a group in a year, by code; nobody for what is no group.

        Examples
        --------
        >>> len(find_place("EU").members(2000)), len(find_place("EU").members(2024))
        (15, 27)
        """
        return tuple(
            _places()[member]
            for member, first, last in _members().get(self.code, ())
            if first <= year and (last is None or year <= last)
        )

    def contains(self, other: Place) -> bool:
        """Return whether the other place is part of this one today: a member of a group, a region of a country.

        Examples
        --------
        >>> find_place("BRICS").contains(find_place("China")), find_place("EU").contains(find_place("UK"))
        (True, False)
        """
        if other.country and other.country == self.code:
            return True
        own = {code for code, _first, last in _members().get(self.code, ()) if last is None}
        if other.kind == "group":
            theirs = {code for code, _first, last in _members().get(other.code, ()) if last is None}
            return bool(theirs) and theirs < own
        return other.code in own or other.country in own


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places whose trade is asked about; the reporter's books are asked first."""

    reporter: Place
    partner: Place

    @property
    def id(self) -> str:
        """The pair as the id of a series."""
        return f"{self.reporter.slug}-{self.partner.slug}"

    @property
    def codes(self) -> tuple[str, str]:
        """The codes of both."""
        return self.reporter.code, self.partner.code


def fold(name: str) -> str:
    """Return a name as names are compared: lower case, without marks and punctuation.

    Examples
    --------
    >>> fold("Türkiye"), fold("St. Petersburg"), fold("Côte d’Ivoire"), fold("Беларусь")
    ('turkiye', 'st petersburg', 'cote d ivoire', 'беларусь')
    """
    letters = name.casefold().replace("&", " and ").translate(_LETTERS)
    if not _PLAIN.fullmatch(letters):
        apart = unicodedata.normalize("NFKD", letters)
        letters = "".join(c for c in apart if unicodedata.category(c) not in {"Mn", "Mc", "Cf"})
    words = _APART.sub(" ", letters).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def _file(name: str) -> str:
    return resources.files("forecast.data").joinpath("files", "places", name).read_text(encoding="utf-8")


@cache
def _table(name: str) -> tuple[Mapping[str, str], ...]:
    return tuple(csv.DictReader(io.StringIO(_file(name), newline="")))


@cache
def _places() -> Mapping[str, Place]:
    """Return every place by its code."""
    found = [
        Place(row["code"], "country", row["name"], row["russian"], alpha_2=row["alpha_2"])
        for row in _table("countries.csv")
    ]
    found += [
        Place(row["code"], "region", row["name"], row["russian"], country=row["country"])
        for row in _table("regions.csv")
    ]
    found += [Place(row["code"], "group", row["name"], row["russian"]) for row in _table("groups.csv")]
    return {place.code: place for place in found}


@cache
def _own_names() -> tuple[tuple[Place, str, frozenset[str]], ...]:
    """Return each place with its English name, and with its Russian one, folded, and with the words of that."""
    names = [(place, fold(name)) for place in _places().values() for name in (place.name, place.russian)]
    return tuple((place, name, frozenset(name.split())) for place, name in names)


@cache
def _members() -> Mapping[str, tuple[tuple[str, int, int | None], ...]]:
    """Return the members of each group with their first and last year; before 1800 and None when open."""
    found: dict[str, list[tuple[str, int, int | None]]] = {}
    for row in _table("members.csv"):
        last = int(row["through"]) if row["through"] else None
        found.setdefault(row["group"], []).append((row["member"], int(row["from"] or 0), last))
    return {group: tuple(rows) for group, rows in found.items()}


@cache
def _ambiguous() -> Mapping[str, tuple[str, ...]]:
    return {fold(row["name"]): tuple(row["codes"].split()) for row in _table("ambiguous.csv")}


@cache
def _asked_only() -> frozenset[str]:
    """Return the folded names that mean a region in a question, but its city or its country in an article."""
    return frozenset(_file("asked_only.csv").splitlines()[1:])


@cache
def _overlay() -> Mapping[str, str]:
    """Return the codes of regions and groups by folded name."""
    found: dict[str, str] = {}
    for table in ("regions.csv", "groups.csv"):
        for row in _table(table):
            for name in (row["code"], row["name"], row["russian"], *row["also"].split("|")):
                if name:
                    found[fold(name)] = row["code"]
    return found


@cache
def _country_names() -> bytes:
    """Return the folded names of countries with their codes, each on a line of its own."""
    return b"\n" + resources.files("forecast.data").joinpath("files", "places", "country_names.tsv").read_bytes()


def _beginning_with(letter: str, *, shortest: int, longest: int) -> dict[str, str]:
    """Return the codes of places by folded name, of the names of about a length that begin with a letter.

    The file is searched, not taken apart: of its thousands of names some hundred are left.
    """
    line = rf"\n({re.escape(letter)}[^\t\n]{{{shortest - 1},{longest - 1}}})\t(.+)"
    found = dict(re.findall(line, _country_names().decode()))
    overlay = _overlay().items()
    return found | {n: code for n, code in overlay if n[:1] == letter and shortest <= len(n) <= longest}


def _country_code(name: str) -> str | None:
    """Return the code of the country that bears a folded name.

    Names stand in the file in the order of their bytes: halving it finds one, which spares a table of all names.
    """
    names, wanted = _country_names(), name.encode()
    low, high = 1, len(names)  # where lines begin
    while low < high:
        middle = (low + high) // 2
        start, end = names.rfind(b"\n", low - 1, middle) + 1, names.index(b"\n", middle)
        found, _, code = names[start:end].partition(b"\t")
        if found == wanted:
            return code.decode()
        low, high = (end + 1, high) if found < wanted else (low, start)
    return None


def place_of(code: str) -> Place | None:
    """Return the place of a code, None when there is none.

    Examples
    --------
    >>> place_of("RU-SPE").name
    'St. Petersburg'
    """
    return _places().get(code)


def _candidates(text: str) -> tuple[Place, ...]:
    """Return the places that a name, a slug or a code means: none, one, or several."""
    name = fold(text)
    if name in _ambiguous():
        return tuple(_places()[code] for code in _ambiguous()[name])
    code = _overlay().get(name) or _country_code(name)
    return (_places()[code],) if code else ()


def search_places(text: str, *, limit: int = 10) -> tuple[Place, ...]:
    """Return the places whose English or Russian name or code has all of these words, whole; nearest first.

    Examples
    --------
    >>> [place.name for place in search_places("korea")]
    ['North Korea', 'South Korea']
    >>> [place.name for place in search_places("UK")]
    ['United Kingdom']
    """
    asked = set(fold(text).split())
    if not asked:
        return ()
    exact = _candidates(text)
    rest = list(dict.fromkeys(place for place, _, words in _own_names() if asked <= words and place not in exact))
    every = sorted(exact, key=lambda p: p.name) + sorted(rest, key=lambda p: (len(p.name), p.name))
    return tuple(every[:limit])


def _alike(name: str, known: Iterable[str], *, cutoff: float) -> list[str]:
    """Return the three names that are most like one; those that their letters alone tell apart are not compared."""
    size, letters = len(name), frozenset(name)

    def common(other: str) -> int:
        # No more letters can match, in whatever order: each that one of them lacks is lost.
        theirs = frozenset(other)
        return min(size - len(letters - theirs), len(other) - len(theirs - letters))

    near = [other for other in known if 2 * common(other) >= cutoff * (size + len(other))]
    return get_close_matches(name, near, n=3, cutoff=cutoff)


def _told(places: Sequence[Place]) -> str:
    return ", ".join(f"{place.code} ({place.name})" for place in places[:_MOST_TOLD])


def _near(text: str) -> tuple[Place, ...]:
    """Return the places whose names are nearly this, for "did you mean"."""
    name = fold(text)
    own = {known: place for place, known, _ in _own_names()}
    close = [own[match] for match in _alike(name, own, cutoff=0.75)]
    if len(close) < 3 and len(name) > 3:
        names = _beginning_with(name[0], shortest=len(name) - 2, longest=len(name) + 2)
        close += [_places()[names[match]] for match in _alike(name, names, cutoff=0.8)]
    return tuple(dict.fromkeys([*search_places(text, limit=3), *close]))


def _unknown(where: str, text: str) -> Fault:
    near = _near(text) if text.strip() else ()
    remedy = f"did you mean {_told(near)}?" if near else "write a country, a region or a group, or its ISO 3166 code"
    return Fault(where, text, "is not a place known here", remedy)


def _one(text: str, where: str) -> Place | Fault:
    found = _candidates(text)
    if len(found) == 1:
        return found[0]
    if found:
        return Fault(where, text, "is the name of several places", f"write the code: {_told(found)}")
    return _unknown(where, text)


def find_place(text: str, *, where: str = "place") -> Place:
    """Return the place that a name or code means.

    Parameters
    ----------
    text : str
        ``India``, ``UAE``, ``Беларусь``, ``RU-SPE``, ``united-arab-emirates``.
    where : str
        What was given, for messages.

    Raises
    ------
    UnknownNameError
        Names what may have been meant.

    Examples
    --------
    >>> find_place("Holland").code, find_place("Беларусь").code, find_place("ASEAN").kind
    ('NLD', 'BLR', 'group')
    """
    found = _one(text, where)
    if isinstance(found, Fault):
        raise UnknownNameError([found])
    return found


def place_named(text: str) -> Place | None:
    """Return the only place of a name, a slug or a code; None when there is none, or several. Nothing is suggested.

    Examples
    --------
    >>> place_named("Holland").code, place_named("Congo"), place_named("Atlantis")
    ('NLD', None, None)
    """
    found = _candidates(text)
    return found[0] if len(found) == 1 else None


def country_named(text: str) -> Place | None:
    """Return the only country of a name, which regions may bear too; None when there is none, or several.

    Examples
    --------
    >>> country_named("Georgia").code, country_named("Congo"), country_named("Atlantis")
    ('GEO', None, None)
    """
    countries = [place for place in _candidates(text) if place.kind == "country"]
    return countries[0] if len(countries) == 1 else None


def _cuts(text: str) -> list[tuple[str, str]]:
    """Return every way to cut a text into two names; quotes and a long dash leave one."""
    quoted = _QUOTED.search(text)
    if quoted:
        before, after = text[: quoted.start()].strip(" -–—,;/"), text[quoted.end() :].strip(" -–—,;/")
        inner = quoted.group(1)
        rest = after or before
        if before and after:
            return []
        other = _QUOTED.fullmatch(rest.strip())
        rest = other.group(1) if other else rest
        return [(inner, rest) if after else (rest, inner)]
    return [
        (text[: m.start()], text[m.end() :]) for m in _SEPARATOR.finditer(text) if m.start() and m.end() < len(text)
    ]


def _checked(reporter: Place, partner: Place, where: str, text: str, *, within: bool) -> Pair:
    if within:
        return Pair(reporter, partner)
    remedy = "name two sides that trade with each other"
    if reporter.code == partner.code:
        raise UnknownNameError([Fault(where, text, f"names {reporter.name} twice", remedy)])
    for whole, part in ((reporter, partner), (partner, reporter)):
        if whole.contains(part):
            problem = f"asks about trade of {whole.name} with {part.name}, which is part of it"
            raise UnknownNameError([Fault(where, text, problem, remedy)])
    return Pair(reporter, partner)


def parse_pair(text: str | Sequence[str], *, where: str = "pair", within: bool = False) -> Pair:
    """Return the pair that was written; whose books are asked first stands first.

    Parameters
    ----------
    text : str or sequence of str
        ``india-uae``, ``IND-ARE``, ``india uae``, ``"United Arab Emirates" India``, or the two names.
    where : str
        What was given, for messages.
    within : bool
        Whether a side may be part of the other, as in trade of Kazakhstan with the rest of Central Asia.

    Raises
    ------
    UnknownNameError
        For an unknown or ambiguous place, the same place twice, or a part of the other side; both sides'
        faults at once.

    Examples
    --------
    >>> parse_pair("india-uae").codes, parse_pair("guinea-bissau senegal").codes
    (('IND', 'ARE'), ('GNB', 'SEN'))
    >>> parse_pair(["United Arab Emirates", "India"]).id
    'united-arab-emirates-india'
    """
    given = text if isinstance(text, str) else " ".join(text)
    cuts = _cuts(text.strip()) if isinstance(text, str) else [(text[0], text[1])] if len(text) == 2 else _cuts(given)
    readings = [(left, right, _candidates(left), _candidates(right)) for left, right in cuts]
    whole = [(a[0], b[0]) for _l, _r, a, b in readings if len(a) == 1 and len(b) == 1]
    distinct = list(dict.fromkeys(whole))
    if len(distinct) == 1:
        return _checked(*distinct[0], where, given, within=within)
    if distinct:
        shown = " or ".join(f"{a.code}-{b.code}" for a, b in distinct[:_MOST_TOLD])
        raise UnknownNameError([Fault(where, given, "can be read in several ways", f"write {shown}")])
    alone = _candidates(given)
    if not cuts or alone:
        problem = f"names {alone[0].name} alone" if alone else "does not name two sides"
        raise UnknownNameError([Fault(where, given, problem, "write a pair such as india-uae or IND-ARE")])
    # The cut at which most is known tells what is wrong with the rest.
    left, right, *_ = max(readings, key=lambda cut: (bool(cut[2]) + bool(cut[3]), len(cut[2]) + len(cut[3])))
    sides = (_one(left, where), _one(right, where))
    raise UnknownNameError([side for side in sides if isinstance(side, Fault)])
