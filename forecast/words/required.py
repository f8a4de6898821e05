"""What a deadline asks for, and how often such growth was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.words.locale import money, month_name, number, percent, say, say_count
from forecast.words.prints import figure_words

if TYPE_CHECKING:
    from forecast.forecasting import RequiredGrowth
    from forecast.priors import Frequency

__all__ = ["required_words"]

#: Of fewer years or stretches of a pair's own a share says nothing.
FEWEST_TOLD = 2


def _growth_asked(need: RequiredGrowth, unit: str) -> str:
    """Return what the years to the deadline ask for."""
    taken = money(need.from_level, unit, digits=4)
    printed = figure_words(need.from_print, unit) if need.from_print else taken
    level = printed if printed == taken else say("{printed} (taken as {taken})", printed=printed, taken=taken)
    if need.by - need.from_year > 1:
        return say(
            "To make it by {year}, trade must grow {growth} a year from {base_year}'s {level}.",
            year=need.by,
            growth=percent(need.growth_pct, decimals=1, signed=True),
            base_year=need.from_year,
            level=level,
        )
    told = {"year": need.by, "distance": percent(abs(need.growth_pct), decimals=1)}
    told |= {"base_year": need.from_year, "level": level}
    if round(need.growth_pct, 1) == 0:
        return say("To make it in {year}, the year must at least equal {base_year}'s {level}.", **told)
    if need.growth_pct >= 0:
        return say("To make it in {year}, the year must end {distance} above {base_year}'s {level}.", **told)
    return say("To make it in {year}, the year must end {distance} below {base_year}'s {level}.", **told)


def _months_asked(need: RequiredGrowth) -> str:
    """Return what the months after the last figure ask for; empty when there is no such figure."""
    if not need.remaining:
        return ""
    through = month_name(need.remaining.known_through.last[1])
    distance = percent(abs(need.remaining.growth_pct), decimals=1)
    if need.remaining.assumes_flat:
        if need.remaining.growth_pct >= 0:
            return say(
                "The months after {month} must then be {distance} above the year before if the months through {month} "
                "only matched it (the source says that they grew, and prints no figure).",
                month=through,
                distance=distance,
            )
        return say(
            "The months after {month} must then be {distance} below the year before if the months through {month} "
            "only matched it (the source says that they grew, and prints no figure).",
            month=through,
            distance=distance,
        )
    if need.remaining.growth_pct >= 0:
        return say(
            "The months after {month} must then be {distance} above the year before.", month=through, distance=distance
        )
    return say(
        "The months after {month} must then be {distance} below the year before.", month=through, distance=distance
    )


def _how_often_in_a_year(share: str, own: Frequency) -> str:
    if own.total < FEWEST_TOLD:
        return say("Of pairs of similar size, {share} in 100 grew so fast in a year.", share=share)
    if own.count < 0.5:
        return say(
            "Of pairs of similar size, {share} in 100 grew so fast in a year; this pair did in none of {total} years.",
            share=share,
            total=own.total,
        )
    return say(
        "Of pairs of similar size, {share} in 100 grew so fast in a year; "
        "this pair did in about {times} of {total} years.",
        share=share,
        times=number(own.count),
        total=own.total,
    )


def _how_often_over_years(years: int, share: str, own: Frequency) -> str:
    if own.total < FEWEST_TOLD:
        return say_count(
            "Of pairs of similar size, {share} in 100 grew so fast over {count} year.",
            "Of pairs of similar size, {share} in 100 grew so fast over {count} years.",
            years,
            share=share,
        )
    if own.count < 0.5:
        return say_count(
            "Of pairs of similar size, {share} in 100 grew so fast over {count} year; "
            "this pair did in none of {total} such stretches.",
            "Of pairs of similar size, {share} in 100 grew so fast over {count} years; "
            "this pair did in none of {total} such stretches.",
            years,
            share=share,
            total=own.total,
        )
    return say_count(
        "Of pairs of similar size, {share} in 100 grew so fast over {count} year; "
        "this pair did in about {times} of {total} such stretches.",
        "Of pairs of similar size, {share} in 100 grew so fast over {count} years; "
        "this pair did in about {times} of {total} such stretches.",
        years,
        share=share,
        times=number(own.count),
        total=own.total,
    )


def _how_often(need: RequiredGrowth) -> str:
    """Return how often such growth was seen; empty where the panel does not say."""
    if need.panel.share is None:
        return ""
    years, share = need.by - need.from_year, number(need.panel.share * 100)
    return _how_often_in_a_year(share, need.own) if years == 1 else _how_often_over_years(years, share, need.own)


def required_words(need: RequiredGrowth, unit: str) -> str:
    """Return what a deadline asks for, in a sentence or two."""
    return " ".join(filter(None, (_growth_asked(need, unit), _months_asked(need), _how_often(need))))
