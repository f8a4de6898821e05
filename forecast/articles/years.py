"""Whether the words around a figure tell of other years: growth over several, or a level of the year before."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from forecast.articles.items import says

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.figures import Words
    from forecast.articles.items import Item

__all__ = [
    "figure_before",
    "in_that_year",
    "is_of_years",
    "is_since",
    "is_since_then",
    "opens_over_years",
    "over_named_years",
    "over_years",
    "years_before",
]


#: Words between two years at most: "с 2020 года по 2024".
_BETWEEN_YEARS = 3


def over_years(words: Words, at: int) -> bool:
    """Return whether several years stand at a token: "in five years", "between 2020 and last year"."""
    if at + 2 < len(words.tokens) and words.low(at) == "between" and (year := words.number(at + 1)):
        return len(year.text) == 4  # "doubled between 2020 and last year"
    if at + 2 >= len(words.tokens) or words.low(at) not in {"in", "over", "within", "during", "after", "за"}:
        return False
    at += words.low(at + 1) == "the"  # "over the four years since the agreement"
    number = words.number(at + 1)
    if words.low(at + 1) in {"one", "1"} or (words.low(at + 1) == "a" and not words.tag(at + 2, "decade")):
        return False  # "a progression of 5.3 % over one year"
    counted = (number is not None and len(number.text) < 3) or words.starting(at + 1, "num:")[1] > 0
    return counted and (words.tag(at + 2, "year") or words.tag(at + 2, "decade")) > 0


def over_named_years(words: Words, start: int, end: int) -> bool:
    """Return whether two years far apart are named before a token: "between 2019 and 2024 it rose by 40 %"."""
    first = max(start - 2, 0)
    row = words.tokens[first:end]
    years = [
        n for n, token in enumerate(row) if token.kind == "number" and len(token.text) == 4 and token.text.isdigit()
    ]
    for one, two in pairwise(years):
        led, joint = words.low(first + one - 1), {token.low for token in row[one + 1 : two]}
        joined = (led in {"between", "между"} and joint & {"and", "и"}) or (led in {"с", "from"} and joint & {"по"})
        if joined and len(joint) <= _BETWEEN_YEARS and int(row[two].text) - int(row[one].text) > 1:
            return True
    return False


def opens_over_years(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether a figure is of several years that its clause opens with: "Over the four years since"."""
    start = clause[0].first
    while start > 0 and words.tokens[start - 1].kind == "word":
        start -= 1
    opening = any(over_years(words, n) for n in range(start, clause[0].first + 2))
    return opening and not says(clause[:at], "while", "moment")


def is_of_years(words: Words, clause: Sequence[Item], at: int, *, compared: bool) -> bool:
    """Return whether a level is that of several years together: "in all, in 2020-2024 they sold goods worth 190m".

    One that another is `compared` with is also where its clause opens with years: "after two years in which sales had
    swollen from 6.8bn to 13.9bn".
    """
    years = (item.has("moment") and item.moment.kind == "years" for item in clause[:at])
    together = any(years) and says(clause[:at], "onlyqualifier", "altogether") and not says(clause[:at], "level")
    return together or (compared and opens_over_years(words, clause, at))


def is_since_then(words: Words, clause: Sequence[Item], at: int, main: Sequence[int]) -> bool:
    """Return whether a level is of months after those told: "fell to 160m in 2021 and has since recovered to 220m"."""
    told = max((m for m in main if m < at), default=None)
    if told is None or (at + 1) in main:
        return False
    return any(item.has("multiyear") and words.low(item.first) == "since" for item in clause[told + 1 : at])


def is_since(clause: Sequence[Item], at: int) -> bool:
    """Return whether growth is since an event: "since the agreement entered into force in 2020, it has grown"."""
    # As in: since July it has been shut: in September they fell.
    colon = max((n for n in range(at) if clause[n].what == ":"), default=-1)
    opening = next((item for item in clause[colon + 1 :] if not item.has("mark", "while")), clause[0])
    since = opening.has("multiyear") and not says(clause[:at], "amount")
    return since or (at > 0 and clause[at - 1].has("multiyear"))


_WHEN = frozenset({"which", "when"})


#: What stands between a moment and the figure of it: "the 2023 figure of", "прошлогоднего показателя в".
_FIGURE_OF = frozenset({"figure", "figures", "level", "total", "of", "в", "показателя", "уровня"})


def figure_before(words: Words, clause: Sequence[Item], at: int) -> int | None:
    """Return the moment whose figure an amount is that is compared with: "4.2 pc below the 2023 figure of 2,912bn"."""
    told = next((n for n in range(at - 1, max(at - 3, 0), -1) if clause[n].has("moment")), None)
    if told is None or not clause[told - 1].has("than", "up", "down"):
        return None
    between = {token.low for token in words.tokens[clause[told].end : clause[at].first]}
    return told if between and between <= _FIGURE_OF else None


def in_that_year(clause: Sequence[Item], at: int, words: Words) -> bool:
    """Return whether an amount is the year before's: "compared to the previous year, during which it was 50bn"."""
    if not says(clause[:at], "amount"):
        return False
    for n in range(at - 1, 0, -1):
        item = clause[n]
        if item.has("moment"):
            between = {token.low for token in words.tokens[item.end : clause[at].first]}
            return item.moment.ref in {"prev", "same"} and clause[n - 1].has("than") and bool(between & _WHEN)
        if item.has("amount", "rate"):
            break
    return False


def years_before(clause: Sequence[Item], at: int, *, within: int | None = None) -> bool:
    """Return whether what a verb or a rate tells is of several years named before it: "за пять лет она утроилась"."""
    nearest = -1 if within is None else max(at - 1 - within, -1)
    years = next((n for n in range(at - 1, nearest, -1) if clause[n].has("multiyear")), at)
    return years < at and not says(clause[years:at], "moment", "amount", "mark")
