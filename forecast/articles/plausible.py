"""Levels that cannot all be right: a part greater than the total, months greater than the year that they are of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forecast.articles.doubts import Doubt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.article import ReadStatement

__all__ = ["doubted_by_size"]

#: A part may be so many times as great as a total that is told more roughly.
_TOLERANCE = 1.05


def _exceeds(one: ReadStatement, other: ReadStatement) -> bool:
    """Return whether a level is greater than another that it is a part of: of its flows, or of its months."""
    if one.period is None or other.period is None or one.level is None or other.level is None or one.unit != other.unit:
        return False
    part = other.flow in {one.flow, "total"}
    within = other.period.first <= one.period.first and one.period.last <= other.period.last
    return part and within and one.level > _TOLERANCE * other.level


def doubted_by_size(statements: Sequence[ReadStatement]) -> list[ReadStatement]:
    """Return the statements, with a doubt on the later one of two of which a part is greater than its whole.

    What a text tells first is most often what it is about; what contradicts it is of goods, of all countries or of
    something else.

    Parameters
    ----------
    statements : sequence of ReadStatement
        In the order of the text.
    """
    kept: list[ReadStatement] = []
    found: list[ReadStatement] = []
    for said in statements:
        contradicted = not said.doubt and any(_exceeds(said, one) or _exceeds(one, said) for one in kept)
        if not (said.doubt or contradicted):
            kept.append(said)
        found.append(replace(said, doubt=Doubt("over-whole")) if contradicted else said)
    return found
