"""The balance in words: how likely exports exceed imports, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.words.locale import say
from forecast.words.quantities import pair_names, percent_words, side_words
from forecast.words.terminal import wrap

if TYPE_CHECKING:
    from forecast.data import Series
    from forecast.forecasting import Surplus

__all__ = ["surplus_text"]


def surplus_text(found: Surplus, series: Series) -> str:
    """Return the chance of a surplus in each year, for a terminal.

    Parameters
    ----------
    found : Surplus
    series : Series
        That it is about.
    """
    told = say(
        "{reporter} and {partner}: chance that exports exceed imports, by {side}'s statistics. It rests on exports and "
        "imports of {first} to {last}, modelled together.",
        side=side_words(series, found.statistics),
        first=found.first_year,
        last=found.last_year,
        **pair_names(series),
    )
    return (
        "\n".join([wrap(told), *(f"  {year}  {percent_words(chance)}" for year, chance in found.probabilities)]) + "\n"
    )
