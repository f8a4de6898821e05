"""Statements about one thing become one: a level beside its growth, the same level told again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.article import ReadStatement
    from forecast.articles.setting import Told

__all__ = ["add_indices", "add_statement", "merge_rough", "newest"]

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


#: What is "over" or "almost" a figure is within so many times of it; "about" reaches a tenth.
_NEAR, _ABOUT = 1.25, 0.1


def _rounds(rough: ReadStatement, fine: ReadStatement) -> bool:
    """Return whether a level is another told more roughly: "crossed the $100bn mark", "100.06bn"."""
    if rough.level is None or fine.level is None or fine.level_qualifier != "exact":
        return False
    if rough.level_resolution is None or fine.level_resolution is None:
        return False
    if rough.level_qualifier == "over":
        return rough.level <= fine.level <= _NEAR * rough.level
    if rough.level_qualifier == "almost":
        return fine.level <= rough.level <= _NEAR * fine.level
    half = rough.level_resolution / 2
    if rough.level_qualifier == "about":
        return abs(rough.level - fine.level) <= max(half, _ABOUT * rough.level)
    return rough.level_resolution > fine.level_resolution and abs(rough.level - fine.level) < half


def _same_thing(one: ReadStatement, other: ReadStatement) -> bool:
    """Return whether two levels may be of one thing: nothing is doubtful, and not two different rates of growth."""
    doubtful = one.doubt or other.doubt or one.period is None
    alike = (one.flow, one.period, one.unit) == (other.flow, other.period, other.unit)
    return alike and not doubtful and (None in {one.growth_pct, other.growth_pct} or one.growth_pct == other.growth_pct)


def merge_rough(told: Told) -> None:
    """Merge levels of one thing that is told both roughly and in full into the one told in full."""
    into = set[int]()
    roughest = sorted(range(len(told.statements)), key=lambda n: -(told.statements[n].level_resolution or 0))
    for n in roughest:
        rough = told.statements[n]
        fine = [
            m
            for m, one in enumerate(told.statements)
            if m not in {n, *into}
            and _same_thing(rough, one)
            and _rounds(rough, one)
            # "Trade was 8bn. Egyptian statistics put the figure at 7.5bn": a second opinion, not the same told in full.
            and not (rough.level_qualifier == "exact" and told.carried & {n, m})
        ]
        if not fine:
            continue
        finest = min(fine, key=lambda m: told.statements[m].level_resolution or 0)
        one = told.statements[finest]
        grown = rough if one.growth_pct is None and rough.growth_qualifier is not None else one
        told.statements[finest] = replace(
            one, growth_pct=grown.growth_pct, growth_resolution_pct=grown.growth_resolution_pct,
            growth_qualifier=grown.growth_qualifier, parts=(*one.parts, *rough.parts),
            record=one.record or rough.record,
        )  # fmt: skip
        into.add(n)
    kept = [n for n in range(len(told.statements)) if n not in into]
    told.carried = {kept.index(n) for n in told.carried if n in kept}
    told.partnered = {kept.index(n) for n in told.partnered if n in kept}
    told.statements[:] = [told.statements[n] for n in kept]


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
        if made.level is not None and other.level is None and other.growth_qualifier in {"up", "down"}:
            made = replace(made, growth_qualifier=made.growth_qualifier or other.growth_qualifier)
            statements[number] = replace(made, parts=(*other.parts, *made.parts), record=made.record or other.record)
            return number
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
