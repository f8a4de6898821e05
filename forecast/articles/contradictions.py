"""Levels of a text that cannot all be right: which is meant, and which somebody has to confirm.

Two levels told for one flow and period, a part greater than its total, months greater than the year that they are of.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forecast.articles.doubts import Doubt

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from forecast.articles.article import ReadStatement

__all__ = ["settled"]

#: Two levels that are told of one thing differ by less than this factor.
_SAME_THING = 1.5
#: A part may be so many times as great as a total that is told more roughly, and parts so far from it.
_TOLERANCE = 1.05
_Key = tuple[str, str, str | None]


def _far(one: float, other: float) -> bool:
    return max(one, other) > _SAME_THING * min(one, other)


def _exceeds(one: ReadStatement, other: ReadStatement) -> bool:
    """Return whether a level is greater than another that it is a part of: of its flows, or of its months."""
    if one.period is None or other.period is None or one.level is None or other.level is None or one.unit != other.unit:
        return False
    part = other.flow in {one.flow, "total"}
    within = other.period.first <= one.period.first and one.period.last <= other.period.last
    return part and within and one.level > _TOLERANCE * other.level


def _by_sum(level: float, flow: str, beside: Mapping[str, float]) -> bool | None:
    """Return whether a level fits the others of its months: exports and imports make the total; None if unknown."""
    told = {**beside, flow: level}
    if "total" not in told or len(told) < 2:
        return None
    parts = [told[name] for name in ("exports", "imports") if name in told]
    if len(parts) == 1:
        return parts[0] <= _TOLERANCE * told["total"]
    return max(sum(parts), told["total"]) <= _TOLERANCE * min(sum(parts), told["total"])


def _meant(
    of_one: Mapping[int, float],
    flow: str,
    beside: Mapping[str, float],
    carried: Collection[int],
    named: Collection[int],
) -> float | None:
    """Return which of several levels told of one thing is meant; None when that cannot be known.

    A level whose clause names its flow stands against far smaller or larger ones of clauses that name none; one that
    fits the total and its parts against those that do not; one told with the partner's name against others.
    """
    for kept in ({of_one[n] for n in of_one if n not in carried}, {of_one[n] for n in of_one if n in named}):
        if len(kept) == 1 and all(_far(level, *kept) for level in of_one.values() if level not in kept):
            return next(iter(kept))
    fitting = {level for level in of_one.values() if _by_sum(level, flow, beside)}
    return next(iter(fitting)) if len(fitting) == 1 else None


def _doubted_by_others(
    statements: Sequence[ReadStatement], carried: Collection[int], named: Collection[int]
) -> list[ReadStatement]:
    """Return the statements, with a doubt on those that say two levels of one thing."""
    levels: dict[_Key, dict[int, float]] = {}
    for n, said in enumerate(statements):
        if said.level is not None and said.period and not said.doubt:
            levels.setdefault((said.flow, str(said.period), said.unit), {})[n] = said.level
    clear = {key: next(iter(set(of.values()))) for key, of in levels.items() if len(set(of.values())) == 1}
    doubtful = set[int]()
    for key in sorted(levels, key=lambda key: key[0] != "total"):  # the total first: its parts are held against it
        flow, period, unit = key
        if key in clear:
            continue
        others = {name: clear.get((name, period, unit)) for name in ("total", "exports", "imports") if name != flow}
        beside = {name: level for name, level in others.items() if level is not None}
        meant = _meant(levels[key], flow, beside, carried=carried, named=named)
        if meant is not None:
            clear[key] = meant
        doubtful |= {n for n, level in levels[key].items() if level != meant}
    return [
        replace(said, doubt=Doubt("several-levels")) if n in doubtful else said for n, said in enumerate(statements)
    ]


def _grows_otherwise(said: ReadStatement, kept: Sequence[ReadStatement]) -> bool:
    """Return whether growth alone is told of what was told to have grown at another rate: of goods, or of a month."""
    if said.level is not None or said.growth_pct is None:
        return False
    alike = (one for one in kept if (one.flow, one.period) == (said.flow, said.period) and one.growth_pct is not None)
    return any(one.growth_pct != said.growth_pct for one in alike)


def _over_parts(said: ReadStatement, kept: Sequence[ReadStatement]) -> bool:
    """Return whether a total is far more than the exports and imports that were told of its months before."""
    if said.flow != "total" or said.level is None:
        return False
    parts = {one.flow: one.level for one in kept if (one.period, one.unit) == (said.period, said.unit) and one.level}
    told = [parts[flow] for flow in ("exports", "imports") if flow in parts]
    return len(told) == 2 and said.level > _SAME_THING * sum(told)


def _doubt_beside(said: ReadStatement, kept: Sequence[ReadStatement]) -> Doubt | None:
    """Return why a statement contradicts those before it; None where it does not."""
    if _grows_otherwise(said, kept):
        return Doubt("several-rates")
    if any(_exceeds(said, one) or _exceeds(one, said) for one in kept):
        return Doubt("over-whole")
    return Doubt("over-parts") if _over_parts(said, kept) else None


def _doubted_by_order(statements: Sequence[ReadStatement]) -> list[ReadStatement]:
    """Return the statements, with a doubt on the later one of two of which a part is greater than its whole.

    What a text tells first is most often what it is about; what contradicts it is of goods or of all countries.
    """
    kept: list[ReadStatement] = []
    found: list[ReadStatement] = []
    for said in statements:
        one = replace(said, doubt=said.doubt or _doubt_beside(said, kept))
        found.append(one)
        if not one.doubt:
            kept.append(one)
    return found


def settled(
    statements: Sequence[ReadStatement], *, carried: Collection[int], named: Collection[int]
) -> tuple[ReadStatement, ...]:
    """Return the statements of a text, with a doubt on those that contradict what is meant.

    Parameters
    ----------
    statements : sequence of ReadStatement
        In the order of the text.
    carried : collection of int
        Those whose clause does not name the flow that they are of.
    named : collection of int
        Those whose clause names the partner.
    """
    return tuple(_doubted_by_order(_doubted_by_others(statements, carried, named)))
