"""Which levels of a clause are of months before those of the others, and which moment belongs to each."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from forecast.articles.flows import WITH
from forecast.articles.items import says
from forecast.articles.subjects import FLOW_TAGS
from forecast.articles.wording import WHEN, is_figure, is_growth, moves
from forecast.articles.years import figure_before

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.figures import Words
    from forecast.articles.items import Item

__all__ = [
    "compared_levels",
    "is_of_year_before",
    "moments_of_bases",
    "opens_with_year_before",
    "year_before_of_growth",
]

_DASHES = frozenset("-–—")


def is_of_year_before(clause: Sequence[Item], at: int, levels: Sequence[int]) -> bool:
    """Return whether "a year earlier" is when a level was, not what it is compared with."""
    before = at < levels[0] and clause[at].moment.ref in {"prev", "same"}
    led = pairwise(clause[at : levels[0]]) if before else ()
    # "With Turkey" joins nothing.
    before = before and not any(one.has("while") and not (one.what in WITH and two.has("place")) for one, two in led)
    moving = says(clause, "than", "from", "up", "down", "record", "share")
    behind = at == levels[-1] + 1 and clause[0].has("pronoun", "level") and clause[at].moment.ref in {"prev", "same"}
    # As in: exports had totalled R62.9bn a year earlier.
    had = any(item.what == "had" for item in clause[:at]) and at == levels[-1] + 1
    return before or ((behind or had) and len(levels) == 1 and not moving)


def _levels_of_year_before(clause: Sequence[Item], levels: Sequence[int], compared: Sequence[int]) -> dict[int, int]:
    """Return levels with "the year before" right behind, beside others: "11.8bn the year before and 15bn in 2021"."""
    beside = {n: n + 1 for n in levels if n + 1 in compared and clause[n + 1].first == clause[n].end}
    led = says(clause, "than") or any(map(is_growth, clause))
    return {} if led or len(levels) < 2 else {n: m for n, m in beside.items() if clause[m].moment.ref == "prev"}


def moments_of_bases(
    words: Words, clause: Sequence[Item], bases: Sequence[int], main: Sequence[int], compared: Sequence[int]
) -> dict[int, int]:
    """Return which moment belongs to each earlier level: the first behind it, before the next amount."""
    found: dict[int, int] = {}
    for base in bases:
        for n in range(base + 1, len(clause)):
            item = clause[n]
            if item.has("amount") or (item.has("mark") and item.what not in {"(", ")"}) or item.has("to"):
                break
            if n in main or n in compared:
                found[base] = n
                break
        if (told := figure_before(words, clause, base)) is not None:
            found[base] = told
        if base not in found and (since := _spanned(clause, base)) is not None:
            found[base] = since
        led = base - clause[base - 1].has("record")
        if led > 1 and clause[led - 1].has("moment") and clause[led - 2].has("from", "than"):
            found[base] = led - 1  # "from last year's $86.8bn", "from 2022's record $87.7bn"
    return found


def _spanned(clause: Sequence[Item], base: int) -> int | None:
    """Return the first of two years between which a level moved: "from 2019 to 2024 it grew from 4.8bn to 7.1bn"."""
    for n in range(1, base - 2):
        row = clause[n - 1 : n + 3]
        years = row[1].has("moment") and row[3].has("moment") and row[0].has("source")
        if years and row[2].has("to") and row[1].moment.year and row[3].moment.year:
            return n
    return None


def _leads_to(clause: Sequence[Item], moment: int, level: int) -> bool:
    """Return whether a year before leads to a level: "was 58m, a year earlier it had been 71m"."""
    led = clause[moment].moment.ref == "prev" and clause[moment - 1].has("mark", "while")
    between = clause[moment + 1 : level]
    light = ("level", "pronoun", "about", "over", "almost", "onlyqualifier", "record")
    return led and all(item.has(*light) or item.what in _DASHES for item in between)


def _tells_change(item: Item) -> bool:
    return moves(item) or item.has("than", "from")


def compared_levels(
    words: Words, clause: Sequence[Item], levels: Sequence[int], compared: Sequence[int]
) -> dict[int, int]:
    """Return levels of months compared with, and their moments: "(for the same months of 2022: 2.95bn)"."""
    found: dict[int, int] = {}
    for before, n in pairwise((-1, *levels)):
        led = [m for m in compared if before < m < n]
        when = next((item for item in clause[led[-1] + 1 : n] if not item.has("mark")), None) if led else None
        if clause[n - 1].what == "(" and n - 2 in compared:
            found[n] = n - 2  # "1.4 % below the first half of 2020 (343m)"
        if when is not None and when.has("pronoun", "level") and words.low(when.first - 1) in WHEN:
            found[n] = led[-1]  # "than in the same half of 2024, when they were 93.5bn"
        if when is not None and when.has("level") and words.low(when.first - 1) == "which" and is_figure(clause[n]):
            found[n] = led[-1]  # "above the value for the corresponding period of 2024, which stood at N1.80 trillion"
        if led and says(clause[led[-1] + 1 : n], "then"):
            found[n] = led[-1]  # "чем в 2022-м, - тогда товарооборот равнялся 2,47 млрд"
    for n in levels[:-1]:
        was = any(words.low(k) == "had" for k in range(clause[n - 1].first, clause[n].first)) if n else False
        if was and clause[n + 1].has("moment") and clause[n + 1].moment.year is not None and clause[n + 2].has("mark"):
            found[n] = n + 1  # "which had stood at €81.1bn in 2023, slipped 1.3 per cent to €80bn"
    for before, n in pairwise(levels):
        beside = [m for m in compared if before < m < n and not any(map(is_growth, clause[m:n]))]
        marked = says(clause[before:n], "mark")
        if beside and marked and (clause[beside[-1]].moment.ref == "same" or _leads_to(clause, beside[-1], n)):
            found[n] = beside[-1]
        behind = clause[beside[-1] + 1 : n] if beside else ()
        if beside and clause[beside[-1]].moment.ref == "prev" and behind and behind[0].has("pronoun"):
            found[n] = beside[-1]  # "was $383m, and in the previous year they had been $410m"
        had = clause[n + 1] if n + 1 in compared else None
        if had is not None and had.moment.ref == "prev" and marked and not any(map(_tells_change, clause[before:n])):
            found[n] = n + 1  # "hit $5.3bn, having been $4.9bn a year earlier"
        bare = clause[n - 1].what in _DASHES and clause[n - 3].what == "(" and n - 2 in compared
        if beside and bare and clause[n - 2].moment.ref == "prev":
            found[n] = n - 2  # "560m (a year earlier - 537m)"
        # As in: €5.3bn last year (2023: €5.0bn); 60m (2022 - 41.8m).
        dated = n - 2 if clause[n - 1].what == ":" or clause[n - 1].what in _DASHES else n - 1
        if dated - 1 > before and clause[dated].has("moment") and clause[dated - 1].what == "(":
            found[n] = dated
    return found | _levels_of_year_before(clause, levels, compared)


def opens_with_year_before(clause: Sequence[Item], levels: Sequence[int]) -> bool:
    """Return whether a clause tells a level of the year before: "in the same period of 2023 the figure was 2.07bn"."""
    first = next((n for n, item in enumerate(clause) if not item.has("mark", "while")), 0)
    opening = clause[first].has("moment") and clause[first].moment.ref in {"prev", "same"}
    return opening and len(levels) == 1 and not any(map(is_growth, clause[: levels[0]]))


def year_before_of_growth(clause: Sequence[Item], growths: Sequence[int], compared: Sequence[int]) -> int | None:
    """Return the year before in which a flow is told to have grown: "a year earlier exports had risen by 21 %"."""
    for n in compared:
        led = n == 0 or (clause[n - 1].what in {":", ";", ","} and not says(clause[max(n - 4, 0) : n], "than"))
        flow = next((m for m in range(n + 1, min(n + 4, len(clause))) if clause[m].has(*FLOW_TAGS)), None)
        if flow is None or not led or clause[n].moment.ref != "prev":
            continue
        if says(clause[flow + 1 : flow + 3], "grew", "shrank") and any(g > flow for g in growths):
            return n
    return None
