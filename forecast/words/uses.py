"""What the fit used each statement as, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.words.findings import finding_title
from forecast.words.locale import money, percent, say
from forecast.words.prints import period_words

if TYPE_CHECKING:
    from forecast.data import Series
    from forecast.model import Claim, Measurement, Reason, Use

__all__ = ["measurement_words", "use_words"]


def measurement_words(measurement: Measurement, unit: str) -> str:
    """Return what is measured, and how precisely; `unit` is the currency."""
    low, high = measurement.interval.low, measurement.interval.high
    period = period_words(measurement.period)
    if measurement.quantity == "growth":
        ends = {name: percent((end - 1) * 100, decimals=2, signed=True) for name, end in (("low", low), ("high", high))}
        return say("growth of {period}: {low} to {high}", period=period, **ends)
    ends = {name: money(end, unit, digits=5) for name, end in (("low", low), ("high", high))}
    return say("level of {period}: {low} to {high}", period=period, **ends)


def _reason(reason: Reason | None) -> str:
    match reason:
        case "year-known":
            return say("not needed: the year's total is known")
        case "later-known":
            return say("not needed: a later year-to-date figure of the year is known")
        case "told-better":
            return say("not needed: figures, or a later report, tell the growth better")
        case "other-side":
            return say("the other side's statistics: compared, not fitted")
        case "other-flow":
            return say("another flow: audited, not fitted")
    return ""


def _claim(claim: Claim) -> str:
    if claim.kind == "grew":
        return say("grew in {period}: weighs paths that grew", period=period_words(claim.period))
    if claim.kind == "fell":
        return say("fell in {period}: weighs paths that fell", period=period_words(claim.period))
    return say("the highest year up to {year}: weighs paths whose earlier years stayed below", year=claim.period.year)


def use_words(use: Use, series: Series) -> str:
    """Return what a statement, or one quantity of it, was used as.

    Parameters
    ----------
    use : Use
    series : Series
        That the statement belongs to.
    """
    if use.finding:
        title = finding_title(use.finding, series)
        return say("superseded: {why}", why=title) if use.role == "superseded" else _excluded(use, title)
    if use.claim:
        return _claim(use.claim)
    if use.measurement is None:
        return _reason(use.reason)
    told = measurement_words(use.measurement, series.unit)
    match use.role:
        case "repeated":
            return say("repeats, counted once: {measurement}", measurement=told)
        case "teaches-share":
            return say("teaches the pair's share of the year: {measurement}", measurement=told)
    return told


def _excluded(use: Use, why: str) -> str:
    if use.quantity == "level":
        return say("level excluded: {why}", why=why)
    return say("growth excluded: {why}", why=why)
