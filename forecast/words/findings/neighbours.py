"""Findings about levels that make their year unlike the years beside it."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from forecast.words.findings.telling import FindingWords, semicolons
from forecast.words.locale import listed, number, say
from forecast.words.prints import factor_range, flow_of, period_words

if TYPE_CHECKING:
    from forecast.audit import Corroboration, OddChange, OddPart, SameMonths, YearTotal
    from forecast.data import Flow, Interval
    from forecast.words.findings.telling import Telling


__all__ = ["odd_change", "odd_part"]


def _year_total(tell: Telling, year: YearTotal) -> str:
    """Return how a year's total follows from what is printed, without a full stop."""
    period = year.printed.subject.period
    if year.share is None:
        return say("{figures} in {period}", figures=tell.quote(year.printed), period=period_words(period))
    return say(
        "{figures} in {period} (usually {low} to {high} % of a year) makes {total} in {year}",
        figures=tell.quote(year.printed),
        period=period_words(period),
        low=number(100 * year.share.low),
        high=number(100 * year.share.high),
        total=tell.range(year.total),
        year=period.year,
    )


def odd_change(tell: Telling, facts: OddChange) -> FindingWords:
    """Return a level far from the years beside it in sentences."""
    about = facts.odd.subject
    changes = [
        say(
            "{year} changed by {change} on the year before",
            year=year.printed.subject.period.year,
            change=factor_range(change),
        )
        for year, change in zip(facts.years[1:], facts.changes, strict=True)
    ]
    sums = say(
        "{years}: {changes}. In 99 of 100 years trade changes by {usual}.",
        years=semicolons(_year_total(tell, year) for year in facts.years),
        changes=reduce(lambda done, more: say("{first}, {next}", first=done, next=more), changes),
        usual=factor_range(facts.usual),
    )
    values = {
        "figures": tell.quote(facts.odd),
        "flow": flow_of(about.flow),
        "period": period_words(about.period),
        "side": tell.side(about),
    }
    if len(facts.changes) > 1:
        title = say("{figures} of {flow} in {period} by {side}'s statistics is far from the years beside it.", **values)
    else:
        title = say("{figures} of {flow} in {period} by {side}'s statistics is far from the year beside it.", **values)
    if facts.meant is None:
        reading = say("A real shock, another definition, or a misprint; nothing printed says which.")
    else:
        reading = say(
            "A real shock, another definition, or a misprint of {meant}; nothing printed says which.",
            meant=tell.money(facts.meant),
        )
    return FindingWords(title, " ".join([sums, *_corroboration(tell, facts.more)]), reading, _kept())


def _kept() -> str:
    return say("Kept: the fit uses it as printed, and the answer shows what it says without it.")


def odd_part(tell: Telling, facts: OddPart) -> FindingWords:
    """Return totals that make one part move unlike the other in sentences."""
    about, part = facts.odd.subject, facts.part.flow
    change = tell.quote(facts.growth) if facts.growth else factor_range(facts.part_change)
    rests = [
        _rest(tell, year, part, level, rest)
        for year, level, rest in zip(facts.years, facts.parts, facts.rests, strict=True)
    ]
    values = {"rest": factor_range(facts.rest_change), "change": change, "factor": number(facts.usual, decimals=1)}
    if part == "exports":
        so = say(
            "So imports would have changed by {rest} while exports changed by {change}; in nine years of ten the two "
            "differ by less than a factor of {factor}.",
            **values,
        )
        beside = say("exports changed by {change} in {period}", change=change, period=period_words(facts.part.period))
    else:
        so = say(
            "So exports would have changed by {rest} while imports changed by {change}; in nine years of ten the two "
            "differ by less than a factor of {factor}.",
            **values,
        )
        beside = say("imports changed by {change} in {period}", change=change, period=period_words(facts.part.period))
    named = {
        "figures": tell.quote(facts.odd),
        "flow": flow_of(about.flow),
        "period": period_words(about.period),
        "side": tell.side(about),
    }
    if facts.odd == facts.years[0].printed:
        title = say("{figures} of {flow} in {period} by {side}'s statistics sits oddly beside the year after.", **named)
    else:
        title = say(
            "{figures} of {flow} in {period} by {side}'s statistics sits oddly beside the year before.", **named
        )
    return FindingWords(
        title,
        " ".join([*rests, so, *_corroboration(tell, facts.more, beside=beside)]),
        say(
            "It counts something else than the figures beside it, was revised later, or is a misprint; nothing printed "
            "says which."
        ),
        _kept(),
    )


def _rest(tell: Telling, year: YearTotal, part: Flow, level: Interval, rest: Interval) -> str:
    values = {"total": _year_total(tell, year), "level": tell.range(level), "rest": tell.range(rest)}
    if part == "exports":
        return say("{total}; less exports of {level}, that leaves imports of {rest}.", **values)
    return say("{total}; less imports of {level}, that leaves exports of {rest}.", **values)


def _corroboration(tell: Telling, more: Corroboration, *, beside: str = "") -> list[str]:
    """Return what else speaks against a level: a sentence each; `beside` is what the same months contrast with."""
    sentences = [_same_months(tell, more.after, beside)] if more.after else []
    if more.longer:
        longer = [
            say(
                "{period} ({figures}, {side}'s statistics)",
                period=period_words(printed.subject.period),
                figures=tell.quote(printed),
                side=tell.side(printed.subject),
            )
            for printed in more.longer
        ]
        sentences.append(
            say("It is above what the other side prints for more months: {longer}.", longer=listed(longer))
        )
    return sentences


def _same_months(tell: Telling, after: SameMonths, beside: str) -> str:
    values = {"period": period_words(after.period), "change": factor_range(after.change), "contrast": beside}
    if after.printed:
        values["figures"] = tell.quote(after.printed)
        if beside:
            return say(
                "{period} is printed as {figures}: {change} on the same months of the year before, though {contrast}.",
                **values,
            )
        return say("{period} is printed as {figures}: {change} on the same months of the year before.", **values)
    level, growth = (tell.quote(printed) for printed in after.later)
    values |= {"level": level, "growth": growth, "implied": tell.range(after.level)}
    if beside:
        return say(
            "{period} follows from the figures of a year later ({level}, {growth}) as {implied}: {change} on the same "
            "months of the year before, though {contrast}.",
            **values,
        )
    return say(
        "{period} follows from the figures of a year later ({level}, {growth}) as {implied}: {change} on the same "
        "months of the year before.",
        **values,
    )
