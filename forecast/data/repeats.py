"""Repeats: rows of one table that are about one and the same thing (docs/statements.md).

Rows are numbered and ordered by what they say, so that the order of a file never matters. Rows that nothing tells
apart and that contradict each other are most likely parts of a breakdown, and are never averaged. A whole number of
billions beside prints with decimals has its zero dropped.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from forecast.data.statements import FLOWS, RELIABILITIES, LevelPrint, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["indistinct", "lost", "numbered", "with_dropped_zeros"]

#: Prints of a publisher say how many decimals it prints for levels within this factor of theirs.
_LIKE_SIZE = 3.0


def _place(statement: Statement) -> tuple[object, ...]:
    """Return where a statement stands among those of a series: by day and period, then by all that it says."""
    origin = statement.origin
    return (
        origin.published,
        statement.period,
        statement.statistics,
        FLOWS.index(statement.flow),
        RELIABILITIES.index(statement.reliability),
        not statement.record,
        origin.publisher.casefold(),
        repr(replace(statement, id="")),
    )


def numbered(statements: Iterable[Statement]) -> Iterator[tuple[int, Statement]]:
    """Yield statements in order of publication, each with its place among those given; ids that repeat are numbered.

    The order depends on what the statements say alone.
    """
    counts: Counter[str] = Counter()
    for place, statement in sorted(enumerate(statements), key=lambda item: _place(item[1])):
        counts[statement.id] += 1
        number = counts[statement.id]
        yield place, statement if number == 1 else replace(statement, id=f"{statement.id}#{number}")


def indistinct(statements: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """Yield the places of two levels of one thing that contradict each other and that nothing tells apart.

    Publisher, occasion, qualifier and day are the same, and neither says that it supersedes the other.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    for place, s in enumerate(statements):
        if s.level is not None and not s.supersedes:
            told = (s.origin.publisher, s.event, s.level.qualifier, s.origin.published)
            alike.setdefault((s.statistics, s.flow, s.period, *told), []).append(place)
    for places in alike.values():
        if len(places) > 1:
            allowed = {p: level.cut_or_rounded for p in places if (level := statements[p].level) is not None}
            yield from (pair for pair in combinations(places, 2) if not allowed[pair[0]].meets(allowed[pair[1]]))


def lost(statements: Sequence[Statement], known: Sequence[Statement] = ()) -> tuple[Statement, ...]:
    """Return the statements that say they take the place of one that neither they nor those known hold."""
    named = {
        (s.statistics, s.flow, s.period, name): s.id
        for s in (*statements, *known)
        for name in (s.event, s.id, s.origin.published.isoformat())
    }
    return tuple(
        s
        for s in statements
        if s.supersedes not in {"", "yes"} and named.get((s.statistics, s.flow, s.period, s.supersedes), s.id) == s.id
    )


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
    return tuple(
        level if level is None else replace(level, resolution=_usual_resolution(publisher, text, level, prints))
        for publisher, text, level in prints
    )


def _is_whole(text: str, level: LevelPrint) -> bool:
    """Return whether a text writes a whole number of thousands, millions or billions with a word of scale."""
    return bool(text) and level.qualifier == "exact" and level.resolution in {1e3, 1e6, 1e9, 1e12}


def _usual_resolution(
    publisher: str, text: str, level: LevelPrint, prints: Sequence[tuple[str, str, LevelPrint | None]]
) -> float:
    """Return the resolution of the publisher's prints of like size, for a whole number; else the level's own."""
    if not _is_whole(text, level):
        return level.resolution
    finer = [
        other.resolution
        for whose, written, other in prints
        if other is not None
        and whose == publisher
        and written
        and other.qualifier == "exact"
        and level.resolution / 1_000 < other.resolution < level.resolution
        and 1 / _LIKE_SIZE <= other.value / level.value <= _LIKE_SIZE
    ]
    return max(finer, default=level.resolution)
