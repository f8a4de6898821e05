"""Chances, dates, marks and names, as the sentences take them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forecast.words.locale import marked, money, month, percent, place, say, say_as, year_words
from forecast.words.places import place_said

if TYPE_CHECKING:
    from forecast.data import AnnouncedTarget, Flow, Series, Target
    from forecast.model import DateInterval, Month

__all__ = [
    "basis_words",
    "chances",
    "flow_word",
    "interval_words",
    "mark_words",
    "month_words",
    "pair_labels",
    "pair_names",
    "percent_words",
    "share_words",
    "side_label",
    "side_words",
    "together",
]

#: A smaller chance is told in per cent alone: "1 in 10" would double it.
FEWEST_TENTHS = 0.075
_PLAIN_SHARES = (
    (0.1, marked("about one in ten")), (0.2, marked("about one in five")), (0.25, marked("about one in four")),
    (1 / 3, marked("about one in three")), (0.5, marked("about one in two")), (2 / 3, marked("about two in three")),
    (0.75, marked("about three in four")), (0.9, marked("about nine in ten")),
)  # fmt: skip


_CHANCE_IN_BRACKETS = re.compile(r"\([^()]{1,12}\d\N{NO-BREAK SPACE}%\)")


def together(text: str) -> str:
    r"""Return words with no line break before a per cent sign or a Russian year's letter, after "St.", in "(9 %)".

    Examples
    --------
    >>> together("83 % by 2025")
    '83\xa0% by 2025'
    """
    told = text.replace(" %", "\N{NO-BREAK SPACE}%").replace("St. ", "St.\N{NO-BREAK SPACE}")
    told = told.replace(" г.", "\N{NO-BREAK SPACE}г.").replace(" → ", "\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}")
    kept = _CHANCE_IN_BRACKETS.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), told)
    return type(text)(kept)  # markup stays markup


def pair_names(series: Series | AnnouncedTarget) -> dict[str, str]:
    """Return the names of the pair, as the sentences about its trade take them."""
    return {"reporter": place_said(series.reporter), "partner": place_said(series.partner)}


def pair_labels(series: Series | AnnouncedTarget) -> dict[str, str]:
    """Return the names of the pair, as titles and lists take them."""
    return {"reporter": place(series.reporter), "partner": place(series.partner)}


def basis_words(basis: str) -> str:
    """Return what is counted."""
    named = {
        "goods": say_as("what is counted", "goods"),
        "goods and services": say_as("what is counted", "goods and services"),
    }
    return named.get(basis, basis)


def flow_word(flow: Flow) -> str:
    """Return a flow as a label."""
    named = {
        "total": say_as("a flow, as a label", "total"),
        "exports": say_as("a flow, as a label", "exports"),
        "imports": say_as("a flow, as a label", "imports"),
    }
    return named[flow]


def side_words(series: Series, statistics: str) -> str:
    """Return whose statistics, as a name within a sentence."""
    return place_said(series.side_name(statistics))


def side_label(series: Series, statistics: str) -> str:
    """Return whose statistics, as a name in a table."""
    return place(series.side_name(statistics))


def mark_words(target: Target) -> str:
    """Return a mark as a reader would quote it."""
    amount = money(target.value, target.unit, digits=12)
    return say_as("a mark", "more than {amount}", amount=amount) if target.strict else amount


def percent_words(probability: float) -> str:
    """Return a probability in per cent; the last per cent at either end is not resolved.

    Examples
    --------
    >>> percent_words(0.8136), percent_words(0.001), percent_words(0.9995)
    ('81 %', 'under 1 %', 'over 99 %')
    """
    probability = round(probability, 3)  # as the JSON tells it
    if probability < 0.01:
        return say("under {percent}", percent=percent(1))
    if probability > 0.99:
        return say("over {percent}", percent=percent(99))
    return percent(probability * 100)


def chances(probability: float) -> str:
    """Return a probability as people say it, then in per cent.

    Examples
    --------
    >>> chances(0.8136), chances(0.001)
    ('about 8 in 10 (81 %)', 'under 1 %')
    """
    tenths = round(probability * 10)
    if probability >= FEWEST_TENTHS and tenths <= 9:
        return say("about {tenths} in 10 ({percent})", tenths=tenths, percent=percent_words(probability))
    return percent_words(probability)


def share_words(frequency_share: float) -> str:
    """Return a share as a plain fraction.

    Examples
    --------
    >>> share_words(28 / 80)
    'about one in three'
    """
    return say(min(_PLAIN_SHARES, key=lambda pair: abs(pair[0] - frequency_share))[1])


def month_words(when: Month | None, horizon: int) -> str:
    """Return a month, or that it lies beyond the horizon."""
    return month(when.year, when.month) if when else say("after {year}", year=horizon)


def interval_words(interval: DateInterval, horizon: int) -> str:
    """Return a date interval in words; an open end is said to be open.

    Examples
    --------
    >>> from forecast.model import DateInterval
    >>> interval_words(DateInterval(0.8, 2025, None), 2045)
    '2025 to after 2045'
    """
    start, end = interval.start, interval.end
    if not start:
        return say("after {year}", year=horizon)
    if not end:
        return say("{year} to after {horizon}", year=start, horizon=horizon)
    return year_words(start) if start == end else say("{first} to {last}", first=start, last=end)
