"""The balance in words: how likely exports exceed imports, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.words.locale import say
from forecast.words.quantities import pair_labels, percent_words, side_words
from forecast.words.terminal import wrap

if TYPE_CHECKING:
    from forecast.data import Series
    from forecast.forecasting import Surplus

__all__ = ["surplus_headline", "surplus_text"]


def surplus_headline(found: Surplus, series: Series) -> str:
    """Return the chance of a surplus in the next year and in the last one told, in a sentence or two."""
    told = say(
        "{reporter} and {partner}: chance that exports exceed imports, by {side}'s statistics. It rests on exports and "
        "imports of {first} to {last}, modelled together.",
        side=side_words(series, found.statistics),
        first=found.first_year,
        last=found.last_year,
        **pair_labels(series),
    )
    (first, chance), (last, later) = found.probabilities[0], found.probabilities[-1]
    ends = say(
        "In {first} it is {chance}, in {last} {later}.",
        first=first,
        chance=percent_words(chance),
        last=last,
        later=percent_words(later),
    )
    return f"{told} {ends}"


def surplus_text(found: Surplus, series: Series) -> str:
    """Return the chance of a surplus in each year, for a terminal.

    Parameters
    ----------
    found : Surplus
    series : Series
        That it is about.
    """
    rows = (f"  {year}  {percent_words(chance)}" for year, chance in found.probabilities)
    return "\n".join([wrap(surplus_headline(found, series)), *rows]) + "\n"
