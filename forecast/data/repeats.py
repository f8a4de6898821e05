"""Repeats: rows of one table that are about one and the same thing (docs/statements.md).

Rows are numbered and ordered by what they say, so that the order of a file never matters. Rows that nothing tells
apart and that contradict each other are most likely parts of a breakdown, and are never averaged. A whole number of
billions beside prints with decimals has its zero dropped.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import replace
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from forecast.data.statements import FLOWS, RELIABILITIES, LevelPrint, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from forecast.data.intervals import Interval

__all__ = ["indistinct", "lost", "numbered", "with_dropped_zeros"]

#: Prints of a publisher say how many decimals it prints for levels within this factor of theirs.
_LIKE_SIZE = 3.0


def _place(statement: Statement) -> tuple[object, ...]:
    """Return where a statement stands among those of a series, unless another says the same of these."""
    origin = statement.origin
    return (
        origin.published,
        statement.period,
        statement.statistics,
        FLOWS.index(statement.flow),
        RELIABILITIES.index(statement.reliability),
        not statement.record,
        origin.publisher.casefold(),
    )


#: What tells statements of one place apart, their names left out.
_SAID = attrgetter(
    *("level", "growth", "event", "origin.publisher", "origin.title", "origin.url", "origin.precision"),
    *("note", "supersedes", "parts"),
)


def _in_order(statements: Iterable[Statement]) -> Iterator[tuple[int, Statement]]:
    """Yield statements with their places: by day and period, then by all that they say."""
    keyed = sorted(((_place(s), place, s) for place, s in enumerate(statements)), key=itemgetter(0))
    for _, alike in groupby(keyed, key=itemgetter(0)):
        _, *others = members = list(alike)
        if others:
            members.sort(key=lambda item: repr(_SAID(item[2])))
        yield from ((place, s) for _, place, s in members)


def numbered(statements: Iterable[Statement]) -> Iterator[tuple[int, Statement]]:
    """Yield statements in order of publication, each with its place among those given; ids that repeat are numbered.

    The order depends on what the statements say alone.
    """
    counts: Counter[str] = Counter()
    for place, statement in _in_order(statements):
        counts[statement.id] += 1
        number = counts[statement.id]
        yield place, statement if number == 1 else replace(statement, id=f"{statement.id}#{number}")


def indistinct(statements: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """Yield each level that contradicts an earlier one which nothing tells apart from it: both places, the later last.

    Publisher, occasion, qualifier and day are the same, and neither says that it supersedes the other.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    for place, s in enumerate(statements):
        if s.level is not None and not s.supersedes:
            told = (s.origin.publisher, s.event, s.level.qualifier, s.origin.published)
            alike.setdefault((s.statistics, s.flow, s.period, *told), []).append(place)
    for first, *later in alike.values():
        # What contradicts any earlier one contradicts the lowest or the highest of them.
        lowest = highest = first
        for place in later:
            allows, low, high = (_allowed(statements[p]) for p in (place, lowest, highest))
            against = next((p for p, other in ((lowest, low), (highest, high)) if not allows.meets(other)), None)
            if against is not None:
                yield against, place
            lowest = place if allows.high < low.high else lowest
            highest = place if allows.low > high.low else highest


def _allowed(statement: Statement) -> Interval:
    assert statement.level is not None
    return statement.level.cut_or_rounded


def lost(statements: Sequence[Statement], known: Sequence[Statement] = ()) -> tuple[Statement, ...]:
    """Return the statements that say they take the place of one that neither they nor those known hold."""
    saying = [s for s in statements if s.supersedes not in {"", "yes"}]
    if not saying:
        return ()
    named = {
        (s.statistics, s.flow, s.period, name): s.id
        for s in (*statements, *known)
        for name in (s.event, s.id, s.origin.published.isoformat())
    }
    return tuple(s for s in saying if named.get((s.statistics, s.flow, s.period, s.supersedes), s.id) == s.id)


def with_dropped_zeros(prints: Sequence[tuple[str, str, LevelPrint | None]]) -> tuple[LevelPrint | None, ...]:
    """Return levels with the decimals that their publisher usually prints.

    Parameters
    ----------
    prints : sequence of (str, str, LevelPrint or None)
        Publisher, text of the level, and the level as the text alone gives it; an empty text when its resolution
        was given apart.

    Returns
    -------
    tuple of LevelPrint or None
        "5bn" beside "4.8bn" and "4.9bn" of the same publisher is "5.0bn" with the zero dropped; rows that name no
        publisher are one. Alone it stays a print to the billion.
    """
    printed: dict[str, dict[float, list[float]]] = {}
    for publisher, text, level in prints:
        if text and level is not None and level.qualifier == "exact":
            printed.setdefault(publisher, {}).setdefault(level.resolution, []).append(level.value)
    for by_resolution in printed.values():
        for values in by_resolution.values():
            values.sort()
    return tuple(
        _at(level, _usual_resolution(level, printed[publisher]))
        if level is not None and _is_whole(text, level)
        else level
        for publisher, text, level in prints
    )


def _at(level: LevelPrint, resolution: float) -> LevelPrint:
    """Return a level at a resolution, the same object where that is its own."""
    return level if level.resolution == resolution else replace(level, resolution=resolution)


def _is_whole(text: str, level: LevelPrint) -> bool:
    """Return whether a text writes a whole number of thousands, millions or billions with a word of scale."""
    return bool(text) and level.qualifier == "exact" and level.resolution in {1e3, 1e6, 1e9, 1e12}


def _usual_resolution(level: LevelPrint, printed: Mapping[float, Sequence[float]]) -> float:
    """Return the resolution of the publisher's prints of like size, by resolution, in order; else the level's own."""
    finer = [
        resolution
        for resolution, values in printed.items()
        if level.resolution / 1_000 < resolution < level.resolution
        and bisect_left(values, level.value / _LIKE_SIZE) < bisect_right(values, level.value * _LIKE_SIZE)
    ]
    return max(finer, default=level.resolution)
