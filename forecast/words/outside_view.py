"""The growth model's priors for a terminal: each with its value, and the panels that they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.words.faults import problem_words
from forecast.words.locale import number, say

if TYPE_CHECKING:
    from forecast.priors import Priors

__all__ = ["priors_text"]


def priors_text(priors: Priors, largest_reversion: float) -> str:
    """Return priors in lines.

    Parameters
    ----------
    priors : Priors
    largest_reversion : float
        What the part of a shock that is taken back is cut to.
    """
    growth, profile, made = priors.growth, priors.profile, priors.provenance

    def exactly(value: float, decimals: int = 4) -> str:
        return number(value, decimals=decimals)

    rows = {
        say("drift"): say(
            "{drift} a year (log), spread of pairs {spread}",
            drift=exactly(growth.drift),
            spread=exactly(growth.drift_sd),
        ),
        say("volatility"): say(
            "{volatility} a year (log) at 1bn of 2014 dollars", volatility=exactly(growth.volatility(1.0))
        ),
        "  " + say("by size"): say(
            "times size^{elasticity}, {df} degrees of freedom",
            elasticity=exactly(growth.size_elasticity),
            df=exactly(growth.volatility_df, 2),
        ),
        say("reversion"): say(
            "{reversion} (+-{error}) + {slope} (+-{slope_error}) x ln(size), cut to {largest} and 0",
            reversion=exactly(growth.reversion),
            error=exactly(growth.reversion_error),
            slope=exactly(growth.reversion_size),
            slope_error=exactly(growth.reversion_size_error),
            largest=exactly(largest_reversion, 2),
        ),
        say("share of the year"): " ".join(exactly(profile.share(month), 3) for month in range(1, 13)),
        say("year-to-date noise"): say(
            "{shares} (in volatilities)", shares=" ".join(exactly(share, 2) for share in profile.noise)
        ),
    }
    width = max(map(len, rows)) + 3
    lines = [f"{label:<{width}}{told}" for label, told in rows.items()]
    lines.append(say("estimated {day} by: {command}", day=made.estimated, command=made.command))
    return "\n".join([*lines, *(f"  {problem_words(source)}" for source in made.sources)])
