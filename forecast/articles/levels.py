"""Which amounts of a clause are levels, which are targets, and which are only marks, by years and each other."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from forecast.articles.deadlines import first_open
from forecast.articles.earlier import compared_levels
from forecast.articles.items import says
from forecast.articles.numbers import is_mark
from forecast.articles.periods import resolved
from forecast.articles.subjects import FLOW_TAGS
from forecast.articles.wording import qualifier_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forecast.articles.items import Item
    from forecast.articles.setting import Setting

__all__ = ["marks_of", "told_by_years"]

#: What passed a mark is not so many times as much.
_LEAP = 1.5
#: Items between a mark and the level in brackets behind it, at most, and one.
_NEAR = 3
_AFTER = frozenset({"after", "following", "после"})


def marks_of(
    setting: Setting,
    clause: Sequence[Item],
    roles: Mapping[int, str],
    moments: tuple[Sequence[int], Sequence[int], Sequence[int]],
) -> dict[int, str]:
    """Return the levels and bases of a clause that are only marks: passed on the way, or far away.

    Parameters
    ----------
    setting : Setting
    clause : sequence of Item
    roles : mapping
        What each figure of the clause is.
    moments : tuple of sequences
        Which items tell its period, which a comparison, and which a deadline.
    """
    main, compared, deadlines = moments
    levels = [n for n, role in roles.items() if role == "level"]
    # "A long way from the $500m mark"
    distant = [n for n, role in roles.items() if role == "base" and is_mark(setting.words, clause[n])]
    marks = [n for n in levels if is_mark(setting.words, clause[n])]
    told = [n for n in marks if _told_in_brackets(clause, n, levels)]
    ahead = [n for n in marks if n + 1 in deadlines]  # "having passed the mark of $40bn set for 2030"
    beside = {*marks, *compared_levels(setting.words, clause, levels, compared)}
    passed = [n for n in marks if any(_grown_to(n, other, main) for other in levels if other not in beside)]
    # "Crossed the $2bn mark, growing to $2.1bn": the level is what it grew to.
    passed = passed if len(passed) < len(levels) else []
    passed += [n for n, other in pairwise(levels) if _topped(setting, clause, n, other, main)]
    return dict.fromkeys([*distant, *ahead, *told, *passed], "mark")


def _told_in_brackets(clause: Sequence[Item], mark: int, levels: Sequence[int]) -> bool:
    """Return whether the level that passed a mark stands in brackets behind it: "the $9bn mark ($9.4bn)"."""
    return any(n - 1 > mark and clause[n - 1].what == "(" and n - mark <= _NEAR for n in levels)


def _grown_to(mark: int, level: int, moments: Sequence[int]) -> bool:
    """Return whether a level behind a mark is what passed it, and not one of a year of its own: "having been 3.6bn"."""
    apart = any(mark < m < level for m in moments) and any(m > level or m < mark for m in moments)
    return level > mark and not apart


def _topped(setting: Setting, clause: Sequence[Item], at: int, other: int, main: Sequence[int]) -> bool:
    """Return whether a level is what the next one passed: "surpassed $2bn for the first time, reaching $2.25bn"."""
    between = clause[at + 1 : other]
    apart = says(between, *FLOW_TAGS, "place", "than", "from", "while") or any(at < m < other for m in main)
    told = says(between, "level", "reaching", "to") or clause[other - 1].what == "("  # "exceeded $1bn again ($1.08bn)"
    over = qualifier_of(clause, at, setting.words) == "over" and told
    one, more = clause[at].amount, clause[other].amount
    return over and not apart and one.unit in {None, more.unit} and one.value <= more.value <= _LEAP * one.value


def told_by_years(
    setting: Setting, clause: Sequence[Item], roles: Mapping[int, str], deadlines: Sequence[int]
) -> dict[int, str]:
    """Return the levels of years to come, which are targets, and the targets of years that were over, which are levels.

    Parameters
    ----------
    setting : Setting
    clause : sequence of Item
    roles : mapping
        What each figure of the clause is.
    deadlines : sequence of int
        Which items are years by which something is to be.
    """
    levels = [n for n, role in roles.items() if role == "level"]
    targets = [n for n, role in roles.items() if role == "target"]
    awaited = [n for n in levels if _awaited(setting, clause, n, deadlines)]  # "speak of lifting it to $150bn by 2030"
    # "To double their trade, $4.2bn in 2024, by 2030", "is expected to exceed $6bn, after $5.2bn in 2024"
    apart = [n for n in targets if n and (_opens(setting, clause, n) or _is_after(setting, clause[n]))]
    # "Ties, which shrank from more than 9bn in 2014 to about 2bn in 2024"
    apart += [n for n in targets if n not in apart and "base" in {role for m, role in roles.items() if m < n}]
    over = [n for n in apart if _over_by(setting, clause, n)]
    return {**dict.fromkeys(awaited, "target"), **dict.fromkeys(over, "level")}


def _opens(setting: Setting, clause: Sequence[Item], at: int) -> bool:
    """Return whether an amount opens an aside: ", $4.2bn in 2024,", ", worth $1.4bn in 2024,"."""
    worth = at > 1 and setting.words.low(clause[at - 1].first) == "worth"
    return clause[at - 1 - worth].what in {",", "and"}


def _awaited(setting: Setting, clause: Sequence[Item], at: int, deadlines: Sequence[int]) -> bool:
    """Return whether a year to come stands right behind an amount."""
    told = any(item.has("level") and setting.words.low(item.first) != "worth" for item in clause[:at])
    if at + 1 < len(clause) and clause[at + 1].has("within", "soon") and not told:
        return True  # "we have agreed that we will get to six billion within five years"
    # As in: looking at A$100bn of trade by 2030.
    by = next((n for n in range(at + 1, len(clause)) if not clause[n].has(*FLOW_TAGS)), at)
    by += by < len(clause) and clause[by].has("deadline")
    return by in deadlines and (clause[by].moment.year or 0) > setting.published.year


def _over_by(setting: Setting, clause: Sequence[Item], at: int) -> bool:
    """Return whether the year right behind an amount was over, and its figures known."""
    behind = clause[at + 1] if at + 1 < len(clause) else None
    if behind is None or not behind.has("moment"):
        return False
    if behind.moment.months and (span := resolved(setting, behind)) is not None:
        return span.end <= setting.published  # "and $9.6bn in the first ten months of 2024, would grow to"
    year = behind.moment.year
    return year is not None and year < first_open(setting)


def _is_after(setting: Setting, amount: Item) -> bool:
    return setting.words.low(amount.first - 1) in _AFTER
