"""Findings about two sides' statistics of one flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.words.findings.telling import FindingWords, semicolons
from forecast.words.locale import listed, number, say
from forecast.words.places import place_opening
from forecast.words.prints import flow_name, period_words, times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.audit import SidesApart, SidesDiffer, TwoSides
    from forecast.data import Period
    from forecast.words.findings.telling import Telling


__all__ = ["sides_apart", "sides_differ"]


def _against(tell: Telling, sides: TwoSides) -> str:
    """Return two sides' figures with what they allow, and their ratio, without a full stop."""
    return say(
        "{first} ({first_range}) by {first_side}'s statistics against {second} ({second_range}) by {second_side}'s "
        "statistics, {times} times as much",
        first=tell.quote(sides.first),
        first_range=tell.range(sides.first.allows),
        first_side=tell.side(sides.first.subject),
        second=tell.quote(sides.second),
        second_range=tell.range(sides.second.allows),
        second_side=tell.side(sides.second.subject),
        times=times(sides.ratio.low, sides.ratio.high),
    )


def sides_apart(tell: Telling, facts: SidesApart) -> FindingWords:
    """Return two sides that are too far apart in sentences."""
    about, factor = facts.sides.first.subject, number(facts.factor, decimals=2)
    if facts.usual is None:
        sums = say(
            "{figures}; in 95 of 100 pairs of statistics one side is below {factor} times the other.",
            figures=_against(tell, facts.sides),
            factor=factor,
        )
    else:
        sums = say(
            "{figures}; in {periods} other periods the second is about {usual} times the first, and 95 of 100 pairs "
            "stay within a factor of {factor} of what is usual for them.",
            figures=_against(tell, facts.sides),
            periods=number(facts.periods),
            usual=number(facts.usual, decimals=2),
            factor=factor,
        )
    return FindingWords(
        say(
            "The figures of {first} and {second} for {flow} in {period} are too far apart.",
            first=tell.side(about),
            second=tell.side(facts.sides.second.subject),
            flow=flow_name(about.flow),
            period=period_words(about.period),
        ),
        sums,
        say("One of the two counts something else, or is printed in the wrong unit or currency."),
        say("Nothing is excluded: each side's statistics are fitted alone."),
    )


def _spans(periods: Sequence[Period]) -> list[str]:
    """Return periods in words, three or more whole years in a row as one span."""
    rows: list[list[Period]] = []
    for period in periods:
        last = rows[-1][-1] if rows else None
        follows = last and period.is_year and last.is_year and period.year == last.year + 1
        if follows:
            rows[-1].append(period)
        else:
            rows.append([period])
    told: list[str] = []
    for row in rows:
        words = [period_words(period) for period in row]
        told += [f"{words[0]}\u2013{words[-1]}"] if len(row) > 2 else words
    return told


def sides_differ(tell: Telling, facts: SidesDiffer) -> FindingWords:
    """Return two sides that count differently in sentences."""
    one = facts.years[0]
    years = [period_words(year.first.subject.period) for year in facts.years]
    sums = [
        say("{year}: {figures}", year=name, figures=_against(tell, year))
        for name, year in zip(years, facts.years, strict=True)
    ]
    return FindingWords(
        say(
            "{first} and {second} count {flow} differently: their figures for {years} are not the same.",
            first=place_opening(tell.series.side_name(one.first.subject.statistics)),
            second=tell.side(one.second.subject),
            flow=flow_name(one.first.subject.flow),
            years=listed(_spans([year.first.subject.period for year in facts.years])),
        ),
        say("{sums}.", sums=semicolons(sums)),
        say(
            "Both can be right: the two statistics differ in prices, dates and in goods that reach the partner through "
            "other places."
        ),
        say("Nothing is excluded: each side's statistics are fitted alone, and an answer names its side."),
    )
