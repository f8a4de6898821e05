"""Whose trade a file is about: the pair that was asked for among those it names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from forecast.data.places import find_place
from forecast.data.statements import slug
from forecast.errors import Fault, ForecastError, Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from forecast.data.office_headers import Recipe
    from forecast.data.office_tables import Figure

__all__ = ["chosen_pair"]

#: Pairs whose names are looked up.
_FEW = 60
_WORLD = re.compile(
    r"world|all countries.*|total|welt|мир|全球|всего|итого|total general|"
    r"insgesamt|toplam|总值|合计|합계|총계|grand total|eu27_2020_extra.*|world total",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)
def _place(name: str) -> str:
    try:
        return find_place(name).name
    except ForecastError:
        return name


def _fits(pair: tuple[str, str], given: Sequence[str], named: Callable[[str], str]) -> bool:
    """Return whether a pair of the file is the one that was given; a name that the file leaves out fits."""
    own, other = ({slug(name), slug(_place(name))} for name in given)
    first, second = (slug(named(name)) for name in pair)
    if first and second:
        return first in own and second in other
    return not (first or second) or (first or second) in own | other


def _spelled(name: str) -> str:
    """Return the name of a place that a code stands for; other names as they are written."""
    return _place(name) if re.fullmatch(r"[A-Z]{2,3}", name) else name


def chosen_pair(figures: Sequence[Figure], recipe: Recipe, faults: list[Fault]) -> tuple[str, str, list[Figure]]:
    """Return reporter and partner, and the figures about them; faults note what must be said."""
    given = [name.strip() for name in re.split(r"\s*(?:/|–|—|;|,| - )\s*", recipe.pair)] if recipe.pair else []
    if recipe.pair and (len(given) != 2 or not all(given)):
        remedy = "write it like --pair 'Germany/China'"
        faults.append(Fault("--pair", recipe.pair, "is not two names", remedy, Setting("pair", "Germany/China")))
        return "A", "B", list(figures)
    by_pair: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        by_pair.setdefault((figure.reporter, figure.partner), []).append(figure)
    if len(by_pair) > 1:
        by_pair = {k: v for k, v in by_pair.items() if not _WORLD.fullmatch(k[1] or k[0])} or by_pair
    if given:
        chosen = [figure for pair, members in by_pair.items() if _fits(pair, given, str) for figure in members]
        if not chosen and len(by_pair) <= _FEW:  # told by another name: looking names up takes long
            chosen = [figure for pair, members in by_pair.items() if _fits(pair, given, _place) for figure in members]
        if not chosen:
            faults.append(Fault("--pair", recipe.pair, "is not in the file", f"there are {_listed(by_pair)}"))
        return given[0], given[1], chosen
    if len(by_pair) > 1:
        there = _listed(by_pair)
        problem, remedy = f"the file holds {len(by_pair):,} pairs", f"say --pair, one of {there}"
        faults.append(Fault("pair", "", problem, remedy, Setting("pair", offered=there)))
        return "A", "B", []
    (reporter, partner), members = next(iter(by_pair.items()), (("", ""), []))
    if not (reporter and partner):
        whose = f" (the file names {reporter or partner})" if reporter or partner else ""
        problem = f"the file does not say whose trade it is{whose}"
        faults.append(Fault("pair", "", problem, "say --pair 'A/B'", Setting("pair", "A/B")))
    return _spelled(reporter) or "A", _spelled(partner) or "B", members


def _listed(pairs: Mapping[tuple[str, str], object]) -> str:
    names = [f"'{'/'.join(name or '?' for name in pair)}'" for pair in list(pairs)[:8]]
    return ", ".join(names) + (" and more" if len(pairs) > 8 else "")
