"""Statements about one thing become one: a level beside its growth, the same level told again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.article import ReadStatement
    from forecast.articles.setting import Told

__all__ = ["add_indices", "add_statement", "newest"]

#: A part of the total differs by so many points from a per cent figure that is no share of it.
_APART = 2.0


def add_indices(told: Told) -> None:
    """Give flows the growth that a bare "(94.2 %)" behind them is, where it cannot be their share of the total."""
    for number, percent, resolution, place in told.indices:
        part = told.statements[number]
        wholes = [s for s in told.statements if s.flow == "total" and (s.period, s.unit) == (part.period, part.unit)]
        level = next((s.level for s in wholes if s.level is not None), None)
        if part.flow == "total" or part.growth_pct is not None or part.level is None:
            continue
        if told.paced if level is None else abs(100 * part.level / level - percent) > _APART:
            told.statements[number] = replace(
                part, growth_pct=round(percent - 100, 6), growth_resolution_pct=resolution, growth_qualifier="exact",
                parts=(*part.parts, place),
            )  # fmt: skip


def newest(statements: list[ReadStatement], among: Sequence[int], number: int) -> int:
    """Return the statement that growth told behind one is of: of levels of one flow, the newest of as many months.

    Parameters
    ----------
    statements : list of ReadStatement
    among : sequence of int
        Those that may be meant.
    number : int
        The one told last.
    """
    told = statements[number].period
    for other in among:
        later = statements[other].period
        if (
            told
            and later
            and statements[other].flow == statements[number].flow
            and (later.last[1] - later.first[1], later.is_year) == (told.last[1] - told.first[1], told.is_year)
            and later.end > told.end
        ):
            number, told = other, later
    return number


def add_statement(statements: list[ReadStatement], made: ReadStatement) -> int:
    """Add a statement to those told before, or to the one that it says more of; return its place."""
    for number, other in enumerate(statements):
        if (other.flow, other.period) != (made.flow, made.period) or made.period is None:
            continue
        if made.level is not None and other.level is None and made.growth_qualifier is None:
            statements[number] = replace(
                made, growth_pct=other.growth_pct, growth_resolution_pct=other.growth_resolution_pct,
                growth_qualifier=other.growth_qualifier, parts=(*other.parts, *made.parts),
                record=made.record or other.record,
            )  # fmt: skip
            return number
        if (
            made.level is None
            and other.growth_qualifier in {None, "up", "down"}
            and made.growth_qualifier not in {"up", "down"}
        ):
            statements[number] = replace(
                other, growth_pct=made.growth_pct, growth_resolution_pct=made.growth_resolution_pct,
                growth_qualifier=made.growth_qualifier, parts=(*other.parts, *made.parts),
            )  # fmt: skip
            return number
        same_level = made.level is None or (made.level, made.unit) == (other.level, other.unit)
        if (
            same_level
            and made.growth_qualifier in {None, "up", other.growth_qualifier}
            and made.growth_pct in {None, other.growth_pct}
        ):
            statements[number] = replace(other, parts=(*other.parts, *made.parts), record=made.record or other.record)
            return number
    statements.append(made)
    return len(statements) - 1
